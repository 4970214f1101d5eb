"""Raiffa's discrete solution: step by step to the mean of what each could still gain alone.

From x, player i could have b_i(x), the most in its own coordinate while the others stay at x. The
next point is x + (b(x) − x)/n. As x rises and b(x) falls, the limit is between them.
"""

from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, object_array
from lilliput.games.bargaining.curve import Curve
from lilliput.games.bargaining.problem import BargainingProblem, check_problem
from lilliput.games.checks import check_tolerance
from lilliput.games.errors import InvalidGameError, SolverError

__all__ = ["raiffa"]

_STEPS = 20_000
_BITS = 4_000
_GRID = 2**600


def raiffa(problem: BargainingProblem, *, tol: float = 1e-15) -> pd.Series:
    """Return the limit of Raiffa's steps from the disagreement point.

    x⁰ = d, and xᵏ⁺¹ is the mean of the n points in which one player takes all that it can while the
    others stay at xᵏ.

    Parameters
    ----------
    problem
        A bargaining problem with free disposal.
    tol
        Stop when no player can gain more than this share of its greatest gain.

    Returns
    -------
    pandas.Series
        Payoff by player. Exact if the steps end, or if with two players they are seen to run into
        a corner; else floats, within `tol` of the limit as a share of each player's greatest gain.

    Raises
    ------
    InvalidGameError
        A problem without free disposal, in which the steps leave the set.

    References
    ----------
    Raiffa, H. (1953). Arbitration schemes for generalized two-person games. In H. W. Kuhn and
    A. W. Tucker (eds.), Contributions to the Theory of Games II, 361–387.
    Salonen, H. (1988). Decomposable solutions for N-person bargaining games. European Journal of
    Political Economy 4:333–347.

    Examples
    --------
    >>> problem = BargainingProblem.from_points(["A", "B"], [[0, 1], [1, 1], [2, 0]])
    >>> raiffa(problem).to_dict()
    {'A': 1.25, 'B': 0.75}
    """
    check_problem(problem)
    check_tolerance(tol)
    if not problem.free_disposal:
        raise InvalidGameError(
            "raiffa needs free disposal: a player who takes what the others do not lose must leave "
            "the set in no direction; use free_disposal=True"
        )
    if problem.curve is not None:
        return _on_curve(problem, problem.curve, max(tol, 1e-15))
    if problem.symbolic:
        return problem.series(problem.disagreement + problem.slack[0] / problem.n)
    point, exact = _limit(problem, Fraction(repr(float(tol))))
    return problem.series(point if exact else [float(entry) for entry in point])


def _limit(problem: BargainingProblem, tol: Fraction) -> tuple[Array, bool]:
    """Return the limit, or a point near it, and whether it is exact."""
    n, point, exact = problem.n, problem.disagreement, True
    before: tuple[Any, Any] | None = None
    for _ in range(_STEPS):
        slack = problem.bounds - (problem.matrix * point).sum(axis=1)
        rows, rooms = _rooms(problem.matrix, slack)
        if not any(rooms):
            return point, exact
        if n == 2 and exact and rows[0] != rows[1] and all(slack[list(rows)]):
            ratio = slack[rows[1]] / slack[rows[0]]
            if before == (rows, ratio):  # the same step again and again, into this corner
                corner = _crossing(problem.matrix[list(rows)], problem.bounds[list(rows)])
                if ((problem.matrix * corner).sum(axis=1) <= problem.bounds).all():
                    return corner, True
            before = (rows, ratio)
        if all(room <= tol * most for room, most in zip(rooms, problem.gains, strict=True)):
            return point, False
        point = point + object_array(rooms) / n
        if max(entry.denominator.bit_length() for entry in point) > _BITS:
            point, exact = _lowered(point, problem), False
    raise SolverError(
        f"Raiffa's steps came no closer than a gain of {float(max(rooms)):.1e} in {_STEPS} steps; "
        "a greater tol is reached earlier"
    )


def _rooms(matrix: Array, slack: Array) -> tuple[tuple[int, ...], list[Fraction]]:
    """Return how much each player can gain alone, and which half-space stops it."""
    rows, rooms = [], []
    for i in range(matrix.shape[1]):
        limits = [(slack[k] / matrix[k, i], k) for k in range(len(slack)) if matrix[k, i] > 0]
        room, row = min(limits)
        rows.append(row)
        rooms.append(room)
    return tuple(rows), rooms


def _crossing(matrix: Array, bounds: Array) -> Array:
    (a, b), (c, d) = matrix
    e, f = bounds
    return object_array([(e * d - b * f) / (a * d - b * c), (a * f - e * c) / (a * d - b * c)])


def _lowered(point: Array, problem: BargainingProblem) -> Array:
    """Return a point just below with shorter numbers, on a grid in shares of the gains."""
    shares = (point - problem.disagreement) / problem.gains
    kept = object_array([Fraction(share * _GRID // 1, _GRID) for share in shares])
    return np.asarray(problem.disagreement + kept * problem.gains)


def _on_curve(problem: BargainingProblem, curve: Curve, tol: float) -> pd.Series:
    x, y = (float(entry) for entry in curve.origin)
    most = [float(entry) for entry in problem.gains]
    for _ in range(_STEPS):
        best_x, best_y = _best_alone(curve, x, y)
        if best_x - x <= tol * most[0] and best_y - y <= tol * most[1]:
            break
        after = ((x + best_x) / 2, (y + best_y) / 2)
        if after == (x, y):
            break
        x, y = after
    return problem.series([x, y])


def _best_alone(curve: Curve, x: float, y: float) -> tuple[float, float]:
    """Return the most that either can have while the other stays."""
    right = curve.floats(curve.root_in_floats(lambda p: y - p.y)).x
    top = curve.floats(curve.root_in_floats(lambda p: p.x - x)).y
    return max(right, x), max(top, y)
