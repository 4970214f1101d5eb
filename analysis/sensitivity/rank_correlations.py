"""Rank correlations of the parameters with an output, alone and with the others held fixed.

With every column replaced by its distribution function (ties in the middle) and C the covariance
matrix of these, Spearman's correlation is C_jy / √(C_jj C_yy), and the partial rank correlation
−P_jy / √(P_jj P_yy) with P = C⁻¹, the inverse over parameters and output. Both are smooth functions
of C, each entry of which is a U-statistic; its influence on every point gives the standard error.
"""

from dataclasses import dataclass
from typing import Any, Literal, final

import numpy as np
import pandas as pd

from lilliput.analysis.sensitivity.intervals import check_level, leading
from lilliput.analysis.sensitivity.points import check_varies, kept_rows, read_points
from lilliput.analysis.sensitivity.underlying import need_design
from lilliput.games.arithmetic import Array
from lilliput.games.checks import name_list
from lilliput.games.errors import InvalidArgumentError

__all__ = ["RankCorrelations", "correlations"]

_RANDOM = ("monte_carlo", "latin_hypercube", "sobol", "halton", "from_frame")
_COLLINEAR = 1e-8  # relative size of a combination of ranks that counts as none
_DETERMINED = 1e-12  # variance of ranks (at most 1/12) that counts as none
_PERFECT = 1e-12
_COLUMNS = [
    "spearman", "spearman low", "spearman high", "partial", "partial low", "partial high",
]  # fmt: skip


@final
@dataclass(frozen=True, eq=False, repr=False)
class RankCorrelations:
    """Rank correlations of parameters with an output. See `correlations`.

    Parameters
    ----------
    output
        What they are with, e.g. ``"margin"`` or ``"verdict is holds"``.
    table
        Indexed by parameter: `spearman` and `partial`, each with `low` and `high`.
    level
        The level of the intervals, one number at a time.
    n, dropped
        How many points they rest on, and how many were left out.
    controls
        Text parameters, which have no order: held fixed in `partial`, without a row of their own.
    """

    output: str
    table: pd.DataFrame
    level: float
    n: int
    dropped: int
    controls: tuple[str, ...]

    def to_frame(self) -> pd.DataFrame:
        """Return one row a parameter, the strongest partial correlation first."""
        return self.table.sort_values("partial", ascending=False, key=np.abs, kind="stable")

    def __repr__(self) -> str:
        shown = leading(self.to_frame(), "partial", "+.2f")
        left_out = f" ({self.dropped:,} dropped)" if self.dropped else ""
        return f"RankCorrelations({self.output}; n = {self.n:,}{left_out}; partial: {shown})"

    def _repr_html_(self) -> str:
        from lilliput.analysis.display import summary

        return summary(repr(self), self.to_frame())


def correlations(
    results: Any,
    output: str = "margin",
    *,
    value: str | bool | None = None,
    level: float = 0.95,
    nan: Literal["raise", "drop"] = "raise",
) -> RankCorrelations:
    """Return Spearman's and partial rank correlations of every parameter with an output.

    They measure how monotonically the output moves with a parameter: ±1 for a monotone relation
    without noise. The partial one takes out what the other parameters explain linearly in ranks.

    Parameters
    ----------
    results
        The results of a sweep over random points (`monte_carlo`, `latin_hypercube`, `sobol`,
        `halton`) or over points of your own (`from_frame`), taken as independent.
    output
        Which output: numbers, truth values (as 0 and 1), or texts with `value`.
    value
        Of a text output: the correlations are with the indicator of this value.
    level
        The level of the intervals: normal on Fisher's scale, with the standard error that the
        influence of each point gives, which supposes no distribution. They are those of
        independent points; more even ones (Latin hypercube, Sobol, Halton) have narrower ones.
    nan
        What happens when points failed or have no finite output: ``"raise"`` an error, or
        ``"drop"`` them.

    Returns
    -------
    RankCorrelations
        `table`, `to_frame()`. A partial correlation is NaN where the other parameters determine
        the ranks of the output or of the parameter. Where they all but do so, beyond ±0.95, a
        sample of some hundred points understates it, by more than the interval: take thousands.

    Raises
    ------
    InvalidArgumentError
        Results over another design, points without an output, a constant output or parameter,
        parameters that cannot be told apart.
    UnknownNameError
        No such output or value.

    References
    ----------
    Marino, S., I. B. Hogue, C. J. Ray and D. E. Kirschner (2008), "A methodology for performing
    global uncertainty and sensitivity analysis in systems biology", Journal of Theoretical Biology
    254: 178–196. https://doi.org/10.1016/j.jtbi.2008.04.011

    Hampel, F. R. (1974), "The influence curve and its role in robust estimation", Journal of the
    American Statistical Association 69: 383–393. https://doi.org/10.1080/01621459.1974.10482962

    Examples
    --------
    >>> from lilliput.analysis.designs import monte_carlo
    >>> from lilliput.analysis.sweeps import sweep
    >>> def surplus(m, cost):
    ...     return {"margin": m**3 - cost}
    >>> design = monte_carlo({"m": (0, 1), "cost": (0, 1)}, n=500)
    >>> correlations(sweep(surplus, design, progress=False)).table["partial"].round(1).to_dict()
    {'m': 0.9, 'cost': -0.9}
    """
    check_level(level)
    design = need_design(results, "correlations", _RANDOM)
    points = read_points(results, output, value=value)
    kept = kept_rows(points, nan=nan, least=len(design.names) + 5)
    check_varies(points.numbers[kept], points.label)
    ordered, controls = _split(points.parameters[kept])
    if not ordered:
        raise InvalidArgumentError("results: all parameters are texts, which have no ranks")
    ranks = np.column_stack([*ordered.values(), *controls.values(), _ranks(points.numbers[kept])])
    _check_apart(ranks[:, :-1], [*ordered, *controls])
    table = _table(ranks, len(ordered), level)
    return RankCorrelations(
        output=points.label,
        table=pd.DataFrame(table, columns=_COLUMNS, index=pd.Index(ordered, name="parameter")),
        level=level,
        n=len(ranks),
        dropped=int((~kept).sum()),
        controls=tuple(name for name in design.names if name not in ordered),
    )


