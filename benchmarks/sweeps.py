"""Sweeps: claims and institutions at a million points, and the cost of spreading scalar models.

Times of one process are CPU seconds; those of several processes are seconds of the clock.
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np
from timing import Row, cpu_seconds

from lilliput.analysis import Comparison, State, claims, grid, monte_carlo, sweep, vectorised
from lilliput.games.errors import LilliputError

__all__ = ["rows", "scalar_model"]

WORKERS = 2


def rows(*, full: bool) -> Iterator[Row]:
    """Yield the rows; `full` adds ten million points and Dask."""
    yield from claim_rows()
    yield from institution_rows()
    yield from resume_rows()
    yield from spread_rows(dask=full)
    yield from peer_rows()
    if full:
        memory = peak_memory(10**7)
        print(f"  peak memory of 10^7 points with a store: {memory:.2f} GiB (mark 1)")


def quiet_sweep(model: Any, design: Any, **arguments: Any) -> Any:
    """Sweep without a bar and without the warning that points failed."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return sweep(model, design, progress=False, **arguments)


def claim_rows() -> Iterator[Row]:
    """Sweep a million points of every model, against the scalar loop over the same model."""
    times: dict[str, tuple[float, float]] = {}
    for claim in claims.values():
        for model in claim.models.values():
            design = monte_carlo(model.space(), n=10**6)
            start = process_time()
            quiet_sweep(model, design)
            whole = process_time() - start
            times[model.id] = (whole, scalar_seconds(model) * 10**6)
    slowest = max(times, key=lambda name: times[name][0])
    least = min(times, key=lambda name: times[name][1] / times[name][0])
    for title, name in (("slowest", slowest), ("least gain", least)):
        ours, loop = times[name]
        work = f"10^6 points of {name} ({title} of {len(times)} models)"
        yield Row(work, ours, "2", "scalar loop", loop, "mark 200×")
    total = [sum(column) for column in zip(*times.values(), strict=True)]
    yield Row(f"10^6 points of all {len(times)} models", total[0], "", "scalar loop", total[1])


def scalar_seconds(model: Any, points: int = 200) -> float:
    """Return the CPU seconds a point of deciding the model one point after the other."""
    sample = [
        {name: value if model.parameters[name].integer else float(value)
         for name, value in point.items() if not isinstance(value, str)}
        | {name: value for name, value in point.items() if isinstance(value, str)}
        for point in model.sample(points, seed=0, near_boundary=0)
    ]  # fmt: skip
    model.test(**sample[0])
    start = process_time()
    for point in sample:
        try:
            model.test(**point)
        except LilliputError:  # a point at the edge of the domain
            continue
    return (process_time() - start) / points


def institution_rows() -> Iterator[Row]:
    """Compare all institutions in many states, some below the critical discount factor."""
    from lilliput.analysis import binding_premium

    for powers, points, mark in ((5, 10**5, "2"), (10, 10**4, "10")):
        names = [f"P{i}" for i in range(powers)]
        capabilities = [float(powers - i) for i in range(powers)]
        state = State(powers=names, capabilities=capabilities, stakes="gravity",
                      directed_stakes="size", costs=(0.02, 0.01, 0.05))  # fmt: skip
        comparison = Comparison(state, stakes="gravity", directed_stakes="size")
        space = {"discount_factor": (0.1, 0.99), "collective_good": (0, 1),
                 "brokerage": (0, 1), "capabilities.P0": (powers / 2, 2 * powers)}  # fmt: skip
        design = monte_carlo(space, n=points)
        ours = cpu_seconds(lambda c=comparison, d=design: quiet_sweep(c, d), most=2)
        loop = cpu_seconds(lambda s=state: binding_premium(s).verdict, most=3) * points
        work = f"8 institutions in {points:,} states of {powers} powers"
        yield Row(work, ours, mark, "scalar, one pair", loop)


def resume_rows() -> Iterator[Row]:
    """Go on with a million points of which nine tenths are done."""
    model = claims["C10"].models["M10a"]
    design = grid({"m": np.arange(1, 21), "k": np.arange(1, 21)}) * grid({"draw": range(2500)})

    @vectorised
    def margin(m: Any, k: Any, draw: Any) -> dict[str, Any]:
        return {"margin": model.in_closed_form(m=m, k=k) + 0 * draw}

    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        start = perf_counter()
        quiet_sweep(margin, design, store=store, block_size=20_000)
        whole = perf_counter() - start
        parts = sorted((store / "parts").glob("*.parquet"))
        for part in parts[::10]:
            part.unlink()
        start = perf_counter()
        quiet_sweep(margin, design, store=store, block_size=20_000)
        rest = perf_counter() - start
    note = f"{rest / whole:.0%} of the whole (mark 15 %)"
    yield Row("resume 10^6 points, 90 % done", rest, "", "the whole", whole, note)


def scalar_model(m: float, k: float, cost: float) -> dict[str, Any]:
    """Return a margin by some twenty microseconds of arithmetic, as scalar models do."""
    total = 0.0
    for i in range(1, 200):
        total += m / (i + k) - cost / i
    return {"margin": total, "wins": 1.0 if total > 0 else 0.0}


