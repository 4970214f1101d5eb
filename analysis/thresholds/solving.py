"""The values of one parameter at which a relation turns, each with the condition for it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, final

import pandas as pd

from lilliput.analysis.thresholds.relations import MASKS, Setting, exact, simplified
from lilliput.games.symbolic.conditions import (
    ANY,
    NEGATIVE,
    NONZERO,
    POSITIVE,
    ZERO,
    Condition,
)
from lilliput.games.symbolic.polynomials import Polynomial

__all__ = ["Side", "Solution", "Solutions", "solved"]

Side = Literal["above", "below", "at", "beside", "depends"]

_MOST_CASES = 64

Turn = Callable[[Any], Any]


@final
@dataclass(frozen=True, repr=False)
class Solution:
    """A value of a parameter at which a relation turns.

    Parameters
    ----------
    value
        A sympy expression in the other parameters.
    condition
        A sympy Boolean in the others: where it holds, and only there, the value lies in the domain
        and the relation turns at it.
    holds
        Where the relation holds next to the value: ``"above"`` or ``"below"`` it, only ``"at"`` it,
        ``"beside"`` it on both sides, or ``"depends"`` on the other parameters.
    """

    value: Any
    condition: Any
    holds: Side

    def __repr__(self) -> str:
        given = "" if self.condition == True else f" if {self.condition}"  # noqa: E712
        return f"{self.value} (holds {self.holds}){given}"


@final
@dataclass(frozen=True, repr=False)
class Solutions:
    """All values of a parameter at which a relation turns.

    Parameters
    ----------
    symbol
        The parameter.
    found
        One `Solution` a value; None where they could not be found.
    reason
        Why there are none, or why they could not be found.
    """

    symbol: Any
    found: tuple[Solution, ...] | None
    reason: str = ""

    def __iter__(self) -> Iterator[Solution]:
        return iter(self.found or ())

    def __len__(self) -> int:
        return len(self.found or ())

    def __getitem__(self, index: int) -> Solution:
        return (self.found or ())[index]

    @property
    def values(self) -> tuple[Any, ...]:
        """The values alone."""
        return tuple(solution.value for solution in self)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a value: the value, its condition, where the relation holds."""
        rows = [(own.value, own.condition, own.holds) for own in self]
        return pd.DataFrame(rows, columns=["value", "condition", "holds"], dtype=object)

    def __repr__(self) -> str:
        if self.found is None:
            return f"Solutions({self.symbol}: not found; {self.reason})"
        if not self.found:
            return f"Solutions({self.symbol}: none; {self.reason})"
        return f"Solutions({self.symbol} = {'; or '.join(map(repr, self.found))})"

    def _repr_latex_(self) -> str:
        from sympy import latex

        if not self.found:
            return ""
        rows = []
        for own in self.found:
            sure = own.condition == True  # noqa: E712 - a sympy Boolean
            where = "" if sure else f" & \\text{{if }} {latex(own.condition)}"
            rows.append(f"{latex(self.symbol)} = {latex(own.value)}{where}")
        return "$\\begin{array}{ll}" + " \\\\ ".join(rows) + "\\end{array}$"


class _Root(NamedTuple):
    """A root of a polynomial in a variable.

    The slope has the sign of the polynomial's there; where it is 0 the root is a double one, and
    the polynomial has the sign of the bend on both sides.
    """

    polynomial: Polynomial
    place: int
    value: Any
    slope: Any
    bend: Any


class _NotSolvedError(Exception):
    """Why a value cannot be written down."""


def solved(asked: Any, symbol: Any, assumptions: Any) -> Solutions:
    """Return the values of a symbol at which a relation turns; see `Threshold.solve_for`."""
    setting = Setting([asked], assumptions)
    condition = setting.domain.simplified(setting.condition(asked))
    try:
        place, outward = _variable(setting, symbol, condition)
        if place is None:
            return Solutions(symbol, (), f"the relation does not depend on {symbol}")
        turning = _polynomials(setting, condition, place)
        found = []
        for polynomial in turning:
            for value, slope, bend in _roots(setting, polynomial, place):
                point = _Root(polynomial, place, value, slope, bend)
                found += _solutions(setting, condition, point, symbol, outward)
    except _NotSolvedError as error:
        return Solutions(symbol, None, str(error))
    reason = "" if found else f"the relation turns at no {symbol} of the domain"
    return Solutions(symbol, tuple(found), reason)


