"""C11–C13: control alone and with partners, from the contest up to Cha's four pairs."""

from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.analysis.claims.control import (
    CLAIMS,
    cha_quadrants,
    cha_region,
    control_boundary,
    control_choice,
    control_contest,
    control_optimum,
    control_premium,
    control_utilities,
)
from lilliput.analysis.claims.control_formulas import first_partner
from lilliput.analysis.claims.control_games import control_values, marginal_partner
from lilliput.analysis.claims.control_quadrants import CHA, PAIRS, quadrant_choices
from lilliput.games import CoalitionalGame, iterated_elimination, nash_equilibria
from lilliput.games.errors import InvalidArgumentError
from lilliput.games.properties import veto_players

MODELS = {key: model for claim in CLAIMS for key, model in claim.models.items()}
SIZE = st.fractions(Fraction(1, 4), 16, max_denominator=8)
PART = st.fractions(0, 1, max_denominator=16)
STAKE = st.fractions(Fraction(1, 8), 8, max_denominator=8)
COST = st.fractions(0, 1, max_denominator=16)


def closed_at(model, points):
    """The closed form at all points at once, in floats."""
    columns = {name: np.array([float(p[name]) for p in points]) for name in model.parameters}
    return np.broadcast_to(model.in_closed_form(**columns), len(points))


@pytest.mark.slow
@pytest.mark.parametrize("model", MODELS.values(), ids=lambda model: model.id)
def test_computed_is_the_closed_form_at_a_thousand_points(model):
    points = model.sample(1000, seed=11, near_boundary=0.2)
    computed = np.array([float(model.computed(**point)) for point in points])
    assert computed == pytest.approx(closed_at(model, points), abs=1e-9, rel=1e-9)


@pytest.mark.parametrize("model", MODELS.values(), ids=lambda model: model.id)
def test_computed_is_exactly_the_closed_form(model):
    for point in model.sample(12, seed=3):
        result = model.test(**point)
        assert isinstance(result.computed, Fraction)
        assert result.difference == 0
        assert (result.verdict == "holds") == model._relation(**point)


@settings(max_examples=25, deadline=None)
@given(SIZE, SIZE, SIZE, PART, STAKE, COST, COST)
def test_to_commit_everything_is_all_that_survives(a, b, M, psi, V, k, tau):
    for partners in (False, True):
        game = control_contest(a, b, M, psi, V, k, tau, partners=partners)
        left = iterated_elimination(game).reduced
        assert all(own == ("all",) for own in left.strategies)
        assert len(nash_equilibria(game, "pure")) == 1


@settings(max_examples=40, deadline=None)
@given(SIZE, SIZE, SIZE, PART, STAKE, COST, COST)
def test_equilibria_give_the_utilities_of_the_closed_form(a, b, M, psi, V, k, tau):
    values = control_values(a=a, b=b, M=M, psi=psi, V=V, k=k, tau=tau)
    assert values == control_utilities(a, b, M, psi, V, k, tau)


@settings(max_examples=25, deadline=None)
@given(SIZE, SIZE, SIZE, PART, STAKE, COST, COST)
def test_the_controller_chooses_partners_where_the_margin_says_so(a, b, M, psi, V, k, tau):
    given_ = {"a": a, "b": b, "M": M, "psi": psi, "V": V, "k": k, "tau": tau}
    chosen = {
        name
        for found in nash_equilibria(control_choice(**given_))
        for name, share in found.strategies["controller"].items()
        if share
    }
    verdict = MODELS["M11-choice"].test(**given_).verdict
    expected = {"holds": {"multilateral"}, "fails": chosen - {"multilateral"}}
    assert chosen == expected.get(verdict, chosen | {"multilateral"})


def test_the_premium_is_an_identity():
    a, b, m, psi, v, k, tau = sympy.symbols("a b M psi V k tau", positive=True)
    alone, joined = control_utilities(a, b, m, psi, v, k, tau)
    assert sympy.simplify(joined - alone - control_premium(a, b, m, psi, v, k, tau)) == 0


@pytest.mark.parametrize(
    ("psi", "verdict"),
    [(Fraction(51, 100), "holds"), (Fraction(1, 2), "indifferent"), (Fraction(49, 100), "fails")],
)
def test_c11_partners_help_against_a_peer_iff_they_share_more_than_half(psi, verdict):
    for a in (1, 10):
        assert MODELS["M11-peer"].test(a=a, psi=psi).verdict == verdict
    game = MODELS["M11-peer"].games()["contest alone"]
    assert game.payoff(["all", "all"]).to_list() == [Fraction(1, 2), Fraction(1, 2)]


