"""Best-response dynamics: players move to their best reply, until none wants to or it repeats."""

from collections.abc import Mapping, Sequence
from typing import Literal, get_args

import numpy as np
import pandas as pd

from lilliput.games.checks import check_count
from lilliput.games.dynamics.trajectory import (
    Outcome,
    Trajectory,
    one_hot,
    shares_frame,
    starting_play,
)
from lilliput.games.errors import UnknownNameError
from lilliput.games.normal_form import NormalFormGame

__all__ = ["best_response_dynamics"]

Revision = Literal["sequential", "simultaneous", "random"]


def best_response_dynamics(
    game: NormalFormGame,
    start: Mapping[str, str] | Sequence[str] | None = None,
    *,
    revision: Revision = "sequential",
    rounds: int = 1000,
    rng: np.random.Generator | int | None = None,
) -> Trajectory:
    """Let players switch to a best response to what the others play now.

    A player who plays a best response stays; one who does not takes the first best response in
    the order of its strategies. Payoffs are compared exactly.

    Parameters
    ----------
    game
        A normal-form game with numeric payoffs.
    start
        A strategy name for each player; drawn at random by default.
    revision
        Who revises in a round: ``"sequential"``, the players in turn; ``"simultaneous"``, all at
        once; ``"random"``, one drawn at random.
    rounds
        The most rounds to play. Play stops earlier when no player wants to move, or when it is
        certain to repeat itself.
    rng
        A seed or generator for the start and for ``revision="random"``.

    Returns
    -------
    Trajectory
        With `plays`; ``outcome`` is ``"converged"`` at a pure equilibrium, ``"cycle"`` where
        deterministic play returned to where it had been.

    References
    ----------
    Monderer, D. and Shapley, L. S. (1996). Potential games. Games and Economic Behavior
    14:124–143. doi:10.1006/game.1996.0044

    Examples
    --------
    >>> hunt = NormalFormGame.from_bimatrix([[4, 0], [3, 3]], [[4, 3], [0, 3]])
    >>> best_response_dynamics(hunt, ["1", "2"]).plays.iloc[-1].to_list()
    ['2', '2']
    >>> pennies = NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    >>> best_response_dynamics(pennies, ["1", "1"]).outcome
    'cycle'
    """
    if revision not in get_args(Revision):
        raise UnknownNameError("revision", revision, get_args(Revision))
    most = check_count(rounds, argument="rounds")
    generator = np.random.default_rng(rng)
    play = starting_play(game, start, generator)
    path = [tuple(play)]
    seen = {_state(path[0], 0, game.n, revision)}
    outcome: Outcome = "ended"
    for turn in range(most + 1):
        better = {i: k for i in range(game.n) if (k := _reply(game, play, i)) != play[i]}
        if not better:
            outcome = "converged"
            break
        if turn == most:
            break
        movers = list(range(game.n))
        if revision == "sequential":
            movers = [turn % game.n]
        elif revision == "random":
            movers = [int(generator.integers(game.n))]
        for i in movers:
            play[i] = better.get(i, play[i])
        path.append(tuple(play))
        state = _state(path[-1], turn + 1, game.n, revision)
        if revision != "random" and state in seen:
            outcome = "cycle"
            break
        seen.add(state)
    times = range(len(path))
    names = [[own[k] for own, k in zip(game.strategies, cell, strict=True)] for cell in path]
    plays = pd.DataFrame(
        names, pd.Index(times, name="round"), pd.Index(game.players, name="player")
    )
    shares = shares_frame(game, times, one_hot(game, path), "round")
    parameters = {"revision": revision, "rounds": most}
    return Trajectory(game, "best_response_dynamics", shares, outcome, plays, parameters)


def _reply(game: NormalFormGame, play: list[int], player: int) -> int:
    """Return what a player plays now if that is a best response, else its first best response."""
    cell = tuple(slice(None) if i == player else k for i, k in enumerate(play))
    options = game.payoffs[(player, *cell)]
    top = max(options)
    return play[player] if options[play[player]] == top else options.tolist().index(top)


def _state(cell: tuple[int, ...], turn: int, players: int, revision: str) -> tuple[int, ...]:
    """Return what the future depends on: the profile, and whose turn it is."""
    return (*cell, turn % players) if revision == "sequential" else cell
