"""What is left for a claimant when others are served first, averaged over all orders of arrival.

φ_i = Σ_S |S|! (n−|S|−1)! / n! · min(c_i, max(0, E − c(S))) over the sets S of other claimants.
Where claims are whole multiples of a unit, sets are counted by size and sum: the counts with i left
out come from those of all claimants by one division of polynomials.
"""

from fractions import Fraction
from math import factorial, lcm
from typing import Any

import numpy as np

from lilliput.games.arithmetic import Array, kind_of
from lilliput.games.errors import ProblemTooLargeError
from lilliput.games.tables import all_coalitions, subset_sums

__all__ = ["random_arrival"]

_MOST_CLAIMANTS = 22
_MOST_CLAIMANTS_EXACT = 14
_MOST_COUNTS = 4_000_000


def random_arrival(estate: Any, claims: Array) -> Array:
    """Return the average award, exactly if the numbers are Fractions.

    Examples
    --------
    >>> random_arrival(100.0, np.array([50.0, 100.0])).tolist()
    [25.0, 75.0]
    """
    n = len(claims)
    if kind_of(claims) == "float":
        _check_size(n, _MOST_CLAIMANTS)
        return _over_all_sets(estate, claims)
    common = lcm(estate.denominator, *(claim.denominator for claim in claims)) if n else 1
    whole = int(estate * common)
    units = [min(int(claim * common), whole) for claim in claims]
    awards = np.empty(n, dtype=object)
    if n * n * whole <= _MOST_COUNTS:
        awards[:] = [Fraction(award, common) for award in _by_counting(whole, units)]
        return awards
    _check_size(n, _MOST_CLAIMANTS_EXACT)
    return _over_all_sets(estate, claims)


def _by_counting(estate: int, claims: list[int]) -> list[Fraction]:
    n = len(claims)
    counts = np.zeros((n + 1, estate + 1), dtype=object)  # by size and sum, sums below E matter
    counts[0, 0] = 1
    for k, claim in enumerate(claims):
        for size in range(k, -1, -1):
            counts[size + 1, claim:] += counts[size, : estate + 1 - claim]
    left = estate - np.arange(estate + 1).astype(object)
    awards = {}
    for claim in set(claims):
        others = counts.copy()
        for size in range(1, n):
            others[size, claim:] -= others[size - 1, : estate + 1 - claim]
        amounts = np.minimum(left, claim)
        awards[claim] = sum(
            (
                Fraction(factorial(size) * factorial(n - size - 1)) * (others[size] * amounts).sum()
                for size in range(n)
            ),
            Fraction(0),
        ) / factorial(n)
    return [awards[claim] for claim in claims]


def _over_all_sets(estate: Any, claims: Array) -> Array:
    n = len(claims)
    left = estate - subset_sums(claims)
    left = np.maximum(left, left[:1] * 0)
    sizes = np.bitwise_count(all_coalitions(n)).astype(np.int64)
    weights = np.array(
        [Fraction(factorial(s) * factorial(n - s - 1), factorial(n)) for s in range(n)] + [0]
    )
    table = weights.astype(claims.dtype)[sizes]
    awards = claims.copy()
    for i, claim in enumerate(claims):
        without = left.reshape(-1, 2, 2**i)[:, 0]
        awards[i] = (table.reshape(-1, 2, 2**i)[:, 0] * np.minimum(without, claim)).sum()
    return awards


def _check_size(n: int, most: int) -> None:
    if n > most:
        raise ProblemTooLargeError(
            f"random_arrival_rule sums over 2**n sets and allows {most} claimants of this number "
            f"kind, got {n}; more are allowed of integers or Fractions for which n² times the "
            f"estate, counted in their common unit, is at most {_MOST_COUNTS:,}"
        )
