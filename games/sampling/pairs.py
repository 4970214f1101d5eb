"""Pairs of a coalition and its complement: how they are drawn, and where they are kept.

By the symmetry of the Shapley value only the difference u(A) = v(A) − v(N∖A) matters:
φ_i = v(N)/n + (1/n) Σ_{1≤s<n/2} (E[u | i∈A] − E[u | i∉A]) + (1/n) E[u | i∈A, s = n/2], with A
uniform among the coalitions of s players.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from lilliput.games.checks import check_table_fits
from lilliput.games.errors import ProblemTooLargeError
from lilliput.games.sampling.worths import Bools, Floats, Worths

__all__ = ["Ints", "PairStore", "check_squares_fit", "differences", "draw_coalitions", "draw_sizes"]

Ints = NDArray[np.int64]

_ENTRIES_AT_ONCE = 2**22


def draw_sizes(rng: np.random.Generator, probabilities: Floats, count: int) -> Ints:
    """Draw `count` positions systematically: each as often as expected, rounded up or down."""
    ends = np.cumsum(probabilities)
    points = (np.arange(count) + rng.random()) / max(count, 1) * ends[-1]
    return np.minimum(np.searchsorted(ends, points, side="right"), len(ends) - 1)


def draw_coalitions(rng: np.random.Generator, sizes: Ints, n: int) -> Bools:
    """Draw one coalition of each size, uniformly, as rows of booleans."""
    return rng.permuted(np.arange(n) < sizes[:, None], axis=1)


def differences(worths: Worths, members: Bools) -> Floats:
    """Return u(A) = v(A) − v(N∖A) of each row, at two evaluations a row."""
    both = worths(np.concatenate([members, ~members]))
    return both[: len(members)] - both[len(members) :]


def check_squares_fit(n: int, *, copies: int, method: str) -> None:
    """Refuse a method whose n × n tables do not fit the memory."""
    try:
        check_table_fits(max(2 * (n - 1).bit_length(), 0), copies=copies)
    except ProblemTooLargeError:
        raise ProblemTooLargeError(
            f"players: method {method!r} keeps {copies} tables of {n} × {n} numbers, which do not "
            "fit the free memory; method='antithetic' needs none"
        ) from None


class PairStore:
    """Coalitions as packed bits, with their sizes, groups and differences.

    Parameters
    ----------
    n
        Number of players.
    """

    def __init__(self, n: int) -> None:
        self.n = n
        self._bits: list[NDArray[np.uint8]] = []
        self._numbers: list[tuple[Ints, Ints, Floats]] = []

    def add(self, members: Bools, sizes: Ints, groups: Ints, differences: Floats) -> None:
        """Append rows."""
        self._bits.append(np.packbits(members, axis=1))
        self._numbers.append((sizes, groups, differences))

    def numbers(self) -> tuple[Ints, Ints, Floats]:
        """Return sizes, groups and differences of all rows."""
        sizes, groups, values = zip(*self._numbers, strict=True)
        return np.concatenate(sizes), np.concatenate(groups), np.concatenate(values)

    def blocks(self) -> Iterator[tuple[slice, Floats]]:
        """Yield block by block which rows these are, and their members as zeros and ones."""
        bits = self._bits = [np.concatenate(self._bits)]
        step = max(1, _ENTRIES_AT_ONCE // self.n)
        for first in range(0, len(bits[0]), step):
            rows = slice(first, min(first + step, len(bits[0])))
            yield rows, np.unpackbits(bits[0][rows], axis=1, count=self.n).astype(np.float64)
