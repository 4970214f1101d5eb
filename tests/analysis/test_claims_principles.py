"""C6: the axiom of generalised principles, and what such principles are worth (M6a, M6b, M6c)."""

from fractions import Fraction
from itertools import combinations, permutations

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.analysis import State, outcome, power_weighted
from lilliput.analysis.claims.principles import CLAIM
from lilliput.analysis.claims.principles_depth import expected_standard
from lilliput.analysis.claims.principles_trade import ImportMarket, reciprocity_game
from lilliput.analysis.claims.principles_treaties import designers_optimum, treaty_game
from lilliput.games import VotingGame, equilibrium_selection, nash_equilibria
from lilliput.games.errors import InvalidArgumentError, UnknownNameError
from lilliput.games.partition import (
    customs_union_game,
    has_negative_externalities,
    has_positive_externalities,
)

F = Fraction
SHARES = st.fractions(0, 1, max_denominator=40)
INSIDE = st.fractions(F(1, 40), F(39, 40), max_denominator=40)
SUPPLIES = st.fractions(F(1, 8), 4, max_denominator=8)


def difference(model, point):
    """Return computed minus closed form, the closed form evaluated by sympy where it is exact."""
    rule = {"selection": model.selections[0]} if model.selections else {}
    computed = model.computed(**point, **rule)
    roots = Fraction(point.get("eta", 0)).denominator > 1
    if roots or not all(isinstance(value, (int, Fraction)) for value in point.values()):
        return float(computed) - model.in_closed_form(**{k: float(v) for k, v in point.items()})
    expression = model.closed_form
    values = {s: sympy.Rational(*point[s.name].as_integer_ratio()) for s in expression.free_symbols}
    exact = expression.xreplace(values)
    return sympy.Rational(*F(computed).as_integer_ratio()) - exact


@pytest.mark.slow
@pytest.mark.parametrize("name", list(CLAIM.models))
def test_computed_is_the_closed_form_at_a_thousand_points(name):
    model = CLAIM.models[name]
    points = model.sample(1000, seed=6)
    assert len(points) == 1000
    for point in points:
        assert abs(float(difference(model, point))) <= 1e-9, point


@pytest.mark.parametrize("name", list(CLAIM.models))
def test_computed_is_the_closed_form(name):
    model = CLAIM.models[name]
    for point in model.sample(60, seed=1):
        found = difference(model, point)
        exact = name not in {"C6-weights", "M6b-alone"}  # roots: c^η, and the boundary B(1 − 1/√2)
        assert found == 0 if exact else abs(float(found)) <= 1e-12, point


@pytest.mark.parametrize(
    ("name", "holds", "on", "fails"),
    [
        ("M6a-opportunism", {"mu": F(501, 1000)}, {"mu": F(1, 2)}, {"mu": F(499, 1000)}),
        ("M6a-opportunism", {"mu": 1}, {"mu": F(3, 4), "supply_2": 3}, {"mu": 0}),
        ("M6a-free-riding", {"cost": F(6, 288)}, {"cost": F(7, 288)}, {"cost": F(8, 288)}),
        ("M6b", {"t": F(118, 100)}, {"t": F(7, 6)}, {"t": F(116, 100)}),
        ("M6b", {"T": F(399, 100)}, {"T": 4}, {"T": F(401, 100)}),
        ("M6b-alone", {"t": 0.2344}, {"t": 0.8 * (1 - 0.5**0.5)}, {"t": 0.2343}),
        ("M6c", {"q": 2}, {"q": 3}, {"q": 4}),
        ("M6c-members", {"u": F(34, 100)}, {"u": F(1, 3)}, {"u": F(33, 100)}),
    ],
)
def test_the_verdict_changes_across_the_boundary(name, holds, on, fails):
    model = CLAIM.models[name]
    verdicts = [model.test(**parameters).verdict for parameters in (holds, on, fails)]
    assert verdicts == ["holds", "indifferent", "fails"]


@pytest.mark.parametrize("name", list(CLAIM.models))
def test_the_relation_says_where_it_holds_and_thresholds_where_the_margin_is_0(name):
    model = CLAIM.models[name]
    for point in model.sample(25, seed=3, near_boundary=0):
        result = model.test(**point)
        assert model._relation(**point) == (result.verdict == "holds")
        for parameter, value in result.boundary.items():
            if not model.parameters[parameter].allows(value):
                continue
            if model.parameters[parameter].integer and value % 1 != 0:
                continue
            moved = {**point, parameter: value}
            if not model.unmet(**moved):
                assert float(model.test(**moved).margin) == pytest.approx(0, abs=1e-12)


# The axiom.


