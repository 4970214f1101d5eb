"""The same rows, bit by bit, whoever computes them; and executors that break."""

import asyncio
import concurrent.futures as cf
import math
import multiprocessing
import os
import threading
import time
import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.analysis.designs import grid, sobol
from lilliput.analysis.sweeps import (
    Results,
    SweepInterrupted,
    evaluator_of,
    futures,
    sweep,
    vectorised,
)
from lilliput.analysis.sweeps.blocks import Job, Task
from lilliput.analysis.sweeps.clusters import Cluster, fulfil
from lilliput.analysis.sweeps.execution import (
    ExecutorBrokenError,
    Guilty,
    Lost,
    Overdue,
    recovered,
)
from lilliput.games.errors import InvalidArgumentError, LilliputWarning

pytestmark = pytest.mark.filterwarnings(
    "ignore:.*points failed.*:lilliput.games.errors.LilliputWarning"
)

DESIGN = sobol({"a": (0, 2), "b": (0, 1)}, n=256, seed=1).where("a + b < 2.6")


def scalar(a, b, rng):
    if b > 0.9:
        raise ValueError(f"b is {b:.3f}")
    return {
        "share": math.nan if a < 0.1 else a / (a + b) + rng.normal(),
        "larger": a > b,
        "text": None if a < 0.05 else f"{int(4 * a)}",
    }


@vectorised
def arrays(a, b, seeds):
    if (b > 0.95).any():
        raise ValueError("b is large")
    return {"share": a / (a + b), "draw": seeds % 1000, "text": np.where(a > b, "a", "b")}


def run(model, **options):
    return sweep(model, DESIGN, seed=5, progress=False, **options)


@pytest.fixture(scope="module")
def serial():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LilliputWarning)
        return {model: run(model, workers=1).digest() for model in (scalar, arrays)}


@settings(max_examples=25)
@given(st.integers(1, 300), st.sampled_from([scalar, arrays]))
def test_any_block_size_gives_the_same_rows(serial, size, model):
    assert run(model, block_size=size).digest() == serial[model]


@settings(max_examples=10)
@given(st.data())
def test_any_block_size_goes_on_in_any_store(serial, tmp_path_factory, data):
    """Whatever parts are lost, the rest is not computed again, and the rows are the same."""
    model = data.draw(st.sampled_from([scalar, arrays]))
    store = tmp_path_factory.mktemp("store") / "s"
    run(model, block_size=data.draw(st.integers(20, 150)), store=store)
    parts = sorted(store.glob("parts/*"))
    lost = data.draw(st.lists(st.sampled_from(parts), unique=True))
    kept = {p: p.stat().st_mtime_ns for p in parts if p not in lost}
    for part in lost:
        part.unlink()
    again = run(model, block_size=data.draw(st.integers(1, 150)), store=store)
    assert again.digest() == serial[model]
    assert {p: p.stat().st_mtime_ns for p in kept} == kept


@pytest.fixture(scope="module")
def processes():
    with cf.ProcessPoolExecutor(2) as executor:
        yield executor


@pytest.mark.parametrize("model", [scalar, arrays], ids=["scalar", "vectorised"])
@pytest.mark.parametrize("stored", [False, True])
def test_executors_give_the_same_rows(serial, tmp_path, processes, model, stored):
    with cf.ThreadPoolExecutor(2) as threads:
        for executor, size in ((threads, 30), (processes, 64)):
            store = tmp_path / f"{size}" if stored else None
            found = run(model, executor=executor, block_size=size, store=store)
            assert found.digest() == serial[model]


@pytest.mark.parametrize("model", [scalar, arrays], ids=["scalar", "vectorised"])
def test_the_own_pool_gives_the_same_rows(serial, tmp_path, model):
    store = tmp_path / "s" if model is scalar else None
    assert run(model, workers=2, block_size=50, store=store).digest() == serial[model]


def test_loky(serial):
    loky = pytest.importorskip("loky")
    with loky.ProcessPoolExecutor(1) as executor:
        assert run(scalar, executor=executor, block_size=40).digest() == serial[scalar]
        shift = 3
        lambdas = sweep(lambda a, b: a + b + shift, DESIGN, executor=executor, progress=False)
        frame = lambdas.to_pandas()
        assert frame["value"].tolist() == (frame["a"] + frame["b"] + 3).tolist()


def test_large_designs_travel_block_by_block(monkeypatch, serial, processes):
    from lilliput.analysis.sweeps import payloads

    monkeypatch.setattr(payloads, "_LARGEST_DESIGN", 0)
    assert run(scalar, workers=2, block_size=300).digest() == serial[scalar]  # one worker
    assert run(scalar, executor=processes, block_size=50).digest() == serial[scalar]


