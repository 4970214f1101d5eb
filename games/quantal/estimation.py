"""How rational was the play that was observed? λ by maximum likelihood.

Counts c_is of strategies have the log-likelihood L(λ) = Σ c_is log p_is(λ), with p(λ) a logit
equilibrium (McKelvey and Palfrey 1995, section 4), or the logit response to the observed
frequencies.
"""

from dataclasses import dataclass
from itertools import pairwise
from math import erfc, inf, nan, sqrt
from typing import Any, Literal, final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lilliput.games.errors import InvalidArgumentError, SolverError
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.quantal.branch import scaled_system, with_limit
from lilliput.games.quantal.continuation import Limits, Point, locate, solve_at
from lilliput.games.quantal.deviations import split
from lilliput.games.quantal.logit import LogitSystem, centroid, log_response
from lilliput.games.quantal.observations import Counts, counts_of
from lilliput.games.quantal.response import check_rationality

__all__ = ["RationalityFit", "fit_rationality"]

Floats = NDArray[np.float64]

_FINE = 0.5
_DIFFERENCE = 1e-5
_SAME = 1e-10
_BISECTIONS = 200

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
        The λ of all local maxima of L on the branch, with their L, as a Series.
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
        return f"<p>{self._headline()}</p>{self.fitted.to_html(index=False)}"

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
    return float(observed[seen] @ logs[seen])


def _on_branch(
    game: NormalFormGame, system: LogitSystem, observed: Floats, end: float, max_steps: int
) -> list[_Candidate]:
    """Return the local maxima along the principal branch, with those at its ends."""
    limits = Limits(relative_step=_FINE, max_steps=max_steps)

    def rise(point: Point) -> float:
        return float(observed @ point.tangent[:-1])

    start = centroid(system.deviations)[:-1]
    found = [_Candidate(0.0, _likelihood(observed, start), start, nan, "zero")]
    path = with_limit(game, system, limits)
    for (here, _), (following, limit) in pairwise(path):
        there = following
        beyond = there.z[-1] > end
        if beyond:
            there = locate(system, here, there, lambda point: float(point.z[-1]) - end)
        if rise(here) > 0 >= rise(there):
            found.append(_maximum(system, observed, locate(system, here, there, rise)))
        if beyond:
            if rise(there) > 0:
                logs = there.z[:-1]
                found.append(_Candidate(end, _likelihood(observed, logs), logs, nan, "end"))
            return found
        if limit is not None:
            played = limit.point > 0
            logs = np.log(np.where(played, limit.point, 1.0))
            logs[~played] = -inf
            if not (observed[~played] > 0).any():
                value = _likelihood(observed, logs)
                found.append(_Candidate(inf, value, logs, nan, "infinite"))
            return found
    raise SolverError(
        "the limit of the branch was not identified; give `to`, the largest λ to consider"
    )


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

    if slope(0.0) <= _SAME * observed.sum():
        return [at(0.0, "zero")]
    tops = np.array([part.max() for part in split(values, deviations.sizes)])
    best = values == tops[deviations.owners]
    if not (observed[~best] > 0).any() and end == inf:
        many = np.bincount(deviations.owners, weights=best)[deviations.owners]
        logs = np.where(best, -np.log(many), -inf)
        return [
            at(0.0, "zero"),
            _Candidate(inf, _likelihood(observed, logs), logs, nan, "infinite"),
        ]
    high = 1.0
    while slope(min(high, end)) > 0 and high < min(end, 1e12):
        high *= 2
    high = min(high, end)
    if slope(high) > 0:
        return [at(0.0, "zero"), at(high, "end")]
    low = 0.0
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle) > 0 else (low, middle)
    return [at(0.0, "zero"), at(high, "none")]


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
        candidates[0].likelihood,
        best.boundary,
        maxima,
        fitted,
        residual,
    )
