"""How the others react in the recursive core: the stable structures of every residual game."""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lilliput.games.arithmetic import Array
from lilliput.games.cores.least_core import least_core
from lilliput.games.partition.blocks import over_structures
from lilliput.games.partition.moves import residual_indices
from lilliput.games.partition.structures import (
    block_masks,
    block_starts,
    coalition_structures,
    restricted_growth,
    structure_ranks,
)

__all__ = ["Reactions"]

Integers = NDArray[np.int64]


class Reactions:
    """The recursion behind the recursive core, over the coalitions that are settled.

    Parameters
    ----------
    n
        Number of players.
    worths
        Of the embedded coalitions: floats or Fractions.
    expectations
        ``"pessimistic"`` or ``"optimistic"``.
    tolerance
        What counts as zero.
    """

    def __init__(self, n: int, worths: Array, expectations: str, tolerance: Any) -> None:
        self._n = n
        self._worths = worths
        self._choose = np.min if expectations == "pessimistic" else np.max
        self._tolerance = tolerance
        self._guarantees: dict[frozenset[int], Array] = {}
        self._stable: dict[frozenset[int], Integers] = {}

    def guarantees(self, settled: tuple[int, ...]) -> Array:
        """Return what each coalition of the players left counts on, a table of 2**m.

        Bit k of a mask is the k-th of the m players in no settled coalition.
        """
        key = frozenset(settled)
        if key not in self._guarantees:
            left, worths = self._residual(settled)
            m = len(left)
            table = np.repeat(worths[:1] * 0, 2**m)
            table[-1] = worths[0]
            for mask in range(1, 2**m - 1):
                members = sum(1 << left[k] for k in range(m) if mask >> k & 1)
                reaction = self.stable((*settled, members))
                table[mask] = self._choose(worths[_beside(m, mask)[reaction]])
            self._guarantees[key] = table
        return self._guarantees[key]

    def stable(self, settled: tuple[int, ...]) -> Integers:
        """Return the stable structures of the players left, or all if there is none, as rows."""
        key = frozenset(settled)
        if key not in self._stable:
            left, worths = self._residual(settled)
            m, starts = len(left), block_starts(len(left))
            bounds = self.guarantees(settled)
            rows = [
                row
                for row in self.candidates(settled)
                if self._has_payoffs(bounds, worths[starts[row] : starts[row + 1]], row, m)
            ]
            everything = range(len(starts) - 1)
            self._stable[key] = np.array(rows or everything, dtype=np.int64)
        return self._stable[key]

    def candidates(self, settled: tuple[int, ...]) -> list[int]:
        """Return the structures that pass two tests which all stable ones pass.

        Each coalition is worth what it counts on, and no partition of the players counts on more
        than the structure is worth in all.
        """
        left, worths = self._residual(settled)
        m = len(left)
        bounds = self.guarantees(settled)[block_masks(m)]
        starts = block_starts(m)[:-1]
        enough = np.minimum.reduceat(worths - bounds, starts) >= -self._tolerance
        most = over_structures(bounds, m).max()
        efficient = over_structures(worths, m) >= most - self._tolerance
        return [int(row) for row in np.flatnonzero((enough & efficient).astype(bool))]

    def _has_payoffs(self, bounds: Array, own: Array, row: int, m: int) -> bool:
        """Whether the worths of a structure that passed the tests can be shared stably."""
        if m <= 2:
            return True
        starts = block_starts(m)
        shared = bounds.copy()
        shared[block_masks(m)[starts[row] : starts[row + 1]]] = own
        shared[-1] = own.sum()
        if m == 3:  # the balanced collections are the partitions and the three pairs
            most = over_structures(shared[block_masks(m)], m).max()
            pairs = shared[3] + shared[5] + shared[6]
            return bool(max(most - shared[7], pairs - 2 * shared[7]) <= self._tolerance)
        return bool(least_core(shared).value <= self._tolerance)

    def _residual(self, settled: tuple[int, ...]) -> tuple[list[int], Array]:
        """Return the players left and the worths of the game that is left to them."""
        taken = sum(settled)
        left = [i for i in range(self._n) if not taken >> i & 1]
        return left, self._worths[residual_indices(self._n, settled, left)]


@lru_cache(maxsize=2048)
def _beside(m: int, mask: int) -> Integers:
    """Return the flat index of a coalition of m players beside each structure of the others."""
    others = [k for k in range(m) if not mask >> k & 1]
    inner = coalition_structures(len(others))
    labels = np.zeros((len(inner), m), dtype=np.int64)
    labels[:, others] = inner
    inside = [k for k in range(m) if mask >> k & 1]
    labels[:, inside] = len(others)
    whole = restricted_growth(labels)
    return np.asarray(block_starts(m)[structure_ranks(whole)] + whole[:, inside[0]])
