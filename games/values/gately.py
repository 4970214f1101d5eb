"""The Gately point: the imputation at which all players are equally tempted to break up.

A player's propensity to disrupt is what the others would lose by its leaving over what it would
lose itself, d_i(x) = (x(N∖i) − v(N∖i)) / (x_i − v(i)) = (M_i − v(i)) / (x_i − v(i)) − 1 with the
marginal contribution M_i = v(N) − v(N∖i). The largest is smallest where all are equal.
"""

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import tidy
from lilliput.games.coalitional import CoalitionalGame, worths_of
from lilliput.games.errors import InvalidGameError
from lilliput.games.tables import allowance
from lilliput.games.values.conditions import is_known, lowest_terms
from lilliput.games.values.fold import label

__all__ = ["gately_point"]


def gately_point(game: CoalitionalGame, *, exact: bool = False, tol: float = 1e-9) -> pd.Series:
    """Return the Gately point, the imputation with equal propensities to disrupt.

    x_i = v(i) + (M_i − v(i)) · (v(N) − Σ_j v(j)) / Σ_j (M_j − v(j)), where M_i = v(N) − v(N∖i).

    Parameters
    ----------
    game
        A game with v(N) ≥ Σ_j v(j) and M_i ≥ v(i) for all i, not all equal unless v(N) = Σ_j v(j);
        superadditive games are such. Symbolic worths are taken to satisfy this unless known not to.
    exact
        Turn float worths into the rationals they store, and return Fractions.
    tol
        For float worths: how far the conditions may be violated, as a multiple of the largest
        |v(S)|, before the game is refused.

    Returns
    -------
    pandas.Series
        Indexed by player.

    Raises
    ------
    InvalidGameError
        No imputation has equal propensities to disrupt; the message says why.

    References
    ----------
    Gately, D. (1974). Sharing the gains from regional cooperation: a game theoretic application to
    planning investment in electric power. International Economic Review 15.
    Littlechild, S. C. and Vaidya, K. G. (1976). The propensity to disrupt and the disruption
    nucleolus of a characteristic function game. Int. J. of Game Theory 5.

    Examples
    --------
    >>> game = CoalitionalGame(["A", "B", "C"], [0, 0, 0, 1170, 0, 770, 210, 1530])
    >>> gately_point(game).round(2).to_dict()
    {'A': 827.7, 'B': 476.56, 'C': 225.74}
    """
    worths = worths_of(game, exact=exact)
    singles = 1 << np.arange(game.n, dtype=np.int64)
    alone = worths[singles]
    gains = tidy(worths[-1] - worths[len(worths) - 1 - singles] - alone)
    surplus, room = tidy(np.array([worths[-1] - alone.sum(), gains.sum()], dtype=worths.dtype))
    slack = allowance(worths, tol)
    if is_known(surplus < -slack):
        raise InvalidGameError(
            f"game must have v(N) >= Σ v(i) for the Gately point, got v(N) − Σ v(i) = {surplus}: "
            "there is no imputation"
        )
    for name, gain in zip(game.players, gains, strict=True):
        if is_known(gain < -slack):
            raise InvalidGameError(
                f"game must have v(N) − v(N∖i) >= v(i) for the Gately point, but for i = {name} "
                f"the difference is {gain}"
            )
    if is_known(surplus > slack) and is_known(room <= slack):
        raise InvalidGameError(
            "game must have a player with v(N) − v(N∖i) > v(i) for the Gately point, but nobody "
            f"adds more to the others than its own worth, while v(N) − Σ v(i) = {surplus}"
        )
    if is_known(surplus <= 0) or is_known(room <= 0):
        return label(tidy(alone + surplus / max(game.n, 1)), game.players, "gately_point")
    if worths.dtype != object:  # gains below 0 by rounding would let others' gains outgrow all
        gains = np.maximum(gains, 0)
        room = gains.sum()
    return label(lowest_terms(alone + gains * surplus / room), game.players, "gately_point")
