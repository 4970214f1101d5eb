"""C4: deterrence by all or by a hub, and defence that keeps itself."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.analysis.claims.indivisibility import (
    CLAIM,
    aggressor_game,
    defence_play,
    indivisibility_thresholds,
)
from lilliput.games import nash_equilibria
from lilliput.games.errors import InvalidArgumentError, UnknownNameError
from lilliput.games.repeated import noisy_enforcement
from lilliput.games.repeated.chance import least_patience

M4A, TARGET, M4B = CLAIM.models["M4a"], CLAIM.models["M4a-target"], CLAIM.models["M4b"]


def exactly(expression, point):
    """An expression or relation at exact numbers, by sympy."""
    return expression.xreplace(
        {
            symbol: sympy.Rational(point[symbol.name].numerator, point[symbol.name].denominator)
            for symbol in expression.free_symbols
        }
    )


@pytest.mark.parametrize("size", [200, pytest.param(1000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("model", CLAIM.models.values(), ids=CLAIM.models)
def test_computed_is_the_closed_form_exactly(model, size):
    points = model.sample(size, seed=4)
    margins = [model.computed(**point) for point in points]
    assert margins == [exactly(model.closed_form, point) for point in points]
    assert {np.sign(margin) for margin in map(float, margins)} == {-1, 0, 1}
    for point, margin in zip(points[:200], margins, strict=False):
        assert bool(exactly(model.boundary, point)) == (margin > 0)


@pytest.mark.parametrize("model", CLAIM.models.values(), ids=CLAIM.models)
def test_the_closed_form_takes_arrays(model):
    points = pd.DataFrame(model.sample(50, seed=7)).astype(float)
    found = model.in_closed_form(**{name: points[name].to_numpy() for name in points})
    expected = [float(model.computed(**point)) for point in model.sample(50, seed=7)]
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)


def plain_defences(c, hub, rho, beta):
    """D_i by institution, written out."""
    members = [i for i in c if i != hub]
    return (
        {i: c[i] + beta * c[hub] for i in members},
        {i: c[i] + rho * sum(c[j] for j in c if j != i) for i in members},
    )


@settings(max_examples=100)
@given(
    st.lists(st.fractions(0, 3, max_denominator=7), min_size=1, max_size=5),
    st.fractions(Fraction(1, 7), 9, max_denominator=7),
    st.fractions(0, 1, max_denominator=9),
    st.fractions(Fraction(1, 9), 1, max_denominator=9),
)
def test_collective_security_beats_the_hub_above_the_threshold(spokes, hub, rho, beta):
    """ρ/β > c_h/C_−i, member by member, whatever the capabilities."""
    c = {"hub": hub} | {f"spoke {i}": own for i, own in enumerate(spokes)}
    thresholds = indivisibility_thresholds(c, "hub")
    by_hub, by_all = plain_defences(c, "hub", rho, beta)
    for member in by_hub:
        assert (by_all[member] > by_hub[member]) == (rho / beta > thresholds[member])
    assert thresholds.idxmin() in [i for i in by_hub if c[i] == min(spokes)]


@settings(max_examples=100)
@given(
    st.lists(st.fractions(0, 9, max_denominator=7), min_size=1, max_size=4),
    *[st.fractions(Fraction(1, 5), 5, max_denominator=5)] * 3,
)
def test_an_attack_is_deterred_iff_the_defence_is_strong_enough(forces, a, gain, cost):
    """V·a/(a + D) > κ iff D < a(V − κ)/κ; and the weakest is the target."""
    defences = {str(i): force for i, force in enumerate(forces)}
    found = nash_equilibria(aggressor_game(defences, a, gain, cost))
    weakest = min(forces)
    attacks = [e for e in found if e.strategies["aggressor"]["peace"] == 0]
    if weakest < a * (gain - cost) / cost:
        assert len(attacks) == len(found) == forces.count(weakest)
        assert all(e.payoffs["aggressor"] > 0 for e in found)
    elif weakest > a * (gain - cost) / cost:
        assert not attacks
    else:
        assert len(found) == len(attacks) + 1


def test_m4a_by_hand():
    """D = 1/10 + 5 against 1/10 + ¾·8; the gains that they deter are κ(a + D)/a."""
    result = M4A.test()
    assert result.margin == Fraction(3 + Fraction(61, 10), 3) - Fraction(3 + Fraction(51, 10), 3)
    assert result.boundary["rho"] == Fraction(5, 8)
    assert [M4A.test(rho=Fraction(k, 8)).verdict for k in (4, 5, 6)] == [
        "fails", "indifferent", "holds",
    ]  # fmt: skip


def test_m4a_a_hub_that_outweighs_the_rest_protects_better():
    assert M4A.test(others=2).verdict == "fails"
    assert M4A.test(others=0, rho=1).verdict == "indifferent"  # the hub is all there is
    assert M4A.test(rho=0).verdict == "fails"


@pytest.mark.parametrize(
    ("gain", "verdict", "margin"),
    [
        (Fraction(1), "indifferent", 0),  # not worth attacking whoever is alone
        (Fraction(27, 10), "indifferent", 0),  # the hub's guarantee just deters
        (Fraction(29, 10), "holds", Fraction(29, 10) * 3 / Fraction(81, 10) - 1),
        (Fraction(4), "holds", 12 / Fraction(81, 10) - 12 / Fraction(91, 10)),
    ],
)
def test_m4a_target_matters_only_where_the_hub_does_not_deter(gain, verdict, margin):
    result = TARGET.test(V=gain)
    assert (result.verdict, result.margin) == (verdict, margin)


@pytest.mark.parametrize(("rho", "beyond"), [(Fraction(3, 4), "holds"), (0, "fails")])
def test_m4a_target_turns_where_the_weaker_defence_stops_deterring(rho, beyond):
    """The hub's where the rest outweigh it, V = 27/10; that of the rest where they bring less."""
    edge = TARGET.test(rho=rho).boundary["V"]
    assert edge == (Fraction(27, 10) if rho else Fraction(31, 30))
    verdicts = [TARGET.test(rho=rho, V=edge + k * Fraction(1, 10**6)).verdict for k in (-1, 0, 1)]
    assert verdicts == ["indifferent", "indifferent", beyond]


