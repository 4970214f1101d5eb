"""Compiled loops over whole tables of worths; importing this module imports numba.

Each kernel reads the table once, in blocks that stay in the cache: what a block adds to the
players of its low bits is accumulated in place, what it adds to the players of its high bits is
one number.
"""

import numba
import numpy as np
from numpy.typing import NDArray

__all__ = ["BLOCK_BITS", "semivalues_of_rows", "weighted_block_sums"]

BLOCK_BITS = 11

Floats = NDArray[np.float64]


@numba.njit(cache=True, fastmath={"reassoc", "contract"})  # type: ignore[untyped-decorator]
def weighted_block_sums(
    worths: Floats, gain: Floats, base: Floats, sizes: NDArray[np.int64]
) -> tuple[Floats, Floats, float]:
    """Sum a table of worths by block and by position in the block, weighted by coalition size.

    Parameters
    ----------
    worths
        2**n worths.
    gain, base
        Two weights by coalition size, n+1 each.
    sizes
        Number of members of each of the 2**(n - b) blocks' high bits, then of the 2**b positions.

    Returns
    -------
    low : ndarray of 2**b
        Σ over blocks of gain·v, by position.
    high : ndarray of 2**(n-b)
        Σ over positions of gain·v, by block.
    constant : float
        Σ base·v over the whole table.
    """
    width = 1 << BLOCK_BITS
    blocks = len(worths) >> BLOCK_BITS
    most = len(gain) - 1 - BLOCK_BITS
    gains = np.empty((most + 1, width))
    bases = np.empty((most + 1, width))
    for extra in range(most + 1):
        for j in range(width):
            gains[extra, j] = gain[extra + sizes[j]]
            bases[extra, j] = base[extra + sizes[j]]
    low = np.zeros(width)
    high = np.empty(blocks)
    constant = 0.0
    for block in range(blocks):
        part = worths[block * width : (block + 1) * width]
        g = gains[sizes[block]]
        h = bases[sizes[block]]
        total = 0.0
        for j in range(width):
            weighted = g[j] * part[j]
            low[j] += weighted
            total += weighted
            constant += h[j] * part[j]
        high[block] = total
    return low, high, constant


@numba.njit(cache=True, fastmath={"reassoc", "contract"})  # type: ignore[untyped-decorator]
def semivalues_of_rows(worths: Floats, gain: Floats, base: Floats) -> Floats:
    """Return the semivalues of many small games, each folded while it is in the cache.

    Parameters
    ----------
    worths
        Tables of 2**n worths, one a row.
    gain, base
        Two weights by coalition, 2**n each.

    Returns
    -------
    ndarray
        Σ_{S∋i} gain·v − Σ_S base·v for each row and player i.
    """
    games, size = worths.shape
    n = 0
    while 1 << n < size:
        n += 1
    values = np.empty((games, n))
    table = np.empty(size)
    for game in range(games):
        constant = 0.0
        for j in range(size):
            worth = worths[game, j]
            table[j] = gain[j] * worth
            constant += base[j] * worth
        half = size >> 1
        for i in range(n - 1, -1, -1):
            total = 0.0
            for j in range(half):
                upper = table[half + j]
                total += upper
                table[j] += upper
            values[game, i] = total - constant
            half >>= 1
    return values
