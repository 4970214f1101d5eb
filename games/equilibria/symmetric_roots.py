"""All roots in (0, 1) of polynomials in Bernstein form, isolated exactly.

f(p) = Σ C(d, j) b_j p^j (1−p)^{d−j} has the sign of Σ C(d, j) b_j t^j at t = p/(1−p). By Descartes'
rule f has no root in an interval over which its coefficients do not change sign, and one where they
change sign once; halving intervals of a square-free f ends with the one or the other. So the list
of roots is complete (Collins and Akritas 1976, Lane and Riesenfeld 1981).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import comb
from typing import Any

from lilliput.games.errors import SolverError

__all__ = ["Root", "bernstein_roots", "bernstein_value", "homogeneous"]

_LARGEST_FACTORED = 300  # degree up to which polynomials are factored into irreducible ones
_LARGEST_DENOMINATOR = 10**6
_BITS = 54
_MOST_STEPS = 50_000
_MOST_DOUBLINGS = 10


@dataclass
class Root:
    """A root in (0, 1), between two fractions that contain no other root of its polynomial.

    Parameters
    ----------
    polynomial
        In t = p/(1−p), square-free; irreducible if its degree is at most 300.
    low, high
        low < root < high; both the root where it is known to be rational.
    """

    polynomial: Any
    low: Fraction
    high: Fraction

    @property
    def exact(self) -> Fraction | None:
        """The root where it is rational."""
        return self.low if self.low == self.high else None

    def nearest(self) -> float:
        """Return the root as a float."""
        return float((self.low + self.high) / 2)

    def in_p(self) -> tuple[int, ...] | None:
        """Return integer coefficients, rising, of the irreducible polynomial in p with the root.

        None for a degree above 300, where it is not sought.
        """
        from flint import fmpz_poly

        degree = self.polynomial.degree()
        if degree > _LARGEST_FACTORED:
            return None
        rest, total, power = fmpz_poly([1, -1]), fmpz_poly([]), fmpz_poly([1])
        for j in range(degree, -1, -1):  # Σ a_j p^j (1−p)^{d−j}, by Horner's rule from both ends
            total = total.left_shift(1) + self.polynomial[j] * power
            power = power * rest
        return tuple(int(c) for c in total.coeffs())

    def refine(self, bits: int) -> None:
        """Halve the interval until its width is below 2^−bits of its upper end."""
        if self.exact is not None:
            return
        falls = (
            _sign(self.polynomial, self.low)
            or -_sign(self.polynomial, self.high)
            or _sign(self.polynomial.derivative(), self.low)
        )
        for _ in range(_MOST_STEPS):
            if (self.high - self.low) * 2**bits <= self.high:
                return
            middle = (self.low + self.high) / 2
            sign = _sign(self.polynomial, middle)
            if sign == 0:
                self.low = self.high = middle
                return
            if sign == falls:
                self.low = middle
            else:
                self.high = middle

    def sign(self, other: Any) -> int:
        """Return the sign at the root of another polynomial in t, exactly."""
        if self.exact is not None:
            return _sign(other, self.exact)
        if other.degree() < 0:
            return 0
        common = other.gcd(self.polynomial)
        if common.degree() > 0 and _sign(common, self.low) * _sign(common, self.high) < 0:
            return 0
        for bits in (_BITS * 2**k for k in range(_MOST_DOUBLINGS)):
            self.refine(bits)
            if self.exact is not None:
                return _sign(other, self.exact)
            sign = _sign_over(other, self.low, self.high, bits) if self.high < 1 else 0
            if sign:
                return sign
        raise SolverError("the sign of a condition at a root was not decided")


def homogeneous(numbers: Sequence[int]) -> Any:
    """Return Σ C(d, j) b_j t^j for Bernstein coefficients b_0, …, b_d.

    Examples
    --------
    >>> homogeneous([1, -1, 1])
    x^2 + (-2)*x + 1
    """
    from flint import fmpz_poly

    degree = len(numbers) - 1
    return fmpz_poly([comb(degree, j) * int(number) for j, number in enumerate(numbers)])


def bernstein_value(numbers: Sequence[int], p: Fraction) -> Fraction:
    """Return Σ C(d, j) b_j p^j (1−p)^{d−j} exactly, for integers b_j.

    Examples
    --------
    >>> bernstein_value([0, 0, 1], Fraction(1, 3))
    Fraction(1, 9)
    """
    a, b = p.numerator, p.denominator - p.numerator
    degree = len(numbers) - 1
    total, power = 0, 1
    for j in range(degree, -1, -1):  # Horner's rule from both ends
        total = total * a + comb(degree, j) * int(numbers[j]) * power
        power *= b
    return Fraction(total, p.denominator**degree)


def bernstein_roots(numbers: Sequence[int]) -> list[Root]:
    """Return all roots in (0, 1) of a polynomial given by integer Bernstein coefficients, rising.

    Parameters
    ----------
    numbers
        Bernstein coefficients, not all 0.

    Examples
    --------
    >>> [root.exact for root in bernstein_roots([1, -1, 1])]
    [Fraction(1, 2)]
    >>> [round(root.nearest(), 6) for root in bernstein_roots([1, 1, -1])]
    [0.707107]
    """
    signs = {number > 0 for number in numbers if number}
    if len(signs) < 2:
        return []
    polynomial = homogeneous(numbers)
    while polynomial[0] == 0:
        polynomial = polynomial.right_shift(1)
    if polynomial.degree() <= _LARGEST_FACTORED:
        factors = [factor for factor, _ in polynomial.factor()[1]]
    else:
        factors = [polynomial // polynomial.gcd(polynomial.derivative())]
    roots = [root for factor in factors for root in _isolated(factor)]
    for root in roots:
        root.refine(_BITS)
        _recognise(root)
    return sorted(roots, key=lambda root: root.low + root.high)


def _isolated(factor: Any) -> list[Root]:
    """Return the roots in (0, 1) of a square-free polynomial in t."""
    if factor.degree() == 1:
        constant, slope = int(factor[0]), int(factor[1])
        if constant * slope >= 0:
            return []
        value = Fraction(-constant, slope)
        value = value / (1 + value)
        return [Root(factor, value, value)]
    roots = []
    pending = [(factor, Fraction(0), Fraction(1))]
    while pending:
        local, low, high = pending.pop()
        changes = _changes(local)
        if changes == 0:
            continue
        if changes == 1:
            roots.append(Root(factor, low, high))
            continue
        middle = (low + high) / 2
        if sum(int(c) for c in local.coeffs()) == 0:
            roots.append(Root(factor, middle, middle))
        left, right = _halves(local)
        pending += [(left, low, middle), (right, middle, high)]
    return roots


def _halves(local: Any) -> tuple[Any, Any]:
    """Return a polynomial in u = (p−a)/(b−p) on both halves of (a, b), each in its own such u."""
    from flint import fmpz_poly

    degree = local.degree()
    step = fmpz_poly([1, 2])
    right = local(step)
    backwards = fmpz_poly(list(reversed([local[j] for j in range(degree + 1)])))
    left = backwards(step)
    left = fmpz_poly([left[degree - j] for j in range(degree + 1)])
    return left, right


def _changes(polynomial: Any) -> int:
    signs = [c > 0 for c in polynomial.coeffs() if c != 0]
    return sum(a != b for a, b in pairwise(signs))


def _recognise(root: Root) -> None:
    """Make a root exact if it is a fraction with a small denominator."""
    if root.exact is None:
        guess = ((root.low + root.high) / 2).limit_denominator(_LARGEST_DENOMINATOR)
        if root.low < guess < root.high and _sign(root.polynomial, guess) == 0:
            root.low = root.high = guess


def _sign(polynomial: Any, p: Fraction) -> int:
    """Return the sign at t = p/(1−p) for p in [0, 1]: the limit of the sign of f/(1+t)^d."""
    from flint import fmpq

    if p == 1:
        value = polynomial[polynomial.degree()] if polynomial.degree() >= 0 else 0
    else:
        value = polynomial(fmpq(p.numerator, p.denominator - p.numerator))
    return int(value > 0) - int(value < 0)


def _sign_over(polynomial: Any, low: Fraction, high: Fraction, bits: int) -> int:
    """Return the sign that a polynomial has all over an interval; 0 if that is not certain."""
    from flint import arb, ctx, fmpq

    before = ctx.prec
    try:
        ctx.prec = 4 * bits + 4 * polynomial.degree()
        ends = [arb(fmpq(p.numerator, p.denominator - p.numerator)) for p in (low, high)]
        value = polynomial(ends[0].union(ends[1]))
        return int(value > 0) - int(value < 0)
    finally:
        ctx.prec = before
