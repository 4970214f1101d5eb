"""Correlated equilibria: optima proved by duality, polytopes, and what must lie in them."""

from fractions import Fraction
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.games import (
    NormalFormGame,
    correlated_equilibrium,
    correlated_polytope,
    is_correlated_equilibrium,
    nash_equilibria,
)
from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    ProblemTooLargeError,
    UnknownNameError,
    UnsupportedNumberError,
)
from lilliput.games.linear import solve_exactly

CHICKEN = NormalFormGame.from_bimatrix(
    [[Fraction(6), 2], [7, 0]], [[6, 7], [2, 0]], strategies=[["yield", "dare"]] * 2
)


def random_game(seed, shape, low=0, high=9):
    table = np.random.default_rng(seed).integers(low, high, (len(shape), *shape), endpoint=True)
    names = [[f"s{k}" for k in range(m)] for m in shape]
    return NormalFormGame([f"p{i}" for i in range(len(shape))], names, table)


def deviations_by_loops(game, coarse=False):
    """The rows of G, by the definition, for two players."""
    rows = []
    for i in range(2):
        for told in range(game.shape[i]) if not coarse else [None]:
            for instead in range(game.shape[i]):
                row = np.full(game.shape, Fraction(0))
                for cell in np.ndindex(*game.shape):
                    if told is None or cell[i] == told:
                        other = tuple(instead if k == i else s for k, s in enumerate(cell))
                        row[cell] = Fraction(game.payoffs[(i, *other)]) - Fraction(
                            game.payoffs[(i, *cell)]
                        )
                if any(row.flat):
                    rows.append(list(row.flat))
    return rows


def vertices_by_brute_force(game, coarse=False):
    """Solve every choice of tight constraints and keep what is feasible."""
    rows = deviations_by_loops(game, coarse)
    size = int(np.prod(game.shape))
    tight = [*[[int(a == b) for b in range(size)] for a in range(size)], *rows]
    found = set()
    for chosen in combinations(range(len(tight)), size - 1):
        system = [*[tight[k] for k in chosen], [1] * size]
        point = solve_exactly(system, [0] * (size - 1) + [1])
        if point is None or min(point) < 0:
            continue
        if all(sum(g * p for g, p in zip(row, point, strict=True)) <= 0 for row in rows):
            found.add(tuple(point))
    return found


def test_chicken():
    """Aumann's chicken: the best correlated equilibrium gives 5 1/4 to each, 10.5 together."""
    best = correlated_equilibrium(CHICKEN)
    assert best.value == best.bound == Fraction(21, 2)
    assert best.distribution.to_dict() == {
        ("yield", "yield"): Fraction(1, 2),
        ("yield", "dare"): Fraction(1, 4),
        ("dare", "yield"): Fraction(1, 4),
    }
    assert best.exact
    assert best.gap == 0
    worst = correlated_equilibrium(CHICKEN, sense="min")
    assert worst.value == worst.bound < 9


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.booleans())
def test_the_polytope_of_2x2_games_by_brute_force(seed, coarse):
    """Calvó-Armengol (2006): at most five vertices (of correlated, not coarse, equilibria)."""
    game = random_game(seed, (2, 2), 0, 3)
    found = correlated_polytope(game.to_exact(), coarse=coarse).vertices
    expected = vertices_by_brute_force(game, coarse)
    assert {tuple(row) for row in found.to_numpy()} == expected
    assert coarse or len(found) <= 5


@settings(max_examples=30)
@given(
    st.integers(0, 10_000),
    st.sampled_from([(2, 2), (2, 3), (1, 3), (2, 2, 2), (3,)]),
    st.booleans(),
    st.sampled_from(["welfare", "p0"]),
    st.sampled_from(["max", "min"]),
)
def test_the_best_is_the_best_vertex(seed, shape, coarse, objective, sense):
    game = random_game(seed, shape, 0, 4).to_exact()
    polytope = correlated_polytope(game, coarse=coarse)
    values = polytope.payoffs.sum(axis=1) if objective == "welfare" else polytope.payoffs["p0"]
    best = correlated_equilibrium(game, objective, coarse=coarse, sense=sense)
    assert best.value == best.bound == getattr(values, sense)()
    assert is_correlated_equilibrium(game, best.distribution, coarse=coarse, tol=0)
    floats = correlated_equilibrium(game, objective, coarse=coarse, sense=sense, exact=False)
    assert floats.value == pytest.approx(float(best.value), abs=1e-7)
    assert floats.gap < 1e-7
    assert floats.regret < 1e-7


