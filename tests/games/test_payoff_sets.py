"""Feasible, individually rational and folk-theorem sets, by hand and against floats."""

import pickle
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.spatial import ConvexHull

from lilliput.games import NormalFormGame
from lilliput.games.errors import (
    InvalidArgumentError,
    UnknownNameError,
    UnsupportedNumberError,
)
from lilliput.games.repeated import (
    feasible_payoffs,
    folk_theorem_set,
    individually_rational_payoffs,
)
from lilliput.games.repeated.polytopes import clip, hull

DILEMMA = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])


@st.composite
def numeric_games(draw, players=(2, 3), most=3):
    n = draw(st.integers(*players))
    sizes = [draw(st.integers(1, most)) for _ in range(n)]
    cells = n * int(np.prod(sizes))
    flat = draw(st.lists(st.integers(-4, 4), min_size=cells, max_size=cells))
    table = np.array([Fraction(x, 2) for x in flat], dtype=object).reshape(n, *sizes)
    names = [f"p{i}" for i in range(n)]
    return NormalFormGame(names, [[f"s{k}" for k in range(m)] for m in sizes], table)


def corners(found):
    return {tuple(v) for v in found.vertices.to_numpy().tolist()}


def test_dilemma_by_hand():
    exact = DILEMMA.to_exact()
    assert corners(feasible_payoffs(exact)) == {(3, 3), (0, 5), (5, 0), (1, 1)}
    assert feasible_payoffs(exact).volume == 10
    rational = individually_rational_payoffs(exact)
    # the edge from (0, 5) to (3, 3) is at 1 where the other payoff is 5 − 2/3
    third = Fraction(13, 3)
    assert corners(rational) == {(1, 1), (third, 1), (3, 3), (1, third)}
    assert rational.volume == Fraction(20, 3)
    assert rational.contains([1, 1])
    folk = folk_theorem_set(exact)
    assert not folk.contains([1, 1])
    assert not folk.contains([1, 2])
    assert folk.contains([Fraction(1001, 1000), Fraction(1001, 1000)])
    assert folk.contains({"column": 3, "row": 3})
    assert folk.full_dimension
    assert folk.applies
    assert folk.payoffs.explain([1, 2]).witness["relation"] == "<"


def test_matching_pennies_leave_nothing_above_minmax():
    pennies = NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    assert feasible_payoffs(pennies).dimension == 1
    assert feasible_payoffs(pennies).volume == 0
    assert corners(individually_rational_payoffs(pennies)) == {(0, 0)}
    assert individually_rational_payoffs(pennies, minmax="pure").empty
    assert individually_rational_payoffs(pennies, minmax="pure").dimension == -1
    assert folk_theorem_set(pennies).empty
    assert folk_theorem_set(pennies).applies.explanation.startswith("the set is empty")


def test_common_interests_are_the_counterexample_to_the_folk_theorem():
    """Fudenberg and Maskin (1986), Example 3: 1 if all three do the same, else 0."""
    table = np.zeros((3, 2, 2, 2))
    table[:, 0, 0, 0] = table[:, 1, 1, 1] = 1
    found = folk_theorem_set(NormalFormGame(list("ABC"), [["x", "y"]] * 3, table), minmax="pure")
    assert found.payoffs.dimension == 1
    assert found.minmax.tolist() == [0, 0, 0]
    assert not found.full_dimension
    assert found.nonequivalent_utilities.witness["players"] == ("A", "B")
    assert not found.applies


def test_unequal_interests_suffice_without_full_dimension():
    """u₃ = −u₁ − u₂ leaves two dimensions, but no two players agree."""
    rng = np.random.default_rng(5)
    first, second = rng.integers(-5, 6, (2, 3, 3, 3))
    table = np.stack([first, second, -first - second])
    found = folk_theorem_set(NormalFormGame(list("ABC"), [list("xyz")] * 3, table), minmax="pure")
    assert feasible_payoffs(found.game).dimension == 2
    assert not found.full_dimension
    assert found.nonequivalent_utilities


def test_equivalence_is_increasing_and_affine():
    first = np.array([[[0, 1], [2, 5]], [[1, 3], [2, 4]]])
    for other, equivalent in ((3 * first + 1, True), (-first, False), (first**2, False)):
        table = np.stack([first, other, np.arange(8).reshape(2, 2, 2) % 3])
        found = folk_theorem_set(NormalFormGame(list("ABC"), [["x", "y"]] * 3, table))
        assert bool(found.nonequivalent_utilities) != equivalent


@settings(max_examples=60)
@given(numeric_games(), st.data())
def test_membership_agrees_with_linear_programmes(game, data):
    """A point is feasible iff it is a mean of payoff profiles."""
    points = game.payoffs.reshape(game.n, -1).astype(float)
    found = feasible_payoffs(game)
    weights = data.draw(
        st.lists(st.integers(0, 3), min_size=points.shape[1], max_size=points.shape[1])
    )
    if sum(weights):
        mean = [
            sum(Fraction(w) * x for w, x in zip(weights, own, strict=True)) / sum(weights)
            for own in game.payoffs.reshape(game.n, -1)
        ]
        assert found.contains(mean)
        assert found.contains([float(x) for x in mean])
    point = data.draw(st.lists(st.integers(-4, 4), min_size=game.n, max_size=game.n))
    point = [Fraction(x, 2) for x in point]
    matrix = np.vstack([points, np.ones(points.shape[1])])
    right = [*map(float, point), 1.0]
    feasible = linprog(np.zeros(points.shape[1]), A_eq=matrix, b_eq=right).status == 0
    assert found.contains(point) == feasible


