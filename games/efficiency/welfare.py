"""Welfare and Pareto optimality of the pure profiles of a game."""

from typing import Any, Literal

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array
from lilliput.games.dominance.tables import in_kind, profile_index
from lilliput.games.equilibria.methods.pure import pure_cells
from lilliput.games.equilibria.regret import require_numbers
from lilliput.games.normal_form import NormalFormGame

__all__ = ["Welfare", "pareto_optimal_profiles", "welfare_by_profile", "welfare_table"]

Welfare = Literal["utilitarian", "egalitarian", "nash"]


def welfare_by_profile(exact: Array, welfare: Welfare) -> Array:
    """Return the welfare of every pure profile, in a row.

    Parameters
    ----------
    exact
        A payoff tensor of Fractions, players first.
    welfare
        Sum, minimum or product of the payoffs.

    Examples
    --------
    >>> welfare_by_profile(np.array([[[1, 2]], [[3, 4]]]), "utilitarian")
    array([4, 6])
    """
    rows = exact.reshape(len(exact), -1)
    if welfare == "utilitarian":
        return np.asarray(rows.sum(axis=0))
    return np.asarray(rows.min(axis=0) if welfare == "egalitarian" else rows.prod(axis=0))


def pareto_optimal_profiles(game: NormalFormGame, *, weak: bool = False) -> pd.DataFrame:
    """Return the pure profiles that no other pure profile improves for all.

    Parameters
    ----------
    game
        A normal-form game with numeric payoffs.
    weak
        If true, all profiles to which no other is better for every player; if not, those to which
        no other is as good for every player and better for one.

    Returns
    -------
    pandas.DataFrame
        Payoffs: one row a profile, one column a player.

    Raises
    ------
    UnsupportedNumberError
        Symbolic payoffs.

    Examples
    --------
    >>> dilemma = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    >>> pareto_optimal_profiles(dilemma).index.tolist()
    [('1', '1'), ('1', '2'), ('2', '1')]
    """
    require_numbers(game)
    rows = game.payoffs.reshape(game.n, -1).T
    keep = _pareto(rows, weak=weak)
    columns = pd.Index(game.players, name="player")
    return pd.DataFrame(rows[keep], index=profile_index(game)[keep], columns=columns)


def _pareto(rows: Array, *, weak: bool) -> Array:
    """Return whether each row is Pareto optimal among all; rows that beat others come first."""
    front = np.empty((0, rows.shape[1]), dtype=rows.dtype)
    verdicts: dict[tuple[Any, ...], bool] = {}
    for row in sorted(set(map(tuple, rows)), reverse=True):
        if weak:
            beaten = (front > np.array(row, dtype=rows.dtype)).all(axis=1).any()
        else:
            beaten = (front >= np.array(row, dtype=rows.dtype)).all(axis=1).any()
        verdicts[row] = not beaten
        if not beaten:
            front = np.vstack([front, np.array(row, dtype=rows.dtype)])
    return np.array([verdicts[tuple(row)] for row in rows], dtype=bool)


def welfare_table(game: NormalFormGame) -> pd.DataFrame:
    """Return payoffs and welfare of every pure profile, and whether it is stable and efficient.

    Parameters
    ----------
    game
        A normal-form game with numeric payoffs; floats count as the decimals that they print as.

    Returns
    -------
    pandas.DataFrame
        One row a profile: the payoff of each player, ``"utilitarian"``, ``"egalitarian"`` and
        ``"nash"`` welfare (missing where a payoff is negative), ``"equilibrium"`` and ``"Pareto
        optimal"`` (both among pure profiles).

    Raises
    ------
    UnsupportedNumberError
        Symbolic payoffs.

    Examples
    --------
    >>> dilemma = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    >>> welfare_table(dilemma)[["utilitarian", "equilibrium", "Pareto optimal"]].reset_index()
      row column  utilitarian  equilibrium  Pareto optimal
    0   1      1          6.0        False            True
    1   1      2          5.0        False            True
    2   2      1          5.0        False            True
    3   2      2          2.0         True           False
    """
    require_numbers(game)
    exact = game.to_exact().payoffs
    rows = game.payoffs.reshape(game.n, -1).T
    frame = pd.DataFrame(
        {f"payoff {p}": rows[:, i] for i, p in enumerate(game.players)}, profile_index(game)
    )
    frame["utilitarian"] = in_kind(game, welfare_by_profile(exact, "utilitarian"))
    frame["egalitarian"] = in_kind(game, welfare_by_profile(exact, "egalitarian"))
    products = pd.Series(in_kind(game, welfare_by_profile(exact, "nash")), frame.index)
    defined = np.asarray((exact.reshape(game.n, -1) >= 0).all(axis=0), dtype=bool)
    frame["nash"] = products.where(defined)
    stable = np.zeros(game.shape, dtype=bool)
    for cell in pure_cells(game):
        stable[cell] = True
    frame["equilibrium"] = stable.ravel()
    frame["Pareto optimal"] = _pareto(rows, weak=False)
    return frame
