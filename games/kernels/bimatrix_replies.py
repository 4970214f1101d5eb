"""Against which mixtures each strategy is a best response, in many games at once.

A strategy is a best response on a face of the opponent's polytope; of each face the support of its
interior is the union of those of its vertices. Importing this module imports numba.
"""

from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from lilliput.games.kernels.bimatrix_minors import (
    fill_minors,
    fill_reach,
    fill_signs,
    fill_tolerances,
    is_rounded,
    mark_undecided,
)
from lilliput.games.kernels.bimatrix_survey import LANES

__all__ = ["reply_supports"]

Array = Any  # numba compiles these for float64 and for int64


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def reply_supports(
    table: Any, entries: Array, spread: Array, noise: Array, games: int
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return for each of p strategies the largest support of a mixture that it is a best reply to.

    Parameters
    ----------
    table
        The `Minors` of the polytope of the opponent's mixtures.
    entries, spread, noise
        As `survey` returns them.
    games
        How many games there are.

    Returns
    -------
    supports : ndarray of shape (games, p)
        Bitmasks of the opponent's strategies; 0 where there is no such mixture.
    unsure : ndarray of games
        Whether rounding left a sign undecided.
    """
    p, q = table.place.shape
    supports = np.zeros((games, p), dtype=np.int64)
    unsure = np.zeros(games, dtype=np.bool_)
    minors = np.empty((len(table.columns), LANES), dtype=entries.dtype)
    signs = np.empty((2 * len(table.columns), LANES), dtype=np.uint8)
    reach = np.empty((len(table.sizes), LANES), dtype=np.uint8)
    tied, doubt = np.empty(LANES, np.uint8), np.empty(LANES, np.uint8)
    bounds = np.zeros((len(table.sets), LANES))
    for block in range(len(entries)):
        tied[:], doubt[:] = 0, 0
        fill_minors(table, entries[block], minors)
        fill_signs(minors, signs, tied)
        if is_rounded(noise[block]):
            fill_tolerances(table, spread[block], noise[block], bounds)
            mark_undecided(table, minors, bounds, doubt)
        fill_reach(table, signs.view(np.uint64), reach.view(np.uint64))
        for lane in range(min(LANES, games - block * LANES)):
            game = block * LANES + lane
            unsure[game] = doubt[lane] > 0
            for b in range(len(reach)):
                if reach[b, lane] != 1 and reach[b, lane] != 2:
                    continue
                labels, some = table.tight[b], False
                for v in range(p):
                    if signs[table.variables[b, v], lane] == 0:
                        labels |= table.labels[b, v]
                    elif v < table.sizes[b]:
                        some = True
                if some:
                    support = ~(labels >> table.own[0]) & ((1 << q) - 1)
                    for i in range(p):
                        if (labels >> (table.other[0] + i)) & 1:
                            supports[game, i] |= support
    return supports, unsure
