"""Roots of the polynomial systems of n-player games: exact where they can be, certified else."""

from fractions import Fraction
from itertools import product
from math import prod

import numpy as np
import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lilliput.games.multilinear import (
    IntegerGame,
    Surd,
    all_equilibria,
    cube_equilibria,
    integer_game,
)
from lilliput.games.multilinear.exact import decide_near, judge, linear_root, refined_root
from lilliput.games.multilinear.surd import quadratic_roots, sign

rationals = st.fractions(-50, 50, max_denominator=30)


def exact(payoffs):
    return np.array(payoffs).astype(object) + Fraction(0)


def as_sympy(x):
    return sympy.Rational(x.a.numerator, x.a.denominator) + sympy.Rational(
        x.b.numerator, x.b.denominator
    ) * sympy.sqrt(x.d)


@settings(max_examples=40)
@given(rationals, rationals, rationals, rationals, st.sampled_from([2, 3, 5, 12, 601]))
def test_arithmetic_of_surds_is_that_of_sympy(a, b, c, e, d):
    x, y = Surd(a, b, d), Surd(c, e, d)
    assume(c or e)
    for own, theirs in (
        (x + y, as_sympy(x) + as_sympy(y)),
        (x * y, as_sympy(x) * as_sympy(y)),
        (1 - x, 1 - as_sympy(x)),
        (x / y, as_sympy(x) / as_sympy(y)),
    ):
        assert sympy.radsimp(own.to_sympy() - theirs).equals(0)
        assert own.sign() == sympy.sign(own.to_sympy())
        assert float(own) == pytest.approx(float(theirs.evalf(40)), rel=1e-15)


def test_a_surd_next_to_zero_keeps_its_sign_and_all_its_digits():
    # Convergents p/q of √2 come within 1/q² of it.
    p, q = 1, 1
    for k in range(300):
        p, q = p + 2 * q, p + q
        x = Surd(Fraction(-p), Fraction(q), 2)
        assert x.sign() == (-1) ** k * -1
        assert float(x) * (p + q * 2**0.5) == pytest.approx(float(2 * q * q - p * p), rel=1e-14)


@given(st.integers(-40, 40), st.integers(-40, 40), st.integers(-40, 40))
def test_quadratic_roots_are_all_real_roots(c, b, a):
    assume(a or b)
    roots = quadratic_roots(c, b, a)
    t = sympy.Symbol("t")
    expected = sorted(set(sympy.real_roots(a * t**2 + b * t + c))) if a or b else []
    assert len(roots) == len(expected)
    for own, theirs in zip(roots, expected, strict=True):
        assert sign(a * (own * own) + b * own + c) == 0
        assert float(own) == pytest.approx(float(theirs), abs=1e-12)


def brute_cube(payoffs):
    """All equilibria of a generic 2 × 2 × 2 game in floats, the mixed ones by resultants."""
    found = []
    x = sympy.symbols("x0:3")

    def gain(i, point):
        others = [k for k in range(3) if k != i]
        total = sympy.Integer(0)
        for cell in product((0, 1), repeat=2):
            at = [0, 0, 0]
            for k, s in zip(others, cell, strict=True):
                at[k] = s
            chance = prod(point[k] if s == 0 else 1 - point[k] for k, s in zip(others, cell))  # noqa: B905
            first, second = list(at), list(at)
            second[i] = 1
            total += chance * (int(payoffs[(i, *first)]) - int(payoffs[(i, *second)]))
        return sympy.expand(total)

    for face in product((1, 0, None), repeat=3):
        free = [i for i in range(3) if face[i] is None]
        point = [x[i] if face[i] is None else sympy.Integer(face[i]) for i in range(3)]
        equations = [gain(i, point) for i in free]
        if not free:
            solutions = [point]
        elif len(free) == 1:
            assert equations[0] != 0  # generic
            continue
        elif len(free) == 2:
            i, j = free
            solutions = sympy.solve(equations, [x[i], x[j]], dict=True)
            solutions = [[sympy.sympify(p).subs(s) for p in point] for s in solutions]
        else:
            first = sympy.resultant(equations[0], equations[1], x[2])
            poly = sympy.Poly(sympy.resultant(first, equations[2], x[1]), x[0])
            solutions = []
            for p in (sympy.N(root, 60) for root in poly.real_roots()):
                r, q = (
                    (-e.subs(x[0], p).coeff(v, 0)) / e.subs(x[0], p).coeff(v, 1)
                    for e, v in ((equations[1], x[2]), (equations[2], x[1]))
                )
                if abs(equations[0].subs({x[1]: q, x[2]: r})) < 1e-30:
                    solutions.append([p, q, r])
        for profile in solutions:
            if any(not 0 < profile[i] < 1 for i in free):
                continue
            if all(
                (gain(i, profile) >= 0) == (face[i] == 1) for i in range(3) if face[i] is not None
            ):
                found.append([float(p) for p in profile])
    return sorted(found)


