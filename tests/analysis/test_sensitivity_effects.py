"""Elementary effects: lines, other software, categories, gaps, coverage."""

import numpy as np
import pandas as pd
import pytest
from test_sensitivity import Rows, g_function, ishigami, over_saltelli, rows_over, sobol_base

from lilliput.analysis.sensitivity import morris_effects
from lilliput.games.errors import InvalidArgumentError


def morris_points(d, r, *, levels=4, seed=0):
    """Return r trajectories (r, d + 1, d) on the grid, each parameter moving once by Δ."""
    rng = np.random.default_rng(seed)
    delta = levels / (2 * (levels - 1))
    walks = np.empty((r, d + 1, d))
    for walk in walks:
        up = rng.random(d) < 0.5
        low = rng.integers(levels // 2, size=d) / (levels - 1)
        walk[:] = np.where(up, low, low + delta)
        for step, j in enumerate(rng.permutation(d)):
            walk[step + 1 :, j] += delta if up[j] else -delta
    return walks.reshape(-1, d)


def over_morris(function, points, *, levels=4, **columns):
    d = points.shape[1]
    names = [f"x{j + 1}" for j in range(d)]
    parameters = {**dict(zip(names, points.T, strict=True)), **columns}
    return rows_over(
        "morris",
        parameters,
        details={"n": len(points) // (d + 1), "levels": levels},
        margin=function(points),
    )


@pytest.mark.parametrize("levels", [4, 6])
def test_effects_of_a_line_are_its_slopes(levels):
    slopes = np.array([3.0, -2.0, 0.0])
    points = morris_points(3, 12, levels=levels)
    found = morris_effects(over_morris(lambda x: x @ slopes, points, levels=levels))
    table = found.table
    np.testing.assert_allclose(table["mu"], slopes, atol=1e-12)
    np.testing.assert_allclose(table["mu_star"], np.abs(slopes), atol=1e-12)
    np.testing.assert_allclose(table["sigma"], 0, atol=1e-12)
    np.testing.assert_allclose(table["mu_star high"] - table["mu_star low"], 0, atol=1e-12)
    assert list(found.to_frame().index) == ["x1", "x2", "x3"]
    assert repr(found).startswith(
        "MorrisEffects(margin; 3 parameters, 12 trajectories; μ*: x1 3, x2 2, x3 "
    )


def test_interaction_shows_in_sigma_and_opposed_effects_in_mu():
    found = morris_effects(
        over_morris(lambda x: (x[:, 0] - 0.5) * (x[:, 1] - 0.5) + x[:, 2], morris_points(3, 200))
    ).table
    assert abs(found["mu"]["x1"]) < 0.1 < found["mu_star"]["x1"]
    assert found["sigma"]["x1"] > 0.3
    assert found["sigma"]["x3"] == pytest.approx(0, abs=1e-12)


def test_effects_are_those_of_salib():
    analyze = pytest.importorskip("SALib.analyze.morris").analyze
    sample = pytest.importorskip("SALib.sample.morris").sample
    problem = {"num_vars": 4, "names": list("abcd"), "bounds": [[0, 1]] * 4}
    points = sample(problem, 25, num_levels=6, seed=2)
    output = g_function(points)
    theirs = analyze(problem, points, output, num_levels=6, num_resamples=4000, seed=1)
    found = morris_effects(over_morris(g_function, points, levels=6)).table
    for ours, name in (("mu", "mu"), ("mu_star", "mu_star"), ("sigma", "sigma")):
        np.testing.assert_allclose(found[ours], np.asarray(theirs[name], dtype=float), atol=1e-10)
    half = np.asarray(theirs["mu_star_conf"], dtype=float)
    inner = (found["mu_star low"] > 0).to_numpy()
    ours = ((found["mu_star high"] - found["mu_star low"]) / 2).to_numpy()
    np.testing.assert_allclose(ours[inner], half[inner], rtol=0.2)


def test_units_and_text_do_not_matter():
    points = morris_points(2, 20)
    plain = morris_effects(over_morris(lambda x: x[:, 0] + 2 * x[:, 1], points)).table
    kinds = np.array(["a", "b", "c", "d"])[np.rint(3 * points[:, 1]).astype(int)]
    scaled = over_morris(lambda x: x[:, 0] + 2 * x[:, 1], points, x1=1e6 * points[:, 0], x2=kinds)
    pd.testing.assert_frame_equal(morris_effects(scaled).table, plain)


def test_a_step_that_is_rounded_away_has_no_effect():
    points = morris_points(2, 20)
    whole = np.zeros(len(points), dtype=int)
    found = morris_effects(over_morris(lambda x: x[:, 0], points, x2=whole)).table
    assert found.loc["x2"].tolist() == [0] * 7
    assert found["mu"]["x1"] == pytest.approx(1)


def test_gaps_in_trajectories():
    points = morris_points(3, 10)
    rows = over_morris(ishigami, points)
    broken = Rows(rows.frame.copy(), rows.design)
    broken.frame.loc[[5, 6], "error"] = "DomainError"
    message = r"2 of 40 points \(2 failed\); nan='drop' leaves out the 1 of 10 trajectories"
    with pytest.raises(InvalidArgumentError, match=message):
        morris_effects(broken)
    found = morris_effects(broken, nan="drop")
    rest = morris_effects(over_morris(ishigami, np.delete(points, range(4, 8), axis=0)))
    pd.testing.assert_frame_equal(found.table, rest.table)
    assert (found.trajectories, found.dropped) == (9, 1)
    broken.frame["error"] = "DomainError"
    with pytest.raises(InvalidArgumentError, match="at least 2 complete trajectories are needed"):
        morris_effects(broken, nan="drop")


def test_effects_of_other_designs():
    rows = over_saltelli(ishigami, sobol_base(16, 3))
    with pytest.raises(InvalidArgumentError, match=r"needs results over morris\(...\), these are"):
        morris_effects(rows)
    points = np.random.default_rng(1).random((8, 3))
    with pytest.raises(InvalidArgumentError, match="no trajectories of a morris design"):
        morris_effects(over_morris(ishigami, points))
    assert "<table" in morris_effects(over_morris(ishigami, morris_points(3, 4)))._repr_html_()


@pytest.mark.slow
def test_intervals_of_mean_effects_cover():
    exact = morris_effects(over_morris(ishigami, morris_points(3, 40_000, seed=99))).table
    hits = np.zeros((2, 3))
    repeats = 400
    for seed in range(repeats):
        found = morris_effects(over_morris(ishigami, morris_points(3, 30, seed=seed))).table
        for i, name in enumerate(("mu", "mu_star")):
            hits[i] += (found[f"{name} low"] <= exact[name]) & (
                exact[name] <= found[f"{name} high"]
            )
    assert (hits / repeats > 0.9).all()
