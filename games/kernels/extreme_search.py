"""Compiled search of all feasible bases of {x ≥ 0, C x ≤ 1}, each judged by `extreme_verify`.

The right-hand side is perturbed to 1 + (ε, ε², …), which makes the polytope simple and its graph
connected (Balinski 1961). Variable v < d is x_v, variable d + r the slack of constraint r; a basis
is the bitmask of its d nonbasic variables, which are 0: the labels of the perturbed vertex. The
dictionary is x_basic = b − D x_nonbasic, with b in the last column of the table.
"""

import numba
import numpy as np
from numpy.typing import NDArray

from lilliput.games.kernels.extreme_verify import DOUBTFUL, FEASIBLE, INACCURATE, judge

__all__ = ["ALL", "FAILED", "MANY", "feasible_bases", "judge_bases"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Masks = NDArray[np.int64]

ALL, MANY, FAILED = 0, 1, 2

_ZERO = 1e-10  # an entry of the dictionary below this is taken for 0; the judge finds any mistake
_TIE = 1e-11
_PIVOTS_BEFORE_REFRESH = 60
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)  # 2**64 over the golden ratio: Fibonacci hashing


@numba.njit(cache=True, error_model="numpy")  # type: ignore[untyped-decorator]
def feasible_bases(
    rows: Floats, exponent: int, limit: int
) -> tuple[int, Masks, Masks, NDArray[np.bool_]]:
    """Return every lexicographically feasible basis, by depth-first search.

    Parameters
    ----------
    rows
        Constraints C, integers divided by 2**exponent, in (0, 1], with the largest of every
        column above 1/2.
    exponent
        See `rows`.
    limit
        The most bases to be found.

    Returns
    -------
    status : int
        `ALL`, `MANY` (more than `limit`), or `FAILED` (numbers too badly scaled for floats).
    bases : ndarray
        Bitmasks of nonbasic variables.
    tight : ndarray
        Bitmasks of the variables that are 0 at the vertex, more than nonbasic if it is degenerate.
    doubtful : ndarray
        Where floats could not decide, so that basis and `tight` need an exact check.
    """
    count, d = rows.shape
    table, basic, free = _slack_basis(rows)
    work = np.empty((3, max(count, d) + 1, max(count, d) + 1))
    slots = np.zeros(1024, np.int64)
    found = np.empty((512, 3), np.int64)  # basis, tight, doubtful
    path = np.empty((512, d + 2), np.int64)  # the leaving row of each column, then the last taken
    mask = (1 << d) - 1
    found[0, 0], found[0, 1], found[0, 2], number = mask, mask, 0, 1
    _insert(slots, mask)
    _leaving_rows(table, basic, free, path[0])
    depth, age = 0, 0
    while depth >= 0:
        column = path[depth, d]
        if column == d:  # all edges of this vertex are done: back to where it was found from
            depth -= 1
            if depth >= 0:
                column, row = path[depth, d], path[depth, d + 1]
                mask ^= (1 << basic[row]) | (1 << free[column])
                _pivot(table, basic, free, row, column)
                age += 1
                path[depth, d] += 1
            continue
        row = path[depth, column]
        if row < 0:
            return _result(FAILED, found[:number])
        other = mask ^ ((1 << basic[row]) | (1 << free[column]))
        if not _insert(slots, other):
            path[depth, d] += 1
            continue
        if number == limit:
            return _result(MANY, found[:number])
        if 2 * number >= len(slots):
            slots = _rehashed(slots)
        if number == len(found):
            found = _doubled(found)
        path[depth, d + 1] = row
        _pivot(table, basic, free, row, column)
        mask, age, depth = other, age + 1, depth + 1
        verdict, zeros = INACCURATE, 0
        if age <= _PIVOTS_BEFORE_REFRESH:
            verdict, zeros = judge(rows, table, basic, free, exponent, work)
        if verdict == INACCURATE:
            _refresh(rows, table, basic, free)
            age = 0
            verdict, zeros = judge(rows, table, basic, free, exponent, work)
        if verdict != FEASIBLE and verdict != DOUBTFUL:
            return _result(FAILED, found[:number])
        found[number, 0], found[number, 1], found[number, 2] = mask, mask | zeros, verdict
        number += 1
        if depth == len(path):
            path = _doubled(path)
        _leaving_rows(table, basic, free, path[depth])
    return _result(ALL, found[:number])


