"""The kernel and the prekernel: allocations at which no player has a stronger claim on another.

Player i outweighs j at x if s_ij(x) > s_ji(x), where s_ij(x) is the largest excess of a coalition
with i and without j. In the prekernel no player outweighs another; in the kernel (of the grand
coalition) i may outweigh j only if j already has no more than v(j).
"""

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, kind_of, plain, to_exact, to_float, unify
from lilliput.games.checks import vector_by_name
from lilliput.games.coalitional import CoalitionalGame, coalition_label, worths_of
from lilliput.games.cores.polytope import Allocation
from lilliput.games.cores.surplus import maximal_surpluses
from lilliput.games.errors import InvalidGameError
from lilliput.games.findings import Finding
from lilliput.games.tables import allowance, subset_sums

__all__ = ["in_kernel", "in_prekernel", "surplus"]


def surplus(game: CoalitionalGame, x: Allocation, *, exact: bool = False) -> pd.DataFrame:
    """Return the maximal surplus of each player against each other at an allocation.

    s_ij(x) = max {v(S) − x(S) : i ∈ S, j ∉ S}: the most that i can gain (or must lose, if negative)
    by leaving with a coalition without j.

    Parameters
    ----------
    game
        A coalitional game with numeric worths.
    x
        One number per player, by name or in the order of the players.
    exact
        Turn floats into the rationals they store. Fractions give exact surpluses in any case.

    Returns
    -------
    pandas.DataFrame
        Row i, column j: s_ij(x). The diagonal is NaN (None when exact).

    References
    ----------
    Davis, M. and Maschler, M. (1965). The kernel of a cooperative game.

    Examples
    --------
    >>> game = CoalitionalGame.from_worths({("A", "B"): 1, ("A", "C"): 1, ("A", "B", "C"): 1})
    >>> surpluses = surplus(game, {"A": 0.5, "B": 0.25, "C": 0.25})
    >>> float(surpluses.loc["A", "B"]), float(surpluses.loc["B", "A"])
    (0.25, -0.25)
    """
    worths, shares = _numbers(game, x, exact=exact)
    surpluses, _ = maximal_surpluses(worths - subset_sums(shares))
    np.fill_diagonal(surpluses, None if surpluses.dtype == object else np.nan)
    index = pd.Index(game.players, name="player")
    return pd.DataFrame(surpluses, index=index, columns=index)


def in_prekernel(
    game: CoalitionalGame, x: Allocation, *, exact: bool = False, tol: float = 1e-9
) -> Finding:
    """Whether an allocation is in the prekernel: x(N) = v(N) and s_ij(x) = s_ji(x) for all i, j.

    Parameters
    ----------
    game
        A coalitional game with numeric worths.
    x
        One number per player, by name or in the order of the players.
    exact
        Turn floats into the rationals they store and decide without tolerance. Fractions are
        decided exactly in any case.
    tol
        For floats: differences up to `tol` times the largest |v(S)| count as zero.

    Returns
    -------
    Finding
        When false with the pair of players that differ most, their surpluses, and the coalitions
        that attain them; when true with the largest difference.

    References
    ----------
    Maschler, M., Peleg, B. and Shapley, L. S. (1979). Geometric properties of the kernel,
    nucleolus, and related solution concepts.

    Examples
    --------
    >>> game = CoalitionalGame.from_worths({("A", "B"): 1, ("A", "C"): 1, ("A", "B", "C"): 1})
    >>> in_prekernel(game, [1, 0, 0])
    Finding(in prekernel: holds)
    >>> in_prekernel(game, [0.5, 0.25, 0.25])
    Finding(in prekernel: fails; A outweighs B: {A, C} has excess 0.25, {B} has -0.25)
    """
    worths, shares = _numbers(game, x, exact=exact)
    allowed = allowance(worths, tol)
    finding = _inefficient("in prekernel", game, worths, shares, allowed)
    return finding or _balanced("in prekernel", game, worths, shares, allowed, None)


