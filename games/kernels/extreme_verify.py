"""Compiled proof that a basis of {x ≥ 0, C x ≤ 1} is feasible, from floats with error bounds.

Let M be the square matrix of the tight constraints J and the basic variables I, and R ≈ M⁻¹ from
the dictionary. If ‖1 − R M‖ ≤ β < 1 then M is regular, and every float derived from R has a bound
on its distance from the true number (Rump 2010, §10). A number whose bound excludes 0 has a proven
sign. A number nearer to 0 than 1/|det M| is 0, because it is an integer over det M; Hadamard's
inequality bounds the determinant. What neither decides is left in doubt.

References
----------
Rump, S. M. (2010). Verification methods: rigorous results using floating-point arithmetic. Acta
Numerica 19:287–449. doi:10.1017/S096249291000005X
"""

import numba
import numpy as np
from numpy.typing import NDArray

__all__ = ["BORDER", "DOUBTFUL", "FEASIBLE", "INACCURATE", "INFEASIBLE", "judge"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

FEASIBLE, DOUBTFUL, INFEASIBLE, INACCURATE, BORDER = 0, 1, 2, 3, 4

_UNIT = 1.2e-16  # above 2**-53: the rest pays for terms of second order
_UP = 1.01  # pays for the rounding of the bounds themselves
_LARGEST_RESIDUAL = 1e-8
_UNKNOWN = 2  # a sign in doubt


@numba.njit(cache=True, error_model="numpy")  # type: ignore[untyped-decorator]
def judge(
    rows: Floats, table: Floats, basic: Integers, free: Integers, exponent: int, work: Floats
) -> tuple[int, int]:
    """Return a verdict on the basis that a dictionary stands for, and its basic variables at 0.

    Parameters
    ----------
    rows, table, basic, free, exponent
        As in `extreme_search`; `table` is trusted for nothing but being close. `rows` may be
        rounded: a relative error of 2**-53 of each entry is allowed for.
    work
        Three square matrices of scratch, larger than the table.

    Returns
    -------
    verdict : int
        `FEASIBLE`: proved lexicographically feasible, and the zeros too. `BORDER`: proved feasible
        but not lexicographically, and the zeros too. `INFEASIBLE`: proved to be neither.
        `DOUBTFUL`: nothing is proved. `INACCURATE`: the dictionary is not close.
    zeros : int
        Bitmask of the basic variables that are 0.
    """
    inverse, matrix, x, line = work[0], work[1], work[2, 0], work[2, 1]
    inside, tight = np.empty(rows.shape[1], np.int64), np.empty(rows.shape[1], np.int64)
    k = _gather(rows, table, basic, free, inverse, matrix, x, inside, tight)
    if k == 0:
        return FEASIBLE, 0
    beta, norm, largest = _residual(inverse, matrix, line, k)
    if not beta < _LARGEST_RESIDUAL:
        return INACCURATE, 0
    error, slack_error = _errors(matrix, x, k, beta, norm)
    inverse_error = _UP * beta / (1.0 - beta) * largest
    line_error = _UP * k * (inverse_error + (k + 4) * _UNIT * largest)
    bits = -1.0  # Hadamard's bound on the determinant, once it is needed
    verdict, zeros = FEASIBLE, 0
    for i in range(k):
        if x[i] > error:
            continue
        if x[i] < -error:
            return INFEASIBLE, 0
        bits = _hadamard(matrix, k, exponent) if bits < 0.0 else bits
        least = 0.99 * 2.0 ** (exponent - bits)
        sign = _UNKNOWN
        if abs(x[i]) + error < least:
            sign = _first_sign(inverse[i], tight, k, -1, 1.0, inverse_error, least)
        verdict = _worse(verdict, sign)
        zeros |= 1 << inside[i]
    for p in range(len(basic)):
        r = basic[p] - len(free)
        if r < 0:
            continue
        slack = 1.0
        for i in range(k):
            slack -= rows[r, inside[i]] * x[i]
        if slack > slack_error:
            continue
        if slack < -slack_error:
            return INFEASIBLE, 0
        bits = _hadamard(matrix, k, exponent) if bits < 0.0 else bits
        least = 0.99 * 2.0 ** (-bits)
        sign = _UNKNOWN
        if abs(slack) + slack_error < least:
            for j in range(k):
                line[j] = 0.0
                for i in range(k):
                    line[j] += rows[r, inside[i]] * inverse[i, j]
            sign = _first_sign(line, tight, k, r, -1.0, line_error, least)
        verdict = _worse(verdict, sign)
        zeros |= 1 << basic[p]
    return verdict, zeros


@numba.njit(cache=True, error_model="numpy")  # type: ignore[untyped-decorator]
def _worse(verdict: int, sign: int) -> int:
    """Return the verdict after one more variable at 0, with the sign of its perturbation."""
    if sign == _UNKNOWN or verdict == DOUBTFUL:
        return DOUBTFUL
    return BORDER if sign < 0 else verdict


@numba.njit(cache=True, error_model="numpy")  # type: ignore[untyped-decorator]
def _gather(
    rows: Floats,
    table: Floats,
    basic: Integers,
    free: Integers,
    inverse: Floats,
    matrix: Floats,
    x: Floats,
    inside: Integers,
    tight: Integers,
) -> int:
    """Set R and x from the dictionary, M from the constraints, I and J; return their size."""
    count, d = rows.shape
    k = 0
    for p in range(count):
        if basic[p] < d:
            inside[k], x[k] = basic[p], table[p, d]
            j = 0
            for q in range(d):
                if free[q] >= d:
                    tight[j] = free[q] - d
                    inverse[k, j] = table[p, q]
                    matrix[j, k] = rows[tight[j], basic[p]]
                    j += 1
            k += 1
    return k


@numba.njit(cache=True, error_model="numpy")  # type: ignore[untyped-decorator]
def _residual(inverse: Floats, matrix: Floats, sums: Floats, k: int) -> tuple[float, float, float]:
    """Return bounds on ‖1 − R M‖ and ‖R‖ (largest sums of a row), and the largest |entry| of R."""
    beta, norm, largest = 0.0, 0.0, 0.0
    for i in range(k):
        for q in range(k):
            sums[q] = 0.0
        sums[i] = 1.0
        size = 0.0
        for j in range(k):
            entry = inverse[i, j]
            size += abs(entry)
            largest = max(largest, abs(entry))
            for q in range(k):
                sums[q] -= entry * matrix[j, q]
        total = 0.0
        for q in range(k):
            total += abs(sums[q])
        if not total < 1.0:  # also where it is not a number
            return np.inf, np.inf, np.inf
        beta, norm = max(beta, total), max(norm, size)
    return _UP * (beta + (k + 4) * _UNIT * k * (norm + 1.0)), _UP * norm, largest


@numba.njit(cache=True, error_model="numpy")  # type: ignore[untyped-decorator]
def _errors(matrix: Floats, x: Floats, k: int, beta: float, norm: float) -> tuple[float, float]:
    """Return bounds on the errors of x and of the slacks: |M⁻¹ r| ≤ ‖R‖ ‖r‖ / (1 − β), r = 1 − M x.

    The entries of M are at most 1, so that every sum of products is at most Σ|x|.
    """
    total, worst = 1.0, 0.0
    for i in range(k):
        total += abs(x[i])
    for j in range(k):
        rest = 1.0
        for i in range(k):
            rest -= matrix[j, i] * x[i]
        worst = max(worst, abs(rest))
    rounding = (k + 4) * _UNIT * total
    error = _UP * norm * (worst + rounding) / (1.0 - beta)
    return error, _UP * (k * error + rounding)


@numba.njit(cache=True, error_model="numpy")  # type: ignore[untyped-decorator]
def _hadamard(matrix: Floats, k: int, exponent: int) -> float:
    """Return the logarithm, to base 2, of Hadamard's bound on |det 2**exponent M|."""
    by_row, by_column = 0.0, 0.0
    for i in range(k):
        row, column = 0.0, 0.0
        for j in range(k):
            row += matrix[i, j] ** 2
            column += matrix[j, i] ** 2
        by_row += 0.5 * np.log2(row)
        by_column += 0.5 * np.log2(column)
    return max(0.0, min(by_row, by_column) + k * exponent)


@numba.njit(cache=True, error_model="numpy")  # type: ignore[untyped-decorator]
def _first_sign(
    entries: Floats, tight: Integers, k: int, own: int, factor: float, error: float, least: float
) -> int:
    """Return the sign of the first coefficient of ε, ε², … that is not 0, if it can be proved.

    `entries` times `factor` are the coefficients of the constraints `tight`; that of the constraint
    `own`, if it is none of them, is 1; all others are 0.
    """
    last = -1
    while True:
        first = -1  # the next constraint in order
        for j in range(k):
            if tight[j] > last and (first < 0 or tight[j] < tight[first]):
                first = j
        if first < 0 or (0 <= own < tight[first]):
            return 1 if own >= 0 else _UNKNOWN
        if abs(entries[first]) > error:
            return 1 if factor * entries[first] > 0.0 else -1
        if abs(entries[first]) + error >= least:
            return _UNKNOWN
        last = tight[first]