@settings(max_examples=20)
@given(st.integers(0, 10_000), st.sampled_from([(2, 2), (2, 3), (2, 2, 2)]))
def test_egalitarian_optimum_is_proved_both_ways(seed, shape):
    game = random_game(seed, shape).to_exact()
    best = correlated_equilibrium(game, "egalitarian")
    assert best.value == best.bound == min(best.payoffs)
    vertices = correlated_polytope(game).payoffs
    assert best.value >= max(min(row) for row in vertices.to_numpy())
    floats = correlated_equilibrium(game, "egalitarian", exact=False)
    assert floats.value == pytest.approx(float(best.value), abs=1e-7)


@settings(max_examples=40)
@given(st.integers(0, 10_000), st.integers(2, 3), st.integers(2, 3))
def test_nash_equilibria_are_correlated_and_correlated_ones_coarse(seed, m, k):
    game = random_game(seed, (m, k), 0, 5)
    for found in nash_equilibria(game, exact=True):
        row, column = (found.strategies[p].to_numpy() for p in game.players)
        joint = np.multiply.outer(row, column)
        assert is_correlated_equilibrium(game.to_exact(), joint, tol=0)
        assert is_correlated_equilibrium(game.to_exact(), joint, tol=0, coarse=True)
    narrow, wide = (correlated_equilibrium(game, coarse=c).value for c in (False, True))
    assert narrow <= wide + 1e-9


def test_a_coarse_equilibrium_that_is_no_correlated_one():
    """Rock–paper–scissors, uniform on the diagonal-free cells against ties: Moulin and Vial."""
    A = [[0, -1, 1], [1, 0, -1], [-1, 1, 0]]
    game = NormalFormGame.from_bimatrix(A, -np.array(A))
    diagonal = np.eye(3) / 3
    assert is_correlated_equilibrium(game, diagonal, coarse=True)
    told = is_correlated_equilibrium(game, diagonal)
    assert not told
    assert told.witness["gain"] == pytest.approx(1 / 3)


def test_weights_and_tensors_are_objectives_too():
    assert correlated_equilibrium(CHICKEN, {"row": 1, "column": 0}).value == 7
    assert correlated_equilibrium(CHICKEN, "row").value == 7
    peace = correlated_equilibrium(CHICKEN, [[1, 0], [0, 0]])
    assert peace.value == Fraction(1, 2)
    assert correlated_equilibrium(CHICKEN, [[0, 0], [0, 1]], sense="min").value == 0


def test_floats_are_the_decimals_that_they_print_as():
    game = NormalFormGame.from_bimatrix([[0.6, 0.2], [0.7, 0]], [[0.6, 0.7], [0.2, 0]])
    best = correlated_equilibrium(game)
    assert best.distribution.to_list() == [0.5, 0.25, 0.25]
    assert best.exact
    assert isinstance(best.value, float)
    assert correlated_equilibrium(game, exact=True).value == Fraction(21, 20)


def test_large_games_carry_a_gap():
    game = NormalFormGame(
        [f"p{i}" for i in range(10)],
        [["a", "b"]] * 10,
        np.random.default_rng(0).random((10, *[2] * 10)),
    )
    best = correlated_equilibrium(game)
    assert not best.exact
    assert 0 <= best.gap < 1e-9
    assert best.regret < 1e-9
    assert is_correlated_equilibrium(game, best.distribution)


