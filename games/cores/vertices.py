"""Vertices of {x : x(N) = total, x(S) ≥ b(S)}, and of the hull of points, exactly.

Homogenised, the set is a cone in (t, x₁, …, x_{n−1}); its extreme rays with t = 1 are the
vertices. For convex games the vertices are the marginal vectors (Shapley 1971), and no cone is
needed.
"""

from fractions import Fraction
from math import lcm

import numpy as np

from lilliput.games.arithmetic import Array, compact
from lilliput.games.cores.convexity import least_convex_pair
from lilliput.games.double_description import Cone
from lilliput.games.errors import ProblemTooLargeError

__all__ = ["distinct_marginals", "extreme_points", "hull_vertices"]

Points = tuple[Array, Array]

_FEW = 64  # rows
_INSTEAD = (
    "or ask for what needs no vertices: contains(x), explain(x), allocation, the Shapley value or "
    "the nucleolus"
)


def extreme_points(masks: Array, bounds: Array, total: int, n: int, *, limit: int) -> Points:
    """Return the vertices as numerators (one row each) and denominators, sorted; none if empty.

    Parameters
    ----------
    masks
        Coalitions that have a lower bound: all singletons or all their complements, and more.
    bounds
        One integer per mask.
    total
        What the allocations sum to, an integer.
    n
        Number of players.
    limit
        The most vertices to be kept at any time.

    Raises
    ------
    ProblemTooLargeError
        More than `limit` vertices.
    """
    grand = 2**n - 1
    if any(bound > total for bound in bounds[masks == grand]):
        return np.empty((0, n), dtype=object), np.empty(0, dtype=object)
    proper = masks != grand
    masks, bounds = masks[proper], bounds[proper]
    if n < 2:
        numerators = np.full((1, n), total, dtype=object)
        return numerators, np.ones(1, dtype=object)
    if len(masks) == grand - 1:
        worths = np.zeros(grand + 1, dtype=object)
        worths[masks], worths[grand] = bounds, total
        pair = least_convex_pair(compact(worths, factor=8))
        if pair is not None and pair[2] >= 0:  # type: ignore[operator]
            numerators = distinct_marginals(worths, limit=limit)
            return _sorted(numerators.astype(object), np.ones(len(numerators), dtype=object))
    cone = _completed(_cone(masks, bounds, total, n, limit))
    scale, free = cone.rays[:, 0].astype(object), cone.rays[:, 1:].astype(object)
    return _sorted(np.column_stack([free, total * scale - free.sum(axis=1)]), scale)


def distinct_marginals(worths: Array, *, limit: int) -> Array:
    """Return the distinct marginal vectors of a game with integer worths, one a row.

    Those of each subgame extend those with one player fewer, so that equal ones merge early.
    """
    n = len(worths).bit_length() - 1
    worths = compact(worths, factor=4)
    layer: dict[int, Array] = {0: np.zeros((1, n), dtype=worths.dtype)}
    for _ in range(n):
        found: dict[int, list[Array]] = {}
        for mask, vectors in layer.items():
            for i in range(n):
                if not mask >> i & 1:
                    longer = vectors.copy()
                    longer[:, i] = worths[mask | 1 << i] - worths[mask]
                    found.setdefault(mask | 1 << i, []).append(longer)
        layer = {mask: _distinct(parts) for mask, parts in found.items()}
        most = max(len(vectors) for vectors in layer.values())
        if most > limit:
            raise ProblemTooLargeError(
                f"vertices: there are more than limit={limit} marginal vectors (a convex game of n "
                f"players has up to n! of them); raise limit=, {_INSTEAD}"
            )
    return layer[2**n - 1]


def _completed(cone: Cone) -> Cone:
    """Insert the rows of a cone, and say how to go on if that takes too long."""
    try:
        cone.complete()
    except ProblemTooLargeError as error:
        raise ProblemTooLargeError(f"vertices: {error}, {_INSTEAD}") from None
    return cone


