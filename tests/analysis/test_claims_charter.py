"""C15: charters that all accept (M15a), and rules as a battle of the sexes (M15b)."""

from fractions import Fraction
from itertools import permutations
from math import ceil, floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.analysis.claims.charter import (
    CLAIM,
    charter,
    charter_table,
    feasible_charters,
)
from lilliput.analysis.claims.charter_rules import without_rules, writing_game
from lilliput.games import core, nash_equilibria, shapley_shubik, stackelberg
from lilliput.games.errors import InvalidArgumentError, UnknownNameError

F = Fraction
MODELS = CLAIM.models
OPTION = st.fractions(0, 10, max_denominator=12)
STAKE = st.fractions(F(1, 8), 8, max_denominator=12)


@pytest.mark.parametrize("name", list(MODELS))
@pytest.mark.parametrize("size", [100, pytest.param(1000, marks=pytest.mark.slow)])
def test_computed_is_the_closed_form(name, size):
    model = MODELS[name]
    points = model.sample(size, seed=15)
    assert len(points) == size
    for point in points:
        result = model.test(**point)
        exact = not any(isinstance(value, float) for value in point.values())
        assert result.difference == 0 if exact else abs(result.difference) <= 1e-12, point


@pytest.mark.parametrize("name", list(MODELS))
def test_the_relation_says_where_it_holds(name):
    model = MODELS[name]
    for point in model.sample(300, seed=4, near_boundary=0):
        assert model._relation(**point) == (model.test(**point).verdict == "holds")


@pytest.mark.parametrize(
    ("name", "holds", "on", "fails"),
    [
        ("M15a", {"d_hub": F(39, 7)}, {"d_hub": F(40, 7)}, {"d_hub": F(41, 7)}),
        ("M15a", {"d_small": F(19, 21)}, {"d_small": F(20, 21)}, {"d_small": 1}),
        ("M15a-veto", {"k": 4}, {"d_hub": F(40, 7)}, {"k": 5}),
        ("M15a-veto", {"d_hub": F(11, 7)}, {"d_hub": F(10, 7)}, {"d_hub": F(9, 7)}),
        ("M15b", {"f": F(132, 100)}, {"f": F(4, 3)}, {"f": F(134, 100)}),
        ("M15b", {"f": 1, "b": F(19, 10)}, {"f": 1, "b": 2}, {"f": F(101, 100), "b": 2}),
    ],
)
def test_the_verdict_changes_across_the_boundary(name, holds, on, fails):
    verdicts = [MODELS[name].test(**changed).verdict for changed in (holds, on, fails)]
    assert verdicts == ["holds", "indifferent", "fails"]


@pytest.mark.parametrize("name", ["M15a", "M15a-veto", "M15b"])
def test_the_margin_is_0_at_every_threshold(name):
    model, tried = MODELS[name], 0
    for point in model.sample(60, seed=5, near_boundary=0):
        for parameter, value in model.test(**point).boundary.items():
            known = model.parameters.get(parameter)
            if known is None or value is None or not known.allows(value):
                continue
            moved = {**point, parameter: value}
            if (known.integer and value % 1 != 0) or model.unmet(**moved):
                continue
            if name == "M15a-veto" and (moved["d_hub"] < F(moved["V"]) / (moved["m"] + 1)):
                continue  # the hub joins anyway, which is the other boundary
            assert float(model.test(**moved).margin) <= 1e-12
            assert name == "M15a" or float(model.test(**moved).margin) >= -1e-12
            tried += 1
    assert tried > 50


# Charters.


@pytest.mark.parametrize("m", range(1, 6))
def test_shares_by_letting_the_members_come_in_every_order(m):
    """The hub is pivotal iff at least k members came before it (Shapley and Shubik 1954)."""
    for k in range(1, m + 1):
        for veto in (True, False):
            pivots = orders = 0
            for order in permutations(range(m + 1)):
                place = order.index(0)
                # With a veto it is pivotal from place k on, without exactly at place k.
                pivots += place >= k if veto else place == k
                orders += 1
            share = shapley_shubik(charter(m, k, veto=veto), exact=True)["hub"]
            assert share == F(pivots, orders)
            assert share == (F(m - k + 1, m + 1) if veto else F(1, m + 1))