def generic_cube(rng):
    """A game in which nobody is ever indifferent between pure strategies against pure ones."""
    while True:
        payoffs = rng.integers(0, 1000, (3, 2, 2, 2))
        gaps = [np.diff(payoffs[i], axis=i) for i in range(3)]
        if all(gap.all() for gap in gaps):
            return payoffs


def test_cubes_against_resultants():
    rng = np.random.default_rng(11)
    several = 0
    for _ in range(40):
        payoffs = generic_cube(rng)
        found = all_equilibria(integer_game(exact(payoffs)))
        own = sorted([float(mix[0]) for mix in e.mixes] for e in found.profiles)
        expected = brute_cube(payoffs)
        assert len(own) == len(expected)
        np.testing.assert_allclose(own, expected, atol=1e-12)
        assert (found.index_sum, found.continuum, found.open) == (1, False, 0)
        several += len(own) > 1
    assert several > 5


def by_search(payoffs):
    """The same by branch and prune: a fourth player, to whom nothing matters but itself."""
    n = len(payoffs)
    shape = payoffs.shape[1:]
    game = integer_game(exact(payoffs))
    twin = IntegerGame(
        (*(np.stack([t, t], axis=-1) for t in game.payoffs), _own_choice(game.shape)),
        (*game.players, n),
        (*game.kept, (0, 1)),
        (*shape, 2),
    )
    found = all_equilibria(twin)
    return found, [e.mixes[:n] for e in found.profiles]


def _own_choice(shape):
    table = np.zeros((*shape, 2), dtype=object)
    table[..., 0] = 1
    return table


@settings(max_examples=150)
@given(st.lists(st.integers(0, 3), min_size=24, max_size=24))
def test_degenerate_cubes_the_two_algorithms_never_contradict(numbers):
    payoffs = np.array(numbers).reshape(3, 2, 2, 2)
    game = integer_game(exact(payoffs))
    assume(game.shape == (2, 2, 2))
    cube = all_equilibria(game)
    search, profiles = by_search(payoffs)
    finite = not (cube.continuum or cube.open)
    done = not (search.open or search.unsearched)
    own = [np.concatenate(e.mixes).astype(float) for e in cube.profiles]
    theirs = [np.concatenate(mixes).astype(float) for mixes in profiles]
    if finite:
        assert all(min(abs(b - a).max() for a in own) < 1e-9 for b in theirs)
    if done:
        assert cube.continuum == search.continuum
        assert not cube.open
        assert all(min(abs(b - a).max() for b in theirs) < 1e-9 for a in own)
        assert len(own) == len(theirs)


def test_a_double_root_is_one_equilibrium_without_index():
    # x = y = 1 − z, so that the third gain is (2x − 1)².
    value = [
        [[-1, 0], [0, 1]],  # y + z − 1
        [[-1, 0], [0, 1]],  # x + z − 1
        [[1, -1], [-1, 1]],  # 4xy − 2x − 2y + 1 = (2x − 1)(2y − 1)
    ]
    gains = [np.array(v, dtype=object)[::-1, ::-1] for v in value]
    found = cube_equilibria(gains)
    half = Fraction(1, 2)
    assert (half, half, half) in found.points
    assert found.indices[found.points.index((half, half, half))] is None
    assert (found.continuum, found.curved) == (False, False)
    payoffs = np.zeros((3, 2, 2, 2), dtype=int)
    for i in range(3):
        payoffs[i] = np.moveaxis(np.stack([gains[i], 0 * gains[i]]), 0, i)
    search, _ = by_search(payoffs)
    assert search.open == 1  # floats cannot tell a double root from two, or none


