"""Random games by class, for tests and benchmarks."""

from collections.abc import Callable
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from lilliput.games.arithmetic import Array
from lilliput.games.checks import check_table_fits
from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.errors import InvalidArgumentError, ProblemTooLargeError
from lilliput.games.families.naming import Players, numbered
from lilliput.games.tables import all_coalitions, subset_sums
from lilliput.games.transforms.covers import best_partitions

__all__ = ["random_game"]

Kind = Literal[
    "general",
    "zero-normalised",
    "monotone",
    "superadditive",
    "convex",
    "balanced",
    "totally balanced",
    "simple",
]

_MOST_PLAYERS_SUPERADDITIVE = 20

Floats = NDArray[np.float64]


def random_game(
    players: Players,
    *,
    kind: Kind = "general",
    rng: np.random.Generator | int | None = None,
) -> CoalitionalGame:
    """Return a random game of a class.

    U stands for independent uniform draws from [0, 1), one for each coalition or player:

    - general: v(S) = U.
    - zero-normalised: v(S) = U, but 0 for single players.
    - monotone: v(S) = U + the largest v(S∖i).
    - superadditive: v(S) = U + the largest v(T) + v(S∖T).
    - convex: v(S) = U + the largest v(S∖i) + v(S∖j) − v(S∖ij).
    - balanced: v(S) = U x(S) with x_i = U, and v(N) = x(N).
    - totally balanced: the least of n + 1 additive games with values U. (Every totally balanced
      game is the least of finitely many additive ones, not always of so few.)
    - simple: coalitions win that contain one of n coalitions drawn at random from all.

    Up to scale, the monotone, superadditive, convex and balanced games drawn reach all of their
    class that have no negative worth.

    Parameters
    ----------
    players
        Distinct names, or how many (then named "1", "2", …).
    kind
        The class, as above.
    rng
        A generator or a seed; the same seed gives the same game.

    Raises
    ------
    InvalidArgumentError
        An unknown kind, or a simple game of no players: nobody can win.
    ProblemTooLargeError
        More than 20 players for a superadditive game, which takes 3**n steps.

    References
    ----------
    Kalai, E. and Zemel, E. (1982). Totally balanced games and games of flow. Mathematics of
    Operations Research 7 (totally balanced games as least additive ones).

    Examples
    --------
    >>> random_game(3, kind="simple", rng=1).worths.tolist()
    [0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0]
    """
    names = numbered(players)
    if kind not in get_args(Kind):
        known = ", ".join(get_args(Kind))
        raise InvalidArgumentError(f"kind must be one of {known}, got {kind!r}")
    if kind == "simple" and not names:
        raise InvalidArgumentError("players must be at least one for a simple game, got none")
    if kind == "superadditive" and len(names) > _MOST_PLAYERS_SUPERADDITIVE:
        raise ProblemTooLargeError(
            f"random superadditive games take 3**n steps and allow {_MOST_PLAYERS_SUPERADDITIVE} "
            f"players, got {len(names)}; convex games are superadditive too"
        )
    check_table_fits(len(names), copies=6)
    worths = _DRAW[kind](len(names), np.random.default_rng(rng))
    worths[0] = 0
    return CoalitionalGame(names, worths)


def _general(n: int, rng: np.random.Generator) -> Floats:
    return rng.random(2**n)


def _zero_normalised(n: int, rng: np.random.Generator) -> Floats:
    worths = rng.random(2**n)
    worths[[1 << i for i in range(n)]] = 0
    return worths


def _monotone(n: int, rng: np.random.Generator) -> Floats:
    worths = rng.random(2**n)
    worths[0] = 0
    for masks in _by_size(n):
        best = np.zeros(len(masks))
        for i in range(n):
            smaller = worths[masks & ~(1 << i)]
            best = np.where(masks >> i & 1, np.maximum(best, smaller), best)
        worths[masks] += best
    return worths


def _superadditive(n: int, rng: np.random.Generator) -> Floats:
    gains = rng.random(2**n)
    gains[0] = 0
    singles = np.bitwise_count(all_coalitions(n)) == 1
    worths: Floats = best_partitions(np.where(singles, 0.0, -1.0), gains)
    return worths


def _convex(n: int, rng: np.random.Generator) -> Floats:
    worths = rng.random(2**n)
    worths[0] = 0
    for masks in _by_size(n)[1:]:
        best = np.full(len(masks), -np.inf)
        for i in range(n):
            for j in range(i):
                both = 1 << i | 1 << j
                inside = (masks & both) == both
                these = masks[inside]
                least = worths[these ^ 1 << i] + worths[these ^ 1 << j] - worths[these ^ both]
                best[inside] = np.maximum(best[inside], least)
        worths[masks] += best
    return worths


def _balanced(n: int, rng: np.random.Generator) -> Floats:
    total = subset_sums(rng.random(n))
    worths: Floats = rng.random(2**n) * total
    worths[-1] = total[-1]
    return worths


def _totally_balanced(n: int, rng: np.random.Generator) -> Floats:
    worths: Floats = np.full(2**n, np.inf)
    for values in rng.random((n + 1, n)):
        worths = np.minimum(worths, subset_sums(values))
    return worths


def _simple(n: int, rng: np.random.Generator) -> Floats:
    wins = np.zeros(2**n, dtype=bool)
    drawn: Array = rng.integers(0, 2**n, size=n)
    wins[np.where(drawn == 0, 2**n - 1, drawn)] = True
    for i in range(n):
        pairs = wins.reshape(-1, 2, 2**i)
        pairs[:, 1] |= pairs[:, 0]
    return wins.astype(np.float64)


def _by_size(n: int) -> list[Array]:
    """Return the coalitions of 1, 2, …, n members."""
    sizes = np.bitwise_count(all_coalitions(n))
    order = np.argsort(sizes, kind="stable")
    return np.split(order, np.searchsorted(sizes[order], np.arange(1, n + 1)))[1:]


_DRAW: dict[str, Callable[[int, np.random.Generator], Floats]] = {
    "general": _general,
    "zero-normalised": _zero_normalised,
    "monotone": _monotone,
    "superadditive": _superadditive,
    "convex": _convex,
    "balanced": _balanced,
    "totally balanced": _totally_balanced,
    "simple": _simple,
}
