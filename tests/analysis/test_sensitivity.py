"""Sobol indices: analytic cases, other software, gaps, invariance."""

from dataclasses import dataclass
from itertools import combinations
from math import pi
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import qmc

from lilliput.analysis.sensitivity import sobol_indices
from lilliput.games.errors import InvalidArgumentError, UnknownNameError


@dataclass
class Design:
    """As much of a design as the functions ask for."""

    kind: str
    names: tuple[str, ...]
    size: int
    details: dict[str, Any]

    def describe(self):
        return {"kind": self.kind, "names": list(self.names), **self.details}


@dataclass
class Rows:
    """As much of results as the functions ask for."""

    frame: pd.DataFrame
    design: Design

    @property
    def outputs(self):
        return [name for name in self.frame if name not in (*self.design.names, "point", "error")]

    def to_pandas(self):
        return self.frame


def rows_over(kind, parameters, size=None, errors=None, details=None, **outputs):
    frame = pd.DataFrame({**parameters, **outputs})
    frame.insert(0, "point", np.arange(len(frame)))
    frame["error"] = pd.Series([None] * len(frame), dtype=object) if errors is None else errors
    size = len(frame) if size is None else size
    details = {"n": size, **(details or {})}
    return Rows(frame, Design(kind, tuple(parameters), size, details))


def saltelli_points(base, *, second=True):
    """Return the points of a Saltelli design, group by group, from base points (n, 2d)."""
    d = base.shape[1] // 2
    a, b = base[:, :d], base[:, d:]
    blocks = [a]
    for j in range(d):
        blocks.append(np.where(np.arange(d) == j, b, a))
    if second:
        for j in range(d):
            blocks.append(np.where(np.arange(d) == j, a, b))
    return np.stack([*blocks, b], axis=1).reshape(-1, d)


def sobol_base(n, d, seed=1):
    return qmc.Sobol(2 * d, rng=seed).random(n)


def over_saltelli(function, base, *, second=True, names=None):
    x = saltelli_points(base, second=second)
    names = names or [f"x{j + 1}" for j in range(x.shape[1])]
    return rows_over(
        "saltelli", dict(zip(names, x.T, strict=True)), details={"n": len(base)}, margin=function(x)
    )


def ishigami(u):
    x = -pi + 2 * pi * u
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def ishigami_indices():
    """First, total and second-order indices of Ishigami and Homma (1990), a = 7, b = 0.1."""
    a, b = 7, 0.1
    v1, v2 = (1 + b * pi**4 / 5) ** 2 / 2, a**2 / 8
    v13 = 8 * b**2 * pi**8 / 225
    v = v1 + v2 + v13
    first = np.array([v1, v2, 0]) / v
    return first, np.array([v1 + v13, v2, v13]) / v, np.array([0, v13 / v, 0])


WEIGHTS = np.array([0, 1, 4.5, 9])


def g_function(u):
    return np.prod((np.abs(4 * u - 2) + WEIGHTS) / (1 + WEIGHTS), axis=1)


def g_indices():
    """Those of Sobol's g-function (Saltelli and Sobol 1995)."""
    part = 1 / (3 * (1 + WEIGHTS) ** 2)
    v = np.prod(1 + part) - 1
    total = part * np.prod(1 + part) / (1 + part) / v
    pairs = np.array([part[j] * part[k] for j, k in combinations(range(len(part)), 2)])
    return part / v, total, pairs / v


@pytest.mark.parametrize(
    ("function", "truth", "d"), [(ishigami, ishigami_indices, 3), (g_function, g_indices, 4)]
)
def test_analytic_indices(function, truth, d):
    found = sobol_indices(over_saltelli(function, sobol_base(4096, d)))
    for frame, exact in zip((found.first, found.total, found.second), truth(), strict=True):
        assert np.abs(frame["value"] - exact).max() < 0.02
        assert (frame["low"] <= exact).all()
        assert (exact <= frame["high"]).all()
        assert (frame["low"] <= frame["value"]).all()
        assert (frame["value"] <= frame["high"]).all()
    assert found.groups == 4096
    assert found.interactions == pytest.approx(1 - truth()[0].sum(), abs=0.02)


def test_mean_and_variance_are_those_of_the_output():
    found = sobol_indices(over_saltelli(ishigami, sobol_base(8192, 3)))
    assert found.mean == pytest.approx(3.5, abs=0.01)
    assert found.variance == pytest.approx(49 / 8 + pi**4 / 50 + pi**8 / 1800 + 0.5, rel=0.01)


