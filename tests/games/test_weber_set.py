"""The Weber set: membership with a proof, extreme points against linear programmes in floats."""

from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from test_allocation_sets import convex_games

from lilliput.games import CoalitionalGame, core, marginal_vectors, shapley_value
from lilliput.games.cores import harsanyi_set, reasonable_set, weber_set
from lilliput.games.errors import InvalidGameError, ProblemTooLargeError, UnsupportedNumberError

from test_coalitional import NAMES, games


def marginal(game, order):
    before, vector = frozenset(), {}
    for player in order:
        vector[player] = game.worth(before | {player}) - game.worth(before)
        before |= {player}
    return [vector[p] for p in game.players]


def is_mean_of(point, others):
    """Whether a point is a mean of others, by a linear programme in floats."""
    matrix = np.vstack([np.array(others, dtype=float).T, np.ones(len(others))])
    right = np.append(np.array(point, dtype=float), 1)
    return linprog(np.zeros(len(others)), A_eq=matrix, b_eq=right).status == 0


@settings(max_examples=60, deadline=None)
@given(games(least=1, most=4), st.data())
def test_membership_is_proved_either_way(game, data):
    other = data.draw(st.lists(st.fractions(-2, 2, max_denominator=3), min_size=1, max_size=1))[0]
    x = list(shapley_value(game))
    x = [x[0] + other, *x[1:-1], x[-1] - other] if game.n > 1 else x
    found = weber_set(game).explain(x)
    vectors = [marginal(game, order) for order in permutations(game.players)]
    if found:
        orders = found.witness["orders"]
        assert sum(orders.values()) == 1
        assert all(weight > 0 for weight in orders.values())
        assert len(orders) <= game.n
        mean = [Fraction(0)] * game.n
        for order, weight in orders.items():
            mean = [m + weight * v for m, v in zip(mean, marginal(game, order), strict=True)]
        assert mean == x
        assert found.witness["distance"] == 0
    else:
        y = found.witness["direction"].tolist()
        reach = [sum(a * b for a, b in zip(y, v, strict=True)) for v in vectors]
        assert max(reach) == found.witness["bound"]
        assert sum(a * b for a, b in zip(y, x, strict=True)) > found.witness["bound"]
    assert weber_set(game).contains(x) == found.holds


@settings(max_examples=40, deadline=None)
@given(games(least=1, most=4))
def test_vertices_are_the_marginal_vectors_that_are_no_mean_of_others(game):
    vectors = sorted(set(map(tuple, marginal_vectors(game).to_numpy())))
    extreme = [
        v for v in vectors if not is_mean_of(v, [w for w in vectors if w != v] or [[9e9] * game.n])
    ]
    assert [tuple(row) for row in weber_set(game).vertices().to_numpy()] == extreme


@settings(max_examples=40, deadline=None)
@given(games(least=1, most=4))
def test_inclusions(game):
    """Core ⊆ Weber set (Weber 1988) ⊆ Harsanyi set and reasonable set."""
    weber = weber_set(game)
    assert weber.contains(shapley_value(game))
    for row in core(game).vertices().to_numpy():
        assert weber.contains(row)
    for row in weber.vertices().to_numpy():
        assert harsanyi_set(game).contains(row)
        assert reasonable_set(game, sides="both").contains(row)


@settings(max_examples=40, deadline=None)
@given(convex_games(least=1, most=5))
def test_in_convex_games_it_is_the_core(game):
    """Shapley (1971), Ichiishi (1981)."""
    assert weber_set(game).vertices().equals(core(game).vertices())


def test_majority_by_hand_and_in_floats():
    game = CoalitionalGame.from_function(NAMES[:3], lambda S: int(len(S) >= 2))
    for factor in (1e-9, 1.0, 1e9):
        scaled = CoalitionalGame(game.players, game.worths * factor)
        found = weber_set(scaled)
        assert found.vertices().to_numpy().tolist() == [
            [0, 0, factor],
            [0, factor, 0],
            [factor, 0, 0],
        ]
        assert found.contains([0.1 * factor, 0.2 * factor, 0.7 * factor])
        assert not found.contains([-0.001 * factor, 0.201 * factor, 0.8 * factor])
        assert not found.contains([0.1 * factor, 0.2 * factor, 0.6 * factor])
        outside = found.explain([1.5 * factor, -0.5 * factor, 0])
        assert outside.witness["distance"] == pytest.approx(factor)
    assert weber_set(game).contains([0.1, 0.2, 0.6], tol=0.11)


def test_none_and_one_player():
    for names, worths in (([], [0]), (["A"], [0, 3])):
        found = weber_set(CoalitionalGame(names, worths))
        assert found.vertices().to_numpy().tolist() == [[3] * len(names)]
        assert found.contains([3] * len(names))
    assert not found.contains([2])


def test_bad_arguments_are_named():
    game = CoalitionalGame(["A", "B"], [0, 0, 0, 1])
    with pytest.raises(InvalidGameError, match="x needs 2 entries"):
        weber_set(game).contains([1])
    with pytest.raises(UnsupportedNumberError, match="expressions in z"):
        weber_set(CoalitionalGame(["A"], [0, sympy.Symbol("z")]))
    with pytest.raises(ProblemTooLargeError, match="at most 16 players"):
        weber_set(CoalitionalGame([f"p{i}" for i in range(17)], np.zeros(2**17)))
    with pytest.raises(ProblemTooLargeError, match="limit=50 marginal vectors"):
        weber_set(CoalitionalGame(NAMES, [m.bit_count() ** 2 for m in range(32)])).vertices(
            limit=50
        )
