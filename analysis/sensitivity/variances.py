"""Variance-based sensitivity: what part of an output's variance is due to which parameter.

For independent parameters x and an output f(x), the first-order index of xⱼ is
Sⱼ = V(E(f | xⱼ)) / V(f), the total index Tⱼ = 1 − V(E(f | x₋ⱼ)) / V(f), and the second-order index
Sⱼₖ = V(E(f | xⱼ, xₖ)) / V(f) − Sⱼ − Sₖ. A Saltelli design evaluates f in groups at two independent
points a and b, at a with one coordinate of b and (for the second order) at b with one of a. Every
index is a ratio of means over groups, so that the bootstrap is one matrix product.
"""

from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal, final

import numpy as np
import pandas as pd

from lilliput.analysis.sensitivity.intervals import (
    bounds,
    check_resamples,
    leading,
    resampled_means,
)
from lilliput.analysis.sensitivity.points import check_varies, in_groups, read_points
from lilliput.analysis.sensitivity.underlying import need_design
from lilliput.games.arithmetic import Array
from lilliput.games.checks import counted
from lilliput.games.errors import InvalidArgumentError

__all__ = ["SobolIndices", "sobol_indices"]

_ROUNDING = 64 * np.finfo(float).eps
_COLUMNS = ["value", "low", "high"]


@final
@dataclass(frozen=True, eq=False, repr=False)
class SobolIndices:
    """Sobol indices of an output, with bootstrap intervals. See `sobol_indices`.

    Parameters
    ----------
    output
        What varies, e.g. ``"margin"`` or ``"verdict is holds"``.
    first, total
        Indexed by parameter: `value`, `low`, `high`.
    second
        Indexed by pairs of parameters, each pair once; empty where the design has no second order.
    level
        The level of the intervals, one index at a time.
    groups, dropped
        How many groups of points the indices rest on, and how many were left out.
    mean, variance
        Of the output over the parameters' distributions.
    resamples, seed
        Of the bootstrap.
    """

    output: str
    first: pd.DataFrame
    total: pd.DataFrame
    second: pd.DataFrame
    level: float
    groups: int
    dropped: int
    mean: float
    variance: float
    resamples: int
    seed: int

    @property
    def interactions(self) -> float:
        """The part of the variance that no parameter explains alone: 1 − Σ first."""
        return 1.0 - float(self.first["value"].sum())

    def to_frame(self) -> pd.DataFrame:
        """Return one row a parameter, the largest total index first."""
        columns = {"value": "", "low": " low", "high": " high"}
        joined = pd.concat(
            [
                frame.rename(columns={part: order + ending for part, ending in columns.items()})
                for order, frame in (("first", self.first), ("total", self.total))
            ],
            axis=1,
        )
        return joined.sort_values("total", ascending=False, kind="stable")

    def __repr__(self) -> str:
        shown = leading(self.to_frame(), "total")
        left_out = f" ({self.dropped:,} dropped)" if self.dropped else ""
        return (
            f"SobolIndices({self.output}; {counted(len(self.first), 'parameter')}, "
            f"{self.groups:,} groups{left_out}; total: {shown})"
        )

    def _repr_html_(self) -> str:
        from lilliput.analysis.display import summary

        pairs = [("Interactions of pairs", self.second)] if len(self.second) else []
        return summary(repr(self), self.to_frame(), *pairs)


