"""Fictitious play: each player best responds to how often the others have played what.

With two players nashpy plays; with more, beliefs about different opponents are independent.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from lilliput.games.arithmetic import Array, to_float
from lilliput.games.checks import check_count
from lilliput.games.dynamics.trajectory import (
    Trajectory,
    one_hot,
    shares_frame,
    starting_play,
)
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.normal_form.deviations import deviations_of, split

__all__ = ["fictitious_play"]

_LARGE = 1e280
_HALVINGS = 64


def fictitious_play(
    game: NormalFormGame,
    start: Mapping[str, str] | Sequence[str] | None = None,
    *,
    rounds: int = 1000,
    rng: np.random.Generator | int | None = None,
) -> Trajectory:
    """Let each player best respond to the empirical frequencies of the others' past play.

    Parameters
    ----------
    game
        A normal-form game with numeric payoffs.
    start
        What each player plays in the first round, by strategy name; drawn at random by default.
    rounds
        How many rounds to play.
    rng
        A seed or generator for the start and for ties among best responses.

    Returns
    -------
    Trajectory
        `shares` are the empirical frequencies after each round. Its `outcome` is always
        ``"ended"``: frequencies need not converge (Shapley 1964); look at `regret`.

    References
    ----------
    Brown, G. W. (1951). Iterative solution of games by fictitious play. In: Activity Analysis of
    Production and Allocation. Wiley.
    Shapley, L. S. (1964). Some topics in two-person games. Annals of Mathematics Studies 52:1–28.
    Knight, V. and Campbell, J. (2018). Nashpy. JOSS 3(30):904. doi:10.21105/joss.00904

    Examples
    --------
    >>> pennies = NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    >>> fictitious_play(pennies, ["1", "2"], rounds=2000, rng=0).regret < 0.05
    True
    """
    most = check_count(rounds, argument="rounds")
    generator = np.random.default_rng(rng)
    first = starting_play(game, start, generator)
    counts = one_hot(game, [first])[0]
    table = np.empty((most, len(counts)))
    table[0] = counts
    steps = _nashpy_steps if game.n == 2 else _steps
    for turn, counted in enumerate(steps(game, counts, most - 1, generator), start=1):
        table[turn] = counted
    times = np.arange(1, most + 1)
    shares = shares_frame(game, times, table / times[:, None], "round")
    return Trajectory(game, "fictitious_play", shares, "ended", None, {"rounds": most})


def _nashpy_steps(
    game: NormalFormGame, counts: Array, rounds: int, rng: np.random.Generator
) -> Iterator[Array]:
    """Let nashpy play; it draws from NumPy's global generator, which is put back afterwards."""
    if not rounds:
        return
    from nashpy import Game

    rows = game.shape[0]
    tables = to_float(game.payoffs, argument="payoffs")
    if np.abs(tables).max() > _LARGE:  # powers of two keep ties; sums over rounds stay finite
        tables = np.ldexp(tables, -_HALVINGS)
    before = np.random.get_state()  # noqa: NPY002
    np.random.seed(int(rng.integers(2**32)))  # noqa: NPY002
    try:
        play = Game(*tables).fictitious_play(rounds, [counts[:rows], counts[rows:]])
        next(play)
        played = [np.concatenate(pair) for pair in play]
    finally:
        np.random.set_state(before)  # noqa: NPY002
    yield from played


def _steps(
    game: NormalFormGame, counts: Array, rounds: int, rng: np.random.Generator
) -> Iterator[Array]:
    tables = deviations_of(game, common=False)
    starts = [0, *tables.ends]
    counts = counts.copy()
    for turn in range(1, rounds + 1):
        options = split(tables.values(counts / turn), game.shape)
        for start, values in zip(starts, options, strict=True):
            best = np.flatnonzero(values == values.max())
            counts[start + (best[0] if len(best) == 1 else rng.choice(best))] += 1
        yield counts.copy()
