"""C10: when it pays to band together, by value, bargain, contest and fixed capabilities."""

from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.analysis.claims.lilliput import CLAIM, hub_needs
from lilliput.analysis.claims.lilliput_capabilities import union_game
from lilliput.analysis.claims.lilliput_contest import group_contest
from lilliput.analysis.claims.lilliput_surplus import hub_with_surplus
from lilliput.games import nash_equilibria
from lilliput.games.efforts import effort_equilibrium
from lilliput.games.errors import InvalidArgumentError, UnknownNameError

MODELS = CLAIM.models


def closed_at(model, points):
    """The closed form at all points at once, in floats."""
    columns = {name: np.array([float(p[name]) for p in points]) for name in model.parameters}
    return np.broadcast_to(model.in_closed_form(**columns), len(points))


@pytest.mark.slow
@pytest.mark.parametrize("model", MODELS.values(), ids=lambda model: model.id)
def test_computed_is_the_closed_form_at_a_thousand_points(model):
    points = model.sample(1000, seed=10)
    known = {}
    for point in points:
        key = tuple(point.items())
        known[key] = known.get(key) or float(model.computed(**point))
    computed = np.array([known[tuple(point.items())] for point in points])
    assert computed == pytest.approx(closed_at(model, points), abs=1e-9, rel=1e-9)


@pytest.mark.parametrize("model", MODELS.values(), ids=lambda model: model.id)
def test_computed_is_exactly_the_closed_form_where_it_is_exact(model):
    for point in model.sample(25, seed=2):
        result = model.test(**point)
        if isinstance(result.closed_form, Fraction) and isinstance(result.computed, Fraction):
            assert result.difference == 0
        else:
            scale = max(1, abs(float(result.computed)))
            assert float(result.difference) == pytest.approx(0, abs=1e-9 * scale)
        if result.verdict != "indifferent":
            assert (result.verdict == "holds") == model._relation(**point)


def shares_by_orders(m, k, bloc):
    """Mean marginal contributions over all orders in which the bloc arrives together."""
    names = ["hub", *range(m)]
    totals, orders = dict.fromkeys(names, 0), 0
    for order in permutations(names):
        places = [at for at, name in enumerate(order) if name in bloc]
        if places and places[-1] - places[0] >= len(places):
            continue
        orders += 1
        present = []
        for name in order:
            was = "hub" in present and len(present) - 1 >= k
            present.append(name)
            totals[name] += ("hub" in present and len(present) - 1 >= k) - was
    return {name: Fraction(total, orders) for name, total in totals.items()}


@pytest.mark.parametrize(("m", "k"), [(2, 1), (3, 1), (4, 2), (4, 4), (5, 3)])
def test_m10a_by_orders_of_arrival(m, k):
    apart, united = shares_by_orders(m, k, set()), shares_by_orders(m, k, set(range(m)))
    assert apart["hub"] == Fraction(m - k + 1, m + 1)
    assert united["hub"] == Fraction(1, 2)
    assert MODELS["M10a"].test(m=m, k=k).margin == united[0] - apart[0]


@pytest.mark.parametrize(("m", "b"), [(3, 2), (4, 2), (4, 3), (5, 4)])
def test_m10b_by_orders_of_arrival(m, b):
    apart, united = shares_by_orders(m, 1, set()), shares_by_orders(m, 1, set(range(b)))
    r = m - b + 1
    assert united["hub"] == Fraction(r, r + 1)
    if b < m:
        assert united[m - 1] == Fraction(1, r * (r + 1))
    assert MODELS["M10b"].test(m=m, b=b).margin == united[0] - apart[0]


@pytest.mark.parametrize("m", range(2, 8))
def test_m10a_changes_sign_at_half_of_m_plus_one(m):
    for k in range(1, m + 1):
        sign = (m + 1) - 2 * k
        expected = "holds" if sign > 0 else "fails" if sign < 0 else "indifferent"
        assert MODELS["M10a"].test(m=m, k=k).verdict == expected


@pytest.mark.parametrize("m", range(2, 9))
def test_m10b_the_full_bloc_is_internally_stable_up_to_three(m):
    result = MODELS["M10b-stability"].test(m=m, b=m)
    assert (result.verdict != "fails") == (m <= 3)
    assert result.margin == Fraction(1, 2 * m) - Fraction(1, 6)


def test_m10b_no_partial_bloc_of_three_or_more_is_stable():
    for m in range(4, 8):
        for b in range(2, m + 1):
            assert MODELS["M10b-stability"].test(m=m, b=b).verdict == "fails"


@pytest.mark.parametrize("m", range(4, 9))
def test_m10b_smallest_bloc_that_pays(m):
    assert MODELS["M10b"].test(m=m, b=2).boundary["b (smallest that pays)"] == m - 1


