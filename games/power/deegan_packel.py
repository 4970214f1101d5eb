"""The Deegan–Packel index: minimal winning coalitions are equally likely and share equally."""

from fractions import Fraction

import pandas as pd

from lilliput.games.power.minimal_counts import minimal_winning_counts
from lilliput.games.values.fold import label_exact
from lilliput.games.voting import VotingGame

__all__ = ["deegan_packel"]


def deegan_packel(game: VotingGame, *, exact: bool = False) -> pd.Series:
    """Return the Deegan–Packel index, Σ 1/|S| over the minimal winning S with i, over their number.

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
    Deegan, J. and Packel, E. W. (1978). A new index of power for simple n-person games.
    International Journal of Game Theory 7:113–123. doi:10.1007/BF01753239

    Examples
    --------
    A lighter member of more coalitions has more power than a heavier one of fewer:

    >>> game = VotingGame(list("ABCDE"), weights=[35, 20, 15, 15, 15], quota=51)
    >>> {player: str(index) for player, index in deegan_packel(game, exact=True).items()}
    {'A': '3/10', 'B': '3/20', 'C': '11/60', 'D': '11/60', 'E': '11/60'}
    """
    shares = [
        sum((Fraction(number, size) for size, number in enumerate(counts) if number), Fraction(0))
        for counts in minimal_winning_counts(game)
    ]
    total = sum(shares)  # each minimal winning coalition hands out 1
    values = [share / total for share in shares]
    return label_exact(values, game.players, "deegan_packel", exact=exact)
