"""Marginal vectors: what each player adds when the players arrive in a given order.

The Shapley value is their mean over all n! orders, the Weber set their convex hull, and a game is
convex iff all of them are in the core.
"""

from itertools import permutations
from math import factorial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lilliput.games.arithmetic import Array, tidy
from lilliput.games.coalitional import CoalitionalGame, worths_of
from lilliput.games.errors import ProblemTooLargeError

__all__ = ["all_orders", "marginal_table", "marginal_vectors"]

_MOST_PLAYERS = 9


def marginal_vectors(game: CoalitionalGame, *, exact: bool = False) -> pd.DataFrame:
    """Return the marginal vector of every order of the players.

    In the order π player π(k) receives v({π(1), …, π(k)}) − v({π(1), …, π(k−1)}).

    Parameters
    ----------
    game
        A coalitional game of at most 9 players.
    exact
        Turn float worths into the rationals they store, and return Fractions.

    Returns
    -------
    pandas.DataFrame
        One row for each of the n! orders, indexed by the order (a tuple of names, first arrival
        first; lexicographic in the order of the players); one column for each player.

    Raises
    ------
    ProblemTooLargeError
        More than 9 players: 10 have 3,628,800 orders.

    See Also
    --------
    shapley_value, random_order_value

    References
    ----------
    Weber, R. J. (1988). Probabilistic values for games. In A. E. Roth (ed.), The Shapley Value.
    Shapley, L. S. (1971). Cores of convex games. Int. J. of Game Theory 1. doi:10.1007/BF01753431

    Examples
    --------
    >>> glove = CoalitionalGame.from_worths({("L", "R"): 1})
    >>> marginal_vectors(glove).loc[[("L", "R")]].to_numpy().tolist()
    [[0.0, 1.0]]
    """
    orders = all_orders(game.n)
    rows = marginal_table(worths_of(game, exact=exact), orders)
    return pd.DataFrame(
        rows,
        index=pd.Index(list(permutations(game.players)), tupleize_cols=False, name="order"),
        columns=pd.Index(game.players, name="player"),
    )


def all_orders(n: int) -> NDArray[np.int64]:
    """Return the n! orders of n players as rows of positions, in lexicographic order.

    Raises
    ------
    ProblemTooLargeError
        n is over 9.
    """
    if n > _MOST_PLAYERS:
        raise ProblemTooLargeError(
            f"players: {n} players have {factorial(n)} orders; at most {_MOST_PLAYERS} players "
            "are allowed where every order is listed (marginal_table takes chosen orders)"
        )
    orders = np.zeros((1, 0), dtype=np.int64)
    for size in range(1, n + 1):
        # Each player goes first in turn; the others follow in the orders of one player fewer.
        first = np.repeat(np.arange(size), len(orders))[:, None]
        rest = np.tile(orders, (size, 1))
        orders = np.hstack([first, rest + (rest >= first)])
    return orders


def marginal_table(worths: Array, orders: NDArray[np.int64]) -> Array:
    """Return the marginal vectors of some orders, one row each.

    Parameters
    ----------
    worths
        2**n worths of any number kind.
    orders
        Positions of players, shape (k, n): each row a permutation of 0 … n−1.

    Returns
    -------
    numpy.ndarray
        Shape (k, n): what the player of each column adds in the order of each row.
    """
    arrived = np.cumsum(np.int64(1) << orders, axis=1)
    gains = worths[arrived] - worths[arrived - (np.int64(1) << orders)]
    table = np.empty_like(gains)
    np.put_along_axis(table, orders, gains, axis=1)
    return tidy(table)
