"""Welfare and Pareto optimality of the pure profiles of a game."""

from typing import Literal

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array
from lilliput.games.dominance.tables import in_kind, profile_index
from lilliput.games.equilibria.methods.pure import pure_cells
from lilliput.games.errors import ProblemTooLargeError
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.normal_form.required import require_numbers

__all__ = [
    "Welfare",
    "pareto_optimal_profiles",
    "pareto_rows",
    "welfare_by_profile",
    "welfare_table",
]

Welfare = Literal["utilitarian", "egalitarian", "nash"]

_MOST_COMPARISONS = 5 * 10**9


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
    ProblemTooLargeError
        More than 5·10⁹ comparisons of profiles.

    Examples
    --------
    >>> dilemma = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    >>> pareto_optimal_profiles(dilemma).index.tolist()
    [('1', '1'), ('1', '2'), ('2', '1')]
    """
    require_numbers(game)
    rows = game.payoffs.reshape(game.n, -1).T
    keep = pareto_rows(rows, weak=weak)
    columns = pd.Index(game.players, name="player")
    return pd.DataFrame(rows[keep], index=profile_index(game)[keep], columns=columns)


def pareto_rows(rows: Array, *, weak: bool) -> Array:
    """Return whether each row of payoffs is Pareto optimal among all.

    Payoffs are replaced by their ranks. Rows that beat others come first, so that a row need only
    be compared with the best so far; in their order the first payoff falls, so that it need not.

    Examples
    --------
    >>> pareto_rows(np.array([[1, 2], [2, 1], [1, 1]]), weak=False)
    array([ True,  True, False])
    """
    ranks = np.stack([np.unique(own, return_inverse=True)[1] for own in rows.T], axis=1)
    distinct, where = np.unique(-ranks, axis=0, return_inverse=True)
    front, keep = np.empty_like(distinct), np.zeros(len(distinct), dtype=bool)
    size = limit = work = 0
    for k, row in enumerate(distinct):
        while weak and limit < size and front[limit, 0] < row[0]:
            limit += 1  # only rows with a larger first payoff can beat this one strictly
        rivals = front[: limit if weak else size, 1:]
        work += len(rivals)
        if work > _MOST_COMPARISONS:
            raise ProblemTooLargeError(
                f"game: more than {_MOST_COMPARISONS:.0e} comparisons of profiles, {size} of "
                f"the first {k} being optimal; eliminate dominated strategies first"
            )
        beaten = (rivals < row[1:]).all(axis=1) if weak else (rivals <= row[1:]).all(axis=1)
        keep[k] = not beaten.any()
        if keep[k]:
            front[size], size = row, size + 1
    return keep[where.ravel()]


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
    ProblemTooLargeError
        More than 5·10⁹ comparisons of profiles.

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
    frame["Pareto optimal"] = pareto_rows(rows, weak=False)
    return frame
