"""Regular roots of multi-affine equations: Newton's method, and the proof that there is just one.

A root is certified on a hull, a product of simplices around it: its bounds map the hull into itself
(so that it holds a root, by Brouwer's theorem), and the derivative of the preconditioned equations
is diagonally dominant all over it (so that it holds no other).
"""

import numba
import numpy as np
from numpy.typing import NDArray

from lilliput.games.kernels.multilinear_cells import (
    INNER,
    UNIT,
    System,
    jacobian,
    left_inverse,
    restrict,
    root_bounds,
)

__all__ = ["certify_root", "newton", "values_at"]

_STEPS = 25

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@numba.njit(**INNER)  # type: ignore[untyped-decorator]
def values_at(system: System, table: Floats, point: Floats, result: Floats) -> None:
    """Fill in the first functions of a table at a point, the players' weights one after another."""
    for r in range(len(result)):
        result[r] = 0.0
    for c in range(table.shape[1]):
        weight = 1.0
        for j in range(len(system.sizes)):
            weight *= point[system.offsets[j] + system.digits[c, j]]
        if weight != 0.0:
            for r in range(len(result)):
                result[r] += weight * table[r, c]


@numba.njit(**INNER)  # type: ignore[untyped-decorator]
def _slopes_at(system: System, point: Floats, result: Floats) -> None:
    """Fill in the derivatives of the equations at a point."""
    sizes, offsets, digits = system.sizes, system.offsets, system.digits
    n = len(sizes)
    for r in range(len(result)):
        for k in range(len(result)):
            result[r, k] = 0.0
    for c in range(len(digits)):
        start = 0
        for j in range(n):
            weight = 1.0
            for i in range(n):
                if i != j:
                    weight *= point[offsets[i] + digits[c, i]]
            own = digits[c, j]
            for r in range(len(result)):
                if own > 0:
                    result[r, start + own - 1] += weight * system.table[r, c]
                else:
                    for k in range(sizes[j] - 1):
                        result[r, start + k] -= weight * system.table[r, c]
            start += sizes[j] - 1


@numba.njit(**INNER)  # type: ignore[untyped-decorator]
def newton(system: System, point: Floats) -> int:
    """Improve the point in place; return the sign of the determinant there, 0 without success."""
    size = system.equations
    value = np.empty(size)
    slope = np.empty((size, size))
    inverse = np.empty((size, size))
    settled = 0
    last = np.inf
    for _ in range(_STEPS):
        values_at(system, system.table, point, value)
        _slopes_at(system, point, slope)
        rank, sign = left_inverse(slope, inverse)
        if rank < size:
            return 0
        longest = 0.0
        k = 0
        for j in range(len(system.sizes)):
            start = system.offsets[j]
            total = 0.0
            for a in range(1, system.sizes[j]):
                step = 0.0
                for r in range(size):
                    step += inverse[k, r] * value[r]
                point[start + a] -= step
                longest = max(longest, abs(step))
                total += point[start + a]
                k += 1
            point[start] = 1.0 - total
        if not longest < 10.0:
            return 0
        if longest < 1e-12 or 0.5 * last <= longest < 1e-7:
            settled += 1
            if settled == 2:
                return sign
        last = longest
    return 0


@numba.njit(**INNER)  # type: ignore[untyped-decorator]
def _hull(
    system: System, corners: Floats, margin: float, point: Floats, floor: Floats, size: Floats
) -> Floats:
    """Return the vertices of simplices that hold the cell and the point; set where they begin."""
    hull = np.zeros_like(corners)
    for j in range(len(size)):
        start, many = system.offsets[j], system.sizes[j]
        rest = 1.0
        for a in range(many):
            least = point[start + a]
            most = least
            for v in range(many):
                least = min(least, corners[start + v, a])
                most = max(most, corners[start + v, a])
            floor[start + a] = least - margin - 0.1 * (most - least)
            rest -= floor[start + a]
        size[j] = rest
        for v in range(many):
            for a in range(many):
                hull[start + v, a] = floor[start + a]
            hull[start + v, v] += rest
    return hull


@numba.njit(**INNER)  # type: ignore[untyped-decorator]
def certify_root(
    system: System, corners: Floats, margin: float, point: Floats, floor: Floats
) -> float:
    """Prove that one root lies on the hull of a cell and a point; return how far off the point is.

    Parameters
    ----------
    system
        The equations.
    corners
        The vertices of the cell.
    margin
        By how much the hull exceeds both, beside a tenth of their size.
    point
        The approximate root.
    floor
        Is overwritten: the hull is where weight k is at least floor[k].

    Returns
    -------
    float
        A bound on the error of each coordinate of the point; −1 if it is not proved.
    """
    size, total = system.equations, len(floor)
    spans = np.empty(len(system.sizes))
    hull = _hull(system, corners, margin, point, floor, spans)
    table = system.table[:size].copy()
    growth = restrict(system, table, hull, np.empty(len(system.digits)))
    err = growth * (system.err + 2 * (total + 2 * len(spans)) * UNIT)
    slope = np.empty((size, size))
    inverse = np.empty((size, size))
    jacobian(system, table, slope)
    rank, _ = left_inverse(slope, inverse)
    if rank < size:
        return -1.0
    mixed = np.empty_like(table)
    low, high = np.empty(total), np.empty(total)
    slack = root_bounds(system, table, inverse, err, mixed, low, high)
    for k in range(total):
        if not low[k] > 0.0:
            return -1.0
    dominance = _off_identity(system, mixed, slack)
    if not dominance < 0.9:
        return -1.0
    local = np.empty(total)
    for j in range(len(spans)):
        for a in range(system.offsets[j], system.offsets[j] + system.sizes[j]):
            local[a] = (point[a] - floor[a]) / spans[j]
    value = np.empty(size)
    values_at(system, mixed, local, value)
    largest, widest, narrowest = 0.0, 0.0, np.inf
    for k in range(size):
        largest = max(largest, abs(value[k]))
    for j in range(len(spans)):  # the weight of vertex 0 has the errors of all others
        widest = max(widest, spans[j] * (system.sizes[j] - 1))
        narrowest = min(narrowest, spans[j])
    # The local coordinates are themselves rounded, by units of the large simplex over their own.
    rounding = slack + 2.0 * (total + 4) * UNIT * (1.0 + 1.0 / narrowest)
    rounding += 2.0 * (table.shape[1] + len(spans)) * UNIT  # of the sum over columns
    return widest * (largest + rounding) / (1.0 - dominance)


@numba.njit(**INNER)  # type: ignore[untyped-decorator]
def _off_identity(system: System, mixed: Floats, slack: float) -> float:
    """Bound the row sums of |derivative − identity| of the mixed functions over the cell."""
    worst = 0.0
    for r in range(len(mixed)):
        total = 0.0
        k = 0
        for j in range(len(system.sizes)):
            for a in range(1, system.sizes[j]):
                wanted = 1.0 if k == r else 0.0
                largest = 0.0
                for c in range(mixed.shape[1]):
                    if system.digits[c, j] == 0:
                        slope = mixed[r, c + a * system.strides[j]] - mixed[r, c]
                        largest = max(largest, abs(slope - wanted))
                total += largest + 2.0 * slack
                k += 1
        worst = max(worst, total)
    return worst
