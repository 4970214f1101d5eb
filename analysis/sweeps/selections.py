"""Columns and rows of results: chosen, filtered, cut into equal batches, turned into frames."""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from lilliput.analysis.sweeps.manifest import Manifest
from lilliput.games.errors import InvalidArgumentError, UnknownNameError

__all__ = ["chosen_columns", "framed", "judges_rows", "mentioned", "rechunked", "rows_where"]


def chosen_columns(columns: Sequence[str] | None, manifest: Manifest) -> list[str]:
    """Return the names of the columns, all by default; they must exist, once each."""
    known = manifest.schema().names
    if columns is None:
        return list(known)
    if isinstance(columns, str):
        raise InvalidArgumentError(f"columns must be a list of names, got the text {columns!r}")
    for name in columns:
        if name not in known:
            raise UnknownNameError("columns: column", name, known)
    return list(dict.fromkeys(columns))


def mentioned(where: Any, known: Sequence[str]) -> set[str]:
    """Return the columns that a condition may use; too many do no harm."""
    if where is None:
        return set()
    text = str(where)
    return {name for name in known if name in text}


def judges_rows(where: Any) -> bool:
    """Return whether a condition judges each row by itself, as far as its text shows."""
    if not isinstance(where, str):
        return True
    try:
        tree = ast.parse(_QUOTED.sub("quoted", where).strip(), mode="eval")
    except SyntaxError:
        return True  # which is said when it is evaluated
    return not any(isinstance(node, ast.Attribute | ast.Subscript) for node in ast.walk(tree))


_QUOTED = re.compile(r"`[^`]*`")


def rows_where(table: Any, where: Any, known: Sequence[str]) -> Any:
    """Return the rows of an Arrow table that satisfy a condition: pandas text or an expression."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if isinstance(where, pc.Expression):
        try:
            return table.filter(where)
        except pa.ArrowException as error:
            raise InvalidArgumentError(
                f"where must be a condition on the columns {', '.join(known)}, got {where}: {error}"
            ) from None
    if not isinstance(where, str):
        raise InvalidArgumentError(
            "where must be a text such as \"k <= m and verdict == 'holds'\" or a pyarrow "
            f"expression, got {where!r}"
        )
    return table.filter(pa.array(_mask(table, where, known)))


def _mask(table: Any, where: str, known: Sequence[str]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    frame = pd.DataFrame({name: _compared(table.column(name)) for name in table.column_names})
    frame.index = pd.Index(frame["point"].to_numpy())  # as in the frame that the caller gets
    if "@" in where:
        raise InvalidArgumentError(
            f"where cannot see the variables of your program, got {where!r}: write their values "
            'into the text, as in where=f"m > {least}"'
        )
    try:
        mask = frame.eval(where, engine="python")
    except pd.errors.UndefinedVariableError as error:
        unknown = str(error).split("'")[1] if "'" in str(error) else str(error)
        raise UnknownNameError("where: column", unknown, known) from None
    except (SyntaxError, TypeError, ValueError, KeyError, NotImplementedError) as error:
        raise InvalidArgumentError(
            f"where must be a condition as pandas writes it, on the columns {', '.join(known)}, "
            f"got {where!r}: {error}"
        ) from None
    if not isinstance(mask, pd.Series) or not pd.api.types.is_bool_dtype(mask.dtype):
        raise InvalidArgumentError(
            f"where must be true or false in each row, got {where!r}, which is not"
        )
    return mask.fillna(False).to_numpy(dtype=bool)


def _compared(column: Any) -> Any:
    """Return a column as conditions need it: text as objects, truth values that may be absent."""
    import pyarrow as pa

    if pa.types.is_dictionary(column.type):
        return column.to_pandas().astype(object)
    if pa.types.is_boolean(column.type) and column.null_count:
        return column.to_pandas().astype("boolean")
    return column.to_numpy()


def rechunked(tables: Iterable[Any], rows: int) -> Iterator[Any]:
    """Yield tables of so many rows, whatever the sizes of those that come."""
    if not isinstance(rows, int) or rows < 1:
        raise InvalidArgumentError(f"rows must be a positive whole number, got {rows!r}")
    held: list[Any] = []
    count = 0
    for table in tables:
        rest = table
        while count + rest.num_rows >= rows:
            held.append(rest.slice(0, rows - count))
            rest = rest.slice(rows - count)
            yield _joined(held)
            held, count = [], 0
        if rest.num_rows:
            held.append(rest)
            count += rest.num_rows
    if held:
        yield _joined(held)


def _joined(tables: list[Any]) -> Any:
    import pyarrow as pa

    if len(tables) == 1:
        return tables[0]
    return pa.concat_tables(tables).unify_dictionaries().combine_chunks()


def framed(tables: Iterable[Any], columns: Sequence[str], manifest: Manifest) -> pd.DataFrame:
    """Return a frame of all rows, indexed by point, with sorted categories."""
    import pyarrow as pa

    schema = manifest.schema()
    wanted = pa.schema([schema.field(name) for name in ["point", *columns]])
    table = pa.concat_tables([wanted.empty_table(), *(table.cast(wanted) for table in tables)])
    del tables
    table = table.unify_dictionaries()
    index = pd.Index(table.column("point").to_numpy(), name="point")
    return pd.DataFrame({name: _series(table.column(name)) for name in columns}, index=index)


def _series(column: Any) -> Any:
    import pyarrow as pa

    if pa.types.is_dictionary(column.type):
        return categorical(column)
    if pa.types.is_boolean(column.type) and column.null_count:
        return column.to_pandas().astype("boolean").array
    return column.to_numpy()


def categorical(column: Any) -> pd.Categorical:
    """Return a text column of Arrow; its categories are the values that occur, sorted."""
    array = column.unify_dictionaries().combine_chunks()
    words = np.array(array.dictionary.to_pylist(), dtype=object)
    codes = array.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    used = np.unique(codes[codes >= 0])
    order = sorted(used, key=lambda code: words[code])
    place = np.full(len(words) + 1, -1, dtype=np.int32)  # the last entry serves -1
    place[order] = np.arange(len(order))
    return pd.Categorical.from_codes(place[codes], categories=pd.Index(words[order], dtype=object))
