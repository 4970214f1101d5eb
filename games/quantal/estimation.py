"""How rational was the play that was observed? λ by maximum likelihood.

Counts c_is of strategies have the log-likelihood L(λ) = Σ c_is log p_is(λ), with p(λ) a logit
equilibrium (McKelvey and Palfrey 1995, section 4), or the logit response to the observed
frequencies.
"""

from dataclasses import dataclass
from math import erfc, inf, nan, sqrt
from typing import Any, Literal, final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lilliput.games.errors import InvalidArgumentError, SolverError
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.normal_form.deviations import split
from lilliput.games.quantal.branch import scaled_system, with_limit
from lilliput.games.quantal.continuation import Limits, Point, follow, locate, solve_at
from lilliput.games.quantal.logit import LogitSystem, centroid, log_response
from lilliput.games.quantal.observations import Counts, counts_of
from lilliput.games.quantal.response import check_rationality
from lilliput.games.quantal.supports import NearbyEquilibrium

__all__ = ["RationalityFit", "fit_rationality"]

Floats = NDArray[np.float64]

_FINE = 0.5
_DIFFERENCE = 1e-5
_LARGEST = 2.0**1000
_SAME = 1e-10
_BISECTIONS = 200
_ROUNDING = 64 * np.finfo(float).eps  # per observation, of numbers of order 1

Boundary = Literal["none", "zero", "infinite", "end"]


@final
@dataclass(frozen=True, eq=False, repr=False)
class RationalityFit:
    """The rationality that makes observed play most likely.

    Parameters
    ----------
    game
        The game.
    method
        ``"equilibrium"`` or ``"empirical"``.
    rationality
        The estimate of λ, per unit of payoff; may be 0 or ∞.
    standard_error
        From the observed information −L″; NaN at a boundary.
    log_likelihood
        L at the estimate, without the multinomial constant.
    log_likelihood_uniform
        L at λ = 0.
    boundary
        ``"none"``; ``"zero"`` or ``"infinite"`` if no positive finite λ is better; ``"end"`` if the
        best was at the largest λ allowed.
    local_maxima
        The λ of all local maxima of L on the branch, its ends included, with their L, as a Series.
    fitted
        One row a strategy: count, frequency, fitted probability.
    residual
        Largest difference between a fitted probability and the logit response to the profile that
        it answers: the fitted one, or the observed frequencies.
    """

    game: NormalFormGame
    method: str
    rationality: float
    standard_error: float
    log_likelihood: float
    log_likelihood_uniform: float
    boundary: Boundary
    local_maxima: pd.Series
    fitted: pd.DataFrame
    residual: float

    @property
    def likelihood_ratio(self) -> float:
        """Twice the gain in log-likelihood over uniform play, λ = 0."""
        return max(2 * (self.log_likelihood - self.log_likelihood_uniform), 0.0)

    @property
    def p_value(self) -> float:
        """Of the likelihood ratio if λ = 0: half χ² with one degree, as λ cannot be negative."""
        statistic = self.likelihood_ratio
        return 0.5 * erfc(sqrt(statistic / 2)) if statistic > 0 else 1.0

    def __repr__(self) -> str:
        return f"RationalityFit({self._headline()})"

    def _repr_html_(self) -> str:
        from lilliput.games.display.dynamics import rationality_fit

        return rationality_fit(self)

    def _headline(self) -> str:
        error = f" ± {self.standard_error:.3g}" if self.boundary == "none" else ""
        flag = "" if self.boundary == "none" else f" (boundary: {self.boundary})"
        return (
            f"{self.method}, rationality {self.rationality:.6g}{error}{flag}; log-likelihood "
            f"{self.log_likelihood:.6g}, ratio to uniform play {self.likelihood_ratio:.4g}"
        )


