"""Allocations between a lower and an upper bound for each player: imputations and their kin."""

from typing import Any, Literal, get_args

import numpy as np

from lilliput.games.arithmetic import Array, kind_of, plain
from lilliput.games.coalitional import CoalitionalGame, worths_of
from lilliput.games.cores.integers import numeric
from lilliput.games.cores.polytope import AllocationSet
from lilliput.games.errors import InvalidArgumentError
from lilliput.games.tables import allowance
from lilliput.games.values.fold import label
from lilliput.games.values.tau import minimal_rights, utopia_payoffs

__all__ = ["core_cover", "imputations", "reasonable_set"]

Sides = Literal["above", "both"]


def imputations(game: CoalitionalGame, *, exact: bool = False, tol: float = 1e-9) -> AllocationSet:
    """Return the imputations: efficient allocations that give no player less than alone.

    {x : x(N) = v(N), x_i ≥ v(i)}, a simplex, empty iff Σ v(i) > v(N).

    Parameters
    ----------
    game
        A coalitional game with numeric worths.
    exact
        Turn float worths into the rationals they store, and decide exactly.
    tol
        For floats: the share of the largest |v(S)| that counts as zero.

    References
    ----------
    von Neumann, J. and Morgenstern, O. (1944). Theory of Games and Economic Behavior.

    Examples
    --------
    >>> game = CoalitionalGame.from_worths({("A",): 1, ("A", "B"): 3})
    >>> imputations(game).vertices().to_numpy().tolist()
    [[1.0, 2.0], [3.0, 0.0]]
    """
    worths = numeric(worths_of(game, exact=exact), "worths of imputations")
    alone = worths[[1 << i for i in range(game.n)]]
    return _box(game, worths, alone, None, "imputations", tol)


def core_cover(game: CoalitionalGame, *, exact: bool = False, tol: float = 1e-9) -> AllocationSet:
    """Return the core cover: efficient allocations between minimal rights and utopia payoffs.

    {x : x(N) = v(N), m_i ≤ x_i ≤ M_i} with M_i = v(N) − v(N∖i) and
    m_i = max_{S∋i} (v(S) − Σ_{j∈S∖i} M_j). It contains the core.

    Parameters
    ----------
    game
        A coalitional game with numeric worths.
    exact
        Turn float worths into the rationals they store, and decide exactly.
    tol
        For floats: the share of the largest |v(S)| that counts as zero.

    References
    ----------
    Tijs, S. H. and Lipperts, F. A. S. (1982). The hypercube and the core cover of n-person
    cooperative games. Cahiers du Centre d'Études de Recherche Opérationnelle 24.

    Examples
    --------
    >>> just = CoalitionalGame.from_function(["A", "B", "C"], lambda S: [0, 0, 3, 6][len(S)])
    >>> core_cover(just).vertices().to_numpy().tolist()
    [[0.0, 3.0, 3.0], [3.0, 0.0, 3.0], [3.0, 3.0, 0.0]]
    """
    worths = numeric(worths_of(game, exact=exact), "worths of core_cover")
    game = CoalitionalGame(game.players, worths)
    low, high = minimal_rights(game).to_numpy(), utopia_payoffs(game).to_numpy()
    return _box(game, worths, low, high, "core cover", tol)


def reasonable_set(
    game: CoalitionalGame, *, sides: Sides = "above", exact: bool = False, tol: float = 1e-9
) -> AllocationSet:
    """Return the reasonable set: nobody gets more than the most that she adds to a coalition.

    {x : x(N) = v(N), x_i ≤ max_{S∋i} (v(S) − v(S∖i))}; with both sides also
    x_i ≥ min_{S∋i} (v(S) − v(S∖i)). Never empty; both contain the Weber set, hence the core, the
    Shapley value and all other random-order values.

    Parameters
    ----------
    game
        A coalitional game with numeric worths.
    sides
        ``"above"`` for Milnor's upper bound only, ``"both"`` for the lower bound as well.
    exact
        Turn float worths into the rationals they store, and decide exactly.
    tol
        For floats: the share of the largest |v(S)| that counts as zero.

    References
    ----------
    Milnor, J. W. (1952). Reasonable outcomes for n-person games. RAND RM-916.
    Gerard-Varet, L. A. and Zamir, S. (1987). Remarks on the reasonable set of outcomes in a
    general coalition function form game. Int. J. of Game Theory 16.

    Examples
    --------
    >>> game = CoalitionalGame.from_worths({("A",): 1, ("A", "B"): 3})
    >>> reasonable_set(game).vertices().to_numpy().tolist()
    [[1.0, 2.0], [3.0, 0.0]]
    """
    if sides not in get_args(Sides):
        raise InvalidArgumentError(f"sides must be 'above' or 'both', got {sides!r}")
    worths = numeric(worths_of(game, exact=exact), "worths of reasonable_set")
    low, high = np.empty((2, game.n), dtype=worths.dtype)
    for i in range(game.n):
        pairs = worths.reshape(-1, 2, 2**i)
        added = pairs[:, 1] - pairs[:, 0]
        low[i], high[i] = added.min(), added.max()
    return _box(game, worths, low if sides == "both" else None, high, "reasonable set", tol)


def _box(
    game: CoalitionalGame, worths: Array, low: Array | None, high: Array | None, name: str, tol: Any
) -> AllocationSet:
    """Return {x : x(N) = v(N), low ≤ x ≤ high}, where one of the sides may be missing."""
    exact = kind_of(worths) == "fraction"
    tolerance = allowance(worths, tol)
    grand, total = len(worths) - 1, plain(worths[-1])
    singles = np.array([1 << i for i in range(game.n)], dtype=np.int64)
    masks, bounds = [], []
    if low is not None:
        masks.append(singles)
        bounds.append(low)
    if high is not None and game.n > 1:
        masks.append(grand - singles)
        bounds.append(total - high)
    elif high is not None and low is None:
        masks.append(singles)
        bounds.append(worths[singles])
    proof = _unmeetable(game, low, high, total, tolerance)
    allocation = None
    if proof is None:
        allocation = label(_between(low, high, total, game.n), game.players, "allocation")
    return AllocationSet(
        name=name,
        players=game.players,
        masks=np.concatenate(masks),
        bounds=np.concatenate(bounds),
        total=total,
        allocation=allocation,
        balanced_collection=proof,
        tolerance=tolerance,
        exact=exact,
    )


def _unmeetable(
    game: CoalitionalGame, low: Array | None, high: Array | None, total: Any, tolerance: Any
) -> dict[frozenset[str], Any] | None:
    """Return a balanced collection whose bounds add up to more than the total, if there is one."""
    one, everyone = total * 0 + 1, frozenset(game.players)
    alone = {name: frozenset([name]) for name in game.players}
    if low is not None and high is not None:
        for i, name in enumerate(game.players):
            if low[i] - high[i] > tolerance:
                return {alone[name]: one, everyone - {name}: one}
    if low is not None and game.n and low.sum() - total > tolerance:
        return dict.fromkeys(alone.values(), one)
    if high is not None and game.n > 1 and total - high.sum() > tolerance:
        return {everyone - {name}: one / (game.n - 1) for name in game.players}
    return None


def _between(low: Array | None, high: Array | None, total: Any, n: int) -> Array:
    """Return an efficient point of the box, at equal distance from what bounds there are."""
    if low is None or high is None:
        base = high if low is None else low
        assert base is not None
        return base + (total - base.sum()) / n if n else base
    room = (high - low).sum()
    share = (total - low.sum()) / room if room != 0 else room
    return low + share * (high - low)
