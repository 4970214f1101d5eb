"""Stable sets of a dominance relation: the kernels of a directed graph.

A kernel is a set in which nobody dominates another member and that dominates everybody outside.
The search fixes vertices in or out, and draws all conclusions before it tries the next.
"""

from lilliput.games.arithmetic import Array

__all__ = ["digraph_kernels"]


def digraph_kernels(dominated: Array, *, limit: int) -> list[set[int]] | None:
    """Return all kernels, or None if the search needs more branches than allowed.

    Parameters
    ----------
    dominated
        Square table of truth values: whether b dominates a, at [a, b].
    limit
        The most branches.

    Examples
    --------
    Two structures that dominate each other:

    >>> import numpy as np
    >>> digraph_kernels(np.array([[False, True], [True, False]]), limit=10)
    [{0}, {1}]
    """
    size = len(dominated)
    above = [_bits(dominated[a]) for a in range(size)]
    below = [_bits(dominated[:, b]) for b in range(size)]
    found: list[set[int]] = []
    stack = [(0, 0)]
    everything = (1 << size) - 1
    branches = 0
    while stack:
        branches += 1
        if branches > limit:
            return None
        conclusion = _conclude(*stack.pop(), above, below)
        if conclusion is None:
            continue
        inside, outside = conclusion
        open_ = everything & ~inside & ~outside
        if not open_:
            found.append({v for v in range(size) if inside >> v & 1})
            continue
        v = min(
            (v for v in range(size) if open_ >> v & 1),
            key=lambda v: (above[v] & ~outside).bit_count(),
        )
        stack.append((inside, outside | 1 << v))
        stack.append((inside | 1 << v, outside))
    return sorted(found, key=sorted)


def _conclude(
    inside: int, outside: int, above: list[int], below: list[int]
) -> tuple[int, int] | None:
    """Draw conclusions from what is in and out; None if they contradict each other."""
    size = len(above)
    while True:
        before = inside, outside
        for v in range(size):
            bit = 1 << v
            if inside & bit:
                outside |= above[v] | below[v]
                continue
            candidates = above[v] & ~outside
            if candidates == 0:  # nobody can dominate v, so it belongs inside
                inside |= bit
                outside |= above[v] | below[v]
            elif outside & bit and candidates & (candidates - 1) == 0:
                inside |= candidates
        if inside & outside:
            return None
        if (inside, outside) == before:
            return inside, outside


def _bits(row: Array) -> int:
    return sum(1 << int(k) for k in row.nonzero()[0])