@pytest.mark.parametrize("second", [True, False])
@pytest.mark.parametrize(("scale", "shift"), [(1, 0), (1e-9, 0), (3, 1e4)])
def test_the_values_are_those_of_salib(second, scale, shift):
    analyze = pytest.importorskip("SALib.analyze.sobol").analyze
    base = sobol_base(256, 4)
    rows = over_saltelli(lambda x: scale * g_function(x) + shift, base, second=second)
    problem = {"num_vars": 4, "names": list("abcd"), "bounds": [[0, 1]] * 4}

    def salib(rows):
        return analyze(problem, rows.frame["margin"].to_numpy(), calc_second_order=second, seed=3)

    found, theirs = sobol_indices(rows), salib(rows)
    np.testing.assert_allclose(found.first["value"], theirs["S1"], atol=1e-9)
    np.testing.assert_allclose(found.total["value"], theirs["ST"], atol=1e-9)
    assert len(found.second) == (6 if second else 0)
    if second:  # theirs depends on the order of the parameters; ours is the mean of both orders
        turned = over_saltelli(
            lambda x: scale * g_function(x[:, ::-1]) + shift,
            np.hstack([base[:, 3::-1], base[:, :3:-1]]),
        )
        pairs = theirs["S2"], salib(turned)["S2"][::-1, ::-1].T
        means = [(pairs[0][j, k] + pairs[1][j, k]) / 2 for j, k in combinations(range(4), 2)]
        np.testing.assert_allclose(found.second["value"], means, atol=1e-9)


def test_bootstrap_deviations_are_those_of_salib():
    analyze = pytest.importorskip("SALib.analyze.sobol").analyze
    rows = over_saltelli(ishigami, np.random.default_rng(5).random((1000, 6)))
    problem = {"num_vars": 3, "names": list("abc"), "bounds": [[0, 1]] * 3}
    theirs = analyze(problem, rows.frame["margin"].to_numpy(), num_resamples=2000, seed=3)
    found = sobol_indices(rows, resamples=2000)
    for frame, half in ((found.first, theirs["S1_conf"]), (found.total, theirs["ST_conf"])):
        np.testing.assert_allclose((frame["high"] - frame["low"]) / 2, half, rtol=0.12)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("function", "truth", "d"), [(ishigami, ishigami_indices, 3), (g_function, g_indices, 4)]
)
def test_intervals_cover_the_truth(function, truth, d):
    exact = np.concatenate(truth())
    repeats = 200
    hits = np.zeros(len(exact))
    for seed in range(repeats):
        base = np.random.default_rng(seed).random((512, 2 * d))
        found = sobol_indices(over_saltelli(function, base), resamples=400, seed=seed)
        frame = pd.concat([found.first, found.total, found.second], ignore_index=True)
        hits += (frame["low"] <= exact) & (exact <= frame["high"])
    assert (hits / repeats).min() > 0.95 - 4 * (0.95 * 0.05 / repeats) ** 0.5
    assert (hits / repeats).mean() > 0.92


def test_an_inert_parameter_has_total_index_zero():
    found = sobol_indices(over_saltelli(lambda x: x[:, 0] ** 2, sobol_base(64, 2)))
    assert found.total.loc["x2"].tolist() == [0, 0, 0]
    assert found.total["value"]["x1"] == pytest.approx(1, abs=0.05)


def test_indices_do_not_depend_on_the_order_of_the_parameters():
    base, order = sobol_base(128, 4), [2, 0, 3, 1]
    names = ["a", "b", "c", "d"]
    found = sobol_indices(over_saltelli(g_function, base, names=names))
    moved = over_saltelli(
        lambda x: g_function(x[:, np.argsort(order)]),
        np.hstack([base[:, order], base[:, [4 + j for j in order]]]),
        names=[names[j] for j in order],
    )
    other = sobol_indices(moved)
    for mine, theirs in ((found.first, other.first), (found.total, other.total)):
        pd.testing.assert_frame_equal(mine, theirs.loc[names], rtol=1e-9, atol=1e-12)
    for (a, b), row in found.second.iterrows():
        pair = (a, b) if (a, b) in other.second.index else (b, a)
        assert row.tolist() == pytest.approx(other.second.loc[pair].tolist(), rel=1e-9)


