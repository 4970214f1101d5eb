"""Bargaining problems and their solutions, against SLSQP, hand computation and the literature."""

import pickle
from fractions import Fraction
from itertools import pairwise
from math import sqrt

import numpy as np
import pandas as pd
import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog, minimize

from lilliput.games import NormalFormGame
from lilliput.games.bargaining import (
    BargainingProblem,
    divide_surplus,
    egalitarian,
    enlarged_problem,
    equal_loss,
    is_nash_bargaining,
    kalai_smorodinsky,
    nash_bargaining,
    perles_maschler,
    permuted_problem,
    proportional_bargaining,
    raiffa,
    rescaled_problem,
    restricted_problem,
    utilitarian,
    utilitarian_set,
    variable_threats,
    with_disagreement,
)
from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    ProblemTooLargeError,
    SolverError,
    UnknownNameError,
    UnsupportedNumberError,
)

SOLUTIONS = (nash_bargaining, kalai_smorodinsky, egalitarian, equal_loss, utilitarian, raiffa)
AB = ["A", "B"]
x = sympy.Symbol("x")


@st.composite
def point_lists(draw, players, most=6):
    """Whole points, the first of which gives all players something."""
    first = draw(st.lists(st.integers(1, 9), min_size=players, max_size=players))
    one = st.lists(st.integers(0, 9), min_size=players, max_size=players)
    rows = [first, *draw(st.lists(one, max_size=most - 1))]
    return [[Fraction(entry) for entry in row] for row in rows]


@st.composite
def problems(draw, least=2, most=3):
    n = draw(st.integers(least, most))
    return BargainingProblem.from_points(list("ABCD")[:n], draw(point_lists(n)), [Fraction(0)] * n)


def is_mixture(point, points, *, or_below):
    """Whether a mixture of the points is the point, or at least as good, by linear programming."""
    table = np.array(points, float).T
    ones = np.ones((1, len(points)))
    if or_below:
        found = linprog(np.zeros(len(points)), -table, -np.array(point, float), ones, [1])
    else:
        found = linprog(
            np.zeros(len(points)),
            A_eq=np.vstack([table, ones]),
            b_eq=[*map(float, point), 1],
        )
    return found.status == 0


# The feasible set


@settings(max_examples=18, deadline=None)
@given(st.data())
def test_feasible_are_the_mixtures_and_with_disposal_all_below(data):
    n = data.draw(st.integers(1, 3))
    points = data.draw(point_lists(n))
    at = [Fraction(k, 2) for k in data.draw(st.lists(st.integers(-2, 18), min_size=n, max_size=n))]
    names = list("ABC")[:n]
    below = BargainingProblem.from_points(names, points, [Fraction(0)] * n)
    assert below.contains(at) == is_mixture(at, points, or_below=True)
    origin = [Fraction(0)] * n
    hull = BargainingProblem.from_points(names, [*points, origin], origin, free_disposal=False)
    assert hull.contains(at) == is_mixture(at, [*points, origin], or_below=False)
    for corner in below.corners().to_numpy():
        assert min(corner) >= 0
        assert below.contains(corner)


@settings(max_examples=18, deadline=None)
@given(st.data())
def test_half_spaces_are_closed_under_disposal(data):
    n, m = data.draw(st.integers(2, 3)), data.draw(st.integers(1, 4))
    number = st.integers(-3, 4)
    A = np.array(
        data.draw(st.lists(st.lists(number, min_size=n, max_size=n), min_size=m, max_size=m))
    )
    A = np.vstack([A, np.ones((1, n), int)])
    b = np.array([*data.draw(st.lists(st.integers(0, 9), min_size=m, max_size=m)), 12])
    at = data.draw(st.lists(st.integers(-3, 9), min_size=n, max_size=n))
    above = linprog(np.zeros(n), A, b, bounds=[(k, None) for k in at]).status == 0
    try:
        problem = BargainingProblem.from_halfspaces(list("ABC")[:n], A, b, -5)
    except InvalidGameError:
        assume(False)
    assert problem.contains(at) == above
    plain = BargainingProblem.from_halfspaces
    for other in (plain(list("ABC")[:n], A, b, 0, free_disposal=False),) if _gains(A, b) else ():
        assert other.contains(at) == bool((A @ at <= b).all())


def _gains(A, b):
    n = A.shape[1]
    goals = [linprog(-np.eye(n)[i], A, b, bounds=[(0, None)] * n) for i in range(n)]
    return all(goal.status == 0 and -goal.fun > 1e-6 for goal in goals)


