"""The tracing procedure of Harsanyi and Selten: from a prior to one equilibrium.

At t = 0 everyone answers a common prior belief, at t = 1 the others' actual play, and between with
weights 1 − t and t: the equilibrium is followed as t grows. The linear procedure follows it through
its choices of supports; it is the path of bonuses g = payoffs against the prior, with (1 − t)/t in
front. The logarithmic procedure adds a small η(1 − t)·Σ log q, which makes the path smooth, and
then lets η go to 0; where the linear procedure is well defined both have the same outcome, unless
best responses are left unplayed there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lilliput.games.equilibria.solution import Equilibrium, mixture
from lilliput.games.errors import InvalidArgumentError, SolverError
from lilliput.games.normal_form import NormalFormGame, Profile
from lilliput.games.normal_form.deviations import Deviations, deviations_of, joined
from lilliput.games.quantal.barrier import TracingSystem
from lilliput.games.quantal.continuation import Limits, first_point, follow
from lilliput.games.quantal.limits import LimitWatch
from lilliput.games.quantal.response import labelled
from lilliput.games.quantal.support_path import support_path
from lilliput.games.quantal.supports import (
    NearbyEquilibrium,
    equilibrium_of,
    nearby_equilibrium,
)

__all__ = ["TracingOutcome", "tracing_procedure"]

Floats = NDArray[np.float64]

_WEIGHTS = (1e-3, 1e-4, 1e-5, 1e-6)
_SMALLEST_WEIGHT = 1e-12
_LATE = 100.0  # 1 / (1 − t) from where on to look for the end of the path
_STEP = 0.25  # several looks at the end of the path
_AGREE = 1e-2
_STILL = 0.01


@final
@dataclass(frozen=True, eq=False, repr=False)
class TracingOutcome:
    """The equilibrium that a tracing procedure selects.

    Parameters
    ----------
    game
        The game.
    prior
        The belief that play starts from: player to probabilities by strategy.
    equilibrium
        The outcome, certified.
    method
        ``"logarithmic"`` or ``"linear"``.
    bifurcations
        How many bifurcations the path went straight across; where there are any, as in symmetric
        games, the outcome depends on nothing but symmetry.
    parameters
        Weights η of the logarithms, in units of each player's payoff range, whose outcomes
        agreed; number of points.
    """

    game: NormalFormGame
    prior: Mapping[str, pd.Series]
    equilibrium: Equilibrium
    method: str
    bifurcations: int = 0
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a strategy: its player, name, prior and probability in the outcome."""
        rows = [
            (player, strategy, self.prior[player][strategy], mix[strategy])
            for player, mix in self.equilibrium.strategies.items()
            for strategy in mix.index
        ]
        return pd.DataFrame(rows, columns=["player", "strategy", "prior", "outcome"])

    def __repr__(self) -> str:
        belief = "; ".join(f"{player}: {mixture(mix)}" for player, mix in self.prior.items())
        return f"TracingOutcome({self.method}, prior {belief}; {self.equilibrium!r})"

    def _repr_html_(self) -> str:
        from lilliput.games.display.dynamics import tracing

        return tracing(self)


def tracing_procedure(
    game: NormalFormGame,
    prior: Profile | None = None,
    *,
    method: Literal["auto", "linear", "logarithmic"] = "auto",
    max_steps: int = 5000,
) -> TracingOutcome:
    """Return the equilibrium that the tracing procedure selects from a prior.

    At t ∈ [0, 1] player i's strategy s pays (1 − t) u_i(s, prior) + t u_i(s, q). The equilibrium is
    followed from the best response to the prior at t = 0 to an equilibrium of the game at t = 1.

    Parameters
    ----------
    game
        A game with numeric payoffs.
    prior
        What everyone expects of each player at first, as `NormalFormGame.payoff` takes it; by
        default uniform play.
    method
        ``"linear"``: as above; well defined if the prior has one best response and the path meets
        no tie. ``"logarithmic"``: with η(1 − t) Σ log q_s added to payoffs, η in units of the range
        of each player's payoffs, and η → 0; defined for every game, with the same outcome where the
        linear one is and every best response is played in it. It is returned when two weights η,
        one a tenth of the other, agree, which is no proof: where two players switch at almost the
        same t, smaller η may say otherwise.
        ``"auto"``: linear, or logarithmic if that is not well defined.
    max_steps
        Points of the path after which to give up.

    Returns
    -------
    TracingOutcome

    Raises
    ------
    SolverError
        A path that could not be followed; a linear procedure that is not well defined.

    Examples
    --------
    >>> stag_hunt = NormalFormGame.from_bimatrix([[4, 0], [3, 3]], [[4, 3], [0, 3]])
    >>> tracing_procedure(stag_hunt).equilibrium
    Equilibrium(row: 2; column: 2; exact)
    >>> tracing_procedure(stag_hunt, [[0.9, 0.1], [0.9, 0.1]]).equilibrium
    Equilibrium(row: 1; column: 1; exact)

    References
    ----------
    Harsanyi, J. and Selten, R. (1988). A General Theory of Equilibrium Selection in Games. MIT
    Press, ch. 4.
    Herings, P. J.-J. and Peeters, R. (2001). A differentiable homotopy to compute Nash equilibria
    of n-person games. Economic Theory 18:159–185. https://doi.org/10.1007/PL00004129
    """
    deviations = deviations_of(game, common=False)
    if prior is None:
        belief = joined([np.full(size, 1 / size) for size in game.shape])
    else:
        belief = joined(game.distributions(prior))
    if method not in ("auto", "linear", "logarithmic"):
        raise InvalidArgumentError(
            f"method must be 'auto', 'linear' or 'logarithmic', got {method!r}"
        )
    against_prior = deviations.values(belief)
    if method != "logarithmic":
        try:
            result = _linear(game, deviations, against_prior, max_steps)
            return _outcome(game, belief, "linear", result)
        except SolverError:
            if method == "linear":
                raise
    result = _logarithmic(game, deviations, against_prior, max_steps)
    return _outcome(game, belief, "logarithmic", result)


