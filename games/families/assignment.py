"""Assignment games: two-sided markets in which each player trades with at most one other.

The worth of a coalition is that of its best matching. Player by player on the first side, the best
matching of rows R with columns C either leaves the last row alone or gives it some column, so that
all 2**(m+k) worths take k 2**(m+k-1) steps.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, kind_of, number_array, unify
from lilliput.games.checks import check_names, check_table_fits
from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.errors import InvalidGameError
from lilliput.games.families.naming import Numbers, numbers_by_name
from lilliput.games.tables import larger

__all__ = ["assignment_game", "horse_market"]


def assignment_game(
    matrix: Any, *, rows: Iterable[str] | None = None, columns: Iterable[str] | None = None
) -> CoalitionalGame:
    """Return the assignment game of a matrix: a pair (i, j) can make a_ij together.

    v(S) is the largest Σ a_ij over matchings of the rows in S with the columns in S. Nobody has to
    be matched, so that negative entries count as 0. The game is totally balanced.

    Parameters
    ----------
    matrix
        m × k numbers, one row a player of the first side; a DataFrame brings its own names.
    rows, columns
        The names of the players; by default those of the DataFrame, or "row 1", …, "column 1", ….

    Returns
    -------
    CoalitionalGame
        Among the rows, then the columns.

    Raises
    ------
    InvalidGameError
        Not a matrix, or names that do not fit its shape.

    References
    ----------
    Shapley, L. S. and Shubik, M. (1971). The assignment game I: the core. International Journal of
    Game Theory 1. doi:10.1007/BF01753437

    Examples
    --------
    Three sellers of houses and three buyers:

    >>> market = assignment_game([[5, 8, 2], [7, 9, 6], [2, 3, 0]])
    >>> market
    CoalitionalGame(6 players: row 1, row 2, row 3, column 1, column 2, column 3; float worths; \
v(N) = 16.0)
    """
    if isinstance(matrix, pd.DataFrame):
        rows = list(matrix.index) if rows is None else rows
        columns = list(matrix.columns) if columns is None else columns
        matrix = matrix.to_numpy()
    gains = number_array(matrix, argument="matrix", error=InvalidGameError)
    if gains.ndim != 2:
        raise InvalidGameError(f"matrix must have rows and columns, got shape {gains.shape}")
    firsts = _side(rows, "row", gains.shape[0])
    seconds = _side(columns, "column", gains.shape[1])
    players = check_names([*firsts, *seconds], least=0)
    check_table_fits(len(players), copies=4)
    return CoalitionalGame(players, _best_matchings(gains))


def horse_market(reservations: Numbers, valuations: Numbers) -> CoalitionalGame:
    """Return the market of sellers and buyers of one kind of good, one unit each.

    A seller with reservation price s and a buyer with valuation b gain max(0, b − s) by trade. In
    the core all trade takes place at one price.

    Parameters
    ----------
    reservations
        Seller to reservation price.
    valuations
        Buyer to valuation.

    Returns
    -------
    CoalitionalGame
        Among the sellers, then the buyers.

    References
    ----------
    Böhm-Bawerk, E. von (1889). Positive Theorie des Kapitales.
    Shapley, L. S. and Shubik, M. (1971). The assignment game I: the core. International Journal of
    Game Theory 1. doi:10.1007/BF01753437

    Examples
    --------
    Böhm-Bawerk's market of eight sellers and ten buyers, where the core prices are 21 to 21.5:

    >>> sellers = {f"S{i}": price for i, price in
    ...            enumerate([10, 11, 15, 17, 20, 21.5, 25, 26], start=1)}
    >>> buyers = {f"B{i}": value for i, value in
    ...           enumerate([30, 28, 26, 24, 22, 21, 20, 18, 17, 15], start=1)}
    >>> horse_market(sellers, buyers).worth([*sellers, *buyers])
    57.0
    """
    sellers, asked = numbers_by_name(reservations, argument="reservations")
    buyers, offered = numbers_by_name(valuations, argument="valuations")
    if len(asked) and len(offered):
        asked, offered = unify(asked, offered)
    return assignment_game(offered - asked[:, None], rows=sellers, columns=buyers)


def _best_matchings(gains: Array) -> Array:
    """Return the worth of the best matching of each set of rows and columns."""
    m, k = gains.shape
    zero = gains.flat[0] * 0 if gains.size else 0
    table = np.full((2**m, 2**k), zero, dtype=gains.dtype)  # rows outside: long stretches inside
    for i in range(m):
        before = table[: 2**i]
        after = table[2**i : 2 ** (i + 1)]
        after[:] = before
        for j in range(k):
            alone = before.reshape(2**i, -1, 2, 2**j)[:, :, 0]
            target = after.reshape(2**i, -1, 2, 2**j)
            target[:, :, 1] = larger(target[:, :, 1], alone + gains[i, j])
    if kind_of(gains) == "float":
        table = table + 0.0
    return np.ascontiguousarray(table.T).reshape(-1)


def _side(names: Iterable[str] | None, kind: str, size: int) -> tuple[str, ...]:
    given = [f"{kind} {i + 1}" for i in range(size)] if names is None else list(names)
    if len(given) != size:
        raise InvalidGameError(f"{kind}s needs {size} names for this matrix, got {len(given)}")
    return check_names(given, argument=f"{kind}s", least=0)
