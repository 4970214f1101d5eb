"""Where an evaluation stands, told to whoever watches, and how long it may take.

A worker writes before each call which points it is at and since when; the parent reads it after the
worker's death, and ends a worker that does not come back. In a main thread a timer does it without
anybody's death.
"""

import math
import mmap
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

__all__ = ["LIMIT_NAME", "Beat", "TimeLimit", "limit_message", "timer_works"]

LIMIT_NAME = "TimeLimitExceeded"
_CELLS = 3  # first position, number of positions (0: none), nanoseconds of a monotonic clock


class Beat:
    """Three integers in a file that two processes see.

    Parameters
    ----------
    path
        The file, which the parent has made; None for memory of this process alone.
    """

    def __init__(self, path: str | None = None) -> None:
        if path is None:
            self._memory: Any = bytearray(8 * _CELLS)
        else:
            with open(path, "r+b") as file:
                self._memory = mmap.mmap(file.fileno(), 8 * _CELLS)
        self.cells = memoryview(self._memory).cast("q")

    @staticmethod
    def create(path: str) -> "Beat":
        """Make the file and return its beat."""
        with open(path, "wb") as file:
            file.write(bytes(8 * _CELLS))
        return Beat(path)

    def at(self, start: int, length: int) -> None:
        """Say that the positions from `start` on are being evaluated, from now."""
        self.cells[2] = time.monotonic_ns()
        self.cells[0], self.cells[1] = start, length

    def rest(self) -> None:
        """Say that nothing is being evaluated."""
        self.cells[1] = 0

    def stage(self) -> tuple[int, int] | None:
        """Return the positions that are being evaluated, as an interval."""
        start, length = self.cells[0], self.cells[1]
        return (start, start + length) if length else None

    def seconds(self) -> float:
        """Return for how long."""
        return (time.monotonic_ns() - self.cells[2]) / 1e9 if self.cells[1] else 0.0

    def close(self) -> None:
        """Let go of the file."""
        self.cells.release()
        if isinstance(self._memory, mmap.mmap):
            self._memory.close()


class _Expired(BaseException):
    """Raised by the timer inside a model; no Exception, so that models do not catch it."""


class TimeLimit:
    """Calls a function and gives up after some seconds of real time, where a timer works.

    Parameters
    ----------
    seconds
        What a call may take; infinity for no limit.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._armed = self._usable = False

    def __enter__(self) -> "TimeLimit":
        self._usable = math.isfinite(self.seconds) and timer_works()
        if self._usable:
            self._before = signal.signal(signal.SIGALRM, self._ring)
        return self

    def __exit__(self, *_: object) -> None:
        if self._usable:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, self._before)

    def _ring(self, *_: object) -> None:
        if self._armed:
            raise _Expired

    def call(self, function: Callable[..., Any], **arguments: Any) -> Any:
        """Return what the function returns.

        Raises
        ------
        TimeoutError
            It took too long; the message is that of a failed point.
        """
        if not self._usable:
            return function(**arguments)
        try:
            self._armed = True
            # It rings again, for models that swallow what it raises.
            signal.setitimer(signal.ITIMER_REAL, self.seconds, max(self.seconds / 10, 0.01))
            try:
                return function(**arguments)
            finally:
                self._armed = False
                signal.setitimer(signal.ITIMER_REAL, 0)
        except _Expired:
            self._armed = False
            signal.setitimer(signal.ITIMER_REAL, 0)
            raise TimeLimitExceeded(limit_message(self.seconds)) from None


class TimeLimitExceeded(Exception):  # noqa: N818 - the name that failed points show
    """A call that took longer than the time limit."""


def limit_message(seconds: float) -> str:
    """Return the message of a point that took longer."""
    return f"no result within time_limit={seconds:g} seconds"


def timer_works() -> bool:
    """Return whether a timer can interrupt Python here: in a main thread, not on Windows."""
    return hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
