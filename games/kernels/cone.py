"""The compiled loop of the double description method: which extreme rays share an edge."""

import numba
import numpy as np
from numpy.typing import NDArray

__all__ = ["adjacent_pairs"]

Words = NDArray[np.uint64]
Integers = NDArray[np.int64]


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def adjacent_pairs(
    zeros: Words, inside: Integers, outside: Integers, least: int, budget: int
) -> tuple[Integers, Integers, int]:
    """Return the pairs of extreme rays, one of each list, that span a face of dimension two.

    Two rays are adjacent iff no third ray lies on all the constraints that both lie on.

    Parameters
    ----------
    zeros
        One row per ray: the bits of the constraints that it satisfies with equality.
    inside, outside
        Positions of the rays to pair.
    least
        Adjacent rays share at least this many constraints.
    budget
        How many comparisons of rays are allowed.

    Returns
    -------
    first, second : ndarray
        The pairs.
    left : int
        What is left of the budget; negative if it did not suffice, and pairs are missing.
    """
    rays, words = zeros.shape
    first = [0 for _ in range(0)]
    second = [0 for _ in range(0)]
    common = np.empty(words, np.uint64)
    last = 0  # the ray found between the pair before is often between the next one
    for p in inside:
        if budget < 0:
            break
        for q in outside:
            budget -= 1
            count = 0
            for w in range(words):
                shared = zeros[p, w] & zeros[q, w]
                common[w] = shared
                while shared:
                    shared &= shared - np.uint64(1)
                    count += 1
            if count < least:
                continue
            adjacent = True
            for k in range(-1, rays):
                r = last if k < 0 else k
                between = r != p and r != q
                if not between:
                    continue
                budget -= 1
                for w in range(words):
                    if zeros[r, w] & common[w] != common[w]:
                        between = False
                        break
                if between:
                    adjacent = False
                    last = r
                    break
            if adjacent:
                first.append(p)
                second.append(q)
    return np.array(first, dtype=np.int64), np.array(second, dtype=np.int64), budget
