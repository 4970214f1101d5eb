"""Symbolic payoffs as trees of lists and text, so that reading a file evaluates no code.

A rational number is text ("2/3"), a symbol ``{"symbol": name}`` with its assumptions, a sum
``{"add": [terms]}``; likewise ``mul``, ``pow``, ``max`` and ``min``. Nothing else is read or
written.
"""

from functools import lru_cache
from typing import Any

from lilliput.games.errors import InvalidArgumentError, UnsupportedNumberError
from lilliput.games.formats.numbers import number_from_text

__all__ = ["expression_from_tree", "expression_tree"]

_MOST_BITS = 2**16
# sympy's predicates, those from which most others follow first
_ASSUMPTIONS = (
    "positive", "negative", "zero", "nonnegative", "nonpositive", "nonzero", "prime", "even", "odd",
    "integer", "rational", "irrational", "algebraic", "transcendental", "real", "noninteger",
    "composite", "finite", "infinite", "imaginary", "complex", "hermitian", "antihermitian",
    "extended_real", "extended_positive", "extended_negative", "extended_nonnegative",
    "extended_nonpositive", "extended_nonzero", "commutative",
)  # fmt: skip


def expression_tree(expression: Any) -> Any:
    """Return an expression as a tree.

    Raises
    ------
    UnsupportedNumberError
        Another function than +, ×, powers, Max and Min.

    Examples
    --------
    >>> import sympy
    >>> expression_tree(sympy.Symbol("a") / 3)
    {'mul': ['1/3', {'symbol': 'a'}]}
    """
    import sympy

    if expression.is_Rational:
        return str(expression)
    if expression.is_Float:
        return {"float": repr(float(expression))}
    if expression.is_Symbol and type(expression) is sympy.Symbol:
        return {"symbol": expression.name, **_stated(expression)}
    for name, kind in _kinds().items():
        if isinstance(expression, kind):
            return {name: [expression_tree(part) for part in expression.args]}
    raise UnsupportedNumberError(
        f"payoffs in JSON may be made by +, ×, powers, Max and Min of symbols and rational "
        f"numbers, got {expression}; substitute values for {expression.func}"
    )


def expression_from_tree(tree: Any) -> Any:
    """Return the expression that a tree states.

    Examples
    --------
    >>> expression_from_tree({"mul": ["1/3", {"symbol": "a"}]})
    a/3
    """
    import sympy

    if isinstance(tree, str):
        number = number_from_text(tree)
        return sympy.Rational(number.numerator, number.denominator)
    if not isinstance(tree, dict):
        raise InvalidArgumentError(f"an expression must be text or an object, got {tree!r}")
    if isinstance(tree.get("symbol"), str) and tree["symbol"]:
        known = {name: value for name, value in tree.items() if name != "symbol"}
        if not all(name in _ASSUMPTIONS and isinstance(v, bool) for name, v in known.items()):
            raise InvalidArgumentError(f"a symbol must have known assumptions, got {known}")
        return sympy.Symbol(tree["symbol"], **known)
    if len(tree) == 1:
        ((name, parts),) = tree.items()
        if name == "float" and isinstance(parts, str):
            number = number_from_text(parts)
            return sympy.Float(float(number))
        if name in _kinds() and isinstance(parts, list) and parts:
            members = [expression_from_tree(part) for part in parts]
            if name == "pow":
                _check_power(members)
            return _kinds()[name](*members)
    raise InvalidArgumentError(f"an expression must be one of {', '.join(_kinds())}, got {tree!r}")


@lru_cache(maxsize=256)
def _stated(symbol: Any) -> dict[str, bool]:
    """Return a few assumptions on a symbol from which all others follow."""
    import sympy

    stated: dict[str, bool] = {}
    for name in _ASSUMPTIONS:
        value = symbol.assumptions0.get(name)
        if value != sympy.Symbol(symbol.name, **stated).assumptions0.get(name):
            stated[name] = value
    return stated


def _kinds() -> dict[str, Any]:
    import sympy

    return {"add": sympy.Add, "mul": sympy.Mul, "pow": sympy.Pow,
            "max": sympy.Max, "min": sympy.Min}  # fmt: skip


def _check_power(members: list[Any]) -> None:
    """Refuse powers whose numbers would not fit: sympy would work them out at once."""
    if len(members) != 2:
        raise InvalidArgumentError(f"a power needs a base and an exponent, got {len(members)}")
    base, exponent = members
    if base.is_zero and not exponent.is_positive:
        raise InvalidArgumentError("0 may only be raised to a positive power")
    if exponent.is_Rational:
        factor = base.as_coeff_Mul()[0]
        size = 1
        if factor.is_Rational:
            size = max(int(factor.p).bit_length(), int(factor.q).bit_length())
        if abs(float(exponent)) * size > _MOST_BITS:
            raise InvalidArgumentError(
                f"a power may have {_MOST_BITS} bits, got {base}**{exponent}"
            )