def _split(parameters: pd.DataFrame) -> tuple[dict[str, Array], dict[str, Array]]:
    """Return the ranks of numeric parameters, and those of indicators of all texts but one."""
    ordered, controls = {}, {}
    for name, column in parameters.items():
        distinct = column.unique()
        if len(distinct) < 2:
            raise InvalidArgumentError(
                f"results: {name} is {distinct[0]!r} at all points, and nothing can be correlated "
                "with it; fix it outside of the design"
            )
        if pd.api.types.is_numeric_dtype(column.dtype):
            ordered[str(name)] = _ranks(column.to_numpy(dtype=float))
            continue
        for text in sorted(map(str, distinct))[1:]:
            controls[f"{name} = {text}"] = _ranks((column == text).to_numpy(dtype=float))
    return ordered, controls


def _ranks(column: Array) -> Array:
    """Return the empirical distribution function at each entry, ties in the middle, less ½."""
    from scipy.stats import rankdata

    return (rankdata(column) - 0.5) / len(column) - 0.5


def _check_apart(ranks: Array, names: list[str]) -> None:
    scaled = ranks / np.linalg.norm(ranks, axis=0)
    _, sizes, directions = np.linalg.svd(scaled, full_matrices=False)
    if sizes[-1] < _COLLINEAR:
        culprits = [name for name, x in zip(names, directions[-1], strict=True) if abs(x) > 1e-3]
        raise InvalidArgumentError(
            f"results: the ranks of {name_list(culprits)} determine each other, so that their "
            "influence cannot be told apart"
        )


def _table(ranks: Array, parameters: int, level: float) -> Array:
    """Return correlations with bounds, first alone, then partial, one row a parameter."""
    from scipy.stats import norm

    n, m = ranks.shape
    covariance = ranks.T @ ranks / n
    contrasts = [_alone(m, j) for j in range(parameters)]
    contrasts += [_residual(covariance, j) for j in range(parameters)]
    values, gradients = zip(*(_value(covariance, a, b) for a, b in contrasts), strict=True)
    value = np.array(values)
    influence = _influence(ranks, np.stack(gradients))
    spent = np.repeat([0, m - 2], parameters)
    error = np.sqrt((influence**2).sum(axis=0) / (n * np.maximum(n - 2 - spent, 1)))
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = norm.ppf((1 + level) / 2) * error / (1 - value**2)
        middle = np.arctanh(value)
        low, high = np.tanh(middle - reach), np.tanh(middle + reach)
    exact = 1 - np.abs(value) < _PERFECT
    low, high = np.where(exact, value, low), np.where(exact, value, high)
    return np.hstack(
        [
            np.column_stack([x[part] for x in (value, low, high)])
            for part in (slice(0, parameters), slice(parameters, None))
        ]
    )


def _alone(m: int, j: int) -> tuple[Array, Array]:
    unit = np.eye(m)
    return unit[j], unit[-1]


def _residual(covariance: Array, j: int) -> tuple[Array, Array]:
    """Return what is left of parameter j and of the output after regression on the others."""
    m = len(covariance)
    others = [k for k in range(m - 1) if k != j]
    a, b = _alone(m, j)
    if others:
        given = covariance[np.ix_(others, others)]
        a[others], b[others] = (-np.linalg.solve(given, covariance[others, k]) for k in (j, m - 1))
    return a, b


def _value(covariance: Array, a: Array, b: Array) -> tuple[float, Array]:
    """Return the correlation of two combinations, and its gradient by the covariances.

    That the weights depend on the covariances has no first-order effect, since residuals are
    uncorrelated with what they are residuals of.
    """
    aa, bb, ab = a @ covariance @ a, b @ covariance @ b, a @ covariance @ b
    if min(aa, bb) < _DETERMINED:
        return np.nan, np.full(covariance.shape, np.nan)
    r = float(np.clip(ab / np.sqrt(aa * bb), -1, 1))
    mixed = (np.outer(a, b) + np.outer(b, a)) / 2
    own = np.outer(a, a) / aa + np.outer(b, b) / bb
    return r, mixed / np.sqrt(aa * bb) - r / 2 * own


def _influence(ranks: Array, gradients: Array) -> Array:
    """Return the influence of each point on each statistic, shape (points, statistics).

    The covariance of columns j and k has influence u_j u_k + E[h(x_j, X_j) U_k] + E[U_j h(x_k,
    X_k)] less its mean, where h(x, X) is 1 for x < X, ½ for x = X: a point counts itself, and
    shifts the ranks of all above it.
    """
    total = np.einsum("nj,sjk,nk->ns", ranks, gradients, ranks, optimize=True)
    for j in range(ranks.shape[1]):
        total += 2 * _shifted(ranks[:, j], ranks @ gradients[:, j].T)
    return total - total.mean(axis=0)


def _shifted(column: Array, weights: Array) -> Array:
    """Return for each point the mean of the weights of the points above it, ties by half."""
    _, group = np.unique(column, return_inverse=True)
    sums = np.zeros((group.max() + 1, weights.shape[1]))
    np.add.at(sums, group, weights)
    above = sums[::-1].cumsum(axis=0)[::-1] - sums / 2
    return above[group] / len(column)
