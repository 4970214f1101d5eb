"""Other packages' algorithms, each run in a process that is stopped when its time is over."""

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, final

from lilliput.games.arithmetic import to_float
from lilliput.games.checks import check_tolerance
from lilliput.games.errors import InvalidArgumentError, SolverError
from lilliput.games.formats import Table, nfg_text
from lilliput.games.formats.packages import installed, require_package
from lilliput.games.normal_form import NormalFormGame

__all__ = ["Answer", "Job", "check_time_limit", "run_outside"]

_SECONDS_TO_START = 120.0  # loading and compiling, on a busy machine
_SECONDS_TO_CATCH_UP = 1.0
_WORKER = Path(__file__).with_name("outside_worker.py")


@final
@dataclass(frozen=True)
class Job:
    """An algorithm of a package, with its options."""

    algorithm: str
    options: Mapping[str, Any] = field(default_factory=dict)


@final
@dataclass
class Answer:
    """What an algorithm found until it ended or was stopped.

    Parameters
    ----------
    version
        Of the package.
    profiles
        As the package gives them: one list a player, of floats or of text such as "1/3".
    finished
        Whether the algorithm ended by itself, without an error.
    seconds
        What it took.
    notes
        Errors, by the package's own words.
    """

    version: str
    profiles: list[list[list[float | str]]] = field(default_factory=list)
    finished: bool = False
    seconds: float = 0.0
    notes: list[str] = field(default_factory=list)


def run_outside(
    package: str, game: NormalFormGame, jobs: Sequence[Job], *, time_limit: float
) -> list[Answer]:
    """Run algorithms of a package on a game, each for so many seconds at most.

    Parameters
    ----------
    package
        ``"nashpy"``, ``"quantecon"`` or ``"pygambit"``.
    game
        Gambit is given its exact decimals, the others floats.
    jobs
        The algorithms.
    time_limit
        Seconds for each; what was found until then is returned.

    Raises
    ------
    MissingPackageError
        A package that is not installed.
    SolverError
        A process that does not start.
    """
    check_time_limit(time_limit)
    if not installed(package):  # the package is loaded by the process alone
        require_package(package, purpose=f"the method of {package}")
    task: dict[str, Any] = {"package": package}
    if package == "pygambit":
        task["nfg"] = nfg_text(_numbered(game))
    else:
        task["payoffs"] = to_float(game.payoffs, argument="payoffs").tolist()
    answers: list[Answer] = []
    while len(answers) < len(jobs):
        left = jobs[len(answers) :]
        task["jobs"] = [[job.algorithm, {**job.options, "time_limit": time_limit}] for job in left]
        answers += _one_process(json.dumps(task), len(left), time_limit)
    return answers


def check_time_limit(seconds: float) -> None:
    """Refuse a time limit that is not a finite number > 0.

    Examples
    --------
    >>> check_time_limit(60)
    """
    check_tolerance(seconds, argument="time_limit")
    if seconds == 0:
        raise InvalidArgumentError("time_limit must be > 0 seconds, got 0")


def _numbered(game: NormalFormGame) -> Table:
    """Return the game with numbers for names, since Gambit does not allow all names."""
    return Table(
        tuple(str(i + 1) for i in range(game.n)),
        tuple(tuple(str(k + 1) for k in range(size)) for size in game.shape),
        game.payoffs,
    )


def _one_process(task: str, count: int, time_limit: float) -> list[Answer]:
    """Return the answers of a process, the last one perhaps cut short; at least one."""
    process = _started()
    events: queue.SimpleQueue[list[Any] | None] = queue.SimpleQueue()
    said: list[str] = []
    threads = [
        threading.Thread(target=_write, args=(process.stdin, task), daemon=True),
        threading.Thread(target=_listen, args=(process.stdout, events), daemon=True),
        threading.Thread(target=lambda: said.append(process.stderr.read()), daemon=True),  # type: ignore[union-attr]
    ]
    try:
        for thread in threads:
            thread.start()
        return _collect(events, said, threads[-1], count, time_limit)
    finally:
        process.kill()
        process.wait()
        for thread in threads:
            thread.join()
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()


def _started() -> "subprocess.Popen[str]":
    """Return the worker; it is a script, so that no caller needs to guard its main module."""
    paths = os.pathsep.join(path for path in sys.path if path)
    try:
        return subprocess.Popen(
            [sys.executable, "-P", str(_WORKER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            env={**os.environ, "PYTHONPATH": paths},
        )
    except (OSError, TypeError) as error:  # a host program that is no Python itself
        raise SolverError(
            f"the process of another package cannot be started with {sys.executable!r}: {error}"
        ) from error


def _write(stream: IO[str], task: str) -> None:
    """Send the task, however slowly it is read."""
    with suppress(OSError):  # the process has ended already: the events say so
        stream.write(task)
    with suppress(OSError):
        stream.close()


def _listen(stream: IO[str] | None, events: "queue.SimpleQueue[list[Any] | None]") -> None:
    for line in stream or ():
        events.put(json.loads(line))
    events.put(None)


def _collect(
    events: "queue.SimpleQueue[list[Any] | None]",
    said: list[str],
    listener: threading.Thread,
    count: int,
    time_limit: float,
) -> list[Answer]:
    def following(deadline: float) -> list[Any] | None:
        """Return the next event, ``["late", None]`` after the deadline, None at the end."""
        left = deadline - time.monotonic()
        try:
            if left > -_SECONDS_TO_CATCH_UP:  # with what came before the deadline
                return events.get(timeout=min(max(0.0, left), threading.TIMEOUT_MAX))
        except queue.Empty:
            pass
        return ["late", None]

    first = following(time.monotonic() + _SECONDS_TO_START)
    if first is None or first[0] != "ready":
        listener.join(1.0)
        words = said[0].split("\n") if said else ["it took too long"]
        reason = next((line for line in reversed(words) if line.strip()), "it says nothing")
        raise SolverError(f"the process of another package did not start: {reason.strip()}")
    answers: list[Answer] = []
    while len(answers) < count:
        answer = Answer(version=first[1])
        answers.append(answer)
        started = time.monotonic()
        failed = False
        while True:
            event = following(started + time_limit)
            if event is None or event[0] == "late":
                answer.seconds = time.monotonic() - started
                answer.notes.append("stopped at the time limit" if event else "its process died")
                return answers
            kind, value = event
            if kind == "profile":
                answer.profiles.append(value)
            elif kind == "done":
                answer.seconds, answer.finished = value, not failed
                break
            else:
                answer.notes.append(value)
                failed = failed or kind == "error"
    return answers
