"""Rank correlations and feature scores: known values, coverage, invariance, gaps."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from test_sensitivity import Rows, ishigami, rows_over

from lilliput.analysis.sensitivity import correlations, feature_scores
from lilliput.games.errors import InvalidArgumentError, UnknownNameError

NAMES = ("a", "b", "c")


def over_random(function, n, seed=0, kind="monte_carlo"):
    x = np.random.default_rng(seed).random((n, 3))
    return rows_over(kind, dict(zip(NAMES, x.T, strict=True)), margin=function(x))


def noisy(x):
    return 3 * x[:, 0] + x[:, 1] ** 2 + np.random.default_rng(len(x)).normal(size=len(x)) / 3


# Rank correlations


@pytest.mark.parametrize("function", [noisy, ishigami, lambda x: np.floor(4 * x[:, 0] + x[:, 1])])
def test_spearman_is_that_of_scipy(function):
    rows = over_random(function, 500)
    found = correlations(rows).table["spearman"]
    for name in NAMES:
        wanted = stats.spearmanr(rows.frame[name], rows.frame["margin"]).statistic
        assert found[name] == pytest.approx(wanted, abs=1e-12)


@pytest.mark.parametrize("function", [noisy, ishigami])
def test_partial_is_the_correlation_of_residuals(function):
    rows = over_random(function, 400)
    ranks = rows.frame[[*NAMES, "margin"]].rank().to_numpy()
    found = correlations(rows).table["partial"]
    for j, name in enumerate(NAMES):
        others = np.column_stack([np.ones(400), np.delete(ranks[:, :3], j, axis=1)])
        mine, theirs = (
            y - others @ np.linalg.lstsq(others, y, rcond=None)[0]
            for y in (ranks[:, j], ranks[:, 3])
        )
        assert found[name] == pytest.approx(np.corrcoef(mine, theirs)[0, 1], abs=1e-10)


@pytest.mark.parametrize("function", [noisy, lambda x: (x[:, 0] + x[:, 1] > 0.9) * 1.0])
def test_standard_errors_are_those_of_the_bootstrap(function):
    rows = over_random(function, 600)
    found = correlations(rows).table
    rng = np.random.default_rng(7)
    draws = []
    for _ in range(300):
        sample = rows.frame.iloc[rng.integers(600, size=600)]
        again = rows_over(
            "monte_carlo", {name: sample[name] for name in NAMES}, margin=sample["margin"]
        )
        draws.append(correlations(again).table[["spearman", "partial"]].to_numpy())
    for k, name in enumerate(("spearman", "partial")):
        scale = np.arctanh(np.clip([draw[:, k] for draw in draws], -0.999999, 0.999999))
        ends = (np.arctanh(found[f"{name} {end}"]) for end in ("low", "high"))
        low, high = ends
        np.testing.assert_allclose((high - low) / 2 / 1.96, scale.std(axis=0), rtol=0.2)


def test_monotone_transformations_change_nothing():
    plain = over_random(noisy, 300)
    bent = Rows(plain.frame.assign(margin=np.exp(5 * plain.frame["margin"])), plain.design)
    bent.frame["a"] = np.log(bent.frame["a"])
    pd.testing.assert_frame_equal(correlations(plain).table, correlations(bent).table)
    falling = Rows(plain.frame.assign(margin=-plain.frame["margin"]), plain.design)
    turned = correlations(falling).table
    np.testing.assert_allclose(turned["partial"], -correlations(plain).table["partial"])
    np.testing.assert_allclose(turned["partial low"], -correlations(plain).table["partial high"])


def test_correlations_do_not_depend_on_the_order_of_the_parameters():
    rows = over_random(noisy, 300)
    turned = rows_over(
        "monte_carlo", {name: rows.frame[name] for name in "cab"}, margin=rows.frame["margin"]
    )
    found, other = correlations(rows).table, correlations(turned).table
    pd.testing.assert_frame_equal(found, other.loc[list(NAMES)])


def test_a_perfect_relation():
    rows = over_random(lambda x: x[:, 0] ** 3, 200)
    found = correlations(rows).table
    assert found.loc["a", ["spearman", "spearman low", "spearman high"]].tolist() == [1, 1, 1]
    assert found["partial"]["a"] == pytest.approx(1)
    assert np.isnan(found["partial"]["b"])  # a determines the output, and nothing is left of it
    alone = rows_over("monte_carlo", {"a": rows.frame["a"]}, margin=rows.frame["margin"])
    assert correlations(alone).table.loc["a"].tolist() == pytest.approx([1] * 6)


def test_text_parameters_are_held_fixed():
    rng = np.random.default_rng(3)
    kind = rng.choice(["club", "pact", "web"], size=800)
    x = rng.random(800)
    shift = pd.Series(kind).map({"club": 0, "pact": 20, "web": -20}).to_numpy()
    found = correlations(
        rows_over("monte_carlo", {"x": x, "kind": kind}, margin=x + shift + rng.random(800) / 10)
    )
    assert found.controls == ("kind",)
    assert list(found.table.index) == ["x"]
    assert found.table["spearman"]["x"] < 0.5 < 0.9 < found.table["partial"]["x"]
    with pytest.raises(InvalidArgumentError, match="all parameters are texts"):
        correlations(rows_over("monte_carlo", {"kind": kind}, margin=x))


def test_correlations_refuse():
    rows = over_random(noisy, 100)
    with pytest.raises(
        InvalidArgumentError,
        match=r"correlations needs results over monte_carlo\(.* these are over grid\(...\)",
    ):
        correlations(over_random(noisy, 100, kind="grid"))
    twin = rows_over(
        "from_frame", {"a": rows.frame["a"], "b": rows.frame["a"] ** 2, "c": rows.frame["c"]},
        margin=rows.frame["margin"],
    )  # fmt: skip
    with pytest.raises(InvalidArgumentError, match="the ranks of a, b determine each other"):
        correlations(twin)
    fixed = Rows(rows.frame.assign(b=2.0), rows.design)
    with pytest.raises(InvalidArgumentError, match=r"b is .*2.0.* at all points"):
        correlations(fixed)
    with pytest.raises(InvalidArgumentError, match="margin is constant"):
        correlations(Rows(rows.frame.assign(margin=1.0), rows.design))
    gaps = rows.frame.assign(margin=rows.frame["margin"].where(rows.frame["a"] > 0.1))
    with pytest.raises(InvalidArgumentError, match=r"of 100 points \(\d+ not finite\); nan='drop'"):
        correlations(Rows(gaps, rows.design))
    found = correlations(Rows(gaps, rows.design), nan="drop")
    assert found.n + found.dropped == 100
    with pytest.raises(InvalidArgumentError, match="needs numbers at 8 points or more, got 5"):
        correlations(Rows(rows.frame.head(5), rows.design))


@pytest.mark.slow
@pytest.mark.parametrize(
    "function", [ishigami, lambda x: np.floor(4 * x[:, 0]) + 2 * x[:, 1] > 2.5]
)
def test_intervals_of_correlations_cover(function):
    exact = correlations(over_random(function, 400_000, seed=99)).table
    repeats, hits = 400, 0
    for seed in range(repeats):
        found = correlations(over_random(function, 200, seed=seed)).table
        hits += np.array(
            [
                (found[f"{name} low"] <= exact[name]) & (exact[name] <= found[f"{name} high"])
                for name in ("spearman", "partial")
            ]
        )
    assert (np.abs(hits / repeats - 0.95) < 4 * (0.95 * 0.05 / repeats) ** 0.5).all()


def test_correlations_shown():
    found = correlations(over_random(noisy, 400))
    assert repr(found).startswith("RankCorrelations(margin; n = 400; partial: a +0.9")
    assert list(found.to_frame().index) == ["a", "b", "c"]
    assert "<table" in found._repr_html_()


# Feature scores


def test_the_loss_of_fit_is_twice_the_total_index():
    found = feature_scores(over_random(lambda x: 2 * x[:, 0] + x[:, 1], 4000))
    total = pd.Series({"a": 0.8, "b": 0.2, "c": 0.0})
    np.testing.assert_allclose(found.table["score"] / 2, total, atol=0.05)
    assert found.fit > 0.98
    assert found.fit_kind == "R²"


def test_noise_is_not_taken_for_influence():
    found = feature_scores(over_random(lambda x: np.random.default_rng(4).normal(size=len(x)), 500))
    assert found.fit < 0.1
    assert found.table["score"].abs().max() < 0.15


def test_the_fit_is_the_out_of_bag_score_of_sklearn():
    ensemble = pytest.importorskip("sklearn.ensemble")
    rows = over_random(ishigami, 400)
    x, y = rows.frame[list(NAMES)].to_numpy(dtype=np.float32), rows.frame["margin"].to_numpy()
    options = {"bootstrap": True, "oob_score": True, "max_features": 1.0, "random_state": 5}
    forest = ensemble.ExtraTreesRegressor(100, **options).fit(x, y)
    assert feature_scores(rows, seed=5).fit == pytest.approx(forest.oob_score_, abs=1e-9)
    verdict = np.where(y > 3, "holds", "fails")
    judged = rows_over("sobol", {name: rows.frame[name] for name in NAMES}, verdict=verdict)
    classes = ensemble.ExtraTreesClassifier(100, **options).fit(x, verdict)
    found = feature_scores(judged, "verdict", seed=5)
    assert found.fit == pytest.approx(classes.oob_score_, abs=1e-9)
    assert found.fit_kind == "accuracy"
    assert found.baseline == pytest.approx(max(np.mean(y > 3), np.mean(y <= 3)))


@pytest.mark.parametrize("method", ["forest", "mutual_information", "f_test"])
def test_each_method_finds_what_matters(method):
    rng = np.random.default_rng(2)
    kind = rng.choice(["club", "pact", "web"], size=600)
    x, idle = rng.random(600), rng.random(600)
    margin = x + 3.0 * (kind == "pact")
    rows = rows_over("halton", {"x": x, "idle": idle, "kind": kind}, margin=margin)
    found = feature_scores(rows, method=method)
    assert set(found.to_frame().index[:2]) == {"kind", "x"}
    assert repr(found).startswith(f"FeatureScores(margin; {method}; n = 600")
    assert "<table" in found._repr_html_()
    if method == "f_test":
        assert found.table["p"]["idle"] > 0.001 > found.table["p"]["x"]


def test_f_is_that_of_a_line():
    rows = over_random(noisy, 200)
    found = feature_scores(rows, method="f_test").table
    line = stats.linregress(rows.frame["a"], rows.frame["margin"])
    assert found["score"]["a"] == pytest.approx((line.slope / line.stderr) ** 2)
    assert feature_scores(rows, method="f_test").table["p"]["b"] == pytest.approx(
        stats.linregress(rows.frame["b"], rows.frame["margin"]).pvalue
    )


def test_mutual_information_of_categories_is_their_entropy():
    kind = np.repeat(["a", "b", "c", "d"], 50)
    idle = np.tile(["p", "q"], 100)
    rows = rows_over("grid", {"kind": kind, "idle": idle}, verdict=pd.Categorical(kind))
    found = feature_scores(rows, "verdict", method="mutual_information").table["score"]
    assert found["kind"] == pytest.approx(np.log(4))
    assert found["idle"] == pytest.approx(0, abs=1e-12)


def test_scores_are_the_same_again_and_know_their_limit():
    rows = over_random(ishigami, 800)
    one, same = (feature_scores(rows, seed=3, limit=400, trees=50) for _ in range(2))
    pd.testing.assert_frame_equal(one.table, same.table)
    assert (one.n, one.skipped, one.dropped) == (400, 400, 0)
    gaps = Rows(
        rows.frame.assign(margin=rows.frame["margin"].mask(rows.frame["a"] > 0.9)), rows.design
    )
    assert feature_scores(gaps, nan="drop", trees=50).dropped == int((rows.frame["a"] > 0.9).sum())


def test_scores_refuse():
    rows = over_random(ishigami, 100)
    with pytest.raises(InvalidArgumentError, match="method must be one of forest, mutual_inf"):
        feature_scores(rows, method="lasso")
    with pytest.raises(InvalidArgumentError, match="trees must be an integer >= 50"):
        feature_scores(rows, trees=5)
    with pytest.raises(UnknownNameError, match="output 'margins' is unknown; did you mean margin"):
        feature_scores(rows, "margins")
    text = Rows(rows.frame.assign(verdict="holds"), rows.design)
    with pytest.raises(InvalidArgumentError, match="verdict is constant"):
        feature_scores(text, "verdict")
    text.frame.loc[3, "verdict"] = "fails"
    with pytest.raises(InvalidArgumentError, match="an F test needs numbers, and verdict is text"):
        feature_scores(text, "verdict", method="f_test")
    many = rows_over("grid", {"name": [f"n{i}" for i in range(300)]}, margin=np.arange(300.0))
    with pytest.raises(InvalidArgumentError, match="name has 300 different texts, at most 200"):
        feature_scores(many)
    with pytest.raises(InvalidArgumentError, match="needs numbers at 30 points or more, got 20"):
        feature_scores(over_random(ishigami, 20))
