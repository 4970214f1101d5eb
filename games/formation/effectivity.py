"""Which coalitions can lead from one structure to another.

Three rules say what a coalition T of movers can do. ``"open"``: its members go where they like, to
blocks of others too, who need not agree. ``"gamma"`` and ``"delta"``: they regroup among
themselves; those whom they leave fall apart under gamma, and stay together under delta.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal, Self, final

import numpy as np
from numpy.typing import NDArray

from lilliput.games.arithmetic import Array, freeze
from lilliput.games.checks import check_names, mask_of, name_list
from lilliput.games.coalitional import members_of
from lilliput.games.errors import InvalidArgumentError
from lilliput.games.formation.comparing import check_choice
from lilliput.games.formation.naming import Structure, structure_row, structures_of
from lilliput.games.partition.structures import (
    bell_number,
    check_structures_fit,
    coalition_structures,
)

__all__ = ["RULES", "Effectivity", "Rule", "can_move"]

Rule = Literal["open", "gamma", "delta"]
RULES = ("open", "gamma", "delta")
MOST_PLAYERS = 7


@final
@dataclass(frozen=True, eq=False, repr=False, init=False)
class Effectivity:
    """For each coalition, from which structure to which others it can lead.

    Parameters
    ----------
    players
        Distinct names, n of them, at most 7.
    moves
        Truth values of shape (2**n, Bell(n), Bell(n)): whether the coalition of a bitmask can lead
        from the structure of one row to that of another, rows as in `coalition_structures`.

    Raises
    ------
    InvalidArgumentError
        Wrong shape, or a move by the empty coalition.
    ProblemTooLargeError
        More than 7 players.

    Examples
    --------
    >>> rules = Effectivity.from_rule(["A", "B", "C"], "gamma")
    >>> start, apart = [["A", "B", "C"]], [["A"], ["B"], ["C"]]
    >>> sorted(sorted(T) for T in rules.coalitions(start, apart))
    [['A'], ['B'], ['C']]
    """

    players: tuple[str, ...]
    moves: NDArray[np.bool_]

    def __init__(self, players: Iterable[str], moves: Any) -> None:
        names = _checked(players)
        table = np.array(moves, dtype=bool)
        size = bell_number(len(names))
        shape = (2 ** len(names), size, size)
        if table.shape != shape:
            raise InvalidArgumentError(
                f"moves must have shape {shape} for {len(names)} players ({name_list(names)}): "
                f"coalition, structure before, structure after; got {table.shape}"
            )
        if table[0].any():
            raise InvalidArgumentError("moves must be by coalitions of at least one player")
        object.__setattr__(self, "players", names)
        object.__setattr__(self, "moves", freeze(table))

    @classmethod
    def from_rule(cls, players: Iterable[str], rule: Rule) -> Self:
        """Return what coalitions can do under a rule.

        Parameters
        ----------
        players
            Distinct names, at most 7.
        rule
            ``"open"``, ``"gamma"`` or ``"delta"``, as the module says.

        Examples
        --------
        >>> Effectivity.from_rule(["A", "B"], "delta")
        Effectivity(2 players: A, B; 4 moves)
        """
        names = _checked(players)
        check_choice(rule, RULES, argument="rule")
        rows = coalition_structures(len(names))
        table = np.zeros((2 ** len(names), len(rows), len(rows)), dtype=bool)
        for mask in range(1, 2 ** len(names)):
            table[mask] = can_move(rows[:, None, :], rows[None, :, :], mask, rule)
        return cls(names, table)

    @classmethod
    def from_function(
        cls,
        players: Iterable[str],
        coalitions: Callable[[Structure, Structure], Iterable[Iterable[str]]],
    ) -> Self:
        """Build the relation by asking who can lead from each structure to each other one.

        Parameters
        ----------
        players
            Distinct names, at most 7.
        coalitions
            Called with the structures before and after; returns coalitions, perhaps none.

        Examples
        --------
        >>> Effectivity.from_function(["A", "B"], lambda before, after: [["A", "B"]])
        Effectivity(2 players: A, B; 2 moves)
        """
        names = _checked(players)
        structures = list(structures_of(names))
        table = np.zeros((2 ** len(names), len(structures), len(structures)), dtype=bool)
        for a, before in enumerate(structures):
            for b, after in enumerate(structures):
                for coalition in coalitions(before, after) if a != b else ():
                    mask = mask_of(names, coalition, argument="coalitions: player")
                    table[mask, a, b] = True
        return cls(names, table)

    def coalitions(self, before: Any, after: Any) -> list[frozenset[str]]:
        """Return the coalitions that can lead from one structure to another, only minimal ones."""
        pair = structure_row(before, self.players), structure_row(after, self.players)
        masks = np.flatnonzero(self.moves[:, pair[0], pair[1]]).tolist()
        least = [m for m in masks if not any(o & m == o for o in masks if o != m)]
        return [members_of(mask, self.players) for mask in least]

    def __repr__(self) -> str:
        size = self.moves.shape[1]
        proper = int(self.moves.sum() - self.moves[:, np.arange(size), np.arange(size)].sum())
        return (
            f"Effectivity({len(self.players)} players: {name_list(self.players)}; {proper} moves)"
        )

    def _repr_html_(self) -> str:
        from lilliput.games.display.agreements import effectivity

        return effectivity(self)

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, value)
        freeze(self.moves)


def can_move(before: Array, after: Array, mask: int, rule: Rule) -> Array:
    """Return whether the coalition of a bitmask can lead from structures to others.

    Parameters
    ----------
    before, after
        Labels of shape (…, n), broadcast against each other.
    mask
        The movers T; each of them moves.
    rule
        ``"open"``: the blocks without T stay the same. ``"gamma"``, ``"delta"``: moreover no block
        after mixes T with others, and under gamma those whom members of T left are alone.

    Examples
    --------
    >>> can_move(np.array([0, 0, 0]), np.array([0, 1, 2]), 0b001, "gamma").item()
    True
    >>> can_move(np.array([0, 0, 0]), np.array([0, 1, 2]), 0b001, "delta").item()
    False
    """
    n = before.shape[-1]
    shape = np.broadcast_shapes(before.shape, after.shape)[:-1]
    possible = np.ones(shape, dtype=bool)
    movers = [i for i in range(n) if mask >> i & 1]
    others = [i for i in range(n) if not mask >> i & 1]
    for place, i in enumerate(others):
        left = np.zeros(before.shape[:-1], dtype=bool)
        for t in movers if rule == "gamma" else ():
            left |= before[..., t] == before[..., i]
        for j in others[place + 1 :]:
            together = (before[..., i] == before[..., j]) & ~left
            possible &= together == (after[..., i] == after[..., j])
    if rule != "open":
        for t in movers:
            for i in others:
                possible &= after[..., t] != after[..., i]
    return possible


def _checked(players: Iterable[str]) -> tuple[str, ...]:
    names = check_names(players)
    check_structures_fit(
        len(names), most=MOST_PLAYERS, instead="a table of all moves grows as 2**n Bell(n)**2"
    )
    return names
