"""The search for equal surpluses, in floats and then exactly.

At x every pair of players has coalitions S_ij, S_ji of largest excess. Where these stay the best
ones, e(S_ij) = e(S_ji) is linear in x: the least-squares solution of all pairs is the next x
(Meinhardt 2014), and a step that does not help is replaced by the transfer that the two players
with the largest difference would agree on (Stearns 1968). The same steps in rationals, from simple
numbers near the point that floats find, end exactly.
"""

from fractions import Fraction
from typing import Any

import numpy as np

from lilliput.games.arithmetic import Array, kind_of, object_array
from lilliput.games.cores.surplus import maximal_surpluses
from lilliput.games.tables import subset_sums

__all__ = ["equal_surpluses"]

_STEPS = 60
_EXACT_STEPS = 20
_ROUND_START = 10**6
_CONVERGED = 1e-13
_NEARLY = 1e-11
_SHARES_TRIED = (1.0, 0.5, 0.25)


def equal_surpluses(worths: Array, x: Array, floors: Array | None) -> Array | None:
    """Return a point near x with equal surpluses between players above the floors, or None.

    Parameters
    ----------
    worths
        2**n worths, floats or Fractions.
    x
        An efficient start, at or above the floors; returned if it is such a point.
    floors
        The least that each player accepts, for the kernel; None for the prekernel.
    """
    if len(x) < 2:
        return x
    scale = np.abs(worths).max() or worths[0] + 1
    worths, x = worths / scale, x / scale
    floors = None if floors is None else floors / scale
    if kind_of(worths) == "float":
        found = _descend(worths, x, floors)
        return None if found is None else found * scale
    if _demands(worths, x, floors)[0].max() == 0:
        return x * scale
    numbers = [a.astype(np.float64) for a in (worths, x, x if floors is None else floors)]
    near = _descend(numbers[0], numbers[1], None if floors is None else numbers[2])
    if near is None:
        return None
    exact = _rounded(near, worths[-1], floors)
    for _ in range(_EXACT_STEPS):
        now = _demands(worths, exact, floors)
        if now[0].max() == 0:
            return exact * scale
        step = _step(exact, floors, *now)
        exact = exact + _longest(exact, step, floors) * step
    return None


def _demands(worths: Array, x: Array, floors: Array | None) -> tuple[Array, Array, Array]:
    """Return what each i can demand of j, the differences s_ij − s_ji, and the coalitions.

    The demand is the difference, or 0 if that is negative or j has no more than the floor.
    """
    surpluses, masks = maximal_surpluses(worths - subset_sums(x))
    differences = surpluses - surpluses.T
    demands = np.maximum(differences, differences * 0)
    if floors is not None:
        demands[:, x <= floors + _tiny(x)] *= 0
    return demands, differences, masks


def _tiny(x: Array) -> float:
    return _CONVERGED if x.dtype == np.float64 else 0


def _descend(worths: Array, x: Array, floors: Array | None) -> Array | None:
    """Reduce the largest demand to rounding level, in floats; None if it stays above."""
    now = _demands(worths, x, floors)
    for _ in range(_STEPS):
        largest = now[0].max()
        if largest <= _CONVERGED:
            return x
        step = _step(x, floors, *now)
        longest = _longest(x, step, floors)
        for share in _SHARES_TRIED:
            y = x + share * longest * step
            then = _demands(worths, y, floors)
            if then[0].max() < largest * (1 - 0.25 * share):
                break
        else:
            y = _transfer(x, now[0], floors)
            then = _demands(worths, y, floors)
        x, now = y, then
    return x if now[0].max() <= _NEARLY else None


def _step(
    x: Array, floors: Array | None, demands: Array, differences: Array, masks: Array
) -> Array:
    """Return the least-squares step to equal surpluses, for the players who may give or get."""
    n = len(x)
    above = np.ones(n, dtype=bool) if floors is None else (x > floors + _tiny(x)).astype(bool)
    free = np.flatnonzero(above | (demands.max(axis=1) > 0))
    rows, gaps = [], []
    for i in free:
        for j in free[free > i]:
            difference = differences[i, j]
            if above[j] if difference > 0 else above[i]:
                here, there = int(masks[i, j]), int(masks[j, i])
                rows.append([(here >> k & 1) - (there >> k & 1) for k in free])
                gaps.append(difference)
    step = x * 0
    if not rows:
        return step
    matrix = np.array(rows)
    reduced = matrix[:, :-1] - matrix[:, -1:]
    if x.dtype == np.float64:
        part = np.linalg.lstsq(reduced.astype(float), np.array(gaps, dtype=float), rcond=1e-9)[0]
    else:
        right = reduced.T.astype(object) @ np.array(gaps)
        part = _solve_consistent((reduced.T @ reduced).tolist(), right.tolist())
    step[free[:-1]] = part
    step[free[-1]] = -part.sum()
    return step


def _longest(x: Array, step: Array, floors: Array | None) -> Any:
    """Return the largest share of the step, at most 1, that keeps every player above the floor."""
    if floors is None:
        return 1
    ratios = [(a - f) / -s for a, f, s in zip(x, floors, step, strict=True) if s < 0]
    return max(min([1, *ratios]), 0)


def _transfer(x: Array, demands: Array, floors: Array | None) -> Array:
    """Let the player who can demand most get half of it, or what the other can give."""
    i, j = divmod(int(np.argmax(demands)), len(x))
    amount = demands[i, j] / 2
    if floors is not None:
        amount = min(amount, x[j] - floors[j])
    y = x.copy()
    y[i] += amount
    y[j] -= amount
    return y


def _rounded(x: Array, total: Fraction, floors: Array | None) -> Array:
    """Return simple Fractions near x that add up to the total, at or above the floors."""
    y = object_array([Fraction(float(share)).limit_denominator(_ROUND_START) for share in x])
    if floors is not None:
        y = np.where(x <= floors.astype(float) + _CONVERGED, floors, np.maximum(y, floors))
    rest = total - y.sum()
    room = y if floors is None else y - floors
    y[int(np.argmax(room))] += rest
    return y


def _solve_consistent(matrix: list[list[Any]], right: list[Any]) -> Array:
    """Solve a consistent rational system; undetermined variables are 0."""
    size = len(right)
    rows = [
        [Fraction(a) for a in row] + [Fraction(b)] for row, b in zip(matrix, right, strict=True)
    ]
    pivots: list[int] = []
    for column in range(size):
        depth = len(pivots)
        chosen = next((k for k in range(depth, size) if rows[k][column] != 0), None)
        if chosen is None:
            continue
        rows[depth], rows[chosen] = rows[chosen], rows[depth]
        head = rows[depth] = [a / rows[depth][column] for a in rows[depth]]
        for k in range(size):
            if k != depth and rows[k][column] != 0:
                factor = rows[k][column]
                rows[k] = [a - factor * b for a, b in zip(rows[k], head, strict=True)]
        pivots.append(column)
    solution = object_array([Fraction(0)] * size)
    for depth, column in enumerate(pivots):
        solution[column] = rows[depth][size]
    return solution
