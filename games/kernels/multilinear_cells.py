"""Cells of a product of simplices, and what multi-affine functions do on them.

A cell is a smaller simplex for each player. A function that is affine in each player's mixture is
given by its values at the corners of the cell, one vertex a player, and takes all its values
between the least and the largest of these. Row r of a table holds function r; digit j of a
column's number is the vertex of player j. All entries are at most 1 in absolute value and wrong
by at most `err`.
"""

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

__all__ = [
    "INNER",
    "UNIT",
    "System",
    "excluded",
    "jacobian",
    "left_inverse",
    "longest_edge",
    "move_vertex",
    "pair_excludes",
    "restrict",
    "root_bounds",
    "shrink",
]

UNIT = 2.0**-53
# Of functions that only kernels call: without a way in from Python, and a cache of each, the whole
# compiles in two thirds of the time. Those called in one place are inlined for the same reason.
INNER = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
_SMALL_PIVOT = 1e-11

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class System(NamedTuple):
    """Functions on a product of simplices: equations = 0, then inequalities ≤ 0.

    Parameters
    ----------
    table
        Their values at the vertices of the product.
    equations
        How many of its rows are equations, as many as the product has dimensions.
    groups
        For each player the row of its first equation, the next player's, that of its first
        inequality, and the next player's.
    sizes, offsets
        Vertices of each player's simplex, and the number of its first among all.
    digits, strides
        Vertex of each player in each column of the table, and the column steps between vertices.
    err
        How far off any entry of the table can be.
    """

    table: Floats
    equations: int
    groups: Integers
    sizes: Integers
    offsets: Integers
    digits: Integers
    strides: Integers
    err: float


@numba.njit(**INNER)  # type: ignore[untyped-decorator]
def excluded(table: Floats, equations: int, err: float) -> bool:
    """Whether an equation has no root, or an inequality "≤ 0" no solution, in the cell."""
    for r in range(len(table)):
        least, most = table[r, 0], table[r, 0]
        for c in range(1, table.shape[1]):
            least = min(least, table[r, c])
            most = max(most, table[r, c])
        if least > err or (r < equations and most < -err):
            return True
    return False


@numba.njit(**INNER)  # type: ignore[untyped-decorator]
def pair_excludes(system: System, table: Floats, err: float) -> bool:
    """Whether differences of two rows of one player, payoffs without the base, exclude the cell."""
    for i in range(len(system.groups)):
        start, end = system.groups[i, 0], system.groups[i, 1]
        for first in range(start, end):
            for r in range(first + 1, end):
                if _difference_excludes(table[r], table[first], True, 2.0 * (err + UNIT)):
                    return True
            for r in range(system.groups[i, 2], system.groups[i, 3]):
                if _difference_excludes(table[r], table[first], False, 2.0 * (err + UNIT)):
                    return True
    return False


@numba.njit(**INNER)  # type: ignore[untyped-decorator]
def _difference_excludes(row: Floats, other: Floats, equation: bool, err: float) -> bool:
    """Whether row − other can be neither 0 nor, for an inequality, less."""
    above, below = True, equation
    for c in range(len(row)):
        value = row[c] - other[c]
        above &= value > err
        below &= value < -err
        if not (above or below):
            return False
    return True


@numba.njit(**INNER)  # type: ignore[untyped-decorator]
def jacobian(system: System, table: Floats, result: Floats) -> None:
    """Fill in the derivatives at the centre of the cell, vertex 0 of each player to the others."""
    sizes, digits = system.sizes, system.digits
    columns = table.shape[1]
    n = len(sizes)
    for r in range(len(result)):
        for k in range(result.shape[1]):
            result[r, k] = 0.0
        for c in range(columns):
            value = table[r, c]
            start = 0
            for j in range(n):
                own = digits[c, j]
                share = value * sizes[j] / columns
                if own > 0:
                    result[r, start + own - 1] += share
                else:
                    for k in range(sizes[j] - 1):
                        result[r, start + k] -= share
                start += sizes[j] - 1


