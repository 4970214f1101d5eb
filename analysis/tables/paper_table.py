"""A frame, and what a paper prints around it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, final

import pandas as pd

from lilliput.analysis.files import write_bytes, write_text
from lilliput.analysis.tables.html import html_table
from lilliput.analysis.tables.latex import latex_table
from lilliput.analysis.tables.layout import Layout, laid_out
from lilliput.analysis.tables.numbers import Style, check_style
from lilliput.analysis.tables.plain import markdown_table, text_table
from lilliput.analysis.tables.typst import typst_table
from lilliput.analysis.tables.word import word_document
from lilliput.games.checks import index_of
from lilliput.games.errors import InvalidArgumentError, UnknownNameError

__all__ = ["PaperTable"]

_WRITERS = {
    ".tex": "to_latex",
    ".typ": "to_typst",
    ".md": "to_markdown",
    ".html": "to_html",
    ".csv": "to_csv",
    ".docx": "to_word",
}


@final
@dataclass(frozen=True, eq=False)
class PaperTable:
    """A frame with what a paper prints around it.

    Parameters
    ----------
    frame
        The numbers, with named rows and columns; levels of the index are printed as several
        columns, levels of the columns as grouped headers.
    caption, label
        LaTeX caption and label; the caption is printed in every format.
    notes
        Printed beneath the table: sources, parameters, how to read it.
    digits
        Decimals of numbers that are rounded.
    formats
        Column to ``"auto"`` (floats rounded, Fractions as fractions), ``"fraction"``,
        ``"decimal"``, ``"percent"`` or a number of decimals.
    marks
        Mark, such as ``"*"``, to what it means; printed in the notes.
    marked
        Mark to a frame of booleans, rows and columns as in `frame`: which cells bear it.
    size
        How many observations, draws or points the numbers rest on; printed in the notes.

    Raises
    ------
    InvalidArgumentError
        No frame, an unknown format, or marks without meaning or of another shape.

    Examples
    --------
    >>> from fractions import Fraction
    >>> frame = pd.DataFrame({"share": [Fraction(1, 3), 0.25]}, index=["US", "CN"])
    >>> table = PaperTable(frame, caption="Shares", label="tab:shares", notes="Made up.")
    >>> print(table.to_markdown())
    **Shares**
    <BLANKLINE>
    |    |   share |
    |:---|--------:|
    | US |     1/3 |
    | CN |   0.250 |
    <BLANKLINE>
    *Made up.*
    <BLANKLINE>
    """

    frame: pd.DataFrame
    caption: str = field(kw_only=True)
    label: str = field(kw_only=True)
    notes: str = field(kw_only=True, default="")
    digits: int = field(kw_only=True, default=3)
    formats: Mapping[Any, Style] = field(kw_only=True, default_factory=dict)
    marks: Mapping[str, str] = field(kw_only=True, default_factory=dict)
    marked: Mapping[str, pd.DataFrame] = field(kw_only=True, default_factory=dict)
    size: int | None = field(kw_only=True, default=None)

    def __post_init__(self) -> None:
        if not isinstance(self.frame, pd.DataFrame):
            raise InvalidArgumentError(f"frame must be a pandas DataFrame, got {self.frame!r}")
        for name in ("caption", "label", "notes"):
            if not isinstance(getattr(self, name), str):
                raise InvalidArgumentError(f"{name} must be a text, got {getattr(self, name)!r}")
        check_style(self.digits, argument="digits")
        for column, style in self.formats.items():
            index_of(list(self.frame.columns), column, argument="formats: column")
            check_style(style, argument=f"formats[{column!r}]")
        self._check_marks()
        object.__setattr__(self, "frame", self.frame.copy())

    def _check_marks(self) -> None:
        for mark, where in self.marked.items():
            if mark not in self.marks:
                raise UnknownNameError("marked: mark", mark, self.marks)
            if not isinstance(where, pd.DataFrame) or where.shape != self.frame.shape:
                shape = getattr(where, "shape", type(where).__name__)
                raise InvalidArgumentError(
                    f"marked[{mark!r}] must be a frame of booleans of shape {self.frame.shape}, "
                    f"got {shape}"
                )

    @cached_property
    def layout(self) -> Layout:
        """The texts of the table, row by row."""
        return laid_out(self.frame, digits=self.digits, formats=self.formats, marks=self.marked)

    @property
    def remarks(self) -> list[tuple[str, str]]:
        """What is printed beneath: the notes and the size, then each mark with its meaning."""
        size = "" if self.size is None else f"N = {self.size:,}."
        stop = ". " if self.notes and size and self.notes.rstrip()[-1:] not in ".!?;" else " "
        text = stop.join(filter(None, (self.notes.rstrip(), size)))
        return [*([("", text)] if text else []), *self.marks.items()]

    def cells(self) -> pd.DataFrame:
        """Return the table as text, the index as ordinary columns with repeats left blank."""
        return self.layout.flat()

    def to_latex(self, *, tabular_only: bool = False) -> str:
        r"""Return a LaTeX table: booktabs, numbers aligned at the point, caption, label and notes.

        The first lines are comments with the packages that it needs.

        Parameters
        ----------
        tabular_only
            Leave out the float, the caption and the notes, to put the tabular into one's own.

        Examples
        --------
        >>> frame = pd.DataFrame({"a_1": [0.5]}, index=["x & y"])
        >>> print(PaperTable(frame, caption="C", label="tab:c").to_latex())
        % \usepackage{booktabs}
        % \usepackage{siunitx}
        \begin{table}[htbp]
        \centering
        \caption{C}
        \label{tab:c}
        \begin{tabular}{lS[table-format=1.3]}
        \toprule
         & {a\_1} \\
        \midrule
        x \& y & 0.500 \\
        \bottomrule
        \end{tabular}
        \end{table}
        <BLANKLINE>
        """
        return latex_table(
            self.layout, self.caption, self.label, self.remarks, tabular_only=tabular_only
        )

    def to_typst(self) -> str:
        """Return a Typst figure with table, caption, label and notes.

        Examples
        --------
        >>> frame = pd.DataFrame({"a": [0.5]}, index=["x"])
        >>> "#figure(" in PaperTable(frame, caption="C", label="tab:c").to_typst()
        True
        """
        return typst_table(self.layout, self.caption, self.label, self.remarks)

    def to_markdown(self) -> str:
        """Return a pipe table with the caption above and the notes below."""
        return markdown_table(self.layout, self.caption, self.remarks)

    def to_text(self) -> str:
        """Return the table as a terminal shows it, with the notes wrapped beneath."""
        return text_table(self.layout, self.caption, self.remarks)

    def to_html(self) -> str:
        """Return an HTML table with caption and notes, in the colours of the page around it."""
        return html_table(self.layout, self.caption, self.label, self.remarks)

    def to_csv(self) -> str:
        """Return the numbers at full precision, the index included, without caption or notes."""
        frame = self.frame.reset_index() if any(self.frame.index.names) else self.frame
        return frame.to_csv(index=not any(self.frame.index.names), lineterminator="\n")

    def to_word(self) -> bytes:
        """Return a Word document with the table; needs the extra ``lilliput[word]``."""
        return word_document((self.layout, self.caption, self.remarks))

    def save(
        self, folder: str | Path, name: str, *, kinds: tuple[str, ...] = (".tex", ".md", ".csv")
    ) -> list[Path]:
        """Write the table into a folder, one file a format, and return the paths.

        Parameters
        ----------
        folder
            It must exist.
        name
            Without a suffix.
        kinds
            Suffixes among ``.tex``, ``.typ``, ``.md``, ``.html``, ``.csv`` and ``.docx``.
        """
        for kind in kinds:
            index_of(list(_WRITERS), kind, argument="kinds: suffix")
        paths = [Path(folder) / (name + kind) for kind in kinds]
        return [_written(path, getattr(self, _WRITERS[path.suffix])()) for path in paths]

    def __repr__(self) -> str:
        rows, columns = self.frame.shape
        return f"PaperTable({self.caption!r}: {rows} × {columns}, label {self.label!r})"

    def _repr_html_(self) -> str:
        return self.to_html()


def _written(path: Path, content: str | bytes) -> Path:
    return write_text(path, content) if isinstance(content, str) else write_bytes(path, content)
