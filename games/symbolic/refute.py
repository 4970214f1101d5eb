"""Whether a conjunction of sign conditions holds nowhere.

Conditions that share no symbols are judged apart; those in one symbol exactly. An equation that is
linear in a symbol eliminates it. What remains is refuted by nonnegative combinations that vanish;
if it is not, and its polynomials are linear, it holds somewhere. Those in two symbols are decided
by lines across the plane. Else the question may stay open.
"""

from itertools import product
from math import prod

from lilliput.games.symbolic.combinations import contradictory, is_linear
from lilliput.games.symbolic.conditions import (
    ANY,
    NEGATIVE,
    NONNEGATIVE,
    NONZERO,
    POSITIVE,
    ZERO,
    Conjunction,
    both,
    flipped,
    sign_bit,
)
from lilliput.games.symbolic.line import satisfied
from lilliput.games.symbolic.plane import decided_on_plane
from lilliput.games.symbolic.polynomials import Parameters, Polynomial

__all__ = ["components", "refuted", "satisfiable"]

_MOST_CASES = 3  # how often the sign of a coefficient is split into cases


def satisfiable(system: Conjunction, parameters: Parameters) -> bool | None:
    """Whether a conjunction holds at some real point; None where neither is proved.

    Parameters
    ----------
    system
        Polynomials, not constant, with their masks.
    parameters
        Their ring.
    """
    return _decided(system, parameters, _MOST_CASES)


def refuted(system: Conjunction, parameters: Parameters) -> bool:
    """Whether a conjunction is proved to hold at no real point."""
    return satisfiable(system, parameters) is False


def _decided(system: Conjunction, parameters: Parameters, cases: int) -> bool | None:
    if not all(system.values()):
        return False
    answer: bool | None = True
    for part in components(system, parameters):
        own = _part_decided(part, parameters, cases)
        if own is False:
            return False
        answer = answer and own
    return answer


def components(system: Conjunction, parameters: Parameters) -> list[Conjunction]:
    """Return the conjunction split into parts that share no symbols."""
    parts: list[tuple[int, Conjunction]] = []
    for p, mask in system.items():
        used = parameters.variables(p)
        own: Conjunction = {p: mask}
        apart = []
        for symbols, part in parts:
            if symbols & used:
                used |= symbols
                own.update(part)
            else:
                apart.append((symbols, part))
        parts = [*apart, (used, own)]
    return [part for _, part in parts]


def _part_decided(part: Conjunction, parameters: Parameters, cases: int) -> bool | None:
    used = 0
    for p in part:
        used |= parameters.variables(p)
    if used & (used - 1) == 0:
        return bool(satisfied(part, parameters))
    solvable = _solvable(part, parameters)
    if solvable is not None and solvable[2]:
        smaller = _substituted(part, *solvable, parameters)
        return False if smaller is None else _decided(smaller, parameters, cases)
    if all(is_linear(p) for p in part):
        return not contradictory(part)
    if used.bit_count() == 2:
        answer = decided_on_plane(part, parameters)
        if answer is not None:
            return answer
    if contradictory(part, products=used.bit_count() > 2):
        return False
    if solvable is None or not cases:
        return None
    equation, k, _ = solvable
    slope = parameters.coefficients(equation, k)[1]
    answers = {
        _decided(case, parameters, cases - 1)
        for mask in (ZERO, POSITIVE, NEGATIVE)
        for case in _with_sign(part, slope, mask, parameters)
    }
    return True if True in answers else None if None in answers else False


def _solvable(part: Conjunction, parameters: Parameters) -> tuple[Polynomial, int, int] | None:
    """Return an equation that is linear in a symbol, the symbol, and the sign of its coefficient.

    The sign is 0 where it is not known.
    """
    found = []
    for p, mask in part.items():
        if mask != ZERO:
            continue
        for k in range(len(parameters.symbols)):
            if parameters.variables(p) >> k & 1:
                terms = parameters.coefficients(p, k)
                if len(terms) == 2:
                    sign = _known_sign(terms[1], part, parameters)
                    order = (not sign, not terms[1].is_ground, len(p), str(p), k)
                    found.append((order, (p, k, sign)))
    return min(found, key=lambda entry: entry[0])[1] if found else None