@numba.njit(cache=True, error_model="numpy")  # type: ignore[untyped-decorator]
def judge_bases(rows: Floats, exponent: int, masks: Masks) -> tuple[Integers, Masks]:
    """Return for each of some bases its verdict, as `judge` gives it, and all variables at 0."""
    count, d = rows.shape
    table, basic, free = _slack_basis(rows)
    work = np.empty((3, max(count, d) + 1, max(count, d) + 1))
    verdicts, tight = np.empty(len(masks), np.int64), np.empty(len(masks), np.int64)
    for number in range(len(masks)):
        p, q = 0, 0
        for variable in range(d + count):
            if masks[number] >> variable & 1:
                free[q] = variable
                q += 1
            else:
                basic[p] = variable
                p += 1
        _refresh(rows, table, basic, free)
        verdict, zeros = judge(rows, table, basic, free, exponent, work)
        verdicts[number], tight[number] = verdict, masks[number] | zeros
    return verdicts, tight


@numba.njit(cache=True, error_model="numpy")  # type: ignore[untyped-decorator]
def _result(status: int, found: Masks) -> tuple[int, Masks, Masks, NDArray[np.bool_]]:
    number = len(found)
    bases, tight = np.empty(number, np.int64), np.empty(number, np.int64)
    doubtful = np.empty(number, np.bool_)
    for k in range(number):
        bases[k], tight[k], doubtful[k] = found[k, 0], found[k, 1], found[k, 2] == DOUBTFUL
    return status, bases, tight, doubtful


@numba.njit(cache=True, error_model="numpy")  # type: ignore[untyped-decorator]
def _slack_basis(rows: Floats) -> tuple[Floats, Integers, Integers]:
    """Return the dictionary of the vertex 0: table, basic and nonbasic variables."""
    count, d = rows.shape
    table = np.empty((count, d + 1))
    basic, free = np.empty(count, np.int64), np.empty(d, np.int64)
    for q in range(d):
        free[q] = q
    for p in range(count):
        basic[p] = d + p
        table[p, d] = 1.0
        for q in range(d):
            table[p, q] = rows[p, q]
    return table, basic, free


@numba.njit(cache=True, error_model="numpy")  # type: ignore[untyped-decorator]
def _pivot(table: Floats, basic: Integers, free: Integers, row: int, column: int) -> None:
    """Exchange the basic variable of a row with the nonbasic one of a column."""
    count, width = table.shape
    inverse = 1.0 / table[row, column]
    for q in range(width):
        table[row, q] *= inverse
    table[row, column] = inverse
    for p in range(count):
        if p != row:
            factor = table[p, column]
            if factor != 0.0:
                table[p, column] = 0.0
                for q in range(width):
                    table[p, q] -= factor * table[row, q]
    basic[row], free[column] = free[column], basic[row]


@numba.njit(cache=True, error_model="numpy")  # type: ignore[untyped-decorator]
def _leaving_rows(table: Floats, basic: Integers, free: Integers, leaving: Integers) -> None:
    """Set for each column the row that leaves the basis when it enters, and start from column 0."""
    count, d = table.shape[0], table.shape[1] - 1
    leaving[d] = 0
    for column in range(d):
        best, row, tied = np.inf, -1, False
        for p in range(count):
            entry = table[p, column]
            if entry > _ZERO:
                quotient = table[p, d] / entry
                margin = _TIE * (1.0 + abs(quotient))
                if quotient < best - margin:
                    best, row, tied = quotient, p, False
                elif quotient <= best + margin:
                    tied = True
                    if quotient < best:
                        best, row = quotient, p
        leaving[column] = _lexicographic(table, basic, free, column, best) if tied else row


