"""The axiom checkers: what is known to hold holds, what is known to fail comes with a witness."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.games import (
    CoalitionalGame,
    banzhaf_value,
    check_axioms,
    cis_value,
    consensus_value,
    egalitarian_value,
    ensc_value,
    gately_point,
    has_balanced_contributions,
    has_dummy_player_property,
    has_null_player_property,
    is_additive,
    is_anonymous,
    is_covariant,
    is_efficient,
    is_symmetric,
    least_square_prenucleolus,
    shapley_value,
    solidarity_value,
    tau_value,
    weighted_shapley_value,
)
from lilliput.games.errors import InvalidArgumentError, InvalidGameError, UnknownNameError

from test_coalitional import games

AXIOMS = [
    "efficient",
    "symmetric",
    "anonymous",
    "null player",
    "dummy player",
    "covariant",
    "balanced contributions",
    "additive",
]
# What the literature proves of each value, on games of four players.
FAILS = {
    shapley_value: set(),
    banzhaf_value: {"efficient"},
    solidarity_value: {"null player", "dummy player", "covariant", "balanced contributions"},
    egalitarian_value: {"null player", "dummy player", "covariant", "balanced contributions"},
    cis_value: {"null player", "dummy player", "balanced contributions"},
    ensc_value: {"null player", "dummy player", "balanced contributions"},
    consensus_value: {"null player", "dummy player", "balanced contributions"},
    least_square_prenucleolus: {"null player", "dummy player", "balanced contributions"},
    tau_value: {"additive", "balanced contributions"},
    gately_point: {"additive", "balanced contributions"},
}


@pytest.mark.parametrize("value", FAILS)
def test_axioms_of_known_values(value):
    table = check_axioms(value, 4, rng=5, trials=40)
    assert list(table.index) == AXIOMS
    assert set(table.index[~table["holds"]]) == FAILS[value]
    assert (table["tested"] > 0).all()
    for axiom, row in table.iterrows():
        if row["holds"]:
            assert row["finding"] is None
        else:
            assert not row["finding"]
            assert row["finding"].property == axiom
            assert row["finding"].witness


def test_every_value_of_one_player_passes_and_what_cannot_be_tested_is_missing():
    table = check_axioms(shapley_value, 1, rng=0)
    assert table["holds"].isna().sum() == 1
    assert pd.isna(table.loc["symmetric", "holds"])
    assert table.loc["symmetric", "tested"] == 0
    assert check_axioms(shapley_value, 0, rng=0).loc["efficient", "holds"]


def test_random_games_are_those_of_the_seed():
    seen = []

    def value(game):
        seen.append(game)
        return shapley_value(game)

    check_axioms(value, 3, rng=7)
    first = list(seen)
    seen.clear()
    check_axioms(value, 3, rng=np.random.default_rng(7))
    assert seen == first


def test_given_games_are_tried_and_undefined_ones_left_out():
    """No allocation lies between minimal rights and utopia payoffs in the majority game."""
    majority = CoalitionalGame.from_function(["A", "B", "C"], lambda S: int(len(S) >= 2))
    glove = CoalitionalGame.from_worths({("A", "B"): 1, ("A", "B", "C"): 1})
    table = check_axioms(tau_value, [majority, glove])
    assert table.loc["efficient", "tested"] == 1
    assert table.loc["efficient", "holds"]
    assert check_axioms(tau_value, [majority]).loc["efficient", "tested"] == 0


def weighted(game):
    return weighted_shapley_value(game, range(1, game.n + 1))


def test_weighted_values_are_not_symmetric():
    table = check_axioms(weighted, 4, rng=5)
    assert set(table.index[~table["holds"]]) == {"symmetric", "anonymous", "balanced contributions"}


@settings(max_examples=60)
@given(st.data())
def test_shapley_value_satisfies_all_on_any_game(data):
    game = data.draw(games())
    other = data.draw(games(least=game.n, most=game.n))
    assert is_efficient(shapley_value, game)
    assert is_symmetric(shapley_value, game)
    assert is_anonymous(shapley_value, game)
    assert has_null_player_property(shapley_value, game)
    assert has_dummy_player_property(shapley_value, game)
    assert has_balanced_contributions(shapley_value, game)
    assert is_additive(shapley_value, game, other)
    factor = data.draw(st.fractions(Fraction(1, 5), 5, max_denominator=5))
    shift = data.draw(st.lists(st.integers(-9, 9), min_size=game.n, max_size=game.n))
    assert is_covariant(shapley_value, game, factor=factor, shift=shift)


def test_witnesses_can_be_checked():
    game = CoalitionalGame.from_worths({("A",): 4, ("A", "B"): 4, ("A", "B", "C"): 6})
    finding = is_efficient(banzhaf_value, game)
    assert finding.witness["sum"] == sum(banzhaf_value(game)) != finding.witness["v(N)"] == 6
    finding = has_balanced_contributions(cis_value, game)
    i, j = finding.witness["players"]
    without_j = CoalitionalGame.from_function([p for p in game.players if p != j], game.worth)
    gain = cis_value(game)[i] - cis_value(without_j)[i]
    assert finding.witness["gains"][0] == gain != finding.witness["gains"][1]
    null = CoalitionalGame.from_worths({("A",): 4, ("A", "B"): 4})
    finding = has_null_player_property(egalitarian_value, null)
    assert dict(finding.witness) == {"player": "B", "payoff": 2.0}
    finding = is_covariant(egalitarian_value, null)
    assert dict(finding.witness) == {"player": "A", "payoff": 5.5, "expected": 5.0}


def test_vacuous_findings_say_so():
    game = CoalitionalGame(["A", "B"], [0, 1, 2, 9])
    assert is_symmetric(egalitarian_value, game).explanation == "no two are substitutes"
    assert has_null_player_property(egalitarian_value, game).explanation == "there is none"
    assert has_dummy_player_property(egalitarian_value, game).explanation == "there is none"


def test_additivity_takes_the_players_of_the_other_game_in_any_order():
    one = CoalitionalGame(["A", "B"], [0, 1, 2, 9])
    two = CoalitionalGame(["B", "A"], [0, 5, 3, 7])
    assert is_additive(shapley_value, one, two)
    with pytest.raises(InvalidGameError):
        is_additive(shapley_value, one, CoalitionalGame(["A"], [0, 1]))


def test_symbolic_games():
    a, b = sympy.symbols("a b")
    game = CoalitionalGame(["A", "B", "C"], [0, 0, 0, a, 0, b, b, a + b])
    assert is_efficient(shapley_value, game)
    assert is_symmetric(shapley_value, game).explanation == ""
    assert has_balanced_contributions(shapley_value, game)
    assert not is_efficient(banzhaf_value, game)


@pytest.mark.parametrize("scale", [1e-9, 1e9])
def test_tolerance_follows_the_scale_of_the_game(scale):
    worths = np.random.default_rng(2).random(32) * scale
    worths[0] = 0
    game = CoalitionalGame(list("ABCDE"), worths)

    def off_by(share):
        return lambda g: shapley_value(g) * (1 + share)

    assert is_efficient(shapley_value, game)
    assert is_covariant(lambda g: shapley_value(g), game, factor=3, shift=[scale] * 5)
    assert is_efficient(off_by(1e-12), game)
    assert not is_efficient(off_by(1e-6), game)


def test_values_may_return_mappings_and_sequences_but_must_pay_every_player():
    game = CoalitionalGame(["A", "B"], [0, 1, 2, 9])
    assert is_efficient(lambda g: {"B": 5, "A": 4}, game)
    assert is_efficient(lambda g: [4, 5], game)
    with pytest.raises(InvalidArgumentError, match=r"value\(game\) must cover every name"):
        is_efficient(lambda g: {"A": 9}, game)
    with pytest.raises(UnknownNameError, match=r"value\(game\): name 'Z'"):
        is_efficient(lambda g: {"A": 9, "B": 0, "Z": 0}, game)
    with pytest.raises(InvalidArgumentError, match=r"value\(game\) needs 2 entries"):
        check_axioms(lambda g: [1], [game])
    with pytest.raises(InvalidArgumentError, match="number of players"):
        check_axioms(shapley_value, -1)


def test_a_value_that_goes_by_position_does_not_escape():
    """Whoever comes first takes all: that pays a null player, if it ever is the first."""
    table = check_axioms(lambda g: [g.worths[-1], *[Fraction(0)] * (g.n - 1)], 4, rng=1)
    failing = {"symmetric", "anonymous", "null player", "dummy player", "balanced contributions"}
    assert failing <= set(table.index[~table["holds"]])
