"""Coleman's three measures: power to act, to prevent action and to initiate it."""

from fractions import Fraction
from typing import Any

import pandas as pd

from lilliput.games.power.tables import swings_and_winning
from lilliput.games.values.fold import label_exact
from lilliput.games.voting import VotingGame

__all__ = ["coleman_collectivity", "coleman_initiate", "coleman_prevent"]


def coleman_collectivity(game: VotingGame, *, exact: bool = False) -> Any:
    """Return the power of the collectivity to act: the part of all coalitions that win.

    Parameters
    ----------
    game
        A voting game.
    exact
        Return a Fraction.

    Returns
    -------
    float or Fraction
        In (0, 1).

    Raises
    ------
    ProblemTooLargeError
        See `swings_by_size`.

    References
    ----------
    Coleman, J. S. (1971). Control of collectivities and the power of a collectivity to act.
    In: B. Lieberman (ed.), Social Choice, 269–300.

    Examples
    --------
    >>> trio = VotingGame(["A", "B", "C"], weights=[2, 1, 1], quota=3)
    >>> coleman_collectivity(trio)
    0.375
    """
    part = Fraction(game.count_winning(), 2**game.n)
    return part if exact else float(part)


def coleman_prevent(game: VotingGame, *, exact: bool = False) -> pd.Series:
    """Return the power to prevent action: a player's swings over the winning coalitions.

    Parameters
    ----------
    game
        A voting game.
    exact
        Return Fractions.

    Returns
    -------
    pandas.Series
        Indexed by player; 1 for a veto player.

    Raises
    ------
    ProblemTooLargeError
        See `swings_by_size`.

    References
    ----------
    Coleman, J. S. (1971). Control of collectivities and the power of a collectivity to act.
    In: B. Lieberman (ed.), Social Choice, 269–300.

    Examples
    --------
    >>> trio = VotingGame(["A", "B", "C"], weights=[2, 1, 1], quota=3)
    >>> coleman_prevent(trio, exact=True).map(str).to_dict()
    {'A': '1', 'B': '1/3', 'C': '1/3'}
    """
    swings, winning = swings_and_winning(game)
    values = [Fraction(count, winning) for count in swings]
    return label_exact(values, game.players, "coleman_prevent", exact=exact)


def coleman_initiate(game: VotingGame, *, exact: bool = False) -> pd.Series:
    """Return the power to initiate action: a player's swings over the losing coalitions.

    Parameters
    ----------
    game
        A voting game.
    exact
        Return Fractions.

    Returns
    -------
    pandas.Series
        Indexed by player; 1 for a dictator.

    Raises
    ------
    ProblemTooLargeError
        See `swings_by_size`.

    References
    ----------
    Coleman, J. S. (1971). Control of collectivities and the power of a collectivity to act.
    In: B. Lieberman (ed.), Social Choice, 269–300.

    Examples
    --------
    >>> trio = VotingGame(["A", "B", "C"], weights=[2, 1, 1], quota=3)
    >>> coleman_initiate(trio, exact=True).map(str).to_dict()
    {'A': '3/5', 'B': '1/5', 'C': '1/5'}
    """
    swings, winning = swings_and_winning(game)
    values = [Fraction(count, 2**game.n - winning) for count in swings]
    return label_exact(values, game.players, "coleman_initiate", exact=exact)
