"""Checks that every constructor shares: names, labelled vectors and the memory a table takes."""

import os
from collections.abc import Iterable, Mapping, Sequence
from math import inf
from numbers import Real
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, is_symbolic, number_array
from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    LilliputError,
    ProblemTooLargeError,
    UnknownNameError,
)

__all__ = [
    "check_count",
    "check_names",
    "check_probability",
    "check_table_fits",
    "check_tolerance",
    "counted",
    "index_of",
    "mask_of",
    "name_list",
    "partition_of",
    "vector_by_name",
]

_SHARE_OF_MEMORY = 0.8
_LARGEST_INDEX = 62
_ALWAYS_FITS = 2**24


def check_names(
    names: Iterable[str], *, argument: str = "players", least: int = 1
) -> tuple[str, ...]:
    """Return the names as a tuple; they must be distinct, non-empty strings, at least `least`.

    Examples
    --------
    >>> check_names(["US", "CN"])
    ('US', 'CN')
    """
    if isinstance(names, str):
        raise InvalidGameError(f"{argument} must be a sequence of names, got the string {names!r}")
    if not isinstance(names, Iterable):
        raise InvalidGameError(f"{argument} must be a sequence of names, got {names!r}")
    result = tuple(names)
    if len(result) < least:
        raise InvalidGameError(f"{argument} must hold at least one name, got none")
    seen: set[str] = set()
    for name in result:
        if not isinstance(name, str) or not name:
            raise InvalidGameError(f"{argument} must be non-empty strings, got {name!r}")
        if name in seen:
            raise InvalidGameError(f"{argument} must be distinct, got {name!r} more than once")
        seen.add(name)
    return result


def name_list(names: Sequence[str], *, limit: int = 8) -> str:
    """Join names for a message, shortening long lists."""
    return ", ".join(names[:limit]) + (f", … {len(names)} in all" if len(names) > limit else "")


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural unless it is one.

    Examples
    --------
    >>> counted(1, "level"), counted(0, "level")
    ('1 level', '0 levels')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def index_of(names: Sequence[str], name: object, *, argument: str) -> int:
    """Return the position of a name, or raise an error that says which names are near."""
    try:
        return names.index(name)
    except ValueError:
        raise UnknownNameError(argument, name, names) from None


def mask_of(names: Sequence[str], members: Iterable[str], *, argument: str) -> int:
    """Return the bitmask of members given by name; a lone string is one name.

    Examples
    --------
    >>> mask_of(("US", "CN", "RU"), ["RU", "US"], argument="coalition: player")
    5
    """
    given = [members] if isinstance(members, str) else members
    if not isinstance(given, Iterable):
        what = argument.partition(":")[0]
        raise InvalidArgumentError(f"{what} must be players' names, got {members!r}")
    mask = 0
    for name in given:
        mask |= 1 << index_of(names, name, argument=argument)
    return mask


def vector_by_name(
    values: Mapping[str, Any] | pd.Series | Sequence[Any] | Array,
    names: Sequence[str],
    *,
    argument: str,
    minimum: int | None = None,
    strict: bool = False,
    error: type[LilliputError] = InvalidArgumentError,
    integers: Literal["float", "fraction"] = "float",
) -> Array:
    """Return one number per name, in the order of the names, from a mapping or a sequence.

    Parameters
    ----------
    values
        A mapping or Series indexed by name (any order), or a sequence in the order of the names; so
        is a Series with numbers as its index, such as the column of a table.
    names
        The names, all of which must be given a number.
    argument
        The name of the argument, for the error message.
    minimum
        The least number allowed; `strict` excludes it.
    strict
        Whether `minimum` itself is refused.
    error
        The error to raise.
    integers
        What integers alone become: float64 or Fractions.

    Returns
    -------
    numpy.ndarray
        Read-only, of one number kind.

    Examples
    --------
    >>> vector_by_name({"CN": 2, "US": 3}, ("US", "CN"), argument="weights")
    array([3., 2.])
    """
    if isinstance(values, pd.Series) and pd.api.types.is_integer_dtype(values.index.dtype):
        values = values.to_list()
    if isinstance(values, (Mapping, pd.Series)):
        labels = list(values.keys())
        known, given = set(names), set(labels)
        if len(given) < len(labels):
            raise error(f"{argument} must give each name once, got {name_list(labels)}")
        for label in labels:
            if label not in known:
                raise UnknownNameError(f"{argument}: name", label, names)
        missing = [name for name in names if name not in given]
        if missing:
            raise error(f"{argument} must cover every name, missing {name_list(missing)}")
        entries = [values[name] for name in names]
    else:
        if not isinstance(values, Iterable):
            raise error(f"{argument} must be one number a name, got {values!r}")
        entries = list(values)
        if len(entries) != len(names):
            raise error(
                f"{argument} needs {len(names)} entries ({name_list(names)}), got {len(entries)}"
            )
    array = number_array(
        entries, argument=argument, label=lambda i: names[i], error=error, integers=integers
    )
    if array.ndim != 1:
        raise error(f"{argument} must be one number per name, got shape {array.shape}")
    if minimum is not None:
        for name, entry in zip(names, array, strict=True):
            if not _at_least(entry, minimum, strict):
                bound = "> " if strict else ">= "
                raise error(f"{argument} must be {bound}{minimum}, got {entry} for {name}")
    return array