@pytest.mark.parametrize(
    ("run", "error", "message"),
    [
        (lambda: correlated_equilibrium(CHICKEN, "peace"), UnknownNameError, "objective 'peace'"),
        (lambda: correlated_equilibrium(CHICKEN, sense="best"), UnknownNameError, "sense"),
        (
            lambda: correlated_equilibrium(CHICKEN, "egalitarian", sense="min"),
            InvalidArgumentError,
            "must be 'max'",
        ),
        (lambda: correlated_equilibrium(CHICKEN, np.ones((3, 2))), InvalidArgumentError, "shape"),
        (
            lambda: is_correlated_equilibrium(CHICKEN, {("yield", "dare"): Fraction(1, 2)}),
            InvalidGameError,
            "sum to 1",
        ),
        (
            lambda: is_correlated_equilibrium(CHICKEN, {("yield",): 1}),
            InvalidGameError,
            "each of 2",
        ),
        (
            lambda: is_correlated_equilibrium(CHICKEN, {("yield", "go"): 1}),
            UnknownNameError,
            "strategy of column 'go'",
        ),
        (lambda: is_correlated_equilibrium(CHICKEN, np.ones(3)), InvalidGameError, "shape"),
        (
            lambda: correlated_polytope(random_game(0, (3, 3)), max_vertices=3),
            ProblemTooLargeError,
            "max_vertices=3",
        ),
    ],
)
def test_bad_arguments_are_refused(run, error, message):
    with pytest.raises(error, match=message):
        run()


def test_sizes_and_symbols_are_refused_before_work():
    game = NormalFormGame(["A", "B"], [[str(k) for k in range(60)]] * 2, np.zeros((2, 60, 60)))
    with pytest.raises(ProblemTooLargeError, match="exact=False"):
        correlated_equilibrium(game, exact=True)
    symbolic = NormalFormGame(["A"], [["x", "y"]], [[sympy.Symbol("a"), 0]])
    with pytest.raises(UnsupportedNumberError):
        correlated_equilibrium(symbolic)


def test_numbers_too_large_for_sums_in_floats_are_refused():
    A = np.array([[1e308, -1e308], [-1e308, 1e308]])
    game = NormalFormGame.from_bimatrix(A, -A)
    for ask in (
        lambda: correlated_equilibrium(game, exact=False),
        lambda: is_correlated_equilibrium(game, np.full((2, 2), 0.25)),
        lambda: correlated_equilibrium(CHICKEN, {"row": 1e308, "column": 1e308}, exact=False),
        lambda: correlated_equilibrium(CHICKEN, [[1e308, -1e308], [0, 0]], exact=False),
    ):
        with pytest.raises(UnsupportedNumberError, match="too large to be added up in floats"):
            ask()
    even = np.full((2, 2), Fraction(1, 4))
    assert is_correlated_equilibrium(game.to_exact(), even)
    found = is_correlated_equilibrium(game.to_exact(), {("1", "1"): 1})
    assert found.witness["gain"] == 2 * 10**308
    assert correlated_equilibrium(game).value == 0


def test_bad_distributions_are_named():
    twice = pd.Series([0.5, 0.5], pd.MultiIndex.from_tuples([("dare", "dare")] * 2))
    with pytest.raises(InvalidGameError, match=r"once, got \('dare', 'dare'\) twice"):
        is_correlated_equilibrium(CHICKEN, twice)
    p = sympy.Symbol("p")
    with pytest.raises(UnsupportedNumberError, match="distribution must be numbers"):
        is_correlated_equilibrium(CHICKEN, {("dare", "dare"): p, ("yield", "yield"): 1 - p})
    with pytest.raises(UnsupportedNumberError, match="objective must be numbers"):
        correlated_equilibrium(CHICKEN, {"row": p, "column": 1})


def test_reprs_read_well():
    best = correlated_equilibrium(CHICKEN)
    assert "welfare = 21/2" in repr(best)
    assert "yield" in best._repr_html_()
    assert "5 vertices" in correlated_polytope(CHICKEN)._repr_html_()
    assert "; 1 profile; exact" in repr(correlated_equilibrium(CHICKEN, "row"))