def test_a_line_of_roots_is_a_continuum_with_two_ends():
    # The gains are 2y − 1, 2x − 1 and x − y: all are 0 at x = y = 1/2, whatever z.
    value = [[[-1, -1], [1, 1]], [[-1, -1], [1, 1]], [[0, -1], [1, 0]]]
    found = cube_equilibria([np.array(v, dtype=object)[::-1, ::-1] for v in value])
    assert (found.continuum, found.curved) == (True, False)
    half = Fraction(1, 2)
    assert {(half, half, 0), (half, half, 1)} <= set(found.points)
    assert {(1, 1, 0), (1, 1, 1), (0, 0, 0), (0, 0, 1)} <= set(found.points)
    assert len(found.points) == 6


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_curve_of_roots_is_not_listed(place):
    # The gains are y − z, x − z and 0 for the player whose place varies: x = y = z.
    differences = [[0, -1], [1, 0]]
    value = [differences, differences]
    value.insert(place, [[0, 0], [0, 0]])
    found = cube_equilibria([np.array(v, dtype=object)[::-1, ::-1] for v in value])
    assert (found.continuum, found.curved) == (True, True)


def equilibria_on_a_grid(value, steps=12):
    """All equilibria whose probabilities are multiples of 1/steps."""
    axes = np.meshgrid(*[np.arange(steps + 1)] * 3, indexing="ij")
    good = np.ones(axes[0].shape, dtype=bool)
    for i, own in enumerate(axes):
        a, b = (axes[k] for k in range(3) if k != i)
        (low, up), (right, both) = value[i]
        gain = (low * (steps - a) + right * a) * (steps - b) + (up * (steps - a) + both * a) * b
        good &= ((gain <= 0) | (own == steps)) & ((gain >= 0) | (own == 0))
    return [tuple(Fraction(int(k), steps) for k in point) for point in np.argwhere(good)]


def boxes_between(points, on_grid):
    """Boxes with all corners among some points that hold no point of the grid but equilibria."""
    for first, last in product(points, repeat=2):
        edges = [{a, b} for a, b in zip(first, last, strict=True)]
        if all(corner in points for corner in product(*edges)):
            ranges = [
                [x for x in (Fraction(k, 12) for k in range(13)) if min(e) <= x <= max(e)]
                for e in edges
            ]
            if all(inner in on_grid for inner in product(*ranges)):
                yield ranges


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from([0, 0, 1, -1, 2]), min_size=4, max_size=4),
    st.lists(st.sampled_from([0, 0, 0, 1, -1]), min_size=8, max_size=8),
)
def test_equilibria_of_degenerate_cubes_lie_in_boxes_between_those_listed(first, rest):
    numbers = np.array(first + rest).reshape(3, 2, 2)
    value = numbers.tolist()
    found = cube_equilibria([v.astype(object)[::-1, ::-1] for v in numbers])
    on_grid = set(equilibria_on_a_grid(value))
    points = {point for point in found.points if not any(isinstance(x, Surd) for x in point)}
    assert all(point in on_grid for point in points if all(12 % x.denominator == 0 for x in point))
    if not found.curved:
        covered = {inner for box in boxes_between(points, on_grid) for inner in product(*box)}
        assert on_grid <= covered
        assert found.continuum or on_grid <= points


