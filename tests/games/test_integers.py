"""Numbers as integers over one denominator, and what counts as an argument of a function."""

from fractions import Fraction
from math import gcd

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput import games
from lilliput.games import NormalFormGame, PolymatrixGame, SymmetricGame
from lilliput.games.arithmetic import compact, in_integers, object_array
from lilliput.games.checks import check_count
from lilliput.games.errors import InvalidArgumentError, InvalidGameError

GAME = NormalFormGame.from_bimatrix([[1, 0], [0, 1]], [[1, 0], [0, 1]])

decimals = st.builds(lambda k, d: k / 10**d, st.integers(-(10**9), 10**9), st.integers(0, 9))
finite = st.floats(allow_nan=False, allow_infinity=False, width=64)


@settings(max_examples=200)
@given(st.lists(st.one_of(decimals, finite), min_size=1, max_size=8))
def test_floats_are_the_decimals_that_they_print_as(numbers):
    whole, common = in_integers(np.array(numbers))
    assert [Fraction(k, common) for k in whole] == [Fraction(repr(x)) for x in numbers]
    assert all(type(k) is int for k in whole)
    assert gcd(common, *whole) == 1


@settings(max_examples=100)
@given(st.lists(st.fractions(max_denominator=10**6), min_size=1, max_size=8))
def test_fractions_keep_their_values_over_the_least_denominator(numbers):
    whole, common = in_integers(object_array(numbers))
    assert [Fraction(k, common) for k in whole] == numbers
    assert gcd(common, *whole) == 1


@settings(max_examples=100)
@given(st.integers(-(2**66), 2**66), st.integers(1, 2**10))
def test_what_sums_could_overflow_stays_in_python_integers(number, factor):
    table = compact(object_array([number, 1]), factor=factor)
    assert table.tolist() == [number, 1]
    assert (table.dtype == np.int64) == (max(abs(number), 1) * factor < 2**62)
    again, common = in_integers(object_array([Fraction(number), Fraction(1)]), factor=factor)
    assert (again.dtype, again.tolist(), common) == (table.dtype, table.tolist(), 1)


def test_a_large_float_is_the_integer_that_it_prints_as():
    assert in_integers(np.array([1e23]))[0].tolist() == [10**23]  # it stores another one
    assert in_integers(np.array([-0.0, 2.5]))[0].tolist() == [0, 5]


def test_shapes_are_kept():
    whole, common = in_integers(np.array([[0.5, 1.25], [2, 3]]))
    assert (whole.tolist(), common) == ([[2, 5], [8, 12]], 4)


@pytest.mark.parametrize("bad", [0, -1, 1.0, True, "3", None])
def test_counts_are_integers_from_one_up(bad):
    with pytest.raises(InvalidArgumentError, match="limit must be an integer >= 1, got"):
        check_count(bad, argument="limit")


def test_counts_of_numpy_become_int():
    assert type(check_count(np.int64(4), argument="limit", least=4)) is int


@pytest.mark.parametrize("bad", [[[1, 0], [0, 1]], "chicken", None, GAME.payoffs])
@pytest.mark.parametrize(
    "name",
    [
        "coalition_proof_equilibria",
        "dominated_strategies",
        "exact_potential",
        "is_polymatrix",
        "is_symmetric_game",
        "iterated_elimination",
        "maxmin_values",
        "nash_equilibria",
        "pure_equilibria",
        "pure_equilibrium_conditions",
        "quantal_response",
        "symbolic_equilibria",
        "welfare_table",
        "zero_sum_solution",
    ],
)
def test_something_else_than_a_game_is_refused_by_name(name, bad):
    arguments = [1.0] if name == "quantal_response" else []
    with pytest.raises(InvalidGameError, match="game must be a NormalFormGame, got"):
        getattr(games, name)(bad, *arguments)


def test_a_game_of_another_form_is_told_how_to_become_one():
    several = SymmetricGame(3, ["act", "wait"], [[1, 1, 1], [2, 2, 0]])
    with pytest.raises(InvalidGameError, match=r"got SymmetricGame; its to_normal_form\(\) is one"):
        games.nash_equilibria(several)
    with pytest.raises(InvalidGameError, match="must be a SymmetricGame, got NormalFormGame"):
        games.symmetric_equilibria(GAME)
    with pytest.raises(InvalidGameError, match=r"PolymatrixGame.*from_normal_form"):
        games.polymatrix_equilibria(GAME)


@pytest.mark.parametrize("profile", [5, None, [5, 1], [None, [1, 0]], {"row": 1, "column": 2}])
def test_a_profile_that_is_none_is_refused(profile):
    for ask in (GAME.payoff, lambda given: games.regret(GAME, given)):
        with pytest.raises(InvalidGameError, match="profile"):
            ask(profile)


def test_one_player_is_one_player():
    alone = NormalFormGame(["A"], [["x", "y"]], [[1, 2]])
    assert repr(alone) == "NormalFormGame(1 player: A; 2 strategies; float payoffs)"
    assert repr(SymmetricGame(1, ["x"], [[1]])).startswith("SymmetricGame(1 player; ")
    assert repr(PolymatrixGame(["A"], [["x"]], {})).startswith(
        "PolymatrixGame(1 player: A; 1 strategy; 0 pairs"
    )
    assert repr(games.CoalitionalGame(["A"], [0, 1])).startswith("CoalitionalGame(1 player: A; ")


def test_the_pure_equilibria_are_all_where_one_player_has_a_choice():
    alone = NormalFormGame(["A"], [["x", "y", "z"]], [[1, 2, 2]])
    assert games.nash_equilibria(alone, "pure").complete == "proved"
    assert games.nash_equilibria(alone, "pure", max_equilibria=1).complete == "unknown"
    assert games.nash_equilibria(GAME, "pure").complete == "unknown"
