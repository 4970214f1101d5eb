"""The sweep itself: what it records, refuses, says and does not do twice."""

import time
import warnings
from collections import Counter
from importlib import import_module

import numpy as np
import pytest

from lilliput.analysis.designs import grid
from lilliput.analysis.sweeps import (
    PointFailedError,
    Results,
    StoreError,
    SweepInterrupted,
    sweep,
    vectorised,
)
from lilliput.analysis.sweeps.schedule import Sizes
from lilliput.games.errors import InvalidArgumentError, LilliputWarning

LINE = grid({"x": range(300)})


def run(model, design=LINE, **options):
    return sweep(model, design, progress=False, **options)


def inverse(x):
    return 1 / (x % 100)


def test_failures_are_rows_and_said_once():
    with pytest.warns(LilliputWarning) as caught:
        results = run(inverse)
    assert [str(w.message) for w in caught] == [
        "3 of 300 points failed: ZeroDivisionError 3; the first: 'division by zero'; see .failures"
    ]
    assert caught[0].filename == __file__
    assert results.failures.index.tolist() == [0, 100, 200]
    assert results.failures["x"].tolist() == [0, 100, 200]
    assert results.failures["message"].unique().tolist() == ["division by zero"]
    assert len(results) == 300


def test_failures_of_earlier_runs_are_counted_too(tmp_path):
    store = tmp_path / "s"
    for _ in range(2):
        with pytest.warns(LilliputWarning, match="3 of 300 points failed"):
            run(inverse, store=store, block_size=50)


def test_only_failures(tmp_path):
    def model(x):
        raise KeyError(f"first\nsecond {x}")

    for store in (None, tmp_path / "s", tmp_path / "s"):
        with pytest.warns(LilliputWarning, match="300 of 300 points failed: KeyError 300"):
            results = run(model, store=store)
        assert results.outputs == ()
        assert results.failures["error"].tolist() == ["KeyError"] * 300


def test_long_messages_and_addresses_are_cut():
    def model(x):
        raise ValueError("a" * 600 if x else f"{object()!r}")

    with pytest.warns(LilliputWarning):
        messages = run(model, grid({"x": [0, 1]})).failures["message"].tolist()
    assert messages == ["<object object at 0x…>", "a" * 500]


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("wrong", ["raises", "returns"])
def test_on_error_raise_names_the_point_and_keeps_what_is_before(tmp_path, workers, wrong):
    def model(x):
        return x if x != 250 else [x] if wrong == "returns" else 1 / 0

    kind = "ModelOutputError" if wrong == "returns" else "ZeroDivisionError"
    options = {"on_error": "raise", "workers": workers, "block_size": 100, "store": tmp_path / "s"}
    with pytest.raises(PointFailedError, match=rf"failed at point 250 \(x=250\): {kind}") as caught:
        run(model, **options)
    assert type(caught.value.__cause__).__name__ == kind
    stored = Results.open(tmp_path / "s").to_pandas().index.tolist()
    assert f"{len(stored)} of 300 points are stored in" in str(caught.value)
    assert set(range(200, 250)) <= set(stored) <= set(range(250))
    assert workers > 1 or len(stored) == 250


def test_on_error_raise_of_vectorised_models():
    def model(x):
        if (x >= 120).any():
            raise ValueError("too large")
        return x

    with pytest.raises(PointFailedError, match=r"point 120 \(x=120\): ValueError: too large"):
        run(vectorised(model), on_error="raise")


def test_every_point_is_computed_once_and_nothing_in_a_complete_store(tmp_path):
    seen = tmp_path / "seen"

    def model(x):
        with seen.open("a") as file:
            file.write(f"{x} ")
        return {"y": None if x < 20 else x}

    for size in (None, 7, 300):
        run(model, store=tmp_path / "s", block_size=size)
        assert Counter(map(int, seen.read_text().split())) == dict.fromkeys(range(300), 1)


def test_memory_only_sweeps_say_that_points_are_lost():
    def model(x):
        if x == 250:
            raise KeyboardInterrupt
        return x

    with pytest.raises(SweepInterrupted, match="give the sweep a store") as caught:
        run(model, block_size=100)
    assert isinstance(caught.value, KeyboardInterrupt)


def test_exits_are_not_recorded():
    def model(x):
        if x == 250:
            raise SystemExit(4)
        return x

    for workers in (1, 2):
        with pytest.raises(SystemExit):
            run(model, workers=workers)


def test_another_sweep_in_the_same_store_is_refused(tmp_path):
    run(lambda x: x + 1, store=tmp_path / "s")
    for other, design in ((lambda x: x + 2, LINE), (lambda x: x + 1, grid({"x": range(301)}))):
        with pytest.raises(StoreError, match="holds another sweep"):
            run(other, design, store=tmp_path / "s")


def test_constraints_that_leave_nothing():
    results = run(lambda x: x, LINE.where("x > 1000"))
    assert len(results) == 0
    assert results.complete


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"on_error": "ignore"}, "on_error must be 'record' or 'raise'"),
        ({"block_size": 0}, "block_size must be an integer of at least 1, got 0"),
        ({"workers": 1.5}, "workers must be an integer of at least 1, got 1.5"),
        ({"seed": -1}, "seed must be a non-negative integer"),
        ({"time_limit": 0}, "time_limit must be a positive number of seconds, got 0"),
        ({"time_limit": float("nan")}, "time_limit must be a positive number"),
    ],
)
def test_arguments_are_checked_first(options, message):
    with pytest.raises(InvalidArgumentError, match=message):
        run(lambda x: pytest.fail("called"), **options)


def test_what_is_no_design_is_refused():
    with pytest.raises(
        InvalidArgumentError, match=r"design must be a design, as made by grid\(space\), got dict"
    ):
        run(lambda x: x, {"x": [1]})


def test_a_bar_shows_points_failures_and_nan(capsys):
    def model(x):
        time.sleep(0.03)
        return 1 / 0 if x == 3 else np.nan if x == 4 else x

    with pytest.warns(LilliputWarning):
        sweep(model, grid({"x": range(40)}), block_size=8, workers=1)
    bar = capsys.readouterr().err
    assert "40.0/40.0" in bar
    assert "failed=1, NaN=1" in bar
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sweep(model, grid({"x": range(10)}), progress=False, workers=1)
    assert capsys.readouterr().err == ""


def test_block_sizes_follow_the_time_that_points_take():
    sizes = Sizes(None, vectorised=False, workers=2)
    sizes.rate = 0.25
    assert sizes.next(10**6) == 4
    assert sizes.next(6) == 2
    sizes.rate = 1e-5
    assert sizes.next(10**6) == 65_536
    assert sizes.next(3000) == 1000
    assert Sizes(17, vectorised=True, workers=1).next(5) == 17
    arrays = Sizes(None, vectorised=True, workers=1)
    arrays.rate = 1e-8
    assert arrays.next(10**7) == 65_536


@pytest.mark.slow
def test_long_scalar_sweeps_get_a_pool(monkeypatch):
    from lilliput.analysis.sweeps import pools

    made = []
    start = pools.Pool.__init__
    monkeypatch.setattr(pools.Pool, "__init__", lambda *a: made.append(a[2]) or start(*a))
    module = import_module("lilliput.analysis.sweeps.sweep")
    monkeypatch.setattr(module, "available_cpus", lambda: 2)

    def model(x):
        time.sleep(0.02)
        return x

    assert run(model).to_pandas()["value"].tolist() == list(range(300))
    assert made == [2]
    run(lambda x: x)
    run(vectorised(lambda x: x * 1.0))
    assert made == [2]
