"""A script that runs other packages' algorithms in a process of its own, which can be stopped.

It is started by `outside` as a file and imports nothing of this package, so that it starts fast. It
reads one JSON document, ``{"package", "nfg" | "payoffs", "jobs": [[algorithm, options], …]}``, and
writes one JSON line an event: ``ready`` once the package is loaded, then for each job its
``profile``s as they are found, and ``done`` or ``error``. Probabilities are floats, or text "1/3".
"""

import faulthandler
import inspect
import io
import json
import os
import signal
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from importlib.metadata import version
from typing import Any

__all__: list[str] = []

Emit = Callable[[str, Any], None]

_SECONDS_OF_GRACE = 5.0
_MOST_SECONDS = 1e6  # what a timer of the system holds


def main() -> None:
    """Read the jobs, run them in order, and write what they find."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever the packages print goes elsewhere

    def emit(event: str, value: Any) -> None:
        out.write(json.dumps([event, value]) + "\n")
        out.flush()

    warnings.simplefilter("ignore")
    task = json.loads(sys.stdin.read())
    package = task["package"]
    solve = {"nashpy": nashpy_solver, "quantecon": quantecon_solver, "pygambit": gambit_solver}[
        package
    ](task)
    emit("ready", version(package))
    for algorithm, options in task["jobs"]:
        end_after(options["time_limit"])
        started = time.perf_counter()
        try:
            for profile in solve(algorithm, dict(options), emit):
                emit("profile", [[plain(x) for x in mix] for mix in profile])
        except Exception as error:
            emit("error", f"{type(error).__name__}: {error}")
        emit("done", time.perf_counter() - started)
    out.close()


def end_after(seconds: float) -> None:
    """End this process some time after the limit, if whoever started it is there no more.

    The watch needs no interpreter lock, which a package may hold for ever.
    """
    delay = min(seconds + _SECONDS_OF_GRACE, _MOST_SECONDS)
    faulthandler.dump_traceback_later(delay, exit=True)


def plain(number: Any) -> float | str:
    """Return a probability as a float, or an exact one as text."""
    exact = hasattr(number, "denominator") and not hasattr(number, "dtype")
    return f"{number.numerator}/{number.denominator}" if exact else float(number)


def matrices(task: dict[str, Any]) -> list[Any]:
    """Return each player's payoffs as an array of floats."""
    import numpy as np

    return [np.array(table, dtype=float) for table in task["payoffs"]]


def nashpy_solver(task: dict[str, Any]) -> Callable[..., Iterable[Any]]:
    """Return the algorithms of nashpy for a game."""
    import nashpy
    from nashpy.algorithms.lemke_howson import lemke_howson

    game = nashpy.Game(*matrices(task))
    labels = sum(game.payoff_matrices[0].shape)

    def solve(algorithm: str, options: dict[str, Any], emit: Emit) -> Iterator[Any]:
        seconds = options.pop("time_limit", 0)
        if algorithm != "lemke_howson":
            yield from getattr(game, f"{algorithm}_enumeration")(**options)
            return
        failed = 0
        for label in range(labels):
            try:
                with_limit(seconds / labels)
                found = lemke_howson(*game.payoff_matrices, initial_dropped_label=label, **options)
            except Exception as error:
                failed += 1
                emit("failed", f"label {label}: {type(error).__name__}: {error}")
                continue
            finally:
                with_limit(0)
            yield found
        if failed == labels:
            raise RuntimeError("no label leads to an equilibrium")

    return solve


def with_limit(seconds: float) -> None:
    """Raise TimeoutError after so many seconds, where the system can; 0 takes it back."""
    if not hasattr(signal, "setitimer"):
        return

    def stop(number: int, frame: Any) -> None:
        raise TimeoutError("cycles, or is too slow")

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)


def quantecon_solver(task: dict[str, Any]) -> Callable[..., Iterable[Any]]:
    """Return the algorithms of QuantEcon for a game, compiled on a small one."""
    import numpy as np

    theory = import_module("quantecon.game_theory")

    tables = matrices(task)
    n = len(tables)

    def game_of(arrays: list[Any]) -> Any:
        return theory.NormalFormGame(
            [
                theory.Player(np.ascontiguousarray(a.transpose([(i + k) % n for k in range(n)])))
                for i, a in enumerate(arrays)
            ]
        )

    def solve(algorithm: str, options: dict[str, Any], emit: Emit, game: Any) -> Iterator[Any]:
        options.pop("time_limit", 0)
        if algorithm == "lemke_howson":
            for label in range(sum(game.nums_actions)):
                yield theory.lemke_howson(game, init_pivot=label, **options)
        else:
            yield from getattr(theory, f"{algorithm}_enumeration")(game, **options)

    game = game_of(tables)
    if n == 2:
        small = game_of([np.array([[0.0, 1.0], [1.0, 0.0]])] * 2)
        for algorithm, _ in task["jobs"]:
            list(solve(algorithm, {}, print, small))
    return lambda algorithm, options, emit: solve(algorithm, options, emit, game)


def gambit_solver(task: dict[str, Any]) -> Callable[..., Iterable[Any]]:
    """Return the algorithms of Gambit for a game, in versions 16 and 17 of pygambit."""
    pygambit = import_module("pygambit")

    if hasattr(pygambit, "read_nfg"):
        game = pygambit.read_nfg(io.StringIO(task["nfg"]))
    else:
        game = pygambit.Game.parse_game(task["nfg"])

    def row(profile: Any) -> list[Any]:
        if hasattr(game, "get_strategies"):  # version 17 has labels, 16 objects
            return [[profile[p][s] for s in game.get_strategies(p)] for p in game.players]
        return [[profile[s] for s in player.strategies] for player in game.players]

    def solve(algorithm: str, options: dict[str, Any], emit: Emit) -> Iterator[Any]:
        options.pop("time_limit", 0)
        run = getattr(pygambit.nash, f"{algorithm}_solve")
        start: Any = game
        if algorithm in ("liap", "hp"):
            start = game.mixed_strategy_profile(rational=False)
        elif algorithm == "simpdiv":
            start = game.mixed_strategy_profile(rational=True)
        found = 0

        def at_once(profile: Any) -> None:
            nonlocal found
            found += 1
            emit("profile", [[plain(x) for x in mix] for mix in row(profile)])

        if "nash_callback" in inspect.signature(run).parameters:
            options["nash_callback"] = at_once
        result = run(start, **options)
        if found:
            return
        one = getattr(result, "equilibrium", None)
        every = getattr(result, "equilibria", None)
        if every is None:
            every = [] if one is None else [one]
        yield from (row(profile) for profile in every)

    return solve


if __name__ == "__main__":
    main()
