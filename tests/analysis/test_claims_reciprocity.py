"""C5: pooled enforcement, the worth of news, and noise; each against a second computation."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.analysis.claims.reciprocity import CLAIM
from lilliput.analysis.claims.reciprocity_information import circle_game
from lilliput.analysis.claims.reciprocity_pooling import concession_game, trade_triangle
from lilliput.games import NormalFormGame, nash_equilibria
from lilliput.games.errors import InvalidArgumentError
from lilliput.games.repeated import (
    community_enforcement,
    concession_discount_factors,
    critical_discount_factor,
    false_alarm_threshold,
    noisy_enforcement,
    sustained_concessions,
)

M5A, SHARE, M5B, M5C = (CLAIM.models[key] for key in ("M5a", "M5a-share", "M5b", "M5c"))
MODELS = pytest.mark.parametrize("model", CLAIM.models.values(), ids=CLAIM.models)


def in_closed_form(model, points):
    """The formula at many points, by floats."""
    frame = pd.DataFrame(points).astype(float)
    return model.in_closed_form(**{name: frame[name].to_numpy() for name in frame})


def boundary_at(model, point):
    """Whether the relation says that the claim holds."""
    numbers = {symbol: point[symbol.name] for symbol in model.boundary.free_symbols}
    return bool(model.boundary.xreplace({k: sympy.sympify(v) for k, v in numbers.items()}))


def check_agreement(model, size, seed):
    points = model.sample(size, seed=seed)
    margins = [float(model.computed(**point)) for point in points]
    np.testing.assert_allclose(margins, in_closed_form(model, points), rtol=1e-9, atol=1e-9)
    return points, margins


@MODELS
def test_computed_is_the_closed_form(model):
    points, margins = check_agreement(model, 30, 1)
    for point, margin in zip(points, margins, strict=True):
        if abs(margin) > 1e-9:
            assert boundary_at(model, point) == (margin > 0)


@pytest.mark.slow
@MODELS
def test_computed_is_the_closed_form_at_many_points(model):
    check_agreement(model, 1000, 5)


def test_exact_numbers_stay_exact():
    for model in (M5A, M5C):
        for point in model.sample(10, seed=2, near_boundary=0):
            found = model.test(**point)
            assert isinstance(found.margin, Fraction)
            assert found.difference == 0


# Pooled enforcement


def test_circular_imbalances_need_one_half_whatever_their_size():
    """½ρ² in pairs, ½ together; no patience keeps the pairs from ρ = √2 on."""
    for rho in (Fraction(1), Fraction(6, 5), Fraction(7, 5)):
        assert M5A.test(rho=rho).margin == rho**2 / 2 - Fraction(1, 2)
    for rho in (Fraction(3, 2), Fraction(2), Fraction(50)):
        assert M5A.test(rho=rho).margin == Fraction(1, 2)


@settings(max_examples=40)
@given(*[st.fractions(1, 2, max_denominator=12)] * 2)
def test_the_repeated_game_agrees_with_the_formulas_for_networks(rho, gamma):
    benefits = trade_triangle(rho, gamma)
    for i, j in (("A", "B"), ("B", "C"), ("A", "C")):
        expected = concession_discount_factors(benefits, punishment="pairwise").loc[i, j]
        game = concession_game(benefits.loc[[i, j], [i, j]])
        found = critical_discount_factor(game, [own[-1] for own in game.strategies])
        assert found.value == (expected if expected < 1 else None)
    expected = concession_discount_factors(benefits).max()
    game = concession_game(benefits)
    nothing = ["nothing"] * 3
    found = critical_discount_factor(game, [own[-1] for own in game.strategies], punishment=nothing)
    assert found.value == (expected if expected < 1 else None)


@settings(max_examples=40)
@given(st.fractions(1, 3, max_denominator=12), st.fractions(1, 2, max_denominator=12))
def test_a_dominant_power_needs_the_same_patience_in_pairs_and_together(rho, gamma):
    """Its own δ_h*: given up to what it has at stake, ½γ² either way once rivals are balanced."""
    benefits = trade_triangle(rho, gamma)
    together = concession_discount_factors(benefits)
    assert together["A"] == gamma**2 / 2
    assert max(together["B"], together["C"]) <= Fraction(1, 2)
    balanced = concession_discount_factors(trade_triangle(1, gamma), punishment="pairwise")
    assert balanced.loc["A", "B"] == balanced.loc["A", "C"] == gamma**2 / 2
    assert M5A.test(rho=1, gamma=gamma).verdict == "indifferent"


@pytest.mark.parametrize(
    ("parameters", "verdict"),
    [
        ({}, "holds"),
        ({"rho": 1}, "indifferent"),  # symmetric pairs: irrelevance
        ({"rho": Fraction(1001, 1000)}, "holds"),
        ({"gamma": Fraction(7, 5)}, "holds"),
        ({"gamma": Fraction(3, 2)}, "indifferent"),  # nobody binds a power so dominant
    ],
)
def test_m5a_where_pooling_matters(parameters, verdict):
    result = M5A.test(**parameters)
    assert result.verdict == verdict
    assert M5A.by_concept(**parameters)["verdict"].tolist() == [verdict] * 2


def test_partial_deviations_are_no_better():
    """A pair with five levels of concessions needs the same patience as with two."""
    e = {"A": Fraction(6, 5), "B": Fraction(1)}
    levels = [Fraction(k, 4) for k in range(5)]
    grants = {"A": [k * e["B"] for k in levels], "B": [k * e["A"] for k in levels]}
    payoffs = [
        [[e[i] * (y if i == "A" else x) - (x if i == "A" else y) ** 2 / 2 for y in grants["B"]]
         for x in grants["A"]]
        for i in ("A", "B")
    ]  # fmt: skip
    names = [str(k) for k in levels]
    game = NormalFormGame(["A", "B"], [names] * 2, payoffs)
    assert critical_discount_factor(game, ["1", "1"]).value == e["A"] ** 2 / 2


def test_no_concessions_are_the_only_equilibrium_of_the_stage_game():
    for game in M5A.games().values():
        found = nash_equilibria(game)
        assert len(found) == 1
        assert all(found[0].strategies[i]["nothing"] == 1 for i in game.players)


def test_shares_at_the_published_point():
    """ρ = 2, δ = ½: pairs attain .835 of the efficient surplus, all together everything."""
    assert SHARE.test().margin == pytest.approx(1 - 0.835, abs=5e-4)
    assert sustained_concessions(trade_triangle(2.0), 0.5).share == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize("delta", [0, 0.1, 0.25, 0.4, 0.5])
def test_pooled_share_below_one_half(delta):
    share = sustained_concessions(trade_triangle(3.0), delta).share
    assert share == pytest.approx(1 - (1 - 2 * delta) ** 2, abs=1e-9)


def best_pair_share(rho, delta):
    """The most valuable self-enforcing concessions of a pair, on a fine grid."""
    u = np.linspace(0, 4, 1601)[:, None]  # of the power that needs the other more, efficient: 1
    w = np.linspace(0, 1, 2001)[None, :]  # of the other, as a part of the efficient ρ
    kept = (u**2 <= 2 * delta * rho**2 * w + 1e-12) & (rho**2 * w**2 <= 2 * delta * u + 1e-12)
    worth = (2 * u - u**2 + rho**2 * (2 * w - w**2)) / (1 + rho**2)
    return np.where(kept, worth, -np.inf).max()


@pytest.mark.parametrize("rho", [1.0, 1.3, 2.0, 3.5])
@pytest.mark.parametrize("delta", [0.1, 0.3, 0.45, 0.7, 0.95])
def test_the_closed_form_of_a_pair_is_the_best_on_a_grid(rho, delta):
    together = min(1, 1 - (1 - 2 * min(delta, 0.5)) ** 2)
    pair = together - SHARE.in_closed_form(rho=rho, delta=delta)
    found = best_pair_share(rho, delta)
    assert found - 1e-9 <= pair <= found + 5e-3


def test_shares_are_equal_where_pairs_are_balanced_or_patient():
    assert SHARE.test(rho=1.0, delta=0.3).verdict == "indifferent"
    assert SHARE.test(rho=1.2, delta=0.72).verdict == "indifferent"
    assert SHARE.test(rho=1.2, delta=0.6).verdict == "holds"
    assert SHARE.test(rho=2.0, delta=0.0).verdict == "indifferent"
    assert SHARE.test(rho=2, delta=Fraction(1, 2)).difference == pytest.approx(0, abs=1e-9)


# News


def test_news_is_worth_the_interval():
    """n = 5, c/b = ½: .500 with the institution, .841 by contagion."""
    result = M5B.test()
    assert result.margin == pytest.approx(0.841 - 0.5, abs=5e-4)
    assert M5B.games()["by contagion"].critical_discount_factor == pytest.approx(0.5 ** (1 / 4))


@pytest.mark.parametrize("n", range(3, 8))
def test_a_fee_can_cost_more_than_the_news_is_worth(n):
    edge = M5B.test(n=n).boundary["f"]
    assert M5B.test(n=n, f=edge - 1e-4).verdict == "holds"
    assert M5B.test(n=n, f=edge).verdict == "indifferent"
    assert M5B.test(n=n, f=edge + 1e-4).verdict == "fails"


@pytest.mark.parametrize(
    ("parameters", "verdict"),
    [
        ({"n": 2}, "indifferent"),  # each sees what the other does
        ({"n": 3}, "holds"),
        ({"n": 2, "f": Fraction(1, 10)}, "fails"),
        ({"c": 2}, "indifferent"),  # a favour is worth no more than it costs
        ({"c": 3}, "indifferent"),
        ({"f": 1}, "fails"),  # with the fee nothing is left
    ],
)
def test_m5b_where_news_matters(parameters, verdict):
    assert M5B.test(**parameters).verdict == verdict


@settings(max_examples=30)
@given(st.integers(2, 6), st.fractions(Fraction(1, 9), Fraction(8, 9), max_denominator=9))
def test_the_circle_as_a_repeated_game_needs_c_over_b(n, cost):
    game = circle_game(n, cost, Fraction(1))
    found = critical_discount_factor(game, ["help"] * n, punishment=["refuse"] * n)
    names = list(game.players)
    costs = pd.DataFrame(np.full((n, n), Fraction(0)), names, names)
    for i in range(n):
        costs.iloc[i, (i + 1) % n] = cost
    benefits = costs.T * (1 / cost)
    assert found.value == cost
    assert community_enforcement(benefits, costs).critical_discount_factor == cost


# Noise


@pytest.mark.parametrize(("n", "rate"), [(3, 0.134), (5, 0.074), (10, 0.029), (50, 0.0023)])
def test_the_published_rates_of_false_alarms(n, rate):
    """c = 1, s = ½."""
    edge = M5C.test(n=n, epsilon=0.001).boundary["epsilon"]
    assert edge == pytest.approx(rate, abs=5e-4 if n < 50 else 5e-5)
    assert edge == pytest.approx(false_alarm_threshold(n, 0.5, 1), abs=1e-12)
    assert M5C.test(n=n, epsilon=edge * 0.99).verdict == "holds"
    assert M5C.test(n=n, epsilon=edge).verdict == "indifferent"
    assert M5C.test(n=n, epsilon=edge * 1.01).verdict == "fails"


def test_noise_makes_no_difference_where_neither_is_kept():
    """From ε = s/(c + s) = ⅓ on a pair needs δ ≥ 1."""
    assert M5C.test(epsilon=Fraction(33, 100)).verdict == "fails"
    assert M5C.test(epsilon=Fraction(1, 3)).verdict == "indifferent"
    assert M5C.test(epsilon=Fraction(1, 2)).verdict == "indifferent"


@settings(max_examples=15)
@given(
    st.integers(3, 6),
    *[st.fractions(Fraction(1, 9), 3, max_denominator=9)] * 2,
    st.fractions(0, Fraction(1, 4), max_denominator=40),
)
def test_the_chain_needs_the_patience_of_noisy_enforcement(n, s, c, epsilon):
    names = [str(i) for i in range(n)]
    surplus, costs = (pd.DataFrame(np.full((n, n), x, dtype=object), names, names) for x in (s, c))
    together = noisy_enforcement(surplus, costs, false_alarm=epsilon).critical["0"]
    pairs = noisy_enforcement(surplus, costs, false_alarm=epsilon, punishment="pairwise")
    expected = min(1, pairs.critical.loc["0", "1"]) - min(1, together)
    assert M5C.test(n=n, s=s, c=c, epsilon=epsilon).margin == expected


def test_the_boundary_lies_where_both_could_be_kept():
    """At ε* the common δ* is below 1, so that the threshold is never cut off."""
    for n in range(3, 12):
        for s in (0.01, 0.3, 1, 20):
            edge = false_alarm_threshold(n, s, 1)
            assert 1 / (1 + s) / (1 - edge) < 1


def test_pooling_loses_to_any_noise_if_all_favours_can_be_broken_at_once():
    for epsilon in (Fraction(1, 1000), Fraction(1, 20)):
        frame = M5C.by_concept(epsilon=epsilon)
        assert frame["verdict"].tolist() == ["holds", "fails"]
    assert M5C.by_concept(epsilon=0)["verdict"].tolist() == ["holds", "indifferent"]


# The claim


def test_every_game_can_be_looked_at():
    assert set(M5A.games()) == {"A and B", "A and C", "B and C", "all together"}
    assert M5A.games()["all together"].shape == (4, 4, 4)
    assert SHARE.games()["A and B"].shape == (2, 2)
    assert M5B.games(n=3)["all hear of a refusal"].shape == (2, 2, 2)
    assert len(M5C.games()) == 4


def test_the_claim_as_a_table():
    frame = CLAIM.test(n=4).to_frame()
    assert frame.index.get_level_values("model").tolist() == ["M5a", "M5a-share", "M5b", "M5c"]
    assert frame["verdict"].tolist() == ["holds"] * 4
    assert float(abs(frame["difference"].astype(float)).max()) < 1e-9
    assert CLAIM.test(rho=1)["M5a"].verdict == "indifferent"


@pytest.mark.parametrize(
    ("model", "parameters", "message"),
    [
        (M5A, {"rho": Fraction(1, 2)}, r"rho must lie in \[1, ∞\).*other way"),
        (M5A, {"gamma": 0}, r"gamma must lie in \[1, ∞\)"),
        (SHARE, {"delta": 1}, r"delta must lie in \[0, 1\)"),
        (M5B, {"n": 1}, r"n must lie in \[2, 10\] of integers"),
        (M5B, {"c": 0}, r"c must lie in \(0, ∞\).*needs no patience"),
        (M5B, {"f": -1}, r"f must lie in \[0, ∞\)"),
        (M5C, {"n": 2}, r"n must lie in \[3, 200\] of.*two powers are a pair"),
        (M5C, {"epsilon": 1}, r"epsilon must lie in \[0, 1\).*always ends is none"),
        (M5C, {"s": "much"}, "s must be a number"),
    ],
)
def test_bad_parameters_say_what_is_wrong(model, parameters, message):
    with pytest.raises(InvalidArgumentError, match=message):
        model.test(**parameters)
