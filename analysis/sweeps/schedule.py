"""Which block is next, how large it is, and the first points, from which the rest is learned."""

import math
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from lilliput.analysis.sweeps.blocks import Job, Receipt, Task
from lilliput.analysis.sweeps.evaluation import PATIENCE, UNTOLD, Budget, Evaluation
from lilliput.analysis.sweeps.evaluators import Column
from lilliput.analysis.sweeps.execution import Guilty, Runner, failed_receipt, recovered
from lilliput.analysis.sweeps.outputs import told

__all__ = ["LARGEST", "Pilot", "Queue", "Sizes", "explore"]

LARGEST = 65_536
_FIRST_VECTORISED = 1024
_SECONDS_SCALAR, _SECONDS_VECTORISED = 1.0, 2.0
_ONE, _SOME = Budget(1, 0.0), Budget(100, 0.2)
_SLOW = 1.0  # seconds a point, from which on one point is enough to know


class Sizes:
    """How many positions the next block has.

    Parameters
    ----------
    fixed
        What the caller wants; None: about a second of work for scalar models, up to 65,536
        positions in any case.
    vectorised
        Whether the model is.
    workers
        Among how many the rest is shared out.
    """

    def __init__(self, fixed: int | None, *, vectorised: bool, workers: int) -> None:
        self.fixed, self.vectorised, self.workers = fixed, vectorised, workers
        self.rate: float | None = None

    def learn(self, receipt: Receipt) -> None:
        """Learn from a block how long a point takes."""
        if receipt.points and receipt.seconds:
            self.rate = receipt.seconds / receipt.points

    def next(self, remaining: int) -> int:
        """Return the size of the next block when so many positions are left."""
        if self.fixed is not None:
            return self.fixed
        if self.rate is None:
            return _FIRST_VECTORISED if self.vectorised else 1
        target = _SECONDS_VECTORISED if self.vectorised else _SECONDS_SCALAR
        size = max(1, min(LARGEST, int(target / max(self.rate, 1e-9))))
        if self.workers > 1:
            # The last blocks are smaller, so that the workers end together.
            least = 1000 if self.rate < 1e-3 else 1
            size = min(size, max(least, math.ceil(remaining / (2 * self.workers))))
        return size


class Queue:
    """The positions that are left to do, and the jobs that have to be repeated."""

    def __init__(self, missing: Iterable[tuple[int, int]], sizes: Sizes) -> None:
        self.sizes = sizes
        self._missing = deque(missing)
        self._again: deque[Job] = deque()
        self._head: tuple[int, int, Any] | None = None
        self.remaining = sum(stop - start for start, stop in self._missing)

    def begin_with(self, start: int, reached: int, rows: Any) -> bool:
        """Say that the first positions are evaluated; `rows` begin the first block.

        Returns whether they are wanted: not if a store turned out to hold them.
        """
        if self._missing and self._missing[0][0] == start and reached <= self._missing[0][1]:
            self._head = start, reached, rows
        return self._head is not None

    def again(self, jobs: Iterable[Job]) -> None:
        """Put jobs before all others."""
        self._again.extendleft(reversed(list(jobs)))

    def next(self, *, busy: bool, isolates: bool) -> Job | None:
        """Return the next job; where one worker's loss touches all, suspects are done alone."""
        if self._again:
            if busy and not isolates and self._again[0].losses:
                return None
            return self._again.popleft()
        if not self._missing:
            return None
        start, end = self._missing.popleft()
        stop = min(end, start + self.sizes.next(self.remaining))
        job = Job(start, stop)
        if self._head is not None:
            first, reached, rows = self._head
            stop = max(stop, reached)
            job, self._head = Job(reached, stop, before=first, rows=rows), None
        if stop < end:
            self._missing.appendleft((stop, end))
        self.remaining -= stop - start
        return job


@dataclass(eq=False)
class Pilot:
    """The first points, evaluated.

    Parameters
    ----------
    start, reached
        Their positions.
    evaluations
        In order.
    columns
        The outputs; None when all points failed. Kinds that None hides are those of the first
        point that shows them, among the first `UNTOLD`.
    rate
        Seconds a point takes.
    untold
        How many points may still hide a kind.
    stopped
        The receipt of what ended the pilot, if anything did.
    """

    start: int
    reached: int
    evaluations: list[Evaluation] = field(default_factory=list)
    columns: tuple[Column, ...] | None = None
    rate: float | None = None
    stopped: Receipt | None = None
    untold: int = UNTOLD
    begun: float = field(default_factory=time.monotonic)

    @property
    def told(self) -> bool:
        """Whether the outputs are known, or have hidden for long enough what they are."""
        late = self.untold <= 0 or time.monotonic() - self.begun > PATIENCE
        return self.columns is not None and (late or told(self.columns))

    def settle(self) -> None:
        """Take what is still hidden for numbers."""
        if self.columns is not None:
            columns = tuple(Column(c.name, c.kind or "float") for c in self.columns)
            self.columns = columns
            self.evaluations = [each.settled(columns) for each in self.evaluations]

    def add(self, receipt: Receipt) -> None:
        """Add what has been evaluated."""
        found = receipt.evaluation
        assert found is not None
        self.evaluations.append(found)
        self.reached = receipt.stop
        if not told(self.columns):
            self.untold -= len(found) - len(found.failures)
            self.columns = found.columns or self.columns
        if receipt.points:
            self.rate = receipt.seconds / receipt.points
        if receipt.stopped is not None:
            self.stopped = receipt


def explore(runner: Runner, task: Task, start: int, stop: int, size: int | None) -> Pilot:
    """Evaluate the first points until one succeeds, and a few more to see how long they take.

    Parameters
    ----------
    runner, task
        Who evaluates what.
    start, stop
        Positions among which to look.
    size
        Of a block, if the caller wants one.
    """
    pilot = Pilot(start, start, columns=task.columns)
    _explore(pilot, runner, task, stop, size)
    pilot.settle()
    return pilot


def _explore(pilot: Pilot, runner: Runner, task: Task, stop: int, size: int | None) -> None:
    vectorised = task.evaluator.vectorised
    most = min(size or LARGEST, _FIRST_VECTORISED if vectorised else LARGEST)
    todo: deque[Job | Guilty] = deque()
    timed = False
    while pilot.stopped is None:
        if not todo:
            known = pilot.told
            if known:
                pilot.settle()
            if pilot.reached >= stop or (known and timed):
                break
            timed = known and (vectorised or bool(pilot.evaluations))
            budget = replace(_SOME if timed else _ONE, untold=pilot.untold)
            end = pilot.reached + (most if known or not vectorised else min(most, pilot.untold))
            todo.append(Job(pilot.reached, min(stop, end), budget))
        item = todo.popleft()
        terms = replace(task, columns=pilot.columns)
        if isinstance(item, Guilty):
            pilot.add(failed_receipt(terms, item))
            continue
        runner.submit(terms, item)
        for job, outcome in runner.wait():
            if not isinstance(outcome, Receipt):
                todo.extendleft(reversed(recovered(job, outcome)))
                continue
            pilot.add(outcome)
            if outcome.stop < job.stop:  # it stopped early, and the rest is for later
                todo.clear()
            if pilot.told and (vectorised or (pilot.rate or 0) > _SLOW):
                return
