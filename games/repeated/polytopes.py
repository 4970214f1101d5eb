"""Convex hulls of points with rational coordinates, in any dimension, by vertices and facets.

A hull is described within its own affine space: as many coordinates as its dimension tell its
points apart, and the others are affine functions of them, the equalities. On a line the facets are
two ends, in the plane the edges that the monotone chain finds, and beyond that the extreme rays of
the cone of all inequalities that hold at every point.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import factorial, gcd, lcm
from typing import Any, final

import numpy as np

from lilliput.games.errors import ProblemTooLargeError

__all__ = ["Constraint", "Point", "Polytope", "chain", "clip", "hull", "rational_determinant"]

Point = tuple[Fraction, ...]
Constraint = tuple[tuple[int, ...], Fraction]

_MOST_FACETS = 20_000
_MOST_SIMPLICES = 200_000


@final
@dataclass(frozen=True)
class Polytope:
    """The convex hull of finitely many points.

    Parameters
    ----------
    vertices
        Counterclockwise from the lexicographically least for a polygon in the plane, else in
        lexicographic order.
    facets
        Pairs (a, b) of a·x ≤ b, where a is made of integers without a common divisor.
    equalities
        Pairs (a, b) of a·x = b, one for each dimension that the polytope lacks.
    """

    vertices: tuple[Point, ...]
    facets: tuple[Constraint, ...]
    equalities: tuple[Constraint, ...]

    @property
    def dimension(self) -> int:
        """Dimension, −1 if empty."""
        return len(self.vertices[0]) - len(self.equalities) if self.vertices else -1

    def volume(self) -> Fraction:
        """Return the volume in as many dimensions as there are coordinates.

        Raises
        ------
        ProblemTooLargeError
            More than 200,000 simplices.
        """
        if not self.vertices or self.equalities:
            return Fraction(0)
        incidence = [
            sum(1 << k for k, v in enumerate(self.vertices) if _value(normal, v) == bound)
            for normal, bound in self.facets
        ]
        total = Fraction(0)
        simplices = _triangulate((1 << len(self.vertices)) - 1, incidence)
        for count, simplex in enumerate(simplices):
            if count == _MOST_SIMPLICES:
                raise ProblemTooLargeError(
                    f"volume: more than {_MOST_SIMPLICES:,} simplices in the triangulation of "
                    f"{len(self.vertices):,} vertices; vertices and halfspaces are still there"
                )
            apex = self.vertices[simplex[0]]
            edges = [
                [a - b for a, b in zip(self.vertices[k], apex, strict=True)] for k in simplex[1:]
            ]
            total += abs(rational_determinant(edges))
        return total / factorial(len(self.vertices[0]))


def hull(points: Iterable[Sequence[Any]]) -> Polytope:
    """Return the convex hull of points with rational coordinates.

    Raises
    ------
    ProblemTooLargeError
        More than 20,000 facets.

    Examples
    --------
    >>> square = hull([(0, 0), (1, 0), (0, 1), (1, 1), (0, 0)])
    >>> len(square.vertices), square.volume()
    (4, Fraction(1, 1))
    """
    distinct = sorted({tuple(Fraction(x) for x in point) for point in points})
    if not distinct:
        return Polytope((), (), ())
    base = distinct[0]
    columns, directions, spanning = _affine_basis(distinct)
    equalities = []
    for j in range(len(base)):
        if j not in columns:
            normal = [Fraction(int(k == j)) for k in range(len(base))]
            for column, row in zip(columns, directions, strict=True):
                normal[column] -= row[j]
            equalities.append(_constraint(normal, _value(normal, base)))
    short = [tuple(point[c] for c in columns) for point in distinct]
    kept, facets = _facets(short, spanning)
    widened = []
    for slopes, level in facets:
        wide = [Fraction(0)] * len(base)
        for column, entry in zip(columns, slopes, strict=True):
            wide[column] = entry
        widened.append(_constraint(wide, level))
    return Polytope(tuple(distinct[k] for k in kept), tuple(widened), tuple(equalities))


def clip(polytope: Polytope, normal: Sequence[Any], bound: Any) -> Polytope:
    """Return the part of a polytope in which normal · x ≤ bound.

    Its vertices are those on the right side, and the points where an edge crosses the hyperplane.
    """
    gaps = [_value(normal, v) - bound for v in polytope.vertices]
    inside = [k for k, gap in enumerate(gaps) if gap <= 0]
    outside = [k for k, gap in enumerate(gaps) if gap > 0]
    if not outside:
        return polytope
    points = [polytope.vertices[k] for k in inside]
    for k, m in _edges(polytope, inside, outside):
        share = gaps[m] / (gaps[m] - gaps[k])
        points.append(
            tuple(
                share * a + (1 - share) * b
                for a, b in zip(polytope.vertices[k], polytope.vertices[m], strict=True)
            )
        )
    return hull(points)


def _edges(
    polytope: Polytope, inside: Sequence[int], outside: Sequence[int]
) -> Iterable[tuple[int, int]]:
    """Yield the pairs of vertices that an edge joins: no third one is on all facets of both."""
    on = [
        sum(
            1 << f
            for f, (normal, bound) in enumerate(polytope.facets)
            if _value(normal, v) == bound
        )
        for v in polytope.vertices
    ]
    for k in inside:
        for m in outside:
            common = on[k] & on[m]
            if common.bit_count() >= polytope.dimension - 1 and not any(
                common & other == common for j, other in enumerate(on) if j not in (k, m)
            ):
                yield k, m


def chain(points: Sequence[Point]) -> list[int]:
    """Return the extreme ones of sorted distinct points of the plane, counterclockwise.

    References
    ----------
    Andrew, A. M. (1979). Another efficient algorithm for convex hulls in two dimensions.
    Information Processing Letters 9:216–219. doi:10.1016/0020-0190(79)90072-3

    Examples
    --------
    >>> chain([(0, 0), (0, 1), (1, 0), (1, 1), (2, 0)])
    [0, 4, 3, 1]
    """
    if len(points) < 3:
        return list(range(len(points)))
    lower = _half(points, range(len(points)))
    upper = _half(points, range(len(points) - 1, -1, -1))
    return lower[:-1] + upper[:-1]


def rational_determinant(rows: Sequence[Sequence[Fraction]]) -> Fraction:
    """Return the determinant of a square matrix of Fractions.

    Examples
    --------
    >>> rational_determinant([[Fraction(1), Fraction(2)], [Fraction(3), Fraction(4)]])
    Fraction(-2, 1)
    """
    work = [list(row) for row in rows]
    result = Fraction(1)
    for k in range(len(work)):
        pivot = next((j for j in range(k, len(work)) if work[j][k]), None)
        if pivot is None:
            return Fraction(0)
        if pivot != k:
            work[k], work[pivot] = work[pivot], work[k]
            result = -result
        result *= work[k][k]
        for row in work[k + 1 :]:
            factor = row[k] / work[k][k]
            if factor:
                row[k:] = [a - factor * b for a, b in zip(row[k:], work[k][k:], strict=True)]
    return result


def _half(points: Sequence[Point], order: Iterable[int]) -> list[int]:
    found: list[int] = []
    for k in order:
        while len(found) > 1 and _turn(points[found[-2]], points[found[-1]], points[k]) <= 0:
            found.pop()
        found.append(k)
    return found


def _turn(a: Point, b: Point, c: Point) -> Fraction:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _value(normal: Sequence[Any], point: Point) -> Fraction:
    return sum((a * x for a, x in zip(normal, point, strict=True)), Fraction(0))


def _constraint(normal: Sequence[Fraction], bound: Fraction) -> Constraint:
    """Return a constraint with integers without a common divisor as its normal."""
    common = lcm(*(entry.denominator for entry in normal))
    whole = [int(entry * common) for entry in normal]
    divisor = gcd(*whole)
    return tuple(entry // divisor for entry in whole), bound * common / divisor


def _affine_basis(points: Sequence[Point]) -> tuple[list[int], list[list[Fraction]], list[int]]:
    """Return coordinates that tell points apart, directions and points that span.

    The directions are reduced: each is 1 in its own coordinate and 0 in those of the others.
    """
    columns: list[int] = []
    directions: list[list[Fraction]] = []
    spanning = [0]
    for k in range(1, len(points)):
        row = [b - a for a, b in zip(points[0], points[k], strict=True)]
        for column, known in zip(columns, directions, strict=True):
            if row[column]:
                row = [a - row[column] * b for a, b in zip(row, known, strict=True)]
        pivot = next((j for j, entry in enumerate(row) if entry), None)
        if pivot is None:
            continue
        row = [entry / row[pivot] for entry in row]
        directions = [
            [a - known[pivot] * b for a, b in zip(known, row, strict=True)] for known in directions
        ]
        columns.append(pivot)
        directions.append(row)
        spanning.append(k)
        if len(columns) == len(points[0]):
            break
    order = sorted(range(len(columns)), key=columns.__getitem__)
    return [columns[k] for k in order], [directions[k] for k in order], spanning


def _facets(
    points: list[Point], spanning: list[int]
) -> tuple[list[int], list[tuple[Point, Fraction]]]:
    """Return the extreme ones of points that span their space, and the facets a·x ≤ b."""
    size = len(points[0])
    if size == 0:
        return [0], []
    edges: list[tuple[Point, Fraction]] = []
    if size == 1:
        one = Fraction(1)
        edges += [((-one,), -points[0][0]), ((one,), points[-1][0])]
        return [0, len(points) - 1], edges
    if size == 2:
        kept = chain(points)
        for k, m in pairwise([*kept, kept[0]]):
            (x, y), (u, v) = points[k], points[m]
            edges.append(((v - y, x - u), (v - y) * x + (x - u) * y))
        return kept, edges
    return _facets_in_space(points, spanning)


def _facets_in_space(
    points: list[Point], spanning: list[int]
) -> tuple[list[int], list[tuple[Point, Fraction]]]:
    """As `_facets`, by the double description of the cone {(b, a) : b − a·p ≥ 0 for all p}."""
    from lilliput.games.double_description import Cone

    rows = np.empty((len(points), len(points[0]) + 1), dtype=object)
    for k, point in enumerate(points):
        common = lcm(*(x.denominator for x in point))
        rows[k] = [common, *(-int(x * common) for x in point)]
    cone = Cone.spanned(rows, spanning, limit=_MOST_FACETS)
    try:
        cone.complete()
    except ProblemTooLargeError:
        raise ProblemTooLargeError(
            f"payoffs: the hull of {len(points):,} payoff profiles of {len(points[0])} players has "
            f"more than {_MOST_FACETS:,} facets, or takes too long; restrict the strategies"
        ) from None
    tight = (cone.slacks(list(range(len(points)))) == 0).T
    on = [int.from_bytes(np.packbits(row).tobytes(), "big") for row in tight]
    kept = [
        k
        for k, own in enumerate(on)
        if own and not any(own & other == own for m, other in enumerate(on) if m != k)
    ]
    rays = cone.rays.astype(object).tolist()
    return kept, [(tuple(Fraction(a) for a in ray[1:]), Fraction(ray[0])) for ray in rays]


def _triangulate(members: int, facets: Sequence[int]) -> Iterable[list[int]]:
    """Yield simplices (as vertices) that fill a face, given by the bits of its vertices.

    A face is cut into pyramids from its first vertex over those of its facets that miss it.
    """
    first = (members & -members).bit_length() - 1
    if members == 1 << first:
        yield [first]
        return
    parts = {members & facet for facet in facets} - {members, 0}
    own = [a for a in parts if not any(a & b == a for b in parts if a != b)]
    for part in own:
        if not part >> first & 1:
            for simplex in _triangulate(part, own):
                yield [first, *simplex]
