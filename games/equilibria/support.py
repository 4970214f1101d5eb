"""Two-player equilibria by support enumeration, through nashpy, each certified by its regret.

nashpy solves the indifference conditions of every pair of supports of equal size in floats. It
loses equilibria of ordinary games, so the set is never claimed to be complete. Payoffs given as
Fractions are solved again on the supports found, in rationals.
"""

import warnings
from math import comb
from typing import Any

import numpy as np

from lilliput.games.arithmetic import kind_of
from lilliput.games.equilibria.regret import require_numbers
from lilliput.games.errors import InvalidGameError, ProblemTooLargeError
from lilliput.games.linear import solve_exactly
from lilliput.games.normal_form import NormalFormGame

__all__ = ["support_profiles"]


def support_profiles(
    game: NormalFormGame, *, max_support_pairs: int = 200_000
) -> tuple[list[list[Any]], bool]:
    """Return the profiles that nashpy's support enumeration finds.

    Parameters
    ----------
    game
        A two-player game with numeric payoffs.
    max_support_pairs
        How many pairs of supports may be gone through.

    Returns
    -------
    profiles : list
        Pairs of probability arrays, not yet certified.
    degenerate : bool
        Whether nashpy warned that the game may be degenerate.

    Raises
    ------
    ProblemTooLargeError
        The game has more pairs of supports than allowed; raised before work starts.

    References
    ----------
    Nisan, N. et al. (2007). Algorithmic Game Theory, Algorithm 3.4.

    Examples
    --------
    >>> pennies = NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    >>> [[side.tolist() for side in pair] for pair in support_profiles(pennies)[0]]
    [[[0.5, 0.5], [0.5, 0.5]]]
    """
    if game.n != 2:
        raise InvalidGameError(f"support enumeration needs two players, got {game.n}")
    require_numbers(game)
    rows, columns = game.shape
    pairs = sum(comb(rows, k) * comb(columns, k) for k in range(1, min(rows, columns) + 1))
    if pairs > max_support_pairs:
        raise ProblemTooLargeError(
            f"strategies: {rows} × {columns} strategies have {pairs} pairs of supports, at most "
            f"{max_support_pairs} are allowed (max_support_pairs)"
        )
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found = [list(pair) for pair in game.to_nashpy().support_enumeration()]
    degenerate = any("degenerate" in str(warning.message) for warning in caught)
    if kind_of(game.payoffs) == "fraction":
        found = [_in_rationals(game, pair) or pair for pair in found]
    return found, degenerate


def _in_rationals(game: NormalFormGame, pair: list[Any]) -> list[Any] | None:
    """Solve the indifference conditions on the supports of a float equilibrium exactly."""
    rows, columns = (np.flatnonzero(side > 0) for side in pair)
    if len(rows) != len(columns):
        return None
    first = _indifferent(game.payoffs[0][np.ix_(rows, columns)])
    second = _indifferent(game.payoffs[1][np.ix_(rows, columns)].T)
    if first is None or second is None:
        return None
    exact = []
    for weights, support, size in ((second, rows, game.shape[0]), (first, columns, game.shape[1])):
        side = np.array([weights[0] * 0] * size, dtype=object)
        side[support] = weights
        if min(weights) < 0:
            return None
        exact.append(side)
    return exact


def _indifferent(matrix: Any) -> list[Any] | None:
    """Return the opponent's mixture at which all rows of a square matrix give the same."""
    size = len(matrix)
    system = [[*row, -1] for row in matrix] + [[1] * size + [0]]
    solution = solve_exactly(system, [0] * size + [1])
    return None if solution is None else solution[:-1]
