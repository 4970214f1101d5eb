"""The public good index of Holler: the spoils of a minimal winning coalition are not divided."""

from fractions import Fraction

import pandas as pd

from lilliput.games.power.minimal_counts import minimal_winning_counts
from lilliput.games.values.fold import label_exact
from lilliput.games.voting import VotingGame

__all__ = ["public_good_index"]


def public_good_index(game: VotingGame, *, exact: bool = False) -> pd.Series:
    """Return the public good index (Holler–Packel): memberships of minimal winning coalitions.

    The number of minimal winning coalitions with player i, over the sum of those numbers.

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
        See `minimal_winning_counts`.

    References
    ----------
    Holler, M. J. (1982). Forming coalitions and measuring voting power. Political Studies
    30:262–271.
    Holler, M. J. and Packel, E. W. (1983). Power, luck and the right index. Zeitschrift für
    Nationalökonomie 43:21–29.

    Examples
    --------
    >>> game = VotingGame(list("ABCDE"), weights=[35, 20, 15, 15, 15], quota=51)
    >>> {player: str(index) for player, index in public_good_index(game, exact=True).items()}
    {'A': '4/15', 'B': '2/15', 'C': '1/5', 'D': '1/5', 'E': '1/5'}
    """
    numbers = [sum(counts) for counts in minimal_winning_counts(game)]
    values = [Fraction(number, sum(numbers)) for number in numbers]
    return label_exact(values, game.players, "public_good_index", exact=exact)
