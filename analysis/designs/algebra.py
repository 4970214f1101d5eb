"""Designs made from designs: points that satisfy a condition, all combinations, one after other."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from lilliput.analysis.designs.constraints import Constraint, constraint_of
from lilliput.analysis.designs.design import Columns, Design, Points, check_size
from lilliput.analysis.designs.entries import DTYPES, Kind
from lilliput.analysis.designs.grids import Grid
from lilliput.games.checks import name_list
from lilliput.games.errors import InvalidArgumentError

__all__ = ["Constrained", "Product", "Union", "constrained", "product", "union"]

_TRIED = 8  # points on which a constraint is tried when it is made


@final
@dataclass(frozen=True, eq=False, repr=False)
class Constrained(Design):
    """The points of a design that satisfy constraints, one after the other."""

    design: Design
    constraints: tuple[Constraint, ...]

    @property
    def kinds(self) -> dict[str, Kind]:
        """Those of the design."""
        return self.design.kinds

    @property
    def size(self) -> int:
        """Number of points before constraints."""
        return self.design.size

    @cached_property
    def _count(self) -> int:
        return sum(len(block) for block in self.blocks())

    def points(self, start: int, stop: int) -> Points:
        """Return all the columns, and which points satisfy the constraints."""
        columns, kept = self.design.points(start, stop)
        if kept is None:
            kept = np.ones(stop - start, dtype=np.bool_)
        for constraint in self.constraints:  # only what is left is judged by the next
            left = np.flatnonzero(kept)
            rest = {name: array[left] for name, array in columns.items()}
            kept[left] = constraint.holds(rest, len(left))
        return columns, kept

    def describe(self) -> dict[str, Any]:
        """Return the design and its constraints."""
        return {
            "kind": "where",
            "names": list(self.names),
            "design": self.design.describe(),
            "constraints": [each.describe() for each in self.constraints],
        }

    def __repr__(self) -> str:
        return repr(self.design) + "".join(f".where({each!r})" for each in self.constraints)


@final
@dataclass(frozen=True, eq=False, repr=False)
class Product(Design):
    """Every combination of the points of designs of different parameters, the first one slowest."""

    factors: tuple[Design, ...]

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        """Those of the factors."""
        return {name: kind for each in self.factors for name, kind in each.kinds.items()}

    @cached_property
    def size(self) -> int:
        """The product of the sizes."""
        return int(np.prod([each.size for each in self.factors], dtype=object))

    @cached_property
    def _count(self) -> int:
        return int(np.prod([len(each) for each in self.factors], dtype=object))

    def points(self, start: int, stop: int) -> Points:
        """Combine the blocks of the factors that these positions need."""
        columns: Columns = {}
        kept: NDArray[np.bool_] | None = None
        stride = self.size
        for each in self.factors:
            stride //= each.size
            found, keeps = _spread(each, start, stop, stride)
            columns |= found
            if keeps is not None:
                kept = keeps if kept is None else kept & keeps
        return columns, kept

    def describe(self) -> dict[str, Any]:
        """Return the factors."""
        factors = [each.describe() for each in self.factors]
        return {"kind": "product", "names": list(self.names), "factors": factors}

    def __repr__(self) -> str:
        return " * ".join(_bracketed(each) for each in self.factors)


@final
@dataclass(frozen=True, eq=False, repr=False)
class Union(Design):
    """The points of designs of the same parameters, one design after the other."""

    parts: tuple[Design, ...]

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        """Those of the parts; integers beside floats become floats."""
        merged = dict(self.parts[0].kinds)
        for each in self.parts[1:]:
            for name, kind in each.kinds.items():
                merged[name] = _common(name, merged[name], kind)
        return merged

    @cached_property
    def size(self) -> int:
        """The sum of the sizes."""
        return sum(each.size for each in self.parts)

    @cached_property
    def _count(self) -> int:
        return sum(len(each) for each in self.parts)

    def points(self, start: int, stop: int) -> Points:
        """Join the blocks of the parts that these positions need."""
        ranges = []
        origin = 0
        for each in self.parts:
            low, high = (min(max(at - origin, 0), each.size) for at in (start, stop))
            ranges.append((each, low, high))
            origin += each.size
        wanted = [part for part in ranges if part[1] < part[2]] or ranges[:1]
        blocks = [each.points(low, high) for each, low, high in wanted]
        columns = {
            name: np.concatenate(
                [found[name].astype(DTYPES[kind], copy=False) for found, _ in blocks]
            )
            for name, kind in self.kinds.items()
        }
        return columns, _kept(blocks)

    def describe(self) -> dict[str, Any]:
        """Return the parts."""
        parts = [each.describe() for each in self.parts]
        return {"kind": "union", "names": list(self.names), "parts": parts}

    def __repr__(self) -> str:
        return " + ".join(map(repr, self.parts))


def constrained(design: Design, condition: str | Callable[..., Any]) -> Constrained:
    """Return the points of a design that satisfy a condition; see `Design.where`."""
    constraint = constraint_of(condition, design.names)
    columns, kept = design.points(0, min(design.size, _TRIED))
    if kept is not None:
        columns = {name: array[kept] for name, array in columns.items()}
    _try(constraint, columns, len(columns[design.names[0]]))
    if isinstance(design, Constrained):
        return Constrained(design.design, (*design.constraints, constraint))
    return Constrained(design, (constraint,))


def product(first: Design, second: Design) -> Design:
    """Return every combination of the points of two designs; see `Design.__mul__`.

    Raises
    ------
    InvalidArgumentError
        A parameter is in both.
    ProblemTooLargeError
        More than 2**48 combinations.
    """
    shared = [name for name in first.names if name in second.names]
    if shared:
        raise InvalidArgumentError(
            f"a * b combines designs of different parameters, got {name_list(shared)} in both; "
            "a + b joins the points of designs of the same parameters"
        )
    check_size(first.size * second.size, "a * b")
    if isinstance(first, Grid) and isinstance(second, Grid):
        return Grid({**first.levels, **second.levels})
    factors = [each.factors if isinstance(each, Product) else (each,) for each in (first, second)]
    return Product((*factors[0], *factors[1]))


def union(first: Design, second: Design) -> Union:
    """Return the points of one design after those of another; see `Design.__add__`.

    Raises
    ------
    InvalidArgumentError
        The parameters differ, or one is a number in one and text in the other.
    ProblemTooLargeError
        More than 2**48 points.
    """
    if set(first.names) != set(second.names):
        raise InvalidArgumentError(
            f"a + b joins designs of the same parameters, got {name_list(first.names)} and "
            f"{name_list(second.names)}; give the missing ones a fixed value, or a * b for every "
            "combination"
        )
    check_size(first.size + second.size, "a + b")
    parts = [each.parts if isinstance(each, Union) else (each,) for each in (first, second)]
    joined = Union((*parts[0], *parts[1]))
    joined.kinds  # noqa: B018 - kinds that do not fit are refused now
    return joined


def _spread(design: Design, start: int, stop: int, stride: int) -> Points:
    """Return the points (p // stride) mod size of a design for the positions p of a block."""
    if start == stop:
        return design.points(0, 0)
    low, high = start // stride, (stop - 1) // stride + 1
    places = np.arange(start, stop) // stride
    if high - low >= design.size:
        ranges = [(0, design.size)]
        places = places % design.size
    else:
        low, high = low % design.size, (high - 1) % design.size + 1
        ranges = [(low, high)] if low < high else [(low, design.size), (0, high)]
        places = (places - start // stride) if len(ranges) else places
    parts = [design.points(*each) for each in ranges]
    columns = {
        name: np.concatenate([found[name] for found, _ in parts])[places] for name in design.names
    }
    kept = _kept(parts)
    return columns, None if kept is None else kept[places]


def _kept(parts: list[Points]) -> NDArray[np.bool_] | None:
    """Join which points are kept; None if all are."""
    if all(kept is None for _, kept in parts):
        return None
    lengths = [len(next(iter(columns.values()))) for columns, _ in parts]
    return np.concatenate(
        [
            np.ones(length, dtype=np.bool_) if kept is None else kept
            for length, (_, kept) in zip(lengths, parts, strict=True)
        ]
    )


def _try(constraint: Constraint, columns: Columns, count: int) -> None:
    """Judge the first points together and one at a time, which must agree."""
    together = constraint.holds(columns, count)
    for k in range(count):
        alone = constraint.holds({name: array[k : k + 1] for name, array in columns.items()}, 1)
        if alone[0] != together[k]:
            raise InvalidArgumentError(
                f"where: constraint {constraint!r} must judge each point by itself, got "
                f"{together[k]} for point {k} among {count} and {alone[0]} for it alone"
            )


def _common(name: str, one: Kind, other: Kind) -> Kind:
    if one == other:
        return one
    if {one, other} == {"int", "float"}:
        return "float"
    raise InvalidArgumentError(
        f"a + b: {name} must be of one kind in both designs, got {one} and {other}"
    )


def _bracketed(design: Design) -> str:
    return f"({design!r})" if isinstance(design, Union) else repr(design)
