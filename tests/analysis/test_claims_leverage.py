"""C1: brokerage and discrimination, against closed forms, other solvers and plain loops."""

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.analysis.claims.conflict import CLAIM as CONFLICT
from lilliput.analysis.claims.formula import Formula
from lilliput.analysis.claims.leverage import CLAIM, brokerage_games, brokerage_state
from lilliput.analysis.claims.leverage_prices import one_price, price_each
from lilliput.analysis.claims.parameters import Parameter
from lilliput.analysis.institutions import hub_and_spokes, multilateral
from lilliput.analysis.premium import binding_premium
from lilliput.analysis.state import State
from lilliput.games import myerson_value, shapley_value
from lilliput.games.errors import (
    InvalidArgumentError,
    UnknownNameError,
    UnsupportedNumberError,
)
from lilliput.games.offers import ultimatum

EXACT = ["M1a", "M1a-spoke", "M1a-buyout"]
PRICES = ["M1b", "M1b-weak", "M1b-welfare", "M1b-refusal"]
MODELS = CLAIM.models
HALF = Fraction(1, 2)


def agree(model, points):
    for point in points:
        computed, closed = model.computed(**point), model.in_closed_form(**point)
        if all(isinstance(value, (int, Fraction)) for value in point.values()):
            assert computed == closed, point
        else:
            assert computed == pytest.approx(closed, rel=1e-9, abs=1e-9), point


def test_the_models_are_those_of_the_theory():
    assert list(MODELS) == [*EXACT, *PRICES]


@pytest.mark.parametrize("name", [*EXACT, *PRICES])
def test_computed_is_the_closed_form(name):
    agree(MODELS[name], MODELS[name].sample(60, seed=1))


@pytest.mark.slow
@pytest.mark.parametrize("name", [*EXACT, *PRICES])
def test_computed_is_the_closed_form_at_many_points(name):
    agree(MODELS[name], MODELS[name].sample(1000, seed=2))


@pytest.mark.parametrize("name", EXACT)
def test_the_relation_is_the_sign_of_the_formula(name):
    model = MODELS[name]
    for point in model.sample(200, seed=3):
        assert model._relation(**point) == (model.in_closed_form(**point) > 0), point


@pytest.mark.parametrize("name", EXACT)
def test_computed_is_an_identity_in_symbols(name):
    model = MODELS[name]
    symbols = {key: parameter.symbol(key) for key, parameter in model.parameters.items()}
    for n in (2, 3, 5):
        found = model.computed(**{**symbols, "n": n})
        assert sympy.expand(found - model.closed_form.subs(symbols["n"], n)) == 0


@pytest.mark.parametrize(
    ("name", "parameter", "good"),
    [
        ("M1a", "w_spoke", 1),
        ("M1a", "brokerage", 1),
        ("M1a-spoke", "w_spoke", 1),
        ("M1a-buyout", "T_M", -1),
        ("M1a-buyout", "t_M", -1),
        ("M1a-buyout", "t_B", 1),
        ("M1a-buyout", "w_spoke", 1),
    ],
)
def test_verdicts_turn_at_the_thresholds(name, parameter, good):
    """Indifferent at the threshold; 10⁻⁹ to its good side the claim holds, else it fails."""
    model = MODELS[name]
    place, step = model.test().boundary[parameter], Fraction(good, 10**9)
    assert model.test(**{parameter: place}).verdict == "indifferent"
    assert model.test(**{parameter: place + step}).verdict == "holds"
    if model.parameters[parameter].allows(place - step):
        assert model.test(**{parameter: place - step}).verdict == "fails"


def test_three_powers_are_needed():
    assert [MODELS["M1a"].test(n=n).verdict for n in (2, 3)] == ["indifferent", "holds"]