def _polynomials(setting: Setting, condition: Condition, place: int) -> list[Polynomial]:
    held = dict.fromkeys(p for part in condition for p in part)
    return [p for p in held if setting.parameters.variables(p) >> place & 1]


def _variable(setting: Setting, symbol: Any, condition: Condition) -> tuple[int | None, Any]:
    """Return the position of what to solve for, and a function that leads back to the symbol."""
    names = setting.parameters.symbols
    used = {k for k in range(len(names)) if _polynomials(setting, condition, k)}
    own = [names.index(symbol)] if symbol in names and names.index(symbol) in used else []
    inside = [
        (names.index(variable), function)
        for function, variable in setting.functions.items()
        if variable in names and names.index(variable) in used and function.has(symbol)
    ]
    if not inside:
        return (own[0], None) if own else (None, None)
    if own or len(inside) > 1:
        shown = ", ".join(str(function) for _, function in inside)
        raise _NotSolvedError(f"{symbol} occurs in {shown} and elsewhere")
    place, function = inside[0]
    return place, _inverse(function, symbol)


def _inverse(function: Any, symbol: Any) -> tuple[Turn, int]:
    """Return the inverse of a power in a symbol, and whether it rises (+1) or falls (−1)."""
    from sympy import diff, log

    if function.is_Pow:
        base, exponent = function.args
        slope = diff(function, symbol)
        rises = 1 if slope.is_positive else -1 if slope.is_negative else 0
        if base == symbol and not exponent.has(symbol) and base.is_positive:
            return (lambda value: value ** (1 / exponent)), rises
        if exponent.has(symbol) and not base.has(symbol) and base.is_positive:
            factor, rest = exponent.as_independent(symbol, as_Add=False)
            if rest == symbol:
                return (lambda value: log(value) / (factor * log(base))), rises
            if rest == 1 / symbol:
                return (lambda value: factor * log(base) / log(value)), rises
    raise _NotSolvedError(f"{function} cannot be solved for {symbol} in closed form")


def _roots(setting: Setting, polynomial: Polynomial, place: int) -> list[tuple[Any, Any, Any]]:
    """Return the roots in a variable, each with slope and bend as in `_Root`."""
    from sympy import Poly, real_root, sqrt

    variable = setting.parameters.symbols[place]
    terms = [term.as_expr() for term in setting.parameters.coefficients(polynomial, place)]
    degree = len(terms) - 1
    if degree == 1:
        return [(-terms[0] / terms[1], terms[1], 0)]
    if degree == 2:
        c, b, a = terms
        root = sqrt(b**2 - 4 * a * c)
        return [((-b + root) / (2 * a), root, a), ((-b - root) / (2 * a), -root, a)]
    if all(term == 0 for term in terms[1:-1]) and variable.is_nonnegative:
        return [(real_root(-terms[0] / terms[-1], degree), terms[-1], 0)]
    whole = polynomial.as_expr()
    if whole.free_symbols == {variable}:
        slope = whole.diff(variable)
        return [(r, slope.subs(variable, r), 0) for r in Poly(whole, variable).real_roots()]
    raise _NotSolvedError(
        f"{whole} = 0 has degree {degree} in {variable}; give numbers to the other symbols"
    )


def _solutions(
    setting: Setting, condition: Condition, root: _Root, symbol: Any, outward: Any
) -> list[Solution]:
    """Return a root with the condition under which the relation turns at it, by the side."""
    from sympy import And, Eq, Ne, Not, Or, S, factor

    if len(condition) > _MOST_CASES:
        raise _NotSolvedError(f"the relation has {len(condition)} cases")
    variable = setting.parameters.symbols[root.place]
    names = {own: function for function, own in setting.functions.items()}

    inner, slope = root.value.xreplace(names), root.slope.xreplace(names)
    rest, real = _assumed_without(setting, symbol), And(*_real(inner, slope))
    if _never(real, rest):
        return []

    def truth(sign: int) -> Any:
        """Return where the relation holds next to the root, for a sign of its polynomial."""
        cases = []
        for part in condition:
            if part.get(root.polynomial, ANY) & sign:
                rest = [(p.as_expr(), mask) for p, mask in part.items() if p != root.polynomial]
                cases.append(And(*(_compare(p.subs(variable, root.value), m) for p, m in rest)))
        return Or(*cases).xreplace(names)

    above, exactly, below = truth(POSITIVE), truth(ZERO), truth(NEGATIVE)
    bend = exact(root.bend).xreplace(names)
    beside = Or(And(bend > 0, above), And(bend < 0, below))  # of a double root
    crossed = And(Or(above, exactly, below), Not(And(above, exactly, below)))
    touched = And(Or(beside, exactly), Not(And(beside, exactly)))
    turns = Or(And(Ne(slope, 0), crossed), And(Eq(slope, 0), touched))
    back, rises = outward if outward is not None else ((lambda own: own), 1)
    value = back(factor(inner))
    inside = [_compare(inner, mask) for mask in _signs(variable)] if outward is not None else []
    inside += _in_domain(setting, symbol, value)
    where = simplified(And(turns, *inside, real), rest)
    if where == S.false:
        return []
    crossing, touching = (above, exactly, below), (beside, exactly, beside)
    side = _side(crossing, slope, rises, where, rest)
    cases = [(where, crossing)]
    if (side == "depends" and rises) or not _never(And(where, Eq(slope, 0)), rest):
        claims = ((slope > 0, crossing), (slope < 0, crossing), (Eq(slope, 0), touching))
        cases = [(simplified(And(where, claim), rest), truths) for claim, truths in claims]
    return [
        Solution(value, part, _side(truths, slope, rises, part, rest))
        for part, truths in cases
        if part != S.false
    ]


