"""Best-response polytopes of a bimatrix game, in integers.

Up to scale, the mixed strategies of a player are the points x ≠ 0 of the polytope {x ≥ 0, C x ≤ 1}
of maximal size, where C x are the payoffs of the other player; constraint r is tight iff r is a
best response to x. Adding a constant to what the other earns against one strategy changes no best
response, so that C is taken as one more than the largest regret, minus the regrets: positive
integers, and every pure strategy is a point of the polytope.
"""

from collections.abc import Sequence
from math import gcd

import numpy as np
from numpy.typing import NDArray

from lilliput.games.arithmetic import Array

__all__ = ["LABELS", "positions", "regular_index", "response_rows", "scaled_rows"]

LABELS = 62  # bits of a mask: the strategies of both players together


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


def regular_index(first: Array, second: Array, rows: Sequence[int], columns: Sequence[int]) -> int:
    """Return the index of a regular equilibrium, +1 or −1.

    It is (−1)^(k+1) times the signs of the determinants of both tables on its supports of k
    strategies (Shapley 1974).

    Parameters
    ----------
    first, second
        Positive integers: what the column player gets, n × m, and the row player, m × n, each up to
        a positive affine map for every strategy of the opponent.
    rows, columns
        The supports.

    Examples
    --------
    >>> stag_hunt = np.array([[4, 1], [3, 3]], dtype=object)
    >>> regular_index(stag_hunt, stag_hunt, [0, 1], [0, 1])
    -1
    """
    from flint import fmpz_mat

    k = len(rows)
    if k == 1:
        return 1
    one = fmpz_mat(k, k, first[np.ix_(columns, rows)].ravel().tolist()).det()
    other = fmpz_mat(k, k, second[np.ix_(rows, columns)].ravel().tolist()).det()
    return 1 if ((one > 0) == (other > 0)) == bool(k % 2) else -1


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