@settings(max_examples=18, deadline=None)
@given(problems(), st.data())
def test_more_points_and_fewer(problem, data):
    new = [
        Fraction(k)
        for k in data.draw(st.lists(st.integers(0, 14), min_size=problem.n, max_size=problem.n))
    ]
    at = [
        Fraction(k, 2)
        for k in data.draw(st.lists(st.integers(0, 24), min_size=problem.n, max_size=problem.n))
    ]
    old = [list(row) for row in problem.corners().to_numpy()]
    assert enlarged_problem(problem, [new]).contains(at) == is_mixture(
        at, [*old, new], or_below=True
    )
    half = [g / 2 for g in problem.gains]
    smaller = restricted_problem(problem, np.eye(problem.n, dtype=int), half)
    inside = all(a <= h for a, h in zip(at, half, strict=True))
    assert smaller.contains(at) == (problem.contains(at) and inside)


def test_a_line_in_space_without_disposal():
    points = [[0, 0, 0], [1, 2, 3]]
    problem = BargainingProblem.from_points(list("ABC"), points, 0, free_disposal=False)
    for solution in (nash_bargaining, kalai_smorodinsky, utilitarian):
        assert solution(problem).tolist() == [1, 2, 3]
    assert egalitarian(problem).tolist() == [0, 0, 0]  # the equal gains that are feasible
    with pytest.raises(InvalidGameError, match=r"no feasible point takes the same.*free_disposal"):
        equal_loss(
            BargainingProblem.from_points(
                list("ABC"), [[0, 0, 0], [2, 1, 1], [1, 1, 2]], 0, free_disposal=False
            )
        )
    with pytest.raises(InvalidGameError, match="raiffa needs free disposal"):
        raiffa(problem)


# Solutions over polyhedra


def product(gains, weights):
    return np.prod(np.maximum(gains, 0) ** weights)


@settings(max_examples=18, deadline=None)
@given(problems(2, 2), st.tuples(st.integers(1, 4), st.integers(1, 4)))
def test_nash_on_the_edges_of_a_polygon(problem, weights):
    """The best point of each edge by calculus, in Fractions."""
    corners = sorted(map(tuple, problem.corners().to_numpy()))
    w, v = weights
    candidates = list(corners)
    for p in corners:
        for q in corners:
            (a, b), (c, d) = p, (q[0] - p[0], q[1] - p[1])
            if c and d:  # (w c)/(a + s c) + (v d)/(b + s d) = 0
                s = Fraction(-(w * c * b + v * d * a)) / ((w + v) * c * d)
                if 0 <= s <= 1:
                    candidates.append((a + s * c, b + s * d))
    best = max(candidates, key=lambda p: p[0] ** w * p[1] ** v)
    assert nash_bargaining(problem, weights).tolist() == list(best)


@settings(max_examples=18, deadline=None)
@given(problems(3, 4), st.data())
def test_nash_in_space_against_slsqp_and_its_certificate(problem, data):
    w = data.draw(st.lists(st.integers(1, 4), min_size=problem.n, max_size=problem.n))
    found = nash_bargaining(problem, w)
    finding = is_nash_bargaining(problem, found, w)
    assert finding
    if found.dtype == object:
        assert finding.witness["gap"] == 0
    A, b = problem.matrix.astype(float), problem.bounds.astype(float)
    start = np.mean(problem.corners().to_numpy().astype(float), axis=0)
    other = minimize(
        lambda y: -np.dot(w, np.log(np.maximum(y, 1e-12))),
        start,
        jac=lambda y: -np.array(w) / np.maximum(y, 1e-12),
        constraints=[{"type": "ineq", "fun": lambda y: b - A @ y, "jac": lambda y: -A}],
        method="SLSQP",
        options={"ftol": 1e-13, "maxiter": 300},
    ).x
    assert product(found.to_numpy(float), w) >= product(other, w) * (1 - 1e-7)
    assert problem.contains(found, tol=1e-15)
    prices = np.array(finding.witness["prices"], float)
    assert min(prices) >= 0
    assert np.asarray(w) / found.to_numpy(float) == pytest.approx(prices @ A, rel=1e-7, abs=1e-7)


def test_nash_off_facets_is_algebraic():
    """Max xyz over x + 2y ≤ 2 and y + 2z ≤ c: the slope of (2 − 2y) y (c − y)/2 in y is 0."""
    problem = BargainingProblem.from_halfspaces(list("ABC"), [[1, 2, 0], [0, 1, 2]], [2, 2])
    y = 1 - 1 / sqrt(3)  # 3y² − 6y + 2 = 0
    assert nash_bargaining(problem).tolist() == pytest.approx([2 - 2 * y, y, (2 - y) / 2])
    problem = BargainingProblem.from_halfspaces(
        list("ABC"), [[1, 2, 0], [0, 1, 2]], [Fraction(2), Fraction(3)]
    )
    y = (8 - sqrt(28)) / 6  # 3y² − 8y + 3 = 0
    found = nash_bargaining(problem)
    assert found.to_numpy() == pytest.approx([2 - 2 * y, y, (3 - y) / 2], abs=1e-15, rel=1e-15)
    better = is_nash_bargaining(problem, [1, Fraction(1, 2), 1])
    assert not better
    assert better.witness["gap"] > 0
    z = np.array(list(better.witness["better"].values()), float)
    assert np.sum(z / [1, 0.5, 1]) > 3


