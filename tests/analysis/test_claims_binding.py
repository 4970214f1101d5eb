"""C7: what binds the powerful: restraint (M7a), public contracts (M7b), guarantees (M7c)."""

from fractions import Fraction

import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lilliput.analysis.claims.binding import CLAIM
from lilliput.analysis.claims.binding_contracts import ClientMarket
from lilliput.analysis.claims.binding_restraint import exploitation_game, restraint_game
from lilliput.analysis.claims.binding_shift import crisis_today, crisis_tomorrow
from lilliput.games import nash_equilibria, stackelberg
from lilliput.games.errors import InvalidArgumentError, UnknownNameError
from lilliput.games.offers import power_shift
from lilliput.games.partition import cournot_game

F = Fraction
MODELS = CLAIM.models
SHARES = st.fractions(0, 1, max_denominator=20)
POSITIVE = st.fractions(F(1, 10), 5, max_denominator=10)
PATIENCE = st.fractions(F(1, 20), F(19, 20), max_denominator=20)


def difference(model, point):
    """Return computed minus closed form, both exact."""
    expression = model.closed_form
    values = {s: sympy.Rational(*point[s.name].as_integer_ratio()) for s in expression.free_symbols}
    computed = F(model.computed(**point))
    return sympy.Rational(*computed.as_integer_ratio()) - expression.xreplace(values)


@pytest.mark.slow
@pytest.mark.parametrize("name", list(MODELS))
def test_computed_is_the_closed_form_at_a_thousand_points(name):
    points = MODELS[name].sample(1000, seed=7)
    assert len(points) == 1000
    for point in points:
        assert difference(MODELS[name], point) == 0, point


@pytest.mark.parametrize("name", list(MODELS))
def test_computed_is_the_closed_form(name):
    for point in MODELS[name].sample(60, seed=2):
        assert difference(MODELS[name], point) == 0, point


@pytest.mark.parametrize(
    ("name", "holds", "on", "fails"),
    [
        ("M7a", {"k": F(159, 10)}, {"k": 16}, {"k": F(161, 10)}),
        ("M7a", {"x": F(101, 100)}, {"x": F(1)}, {"x": 9, "k": 40}),
        ("M7a-repetition", {"delta": F(33, 100)}, {"delta": F(1, 3)}, {"delta": F(34, 100)}),
        ("M7b", {"n": 2}, {"n": 1}, {"n": 2, "F": F(1, 35)}),
        ("M7b", {"F": F(1, 17)}, {"F": F(1, 16)}, {"F": F(1, 15)}),
        ("M7b-outsiders", {"e": F(64, 100)}, {"e": F(5, 8)}, {"e": 0}),
        ("M7c", {"g": F(33, 45)}, {"g": F(32, 45)}, {"g": F(31, 45)}),
        ("M7c-needed", {"p": F(44, 125)}, {"p": F(43, 125)}, {"p": F(42, 125)}),
    ],
)
def test_the_verdict_changes_across_the_boundary(name, holds, on, fails):
    verdicts = [MODELS[name].test(**parameters).verdict for parameters in (holds, on, fails)]
    assert verdicts == ["holds", "indifferent", "fails"]


@pytest.mark.parametrize("name", list(MODELS))
def test_the_relation_says_where_it_holds_and_thresholds_where_the_margin_is_0(name):
    model = MODELS[name]
    for point in model.sample(25, seed=3, near_boundary=0):
        result = model.test(**point)
        assert model._relation(**point) == (result.verdict == "holds")
        for parameter, value in result.boundary.items():
            if value is None or not model.parameters[parameter].allows(value):
                continue
            assert model.test(**{**point, parameter: value}).margin == 0


# M7a.


