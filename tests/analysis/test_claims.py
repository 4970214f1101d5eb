"""Claims: computed equals closed form, on both sides of the boundary, and each can be refuted."""

from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.analysis import cha_quadrants, claims
from lilliput.analysis.claims.charter import feasible_charters
from lilliput.analysis.claims.control import control_premium, control_utilities
from lilliput.analysis.claims.lilliput import hub_needs
from lilliput.games import core, shapley_value
from lilliput.games.errors import InvalidArgumentError, UnknownNameError

POSITIVE = st.floats(0.05, 20)
MODELS = [
    (key, name)
    for key, claim in claims.items()
    for name, model in claim.models.items()
    if model.formula
]


@settings(max_examples=10)
@given(st.integers(0, 2**31))
@pytest.mark.parametrize(("key", "model"), MODELS, ids=lambda value: value)
def test_computed_is_the_closed_form(key, model, seed):
    tested = claims[key].models[model]
    result = tested.test(**tested.sample(1, seed=seed)[0])
    assert float(result.difference) == pytest.approx(
        0, abs=1e-9 * max(1, abs(float(result.computed)))
    )


@pytest.mark.parametrize(
    ("key", "model", "parameters", "verdict"),
    [
        ("C1", "M1a", {}, "holds"),
        ("C1", "M1a", {"w_spoke": -0.3}, "fails"),
        ("C1", "M1a", {"w_spoke": 0}, "indifferent"),
        ("C1", "M1b", {"k": 1}, "holds"),
        ("C3", "P3-premium", {"n": 3}, "holds"),
        ("C3", "P3-premium", {"n": 2}, "indifferent"),
        ("C3", "P3-core", {"n": 2}, "fails"),
        ("C3", "P3-core", {"n": 3}, "holds"),
        ("C3", "P3-imbalance", {"n": 2}, "indifferent"),
        ("C3", "P3-imbalance", {"n": 3}, "holds"),
        ("C6", "C6-weights", {"eta": 0}, "holds"),
        ("C6", "C6-weights", {"eta": 1}, "fails"),
        ("C6", "C6-veto", {"m": 4, "k": 4}, "holds"),
        ("C6", "C6-veto", {"m": 4, "k": 2}, "fails"),
        ("C10", "M10a", {"m": 6, "k": 3}, "holds"),
        ("C10", "M10a", {"m": 5, "k": 3}, "indifferent"),
        ("C10", "M10a", {"m": 6, "k": 4}, "fails"),
        ("C10", "M10b", {"m": 6, "b": 5}, "holds"),
        ("C10", "M10b", {"m": 6, "b": 4}, "fails"),
        ("C11", "M11-influence", {"psi": 0.6}, "holds"),
        ("C11", "M11-influence", {"psi": 0.5}, "indifferent"),
        ("C11", "M11-influence", {"psi": 0.4}, "fails"),
        ("C12", "M11-premium", {"psi": 0.1, "k": 0.01}, "fails"),
        ("C12", "M11-cost", {}, "holds"),
        ("C13", "M11-feasible", {}, "holds"),
        ("C13", "M11-feasible", {"F": 0.5}, "fails"),
        ("C13", "M11-feasible", {"F": 5}, "fails"),
        ("C13", "M11-quadrants", {}, "holds"),
        ("C13", "M11-quadrants", {"psi": 0.1}, "fails"),
        ("C15", "M15a", {}, "holds"),
        ("C15", "M15a", {"d_hub": 9, "d_small": 1}, "fails"),
    ],
)
def test_every_claim_holds_and_fails_where_theory_says(key, model, parameters, verdict):
    claim = claims[key]
    assert claim.test(**parameters)[model].verdict == verdict


def test_m1a_default_is_the_published_shape():
    result = claims["C1"].test()["M1a"]
    assert result.closed_form == pytest.approx(0.5 / 3 * 3 * 0.3)


def test_m1b_uniform_price_is_what_a_monopolist_would_set():
    """The price is found by maximising p(1 − F(p)) numerically."""
    grid = np.linspace(0, 1, 200_001)
    for k in (0.5, 1.0, 3.0):
        revenue = (grid * (1 - grid**k)).max()
        expected = k / (k + 1) - revenue
        assert claims["C1"].test(k=k)["M1b"].computed == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize("m", range(1, 9))
