"""Complementary pivoting in floats or 64-bit integers; importing this module imports numba.

A tableau says basic = right − T·nonbasic, one row a basic variable, the right-hand side last. In
integers the true entries are those of the table divided by one scale, the last pivot (Edmonds);
they are minors of the first table, so whoever calls with integers sees to it that products of two
minors fit 64 bits. In floats the scale stays 1.

Ties for the leaving variable are broken lexicographically by the columns of the variables that were
basic at the start, so no basis comes twice. Floats that tie within `TIE`, or pivot on a number
below `SMALL`, are reported as doubtful.

References: Lemke, C. E. and Howson, J. T. (1964). Equilibrium points of bimatrix games.
Lemke, C. E. (1965). Bimatrix equilibrium points and mathematical programming.
"""

from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

__all__ = ["DONE", "DOUBTFUL", "LONG", "RAY", "alternate", "cover"]

DONE, DOUBTFUL, LONG, RAY = 0, 1, 2, 3

TIE = 1e-11
SMALL = 1e-8
NOTHING = 1e-10
ROUNDED = 1e-13

Table = NDArray[Any]
Places = NDArray[np.int64]


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def leaving(
    table: Table, column: int, basis: Places, outside: Places, first: int, whole: bool, scale: int
) -> tuple[int, bool]:
    """Return the row whose variable leaves, and whether floats left that in doubt; −1 if none.

    Parameters
    ----------
    table
        The rows of the tableau with their right-hand sides.
    column
        Of the variable that enters.
    basis, outside
        The variables of the rows and of the columns.
    first
        The variables basic at the start are numbered from here.
    whole
        Whether the table holds integers.
    scale
        What integers are divided by.
    """
    rows, last = table.shape[0], table.shape[1] - 1
    nothing = 0.0 if whole else NOTHING
    left = np.empty(rows, dtype=np.int64)
    count = 0
    for i in range(rows):
        if table[i, column] > nothing:
            left[count] = i
            count += 1
    if count == 0:
        return -1, False
    doubtful = False
    for key in range(-1, rows):
        place, unit = last, -1
        if key >= 0:
            place = -1
            for c in range(last):
                if outside[c] == first + key:
                    place = c
            if place < 0:
                for i in range(rows):
                    if basis[i] == first + key:
                        unit = i
        best = left[0]
        kept = 1
        for k in range(1, count):
            i = left[k]
            own, other = table[i, column], table[best, column]
            if place >= 0:
                mine, its = table[i, place], table[best, place]
            else:
                mine = scale if i == unit else table[i, 0] * 0
                its = scale if best == unit else table[best, 0] * 0
            gap = mine * other - its * own
            margin = 0.0 if whole else TIE * own * other
            if gap < -margin:
                best, left[0], kept = i, i, 1
            elif gap <= margin:
                left[kept] = i
                kept += 1
        count = kept
        if count == 1:
            break
        doubtful = not whole
    if not whole and table[left[0], column] < SMALL:
        doubtful = True
    return left[0], doubtful


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def exchange(
    table: Table, row: int, column: int, basis: Places, outside: Places, whole: bool, scale: int
) -> int:
    """Let the variable of a column enter at a row, in place; return the new scale."""
    rows, columns = table.shape
    pivot = table[row, column]
    if whole:
        for i in range(rows):
            factor = table[i, column]
            if i != row:
                for j in range(columns):
                    if j != column:
                        table[i, j] = (table[i, j] * pivot - factor * table[row, j]) // scale
                table[i, column] = -factor
        table[row, column] = scale
        scale = int(pivot)
    else:
        for j in range(columns):
            if j != column:
                table[row, j] = table[row, j] / pivot
        for i in range(rows):
            factor = table[i, column]
            if i != row:
                if factor != 0:
                    for j in range(columns):
                        if j != column:
                            entry = table[i, j] - factor * table[row, j]
                            table[i, j] = entry if abs(entry) > ROUNDED else 0.0
                table[i, column] = -factor / pivot
        table[row, column] = 1 / pivot
    basis[row], outside[column] = outside[column], basis[row]
    return scale


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def alternate(
    first: Table,
    second: Table,
    scales: Places,
    bases: tuple[Places, Places],
    outsides: tuple[Places, Places],
    label: int,
    limit: int,
    whole: bool,
) -> tuple[int, int]:
    """Follow the Lemke–Howson path of a label, in place; return the pivots and how it ended.

    Parameters
    ----------
    first, second
        The tableaux of x (one row a strategy of player 2) and of y (one a strategy of player 1).
    scales
        Of the two tableaux.
    bases, outsides
        Their variables, numbered by label: player 1's m strategies and then player 2's.
    label
        That is dropped first.
    limit
        Of pivots.
    whole
        Whether the tableaux hold integers.
    """
    m = second.shape[0]
    side, enters, status = 0, label, DONE
    found = False
    for c in range(len(outsides[0])):
        found = found or outsides[0][c] == label
    if not found:
        side = 1
    for pivots in range(1, limit + 1):
        table = first if side == 0 else second
        basis, outside = bases[side], outsides[side]
        column = 0
        while outside[column] != enters:
            column += 1
        start = m if side == 0 else 0
        row, doubt = leaving(table, column, basis, outside, start, whole, scales[side])
        if row < 0:
            return pivots, RAY
        if doubt:
            status = DOUBTFUL
        leaves = basis[row]
        scales[side] = exchange(table, row, column, basis, outside, whole, scales[side])
        if leaves == label:
            return pivots, status
        enters, side = leaves, 1 - side
    return limit, LONG


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def cover(
    table: Table, basis: Places, outside: Places, enters: int, row: int, limit: int
) -> tuple[int, int, int]:
    """Follow Lemke's path of a linear complementarity problem in floats, in place.

    Parameters
    ----------
    table
        Of w = q + Mz + dz₀: N rows, columns −M, −d and q.
    basis, outside
        Numbers w_i = i, z_i = N + i, z₀ = 2N.
    enters
        The variable that enters first.
    row
        At which; −1 where the ratios decide.
    limit
        Of pivots.

    Returns
    -------
    tuple of int
        The pivots made, how the path ended, and the variable that enters next if it has not.
    """
    size = table.shape[0]
    status = DONE
    for pivots in range(limit):
        column = 0
        while outside[column] != enters:
            column += 1
        if row < 0:
            row, doubt = leaving(table, column, basis, outside, 0, False, 1)
            if row < 0:
                return pivots, RAY, enters
            if doubt:
                status = DOUBTFUL
        leaves = basis[row]
        exchange(table, row, column, basis, outside, False, 1)
        if leaves == 2 * size:
            return pivots + 1, status, enters
        enters = leaves + size if leaves < size else leaves - size
        row = -1
    return limit, LONG, enters
