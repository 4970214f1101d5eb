"""Rows of a sweep as an Arrow table: points, parameters, outputs, errors."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from lilliput.analysis.sweeps.evaluation import Evaluation, Failure
from lilliput.analysis.sweeps.evaluators import Column
from lilliput.games.arithmetic import Array

__all__ = ["failed_points", "nan_points", "table_of"]


def table_of(evaluation: Evaluation, schema: Any) -> Any:
    """Return an evaluation as a table of a sweep's schema."""
    import pyarrow as pa

    size = len(evaluation)
    failed = np.zeros(size, dtype=bool)
    failed[list(evaluation.failures)] = True
    columns: dict[str, Any] = {"point": evaluation.positions, **evaluation.parameters}
    arrays = []
    for field in schema:
        name = field.name
        if name in columns:
            arrays.append(_array(columns[name], field.type, None))
        elif name in ("error", "message"):
            arrays.append(_reasons(evaluation, name == "message", field.type))
        elif name in evaluation.outputs:
            arrays.append(_array(evaluation.outputs[name], field.type, failed))
        else:
            arrays.append(pa.nulls(size, field.type))
    return pa.Table.from_arrays(arrays, schema=schema)


def _reasons(evaluation: Evaluation, message: bool, kind: Any) -> Any:
    """Return the errors, or their messages, of the points that failed; null for the others."""
    texts: list[str | None] = [None] * len(evaluation) if evaluation.failures else []
    for k, failure in evaluation.failures.items():
        texts[k] = failure[message]
    return _text(texts, kind, size=len(evaluation))


def _array(values: Any, kind: Any, failed: Array | None) -> Any:
    """Return values as an Arrow array; null where a point failed, and where text is None."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(kind):
        if isinstance(values, pa.DictionaryArray):
            indices = values.indices
            if failed is not None and failed.any():
                indices = pc.if_else(pa.array(failed), pa.scalar(None, indices.type), indices)
            return pa.DictionaryArray.from_arrays(indices.cast(kind.index_type), values.dictionary)
        entries = values.tolist() if isinstance(values, np.ndarray) else values.to_pylist()
        if failed is not None and failed.any():
            entries = [None if bad else entry for entry, bad in zip(entries, failed, strict=True)]
        return _text(entries, kind)
    mask = failed if failed is not None and failed.any() else None
    if values.dtype == object:  # truth values, some of them None
        return pa.array(values.tolist(), type=kind, mask=mask)
    return pa.array(np.ascontiguousarray(values), type=kind, mask=mask, from_pandas=False)


def _text(entries: Sequence[str | None], kind: Any, *, size: int | None = None) -> Any:
    """Return texts as an Arrow array; `size` says how long it is where there are none at all."""
    import pyarrow as pa

    if not any(entry is not None for entry in entries):
        return pa.nulls(len(entries) if size is None else size, kind)
    try:
        array = pa.array(entries, type=kind.value_type)
    except UnicodeEncodeError:  # lone surrogates
        clean = [None if e is None else e.encode("utf-8", "replace").decode() for e in entries]
        array = pa.array(clean, type=kind.value_type)
    return array.dictionary_encode().cast(kind)


def joined(
    pieces: Sequence[tuple[int, dict[str, Any] | None]], columns: Iterable[Column]
) -> dict[str, Any]:
    """Return outputs of consecutive pieces as one; a piece of failed points has none."""
    if len(pieces) == 1 and pieces[0][1] is not None:
        return pieces[0][1]
    whole: dict[str, Any] = {}
    for column in columns:
        parts = []
        for size, outputs in pieces:
            values = None if outputs is None else outputs[column.name]
            if values is None:
                empty, kind = _EMPTY[column.kind]
                values = np.full(size, empty, dtype=kind)
            elif not isinstance(values, np.ndarray):
                values = np.array(values.to_pylist(), dtype=object)
            elif column.kind == "float":  # None, as long as nothing showed what it is
                values = values.astype(np.float64, copy=False)
            parts.append(values)
        whole[column.name] = np.concatenate(parts) if parts else np.empty(0)
    return whole


_EMPTY: dict[str, tuple[Any, Any]] = {
    "float": (np.nan, np.float64),
    "bool": (False, np.bool_),
    "text": (None, object),
    "": (None, object),
}


def failed_points(block: Any, failure: Failure) -> Evaluation:
    """Return a block whose points all failed for the same reason."""
    failures = dict.fromkeys(range(len(block.positions)), failure)
    return Evaluation(block.positions, dict(block.columns), None, {}, failures)


def nan_points(evaluation: Evaluation) -> int:
    """Return how many points that did not fail have a NaN among their outputs."""
    nan = np.zeros(len(evaluation), dtype=bool)
    for values in evaluation.outputs.values():
        if isinstance(values, np.ndarray) and values.dtype == np.float64:
            nan |= np.isnan(values)
    nan[list(evaluation.failures)] = False
    return int(nan.sum())
