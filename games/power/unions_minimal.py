"""Minimal winning coalitions of unions, and the essential parts of the unions in them.

Let R be a minimal winning coalition of unions and k one of them. A part of union k is essential
with respect to R if it suffices, beside the other unions of R, to win, and no smaller part of it
does. Members who belong to no essential part get nothing.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Literal

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array
from lilliput.games.checks import partition_of
from lilliput.games.errors import InvalidArgumentError, ProblemTooLargeError
from lilliput.games.power.blocs import merged
from lilliput.games.power.tables import minimal_winning_masks
from lilliput.games.power.unions import union_games
from lilliput.games.values.fold import label_exact
from lilliput.games.voting import VotingGame
from lilliput.games.voting.tables import minimal_in_table

__all__ = ["coalitional_deegan_packel", "coalitional_public_good_index"]

_LARGEST_ENUMERATION = 24

Unions = Iterable[Iterable[str]]


def coalitional_deegan_packel(
    game: VotingGame, unions: Unions, *, exact: bool = False
) -> pd.Series:
    """Return the Deegan–Packel index with a priori unions.

    Minimal winning coalitions R of unions are equally likely, and their unions share equally. In
    each union of R the parts that are essential with respect to R are equally likely, and the
    members of the part share equally.

    Parameters
    ----------
    game
        A voting game.
    unions
        Disjoint groups of players; players in no group form a union of their own. Unions of one
        player each, or one union of all, give the Deegan–Packel index.
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
        A union's members and the other unions are more than 24 together.

    References
    ----------
    Alonso-Meijide, J. M., Casas-Méndez, B., Fiestras-Janeiro, M. G. and Holler, M. J. (2011). The
    Deegan–Packel index for simple games with a priori unions. Quality & Quantity 45:425–439.

    Examples
    --------
    >>> game = VotingGame(["A", "B", "C", "D"], weights=[9, 5, 3, 3], quota=11)
    >>> coalitional_deegan_packel(game, [["C", "D"]], exact=True).map(str).to_dict()
    {'A': '1/3', 'B': '1/3', 'C': '1/6', 'D': '1/6'}
    """
    partition = partition_of(game.players, unions)
    coalitions = _minimal_of_unions(game, partition)
    values = [Fraction(0)] * game.n
    for union, bloc_size, parts in _essential_parts(game, partition, coalitions):
        part_sizes = np.bitwise_count(parts)
        for t, i in enumerate(union):
            inside = part_sizes[parts >> t & 1 == 1]
            shared = sum((Fraction(1, int(size)) for size in inside), Fraction(0))
            values[i] += shared / (len(parts) * bloc_size * len(coalitions))
    return label_exact(values, game.players, "coalitional_deegan_packel", exact=exact)


def coalitional_public_good_index(
    game: VotingGame,
    unions: Unions,
    *,
    within: Literal["essential", "equal"] = "essential",
    exact: bool = False,
) -> pd.Series:
    """Return the public good index with a priori unions.

    A union's share is the public good index of the quotient game: the number of minimal winning
    coalitions of unions that it belongs to, over the sum of those numbers. Its members share this
    equally, or by their essential parts.

    Parameters
    ----------
    game
        A voting game.
    unions
        Disjoint groups of players; players in no group form a union of their own.
    within
        ``"essential"``: the members' numbers of essential parts, over their sum, averaged over
        the minimal winning coalitions of the union (the Owen extended public good index);
        ``"equal"``: equal shares (the solidarity public good index).
    exact
        Return Fractions.

    Returns
    -------
    pandas.Series
        Indexed by player, summing to 1.

    Raises
    ------
    InvalidArgumentError
        Unions that overlap or name others than the players; another `within`.
    ProblemTooLargeError
        A union's members and the other unions are more than 24 together.

    References
    ----------
    Alonso-Meijide, J. M., Casas-Méndez, B., Fiestras-Janeiro, M. G. and Holler, M. J. (2010). Two
    variations of the public good index for games with a priori unions. Control and Cybernetics
    39:839–855.

    Examples
    --------
    >>> game = VotingGame(["A", "B", "C", "D"], weights=[9, 5, 4, 1], quota=11)
    >>> unions = [["C", "D"]]
    >>> coalitional_public_good_index(game, unions, exact=True).map(str).to_dict()
    {'A': '1/2', 'B': '1/4', 'C': '1/4', 'D': '0'}
    >>> coalitional_public_good_index(game, unions, within="equal", exact=True).map(str).to_dict()
    {'A': '1/2', 'B': '1/4', 'C': '1/8', 'D': '1/8'}
    """
    if within not in ("essential", "equal"):
        raise InvalidArgumentError(f"within must be 'essential' or 'equal', got {within!r}")
    partition = partition_of(game.players, unions)
    coalitions = _minimal_of_unions(game, partition)
    memberships = int(np.bitwise_count(coalitions).sum())
    values = [Fraction(0)] * game.n
    if within == "equal":
        for k, union in enumerate(partition):
            number = int((coalitions >> k & 1).sum())
            for i in union:
                values[i] = Fraction(number, memberships * len(union))
    else:
        for union, _, parts in _essential_parts(game, partition, coalitions):
            numbers = [int((parts >> t & 1).sum()) for t in range(len(union))]
            for i, number in zip(union, numbers, strict=True):
                values[i] += Fraction(number, sum(numbers) * memberships)
    return label_exact(values, game.players, "coalitional_public_good_index", exact=exact)


def _minimal_of_unions(game: VotingGame, partition: list[list[int]]) -> Array:
    """Return the minimal winning coalitions of unions, as masks of unions."""
    sizes = [len(partition) - 1 + len(union) for union in partition]
    if max(sizes) > _LARGEST_ENUMERATION:
        raise ProblemTooLargeError(
            f"unions: a union's members and the other unions are {max(sizes)} together, with "
            f"2**{max(sizes)} coalitions; at most {_LARGEST_ENUMERATION} are allowed"
        )
    names = [f"{k}" for k in range(len(partition))]
    return minimal_winning_masks(merged(game, partition, names))


def _essential_parts(
    game: VotingGame, partition: list[list[int]], coalitions: Array
) -> Iterator[tuple[list[int], int, Array]]:
    """Yield each union in each minimal winning coalition, the latter's size, and its parts."""
    games = union_games(game, partition)
    for k, (union, small) in enumerate(zip(partition, games, strict=True)):
        table = small.winning_table().reshape(-1, 2 ** len(union))
        with_k = coalitions[coalitions >> k & 1 == 1]
        lower, upper = with_k & ((1 << k) - 1), with_k >> (k + 1)
        for others in (lower | upper << k).tolist():
            yield union, others.bit_count() + 1, minimal_in_table(table[others])