def test_what_is_no_executor_is_refused():
    with pytest.raises(InvalidArgumentError, match="executor must be None, an executor of"):
        run(scalar, executor=3)
    with cf.ThreadPoolExecutor(1) as threads, pytest.raises(InvalidArgumentError, match="own pool"):
        run(scalar, executor=threads, workers=2)


def dies(a, b):
    if 1.5 < a < 1.508 and multiprocessing.parent_process() is not None:
        os._exit(1)
    time.sleep(0.001)
    return a


def test_a_broken_executor_leaves_a_store_to_go_on_with(tmp_path):
    store = tmp_path / "s"
    with cf.ProcessPoolExecutor(1) as processes, pytest.raises(SweepInterrupted) as caught:
        sweep(dies, DESIGN, executor=processes, store=store, block_size=1, progress=False)
    assert caught.value.done == Results.open(store).done > 0
    assert "the same call with the same store goes on from there" in str(caught.value)
    assert "give a new executor" in caught.value.__notes__[0]
    results = sweep(dies, DESIGN, store=store, workers=1, block_size=64, progress=False)
    assert results.to_pandas()["value"].tolist() == DESIGN.to_frame()["a"].tolist()


def test_a_closed_executor_is_named():
    executor = cf.ThreadPoolExecutor(1)
    executor.shutdown()
    with pytest.raises(SweepInterrupted) as caught:
        run(scalar, executor=executor)
    assert "takes no more work" in caught.value.__notes__[0]


def test_time_limits_that_cannot_be_enforced_are_said(serial):
    with (
        cf.ThreadPoolExecutor(1) as threads,
        pytest.warns(LilliputWarning, match="time_limit cannot be enforced by this executor"),
    ):
        assert run(scalar, executor=threads, time_limit=60).digest() == serial[scalar]


def slow(a, b):
    if a > 1.99:
        time.sleep(100)
    return a


def test_time_limits_in_an_executor_of_processes(processes):
    found = sweep(slow, DESIGN, executor=processes, time_limit=0.2, progress=False)
    frame = DESIGN.to_frame()
    assert found.failures.index.tolist() == frame.index[frame.a > 1.99].tolist()
    assert (found.failures["error"] == "TimeLimitExceeded").all()


def test_models_that_cannot_travel_are_named():
    lock = threading.Lock()
    with pytest.raises(InvalidArgumentError, match=r"cannot be sent to another process \(.*lock"):
        sweep(lambda a, b: a * lock.locked(), DESIGN, workers=2, progress=False)


# What replaces a job whose worker was lost: every position once, in order, and it ends.


@given(st.integers(0, 50), st.integers(1, 200), st.sets(st.integers(0, 250)), st.booleans())
def test_recovery_ends_and_blames_the_lethal_points_alone(start, size, lethal, known):
    todo, done, blamed, deaths = [Job(start, start + size)], [], [], 0
    while todo:
        job = todo.pop(0)
        if isinstance(job, Guilty):
            done.append((job.start, job.stop))
            blamed.append(job.start)
            continue
        bad = [p for p in range(job.start, job.stop) if p in lethal]
        if not bad:
            done.append((job.start, job.stop))
            continue
        deaths += 1
        todo = recovered(job, Lost((bad[0], bad[0] + 1) if known else None)) + todo
    assert [a for a, _ in done] == [start, *[b for _, b in done][:-1]]
    assert done[-1][1] == start + size
    inside = sorted(p for p in lethal if start <= p < start + size)
    assert blamed == inside
    assert deaths <= (2 if known else 2 * size.bit_length() + 2) * max(len(inside), 1)


def test_what_comes_back_late_is_blamed_at_once():
    job = Job(0, 10, before=0, rows="rows")
    before, guilty, after = recovered(job, Overdue((4, 5)))
    assert (before.start, before.stop, before.rows) == (0, 4, "rows")
    assert (guilty.start, guilty.stop, guilty.overdue) == (4, 5, True)
    assert (after.start, after.stop, after.rows) == (5, 10, None)


# Nobody waits for ever without being told.


class Silent(cf.Executor):
    """Does nothing until it is told to."""

    _max_workers = 1

    def __init__(self):
        self.held = []

    def submit(self, function, /, *args):
        future = cf.Future()
        self.held.append((future, function, args))
        return future

    def work(self):
        for future, function, args in self.held:
            future.set_result(function(*args))
        self.held.clear()