def test_m10a_boundary(m):
    for k in range(1, m + 1):
        result = claims["C10"].models["M10a"].test(m=m, k=k)
        boundary = result.boundary["k"]
        expected = "holds" if k < boundary else "fails" if k > boundary else "indifferent"
        assert result.verdict == expected


@pytest.mark.parametrize("m", range(4, 9))
def test_m10b_only_nearly_complete_blocs_pay(m):
    """For 4 ≤ m ≤ 8 members gain only if b is m − 1 or m."""
    model = claims["C10"].models["M10b"]
    paying = [b for b in range(2, m + 1) if model.test(m=m, b=b).verdict == "holds"]
    assert paying == [m - 1, m]


@pytest.mark.parametrize("m", range(2, 9))
def test_m10b_the_full_bloc_is_internally_stable_up_to_three(m):
    game = hub_needs(m, 1)
    bloc = [f"small {i}" for i in range(1, m + 1)]
    from lilliput.games import owen_value

    member = owen_value(game, [bloc], exact=True)[bloc[0]]
    leaver = owen_value(game, [bloc[1:]], exact=True)[bloc[0]]
    assert (member >= leaver) == (m <= 3)


@given(POSITIVE, POSITIVE, POSITIVE, st.floats(0, 1), POSITIVE, POSITIVE, st.floats(0, 2))
def test_m11_premium_is_the_difference_of_utilities(a, b, partners, psi, stake, cost, tau):
    alone, joined = control_utilities(a, b, partners, psi, stake, cost, tau)
    closed = control_premium(a, b, partners, psi, stake, cost, tau)
    assert joined - alone == pytest.approx(closed, rel=1e-9, abs=1e-9)


def test_m11_premium_is_an_identity():
    a, b, m, psi, v, k, tau = sympy.symbols("a b M psi V k tau", positive=True)
    alone, joined = control_utilities(a, b, m, psi, v, k, tau)
    assert sympy.simplify(joined - alone - control_premium(a, b, m, psi, v, k, tau)) == 0


@given(POSITIVE, POSITIVE, POSITIVE, POSITIVE, st.floats(0, 1), st.floats(0, 1))
def test_m11_boundary_is_where_the_premium_vanishes(a, b, partners, stake, cost, tau):
    result = (
        claims["C12"]
        .models["M11-premium"]
        .test(a=a, b=b, M=partners, psi=0.5, V=stake, k=cost, tau=tau)
    )
    psi = result.boundary["psi"]
    assert control_premium(a, b, partners, psi, stake, cost, tau) == pytest.approx(0, abs=1e-8)


@settings(max_examples=100)
@given(st.floats(1.5, 50), st.floats(0.05, 5), st.floats(0, 1), st.floats(0.01, 1), st.floats(0, 1))
def test_cha_quadrants_follow_inside_the_box(great, stake, u, cost, v):
    """V > 0, ½ ≤ ψ ≤ G/(1+G) and k/G ≤ τ < k give Cha's table, by numerical choice of partners."""
    psi = 0.501 + u * (great / (1 + great) - 0.001 - 0.501)
    tau = cost / great * 1.01 + v * (cost * 0.99 - cost / great * 1.01)
    if tau < cost / great or tau >= cost:
        return
    table = cha_quadrants(great=great, stake=stake, alignment=psi, cost=cost, organising=tau)
    assert table["choice"].to_list() == [
        "multilateral", "multilateral", "bilateral", "multilateral",
    ]  # fmt: skip


@given(st.floats(1.5, 50), st.floats(0.05, 5), st.floats(0, 1), st.floats(0.01, 1), st.floats(0, 1))
def test_the_best_alliance_is_empty_iff_the_first_partner_does_not_pay(g, stake, psi, cost, tau):
    table = cha_quadrants(great=g, stake=stake, alignment=psi, cost=cost, organising=tau)
    for _, row in table.iterrows():
        if abs(row["first partner"]) > 1e-3 and row["best M"] < 1e3:
            assert (row["choice"] == "multilateral") == (row["first partner"] > 0)


