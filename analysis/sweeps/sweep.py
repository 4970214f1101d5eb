"""Sweep a model over a design: the one function that everyone calls."""

import math
import multiprocessing
import os
import warnings
from contextlib import ExitStack
from dataclasses import replace
from numbers import Integral, Real
from typing import Any, Literal

from lilliput.analysis.sweeps.blocks import Task
from lilliput.analysis.sweeps.driving import Driver
from lilliput.analysis.sweeps.errors import DamagedStoreError
from lilliput.analysis.sweeps.evaluators import Column, Evaluator, evaluator_of
from lilliput.analysis.sweeps.execution import Runner, Serial, available_cpus
from lilliput.analysis.sweeps.manifest import Manifest
from lilliput.analysis.sweeps.progress import Progress, warn_of_failures
from lilliput.analysis.sweeps.results import Results
from lilliput.analysis.sweeps.store import Store, read_manifest
from lilliput.games.errors import InvalidArgumentError, LilliputWarning, nearest_names

__all__ = ["sweep"]

_WORTH_A_POOL = 3.0  # seconds


def sweep(
    model: Any,
    design: Any,
    *,
    executor: Any = None,
    store: str | os.PathLike[str] | None = None,
    seed: int | None = None,
    progress: bool = True,
    on_error: Literal["record", "raise"] = "record",
    block_size: int | None = None,
    time_limit: float | None = None,
    workers: int | None = None,
) -> Results:
    """Evaluate a model at every point of a design.

    One row a point: its parameters, what the model gives there, or why it failed. The rows are the
    same, bit by bit, whoever computes them, in blocks of whatever size, interrupted or not.

    Parameters
    ----------
    model
        A model of a claim, a claim, a comparison of institutions, or a function whose parameters
        have the names of the design's. A function of scalars returns a number, a truth value, a
        text, or a mapping of names to those; one of arrays, marked by `vectorised`, returns an
        array or a mapping of arrays. A parameter ``rng`` (or ``seeds`` of a vectorised function)
        makes it random: it is given a generator (or seeds) of each point's own.
    design
        The points: `grid`, `sobol`, `latin_hypercube`, `halton`, `from_frame` and what is made of
        them. Parameters with defaults may be left out.
    executor
        None: in this process, or by a pool of processes where a scalar model would take more than
        some seconds. Any executor of `concurrent.futures`, or a Dask ``Client``: by its workers.
    store
        A folder in which finished blocks are kept; the same call with the same store goes on after
        whatever ended it, and memory does not grow with the design. None: in memory.
    seed
        Of the random numbers of a random model, a non-negative integer; None: drawn, and kept in
        the manifest of the results. Other models have no use for it.
    progress
        Whether to show a bar.
    on_error
        ``"record"``: a point at which the model fails is a row with the error and its message.
        ``"raise"``: stop at the first one.
    block_size
        Positions in a block; None: about a second of work, at most 65,536.
    time_limit
        Seconds that one call of the model may take: one point of a scalar model, one block of a
        vectorised one, which is halved when it takes longer. The point that does not come back is
        recorded as ``TimeLimitExceeded``. Without an executor, models then run in processes of
        their own, which are ended if nothing else helps; threads and Dask's workers cannot be
        ended, and a warning says so.
    workers
        Processes of the own pool: 1 for none, but in this process. Not with an executor.

    Returns
    -------
    Results
        Rows in order of the points, lazily read when there is a store.

    Raises
    ------
    InvalidArgumentError
        A parameter without a default is not in the design, the design has a name that the model
        does not take, or an argument is outside its domain; all before work starts.
    SweepInterrupted
        Ctrl-C, or an executor that broke; it says how to go on.
    StoreError
        The store is that of another sweep, is being written, or the disk is full.
    PointFailedError
        The model failed, with ``on_error="raise"``.

    Warns
    -----
    LilliputWarning
        Points failed (once, with their number), damaged parts were computed anew, or a time limit
        cannot be enforced.

    Notes
    -----
    A worker that dies (killed, out of memory, a crash in C) costs at most its block, which is
    repeated, then halved; a point that takes its worker along twice is recorded as ``WorkerLost``.
    Point k of a random model has the generator of ``SeedSequence(seed).spawn(k + 1)[k]``.

    Examples
    --------
    >>> from lilliput.analysis.designs import grid
    >>> def surplus(m, delta):
    ...     return {"surplus": m * delta - 1, "positive": m * delta > 1}
    >>> results = sweep(surplus, grid({"m": [1, 2, 3], "delta": [0.4, 0.9]}), progress=False)
    >>> results.to_pandas(where="positive")  # doctest: +NORMALIZE_WHITESPACE
           m  delta  surplus  positive
    point
    3      2    0.9      0.8      True
    4      3    0.4      0.2      True
    5      3    0.9      1.7      True
    """
    evaluator = evaluator_of(model)
    limit = _checked(on_error, block_size, time_limit, workers, executor, seed)
    fixed = _fixed(evaluator, design)
    existing = _existing(store)
    task = Task(
        evaluator,
        design,
        columns=evaluator.columns or _known(existing),
        seed=_seed(evaluator, seed, existing),
        record=on_error == "record",
        limit=limit,
    )
    bar = Progress(design.size, evaluator.name, shown=bool(progress))
    driver = Driver(task, None if block_size is None else int(block_size), bar, path=store)
    with ExitStack() as stack:
        stack.callback(driver.close)
        driver.runner = _first_runner(executor, task, workers)
        if task.columns is None:
            driver.explore(0, design.size)
        manifest = _manifest(task, driver.columns, fixed)
        opened = None
        if store is not None:
            opened = stack.enter_context(Store.open_for_writing(store, manifest))
            for note in opened.notes:
                warnings.warn(note, LilliputWarning, stacklevel=2)
        driver.open(manifest, opened)
        if isinstance(driver.runner, Serial) and workers is None:
            driver.runner = _better_runner(driver) or driver.runner
        driver.run()
    return _results(manifest, driver, store)


