"""Grids: every combination of levels; and designs of points that someone else chose."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from math import prod
from types import MappingProxyType
from typing import Any, final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lilliput.analysis.designs.design import Columns, Design, Points, check_size
from lilliput.analysis.designs.entries import Kind, kind_of, shown_entries, typed_array
from lilliput.analysis.designs.space import Space, check_parameters
from lilliput.games.checks import counted, name_list
from lilliput.games.errors import InvalidArgumentError

__all__ = ["Given", "Grid", "from_frame", "grid", "levels_from"]

_MOST_LEVELS = 2**24
_LISTED = 100  # levels, up to which they are described one by one


@final
@dataclass(frozen=True, eq=False, repr=False)
class Grid(Design):
    """Every combination of levels; the first parameter changes slowest.

    Parameters
    ----------
    levels
        The values of each parameter, in order.
    """

    levels: Mapping[str, NDArray[Any]]

    def __post_init__(self) -> None:
        object.__setattr__(self, "levels", MappingProxyType(dict(self.levels)))

    def __reduce__(self) -> tuple[type, tuple[dict[str, NDArray[Any]]]]:
        return (type(self), (dict(self.levels),))

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        """What the levels of each parameter are."""
        return {name: kind_of(values) for name, values in self.levels.items()}

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """Number of levels of each parameter: results reshaped to it are an array over the grid."""
        return tuple(len(values) for values in self.levels.values())

    @cached_property
    def size(self) -> int:
        """The product of the numbers of levels."""
        return prod(self.shape)

    def points(self, start: int, stop: int) -> Points:
        """Return the levels of each parameter at these positions."""
        rest = np.arange(start, stop)
        columns: Columns = {}
        for name, values in reversed(list(self.levels.items())):
            above = rest // len(values)
            columns[name] = values[rest - above * len(values)]
            rest = above
        return {name: columns[name] for name in self.levels}, None

    def describe(self) -> dict[str, Any]:
        """Return the levels; many integers in equal steps by the first, the step and how many."""
        levels = {name: _described(values) for name, values in self.levels.items()}
        return {"kind": "grid", "names": list(self.names), "levels": levels}

    def __repr__(self) -> str:
        shown = (f"{n!r}: {shown_entries(v.tolist())}" for n, v in self.levels.items())
        return f"grid({{{', '.join(shown)}}})"


def _described(values: NDArray[Any]) -> list[Any] | dict[str, int]:
    if values.dtype.kind == "i" and len(values) > _LISTED:
        step = int(values[1] - values[0])
        if (np.diff(values) == step).all():
            return {"first": int(values[0]), "step": step, "count": len(values)}
    levels: list[Any] = values.tolist()
    return levels


def levels_from(described: Any, what: str) -> NDArray[Any]:
    """Return the levels that a description of a grid is of.

    Examples
    --------
    >>> levels_from({"first": 5, "step": -2, "count": 3}, "m")
    array([5, 3, 1])
    """
    if isinstance(described, Mapping):
        first, step, count = (int(described[key]) for key in ("first", "step", "count"))
        described = first + step * np.arange(count)
    return typed_array(described, what)


@final
@dataclass(frozen=True, eq=False, repr=False)
class Given(Design):
    """Points that were given, in their order."""

    columns: Mapping[str, NDArray[Any]]

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", MappingProxyType(dict(self.columns)))

    def __reduce__(self) -> tuple[type, tuple[dict[str, NDArray[Any]]]]:
        return (type(self), (dict(self.columns),))

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        """What the values of each parameter are."""
        return {name: kind_of(values) for name, values in self.columns.items()}

    @property
    def size(self) -> int:
        """Number of rows."""
        return len(self.columns[self.names[0]])

    def points(self, start: int, stop: int) -> Points:
        """Return the rows."""
        return {name: values[start:stop] for name, values in self.columns.items()}, None

    def describe(self) -> dict[str, Any]:
        """Return the names, the number of points and a hash of their values."""
        return {
            "kind": "from_frame",
            "names": list(self.names),
            "kinds": self.kinds,
            "n": self.size,
            "hash": self._hash,
        }

    @cached_property
    def _hash(self) -> str:
        total = sha256()
        for values in self.columns.values():
            if values.dtype == object:
                for text in values:
                    encoded = text.encode("utf-8", "surrogatepass")
                    total.update(f"{len(encoded)}:".encode() + encoded)
            else:
                total.update(values.astype(values.dtype.newbyteorder("<"), copy=False).tobytes())
        return total.hexdigest()

    def __repr__(self) -> str:
        points = counted(self.size, "point")
        return f"from_frame(<{points} of {name_list(self.names)}>)"


def grid(space: Mapping[str, Any]) -> Grid:
    """Return the design of every combination of levels.

    Parameters
    ----------
    space
        Levels a parameter: a list, array or range of distinct numbers or strings, one number or
        string, or ``integers(lower, upper)``. The first parameter changes slowest.

    Returns
    -------
    Grid
        With `shape` and `levels`, for arrays over the grid; points are computed when asked for.

    Raises
    ------
    InvalidArgumentError
        A parameter has no levels.
    ProblemTooLargeError
        More than 2**48 points.

    Examples
    --------
    >>> design = grid({"delta": np.linspace(0, 1, 5), "n": range(3, 6), "rule": ["hub", "web"]})
    >>> design.shape, design.size
    ((5, 3, 2), 30)
    >>> design.block(7, 9).to_frame().rename_axis(None)
       delta  n rule
    7   0.25  3  web
    8   0.25  4  hub
    """
    levels = {}
    for name, each in Space.of(space).distributions.items():
        count = getattr(each, "upper", 0) - getattr(each, "lower", 0)
        found = None if each.kind == "int" and count > _MOST_LEVELS else each.levels
        if found is None:
            raise InvalidArgumentError(
                f"grid: {name} must be levels: a list, an array such as np.linspace(0, 1, 11), a "
                f"range, one value or integers(lower, upper) of at most 2**24, got {each!r}"
            )
        levels[name] = found
    check_size(prod(len(values) for values in levels.values()), "grid")
    return Grid(levels)


def from_frame(frame: pd.DataFrame) -> Given:
    """Return the design of the rows of a frame, numbered from 0 in their order.

    Parameters
    ----------
    frame
        One column a parameter, of finite numbers, truth values or strings; the index is ignored.

    Raises
    ------
    InvalidArgumentError
        No rows, no columns, missing or infinite entries, or names that are no strings.

    Examples
    --------
    >>> import pandas as pd
    >>> design = from_frame(pd.DataFrame({"delta": [0.5, 0.9], "rule": ["hub", "web"]}))
    >>> design
    from_frame(<2 points of delta, rule>)
    >>> design.block(1, 2).columns["rule"]
    array(['web'], dtype=object)
    """
    if not isinstance(frame, pd.DataFrame):
        raise InvalidArgumentError(
            f"from_frame: frame must be a pandas DataFrame, got {type(frame).__name__}; make one "
            "by pd.DataFrame(...)"
        )
    names = check_parameters(list(frame.columns), "from_frame")
    columns = {}
    for name in names:
        missing = frame[name].isna().to_numpy()
        if missing.any():
            raise InvalidArgumentError(
                f"from_frame: column {name} must have no missing entries, got one in row "
                f"{int(missing.argmax())}; drop it by frame.dropna()"
            )
        columns[name] = typed_array(frame[name], f"from_frame: column {name}")
    return Given(columns)
