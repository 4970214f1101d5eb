"""Swings by coalition size: what every power index of a voting game is made of.

A player swings at S if S loses and S with the player wins. For one weighted rule the coalitions
are counted by size and weight in polynomials over exact integers, the players' own factor divided
out again; veto players drop out of the count, since S must contain them. Several rules together,
and few players with large weights, are counted by going through all coalitions.
"""

from math import gcd

import numpy as np

from lilliput.games.arithmetic import Array
from lilliput.games.errors import ProblemTooLargeError
from lilliput.games.values.fold import coalition_sizes
from lilliput.games.voting import VotingGame

__all__ = ["swings_by_size"]

_LARGEST_ENUMERATION = 24
_LARGEST_POLYNOMIAL = 2**31


def swings_by_size(game: VotingGame) -> list[list[int]]:
    """Return for each player the number of swings at coalitions of 0, 1, …, n−1 others.

    Raises
    ------
    ProblemTooLargeError
        More than 24 players with several rules, or with one rule whose integer weights are so
        large that the count by weight takes more than some hundred MiB.
    """
    rules = game.integer_rules()
    if len(rules) == 1:
        weights, quota = rules[0]
        divisor = gcd(*weights)
        weights = [weight // divisor for weight in weights]
        quota = -(-quota // divisor)
        few = game.n <= _LARGEST_ENUMERATION and 2**game.n <= sum(weights) * game.n
        if not few and sum(weights) * game.n**2 < _LARGEST_POLYNOMIAL:
            return _by_polynomials(game, weights, quota)
    if game.n > _LARGEST_ENUMERATION:
        raise ProblemTooLargeError(
            f"players: {game.n} players with {len(rules)} rule(s) and total weights "
            f"{', '.join(str(sum(w)) for w, _ in rules)} would need 2**{game.n} coalitions; at "
            f"most {_LARGEST_ENUMERATION} players are allowed, or one rule with smaller weights"
        )
    return _by_enumeration(game)


def _by_polynomials(game: VotingGame, weights: list[int], quota: int) -> list[list[int]]:
    """Count by size and weight; a polynomial is one integer with a digit for each weight."""
    held = [game.players.index(name) for name in game.vetoes]
    others = [i for i in range(game.n) if i not in held]
    needed = quota - sum(weights[i] for i in held)
    digit = len(others) + 2  # no digit, nor the sum of all, reaches 2**digit − 1
    counts = [1] + [0] * len(others)
    for i in others:
        for size in range(len(others), 0, -1):
            counts[size] += counts[size - 1] << (weights[i] * digit)
    swings = [[0] * game.n for _ in range(game.n)]
    winning = [_number_between(count, needed, None, digit) for count in counts]
    for i in held:
        for size, number in enumerate(winning):
            swings[i][size + len(held) - 1] = number
    known: dict[int, list[int]] = {}
    for i in others:
        weight = weights[i]
        if weight not in known:
            rest = _without(counts, weight, digit)
            known[weight] = [_number_between(c, needed - weight, needed, digit) for c in rest]
        for size, number in enumerate(known[weight]):
            swings[i][size + len(held)] = number
    return swings


def _without(counts: list[int], weight: int, digit: int) -> list[int]:
    """Divide one player of some weight out of the counts by size."""
    rest = [counts[0]]
    for count in counts[1:-1]:
        rest.append(count - (rest[-1] << (weight * digit)))
    return rest


def _number_between(count: int, low: int, high: int | None, digit: int) -> int:
    """Return the number of coalitions of weight at least low and below high.

    That is a sum of digits, and a number in base b leaves its digits' sum modulo b − 1.
    """
    low = max(low, 0)
    count >>= low * digit
    if high is not None:
        count &= (1 << (max(high - low, 0) * digit)) - 1
    return count % ((1 << digit) - 1)


def _by_enumeration(game: VotingGame) -> list[list[int]]:
    """Go through the table of all coalitions, player by player."""
    wins = game.winning_table()
    sizes = coalition_sizes(game.n)
    return [_swings_of(wins, sizes, i, game.n) for i in range(game.n)]


def _swings_of(wins: Array, sizes: Array, player: int, n: int) -> list[int]:
    pairs = wins.reshape(-1, 2, 2**player)
    swing = pairs[:, 1] & ~pairs[:, 0]
    without = sizes.reshape(-1, 2, 2**player)[:, 0]
    return [int(c) for c in np.bincount(without[swing], minlength=n)]
