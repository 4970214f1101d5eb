"""The games that the benchmarks solve: random ones with a seed, and real ones."""

import numpy as np
from numpy.typing import NDArray

from lilliput.games import CoalitionalGame, VotingGame

__all__ = ["benedek_game", "named", "random_game", "weighted", "weights_and_quota"]


def named(n: int) -> list[str]:
    """Return n players' names."""
    return [f"player {i}" for i in range(n)]


def random_game(n: int, seed: int = 0) -> CoalitionalGame:
    """Return a game with worths uniform on [0, 1]."""
    worths = np.random.default_rng(seed).random(2**n)
    worths[0] = 0
    return CoalitionalGame(named(n), worths, copy=False)


def benedek_game(n: int, kind: int, seed: int = 0) -> CoalitionalGame:
    """Return one of the first four kinds of games of Benedek, Fliege and Nguyen (2021).

    Integer worths, 0 for single players. Kind 1: uniform on 1 … 100·|S|, v(N) on 100(n−2) … 100·n.
    Kind 2: uniform on 1 … 50·n. Kind 3: v(N) = 1; 1 with probability .9 where one or two players
    are missing; 0 elsewhere. Kind 4: uniform on 1 … n.

    References
    ----------
    Benedek, M., Fliege, J. and Nguyen, T.-D. (2021). Finding and verifying the nucleolus of
    cooperative games. Mathematical Programming 190. doi:10.1007/s10107-020-01527-9
    """
    rng = np.random.default_rng(seed)
    sizes = np.bitwise_count(np.arange(2**n)).astype(np.int64)
    if kind == 3:
        worths = (sizes >= n - 2) & (rng.random(2**n) < 0.9)
        worths[-1] = True
    else:
        highest = {1: 100 * sizes, 2: np.full(2**n, 50 * n), 4: np.full(2**n, n)}[kind]
        worths = rng.integers(1, np.maximum(highest, 1), endpoint=True)
        if kind == 1:
            worths[-1] = rng.integers(100 * (n - 2), 100 * n, endpoint=True)
    worths[sizes <= 1] = 0
    return CoalitionalGame(named(n), worths.astype(float), copy=False)


def weights_and_quota(n: int, seed: int = 0) -> tuple[NDArray[np.int64], int]:
    """Return weights from 1 to 100 and the simple majority."""
    weights = np.random.default_rng(seed).integers(1, 100, size=n, endpoint=True)
    return weights, int(weights.sum()) // 2 + 1


def weighted(n: int, seed: int = 0) -> VotingGame:
    """Return the voting game of `weights_and_quota`."""
    weights, quota = weights_and_quota(n, seed)
    return VotingGame(named(n), weights=[int(w) for w in weights], quota=quota)
