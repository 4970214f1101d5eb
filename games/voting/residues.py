"""Count the swings of one weighted rule exactly, however many coalitions there are.

The coalitions of each weight are counted modulo several primes of 62 bits, by additions alone, and
the Chinese remainder theorem puts the swings together: less than 2**(f−1) for f players. No count
is ever held in a machine integer.
"""

from math import comb
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lilliput.games.voting.reduction import Reduced

__all__ = ["count_by_residues", "count_by_size_residues", "residue_work", "size_residue_work"]

_BITS = 61

Integers = NDArray[np.int64]


def residue_work(game: Reduced) -> int:
    """Return about how many additions the count takes."""
    weights, quota = game.rules[0]
    return len(weights) * min(quota, sum(weights) - quota + 1) * (len(weights) // _BITS + 1)


def size_residue_work(game: Reduced) -> int:
    """Return about how many additions the count by size takes."""
    return residue_work(game) * len(game.free) // 6


def count_by_residues(game: Reduced) -> tuple[int, list[int]]:
    """Return the number of winning coalitions, and for each free player that of swings.

    Examples
    --------
    >>> from lilliput.games.voting.reduction import reduce_rules
    >>> count_by_residues(reduce_rules(3, [([2, 1, 1], 3)], [frozenset({0})], 0))
    (3, [3, 1, 1])
    """
    from lilliput.games.kernels.voting_residues import swing_residues

    f, least, dual = _sides(game)
    ordered, distinct, which = _players(game, least)
    joined: list[int] = []
    modulus = 1
    for prime in _primes(f // _BITS + 1):
        swings, losing = swing_residues(ordered, distinct, least, prime)
        joined = _join(joined, modulus, [*swings, losing], prime)
        modulus *= prime
    losing = joined.pop()
    return losing if dual else 2**f - losing, [joined[k] for k in which]


def count_by_size_residues(game: Reduced) -> tuple[list[int], list[list[int]]]:
    """Return the winning coalitions by size, and for each free player the swings by size.

    Examples
    --------
    >>> from lilliput.games.voting.reduction import reduce_rules
    >>> count_by_size_residues(reduce_rules(3, [([2, 1, 1], 3)], [frozenset({0})], 0))
    ([0, 0, 2, 1], [[0, 2, 1], [0, 1, 0], [0, 1, 0]])
    """
    from lilliput.games.kernels.voting_residues import swing_residues_by_size

    f, least, dual = _sides(game)
    ordered, distinct, which = _players(game, least)
    joined: list[int] = []
    modulus = 1
    for prime in _primes(f // _BITS + 1):
        swings, losing = swing_residues_by_size(ordered, distinct, least, prime)
        joined = _join(joined, modulus, [*swings.flat, *losing], prime)
        modulus *= prime
    rows = [joined[k * f : (k + 1) * f] for k in range(len(distinct))]
    lost = joined[len(distinct) * f :]
    if dual:  # a coalition wins if the others do not block, and swings where they swing
        return lost[::-1], [rows[k][::-1] for k in which]
    return [comb(f, s) - lost[s] for s in range(f + 1)], [list(rows[k]) for k in which]


def _sides(game: Reduced) -> tuple[int, int, bool]:
    """Return f, the lesser of the quotas to win and to block, and whether it is to block."""
    weights, quota = game.rules[0]
    blocking = sum(weights) - quota + 1
    return len(weights), min(quota, blocking), blocking < quota


def _players(game: Reduced, least: int) -> tuple[Integers, Integers, Integers]:
    """Return the weights, cut at the quota: in order, the distinct ones, and whose is which."""
    cut = np.minimum(np.array(game.rules[0][0], dtype=np.int64), least)
    distinct, which = np.unique(cut, return_inverse=True)
    return np.sort(cut), distinct, which


def _join(known: list[int], modulus: int, residues: list[Any], prime: int) -> list[int]:
    """Return numbers equal to those known modulo the one and to the residues modulo the prime."""
    if modulus == 1:
        return [int(residue) for residue in residues]
    inverse = pow(modulus, -1, prime)
    return [
        old + modulus * ((int(new) - old) * inverse % prime)
        for old, new in zip(known, residues, strict=True)
    ]


def _primes(number: int) -> list[int]:
    """Return the largest primes below 2**62."""
    found: list[int] = []
    candidate = 2**62 - 1
    while len(found) < number:
        if _is_prime(candidate):
            found.append(candidate)
        candidate -= 2
    return found


def _is_prime(odd: int) -> bool:
    """Miller and Rabin's test; these bases are proof below 3.3·10**24 (Sorenson and Webster)."""
    twos = (odd - 1 & 1 - odd).bit_length() - 1
    for base in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41):
        power = pow(base, odd >> twos, odd)
        if power in (1, odd - 1):
            continue
        for _ in range(twos - 1):
            power = power * power % odd
            if power == odd - 1:
                break
        else:
            return False
    return True
