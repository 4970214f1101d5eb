"""Sets of coalition structures, as solutions return them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from lilliput.games.arithmetic import Array, freeze
from lilliput.games.formation.naming import (
    Structure,
    labels_named,
    structure_from,
    structure_label,
)

__all__ = ["StructureSet"]

_ROWS_SHOWN = 24


@final
@dataclass(frozen=True, eq=False, repr=False)
class StructureSet:
    """Some coalition structures, possibly none, and what they have in common.

    Parameters
    ----------
    players
        Their names.
    labels
        One row a structure: restricted growth strings, in lexicographic order.
    concept
        What these structures are all of, e.g. ``"core"``.

    Examples
    --------
    >>> found = StructureSet(("A", "B"), np.array([[0, 1]]), "nash")
    >>> found
    StructureSet(1 structure: nash)
      {A}, {B}
    >>> found.contains([["A"], ["B"]]), found.contains([["A", "B"]]), found.empty
    (True, False, False)
    """

    players: tuple[str, ...]
    labels: Array
    concept: str

    def __post_init__(self) -> None:
        rows = np.asarray(self.labels, dtype=np.int8).reshape(-1, len(self.players))
        order = np.lexsort(rows.T[::-1])
        object.__setattr__(self, "labels", freeze(np.ascontiguousarray(rows[order])))

    @property
    def empty(self) -> bool:
        """Whether there is none."""
        return len(self.labels) == 0

    @property
    def structures(self) -> list[Structure]:
        """The structures, as frozensets of frozensets of names."""
        return [structure_from(row, self.players) for row in self.labels]

    def contains(self, structure: Any) -> bool:
        """Whether a structure given as groups of names is among them."""
        labels = labels_named(structure, self.players)
        return bool((self.labels == labels).all(axis=1).any())

    def __iter__(self) -> Iterator[Structure]:
        return iter(self.structures)

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, index: int) -> Structure:
        return structure_from(self.labels[index], self.players)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, StructureSet):
            return NotImplemented
        return self.players == other.players and bool(np.array_equal(self.labels, other.labels))

    def __hash__(self) -> int:
        return hash((self.players, self.labels.tobytes()))

    def __repr__(self) -> str:
        shown = [structure_label(self[k], self.players) for k in range(min(len(self), 10))]
        rest = len(self) - len(shown)
        noun = "structure" if len(self) == 1 else "structures"
        lines = [f"StructureSet({len(self)} {noun}: {self.concept})", *shown]
        return "\n  ".join(lines + ([f"… and {rest} more"] if rest else []))

    def _repr_html_(self) -> str:
        from lilliput.games.display.agreements import structure_set

        return structure_set(self, [self[k] for k in range(min(len(self), _ROWS_SHOWN))])

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, value)
        freeze(self.labels)
