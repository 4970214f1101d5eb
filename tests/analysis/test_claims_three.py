"""C3: nothing tells institutions apart at n = 2, and everything does at n = 3."""

from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.analysis.claims.leverage import brokerage_state
from lilliput.analysis.claims.three import (
    CLAIM,
    agreements,
    circle_of_imbalances,
    majority_game,
)
from lilliput.analysis.institutions import INSTITUTIONS, voting
from lilliput.analysis.payoffs import outcome
from lilliput.analysis.premium import binding_premium
from lilliput.games import core
from lilliput.games.errors import InvalidArgumentError

MODELS = CLAIM.models
AGREEMENTS = [name for name in INSTITUTIONS if name != "unilateral"]


def agree(model, points):
    for point in points:
        computed, closed = model.computed(**point), model.in_closed_form(**point)
        if all(isinstance(value, (int, Fraction)) for value in point.values()):
            assert computed == closed, point
        else:
            assert computed == pytest.approx(closed, rel=1e-9, abs=1e-9), point


def test_the_models_are_those_of_the_theory():
    assert list(MODELS) == ["P3-premium", "P3-institutions", "P3-core", "P3-imbalance"]


@pytest.mark.parametrize("name", list(MODELS))
def test_computed_is_the_closed_form(name):
    agree(MODELS[name], MODELS[name].sample(40, seed=1))


@pytest.mark.slow
@pytest.mark.parametrize("name", list(MODELS))
def test_computed_is_the_closed_form_at_many_points(name):
    agree(MODELS[name], MODELS[name].sample(1000, seed=2))


@pytest.mark.parametrize("name", list(MODELS))
def test_the_relation_is_the_sign_of_the_formula(name):
    model = MODELS[name]
    for point in model.sample(100, seed=3):
        assert model._relation(**point) == (model.in_closed_form(**point) > 0), point


def test_computed_is_an_identity_in_symbols():
    model = MODELS["P3-premium"]
    w, brokerage = (model.parameters[name].symbol(name) for name in ("w", "brokerage"))
    for n in (2, 3, 5):
        found = model.computed(n=n, w=w, brokerage=brokerage)
        closed = (1 - brokerage) * w * (n - 1) * (n - 2) / 2
        assert sympy.expand(found - closed) == 0


@pytest.mark.parametrize(
    ("name", "at_two"),
    [
        ("P3-premium", "indifferent"),
        ("P3-institutions", "indifferent"),
        ("P3-core", "fails"),
        ("P3-imbalance", "indifferent"),
    ],
)
def test_three_is_the_first_number_at_which_the_claim_holds(name, at_two):
    verdicts = [MODELS[name].test(n=n).verdict for n in range(2, 7)]
    assert verdicts == [at_two, *["holds"] * 4]


@pytest.mark.parametrize(("first", "second"), list(combinations(AGREEMENTS, 2)))
def test_every_premium_between_two_powers_is_identically_zero(first, second):
    """For any stakes, brokerage and common good, and costs that are the same: T_M = t_B − 2t_M."""
    w, t_B, t_M, brokerage, g = sympy.symbols("w t_B t_M lambda g", positive=True)
    state = replace(
        brokerage_state(2, w, 0, brokerage, costs=(t_B, t_M, t_B - 2 * t_M)), collective_good=g
    )
    one, other = (
        outcome(state, INSTITUTIONS[name](), on_failure="assume").payoffs
        for name in (first, second)
    )
    assert all(sympy.expand(gain) == 0 for gain in one - other)
    premium = binding_premium(
        brokerage_state(2, Fraction(3), 0, Fraction(1, 2)),
        INSTITUTIONS[first](),
        INSTITUTIONS[second](),
        on_failure="assume",
    )
    assert premium.by_power["premium"].to_list() == [0, 0]


@pytest.mark.parametrize("measure", ["shapley_shubik", "baron_ferejohn", "core"])
def test_a_vote_of_two_is_unanimity_under_every_measure_of_power(measure):
    state = brokerage_state(2, Fraction(1), 0, 0)
    rules = {"vetoes": ["hub", "spoke 1"]} if measure == "core" else {}
    found = outcome(state, voting(measure=measure, **rules), on_failure="assume")
    assert found.payoffs.to_list() == [Fraction(1, 2)] * 2


