"""Axioms of bargaining solutions: theorems as properties, violations as counterexamples."""

from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from test_bargaining_problems import problems

from lilliput.games.bargaining import (
    BargainingProblem,
    bargaining_anonymity,
    bargaining_axioms,
    bargaining_disagreement_monotonicity,
    bargaining_efficiency,
    bargaining_independence,
    bargaining_monotonicity,
    bargaining_rationality,
    bargaining_scale_invariance,
    bargaining_strong_monotonicity,
    bargaining_symmetry,
    egalitarian,
    equal_loss,
    kalai_smorodinsky,
    nash_bargaining,
    perles_maschler,
    proportional_bargaining,
    raiffa,
    random_bargaining_problem,
    utilitarian,
)
from lilliput.games.errors import InvalidArgumentError, InvalidGameError, UnknownNameError

AB = ["A", "B"]
POLYGON = BargainingProblem.from_points(AB, [[Fraction(0), 1], [1, 1], [2, 0]])
seeds = st.integers(0, 10**6)


# Theorems


@settings(max_examples=12, deadline=None)
@given(problems(), seeds)
def test_nash(problem, seed):
    """Nash (1950): symmetric, efficient, scale invariant and independent."""
    assert bargaining_efficiency(nash_bargaining, problem)
    assert bargaining_symmetry(nash_bargaining, problem)
    assert bargaining_anonymity(nash_bargaining, problem)
    assert bargaining_scale_invariance(nash_bargaining, problem, rng=seed)
    assert bargaining_independence(nash_bargaining, problem, rng=seed)
    assert bargaining_disagreement_monotonicity(nash_bargaining, problem, rng=seed, trials=1)


@settings(max_examples=12, deadline=None)
@given(problems(), seeds)
def test_kalai_smorodinsky(problem, seed):
    """Kalai and Smorodinsky (1975): monotone, scale invariant; efficient for two."""
    sense = "strong" if problem.n == 2 else "weak"
    assert bargaining_efficiency(kalai_smorodinsky, problem, sense=sense)
    assert bargaining_symmetry(kalai_smorodinsky, problem)
    assert bargaining_scale_invariance(kalai_smorodinsky, problem, rng=seed)
    assert bargaining_monotonicity(kalai_smorodinsky, problem, rng=seed, trials=3)
    assert bargaining_disagreement_monotonicity(kalai_smorodinsky, problem, rng=seed, trials=2)


@settings(max_examples=12, deadline=None)
@given(problems(), seeds)
def test_egalitarian(problem, seed):
    """Kalai (1977): weakly efficient, symmetric, independent and strongly monotone."""
    assert bargaining_efficiency(egalitarian, problem, sense="weak")
    assert bargaining_symmetry(egalitarian, problem)
    assert bargaining_independence(egalitarian, problem, rng=seed)
    assert bargaining_strong_monotonicity(egalitarian, problem, rng=seed, trials=4)
    assert bargaining_monotonicity(egalitarian, problem, rng=seed, trials=2)
    assert bargaining_rationality(egalitarian, problem)


@settings(max_examples=10, deadline=None)
@given(problems(), seeds)
def test_others(problem, seed):
    assert bargaining_efficiency(utilitarian, problem)
    assert bargaining_symmetry(utilitarian, problem)
    assert bargaining_efficiency(equal_loss, problem, sense="weak")
    assert bargaining_anonymity(equal_loss, problem)
    assert bargaining_scale_invariance(raiffa, problem, rng=seed)
    assert bargaining_rationality(raiffa, problem)
    assert bargaining_efficiency(raiffa, problem, sense="weak", tol=1e-7)
    if problem.n == 2:
        assert bargaining_efficiency(perles_maschler, problem)
        assert bargaining_scale_invariance(perles_maschler, problem, rng=seed)
        assert bargaining_anonymity(perles_maschler, problem)
        assert bargaining_rationality(equal_loss, problem)


# Counterexamples


def test_nash_is_not_monotone():
    """B could have more at every demand of A, but gets less (Kalai and Smorodinsky 1975)."""
    small = BargainingProblem.from_points(AB, [[0, 1], [0.75, 0.75], [1, 0]])
    found = bargaining_monotonicity(nash_bargaining, small, player="B", points=[[1, 0.7]])
    assert not found
    assert found.explanation == "B gets 0.75, but 0.7 with more possibilities"
    assert nash_bargaining(found.witness["problem"]).tolist() == [1, 0.7]
    assert bargaining_monotonicity(kalai_smorodinsky, small, player="B", points=[[1, 0.7]])


def test_kalai_smorodinsky_is_not_independent():
    line = BargainingProblem.from_surplus(AB, Fraction(1))
    found = bargaining_independence(kalai_smorodinsky, line, A=[[0, 2]], b=[1])
    assert found.explanation == "A gets 1/2, but 2/3 without payoffs that were not chosen"
    assert bargaining_independence(nash_bargaining, line, A=[[0, 2]], b=[1])
    for solution in (equal_loss, raiffa, perles_maschler):
        assert not bargaining_independence(solution, line, A=[[0, 2]], b=[1])
    assert not bargaining_strong_monotonicity(
        kalai_smorodinsky, BargainingProblem.from_points(AB, [[1, 1]]), points=[[4, 0]]
    )


