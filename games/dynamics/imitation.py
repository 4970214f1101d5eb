"""Imitation in finite populations: look at one other of your kind, copy it if it earns more."""

import numpy as np

from lilliput.games.arithmetic import Array
from lilliput.games.checks import check_count, check_probability
from lilliput.games.dynamics.trajectory import (
    Outcome,
    Trajectory,
    shares_frame,
    starting_mix,
)
from lilliput.games.normal_form import NormalFormGame, Profile
from lilliput.games.normal_form.deviations import deviations_of, joined, split

__all__ = ["imitation_dynamics"]


def imitation_dynamics(
    game: NormalFormGame,
    start: Profile | None = None,
    *,
    population: int = 100,
    rounds: int = 10_000,
    mutation: float = 0.0,
    rng: np.random.Generator | int | None = None,
    points: int = 201,
) -> Trajectory:
    """Let randomly drawn members imitate better-off members of their own population.

    Each round, in each population, one member compares its expected payoff with that of another
    and copies it with a probability proportional to the difference (the difference as a share of
    the range of the player's payoffs). Its mean motion is the replicator dynamic.

    Parameters
    ----------
    game
        A normal-form game with numeric payoffs; each player is a population of its own.
    start
        A profile, as `NormalFormGame.payoff` takes it, rounded to whole members; every strategy
        equally often by default.
    population
        Members of each population.
    rounds
        How many rounds.
    mutation
        Probability that a member takes a random strategy instead.
    rng
        A seed or generator.
    points
        How many times to record, evenly spaced.

    Returns
    -------
    Trajectory
        ``"converged"`` if every population plays one strategy at the end and nobody mutates.

    References
    ----------
    Schlag, K. H. (1998). Why imitate, and if so, how? A boundedly rational approach to multi-armed
    bandits. Journal of Economic Theory 78:130–156. doi:10.1006/jeth.1997.2347

    Examples
    --------
    >>> dilemma = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    >>> path = imitation_dynamics(dilemma, rounds=20_000, rng=0)
    >>> path.final["row"].to_list(), path.outcome
    ([0.0, 1.0], 'converged')
    """
    size = check_count(population, argument="population")
    most = check_count(rounds, argument="rounds")
    chance = float(check_probability(mutation, argument="mutation"))
    generator = np.random.default_rng(rng)
    tables = deviations_of(game, common=False)
    counts = [_whole(mix, size) for mix in starting_mix(game, start)]
    number = max(2, check_count(points, argument="points"))
    times = np.unique(np.linspace(0, most, number).astype(int))
    options = split(tables.values(joined(counts) / size), game.shape)
    rows, marks = [], set(times.tolist())
    for turn in range(most + 1):
        if turn in marks:
            rows.append(np.concatenate(counts) / size)
        changed = False
        for i, count in enumerate(counts):
            own, other = _draw(count, size, generator), _draw(count, size, generator)
            if chance and generator.random() < chance:
                target = int(generator.integers(len(count)))
            elif generator.random() < options[i][other] - options[i][own]:
                target = other
            else:
                continue
            count[own] -= 1
            count[target] += 1
            changed |= own != target
        if changed:
            options = split(tables.values(joined(counts) / size), game.shape)
    uniform = all(count.max() == size for count in counts)
    outcome: Outcome = "converged" if uniform and not chance else "ended"
    parameters = {"population": size, "rounds": most, "mutation": chance}
    shares = shares_frame(game, times, rows, "round")
    return Trajectory(game, "imitation_dynamics", shares, outcome, None, parameters)


def _whole(mix: Array, size: int) -> Array:
    """Round shares to whole members, the largest remainders up."""
    exact = mix * size
    counts = np.floor(exact + 1e-9).astype(np.int64)
    short = size - int(counts.sum())
    counts[np.argsort(counts - exact, kind="stable")[:short]] += 1
    return counts


def _draw(count: Array, size: int, rng: np.random.Generator) -> int:
    """Return the strategy of a member drawn at random."""
    return int(np.searchsorted(count.cumsum(), rng.integers(size), side="right"))
