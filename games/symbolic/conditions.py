"""Conditions: unions of conjunctions of irreducible polynomials with the signs they may have.

Signs are bits: 1 negative, 2 zero, 4 positive, so that 6 is ≥ 0 and 5 is ≠ 0. A conjunction maps
polynomials to masks; a polynomial that it leaves out may have any sign. A condition is a list of
conjunctions, one of which must hold: none is false, and one empty conjunction is true.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from lilliput.games.symbolic.polynomials import Parameters, Polynomial, value_at

__all__ = [
    "ANY",
    "NEGATIVE",
    "NONNEGATIVE",
    "NONPOSITIVE",
    "NONZERO",
    "POSITIVE",
    "ZERO",
    "Condition",
    "Conjunction",
    "both",
    "complexity",
    "flipped",
    "holds_at",
    "merged",
    "relation",
    "sign_bit",
    "to_sympy",
]

NEGATIVE, ZERO, POSITIVE = 1, 2, 4
NONPOSITIVE, NONZERO, NONNEGATIVE, ANY = 3, 5, 6, 7

Conjunction = dict[Polynomial, int]
Condition = list[Conjunction]


def sign_bit(number: Any) -> int:
    """Return the mask of a number's sign."""
    return ZERO if number == 0 else POSITIVE if number > 0 else NEGATIVE


def flipped(mask: int) -> int:
    """Return the mask of −p for a mask of p."""
    return mask & ZERO | (mask & 1) << 2 | mask >> 2


def both(*conditions: Condition) -> Condition:
    """Return the condition that all conditions hold, leaving out plain contradictions.

    Examples
    --------
    >>> both([{"p": NONNEGATIVE}], [{"p": 3}, {"q": ZERO}])
    [{'p': 2}, {'p': 6, 'q': 2}]
    """
    result: Condition = [{}]
    for condition in conditions:
        longer = []
        for first in result:
            for second in condition:
                joined = dict(first)
                for polynomial, mask in second.items():
                    joined[polynomial] = joined.get(polynomial, ANY) & mask
                if all(joined.values()):
                    longer.append(joined)
        result = longer
    return result


def merged(condition: Iterable[Conjunction]) -> Condition:
    """Return an equivalent condition with fewer conjunctions.

    Two that differ in the mask of one polynomial become one; what implies another is dropped.

    Examples
    --------
    >>> merged([{"p": POSITIVE, "q": ZERO}, {"p": ZERO, "q": ZERO}, {"p": POSITIVE, "q": 4}])
    [{'p': 6, 'q': 2}, {'p': 4, 'q': 4}]
    """
    parts = [{p: mask for p, mask in part.items() if mask != ANY} for part in condition]
    before = -1
    while before != len(parts):
        before = len(parts)
        for p in dict.fromkeys(p for part in parts for p in part):
            groups: dict[frozenset[tuple[Polynomial, int]], Conjunction] = {}
            for part in parts:
                rest = {q: mask for q, mask in part.items() if q != p}
                joined = groups.setdefault(frozenset(rest.items()), {**rest, p: 0})
                joined[p] |= part.get(p, ANY)
            parts = [
                {q: mask for q, mask in joined.items() if mask != ANY} for joined in groups.values()
            ]
        parts = _without_implied(parts)
    return parts


def _without_implied(parts: Condition) -> Condition:
    """Leave out conjunctions that imply another one."""
    kept: Condition = []
    for part in sorted(parts, key=len):
        if not any(_implies(part, other) for other in kept):
            kept.append(part)
    return kept


def _implies(first: Conjunction, second: Conjunction) -> bool:
    return all(p in first and first[p] & ~mask == 0 for p, mask in second.items())


def holds_at(condition: Condition, values: list[Fraction]) -> bool:
    """Whether a condition holds at rational values of the ring's symbols."""
    return any(
        all(sign_bit(value_at(p, values)) & mask for p, mask in part.items()) for part in condition
    )


def to_sympy(condition: Condition, parameters: Parameters) -> Any:
    """Return a condition as a sympy Boolean."""
    from sympy import And, Or

    parts = []
    for part in condition:
        atoms = sorted(part.items(), key=lambda atom: _complexity(atom[0]))
        parts.append(And(*(relation(p, mask, parameters) for p, mask in atoms)))
    return Or(*parts)


def relation(polynomial: Polynomial, mask: int, parameters: Parameters) -> Any:
    """Return one sign condition with the terms of each sign on a side of their own."""
    from sympy import Eq, Ge, Gt, Le, Lt, Ne, Rational, S

    if mask in (0, ANY):
        return S.false if mask == 0 else S.true
    names = {1: Lt, 3: Le, 2: Eq, 5: Ne, 6: Ge, 4: Gt}
    terms = parameters.coefficients(polynomial, 0)
    used = parameters.variables(polynomial)
    if used & (used - 1) == 0:
        place = used.bit_length() - 1
        terms = parameters.coefficients(polynomial, place)
        if len(terms) == 2:
            slope, constant = int(terms[1].LC), int(terms[0].LC) if terms[0] else 0
            symbol = parameters.symbols[place]
            mask = mask if slope > 0 else flipped(mask)
            return names[mask](symbol, Rational(-constant, slope))
    ring = parameters.ring
    left = ring.from_dict({powers: c for powers, c in polynomial.items() if c > 0})
    right = ring.from_dict({powers: -c for powers, c in polynomial.items() if c < 0})
    if not left or (left.is_ground and right):
        left, right, mask = right, left, flipped(mask)
    return names[mask](left.as_expr(), right.as_expr())


def complexity(part: Mapping[Polynomial, int]) -> tuple[Any, ...]:
    """Return a key that puts short conditions before long ones."""
    return (len(part), sorted(_complexity(p) for p in part))


def _complexity(polynomial: Polynomial) -> tuple[int, int, str]:
    degree = max((sum(powers) for powers in polynomial), default=0)
    return degree, len(polynomial), str(polynomial)
