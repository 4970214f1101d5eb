"""Simple, constant-sum, essential and additive games."""

import numpy as np

from lilliput.games.arithmetic import Array, is_symbolic, plain
from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.findings import Finding
from lilliput.games.properties.order import is_monotone
from lilliput.games.properties.signs import Comparable, comparable, most_negative
from lilliput.games.tables import subset_sums

__all__ = ["first_nonzero", "is_additive_game", "is_constant_sum", "is_essential", "is_simple"]

_TOLERANCE = 1e-9


def is_simple(game: CoalitionalGame, *, exact: bool = False, tol: float = _TOLERANCE) -> Finding:
    """Whether coalitions win or lose: worths 0 or 1, monotone, with v(N) = 1.

    Parameters
    ----------
    game
        A coalitional game.
    exact
        Compare float worths as the rationals that they store.
    tol
        For float worths: differences up to `tol` times the largest |v(S)| count as zero.

    Returns
    -------
    Finding
        When it fails, the witness holds a `coalition` whose worth is not as it should be, or the
        coalitions that violate monotonicity (see `is_monotone`).

    References
    ----------
    Shapley, L. S. (1962). Simple games: an outline of the descriptive theory.

    Examples
    --------
    >>> is_simple(CoalitionalGame(["A", "B"], [0, 0, 0, 2]))
    Finding(simple: fails; v({A, B}) = 2.0 is neither 0 nor 1)
    """
    table = comparable(game, exact=exact, tol=tol)
    worths = game.worths
    wrong = first_nonzero(table, worths * (worths - 1))
    if wrong is not None:
        return _about("simple", table, wrong, "is neither 0 nor 1")
    if first_nonzero(table, worths[-1:] - 1) is not None:
        return _about("simple", table, len(worths) - 1, "is not 1: nobody wins")
    monotone = is_monotone(game, exact=exact, tol=tol)
    return Finding("simple", monotone.holds, monotone.explanation, monotone.witness)


def is_constant_sum(
    game: CoalitionalGame, *, exact: bool = False, tol: float = _TOLERANCE
) -> Finding:
    """Whether a coalition and the other players always share the same: v(S) + v(N∖S) = v(N).

    Parameters
    ----------
    game
        A coalitional game.
    exact
        Compare float worths as the rationals that they store.
    tol
        For float worths: differences up to `tol` times the largest |v(S)| count as zero.

    Returns
    -------
    Finding
        When it fails, the witness holds a `coalition` and its `complement`.

    References
    ----------
    von Neumann, J. and Morgenstern, O. (1944). Theory of Games and Economic Behavior.

    Examples
    --------
    >>> is_constant_sum(CoalitionalGame(["A", "B"], [0, 0, 0, 1]))
    Finding(constant-sum: fails; v({A}) = 0.0 and v({B}) = 0.0 do not add up to v(N) = 1.0)
    """
    table = comparable(game, exact=exact, tol=tol)
    worths = table.worths
    mask = first_nonzero(table, worths + worths[::-1] - worths[-1])
    if mask is None:
        return Finding("constant-sum", True)
    other = len(worths) - 1 - mask
    explanation = (
        f"{table.said(mask)} and {table.said(other)} do not add up to v(N) = {table.worth(-1)}"
    )
    witness = {"coalition": game.coalition(mask), "complement": game.coalition(other)}
    return Finding("constant-sum", False, explanation, witness)


def is_essential(game: CoalitionalGame, *, exact: bool = False, tol: float = _TOLERANCE) -> Finding:
    """Whether all players together are worth more than each alone: v(N) > Σ_i v({i}).

    Parameters
    ----------
    game
        A coalitional game.
    exact
        Compare float worths as the rationals that they store.
    tol
        For float worths: a gain up to `tol` times the largest |v(S)| counts as none.

    Returns
    -------
    Finding
        The witness holds v(N), `together`, and Σ v({i}), `alone`.

    References
    ----------
    von Neumann, J. and Morgenstern, O. (1944). Theory of Games and Economic Behavior.

    Examples
    --------
    >>> is_essential(CoalitionalGame(["A", "B"], [0, 1, 2, 3]))
    Finding(essential: fails; v(N) = 3.0 and Σ v(i) = 3.0)
    """
    table = comparable(game, exact=exact, tol=tol)
    singles = [1 << i for i in range(game.n)]
    loss = table.worths[singles].sum() - table.worths[-1:] if game.n else table.worths[-1:]
    holds = most_negative(loss, table.allowed) is not None
    together = table.worth(-1)
    alone = plain(game.worths[singles].sum()) if game.n else together
    witness = {"together": together, "alone": alone}
    return Finding("essential", holds, f"v(N) = {together} and Σ v(i) = {alone}", witness)


def is_additive_game(
    game: CoalitionalGame, *, exact: bool = False, tol: float = _TOLERANCE
) -> Finding:
    """Whether each coalition is worth what its members are alone: v(S) = Σ_{i∈S} v({i}).

    Parameters
    ----------
    game
        A coalitional game.
    exact
        Compare float worths as the rationals that they store.
    tol
        For float worths: differences up to `tol` times the largest |v(S)| count as zero.

    Returns
    -------
    Finding
        When it fails, the witness holds a `coalition`, its `worth`, and that of its members
        `alone`.

    Examples
    --------
    >>> is_additive_game(CoalitionalGame(["A", "B"], [0, 1, 2, 4]))
    Finding(additive: fails; v({A, B}) = 4.0, and its members alone are worth 3.0)
    """
    table = comparable(game, exact=exact, tol=tol)
    singles = [1 << i for i in range(game.n)]
    mask = first_nonzero(table, table.worths - subset_sums(table.worths[singles]))
    if mask is None:
        return Finding("additive", True)
    alone = plain(sum(table.worth(single) for single in singles if single & mask))
    witness = {"coalition": game.coalition(mask), "worth": table.worth(mask), "alone": alone}
    explanation = f"{table.said(mask)}, and its members alone are worth {alone}"
    return Finding("additive", False, explanation, witness)


def first_nonzero(table: Comparable, differences: Array) -> int | None:
    """Return the first position at which a difference is not zero, or None."""
    if any(is_symbolic(entry) for entry in differences[:1]):
        import sympy

        return next((m for m, x in enumerate(differences) if sympy.simplify(x) != 0), None)
    found = np.abs(differences) > table.allowed
    first = int(np.argmax(found)) if found.size else 0
    return first if found.size and found[first] else None


def _about(name: str, table: Comparable, mask: int, verdict: str) -> Finding:
    witness = {"coalition": table.game.coalition(mask), "worth": table.worth(mask)}
    return Finding(name, False, f"{table.said(mask)} {verdict}", witness)
