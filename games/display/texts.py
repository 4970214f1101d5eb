"""Numbers, names, coalitions and mixtures as HTML, and names as LaTeX."""

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from html import escape
from math import isinf, isnan
from numbers import Integral
from typing import Any

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import is_symbolic, plain

__all__ = [
    "Html",
    "coalition",
    "decimal",
    "escaped",
    "formula",
    "is_number",
    "latex_number",
    "latex_text",
    "mix",
    "muted",
    "shown",
]

_LONGEST_NAME = 80
_LONGEST_FRACTION = 17
_LONGEST_LATEX = 240
_ENTRIES = 12
_WHOLE = 1e9
_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPECIAL = {
    "\\": "\\backslash ",
    "_": "\\_",
    "%": "\\%",
    "&": "\\&",
    "#": "\\#",
    "$": "\\$",
    "{": "\\{",
    "}": "\\}",
    "^": "\\wedge ",
    "~": "\\sim ",
}


class Html(str):
    """Text that is markup already and is not escaped again."""

    __slots__ = ()


def escaped(text: Any, *, longest: int = _LONGEST_NAME) -> Html:
    """Return a text of the user as markup: escaped, shortened, and without mathematics in it.

    Examples
    --------
    >>> escaped("R&D <b>"), escaped("$5")
    ('R&amp;D &lt;b&gt;', '<span>$</span>5')
    """
    given = _NOT_IN_XML.sub("\ufffd", str(text))
    if len(given) > longest:
        given = given[: longest - 1] + "…"
    safe = escape(given)
    for sign in ("$", "\\"):  # alone in an element, they delimit no formula
        safe = safe.replace(sign, f"<span>{sign}</span>")
    return Html(safe)


def decimal(value: float) -> str:
    """Return a float as text: four significant digits, whole numbers in full.

    Examples
    --------
    >>> [decimal(x) for x in (2.0, -0.0, 1 / 3, -12345678.0, 1.5e-7, float("inf"))]
    ['2', '0', '0.3333', '−12345678', '1.5e−7', '∞']
    """
    if isnan(value):
        return "–"
    if isinf(value):
        return "∞" if value > 0 else "−∞"
    if value == int(value) and abs(value) < _WHOLE:
        return str(int(value)).replace("-", "−")
    text = f"{value:.4g}"
    digits, _, power = text.partition("e")
    text = f"{digits}e{int(power)}" if power else digits
    return text.replace("-", "−")


def shown(value: Any) -> Html:
    """Return any value as markup.

    Fractions are written a/b, floats with four significant digits, sympy expressions as LaTeX
    between dollar signs, coalitions in braces.

    Examples
    --------
    >>> from fractions import Fraction
    >>> shown(Fraction(-1, 3)), shown(0.25), shown(None), shown(frozenset({"US", "CN"}))
    ('−1/3', '0.25', '–', '{CN, US}')
    >>> shown([("a", 1), True])
    '((a, 1), yes)'
    """
    value = plain(value)
    if isinstance(value, Html):
        return value
    if value is None or value is pd.NaT or value is pd.NA:
        return Html("–")
    if isinstance(value, bool):
        return Html("yes" if value else "no")
    if isinstance(value, float):
        return Html(decimal(value))
    if isinstance(value, (Fraction, Integral)):
        return _exact(value)
    if is_symbolic(value):
        return _expression(value)
    return _compound(value)


def _compound(value: Any) -> Html:
    if isinstance(value, (set, frozenset)):
        return Html("{" + _joined(sorted(map(shown, value))) + "}")
    if isinstance(value, (tuple, list)):
        return Html("(" + _joined(map(shown, value)) + ")")
    if isinstance(value, np.ndarray):
        return shown(value.tolist())
    if isinstance(value, (Mapping, pd.Series)):
        pairs = (f"{shown(key)}: {shown(entry)}" for key, entry in value.items())
        return Html(_joined(pairs, "; "))
    return escaped(value)


def is_number(value: Any) -> bool:
    """Whether a cell belongs in a column of numbers; missing ones do.

    Examples
    --------
    >>> [is_number(x) for x in (1, 0.5, None, "1", True)]
    [True, True, True, False, False]
    """
    value = plain(value)
    if isinstance(value, bool):
        return False
    return value is None or isinstance(value, (float, Fraction, Integral)) or is_symbolic(value)


