"""Properties that every institution must have, on hundreds of random states each."""

from dataclasses import replace
from fractions import Fraction
from itertools import combinations, permutations
from math import comb, factorial

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.analysis import (
    INSTITUTIONS,
    State,
    bilateral_web,
    discrimination,
    hub_and_spokes,
    hub_and_spokes_mfn,
    metrics,
    multilateral,
    outcome,
    payoffs,
    power_weighted,
    unilateral,
    unions,
    voting,
)
from lilliput.analysis.claims.leverage import brokerage_state
from lilliput.games import core, myerson_value, owen_value, shapley_value
from lilliput.games.errors import InvalidArgumentError, UnknownNameError, UnsupportedNumberError

from strategies import POSITIVE, UNIT, states

SHARING = [
    hub_and_spokes(),
    hub_and_spokes_mfn(),
    bilateral_web(),
    multilateral(),
    power_weighted(eta=2),
    voting(),
    voting(measure="core"),
    voting(measure="baron_ferejohn"),
    unions(),
]


def without_costs(state):
    return state.replace(costs=(0, 0, 0), outside_options=0)


@settings(max_examples=300)
@given(states(most=2, least=2, equal_capabilities=True))
def test_two_powers_are_one_bargain(state):
    """Keohane: with equal weights and costs every institution coincides at n = 2."""
    state = without_costs(state)
    found = [
        payoffs(state, institution, on_failure="assume").to_list()
        for institution in (
            hub_and_spokes(),
            hub_and_spokes_mfn(),
            bilateral_web(),
            multilateral(),
            power_weighted(),
            unions(),
        )
    ]
    assert all(answer == found[0] for answer in found)


@settings(max_examples=300)
@given(states(), st.sampled_from(SHARING))
def test_allocations_share_the_dividends_exactly(state, institution):
    found = outcome(state, institution, on_failure="assume")
    assert sum(found.allocation) == sum(institution.dividends(state).values())
    expected = sum(state.outside_options) + sum(found.allocation) - sum(found.costs)
    assert sum(found.payoffs) == expected


@settings(max_examples=300)
@given(states(), POSITIVE)
def test_star_and_web_coincide_where_spokes_have_nothing_between_them(state, eta):
    pairs = {p: state.stake(*p) if state.hub in p else 0 for p in state.pairs}
    state = state.replace(stakes=pairs, directed_stakes="symmetric")
    eta = int(eta)
    star = outcome(state, hub_and_spokes(eta=eta), on_failure="assume").allocation
    web = outcome(state, bilateral_web(eta=eta), on_failure="assume").allocation
    assert star.equals(web)


@settings(max_examples=300)
@given(states(), st.randoms())
def test_generalised_principles_are_blind_to_capabilities(state, random):
    shuffled = list(state.capabilities)
    random.shuffle(shuffled)
    other = state.replace(capabilities=shuffled)
    for institution in (multilateral(), power_weighted(eta=0), hub_and_spokes_mfn()):
        before, after = (payoffs(s, institution, on_failure="assume") for s in (state, other))
        assert before.equals(after)
    assert discrimination(state, multilateral()) == 0


@settings(max_examples=200)
@given(states())
def test_the_payoff_rule_is_the_value_of_the_game_played(state):
    found = outcome(state, multilateral(), on_failure="assume")
    assert found.allocation.to_list() == shapley_value(found.game).to_list()
    assert found.allocation.to_list() == myerson_value(found.game, state.pairs).to_list()
    united = outcome(state, unions(), on_failure="assume")
    assert united.allocation.to_list() == owen_value(united.game, [state.spokes]).to_list()
    for groups in ([[p] for p in state.powers], [state.powers]):
        trivial = outcome(state, unions(groups=groups), on_failure="assume")
        assert trivial.allocation.to_list() == found.allocation.to_list()


@settings(max_examples=200)
@given(states())
def test_the_star_is_the_myerson_value_where_brokerage_is_perfect(state):
    """With λ = 1 the star's game is the free game restricted to the star's graph (Myerson)."""
    state = state.replace(brokerage=1, collective_good=0)
    star = outcome(state, hub_and_spokes(eta=0), on_failure="assume")
    free = outcome(state, multilateral(), on_failure="assume")
    edges = [(state.hub, spoke) for spoke in state.spokes]
    assert star.allocation.to_list() == myerson_value(free.game, edges).to_list()


