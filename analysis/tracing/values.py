"""The values of one parameter at which an output changes its sign."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil, inf, log2
from typing import Any, Literal, final

import numpy as np
import pandas as pd

from lilliput.analysis.tracing.evaluation import Floats, axis_of, output_of, tolerated
from lilliput.analysis.tracing.roots import bracketed, jumps
from lilliput.games.arithmetic import Array
from lilliput.games.checks import check_count
from lilliput.games.errors import InvalidArgumentError

__all__ = ["BoundaryValues", "boundary_value"]


@final
@dataclass(frozen=True, eq=False, repr=False)
class BoundaryValues:
    """The values of a parameter at which an output changes its sign, in increasing order.

    Parameters
    ----------
    parameter, low, high
        What varies, and where it was searched.
    output, level
        What was traced, and the value that bounds.
    values
        Where it changes its sign.
    kinds
        ``"crossing"`` where the output passes the level, ``"jump"`` where it jumps through it.
    rising
        Whether the output is above the level (below it for ``region="below"``) to the right.
    evaluations
        Points at which the model was evaluated.
    error
        Bound on the distance of each value from a change of sign, in units of the parameter.
    undefined
        Evaluations at which the output is NaN or the model failed.
    """

    parameter: str
    low: float
    high: float
    output: str
    level: float
    values: Floats
    kinds: Array
    rising: Array
    evaluations: int
    error: float
    undefined: int

    def __post_init__(self) -> None:
        for name in ("values", "kinds", "rising"):
            copy = np.array(getattr(self, name))
            copy.setflags(write=False)
            object.__setattr__(self, name, copy)

    def __len__(self) -> int:
        return len(self.values)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a value, with its ``kind`` and whether the output is ``rising``."""
        columns = {self.parameter: self.values, "kind": self.kinds, "rising": self.rising}
        return pd.DataFrame(columns)

    def __repr__(self) -> str:
        return f"BoundaryValues({self._title})"

    @property
    def _title(self) -> str:
        found = [
            f"{value:.6g}{' (jump)' if kind == 'jump' else ''}"
            for value, kind in zip(self.values, self.kinds, strict=True)
        ]
        return (
            f"{self.output} = {self.level:g} for {self.parameter} in [{self.low:g}, {self.high:g}]"
            f": {', '.join(found) or 'no change of sign found'}; {self.evaluations:,} evaluations"
        )

    def _repr_html_(self) -> str:
        from lilliput.analysis.display import summary

        return summary(repr(self), self.to_frame())

    def __reduce__(self) -> tuple[type, tuple[Any, ...]]:
        return (type(self), tuple(getattr(self, name) for name in self.__dataclass_fields__))


