"""Voting games and the power in them: exact, and equal to what all orders of arrival give."""

import pickle
import random
from fractions import Fraction
from itertools import permutations
from math import comb, factorial

import numpy as np
import pandas as pd
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.games import (
    VotingGame,
    banzhaf_index,
    banzhaf_power,
    banzhaf_value,
    shapley_shubik,
    shapley_value,
)
from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    ProblemTooLargeError,
    UnknownNameError,
    UnsupportedNumberError,
)
from lilliput.games.voting.enumeration import count_by_enumeration
from lilliput.games.voting.polynomials import count_by_polynomials
from lilliput.games.voting.residues import count_by_residues, count_by_size_residues
from lilliput.games.voting.states import count_by_states


@st.composite
def voting_games(draw, most=6, rules=2):
    n = draw(st.integers(1, most))
    names = [f"p{i}" for i in range(n)]
    made = []
    for _ in range(draw(st.integers(1, rules))):
        weights = draw(st.lists(st.integers(0, 7), min_size=n, max_size=n).filter(any))
        made.append((weights, draw(st.integers(1, sum(weights)))))
    vetoes = draw(st.lists(st.sampled_from(names), unique=True, max_size=2))
    return VotingGame.from_rules(names, made, vetoes=vetoes)


def pivots(game):
    """The definition: in how many orders of arrival a player turns losing into winning."""
    counts = dict.fromkeys(game.players, 0)
    for order in permutations(game.players):
        for k, player in enumerate(order):
            if game.is_winning(order[: k + 1]):
                counts[player] += 1
                break
    return {p: Fraction(c, factorial(game.n)) for p, c in counts.items()}


@settings(max_examples=300)
@given(voting_games(most=5))
def test_shapley_shubik_counts_pivots(game):
    assert shapley_shubik(game, exact=True).to_dict() == pivots(game)


@settings(max_examples=300)
@given(voting_games())
def test_indices_are_values_of_the_coalitional_game(game):
    table = game.to_coalitional()
    index = shapley_shubik(game, exact=True)
    assert index.to_dict() == shapley_value(table, exact=True).to_dict()
    power = banzhaf_power(game, exact=True)
    assert power.to_dict() == banzhaf_value(table, exact=True).to_dict()
    assert sum(index) == sum(banzhaf_index(game, exact=True)) == 1


@settings(max_examples=300)
@given(voting_games(rules=1))
def test_every_way_of_counting_one_rule_counts_the_same(game):
    reduced = game.reduced()
    if not reduced.always:
        counted = count_by_enumeration(reduced)
        assert count_by_polynomials(reduced) == counted
        assert count_by_size_residues(reduced) == counted
        assert count_by_states(reduced) == counted
        winning, swings = counted
        assert count_by_residues(reduced) == (sum(winning), [sum(row) for row in swings])


@given(voting_games(rules=1))
def test_more_votes_never_mean_less_power(game):
    weights, _ = game.rules[0]
    index = shapley_shubik(game, exact=True)
    ordinary = [i for i, p in enumerate(game.players) if p not in game.vetoes]
    for i in ordinary:
        for j in ordinary:
            if weights[i] >= weights[j]:
                assert index.iloc[i] >= index.iloc[j]


@pytest.mark.parametrize(("vetoes", "m", "k"), [(5, 6, 2), (5, 10, 4), (1, 4, 3), (2, 7, 1)])
def test_power_of_an_ordinary_member_beside_veto_players(vetoes, m, k):
    names = [f"v{i}" for i in range(vetoes)] + [f"o{i}" for i in range(m)]
    game = VotingGame(names, weights=[1] * len(names), quota=vetoes + k, vetoes=names[:vetoes])
    expected = Fraction(
        comb(m - 1, k - 1) * factorial(vetoes + k - 1) * factorial(m - k), factorial(vetoes + m)
    )
    assert shapley_shubik(game, exact=True)["o0"] == expected


def test_electoral_college_of_1964():
    """Mann and Shapley (1964): 51 blocs, 270 of 538; far beyond enumeration."""
    sizes = {43: 1, 40: 1, 29: 1, 26: 2, 25: 1, 21: 1, 17: 1, 14: 2, 13: 2, 12: 4, 11: 1,
             10: 5, 9: 2, 8: 3, 7: 2, 6: 4, 5: 2, 4: 10, 3: 6}  # fmt: skip
    votes = [votes for votes, count in sizes.items() for _ in range(count)]
    assert len(votes) == 51
    assert sum(votes) == 538
    names = [f"state {i}" for i in range(51)]
    game = VotingGame(names, weights=votes, quota=270)
    index, normalised = shapley_shubik(game), banzhaf_index(game)
    assert [round(index.iloc[i], 6) for i in (0, 1, -1)] == [0.084062, 0.077669, 0.005416]
    assert [round(normalised.iloc[i], 6) for i in (0, 1, -1)] == [0.08436, 0.077502, 0.005481]
    assert sum(shapley_shubik(game, exact=True)) == 1


def test_a_hundred_equal_votes_do_not_overflow():
    game = VotingGame([f"p{i}" for i in range(120)], weights=[1] * 120, quota=61)
    assert set(shapley_shubik(game, exact=True)) == {Fraction(1, 120)}
    assert banzhaf_power(game, exact=True).iloc[0] == Fraction(comb(119, 60), 2**119)


