"""The double description method: the extreme rays of a cone given by its constraints, exactly.

Constraints are inserted one at a time, the most violated first, so that redundant ones are never
inserted: rays on the wrong side go, and each adjacent pair across the new hyperplane leaves its
intersection with it. Rays are integers and their zero sets bitmasks, so that degeneracy needs no
tolerance.

References
----------
Motzkin, T. S., Raiffa, H., Thompson, G. L. and Thrall, R. M. (1953). The double description
method. In H. W. Kuhn and A. W. Tucker (eds.), Contributions to the Theory of Games II.
Fukuda, K. and Prodon, A. (1996). Double description method revisited.
"""

from collections.abc import Iterable
from fractions import Fraction
from math import lcm
from typing import Self, final

import numpy as np

from lilliput.games.arithmetic import Array, compact, object_array
from lilliput.games.errors import ProblemTooLargeError

__all__ = ["Cone"]

_FAR = 1e60  # a ray with first coordinate 0 reaches any hyperplane
_BITS_OF_A_FLOAT = 300
_USUAL_LIMIT = 100_000
_COMPARISONS = 20_000  # of rays, for each ray that may be kept
_TOO_LONG = (
    f"not found within {_USUAL_LIMIT * _COMPARISONS:.0e} comparisons of rays, about a minute; "
    f"raise limit= above {_USUAL_LIMIT} for as many times more"
)


@final
class Cone:
    """{y : rows · y ≥ 0} by its extreme rays, while the rows are inserted.

    Parameters
    ----------
    rows
        Integers, one constraint a row.
    first
        As many linearly independent rows as there are columns.
    rays
        The extreme rays of the cone of the first rows, integers: the k-th is positive on the k-th
        and zero on the others.
    limit
        The most rays to be kept at any time.
    """

    def __init__(self, rows: Array, first: list[int], rays: Array, *, limit: int) -> None:
        self.rows, self.float_rows = rows, _floats(rows)
        self.rays, self.limit = compact(rays), limit
        self.budget = max(limit, _USUAL_LIMIT) * _COMPARISONS
        self.left = [row for row in range(len(rows)) if row not in set(first)]
        self.zeros = np.zeros((len(rays), (len(rows) + 63) // 64), dtype=np.uint64)
        for ray in range(len(rays)):
            self._mark(np.array([ray]), (row for k, row in enumerate(first) if k != ray))

    @classmethod
    def spanned(cls, rows: Array, first: list[int], *, limit: int) -> Self:
        """Start from the rays of the first rows, which are found by inverting them.

        Parameters
        ----------
        rows, first, limit
            As above.
        """
        return cls(rows, first, _rays_of(rows[first]), limit=limit)

    def complete(self) -> None:
        """Insert rows until none is violated.

        Raises
        ------
        ProblemTooLargeError
            More than `limit` rays, or too many comparisons of them.
        """
        while len(self.rays) and (row := self._most_violated()) is not None:
            self.budget -= len(self.rays) * len(self.left)
            self._insert(row)
            if len(self.rays) > self.limit:
                raise ProblemTooLargeError(
                    f"there are more than limit={self.limit} vertices on the way; raise limit="
                )

    def slacks(self, rows: list[int]) -> Array:
        """Return each ray's exact value in some rows."""
        table = self.rows[rows]
        largest = int(np.abs(self.rays).max(initial=1))
        table = compact(table, factor=largest * self.rows.shape[1])
        rays = self.rays if table.dtype != object else self.rays.astype(object)
        return rays @ table.T

    def _mark(self, rays: Array, rows: Iterable[int]) -> None:
        for row in rows:
            self.zeros[rays, row // 64] |= np.uint64(1 << row % 64)

    def _most_violated(self) -> int | None:
        """Return the constraint that some ray violates most; None once all hold exactly.

        Which one comes next is only a matter of speed, so floats choose; that none is left is
        decided in integers.
        """
        if not self.left:
            return None
        rays = _floats(self.rays)
        scale = np.where(rays[:, 0] > 0, 1 / np.maximum(rays[:, 0], 1), _FAR)
        slack = ((rays * scale[:, None]) @ self.float_rows[self.left].T).min(axis=0)
        choice = int(np.argmin(slack))
        if slack[choice] >= 0:
            exact = self.slacks(self.left).min(axis=0)
            choice = int(np.argmin(exact))
            if exact[choice] >= 0:
                return None
        return self.left.pop(choice)

    def _insert(self, row: int) -> None:
        from lilliput.games.kernels.cone import adjacent_pairs

        slack = self.slacks([row])[:, 0]
        self._mark(np.flatnonzero(slack == 0), [row])
        inside, outside = np.flatnonzero(slack > 0), np.flatnonzero(slack < 0)
        if not len(outside):
            return
        least = self.rows.shape[1] - 2
        p, q, self.budget = adjacent_pairs(self.zeros, inside, outside, least, self.budget)
        if self.budget < 0:
            raise ProblemTooLargeError(_TOO_LONG)
        largest = 2 * max(int(np.abs(slack).max()), 1)
        rays = compact(self.rays, factor=largest)
        weights = slack.astype(rays.dtype)
        new = weights[p, None] * rays[q] - weights[q, None] * rays[p]
        new //= np.gcd.reduce(new, axis=1)[:, None]
        zeros = self.zeros[p] & self.zeros[q]
        keep = np.flatnonzero(slack >= 0)
        self.zeros = np.concatenate([self.zeros[keep], zeros])
        self._mark(np.arange(len(keep), len(self.zeros)), [row])
        self.rays = compact(np.concatenate([rays[keep], new]))


def _floats(integers: Array) -> Array:
    """Return integers as floats, all divided by a power of two if they would overflow."""
    if integers.dtype == object:
        excess = int(np.abs(integers).max(initial=0)).bit_length() - _BITS_OF_A_FLOAT
        if excess > 0:
            integers = integers >> excess
    return integers.astype(np.float64)


def _rays_of(square: Array) -> Array:
    """Return as rows positive multiples, in integers, of the columns of the inverse."""
    size = len(square)
    work = [
        [Fraction(int(entry)) for entry in row] + [Fraction(int(j == k)) for j in range(size)]
        for k, row in enumerate(square)
    ]
    for k in range(size):
        pivot = next(j for j in range(k, size) if work[j][k])
        work[k], work[pivot] = work[pivot], work[k]
        work[k] = [entry / work[k][k] for entry in work[k]]
        for j in range(size):
            if j != k and work[j][k]:
                work[j] = [a - work[j][k] * b for a, b in zip(work[j], work[k], strict=True)]
    rays: list[int] = []
    for column in range(size, 2 * size):
        common = lcm(*(row[column].denominator for row in work))
        rays.extend(int(row[column] * common) for row in work)
    return object_array(rays, (size, size))