def test_c11_bilateral_control_is_too_costly_from_some_size_of_target_on():
    """With a = 10, V = 1, k = 1/10: b(10 + b) > 100 from b = −5 + 5√5 = 6.18 on."""
    verdicts = [MODELS["M11-bilateral"].test(b=b).verdict for b in (5, 6, 7)]
    assert verdicts == ["fails", "fails", "holds"]
    assert MODELS["M11-bilateral"].test().margin == 1 - Fraction(1, 2)
    assert MODELS["M11-bilateral"].test(b=5, k=Fraction(2, 15)).verdict == "indifferent"
    assert MODELS["M11-bilateral"].test(b=5).boundary["k"] == Fraction(2, 15)


@settings(max_examples=25, deadline=None)
@given(SIZE, SIZE, SIZE, st.fractions(Fraction(1, 16), 1, max_denominator=16))
def test_c12_the_cost_of_control_falls_by_the_partners_share(a, b, M, k):
    saved = MODELS["M11-cost"].test(a=a, b=b, M=M, k=k, tau=0).margin
    assert saved == k * b * M / (a + M)


def test_c12_the_same_binding_benefits_are_false_in_general():
    model = MODELS["M11-binding"]
    assert model.test().verdict == "fails"
    for b in (1, 4, 10):
        p = Fraction(10, 10 + b)
        assert model.test(b=b, psi=p).verdict == "indifferent"
        assert model.test(b=b, psi=p - Fraction(1, 50)).verdict == "fails"
        assert model.test(b=b, psi=p + Fraction(1, 50)).verdict == "holds"
    # Cheaper and less binding at once: both terms of the claim, with opposite signs.
    results = {key: MODELS[key].test(b=1, tau=0) for key in ("M11-cost", "M11-premium")}
    assert results["M11-cost"].verdict == "holds"
    assert results["M11-premium"].verdict == "fails"


@settings(max_examples=25, deadline=None)
@given(SIZE, SIZE, SIZE, STAKE, COST, COST)
def test_the_boundary_is_where_the_premium_vanishes(a, b, M, V, k, tau):
    result = MODELS["M11-premium"].test(a=a, b=b, M=M, V=V, k=k, tau=tau)
    assert result.boundary["psi"] == control_boundary(a, b, M, V, k, tau)
    assert control_premium(a, b, M, result.boundary["psi"], V, k, tau) == 0
    assert MODELS["M11-premium"].test(V=0).boundary["psi"] is None


@settings(max_examples=60, deadline=None)
@given(SIZE, SIZE, PART, STAKE, COST, st.fractions(Fraction(1, 100), 1, max_denominator=100))
def test_the_best_alliance(a, b, psi, V, k, tau):
    """It is empty iff the first partner does not pay, and no alliance on a grid is better."""
    best = control_optimum(a=a, b=b, psi=psi, V=V, k=k, tau=tau)
    first = first_partner(a, b, psi, V, k, tau)
    assert (best > 0) == (first > 0)
    grid = float(a + b) * np.concatenate([[0], np.geomspace(1e-6, 1e4, 300)])
    point = [float(x) for x in (a, b, psi, V, k, tau)]
    premiums = control_premium(*point[:2], grid, *point[2:])
    reached = control_premium(*point[:2], best, *point[2:])
    assert premiums.max() <= reached + 1e-12
    if best > 0:
        A, p = float(a + b), float(a / (a + b))
        slope = point[3] * A * (point[2] - p) / (A + best) ** 2
        slope += point[4] * point[0] * point[1] / (point[0] + best) ** 2
        assert slope == pytest.approx(point[5], rel=1e-8)


def test_the_best_alliance_without_organising_costs_has_no_end():
    assert control_optimum(a=1, b=1, psi=1, V=1, k=0, tau=0) == float("inf")
    frame = cha_quadrants(alignment=1, organising=0)
    assert (frame["best M"] == float("inf")).all()
    assert frame.loc[("small", "small"), "premium"] == pytest.approx(1 - 0.5 + 0.1)


@settings(max_examples=40, deadline=None)
@given(SIZE, SIZE, PART, STAKE, COST, COST)
def test_the_first_partner_is_the_derivative_of_the_encoded_contest(a, b, psi, V, k, tau):
    slope = marginal_partner(a, b, 0, psi, V, k, tau)
    assert slope == first_partner(a, b, psi, V, k, tau)
    step = Fraction(1, 10**9)
    alone, joined = control_values(a=a, b=b, M=step, psi=psi, V=V, k=k, tau=tau)
    assert float((joined - alone) / step) == pytest.approx(float(slope), abs=1e-5)


