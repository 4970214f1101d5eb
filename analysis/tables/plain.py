"""Markdown and the terminal: one row of headers, numbers to the right."""

from collections.abc import Sequence
from textwrap import fill

import pandas as pd

from lilliput.analysis.tables.escapes import markdown_text
from lilliput.analysis.tables.layout import Layout

__all__ = ["markdown_table", "text_table"]

_WIDTH = 96

Remarks = Sequence[tuple[str, str]]


def markdown_table(layout: Layout, caption: str, remarks: Remarks) -> str:
    """Return a pipe table with the caption above and the notes below."""
    cells = layout.flat().map(markdown_text)
    cells.columns = [markdown_text(str(name)) for name in cells.columns]
    notes = "".join(f"\n*{markdown_text(_note(mark, text))}*\n" for mark, text in remarks)
    return f"**{markdown_text(caption)}**\n\n{_body(cells, layout, 'pipe')}\n{notes}"


def text_table(layout: Layout, caption: str, remarks: Remarks) -> str:
    """Return the table as a terminal shows it, the notes wrapped beneath."""
    notes = "".join(fill(_note(mark, text), _WIDTH) + "\n" for mark, text in remarks)
    return f"{caption}\n\n{_body(layout.flat(), layout, 'simple')}\n{notes}"


def _body(cells: pd.DataFrame, layout: Layout, style: str) -> str:
    sides = ["left"] * len(layout.labels)
    sides += ["right" if column.numeric else "left" for column in layout.columns]
    return cells.to_markdown(index=False, tablefmt=style, colalign=sides, disable_numparse=True)


def _note(mark: str, text: str) -> str:
    return f"{mark} {text}" if mark else text
