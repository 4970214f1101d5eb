"""Maximal surpluses: how much player i can hope to win without j, and with which coalition.

s_ij(x) = max {e(S, x) : i ∈ S, j ∉ S}. The table of excesses is halved player by player: the pairs
of the highest player are read off its two halves, those of the others off the larger half of each
pair of entries. All n(n−1) surpluses with their coalitions take O(2**n) operations.
"""

import numpy as np
from numpy.typing import NDArray

from lilliput.games.arithmetic import Array
from lilliput.games.tables import integer_table

__all__ = ["maximal_surpluses"]

_KERNEL_FROM = 13

Masks = NDArray[np.int64]


def maximal_surpluses(excess: Array) -> tuple[Array, Masks]:
    """Return s_ij and a coalition that attains it, for each pair of players.

    Parameters
    ----------
    excess
        2**n excesses, floats or Fractions.

    Returns
    -------
    surpluses : ndarray of shape (n, n)
        Of the same kind; entries on the diagonal are 0.
    masks : ndarray of shape (n, n)
        Coalitions with i and without j; 0 on the diagonal.

    Examples
    --------
    >>> surpluses, masks = maximal_surpluses(np.array([0.0, 1.0, 5.0, 0.0]))
    >>> surpluses.tolist(), masks.tolist()
    ([[0.0, 1.0], [5.0, 0.0]], [[0, 1], [2, 0]])
    """
    n = len(excess).bit_length() - 1
    if n >= _KERNEL_FROM and excess.dtype == np.float64:
        from lilliput.games.kernels.surplus import best_coalitions

        found = best_coalitions(excess)
        return excess[found], found
    found = np.zeros((n, n), dtype=np.int64)
    values, masks = integer_table(excess), np.arange(2**n)
    for i in reversed(range(n)):
        half = 2**i
        low, high = values[:half], values[half:]
        low_masks, high_masks = masks[:half], masks[half:]
        found[:i, i] = _best_with(low, low_masks)
        found[i, :i] = _best_without(high, high_masks)
        values, masks = _larger(low, low_masks, high, high_masks)
    return excess[found], found


def _best_with(values: Array, masks: Masks) -> Masks:
    """Return for each player the mask of the largest value among the coalitions with it."""
    return _best(values, masks, side=1)


def _best_without(values: Array, masks: Masks) -> Masks:
    """Return for each player the mask of the largest value among the coalitions without it."""
    return _best(values, masks, side=0)


def _best(values: Array, masks: Masks, *, side: int) -> Masks:
    players = len(values).bit_length() - 1
    best = np.empty(players, dtype=np.int64)
    for j in reversed(range(players)):
        half = 2**j
        part = slice(half, None) if side else slice(half)
        best[j] = masks[part][np.argmax(values[part])]
        values, masks = _larger(values[:half], masks[:half], values[half:], masks[half:])
    return best


def _larger(low: Array, low_masks: Masks, high: Array, high_masks: Masks) -> tuple[Array, Masks]:
    up = (high > low).astype(bool)
    return np.where(up, high, low), np.where(up, high_masks, low_masks)
