"""What every player gets in every coalition structure.

Row p of a table belongs to partition p of the players in the order of `coalition_structures`: the
grand coalition first, the singletons last.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self, final

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import (
    Array,
    Kind,
    freeze,
    in_integers,
    kind_of,
    number_array,
    object_array,
    unify,
)
from lilliput.games.checks import check_names, name_list, vector_by_name
from lilliput.games.errors import InvalidArgumentError, InvalidGameError, UnknownNameError
from lilliput.games.formation.comparing import raw_row
from lilliput.games.formation.naming import (
    Structure,
    structure_from,
    structure_label,
    structure_named,
    structure_row,
    structures_of,
)
from lilliput.games.partition.game import PartitionGame
from lilliput.games.partition.structures import (
    bell_number,
    block_masks,
    block_starts,
    check_structures_fit,
    coalition_structures,
)
from lilliput.games.tables import subset_sums

__all__ = ["StructurePayoffs", "require_structure_payoffs"]

_ROWS_SHOWN = 24

_EXACT_IN_FLOAT64 = 2.0**53
_MICRO = 1e6


@final
@dataclass(frozen=True, eq=False, repr=False, init=False)
class StructurePayoffs:
    """Payoffs of all players in all coalition structures.

    Parameters
    ----------
    players
        Distinct names, n of them, at most 12.
    payoffs
        Shape (Bell(n), n): a row for each structure in the order of `coalition_structures`.

    Raises
    ------
    InvalidGameError
        Wrong shape, or a payoff that is not finite.
    ProblemTooLargeError
        More than 12 players.

    Examples
    --------
    >>> game = StructurePayoffs(["A", "B"], [[3, 1], [0, 0]])
    >>> game.payoff([["A", "B"]]).to_dict()
    {'A': 3.0, 'B': 1.0}
    >>> game
    StructurePayoffs(2 players: A, B; 2 structures; float payoffs)
    """

    players: tuple[str, ...]
    payoffs: Array

    def __init__(self, players: Iterable[str], payoffs: Any) -> None:
        names = check_names(players)
        check_structures_fit(len(names))
        table = number_array(payoffs, argument="payoffs", error=InvalidGameError)
        shape = (bell_number(len(names)), len(names))
        if table.shape != shape:
            raise InvalidGameError(
                f"payoffs must have shape {shape} for {len(names)} players ({name_list(names)}): "
                f"a row a structure, a column a player; got {table.shape}"
            )
        object.__setattr__(self, "players", names)
        object.__setattr__(self, "payoffs", table)

    @classmethod
    def from_function(cls, players: Iterable[str], payoff: Callable[[Structure], Any]) -> Self:
        """Build the table by asking for the payoffs in each structure.

        Parameters
        ----------
        players
            Distinct names.
        payoff
            Called with each structure, a frozenset of blocks that are frozensets of names; returns
            one number a player, by name or in order.

        Examples
        --------
        Each member of a block of s players among m blocks makes 1/(s (m+1)²), as Cournot cartels:

        >>> from fractions import Fraction
        >>> def profit(structure):
        ...     share = {block: Fraction(1, len(block) * (len(structure) + 1) ** 2)
        ...              for block in structure}
        ...     return {player: share[block] for block in structure for player in block}
        >>> cartels = StructurePayoffs.from_function(["A", "B", "C"], profit)
        >>> cartels.payoff([["A", "B"], ["C"]]).to_dict()
        {'A': Fraction(1, 18), 'B': Fraction(1, 18), 'C': Fraction(1, 9)}
        """
        names = check_names(players)
        check_structures_fit(len(names))
        rows: list[Any] = []
        for structure in structures_of(names):
            argument = f"payoff of {structure_label(structure, names)}"
            rows += raw_row(payoff(structure), names, argument=argument)
        return cls(names, object_array(rows, (-1, len(names))))

    @classmethod
    def from_payoffs(cls, players: Iterable[str], payoffs: Mapping[Any, Any]) -> Self:
        """Build the table from a mapping of structures to payoffs.

        Parameters
        ----------
        players
            Distinct names.
        payoffs
            Structure (groups of names) to one number a player, by name or in order. All
            structures must be there.

        Raises
        ------
        InvalidGameError
            A structure that is missing or named twice.

        Examples
        --------
        >>> StructurePayoffs.from_payoffs(["A", "B"], {(("A", "B"),): [3, 1]})
        Traceback (most recent call last):
            ...
        lilliput.games.errors.InvalidGameError: payoffs must cover every structure, missing {A}, {B}
        """
        names = check_names(players)
        check_structures_fit(len(names))
        given: dict[Structure, Any] = {}
        for key, value in payoffs.items():
            structure = structure_named(key, names)
            if structure in given:
                twice = structure_label(structure)
                raise InvalidGameError(f"payoffs must give each structure once, got {twice} twice")
            given[structure] = value
        for structure in structures_of(names):
            if structure not in given:
                missing = structure_label(structure)
                raise InvalidGameError(f"payoffs must cover every structure, missing {missing}")
        return cls.from_function(names, given.__getitem__)

    @classmethod
    def from_partition_game(
        cls, game: PartitionGame, sharing: Literal["equal"] | Mapping[str, Any] | Any = "equal"
    ) -> Self:
        """Share the worth of each block of a game in partition function form among its members.

        Parameters
        ----------
        game
            A `PartitionGame`.
        sharing
            ``"equal"``, or a positive weight for each player, by name or in order: the members of
            a block share its worth in proportion to their weights.

        Examples
        --------
        >>> game = PartitionGame(["A", "B"], [6, 1, 2])
        >>> StructurePayoffs.from_partition_game(game).payoffs.tolist()
        [[3.0, 3.0], [1.0, 2.0]]
        >>> StructurePayoffs.from_partition_game(game, {"A": 2, "B": 1}).payoffs.tolist()
        [[4.0, 2.0], [1.0, 2.0]]
        """
        if not isinstance(game, PartitionGame):
            raise InvalidArgumentError(
                f"game must be a PartitionGame, got {type(game).__name__}; use from_function"
            )
        names, n = game.players, len(game.players)
        if isinstance(sharing, str):
            if sharing != "equal":
                raise UnknownNameError("sharing", sharing, ["equal"])
            sharing = [1] * n
        worths = number_array(game.worths, argument="worths")
        weights = vector_by_name(
            sharing, names, argument="sharing", minimum=0, strict=True, integers="fraction"
        )
        worths, weights = unify(worths, weights)
        rows, starts, masks = coalition_structures(n), block_starts(n), block_masks(n)
        own = starts[:-1, None] + rows
        return cls(names, _shares(worths, weights, masks, own))

    @property
    def n(self) -> int:
        """Number of players."""
        return len(self.players)

    @property
    def kind(self) -> Kind:
        """The number kind of the payoffs: ``"float"``, ``"fraction"`` or ``"symbolic"``."""
        return kind_of(self.payoffs)

    @property
    def structures(self) -> list[Structure]:
        """All structures, in the order of the rows."""
        return list(structures_of(self.players))

    def row(self, structure: Any) -> int:
        """Return the row of a structure given as groups of names."""
        return structure_row(structure, self.players)

    def structure(self, row: int) -> Structure:
        """Return the structure of a row."""
        if not 0 <= row < len(self.payoffs):
            raise InvalidArgumentError(
                f"row must be one of 0 to {len(self.payoffs) - 1}, got {row}"
            )
        return structure_from(coalition_structures(self.n)[row], self.players)

    def payoff(self, structure: Any) -> pd.Series:
        """Return what each player gets in a structure given as groups of names."""
        index = pd.Index(self.players, name="player")
        return pd.Series(self.payoffs[self.row(structure)], index=index, name="payoff")

    def to_frame(self) -> pd.DataFrame:
        """Return one row a structure, one column a player."""
        labels = [structure_label(structure, self.players) for structure in self.structures]
        index = pd.Index(labels, name="structure")
        return pd.DataFrame(self.payoffs, index=index, columns=list(self.players))

    def __repr__(self) -> str:
        return (
            f"StructurePayoffs({self.n} players: {name_list(self.players)}; "
            f"{len(self.payoffs)} structures; {self.kind} payoffs)"
        )

    def _repr_html_(self) -> str:
        from lilliput.games.display.formation import structure_payoffs

        first = coalition_structures(self.n)[:_ROWS_SHOWN]
        return structure_payoffs(self, [structure_from(row, self.players) for row in first])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, StructurePayoffs):
            return NotImplemented
        return self.players == other.players and bool(np.array_equal(self.payoffs, other.payoffs))

    def __hash__(self) -> int:
        return hash((self.players, self.payoffs[0, 0]))

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, value)
        freeze(self.payoffs)


def require_structure_payoffs(payoffs: Any) -> None:
    """Refuse anything else, and say how to get them.

    Examples
    --------
    >>> require_structure_payoffs(PartitionGame(["A"], [1]))
    Traceback (most recent call last):
        ...
    lilliput.games.errors.InvalidArgumentError: payoffs must be StructurePayoffs, got \
