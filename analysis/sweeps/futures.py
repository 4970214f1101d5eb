"""Blocks on somebody else's workers: any executor of `concurrent.futures`, or a Dask client.

Only a few blocks are under way at a time. The model and the design travel with each block as bytes,
and each process unpickles them once. When nothing comes back for long, a warning says so and why.
"""

import concurrent.futures as cf
import math
import time
import warnings
from typing import Any

from lilliput.analysis.sweeps.blocks import Job, Task
from lilliput.analysis.sweeps.clusters import Cluster, is_client
from lilliput.analysis.sweeps.errors import StoreError
from lilliput.analysis.sweeps.execution import (
    ExecutorBrokenError,
    Lost,
    Outcome,
    available_cpus,
)
from lilliput.analysis.sweeps.limits import timer_works
from lilliput.analysis.sweeps.payloads import here, packed, run_packed, stripped, with_points
from lilliput.games.errors import InvalidArgumentError, LilliputWarning

__all__ = ["Futures"]

_AHEAD = 3  # blocks under way for each worker
_KILLED = "KilledWorker"
_LOOK = 5.0  # seconds between looks at a cluster
_SILENCE = 60.0  # seconds without a block after which a warning says so, and again after twice that
_DESERTED = 300.0  # seconds that a cluster may take to replace the last of its workers
_GONE = ("CommClosedError", "ClosedClientError", "CancelledError", "FutureCancelledError")


class Futures:
    """Submits blocks to an executor.

    Parameters
    ----------
    executor
        An executor of `concurrent.futures`, or an object with ``get_executor()``.
    task
        The sweep's.

    Raises
    ------
    InvalidArgumentError
        It is neither, or the model cannot be sent to another process.
    """

    isolates = False

    def __init__(self, executor: Any, task: Task) -> None:
        self._executor = _executor(executor)
        self.workers = _workers(self._executor)
        self._watch = _Watch(self._executor)
        threads = isinstance(self._executor, cf.ThreadPoolExecutor)
        self._payload = here(task) if threads else packed(task)
        self._running: dict[cf.Future[Any], Job] = {}
        if math.isfinite(task.limit):
            self._warn_without_timer()

    def room(self) -> bool:
        """Whether another block may be on its way."""
        return len(self._running) < _AHEAD * self.workers

    def busy(self) -> bool:
        """Whether blocks are on their way."""
        return bool(self._running)

    def submit(self, task: Task, job: Job) -> None:
        """Send a block."""
        self._running[self._sent(task, job)] = job

    def _sent(self, task: Task, job: Job) -> "cf.Future[Any]":
        sent = with_points(self._payload, task, job)
        try:
            return self._executor.submit(run_packed, self._payload, stripped(task), sent)
        except Exception as error:
            shut = isinstance(error, cf.BrokenExecutor | RuntimeError)
            if shut or type(error).__name__ in _GONE:
                raise ExecutorBrokenError(f"the executor takes no more work: {error}") from error
            raise

    def wait(self, timeout: float | None = None) -> list[tuple[Job, Outcome]]:
        """Return the blocks that have ended."""
        if not self._running:
            return []
        end = math.inf if timeout is None else time.monotonic() + timeout
        while True:
            step = max(0.0, min(_LOOK, end - time.monotonic()))
            done, _ = cf.wait(self._running, step, return_when=cf.FIRST_COMPLETED)
            self._watch.look(len(self._running), heard=bool(done))
            self.workers = self._watch.workers or self.workers
            if done or time.monotonic() >= end:
                return [(self._running.pop(future), _outcome(future)) for future in done]

    def cancel(self) -> None:
        """Take back the blocks that have not begun."""
        for future in [future for future in self._running if future.cancel()]:
            del self._running[future]

    def close(self) -> None:
        """Take back what can be taken back; the executor is its owner's."""
        self.cancel()
        self._running = {}

    def _warn_without_timer(self) -> None:
        try:
            works = self._result(self._executor.submit(timer_works))
        except ExecutorBrokenError:
            raise
        except Exception as error:
            raise ExecutorBrokenError(f"the executor takes no work: {error}") from error
        if not works:
            warnings.warn(
                "time_limit cannot be enforced by this executor, whose workers run models in "
                "threads that no timer interrupts: points that take longer are waited for. "
                "executor=None with workers= enforces it",
                LilliputWarning,
                stacklevel=2,
            )

    def _result(self, future: "cf.Future[Any]") -> Any:
        while not future.done():
            cf.wait([future], _LOOK)
            self._watch.look(1, heard=future.done())
        return future.result()


