"""C9: three measures of voice that disagree, and what small powers gain without any."""

from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.analysis.claims.voice import CLAIM, contributions, council, council_of_six
from lilliput.games import shapley_shubik
from lilliput.games.cores import core
from lilliput.games.efforts import effort_equilibrium
from lilliput.games.errors import InvalidArgumentError, UnknownNameError

MODELS = CLAIM.models
WITH_FORMULA = [model for model in MODELS.values() if model.formula]


def closed_at(model, points):
    """The closed form at all points at once, in floats."""
    columns = {name: np.array([float(p[name]) for p in points]) for name in model.parameters}
    return np.broadcast_to(model.in_closed_form(**columns), len(points))


@pytest.mark.slow
@pytest.mark.parametrize("model", WITH_FORMULA, ids=lambda model: model.id)
def test_computed_is_the_closed_form_at_a_thousand_points(model):
    points = model.sample(1000, seed=9)
    computed = np.array([float(model.computed(**point)) for point in points])
    assert computed == pytest.approx(closed_at(model, points), abs=1e-9, rel=1e-9)


@pytest.mark.parametrize("model", WITH_FORMULA, ids=lambda model: model.id)
def test_computed_is_exactly_the_closed_form_where_it_is_exact(model):
    for point in model.sample(40, seed=1):
        result = model.test(**point)
        assert (result.verdict == "holds") == model._relation(**point)
        if isinstance(result.computed, Fraction):
            assert result.difference == 0
        else:
            assert float(result.difference) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    ("P", "m", "k", "permanent", "other"),
    [
        (5, 6, 2, Fraction(76, 385), Fraction(1, 462)),
        (5, 10, 4, Fraction(421, 2145), Fraction(4, 2145)),
    ],
)
def test_security_council_of_shapley_and_shubik(P, m, k, permanent, other):
    """Before and since 1966; 76/385 to 1/462 is a ratio of 91.2."""
    index = shapley_shubik(council(P, m, k), exact=True)
    assert index["veto 1"] == permanent
    assert MODELS["P9-decisive"].test(P=P, m=m, k=k).margin == other


def test_elected_members_have_an_index_and_nothing_in_the_core():
    found = CLAIM.test(P=5, m=10, k=4)
    assert found["P9-decisive"].margin == Fraction(4, 2145)
    assert found["P9-offers"].margin == Fraction(1, 42)
    assert found["P9-core"].margin == 0
    verdicts = [found[f"P9-{name}"].verdict for name in ("decisive", "offers", "core", "robust")]
    assert verdicts == ["holds", "holds", "fails", "fails"]
    concepts = MODELS["P9-decisive"].by_concept(P=5, m=10, k=4)["margin"]
    assert concepts["normalised Banzhaf index"] == Fraction(21, 1270)


def test_luxembourg_is_never_decisive_and_yet_may_propose():
    found = MODELS["P9-small"].test()
    assert (found.margin, found.verdict) == (0, "fails")
    concepts = MODELS["P9-small"].by_concept()
    assert concepts.loc["offers (Baron–Ferejohn, δ = 9/10)", "margin"] > 0
    assert concepts.loc["core", "margin"] == 0


def decisive_by_orders(w, q):
    """How often the smallest of six completes a majority, over all 720 orders."""
    votes, swings = [4, 4, 4, 2, 2, w], 0
    for order in permutations(range(6)):
        before = sum(votes[i] for i in order[: order.index(5)])
        swings += before < q <= before + w
    return Fraction(swings, 720)


@pytest.mark.parametrize("w", [0, 1, 2, 3])
def test_one_vote_matters_only_at_odd_quotas_beside_even_votes(w):
    model = MODELS["P9-small"]
    for q in range(1, 17 + w, 1 if w == 1 else 5):
        found = model.test(w=w, q=q)
        assert found.margin == decisive_by_orders(w, q)
        assert (found.verdict == "holds") == model._relation(w=w, q=q)
        assert found.closed_form is None
    assert council_of_six(1, 12).quota == 12