@pytest.mark.parametrize("n", [3, 4, 7])
def test_the_largest_premium_is_the_hubs_for_its_veto(n):
    """The hub with a veto has the part (n − k)/n of n(n − 1)/2, k = ⌊n/2⌋; in a web (n − 1)/2."""
    k = n // 2
    found = agreements(n, Fraction(1), Fraction(1, 3))
    assert found["voting"].payoffs["hub"] == Fraction(n - k, n) * n * (n - 1) / 2
    assert found["bilateral_web"].payoffs["hub"] == Fraction(n - 1, 2)
    spread = found["voting"].payoffs["hub"] - found["bilateral_web"].payoffs["hub"]
    assert MODELS["P3-institutions"].test(n=n, w=1).margin == spread


@pytest.mark.parametrize(
    ("name", "parameter", "on", "below", "above"),
    [
        ("P3-premium", "brokerage", "indifferent", "holds", ""),
        ("P3-premium", "w", "indifferent", "fails", "holds"),
        ("P3-institutions", "w", "indifferent", "holds", "holds"),
        ("P3-core", "s", "fails", "holds", "fails"),
        ("P3-imbalance", "ratio", "indifferent", "holds", "holds"),
    ],
)
def test_verdicts_turn_at_the_thresholds(name, parameter, on, below, above):
    model, step = MODELS[name], Fraction(1, 10**9)
    place = model.test().boundary[parameter]
    assert model.test(**{parameter: place}).verdict == on
    assert model.test(**{parameter: place - step}).verdict == below
    if above:
        assert model.test(**{parameter: place + step}).verdict == above


@pytest.mark.parametrize("n", range(2, 8))
def test_the_core_of_a_majority_by_plain_loops(n):
    """By symmetry the core is empty iff equal shares are blocked by some majority."""
    game, share = majority_game(n), Fraction(1, n)
    blocked = any(
        len(group) * share < (len(group) > n / 2)
        for size in range(1, n)
        for group in combinations(range(n), size)
    )
    assert core(game).empty == blocked
    assert (MODELS["P3-core"].test(n=n).verdict == "holds") == blocked


@settings(max_examples=40)
@given(st.integers(2, 9), st.fractions(Fraction(1, 4), 4, max_denominator=12))
def test_pooling_on_a_circle_by_the_incentive_constraint(n, ratio):
    """A deviator saves ½Σe_ji² once and loses Σe_ij² for good: δ* is their ratio, or 1."""
    table = circle_of_imbalances(n, ratio).to_numpy()
    pooled = max(
        sum(table[j][i] ** 2 for j in range(n)) / (2 * sum(table[i][j] ** 2 for j in range(n)))
        for i in range(n)
    )
    pairs = max(
        table[j][i] ** 2 / (2 * table[i][j] ** 2) for i in range(n) for j in range(n) if table[i][j]
    )
    assert MODELS["P3-imbalance"].computed(n=n, ratio=ratio) == min(1, pairs) - min(1, pooled)
    if n > 2:
        assert pooled == Fraction(1, 2)


def test_no_patience_keeps_a_pair_from_the_root_of_two_on():
    """½ρ² reaches 1 at ρ = √2, and pooling needs ½ whatever ρ is."""
    margins = [MODELS["P3-imbalance"].test(ratio=Fraction(r, 5)).margin for r in (7, 8, 50)]
    assert margins == [Fraction(49, 50) - Fraction(1, 2), Fraction(1, 2), Fraction(1, 2)]


def test_games_can_be_looked_at():
    assert MODELS["P3-core"].games(n=3)["vote"].worth(["state 1", "state 3"]) == 1
    assert list(MODELS["P3-institutions"].games()) == AGREEMENTS
    assert set(MODELS["P3-premium"].games()) == {"star", "complete graph"}
    games = MODELS["P3-imbalance"].games(n=5)
    assert games["δ* pooled"].to_list() == [Fraction(1, 2)] * 5
    assert games["a pair"].shape == (2, 2)
    assert games["state 1 and its partners"].shape == (4, 2)


def test_bad_parameters_are_named():
    with pytest.raises(InvalidArgumentError, match=r"n must lie in \[2, 14\] of integers.*2\*\*n"):
        MODELS["P3-core"].test(n=15)
    with pytest.raises(InvalidArgumentError, match=r"s must lie in \[0.5, 1\).*majorities"):
        MODELS["P3-core"].test(s=1)
    with pytest.raises(InvalidArgumentError, match=r"n must lie in \[2, 40\].*no partner"):
        MODELS["P3-imbalance"].test(n=1)
    with pytest.raises(InvalidArgumentError, match=r"ratio must lie in .*each must gain"):
        MODELS["P3-imbalance"].test(ratio=0)
    with pytest.raises(InvalidArgumentError, match="n must be an integer"):
        MODELS["P3-premium"].test(n=2.5)
