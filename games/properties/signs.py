"""Deciding signs: which of many differences is negative, in floats, exactly, or not at all.

Floats count as zero up to a tolerance relative to the largest |v(S)|; Fractions are compared as
integers over one denominator; symbols are compared as far as their assumptions allow.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from lilliput.games.arithmetic import Array, is_symbolic, plain
from lilliput.games.coalitional import CoalitionalGame, coalition_label, worths_of
from lilliput.games.errors import UnsupportedNumberError
from lilliput.games.tables import allowance, integer_table

__all__ = ["Comparable", "comparable", "most_negative", "undecided"]


@dataclass(frozen=True)
class Comparable:
    """Worths made ready for comparison.

    Parameters
    ----------
    game
        The game, in whose worths the witness is given.
    worths
        Its worths as float64, as integers over one denominator, or symbolic.
    allowed
        What counts as zero; 0 unless in floats.
    """

    game: CoalitionalGame
    worths: Array
    allowed: Any

    def worth(self, mask: int) -> Any:
        """Return a worth of the game itself."""
        return plain(self.game.worths[mask])

    def name(self, mask: int) -> str:
        """Return a coalition as "{A, B}"."""
        members = coalition_label(mask, self.game.players)
        return "∅" if mask == 0 else f"{{{members}}}"

    def said(self, mask: int) -> str:
        """Return "v({A, B}) = 3"."""
        return f"v({self.name(mask)}) = {self.worth(mask)}"


def comparable(game: CoalitionalGame, *, exact: bool, tol: float) -> Comparable:
    """Return a game's worths ready for comparison."""
    stored = worths_of(game, exact=exact)
    return Comparable(game, integer_table(stored), allowance(stored, tol))


def most_negative(differences: Array, allowed: Any) -> int | None:
    """Return the position of a difference below −allowed, the least where they compare, or None.

    Raises
    ------
    UnsupportedNumberError
        No difference is known to be negative, and the sign of one is unknown.

    Examples
    --------
    >>> most_negative(np.array([1.0, -2.0, -3.0]), 1e-9), most_negative(np.array([0.0]), 0)
    (2, None)
    """
    if differences.size == 0:
        return None
    if differences.dtype != object or not any(is_symbolic(entry) for entry in differences.flat):
        worst = int(np.argmin(differences))
        return worst if differences.flat[worst] < -allowed else None
    unknown = None
    for position, entry in enumerate(differences.flat):
        negative = entry.is_negative if is_symbolic(entry) else entry < 0
        if negative is None:
            negative = _sign_after_simplifying(entry)
        if negative:
            return position
        if negative is None and unknown is None:
            unknown = entry
    if unknown is not None:
        raise undecided(unknown)
    return None


def undecided(expression: Any) -> UnsupportedNumberError:
    """Return the error that says which sign is not known."""
    return UnsupportedNumberError(
        f"the worths leave open whether {expression} is negative; give the symbols assumptions "
        "(sympy.Symbol('a', positive=True)) or substitute values for them"
    )


def _sign_after_simplifying(expression: Any) -> bool | None:
    """Whether an expression is negative, once simplified and factored; None if still unknown."""
    import sympy

    for form in (sympy.simplify(expression), sympy.factor(expression)):
        if form.is_negative:
            return True
        if form.is_nonnegative:
            return False
    return None
