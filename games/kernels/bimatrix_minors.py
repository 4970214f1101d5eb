"""Minors of a block of games and their signs, the games side by side in lanes.

`lilliput.games.bimatrix.batch_minors` says which minors are meant. Importing this module imports
numba.
"""

from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from lilliput.games.kernels.bimatrix_survey import LANES

__all__ = [
    "fill_minors",
    "fill_reach",
    "fill_signs",
    "fill_tolerances",
    "is_rounded",
    "mark_undecided",
]

Array = Any  # numba compiles these for float64 and for int64
Bytes = NDArray[np.uint8]
Floats = NDArray[np.float64]
Words = NDArray[np.uint64]


@numba.njit(cache=True, nogil=True, fastmath={"contract"})  # type: ignore[untyped-decorator]
def fill_minors(table: Any, entries: Array, minors: Array) -> None:
    """Compute the minors of a block, level by level."""
    levels, entry, below = table.levels, table.entry, table.below
    for e in range(levels[1]):
        for g in range(LANES):
            minors[e, g] = 1
    if len(levels) > 2:
        for e in range(levels[1], levels[2]):
            first, second = entries[entry[e, 0]], entries[entry[e, 1]]
            out = minors[e]
            for g in range(LANES):
                out[g] = first[g] - second[g]
    for t in range(2, len(levels) - 1):
        for e in range(levels[t], levels[t + 1]):
            out = minors[e]
            a, b, c = entries[entry[e, 0]], entries[entry[e, 1]], entries[entry[e, 2]]
            x, y, z = minors[below[e, 0]], minors[below[e, 1]], minors[below[e, 2]]
            for g in range(LANES):
                out[g] = a[g] * x[g] - b[g] * y[g] + c[g] * z[g]
            for r in range(3, t + 1):
                a, x = entries[entry[e, r]], minors[below[e, r]]
                if r % 2:
                    for g in range(LANES):
                        out[g] -= a[g] * x[g]
                else:
                    for g in range(LANES):
                        out[g] += a[g] * x[g]


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def is_rounded(noise: Floats) -> bool:
    """Whether some game of a block is computed with rounding."""
    rounded = False
    for g in range(LANES):
        rounded = rounded or noise[g] > 0
    return rounded


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def fill_tolerances(table: Any, spread: Array, noise: Array, tolerances: Array) -> None:
    """Bound the errors of the minors of a block by the columns that they take."""
    for n in range(len(table.sets)):
        size, bounds = 0, tolerances[n]
        for g in range(LANES):
            bounds[g] = noise[g]
        for j in range(len(spread)):
            if table.sets[n] >> j & 1:
                size += 1
                for g in range(LANES):
                    bounds[g] *= spread[j, g]
        for g in range(LANES):
            bounds[g] *= table.errors[size]


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def fill_signs(minors: Array, signs: Bytes, tied: Bytes) -> None:
    """Write 1 for positive, 2 for negative and 0 for zero; in the row below, with sign reversed."""
    for e in range(len(minors)):
        values, plain, turned = minors[e], signs[2 * e], signs[2 * e + 1]
        for g in range(LANES):
            positive, negative = np.uint8(values[g] > 0), np.uint8(values[g] < 0)
            plain[g] = positive | negative << np.uint8(1)
            turned[g] = negative | positive << np.uint8(1)
            tied[g] |= np.uint8(values[g] == 0)


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def mark_undecided(table: Any, minors: Array, tolerances: Array, unsure: Bytes) -> None:
    """Mark the games where some minor is no larger than its error.

    Differences of two payoffs have the right sign even so; and all payoffs in a column of spread 0
    are equal, so that its minors are 0.
    """
    for e in range(table.levels[min(2, len(table.levels) - 1)], len(minors)):
        values, bounds = minors[e], tolerances[table.columns[e]]
        for g in range(LANES):
            unsure[g] |= np.uint8((bounds[g] > 0) & (abs(values[g]) <= bounds[g]))


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def fill_reach(table: Any, signs: Words, reach: Words) -> None:
    """OR the signs of the variables of each basis: 1 or 2 in a byte means a vertex."""
    variables = table.variables
    for b in range(len(variables)):
        for w in range(LANES // 8):
            reach[b, w] = 0
        for v in range(variables.shape[1]):
            source = signs[variables[b, v]]
            for w in range(LANES // 8):
                reach[b, w] |= source[w]