def _results(manifest: Manifest, driver: Driver, store: Any) -> Results:
    if store is None:
        results = Results.from_tables(manifest, driver.tables)
        errors = dict(driver.progress.errors)
    else:
        results = Results.open(store, verify=False)  # written or verified just now
        tally = results.counts()
        of_errors = tally[tally.index.get_level_values(0) == "error"].droplevel(0)
        errors = {str(kind): int(number) for kind, number in of_errors.items()}
    if errors:
        warn_of_failures(errors, len(results), results.first_failure())
    return results


def _checked(
    on_error: str,
    block_size: int | None,
    time_limit: float | None,
    workers: int | None,
    executor: Any,
    seed: int | None,
) -> float:
    """Refuse what is outside its domain; return the time limit."""
    if on_error not in ("record", "raise"):
        raise InvalidArgumentError(f"on_error must be 'record' or 'raise', got {on_error!r}")
    for name, value in (("block_size", block_size), ("workers", workers)):
        if value is not None and not _counts(value, 1):
            raise InvalidArgumentError(f"{name} must be an integer of at least 1, got {value!r}")
    if seed is not None and not _counts(seed, 0):
        raise InvalidArgumentError(f"seed must be a non-negative integer or None, got {seed!r}")
    if executor is not None and workers is not None:
        raise InvalidArgumentError(
            f"workers={workers} is for the own pool, but an executor is given, which has its own: "
            "leave one of them out"
        )
    if time_limit is None:
        return math.inf
    if not isinstance(time_limit, Real) or not 0 < float(time_limit) < math.inf:
        raise InvalidArgumentError(
            f"time_limit must be a positive number of seconds, got {time_limit!r}"
        )
    return float(time_limit)


def _counts(value: Any, least: int) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool) and int(value) >= least


def _fixed(evaluator: Evaluator, design: Any) -> dict[str, Any]:
    """Return the parameters that keep their defaults; refuse names that do not match."""
    if not hasattr(design, "block") or not hasattr(design, "names"):
        makers = {"DataFrame": "from_frame(frame)", "dict": "grid(space)"}
        ready = makers.get(type(design).__name__, "grid, sobol, latin_hypercube or from_frame")
        raise InvalidArgumentError(
            f"design must be a design, as made by {ready}, got {type(design).__name__}"
        )
    names = tuple(design.names)
    strangers = [name for name in names if name not in evaluator.parameters]
    if strangers and not evaluator.open:
        takes = ", ".join(evaluator.parameters) or "no parameters"
        near = nearest_names(strangers[0], evaluator.parameters, 1)
        hint = f" (did you mean {near[0]}?)" if near else ""
        raise InvalidArgumentError(
            f"design: {evaluator.name} does not take {', '.join(strangers)}{hint}; it takes {takes}"
        )
    left = [name for name in evaluator.parameters if name not in names]
    missing = [name for name in left if name not in evaluator.defaults]
    if missing:
        raise InvalidArgumentError(
            f"design: {evaluator.name} needs {', '.join(missing)} too, which the design does not "
            f"have and which {'has' if len(missing) == 1 else 'have'} no default; the design has "
            f"{', '.join(names)}"
        )
    return {name: evaluator.defaults[name] for name in left}


def _existing(store: Any) -> Manifest | None:
    if store is None:
        return None
    try:
        return read_manifest(store)
    except DamagedStoreError:
        return None  # opening it for writing judges whether it can be mended


def _known(existing: Manifest | None) -> tuple[Column, ...] | None:
    if existing is None:
        return None
    return tuple(Column(name, kind) for name, kind in existing.outputs)  # type: ignore[arg-type]


def _seed(evaluator: Evaluator, seed: int | None, existing: Manifest | None) -> int | None:
    if not evaluator.random:
        return None
    if seed is not None:
        return int(seed)
    if existing is not None and existing.seed is not None:
        return existing.seed
    from numpy.random import SeedSequence

    return int(SeedSequence().entropy)  # type: ignore[arg-type]


def _manifest(task: Task, columns: tuple[Column, ...], fixed: dict[str, Any]) -> Manifest:
    design, evaluator = task.design, task.evaluator
    return Manifest(
        model=evaluator.name,
        model_digest=evaluator.digest,
        design=design.describe(),
        design_digest=design.digest,
        size=design.size,
        fixed=fixed,
        parameters=tuple(design.kinds.items()),
        outputs=tuple((column.name, column.kind) for column in columns),
        seed=task.seed,
    )


def _first_runner(executor: Any, task: Task, workers: int | None) -> Runner:
    if executor is not None:
        from lilliput.analysis.sweeps.futures import Futures

        return Futures(executor, task)
    if (workers or 1) > 1 or math.isfinite(task.limit):
        from lilliput.analysis.sweeps.pools import Pool

        return Pool(task, workers or (1 if task.evaluator.vectorised else available_cpus()))
    return Serial()


def _better_runner(driver: Driver) -> Runner | None:
    """Return a pool of processes, if the rest would take long without; else None."""
    rest = driver.seconds_left()
    nested = multiprocessing.current_process().daemon
    if driver.task.evaluator.vectorised or rest < _WORTH_A_POOL or nested:
        return None
    if available_cpus() < 2:
        return None
    from lilliput.analysis.sweeps.pools import Pool

    try:
        return Pool(replace(driver.task), available_cpus())
    except InvalidArgumentError as error:
        warnings.warn(f"one process does all: {error}", LilliputWarning, stacklevel=3)
        return None