def along(problem, start, step):
    """Return the last point of a ray that is feasible, by bisection."""
    low, high = 0.0, 64.0
    for _ in range(40):
        middle = (low + high) / 2
        inside = problem.contains(start + middle * step)
        low, high = (middle, high) if inside else (low, middle)
    return start + low * step


@settings(max_examples=18, deadline=None)
@given(problems(), st.data())
def test_rays_by_bisection(problem, data):
    d, ideal = np.zeros(problem.n), problem.ideal.to_numpy(float)
    w = np.array(data.draw(st.lists(st.integers(1, 4), min_size=problem.n, max_size=problem.n)))
    found = {
        kalai_smorodinsky: along(problem, d, ideal),
        egalitarian: along(problem, d, np.ones(problem.n)),
        equal_loss: ideal - 20 + (along(problem, ideal - 20, np.ones(problem.n)) - (ideal - 20)),
    }
    for solution, expected in found.items():
        assert solution(problem).to_numpy(float) == pytest.approx(expected, abs=1e-9)
    weighted = proportional_bargaining(problem, w).to_numpy(float)
    assert weighted == pytest.approx(along(problem, d, w.astype(float)), abs=1e-9)


@settings(max_examples=18, deadline=None)
@given(problems(), st.data())
def test_utilitarian_is_the_best_corner(problem, data):
    w = data.draw(st.lists(st.integers(1, 3), min_size=problem.n, max_size=problem.n))
    corners = problem.corners().to_numpy()
    sums = corners @ np.array(w)
    best = [list(row) for row in corners[sums == max(sums)]]
    assert utilitarian_set(problem, w).to_numpy().tolist() == best
    mean = [sum(column, Fraction(0)) / len(best) for column in zip(*best, strict=True)]
    assert utilitarian(problem, w).tolist() == mean


@settings(max_examples=18, deadline=None)
@given(problems())
def test_raiffa_by_steps(problem):
    A, b = problem.matrix.astype(float), problem.bounds.astype(float)
    at = np.zeros(problem.n)
    for _ in range(150):
        room = [
            min((b[k] - A[k] @ at) / A[k, i] for k in range(len(b)) if A[k, i] > 0)
            for i in range(problem.n)
        ]
        at = at + np.array(room) / problem.n
    assert raiffa(problem).to_numpy(float) == pytest.approx(at, abs=1e-10)


def test_raiffa_into_a_corner_is_exact():
    """Equal steps for ever towards (1, 1), which the third half-space does not cut off."""
    box = BargainingProblem.from_halfspaces(AB, [[1, 0], [0, 1], [1, 1]], [Fraction(1)] * 2 + [2])
    assert raiffa(box).tolist() == [1, 1]
    cut = BargainingProblem.from_halfspaces(AB, [[1, 0], [0, 1], [1, 1]], [12, 12, 23])
    assert raiffa(cut).tolist() == pytest.approx([11.5, 11.5])


def lengths(chain):
    return [sqrt((q[0] - p[0]) * (p[1] - q[1])) for p, q in pairwise(chain)]


@settings(max_examples=18, deadline=None)
@given(point_lists(2), point_lists(2))
def test_perles_maschler_is_superadditive(first, second):
    """F(S) + F(T) ≤ F(S + T) (Perles and Maschler 1981); the edges of S + T are those of both."""
    both = [[a + c, b + d] for a, b in first for c, d in second]
    one, two, three = (
        perles_maschler(BargainingProblem.from_points(AB, points)).to_numpy(float)
        for points in (first, second, both)
    )
    assert (one + two <= three + 1e-9).all()


@settings(max_examples=18, deadline=None)
@given(problems(2, 2))
def test_perles_maschler_halves_the_length(problem):
    found = perles_maschler(problem)
    point = tuple(map(float, found))
    chain = [
        tuple(map(float, row))
        for row in problem.corners().to_numpy()
        if not any(
            (other >= row).all() and (other != row).any() for other in problem.corners().to_numpy()
        )
    ]
    chain = sorted(chain)
    left = [p for p in chain if p[0] <= point[0]]
    right = [p for p in chain if p[0] > point[0]]
    before, after = sum(lengths([*left, point])), sum(lengths([point, *right]))
    assert before == pytest.approx(after, abs=1e-7)
    symbolic = perles_maschler(problem, irrational="sympy")
    assert [float(value) for value in symbolic] == pytest.approx(point, abs=1e-12)
    if found.dtype == object:
        assert all(isinstance(value, Fraction) for value in found)


