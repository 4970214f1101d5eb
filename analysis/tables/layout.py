"""The neutral middle of a table: headers, labels and cells as texts, before any format."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from lilliput.analysis.tables.numbers import (
    Style,
    format_number,
    is_expression,
    is_missing,
    is_number,
)

__all__ = ["Cell", "Column", "Layout", "laid_out"]


@dataclass(frozen=True)
class Cell:
    """What is printed in a cell: a text, a mark behind it, and its mathematics if it has any."""

    text: str
    mark: str = ""
    mathematics: str = ""

    @property
    def whole(self) -> str:
        """The text with its mark."""
        return self.text + self.mark


@dataclass(frozen=True)
class Column:
    """A column of the body.

    Parameters
    ----------
    headers
        From the outermost level to the innermost.
    numeric
        Whether all its cells are numbers, so that they are aligned to the right.
    decimal
        Whether they all are decimals, so that they can be aligned at the point.
    """

    headers: tuple[str, ...]
    numeric: bool
    decimal: bool


@dataclass(frozen=True)
class Layout:
    """A table as rows of texts.

    Parameters
    ----------
    labels
        Names of the levels of the index.
    columns
        Columns of the body.
    rows
        Labels of each row, repeats left blank, and its cells.
    starts
        For each row whether a new group of the outermost of several levels begins.
    """

    labels: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[tuple[str, ...], tuple[Cell, ...]], ...]
    starts: tuple[bool, ...]

    @property
    def depth(self) -> int:
        """How many rows of headers there are."""
        return max((len(column.headers) for column in self.columns), default=1)

    def header(self, level: int) -> list[tuple[str, int]]:
        """Return the headers of a level with the number of columns that each spans."""
        spans: list[tuple[str, int]] = []
        before: tuple[str, ...] | None = None
        for column in self.columns:
            path = column.headers[: level + 1]
            if before == path and level < self.depth - 1:
                spans[-1] = (spans[-1][0], spans[-1][1] + 1)
            else:
                spans.append((column.headers[level], 1))
            before = path
        return spans

    def flat(self) -> pd.DataFrame:
        """Return all texts as a frame with one row of headers, the labels as ordinary columns."""
        names = [" ".join(filter(None, column.headers)) for column in self.columns]
        body = [[*labels, *(cell.whole for cell in cells)] for labels, cells in self.rows]
        return pd.DataFrame(body, columns=[*self.labels, *names])


def laid_out(
    frame: pd.DataFrame,
    *,
    digits: int,
    formats: Mapping[Any, Style],
    marks: Mapping[str, pd.DataFrame],
) -> Layout:
    """Lay a frame out as texts.

    Parameters
    ----------
    frame
        The numbers.
    digits
        Decimals where no format says otherwise.
    formats
        Column to style.
    marks
        Mark to the frame of the cells that bear it.
    """
    styles = [formats.get(column, "auto") for column in frame.columns]
    values = [frame.iloc[:, j].tolist() for j in range(frame.shape[1])]
    written = [
        [_cell(value, digits, style) for value in column]
        for column, style in zip(values, styles, strict=True)
    ]
    for mark, where in marks.items():
        for i, j in np.argwhere(where.to_numpy(dtype=bool)):
            cell = written[j][i]
            written[j][i] = Cell(cell.text, cell.mark + mark, cell.mathematics)
    columns = tuple(
        Column(
            headers=_headers(name, frame.columns.nlevels),
            numeric=all(is_number(value) for value in column),
            decimal=all(map(_is_decimal, column, cells)),
        )
        for name, column, cells in zip(frame.columns, values, written, strict=True)
    )
    levels = frame.index.to_frame(index=False).astype(object).map(str)  # of categories, too
    repeated = levels.iloc[:, :-1].eq(levels.iloc[:, :-1].shift()).cummin(axis=1)
    levels.iloc[:, :-1] = levels.iloc[:, :-1].mask(repeated, "")
    labels = [tuple(row) for row in levels.itertuples(index=False)]
    cells = [tuple(column[i] for column in written) for i in range(len(frame))]
    several = frame.index.nlevels > 1
    return Layout(
        labels=tuple("" if name is None else str(name) for name in frame.index.names),
        columns=columns,
        rows=tuple(zip(labels, cells, strict=True)),
        starts=tuple(several and bool(row[0]) and i > 0 for i, row in enumerate(labels)),
    )


def _cell(value: Any, digits: int, style: Style) -> Cell:
    text = format_number(value, digits, style)
    if is_expression(value):
        import sympy

        return Cell(text, mathematics=sympy.latex(value))
    return Cell(text)


def _is_decimal(value: Any, cell: Cell) -> bool:
    """Whether a cell can be aligned at its decimal point."""
    if is_missing(value):
        return True
    if not is_number(value) or "/" in cell.text or "%" in cell.text:
        return False
    return not isinstance(value, Fraction) or cell.text.lstrip("−").replace(".", "").isdigit()


def _headers(name: Any, depth: int) -> tuple[str, ...]:
    parts = name if isinstance(name, tuple) else (name,)
    return tuple("" if part is None else str(part) for part in parts)[:depth]
