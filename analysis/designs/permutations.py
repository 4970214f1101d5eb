"""A random permutation of 0 … n − 1, any part of which can be had without the rest.

Up to 4,096 numbers the permutation is the order of as many random words, so that all n! are
equally likely. Beyond, it is a keyed Feistel network on pairs (l, r) ∈ Z_a × Z_b with a·b > n: each
round adds a hash of one half to the other, which can be undone whatever the hash. A pair that
stands for a number ≥ n is sent through the network again until one < n comes out (cycle walking);
with a ≈ b ≈ √n such pairs are rare. A number takes about 100 ns, whatever n.

References
----------
Luby, M. and Rackoff, C. (1988), How to construct pseudorandom permutations from pseudorandom
functions, SIAM Journal on Computing 17, 373–386, https://doi.org/10.1137/0217022.
Black, J. and Rogaway, P. (2002), Ciphers with arbitrary finite domains, CT-RSA 2002, LNCS 2271,
114–130, https://doi.org/10.1007/3-540-45760-7_9.
"""

from functools import lru_cache
from math import isqrt

import numpy as np
from numpy.typing import NDArray

from lilliput.analysis.designs.streams import random_orders, random_words

__all__ = ["permuted"]

Words = NDArray[np.uint64]

_WHOLE = 4096
_ROUNDS = 10
_CHUNK = 2**14  # numbers at a time, so that the rounds stay in cache
_FIRST, _SECOND, _THIRD = (
    np.uint64(c) for c in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
)
_HALF = np.uint64(32)


def permuted(label: str, seed: int, stream: int, n: int, start: int, stop: int) -> Words:
    """Return where a random permutation of n numbers sends `start` to `stop`.

    Parameters
    ----------
    label, seed, stream
        Which permutation; see `random_words`.
    n
        How many numbers are permuted, less than 2**50.
    start, stop
        Which of them are asked for.

    Examples
    --------
    >>> sorted(permuted("example", 0, 0, 7, 0, 7).tolist())
    [0, 1, 2, 3, 4, 5, 6]
    >>> permuted("example", 0, 0, 10**12, 5 * 10**11, 5 * 10**11 + 3).max() < 10**12
    np.True_
    """
    if n <= _WHOLE:
        return _whole(label, seed, stream, n)[start:stop]
    keys = random_words(label, seed, stream, 0, _ROUNDS)
    images = np.empty(stop - start, dtype=np.uint64)
    for first in range(start, stop, _CHUNK):
        last = min(first + _CHUNK, stop)
        images[first - start : last - start] = _walk(first, last, n, keys)
    return images


@lru_cache(maxsize=256)
def _whole(label: str, seed: int, stream: int, n: int) -> Words:
    order = random_orders(random_words(label, seed, stream, 0, n)).astype(np.uint64)
    order.flags.writeable = False
    return order


def _walk(first: int, last: int, n: int, keys: Words) -> Words:
    """Send the numbers `first` to `last` through the network until all are below n.

    It ends, since the network permutes a·b numbers: a cycle that begins below n comes back there.
    """
    images = _network(np.arange(first, last, dtype=np.uint64), n, keys)
    beyond = np.flatnonzero(images >= n)
    while beyond.size:
        images[beyond] = _network(images[beyond], n, keys)
        beyond = beyond[images[beyond] >= n]
    return images


def _network(numbers: Words, n: int, keys: Words) -> Words:
    a = isqrt(n) + 1
    b = n // a + 1
    sizes = (np.uint64(b), np.uint64(a))
    left = numbers // sizes[0]
    halves = (left, numbers - left * sizes[0])
    for k, key in enumerate(keys):
        size, changed = sizes[k % 2], halves[1 - k % 2]
        changed += _hashed(halves[k % 2], key, size)
        np.subtract(changed, size, out=changed, where=changed >= size)
    return halves[0] * sizes[0] + halves[1]


def _hashed(half: Words, key: np.uint64, size: np.uint64) -> Words:
    """Return a hash of each number, below `size` < 2**32."""
    word = half ^ key
    word *= _FIRST
    word ^= word >> _HALF
    word *= _SECOND
    word ^= word >> _HALF
    word *= _THIRD
    word >>= _HALF
    word *= size
    word >>= _HALF
    return word
