"""Numbers a + b√d: roots of quadratic equations with rational coefficients, compared exactly."""

from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from typing import Any, Self, final

__all__ = ["Number", "Surd", "quadratic_roots", "sign"]

_RELATIVE_BITS = 80


@final
@dataclass(frozen=True)
class Surd:
    """A number a + b√d, with one d throughout a computation.

    Parameters
    ----------
    a, b
        Fractions.
    d
        A positive integer that is not a square.

    Examples
    --------
    >>> golden = Surd(Fraction(1, 2), Fraction(1, 2), 5)
    >>> float(golden), golden * golden - golden
    (1.618033988749895, Surd(a=Fraction(1, 1), b=Fraction(0, 1), d=5))
    """

    a: Fraction
    b: Fraction
    d: int

    def _with(self, other: Any) -> "Surd":
        return other if isinstance(other, Surd) else Surd(Fraction(other), Fraction(0), self.d)

    def __add__(self, other: Any) -> Self:
        other = self._with(other)
        return type(self)(self.a + other.a, self.b + other.b, self.d)

    __radd__ = __add__

    def __neg__(self) -> Self:
        return type(self)(-self.a, -self.b, self.d)

    def __sub__(self, other: Any) -> Self:
        return self + -self._with(other)

    def __rsub__(self, other: Any) -> Self:
        return -self + other

    def __mul__(self, other: Any) -> Self:
        other = self._with(other)
        rational = self.a * other.a + self.b * other.b * self.d
        return type(self)(rational, self.a * other.b + self.b * other.a, self.d)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Self:
        other = self._with(other)
        norm = other.a * other.a - other.b * other.b * self.d
        return self * type(self)(other.a / norm, -other.b / norm, self.d)

    def sign(self) -> int:
        """Return −1, 0 or 1."""
        first, second = _sign(self.a), _sign(self.b)
        if first * second >= 0:
            return first or second
        return first if self.a * self.a > self.b * self.b * self.d else second

    def __float__(self) -> float:
        bits = _RELATIVE_BITS
        while self.sign():
            bits *= 2
            value = self.a + self.b * Fraction(isqrt(self.d << 2 * bits), 1 << bits)
            if abs(value) * (1 << bits) > abs(self.b) * (1 << _RELATIVE_BITS):
                return float(value)
        return 0.0

    def to_sympy(self) -> Any:
        """Return the number as a sympy expression."""
        import sympy

        return _rational(self.a) + _rational(self.b) * sympy.sqrt(self.d)


Number = Fraction | Surd


def sign(number: Number | int) -> int:
    """Return −1, 0 or 1."""
    return number.sign() if isinstance(number, Surd) else _sign(number)


def quadratic_roots(c: int, b: int, a: int) -> list[Number]:
    """Return the distinct real roots of ax² + bx + c, not all of them 0, in increasing order.

    Examples
    --------
    >>> quadratic_roots(-2, 1, 1)
    [Fraction(-2, 1), Fraction(1, 1)]
    >>> [float(root) for root in quadratic_roots(-2, 0, 1)]
    [-1.4142135623730951, 1.4142135623730951]
    """
    if a == 0:
        return [Fraction(-c, b)] if b else []
    rest = b * b - 4 * a * c
    if rest < 0:
        return []
    middle = Fraction(-b, 2 * a)
    if rest == 0:
        return [middle]
    root = isqrt(rest)
    if root * root == rest:
        half = Fraction(root, abs(2 * a))
        return [middle - half, middle + half]
    unit = Fraction(1, abs(2 * a))
    return [Surd(middle, -unit, rest), Surd(middle, unit, rest)]


def _sign(number: Fraction | int) -> int:
    return (number > 0) - (number < 0)


def _rational(number: Fraction) -> Any:
    import sympy

    return sympy.Rational(number.numerator, number.denominator)
