"""All regular equilibria by branch and prune: for each support, cells of the product of simplices.

On a support the payoffs of the strategies in it must be equal, and those of the others no larger.
Cells on which that is impossible go; cells are shrunk to where roots can be; a cell goes as well
when it lies in the hull of a certified root. What is left is bisected. Nothing is lost: every
comparison allows for rounding.
"""

from math import frexp, ldexp
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from lilliput.games.kernels.multilinear_cells import (
    INNER,
    UNIT,
    System,
    excluded,
    jacobian,
    left_inverse,
    longest_edge,
    move_vertex,
    pair_excludes,
    root_bounds,
    shrink,
)
from lilliput.games.kernels.multilinear_roots import certify_root, newton, values_at

__all__ = ["BUDGET", "DONE", "STUCK", "search_supports"]

DONE, STUCK, BUDGET = 0, 1, 2
_STUCK_CELLS = 16
_ROUNDS = 40
_STACK = 1024
_TINY = 2.0**-1060

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def search_supports(
    payoffs: Floats,
    shape: Integers,
    supports: Integers,
    error: float,
    each: int,
    budget: int,
    smallest: float,
) -> tuple[Integers, Integers, Integers, Floats, Floats, Integers]:
    """Find all candidates for equilibria with given supports.

    Parameters
    ----------
    payoffs
        One row a player: its payoffs, within [−1, 1], at all pure profiles, the strategy of the
        last player running fastest.
    shape
        Strategies of each player.
    supports
        One row a support, one bit mask a player; at least one of them holds two strategies.
    error
        Of a payoff, relative to itself; 0 if all, and their differences, are exact.
    each, budget
        Cells to be looked at for one support, and for all of them.
    smallest
        Cells in which the equations change by less are given up.

    Returns
    -------
    tuple
        For each support its status and the cells used; for each root the number of its support,
        its probabilities (those outside the support are 0), four margins (a bound on the error of
        the probabilities, their least, the largest inequality, a bound on its error) and the sign
        of the determinant of the derivatives.
    """
    width = shape.sum()
    status = np.zeros(len(supports), dtype=np.int64)
    used = np.zeros(len(supports), dtype=np.int64)
    owner = np.empty(16, dtype=np.int64)
    points = np.empty((16, width))
    margins = np.empty((16, 4))
    signs = np.empty(16, dtype=np.int64)
    count = 0
    for s in range(len(supports)):
        if budget <= 0:
            status[s] = BUDGET
            continue
        system, names = _support_system(payoffs, shape, supports[s], error)
        if excluded(system.table, system.equations, system.err):
            used[s] = 1
            budget -= 1
            continue
        status[s], used[s], found, marks, turns = _search(system, min(each, budget), smallest)
        budget -= used[s]
        for k in range(len(found)):
            if count == len(owner):
                owner, points = _longer(owner), _longer(points)
                margins, signs = _longer(margins), _longer(signs)
            owner[count] = s
            for v in range(width):
                points[count, v] = 0.0
            for v in range(len(names)):
                points[count, names[v]] = found[k, v]
            for m in range(4):
                margins[count, m] = marks[k, m]
            signs[count] = turns[k]
            count += 1
    return status, used, owner[:count], points[:count], margins[:count], signs[:count]


@numba.njit(**INNER)  # type: ignore[untyped-decorator]
def _longer(array: Any) -> Any:
    """Return an array twice as long that begins with the given one."""
    result = np.empty((2 * len(array), *array.shape[1:]), dtype=array.dtype)
    for place in np.ndindex(array.shape):
        result[place] = array[place]
    return result


@numba.njit(**INNER)  # type: ignore[untyped-decorator]
def _copy(source: Floats, target: Floats) -> None:
    for r in range(source.shape[0]):
        for c in range(source.shape[1]):
            target[r, c] = source[r, c]


