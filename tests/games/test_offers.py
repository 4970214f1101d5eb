"""Alternating offers, ultimatums, vetoes on a line, shifts of power: against definitions."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from lilliput.games.errors import InvalidArgumentError, UnknownNameError, UnsupportedNumberError
from lilliput.games.offers import (
    commitment_problem,
    power_shift,
    rubinstein,
    ultimatum,
    unanimity_offers,
    veto_bargaining,
)

F = Fraction
units = st.integers(0, 20).map(lambda k: F(k, 20))
factors = st.integers(0, 19).map(lambda k: F(k, 20))
points = st.integers(-12, 12).map(lambda k: F(k, 4))


# Rubinstein


def test_the_published_share():
    """Rubinstein (1982): (1 − δ₂)/(1 − δ₁δ₂), in symbols."""
    d1, d2 = sympy.symbols("delta1 delta2", positive=True)
    share = rubinstein(d1, d2)
    assert sympy.simplify(share.proposer - (1 - d2) / (1 - d1 * d2)) == 0
    assert sympy.simplify(share.proposer + share.responder) == 1
    assert rubinstein(F(9, 10), F(9, 10)).proposer == F(10, 19)
    assert rubinstein(0, 0) == (1, 0)
    assert rubinstein(F(1), F(1, 2)) == (1, 0)


@settings(max_examples=100, deadline=None)
@given(factors, factors, units, units, units, points, points)
def test_offers_leave_the_responder_indifferent(d1, d2, w1, w2, q, b1, b2):
    """M₁ = 1 − max(w₂, q b₂ + (1 − q)δ₂M₂), and the same with the roles exchanged."""
    assume(w1 + w2 <= 1 and b1 + b2 <= 1)
    first = rubinstein(d1, d2, outside=(w1, w2), breakdown=q, disagreement=(b1, b2)).proposer
    second = rubinstein(d2, d1, outside=(w2, w1), breakdown=q, disagreement=(b2, b1)).proposer
    assert first == 1 - max(w2, q * b2 + (1 - q) * d2 * second)
    assert second == 1 - max(w1, q * b1 + (1 - q) * d1 * first)


@given(factors, factors, factors)
def test_the_less_patient_the_other_the_more(d1, low, high):
    assume(low <= high)
    assert rubinstein(d1, low).proposer >= rubinstein(d1, high).proposer
    assert rubinstein(low, d1).proposer <= rubinstein(high, d1).proposer


def test_outside_option_principle():
    """Binmore, Shaked and Sutton (1989): deal-me-out, not split-the-difference."""
    d, w = sympy.symbols("delta w", positive=True)
    share = rubinstein(d, d, outside=(0, w)).responder
    assert share.subs({d: F(9, 10), w: F(2, 5)}) == sympy.Rational(9, 19)
    assert share.subs({d: F(9, 10), w: F(3, 5)}) == sympy.Rational(3, 5)


def test_small_risk_of_breakdown_gives_the_nash_solution():
    """Binmore, Rubinstein and Wolinsky (1986): half the surplus over b as q → 0 with δ = 1."""
    q = sympy.Symbol("q", positive=True)
    share = rubinstein(1, 1, breakdown=q, disagreement=(F(1, 5), F(1, 10))).proposer
    assert sympy.limit(share, q, 0) == F(1, 5) + F(7, 20)


@settings(max_examples=60, deadline=None)
@given(st.lists(factors, min_size=1, max_size=5))
def test_unanimous_offers_are_worth_waiting_for(delta):
    """i offers j what j would get by waiting for the next proposer: x^i_j = δ_j x^{i+1}_j."""
    offers = unanimity_offers(delta).to_numpy()
    n = len(delta)
    for i, j in product(range(n), repeat=2):
        if i != j:
            assert offers[i, j] == delta[j] * offers[(i + 1) % n, j]
    assert all(sum(row) == 1 for row in offers)


def test_unanimity_of_two_is_rubinstein_and_equal_patience_has_a_closed_form():
    offers = unanimity_offers({"A": F(2, 3), "B": F(1, 2)})
    assert offers.loc["A"].tolist() == list(rubinstein(F(2, 3), F(1, 2)))
    assert offers.loc["B", "B"] == rubinstein(F(1, 2), F(2, 3)).proposer
    d = sympy.Symbol("delta", positive=True)
    own = unanimity_offers([d] * 4).iloc[0, 0]
    assert sympy.simplify(own - (1 - d) / (1 - d**4)) == 0
    assert unanimity_offers([0.5, 0.5], players=["x", "y"]).loc["x", "x"] == pytest.approx(2 / 3)


def test_unanimity_of_the_patient_is_the_nash_solution_by_patience():
    """With δ_i = 1 − ρ_i ε all offers tend to shares in proportion to 1/ρ_i, to any digit."""
    rho = np.array([1, 2, 3, 4, 5])
    limit = (1 / rho) / (1 / rho).sum()
    for small in (1e-6, 1e-9, 1e-12):
        offers = unanimity_offers([1 - F(int(r)) * F(repr(small)) for r in rho]).astype(float)
        assert np.abs(offers - limit).max().max() <= 10 * small
        decimals = [float(1 - F(int(r)) * F(repr(small))) for r in rho]
        exact = unanimity_offers([F(repr(factor)) for factor in decimals])
        assert unanimity_offers(decimals).equals(exact.astype(float))


# Ultimatum


def test_risk_of_war_has_the_closed_form():
    """P(war) = max{0, (c_hi − c_0 − 2c_lo)/(2(c_hi − c_lo))}."""
    lo, hi, own = sympy.symbols("c_lo c_hi c_0", positive=True)
    refusal = ultimatum(uniform=(lo, hi), cost=own).refusal
    for a, b, c in product([F(0), F(1, 4), F(1)], [F(3, 2), F(3)], [F(0), F(1, 2), F(2)]):
        expected = max(F(0), (b - c - 2 * a) / (2 * (b - a)))
        assert ultimatum(uniform=(a, b), cost=c).refusal == expected
        assert refusal.subs({lo: a, hi: b, own: c}) == expected


def test_a_penalty_on_aggression_adds_to_the_cost():
    c, top, sigma = F(1, 10), F(1), F(3, 10)
    assert ultimatum(uniform=(0, top), cost=c + sigma).refusal == F(1, 2) * (1 - (c + sigma) / top)


def test_unilateral_action_is_the_same_model():
    """κ uniform on [σ, σ + K], a veto player with ideal v: y* = min(1 − v, max(σ, (σ + K)/2))."""
    for sigma, spread, v in product([F(0), F(1, 4), F(1)], [F(1, 2), F(1)], [F(0), F(1, 2), F(1)]):
        found = ultimatum(uniform=(sigma, sigma + spread), cap=1 - v)
        assert found.demand == min(1 - v, max(sigma, (sigma + spread) / 2))
        slack = max(F(0), F(1, 2) * (1 - sigma / spread))
        binding = max(F(0), (1 - v - sigma) / spread)
        assert found.refusal == min(slack, binding)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(1, 5)), min_size=1, max_size=6), units)
def test_no_demand_does_better_against_discrete_types(types, own):
    total = sum(weight for _, weight in types)
    chances: dict[Fraction, Fraction] = {}
    for level, weight in types:
        chances[F(level)] = chances.get(F(level), F(0)) + F(weight, total)

    def gain(demand):
        return sum(w * (demand if demand <= c else -own) for c, w in chances.items())

    found = ultimatum(discrete=chances, cost=own)
    assert found.proposer == gain(found.demand)
    assert all(gain(F(k, 8)) <= found.proposer for k in range(-8, 8 * 13))
    assert found.refusal == sum(w for c, w in chances.items() if c < found.demand)
    assert found.lost == sum(w * (own + c) for c, w in chances.items() if c < found.demand)
    capped = ultimatum(discrete=chances, cost=own, cap=F(5, 2))
    assert capped.demand <= F(5, 2)
    assert all(gain(F(k, 8)) <= capped.proposer for k in range(-8, 21))


def test_continuous_types():
    """Exponential costs: demand 1 − c_0; uniform costs: the closed form."""
    found = ultimatum(distribution=stats.expon(), cost=0.25)
    assert found.demand == pytest.approx(0.75, abs=1e-6)
    assert found.refusal == pytest.approx(1 - np.exp(-0.75), abs=1e-6)
    numeric = ultimatum(distribution=stats.uniform(0.25, 1.5), cost=0.5)
    exact = ultimatum(uniform=(F(1, 4), F(7, 4)), cost=F(1, 2))
    for got, want in zip(
        (numeric.demand, numeric.refusal, numeric.proposer, numeric.responder),
        (exact.demand, exact.refusal, exact.proposer, exact.responder),
        strict=True,
    ):
        assert got == pytest.approx(float(want), abs=1e-6)
    sure = ultimatum(distribution=stats.uniform(2, 1))
    assert (sure.demand, sure.refusal) == (2, 0)
    assert ultimatum(distribution=stats.expon(), cap=0.3).demand == 0.3
    bounded = ultimatum(distribution=stats.pareto(3))
    assert bounded.demand == pytest.approx(1, abs=1e-9)


def test_refusals_cost_both_sides():
    found = ultimatum(uniform=(0, 1), cost=F(1, 5))
    # d = 2/5, refused by c < 2/5, of mean cost 1/5
    assert (found.demand, found.refusal) == (F(2, 5), F(2, 5))
    assert found.proposer == F(3, 5) * F(2, 5) - F(2, 5) * F(1, 5)
    assert found.responder == -F(3, 5) * F(2, 5) - F(2, 5) * F(1, 5)
    assert found.lost == F(2, 5) * (F(1, 5) + F(1, 5))


# Vetoes on a line


@settings(max_examples=100, deadline=None)
@given(points, points, st.lists(points, min_size=1, max_size=5), st.data())
def test_the_setter_takes_the_best_of_what_passes(setter, status_quo, ideals, data):
    """Against every policy on a grid that holds all mirror images."""
    consent = data.draw(st.integers(1, len(ideals)))
    found = veto_bargaining(setter, status_quo, ideals, consent=consent)

    def passes(policy):
        agree = sum(abs(policy - v) <= abs(status_quo - v) for v in ideals)
        return policy == status_quo or agree >= consent

    grid = [F(k, 4) for k in range(-60, 61)]
    assert found.policy in grid
    assert passes(found.policy)
    best = min(abs(setter - policy) for policy in grid if passes(policy))
    assert abs(setter - found.policy) == best
    assert all(passes(x) == (found.lowest <= x <= found.highest) for x in grid)
    assert found.moves == (found.policy != status_quo)


def test_romer_and_rosenthal_in_symbols():
    """Between 0 and its mirror image the setter gets its way, else leaves the veto player even."""
    s, v = sympy.symbols("s v", positive=True)
    policy = veto_bargaining(s, 0, [v]).policy
    assert sympy.simplify(policy - sympy.Min(s, 2 * v)) == 0
    a, b = sympy.symbols("a b", positive=True)
    two = veto_bargaining(5, 0, [v, a, b], consent=2).policy
    assert two.subs({v: 1, a: 2, b: 3}) == 4
    assert two.subs({v: 3, a: 1, b: F(1, 2)}) == 2


def test_known_resolve_is_the_setter_model():
    """A veto player at v against a power at 1 that can act at cost κ: policy max(v, 1 − κ)."""
    for v, kappa in product([F(0), F(1, 2), F(9, 10)], [F(1, 5), F(1)]):
        found = veto_bargaining(v, 1 - kappa, [F(1)])
        assert found.policy == max(v, 1 - kappa)


def test_gatekeepers_open_only_if_the_floor_is_nearer():
    """Denzau and Mackay (1983): with an open rule the outcome is the median or nothing."""
    assert veto_bargaining(F(1), F(0), [F(2, 5), F(3, 5), 1], rule="open").policy == F(3, 5)
    assert veto_bargaining(F(1), F(1, 2), [0, F(1, 4), 1], rule="open").policy == F(1, 2)


# Shifts of power


def test_guarantee_makes_the_decliner_indifferent():
    """g* = [p − (1 − δ)(1 + c_D)]/δ (Powell 2006), and war iff no promise reaches it."""
    p, later, d, own, other = sympy.symbols("p p2 delta c_D c_R", positive=True)
    shift = power_shift(p, later, d, cost_decliner=own, cost_riser=other)
    assert sympy.simplify(shift.guarantee - (p - (1 - d) * (1 + own)) / d) == 0
    peace = 1 + d * shift.guarantee / (1 - d)
    assert sympy.simplify(peace - shift.war) == 0
    assert sympy.simplify(shift.gap - d * (shift.guarantee - shift.available) / (1 - d)) == 0


@given(units, units, st.integers(1, 19).map(lambda k: F(k, 20)), units, units)
def test_both_conditions_for_war_agree(now, later, delta, own, other):
    """The gap of the decliner is Powell's general condition on the riser's minmax payoffs."""
    shift = power_shift(now, later, delta, cost_decliner=own, cost_riser=other)
    total = 1 / (1 - delta)
    riser = ((1 - now) * total - other, (1 - later) * total - other)
    finding = commitment_problem((riser[0], shift.war), riser[1], total, delta)
    assert finding.witness["gap"] == shift.gap
    assert finding.holds == (shift.gap > 0) == (shift.guarantee > shift.available)
    threshold = finding.witness["threshold"]
    assert commitment_problem((riser[0], shift.war), threshold, total, delta).witness["gap"] == 0


# Errors


def test_bad_arguments_are_named():
    with pytest.raises(InvalidArgumentError, match=r"delta2 must lie in \[0, 1\], got 1.5"):
        rubinstein(0.5, 1.5)
    with pytest.raises(InvalidArgumentError, match="undetermined at 1 and 1"):
        rubinstein(1, 1)
    with pytest.raises(InvalidArgumentError, match="outside must leave something to share"):
        rubinstein(0.5, 0.5, outside=(0.75, 0.5))
    with pytest.raises(InvalidArgumentError, match="outside must be >= 0"):
        rubinstein(0.5, 0.5, outside=(-0.75, 0.5))
    with pytest.raises(InvalidArgumentError, match=r"must lie in \[0, 1\), got 1 for B"):
        unanimity_offers({"A": F(1, 2), "B": 1})
    with pytest.raises(UnknownNameError, match="C"):
        unanimity_offers({"A": F(1, 2), "C": F(1, 2)}, players=["A", "B"])
    with pytest.raises(InvalidArgumentError, match="exactly one of uniform, discrete"):
        ultimatum(cost=1)
    with pytest.raises(InvalidArgumentError, match="got uniform and discrete"):
        ultimatum(uniform=(0, 1), discrete={1: 1})
    with pytest.raises(InvalidArgumentError, match="ends a < b"):
        ultimatum(uniform=(1, 1))
    with pytest.raises(InvalidArgumentError, match="cost must be >= 0"):
        ultimatum(uniform=(0, 1), cost=-1)
    with pytest.raises(InvalidArgumentError, match=r"sum to one, got the sum 0.75"):
        ultimatum(discrete={1: 0.5, 2: 0.25})
    with pytest.raises(UnsupportedNumberError, match="discrete must be numbers"):
        ultimatum(discrete={sympy.Symbol("c"): 1})
    with pytest.raises(InvalidArgumentError, match="tails so heavy"):
        ultimatum(distribution=stats.pareto(0.5))
    with pytest.raises(InvalidArgumentError, match="frozen continuous distribution"):
        ultimatum(distribution=[0.5, 0.5])
    with pytest.raises(InvalidArgumentError, match="some chance, a cost of at least -cost"):
        ultimatum(discrete={-1: F(1, 2), -2: F(1, 2), 3: 0}, cost=F(1, 2))
    with pytest.raises(InvalidArgumentError, match="some chance, costs above -cost, got -2"):
        ultimatum(distribution=stats.uniform(-3, 1))
    with pytest.raises(InvalidArgumentError, match="must be continuous"):
        ultimatum(distribution=stats.poisson(3))
    with pytest.raises(InvalidArgumentError, match="discrete must map"):
        ultimatum(discrete=[1, 2])
    with pytest.raises(InvalidArgumentError, match="cost and cap must be finite"):
        ultimatum(distribution=stats.expon(), cap=float("nan"))
    with pytest.raises(InvalidArgumentError, match="one number a player, got"):
        unanimity_offers(0.5)
    with pytest.raises(InvalidArgumentError, match="outside must be a pair"):
        rubinstein(0.5, 0.5, outside=0.25)
    with pytest.raises(InvalidArgumentError, match="now must be a pair"):
        commitment_problem(1, 2, 3, 0.5)
    with pytest.raises(InvalidArgumentError, match="consent must be an integer from 1 to 2"):
        veto_bargaining(1, 0, [0.5, 0.75], consent=3)
    with pytest.raises(InvalidArgumentError, match="at least one ideal"):
        veto_bargaining(1, 0, [])
    with pytest.raises(InvalidArgumentError, match="odd number of voters"):
        veto_bargaining(1, 0, [0.5, 0.75], rule="open")
    with pytest.raises(InvalidArgumentError, match=r"strictly in \(0, 1\), got 1"):
        power_shift(0.5, 0.25, 1)
    with pytest.raises(InvalidArgumentError, match=r"now must lie in \[0, 1\]"):
        power_shift(1.5, 0.25, 0.5)
    with pytest.raises(InvalidArgumentError, match="substitute numbers"):
        commitment_problem((sympy.Symbol("m"), 1), 2, 3, F(1, 2))
