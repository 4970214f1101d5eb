"""Sampling orders of arrival: marginal contributions along random permutations.

One order costs n − 1 worths and gives each player one marginal contribution; they sum to v(N).
Antithetic sampling follows each order by its reverse, whose contributions tend to err the other
way.
"""

import numpy as np

from lilliput.games.sampling.pairs import Ints
from lilliput.games.sampling.run import Moments, RunningMoments
from lilliput.games.sampling.worths import Floats, Worths

__all__ = ["AntitheticSampler", "PermutationSampler"]

_LEAST_UNITS = 2
_ENTRIES_AT_ONCE = 2**24


class PermutationSampler:
    """Average marginal contributions over random orders.

    Parameters
    ----------
    worths
        The game.
    rng
        Source of randomness.
    """

    _orders = 1

    def __init__(self, worths: Worths, rng: np.random.Generator) -> None:
        self._worths, self._rng, self._n = worths, rng, worths.n
        self._grand = worths.grand()
        self._running = RunningMoments(worths.n)
        self.unit = self._orders * (worths.n - 1)

    @property
    def units(self) -> int:
        """How many orders, or pairs of them, were drawn."""
        return self._running.units

    @classmethod
    def minimum(cls, n: int) -> int:
        """Return the least number of evaluations."""
        return 1 + _LEAST_UNITS * cls._orders * (n - 1)

    def draw(self, room: int) -> bool:
        """Spend up to `room` evaluations; return whether any were."""
        count = room // self.unit
        at_once = max(1, _ENTRIES_AT_ONCE // (self._n * self.unit))
        for first in range(0, count, at_once):
            base = np.tile(np.arange(self._n), (min(at_once, count - first), 1))
            orders = self._rng.permuted(base, axis=1)
            contributions = self._contributions(orders)
            if self._orders == 2:
                contributions = (contributions + self._contributions(orders[:, ::-1])) / 2
            self._running.record(contributions)
        return count > 0

    def _contributions(self, orders: Ints) -> Floats:
        """Return the marginal contribution of each player along each order."""
        count, n = orders.shape
        places = np.argsort(orders, axis=1)
        members = places[:, None, :] < np.arange(1, n)[:, None]
        worths = np.empty((count, n + 1))
        worths[:, 0] = 0.0
        worths[:, 1:n] = self._worths(members.reshape(-1, n)).reshape(count, n - 1)
        worths[:, n] = self._grand
        return np.take_along_axis(np.diff(worths, axis=1), places, axis=1)

    def estimate(self) -> Moments:
        """Return values, standard errors and degrees of freedom."""
        return self._running.moments()


class AntitheticSampler(PermutationSampler):
    """Average marginal contributions over random orders, each with its reverse.

    Parameters
    ----------
    worths
        The game.
    rng
        Source of randomness.
    """

    _orders = 2
