"""HTML: a table that takes its colours from the page, light or dark."""

from collections.abc import Sequence
from html import escape

from lilliput.analysis.tables.layout import Cell, Layout
from lilliput.games.display import escaped

__all__ = ["html_table"]

_THICK = "1.5px solid currentColor"
_THIN = "0.75px solid currentColor"
_ROOM = "padding:.2em .6em"
_MORE_ROOM = "padding:.7em .6em .2em"  # above a new group


def html_table(layout: Layout, caption: str, label: str, remarks: Sequence[tuple[str, str]]) -> str:
    """Return a table with caption and notes.

    Parameters
    ----------
    layout
        The texts.
    caption, label
        What the table is called, and its id.
    remarks
        Mark and text of each note.
    """
    sides = ["text"] * len(layout.labels)
    sides += ["number" if column.numeric else "text" for column in layout.columns]
    head = "\n".join(_header(layout, level, sides) for level in range(layout.depth))
    body = "\n".join(
        f"<tr>{_labels(labels, new=new)}{_cells(cells, sides[len(labels) :], new=new)}</tr>"
        for (labels, cells), new in zip(layout.rows, layout.starts, strict=True)
    )
    notes = "".join(
        f'\n<p class="notes" style="font-size:85%;margin:.3em 0">{_raised(mark)}{_text(text)}</p>'
        for mark, text in remarks
    )
    return (
        f'<table id="{escape(label)}" class="paper" style="border-collapse:collapse;'
        f'border-top:{_THICK};border-bottom:{_THICK};background:transparent">\n'
        f"<caption>{_text(caption)}</caption>\n"
        f'<thead style="border-bottom:{_THIN}">\n{head}\n</thead>\n'
        f"<tbody>\n{body}\n</tbody>\n</table>{notes}\n"
    )


def _header(layout: Layout, level: int, sides: list[str]) -> str:
    last = level == layout.depth - 1
    names = [_text(name) if last else "" for name in layout.labels]
    cells = [f'<th class="text" style="{_ROOM};text-align:left">{name}</th>' for name in names]
    at = len(layout.labels)
    for text, span in layout.header(level):
        if span > 1:
            cells.append(
                f'<th colspan="{span}" scope="colgroup" '
                f'style="{_ROOM};text-align:center;border-bottom:{_THIN}">{_text(text)}</th>'
            )
        else:
            side = "right" if sides[at] == "number" else "left"
            cells.append(
                f'<th class="{sides[at]}" scope="col" style="{_ROOM};text-align:{side}">'
                f"{_text(text)}</th>"
            )
        at += span
    return f"<tr>{''.join(cells)}</tr>"


def _labels(labels: tuple[str, ...], *, new: bool) -> str:
    room = _MORE_ROOM if new else _ROOM
    return "".join(
        f'<th class="text" scope="row" style="{room};text-align:left;font-weight:normal">'
        f"{_text(label)}</th>"
        for label in labels
    )


def _cells(cells: tuple[Cell, ...], sides: list[str], *, new: bool) -> str:
    room = _MORE_ROOM if new else _ROOM
    entries = []
    for cell, side in zip(cells, sides, strict=True):
        mark = _raised(cell.mark)
        place = "right;font-variant-numeric:tabular-nums" if side == "number" else "left"
        entries.append(
            f'<td class="{side}" style="{room};text-align:{place}">{_text(cell.text)}{mark}</td>'
        )
    return "".join(entries)


def _raised(mark: str) -> str:
    return f'<sup style="line-height:0">{_text(mark)}</sup>' if mark else ""


def _text(text: str) -> str:
    """Return a text as markup in which a dollar sign starts no mathematics."""
    return escaped(text, longest=max(len(text), 1))
