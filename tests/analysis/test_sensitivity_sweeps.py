"""What results of real sweeps say: designs, stores, claims and tornado tables together."""

from math import pi

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from test_sensitivity import ishigami, ishigami_indices

from lilliput.analysis.claims import claims
from lilliput.analysis.comparisons import Comparison
from lilliput.analysis.designs import (
    grid,
    integers,
    latin_hypercube,
    monte_carlo,
    morris,
    saltelli,
    sobol,
)
from lilliput.analysis.premium import binding_premium
from lilliput.analysis.sensitivity import (
    confidence,
    correlations,
    feature_scores,
    morris_effects,
    sobol_indices,
    tornado,
)
from lilliput.analysis.state import State
from lilliput.analysis.sweeps import Results, sweep, vectorised
from lilliput.games.errors import InvalidArgumentError, LilliputWarning, UnknownNameError

SPACE = dict.fromkeys(("a", "b", "c"), (-pi, pi))


@vectorised
def model(a, b, c, k=1):
    margin = ishigami((np.column_stack([a, b, c]) + pi) / (2 * pi))
    return {"margin": margin, "verdict": np.where(margin > 3, "holds", "fails").astype(object)}


def swept(design, function=model, **options):
    return sweep(function, design, progress=False, **options)


@pytest.mark.parametrize("second", [True, False])
def test_sobol_indices_over_saltelli(second, tmp_path):
    design = saltelli({**SPACE, "k": 2}, n=4096, second_order=second)
    found = sobol_indices(swept(design, store=tmp_path / "store"))
    first, total, pairs = ishigami_indices()
    np.testing.assert_allclose(found.first["value"], first, atol=0.02)
    np.testing.assert_allclose(found.total["value"], total, atol=0.02)
    assert list(found.first.index) == ["a", "b", "c"]
    if second:
        np.testing.assert_allclose(found.second["value"], pairs, atol=0.02)
    again = sobol_indices(Results.open(tmp_path / "store"))
    pd.testing.assert_frame_equal(found.total, again.total)
    verdict = sobol_indices(swept(design), "verdict", value="holds")
    assert verdict.total["value"]["b"] > verdict.total["value"]["c"]


def test_elementary_effects_over_morris():
    def line(x, n, kind):
        return 4 * x + n + {"web": 0, "hub": 3}[kind]

    space = {"x": (10, 12), "n": integers(1, 4), "kind": ["web", "hub"]}
    found = morris_effects(swept(morris(space, trajectories=15), line)).table
    assert found["mu"]["x"] == pytest.approx(8)  # from 10 to 12
    assert found["mu"]["n"] == pytest.approx(3)  # from 1 to 4
    assert found["mu"]["kind"] > 0  # hub is after web
    np.testing.assert_allclose(found["sigma"], 0, atol=1e-12)


def test_failures_of_a_real_model():
    def fragile(x, y):
        if x > 0.97:
            raise ValueError("x is too large")
        return x * y

    with pytest.warns(LilliputWarning, match="points failed"):
        results = swept(saltelli({"x": (0, 1), "y": (0, 1)}, n=64), fragile)
    with pytest.raises(InvalidArgumentError, match=r"\d+ failed\); nan='drop' leaves out the"):
        sobol_indices(results)
    found = sobol_indices(results, nan="drop")
    assert found.groups + found.dropped == 64
    assert found.dropped > 0


@pytest.mark.parametrize("make", [monte_carlo, latin_hypercube, sobol])
def test_the_share_is_the_prior_mass(make):
    """Over whole numbers a grid knows the mass exactly."""
    claim_model = claims["C10"].models["M10a"]
    prior = {"m": integers(2, 9), "k": integers(1, 2)}
    exact = confidence(swept(grid({"m": range(2, 10), "k": [1, 2]}), claim_model)).to_frame()
    found = confidence(swept(make(prior, n=2048), claim_model)).to_frame()
    assert found["low"].item() <= exact["share"].item() <= found["high"].item()


def test_each_model_of_a_claim_has_a_row():
    prior = monte_carlo({"m": integers(2, 9), "k": integers(1, 4)}, n=512)
    results = swept(prior, claims["C10"])
    found = confidence(results)
    table = found.to_frame()
    assert list(table.index) == list(claims["C10"].models)
    frame = results.to_pandas()
    for name, row in table.iterrows():
        verdict = frame[f"{name} verdict"]
        assert row["held"] == (verdict == "holds").sum()
        assert row["undefined"] == (verdict == "undefined").sum()
        assert row["n"] == (verdict != "undefined").sum()
    assert table["undefined"].any()
    against = confidence(results, failed="against").to_frame()
    assert (against["n"] == 512).all()
    assert (against["share"] <= table["share"]).all()


