"""C14: predictability for disparity, by lotteries over what a big state does (M14)."""

from fractions import Fraction
from math import cosh, log, sqrt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lilliput.analysis.claims.predictability import (
    CLAIM,
    binding_choice,
    expected_utility,
    shocks,
)
from lilliput.games.efforts import effort_equilibrium
from lilliput.games.errors import InvalidArgumentError, UnknownNameError

F = Fraction
AVERSION = st.fractions(F(1, 16), 6, max_denominator=16)
LOSS = st.fractions(0, 6, max_denominator=16)
DEGREE = st.fractions(0, 1, max_denominator=16)
MODELS = CLAIM.models


@pytest.mark.parametrize("name", list(MODELS))
@pytest.mark.parametrize("size", [100, pytest.param(1000, marks=pytest.mark.slow)])
def test_computed_is_the_closed_form(name, size):
    model = MODELS[name]
    points = model.sample(size, seed=14)
    assert len(points) == size
    for point in points:
        result = model.test(**point)
        if name == "M14-degree" and not any(isinstance(x, float) for x in point.values()):
            assert result.difference == 0, point
        else:
            assert abs(float(result.difference)) <= 1e-12 * max(1, abs(result.margin)), point


@pytest.mark.parametrize("name", list(MODELS))
def test_the_relation_says_where_it_holds(name):
    model = MODELS[name]
    for point in model.sample(200, seed=3, near_boundary=0):
        assert model._relation(**point) == (model.test(**point).verdict == "holds")


@pytest.mark.parametrize(
    ("name", "holds", "on", "fails"),
    [
        ("M14", {"d": 0.6666}, {"d": F(2, 3)}, {"d": 0.6667}),
        ("M14", {"zeta": F(599, 100)}, {"zeta": 6}, {"zeta": F(601, 100)}),
        ("M14", {"rho": 1.001}, {"rho": 1}, {"rho": 0.999}),
        ("M14", {"sigma": 0.6124}, {"sigma": sqrt(3 / 8)}, {"sigma": 0.6123}),
        ("M14-degree", {"zeta": F(199, 100)}, {"zeta": 2}, {"zeta": F(201, 100)}),
        ("M14-degree", {"rho": F(101, 100)}, {"rho": 1}, {"rho": F(99, 100)}),
        (
            "M14-degree",
            {"zeta": 6, "beta": F(49, 100)},
            {"zeta": 6, "beta": F(1, 2)},
            {"zeta": 6, "beta": F(51, 100)},
        ),
        ("M14-optimum", {"beta": 0.666}, {"beta": F(2, 3)}, {"beta": 0.667}),
        ("M14-optimum", {"zeta": 1.999}, {"zeta": 2}, {"zeta": 2.001}),
    ],
)
def test_the_verdict_changes_across_the_boundary(name, holds, on, fails):
    verdicts = [MODELS[name].test(**changed).verdict for changed in (holds, on, fails)]
    assert verdicts == ["holds", "indifferent", "fails"]


@pytest.mark.parametrize("name", list(MODELS))
def test_the_margin_is_0_at_every_threshold(name):
    model, tried = MODELS[name], 0
    for point in model.sample(40, seed=5, near_boundary=0):
        for parameter, value in model.test(**point).boundary.items():
            if value is not None and model.parameters[parameter].allows(value):
                moved = model.test(**{**point, parameter: value})
                assert float(moved.margin) == pytest.approx(0, abs=1e-9)
                tried += 1
    assert tried > 60


@given(AVERSION, LOSS, DEGREE)
def test_only_the_variance_of_the_shocks_matters(rho, zeta, beta):
    """Three unequal shocks of mean 0 and variance 9/4, against ±3/2."""
    lottery = pd.Series([F(1, 4), F(1, 2), F(1, 4)], index=[F(-3, 2), F(-1, 2), F(5, 2)])
    assert sum(s * p for s, p in lottery.items()) == 0
    assert sum(s * s * p for s, p in lottery.items()) == F(9, 4)
    assert expected_utility(lottery, beta, rho, zeta) == expected_utility(
        shocks(F(3, 2)), beta, rho, zeta
    )


@given(AVERSION, LOSS, DEGREE)
def test_no_degree_of_binding_does_better_than_rho_over_rho_plus_zeta(rho, zeta, beta):
    lottery = shocks(F(3, 2))
    best = expected_utility(lottery, rho / (rho + zeta), rho, zeta)
    assert best >= expected_utility(lottery, beta, rho, zeta)
    worth = best - expected_utility(lottery, 0, rho, zeta)
    assert worth == F(9, 4) * rho**2 / (2 * (rho + zeta))