def test_perles_maschler_exactly():
    """Edges √1 and √2: half the length is (1 + √2)/2 from the top."""
    points = [[0, 3], [1, 2], [2, 0]]
    problem = BargainingProblem.from_points(AB, points)
    share = (sympy.sqrt(2) - 1) / (2 * sympy.sqrt(2))
    found = perles_maschler(problem, irrational="sympy")
    assert sympy.simplify(found["A"] - 1 - share) == 0
    assert sympy.simplify(found["B"] - 2 + 2 * share) == 0
    equal = BargainingProblem.from_points(
        AB, [[Fraction(0), 3], [1, Fraction(5, 2)], [2, Fraction(1, 2)]]
    )
    # the edges are √½ and √2 long, so that half of the length ends in ¼ of the second
    assert perles_maschler(equal).tolist() == [Fraction(5, 4), Fraction(2)]
    with pytest.raises(InvalidGameError, match="players must be two"):
        perles_maschler(BargainingProblem.from_surplus(list("ABC"), 1))


# The literature


@pytest.mark.parametrize("gamma", [Fraction(1, 3), Fraction(1, 2), Fraction(3, 4), Fraction(1)])
def test_risk_aversion_costs_in_dividing_a_dollar(gamma):
    """With u = x and v = (1 − x)^γ the Nash share of the neutral player is 1/(1 + γ)."""
    power = sympy.Rational(gamma.numerator, gamma.denominator)
    problem = BargainingProblem.from_frontier(AB, (1 - x) ** power, (0, 1))
    assert nash_bargaining(problem)["A"] == 1 / (1 + power)
    numeric = BargainingProblem.from_frontier(AB, lambda t: (1 - t) ** float(gamma), (0, 1))
    assert nash_bargaining(numeric)["A"] == pytest.approx(float(1 / (1 + gamma)), abs=1e-9)
    weighted = nash_bargaining(problem, [2, 1])["A"]
    assert weighted == 2 / (2 + power)


def test_bankruptcy_by_half_spaces():
    """Nash is constrained equal awards, Kalai–Smorodinsky proportional to claims truncated at the
    estate, equal loss constrained equal losses from these (Dagan and Volij 1993)."""
    claims, estate = [Fraction(100), Fraction(200), Fraction(300)], Fraction(350)
    A = np.vstack([np.eye(3, dtype=int), np.ones((1, 3), int)])
    problem = BargainingProblem.from_halfspaces(list("ABC"), A, [*claims, estate])
    assert nash_bargaining(problem).tolist() == [100, 125, 125]
    share = estate / 600
    assert kalai_smorodinsky(problem).tolist() == [share * claim for claim in claims]
    assert equal_loss(problem).tolist() == [claim - Fraction(250, 3) for claim in claims]
    assert egalitarian(problem).tolist() == [100, 100, 100]  # weakly efficient only


def test_the_solutions_differ_on_a_polygon():
    """The hull of (0, 1), (1, 1) and (2, 0), by hand."""
    problem = BargainingProblem.from_points(AB, [[0, 1], [1, 1], [2, Fraction(0)]])
    found = {solution.__name__: solution(problem).tolist() for solution in SOLUTIONS}
    assert found == {
        "nash_bargaining": [1, 1],
        "kalai_smorodinsky": [Fraction(4, 3), Fraction(2, 3)],
        "egalitarian": [1, 1],
        "equal_loss": [Fraction(3, 2), Fraction(1, 2)],
        "utilitarian": [Fraction(3, 2), Fraction(1, 2)],
        "raiffa": [Fraction(5, 4), Fraction(3, 4)],
    }
    assert perles_maschler(problem).tolist() == [Fraction(3, 2), Fraction(1, 2)]


def test_transferable_surplus_with_symbols():
    v, d, w = sympy.symbols("v d w")
    problem = BargainingProblem.from_surplus(AB, v, {"A": d, "B": 0})
    for solution in (*SOLUTIONS, perles_maschler):
        assert sympy.expand(solution(problem)["A"] - (v + d) / 2) == 0
    weighted = nash_bargaining(problem, {"A": w, "B": 1})
    assert sympy.simplify(weighted["B"] - (v - d) / (1 + w)) == 0
    assert sympy.simplify(proportional_bargaining(problem, [w, 1])["A"] - weighted["A"]) == 0
    assert utilitarian(problem, [2, 1]).tolist() == [v, 0]
    slope = BargainingProblem.from_halfspaces(AB, [[2, 1]], [4])  # each may spend its share of 4
    assert nash_bargaining(slope, [w, 1]).tolist() == [2 * w / (w + 1), 4 / (w + 1)]
    numbers = BargainingProblem.from_surplus(AB, 10, {"A": 4, "B": 0})
    for solution in (*SOLUTIONS, perles_maschler):
        assert solution(numbers).tolist() == [7, 3]
    with pytest.raises(UnsupportedNumberError, match="contains needs numbers"):
        problem.contains([1, 1])


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(*[st.fractions(-5, 5, max_denominator=4)] * 4), min_size=1, max_size=5))
def test_many_surpluses_at_once(rows):
    v, d = [row[0] for row in rows], [list(row[1:]) for row in rows]
    found = divide_surplus(np.array(v, dtype=object), d, [1, 2, 3])
    for total, base, shares in zip(v, d, found, strict=True):
        if total > sum(base):
            problem = BargainingProblem.from_surplus(list("ABC"), total, base)
            assert nash_bargaining(problem, [1, 2, 3]).tolist() == shares.tolist()
        else:
            assert shares.tolist() == base
    assert divide_surplus([[1.0], [2.0]], np.zeros((3, 2))).shape == (2, 3, 2)
    assert divide_surplus(sympy.Symbol("v"), [1, 0])[0] == (sympy.Symbol("v") + 1) / 2
    with pytest.raises(InvalidArgumentError, match="weights must be positive"):
        divide_surplus(1, [0, 0], [1, 0])
    with pytest.raises(InvalidArgumentError, match="shapes must fit"):
        divide_surplus([1, 2, 3], [[0, 0], [0, 0]])