def coalition(mask: int, players: tuple[str, ...]) -> Html:
    """Return the coalition of a bitmask, in the order of the players.

    Examples
    --------
    >>> coalition(5, ("US", "CN", "EU"))
    '{US, EU}'
    """
    members = [escaped(name) for i, name in enumerate(players) if mask >> i & 1]
    return Html("{" + _joined(members) + "}") if members else Html("∅")


def mix(strategy: pd.Series) -> Html:
    """Return a mixed strategy: its support, with probabilities unless it is pure.

    Examples
    --------
    >>> mix(pd.Series([0.5, 0, 0.5], ["a", "b", "c"]))
    '0.5 <em>a</em> + 0.5 <em>c</em>'
    """
    support = [(name, weight) for name, weight in strategy.items() if weight != 0]
    if len(support) == 1 and support[0][1] == 1:
        return _name(support[0][0])
    parts = (f"{_factor(weight)} <em>{_name(name)}</em>" for name, weight in support)
    return Html(_joined(parts, " + "))


def muted(text: Any) -> Html:
    """Return markup that is paler than the rest, on light and dark ground."""
    return Html(f'<span style="opacity:.6">{shown(text)}</span>')


def formula(text: str) -> Html:
    """Return LaTeX's mathematics as markup that a notebook typesets.

    Examples
    --------
    >>> formula("a < b")
    '$a &lt; b$'
    """
    return Html(f"${escape(_NOT_IN_XML.sub(chr(0xFFFD), text))}$")


def latex_text(name: Any) -> str:
    r"""Return a name as text inside LaTeX's mathematics.

    Examples
    --------
    >>> print(latex_text("R&D_1"))
    \text{R\&D\_1}
    """
    letters = [
        f"}}{_SPECIAL[letter]}\\text{{" if letter in "\\^~" else _SPECIAL.get(letter, letter)
        for letter in str(name)[:_LONGEST_NAME]
    ]
    return f"\\text{{{''.join(letters)}}}".replace("\\text{}", "") or "\\text{}"


def latex_number(value: Any) -> str:
    r"""Return a number as LaTeX's mathematics.

    Examples
    --------
    >>> print(latex_number(Fraction(-1, 3)), latex_number(0.25))
    -\frac{1}{3} 0.25
    """
    value = plain(value)
    if is_symbolic(value):
        from sympy import latex

        return str(latex(value))
    if isinstance(value, Fraction) and value.denominator != 1:
        sign = "-" if value < 0 else ""
        return f"{sign}\\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"
    text = decimal(value) if isinstance(value, float) else str(value)
    digits, _, power = text.replace("−", "-").replace("∞", "\\infty ").partition("e")
    return f"{digits} \\cdot 10^{{{power}}}" if power else digits


def _name(name: Any) -> Html:
    return shown(name) if isinstance(name, tuple) else escaped(name)


def _factor(weight: Any) -> Html:
    text = shown(weight)
    return Html(f"({text})") if is_symbolic(weight) and weight.is_Add else text


def _exact(value: Any) -> Html:
    text = str(value).replace("-", "−")
    if len(text) <= _LONGEST_FRACTION:
        return Html(text)
    try:
        return Html("≈ " + decimal(float(value)))
    except OverflowError:
        digits = str(abs(round(value)))
        return Html(f"≈ {'−' * (value < 0)}{digits[0]}.{digits[1:4]}e{len(digits) - 1}")


def _expression(value: Any) -> Html:
    if getattr(value, "is_Rational", False):
        return _exact(Fraction(int(value.p), int(value.q)))
    if getattr(value, "is_Float", False):
        return Html(decimal(float(value)))
    if value in (True, False):
        return Html("always" if value else "never")
    from sympy import latex

    size = value.count_ops() if hasattr(value, "count_ops") else 0
    text = latex(value) if size <= _LONGEST_LATEX else ""
    if not text or len(text) > 2 * _LONGEST_LATEX:
        names = _joined(sorted(escaped(symbol) for symbol in value.free_symbols))
        return Html(f"an expression of {size} operations in {names}")
    return formula(text.replace("$", "\\$"))


def _joined(parts: Iterable[str], between: str = ", ") -> str:
    texts = list(parts)
    if len(texts) > _ENTRIES:
        texts = [*texts[:_ENTRIES], f"… {len(texts)} in all"]
    return between.join(texts)
