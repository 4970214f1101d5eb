"""Games as JSON: exact numbers as text, expressions as trees, floats as JSON's own numbers.

A document holds ``format``, ``version``, ``numbers`` (the number kind), ``players``,
``strategies`` and ``payoffs`` as nested lists, players first.
"""

import json
from collections.abc import Callable
from typing import Any

import numpy as np

from lilliput.games.arithmetic import Array, freeze, kind_of, number_array, object_array
from lilliput.games.errors import DataFileError, InvalidArgumentError
from lilliput.games.formats.expressions import expression_from_tree, expression_tree
from lilliput.games.formats.numbers import number_from_text
from lilliput.games.formats.table import Table

__all__ = ["json_text", "table_from_json"]

_FORMAT = "lilliput.NormalFormGame"
_VERSION = 1
_KINDS = ("float", "fraction", "symbolic")


def json_text(table: Table) -> str:
    """Return a game as JSON.

    Examples
    --------
    >>> table = Table(("A",), (("x", "y"),), np.array([[0.5, 2.0]]))
    >>> json_text(table)[-36:]
    '[["x", "y"]], "payoffs": [[0.5, 2]]}'
    """
    kind = kind_of(table.payoffs)
    encode: Callable[[Any], Any] = str
    if kind != "fraction":
        encode = _plain if kind == "float" else expression_tree
    entries = object_array([encode(x) for x in table.payoffs.flat], table.payoffs.shape)
    document = {
        "format": _FORMAT,
        "version": _VERSION,
        "numbers": kind,
        "players": list(table.players),
        "strategies": [list(own) for own in table.strategies],
        "payoffs": entries.tolist(),
    }
    return json.dumps(document, ensure_ascii=False)


def table_from_json(text: str) -> Table:
    """Return the game that a JSON document of `json_text` states.

    Raises
    ------
    DataFileError
        A document that is not of this format, or of a later version.

    Examples
    --------
    >>> table = Table(("A",), (("x", "y"),), np.array([[0.1, 2.0]]))
    >>> table_from_json(json_text(table)).payoffs
    array([[0.1, 2. ]])
    """
    if not isinstance(text, str | bytes):
        raise DataFileError(f"text must be a JSON document, got {type(text).__name__}")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DataFileError(f"text must be JSON: {error}") from None
    if not isinstance(document, dict) or document.get("format") != _FORMAT:
        found = document.get("format") if isinstance(document, dict) else type(document).__name__
        raise DataFileError(f'text must have the format "{_FORMAT}", got {found!r}')
    if document.get("version") != _VERSION:
        raise DataFileError(
            f"version must be {_VERSION} for this Lilliput, got {document.get('version')!r}"
        )
    kind = document.get("numbers")
    if kind not in _KINDS:
        raise DataFileError(f"numbers must be one of {', '.join(_KINDS)}, got {kind!r}")
    players = _names(document.get("players"), "players")
    lists = document.get("strategies")
    if not isinstance(lists, list) or len(lists) != len(players):
        raise DataFileError(f"strategies must be {len(players)} lists of names, got {lists!r}")
    strategies = tuple(
        _names(own, f"strategies of {p}") for p, own in zip(players, lists, strict=True)
    )
    shape = (len(players), *map(len, strategies))
    return Table(players, strategies, _payoffs(document.get("payoffs"), shape, kind))


def _plain(value: Any) -> int | float:
    """Return whole floats as integers, which are shorter."""
    return int(value) if float(value).is_integer() and abs(value) < 2**53 else float(value)


def _names(value: Any, what: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise DataFileError(f"{what} must be a list of names, got {value!r}")
    return tuple(value)


def _payoffs(nested: Any, shape: tuple[int, ...], kind: str) -> Array:
    flat: list[Any] = []
    _flatten(nested, shape, flat, "payoffs")
    try:
        if kind == "float":
            for entry in flat:
                if isinstance(entry, bool) or not isinstance(entry, (int, float)):
                    raise InvalidArgumentError(f"a float must be a JSON number, got {entry!r}")
            return number_array(np.array(flat, dtype=float).reshape(shape), argument="payoffs")
        if kind == "symbolic":
            entries = [expression_from_tree(entry) for entry in flat]
            return freeze(object_array(entries, shape))
        entries = [number_from_text(str(entry)) for entry in flat]
    except (ValueError, OverflowError, RecursionError) as error:
        raise DataFileError(f"payoffs: {error}") from None
    return number_array(
        object_array(entries, shape), argument="payoffs", integers="fraction", error=DataFileError
    )


def _flatten(nested: Any, shape: tuple[int, ...], flat: list[Any], where: str) -> None:
    if not shape:
        flat.append(nested)
        return
    if not isinstance(nested, list) or len(nested) != shape[0]:
        found = f"{len(nested)}" if isinstance(nested, list) else repr(nested)
        raise DataFileError(f"{where} must be a list of {shape[0]}, got {found}")
    for k, entry in enumerate(nested):
        _flatten(entry, shape[1:], flat, f"{where}[{k}]")
