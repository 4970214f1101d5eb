"""Objects as the Python that makes them, to be pasted into a cell."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from json import dumps
from textwrap import fill
from typing import Any

import numpy as np

from lilliput.games.arithmetic import plain

__all__ = ["Source", "called", "literal", "program"]

_WIDTH = 88
_INDENT = "    "


class Source(str):
    """Text that is Python already."""

    __slots__ = ()


def literal(value: Any) -> Source:
    """Return a value as Python.

    Examples
    --------
    >>> literal({("US", "CA"): Fraction(1, 3), ("US", "MX"): Fraction(2)})
    '{("US", "CA"): Fraction(1, 3), ("US", "MX"): 2}'
    >>> literal([0.5, [1, None]])
    '[0.5, [1, None]]'
    """
    value = value if isinstance(value, (str, np.ndarray)) else plain(value)
    if isinstance(value, Source):
        return value
    if isinstance(value, Fraction):
        whole = value.denominator == 1
        return Source(value.numerator if whole else f"Fraction{value.numerator, value.denominator}")
    if isinstance(value, Mapping):
        return _listed("{", [f"{literal(k)}: {literal(v)}" for k, v in value.items()], "}")
    if isinstance(value, (list, np.ndarray)):
        return _listed("[", map(literal, value), "]")
    if isinstance(value, tuple):
        return _listed("(", map(literal, value), ",)" if len(value) == 1 else ")")
    return Source(dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value))


def called(name: str, /, *arguments: Any, **named: Any) -> Source:
    """Return a call as Python, over several lines where it is long.

    Examples
    --------
    >>> called("model.test", m=6, k=Fraction(1, 2))
    'model.test(m=6, k=Fraction(1, 2))'
    """
    parts = [*map(literal, arguments), *(f"{key}={literal(each)}" for key, each in named.items())]
    return _listed(f"{name}(", parts, ")")


def program(imports: Mapping[str, Iterable[str]], lines: Iterable[str]) -> str:
    """Return lines of Python below the imports that they need.

    Parameters
    ----------
    imports
        Module to names.
    lines
        The statements.
    """
    body = list(lines)
    needed = {**imports}
    if any("Fraction(" in line for line in body):
        needed = {"fractions": ["Fraction"], **needed}
    heads = [
        _listed(f"from {module} import (", sorted(names), ")")
        if len(f"from {module} import {', '.join(sorted(names))}") > _WIDTH
        else f"from {module} import {', '.join(sorted(names))}"
        for module, names in needed.items()
        if names
    ]
    standard = [head for head in heads if not head.startswith("from lilliput")]
    own = [head for head in heads if head.startswith("from lilliput")]
    return "\n".join([*standard, *([""] if standard else []), *own, "", *body])


def _listed(start: str, parts: Iterable[str], end: str) -> Source:
    """Return parts between brackets: on one line, or on a line each."""
    items = list(parts)
    line = f"{start}{', '.join(items)}{end}"
    if len(line) <= _WIDTH and "\n" not in line:
        return Source(line)
    if not any(" " in item for item in items):  # numbers stand beside each other
        filled = fill(", ".join(items), _WIDTH - 2 * len(_INDENT), break_long_words=False)
        filled = filled.replace("\n", f"\n{_INDENT}")
        return Source(f"{start}\n{_INDENT}{filled},\n{end.lstrip(',')}")
    rows = "".join(
        f"{_INDENT}{item},\n" for item in (i.replace("\n", f"\n{_INDENT}") for i in items)
    )
    return Source(f"{start}\n{rows}{end.lstrip(',')}")
