"""The Shapley–Shubik index: how often a player is the one whose arrival makes a coalition win."""

from fractions import Fraction

import pandas as pd

from lilliput.games.power.swings import swings_by_size
from lilliput.games.values.fold import label_exact
from lilliput.games.values.shapley import shapley_weights
from lilliput.games.voting import VotingGame

__all__ = ["shapley_shubik"]


def shapley_shubik(game: VotingGame, *, exact: bool = False) -> pd.Series:
    """Return the Shapley–Shubik index, the Shapley value of the voting game.

    Computed from exact integer counts of swings; floats are the correctly rounded fractions.

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
        See `swings_by_size`.

    References
    ----------
    Shapley, L. S. and Shubik, M. (1954). A method for evaluating the distribution of power in a
    committee system. American Political Science Review 48:787–792. doi:10.2307/1951053

    Examples
    --------
    Luxembourg had a vote in the EEC of 1958, and no power:

    >>> members = ["DE", "FR", "IT", "NL", "BE", "LU"]
    >>> council = VotingGame(members, weights=[4, 4, 4, 2, 2, 1], quota=12)
    >>> {player: str(index) for player, index in shapley_shubik(council, exact=True).items()}
    {'DE': '7/30', 'FR': '7/30', 'IT': '7/30', 'NL': '3/20', 'BE': '3/20', 'LU': '0'}
    """
    weights, denominator = shapley_weights(game.n)
    values = [
        Fraction(sum(w * count for w, count in zip(weights, counts, strict=True)), denominator)
        for counts in swings_by_size(game)
    ]
    return label_exact(values, game.players, "shapley_shubik", exact=exact)
