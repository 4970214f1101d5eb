"""Solutions on a straight line: from the disagreement point up, or from the ideal point down.

Kalai and Smorodinsky go towards the ideal point, the egalitarian solution gives all the same gain,
the proportional ones gains in given proportions, and equal loss takes the same from all ideals.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from lilliput.games.arithmetic import Array, kind_of, object_array, tidy
from lilliput.games.bargaining.build import is_free, weight_vector
from lilliput.games.bargaining.problem import BargainingProblem, check_problem
from lilliput.games.errors import InvalidGameError, UnsupportedNumberError

__all__ = ["egalitarian", "equal_loss", "kalai_smorodinsky", "proportional_bargaining"]

Weights = Mapping[str, Any] | Sequence[Any] | pd.Series | None


def kalai_smorodinsky(problem: BargainingProblem) -> pd.Series:
    """Return the Kalai–Smorodinsky solution: gains in proportion to the greatest possible ones.

    With a the ideal point, x = d + t (a − d) for the greatest t with x in S. For three players or
    more x may be weakly efficient only, and without free disposal not even that.

    Parameters
    ----------
    problem
        A bargaining problem.

    Returns
    -------
    pandas.Series
        Payoff by player: exact for polyhedra, and for curves where sympy finds the root.

    References
    ----------
    Kalai, E. and Smorodinsky, M. (1975). Other solutions to Nash's bargaining problem.
    Econometrica 43:513–518. doi:10.2307/1914280

    Examples
    --------
    >>> problem = BargainingProblem.from_points(["A", "B"], [[0, 1], [1, 1], [2, 0]])
    >>> kalai_smorodinsky(problem).round(3).to_dict()
    {'A': 1.333, 'B': 0.667}
    """
    check_problem(problem)
    if problem.curve is not None:
        return _along_curve(problem, problem.gains)
    return egalitarian(problem) if problem.symbolic else _along(problem, problem.gains)


def egalitarian(problem: BargainingProblem) -> pd.Series:
    """Return the egalitarian solution: the greatest gain that all can have alike.

    x = d + t (1, …, 1) for the greatest t with x in S. It compares the utilities of different
    players, and may be weakly efficient only.

    Parameters
    ----------
    problem
        A bargaining problem.

    References
    ----------
    Kalai, E. (1977). Proportional solutions to bargaining situations: interpersonal utility
    comparisons. Econometrica 45:1623–1630. doi:10.2307/1913954

    Examples
    --------
    >>> problem = BargainingProblem.from_points(["A", "B"], [[0, 1], [1, 1], [2, 0]])
    >>> egalitarian(problem).to_dict()
    {'A': 1.0, 'B': 1.0}
    """
    return proportional_bargaining(problem)


def proportional_bargaining(problem: BargainingProblem, weights: Weights = None) -> pd.Series:
    """Return the proportional solution: the greatest gains in the proportions of the weights.

    x = d + t w for the greatest t with x in S.

    Parameters
    ----------
    problem
        A bargaining problem.
    weights
        A positive number a player by name or in order; equal by default.

    References
    ----------
    Kalai, E. (1977). Proportional solutions to bargaining situations: interpersonal utility
    comparisons. Econometrica 45:1623–1630. doi:10.2307/1913954

    Examples
    --------
    >>> problem = BargainingProblem.from_surplus(["A", "B"], 12)
    >>> proportional_bargaining(problem, {"A": 2, "B": 1}).to_dict()
    {'A': 8.0, 'B': 4.0}
    """
    check_problem(problem)
    direction = weight_vector(weights, problem.players)
    if problem.curve is not None:
        return _along_curve(problem, direction)
    return _along(problem, direction)


def equal_loss(problem: BargainingProblem) -> pd.Series:
    """Return the equal-loss solution: all lose the same against their ideal, as little as possible.

    x = a − λ (1, …, 1) for the least λ with x in S, where a is the ideal point. With three players
    or more some may get less than without an agreement.

    Parameters
    ----------
    problem
        A bargaining problem.

    Raises
    ------
    InvalidGameError
        Without free disposal there may be no such point.

    References
    ----------
    Chun, Y. (1988). The equal-loss principle for bargaining problems. Economics Letters
    26:103–106.

    Examples
    --------
    >>> problem = BargainingProblem.from_points(["A", "B"], [[0, 1], [1, 1], [2, 0]])
    >>> equal_loss(problem).to_dict()
    {'A': 1.5, 'B': 0.5}
    """
    check_problem(problem)
    curve = problem.curve
    if curve is not None:
        best = (curve.at(curve.end).x, curve.at(curve.start).y)
        t = curve.root(lambda p: (best[1] - p.y) - (best[0] - p.x))
        return _on_curve(problem, t)
    if problem.symbolic:
        return egalitarian(problem)
    ideal = problem.disagreement + problem.gains
    excess = (problem.matrix * ideal).sum(axis=1) - problem.bounds
    least, most = excess[0] * 0, None
    for total, over in zip(problem.matrix.sum(axis=1), excess, strict=True):
        if total > 0:
            least = max(least, over / total)
        elif total < 0:
            most = over / total if most is None else min(most, over / total)
        elif over > 0:
            most = least - 1
    if most is not None and most < least:
        raise InvalidGameError(
            "no feasible point takes the same from all ideal payoffs; with free_disposal=True "
            "there is always one"
        )
    return problem.series(ideal - least)


def _along(problem: BargainingProblem, direction: Array) -> pd.Series:
    """Return d + t · direction for the greatest t."""
    steps = (problem.matrix * direction).sum(axis=1)
    if kind_of(direction) == "symbolic" and len(steps) > 1:
        raise UnsupportedNumberError("weights must be numbers unless a surplus is divided")
    if kind_of(direction) == "symbolic" or problem.symbolic:
        t = problem.slack[0] / steps[0]
        return problem.series(tidy(problem.disagreement + direction * t))
    t = min(room / step for room, step in zip(problem.slack, steps, strict=True) if step > 0)
    return problem.series(problem.disagreement + t * direction)


def _along_curve(problem: BargainingProblem, direction: Array) -> pd.Series:
    """Return the last point of a ray from the disagreement point that is not above the curve."""
    curve = problem.curve
    assert curve is not None
    if curve.symbol is None:
        direction = object_array([float(entry) for entry in direction])
    else:
        direction = _expressions(direction)
    (d1, d2), (w1, w2) = curve.origin, direction
    t = curve.root(lambda p: (p.x - d1) * w2 - (p.y - d2) * w1)
    place = curve.at(t)
    gains = (place.x - d1, place.y - d2)
    if float(gains[0]) / float(w1) > float(gains[1]) / float(w2) and t == curve.start:
        return problem.series([d1 + gains[1] * w1 / w2, place.y])
    if float(gains[0]) / float(w1) < float(gains[1]) / float(w2) and t == curve.end:
        return problem.series([place.x, d2 + gains[0] * w2 / w1])
    return _on_curve(problem, t)


def _on_curve(problem: BargainingProblem, t: Any) -> pd.Series:
    assert problem.curve is not None
    place = problem.curve.at(t)
    return problem.series([place.x, place.y])


def _expressions(values: Array) -> Array:
    import sympy

    if any(is_free(value) for value in values):
        raise UnsupportedNumberError("weights must be numbers where a curve bounds the payoffs")
    return object_array([sympy.sympify(value) for value in values])
