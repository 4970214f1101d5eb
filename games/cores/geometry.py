"""A polytope of allocations in integers: its vertices, and how far each is from each constraint."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, compact, kind_of
from lilliput.games.cores.integers import integers_of
from lilliput.games.cores.vertices import extreme_points
from lilliput.games.tables import subset_sums

__all__ = [
    "Geometry",
    "empty_geometry",
    "frame",
    "geometry_of",
    "largest_shortfall",
    "merged",
    "rank",
    "sums_over",
]

_FINE = 1000  # units in a tolerance
_STEP = 10


@dataclass(frozen=True, eq=False)
class Geometry:
    """Vertices in integers: numerators/denominators times the unit; slacks times denominators.

    What lies within `blur` units is one point.
    """

    numerators: Array
    denominators: Array
    unit: Fraction
    slack: Array
    blur: int

    def fractions(self) -> Array:
        """Return the vertices as Fractions."""
        points = np.empty(self.numerators.shape, dtype=object)
        for k, (row, denominator) in enumerate(
            zip(self.numerators, self.denominators, strict=True)
        ):
            scale = self.unit / denominator
            points[k] = [entry * scale for entry in row]
        return points

    def floats(self) -> Array:
        """Return the vertices as the nearest floats."""
        above = self.numerators * self.unit.numerator
        below = self.denominators * self.unit.denominator
        return (above / below[:, None]).astype(np.float64)


def geometry_of(
    masks: Array, total: Array, bounds: Array, n: int, *, tolerance: Fraction, limit: int
) -> Geometry:
    """Enumerate the vertices of {x : x(N) = total, x(S) ≥ b(S)}, known not to be empty.

    Parameters
    ----------
    masks, bounds
        Coalitions and their bounds.
    total
        One number, of the kind of the bounds.
    n
        Number of players.
    tolerance
        If the set is empty in integers, and hence nonempty only up to the tolerance, its bounds are
        lowered: by what rounding explains if that is enough, at most by the tolerance.
    limit
        The most vertices to be kept.
    """
    numbers, unit = integers_of(np.concatenate([total, bounds]))
    whole, low = int(numbers[0]), numbers[1:]
    blur = int(tolerance / unit)
    numerators, denominators = extreme_points(masks, low, whole, n, limit=limit)
    if not len(numerators):
        fine = max(1, int(_FINE * unit / tolerance)) if tolerance else 1
        low, whole, unit = low * fine, whole * fine, unit / fine
        most, lowered = int(tolerance / unit) + 1, 0
        while not len(numerators) and lowered < most:
            lowered = min(max(lowered * _STEP, n), most)
            numerators, denominators = extreme_points(masks, low - lowered, whole, n, limit=limit)
        low = low - lowered
        blur = 2 * n * lowered
    table = compact(numerators, factor=max(n, 1)).T
    scaled = compact(low, factor=int(denominators.max(initial=1)))
    slack = sums_over(table, masks).T - denominators[:, None].astype(scaled.dtype) * scaled
    return Geometry(numerators, denominators, unit, slack, blur)


def empty_geometry(n: int, constraints: int) -> Geometry:
    """Return the geometry of a set without elements."""
    nothing = np.empty((0, n + constraints), dtype=object)
    return Geometry(nothing[:, :n], np.empty(0, dtype=object), Fraction(1), nothing[:, n:], 0)


def largest_shortfall(masks: Array, bounds: Array, shares: Array) -> tuple[int, Any]:
    """Return the position of the largest b(S) − x(S), and that difference.

    Fractions are compared as integers over their common denominator.
    """
    if kind_of(bounds) == "float":
        shortfall = bounds - sums_over(shares, masks)
        worst = int(np.argmax(shortfall))
        return worst, float(shortfall[worst])
    numbers, unit = integers_of(np.concatenate([bounds, shares]))
    numbers = compact(numbers, factor=len(shares) + 1)
    shortfall = numbers[: len(bounds)] - sums_over(numbers[len(bounds) :], masks)
    worst = int(np.argmax(shortfall))
    return worst, int(shortfall[worst]) * unit


def sums_over(shares: Array, masks: Array) -> Array:
    """Return x(S) for each mask; rows of `shares` are players, further axes are carried along."""
    if shares.ndim == 1 and 4 * len(masks) >= 2 ** len(shares):
        return subset_sums(shares)[masks]
    zero = Fraction(0) if kind_of(shares) == "fraction" and shares.ndim == 1 else 0
    result = np.full((len(masks), *shares.shape[1:]), zero, dtype=shares.dtype)
    for i, share in enumerate(shares):
        result[(masks >> i & 1).astype(bool)] += share
    return result


def frame(points: Array, players: tuple[str, ...]) -> pd.DataFrame:
    """Return points as a table with a column for each player."""
    return pd.DataFrame(
        points,
        index=pd.RangeIndex(len(points), name="vertex"),
        columns=pd.Index(players, name="player"),
        dtype=points.dtype,
    )


def rank(masks: list[int], n: int) -> int:
    """Return the rank of the indicator vectors of coalitions."""
    if not n:
        return 0
    return int(np.linalg.matrix_rank(np.array([[m >> i & 1 for i in range(n)] for m in masks])))


def merged(points: Array, radius: float) -> Array:
    """Return one of each group of points that are chained by steps of at most `radius`, sorted."""
    if radius == 0 or len(points) < 2 or not points.shape[1]:
        return points
    points = points[np.lexsort(np.rint(points / radius).T[::-1])]
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    pairs = cKDTree(points).query_pairs(radius, p=np.inf, output_type="ndarray")
    links = coo_matrix((np.ones(len(pairs)), pairs.T), shape=(len(points), len(points)))
    groups = connected_components(links, directed=False)[1]
    return points[np.sort(np.unique(groups, return_index=True)[1])]
