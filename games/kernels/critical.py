"""Compiled passes over winning coalitions: their critical members, and the minimal ones."""

from typing import Any

import numba
import numpy as np

from lilliput.games.arithmetic import Array

__all__ = ["critical_members", "minimal_masks"]


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def critical_members(wins: Array, n: int) -> Any:
    """Return for each player how often it is critical, by the number c of critical members.

    Parameters
    ----------
    wins
        Whether each of the 2**n coalitions wins, monotone.
    n
        Number of players.

    Returns
    -------
    numpy.ndarray
        n rows of n + 1 counts.
    """
    counts = np.zeros((n, n + 1), dtype=np.int64)
    critical = np.empty(n, dtype=np.int64)
    for mask in range(wins.size):
        if not wins[mask]:
            continue
        number = 0
        for i in range(n):
            if mask >> i & 1 and not wins[mask ^ (1 << i)]:
                critical[number] = i
                number += 1
        for k in range(number):
            counts[critical[k], number] += 1
    return counts


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def minimal_masks(wins: Array, n: int) -> Any:
    """Return the winning coalitions that lose without any one of their members, in order.

    Parameters
    ----------
    wins
        Whether each of the 2**n coalitions wins, monotone.
    n
        Number of players.

    Returns
    -------
    numpy.ndarray
        Bitmasks.
    """
    found = np.empty(1024, dtype=np.int64)
    number = 0
    for mask in range(wins.size):
        if not wins[mask]:
            continue
        minimal = True
        for i in range(n):
            if mask >> i & 1 and wins[mask ^ (1 << i)]:
                minimal = False
                break
        if minimal:
            if number == found.size:
                larger = np.empty(2 * number, dtype=np.int64)
                larger[:number] = found
                found = larger
            found[number] = mask
            number += 1
    return found[:number].copy()
