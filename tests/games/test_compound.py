"""Compound games: bodies whose delegations vote in a quotient game."""

from fractions import Fraction
from itertools import chain, combinations
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.games import VotingGame, banzhaf_power, shapley_shubik
from lilliput.games.errors import InvalidGameError, ProblemTooLargeError, UnknownNameError
from lilliput.games.power import compound_banzhaf_power, compound_game, compound_shapley_shubik

from test_indices import voting_games


def renamed(game, prefix):
    """The same game among players of other names."""
    names = [prefix + name for name in game.players]
    coalitions = game.minimal_winning_coalitions()
    return VotingGame.from_minimal_winning(names, [[prefix + p for p in S] for S in coalitions])


@st.composite
def compounds(draw):
    quotient = draw(voting_games(most=3))
    bodies = {}
    for name in quotient.players:
        if draw(st.booleans()):
            body = draw(voting_games(most=3))
            vetoes = [name + veto for veto in body.vetoes]
            bodies[name] = renamed(body, name)
            if vetoes:  # once as a rule, once as vetoes proper
                weights = [1] * body.n
                free = VotingGame(bodies[name].players, weights=weights, quota=1, vetoes=vetoes)
                bodies[name] &= free
    return quotient, bodies


def subsets(players):
    players = list(players)
    return chain.from_iterable(combinations(players, k) for k in range(len(players) + 1))


@settings(max_examples=80, deadline=None)
@given(compounds())
def test_a_coalition_wins_through_the_bodies_it_wins(pair):
    quotient, bodies = pair
    game = compound_game(quotient, bodies)
    for S in subsets(game.players):
        won = [
            name
            for name in quotient.players
            if (bodies[name].is_winning(set(S) & set(bodies[name].players))
                if name in bodies else name in S)
        ]  # fmt: skip
        assert game.is_winning(S) == quotient.is_winning(won)


@settings(max_examples=80, deadline=None)
@given(compounds())
def test_power_in_the_compound_game_without_building_it(pair):
    quotient, bodies = pair
    game = compound_game(quotient, bodies)
    banzhaf = compound_banzhaf_power(quotient, bodies, exact=True)
    assert banzhaf.to_dict() == banzhaf_power(game, exact=True).to_dict()
    shapley = compound_shapley_shubik(quotient, bodies, exact=True)
    assert shapley.to_dict() == shapley_shubik(game, exact=True).to_dict()
    assert list(banzhaf.index) == list(game.players)
    assert compound_banzhaf_power(quotient, bodies).to_dict() == {
        name: float(power) for name, power in banzhaf.items()
    }


def majority(names):
    return VotingGame(names, weights=[1] * len(names), quota=len(names) // 2 + 1)


def test_banzhaf_powers_multiply_where_bodies_are_decisive():
    """Owen (1975): a body of odd size under simple majority says yes with probability one half."""
    outer = VotingGame(["A", "B", "C"], weights=[3, 2, 2], quota=4)
    bodies = {name: majority([f"{name}{i}" for i in range(size)])
              for name, size in (("A", 5), ("B", 3), ("C", 1))}  # fmt: skip
    power = compound_banzhaf_power(outer, bodies, exact=True)
    between = banzhaf_power(outer, exact=True)
    for name, body in bodies.items():
        within = banzhaf_power(body, exact=True)
        for member in body.players:
            assert power[member] == within[member] * between[name]


def test_an_electoral_college_of_voters():
    """51 delegations, 1,127 voters: a voter's Banzhaf power is the product of two."""
    votes = [54, 40, 30, 28, 19, 19, 17, 16, 16, 15, 14, 13, 12, *[11] * 4, *[10] * 5, *[9] * 2,
             *[8] * 3, *[7] * 2, *[6] * 6, *[5] * 2, *[4] * 7, *[3] * 7]  # fmt: skip
    names = [f"s{i}" for i in range(51)]
    college = VotingGame(names, weights=votes, quota=270)
    sizes = [2 * v + 1 for v in votes]
    bodies = {name: majority([f"{name}:{i}" for i in range(size)])
              for name, size in zip(names, sizes, strict=True)}  # fmt: skip
    power = compound_banzhaf_power(college, bodies, exact=True)
    between = banzhaf_power(college, exact=True)
    for name, size in zip(names, sizes, strict=True):
        within = Fraction(comb(size - 1, size // 2), 2 ** (size - 1))
        assert power[f"{name}:0"] == within * between[name]
    with pytest.raises(ProblemTooLargeError, match="1127 members of 51 bodies"):
        compound_shapley_shubik(college, bodies)


def test_a_veto_in_a_large_quotient_game_is_as_good_as_weight():
    names = [f"b{i}" for i in range(14)]
    veto = VotingGame(names, weights=[1] * 14, quota=8, vetoes=["b0"])
    both = veto & VotingGame(names, weights=[1] * 14, quota=1)
    two = VotingGame.from_rules(names, [([1] * 14, 8), ([1] + [0] * 13, 1)])
    body = {"b3": majority(["x", "y", "z"])}
    for power in (compound_banzhaf_power, compound_shapley_shubik):
        expected = power(two, body, exact=True).to_dict()
        assert power(veto, body, exact=True).to_dict() == expected
        assert power(both, body, exact=True).to_dict() == expected


def test_bodies_of_bodies():
    inner = compound_game(majority(["p", "q", "r"]), {"p": majority(["p1", "p2", "p3"])})
    outer = majority(["I", "II", "III"])
    assert compound_game(outer, {"I": inner}).players == ("p1", "p2", "p3", "q", "r", "II", "III")


def test_errors():
    outer = majority(["I", "II", "III"])
    with pytest.raises(UnknownNameError, match="bodies: body 'IV' is unknown"):
        compound_game(outer, {"IV": outer})
    with pytest.raises(InvalidGameError, match="must not share members, got II"):
        compound_game(outer, {"I": majority(["a", "II"])})
    big = majority([f"b{i}" for i in range(15)])
    with pytest.raises(ProblemTooLargeError, match="6435 alternative sets of rules"):
        compound_game(big, {})
    pairs = VotingGame.from_rules([f"b{i}" for i in range(21)], [([1] * 21, 11), ([2] * 21, 24)])
    assert pairs.n == 21
    with pytest.raises(ProblemTooLargeError, match="at most 20 bodies are allowed"):
        compound_banzhaf_power(pairs, {})
    assert compound_banzhaf_power(big, {}).to_dict() == banzhaf_power(big).to_dict()
    assert compound_shapley_shubik(big, {}).to_dict() == shapley_shubik(big).to_dict()
