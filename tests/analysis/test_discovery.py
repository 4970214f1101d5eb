"""Scenario discovery: boxes against a slow computation of the same rule, and known ones."""

import pickle
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from lilliput.analysis.discovery import box_stability, cart, prim
from lilliput.games.errors import InvalidArgumentError, UnknownNameError


def uniform(n, columns, seed=0):
    return pd.DataFrame(np.random.default_rng(seed).random((n, len(columns))), columns=columns)


def verdicts(n=3000, seed=0):
    """Return a frame as of a sweep, with a box in numbers, an integer, a name and a truth value."""
    rng = np.random.default_rng(seed)
    frame = uniform(n, ["cost", "delta"], seed)
    frame["m"] = rng.integers(2, 8, n)
    frame["rule"] = rng.choice(["fair", "hub", "vote"], n)
    frame["open"] = rng.random(n) < 0.5
    good = (frame["cost"] < 0.5) & (frame["m"] >= 4) & (frame["rule"] != "hub") & frame["open"]
    frame["verdict"] = np.where(good, "holds", "fails")
    return frame


PARAMETERS = ["cost", "delta", "m", "rule", "open"]


@st.composite
def cases(draw):
    """Return small frames with ties, and cases."""
    n = draw(st.integers(20, 80))
    seed = draw(st.integers(0, 10**6))
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "a": rng.random(n),
            "b": rng.integers(0, draw(st.integers(1, 6)), n) / 4,
            "k": rng.integers(-2, 3, n),
            "s": rng.choice(list("xyz"), n),
        }
    )
    truth = frame["a"] + frame["b"] + 0.3 * frame["k"] + (frame["s"] == "x") > draw(
        st.floats(0.2, 1.5)
    )
    return frame, truth.to_numpy() ^ (rng.random(n) < 0.1)


def inside(frame, limits):
    """Return which points satisfy every limit, one by one."""
    found = []
    for row in frame.to_dict("records"):
        fine = True
        for name, (low, high, values) in limits.items():
            fine &= row[name] in values if values else low <= row[name] <= high
        found.append(bool(fine))
    return np.array(found)


def limits_of(box):
    return {name: (row["low"], row["high"], row["values"]) for name, row in box.iterrows()}


@settings(max_examples=60)
@given(cases())
def test_every_step_is_the_box_that_it_says(drawn):
    """Counts of the trajectory against a loop over all points and limits."""
    frame, truth = drawn
    if not truth.any():
        return
    found = prim(frame, truth)
    for (_, step), row in found.trajectory.iterrows():
        within = inside(frame, limits_of(found.box(step)))
        assert within.sum() == row["points"]
        assert truth[within].sum() == row["cases"]
        assert row["density"] == truth[within].mean()
        assert row["coverage"] == truth[within].sum() / truth.sum()
        assert row["mass"] == within.mean()
        assert row["restricted"] == len(found.box(step))
        chosen = found.select(step)
        assert (chosen.contains(frame) == within).all()
        assert (frame.eval(chosen.query) == within).all()


def peels(frame, truth, within, share, least):
    """Yield (gain per point lost, restricted, points) of every peel, by sorting anew."""
    part, hits = frame[within], truth[within]
    size = len(part)
    take = min(max(int(share * size), 1), size - 1)
    for name in frame.columns:
        if frame[name].dtype == frame["s"].dtype:
            kept = [part[name] != value for value in part[name].unique()]
            kept = kept if len(kept) > 1 else []
        else:
            ordered = np.sort(part[name].to_numpy())
            if ordered[0] == ordered[-1]:
                continue
            low = ordered[take] if ordered[take] > ordered[0] else None
            high = ordered[-1 - take] if ordered[-1 - take] < ordered[-1] else None
            kept = [
                part[name] >= low if low is not None else part[name] > ordered[0],
                part[name] <= high if high is not None else part[name] < ordered[-1],
            ]
        for keep in kept:
            count = int(keep.sum())
            if count >= least:
                gain = Fraction(int(hits[keep].sum()), count) - Fraction(int(hits.sum()), size)
                yield (gain / (size - count) if gain > 0 else gain / size), count


@settings(max_examples=40)
@given(cases(), st.sampled_from([0.05, 0.2]))
def test_every_peel_is_the_best_there_is(drawn, share):
    frame, truth = drawn
    if not truth.any():
        return
    found = prim(frame, truth, peel=share, minimum_mass=0.1)
    steps = found.trajectory.loc[1]
    steps = steps[steps["phase"] == "peel"]
    least = int(np.ceil(0.1 * len(frame)))
    for step in range(len(steps)):
        within = inside(frame, limits_of(found.box(step)))
        possible = list(peels(frame, truth, within, share, least))
        if step == len(steps) - 1:
            assert not possible or truth[within].all()
            continue
        now, then = steps.iloc[step], steps.iloc[step + 1]
        gain = Fraction(int(then["cases"]), int(then["points"])) - Fraction(
            int(now["cases"]), int(now["points"])
        )
        lost = int(now["points"] - then["points"])
        assert (gain / lost if gain > 0 else gain / int(now["points"])) == max(possible)[0]