@numba.njit(**INNER)  # type: ignore[untyped-decorator]
def left_inverse(matrix: Floats, inverse: Floats) -> tuple[int, int]:
    """Invert by elimination; return the rank as far as floats tell, and the determinant's sign.

    The matrix is overwritten. Rows of `inverse` beyond the rank are combinations of the functions
    that have next to no slope.
    """
    size = len(matrix)
    scale = 0.0
    for i in range(size):
        for k in range(size):
            inverse[i, k] = 1.0 if i == k else 0.0
            scale = max(scale, abs(matrix[i, k]))
    rank, sign = 0, 1
    for k in range(size):
        best = rank
        for i in range(rank, size):
            if abs(matrix[i, k]) > abs(matrix[best, k]):
                best = i
        pivot = matrix[best, k]
        if abs(pivot) <= _SMALL_PIVOT * scale:
            continue
        if best != rank:
            sign = -sign
            for c in range(size):
                matrix[best, c], matrix[rank, c] = matrix[rank, c], matrix[best, c]
                inverse[best, c], inverse[rank, c] = inverse[rank, c], inverse[best, c]
        if pivot < 0:
            sign = -sign
        for c in range(size):
            matrix[rank, c] /= pivot
            inverse[rank, c] /= pivot
        for i in range(size):
            factor = matrix[i, k]
            if i != rank and factor != 0.0:
                for c in range(size):
                    matrix[i, c] -= factor * matrix[rank, c]
                    inverse[i, c] -= factor * inverse[rank, c]
        rank += 1
        if rank == size:
            break
    return rank, sign


@numba.njit(**INNER)  # type: ignore[untyped-decorator]
def root_bounds(
    system: System,
    table: Floats,
    inverse: Floats,
    err: float,
    mixed: Floats,
    low: Floats,
    high: Floats,
) -> float:
    """Bound where roots can be, in the weights of the cell's vertices; return the rounding error.

    With P = inverse · F, a root satisfies λ = λ − P(λ), whose right-hand side is affine in each
    player's weights λ too; its values at the corners bound it. `mixed` becomes the table of P.
    """
    sizes, digits = system.sizes, system.digits
    size = len(inverse)
    columns = table.shape[1]
    worst = 0.0
    for k in range(size):
        total = 0.0
        for r in range(size):
            total += abs(inverse[k, r])
        worst = max(worst, total)
        for c in range(columns):
            mixed[k, c] = 0.0
        for r in range(size):
            factor = inverse[k, r]
            if factor != 0.0:
                for c in range(columns):
                    mixed[k, c] += factor * table[r, c]
    slack = worst * (err + (size + 2) * UNIT) + 4 * UNIT
    first, vertex = 0, 0
    for j in range(len(sizes)):
        many = sizes[j]
        for v in range(many):
            low[vertex + v], high[vertex + v] = np.inf, -np.inf
        for c in range(columns):
            own = digits[c, j]
            rest = 1.0
            for v in range(1, many):
                value = (1.0 if own == v else 0.0) - mixed[first + v - 1, c]
                rest -= value
                low[vertex + v] = min(low[vertex + v], value)
                high[vertex + v] = max(high[vertex + v], value)
            low[vertex] = min(low[vertex], rest)
            high[vertex] = max(high[vertex], rest)
        own_slack = slack * many + many * many * (1.0 + worst) * UNIT  # of the sum
        low[vertex] -= own_slack
        high[vertex] += own_slack
        for v in range(1, many):
            low[vertex + v] -= slack
            high[vertex + v] += slack
        first += many - 1
        vertex += many
    return slack


