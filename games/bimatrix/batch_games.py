"""Many two-player games of one shape: what is accepted, and their payoffs in whole numbers."""

from dataclasses import dataclass
from math import comb, prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lilliput.games.arithmetic import (
    Array,
    freeze,
    kind_of,
    number_array,
    over_one_denominator,
    unify,
)
from lilliput.games.bimatrix.batch_minors import Minors
from lilliput.games.errors import (
    InvalidGameError,
    ProblemTooLargeError,
    UnsupportedNumberError,
)

__all__ = ["Games", "check_games", "check_size", "float_tables", "survey_of"]

_MOST_STRATEGIES = 16
_MOST_DIGITS = 10**15

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Games:
    """Two arrays of payoffs of one shape and kind, flat.

    Parameters
    ----------
    A, B
        Shape (games, m, k): what the row player and what the column player gets.
    shape
        Of the leading axes.
    """

    A: Array
    B: Array
    shape: tuple[int, ...]

    @property
    def exact(self) -> bool:
        """Whether the payoffs are Fractions."""
        return self.A.dtype == object

    def __len__(self) -> int:
        return len(self.A)


def check_games(A: Any, B: Any) -> Games:
    """Return games as read-only arrays of one number kind, float64 or Fractions.

    Raises
    ------
    InvalidGameError
        Shapes that differ, fewer than two axes, no strategies, or payoffs that are not finite.
    UnsupportedNumberError
        Symbolic payoffs.

    Examples
    --------
    >>> len(check_games(np.zeros((4, 5, 2, 3)), np.zeros((4, 5, 2, 3))))
    20
    """
    first, second = _numbers(A, "A", "float"), _numbers(B, "B", "float")
    if kind_of(first) != kind_of(second):  # integers beside Fractions are exact too
        first, second = _numbers(A, "A", "fraction"), _numbers(B, "B", "fraction")
    if first.ndim < 2:
        raise InvalidGameError(
            f"A must have shape (..., m, k), the payoffs of a game in its last two axes, "
            f"got {first.shape}"
        )
    if first.shape != second.shape:
        raise InvalidGameError(
            f"A and B must have the same shape (..., m, k), got A {first.shape} "
            f"and B {second.shape}"
        )
    if min(first.shape[-2:]) < 1:
        raise InvalidGameError(
            f"A and B must have at least one strategy a player, got shape {first.shape}"
        )
    first, second = unify(first, second)
    if "symbolic" in (kind_of(first), kind_of(second)):
        raise UnsupportedNumberError(
            "payoffs must be numbers to compare strategies, got expressions; substitute values"
        )
    *leading, m, k = first.shape
    flat = (prod(leading), m, k)
    return Games(first.reshape(flat), second.reshape(flat), tuple(leading))


def check_size(
    m: int,
    k: int,
    *,
    instead: str = 'for one game at a time use nash_equilibria(game, "vertex_enumeration")',
) -> None:
    """Refuse games with too many bases for a batch."""
    if m + k > _MOST_STRATEGIES:
        bases = comb(m + k, m) - 1
        raise ProblemTooLargeError(
            f"A and B: games of {m} × {k} have {bases:.3g} bases each; a batch takes at most "
            f"{_MOST_STRATEGIES} strategies of both players together; {instead}"
        )


def float_tables(payoffs: Array) -> tuple[Floats, NDArray[np.bool_]]:
    """Return games as rows of floats, Fractions as whole numbers; and which are too long for that.

    Examples
    --------
    >>> from fractions import Fraction
    >>> thirds = np.array([[[Fraction(1, 3), Fraction(1, 2)]]], dtype=object)
    >>> float_tables(thirds)
    (array([[2., 3.]]), array([False]))
    """
    games = len(payoffs)
    too_long = np.zeros(games, dtype=bool)
    if payoffs.dtype != object:
        return payoffs.reshape(games, payoffs.shape[1] * payoffs.shape[2]), too_long
    table = np.zeros((games, payoffs.shape[1] * payoffs.shape[2]))
    for n, game in enumerate(payoffs):
        numbers, _ = over_one_denominator(game.ravel().tolist())
        too_long[n] = max(map(abs, numbers)) >= _MOST_DIGITS
        if not too_long[n]:
            table[n] = numbers
    return table, too_long


def survey_of(payoffs: Floats, table: Minors) -> tuple[Floats, Floats, Floats, NDArray[np.int8]]:
    """Return the payoffs that bound a polytope as `kernels.bimatrix_survey` does."""
    from lilliput.games.kernels.bimatrix_survey import survey

    found: tuple[Floats, Floats, Floats, NDArray[np.int8]]
    payoffs = freeze(payoffs.view())  # else a second version would be compiled
    found = survey(payoffs, table.place, table.determinants)
    return found


def _numbers(payoffs: Any, argument: str, integers: Any) -> Array:
    def where(position: int) -> str:
        shape = np.shape(payoffs)
        if len(shape) < 2:
            return f"position {position}"
        *game, i, j = (int(index) for index in np.unravel_index(position, shape))
        name = game[0] if len(game) == 1 else tuple(game)
        return f"row {i} and column {j}" + (f" of game {name}" if game else "")

    return number_array(
        payoffs,
        argument=argument,
        label=where,
        error=InvalidGameError,
        integers=integers,
    )
