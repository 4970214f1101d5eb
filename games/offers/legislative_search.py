"""Stationary payoffs of legislative bargaining in floats: smoothed proposals, made ever sharper.

At prices x the proposer j pays x(T∖j) for the support of a minimal winning coalition T. Let it
choose T with probability proportional to exp(−x(T∖j)/τ). The smoothed equilibrium solves n
equations

    x_i (1/δ_i − r_i) = p_i (1 − c_i),

r_i the probability that another proposer includes i and c_j the mean cost of j's coalition.
Newton's method follows the solution as τ falls; where τ is small the coalitions used stand out.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Smoothed", "follow"]

Floats = NDArray[np.float64]

_FIRST = 0.3
_FASTEST, _SLOWEST = 0.1, 0.7
_STEPS = 25
_HALVINGS = 12
_ROUNDING = 1e-13
_DROPPED_BEYOND = 200.0


@dataclass(frozen=True, eq=False)
class Smoothed:
    """Prices at which the smoothed equations hold, at one sharpness.

    Parameters
    ----------
    prices
        x_i = δ_i v_i of n players.
    sharpness
        τ, in units of the prize.
    """

    prices: Floats
    sharpness: float


@dataclass(frozen=True, eq=False)
class _Equations:
    """The residual of the smoothed equations with its derivative, and its size."""

    residual: Floats
    jacobian: Floats
    size: float


def follow(
    members: Floats, recognition: Floats, discount: Floats, *, start: Smoothed | None, least: float
) -> Smoothed:
    """Follow the smoothed equilibrium down to a sharpness.

    Parameters
    ----------
    members
        Shape (K, n): which players each minimal winning coalition contains, as 0 and 1.
    recognition
        p_i > 0 of the n players, and last the probability that somebody who has no price proposes.
    discount
        δ_i > 0 of the n players.
    start
        Where to go on; by default from proposals that hardly look at prices.
    least
        The τ at which to stop.

    Returns
    -------
    Smoothed
        At `least`, or at the smallest τ that was reached.
    """
    reached = start
    if reached is None:
        guess = discount * recognition[:-1]
        first = _FIRST * float(guess.mean())
        reached = _newton(members, recognition, discount, guess, first)
        if reached is None:
            return Smoothed(guess, first)
    factor = _FASTEST
    while reached.sharpness > least:
        near = _near(members, reached)
        sharper = max(least, reached.sharpness * factor)
        found = _newton(near, recognition, discount, reached.prices, sharper)
        if found is None:
            factor = factor**0.5
            if factor > _SLOWEST:
                break
        else:
            reached = found
    return reached


def _near(members: Floats, reached: Smoothed) -> Floats:
    """Leave out the coalitions that cost every proposer far more than its best one."""
    costs = _costs(members, reached.prices)
    beyond = costs - costs.min(axis=1, keepdims=True) > _DROPPED_BEYOND * reached.sharpness
    return members[~beyond.all(axis=0)]


def _costs(members: Floats, prices: Floats) -> Floats:
    """Return what each proposer pays for each coalition, shape (n + 1, K)."""
    total = members @ prices
    return np.vstack([total - (members * prices).T, total])


def _newton(
    members: Floats, recognition: Floats, discount: Floats, start: Floats, sharpness: float
) -> Smoothed | None:
    """Solve the equations at one τ by damped steps that keep the prices positive."""
    prices = start
    now = _equations(members, recognition, discount, prices, sharpness)
    for _ in range(_STEPS):
        if now.size < _ROUNDING + 1e-6 * sharpness:
            return Smoothed(prices, sharpness)
        try:
            step = -np.linalg.solve(now.jacobian, now.residual)
        except np.linalg.LinAlgError:
            return None
        down = step < 0
        with np.errstate(over="ignore"):  # a tiny step leaves room without limit
            room = float(np.min(-prices[down] / step[down], initial=np.inf))
        length = min(1.0, 0.9 * room)
        for _ in range(_HALVINGS):
            moved = prices + length * step
            then = _equations(members, recognition, discount, moved, sharpness)
            if then.size < (1 - 0.1 * length) * now.size:
                break
            length /= 2
        else:
            return None
        prices, now = moved, then
    return None


def _equations(
    members: Floats, recognition: Floats, discount: Floats, prices: Floats, sharpness: float
) -> _Equations:
    """Return x_i(1/δ_i − r_i) − p_i(1 − c_i) with its derivative in x."""
    n = len(prices)
    costs = _costs(members, prices)
    chosen = np.exp((costs.min(axis=1, keepdims=True) - costs) / sharpness)
    chosen /= chosen.sum(axis=1, keepdims=True)
    included = chosen @ members
    np.fill_diagonal(included, 0.0)
    cost = (chosen * costs).sum(axis=1)
    among = recognition @ included
    wait = 1 / discount - among
    residual = prices * wait - recognition[:n] * (1 - cost[:n])
    # How often two players are in one coalition of a proposer who is neither of them.
    own = ((recognition[:n, None] * chosen[:n]) * members.T) @ members
    together = members.T @ ((recognition @ chosen)[:, None] * members) - own - own.T
    np.fill_diagonal(together, among)
    covariance = together - included.T @ (recognition[:, None] * included)
    with_cost = (chosen * costs) @ members
    np.fill_diagonal(with_cost, 0.0)
    dearer = (included - (with_cost - cost[:, None] * included) / sharpness)[:n]
    jacobian = np.diag(wait) + prices[:, None] * covariance / sharpness
    jacobian += recognition[:n, None] * dearer
    return _Equations(residual, jacobian, float(np.abs(residual).max()))