@pytest.mark.parametrize(("eta", "anonymous"), [(0, True), (F(1, 2), False), (1, False)])
def test_only_equal_weights_ignore_who_is_great(eta, anonymous):
    """Permuting the capabilities alone leaves all payoffs as they are iff η = 0."""
    names = ["A", "B", "C"]
    found = {
        tuple(
            outcome(
                State(powers=names, hub="A", capabilities=list(order), stakes="equal"),
                power_weighted(eta=eta),
                on_failure="assume",
            ).allocation
        )
        for order in permutations([1, 2, 5])
    }
    assert (len(found) == 1) == anonymous


def test_the_index_of_discrimination_in_numbers():
    """n = 4, ratio 10: the great power takes 3 × 10/11 of a pair, a small one 1/11 + 2/2."""
    result = CLAIM.models["C6-weights"].test(eta=1)
    assert result.margin == -F(1, 6) * (3 * F(10, 11) - F(1, 11) - 1) == -F(3, 11)
    assert CLAIM.models["C6-veto"].test(m=5, k=2).margin == -(F(2, 3) - F(1, 15))


def test_whatever_the_concept_a_veto_breaks_the_axiom_and_unanimity_keeps_it():
    model = CLAIM.models["C6-veto"]
    for m in range(1, 7):
        for k in range(1, m + 1):
            table = model.by_concept(m=m, k=k)
            assert set(table["verdict"]) == {"holds" if k == m else "fails"}
            assert len(table) == 3


def test_banzhaf_share_of_a_veto_power():
    """m = 4, k = 2: 11 swings of the veto power, 3 of each member: (11 − 3)/23."""
    assert CLAIM.models["C6-veto"].by_concept()["margin"]["Banzhaf index"] == -F(8, 23)


def test_nash_bargaining_writes_power_in_as_well():
    model = CLAIM.models["C6-weights"]
    assert set(model.by_concept(eta=0)["verdict"]) == {"holds"}
    table = model.by_concept(eta=1)
    assert set(table["verdict"]) == {"fails"}
    assert table["margin"].iloc[1] == -F(9, 13)  # 10/13 against 1/13


# M6a.


@settings(max_examples=50)
@given(SUPPLIES, SUPPLIES, SUPPLIES, SHARES, SHARES, SHARES)
def test_a_market_clears(first, second, third, a, b, c):
    market = ImportMarket((first, second, third), (a, b, c))
    assert sum(market.sales) == 1 - market.price
    assert all(q == max(0, beta * (market.price - t)) for q, beta, t in zip(
        market.sales, market.supplies, market.tariffs, strict=True))  # fmt: skip
    assert all(
        profit == q * q / (2 * beta)
        for profit, q, beta in zip(market.profits, market.sales, market.supplies, strict=True)
    )


@settings(max_examples=50)
@given(SUPPLIES, SUPPLIES, INSIDE)
def test_mfn_flips_the_sign_of_the_externality(first, second, tariff):
    """∂q₁/∂t₂ = β₁β₂/(1+B) > 0, but under one tariff for all ∂q₁/∂t = −β₁/(1+B) < 0."""
    step, total = F(1, 10**6), 1 + first + second

    def sales(t1, t2):
        return ImportMarket((first, second), (t1, t2)).sales[0]

    rival = (sales(tariff, tariff + step) - sales(tariff, tariff)) / step
    common = (sales(tariff + step, tariff + step) - sales(tariff, tariff)) / step
    assert rival == first * second / total
    assert common == -first / total


def test_both_regimes_in_the_game_of_customs_unions():
    ones = {"A": 1, "B": 1, "C": 1}
    assert has_negative_externalities(customs_union_game(ones, tariffs="discriminatory"))
    assert has_positive_externalities(customs_union_game(ones, tariffs="mfn"))


def test_mfn_and_discrimination_at_the_defaults():
    model = CLAIM.models["M6a-opportunism"]
    assert model.test(mu=1).margin == F(1, 4) * F(1, 3)
    assert model.test(mu=0).margin == -F(1, 4) * F(1, 3)
    assert model.test(mu=0, supply_2=F(1, 10**9)).verdict == "fails"  # a tiny rival hurts a little


COSTS = st.fractions(0, F(1, 5), max_denominator=2000)


