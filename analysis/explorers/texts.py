"""Numbers in the tables of explorers, which change under the eyes of the reader: few letters."""

from fractions import Fraction
from typing import Any

from lilliput.games.display import Html, shown

__all__ = ["brief"]

_LONGEST = 7  # letters of a fraction; longer ones are shown as decimals
_ZERO = 1e-12


def brief(value: Any) -> Html:
    """Return a number in few letters: short fractions as they are, long ones as decimals.

    Examples
    --------
    >>> brief(Fraction(-1, 3)), brief(Fraction(12345, 67891)), brief(4e-16)
    ('−1/3', '0.1818', '0')
    """
    if isinstance(value, Fraction) and len(str(value)) > _LONGEST:
        return shown(float(value))
    if isinstance(value, float) and abs(value) < _ZERO:
        return shown(0)
    return shown(value)