class _Watch:
    """Looks at an executor from time to time, so that nobody waits for ever without being told.

    Parameters
    ----------
    executor
        At which to look.
    """

    def __init__(self, executor: cf.Executor) -> None:
        self._executor = executor
        self.workers: int | None = None
        self._heard = self._looked = self._manned = time.monotonic()
        self._had = self._said_deserted = False
        self._next = _SILENCE

    def look(self, under_way: int, *, heard: bool) -> None:
        """Look at the cluster, if it is time to, and say what is wrong.

        Raises
        ------
        ExecutorBrokenError
            The scheduler does not answer, or all workers have gone and none has come back.
        """
        now = time.monotonic()
        if heard:
            self._heard, self._next = now, _SILENCE
        if isinstance(self._executor, Cluster) and now - self._looked >= _LOOK:
            self._looked = now
            self._look_at_cluster(self._executor, now)
        if now - self._heard >= self._next:
            self._next *= 2
            _warn(
                f"no block has come back for {now - self._heard:.0f} seconds; {under_way} are "
                "under way. A model that takes long is waited for: time_limit= bounds its calls"
            )

    def _look_at_cluster(self, cluster: Cluster, now: float) -> None:
        self.workers = cluster.workers()
        if self.workers is None:
            raise ExecutorBrokenError("the scheduler of the cluster does not answer")
        if self.workers:
            self._manned, self._had, self._said_deserted = now, True, False
            return
        if self._had and now - self._manned > _DESERTED:
            raise ExecutorBrokenError(
                f"the cluster has lost all its workers, and none has come back for {_DESERTED:g} "
                "seconds"
            )
        if not self._said_deserted:
            self._said_deserted = True
            _warn("the cluster has no workers: the sweep goes on when some have started")


def _warn(message: str) -> None:
    warnings.warn(f"{message}. Ctrl-C ends the sweep", LilliputWarning, stacklevel=2)


def _outcome(future: "cf.Future[Any]") -> Outcome:
    try:
        error = future.exception()
    except cf.CancelledError as cancelled:
        raise ExecutorBrokenError("the executor cancelled a block") from cancelled
    if error is None:
        result: Outcome = future.result()
        return result
    if type(error).__name__ == _KILLED:
        return Lost(None)
    if isinstance(error, cf.BrokenExecutor) or type(error).__name__ in _GONE:
        raise ExecutorBrokenError(f"the executor broke: {error}") from error
    if isinstance(error, OSError) and not isinstance(error, StoreError):
        raise ExecutorBrokenError(f"a result could not be fetched: {error}") from error
    raise error


def _executor(given: Any) -> Any:
    if isinstance(given, cf.Executor):
        return given
    if is_client(given):
        return Cluster(given)
    if hasattr(given, "get_executor"):
        return given.get_executor()
    raise InvalidArgumentError(
        f"executor must be None, an executor of concurrent.futures or a Dask Client, got {given!r}"
    )


def _workers(executor: Any) -> int:
    """Return how many blocks an executor does at a time, as far as it says."""
    if isinstance(executor, Cluster):
        return executor.workers() or 1  # more may join
    return int(getattr(executor, "_max_workers", 0) or available_cpus())
