"""Lorenz curves, and the allocation that Lorenz-dominates the core of a convex game."""

from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from test_allocation_sets import convex_games

from lilliput.games import CoalitionalGame, core
from lilliput.games.cores import dutta_ray, lorenz_compare, lorenz_curve, lorenz_dominates
from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    UnsupportedNumberError,
)

from test_coalitional import NAMES, games

PAYOFFS = st.lists(st.fractions(-5, 5, max_denominator=6), min_size=1, max_size=6)


@settings(max_examples=40, deadline=None)
@given(convex_games(least=1, most=5))
def test_dutta_ray_is_in_the_core_and_lorenz_dominates_its_vertices(game):
    """Dutta and Ray (1989), theorem 3."""
    x = dutta_ray(game)
    found = core(game)
    assert found.contains(x)
    assert sum(x) == game.worths[-1]
    for row in [*found.vertices().to_numpy(), found.center()]:
        assert lorenz_compare(x, row) in ("dominates", "equal")
        if sorted(row) != sorted(x):
            assert lorenz_dominates(x, row)
            assert not lorenz_dominates(row, x)


@given(convex_games(least=1, most=5), st.sampled_from([1.0, 1e-9, 1e9]))
def test_dutta_ray_in_floats(game, factor):
    expected = np.array(dutta_ray(game), dtype=float) * factor
    scaled = CoalitionalGame(game.players, np.array(game.worths, dtype=float) * factor)
    found = dutta_ray(scaled)
    assert found.dtype == np.float64
    assert found.to_numpy() == pytest.approx(expected, rel=1e-12, abs=1e-12 * factor)


@settings(max_examples=100)
@given(games(least=2, most=4))
def test_dutta_ray_refuses_exactly_the_games_that_are_not_convex(game):
    convex = all(
        game.worths[a] + game.worths[b] <= game.worths[a | b] + game.worths[a & b]
        for a in range(2**game.n)
        for b in range(2**game.n)
    )
    if convex:
        dutta_ray(game)
        return
    with pytest.raises(InvalidGameError, match="game must be convex"):
        dutta_ray(game)


def test_the_refusal_names_the_coalitions():
    game = CoalitionalGame.from_function(NAMES[:3], lambda S: int(len(S) >= 2))
    with pytest.raises(InvalidGameError, match=r"v\(\{A, B, C\}\) \+ v\(\{.\}\) = 1\.0 < v\("):
        dutta_ray(game)


def test_bankruptcy_in_the_constrained_equal_awards_way():
    """Dutta and Ray's allocation of O'Neill's bankruptcy game is constrained equal awards."""
    claims = {"A": 100, "B": 200, "C": 300}
    for estate, awards in ((200, [Fraction(200, 3)] * 3), (400, [100, 150, 150])):
        game = CoalitionalGame.from_function(
            list(claims),
            lambda S, e=estate: max(0, e - sum(c for p, c in claims.items() if p not in S)),
        )
        assert dutta_ray(game, exact=True).tolist() == awards


def test_none_and_one_player():
    assert dutta_ray(CoalitionalGame([], [0])).empty
    assert dutta_ray(CoalitionalGame(["A"], [0, 3])).to_dict() == {"A": 3}
    assert lorenz_curve([]).tolist() == [0]
    assert lorenz_compare([], []) == "equal"
    assert not lorenz_dominates([], [])


@given(PAYOFFS, st.data())
def test_a_transfer_from_richer_to_poorer_makes_more_equal(x, data):
    """Hardy, Littlewood and Pólya (1934)."""
    poor = data.draw(st.integers(0, len(x) - 1))
    rich = data.draw(st.integers(0, len(x) - 1))
    amount = (x[rich] - x[poor]) * data.draw(st.fractions(0, 1, max_denominator=8))
    if amount < 0:
        return
    y = list(x)
    y[poor] += amount
    y[rich] -= amount
    relation = lorenz_compare(y, x)
    assert relation == ("equal" if sorted(x) == sorted(y) else "dominates")
    assert lorenz_dominates(y, x).holds == (relation == "dominates")


@given(PAYOFFS, PAYOFFS)
def test_comparison_is_the_definition(x, y):
    size = min(len(x), len(y))
    x, y = x[:size], y[:size]
    gaps = [sum(sorted(x)[:k]) - sum(sorted(y)[:k]) for k in range(size + 1)]
    relation = lorenz_compare(x, y)
    assert (relation in ("dominates", "equal")) == (min(gaps) >= 0)
    assert (relation in ("dominated", "equal")) == (max(gaps) <= 0)
    assert lorenz_compare(y, x) == {"dominates": "dominated", "dominated": "dominates"}.get(
        relation, relation
    )
    finding = lorenz_dominates(x, y)
    k = finding.witness["poorest"]
    assert finding.witness["gap"] == gaps[k]
    if not finding and relation != "equal":
        assert gaps[k] < 0


def test_curve_and_scale():
    assert lorenz_curve({"A": Fraction(5), "B": Fraction(1), "C": Fraction(2)}).tolist() == [
        0,
        1,
        3,
        8,
    ]
    for factor in (1e-9, 1.0, 1e9):
        assert lorenz_compare([0.1 * factor, 0.2 * factor], [0.3 * factor, 0.0]) == "dominates"
        assert lorenz_compare([(0.1 + 0.2) * factor, 0.0], [0.0, 0.3 * factor]) == "equal"


def test_bad_arguments_are_named():
    with pytest.raises(InvalidArgumentError, match="as many payoffs each, got 2 and 3"):
        lorenz_compare([1, 2], [1, 2, 3])
    with pytest.raises(InvalidArgumentError, match="x must be finite"):
        lorenz_curve([float("nan")])
    with pytest.raises(InvalidArgumentError, match="one number per player"):
        lorenz_curve([[1, 2], [3, 4]])
    with pytest.raises(UnsupportedNumberError, match="expressions in z"):
        lorenz_compare([sympy.Symbol("z"), 1], [1, 2])
    with pytest.raises(UnsupportedNumberError, match="expressions in z"):
        dutta_ray(CoalitionalGame(["A"], [0, sympy.Symbol("z")]))
