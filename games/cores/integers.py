"""Tables of worths as integers times one unit, so that geometry can be exact and fast.

Fractions have a least common denominator. Floats are rounded first, by at most 1e-12 of the
largest: 0.1 + 0.2 and 0.3 are meant to be equal, and as the rationals that they store they would
split one vertex into several that lie 1e-17 apart.
"""

from fractions import Fraction
from math import ceil, log10
from typing import Any

import numpy as np

from lilliput.games.arithmetic import Array, in_integers, kind_of, object_array, to_float, unify
from lilliput.games.checks import vector_by_name
from lilliput.games.coalitional import CoalitionalGame, worths_of
from lilliput.games.errors import InvalidGameError

__all__ = ["integers_of", "numeric", "worths_at"]

_ROUNDING = 1e-12
_GRID = 10**12
_LARGEST_DENOMINATOR = 10**4
_LARGEST_POWER = 308


def integers_of(numbers: Array) -> tuple[Array, Fraction]:
    """Return Python integers k and a unit u with numbers = k·u.

    Fractions are represented exactly. Floats, as shares of the power of ten above the largest,
    become multiples of the unit 1/D with the smallest D ≤ 10,000 that is within 1e-12 of all of
    them (so that thirds stay thirds), else of 1e-12.

    Parameters
    ----------
    numbers
        One-dimensional, of Fractions or floats.

    Examples
    --------
    >>> integers_of(np.array([0.1 + 0.2, 0.3, 1.0]))
    (array([3, 3, 10], dtype=object), Fraction(1, 10))
    """
    if kind_of(numbers) == "fraction":
        whole, common = in_integers(numbers)
        return whole, Fraction(1, common)
    largest = float(np.abs(numbers).max(initial=0))
    if largest == 0:
        return object_array([0] * len(numbers)), Fraction(1)
    power = Fraction(10) ** min(ceil(log10(largest)), _LARGEST_POWER)
    shares = numbers / float(power)
    denominator = _common_denominator(shares) or _GRID
    return object_array([int(k) for k in np.rint(shares * denominator)]), power / denominator


def numeric(numbers: Array, argument: str) -> Array:
    """Return numbers without symbols: sympy's rationals become Fractions, its other numbers floats.

    Raises
    ------
    UnsupportedNumberError
        There are symbols among them.
    """
    if kind_of(numbers) != "symbolic":
        return numbers
    if all(entry.is_Rational for entry in numbers.flat):
        exact = [Fraction(int(entry.p), int(entry.q)) for entry in numbers.flat]
        return object_array(exact, numbers.shape)
    return to_float(numbers, argument=argument)


def worths_at(game: CoalitionalGame, x: Any, *, exact: bool, name: str) -> tuple[Array, Array]:
    """Return the worths of a game and an allocation as numbers of one kind, floats or Fractions.

    Parameters
    ----------
    game
        The game.
    x
        One number per player, by name or in the order of the players.
    exact
        Turn float worths into the rationals they store.
    name
        The function that asks, for error messages.
    """
    worths = numeric(worths_of(game, exact=exact), f"worths of {name}")
    shares = vector_by_name(
        x, game.players, argument="x", error=InvalidGameError, integers="fraction"
    )
    worths, shares = unify(worths, numeric(shares, "x"))
    return worths, shares


def _common_denominator(shares: Array) -> int | None:
    """Return the smallest D with every share within the rounding of a multiple of 1/D."""
    denominator = 1
    while denominator <= _LARGEST_DENOMINATOR:
        products = shares * denominator
        off = np.abs(products - np.rint(products)) > _ROUNDING * denominator
        if not off.any():
            return denominator
        product = float(products[np.argmax(off)])
        near = Fraction(product).limit_denominator(_LARGEST_DENOMINATOR // denominator)
        if near.denominator == 1 or abs(float(near) - product) > _ROUNDING * denominator:
            return None
        denominator *= near.denominator
    return None
