"""The Banzhaf measures: how often a player swings if all others vote yes or no at random."""

from fractions import Fraction

import pandas as pd

from lilliput.games.power.swings import banzhaf_swings
from lilliput.games.values.fold import label_exact
from lilliput.games.voting import VotingGame

__all__ = ["banzhaf_index", "banzhaf_power"]


def banzhaf_power(game: VotingGame, *, exact: bool = False) -> pd.Series:
    """Return the probability of a swing, swings / 2**(n−1): the raw Penrose–Banzhaf measure.

    Parameters
    ----------
    game
        A voting game.
    exact
        Return Fractions.

    Returns
    -------
    pandas.Series
        Indexed by player.

    Raises
    ------
    ProblemTooLargeError
        See `lilliput.games.power.swings.swings_by_size`.

    See Also
    --------
    banzhaf_swings, banzhaf_index

    References
    ----------
    Penrose, L. S. (1946). The elementary statistics of majority voting.
    Banzhaf, J. F. (1965). Weighted voting doesn't work. Rutgers Law Review 19:317–343.

    Examples
    --------
    >>> trio = VotingGame(["A", "B", "C"], weights=[2, 1, 1], quota=3)
    >>> banzhaf_power(trio).to_dict()
    {'A': 0.75, 'B': 0.25, 'C': 0.25}
    """
    total = 2 ** (game.n - 1)
    values = [Fraction(count, total) for count in banzhaf_swings(game)]
    return label_exact(values, game.players, "banzhaf_power", exact=exact)


def banzhaf_index(game: VotingGame, *, exact: bool = False) -> pd.Series:
    """Return the normalised Banzhaf index: each player's part of all swings.

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
        See `lilliput.games.power.swings.swings_by_size`.

    See Also
    --------
    banzhaf_swings, banzhaf_power

    References
    ----------
    Banzhaf, J. F. (1965). Weighted voting doesn't work. Rutgers Law Review 19:317–343.

    Examples
    --------
    >>> trio = VotingGame(["A", "B", "C"], weights=[2, 1, 1], quota=3)
    >>> banzhaf_index(trio, exact=True)["A"]
    Fraction(3, 5)
    """
    swings = list(banzhaf_swings(game))
    total = sum(swings)
    values = [Fraction(count, total) for count in swings]
    return label_exact(values, game.players, "banzhaf_index", exact=exact)
