"""The Banzhaf value: the mean marginal contribution over all coalitions of the others."""

import pandas as pd

from lilliput.games.coalitional import CoalitionalGame, worths_of
from lilliput.games.values.fold import label, semivalue

__all__ = ["banzhaf_value"]


def banzhaf_value(game: CoalitionalGame, *, exact: bool = False) -> pd.Series:
    """Return the Banzhaf value β_i = 2**(1−n) Σ_{S∌i} (v(S∪i) − v(S)); it is not efficient.

    Parameters
    ----------
    game
        A coalitional game.
    exact
        Turn float worths into the rationals they store, and return Fractions.

    Returns
    -------
    pandas.Series
        Indexed by player.

    References
    ----------
    Owen, G. (1975). Multilinear extensions and the Banzhaf value. Naval Research Logistics 22.

    Examples
    --------
    >>> majority = CoalitionalGame.from_function(["A", "B", "C"], lambda S: int(len(S) >= 2))
    >>> banzhaf_value(majority).to_dict()
    {'A': 0.5, 'B': 0.5, 'C': 0.5}
    """
    worths = worths_of(game, exact=exact)
    values = semivalue(worths, [1] * game.n, 2 ** max(game.n - 1, 0))
    return label(values, game.players, "banzhaf_value")
