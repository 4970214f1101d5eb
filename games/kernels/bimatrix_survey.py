"""Bring the payoffs of many games into blocks of lanes, and find out how each can be computed.

Importing this module imports numba.
"""

import numba
import numpy as np
from numpy.typing import NDArray

__all__ = ["INTEGER", "LANES", "ROUNDED", "UNSAFE", "WHOLE", "payoffs_and_regrets", "survey"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

LANES = 32
WHOLE, INTEGER, ROUNDED, UNSAFE = 0, 1, 2, 3

_MOST_DECIMALS = 9
_DIGITS_KEPT = 1e15  # a decimal of 15 digits is what its float prints as
_IN_FLOAT = 2.0**53
_IN_INT64 = 0.999 * 2.0**63
_ROUNDING = 2.0**-53
_LEAST, _LARGEST = 1e-30, 1e30
_MOST_NOISE = 1e-6


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _decimals(payoffs: Floats) -> int:
    """Return the least d such that all payoffs are multiples of 10^−d; −1 if there is none."""
    scale, decimals, largest = 1.0, 0, 0.0
    for payoff in payoffs:
        largest = max(largest, abs(payoff))
        while True:
            whole = np.rint(payoff * scale)
            if abs(whole) < _DIGITS_KEPT and whole / scale == payoff:
                break
            decimals += 1
            scale *= 10.0
            if decimals > _MOST_DECIMALS:
                return -1
    return decimals if largest * scale < _DIGITS_KEPT else -1


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def survey(
    payoffs: Floats, place: Integers, determinants: Floats
) -> tuple[Floats, Floats, Floats, NDArray[np.int8]]:
    """Return the payoffs less the middle of each column, in blocks of games, and their kinds.

    Decimals of at most 15 digits, 9 of them after the point, are scaled to whole numbers.

    Parameters
    ----------
    payoffs
        Shape (games, m·k), finite.
    place
        Shape (p, q): where each payoff is; a column is what a strategy of the other side gives.
    determinants
        Bounds of all sums by number of columns, for entries of size 1.

    Returns
    -------
    entries : ndarray of shape (blocks, p·q, LANES)
        The payoffs, centred.
    spread : ndarray of shape (blocks, q, LANES)
        The largest entry of each column.
    noise : ndarray of shape (blocks, LANES)
        Twice a bound of the relative error that each product of an entry adds; 0 for WHOLE.
    kinds : ndarray of games
        WHOLE: all arithmetic is exact in float64. INTEGER: in int64. ROUNDED: neither.
        UNSAFE: so ill-scaled that no bound of the error is known.
    """
    games = len(payoffs)
    p, q = place.shape
    top = len(determinants) - 1
    blocks = (games + LANES - 1) // LANES
    entries = np.zeros((blocks, p * q, LANES))
    spread = np.zeros((blocks, q, LANES))
    noise = np.zeros((blocks, LANES))
    kinds = np.empty(games, dtype=np.int8)
    for game in range(games):
        block, lane = game // LANES, game % LANES
        decimals = _decimals(payoffs[game])
        scale = 10.0 ** max(decimals, 0)
        largest, error = 0.0, 0.0
        safe = True
        for j in range(q):
            low, high = np.inf, -np.inf
            for i in range(p):
                value = payoffs[game, place[i, j]]
                if decimals > 0:
                    value = np.rint(value * scale)
                entries[block, i * q + j, lane] = value
                low, high = min(low, value), max(high, value)
            middle = (low + high) * 0.5
            if decimals >= 0:
                middle = np.floor(middle)
            size = max(high - middle, middle - low)
            for i in range(p):
                entries[block, i * q + j, lane] -= middle
            spread[block, j, lane] = size
            largest = max(largest, size)
            if decimals < 0 and high != low:
                safe = safe and _LEAST <= size <= _LARGEST
                error = max(error, _ROUNDING * (max(abs(low), abs(high)) / size + 1.0))
                safe = safe and not _merged(payoffs[game], place, entries[block], j, lane)
        bound = 1.0
        for t in range(top + 1):
            bound = max(bound, determinants[t] * largest**t)
        if decimals >= 0 and bound <= _IN_FLOAT:
            kinds[game] = WHOLE
            continue
        noise[block, lane] = 2.0 * (error + (top + 2) * _ROUNDING)
        if decimals >= 0 and bound <= _IN_INT64:
            kinds[game] = INTEGER
        else:
            kinds[game] = ROUNDED if safe and error <= _MOST_NOISE else UNSAFE
    return entries, spread, noise, kinds


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _merged(payoffs: Floats, place: Integers, entries: Floats, j: int, lane: int) -> bool:
    """Whether two different payoffs in a column became equal when it was centred."""
    p, q = place.shape
    for i in range(p):
        for h in range(i):
            same = entries[i * q + j, lane] == entries[h * q + j, lane]
            if same and payoffs[place[i, j]] != payoffs[place[h, j]]:
                return True
    return False


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def payoffs_and_regrets(
    A: Floats, B: Floats, offsets: Integers, row: Floats, column: Floats
) -> tuple[Floats, Floats, Floats]:
    """Return both players' payoffs at each profile, and for each game the largest regret.

    Parameters
    ----------
    A, B
        Shape (games, m, k).
    offsets
        The profiles of a game are ``offsets[game]:offsets[game + 1]``.
    row, column
        Shape (profiles, m) and (profiles, k).
    """
    games, m, k = A.shape
    row_payoff, column_payoff = np.empty(len(row)), np.empty(len(row))
    regret = np.zeros(games)
    for game in range(games):
        for e in range(offsets[game], offsets[game + 1]):
            mean, best = 0.0, -np.inf
            for i in range(m):
                value = 0.0
                for j in range(k):
                    value += A[game, i, j] * column[e, j]
                best = max(best, value)
                mean += row[e, i] * value
            row_payoff[e] = mean
            gain = best - mean
            mean, best = 0.0, -np.inf
            for j in range(k):
                value = 0.0
                for i in range(m):
                    value += B[game, i, j] * row[e, i]
                best = max(best, value)
                mean += column[e, j] * value
            column_payoff[e] = mean
            regret[game] = max(regret[game], gain, best - mean)
    return row_payoff, column_payoff, regret
