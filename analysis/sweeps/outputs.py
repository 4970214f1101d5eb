"""What a model returns, as columns of float64, truth values or text; nothing is guessed.

Integers, Fractions and numbers of sympy become float64, None becomes NaN. Anything else, another
name or another kind than at the first point is an error of the model at that point.
"""

import enum
from collections.abc import Iterable, Mapping, Sequence
from numbers import Number
from typing import Any

import numpy as np
import pandas as pd

from lilliput.analysis.sweeps.evaluators import Column, Evaluated, Kind, ModelOutputError
from lilliput.games.arithmetic import Array

__all__ = [
    "SINGLE",
    "arrays_of",
    "columns_of_rows",
    "fast_columns",
    "learned",
    "normal_row",
    "tells_all",
    "told",
]

SINGLE = "value"
"""The name of the output of a model that returns a single value."""

_FLOATS = {float, int, type(None), np.float64, np.float32, np.int64, np.int32}
_FAST: dict[str, set[type]] = {
    "float": _FLOATS,
    "bool": {bool, np.bool_},
    "text": {str},
    "": {type(None)},
}


def normal_row(output: Any) -> dict[str, Any]:
    """Return what a scalar model gave as name → float, bool, text or None.

    Raises
    ------
    ModelOutputError
        It is not a number, a truth value, a text or a mapping of those.
    """
    if isinstance(output, Mapping):
        named = output
    elif isinstance(output, pd.Series):
        named = output.to_dict()
    elif isinstance(output, tuple) and hasattr(output, "_asdict"):
        named = output._asdict()
    else:
        named = {SINGLE: output}
    row = {}
    for name, value in named.items():
        if not isinstance(name, str) or not name:
            raise ModelOutputError(f"names of outputs must be non-empty text, got {name!r}")
        row[str(name)] = _normal(name, value)
    if not row:
        raise ModelOutputError("the model returned an empty mapping: it must name an output")
    return row


def _normal(name: str, value: Any) -> Any:
    if isinstance(value, enum.Enum):
        value = value.value
    if isinstance(value, np.ndarray) and value.shape == ():
        value = value.item()
    if value is None or value is pd.NA or isinstance(value, float):
        return float(value) if isinstance(value, float) else None
    if isinstance(value, bool | np.bool_) or getattr(value, "is_Boolean", False):
        try:
            return bool(value)
        except TypeError:
            raise ModelOutputError(f"output {name!r} is {value}, neither true nor false") from None
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Number) or hasattr(value, "is_number"):  # the second: sympy
        try:
            return float(value)
        except (TypeError, ValueError, OverflowError) as error:
            raise ModelOutputError(
                f"output {name!r} is {_short(value)}, which has no value as a float64: {error}"
            ) from None
    shape = f"an array of shape {value.shape}" if isinstance(value, np.ndarray) else None
    if shape is None and isinstance(value, Sequence | set | Mapping | pd.Series | pd.DataFrame):
        shape = f"a {type(value).__name__} of {len(value)}"
    raise ModelOutputError(
        f"output {name!r} is {shape or _short(value)}, expected one number, truth value or text"
        + ("; give each entry a name of its own" if shape else "")
    )


def kind_of(value: Any) -> Kind:
    """Return the kind of a normalised value; that of None is not known."""
    if value is None:
        return ""
    return "bool" if isinstance(value, bool) else "text" if isinstance(value, str) else "float"


def learned(
    outputs: Iterable[Any], known: tuple[Column, ...] | None = None
) -> tuple[Column, ...] | None:
    """Return the columns of what a scalar model gave; None if nothing was a valid output.

    The names are those of the first valid one; a kind that None hides is that of the next point,
    and stays unknown when there is none. `known` is what earlier points have shown.
    """
    kinds: dict[str, Kind] = {column.name: column.kind for column in known or ()}
    for output in outputs:
        try:
            row = normal_row(output)
        except ModelOutputError:
            continue
        kinds = kinds or dict.fromkeys(row, "")
        if row.keys() == kinds.keys():
            kinds = {name: kind or kind_of(row[name]) for name, kind in kinds.items()}
        if all(kinds.values()):
            break
    return tuple(Column(name, kind) for name, kind in kinds.items()) or None


def told(columns: tuple[Column, ...] | None) -> bool:
    """Return whether the outputs and all their kinds are known."""
    return columns is not None and all(column.kind for column in columns)


def tells_all(output: Any) -> bool | None:
    """Return whether an output shows the kinds of all its values; None if it is not valid."""
    try:
        return None not in normal_row(output).values()
    except ModelOutputError:
        return None


def fast_columns(outputs: list[Any], columns: tuple[Column, ...]) -> dict[str, Array] | None:
    """Return all outputs of a scalar model as arrays, if they are plain; None if one is not."""
    if not outputs:
        return None
    names = [column.name for column in columns]
    if names == [SINGLE] and type(outputs[0]) is not dict:
        lists = [outputs]
    else:
        keys = dict.fromkeys(names).keys()
        if set(map(type, outputs)) != {dict} or any(out.keys() != keys for out in outputs):
            return None
        lists = [[out[name] for out in outputs] for name in names]
    arrays = {}
    for column, values in zip(columns, lists, strict=True):
        if not set(map(type, values)) <= _FAST[column.kind]:
            return None
        try:
            arrays[column.name] = np.array(values, dtype=_DTYPES[column.kind])
        except OverflowError:
            return None
    return arrays


