"""Relations between expressions, simplified by proof on what is assumed of their symbols.

A relation is turned into signs of polynomials. Maxima, minima, absolute values and cases are split;
a root, a power with a symbol in its exponent or any other function counts as a further real
variable with the sign that is known of it. What is returned is therefore equivalent to what was
asked wherever that is defined, common factors of quotients cancelled; more could perhaps be left
out of it where such variables depend on each other.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cached_property
from typing import Any, final

import numpy as np

from lilliput.analysis.thresholds.roots import raised
from lilliput.analysis.thresholds.squares import in_squares
from lilliput.games.arithmetic import is_symbolic
from lilliput.games.errors import InvalidArgumentError, ProblemTooLargeError
from lilliput.games.symbolic.combinations import contradictory
from lilliput.games.symbolic.conditions import (
    ANY,
    NEGATIVE,
    NONZERO,
    POSITIVE,
    ZERO,
    Condition,
    Conjunction,
    both,
    flipped,
    merged,
    to_sympy,
)
from lilliput.games.symbolic.domain import Domain, domain_of
from lilliput.games.symbolic.intervals import on_the_line
from lilliput.games.symbolic.polynomials import Parameters, Polynomial
from lilliput.games.symbolic.refute import satisfiable
from lilliput.games.symbolic.sampling import sample

__all__ = ["MASKS", "Setting", "equivalent", "exact", "simplified"]

MASKS = {
    "<": NEGATIVE,
    "<=": NEGATIVE | ZERO,
    "==": ZERO,
    "!=": NONZERO,
    ">=": POSITIVE | ZERO,
    ">": POSITIVE,
}
"""The signs of left − right that a relation allows."""

_MOST_CASES = 500
_MOST_JOINED = 8
_MOST_PROOFS = 1_500
_DIGITS = 15
_WITNESSES = 20


def exact(value: Any) -> Any:
    """Return a number or an expression as sympy reads it; a float is the decimal it prints as.

    Examples
    --------
    >>> exact(0.1), exact(Fraction(1, 3))
    (1/10, 1/3)
    """
    import sympy

    if is_symbolic(value):
        floats = {x: sympy.Rational(repr(float(x))) for x in value.atoms(sympy.Float)}
        return value.xreplace(floats)
    if isinstance(value, (float, np.floating)):
        if not np.isfinite(value):
            raise InvalidArgumentError(f"value must be a finite number, got {value}")
        return sympy.Rational(repr(float(value)))
    if isinstance(value, Fraction):
        return sympy.Rational(value.numerator, value.denominator)
    if isinstance(value, np.generic):
        value = value.item()
    return sympy.sympify(value)


@final
class Setting:
    """The variables of some expressions, with what is assumed of them.

    Parameters
    ----------
    expressions
        Expressions and Booleans that may be asked about.
    assumptions
        A conjunction of relations; symbols bring their own.
    """

    def __init__(self, expressions: Iterable[Any], assumptions: Any = True) -> None:
        from sympy import Symbol, sympify

        self.functions: dict[Any, Any] = {}
        self.roots: dict[Any, Any] = {}
        self._proofs = 0
        assumed = exact(sympify(assumptions))
        rewritten = [self.rewritten(exact(item)) for item in expressions]
        own = self.rewritten(assumed)
        links = list(self._links())
        used = (*rewritten, own, *links, *self.roots.values())
        symbols: set[Any] = set().union(*(item.free_symbols for item in used))
        self.assumptions = assumed
        self.symbols = tuple(
            sorted((s for s in symbols if s not in self.functions.values()), key=str)
        )
        self.parameters = Parameters(symbols or {Symbol("nothing", real=True)})
        self.domain: Domain = domain_of(self.parameters, own, [])
        for link in links:
            try:
                self.domain = domain_of(self.parameters, own & link, [])
                own = own & link
            except InvalidArgumentError:  # several cases: the link is left out
                continue

    def condition(self, asked: Any) -> Condition:
        """Return a Boolean as signs of polynomials, what is refuted left out."""
        from sympy import And, Not, Or, S
        from sympy.core.relational import Relational
        from sympy.logic.boolalg import Boolean, to_nnf

        asked = exact(asked)
        if asked in (S.true, S.false):
            return [{}] if asked == S.true else []
        if isinstance(asked, And):
            result: Condition = [{}]
            for part in asked.args:
                result = self.possible(both(result, self.condition(part)))
                self._limit(len(result))
            return result
        if isinstance(asked, Or):
            result = [case for part in asked.args for case in self.condition(part)]
            self._limit(len(result))
            return result
        if isinstance(asked, Relational):
            plain = raised(asked)
            if plain != asked:
                return self.condition(plain)
            rewritten = self.rewritten(asked)
            if not isinstance(rewritten, Relational):
                return self.condition(rewritten)
            return self._split(rewritten.lhs - rewritten.rhs, MASKS[rewritten.rel_op], [{}])
        if isinstance(asked, Not) or (isinstance(asked, Boolean) and not asked.is_Symbol):
            plain = to_nnf(asked, simplify=False)
            if plain != asked:
                return self.condition(plain)
        raise InvalidArgumentError(
            f"relation must be made of comparisons by and, or and not, got {asked}"
        )

    def refutes(self, part: Conjunction) -> bool:
        """Whether a conjunction is proved to hold nowhere; after many attempts none is made."""
        self._proofs += 1
        if self._proofs > _MOST_PROOFS:
            return False
        if self.domain.refutes(part):
            return True
        if self.domain.proves_possible(part):
            return False
        squares = in_squares(self.domain.joined(part), self.parameters)
        return squares is not None and (
            satisfiable(squares, self.parameters) is False or contradictory(squares)
        )

    def shown(self, condition: Condition) -> Any:
        """Return a condition, simplified, as a sympy Boolean."""
        reduced = self._hull(self.domain.simplified(condition))
        if len(self.parameters.symbols) == 1 and reduced not in ([], [{}]):
            found = on_the_line(reduced, self.domain)
        else:
            found = to_sympy(reduced, self.parameters)
        return found.xreplace({symbol: own for own, symbol in self.functions.items()})

    def _hull(self, condition: Condition) -> Condition:
        """Return what all cases of a condition imply, where that in turn implies the condition."""
        if not 1 < len(condition) <= _MOST_JOINED:
            return condition
        atoms = {(p, mask) for part in condition for p, mask in part.items()}
        common: Condition = [{}]
        for p, mask in atoms:
            if all(self.refutes({**part, p: part.get(p, ANY) & ~mask}) for part in condition):
                common = both(common, [{p: mask}])
        return condition if self.beyond(common, condition) else self.domain.simplified(common)

    def beyond(self, condition: Condition, other: Condition) -> Condition:
        """Return where one condition holds and another does not, as far as it is not refuted."""
        for part in other:
            failing: Condition = [{p: ANY & ~mask} for p, mask in part.items()]
            condition = self.possible(both(condition, failing))
            self._limit(len(condition))
        return condition

    def witness(self, condition: Condition) -> Mapping[Any, Fraction] | None:
        """Return a point at which a condition holds, if one is found; none with functions."""
        if self.functions:
            return None
        rng = np.random.default_rng(0)
        for part in condition[:_WITNESSES]:
            point = sample(part, self.domain, rng)
            if point is not None:
                return point
        return None

    def rewritten(self, item: Any) -> Any:
        """Return an expression with a symbol for every part that is no rational function."""
        from sympy import Abs, I, Max, Min, Piecewise, oo, zoo
        from sympy.core.relational import Relational
        from sympy.logic.boolalg import BooleanFunction

        if item in (oo, -oo, zoo, I):
            raise InvalidArgumentError(f"relation must be between finite real numbers, got {item}")
        if item.is_Symbol or item.is_Rational or item in (True, False):
            return item
        if isinstance(item, (Max, Min, Abs, Piecewise, Relational, BooleanFunction)):
            return item.func(*(self.rewritten(part) for part in item.args))
        if item.func.__name__ == "ExprCondPair":
            return item.func(*(self.rewritten(part) for part in item.args))
        if item.is_Add or item.is_Mul:
            return item.func(*(self.rewritten(part) for part in item.args))
        if item.is_Pow:
            return self._power(item)
        return self._variable(item)

    def _power(self, item: Any) -> Any:
        """Return a power with an integer exponent of a rewritten base, or of a new variable."""
        from sympy import Abs, Max, Min, Piecewise, expand_power_base, expand_power_exp, sqrt

        base, exponent = item.args
        if exponent.is_Integer:
            return self.rewritten(base) ** exponent
        expanded = expand_power_exp(expand_power_base(item))
        if not expanded.is_Pow:
            return self.rewritten(expanded)
        base, exponent = expanded.args
        factor, rest = exponent.as_coeff_Mul()
        if exponent.is_Rational and exponent.q == 2 and not base.atoms(Max, Min, Abs, Piecewise):
            root = sqrt(base)
            self.roots[root] = self.rewritten(base)
            return self._variable(root) ** exponent.p
        if factor.is_Rational and (base.is_nonnegative or base.is_positive):
            return self._variable(base ** (rest / factor.q)) ** factor.p
        return self._variable(expanded)

    def _variable(self, item: Any) -> Any:
        from sympy import Symbol

        if not item.is_Pow and item.is_Mul:
            return self.rewritten(item)
        if item not in self.functions:
            known = {
                name: True
                for name in ("positive", "negative", "nonnegative", "nonpositive")
                if getattr(item, f"is_{name}")
            }
            self.functions[item] = Symbol(f"_{len(self.functions)}", real=True, **known)
        return self.functions[item]

    def _links(self) -> Iterable[Any]:
        """Yield what roots and irrational numbers are, as far as polynomials can say it."""
        from sympy import Eq, Rational

        for item, symbol in list(self.functions.items()):
            if item in self.roots:
                continue
            if item.is_Pow and item.args[1].is_Rational and item.args[1] > 0:
                power, root = item.args[1].p, item.args[1].q
                yield Eq(symbol**root, self.rewritten(item.args[0]) ** power)
            if item.is_number:
                value = Rational(str(item.evalf(_DIGITS + 10)))
                gap = max(abs(value), Rational(1)) / 10**_DIGITS
                yield (symbol > value - gap) & (symbol < value + gap)

    def _split(self, expression: Any, mask: int, given: Condition) -> Condition:
        """Return where an expression has a sign, case by case of its maxima and the like."""
        from sympy import Abs, Max, Min, Piecewise, nan, zoo

        kinks = expression.atoms(Max, Min, Abs, Piecewise)
        inner = sorted(
            (k for k in kinks if not any(a.atoms(Max, Min, Abs, Piecewise) for a in k.args)),
            key=str,
        )
        if not inner:
            return self.possible(both(given, self._sign(expression, mask)))
        result: Condition = []
        for where, branch in _branches(inner[0]):
            narrower = self.possible(both(given, self.condition(where)))
            if narrower:
                case = expression.xreplace({inner[0]: branch})
                if not case.has(zoo, nan):  # 1/0: there it is not defined, and holds nowhere
                    result += self._split(case, mask, narrower)
            self._limit(len(result))
        return result

    def _sign(self, expression: Any, mask: int) -> Condition:
        quotient = self.parameters.quotient(expression, argument="relation")
        top, bottom = quotient.numer, quotient.denom
        found = self._of_polynomial(top * bottom, mask)
        if mask & ZERO and not bottom.is_ground:
            return both(found, self._of_polynomial(bottom, NONZERO))
        return found

    def _of_polynomial(self, polynomial: Polynomial, mask: int) -> Condition:
        """Return where a polynomial has a sign, square roots among its variables squared away.

        With r = √(n/d) a polynomial is a + b·r, whose sign is that of a and b if they agree, and
        else that of a·(a² − b²n/d), the larger term.
        """
        used = self.parameters.variables(polynomial)
        place = next((k for k in self._radicands if used >> k & 1), None)
        if place is None:
            return self.domain.condition(polynomial, mask)
        n, d = self._radicands[place].numer, self._radicands[place].denom
        a = b = self.parameters.ring.zero
        terms = self.parameters.coefficients(polynomial, place)
        even = (len(terms) // 4) * 2 + 2  # a power of d that keeps the sign
        for power, term in enumerate(terms):
            share = term * n ** (power // 2) * d ** (even - power // 2)
            a, b = (a, b + share) if power % 2 else (a + share, b)
        gap = (a * a * d - b * b * n) * d
        weak = POSITIVE | ZERO
        found: Condition = []
        for first, second, third in (
            (POSITIVE, weak, ANY if mask & POSITIVE else 0),
            (POSITIVE, NEGATIVE, mask),
            (NEGATIVE, NEGATIVE | ZERO, ANY if mask & NEGATIVE else 0),
            (NEGATIVE, POSITIVE, flipped(mask)),
            (ZERO, POSITIVE, flipped(mask & weak)),
            (ZERO, NEGATIVE, mask & ~POSITIVE),
            (ZERO, ZERO, ANY if mask & ZERO else 0),
        ):
            parts = ((a, first), (b, second), (gap, third))
            found += both(*(self._of_polynomial(p, wanted) for p, wanted in parts))
        real = self._of_polynomial(n * d, weak)
        return merged(self.possible(both(real, found)))

    @cached_property
    def _radicands(self) -> dict[int, Any]:
        """Position of a variable to what it is the square root of."""
        places = {symbol: k for k, symbol in enumerate(self.parameters.symbols)}
        return {
            places[self.functions[root]]: self.parameters.quotient(under, argument="relation")
            for root, under in self.roots.items()
            if self.functions[root] in places
        }

    def possible(self, condition: Condition) -> Condition:
        """Return the cases of a condition that are not refuted."""
        return [part for part in condition if not self.refutes(part)]

    @staticmethod
    def _limit(cases: int) -> None:
        if cases > _MOST_CASES:
            raise ProblemTooLargeError(
                f"relation has more than {_MOST_CASES} cases of maxima, minima and alternatives; "
                "give numbers to some symbols, or assume which is the largest"
            )


def _branches(kink: Any) -> list[tuple[Any, Any]]:
    """Return (where, what) for each case of a maximum, minimum, absolute value or alternative."""
    from sympy import Abs, And, Max, Not, Piecewise

    if isinstance(kink, Abs):
        return [(kink.args[0] >= 0, kink.args[0]), (kink.args[0] <= 0, -kink.args[0])]
    if isinstance(kink, Piecewise):
        cases: list[tuple[Any, Any]] = []
        before: list[Any] = []
        for value, where in kink.args:
            cases.append((And(where, *(Not(other) for other in before)), value))
            before.append(where)
        return cases
    largest = isinstance(kink, Max)
    return [
        (And(*((own >= other) if largest else (own <= other) for other in kink.args)), own)
        for own in kink.args
    ]


def simplified(asked: Any, assumptions: Any = True) -> Any:
    """Return a relation that holds where another one does, with what is implied left out.

    Parameters
    ----------
    asked
        Comparisons of expressions, joined by and, or and not.
    assumptions
        A conjunction of relations.

    Examples
    --------
    >>> from sympy import Max, symbols
    >>> a, b = symbols("a b", positive=True)
    >>> simplified(a**2/(a + b) > a/2)
    a > b
    >>> simplified(Max(a, b) > 1, a >= b)
    a > 1
    """
    setting = Setting([exact(asked)], assumptions)
    return setting.shown(setting.condition(asked))


def equivalent(
    first: Any, second: Any, assumptions: Any = True
) -> tuple[bool | None, Mapping[Any, Fraction] | None]:
    """Return whether two relations hold at the same points, and if not a point where they differ.

    Parameters
    ----------
    first, second
        Comparisons of expressions, joined by and, or and not.
    assumptions
        A conjunction of relations; only points at which they hold count.

    Returns
    -------
    tuple
        True if it is proved, False with a point, or None if neither was found.

    Examples
    --------
    >>> from sympy import symbols
    >>> a, b = symbols("a b", positive=True)
    >>> equivalent(a**2 > b**2, a > b)
    (True, None)
    >>> equivalent(a > b, a > 2*b)[0]
    False
    """
    first, second = exact(first), exact(second)
    setting = Setting([first, second], assumptions)
    cases = [setting.domain.simplified(setting.condition(asked)) for asked in (first, second)]
    apart = setting.beyond(cases[0], cases[1]) + setting.beyond(cases[1], cases[0])
    if not apart:
        return True, None
    point = setting.witness(apart)
    return (None, None) if point is None else (False, point)
