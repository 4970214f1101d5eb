"""Typst: a figure with a table, rules as in booktabs, texts as strings."""

from collections.abc import Sequence

from lilliput.analysis.tables.escapes import typst_string
from lilliput.analysis.tables.layout import Cell, Layout

__all__ = ["typst_table"]

_THICK, _THIN = "0.08em", "0.05em"
_MORE_ROOM = "(x: 5pt, top: 0.9em, bottom: 5pt)"  # above a new group


def typst_table(
    layout: Layout, caption: str, label: str, remarks: Sequence[tuple[str, str]]
) -> str:
    """Return a figure.

    Parameters
    ----------
    layout
        The texts.
    caption, label
        Of the figure.
    remarks
        Mark and text of each note.
    """
    width = len(layout.labels)
    sides = ["left"] * width + ["right" if c.numeric else "left" for c in layout.columns]
    lines = [
        "#figure(",
        "  kind: table,",
        f"  caption: figure.caption(position: top, {typst_string(caption)}),",
        "  {",
        "    table(",
        f"      columns: {len(sides)}, align: ({', '.join(sides)},), stroke: none,",
        f"      table.hline(stroke: {_THICK}),",
        "      table.header(",
        *_headers(layout, width),
        "      ),",
        f"      table.hline(stroke: {_THIN}),",
    ]
    for (labels, cells), new in zip(layout.rows, layout.starts, strict=True):
        entries = [*map(typst_string, labels), *map(_cell, cells)]
        if new:
            entries = [f"table.cell(inset: {_MORE_ROOM}, {entry})" for entry in entries]
        lines.append(f"      {', '.join(entries)},")
    lines += [f"      table.hline(stroke: {_THICK}),", "    )"]
    for mark, text in remarks:
        sign = f"super({typst_string(mark)}) + " if mark else ""
        lines.append(f"    align(left, text(size: 0.8em, {sign}{typst_string(text)}))")
    return "\n".join([*lines, "  },", f") <{label}>"]) + "\n"


def _headers(layout: Layout, width: int) -> list[str]:
    lines = []
    for level in range(layout.depth):
        last = level == layout.depth - 1
        entries = [typst_string(name) if last else '""' for name in layout.labels]
        rules, at = [], width
        for text, span in layout.header(level):
            name = typst_string(text)
            entries.append(
                f"table.cell(colspan: {span}, align: center, {name})" if span > 1 else name
            )
            if text and not last:
                rules.append(f"table.hline(start: {at}, end: {at + span}, stroke: {_THIN})")
            at += span
        lines.append(f"        {', '.join([*entries, *rules])},")
    return lines


def _cell(cell: Cell) -> str:
    text = typst_string(cell.text)
    return f"{text} + super({typst_string(cell.mark)})" if cell.mark else text