@given(st.lists(st.integers(0, 9), min_size=36, max_size=36))
def test_dominated_strategies_are_in_no_equilibrium(numbers):
    payoffs = np.array(numbers).reshape(2, 3, 3, 2)
    payoffs = np.concatenate([payoffs, np.zeros((1, 3, 3, 2), dtype=int)])
    payoffs[2, :, :, 1] = 1
    game = integer_game(exact(payoffs))
    assert game.kept[2] == (1,)
    for e in all_equilibria(game).profiles:
        assert e.mixes[2].tolist() == [0, 1]
        mixes = [[Fraction(x) for x in mix] for mix in e.mixes]
        tables = [payoffs[i].astype(object) for i in range(3)]
        assert judge(tables, mixes) != "no"


def test_linear_roots_and_their_indices():
    rng = np.random.default_rng(2)
    for size in (2, 2, 3, 3, 4, 4, 5):
        a, b = rng.integers(-9, 9, (2, size, size)).astype(object)
        a[:, 0] = a[0, 0]  # some pivots are 0
        support = (tuple(range(size)),) * 2
        mixes, index = linear_root([a, b], support)
        gains = [sympy.Matrix((m - m[0])[1:].tolist()) for m in (a, b.T)]
        for gain, mix in zip(gains, mixes[::-1], strict=True):
            assert gain * sympy.Matrix(mix) == sympy.zeros(size - 1, 1)
            assert sum(mix) == 1
        first, second = (g[:, 1:] - g[:, 0] * sympy.ones(1, size - 1) for g in gains)
        slopes = sympy.diag(first, second)
        swapped = slopes[:, [*range(size - 1, 2 * size - 2), *range(size - 1)]]
        assert index == sympy.sign((-swapped).det())
    tie = np.array([[1, 1], [1, 1]], dtype=object)
    assert linear_root([tie, tie], ((0, 1), (0, 1))) is None


def test_roots_are_recognised_or_refined():
    # All gains are 0 at x = 1/3, y = 2/7, z = 5/11.
    tables = [np.zeros((2, 2, 2), dtype=object) for _ in range(3)]
    for y, z in product((0, 1), repeat=2):
        tables[0][0, y, z] = (7 * (1 - y) - 2) * 3 + (11 * (1 - z) - 5)
        tables[1][y, 0, z] = (3 * (1 - y) - 1) * (11 * (1 - z) + 1) - (11 * (1 - z) - 5)
        tables[2][y, z, 0] = (3 * (1 - y) - 1) + 2 * (7 * (1 - z) - 2)
    support = ((0, 1),) * 3
    near = [[1 / 3 + 1e-12, 2 / 3], [2 / 7, 5 / 7], [5 / 11 - 1e-12, 6 / 11]]
    found = refined_root(tables, support, near, 1e-11, bits=256)
    assert found.exact
    assert [mix[0] for mix in found.mixes] == [Fraction(1, 3), Fraction(2, 7), Fraction(5, 11)]
    # One of three must volunteer: each refuses with probability √(1/2).
    volunteers = np.indices((2, 2, 2)) == 0
    tables = [np.where(v, 1, 2 * volunteers.any(axis=0)).astype(object) for v in volunteers]
    near = [[1 - 0.5**0.5, 0.5**0.5]] * 3
    found = refined_root(tables, support, near, 1e-12, bits=400)
    assert not found.exact
    assert found.off < Fraction(1, 2**390)
    for mix in found.mixes:
        assert (mix[1] - found.off) ** 2 < Fraction(1, 2) < (mix[1] + found.off) ** 2
    assert decide_near(tables, support, found.mixes, found.off) is True
    assert decide_near(tables, support, found.mixes, Fraction(1)) is None


def test_small_differences_of_large_payoffs_count():
    third = 10**18 + np.array([[[0, 1], [0, -1]], [[0, -1], [0, 1]]], dtype=object)
    pair = np.array([[[3, 0], [0, 1]], [[1, 0], [0, 3]]], dtype=object)
    tables = [*(np.stack([t, t], axis=-1) for t in pair), third]
    found, _ = by_search(np.stack(tables))
    assert (found.open, found.unsearched, found.index_sum) == (0, 0, 1)
    pure = [e for e in found.profiles if all(set(mix) <= {0, 1} for mix in e.mixes)]
    assert [[mix[0] for mix in e.mixes[:3]] for e in pure] == [[1, 1, 0], [0, 0, 0]]
