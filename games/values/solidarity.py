"""The solidarity value: what a coalition gains by its members is shared equally among them.

Every linear, symmetric and efficient value is the Shapley value of a game whose worths are scaled
by coalition size; for the solidarity value v(S) is divided by |S| + 1 for all S but N.
"""

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, kind_of, ratio
from lilliput.games.checks import check_table_fits
from lilliput.games.coalitional import CoalitionalGame, worths_of
from lilliput.games.values.fold import coalition_sizes, label, semivalue
from lilliput.games.values.shapley import shapley_weights

__all__ = ["solidarity_value"]

_BLOCK_BITS = 14


def solidarity_value(game: CoalitionalGame, *, exact: bool = False) -> pd.Series:
    """Return the solidarity value.

    ψ_i = Σ_{S∋i} (|S|−1)! (n−|S|)! / n! · A(S), with A(S) = Σ_{k∈S} (v(S) − v(S∖k)) / |S| the mean
    marginal contribution of the members of S, in place of the player's own.

    Parameters
    ----------
    game
        A coalitional game.
    exact
        Turn float worths into the rationals they store, and return Fractions.

    Returns
    -------
    pandas.Series
        Indexed by player. A null player may receive something.

    References
    ----------
    Nowak, A. S. and Radzik, T. (1994). A solidarity value for n-person transferable utility games.
    Int. J. of Game Theory 23. doi:10.1007/BF01242845

    Examples
    --------
    >>> game = CoalitionalGame.from_worths({("A", "B"): 36, ("A", "B", "C"): 36})
    >>> solidarity_value(game).to_dict()
    {'A': 14.0, 'B': 14.0, 'C': 8.0}
    """
    check_table_fits(game.n, copies=1)
    worths = worths_of(game, exact=exact)
    kind = kind_of(worths)
    scale = np.array([ratio(1, size + 1, kind) for size in range(game.n + 1)])
    scale[-1] = ratio(1, 1, kind)
    values = semivalue(_scaled(worths, scale), *shapley_weights(game.n))
    return label(values, game.players, "solidarity_value")


def _scaled(worths: Array, scale: Array) -> Array:
    """Multiply worths by a factor for each coalition size, in blocks that need no second table."""
    low = min(len(worths).bit_length() - 1, _BLOCK_BITS)
    sizes = coalition_sizes(low)
    result = np.empty_like(worths)
    blocks = zip(result.reshape(-1, 2**low), worths.reshape(-1, 2**low), strict=True)
    for number, (target, block) in enumerate(blocks):
        target[:] = scale[sizes + number.bit_count()] * block
    return result
