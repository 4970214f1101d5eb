"""Optimal bases of linear programmes: proposed in floats, solved and checked in integers.

The programme is max c·x subject to A x + s = b and x, s ≥ 0. A basis is a choice of unknowns, as
many as there are rows; the others are 0. What is optimal in floats may violate the constraints a
little. Then the programme is put anew in terms of the distance from that point, enlarged so that
floats see the violation, until none is left (after Gleixner, Steffy and Wolter 2016).
"""

from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lilliput.games.arithmetic import Array, object_array
from lilliput.games.highs import silent_highs

__all__ = ["optimal_basis"]

_FEASIBILITY = 1e-10
_ROUNDS = 12
_LARGEST_FACTOR = 2.0**40
_LARGEST_FLOAT = 1e300

Floats = NDArray[np.float64]
Basis = tuple[list[int], list[int]]


@dataclass(frozen=True, eq=False)
class _Programme:
    """c, A and b in integers, and what brings them to size 1 in floats.

    Rows are divided by `limits` and columns by `widths`, then costs by `cost` and b by `reach`.
    """

    costs: Array
    matrix: Array
    right: Array
    limits: list[int]
    widths: list[Fraction]
    cost: Fraction
    reach: Fraction


@dataclass(frozen=True, eq=False)
class _Solution:
    """What a basis stands for; b − A x and c − y A are integers over a common denominator."""

    point: Array
    prices: Array
    slack: Array
    slack_over: int
    reduced: Array
    reduced_over: int

    @property
    def optimal(self) -> bool:
        signs = (self.point, self.prices, self.slack, -self.reduced)
        return all((values >= 0).all() for values in signs)


def optimal_basis(costs: Array, rows: Array) -> tuple[Array, Array] | None:
    """Return solution and duals of a linear programme in Fractions, or None if that fails.

    Parameters
    ----------
    costs
        n integers c.
    rows
        m × (n + 1) integers: A, and b ≥ 0 in the last column.

    References
    ----------
    Gleixner, A., Steffy, D., and Wolter, K. (2016). Iterative refinement for linear programming.
    INFORMS Journal on Computing 28:449–464.

    Examples
    --------
    >>> optimal_basis(np.array([1]), np.array([[3, 1]]))
    (array([Fraction(1, 3)], dtype=object), array([Fraction(1, 3)], dtype=object))
    """
    programme = _scaled(costs, rows)
    solver = _solver(programme)
    basis: Basis | None = ([], [])
    for _ in range(_ROUNDS):
        found = None if basis is None else _at(programme, *basis)
        if found is None:
            return None
        if found.optimal:
            return found.point, found.prices
        basis = _better_basis(solver, programme, found)
    return None


def _scaled(costs: Array, rows: Array) -> _Programme:
    matrix, right = rows[:, :-1].astype(object), rows[:, -1].astype(object)
    limits = [max(1, *(abs(int(entry)) for entry in row)) for row in matrix]
    widths = [_width(column, limits) for column in matrix.T]
    cost = max(abs(int(c)) / width for c, width in zip(costs, widths, strict=True))
    reach = max(Fraction(int(b), limit) for b, limit in zip(right, limits, strict=True))
    one = Fraction(1)
    return _Programme(
        costs.astype(object), matrix, right, limits, widths, cost or one, reach or one
    )


def _width(column: Array, limits: list[int]) -> Fraction:
    """Return the power of two next to the largest entry of a column, rows being scaled."""
    sizes = [
        int(entry).bit_length() - limit.bit_length()
        for entry, limit in zip(column, limits, strict=True)
        if entry
    ]
    return Fraction(1, 2 ** -max(sizes, default=0))


def _at(programme: _Programme, columns: list[int], tight: list[int]) -> _Solution | None:
    """Solve for a basis: these columns, and the slacks of all rows but these."""
    matrix, right, costs = programme.matrix, programme.right, programme.costs
    m, n = matrix.shape
    if len(columns) != len(tight):
        return None
    point, prices = object_array([Fraction(0)] * n), object_array([Fraction(0)] * m)
    if columns:
        block = matrix[np.ix_(tight, columns)]
        inside, duals = _solve(block, right[tight]), _solve(block.T, costs[columns])
        if inside is None or duals is None:
            return None
        point[columns], prices[tight] = inside, duals
    slack, slack_over = _rest(matrix, point, right)
    reduced, reduced_over = _rest(matrix.T, prices, costs)
    return _Solution(point, prices, slack, slack_over, reduced, reduced_over)


