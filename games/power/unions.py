"""Swings within a priori unions, and the three indices that weigh them.

A member i of a union of b swings at (R, T), for R among the m−1 other unions and T among the
other members, if i makes R ∪ T win. Counted by |R| = r and |T| = t, the swings give the Owen index
(orders of unions, then orders within), the Banzhaf–Owen index (random sets of unions, then of
members) and the symmetric coalitional Banzhaf index (random sets of unions, orders within). For
each union, the game among the other unions and its members has 2**(m−1+b) coalitions; for one
weighted rule beyond 20 of these players the sets are counted by their sizes and weight.
"""

from collections.abc import Callable, Iterable
from fractions import Fraction

import numpy as np
import pandas as pd

from lilliput.games.checks import partition_of
from lilliput.games.errors import ProblemTooLargeError
from lilliput.games.power.blocs import merged
from lilliput.games.power.minimal_counts import digits_between, without
from lilliput.games.power.tables import as_one_rule
from lilliput.games.values.fold import coalition_sizes, label_exact
from lilliput.games.values.shapley import shapley_weights
from lilliput.games.voting import VotingGame

__all__ = [
    "banzhaf_owen_index",
    "owen_index",
    "symmetric_coalitional_banzhaf_index",
    "union_games",
]

_LARGEST_ENUMERATION = 24
_MANY = 20
_MOST_BITS = 2**38

Weigh = Callable[[int], list[Fraction]]
Unions = Iterable[Iterable[str]]


def owen_index(game: VotingGame, unions: Unions, *, exact: bool = False) -> pd.Series:
    """Return the Owen index: the Owen value of the voting game.

    Unions arrive in random order, and their members in random order within them; the index is
    the probability that a player's arrival makes the coalition win.

    Parameters
    ----------
    game
        A voting game.
    unions
        Disjoint groups of players; players in no group form a union of their own. Unions of one
        player each, or one union of all, give the Shapley–Shubik index.
    exact
        Return Fractions.

    Returns
    -------
    pandas.Series
        Indexed by player, summing to 1.

    Raises
    ------
    InvalidArgumentError
        Unions that overlap or name others than the players.
    ProblemTooLargeError
        A union's members and the other unions are more than 24 together, unless one rule of
        small weights decides.

    References
    ----------
    Owen, G. (1977). Values of games with a priori unions. doi:10.1007/978-3-642-45494-3_7
    Alonso-Meijide, J. M. and Bowles, C. (2005). Generating functions for coalitional power
    indices: an application to the IMF. Annals of Operations Research 137:21–44.

    Examples
    --------
    Two of three players who need a majority unite, and leave the third with nothing:

    >>> trio = VotingGame(["A", "B", "C"], weights=[1, 1, 1], quota=2)
    >>> owen_index(trio, [["A", "B"]]).to_dict()
    {'A': 0.5, 'B': 0.5, 'C': 0.0}
    """
    return _index(game, unions, _orders, _orders, "owen_index", exact=exact)


def banzhaf_owen_index(game: VotingGame, unions: Unions, *, exact: bool = False) -> pd.Series:
    """Return the Banzhaf–Owen index: the part of all (R, T) at which the player swings.

    Parameters
    ----------
    game
        A voting game.
    unions
        Disjoint groups of players; players in no group form a union of their own. Unions of one
        player each, or one union of all, give the Banzhaf power.
    exact
        Return Fractions.

    Returns
    -------
    pandas.Series
        Indexed by player, not normalised.

    Raises
    ------
    InvalidArgumentError
        Unions that overlap or name others than the players.
    ProblemTooLargeError
        See `owen_index`.

    References
    ----------
    Owen, G. (1981). Modification of the Banzhaf–Coleman index for games with a priori unions.
    In: M. J. Holler (ed.), Power, Voting and Voting Power, 232–238.

    Examples
    --------
    >>> game = VotingGame(["A", "B", "C", "D"], weights=[9, 5, 3, 3], quota=11)
    >>> banzhaf_owen_index(game, [["C", "D"]]).to_dict()
    {'A': 0.5, 'B': 0.5, 'C': 0.25, 'D': 0.25}
    """
    return _index(game, unions, _sets, _sets, "banzhaf_owen_index", exact=exact)