@settings(max_examples=100)
@given(st.integers(1, 12), OPTION, st.fractions(0, 5, max_denominator=12))
def test_feasible_charters_are_an_interval(m, d_hub, d_small):
    low = max(1, ceil(m * (m + 1) * d_small / 10))
    high = min(m, floor((m + 1) * (1 - d_hub / 10)))
    found = feasible_charters(m, 10, d_hub, d_small)
    assert found == list(range(low, high + 1))
    result = MODELS["M15a"].test(m=m, V=10, d_hub=d_hub, d_small=d_small)
    assert (result.margin >= 0) == bool(found)
    assert result.boundary["k (rule-writing)"] == (found[0] if found else None)


def test_floats_are_the_decimals_that_they_print_as():
    """42 × 0.1/0.7 is 6, but a little more in floats."""
    assert 42 * 0.1 / 0.7 > 6
    assert feasible_charters(6, 0.7, 0.1, 0.1) == [6]
    result = MODELS["M15a"].test(m=6, V=0.7, d_hub=0.1, d_small=0.1)
    assert result.boundary["k (from)"] == result.boundary["k (to)"] == 6
    assert result.margin == 0.0
    assert result.verdict == "indifferent"


@pytest.mark.parametrize(
    ("m", "V", "d_hub", "d_small"),
    [(2, 6, 3, F(6, 5)), (3, 10, 6, F(9, 10)), (5, 10, F(51, 10), F(7, 10))],
)
def test_integer_gaps_leave_surplus_without_a_charter(m, V, d_hub, d_small):
    result = MODELS["M15a"].test(m=m, V=V, d_hub=d_hub, d_small=d_small)
    assert result.boundary["V (with side payments)"] < V
    assert result.verdict == "fails"
    assert not charter_table(m, V, d_hub, d_small)["feasible"].any()


@given(st.integers(1, 8), OPTION, st.fractions(0, 2, max_denominator=12))
def test_a_charter_needs_a_surplus(m, d_hub, d_small):
    if feasible_charters(m, 10, d_hub, d_small):
        assert d_hub + m * d_small <= 10


def test_the_hub_writes_the_fewest_assents_and_members_the_most():
    result = MODELS["M15a-writing"].test()
    assert feasible_charters(6, 10, 4, F(1, 2)) == [3, 4]
    assert result.margin == F(10) * (F(4, 7) - F(3, 7))
    assert list(result.boundary.values()) == [3, 4]
    assert MODELS["M15a-writing"].test(d_hub=5).verdict == "indifferent"  # only k = 3 is left
    assert MODELS["M15a-writing"].test(d_hub=9).verdict == "indifferent"  # none is


def test_where_all_have_a_veto_none_is_special():
    for d_hub in (1, F(10, 7), 2):
        assert MODELS["M15a-veto"].test(k=6, d_hub=d_hub).verdict != "holds"
    assert MODELS["M15a-veto"].test(k=12, m=6).margin == MODELS["M15a-veto"].test(k=6).margin


def test_no_number_of_assents_decides_where_the_hub_joins_without_a_veto():
    model = MODELS["M15a-veto"]
    assert model.test(d_hub=1).boundary["k"] is None
    assert model.test(d_hub=F(10, 7)).boundary["k"] == 6
    assert model.test(d_hub=4).boundary["k"] == F(21, 5)


def test_other_measures_of_power():
    """In the core a veto player has all unless every member is needed; then all have alike."""
    table = MODELS["M15a"].by_concept(d_hub=1, d_small=1)
    assert table.loc["core (its centre)", "margin"] == F(10, 7) - 1 == F(3, 7)
    assert table.loc["nucleolus", "margin"] == F(3, 7)
    assert MODELS["M15a"].by_concept()["verdict"].to_list() == [
        "holds", "holds", "holds", "fails", "fails",
    ]  # fmt: skip
    assert core(charter(5, 2).to_coalitional(), exact=True).center()["hub"] == 1


def test_a_normalised_banzhaf_share_by_counting():
    """m = 2, k = 1: the hub swings in 3 of 3 winning coalitions, each member in 1."""
    table = MODELS["M15a"].by_concept(m=2, V=5, d_hub=0, d_small=0)
    # k = 1: shares 3/5, 1/5, 1/5; k = 2: 1/3 each.
    assert table.loc["normalised Banzhaf index", "margin"] == F(5, 3)


# Rules.


