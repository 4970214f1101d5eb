"""The tables of notebooks: caption, headers with scope, rows that are cut where there are many."""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

import pandas as pd

from lilliput.games.display.texts import Html, is_number, shown

__all__ = [
    "CELL",
    "HEAD",
    "LINE",
    "TABLE",
    "block",
    "caption_of",
    "chip",
    "frame",
    "note",
    "record",
    "side_by_side",
    "table",
]

LINE = "1px solid currentColor"
TABLE = "border-collapse:collapse;margin:0 0 .4em 0"
CELL = "padding:.25em .7em"
HEAD = f"{CELL};font-weight:600"
_CAPTION = "caption-side:top;text-align:left;padding:.3em 0;color:inherit"
_ROWS = 24
_COLUMNS = 14
_SHORT = 76
_SHORT_CELL = 32
_TAG = re.compile(r"<[^>]*>|&\w+;|&#\w+;")
_CHIPS = {
    "holds": ("✓", "solid"),
    "fails": ("✗", "dashed"),
    "indifferent": ("≈", "dotted"),
}


def block(*parts: str) -> Html:
    """Return parts in one element, the whole of what a notebook shows.

    Examples
    --------
    >>> block("a", "b")
    '<div class="lilliput" style="overflow-x:auto">ab</div>'
    """
    return Html(f'<div class="lilliput" style="overflow-x:auto">{"".join(parts)}</div>')


def side_by_side(*parts: str) -> Html:
    """Return parts beside each other, on more lines where the page is narrow."""
    row = "display:flex;flex-wrap:wrap;gap:0 2em;align-items:flex-start"
    return Html(f'<div style="{row}">{"".join(f"<div>{part}</div>" for part in parts)}</div>')


def note(*parts: Any) -> Html:
    """Return a line below a table; empty parts are left out.

    Examples
    --------
    >>> note("complete", "").endswith(">complete</p>")
    True
    """
    kept = [shown(part) for part in parts if part not in ("", None)]
    if not kept:
        return Html("")
    return Html(f'<p style="font-size:92%;margin:.1em 0 .6em">{" · ".join(kept)}</p>')


def chip(status: str, text: Any = None) -> Html:
    """Return a verdict as a mark and a word in a frame, told apart without colours.

    Parameters
    ----------
    status
        ``"holds"``, ``"fails"`` or ``"indifferent"``; another one has no mark.
    text
        The word; the status by default.

    Examples
    --------
    >>> "✗" in chip("fails"), "empty" in chip("fails", "empty")
    (True, True)
    """
    mark, line = _CHIPS.get(status, ("", "solid"))
    word = shown(status if text is None else text)
    style = f"border:1px {line} currentColor;border-radius:1em;padding:0 .55em;white-space:nowrap"
    return Html(f'<span style="{style}">{mark} {word}</span>')


def caption_of(title: Any, detail: Any = "") -> Html:
    """Return a caption: what it is in bold, then the details.

    Examples
    --------
    >>> caption_of("") , "<strong>core</strong>" in caption_of("core", "empty")
    ('', True)
    """
    if not title and not detail:
        return Html("")
    head, rest = shown(title), shown(detail)
    wrap = _kept_together(head + rest, _SHORT)
    inner = f"<strong>{head}</strong> {rest}" if rest else f"<strong>{head}</strong>"
    return Html(f'<caption style="{_CAPTION}{wrap}">{inner}</caption>')


def table(
    title: Any,
    heads: Sequence[Any],
    rows: Sequence[Sequence[Any]],
    *,
    detail: Any = "",
    labels: int = 1,
    groups: Sequence[tuple[Any, int]] = (),
    total: Sequence[Any] | None = None,
    size: int | None = None,
    limit: int = _ROWS,
    sides: Sequence[str] | None = None,
    noun: str = "",
) -> Html:
    """Return a table; values are shown by `lilliput.games.display.texts.shown`.

    Parameters
    ----------
    title, detail
        The caption.
    heads
        One header a column.
    rows
        Values, one a column; those past `limit` are counted in words.
    labels
        How many columns at the left are headers of their rows.
    groups
        Headers over several columns, with the number of columns that each spans.
    total
        A last row below a line.
    size
        The number of rows, where `rows` is only the first of them.
    limit
        How many rows are shown.
    sides
        For each column ``"left"`` or ``"right"``; by default numbers stand right.
    noun
        What the rows are, where some are left out.

    Examples
    --------
    >>> "US" in table("shares", ["player", "share"], [["US", 0.5]])
    True
    """
    many = len(rows) if size is None else size
    kept = [list(row) for row in rows[:limit]]
    sides = _sides(kept, total, len(heads)) if sides is None else list(sides)
    lines = [_row(row, sides, labels) for row in kept]
    if not lines:
        lines = [_wide("none", len(heads))]
    if many > len(kept):
        lines.append(_wide(f"… and {many - len(kept)} more {noun}".strip(), len(heads)))
    if total is not None:
        lines.append(_row(total, sides, labels, above=True))
    return Html(
        f'<table style="{TABLE}">{caption_of(title, detail)}'
        f'<thead style="border-bottom:{LINE}">{_groups(groups)}{_heads(heads, sides)}</thead>'
        f"<tbody>{''.join(lines)}</tbody></table>"
    )


