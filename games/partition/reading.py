"""Reading worths of embedded coalitions by name, with errors that say which is missing or twice."""

from collections.abc import Iterable
from typing import Any

from lilliput.games.checks import check_names
from lilliput.games.errors import InvalidGameError
from lilliput.games.partition.naming import embedded_label
from lilliput.games.partition.structures import block_starts, check_structures_fit

__all__ = ["MOST_CALLS", "complete_worths", "embedded_pair", "enter_worth", "names_of"]

MOST_CALLS = 11


def embedded_pair(key: Any) -> tuple[Any, Any]:
    """Return a pair (coalition, structure) unchanged, and refuse anything else."""
    if not isinstance(key, tuple) or len(key) != 2:
        raise InvalidGameError(f"worths must be given by (coalition, structure), got {key!r}")
    return key


def names_of(players: Iterable[str] | None, structures: Iterable[Any]) -> tuple[str, ...]:
    """Return the players, by default the names in the structures in order of appearance.

    Examples
    --------
    >>> names_of(None, [(("B", "A"), "C")])
    ('B', 'A', 'C')
    """
    if players is None:
        found: dict[str, None] = {}
        for structure in structures:
            for block in [structure] if isinstance(structure, str) else structure:
                found.update(dict.fromkeys([block] if isinstance(block, str) else block))
        players = found
    names = check_names(players)
    check_structures_fit(len(names), most=MOST_CALLS, instead="pass worths as an array for more")
    return names


def enter_worth(entries: dict[int, Any], index: int, value: Any, names: tuple[str, ...]) -> None:
    """Enter the worth of a flat index that has none yet."""
    if index in entries:
        raise InvalidGameError(
            f"worths must give each embedded coalition once, got {embedded_label(index, names)} "
            "twice"
        )
    entries[index] = value


def complete_worths(entries: dict[int, Any], names: tuple[str, ...]) -> list[Any]:
    """Return the worths in the flat order, of which none may be missing."""
    total = int(block_starts(len(names))[-1])
    missing = [index for index in range(total) if index not in entries]
    if missing:
        raise InvalidGameError(
            f"worths must cover every embedded coalition, missing {len(missing)} of {total}, "
            f"the first {embedded_label(missing[0], names)}"
        )
    return [entries[index] for index in range(total)]
