"""Minimal winning coalitions counted by member and size.

A few players are enumerated. For one weighted rule the members of a minimal winning coalition,
heaviest first, are T with g of the m players of the least weight w in it, and q − gw ≤ w(T) <
q − (g−1)w: so T is counted by size and weight among the heavier players, in polynomials packed
into integers, with a digit for each weight below q. A player j is in T as often as T has weight
w(j) less without j. Veto players are in every winning coalition, and drop out of the count.
"""

from math import comb, gcd

from lilliput.games.errors import ProblemTooLargeError
from lilliput.games.power.tables import (
    enumerable,
    is_one_rule,
    members_by_size,
    minimal_winning_masks,
)
from lilliput.games.voting import VotingGame
from lilliput.games.voting.minimal import minimal_coalitions

__all__ = ["digits_between", "minimal_winning_counts", "without"]

_FEW = 14
_MOST_BITS = 2**41


def minimal_winning_counts(game: VotingGame) -> list[list[int]]:
    """Return for each player the number of minimal winning coalitions with it, by size 0, …, n.

    Raises
    ------
    ProblemTooLargeError
        More than 28 players with several rules, unless the game is given by its minimal winning
        coalitions; or with one rule whose integer weights are so large that the count by weight
        would take minutes.

    Examples
    --------
    >>> minimal_winning_counts(VotingGame(["A", "B", "C"], weights=[2, 1, 1], quota=3))
    [[0, 0, 2, 0], [0, 0, 1, 0], [0, 0, 1, 0]]
    """
    if is_one_rule(game) and not (enumerable(game) and game.n <= _FEW):
        weights, quota = game.integer_rules()[0]
        divisor = gcd(*weights)
        weights = [weight // divisor for weight in weights]
        quota = -(-quota // divisor)
        bits = (game.n * len(set(weights))) ** 2 * quota
        if enumerable(game) and game.n * 2 ** (game.n + 3) < bits:
            return _by_enumeration(game)
        if bits < _MOST_BITS:
            return _counts_of_rule(game, weights, quota)
        if not enumerable(game):
            raise ProblemTooLargeError(
                f"players: counting the minimal winning coalitions of {game.n} players with total "
                f"weight {sum(weights)} takes 2**{bits.bit_length() - 1} steps of a bit; at most "
                f"2**{_MOST_BITS.bit_length() - 1} are allowed: use smaller weights"
            )
    return _by_enumeration(game)


def _by_enumeration(game: VotingGame) -> list[list[int]]:
    if not enumerable(game):  # of several rules: some such games are made of their coalitions
        listed = minimal_coalitions(game.reduced())
        counts = [[0] * (game.n + 1) for _ in range(game.n)]
        for members in listed:
            for i in members:
                counts[i][len(members)] += 1
        return counts
    return members_by_size(minimal_winning_masks(game), game.n)


def _counts_of_rule(game: VotingGame, weights: list[int], quota: int) -> list[list[int]]:
    held = [game.players.index(name) for name in game.vetoes]
    others = [i for i in range(game.n) if i not in held]
    needed = quota - sum(weights[i] for i in held)
    counts = [[0] * (game.n + 1) for _ in range(game.n)]
    found = [1]
    if needed > 0:
        found = _count_others(weights, others, needed, counts, shift=len(held))
    for i in held:
        for size, number in enumerate(found):
            counts[i][size + len(held)] += number
    return counts


def _count_others(
    weights: list[int], others: list[int], needed: int, counts: list[list[int]], *, shift: int
) -> list[int]:
    """Count the minimal coalitions of players without a veto; return their numbers by size."""
    by_weight: dict[int, list[int]] = {}
    for i in sorted((i for i in others if weights[i]), key=lambda i: -weights[i]):
        by_weight.setdefault(weights[i], []).append(i)
    digit = len(others) + 1
    mask = (1 << needed * digit) - 1
    before = [1]
    found = [0] * (len(others) + 1)
    heavier: list[int] = []
    for weight, equals in by_weight.items():
        parts = range(1, len(equals) + 1)
        for other in heavier:
            rest = without(before, other, digit, mask)
            for g in parts:
                high = needed - (g - 1) * weight - other
                for size, count in enumerate(rest):
                    number = digits_between(count, high - weight, high, digit)
                    for j in by_weight[other] if number else ():
                        counts[j][size + 1 + g + shift] += comb(len(equals), g) * number
        for g in parts:
            high = needed - (g - 1) * weight
            for size, count in enumerate(before):
                number = digits_between(count, high - weight, high, digit)
                found[size + g] += comb(len(equals), g) * number
                for i in equals if number else ():
                    counts[i][size + g + shift] += comb(len(equals) - 1, g - 1) * number
        for _ in equals:
            before.append(0)
            for size in range(len(before) - 1, 0, -1):
                before[size] += before[size - 1] << (weight * digit) & mask
        heavier.append(weight)
    return found


def without(counts: list[int], weight: int, digit: int, mask: int) -> list[int]:
    """Divide one player of some weight out of the counts by size, below the weight of the mask."""
    rest = [counts[0]]
    for count in counts[1:-1]:
        rest.append(count - (rest[-1] << (weight * digit)) & mask)
    return rest


def digits_between(count: int, low: int, high: int, digit: int) -> int:
    """Return the sum of the digits at weights from low up to, and without, high.

    A number in base b leaves its digits' sum modulo b − 1.
    """
    low = max(low, 0)
    if high <= low:
        return 0
    window = count >> (low * digit) & ((1 << (high - low) * digit) - 1)
    return window % ((1 << digit) - 1)
