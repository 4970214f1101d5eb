"""Numbers as text, exactly: integers, decimals and fractions."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

from lilliput.games.errors import InvalidArgumentError

__all__ = ["number_from_text", "number_text"]

_NUMBER = re.compile(r"([+-]?)(?=\.?\d)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?")
_RATIO = re.compile(r"[+-]?\d+/\d+")
_MOST_DIGITS = 4000  # what Python itself converts from text


def number_from_text(text: str) -> int | Fraction:
    """Return the number that a text states: an int for an integer, a Fraction for all others.

    Parameters
    ----------
    text
        An integer, a decimal (with an exponent perhaps) or a fraction of integers.

    Raises
    ------
    InvalidArgumentError
        Any other text, a fraction over 0, or more than 4000 digits.

    Examples
    --------
    >>> number_from_text("-3"), number_from_text("0.1"), number_from_text("2/4")
    (-3, Fraction(1, 10), Fraction(1, 2))
    """
    decimal = _NUMBER.fullmatch(text)
    if decimal is None and not _RATIO.fullmatch(text):
        raise InvalidArgumentError(f"a number must be like 3, -0.5, 1e-3 or 2/3, got {text!r}")
    sign, whole, part, power = decimal.groups() if decimal else ("", "", None, None)
    if len(text) > _MOST_DIGITS or (power and abs(int(power)) > _MOST_DIGITS):
        raise InvalidArgumentError(
            f"a number may have {_MOST_DIGITS} digits, got {text[:20]}…{text[-12:]}"
        )
    if decimal is None:
        above, below = (int(number) for number in text.split("/"))
        if below == 0:
            raise InvalidArgumentError(f"a fraction must have a denominator > 0, got {text}")
        return Fraction(above, below)
    if part is None and power is None:
        return int(text)
    places = int(power or 0) - len(part or "")
    digits = int(sign + whole + (part or ""))
    return Fraction(digits * 10**places) if places >= 0 else Fraction(digits, 10**-places)


def number_text(value: Any) -> str:
    """Return a number as text without exponent: a float as the decimal that it prints as.

    Examples
    --------
    >>> number_text(0.1), number_text(3.0), number_text(1e-7), number_text(Fraction(1, 3))
    ('0.1', '3', '0.0000001', '1/3')
    """
    if not isinstance(value, float):
        return str(value)
    if value == 0:
        return "0"  # and no "-0"
    text = format(Decimal(repr(float(value))), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
