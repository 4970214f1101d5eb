"""From the first block to the last: jobs go to a runner, receipts come back, nothing is lost."""

import contextlib
import os
import time
from typing import Any

from lilliput.analysis.sweeps.blocks import Job, Receipt, Task, tally
from lilliput.analysis.sweeps.errors import StoreFullError, SweepInterrupted
from lilliput.analysis.sweeps.evaluation import Evaluation, FailureRaised, failure_of
from lilliput.analysis.sweeps.evaluators import Column
from lilliput.analysis.sweeps.execution import (
    ExecutorBrokenError,
    Guilty,
    Runner,
    Serial,
    failed_receipt,
    receipt_of_part,
    recovered,
)
from lilliput.analysis.sweeps.manifest import Manifest
from lilliput.analysis.sweeps.progress import Progress
from lilliput.analysis.sweeps.rows import table_of
from lilliput.analysis.sweeps.schedule import Pilot, Queue, Sizes, explore
from lilliput.analysis.sweeps.store import Store
from lilliput.games.errors import LilliputError

__all__ = ["Driver", "PointFailedError"]

_PATIENCE = 5.0  # seconds for blocks that are under way when the sweep ends early


class PointFailedError(LilliputError, RuntimeError):
    """A point at which the model failed, in a sweep that was to stop there."""