def _outcome(game: NormalFormGame, belief: Floats, method: str, result: "Result") -> TracingOutcome:
    found, bifurcations, parameters = result
    equilibrium = equilibrium_of(game, found)
    prior = labelled(game, belief)
    return TracingOutcome(game, prior, equilibrium, method, bifurcations, parameters)


Result = tuple[NearbyEquilibrium, int, dict[str, Any]]


def _linear(
    game: NormalFormGame, deviations: Deviations, against_prior: Floats, max_steps: int
) -> Result:
    """Follow the path of bonuses to the first equilibrium."""
    try:
        crossing = next(support_path(deviations, against_prior, max_steps=max_steps))
    except SolverError as error:
        raise SolverError(
            f"the linear tracing procedure is not well defined here ({error}); use method "
            "'logarithmic'"
        ) from None
    nothing = np.zeros(crossing.p.size)
    found = nearby_equilibrium(game, deviations, crossing.p, ahead=nothing)
    if found is None:
        raise SolverError("the end of the path is no equilibrium; use method 'logarithmic'")
    return found, 0, {"steps": crossing.steps}


def _logarithmic(
    game: NormalFormGame, deviations: Deviations, against_prior: Floats, max_steps: int
) -> Result:
    """Follow the smooth path at smaller and smaller weights until two outcomes agree."""
    last: NearbyEquilibrium | None = None
    points = 0
    for weight in _WEIGHTS:
        found, steps, bifurcations = _at_weight(game, deviations, against_prior, weight, max_steps)
        points += steps
        if last is not None and np.abs(found.point - last.point).max() <= _AGREE:
            found = _without_weight(game, deviations, found, last)
            return found, bifurcations, {"weights": (10 * weight, weight), "steps": points}
        last = found
    raise SolverError(
        f"the outcome still changes with the weight η at {_WEIGHTS[-1]:g}: two equilibria are "
        "almost equally good answers to this prior; change the prior a little, or use method "
        "'linear'"
    )


def _without_weight(
    game: NormalFormGame, deviations: Deviations, found: NearbyEquilibrium, last: NearbyEquilibrium
) -> NearbyEquilibrium:
    """Return where outcomes at a weight and at ten times it lead, in a continuum of equilibria."""
    ahead = (found.point - last.point) / 9
    return nearby_equilibrium(game, deviations, found.point, ahead=ahead) or found


def _at_weight(
    game: NormalFormGame,
    deviations: Deviations,
    against_prior: Floats,
    weight: float,
    max_steps: int,
) -> tuple[NearbyEquilibrium, int, int]:
    """Follow the path at a weight until it is known where it ends as t → 1."""
    system = TracingSystem(deviations, against_prior, weight)
    z = system.start()
    start = first_point(system, z, np.eye(z.size)[-1])
    still = _STILL * weight  # outcomes in a continuum differ from the final one by about η anyway
    watch = LimitWatch(game, deviations, first=_LATE / weight, still=still)
    steps = crossings = 0
    for point in follow(system, start, Limits(relative_step=_STEP, max_steps=max_steps)):
        steps += 1
        crossings += point.kind == "bifurcation"
        inverse = 1 / system.weight_at(point.z[-1])
        if point.kind == "regular" and point.tangent[-1] > 0:
            p = np.exp(point.z[: deviations.total])
            p /= np.bincount(deviations.owners, weights=p)[deviations.owners]
            rate = p * point.tangent[: deviations.total] / point.tangent[-1]  # in s = log inverse
            found = watch.see(p, rate / inverse, inverse)
            if found is not None:
                return found, steps, crossings
        if inverse > 1 / _SMALLEST_WEIGHT:
            break
    if watch.resting is not None:
        return watch.resting, steps, crossings
    raise SolverError(
        "the outcome of the tracing procedure was not identified as t went to 1: the game is "
        "degenerate there; use method 'linear' or change the prior a little"
    )
