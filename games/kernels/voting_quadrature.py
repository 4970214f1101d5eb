"""The distribution of the weight voting yes, when each player does so with the same probability."""

import numba
import numpy as np
from numpy.typing import NDArray

__all__ = ["swing_probabilities"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@numba.njit(cache=True, fastmath={"reassoc", "contract"})  # type: ignore[untyped-decorator]
def _join(
    old: Floats, new: Floats, weight: int, chance: float, bounds: tuple[int, int, int, int]
) -> None:
    """Let one player join: from weights first … last with mass to weights low … high."""
    first, last, low, high = bounds
    stays = 1.0 - chance
    left, right = max(low, first + weight), min(high, last)
    for k in range(low, min(left, high + 1)):
        new[k] = stays * old[k] if k <= last else 0.0
    for k in range(left, right + 1):
        new[k] = stays * old[k] + chance * old[k - weight]
    for k in range(max(left, right + 1), high + 1):
        new[k] = chance * old[k - weight]


@numba.njit(cache=True, fastmath={"reassoc", "contract"})  # type: ignore[untyped-decorator]
def _total(mass: Floats, first: int, last: int) -> float:
    """Sum mass from first to last, in blocks, lest many small terms meet a large sum."""
    total = 0.0
    for start in range(first, last + 1, 256):
        part = 0.0
        for k in range(start, min(start + 256, last + 1)):
            part += mass[k]
        total += part
    return total


@numba.njit(cache=True, fastmath={"reassoc", "contract"})  # type: ignore[untyped-decorator]
def _without(mass: Floats, first: int, last: int, target: int, weight: int, chance: float) -> float:
    """Return the mass from target − weight up to below target, one player of that weight less.

    With p the mass of all and q that of all but one, p_k = (1−t) q_k + t q_{k−w}; hence
    q_k = Σ_j (−t/(1−t))^j p_{k−jw} / (1−t), and the sums of w neighbours need each p_k once.
    """
    ratio = chance / (1.0 - chance)
    block = (target - 1 - first) // weight
    result = 0.0
    while block >= 0:
        top = min(target - 1 - block * weight, last)
        total = _total(mass, max(target - (block + 1) * weight, first), top)
        result = total - ratio * result
        block -= 1
    return result / (1.0 - chance)


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def swing_probabilities(
    weights: Integers, distinct: Integers, chances: Floats, targets: Integers, reach: float
) -> tuple[Floats, Floats]:
    """Return the probability of a swing for each weight, and that all stay below the target.

    Parameters
    ----------
    weights
        Positive, in ascending order.
    distinct
        The different weights among them.
    chances
        Probabilities of voting yes, at most ½ each.
    targets
        The weight that wins, for each of these.
    reach
        Mass further than this many times the root of the sum of squared weights from the mean is
        left out; by Hoeffding's inequality it is at most exp(−2 reach²) on either side.

    Returns
    -------
    swings : ndarray, shape (chances, distinct)
        P(target − w ≤ weight of the others < target).
    below : ndarray, shape (chances,)
        P(weight of all < target).
    """
    swings = np.zeros((len(chances), len(distinct)))
    below = np.zeros(len(chances))
    total, squares = weights.sum(), 0.0
    for weight in weights:
        squares += float(weight) ** 2
    room = targets.max()
    old, new = np.empty(room), np.empty(room)
    for node in range(len(chances)):
        chance, target = chances[node], targets[node]
        far = reach * np.sqrt(squares)
        if chance * total - far >= target:
            continue
        if chance * total + far < target - weights[-1]:
            below[node] = 1.0
            continue
        first, last, mean, spread = 0, 0, 0.0, 0.0
        old[0] = 1.0
        for weight in weights:
            mean += chance * weight
            spread += float(weight) ** 2
            far = reach * np.sqrt(spread)
            low = max(first, int(mean - far))
            high = min(last + weight, int(mean + far) + 1, target - 1)
            _join(old, new, weight, chance, (first, last, low, high))
            old, new = new, old
            first, last = low, high
        below[node] = _total(old, first, last)
        for d in range(len(distinct)):
            swings[node, d] = _without(old, first, last, target, distinct[d], chance)
    return swings, below
