"""Zero-sum games: the minimax theorem, uniqueness against all vertices, published values."""

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from lilliput.games import NormalFormGame, regret
from lilliput.games.equilibria.methods.zero_sum import solve
from lilliput.games.equilibria.zero_sum import (
    is_strictly_competitive,
    optimal_strategies,
    zero_sum_solution,
)
from lilliput.games.errors import InvalidGameError, UnsupportedNumberError
from lilliput.games.linear import solve_exactly


@st.composite
def matrices(draw, most=4):
    m, n = draw(st.integers(1, most)), draw(st.integers(1, most))
    wide = draw(st.sampled_from([1, 3, 40]))
    numbers = draw(st.lists(st.integers(-wide, wide), min_size=m * n, max_size=m * n))
    return np.array([Fraction(k, 3) for k in numbers], dtype=object).reshape(m, n)


def optimal_vertices(A, value):
    """All extreme x ≥ 0 with Σx = 1 and xᵀA ≥ value: every choice of tight constraints, solved."""
    m, n = A.shape
    constraints = [([Fraction(i == k) for k in range(m)], Fraction(0)) for i in range(m)]
    constraints += [(list(A[:, j]), value) for j in range(n)]
    found = set()
    for tight in combinations(constraints, m - 1):
        rows = [[Fraction(1)] * m, *(row for row, _ in tight)]
        x = solve_exactly(rows, [Fraction(1), *(bound for _, bound in tight)])
        if x is not None and all(
            sum(a * b for a, b in zip(row, x, strict=True)) >= bound for row, bound in constraints
        ):
            found.add(tuple(x))
    return found


@settings(max_examples=200)
@given(matrices())
def test_the_minimax_theorem(A):
    """max over x of min over y = min over y of max over x (von Neumann 1928)."""
    best = optimal_strategies(A)
    assert sum(best.row) == 1 == sum(best.column)
    assert min(best.row) >= 0 <= min(best.column)
    assert min(best.row @ A) == best.value == max(A @ best.column)


@settings(max_examples=120)
@given(matrices())
def test_uniqueness_is_told_by_all_extreme_strategies(A):
    best = optimal_strategies(A)
    rows, columns = optimal_vertices(A, best.value), optimal_vertices(-A.T, -best.value)
    assert tuple(best.row) in rows
    assert tuple(best.column) in columns
    assert best.unique == (len(rows) == 1, len(columns) == 1)


@settings(max_examples=60)
@given(matrices(most=6), st.data())
def test_a_copy_of_what_is_played_makes_another_strategy(A, data):
    best = optimal_strategies(A)
    row = data.draw(st.sampled_from([i for i, p in enumerate(best.row) if p]))
    twice = optimal_strategies(np.vstack([A, A[[row]]]))
    assert twice.value == best.value
    assert twice.unique == (False, best.unique[1])
    worse = optimal_strategies(np.vstack([A, A[[row]] - 1]))  # never played by the row player
    assert worse.value == best.value
    assert worse.unique[0] == best.unique[0]


@pytest.mark.parametrize("size", [(13, 13), (5, 40), (40, 5), (30, 30)])
@pytest.mark.parametrize("wide", [2, 10**6])
def test_larger_games_have_the_value_of_another_linear_programme(size, wide):
    rng = np.random.default_rng(sum(size))
    A = rng.integers(-wide, wide + 1, size)
    found = zero_sum_solution(NormalFormGame.from_bimatrix(A, -A))
    m, n = size
    other = linprog(
        [*[0] * m, -1],
        A_ub=np.column_stack([-A.T / wide, np.ones(n)]),
        b_ub=np.zeros(n),
        A_eq=[[1] * m + [0]],
        b_eq=[1],
        bounds=[(0, None)] * m + [(None, None)],
    )
    assert found.value == pytest.approx(-other.fun * wide, rel=1e-7, abs=1e-7 * wide)
    exact = np.array([[Fraction(int(v)) for v in row] for row in A])
    best = optimal_strategies(exact)
    assert min(best.row @ exact) == best.value == max(exact @ best.column)