def offers_by_iteration(P, m, k, delta):
    """Shares where each proposer pays all other vetoes and as many members as it still needs."""
    v = w = 1 / (P + m)
    for _ in range(20_000):
        own_v = 1 - delta * ((P - 1) * v + k * w)
        own_w = 1 - delta * (P * v + (k - 1) * w)
        next_v = (own_v + (P + m - 1) * delta * v) / (P + m)
        chance = (P * k / m + (m - 1) * (k - 1) / (m - 1)) if m > 1 else P * k / m
        next_w = (own_w + chance * delta * w) / (P + m)
        v, w = (v + next_v) / 2, (w + next_w) / 2
    return w


@settings(max_examples=8, deadline=None)
@given(st.data())
def test_offers_agree_with_iterated_continuation_values(data):
    P, m = data.draw(st.integers(1, 4)), data.draw(st.integers(2, 5))
    k = data.draw(st.integers(1, m))
    delta = Fraction(data.draw(st.integers(1, 9)), 10)
    share = MODELS["P9-offers"].test(P=P, m=m, k=k, delta=delta).margin
    assert float(share) == pytest.approx(offers_by_iteration(P, m, k, float(delta)), abs=1e-9)


def test_one_veto_player_takes_all_from_patient_members_unless_all_are_needed():
    """Its share is (m − kδ)/(m(m+1−mδ) − kδ): 1 in the limit for k < m, and 1/n for k = m."""
    model, delta = MODELS["P9-offers"], Fraction(999, 1000)
    m, k = 4, 2
    share = model.test(P=1, m=m, k=k, delta=delta).margin
    hub = (m - k * delta) / (m * (m + 1 - m * delta) - k * delta)
    assert 1 - m * share == hub > Fraction(99, 100)
    assert model.test(P=1, m=m, k=k, delta=1).verdict == "fails"
    assert model.test(P=1, m=m, k=m, delta=1).margin == Fraction(1, 5)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 3), st.integers(1, 4), st.integers(0, 4))
def test_the_core_is_nonempty_iff_somebody_has_a_veto(P, m, k):
    k = min(k, m)
    if P + k == 0:
        return
    game = council(P, m, k)
    assert core(game.to_coalitional()).empty == (P == 0 and k < m)
    found = MODELS["P9-core"].test(P=P, m=m, k=k)
    assert found.margin == (Fraction(1, P + m) if k == m else 0)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 3), st.integers(1, 4), st.integers(0, 4), st.fractions(0, 0.9))
def test_robust_voice_is_all_three(P, m, k, delta):
    k = min(k, m)
    if P + k == 0:
        return
    found = CLAIM.test(P=P, m=m, k=k, delta=delta)
    three = [found[f"P9-{name}"].verdict == "holds" for name in ("decisive", "offers", "core")]
    assert (found["P9-robust"].verdict == "holds") == all(three) == (k == m)


def test_nothing_is_in_the_core_up_to_the_last_but_one_assent():
    for name in ("P9-core", "P9-robust"):
        last = MODELS[name].test(P=2, m=4).boundary["k"]
        margins = [MODELS[name].test(P=2, m=4, k=k).margin for k in (last, last + 1)]
        assert margins == [0, Fraction(1, 6)]


def test_members_who_are_not_needed_may_still_propose():
    found = CLAIM.test(P=2, m=3, k=0)
    assert found["P9-decisive"].verdict == "fails"
    assert found["P9-offers"].verdict == "holds"


