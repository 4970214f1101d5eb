"""Who does the blocks, and what happens when a worker is lost.

A runner takes jobs and gives them back with an outcome: a receipt, or that the worker was lost or
did not come back in time. `recovered` says what to do then: repeat the block once, then halve it
until the single point is found, which becomes a failed row. Nothing is tried more often than that.
"""

import os
from collections import Counter
from dataclasses import dataclass, replace
from typing import Protocol

from lilliput.analysis.sweeps.blocks import Job, Receipt, Task, finish, run_block
from lilliput.analysis.sweeps.evaluation import Failure, Watch
from lilliput.analysis.sweeps.limits import LIMIT_NAME, limit_message
from lilliput.analysis.sweeps.parts import parts_in, read_part
from lilliput.analysis.sweeps.rows import failed_points

__all__ = [
    "ExecutorBrokenError",
    "Guilty",
    "Lost",
    "Outcome",
    "Overdue",
    "Runner",
    "Serial",
    "available_cpus",
    "failed_receipt",
    "receipt_of_part",
    "recovered",
]

LOST_NAME = "WorkerLost"
_LOST_MESSAGE = "the process that evaluated this point ended each time without an answer"


@dataclass(frozen=True)
class Lost:
    """A worker ended in the middle of a job; `stage`: the positions at which it was, if known."""

    stage: tuple[int, int] | None


@dataclass(frozen=True)
class Overdue:
    """A worker did not come back in time from these positions, and was ended."""

    stage: tuple[int, int]


Outcome = Receipt | Lost | Overdue


class ExecutorBrokenError(RuntimeError):
    """An executor that takes no more work."""


class Runner(Protocol):
    """Takes jobs, gives outcomes."""

    workers: int
    isolates: bool
    """Whether the loss of a worker touches no other job than its own."""

    def room(self) -> bool:
        """Whether another job may be submitted."""

    def busy(self) -> bool:
        """Whether there are jobs without outcome."""

    def submit(self, task: Task, job: Job) -> None:
        """Take a job."""

    def wait(self, timeout: float | None = None) -> list[tuple[Job, Outcome]]:
        """Return the jobs that have ended, after waiting for at least one (or the timeout)."""

    def cancel(self) -> None:
        """Forget jobs that have not begun."""

    def close(self) -> None:
        """End everything at once."""


class Serial:
    """Does one job after the other in this process."""

    workers = 1
    isolates = True

    def __init__(self) -> None:
        self._job: tuple[Task, Job] | None = None

    def room(self) -> bool:
        """Whether there is no job."""
        return self._job is None

    def busy(self) -> bool:
        """Whether there is a job."""
        return self._job is not None

    def submit(self, task: Task, job: Job) -> None:
        """Take a job."""
        self._job = task, job

    def wait(self, timeout: float | None = None) -> list[tuple[Job, Outcome]]:
        """Do the job."""
        if self._job is None:
            return []
        (task, job), self._job = self._job, None
        return [(job, run_block(task, job, Watch()))]

    def cancel(self) -> None:
        """Forget the job."""
        self._job = None

    def close(self) -> None:
        """Do nothing."""


@dataclass(frozen=True)
class Guilty:
    """The position of a point that took its worker along, or too long, within its job."""

    start: int
    stop: int
    job: Job
    overdue: bool


def recovered(job: Job, outcome: Lost | Overdue) -> list[Job | Guilty]:
    """Return what replaces a job whose worker was lost, in the order of the positions.

    Parameters
    ----------
    job
        What was to be done.
    outcome
        What happened.
    """
    low, high = outcome.stage or (job.start, job.stop)
    low, high = max(low, job.start), min(high, job.stop)
    if low >= high:
        low, high = job.start, job.stop
    before: list[Job | Guilty] = [_piece(job, job.start, low, 0)] if job.start < low else []
    after: list[Job | Guilty] = [_piece(job, high, job.stop, 0)] if high < job.stop else []
    single, overdue = high - low == 1, isinstance(outcome, Overdue)
    if single and (overdue or (job.losses > 0 and job.stop - job.start == 1)):
        return [*before, Guilty(low, high, job, overdue), *after]
    if single or (job.losses == 0 and not overdue):
        return [*before, _piece(job, low, high, job.losses + 1), *after]
    middle = (low + high) // 2
    halves = [_piece(job, low, middle, 1), _piece(job, middle, high, 1)]
    return [*before, *halves, *after]


def _piece(job: Job, start: int, stop: int, losses: int) -> Job:
    """Return a piece of a job; rows that are there already stay with the first."""
    first = start == job.start
    return replace(
        job,
        start=start,
        stop=stop,
        losses=losses,
        block=None,
        before=job.before if first else None,
        rows=job.rows if first else None,
    )


def failed_receipt(task: Task, guilty: Guilty) -> Receipt:
    """Record a point that took its worker along, or took too long."""
    failure: Failure = (
        (LIMIT_NAME, limit_message(task.limit)) if guilty.overdue else (LOST_NAME, _LOST_MESSAGE)
    )
    found = failed_points(task.design.block(guilty.start, guilty.stop), failure)
    return finish(task, _piece(guilty.job, guilty.start, guilty.stop, 0), found)


def receipt_of_part(task: Task, job: Job) -> Receipt | None:
    """Return the receipt of a job whose part is in the store, though its worker was lost."""
    if task.folder is None or task.schema is None:
        return None
    for part in parts_in(task.folder, verify=False)[0]:
        if (part.start, part.stop) == (job.first, job.stop):
            errors = read_part(part.path, ["error"]).column("error").drop_null().to_pylist()
            return Receipt(job.first, job.stop, job.stop - job.start, 0.0, Counter(errors))
    return None


def available_cpus() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