@settings(max_examples=50)
@given(
    st.integers(1, 8), st.fractions(0, 10, max_denominator=6), st.fractions(0, 5, max_denominator=6)
)
def test_feasible_charters_are_the_interval_of_the_closed_form(m, d_hub, d_small):
    boundary = claims["C15"].test(m=m, d_hub=d_hub, d_small=d_small)["M15a"].boundary
    low, high = boundary["k (from)"], boundary["k (to)"]
    found = feasible_charters(m, Fraction(10), d_hub, d_small)
    assert found == list(range(low, high + 1))
    assert boundary["k (rule-writing)"] == (found[0] if found else None)


def test_integer_gaps_leave_surplus_without_a_charter():
    result = claims["C15"].test(m=2, V=6, d_hub=3, d_small=Fraction(6, 5))["M15a"]
    assert 3 + 2 * Fraction(6, 5) < 6
    assert result.verdict == "fails"


def test_shares_behind_the_charter():
    shares = shapley_value(hub_needs(5, 2), exact=True)
    assert shares["hub"] == Fraction(4, 6)
    assert shares["small 3"] == Fraction(2, 30)
    assert not core(hub_needs(5, 2)).empty


@pytest.mark.parametrize("key", list(claims))
def test_claims_say_where_they_lose(key):
    claim = claims[key]
    frame = claim.test().to_frame()
    assert claim.statement.endswith(".")
    assert frame["loses"].str.len().min() > 10
    assert all(model.source and model.origin for model in claim.models.values())
    assert claim.id in repr(claim.test())
    assert claim.test()._repr_html_()


def test_a_model_that_does_not_allow_a_value_is_skipped():
    """Of C3 only the circle of imbalances takes 20 states: games of 2**20 worths are too large."""
    found = claims["C3"].test(n=20)
    assert [result.model.id for result in found] == ["P3-imbalance"]
    assert set(found.skipped) == {"P3-premium", "P3-institutions", "P3-core"}
    assert found.skipped["P3-premium"].startswith("n must lie in [2, 16] of integers")
    assert "P3-core skipped, n must lie in [2, 14]" in repr(found)


@pytest.mark.parametrize(
    ("key", "parameters", "message"),
    [
        ("C3", {"n": 50}, r"n must lie in \[2, 16\] of integers .* got 50"),
        ("C3", {"n": 2.5}, "n must be an integer"),
        ("C3", {"n": "3"}, "n must be an integer"),
        ("C12", {"psi": 2}, r"psi must lie in \[0, 1\]"),
        ("C3", {"n": 20, "brokerage": Fraction(1, 2), "ratio": -1}, "ratio must lie in"),
    ],
)
def test_a_value_that_no_model_allows_is_an_error(key, parameters, message):
    with pytest.raises(InvalidArgumentError, match=message):
        claims[key].test(**parameters)


def test_consequences_say_so_in_their_titles_and_no_other_model_does():
    for claim in claims.values():
        assert any(not model.consequence for model in claim.models.values())
        for model in claim.models.values():
            assert model.title.startswith("consequence") == bool(model.consequence), model.id


def test_bad_parameters_are_named():
    with pytest.raises(UnknownNameError, match="claim 'C99'"):
        claims["C99"]
    with pytest.raises(UnknownNameError, match="C10: parameter 'n'"):
        claims["C10"].test(n=3)
    with pytest.raises(InvalidArgumentError, match=r"m must be an integer"):
        claims["C10"].test(m=2.5)
    for bad in ("6", float("nan"), float("inf"), [6]):
        with pytest.raises(InvalidArgumentError, match=r"m must (be an integer|lie in)"):
            claims["C10"].test(m=bad)
    with pytest.raises(InvalidArgumentError, match=r"w_hub must lie in"):
        claims["C1"].test(w_hub=float("nan"))
    with pytest.raises(InvalidArgumentError, match=r"k must be <= m"):
        claims["C10"].test(m=2, k=3)
    with pytest.raises(InvalidArgumentError, match=r"psi must lie in \[0, 1\]"):
        claims["C11"].test(psi=1.5)
    with pytest.raises(UnknownNameError, match="model 'M1'"):
        claims["C1"].test()["M1"]