@given(STAKE, STAKE)
def test_all_equilibria_of_the_battle_of_the_sexes(x, y):
    a, b = max(x, y), min(x, y)
    found = nash_equilibria(writing_game(a, b))
    assert found.complete == "proved"
    payoffs = {tuple(equilibrium.payoffs) for equilibrium in found}
    assert payoffs == {(a, b), (b, a), (a * b / (a + b),) * 2}
    mixed = next(e for e in found if len(set(e.payoffs)) == 1 and max(e.payoffs) < b)
    assert mixed.strategies["writer"].to_list() == [a / (a + b), b / (a + b)]


@given(STAKE, STAKE)
def test_writer_and_taker_gain_over_the_mixed_equilibrium(x, y):
    a, b = max(x, y), min(x, y)
    assert MODELS["M15b"].test(a=a, b=b, f=0).margin == a * a / (a + b)
    assert MODELS["M15b-taker"].test(a=a, b=b).margin == b * b / (a + b)


@pytest.mark.parametrize("a", [1, F(3, 2), 2, 5])
def test_the_verdict_under_each_rule_of_selection(a):
    """Ties are drawn evenly; dominance says nothing, as the equilibria mirror each other.

    If both are content with either's rules (a = b), payoff dominance is against the mixed one.
    """
    mixed, fair = F(a) / (a + 1), F(a + 1) / 2
    drawn = (2 * fair + mixed) / 3
    expected = {
        "worst_case": mixed, "entropy": mixed, "tracing": mixed, "logit": mixed,
        "welfare": fair, "nash_product": fair,
        "payoff_dominance": fair if a == 1 else drawn, "risk_dominance": drawn, "uniform": drawn,
    }  # fmt: skip
    assert set(MODELS["M15b"].selections) == set(expected)
    for player, own, name in (("writer", a, "M15b"), ("taker", 1, "M15b-taker")):
        zero = {"f": 0} if name == "M15b" else {}
        table = MODELS[name].by_selection(a=F(a), b=1, **zero)
        for rule, value in expected.items():
            assert float(table.loc[rule, "margin"]) == pytest.approx(float(own - value), abs=1e-9)
            assert float(without_rules(writing_game(F(a), 1), rule)[player]) == pytest.approx(
                float(value), abs=1e-9
            )


@given(STAKE, STAKE)
def test_if_each_equilibrium_is_as_likely_the_taker_loses_iff_a_exceeds_b_root_2(x, y):
    a, b = max(x, y), min(x, y)
    result = MODELS["M15b-taker"].test(a=a, b=b, selection="uniform")
    assert result.margin == (2 * b * b - a * a) / (3 * (a + b))
    assert result.closed_form is None
    assert result.verdict == ("holds" if a * a < 2 * b * b else "fails")


@given(STAKE, STAKE)
def test_who_writes_is_who_commits(x, y):
    a, b = max(x, y), min(x, y)
    found = stackelberg(writing_game(a, b), "writer")
    assert (found.payoffs["writer"], found.payoffs["taker"]) == (a, b)


def test_bad_parameters_are_named():
    with pytest.raises(InvalidArgumentError, match=r"V must lie in \(0, ∞\).*nothing to charter"):
        CLAIM.test(V=0)
    with pytest.raises(InvalidArgumentError, match=r"m must lie in \[1, 12\] of integers"):
        feasible_charters(0, 1, 0, 0)
    with pytest.raises(InvalidArgumentError, match="d_small must lie in"):
        charter_table(3, 1, 0, -1)
    with pytest.raises(
        InvalidArgumentError, match=r"a must be >= b \(or nobody wants to write\), got"
    ):
        MODELS["M15b"].test(a=1, b=2)
    with pytest.raises(UnknownNameError, match="M15b: selection 'best'"):
        MODELS["M15b"].test(selection="best")
    with pytest.raises(InvalidArgumentError, match="M15a has one equilibrium"):
        MODELS["M15a"].test(selection="uniform")


@pytest.mark.parametrize("m", [1, 2, 5, 12])
def test_the_claim_can_be_decided_for_any_number_of_members(m):
    assert list(CLAIM.test(m=m).to_frame().index.get_level_values("model")) == list(MODELS)


@pytest.mark.parametrize("name", list(MODELS))
def test_every_model_shows_its_games(name):
    assert all(game is not None for game in MODELS[name].games().values())
