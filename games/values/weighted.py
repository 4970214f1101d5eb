"""The weighted Shapley value: each dividend is shared in proportion to the members' weights."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import tidy, to_exact, unify
from lilliput.games.checks import vector_by_name
from lilliput.games.coalitional import CoalitionalGame, moebius_transform, worths_of
from lilliput.games.tables import subset_sums
from lilliput.games.values.fold import label, player_sums

__all__ = ["weighted_shapley_value"]


def weighted_shapley_value(
    game: CoalitionalGame,
    weights: Mapping[str, Any] | pd.Series | Sequence[Any],
    *,
    exact: bool = False,
) -> pd.Series:
    """Return the weighted Shapley value x_i = Σ_{T∋i} Δ(T) ω_i / ω(T).

    Parameters
    ----------
    game
        A coalitional game with Harsanyi dividends Δ.
    weights
        A positive weight ω_i for each player, by name or in the order of the players. Equal
        weights give the Shapley value.
    exact
        Turn floats into the rationals they store, and return Fractions.

    Returns
    -------
    pandas.Series
        Indexed by player.

    References
    ----------
    Kalai, E. and Samet, D. (1987). On weighted Shapley values. Int. J. of Game Theory 16.
    doi:10.1007/BF01756292

    Examples
    --------
    >>> game = CoalitionalGame.from_worths({("US", "CA"): 12})
    >>> weighted_shapley_value(game, {"US": 3, "CA": 1}).to_dict()
    {'US': 9.0, 'CA': 3.0}
    """
    omega = vector_by_name(
        weights, game.players, argument="weights", minimum=0, strict=True, integers="fraction"
    )
    worths, omega = unify(worths_of(game, exact=exact), to_exact(omega) if exact else omega)
    dividends = moebius_transform(worths)
    totals = subset_sums(omega)
    shares = np.zeros_like(dividends)
    shares[1:] = dividends[1:] / totals[1:]
    return label(tidy(omega * player_sums(shares)), game.players, "weighted_shapley_value")
