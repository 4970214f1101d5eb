"""Sign conditions on polynomials in two variables, decided by lines across the plane.

Over an open interval of x in which no leading coefficient, discriminant or resultant with respect
to y vanishes, the curves neither meet nor turn nor run off, so that one line x = const crosses
every region and every arc of a curve above it (Collins 1975). Open regions are all crossed by such
lines; what lies above the ends of the intervals is looked at where the end is rational.

References
----------
Collins, G. E. (1975). Quantifier elimination for real closed fields by cylindrical algebraic
decomposition. Lecture Notes in Computer Science 33:134–183.
"""

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from math import prod
from typing import Any, final

import numpy as np

from lilliput.games.arithmetic import Array
from lilliput.games.symbolic.conditions import (
    NONNEGATIVE,
    NONPOSITIVE,
    NONZERO,
    ZERO,
    Conjunction,
)
from lilliput.games.symbolic.line import Piece, dense, pieces, real_roots
from lilliput.games.symbolic.polynomials import Parameters, Polynomial

__all__ = ["Arrangement", "Crossing", "arrangement", "decided_on_plane", "holding"]

_MOST_POLYNOMIALS = 20
_LARGEST_DEGREE = 6
_MOST_LINES = 400
_MOST_WEAK = 4


@final
@dataclass(frozen=True, eq=False)
class Crossing:
    """A piece of a line across the plane.

    Parameters
    ----------
    x
        The position of the line.
    piece
        A point or interval of it, in y.
    signs
        Of each polynomial, on the piece.
    """

    x: Fraction
    piece: Piece
    signs: dict[Polynomial, int]


@final
@dataclass(frozen=True, eq=False)
class Arrangement:
    """Lines that cross all open regions that irreducible polynomials in two symbols make.

    Parameters
    ----------
    axes
        The positions of the symbols x and y.
    crossings
        One piece of a line for every sign vector met, an interval if possible.
    signs
        By polynomial, its signs on the crossings.
    touching
        For one polynomial the irrational x at which its curve may turn, for two those at which
        their curves may meet, as roots of irreducible polynomials. Only there are sign vectors
        that no line meets.
    """

    axes: tuple[int, int]
    crossings: tuple[Crossing, ...]
    signs: dict[Polynomial, Array]
    touching: dict[frozenset[Polynomial], frozenset[tuple[int, ...]]]


def decided_on_plane(system: Conjunction, parameters: Parameters) -> bool | None:
    """Whether a conjunction in exactly two symbols holds somewhere; None where that stays open."""
    found = arrangement(system, parameters)
    if found is None:
        return None
    if holding(system, found, parameters):
        return True
    weak = [p for p, mask in system.items() if mask in (NONNEGATIVE, NONPOSITIVE)]
    if len(weak) > _MOST_WEAK:
        return None
    for choice in product((True, False), repeat=len(weak)):
        zeros = {p for p, mask in system.items() if mask == ZERO}
        zeros |= {p for p, zero in zip(weak, choice, strict=True) if zero}
        if _may_be_missed(system, zeros, found, parameters):
            return None
    return False


def _may_be_missed(
    system: Conjunction, zeros: set[Polynomial], found: Arrangement, parameters: Parameters
) -> bool:
    """Whether there may be points with certain zeros, and no others, that no line meets.

    Near such a point there are open regions with the signs of all other polynomials. At it two
    curves meet, or one turns into an isolated point, at an irrational x.
    """
    strict = {p: mask & NONZERO for p, mask in system.items() if p not in zeros}
    regions = holding(strict, found, parameters)
    if not zeros or not any(region.piece.root is None for region in regions):
        return False
    factors = [[f for f, _ in parameters.factors(p)[1]] for p in zeros]
    for chosen in product(*factors):
        distinct = set(chosen)
        keys = combinations(distinct, 2) if len(distinct) > 1 else [tuple(distinct)]
        places = [found.touching[frozenset(key)] for key in keys]
        if frozenset.intersection(*places):
            return True
    return False


def holding(system: Conjunction, lines: Arrangement, parameters: Parameters) -> list[Crossing]:
    """Return the pieces of lines on which a conjunction holds."""
    where = np.ones(len(lines.crossings), dtype=bool)
    for p, mask in system.items():
        sign, factors = parameters.factors(p)
        signs = np.full(len(where), sign)
        for factor, power in factors:
            signs = signs * lines.signs[factor] ** power
        where &= (1 << (signs + 1)) & mask > 0
    return [lines.crossings[k] for k in np.flatnonzero(where)]


