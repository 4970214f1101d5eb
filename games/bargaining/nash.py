"""The Nash bargaining solution: the greatest product of gains, weighted by bargaining power."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import sqrt
from typing import Any

import pandas as pd

from lilliput.games.arithmetic import Array, kind_of, object_array, tidy
from lilliput.games.bargaining.build import is_free, rational, vector, weight_vector
from lilliput.games.bargaining.curve import Curve, Place
from lilliput.games.bargaining.nash_search import greatest_product, tangent_optimum
from lilliput.games.bargaining.problem import BargainingProblem, check_problem
from lilliput.games.checks import check_tolerance
from lilliput.games.errors import SolverError, UnsupportedNumberError
from lilliput.games.findings import Finding

__all__ = ["is_nash_bargaining", "nash_bargaining"]

Weights = Mapping[str, Any] | Sequence[Any] | pd.Series | None
_CERTIFIED = 1e-12


def nash_bargaining(problem: BargainingProblem, weights: Weights = None) -> pd.Series:
    """Return the Nash solution: the x in S with x ≥ d that maximises Π (x_i − d_i)^w_i.

    Parameters
    ----------
    problem
        A bargaining problem.
    weights
        Bargaining power, a positive number a player by name or in order; equal by default. Where
        one half-space bounds the payoffs, as of a surplus to be divided, it may be symbolic.

    Returns
    -------
    pandas.Series
        Payoff by player. Over polyhedra it is exact where it is rational, which with two players it
        always is; where it is not, floats that are proved to lie within 1e-12 of the gains. Over
        curves exact where sympy finds the root, else in floats to about 1e-12, or 1e-8 at a kink of
        a Python function.

    Raises
    ------
    SolverError
        The search ended without that proof.

    See Also
    --------
    is_nash_bargaining

    References
    ----------
    Nash, J. F. (1950). The bargaining problem. Econometrica 18:155–162. doi:10.2307/1907266
    Kalai, E. (1977). Nonsymmetric Nash solutions and replications of 2-person bargaining.
    International Journal of Game Theory 6:129–133. doi:10.1007/BF01774658

    Examples
    --------
    A dollar between A, who is neutral to risk, and B with utility √x:

    >>> import sympy
    >>> x = sympy.Symbol("x")
    >>> problem = BargainingProblem.from_frontier(["A", "B"], sympy.sqrt(1 - x), (0, 1))
    >>> nash_bargaining(problem).to_dict()
    {'A': 2/3, 'B': sqrt(3)/3}

    >>> problem = BargainingProblem.from_points(["A", "B"], [[0, 1], [1, 1], [2, 0]])
    >>> nash_bargaining(problem, {"A": 3, "B": 1}).to_dict()
    {'A': 1.5, 'B': 0.5}
    """
    check_problem(problem)
    power = weight_vector(weights, problem.players)
    if problem.curve is not None:
        return _on_curve(problem, problem.curve, power)
    if problem.symbolic or kind_of(power) == "symbolic":
        if len(problem.bounds) > 1:
            raise UnsupportedNumberError(
                "weights must be numbers unless one half-space bounds the payoffs"
            )
        share = power / sum(power, Fraction(0))
        return problem.series(
            tidy(problem.disagreement + share * problem.slack[0] / problem.matrix[0])
        )
    gains = _by_faces(problem, power)
    if gains is not None:
        return problem.series(problem.disagreement + gains)
    found = greatest_product(power, problem.gains, problem.matrix, problem.slack)
    if found.gap == 0:
        return problem.series(problem.disagreement + found.gains)
    error = sqrt(2.2 * float(found.gap / min(power)))
    if error > _CERTIFIED:
        raise SolverError(
            f"the Nash solution was found only to within {error:.1e} of the gains, not to "
            f"{_CERTIFIED:.0e}; weights of more similar size help"
        )
    return problem.series([float(x) for x in problem.disagreement + found.gains])


def is_nash_bargaining(
    problem: BargainingProblem, payoffs: Any, weights: Weights = None, *, tol: float = 1e-9
) -> Finding:
    """Whether payoffs are the Nash solution, proved by prices that support them.

    With gains y = x − d, no feasible z has Σ w_i log (z_i / y_i) above max_z Σ w_i z_i / y_i −
    Σ w_i, a linear programme. Its optimal duals are the prices of the half-spaces.

    Parameters
    ----------
    problem
        With a polyhedron for its feasible set.
    payoffs
        By name or in order; a float is the decimal that it prints as.
    weights
        As in `nash_bargaining`.
    tol
        How much of Σ w_i the gap may be, and how far from a half-space payoffs may lie, as a share
        of the greatest gains.

    Returns
    -------
    Finding
        The witness holds `gap`, a Fraction (0 is a proof), and `prices` a half-space; or if it
        fails the player who gains nothing, or the `better` payoffs that the prices point to.

    Examples
    --------
    >>> problem = BargainingProblem.from_surplus(["A", "B"], 10, [4, 0])
    >>> is_nash_bargaining(problem, [7, 3])
    Finding(Nash solution: holds; the gap is 0)
    >>> is_nash_bargaining(problem, [5, 5]).witness["better"]
    {'A': 10.0, 'B': 0.0}
    """
    check_problem(problem)
    problem.require_polyhedron("is_nash_bargaining")
    check_tolerance(tol)
    power = rational(weight_vector(weights, problem.players), "weights")
    x = rational(vector(payoffs, problem.players, "payoffs"), "payoffs")
    gains = x - problem.disagreement
    if not problem.contains(x, tol=tol):
        return Finding("Nash solution", False, "the payoffs are not feasible")
    for name, gain in zip(problem.players, gains, strict=True):
        if gain <= 0:
            return Finding("Nash solution", False, f"{name} gains nothing", {"player": name})
    found = tangent_optimum(gains, power, problem.matrix, problem.slack)
    total = sum(power, Fraction(0))
    gap = found.value - total
    witness: dict[str, Any] = {"gap": gap, "prices": tuple(found.prices)}
    if gap <= Fraction(repr(float(tol))) * total:
        return Finding("Nash solution", True, f"the gap is {_short(gap)}", witness)
    witness["better"] = problem.series(problem.disagreement + found.point).to_dict()
    text = f"the product of gains rises towards {witness['better']}; the gap is {_short(gap)}"
    return Finding("Nash solution", False, text, witness)


def _short(gap: Fraction) -> str:
    return str(gap) if gap.denominator < 10**6 else f"{float(gap):.3g}"


def _by_faces(problem: BargainingProblem, power: Array) -> Array | None:
    """Return the gains where the solution of a single half-space is feasible, or for two players.

    Over one half-space a·y ≤ c player i spends the share w_i / Σ w of c. If that is feasible, it is
    the solution, because S is no larger. For two players the solution is else a corner.
    """
    share = power / sum(power, Fraction(0))
    for row, room in zip(problem.matrix, problem.slack, strict=True):
        if min(row) > 0:
            gains = share * room / row
            if ((problem.matrix * gains).sum(axis=1) <= problem.slack).all():
                return gains
    if problem.n != 2:
        return None
    total = sum(power, Fraction(0))
    for corner in problem.exact_corners():
        gains = object_array(list(corner)) - problem.disagreement
        if min(gains) > 0:
            found = tangent_optimum(gains, power, problem.matrix, problem.slack)
            if found.value == total:
                return gains
    return None


def _on_curve(problem: BargainingProblem, curve: Curve, power: Array) -> pd.Series:
    if any(is_free(value) for value in power):
        raise UnsupportedNumberError("weights must be numbers where a curve bounds the payoffs")
    exact = curve.symbol is not None
    w = [_expression(value) if exact else float(value) for value in power]
    d = curve.origin
    sign = -curve.forward

    def falls(p: Place) -> Any:
        """Return the falling slope of the logarithm of the product, times the product."""
        return sign * (w[0] * p.dx * (p.y - d[1]) + w[1] * p.dy * (p.x - d[0]))

    t = curve.root(falls)
    place = curve.at(t)
    if not exact:
        place = curve.best_near(
            t, lambda p: w[0] * _log(p.x - float(d[0])) + w[1] * _log(p.y - float(d[1]))
        )
    return problem.series([place.x, place.y])


def _expression(value: Any) -> Any:
    import sympy

    return sympy.sympify(value)


def _log(value: float) -> float:
    from math import inf, log

    return log(value) if value > 0 else -inf