@settings(max_examples=60)
@given(matrices(), st.fractions(-3, 3, max_denominator=4), st.fractions(Fraction(1, 4), 4))
def test_strictly_competitive_games_are_solved_as_one_matrix(A, constant, factor):
    """B = c − λA has the equilibria of −A (Adler, Daskalakis and Papadimitriou 2009)."""
    game = NormalFormGame.from_bimatrix(A, constant - factor * A)
    found = zero_sum_solution(game)
    finding = is_strictly_competitive(game)
    assert finding
    if A.min() != A.max():
        assert dict(finding.witness) == {"factor": factor, "constant": constant}
    assert max(regret(game, [found.row, found.column])) == 0
    assert found.value == optimal_strategies(A).value
    assert (found.payoffs == game.payoff([found.row, found.column])).all()


def test_rock_paper_scissors_has_one_equilibrium():
    A = np.array([[0, -1, 1], [1, 0, -1], [-1, 1, 0]])
    game = NormalFormGame.from_bimatrix(A, -A)
    found = solve(game)
    assert found.complete == "proved"
    assert [list(mix) for mix in found.profiles[0]] == [[Fraction(1, 3)] * 3] * 2
    solution = zero_sum_solution(game)
    assert solution.value == 0.0
    assert solution.unique == {"row": True, "column": True}
    assert repr(solution).startswith("ZeroSumSolution(value 0.0; row: 0.3333 1")


def test_two_finger_morra():
    """Two-finger Morra has the value 0 and many equilibria (Dresher 1961): rows are (show, guess)
    11, 12, 21, 22, and the hider of 12 and 21 plays them between 4/7 : 3/7 and 3/5 : 2/5."""
    A = np.array([[0, 2, -3, 0], [-2, 0, 0, 3], [3, 0, 0, -4], [0, -3, 4, 0]])
    exact = np.array([[Fraction(int(v)) for v in row] for row in A])
    best = optimal_strategies(exact)
    assert best.value == 0
    assert best.unique == (False, False)
    assert optimal_vertices(exact, Fraction(0)) == {
        (0, Fraction(4, 7), Fraction(3, 7), 0),
        (0, Fraction(3, 5), Fraction(2, 5), 0),
    }
    assert solve(NormalFormGame.from_bimatrix(A, -A)).complete == "unknown"


def test_decimals_are_taken_as_printed():
    A = np.array([[0.1, 0.3], [0.2, 0.1]])
    assert (A + np.array([[0.2, 0.0], [0.1, 0.2]]) == 0.3).sum() < 4  # not constant in floats
    found = zero_sum_solution(NormalFormGame.from_bimatrix(A, [[0.2, 0.0], [0.1, 0.2]]))
    assert found.value == float(Fraction(1, 6))  # (0.1·0.1 − 0.3·0.2)/(0.1 + 0.1 − 0.3 − 0.2)
    assert not is_strictly_competitive(NormalFormGame.from_bimatrix(A, 0.3 - A))


def test_other_games_are_refused_with_a_witness():
    dilemma = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    finding = is_strictly_competitive(dilemma)
    assert not finding
    cells = {("1", "1"), ("1", "2"), ("2", "1"), ("2", "2")}
    assert set(finding.witness["profiles"]) <= cells
    with pytest.raises(InvalidGameError, match="strictly competitive"):
        zero_sum_solution(dilemma)
    with pytest.raises(InvalidGameError, match="lemke_howson"):
        solve(dilemma)
    both = NormalFormGame.from_bimatrix([[0, 1], [1, 2]], [[0, 1], [1, 2]])
    assert "gains and column too" in is_strictly_competitive(both).explanation
    flat = NormalFormGame.from_bimatrix([[0, 1]], [[4, 4]])
    assert "does not lose" in is_strictly_competitive(flat).explanation
    lone = NormalFormGame.from_bimatrix([[1, 1]], [[4, 5]])
    assert not is_strictly_competitive(lone)
    with pytest.raises(InvalidGameError, match="must be two in a zero-sum game, got 1"):
        zero_sum_solution(NormalFormGame(["A"], [["x"]], [[0]]))
    with pytest.raises(UnsupportedNumberError):
        zero_sum_solution(NormalFormGame.from_bimatrix([[sympy.Symbol("v")]], [[0]]))
