"""C8: opprobrium and unilateral action (M8), and why the superpower would rather not be blamed."""

from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.analysis.claims.unilateralism import CLAIM
from lilliput.games.errors import InvalidArgumentError, UnknownNameError
from lilliput.games.offers import ultimatum

F = Fraction
MODELS = CLAIM.models
SHARES = st.fractions(0, 1, max_denominator=20)
BLAME = st.fractions(0, 2, max_denominator=20)
RANGES = st.fractions(F(1, 10), 3, max_denominator=10)


def difference(model, point):
    """Return computed minus closed form, both exact."""
    expression = model.closed_form
    values = {s: sympy.Rational(*point[s.name].as_integer_ratio()) for s in expression.free_symbols}
    computed = F(model.computed(**point))
    return sympy.Rational(*computed.as_integer_ratio()) - expression.xreplace(values)


@pytest.mark.slow
@pytest.mark.parametrize("name", list(MODELS))
def test_computed_is_the_closed_form_at_a_thousand_points(name):
    points = MODELS[name].sample(1000, seed=8)
    assert len(points) == 1000
    for point in points:
        assert difference(MODELS[name], point) == 0, point


@pytest.mark.parametrize("name", list(MODELS))
def test_computed_is_the_closed_form(name):
    for point in MODELS[name].sample(100, seed=4):
        assert difference(MODELS[name], point) == 0, point


def test_verdicts_on_both_sides_and_on_the_boundary():
    verdict = {s: MODELS["M8"].test(sigma=s).verdict for s in (0, F(1, 10**6), 3)}
    assert list(verdict.values()) == ["indifferent", "holds", "holds"]
    assert MODELS["M8"].test(v=1).verdict == "indifferent"
    worth = MODELS["M8-participation"].test().boundary["L"]
    around = [worth + F(step, 10**6) for step in (1, 0, -1)]
    verdicts = [MODELS["M8-participation"].test(L=value).verdict for value in around]
    assert verdicts == ["holds", "indifferent", "fails"]


@pytest.mark.parametrize("name", list(MODELS))
def test_the_relation_is_the_verdict(name):
    model = MODELS[name]
    for point in model.sample(20, seed=5):
        result = model.test(**point)
        assert model._relation(**point) == (result.verdict == "holds")


@given(BLAME, RANGES, SHARES)
def test_the_offer_and_its_refusal_in_the_theory(sigma, K, v):
    """y* = min(1 − v, max(σ, (σ+K)/2)); slack ½(1 − σ/K), binding (1 − v − σ)/K."""
    offer = MODELS["M8"].games(sigma=sigma, K=K, v=v)["offer under opprobrium"]
    free = max(sigma, (sigma + K) / 2)
    assert offer.demand == min(1 - v, free)
    slack, binding = max(0, (1 - sigma / K) / 2), max(0, (1 - v - sigma) / K)
    assert offer.refusal == (slack if free <= 1 - v else binding)


@settings(max_examples=30)
@given(BLAME, RANGES, st.fractions(0, F(9, 10), max_denominator=20))
def test_no_other_offer_is_better_for_the_veto_power(sigma, K, v):
    """Over a grid of offers, by what the veto power loses: its distance from the policy."""
    low, width, ideal = float(sigma), float(K), float(v)
    grid = np.linspace(0, 1 - ideal, 4001)
    chance = np.clip((grid - low) / width, 0, 1)
    loss = (1 - chance) * abs(1 - grid - ideal) + chance * (1 - ideal)
    offer = ultimatum(uniform=(sigma, sigma + K), cap=1 - v)
    refused, demand = float(offer.refusal), float(offer.demand)
    ours = (1 - refused) * (1 - ideal - demand) + refused * (1 - ideal)
    assert ours <= loss.min() + 1e-12
    assert ours == pytest.approx(loss.min(), abs=1e-3)


@settings(max_examples=30)
@given(BLAME, RANGES, SHARES)
def test_the_superpower_pays_the_lesser_of_cost_and_concession(sigma, K, v):
    """By a sum over its costs, all equally likely."""
    games = MODELS["M8-participation"].games(sigma=sigma, K=K, v=v)
    costs = (np.arange(20_000) + 0.5) / 20_000 * float(K)
    pays = [
        np.minimum(blame + costs, float(offer.demand)).mean()
        for blame, offer in zip((float(sigma), 0.0), games.values(), strict=True)
    ]
    margin = MODELS["M8-participation"].computed(sigma=sigma, K=K, v=v, L=0)
    assert float(margin) == pytest.approx(pays[1] - pays[0], abs=1e-6)


@given(RANGES, st.fractions(0, F(9, 10)), st.fractions(0, F(9, 10)))
def test_a_unit_of_opprobrium_deters_by_1_over_2K(K, first, second):
    """∂P/∂σ = −1/(2K) while σ < K and no cap binds; here v = 0 and costs are small enough."""
    scale = min(K, 1 / F(2))
    low, high = sorted((first * scale, second * scale))
    margins = [MODELS["M8"].computed(sigma=s, K=scale, v=0) for s in (low, high)]
    assert margins[1] - margins[0] == (high - low) / (2 * scale)


@given(BLAME, BLAME, RANGES, SHARES)
def test_the_superpowers_payoff_falls_in_opprobrium(first, second, K, v):
    """Which is why it wants to write the charter."""
    low, high = sorted((first, second))
    margins = [MODELS["M8-participation"].computed(sigma=s, K=K, v=v, L=0) for s in (low, high)]
    assert 0 >= margins[0] >= margins[1]
    if low < high and low < 1 - v:
        assert margins[0] > margins[1]


def test_the_same_algebra_as_a_crisis_under_private_information():
    """Uncapped, opprobrium σ shifts the costs; a penalty on attackers shifts the other side's."""
    sigma = F(1, 3)
    blamed = ultimatum(uniform=(sigma, 1 + sigma))
    deterred = ultimatum(uniform=(0, 1), cost=sigma)
    assert blamed.refusal == deterred.refusal == F(1, 3)


def test_defaults():
    result = CLAIM.test()
    assert result["M8"].margin == F(1, 8)
    assert result["M8-participation"].margin == -F(23, 128)
    assert [each.verdict for each in result] == ["holds", "fails"]


def test_bad_parameters_are_named():
    with pytest.raises(InvalidArgumentError, match=r"v must lie in \[0, 1\].*superpower 1"):
        MODELS["M8"].test(v=2)
    with pytest.raises(InvalidArgumentError, match=r"K must lie in \(0, ∞\)"):
        MODELS["M8"].test(K=0)
    with pytest.raises(InvalidArgumentError, match=r"sigma must lie in \[0, ∞\)"):
        MODELS["M8"].test(sigma=-1)
    with pytest.raises(UnknownNameError, match=r"C8: parameter 'kappa'"):
        CLAIM.test(kappa=1)
