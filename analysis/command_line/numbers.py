"""Numbers as tables print them: fractions where they are short or asked for, else decimals."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import pandas as pd

from lilliput.games.arithmetic import is_symbolic

__all__ = ["are_short", "decimal_text", "mixture_text", "printable", "short_text", "style_of"]

_SHORT = 9


def are_short(values: Iterable[Any]) -> bool:
    """Whether all values are fractions that are short enough to print.

    Examples
    --------
    >>> are_short([Fraction(1, 3), 2]), are_short([0.5]), are_short([Fraction(1, 10**9)])
    (True, False, False)
    """
    return all(isinstance(v, (int, Fraction)) and len(str(v)) <= _SHORT for v in values)


def style_of(values: Iterable[Any], *, exact: bool) -> str:
    """Return the style of a column of a `PaperTable`: fractions or decimals."""
    return "auto" if exact or are_short(values) else "decimal"


def printable(value: Any, *, exact: bool) -> Any:
    """Return a number that a table can print: roots as decimals unless they are asked for."""
    return float(value) if is_symbolic(value) and not exact else value


def decimal_text(value: Any, digits: int) -> str:
    """Return a number with so many decimals at most.

    Examples
    --------
    >>> decimal_text(Fraction(1, 3), 4), decimal_text(-2.5, 4)
    ('0.3333', '−2.5')
    """
    text = f"{float(value):.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return ("0" if text == "-0" else text).replace("-", "−")


def short_text(value: Any, digits: int, *, exact: bool = False) -> str:
    """Return a number as it is where that is short or asked for, else with so many decimals.

    Examples
    --------
    >>> short_text(Fraction(-1, 3), 4), short_text(-0.25, 1), short_text(Fraction(1, 10**9), 4)
    ('−1/3', '−0.2', '0')
    """
    if exact or are_short([value]):
        return str(value).replace("-", "−")
    return decimal_text(value, digits)


def mixture_text(mix: pd.Series, *, exact: bool, digits: int) -> str:
    """Return a mixed strategy: its support, with probabilities unless it is pure.

    Examples
    --------
    >>> mixture_text(pd.Series([Fraction(1, 3), 0, Fraction(2, 3)], ["a", "b", "c"]),
    ...              exact=False, digits=4)
    '1/3 a + 2/3 c'
    >>> mixture_text(pd.Series([Fraction(1, 3), Fraction(2, 3)], ["1", "2"]), exact=True, digits=4)
    '1/3 “1” + 2/3 “2”'
    """
    support = mix[[share != 0 for share in mix]]
    if len(support) == 1:
        return str(support.index[0])
    whole = exact or are_short(support)
    parts = []
    for name, share in support.items():
        weight = _exact_text(share) if whole else decimal_text(share, digits)
        parts.append(f"{weight} {_told_apart(str(name))}")
    return " + ".join(parts)


def _told_apart(name: str) -> str:
    """Return the name of a strategy, in quotes where it might be read as a number."""
    return f"“{name}”" if name[:1].isdigit() else name


def _exact_text(share: Any) -> str:
    return f"({share})" if getattr(share, "is_Add", False) else str(share)