PartitionGame; StructurePayoffs.from_partition_game(game) shares its worths
    """
    if not isinstance(payoffs, StructurePayoffs):
        convert = ""
        if isinstance(payoffs, PartitionGame):
            convert = "; StructurePayoffs.from_partition_game(game) shares its worths"
        raise InvalidArgumentError(
            f"payoffs must be StructurePayoffs, got {type(payoffs).__name__}{convert}"
        )


def _shares(worths: Array, weights: Array, masks: Array, own: Array) -> Array:
    """Return worth · weight / (weights of the block) for each structure and player.

    Floats with up to six decimals are divided as the decimals that they are: an integer by an
    integer, both exact in floats, so that 0.3 shared by three is 0.1.
    """
    if worths.dtype == object:
        each = worths / subset_sums(weights)[masks]
        columns = [each[own[:, i]] for i in range(len(weights))]
        parts = [c if w == 1 else c * w for c, w in zip(columns, weights, strict=True)]
        return np.stack(parts, axis=1)
    whole, common = _decimals(worths)
    relative, _ = _decimals(weights)
    total = common * subset_sums(relative)[masks]
    numerators = whole[own] * relative
    if max(np.abs(numerators).max(), total.max()) >= _EXACT_IN_FLOAT64:
        numerators, total = worths[own] * weights, subset_sums(weights)[masks]
    shares: Array = numerators / total[own]
    return shares


def _decimals(numbers: Array) -> tuple[Array, int]:
    """Return floats with few decimals as whole floats and a denominator, others as they are."""
    with np.errstate(over="ignore"):
        few = (np.rint(numbers * _MICRO) / _MICRO == numbers).all()
    if few:
        whole, common = in_integers(numbers, factor=1)
        return whole.astype(np.float64), common
    return numbers, 1
