"""Numbers as a table prints them."""

from fractions import Fraction
from typing import Any

import numpy as np

from lilliput.games.arithmetic import is_symbolic
from lilliput.games.errors import InvalidArgumentError

__all__ = ["Style", "format_number", "is_missing", "is_number"]

Style = str | int
"""``"auto"``, ``"fraction"``, ``"decimal"``, ``"percent"``, or how many decimals."""

STYLES = ("auto", "fraction", "decimal", "percent")
_LARGEST_DENOMINATOR = 10**6
_MOST_DIGITS = 15


def format_number(value: Any, digits: int = 3, style: Style = "auto") -> str:
    """Return a cell as text: Fractions as fractions, floats rounded, missing as a dash.

    Parameters
    ----------
    value
        A number, or anything with a text.
    digits
        Decimals of a number that is rounded.
    style
        ``"auto"`` rounds floats and keeps Fractions; ``"fraction"`` also writes as fractions those
        floats that are one, to their last digit; ``"decimal"`` rounds all; ``"percent"`` rounds
        100 times the value, to two decimals fewer; a number says how many decimals.

    Examples
    --------
    >>> [format_number(v) for v in (Fraction(7, 30), -0.0001, 12, float("nan"), "holds")]
    ['7/30', '0.000', '12', '–', 'holds']
    >>> format_number(Fraction(1, 8), 3, "percent"), format_number(0.125, style="fraction")
    ('12.5 %', '1/8')
    """
    if is_missing(value):
        return "–"
    if isinstance(value, (bool, np.bool_)) or not is_number(value):
        return str(value)
    if isinstance(style, int):
        return _rounded(value, style)
    if style == "percent":
        return f"{_rounded(100 * value, max(digits - 2, 0))} %"
    if style == "decimal":
        return _rounded(value, digits)
    if style == "fraction" and isinstance(value, (float, np.floating)):
        close = Fraction(0) if np.isinf(value) else Fraction(float(value))
        near = close.limit_denominator(_LARGEST_DENOMINATOR)
        value = near if float(near) == value else value
    if isinstance(value, (float, np.floating)):
        return _rounded(value, digits)
    return str(value).replace("-", "−", 1)


def check_style(style: Any, *, argument: str) -> None:
    """Raise an error unless a style is one of the known ones or a number of decimals."""
    count = isinstance(style, int) and not isinstance(style, bool) and 0 <= style <= _MOST_DIGITS
    if not count and style not in STYLES:
        raise InvalidArgumentError(
            f"{argument} must be {', '.join(map(repr, STYLES))} or a number of decimals from 0 to "
            f"{_MOST_DIGITS}, got {style!r}"
        )


def is_number(value: Any) -> bool:
    """Whether a cell holds a number that is not symbolic; missing ones count."""
    if isinstance(value, (bool, np.bool_)):
        return False
    return is_missing(value) or isinstance(value, (int, float, Fraction, np.number))


def is_missing(value: Any) -> bool:
    """Whether a cell is empty: None, NaN, NaT or pandas' NA."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    return isinstance(value, (float, np.floating)) and bool(np.isnan(value))


def is_expression(value: Any) -> bool:
    """Whether a cell is a sympy expression, which LaTeX prints as mathematics."""
    return bool(is_symbolic(value))


def _rounded(value: Any, digits: int) -> str:
    if isinstance(value, (float, np.floating)) and np.isinf(value):
        return "∞" if value > 0 else "−∞"
    text = f"{value:.{digits}f}" if not isinstance(value, Fraction) else _decimal(value, digits)
    return text.lstrip("-") if float(text) == 0 else text.replace("-", "−")


def _decimal(value: Fraction, digits: int) -> str:
    """Round an exact number half to even, without going through a float."""
    units = round(value * 10**digits)
    sign, units = ("-" if units < 0 else ""), abs(units)
    whole, rest = divmod(units, 10**digits)
    return f"{sign}{whole}.{rest:0{digits}d}" if digits else f"{sign}{whole}"
