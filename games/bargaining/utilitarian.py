"""The utilitarian solution: the greatest weighted sum of payoffs."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Literal

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, kind_of, object_array, to_float
from lilliput.games.bargaining.build import is_free, optimum, weight_vector
from lilliput.games.bargaining.curve import Curve
from lilliput.games.bargaining.geometry import corners
from lilliput.games.bargaining.problem import BargainingProblem, check_problem
from lilliput.games.checks import index_of
from lilliput.games.errors import InvalidArgumentError, UnsupportedNumberError

__all__ = ["utilitarian", "utilitarian_set"]

_SAMPLES = 33

Weights = Mapping[str, Any] | Sequence[Any] | pd.Series | None


def utilitarian(
    problem: BargainingProblem,
    weights: Weights = None,
    *,
    ties: Literal["mean", "error"] = "mean",
) -> pd.Series:
    """Return the x in S with x ≥ d that maximises Σ w_i x_i.

    Parameters
    ----------
    problem
        A bargaining problem.
    weights
        A positive number a player by name or in order; equal by default.
    ties
        What to do with several maximisers: ``"mean"`` takes the mean of the extreme ones (all are
        in `utilitarian_set`), ``"error"`` refuses.

    Returns
    -------
    pandas.Series
        Payoff by player: exact for polyhedra, and for curves where sympy finds the root.

    Raises
    ------
    InvalidArgumentError
        Several maximisers with ``ties="error"``.

    References
    ----------
    Myerson, R. B. (1981). Utilitarianism, egalitarianism, and the timing effect in social choice
    problems. Econometrica 49:883–897. doi:10.2307/1912508

    Examples
    --------
    >>> problem = BargainingProblem.from_points(["A", "B"], [[0, 3], [4, 2], [5, 0]])
    >>> utilitarian(problem).to_dict()
    {'A': 4.0, 'B': 2.0}
    """
    index_of(("mean", "error"), ties, argument="ties")
    best = _maximisers(problem, weights)
    if len(best) > 1 and ties == "error":
        raise InvalidArgumentError(
            f"the weighted sum has {len(best)} extreme maximisers, ({_row(best[0])}) to "
            f"({_row(best[-1])}); utilitarian_set gives all, ties='mean' their mean"
        )
    total = best[0]
    for point in best[1:]:
        total = total + point
    return problem.series(total / len(best) if len(best) > 1 else total)


def utilitarian_set(problem: BargainingProblem, weights: Weights = None) -> pd.DataFrame:
    """Return the extreme points of all x in S with x ≥ d that maximise Σ w_i x_i.

    The maximisers are their mixtures. Where only a part of a curve is straight and parallel to the
    weights, one point of that part stands for all.

    Parameters
    ----------
    problem
        A bargaining problem.
    weights
        As in `utilitarian`.

    Examples
    --------
    >>> utilitarian_set(BargainingProblem.from_surplus(["A", "B"], 3, [1, 0]))
    player    A    B
    0       1.0  2.0
    1       3.0  0.0
    """
    best = _maximisers(problem, weights)
    table = object_array([entry for point in best for entry in point], (len(best), problem.n))
    if problem.kind == "float" or any(isinstance(entry, float) for entry in table.flat):
        table = to_float(table, argument="payoffs")
    return pd.DataFrame(table, columns=pd.Index(problem.players, name="player"))


def _maximisers(problem: BargainingProblem, weights: Weights) -> list[Array]:
    check_problem(problem)
    w = weight_vector(weights, problem.players)
    if problem.curve is not None:
        return _on_curve(problem.curve, w)
    if problem.symbolic:
        return _of_surplus(problem, w)
    if kind_of(w) == "symbolic":
        raise UnsupportedNumberError("weights must be numbers to compare payoffs")
    found = optimum(w.tolist(), problem.matrix, problem.slack)
    assert found is not None  # the problem is bounded
    floor = object_array(
        [Fraction(-int(i == j)) for i in range(problem.n) for j in range(problem.n)]
    )
    matrix = np.vstack([problem.matrix, floor.reshape(problem.n, problem.n), -w[None, :]])
    bounds = [*problem.slack, *[Fraction(0)] * problem.n, -found.value]
    points = corners(matrix, object_array(bounds))
    return [problem.disagreement + object_array(list(point)) for point in points]


def _of_surplus(problem: BargainingProblem, w: Array) -> list[Array]:
    """Return who can take all of a surplus, in the order of the corners."""
    if kind_of(w) == "symbolic":
        raise UnsupportedNumberError("weights must be numbers to compare payoffs")
    takers = [i for i in range(problem.n) if w[i] == max(w)]
    result = []
    for taker in reversed(takers):
        point = problem.disagreement.copy()
        point[taker] = point[taker] + problem.slack[0]
        result.append(point)
    return result


def _on_curve(curve: Curve, w: Array) -> list[Array]:
    if any(is_free(value) for value in w):
        raise UnsupportedNumberError("weights must be numbers where a curve bounds the payoffs")
    exact = curve.symbol is not None
    a, b = (_expression(value) if exact else float(value) for value in w)
    if _is_flat(curve, a, b):
        ends = (curve.at(curve.start), curve.at(curve.end))
        return [object_array([place.x, place.y]) for place in ends]
    sign = -curve.forward
    t = curve.root(lambda p: sign * (a * p.dx + b * p.dy))
    place = curve.at(t) if exact else curve.best_near(t, lambda p: a * p.x + b * p.y)
    return [object_array([place.x, place.y])]


def _is_flat(curve: Curve, a: Any, b: Any) -> bool:
    """Whether the weighted sum is the same all along the arc."""
    if curve.symbol is not None:
        import sympy

        slope = (a * curve.x + b * curve.y).diff(curve.symbol)
        return bool(sympy.simplify(slope) == 0)
    start, end = float(curve.start), float(curve.end)
    places = [curve.floats(t) for t in np.linspace(start, end, _SAMPLES)]
    sums = np.array([a * place.x + b * place.y for place in places])
    gained = a * (places[-1].x - places[0].x)
    rounding = max(a * abs(place.x) + b * abs(place.y) for place in places)
    return bool(np.ptp(sums) <= 1e-12 * gained + 4e-16 * rounding)


def _expression(value: Any) -> Any:
    import sympy

    return sympy.sympify(value)


def _row(point: Array) -> str:
    return ", ".join(map(str, point))
