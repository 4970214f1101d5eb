"""C2: contests for favours and crises, against closed forms, plain loops and other solvers."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.analysis.claims.conflict import CLAIM, crisis, war_somewhere
from lilliput.analysis.claims.conflict_contest import (
    contest_equilibria,
    equal_treatment,
    favours,
)
from lilliput.analysis.claims.leverage import CLAIM as LEVERAGE
from lilliput.games.efforts import effort_equilibrium
from lilliput.games.errors import InvalidArgumentError, UnknownNameError
from lilliput.games.partition import contest_game

MODELS = CLAIM.models
FIFTH = Fraction(1, 5)


def agree(model, points):
    for point in points:
        computed, closed = model.computed(**point), model.in_closed_form(**point)
        if all(isinstance(value, (int, Fraction)) for value in point.values()):
            assert computed == closed, point
        else:
            assert computed == pytest.approx(closed, rel=1e-9, abs=1e-9), point


def test_the_models_are_those_of_the_theory():
    assert list(MODELS) == ["M2a", "M2b", "M2b-known"]


@pytest.mark.parametrize("name", list(MODELS))
def test_computed_is_the_closed_form(name):
    agree(MODELS[name], MODELS[name].sample(60, seed=1))


@pytest.mark.slow
@pytest.mark.parametrize("name", list(MODELS))
def test_computed_is_the_closed_form_at_a_thousand_points(name):
    agree(MODELS[name], MODELS[name].sample(1000, seed=2))


@pytest.mark.parametrize("name", list(MODELS))
def test_the_relation_is_the_sign_of_the_formula(name):
    model = MODELS[name]
    for point in model.sample(200, seed=3):
        margin = model.in_closed_form(**point)
        if not isinstance(margin, float) or abs(margin) > 1e-12:
            assert model._relation(**point) == (margin > 0), point


@pytest.mark.parametrize(
    ("name", "parameter", "fixed", "good", "beyond"),
    [
        ("M2a", "cost", {}, -1, "fails"),
        ("M2a", "R", {}, 1, "fails"),
        ("M2a", "r", {}, 1, "fails"),
        ("M2b", "c_0", {}, -1, "indifferent"),
        ("M2b", "c_hi", {}, 1, "indifferent"),
        ("M2b", "sigma", {}, 1, ""),
        ("M2b-known", "known", {"sigma": FIFTH}, -1, "fails"),
        ("M2b-known", "sigma", {"known": Fraction(1, 4)}, 1, "fails"),
    ],
)
def test_verdicts_turn_at_the_thresholds(name, parameter, fixed, good, beyond):
    model = MODELS[name]
    place, step = model.test(**fixed).boundary[parameter], Fraction(good, 10**6)
    assert model.test(**{**fixed, parameter: place}).verdict == "indifferent"
    assert model.test(**{**fixed, parameter: place + step}).verdict == "holds"
    if beyond:
        assert model.test(**{**fixed, parameter: place - step}).verdict == beyond


def test_the_threshold_in_the_number_of_clients():
    """r = R = 1: (m − 1)/m > 0.7 from m = 4 on."""
    assert MODELS["M2a"].test(cost=0.7).boundary["m"] == pytest.approx(10 / 3)
    assert [MODELS["M2a"].test(m=m, cost=0.7).verdict for m in (3, 4)] == ["fails", "holds"]
    assert MODELS["M2a"].test(cost=1.2).boundary["m"] is None


def test_the_default_contest():
    """m = 3, r = 1, R = 1: effort 2/9 each, conflict 2/3, a third of the rent is left."""
    (found,) = contest_equilibria(3, 1, 1)
    assert found.effort == pytest.approx(2 / 9, abs=1e-12)
    assert found.conflict == pytest.approx(2 / 3, abs=1e-12)
    assert 3 * found.payoff == pytest.approx(1 / 3, abs=1e-12)


def payoff(own, others, r, rent):
    """What an effort earns against a list of others, by the definition of the contest."""
    total = own**r + sum(other**r for other in others)
    return rent * own**r / total - own if total else rent / (1 + len(others))


@pytest.mark.parametrize(
    ("m", "r"), [(2, 0.5), (2, 1), (2, 2), (3, 1.4), (3, 1.5), (5, 1.25), (6, 1.2), (9, 1.1)]
)
def test_nobody_deviates(m, r):
    rent = 3.0
    found = contest_equilibria(m, r, rent)
    assert found[0].active == m
    for each in found:
        for active, others in (
            (True, [each.effort] * (each.active - 1) + [0] * (m - each.active)),
            (False, [each.effort] * each.active + [0] * (m - each.active - 1)),
        ):
            if not active and each.active == m:
                continue
            here = payoff(each.effort if active else 0, others, r, rent)
            assert here == pytest.approx(each.payoff if active else 0, abs=1e-9)
            for own in np.linspace(0, rent, 3001):
                assert payoff(own, others, r, rent) <= here + 1e-8


@pytest.mark.parametrize(
    ("m", "r", "active"),
    [(3, 0.7, [3]), (3, 1, [3]), (3, 1.3, [3]), (3, 1.4, [3, 2]), (3, 1.5, [3, 2]), (8, 1, [8]),
     (4, 4 / 3, [4, 3])],
)  # fmt: skip
def test_idle_clients_only_where_effort_decides_much(m, r, active):
    assert [found.active for found in contest_equilibria(m, r, 1)] == active
    for missing in set(range(2, m)) - set(active):  # somebody idle joins, by plain search
        effort = r * (missing - 1) / missing**2
        grid = np.geomspace(1e-6, 1, 20_001)
        assert (grid**r / (grid**r + missing * effort**r) - grid).max() > 0


def test_the_contest_agrees_with_the_game_of_alliances():
    """Where nobody joins another, r = 1: the rents left are the worths of singletons."""
    for m in (2, 3, 5):
        names = [f"client {i}" for i in range(m)]
        worths = contest_game(dict.fromkeys(names, 1), prize=7).worths_in(names)
        found = contest_equilibria(m, 1, 7)[0]
        assert found.payoff == pytest.approx(float(worths.iloc[0]), abs=1e-12)


def test_equal_treatment_is_worth_no_effort():
    found = effort_equilibrium(equal_treatment(4, 2.0))
    assert found.efforts.to_list() == [0]
    assert found.payoffs.to_list() == [0.5]
    assert effort_equilibrium(favours(4, 1, 2.0)).efforts["client"] > 0


def test_verdicts_under_each_selection():
    """At r = 3/2 all three waste 1; two of three waste ¾, in three equilibria: 13/16 on average."""
    table = MODELS["M2a"].by_selection(r=1.5, cost=0.8)
    assert table["margin"].to_dict() == pytest.approx(
        {"all contest": 0.2, "utilitarian": -0.05, "worst case": 0.2, "uniform": 0.0125}
    )
    assert table["verdict"].to_dict() == {
        "all contest": "holds",
        "utilitarian": "fails",
        "worst case": "holds",
        "uniform": "holds",
    }
    assert MODELS["M2a"].test(r=1.5, selection="utilitarian").closed_form is None
    assert MODELS["M2a"].test(r=1.5, selection="all contest").closed_form == pytest.approx(0.75)
    games = MODELS["M2a"].games(r=1.5)
    assert games["equilibrium with 2 of 3 active"].profiles == 3


@settings(max_examples=60)
@given(st.fractions(0, 2, max_denominator=9), st.fractions(0, 2, max_denominator=9))
def test_risk_of_war_with_and_without_penalty(c_0, sigma):
    """c_lo = 0: P = max{0, ½(1 − (c_0 + σ)/c_hi)}."""
    assert crisis(0, 2, c_0, sigma).refusal == max(0, (1 - (c_0 + sigma) / 2) / 2)


@pytest.mark.parametrize("costs", [(0, 1, 0.2), (0.25, 1, 0.1), (0.5, 1, 0.3), (0.1, 4, 1)])
def test_the_demand_is_best_among_many(costs):
    c_lo, c_hi, c_0 = costs
    demands = np.linspace(c_lo, c_hi, 100_001)
    refused = (demands - c_lo) / (c_hi - c_lo)
    best = int(np.argmax((1 - refused) * (demands + c_0)))
    assert crisis(c_lo, c_hi, c_0).refusal == pytest.approx(refused[best], abs=1e-4)


def test_conflict_is_one_war_at_least():
    """P = 2/5 and 3/10 in three crises: K = 1 − 0.6³ and 1 − 0.7³."""
    result = MODELS["M2b"].test()
    assert war_somewhere(Fraction(2, 5), 3) == 1 - Fraction(27, 125)
    assert result.margin == Fraction(7, 10) ** 3 - Fraction(6, 10) ** 3
    assert war_somewhere(FIFTH, 1) == FIFTH


def test_the_margin_grows_with_the_penalty_until_no_risk_is_left():
    margins = [MODELS["M2b"].computed(m=2, c_lo=0, c_hi=1, c_0=FIFTH, sigma=FIFTH * i)
               for i in range(6)]  # fmt: skip
    assert all(a < b for a, b in pairwise(margins[:5]))
    assert margins[4] == margins[5] == war_somewhere(Fraction(2, 5), 2)


def test_the_sign_depends_on_what_the_hub_knows():
    """Private information: institutions calm. Full information: one demand on all breeds wars."""
    assert MODELS["M2b"].test().verdict == "holds"
    assert MODELS["M2b-known"].test().verdict == "fails"
    assert LEVERAGE.test()["M1b-refusal"].verdict == "fails"
    secret = MODELS["M2b-known"].test(known=0)
    assert secret.margin == MODELS["M2b"].test().margin


@settings(max_examples=40)
@given(st.integers(0, 500))
def test_enough_knowledge_reverses_the_verdict(seed):
    (point,) = MODELS["M2b-known"].sample(1, seed=seed, near_boundary=0)
    result = MODELS["M2b-known"].test(**point)
    place = result.boundary["known"]
    risks = [crisis(point["c_lo"], point["c_hi"], point["c_0"], s).refusal
             for s in (0, point["sigma"])]  # fmt: skip
    if place is None:
        assert risks[0] == 0
        return
    assert (1 - place) * risks[0] == risks[1]
    known = point["known"]
    expected = "indifferent" if known == place else "holds" if known < place else "fails"
    assert result.verdict == expected


def test_weak_states_that_make_the_offers_are_never_attacked():
    table = MODELS["M2b"].by_concept()
    assert table["verdict"].to_list() == ["holds", "indifferent"]


def test_bad_parameters_are_named():
    with pytest.raises(InvalidArgumentError, match=r"M2a: r must be <= m/\(m - 1\) = 1.5.*mixed"):
        MODELS["M2a"].test(r=1.6)
    with pytest.raises(InvalidArgumentError, match=r"r must lie in \(0, 2\]"):
        MODELS["M2a"].test(r=0)
    with pytest.raises(InvalidArgumentError, match=r"m must lie in \[2, 40\] of integers.*rival"):
        MODELS["M2a"].test(m=1)
    with pytest.raises(
        InvalidArgumentError, match=r"M2b: c_lo must be < c_hi \(.*got c_lo=1, c_hi=1"
    ):
        MODELS["M2b"].test(c_lo=1)
    with pytest.raises(InvalidArgumentError, match=r"known must lie in \[0, 1\].*chance"):
        MODELS["M2b-known"].test(known=2)
    with pytest.raises(UnknownNameError, match="M2a: selection 'best'"):
        MODELS["M2a"].test(selection="best")
