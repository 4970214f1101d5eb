"""Measure and print: CPU seconds of ours, of a peer, and their ratio, from the same run."""

from collections.abc import Callable
from dataclasses import dataclass
from time import process_time
from typing import Any

__all__ = ["Row", "cpu_seconds", "head", "peer", "show"]

_LONG = 1.0  # seconds: what takes longer is run once more, what is shorter several times


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Parameters
    ----------
    work
        What is computed.
    ours
        CPU seconds.
    mark
        CPU seconds to reach, as a text.
    peer
        The name of the peer.
    theirs
        The peer's CPU seconds; None where it is not installed or cannot do the work.
    error
        Our largest error, and against what.
    """

    work: str
    ours: float
    mark: str = ""
    peer: str = ""
    theirs: float | None = None
    error: str = ""


def cpu_seconds(action: Callable[[], Any], *, most: int = 7) -> float:
    """Return the least CPU time of several runs, after one that compiles and warms up."""
    action()
    times: list[float] = []
    while not times or (len(times) < most and sum(times) < _LONG):
        start = process_time()
        action()
        times.append(process_time() - start)
    return min(times)


def peer(name: str, action: Callable[[Any], Any]) -> float | None:
    """Time a peer's run once it is imported; None where the package is missing."""
    from importlib import import_module

    try:
        module = import_module(name)
    except ImportError:
        return None
    return cpu_seconds(lambda: action(module), most=3)


def head() -> None:
    """Print the names of the columns."""
    print(f"{'work':50}{'ours [s]':>11}{'mark':>9}{'peer [s]':>11}{'peer/ours':>11}  peer, error")
    print("-" * 120)


def show(row: Row) -> None:
    """Print one line at once, since the next may take long."""
    theirs = "–" if row.theirs is None else f"{row.theirs:.4f}"
    ratio = "–" if row.theirs is None else f"{row.theirs / row.ours:.1f}×"
    notes = "; ".join(filter(None, (row.peer, row.error)))
    print(f"{row.work:50}{row.ours:11.4f}{row.mark:>9}{theirs:>11}{ratio:>11}  {notes}", flush=True)
