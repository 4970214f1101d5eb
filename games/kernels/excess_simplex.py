"""The simplex method for one level of the nucleolus, over a pool of coalitions.

min t subject to x(S) + w_S t ≥ b_S for the coalitions in the pool and x(S) = c_S for those settled.
A basis is n+1 rows that hold with equality. The rows' multipliers stay non-negative (the method is
the primal simplex on the dual programme), the row violated most enters, and the row that leaves is
chosen lexicographically, so that no tie can make the method cycle.

The functions are written so that they run on float64 when compiled and, by `uncompiled`, on
Fractions: one algorithm, two arithmetics.
"""

from fractions import Fraction
from math import lcm
from types import FunctionType, SimpleNamespace
from typing import Any

import numba

__all__ = ["half_sums", "replace_row", "row_prices", "simplex", "uncompiled"]

Array = Any  # numba compiles these for float64; uncompiled they take Fractions too


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def half_sums(vector: Array, sums: Array) -> None:
    """Fill `sums` with the sums of `vector` over all subsets of its entries, by bitmask."""
    sums[0] = vector[0] * 0 if len(vector) else 0
    for i in range(len(vector)):
        size = 1 << i
        for j in range(size):
            sums[size + j] = sums[j] + vector[i]


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def row_prices(inverse: Array, mask: int, weight: Any, prices: Array) -> None:
    """Fill `prices` with the row (1_S, w) times the inverse of the basis."""
    n = inverse.shape[1] - 1
    for j in range(n + 1):
        prices[j] = weight * inverse[n, j]
    for i in range(n):
        if (mask >> i) & 1:
            for j in range(n + 1):
                prices[j] += inverse[i, j]


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def replace_row(inverse: Array, order: Array, prices: Array, position: int) -> None:
    """Update the inverse, and the lexicographic order's columns, when a row enters the basis."""
    n = inverse.shape[1] - 1
    pivot = prices[position]
    for table in (inverse, order):
        for i in range(n + 1):
            entry = table[i, position] / pivot
            table[i, position] = entry
            if entry != 0:
                for j in range(n + 1):
                    if j != position:
                        table[i, j] -= prices[j] * entry


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _leaves(
    inverse: Array, order: Array, prices: Array, basis: Array, pivot_tol: Any, tie: Any
) -> int:
    """Return the position of the row that leaves: the lexicographically least ratio."""
    n = inverse.shape[1] - 1
    best = -1
    for j in range(n + 1):
        if basis[j] == -1 or prices[j] <= pivot_tol:
            continue
        if best < 0:
            best = j
            continue
        gap = inverse[n, j] * prices[best] - inverse[n, best] * prices[j]
        i = 0
        while -tie <= gap <= tie and i <= n:
            gap = order[i, j] * prices[best] - order[i, best] * prices[j]
            i += 1
        if gap < 0:
            best = j
    return best


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _most_violated(
    point: Array,
    masks: Array,
    right: Array,
    weights: Array,
    alive: Array,
    low: Array,
    high: Array,
    tol: Any,
) -> tuple[int, Any]:
    """Return the row violated most, and by how much; −1 if none is by more than `tol`."""
    n = len(point) - 1
    bits = 0
    while (1 << bits) < len(low):
        bits += 1
    half_sums(point[:bits], low)
    half_sums(point[bits:n], high)
    worst = tol
    entering = -1
    for r in range(len(masks)):
        if alive[r]:
            share = low[masks[r] & (len(low) - 1)] + high[masks[r] >> bits]
            violation = right[r] - share - weights[r] * point[n]
            if violation > worst:
                worst = violation
                entering = r
    return entering, worst


def _most_violated_fraction(
    point: Array,
    masks: Array,
    right: Array,
    weights: Array,
    alive: Array,
    low: Array,
    high: Array,
    tol: Any,
) -> tuple[int, Any]:
    """Do the same for Fractions, in integers over one denominator."""
    rows = [r for r in range(len(masks)) if alive[r]]
    common = lcm(*(number.denominator for number in point))
    common = lcm(common, *(right[r].denominator for r in rows))
    whole = [number.numerator * (common // number.denominator) for number in point]
    bits = len(low).bit_length() - 1
    half_sums.py_func(whole[:bits], low)
    half_sums.py_func(whole[bits:-1], high)
    worst, entering = 0, -1
    for r in rows:
        mask, weight, number = int(masks[r]), weights[r], right[r]
        level = weight.numerator * whole[-1]
        violation = number.numerator * (common // number.denominator)
        violation -= low[mask & (len(low) - 1)] + high[mask >> bits]
        violation -= level if weight.denominator == 1 else Fraction(level, weight.denominator)
        if violation > worst:
            worst, entering = violation, r
    return entering, Fraction(worst) / common


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def simplex(
    inverse: Array,
    order: Array,
    basis: Array,
    point: Array,
    masks: Array,
    right: Array,
    weights: Array,
    alive: Array,
    low: Array,
    high: Array,
    prices: Array,
    tol: Any,
    pivot_tol: Any,
    tie: Any,
    limit: int,
) -> int:
    """Pivot until no row of the pool is violated.

    Parameters
    ----------
    inverse
        (n+1, n+1), the inverse of the basis: rows by variable (x, t), columns by basis position.
    order
        (n+1, n+1), which breaks ties; the identity when a level starts.
    basis
        n+1 rows of the pool; −1 for an equality, which never leaves, and −2 for a lower bound of t.
    point
        (x, t), where the rows of the basis hold with equality.
    masks, right, weights, alive
        The pool: coalitions, b_S, w_S, and whether the row still counts.
    low, high, prices
        Scratch: half-tables of sums and n+1 entries.
    tol, pivot_tol, tie
        How much a row may be violated, the least pivot, and what counts as a tie; 0 when exact.
    limit
        The most pivots allowed.

    Returns
    -------
    int
        The number of pivots; −1 if the programme is infeasible, −2 at the limit.
    """
    n = len(point) - 1
    for pivots in range(limit):
        entering, worst = _most_violated(point, masks, right, weights, alive, low, high, tol)
        if entering < 0:
            return pivots
        row_prices(inverse, masks[entering], weights[entering], prices)
        position = _leaves(inverse, order, prices, basis, pivot_tol, tie)
        if position < 0:
            return -1
        replace_row(inverse, order, prices, position)
        basis[position] = entering
        for i in range(n + 1):
            point[i] += inverse[i, position] * worst
    return -2


def uncompiled() -> SimpleNamespace:
    """Return the same functions in plain Python, which call one another and take Fractions."""
    scope = {**globals(), "_most_violated": _most_violated_fraction}
    for function in (half_sums, row_prices, replace_row, _leaves, simplex):
        name = function.__name__
        scope[name] = FunctionType(function.py_func.__code__, scope, name)
    return SimpleNamespace(**{name: scope[name] for name in __all__[:-1]})
