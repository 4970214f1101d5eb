"""Games in partition function form: the worth of a coalition depends on what the others form.

An embedded coalition is a coalition S together with a structure P, a partition of the players of
which S is a block. The game gives each of them a worth v(S, P). It is stored as one flat array, in
the order of `structures`: the blocks of the grand coalition first, those of the singletons last.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Self, final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lilliput.games.arithmetic import Array, Kind, freeze, kind_of, number_array, plain
from lilliput.games.checks import check_names, counted, name_list
from lilliput.games.coalitional import CoalitionalGame, coalition_label, members_of, worths_of
from lilliput.games.errors import InvalidArgumentError, InvalidGameError
from lilliput.games.partition.moves import residual_indices
from lilliput.games.partition.naming import (
    Blocks,
    Structure,
    block_label,
    embedded_index,
    embedded_label,
    read_blocks,
    structure_label,
    structure_row,
)
from lilliput.games.partition.reading import (
    MOST_CALLS,
    complete_worths,
    embedded_pair,
    enter_worth,
    names_of,
)
from lilliput.games.partition.structures import (
    block_masks,
    block_starts,
    check_structures_fit,
    coalition_structures,
)

__all__ = ["PartitionGame", "require_partition_game"]

_STRUCTURES_SHOWN = 15


@final
@dataclass(frozen=True, eq=False, repr=False, init=False)
class PartitionGame:
    """A game in partition function form with transferable utility.

    Parameters
    ----------
    players
        Distinct names, n of them, 1 to 12.
    worths
        Bell(n+1) − Bell(n) numbers: that of block k of structure p (a row of
        `coalition_structures`) at ``block_starts(n)[p] + k``. Floats, integers, Fractions or sympy
        expressions. Integers are stored as float64 where that is exact.

    Raises
    ------
    InvalidGameError
        Wrong length, a worth that is not finite, or names that are not distinct.
    ProblemTooLargeError
        More than 12 players.

    See Also
    --------
    characteristic_function : The game of what each coalition counts on.

    References
    ----------
    Thrall, R. M. and Lucas, W. F. (1963). N-person games in partition function form. Naval Research
    Logistics Quarterly 10:281–298. doi:10.1002/nav.3800100126

    Examples
    --------
    >>> game = PartitionGame.from_structures({
    ...     (("A", "B", "C"),): [9],
    ...     (("A", "B"), "C"): [4, 4], (("A", "C"), "B"): [4, 4], (("B", "C"), "A"): [4, 4],
    ...     ("A", "B", "C"): [2, 2, 2],
    ... })
    >>> game
    PartitionGame(3 players: A, B, C; 10 embedded coalitions; float worths; v(N) = 9.0)
    >>> game.worth(["A"], [["A"], ["B", "C"]]), game.worth(["A"], ["A", "B", "C"])
    (4.0, 2.0)
    """

    players: tuple[str, ...]
    worths: Array

    def __init__(self, players: Iterable[str], worths: Any) -> None:
        names = check_names(players)
        check_structures_fit(len(names))
        table = number_array(
            worths,
            argument="worths",
            error=InvalidGameError,
            label=lambda index: embedded_label(index, names),
        )
        total = int(block_starts(len(names))[-1])
        if table.shape != (total,):
            given = len(table) if table.ndim == 1 else f"shape {table.shape}"
            raise InvalidGameError(
                f"worths needs {counted(total, 'number')}, one for each embedded coalition "
                f"of {counted(len(names), 'player')} ({name_list(names)}), got {given}"
            )
        object.__setattr__(self, "players", names)
        object.__setattr__(self, "worths", table)

    @classmethod
    def from_function(
        cls, players: Iterable[str], worth: Callable[[frozenset[str], Structure], Any]
    ) -> Self:
        """Build a game by asking for the worth of each embedded coalition.

        Parameters
        ----------
        players
            Distinct names, up to 11.
        worth
            Called once with each coalition, a frozenset of names, and its structure, a frozenset of
            such coalitions.

        Examples
        --------
        >>> game = PartitionGame.from_function(["A", "B"], lambda S, P: len(S) / len(P))
        >>> game.worths.tolist()
        [2.0, 0.5, 0.5]
        """
        names = check_names(players)
        check_structures_fit(
            len(names), most=MOST_CALLS, instead="pass worths as an array for more"
        )
        n = len(names)
        known = [members_of(mask, names) for mask in range(2**n)]
        blocks = [known[mask] for mask in block_masks(n)]
        starts = block_starts(n).tolist()
        entries = []
        for first, last in pairwise(starts):
            structure = frozenset(blocks[first:last])
            entries += [worth(coalition, structure) for coalition in blocks[first:last]]
        return cls(names, entries)

    @classmethod
    def from_worths(
        cls, worths: Mapping[Any, Any], *, players: Iterable[str] | None = None
    ) -> Self:
        """Build a game from the worths of all embedded coalitions by name.

        Parameters
        ----------
        worths
            Pair (coalition, structure) to worth; a lone string stands for a coalition of one.
        players
            The players in order; by default all names, in order of first appearance.

        Raises
        ------
        InvalidGameError
            An embedded coalition is missing or given twice.
        InvalidArgumentError
            A structure that does not cover the players, or a coalition that is no block of it.

        Examples
        --------
        >>> together = (("A", "B"),)
        >>> game = PartitionGame.from_worths(
        ...     {(("A", "B"), together): 3, ("A", ("A", "B")): 1, ("B", ("A", "B")): 0}
        ... )
        >>> game.worths.tolist()
        [3.0, 1.0, 0.0]
        """
        pairs = [embedded_pair(key) for key in worths]
        names = names_of(players, (structure for _, structure in pairs))
        entries: dict[int, Any] = {}
        rows: dict[Any, int] = {}
        for (coalition, structure), value in zip(pairs, worths.values(), strict=True):
            if structure not in rows:
                masks = read_blocks(structure, names, argument="structure")
                rows[structure] = structure_row(masks, len(names))
            enter_worth(entries, embedded_index(coalition, rows[structure], names), value, names)
        return cls(names, complete_worths(entries, names))

    @classmethod
    def from_structures(
        cls, worths: Mapping[Any, Iterable[Any]], *, players: Iterable[str] | None = None
    ) -> Self:
        """Build a game from the worths of the blocks of each structure.

        Parameters
        ----------
        worths
            Structure, a tuple of coalitions, to the worths of these coalitions in the same order; a
            lone string stands for a coalition of one.
        players
            The players in order; by default all names, in order of first appearance.

        Raises
        ------
        InvalidGameError
            A structure is missing or given twice, or does not have one worth a block.

        Examples
        --------
        >>> game = PartitionGame.from_structures({(("A", "B"),): [3], ("B", "A"): [0, 1]})
        >>> game.worths.tolist()
        [3.0, 1.0, 0.0]
        """
        names = names_of(players, worths)
        entries: dict[int, Any] = {}
        for structure, numbers in worths.items():
            masks = read_blocks(structure, names, argument="structure")
            row, values = structure_row(masks, len(names)), list(numbers)
            if len(values) != len(masks):
                raise InvalidGameError(
                    f"worths needs {counted(len(masks), 'number')} for the structure "
                    f"{structure_label(row, names)}, got {len(values)}"
                )
            for mask, value in zip(masks, values, strict=True):
                index = embedded_index(members_of(mask, names), row, names)
                enter_worth(entries, index, value, names)
        return cls(names, complete_worths(entries, names))

    @classmethod
    def from_coalitional(cls, game: CoalitionalGame) -> Self:
        """Build the game without externalities: v(S, P) = v(S) whatever the others form.

        Examples
        --------
        >>> PartitionGame.from_coalitional(CoalitionalGame(["A", "B"], [0, 1, 2, 6])).worths.tolist()
        [6.0, 1.0, 2.0]
        """  # noqa: E501 - the line that a user would type
        worths = worths_of(game, exact=False)
        check_structures_fit(game.n)
        return cls(game.players, worths[block_masks(game.n)])

    @property
    def n(self) -> int:
        """Number of players."""
        return len(self.players)

    @property
    def kind(self) -> Kind:
        """The number kind of the worths: ``"float"``, ``"fraction"`` or ``"symbolic"``."""
        return kind_of(self.worths)

    @property
    def structures(self) -> NDArray[np.int8]:
        """All coalition structures as restricted growth strings; see `coalition_structures`."""
        return coalition_structures(self.n)

    def structure(self, row: int) -> Structure:
        """Return the coalitions of the structure in a row of `structures`, by name.

        Examples
        --------
        >>> game = PartitionGame(["A", "B"], [3, 1, 0])
        >>> sorted(map(sorted, game.structure(1)))
        [['A'], ['B']]
        """
        if not 0 <= row < len(self.structures):
            raise InvalidArgumentError(
                f"row must be one of 0 to {len(self.structures) - 1}, got {row}"
            )
        first, last = block_starts(self.n)[row : row + 2]
        return frozenset(members_of(mask, self.players) for mask in block_masks(self.n)[first:last])

    def row(self, structure: Blocks) -> int:
        """Return the row of `structures` of a structure given by name.

        Examples
        --------
        >>> PartitionGame(["A", "B"], [3, 1, 0]).row(["B", "A"])
        1
        """
        masks = read_blocks(structure, self.players, argument="structure")
        return structure_row(masks, self.n)

    def worth(self, coalition: Iterable[str], structure: Blocks) -> Any:
        """Return v(S, P).

        Parameters
        ----------
        coalition
            Names of the members of S.
        structure
            The coalitions of P, one of which is S, in any order; a lone string is one of one.

        Raises
        ------
        UnknownNameError
            A name that is no player's.
        InvalidArgumentError
            A structure that does not cover the players, or a coalition that is no block of it.

        Examples
        --------
        >>> PartitionGame(["A", "B"], [3, 1, 0]).worth(["A"], ["A", "B"])
        1.0
        """
        return plain(self.worths[embedded_index(coalition, self.row(structure), self.players)])

    def worths_in(self, structure: Blocks) -> pd.Series:
        """Return the worths of the coalitions of one structure, by coalition.

        Examples
        --------
        >>> PartitionGame(["A", "B"], [3, 1, 0]).worths_in(["A", "B"]).to_dict()
        {'A': 1.0, 'B': 0.0}
        """
        first, last = block_starts(self.n)[(row := self.row(structure)) : row + 2]
        labels = [coalition_label(int(m), self.players) for m in block_masks(self.n)[first:last]]
        return pd.Series(self.worths[first:last], pd.Index(labels, name="coalition"), name="worth")

    def residual(self, settled: Blocks) -> Self:
        """Return the game that the other players still have to play when some coalitions are fixed.

        Its worths are v(S, P ∪ `settled`) for the partitions P of the players that are left.

        Parameters
        ----------
        settled
            Disjoint coalitions that leave at least one player.

        Examples
        --------
        >>> game = PartitionGame.from_function(["A", "B", "C"], lambda S, P: len(S) / len(P))
        >>> game.residual(["C"]).worths.tolist()
        [1.0, 0.3333333333333333, 0.3333333333333333]
        """
        fixed = read_blocks(settled, self.players, argument="settled", whole=False)
        taken = sum(fixed)
        left = [i for i in range(self.n) if not taken >> i & 1]
        if not left:
            raise InvalidArgumentError("settled must leave at least one player, got all of them")
        return type(self)(
            [self.players[i] for i in left], self.worths[residual_indices(self.n, fixed, left)]
        )

    def to_frame(self) -> pd.DataFrame:
        """Return one row an embedded coalition: structure, coalition, worth.

        Examples
        --------
        >>> PartitionGame(["A", "B"], [3, 1, 0]).to_frame()
          structure coalition  worth
        0    {A, B}    {A, B}    3.0
        1   {A} {B}       {A}    1.0
        2   {A} {B}       {B}    0.0
        """
        known = [block_label(mask, self.players) for mask in range(2**self.n)]
        coalitions = [known[mask] for mask in block_masks(self.n)]
        starts = block_starts(self.n).tolist()
        structures: list[str] = []
        for first, last in pairwise(starts):
            structures += [" ".join(coalitions[first:last])] * (last - first)
        return pd.DataFrame(
            {"structure": structures, "coalition": coalitions, "worth": self.worths}
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PartitionGame):
            return NotImplemented
        return self.players == other.players and bool(np.array_equal(self.worths, other.worths))

    def __hash__(self) -> int:
        return hash((self.players, self.worths[0]))

    def __repr__(self) -> str:
        return (
            f"PartitionGame({counted(self.n, 'player')}: {name_list(self.players)}; "
            f"{counted(len(self.worths), 'embedded coalition')}; {self.kind} worths; "
            f"v(N) = {self.worths[0]})"
        )

    def _repr_html_(self) -> str:
        from lilliput.games.display.coalitional import partition_game

        rows = range(min(len(self.structures), _STRUCTURES_SHOWN))
        starts, masks = block_starts(self.n), block_masks(self.n)
        blocks = [masks[starts[p] : starts[p + 1]].tolist() for p in rows]
        return partition_game(self, blocks, len(self.structures) - len(blocks))

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, value)
        freeze(self.worths)


def require_partition_game(game: Any) -> None:
    """Refuse anything else, and say how to get one.

    Examples
    --------
    >>> require_partition_game(CoalitionalGame(["A"], [0, 1]))
    Traceback (most recent call last):
        ...
    lilliput.games.errors.InvalidArgumentError: game must be a PartitionGame, got CoalitionalGame; \
PartitionGame.from_coalitional(game) is one
    """
    if not isinstance(game, PartitionGame):
        convert = ""
        if isinstance(game, CoalitionalGame):
            convert = "; PartitionGame.from_coalitional(game) is one"
        raise InvalidArgumentError(
            f"game must be a PartitionGame, got {type(game).__name__}{convert}"
        )
