"""Proofs that polynomial inequalities contradict each other: nonnegative combinations that vanish.

If Σ λ_k g_k + Σ μ_k h_k is identically zero with λ ≥ 0 and λ_k > 0 for some g_k that must be
positive, then g_k ≥ 0 (or > 0) and h_k = 0 cannot all hold. Polynomials that are linear contradict
each other only if there is such a combination (Motzkin's transposition theorem); for others,
products of the given inequalities are offered as well.
"""

from collections.abc import Sequence
from typing import Any

from lilliput.games.symbolic.conditions import (
    NEGATIVE,
    NONZERO,
    POSITIVE,
    ZERO,
    Conjunction,
    flipped,
)
from lilliput.games.symbolic.polynomials import Polynomial

__all__ = ["contradictory", "is_linear", "vanishing_combination"]

_MOST_PIVOTS = 500
_MOST_PRODUCTS = 60
_MOST_MONOMIALS = 40

Bound = tuple[Polynomial, bool]


def is_linear(polynomial: Polynomial) -> bool:
    """Whether a polynomial has degree 1 or 0."""
    return all(sum(powers) <= 1 for powers in polynomial)


def contradictory(system: Conjunction, *, products: bool = True) -> bool:
    """Whether a conjunction is proved to hold nowhere, as it always is for linear polynomials.

    Parameters
    ----------
    system
        Polynomials with their masks.
    products
        Whether to offer products of inequalities where some are not linear.
    """
    bounds, zeros, apart = _sorted_out(system)
    offers = [(bounds, zeros)]
    if products and not all(is_linear(p) for p in system):
        offers.append(_with_products(bounds, zeros))
    for more, equal in offers:
        if len({powers for p in [q for q, _ in more] + equal for powers in p}) > _MOST_MONOMIALS:
            continue
        if vanishing_combination(more, equal):
            return True
        for p in apart:
            if vanishing_combination([*more, (p, True)], equal) and vanishing_combination(
                [*more, (-p, True)], equal
            ):
                return True
    return False


def _sorted_out(system: Conjunction) -> tuple[list[Bound], list[Polynomial], list[Polynomial]]:
    """Return what is ≥ 0 or > 0, what is 0, and what is not 0."""
    bounds: list[Bound] = []
    zeros = []
    apart = []
    for p, mask in system.items():
        if mask == ZERO:
            zeros.append(p)
        elif mask == NONZERO:
            apart.append(p)
        elif mask & NEGATIVE:
            bounds.append((-p, flipped(mask) == POSITIVE))
        else:
            bounds.append((p, mask == POSITIVE))
    return bounds, zeros, apart


def _with_products(
    bounds: Sequence[Bound], zeros: Sequence[Polynomial]
) -> tuple[list[Bound], list[Polynomial]]:
    """Add products of two bounds, squares, and multiples of zeros, up to the degree given."""
    more, equal = list(bounds), list(zeros)
    given = [p for p, _ in bounds] + list(zeros)
    degree = max((_degree(p) for p in given), default=0)
    for i, (p, strict) in enumerate(bounds):
        for q, other in bounds[: i + 1]:
            if _degree(p) + _degree(q) <= degree and len(more) < _MOST_PRODUCTS:
                more.append((p * q, strict and other))
    if given:
        ring = given[0].ring
        monomials = {powers for p in [q for q, _ in more] + equal for powers in p}
        for powers in sorted(monomials):
            if any(powers) and all(power % 2 == 0 for power in powers):
                more.append((ring.from_dict({powers: ring.domain.one}), False))
        for p in zeros:
            for x in ring.gens:
                if _degree(p) < degree and len(equal) < _MOST_PRODUCTS:
                    equal.append(p * x)
    return more, equal


def _degree(polynomial: Polynomial) -> int:
    return max((sum(powers) for powers in polynomial), default=0)


def vanishing_combination(bounds: Sequence[Bound], zeros: Sequence[Polynomial]) -> bool:
    """Whether a combination of the bounds and 1 > 0, with a strict one, vanishes identically.

    Parameters
    ----------
    bounds
        Polynomials that are ≥ 0, and whether they are > 0.
    zeros
        Polynomials that are 0.
    """
    columns: list[Any] = [*bounds, *((p, False) for p in zeros), *((-p, False) for p in zeros)]
    if not columns:
        return False
    one = columns[0][0].ring.one
    columns.append((one, True))
    monomials = sorted({powers for p, _ in columns for powers in p})
    rows = [[p.get(powers, 0) for p, _ in columns] for powers in monomials]
    rows.append([1 if strict else 0 for _, strict in columns])
    return _feasible(rows)


def _feasible(rows: list[list[Any]]) -> bool:
    """Whether A z = (0, …, 0, 1) has a solution z ≥ 0: phase one of the simplex method.

    Bland's rule excludes cycling. "No" is also the answer if the limit of pivots is reached.
    """
    from sympy import QQ

    table = [[QQ(int(entry)) for entry in row] for row in rows]
    right = [QQ(0)] * (len(rows) - 1) + [QQ(1)]
    width = len(table[0])
    basis = [width + k for k in range(len(rows))]  # the artificial variables
    prices = [sum(column, QQ(0)) for column in zip(*table, strict=True)]
    short = QQ(1)
    for _ in range(_MOST_PIVOTS):
        if short == 0:
            return True
        entering = next((j for j, price in enumerate(prices) if price > 0), None)
        if entering is None:
            return False
        leaving = None
        least = None
        for k, row in enumerate(table):
            if row[entering] > 0:
                step = right[k] / row[entering]
                if least is None or (step, basis[k]) < (least, basis[leaving]):  # type: ignore[index]
                    leaving, least = k, step
        if leaving is None:
            return False
        _pivot(table, right, leaving, entering)
        basis[leaving] = entering
        factor = prices[entering]
        prices = [a - factor * b for a, b in zip(prices, table[leaving], strict=True)]
        short -= factor * right[leaving]
    return False


def _pivot(table: list[list[Any]], right: list[Any], leaving: int, entering: int) -> None:
    pivot = table[leaving][entering]
    own = table[leaving] = [entry / pivot for entry in table[leaving]]
    right[leaving] = right[leaving] / pivot
    for k, row in enumerate(table):
        factor = row[entering]
        if k != leaving and factor != 0:
            table[k] = [a - factor * b if b else a for a, b in zip(row, own, strict=True)]
            right[k] = right[k] - factor * right[leaving]