def _rest(matrix: Array, point: Array, right: Array) -> tuple[Array, int]:
    """Return right − matrix · point as integers and their denominator."""
    support = [j for j, entry in enumerate(point) if entry]
    common = lcm(*(point[j].denominator for j in support))
    whole = object_array([point[j].numerator * (common // point[j].denominator) for j in support])
    return right * common - (matrix[:, support] @ whole if support else 0), common


def _solve(matrix: Array, right: Array) -> Array | None:
    """Solve a square system of integers; None if it is singular."""
    import flint

    size = len(right)
    left = flint.fmpz_mat(size, size, [int(entry) for entry in matrix.flat])
    column = flint.fmpz_mat(size, 1, [int(entry) for entry in right])
    try:
        solution = left.solve(column)
    except ZeroDivisionError:
        return None
    return object_array([Fraction(int(x.p), int(x.q)) for x in solution.entries()])


def _solver(programme: _Programme) -> Any:
    """Return HiGHS with the rows A d + s = 0, its unknowns the distances from the last solution."""
    import highspy

    m, n = programme.matrix.shape
    multiples = [width.denominator for width in programme.widths]  # their numerators are 1
    scaled = [
        _floats(row * multiples, [limit] * n)
        for row, limit in zip(programme.matrix, programme.limits, strict=True)
    ]
    where = [np.append(np.flatnonzero(row), n + k) for k, row in enumerate(scaled)]
    values = [np.append(row[row != 0], 1.0) for row in scaled]
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = m, n + m
    model.col_cost_ = np.zeros(n + m)
    model.col_lower_, model.col_upper_ = np.zeros(n + m), np.full(n + m, highspy.kHighsInf)
    model.row_lower_ = model.row_upper_ = np.zeros(m)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.concatenate([[0], np.cumsum([len(w) for w in where])])
    model.a_matrix_.index_ = np.concatenate(where)
    model.a_matrix_.value_ = np.concatenate(values)
    solver = silent_highs()
    solver.setOptionValue("presolve", "off")
    solver.setOptionValue("primal_feasibility_tolerance", _FEASIBILITY)
    solver.setOptionValue("dual_feasibility_tolerance", _FEASIBILITY)
    solver.passModel(model)
    basis = highspy.HighsBasis()
    status = highspy.HighsBasisStatus
    basis.col_status = [status.kLower] * n + [status.kBasic] * m
    basis.row_status = [status.kLower] * m
    basis.valid = True
    solver.setBasis(basis)
    return solver


def _better_basis(solver: Any, programme: _Programme, found: _Solution) -> Basis | None:
    """Return the columns and the tight rows of an optimum in floats, in terms of the distance."""
    import highspy

    m, n = programme.matrix.shape
    limits, widths = programme.limits, programme.widths
    reach, cost = found.slack_over * programme.reach, found.reduced_over * programme.cost
    places = _floats(found.point, [programme.reach / width for width in widths])
    gaps = _floats(found.slack, [reach * limit for limit in limits])
    losses = _floats(found.reduced, [cost * width for width in widths])
    prices = _floats(found.prices, [programme.cost / limit for limit in limits])
    lower, costs = np.append(-places, -gaps), np.append(losses, -prices)
    every = np.arange(n + m, dtype=np.int32)
    top = np.full(n + m, highspy.kHighsInf)
    solver.changeColsBounds(n + m, every, _enlarged(lower), top)
    solver.changeColsCost(n + m, every, -_enlarged(costs))
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    basis, basic = solver.getBasis(), highspy.HighsBasisStatus.kBasic
    chosen = [status == basic for status in basis.col_status]
    stands_for_slack = [status == basic for status in basis.row_status]
    columns = [j for j in range(n) if chosen[j]]
    return columns, [i for i in range(m) if not (chosen[n + i] or stands_for_slack[i])]


def _enlarged(values: Floats) -> Floats:
    """Return numbers times the factor that makes the largest violation, if it is small, 1."""
    violation = float(values.max(initial=0.0))
    return values * (min(1 / violation, _LARGEST_FACTOR) if 0 < violation < 1 else 1.0)


def _floats(values: Array, over: list[Any]) -> Floats:
    """Return exact quotients as floats; what is too large for them as large numbers."""
    result = np.empty(len(values))
    for k, (value, divisor) in enumerate(zip(values, over, strict=True)):
        try:
            result[k] = float(value / divisor)
        except OverflowError:
            result[k] = _LARGEST_FLOAT if value > 0 else -_LARGEST_FLOAT
    return result