def _never(claim: Any, rest: Any) -> bool:
    """Whether a claim is proved to hold nowhere."""
    from sympy import S

    return bool(simplified(claim, rest) == S.false)


def _compare(expression: Any, mask: int) -> Any:
    """Return that an expression has a sign."""
    from sympy import Eq, Ge, Gt, Le, Lt, Ne

    names = {"<": Lt, "<=": Le, "==": Eq, "!=": Ne, ">=": Ge, ">": Gt}
    return next(names[rel](expression, 0) for rel, own in MASKS.items() if own == mask)


def _signs(symbol: Any) -> list[int]:
    """Return the signs that a symbol is declared to have."""
    known = {
        POSITIVE: symbol.is_positive,
        NEGATIVE: symbol.is_negative,
        POSITIVE | ZERO: symbol.is_nonnegative,
        NEGATIVE | ZERO: symbol.is_nonpositive,
        NONZERO: symbol.is_nonzero,
    }
    return next(([mask] for mask, claim in known.items() if claim), [])


def _in_domain(setting: Setting, symbol: Any, value: Any) -> list[Any]:
    """Return that a value is what the symbol is declared and assumed to be."""
    from sympy import And

    return [
        *(_compare(value, mask) for mask in _signs(symbol)),
        *(
            part.subs(symbol, value)
            for part in And.make_args(setting.assumptions)
            if symbol in part.free_symbols
        ),
    ]


def _real(value: Any, slope: Any) -> list[Any]:
    """Return that the denominator of a root is not 0 and what is under its roots not negative."""
    from sympy import Ne, Pow, fraction, together

    bottom = fraction(together(value))[1]
    found = [] if bottom.is_number else [Ne(bottom, 0)]
    for root in value.atoms(Pow) | slope.atoms(Pow):
        exponent = root.args[1]
        if exponent.is_Rational and not exponent.is_Integer and exponent.q % 2 == 0:
            found.append(root.args[0] >= 0)
    return found


def _assumed_without(setting: Setting, symbol: Any) -> Any:
    """Return what is assumed of the other symbols."""
    from sympy import And

    parts = And.make_args(setting.assumptions)
    return And(*(part for part in parts if symbol not in part.free_symbols))


def _side(truths: tuple[Any, Any, Any], slope: Any, rises: int, where: Any, rest: Any) -> Side:
    """Return on which side of a root the relation holds, from the signs of a polynomial.

    Parameters
    ----------
    truths
        Where the relation holds for a positive polynomial, at 0, and for a negative one.
    slope
        An expression with the sign of the polynomial's slope.
    rises
        +1 or −1 as the variable rises or falls in the symbol, 0 if that is not known.
    where
        The condition of the root.
    rest
        What is assumed.
    """
    from sympy import And, Not, Or

    above, _, below = truths

    def never(claim: Any) -> bool:
        return _never(And(where, claim), rest)

    if never(Or(above, below)):
        return "at"
    if never(Not(And(above, below))):
        return "beside"
    up, down = (never(slope * sign <= 0) for sign in (1, -1))
    if not rises or not (up or down):
        return "depends"
    rising = up == (rises > 0)
    if never(Or(Not(above), below)):
        return "above" if rising else "below"
    if never(Or(Not(below), above)):
        return "below" if rising else "above"
    return "depends"
