"""An estimate of the Shapley–Shubik index of voting games too large for exact counting.

A random order has one pivot; its n rotations have one each, found by bisection in the running
sums of the weights. Their shares are one unbiased estimate, less noisy than one pivot.
"""

import numpy as np

from lilliput.games.sampling.estimates import ShapleyEstimate
from lilliput.games.sampling.pairs import Ints
from lilliput.games.sampling.run import Moments, RunningMoments, checked_budget, exactly, run
from lilliput.games.voting import VotingGame

__all__ = ["estimate_shapley_shubik"]

_LEAST = 2
_METHOD = "rotated orders"


def estimate_shapley_shubik(
    game: VotingGame,
    *,
    budget: int | None = None,
    tolerance: float | None = None,
    batch: int = 256,
    rng: np.random.Generator | int | None = None,
    progress: bool = False,
) -> ShapleyEstimate:
    """Estimate the Shapley–Shubik index from the pivots of random orders and their rotations.

    Unbiased, and the values sum to 1. Needs no table and no counting by weight, so the weights may
    be large, the rules many, and the players thousands; where `shapley_shubik` works it is exact.

    Parameters
    ----------
    game
        A voting game.
    budget
        The most orders to draw, at least 2; by default 100 a player, at least 2000, and with
        a tolerance at least a million.
    tolerance
        Stop when the largest standard error of a player is at most this.
    batch
        How many orders to draw between two looks at the error.
    rng
        A Generator or a seed. The same seed and arguments give the same estimate.
    progress
        Whether to show a progress bar.

    Returns
    -------
    ShapleyEstimate
        Its ``evaluations`` are the orders drawn.

    Raises
    ------
    InvalidArgumentError
        A budget that is too small, or a tolerance that is not positive.

    See Also
    --------
    shapley_shubik, estimate_shapley

    References
    ----------
    Mann, I. and Shapley, L. S. (1960). Values of large games, IV: evaluating the Electoral College
    by Monte Carlo techniques. RAND RM-2651.

    Examples
    --------
    >>> voters = [f"voter {k}" for k in range(1, 8)]
    >>> council = VotingGame(voters, weights=[3, 1, 1, 1, 1, 1, 1], quota=5)
    >>> estimate = estimate_shapley_shubik(council, budget=100, rng=1)
    >>> round(float(estimate.values["voter 1"]), 12) == round(3 / 7, 12)
    True

    (Exact after one order: with one large voter, its rotations put that voter everywhere.)
    """
    limit = checked_budget(game.n, budget, tolerance, batch, least=_LEAST, method=_METHOD)
    sampler = _RotationSampler(game, np.random.default_rng(rng))
    if game.n == 1:
        outcome = exactly(np.ones(1), game.players, "estimate_shapley_shubik")
    else:
        outcome = run(
            sampler,
            sampler,
            budget=limit,
            tolerance=tolerance,
            batch=batch,
            progress=progress,
            name="estimate_shapley_shubik",
        )
    return ShapleyEstimate(
        outcome.values,
        outcome.errors,
        outcome.freedom,
        sampler.evaluations,
        _METHOD if outcome.sampled else "exact",
        tolerance,
        outcome.converged,
    )


class _RotationSampler:
    """Count the pivots of the rotations of random orders."""

    unit = 1

    def __init__(self, game: VotingGame, rng: np.random.Generator) -> None:
        self._rng, self._n = rng, game.n
        self.players = game.players
        self.evaluations = 0
        rules = list(game.integer_rules())
        self._alternatives = [sorted(rules_needed) for rules_needed in game.alternatives]
        if game.vetoes:
            holders = [int(name in game.vetoes) for name in game.players]
            rules.append((holders, len(game.vetoes)))
            self._alternatives = [[*needed, len(rules) - 1] for needed in self._alternatives]
        self._rules = [
            (np.array(weights, dtype=np.int64 if sum(weights) < 2**61 else object), quota)
            for weights, quota in rules
        ]
        self._running = RunningMoments(game.n)

    @property
    def units(self) -> int:
        return self._running.units

    def draw(self, room: int) -> bool:
        if room < 1:
            return False
        shares = np.empty((room, self._n))
        for k in range(room):
            pivots = self._pivots(self._rng.permutation(self._n))
            shares[k] = np.bincount(pivots, minlength=self._n) / self._n
        self._running.record(shares)
        self.evaluations += room
        return True

    def _pivots(self, order: Ints) -> Ints:
        """Return the pivot of each rotation of an order."""
        twice = np.concatenate([order, order])
        # What each rule has reached after the first k players of the order gone through twice.
        ends = []
        for weights, quota in self._rules:
            sums = np.concatenate([[0], np.cumsum(weights[twice])])
            ends.append(np.searchsorted(sums, sums[: self._n] + quota))
        met = [np.maximum.reduce([ends[rule] for rule in needed]) for needed in self._alternatives]
        return twice[np.minimum.reduce(met) - 1]

    def estimate(self) -> Moments:
        return self._running.moments()
