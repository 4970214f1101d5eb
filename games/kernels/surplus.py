"""Maximal surpluses from a table of excesses, by halving; importing this module imports numba."""

import numba
import numpy as np
from numpy.typing import NDArray

__all__ = ["best_coalitions"]

Floats = NDArray[np.float64]
Masks = NDArray[np.int64]


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def best_coalitions(excess: Floats) -> Masks:
    """Return for each i and j the coalition of largest excess with i and without j.

    The coalitions that differ only in the players above i are represented by the best of them. So
    the pairs of i with the players below take two tables of 2**i entries, and all pairs O(2**n).

    Parameters
    ----------
    excess
        2**n numbers.

    Returns
    -------
    ndarray of shape (n, n)
        Masks; 0 on the diagonal.
    """
    n = 0
    while 1 << n < len(excess):
        n += 1
    found = np.zeros((n, n), dtype=np.int64)
    values = excess.copy()
    masks = np.arange(len(excess)).astype(np.int32)
    part = np.empty(len(excess) // 2)
    part_masks = np.empty(len(excess) // 2, dtype=np.int32)
    for i in range(n - 1, -1, -1):
        half = 1 << i
        for side in range(2):
            for s in range(half):
                part[s] = values[side * half + s]
                part_masks[s] = masks[side * half + s]
            for j in range(i - 1, -1, -1):
                best = _fold(part, part_masks, 1 << j, side == 0)
                if side == 0:
                    found[j, i] = best
                else:
                    found[i, j] = best
        _fold(values, masks, half, True)
    return found


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _fold(values: Floats, masks: NDArray[np.int32], half: int, upper: bool) -> int:
    """Keep the larger of each pair of entries; return the best mask of the upper (lower) half."""
    first = half if upper else 0
    best = first
    for s in range(first, first + half):
        if values[s] > values[best]:
            best = s
    answer = masks[best]
    for s in range(half):
        low, high = values[s], values[half + s]
        masks[s] = masks[half + s] if high > low else masks[s]
        values[s] = high if high > low else low
    return answer
