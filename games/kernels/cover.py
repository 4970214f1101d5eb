"""Compiled loops over all 3**n pairs of a coalition and a part of it."""

from typing import Any

import numba
import numpy as np

__all__ = ["average_convexity_gap", "best_splits", "first_split_above"]


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def best_splits(worths: Any, gains: Any) -> Any:
    """Return w(S) = gains(S) + the larger of v(S) and w(T) + w(S∖T) over all T in S.

    Parameters
    ----------
    worths, gains
        2**n float64 or int64 each.
    """
    result = worths.copy()
    for mask in range(1, len(worths)):
        rest = mask ^ (mask & -mask)
        best = worths[mask]
        part = rest
        while part:
            total = result[part] + result[mask ^ part]
            best = max(best, total)
            part = (part - 1) & rest
        result[mask] = best + gains[mask]
    return result


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def first_split_above(worths: Any, allowed: Any) -> tuple[int, int]:
    """Return the first coalition worth less than two parts of it, and the part that shows it most.

    Returns
    -------
    tuple of int
        Masks S and T with v(T) + v(S∖T) − v(S) > allowed and largest over T; (0, 0) if none.
    """
    for mask in range(1, len(worths)):
        rest = mask ^ (mask & -mask)
        part = rest
        found = 0
        bound = worths[mask] + allowed
        while part:
            total = worths[part] + worths[mask ^ part]
            if total > bound:
                bound = total
                found = part
            part = (part - 1) & rest
        if found:
            return mask, found
    return 0, 0


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def average_convexity_gap(worths: Any, allowed: Any) -> tuple[int, int]:
    """Return T and S ⊂ T whose members contribute more to S than they do to T in sum.

    Returns
    -------
    tuple of int
        Masks T and S with Σ_{i∈S} [∂_i v(S) − ∂_i v(T)] > allowed, where ∂_i v(S) = v(S) − v(S∖i);
        (0, 0) if none. T is the first such coalition, S the worst part of it.
    """
    size = len(worths)
    n = 0
    while 1 << n < size:
        n += 1
    own = np.zeros_like(worths)
    for mask in range(size):
        for i in range(n):
            if mask >> i & 1:
                own[mask] += worths[mask] - worths[mask ^ (1 << i)]
    masks = np.zeros(size, dtype=np.int64)
    sums = np.zeros_like(worths)
    for mask in range(1, size):
        count = 1
        bound = allowed
        found = 0
        for i in range(n):
            bit = 1 << i
            if not mask & bit:
                continue
            marginal = worths[mask] - worths[mask ^ bit]
            for k in range(count):
                masks[count + k] = masks[k] | bit
                sums[count + k] = sums[k] + marginal
                excess = own[masks[count + k]] - sums[count + k]
                if excess > bound and masks[count + k] != mask:
                    bound = excess
                    found = masks[count + k]
            count *= 2
        if found:
            return mask, found
    return 0, 0
