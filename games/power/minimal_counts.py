"""Minimal winning coalitions counted by member and size.

A few players are enumerated. For one weighted rule the members of a minimal winning coalition,
heaviest first, are T ∪ {i} with w(T) < q ≤ w(T) + w(i), i the lightest: so T is counted by size
and weight among the players before i, in polynomials packed into integers, with a digit for each
weight below q. A player j is in T as often as T has weight w(j) less without j. Veto players are
in every winning coalition, and drop out of the count.
"""

from math import gcd

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
_MOST_BITS = 2**42


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
        bits = game.n**3 * len(set(weights)) * quota
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
    order = sorted((i for i in others if weights[i]), key=lambda i: -weights[i])
    digit = len(order) + 1
    mask = (1 << needed * digit) - 1
    before = [1] + [0] * len(order)
    found = [0] * (len(others) + 1)
    for position, i in enumerate(order):
        weight = weights[i]
        members: dict[int, list[int]] = {}
        for j in order[:position]:
            other = weights[j]
            if other not in members:
                rest = without(before[: position + 1], other, digit, mask)
                members[other] = [
                    digits_between(count, needed - weight - other, needed - other, digit)
                    for count in rest
                ]
            for size, number in enumerate(members[other]):
                counts[j][size + 2 + shift] += number
        for size in range(position + 1):
            number = digits_between(before[size], needed - weight, needed, digit)
            found[size + 1] += number
            counts[i][size + 1 + shift] += number
        for size in range(position + 1, 0, -1):
            before[size] += before[size - 1] << (weight * digit) & mask
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
