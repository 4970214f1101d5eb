"""The shift indices: minimal winning coalitions without any surplus of desirability."""

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array
from lilliput.games.power.desirability import desirability_table
from lilliput.games.power.tables import members_by_size, minimal_in_wins, winning_table
from lilliput.games.values.fold import label_exact
from lilliput.games.voting import VotingGame

__all__ = ["shift_deegan_packel", "shift_index"]


def shift_index(game: VotingGame, *, exact: bool = False) -> pd.Series:
    """Return the shift index: the public good index over the shift-minimal winning coalitions.

    A minimal winning coalition is shift-minimal if it loses whenever a member is exchanged for a
    less desirable outsider (see `desirability`).

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
        More than 28 players.

    References
    ----------
    Alonso-Meijide, J. M. and Freixas, J. (2010). A new power index based on minimal winning
    coalitions without any surplus. Decision Support Systems 49:70–76.

    Examples
    --------
    A wins with any other, and so need not take more than D; B wins with C only:

    >>> game = VotingGame(["A", "B", "C", "D"], weights=[4, 3, 2, 1], quota=5)
    >>> shift_index(game).to_dict()
    {'A': 0.25, 'B': 0.25, 'C': 0.25, 'D': 0.25}
    """
    return _over_shift_minimal(game, lambda size: 1, "shift_index", exact=exact)


def shift_deegan_packel(game: VotingGame, *, exact: bool = False) -> pd.Series:
    """Return the shift Deegan–Packel index: shift-minimal winning coalitions share equally.

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
        More than 28 players.

    References
    ----------
    Alonso-Meijide, J. M., Freixas, J. and Molinero, X. (2012). Computation of several power
    indices by generating functions. Applied Mathematics and Computation 219:3395–3402.

    Examples
    --------
    >>> game = VotingGame(list("ABCDE"), weights=[4, 3, 2, 1, 1], quota=6)
    >>> {player: str(index) for player, index in shift_deegan_packel(game, exact=True).items()}
    {'A': '4/15', 'B': '7/30', 'C': '7/30', 'D': '2/15', 'E': '2/15'}
    """
    return _over_shift_minimal(game, lambda size: size, "shift_deegan_packel", exact=exact)


def _over_shift_minimal(
    game: VotingGame, divisor: Callable[[int], int], name: str, *, exact: bool
) -> pd.Series:
    masks = _shift_minimal_masks(game)
    shares = [
        sum(
            (Fraction(number, divisor(size)) for size, number in enumerate(counts) if number),
            Fraction(0),
        )
        for counts in members_by_size(masks, game.n)
    ]
    total = sum(shares)
    return label_exact([share / total for share in shares], game.players, name, exact=exact)


def _shift_minimal_masks(game: VotingGame) -> Array:
    """Return the minimal winning coalitions that lose when a member makes way for a lesser one."""
    wins = winning_table(game)
    masks = minimal_in_wins(wins)
    better = desirability_table(wins, masks)
    better &= ~better.T
    for i, j in np.argwhere(better).tolist():
        could_shift = ((masks >> i & 1) == 1) & ((masks >> j & 1) == 0)
        shifted = masks ^ ((1 << i) | (1 << j))
        masks = masks[~(could_shift & wins[shifted])]
    return masks