@given(AVERSION, LOSS)
def test_the_choice_of_binding_is_the_best_degree(rho, zeta):
    found = effort_equilibrium(binding_choice(rho, zeta, F(1, 2)))
    assert found.efforts["weak"] == pytest.approx(float(rho / (rho + zeta)), abs=1e-12)


@given(AVERSION, LOSS)
def test_full_binding_loses_to_discretion_iff_rigidity_exceeds_risk_aversion(rho, zeta):
    verdict = MODELS["M14-degree"].test(rho=rho, zeta=zeta, beta=1).verdict
    assert verdict == ("fails" if zeta > rho else "holds" if zeta < rho else "indifferent")


@given(AVERSION, LOSS)
def test_binding_that_costs_no_disparity_is_always_worth_it(rho, zeta):
    assert MODELS["M14"].test(rho=rho, zeta=zeta, d=0).verdict == "holds"


def test_defaults():
    """ρ = 2, ζ = σ = 1: β* = 2/3, worth 2/3; full binding is worth ½."""
    assert MODELS["M14"].test().boundary["d"] == F(2, 3)
    assert MODELS["M14"].test().margin == pytest.approx(2 / 3 - 1 / 4, abs=1e-15)
    assert MODELS["M14-optimum"].test().margin == pytest.approx(2 / 3 - 1 / 2, abs=1e-15)
    assert MODELS["M14-degree"].test().margin == F(1, 2)
    assert MODELS["M14-degree"].test(rho=2.0).margin == 0.5


@pytest.mark.parametrize("name", ["M14", "M14-degree"])
def test_exponential_utility_with_normal_shocks_is_the_same_model(name):
    """The certainty equivalent of a normal risk is its mean minus ½ρσ² (Pratt 1964)."""
    for point in MODELS[name].sample(30, seed=8, near_boundary=0):
        if point["rho"] * point["sigma"] < 5:
            table = MODELS[name].by_concept(**point)["margin"].astype(float)
            first, normal = table.iloc[0], table["exponential utility, normal shocks"]
            assert normal == pytest.approx(first, abs=1e-8)


def test_two_equal_shocks_are_less_to_fear_than_normal_ones():
    """log cosh(x) < ½x²: with bounded shocks exponential utility pays less for binding."""
    for rho, sigma, zeta in ((2, 1, 1), (3, 2, 2), (1, 1, 1)):
        table = MODELS["M14-degree"].by_concept(rho=rho, sigma=sigma, zeta=zeta)
        worth = log(cosh(rho * sigma)) / rho - zeta * sigma**2 / 2
        found = table.loc["exponential utility, shocks ±σ"]
        assert found["margin"] == pytest.approx(worth, abs=1e-12)
        assert found["margin"] < float(table["margin"].iloc[0])
    assert table["verdict"].to_list() == ["indifferent", "indifferent", "fails"]


def test_boundaries_are_exact_for_integers_and_finite_for_small_and_large_numbers():
    assert MODELS["M14-degree"].test(rho=1, zeta=3, beta=1).boundary["zeta"] == F(1)
    assert isinstance(MODELS["M14"].test(rho=1, sigma=1, d=3).boundary["zeta"], Fraction)
    assert MODELS["M14"].test(sigma=1e-200).boundary["rho"] is None
    assert MODELS["M14"].test(rho=1e200).verdict == "holds"


def test_bad_parameters_are_named():
    with pytest.raises(InvalidArgumentError, match=r"rho must lie in \(0, ∞\).*predictability"):
        CLAIM.test(rho=0)
    with pytest.raises(InvalidArgumentError, match=r"beta must lie in \[0, 1\].*in full"):
        CLAIM.test(beta=F(3, 2))
    with pytest.raises(InvalidArgumentError, match="zeta must lie in"):
        CLAIM.test(zeta=-1)
    with pytest.raises(InvalidArgumentError, match=r"sigma must lie in \(0, ∞\).*every degree"):
        MODELS["M14-optimum"].test(sigma=0)
    with pytest.raises(UnknownNameError, match="C14: parameter 'variance'"):
        CLAIM.test(variance=1)


def test_the_claim_shows_its_games():
    games = MODELS["M14"].games(sigma=2)
    assert games["shocks"].to_dict() == {-2: F(1, 2), 2: F(1, 2)}
    assert MODELS["M14"].closed_form.free_symbols == set(
        MODELS["M14"].margin_formula.symbols.values()
    )
    frame = CLAIM.test().to_frame()
    assert list(frame["verdict"]) == ["holds"] * 3
    assert all("reduced form" in model.source for model in MODELS.values())
