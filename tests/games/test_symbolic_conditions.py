"""Sign conditions: nothing that holds is refuted, and simplifying changes no truth value."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.games.symbolic.combinations import contradictory
from lilliput.games.symbolic.conditions import (
    ANY,
    NEGATIVE,
    NONNEGATIVE,
    NONZERO,
    POSITIVE,
    ZERO,
    both,
    flipped,
    holds_at,
    merged,
    sign_bit,
    to_sympy,
)
from lilliput.games.symbolic.domain import Domain
from lilliput.games.symbolic.intervals import on_the_line
from lilliput.games.symbolic.line import horner, pieces
from lilliput.games.symbolic.polynomials import Parameters, value_at
from lilliput.games.symbolic.refute import refuted, satisfiable
from lilliput.games.symbolic.sampling import sample
from lilliput.games.symbolic.vertices import determinant

SYMBOLS = sympy.symbols("x y z")
MASKS = [NEGATIVE, ZERO, POSITIVE, 3, NONZERO, NONNEGATIVE]


def polynomial(parameters, expression):
    return parameters.quotient(expression, argument="test").numer


@st.composite
def polynomials(draw, parameters, degree=2):
    """A polynomial with few small coefficients, not constant."""
    gens = parameters.ring.gens
    total = parameters.ring(draw(st.integers(-2, 2)))
    for _ in range(draw(st.integers(1, 3))):
        powers = draw(st.lists(st.integers(0, len(gens) - 1), min_size=1, max_size=degree))
        term = parameters.ring(draw(st.sampled_from([-2, -1, 1, 2, 3])))
        for k in powers:
            term *= gens[k]
        total += term
    return total


@st.composite
def points(draw, size):
    return [draw(st.fractions(-2, 2, max_denominator=3)) for _ in range(size)]


@st.composite
def true_systems(draw, degree=2):
    """Conditions on up to three symbols that hold at a point, some of them equations."""
    parameters = Parameters(SYMBOLS[: draw(st.integers(1, 3))])
    values = draw(points(len(parameters.symbols)))
    system = {}
    for _ in range(draw(st.integers(1, 5))):
        p = draw(polynomials(parameters, degree))
        if draw(st.booleans()):  # make it vanish at the point
            value = value_at(p, values)
            p = p * value.denominator - value.numerator
        if not p.is_ground:
            wanted = sign_bit(value_at(p, values)) | draw(st.sampled_from([0, 0, *MASKS]))
            system[p] = wanted & system.get(p, ANY)
    return parameters, system, values


def irreducible(system, parameters):
    """The conditions by factors: a list of conjunctions."""
    domain = Domain(parameters, {})
    return both(*(domain.condition(p, mask) for p, mask in system.items()))


@settings(max_examples=300)
@given(true_systems())
def test_what_holds_somewhere_is_never_refuted(drawn):
    parameters, system, values = drawn
    assert holds_at([system], values)
    cases = irreducible(system, parameters)
    holding = [case for case in cases if holds_at([case], values)]
    assert holding
    for case in holding:
        assert satisfiable(case, parameters) is not False


@settings(max_examples=150)
@given(true_systems(degree=3))
def test_cubics_are_never_refuted_where_they_hold(drawn):
    parameters, system, values = drawn
    for case in irreducible(system, parameters):
        if holds_at([case], values):
            assert not refuted(case, parameters)


@settings(max_examples=100)
@given(true_systems(), st.data())
def test_simplified_conditions_are_equivalent(drawn, data):
    parameters, system, values = drawn
    base = {}
    for gen, value in zip(parameters.ring.gens, values, strict=True):
        if value > 0 and data.draw(st.booleans()):
            base[gen] = POSITIVE
    domain = Domain(parameters, base)
    condition = both(*(domain.condition(p, mask) for p, mask in system.items()))
    simple = domain.simplified(condition)
    assert holds_at(simple, values)
    shown = (
        on_the_line(simple, domain)
        if len(parameters.symbols) == 1
        else to_sympy(simple, parameters)
    )
    for _ in range(4):
        other = data.draw(points(len(values)))
        if holds_at([base], other):
            assert holds_at(simple, other) == holds_at([system], other)
            numbers = [sympy.Rational(x.numerator, x.denominator) for x in other]
            at = dict(zip(parameters.symbols, numbers, strict=True))
            assert bool(shown.subs(at)) == holds_at([system], other)


@settings(max_examples=60)
@given(true_systems(degree=1))
def test_linear_conditions_are_decided_and_points_found(drawn):
    parameters, system, _ = drawn
    domain = Domain(parameters, {})
    for case in irreducible(system, parameters):
        answer = satisfiable(case, parameters)
        assert answer is not None
        found = sample(case, domain, np.random.default_rng(0))
        if found is not None:
            assert answer
            assert holds_at([case], parameters.values(found))


@settings(max_examples=60)
@given(st.data())
def test_two_symbols_are_decided_when_strict(data):
    """An answer comes for every strict system of quadratics, and a point proves each yes."""
    parameters = Parameters(SYMBOLS[:2])
    system = {}
    for _ in range(data.draw(st.integers(2, 4))):
        p = data.draw(polynomials(parameters))
        for factor, _power in parameters.factors(p)[1]:
            system[factor] = data.draw(st.sampled_from([NEGATIVE, POSITIVE]))
    answer = satisfiable(system, parameters)
    assert answer is not None
    point = sample(system, Domain(parameters, {}), np.random.default_rng(1))
    assert (point is not None) == answer
    if point is not None:
        assert holds_at([system], parameters.values(point))


def test_refutations_by_hand():
    parameters = Parameters(SYMBOLS)
    x, y, z = parameters.ring.gens
    assert refuted({x - y: NONNEGATIVE, y - z: NONNEGATIVE, x - z: NEGATIVE}, parameters)
    assert not refuted({x - y: NONNEGATIVE, y - z: NONNEGATIVE, x - z: 3}, parameters)
    assert refuted({x: POSITIVE, y: POSITIVE, x * y + 1: NEGATIVE}, parameters)
    assert refuted({x - y: ZERO, x**2 + y**2 - 2 * x * y + 1: ZERO}, parameters)
    assert refuted({x**2 + y**2 - 1: NEGATIVE, x - 1: POSITIVE}, parameters)
    assert refuted({x**2 + y**2 - 1: NEGATIVE, x + y - 2: POSITIVE}, parameters)
    assert satisfiable({x**2 + y**2 - 1: NEGATIVE, 3 * x + 3 * y - 4: POSITIVE}, parameters)
    assert refuted({x: NONNEGATIVE, x + y: 3, y: NONNEGATIVE, x - y: NONZERO}, parameters)
    # xy ≥ 1 and x + y < 2 for positive numbers contradicts (x − y)² ≥ 0
    assert refuted({x: POSITIVE, x * y - 1: NONNEGATIVE, x + y - 2: NEGATIVE}, parameters)
    assert contradictory({x - y: POSITIVE, x - y + 1: NEGATIVE})


def test_irrational_points_of_curves_are_not_lost():
    """x² = 2 and y = x hold together at irrational points only, with y² = 3 nowhere."""
    parameters = Parameters(SYMBOLS[:2])
    x, y = parameters.ring.gens
    assert satisfiable({x**2 - 2: ZERO, x - y: ZERO}, parameters)
    assert satisfiable({x**2 - 2: ZERO, y**2 - 3: ZERO}, parameters)
    assert refuted({x**2 - 2: ZERO, x - y: ZERO, y**2 - 3: ZERO}, parameters)
    circle, ellipse = x**2 + y**2 - 2, x**2 + 2 * y**2 - 3
    assert satisfiable({circle: ZERO, ellipse: ZERO}, parameters) is True  # at (±1, ±1)
    shifted = x**2 + 2 * y**2 - 4
    assert satisfiable({circle: ZERO, shifted: ZERO}, parameters) is not False  # y² = 2, x = 0
    assert satisfiable({x**2 + y**2 - 3: ZERO, x * y - 1: ZERO}, parameters) is not False
    assert satisfiable({x**2 + y**2 - 1: ZERO, x * y - 1: ZERO}, parameters) is False


@settings(max_examples=100)
@given(st.lists(st.lists(st.integers(-3, 3), min_size=2, max_size=4), min_size=1, max_size=3))
def test_pieces_of_the_line_have_constant_signs(rows):
    x = sympy.Symbol("x")
    parameters = Parameters([x])
    factors = {}
    for row in rows:
        p = parameters.ring.from_dict({(k,): c for k, c in enumerate(row) if c})
        if p and not p.is_ground:
            for factor, _ in parameters.factors(p)[1]:
                terms = [int(factor.get((k,), 0)) for k in range(factor.degree() + 1)]
                factors[tuple(terms)] = sympy.Poly(terms[::-1], x)
    cut = pieces(factors)
    roots = sorted({root for p in factors.values() for root in p.real_roots()})
    assert len(cut) == 2 * len(roots) + 1
    for k, piece in enumerate(cut):
        if k % 2:
            assert piece.root.number() == roots[k // 2]
        else:
            middle = sympy.Rational(piece.sample.numerator, piece.sample.denominator)
            assert k == 0 or roots[k // 2 - 1] < middle
            assert k == len(cut) - 1 or middle < roots[k // 2]
        for terms, p in factors.items():
            at = roots[k // 2] if k % 2 else middle
            value = p.as_expr().subs(x, at)
            expected = 0 if k % 2 and at in p.real_roots() else int(sympy.sign(value.evalf(40)))
            assert piece.sign(terms) == expected


def test_values_and_masks():
    assert horner((1, 2, 3), Fraction(1, 2)) == 4 * (1 + 1 + Fraction(3, 4))
    assert [flipped(mask) for mask in range(8)] == [0, 4, 2, 6, 1, 5, 3, 7]
    with_product = Parameters(SYMBOLS[:2])
    domain = Domain(with_product, {with_product.ring.gens[0]: POSITIVE})
    x, y = with_product.ring.gens
    assert domain.condition(x * y, POSITIVE) == [{y: POSITIVE}]
    assert domain.condition(-x * y**2, NEGATIVE) == [{y: NONZERO}]
    assert domain.condition(x * (y - 1) ** 2, ZERO) == [{y - 1: ZERO}]
    assert domain.condition(y * (y - x), NONNEGATIVE) in (
        [{y: NONNEGATIVE, x - y: 3}, {y: 3, x - y: NONNEGATIVE}],
        [{y: 3, x - y: NONNEGATIVE}, {y: NONNEGATIVE, x - y: 3}],
    )


@settings(max_examples=200)
@given(
    st.lists(
        st.dictionaries(st.sampled_from("pqr"), st.integers(1, 7), max_size=3),
        min_size=1,
        max_size=5,
    )
)
def test_merged_conditions_hold_for_the_same_signs(parts):
    short = merged(parts)
    assert len(short) <= len(parts)
    for signs in product((NEGATIVE, ZERO, POSITIVE), repeat=3):
        at = dict(zip("pqr", signs, strict=True))
        before, after = (
            any(all(at[p] & mask for p, mask in part.items()) for part in condition)
            for condition in (parts, short)
        )
        assert before == after


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_determinants(size):
    parameters = Parameters(SYMBOLS)
    x, y, z = parameters.ring.gens
    pool = [x, y, z, x - y, y - z, x + 1, y * z, z - 2, x * x, parameters.ring.one]
    rows = [[pool[(3 * i + 7 * j + i * j) % len(pool)] for j in range(size)] for i in range(size)]
    expected = sympy.Matrix([[p.as_expr() for p in row] for row in rows]).det()
    found = determinant(rows, parameters.ring.one).as_expr()
    assert sympy.expand(found - expected) == 0
