"""Best-response polytopes of a bimatrix game, in integers.

Up to scale, the mixed strategies of a player are the points x ≠ 0 of the polytope {x ≥ 0, C x ≤ 1}
of maximal size, where C x are the payoffs of the other player; constraint r is tight iff r is a
best response to x. Adding a constant to what the other earns against one strategy changes no best
response, so that C is taken as one more than the largest regret, minus the regrets: positive
integers, and every pure strategy is a point of the polytope.
"""

from math import gcd

import numpy as np
from numpy.typing import NDArray

from lilliput.games.arithmetic import (
    Array,
    as_printed,
    kind_of,
    object_array,
    over_one_denominator,
)

__all__ = ["LABELS", "integer_payoffs", "positions", "response_rows", "scaled_rows"]

LABELS = 62  # bits of a mask: the strategies of both players together
_EXACT_IN_FLOAT64 = 2**53


def integer_payoffs(payoffs: Array) -> Array:
    """Return a positive multiple of payoffs as Python integers in an object array.

    Examples
    --------
    >>> integer_payoffs(np.array([[0.5, 1.0]]))
    array([[1, 2]], dtype=object)
    """
    if kind_of(payoffs) == "float":
        whole = payoffs.astype(np.int64) if np.abs(payoffs).max() < _EXACT_IN_FLOAT64 else None
        if whole is not None and (whole == payoffs).all():
            return whole.astype(object)
    numbers, _ = over_one_denominator(as_printed(payoffs).flat)
    return object_array(numbers, payoffs.shape)


def response_rows(payoffs: Array) -> Array:
    """Return C, one row for each strategy of the other player.

    Parameters
    ----------
    payoffs
        Python integers: what the other player gets, one row for each strategy of this player.

    Examples
    --------
    >>> response_rows(np.array([[3, 1], [0, 1]], dtype=object))
    array([[3, 2],
           [1, 3]], dtype=object)
    """
    regrets = payoffs.max(axis=1)[:, None] - payoffs
    common = gcd(*regrets.flat) or 1
    regrets = regrets // common
    return (regrets.max() + 1 - regrets).T


def scaled_rows(rows: Array) -> tuple[NDArray[np.float64], int]:
    """Return C / 2**e as floats in (0, 1] and the least such e; each is rounded at most once."""
    exponent = int(rows.max() - 1).bit_length()
    scale = 1 << exponent
    flat = [entry / scale for entry in rows.flat]
    return np.array(flat, dtype=np.float64).reshape(rows.shape), exponent


def positions(mask: int, size: int) -> list[int]:
    """Return the bits that are set among the lowest `size`.

    Examples
    --------
    >>> positions(0b1101, 3)
    [0, 2]
    """
    return [bit for bit in range(size) if mask >> bit & 1]
