"""Compiled loop over coalitions that fall apart in a graph; importing this module imports numba."""

import numba
import numpy as np
from numpy.typing import NDArray

__all__ = ["component_worths"]

Floats = NDArray[np.float64]
Masks = NDArray[np.int64]


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def component_worths(worths: Floats, low: Masks, high: Masks, bits: int) -> Floats:
    """Return for each coalition the sum of the worths of its connected components.

    v^g(S) = v(C) + v^g(S∖C) with C the component of the lowest bit of S, so that the table is
    filled in the order of the masks and needs nothing beside itself.

    Parameters
    ----------
    worths
        2**n worths.
    low, high
        The neighbours of each set of players among the first `bits`, and among the rest.
    bits
        How many players `low` covers.

    Returns
    -------
    ndarray of 2**n
        The restricted worths.
    """
    below = (1 << bits) - 1
    result = np.empty_like(worths)
    result[0] = 0.0
    for coalition in range(1, len(worths)):
        component = coalition & -coalition
        while True:
            near = low[component & below] | high[component >> bits]
            grown = component | (near & coalition)
            if grown == component:
                break
            component = grown
        if component == coalition:
            result[coalition] = worths[coalition]
        else:
            result[coalition] = worths[component] + result[coalition ^ component]
    return result
