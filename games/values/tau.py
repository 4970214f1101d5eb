"""The tau value: the efficient compromise between what players can hope for and can insist on.

No player can hope for more than the utopia payoff M_i = v(N) − v(N∖i); else the others would do
better without i. Player i can insist on the minimal right m_i, the most that remains in some
coalition after its other members have been paid their utopia payoffs.
"""

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, kind_of, maximum, tidy
from lilliput.games.checks import check_table_fits
from lilliput.games.coalitional import CoalitionalGame, worths_of
from lilliput.games.errors import InvalidGameError
from lilliput.games.tables import allowance
from lilliput.games.values.conditions import is_known, lowest_terms
from lilliput.games.values.fold import label

__all__ = ["minimal_rights", "tau_value", "utopia_payoffs"]


def utopia_payoffs(game: CoalitionalGame, *, exact: bool = False) -> pd.Series:
    """Return the utopia payoff (marginal contribution) M_i = v(N) − v(N∖i) of each player.

    It is the most that player i gets anywhere in the core.

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
    Tijs, S. H. (1981). Bounds for the core and the τ-value. In O. Moeschlin and D. Pallaschke
    (eds.), Game Theory and Mathematical Economics.

    Examples
    --------
    >>> glove = CoalitionalGame.from_worths({("L1", "R"): 1, ("L2", "R"): 1, ("L1", "L2", "R"): 1})
    >>> utopia_payoffs(glove).to_dict()
    {'L1': 0.0, 'R': 1.0, 'L2': 0.0}
    """
    return label(_utopia(worths_of(game, exact=exact)), game.players, "utopia_payoffs")


def minimal_rights(game: CoalitionalGame, *, exact: bool = False) -> pd.Series:
    """Return the minimal right m_i = max_{S∋i} (v(S) − Σ_{j∈S∖i} M_j) of each player.

    It is at least v(i), and no more than player i gets anywhere in the core.

    Parameters
    ----------
    game
        A coalitional game.
    exact
        Turn float worths into the rationals they store, and return Fractions.

    Returns
    -------
    pandas.Series
        Indexed by player; for symbolic worths sympy's Max where the order is not known.

    References
    ----------
    Tijs, S. H. (1981). Bounds for the core and the τ-value. In O. Moeschlin and D. Pallaschke
    (eds.), Game Theory and Mathematical Economics.

    Examples
    --------
    >>> glove = CoalitionalGame.from_worths({("L1", "R"): 1, ("L2", "R"): 1, ("L1", "L2", "R"): 1})
    >>> minimal_rights(glove).to_dict()
    {'L1': 0.0, 'R': 1.0, 'L2': 0.0}
    """
    check_table_fits(game.n, copies=1.5)
    worths = worths_of(game, exact=exact)
    return label(_rights(worths, _utopia(worths)), game.players, "minimal_rights")


def tau_value(game: CoalitionalGame, *, exact: bool = False, tol: float = 1e-9) -> pd.Series:
    """Return the tau value (compromise value) of a quasi-balanced game.

    τ = m + α (M − m) with the α that makes it share v(N): it lies on the line between the minimal
    rights m and the utopia payoffs M. A game is quasi-balanced if m ≤ M and m(N) ≤ v(N) ≤ M(N),
    which every game with a non-empty core is.

    Parameters
    ----------
    game
        A quasi-balanced game. Symbolic worths are taken to be quasi-balanced unless known not to
        be.
    exact
        Turn float worths into the rationals they store, and return Fractions.
    tol
        For float worths: how far the conditions may be violated, as a multiple of the largest
        |v(S)|, before the game is refused.

    Returns
    -------
    pandas.Series
        Indexed by player.

    Raises
    ------
    InvalidGameError
        The game is not quasi-balanced; the message says which condition fails.

    References
    ----------
    Tijs, S. H. (1981). Bounds for the core and the τ-value. In O. Moeschlin and D. Pallaschke
    (eds.), Game Theory and Mathematical Economics.
    Tijs, S. H. (1987). An axiomatization of the τ-value. Mathematical Social Sciences 13.

    Examples
    --------
    The bankruptcy game of an estate of 200 and debts of 100, 200 and 300:

    >>> game = CoalitionalGame(["A", "B", "C"], [0, 0, 0, 0, 0, 0, 100, 200])
    >>> tau_value(game).to_dict()
    {'A': 40.0, 'B': 80.0, 'C': 80.0}
    """
    check_table_fits(game.n, copies=1.5)
    worths = worths_of(game, exact=exact)
    utopia = _utopia(worths)
    rights = _rights(worths, utopia)
    slack = allowance(worths, tol)
    _check_quasi_balanced(game, worths[-1], utopia, rights, slack)
    room, share = utopia - rights, worths[-1] - rights.sum()
    if worths.dtype != object:  # a right may exceed a hope by rounding
        room = np.maximum(room, 0)
    total = tidy(np.array([room.sum()], dtype=worths.dtype))[0]
    if is_known(total <= 0):
        return label(tidy(rights + share / max(game.n, 1)), game.players, "tau_value")
    return label(lowest_terms(rights + room * share / total), game.players, "tau_value")


def _utopia(worths: Array) -> Array:
    n = len(worths).bit_length() - 1
    without = len(worths) - 1 - (1 << np.arange(n, dtype=np.int64))
    return tidy(worths[-1] - worths[without])


def _rights(worths: Array, utopia: Array) -> Array:
    """Return max_{S∋i} (v(S) − M(S)) + M_i, the maxima by folding the table in halves."""
    table = worths.copy()
    for i, hope in enumerate(utopia):
        table.reshape(-1, 2, 2**i)[:, 1] -= hope
    table = tidy(table)
    if kind_of(worths) == "symbolic":
        return _symbolic_rights(table, utopia)
    best = np.empty_like(utopia)
    for i in reversed(range(len(utopia))):
        lower, upper = table[: 2**i], table[2**i :]
        best[i] = upper.max()
        table = np.maximum(lower, upper)
    # v(i) − M_i + M_i need not round back to v(i), below which no minimal right lies.
    alone = worths[1 << np.arange(len(utopia), dtype=np.int64)]
    return np.asarray(np.maximum(best + utopia, alone))


def _symbolic_rights(table: Array, utopia: Array) -> Array:
    rights = np.empty_like(utopia)
    for i, hope in enumerate(utopia):
        with_i = table.reshape(-1, 2, 2**i)[:, 1].ravel()
        rights[i] = maximum([entry + hope for entry in with_i])
    return rights


def _check_quasi_balanced(
    game: CoalitionalGame, grand: object, utopia: Array, rights: Array, slack: float
) -> None:
    """Refuse a game whose minimal rights, v(N) and utopia payoffs are not in that order."""
    pairs = [("v(N) =", grand, "the sum of the utopia payoffs M(N) =", utopia.sum())]
    for name, right, hope in zip(game.players, rights, utopia, strict=True):
        pairs.append((f"minimal right m({name}) =", right, f"utopia payoff M({name}) =", hope))
    pairs.append(("the sum of the minimal rights m(N) =", rights.sum(), "v(N) =", grand))
    for low_name, low, high_name, high in pairs:
        if is_known(low - high > slack):
            raise InvalidGameError(
                f"game must be quasi-balanced for the tau value, but {low_name} {low} is more "
                f"than {high_name} {high}"
            )
