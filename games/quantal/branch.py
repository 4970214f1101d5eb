"""The principal branch of the logit correspondence, which starts at the uniform profile.

λ is measured in units of 1 / (largest range of a player's payoffs) here, so that steps and
tolerances suit every game.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from lilliput.games.errors import SolverError
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.normal_form.deviations import Deviations, deviations_of
from lilliput.games.quantal.continuation import Limits, Point, first_point, follow
from lilliput.games.quantal.limits import HARDLY, LimitWatch
from lilliput.games.quantal.logit import LogitSystem, centroid
from lilliput.games.quantal.supports import NearbyEquilibrium

__all__ = ["FIRST_LOOK", "LARGEST", "probabilities", "rates", "scaled_system", "with_limit"]

Floats = NDArray[np.float64]

FIRST_LOOK = 8.0
LARGEST = 1e10


def scaled_system(game: NormalFormGame) -> tuple[LogitSystem, float]:
    """Return the logit curve of a game and what λ is multiplied by to become its parameter."""
    deviations = deviations_of(game, common=True)
    return LogitSystem(deviations), deviations.scales[0]


def probabilities(point: Point, deviations: Deviations) -> Floats:
    """Return the probabilities at a point of the curve; each player's sum to 1 but for rounding."""
    p = np.exp(point.z[:-1])
    totals = np.bincount(deviations.owners, weights=p)
    return p / totals[deviations.owners]


def rates(point: Point) -> Floats:
    """Return the derivatives of the probabilities in λ; infinite where the curve turns around."""
    speed = point.tangent[-1] if point.tangent[-1] != 0 else np.finfo(float).tiny
    return np.exp(point.z[:-1]) * (point.tangent[:-1] / speed)


def with_limit(
    game: NormalFormGame,
    system: LogitSystem,
    limits: Limits,
    *,
    start: Point | None = None,
    least: float = 0.0,
    hardly: float = HARDLY,
) -> Iterator[tuple[Point, NearbyEquilibrium | None]]:
    """Yield the points of a branch, with its limit as soon as that is known.

    Where the branch cannot be followed further but its limit hardly moves any more, the last point
    is yielded again, with the limit.

    Parameters
    ----------
    game
        The game.
    system
        Its logit curve.
    limits
        How finely to follow it.
    start
        A point of the curve to start from; the uniform profile by default.
    least
        Where the parameter must have come before the last point.
    hardly
        How little the limit may still move where the branch cannot be followed further.
    """
    if start is None:
        z = centroid(system.deviations)
        start = first_point(system, z, np.eye(z.size)[-1], count=limits.count)
    watch = LimitWatch(game, system.deviations, first=FIRST_LOOK, hardly=hardly)
    point, limit = start, None
    yield start, None
    try:
        for point in follow(system, start, limits):
            if limit is None and point.kind == "regular" and point.tangent[-1] > 0:
                p = probabilities(point, system.deviations)
                limit = watch.see(p, rates(point), float(point.z[-1]))
            at_end = abs(point.z[-1]) > LARGEST
            yield point, watch.resting if at_end and limit is None else limit
            if at_end or (limit is not None and point.z[-1] > least):
                return
    except SolverError:
        if limit is not None or watch.resting is None or point.z[-1] <= least:
            raise
        yield point, watch.resting
