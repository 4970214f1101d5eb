"""C16: where multilateralism loses (M16); a positive margin says by how much."""

from collections import Counter
from fractions import Fraction
from itertools import combinations, product
from math import comb, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.analysis.claims.control import control_utilities
from lilliput.analysis.claims.limits import CLAIM, partners_game
from lilliput.analysis.claims.limits_agreements import (
    abatement_efforts,
    abatement_game,
    signing_game,
)
from lilliput.analysis.claims.limits_costs import treaty_state
from lilliput.analysis.claims.limits_delay import Ratification, ratification_value
from lilliput.analysis.claims.limits_rivalry import rivals_game
from lilliput.games import (
    core,
    equilibrium_selection,
    graph_game,
    in_core,
    is_nash,
    merged_game,
    myerson_value,
    nash_equilibria,
    pure_equilibria,
    shapley_value,
)
from lilliput.games.efforts import effort_equilibrium
from lilliput.games.errors import InvalidArgumentError, UnknownNameError
from lilliput.games.formation import linear_agreement, quadratic_agreement

F = Fraction
MODELS = CLAIM.models
CLOSED = [name for name, model in MODELS.items() if model.formula]
CHANCE = st.fractions(F(1, 12), 1, max_denominator=12)
PATIENCE = st.fractions(0, F(11, 12), max_denominator=12)
WORTH = st.fractions(-3, 3, max_denominator=4)


@pytest.mark.parametrize("name", CLOSED)
@pytest.mark.parametrize("size", [100, pytest.param(1000, marks=pytest.mark.slow)])
def test_computed_is_the_closed_form(name, size):
    model = MODELS[name]
    points = model.sample(size, seed=16)
    assert len(points) == size
    for point in points:
        result = model.test(**point)
        exact = not any(isinstance(value, float) for value in point.values())
        assert result.difference == 0 if exact else abs(result.difference) <= 1e-12, point


@pytest.mark.parametrize("name", CLOSED)
def test_the_relation_says_where_it_loses(name):
    model = MODELS[name]
    for point in model.sample(60, seed=4, near_boundary=0):
        assert model._relation(**point) == (model.test(**point).verdict == "holds")


@pytest.mark.parametrize(
    ("name", "loses", "on", "wins"),
    [
        (
            "M16-control",
            {"tau": 0, "psi": F(79, 100)},
            {"tau": 0, "psi": F(10, 11) - F(1, 30) * F(16, 5)},
            {"tau": 0, "psi": F(82, 100)},
        ),
        ("M16-free-riding", {"signed": 4}, {"signed": 3}, {"signed": 2}),
        ("M16-signing", {"N": 7}, {"N": 6}, {"N": 5}),
        ("M16-agreement", {"part": F(41, 100)}, {"part": F(2, 5)}, {"part": F(39, 100)}),
        ("M16-web", {"T_M": F(401, 100)}, {"T_M": 4}, {"T_M": F(399, 100)}),
        ("M16-web", {"n": 4}, {"n": 5, "T_M": F(15, 2)}, {"n": 5}),
        ("M16-star", {"n": 11}, {"n": 12}, {"n": 13}),
        ("M16-star", {"t_M": 1, "n": 200}, {"t_B": 1, "t_M": 0, "n": 6}, {"t_M": 0, "n": 7}),
        ("M16-delay", {"n": 18}, {"n": 2, "gain": 1}, {"n": 17}),
        ("M16-cut", {"w_spoke": F(-51, 100)}, {"w_spoke": F(-1, 2)}, {"w_spoke": F(-49, 100)}),
        ("M16-cut", {"m": 4, "w_hub": 2}, {"m": 3, "w_hub": 2}, {"m": 2, "w_hub": 2}),
        ("M16-rivalry", {"w_spoke": F(-1, 100)}, {"w_spoke": 0}, {"w_spoke": F(1, 100)}),
        ("M16-rivalry", {"m": 2}, {"m": 1}, {"m": 2, "w_spoke": 1}),
    ],
)
def test_the_verdict_changes_across_the_boundary(name, loses, on, wins):
    verdicts = [MODELS[name].test(**changed).verdict for changed in (loses, on, wins)]
    assert verdicts == ["holds", "indifferent", "fails"]