def test_silence_is_said(monkeypatch, serial):
    monkeypatch.setattr(futures, "_LOOK", 0.01)
    monkeypatch.setattr(futures, "_SILENCE", 0.03)
    executor, said = Silent(), []

    def show(message, *_, **__):
        said.append(str(message))
        if "no block has come back" in said[-1] and len(said) % 2 == 0:
            executor.work()

    with warnings.catch_warnings():
        warnings.simplefilter("always")
        monkeypatch.setattr(warnings, "showwarning", show)
        assert run(scalar, executor=executor).digest() == serial[scalar]
    assert "1 are under way" in said[0]
    assert "Ctrl-C ends the sweep" in said[0]


class Deserted(Cluster):
    """A cluster of so many workers each time one looks."""

    def __init__(self, *counts):
        self.counts = list(counts)

    def workers(self):
        return self.counts.pop(0) if len(self.counts) > 1 else self.counts[0]

    def submit(self, function, /, *args):
        return cf.Future()


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ([2, 0], "the cluster has lost all its workers"),
        ([2, 2, None], "the scheduler of the cluster does not answer"),
    ],
)
def test_a_cluster_that_is_gone_ends_the_sweep(monkeypatch, counts, said):
    monkeypatch.setattr(futures, "_LOOK", 0.001)
    monkeypatch.setattr(futures, "_DESERTED", 0.1)
    cluster = Deserted(2, *counts)
    monkeypatch.setattr(futures, "_executor", lambda given: cluster)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with pytest.raises(SweepInterrupted) as error:
            run(scalar, executor=cluster)
    assert said in error.value.__notes__[0]
    deserted = [w for w in caught if "the cluster has no workers" in str(w.message)]
    assert len(deserted) == (counts[-1] == 0)


def test_workers_that_join_later_get_blocks(monkeypatch):
    monkeypatch.setattr(futures, "_LOOK", 0.0)
    runner = futures.Futures(cf.ThreadPoolExecutor(1), Task(evaluator_of(scalar), DESIGN))
    runner._executor = Deserted(0, 40)
    runner._watch = futures._Watch(runner._executor)
    runner.submit(Task(evaluator_of(scalar), DESIGN, seed=1), Job(0, 1))
    with pytest.warns(LilliputWarning, match="the cluster has no workers"):
        runner.wait(0.0)
    assert runner.workers == 1
    runner.wait(0.0)
    assert runner.workers == 40
    assert runner.room()


def test_results_that_cannot_be_fetched_reach_the_sweep():
    """The executor of Dask's client forgets such a future, and its sweep would wait for ever."""

    class Gone:
        def __await__(self):
            raise OSError("the worker that held it has gone")
            yield

    class Cancelled:
        def __await__(self):
            raise asyncio.CancelledError
            yield

    for lost, kind in ((Gone(), OSError), (Cancelled(), asyncio.CancelledError)):
        promise = cf.Future()
        asyncio.run(fulfil(lost, promise))
        with pytest.raises(kind):
            promise.result(timeout=0)
        with pytest.raises(ExecutorBrokenError):
            futures._outcome(promise)


# Dask, with two worker processes.


@pytest.fixture(scope="module")
def client():
    distributed = pytest.importorskip("distributed")
    import dask

    dask.config.set({"distributed.scheduler.allowed-failures": 0})
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


@pytest.mark.slow
@pytest.mark.parametrize("model", [scalar, arrays], ids=["scalar", "vectorised"])
def test_dask_gives_the_same_rows(serial, client, tmp_path, model):
    assert run(model, executor=client, block_size=30).digest() == serial[model]
    found = run(model, executor=client, block_size=50, store=tmp_path / "s")
    assert found.digest() == serial[model]


def steady(x):
    time.sleep(0.005)
    return {"y": x * x, "t": "ab"[x % 2]}


@pytest.mark.slow
def test_a_worker_of_dask_killed_in_the_middle(client, tmp_path):
    line = grid({"x": range(400)})
    store = tmp_path / "s"
    pids = list(client.run(os.getpid).values())
    with cf.ThreadPoolExecutor(1) as aside:
        running = aside.submit(
            sweep, steady, line, executor=client, store=store, block_size=20, progress=False
        )
        while len(list(Path(store).glob("parts/*.parquet"))) < 4:
            time.sleep(0.01)
        os.kill(pids[0], 9)
        results = running.result(timeout=100)
    assert results.digest() == sweep(steady, line, workers=1, progress=False).digest()
    assert len(results.failures) == 0


def lethal(x):
    if x == 5:
        os._exit(1)
    return x


@pytest.mark.slow
def test_a_point_that_kills_workers_of_dask(client):
    found = sweep(lethal, grid({"x": range(12)}), executor=client, block_size=2, progress=False)
    assert found.failures["error"].to_dict() == {5: "WorkerLost"}
    assert found.to_pandas()["value"].tolist() == [x for x in range(12) if x != 5]
