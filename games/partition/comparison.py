"""Worths of embedded coalitions made ready for comparison, and put into words."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from lilliput.games.arithmetic import Array, kind_of, plain, tidy, to_exact
from lilliput.games.coalitional import members_of
from lilliput.games.partition.game import PartitionGame, require_partition_game
from lilliput.games.partition.naming import Structure, embedded_label
from lilliput.games.partition.structures import block_masks, block_starts
from lilliput.games.tables import allowance, integer_table

__all__ = ["Comparison", "compared"]


@dataclass(frozen=True)
class Comparison:
    """A game whose worths are to be compared.

    Parameters
    ----------
    game
        The game, in whose worths witnesses are given.
    worths
        Its worths as float64, as integers over one denominator, or symbolic.
    allowed
        What counts as zero; 0 unless in floats.
    """

    game: PartitionGame
    worths: Array
    allowed: Any

    def worth(self, index: int) -> Any:
        """Return a worth of the game itself."""
        return plain(self.game.worths[index])

    def said(self, index: int) -> str:
        """Return "v({A} in {A} {B, C}) = 3"."""
        return f"v({embedded_label(index, self.game.players)}) = {self.worth(index)}"

    def coalition(self, index: int) -> frozenset[str]:
        """Return the coalition of a flat index."""
        return members_of(int(block_masks(self.game.n)[index]), self.game.players)

    def structure(self, index: int) -> Structure:
        """Return the structure of a flat index."""
        starts = block_starts(self.game.n)
        return self.game.structure(int(np.searchsorted(starts, index, side="right")) - 1)

    def unequal(self, first: Array, second: Array) -> int | None:
        """Return the position of the two numbers that differ most, or None if none differ."""
        difference = first - second
        if kind_of(difference) == "symbolic":
            import sympy

            for k, entry in enumerate(tidy(difference)):
                if entry != 0 and sympy.simplify(entry) != 0:
                    return k
            return None
        if not len(difference):
            return None
        worst = int(np.argmax(np.abs(difference)))
        return worst if abs(difference[worst]) > self.allowed else None


def compared(game: PartitionGame, *, exact: bool, tol: float) -> Comparison:
    """Return a game's worths ready for comparison.

    Raises
    ------
    InvalidArgumentError
        Something else than a game in partition function form.
    """
    require_partition_game(game)
    worths = to_exact(game.worths) if exact else game.worths
    return Comparison(game, integer_table(worths), allowance(worths, tol))
