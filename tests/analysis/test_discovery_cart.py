"""Classification trees as boxes: they divide the space, and their counts are those of points."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_discovery import PARAMETERS, cases, uniform, verdicts

from lilliput.analysis.discovery import cart, prim
from lilliput.games.errors import InvalidArgumentError


@settings(max_examples=40)
@given(cases(), st.integers(1, 5))
def test_leaves_divide_the_points(drawn, depth):
    frame, truth = drawn
    if not truth.any():
        return
    tree = cart(frame, truth, max_depth=depth, minimum_mass=0.1)
    boxes = tree.boxes
    assert boxes["points"].sum() == len(frame)
    assert boxes["cases"].sum() == truth.sum()
    assert boxes["mass"].sum() == pytest.approx(1)
    assert boxes["coverage"].sum() == pytest.approx(1)
    assert (boxes["points"] >= 0.1 * len(frame)).all()
    assert boxes["density"].is_monotonic_decreasing
    taken = np.zeros(len(frame), dtype=int)
    for leaf, points, hits in zip(tree.leaves, boxes["points"], boxes["cases"], strict=True):
        inside = np.ones(len(frame), dtype=bool)
        for limit in leaf.limits:
            inside &= frame.eval(limit.query).to_numpy()
        assert inside.sum() == points
        assert truth[inside].sum() == hits
        taken += inside
    assert (taken == 1).all()


@settings(max_examples=25)
@given(st.integers(0, 10**6))
def test_the_first_split_is_the_best_of_all_by_gini(seed):
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame({"a": rng.random(40), "b": rng.integers(0, 5, 40)})
    truth = rng.random(40) < 0.3 + 0.4 * (frame["a"] > 0.6)
    if truth.all() or not truth.any():
        return
    tree = cart(frame, truth, max_depth=1, minimum_mass=0.1)

    def impurity(part):
        share = truth[part].mean()
        return part.sum() * share * (1 - share)

    every = [
        impurity(frame[name] <= value) + impurity(frame[name] > value)
        for name in frame
        for value in frame[name].unique()
        if 4 <= (frame[name] <= value).sum() <= 36
    ]
    counts = tree.boxes
    share = counts["density"]
    assert (counts["points"] * share * (1 - share)).sum() == pytest.approx(min(every))


def test_a_box_in_numbers_integers_names_and_truth_values():
    frame = verdicts()
    tree = cart(frame, "verdict == 'holds'", parameters=PARAMETERS)
    found = prim(frame, "verdict == 'holds'", parameters=PARAMETERS, threshold=0.98)
    best = tree.boxes.iloc[0]
    assert best["density"] == 1
    assert best["coverage"] == 1
    assert set(best["limits"].split(" and ")[1:]) == {
        "m ≥ 4",
        "rule in {fair, vote}",
        "open = True",
    }
    assert tree.rules.splitlines()[0].endswith(f"holds in 100 % of {best['points']:,} points")
    ours, theirs = tree.contains(frame), found.contains(frame)
    expected = (ours & theirs).sum() / (ours | theirs).sum()
    assert tree.agreement(found) == expected > 0.9
    assert "most often, in 100 %, of" in repr(tree)
    assert "limits" in tree._repr_html_()


def test_agreement_is_of_points():
    frame = uniform(1000, ["a", "b"])
    low, high = frame["a"] < 0.3, frame["a"] > 0.7
    tree = cart(frame, low)
    assert tree.agreement(prim(frame, low, threshold=1)) > 0.95
    assert tree.agreement(prim(frame, high, threshold=1)) == 0


def test_splits_between_floats_that_single_precision_cannot_tell_apart():
    values = 1 + np.arange(100) * 2.0**-50
    frame = pd.DataFrame({"x": values, "y": np.arange(100) % 7})
    tree = cart(frame, frame.index.to_numpy() < 37, max_depth=1)
    assert tree.boxes["points"].to_list() == [37, 63]
    assert tree.contains(frame).to_list() == [k < 37 for k in range(100)]


def test_bad_arguments_are_named():
    with pytest.raises(InvalidArgumentError, match="max_depth must be"):
        cart(verdicts(50), "cost > 0.5", max_depth=0)
    with pytest.raises(InvalidArgumentError, match="minimum_mass must lie"):
        cart(verdicts(50), "cost > 0.5", minimum_mass=0)
    with pytest.raises(InvalidArgumentError, match="no point of 50 is a case"):
        cart(verdicts(50), "cost > 1.5")
