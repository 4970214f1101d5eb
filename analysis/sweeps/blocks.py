"""A block of points, from the design to the store: what a worker does.

`run_block` takes a task and an interval of positions, evaluates the points in it, and writes them
as a part of the store, or hands the table back. The receipt says what was done; the rows of a
stored block never leave the worker.
"""

import os
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from lilliput.analysis.sweeps.evaluation import Budget, Evaluation, Terms, Watch
from lilliput.analysis.sweeps.evaluators import Column, Evaluator
from lilliput.analysis.sweeps.parts import write_part
from lilliput.analysis.sweeps.rows import nan_points, table_of
from lilliput.analysis.sweeps.scalar_models import evaluate_points
from lilliput.analysis.sweeps.vectorised_models import evaluate_arrays

__all__ = ["Job", "Receipt", "Task", "finish", "run_block", "tally"]


@dataclass(frozen=True, eq=False)
class Task:
    """What is the same for all blocks of a sweep.

    Parameters
    ----------
    evaluator, design
        The model and the points; no design where blocks bring their points.
    columns, schema
        Of the outputs, and of the rows; None until they are known.
    folder
        Of the store's parts; None to hand tables back.
    seed
        Entropy of the points' random numbers.
    record
        Whether failed points become rows.
    limit
        Seconds that a call may take.
    """

    evaluator: Evaluator
    design: Any
    columns: tuple[Column, ...] | None = None
    schema: Any = None
    folder: str | None = None
    seed: int | None = None
    record: bool = True
    limit: float = float("inf")

    def knowing(self, columns: tuple[Column, ...], schema: Any, folder: str | None) -> "Task":
        """Return the task once it is known what the rows look like and where they go."""
        return replace(self, columns=columns, schema=schema, folder=folder)


@dataclass(frozen=True, eq=False)
class Job:
    """An interval of positions to be evaluated.

    Parameters
    ----------
    start, stop
        The interval.
    budget
        When to stop early; what has been evaluated until then is handed back as it is.
    before, rows
        The position from which on `rows` hold points that are evaluated already; they become the
        beginning of the part.
    block
        The points, where the worker has no design.
    losses
        How often a worker has been lost over it.
    """

    start: int
    stop: int
    budget: Budget | None = None
    before: int | None = None
    rows: Any = None
    block: Any = None
    losses: int = 0

    @property
    def first(self) -> int:
        """The first position of the part."""
        return self.start if self.before is None else self.before


@dataclass(eq=False)
class Receipt:
    """What has been done of a job.

    Parameters
    ----------
    start, stop
        The positions that are finished.
    points
        How many points were evaluated at them.
    seconds
        That the model took.
    errors
        Type of error to the number of points.
    nans
        Points with a NaN.
    table
        Their rows, where there is no store.
    evaluation
        What was evaluated, as it is, where the job had a budget.
    stopped
        What ended the work before the end of the job.
    detail
        Where it was: the point and its parameters, and the traceback of a model's error.
    """

    start: int
    stop: int
    points: int
    seconds: float
    errors: Counter[str] = field(default_factory=Counter)
    nans: int = 0
    table: Any = None
    evaluation: Evaluation | None = None
    stopped: BaseException | None = None
    detail: dict[str, Any] = field(default_factory=dict)


def run_block(task: Task, job: Job, watch: Watch) -> Receipt:
    """Evaluate the points of a job and store them."""
    block = task.design.block(job.start, job.stop) if job.block is None else job.block
    evaluate = evaluate_arrays if task.evaluator.vectorised else evaluate_points
    before = time.perf_counter()
    terms = Terms(task.columns, task.seed, task.record, watch, job.budget)
    found = evaluate(task.evaluator, block, terms)
    watch.beat.rest()
    found.seconds = time.perf_counter() - before
    reached = job.stop if len(found) == len(block.positions) else int(block.positions[len(found)])
    receipt = finish(task, replace(job, stop=reached), found)
    receipt.stopped = found.stopped
    if receipt.stopped is not None and reached < job.stop:
        columns = {name: values[len(found)] for name, values in block.columns.items()}
        receipt.detail = {"point": reached, "parameters": columns}
    return receipt


def finish(task: Task, job: Job, found: Evaluation) -> Receipt:
    """Store what has been evaluated of a job, or hand it back."""
    receipt = Receipt(
        job.first,
        job.stop,
        len(found),
        found.seconds,
        *tally(found),
    )
    if job.budget is not None or task.schema is None:
        receipt.evaluation = found
        return receipt
    table = table_of(found, task.schema)
    if job.rows is not None:
        import pyarrow as pa

        table = pa.concat_tables([job.rows, table]).unify_dictionaries().combine_chunks()
    if job.first == job.stop:
        return receipt
    if task.folder is None:
        receipt.table = table
    else:
        write_part(os.fspath(task.folder), job.first, job.stop, table)
    return receipt


def tally(found: Evaluation) -> tuple[Counter[str], int]:
    """Return how many points failed, by type of error, and how many have a NaN."""
    return Counter(error for error, _ in found.failures.values()), nan_points(found)
