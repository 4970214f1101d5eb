"""The parameter space that a game is studied on: what symbols and assumptions say about signs."""

from collections.abc import Iterable
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any, final

from lilliput.games.errors import InvalidArgumentError
from lilliput.games.symbolic.conditions import (
    ANY,
    NEGATIVE,
    NONZERO,
    POSITIVE,
    ZERO,
    Condition,
    Conjunction,
    both,
    complexity,
    flipped,
    holds_at,
    merged,
    sign_bit,
)
from lilliput.games.symbolic.polynomials import Parameters, Point, Polynomial
from lilliput.games.symbolic.refute import satisfiable

__all__ = ["Domain", "domain_of"]

_MOST_COMPARED = 4
_HOW = (
    "assumptions must be a conjunction (&) of relations between rational functions of the symbols"
)


@final
class Domain:
    """Parameters with the conjunction of signs that holds throughout.

    Parameters
    ----------
    parameters
        The symbols.
    base
        What is assumed, as signs of irreducible polynomials.
    """

    def __init__(self, parameters: Parameters, base: Conjunction) -> None:
        self.parameters = parameters
        self.base = dict(base)
        self._known: dict[frozenset[tuple[Polynomial, int]], bool | None] = {}
        self._signs: dict[Polynomial, int] = {}

    def joined(self, part: Conjunction) -> Conjunction:
        """Return a conjunction together with what is assumed."""
        found = both([self.base], [part])
        return found[0] if found else {p: mask & self.base.get(p, ANY) for p, mask in part.items()}

    def refutes(self, part: Conjunction) -> bool:
        """Whether a conjunction is proved to hold nowhere on the domain."""
        return self._possible(part) is False

    def proves_possible(self, part: Conjunction) -> bool:
        """Whether a conjunction is proved to hold somewhere on the domain."""
        return self._possible(part) is True

    def _possible(self, part: Conjunction) -> bool | None:
        key = frozenset(part.items())
        if key not in self._known:
            self._known[key] = satisfiable(self.joined(part), self.parameters)
        return self._known[key]

    def signs(self, polynomial: Polynomial) -> int:
        """Return the signs that an irreducible polynomial may have, as far as is known."""
        known = self._signs.get(polynomial)
        if known is None:
            known = 0
            for mask in (NEGATIVE, ZERO, POSITIVE):
                if not self.refutes({polynomial: mask}):
                    known |= mask
            self._signs[polynomial] = known
        return known

    def condition(self, polynomial: Polynomial, mask: int) -> Condition:
        """Return the condition that a polynomial has one of the signs in a mask.

        A product is split into cases by the signs of its factors.
        """
        if mask == ANY:
            return [{}]
        if polynomial.is_ground:
            return [{}] if sign_bit(polynomial.LC if polynomial else 0) & mask else []
        sign, factors = self.parameters.factors(polynomial)
        undecided = []
        for factor, power in factors:
            signs = self.signs(factor)
            if power % 2 == 0 and not signs & ZERO:
                continue
            if signs == POSITIVE:
                continue
            if signs == NEGATIVE:
                sign = -sign
            else:
                undecided.append((factor, power, signs))
        if sign < 0:
            mask = flipped(mask)
        result: Condition = []
        if mask & ZERO:  # the closed cases below contain the zeros of odd powers
            zeros = [f for f, power, _ in undecided if mask == ZERO or power % 2 == 0]
            result += [{factor: ZERO} for factor in zeros]
        for wanted in (1, -1):
            if mask & sign_bit(wanted):
                result += _of_sign(undecided, wanted, weak=bool(mask & ZERO))
        return merged({p: m & self.signs(p) for p, m in part.items()} for part in result)

    def simplified(self, condition: Iterable[Conjunction]) -> Condition:
        """Return an equivalent condition on the domain, with what is implied left out."""
        rewritten = [other for part in condition for other in self._reduced(part)]
        parts = [self._pruned(part) for part in rewritten if not self.refutes(part)]
        parts = merged(part for part in parts if all(part.values()))
        if 1 < len(parts) <= _MOST_COMPARED:
            parts = self._widened(parts)
        parts = [self._pruned(part) for part in parts]
        return sorted((part for part in parts if all(part.values())), key=complexity)

    def _reduced(self, part: Conjunction) -> Condition:
        """Eliminate a symbol by each linear equation from the conditions that it makes simpler."""
        result: Condition = [part]
        for equation, mask in part.items():
            k = self._eliminated(equation) if mask == ZERO else None
            if k is None:
                continue
            rest, slope = self.parameters.coefficients(equation, k)
            after: Condition = []
            for own in result:
                cases: Condition = [{equation: ZERO}]
                for p, signs in own.items():
                    if p != equation:
                        cases = both(cases, self._rewritten(p, signs, k, rest, slope))
                after += cases
            result = after
        return result

    def _eliminated(self, equation: Polynomial) -> int | None:
        """Return the last symbol with a constant coefficient in a linear equation."""
        terms = [powers for powers in equation if any(powers)]
        if any(sum(powers) > 1 for powers in terms):
            return None
        return max(powers.index(1) for powers in terms)

    def _rewritten(
        self, p: Polynomial, mask: int, k: int, rest: Polynomial, slope: Polynomial
    ) -> Condition:
        """Return a sign condition with a symbol replaced by −rest / slope, if that is simpler."""
        if not self.parameters.variables(p) >> k & 1:
            return [{p: mask}]
        sign = 1 if slope.LC > 0 else -1
        total, scale = self.parameters.ring.zero, self.parameters.ring.one
        for term in reversed(self.parameters.coefficients(p, k)):
            total = total * -rest * sign + term * scale
            scale *= slope * sign
        condition = self.condition(total, mask)
        before = self._size(p)
        if all(self._size(q) < before for case in condition for q in case):
            return condition
        return [{p: mask}]

    def _size(self, polynomial: Polynomial) -> tuple[int, int]:
        degree = max(sum(powers) for powers in polynomial)
        return degree, self.parameters.variables(polynomial).bit_count()

    def _widened(self, parts: Condition) -> Condition:
        """Drop from a case what is not needed because the other cases cover the difference."""
        parts = [dict(part) for part in parts]
        for part in parts:
            for p in list(part):
                beyond = {**part, p: ANY & ~part[p]}
                if any(other is not part and self._covers(other, beyond) for other in parts):
                    del part[p]
        kept = list(parts)
        for part in parts:
            if any(other is not part and self._covers(other, part) for other in kept):
                kept = [other for other in kept if other is not part]
        return kept

    def _covers(self, other: Conjunction, part: Conjunction) -> bool:
        """Whether one conjunction is proved to hold wherever another one does."""
        return all(
            self.refutes({**part, p: part.get(p, ANY) & ANY & ~mask}) for p, mask in other.items()
        )

    def _pruned(self, part: Conjunction) -> Conjunction:
        """Return a conjunction that holds somewhere without the conditions implied by the rest."""
        result = dict(part)
        for p in sorted(part, key=lambda p: complexity({p: 0}), reverse=True):
            rest = {q: mask for q, mask in result.items() if q != p}
            if result[p] not in (NEGATIVE, ZERO, POSITIVE):
                for sign in (NEGATIVE, ZERO, POSITIVE):
                    if result[p] & sign and self.refutes({**rest, p: sign}):
                        result[p] &= ~sign
            if all(
                self.refutes({**rest, p: sign})
                for sign in (NEGATIVE, ZERO, POSITIVE)
                if not part[p] & sign
            ):
                result = rest
        return result

    def failing(self, point: Point) -> Any | None:
        """Return an assumption that a point violates, as a sympy relation, or None."""
        from sympy import Contains, S

        from lilliput.games.symbolic.conditions import relation

        values = self.parameters.values(point)
        for symbol, value in zip(self.parameters.symbols, values, strict=False):
            if symbol.is_integer and value.denominator != 1:
                return Contains(symbol, S.Integers, evaluate=False)
        for p, mask in self.base.items():
            if not holds_at([{p: mask}], values):
                return relation(p, mask, _plain(self.parameters))
        return None