def fit_rationality(
    game: NormalFormGame,
    counts: Counts,
    *,
    method: Literal["equilibrium", "empirical"] = "equilibrium",
    to: float | None = None,
    max_steps: int = 5000,
) -> RationalityFit:
    """Return the rationality λ that makes observed play most likely.

    Parameters
    ----------
    game
        A game with numeric payoffs.
    counts
        How often each strategy was seen: a mapping of players to counts by strategy, a Series
        indexed by (player, strategy), or a frame with columns player, strategy and count. Players
        left out were not observed. Expected counts need not be integers.
    method
        ``"equilibrium"``: play is the logit equilibrium on the principal branch, all of whose local
        maxima of L are compared. ``"empirical"``: play is the logit response to the frequencies
        observed of the others, who must all have been; L is concave in λ then.
    to
        The largest λ considered; by default the branch is followed to its limit.
    max_steps
        Points of the branch after which to give up.

    Returns
    -------
    RationalityFit

    Raises
    ------
    InvalidArgumentError
        Counts that are negative, or none.
    SolverError
        A branch that could not be followed.

    Examples
    --------
    Asymmetric matching pennies (Ochs 1995), in the payoff units of McKelvey and Palfrey (1995):

    >>> ochs = NormalFormGame.from_bimatrix(
    ...     [[1.1141, 0], [0, 0.2785]], [[0, 1.1141], [1.1141, 0]]
    ... )
    >>> fit = fit_rationality(ochs, {"row": [67.456, 60.544], "column": [46.848, 81.152]})
    >>> round(fit.rationality, 3), round(fit.standard_error, 3), round(fit.log_likelihood, 3)
    (1.846, 0.771, -174.765)
    >>> round(fit.likelihood_ratio, 2), round(fit.p_value, 3)
    (5.36, 0.01)

    References
    ----------
    McKelvey, R. and Palfrey, T. (1995). Quantal response equilibria for normal form games. Games
    and Economic Behavior 10:6–38. https://doi.org/10.1006/game.1995.1023
    """
    system, scale = scaled_system(game)
    observed = counts_of(game, counts)
    end = inf if to is None else check_rationality(to, scale, argument="to")
    if method == "equilibrium":
        candidates = _on_branch(game, system, observed, end, max_steps)
    elif method == "empirical":
        candidates = _empirical(game, system, observed, end)
    else:
        raise InvalidArgumentError(f"method must be 'equilibrium' or 'empirical', got {method!r}")
    return _fit(game, method, system, scale, observed, candidates)


@final
@dataclass(frozen=True, eq=False)
class _Candidate:
    """A local maximum: λ in scaled units, L there, log-probabilities, and −L″ or NaN."""

    parameter: float
    likelihood: float
    logs: Floats
    information: float
    boundary: Boundary


def _likelihood(observed: Floats, logs: Floats) -> float:
    seen = observed > 0
    return min(float(observed[seen] @ logs[seen]), 0.0)


def _on_branch(
    game: NormalFormGame, system: LogitSystem, observed: Floats, end: float, max_steps: int
) -> list[_Candidate]:
    """Return the local maxima along the principal branch, its ends included."""
    limits = Limits(relative_step=_FINE, max_steps=max_steps)
    points, last = _path(game, system, observed, end, limits)

    def rise(point: Point) -> float:
        return float(observed @ point.tangent[:-1])

    rises = np.array([rise(point) for point in points])
    signs = np.where(np.abs(rises) > _ROUNDING * observed.sum(), np.sign(rises), 0.0)
    for k in range(1, signs.size):  # where L is level to rounding it goes on as before
        signs[k] = signs[k] or signs[k - 1]
    found = []
    if not signs.any() or signs[signs != 0][0] < 0:
        start = points[0].z[:-1]
        found.append(_Candidate(0.0, _likelihood(observed, start), start, nan, "zero"))
    for top_at in np.flatnonzero((signs[:-1] > 0) & (signs[1:] < 0)):
        here, there = points[top_at], points[top_at + 1]
        top = locate(system, here, there, rise) if rises[top_at] > 0 else here
        found.append(_maximum(system, observed, top))
    so_far = _likelihood(observed, points[-1].z[:-1])
    slack = _SAME * (1 - so_far)
    if last.likelihood > so_far + slack or (signs[-1] > 0 and last.likelihood >= so_far - slack):
        found.append(last)
    elif signs[-1] > 0:  # so level that rounding hides where it falls again
        found.append(_maximum(system, observed, points[-1]))
    return found


def _path(
    game: NormalFormGame, system: LogitSystem, observed: Floats, end: float, limits: Limits
) -> tuple[list[Point], _Candidate]:
    """Return the points of the principal branch that matter to L, and its end."""
    points: list[Point] = []
    nash: NearbyEquilibrium | None = None
    least = end if end < inf else 0.0
    for point, limit in with_limit(game, system, limits, least=least):
        nash = limit
        if point.z[-1] > end:
            there = locate(system, points[-1], point, lambda point: float(point.z[-1]) - end)
            logs = there.z[:-1]
            boundary: Boundary = "end" if end > 0 else "zero"
            last = _Candidate(end, _likelihood(observed, logs), logs, nan, boundary)
            return [*points, there], last
        points.append(point)
    if nash is None:
        raise SolverError(
            "the limit of the branch was not identified; give `to`, the largest λ to consider"
        )
    with np.errstate(divide="ignore"):
        logs = np.log(nash.point)
    last = _Candidate(inf, _likelihood(observed, logs), logs, nan, "infinite")
    further = follow(system, points[-1], limits)
    while _falls_later(points[-1], observed, last.likelihood):
        points.append(next(further))
    return points, last


def _falls_later(point: Point, observed: Floats, final: float) -> bool:
    """Whether L rises at a point of the branch to more than it is in the end."""
    rise = float(observed @ point.tangent[:-1])
    value = _likelihood(observed, point.z[:-1])
    return rise > _ROUNDING * observed.sum() and value > final + _SAME * (1 + abs(value))


