"""What a command answers, and how it is printed: tables for people and papers, CSV and JSON.

JSON begins with ``schema``, the kind of the answer with a version that changes when a key changes
its meaning or goes. A number that may be exact is an object with ``exact``, text such as "1/3" or
null, and ``float``.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from math import isfinite
from pathlib import Path
from typing import Any, final

from lilliput.analysis.command_line import terminal
from lilliput.games.errors import InvalidArgumentError

__all__ = [
    "FORMATS",
    "SUFFIXES",
    "Answer",
    "checked_output",
    "format_of",
    "number",
    "rendered",
    "word_document",
]

FORMATS = ("table", "latex", "markdown", "csv", "json", "typst", "html")
SUFFIXES = {
    ".txt": "table",
    ".tex": "latex",
    ".md": "markdown",
    ".csv": "csv",
    ".json": "json",
    ".typ": "typst",
    ".html": "html",
    ".docx": "word",
}
_PAGE = """\
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="color-scheme" content="light dark">
<title>{title}</title></head>
<body style="font-family:sans-serif;max-width:60em;margin:2em auto;padding:0 1em">
{body}</body>
</html>
"""


@final
@dataclass(frozen=True, eq=False)
class Answer:
    """What a command found.

    Parameters
    ----------
    schema
        The kind of the answer and its version, for JSON, such as ``"lilliput.power/1"``.
    record
        For JSON: dicts, lists, texts, numbers as `number` makes them.
    tables
        `PaperTable` objects, the main one first.
    rows
        For CSV, a frame whose index is left out; None takes the frame of the first table.
    head
        Lines above the tables on a terminal.
    text
        A function of the width that returns all that a terminal shows, instead of head and tables.
    tails
        Format to what follows the tables in it.
    """

    schema: str
    record: Mapping[str, Any]
    tables: tuple[Any, ...]
    rows: Any = None
    head: tuple[str, ...] = ()
    text: Callable[[int], str] | None = None
    tails: Mapping[str, str] = field(default_factory=dict)


def rendered(answer: Answer, style: str, *, width: int | None = None) -> str:
    """Return an answer in a format.

    Parameters
    ----------
    answer
        What was found.
    style
        One of `FORMATS`.
    width
        Columns of the terminal, into which tables are folded; None does not fold them.
    """
    if style == "json":
        record = {"schema": answer.schema, **answer.record}
        return json.dumps(record, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    if style == "csv":
        if answer.rows is None:
            return str(answer.tables[0].to_csv())
        return str(answer.rows.to_csv(index=False, lineterminator="\n"))
    if style == "table":
        return terminal.shown(answer, width)
    parts = [getattr(table, f"to_{style}")() for table in answer.tables]
    body = "\n".join(parts) + answer.tails.get(style, "")
    if style == "html":
        return _PAGE.format(title=escape(answer.tables[0].caption), body=body)
    return body


def word_document(answer: Answer) -> bytes:
    """Return the tables of an answer as a file of Word."""
    from lilliput.analysis.tables.word import word_document as document

    return document(*((table.layout, table.caption, table.remarks) for table in answer.tables))


def number(value: Any) -> dict[str, Any] | None:
    """Return a number for JSON: its exact value as text, if it has one, and the float.

    Examples
    --------
    >>> from fractions import Fraction
    >>> number(Fraction(1, 4)), number(0.5), number(2)
    ({'exact': '1/4', 'float': 0.25}, {'exact': None, 'float': 0.5}, {'exact': '2', 'float': 2.0})
    """
    if value is None:
        return None
    measured = isinstance(value, float) or type(value).__module__ == "numpy"
    try:
        near: float | None = float(value)
    except OverflowError:
        near = None
    if near is not None and not isfinite(near):
        return {"exact": str(near) if measured else str(value), "float": None}
    return {"exact": None if measured else str(value), "float": near}


def format_of(style: str | None, output: str | None) -> str:
    """Return the format asked for, or that of the suffix of the file to write.

    Examples
    --------
    >>> format_of(None, None), format_of(None, "power.tex"), format_of("csv", "power.txt")
    ('table', 'latex', 'csv')
    """
    if style is not None or output is None:
        return style or "table"
    suffix = Path(output).suffix.lower()
    if suffix not in SUFFIXES:
        raise InvalidArgumentError(
            f"--output {output}: no format has the suffix {suffix!r}; end the name in "
            f"{', '.join(SUFFIXES)}, or give --format"
        )
    return SUFFIXES[suffix]


def checked_output(output: str | None) -> Path | None:
    """Return the file to write, after looking whether it can be one."""
    if output is None:
        return None
    if not output:
        raise InvalidArgumentError("--output must name a file, got ''")
    path = Path(output)
    if path.is_dir():
        raise InvalidArgumentError(f"--output {output} is a folder; name a file in it")
    if not path.parent.is_dir():
        raise InvalidArgumentError(f"--output {output}: there is no folder {path.parent}")
    return path