@settings(max_examples=30)
@given(st.integers(1, 5), POSITIVE, POSITIVE, SHARES, st.fractions(0, 30, max_denominator=4))
def test_the_best_binding_is_that_of_a_search(m, B, x, h, k):
    """Over degrees of binding: β = 1 − h/x is the least under which the weak join."""
    degrees = {F(i, 60) for i in range(61)} | {max(F(0), 1 - h / x)}

    def hegemon(beta):
        joins = (1 - beta) * x <= h
        return m * joins * (B + (1 - beta) * x) - k * beta

    best = max(hegemon(beta) for beta in degrees if (1 - beta) * x <= h)
    result = MODELS["M7a"].test(m=m, B=B, x=x, h=h, k=k)
    assert result.margin == best - hegemon(F(0))
    found = stackelberg(restraint_game(m, B, x, h, k), "hegemon")
    assert found.value == max(best, hegemon(F(0)))
    if result.verdict == "holds":
        assert found.strategy["bound"] == 1 - h / x


@settings(max_examples=30)
@given(POSITIVE, POSITIVE, POSITIVE, POSITIVE)
def test_binding_is_redundant_where_the_weak_join_anyway(B, x, more, k):
    result = MODELS["M7a"].test(B=B, x=x, h=x + more, k=k)
    assert (result.margin, result.verdict) == (0, "indifferent")
    assert result.boundary == {"k": None, "B": None}


def test_without_binding_nobody_joins_an_exploiter():
    payoffs = {e.payoffs["hegemon"] for e in nash_equilibria(restraint_game(4, 1, 2, 1, 5))}
    assert payoffs == {0}
    profiles = nash_equilibria(exploitation_game(1, 2, 1), "pure")
    assert {e.supports["weak state"] for e in profiles} == {("stay out",)}


@settings(max_examples=30)
@given(POSITIVE, SHARES, POSITIVE, PATIENCE)
def test_patience_does_what_a_treaty_would(B, h, more, delta):
    """Restraint for ever against one exploitation and nobody after."""
    x = h + more
    keeps, breaks = (B + h) / (1 - delta), B + x
    verdict = MODELS["M7a-repetition"].test(B=B, x=x, h=h, delta=delta).verdict
    assert verdict == ("holds" if breaks > keeps else "fails" if breaks < keeps else "indifferent")


# M7b.


@settings(max_examples=30)
@given(st.integers(1, 6), st.fractions(1, 5, max_denominator=6), st.fractions(0, F(9, 10)))
def test_no_pair_gains_by_another_secret_contract(n, a, c):
    market = ClientMarket(n, a, c)
    found = list(market.secret_contracts())
    assert all(q == (a - c) / (n + 1) for q in found)
    for step in (F(-1, 100), F(1, 1000), a):
        moved = [found[0] + step, *found[1:]]
        assert market.joint_profit(0, moved) < market.joint_profit(0, found)
        uniform = [q + step for q in market.public_contracts()]
        assert market.hub_profit(uniform) < market.hub_profit(market.public_contracts())


@pytest.mark.parametrize("n", range(1, 6))
def test_secrecy_is_cournot_competition_and_publicity_a_cartel(n):
    """The hub gets n/(n+1)² against ¼, a ratio of (n+1)²/(4n); both as worths of Cournot games."""
    names = [f"client {i}" for i in range(n)]
    game = cournot_game(dict.fromkeys(names, 0), intercept=1)
    market = ClientMarket(n, F(1), F(0))
    secret = market.hub_profit(market.secret_contracts())
    public = market.hub_profit(market.public_contracts())
    assert secret == sum(game.worths_in([[name] for name in names])) == F(n, (n + 1) ** 2)
    assert public == game.worth(names, [names]) == F(1, 4)
    assert public / secret == F((n + 1) ** 2, 4 * n)
    assert MODELS["M7b"].test(n=n).margin == public - secret


@pytest.mark.parametrize("n", range(2, 9))
def test_outsiders_pay_for_the_commitment(n):
    """Buyers lose more than the hub gains: monopoly against competition."""
    hub, outsiders = MODELS["M7b"].test(n=n), MODELS["M7b-outsiders"].test(n=n)
    assert (hub.verdict, outsiders.verdict) == ("holds", "fails")
    assert hub.margin + outsiders.margin < 0
    assert MODELS["M7b-outsiders"].test(n=n, e=F(3, 4)).verdict == "holds"


def test_one_client_has_nobody_to_be_played_off_against():
    assert MODELS["M7b"].test(n=1).verdict == "indifferent"
    assert MODELS["M7b-outsiders"].test(n=1, e=3).verdict == "indifferent"