def trivial(x: float) -> float:
    """Return the number itself: what is left is the overhead."""
    return x


def spread_rows(*, dask: bool) -> Iterator[Row]:
    """Measure the overhead over the bare work in blocks of 1,000, by two processes."""
    points = 400_000
    design = monte_carlo({"x": (0, 1)}, n=points)
    values = design.block(0, points).columns["x"].tolist()
    bare = cpu_seconds(lambda: [trivial(x=x) for x in values], most=3)
    serial = cpu_seconds(lambda: quiet_sweep(trivial, design, workers=1, block_size=1000), most=2)
    note = f"{(serial - bare) / points * 1e6:.1f} µs a point"
    yield Row("overhead of 400,000 points, serial", serial - bare, "", "bare", bare, note)
    with ProcessPoolExecutor(WORKERS) as pool:
        yield overhead("a process pool", pool, design, bare, points, 5)
    if dask:
        from distributed import Client, LocalCluster

        options = {"threads_per_worker": 1, "dashboard_address": None}
        with LocalCluster(WORKERS, **options) as cluster, Client(cluster) as client:
            yield overhead("Dask", client, design, bare, points, 20)


def overhead(name: str, executor: Any, design: Any, bare: float, points: int, mark: float) -> Row:
    """Return what a point costs beyond the bare work, workers times seconds of the clock."""

    def run() -> float:
        start = perf_counter()
        quiet_sweep(trivial, design, executor=executor, block_size=1000)
        return perf_counter() - start

    run()
    spent = min(run(), run()) * WORKERS
    note = f"{(spent - bare) / points * 1e6:.1f} µs a point (mark {mark:g})"
    return Row(f"overhead of 400,000 points, {name}", spent - bare, "", "bare", bare, note)


def peer_rows(points: int = 100_000) -> Iterator[Row]:
    """Run the same scalar model in EMA Workbench and Mesa, two processes each."""
    design = monte_carlo({"m": (2, 20), "k": (1, 10), "cost": (0, 5)}, n=points)
    with ProcessPoolExecutor(WORKERS) as pool:
        ours = clock(lambda: quiet_sweep(scalar_model, design, executor=pool))
    for name, run in (("EMA Workbench", ema_workbench), ("Mesa", mesa)):
        part = points // 20
        seconds = run(part)
        theirs = None if seconds is None else seconds * 20
        note = f"{points / ours:,.0f} points a second, mark 3×; theirs from {part:,} points"
        yield Row(f"scalar model, {points:,} points, 2 processes", ours, "", name, theirs, note)


def clock(action: Callable[[], Any]) -> float:
    """Return the least seconds of the clock of two runs, after one that warms up."""
    action()
    times = []
    for _ in range(2):
        start = perf_counter()
        action()
        times.append(perf_counter() - start)
    return min(times)


def ema_workbench(points: int) -> float | None:
    """Time EMA Workbench on the scalar model, without what its pool takes to start."""
    try:
        import logging

        from ema_workbench import Model, MultiprocessingEvaluator, RealParameter, ScalarOutcome
    except ImportError:
        return None
    logging.getLogger("EMA").setLevel(logging.CRITICAL)
    model = Model("scalar", function=scalar_model)
    model.uncertainties = [RealParameter("m", 2, 20), RealParameter("k", 1, 10),
                           RealParameter("cost", 0, 5)]  # fmt: skip
    model.outcomes = [ScalarOutcome("margin"), ScalarOutcome("wins")]
    with MultiprocessingEvaluator(model, n_processes=WORKERS) as evaluator:
        evaluator.perform_experiments(scenarios=100)
        start = perf_counter()
        evaluator.perform_experiments(scenarios=points)
        return perf_counter() - start


def mesa(points: int) -> float | None:
    """Time Mesa's batch runner on the scalar model, without what its pool takes to start."""
    try:
        from mesa import batch_run
    except ImportError:
        return None
    from mesa_model import ScalarModel

    side = round(points ** (1 / 3))
    levels = {"m": np.linspace(2, 20, side).tolist(), "k": np.linspace(1, 10, side).tolist(),
              "cost": np.linspace(0, 5, side).tolist()}  # fmt: skip

    def run(space: dict[str, list[float]]) -> float:
        start = perf_counter()
        batch_run(ScalarModel, space, number_processes=WORKERS, iterations=1, max_steps=1,
                  display_progress=False)  # fmt: skip
        return perf_counter() - start

    few = run({name: values[:1] for name, values in levels.items()})
    return (run(levels) - few) * points / side**3


def peak_memory(points: int) -> float:
    """Return the peak memory in GiB of a process that sweeps into a store."""
    code = (
        "import resource, tempfile\n"
        "from lilliput.analysis import claims, monte_carlo\n"
        "model = claims['C4'].models['M4a']\n"
        "from sweeps import quiet_sweep\n"
        "with tempfile.TemporaryDirectory() as folder:\n"
        f"    quiet_sweep(model, monte_carlo(model.space(), n={points}), store=folder + '/s')\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parent,
                          capture_output=True, text=True, check=True)  # fmt: skip
    return float(done.stdout.split()[-1])
