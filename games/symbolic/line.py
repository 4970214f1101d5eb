"""Sign conditions on polynomials in one variable, decided exactly by isolating real roots.

Distinct irreducible polynomials have no root in common. Their real roots, in order, cut the line
into points and open intervals on which every sign is constant.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import Any, final

from lilliput.games.symbolic.polynomials import Parameters, Polynomial

__all__ = ["Piece", "Root", "pieces", "satisfied"]


@final
class Root:
    """A real root of an irreducible integer polynomial, in an interval that shrinks on demand."""

    def __init__(self, terms: tuple[int, ...], place: int, low: Fraction, high: Fraction) -> None:
        self.terms = terms  # constant term first
        self.place = place  # among the polynomial's real roots, from below
        self.low = low
        self.high = high

    @property
    def rational(self) -> bool:
        """Whether it is a rational number."""
        return self.low == self.high

    def halve(self) -> None:
        """Halve the interval; an irreducible polynomial changes its sign at each root."""
        middle = (self.low + self.high) / 2
        below = horner(self.terms, self.low) > 0
        if below == (horner(self.terms, middle) > 0):
            self.low = middle
        else:
            self.high = middle

    def number(self) -> Any:
        """Return the root as a sympy number."""
        from sympy import Dummy, Poly, Rational, rootof

        if self.rational:
            return Rational(self.low.numerator, self.low.denominator)
        return rootof(Poly(list(reversed(self.terms)), Dummy("x")), self.place)


@dataclass(frozen=True)
class Piece:
    """A point or an open interval of the line.

    Parameters
    ----------
    root
        The point; None for an interval.
    sample
        A rational number in it; for an irrational point one nearby, at which all polynomials but
        its own have the signs that they have at the point.
    below, above
        The ends of an interval; None where it is unbounded.
    """

    root: Root | None
    sample: Fraction
    below: Root | None = None
    above: Root | None = None

    def sign(self, terms: tuple[int, ...]) -> int:
        """Return the sign of one of the polynomials that cut the line, on this piece."""
        if self.root is not None and self.root.terms == terms:
            return 0
        value = horner(terms, self.sample)
        return (value > 0) - (value < 0)


def horner(terms: tuple[int, ...], x: Fraction) -> int:
    """Return a positive multiple of the value at x: the value times the denominator's power."""
    p, q = x.numerator, x.denominator
    total, scale = 0, 1
    for factor in reversed(terms):
        total = total * p + factor * scale
        scale *= q
    return total


def dense(polynomial: Polynomial) -> tuple[int, ...]:
    """Return the coefficients of a polynomial in one of the ring's symbols, constant term first."""
    powers = {sum(monomial): int(factor) for monomial, factor in polynomial.items()}
    return tuple(powers.get(k, 0) for k in range(max(powers, default=0) + 1))


@lru_cache(maxsize=4096)
def real_roots(terms: tuple[int, ...]) -> tuple[Root, ...]:
    """Return the real roots of an irreducible polynomial, from below."""
    if len(terms) == 2:
        root = Fraction(-terms[0], terms[1])
        return (Root(terms, 0, root, root),)
    from sympy import Dummy, Poly

    found = Poly(list(reversed(terms)), Dummy("x")).intervals()
    return tuple(
        Root(terms, k, Fraction(int(a.p), int(a.q)), Fraction(int(b.p), int(b.q)))
        for k, ((a, b), _) in enumerate(found)
    )


def pieces(polynomials: Iterable[tuple[int, ...]]) -> list[Piece]:
    """Return the points and intervals into which the roots of irreducible polynomials cut the line.

    Parameters
    ----------
    polynomials
        Distinct irreducible ones, as coefficients with the constant term first.
    """
    roots = [root for terms in set(polynomials) for root in real_roots(terms)]
    _separate(roots)
    roots.sort(key=lambda root: root.low)
    if not roots:
        return [Piece(None, Fraction(0))]
    result = [Piece(None, _simple(None, roots[0].low), None, roots[0])]
    for k, root in enumerate(roots):
        result.append(Piece(root, root.low))
        following = roots[k + 1] if k + 1 < len(roots) else None
        end = following.low if following is not None else None
        result.append(Piece(None, _simple(root.high, end), root, following))
    return result


def satisfied(system: Mapping[Polynomial, int], parameters: Parameters) -> list[Piece]:
    """Return the pieces of the line on which every polynomial has one of the signs in its mask.

    Parameters
    ----------
    system
        Polynomials in one of the symbols, irreducible or not.
    parameters
        Their ring.
    """
    atoms = []
    for polynomial, mask in system.items():
        sign, factors = parameters.factors(polynomial)
        atoms.append((sign, [(dense(factor), power) for factor, power in factors], mask))
    cuts = pieces(terms for _, factors, _ in atoms for terms, _ in factors)

    def allowed(piece: Piece) -> bool:
        for constant, factors, mask in atoms:
            sign = constant
            for terms, power in factors:
                sign *= piece.sign(terms) ** power
            if not 1 << (sign + 1) & mask:
                return False
        return True

    return [piece for piece in cuts if allowed(piece)]


def _separate(roots: list[Root]) -> None:
    """Shrink intervals until they are disjoint, with room between them."""
    roots.sort(key=lambda root: (root.low, root.high))
    again = True
    while again:
        again = False
        for first, second in pairwise(roots):
            while first.high >= second.low:
                again = True
                for root in (first, second):
                    if not root.rational:
                        root.halve()
                if first.low > second.low:
                    break
        roots.sort(key=lambda root: (root.low, root.high))


def _simple(low: Fraction | None, high: Fraction | None) -> Fraction:
    """Return a rational number strictly between two, with a small denominator."""
    if low is None and high is None:
        return Fraction(0)
    if low is None:
        return Fraction(-(-high // 1) - 1)  # type: ignore[operator]
    if high is None:
        return Fraction(low // 1 + 1)
    middle = (low + high) / 2
    denominator = 1
    while True:
        near = middle.limit_denominator(denominator)
        if low < near < high:
            return near
        denominator *= 2