@pytest.mark.parametrize("solution", [egalitarian, equal_loss, utilitarian])
def test_comparing_utilities_is_not_scale_invariant(solution):
    found = bargaining_scale_invariance(solution, POLYGON, scale=[1, 3], shift=[0, 1])
    assert not found
    assert found.witness["scale"] == (1, 3)
    assert bargaining_scale_invariance(kalai_smorodinsky, POLYGON, scale=[1, 3], shift=[0, 1])


def test_the_egalitarian_solution_is_only_weakly_efficient():
    found = bargaining_efficiency(egalitarian, BargainingProblem.from_points(AB, [[4, 1]]))
    assert not found
    assert found.witness["better"] == {"A": 4.0, "B": 1.0}


def test_kalai_smorodinsky_of_three_is_only_weakly_efficient():
    """Roth (1979): for three players no solution is efficient, symmetric and monotone."""
    points = [[1, 0, 1], [0, 1, 1]]
    problem = BargainingProblem.from_points(list("ABC"), points)
    assert kalai_smorodinsky(problem).tolist() == [0.5, 0.5, 0.5]
    assert not bargaining_efficiency(kalai_smorodinsky, problem)
    assert bargaining_efficiency(kalai_smorodinsky, problem, sense="weak")


def test_equal_loss_of_three_may_cost_a_player():
    """Ideal (1, 1, ⅒): the losses of dividing 1 are ⅜ each, more than C can have."""
    A = np.vstack([np.ones((1, 3)), [[0, 0, 1]]])
    problem = BargainingProblem.from_halfspaces(list("ABC"), A, [1, 0.1])
    found = bargaining_rationality(equal_loss, problem)
    assert not found
    assert found.witness["player"] == "C"


def test_dictators_and_orders():
    assert not bargaining_symmetry(
        lambda p: proportional_bargaining(p, [2, 1]), BargainingProblem.from_surplus(AB, 1)
    )
    assert not bargaining_anonymity(lambda p: [p.ideal.iloc[0], 0], POLYGON)
    assert not bargaining_disagreement_monotonicity(
        lambda p: 10 - p.disagreement, BargainingProblem.from_surplus(AB, 9)
    )
    outside = bargaining_efficiency(lambda p: [9, 9], POLYGON)
    assert outside.explanation == "A: 9, B: 9 is not feasible"
    below = bargaining_efficiency(lambda p: [0, 0], POLYGON)
    assert "is better than A: 0, B: 0" in below.explanation
    assert bargaining_symmetry(nash_bargaining, POLYGON).explanation == "no two players are alike"


# The table


def test_table_matches_the_literature():
    found = bargaining_axioms(trials=6)
    holds = found["holds"].unstack("axiom")
    published = {
        "Nash": (True, True, True, False, False),
        "Kalai–Smorodinsky": (True, True, False, True, False),
        "egalitarian": (True, False, True, True, True),
        "utilitarian": (True, False, False, None, False),
        "Raiffa": (True, True, False, None, False),
        "Perles–Maschler": (True, True, False, None, False),
        "equal loss": (True, False, False, None, False),
    }
    axioms = ("symmetric", "scale invariant", "independent", "monotone", "strongly monotone")
    for name, row in published.items():
        for axiom, expected in zip(axioms, row, strict=True):
            held = bool(holds.loc[name, axiom])
            if expected is not None:
                assert held == expected, (name, axiom)
            assert (found.loc[(name, axiom), "finding"] is None) == held


def test_table_on_given_problems():
    found = bargaining_axioms({"PM": perles_maschler}, [random_bargaining_problem(3, rng=1)])
    assert found["holds"].isna().all()  # defined for two players only
    assert (found["tested"] == 0).all()
    again = [bargaining_axioms({"KS": kalai_smorodinsky}, 2, trials=2, rng=5) for _ in range(2)]
    assert again[0]["holds"].equals(again[1]["holds"])


def test_bad_arguments_are_named():
    curve = BargainingProblem.from_frontier(AB, 1 - sympy.Symbol("x") ** 2, (0, 1))
    for check in (
        bargaining_efficiency,
        bargaining_symmetry,
        bargaining_scale_invariance,
        bargaining_independence,
        bargaining_monotonicity,
        bargaining_strong_monotonicity,
        bargaining_disagreement_monotonicity,
        bargaining_rationality,
        bargaining_anonymity,
    ):
        with pytest.raises(InvalidGameError, match="needs a polyhedron"):
            check(nash_bargaining, curve)
    with pytest.raises(InvalidArgumentError, match="must not raise the ideal of A above 2"):
        bargaining_monotonicity(nash_bargaining, POLYGON, player="B", points=[[3, 0]])
    sloping = BargainingProblem.from_points(AB, [[-1, 4], [1, 1]])
    with pytest.raises(InvalidArgumentError, match=r"ideal of B above 5/2"):  # though 1 is less
        bargaining_monotonicity(nash_bargaining, sloping, player="A", points=[[3, 1]])
    with pytest.raises(UnknownNameError, match="'C'"):
        bargaining_monotonicity(nash_bargaining, POLYGON, player="C", points=[[1, 1]])
    with pytest.raises(UnknownNameError, match="sense"):
        bargaining_efficiency(nash_bargaining, POLYGON, sense="very")
    with pytest.raises(InvalidGameError, match=r"solution\(problem\) needs 2 entries"):
        bargaining_efficiency(lambda p: [1], POLYGON)
    with pytest.raises(InvalidArgumentError, match="1 to 26"):
        random_bargaining_problem(0)
    with pytest.raises(InvalidArgumentError, match="points must be an integer >= 1"):
        random_bargaining_problem(2, points=0)