@settings(max_examples=30, deadline=None)
@given(SUPPLIES, INSIDE, COSTS)
def test_the_selected_equilibrium_is_the_sign_of_the_margin(supply, tariff, cost):
    """With two exporters: full reciprocity is selected iff the margin is positive."""
    model = CLAIM.models["M6a-free-riding"]
    table = model.by_selection(exporters=2, supply=supply, tariff=tariff, cost=cost)
    if (table["verdict"] == "indifferent").any():
        return
    game = reciprocity_game(2, supply, tariff, cost, tariffs="mfn")
    chosen = equilibrium_selection(
        game, ["payoff_dominance", "risk_dominance"], equilibria=nash_equilibria(game, "pure")
    )
    for rule, margin in (("payoff_dominance", "payoff_dominance"), ("risk_dominance", "uniform")):
        equilibrium = chosen.the(rule)
        everybody = dict.fromkeys(game.players, ("reciprocate",))
        assert (equilibrium.supports == everybody) == (table["margin"][margin] > 0)


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 4), SUPPLIES, INSIDE, COSTS)
def test_full_reciprocity_is_an_equilibrium_iff_it_holds(n, supply, tariff, cost):
    game = reciprocity_game(n, supply, tariff, cost, tariffs="mfn")
    profiles = [
        tuple(e.supports[p][0] for p in game.players) for e in nash_equilibria(game, "pure")
    ]
    result = CLAIM.models["M6a-free-riding"].test(
        exporters=n, supply=supply, tariff=tariff, cost=cost
    )
    assert (("reciprocate",) * n in profiles) == (result.verdict != "fails")
    worst = CLAIM.models["M6a-free-riding"].test(
        selection="worst_case", exporters=n, supply=supply, tariff=tariff, cost=cost
    )
    assert (("hold out",) * n in profiles) == (worst.verdict != "holds")


@settings(max_examples=50)
@given(st.integers(2, 4), SUPPLIES, INSIDE)
def test_cuts_of_ones_own_are_paid_for_up_to_a_higher_cost(n, supply, tariff):
    """The threshold in `loses`, from the game; exporters stay in the market where it is used."""
    game = reciprocity_game(n, supply, tariff, F(0), tariffs="discriminatory")
    paid, unpaid = game.deviations(["reciprocate"] * n)[0]
    left = 1 - tariff * (1 + (n - 1) * supply)
    if left >= 0:
        assert paid - unpaid == supply * (1 - left**2) / (2 * (1 + n * supply) ** 2)
    under_mfn = CLAIM.models["M6a-free-riding"].test(
        exporters=n, supply=supply, tariff=tariff, cost=0
    )
    assert paid - unpaid > under_mfn.margin


# M6b.


@settings(max_examples=50)
@given(st.lists(st.fractions(0, 5, max_denominator=9), min_size=2, max_size=6),
       st.fractions(0, 3, max_denominator=9), st.fractions(0, 9, max_denominator=9))  # fmt: skip
def test_a_treaty_is_cheaper_iff_costs_saved_exceed_the_membership_surplus(types, t, T):
    m = len(types)
    game = treaty_game(types, t, T)
    saving = game.worth(game.players) - sum(game.worth([p]) for p in game.players)
    assert (saving > 0) == (t - T / m > max(types) - sum(types) / m)


def test_a_continuum_of_types_needs_contracts_that_cost_half_their_range():
    """θ ~ U[0, Θ], many states, T = 0: the threshold of t tends to Θ/2."""
    m, top = 10, F(3)
    types = [top * i / m for i in range(1, m + 1)]
    game = treaty_game(types, F(0), F(0))
    missing = sum(game.worth([p]) for p in game.players) - game.worth(game.players)
    assert missing / m == top / 2 * (1 - F(1, m))


def test_cheap_states_may_prefer_a_treaty_of_their_own():
    """The treaty saves 2 in all, and five cheap states alone pay 7 of the 14 that it costs."""
    table = CLAIM.models["M6b"].by_concept()
    assert table["margin"].iloc[0] == 2
    assert table["verdict"].tolist() == ["holds", "fails"]
    alike = CLAIM.models["M6b"].by_concept(high=1)
    assert alike["verdict"].tolist() == ["holds", "holds"]


def by_grid(B, t, size=400):
    """Return the designer's value over a grid of prices and types, best instrument for each."""
    theta = (np.arange(size) + 0.5) / size
    contract = np.maximum(B - theta - t, 0)
    prices = np.linspace(0, 1, size + 1)
    joins = np.where(theta <= prices[:, None], B - prices[:, None], 0)
    return np.maximum(contract, joins).mean(axis=1).max()


@settings(max_examples=30, deadline=None)
@given(INSIDE, SHARES)
def test_the_designers_optimum_is_that_of_a_grid(B, t):
    assert float(designers_optimum(B, t).value) == pytest.approx(
        by_grid(float(B), float(t)), abs=1e-4
    )