# Frontiers


FRONTIERS = [
    (1 - x**2, (0, 1), (0, 0)),
    (sympy.sqrt(1 - x**2), (0, 1), (Fraction(1, 10), Fraction(1, 5))),
    (4 - (x - 1) ** 2, (0, 3), (0, 1)),
    ((sympy.cos(x), 2 * sympy.sin(x)), (0, sympy.pi / 2), (0, 0)),
    (sympy.log(3 - x), (0, 2), (0, 0)),
]


@pytest.mark.parametrize(("frontier", "interval", "disagreement"), FRONTIERS)
def test_curves_against_polygons_and_functions(frontier, interval, disagreement):
    exact = BargainingProblem.from_frontier(AB, frontier, interval, disagreement)
    parts = frontier if isinstance(frontier, tuple) else (x, frontier)
    functions = tuple(sympy.lambdify(x, part, "math") for part in parts)
    numeric = BargainingProblem.from_frontier(AB, functions, interval, disagreement)
    low, high = map(float, interval)
    ts = low + (high - low) * (1 - np.cos(np.linspace(0, np.pi, 100))) / 2
    points = [[round(f(t), 6) for f in functions] for t in ts.tolist()]
    polygon = BargainingProblem.from_points(AB, points, [float(d) for d in disagreement])
    flat = (utilitarian, nash_bargaining)  # where small edges move the best point most
    for solution in (*SOLUTIONS, perles_maschler):
        one, two, three = (solution(p).to_numpy(float) for p in (exact, numeric, polygon))
        assert two == pytest.approx(one, abs=1e-7)
        assert three == pytest.approx(one, abs=0.03 if solution in flat else 0.003)
        assert exact.contains(one - 1e-9)
        assert not exact.contains(one + 1e-6)


def test_exact_roots_on_curves():
    parabola = BargainingProblem.from_frontier(AB, 1 - x**2, (0, 1))
    assert nash_bargaining(parabola)["A"] == sympy.sqrt(3) / 3
    assert kalai_smorodinsky(parabola)["A"] == (sympy.sqrt(5) - 1) / 2
    assert utilitarian(parabola).tolist() == [sympy.Rational(1, 2), sympy.Rational(3, 4)]
    assert perles_maschler(parabola)["A"] == pytest.approx(2 ** (-2 / 3), abs=1e-9)  # ∫ √(2x) dx
    t = sympy.Symbol("t")
    circle = BargainingProblem.from_frontier(AB, (sympy.cos(t), sympy.sin(t)), (0, sympy.pi / 2))
    assert nash_bargaining(circle).tolist() == [sympy.sqrt(2) / 2] * 2
    assert egalitarian(circle).tolist() == [sympy.sqrt(2) / 2] * 2
    decimals = BargainingProblem.from_frontier(AB, 0.1 - 0.1 * x, (0, 1), [0.2, 0])
    assert nash_bargaining(decimals).tolist() == [sympy.Rational(3, 5), sympy.Rational(1, 25)]


def test_kinks_flats_and_rays_that_end_off_the_curve():
    kink = BargainingProblem.from_frontier(AB, lambda t: min(1 - t / 2, 3 - 3 * t), (0, 1))
    assert nash_bargaining(kink).tolist() == pytest.approx([0.8, 0.6], abs=1e-8)
    symbolic = BargainingProblem.from_frontier(AB, sympy.Min(1 - x / 2, 3 - 3 * x), (0, 1))
    assert nash_bargaining(symbolic).tolist() == pytest.approx([0.8, 0.6], abs=1e-12)
    with pytest.raises(SolverError, match="jagged"):
        perles_maschler(kink)
    flat = BargainingProblem.from_frontier(AB, sympy.Integer(1), (0, 1))
    for solution in (nash_bargaining, kalai_smorodinsky, perles_maschler):
        assert solution(flat).tolist() == [1, 1]
    hill = BargainingProblem.from_frontier(AB, 1 - (x - 1) ** 2, (0, 2))
    assert proportional_bargaining(hill, [1, 4]).tolist() == [sympy.Rational(1, 4), 1]
    steep = BargainingProblem.from_frontier(AB, 10 - x, (0, 1))
    assert egalitarian(steep).tolist() == [1, 1]  # below (1, 9)
    assert nash_bargaining(steep).tolist() == [1, 9]