def boundary_value(
    model: Any,
    parameter: str,
    low: float | None = None,
    high: float | None = None,
    *,
    output: str = "margin",
    value: str | bool | None = None,
    level: float = 0.0,
    region: Literal["above", "below"] = "above",
    fixed: Mapping[str, Any] | None = None,
    tol: float = 1e-9,
    start: int = 65,
    indifference: float | None = None,
    limit: int = 1_000_000,
) -> BoundaryValues:
    """Return the values of one parameter at which an output changes its sign.

    Changes of sign that lie, two by two, between neighbours of the coarse grid may be missed:
    `start` makes it finer.

    Parameters
    ----------
    model, output, value, level, region, fixed, indifference, limit
        As in `trace_boundary`.
    parameter
        What varies.
    low, high
        Where it is searched; by default the range of the parameter of a claim's model.
    tol
        The largest distance of a value from the change of sign, as a share of the range.
    start
        Points of the coarse grid.

    Raises
    ------
    InvalidArgumentError, UnknownNameError
        About an argument, or an output that is undefined on the whole coarse grid.

    Examples
    --------
    >>> from lilliput.analysis.claims import claims
    >>> boundary_value(claims["C16"].models["M16-signing"], "part", fixed={"N": 10})
    BoundaryValues(margin = 0 for part in [0, 1]: 0.3; 71 evaluations)
    """
    if (low is None) != (high is None):
        raise InvalidArgumentError(f"give both low and high or neither, got {low!r} and {high!r}")
    axis = axis_of(model, parameter if low is None else (parameter, low, high), "parameter")
    name, low, high = axis
    start = check_count(start, argument="start", least=2)
    if not 0 < tol < 1:
        raise InvalidArgumentError(f"tol must be a share of the range in (0, 1), got {tol!r}")
    if region not in ("above", "below"):
        raise InvalidArgumentError(f"region must be 'above' or 'below', got {region!r}")
    if not -inf < level < inf:
        raise InvalidArgumentError(f"level must be finite, got {level!r}")
    slack = tolerated(model, indifference)
    sign = 1 if region == "above" else -1
    limit = check_count(limit, argument="limit")
    numbers = output_of(model, (axis,), dict(fixed or {}), output, limit, value)

    def scaled(share: Floats) -> Floats:
        return np.clip(low * (1 - share) + high * share, low, high)

    def function(share: Floats) -> Floats:
        return sign * (numbers({name: scaled(share)}) - level) - slack

    nodes = np.linspace(0, 1, start)
    at = function(nodes)
    if np.isnan(at).all():
        message = f": {numbers.message}" if numbers.message else ""
        raise InvalidArgumentError(f"{output} is undefined on the whole coarse grid{message}")
    places, jumping, rising = _changes(function, *_with_edges(function, nodes, at, tol), tol, slack)
    return BoundaryValues(
        parameter=name,
        low=low,
        high=high,
        output=output if value is None else f"{output} is {value}",
        level=float(level),
        values=scaled(places),
        kinds=np.where(jumping, "jump", "crossing").astype(object),
        rising=rising,
        evaluations=numbers.evaluations,
        error=tol * (high - low),
        undefined=numbers.undefined,
    )


def _with_edges(
    function: Callable[[Floats], Floats], nodes: Floats, at: Floats, tol: float
) -> tuple[Floats, Floats]:
    """Add the last points at which the function is defined, where the domain ends."""
    hole = np.isnan(at)
    left, right = np.flatnonzero(~hole[:-1] & hole[1:]), np.flatnonzero(hole[:-1] & ~hole[1:])
    inside = np.concatenate([left, right + 1])
    defined, without = nodes[inside], nodes[np.concatenate([left + 1, right])]
    values = at[inside]
    for _ in range(min(ceil(log2(1 / tol)), 60) if len(inside) else 0):
        middle = (defined + without) / 2
        found = function(middle)
        fine = ~np.isnan(found)
        defined, without = np.where(fine, middle, defined), np.where(fine, without, middle)
        values = np.where(fine, found, values)
    every, first = np.unique(np.concatenate([nodes, defined]), return_index=True)
    return every, np.concatenate([at, values])[first]


def _changes(
    function: Callable[[Floats], Floats], nodes: Floats, at: Floats, tol: float, slack: float
) -> tuple[Floats, Array, Array]:
    """Return where the function changes its sign between nodes, whether by a jump, and upwards."""
    above = at > 0
    known = ~np.isnan(at)
    between = np.flatnonzero((above[:-1] != above[1:]) & known[:-1] & known[1:])
    rising = above[between + 1]
    low = nodes[np.where(rising, between, between + 1)]
    high = nodes[np.where(rising, between + 1, between)]
    at_low, at_high = at[np.where(rising, between, between + 1)], at[between + rising]

    def on_segments(which: Array, share: Floats) -> Floats:
        return function(np.clip(low[which] + share * (high[which] - low[which]), 0, 1))

    width = np.minimum(tol / np.abs(high - low), 1)
    found = bracketed(on_segments, at_low, at_high, width)
    at_node = (at_low >= -2 * slack) & (found.high <= width)
    found.low[at_node], found.at_low[at_node] = 0.0, at_low[at_node]
    share = np.where(found.at_low >= -2 * slack, found.low, found.estimate)
    jumping = jumps(on_segments, found, width)
    share = np.where(jumping, (found.low + found.high) / 2, share)
    places = low + share * (high - low)
    # At a place that is left and reached again, the function only touches 0.
    fine = ~np.isnan(found.at_low)
    touch = np.append(np.diff(places) == 0, False) & fine & np.append(fine[1:], False)
    fine &= ~(touch | np.append(False, touch[:-1])) if len(touch) else True
    return places[fine], jumping[fine], rising[fine]