@pytest.mark.parametrize("name", list(MODELS))
def test_the_margin_is_0_at_every_threshold(name):
    model, tried = MODELS[name], 0
    for point in model.sample(40, seed=5, near_boundary=0):
        for parameter, value in model.test(**point).boundary.items():
            known = model.parameters[parameter]
            if value is None or not np.isfinite(float(value)) or not known.allows(value):
                continue
            if known.integer and value % 1 != 0:
                continue
            if name == "M16-signing" and point["N"] < 3:
                continue  # fewer than three all sign
            if parameter == "w_spoke" and name == "M16-cut" and point["w_hub"] == 0:
                continue
            moved = model.test(**{**point, parameter: value})
            assert float(moved.margin) == pytest.approx(0, abs=1e-9)
            tried += 1
    assert tried > 20


# Control.


def test_a_great_power_controls_a_small_one_alone_whatever_the_partners():
    """Cha's one bilateral quadrant, at ψ = .7 below p = 10/11; for the others some M pays."""
    model = MODELS["M16-control"]
    partners = [F(1, 100), F(1, 10), 1, 3, 10, 100]
    assert {model.test(M=M).verdict for M in partners} == {"holds"}
    for a, b in ((1, 1), (1, 10), (10, 10)):
        assert "fails" in {model.test(a=a, b=b, M=M).verdict for M in partners}


def test_control_among_equals_in_numbers():
    assert MODELS["M16-control"].test(a=1, b=1, M=1).margin == F(-29, 300)
    game = partners_game(10, 1, 5, F(7, 10), 1, F(1, 10), F(1, 50))
    # V(a + ψM)/(a + M + b) − kb·a/(a + M) − τM, by hand.
    joined = F(27, 2) / 16 - F(1, 15) - F(1, 10)
    assert game.payoffs.tolist() == [[F(10, 11) - F(1, 10), joined]]
    assert is_nash(game, ["alone"])
    assert not is_nash(game, ["with partners"])


@given(*[st.fractions(F(1, 8), 8, max_denominator=8)] * 3, st.fractions(0, 1, max_denominator=8))
def test_without_costs_partners_dilute_control_iff_they_are_aligned_less_than_p(a, b, M, psi):
    verdict = MODELS["M16-control"].test(a=a, b=b, M=M, psi=psi, k=0, tau=0).verdict
    p = a / (a + b)
    assert verdict == ("holds" if psi < p else "fails" if psi > p else "indifferent")
    alone, together = control_utilities(a, b, M, psi, 1, 0, 0)
    assert (alone > together) == (psi < p)


# Free riding.


def test_of_two_countries_both_stay():
    model = MODELS["M16-free-riding"]
    assert model.test(N=2, signed=2).verdict == "fails"
    assert model.test(N=2).boundary == {"signed": None, "N": 3}
    assert model.test(signed=2).boundary == {"signed": 3, "N": None}


@pytest.mark.parametrize("countries", range(2, 8))
def test_signing_by_name_has_equilibria_of_0_2_and_3_signatures(countries):
    found = pure_equilibria(signing_game(countries)).filter(like="country")
    sizes = Counter((found == "sign").sum(axis=1))
    assert sizes == {k: comb(countries, k) for k in (0, 2, 3) if k <= countries}
    assert linear_agreement(countries).stable_sizes() == tuple(sorted(sizes))


@pytest.mark.parametrize("countries", [3, 4, 5])
def test_signatures_by_the_selection_rules_of_the_normal_form(countries):
    game = signing_game(countries)
    found = nash_equilibria(game, "pure")
    rules = equilibrium_selection(game, ["welfare", "worst_case"], equilibria=found).picks
    rules["uniform"] = range(len(found))
    for rule, picks in rules.items():
        signed = [sum(found[k].strategies[name]["sign"] for name in game.players) for k in picks]
        result = MODELS["M16-signing"].test(N=countries, part=1, selection=rule)
        assert result.margin == countries - F(sum(signed)) / len(signed)


