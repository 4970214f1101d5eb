"""Numbers of coalitions by weight, modulo a prime: additions only, in unsigned 64-bit integers."""

import numba
import numpy as np
from numpy.typing import NDArray

__all__ = ["swing_residues"]


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def swing_residues(
    weights: NDArray[np.int64], distinct: NDArray[np.int64], quota: int, prime: int
) -> tuple[NDArray[np.uint64], np.uint64]:
    """Return modulo a prime the swings of each distinct weight, and the losing coalitions.

    Parameters
    ----------
    weights
        Positive, in ascending order, none above the quota.
    distinct
        The different weights among them.
    quota
        The weight that wins.
    prime
        Below 2**63, so that no sum of two residues overflows.
    """
    p = np.uint64(prime)
    counts = np.zeros(quota, np.uint64)
    after = np.zeros(quota, np.uint64)
    counts[0] = 1
    after[0] = 1
    last = 0
    for weight in weights:
        last = min(last + weight, quota - 1)
        for k in range(weight, last + 1):
            total = counts[k] + counts[k - weight]
            after[k] = min(total, total - p)  # the wrapped one is the larger if total < p
        counts[weight : last + 1] = after[weight : last + 1]
    swings = np.zeros(len(distinct), np.uint64)
    for d in range(len(distinct)):
        weight = distinct[d]
        block = (quota - 1) // weight
        result = np.uint64(0)
        while block >= 0:
            total = np.uint64(0)
            for k in range(max(quota - (block + 1) * weight, 0), quota - block * weight):
                total += counts[k]
                total = min(total, total - p)
            result = total + (p - result)
            result = min(result, result - p)
            block -= 1
        swings[d] = result
    losing = np.uint64(0)
    for k in range(quota):
        losing += counts[k]
        losing = min(losing, losing - p)
    return swings, losing


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def swing_residues_by_size(
    weights: NDArray[np.int64], distinct: NDArray[np.int64], quota: int, prime: int
) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Return modulo a prime the swings of each distinct weight, and the losing, by size.

    Parameters
    ----------
    weights, distinct, quota, prime
        As in `swing_residues`.

    Returns
    -------
    swings
        Swings at 0 … f−1 others, shape (distinct, f).
    losing
        Losing coalitions of 0 … f players.
    """
    f, p = len(weights), np.uint64(prime)
    sums = np.zeros(f + 1, np.int64)
    for i in range(f):
        sums[i + 1] = sums[i] + weights[i]
    counts = np.zeros((f + 1, quota), np.uint64)
    counts[0, 0] = 1
    for i in range(f):
        weight = weights[i]
        for size in range(i + 1, 0, -1):
            # coalitions of size − 1 of the players so far weigh from the least to the most
            lightest, heaviest = sums[size - 1], sums[i] - sums[i - size + 1]
            after, before = counts[size], counts[size - 1]
            for k in range(lightest + weight, min(heaviest + weight, quota - 1) + 1):
                total = after[k] + before[k - weight]
                after[k] = min(total, total - p)
    losing = np.zeros(f + 1, np.uint64)
    for size in range(f + 1):
        for k in range(1, quota):
            total = counts[size, k] + counts[size, k - 1]
            counts[size, k] = min(total, total - p)
        losing[size] = counts[size, quota - 1]
    swings = np.zeros((len(distinct), f), np.uint64)
    for d in range(len(distinct)):
        weight = distinct[d]
        for size in range(f):
            result = np.uint64(0)
            for block in range(min(size, (quota - 1) // weight), -1, -1):
                top = quota - 1 - block * weight
                total = counts[size - block, top]
                if top >= weight:
                    total += p - counts[size - block, top - weight]
                    total = min(total, total - p)
                result = total + (p - result)
                result = min(result, result - p)
            swings[d, size] = result
    return swings, losing
