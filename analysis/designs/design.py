"""A design: the points at which a model is evaluated, named, numbered, and never all in memory.

Position p of a design has the same values whatever block it is computed in, on whatever machine: a
design is a function from 0 … size − 1 to parameters. Constraints leave positions out without
renumbering the rest, so that a point keeps its number.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any, final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lilliput.analysis.designs.entries import Kind
from lilliput.games.checks import check_count, counted
from lilliput.games.errors import InvalidArgumentError, ProblemTooLargeError

if TYPE_CHECKING:
    from lilliput.analysis.designs.algebra import Constrained

__all__ = ["LARGEST", "Block", "Columns", "Design", "check_size"]

Columns = dict[str, NDArray[Any]]
Points = tuple[Columns, NDArray[np.bool_] | None]  # columns, and which points are kept if not all

LARGEST = 2**48  # points of a design
_BLOCK = 65_536
_MOST_CELLS = 2**28  # of a frame: 2 GiB of floats
_HEAD = 5


@final
@dataclass(frozen=True, eq=False)
class Block:
    """Some points of a design.

    Parameters
    ----------
    positions
        Their numbers in the design, in order, int64.
    columns
        The values of each parameter, one array a name: float64, int64, bool or object (str).
    """

    positions: NDArray[np.int64]
    columns: Columns

    def __post_init__(self) -> None:
        for array in (self.positions, *self.columns.values()):
            array.flags.writeable = False

    def __len__(self) -> int:
        return len(self.positions)

    def to_frame(self) -> pd.DataFrame:
        """Return the points as a frame, indexed by ``point``."""
        index = pd.Index(self.positions, name="point")
        columns = {  # text is text even where there is none
            name: pd.Series(array, index, dtype="str" if array.dtype == object else None)
            for name, array in self.columns.items()
        }
        return pd.DataFrame(columns, index=index)


class Design(ABC):
    """Points of a parameter space, computed when asked for.

    Two designs are equal if their descriptions are. ``a * b`` combines every point of one with
    every point of the other, ``a + b`` takes the points of one after those of the other.
    """

    @property
    @abstractmethod
    def kinds(self) -> dict[str, Kind]:
        """What the values of each parameter are: float, int, bool or text."""

    @property
    @abstractmethod
    def size(self) -> int:
        """Number of points before constraints."""

    @abstractmethod
    def describe(self) -> dict[str, Any]:
        """Return all that defines the points, in the types of JSON."""

    @abstractmethod
    def points(self, start: int, stop: int) -> Points:
        """Return the columns of positions `start` to `stop`, and which of them are kept."""

    @abstractmethod
    def __repr__(self) -> str: ...

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters, in order."""
        return tuple(self.kinds)

    @cached_property
    def digest(self) -> str:
        """The sha256 of the description: the identity of the design."""
        text = json.dumps(self.describe(), sort_keys=True, separators=(",", ":"), allow_nan=False)
        return sha256(text.encode()).hexdigest()

    def block(self, start: int, stop: int) -> Block:
        """Return the points at positions `start` to `stop`, those that fail a constraint left out.

        Memory and time are of the order of ``stop - start``, whatever the size of the design.

        Parameters
        ----------
        start, stop
            Positions, 0 ≤ start ≤ stop ≤ size.

        Raises
        ------
        InvalidArgumentError
            The positions are not of this design.
        """
        first = check_count(start, argument="start", least=0)
        last = check_count(stop, argument="stop", least=0)
        if not first <= last <= self.size:
            raise InvalidArgumentError(
                f"start and stop must be 0 <= start <= stop <= {self.size}, the size of the "
                f"design, got {first} and {last}"
            )
        columns, kept = self.points(first, last)
        positions = np.arange(first, last, dtype=np.int64)
        if kept is None:
            return Block(positions, columns)
        return Block(positions[kept], {name: array[kept] for name, array in columns.items()})

    def blocks(self, points: int = _BLOCK) -> Iterator[Block]:
        """Yield all the points, `points` positions at a time.

        Examples
        --------
        >>> from lilliput.analysis.designs import grid
        >>> [len(block) for block in grid({"a": range(10)}).blocks(4)]
        [4, 4, 2]
        """
        step = check_count(points, argument="points")
        for start in range(0, self.size, step):
            yield self.block(start, min(start + step, self.size))

    def where(self, constraint: str | Callable[..., Any]) -> "Constrained":
        """Leave out the points that fail a condition; the others keep their numbers.

        Parameters
        ----------
        constraint
            Text in the syntax of ``DataFrame.eval`` (``"k <= m and delta > 0.5"``), or a function
            of arrays, by the names of the parameters it needs, that returns truth values. Text is
            recorded and can be read back; a function is recorded by its name and a hash. Either
            must judge each point by itself.

        Raises
        ------
        InvalidArgumentError
            It is not a condition.
        UnknownNameError
            It asks for what is not a parameter.

        Examples
        --------
        >>> from lilliput.analysis.designs import grid
        >>> pairs = grid({"k": [1, 2, 3], "m": [2, 3]}).where("k <= m")
        >>> len(pairs), pairs.size
        (5, 6)
        """
        from lilliput.analysis.designs.algebra import constrained

        return constrained(self, constraint)

    def __mul__(self, other: object) -> "Design":
        """Return every point of one with every point of the other, the first one's slowest."""
        if not isinstance(other, Design):
            return NotImplemented
        from lilliput.analysis.designs.algebra import product

        return product(self, other)

    def __add__(self, other: object) -> "Design":
        """Return the points of one after those of the other."""
        if not isinstance(other, Design):
            return NotImplemented
        from lilliput.analysis.designs.algebra import union

        return union(self, other)

    def __len__(self) -> int:
        """Return the number of points; with constraints they are computed, block by block."""
        return self._count

    @cached_property
    def _count(self) -> int:
        return self.size

    def __eq__(self, other: object) -> bool:
        return self.digest == other.digest if isinstance(other, Design) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.digest)

    def to_frame(self) -> pd.DataFrame:
        """Return all the points as a frame, indexed by ``point``.

        Raises
        ------
        ProblemTooLargeError
            More than 2**28 numbers.

        Examples
        --------
        >>> from lilliput.analysis.designs import grid
        >>> frame = grid({"a": [0.1, 0.2], "rule": ["hub", "web"]}).to_frame()
        >>> frame.index.name
        'point'
        >>> frame.rename_axis(None)
             a rule
        0  0.1  hub
        1  0.1  web
        2  0.2  hub
        3  0.2  web
        """
        cells = self.size * (len(self.names) + 1)
        if cells > _MOST_CELLS:
            raise ProblemTooLargeError(
                f"to_frame: {self.size:,} points of {counted(len(self.names), 'parameter')} are "
                f"about {8 * cells / 2**30:.1f} GiB, at most 2 are made into a frame; take them "
                "block by block: for block in design.blocks()"
            )
        return pd.concat([block.to_frame() for block in self.blocks(max(self.size, 1))])

    def _repr_html_(self) -> str:
        head = self.block(0, min(self.size, _HEAD)).to_frame()
        shown = f"{self!r}".replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        more = "" if self.size <= _HEAD else f"<p>the first of {self.size:,} points</p>"
        return f"<p><code>{shown}</code></p>{head.to_html()}{more}"


def check_size(size: int, what: str) -> int:
    """Return a number of points that can be numbered, or raise an error.

    Raises
    ------
    ProblemTooLargeError
        More than 2**48.
    """
    if size > LARGEST:
        raise ProblemTooLargeError(
            f"{what}: {size:.3g} points are more than 2**48 = {LARGEST:.3g}; ask for fewer, or "
            "instead of all combinations for a random design such as sobol"
        )
    return size