def in_kernel(
    game: CoalitionalGame, x: Allocation, *, exact: bool = False, tol: float = 1e-9
) -> Finding:
    """Whether an allocation is in the kernel (for the grand coalition).

    x is an imputation, x(N) = v(N) and x_i ≥ v(i), and for all i ≠ j: s_ij(x) ≤ s_ji(x) or
    x_j = v(j).

    Parameters
    ----------
    game, x, exact, tol
        As in `in_prekernel`.

    Returns
    -------
    Finding
        When false with the pair of players that differ most, their surpluses, and the coalitions
        that attain them, or with the player who gets less than alone; when true with the largest
        difference that the definition does not excuse.

    References
    ----------
    Davis, M. and Maschler, M. (1965). The kernel of a cooperative game. Naval Research Logistics
    Quarterly 12, 223–259.

    Examples
    --------
    B alone is worth nothing and gets nothing, so A may outweigh B:

    >>> game = CoalitionalGame.from_worths({("A", "B"): 0, ("A",): 1, ("A", "B", "C"): 1})
    >>> in_kernel(game, [1, 0, 0])
    Finding(in kernel: holds)
    >>> in_kernel(game, [0, 1, 0])
    Finding(in kernel: fails; A gets 0.0 < v({A}) = 1.0)
    """
    worths, shares = _numbers(game, x, exact=exact)
    allowed = allowance(worths, tol)
    finding = _inefficient("in kernel", game, worths, shares, allowed)
    if finding is not None:
        return finding
    alone = worths[2 ** np.arange(game.n)]
    below = [i for i in range(game.n) if alone[i] - shares[i] > allowed]
    if below:
        i = max(below, key=lambda i: alone[i] - shares[i])
        player = game.players[i]
        explanation = f"{player} gets {shares[i]} < v({{{player}}}) = {alone[i]}"
        witness = {"player": player, "share": plain(shares[i]), "worth": plain(alone[i])}
        return Finding("in kernel", False, explanation, witness)
    return _balanced("in kernel", game, worths, shares, allowed, alone)


def _numbers(game: CoalitionalGame, x: Allocation, *, exact: bool) -> tuple[Array, Array]:
    """Return worths and shares of one kind, floats or Fractions."""
    shares = vector_by_name(
        x, game.players, argument="x", error=InvalidGameError, integers="fraction"
    )
    worths = worths_of(game, exact=exact)
    if kind_of(worths) == "symbolic":
        worths = to_float(worths, argument="worths")
    if kind_of(shares) == "symbolic":
        shares = to_float(shares, argument="x")
    worths, shares = unify(worths, to_exact(shares) if exact else shares)
    return worths, shares


def _inefficient(
    name: str, game: CoalitionalGame, worths: Array, shares: Array, allowed: float
) -> Finding | None:
    total = shares.sum() if len(shares) else worths[0]
    if abs(total - worths[-1]) <= allowed:
        return None
    witness = {"sum": plain(total), "worth": plain(worths[-1])}
    return Finding(name, False, f"x(N) = {total} is not v(N) = {worths[-1]}", witness)


def _balanced(
    name: str,
    game: CoalitionalGame,
    worths: Array,
    shares: Array,
    allowed: float,
    floors: Array | None,
) -> Finding:
    """Look for the players i, j with the largest s_ij − s_ji > allowed, x_j above its floor."""
    surpluses, masks = maximal_surpluses(worths - subset_sums(shares))
    lead = surpluses - surpluses.T
    if floors is not None:
        lead[:, shares - floors <= allowed] = 0
    flat = int(np.argmax(lead)) if lead.size else 0
    largest = plain(lead.flat[flat]) if lead.size else 0.0
    if largest <= allowed:
        return Finding(name, True, witness={"largest difference": max(largest, 0)})
    i, j = divmod(flat, game.n)
    pair = (game.players[i], game.players[j])
    coalitions = (int(masks[i, j]), int(masks[j, i]))
    mine, theirs = (coalition_label(mask, game.players) for mask in coalitions)
    values = (plain(surpluses[i, j]), plain(surpluses[j, i]))
    explanation = (
        f"{pair[0]} outweighs {pair[1]}: {{{mine}}} has excess {values[0]}, "
        f"{{{theirs}}} has {values[1]}"
    )
    witness = {
        "pair": pair,
        "surpluses": values,
        "coalitions": tuple(game.coalition(mask) for mask in coalitions),
    }
    return Finding(name, False, explanation, witness)
