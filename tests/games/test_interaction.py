"""Interaction indices of pairs, against their definitions, the dividends and each other."""

from fractions import Fraction
from itertools import combinations
from math import factorial

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from test_semivalues import random_game

from lilliput.games import (
    CoalitionalGame,
    banzhaf_interaction,
    banzhaf_value,
    shapley_interaction,
    shapley_value,
)
from lilliput.games.errors import ProblemTooLargeError

from test_coalitional import NAMES, games


def by_definition(game, i, j, weight):
    """Σ_S weight(|S|) (v(S∪ij) − v(S∪i) − v(S∪j) + v(S)) over the coalitions of the others."""
    rest = [p for p in game.players if p not in (i, j)]
    return sum(
        weight(size)
        * (
            game.worth({i, j, *others})
            - game.worth({i, *others})
            - game.worth({j, *others})
            + game.worth(others)
        )
        for size in range(len(rest) + 1)
        for others in combinations(rest, size)
    )


def check_definitions(game):
    n = game.n
    shapley, banzhaf = shapley_interaction(game), banzhaf_interaction(game)
    for i, j in combinations(game.players, 2):
        expected = by_definition(
            game, i, j, lambda s: Fraction(factorial(s) * factorial(n - s - 2), factorial(n - 1))
        )
        assert shapley.loc[i, j] == shapley.loc[j, i] == expected
        expected = by_definition(game, i, j, lambda s: Fraction(1, 2 ** (n - 2)))
        assert banzhaf.loc[i, j] == banzhaf.loc[j, i] == expected


@settings(max_examples=100)
@given(games())
def test_pairs_by_definition_and_values_on_the_diagonal(game):
    check_definitions(game)
    assert list(np.diag(shapley_interaction(game))) == list(shapley_value(game))
    assert list(np.diag(banzhaf_interaction(game))) == list(banzhaf_value(game))


@pytest.mark.parametrize("n", [6, 7, 8])
def test_larger_games(n):
    check_definitions(random_game(n, n))


@settings(max_examples=100)
@given(games(least=2))
def test_pairs_by_dividends(game):
    """Grabisch and Roubens (1999): each dividend Δ(T) counts 1/(|T|−1), or 2**(2−|T|)."""
    dividends = dict(game.dividends())
    shapley, banzhaf = shapley_interaction(game), banzhaf_interaction(game)
    for i, j in combinations(game.players, 2):
        both = {c: d for c, d in dividends.items() if {i, j} <= c}
        assert shapley.loc[i, j] == sum(d / (len(c) - 1) for c, d in both.items())
        assert banzhaf.loc[i, j] == sum(d / 2 ** (len(c) - 2) for c, d in both.items())


@settings(max_examples=50)
@given(games(least=2))
def test_interaction_is_what_the_absence_of_the_other_changes(game):
    """Recursion: I(ij) is i's value where j is present for sure less that where j is absent."""
    i, j = game.players[0], game.players[1]
    rest = [p for p in game.players if p != j]
    absent = CoalitionalGame.from_function(rest, game.worth)
    present = CoalitionalGame.from_function(rest, lambda S: game.worth(S | {j}) - game.worth([j]))
    for interaction, value in [
        (shapley_interaction, shapley_value),
        (banzhaf_interaction, banzhaf_value),
    ]:
        assert interaction(game).loc[i, j] == value(present)[i] - value(absent)[i]


def test_a_unanimous_pair_and_an_additive_game():
    pair = CoalitionalGame.from_worths({("A", "B"): 3, ("A", "B", "C"): 3})
    expected = [[1.5, 3.0, 0.0], [3.0, 1.5, 0.0], [0.0, 0.0, 0.0]]
    assert shapley_interaction(pair).to_numpy().tolist() == expected
    assert banzhaf_interaction(pair).to_numpy().tolist() == expected
    additive = CoalitionalGame(NAMES[:3], [0, 1, 2, 3, 4, 5, 6, 7])
    expected = np.diag([1, 2, 4]).tolist()
    assert shapley_interaction(additive, exact=True).to_numpy().tolist() == expected


def test_majority_has_no_interaction_on_balance():
    """Two of three: a pair completes a majority alone as often as it is one too many."""
    majority = CoalitionalGame.from_function(NAMES[:3], lambda S: Fraction(len(S) >= 2))
    for interaction in (shapley_interaction, banzhaf_interaction):
        assert interaction(majority).loc["A", "B"] == 0


@pytest.mark.parametrize("interaction", [shapley_interaction, banzhaf_interaction])
@pytest.mark.parametrize("scale", [1e-9, 1.0, 1e9])
def test_floats_agree_with_fractions_to_rounding(interaction, scale):
    worths = np.random.default_rng(1).random(2**12) * scale
    worths[0] = 0
    game = CoalitionalGame([f"p{i}" for i in range(12)], worths)
    expected = interaction(game, exact=True).to_numpy().astype(float)
    np.testing.assert_allclose(interaction(game), expected, rtol=0, atol=1e-13 * scale)


def test_no_player_one_player_and_two_players():
    for interaction in (shapley_interaction, banzhaf_interaction):
        assert interaction(CoalitionalGame([], [0])).shape == (0, 0)
        assert interaction(CoalitionalGame(["A"], [0, 3])).to_numpy().tolist() == [[3.0]]
        two = CoalitionalGame(["A", "B"], [0, 0.1, 0.2, 1])
        dividend = Fraction(1) - Fraction(0.1) - Fraction(0.2)
        assert interaction(two, exact=True).loc["A", "B"] == dividend


def test_symbols_flow_through():
    a, b, c = sympy.symbols("a b c")
    game = CoalitionalGame(["A", "B"], [0, a, b, c])
    assert shapley_interaction(game).loc["A", "B"] == c - a - b
    assert banzhaf_interaction(game).loc["A", "A"] == sympy.expand((a + c - b) / 2)


def test_too_large_an_exact_table_is_refused_before_work():
    game = CoalitionalGame([f"p{i}" for i in range(4)], np.zeros(16))
    object.__setattr__(game, "players", tuple(f"p{i}" for i in range(40)))
    with pytest.raises(ProblemTooLargeError, match="40 players need a table of"):
        shapley_interaction(game)
