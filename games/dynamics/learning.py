"""Log-linear learning: one player at a time revises, and better replies are likelier."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import to_float
from lilliput.games.checks import check_count
from lilliput.games.dynamics.trajectory import (
    Trajectory,
    one_hot,
    positive,
    shares_frame,
    starting_play,
)
from lilliput.games.normal_form import NormalFormGame

__all__ = ["log_linear_learning"]


def log_linear_learning(
    game: NormalFormGame,
    rationality: float,
    start: Mapping[str, str] | Sequence[str] | None = None,
    *,
    rounds: int = 10_000,
    rng: np.random.Generator | int | None = None,
) -> Trajectory:
    """Let a random player choose anew each round, with probabilities ∝ exp(λ · payoff).

    In a potential game the long-run frequency of a profile is ∝ exp(λ · potential), so that play
    is found most of the time where the potential is greatest.

    Parameters
    ----------
    game
        A normal-form game with numeric payoffs.
    rationality
        λ > 0, in units of 1/payoff.
    start
        A strategy name for each player; drawn at random by default.
    rounds
        How many revisions.
    rng
        A seed or generator.

    Returns
    -------
    Trajectory
        `plays` is the path, `shares` the frequencies with which each strategy has been played so
        far; ``outcome`` is ``"ended"``.

    References
    ----------
    Blume, L. E. (1993). The statistical mechanics of strategic interaction. Games and Economic
    Behavior 5:387–424. doi:10.1006/game.1993.1023

    Examples
    --------
    >>> hunt = NormalFormGame.from_bimatrix([[4, 0], [3, 3]], [[4, 3], [0, 3]])
    >>> log_linear_learning(hunt, 2, rounds=5000, rng=1).final["row"].idxmax()
    '2'
    """
    sharpness = positive(rationality, argument="rationality")
    most = check_count(rounds, argument="rounds")
    generator = np.random.default_rng(rng)
    tables = to_float(game.payoffs, argument="payoffs")
    play = starting_play(game, start, generator)
    path = np.empty((most + 1, game.n), dtype=np.int64)
    path[0] = play
    movers = generator.integers(game.n, size=most)
    draws = generator.random(most)
    for turn, (i, draw) in enumerate(zip(movers, draws, strict=True), start=1):
        cell: Any = (int(i), *play[:i], slice(None), *play[i + 1 :])
        options = tables[cell]
        cumulated = np.exp(sharpness * (options - options.max())).cumsum()
        play[i] = int(np.searchsorted(cumulated, draw * cumulated[-1], side="right"))
        path[turn] = play
    times = np.arange(most + 1)
    names = {
        player: np.array(own, dtype=object)[path[:, i]]
        for i, (player, own) in enumerate(zip(game.players, game.strategies, strict=True))
    }
    plays = pd.DataFrame(names, pd.Index(times, name="round")).rename_axis("player", axis=1)
    rates = one_hot(game, path).cumsum(axis=0) / (times[:, None] + 1)
    shares = shares_frame(game, times, rates, "round")
    parameters = {"rationality": sharpness, "rounds": most}
    return Trajectory(game, "log_linear_learning", shares, "ended", plays, parameters)
