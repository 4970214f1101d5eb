"""The least square values: allocations with excesses as equal as they can be on average.

The least square prenucleolus minimises the variance of the excesses v(S) − x(S) over all
allocations of v(N), the least square nucleolus over the imputations. Since the variance depends
on x by 2**(n−2) Σ_i x_i² and linear terms, the first is the Banzhaf value plus a constant for all,
and the second its projection onto the imputations.
"""

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, kind_of, tidy, to_float
from lilliput.games.coalitional import CoalitionalGame, worths_of
from lilliput.games.errors import InvalidGameError
from lilliput.games.tables import allowance
from lilliput.games.values.fold import label, semivalue

__all__ = ["least_square_nucleolus", "least_square_prenucleolus"]


def least_square_prenucleolus(game: CoalitionalGame, *, exact: bool = False) -> pd.Series:
    """Return the allocation of v(N) whose excesses have the least variance.

    x_i = β_i + (v(N) − Σ_j β_j)/n, the additive efficient normalisation of the Banzhaf value β.

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
    least_square_nucleolus, banzhaf_value, prenucleolus

    References
    ----------
    Ruiz, L. M., Valenciano, F. and Zarzuelo, J. M. (1996). The least square prenucleolus and the
    least square nucleolus. Int. J. of Game Theory 25.

    Examples
    --------
    >>> game = CoalitionalGame.from_worths({("A", "B"): 6, ("A", "B", "C"): 6})
    >>> least_square_prenucleolus(game).to_dict()
    {'A': 3.0, 'B': 3.0, 'C': 0.0}
    """
    values = _prenucleolus(worths_of(game, exact=exact))
    return label(values, game.players, "least_square_prenucleolus")


def least_square_nucleolus(
    game: CoalitionalGame, *, exact: bool = False, tol: float = 1e-9
) -> pd.Series:
    """Return the imputation whose excesses have the least variance.

    x_i = max(v(i), y_i − θ) for the least square prenucleolus y and the θ that makes it share v(N).

    Parameters
    ----------
    game
        A game with imputations: v(N) ≥ Σ_i v(i).
    exact
        Turn float worths into the rationals they store, and return Fractions.
    tol
        For float worths: by how much, as a multiple of the largest |v(S)|, v(N) may fall short of
        Σ_i v(i).

    Returns
    -------
    pandas.Series
        Indexed by player.

    Raises
    ------
    InvalidGameError
        The game has no imputations.
    UnsupportedNumberError
        The worths contain symbols.

    References
    ----------
    Ruiz, L. M., Valenciano, F. and Zarzuelo, J. M. (1996). The least square prenucleolus and the
    least square nucleolus. Int. J. of Game Theory 25.

    Examples
    --------
    >>> game = CoalitionalGame(["A", "B", "C"], [0, 0, 0, 9, 0, 0, 0, 6])
    >>> least_square_prenucleolus(game).to_dict()
    {'A': 3.5, 'B': 3.5, 'C': -1.0}
    >>> least_square_nucleolus(game).to_dict()
    {'A': 3.0, 'B': 3.0, 'C': 0.0}
    """
    worths = worths_of(game, exact=exact)
    if kind_of(worths) == "symbolic":
        worths = to_float(worths, argument="worths of least_square_nucleolus")
    alone = worths[1 << np.arange(game.n, dtype=np.int64)]
    surplus = worths[-1] - alone.sum()
    slack = allowance(worths, tol)
    if surplus < -slack:
        raise InvalidGameError(
            f"game must have v(N) >= Σ v(i) for the least square nucleolus, got v(N) − Σ v(i) = "
            f"{surplus}: there is no imputation"
        )
    values = alone + _onto_simplex(_prenucleolus(worths) - alone, max(surplus, surplus * 0))
    return label(values, game.players, "least_square_nucleolus")


def _prenucleolus(worths: Array) -> Array:
    n = len(worths).bit_length() - 1
    if not n:
        return worths[:0].copy()
    banzhaf = semivalue(worths, [1] * n, 2 ** (n - 1))
    return tidy(banzhaf + (worths[-1] - banzhaf.sum()) / n)


def _onto_simplex(point: Array, total: object) -> Array:
    """Return the nearest point with no negative entry that sums to the total."""
    if not point.size:
        return point
    descending = np.sort(point)[::-1]
    excess = (np.cumsum(descending) - total) / np.arange(1, len(point) + 1).astype(point.dtype)
    # The largest entries stay positive as long as each exceeds what is then taken from all.
    positive = np.flatnonzero(descending > excess)
    theta = excess[positive[-1]] if positive.size else descending[0]
    return np.asarray(np.maximum(point - theta, point * 0))