def _maximum(system: LogitSystem, observed: Floats, point: Point) -> _Candidate:
    """Return a local maximum with its observed information.

    H(y(λ), λ) = 0 twice differentiated gives y″: H_y y″ = −(second derivative of H along (y′, 1)).
    """
    z = solve_at(system, point.z, float(point.z[-1]))
    z = point.z if z is None else z
    _, jacobian = system.linearise(z)
    square = jacobian[:, :-1]
    information = nan
    try:
        along = np.append(np.linalg.solve(square, -jacobian[:, -1]), 1.0)
        size = _DIFFERENCE / max(1.0, float(np.abs(along).max()))
        after, before = (system.linearise(z + s * size * along)[1] @ along for s in (1, -1))
        second = np.linalg.solve(square, -(after - before) / (2 * size))
        information = -float(observed @ second)
    except np.linalg.LinAlgError:
        pass
    return _Candidate(float(z[-1]), _likelihood(observed, z[:-1]), z[:-1], information, "none")


def _empirical(
    game: NormalFormGame, system: LogitSystem, observed: Floats, end: float
) -> list[_Candidate]:
    """Return the maximum of the concave likelihood of answers to the observed frequencies."""
    deviations = system.deviations
    totals = np.bincount(deviations.owners, weights=observed)
    if not totals.all():
        missing = game.players[int(np.argmin(totals))]
        raise InvalidArgumentError(
            f"counts must cover every player for method 'empirical', missing {missing}; use "
            "method 'equilibrium'"
        )
    values = deviations.values(observed / totals[deviations.owners])

    def slope(parameter: float) -> float:
        mix = np.exp(log_response(deviations, parameter * values))
        means = np.bincount(deviations.owners, weights=mix * values)
        return float(observed @ (values - means[deviations.owners]))

    def at(parameter: float, boundary: Boundary) -> _Candidate:
        logs = log_response(deviations, parameter * values)
        mix = np.exp(logs)
        means = np.bincount(deviations.owners, weights=mix * values)[deviations.owners]
        spread = np.bincount(deviations.owners, weights=mix * (values - means) ** 2)
        return _Candidate(
            parameter, _likelihood(observed, logs), logs, float(totals @ spread), boundary
        )

    if slope(0.0) <= _ROUNDING * observed.sum():
        return [at(0.0, "zero")]
    tops = np.array([part.max() for part in split(values, deviations.sizes)])
    slack = _ROUNDING * np.array(deviations.ranges)
    best = values >= (tops - slack)[deviations.owners]
    if not (observed[~best] > 0).any() and end == inf:
        many = np.bincount(deviations.owners, weights=best)[deviations.owners]
        logs = np.where(best, -np.log(many), -inf)
        return [_Candidate(inf, _likelihood(observed, logs), logs, nan, "infinite")]
    high = 1.0
    while slope(min(high, end)) > 0 and high < min(end, _LARGEST):
        high *= 2
    high = min(high, end)
    if slope(high) > 0:
        return [at(high, "end" if high > 0 else "zero")]
    low = 0.0
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle) > 0 else (low, middle)
    return [at(high, "none")]


def _fit(
    game: NormalFormGame,
    method: str,
    system: LogitSystem,
    scale: float,
    observed: Floats,
    candidates: list[_Candidate],
) -> RationalityFit:
    """Return the best candidate; the smallest λ among equally good ones."""
    top = max(candidate.likelihood for candidate in candidates)
    slack = _SAME * (1 + abs(top))
    best = next(c for c in candidates if c.likelihood >= top - slack)
    p = np.exp(best.logs)
    totals = np.bincount(system.deviations.owners, weights=observed)[system.deviations.owners]
    rows = [
        (player, s) for player, own in zip(game.players, game.strategies, strict=True) for s in own
    ]
    fitted: Any = pd.DataFrame(rows, columns=["player", "strategy"])
    fitted["count"] = observed
    fitted["frequency"] = np.where(totals > 0, observed / np.where(totals > 0, totals, 1), nan)
    fitted["probability"] = p
    residual = 0.0
    if best.parameter < inf:
        against = p if method == "equilibrium" else observed / totals
        values = system.deviations.values(against)
        response = np.exp(log_response(system.deviations, best.parameter * values))
        residual = float(np.abs(p - response).max())
    error = nan
    if best.boundary == "none" and best.information > 0:
        error = 1 / sqrt(best.information) / scale
    maxima = pd.Series(
        [c.likelihood for c in candidates],
        index=pd.Index([c.parameter / scale for c in candidates], name="rationality"),
        name="log-likelihood",
    )
    return RationalityFit(
        game,
        method,
        best.parameter / scale,
        error,
        best.likelihood,
        _likelihood(observed, centroid(system.deviations)[:-1]),
        best.boundary,
        maxima,
        fitted,
        residual,
    )
