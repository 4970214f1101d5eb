"""Regression-adjusted paired stratified sampling: the default estimator of the Shapley value.

The pairs, sizes and strata of paired Stratified SVARM (Kolpaczki et al. 2024), with a control
variate: what a linear function of the members, scaled for each coalition size, predicts of
u(A) = v(A) − v(N∖A) is averaged in closed form, and only the rest is sampled, as in the
regression-adjusted estimators of Witter, Liu and Musco (2025). The function that adjusts a pair is
fitted to other pairs (cross-fitting, as in Chernozhukov et al. 2018), so the estimate is unbiased
however badly it fits. Where nothing is predicted this is SVARM with one weighted mean in place of
a mean for each stratum.
"""

import numpy as np

from lilliput.games.sampling.pairs import (
    Ints,
    PairStore,
    check_squares_fit,
    differences,
    draw_coalitions,
    draw_sizes,
)
from lilliput.games.sampling.run import Moments
from lilliput.games.sampling.worths import Floats, Worths

__all__ = ["AdjustedSampler"]

_FOLDS = 5
_LEAST_PAIRS = 20
_WINDOW = 30
_WELL_DETERMINED = 3


class AdjustedSampler:
    """Draw pairs, fit in folds, average the residuals.

    Singletons and their complements are evaluated exactly. Sizes s ≥ 2 are drawn with probability
    proportional to 1/√(s(n−s)), the best allocation where all sizes vary alike.

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
        check_squares_fit(n, copies=4 * _FOLDS, method="adjusted")
        self._worths, self._rng, self._n = worths, rng, n
        self._grand = worths.grand()
        single = differences(worths, np.eye(n, dtype=bool))
        self._exact = single - (single.sum() - single) / (n - 1)
        self._sizes = np.arange(2, n // 2 + 1)
        # Of size n/2 each pair is drawn from both ends, so it weighs half.
        self._halves = np.where(2 * self._sizes == n, 0.5, 1.0)
        chances = self._halves / np.sqrt(self._sizes * (n - self._sizes))
        self._chances = chances / chances.sum()
        self._store = PairStore(n)
        self._grams = np.zeros((_FOLDS, n, n))
        self.units = 0

    @staticmethod
    def minimum(n: int) -> int:
        """Return the least number of evaluations."""
        return 1 + 2 * n + 2 * _LEAST_PAIRS

    def draw(self, room: int) -> bool:
        """Spend up to `room` evaluations; return whether any were."""
        pairs = room // 2
        # Each fold draws by itself: independent folds are what makes cross-fitting unbiased.
        for fold in range(_FOLDS):
            count = (pairs + (self.units + fold) % _FOLDS) // _FOLDS
            if count == 0:
                continue
            which = draw_sizes(self._rng, self._chances, count)
            sizes = self._sizes[which]
            members = draw_coalitions(self._rng, sizes, self._n)
            self._store.add(
                members, which, np.full(count, fold), differences(self._worths, members)
            )
            centred = members - sizes[:, None] / self._n
            self._grams[fold] += centred.T @ centred
        self.units += pairs
        return pairs > 0

    def estimate(self) -> Moments:
        """Return values, standard errors and degrees of freedom."""
        n = self._n
        which, folds, u = self._store.numbers()
        shares = self._sizes[which] / n
        # What u is on average for its size if no dividend lies beyond pairs of players.
        u = u - self._grand * (2 * shares - 1)
        counts = np.bincount(folds, minlength=_FOLDS)
        slopes = self._slopes(which, folds, u, counts)
        predicted = self._predict(slopes, which)
        residuals = np.empty(len(u))
        closed = np.empty((n, _FOLDS))
        for fold in range(_FOLDS):
            own = folds == fold
            level, scale = self._levels(which[~own], u[~own], predicted[~own, fold])
            residuals[own] = u[own] - level[which[own]] - scale[which[own]] * predicted[own, fold]
            closed[:, fold] = (self._halves @ scale) * n / (n - 1) * slopes[:, fold]
        factor = self._halves / self._chances / ((self._sizes / n) * (1 - self._sizes / n))
        weighted = factor[which] * residuals
        return self._moments(closed, weighted, shares, folds, counts)

    def _slopes(self, which: Ints, folds: Ints, u: Floats, counts: Ints) -> Floats:
        """Return for each fold the slopes of u on membership, fitted to the other folds."""
        n = self._n
        whole = self._grams.sum(axis=0)
        grams = np.empty_like(self._grams)
        for fold in range(_FOLDS):
            size = np.trace(whole - self._grams[fold]) / n
            enough = len(u) - counts[fold] >= _WELL_DETERMINED * n
            # The constant direction is not determined by coalitions of known sizes.
            ridge = size / n + np.eye(n) * size * (1e-12 if enough else 1e-2)
            grams[fold] = whole - self._grams[fold] + ridge
        targets = np.where(folds[:, None] == np.arange(_FOLDS), 0, u[:, None])
        slopes = self._solve(grams, targets, which)
        # Once more without the level that each size has: where u hardly depends on who is in
        # (few voters never win), that level is all that there is to predict.
        predicted = self._predict(slopes, which)
        for fold in range(_FOLDS):
            others = folds != fold
            level, _ = self._levels(which[others], u[others], predicted[others, fold])
            targets[others, fold] -= level[which[others]]
        return self._solve(grams, targets, which)

    def _solve(self, grams: Floats, targets: Floats, which: Ints) -> Floats:
        """Return the slopes of each fold's regression."""
        products = np.zeros((self._n, _FOLDS))
        for rows, members in self._store.blocks():
            products += members.T @ targets[rows]
        products -= (self._sizes[which] / self._n) @ targets
        slopes = np.linalg.solve(grams, products.T[:, :, None])[:, :, 0].T
        return slopes - slopes.mean(axis=0)

    def _predict(self, slopes: Floats, which: Ints) -> Floats:
        """Return what the slopes of each fold predict of each pair, beyond the mean of its size."""
        predicted = np.empty((len(which), _FOLDS))
        for rows, members in self._store.blocks():
            predicted[rows] = members @ slopes
        return predicted - (self._sizes[which] / self._n)[:, None] * slopes.sum(axis=0)

    def _levels(self, which: Ints, u: Floats, predicted: Floats) -> tuple[Floats, Floats]:
        """Return for each size the level of u and its slope on the prediction, from near sizes."""
        size = len(self._sizes)
        sums = np.zeros((5, size + 1))
        columns = (np.ones(len(u)), u, predicted, u * predicted, predicted**2)
        for row, column in zip(sums, columns, strict=True):
            row[1:] = np.cumsum(np.bincount(which, weights=column, minlength=size))
        low, high = _windows(sums[0], min(_WINDOW, len(u)))
        count, *totals = sums[:, high] - sums[:, low]
        mean, centre, product, square = (total / count for total in totals)
        spread = square - centre**2
        scale = np.zeros(size)
        np.divide(product - mean * centre, spread, out=scale, where=spread > 1e-14 * square)
        return mean - scale * centre, scale

    def _moments(
        self, closed: Floats, weighted: Floats, shares: Floats, folds: Ints, counts: Ints
    ) -> Moments:
        """Combine the closed part of each fold with the mean and spread of the sampled part."""
        n, m = self._n, len(weighted)
        sums = np.zeros((n, _FOLDS))
        squares = np.zeros(n)
        by_fold = np.zeros((m, _FOLDS))
        by_fold[np.arange(m), folds] = weighted
        for rows, members in self._store.blocks():
            w, s = weighted[rows], shares[rows]
            sums += members.T @ by_fold[rows]
            squares += members.T @ (w**2 * (1 - 2 * s)) + (w**2) @ s**2
        sums -= shares @ by_fold
        parts = closed + sums / counts
        means = parts @ counts / m
        values = (self._grand + self._exact + means) / n
        # Σ_k (h_k − h̄)², where h_k is the closed part of the pair's fold plus the pair's own.
        offsets = closed - means[:, None]
        spread = squares + (2 * offsets * sums + offsets**2 * counts).sum(axis=1)
        variances = np.maximum(spread, 0) / (m * (m - 1))
        errors = np.sqrt(variances) / n
        return Moments(values, errors, np.full(n, float(m - _FOLDS)))


def _windows(running: Floats, need: int) -> tuple[Ints, Ints]:
    """Return for each size the smallest symmetric window of sizes that holds `need` pairs."""
    size = len(running) - 1
    centre = np.arange(size)
    low, high = centre.copy(), centre + 1
    while True:
        short = (running[high] - running[low] < need) & ((low > 0) | (high < size))
        if not short.any():
            return low, high
        low = np.where(short, np.maximum(low - 1, 0), low)
        high = np.where(short, np.minimum(high + 1, size), high)
