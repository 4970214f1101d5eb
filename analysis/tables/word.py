"""Word: a document with tables, through python-docx."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from lilliput.analysis.tables.layout import Layout
from lilliput.games.errors import MissingPackageError

__all__ = ["word_document"]


def word_document(*tables: tuple[Layout, str, Sequence[tuple[str, str]]]) -> bytes:
    """Return a .docx file.

    Parameters
    ----------
    *tables
        Each the texts, the caption above them, and mark and text of each note beneath.
    """
    try:
        from docx import Document
    except ImportError:
        raise MissingPackageError(
            "Word documents need python-docx: pip install 'lilliput[word]'"
        ) from None
    document = Document()
    for layout, caption, remarks in tables:
        document.add_paragraph(caption, style="Caption")
        _add_table(document, layout)
        for mark, text in remarks or [("", "")]:
            paragraph = document.add_paragraph()
            if mark:
                paragraph.add_run(mark).font.superscript = True
            paragraph.add_run(text)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _add_table(document: Any, layout: Layout) -> None:
    width = len(layout.labels) + len(layout.columns)
    table = document.add_table(rows=0, cols=width, style="Light List")
    for level in range(layout.depth):
        row = table.add_row().cells
        if level == layout.depth - 1:
            for cell, name in zip(row, layout.labels, strict=False):
                cell.text = name
        at = len(layout.labels)
        for text, span in layout.header(level):
            cell = row[at] if span == 1 else row[at].merge(row[at + span - 1])
            cell.text = text
            at += span
    for labels, cells in layout.rows:
        row = table.add_row().cells
        for place, text in zip(row, (*labels, *(c.text for c in cells)), strict=True):
            place.text = text
        _finish(row[len(labels) :], layout, [cell.mark for cell in cells])


def _finish(places: Any, layout: Layout, marks: list[str]) -> None:
    """Align numbers to the right and raise the marks."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    for place, column, mark in zip(places, layout.columns, marks, strict=True):
        paragraph = place.paragraphs[0]
        if column.numeric:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if mark:
            paragraph.add_run(mark).font.superscript = True