def _plain(parameters: Parameters) -> Parameters:
    """Return the same ring over symbols without assumptions, so that relations do not evaluate."""
    from sympy import Symbol

    plain = object.__new__(Parameters)
    plain.__dict__.update(parameters.__dict__)
    plain.symbols = tuple(Symbol(str(symbol)) for symbol in parameters.symbols)
    plain.ring = parameters.ring.clone(symbols=plain.symbols or parameters.ring.symbols)
    return plain


def _of_sign(
    factors: list[tuple[Polynomial, int, int]], wanted: int, *, weak: bool
) -> list[Conjunction]:
    """Return the cases in which a product of powers has a sign, or with `weak` is zero."""
    odd = [(p, signs) for p, power, signs in factors if power % 2]
    even = {} if weak else {p: NONZERO for p, power, _ in factors if power % 2 == 0}
    closed = ZERO if weak else 0
    cases = []
    for choice in product((1, -1), repeat=len(odd)):
        case = {
            p: signs & (sign_bit(s) | closed) for (p, signs), s in zip(odd, choice, strict=True)
        }
        if prod(choice) == wanted and all(case.values()):
            cases.append({**even, **case})
    return cases


def domain_of(parameters: Parameters, assumptions: Any, defined: Iterable[Polynomial]) -> Domain:
    """Return the domain that symbols and assumptions describe.

    Parameters
    ----------
    parameters
        The symbols, whose own assumptions (positive, nonzero, …) count.
    assumptions
        A sympy Boolean: a conjunction of relations.
    defined
        Denominators of payoffs; where one is zero there is no game.

    Raises
    ------
    InvalidArgumentError
        Assumptions that are no conjunction of polynomial relations, or contradict each other.
    """
    base: Conjunction = {}
    for symbol, p in zip(parameters.symbols, parameters.ring.gens, strict=False):
        mask = ANY
        for claim, signs in (
            (symbol.is_extended_negative, NEGATIVE),
            (symbol.is_zero, ZERO),
            (symbol.is_extended_positive, POSITIVE),
        ):
            if claim is False:
                mask &= ~signs
        if mask != ANY:
            base[p] = mask
    domain = Domain(parameters, base)
    pending = [(p, NONZERO, f"{p} != 0") for p in defined]
    pending += [entry for item in _relations(assumptions) for entry in _atoms(item, parameters)]
    while pending:
        left = []
        for p, mask, text in pending:
            cases = domain.condition(p, mask)
            if not cases:
                raise InvalidArgumentError(f"assumptions contradict each other: {text} cannot hold")
            if len(cases) == 1:
                domain = Domain(parameters, domain.joined(cases[0]))
            else:
                left.append((p, mask, text))
        if len(left) == len(pending):
            raise InvalidArgumentError(
                f"assumptions: {left[0][2]} leaves several cases open; solve each case by itself, "
                "with the sign of every factor assumed"
            )
        pending = left
    if domain.refutes({}):
        raise InvalidArgumentError(f"assumptions contradict each other: {assumptions}")
    return domain


