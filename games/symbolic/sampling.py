"""Rational points at which a conjunction of sign conditions holds, found by random search.

The symbols are given values in turn; each one lies in the pieces of the line that the conditions
in it alone leave open. A symbol in which an equation is linear comes late: it is solved for.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from lilliput.games.symbolic.conditions import ANY, ZERO, Conjunction, holds_at, sign_bit
from lilliput.games.symbolic.domain import Domain
from lilliput.games.symbolic.line import Piece, satisfied
from lilliput.games.symbolic.plane import arrangement, holding
from lilliput.games.symbolic.polynomials import Parameters, Polynomial
from lilliput.games.symbolic.refute import refuted

__all__ = ["rational_in", "sample"]

_LARGEST = 9
_TRIES_ON_PLANE = 4


def sample(
    part: Conjunction, domain: Domain, rng: np.random.Generator, *, tries: int = 24
) -> dict[Any, Fraction] | None:
    """Return a rational point of the domain at which a conjunction holds; None if none was found.

    Parameters
    ----------
    part
        The conjunction.
    domain
        Its assumptions hold at the point, too.
    rng
        Source of the choices.
    tries
        How often to begin; the later tries look ahead, which takes longer.
    """
    parameters = domain.parameters
    system = domain.joined(part)
    if len(parameters.symbols) == 2:
        tries = min(tries, _TRIES_ON_PLANE)
    for number in range(tries):
        values = _attempt(system, domain.parameters, rng, ahead=number >= tries // 2)
        if values is not None:
            point = dict(zip(parameters.symbols, values, strict=False))
            if holds_at([system], values) and domain.failing(point) is None:
                return point
    return _on_plane(system, domain, rng)


def _on_plane(
    system: Conjunction, domain: Domain, rng: np.random.Generator
) -> dict[Any, Fraction] | None:
    """Return a point from the lines that cross the regions of two parameters, if there is one."""
    parameters = domain.parameters
    if len(parameters.symbols) != 2 or not system:
        return None
    used = [parameters.variables(p) for p in system]
    lines = arrangement(system, parameters) if 3 in used else None
    if lines is None:
        return None
    for crossing in holding(system, lines, parameters):
        x, y = (parameters.symbols[k] for k in lines.axes)
        value = rational_in(crossing.piece, y, rng)
        if value is not None:
            point = {x: crossing.x, y: value}
            if holds_at([system], parameters.values(point)) and domain.failing(point) is None:
                return point
    return None


def rational_in(piece: Piece, symbol: Any, rng: np.random.Generator) -> Fraction | None:
    """Return a rational number (an integer for an integer symbol) in a piece, if there is one."""
    whole = bool(symbol.is_integer)
    if piece.root is not None:
        value = piece.root.low
        return value if piece.root.rational and not (whole and value.denominator > 1) else None
    low = None if piece.below is None else piece.below.high
    high = None if piece.above is None else piece.above.low
    if whole:
        start = -(-high // 1) - 1 if low is None and high is not None else (low or 0) // 1 + 1
        shift = int(rng.integers(0, _LARGEST))
        for whole_number in (start - shift if low is None else start + shift, start):
            if (low is None or whole_number > low) and (high is None or whole_number < high):
                return Fraction(whole_number)
        return None
    share = Fraction(int(rng.integers(1, 12)), 12)
    step = Fraction(int(rng.integers(1, _LARGEST + 1)), int(rng.integers(1, 4)))
    if low is not None and high is not None:
        return low + share * (high - low)
    if low is not None:
        return low + step
    if high is not None:
        return high - step
    return Fraction(int(rng.integers(-_LARGEST, _LARGEST + 1)), int(rng.integers(1, 4)))


def _attempt(
    system: Conjunction, parameters: Parameters, rng: np.random.Generator, *, ahead: bool
) -> list[Fraction] | None:
    values = [Fraction(0)] * len(parameters.ring.gens)
    current: Mapping[Polynomial, int] | None = system
    for k in _order(system, parameters, rng):
        for _ in range(6 if ahead else 1):
            value = _value(current, k, parameters, rng)  # type: ignore[arg-type]
            if value is None:
                return None
            following = _at(current, k, value, parameters)  # type: ignore[arg-type]
            if following is not None and not (ahead and refuted(following, parameters)):
                break
        else:
            return None
        if following is None:
            return None
        values[k], current = value, following
    return values


def _order(system: Conjunction, parameters: Parameters, rng: np.random.Generator) -> list[int]:
    """Return the positions of the symbols at random, those to be solved for last."""
    order = [int(k) for k in rng.permutation(len(parameters.symbols))]
    late: list[int] = []
    for p, mask in system.items():
        if mask != ZERO:
            continue
        linear = []
        for k in order:
            if k not in late and parameters.variables(p) >> k & 1:
                terms = parameters.coefficients(p, k)
                if len(terms) == 2:
                    linear.append((not terms[1].is_ground, k))
        if linear:
            late.append(min(linear)[1])
    return [k for k in order if k not in late] + late


def _value(
    system: Conjunction, k: int, parameters: Parameters, rng: np.random.Generator
) -> Fraction | None:
    """Return a value for the k-th symbol that the conditions in it alone allow."""
    own = {p: mask for p, mask in system.items() if parameters.variables(p) == 1 << k}
    open_pieces = satisfied(own, parameters)
    while open_pieces:
        chosen = open_pieces.pop(int(rng.integers(len(open_pieces))))
        value = rational_in(chosen, parameters.symbols[k], rng)
        if value is not None:
            return value
    return None


def _at(system: Conjunction, k: int, value: Fraction, parameters: Parameters) -> Conjunction | None:
    """Return the conditions on the other symbols once the k-th has a value; None if one fails."""
    result: Conjunction = {}
    for p, mask in system.items():
        total = parameters.substituted(p, k, value)
        if total.is_ground:
            if not sign_bit(total.LC if total else 0) & mask:
                return None
            continue
        result[total] = result.get(total, ANY) & mask
        if not result[total]:
            return None
    return result
