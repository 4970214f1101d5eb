"""Numbers, truth values and names as parameters hold them: of one kind, finite, in plain types."""

from collections.abc import Iterable, Mapping, Sequence, Set
from math import isfinite
from numbers import Integral, Real
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lilliput.games.errors import InvalidArgumentError

__all__ = [
    "DTYPES",
    "Kind",
    "finite",
    "kind_of",
    "number_text",
    "plain_scalar",
    "shown_entries",
    "typed_array",
]

Kind = Literal["float", "int", "bool", "text"]

DTYPES: dict[Kind, Any] = {"float": np.float64, "int": np.int64, "bool": np.bool_, "text": object}
_KINDS: dict[str, Kind] = {"f": "float", "i": "int", "b": "bool", "O": "text"}
_SHOWN = 6
_LARGEST = 2**63


def kind_of(array: NDArray[Any]) -> Kind:
    """Return the kind of a column: float64, int64, bool, or object for text."""
    return _KINDS[array.dtype.kind]


def plain_scalar(value: Any, what: str) -> float | int | bool | str:
    """Return a number, truth value or string in Python's own type, or raise an error.

    Examples
    --------
    >>> import numpy as np
    >>> plain_scalar(np.float32(0.5), "a"), plain_scalar(True, "a"), plain_scalar("x", "a")
    (0.5, True, 'x')
    """
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Integral):
        if not -_LARGEST <= int(value) < _LARGEST:
            raise InvalidArgumentError(f"{what} must fit 64 bits, got {value}")
        return int(value)
    if isinstance(value, Real):
        return finite(float(value), what)
    raise InvalidArgumentError(f"{what} must be a number or a string, got {value!r}")


def finite(value: float, what: str) -> float:
    """Return a number that is neither infinite nor NaN, or raise an error."""
    if not isfinite(value):
        raise InvalidArgumentError(f"{what} must be finite, got {value}")
    return value


def typed_array(values: Any, what: str, *, distinct: bool = False) -> NDArray[Any]:
    """Return a read-only column of one kind from a list, array, range, Series or Index.

    Integers beside other numbers become floats; strings or truth values beside anything else are
    refused.

    Examples
    --------
    >>> typed_array([1, 2.5], "a"), typed_array(range(3), "b"), typed_array(["x"], "c")
    (array([1. , 2.5]), array([0, 1, 2]), array(['x'], dtype=object))
    """
    if isinstance(values, (str, bytes, Mapping, Set)) or not isinstance(
        values, (Sequence, np.ndarray, pd.Series, pd.Index)
    ):
        raise InvalidArgumentError(f"{what} must be a list, an array or a range, got {values!r}")
    if isinstance(values, (pd.Series, pd.Index)):
        values = values.to_numpy()
    if isinstance(values, range):
        values = np.arange(values.start, values.stop, values.step)
    array = _numeric(values) if isinstance(values, np.ndarray) else None
    if array is None:
        array = _from_entries(np.asarray(values, dtype=object), what)
    if array.ndim != 1:
        raise InvalidArgumentError(f"{what} must be one list, got shape {array.shape}")
    if not len(array):
        raise InvalidArgumentError(f"{what} must hold at least one entry, got none")
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        place = int(np.flatnonzero(~np.isfinite(array))[0])
        raise InvalidArgumentError(f"{what} must be finite, got {array[place]} at place {place}")
    if distinct and len(pd.unique(pd.Series(array))) < len(array):
        twice = array[pd.Series(array).duplicated().to_numpy()].tolist()[0]
        raise InvalidArgumentError(
            f"{what} must be distinct, got {twice!r} more than once; likelier values are given by "
            "categorical(values, weights=...)"
        )
    array.flags.writeable = False
    return array


def number_text(value: float) -> str:
    """Return a number without the .0 of whole floats.

    Examples
    --------
    >>> number_text(2.0), number_text(0.5)
    ('2', '0.5')
    """
    return repr(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def shown_entries(values: Iterable[Any]) -> str:
    """Return a list for people, shortened in the middle.

    Examples
    --------
    >>> shown_entries(range(1, 11))
    '[1, 2, 3, …, 10] (10 levels)'
    """
    texts = [repr(value) for value in values]
    if len(texts) <= _SHOWN:
        return f"[{', '.join(texts)}]"
    return f"[{', '.join(texts[:3])}, …, {texts[-1]}] ({len(texts)} levels)"


def _numeric(values: NDArray[Any]) -> NDArray[Any] | None:
    """Copy an array of numpy's own numbers or truth values; None for any other."""
    if values.dtype.kind == "f":
        return values.astype(np.float64)
    if values.dtype.kind == "b":
        return values.copy()
    if values.dtype.kind in "iu" and values.dtype != np.uint64:
        return values.astype(np.int64)
    return None


def _from_entries(entries: NDArray[Any], what: str) -> NDArray[Any]:
    if entries.ndim != 1:
        return entries
    plain = [plain_scalar(entry, f"{what}[{k}]") for k, entry in enumerate(entries)]
    kinds = {type(entry) for entry in plain}
    if kinds == {str}:
        texts = np.empty(len(plain), dtype=object)
        texts[:] = plain
        return texts
    if kinds == {bool}:
        return np.array(plain, dtype=np.bool_)
    if kinds & {str, bool}:
        names = {float: "numbers", int: "numbers", str: "strings", bool: "truth values"}
        found = " and ".join(sorted({names[kind] for kind in kinds}))
        raise InvalidArgumentError(f"{what} must be of one kind, got {found}")
    return np.array(plain, dtype=np.int64 if kinds == {int} else np.float64)