class Driver:
    """A sweep on its way.

    Parameters
    ----------
    task
        What is evaluated.
    block_size
        As the caller wants it.
    progress
        Where to count.
    path
        Of the store.
    """

    def __init__(
        self, task: Task, block_size: int | None, progress: Progress, *, path: Any
    ) -> None:
        self.task, self.block_size, self.progress = task, block_size, progress
        self.path = None if path is None else os.fspath(path)
        self.store: Store | None = None
        self.tables: list[Any] = []
        self.runner: Runner = Serial()
        self._pilot: Pilot | None = None
        self._early: list[Evaluation] = []
        self._missing: list[tuple[int, int]] = [(0, task.design.size)]

    @property
    def columns(self) -> tuple[Column, ...]:
        """The outputs; none when all points failed."""
        found = self._pilot.columns if self._pilot is not None else None
        return self.task.columns or found or ()

    def explore(self, start: int, stop: int) -> None:
        """Evaluate the first points of an interval."""
        try:
            self._pilot = explore(self.runner, self.task, start, stop, self.block_size)
            if self._pilot.stopped is not None:
                self._raise(self._pilot.stopped)
        except (KeyboardInterrupt, ExecutorBrokenError) as error:
            raise self._interrupted(error) from error

    def open(self, manifest: Manifest, store: Store | None) -> None:
        """Say what the rows look like and where they go; see what is missing."""
        self.store = store
        folder = None if store is None else store.folder
        self.task = self.task.knowing(self.columns, manifest.schema(), folder)
        if store is not None:
            self._missing = store.missing()
        timed = self._pilot is not None or self.task.evaluator.vectorised
        needless = self.block_size is not None and not isinstance(self.runner, Serial)
        if self._missing and not timed and not needless:
            self.explore(*self._missing[0])

    def seconds_left(self) -> float:
        """Return how long the rest would take one process."""
        rate = self._pilot.rate if self._pilot is not None else None
        return (rate or 0.0) * sum(stop - start for start, stop in self._missing)

    def run(self) -> None:
        """Do all blocks that are missing."""
        queue = self._queue()
        self.progress.begin(self.task.design.size - queue.remaining)
        for evaluation in self._early:
            self.progress.count(*tally(evaluation))
        try:
            while self._fill(queue) or self.runner.busy():
                for job, outcome in self.runner.wait():
                    self._handle(queue, job, outcome)
        except (KeyboardInterrupt, ExecutorBrokenError) as error:
            self._drain()
            raise self._interrupted(error) from error
        except StoreFullError as error:
            self._drain()
            raise StoreFullError(f"{self._stored()}; {error.args[0]}") from None

    def close(self) -> None:
        """Let go of the workers and the bar."""
        self.runner.close()
        self.progress.close()

    def _queue(self) -> Queue:
        vectorised = self.task.evaluator.vectorised
        sizes = Sizes(self.block_size, vectorised=vectorised, workers=self.runner.workers)
        queue = Queue(self._missing, sizes)
        pilot = self._pilot
        if pilot is not None and pilot.reached > pilot.start:
            import pyarrow as pa

            sizes.rate = pilot.rate
            rows = pa.concat_tables([table_of(e, self.task.schema) for e in pilot.evaluations])
            if queue.begin_with(pilot.start, pilot.reached, rows):
                self._early = pilot.evaluations
        return queue

    def _fill(self, queue: Queue) -> bool:
        """Give the runner what it can take; return whether it got anything."""
        given = False
        queue.sizes.workers = self.runner.workers  # of a cluster more may have joined
        while self.runner.room():
            job = queue.next(busy=self.runner.busy(), isolates=self.runner.isolates)
            if job is None:
                break
            self.runner.submit(self.task, job)
            given = True
            if job.losses and not self.runner.isolates:
                break
        return given

    def _handle(self, queue: Queue, job: Job, outcome: Any) -> None:
        if not isinstance(outcome, Receipt):
            found = receipt_of_part(self.task, job)
            if found is None:
                self._recover(queue, job, outcome)
                return
            outcome = found
        self._deliver(outcome)
        queue.sizes.learn(outcome)
        if outcome.stopped is not None:
            self._raise(outcome)

    def _recover(self, queue: Queue, job: Job, outcome: Any) -> None:
        jobs = []
        for item in recovered(job, outcome):
            if isinstance(item, Guilty):
                self._deliver(failed_receipt(self.task, item))
            else:
                jobs.append(item)
        queue.again(jobs)

    def _deliver(self, receipt: Receipt) -> None:
        if receipt.table is not None:
            self.tables.append(receipt.table)
        self.progress.add(receipt)

    def _raise(self, receipt: Receipt) -> None:
        """Raise what has stopped a block."""
        stopped = receipt.stopped
        assert stopped is not None
        if not isinstance(stopped, FailureRaised):
            raise stopped
        self._drain()
        kind, message = failure_of(stopped.cause)
        point = receipt.detail.get("point", receipt.stop)
        values = receipt.detail.get("parameters", {})
        where = ", ".join(f"{name}={_plain(value)!r}" for name, value in values.items())
        error = PointFailedError(
            f"{self.task.evaluator.name} failed at point {point:,} ({where}): {kind}: {message}; "
            f"{self._stored()}; on_error='record' makes a row of each point that fails"
        )
        if "traceback" in receipt.detail:
            error.add_note(f"in a worker:\n{receipt.detail['traceback']}")
        raise error from stopped.cause

    def _drain(self) -> None:
        """Wait a little for the blocks that are under way, and keep them."""
        deadline = time.monotonic() + _PATIENCE
        with contextlib.suppress(KeyboardInterrupt, Exception):
            self.runner.cancel()
            while self.runner.busy() and (left := deadline - time.monotonic()) > 0:
                for _, outcome in self.runner.wait(left):
                    if isinstance(outcome, Receipt):
                        self._deliver(outcome)

    def _done(self) -> int:
        """Return how many positions are finished."""
        if self.store is None:
            return self.progress.done
        with contextlib.suppress(Exception):
            return self.task.design.size - sum(b - a for a, b in self.store.missing())
        return self.progress.done

    def _stored(self) -> str:
        size, done = self.task.design.size, self._done()
        if self.path is None:
            return (
                f"{done:,} of {size:,} points were finished, and are lost without a store: give "
                "store='a folder' to be able to go on"
            )
        return (
            f"{done:,} of {size:,} points are stored in {self.path!r}, and the same call goes on "
            "from there"
        )

    def _interrupted(self, cause: BaseException) -> SweepInterrupted:
        error = SweepInterrupted(self._done(), self.task.design.size, self.path)
        if isinstance(cause, ExecutorBrokenError):
            error.add_note(f"{cause}; give a new executor")
        return error


def _plain(value: Any) -> Any:
    """Return a scalar of NumPy as one of Python."""
    return value.item() if hasattr(value, "item") else value