def symmetric_coalitional_banzhaf_index(
    game: VotingGame, unions: Unions, *, exact: bool = False
) -> pd.Series:
    """Return the symmetric coalitional Banzhaf index: Banzhaf between unions, Shapley within.

    Each union's members share the union's Banzhaf power in the quotient game.

    Parameters
    ----------
    game
        A voting game.
    unions
        Disjoint groups of players; players in no group form a union of their own. Unions of one
        player each give the Banzhaf power, one union of all the Shapley–Shubik index.
    exact
        Return Fractions.

    Returns
    -------
    pandas.Series
        Indexed by player, not normalised.

    Raises
    ------
    InvalidArgumentError
        Unions that overlap or name others than the players.
    ProblemTooLargeError
        See `owen_index`.

    References
    ----------
    Alonso-Meijide, J. M. and Fiestras-Janeiro, M. G. (2002). Modification of the Banzhaf value
    for games with a coalition structure. Annals of Operations Research 109:213–227.
    doi:10.1023/A:1016356303622

    Examples
    --------
    >>> trio = VotingGame(["A", "B", "C"], weights=[2, 1, 1], quota=3)
    >>> symmetric_coalitional_banzhaf_index(trio, [["B", "C"]]).to_dict()
    {'A': 0.5, 'B': 0.25, 'C': 0.25}
    """
    name = "symmetric_coalitional_banzhaf_index"
    return _index(game, unions, _sets, _orders, name, exact=exact)


def _orders(n: int) -> list[Fraction]:
    """Return the probability of each set of 0, 1, …, n−1 others coming first, in random order."""
    numerators, denominator = shapley_weights(n)
    return [Fraction(numerator, denominator) for numerator in numerators]


def _sets(n: int) -> list[Fraction]:
    """Return the probability of each set of others, each of whom joins or not."""
    return [Fraction(1, 2 ** (n - 1))] * n


def _index(
    game: VotingGame, unions: Unions, between: Weigh, within: Weigh, name: str, *, exact: bool
) -> pd.Series:
    partition = partition_of(game.players, unions)
    values = [Fraction(0)] * game.n
    outer = between(len(partition))
    for union, small in zip(partition, union_games(game, partition), strict=True):
        inner = within(len(union))
        for i, counts in zip(union, _swings(small, len(union)), strict=True):
            values[i] = sum(
                (
                    weight * sum(p * count for p, count in zip(inner, row, strict=True))
                    for weight, row in zip(outer, counts, strict=True)
                ),
                Fraction(0),
            )
    return label_exact(values, game.players, name, exact=exact)


def union_games(game: VotingGame, partition: list[list[int]]) -> Iterable[VotingGame]:
    """Yield for each union the game among its members, first, and the other unions as blocs."""
    for k, union in enumerate(partition):
        others = [other for j, other in enumerate(partition) if j != k]
        groups = [[i] for i in union] + others
        yield merged(game, groups, [f"{k}" for k in range(len(groups))])


def _swings(game: VotingGame, members: int) -> list[list[list[int]]]:
    """Return for each of the first `members` players its swings by r blocs and t fellow members."""
    rule = as_one_rule(game) if game.n > _MANY else None
    if rule is not None:
        bits = members * (game.n - members) * len(set(rule[0])) * game.n * rule[1]
        if bits < _MOST_BITS:
            return _swings_by_weight(*rule, members)
    if game.n > _LARGEST_ENUMERATION:
        raise ProblemTooLargeError(
            f"unions: {members} members of a union and {game.n - members} other unions have "
            f"2**{game.n} coalitions; at most {_LARGEST_ENUMERATION} together are allowed, or one "
            "rule with smaller weights"
        )
    blocs = game.n - members
    table = game.winning_table().reshape(2**blocs, 2**members)
    r = coalition_sizes(blocs)[:, None]
    t = coalition_sizes(members)[None, :]
    result = []
    for i in range(members):
        pairs = table.reshape(2**blocs, -1, 2, 2**i)
        swing = (pairs[:, :, 1] & ~pairs[:, :, 0]).reshape(2**blocs, -1)
        rest = t.reshape(1, -1, 2, 2**i)[:, :, 0].reshape(1, -1)
        counts = np.bincount((r * members + rest)[swing], minlength=(blocs + 1) * members)
        result.append(counts.reshape(blocs + 1, members).tolist())
    return result


def _swings_by_weight(weights: list[int], quota: int, members: int) -> list[list[list[int]]]:
    digit = len(weights) + 1
    mask = (1 << quota * digit) - 1
    blocs = _polynomials(weights[members:], digit, mask)
    inside = _polynomials(weights[:members], digit, mask)
    known: dict[int, list[list[int]]] = {}
    for weight in set(weights[:members]):
        rest = without(inside, weight, digit, mask)
        known[weight] = [
            [
                digits_between(among * fellows & mask, quota - weight, quota, digit)
                for fellows in rest
            ]
            for among in blocs
        ]
    return [known[weight] for weight in weights[:members]]


def _polynomials(weights: list[int], digit: int, mask: int) -> list[int]:
    """Return the sets of 0, 1, … players counted by weight, a digit for each weight."""
    counts = [1] + [0] * len(weights)
    for position, weight in enumerate(weights):
        for size in range(position + 1, 0, -1):
            counts[size] += counts[size - 1] << (weight * digit) & mask
    return counts
