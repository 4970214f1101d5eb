"""The Johnston index: the members who can bring down a winning coalition share it equally.

A few players are enumerated. For one weighted rule, a coalition whose weight exceeds the quota by
d is brought down by its members heavier than d. Between two neighbouring weights d does not change
who is heavy, so that the coalitions are counted by their number of heavy members and their weight,
in polynomials packed into integers; each player's own factor is divided out again.
"""

from fractions import Fraction
from math import gcd

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array
from lilliput.games.errors import ProblemTooLargeError
from lilliput.games.power.minimal_counts import digits_between, without
from lilliput.games.power.tables import enumerable, is_one_rule, winning_table
from lilliput.games.values.fold import label_exact
from lilliput.games.voting import VotingGame

__all__ = ["johnston"]

_MOST_BITS = 2**40
_MANY = 16


def johnston(game: VotingGame, *, exact: bool = False) -> pd.Series:
    """Return the Johnston index: swings, each counted as 1/c where c members are critical.

    A member is critical in a winning coalition if the coalition loses without it.

    Parameters
    ----------
    game
        A voting game.
    exact
        Return Fractions.

    Returns
    -------
    pandas.Series
        Indexed by player, summing to 1.

    Raises
    ------
    ProblemTooLargeError
        More than 28 players with several rules, or with one rule of integer weights so large
        that the count by weight would take minutes.

    References
    ----------
    Johnston, R. J. (1978). On the measurement of power: some reactions to Laver. Environment and
    Planning A 10:907–914. doi:10.1068/a100907

    Examples
    --------
    >>> trio = VotingGame(["A", "B", "C"], weights=[2, 1, 1], quota=3)
    >>> johnston(trio, exact=True).map(str).to_dict()
    {'A': '2/3', 'B': '1/6', 'C': '1/6'}
    """
    shares = [
        sum((Fraction(number, c) for c, number in enumerate(counts) if number), Fraction(0))
        for counts in _critical_counts(game)
    ]
    total = sum(shares)
    return label_exact([x / total for x in shares], game.players, "johnston", exact=exact)


def _critical_counts(game: VotingGame) -> list[list[int]]:
    """Return for each player how often it is critical, by the number of critical members."""
    if is_one_rule(game):
        weights, quota = game.integer_rules()[0]
        divisor = gcd(*weights)
        weights = [weight // divisor for weight in weights]
        quota = -(-quota // divisor)
        bits = len(set(weights)) ** 2 * game.n**2 * (quota + max(weights))
        if not enumerable(game) and bits >= _MOST_BITS:
            raise ProblemTooLargeError(
                f"players: counting the critical members among {game.n} players with total weight "
                f"{sum(weights)} takes 2**{bits.bit_length() - 1} steps of a bit; at most "
                f"2**{_MOST_BITS.bit_length() - 1} are allowed: use smaller weights"
            )
        if bits < game.n * 2 ** (game.n + 3):
            return _counts_of_rule(game, weights, quota)
    return _by_enumeration(game)


def _by_enumeration(game: VotingGame) -> list[list[int]]:
    wins = winning_table(game)
    if game.n < _MANY:
        return _by_passes(wins, game.n)
    from lilliput.games.kernels.critical import critical_members

    counts = critical_members(wins, game.n)
    return [[int(count) for count in row] for row in counts]


def _by_passes(wins: Array, n: int) -> list[list[int]]:
    """Count the critical members of each coalition, player by player, and then by that number."""
    critical = np.zeros(len(wins), dtype=np.int64)
    swings = []
    for i in range(n):
        pairs = wins.reshape(-1, 2, 2**i)
        swings.append(pairs[:, 1] & ~pairs[:, 0])
        critical.reshape(-1, 2, 2**i)[:, 1] += swings[i]
    return [
        [int(c) for c in np.bincount(critical.reshape(-1, 2, 2**i)[:, 1][swing], minlength=n + 1)]
        for i, swing in enumerate(swings)
    ]


def _counts_of_rule(game: VotingGame, weights: list[int], quota: int) -> list[list[int]]:
    held = [game.players.index(name) for name in game.vetoes]
    others = sorted((i for i in range(game.n) if i not in held), key=lambda i: -weights[i])
    needed = quota - sum(weights[i] for i in held)
    counts = [[0] * (game.n + 1) for _ in range(game.n)]
    totals = [0] * (len(others) + 1)  # coalitions by their critical members beside the vetoes
    if needed <= 0 or not others:
        totals[0] = 2 ** len(others)
    else:
        _count_others(weights, others, needed, counts, totals, shift=len(held))
    for i in held:
        for number, coalitions in enumerate(totals):
            counts[i][number + len(held)] = coalitions
    return counts


def _count_others(
    weights: list[int],
    others: list[int],
    needed: int,
    counts: list[list[int]],
    totals: list[int],
    *,
    shift: int,
) -> None:
    """Count the critical members without a veto, heaviest first in `others`."""
    heaviest = weights[others[0]]
    digit = len(others) + 1
    mask = (1 << (needed + heaviest) * digit) - 1
    light = [1]
    for i in reversed(others):
        light.append(light[-1] + (light[-1] << weights[i] * digit) & mask)
    light.reverse()
    totals[0] += 2 ** len(others) - digits_between(light[0], 0, needed + heaviest, digit)
    heavy = [1] + [0] * len(others)
    for k, i in enumerate(others, start=1):
        for size in range(k, 0, -1):
            heavy[size] += heavy[size - 1] << (weights[i] * digit) & mask
        next_weight = weights[others[k]] if k < len(others) else 0
        if weights[i] == next_weight:
            continue
        low, high = needed + next_weight, needed + weights[i]
        joint = [count * light[k] & mask for count in heavy[: k + 1]]
        for number, count in enumerate(joint):
            totals[number] += digits_between(count, low, high, digit)
        members: dict[int, list[int]] = {}
        for j in others[:k]:
            weight = weights[j]
            if weight not in members:
                rest = without(joint, weight, digit, mask)
                members[weight] = [
                    digits_between(count, low - weight, high - weight, digit) for count in rest
                ]
            for number, coalitions in enumerate(members[weight]):
                counts[j][number + 1 + shift] += coalitions
