"""The Shapley value: each player's marginal contribution averaged over all orders of arrival."""

from math import factorial

import pandas as pd

from lilliput.games.coalitional import CoalitionalGame, worths_of
from lilliput.games.values.fold import label, semivalue

__all__ = ["shapley_value", "shapley_weights"]


def shapley_value(game: CoalitionalGame, *, exact: bool = False) -> pd.Series:
    """Return the Shapley value.

    φ_i = Σ_{S∌i} |S|! (n−|S|−1)! / n! · (v(S∪i) − v(S)), computed in one pass over the 2**n worths.

    Parameters
    ----------
    game
        A coalitional game.
    exact
        Turn float worths into the rationals they store, and return Fractions. Worths that are
        Fractions or sympy expressions give exact values in any case.

    Returns
    -------
    pandas.Series
        Indexed by player.

    See Also
    --------
    weighted_shapley_value, owen_value, myerson_value, banzhaf_value

    References
    ----------
    Shapley, L. S. (1953). A value for n-person games. Contributions to the Theory of Games II.

    Examples
    --------
    >>> glove = CoalitionalGame.from_worths({("L1", "R"): 1, ("L2", "R"): 1, ("L1", "L2", "R"): 1})
    >>> shapley_value(glove, exact=True).to_dict()
    {'L1': Fraction(1, 6), 'R': Fraction(2, 3), 'L2': Fraction(1, 6)}
    """
    worths = worths_of(game, exact=exact)
    return label(semivalue(worths, *shapley_weights(game.n)), game.players, "shapley_value")


def shapley_weights(n: int) -> tuple[list[int], int]:
    """Return the numerators s!(n−s−1)! for s = 0 … n−1 and their denominator n!."""
    return [factorial(s) * factorial(n - s - 1) for s in range(n)], factorial(n)