def partition_of(players: tuple[str, ...], unions: Iterable[Iterable[str]]) -> list[list[int]]:
    """Return the unions as positions, with a union of its own for each player in none."""
    place = {name: i for i, name in enumerate(players)}
    taken: set[str] = set()
    partition = []
    try:
        groups = [[union] if isinstance(union, str) else list(union) for union in unions]
    except TypeError:
        raise InvalidArgumentError(
            f"unions must be groups of {name_list(players)}, got {unions!r}"
        ) from None
    for members in groups:
        distinct = set(members)
        fits = members and len(distinct) == len(members) and distinct <= place.keys()
        if not fits or taken & distinct:
            raise InvalidArgumentError(
                f"unions must be disjoint non-empty groups of {name_list(players)}, got {members}"
            )
        taken |= distinct
        partition.append([place[name] for name in members])
    return partition + [[i] for i, name in enumerate(players) if name not in taken]


def check_count(value: Any, *, argument: str, least: int = 1) -> int:
    """Return an integer that is at least `least`, as an int.

    Examples
    --------
    >>> check_count(3, argument="limit")
    3
    """
    if isinstance(value, bool) or not hasattr(value, "__index__") or value.__index__() < least:
        raise InvalidArgumentError(f"{argument} must be an integer >= {least}, got {value!r}")
    return int(value)


def check_probability(value: Any, *, argument: str) -> Any:
    """Return a number in [0, 1] unchanged (symbols pass unless known to lie outside)."""
    if not (isinstance(value, (Real, np.generic)) or is_symbolic(value)):
        raise InvalidArgumentError(f"{argument} must be a number in [0, 1], got {value!r}")
    if not (_at_least(value, 0, False) and _at_least(1 - value, 0, False)):
        raise InvalidArgumentError(f"{argument} must lie in [0, 1], got {value}")
    return value


def check_tolerance(value: Any, *, argument: str = "tol") -> Any:
    """Return a finite number that is not negative unchanged.

    Examples
    --------
    >>> check_tolerance(1e-9)
    1e-09
    """
    if not (isinstance(value, Real) and 0 <= float(value) < inf):
        raise InvalidArgumentError(f"{argument} must be a finite number >= 0, got {value!r}")
    return value


def check_table_fits(
    n: int,
    *,
    copies: float = 2,
    bytes_each: int = 8,
    argument: str = "players",
    instead: str = "",
) -> None:
    """Refuse a table of 2**n entries that does not fit the memory at hand, before any work.

    Parameters
    ----------
    n
        Number of players.
    copies
        How many tables of that size the work needs at once.
    bytes_each
        Bytes an entry takes.
    argument
        The name of the argument, for the error message.
    instead
        How to go on with so many players, for the error message.
    """
    need = copies * bytes_each * 2.0**n
    if need < _ALWAYS_FITS:
        return
    available = _available_bytes()
    if n > _LARGEST_INDEX or need > _SHARE_OF_MEMORY * available:
        largest = int(_SHARE_OF_MEMORY * available / (copies * bytes_each)).bit_length() - 1
        raise ProblemTooLargeError(
            f"{argument}: {n} players need a table of 2**{n} worths, about {_readable(need)}; "
            f"{_readable(available)} are free here, so at most {largest} players are allowed"
            + (f"; {instead}" if instead else "")
        )


def _at_least(value: Any, minimum: int, strict: bool) -> bool:
    """Compare; a symbolic expression passes unless it is known to violate the bound."""
    comparison = value > minimum if strict else value >= minimum
    if is_symbolic(comparison):
        return str(comparison) != "False"
    return bool(comparison)


def _available_bytes() -> float:
    """Memory that a new table may take, in bytes; 8 GiB where the system does not say."""
    try:
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return float(line.split()[1]) * 1024
    except OSError:
        pass
    try:
        return float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    except (AttributeError, OSError, ValueError):
        return 8.0 * 2**30


def _readable(size: float) -> str:
    for unit in ("bytes", "KiB", "MiB", "GiB", "TiB", "PiB"):
        if size < 1024:
            return f"{size:.3g} {unit}"
        size /= 1024
    return f"{size:.3g} EiB"
