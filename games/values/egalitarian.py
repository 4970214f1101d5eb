"""Values that share equally what remains, and those that mix them with the Shapley value.

Each is O(n) beside the Shapley value: the equal division of v(N), the equal division of the
surplus over what players are worth alone (CIS) or over their marginal contributions (ENSC).
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, kind_of, number_array, ratio, tidy, to_exact, unify
from lilliput.games.checks import check_probability, partition_of
from lilliput.games.coalitional import CoalitionalGame, worths_of
from lilliput.games.values.fold import label, semivalue
from lilliput.games.values.shapley import shapley_weights

__all__ = [
    "cis_value",
    "consensus_value",
    "egalitarian_shapley_value",
    "egalitarian_value",
    "ensc_value",
]


def egalitarian_value(
    game: CoalitionalGame,
    *,
    unions: Iterable[Iterable[str]] | None = None,
    exact: bool = False,
) -> pd.Series:
    """Return the equal division v(N)/n; with m unions v(N)/(m |B|) for a member of the union B.

    Parameters
    ----------
    game
        A coalitional game.
    unions
        Disjoint groups of players, each of which receives as much as any other; players in no
        group form a union of their own.
    exact
        Turn float worths into the rationals they store, and return Fractions.

    Returns
    -------
    pandas.Series
        Indexed by player.

    References
    ----------
    van den Brink, R. (2007). Null or nullifying players: the difference between the Shapley value
    and equal division solutions. Journal of Economic Theory 136.
    Alonso-Meijide, J. M., Costa, J., García-Jurado, I. and Gonçalves-Dosantos, J. C. (2020). On
    egalitarian values for cooperative games with a priori unions. TOP 28.

    Examples
    --------
    >>> game = CoalitionalGame(["A", "B", "C"], [0, 1, 2, 3, 0, 1, 2, 12])
    >>> egalitarian_value(game).to_dict()
    {'A': 4.0, 'B': 4.0, 'C': 4.0}
    >>> egalitarian_value(game, unions=[["A", "B"]]).to_dict()
    {'A': 3.0, 'B': 3.0, 'C': 6.0}
    """
    if unions is None:
        unions = [game.players] if game.n else []
    partition = partition_of(game.players, unions)
    worths = worths_of(game, exact=exact)
    values = np.empty(game.n, dtype=worths.dtype)
    for union in partition:
        values[union] = worths[-1] / (len(partition) * len(union))
    return label(tidy(values), game.players, "egalitarian_value")


def cis_value(
    game: CoalitionalGame,
    *,
    unions: Iterable[Iterable[str]] | None = None,
    exact: bool = False,
) -> pd.Series:
    """Return the centre of the imputation set, v(i) + (v(N) − Σ_j v(j))/n.

    Also known as the equal surplus division. With m unions it is taken in two steps: each union B
    receives v(B) and an m-th of what is left of v(N), and each of its members v(i) and an equal
    part of what is left of that.

    Parameters
    ----------
    game
        A coalitional game.
    unions
        Disjoint groups of players; players in no group form a union of their own.
    exact
        Turn float worths into the rationals they store, and return Fractions.

    Returns
    -------
    pandas.Series
        Indexed by player; without unions an imputation if there are any.

    See Also
    --------
    ensc_value, consensus_value

    References
    ----------
    Driessen, T. S. H. and Funaki, Y. (1991). Coincidence of and collinearity between game
    theoretic solutions. OR Spektrum 13.
    Alonso-Meijide, J. M., Costa, J., García-Jurado, I. and Gonçalves-Dosantos, J. C. (2020). On
    egalitarian values for cooperative games with a priori unions. TOP 28.

    Examples
    --------
    >>> game = CoalitionalGame(["A", "B", "C"], [0, 1, 2, 3, 0, 1, 2, 12])
    >>> cis_value(game).to_dict()
    {'A': 4.0, 'B': 5.0, 'C': 3.0}
    >>> cis_value(game, unions=[["A", "B"]]).to_dict()
    {'A': 3.25, 'B': 4.25, 'C': 4.5}
    """
    worths = worths_of(game, exact=exact)
    alone = _alone(worths)
    if unions is None:
        return label(_equal_surplus(alone, worths[-1]), game.players, "cis_value")
    partition = partition_of(game.players, unions)
    own = worths[[sum(1 << i for i in union) for union in partition]] if partition else alone
    values = np.empty_like(alone)
    for union, amount in zip(partition, _equal_surplus(own, worths[-1]), strict=True):
        values[union] = _equal_surplus(alone[union], amount)
    return label(tidy(values), game.players, "cis_value")


def ensc_value(game: CoalitionalGame, *, exact: bool = False) -> pd.Series:
    """Return the egalitarian non-separable contribution M_i + (v(N) − Σ_j M_j)/n.

    M_i = v(N) − v(N∖i) is the separable contribution of player i. It is the CIS value of the dual
    game.

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

    See Also
    --------
    cis_value, tau_value

    References
    ----------
    Moulin, H. (1985). The separability axiom and equal-sharing methods. Journal of Economic
    Theory 36.
    Driessen, T. S. H. and Funaki, Y. (1991). Coincidence of and collinearity between game
    theoretic solutions. OR Spektrum 13.

    Examples
    --------
    >>> game = CoalitionalGame(["A", "B", "C"], [0, 1, 2, 3, 0, 1, 2, 12])
    >>> ensc_value(game).to_dict()
    {'A': 4.0, 'B': 5.0, 'C': 3.0}
    """
    worths = worths_of(game, exact=exact)
    n = len(worths).bit_length() - 1
    without = len(worths) - 1 - (1 << np.arange(n, dtype=np.int64))
    separable = worths[-1] - worths[without]
    return label(_equal_surplus(separable, worths[-1]), game.players, "ensc_value")


def egalitarian_shapley_value(
    game: CoalitionalGame, alpha: Any, *, exact: bool = False
) -> pd.Series:
    """Return α times the Shapley value plus 1 − α times the equal division.

    Parameters
    ----------
    game
        A coalitional game.
    alpha
        The share α in [0, 1] of v(N) that goes by marginal contributions: float, Fraction or
        sympy expression.
    exact
        Turn floats into the rationals they store, and return Fractions.

    Returns
    -------
    pandas.Series
        Indexed by player.

    References
    ----------
    Joosten, R. (1996). Dynamics, equilibria, and values. Thesis, Maastricht University.
    van den Brink, R., Funaki, Y. and Ju, Y. (2013). Reconciling marginalism with egalitarianism.
    Social Choice and Welfare 40.

    Examples
    --------
    >>> game = CoalitionalGame.from_worths({("A", "B"): 6, ("A", "B", "C"): 6})
    >>> egalitarian_shapley_value(game, 0.5).to_dict()
    {'A': 2.5, 'B': 2.5, 'C': 1.0}
    """
    check_probability(alpha, argument="alpha")
    share = number_array([alpha], argument="alpha", integers="fraction")
    worths, share = unify(worths_of(game, exact=exact), to_exact(share) if exact else share)
    marginal = semivalue(worths, *shapley_weights(game.n))
    values = marginal if not game.n else share * marginal + (1 - share) * (worths[-1] / game.n)
    return label(tidy(values), game.players, "egalitarian_shapley_value")


def consensus_value(game: CoalitionalGame, *, exact: bool = False) -> pd.Series:
    """Return the consensus value, the mean of the Shapley value and the CIS value.

    It is what players expect who arrive in a random order and share each surplus equally between
    the newcomer and those already there.

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
    Ju, Y., Borm, P. and Ruys, P. (2007). The consensus value: a new solution concept for
    cooperative games. Social Choice and Welfare 28.

    Examples
    --------
    >>> game = CoalitionalGame.from_worths({("A", "B"): 6, ("A", "B", "C"): 6})
    >>> consensus_value(game).to_dict()
    {'A': 2.5, 'B': 2.5, 'C': 1.0}
    """
    worths = worths_of(game, exact=exact)
    shapley = semivalue(worths, *shapley_weights(game.n))
    half = ratio(1, 2, kind_of(worths))
    values = half * (shapley + _equal_surplus(_alone(worths), worths[-1]))
    return label(tidy(values), game.players, "consensus_value")


def _alone(worths: Array) -> Array:
    n = len(worths).bit_length() - 1
    return np.asarray(worths[1 << np.arange(n, dtype=np.int64)])


def _equal_surplus(claims: Array, total: Any) -> Array:
    """Return what each can claim by itself plus an equal share of what is left of the total."""
    if not claims.size:
        return claims
    return tidy(claims + (total - claims.sum()) / len(claims))