def test_pasting_never_lowers_the_density_and_always_adds_cases():
    pasted = 0
    for seed in range(30):
        frame = uniform(300, ["a", "b", "c"], seed)
        truth = (frame["a"] + frame["b"] < 0.8).to_numpy()
        found = prim(frame, truth, threshold=0.9, peel=0.2)
        steps = found.trajectory.loc[1]
        last = steps.index[-1]
        paste = steps[steps["phase"] == "paste"]
        pasted += len(paste)
        if len(paste):
            before = prim(frame, truth, threshold=0.9, peel=0.2).select(paste.index[0] - 1)
            reach = steps[(steps["phase"] == "peel") & (steps["density"] >= 0.9)]
            start = reach["coverage"].max()
            assert paste["coverage"].is_monotonic_increasing
            assert paste["coverage"].iloc[0] > start
            assert paste["density"].is_monotonic_increasing
            assert steps.loc[last, "chosen"]
            assert len(before.found) == 1
    assert pasted >= 10


def test_a_box_in_numbers_integers_names_and_truth_values_is_found():
    frame = verdicts()
    found = prim(frame, "verdict == 'holds'", parameters=PARAMETERS, threshold=0.98)
    box = found.box()
    assert set(box.index) == {"cost", "m", "rule", "open"}
    assert box.loc["cost", "low"] == -np.inf
    assert box.loc["cost", "high"] == pytest.approx(0.5, abs=0.03)
    assert box.loc["m", "low"] == 4
    assert box.loc["m", "high"] == np.inf
    assert box.loc["rule", "values"] == ("fair", "vote")
    assert box.loc["open", "values"] == (True,)
    chosen = found.trajectory.query("chosen").iloc[0]
    assert chosen["density"] >= 0.98
    assert chosen["coverage"] > 0.9
    text = repr(found)
    assert text.startswith("PrimResult(holds in ")
    assert "m ≥ 4 and rule in {fair, vote} and open = True" in text
    assert f"covers {round(100 * chosen['coverage'])} % of the cases" in text
    assert "cost" in found._repr_html_()
    inside_it = frame.query(found.query)
    assert len(inside_it) == chosen["points"]
    assert (inside_it["verdict"] == "holds").mean() == pytest.approx(chosen["density"])
    assert found.contains(verdicts(500, seed=5)).mean() == pytest.approx(chosen["mass"], abs=0.05)


def test_quasi_p_values_are_binomial_tests_of_each_restriction():
    frame = uniform(800, ["a", "b", "c"], 3)
    noise = np.random.default_rng(1).random(800) < 0.1
    truth = ((frame["a"] < 0.4) & (frame["b"] > 0.3)).to_numpy() ^ noise
    found = prim(frame, truth)
    last = int(found.trajectory.loc[1].query("phase == 'peel'").index[-1])
    box = found.box(last)
    within = inside(frame, limits_of(box))
    for name, row in box.iterrows():
        rest = {n: limits for n, limits in limits_of(box).items() if n != name}
        wider = inside(frame, rest)
        test = binomtest(
            int(truth[within].sum()), int(within.sum()), truth[wider].mean(), alternative="greater"
        )
        assert row["quasi_p"] == pytest.approx(test.pvalue)
        assert row["density without"] == truth[wider].mean()
        assert row["coverage without"] == truth[wider].sum() / truth.sum()
    assert box.loc["a", "quasi_p"] < 1e-6


def test_limits_are_short_and_lie_between_neighbours():
    frame = pd.DataFrame({"x": [0.1, 0.2, 0.3, 0.4123, 0.4177, 0.7], "y": range(6)})
    found = prim(
        frame, frame["x"] < 0.415, parameters=["x"], minimum_mass=0.2, peel=0.01, threshold=1
    )
    assert found.query == "x <= 0.415"
    grid = pd.DataFrame({"x": np.repeat([0.1, 0.2, 0.3, 0.4], 5)})
    found = prim(grid, grid["x"] > 0.25, threshold=1)
    assert found.query in ("x >= 0.3", "x >= 0.25")
    assert found.contains(grid).sum() == 10


