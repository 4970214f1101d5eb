"""Linear programmes max c·x, A x ≤ b, x ≥ 0 with b ≥ 0, solved in rationals with their duals.

The origin is feasible, so there is one phase. Zero-sum games, dominance by mixtures and optimal
commitments all take this form. Small programmes are solved by the simplex method in integers that
share one denominator (Edmonds 1967); for large ones HiGHS proposes a basis in floats, which
`linear_basis` solves and checks. Either way the answer is proved by its duals.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any, final

import numpy as np

from lilliput.games.arithmetic import Array, object_array
from lilliput.games.errors import SolverError
from lilliput.games.linear_basis import optimal_basis
from lilliput.games.pivoting import Tableau

__all__ = ["ExactOptimum", "MatrixGameValue", "maximise_exactly", "solve_matrix_game"]

_SMALL = 250
_LARGEST_WORK = 30_000_000
_BITS = 500
_DEGENERATE_PIVOTS = 8


@final
@dataclass(frozen=True, eq=False)
class ExactOptimum:
    """An optimal solution and an optimal dual solution, which prove each other.

    Parameters
    ----------
    value
        c·x = b·y.
    point
        x ≥ 0 with A x ≤ b.
    prices
        y ≥ 0 with y A ≥ c.
    """

    value: Fraction
    point: Array
    prices: Array


@final
@dataclass(frozen=True, eq=False)
class MatrixGameValue:
    """The value of a zero-sum game, with strategies that guarantee it to either side.

    Parameters
    ----------
    value
        What the row player secures, and the column player concedes.
    rows
        A maxmin strategy of the row player.
    columns
        A minmax strategy of the column player.
    """

    value: Fraction
    rows: Array
    columns: Array


def maximise_exactly(costs: Array, matrix: Array, right: Array) -> ExactOptimum:
    """Maximise c·x subject to A x ≤ b and x ≥ 0, where b ≥ 0, in rationals.

    Parameters
    ----------
    costs
        n integers or Fractions c.
    matrix
        m × n integers or Fractions A.
    right
        m integers or Fractions b, all ≥ 0.

    Returns
    -------
    ExactOptimum
        Solution and duals in Fractions.

    Raises
    ------
    SolverError
        The programme is unbounded, or too large for the simplex method where floats fail.

    References
    ----------
    Edmonds, J. (1967). Systems of distinct representatives and linear algebra. Journal of Research
    of the National Bureau of Standards 71B:241–245.

    Examples
    --------
    >>> found = maximise_exactly(np.array([1, 1]), np.array([[2, 1], [1, 3]]), np.array([1, 1]))
    >>> found.value, found.point, found.prices
    (Fraction(3, 5), array([Fraction(2, 5), Fraction(1, 5)], dtype=object), array([Fraction(2, 5), Fraction(1, 5)], dtype=object))
    """  # noqa: E501 - an array prints on one line
    rows, row_scales = _integer_rows(np.column_stack([matrix, right]))
    goal, goal_scale = _integer_rows(np.asarray(costs, dtype=object)[None, :])
    found = optimal_basis(goal[0], rows) if rows.size > _SMALL else None
    point, prices = found or _by_pivots(goal[0], rows)
    prices = prices * row_scales / goal_scale[0]
    return ExactOptimum(sum(point * goal[0], Fraction(0)) / goal_scale[0], point, prices)


def solve_matrix_game(matrix: Array) -> MatrixGameValue:
    """Solve the zero-sum game in which the row player gets the entries, in rationals.

    Parameters
    ----------
    matrix
        m × n integers or Fractions, m, n ≥ 1.

    References
    ----------
    von Neumann, J. (1928). Zur Theorie der Gesellschaftsspiele. Mathematische Annalen 100:295–320.

    Examples
    --------
    >>> found = solve_matrix_game(np.array([[3, -1], [-2, 1]]))
    >>> found.value, found.rows
    (Fraction(1, 7), array([Fraction(3, 7), Fraction(4, 7)], dtype=object))
    """
    table = np.asarray(matrix).astype(object)
    shift = 1 - table.min()
    m, n = table.shape
    ones = [object_array([1] * size) for size in (m, n)]
    found = maximise_exactly(ones[1], table + shift, ones[0])
    value = 1 / found.value
    return MatrixGameValue(Fraction(value - shift), found.prices * value, found.point * value)


def _integer_rows(table: Array) -> tuple[Array, Array]:
    """Return each row times the least factor that makes it whole, and these factors."""
    result = np.empty(table.shape, dtype=object)
    scales = []
    for k, row in enumerate(table.tolist()):
        common = lcm(*(int(entry.denominator) for entry in row))
        result[k] = [int(entry.numerator) * (common // int(entry.denominator)) for entry in row]
        scales.append(common)
    return result, object_array(scales)


def _by_pivots(goal: Array, rows: Array) -> tuple[Array, Array]:
    """Run the simplex method in integers; after a few idle pivots by Bland's rule.

    The last row of the tableau holds −c and the value, the last column b; the variables from n on
    are the slacks, and n + m is the value.
    """
    m, n = rows.shape[0], rows.shape[1] - 1
    table = np.vstack([rows, np.append(-goal, 0)[None, :]])
    tableau = Tableau(table, list(range(n, n + m + 1)), list(range(n)))
    idle, work = 0, 0
    while work < _LARGEST_WORK:
        work += table.size * (1 + (int(tableau.scale).bit_length() // _BITS) ** 2)
        costs = tableau.table[-1, :-1]
        entering = [j for j in range(n) if costs[j] < 0]
        if not entering:
            return _read(tableau, m, n)
        if idle < _DEGENERATE_PIVOTS:
            s = min(entering, key=costs.__getitem__)
        else:
            s = min(entering, key=tableau.outside.__getitem__)
        r = _leaving(tableau, s, m)
        idle = idle + 1 if tableau.table[r, -1] == 0 else 0
        tableau.exchange(r, s)
    raise SolverError(
        f"the simplex method in integers takes too long on {m} × {n} entries, and floats proposed "
        "no optimal basis; numbers with fewer digits or of more similar size help"
    )


def _leaving(tableau: Tableau[int], s: int, m: int) -> int:
    """Return the row of the least ratio, of tied ones that of the first variable."""
    best: tuple[Any, Any, int, int] | None = None
    for i, variable in enumerate(tableau.basis[:m]):
        step = tableau.table[i, s]
        if step > 0:
            level = tableau.table[i, -1]
            difference = -1 if best is None else level * best[1] - best[0] * step
            if best is None or difference < 0 or (difference == 0 and variable < best[2]):
                best = (level, step, variable, i)
    if best is None:
        raise SolverError("the linear programme is unbounded")
    return best[3]


def _read(tableau: Tableau[int], m: int, n: int) -> tuple[Array, Array]:
    point, prices = object_array([Fraction(0)] * n), object_array([Fraction(0)] * m)
    for variable, value in tableau.values().items():
        if variable < n:
            point[variable] = value
    for j, variable in enumerate(tableau.outside):
        if variable >= n:
            prices[variable - n] = Fraction(int(tableau.table[-1, j]), int(tableau.scale))
    return point, prices