def sobol_indices(
    results: Any,
    output: str = "margin",
    *,
    value: str | bool | None = None,
    level: float = 0.95,
    resamples: int = 1000,
    seed: int = 0,
    nan: Literal["raise", "drop"] = "raise",
) -> SobolIndices:
    r"""Return first-order, total and second-order Sobol indices from results over `saltelli`.

    With the outputs A and B at the two points of each group, A_j at a with coordinate j of b, and
    B_j at b with coordinate j of a, centred, and V the variance of A and B together:
    S_j = E[B(A_j − A)]/V, T_j = E[(A − A_j)²]/2V and
    S_jk = E[(B_j A_k + B_k A_j)/2 − AB]/V − S_j − S_k, which is symmetric in the pair, so that no
    index depends on the order of the parameters.

    Parameters
    ----------
    results
        The results of a sweep over ``saltelli(...)``, or anything with `to_pandas` and `design`.
    output
        Which output: numbers, truth values (as 0 and 1), or texts with `value`.
    value
        Of a text output: the indices are those of the indicator of this value, that is, of the
        probability of a verdict.
    level
        The level of the intervals. They are percentiles of the bootstrap over groups; over a Sobol
        sequence, which is more even than independent points, they are wider than need be.
    resamples, seed
        Of the bootstrap.
    nan
        What happens when points failed or have no finite output: ``"raise"`` an error, or
        ``"drop"`` the groups that they are in, which leaves indices of what remains.

    Returns
    -------
    SobolIndices
        `first`, `total`, `second`, `to_frame()`.

    Raises
    ------
    InvalidArgumentError
        Results over another design, points without an output, or a constant output.
    UnknownNameError
        No such output or value.

    References
    ----------
    Saltelli, A., P. Annoni, I. Azzini, F. Campolongo, M. Ratto and S. Tarantola (2010), "Variance
    based sensitivity analysis of model output", Computer Physics Communications 181(2): 259–270,
    table 2 (b) and (f). https://doi.org/10.1016/j.cpc.2009.09.018

    Saltelli, A. (2002), "Making best use of model evaluations to compute sensitivity indices",
    Computer Physics Communications 145(2): 280–297 (second order).
    https://doi.org/10.1016/S0010-4655(02)00280-1

    Examples
    --------
    >>> import numpy as np
    >>> from lilliput.analysis.designs import saltelli
    >>> from lilliput.analysis.sweeps import sweep, vectorised
    >>> @vectorised
    ... def surplus(m, cost):
    ...     return {"margin": 2 * m + cost}
    >>> design = saltelli({"m": (0, 1), "cost": (0, 1)}, n=1024)
    >>> found = sobol_indices(sweep(surplus, design, progress=False))
    >>> found.total["value"].round(1).to_dict()  # 4/5 and 1/5 of the variance
    {'m': 0.8, 'cost': 0.2}
    """
    check_resamples(level, resamples, seed)
    design = need_design(results, "sobol_indices", ("saltelli",))
    if design.constraints:
        raise InvalidArgumentError(
            f"results: the constraint {design.constraints[0]!r} makes the parameters depend on "
            "each other, and Sobol indices suppose that they are independent; without constraints "
            "they can be had; feature_scores and correlations take constrained designs"
        )
    names = design.names
    sizes = (2 * len(names) + 2, len(names) + 2)
    width = next((size for size in sizes if design.size == design.n * size), 0)
    if not width:
        raise InvalidArgumentError(
            f"results: a saltelli design over {counted(len(names), 'parameter')} has groups of "
            f"{sizes[0]} or {sizes[1]} points, these are {design.size:,} points"
        )
    points = read_points(results, output, value=value)
    table, kept = in_groups(points, design.size, width, nan=nan, least=2)
    check_varies(table, points.label)
    independent = table[:, [0, -1]]  # the others repeat coordinates of these
    check_varies(independent, f"{points.label} at the {counted(independent.size, 'base point')}")
    d = len(names)
    products = _products((table - table.mean()) / table.std(), d)
    estimates = _indices(products.mean(axis=0), d)
    draws = _indices(resampled_means(products, resamples, seed), d)
    frame = pd.DataFrame(np.column_stack([estimates, *bounds(draws, level)]), columns=_COLUMNS)
    pairs = list(combinations(names, 2)) if width == sizes[0] else []
    label = pd.Index(names, name="parameter")
    return SobolIndices(
        output=points.label,
        first=frame.iloc[:d].set_axis(label),
        total=frame.iloc[d : 2 * d].set_axis(label),
        second=frame.iloc[2 * d :].set_axis(_pair_index(pairs)),
        level=level,
        groups=len(table),
        dropped=int((~kept).sum()),
        mean=float(independent.mean()),
        variance=float(independent.var()),
        resamples=resamples,
        seed=seed,
    )


def _pair_index(pairs: list[tuple[str, str]]) -> pd.MultiIndex:
    names = ["parameter", "with"]
    if pairs:
        return pd.MultiIndex.from_tuples(pairs, names=names)
    return pd.MultiIndex.from_arrays([[], []], names=names)


def _products(table: Array, d: int) -> Array:
    """Return for each group what is averaged: two columns for the variance, then the indices'."""
    a, b, mixed = table[:, 0], table[:, -1], table[:, 1 : d + 1]
    columns = [(a + b) / 2, (a * a + b * b) / 2]
    columns += [b * (mixed[:, j] - a) for j in range(d)]
    columns += [(a - mixed[:, j]) ** 2 / 2 for j in range(d)]
    if table.shape[1] == 2 * d + 2:
        back = table[:, d + 1 : 2 * d + 1]
        columns += [
            (back[:, j] * mixed[:, k] + back[:, k] * mixed[:, j]) / 2 - a * b
            for j, k in combinations(range(d), 2)
        ]
    return np.column_stack(columns)


def _indices(means: Array, d: int) -> Array:
    """Return first, total and second-order indices from means `(..., columns)` of the products."""
    variance = means[..., 1] - means[..., 0] ** 2
    with np.errstate(divide="ignore", invalid="ignore"):  # a resample may be constant
        ratios = means[..., 2:] / np.where(variance > _ROUNDING, variance, np.nan)[..., None]
    for column, (j, k) in enumerate(combinations(range(d), 2), start=2 * d):
        if column < ratios.shape[-1]:
            ratios[..., column] -= ratios[..., j] + ratios[..., k]
    return ratios