def test_constraints_condition_the_prior():
    design = monte_carlo(SPACE, n=1000).where("a < b")
    found = confidence(swept(design))
    assert 400 < found.to_frame()["n"].item() < 600
    assert "of the prior given a < b" in str(found)
    assert correlations(swept(design)).n == found.to_frame()["n"].item()
    with pytest.raises(InvalidArgumentError, match="the constraint 'a < b' makes the parameters"):
        sobol_indices(swept(saltelli(SPACE, n=16).where("a < b")))


def test_designs_that_do_not_fit_are_named():
    results = swept(latin_hypercube(SPACE, n=64))
    with pytest.raises(
        InvalidArgumentError,
        match=r"needs results over saltelli\(...\), these are over latin_hypercube\(...\)",
    ):
        sobol_indices(results)
    both = swept(monte_carlo({"a": (0, 1), "b": (0, 1)}, n=8) * grid({"c": [0.0, 1.0]}))
    with pytest.raises(InvalidArgumentError, match=r"these are over product\(...\)"):
        confidence(both)
    assert feature_scores(swept(grid({"a": np.linspace(0, 1, 9), "b": [0.0, 1, 2, 3], "c": 0}))).n


# Tornado tables


def test_a_tornado_table():
    def margin(m, cost=1.0, bonus=0.0):
        return {"margin": m - cost + bonus, "verdict": "holds" if m > cost else "fails"}

    ends = {"bonus": (0.0, 0.5), "m": (0, 6), "cost": (0.5, 2.0)}
    found = tornado(margin, ends, base={"m": 3})
    table = found.to_frame()
    assert list(table.index) == ["m", "cost", "bonus"]
    assert table.loc["m", ["low", "base", "high", "at low", "at high", "span"]].tolist() == [
        0, 3, 6, -1, 5, 6,
    ]  # fmt: skip
    assert table.loc["m", ["verdict at low", "verdict at high"]].tolist() == ["fails", "holds"]
    assert (found.value, found.verdict, found.turning) == (2, "holds", ("m",))
    assert repr(found) == (
        "Tornado(margin: margin 2 (holds) at the base; spans: m 6, cost 1.5, bonus 0.5; verdict "
        "turns with m)"
    )
    assert "<table" in found._repr_html_()
    turned = tornado(margin, dict(reversed(ends.items())), base={"m": 3})
    pd.testing.assert_frame_equal(table, turned.to_frame())


def test_a_span_counts_the_base():
    found = tornado(lambda x, y: 1 - x**2 + y / 10, {"x": (-1, 1), "y": (0, 1)}, {"x": 0, "y": 0})
    assert found.to_frame()["span"].to_dict() == {"x": 1, "y": pytest.approx(0.1)}
    assert "&lt;lambda&gt;: value 1 at the base" in found._repr_html_()
    assert found.verdict == ""
    assert found.turning == ()


def test_a_tornado_of_a_claim():
    found = tornado(claims["C10"], {"k": (1, 4)}, {"m": 4, "k": 2}, output="M10a margin")
    single = claims["C10"].models["M10a"]
    for end, k in (("low", 1), ("high", 4)):
        result = single.test(m=4, k=k)
        assert found.table.loc["k", f"at {end}"] == pytest.approx(float(result.margin))
        assert found.table.loc["k", f"verdict at {end}"] == result.verdict
    own = tornado(single, {"m": (2, 8)})
    assert own.table.loc["m", "base"] == single.parameters["m"].default


def test_a_tornado_of_a_comparison():
    state = State(powers=["US", "CA", "MX"], capabilities=[6, 2, 1], stakes="equal")
    ends = {"brokerage": (0.0, 0.5), "discount_factor": (0.3, 0.9), "capabilities.CA": (1, 4)}
    found = tornado(Comparison(state), ends, output="pareto margin")
    assert set(found.table.index) == set(ends)
    for end, power in (("low", 1), ("high", 4)):
        other = State(powers=["US", "CA", "MX"], capabilities=[6, power, 1], stakes="equal")
        premium = binding_premium(other)
        row = found.table.loc["capabilities.CA"]
        assert row[f"verdict at {end}"] == premium.verdict.pareto.status
        assert row[f"at {end}"] == pytest.approx(float(premium.verdict.pareto.margin))


def test_what_follows_from_the_state_has_a_base_in_a_tornado():
    state = State(powers=["US", "CA", "MX"], capabilities=[6, 2, 1], stakes="gravity")
    ends = {"eta": (0, 2), "stakes.US-CA": (0, 1), "directed_stakes.CA-US": (0, 1)}
    found = tornado(Comparison(state, stakes="gravity"), ends, output="weak_gain margin")
    base = found.table["base"]
    assert base.to_dict() == pytest.approx(
        {"eta": 1, "stakes.US-CA": 0.6, "directed_stakes.CA-US": 0.6}
    )
    assert found.value == pytest.approx(float(binding_premium(state).verdict.weak_gain.margin))