@pytest.mark.parametrize("signed", [1, 2, 3, 4])
def test_abatement_of_a_coalition_that_acts_as_one(signed):
    """The coalition merged into one player of the normal form, four countries, levels 0 to 4."""
    game = abatement_game(4)
    names = list(game.players)
    blocks = [names[:signed], *([name] for name in names[signed:])]
    merged = merged_game(game, blocks)
    profiles = pure_equilibria(merged)
    assert len(profiles) == 1
    table = linear_agreement(4).game
    payoffs = [value for key, value in profiles.iloc[0].items() if "payoff" in str(key)]
    assert payoffs[0] == signed * table.insider(signed)
    assert all(value == table.outsider(signed) for value in payoffs[1:])


@pytest.mark.parametrize(("countries", "signed"), [(2, 1), (5, 3), (5, 5), (12, 7)])
def test_abatement_as_efforts(countries, signed):
    efforts = effort_equilibrium(abatement_efforts(countries, signed, F(3, 2), 2)).efforts
    assert efforts["signatory"] == pytest.approx(signed * 0.75, abs=1e-9)
    assert efforts["outsider"] == pytest.approx(0.75, abs=1e-9)
    table = MODELS["M16-free-riding"].by_concept(
        N=countries, signed=signed, benefit=F(3, 2), cost=2
    )
    assert float(table["margin"].iloc[1]) == pytest.approx(float(table["margin"].iloc[0]), abs=1e-8)


def test_barretts_example():
    """Barrett (1994): N = 10, a = 100, b = 1, c = .25; four sign."""
    frame = MODELS["M16-agreement"].games()["agreement"].to_frame().astype(float)
    assert frame.index[frame["stable"] == 1].to_list() == [4]
    row = frame.loc[0, ["outsider abates", "outsider", "total"]].round(1)
    assert row.to_list() == [8.0, 472.0, 80.0]
    assert frame.loc[4, ["signatory", "outsider", "total"]].round(1).to_list() == [
        472.2, 474.9, 81.1,
    ]  # fmt: skip
    assert MODELS["M16-agreement"].test().margin == 5 - 4


@pytest.mark.parametrize(
    ("cost", "signed"), [(F(1, 100), 51), (F(1, 10), 11), (F(1, 4), 5), (1, 3)]
)
def test_barretts_numbers_of_signatories(cost, signed):
    model = MODELS["M16-agreement"]
    assert model.test(N=100, cost=cost, part=1).margin == 100 - signed
    assert model.test(N=100, cost=7 * F(cost), benefit=7).boundary["part"] == F(signed, 100)


def leaders_payoffs(countries, signed, cost):
    """Payoffs of both groups, by the best replies of outsiders and three points of a parabola."""

    def outcome(q):
        # An outsider's condition b/N (a − Q) = c q_n, with a = 100, b = 1.
        outside = (100 - signed * q) / (countries * cost + countries - signed)
        total = signed * q + (countries - signed) * outside
        benefit = (100 * total - total**2 / 2) / countries
        return benefit - cost * q * q / 2, benefit - cost * outside**2 / 2

    if signed == 0:
        return None, outcome(F(0))[1]
    y0, y1, y2 = (outcome(F(q))[0] for q in range(3))
    best = (4 * y1 - 3 * y0 - y2) / (2 * (2 * y1 - y0 - y2))
    return outcome(best)


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 12), st.fractions(F(1, 50), 2, max_denominator=50))
def test_the_largest_stable_agreement_by_best_replies(countries, cost):
    payoffs = [leaders_payoffs(countries, k, cost) for k in range(countries + 1)]
    stable = [
        k
        for k in range(countries + 1)
        if (k == 0 or payoffs[k][0] >= payoffs[k - 1][1])
        and (k == countries or payoffs[k][1] >= payoffs[k + 1][0])
    ]
    result = MODELS["M16-agreement"].test(N=countries, cost=cost, part=1)
    assert result.margin == countries - max(stable)
    assert result.closed_form is None
    assert MODELS["M16-agreement"].closed_form is None


def test_who_moves_first_signs_more():
    table = MODELS["M16-agreement"].by_concept(N=20, cost=F(1, 20), part=1)
    first, at_once = table["margin"]
    assert first < at_once
    sizes = quadratic_agreement(20, a=1, b=1, c=F(1, 20), timing="cournot").stable_sizes()
    assert max(sizes) == 20 - at_once == 1  # one alone does what it does anyway


