"""Coalitional games against their peers; each row's error is measured against exact arithmetic."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
from samples import benedek_game, named, random_game
from timing import Row, cpu_seconds, peer

from lilliput.games import (
    CoalitionalGame,
    SparseGame,
    VotingGame,
    banzhaf_value,
    horse_market,
    majority_game,
    nucleoli,
    nucleolus_solution,
    shapley_value,
    shapley_values,
    sparse_shapley_value,
)

__all__ = ["rows"]


def rows(*, full: bool) -> Iterator[Row]:
    """Yield the rows; `full` adds those of gigabytes and of peers that take minutes."""
    yield from shapley_rows(28 if full else 24)
    yield banzhaf_row(random_game(20))
    yield from many_games_rows()
    yield sparse_row()
    yield from nucleolus_rows(full=full)
    yield from tie_rows()
    yield from batch_rows()


def exact_shapley(game: CoalitionalGame) -> Any:
    """Return the Shapley value in extended precision, by folding a weighted table."""
    from lilliput.games.values.fold import coalition_sizes, player_sums
    from lilliput.games.values.shapley import shapley_weights

    numerators, denominator = shapley_weights(game.n)
    weights = np.array([*numerators, 0], dtype=object) / np.longdouble(1)
    weights = (weights / np.longdouble(denominator)).astype(np.longdouble)
    sizes = coalition_sizes(game.n)
    gain = np.where(sizes > 0, weights[sizes - 1], 0) + weights[sizes]
    worths = game.worths.astype(np.longdouble)
    return player_sums(gain * worths) - (weights[sizes] * worths).sum()


def shapley_rows(largest: int) -> Iterator[Row]:
    """Shapley values of random games, against peers and against one pass over the table."""
    game = random_game(20)
    ours = cpu_seconds(lambda: shapley_value(game))
    error = float(np.abs(shapley_value(game) - exact_shapley(game)).max())
    tail = game.worths[1:]
    table = peer("coopgame", lambda m: None) is not None
    theirs = None
    if table:
        import coopgame

        other = coopgame.Game(tail)
        theirs = cpu_seconds(lambda: coopgame.shapley(other))
    note = f"largest error {error:.0e}"
    yield Row("Shapley, random, n=20", ours, ".003", "coopgame-py", theirs, note)
    yield Row("Shapley, random, n=20", ours, "", "shapley-numba", shapley_numba(game))
    small = random_game(14)
    ours = cpu_seconds(lambda: shapley_value(small))
    yield Row("Shapley, random, n=14", ours, "", "shapiq", shapiq(small))
    for n in range(24, largest + 1, 2):
        game = random_game(n)
        ours = cpu_seconds(lambda game=game: shapley_value(game))
        one_pass = cpu_seconds(game.worths.sum)
        note = f"ours / one pass {ours / one_pass:.2f} (mark 4)"
        mark = ".030" if n == 24 else ""
        yield Row(f"Shapley, random, n={n}", ours, mark, "worths.sum()", one_pass, note)
    if largest >= 28:
        print(f"  peak memory of Shapley at n=28: {peak_memory(28):.3f}× the table (mark 1.2)")
        print(f"  and with the copy that freezes it: {peak_memory(28, copy=True):.3f}×")


def shapley_numba(game: CoalitionalGame) -> float | None:
    """Time shapley-numba on the table of worths."""
    try:
        import numba
        from shapley_numba import numba_game
        from shapley_numba.shapley import shapley
    except ImportError:
        return None
    spec = [("worths", numba.float64[:]), ("powers", numba.int64[:])]

    @numba_game(spec)
    class Table:
        def __init__(self, worths: Any, powers: Any) -> None:
            self.worths = worths
            self.powers = powers

        def value(self, coalition: Any) -> float:
            mask = 0
            for i in range(len(coalition)):
                mask += coalition[i] * self.powers[i]
            return self.worths[mask]

    table = Table(game.worths.copy(), 2 ** np.arange(game.n))
    return cpu_seconds(lambda: shapley(table, game.n), most=2)


def shapiq(game: CoalitionalGame) -> float | None:
    """Time shapiq's exact computer on the table of worths."""
    try:
        from shapiq import ExactComputer
    except ImportError:
        return None
    powers = 2 ** np.arange(game.n)

    def worth(coalitions: Any) -> Any:
        return game.worths[np.asarray(coalitions).astype(int) @ powers]

    return cpu_seconds(lambda: ExactComputer(game=worth, n_players=game.n)("SV", order=1), most=1)


def banzhaf_row(game: CoalitionalGame) -> Row:
    """Banzhaf value of a random game."""

    def theirs(coopgame: Any) -> Any:
        return coopgame.banzhaf(other)

    other = None
    if peer("coopgame", lambda m: None) is not None:
        import coopgame

        other = coopgame.Game(game.worths[1:])
    return Row(
        "Banzhaf, random, n=20",
        cpu_seconds(lambda: banzhaf_value(game)),
        ".003",
        "coopgame-py",
        peer("coopgame", theirs),
    )


