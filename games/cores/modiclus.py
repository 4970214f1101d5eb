"""The modiclus: the nucleolus that weighs what coalitions achieve and what they prevent alike.

It minimises lexicographically the differences e(S, x) − e(T, x) over all pairs of coalitions. Such
a difference depends on x only through z = 1_S − 1_T, and of the pairs with the same z only the one
with the largest worth difference matters. So the modiclus is a prenucleolus over the 3**n signed
coalitions z, with w(z) = max {v(S) − v(T) : 1_S − 1_T = z}, and the simplex of the nucleolus solves
it, rather than one over the 4**n coalitions of the dual cover.
"""

from typing import Any

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, kind_of, to_exact, to_float
from lilliput.games.checks import check_tolerance
from lilliput.games.coalitional import CoalitionalGame, worths_of
from lilliput.games.cores.batch_exact import exact_levels
from lilliput.games.errors import ProblemTooLargeError, SolverError
from lilliput.games.values.fold import label, semivalue
from lilliput.games.values.shapley import shapley_weights

__all__ = ["modiclus", "pair_worths"]

_MOST_PLAYERS = 12
_MOST_PLAYERS_EXACT = 10


def modiclus(game: CoalitionalGame, *, exact: bool = False, tol: float = 1e-9) -> pd.Series:
    """Return the modiclus (modified nucleolus).

    The efficient x that minimises lexicographically the vector of all differences
    e(S, x) − e(T, x), sorted from the largest down, where e(S, x) = v(S) − x(S). Equivalently, the
    prenucleolus of the dual cover, restricted to N. It is the same for a game and its dual, lies
    in the core of a convex game, and gives every weighted majority game a set of weights.

    Parameters
    ----------
    game
        A coalitional game with numeric worths, of at most 12 players (10 when exact).
    exact
        Turn float worths into the rationals they store, and return Fractions. Worths that are
        Fractions give exact values in any case.
    tol
        For float worths: the answer is the modiclus of a game whose worth differences differ from
        the given ones by at most `tol` times the largest |v(S)|; where floats do not prove that,
        the game is solved in rationals.

    Returns
    -------
    pandas.Series
        Indexed by player.

    Raises
    ------
    UnsupportedNumberError
        The worths contain symbols.
    InvalidArgumentError
        A tolerance that is negative or not finite.
    ProblemTooLargeError
        More players than that.
    SolverError
        Floats do not prove the modiclus of more than 10 players.

    See Also
    --------
    nucleoli : the nucleoli of many games at once.

    Notes
    -----
    As in Sudhölter's definition, the pairs are of all S, T ⊆ N, with ∅ and N among them. Without
    these two the solution is another one: for v(A) = v(B) = v(C) = v(AB) = v(AC) = 1 and
    v(BC) = v(N) = 0 it is (1/2, −1/4, −1/4), while the modiclus is (0, 0, 0).

    References
    ----------
    Sudhölter, P. (1996). The modified nucleolus as canonical representation of weighted majority
    games. Mathematics of Operations Research 21, 734–756.
    Sudhölter, P. (1997). The modified nucleolus: properties and axiomatizations. International
    Journal of Game Theory 26, 147–182.

    Examples
    --------
    The long side of a market is not left empty-handed, as it is in the core:

    >>> glove = CoalitionalGame.from_worths({("L", "R1"): 1, ("L", "R2"): 1, ("L", "R1", "R2"): 1})
    >>> {player: str(share) for player, share in modiclus(glove, exact=True).items()}
    {'L': '1/2', 'R1': '1/4', 'R2': '1/4'}
    """
    worths = worths_of(game, exact=False)
    check_tolerance(tol)
    kind = kind_of(worths)
    is_exact = exact or kind == "fraction"
    most = _MOST_PLAYERS_EXACT if is_exact else _MOST_PLAYERS
    if game.n > most:
        raise ProblemTooLargeError(
            f"players: the modiclus compares 4**n pairs of coalitions; at most {most} players are "
            f"allowed{' in exact arithmetic' if is_exact else ''}, got {game.n}"
        )
    if kind == "symbolic":
        to_float(worths, argument="worths of modiclus")
    worths = worths_of(game, exact=exact)
    shares = _in_fractions(worths) if is_exact else _in_floats(worths, tol)
    return label(shares, game.players, "modiclus")


def pair_worths(worths: Array) -> Array:
    """Return w(z) = max {v(S) − v(T) : 1_S − 1_T = z} for each z in {−1, 0, 1}^n.

    Digit i of the index in base 3, minus 1, is z_i. Player by player, the pairs (S, T) without and
    with the player on both sides are merged by their maximum.

    Examples
    --------
    >>> pair_worths(np.array([0.0, 5.0])).tolist()
    [-5.0, 0.0, 5.0]
    """
    table = (worths[:, None] - worths[None, :])[None]
    while table.shape[1] > 1:
        half = table.shape[1] // 2
        pairs = table.reshape(-1, 2, half, 2, half)
        neither_or_both = np.maximum(pairs[:, 0, :, 0], pairs[:, 1, :, 1])
        signs = [pairs[:, 0, :, 1], neither_or_both, pairs[:, 1, :, 0]]
        table = np.stack(signs, axis=1).reshape(-1, half, half)
    return np.ascontiguousarray(table[:, 0, 0])


def _in_fractions(worths: Array) -> Array:
    n = len(worths).bit_length() - 1
    shares = np.empty(n, dtype=object)
    if n:
        start = semivalue(worths, *shapley_weights(n))
        shares[:], _ = exact_levels(pair_worths(worths), list(start), base=3)
    return shares


def _in_floats(worths: Array, tol: float) -> Array:
    from lilliput.games.kernels.simplex import DONE, solve_levels

    n = len(worths).bit_length() - 1
    if n < 2:
        return worths[1:]
    scale = float(np.abs(worths).max()) or 1.0
    start = semivalue(worths / scale, *shapley_weights(n))
    floors = np.full((1, n), -np.inf)
    answer: tuple[Any, ...] = solve_levels(
        pair_worths(worths / scale)[None], floors, start[None], 3, n
    )
    (shares,), _, (residual,), (status,) = answer
    if status == DONE and residual <= tol:
        return np.asarray(shares) * scale
    if n > _MOST_PLAYERS_EXACT:
        raise SolverError(
            f"floats do not prove the modiclus of this game within tol={tol}, and rationals take "
            f"at most {_MOST_PLAYERS_EXACT} players; raise tol="
        )
    return to_float(_in_fractions(to_exact(worths)), argument="worths")