def test_cha_pairs_at_the_defaults():
    frame = cha_quadrants()
    assert frame["choice"].to_list() == [
        "multilateral", "multilateral", "bilateral", "multilateral",
    ]  # fmt: skip
    assert list(frame.index) == list(PAIRS)
    assert frame.loc[("great", "small"), "first partner"] == pytest.approx(-351 / 12100)


def test_cha_region_has_no_counterexample_in_a_hundred_thousand_draws():
    frame = cha_region(100_000, seed=5)
    assert frame.loc["MMBM", "inside"] == 100_000
    assert frame["inside"].sum() == frame["outside"].sum() == 100_000
    # Outside other tables occur, and more often than Cha's.
    assert len(frame) > 3
    assert frame.loc[frame.index != "MMBM", "outside"].sum() > 50_000
    for table, (G, V, psi, k, tau) in frame["for example"].items():
        found = quadrant_choices(G, V, psi, k, tau)
        assert "".join("M" if joins else "B" for joins in found) == table


@settings(max_examples=25, deadline=None)
@given(
    st.floats(1.1, 50), st.floats(0.05, 5), st.floats(0, 1), st.floats(0.01, 1), st.floats(0.01, 1)
)
def test_many_pairs_at_once_choose_as_one_by_one(great, stake, psi, cost, tau):
    """And the claim holds where all four choose as in Cha's table."""
    frame = cha_quadrants(great=great, stake=stake, alignment=psi, cost=cost, organising=tau)
    if frame["first partner"].abs().min() < 1e-9:
        return
    choices = quadrant_choices(great, stake, psi, cost, tau).tolist()
    assert [choice == "multilateral" for choice in frame["choice"]] == choices
    verdict = MODELS["M11-quadrants"].test(G=great, V=stake, psi=psi, k=cost, tau=tau).verdict
    assert (verdict == "holds") == (choices == list(CHA))


def test_the_region_is_sufficient_and_not_necessary():
    model = MODELS["M11-quadrants"]
    found = model.test(psi=Fraction(49, 100))
    assert found.verdict == "holds"
    assert found.boundary["psi (enough, from)"] == Fraction(1, 2)
    assert found.boundary["psi (enough, to)"] == Fraction(10, 11)
    low, high = found.boundary["tau"], found.boundary["tau (below)"]
    assert model.test(psi=Fraction(49, 100), tau=high).verdict == "indifferent"
    assert model.test(psi=Fraction(49, 100), tau=high + Fraction(1, 1000)).verdict == "fails"
    assert low < 0  # great over small is bilateral at any organising cost
    lowest = model.test(psi=1, V=Fraction(1, 10), tau=0).boundary["tau"]
    assert model.test(psi=1, V=Fraction(1, 10), tau=lowest).verdict == "indifferent"


@settings(max_examples=40, deadline=None)
@given(SIZE, SIZE, SIZE, COST, st.fractions(0, 20, max_denominator=8))
def test_c13_partners_are_the_only_choice_iff_both_have_a_veto_on_what_is_needed(a, b, M, k, F):
    need = k * b + F
    if need in (a, a + M):
        return
    can_pay = CoalitionalGame.from_function(
        ["controller", "partners"],
        lambda S: int("controller" in S and a + M * ("partners" in S) >= need),
    )
    only = can_pay.worths[-1] == 1 and len(veto_players(can_pay)) == 2
    verdict = MODELS["M11-feasible"].test(a=a, b=b, M=M, k=k, F=F).verdict
    assert (verdict == "holds") == only


@pytest.mark.parametrize(
    ("F", "verdict"),
    [(Fraction(1, 2), "fails"), (Fraction(9, 10), "indifferent"), (1, "holds"), (3, "fails")],
)
def test_c13_both_limits(F, verdict):
    found = MODELS["M11-feasible"].test(F=F)
    assert found.verdict == verdict
    assert found.boundary["F"] == Fraction(9, 10)
    assert found.boundary["F (multilateral no longer feasible)"] == Fraction(29, 10)


@pytest.mark.parametrize(
    ("model", "parameters", "message"),
    [
        ("M11-peer", {"psi": 1.5}, r"psi must lie in \[0, 1\] .*at 1 the partners want"),
        ("M11-premium", {"a": 0}, r"a must lie in \(0, ∞\) .*nobody prevails"),
        ("M11-cost", {"tau": -1}, r"tau must lie in \[0, ∞\)"),
        ("M11-quadrants", {"G": 1}, r"G must lie in \(1, ∞\) .*greater than a small one"),
    ],
)
def test_bad_parameters_are_named(model, parameters, message):
    with pytest.raises(InvalidArgumentError, match=message):
        MODELS[model].test(**parameters)


def test_region_needs_draws():
    with pytest.raises(InvalidArgumentError, match="draws must be a positive integer, got 0"):
        cha_region(0)
