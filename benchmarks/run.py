"""Time the solvers against the memory they must read: `make bench`.

Each figure is the fastest of several runs in one process, and a ratio to a plain sum over the same
table in the same process, because machines differ and are noisy.
"""

import platform
from collections.abc import Callable
from time import perf_counter

import numpy as np

from lilliput.games import CoalitionalGame, core, shapley_value

RUNS = 15


def fastest(action: Callable[[], object]) -> float:
    """Return the shortest wall-clock time of several runs, in seconds, after one to warm up."""
    action()
    times = []
    for _ in range(RUNS):
        start = perf_counter()
        action()
        times.append(perf_counter() - start)
    return min(times)


def random_game(n: int, rng: np.random.Generator) -> CoalitionalGame:
    """Return a game of n players with uniform worths."""
    worths = rng.random(2**n)
    worths[0] = 0
    return CoalitionalGame([f"player {i}" for i in range(n)], worths)


def main() -> None:
    """Print the table of figures."""
    rng = np.random.default_rng(0)
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, {platform.machine()}")
    print(f"{'':24}{'n':>4}{'time [ms]':>12}{'sum [ms]':>12}{'ratio':>8}")
    for n in (10, 16, 20, 22, 24):
        game = random_game(n, rng)
        worths = game.worths
        plain = fastest(worths.sum)
        solve = fastest(lambda game=game: shapley_value(game))
        row = f"{1e3 * solve:12.3f}{1e3 * plain:12.3f}{solve / plain:8.1f}"
        print(f"{'shapley_value':24}{n:4d}{row}")
    for n in (10, 14):
        game = random_game(n, rng)
        solve = fastest(lambda game=game: core(game))
        print(f"{'core':24}{n:4d}{1e3 * solve:12.3f}")


if __name__ == "__main__":
    main()