@settings(max_examples=30)
@given(states(rivals=False))
def test_nobody_keeps_more_by_being_less_patient(state):
    for institution in (hub_and_spokes(eta=0), multilateral()):
        found = [
            sum(
                outcome(
                    state.replace(discount_factor=d, directed_stakes="size"), institution
                ).allocation
            )
            for d in (Fraction(1, 5), Fraction(2, 5), Fraction(4, 5))
        ]
        assert float(found[0]) <= float(found[1]) + 1e-7
        assert float(found[1]) <= float(found[2]) + 1e-7


@settings(max_examples=60)
@given(states(rivals=False, least=3), UNIT)
def test_pooling_on_the_same_links_never_loses(state, delta):
    state = state.replace(discount_factor=delta, directed_stakes="size")
    web = replace(bilateral_web(), indivisible=True)
    pooled = replace(web, name="pooled web", enforcement="pooled")
    kept = [float(sum(outcome(state, form).allocation)) for form in (web, pooled)]
    assert kept[1] >= kept[0] - 1e-6


@settings(max_examples=200)
@given(states(rivals=False, least=3), UNIT)
def test_what_happens_when_enforcement_fails(state, delta):
    state = state.replace(discount_factor=delta, directed_stakes="size")
    for institution in (bilateral_web(), multilateral()):
        kept, lost, best = (
            outcome(state, institution, on_failure=mode)
            for mode in ("assume", "collapse", "constrained")
        )
        if delta >= kept.enforcement.critical:
            assert best.payoffs.to_list() == kept.payoffs.to_list() == lost.payoffs.to_list()
        elif institution.enforcement == "pooled":
            expected = [d - k for d, k in zip(state.outside_options, lost.costs, strict=True)]
            assert lost.payoffs.to_list() == expected
        totals = [float(sum(found.allocation)) for found in (lost, best, kept)]
        assert totals[0] <= totals[1] + 1e-9
        assert totals[1] <= totals[2] + 1e-9


@pytest.mark.parametrize("n", [3, 4, 5, 6])
def test_brokerage_closed_form_comes_out_of_the_general_machinery(n):
    """M1a: x_h = ½W_h + (λ/3)W_−h and x_i = ½w_hi + (λ/3)Σ_j w_ij (Myerson 1977)."""
    brokerage = sympy.Symbol("lambda", positive=True)
    powers = ["h", *(f"s{i}" for i in range(1, n))]
    stakes = {p: sympy.Symbol(f"w_{p[0]}{p[1]}", positive=True) for p in combinations(powers, 2)}
    state = State(powers=powers, hub="h", capabilities=1, stakes=stakes, brokerage=brokerage)
    star = payoffs(state, hub_and_spokes(eta=0), on_failure="assume")
    free = payoffs(state, multilateral(), on_failure="assume")
    half, third = sympy.Rational(1, 2), brokerage / 3
    for power in powers:
        own = sum(w for pair, w in stakes.items() if power in pair)
        assert sympy.expand(free[power] - half * own) == 0
        brokered = sum(w for p, w in stakes.items() if "h" not in p and power in (*p, "h"))
        if power != "h":
            brokered = sum(w for p, w in stakes.items() if power in p and "h" not in p)
        hub_side = sum(w for p, w in stakes.items() if "h" in p and power in p)
        assert sympy.expand(star[power] - half * hub_side - third * brokered) == 0


@pytest.mark.parametrize("n", [3, 4, 7])
def test_star_with_unit_stakes(n):
    state = brokerage_state(n, 1, 1, 1)
    star = payoffs(state, hub_and_spokes(eta=0), on_failure="assume")
    assert star["hub"] == Fraction(n * n - 1, 6)
    assert star["spoke 1"] == Fraction(2 * n - 1, 6)


def test_symbolic_capabilities_flow_through_the_weighted_rule():
    a, b, w = sympy.symbols("a b w", positive=True)
    state = State(powers=["A", "B"], capabilities=[a, b], stakes={("A", "B"): w}, hub="A")
    shares = payoffs(state, hub_and_spokes(), on_failure="assume")
    assert sympy.simplify(shares["A"] - w * a / (a + b)) == 0
    assert sympy.simplify(payoffs(state, hub_and_spokes())["A"] - shares["A"]) == 0


