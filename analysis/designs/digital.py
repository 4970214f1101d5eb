"""Scrambled Sobol' points by their number.

The bits of point k are linear over GF(2) in the bits of k: point k is the sum (exclusive or) of
the points 2^j over the bits j of k. The points 2^j come from SciPy's engine with the direction
numbers of Joe and Kuo (2008); a random linear scramble and digital shift (Matoušek 1998) are
applied to them with words that never change, so that the same seed gives the same points with every
SciPy. Each point lies in the middle of its cell of width 2⁻³², hence strictly inside the unit cube.

References
----------
Joe, S. and Kuo, F. Y. (2008), Constructing Sobol' sequences with better two-dimensional
projections, SIAM Journal on Scientific Computing 30, 2635–2654, https://doi.org/10.1137/070709359.
Matoušek, J. (1998), On the L2-discrepancy for anchored boxes, Journal of Complexity 14, 527–556,
https://doi.org/10.1006/jcom.1998.0489.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lilliput.analysis.designs.streams import random_words

__all__ = ["BITS", "LARGEST_DIMENSION", "sobol_points"]

Bits = NDArray[np.uint32]

BITS = 32
LARGEST_DIMENSION = 21201  # of the direction numbers of Joe and Kuo
_LOW = 12  # bits of k that a table serves, fewer in many dimensions
_LOG_ENTRIES = 20


def sobol_points(
    dimension: int, n: int, seed: int | None, start: int, stop: int
) -> NDArray[np.float64]:
    """Return the points `start` to `stop` ≤ n, one row a coordinate.

    Parameters
    ----------
    dimension
        Number of coordinates, at most `LARGEST_DIMENSION`.
    n
        How many points there may be, at most 2**32; no point depends on it.
    seed
        Seed of the scramble, None for the plain sequence.
    start, stop
        Which points.

    Examples
    --------
    >>> sobol_points(2, 4, None, 0, 4).round(3)
    array([[0.  , 0.5 , 0.75, 0.25],
           [0.  , 0.5 , 0.25, 0.75]])
    """
    needed = max(n - 1, 1).bit_length()
    generators, shift = _scrambled(dimension, needed, seed)
    table = _table(dimension, needed, seed)
    points = np.empty((dimension, stop - start))
    size = table.shape[1]
    for first in range(start - start % size, stop, size):
        origin = shift.copy()
        for j in range(needed):
            if first >> j & 1:
                origin ^= generators[:, j]
        low, high = max(first, start), min(first + size, stop)
        bits = table[:, low - first : high - first] ^ origin[:, None]
        points[:, low - start : high - start] = bits
    points += 0.5
    points *= 2.0**-BITS
    return points


@lru_cache(maxsize=16)
def _table(dimension: int, needed: int, seed: int | None) -> Bits:
    """Return the first points without the shift, as many as fit a table, built by doubling."""
    generators, _ = _scrambled(dimension, needed, seed)
    bits = min(needed, _LOW, max(3, _LOG_ENTRIES - dimension.bit_length()))
    table = np.zeros((dimension, 2**bits), dtype=np.uint32)
    for j in range(bits):
        table[:, 2**j : 2 ** (j + 1)] = table[:, : 2**j] ^ generators[:, j, None]
    return table


@lru_cache(maxsize=16)
def _scrambled(dimension: int, needed: int, seed: int | None) -> tuple[Bits, Bits]:
    """Return the points 2^j, j < needed, one row a coordinate, and the shift."""
    plain = _generators(dimension, needed)
    if seed is None:
        return plain, np.zeros(dimension, dtype=np.uint32)
    drawn = random_words("sobol", seed, 0, 0, dimension * (BITS + 1))
    words = (drawn >> np.uint64(32)).astype(np.uint32).reshape(dimension, BITS + 1)
    scrambled = np.zeros_like(plain)
    for place in range(BITS):  # 0 is the leading bit of the coordinate
        own = np.uint32(1 << (BITS - 1 - place))
        above = np.uint32((2**place - 1) << (BITS - place))
        row = (words[:, place] & above) | own
        scrambled |= np.where(_odd(plain & row[:, None]), own, np.uint32(0))
    return scrambled, words[:, BITS]


@lru_cache(maxsize=16)
def _generators(dimension: int, needed: int) -> Bits:
    """Return the points 2^j of the plain sequence as integers.

    SciPy's engine must run through the sequence to reach them: 5 ns a point, once a process.
    """
    from scipy.stats import qmc

    engine = qmc.Sobol(dimension, scramble=False, bits=BITS)
    generators = np.empty((dimension, needed), dtype=np.uint32)
    at = 0
    for j in range(needed):
        engine.fast_forward(2**j - at)
        generators[:, j] = engine.random(1)[0] * 2.0**BITS
        at = 2**j + 1
    return generators


def _odd(words: Bits) -> NDArray[np.bool_]:
    """Whether the number of ones in each word is odd."""
    for shift in (16, 8, 4, 2, 1):
        words = words ^ (words >> np.uint32(shift))
    return (words & np.uint32(1)).astype(bool)