def test_names_that_are_no_identifiers():
    frame = uniform(400, ["capabilities.US", "a b"])
    found = prim(frame, frame["a b"] < 0.3, threshold=0.9)
    assert "`a b` <= " in found.query
    assert (frame.eval(found.query) == found.contains(frame)).all()
    everything = prim(frame, frame["a b"] < 2)
    assert frame.eval(everything.query).all()
    assert "in 100 % of all points, which covers 100 %" in repr(everything)


def test_a_tree_of_one_leaf_is_all_points():
    frame = uniform(200, ["a"])
    assert repr(cart(frame, frame["a"] >= 0)) == (
        "CartResult(1 box of 200 points; the condition holds most often, in 100 %, of all points)"
    )


def test_several_boxes_cover_what_is_apart():
    frame = uniform(4000, ["a", "b", "c"], 2)
    one = (frame["a"] < 0.3) & (frame["b"] < 0.9)
    two = frame["a"].between(0.6, 0.9) & (frame["b"] > 0.7)
    found = prim(frame, one | two, boxes=5, threshold=0.9)
    assert len(found) == 2  # a third would not reach the threshold
    assert found.summary["coverage"].sum() > 0.9
    assert found.trajectory.query("chosen")["density"].min() >= 0.9
    within = found.contains(frame)
    assert within.sum() == found.summary["points"].sum()
    assert (frame.eval(found.query) == within).all()
    assert found.to_frame().index.get_level_values("box").unique().to_list() == [1, 2]
    assert len(found.select(3)) == 1
    assert len(found.select(3, number=2)) == 2


def test_without_a_box_that_reaches_the_threshold_the_densest_is_returned():
    frame = uniform(1000, ["a", "b"], 4)
    truth = np.random.default_rng(5).random(1000) < 0.1
    found = prim(frame, truth)
    steps = found.trajectory
    assert steps.query("chosen")["density"].iloc[0] == steps["density"].max() < 0.8
    assert "short of 80 %" in repr(found)


def test_points_without_an_answer_are_left_out_and_counted():
    frame = verdicts(600)
    frame["margin"] = np.where(frame["cost"] < 0.3, 1.0, -1.0)
    frame.loc[:99, "margin"] = np.nan
    frame.loc[100:109, "cost"] = np.nan
    found = prim(frame, "margin > 0", parameters=PARAMETERS)
    assert (found.total, found.left_out) == (490, 110)
    assert "110 points left out" in repr(found)
    nullable = (frame["margin"] > 0).astype("boolean").mask(frame["margin"].isna())
    assert prim(frame, nullable, parameters=PARAMETERS).total == 490
    assert prim(frame, frame["margin"] > 0, parameters=PARAMETERS).total == 590


def results(frame):
    """Return what stands in for the results of a sweep, whose failures are rows with an error."""

    def to_pandas(failures=False):
        return (
            frame if failures else frame[frame["error"].isna()].drop(columns=["error", "message"])
        )

    return SimpleNamespace(to_pandas=to_pandas, parameters=("cost", "delta"), outputs=("verdict",))


def test_results_of_a_sweep_give_their_parameters_and_failures_can_be_the_cases():
    frame = verdicts(1500)[["cost", "delta", "verdict"]]
    frame["verdict"] = frame["verdict"].where(frame["delta"] < 0.8).astype("category")
    frame["error"] = np.where(frame["delta"] < 0.8, None, "SolverError")
    frame["message"] = frame["error"]
    found = prim(results(frame), "verdict == 'holds'")
    assert found.total == (frame["delta"] < 0.8).sum()
    failing = prim(results(frame), "error == 'SolverError'", threshold=0.99)
    assert failing.box().loc["delta", "low"] == pytest.approx(0.8, abs=0.02)
    assert failing.total == 1500


def test_a_real_sweep():
    from lilliput.analysis.claims import claims
    from lilliput.analysis.designs import latin_hypercube
    from lilliput.analysis.sweeps import sweep

    model = claims["C12"].models["M11-premium"]
    design = latin_hypercube({"psi": (0, 1), "tau": (0, 0.25), "k": (0, 0.5)}, n=2000, seed=1)
    swept = sweep(model, design, progress=False)
    found = prim(swept, "verdict == 'holds'")
    within = swept.to_pandas()[found.contains(swept.to_pandas())]
    assert (within["verdict"] == "holds").mean() >= 0.8
    assert set(found.box().index) <= {"psi", "tau", "k"}
    assert 0 < cart(swept, "verdict == 'holds'").agreement(found) <= 1