@pytest.mark.parametrize("scale", [Fraction(1, 10**9), Fraction(10**9)])
def test_scales_do_not_matter_to_curves(scale):
    s = sympy.Rational(scale.numerator, scale.denominator)
    for shape, top in ((lambda t: 1 - t**2, 1), (lambda t: 2 - sympy.exp(t), sympy.log(2))):
        unit = BargainingProblem.from_frontier(AB, shape(x), (0, top))
        scaled = BargainingProblem.from_frontier(AB, s * shape(x / s), (0, s * top))
        for solution in (nash_bargaining, kalai_smorodinsky, equal_loss, raiffa, perles_maschler):
            found = solution(scaled).to_numpy(float) / float(scale)
            assert found == pytest.approx(solution(unit).to_numpy(float), abs=1e-8)
    far = BargainingProblem.from_frontier(  # the slope is infinite at the end
        AB, sympy.sqrt(10**6 + 1 - x), (10**6, 10**6 + 1), [10**6, 0]
    )
    assert nash_bargaining(far)["A"] == 10**6 + sympy.Rational(2, 3)


def test_all_of_a_straight_frontier_has_the_greatest_sum():
    for line in (1 - x, lambda t: 1 - t):
        problem = BargainingProblem.from_frontier(AB, line, (0, 1))
        assert utilitarian_set(problem).to_numpy(float).tolist() == [[0, 1], [1, 0]]
        assert utilitarian(problem).to_numpy(float).tolist() == [0.5, 0.5]
        assert utilitarian(problem, [2, 1]).to_numpy(float).tolist() == [1, 0]


# Games


def test_problem_from_a_game():
    dilemma = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]], players=["US", "CN"])
    for problem in (
        BargainingProblem.from_game(dilemma),
        BargainingProblem.from_game(dilemma, {"US": 1, "CN": 1}),
        BargainingProblem.from_game(dilemma, profile={"US": "2", "CN": "2"}),
    ):
        assert problem.kind == "float"
        assert problem.disagreement.tolist() == [1, 1]
        assert nash_bargaining(problem).to_dict() == {"US": 3.0, "CN": 3.0}
    assert BargainingProblem.from_game(dilemma.to_exact()).kind == "fraction"
    with pytest.raises(InvalidGameError, match="either disagreement or profile"):
        BargainingProblem.from_game(dilemma, 0, profile=["1", "1"])
    with pytest.raises(UnknownNameError, match="minmax"):
        BargainingProblem.from_game(dilemma, "maximum")
    pennies = NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    with pytest.raises(InvalidGameError, match="must leave something to gain"):
        BargainingProblem.from_game(pennies)


matrices = st.integers(1, 3).flatmap(
    lambda m: st.integers(1, 3).flatmap(
        lambda n: st.tuples(
            *[
                st.lists(
                    st.lists(st.integers(-3, 5), min_size=n, max_size=n), min_size=m, max_size=m
                )
            ]
            * 2
        )
    )
)


def nash_from(game, d):
    """Return the Nash solution from d, which may lie on the frontier."""
    try:
        return nash_bargaining(BargainingProblem.from_game(game, d)).tolist()
    except InvalidGameError:
        points = game.payoffs.reshape(2, -1).T.astype(float)
        best = [
            linprog(
                -points[:, i],
                -points[:, [1 - i]].T,
                [-float(d[1 - i]) + 1e-12],
                np.ones((1, len(points))),
                [1],
            )
            for i in (0, 1)
        ]
        rises = [-found.fun > float(own) + 1e-6 for found, own in zip(best, d, strict=True)]
        return [-found.fun if up else own for found, up, own in zip(best, rises, d, strict=True)]


@settings(max_examples=15, deadline=None)
@given(matrices, st.randoms(use_true_random=False))
def test_optimal_threats_secure_the_solution(tables, random):
    """Nash (1953): no threat of the one gives it more, none of the other leaves it less."""
    game = NormalFormGame.from_bimatrix(*tables).to_exact()
    found = variable_threats(game)
    u = found.payoffs.tolist()
    own = [found.threats[player].tolist() for player in game.players]
    assert nash_from(game, game.payoff(own).tolist()) == pytest.approx(u, abs=1e-9)
    assert found.disagreement.tolist() == game.payoff(own).tolist()
    for _ in range(4):
        for player in (0, 1):
            counts = [random.randint(0, 3) for _ in own[player]]
            counts[random.randrange(len(counts))] += 1
            other = [Fraction(k, sum(counts)) for k in counts]
            profile = [other, own[1]] if player == 0 else [own[0], other]
            reached = nash_from(game, game.payoff(profile).tolist())
            assert reached[player] <= u[player] + 1e-9
            assert reached[1 - player] >= u[1 - player] - 1e-9


