"""The Shapley–Shubik index of one weighted rule as an integral, by Gauss–Legendre quadrature.

If each of the others votes yes with probability t, player i swings with probability
P_i(t) = P(q − w_i ≤ their weight < q), a polynomial of degree n−1, and the index is the integral
of P_i over t from 0 to 1. ⌈n/2⌉ nodes integrate it without error, and no number in it exceeds 1,
so that nothing overflows. With t beyond ½ the votes against are counted instead.

References
----------
Owen, G. (1972). Multilinear extensions of games. Management Science 18:P64–P79.
"""

from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

from lilliput.games.errors import SolverError
from lilliput.games.voting.reduction import Reduced

__all__ = ["index_by_quadrature", "legendre_nodes", "quadrature_work"]

_LEFT_OUT = 1e-30
_REACH = sqrt(log(1 / _LEFT_OUT) / 2)
_LARGEST_SUM_ERROR = 1e-11
_LARGEST_TARGET = 2 * 10**7  # two arrays of 160 MB

Floats = NDArray[np.float64]


def quadrature_work(game: Reduced) -> float:
    """Return about how many multiplications the integral takes; infinity beyond the memory."""
    weights, quota = game.rules[0]
    if max(quota, sum(weights) - quota + 1) > _LARGEST_TARGET:
        return float("inf")
    window = min(float(sum(weights)), 2 * _REACH * sqrt(sum(float(w) ** 2 for w in weights)))
    nodes = (len(weights) + len(game.held) + 1) // 2
    return nodes * len(weights) * min(window, max(quota, sum(weights) - quota + 1))


def index_by_quadrature(game: Reduced) -> Floats:
    """Return the Shapley–Shubik index of a reduced game of one rule, as floats.

    Raises
    ------
    SolverError
        The indices, computed independently of each other, do not sum to 1 within 1e-11.
    """
    from lilliput.games.kernels.voting_quadrature import swing_probabilities

    weights, quota = game.rules[0]
    ordered = np.array(sorted(weights), dtype=np.int64)
    distinct, which = np.unique(np.array(weights, dtype=np.int64), return_inverse=True)
    held = len(game.held)
    blocking = sum(weights) - quota + 1
    lower, measure = legendre_nodes((len(weights) + held + 1) // 2)
    upper = lower[lower < 0.5]
    if quota == blocking:
        swings, below = swing_probabilities(
            ordered, distinct, lower, np.full(len(lower), quota), _REACH
        )
        swings = np.concatenate([swings, swings[: len(upper)]])
        below = np.concatenate([below, below[: len(upper)]])
    else:
        targets = np.array([quota] * len(lower) + [blocking] * len(upper))
        chances = np.concatenate([lower, upper])
        swings, below = swing_probabilities(ordered, distinct, chances, targets, _REACH)
    nodes = np.concatenate([lower, 1 - upper])
    measure = np.concatenate([measure, measure[: len(upper)]])
    index = np.zeros(game.n)
    index[list(game.free)] = ((measure * nodes**held) @ swings)[which]
    if held:
        won = np.concatenate([1 - below[: len(lower)], below[len(lower) :]])
        index[list(game.held)] = (measure * nodes ** (held - 1)) @ won
    if abs(index.sum() - 1) > _LARGEST_SUM_ERROR:
        raise SolverError(f"the indices of {game.n} players sum to {index.sum()} instead of 1")
    return index


def legendre_nodes(number: int) -> tuple[Floats, Floats]:
    """Return the nodes of Gauss–Legendre quadrature on [0, 1] up to ½, and the weights.

    Nodes ascend; the others mirror them, with the same weights. Newton's iteration on the angle
    θ with x = cos θ keeps the digits of nodes near 0.

    Examples
    --------
    >>> legendre_nodes(2)
    (array([0.21132487]), array([0.5]))
    """
    k = np.arange(1, (number + 1) // 2 + 1)
    angle = np.pi * (4 * k - 1) / (4 * number + 2)
    for _ in range(4):
        value, slope = _legendre(number, angle)
        angle = angle + value / slope
    _, slope = _legendre(number, angle)
    nodes = np.sin(angle / 2) ** 2
    if number % 2:
        nodes[-1] = 0.5
    stays = 1 - nodes
    return 1 - stays, 1 / slope**2


def _legendre(number: int, angle: Floats) -> tuple[Floats, Floats]:
    """Return P(cos θ) and sin θ P'(cos θ)."""
    x = np.cos(angle)
    before, value = np.ones_like(x), x
    for degree in range(2, number + 1):
        before, value = value, ((2 * degree - 1) * x * value - (degree - 1) * before) / degree
    return value, number * (before - x * value) / np.sin(angle)
