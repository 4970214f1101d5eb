"""Margins computed in rationals, whatever kind of number they are asked for."""

from collections.abc import Callable
from fractions import Fraction
from functools import wraps
from typing import Any

import numpy as np

from lilliput.games.arithmetic import number_array

__all__ = ["in_fractions", "rationals"]

_FLOATS = (float, np.floating)


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
        found = margin(**{name: _fraction(value) for name, value in parameters.items()})
        return float(found) if floats else found

    return exactly


def _fraction(value: Any) -> Any:
    return Fraction(repr(float(value))) if isinstance(value, _FLOATS) else value


def rationals(entries: Any) -> Any:
    """Return numbers as an array in which integers count as Fractions, and so stay exact.

    Examples
    --------
    >>> rationals([[1, 0], [2, 3]]).tolist()[1]
    [Fraction(2, 1), Fraction(3, 1)]
    """
    return number_array(entries, argument="payoffs", integers="fraction")