@settings(max_examples=30, deadline=None)
@given(matrices)
def test_threats_with_transfers(tables):
    """Shares (σ + δ)/2 and (σ − δ)/2, δ the value of A − B by linear programming."""
    A, B = (np.array(table) for table in tables)
    game = NormalFormGame.from_bimatrix(A, B)
    D = A - B
    m = len(D)
    value = linprog(
        [0] * m + [-1],
        np.column_stack([-D.T, np.ones(D.shape[1])]),
        np.zeros(D.shape[1]),
        [[1] * m + [0]],
        [1],
        bounds=[(0, None)] * m + [(None, None)],
    ).x[-1]
    found = variable_threats(game, payoffs="transferable")
    total = (A + B).max()
    assert found.payoffs.tolist() == pytest.approx([(total + value) / 2, (total - value) / 2])
    assert found.transfers


def test_threats_need_two_players():
    with pytest.raises(InvalidGameError, match="players must be two"):
        variable_threats(NormalFormGame(["A"], [["s"]], [[1]]))


# Kinds, names, changes


def test_kinds_of_numbers():
    points = [[0, 1], [1, 1], [2, 0]]
    floats = BargainingProblem.from_points(AB, points)
    mixed = BargainingProblem.from_points(AB, points, [Fraction(0), 0])
    rational = BargainingProblem.from_points(AB, [[sympy.Rational(1, 2), 1]])
    assert (floats.kind, mixed.kind, rational.kind) == ("float", "fraction", "fraction")
    assert kalai_smorodinsky(floats).dtype == float
    assert kalai_smorodinsky(mixed)["A"] == Fraction(4, 3)
    tenth = BargainingProblem.from_points(AB, [[0.1, 0.3]])
    assert tenth.exact_corners()[-1] == (Fraction(1, 10), Fraction(3, 10))
    huge = BargainingProblem.from_points(AB, [[1e300, 0], [0, 1e-300]])
    assert nash_bargaining(huge).tolist() == [5e299, 5e-301]
    frame = pd.DataFrame({"B": [1, 1, 0], "A": [0, 1, 2]})
    assert BargainingProblem.from_points(AB, frame) == floats
    assert BargainingProblem.from_points(AB, frame.to_dict("records")) == floats
    alone = BargainingProblem.from_points(["A"], [[3]])
    assert {solution(alone)["A"] for solution in SOLUTIONS} == {3}


def test_values_are_frozen_and_travel():
    problem = BargainingProblem.from_points(AB, [[0, 1], [1, 1], [2, 0]])
    again = pickle.loads(pickle.dumps(problem))
    assert again == problem
    assert hash(again) == hash(problem)
    with pytest.raises(ValueError, match="read-only"):
        again.matrix[0, 0] = 1
    curve = BargainingProblem.from_frontier(AB, 1 - x**2, (0, 1))
    assert pickle.loads(pickle.dumps(curve)) == curve
    assert problem != curve
    assert problem != with_disagreement(problem, Fraction(1, 2))
    assert "disagreement A: 0, B: 0" in repr(problem)
    assert "below 1 - x**2" in repr(curve)


@settings(max_examples=30, deadline=None)
@given(problems(2, 3), st.data())
def test_changes_there_and_back(problem, data):
    numbers = st.lists(st.integers(1, 5), min_size=problem.n, max_size=problem.n)
    scale, shift = data.draw(numbers), data.draw(numbers)
    there = rescaled_problem(problem, scale, shift)
    back = rescaled_problem(
        there,
        [Fraction(1, s) for s in scale],
        [Fraction(-t, s) for s, t in zip(scale, shift, strict=True)],
    )
    assert back == problem
    turned = permuted_problem(problem, problem.players[::-1])
    assert permuted_problem(turned, problem.players) == problem
    expected = np.array(scale) * nash_bargaining(problem).to_numpy(float) + shift
    assert nash_bargaining(there).to_numpy(float) == pytest.approx(expected)


# Errors