def record(title: Any, pairs: Iterable[tuple[Any, Any]], *, detail: Any = "") -> Html:
    """Return names and values, a row each; values that are None or empty are left out.

    Examples
    --------
    >>> "<td" in record("costs", [("treaty", 1), ("none", None)]), "none" in record("a", [("b", 1)])
    (True, False)
    """
    rows = "".join(
        f'<tr><th scope="row" style="{HEAD};text-align:left;vertical-align:top">{shown(name)}</th>'
        f'<td style="{CELL};text-align:left">{shown(value)}</td></tr>'
        for name, value in pairs
        if not (value is None or (isinstance(value, str) and not value))
    )
    body = f"<tbody>{rows}</tbody>" if rows else ""
    return Html(f'<table style="{TABLE}">{caption_of(title, detail)}{body}</table>')


def frame(
    data: pd.DataFrame | pd.Series,
    title: Any = "",
    *,
    detail: Any = "",
    index: bool = True,
    limit: int = _ROWS,
    gap: int | None = None,
) -> Html:
    """Return a frame as such a table: names of its index as row headers, groups of columns above.

    A row of dots stands after the first `gap` rows, if that is given.

    Examples
    --------
    >>> "<th scope=" in frame(pd.DataFrame({"a": [1.0]}, index=["x"]), "numbers")
    True
    """
    given = data.to_frame() if isinstance(data, pd.Series) else data
    cut = given.iloc[:, :_COLUMNS]
    columns = [key if isinstance(key, tuple) else (key,) for key in cut.columns]
    names = [name or "" for name in cut.index.names] if index else []
    heads = [*names, *(_short_tuple(key[-1:]) for key in columns)]
    groups: list[tuple[Any, int]] = []
    if columns and len(columns[0]) > 1:
        levels = [str(name) for name in cut.columns.names if name]
        above = Html(f'<span style="font-weight:normal">{shown(" · ".join(levels))}</span>')
        groups = [(above if levels else "", len(names))] if names else []
        runs = groupby(columns, key=lambda key: key[:-1])
        groups += [(_short_tuple(key), len(list(run))) for key, run in runs]
    body = _frame_rows(cut.iloc[:limit], index=index)
    if gap is not None:
        body.insert(gap, [Html("⋮"), *[Html("")] * (len(heads) - 1)])
    more = "" if cut.shape[1] == given.shape[1] else f"{given.shape[1]} columns in all"
    return Html(
        table(
            title,
            heads,
            body,
            detail=detail,
            labels=len(names),
            groups=groups,
            size=len(given) + (gap is not None),
            limit=limit + (gap is not None),
        )
        + note(more)
    )


def _frame_rows(cut: pd.DataFrame, *, index: bool) -> list[list[Any]]:
    cells = [list(cut.iloc[:, k]) for k in range(cut.shape[1])]
    rows = []
    for place, key in enumerate(cut.index):
        parts = list(key) if isinstance(cut.index, pd.MultiIndex) else [key]
        rows.append([*(parts if index else []), *(column[place] for column in cells)])
    return rows


def _short_tuple(key: tuple[Any, ...]) -> Any:
    return key[0] if len(key) == 1 else Html(" · ".join(map(shown, key)))


def _sides(rows: list[list[Any]], total: Sequence[Any] | None, columns: int) -> list[str]:
    """Say for each column whether it stands right, as numbers do, or left."""
    every = [*rows, *([list(total)] if total is not None else [])]
    sides = []
    for column in range(columns):
        cells = [row[column] for row in every if column < len(row)]
        plain = [cell for cell in cells if not (isinstance(cell, str) and cell in ("", "–"))]
        right = bool(plain) and all(map(is_number, plain))
        sides.append("right" if right else "left")
    return sides


def _heads(heads: Sequence[Any], sides: Sequence[str]) -> str:
    return f"<tr>{''.join(map(_head, heads, sides))}</tr>"


def _head(head: Any, side: str) -> str:
    if head in ("", None):
        return f'<td style="{CELL}"></td>'
    text = shown(head)
    style = f"{HEAD};text-align:{side}{_kept_together(text, _SHORT_CELL)}"
    return f'<th scope="col" style="{style}">{text}</th>'


def _groups(groups: Sequence[tuple[Any, int]]) -> str:
    if not groups:
        return ""
    cells = "".join(
        f'<th scope="colgroup" colspan="{span}" style="{HEAD};text-align:center;'
        f'border-bottom:{LINE}">{shown(head)}</th>'
        if head not in ("", None)
        else f'<td colspan="{span}" style="{CELL}"></td>'
        for head, span in groups
        if span
    )
    return f"<tr>{cells}</tr>"


def _row(row: Sequence[Any], sides: Sequence[str], labels: int, *, above: bool = False) -> str:
    line = f"border-top:{LINE};" if above else ""
    cells = []
    for place, (value, side) in enumerate(zip(row, sides, strict=True)):
        text = shown(value)
        rest = f"text-align:{side}{_kept_together(text, _SHORT_CELL) if ' ' in text else ''}"
        if place < labels and text:
            cells.append(f'<th scope="row" style="{line}{HEAD};{rest}">{text}</th>')
        else:
            cells.append(f'<td style="{line}{CELL};{rest}">{text}</td>')
    return f"<tr>{''.join(cells)}</tr>"


def _kept_together(text: str, longest: int) -> str:
    """Return the style of a text that stays on one line, if it is short enough."""
    return ";white-space:nowrap" if len(_TAG.sub("", text)) <= longest else ""


def _wide(text: str, columns: int) -> str:
    return f'<tr><td colspan="{columns}" style="{CELL};text-align:left;opacity:.7">{text}</td></tr>'
