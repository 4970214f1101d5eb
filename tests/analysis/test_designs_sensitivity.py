"""Saltelli's and Morris' designs: their rows, and SALib's analyses of known functions."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from lilliput.analysis.designs import (
    categorical,
    integers,
    log_uniform,
    morris,
    saltelli,
)
from lilliput.analysis.designs.digital import sobol_points
from lilliput.games.errors import InvalidArgumentError


def cube(d):
    return {f"x{j}": (0, 1) for j in range(d)}


@settings(max_examples=30)
@given(st.integers(1, 6), st.integers(0, 6), st.integers(0, 2**40), st.booleans())
def test_rows_of_saltelli(d, log_n, seed, second_order):
    """A, AB₁ … AB_d, BA₁ … BA_d, B for each base point, in loops."""
    n = 2**log_n
    design = saltelli(cube(d), n, seed, second_order=second_order)
    base = sobol_points(2 * d, n, seed, 0, n).T
    rows = []
    for point in base:
        first, second = list(point[:d]), list(point[d:])
        rows.append(first)
        rows += [[*first[:i], second[i], *first[i + 1 :]] for i in range(d)]
        if second_order:
            rows += [[*second[:i], first[i], *second[i + 1 :]] for i in range(d)]
        rows.append(second)
    assert design.size == len(rows) == n * (2 * d + 2 if second_order else d + 2)
    assert np.array_equal(design.unit(0, design.size), rows)
    start = design.size // 3
    assert np.array_equal(design.unit(start, start + 2), rows[start : start + 2])
    assert (design.n, design.second_order, design.varied) == (n, second_order, tuple(cube(d)))


@settings(max_examples=30)
@given(
    st.integers(1, 6), st.integers(1, 20), st.sampled_from([2, 4, 6, 8, 50]), st.integers(0, 2**40)
)
def test_trajectories_of_morris(d, trajectories, levels, seed):
    design = morris(cube(d), trajectories, levels, seed)
    assert (design.trajectories, design.levels, design.size) == (
        trajectories,
        levels,
        trajectories * (d + 1),
    )
    unit = design.unit(0, design.size)
    places = unit * (levels - 1)
    assert np.allclose(places, places.round())
    assert ((unit >= 0) & (unit <= 1)).all()
    for rows in unit.reshape(trajectories, d + 1, d):
        steps = np.diff(rows, axis=0)
        assert ((steps != 0).sum(axis=0) == 1).all()
        assert ((steps != 0).sum(axis=1) == 1).all()
        assert np.allclose(np.abs(steps[steps != 0]), design.delta)
    assert np.array_equal(design.unit(1, design.size), unit[1:])


def test_trajectories_are_random_in_all_respects():
    """Levels, directions and orders are equally likely."""
    design = morris(cube(3), 6000, seed=2)
    unit = design.unit(0, design.size).reshape(6000, 4, 3)
    for j in range(3):
        counts = np.bincount((unit[:, 0, j] * 3).round().astype(int))
        assert stats.chisquare(counts).pvalue > 1e-3
    up = (unit[:, -1] > unit[:, 0]) @ [1, 2, 4]
    assert stats.chisquare(np.bincount(up, minlength=8)).pvalue > 1e-3
    order = (np.diff(unit, axis=1) != 0).argmax(axis=2) @ [9, 3, 1]
    counts = np.unique(order, return_counts=True)[1]
    assert len(counts) == 6
    assert stats.chisquare(counts).pvalue > 1e-3


def test_values_of_morris():
    """Ends where they are finite, else the middles of equally likely parts."""
    space = {
        "a": (10, 40),
        "b": log_uniform(1, 1000),
        "c": stats.norm(0, 1),
        "d": integers(1, 4),
        "e": ["w", "x", "y", "z"],
        "f": stats.beta(2, 3),
        "g": categorical([True, False], [3, 1]),
        "h": "fixed",
    }
    design = morris(space, 200, seed=1)
    assert design.varied == tuple("abcdefg")
    frame, unit = design.to_frame(), design.unit(0, design.size)
    assert np.allclose(frame["a"], 10 + 30 * unit[:, 0])
    assert np.allclose(frame["b"], 1000 ** unit[:, 1])
    places = (unit * 3).round().astype(int)
    assert np.allclose(frame["c"], stats.norm.ppf((places[:, 2] + 0.5) / 4))
    assert (frame["d"] == places[:, 3] + 1).all()
    assert (frame["e"] == np.array(["w", "x", "y", "z"])[places[:, 4]]).all()
    assert np.allclose(frame["f"], stats.beta(2, 3).ppf(unit[:, 5]))
    assert (frame["g"] == (places[:, 6] < 3)).all()
    assert (frame["h"] == "fixed").all()
    assert np.isfinite(frame[["a", "b", "c", "f"]].to_numpy()).all()


def problem(design):
    names = list(design.varied)
    return {"num_vars": len(names), "names": names, "bounds": [[0, 1]] * len(names)}


def test_salib_finds_the_indices_of_ishigamis_function():
    """Ishigami and Homma (1990), a = 7, b = 0.1: the indices in closed form."""
    analyze = pytest.importorskip("SALib.analyze.sobol")
    a, b = 7, 0.1
    space = dict.fromkeys(("x", "y", "z"), (-np.pi, np.pi))
    design = saltelli(space, 2**14, seed=1)
    block = design.block(0, design.size).columns
    values = np.sin(block["x"]) * (1 + b * block["z"] ** 4) + a * np.sin(block["y"]) ** 2
    found = analyze.analyze(problem(design), values, calc_second_order=True, num_resamples=2)
    total = 0.5 + a**2 / 8 + b * np.pi**4 / 5 + b**2 * np.pi**8 / 18
    alone = [0.5 * (1 + b * np.pi**4 / 5) ** 2, a**2 / 8, 0]
    pair = b**2 * np.pi**8 * (1 / 18 - 1 / 50)
    assert np.allclose(found["S1"], np.array(alone) / total, atol=0.01)
    assert np.allclose(found["ST"], np.array([alone[0] + pair, alone[1], pair]) / total, atol=0.01)
    assert found["S2"][0, 2] == pytest.approx(pair / total, abs=0.02)
    assert abs(found["S2"][0, 1]) < 0.02
    first = saltelli(space, 2**14, second_order=False)
    block = first.block(0, first.size).columns
    values = np.sin(block["x"]) * (1 + b * block["z"] ** 4) + a * np.sin(block["y"]) ** 2
    found = analyze.analyze(problem(first), values, calc_second_order=False, num_resamples=2)
    assert np.allclose(found["S1"], np.array(alone) / total, atol=0.01)


def test_salib_finds_the_indices_of_kinds_and_numbers():
    """Y = w(kind) + k with independent parts: the shares of the variances."""
    analyze = pytest.importorskip("SALib.analyze.sobol")
    design = saltelli({"kind": categorical(["p", "q"], [1, 3]), "k": integers(1, 4)}, 4096, seed=3)
    block = design.block(0, design.size).columns
    values = np.where(block["kind"] == "p", 0.0, 2.0) + block["k"]
    found = analyze.analyze(problem(design), values, calc_second_order=True, num_resamples=2)
    of_kind, of_k = 4 * 3 / 16, 15 / 12
    shares = np.array([of_kind, of_k]) / (of_kind + of_k)
    assert np.allclose(found["S1"], shares, atol=0.01)
    assert np.allclose(found["ST"], shares, atol=0.01)


def test_salib_finds_elementary_effects():
    """Linear functions have constant effects; a product has effects that vary."""
    analyze = pytest.importorskip("SALib.analyze.morris")
    for levels in (2, 4, 8):
        design = morris(cube(4), 50, levels, seed=2)
        unit = design.unit(0, design.size)
        values = unit @ np.array([1.0, -2.0, 3.0, 0.0]) + 5 * unit[:, 0] * unit[:, 3]
        found = analyze.analyze(problem(design), unit, values, num_levels=levels, seed=0)
        assert np.allclose(np.array(found["mu"])[1:3], [-2, 3])
        assert np.allclose(np.array(found["sigma"])[1:3], 0)
        assert found["sigma"][0] > 1
        assert found["sigma"][3] > 1
        effect = np.mean(
            [5 * rows[np.diff(rows[:, 0], append=9) != 0][0, 3] for rows in unit.reshape(50, 5, 4)]
        )
        assert found["mu"][0] == pytest.approx(1 + effect)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: saltelli({"a": 3}, 4),
            r"saltelli: at least one parameter must vary, got \{'a': 3",
        ),
        (lambda: morris({"a": "x"}, 4), "morris: at least one parameter must vary"),
        (lambda: saltelli(cube(1), 4, second_order=1), "second_order must be True or False, got 1"),
        (lambda: saltelli(cube(1), 0), "saltelli: n must be an integer >= 1, got 0"),
        (lambda: saltelli(cube(1), 2**33), r"saltelli: n must be at most 2\*\*32"),
        (lambda: saltelli(cube(10601), 2), "saltelli: at most 10,600 parameters may vary"),
        (lambda: morris(cube(1), 4, levels=3), "morris: levels must be even, .* got 3"),
        (lambda: morris(cube(1), 4, levels=0), "morris: levels must be an integer >= 2, got 0"),
        (lambda: morris(cube(1), 0), "morris: trajectories must be an integer >= 1, got 0"),
        (lambda: morris(cube(1), 4, seed=0.5), "morris: seed must be an integer >= 0, got 0.5"),
    ],
)
def test_bad_arguments_say_what_is_wrong(make, message):
    with pytest.raises(InvalidArgumentError, match=message):
        make()
