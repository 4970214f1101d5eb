"""The recursive core: those whom a coalition leaves react by what is stable for them.

When S leaves, the others play the game that is left to them, with S settled, and form a structure
that is stable in it: one in the recursive core of that smaller game, or any if that is empty. So
the core of n players is defined by those of fewer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, final

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, kind_of, plain, to_exact
from lilliput.games.checks import index_of
from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.cores.core import core_above
from lilliput.games.cores.integers import numeric
from lilliput.games.cores.polytope import Allocation, AllocationSet
from lilliput.games.findings import Finding
from lilliput.games.partition.game import PartitionGame, require_partition_game
from lilliput.games.partition.naming import Blocks, Structure, structure_label
from lilliput.games.partition.reactions import Reactions
from lilliput.games.partition.structures import block_masks, block_starts, check_structures_fit
from lilliput.games.tables import allowance

__all__ = ["RecursiveCore", "recursive_core"]

_MOST_PLAYERS = 7


@final
@dataclass(frozen=True, eq=False, repr=False)
class RecursiveCore:
    """The recursive core of a game: the structures that are stable, and the payoffs in them.

    Parameters
    ----------
    game
        The game.
    expectations
        ``"pessimistic"`` or ``"optimistic"``.
    guarantees
        What each coalition counts on when it leaves, as a coalitional game; v(N) is the worth of
        the grand coalition.
    sets
        Stable structure to the set of payoffs with which it is stable.
    tolerance
        What counts as zero; 0 when exact.
    """

    game: PartitionGame
    expectations: Literal["pessimistic", "optimistic"]
    guarantees: CoalitionalGame
    sets: Mapping[Structure, AllocationSet]
    tolerance: Any

    def __post_init__(self) -> None:
        object.__setattr__(self, "sets", MappingProxyType(dict(self.sets)))

    @property
    def empty(self) -> bool:
        """Whether no structure is stable."""
        return not self.sets

    @property
    def structures(self) -> tuple[Structure, ...]:
        """The stable structures, in the order of `coalition_structures`."""
        return tuple(self.sets)

    def explain(self, x: Allocation, structure: Blocks) -> Finding:
        """Say whether payoffs in a structure are in the core, and if not, who would leave.

        Parameters
        ----------
        x
            One number per player, by name or in the order of the players.
        structure
            A partition of the players; each coalition in it shares its worth.

        Returns
        -------
        Finding
            The witness gives the `coalition` with the largest `shortfall` from what it counts on,
            or from its own worth in the structure.

        Examples
        --------
        >>> game = PartitionGame(["A", "B"], [3, 1, 0])
        >>> recursive_core(game).explain([0.5, 2.5], [["A", "B"]])
        Finding(in recursive core: fails; {A} gets 0.5, 0.5 less than its bound 1.0)
        """
        row = self.game.row(structure)
        found = _stable_set(self.game, self.guarantees.worths, row, self.tolerance)
        verdict = found.explain(x, tol=self.tolerance or None)
        return Finding("in recursive core", verdict.holds, verdict.explanation, verdict.witness)

    def contains(self, x: Allocation, structure: Blocks) -> bool:
        """Whether payoffs in a structure are in the core.

        Examples
        --------
        >>> recursive_core(PartitionGame(["A", "B"], [3, 1, 0])).contains([2, 1], [["A", "B"]])
        True
        """
        return bool(self.explain(x, structure))

    def to_frame(self) -> pd.DataFrame:
        """Return one row a stable structure, with one element of its payoffs."""
        rows = [
            {"structure": structure_label(self.game.row(structure), self.game.players)}
            | dict(payoffs.allocation if payoffs.allocation is not None else {})
            for structure, payoffs in self.sets.items()
        ]
        return pd.DataFrame(rows, columns=["structure", *self.game.players])

    def __reduce__(self) -> tuple[type, tuple[Any, ...]]:
        parts = (self.game, self.expectations, self.guarantees, dict(self.sets), self.tolerance)
        return (type(self), parts)

    def __repr__(self) -> str:
        names = [structure_label(self.game.row(s), self.game.players) for s in self.sets]
        state = f"stable: {'; '.join(names)}" if names else "empty"
        return f"RecursiveCore({self.expectations}; {state})"

    def _repr_html_(self) -> str:
        from lilliput.games.display.allocations import recursive_core

        names = [structure_label(self.game.row(s), self.game.players) for s in self.sets]
        return recursive_core(self, names)


def recursive_core(
    game: PartitionGame,
    expectations: Literal["pessimistic", "optimistic"] = "pessimistic",
    *,
    exact: bool = False,
    tol: float = 1e-9,
) -> RecursiveCore:
    """Return the recursive core: the outcomes from which no coalition wants to leave.

    An outcome is a structure P with payoffs x such that x(B) = v(B, P) for each B ∈ P. When S
    leaves, the others are taken to form a structure Q in the recursive core of the game that is
    left, or any structure if that core is empty. (x, P) is dominated by S if v(S, {S} ∪ Q) > x(S)
    for all such Q (``"pessimistic"``), or for one of them (``"optimistic"``). So x must give each S
    the least, or the largest, v(S, {S} ∪ Q). The optimistic core is contained in the pessimistic.

    Parameters
    ----------
    game
        A game of at most 7 players with numeric worths.
    expectations
        What a coalition expects where the others have several stable structures.
    exact
        Turn float worths into the rationals they store, and decide exactly.
    tol
        For float worths: the share of the largest |v| that counts as zero.

    Returns
    -------
    RecursiveCore
        All stable structures, with the sets of payoffs.

    Raises
    ------
    ProblemTooLargeError
        More than 7 players.
    UnsupportedNumberError
        The worths contain symbols.

    Notes
    -----
    One coalition leaves at a time. Several coalitions that leave together, of which some only gain
    if the others do leave, are not considered.

    References
    ----------
    Huang, C.-Y. and Sjöström, T. (2003). Consistent solutions for cooperative games with
    externalities. Games and Economic Behavior 43:196–213.
    Kóczy, L. Á. (2007). A recursive core for partition function form games. Theory and Decision
    63:41–51. doi:10.1007/s11238-007-9030-x

    Examples
    --------
    >>> from lilliput.games.partition import cournot_game
    >>> recursive_core(cournot_game({"A": 0, "B": 0, "C": 0}, intercept=12))
    RecursiveCore(pessimistic; stable: {A, B, C})
    """
    index_of(("pessimistic", "optimistic"), expectations, argument="expectations")
    require_partition_game(game)
    check_structures_fit(
        game.n, most=_MOST_PLAYERS, instead="partition_core takes simpler reactions of the others"
    )
    worths = numeric(to_exact(game.worths) if exact else game.worths, "worths of recursive_core")
    game = PartitionGame(game.players, worths)
    tolerance = allowance(worths, tol)
    reactions = Reactions(game.n, worths, expectations, tolerance)
    guarantees = CoalitionalGame(game.players, reactions.guarantees(()))
    sets = {}
    for row in reactions.candidates(()):
        found = _stable_set(game, guarantees.worths, row, tolerance)
        if not found.empty:
            sets[game.structure(row)] = found
    return RecursiveCore(game, expectations, guarantees, sets, tolerance)


def _stable_set(game: PartitionGame, guarantees: Array, row: int, tolerance: Any) -> AllocationSet:
    """Return the payoffs that share the worths in a structure and give everyone what it counts on.

    The bound of a coalition of the structure is what it is worth there, or what it counts on if
    that is more; then the set is empty.
    """
    first, last = block_starts(game.n)[row : row + 2]
    masks = block_masks(game.n)[first:last]
    own = game.worths[first:last]
    bounds = guarantees.copy()
    bounds[masks] = np.maximum(bounds[masks], own)
    total = plain(own.sum())
    exact = kind_of(bounds) == "fraction"
    shared = bounds.copy()
    shared[-1] = total
    if bounds[-1] - total > tolerance:
        return AllocationSet(
            name="recursive core",
            players=game.players,
            masks=np.arange(1, len(bounds)),
            bounds=bounds[1:],
            total=total,
            allocation=None,
            balanced_collection={frozenset(game.players): total * 0 + 1},
            tolerance=tolerance,
            exact=exact,
        )
    scale = np.abs(shared).max()
    share = 0 if exact or not scale else tolerance / float(scale)
    outside = CoalitionalGame(game.players, shared)
    return core_above(outside, shared, "recursive core", exact=exact, tol=share)
