"""The centroid of a polytope given by its vertices and facets, exactly.

Each face is cut into cones from one of its vertices to the facets that miss it; the volume and
centroid of a cone follow from those of its base, and each face is measured once. A k-dimensional
face is measured in the first k coordinates that are independent on it: projection multiplies all
volumes of a face by the same constant, which cancels in the centroid.
"""

from dataclasses import dataclass
from fractions import Fraction

from lilliput.games.errors import ProblemTooLargeError

__all__ = ["centroid"]

_MOST_FACES = 50_000

Point = list[Fraction]


@dataclass(frozen=True)
class _Face:
    """A face: independent coordinates, reduced directions, projected volume and centroid."""

    columns: tuple[int, ...]
    directions: tuple[Point, ...]
    volume: Fraction
    center: Point


def centroid(points: list[Point], facets: list[int]) -> Point:
    """Return the centroid of the convex hull of distinct vertices.

    Parameters
    ----------
    points
        The vertices.
    facets
        For each constraint the bitmask of the vertices that meet it with equality; constraints
        that are not facets do no harm.

    Raises
    ------
    ProblemTooLargeError
        The polytope has too many faces.
    """
    return _Triangulation(points).face((1 << len(points)) - 1, facets).center


class _Triangulation:
    def __init__(self, points: list[Point]) -> None:
        self.points = points
        self.known: dict[int, _Face] = {}

    def face(self, members: int, facets: list[int]) -> _Face:
        """Measure the face with these vertices; `facets` hold all of its facets."""
        if members not in self.known:
            if len(self.known) >= _MOST_FACES:
                raise ProblemTooLargeError(
                    f"center: the polytope has more than {_MOST_FACES} faces to triangulate; "
                    "take the mean of the vertices, vertices().mean(), or the nucleolus instead"
                )
            self.known[members] = self._measure(members, facets)
        return self.known[members]

    def _measure(self, members: int, facets: list[int]) -> _Face:
        first = (members & -members).bit_length() - 1
        apex = self.points[first]
        if members == 1 << first:
            return _Face((), (), Fraction(1), apex)
        own = _maximal({members & facet for facet in facets} - {members, 0})
        cones = [self.face(facet, own) for facet in own if not facet >> first & 1]
        size = 1 + len(cones[0].columns)
        columns, directions = self._directions(members, first, size)
        volume, moment = Fraction(0), [Fraction(0)] * len(apex)
        for base in cones:
            share = base.volume * _height(apex, base, columns) / size
            volume += share
            moment = [
                m + share * (a + size * c) / (size + 1)
                for m, a, c in zip(moment, apex, base.center, strict=True)
            ]
        return _Face(columns, directions, volume, [m / volume for m in moment])

    def _directions(
        self, members: int, first: int, size: int
    ) -> tuple[tuple[int, ...], tuple[Point, ...]]:
        """Return the face's directions in reduced echelon form and their pivot columns."""
        rows: dict[int, Point] = {}
        rest = members & ~(1 << first)
        while len(rows) < size:
            other = (rest & -rest).bit_length() - 1
            rest &= rest - 1
            row = [b - a for a, b in zip(self.points[first], self.points[other], strict=True)]
            for column, known in rows.items():
                if row[column]:
                    row = _eliminate(row, known, row[column])
            pivot = next((j for j, entry in enumerate(row) if entry), None)
            if pivot is None:
                continue
            row = [entry / row[pivot] for entry in row]
            rows = {c: _eliminate(r, row, r[pivot]) if r[pivot] else r for c, r in rows.items()}
            rows[pivot] = row
        columns = tuple(sorted(rows))
        return columns, tuple(rows[column] for column in columns)


def _eliminate(row: Point, other: Point, factor: Fraction) -> Point:
    return [a - factor * b for a, b in zip(row, other, strict=True)]


def _height(apex: Point, base: _Face, columns: tuple[int, ...]) -> Fraction:
    """Return how far the apex is from the base's hull along the one coordinate that is left."""
    (free,) = set(columns) - set(base.columns)
    level = base.center[free]
    for column, direction in zip(base.columns, base.directions, strict=True):
        level += (apex[column] - base.center[column]) * direction[free]
    return abs(apex[free] - level)


def _maximal(sets: set[int]) -> list[int]:
    """Return the sets that lie in no other."""
    kept: list[int] = []
    for members in sorted(sets, key=int.bit_count, reverse=True):
        if not any(members & other == members for other in kept):
            kept.append(members)
    return kept