@numba.njit(**INNER)  # type: ignore[untyped-decorator]
def shrink(system: System, table: Floats, corners: Floats, low: Floats) -> None:
    """Replace each player's simplex by the part in which vertex v has weight low[v] or more."""
    sizes, digits, strides = system.sizes, system.digits, system.strides
    start = 0
    for j in range(len(sizes)):
        many = sizes[j]
        rest = 1.0
        for v in range(many):
            rest -= low[start + v]
        if rest < 1.0:
            stride = strides[j]
            for r in range(len(table)):
                for c in range(table.shape[1]):
                    if digits[c, j] == 0:
                        base = 0.0
                        for v in range(many):
                            base += low[start + v] * table[r, c + v * stride]
                        for v in range(many):
                            table[r, c + v * stride] = base + rest * table[r, c + v * stride]
            for a in range(many):
                base = 0.0
                for v in range(many):
                    base += low[start + v] * corners[start + v, a]
                for v in range(many):
                    corners[start + v, a] = base + rest * corners[start + v, a]
        start += many


@numba.njit(**INNER)  # type: ignore[untyped-decorator]
def restrict(system: System, table: Floats, corners: Floats, work: Floats) -> float:
    """Turn the table of the whole product into that of the cell; return the growth of errors."""
    sizes, digits, strides = system.sizes, system.digits, system.strides
    start = 0
    growth = 1.0
    for j in range(len(sizes)):
        many = sizes[j]
        stride = strides[j]
        widest = 0.0
        for v in range(many):
            total = 0.0
            for a in range(many):
                total += abs(corners[start + v, a])
            widest = max(widest, total)
        growth *= widest
        for r in range(len(table)):
            for c in range(table.shape[1]):
                if digits[c, j] == 0:
                    for v in range(many):
                        total = 0.0
                        for a in range(many):
                            total += corners[start + v, a] * table[r, c + a * stride]
                        work[v] = total
                    for v in range(many):
                        table[r, c + v * stride] = work[v]
        start += many
    return growth


@numba.njit(**INNER)  # type: ignore[untyped-decorator]
def longest_edge(
    system: System, table: Floats, err: float, smallest: float
) -> tuple[float, int, int, int]:
    """Return the edge to bisect: how much changes along it, its player and its two vertices.

    It is that along which the equations change most. Where they hardly change at all, inequalities
    that are not yet satisfied on the whole cell are looked at.
    """
    result = _steepest(system, table[: system.equations])
    if result[0] >= smallest:
        return result
    for r in range(system.equations, len(table)):
        most = table[r, 0]
        for c in range(1, table.shape[1]):
            most = max(most, table[r, c])
        if most > err:
            other = _steepest(system, table[r : r + 1])
            if other[0] > result[0]:
                result = other
    return result


@numba.njit(**INNER)  # type: ignore[untyped-decorator]
def _steepest(system: System, rows: Floats) -> tuple[float, int, int, int]:
    sizes, digits, strides = system.sizes, system.digits, system.strides
    most, player, first, second = 0.0, -1, 0, 0
    for j in range(len(sizes)):
        for v in range(sizes[j]):
            for w in range(v):
                change = 0.0
                for r in range(len(rows)):
                    for c in range(rows.shape[1]):
                        if digits[c, j] == 0:
                            at = rows[r, c + v * strides[j]]
                            change = max(change, abs(at - rows[r, c + w * strides[j]]))
                if change > most:
                    most, player, first, second = change, j, w, v
    return most, player, first, second


@numba.njit(**INNER)  # type: ignore[untyped-decorator]
def move_vertex(
    system: System, table: Floats, corners: Floats, player: int, moved: int, other: int
) -> None:
    """Move a vertex to the middle of its edge to another: one of the halves of the cell."""
    stride = system.strides[player]
    for r in range(len(table)):
        for c in range(table.shape[1]):
            if system.digits[c, player] == moved:
                partner = c + (other - moved) * stride
                table[r, c] = 0.5 * (table[r, c] + table[r, partner])
    start = system.offsets[player]
    for a in range(system.sizes[player]):
        corners[start + moved, a] = 0.5 * (corners[start + moved, a] + corners[start + other, a])
