"""How often a player gets its way, or is on the winning side, if all vote yes or no at random.

A player with η swings is in (W + η)/2 of the W winning coalitions: each winning coalition without
it wins with it as well, and the swings are those that win only with it.
"""

from fractions import Fraction

import pandas as pd

from lilliput.games.power.tables import swings_and_winning
from lilliput.games.values.fold import label_exact
from lilliput.games.voting import VotingGame

__all__ = ["koenig_braeuninger", "nevison_index", "rae_index"]


def rae_index(game: VotingGame, *, exact: bool = False) -> pd.Series:
    """Return Rae's index, the probability that the outcome is as the player votes.

    It is ½ + ½ · the Banzhaf power: a player without power agrees with the outcome by luck,
    every other time.

    Parameters
    ----------
    game
        A voting game.
    exact
        Return Fractions.

    Returns
    -------
    pandas.Series
        Indexed by player, in [½, 1].

    Raises
    ------
    ProblemTooLargeError
        See `swings_by_size`.

    References
    ----------
    Rae, D. W. (1969). Decision-rules and individual values in constitutional choice. American
    Political Science Review 63:40–56. doi:10.2307/1954283
    Dubey, P. and Shapley, L. S. (1979). Mathematical properties of the Banzhaf power index.
    Mathematics of Operations Research 4:99–131. doi:10.1287/moor.4.2.99

    Examples
    --------
    >>> rae_index(VotingGame(["A", "B", "C"], weights=[2, 1, 1], quota=3)).to_dict()
    {'A': 0.875, 'B': 0.625, 'C': 0.625}
    """
    swings, _ = swings_and_winning(game)
    values = [Fraction(2 ** (game.n - 1) + count, 2**game.n) for count in swings]
    return label_exact(values, game.players, "rae_index", exact=exact)


def nevison_index(game: VotingGame, *, exact: bool = False) -> pd.Series:
    """Return Nevison's Z index: the part of all coalitions with the player that win.

    Parameters
    ----------
    game
        A voting game.
    exact
        Return Fractions.

    Returns
    -------
    pandas.Series
        Indexed by player; 1 for a player who wins alone.

    Raises
    ------
    ProblemTooLargeError
        See `swings_by_size`.

    References
    ----------
    Nevison, C. H. (1979). Structural power and satisfaction in simple games. In: S. J. Brams,
    A. Schotter and G. Schwödiauer (eds), Applied Game Theory, 39–57.

    Examples
    --------
    >>> nevison_index(VotingGame(["A", "B", "C"], weights=[2, 1, 1], quota=3)).to_dict()
    {'A': 0.75, 'B': 0.5, 'C': 0.5}
    """
    winning, _ = _winning_with(game)
    values = [Fraction(number, 2 ** (game.n - 1)) for number in winning]
    return label_exact(values, game.players, "nevison_index", exact=exact)


def koenig_braeuninger(game: VotingGame, *, exact: bool = False) -> pd.Series:
    """Return König and Bräuninger's inclusiveness: the part of the winning coalitions with i.

    Parameters
    ----------
    game
        A voting game.
    exact
        Return Fractions.

    Returns
    -------
    pandas.Series
        Indexed by player; 1 for a veto player and ½ for a player without power.

    Raises
    ------
    ProblemTooLargeError
        See `swings_by_size`.

    References
    ----------
    König, T. and Bräuninger, T. (1998). The inclusiveness of European decision rules. Journal of
    Theoretical Politics 10:125–142.

    Examples
    --------
    >>> trio = VotingGame(["A", "B", "C"], weights=[2, 1, 1], quota=3)
    >>> koenig_braeuninger(trio, exact=True).map(str).to_dict()
    {'A': '1', 'B': '2/3', 'C': '2/3'}
    """
    winning, total = _winning_with(game)
    values = [Fraction(number, total) for number in winning]
    return label_exact(values, game.players, "koenig_braeuninger", exact=exact)


def _winning_with(game: VotingGame) -> tuple[list[int], int]:
    """Return the numbers of winning coalitions with each player, and of all."""
    swings, total = swings_and_winning(game)
    return [(total + count) // 2 for count in swings], total