@settings(max_examples=40)
@given(st.data(), st.integers(2, 6), st.fractions(0, 1, max_denominator=9))
def test_star_and_complete_graph_with_any_stakes(data, n, brokerage):
    """Shares of theory for unequal stakes: hub ½W_h + (λ/3)W_−h, spoke ½w_hi + (λ/3)Σw_ij."""
    powers = [f"p{i}" for i in range(n)]
    numbers = st.fractions(-3, 3, max_denominator=7)
    w = {pair: data.draw(numbers) for pair in combinations(powers, 2)}
    state = State(powers=powers, hub="p0", capabilities=1, stakes=w, brokerage=brokerage)
    games = brokerage_games(state)
    star, complete = shapley_value(games["star"]), shapley_value(games["complete graph"])
    for power in powers:
        own = sum((w[pair] for pair in w if power in pair), Fraction(0))
        assert complete[power] == own / 2
        with_hub = sum((w[pair] for pair in w if power in pair and "p0" in pair), Fraction(0))
        brokered = sum(
            (w[pair] for pair in w if "p0" not in pair and (power in pair or power == "p0")),
            Fraction(0),
        )
        assert star[power] == with_hub / 2 + brokerage * brokered / 3


@pytest.mark.parametrize("n", [2, 3, 4, 6, 9])
def test_unit_stakes_fully_brokered(n):
    games = brokerage_games(brokerage_state(n, 1, 1, 1))
    star = shapley_value(games["star"])
    assert star["hub"] == Fraction(n * n - 1, 6)
    assert star["spoke 1"] == Fraction(2 * n - 1, 6)
    edges = [("hub", f"spoke {i}") for i in range(1, n)]
    assert star.to_dict() == myerson_value(games["complete graph"], edges).to_dict()
    premium = MODELS["M1a"].test(n=n, w_hub=1, w_spoke=1, brokerage=1).margin
    assert premium == Fraction((n - 1) * (n - 2), 6)


def test_the_star_shields_rivals():
    """Each spoke gains |Σ_j w_ij|/6 by the star: here 2 · 0.3/6."""
    result = MODELS["M1a-spoke"].test(n=4, w_spoke=Fraction(-3, 10), brokerage=1)
    assert (result.verdict, result.margin) == ("fails", Fraction(-1, 10))


@settings(max_examples=30)
@given(st.integers(2, 6), st.data())
def test_buying_out_is_what_all_premiums_add_up_to(n, data):
    numbers = st.fractions(0, 2, max_denominator=8)
    w, t_B, t_M, T_M = (data.draw(numbers) for _ in range(4))
    state = brokerage_state(n, 1, w, HALF, costs=(t_B, t_M, T_M))
    premium = binding_premium(state, multilateral(), hub_and_spokes(eta=0), on_failure="assume")
    margin = MODELS["M1a-buyout"].test(n=n, w_hub=1, w_spoke=w, t_B=t_B, t_M=t_M, T_M=T_M).margin
    assert margin == sum(premium.by_power["premium"])


@pytest.mark.parametrize("n", [3, 4, 6])
@pytest.mark.parametrize("w_hub", [Fraction(0), Fraction(1, 4), HALF, Fraction(1)])
def test_leverage_of_the_prenucleolus_needs_small_stakes_of_the_hub(n, w_hub):
    """With w_ij = 1 and λ = ½ there is a premium exactly where the hub's own stakes are below ½."""
    margin = MODELS["M1a"].concepts["prenucleolus"](
        n=n, w_hub=w_hub, w_spoke=Fraction(1), brokerage=HALF
    )
    assert (margin > 0) == (w_hub < HALF)
    assert margin >= 0


@settings(max_examples=25)
@given(st.integers(2, 7), st.data())
def test_pairs_that_bargain_by_themselves_leave_no_premium(n, data):
    """The hub keeps ½W_h, as each spoke takes half of all that it adds to the hub's other deals."""
    numbers = st.fractions(-2, 2, max_denominator=8)
    w_hub, w_spoke = data.draw(numbers), data.draw(numbers)
    point = {"n": n, "w_hub": w_hub, "w_spoke": w_spoke, "brokerage": HALF}
    assert MODELS["M1a"].concepts["Nash-in-Nash"](**point) == 0
    # A spoke has ½(w_h + λ(n − 2)w) in the star, and ½(w_h + (n − 2)w) in the web.
    found = MODELS["M1a-spoke"].concepts["Nash-in-Nash"](**point)
    assert found == HALF * (n - 2) * w_spoke * HALF


def test_concepts_side_by_side():
    table = MODELS["M1a"].by_concept()
    assert table["verdict"].to_list() == ["holds", "indifferent", "holds", "indifferent"]
    assert table.loc["τ-value", "margin"] == Fraction(117, 980)


