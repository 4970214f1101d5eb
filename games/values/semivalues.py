"""Semivalues: marginal contributions weighed by the size of the coalition that is joined.

φ_i = Σ_{S∌i} p_{|S|} (v(S∪i) − v(S)) with p_s ≥ 0 and Σ_s C(n−1, s) p_s = 1: player i joins a
random coalition of the others whose probability depends only on its size. The Shapley value has
p_s = s!(n−s−1)!/n!, the Banzhaf value p_s = 2**(1−n).
"""

from collections.abc import Sequence
from math import comb, lcm
from typing import Any

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import (
    Array,
    kind_of,
    number_array,
    object_array,
    tidy,
    to_exact,
    unify,
)
from lilliput.games.checks import check_probability
from lilliput.games.coalitional import CoalitionalGame, worths_of
from lilliput.games.errors import InvalidArgumentError
from lilliput.games.values.conditions import probabilities
from lilliput.games.values.fold import coalition_sizes, label, player_sums
from lilliput.games.values.fold import semivalue as fold_semivalue

__all__ = ["binomial_semivalue", "semivalue"]


def semivalue(
    game: CoalitionalGame, weights: Sequence[Any] | Array, *, exact: bool = False, tol: float = 1e-9
) -> pd.Series:
    """Return the semivalue φ_i = Σ_{S∌i} p_{|S|} (v(S∪i) − v(S)), in one pass over the worths.

    Parameters
    ----------
    game
        A coalitional game of n players.
    weights
        p_0, …, p_{n−1}: the probability of joining one given coalition of 0, …, n−1 others. They
        must not be negative, and Σ_s C(n−1, s) p_s must be 1.
    exact
        Turn floats into the rationals they store, and return Fractions.
    tol
        How far the sum may be from 1 when a weight is a float.

    Returns
    -------
    pandas.Series
        Indexed by player.

    Raises
    ------
    InvalidArgumentError
        Not n weights, a negative one, or a sum other than 1.

    See Also
    --------
    binomial_semivalue, shapley_value, banzhaf_value, probabilistic_value

    References
    ----------
    Dubey, P., Neyman, A. and Weber, R. J. (1981). Value theory without efficiency. Mathematics of
    Operations Research 6. doi:10.1287/moor.6.1.122

    Examples
    --------
    What each player adds to nobody, or to all others, with probability ½ each:

    >>> majority = CoalitionalGame.from_function(["A", "B", "C"], lambda S: int(len(S) >= 2))
    >>> semivalue(majority, [0.5, 0, 0.5]).to_dict()
    {'A': 0.0, 'B': 0.0, 'C': 0.0}
    """
    given = _checked(weights, game.n, tol)
    values = _weighted(worths_of(game, exact=exact), to_exact(given) if exact else given)
    return label(values, game.players, "semivalue")


def binomial_semivalue(game: CoalitionalGame, p: Any, *, exact: bool = False) -> pd.Series:
    """Return the p-binomial semivalue, with p_s = p**s (1−p)**(n−1−s).

    Each of the others is in the coalition that player i joins with probability p, independently:
    the derivative of the multilinear extension in x_i at (p, …, p). ½ gives the Banzhaf value, 0
    what each is worth alone, 1 the marginal contribution to all others.

    Parameters
    ----------
    game
        A coalitional game.
    p
        A probability: float, Fraction or sympy expression.
    exact
        Turn floats into the rationals they store, and return Fractions.

    Returns
    -------
    pandas.Series
        Indexed by player.

    References
    ----------
    Puente, M. A. (2000). Aportaciones a la representabilidad de juegos simples y al cálculo de
    soluciones de esta clase de juegos. Thesis, Technical University of Catalonia.
    Owen, G. (1972). Multilinear extensions of games. Management Science 18.

    Examples
    --------
    >>> import sympy
    >>> majority = CoalitionalGame.from_function(["A", "B", "C"], lambda S: int(len(S) >= 2))
    >>> binomial_semivalue(majority, sympy.Symbol("p"), exact=True)["A"]
    -2*p**2 + 2*p
    """
    check_probability(p, argument="p")
    number = number_array([p], argument="p", integers="fraction")
    kind, n = kind_of(number), game.n
    # The powers of a float are taken of the rational that it stores, and rounded once at the end.
    base = to_exact(number)[0]
    powers = object_array([base**s * (1 - base) ** (n - 1 - s) for s in range(n)])
    worths = worths_of(game, exact=exact)
    if kind == "float" and not exact:
        worths, _ = unify(worths, number)
    return label(_weighted(worths, powers), game.players, "binomial_semivalue")


def _checked(weights: Sequence[Any] | Array, n: int, tol: float) -> Array:
    entries = list(weights)
    if len(entries) != n:
        raise InvalidArgumentError(
            f"weights needs {n} entries, one for each size 0 … n−1 of the coalition joined, "
            f"got {len(entries)}"
        )
    if not n:
        return number_array(entries, argument="weights", integers="fraction")
    return probabilities(
        entries,
        argument="weights",
        tol=tol,
        label=lambda size: f"size {size}",
        counts=[comb(n - 1, size) for size in range(n)],
    )


def _weighted(worths: Array, weights: Array) -> Array:
    """Return the semivalue for weights of any kind: floats and Fractions over one denominator."""
    if kind_of(weights) == "float" or kind_of(worths) == "symbolic":
        worths, weights = unify(worths, weights)
    if kind_of(weights) != "symbolic":
        fractions = to_exact(weights)
        denominator = lcm(*(w.denominator for w in fractions))
        numerators = [int(w * denominator) for w in fractions]
        return fold_semivalue(worths, numerators, denominator)
    worths, weights = unify(worths, weights)
    n = len(weights)
    base = np.append(weights, weights[:1] * 0)
    gain = np.append(base[:1], base[:-1] + base[1:])
    sizes = coalition_sizes(n)
    return tidy(player_sums(gain[sizes] * worths) - (base[sizes] * worths).sum())
