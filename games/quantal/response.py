"""Logit quantal responses and equilibria at a given rationality (McKelvey and Palfrey 1995)."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from numbers import Real
from typing import Any, final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lilliput.games.equilibria.solution import mixture
from lilliput.games.errors import InvalidArgumentError, SolverError
from lilliput.games.normal_form import NormalFormGame, Profile
from lilliput.games.normal_form.deviations import joined, split
from lilliput.games.quantal.branch import probabilities, scaled_system
from lilliput.games.quantal.continuation import (
    Limits,
    Point,
    first_point,
    follow,
    locate,
    solve_at,
)
from lilliput.games.quantal.logit import LogitSystem, centroid, log_response

__all__ = [
    "QuantalResponse",
    "check_rationality",
    "labelled",
    "logit_response",
    "quantal_response",
    "response_at",
]

Floats = NDArray[np.float64]

_TOLERANCE = 1e-10
_LARGEST = 1e14
_ROUNDING = 64 * np.finfo(float).eps
_DAMPED_STEPS = 500


@final
@dataclass(frozen=True, eq=False, repr=False)
class QuantalResponse:
    """A logit equilibrium: everyone's play is its logit response to the others'.

    Parameters
    ----------
    game
        The game.
    rationality
        λ of the literature, per unit of payoff: 0 is uniform play, ∞ best response.
    strategies
        Player to a Series of probabilities by strategy.
    payoffs
        Expected payoffs by player.
    residual
        Largest difference between a probability and the logit response to the profile.
    branch
        ``"principal"``: reached from the uniform profile at λ = 0; ``"start"``: near a given one.
    turning_points
        How often λ turned around on the way.
    bifurcations
        How many bifurcations were passed on the way.
    """

    game: NormalFormGame
    rationality: float
    strategies: Mapping[str, pd.Series]
    payoffs: pd.Series
    residual: float
    branch: str
    turning_points: int = 0
    bifurcations: int = 0

    def to_frame(self) -> pd.DataFrame:
        """Return one row a strategy: its player, name, probability and payoff."""
        payoffs = self.game.deviations([self.strategies[name] for name in self.game.players])
        rows = [
            (player, strategy, mix[strategy], float(values[k]))
            for (player, mix), values in zip(self.strategies.items(), payoffs, strict=True)
            for k, strategy in enumerate(mix.index)
        ]
        return pd.DataFrame(rows, columns=["player", "strategy", "probability", "payoff"])

    def __repr__(self) -> str:
        plays = "; ".join(f"{player}: {mixture(mix)}" for player, mix in self.strategies.items())
        return f"QuantalResponse({self._headline()}; {plays}; residual {self.residual:.1e})"

    def _repr_html_(self) -> str:
        from lilliput.games.display.dynamics import quantal_response

        return quantal_response(self)

    def _headline(self) -> str:
        return f"rationality {self.rationality:.6g}, {self.branch} branch"


def logit_response(
    game: NormalFormGame, profile: Profile, rationality: float
) -> dict[str, pd.Series]:
    """Return each player's logit response to the play of the others.

    A strategy is played with probability proportional to exp(λ × its payoff):
    σ_is = exp(λ u_is(p)) / Σ_k exp(λ u_ik(p)).

    Parameters
    ----------
    game
        A game with numeric payoffs.
    profile
        What the others play, as `NormalFormGame.payoff` takes it.
    rationality
        λ ≥ 0 per unit of payoff, finite.

    Returns
    -------
    dict of Series
        Player to probabilities by strategy, as floats.

    Raises
    ------
    InvalidArgumentError
        A rationality that is negative or not finite.

    Examples
    --------
    >>> pennies = NormalFormGame.from_bimatrix([[9, 0], [0, 1]], [[0, 1], [1, 0]])
    >>> logit_response(pennies, ["1", "1"], 0.1)["row"].round(4).to_dict()
    {'1': 0.7109, '2': 0.2891}

    References
    ----------
    McKelvey, R. and Palfrey, T. (1995). Quantal response equilibria for normal form games. Games
    and Economic Behavior 10:6–38. https://doi.org/10.1006/game.1995.1023
    """
    system, scale = scaled_system(game)
    parameter = check_rationality(rationality, scale)
    values = system.deviations.values(joined(game.distributions(profile)))
    return labelled(game, np.exp(log_response(system.deviations, parameter * values)))


def quantal_response(
    game: NormalFormGame,
    rationality: float,
    *,
    start: Profile | None = None,
    max_steps: int = 5000,
) -> QuantalResponse:
    """Return a logit equilibrium: a profile that is the logit response to itself.

    There may be several at one λ. By default it is the one on the principal branch, the curve of
    equilibria that starts at the uniform profile at λ = 0, where it first reaches λ.

    Parameters
    ----------
    game
        A game with numeric payoffs.
    rationality
        λ of the literature, ≥ 0 and finite, per unit of payoff: if all payoffs are multiplied by
        c, the same play results from λ / c.
    start
        A profile near which to look instead; the answer is then the equilibrium that Newton's
        method reaches, after damped logit responses if need be.
    max_steps
        Points of the branch after which to give up.

    Returns
    -------
    QuantalResponse
        In floats, with the residual: at most 1e-10, or what rounding of λ u(p) leaves.

    Raises
    ------
    InvalidArgumentError
        A rationality that is negative or not finite.
    SolverError
        No equilibrium with such a residual was reached.

    Examples
    --------
    >>> pennies = NormalFormGame.from_bimatrix([[9, 0], [0, 1]], [[0, 1], [1, 0]])
    >>> found = quantal_response(pennies, 1.0)
    >>> {player: mix.round(4).tolist() for player, mix in found.strategies.items()}
    {'row': [0.8936, 0.1064], 'column': [0.3128, 0.6872]}
    >>> found.residual < 1e-10
    True

    References
    ----------
    McKelvey, R. and Palfrey, T. (1995). Quantal response equilibria for normal form games. Games
    and Economic Behavior 10:6–38. https://doi.org/10.1006/game.1995.1023
    Turocy, T. (2005). A dynamic homotopy interpretation of the logistic quantal response
    equilibrium correspondence. Games and Economic Behavior 51:243–263.
    https://doi.org/10.1016/j.geb.2004.04.003
    """
    system, scale = scaled_system(game)
    target = check_rationality(rationality, scale)
    turns = bifurcations = 0
    if start is not None:
        z = _near(system, joined(game.distributions(start)), target)
    else:
        z, turns, bifurcations = _on_principal_branch(system, target, max_steps)
    branch = "principal" if start is None else "start"
    return response_at(game, system, scale, z, branch, turns, bifurcations)


def response_at(
    game: NormalFormGame,
    system: LogitSystem,
    scale: float,
    z: Floats | None,
    branch: str,
    turns: int = 0,
    bifurcations: int = 0,
) -> QuantalResponse:
    """Return the point z = (log p, λ × scale) labelled, refused if it is not an equilibrium."""
    if z is not None:
        p = probabilities(Point(z, z, 1.0), system.deviations)
        logs = log_response(system.deviations, z[-1] * system.deviations.values(p))
        residual = float(np.abs(p - np.exp(logs)).max())
    if z is None or residual > _TOLERANCE + _ROUNDING * abs(z[-1]):
        raise SolverError(
            "no logit equilibrium was reached at this rationality; leave out start to follow the "
            "principal branch, or start from the equilibrium at a smaller rationality"
        )
    strategies = labelled(game, p)
    payoffs = [float(x) for x in game.payoff(split(p, game.shape))]
    return QuantalResponse(
        game,
        float(z[-1]) / scale,
        strategies,
        pd.Series(payoffs, pd.Index(game.players, name="player"), name="payoff"),
        residual,
        branch,
        turns,
        bifurcations,
    )


def check_rationality(value: Any, scale: float, *, argument: str = "rationality") -> float:
    """Return λ in units of the scaled payoffs; it must be finite and not negative."""
    if not isinstance(value, Real) or not 0 <= float(value) < np.inf:
        raise InvalidArgumentError(
            f"{argument} must be a finite number >= 0 (λ per unit of payoff), got {value!r}; the "
            "limit λ → ∞ is logit_correspondence(game).limit"
        )
    scaled = float(value) * scale
    if scaled > _LARGEST:
        raise InvalidArgumentError(
            f"{argument} × range of payoffs must be at most {_LARGEST:g}, as floats cannot tell "
            f"beyond, got {value!r} × {scale:g}; the limit is logit_correspondence(game).limit"
        )
    return scaled


def labelled(game: NormalFormGame, p: Floats) -> dict[str, pd.Series]:
    """Return a joined vector of probabilities by player and strategy."""
    return {
        player: pd.Series(mix, index=pd.Index(names, name="strategy"), name=player)
        for player, names, mix in zip(
            game.players, game.strategies, split(p, game.shape), strict=True
        )
    }


def _on_principal_branch(
    system: LogitSystem, target: float, max_steps: int
) -> tuple[Floats | None, int, int]:
    """Return the first point of the principal branch with that parameter."""
    z = centroid(system.deviations)
    if target == 0:
        return z, 0, 0
    first = first_point(system, z, np.eye(z.size)[-1])
    turns = bifurcations = 0

    def points() -> Any:
        yield first
        yield from follow(system, first, Limits(max_steps=max_steps))

    for here, there in pairwise(points()):
        turns += here.kind == "turn"
        bifurcations += here.kind == "bifurcation"
        if (here.z[-1] <= target) != (there.z[-1] < target):
            found = locate(system, here, there, lambda point: float(point.z[-1]) - target)
            return solve_at(system, found.z, target), turns, bifurcations
    return None, turns, bifurcations


def _near(system: LogitSystem, p: Floats, target: float) -> Floats | None:
    """Return the point with that parameter near a profile: Newton, if need be after responses."""
    deviations = system.deviations
    damping = 0.5
    best = None
    for _ in range(_DAMPED_STEPS):
        logs = log_response(deviations, target * deviations.values(p))
        if best is None:
            best = solve_at(system, np.append(logs, target), target)
            if best is not None and np.abs(np.exp(best[:-1]) - p).max() <= 0.1:
                return best
        step = np.exp(logs) - p
        if np.abs(step).max() <= 1e-9:
            return solve_at(system, np.append(logs, target), target)
        p = p + damping * step
        damping = max(damping * 0.99, 0.01)
    return best
