"""Equilibria against nashpy, QuantEcon, Gambit and lrsnash, with what each of them finds."""

import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

import numpy as np
from timing import Row, cpu_seconds

from lilliput.games import (
    NormalFormGame,
    bimatrix_equilibria,
    correlated_equilibrium,
    nash_equilibria,
)

__all__ = ["rows"]


def rows(*, full: bool) -> Iterator[Row]:
    """Yield the rows; `full` adds the slow peers and the largest games."""
    for m, mark in ((2, ".05"), (3, ".25"), (4, "1.5")):
        yield from batch_rows(m, mark, full=full)
    for m in (8, 10, 12, 14) if full else (8, 10):
        yield from single_rows(m, full=full)
    yield from pure_rows(full=full)
    for shape, mark, games in (((2,) * 3, ".005", 200), ((3,) * 3, ".3", 20), ((2,) * 5, ".3", 20)):
        yield from many_player_rows(shape, mark, games * 5 if full else games)
    game = random_tensor((2,) * 12, 0)
    best = correlated_equilibrium(game)
    note = f"gap {best.gap:.0e}, regret {best.regret:.0e}"
    ours = cpu_seconds(lambda: correlated_equilibrium(game))
    yield Row("correlated equilibrium, 12 players × 2", ours, ".06", error=note)
    if full:
        yield from compilation_rows()


def batch_rows(m: int, mark: str, *, full: bool) -> Iterator[Row]:
    """All equilibria of 10,000 games; peers solve a part, and their time is scaled up."""
    rng = np.random.default_rng(m)
    A, B = rng.integers(0, 1000, (2, 10_000, m, m))
    work = f"all equilibria of 10,000 games {m}×{m}"
    ours = cpu_seconds(lambda: bimatrix_equilibria(A, B))
    offsets = bimatrix_equilibria(A, B).offsets
    yield Row(work, ours, mark, error=f"{offsets[-1]} found, exact")
    for name, solve, games in (
        ("quantecon supports", quantecon_supports, 2000),
        ("nashpy supports", nashpy_supports, 500 if full else 100),
        ("gambit rational", gambit_rational, 500 if full else 200),
    ):
        run = counted(solve, [(A[k], B[k]) for k in range(games)])
        if run is not None:
            seconds, count = run
            note = f"{count} of {offsets[games]} in {games} games"
            yield Row(work, ours, "", name, seconds * 10_000 / games, note)


def single_rows(m: int, *, full: bool) -> Iterator[Row]:
    """All equilibria of one game."""
    rng = np.random.default_rng(m)
    A, B = rng.integers(0, 1000, (2, m, m))
    game = NormalFormGame.from_bimatrix(A, B)
    found = nash_equilibria(game)
    ours = cpu_seconds(lambda: nash_equilibria(game), most=3)
    note = f"{len(found)} found, {found.complete}"
    work = f"all equilibria of one game {m}×{m}"
    yield Row(work, ours, "lrsnash" if m >= 10 else "", error=note)
    for name in ("lrsnash", "lrsnash2"):
        run = lrsnash(name, A, B)
        if run is not None:
            yield Row(work, ours, "", name, run[0], f"{run[1]} found")
    peers: list[tuple[str, Callable[[Any, Any], int]]] = []
    if m <= 10:
        peers.append(("gambit rational", gambit_rational))
    if full and m <= 8:
        peers += [("nashpy supports", nashpy_supports), ("quantecon supports", quantecon_supports)]
    for name, solve in peers:
        run = counted(solve, [(A, B)])
        if run is not None:
            yield Row(work, ours, "", name, run[0], f"{run[1]} found")


def pure_rows(*, full: bool) -> Iterator[Row]:
    """All pure equilibria of ten players with three strategies each."""
    game = random_tensor((3,) * 10, 0)
    ours = cpu_seconds(lambda: nash_equilibria(game, "pure"))
    work = "pure equilibria, 10 players × 3"
    count = f"{len(nash_equilibria(game, 'pure'))} found"
    yield Row(work, ours, ".010", error=count)
    if full:
        try:
            from quantecon.game_theory import pure_nash_brute
        except ImportError:
            return
        other = game.to_quantecon()
        found: list[Any] = []
        theirs = once(lambda: found.extend(pure_nash_brute(other)))
        yield Row(work, ours, "", "quantecon", theirs, f"{len(found)} found")