def _known_sign(polynomial: Polynomial, part: Conjunction, parameters: Parameters) -> int:
    """Return +1 or −1 if the conjunction itself says so, else 0."""
    sign, factors = parameters.factors(polynomial)
    for factor, power in factors:
        mask = part.get(factor, ANY)
        if mask == NEGATIVE:
            sign = sign * (-1) ** power
        elif mask != POSITIVE and not (mask == NONZERO and power % 2 == 0):
            return 0
    return sign


def _with_sign(
    part: Conjunction, polynomial: Polynomial, mask: int, parameters: Parameters
) -> list[Conjunction]:
    """Return the cases of a conjunction in which a polynomial has one sign, factor by factor."""
    sign, factors = parameters.factors(polynomial)
    if mask == ZERO:
        choices: list[dict[Polynomial, int]] = [{factor: ZERO} for factor, _ in factors]
    else:
        signs = product((NEGATIVE, POSITIVE), repeat=len(factors))
        choices = []
        for masks in signs:
            own = sign * prod(
                (m - 2) ** power for m, (_, power) in zip(masks, factors, strict=True)
            )
            if (own > 0) == (mask == POSITIVE):
                choices.append({f: m for (f, _), m in zip(factors, masks, strict=True)})
    return both([part], choices)


def _substituted(
    part: Conjunction, equation: Polynomial, k: int, sign: int, parameters: Parameters
) -> Conjunction | None:
    """Return the other conditions after elimination of the k-th symbol; None if they fail."""
    rest, slope = parameters.coefficients(equation, k)
    rest, slope = rest * sign, slope * sign  # now the slope is positive
    known = {p: mask for p, mask in part.items() if not parameters.variables(p) >> k & 1}
    atoms: list[tuple[Polynomial, int]] = []
    for q, mask in part.items():
        if q == equation or q in known:
            continue
        terms = parameters.coefficients(q, k)
        total, scale = parameters.ring.zero, parameters.ring.one
        for term in reversed(terms):  # Horner, with the slope's power for the terms to come
            total = total * -rest + term * scale
            scale *= slope
        atoms.append((total, mask))
    result = dict(known)
    for polynomial, mask in atoms:
        for p, allowed in _relaxed(polynomial, mask, known, parameters):
            if p.is_ground:
                if not sign_bit(p.LC if p else 0) & allowed:
                    return None
                continue
            result[p] = result.get(p, ANY) & allowed
            if not result[p]:
                return None
    return result


def _relaxed(
    polynomial: Polynomial, mask: int, known: Conjunction, parameters: Parameters
) -> list[tuple[Polynomial, int]]:
    """Return one conjunction of sign conditions that is equivalent to one on a product.

    Squares and factors of known sign are left out; the polynomials are irreducible where that
    loses nothing.
    """
    if polynomial.is_ground:
        return [(polynomial, mask)]
    sign, odd, even = _undecided(polynomial, known, parameters)
    mask = mask if sign > 0 else flipped(mask)
    one = parameters.ring.one
    core, square = prod(odd, start=one), prod(even, start=one)
    if mask == NONZERO:
        return [(factor, NONZERO) for factor in [*odd, *even]] or [(one, mask)]
    if mask in (POSITIVE, NEGATIVE):
        return [(core, mask), *((factor, NONZERO) for factor in even)]
    if mask == ZERO:
        return [(core * square, ZERO)]
    if not even:
        return [(core, mask)]
    if odd:
        return [(core * square**2, mask)]
    return [] if mask == NONNEGATIVE else [(square, ZERO)]  # a square is never negative


def _undecided(
    polynomial: Polynomial, known: Conjunction, parameters: Parameters
) -> tuple[int, list[Polynomial], list[Polynomial]]:
    """Return the sign of the factors that are decided, and the others, of odd and even powers."""
    sign, factors = parameters.factors(polynomial)
    odd: list[Polynomial] = []
    even: list[Polynomial] = []
    for factor, power in factors:
        signs = known.get(factor, ANY)
        if signs == NEGATIVE and power % 2:
            sign = -sign
        elif signs not in (POSITIVE, NEGATIVE):
            (odd if power % 2 else even).append(factor)
    return sign, odd, even
