"""The loop that all samplers share: spend the budget, and stop when the error is small enough."""

from typing import NamedTuple, Protocol

import numpy as np
import pandas as pd

from lilliput.games.errors import InvalidArgumentError
from lilliput.games.sampling.worths import Floats
from lilliput.games.values.fold import label

__all__ = [
    "Counted",
    "Moments",
    "Outcome",
    "RunningMoments",
    "Sampler",
    "checked_budget",
    "exactly",
    "run",
]

_BUDGET_A_PLAYER = 100
_BUDGET_AT_LEAST = 2_000
_BUDGET_WITH_TOLERANCE = 1_000_000
_GROWTH = 1.25
_UNITS_BEFORE_STOPPING = 20


class Moments(NamedTuple):
    """Estimates with their standard errors and degrees of freedom, one of each a player."""

    values: Floats
    errors: Floats
    freedom: Floats


class Sampler(Protocol):
    """What the loop asks of an estimator: it draws units of so many evaluations each."""

    unit: int

    @property
    def units(self) -> int:
        """How many were drawn."""

    def draw(self, room: int) -> bool:
        """Spend up to `room` evaluations; return whether any were."""

    def estimate(self) -> Moments:
        """Return the estimates from all that was drawn."""


class RunningMoments:
    """Mean and spread of independent estimates of all players, gathered batch by batch.

    Parameters
    ----------
    n
        Number of players.
    """

    def __init__(self, n: int) -> None:
        self.units = 0
        self._mean = np.zeros(n)
        self._squares = np.zeros(n)  # of the distances from the mean

    def record(self, estimates: Floats) -> None:
        """Merge in estimates of shape (k, n), without cancellation."""
        count = len(estimates)
        mean = estimates.mean(axis=0)
        shift = mean - self._mean
        total = self.units + count
        self._squares += ((estimates - mean) ** 2).sum(axis=0)
        self._squares += shift**2 * (self.units * count / total)
        self._mean += shift * (count / total)
        self.units = total

    def moments(self) -> Moments:
        """Return the mean with its standard error."""
        m = self.units
        errors = np.sqrt(self._squares / (m * (m - 1)))
        return Moments(self._mean.copy(), errors, np.full(len(errors), m - 1.0))


class Counted(Protocol):
    """Something that knows its players and counts how often it was evaluated."""

    evaluations: int

    @property
    def players(self) -> tuple[str, ...]:
        """The players' names."""


class Outcome(NamedTuple):
    """The estimates, labelled, and whether they are as precise as was asked."""

    values: pd.Series
    errors: pd.Series
    freedom: pd.Series
    converged: bool
    sampled: bool


def exactly(values: Floats, players: tuple[str, ...], name: str) -> Outcome:
    """Return exact values as an outcome without error."""
    return _labelled(Moments(values, 0 * values, values * 0 + np.inf), players, name, True, False)


def _labelled(
    moments: Moments, players: tuple[str, ...], name: str, converged: bool, sampled: bool
) -> Outcome:
    titles = (name, "standard_error", "degrees_of_freedom")
    columns = [label(array, players, t) for array, t in zip(moments, titles, strict=True)]
    return Outcome(columns[0], columns[1], columns[2], converged, sampled)


def checked_budget(
    n: int, budget: int | None, tolerance: float | None, batch: int, *, least: int, method: str
) -> int:
    """Return the budget; refuse what no estimate can be made of.

    Raises
    ------
    InvalidArgumentError
        A budget below `least`, or a tolerance or batch that is not positive.
    """
    if tolerance is not None and not tolerance > 0:
        raise InvalidArgumentError(f"tolerance must be above 0, got {tolerance}")
    if isinstance(batch, bool) or int(batch) != batch or batch < 1:
        raise InvalidArgumentError(f"batch must be a whole number, at least 1, got {batch}")
    if budget is None:
        usual = max(_BUDGET_AT_LEAST, _BUDGET_A_PLAYER * n)
        return max(least, usual if tolerance is None else max(usual, _BUDGET_WITH_TOLERANCE))
    if isinstance(budget, bool) or int(budget) != budget or budget < least:
        raise InvalidArgumentError(
            f"budget must be at least {least} evaluations for method {method!r} with {n} players, "
            f"got {budget}"
        )
    return int(budget)


def run(
    sampler: Sampler,
    worths: Counted,
    *,
    budget: int,
    tolerance: float | None,
    batch: int,
    progress: bool,
    name: str,
) -> Outcome:
    """Draw until the budget is spent or the largest standard error is at most the tolerance.

    The error is looked at when the evaluations have grown by a quarter since the last look: rarely
    enough to cost little, and to stop too early by good luck seldom.
    """
    bar = None
    if progress:
        from tqdm.auto import tqdm

        bar = tqdm(total=budget, initial=worths.evaluations, desc=name, unit=" worths")
    last, moments, converged = 0.0, None, False
    while True:
        room = budget - worths.evaluations
        drawn = sampler.draw(min(max(batch, sampler.unit), room))
        if bar is not None:
            bar.update(worths.evaluations - bar.n)
        if not drawn:
            break
        moments = None
        if tolerance is None or worths.evaluations < _GROWTH * last:
            continue
        if sampler.units >= _UNITS_BEFORE_STOPPING:
            moments, last = sampler.estimate(), worths.evaluations
            converged = bool(np.max(moments.errors, initial=0.0) <= tolerance)
            if converged:
                break
    if bar is not None:
        bar.close()
    if moments is None:
        moments = sampler.estimate()
        converged = tolerance is not None and bool(np.max(moments.errors) <= tolerance)
    return _labelled(moments, worths.players, name, converged, True)