def test_an_undecided_constraint_is_said_plainly():
    w, v = sympy.symbols("w v", positive=True)
    state = State(
        powers=["A", "B"], capabilities=1, stakes={("A", "B"): w},
        directed_stakes={("A", "B"): w, ("B", "A"): v},
    )  # fmt: skip
    with pytest.raises(UnsupportedNumberError, match="on_failure='assume'"):
        payoffs(state, hub_and_spokes())


@pytest.mark.parametrize(("m", "k"), [(3, 1), (4, 2), (5, 5), (6, 3)])
def test_voting_with_a_veto_by_three_measures(m, k):
    """P9: three measures of voice that disagree."""
    powers = ["hub", *(f"s{i}" for i in range(m))]
    state = State(powers=powers, hub="hub", capabilities=1, stakes="equal", discount_factor=1)
    shapley = payoffs(state, voting(quota=k + 1), on_failure="assume")
    other = Fraction(comb(m - 1, k - 1) * factorial(k) * factorial(m - k), factorial(m + 1))
    assert shapley["s0"] == other
    assert shapley["hub"] == Fraction(m - k + 1, m + 1)
    by_core = payoffs(state, voting(quota=k + 1, measure="core"), on_failure="assume")
    legislative = payoffs(state, voting(quota=k + 1, measure="baron_ferejohn"), on_failure="assume")
    if k < m:
        assert by_core["hub"] == 1
        assert legislative["hub"] == 1
    else:
        assert legislative["hub"] == Fraction(1, m + 1)


def test_the_core_as_a_rule_is_in_the_core_of_the_voting_game():
    state = State(powers=list("ABCD"), capabilities=[4, 1, 1, 1], stakes="equal")
    found = outcome(state, voting(measure="core"), on_failure="assume")
    assert core(found.game).contains(found.allocation.to_dict())


def test_costs_of_the_three_schemes():
    state = State(powers=list("ABCDE"), hub="A", capabilities=1, stakes="equal", costs=(2, 3, 10))
    assert hub_and_spokes().costs(state) == [4, 1, 1, 1, 1]
    assert bilateral_web().costs(state) == [4] * 5
    assert multilateral().costs(state) == [5] * 5
    assert unions(bloc_cost=8).costs(state) == [5, 7, 7, 7, 7]
    assert unilateral(acting=["B"], action_cost=Fraction(1, 2)).costs(state)[1] == Fraction(1, 2)


def test_unilateral_contest_is_the_tullock_equilibrium():
    state = State(powers=["A", "B"], capabilities=[3, 1], stakes={("A", "B"): 16})
    found = outcome(state, unilateral(lottery=True))
    assert found.payoffs.to_list() == [9, 1]
    assert found.conflict == 6
    assert sum(found.payoffs) + found.conflict == 16
    assert outcome(state, unilateral()).payoffs.to_list() == [0, 0]


@pytest.mark.parametrize("m", [2, 3, 6])
def test_preference_contest_among_clients(m):
    """M2a with r = 1: m clients burn (m−1)/m of the rent; a uniform rule burns nothing."""
    state = State(powers=["hub", *(f"s{i}" for i in range(m))], hub="hub", capabilities=1,
                  stakes="equal")  # fmt: skip
    star = outcome(state, hub_and_spokes())
    stake = state.stake("hub", "s0")
    assert star.conflict == Fraction(0) or star.conflict == m * stake / 2 * Fraction(m - 1, m)
    assert outcome(state, hub_and_spokes(eta=1)).conflict > 0
    assert outcome(state, hub_and_spokes_mfn()).conflict == 0
    assert outcome(state, multilateral()).conflict == 0


def test_mfn_price_of_m1b():
    """k = 1: hub ½ → ¼, weak 0 → ⅛, deadweight ⅛, of an expected value of ½."""
    state = State(powers=["hub", "weak"], hub="hub", capabilities=1,
                  stakes={("hub", "weak"): Fraction(1, 2)})  # fmt: skip
    priced = outcome(state, hub_and_spokes_mfn(k=1)).allocation
    assert [float(x) for x in priced] == [0.25, 0.125]
    with pytest.raises(InvalidArgumentError, match="k must be > 0"):
        hub_and_spokes_mfn(k=0)


