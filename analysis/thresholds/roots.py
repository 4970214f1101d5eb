"""Comparisons with a root, raised to its power.

x < b^(1/k) with b ≥ 0 says that x < 0 or x^k < b, which are signs of polynomials. Square roots are
dealt with where signs are taken (`relations`), since they may stand in several terms.
"""

from typing import Any

__all__ = ["raised"]

_LEAST = 3


def raised(relation: Any) -> Any:
    """Return a comparison without its root, if one term is a root of degree 3 or more.

    Parameters
    ----------
    relation
        A sympy relation; it comes back as it is where no term or more than one term is such a root,
        or what is under it is not known to be ≥ 0.

    Examples
    --------
    >>> from sympy import Symbol, cbrt
    >>> b, x = Symbol("b", positive=True), Symbol("x", real=True)
    >>> raised(x > cbrt(b))
    (x > 0) & (b < x**3)
    >>> raised(2*x <= cbrt(b))
    (2*x <= 0) | (b >= 8*x**3)
    """
    import sympy

    terms = sympy.Add.make_args(sympy.expand_mul(relation.lhs - relation.rhs))
    roots = [(term, degree) for term in terms if (degree := _degree(term)) != 1]
    if len(roots) != 1 or roots[0][1] < _LEAST:
        return relation
    term, degree = roots[0]
    under = sympy.expand_power_base(sympy.powdenest(term**degree, force=True))
    rest = -sum(other for other in terms if other is not term)
    if _degree(under) != 1 or rest.has(sympy.Max, sympy.Min, sympy.Abs, sympy.Piecewise):
        return relation
    if term.is_nonnegative:
        return _compared(under, rest, degree, relation.rel_op)
    if (-term).is_nonnegative:
        turned = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}.get(relation.rel_op, relation.rel_op)
        return _compared(under * (-1) ** degree, -rest, degree, turned)
    return relation


def _degree(term: Any) -> int:
    """Return the least power of a term in which no root is left; 0 if there is none."""
    from math import lcm

    import sympy

    degree = 1
    for power in term.atoms(sympy.Pow):
        base, exponent = power.args
        if exponent.is_Rational:
            degree = lcm(degree, int(exponent.q))
        elif not base.is_number:
            return 0
    return degree


def _compared(under: Any, rest: Any, degree: int, sign: str) -> Any:
    """Return when the root of what is under it, which is not negative, compares with the rest."""
    from sympy import And, Eq, Ne, Or

    power = rest**degree
    if sign == ">":
        return Or(rest < 0, under > power)
    if sign == ">=":
        return Or(rest <= 0, under >= power)
    if sign == "<":
        return And(rest > 0, under < power)
    if sign == "<=":
        return And(rest >= 0, under <= power)
    if sign == "==":
        return And(rest >= 0, Eq(under, power))
    return Or(rest < 0, Ne(under, power))
