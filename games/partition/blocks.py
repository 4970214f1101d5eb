"""Numbers by block and by structure: sums, and who is active in a market or contest."""

from typing import Any

import numpy as np

from lilliput.games.arithmetic import Array, minimum, object_array
from lilliput.games.partition.structures import block_masks, block_starts, coalition_structures

__all__ = ["active_sums", "by_block", "over_structures", "smallest_of", "to_blocks"]


def by_block(table: Array, n: int) -> Array:
    """Return for each embedded coalition the entry of its coalition in a table of 2**n."""
    return np.asarray(table[block_masks(n)])


def over_structures(values: Array, n: int) -> Array:
    """Return the sum over the blocks of each structure.

    Examples
    --------
    >>> over_structures(np.array([3.0, 1.0, 1.0]), 2).tolist()
    [3.0, 2.0]
    """
    return np.asarray(np.add.reduceat(values, block_starts(n)[:-1]))


def to_blocks(values: Array, n: int) -> Array:
    """Return for each embedded coalition the entry of its structure.

    Examples
    --------
    >>> to_blocks(np.array([3.0, 2.0]), 2).tolist()
    [3.0, 2.0, 2.0]
    """
    return np.repeat(values, np.diff(block_starts(n)))


def smallest_of(numbers: Array) -> Array:
    """Return the smallest number of each coalition; of the empty one that of all players.

    Examples
    --------
    >>> smallest_of(np.array([2.0, 1.0])).tolist()
    [1.0, 2.0, 1.0, 1.0]
    """
    n = len(numbers)
    entries: list[Any] = [minimum(numbers)]
    for mask in range(1, 2**n):
        entries.append(minimum(numbers[[i for i in range(n) if mask >> i & 1]]))
    return object_array(entries).astype(numbers.dtype)


def active_sums(costs: Array, n: int, *, base: Any, lead: int) -> tuple[Array, Array]:
    """Return how many blocks of each structure are active, and the sum of their costs.

    The blocks enter by ascending costs κ₁ ≤ κ₂ ≤ …, as long as κ_k (k − lead) < base + Σ_{j<k} κ_j;
    once that fails, it fails for all that follow.

    Parameters
    ----------
    costs
        A number for each embedded coalition: floats or Fractions.
    n
        Number of players.
    base, lead
        Of the condition.

    Returns
    -------
    count, total : numpy.ndarray
        By structure.

    Examples
    --------
    >>> active_sums(np.array([1.0, 1.0, 5.0]), 2, base=3, lead=0)
    (array([1, 1]), array([1., 1.]))
    """
    structures, starts = coalition_structures(n), block_starts(n)
    sizes = np.diff(starts)
    # Ranks decide the order, so that blocks are sorted as integers whatever the kind of number.
    levels = sorted(set(costs.tolist()))
    rank = {level: k for k, level in enumerate(levels)}
    ranks = np.full(structures.shape, len(levels), dtype=np.int64)
    lines = np.repeat(np.arange(len(sizes)), sizes)
    ranks[lines, np.arange(len(costs)) - starts[lines]] = [rank[cost] for cost in costs.tolist()]
    ranks.sort(axis=1)
    known = np.append(np.array(levels, dtype=costs.dtype), costs[:1] * 0)
    count = np.zeros(len(sizes), dtype=np.int64)
    total = np.repeat(costs[:1] * 0, len(sizes))
    for k in range(1, n + 1):
        cost = known[ranks[:, k - 1]]
        enters = (sizes >= k) & (count == k - 1) & (cost * (k - lead) < base + total)
        count[enters] += 1
        total[enters] += cost[enters]
    return count, total
