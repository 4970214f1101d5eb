"""Nucleoli of small games by a dense active-set simplex; importing this module imports numba.

The point is z = (x, ε), kept feasible: x(S) + ε ≥ v(S) for every coalition that is not settled yet,
and x_i ≥ floor_i. The basis is n+1 rows that hold with equality, and its inverse D: column j is the
edge along which row j alone is given up, and the last row holds the multipliers λ, the rate at
which ε changes along each edge. A step goes down the steepest edge to the first coalition in the
way, found in a table of all subset sums. When no edge goes down, the level is optimal: the rows
with λ > 0 are tight in every optimal solution, so they become equalities, ε is let go, and the
descent goes on among the coalitions outside the span of the equalities.

Entries of D are ratios of determinants of small integer matrices: one that is not 0 is far from 0.
So worths are compared without tolerance. D is checked against the rows at the end of each level.

With base 3 the rows are the signed coalitions z ∈ {−1, 0, 1}^n, as the modiclus needs them.

References: Maschler, M., Peleg, B. and Shapley, L. S. (1979). Geometric properties of the kernel,
nucleolus, and related solution concepts. Potters, J., Reijnierse, J. and Ansing, M. (1996).
Computing the nucleolus by solving a prolonged simplex algorithm.
"""

import numba
import numpy as np
from numpy.typing import NDArray

from lilliput.games.kernels.simplex_basis import (
    COALITION,
    FLOOR,
    FREE,
    OPEN,
    SETTLED,
    ZERO,
    close_span,
    improve,
    linear_sums,
    locate,
    replace_row,
    settle,
    write_row,
)

__all__ = ["DONE", "STUCK", "solve_levels"]

DONE = 0
STUCK = 1

_SAME = 4e-15
_TICKETS = 1_000_003
_IDLE_STEPS = 3
_MOST_STEPS = 1000