def test_m10b_five_of_six_by_default_and_skipped_where_there_are_fewer():
    assert CLAIM.test()["M10b"].margin == Fraction(1, 30) - Fraction(1, 42)
    found = CLAIM.test(m=4)
    assert found["M10a"].verdict == "holds"
    assert found.skipped == {
        "M10b": "b must be <= m (a bloc is made of some of the m small states), got b=5, m=4"
    }


@pytest.mark.parametrize(
    ("a", "verdict"), [(Fraction(1, 2), "holds"), (1, "indifferent"), (2, "fails")]
)
def test_m10a_substitutes_unite_and_complements_do_not(a, verdict):
    model = MODELS["M10a-surplus"]
    result = model.test(m=5, a=a)
    assert result.verdict == verdict
    pairwise = model.by_concept(m=5, a=a).loc["Nash-in-Nash"]
    assert pairwise["verdict"] == verdict
    assert result.boundary == {"a": 1}


def test_m10a_surplus_is_the_mean_of_partial_surpluses_less_half():
    worths = [Fraction(j, 4) ** 2 for j in range(5)]
    assert MODELS["M10a-surplus"].test(m=4, a=2).margin == sum(worths) / 5 - Fraction(1, 2)
    game = hub_with_surplus(4, 2)
    assert game.worth(["hub", "small 2", "small 4"]) == worths[2]
    assert game.worth(["small 1", "small 2"]) == 0


@pytest.mark.parametrize("a", [0.25, 0.5, 2.0, 3.0])
def test_m10a_surplus_with_many_small_states(a):
    """The gain tends to (1−a)/(2(1+a)), pair by pair to (1−a)/2, from m to 2m twice as near."""
    model = MODELS["M10a-surplus"]
    limits = {"value": (1 - a) / (2 * (1 + a)), "pairwise": (1 - a) / 2}
    near = {}
    for m in (6, 12):
        frame = model.by_concept(m=m, a=a)["margin"]
        near[m] = {"value": frame.iloc[0], "pairwise": frame["Nash-in-Nash"]}
    for name, limit in limits.items():
        assert abs(near[12][name] - limit) < 0.65 * abs(near[6][name] - limit)


def test_m10a_other_concepts():
    frame = MODELS["M10a"].by_concept(m=6, k=2)
    # All of the union's half, where the hub had all as long as it could do without anybody.
    assert frame.loc["nucleolus, with the bloc as one", "margin"] == Fraction(1, 12)
    assert frame.loc["Nash-in-Nash", "margin"] == Fraction(1, 12)
    assert MODELS["M10a"].by_concept(m=3, k=3).loc["Nash-in-Nash", "margin"] == Fraction(-1, 3)


@settings(max_examples=25, deadline=None)
@given(
    st.integers(1, 30), st.floats(0.1, 5), st.floats(0.1, 5), st.floats(1, 4), st.floats(0.01, 3)
)
def test_m10c_is_an_equilibrium(m, V_G, V_B, kappa, other):
    """No member of either side gains by another effort, in the payoffs written out."""
    efforts = effort_equilibrium(group_contest(m, V_G, V_B, kappa)).efforts
    x, z = efforts["small"], efforts["big"]

    def small(own):
        return V_G * (own + (m - 1) * x) / (own + (m - 1) * x + z) - own**kappa / kappa

    def big(own):
        return V_B * own / (own + m * x) - own**kappa / kappa

    for factor in (0, 0.5, 0.99, 1.01, 2, other):
        assert small(x * factor) <= small(x) + 1e-12 * V_G
        assert big(z * factor) <= big(z) + 1e-12 * V_B


@pytest.mark.parametrize(("m", "verdict"), [(3, "fails"), (4, "indifferent"), (5, "holds")])
def test_m10c_parity(m, verdict):
    result = MODELS["M10c"].test(m=m, V_G=1, V_B=4, kappa=2)
    assert result.verdict == verdict
    assert result.boundary["m"] == pytest.approx(4)


def test_m10c_prizes_of_any_size():
    """A prize 10¹² times as large, and one side's effort a trifle of what its prize would buy."""
    result = MODELS["M10c"].test(m=1000, V_G=1e6, V_B=1e-6, kappa=1)
    assert result.computed == pytest.approx(result.closed_form, rel=1e-9)
    result = MODELS["M10c"].test(m=2, V_G=1e-6, V_B=1e6, kappa=1)
    assert result.computed + 1 == pytest.approx(1e-12, rel=1e-3)


