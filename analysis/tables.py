"""Tables for papers: one frame, one caption, and the formats that a manuscript needs."""

from dataclasses import dataclass, field
from fractions import Fraction
from html import escape
from pathlib import Path
from textwrap import fill
from typing import Any, final

import numpy as np
import pandas as pd

from lilliput.analysis.files import write_text
from lilliput.games.errors import InvalidArgumentError

__all__ = ["PaperTable", "format_number"]

_LATEX = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "−": "$-$", "–": "--", "≥": r"$\geq$", "≤": r"$\leq$", "½": r"$\frac{1}{2}$",
    "δ": r"$\delta$", "λ": r"$\lambda$", "ψ": r"$\psi$", "Π": r"$\Pi$", "τ": r"$\tau$",
    "η": r"$\eta$", "∞": r"$\infty$", "φ": r"$\varphi$", "·": r"$\cdot$", "ε": r"$\varepsilon$",
    "∝": r"$\propto$", "→": r"$\to$", "Δ": r"$\Delta$", "Σ": r"$\Sigma$", "×": r"$\times$",
    "θ": r"$\theta$", "ρ": r"$\rho$", "₋": r"$_{-}$", "∈": r"$\in$", "<": "$<$", ">": "$>$",
    "α": r"$\alpha$", "β": r"$\beta$", "π": r"$\pi$", "σ": r"$\sigma$", "ζ": r"$\zeta$",
    "κ": r"$\kappa$", "μ": r"$\mu$", "γ": r"$\gamma$", "ω": r"$\omega$", "√": r"$\surd$",
    "₀": r"$_{0}$", "₁": r"$_{1}$", "₂": r"$_{2}$", "²": r"$^{2}$", "ⁿ": r"$^{n}$",
    "≠": r"$\neq$", "¼": r"$\frac{1}{4}$", "∂": r"$\partial$", "∫": r"$\int$",
    "±": r"$\pm$", "ϱ": r"$\varrho$", "′": r"$'$",
}  # fmt: skip


_LONG_TEXT = 32
_WRAPPED_WIDTH = "4.6cm"


