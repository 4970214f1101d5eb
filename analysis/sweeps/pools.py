"""A pool of processes in which the end of one touches no other.

Each worker has a pipe of its own and a beat, by which this process knows at which point a worker
stood when it ended, and ends one that does not come back in time, also from code that no timer can
interrupt. Workers are started as loky does it, so that functions of notebooks and scripts travel.
"""

import os
import queue
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.util import Finalize
from typing import Any

from lilliput.analysis.sweeps.blocks import Job, Task
from lilliput.analysis.sweeps.evaluation import Watch
from lilliput.analysis.sweeps.execution import ExecutorBrokenError, Lost, Outcome, Overdue
from lilliput.analysis.sweeps.limits import Beat, TimeLimit
from lilliput.analysis.sweeps.payloads import (
    Packed,
    packed,
    portable,
    run_packed,
    stripped,
    with_points,
)

__all__ = ["Pool"]

_GRACE = 1.0  # seconds that a worker may need beyond the limit
_READY = "ready"
_STILLBORN = 3
_ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1"
)


class Pool:
    """Up to `workers` processes, started when there is work for them.

    Parameters
    ----------
    task
        The sweep's; its model and design are sent to each worker once.
    workers
        How many.
    """

    isolates = True

    def __init__(self, task: Task, workers: int) -> None:
        self.workers = workers
        self._payload = packed(task)
        self._folder = tempfile.TemporaryDirectory(prefix="lilliput-", ignore_cleanup_errors=True)
        # All that live: Ctrl-C may come while one is neither idle nor at work, and the program
        # would wait at its end for a process that nobody has told to end.
        self._workers: list[_Worker] = []
        Finalize(self, _kill, (self._workers,), exitpriority=1)
        self._idle: list[_Worker] = []
        self._at: dict[_Worker, tuple[Task, Job]] = {}
        self._started = self._stillborn = 0

    def room(self) -> bool:
        """Whether a worker is free."""
        return len(self._at) < self.workers

    def busy(self) -> bool:
        """Whether a worker is at work."""
        return bool(self._at)

    def submit(self, task: Task, job: Job) -> None:
        """Give a job to a free worker."""
        worker = self._idle.pop() if self._idle else self._start()
        try:
            worker.send((stripped(task), with_points(self._payload, task, job)))
        except (BrokenPipeError, ConnectionError):  # it ended while it had nothing to do
            self._end(worker)
            worker = self._start()
            worker.send((stripped(task), with_points(self._payload, task, job)))
        self._at[worker] = task, job

    def wait(self, timeout: float | None = None) -> list[tuple[Job, Outcome]]:
        """Return what has ended."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while self._at:
            step = min([1.0, *(task.limit / 4 for task, _ in self._at.values())])
            if deadline is not None:
                step = min(step, max(deadline - time.monotonic(), 0))
            handles = {worker.connection: worker for worker in self._at}
            sentinels = {worker.sentinel: worker for worker in self._at}
            ready: list[Any] = wait([*handles, *sentinels], step)
            found = [(handles | sentinels)[handle] for handle in ready]
            ended = [pair for worker in dict.fromkeys(found) for pair in self._ended(worker)]
            ended = ended or self._overdue()
            if ended or (deadline is not None and time.monotonic() >= deadline):
                return ended
        return []

    def cancel(self) -> None:
        """Do nothing: every job has begun."""

    def close(self) -> None:
        """End all workers."""
        idle = set(self._idle)
        for worker in self._workers:
            if worker in idle:
                worker.dismiss()
            else:
                worker.kill()
        self._at, self._idle = {}, []
        for worker in list(self._workers):
            self._end(worker)
        self._folder.cleanup()

    def _start(self) -> "_Worker":
        self._started += 1
        path = os.path.join(self._folder.name, f"beat-{self._started}")
        worker = _Worker(path)
        self._workers.append(worker)  # before it lives
        worker.start(self._payload)
        return worker

    def _end(self, worker: "_Worker") -> None:
        worker.end()
        self._workers.remove(worker)

    def _ended(self, worker: "_Worker") -> list[tuple[Job, Outcome]]:
        try:
            answer = worker.receive()
        except (EOFError, OSError):
            return [(self._at.pop(worker)[1], self._lost(worker))]
        if isinstance(answer, str):
            worker.ready, self._stillborn = True, 0
            return []
        _, job = self._at.pop(worker)
        self._idle.append(worker)
        if isinstance(answer, BaseException):
            raise answer
        return [(job, answer)]

    def _lost(self, worker: "_Worker") -> Lost:
        stage = worker.beat.stage()
        self._end(worker)
        self._stillborn += not worker.ready
        if self._stillborn > _STILLBORN:
            raise ExecutorBrokenError(
                f"{self._stillborn} processes in a row ended before they began to work (their exit "
                f"code is {worker.process.exitcode}); workers=1 sweeps in this process"
            )
        return Lost(stage)

    def _overdue(self) -> list[tuple[Job, Outcome]]:
        late: list[tuple[Job, Outcome]] = []
        for worker, (task, job) in list(self._at.items()):
            stage = worker.beat.stage()
            if stage is not None and worker.beat.seconds() > task.limit + _GRACE:
                del self._at[worker]
                self._end(worker)
                late.append((job, Overdue(stage)))
        return late


class _Worker:
    """A process with its pipe and its beat."""

    def __init__(self, path: str) -> None:
        from loky.backend.context import get_context

        context = get_context("loky")
        self.ready = self._torn = False
        self.beat = Beat.create(path)
        self.connection, self._theirs = context.Pipe()
        self.process = context.Process(target=_work, args=(self._theirs, path), env=_ONE_THREAD)

    def start(self, payload: Packed) -> None:
        """Let it live, and send it what it works with."""
        with _without_interrupts():
            self.process.start()
        self._theirs.close()
        self.sentinel = self.process.sentinel
        with suppress(BrokenPipeError, ConnectionError):
            self.send(payload)

    def send(self, message: Any) -> None:
        import cloudpickle

        self.connection.send_bytes(cloudpickle.dumps(message))

    def receive(self) -> Any:
        import cloudpickle

        # It has ended and said nothing; or Ctrl-C came in the middle of a message, whose rest
        # would be taken for the length of another one.
        if self._torn or not self.connection.poll():
            raise EOFError
        self._torn = True
        message = self.connection.recv_bytes()
        self._torn = False
        return cloudpickle.loads(message)

    def dismiss(self) -> None:
        with suppress(OSError):
            self.send(None)

    def kill(self) -> None:
        if self.process.pid is not None and self.process.exitcode is None:
            with suppress(ProcessLookupError):
                os.kill(self.process.pid, getattr(signal, "SIGKILL", signal.SIGTERM))

    def end(self) -> None:
        """Wait a little for the process, then end it."""
        if self.process.pid is not None:
            self.process.join(0.5)
            if self.process.exitcode is None:
                self.kill()
                self.process.join()
        self.connection.close()
        self.beat.close()


def _kill(workers: list[_Worker]) -> None:
    for worker in workers:
        worker.kill()


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Hold Ctrl-C back; a process started meanwhile is born deaf to it, until it says otherwise."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(connection: Connection, path: str) -> None:
    """Do jobs until there are no more, or the process that gives them has ended."""
    import cloudpickle
    import pyarrow as pa

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is for the sweep to decide
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    pa.set_cpu_count(1)
    jobs: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(connection, jobs), daemon=True).start()
    connection.send_bytes(cloudpickle.dumps(_READY))
    payload, beat = cloudpickle.loads(jobs.get()), Beat(path)
    # Unpickled here and not where they arrive: it imports, which two threads should not do at once.
    while (message := cloudpickle.loads(jobs.get())) is not None:
        task, job = message
        answer: Any
        try:
            with TimeLimit(task.limit) as limit:
                answer = run_packed(payload, task, job, Watch(beat, limit))
            if answer.stopped is not None:
                answer.stopped = portable(answer.stopped)
        except BaseException as error:
            answer = portable(error)
        beat.rest()
        connection.send_bytes(cloudpickle.dumps(answer))


def _listen(connection: Connection, jobs: "queue.SimpleQueue[bytes]") -> None:
    """Pass jobs on; end the process when nobody is left to want them."""
    try:
        while True:
            jobs.put(connection.recv_bytes())
    except BaseException:
        os._exit(1)
