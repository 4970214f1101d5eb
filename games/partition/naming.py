"""Coalition structures by name: reading them from what a caller gives, and writing them out."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from lilliput.games.checks import name_list
from lilliput.games.coalitional import coalition_label
from lilliput.games.errors import InvalidArgumentError, UnknownNameError
from lilliput.games.partition.structures import (
    block_masks,
    block_starts,
    restricted_growth,
    structure_rank,
)

__all__ = [
    "Blocks",
    "Structure",
    "block_label",
    "embedded_index",
    "embedded_label",
    "read_blocks",
    "structure_label",
    "structure_row",
]

Blocks = Iterable[Iterable[str] | str]
Structure = frozenset[frozenset[str]]


def read_blocks(
    structure: Blocks, players: tuple[str, ...], *, argument: str, whole: bool = True
) -> list[int]:
    """Return the masks of disjoint blocks in the order given; a lone string is a block of one.

    Parameters
    ----------
    structure
        The blocks, by the names of their members.
    players
        The players.
    argument
        The name of the argument, for the error messages.
    whole
        Whether the blocks must cover the players.

    Raises
    ------
    UnknownNameError
        A name that is no player's.
    InvalidArgumentError
        An empty block, a player in two blocks, or players in none.

    Examples
    --------
    >>> read_blocks(["B", ["C", "A"]], ("A", "B", "C"), argument="structure")
    [2, 5]
    """
    if isinstance(structure, str) or not isinstance(structure, Iterable):
        raise InvalidArgumentError(
            f"{argument} must be groups of {name_list(players)}, got {structure!r}"
        )
    masks, taken = [], 0
    for block in structure:
        mask = _read_block(block, players, argument)
        if mask & taken:
            twice = coalition_label(mask & taken, players)
            raise InvalidArgumentError(f"{argument} must hold each player once, got {twice} twice")
        taken |= mask
        masks.append(mask)
    missing = (1 << len(players)) - 1 & ~taken
    if whole and missing:
        raise InvalidArgumentError(
            f"{argument} must cover every player, missing {coalition_label(missing, players)}"
        )
    return masks


def _read_block(block: Any, players: tuple[str, ...], argument: str) -> int:
    members = [block] if isinstance(block, str) else block
    if not isinstance(members, Iterable):
        raise InvalidArgumentError(f"{argument} must hold groups of players, got {block!r}")
    mask = 0
    for name in members:
        if name not in players:
            raise UnknownNameError(f"{argument}: player", name, players)
        bit = 1 << players.index(name)
        if mask & bit:
            raise InvalidArgumentError(f"{argument} must hold each player once, got {name} twice")
        mask |= bit
    if not mask:
        raise InvalidArgumentError(f"{argument} must hold non-empty groups, got an empty one")
    return mask


def structure_row(masks: Iterable[int], n: int) -> int:
    """Return the row in `coalition_structures` of a structure given by the masks of its blocks.

    Examples
    --------
    >>> structure_row([0b010, 0b101], 3)
    2
    """
    labels = np.zeros(n, dtype=np.int64)
    for label, mask in enumerate(masks):
        for i in range(n):
            if mask >> i & 1:
                labels[i] = label
    return structure_rank(restricted_growth(labels))


def embedded_index(coalition: Iterable[str] | str, row: int, players: tuple[str, ...]) -> int:
    """Return the flat index of a coalition in the structure of a row.

    Raises
    ------
    InvalidArgumentError
        A coalition that is not a block of the structure.

    Examples
    --------
    >>> embedded_index(["B"], 2, ("A", "B", "C"))
    4
    """
    mask = _read_block(coalition, players, "coalition")
    n = len(players)
    first, last = (int(index) for index in block_starts(n)[row : row + 2])
    for index in range(first, last):
        if block_masks(n)[index] == mask:
            return index
    raise InvalidArgumentError(
        f"coalition must be a block of the structure {structure_label(row, players)}, "
        f"got {block_label(mask, players)}"
    )


def block_label(mask: int, players: tuple[str, ...]) -> str:
    """Return a coalition as "{A, B}"."""
    return f"{{{coalition_label(int(mask), players)}}}"


def structure_label(row: int, players: tuple[str, ...]) -> str:
    """Return the structure of a row as "{A, B} {C}".

    Examples
    --------
    >>> structure_label(2, ("A", "B", "C"))
    '{A, C} {B}'
    """
    first, last = block_starts(len(players))[row : row + 2]
    return " ".join(block_label(mask, players) for mask in block_masks(len(players))[first:last])


def embedded_label(index: int, players: tuple[str, ...]) -> str:
    """Return an embedded coalition as "{A} in {A} {B, C}".

    Examples
    --------
    >>> embedded_label(4, ("A", "B", "C"))
    '{B} in {A, C} {B}'
    """
    n = len(players)
    row = int(np.searchsorted(block_starts(n), index, side="right")) - 1
    if row >= len(block_starts(n)) - 1:
        return f"position {index}"
    return f"{block_label(block_masks(n)[index], players)} in {structure_label(row, players)}"
