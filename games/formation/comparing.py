"""Payoffs as ranks, so that all kinds of numbers are compared exactly and fast."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lilliput.games.arithmetic import Array, as_printed, kind_of, plain
from lilliput.games.checks import index_of, name_list, vector_by_name
from lilliput.games.errors import InvalidGameError, UnsupportedNumberError

__all__ = [
    "check_choice",
    "column_ranks",
    "difference",
    "gains_text",
    "raw_row",
    "refuse_symbols",
    "shown_number",
]


def refuse_symbols(array: Array, *, argument: str = "payoffs") -> None:
    """Refuse expressions where numbers must be compared.

    Examples
    --------
    >>> refuse_symbols(np.array([1.0]))
    """
    if kind_of(array) == "symbolic":
        raise UnsupportedNumberError(
            f"{argument} must be numbers to be compared, got expressions; substitute values for "
            "the symbols first"
        )


def column_ranks(table: Array, *, argument: str = "payoffs") -> NDArray[np.int32]:
    """Return the rank of each number in its column, from 0; equal numbers have equal ranks.

    Examples
    --------
    >>> column_ranks(np.array([[0.5, 7.0], [0.1, 7.0], [0.5, 9.0]])).tolist()
    [[1, 0], [0, 0], [1, 1]]
    """
    refuse_symbols(table, argument=argument)
    ranks = np.empty(table.shape, dtype=np.int32)
    for column in range(table.shape[1]):
        _, ranks[:, column] = np.unique(table[:, column], return_inverse=True)
    return ranks


def check_choice(value: str, known: Iterable[str], *, argument: str) -> str:
    """Return a choice unchanged, or say which there are.

    Examples
    --------
    >>> check_choice("open", ("open", "gamma"), argument="rule")
    'open'
    """
    names = tuple(known)
    index_of(names, value, argument=argument)
    return value


def gains_text(gains: dict[str, Any]) -> str:
    """Return who gains how much, as text.

    Examples
    --------
    >>> gains_text({"A": 1, "B": 0.1 + 0.2})
    'A gains 1, B gains 0.3'
    """
    return ", ".join(f"{name} gains {shown_number(gain)}" for name, gain in gains.items())


def shown_number(value: Any) -> str:
    """Return a number as text: floats with six digits.

    Examples
    --------
    >>> shown_number(0.1 + 0.2)
    '0.3'
    """
    number = plain(value)
    return f"{number:.6g}" if isinstance(number, float) else str(number)


def difference(after: Any, before: Any) -> Any:
    """Return after − before, of floats as the decimals that they print as.

    Examples
    --------
    >>> difference(0.3, 0.1)
    0.2
    """
    pair = np.array([after, before], dtype=object)
    if all(isinstance(entry, float) for entry in pair):
        exact = as_printed(pair.astype(np.float64))
        return float(exact[0] - exact[1])
    return after - before


def raw_row(values: Any, names: tuple[str, ...], *, argument: str) -> list[Any]:
    """Return one number per name as given, checked; a table brings its rows to one kind later.

    Examples
    --------
    >>> raw_row({"B": 1, "A": 0.5}, ("A", "B"), argument="payoff")
    [0.5, 1]
    """
    if isinstance(values, (Mapping, pd.Series)):
        vector_by_name(values, names, argument=argument, error=InvalidGameError)
        return [plain(values[name]) for name in names]
    try:
        entries = list(values)
    except TypeError:
        raise InvalidGameError(
            f"{argument} must be one number per name ({name_list(names)}), got {values!r}"
        ) from None
    vector_by_name(entries, names, argument=argument, error=InvalidGameError)
    return [plain(entry) for entry in entries]