def test_votes_may_be_fractions_or_floats():
    whole = VotingGame(["A", "B", "C"], weights=[2, 1, 1], quota=3)
    parts = VotingGame(["A", "B", "C"], weights=[Fraction(2, 3), 1, 1], quota=Fraction(5, 3))
    assert shapley_shubik(whole, exact=True)["A"] == Fraction(2, 3)
    assert parts.is_winning(["A", "B"])
    floats = VotingGame({"A": 0.5, "B": 0.25}.keys(), weights={"B": 0.25, "A": 0.5}, quota=0.75)
    assert floats.integer_rules() == [([2, 1], 3)]


def test_floats_do_not_round_the_fractions_beside_them():
    thirds = [Fraction(1, 3), Fraction(2, 3), 0.5]
    for weights in (thirds, dict(zip("ABC", thirds, strict=True)), pd.Series(thirds, list("ABC"))):
        game = VotingGame(["A", "B", "C"], weights=weights, quota=1)
        assert game.is_winning(["A", "B"])
        assert game.rules == (((Fraction(1, 3), Fraction(2, 3), Fraction(1, 2)), 1),)
    large = VotingGame(["A", "B"], weights=[2**60 + 1, 0.5], quota=2**60 + 1)
    assert large.is_winning("A")


def test_floats_are_the_decimals_that_they_print_as():
    """As rationals that floats store, 0.5 + 0.3 would be below 0.8."""
    shares = [0.5, 0.3, 0.2]
    arrays = (np.array(shares), np.array(shares, np.float32))
    for weights in (shares, *arrays, pd.Series(shares, list("ABC"))):
        game = VotingGame(["A", "B", "C"], weights=weights, quota=np.float64(0.8))
        assert game.integer_rules() == [([5, 3, 2], 8)]
    assert shapley_shubik(game, exact=True).tolist() == [Fraction(1, 2), Fraction(1, 2), 0]
    many = VotingGame([f"p{i}" for i in range(100)], weights=[0.1, 0.3] * 50, quota=10.1)
    assert (
        banzhaf_power(many, exact=True).iloc[0]
        == banzhaf_power(VotingGame(many.players, weights=[1, 3] * 50, quota=101), exact=True).iloc[
            0
        ]
    )


def test_weights_and_quota_of_a_game_of_one_rule():
    game = VotingGame(["A", "B"], weights=[0.5, 1], quota=1.25, vetoes=["A"])
    assert game.weights.to_dict() == {"A": Fraction(1, 2), "B": 1}
    again = VotingGame(game.players, weights=game.weights, quota=game.quota, vetoes=game.vetoes)
    assert again == game
    with pytest.raises(InvalidGameError, match="got 2 rules; see"):
        VotingGame.from_rules(["A"], [([1], 1), ([2], 2)]).quota  # noqa: B018


def test_a_rule_is_a_pair():
    with pytest.raises(InvalidGameError, match="pairs of weights and quota, got 3 entries"):
        VotingGame.from_rules(["A"], [([1], 1, 1)])
    with pytest.raises(InvalidGameError, match="pairs of weights and quota, got 1 entries: 3"):
        VotingGame.from_rules(["A"], [3])
    with pytest.raises(InvalidGameError, match="pairs of weights and quota, got 3"):
        VotingGame.from_rules(["A"], 3)


def test_games_are_values():
    game = VotingGame(["A", "B"], weights=[1, 1], quota=2, vetoes="A")
    assert pickle.loads(pickle.dumps(game)) == game
    assert len({game, VotingGame(["A", "B"], weights=[1, 1], quota=2, vetoes=["A"])}) == 1
    assert game.to_coalitional().worth(["A", "B"]) == 1


@pytest.mark.parametrize(
    ("fields", "error", "message"),
    [
        ({"quota": 4}, InvalidGameError, "quota must be above 0 and at most the total weight 3"),
        ({"quota": 0}, InvalidGameError, "quota must be above 0"),
        ({"quota": float("nan")}, InvalidGameError, "quota must be finite"),
        ({"weights": [1, -1, 1]}, InvalidGameError, "weights must be >= 0, got -1.0 for B"),
        ({"weights": [1, 1]}, InvalidGameError, "weights needs 3 entries"),
        ({"weights": {"A": 1, "B": 1}}, InvalidGameError, "missing C"),
        ({"vetoes": ["D"]}, UnknownNameError, "vetoes: player 'D'"),
        ({"weights": [Fraction(1, 2), float("nan"), 1]}, InvalidGameError, "got nan for B"),
        ({"quota": sympy.Symbol("q")}, UnsupportedNumberError, "got symbols"),
        ({"quota": [2]}, InvalidGameError, r"quota must be one number, got \[2\]"),
        ({"weights": {1, 2, 3}}, InvalidGameError, "in the order of the players, got {1, 2, 3}"),
        ({"weights": 3}, InvalidGameError, "in the order of the players, got 3"),
        ({"weights": "111"}, InvalidGameError, "in the order of the players, got '111'"),
        ({"vetoes": 3}, InvalidArgumentError, "vetoes must be players' names, got 3"),
    ],
)
def test_bad_voting_games_are_refused(fields, error, message):
    fields = {"weights": [1, 1, 1], "quota": 2} | fields
    with pytest.raises(error, match=message):
        VotingGame(["A", "B", "C"], **fields)


def test_too_many_players_for_several_rules():
    names = [f"p{i}" for i in range(60)]
    rng = random.Random(3)
    rules = [([rng.randint(1, 10**9) for _ in names], 10**10) for _ in range(3)]
    with pytest.raises(ProblemTooLargeError, match=r"after \d+ of 60 players.*sampling"):
        shapley_shubik(VotingGame.from_rules(names, rules))
    with pytest.raises(InvalidGameError, match="at least one pair"):
        VotingGame.from_rules(names, [])