# M7c.


@settings(max_examples=30)
@given(SHARES, SHARES, PATIENCE, SHARES)
def test_the_guarantee_that_prevents_war(p, g, delta, cost):
    """The boundary of g is Powell's guarantee; the rising side can buy peace above it only."""
    result = MODELS["M7c"].test(p=p, g=g, delta=delta, c_D=cost)
    needed = power_shift(p, 0, delta, cost_decliner=cost).guarantee
    assert result.boundary["g"] == needed
    assert result.margin == (g - needed) * delta / (1 - delta)
    today = stackelberg(crisis_today(p, delta, cost, 0, tomorrow=g), "rising")
    assert ("peace" in today.bounds.index) == (result.verdict != "fails")


@settings(max_examples=30)
@given(SHARES, SHARES, PATIENCE, SHARES, st.fractions(0, 4, max_denominator=8))
def test_a_war_that_needs_preventing(p, later, delta, cost, other):
    shift = power_shift(p, later, delta, cost_decliner=cost, cost_riser=other)
    result = MODELS["M7c-needed"].test(p=p, p_later=later, delta=delta, c_D=cost, c_R=other)
    assert (result.verdict == "holds") == (shift.guarantee > shift.available)
    if shift.available <= 1:
        assert result.margin == shift.gap
    else:  # nobody can be given more than the whole pie
        assert result.margin == shift.war - 1 / (1 - delta)


@settings(max_examples=30)
@given(SHARES, SHARES, PATIENCE, SHARES)
def test_a_guarantee_of_what_holds_anyway_changes_nothing(p, later, delta, cost):
    """A guarantee of what the declining side gets tomorrow anyway prevents no war."""
    needed = MODELS["M7c-needed"].test(p=p, p_later=later, delta=delta, c_D=cost, c_R=0)
    assert MODELS["M7c"].test(p=p, g=later, delta=delta, c_D=cost).margin == -needed.margin


@settings(max_examples=30)
@given(SHARES, PATIENCE, SHARES)
def test_tomorrow_is_what_the_rising_side_does_not_fight_for(later, delta, cost):
    assume(later + (1 - delta) * cost <= 1)
    found = stackelberg(crisis_tomorrow(later, delta, cost), "declining")
    assert found.bounds["peace"] == later / (1 - delta) + cost


# Kinds of numbers, and bad input.


@pytest.mark.parametrize("name", list(MODELS))
def test_floats_give_the_same_as_floats(name):
    model = MODELS[name]
    for point in model.sample(20, seed=9):
        floats = {k: v if model.parameters[k].integer else float(v) for k, v in point.items()}
        if model.unmet(**floats):
            continue
        found = model.test(**floats)
        assert isinstance(found.margin, float)
        exact = float(model.test(**point).margin)
        assert found.margin == pytest.approx(exact, rel=1e-9, abs=1e-9)


def test_a_single_claim_has_many_verdicts():
    verdicts = {result.model.id: result.verdict for result in CLAIM.test()}
    assert verdicts.pop("M7b-outsiders") == "fails"
    assert set(verdicts.values()) == {"holds"}


def test_bad_parameters_are_named():
    with pytest.raises(InvalidArgumentError, match=r"x must be > h \(.*got x=1, h=1"):
        MODELS["M7a-repetition"].test(x=1)
    with pytest.raises(InvalidArgumentError, match=r"delta must lie in \(0, 1\)"):
        MODELS["M7c"].test(delta=1)
    with pytest.raises(InvalidArgumentError, match=r"g must lie in \[0, 1\]"):
        MODELS["M7c"].test(g=2)
    with pytest.raises(InvalidArgumentError, match=r"a must be > c \(.*got a=1, c=1"):
        MODELS["M7b"].test(c=1)
    with pytest.raises(InvalidArgumentError, match=r"m must lie in \[1, 1000\] of integers"):
        MODELS["M7a"].test(m=0)
    with pytest.raises(UnknownNameError, match=r"M7a: parameter 'beta'"):
        MODELS["M7a"].test(beta=1)
    with pytest.raises(InvalidArgumentError, match=r"one equilibrium"):
        MODELS["M7a"].test(selection="worst_case")