Floats = NDArray[np.float64]
Bytes = NDArray[np.int8]


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def solve_levels(
    worths: Floats, floors: Floats, starts: Floats, base: int, levels: int
) -> tuple[Floats, Floats, Floats, Bytes]:
    """Minimise the largest excess, then the next, …, of each game of a batch.

    Parameters
    ----------
    worths
        One game a row, base**n worths, n ≥ 2; finite, of order 1.
    floors
        The least that each player of each game accepts; −∞ for no limit.
    starts
        Efficient allocations at or above the floors.
    base
        2 for coalitions, 3 for signed coalitions.
    levels
        How many levels to solve: 1 for the least core, n or more for the nucleolus.

    Returns
    -------
    allocations : ndarray, one row a game
    values : ndarray
        The largest excess, from the multipliers of the first level.
    residuals : ndarray
        By how much the allocation misses the conditions of optimality of its levels: changing each
        worth by no more than this makes it optimal exactly.
    statuses : ndarray of int8
        DONE, or STUCK where no certified optimum was found (then the numbers mean nothing).
    """
    games, m = worths.shape
    n = floors.shape[1]
    allocations = np.empty((games, n))
    values = np.empty(games)
    residuals = np.empty(games)
    statuses = np.empty(games, dtype=np.int8)
    rows, inverse, work = np.empty((3, n + 1, n + 1))
    point, right, edge, alpha, epsilons = np.empty((5, n + 1))
    slack, rate = np.empty((2, m))
    kind = np.empty(n + 1, dtype=np.int8)
    level = np.empty(m, dtype=np.int8)
    for g in range(games):
        v, floor = worths[g], floors[g]
        for i in range(n):
            point[i] = starts[g, i]
        _first_basis(v, base, rows, inverse, point, right, slack, kind, level)
        k = 0
        finished = False
        while not finished:
            sound = _descend(
                v, floor, base, rows, inverse, point, right, edge, alpha, slack, rate, kind
            ) and improve(rows, inverse, work)
            if not sound:
                break
            locate(rows, inverse, point, right, edge)
            epsilons[k] = point[n]
            kept = settle(rows, inverse, kind, right, point[n], alpha)
            k += 1
            finished = kept < 0 or k == levels
            close_span(inverse, base, kind, level, k - 1, finished, edge, rate)
            _open_slacks(v, point, base, slack, level)
        statuses[g] = DONE if finished else STUCK
        if not finished:
            continue
        values[g] = epsilons[0]
        residuals[g] = _residual(v, floor, base, rows, point, right, epsilons, slack, kind, level)
        for i in range(n):
            allocations[g, i] = point[i]
    return allocations, values, residuals, statuses


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _first_basis(
    worths: Floats,
    base: int,
    rows: Floats,
    inverse: Floats,
    point: Floats,
    right: Floats,
    slack: Floats,
    kind: Bytes,
    level: Bytes,
) -> None:
    """Hold x(N), n−1 players' shares and the largest excess: a feasible point with its basis."""
    n, m = len(point) - 1, len(worths)
    for s in range(m):
        level[s] = OPEN
    level[0] = level[m - 1] = level[(m - 1) // 2 if base == 3 else 0] = -1
    point[n] = 0.0
    _open_slacks(worths, point, base, slack, level)
    worst = 1
    for s in range(m):
        if slack[s] < slack[worst]:
            worst = s
    point[n] = -slack[worst]
    for s in range(m):
        slack[s] += point[n]
    for i in range(n + 1):
        for j in range(n + 1):
            rows[i, j] = inverse[i, j] = 0.0
    for i in range(n):
        rows[0, i] = rows[i, i] = inverse[i, i] = 1.0
        inverse[0, i] = 1.0 if i == 0 else -1.0
        right[i], kind[i] = point[i], FREE
    right[0], kind[0] = worths[m - 1], SETTLED
    write_row(rows, n, worst, base)
    right[n], kind[n] = worths[worst], COALITION
    inverse[n, n] = 1.0
    for j in range(n):
        inverse[n, j] = rows[n, 0] - rows[n, j] if j > 0 else -rows[n, 0]


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _open_slacks(worths: Floats, point: Floats, base: int, slack: Floats, level: Bytes) -> None:
    """Compute x(S) + ε − v(S) of the open coalitions; the others are never in the way."""
    n = len(point) - 1
    linear_sums(point, point[n], n, base, slack)
    for s in range(len(worths)):
        slack[s] = slack[s] - worths[s] if level[s] == OPEN else np.inf


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _descend(
    worths: Floats,
    floors: Floats,
    base: int,
    rows: Floats,
    inverse: Floats,
    point: Floats,
    right: Floats,
    edge: Floats,
    alpha: Floats,
    slack: Floats,
    rate: Floats,
    kind: Bytes,
) -> bool:
    """Step from vertex to vertex until no edge lowers ε; False if that does not end."""
    n, m = len(floors), len(worths)
    idle = 0
    for step in range(_MOST_STEPS):
        j = _leaving_row(inverse, kind)
        if j < 0:
            return True
        sign = -1.0 if kind[j] == FREE and inverse[n, j] > 0 else 1.0
        for i in range(n + 1):
            edge[i] = sign * inverse[i, j]
        linear_sums(edge, edge[n], n, base, rate)
        stop, length = _blocking(
            slack, rate, point, floors, edge, step if idle > _IDLE_STEPS else 0
        )
        if stop < 0:
            return False
        for i in range(n + 1):
            point[i] += length * edge[i]
        for s in range(m):
            slack[s] += length * rate[s]
        if stop < m:
            write_row(rows, j, stop, base)
            kind[j], right[j] = COALITION, worths[stop]
        else:
            for i in range(n + 1):
                rows[j, i] = 1.0 if i == stop - m else 0.0
            kind[j], right[j] = FLOOR, floors[stop - m]
        replace_row(rows, inverse, j, alpha)
        idle = idle + 1 if length <= _SAME else 0
    return False


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _leaving_row(inverse: Floats, kind: Bytes) -> int:
    """Return the row whose edge lowers ε fastest, or −1."""
    last = len(kind) - 1
    best, chosen = ZERO, -1
    for j in range(last + 1):
        gain = 0.0
        if kind[j] == FREE:
            gain = abs(inverse[last, j])
        elif kind[j] != SETTLED:
            gain = -inverse[last, j]
        if gain > best:
            best, chosen = gain, j
    return chosen


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _blocking(
    slack: Floats, rate: Floats, point: Floats, floors: Floats, edge: Floats, draw: int
) -> tuple[int, float]:
    """Return which constraint stops a step along an edge, and the length of the step.

    The constraint is an open coalition s, or the floor of player i as len(slack) + i; −1 if none.
    With a draw, it is drawn from the coalitions that tie, lest steps of length 0 go in circles.
    """
    m, n = len(slack), len(floors)
    shortest, chosen = 1e300, -1
    for s in range(m):
        fall = -rate[s]
        if fall > ZERO and slack[s] < shortest * fall:
            shortest, chosen = slack[s] / fall, s
    for i in range(n):
        fall = -edge[i]
        if fall > ZERO and point[i] - floors[i] < shortest * fall:
            shortest, chosen = (point[i] - floors[i]) / fall, m + i
    shortest = max(shortest, 0.0)
    if draw > 0 and chosen >= 0:
        bound = shortest + _SAME
        lowest = _TICKETS
        for s in range(m):
            if -rate[s] > ZERO and slack[s] <= -bound * rate[s]:
                ticket = (s + 1) * 7919 * (draw * 104_729 + 1) % _TICKETS
                if ticket < lowest:
                    lowest, chosen = ticket, s
    return chosen, shortest


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _residual(
    worths: Floats,
    floors: Floats,
    base: int,
    rows: Floats,
    point: Floats,
    right: Floats,
    epsilons: Floats,
    sums: Floats,
    kind: Bytes,
    level: Bytes,
) -> float:
    """Return the largest violation of the floors, the equalities, and excess ≤ ε of its level."""
    n = len(floors)
    linear_sums(point, 0.0, n, base, sums)
    worst, deepest = 0.0, 0
    for s in range(len(worths)):
        if level[s] >= 0:
            deepest = max(deepest, level[s])
            worst = max(worst, worths[s] - sums[s] - epsilons[level[s]])
    for k in range(deepest):
        worst = max(worst, epsilons[k + 1] - epsilons[k])
    for i in range(n):
        worst = max(worst, floors[i] - point[i])
    for j in range(n + 1):
        if kind[j] == SETTLED:
            miss = -right[j]
            for i in range(n):
                miss += rows[j, i] * point[i]
            worst = max(worst, abs(miss))
    return worst
