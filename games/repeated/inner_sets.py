"""Polygons of payoff pairs that are equilibria: those that generate themselves.

A polygon W lies in V* if it is in the hull of what it generates (Abreu, Pearce and Stacchetti
1990). Let B be the operator from `self_generation`, monotone, with punishments p that W attains. If
W₀ lies in Bⁿ(W₀), then the hull of W₀, B(W₀), …, Bⁿ⁻¹(W₀) generates itself. So W₀ may be an outer
polygon that is shrunk a little: where the polygons approach V* without reaching it, B moves it
outwards again.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product

from lilliput.games.repeated.polytopes import Point
from lilliput.games.repeated.self_generation import (
    Move,
    Polygon,
    generate,
    in_polygon,
    polygon,
    section,
)

__all__ = ["inner_polygon", "is_self_generating"]

_SHRINKAGES = (Fraction(1, 10**10), Fraction(1, 10**7), Fraction(1, 10**4))
_STEPS = (1,) * 12 + (30, 60)  # from each start
_MOST_ROUNDS = 300
_GRID = 2**80
_NEAR = Fraction(1, 10**11)
_LARGEST_DENOMINATOR = 10**6


def is_self_generating(shape: Polygon, moves: Sequence[Move], delta: Fraction) -> bool:
    """Whether a polygon lies in the hull of what it generates, with punishments that it attains.

    Then every point of it is a subgame perfect equilibrium payoff. δ > 0.
    """
    if not shape:
        return True
    threats = (min(v[0] for v in shape), min(v[1] for v in shape))
    return _covers(polygon(_points(shape, moves, threats, delta)), shape)


def inner_polygon(outer: Polygon, moves: Sequence[Move], delta: Fraction) -> Polygon:
    """Return a polygon in V* near an outer one, at least the hull of pure Nash payoffs.

    Parameters
    ----------
    outer
        Contains V*.
    moves
        The action profiles.
    delta
        δ > 0.
    """
    # Nash payoffs generate themselves, so the hull of them and of a set that does is one too.
    nash = [move.payoffs for move in moves if not any(move.gains)]
    guess = nearby(outer)
    if guess and is_self_generating(guess, moves, delta):
        return polygon([*guess, *nash])
    fixed = {move.payoffs for move in moves}
    for shrinkage, along in product(_SHRINKAGES, (True, False)):
        start = polygon([_moved(v, outer, shrinkage, fixed, along) for v in outer])
        found = _grown(start, moves, delta)
        if found is not None and is_self_generating(found, moves, delta):
            return polygon([*found, *nash])
    shape = polygon(nash)
    for _ in range(_MOST_ROUNDS):  # a set that generates itself stays one when B(W) is added
        if not shape:
            break
        least = (min(v[0] for v in shape), min(v[1] for v in shape))
        larger = polygon([*shape, *_points(shape, moves, least, delta)])
        if larger == shape:
            break
        shape = larger
    return shape


def nearby(outer: Polygon) -> Polygon:
    """Return the polygon of the simplest fractions near the vertices of another."""
    scale = max((abs(x) for v in outer for x in v), default=Fraction(1)) or Fraction(1)
    return polygon([(_simplest(v[0], scale), _simplest(v[1], scale)) for v in outer])


def _simplest(value: Fraction, scale: Fraction) -> Fraction:
    largest = 1
    while largest < _LARGEST_DENOMINATOR:
        largest *= 8
        near = value.limit_denominator(largest)
        if abs(near - value) <= _NEAR * scale:
            return near
    return value


def _moved(v: Point, outer: Polygon, shrinkage: Fraction, fixed: set[Point], along: bool) -> Point:
    """Move a vertex inwards unless it is the payoff of a profile, perhaps along a least payoff."""
    if v in fixed:
        return v
    for axis in (0, 1):
        if along and v[axis] == min(w[axis] for w in outer):
            span = section(outer, axis, v[axis])
            middle = v[1 - axis] if span is None else (span[0] + span[1]) / 2
            other = _short(v[1 - axis] + shrinkage * (middle - v[1 - axis]))
            if span is not None and not span[0] <= other <= span[1]:
                other = v[1 - axis]
            return (v[0], other) if axis == 0 else (other, v[1])
    center = [sum((w[i] for w in outer), Fraction(0)) / len(outer) for i in (0, 1)]
    return (
        _short(v[0] + shrinkage * (center[0] - v[0])),
        _short(v[1] + shrinkage * (center[1] - v[1])),
    )


def _short(value: Fraction) -> Fraction:
    return Fraction(round(value * _GRID), _GRID)


def _grown(start: Polygon, moves: Sequence[Move], delta: Fraction) -> Polygon | None:
    """Return the hull of W₀, …, Bⁿ⁻¹(W₀) for the least n with W₀ in Bⁿ(W₀), if there is one.

    From time to time the polygon that is reached becomes W₀: it has the shape in which the
    polygons approach V*.
    """
    for steps in _STEPS:
        threats = (min(v[0] for v in start), min(v[1] for v in start))
        shape, every = start, list(start)
        for _ in range(steps):
            shape = polygon(_points(shape, moves, threats, delta))
            if _covers(shape, start):
                return polygon(every)
            every.extend(shape)
        if not shape or shape == start:
            return None
        start = shape
    return None


def _covers(shape: Polygon, other: Polygon) -> bool:
    return all(in_polygon(shape, v) for v in other)


def _points(shape: Polygon, moves: Sequence[Move], threats: Point, delta: Fraction) -> list[Point]:
    return [
        (
            (1 - delta) * move.payoffs[0] + delta * w[0],
            (1 - delta) * move.payoffs[1] + delta * w[1],
        )
        for move, ends in generate(shape, moves, threats, delta, "inwards")
        for w in ends
    ]