def test_the_rows_may_come_in_any_order():
    rows = over_saltelli(g_function, sobol_base(64, 4))
    shuffled = Rows(rows.frame.sample(frac=1, random_state=1), rows.design)
    pd.testing.assert_frame_equal(sobol_indices(rows).total, sobol_indices(shuffled).total)


def test_the_seed_fixes_the_intervals():
    rows = over_saltelli(ishigami, sobol_base(64, 3))
    one, same, other = (sobol_indices(rows, seed=seed) for seed in (0, 0, 1))
    pd.testing.assert_frame_equal(one.total, same.total)
    assert (one.total["low"] != other.total["low"]).any()
    assert (one.total["value"] == other.total["value"]).all()


def test_text_parameters_have_indices_too():
    worth = {"club": 0.0, "pact": 1.0, "web": 5.0}
    x = saltelli_points(sobol_base(2048, 2))
    kind = np.array(list(worth))[np.minimum((3 * x[:, 1]).astype(int), 2)]
    margin = x[:, 0] + np.vectorize(worth.get)(kind)
    found = sobol_indices(
        rows_over("saltelli", {"x": x[:, 0], "kind": kind}, details={"n": 2048}, margin=margin)
    )
    of_kind = np.var(list(worth.values()))
    assert found.first["value"]["kind"] == pytest.approx(of_kind / (of_kind + 1 / 12), abs=0.01)
    assert found.second["value"].item() == pytest.approx(0, abs=0.01)


def test_verdicts_count_as_indicators():
    base = sobol_base(512, 3)
    number = over_saltelli(lambda x: (ishigami(x) > 3).astype(float), base)
    verdict = np.where(number.frame["margin"] == 1, "holds", "fails")
    text = Rows(number.frame.assign(verdict=pd.Categorical(verdict)), number.design)
    truth = Rows(number.frame.assign(beats=number.frame["margin"] == 1), number.design)
    wanted = sobol_indices(number)
    for found in (
        sobol_indices(text, "verdict", value="holds"),
        sobol_indices(truth, "beats"),
        sobol_indices(text, "verdict", value="fails"),
    ):
        pd.testing.assert_frame_equal(found.total, wanted.total)
    assert sobol_indices(text, "verdict", value="holds").output == "verdict is holds"
    with pytest.raises(InvalidArgumentError, match=r"verdict is text \(fails, holds\); say which"):
        sobol_indices(text, "verdict")
    with pytest.raises(UnknownNameError, match="value: verdict 'hold' is unknown; did you mean"):
        sobol_indices(text, "verdict", value="hold")
    with pytest.raises(InvalidArgumentError, match="verdict is indifferent is constant"):
        sobol_indices(text, "verdict", value="indifferent")
    with pytest.raises(InvalidArgumentError, match="margin is a number and has no values"):
        sobol_indices(text, "margin", value="holds")
    with pytest.raises(InvalidArgumentError, match="value must be True or False"):
        sobol_indices(truth, "beats", value="holds")


def test_gaps_are_refused_or_their_groups_dropped():
    base = sobol_base(64, 3)
    rows = over_saltelli(ishigami, base)
    width = 8
    broken = rows.frame.copy()
    broken.loc[[2 * width + 1, 2 * width + 5], "margin"] = np.nan
    broken.loc[7 * width, "margin"] = np.inf
    broken.loc[9 * width + 3, "error"] = "DomainError"
    results = Rows(broken, rows.design)
    message = (
        r"margin has no number at 4 of 512 points \(1 failed, 3 not finite\); nan='drop' leaves "
        "out the 3 of 64 groups that hold them"
    )
    with pytest.raises(InvalidArgumentError, match=message):
        sobol_indices(results)
    found = sobol_indices(results, nan="drop")
    rest = sobol_indices(over_saltelli(ishigami, np.delete(base, [2, 7, 9], axis=0)))
    pd.testing.assert_frame_equal(found.first, rest.first)
    pd.testing.assert_frame_equal(found.total, rest.total)
    assert (found.groups, found.dropped) == (61, 3)
    assert "61 groups (3 dropped)" in repr(found)


def test_constraints_are_refused():
    rows = over_saltelli(ishigami, sobol_base(64, 3))
    text = {"kind": "where", "names": ["x1"], "design": rows.design.describe()}
    text["constraints"] = [{"text": "x1 < x2"}]

    class Within:
        size = rows.design.size

        def describe(self):
            return text

    with pytest.raises(InvalidArgumentError, match="the constraint 'x1 < x2' makes the parameters"):
        sobol_indices(Rows(rows.frame, Within()))


