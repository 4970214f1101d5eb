"""Turn a root that is known in floats into an exact number, where that is easy to prove."""

from fractions import Fraction
from typing import Any

__all__ = ["exact_root"]

_NEAR = 1e-9
_LARGEST_DEGREE = 12
_LARGEST_POWER = 60
_DENOMINATOR = 10_000


def exact_root(expression: Any, symbol: Any, near: float, *, width: float = 1.0) -> Any | None:
    """Return the exact root of an expression next to a float; None if it is not found.

    Roots of equations that are polynomials, or become polynomials without their radicals, are
    found; for others rational numbers, square roots of these and rational multiples of π are tried.

    Parameters
    ----------
    expression
        A sympy expression in one symbol.
    symbol
        The symbol.
    near
        The root to about 1e-12 of the width, or as floats come.
    width
        The length of the interval in which the root is sought.

    Examples
    --------
    >>> import sympy
    >>> x = sympy.Symbol("x")
    >>> exact_root(x - sympy.sqrt(1 - x), x, 0.6180339887)
    -1/2 + sqrt(5)/2
    """
    import sympy

    try:
        if _degree(expression) > _LARGEST_POWER:
            return None  # too dense a polynomial to expand
        numerator = sympy.expand(sympy.together(expression).as_numer_denom()[0])
        polynomial = _polynomial(numerator, symbol)
        if polynomial is not None:
            roots = sympy.Poly(polynomial, symbol).real_roots(multiple=True)
            root = min(roots, key=lambda r: abs(float(r) - near))
            close = abs(float(root) - near) <= _NEAR * width + 1e-15 * abs(near)
            if close and _vanishes(expression, symbol, root, width):
                return root
        for guess in _guesses(near, width):
            if _vanishes(expression, symbol, guess, width):
                return guess
    except (NotImplementedError, ValueError, TypeError, AttributeError, ArithmeticError):
        return None  # sympy cannot: the float stands
    return None


def _polynomial(numerator: Any, symbol: Any) -> Any | None:
    """Return a polynomial with rational coefficients that has the roots of an expression."""
    import sympy
    from sympy.solvers import solvers

    if not numerator.is_polynomial(symbol):
        if not numerator.is_algebraic_expr(symbol):
            return None  # unrad would take exp(9 x) for a ninth power
        without = solvers.unrad(numerator, symbol)
        if without is None or without[1]:
            return None
        numerator = sympy.expand(without[0])
    if not numerator.is_polynomial(symbol):
        return None
    found = sympy.Poly(numerator, symbol)
    rational = all(c.is_Rational for c in found.all_coeffs())
    return numerator if rational and 0 < found.degree() <= _LARGEST_DEGREE else None


def _degree(expression: Any) -> int:
    """Return the greatest numerator or denominator of an exponent."""
    import sympy

    exponents = [power.exp for power in expression.atoms(sympy.Pow) if power.exp.is_Rational]
    return max((max(abs(e.p), e.q) for e in exponents), default=1)


def _vanishes(expression: Any, symbol: Any, root: Any, width: float) -> bool:
    """Whether an exact number is a root of an expression, to 35 digits of its values nearby."""
    beside = Fraction(float(root) + width / 1000)
    at, near = (abs(expression.subs(symbol, t).evalf(50)) for t in (root, beside))
    return bool(at <= near * 1e-35)


def _guesses(near: float, width: float) -> list[Any]:
    import sympy

    sign = 1 if near >= 0 else -1
    guesses: list[Any] = []
    slack = 1e-11 * width + 1e-15 * abs(near)
    for form, value, error in (
        ("r", near, slack),
        ("sqrt", near * near, 2 * abs(near) * slack),
        ("pi", near / float(sympy.pi), slack),
    ):
        close = Fraction(value).limit_denominator(_DENOMINATOR)
        if abs(float(close) - value) <= error:
            r = sympy.Rational(close.numerator, close.denominator)
            forms = {"r": r, "sqrt": sign * r ** sympy.Rational(1, 2), "pi": r * sympy.pi}
            guesses.append(forms[form])
    return guesses
