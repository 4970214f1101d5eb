"""Coalition structures by name: checks, rows and labels."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from lilliput.games.arithmetic import Array
from lilliput.games.partition.naming import Structure, read_blocks
from lilliput.games.partition.structures import (
    coalition_structures,
    restricted_growth,
    structure_ranks,
)

__all__ = [
    "Structure",
    "labels_named",
    "named_structure",
    "structure_from",
    "structure_label",
    "structure_named",
    "structure_row",
    "structures_of",
]


def named_structure(structure: Any, players: tuple[str, ...]) -> list[int]:
    """Return the masks of the blocks of a structure given by names; it must cover the players.

    Examples
    --------
    >>> named_structure([["A", "C"], ["B"]], ("A", "B", "C"))
    [5, 2]
    """
    return read_blocks(structure, players, argument="structure")


def structures_of(players: tuple[str, ...]) -> Iterator[Structure]:
    """Go through all structures by name, in the order of the rows."""
    for row in coalition_structures(len(players)):
        yield structure_from(row, players)


def structure_from(labels: Any, players: tuple[str, ...]) -> Structure:
    """Return the structure of a restricted growth string.

    Examples
    --------
    >>> structure_label(structure_from([0, 1, 0], ("A", "B", "C")))
    '{A, C}, {B}'
    """
    blocks: dict[int, list[str]] = {}
    for label, name in zip(labels, players, strict=True):
        blocks.setdefault(int(label), []).append(name)
    return frozenset(frozenset(block) for block in blocks.values())


def labels_named(structure: Any, players: tuple[str, ...]) -> Array:
    """Return the restricted growth string of a structure given as groups of names."""
    labels = np.zeros(len(players), dtype=np.int64)
    for number, mask in enumerate(named_structure(structure, players)):
        for i in range(len(players)):
            if mask >> i & 1:
                labels[i] = number
    return restricted_growth(labels)


def structure_named(structure: Any, players: tuple[str, ...]) -> Structure:
    """Return a structure given as groups of names as a frozenset of frozensets, checked."""
    return structure_from(labels_named(structure, players), players)


def structure_row(structure: Any, players: tuple[str, ...]) -> int:
    """Return the row of a structure given as groups of names."""
    return int(structure_ranks(labels_named(structure, players)))


def structure_label(structure: Structure, players: tuple[str, ...] | None = None) -> str:
    """Return a structure as text, its blocks in the order of the players (of names by default).

    Examples
    --------
    >>> structure_label(frozenset({frozenset("B"), frozenset("CA")}), ("C", "A", "B"))
    '{C, A}, {B}'
    """
    names = players if players is not None else tuple(sorted(set().union(*structure)))
    place = {name: i for i, name in enumerate(names)}
    blocks = sorted(sorted(block, key=place.__getitem__) for block in structure)
    blocks.sort(key=lambda block: place[block[0]])
    return ", ".join(f"{{{', '.join(block)}}}" for block in blocks)