def test_m4a_target_reports_the_games():
    games = TARGET.games()
    assert list(games) == ["hub guarantee", "collective security"]
    played = [dict(nash_equilibria(game)[0].strategies["aggressor"]) for game in games.values()]
    assert [p["attack the least capable"] for p in played] == [1, 0]


@settings(max_examples=100)
@given(
    st.integers(2, 9),
    st.fractions(Fraction(1, 60), Fraction(1, 9), max_denominator=60),
    st.fractions(Fraction(1, 9), Fraction(8, 9), max_denominator=9),
    st.fractions(Fraction(1, 9), 1, max_denominator=9),
)
def test_m4b_is_a_trigger_strategy_on_what_the_alliance_is_worth(n, q, cost, mu):
    """Each has q(L − K) a period and can save K/(n − 1): the same δ* as in noisy enforcement."""
    found = least_patience(defence_play(n, q, 1, cost, mu))
    names = ["i", "the others"]
    worth = pd.DataFrame([[0, q * (1 - cost)], [q * (1 - cost), 0]], names, names)
    price = pd.DataFrame([[0, cost / (n - 1)], [cost / (n - 1), 0]], names, names)
    assert found == noisy_enforcement(worth, price, detection=mu).critical["i"]


@pytest.mark.parametrize("n", range(3, 8))
def test_m4b_sharing_pays_iff_refusals_are_seen_often_enough(n):
    edge = Fraction(1, n - 1)
    verdicts = [M4B.test(n=n, mu=mu).verdict for mu in (edge * 9 / 10, edge, edge * 11 / 10)]
    assert verdicts == ["fails", "indifferent", "holds"]


def test_m4b_two_are_a_pair():
    assert M4B.test(n=2, mu=1).verdict == "indifferent"
    assert M4B.test(n=2, mu=Fraction(1, 2)).verdict == "fails"


def test_m4b_patience_keeps_the_kind_of_its_numbers():
    assert least_patience(defence_play(3, Fraction(1, 10), 3, 1, Fraction(1, 2))) == Fraction(5, 6)
    assert least_patience(defence_play(3, 0.1, 3.0, 1.0, 0.5)) == pytest.approx(5 / 6, abs=1e-15)
    assert least_patience(defence_play(2, Fraction(1, 10), 1, 1)) == 1  # defence is worth nothing


def test_m4b_patience_in_symbols():
    q, L, K, mu = sympy.symbols("q L K mu", positive=True)
    for n in (2, 3, 6):
        found = least_patience(defence_play(n, q, L, K, mu)).subs(L, K + 1)  # L > K
        assert sympy.simplify(found - K / (K + (n - 1) * mu * q)) == 0
        assert least_patience(defence_play(n, q, K, K, mu)) == 1


@pytest.mark.parametrize(
    ("model", "parameters", "message"),
    [
        (M4A, {"kappa": 0}, r"kappa must lie in \(0, ∞\).*cannot be deterred"),
        (M4A, {"rho": 2}, r"rho must lie in \[0, 1\].*no one brings more than it has"),
        (M4A, {"beta": 0}, r"beta must lie in \(0, 1\]"),
        (
            M4A,
            {"c_least": 1},
            "M4a: c_least <= c_other or others = 0 must hold .*, got c_least=1, c_other=3/10",
        ),
        (TARGET, {"a": -1}, r"a must lie in \(0, ∞\)"),
        (M4B, {"K": 3}, r"M4b: K must be < L \(or defence is not worth its cost\), got K=3, L=3"),
        (M4B, {"n": 11}, r"M4b: n\*q must be <= 1 .*got n\*q = 1.1 with n=11, q=1/10"),
        (M4B, {"mu": 0}, r"mu must lie in \(0, 1\].*never seen is never punished"),
        (M4B, {"n": 2.5}, "n must be an integer"),
    ],
)
def test_bad_parameters_say_what_is_wrong(model, parameters, message):
    with pytest.raises(InvalidArgumentError, match=message):
        model.test(**parameters)


def test_bad_alliances_say_what_is_wrong():
    with pytest.raises(UnknownNameError, match="hub 'US'"):
        indivisibility_thresholds({"UK": 1, "FR": 1}, "US")
    with pytest.raises(InvalidArgumentError, match="must not name a member 'peace'"):
        aggressor_game({"peace": 1}, 1, 1, 1)