def best_responses(m, y, s, alpha):
    """Each contributes max{0, αy_i − (1−α)·(others' contributions)}, in turn, until none moves."""
    incomes, gifts = [y] + [s] * m, [0.0] * (m + 1)
    for _ in range(5000):
        for i, income in enumerate(incomes):
            others = sum(gifts) - gifts[i]
            gifts[i] += (max(0.0, alpha * income - (1 - alpha) * others) - gifts[i]) / 2
    return gifts


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 5), st.floats(0.2, 8), st.floats(0.2, 4), st.floats(0.1, 0.9))
def test_contributions_agree_with_best_responses_player_by_player(m, y, s, alpha):
    efforts = effort_equilibrium(contributions(m, y, s, alpha)).efforts
    gifts = best_responses(m, y, s, alpha)
    assert efforts["large"] == pytest.approx(gifts[0], abs=1e-7)
    assert efforts["small"] == pytest.approx(gifts[1], abs=1e-7)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 6), st.floats(0.2, 8), st.floats(0.2, 4), st.floats(0.1, 0.9))
def test_olson_and_zeckhauser_with_incomes(m, y, s, alpha):
    """Q = αY/(α + κ(1−α)), and i contributes iff y_i > (1−α)Y/(α + κ(1−α))."""
    efforts = effort_equilibrium(contributions(m, y, s, alpha)).efforts
    gives = {"large": efforts["large"] > 1e-12, "small": efforts["small"] > 1e-12}
    total = gives["large"] * y + gives["small"] * m * s
    number = gives["large"] + gives["small"] * m
    share = total / (alpha + number * (1 - alpha))
    assert efforts["large"] + m * efforts["small"] == pytest.approx(alpha * share, rel=1e-9)
    for name, income in (("large", y), ("small", s)):
        if abs(income - (1 - alpha) * share) > 1e-6:
            assert gives[name] == (income > (1 - alpha) * share)


@pytest.mark.parametrize(
    ("y", "verdict"), [(Fraction(5, 4), "holds"), (1, "indifferent"), (Fraction(3, 4), "fails")]
)
def test_the_large_are_exploited_by_the_small(y, verdict):
    model = MODELS["P9-public-good"]
    assert model.test(y=y, s=1).verdict == verdict
    assert model.test(y=y, s=1).boundary["y"] == 1


def test_small_states_contribute_nothing_below_a_part_of_the_large_income():
    model = MODELS["P9-public-good"]
    game = model.games(m=4, y=4, s=1.99, alpha=0.5)["contributions"]
    assert effort_equilibrium(game).efforts["small"] == 0
    game = model.games(m=4, y=4, s=2.01, alpha=0.5)["contributions"]
    assert effort_equilibrium(game).efforts["small"] > 0


@pytest.mark.parametrize(
    ("model", "parameters", "message"),
    [
        ("P9-decisive", {"m": 3, "k": 4}, r"k must be <= m \(.*\), got k=4, m=3"),
        ("P9-core", {"P": 0, "k": 0}, r"P \+ k must be > 0 \(somebody must agree"),
        (
            "P9-core",
            {"P": 9},
            r"P \+ m must be <= 18 \(.*table of all coalitions\), got P \+ m = 19 with P=9",
        ),
        (
            "P9-offers",
            {"P": 0, "delta": 1},
            r"delta < 1 or P > 0 or k >= m must hold .*without veto players\), got delta=1",
        ),
        ("P9-offers", {"delta": 2}, r"delta must lie in \[0, 1\] .*no more than one now"),
        ("P9-small", {"w": 1, "q": 18}, r"q must be <= 16 \+ w = 17 \(.*\), got q=18, w=1"),
        ("P9-public-good", {"alpha": 1}, r"alpha must lie in \(0, 1\) .*wants some of both"),
        ("P9-public-good", {"y": 0}, r"y must lie in \(0, ∞\)"),
        ("P9-robust", {"m": 2.5}, r"m must be an integer"),
    ],
)
def test_bad_parameters_are_named(model, parameters, message):
    with pytest.raises(InvalidArgumentError, match=message):
        MODELS[model].test(**parameters)


def test_unknown_parameters_are_named():
    with pytest.raises(UnknownNameError, match="C9: parameter 'n'"):
        CLAIM.test(n=3)
