"""Count winning coalitions by going through all of them, a row of low bits at a time.

The players are parted into high and low ones. For each set of high players a rule becomes a
threshold on the weight of the low ones, and a whole row of comparisons runs without branches.
"""

import numba
import numpy as np
from numpy.typing import NDArray

__all__ = ["count_rows"]

Integers = NDArray[np.int64]


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def count_rows(
    low: NDArray[np.signedinteger],
    thresholds: NDArray[np.signedinteger],
    most: NDArray[np.signedinteger],
    starts: Integers,
    members: Integers,
    sizes: Integers,
    segments: Integers,
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Count the winning coalitions by high set and size, and by low set and size.

    Parameters
    ----------
    low
        Weight of each low set under each rule, shape (rules, low sets), low sets sorted by size.
    thresholds
        Weight that the low players must bring, shape (high sets, rules).
    most
        Weight of all low players under each rule.
    starts, members
        Alternative a asks for the rules ``members[starts[a]:starts[a + 1]]``.
    sizes
        Number of players in each high set.
    segments
        Low sets of s players are the columns ``segments[s]:segments[s + 1]``.

    Returns
    -------
    by_high
        Winning coalitions with that high set and s low players, shape (high sets, sizes).
    by_low
        Winning coalitions with s high players and that low set, shape (sizes, low sets).
    """
    width = low.shape[1]
    by_high = np.zeros((len(sizes), len(segments) - 1), np.int32)
    by_low = np.zeros((sizes.max() + 1, width), np.int32)
    wins = np.empty(width, np.uint8)
    both = np.empty(width, np.uint8)
    for high in range(len(sizes)):
        found = False
        for a in range(len(starts) - 1):
            possible = True
            for k in range(starts[a], starts[a + 1]):
                possible = possible and thresholds[high, members[k]] <= most[members[k]]
            if not possible:
                continue
            target = both if found else wins
            started = False
            for k in range(starts[a], starts[a + 1]):
                rule = members[k]
                needed = thresholds[high, rule]
                if needed <= 0:
                    continue
                weights = low[rule]
                if started:
                    for j in range(width):
                        target[j] &= weights[j] >= needed
                else:
                    for j in range(width):
                        target[j] = weights[j] >= needed
                started = True
            if not started:
                target[:] = 1
            if found:
                for j in range(width):
                    wins[j] |= both[j]
            found = True
        if not found:
            continue
        row = by_low[sizes[high]]
        for j in range(width):
            row[j] += wins[j]
        for s in range(len(segments) - 1):
            total = 0
            for j in range(segments[s], segments[s + 1]):
                total += wins[j]
            by_high[high, s] = total
    return by_high, by_low
