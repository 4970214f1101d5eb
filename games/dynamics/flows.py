"""Flows in mixed strategies, one population a player: replicators and smoothed best responses."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from lilliput.games.arithmetic import Array
from lilliput.games.checks import check_count
from lilliput.games.dynamics.trajectory import (
    Outcome,
    Trajectory,
    positive,
    shares_frame,
    starting_mix,
)
from lilliput.games.errors import SolverError
from lilliput.games.normal_form import NormalFormGame, Profile
from lilliput.games.normal_form.deviations import deviations_of, joined, split

__all__ = ["logit_dynamics", "replicator_dynamics"]

_AT_REST = 1e-8
_RELATIVE, _ABSOLUTE = 1e-8, 1e-10
_EVALUATIONS = 300_000


def replicator_dynamics(
    game: NormalFormGame,
    start: Profile | None = None,
    *,
    time: float = 100.0,
    points: int = 201,
) -> Trajectory:
    r"""Let shares of strategies grow with what they earn above the average of their population.

    ẋ_is = x_is (u_i(s, x_{−i}) − u_i(x)), integrated in the logarithms of shares, so that a
    strategy that is played is never lost to rounding and one that is not never appears.

    Parameters
    ----------
    game
        A normal-form game with numeric payoffs; each player is a population of its own.
    start
        A profile, as `NormalFormGame.payoff` takes it; every strategy equally often by default.
    time
        How long, > 0, in units of 1/payoff.
    points
        How many times to record, evenly spaced.

    Returns
    -------
    Trajectory
        ``"converged"`` if no share changes faster than 1e-8 of the range of payoffs at the end: at
        rest, which need not be an equilibrium; look at `regret`.

    Raises
    ------
    SolverError
        The path is too long to follow: time times the range of payoffs is too large.

    References
    ----------
    Taylor, P. D. and Jonker, L. B. (1978). Evolutionary stable strategies and game dynamics.
    Mathematical Biosciences 40:145–156.
    Weibull, J. W. (1995). Evolutionary Game Theory. MIT Press, ch. 5.

    Examples
    --------
    >>> dilemma = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    >>> path = replicator_dynamics(dilemma, [[0.9, 0.1], [0.9, 0.1]])
    >>> round(float(path.final["row"]["2"]), 6)
    1.0
    """

    def growth(logs: Array, payoffs: Array) -> Array:
        mixes = _softmax(logs, game.shape)
        options = split(payoffs, game.shape)
        return np.concatenate([u - u @ x for u, x in zip(options, mixes, strict=True)])

    with np.errstate(divide="ignore"):
        logs = np.log(joined(starting_mix(game, start)))
    flow = _Flow("replicator_dynamics", growth, _softmax, in_payoffs=True)
    return _follow(game, flow, logs, time, points, {})


def logit_dynamics(
    game: NormalFormGame,
    rationality: float,
    start: Profile | None = None,
    *,
    time: float = 50.0,
    points: int = 201,
) -> Trajectory:
    """Let each population move towards its logit response to the others.

    ẋ_i = L_i(x) − x_i with L_is ∝ exp(λ u_i(s, x_{−i})). Its rest points are the quantal response
    equilibria at λ.

    Parameters
    ----------
    game
        A normal-form game with numeric payoffs; each player is a population of its own.
    rationality
        λ > 0, in units of 1/payoff.
    start
        A profile, as `NormalFormGame.payoff` takes it; every strategy equally often by default.
    time
        How long, > 0.
    points
        How many times to record, evenly spaced.

    Returns
    -------
    Trajectory
        ``"converged"`` if no share changes faster than 1e-8 at the end.

    Raises
    ------
    SolverError
        The path is too long to follow.

    References
    ----------
    Fudenberg, D. and Levine, D. K. (1998). The Theory of Learning in Games. MIT Press, ch. 4.
    Hofbauer, J. and Sandholm, W. H. (2002). On the global convergence of stochastic fictitious
    play. Econometrica 70:2265–2294. doi:10.1111/1468-0262.00376

    Examples
    --------
    >>> pennies = NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    >>> path = logit_dynamics(pennies, 2, [[0.9, 0.1], [0.5, 0.5]])
    >>> path.final["row"].round(6).to_list(), path.outcome
    ([0.5, 0.5], 'converged')
    """
    sharpness = positive(rationality, argument="rationality")

    def towards(shares: Array, payoffs: Array) -> Array:
        return joined(_softmax(sharpness * payoffs, game.shape)) - shares

    shares = joined(starting_mix(game, start))
    parameters = {"rationality": sharpness}
    flow = _Flow("logit_dynamics", towards, _clipped, in_payoffs=False)
    return _follow(game, flow, shares, time, points, parameters)


@dataclass(frozen=True, eq=False)
class _Flow:
    """A flow: how its state moves, given what every strategy pays, and what shares it stands for.

    `in_payoffs` says whether the velocity is in units of payoffs.
    """

    name: str
    velocity: Callable[[Array, Array], Array]
    shares_of: Callable[[Array, tuple[int, ...]], list[Array]]
    in_payoffs: bool


def _follow(
    game: NormalFormGame,
    flow: _Flow,
    state: Array,
    time: float,
    points: int,
    parameters: dict[str, Any],
) -> Trajectory:
    """Integrate a flow.

    A coordinate that starts at −∞, the logarithm of a strategy that is not played, stays there.
    """
    horizon = positive(time, argument="time")
    times = np.linspace(0, horizon, max(2, check_count(points, argument="points")))
    tables = deviations_of(game, common=True)
    range_of_payoffs = tables.scales[0]
    moves = np.isfinite(state)

    def completed(y: Array) -> Array:
        full = state.copy()
        full[moves] = y
        return full

    def shares_at(y: Array) -> Array:
        return joined(flow.shares_of(completed(y), game.shape))

    def velocity_at(y: Array) -> Array:
        payoffs = range_of_payoffs * tables.values(shares_at(y))
        return flow.velocity(completed(y), payoffs)[moves]

    path = _integrated(velocity_at, state[moves], times, f"{flow.name}: time={horizon:g}")
    rows = [shares_at(y) for y in path]
    speed = velocity_at(path[-1]) / (range_of_payoffs if flow.in_payoffs else 1.0)
    still = np.abs(shares_at(path[-1] + speed) - rows[-1]).max() <= _AT_REST
    outcome: Outcome = "converged" if still else "ended"
    shares = shares_frame(game, times, rows, "time")
    return Trajectory(game, flow.name, shares, outcome, None, {**parameters, "time": horizon})


def _integrated(
    velocity_at: Callable[[Array], Array], start: Array, times: Array, what: str
) -> list[Array]:
    """Return the states at these times."""
    from scipy.integrate import solve_ivp

    left = iter(range(_EVALUATIONS))

    def right_side(_: float, y: Array) -> Array:
        if next(left, None) is None:
            raise SolverError(
                f"{what} takes more than {_EVALUATIONS} evaluations of the payoffs; shorten time, "
                "or rescale the payoffs"
            )
        return velocity_at(y)

    solved = solve_ivp(
        right_side, (0, float(times[-1])), start, "LSODA", times, rtol=_RELATIVE, atol=_ABSOLUTE
    )
    if not solved.success:
        raise SolverError(f"{what}: the integration failed ({solved.message}); shorten time")
    return list(solved.y.T)


def _softmax(logs: Array, sizes: tuple[int, ...]) -> list[Array]:
    mixes = []
    for part in split(logs, sizes):
        weights = np.exp(part - part.max())
        mixes.append(weights / weights.sum())
    return mixes


def _clipped(shares: Array, sizes: tuple[int, ...]) -> list[Array]:
    """Take away what integration errors leave below 0 or above a sum of 1."""
    parts = [part.clip(0) for part in split(shares, sizes)]
    return [part / part.sum() for part in parts]