def test_missing_rows_are_gaps():
    rows = over_saltelli(ishigami, sobol_base(64, 3))
    cut = Rows(rows.frame.drop(index=[3, 4, 20]), rows.design)
    with pytest.raises(InvalidArgumentError, match="3 points of the design left out; nan='drop'"):
        sobol_indices(cut)
    assert sobol_indices(cut, nan="drop").dropped == 2


def test_fixed_parameters_are_none_of_the_design():
    rows = over_saltelli(ishigami, sobol_base(64, 3))
    fixed = {name: {"kind": "uniform"} for name in rows.design.names} | {"k": {"kind": "fixed"}}
    design = Design("saltelli", (*rows.design.names, "k"), rows.design.size, {"space": fixed})
    design.details["n"] = 64
    found = sobol_indices(Rows(rows.frame.assign(k=2), design))
    pd.testing.assert_frame_equal(found.total, sobol_indices(rows).total)


def test_what_has_no_indices():
    rows = over_saltelli(lambda x: np.full(len(x), 0.3) + 1e-17 * x[:, 0], sobol_base(16, 2))
    with pytest.raises(
        InvalidArgumentError, match=r"margin is constant \(0.3\): its variance is 0"
    ):
        sobol_indices(rows)
    hypercube = rows_over("latin_hypercube", {"a": [0.1, 0.2]}, margin=[1.0, 2.0])
    with pytest.raises(
        InvalidArgumentError,
        match=r"sobol_indices needs results over saltelli\(...\), these are over latin_hypercube",
    ):
        sobol_indices(hypercube)
    rows = over_saltelli(ishigami, sobol_base(16, 3))
    with pytest.raises(UnknownNameError, match=r"output 'premium' is unknown .*known: margin"):
        sobol_indices(rows, "premium")
    with pytest.raises(InvalidArgumentError, match="level must lie strictly between 0 and 1"):
        sobol_indices(rows, level=95)
    with pytest.raises(InvalidArgumentError, match="resamples must be an integer >= 100"):
        sobol_indices(rows, resamples=10)
    with pytest.raises(InvalidArgumentError, match="nan must be 'raise' or 'drop'"):
        sobol_indices(rows, nan="ignore")
    with pytest.raises(InvalidArgumentError, match="results must be what sweep"):
        sobol_indices(rows.frame)


def test_rare_events_have_intervals():
    rows = over_saltelli(lambda x: (x[:, 0] * x[:, 1] > 0.98).astype(float), sobol_base(4096, 2))
    found = sobol_indices(rows)  # some resamples hold no event, and have no indices
    assert found.total.notna().all(axis=None)
    assert (found.total["low"] <= found.total["value"]).all()
    few = over_saltelli(lambda x: (x[:, 0] > 0.99).astype(float), sobol_base(16, 2))
    with pytest.raises(InvalidArgumentError, match=r"margin .*is constant"):
        sobol_indices(few)


def test_verdicts_outside_of_a_domain_are_no_answer():
    rows = over_saltelli(ishigami, sobol_base(64, 3))
    verdict = np.where(rows.frame["margin"] > 3, "holds", "fails").astype(object)
    verdict[[0, 9]] = "undefined"
    results = Rows(rows.frame.assign(verdict=verdict), rows.design)
    with pytest.raises(InvalidArgumentError, match=r"2 of 512 points \(2 not finite\)"):
        sobol_indices(results, "verdict", value="holds")
    assert sobol_indices(results, "verdict", value="holds", nan="drop").dropped == 2
    assert sobol_indices(results, "verdict", value="undefined").output == "verdict is undefined"


def test_the_one_output_without_a_name_is_the_margin():
    rows = over_saltelli(ishigami, sobol_base(16, 3))
    unnamed = Rows(rows.frame.rename(columns={"margin": "value"}), rows.design)
    assert sobol_indices(unnamed).output == "value"


def test_shown():
    found = sobol_indices(over_saltelli(ishigami, sobol_base(1024, 3), names=["a", "b", "c"]))
    assert repr(found).startswith("SobolIndices(margin; 3 parameters, 1,024 groups; total: a 0.5")
    frame = found.to_frame()
    assert list(frame.index) == ["a", "b", "c"]
    assert list(frame) == ["first", "first low", "first high", "total", "total low", "total high"]
    assert found._repr_html_().count("<table") == 2
    assert list(found.second.index) == [("a", "b"), ("a", "c"), ("b", "c")]
