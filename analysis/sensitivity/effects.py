"""Screening by elementary effects: what one step of a parameter does, all over the space.

A Morris design walks r trajectories through a grid of levels, 0 to 1 for each parameter; a
trajectory moves each parameter once by Δ. The elementary effect of a move is (change of the
output) / (± Δ). Their mean μ is the net effect, the mean μ* of their sizes the overall influence,
and their standard deviation σ shows interaction and curvature.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, final

import numpy as np
import pandas as pd

from lilliput.analysis.sensitivity.intervals import check_level
from lilliput.analysis.sensitivity.points import (
    Points,
    in_groups,
    read_points,
)
from lilliput.analysis.sensitivity.underlying import Described, need_design
from lilliput.games.arithmetic import Array
from lilliput.games.checks import counted
from lilliput.games.errors import InvalidArgumentError

__all__ = ["MorrisEffects", "morris_effects"]

_COLUMNS = ["mu", "mu low", "mu high", "mu_star", "mu_star low", "mu_star high", "sigma"]


@final
@dataclass(frozen=True, eq=False, repr=False)
class MorrisEffects:
    """Elementary effects of the parameters on an output. See `morris_effects`.

    Parameters
    ----------
    output
        What changes, e.g. ``"margin"`` or ``"verdict is holds"``.
    table
        Indexed by parameter: `mu` (the mean effect of going from its lowest level to its highest),
        `mu_star` (the mean of its size), each with `low` and `high`, and `sigma` (the standard
        deviation of the effects).
    level
        The level of the intervals, one number at a time.
    trajectories, dropped
        How many trajectories the effects rest on, and how many were left out.
    """

    output: str
    table: pd.DataFrame
    level: float
    trajectories: int
    dropped: int

    def to_frame(self) -> pd.DataFrame:
        """Return one row a parameter, the largest μ* first."""
        return self.table.sort_values("mu_star", ascending=False, kind="stable")

    def __repr__(self) -> str:
        ordered = self.to_frame()
        shown = ", ".join(
            f"{name} {row['mu_star']:.3g}" for name, row in ordered.head(4).iterrows()
        )
        left_out = f" ({self.dropped:,} dropped)" if self.dropped else ""
        return (
            f"MorrisEffects({self.output}; {counted(len(ordered), 'parameter')}, "
            f"{self.trajectories:,} trajectories{left_out}; μ*: {shown}"
            f"{', …' if len(ordered) > 4 else ''})"
        )

    def _repr_html_(self) -> str:
        from lilliput.analysis.display import summary

        return summary(repr(self), self.to_frame())


def morris_effects(
    results: Any,
    output: str = "margin",
    *,
    value: str | bool | None = None,
    level: float = 0.95,
    nan: Literal["raise", "drop"] = "raise",
) -> MorrisEffects:
    """Return the mean, mean size and deviation of elementary effects, from results over `morris`.

    Parameters
    ----------
    results
        The results of a sweep over ``morris(...)``, or anything with `to_pandas` and `design`.
    output
        Which output: numbers, truth values (as 0 and 1), or texts with `value`.
    value
        Of a text output: the effects are those on the indicator of this value.
    level
        The level of the intervals of μ and μ*: Student's t over the trajectories, which are
        independent.
    nan
        What happens when points failed or have no finite output: ``"raise"`` an error, or
        ``"drop"`` the trajectories that they are in.

    Returns
    -------
    MorrisEffects
        `table`, `to_frame()`.

    Raises
    ------
    InvalidArgumentError
        Results over another design, points without an output, fewer than two trajectories.
    UnknownNameError
        No such output or value.

    Notes
    -----
    Effects are per way through all levels, from the lowest to the highest (for a uniform parameter
    from its lower to its upper end), so that those of parameters in different units compare. The
    levels of a list of values are in its order, and a step that rounding takes back has no effect.

    References
    ----------
    Morris, M. D. (1991), "Factorial sampling plans for preliminary computational experiments",
    Technometrics 33: 161–174. https://doi.org/10.1080/00401706.1991.10484804

    Campolongo, F., J. Cariboni and A. Saltelli (2007), "An effective screening design for
    sensitivity analysis of large models", Environmental Modelling & Software 22: 1509–1518 (μ*).
    https://doi.org/10.1016/j.envsoft.2006.10.004

    Examples
    --------
    >>> from lilliput.analysis.designs import morris
    >>> from lilliput.analysis.sweeps import sweep
    >>> def surplus(m, cost):
    ...     return {"margin": 3 * m - cost}
    >>> design = morris({"m": (0, 1), "cost": (0, 1)}, trajectories=10)
    >>> morris_effects(sweep(surplus, design, progress=False)).table["mu"].round(3).to_dict()
    {'m': 3.0, 'cost': -1.0}
    """
    check_level(level)
    design = need_design(results, "morris_effects", ("morris",))
    width = len(design.names) + 1
    if design.size % width:
        raise InvalidArgumentError(
            f"results: a trajectory through {counted(width - 1, 'parameter')} has {width} points, "
            f"which do not divide the {design.size:,} of the design"
        )
    points = read_points(results, output, value=value)
    table, kept = in_groups(points, design.size, width, nan=nan, least=2, groups="trajectories")
    effects = _effects(table, _moves(points, design, kept))
    return MorrisEffects(
        output=points.label,
        table=_summary(effects, design.names, level),
        level=level,
        trajectories=len(table),
        dropped=int((~kept).sum()),
    )


def _moves(points: Points, design: Described, kept: Array) -> Array:
    """Return the signed steps (trajectory, step, parameter): ±Δ where a parameter moves, else 0."""
    width = len(design.names) + 1
    wanted = np.arange(design.size).reshape(-1, width)[kept]
    rows = np.searchsorted(points.positions, wanted)
    space = design.details.get("space", {})
    columns = [_codes(points.parameters[name], space.get(name, {})) for name in design.names]
    values = np.stack(columns, axis=-1)[rows]
    signs = np.sign(np.diff(values, axis=1))
    if (np.count_nonzero(signs, axis=2) > 1).any() or (np.count_nonzero(signs, axis=1) > 1).any():
        raise InvalidArgumentError(
            "results: these are no trajectories of a morris design, in which one parameter moves "
            "at a time and each one once"
        )
    return signs * _step(design)


def _step(design: Described) -> float:
    """Return Δ, half of the levels on the way from 0 to 1: levels / (2(levels − 1))."""
    levels = int(design.details["levels"])
    return levels / (2 * (levels - 1))


def _codes(column: pd.Series, distribution: Mapping[str, Any]) -> Array:
    """Return numbers that rise with the levels: categories by their place in the design."""
    if "values" in distribution:
        places = {value: place for place, value in enumerate(distribution["values"])}
        return column.astype(object).map(places).to_numpy(dtype=float)
    if pd.api.types.is_numeric_dtype(column.dtype):
        return column.to_numpy(dtype=float)
    return pd.factorize(column, sort=True)[0].astype(float)


def _effects(table: Array, moves: Array) -> Array:
    """Return the elementary effects (trajectory, parameter); a move that is rounded away has 0."""
    changes = np.diff(table, axis=1)[..., None]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(moves != 0, changes / moves, 0.0).sum(axis=1)


def _summary(effects: Array, names: tuple[str, ...], level: float) -> pd.DataFrame:
    from scipy.stats import t

    r = len(effects)
    quantile = t.ppf((1 + level) / 2, r - 1)
    sizes = np.abs(effects)
    mean, size = effects.mean(axis=0), sizes.mean(axis=0)
    deviation = effects.std(axis=0, ddof=1)
    wide, narrow = (quantile * x / np.sqrt(r) for x in (deviation, sizes.std(axis=0, ddof=1)))
    columns = [
        mean, mean - wide, mean + wide,
        size, np.maximum(size - narrow, 0), size + narrow,
        deviation,
    ]  # fmt: skip
    return pd.DataFrame(
        np.column_stack(columns), columns=_COLUMNS, index=pd.Index(names, name="parameter")
    )