_DTYPES: dict[str, Any] = {"float": np.float64, "bool": np.bool_, "text": object, "": object}


def columns_of_rows(
    outputs: list[Any], columns: tuple[Column, ...]
) -> tuple[dict[str, Array], dict[int, ModelOutputError]]:
    """Return the outputs as arrays of objects, one by one, and what is wrong with some of them."""
    arrays = {column.name: np.full(len(outputs), None, dtype=object) for column in columns}
    wrong: dict[int, ModelOutputError] = {}
    for k, output in enumerate(outputs):
        try:
            row = normal_row(output)
            _check_row(row, columns)
        except ModelOutputError as error:
            wrong[k] = error
            continue
        for name, value in row.items():
            arrays[name][k] = value
    for column in columns:
        if column.kind == "float":
            arrays[column.name] = arrays[column.name].astype(np.float64)
    return arrays, wrong


def _check_row(row: Mapping[str, Any], columns: tuple[Column, ...]) -> None:
    names = [column.name for column in columns]
    if row.keys() != set(names):
        raise ModelOutputError(
            f"the model returned {', '.join(row)} at this point, but {', '.join(names)} before"
        )
    for column in columns:
        kind = kind_of(row[column.name])
        if kind not in ("", column.kind):
            raise ModelOutputError(_other_kind(column, kind, "at this point"))


def arrays_of(
    output: Any, size: int, columns: tuple[Column, ...] | None
) -> tuple[tuple[Column, ...], dict[str, Any]]:
    """Return what a vectorised model gave as columns and arrays with one entry a point.

    Raises
    ------
    ModelOutputError
        An array of another length, of another kind than the column, or a name too many or too few.
    """
    if isinstance(output, Evaluated):
        output = output.outputs
    if isinstance(output, pd.DataFrame):
        output = {name: output[name] for name in output.columns}
    named = output if isinstance(output, Mapping) else {SINGLE: output}
    if not named:
        raise ModelOutputError("the model returned an empty mapping: it must name an output")
    found: dict[str, tuple[Kind, Any]] = {}
    for name, values in named.items():
        if not isinstance(name, str) or not name:
            raise ModelOutputError(f"names of outputs must be non-empty text, got {name!r}")
        found[name] = _array(name, values, size)
    if columns is None:
        columns = tuple(Column(name, kind) for name, (kind, _) in found.items())
    if found.keys() != {column.name for column in columns}:
        names = ", ".join(column.name for column in columns)
        raise ModelOutputError(f"the model returned {', '.join(found)}, expected {names}")
    columns = tuple(Column(c.name, c.kind or found[c.name][0]) for c in columns)
    arrays = {}
    for column in columns:
        kind, values = found[column.name]
        if kind not in ("", column.kind):
            raise ModelOutputError(_other_kind(column, kind, "in this block"))
        arrays[column.name] = values.astype(np.float64) if column.kind == "float" else values
    return columns, arrays


def _array(name: str, values: Any, size: int) -> tuple[Kind, Any]:
    """Return the kind of an output and its values; text may stay a pyarrow DictionaryArray."""
    if type(values).__module__.startswith("pyarrow"):
        import pyarrow as pa

        if isinstance(values, pa.ChunkedArray):
            values = values.combine_chunks()
        if pa.types.is_dictionary(values.type) or pa.types.is_string(values.type):
            _check_shape(name, (len(values),), size)
            return "text", values
        values = values.to_numpy(zero_copy_only=False)
    if isinstance(values, list | tuple):
        entries, values = values, np.empty(len(values), dtype=object)
        values[:] = entries
    array = np.asarray(values)
    _check_shape(name, array.shape, size)
    if array.dtype.kind in "iuf":
        return "float", array
    if array.dtype.kind == "b":
        return "bool", array
    if array.dtype.kind == "U":
        return "text", array.astype(object)
    if array.dtype != object:
        raise ModelOutputError(
            f"output {name!r} is an array of {array.dtype}, expected numbers, truth values or text"
        )
    normal = np.array([_normal(name, value) for value in array.tolist()] or [None], dtype=object)
    kinds = {kind_of(value) for value in normal} - {""}
    if len(kinds) > 1:
        raise ModelOutputError(f"output {name!r} mixes {' and '.join(sorted(kinds))}")
    return (kinds.pop() if kinds else ""), normal[: len(array)]


def _check_shape(name: str, shape: tuple[int, ...], size: int) -> None:
    if shape == (size,):
        return
    got = (
        f"{shape[0]} values" if len(shape) == 1 else f"shape {shape}" if shape else "a single value"
    )
    raise ModelOutputError(
        f"output {name!r} has {got} for {size} points; a vectorised model gives one value a point"
    )


def _other_kind(column: Column, kind: Kind, where: str) -> str:
    now, then = _KINDS[kind], _KINDS[column.kind]
    return f"output {column.name!r} is {now} {where}, but {then} before"


_KINDS = {"float": "a number", "bool": "a truth value", "text": "text"}


def _short(value: Any) -> str:
    text = f"{type(value).__name__} {value!r}"
    return text if len(text) <= 100 else f"{text[:97]}…"