def arrangement(system: Conjunction, parameters: Parameters) -> Arrangement | None:
    """Return lines across the regions of a conjunction in two symbols; None if too many."""
    factors = frozenset(f for p in system for f, _ in parameters.factors(p)[1])
    for known, found in parameters.arrangements.items():
        if found is not None and factors <= known:
            return found
    if factors not in parameters.arrangements:
        parameters.arrangements[factors] = _arranged(factors, parameters)
    return parameters.arrangements[factors]


def _arranged(factors: frozenset[Polynomial], parameters: Parameters) -> Arrangement | None:
    used = 0
    for p in factors:
        used |= parameters.variables(p)
    if used.bit_count() != 2:
        return None
    first, second = (k for k in range(used.bit_length()) if used >> k & 1)
    degrees = [max(max(powers[k] for powers in p) for p in factors) for k in (first, second)]
    if len(factors) > _MOST_POLYNOMIALS or max(degrees) > _LARGEST_DEGREE:
        return None
    x, y = (first, second) if degrees[1] <= degrees[0] else (second, first)
    touching = _touching(factors, x, y, parameters)
    cut = pieces(terms for places in touching.values() for terms in places)
    if len(cut) > _MOST_LINES:
        return None
    crossings: list[Crossing] = []
    for piece in cut:
        if piece.root is None or piece.root.rational:
            crossings += _on_line(factors, x, piece.sample, parameters)
    order = sorted(factors, key=str)
    distinct: dict[tuple[int, ...], Crossing] = {}
    for crossing in sorted(crossings, key=lambda crossing: crossing.piece.root is not None):
        distinct.setdefault(tuple(crossing.signs[p] for p in order), crossing)
    irrational = {
        key: frozenset(terms for terms in places if len(terms) > 2 and real_roots(terms))
        for key, places in touching.items()
    }
    signs = {p: np.array([own[k] for own in distinct]) for k, p in enumerate(order)}
    return Arrangement((x, y), tuple(distinct.values()), signs, irrational)


def _touching(
    factors: frozenset[Polynomial], x: int, y: int, parameters: Parameters
) -> dict[frozenset[Polynomial], set[tuple[int, ...]]]:
    """Return for single polynomials and pairs the irreducible ones in x that end the intervals."""
    ring = parameters.ring
    plane = ring.clone(symbols=(ring.symbols[y], ring.symbols[x]))
    flat = {p: plane.from_dict({(m[y], m[x]): c for m, c in p.items()}) for p in factors}

    def ends(polynomial: Any) -> set[tuple[int, ...]]:
        terms = {
            tuple(m[-1] if k == x else 0 for k in range(len(ring.gens))): c
            for m, c in polynomial.items()
        }
        return {dense(f) for f, _ in parameters.factors(ring.from_dict(terms))[1]}

    found = {}
    for p, curve in flat.items():
        height = curve.degree(0)
        top = plane.from_dict({(0, m[1]): c for m, c in curve.items() if m[0] == height})
        found[frozenset([p])] = ends(top)
        if height > 1:
            found[frozenset([p])] |= ends(curve.resultant(curve.diff(plane.gens[0])))
    for p, q in combinations(factors, 2):
        heights = flat[p].degree(0), flat[q].degree(0)
        if min(heights) > 0:
            found[frozenset([p, q])] = ends(flat[p].resultant(flat[q]))
        else:  # upright lines meet every curve, and no other upright line
            upright = [r for r, h in zip((p, q), heights, strict=True) if h == 0]
            found[frozenset([p, q])] = ends(flat[upright[0]]) if len(upright) == 1 else set()
    return found


def _on_line(
    factors: frozenset[Polynomial], x: int, position: Fraction, parameters: Parameters
) -> list[Crossing]:
    """Return the pieces of one line with the signs of all polynomials on each."""
    own: dict[Polynomial, tuple[int, list[tuple[tuple[int, ...], int]]]] = {}
    for p in factors:
        line = parameters.substituted(p, x, position)
        sign, parts = parameters.factors(line) if line else (0, ())
        own[p] = sign, [(dense(f), power) for f, power in parts]
    cut = pieces(terms for _, parts in own.values() for terms, _ in parts)
    return [
        Crossing(
            position,
            piece,
            {
                p: sign * prod(piece.sign(terms) ** power for terms, power in parts)
                for p, (sign, parts) in own.items()
            },
        )
        for piece in cut
    ]
