"""Changes of sign on many segments at once: bracketed by ITP, told apart from jumps.

ITP (interpolate, truncate, project) needs no more evaluations than bisection in the worst case, up
to one, and superlinearly few where the function is smooth. All segments advance together, so that
each round is one batch of points.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import final

import numpy as np

from lilliput.analysis.tracing.evaluation import Floats
from lilliput.games.arithmetic import Array

__all__ = ["Brackets", "bracketed", "jumps"]

_SLACK = 1  # evaluations beyond bisection's that interpolation may use up
_TRUNCATION = 0.2
_SUSPECT = 0.25
_HALVINGS = 12
_REMAINS = 0.5
_NEARBY = 4


@final
@dataclass
class Brackets:
    """Changes of sign, each between a place where the function is ≤ 0 and one where it is > 0.

    Parameters
    ----------
    low, high
        Positions along each segment, 0 at the end where the function is ≤ 0.
    at_low, at_high
        The function there; NaN where the function is undefined inside the segment.
    """

    low: Floats
    high: Floats
    at_low: Floats
    at_high: Floats

    @property
    def parts(self) -> tuple[Floats, Floats, Floats, Floats]:
        """All four."""
        return self.low, self.high, self.at_low, self.at_high

    @property
    def estimate(self) -> Floats:
        """Where the straight line between both ends is 0; the middle where an end is infinite."""
        with np.errstate(all="ignore"):
            share = self.at_low / (self.at_low - self.at_high)
        share = np.where(np.isfinite(share), share, 0.5)
        return self.low + np.clip(share, 0, 1) * (self.high - self.low)


def bracketed(
    function: Callable[[Array, Floats], Floats], at_low: Floats, at_high: Floats, width: Floats
) -> Brackets:
    """Narrow a change of sign on each segment [0, 1] down to a width.

    Parameters
    ----------
    function
        From the numbers of segments (integers) and positions on them to the values there.
    at_low, at_high
        The values at 0 (≤ 0) and at 1 (> 0).
    width
        For each segment, how wide its bracket may stay.

    References
    ----------
    .. [1] Oliveira, I. F. D. and Takahashi, R. H. C. (2020), An enhancement of the bisection method
       average performance preserving minmax optimality, ACM Transactions on Mathematical Software
       47(1), 5. DOI 10.1145/3423597.
    """
    found = Brackets(
        np.zeros(len(at_low)), np.ones(len(at_low)), np.array(at_low), np.array(at_high)
    )
    half = width / 2
    most = np.ceil(np.log2(np.maximum(1 / width, 1))) + _SLACK
    for turn in range(int(most.max(initial=0)) + 1):
        size = found.high - found.low
        active = np.flatnonzero((size > width) & ~np.isnan(found.at_low))
        if not len(active):
            break
        size, radius = size[active], half[active] * 2.0 ** (most[active] - turn) - size[active] / 2
        position = _probe(found, active, size, np.maximum(radius, 0))
        _replace(found, active, position, function(active, position))
    return found


def _probe(found: Brackets, active: Array, size: Floats, radius: Floats) -> Floats:
    """Return the next position in each active bracket."""
    low, high = found.low[active], found.high[active]
    middle = (low + high) / 2
    line = Brackets(low, high, found.at_low[active], found.at_high[active]).estimate
    side = np.sign(middle - line)
    shift = _TRUNCATION * size**2
    truncated = np.where(shift <= np.abs(middle - line), line + side * shift, middle)
    position = np.where(np.abs(truncated - middle) <= radius, truncated, middle - side * radius)
    # Rounding must not put it onto an end, where it would narrow nothing.
    return np.where((position > low) & (position < high), position, middle)


def _replace(found: Brackets, active: Array, position: Floats, values: Floats) -> None:
    above, below = values > 0, values <= 0
    for chosen, where, what in (
        (above, found.high, found.at_high),
        (below, found.low, found.at_low),
    ):
        where[active[chosen]] = position[chosen]
        what[active[chosen]] = values[chosen]
    holes = active[np.isnan(values)]
    found.at_low[holes] = found.at_high[holes] = np.nan


def jumps(function: Callable[[Array, Floats], Floats], found: Brackets, width: Floats) -> Array:
    """Return which changes of sign are jumps, and narrow the brackets that look like one.

    Where the function is straight in its bracket it crosses 0. Elsewhere the bracket is halved
    twelve times: the difference between its ends vanishes unless the function jumps. A difference
    that is no more than what the function gains over such a step nearby is none.

    Parameters
    ----------
    function
        As in `bracketed`; it may be asked for places a width outside the bracket.
    found
        The brackets.
    width
        As in `bracketed`.
    """
    suspects = np.flatnonzero(~np.isnan(found.at_low))
    before = np.abs(found.at_high - found.at_low)
    for turn in range(_HALVINGS):
        if not len(suspects):
            break
        middle = (found.low[suspects] + found.high[suspects]) / 2
        values = function(suspects, middle)
        if turn == 0:
            with np.errstate(invalid="ignore"):
                mean = (found.at_low[suspects] + found.at_high[suspects]) / 2
                straight = np.abs(values - mean) <= _SUSPECT * before[suspects]
            straight &= np.isfinite(before[suspects])
        _replace(found, suspects, middle, values)
        if turn == 0:
            suspects = suspects[~straight]
    suspects = suspects[~np.isnan(found.at_low[suspects])]
    with np.errstate(invalid="ignore"):
        after = np.abs(found.at_high - found.at_low)
        vanishes = (after < _REMAINS * before) & np.isfinite(before)
        suspects = suspects[~vanishes[suspects]]
        nearby = np.zeros(len(suspects))
        for end, at, side in ((found.low, found.at_low, -1), (found.high, found.at_high, 1)):
            beyond = function(suspects, end[suspects] + side * width[suspects])
            gain = np.abs(beyond - at[suspects])
            nearby = np.maximum(nearby, np.where(np.isfinite(gain), gain, 0))
        step = np.maximum((found.high - found.low)[suspects] / width[suspects], 0.5**_HALVINGS)
        none = after[suspects] <= _NEARBY * step * nearby
    result = np.zeros(len(found.low), dtype=bool)
    result[suspects] = ~none
    return result
