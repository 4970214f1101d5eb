"""The contour of a function on the unit square: marching squares on cells as small as needed.

Cells whose corners differ in sign hold pieces of the contour, straight lines between the changes
of sign on their edges. A piece is kept when the function changes sign within a small distance to
either side of it at a quarter, half and three quarters of its length; else its cell is quartered,
and so is every neighbour in which this brings a change of sign to light.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import ceil, log2, sqrt
from typing import NamedTuple, final

import numpy as np

from lilliput.analysis.tracing.cells import Cell, Edge, Quadtree, segments_of
from lilliput.analysis.tracing.chains import chained
from lilliput.analysis.tracing.evaluation import Floats
from lilliput.analysis.tracing.roots import Brackets, bracketed, jumps

__all__ = ["Curve", "contour"]

_SMALLEST = 2  # side of the smallest cells, so that their centres are nodes, too
_BRACKET, _STRIP = 1 / 8, 1 / 2  # shares of the tolerance for points on edges and for lines
_ALONG = (0.5, 0.25, 0.75)


Point = tuple[float, float]


class _Root(NamedTuple):
    """A change of sign on an edge, which leads from where the function is ≤ 0 to where it is > 0.

    It lies between two shares of the edge, at which the function has two values (NaN: a hole).
    """

    begin: Point
    end: Point
    low: float
    high: float
    at_low: float
    at_high: float

    def at(self, share: float) -> Point:
        (a, b), (c, d) = self.begin, self.end
        return a + share * (c - a), b + share * (d - b)


@final
@dataclass(frozen=True)
class Curve:
    """One component of a contour in the unit square.

    Parameters
    ----------
    points
        One row a point, with the values > 0 on the left; a closed curve ends where it begins.
    jump
        Whether the function jumps through 0 there instead of passing it.
    closed
        Whether it is a closed curve.
    """

    points: Floats
    jump: np.ndarray[tuple[int], np.dtype[np.bool_]]
    closed: bool


def contour(
    function: Callable[[Floats, Floats], Floats], *, tol: float, start: int, tolerated: float
) -> tuple[list[Curve], float]:
    """Return the curves that bound where a function is > 0, and a bound on their error.

    Parameters
    ----------
    function
        From arrays u and v in [0, 1] to values, NaN where it is undefined.
    tol
        The largest distance that a curve may have from a change of sign.
    start
        Nodes along each side at the beginning; what lies between them may be missed.
    tolerated
        Values from −2·`tolerated` to 0 count as being on the contour itself.
    """
    search = _Search(function, tol, start, tolerated)
    pieces = search.run()
    return search.assembled(pieces)


@final
class _Search:
    def __init__(
        self,
        function: Callable[[Floats, Floats], Floats],
        tol: float,
        start: int,
        tolerated: float,
    ) -> None:
        depth = max(ceil(log2(sqrt(2) / (start - 1) / tol)), 0)
        self._tree = Quadtree(function, start, depth + 1)
        self._function = function
        self._tol = tol
        self._tolerated = tolerated
        self._roots: dict[Edge, _Root] = {}
        self._kept: set[tuple[Point, Point]] = set()
        self._finest = sqrt(2) * _SMALLEST / self._tree.last
        self._unresolved = False

    def run(self) -> list[tuple[Edge, Edge]]:
        """Return all pieces of the contour, from edge to edge."""
        found: dict[Cell, list[tuple[Edge, Edge]]] = {}
        pending: Iterable[Cell] = self._tree.mixed()
        while pending := list(pending):
            plans = self._planned(pending)
            self._bracket(edge for pieces, _ in plans.values() for pair in pieces for edge in pair)
            self._test([pair for pieces, unseen in plans.values() if not unseen for pair in pieces])
            quarter = []
            for cell, (pieces, unseen) in plans.items():
                good = not unseen and all(self._place(pair) in self._kept for pair in pieces)
                if not good and cell[2] > _SMALLEST:
                    quarter.append(cell)
                    found.pop(cell, None)
                    continue
                self._unresolved |= not good
                found[cell] = [pair for pair in pieces if self._place(pair) is not None]
            pending = self._tree.refine(quarter)
        return [pair for pieces in found.values() for pair in pieces]

    def _planned(self, cells: list[Cell]) -> dict[Cell, tuple[list[tuple[Edge, Edge]], bool]]:
        """Return the pieces in each cell and whether something in it is not seen."""
        rings = {cell: self._tree.ring(cell) for cell in cells}
        values = self._tree.values
        plans, centres = {}, {}
        for cell, ring in rings.items():
            plans[cell] = segments_of(ring, values, 0.0)
            if len(plans[cell][0]) > 1:
                i, j, size = cell
                centres[cell] = (i + size // 2, j + size // 2)
        self._tree.evaluate(centres.values())
        for cell, centre in centres.items():
            plans[cell] = segments_of(rings[cell], values, values[centre])
        return plans

    def _bracket(self, edges: Iterable[Edge]) -> None:
        """Find the changes of sign on edges, taking over those that larger edges have had."""
        new: list[Edge] = []
        for edge in dict.fromkeys(map(_named, edges)):
            if edge in self._roots:
                continue
            known = self._inherited(edge)
            if known is None:
                new.append(edge)
            else:
                self._roots[edge] = known
        if not new:
            return
        values, last = self._tree.values, self._tree.last
        turned = [(b, a) if values[a] > 0 else (a, b) for a, b in new]
        ends = np.array(turned, dtype=np.float64) / last
        low, high = ends[:, 0], ends[:, 1]
        at_low, at_high = np.array([[values[a], values[b]] for a, b in turned]).T
        width = self._tol * _BRACKET / np.abs(high - low).sum(axis=1)
        found = bracketed(
            lambda which, share: self._at(_between(low[which], high[which], share)),
            at_low,
            at_high,
            width,
        )
        # A node that is itself on the contour is the place, so that all edges agree about it.
        at_node = (at_low >= -2 * self._tolerated) & (found.high <= width)
        found.low[at_node], found.at_low[at_node] = 0.0, at_low[at_node]
        numbers = zip(
            low.tolist(), high.tolist(), *(part.tolist() for part in found.parts), strict=True
        )
        for edge, (begin, end, *bracket) in zip(new, numbers, strict=True):
            self._roots[edge] = _Root((begin[0], begin[1]), (end[0], end[1]), *bracket)

    def _inherited(self, edge: Edge) -> _Root | None:
        last = self._tree.last
        for larger in self._tree.edge_of(*edge)[1:]:
            root = self._roots.get(larger)
            if root is None:
                continue
            along = 0 if edge[0][0] != edge[1][0] else 1
            ends = sorted(root.at(share)[along] for share in (root.low, root.high))
            if edge[0][along] / last <= ends[0] and ends[1] <= edge[1][along] / last:
                return root if root.at_low == root.at_low else None
        return None

    def _at(self, points: Floats) -> Floats:
        return self._function(*np.clip(points, 0, 1).T)

    def _point(self, edge: Edge) -> Point | None:
        """Return where the contour crosses an edge; None where the function has a hole there."""
        root = self._roots[_named(edge)]
        if root.at_low != root.at_low:
            return None
        if root.at_low >= -2 * self._tolerated:
            return root.at(root.low)
        share = root.at_low / (root.at_low - root.at_high)
        share = share if np.isfinite(share) else 0.5
        return root.at(root.low + share * (root.high - root.low))

    def _place(self, pair: tuple[Edge, Edge]) -> tuple[Point, Point] | None:
        begin, end = self._point(pair[0]), self._point(pair[1])
        return None if begin is None or end is None else (begin, end)

    def _test(self, pairs: list[tuple[Edge, Edge]]) -> None:
        """Keep the pieces that have a change of sign beside them all along."""
        strip = self._tol * _STRIP
        places = {place for pair in pairs if (place := self._place(pair)) is not None}
        places -= self._kept
        short = {(p, q) for p, q in places if np.hypot(p[0] - q[0], p[1] - q[1]) <= strip}
        self._kept |= short
        long = sorted(places - short)
        if not long:
            return
        ends = np.array(long)
        good = np.ones(len(long), dtype=bool)
        for share in _ALONG:
            active = np.flatnonzero(good)
            good[active] = self._beside(ends[active], share, strip)
        self._kept.update(place for place, kept in zip(long, good, strict=True) if kept)

    def _beside(self, ends: Floats, share: float, strip: float) -> np.ndarray:
        """Return whether the function is > 0 to the left and ≤ 0 to the right of lines."""
        along = ends[:, 1] - ends[:, 0]
        normal = np.column_stack([-along[:, 1], along[:, 0]])
        normal *= strip / np.hypot(along[:, 0], along[:, 1])[:, None]
        middle = ends[:, 0] + share * along
        values = self._at(np.concatenate([middle + normal, middle - normal]))
        left, right = values[: len(ends)], values[len(ends) :]
        good = (left > 0) & (right <= 0)
        # Between two parts that are > 0 lies a strip that is not, thinner than what is tried.
        unclear = np.flatnonzero(((left > 0) & (right > 0)) | ((left <= 0) & (right <= 0)))
        on_line = self._at(middle[unclear])
        good[unclear] = np.where(left[unclear] > 0, on_line <= 0, on_line > 0)
        return good

    def assembled(self, pieces: list[tuple[Edge, Edge]]) -> tuple[list[Curve], float]:
        """Join pieces to curves; tell jumps from crossings."""
        named = [(_named(a), _named(b)) for a, b in pieces]
        edges = list(dict.fromkeys(edge for pair in named for edge in pair))
        roots = [self._roots[edge] for edge in edges]
        if not roots:
            return [], self._tol * _STRIP
        begin, end = np.array([r.begin for r in roots]), np.array([r.end for r in roots])
        found = Brackets(*np.array([r[2:] for r in roots]).T)
        length = np.abs(end - begin).sum(axis=1)
        widest = float(((found.high - found.low) * length).max())
        jumping = jumps(
            lambda which, share: self._at(_between(begin[which], end[which], share)),
            found,
            self._tol * _BRACKET / length,
        )
        place = np.array([self._point(edge) for edge in edges], dtype=np.float64)
        middle = _between(begin, end, (found.low + found.high) / 2)
        place[jumping] = middle[jumping]
        numbers = {edge: k for k, edge in enumerate(edges)}
        chains = chained([(numbers[a], numbers[b]) for a, b in named], place)
        curves = [Curve(place[chain], jumping[chain], closed) for chain, closed in chains]
        reached = [self._tol * _STRIP, widest, self._finest * self._unresolved]
        return curves, max(reached)


def _named(edge: Edge) -> Edge:
    """Return the edge whatever the direction in which it was walked."""
    a, b = edge
    return (a, b) if a < b else (b, a)


def _between(low: Floats, high: Floats, share: Floats) -> Floats:
    """Return the points between two ends; exact where a coordinate does not change."""
    return low + share[:, None] * (high - low)
