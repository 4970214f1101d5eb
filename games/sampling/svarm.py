"""Paired Stratified SVARM: means of v by player, coalition size and membership.

One coalition informs the strata of all players. The first coalitions of each size are the blocks
of random permutations, so that each stratum holds two at least.
"""

import numpy as np

from lilliput.games.sampling.pairs import (
    Ints,
    check_squares_fit,
    differences,
    draw_coalitions,
    draw_sizes,
)
from lilliput.games.sampling.run import Moments
from lilliput.games.sampling.worths import Bools, Floats, Worths

__all__ = ["SvarmSampler"]

_ROUNDS = 2


class SvarmSampler:
    """Stratified SVARM on pairs of a coalition and its complement.

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
        check_squares_fit(n, copies=4, method="svarm")
        self._worths, self._rng, self._n = worths, rng, n
        self._grand = worths.grand()
        single = differences(worths, np.eye(n, dtype=bool))
        self._exact = single - (single.sum() - single) / (n - 1)
        self._sizes = np.arange(2, n // 2 + 1)
        chances = 1 / np.sqrt(self._sizes * (n - self._sizes))
        self._chances = chances * np.where(2 * self._sizes == n, 0.5, 1.0)
        # For inside (1) and outside (0): number, sum and sum of squares of u above a reference.
        self._sums = np.zeros((2, 3, len(self._sizes), n))
        self._reference = np.full(len(self._sizes), np.nan)
        self.units = 0
        for which in range(len(self._sizes)):
            for _ in range(_ROUNDS):
                self._record(which, self._blocks(int(self._sizes[which])))

    @staticmethod
    def minimum(n: int) -> int:
        """Return the least number of evaluations."""
        pairs = sum(1 if 2 * s == n else -(-n // s) for s in range(2, n // 2 + 1))
        return 1 + 2 * n + 2 * _ROUNDS * pairs

    def draw(self, room: int) -> bool:
        """Spend up to `room` evaluations; return whether any were."""
        pairs = room // 2
        which = draw_sizes(self._rng, self._chances, pairs)
        members = draw_coalitions(self._rng, self._sizes[which], self._n)
        self._record(which, members)
        return pairs > 0

    def _blocks(self, size: int) -> Bools:
        """Cut a random permutation into coalitions of one size; others fill up the last."""
        n = self._n
        order = self._rng.permutation(n)
        if 2 * size == n:
            order = order[:size]
        whole = len(order) // size * size
        if whole < len(order):
            fill = self._rng.choice(order[:whole], size - (n - whole), replace=False)
            order = np.concatenate([order, fill])
        members = np.zeros((len(order) // size, n), dtype=bool)
        np.put_along_axis(members, order.reshape(-1, size), True, axis=1)
        return members

    def _record(self, which: Ints | int, members: Bools) -> None:
        u = differences(self._worths, members)
        sizes = np.broadcast_to(which, len(u))
        for size in np.unique(sizes):
            rows = sizes == size
            if 2 * self._sizes[size] == self._n:
                self._record_middle(size, members[rows], u[rows])
                continue
            if np.isnan(self._reference[size]):
                self._reference[size] = u[rows][0]
            above = u[rows] - self._reference[size]
            powers = np.stack([np.ones(len(above)), above, above**2])
            inside = powers @ members[rows]
            self._sums[1, :, size] += inside
            self._sums[0, :, size] += powers.sum(axis=1)[:, None] - inside
        self.units += len(u)

    def _record_middle(self, size: int, members: Bools, u: Floats) -> None:
        """Of size n/2 a pair informs each player once: of u if a member, else of −u."""
        signed = np.where(members, u[:, None], -u[:, None])
        self._reference[size] = 0.0
        self._sums[1, 0, size] += len(u)
        self._sums[1, 1, size] += signed.sum(axis=0)
        self._sums[1, 2, size] += (signed**2).sum(axis=0)

    def estimate(self) -> Moments:
        """Return values, standard errors and degrees of freedom."""
        n = self._n
        number, total, squares = (self._sums[:, k] for k in range(3))
        known = np.maximum(number, 1)
        means = total / known
        spread = np.maximum(squares - total * means, 0)
        variances = spread / (np.maximum(number - 1, 1) * known)
        values = (self._grand + self._exact + (means[1] - means[0]).sum(axis=0)) / n
        variance = variances.sum(axis=(0, 1))
        # Welch–Satterthwaite.
        parts = (variances**2 / np.maximum(number - 1, 1)).sum(axis=(0, 1))
        freedom = np.full(n, np.inf)
        np.divide(variance**2, parts, out=freedom, where=parts > 0)
        return Moments(values, np.sqrt(variance) / n, freedom)