def _relations(assumptions: Any) -> list[Any]:
    """Return the relations of a conjunction."""
    from sympy import And, Ne, Not, S, sympify
    from sympy.core.relational import Relational

    assumptions = sympify(assumptions)
    if assumptions == S.true:
        return []
    if assumptions == S.false:
        raise InvalidArgumentError("assumptions contradict each other: they are False")
    if isinstance(assumptions, And):
        return [item for part in assumptions.args for item in _relations(part)]
    if isinstance(assumptions, Not) and isinstance(assumptions.args[0], Relational):
        return [assumptions.args[0].negated]
    if not isinstance(assumptions, Relational):
        raise InvalidArgumentError(f"{_HOW}, got {assumptions}; solve each case of an Or by itself")
    return [assumptions if not isinstance(assumptions, Ne) else Ne(*assumptions.args)]


def _atoms(item: Any, parameters: Parameters) -> list[tuple[Polynomial, int, str]]:
    """Return a relation as signs of polynomials."""
    masks = {"<": 1, "<=": 3, "==": 2, "!=": 5, ">=": 6, ">": 4}
    difference = parameters.quotient(item.lhs - item.rhs, argument="assumptions")
    top, bottom = difference.numer, difference.denom
    return [
        (bottom, NONZERO, f"{bottom} != 0"),
        (top * bottom, masks[item.rel_op], str(item)),
    ]


def as_point(parameters: Parameters, values: Any) -> dict[Any, Fraction]:
    """Return a value for every symbol, by symbol, from a mapping by symbol or by name."""
    from lilliput.games.arithmetic import as_printed, kind_of, number_array
    from lilliput.games.errors import UnknownNameError

    names = {str(symbol): symbol for symbol in parameters.symbols}
    point = {}
    for key, value in dict(values).items():
        if str(key) not in names:
            raise UnknownNameError("values: symbol", str(key), list(names))
        entry = as_printed(number_array([value], argument=f"values: {key}", integers="fraction"))
        number = entry[0]
        if kind_of(entry) == "symbolic":
            if not number.is_Rational:
                raise InvalidArgumentError(
                    f"values: {key} must be a rational number, got {value}; "
                    "take rational numbers near it"
                )
            number = Fraction(int(number.p), int(number.q))
        point[names[str(key)]] = number
    for name, symbol in names.items():
        if symbol not in point:
            raise InvalidArgumentError(f"values must give every symbol a number, missing {name}")
    return point
