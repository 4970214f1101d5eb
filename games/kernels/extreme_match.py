"""Compiled join of two sets of labelled vertices: the pairs that carry every label together."""

import numba
import numpy as np
from numpy.typing import NDArray

__all__ = ["complete_pairs"]

Masks = NDArray[np.int64]
Integers = NDArray[np.int64]


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def complete_pairs(first: Masks, second: Masks, bits: int, limit: int) -> tuple[Integers, bool]:
    """Return the positions (p, q) with first[p] | second[q] = 2**bits − 1.

    Both lists are split by the highest label that tells their masks apart, which are ranges of a
    sorted list; of the four pairs of halves the one without the label on either side is left out.

    Parameters
    ----------
    first, second
        Bitmasks of labels, each sorted.
    bits
        Number of labels, at most 62.
    limit
        The most pairs to be returned.

    Returns
    -------
    pairs : ndarray of shape (count, 2)
    all_found : bool
        False if there are more than `limit`.
    """
    everything = (1 << bits) - 1
    pairs = np.empty((256, 2), np.int64)
    found = 0
    stack = np.empty((3 * bits + 4, 5), np.int64)
    stack[0, 0], stack[0, 1], stack[0, 2], stack[0, 3] = 0, len(first), 0, len(second)
    stack[0, 4] = bits - 1
    top = 1
    while top:
        top -= 1
        low, high, left, right = stack[top, 0], stack[top, 1], stack[top, 2], stack[top, 3]
        bit = stack[top, 4]
        if low == high or left == right:
            continue
        if bit < 0 or (high - low) * (right - left) <= 16:
            for p in range(low, high):
                for q in range(left, right):
                    if first[p] | second[q] == everything:
                        if found == limit:
                            return pairs[:found], False
                        if found == len(pairs):
                            pairs = _doubled(pairs)
                        pairs[found, 0], pairs[found, 1] = p, q
                        found += 1
            continue
        middle = _first_with(first, low, high, bit)
        centre = _first_with(second, left, right, bit)
        for a, b, c, e in (
            (middle, high, centre, right),
            (middle, high, left, centre),
            (low, middle, centre, right),
        ):
            stack[top, 0], stack[top, 1], stack[top, 2], stack[top, 3] = a, b, c, e
            stack[top, 4] = bit - 1
            top += 1
    return pairs[:found], True


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _first_with(masks: Masks, low: int, high: int, bit: int) -> int:
    """Return where the masks with a bit begin, in a range that agrees on all higher bits."""
    while low < high:
        middle = (low + high) // 2
        if masks[middle] >> bit & 1:
            high = middle
        else:
            low = middle + 1
    return low


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _doubled(array: Integers) -> Integers:
    longer = np.empty((2 * array.shape[0], 2), np.int64)
    for p in range(array.shape[0]):
        longer[p, 0], longer[p, 1] = array[p, 0], array[p, 1]
    return longer
