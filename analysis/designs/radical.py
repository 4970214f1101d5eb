"""Scrambled Halton points by their number.

Coordinate j of point k is the radical inverse of k in the j-th prime p: the digits of k, each
permuted at random, read behind the point. All the digits that float64 resolves are permuted, those
in front of k's leading one too (Owen 2017). Tables over several digits at a time make a point cost
a few additions.

References
----------
Halton, J. H. (1960), On the efficiency of certain quasi-random sequences of points in evaluating
multi-dimensional integrals, Numerische Mathematik 2, 84–90, https://doi.org/10.1007/BF01386213.
Owen, A. B. (2017), A randomized Halton algorithm in R, https://arxiv.org/abs/1706.02808.
"""

from functools import lru_cache
from math import ceil, log

import numpy as np
from numpy.typing import NDArray

from lilliput.analysis.designs.streams import random_orders, random_words

__all__ = ["halton_points", "primes"]

_ENTRIES = 4096  # of a table, unless the prime is larger
_INSIDE = 2.0**-53


def halton_points(dimension: int, seed: int, start: int, stop: int) -> NDArray[np.float64]:
    """Return the points `start` to `stop`, one row a coordinate, strictly inside the unit cube.

    Examples
    --------
    >>> points = halton_points(2, 0, 0, 6)
    >>> np.sort(points[1] * 3 // 1)  # two points in each third
    array([0., 0., 1., 1., 2., 2.])
    """
    points = np.empty((dimension, stop - start))
    numbers = np.arange(start, stop)
    for j, prime in enumerate(primes(dimension)):
        tables = _tables(prime, seed)
        size = len(tables[0])
        total = 0.0
        for t in reversed(range(len(tables))):  # small terms first, in the same order for every k
            if size**t >= stop:
                total = total + tables[t][0]
            else:
                digits = numbers // size**t
                total = total + tables[t][digits - digits // size * size]
        points[j] = total
    return np.clip(points, _INSIDE, 1 - _INSIDE, out=points)


@lru_cache(maxsize=1024)
def _tables(prime: int, seed: int) -> tuple[NDArray[np.float64], ...]:
    """Return what each group of digits adds, the group nearest the point first."""
    width = max(1, int(log(_ENTRIES, prime) + 1e-9))
    groups = ceil(ceil(53 / np.log2(prime)) / width)
    words = random_words("halton", seed, prime, 0, groups * width * prime)
    orders = random_orders(words.reshape(groups * width, prime))
    tables = []
    for group in range(groups):
        table = np.zeros(1)
        for place in range(group * width, (group + 1) * width):
            digit = orders[place] * float(prime) ** -(place + 1)
            table = (digit[:, None] + table[None, :]).ravel()  # the later digit is the larger one
        tables.append(table)
    return tuple(tables)


@lru_cache(maxsize=16)
def primes(count: int) -> tuple[int, ...]:
    """Return the first primes.

    Examples
    --------
    >>> primes(5)
    (2, 3, 5, 7, 11)
    """
    found: list[int] = []
    candidate = 2
    while len(found) < count:
        if all(candidate % p for p in found if p * p <= candidate):
            found.append(candidate)
        candidate += 1
    return tuple(found)