@final
@dataclass(frozen=True, eq=False)
class PaperTable:
    """A frame with what a paper prints around it.

    Parameters
    ----------
    frame
        The numbers, with named rows and columns; a MultiIndex is printed as several columns.
    caption, label
        LaTeX caption and label; the caption is printed in every format.
    notes
        Printed beneath the table: sources, parameters, how to read it.
    digits
        Decimals of floats; Fractions are printed as fractions.

    Examples
    --------
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

    def __post_init__(self) -> None:
        if not isinstance(self.frame, pd.DataFrame):
            raise InvalidArgumentError(f"frame must be a pandas DataFrame, got {self.frame!r}")
        object.__setattr__(self, "frame", self.frame.copy())

    def cells(self) -> pd.DataFrame:
        """Return the table as text, the index as ordinary columns with repeats left blank."""
        body = self.frame.map(lambda value: format_number(value, self.digits))
        body.columns = [_header(column) for column in body.columns]
        levels = self.frame.index.to_frame(index=False).map(str)
        repeated = levels.iloc[:, :-1].eq(levels.iloc[:, :-1].shift()).cummin(axis=1)
        levels.iloc[:, :-1] = levels.iloc[:, :-1].mask(repeated, "")
        names = [str(name) if name is not None else "" for name in self.frame.index.names]
        levels.columns = names
        return pd.concat([levels, body.reset_index(drop=True)], axis=1)

    def to_latex(self) -> str:
        r"""Return a LaTeX table (booktabs) with caption, label and notes.

        Examples
        --------
        >>> frame = pd.DataFrame({"a_1": [0.5]}, index=["x & y"])
        >>> print(PaperTable(frame, caption="C", label="tab:c").to_latex())
        \begin{table}[htbp]
        \centering
        \caption{C}
        \label{tab:c}
        \begin{tabular}{lr}
        \toprule
         & a\_1 \\
        \midrule
        x \& y & 0.500 \\
        \bottomrule
        \end{tabular}
        \end{table}
        <BLANKLINE>
        """
        cells = self.cells()
        plain = [[_latex(cell) for cell in row] for row in cells.itertuples(index=False)]
        header = [_latex(name) for name in cells.columns]
        frame = pd.DataFrame(plain, columns=header)
        body = frame.style.hide(axis="index").to_latex(
            hrules=True, column_format="".join(self._latex_columns(cells))
        )
        notes = ["\\par\\smallskip", "{\\footnotesize " + _latex(self.notes) + "\\par}"]
        lines = [
            "\\begin{table}[htbp]",
            "\\centering",
            f"\\caption{{{_latex(self.caption)}}}",
            f"\\label{{{self.label}}}",
            *self._grouped(body.rstrip().split("\n")),
            *(notes if self.notes else []),
            "\\end{table}",
        ]
        return "\n".join(lines) + "\n"

    def to_markdown(self) -> str:
        """Return a pipe table with the caption above and the notes below."""
        alignment = ["left" if a == "l" else "right" for a in self._alignment()]
        cells = self.cells().map(lambda cell: cell.replace("|", "\\|"))
        body = cells.to_markdown(index=False, colalign=alignment, disable_numparse=True)
        notes = f"\n*{self.notes}*\n" if self.notes else ""
        return f"**{self.caption}**\n\n{body}\n{notes}"

    def to_text(self) -> str:
        """Return the table as a terminal shows it, with the notes wrapped beneath."""
        cells = self.cells()
        alignment = ["left" if a == "l" else "right" for a in self._alignment()]
        body = cells.to_markdown(
            index=False, tablefmt="simple", colalign=alignment, disable_numparse=True
        )
        notes = fill(self.notes, 96) + "\n" if self.notes else ""
        return f"{self.caption}\n\n{body}\n{notes}"

    def to_html(self) -> str:
        """Return an HTML table with caption and notes."""
        cells, alignment = self.cells(), self._alignment()

        def row(tag: str, entries: Any) -> str:
            return "".join(
                f'<{tag} class="{"text" if a == "l" else "number"}">{escape(str(entry))}</{tag}>'
                for a, entry in zip(alignment, entries, strict=True)
            )

        body = "\n".join(f"<tr>{row('td', r)}</tr>" for r in cells.itertuples(index=False))
        notes = f'\n<p class="notes">{escape(self.notes)}</p>' if self.notes else ""
        return (
            f'<table id="{escape(self.label)}">\n<caption>{escape(self.caption)}</caption>\n'
            f"<thead><tr>{row('th', cells.columns)}</tr></thead>\n"
            f"<tbody>\n{body}\n</tbody>\n</table>{notes}\n"
        )

    def to_csv(self) -> str:
        """Return the numbers at full precision, the index included, without caption or notes."""
        frame = self.frame.reset_index() if any(self.frame.index.names) else self.frame
        return frame.to_csv(index=not any(self.frame.index.names), lineterminator="\n")

    def save(self, folder: str | Path, name: str) -> list[Path]:
        """Write name.tex, name.md and name.csv into a folder and return their paths."""
        texts = {".tex": self.to_latex(), ".md": self.to_markdown(), ".csv": self.to_csv()}
        return [write_text(Path(folder) / (name + suffix), text) for suffix, text in texts.items()]

    def _repr_html_(self) -> str:
        return self.to_html()

    def _grouped(self, lines: list[str]) -> list[str]:
        """Set a little space before each new group of the outer index level."""
        if self.frame.index.nlevels == 1:
            return lines
        first = lines.index("\\midrule") + 1
        starts = [bool(cell) for cell in self.cells().iloc[:, 0]]
        rows = zip(lines[first:], starts, strict=False)
        body = [text for row, new in rows for text in (["\\addlinespace"] * new + [row])]
        return [*lines[:first], *body[1:], *lines[first + len(starts) :]]

    def _latex_columns(self, cells: pd.DataFrame) -> list[str]:
        """Return the column types; long texts are wrapped in a column of fixed width."""
        longest = [int(cells.iloc[:, j].str.len().max()) for j in range(cells.shape[1])]
        return [
            f"p{{{_WRAPPED_WIDTH}}}" if kind == "l" and size > _LONG_TEXT else kind
            for kind, size in zip(self._alignment(), longest, strict=True)
        ]

    def _alignment(self) -> list[str]:
        columns = [self.frame.iloc[:, j] for j in range(self.frame.shape[1])]
        body = ["r" if all(_is_number(v) for v in column) else "l" for column in columns]
        return ["l"] * self.frame.index.nlevels + body


def format_number(value: Any, digits: int = 3) -> str:
    """Return a cell as text: Fractions as fractions, floats rounded, missing as a dash.

    Examples
    --------
    >>> [format_number(v) for v in (Fraction(7, 30), -0.0001, 12, float("nan"), "holds")]
    ['7/30', '0.000', '12', '–', 'holds']
    """
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return "–"
    if isinstance(value, (float, np.floating)):
        if np.isinf(value):
            return "∞" if value > 0 else "−∞"
        text = f"{value:.{digits}f}"
        zero = float(text) == 0
        return text.lstrip("-") if zero else text.replace("-", "−")
    return str(value).replace("-", "−", 1) if isinstance(value, Fraction) else str(value)


def _header(column: Any) -> str:
    return " ".join(map(str, column)) if isinstance(column, tuple) else str(column)


def _is_number(value: Any) -> bool:
    return value is None or isinstance(value, (int, float, Fraction, np.number))


def _latex(text: str) -> str:
    return "".join(_LATEX.get(character, character) for character in text)
