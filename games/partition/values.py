"""Values of games in partition function form that extend the Shapley value.

All are efficient (they pay v(N) in all), symmetric and linear, and pay the Shapley value where
there are no externalities. They differ in what a coalition is credited with, given that its worth
depends on what the others do.
"""

from typing import Any

import pandas as pd

from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.partition.averages import stochastic_game
from lilliput.games.partition.characteristic import characteristic_function
from lilliput.games.partition.game import PartitionGame
from lilliput.games.values.shapley import shapley_value

__all__ = [
    "average_value",
    "externality_free_value",
    "mcquillin_value",
    "stochastic_shapley_value",
]


def externality_free_value(game: PartitionGame, *, exact: bool = False) -> pd.Series:
    """Return the externality-free value: the Shapley value when the others stay single.

    A player's contribution is counted before anyone reacts: when i leaves S, all outside S are
    singletons, and i becomes one more.

    Parameters
    ----------
    game
        A game in partition function form.
    exact
        Turn float worths into the rationals they store, and return Fractions.

    Returns
    -------
    pandas.Series
        Indexed by player.

    See Also
    --------
    stochastic_shapley_value : The family of which this is the limit θ → ∞.

    References
    ----------
    de Clippel, G. and Serrano, R. (2008). Marginal contributions and externalities in the value.
    Econometrica 76:1413–1436. doi:10.3982/ECTA7224
    Pham Do, K. H. and Norde, H. (2007). The Shapley value for partition function form games.
    International Game Theory Review 9:353–360.

    Examples
    --------
    >>> from lilliput.games.partition import cournot_game
    >>> cartels = cournot_game({"A": 0, "B": 2, "C": 4}, intercept=12)
    >>> externality_free_value(cartels).to_dict()
    {'A': Fraction(71, 3), 'B': Fraction(28, 3), 'C': Fraction(3, 1)}
    """
    return _shapley(characteristic_function(game, "singletons"), exact, "externality_free_value")


def mcquillin_value(game: PartitionGame, *, exact: bool = False) -> pd.Series:
    """Return McQuillin's extended Shapley value: the others stand together.

    The Shapley value of v(S, {S, N∖S}). It is recursive: applied to the coalitions of every
    structure it makes a game of which it is the value again.

    Parameters
    ----------
    game
        A game in partition function form.
    exact
        Turn float worths into the rationals they store, and return Fractions.

    Returns
    -------
    pandas.Series
        Indexed by player.

    See Also
    --------
    stochastic_shapley_value : The family of which this is the member θ = 0.

    References
    ----------
    McQuillin, B. (2009). The extended and generalized Shapley value: simultaneous consideration of
    coalitional externalities and coalitional structure. Journal of Economic Theory 144:696–721.
    doi:10.1016/j.jet.2008.05.010

    Examples
    --------
    >>> from lilliput.games.partition import cournot_game
    >>> cartels = cournot_game({"A": 0, "B": 2, "C": 4}, intercept=12)
    >>> mcquillin_value(cartels).to_dict()
    {'A': Fraction(214, 9), 'B': Fraction(82, 9), 'C': Fraction(28, 9)}
    """
    return _shapley(characteristic_function(game, "together"), exact, "mcquillin_value")


def average_value(game: PartitionGame, *, exact: bool = False) -> pd.Series:
    """Return the value of Macho-Stadler, Pérez-Castrillo and Wettstein.

    The Shapley value of Σ_P v(S, P) Π_{T∈P∖S} (|T|−1)! / (n−|S|)!: the others' structure is that of
    the cycles of a random permutation. Alone among values by averages it treats players of similar
    influence alike and gives nothing to a player whose moves never matter.

    Parameters
    ----------
    game
        A game in partition function form.
    exact
        Turn float worths into the rationals they store, and return Fractions.

    Returns
    -------
    pandas.Series
        Indexed by player.

    See Also
    --------
    average_game : The same with other weights.

    References
    ----------
    Macho-Stadler, I., Pérez-Castrillo, D. and Wettstein, D. (2007). Sharing the surplus: an
    extension of the Shapley value for environments with externalities. Journal of Economic Theory
    135:339–356. doi:10.1016/j.jet.2006.05.001

    Examples
    --------
    >>> from lilliput.games.partition import cournot_game
    >>> cartels = cournot_game({"A": 0, "B": 2, "C": 4}, intercept=12)
    >>> average_value(cartels).to_dict()
    {'A': Fraction(427, 18), 'B': Fraction(83, 9), 'C': Fraction(55, 18)}
    """
    return _shapley(stochastic_game(game), exact, "average_value")


def stochastic_shapley_value(
    game: PartitionGame, concentration: Any = 1, *, exact: bool = False
) -> pd.Series:
    """Return the Shapley value when the players outside a coalition gather by chance.

    Parameters
    ----------
    game
        A game in partition function form.
    concentration
        θ ≥ 0 of the Chinese restaurant process of `stochastic_game`: 0 is `mcquillin_value`, 1 is
        `average_value`, and ``math.inf`` is `externality_free_value`.
    exact
        Turn float worths into the rationals they store, and return Fractions.

    Returns
    -------
    pandas.Series
        Indexed by player. For every θ a player gets nothing if it is worth nothing alone and its
        moves never change the worth of any coalition of others, with or without it.

    References
    ----------
    Skibski, O., Michalak, T. P. and Wooldridge, M. (2018). The stochastic Shapley value for
    coalitional games with externalities. Games and Economic Behavior 108:65–80.
    doi:10.1016/j.geb.2017.04.008

    Examples
    --------
    >>> from lilliput.games.partition import cournot_game
    >>> cartels = cournot_game({"A": 0, "B": 2, "C": 4}, intercept=12)
    >>> stochastic_shapley_value(cartels, 2).to_dict()
    {'A': Fraction(640, 27), 'B': Fraction(250, 27), 'C': Fraction(82, 27)}
    """
    return _shapley(stochastic_game(game, concentration), exact, "stochastic_shapley_value")


def _shapley(game: CoalitionalGame, exact: bool, name: str) -> pd.Series:
    return shapley_value(game, exact=exact).rename(name)
