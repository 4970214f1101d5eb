"""Compiled evaluation of sparse games; importing this module imports numba.

Sixty-four coalitions are one word a player, so that whether a term is paid is a few ANDs for all
of them, and a term stops at the first word without a coalition left.
"""

import numba
import numpy as np
from numpy.typing import NDArray

__all__ = ["worths_of_words"]


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def worths_of_words(
    words: NDArray[np.uint64],
    members: NDArray[np.int64],
    offsets: NDArray[np.int64],
    positives: NDArray[np.int64],
    amounts: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the worths of 64 coalitions a row of words.

    Parameters
    ----------
    words
        Shape (w, n): bit b of ``words[k, i]`` says whether player i is in coalition 64 k + b.
    members, offsets, positives, amounts
        The terms of a sparse game.

    Returns
    -------
    ndarray of 64 w
        The worths.
    """
    everyone = ~np.uint64(0)
    # The bits of each octet as numbers: eight multiplications at once in place of eight branches.
    bit = np.empty((256, 8))
    for octet in range(256):
        for b in range(8):
            bit[octet, b] = (octet >> b) & 1
    worths = np.zeros(64 * len(words))
    for k in range(len(words)):
        word = words[k]
        block = worths[64 * k : 64 * (k + 1)]
        for t in range(len(amounts)):
            paid = everyone
            last = offsets[t] + positives[t]
            for j in range(offsets[t], offsets[t + 1]):
                bits = word[members[j]]
                paid &= bits if j < last else ~bits
                if paid == 0:
                    break
            if paid == 0:
                continue
            amount = amounts[t]
            for octet in range(8):
                some = (paid >> np.uint64(8 * octet)) & np.uint64(255)
                if some != 0:
                    row = bit[some]
                    for b in range(8):
                        block[8 * octet + b] += amount * row[b]
    return worths