def _cone(masks: Array, bounds: Array, total: int, n: int, limit: int) -> Cone:
    """Return the homogenised set, started from t ≥ 0 and one bound on each player but the last.

    Rows are over (t, x₁, …, x_{n−1}), with xₙ = total·t − Σ xᵢ; the first is t ≥ 0.
    """
    rows = np.zeros((len(masks) + 1, n), dtype=object)
    rows[0, 0] = 1
    last = (masks >> (n - 1) & 1).astype(int).astype(object)
    rows[1:, 0] = np.where(last == 1, total - bounds, -bounds)
    for i in range(n - 1):
        rows[1:, i + 1] = (masks >> i & 1).astype(int).astype(object) - last
    position = {int(mask): k + 1 for k, mask in enumerate(masks)}
    grand = 2**n - 1
    first = [0]
    rays = np.zeros((n, n), dtype=object)
    rays[0, 0] = 1
    for i in range(n - 1):
        row = position[1 << i] if 1 << i in position else position[grand - (1 << i)]
        sign = rows[row, i + 1]
        rays[0, i + 1] = -sign * rows[row, 0]
        rays[i + 1, i + 1] = sign
        first.append(row)
    return Cone(rows, first, rays, limit=limit)


def hull_vertices(points: Array, *, limit: int) -> Array:
    """Return the extreme ones of distinct points with integer coordinates.

    The facets of their hull are the extreme rays of the cone of the (c₀, c) with c₀ + c·p ≥ 0 for
    all points p; a point is extreme iff the facets through it do not all pass through another.
    """
    points = points.astype(object)
    if len(points) < 2:
        return points
    columns, chosen = _independent(points)
    rows = np.column_stack([np.ones(len(points), dtype=object), points[:, columns]])
    cone = _completed(Cone.spanned(rows, chosen, limit=limit))
    tight = (cone.slacks(list(range(len(rows)))) == 0).T
    facets = [int.from_bytes(np.packbits(on).tobytes(), "big") for on in tight]
    extreme = [
        not any(own & other == own for k, other in enumerate(facets) if k != number)
        for number, own in enumerate(facets)
    ]
    return points[np.array(extreme)]


def _independent(points: Array) -> tuple[list[int], list[int]]:
    """Return coordinates that tell the points apart, and as many points and one that span."""
    columns: list[int] = []
    chosen = [0]
    reduced: list[list[Fraction]] = []
    for k in range(1, len(points)):
        row = [Fraction(int(b - a)) for a, b in zip(points[0], points[k], strict=True)]
        for column, known in zip(columns, reduced, strict=True):
            row = [a - row[column] * b for a, b in zip(row, known, strict=True)]
        pivot = next((j for j, entry in enumerate(row) if entry), None)
        if pivot is not None:
            columns.append(pivot)
            reduced.append([entry / row[pivot] for entry in row])
            chosen.append(k)
        if len(columns) == points.shape[1]:
            break
    return columns, chosen


def _distinct(parts: list[Array]) -> Array:
    rows = np.concatenate(parts)
    if rows.dtype != object and len(rows) > _FEW:  # below, a dict takes a tenth of the time
        return np.unique(rows, axis=0)
    unique = list(dict.fromkeys(map(tuple, rows.tolist())))
    result = np.empty((len(unique), rows.shape[1]), dtype=rows.dtype)
    result[:] = unique
    return result


def _sorted(numerators: Array, denominators: Array) -> Points:
    """Sort vertices lexicographically."""
    common = lcm(*(int(d) for d in denominators))
    rows = compact(numerators * (common // denominators)[:, None])
    if rows.dtype == object:
        order = sorted(range(len(rows)), key=rows.tolist().__getitem__)
    else:
        order = np.lexsort(rows.T[::-1]).tolist()
    return numerators[order], denominators[order]