def many_games_rows() -> Iterator[Row]:
    """Shapley values of a million games at once."""
    worths = np.random.default_rng(0).random((10**6, 2**5))
    worths[:, 0] = 0
    ours = cpu_seconds(lambda: shapley_values(worths))
    one_pass = cpu_seconds(worths.sum)
    yield Row("Shapley of 1,000,000 games, n=5", ours, "", "worths.sum()", one_pass)


def sparse_row() -> Row:
    """Shapley value of 10,000 players from a million dividends."""
    rng = np.random.default_rng(0)
    sizes = rng.integers(1, 6, size=10**6)
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    starts = rng.integers(0, 9_900, size=10**6)
    members = np.repeat(starts, sizes) + 7 * (
        np.arange(offsets[-1]) - np.repeat(offsets[:-1], sizes)
    )
    game = SparseGame.from_arrays(named(10_000), members, offsets, rng.normal(size=10**6))
    return Row(
        "Shapley, 10,000 players, 10^6 dividends", cpu_seconds(lambda: sparse_shapley_value(game))
    )


def nucleolus_rows(*, full: bool) -> Iterator[Row]:
    """Nucleolus of the games of Benedek, Fliege and Nguyen, certificate included."""
    for n in (20, 25) if full else (20,):
        for kind in (1, 2, 3, 4):
            game = benedek_game(n, kind)
            mark = ".1" if n == 20 else "3"
            yield nucleolus_row(f"nucleolus, Benedek et al. {kind}, n={n}", game, mark)


def nucleolus_row(work: str, game: CoalitionalGame, mark: str) -> Row:
    """Nucleolus with certificate against coopgame-py's, and how far the two are apart."""
    ours = cpu_seconds(lambda: nucleolus_solution(game), most=3)
    solution = nucleolus_solution(game)
    note, theirs = "proved" if solution.certificate else "NOT proved", None
    try:
        import coopgame
    except ImportError:
        return Row(work, ours, mark, "coopgame-py", theirs, note)
    if game.n <= 21:
        other = coopgame.Game(game.worths[1:])
        found: dict[str, Any] = {}
        theirs = cpu_seconds(lambda: found.update(coopgame.nucleolus(other)), most=1)
        gap = np.abs(solution.allocation.to_numpy() - np.array(found["allocation"])).max()
        note += f"; {gap:.0e} apart"
    return Row(work, ours, mark, "coopgame-py", theirs, note)


def tie_rows() -> Iterator[Row]:
    """Games in which very many coalitions tie."""
    council = VotingGame(named(15), weights=[1] * 15, quota=9, vetoes=named(5)).to_coalitional()
    prices = np.random.default_rng(0).integers(10, 100, size=(2, 9))
    market = horse_market(
        {f"seller {i}": int(p) for i, p in enumerate(prices[0])},
        {f"buyer {i}": int(p) for i, p in enumerate(prices[1])},
    )
    yield nucleolus_row("nucleolus, simple majority, n=21", majority_game(named(21)), ".1")
    yield nucleolus_row("nucleolus, horse market, n=18", market, ".1")
    yield nucleolus_row("nucleolus, UN Security Council, n=15", council, ".1")


def batch_rows() -> Iterator[Row]:
    """Nucleolus of 10,000 games of five players at once."""
    worths = np.random.default_rng(0).integers(0, 100, size=(10_000, 32)).astype(float)
    worths[:, [0, 1, 2, 4, 8, 16]] = 0
    ours = cpu_seconds(lambda: nucleoli(worths), most=3)
    note, theirs = f"{1e6 * ours / len(worths):.0f} µs a game (mark 200)", None
    try:
        import coopgame
    except ImportError:
        pass
    else:
        some = worths[:500]
        each = cpu_seconds(lambda: [coopgame.nucleolus(coopgame.Game(w[1:])) for w in some], most=1)
        theirs = each * len(worths) / len(some)
        apart = [
            np.abs(x - np.array(coopgame.nucleolus(coopgame.Game(w[1:]))["allocation"])).max()
            for x, w in zip(nucleoli(some), some, strict=True)
        ]
        note += f"; {max(apart):.0e} apart"
    yield Row("nucleolus of 10,000 games, n=5", ours, "2", "coopgame-py", theirs, note)


def peak_memory(n: int, *, copy: bool = False) -> float:
    """Return the growth of a process that solves a game, in units of its table (Linux only)."""
    code = f"""
import numpy as np
from lilliput.games import CoalitionalGame, shapley_value
def peak():  # VmHWM, because a child inherits the ru_maxrss of its parent
    status = open("/proc/self/status").read()
    return int(status.split("VmHWM:")[1].split()[0]) * 1024
names = [str(i) for i in range({n})]
shapley_value(CoalitionalGame(names[:16], np.arange(2.0**16)))
before = peak()
worths = np.random.default_rng(0).random(2**{n})
worths[0] = 0
shapley_value(CoalitionalGame(names, worths, copy={copy}))
print((peak() - before) / worths.nbytes)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout)