# Transaction costs.


@given(st.integers(2, 12), *[st.fractions(0, 5, max_denominator=6)] * 3)
def test_costs_by_listing_the_treaties(n, t_B, t_M, T_M):
    t_B += 1
    powers = treaty_state(n, t_B, t_M, T_M).powers
    web, star = list(combinations(powers, 2)), powers[1:]
    whole = T_M + t_M * len(powers)
    costs = {"t_B": t_B, "t_M": t_M, "T_M": T_M}
    assert MODELS["M16-web"].test(n=n, **costs).margin == whole - t_B * len(web)
    assert MODELS["M16-star"].test(n=n, **costs).margin == whole - t_B * len(star)


@given(*[st.floats(0.1, 5)] * 3)
def test_a_web_is_cheaper_up_to_the_root(t_B, t_M, T_M):
    root = (t_B + 2 * t_M + sqrt((t_B + 2 * t_M) ** 2 + 8 * T_M * t_B)) / (2 * t_B)
    model = MODELS["M16-web"]
    costs = {"t_B": t_B, "t_M": t_M, "T_M": T_M}
    assert model.test(**costs).boundary["n"] == pytest.approx(root, rel=1e-12)
    for n in (int(root), int(root) + 1):
        if 2 <= n <= 200 and abs(n - root) > 1e-6:
            assert model.test(n=n, **costs).verdict == ("holds" if n < root else "fails")


def test_against_a_star_a_multilateral_treaty_may_never_be_cheaper():
    model = MODELS["M16-star"]
    assert model.test(t_M=1).boundary["n"] is None
    assert {model.test(t_M=1, T_M=0, n=n).verdict for n in (2, 20, 200)} == {"holds"}
    assert model.test(t_M=F(1, 2)).boundary["n"] == (5 + 1) / F(1, 2)


# Delay.


@pytest.mark.parametrize(("n", "kept"), [(2, 0.988), (20, 0.735), (40, 0.231)])
def test_delay_in_numbers(n, kept):
    value = ratification_value(Ratification(n, F(9, 10), n), F(19, 20))
    assert round(float(value), 3) == kept


@given(st.integers(1, 6), CHANCE, PATIENCE, st.data())
def test_a_quota_by_listing_who_assents(n, assent, delta, data):
    needed = data.draw(st.integers(1, n))
    agreed = sum(
        assent ** sum(votes) * (1 - assent) ** (n - sum(votes))
        for votes in product((0, 1), repeat=n)
        if sum(votes) >= needed
    )
    value = ratification_value(Ratification(n, assent, needed), delta)
    assert value == agreed + delta * (1 - agreed) * value


@given(st.integers(1, 8), CHANCE, st.fractions(0, F(3, 4), max_denominator=12))
def test_assent_that_lasts_waits_for_the_slowest(n, assent, delta):
    """P(all have assented by period t) = (1 − (1 − α)^t)^n."""
    done = [(1 - (1 - float(assent)) ** t) ** n for t in range(400)]
    expected = sum(float(delta) ** (t - 1) * (done[t] - done[t - 1]) for t in range(1, 400))
    value = ratification_value(Ratification(n, assent, n, lasting=True), delta)
    assert float(value) == pytest.approx(expected, abs=1e-9)
    assert value >= ratification_value(Ratification(n, assent, n), delta)


def test_transitions_are_probabilities():
    for lasting in (False, True):
        rows = Ratification(5, F(2, 3), 4, lasting).transitions()
        assert len(rows) == (4 if lasting else 1)
        assert all(sum(row.values()) == 1 and min(row.values()) >= 0 for row in rows)


def test_only_unanimity_delays():
    table = MODELS["M16-delay"].by_concept()
    assert table["verdict"].to_list() == ["holds", "fails", "fails", "fails"]
    assert MODELS["M16-delay"].test(alpha=1, gain=1).verdict == "indifferent"


