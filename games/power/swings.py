"""Swings by coalition size: what every power index of a voting game is made of.

A player swings at S if S loses and S with the player wins. All counts are exact integers.
"""

import pandas as pd

from lilliput.games.arithmetic import object_array
from lilliput.games.values.fold import label
from lilliput.games.voting import VotingGame
from lilliput.games.voting.counting import count_by_size, count_in_all

__all__ = ["banzhaf_swings", "swings_by_size"]


def swings_by_size(game: VotingGame) -> list[list[int]]:
    """Return for each player the number of swings at coalitions of 0, 1, …, n−1 others.

    Veto players and players without weight are left out of the count and put back afterwards.
    One weighted rule is counted by size and weight. Several rules, and weights too large to count
    by, are counted by merging partial coalitions that need the same of every rule, while these
    are few, or else by going through all coalitions of up to 32 players.

    Raises
    ------
    ProblemTooLargeError
        More than 32 players beside vetoes, in a game of several rules whose partial coalitions
        have millions of different needs, or of one rule with weights too large to count by.

    Examples
    --------
    >>> swings_by_size(VotingGame(["A", "B", "C"], weights=[2, 1, 1], quota=3))
    [[0, 2, 1], [0, 1, 0], [0, 1, 0]]
    """
    reduced = game.reduced()
    return reduced.swings_by_size(*count_by_size(reduced))


def banzhaf_swings(game: VotingGame) -> pd.Series:
    """Return each player's number of swings: losing coalitions that win with the player.

    One weighted rule is counted by weight modulo primes of 62 bits, hundreds of players in a
    fraction of a second; for other games see `swings_by_size`.

    Parameters
    ----------
    game
        A voting game.

    Returns
    -------
    pandas.Series
        Python integers, exact, indexed by player.

    Raises
    ------
    ProblemTooLargeError
        See `swings_by_size`.

    References
    ----------
    Banzhaf, J. F. (1965). Weighted voting doesn't work. Rutgers Law Review 19:317–343.

    Examples
    --------
    >>> trio = VotingGame(["A", "B", "C"], weights=[2, 1, 1], quota=3)
    >>> banzhaf_swings(trio).to_dict()
    {'A': 3, 'B': 1, 'C': 1}
    """
    reduced = game.reduced()
    entries = object_array(reduced.in_all(*count_in_all(reduced))[1])
    return label(entries, game.players, "banzhaf_swings")
