"""The Nakamura number: how few winning coalitions can have no member in common.

The complements of the coalitions must cover all players between them. Written as weights, the
complement of a winning coalition is a bin that no rule's total less quota may overflow: for a
weighted game, the Nakamura number is the least number of bins that pack all players. Otherwise
the number of k-tuples of winning coalitions with empty intersection is counted by inclusion and
exclusion, Σ_X (−1)^{|X|} (number of winning coalitions ⊇ X)^k, modulo 2^64 and modulo primes until
a remainder is not 0, or their product exceeds the number of all k-tuples.
"""

from collections.abc import Iterator
from itertools import combinations_with_replacement
from math import gcd, inf

import numpy as np

from lilliput.games.arithmetic import Array
from lilliput.games.checks import check_table_fits
from lilliput.games.errors import ProblemTooLargeError
from lilliput.games.power.tables import enumerable, winning_table
from lilliput.games.voting import VotingGame

__all__ = ["nakamura_number"]

_MOST_STEPS = 200_000
_MOST_TYPES = 3
_MOST_BITS = 2**33
_BLOCK = 2**16


def nakamura_number(game: VotingGame) -> int | float:
    """Return the least number of winning coalitions that have no member in common.

    Preferences that are acyclic for each voter lead to an acyclic choice of the group if, and
    only if, there are fewer alternatives than this number.

    Parameters
    ----------
    game
        A voting game.

    Returns
    -------
    int or float
        At least 2; infinite (`math.inf`) where a veto player belongs to every winning coalition.

    Raises
    ------
    ProblemTooLargeError
        More than 28 players, unless the game has few alternative sets of rules and the packing
        is not too hard.

    References
    ----------
    Nakamura, K. (1979). The vetoers in a simple game with ordinal preferences. International
    Journal of Game Theory 8:55–61. doi:10.1007/BF01763051
    Björklund, A., Husfeldt, T. and Koivisto, M. (2009). Set partitioning via inclusion–exclusion.
    SIAM Journal on Computing 39:546–563. doi:10.1137/070683933

    Examples
    --------
    >>> nakamura_number(VotingGame(list("ABCDE"), weights=[1] * 5, quota=4))
    5
    >>> nakamura_number(VotingGame(list("ABC"), weights=[2, 1, 1], quota=3))
    inf
    """
    if game.vetoes or not all(_can_be_missed(game)):
        return inf
    if len(game.alternatives) <= _MOST_TYPES:
        try:
            return _by_packing(game)
        except _StepsUsedUpError:
            pass
    if not enumerable(game):
        raise ProblemTooLargeError(
            f"players: the Nakamura number of {game.n} players under {len(game.alternatives)} "
            "alternative sets of rules takes too many steps; at most 28 players are allowed, or "
            "fewer distinct weights"
        )
    return _by_counting(winning_table(game))


def _can_be_missed(game: VotingGame) -> Iterator[bool]:
    """Yield for each player whether the others win without it."""
    rules = game.integer_rules()
    room = [sum(weights) - quota for weights, quota in rules]
    for i in range(game.n):
        met = {k for k, (weights, _) in enumerate(rules) if weights[i] <= room[k]}
        yield any(each <= met for each in game.alternatives)


class _StepsUsedUpError(Exception):
    """The search for a packing took too long."""


def _by_packing(game: VotingGame) -> int:
    """Try ever more bins; each bin is of the type of one alternative set of rules."""
    rules = [_lowest_terms(*rule) for rule in game.integer_rules()]
    room = [sum(weights) - quota for weights, quota in rules]
    sizes = [tuple(weights[i] for weights, _ in rules) for i in range(game.n)]
    sizes.sort(key=lambda size: -max(x / (r + 1) for x, r in zip(size, room, strict=True)))
    types = [tuple(sorted(each)) for each in game.alternatives]
    budget = [_MOST_STEPS]
    bins = 2
    while True:
        if len(rules) == 1 and _fill_one_by_one([size[0] for size in sizes], room[0], bins):
            return bins
        for chosen in combinations_with_replacement(types, bins):
            limits = [
                [room[k] if k in each else sum(rules[k][0]) for k in range(len(rules))]
                for each in chosen
            ]
            if _fits_in_sum(sizes, limits) and _packs(sizes, limits, budget):
                return bins
        bins += 1