def test_m10c_numbers_are_useless_where_effort_is_as_costly_divided():
    model = MODELS["M10c"]
    margins = {model.test(m=m, V_G=1, V_B=4, kappa=1).margin.__round__(9) for m in (1, 5, 100)}
    assert margins == {-0.75}
    assert model.test(kappa=1).boundary["m"] is None


def test_m10c_as_one_the_small_states_are_m_to_one_times_as_strong():
    """Joint choice multiplies the ratio by m^(1/κ): members count each other's prizes."""
    frame = MODELS["M10c"].by_concept(m=9, V_G=1, V_B=1, kappa=2)["margin"] + 1
    assert frame["small states choose as one"] / frame["Nash equilibrium"] == pytest.approx(3)


@settings(max_examples=20, deadline=None)
@given(st.integers(2, 6), st.floats(0.1, 4), st.floats(0.1, 10), st.floats(0.05, 1), st.data())
def test_m10d_to_divide_force_equally_is_best_for_the_large(m, c, C, rho, data):
    """Divisions with ΣC_j^(1/ϱ) = C^(1/ϱ), of which C·m^(−ϱ) each is one, win it less often."""
    weights = data.draw(st.lists(st.floats(0.05, 1), min_size=m, max_size=m))
    forces = [C * (w / sum(weights)) ** rho for w in weights]
    wins = sum(force / (force + c) for force in forces)
    alone = union_game(m, c, C, rho).payoff("alone", {"alone": m - 1})
    assert wins <= m * (1 - alone) + 1e-12


@pytest.mark.parametrize("rho", [0, Fraction(1, 2), 1])
def test_m10d_all_pure_equilibria(rho):
    """All unite or, because one alone is no union, all stand alone; nothing in between pays."""
    game = union_game(3, 1, 6, rho).to_normal_form()
    united = {
        sum(mix["unite"] for mix in found.strategies.values())
        for found in nash_equilibria(game, "pure")
    }
    assert united >= {0, 3}
    assert 2 not in united
    alone = union_game(3, 1, 6, rho).payoff("alone", {"alone": 2})
    together = union_game(3, 1, 6, rho).payoff("unite", {"unite": 2})
    result = MODELS["M10d"].test(m=3, c=1, C=6, rho=rho)
    assert float(result.margin) == pytest.approx(float(together - alone), abs=1e-12)


def test_m10d_only_force_that_is_not_rival_makes_a_union_stronger():
    model = MODELS["M10d"]
    assert model.test(rho=1).verdict == "indifferent"
    assert model.test(rho=Fraction(9, 10)).verdict == "holds"
    assert model.test(rho=0, m=4, c=1, C=8).margin == Fraction(1, 3) - Fraction(1, 9)


def test_m10d_under_each_selection():
    frame = MODELS["M10d"].by_selection(rho=0, m=4, c=1, C=8)
    best, worst, mean = (
        frame.loc[rule, "margin"] for rule in ("payoff_dominance", "worst_case", "uniform")
    )
    assert (best, worst) == (Fraction(2, 9), 0)
    assert worst < mean < best
    assert frame.loc["worst_case", "verdict"] == "indifferent"


def test_games_are_there_to_look_at():
    assert MODELS["M10a"].games(m=4, k=2)["the hub needs 2 of 4"] == hub_needs(4, 2)
    united = MODELS["M10b"].games(m=4, b=3)["3 of them united"]
    assert united.players == ("bloc", "hub", "small 4")
    assert set(MODELS["M10c"].games()) == {"each on its own", "small states as one"}


@pytest.mark.parametrize(
    ("model", "parameters", "message"),
    [
        ("M10a", {"m": 2, "k": 3}, r"k must be <= m \(.*\), got k=3, m=2"),
        ("M10b", {"m": 2, "b": 3}, r"b must be <= m \(a bloc is made of.*\), got b=3, m=2"),
        ("M10b-stability", {"b": 1}, r"b must lie in \[2, 20\] of integers"),
        ("M10a-surplus", {"a": 0}, r"a must lie in \(0, ∞\) .*there is no surplus"),
        ("M10c", {"kappa": 0.5}, r"kappa must lie in \[1, 20\] .*no pure equilibrium"),
        ("M10c", {"V_G": 0}, r"V_G must lie in \(0, ∞\) .*nobody contests"),
        ("M10d", {"rho": 2}, r"rho must lie in \[0, 1\] .*at least an equal part"),
        ("M10d", {"C": 0}, r"C must lie in \(0, ∞\) .*nobody prevails"),
    ],
)
def test_bad_parameters_are_named(model, parameters, message):
    with pytest.raises(InvalidArgumentError, match=message):
        MODELS[model].test(**parameters)


def test_unknown_selections_are_named():
    with pytest.raises(UnknownNameError, match="M10d: selection 'best'"):
        MODELS["M10d"].test(selection="best")