@numba.njit(cache=True, error_model="numpy")  # type: ignore[untyped-decorator]
def _lexicographic(table: Floats, basic: Integers, free: Integers, column: int, best: float) -> int:
    """Return the tied row whose row of the basis inverse, over its pivot, comes first."""
    count, d = table.shape[0], table.shape[1] - 1
    margin = 2 * _TIE * (1.0 + abs(best))
    tied = np.zeros(count, np.bool_)
    for p in range(count):
        entry = table[p, column]
        tied[p] = entry > _ZERO and table[p, d] / entry <= best + margin
    for r in range(count):  # coefficients of ε^(r+1): the column of the slack of constraint r
        low = np.inf
        for p in range(count):
            if tied[p]:
                low = min(low, _coefficient(table, basic, free, p, d + r) / table[p, column])
        for p in range(count):
            if tied[p]:
                value = _coefficient(table, basic, free, p, d + r) / table[p, column]
                tied[p] = value <= low + _ZERO * (1.0 + abs(low))
    for p in range(count):
        if tied[p]:
            return p
    return -1


@numba.njit(cache=True, error_model="numpy")  # type: ignore[untyped-decorator]
def _coefficient(table: Floats, basic: Integers, free: Integers, row: int, variable: int) -> float:
    """Return an entry of the full table: also the columns of basic variables, which are units."""
    for q in range(len(free)):
        if free[q] == variable:
            return float(table[row, q])
    return 1.0 if basic[row] == variable else 0.0


@numba.njit(cache=True, error_model="numpy")  # type: ignore[untyped-decorator]
def _refresh(rows: Floats, table: Floats, basic: Integers, free: Integers) -> None:
    """Compute the table of the same basis anew from the constraints, against rounding errors."""
    count, d = rows.shape
    where = np.empty(count + d, np.int64)
    wanted = np.zeros(count + d, np.bool_)
    for p in range(count):
        wanted[basic[p]] = True
    fresh, now, idle = _slack_basis(rows)
    for column in range(d):
        if not wanted[idle[column]]:
            continue
        row, size = -1, 0.0
        for p in range(count):
            if not wanted[now[p]] and abs(fresh[p, column]) > size:
                row, size = p, abs(fresh[p, column])
        if row < 0:
            return
        _pivot(fresh, now, idle, row, column)
    for p in range(count):
        where[now[p]] = p
    for q in range(d):
        where[idle[q]] = q
    for p in range(count):
        for q in range(d):
            table[p, q] = fresh[where[basic[p]], where[free[q]]]
        table[p, d] = fresh[where[basic[p]], d]


@numba.njit(cache=True, error_model="numpy")  # type: ignore[untyped-decorator]
def _insert(slots: Masks, mask: int) -> bool:
    """Put a mask into the hash table; False if it was there."""
    last = len(slots) - 1
    place = np.int64((np.uint64(mask) * _GOLDEN) >> np.uint64(30)) & last
    while slots[place] != 0:
        if slots[place] == mask:
            return False
        place = (place + 1) & last
    slots[place] = mask
    return True


@numba.njit(cache=True, error_model="numpy")  # type: ignore[untyped-decorator]
def _rehashed(slots: Masks) -> Masks:
    larger = np.zeros(2 * len(slots), np.int64)
    for mask in slots:
        if mask != 0:
            _insert(larger, mask)
    return larger


@numba.njit(cache=True, error_model="numpy")  # type: ignore[untyped-decorator]
def _doubled(array: Integers) -> Integers:
    """Return a table with as many rows again; a loop compiles in a tenth of the time."""
    longer = np.empty((2 * array.shape[0], array.shape[1]), np.int64)
    for p in range(array.shape[0]):
        for q in range(array.shape[1]):
            longer[p, q] = array[p, q]
    return longer
