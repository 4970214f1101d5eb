"""Estimates of the Banzhaf value of games too large for a table, with standard errors."""

from collections.abc import Iterable

import numpy as np

from lilliput.games.sampling.enumeration import few_enough, table_of
from lilliput.games.sampling.estimates import BanzhafEstimate
from lilliput.games.sampling.run import Moments, checked_budget, exactly, run
from lilliput.games.sampling.worths import AnyGame, WorthFunction, Worths
from lilliput.games.values.fold import semivalue

__all__ = ["estimate_banzhaf"]

_LEAST = 32
_METHOD = "maximum sample reuse"


def estimate_banzhaf(
    players: AnyGame | Iterable[str],
    worth: WorthFunction | None = None,
    *,
    budget: int | None = None,
    tolerance: float | None = None,
    vectorised: bool = False,
    batch: int = 2048,
    rng: np.random.Generator | int | None = None,
    progress: bool = False,
) -> BanzhafEstimate:
    """Estimate the Banzhaf value by maximum sample reuse: every worth informs every player.

    Coalitions are uniform, and β_i = E[v(S) | i∈S] − E[v(S) | i∉S] is estimated by the difference
    of the two means. If the budget allows all 2**n − 1 coalitions (with a tolerance: if these are
    few), all are evaluated and the values are exact.

    Parameters
    ----------
    players
        The players' names; or a CoalitionalGame, SparseGame or VotingGame, without `worth`.
    worth
        The worth of a coalition given as a frozenset of names. The empty coalition is worth 0 and
        not asked for.
    budget
        The most worths to ask for, at least 32; by default 100 a player, at least 2000, and with
        a tolerance at least a million.
    tolerance
        Stop when the largest standard error of a player is at most this.
    vectorised
        Whether `worth` takes many coalitions at once: read-only booleans of shape (k, n), row by
        row who is a member, and returns k numbers.
    batch
        How many worths to ask for between two looks at the error, and at once.
    rng
        A Generator or a seed. The same seed and arguments give the same estimate.
    progress
        Whether to show a progress bar.

    Returns
    -------
    BanzhafEstimate
        With ``values``, ``standard_errors``, ``confidence_interval(level)``, ``evaluations``, …

    Raises
    ------
    InvalidArgumentError
        A budget that is too small, or a tolerance that is not positive.
    InvalidGameError
        A worth that is not a finite number, or an array of the wrong shape.

    References
    ----------
    Wang, J. T. and Jia, R. (2023). Data Banzhaf: a robust data valuation framework for machine
    learning. AISTATS.

    Examples
    --------
    >>> voters = [f"voter {k}" for k in range(1, 10)]
    >>> estimate = estimate_banzhaf(voters, lambda S: len(S) >= 5)
    >>> estimate
    BanzhafEstimate(9 players; exact; 511 evaluations; exact)
    >>> float(estimate.values["voter 1"] * 2**8)
    70.0
    """
    worths = Worths(players, worth, vectorised=vectorised)
    n = worths.n
    least = min(2**n - 1, _LEAST)
    limit = checked_budget(n, budget, tolerance, batch, least=least, method=_METHOD)
    if few_enough(n, limit, least, tolerance):
        values = semivalue(table_of(worths), [1] * n, 2 ** max(n - 1, 0))
        outcome = exactly(values, worths.players, "estimate_banzhaf")
    else:
        outcome = run(
            _ReuseSampler(worths, np.random.default_rng(rng)),
            worths,
            budget=limit,
            tolerance=tolerance,
            batch=batch,
            progress=progress,
            name="estimate_banzhaf",
        )
    return BanzhafEstimate(
        outcome.values,
        outcome.errors,
        outcome.freedom,
        worths.evaluations,
        _METHOD if outcome.sampled else "exact",
        tolerance,
        outcome.converged,
    )


class _ReuseSampler:
    """Means of v over coalitions with and without each player."""

    unit = 1

    def __init__(self, worths: Worths, rng: np.random.Generator) -> None:
        self._worths, self._rng = worths, rng
        # With (1) and without (0) the player: number, sum and sum of squares above a reference.
        self._sums = np.zeros((2, 3, worths.n))
        self._reference: float | None = None
        self.units = 0

    def draw(self, room: int) -> bool:
        if room < 1:
            return False
        members = self._rng.random((room, self._worths.n)) < 0.5
        worths = self._worths(members)
        if self._reference is None:
            self._reference = float(worths[0])
        above = worths - self._reference
        powers = np.stack([np.ones(room), above, above**2])
        inside = powers @ members
        self._sums[1] += inside
        self._sums[0] += powers.sum(axis=1)[:, None] - inside
        self.units += room
        return True

    def estimate(self) -> Moments:
        number, total, squares = (self._sums[:, k] for k in range(3))
        known = np.maximum(number, 1)
        means = total / known
        spread = np.maximum(squares - total * means, 0) / (np.maximum(number - 1, 1) * known)
        # A player whom all coalitions drawn hold, or none, is not estimated at all.
        errors = np.where((number >= 2).all(axis=0), np.sqrt(spread.sum(axis=0)), np.inf)
        return Moments(means[1] - means[0], errors, np.full(self._worths.n, self.units - 2.0))
