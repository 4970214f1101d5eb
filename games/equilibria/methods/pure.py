"""Pure equilibria of n-player games: profiles at which everyone's payoff is its best response.

Float payoffs tie where the numbers are equal, which is where their decimals are. Fractions are
compared as floats first, whose order is the same up to ties, and exactly where floats tie.
"""

from fractions import Fraction
from math import prod
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lilliput.games.arithmetic import Array, kind_of, object_array
from lilliput.games.checks import check_count
from lilliput.games.equilibria.solution import Complete, Found
from lilliput.games.errors import ProblemTooLargeError
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.normal_form.required import require_numbers

__all__ = ["pure_cells", "pure_equilibria", "solve"]

_MOST_PROFILES = 5000


def solve(game: NormalFormGame, *, max_equilibria: int | None = None) -> Found:
    """Return all pure equilibria of a game of any number of players, exactly.

    Where only one player has a choice, all others are mixtures of these; complete: proved.

    Parameters
    ----------
    game
        With numeric payoffs.
    max_equilibria
        Stop after so many, in the order of the strategies. By default all are returned, and more
        than 5000 are refused.

    Raises
    ------
    ProblemTooLargeError
        More than 5000 equilibria, where no other number is given.

    Examples
    --------
    >>> stag_hunt = NormalFormGame.from_bimatrix([[4, 0], [3, 3]], [[4, 3], [0, 3]])
    >>> len(solve(stag_hunt).profiles), len(solve(stag_hunt, max_equilibria=1).profiles)
    (2, 1)
    """
    if max_equilibria is not None:
        check_count(max_equilibria, argument="max_equilibria")
    cells = _cells(game)
    total = len(cells)
    if max_equilibria is None and total > _MOST_PROFILES:
        raise ProblemTooLargeError(
            f"the game has {total} pure equilibria, and {_MOST_PROFILES} are returned at most; "
            f"pass max_equilibria={total} for all of them, or use pure_equilibria(game), a table"
        )
    pure = [_unit_vectors(size) for size in game.shape]
    profiles = [
        [rows[k] for rows, k in zip(pure, cell, strict=True)]
        for cell in cells[:max_equilibria].tolist()
    ]
    alone = sum(size > 1 for size in game.shape) <= 1  # all others are mixtures of these
    complete: Complete = "proved" if alone and len(profiles) == total else "unknown"
    return Found(profiles, complete, parameters={"pure_equilibria": total})


def pure_cells(game: NormalFormGame) -> list[tuple[int, ...]]:
    """Return all pure equilibria as strategy positions in the order of the players.

    Examples
    --------
    >>> stag_hunt = NormalFormGame.from_bimatrix([[4, 0], [3, 3]], [[4, 3], [0, 3]])
    >>> pure_cells(stag_hunt)
    [(0, 0), (1, 1)]
    """
    return [tuple(cell) for cell in _cells(game).tolist()]


def pure_equilibria(game: NormalFormGame) -> pd.DataFrame:
    """Return all pure equilibria as a table: what each player plays and gets.

    Parameters
    ----------
    game
        With any number of players and numeric payoffs. Floats tie only where they are equal.

    Returns
    -------
    pandas.DataFrame
        One row an equilibrium, in the order of the strategies. Columns: each player's strategy,
        its payoff, and whether the equilibrium is strict.

    Examples
    --------
    >>> stag_hunt = NormalFormGame.from_bimatrix([[4, 0], [3, 3]], [[4, 3], [0, 3]])
    >>> pure_equilibria(stag_hunt).reset_index(drop=True)
      row column  payoff row  payoff column  strict
    0   1      1         4.0            4.0    True
    1   2      2         3.0            3.0    True
    """
    require_numbers(game)
    cells = _cells(game)
    where = tuple(cells.T)
    columns: dict[str, Any] = {
        player: np.array(own, dtype=object)[chosen]
        for player, own, chosen in zip(game.players, game.strategies, where, strict=True)
    }
    columns |= {
        f"payoff {player}": table[where]
        for player, table in zip(game.players, game.payoffs, strict=True)
    }
    strict = np.ones(len(cells), dtype=bool)
    for i, table in enumerate(game.payoffs):
        options = np.moveaxis(table, i, -1)[tuple(np.delete(cells, i, axis=1).T)]
        options = np.broadcast_to(options.reshape(-1, game.shape[i]), (len(cells), game.shape[i]))
        strict &= (options == table[where][:, None]).sum(axis=1) == 1
    return pd.DataFrame(columns | {"strict": strict}).rename_axis("equilibrium")


def _cells(game: NormalFormGame) -> NDArray[np.int64]:
    """Return the pure equilibria as rows of strategy positions, in their order."""
    if kind_of(game.payoffs) == "float":
        return _best_everywhere(game.payoffs)
    try:
        rounded = game.payoffs.astype(np.float64)
    except OverflowError:
        cells = np.argwhere(np.ones(game.shape, dtype=bool))
    else:
        cells = _best_everywhere(rounded)
    kept = [k for k, cell in enumerate(cells.tolist()) if _is_equilibrium(game, cell)]
    return cells[kept]


def _best_everywhere(payoffs: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the cells at which each payoff is the largest along its player's axis."""
    shape = payoffs.shape[1:]
    best = np.ones(shape, dtype=bool)
    for i, table in enumerate(payoffs):
        block = (prod(shape[:i]), shape[i], prod(shape[i + 1 :]))
        lines, marks = table.reshape(block), best.reshape(block)
        top = lines[:, 0].copy()
        for k in range(1, shape[i]):
            np.maximum(top, lines[:, k], out=top)
        for k in range(shape[i]):
            marks[:, k] &= lines[:, k] == top
    cells: NDArray[np.int64] = np.argwhere(best)
    return cells


def _is_equilibrium(game: NormalFormGame, cell: list[int]) -> bool:
    for i, table in enumerate(game.payoffs):
        options = table[(*cell[:i], slice(None), *cell[i + 1 :])]
        if options[cell[i]] < max(options):
            return False
    return True


def _unit_vectors(size: int) -> list[Array]:
    zero, one = Fraction(0), Fraction(1)
    return [object_array([one if j == k else zero for j in range(size)]) for k in range(size)]
