"""What many networks of concessions sustain: pools by compiled Newton, pairs in closed form.

For a pair with benefits 1 and r ≤ 1 and δ below δ* = 1/(2r²) the one who gains less is always
tempted: y² = 2δrx. If only that binds, the total is largest at the positive root of
y³ = 2δ(1−δ)r²y + 2δ²r²; if that asks too much of the other, both constraints bind and
y = 2δr^⅔, x = 2δr^⅓. As the total rises in y up to the root, y is the smaller of the two. With
y = 2δr^⅔t, x = 2δr^⅓t², t is 1 iff 4δ − 1 ≤ 2(1−δ)r^⅔, else the root of 4δt³ = 2(1−δ)r^⅔t + 1,
to which Newton's method descends from 1, where the cubic is convex and not negative.
"""

from dataclasses import dataclass
from typing import Any, final

import numpy as np

from lilliput.games.arithmetic import Array
from lilliput.games.errors import InvalidArgumentError
from lilliput.games.repeated.batch import networks

__all__ = ["SustainedShares", "batched_pair_shares", "batched_sustained_shares"]

_NEWTON_STEPS = 8  # from 1 to the root, which is at least 0.62: an error of 1e-15 after seven


@final
@dataclass(frozen=True, eq=False)
class SustainedShares:
    """What is sustained of the efficient worth of many networks.

    Parameters
    ----------
    shares
        In [0, 1], one a network.
    gaps
        Upper bounds on the best share minus the share, from convex duality.
    """

    shares: Array
    gaps: Array


def batched_sustained_shares(
    benefits: Any, discount_factors: Any, *, weights: Any = None
) -> SustainedShares:
    """Return the shares of `sustained_concessions` for an array of networks.

    Parameters
    ----------
    benefits
        e[..., i, j] ≥ 0: what i gains per unit of j's concession; the diagonal is ignored.
    discount_factors
        δ in [0, 1], of shape [...] or one that broadcasts to it.
    weights
        Symmetric, ≥ 0, of the shape of the benefits or one that broadcasts to it: what the
        efficient surplus of each pair is worth; by default the surplus itself.

    Returns
    -------
    SustainedShares
        Shares and their certificates. Gaps are 1e-11 or less but for networks in which stakes
        differ by many orders of magnitude; look at those above 1e-7.

    Raises
    ------
    InvalidArgumentError
        Numbers outside their domain, or shapes that do not fit.

    Examples
    --------
    >>> pair = [[0, 2], [1, 0]]
    >>> batched_sustained_shares([pair, pair], [0.25, 0.5]).shares.round(3)
    array([0.616, 0.835])
    """
    from lilliput.games.kernels.concessions import shares_of_networks

    e = networks(benefits)
    shape, n = e.shape[:-2], e.shape[-1]
    delta = _broadcast(_factors(discount_factors), shape, "discount_factors")
    if weights is None:
        scale = e.max(axis=(-2, -1), keepdims=True, initial=0)
        squares = np.square(e / np.where(scale > 0, scale, 1))
        worth = (squares + np.swapaxes(squares, -1, -2)) / 2
    else:
        worth = _broadcast(networks(weights), e.shape, "weights")
        if not np.allclose(worth, np.swapaxes(worth, -1, -2)):
            raise InvalidArgumentError("weights must be symmetric")
    # Copies, for read-only arrays would make the loop be compiled a second time.
    flat = [np.array(array, order="C").reshape(-1, n, n) for array in (e, worth)]
    shares, gaps = shares_of_networks(*flat, np.array(delta, order="C").reshape(-1))
    return SustainedShares(shares.reshape(shape), gaps.reshape(shape))


def batched_pair_shares(first: Any, second: Any, discount_factors: Any) -> Array:
    """Return the share of the efficient surplus that pairs sustain, in closed form.

    Parameters
    ----------
    first, second
        e_12 ≥ 0 and e_21 ≥ 0: what each gains per unit of the other's concession.
    discount_factors
        δ in [0, 1]. The three broadcast against each other.

    Returns
    -------
    numpy.ndarray
        1 where δ ≥ ½ρ², ρ = max(e_12/e_21, e_21/e_12), and where nothing is at stake.

    Examples
    --------
    >>> batched_pair_shares(1, [1, 2, 5], 0.4).round(3)
    array([0.96 , 0.789, 0.426])
    """
    one, other, delta = np.broadcast_arrays(
        _benefits(first), _benefits(second), _factors(discount_factors)
    )
    large = np.maximum(one, other)
    r = np.minimum(one, other) / np.where(large > 0, large, 1)
    shares = np.ones(r.shape)
    short = (large > 0) & (2 * delta * np.square(r) < 1)
    shares[short] = _short_of_patience(r[short], delta[short])
    return shares


def _short_of_patience(r: Array, delta: Array) -> Array:
    """Return the share of pairs with benefits 1 and r that δ does not sustain in full."""
    root = np.cbrt(r)
    s = np.square(root)
    linear = 2 * (1 - delta) * s
    t = np.ones(r.shape)
    inner = 4 * delta - 1 > linear
    d, slope, y = delta[inner], linear[inner], t[inner]
    for _ in range(_NEWTON_STEPS):
        squared = np.square(y)
        y = y - ((4 * d * squared - slope) * y - 1) / (12 * d * squared - slope)
    t[inner] = y
    y = 2 * delta * s * t
    x = 2 * delta * root * np.square(t)
    return (x * (2 * r - x) + y * (2 - y)) / (1 + np.square(r))


def _benefits(values: Any) -> Array:
    return _numbers(values, "benefits", np.inf)


def _factors(values: Any) -> Array:
    return _numbers(values, "discount_factors", 1.0)


def _numbers(values: Any, argument: str, most: float) -> Array:
    """Return an array of floats from 0 to a largest one."""
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InvalidArgumentError(f"{argument} must be an array of numbers: {error}") from None
    if not ((array >= 0) & (array <= most) & np.isfinite(array)).all():
        domain = "lie in [0, 1]" if most == 1 else "be finite and >= 0"
        raise InvalidArgumentError(f"{argument} must {domain}")
    return array


def _broadcast(array: Array, shape: tuple[int, ...], argument: str) -> Array:
    try:
        return np.broadcast_to(array, shape)
    except ValueError:
        raise InvalidArgumentError(
            f"{argument} must broadcast to {shape}, got shape {array.shape}"
        ) from None
