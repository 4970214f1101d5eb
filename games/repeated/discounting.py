"""Discount factors, and the exact set of them at which polynomials in δ are not negative."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cmp_to_key
from typing import TYPE_CHECKING, Any, final

from lilliput.games.arithmetic import is_symbolic, number_array
from lilliput.games.errors import InvalidArgumentError, UnsupportedNumberError

if TYPE_CHECKING:
    from lilliput.games.symbolic.line import Root

__all__ = [
    "Stretch",
    "check_discount_factor",
    "compare",
    "not_negative",
    "polynomial",
    "root_number",
    "union",
    "value_at_root",
]

_BITS_OF_A_FLOAT = 64
_ZERO, _ONE = (0, 1), (-1, 1)  # the irreducible polynomials δ and δ − 1

Terms = tuple[int, ...]


@final
@dataclass(frozen=True)
class Stretch:
    """A closed interval of discount factors, or [low, 1) if `high` is None."""

    low: "Root"
    high: "Root | None"


def check_discount_factor(value: Any, *, argument: str = "discount_factor") -> Fraction:
    """Return a discount factor in [0, 1) as a Fraction; a float is the decimal that it prints as.

    Examples
    --------
    >>> check_discount_factor(0.9)
    Fraction(9, 10)
    """
    if is_symbolic(value) and not getattr(value, "is_Rational", False):
        raise UnsupportedNumberError(
            f"{argument} must be a number here, got {value}; critical_discount_factor finds "
            "the discount factors at which a path is sustained"
        )
    if is_symbolic(value):
        value = Fraction(int(value.p), int(value.q))
    try:
        number = number_array([value], argument=argument, integers="fraction")[0]
    except InvalidArgumentError:
        number = -1
    exact = number if isinstance(number, Fraction) else Fraction(repr(float(number)))
    if not 0 <= exact < 1:
        raise InvalidArgumentError(
            f"{argument} must lie in [0, 1): 0 counts the present only, 1 would not discount; "
            f"got {value!r}"
        )
    return exact


def polynomial(coefficients: Iterable[Any]) -> Any:
    """Return a polynomial in δ from Fractions, the constant term first."""
    from flint import fmpq, fmpq_poly

    return fmpq_poly([fmpq(int(c.numerator), int(c.denominator)) for c in coefficients])


def not_negative(polynomials: Sequence[Any]) -> list[Stretch]:
    """Return where on [0, 1) all polynomials are ≥ 0: disjoint closed stretches, in order.

    The real roots of the irreducible factors cut the line into points and open intervals, on each
    of which every sign is constant.
    """
    from lilliput.games.symbolic.line import pieces

    systems = []
    for item in polynomials:
        content, factors = item.numer().factor()
        sign = 1 if content > 0 else -1
        if content == 0 or (not factors and sign > 0):
            continue
        if not factors:
            return []
        systems.append((sign, [(tuple(map(int, f.coeffs())), power) for f, power in factors]))
    cuts = {terms for _, factors in systems for terms, _ in factors}
    found: list[Stretch] = []
    start: Root | None = None
    last: Root | None = None
    begun = False
    for piece in pieces([*cuts, _ZERO, _ONE]):
        root = piece.root
        if root is not None and root.terms == _ZERO:
            begun = True
        if not begun:
            continue
        if root is not None and root.terms == _ONE:
            if start is not None:
                found.append(Stretch(start, None))
            break
        if all(_sign(piece, system) >= 0 for system in systems):
            if start is None:  # closed sets begin at a point
                start = root
            last = root if root is not None else piece.above
        elif start is not None:
            found.append(Stretch(start, last))
            start = None
    return found


def _sign(piece: Any, system: tuple[int, list[tuple[Terms, int]]]) -> int:
    sign, factors = system
    for terms, power in factors:
        sign *= piece.sign(terms) ** power
    return sign


def union(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return the union of stretches as disjoint ones, in order."""
    ordered = sorted(stretches, key=cmp_to_key(_by_start))
    found: list[Stretch] = []
    for stretch in ordered:
        if not found or (found[-1].high is not None and compare(found[-1].high, stretch.low) < 0):
            found.append(stretch)
        elif found[-1].high is not None and (
            stretch.high is None or compare(stretch.high, found[-1].high) > 0
        ):
            found[-1] = Stretch(found[-1].low, stretch.high)
    return found


def _by_start(first: Stretch, second: Stretch) -> int:
    return compare(first.low, second.low)


def compare(first: "Root", second: "Root") -> int:
    """Return −1, 0 or 1 as one root is below, at or above another.

    Roots of distinct irreducible polynomials differ, so that halving their intervals parts them.
    """
    if first.terms == second.terms and first.place == second.place:
        return 0
    while not (first.high < second.low or second.high < first.low):
        if first.rational and second.rational:
            return (first.low > second.low) - (first.low < second.low)
        for root in (first, second):
            if not root.rational:
                root.halve()
    return -1 if first.high < second.low else 1


def root_number(root: "Root", *, exact: bool) -> Any:
    """Return a root as a Fraction, or a sympy number if it is irrational; else as a float."""
    if root.rational:
        return root.low if exact else float(root.low)
    if exact:
        return root.number()
    return float(_narrow(root))


def _narrow(root: "Root") -> Fraction:
    while (root.high - root.low) * 2**_BITS_OF_A_FLOAT > 1:
        root.halve()
    return (root.low + root.high) / 2


def value_at_root(numerator: Any, denominator: Any, root: "Root", *, exact: bool) -> Any:
    """Return the quotient of two polynomials at a root; exactly 0 where it vanishes there."""
    from flint import fmpq, fmpq_poly

    terms = [fmpq(int(c)) for c in root.terms]
    rest = numerator % fmpq_poly(terms)
    if rest == 0:
        return Fraction(0) if exact else 0.0
    if exact and not root.rational:
        from sympy import Rational

        point = root.number()
        top, bottom = (
            sum(
                Rational(int(c.numerator), int(c.denominator)) * point**k
                for k, c in enumerate((part % fmpq_poly(terms)).coeffs())
            )
            for part in (numerator, denominator)
        )
        return top / bottom
    middle = _narrow(root)
    place = fmpq(middle.numerator, middle.denominator)
    value = numerator(place) / denominator(place)
    quotient = Fraction(int(value.numerator), int(value.denominator))
    return quotient if exact else float(quotient)