# Rivalry.


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 5), st.data())
def test_the_core_is_empty_iff_a_cut_is_negative(n, data):
    """Deng and Papadimitriou (1994), on random graphs; the least core is −½ of the least cut."""
    names = [f"p{i}" for i in range(n)]
    weights = {pair: data.draw(WORTH) for pair in combinations(names, 2)}
    cuts = [
        sum(w for pair, w in weights.items() if len(part & set(pair)) == 1)
        for size in range(1, n)
        for part in map(set, combinations(names, size))
    ]
    game = graph_game(weights, players=names)
    found = core(game, exact=True)
    assert found.empty == (min(cuts) < 0)
    assert found.least_core_value == -min(cuts) / 2
    in_it = in_core(game, shapley_value(game, exact=True), exact=True)
    assert in_it.holds == (not found.empty)


@given(st.integers(1, 5), st.fractions(0, 3, max_denominator=4), WORTH)
def test_no_sharing_leaves_less_discontent_than_the_shapley_value(m, w_hub, w_spoke):
    table = MODELS["M16-cut"].by_concept(m=m, w_hub=w_hub, w_spoke=w_spoke)["margin"]
    assert table["least core"] == table["worst excess at the Shapley value"]
    assert table["least core"] == table["worst excess at the prenucleolus"]
    assert table["least core"] <= table["worst excess at equal shares"]


def test_a_coalition_that_leaves():
    """Hub 1 with each of 3 spokes, −1 between them: together 0, two alone with the hub 1."""
    game = rivals_game(3, 1, -1)
    assert game.worth(game.players) == 0
    assert game.worth(["hub", "spoke 1", "spoke 2"]) == 1
    # Every spoke that is parted from the rest frees 1: the cut is 1 − 2.
    assert MODELS["M16-cut"].test().margin == F(1, 2)


@given(st.integers(1, 5), WORTH, WORTH)
def test_the_star_is_the_myerson_value(m, w_hub, w_spoke):
    """At λ = 1: the graph-restricted game of the star, against the complete graph."""
    spokes = [f"spoke {i}" for i in range(1, m + 1)]
    weights = {("hub", spoke): w_hub for spoke in spokes}
    weights |= dict.fromkeys(combinations(spokes, 2), w_spoke)
    game = graph_game(weights, players=["hub", *spokes])
    star = myerson_value(game, [("hub", spoke) for spoke in spokes], exact=True)
    gain = star["spoke 1"] - shapley_value(game, exact=True)["spoke 1"]
    result = MODELS["M16-rivalry"].test(m=m, w_hub=abs(w_hub), w_spoke=w_spoke)
    assert result.margin == gain == -(m - 1) * w_spoke / 6


def test_bad_parameters_are_named():
    with pytest.raises(InvalidArgumentError, match=r"delta must lie in \[0, 1\).*costs nothing"):
        CLAIM.test(delta=1)
    with pytest.raises(InvalidArgumentError, match=r"alpha must lie in \(0, 1\].*no agreement"):
        CLAIM.test(alpha=0)
    with pytest.raises(InvalidArgumentError, match=r"t_B must lie in \(0, ∞\)"):
        CLAIM.test(t_B=0)
    with pytest.raises(InvalidArgumentError, match=r"m must lie in \[1, 12\] of integers"):
        CLAIM.test(m=13)
    with pytest.raises(InvalidArgumentError, match="needed must lie between 1 and n = 3, got 4"):
        Ratification(3, F(1, 2), 4)
    with pytest.raises(InvalidArgumentError, match=r"assent must lie in \(0, 1\], got 0"):
        Ratification(3, F(0), 3)
    with pytest.raises(InvalidArgumentError, match=r"delta must lie in \[0, 1\), got 2"):
        ratification_value(Ratification(3, F(1), 3), 2)
    with pytest.raises(UnknownNameError, match="C16: parameter 'q'"):
        CLAIM.test(q=1)


@pytest.mark.parametrize("changed", [{}, {"n": 200, "N": 200}, {"n": 2, "N": 2, "m": 1}])
def test_the_claim_can_be_decided_at_the_ends_of_its_domain(changed):
    frame = CLAIM.test(**changed).to_frame()
    assert list(frame.index.get_level_values("model")) == list(MODELS)


@pytest.mark.parametrize("name", list(MODELS))
@pytest.mark.parametrize("small", [False, True])
def test_every_model_shows_its_games(name, small):
    least = {"N": 3} if small and "N" in MODELS[name].parameters else {}
    assert all(game is not None for game in MODELS[name].games(**least).values())