def many_player_rows(shape: tuple[int, ...], mark: str, games: int) -> Iterator[Row]:
    """All equilibria of games of several players: the median time, and how sure each is."""
    times, sure, found = [], {"proved": 0, "parity-ok": 0, "unknown": 0}, []
    cases = [random_tensor(shape, seed) for seed in range(games)]
    nash_equilibria(cases[0])
    for game in cases:
        start = process_time()
        answer = nash_equilibria(game)
        times.append(process_time() - start)
        sure[answer.complete] += 1
        found.append(len(answer))
    work = f"all equilibria, {'×'.join(map(str, shape))} (median of {games})"
    note = ", ".join(f"{count} {name}" for name, count in sure.items() if count)
    ours = median(times)
    yield Row(work, ours, mark, error=note)
    try:
        import pygambit
    except ImportError:
        return
    theirs, fewer, none = [], 0, 0
    for game, count in zip(cases, found, strict=True):
        other = game.to_gambit()
        start = process_time()
        answer = pygambit.nash.enumpoly_solve(other).equilibria
        theirs.append(process_time() - start)
        fewer += len(answer) < count
        none += not answer
    note = f"finds fewer in {fewer} of {games}, none in {none}"
    yield Row(work, ours, "", "gambit enumpoly", median(theirs), note)


def compilation_rows() -> Iterator[Row]:
    """Compilation: the first call of an installation, and the next, from the cache."""
    head = (
        "import numpy as np; from lilliput.games import *; rng = np.random.default_rng(0); "
        "pair = rng.integers(0, 999, (2, 8, 8)); cube = rng.integers(0, 999, (3, 3, 3, 3)); "
    )
    calls = {
        "batch of 8×8": "bimatrix_equilibria(*pair[:, None])",
        "one 8×8": "nash_equilibria(NormalFormGame.from_bimatrix(*pair))",
        "one 3×3×3": "nash_equilibria(NormalFormGame(list('ABC'), [list('xyz')] * 3, cube))",
    }
    for name, call in calls.items():
        code = head + call
        with tempfile.TemporaryDirectory() as cache:
            times = []
            for _ in range(2):
                before = child_seconds()
                environment = {**os.environ, "NUMBA_CACHE_DIR": cache}
                subprocess.run([sys.executable, "-c", code], check=True, env=environment)
                times.append(child_seconds() - before)
        yield Row(
            f"first call ever, {name} (whole process)", times[0], error=f"next {times[1]:.1f}"
        )


def random_tensor(shape: tuple[int, ...], seed: int) -> NormalFormGame:
    """Return a game with integer payoffs from 0 to 999."""
    table = np.random.default_rng(seed).integers(0, 1000, (len(shape), *shape))
    names = [[str(k + 1) for k in range(size)] for size in shape]
    return NormalFormGame([f"player {i}" for i in range(len(shape))], names, table)


def child_seconds() -> float:
    """Return the CPU time of all processes that were started and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def once(action: Callable[[], Any]) -> float:
    """Return the CPU time of one run."""
    start = process_time()
    action()
    return process_time() - start


def counted(
    solve: Callable[[Any, Any], int], games: list[tuple[Any, Any]]
) -> tuple[float, int] | None:
    """Return the CPU time for some games and how many equilibria were found in all of them."""
    try:
        solve(np.eye(2, dtype=int), np.eye(2, dtype=int))
    except ImportError:
        return None
    start = process_time()
    count = sum(solve(A, B) for A, B in games)
    return process_time() - start, count


def quantecon_supports(A: Any, B: Any) -> int:
    """Support enumeration of QuantEcon."""
    from quantecon.game_theory import NormalFormGame as Game
    from quantecon.game_theory import Player, support_enumeration

    return len(support_enumeration(Game([Player(A * 1.0), Player(B.T * 1.0)])))


def nashpy_supports(A: Any, B: Any) -> int:
    """Support enumeration of nashpy."""
    import warnings

    import nashpy

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return len(list(nashpy.Game(A, B).support_enumeration()))


def gambit_rational(A: Any, B: Any) -> int:
    """Extreme points by Gambit, in rationals."""
    import pygambit

    game = NormalFormGame.from_bimatrix(A, B).to_gambit()
    return len(pygambit.nash.enummixed_solve(game, rational=True).equilibria)


def lrsnash(program: str, A: Any, B: Any) -> tuple[float, int] | None:
    """Return the CPU time of lrslib's program, a whole process, and how many it found."""
    if shutil.which(program) is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "game"
        tables = "\n\n".join("\n".join(" ".join(map(str, row)) for row in M) for M in (A, B))
        path.write_text(f"{A.shape[0]} {A.shape[1]}\n\n{tables}\n")
        times = []
        for _ in range(3):
            before = child_seconds()
            done = subprocess.run([program, str(path)], capture_output=True, text=True, check=False)
            times.append(child_seconds() - before)
    found = re.search(r"equilibria found: (\d+)", done.stdout)
    return min(times), int(found.group(1)) if found else 0
