"""The binding premium: exact parts, a verdict of six criteria, and the regions where it says no."""

from fractions import Fraction

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.analysis import (
    State,
    bilateral_web,
    binding_premium,
    hub_and_spokes,
    multilateral,
    payoffs,
    power_weighted,
    unilateral,
    unions,
    voting,
)
from lilliput.analysis.premium import TOGGLES
from lilliput.analysis.scenarios import SCENARIOS
from lilliput.games.errors import UnknownNameError, UnsupportedNumberError

from strategies import states

BILATERAL = [unilateral(), hub_and_spokes(), hub_and_spokes(eta=2), bilateral_web()]
MULTILATERAL = [multilateral(), power_weighted(), voting(), unions()]


@settings(max_examples=200)
@given(states(), st.sampled_from(BILATERAL), st.sampled_from(MULTILATERAL))
def test_attribution_sums_exactly_to_the_premium(state, bilateral, multilateral_form):
    found = binding_premium(state, multilateral_form, bilateral, on_failure="assume")
    assert list(found.attribution.columns) == list(TOGGLES)
    assert found.attribution.sum(axis=1).to_list() == found.by_power["premium"].to_list()


@settings(max_examples=25)
@given(states(rivals=False, least=3, most=4))
def test_attribution_sums_with_constrained_enforcement(state):
    state = state.replace(directed_stakes="size")
    found = binding_premium(state)
    parts, premium = found.attribution.sum(axis=1), found.by_power["premium"]
    assert [float(x) for x in parts] == pytest.approx([float(x) for x in premium], abs=1e-9)


@settings(max_examples=300)
@given(states())
def test_the_premium_of_an_institution_over_itself_is_nothing(state):
    found = binding_premium(state, multilateral(), multilateral())
    assert (found.by_power["premium"] == 0).all()
    assert found.verdict["pareto"].status == "indifferent"
    assert (found.attribution == 0).all(axis=None)


@settings(max_examples=200)
@given(states(least=2, most=5))
def test_break_even_costs_are_where_the_margin_vanishes(state):
    found = binding_premium(state, on_failure="assume")
    for name in ("kaldor_hicks", "weak_gain", "hub_participates", "pareto"):
        criterion = found.verdict[name]
        assert criterion.parameter == "multilateral cost"
        if criterion.boundary < 0:
            continue
        costs = state.costs._replace(multilateral=criterion.boundary)
        there = binding_premium(state.replace(costs=costs), on_failure="assume")
        assert there.verdict[name].margin == 0


@settings(max_examples=200)
@given(states(most=2, equal_capabilities=True))
def test_no_premium_between_two_equals(state):
    """Keohane: with equal costs the binding premium is identically 0 at n = 2."""
    state = state.replace(costs=(0, 0, 0))
    for form in (multilateral(), power_weighted(), unions()):
        premium = binding_premium(state, form, hub_and_spokes(), on_failure="assume")
        assert (premium.by_power["premium"] == 0).all()


def test_multilateralism_loses_where_theory_says():
    state = State(powers=list("ABCD"), hub="A", capabilities=[5, 1, 1, 1], stakes="equal")
    dear = state.replace(costs=(0, 1, 1))
    assert binding_premium(dear).verdict["kaldor_hicks"].status == "fails"
    assert binding_premium(state).verdict["hub_participates"].status == "fails"
    rivals = {p: Fraction(1) if "A" in p else Fraction(-1) for p in state.pairs}
    hostile = state.replace(stakes=rivals, directed_stakes="symmetric", capabilities=1, brokerage=1)
    verdict = binding_premium(hostile, bilateral=hub_and_spokes(eta=0)).verdict
    assert verdict["weak_gain"].status == "fails"
    spoke = binding_premium(hostile, bilateral=hub_and_spokes(eta=0)).by_power.loc["B", "premium"]
    assert spoke == -Fraction(2, 6)


def test_hub_leverage_of_the_verdict_vector():
    state = State(powers=list("ABC"), hub="A", capabilities=[4, 1, 1], stakes="equal")
    premium = binding_premium(state)
    assert list(premium.verdict) == [
        "pareto", "kaldor_hicks", "weak_gain", "hub_participates", "enforceable", "conflict",
    ]  # fmt: skip
    assert premium.metrics.loc["leverage", "bilateral"] > 0
    assert premium.metrics.loc["leverage", "multilateral"] == 0
    assert premium.verdict["conflict"].status == "holds"
    assert premium.verdict["enforceable"].boundary == Fraction(1, 2)
    with pytest.raises(UnknownNameError, match="did you mean pareto"):
        premium.verdict["paretto"]


def test_symbolic_premium():
    w, t = sympy.symbols("w T", positive=True)
    state = State(powers=list("ABC"), hub="A", capabilities=1,
                  stakes={("A", "B"): 1, ("A", "C"): 1, ("B", "C"): w},
                  costs=(0, 0, t))  # fmt: skip
    found = binding_premium(state, bilateral=hub_and_spokes(eta=0), on_failure="assume")
    assert sympy.expand(found.by_power.loc["A", "premium"] + w / 6 + t / 3) == 0
    assert sympy.expand(found.attribution.loc["A"].sum() + w / 6 + t / 3) == 0
    with pytest.raises(UnsupportedNumberError, match="substitute"):
        _ = found.verdict


def test_nato_five_of_1962_shows_every_toggle():
    nato = SCENARIOS[-1].state()
    found = binding_premium(nato)
    assert nato.hub == "USA"
    assert (found.attribution.abs().max() > 1e-6).all()
    assert found.attribution.sum(axis=1).to_list() == pytest.approx(
        found.by_power["premium"].to_list(), abs=1e-12
    )
    table = found.to_frame()
    assert table.loc["total", "premium"] == pytest.approx(found.verdict["kaldor_hicks"].margin)


def test_reprs_read_well():
    found = binding_premium(SCENARIOS[0].state())
    assert repr(found).startswith("Premium(multilateral over hub and spokes; Verdict(pareto")
    assert "premium" in found._repr_html_()
    assert "pareto" in found.verdict._repr_html_()
    assert payoffs(SCENARIOS[0].state(), multilateral()).index.name == "power"
