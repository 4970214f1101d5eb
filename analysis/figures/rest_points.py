"""Rest points of the replicator dynamics of small games, exactly, and whether they are stable.

At a rest point all strategies that are played earn the same. Linearised, the flow moves away from
it along eigenvectors whose eigenvalue is positive and towards it where it is negative; where one is
0, evolutionary or neutral stability may still decide.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from lilliput.games.linear import solve_exactly

__all__ = [
    "RestPoint",
    "Stability",
    "of_one_population",
    "of_two_populations",
    "replicator_field",
    "square_field",
]

Floats = npt.NDArray[np.float64]
Point = tuple[Fraction, ...]
Stability = Literal["stable", "neutral", "saddle", "unstable", "undecided"]

_ZERO = 1e-9  # of the largest payoff difference


class RestPoint(NamedTuple):
    """A rest point, or the two ends of a segment of them.

    Parameters
    ----------
    ends
        One point, or two.
    stability
        ``"stable"``: asymptotically; ``"neutral"``: paths nearby stay near; ``"saddle"``: some come
        and some go; ``"unstable"``: all go; ``"undecided"``.
    """

    ends: tuple[Point, ...]
    stability: Stability


def replicator_field(payoffs: Any, shares: Any) -> Floats:
    """Return how shares change: x_i ((A x)_i − x·A x), one row a point.

    Examples
    --------
    >>> replicator_field([[0, 2], [1, 0]], [[0.5, 0.5]]).tolist()
    [[0.125, -0.125]]
    """
    x = np.asarray(shares, dtype=float)
    earned = x @ np.asarray(payoffs, dtype=float).T
    mean = (x * earned).sum(axis=-1, keepdims=True)
    return np.asarray(x * (earned - mean))


def square_field(first: Any, second: Any, x: Any, y: Any) -> tuple[Floats, Floats]:
    """Return how the shares of first strategies of two populations change.

    Parameters
    ----------
    first, second
        Payoff matrices of both, 2 × 2.
    x, y
        The shares.
    """
    a, b = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    gain = (a[0, 0] - a[1, 0]) * y + (a[0, 1] - a[1, 1]) * (1 - y)
    other = (b[0, 0] - b[0, 1]) * x + (b[1, 0] - b[1, 1]) * (1 - x)
    return np.asarray(x * (1 - x) * gain), np.asarray(y * (1 - y) * other)


def of_one_population(payoffs: Any) -> list[RestPoint]:
    """Return the rest points of a symmetric game of two or three strategies.

    Segments are such on which all points are at rest; a whole triangle at rest is its sides.

    Parameters
    ----------
    payoffs
        The matrix A in Fractions.

    Examples
    --------
    >>> hawk_dove = np.array([[Fraction(-1), Fraction(2)], [Fraction(0), Fraction(1)]])
    >>> [(point.ends[0][0], point.stability) for point in of_one_population(hawk_dove)]
    [(Fraction(1, 1), 'unstable'), (Fraction(0, 1), 'unstable'), (Fraction(1, 2), 'stable')]
    """
    size = len(payoffs)
    found: list[RestPoint] = []
    for count in range(1, size + 1):
        for support in combinations(range(size), count):
            for ends in _on_face(payoffs, support):
                if any(set(ends) == set(known.ends) for known in found):
                    continue
                if len(ends) == 2:
                    found = [r for r in found if not _covers(ends, r)]
                found.append(RestPoint(ends, "neutral"))
    return [
        point._replace(stability=_stability(payoffs, point.ends[0]))
        if len(point.ends) == 1
        else point
        for point in found
    ]


def _on_face(payoffs: Any, support: Sequence[int]) -> list[tuple[Point, ...]]:
    """Return rest points at which exactly these strategies are played."""
    size, zero, one = len(payoffs), Fraction(0), Fraction(1)
    if len(support) == 1:
        return [(tuple(one if i == support[0] else zero for i in range(size)),)]
    first = support[0]
    rows = [[payoffs[i][j] - payoffs[first][j] for j in support] for i in support[1:]]
    solved = solve_exactly([*rows, [one] * len(support)], [zero] * len(rows) + [one])
    if solved is not None:
        if min(solved) <= 0:
            return []
        place = dict(zip(support, solved, strict=True))
        return [(tuple(place.get(i, zero) for i in range(size)),)]
    return _segments(payoffs, support, rows)


def _segments(
    payoffs: Any, support: Sequence[int], rows: list[list[Fraction]]
) -> list[tuple[Point, ...]]:
    """Return segments of rest points within a face: where a line cuts its sides."""
    size, zero, one = len(payoffs), Fraction(0), Fraction(1)
    corners = [tuple(one if i == k else zero for i in range(size)) for k in support]
    if all(entry == 0 for row in rows for entry in row):
        return list(combinations(corners, 2))
    if len(support) == 2:
        return []
    ends = set()
    for corner, k in zip(corners, range(3), strict=True):
        if all(row[k] == 0 for row in rows):
            ends.add(corner)
    for i, j in combinations(range(3), 2):
        share = _crossing([(row[i], row[j]) for row in rows])
        if share is not None:
            ends.add(
                tuple(
                    share * a + (1 - share) * b for a, b in zip(corners[i], corners[j], strict=True)
                )
            )
    return [tuple(sorted(ends, reverse=True))] if len(ends) == 2 else []


def _crossing(pairs: Sequence[tuple[Fraction, Fraction]]) -> Fraction | None:
    """Return the share s in (0, 1) with s·a + (1 − s)·b = 0 for all pairs, if there is one."""
    shares = {b / (b - a) for a, b in pairs if a != b}
    if len(shares) != 1 or any(a == b != 0 for a, b in pairs):
        return None
    share = shares.pop()
    return share if 0 < share < 1 else None


def _covers(ends: tuple[Point, ...], other: RestPoint) -> bool:
    """Whether a segment contains a rest point that was found before."""
    if len(other.ends) == 2:
        return False
    (point,) = other.ends
    a, b = ends
    long = max(range(len(a)), key=lambda i: abs(b[i] - a[i]))
    share = (point[long] - a[long]) / (b[long] - a[long])
    return 0 <= share <= 1 and all(
        p == u + share * (v - u) for p, u, v in zip(point, a, b, strict=True)
    )


def _stability(payoffs: Any, point: Point) -> Stability:
    """Return the stability of one rest point of a symmetric game."""
    a = np.array([[float(x) for x in row] for row in payoffs])
    x = np.array([float(share) for share in point])
    scale = float(np.ptp(a)) or 1.0
    earned = a @ x
    mean = x @ earned
    jacobian = np.diag(earned - mean) + x[:, None] * (a - earned[None] - (x @ a)[None])
    basis = np.linalg.svd(np.ones((1, len(x))))[2][1:]
    values = np.linalg.eigvals(basis @ jacobian @ basis.T).real
    known = _by_signs(values, _ZERO * scale)
    if known != "undecided":
        return known
    from lilliput.games.refinements import is_evolutionarily_stable, is_neutrally_stable

    table = [list(row) for row in payoffs]
    if is_evolutionarily_stable(table, list(point)):
        return "stable"
    return "neutral" if is_neutrally_stable(table, list(point)) else "undecided"


def _by_signs(values: Floats, zero: float) -> Stability:
    """Return what the real parts of eigenvalues say."""
    if (np.abs(values) <= zero).any():
        if (values > zero).any():
            return "saddle" if (values < -zero).any() else "unstable"
        return "undecided"
    if (values < 0).all():
        return "stable"
    return "unstable" if (values > 0).all() else "saddle"


def of_two_populations(first: Any, second: Any) -> list[RestPoint]:
    """Return the rest points of two populations with two strategies each.

    Parameters
    ----------
    first, second
        Payoff matrices in Fractions.

    Returns
    -------
    list of RestPoint
        Points are (x, y), the shares of the first strategies.
    """
    zero, one = Fraction(0), Fraction(1)
    gains = [first[0][j] - first[1][j] for j in (0, 1)]  # of x's first strategy, at y = 1 and 0
    others = [second[i][0] - second[i][1] for i in (0, 1)]
    found: list[RestPoint] = []
    for k, (x, y) in enumerate([(one, one), (one, zero), (zero, one), (zero, zero)]):
        own, other = gains[k % 2], others[k // 2]
        values = np.array([float(own * (1 - 2 * x)), float(other * (1 - 2 * y))])
        found.append(RestPoint(((x, y),), _by_signs(values, 0.0)))
    for place, share in enumerate((one, zero)):
        if others[place] == 0:
            found.append(RestPoint(((share, zero), (share, one)), "neutral"))
        if gains[place] == 0:
            found.append(RestPoint(((zero, share), (one, share)), "neutral"))
    if gains == [zero, zero] and others[0] != others[1]:
        found += _across(-others[1] / (others[0] - others[1]), 0)
    if others == [zero, zero] and gains[0] != gains[1]:
        found += _across(-gains[1] / (gains[0] - gains[1]), 1)
    segments = [point for point in found if len(point.ends) == 2]
    found = [p for p in found if len(p.ends) == 2 or not any(_covers(s.ends, p) for s in segments)]
    if gains[0] != gains[1] and others[0] != others[1]:
        y, x = -gains[1] / (gains[0] - gains[1]), -others[1] / (others[0] - others[1])
        if 0 < x < 1 and 0 < y < 1:
            product = (gains[0] - gains[1]) * (others[0] - others[1])
            found.append(RestPoint(((x, y),), "saddle" if product > 0 else "neutral"))
    return found


def _across(share: Fraction, axis: int) -> list[RestPoint]:
    """Return the segment inside the square on which one share is fixed."""
    if not 0 < share < 1:
        return []
    low, high = (share, Fraction(0)), (share, Fraction(1))
    return [RestPoint((low, high) if axis == 0 else (low[::-1], high[::-1]), "neutral")]
