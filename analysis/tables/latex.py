"""LaTeX: booktabs, columns of siunitx, notes of threeparttable."""

from collections.abc import Sequence

from lilliput.analysis.tables.escapes import beyond_latin, latex_text
from lilliput.analysis.tables.layout import Cell, Column, Layout

__all__ = ["latex_table"]

_LONG_TEXT = 32
_WRAPPED_WIDTH = "4.6cm"

Remarks = Sequence[tuple[str, str]]


def latex_table(
    layout: Layout, caption: str, label: str, remarks: Remarks, *, tabular_only: bool
) -> str:
    """Return a table, or its tabular alone.

    Parameters
    ----------
    layout
        The texts.
    caption, label
        Of the float.
    remarks
        Mark and text of each note; the first without a mark is the general one.
    tabular_only
        Leave out all but the tabular.
    """
    needed = _packages(layout, "" if tabular_only else caption, [] if tabular_only else remarks)
    tabular = _tabular(layout)
    if tabular_only:
        return "\n".join([*needed, *tabular]) + "\n"
    inner = [f"\\caption{{{latex_text(caption)}}}", f"\\label{{{label}}}", *tabular]
    if remarks:
        inner = ["\\begin{threeparttable}", *inner, *_notes(remarks), "\\end{threeparttable}"]
    lines = [*needed, "\\begin{table}[htbp]", "\\centering", *inner, "\\end{table}"]
    return "\n".join(lines) + "\n"


def _packages(layout: Layout, caption: str, remarks: Remarks) -> list[str]:
    """Return comments that say what the preamble must load."""
    lines = ["% \\usepackage{booktabs}"]
    if any(column.decimal for column in layout.columns):
        lines.append("% \\usepackage{siunitx}")
    if remarks:
        lines.append("% \\usepackage{threeparttable}")
    cells = [cell.whole for _, row in layout.rows for cell in row if not cell.mathematics]
    texts = [
        caption,
        *(text for remark in remarks for text in remark),
        *layout.labels,
        *(text for column in layout.columns for text in column.headers),
        *(text for labels, _ in layout.rows for text in labels),
        *cells,
    ]
    strange = beyond_latin("".join(texts))
    if strange:
        lines.append(f"% LuaLaTeX or XeLaTeX, and a font that has {strange}")
    return lines


def _notes(remarks: Remarks) -> list[str]:
    items = [
        f"\\item[{latex_text(mark)}] {latex_text(text)}" if mark else f"\\item {latex_text(text)}"
        for mark, text in remarks
    ]
    return ["\\begin{tablenotes}[flushleft]", "\\footnotesize", *items, "\\end{tablenotes}"]


def _tabular(layout: Layout) -> list[str]:
    kinds = [_kind(layout, j) for j in range(len(layout.columns))]
    width = len(layout.labels)
    labels = [_label_kind(layout, level) for level in range(width)]
    lines = [f"\\begin{{tabular}}{{{''.join([*labels, *kinds])}}}", "\\toprule"]
    for level in range(layout.depth):
        last = level == layout.depth - 1
        names = [latex_text(name) if last else "" for name in layout.labels]
        lines.append(_row([*names, *_headers(layout, level, kinds)]))
        if not last:
            lines += _rules(layout, level, first=width + 1)
    lines.append("\\midrule")
    for (texts, cells), new in zip(layout.rows, layout.starts, strict=True):
        lines += ["\\addlinespace"] * new
        body = [_cell(cell, column) for cell, column in zip(cells, layout.columns, strict=True)]
        lines.append(_row([*map(latex_text, texts), *body]))
    return [*lines, "\\bottomrule", "\\end{tabular}"]


def _row(entries: list[str]) -> str:
    return " & ".join(entries) + " \\\\"


def _headers(layout: Layout, level: int, kinds: list[str]) -> list[str]:
    entries, at = [], 0
    for text, span in layout.header(level):
        name = latex_text(text)
        if span > 1:
            name = f"\\multicolumn{{{span}}}{{c}}{{{name}}}"
        elif kinds[at].startswith("S"):
            name = f"{{{name}}}"
        entries.append(name)
        at += span
    return entries


def _rules(layout: Layout, level: int, *, first: int) -> list[str]:
    """Return the rules beneath grouped headers."""
    rules, at = [], first
    for text, span in layout.header(level):
        if text:
            rules.append(f"\\cmidrule(lr){{{at}-{at + span - 1}}}")
        at += span
    return ["".join(rules)] if rules else []


def _kind(layout: Layout, j: int) -> str:
    """Return the type of a column: S at the decimal point, r, l, or wrapped where it is long."""
    column = layout.columns[j]
    cells = [row[j] for _, row in layout.rows]
    if column.decimal:
        return f"S[{_format(cells)}]"
    if column.numeric:
        return "r"
    longest = max((len(cell.text) for cell in cells), default=0)
    return f"p{{{_WRAPPED_WIDTH}}}" if longest > _LONG_TEXT else "l"


def _label_kind(layout: Layout, level: int) -> str:
    longest = max((len(labels[level]) for labels, _ in layout.rows), default=0)
    return f"p{{{_WRAPPED_WIDTH}}}" if longest > _LONG_TEXT else "l"


def _format(cells: list[Cell]) -> str:
    """Return siunitx's table-format: digits before and after the point, sign, room for marks."""
    numbers = [cell.text for cell in cells if cell.text[-1:].isdigit()]
    parts = [number.lstrip("−").partition(".") for number in numbers]
    whole = max((len(part[0]) for part in parts), default=1)
    decimals = max((len(part[2]) for part in parts), default=0)
    sign = "-" if any(number.startswith("−") for number in numbers) else ""
    shape = f"table-format={sign}{whole}" + (f".{decimals}" if decimals else "")
    marks = max((cell.mark for cell in cells), key=len, default="")
    if marks:
        shape += f",table-space-text-post={{\\textsuperscript{{{latex_text(marks)}}}}}"
    return shape


def _cell(cell: Cell, column: Column) -> str:
    mark = f"\\textsuperscript{{{latex_text(cell.mark)}}}" if cell.mark else ""
    if cell.mathematics:
        return f"${cell.mathematics}${mark}"
    if not column.decimal:
        return latex_text(cell.text) + mark
    if cell.text[-1:].isdigit():
        return cell.text.replace("−", "-") + mark
    return f"{{{latex_text(cell.text)}{mark}}}"
