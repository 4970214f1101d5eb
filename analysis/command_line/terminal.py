"""Answers on a terminal: as wide as it is, with colours where it has them."""

import os
import re
import shutil
import sys
from collections.abc import Iterable
from itertools import groupby
from textwrap import fill, wrap
from typing import Any, NamedTuple

import click

__all__ = ["colourful", "hanging", "painted", "prose", "shown", "terminal_width"]

_WIDEST = 80
_NARROWEST = 40
_GAP = "  "
_LEAST_CELL = 8
_COLOURS = {
    "green": ["holds", "positive", "proved", "nonempty", "yes"],
    "red": ["fails", "negative", "empty", "no"],
    "yellow": ["indifferent", "zero", "unknown", "parity-ok"],
}
_WORDS = {word: colour for colour, words in _COLOURS.items() for word in words}
_ALTERNATIVES = "|".join(sorted(_WORDS, key=len, reverse=True))
# a word that fills a cell, stands before a number in brackets, or says what is complete
_WORD = re.compile(
    rf"(?m)(?:(?<=  )|(?<=complete: )|^)({_ALTERNATIVES})(?=  |$| \([−\d]|[;.](?:\s|$))"
    rf"|(?<=: )({_ALTERNATIVES})(?= \([−\d])"
)


def colourful() -> bool:
    """Whether to print colours: on a terminal that has them, unless NO_COLOR is set."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return sys.stdout.isatty()


def terminal_width() -> int | None:
    """Return the columns of the terminal or of COLUMNS; None in a pipe, where nothing is folded."""
    given = os.environ.get("COLUMNS", "")
    if given.isdecimal() and int(given) > 0:
        return max(int(given), _NARROWEST)
    if not sys.stdout.isatty():
        return None
    return max(shutil.get_terminal_size().columns, _NARROWEST)


def shown(answer: Any, width: int | None) -> str:
    """Return all that a terminal shows of an answer."""
    if answer.text is not None:
        return str(answer.text(line_width(width)))
    head = [prose(line, width) for line in answer.head]
    return "\n".join([*head, *(_table(table, width) for table in answer.tables)])


def line_width(width: int | None) -> int:
    """Return how long lines of prose may be."""
    return min(width or _WIDEST, _WIDEST)


def prose(text: str, width: int | None) -> str:
    """Return text in lines, with a line feed at its end."""
    return fill(text, line_width(width)) + "\n"


def hanging(label: str, text: str, width: int) -> str:
    """Return a label and a text whose further lines are indented.

    Examples
    --------
    >>> print(hanging("at", "m = 6", 80))
      at           m = 6
    """
    return fill(text, width, initial_indent=f"  {label:12} ", subsequent_indent=" " * 15)


def painted(text: str) -> str:
    """Return text with its first lines of tables in bold and its verdicts in colours."""
    lines = text.split("\n")
    for k, line in enumerate(lines):
        if re.fullmatch(r"-+( +-+)*", line) and k:
            lines[k - 1] = click.style(lines[k - 1], bold=True)
    return _WORD.sub(_coloured, "\n".join(lines))


def _coloured(match: re.Match[str]) -> str:
    word = match[1] or match[2]
    return click.style(word, fg=_WORDS[word])


def _table(table: Any, width: int | None) -> str:
    """Return a table with its caption and notes, folded into the width."""
    layout = table.layout
    labels = [
        _Column(("",) * (layout.depth - 1) + (name,), [row[0][j] for row in layout.rows], False)
        for j, name in enumerate(layout.labels)
    ]
    body = [
        _Column(column.headers, [row[1][j].whole for row in layout.rows], column.numeric)
        for j, column in enumerate(layout.columns)
    ]
    parts = _folded(labels, body, width)
    notes = "".join(
        prose(f"{mark} {text}" if mark else text, width) for mark, text in table.remarks
    )
    caption = prose(table.caption, width)
    text = "\n\n".join("\n".join(_lines(part, width)) for part in parts)
    return f"{caption}\n{text}\n" + (f"\n{notes}" if notes else "")


class _Column(NamedTuple):
    """Headers from the outermost, cells, and whether these are numbers."""

    headers: tuple[str, ...]
    cells: list[str]
    numeric: bool

    @property
    def width(self) -> int:
        return max(map(len, [self.headers[-1], *self.cells]))


def _folded(labels: list[_Column], body: list[_Column], width: int | None) -> list[list[_Column]]:
    """Return the columns in parts that fit the width, each with the labels.

    They stay together where that suffices when long texts are wrapped.
    """
    whole = [*labels, *body]
    if width is None or _total(_widths(whole, width)) <= width:
        return [whole]
    parts = _parts(labels, body, width)
    for narrower in range(width - 1, 0, -1):  # as evenly as that many parts can be
        even = _parts(labels, body, narrower)
        if len(even) > len(parts):
            break
        parts = even
    return parts


def _parts(labels: list[_Column], body: list[_Column], width: int) -> list[list[_Column]]:
    parts = [list(labels)]
    for column in body:
        fits = _total([each.width for each in [*parts[-1], column]]) <= width
        if not fits and len(parts[-1]) > len(labels):
            parts.append(list(labels))
        parts[-1].append(column)
    return parts


def _widths(columns: list[_Column], width: int | None) -> list[int]:
    """Return the widths, those of the widest texts cut until all fit or none can be cut."""
    widths = [column.width for column in columns]
    while width is not None and _total(widths) > width:
        texts = [
            j
            for j, column in enumerate(columns)
            if not column.numeric and widths[j] > max(_LEAST_CELL, _longest_word(column))
        ]
        if not texts:
            break
        widths[max(texts, key=lambda j: widths[j])] -= 1
    return widths


def _longest_word(column: _Column) -> int:
    return max(map(len, column.headers[-1].split()), default=0)


def _total(widths: list[int]) -> int:
    return sum(widths) + len(_GAP) * (len(widths) - 1)


def _lines(columns: list[_Column], width: int | None) -> list[str]:
    """Return headers, dashes and rows; a cell that is too long takes several lines."""
    widths = _widths(columns, width)
    groups = [_grouped(columns, widths, level) for level in range(len(columns[0].headers) - 1)]
    header = _row([column.headers[-1] for column in columns], columns, widths)
    rule = _GAP.join("-" * size for size in widths)
    rows = zip(*(column.cells for column in columns), strict=True)
    return [*groups, *header, rule, *(line for row in rows for line in _row(row, columns, widths))]


def _grouped(columns: list[_Column], widths: list[int], level: int) -> str:
    """Return the line of the headers of a level, which widens what is narrower than its header."""
    parts = []
    for path, group in groupby(range(len(columns)), key=lambda j: columns[j].headers[: level + 1]):
        places = list(group)
        size = _total([widths[j] for j in places])
        if len(path[level]) > size:
            widths[places[-1]] += len(path[level]) - size
            size = len(path[level])
        parts.append(path[level].rjust(size) if columns[places[0]].numeric else " " * size)
    return _GAP.join(parts).rstrip()


def _row(row: Iterable[str], columns: list[_Column], widths: list[int]) -> list[str]:
    cells = [wrap(cell, max(size, 1)) or [""] for cell, size in zip(row, widths, strict=True)]
    lines = []
    for k in range(max(map(len, cells))):
        texts = [cell[k] if k < len(cell) else "" for cell in cells]
        padded = [
            text.rjust(size) if column.numeric else text.ljust(size)
            for text, column, size in zip(texts, columns, widths, strict=True)
        ]
        lines.append(_GAP.join(padded).rstrip())
    return lines