def test_discrimination_is_found_where_it_is():
    state = State(powers=list("ABC"), capabilities=[3, 1, 1], stakes="gravity")
    assert discrimination(state, multilateral()) == 0
    assert discrimination(state, power_weighted()) > 0
    assert discrimination(state, hub_and_spokes(eta=0)) > 0
    assert discrimination(state, voting()) > 0


@pytest.mark.parametrize("name", list(INSTITUTIONS))
def test_every_institution_gives_every_metric(name):
    state = State(powers=list("ABCD"), capabilities=[4.0, 2.0, 1.0, 1.0], stakes="gravity",
                  directed_stakes="size", collective_good=0.3, costs=(0.1, 0.1, 0.1))  # fmt: skip
    found = metrics(outcome(state, INSTITUTIONS[name]()))
    assert found.drop("weak share").notna().all()
    assert repr(INSTITUTIONS[name]())


def test_leverage_is_the_hub_premium_of_the_star():
    state = brokerage_state(4, Fraction(1), Fraction(3, 10), Fraction(1, 2))
    found = metrics(outcome(state, hub_and_spokes(eta=0)))
    assert found["leverage"] == Fraction(1, 6) * Fraction(9, 10) / Fraction(39, 10)


def test_hybrids_are_institutions():
    state = State(powers=list("ABC"), capabilities=[2, 1, 1], stakes="equal")
    hybrid = replace(hub_and_spokes(), name="pooled star", enforcement="pooled")
    assert payoffs(state, hybrid).to_list() == payoffs(state, hub_and_spokes()).to_list()
    with pytest.raises(UnknownNameError, match="graph 'ring'"):
        replace(hub_and_spokes(), graph="ring")


@pytest.mark.parametrize(
    ("institution", "message"),
    [
        (voting(vetoes=[], measure="core"), "needs a veto player"),
        (voting(weights={"A": 2, "B": 1, "C": 2}, measure="baron_ferejohn"), "equal votes"),
        (voting(quota=9), "quota must be above 0"),
        (unions(groups=[["A", "B"], ["B"]]), "disjoint"),
        (unilateral(acting=["Z"]), "acting: power 'Z'"),
        (voting(vetoes=["Z"]), "vetoes: player 'Z'"),
    ],
)
def test_bad_institutions_are_refused(institution, message):
    state = State(powers=list("ABC"), capabilities=[2, 1, 1], stakes="equal")
    with pytest.raises((ValueError, KeyError), match=message):
        payoffs(state, institution)


def test_bargaining_weights_need_capabilities():
    state = State(powers=["A", "B"], capabilities=[1, 0], stakes={("A", "B"): 1})
    with pytest.raises(InvalidArgumentError, match="capabilities must be > 0"):
        payoffs(state, hub_and_spokes())
    assert payoffs(state, multilateral()).to_list() == [Fraction(1, 2)] * 2


def test_unknown_modes_are_refused():
    state = State(powers=["A", "B"], capabilities=1, stakes="equal")
    with pytest.raises(InvalidArgumentError, match="with its brackets"):
        payoffs(state, multilateral)
    with pytest.raises(UnknownNameError, match="did you mean collapse"):
        payoffs(state, multilateral(), on_failure="colapse")
    with pytest.raises(UnknownNameError, match="measure 'owen'"):
        voting(measure="owen")


def test_owen_allocation_matches_orders_that_keep_the_union_together():
    state = State(
        powers=list("ABC"), hub="A", capabilities=1, stakes={("A", "B"): 2, ("B", "C"): 1}
    )
    game = outcome(state, unions(), on_failure="assume").game
    orders = [o for o in permutations("ABC") if abs(o.index("B") - o.index("C")) == 1]
    share = sum(
        game.worth(o[: o.index("A") + 1]) - game.worth(o[: o.index("A")]) for o in orders
    ) / Fraction(len(orders))
    assert payoffs(state, unions(), on_failure="assume")["A"] == share
