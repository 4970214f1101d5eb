"""Margins computed in rationals, whatever kind of number they are asked for."""

from collections.abc import Callable
from fractions import Fraction
from functools import wraps
from typing import Any

import numpy as np

from lilliput.games.arithmetic import number_array

__all__ = ["as_decimal", "as_fraction", "in_fractions", "rationals", "reads_decimals"]

_FLOATS = (float, np.floating)
_MARK = "_reads_decimals"


def in_fractions(margin: Callable[..., Any]) -> Callable[..., Any]:
    """Compute a margin exactly, floats as the decimals that they print as; floats give a float.

    Parameters
    ----------
    margin
        A function of keyword arguments, whose numbers are Fractions or integers when it is called.

    Examples
    --------
    >>> half = in_fractions(lambda x: x / 2)
    >>> half(x=Fraction(1, 5)), half(x=0.2)
    (Fraction(1, 10), 0.1)
    """

    @wraps(margin)
    def exactly(**parameters: Any) -> Any:
        floats = any(isinstance(value, _FLOATS) for value in parameters.values())
        found = margin(**{name: as_decimal(value) for name, value in parameters.items()})
        return float(found) if floats else found

    exactly.__dict__[_MARK] = True
    return exactly


def reads_decimals(margin: Callable[..., Any]) -> bool:
    """Return whether a margin is one that `in_fractions` computes.

    Examples
    --------
    >>> reads_decimals(in_fractions(lambda x: x / 2)), reads_decimals(abs)
    (True, False)
    """
    return bool(getattr(margin, _MARK, False))


def as_decimal(value: Any) -> Any:
    """Return a float as the decimal that it prints as, anything else unchanged.

    Examples
    --------
    >>> as_decimal(0.1), as_decimal(3)
    (Fraction(1, 10), 3)
    """
    return Fraction(repr(float(value))) if isinstance(value, _FLOATS) else value


def as_fraction(value: Any) -> Any:
    """Return an integer as a Fraction, so that quotients stay exact, anything else unchanged.

    Examples
    --------
    >>> as_fraction(3), as_fraction(0.5)
    (Fraction(3, 1), 0.5)
    """
    return Fraction(value) if isinstance(value, int) else value


def rationals(entries: Any) -> Any:
    """Return numbers as an array in which integers count as Fractions, and so stay exact.

    Examples
    --------
    >>> rationals([[1, 0], [2, 3]]).tolist()[1]
    [Fraction(2, 1), Fraction(3, 1)]
    """
    return number_array(entries, argument="payoffs", integers="fraction")