def _lowest_terms(weights: list[int], quota: int) -> tuple[list[int], int]:
    divisor = gcd(*weights)
    return [weight // divisor for weight in weights], -(-quota // divisor)


def _fits_in_sum(sizes: list[tuple[int, ...]], limits: list[list[int]]) -> bool:
    return all(
        sum(size[k] for size in sizes) <= sum(limit[k] for limit in limits)
        for k in range(len(limits[0]))
    )


def _fill_one_by_one(weights: list[int], room: int, bins: int) -> bool:
    """Whether all fit if each bin in turn takes the heaviest, and then the most that fits beside.

    What most fits is read off the set of sums of the others, kept as bits of an integer. Often
    this packs what a search would take long for; where it does not, nothing is known.
    """
    if sum(weights) > bins * room or len(weights) ** 2 * room > _MOST_BITS:
        return False
    left = sorted(weights, reverse=True)
    for _ in range(bins):
        if not left:
            return True
        beside = room - left[0]
        sums = [1]
        for weight in left[1:]:
            sums.append(sums[-1] | (sums[-1] << weight) & ((2 << beside) - 1))
        total = sums[-1].bit_length() - 1
        kept = []
        for before, weight in zip(sums[-2::-1], left[:0:-1], strict=True):
            if before >> total & 1:
                kept.append(weight)
            else:
                total -= weight
        left = kept[::-1]
    return not left


def _packs(sizes: list[tuple[int, ...]], limits: list[list[int]], budget: list[int]) -> bool:
    """Put the players into bins, largest first; of bins with equal room only one is tried.

    What room was left, in whichever bins, when the rest did not fit is remembered.
    """
    chosen = [-1] * len(sizes)
    tried: list[set[tuple[int, ...]]] = [set() for _ in sizes]
    hopeless: set[tuple[int, tuple[tuple[int, ...], ...]]] = set()
    player = 0
    while player < len(sizes):
        size = sizes[player]
        if chosen[player] >= 0:
            limit = limits[chosen[player]]
            limit[:] = [room + x for room, x in zip(limit, size, strict=True)]
        for position in range(chosen[player] + 1, len(limits)):
            limit = limits[position]
            if tuple(limit) in tried[player] or any(
                x > room for x, room in zip(size, limit, strict=True)
            ):
                continue
            tried[player].add(tuple(limit))
            limit[:] = [room - x for room, x in zip(limit, size, strict=True)]
            if (player + 1, _left(limits)) not in hopeless:
                chosen[player] = position
                break
            limit[:] = [room + x for room, x in zip(limit, size, strict=True)]
        else:
            hopeless.add((player, _left(limits)))
            chosen[player] = -1
            tried[player].clear()
            player -= 1
            if player < 0:
                return False
            continue
        budget[0] -= 1
        if budget[0] < 0:
            raise _StepsUsedUpError
        player += 1
    return True


def _left(limits: list[list[int]]) -> tuple[tuple[int, ...], ...]:
    return tuple(sorted(map(tuple, limits)))


def _by_counting(wins: Array) -> int:
    """Count the k-tuples of winning coalitions with no member in common, for k = 2, 3, …."""
    n = len(wins).bit_length() - 1
    check_table_fits(n, copies=2, bytes_each=4)
    above = wins.astype(np.int32)
    for i in range(n):
        pairs = above.reshape(-1, 2, 2**i)
        pairs[:, 0] += pairs[:, 1]
    k = 2
    while not _tuples_exist(above, k):
        k += 1
    return k


def _tuples_exist(above: Array, k: int) -> bool:
    """Whether Σ_X (−1)^{|X|} above[X]^k, a number in [0, above[∅]^k], is not 0."""
    most = int(above[0]) ** k
    known = 1
    for modulus in _moduli():
        if _alternating_sum(above, k, modulus):
            return True
        known *= modulus
        if known > most:
            return False
    raise AssertionError("the primes above 2^31 are used up")


def _moduli() -> Iterator[int]:
    """Yield 2^64 and then the primes below 2^32, largest first."""
    yield 2**64
    for candidate in range(2**32 - 1, 2**31, -2):
        if all(candidate % d for d in range(3, 65536, 2)):
            yield candidate


def _alternating_sum(above: Array, k: int, modulus: int) -> int:
    """Return Σ_X (−1)^{|X|} above[X]^k modulo 2^64, or modulo a prime below 2^32."""
    total = 0
    for start in range(0, len(above), _BLOCK):
        base = above[start : start + _BLOCK].astype(np.uint64)
        power = base.copy()
        for _ in range(k - 1):
            power *= base
            if modulus < 2**64:
                power %= np.uint64(modulus)
        odd = (np.bitwise_count(np.arange(start, start + len(base))) & 1).astype(bool)
        total += int(power[~odd].sum(dtype=np.uint64)) - int(power[odd].sum(dtype=np.uint64))
    return total % modulus