@settings(max_examples=50)
@given(INSIDE, SHARES)
def test_the_designers_optimum_in_the_theory(B, t):
    """Price t, treaty for θ ≤ t, contracts up to B − t; above t = B/2 a treaty alone at B/2."""
    found, treaty = designers_optimum(B, t), designers_optimum(B, t, bilateral=False)
    contracts = designers_optimum(B, t, multilateral=False)
    assert (treaty.price, treaty.value) == (B / 2, B**2 / 4)
    assert contracts.value == max(B - t, 0) ** 2 / 2
    if 2 * t < B:
        assert found == type(found)(t, t**2 / 2 + (B - t) ** 2 / 2, t, B - 2 * t)
        assert found.value - contracts.value == t**2 / 2
        assert found.value - treaty.value == (B - 2 * t) ** 2 / 4
    else:
        assert found == type(found)(B / 2, B**2 / 4, B / 2, 0)


# M6c.


def pivot_depth(rule):
    """Return the expected depth over all orders: the j-th deepest of n ideals is (n−j+1)/(n+1)."""
    players, total, count = rule.players, F(0), 0
    winning = {
        frozenset(group)
        for size in range(len(players) + 1)
        for group in combinations(players, size)
        if rule.to_coalitional().worth(group) == 1
    }
    for order in permutations(players):
        j = next(j for j in range(1, len(order) + 1) if frozenset(order[:j]) in winning)
        total += F(len(order) - j + 1, len(order) + 1)
        count += 1
    return total / count


@pytest.mark.parametrize(
    ("weights", "quota", "vetoes"),
    [([1, 1, 1], 2, []), ([4, 2, 1], 5, []), ([1, 1, 1, 1], 2, ["a"]), ([3, 2, 2, 1], 5, [])],
)
def test_expected_depth_of_any_voting_rule(weights, quota, vetoes):
    rule = VotingGame(list("abcd")[: len(weights)], weights=weights, quota=quota, vetoes=vetoes)
    assert expected_standard(rule).depth == pivot_depth(rule)


@pytest.mark.parametrize(("n", "q"), [(3, 1), (3, 3), (4, 2), (5, 4)])
def test_expected_depth_is_an_order_statistic(n, q):
    """The density of the q-th deepest of n, integrated by sympy."""
    d = sympy.Symbol("d")
    density = sympy.factorial(n) / (sympy.factorial(n - q) * sympy.factorial(q - 1))
    density *= d ** (n - q) * (1 - d) ** (q - 1)
    rule = VotingGame([str(i) for i in range(n)], weights=[1] * n, quota=q)
    found = expected_standard(rule)
    assert found.depth == F(str(sympy.integrate(d * density, (d, 0, 1))))
    assert found.accepted == q * found.depth


@pytest.mark.parametrize("n", range(2, 9))
def test_unanimity_is_shallower_than_standards_made_to_measure(n):
    """In all n/(n+1), against n/2."""
    result = CLAIM.models["M6c"].test(n=n, q=n)
    assert result.verdict == "fails"
    assert n * (result.margin + F(1, 2)) == F(n, n + 1)
    assert CLAIM.models["M6c-members"].test(n=n, q=(n + 1) // 2).verdict == "fails"


# Bad input.


def test_bad_parameters_are_named():
    models = CLAIM.models
    with pytest.raises(InvalidArgumentError, match=r"k must be <= m \(.*\), got k=5, m=4"):
        models["C6-veto"].test(k=5)
    with pytest.raises(InvalidArgumentError, match=r"exporter 1 is driven out of the market"):
        models["M6a-opportunism"].test(mu=0, supply_2=9, tariff=F(1, 2))
    with pytest.raises(InvalidArgumentError, match=r"tariff must lie in \(0, 1\)"):
        models["M6a-opportunism"].test(tariff=1)
    with pytest.raises(UnknownNameError, match=r"M6a-free-riding: selection 'best'"):
        models["M6a-free-riding"].test(selection="best")
    with pytest.raises(InvalidArgumentError, match=r"low must be <= high .*got low=3, high=2"):
        models["M6b"].test(low=3)
    with pytest.raises(InvalidArgumentError, match=r"s must be <= states .*got s=7, states=6"):
        models["M6b"].test(s=7)
    with pytest.raises(InvalidArgumentError, match=r"B must lie in \(0, 1\].*left out"):
        models["M6b-menu"].test(B=2)
    with pytest.raises(InvalidArgumentError, match=r"q must be <= n"):
        models["M6c"].test(n=2, q=3)
    with pytest.raises(InvalidArgumentError, match=r"tariffs must lie in \[0, 1\]"):
        ImportMarket((1,), (F(3, 2),))
    with pytest.raises(InvalidArgumentError, match=r"supplies must be > 0"):
        ImportMarket((0,), (F(1, 2),))
