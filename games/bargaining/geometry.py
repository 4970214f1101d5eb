"""Convex polyhedra with few corners: from points to half-spaces and back, exactly.

Both directions are the double description of a cone: corners are the extreme rays of the cone over
the polyhedron, facets those of the cone of its valid inequalities.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import gcd, lcm
from typing import Any

import numpy as np

from lilliput.games.arithmetic import Array, object_array
from lilliput.games.errors import ProblemTooLargeError

__all__ = [
    "Rows",
    "corners",
    "disposal_rows",
    "extreme_rays",
    "hull_rows",
    "independent_rows",
    "whole",
]

LIMIT = 5_000
Rows = list[tuple[tuple[Fraction, ...], Fraction]]


def whole(row: Iterable[Any]) -> list[int]:
    """Return the least integers that are proportional to Fractions, with the same signs.

    Examples
    --------
    >>> whole([Fraction(1, 2), Fraction(-2, 3)])
    [3, -4]
    """
    entries = [Fraction(entry) for entry in row]
    common = lcm(*(entry.denominator for entry in entries))
    numbers = [int(entry * common) for entry in entries]
    divisor = gcd(*numbers)
    return [number // divisor for number in numbers] if divisor else numbers


def extreme_rays(rows: Sequence[Sequence[int]], *, limit: int = LIMIT) -> list[list[int]] | None:
    """Return the extreme rays of {y : rows · y ≥ 0}; None if that cone contains a line.

    Parameters
    ----------
    rows
        Integers, one inequality a row.
    limit
        The most rays that are kept at any time.

    Raises
    ------
    ProblemTooLargeError
        There are more.
    """
    from lilliput.games.double_description import Cone

    distinct = [list(row) for row in dict.fromkeys(map(tuple, rows)) if any(row)]
    size = len(rows[0])
    first = independent_rows(distinct)
    if len(first) < size:
        return None
    try:
        cone = Cone.spanned(_table(distinct), first, limit=limit)
        cone.complete()
    except ProblemTooLargeError:
        raise ProblemTooLargeError(
            f"the set of payoffs has too many corners or faces: more than {limit} while "
            "enumerating them; give it by fewer points or half-spaces"
        ) from None
    return [[int(entry) for entry in ray] for ray in cone.rays.tolist()]


def corners(matrix: Array, bounds: Array) -> list[tuple[Fraction, ...]]:
    """Return the corners of the bounded polyhedron A x ≤ b in lexicographic order.

    Parameters
    ----------
    matrix, bounds
        Fractions, m × n and m.

    Examples
    --------
    >>> A = object_array([Fraction(k) for k in (-1, 0, 0, -1, 1, 2)], (3, 2))
    >>> found = corners(A, object_array([Fraction(k) for k in (0, 0, 2)]))
    >>> [[str(number) for number in corner] for corner in found]
    [['0', '0'], ['0', '1'], ['2', '0']]
    """
    rows = [whole([b, *(-a)]) for a, b in zip(matrix, bounds, strict=True)]
    rows.append([1] + [0] * matrix.shape[1])
    rays = extreme_rays(rows) or []
    return sorted(tuple(Fraction(e, ray[0]) for e in ray[1:]) for ray in rays if ray[0] > 0)


def disposal_rows(points: Sequence[Sequence[Fraction]]) -> Rows:
    """Return the facets (a, b), a·x ≤ b, of all that lies below some mixture of the points.

    Examples
    --------
    >>> [(list(map(str, a)), str(b)) for a, b in disposal_rows([[Fraction(1), Fraction(2)]])]
    [(['1', '0'], '1'), (['0', '1'], '2')]
    """
    n = len(points[0])
    rows = [[int(j == k) for j in range(n + 1)] for k in range(n)]
    rows += [whole([*(-entry for entry in point), Fraction(1)]) for point in points]
    return _inequalities(extreme_rays(rows) or [])


def hull_rows(points: Sequence[Sequence[Fraction]]) -> Rows:
    """Return inequalities (a, b), a·x ≤ b, of the mixtures of the points, two for an equation.

    Examples
    --------
    >>> [(list(map(str, a)), str(b)) for a, b in hull_rows([[Fraction(0)], [Fraction(3)]])]
    [(['1'], '3'), (['-1'], '0')]
    """
    n = len(points[0])
    steps = [[a - b for a, b in zip(point, points[0], strict=True)] for point in points[1:]]
    reduced, pivots = _echelon(steps)
    free = [j for j in range(n) if j not in pivots]
    result: Rows = []
    for j in free:  # x_j is an affine function of the pivot coordinates
        row = [Fraction(0)] * n
        row[j] = Fraction(1)
        for line, pivot in zip(reduced, pivots, strict=True):
            row[pivot] = -line[j]
        level = sum((a * x for a, x in zip(row, points[0], strict=True)), Fraction(0))
        result += [(tuple(row), level), (tuple(-a for a in row), -level)]
    if pivots:
        projected = [
            whole([*(-point[j] for j in pivots), Fraction(1)])
            for point in dict.fromkeys(map(tuple, points))
        ]
        for small, level in _inequalities(extreme_rays(projected) or []):
            row = [Fraction(0)] * n
            for j, entry in zip(pivots, small, strict=True):
                row[j] = entry
            result.append((tuple(row), level))
    return result


def _inequalities(rays: list[list[int]]) -> Rows:
    """Read rays (a, b) as inequalities a·x ≤ b, without 0 ≤ 1, in a fixed order."""
    kept = sorted((tuple(ray) for ray in rays if any(ray[:-1])), reverse=True)
    return [(tuple(Fraction(e) for e in ray[:-1]), Fraction(ray[-1])) for ray in kept]


def independent_rows(rows: list[list[Any]]) -> list[int]:
    """Return the positions of the first rows that span all of them."""
    chosen: list[int] = []
    known: list[tuple[int, list[Fraction]]] = []
    for k, row in enumerate(rows):
        rest = [Fraction(entry) for entry in row]
        for pivot, line in known:
            if rest[pivot]:
                factor = rest[pivot]
                rest = [a - factor * b for a, b in zip(rest, line, strict=True)]
        pivot = next((j for j, entry in enumerate(rest) if entry), -1)
        if pivot >= 0:
            known.append((pivot, [entry / rest[pivot] for entry in rest]))
            chosen.append(k)
            if len(chosen) == len(row):
                break
    return chosen


def _echelon(rows: list[list[Fraction]]) -> tuple[list[list[Fraction]], list[int]]:
    """Return the reduced row echelon form, and the columns of its pivots."""
    known: list[list[Fraction]] = []
    pivots: list[int] = []
    for row in rows:
        rest = list(row)
        for pivot, line in zip(pivots, known, strict=True):
            factor = rest[pivot]
            rest = [a - factor * b for a, b in zip(rest, line, strict=True)] if factor else rest
        pivot = next((j for j, entry in enumerate(rest) if entry), -1)
        if pivot < 0:
            continue
        rest = [entry / rest[pivot] for entry in rest]
        known = [
            [a - line[pivot] * b for a, b in zip(line, rest, strict=True)] if line[pivot] else line
            for line in known
        ]
        known.append(rest)
        pivots.append(pivot)
    return known, pivots


def _table(rows: Sequence[Sequence[int]]) -> Array:
    flat = [entry for row in rows for entry in row]
    return np.asarray(object_array(flat, (len(rows), len(rows[0]))))