def test_where_nothing_has_an_answer_the_first_failure_is_named():
    comparison = Comparison(State(powers=["A", "B"], capabilities=1, stakes="equal"))
    with pytest.warns(LilliputWarning, match="failed"):
        prior = swept(monte_carlo({"brokerage": (2, 3)}, n=8), comparison)
    with pytest.raises(InvalidArgumentError, match=r"first failure .*brokerage must lie in"):
        confidence(prior, "pareto")
    with pytest.raises(UnknownNameError, match=r"'verdict' is unknown \(known: pareto,"):
        confidence(prior)
    with pytest.warns(LilliputWarning, match="failed"):
        groups = swept(saltelli({"brokerage": (2, 3)}, n=4), comparison)
    for value in (None, "holds"):
        with pytest.raises(InvalidArgumentError, match=r"0 of 4: pareto .*16 of 16 points"):
            sobol_indices(groups, "pareto", value=value, nan="drop")


def test_a_tornado_with_failures():
    def fragile(x, kind="web"):
        if x == 0:
            raise ZeroDivisionError("no x")
        return {"margin": 1 / x + (kind == "hub")}

    whole = tornado(fragile, {"x": (0, 2), "kind": ("web", "hub")}, {"x": 1})
    found = whole.to_frame()
    assert "no x" in found.loc["x", "note"]
    assert found.loc["x", "note"].startswith("low: ")
    assert np.isnan(found.loc["x", "span"])
    assert "spans: kind 1, x unknown" in repr(whole)
    assert found.loc["kind", "at high"] == 2
    with pytest.raises(InvalidArgumentError, match=r"base: fragile fails there: .*no x"):
        tornado(fragile, {"x": (1, 2)}, {"x": 0})


def test_tornado_refuses():
    def plain(x, y=1):
        return {"margin": x + y, "name": "text"}

    with pytest.raises(InvalidArgumentError, match="base: plain has no default for x; give base"):
        tornado(plain, {"y": (0, 1)})
    with pytest.raises(UnknownNameError, match="parameters: parameter 'z' is unknown"):
        tornado(plain, {"z": (0, 1)}, {"x": 0})
    with pytest.raises(UnknownNameError, match="base: parameter 'w' is unknown"):
        tornado(plain, {"y": (0, 1)}, {"x": 0, "w": 0})
    for pair in (3, (1, 1), (1, 2, 3)):
        with pytest.raises(InvalidArgumentError, match="y needs two distinct values"):
            tornado(plain, {"y": pair}, {"x": 0})
    with pytest.raises(UnknownNameError, match="output 'gain' is unknown"):
        tornado(plain, {"y": (0, 1)}, {"x": 0}, output="gain")
    with pytest.raises(InvalidArgumentError, match="name is text, and a tornado needs numbers"):
        tornado(plain, {"y": (0, 1)}, {"x": 0}, output="name")
    with pytest.raises(UnknownNameError, match="verdict: output 'pareto' is unknown"):
        tornado(plain, {"y": (0, 1)}, {"x": 0}, verdict="pareto")
    with pytest.raises(InvalidArgumentError, match="verdict: margin must be a text output"):
        tornado(plain, {"y": (0, 1)}, {"x": 0}, verdict="margin")
    assert tornado(plain, {"y": (0, 1)}, {"x": 0}, verdict="name").verdict == "text"
    with pytest.raises(InvalidArgumentError, match="the values of y must be all numbers or all"):
        tornado(plain, {"y": (0, "a")}, {"x": 0})
    with pytest.raises(InvalidArgumentError, match="parameters must map names to values"):
        tornado(plain, [("y", 0, 1)])
    with pytest.raises(InvalidArgumentError, match="at least one parameter"):
        tornado(plain, {})


@pytest.mark.slow
def test_wilson_covers_the_mass_of_a_real_prior():
    @vectorised
    def above(x, y):
        return {"verdict": np.where(x + y > 1.2, "holds", "fails").astype(object)}

    mass, repeats, hits = 0.32, 150, {"monte_carlo": 0, "latin_hypercube": 0, "sobol": 0}
    for seed in range(repeats):
        for make in (monte_carlo, latin_hypercube, sobol):
            design = make({"x": (0, 1), "y": (0, 1)}, n=256, seed=seed)
            row = confidence(swept(design, above)).to_frame().iloc[0]
            hits[make.__name__] += row["low"] <= mass <= row["high"]
    allowed = stats.binom.interval(0.9999, repeats, 0.95)
    assert allowed[0] <= hits["monte_carlo"] <= allowed[1]
    assert hits["latin_hypercube"] > hits["monte_carlo"]  # as the note says: conservative
    assert hits["sobol"] == repeats