def test_one_price_for_uniform_values():
    """k = 1: hub ½ → ¼, spoke 0 → ⅛, deadweight ⅛, and half of the deals are refused."""
    margins = [result.margin for result in CLAIM.test(k=1) if result.model.id in PRICES]
    assert margins == pytest.approx([0.25, 0.125, -0.125, -0.5], abs=1e-12)
    assert [result.verdict for result in CLAIM.test(k=1)][3:] == [
        "holds", "holds", "fails", "fails",
    ]  # fmt: skip


@pytest.mark.parametrize("k", [1e-6, 0.1, 0.5, 2.0, 7.5, 1e3])
def test_the_price_is_best_among_many(k):
    found = one_price(k)
    grid = np.linspace(0, 1, 200_001)
    assert found.proposer >= (grid * (1 - grid**k)).max() - 1e-15
    assert found.demand == pytest.approx((1 + k) ** (-1 / k), abs=1e-9)


@pytest.mark.parametrize("k", [0.5, 3.0])
def test_the_price_is_an_ultimatum(k):
    from scipy import stats

    expected, found = ultimatum(distribution=stats.powerlaw(k)), one_price(k)
    assert found.proposer == pytest.approx(expected.proposer, abs=1e-12)
    assert found.responder == pytest.approx(expected.responder, abs=1e-7)
    assert found.refusal == pytest.approx(expected.refusal, abs=1e-7)


@pytest.mark.parametrize("k", [0.5, 1.0, 4.0])
def test_shares_by_integration_over_values(k):
    """Midpoint rule over a million quantiles of θ, with the price of the closed form."""
    theta = ((np.arange(1_000_000) + 0.5) / 1_000_000) ** (1 / k)
    price = (1 + k) ** (-1 / k)
    sold = theta >= price
    assert price_each(k).proposer == pytest.approx(theta.mean(), abs=1e-6)
    assert MODELS["M1b-weak"].computed(k=k) == pytest.approx(
        np.where(sold, theta - price, 0).mean(), abs=2e-6
    )
    assert MODELS["M1b-welfare"].computed(k=k) == pytest.approx(
        -np.where(sold, 0, theta).mean(), abs=2e-6
    )


@given(st.floats(0.05, 50))
@settings(max_examples=30)
def test_what_the_hub_loses_goes_to_the_weak_and_to_waste(k):
    hub, weak, welfare = (MODELS[name].computed(k=k) for name in PRICES[:3])
    assert hub == pytest.approx(weak - welfare, abs=1e-12)


def test_the_gain_from_discrimination_vanishes_where_spokes_are_alike():
    margins = [MODELS["M1b"].computed(k=10.0**power) for power in range(1, 6)]
    assert margins == sorted(margins, reverse=True)
    assert 0 < margins[-1] < 2e-4


def test_a_posted_price_beats_nash_bargains_for_large_k():
    table = {k: MODELS["M1b"].by_concept(k=k)["verdict"].to_list() for k in (0.5, 1, 2.0)}
    assert table == {
        0.5: ["holds", "holds"],
        1: ["holds", "indifferent"],
        2.0: ["holds", "fails"],
    }


def test_games_can_be_looked_at():
    games = MODELS["M1a"].games(n=3, w_hub=1, w_spoke=1)
    assert games["star"].worth(["spoke 1", "spoke 2"]) == 0
    assert games["star"].worth(games["star"].players) == Fraction(5, 2)
    assert games["complete graph"].worth(["spoke 1", "spoke 2"]) == 1
    assert MODELS["M1b"].games(k=1)["one price"].refusal == pytest.approx(0.5)


def test_bad_parameters_are_named():
    with pytest.raises(InvalidArgumentError, match=r"n must lie in \[2, 16\] of integers.*2\*\*n"):
        CLAIM.test(n=40)
    with pytest.raises(InvalidArgumentError, match=r"brokerage must lie in \[0, 1\].*no more than"):
        CLAIM.test(brokerage=1.5)
    with pytest.raises(InvalidArgumentError, match=r"k must lie in \[1e-06, 1e\+06\].*rounding"):
        CLAIM.test(k=0)
    with pytest.raises(InvalidArgumentError, match=r"t_B must lie in \[0, ∞\)"):
        CLAIM.test(t_B=-1)
    with pytest.raises(UnknownNameError, match="C1: parameter 'm'"):
        CLAIM.test(m=3)
    with pytest.raises(InvalidArgumentError, match="M1a has one equilibrium"):
        MODELS["M1a"].test(selection="worst case")


