"""Polynomials in a game's parameters, with integer coefficients, and their irreducible factors.

Payoffs are rational functions of real parameters. Signs of polynomials are all that conditions for
equilibria speak of; the sign of a product follows from the signs of its irreducible factors, each
held once, primitive and with a positive leading coefficient.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, final

from lilliput.games.errors import InvalidArgumentError, InvalidGameError, UnsupportedNumberError

__all__ = ["Parameters", "Point", "Polynomial", "value_at"]

Polynomial = Any  # sympy.polys.rings.PolyElement, which has no types
Point = Mapping[Any, Fraction]


@final
class Parameters:
    """The symbols of a game and the ring of polynomials in them.

    Parameters
    ----------
    symbols
        sympy symbols, taken to be real.
    """

    def __init__(self, symbols: Iterable[Any]) -> None:
        from sympy import ZZ, Dummy
        from sympy.polys.rings import PolyRing

        self.symbols = tuple(sorted(symbols, key=str))
        names = [str(symbol) for symbol in self.symbols]
        for name in names:
            if names.count(name) > 1:
                raise InvalidGameError(
                    f"payoffs: two symbols are both named {name}, with different assumptions; "
                    "use one of them throughout"
                )
        for symbol in self.symbols:
            if symbol.is_extended_real is False or not symbol.is_Symbol:
                raise InvalidGameError(f"payoffs: the parameter {symbol} must be a real symbol")
        self.ring = PolyRing(self.symbols or (Dummy("none"),), ZZ, "lex")
        self.field = self.ring.to_field()
        self._factors: dict[Polynomial, tuple[int, tuple[tuple[Polynomial, int], ...]]] = {}
        self._used: dict[Polynomial, int] = {}
        self.arrangements: dict[frozenset[Polynomial], Any] = {}  # kept by the module `plane`

    def quotient(self, expression: Any, *, argument: str) -> Any:
        """Return an expression as a quotient of polynomials in lowest terms.

        Raises
        ------
        UnsupportedNumberError
            It is no rational function with rational coefficients.
        """
        from sympy import Float, Rational, sympify
        from sympy.polys.polyerrors import BasePolynomialError

        expression = sympify(expression)
        decimals = {x: Rational(Fraction(repr(float(x)))) for x in expression.atoms(Float)}
        expression = expression.xreplace(decimals)
        try:
            return self.field.from_expr(expression)
        except (ValueError, BasePolynomialError):
            pass
        except ZeroDivisionError:
            raise InvalidArgumentError(f"{argument} divides by zero: {expression}") from None
        raise UnsupportedNumberError(
            f"{argument} must be a rational function of its symbols with rational coefficients, "
            f"got {expression}; write another symbol for what is not, and bound it by assumptions"
        )

    def factors(self, polynomial: Polynomial) -> tuple[int, tuple[tuple[Polynomial, int], ...]]:
        """Return the sign of the constant factor and the irreducible factors with exponents."""
        known = self._factors.get(polynomial)
        if known is None:
            known = self._factors[polynomial] = self._factor(polynomial)
        return known

    def _factor(self, polynomial: Polynomial) -> tuple[int, tuple[tuple[Polynomial, int], ...]]:
        if all(sum(powers) <= 1 for powers in polynomial):
            content, primitive = polynomial.primitive()
            parts = [] if primitive.is_ground else [(primitive, 1)]
            sign = 1 if content > 0 else -1
            if primitive.is_ground:
                sign = 1 if polynomial.LC > 0 else -1
        else:
            content, parts = polynomial.factor_list()
            sign = 1 if content > 0 else -1
        result = []
        for factor, power in parts:
            if factor.LC < 0:
                factor, sign = -factor, sign * (-1 if power % 2 else 1)
            result.append((factor, power))
        return sign, tuple(sorted(result, key=lambda part: str(part[0])))

    def variables(self, polynomial: Polynomial) -> int:
        """Return the positions of the symbols in a polynomial as a bitmask."""
        used = self._used.get(polynomial)
        if used is None:
            used = 0
            for powers in polynomial:
                for k, power in enumerate(powers):
                    if power:
                        used |= 1 << k
            self._used[polynomial] = used
        return used

    def coefficients(self, polynomial: Polynomial, k: int) -> list[Polynomial]:
        """Return the coefficients of a polynomial in the k-th symbol, constant term first."""
        parts: dict[int, dict[tuple[int, ...], Any]] = {}
        for powers, factor in polynomial.items():
            rest = (*powers[:k], 0, *powers[k + 1 :])
            parts.setdefault(powers[k], {})[rest] = factor
        degree = max(parts, default=0)
        return [self.ring.from_dict(parts.get(power, {})) for power in range(degree + 1)]

    def substituted(self, polynomial: Polynomial, k: int, value: Fraction) -> Polynomial:
        """Return a positive multiple of a polynomial at a value of the k-th symbol."""
        total, scale = self.ring.zero, 1
        for term in reversed(self.coefficients(polynomial, k)):
            total = total * value.numerator + term * scale
            scale *= value.denominator
        return total

    def values(self, point: Point) -> list[Fraction]:
        """Return the values of the symbols in the order of the ring."""
        return [point[symbol] for symbol in self.symbols] or [Fraction(0)]


def value_at(polynomial: Polynomial, values: list[Fraction]) -> Fraction:
    """Return the value of a polynomial at rational values of the ring's symbols."""
    total = Fraction(0)
    for powers, factor in polynomial.items():
        term = Fraction(int(factor))
        for value, power in zip(values, powers, strict=True):
            if power:
                term *= value**power
        total += term
    return total
