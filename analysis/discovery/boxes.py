"""Boxes in a parameter space: a range for each number, a set for each name."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, inf, log10
from typing import Any, final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lilliput.analysis.discovery.points import Codes, Parameter
from lilliput.games.errors import UnknownNameError

__all__ = ["Box", "Limit", "query_of", "words_of"]

_PLACES = 25
Members = npt.NDArray[np.bool_]


@final
@dataclass(frozen=True, eq=False)
class Limit:
    """What a box demands of a parameter.

    Parameters
    ----------
    parameter
        Which.
    low, high
        The range, infinite on a side that is free; NaN for names and truth values.
    values
        The names or truth values allowed; empty for numbers.
    """

    parameter: Parameter
    low: float
    high: float
    values: tuple[Any, ...] = ()

    @property
    def words(self) -> str:
        """The demand in words, e.g. ``"0.2 ≤ delta ≤ 0.6"``."""
        name = self.parameter.name
        if self.parameter.is_set:
            names = ", ".join(map(str, self.values))
            return f"{name} = {names}" if len(self.values) == 1 else f"{name} in {{{names}}}"
        if self.low == self.high:
            return f"{name} = {self.low:.6g}"
        left = "" if self.low == -inf else f"{self.low:.6g} ≤ "
        right = "" if self.high == inf else f" ≤ {self.high:.6g}"
        return f"{name} ≥ {self.low:.6g}" if left and not right else f"{left}{name}{right}"

    @property
    def query(self) -> str:
        """The demand as pandas reads it."""
        name = self.parameter.name
        name = name if name.isidentifier() else f"`{name}`"
        if self.parameter.is_set:
            return f"{name} in {[_plain(value) for value in self.values]!r}"
        parts = [f"{name} >= {self.low!r}"] * (self.low > -inf)
        return " and ".join(parts + [f"{name} <= {self.high!r}"] * (self.high < inf))

    def met_by(self, column: "pd.Series[Any]") -> npt.NDArray[np.bool_]:
        """Return which values satisfy it."""
        if self.parameter.is_set:
            return column.isin(list(self.values)).to_numpy(dtype=bool)
        numbers = column.to_numpy(dtype=np.float64, na_value=np.nan)
        return (numbers >= self.low) & (numbers <= self.high)


@final
@dataclass(frozen=True, eq=False)
class Box:
    """A box in codes.

    Parameters
    ----------
    parameters
        All parameters, also those that it leaves free.
    low, high
        For each the first and last code inside.
    members
        For each set which codes are inside; None for numbers.
    """

    parameters: tuple[Parameter, ...]
    low: tuple[int, ...]
    high: tuple[int, ...]
    members: tuple[Members | None, ...]

    @classmethod
    def whole(cls, parameters: Iterable[Parameter]) -> "Box":
        """Return the box that leaves all parameters free."""
        every = tuple(parameters)
        sizes = [len(parameter.values) for parameter in every]
        members = tuple(
            np.ones(size, dtype=bool) if parameter.is_set else None
            for parameter, size in zip(every, sizes, strict=True)
        )
        return cls(every, (0,) * len(sizes), tuple(size - 1 for size in sizes), members)

    def within(self, j: int, low: int, high: int) -> "Box":
        """Return the box with another range of parameter j."""
        lows, highs = list(self.low), list(self.high)
        lows[j], highs[j] = low, high
        return Box(self.parameters, tuple(lows), tuple(highs), self.members)

    def among(self, j: int, members: Members) -> "Box":
        """Return the box with another set of parameter j."""
        changed = list(self.members)
        changed[j] = members
        return Box(self.parameters, self.low, self.high, tuple(changed))

    def free(self, j: int) -> "Box":
        """Return the box without its limit on parameter j."""
        chosen = self.members[j]
        if chosen is not None:
            return self.among(j, np.ones_like(chosen))
        return self.within(j, 0, len(self.parameters[j].values) - 1)

    @property
    def restricted(self) -> tuple[int, ...]:
        """The parameters that it does not leave free."""
        return tuple(j for j in range(len(self.parameters)) if self.restricts(j))

    def restricts(self, j: int) -> bool:
        """Return whether it does not leave parameter j free."""
        chosen = self.members[j]
        if chosen is not None:
            return not chosen.all()
        return self.low[j] > 0 or self.high[j] < len(self.parameters[j].values) - 1

    def meets(self, codes: Codes, j: int) -> npt.NDArray[np.bool_]:
        """Return which points are inside the limits on parameter j."""
        chosen = self.members[j]
        if chosen is not None:
            return chosen[codes[j]]
        return (codes[j] >= self.low[j]) & (codes[j] <= self.high[j])

    def contains(self, codes: Codes) -> npt.NDArray[np.bool_]:
        """Return which points are inside."""
        found = np.ones(codes.shape[1], dtype=bool)
        for j in self.restricted:
            found &= self.meets(codes, j)
        return found

    @property
    def limits(self) -> tuple[Limit, ...]:
        """What it demands of each parameter that it restricts."""
        return tuple(self._limit(j) for j in self.restricted)

    def _limit(self, j: int) -> Limit:
        parameter, chosen = self.parameters[j], self.members[j]
        values = parameter.values
        if chosen is not None:
            return Limit(parameter, np.nan, np.nan, tuple(values[chosen].tolist()))
        low, high = -inf, inf
        whole = parameter.kind == "integer"
        if (k := self.low[j]) > 0:
            low = int(values[k]) if whole else _short(float(values[k]), float(values[k - 1]))
        if (k := self.high[j]) < len(values) - 1:
            high = int(values[k]) if whole else _short(float(values[k]), float(values[k + 1]))
        return Limit(parameter, low, high)


def words_of(limits: Iterable[Limit]) -> str:
    """Return a box in words."""
    return " and ".join(limit.words for limit in limits) or "all points"


def query_of(limits: Iterable[Limit], parameters: Iterable[Parameter]) -> str:
    """Return a box as pandas reads it; without limits, a condition that all points satisfy."""
    parts = [limit.query for limit in limits]
    if not parts:
        name = next(iter(parameters)).name
        parts = [f"{name} == {name}" if name.isidentifier() else f"`{name}` == `{name}`"]
    return " and ".join(parts)


def column_of(frame: pd.DataFrame, name: str) -> "pd.Series[Any]":
    """Return a column of a frame, or raise an error that says which there are."""
    if name not in frame.columns:
        raise UnknownNameError("frame: column", name, frame.columns)
    return frame[name]


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def _short(inside: float, outside: float) -> float:
    """Return the number of fewest decimals that parts a value inside from the next one outside.

    It lies near the middle, or is the value inside itself.
    """
    middle = inside + (outside - inside) / 2
    gap = abs(outside - inside)
    if not (0 < gap < inf):
        return inside
    first = -ceil(log10(max(abs(middle), gap))) if middle else floor(-log10(gap))
    for places in range(first, first + _PLACES):
        rounded = round(middle, places)
        if min(inside, outside) <= rounded <= max(inside, outside) and rounded != outside:
            return rounded
    return inside