@numba.njit(**INNER)  # type: ignore[untyped-decorator]
def _support_system(
    payoffs: Floats, shape: Integers, support: Integers, error: float
) -> tuple[System, Integers]:
    """Return equations and inequalities of a support, and the positions of its strategies."""
    n = len(shape)
    sizes = np.zeros(n, dtype=np.int64)
    offsets = np.zeros(n, dtype=np.int64)
    names = np.empty(shape.sum(), dtype=np.int64)
    first = np.zeros(n, dtype=np.int64)
    total, columns = 0, 1
    for j in range(n):
        offsets[j] = total
        if j > 0:
            first[j] = first[j - 1] + shape[j - 1]
        for s in range(shape[j]):
            if support[j] >> s & 1:
                names[total] = first[j] + s
                total += 1
        sizes[j] = total - offsets[j]
        columns *= sizes[j]
    strides = np.ones(n, dtype=np.int64)
    steps = np.ones(n, dtype=np.int64)
    for j in range(n - 2, -1, -1):
        strides[j] = strides[j + 1] * sizes[j + 1]
        steps[j] = steps[j + 1] * shape[j + 1]
    digits = np.empty((columns, n), dtype=np.int64)
    cells = np.zeros(columns, dtype=np.int64)
    for c in range(columns):
        for j in range(n):
            digits[c, j] = c // strides[j] % sizes[j]
            cells[c] += (names[offsets[j] + digits[c, j]] - first[j]) * steps[j]
    table = np.empty((shape.sum() - n, columns))
    equations = total - n
    row, other = 0, equations
    groups = np.empty((n, 4), dtype=np.int64)
    err = 0.0
    for i in range(n):
        groups[i, 0], groups[i, 2] = row, other
        largest, widest = 0.0, 0.0
        base = names[offsets[i]] - first[i]
        for s in range(shape[i]):
            if s == base:
                continue
            if support[i] >> s & 1:
                at = row
                row += 1
            else:
                at = other
                other += 1
            for c in range(columns):
                own = names[offsets[i] + digits[c, i]] - first[i]
                start = cells[c] - own * steps[i]
                value = payoffs[i, start + s * steps[i]]
                other_value = payoffs[i, start + base * steps[i]]
                table[at, c] = value - other_value
                largest = max(largest, abs(value - other_value))
                widest = max(widest, abs(value), abs(other_value))
        groups[i, 1], groups[i, 3] = row, other
        if largest > 0.0:  # one power of 2 a player, so that its rows can be compared
            _, power = frexp(largest)
            if error > 0.0:  # two payoffs, and their difference; or numbers too small for floats
                err = max(err, ldexp(4.0 * error * widest + _TINY, -power))
            for r in range(table.shape[0]):
                if groups[i, 0] <= r < row or groups[i, 2] <= r < other:
                    for c in range(columns):
                        table[r, c] = ldexp(table[r, c], -power)
    return System(table, equations, groups, sizes, offsets, digits, strides, err), names[:total]


@numba.njit(inline="always")  # type: ignore[untyped-decorator]
def _search(
    system: System, budget: int, smallest: float
) -> tuple[int, int, Floats, Floats, Integers]:
    """Search one support from the whole product down."""
    total, widest = 0, 0
    for size in system.sizes:
        total += size
        widest = max(widest, size)
    rows, columns = system.table.shape
    tables = np.empty((8, rows, columns))
    vertices = np.zeros((8, total, widest))
    errors = np.empty(8)
    _copy(system.table, tables[0])
    errors[0] = system.err
    for j in range(len(system.sizes)):
        for v in range(system.sizes[j]):
            vertices[0, system.offsets[j] + v, v] = 1.0
    table, corners = np.empty((rows, columns)), np.empty((total, widest))
    found, marks = np.empty((8, total)), np.empty((8, 4))
    turns = np.empty(8, dtype=np.int64)
    point, mark = np.empty(total), np.empty(4)
    count, stuck, cells, top = 0, 0, 0, 1
    status = DONE
    while top > 0:
        top -= 1
        _copy(tables[top], table)
        _copy(vertices[top], corners)
        verdict, err, rounds = _settle(
            system, table, corners, errors[top], found[:count], marks[:count], point, mark
        )
        cells += rounds
        if verdict >= _GONE:
            continue
        if verdict == _DOUBT:
            status = STUCK
            continue
        if verdict != _OPEN:
            if count == len(found):
                found, marks, turns = _longer(found), _longer(marks), _longer(turns)
            for k in range(total):
                found[count, k] = point[k]
            for k in range(4):
                marks[count, k] = mark[k]
            turns[count] = verdict
            count += 1
            continue
        change, player, first, second = longest_edge(system, table, err, smallest)
        if change < smallest or top + 2 > _STACK:
            stuck += 1
            status = STUCK
            if stuck >= _STUCK_CELLS:
                break
            continue
        if cells >= budget:
            status = max(status, BUDGET)
            break
        if top + 2 > len(tables):
            tables, vertices, errors = _longer(tables), _longer(vertices), _longer(errors)
        for side in range(2):
            _copy(table, tables[top])
            _copy(corners, vertices[top])
            errors[top] = err + 2 * UNIT
            moved, other = (first, second) if side == 0 else (second, first)
            move_vertex(system, tables[top], vertices[top], player, moved, other)
            top += 1
    return status, cells, found[:count], marks[:count], turns[:count]