# What all models share.


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (np.int64(3), 3),
        (np.float32(0.5), 0.5),
        (sympy.Rational(1, 2), HALF),
        (sympy.Integer(2), 2),
        (sympy.sqrt(2), 2**0.5),
    ],
)
def test_numbers_of_other_packages_count_as_numbers(given, kept):
    result = MODELS["M1a"].test(w_spoke=given)
    assert result.parameters["w_spoke"] == kept
    assert result.margin == MODELS["M1a"].test(w_spoke=kept).margin


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (float("inf"), r"w_spoke must lie in \(-∞, ∞\).*got inf"),
        (float("nan"), r"w_spoke must lie in \(-∞, ∞\).*got nan"),
        (sympy.oo, r"w_spoke must lie in \(-∞, ∞\).*got oo"),
        (sympy.I, "w_spoke must be a number"),
        (np.complex128(1), "w_spoke must be a number"),
        (np.array([1.0, 2.0]), "w_spoke must be a number"),
    ],
)
def test_what_is_no_finite_number_is_refused(given, message):
    with pytest.raises(InvalidArgumentError, match=message):
        MODELS["M1a"].test(w_spoke=given)


def test_the_domain_binds_numbers_of_sympy_too():
    with pytest.raises(InvalidArgumentError, match=r"brokerage must lie in \[0, 1\].*got 2"):
        MODELS["M1a"].test(brokerage=sympy.Integer(2))
    with pytest.raises(InvalidArgumentError, match=r"brokerage must lie in \[0, 1\]"):
        MODELS["M1a"].test(brokerage=sympy.sqrt(2))
    with pytest.raises(InvalidArgumentError, match=r"M2b: c_lo must be < c_hi"):
        CONFLICT.models["M2b"].test(c_lo=sympy.sqrt(2))


def test_a_verdict_needs_numbers_and_a_formula_takes_symbols():
    z = sympy.Symbol("z")
    with pytest.raises(UnsupportedNumberError, match=r"M1a: w_spoke must be a number.*in_closed"):
        MODELS["M1a"].test(w_spoke=z)
    with pytest.raises(UnsupportedNumberError, match=r"M1a: w_spoke must be a number"):
        CLAIM.test(w_spoke=z)
    assert MODELS["M1a"].in_closed_form(n=4, w_hub=1, w_spoke=z, brokerage=HALF) == z / 2
    assert MODELS["M1a"].games(n=3, w_spoke=z)["complete graph"].worth(["spoke 1", "spoke 2"]) == z
    with pytest.raises(InvalidArgumentError, match=r"n must be an integer.*got z"):
        MODELS["M1a"].games(n=z)


@pytest.mark.parametrize("name", [*EXACT, *PRICES])
def test_formulas_take_arrays_of_every_parameter(name):
    """All at once, one beside numbers, and two on a grid; integers count like floats."""
    model = MODELS[name]
    points = model.sample(20, seed=4)
    plain = [model.in_closed_form(**point) for point in points]
    arrays = {key: np.array([float(p[key]) for p in points]) for key in model.parameters}
    assert model.in_closed_form(**arrays) == pytest.approx([float(x) for x in plain], abs=1e-12)
    for key, array in arrays.items():
        one = model.in_closed_form(**{**points[0], key: array})
        each = [model.in_closed_form(**{**points[0], key: float(x)}) for x in array]
        assert one.tolist() == each
    if "n" in arrays:
        n = arrays["n"].astype(int)[:, None]
        assert model.in_closed_form(**{**arrays, "n": n}).shape == (20, 20)


def test_a_formula_without_parameters_gives_one_number_a_point():
    rule = Formula("0", MODELS["M1a"].parameters)
    grid = {"n": np.arange(2, 5)[:, None], "w_hub": 1, "w_spoke": np.zeros(2), "brokerage": 0}
    assert rule(**grid).tolist() == [[0, 0]] * 3
    assert rule(n=2, w_hub=1, w_spoke=0, brokerage=0) == 0


def test_division_by_zero_is_no_error():
    rule = Formula("1/k", {"k": Parameter(1.0, "k")})
    assert rule(k=0) is None
    assert rule(k=0.0) == np.inf
    assert rule(k=np.array([0.0, 2.0])).tolist() == [np.inf, 0.5]
