"""One writer a store: a lock that ends with the process that holds it.

With ``fcntl`` it is a ``flock`` on the file ``lock``, which the system releases whatever way the
holder ends; forked children close their copy of it, so that none outlives its parent. Where there
is no ``fcntl``, or a network file system has no locks, a file that exists is the lock, and one that
a killed process leaves behind has to be removed by hand, as the message then says.
"""

import errno
import os
import socket
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from lilliput.analysis.sweeps.errors import StoreLockedError

try:
    import fcntl
except ImportError:  # no such thing on Windows
    fcntl = None  # type: ignore[assignment]

__all__ = ["locked"]

_NO_LOCKS = (errno.ENOSYS, errno.ENOTSUP, errno.ENOLCK)


class _Held:
    """A descriptor of a lock's file, which forked children close."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        _HELD.add(self)

    def close(self) -> None:
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1


_HELD: weakref.WeakSet[_Held] = weakref.WeakSet()


def _forget() -> None:
    for held in list(_HELD):
        with suppress(OSError):
            held.close()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


@contextmanager
def locked(store: Path) -> Iterator[None]:
    """Hold the lock of a store, or say who does.

    Raises
    ------
    StoreLockedError
        When it is held, with the process, machine and time, and whether the process still lives.
    OSError
        When the lock's file cannot be made.
    """
    lock = _flocked if fcntl is not None else _existing
    with lock(store / "lock"):
        yield


@contextmanager
def _flocked(path: Path) -> Iterator[None]:
    held = _Held(os.open(path, os.O_RDWR | os.O_CREAT, 0o644))
    try:
        try:
            fcntl.flock(held.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreLockedError(_taken(path)) from None
        except OSError as error:
            if error.errno not in _NO_LOCKS:
                raise
            with _existing(path.with_name("lock.held")):
                yield
            return
        os.ftruncate(held.descriptor, 0)
        os.pwrite(held.descriptor, _holder().encode(), 0)
        yield
        with suppress(OSError):  # a full or vanished disk keeps no one from letting go
            os.ftruncate(held.descriptor, 0)
    finally:
        held.close()


@contextmanager
def _existing(path: Path) -> Iterator[None]:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    except FileExistsError:
        raise StoreLockedError(
            f"{_taken(path)} There are no locks here that end with their process: if no sweep "
            f"is writing there, remove {str(path)!r}"
        ) from None
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(_holder())
        yield
    finally:
        with suppress(OSError):
            path.unlink()


def _holder() -> str:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return f"{os.getpid()}\n{socket.gethostname()}\n{now}\n"


def _taken(path: Path) -> str:
    try:
        pid, host, since = path.read_text(encoding="utf-8").split()
    except (OSError, ValueError):
        pid, host, since = "(unknown)", "(unknown)", "(unknown)"
    return (
        f"store {str(path.parent)!r} is being written by process {pid} on {host} since {since}; "
        f"{_life(pid, host)}. Wait until that sweep has ended, or give this one another store; "
        "Results.open reads what is finished meanwhile."
    )


def _life(pid: str, host: str) -> str:
    """Say whether a process lives, as far as one can tell from here."""
    if host != socket.gethostname():
        return "whether it still lives cannot be seen from this machine"
    if not pid.isdigit() or os.name == "nt":
        return "whether it still lives is not known"
    if int(pid) == os.getpid():
        return "that is this very process"
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return "it no longer lives, but a process that it started still holds the lock: end that"
    except OSError:
        return "it still lives"
    return "it still lives"