_OPEN, _DOUBT, _GONE = 0, 7, 8  # ±1 is a new root with that sign of the determinant


@numba.njit(**INNER)  # type: ignore[untyped-decorator]
def _settle(
    system: System,
    table: Floats,
    corners: Floats,
    err: float,
    found: Floats,
    marks: Floats,
    point: Floats,
    mark: Floats,
) -> tuple[int, float, int]:
    """Shrink a cell until it is gone, a root is certified on it, or it has to be bisected."""
    size, total = system.equations, len(point)
    slope, inverse = np.empty((size, size)), np.empty((size, size))
    mixed = np.empty((size, table.shape[1]))
    low, high = np.empty(total), np.empty(total)
    for step in range(1, _ROUNDS + 1):
        if excluded(table, size, err) or pair_excludes(system, table, err):
            return _GONE, err, step
        jacobian(system, table, slope)
        rank, _ = left_inverse(slope, inverse)
        slack = root_bounds(system, table, inverse, err, mixed, low, high)
        if rank < size:
            gone = excluded(mixed[rank:], size - rank, slack)
            return (_GONE if gone else _OPEN), err, step
        spread = 0.0
        for k in range(total):
            spread = max(spread, high[k] - low[k])
        kept = _tighten(system, low, high)
        if kept < 0.0:
            return _GONE, err, step
        if spread < 0.5:
            verdict = _root_near(system, corners, found, marks, point, mark)
            if verdict != _OPEN:
                return verdict, err, step
        if kept > 0.8:
            break
        shrink(system, table, corners, low)
        err += 2 * (total + 2 * len(system.sizes)) * UNIT
    return _OPEN, err, step


@numba.njit(**INNER)  # type: ignore[untyped-decorator]
def _tighten(system: System, low: Floats, high: Floats) -> float:
    """Combine bounds on the weights; return the share of the cell's width left, −1 if none is."""
    least = 1.0
    for j in range(len(system.sizes)):
        start, end = system.offsets[j], system.offsets[j] + system.sizes[j]
        tops = 0.0
        for v in range(start, end):
            low[v] = max(low[v], 0.0)
            high[v] = min(high[v], 1.0)
            if high[v] < low[v]:
                return -1.0
            tops += high[v]
        if tops < 1.0 - 8 * UNIT * (end - start):
            return -1.0
        rest = 1.0
        for v in range(start, end):
            bound = 1.0 - (tops - high[v]) - 8 * UNIT * (end - start)
            low[v] = max(low[v], bound)
            rest -= low[v]
        if rest < -8 * UNIT * (end - start):
            return -1.0
        if rest <= 1e-3:  # keep some width, so that the cell stays a simplex
            share = (1.0 - 1e-3) / (1.0 - rest)
            for v in range(start, end):
                low[v] *= share
            rest = 1e-3
        least = min(least, rest)
    return least


@numba.njit(inline="always")  # type: ignore[untyped-decorator]
def _root_near(
    system: System, corners: Floats, found: Floats, marks: Floats, point: Floats, mark: Floats
) -> int:
    """Certify the one root near a cell; say whether it is new, known, or neither is proved."""
    for j in range(len(system.sizes)):
        start, many = system.offsets[j], system.sizes[j]
        for a in range(many):
            total = 0.0
            for v in range(many):
                total += corners[start + v, a]
            point[start + a] = total / many
    sign = newton(system, point)
    if sign == 0:
        return _OPEN
    floor = np.empty(len(point))
    off = -1.0
    for margin in (1e-5, 1e-8):
        off = certify_root(system, corners, margin, point, floor)
        if off >= 0.0:
            break
    if off < 0.0:
        return _OPEN
    for k in range(len(found)):
        inside, near = True, True
        for a in range(len(point)):
            inside &= found[k, a] - marks[k, 0] > floor[a]
            near &= abs(found[k, a] - point[a]) <= marks[k, 0] + off
        if inside:
            return _GONE
        if near:
            return _DOUBT
    mark[0] = off
    mark[1] = np.inf
    for j in range(len(system.sizes)):
        if system.sizes[j] > 1:
            for a in range(system.offsets[j], system.offsets[j] + system.sizes[j]):
                mark[1] = min(mark[1], point[a])
    values = np.empty(len(system.table))
    values_at(system, system.table, point, values)
    mark[2] = -np.inf
    for r in range(system.equations, len(values)):
        mark[2] = max(mark[2], values[r])
    columns = system.table.shape[1]
    mark[3] = len(point) * 2.0 * off + system.err + 2.0 * (columns + len(point)) * UNIT
    return sign