@settings(max_examples=40)
@given(numeric_games())
def test_individually_rational_set_is_the_part_above_minmax(game):
    found = individually_rational_payoffs(game)
    floors = folk_theorem_set(game).minmax
    feasible = feasible_payoffs(game)
    assert not found.empty
    for vertex in found.vertices.to_numpy():
        assert feasible.contains(vertex)
        assert all(x >= m for x, m in zip(vertex, floors, strict=True))
    for vertex in feasible.vertices.to_numpy():
        above = all(x >= m for x, m in zip(vertex, floors, strict=True))
        assert found.contains(vertex) == above
    for row in found.halfspaces.itertuples(index=False):
        values = [
            sum(a * x for a, x in zip(row[: game.n], v, strict=True))
            for v in found.vertices.to_numpy()
        ]
        assert max(values) == row.bound
        assert row.relation == "<=" or min(values) == row.bound
    assert (found.lowest >= floors).all()


@pytest.mark.parametrize("n", [2, 3, 4])
def test_volume_agrees_with_qhull(n):
    rng = np.random.default_rng(n)
    for _ in range(5):
        table = rng.integers(-9, 10, (n, *(2,) * n)) if n > 2 else rng.integers(-9, 10, (2, 3, 3))
        sizes = table.shape[1:]
        game = NormalFormGame(list("ABCD"[:n]), [list("xyz")[:m] for m in sizes], table)
        found, outside = feasible_payoffs(game), ConvexHull(table.reshape(n, -1).T)
        assert found.volume == pytest.approx(outside.volume)
        assert len(found.vertices) == len(outside.vertices)


def test_clipped_cube_by_hand():
    cube = hull(product((0, 1), repeat=3))
    assert cube.volume() == 1
    assert len(cube.facets) == 6
    cut = clip(cube, [1, 1, 1], 1)
    assert cut.volume() == Fraction(1, 6)
    assert set(cut.vertices) == {(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1)}
    assert clip(cube, [1, 1, 1], -1).vertices == ()
    assert clip(cube, [1, 1, 1], 0).vertices == ((0, 0, 0),)
    assert clip(cube, [1, 0, 0], 0).dimension == 2
    assert hull([]).dimension == -1


def test_one_player_and_one_profile():
    alone = NormalFormGame(["A"], [["x", "y", "z"]], [[1, 5, 2]])
    assert feasible_payoffs(alone).vertices.to_numpy().tolist() == [[1], [5]]
    assert feasible_payoffs(alone).volume == 4
    assert individually_rational_payoffs(alone).vertices.to_numpy().tolist() == [[5]]
    assert folk_theorem_set(alone).empty
    point = NormalFormGame(["A", "B"], [["x"], ["y"]], [[[2]], [[3]]])
    assert feasible_payoffs(point).contains([2, 3])
    assert not feasible_payoffs(point).contains([2, 4])
    assert feasible_payoffs(point).dimension == 0


def test_floats_are_the_decimals_that_they_print_as():
    game = NormalFormGame.from_bimatrix([[0.1, 0.3], [0.2, 0.3]], [[0.3, 0.1], [0.2, 0.1]])
    found = feasible_payoffs(game)  # 0.1 + 0.3 is 0.4 here, as is 0.2 + 0.2
    assert found.dimension == 1
    assert len(found.vertices) == 2
    assert found.contains([0.25, 0.15], tol=0)
    assert not found.contains([0.25, 0.1500001], tol=0)
    assert found.contains([0.25, 0.1500001], tol=1e-6)
    thirds = NormalFormGame(["A", "B"], [["x", "y"], ["z"]], [[[1], [0]], [[0], [3]]])
    assert feasible_payoffs(thirds).contains([1 / 3, 2.0])
    assert not feasible_payoffs(thirds).contains([1 / 3, 2.0], tol=0)


def test_values_travel_and_show():
    found = feasible_payoffs(DILEMMA)
    again = pickle.loads(pickle.dumps(found))
    assert again.vertices.equals(found.vertices)
    assert "4 vertices" in repr(found)
    assert "strictly above" in repr(folk_theorem_set(DILEMMA))


def test_bad_arguments_are_named():
    with pytest.raises(UnknownNameError, match="minmax"):
        individually_rational_payoffs(DILEMMA, minmax="correlated")
    with pytest.raises(InvalidArgumentError, match="payoffs needs 2 entries"):
        feasible_payoffs(DILEMMA).contains([1, 2, 3])
    x = sympy.Symbol("x")
    with pytest.raises(UnsupportedNumberError, match="expressions"):
        feasible_payoffs(DILEMMA).contains([x, 1])
    with pytest.raises(UnsupportedNumberError, match="payoffs must be numbers"):
        feasible_payoffs(NormalFormGame.from_bimatrix([[x]], [[1]]))
    with pytest.raises(InvalidArgumentError, match="empty"):
        _ = folk_theorem_set(NormalFormGame(["A"], [["x"]], [[1]])).payoffs.lowest
