"""Paired KernelSHAP: the Shapley value as a least-squares fit to sampled worths.

The Shapley value is the additive game nearest to v, under the constraint Σφ = v(N), when sizes
weigh 1/(s(n−s)). Sampled pairs of that distribution give a regression; where v has no dividends
beyond pairs of players, the differences u(A) = v(A) − v(N∖A) are exactly linear in the members,
and so is the fit.
"""

import numpy as np

from lilliput.games.errors import SolverError
from lilliput.games.sampling.pairs import (
    PairStore,
    check_squares_fit,
    differences,
    draw_coalitions,
)
from lilliput.games.sampling.run import Moments
from lilliput.games.sampling.worths import Worths

__all__ = ["KernelShapSampler"]

_PAIRS_A_PLAYER = 3
_LARGEST_CONDITION = 1e10


class KernelShapSampler:
    """Draw pairs with the sizes of the Shapley kernel, and regress.

    Parameters
    ----------
    worths
        The game.
    rng
        Source of randomness.
    """

    unit = 2

    def __init__(self, worths: Worths, rng: np.random.Generator) -> None:
        n = worths.n
        check_squares_fit(n, copies=4, method="kernelshap")
        self._worths, self._rng, self._n = worths, rng, n
        self._grand = worths.grand()
        self._sizes = np.arange(1, n // 2 + 1)
        chances = np.where(2 * self._sizes == n, 0.5, 1.0) / (self._sizes * (n - self._sizes))
        self._chances = chances / chances.sum()
        self._store = PairStore(n)
        self._gram = np.zeros((n, n))
        self._product = np.zeros(n)
        self.units = 0

    @staticmethod
    def minimum(n: int) -> int:
        """Return the least number of evaluations."""
        return 1 + 2 * _PAIRS_A_PLAYER * n

    def draw(self, room: int) -> bool:
        """Spend up to `room` evaluations; return whether any were."""
        pairs = room // 2
        if pairs == 0:
            return False
        sizes = self._rng.choice(self._sizes, size=pairs, p=self._chances)
        members = draw_coalitions(self._rng, sizes, self._n)
        u = differences(self._worths, members)
        centred = members - sizes[:, None] / self._n
        target = u / 2 - self._grand * (sizes / self._n - 0.5)
        self._gram += centred.T @ centred
        self._product += target @ centred
        self._store.add(members, sizes, np.zeros(pairs, dtype=np.int64), target)
        self.units += pairs
        return True

    def estimate(self) -> Moments:
        """Return values, standard errors and degrees of freedom.

        Errors are those of a regression whose residuals vary with the coalition, with the
        correction for leverage known as HC3.
        """
        n = self._n
        # Centred rows sum to 0, so the constant direction is free: add it to make the Gram regular.
        gram = self._gram + np.trace(self._gram) / n**2
        if np.linalg.cond(gram) > _LARGEST_CONDITION:
            raise SolverError(
                f"the {self.units} pairs drawn do not determine the values of all {n} players; "
                "raise the budget"
            )
        inverse = np.linalg.inv(gram)
        slopes = inverse @ self._product
        slopes -= slopes.mean()
        sizes, _, target = self._store.numbers()
        squares = np.zeros(n)
        for rows, members in self._store.blocks():
            centred = members - sizes[rows, None] / n
            pull = centred @ inverse
            leverage = np.einsum("ij,ij->i", pull, centred)
            residual = (target[rows] - centred @ slopes) / np.maximum(1 - leverage, 1e-8)
            squares += residual**2 @ pull**2
        freedom = np.full(n, float(max(self.units - n + 1, 1)))
        return Moments(slopes + self._grand / n, np.sqrt(squares), freedom)
