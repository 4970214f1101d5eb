"""Blocks on somebody else's workers: any executor of `concurrent.futures`, or a Dask client.

Only a few blocks are under way at a time. The model and the design travel with each block as bytes,
and each process unpickles them once.
"""

import concurrent.futures as cf
import math
import warnings
from typing import Any

from lilliput.analysis.sweeps.blocks import Job, Task
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
        self.workers = _workers(executor)
        self._executor = _executor(executor)
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
        done, _ = cf.wait(self._running, timeout, return_when=cf.FIRST_COMPLETED)
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
            works = self._executor.submit(timer_works).result()
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
    raise error


def _executor(given: Any) -> Any:
    if isinstance(given, cf.Executor):
        return given
    if hasattr(given, "get_executor"):
        return given.get_executor()
    raise InvalidArgumentError(
        "executor must be None, an executor of concurrent.futures or an object with "
        f"get_executor() such as a Dask Client, got {given!r}"
    )


def _workers(given: Any) -> int:
    """Return how many blocks an executor does at a time, as far as it says."""
    if hasattr(given, "ncores"):  # a Dask client; workers may join later
        try:
            return max(sum(given.ncores().values()), 1)
        except Exception:
            return available_cpus()
    return int(getattr(given, "_max_workers", 0) or available_cpus())