@pytest.mark.parametrize(
    ("make", "error", "text"),
    [
        (lambda: BargainingProblem.from_points(AB, []), InvalidGameError, "is empty"),
        (
            lambda: BargainingProblem.from_points(AB, [[1]]),
            InvalidGameError,
            r"points\[0\] needs 2",
        ),
        (lambda: BargainingProblem.from_points(AB, 3), InvalidGameError, "points must be rows"),
        (lambda: BargainingProblem.from_points(AB, [3]), InvalidGameError, "got 3 at position 0"),
        (
            lambda: BargainingProblem.from_points(AB, [[1, np.nan]]),
            InvalidGameError,
            "got nan for B",
        ),
        (lambda: BargainingProblem.from_points(AB, [{"A": 1, "C": 1}]), UnknownNameError, "'C'"),
        (
            lambda: BargainingProblem.from_points(AB, [[1, 1]], [2, 0]),
            InvalidGameError,
            "violates 1·A ≤ 1",
        ),
        (
            lambda: BargainingProblem.from_points(AB, [[1, 1]], [1, 0]),
            InvalidGameError,
            "A cannot gain",
        ),
        (lambda: BargainingProblem.from_points(AB, [[1, x]]), UnsupportedNumberError, "rational"),
        (
            lambda: BargainingProblem.from_points(AB, [[1, 1]], "zero"),
            InvalidGameError,
            "must be numbers",
        ),
        (
            lambda: BargainingProblem.from_points("AB", [[1, 1]]),
            InvalidGameError,
            "sequence of names",
        ),
        (
            lambda: BargainingProblem.from_halfspaces(AB, [[1, 0]], [1]),
            InvalidGameError,
            "B can gain without limit",
        ),
        (
            lambda: BargainingProblem.from_halfspaces(AB, [[1, 1], [-1, -1]], [1, -2]),
            InvalidGameError,
            "is empty",
        ),
        (
            lambda: BargainingProblem.from_halfspaces(
                AB, [[1, 1], [-1, -1]], [1, -2], free_disposal=False
            ),
            InvalidGameError,
            "is empty",
        ),
        (
            lambda: BargainingProblem.from_halfspaces(AB, [[1, 1, 1]], [1]),
            InvalidGameError,
            "2 columns",
        ),
        (
            lambda: BargainingProblem.from_halfspaces(AB, [[1, 1]], [1, 2]),
            InvalidGameError,
            "one entry for each",
        ),
        (
            lambda: BargainingProblem.from_surplus(AB, 1, [1, 0]),
            InvalidGameError,
            "something to gain",
        ),
        (lambda: BargainingProblem.from_frontier(AB, x**2, (0, 1)), InvalidGameError, "bends up"),
        (
            lambda: BargainingProblem.from_frontier(AB, sympy.log(x), (0, 1)),
            InvalidGameError,
            "finite real number at 0",
        ),
        (
            lambda: BargainingProblem.from_frontier(AB, 1 - x, (1, 0)),
            InvalidGameError,
            "low < high",
        ),
        (
            lambda: BargainingProblem.from_frontier(AB, x * sympy.Symbol("y"), (0, 1)),
            InvalidGameError,
            "one symbol",
        ),
        (
            lambda: BargainingProblem.from_frontier(AB, 1 - x, (0, 1), [2, 0]),
            InvalidGameError,
            "at most 1",
        ),
        (
            lambda: BargainingProblem.from_frontier(AB, 1 - x, (0, 1), 0.5),
            InvalidGameError,
            "something to gain",
        ),
        (
            lambda: BargainingProblem.from_frontier(AB, (x * (1 - x), x), (0, 1)),
            InvalidGameError,
            "only rises",
        ),
        (
            lambda: BargainingProblem.from_frontier(list("ABC"), 1 - x, (0, 1)),
            InvalidGameError,
            "two for a frontier",
        ),
        (
            lambda: BargainingProblem.from_frontier(AB, 7, (0, 1)),
            InvalidGameError,
            "must be an expression",
        ),
    ],
)
def test_bad_problems_are_named(make, error, text):
    with pytest.raises(error, match=text):
        make()


def test_bad_arguments_are_named():
    problem = BargainingProblem.from_surplus(AB, 1)
    with pytest.raises(InvalidArgumentError, match=r"weights must be > 0, got 0\.0 for B"):
        nash_bargaining(problem, [1, 0])
    for solution in (*SOLUTIONS, perles_maschler):
        with pytest.raises(InvalidArgumentError, match="must be a BargainingProblem, got list"):
            solution([[1, 2]])
    with pytest.raises(UnknownNameError, match="'C'"):
        proportional_bargaining(problem, {"A": 1, "C": 1})
    with pytest.raises(InvalidArgumentError, match="2 extreme maximisers"):
        utilitarian(problem, ties="error")
    with pytest.raises(InvalidArgumentError, match="tol must be"):
        raiffa(problem, tol=-1)
    with pytest.raises(InvalidArgumentError, match="scale must be positive"):
        rescaled_problem(problem, [1, 0])
    with pytest.raises(InvalidArgumentError, match="in some order"):
        permuted_problem(problem, ["A", "C"])
    curve = BargainingProblem.from_frontier(AB, 1 - x, (0, 1))
    with pytest.raises(InvalidGameError, match="needs a polyhedron"):
        rescaled_problem(curve)
    with pytest.raises(UnsupportedNumberError, match="weights must be numbers"):
        nash_bargaining(curve, [x, 1])
    with pytest.raises(UnsupportedNumberError, match="unless one half-space"):
        nash_bargaining(BargainingProblem.from_points(AB, [[1, 2], [2, 1]]), [x, 1])
    with pytest.raises(ProblemTooLargeError, match="too many corners or faces"):
        BargainingProblem.from_points(
            [f"p{i}" for i in range(14)],
            np.abs(np.random.default_rng(0).normal(size=(60, 14))).round(3) + 1,
        )
