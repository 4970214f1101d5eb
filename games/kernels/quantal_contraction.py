"""Payoffs of all strategies against mixed play, with derivatives; importing this imports numba.

The opponents' axes of a player's tensor are averaged away from the last to the first. Before an
axis goes, the table of the own strategies against that opponent is summed from what is left, with
the product of the earlier opponents' probabilities as weights. So the tensor itself is read once,
and what is read later is smaller by the factor of each axis.

A large tensor is first averaged over one half of the opponents and over the other, in one pass that
the processor's vector units can do; what is left is of the order of the square root.
"""

import numba
import numpy as np
from numpy.typing import NDArray

__all__ = ["halves", "values_and_jacobian"]

Floats = NDArray[np.float64]


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def values_and_jacobian(
    tensor: Floats, player: int, sizes: NDArray[np.int64], p: Floats
) -> tuple[Floats, Floats]:
    """Return the payoff of each strategy of a player and its derivatives in all probabilities.

    Parameters
    ----------
    tensor
        The player's payoffs in one row, its own axis first and the others' in their order.
    player
        Its position.
    sizes
        Number of strategies of each player, at least two of them.
    p
        Probabilities of all players in one vector.

    Returns
    -------
    values : ndarray of m_i
    jacobian : ndarray of (m_i, Σ m)
        0 in the columns of the player itself.
    """
    n = len(sizes)
    own = sizes[player]
    starts = np.zeros(n, np.int64)
    for k in range(1, n):
        starts[k] = starts[k - 1] + sizes[k - 1]
    others = np.empty(n - 1, np.int64)
    for k in range(n - 1):
        others[k] = k if k < player else k + 1
    places = np.zeros(n, np.int64)  # of the weights of the opponents before each one
    length = 1
    for k in range(n - 1):
        places[k + 1] = places[k] + length
        length *= sizes[others[k]]
    weights = np.empty(places[n - 1])
    weights[0] = 1.0
    for k in range(1, n - 1):
        size = sizes[others[k - 1]]
        start = starts[others[k - 1]]
        for a in range(places[k] - places[k - 1]):
            for t in range(size):
                weights[places[k] + a * size + t] = weights[places[k - 1] + a] * p[start + t]
    jacobian = np.zeros((own, len(p)))
    rest = tensor
    for k in range(n - 2, -1, -1):
        size = sizes[others[k]]
        start = starts[others[k]]
        many = places[k + 1] - places[k]
        left = np.empty(own * many)
        for s in range(own):
            for a in range(many):
                weight = weights[places[k] + a]
                base = (s * many + a) * size
                total = 0.0
                for t in range(size):
                    entry = rest[base + t]
                    total += entry * p[start + t]
                    jacobian[s, start + t] += weight * entry
                left[s * many + a] = total
        rest = left
    return rest, jacobian


@numba.njit(cache=True, fastmath={"reassoc", "contract"})  # type: ignore[untyped-decorator]
def halves(block: Floats, near: Floats, far: Floats) -> tuple[Floats, Floats]:
    """Average a block (own, A, B) over its last axis and over its middle axis, in one pass.

    Parameters
    ----------
    block
        Shape (own, A, B).
    near, far
        Weights of the middle axis, A, and of the last, B.

    Returns
    -------
    over_far : ndarray of (own, A)
    over_near : ndarray of (own, B)
    """
    own, many, width = block.shape
    over_far = np.empty((own, many))
    over_near = np.zeros((own, width))
    for s in range(own):
        sums = over_near[s]
        for a in range(many):
            row = block[s, a]
            weight = near[a]
            total = 0.0
            for b in range(width):
                entry = row[b]
                total += entry * far[b]
                sums[b] += weight * entry
            over_far[s, a] = total
    return over_far, over_near