def test_fractions_are_numbers_and_constants_are_left_alone():
    frame = pd.DataFrame({"x": [Fraction(k, 40) for k in range(41)], "one": 1, "y": range(41)})
    found = prim(frame, frame["y"] < 20, parameters=["x", "one"])
    assert found.box().index.to_list() == ["x"]
    assert found.box().loc["x", "high"] == pytest.approx(0.5, abs=0.03)


def test_the_original_objective_takes_whole_names_first():
    frame = verdicts()
    gain = prim(frame, "verdict == 'holds'", parameters=PARAMETERS)
    density = prim(frame, "verdict == 'holds'", parameters=PARAMETERS, objective="density")
    assert density.trajectory["changed"].iloc[1] == "open"  # half of the points at once
    assert len(gain.trajectory) > len(density.trajectory) - 5


def test_cases_everywhere_and_nowhere():
    frame = verdicts(200)
    everywhere = prim(frame, "cost >= 0", parameters=["cost", "delta"])
    assert len(everywhere.trajectory) == 1
    assert everywhere.box().empty
    with pytest.raises(InvalidArgumentError, match=r"no point of 200 .*verdict is: fails 1"):
        prim(frame, "verdict == 'hold'", parameters=["cost"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"query": "nothing > 1"}, "cannot be evaluated.*columns: cost"),
        ({"query": "cost >"}, "cannot be evaluated"),
        ({"query": "cost + 1"}, "one truth value for each of 200 points"),
        ({"query": [True, False]}, "one truth value for each of 200 points, got 2"),
        ({"query": pd.Series(True, index=range(5, 205))}, "must have the index"),
        ({"parameters": ["none"]}, "'none' is unknown"),
        ({"parameters": "cost"}, "must be a list of names"),
        ({"threshold": 0}, r"threshold must lie in \(0, 1\]"),
        ({"peel": 1}, r"peel must lie in \(0, 1\)"),
        ({"minimum_mass": 2}, "minimum_mass must lie"),
        ({"boxes": 0}, "boxes must be an integer >= 1"),
        ({"objective": "lenient"}, "objective must be"),
        ({"results": 5}, "must be those of a sweep or a frame"),
    ],
)
def test_bad_arguments_are_named(arguments, message):
    given = {"results": verdicts(200), "query": "verdict == 'holds'", "parameters": PARAMETERS}
    given |= arguments
    with pytest.raises((ValueError, KeyError), match=message):
        prim(given.pop("results"), given.pop("query"), **given)


def test_steps_and_boxes_that_there_are_not():
    found = prim(verdicts(200), "verdict == 'holds'", parameters=PARAMETERS)
    with pytest.raises(InvalidArgumentError, match="step must be 0 to"):
        found.box(999)
    with pytest.raises(InvalidArgumentError, match="number must be 1 to 1"):
        found.box(number=2)
    with pytest.raises(UnknownNameError, match="frame: column"):
        found.contains(pd.DataFrame({"z": [1]}))


def test_the_search_is_deterministic_and_pickles():
    frame = verdicts(500)
    one, two = (prim(frame, "verdict == 'holds'", parameters=PARAMETERS) for _ in range(2))
    assert one.trajectory.equals(two.trajectory)
    again = pickle.loads(pickle.dumps(one))
    assert again.query == one.query
    assert again.box().equals(one.box())


def test_the_order_of_points_does_not_matter():
    frame = verdicts(500)
    mixed = frame.sample(frac=1, random_state=1)
    one, two = (prim(f, "verdict == 'holds'", parameters=PARAMETERS) for f in (frame, mixed))
    assert one.trajectory.equals(two.trajectory)
    assert one.query == two.query


def test_stability_tells_restrictions_that_mean_something_from_those_of_chance():
    frame = uniform(1500, list("abcdef"), 8)
    noise = np.random.default_rng(2).random(1500) < 0.05
    truth = ((frame["a"] < 0.5) & (frame["b"] > 0.4)).to_numpy() ^ noise
    found = box_stability(frame, truth, resamples=8)
    assert found.index[:2].sort_values().to_list() == ["a", "b"]
    assert (found.loc[["a", "b"], ["same coverage", "same density"]] == 1).all(axis=None)
    assert found.loc[list("cdef"), "same coverage"].max() <= 0.5
    assert found["restricted"].to_dict() == {n: n in "ab" for n in found.index}
    assert found.equals(box_stability(frame, truth, resamples=8))


def test_stability_refuses_parts_without_cases():
    frame = uniform(100, ["a", "b"])
    with pytest.raises(InvalidArgumentError, match="holds no case"):
        box_stability(frame, np.arange(100) == 3, share=0.05, resamples=50)
    with pytest.raises(InvalidArgumentError, match="resamples must be"):
        box_stability(frame, frame["a"] < 0.5, resamples=0)
