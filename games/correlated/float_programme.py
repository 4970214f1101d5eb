"""The linear programme of correlated equilibria in floats, by HiGHS."""

from typing import Any

import numpy as np

from lilliput.games.arithmetic import Array
from lilliput.games.correlated.incentives import Incentives
from lilliput.games.errors import SolverError, UnsupportedNumberError
from lilliput.games.highs import silent_highs

__all__ = ["check_floats", "solve_in_floats"]

_LARGEST_FLOAT = 10**308
_PIVOTS = 3000


def check_floats(
    numbers: Array, *, argument: str = "payoffs", instead: str = "or pass exact=True"
) -> None:
    """Refuse numbers whose sums and differences over the profiles are larger than any float."""
    largest = max(abs(numbers.min()), abs(numbers.max()))
    if not largest <= _LARGEST_FLOAT // (2 * numbers.size):  # nor if it is not a number
        raise UnsupportedNumberError(
            f"{argument} are too large to be added up in floats; rescale them, {instead}"
        )


def solve_in_floats(
    rows: Incentives, goal: Array | None, sense: str, tables: Array
) -> tuple[Array, Array]:
    """Return an optimal distribution and the prices of the incentives.

    Parameters
    ----------
    rows
        The incentive constraints.
    goal
        What each profile is worth; None for the least payoff.
    sense
        ``"max"`` or ``"min"``.
    tables
        Payoffs, one row a player.

    Returns
    -------
    distribution : ndarray
        Probabilities, ≥ 0 and summing to 1.
    prices : ndarray
        ≥ 0, of the incentives; then, for the least payoff, the weights of the players.
    """
    import highspy

    size = rows.profiles
    scale = max([float(np.abs(gain).max(initial=0)) for gain in rows.gains], default=0) or 1.0
    where, gains = list(rows.where), [gain / scale for gain in rows.gains]
    costs = np.zeros(size)
    if goal is None:  # one more unknown, below every payoff: t − u_i·p ≤ 0
        width = float(tables.max() - tables.min()) or 1.0
        ends = np.arange(size + 1)
        for table in (tables - tables.min()) / width:
            where.append(ends)
            gains.append(np.append(-table, 1.0))
        costs = np.append(costs, 1.0)
    else:
        width = float(goal.max() - goal.min()) or 1.0
        costs = (goal - goal.min()) / width * (1 if sense == "max" else -1)
    solver = _solve(highspy, costs, where, gains, size)
    solution = solver.getSolution()
    chances = np.maximum(np.array(solution.col_value)[:size], 0)
    prices = np.maximum(-np.array(solution.row_dual)[:-1], 0)
    incentives = prices[: len(rows.where)] * width / scale
    return chances / chances.sum(), np.concatenate([incentives, prices[len(rows.where) :]])


def _solve(highspy: Any, costs: Array, where: list[Array], gains: list[Array], size: int) -> Any:
    """Minimise −costs subject to rows ≤ 0 and probabilities that sum to 1."""
    columns = len(costs)
    where = [*where, np.arange(size)]
    gains = [*gains, np.ones(size)]
    programme = highspy.HighsLp()
    programme.num_row_, programme.num_col_ = len(where), columns
    programme.col_cost_ = -costs
    programme.col_lower_ = np.append(np.zeros(size), np.full(columns - size, -highspy.kHighsInf))
    programme.col_upper_ = np.full(columns, highspy.kHighsInf)
    programme.row_lower_ = np.append(np.full(len(where) - 1, -highspy.kHighsInf), 1.0)
    programme.row_upper_ = np.append(np.zeros(len(where) - 1), 1.0)
    programme.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    programme.a_matrix_.start_ = np.concatenate([[0], np.cumsum([len(w) for w in where])])
    programme.a_matrix_.index_ = np.concatenate(where)
    programme.a_matrix_.value_ = np.concatenate(gains)
    solver = silent_highs()
    solver.setOptionValue("presolve", "off")
    solver.setOptionValue("simplex_iteration_limit", _PIVOTS)
    solver.passModel(programme)
    solver.run()
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kIterationLimit:
        solver.setOptionValue("solver", "ipm")  # pivots idle where many incentives bind at 0
        solver.run()
        status = solver.getModelStatus()
    if status != highspy.HighsModelStatus.kOptimal:
        raise SolverError(
            f"the linear programme ended with {solver.modelStatusToString(status)!r}; "
            "exact=True solves it in rationals"
        )
    return solver
