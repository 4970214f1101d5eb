"""Scans of all coalitions for large excess, without a second table of 2^n numbers.

The sum x(S) is x(low bits) + x(high bits), so two tables of about 2^(n/2) sums serve all
coalitions. A block of coalitions that share their high bits is first only counted against its
limit, which the processor does several at a time; the few blocks that hold something are searched.
A coalition is in the span of those settled iff every vector that is orthogonal to the settled ones
is orthogonal to it; these vectors are integers, and their sums come from half-tables as well.
"""

import numba
import numpy as np
from numpy.typing import NDArray

__all__ = ["above_levels", "outside_span", "worst_by_block"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _in_span(low: Integers, high: Integers, start: int, stop: int, j: int, block: int) -> bool:
    k = start
    while k < stop and low[k, j] + high[k, block] == 0:
        k += 1
    return k == stop


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def outside_span(
    masks: Integers, null_low: Integers, null_high: Integers, outside: NDArray[np.bool_]
) -> None:
    """Fill `outside` with whether each coalition lies outside the settled span."""
    width = null_low.shape[1]
    for r in range(len(masks)):
        j, block = masks[r] % width, masks[r] // width
        outside[r] = not _in_span(null_low, null_high, 0, len(null_low), j, block)


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def worst_by_block(
    worths: Floats,
    factor: float,
    low: Floats,
    high: Floats,
    null_low: Integers,
    null_high: Integers,
    positive: bool,
    value: Floats,
    mask: Integers,
) -> None:
    """Find in each block the unsettled coalition of largest f(S) = factor·v(S) − y(S), if f > 0.

    Parameters
    ----------
    worths
        2**n worths.
    factor
        What multiplies the worths.
    low, high
        y(S) of the sets of low bits and of the sets of high bits.
    null_low, null_high
        The same sums of integer vectors that are all 0 iff S is in the settled span.
    positive
        Whether only coalitions of positive worth count.
    value, mask
        Filled by block: the largest f and its coalition; f = 0 where there is none.
    """
    width = len(low)
    vectors = len(null_low)
    for block in range(len(high)):
        part = worths[block * width : (block + 1) * width]
        base = high[block]
        count = 0
        for j in range(width):
            count += factor * part[j] - low[j] > base
        value[block] = 0.0
        if count == 0:
            continue
        for j in range(width):
            f = factor * part[j] - low[j] - base
            if f <= value[block] or (positive and part[j] <= 0.0):
                continue
            if not _in_span(null_low, null_high, 0, vectors, j, block):
                value[block] = f
                mask[block] = block * width + j


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def above_levels(
    worths: Floats,
    factor: Floats,
    low: Floats,
    high: Floats,
    sure: float,
    doubt: float,
    whole: Integers,
    whole_low: Integers,
    whole_high: Integers,
    unit: float,
    null_low: Integers,
    null_high: Integers,
    ends: Integers,
    positive: bool,
    level: Integers,
    value: Floats,
    mask: Integers,
    unsure: Integers,
) -> int:
    """Find coalitions whose excess is above a level although they are not in the span before it.

    f_k(S) = factor[k]·v(S) − y_k(S) is positive iff the excess of S is above level k; levels fall.
    Where |f_k| is too small for floats to tell, the same number is computed in integers that wrap
    around at 2^64, which is exact because it is known to be small.

    Parameters
    ----------
    worths
        2**n worths.
    factor, low, high
        By level: what multiplies v(S), and the half-tables of y_k(S).
    sure, doubt
        f > sure proves that f is positive, f < −doubt that it is not.
    whole, whole_low, whole_high
        The same in integers, for worths multiplied by `unit`. Not used if `unit` is 0.
    unit
        Turns a worth into an integer.
    null_low, null_high, ends
        Sums of integer vectors orthogonal to those settled before level k: rows ends[k] to
        ends[k + 1].
    positive
        Whether only coalitions of positive worth count.
    level, value, mask
        Filled by block: the first level violated (−1 for none), f there, and the coalition.
    unsure
        Filled with the coalitions that could not be decided.

    Returns
    -------
    int
        How many are unsure; more than fit if that is larger than the length of `unsure`.
    """
    width = low.shape[1]
    last = len(factor) - 1
    undecided = 0
    for block in range(high.shape[1]):
        part = worths[block * width : (block + 1) * width]
        lows = low[last]
        a = factor[last]
        base = high[last, block] - doubt
        count = 0
        for j in range(width):
            count += a * part[j] - lows[j] > base
        level[block] = -1
        value[block] = 0.0
        if count == 0:
            continue
        for j in range(width):
            v = part[j]
            if a * v - lows[j] <= base or (positive and v <= 0.0):
                continue
            for k in range(last + 1):
                f = factor[k] * v - low[k, j] - high[k, block]
                if f <= -doubt:
                    continue
                if f <= sure:
                    number = v * unit
                    if unit == 0.0 or abs(number) > 9.0e18 or np.floor(number) != number:
                        if not _in_span(null_low, null_high, ends[k], ends[k + 1], j, block):
                            if undecided < len(unsure):
                                unsure[undecided] = block * width + j
                            undecided += 1
                            break
                        continue
                    exact = whole[k] * np.int64(number) - whole_low[k, j] - whole_high[k, block]
                    if exact <= 0:
                        continue
                first = level[block] < 0 or k < level[block]
                if (first or (k == level[block] and f > value[block])) and not _in_span(
                    null_low, null_high, ends[k], ends[k + 1], j, block
                ):
                    level[block] = k
                    value[block] = f
                    mask[block] = block * width + j
                break
    return undecided
