"""Following a curve of solutions by pseudo-arclength predictor and corrector.

The curve is H(z) = 0 with H: R^(N+1) → R^N, z = (y, μ), μ the parameter. A step goes along the
tangent and comes back by Newton's method in the hyperplane at right angles to it. The sign of
det [H'; tangent] is constant along a smooth curve, whatever the parameter does (Allgower and Georg
1990, ch. 2): if it changes, either the corrector fell on another curve, and the step is made
shorter, or there is a bifurcation in between, and it is located. Bifurcations with an even number
of vanishing eigenvalues do not change that sign; they are found by counting the negative real
eigenvalues of ∂H/∂y, if asked for.

References: Allgower, E. and Georg, K. (1990). Numerical continuation methods. Turocy, T. (2005). A
dynamic homotopy interpretation of the logistic quantal response equilibrium correspondence.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, Protocol, final

import numpy as np
from numpy.typing import NDArray

from lilliput.games.errors import SolverError

__all__ = [
    "Limits",
    "Point",
    "System",
    "first_point",
    "follow",
    "locate",
    "solve_at",
    "solve_on_plane",
]

Floats = NDArray[np.float64]

_MOST_CORRECTIONS = 8
_TARGET = 0.15  # the size of the first correction that the step is chosen for
_LARGEST_CORRECTION = 0.6
_CONTRACTION = 0.5
_HARMLESS = 1e-4  # corrections so small need not shrink each time
_SETTLED = 1e-7  # Newton's method squares the error: what is left is of the order 1e-14
_SMALLEST_STEP = 1e-11
_BRACKET = 1e-9
_EXACT = 1e-14
_REFINEMENTS = 4
_NARROW = 1e-4
_CONTINUOUS = 2.0
_BLUR = 1e-6  # how far rounding moves points beside a bifurcation
_SECTION = 0.47  # not a half: singular points often have round parameters
_BEND = 0.5  # least cosine between the tangents of successive points
_ROUNDING = 256 * np.finfo(float).eps
_SINGULAR = 1e-4
_NUDGE = 0.83
_REAL = 1e-6
_VANISHES = 1e-4


class System(Protocol):
    """A curve: H and its Jacobian at z, and how near 0 rounding allows H to be there."""

    def linearise(self, z: Floats) -> tuple[Floats, Floats]:
        """Return H(z), N numbers, and its Jacobian, N × (N+1)."""

    def noise(self, z: Floats) -> float:
        """Return the size of rounding errors in H(z), in units of the machine precision."""


@final
@dataclass(frozen=True)
class Limits:
    """How far and how finely to follow a curve.

    Parameters
    ----------
    first_step
        Length of the first step.
    growth
        By how much a step may be longer than the last.
    relative_step
        The longest step, in units of 1 + |μ|.
    max_steps
        Number of points after which to give up.
    count
        Whether to look for bifurcations of even multiplicity too.
    refine
        Whether turning points are located; else the next point is given for them.
    """

    first_step: float = 0.05
    growth: float = 2.0
    relative_step: float = np.inf
    max_steps: int = 5000
    count: bool = False
    refine: bool = True


@final
@dataclass(frozen=True, eq=False)
class Point:
    """A point of the curve.

    Parameters
    ----------
    z
        The point (y, μ).
    tangent
        Unit tangent in the direction of travel.
    sign
        Sign of det [H'; tangent].
    negative
        Number of negative real eigenvalues of ∂H/∂y; −1 if they were not counted.
    kind
        ``"regular"``; ``"turn"`` where μ turns around; ``"bifurcation"`` where curves meet.
    multiplicity
        Number of eigenvalues that vanish, at a bifurcation.
    correction
        Length of the first correction on the way here.
    solidity
        About the least singular value of [H'; tangent]: small near a bifurcation.
    """

    z: Floats
    tangent: Floats
    sign: float
    negative: int = -1
    kind: Literal["regular", "turn", "bifurcation"] = "regular"
    multiplicity: int = 0
    correction: float = 0.0
    solidity: float = 1.0


def first_point(system: System, z: Floats, direction: Floats, *, count: bool = False) -> Point:
    """Return the point z of the curve with the tangent that agrees with a direction."""
    _, jacobian = system.linearise(z)
    return _point(z, jacobian, direction, 0.0, count)


def follow(system: System, start: Point, limits: Limits) -> Iterator[Point]:
    """Yield the points of the curve after `start`, with turning points and bifurcations between.

    Parameters
    ----------
    system
        The curve.
    start
        A point of it.
    limits
        How far and how finely.

    Raises
    ------
    SolverError
        Steps that became too short, or more steps than allowed.
    """
    here, step = start, limits.first_step
    for _ in range(limits.max_steps):
        step = min(step, limits.relative_step * (1 + abs(here.z[-1])))
        there, step, crossing = _next(system, here, step, limits)
        if crossing is not None:
            yield crossing
        elif here.tangent[-1] * there.tangent[-1] < 0:
            yield replace(_turn(system, here, there) if limits.refine else there, kind="turn")
        yield there
        ratio = np.sqrt(_TARGET / max(there.correction, 1e-12))
        step *= min(limits.growth, max(0.4, ratio))
        here = there
    raise SolverError(
        f"max_steps: {limits.max_steps} points of the curve did not lead to its end, which is at "
        f"parameter {here.z[-1]:.6g}; allow more"
    )


def locate(system: System, here: Point, there: Point, function: Callable[[Point], float]) -> Point:
    """Return the point between two successive points where a function of the point changes sign.

    By regula falsi (Illinois) on the length of the step.
    """
    none = Limits()
    low, high = 0.0, float(here.tangent @ (there.z - here.z))
    left, right = function(here), function(there)
    best = here if abs(left) < abs(right) else there
    last = 0
    for _ in range(80):
        if high - low <= _EXACT * (1 + abs(here.z[-1])) or left == 0 or right == 0:
            break
        middle = low - left * (high - low) / (right - left)
        found = _reach(system, here, middle, none)
        if found is None:
            break
        value, best = function(found), found
        if value * left > 0:
            low, left, right = middle, value, right / 2 if last == 1 else right
            last = 1
        else:
            high, right, left = middle, value, left / 2 if last == -1 else left
            last = -1
    return best


def _turn(system: System, here: Point, there: Point) -> Point:
    return locate(system, here, there, lambda point: float(point.tangent[-1]))


def solve_at(system: System, guess: Floats, parameter: float) -> Floats | None:
    """Return the solution with that parameter near a guess by Newton's method, or None."""
    z = guess.copy()
    z[-1] = parameter
    last = np.zeros(z.size)
    last[-1] = 1.0
    found = solve_on_plane(system, z, last, largest=np.inf, corrections=40, contraction=np.inf)
    if found is None:
        return None
    best, least = found[0], np.inf
    z = best
    for _ in range(_REFINEMENTS):
        value, jacobian = system.linearise(z)
        size = float(np.abs(value).max())
        if size < least:
            best, least = z, size
        z = z.copy()
        z[:-1] -= np.linalg.solve(jacobian[:, :-1], value)
    return best


def solve_on_plane(
    system: System,
    guess: Floats,
    normal: Floats,
    *,
    largest: float = _LARGEST_CORRECTION,
    corrections: int = _MOST_CORRECTIONS,
    contraction: float = _CONTRACTION,
) -> tuple[Floats, Floats, float] | None:
    """Return the solution on the plane through a guess, its Jacobian and the first correction.

    Corrections are measured in units of 1 + |z|: a coordinate of −1000 is the logarithm of nothing.
    None if the corrections do not shrink.
    """
    z, first, previous = guess, 0.0, np.inf
    matrix = np.empty((guess.size, guess.size))
    right = np.zeros(guess.size)
    for k in range(corrections):
        value, jacobian = system.linearise(z)
        if not np.isfinite(value).all() or not np.isfinite(jacobian).all():
            return None
        matrix[:-1], matrix[-1] = jacobian, normal
        right[:-1] = -value
        try:
            delta = np.linalg.solve(matrix, right)
        except np.linalg.LinAlgError:
            return None
        length = float((np.abs(delta) / (1 + np.abs(z))).max())
        if k == 0:
            first = length
        if not length <= largest:
            return None
        z = z + delta
        settled = _ROUNDING * (1 + system.noise(z) + abs(z[-1]))
        if length <= max(_SETTLED, settled):
            return z, jacobian, first
        if length > max(contraction * previous, _HARMLESS):
            return None
        previous = length
    return None


def _point(z: Floats, jacobian: Floats, direction: Floats, correction: float, count: bool) -> Point:
    bordered = np.vstack([jacobian, direction])
    right = np.zeros((z.size, 2))
    right[-1, 0] = 1.0
    right[:, 1] = np.cos(np.arange(z.size))  # any fixed vector shows how large the inverse is
    sign = float(np.linalg.slogdet(bordered)[0])
    try:
        found = np.linalg.solve(bordered, right)
        tangent, solidity = found[:, 0], 1 / float(np.abs(found[:, 1]).max())
    except np.linalg.LinAlgError:
        tangent, solidity = np.linalg.svd(jacobian)[2][-1], 0.0
        tangent = tangent if tangent @ direction >= 0 else -tangent
    negative = -1
    if count:
        values = np.linalg.eigvals(jacobian[:, :-1])
        real = np.abs(values.imag) <= _REAL * np.abs(values)
        negative = int((real & (values.real < 0)).sum())
    tangent = tangent / float(np.linalg.norm(tangent))
    unit: Floats = np.asarray(tangent, dtype=np.float64)
    return Point(z, unit, sign, negative, correction=correction, solidity=solidity)


def _reach(system: System, here: Point, step: float, limits: Limits) -> Point | None:
    """Return the point of the curve a step away, or None if the corrector fails."""
    found = solve_on_plane(system, here.z + step * here.tangent, here.tangent)
    if found is None:
        return None
    z, jacobian, first = found
    there = _point(z, jacobian, here.tangent, first, limits.count)
    return there if here.tangent @ there.tangent >= _BEND else None


def _next(
    system: System, here: Point, step: float, limits: Limits
) -> tuple[Point, float, Point | None]:
    """Return the next point, the step that led there and the bifurcation between, if any."""
    nudges = 4
    while step > _SMALLEST_STEP * (1 + abs(here.z[-1])):
        there = _reach(system, here, step, limits)
        if there is None:
            step /= 2
            continue
        if there.solidity < _SINGULAR * here.solidity and nudges:  # there, signs are noise
            step, nudges = step * _NUDGE, nudges - 1
            continue
        if not _passes(here, there):
            return there, step, None
        crossing, shorter = _locate(system, here, there, step, limits)
        if shorter is None:
            return there, step, crossing
        step = shorter
    raise SolverError(
        f"the curve could not be followed beyond parameter {here.z[-1]:.6g}: steps became shorter "
        f"than {_SMALLEST_STEP:g}, which means a singular point of higher order"
    )


def _passes(here: Point, there: Point) -> bool:
    """Whether the eigenvalues say that there is more than a smooth curve in between."""
    if here.sign != there.sign:
        return True
    return here.negative >= 0 and abs(there.negative - here.negative) >= 2


def _locate(
    system: System, here: Point, there: Point, step: float, limits: Limits
) -> tuple[Point | None, float | None]:
    """Return the bifurcation between two points, if any, or else a shorter step to be tried."""
    low, high = (0.0, here), (step, there)
    end = step  # the shortest step known to fail or to lead beyond
    while end - low[0] > _BRACKET * (1 + abs(here.z[-1])):
        middle = low[0] + _SECTION * (end - low[0])
        found = _reach(system, here, middle, limits)
        if found is not None and not _passes(here, found):
            low = (middle, found)
            continue
        end = middle
        if found is not None:
            high = (middle, found)
    width = high[0] - low[0]
    gap = float(np.linalg.norm(high[1].z - low[1].z))
    if width > _NARROW * (1 + abs(here.z[-1])) or gap > _CONTINUOUS * width + _BLUR:
        return None, max(low[0], step * _NARROW) / 2  # the curve bends away in between
    values = np.abs(np.linalg.eigvals(system.linearise(low[1].z)[1][:, :-1]))
    multiplicity = int((values <= _VANISHES).sum())
    if here.sign == there.sign and multiplicity < 2:  # real eigenvalues met and became complex
        return None, None
    return replace(low[1], kind="bifurcation", multiplicity=max(multiplicity, 1)), None
