"""Bargaining problems made from others: rescaled, permuted, cut, enlarged, with another threat."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from lilliput.games.arithmetic import Array, object_array
from lilliput.games.bargaining.build import point_rows, rational, row_arrays, vector
from lilliput.games.bargaining.geometry import Rows
from lilliput.games.bargaining.halfspaces import disposal_closure, read_halfspaces, widened
from lilliput.games.bargaining.problem import BargainingProblem
from lilliput.games.checks import check_names, name_list
from lilliput.games.errors import InvalidArgumentError, InvalidGameError

__all__ = [
    "enlarged_problem",
    "permuted_problem",
    "rescaled_problem",
    "restricted_problem",
    "with_disagreement",
]


def rescaled_problem(
    problem: BargainingProblem, scale: Any = 1, shift: Any = 0
) -> BargainingProblem:
    """Return the problem in other utility scales: payoffs become scale · x + shift.

    Parameters
    ----------
    problem
        With a polyhedron for its feasible set.
    scale, shift
        A number for all players, or one a player by name or in order; scales are positive.

    Examples
    --------
    >>> problem = BargainingProblem.from_surplus(["A", "B"], 1)
    >>> rescaled_problem(problem, {"A": 2, "B": 1}, shift=1).ideal.to_dict()
    {'A': 3.0, 'B': 2.0}
    """
    problem.require_polyhedron("rescaled_problem")
    s = rational(vector(scale, problem.players, "scale"), "scale")
    t = rational(vector(shift, problem.players, "shift"), "shift")
    if any(entry <= 0 for entry in s):
        raise InvalidArgumentError(f"scale must be positive, got {', '.join(map(str, s))}")
    matrix = problem.matrix / s
    bounds = problem.bounds + (matrix * t).sum(axis=1)
    return replace(problem, disagreement=s * problem.disagreement + t, matrix=matrix, bounds=bounds)


def permuted_problem(problem: BargainingProblem, players: Iterable[str]) -> BargainingProblem:
    """Return the same problem with its players in another order.

    Examples
    --------
    >>> problem = BargainingProblem.from_points(["A", "B"], [[2, 1]])
    >>> permuted_problem(problem, ["B", "A"]).ideal.to_dict()
    {'B': 1.0, 'A': 2.0}
    """
    problem.require_polyhedron("permuted_problem")
    names = check_names(players)
    if sorted(names) != sorted(problem.players):
        raise InvalidArgumentError(
            f"players must be {name_list(problem.players)} in some order, got {name_list(names)}"
        )
    order = [problem.players.index(name) for name in names]
    return replace(
        problem,
        players=names,
        disagreement=problem.disagreement[order],
        matrix=problem.matrix[:, order],
    )


def with_disagreement(problem: BargainingProblem, disagreement: Any) -> BargainingProblem:
    """Return the problem with another disagreement point.

    Examples
    --------
    >>> problem = BargainingProblem.from_surplus(["A", "B"], 10)
    >>> with_disagreement(problem, [4, 0]).ideal.to_dict()
    {'A': 10.0, 'B': 6.0}
    """
    problem.require_polyhedron("with_disagreement")
    given = vector(disagreement, problem.players, "disagreement")
    return replace(problem, disagreement=rational(given, "disagreement"))


def restricted_problem(problem: BargainingProblem, A: Any, b: Any) -> BargainingProblem:
    """Return the problem with fewer feasible payoffs: those with A x ≤ b also.

    With free disposal all that lies below such payoffs stays feasible.

    Examples
    --------
    >>> problem = BargainingProblem.from_surplus(["A", "B"], 10)
    >>> restricted_problem(problem, [[0, 1]], [4]).ideal.to_dict()
    {'A': 10.0, 'B': 4.0}
    """
    problem.require_polyhedron("restricted_problem")
    more, _ = read_halfspaces(A, b, problem.players)
    rows = rows_of(problem.matrix, problem.bounds) + more
    return _with_rows(problem, disposal_closure(rows) if problem.free_disposal else rows)


def enlarged_problem(problem: BargainingProblem, points: Any) -> BargainingProblem:
    """Return the problem with more feasible payoffs: mixtures with some points.

    Examples
    --------
    >>> problem = BargainingProblem.from_surplus(["A", "B"], 10)
    >>> enlarged_problem(problem, [[5, 9]]).ideal.to_dict()
    {'A': 14.0, 'B': 14.0}
    """
    problem.require_polyhedron("enlarged_problem")
    more = rational(point_rows(points, problem.players), "points").tolist()
    rows = rows_of(problem.matrix, problem.bounds)
    found = widened(rows, more, free_disposal=problem.free_disposal)
    if not found:
        raise InvalidGameError(
            "points must leave the problem bounded: with them any payoffs would be feasible"
        )
    return _with_rows(problem, found)


def rows_of(matrix: Array, bounds: Array) -> Rows:
    """Return half-spaces as a list of rows with their bounds."""
    return [(tuple(row), bound) for row, bound in zip(matrix.tolist(), bounds, strict=True)]


def cut(problem: BargainingProblem, row: Sequence[Fraction], bound: Fraction) -> BargainingProblem:
    """Return the problem with one half-space more, by a row that keeps free disposal."""
    matrix = np.vstack([problem.matrix, object_array(list(row))[None, :]])
    return replace(problem, matrix=matrix, bounds=object_array([*problem.bounds, bound]))


def _with_rows(problem: BargainingProblem, rows: Rows) -> BargainingProblem:
    matrix, bounds = row_arrays(rows, problem.n)
    return replace(problem, matrix=matrix, bounds=bounds)
