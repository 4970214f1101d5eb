"""Random numbers of each point's own: those of `numpy.random.SeedSequence`, spawned by position.

The generator of point k of a sweep with seed s is that of ``SeedSequence(s).spawn(k + 1)[k]``, so
that it depends neither on the blocks nor on who computes them.
"""

import numpy as np
from numpy.random import Generator, SeedSequence, default_rng

from lilliput.games.arithmetic import Array

__all__ = ["generator_of", "seeds_of"]

# The constants of SeedSequence's hash (M. E. O'Neill's seed_seq, as NumPy documents and fixes it).
_POOL = 4
_MASK = 0xFFFFFFFF
_INIT_A, _MULT_A = 0x43B0D7E5, 0x931E8875
_INIT_B, _MULT_B = 0x8B51F9DD, 0x58F38DED
_MIX_LEFT, _MIX_RIGHT = 0xCA01F9DD, 0x4973F715
_SHIFT = np.uint64(16)


def generator_of(seed: int, point: int) -> Generator:
    """Return the generator of a point."""
    return default_rng(SeedSequence(entropy=seed, spawn_key=(point,)))


def seeds_of(seed: int, points: Array) -> Array:
    """Return one uint64 a point, the first that the point's SeedSequence gives.

    Parameters
    ----------
    seed
        Entropy of the sweep, a non-negative integer.
    points
        Positions below 2³².

    Examples
    --------
    >>> import numpy as np
    >>> child = SeedSequence(7).spawn(4)[3]
    >>> seeds_of(7, np.array([3])).tolist() == child.generate_state(1, np.uint64).tolist()
    True
    """
    if len(points) and points[-1] > _MASK:
        states = [SeedSequence(seed, spawn_key=(int(p),)).generate_state(1, "u8") for p in points]
        return np.concatenate(states)
    words = _words(seed)
    pool, constant = _mixed([*words, *[0] * (_POOL - len(words))])
    mixed = [np.full(len(points), word, dtype=np.uint64) for word in pool]
    word = points.astype(np.uint64)
    for k in range(_POOL):
        hashed, constant = _hash(word, constant)
        mixed[k] = _mix(mixed[k], hashed)
    constant, halves = _INIT_B, []
    for value in mixed[:2]:
        value = value ^ np.uint64(constant)
        constant = constant * _MULT_B & _MASK
        value = value * np.uint64(constant) & np.uint64(_MASK)
        halves.append(value ^ value >> _SHIFT)
    return halves[0] | halves[1] << np.uint64(32)


def _words(value: int) -> list[int]:
    """Return an integer as 32-bit words, the lowest first."""
    words = [value & _MASK]
    while value := value >> 32:
        words.append(value & _MASK)
    return words


def _mixed(words: list[int]) -> tuple[list[Array], int]:
    """Return the pool after mixing in the seed, and where the sequence of constants stands."""
    constant, pool = _INIT_A, []
    for word in words[:_POOL]:
        hashed, constant = _hash(np.array([word], dtype=np.uint64), constant)
        pool.append(hashed)
    for i in range(_POOL):
        for j in range(_POOL):
            if i != j:
                hashed, constant = _hash(pool[i], constant)
                pool[j] = _mix(pool[j], hashed)
    for word in words[_POOL:]:
        for j in range(_POOL):
            hashed, constant = _hash(np.array([word], dtype=np.uint64), constant)
            pool[j] = _mix(pool[j], hashed)
    return pool, constant


def _hash(value: Array, constant: int) -> tuple[Array, int]:
    value = value ^ np.uint64(constant)
    constant = constant * _MULT_A & _MASK
    value = value * np.uint64(constant) & np.uint64(_MASK)
    return value ^ value >> _SHIFT, constant


def _mix(x: Array, y: Array) -> Array:
    # Products of 32-bit words fit 64 bits, and their difference is right modulo 2³².
    left, right = x * np.uint64(_MIX_LEFT), y * np.uint64(_MIX_RIGHT)
    result = left - right & np.uint64(_MASK)
    return result ^ result >> _SHIFT
