"""The basis of the nucleolus simplex: rows that hold with equality, and their inverse.

Row j is (a, δ): a·x + δε = right[j], with δ = 1 for a coalition in play and 0 for an equality or a
floor. The entries of the inverse are ratios of determinants of small integer matrices, so one that
is not 0 is far from 0, and rounding is told from content by `ZERO`.
"""

import numba
import numpy as np
from numpy.typing import NDArray

__all__ = [
    "COALITION",
    "FLOOR",
    "FREE",
    "OPEN",
    "SETTLED",
    "ZERO",
    "close_span",
    "improve",
    "linear_sums",
    "locate",
    "replace_row",
    "settle",
    "write_row",
]

SETTLED, COALITION, FLOOR, FREE = 0, 1, 2, 3
OPEN = 127
ZERO = 1e-8

# Square roots of primes are independent over the rationals.
_GENERIC = np.sqrt(np.array([2.0, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59]))

Floats = NDArray[np.float64]
Bytes = NDArray[np.int8]


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def linear_sums(weights: Floats, offset: float, n: int, base: int, table: Floats) -> None:
    """Fill the table with weights·z + offset for every z in {0, 1}^n (base 2) or {−1, 0, 1}^n (3).

    Parameters
    ----------
    weights
        At least n numbers.
    offset
        Added to every entry.
    n, base
        The table has base**n entries; digit i of the index stands for entry i of z.
    table
        Is overwritten.
    """
    table[0] = offset
    size = 1
    for i in range(n):
        w = weights[i]
        if base == 2:
            for k in range(size):
                table[size + k] = table[k] + w
        else:
            for k in range(size):
                table[2 * size + k] = table[k] + w
                table[size + k] = table[k]
                table[k] -= w
        size *= base


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def write_row(rows: Floats, j: int, index: int, base: int) -> None:
    """Make row j the (z, 1) of a coalition; z are the digits of its index."""
    n = rows.shape[1] - 1
    for i in range(n):
        if base == 2:
            rows[j, i] = index >> i & 1
        else:
            rows[j, i] = index % 3 - 1
            index //= 3
    rows[j, n] = 1.0


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def replace_row(rows: Floats, inverse: Floats, j: int, alpha: Floats) -> None:
    """Update the inverse for the new row j; alpha is room for its coordinates in the old rows."""
    size = len(rows)
    for k in range(size):
        alpha[k] = 0.0
    for i in range(size):
        if rows[j, i] != 0.0:
            for k in range(size):
                alpha[k] += rows[j, i] * inverse[i, k]
    pivot = 1.0 / alpha[j]
    for i in range(size):
        scaled = inverse[i, j] * pivot
        for k in range(size):
            inverse[i, k] -= alpha[k] * scaled
        inverse[i, j] = scaled


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def improve(rows: Floats, inverse: Floats, work: Floats) -> bool:
    """Check that the inverse is one, after Newton steps where rounding has begun to show."""
    size = len(rows)
    for _ in range(3):
        worst = 0.0
        for i in range(size):
            for k in range(size):
                total = 1.0 if i == k else 0.0
                for j in range(size):
                    total -= rows[i, j] * inverse[j, k]
                work[i, k] = total
                worst = max(worst, abs(total))
        if worst <= 1e-12:
            return True
        if not worst <= 1e-3:
            return False
        for i in range(size):
            old = inverse[i].copy()
            for k in range(size):
                for j in range(size):
                    inverse[i, k] += old[j] * work[j, k]
    return False


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def locate(rows: Floats, inverse: Floats, point: Floats, right: Floats, miss: Floats) -> None:
    """Set the point to the vertex of the basis, so that the rounding of the steps is forgotten."""
    size = len(rows)
    for i in range(size):
        point[i] = 0.0
    for _ in range(2):
        for i in range(size):
            miss[i] = right[i]
            for j in range(size):
                miss[i] -= rows[i, j] * point[j]
        for i in range(size):
            for j in range(size):
                point[i] += inverse[i, j] * miss[j]


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def settle(
    rows: Floats, inverse: Floats, kind: Bytes, right: Floats, epsilon: float, moved: Floats
) -> int:
    """Turn the rows with λ > 0 into equalities, all but one; return that one, or −1 at the end.

    Were all of them turned, the rows would be dependent, since λ adds up to 1 over the coalitions.
    The one with the largest λ becomes a free row, the first to leave at the next level. Dropping ε
    from the others changes the rows by −u e', so the inverse by (D u) λ' / λ_kept.
    """
    size = len(rows)
    last = size - 1
    kept = -1
    for j in range(size):
        if kind[j] == COALITION and (kept < 0 or inverse[last, j] > inverse[last, kept]):
            kept = j
        moved[j] = 0.0
    kind[kept] = FREE
    settled = 0
    for j in range(size):
        if (kind[j] == COALITION or kind[j] == FLOOR) and inverse[last, j] > ZERO:
            if kind[j] == COALITION:
                rows[j, last] = 0.0
                right[j] -= epsilon
                for i in range(size):
                    moved[i] += inverse[i, j]
            kind[j] = SETTLED
        settled += kind[j] == SETTLED
    share = inverse[last, kept]
    for i in range(size):
        moved[i] /= share
    for i in range(size):
        factor = moved[i] if i < last else 1.0 / share - 1.0
        for k in range(size):
            inverse[i, k] += factor * inverse[last, k]
    return kept if settled < last else -1


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def close_span(
    inverse: Floats,
    base: int,
    kind: Bytes,
    level: Bytes,
    k: int,
    everything: bool,
    mixture: Floats,
    table: Floats,
) -> None:
    """Give level k to the open coalitions whose share no edge of the remaining rows changes.

    One generic mixture of the edges rules out nearly all of the others.
    """
    n = len(kind) - 1
    for i in range(n):
        mixture[i] = 0.0
        for j in range(n + 1):
            if kind[j] != SETTLED:
                mixture[i] += _GENERIC[j] * inverse[i, j]
    linear_sums(mixture, 0.0, n, base, table)
    for s in range(len(level)):
        if level[s] != OPEN or (abs(table[s]) > ZERO and not everything):
            continue
        fixed = True
        for j in range(n + 1):
            if kind[j] != SETTLED and fixed and not everything:
                index, change = s, 0.0
                for i in range(n):
                    if base == 2:
                        change += inverse[i, j] * (index >> i & 1)
                    else:
                        change += inverse[i, j] * (index % 3 - 1)
                        index //= 3
                fixed = abs(change) <= ZERO
        if fixed:
            level[s] = k
