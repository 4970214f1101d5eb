"""Structures made from structures: coalitions that merge, players left when others settle."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from lilliput.games.arithmetic import freeze
from lilliput.games.partition.structures import (
    block_masks,
    block_starts,
    coalition_structures,
    restricted_growth,
    structure_ranks,
)

__all__ = ["by_coalition", "mergers", "residual_indices"]

Integers = NDArray[np.int64]


@lru_cache(maxsize=4)
def by_coalition(n: int) -> tuple[Integers, Integers]:
    """Return the embedded coalitions sorted by coalition, and where each coalition's begin.

    Returns
    -------
    order
        Flat indices; those of mask 1 first, then of mask 2, and so on.
    first
        Of shape (2**n − 1,): where those of mask 1, 2, … begin in `order`.

    Examples
    --------
    >>> by_coalition(2)
    (array([1, 2, 0]), array([0, 1, 2]))
    """
    masks = block_masks(n)
    order = np.argsort(masks, kind="stable")
    return freeze(order), freeze(np.searchsorted(masks[order], np.arange(1, 2**n)))


def mergers(
    n: int, *, most: int | None = None
) -> Iterator[tuple[tuple[int, ...], Integers, Integers]]:
    """Yield the mergers of some blocks of a structure, all structures that have them at a time.

    Parameters
    ----------
    n
        Number of players.
    most
        The most blocks that merge; any number by default.

    Yields
    ------
    labels : tuple
        Which blocks merge, at least two; the merged one takes the first label.
    before, after : numpy.ndarray
        Rows of the structures with and of those without these blocks.

    Examples
    --------
    >>> [(labels, before.tolist(), after.tolist()) for labels, before, after in mergers(2)]
    [((0, 1), [1], [0])]
    """
    structures = coalition_structures(n)
    sizes = np.diff(block_starts(n))
    for count in range(2, (most or n) + 1):
        for labels in combinations(range(n), count):
            before = np.flatnonzero(sizes > labels[-1])
            renamed = np.array(_after_merger(labels, n), dtype=np.int64)
            yield labels, before, structure_ranks(renamed[structures[before]])


def _after_merger(labels: Sequence[int], n: int) -> list[int]:
    """Return the new label of each old one, which keeps labels in order of first appearance."""
    gone = labels[1:]
    return [
        labels[0] if label in gone else label - sum(other < label for other in gone)
        for label in range(n)
    ]


def residual_indices(n: int, settled: Sequence[int], left: Sequence[int]) -> Integers:
    """Return where the worths of a residual game stand among those of the whole game.

    Parameters
    ----------
    n
        Number of players.
    settled
        Masks of the coalitions that are fixed.
    left
        The players in none of them, in ascending order.

    Examples
    --------
    >>> residual_indices(3, [0b100], [0, 1]).tolist()
    [1, 7, 8]
    """
    inner, starts = coalition_structures(len(left)), block_starts(len(left))
    labels = np.zeros((len(inner), n), dtype=np.int64)
    labels[:, list(left)] = inner
    for k, mask in enumerate(settled):
        labels[:, [i for i in range(n) if mask >> i & 1]] = len(left) + k
    whole = restricted_growth(labels)
    first = block_starts(n)[structure_ranks(whole)]
    lines = np.repeat(np.arange(len(inner)), np.diff(starts))
    block = np.arange(int(starts[-1])) - starts[lines]
    member = np.array(left)[(inner[lines] == block[:, None]).argmax(axis=1)]
    return np.asarray(first[lines] + whole[lines, member], dtype=np.int64)
