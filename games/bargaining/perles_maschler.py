"""The Perles–Maschler solution: two walkers on the frontier meet where both gave up alike.

Both start at the ends of the frontier and give up payoffs at the rate that makes the product of
speeds equal. They meet where ∫ √(−dx dy) from either end is the same. Over a polygon the integral
is a sum of √(|Δx| |Δy|), so that the solution has square roots at most.
"""

from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import pairwise
from math import isqrt
from typing import Any, Literal

import numpy as np
import pandas as pd

from lilliput.games.bargaining.curve import Curve
from lilliput.games.bargaining.problem import BargainingProblem, check_problem
from lilliput.games.checks import index_of
from lilliput.games.errors import InvalidGameError, SolverError

__all__ = ["perles_maschler"]

Corner = tuple[Fraction, Fraction]
_GRID = 2**200
_CHORDS = 128
_AGREE = 1e-6


def perles_maschler(
    problem: BargainingProblem, *, irrational: Literal["float", "sympy"] = "float"
) -> pd.Series:
    """Return the Perles–Maschler (super-additive) solution of a two-player problem.

    The point of the efficient frontier, between its ends with x ≥ d, that halves ∫ √(−dx dy). It is
    the only solution that is super-additive: expecting a lottery over two problems with d = 0,
    nobody loses by agreeing before it is drawn.

    Parameters
    ----------
    problem
        With two players.
    irrational
        How to give a solution over a polygon that is not rational: in floats, or as sympy
        expressions with square roots.

    Returns
    -------
    pandas.Series
        Payoff by player: exact if rational, else as asked. Below a curve floats, to about 1e-8 of
        the gains where the curve is smooth.

    Raises
    ------
    InvalidGameError
        More or fewer than two players.

    References
    ----------
    Perles, M. A. and Maschler, M. (1981). The super-additive solution for the Nash bargaining game.
    International Journal of Game Theory 10:163–193. doi:10.1007/BF01755963

    Examples
    --------
    >>> problem = BargainingProblem.from_points(["A", "B"], [[0, 3], [1, 2], [2, 0]])
    >>> perles_maschler(problem, irrational="sympy").to_dict()
    {'A': 3/2 - sqrt(2)/4, 'B': sqrt(2)/2 + 1}
    """
    check_problem(problem)
    index_of(("float", "sympy"), irrational, argument="irrational")
    if problem.n != 2:
        raise InvalidGameError(
            f"players must be two for the Perles–Maschler solution, got {problem.n}"
        )
    if problem.curve is not None:
        return problem.series(_on_curve(problem.curve))
    if problem.symbolic:
        return problem.series(problem.disagreement + problem.slack[0] / 2)
    chain = efficient_chain(problem.exact_corners())
    found = _halfway(chain, irrational)
    if irrational == "sympy" and not isinstance(found[0], Fraction):
        return replace(problem, kind="symbolic").series(found)
    return problem.series(found)


def efficient_chain(corners: list[Any]) -> list[Corner]:
    """Return the efficient corners of a polygon, from the second player's best to the first's."""
    chain: list[Corner] = []
    for x, y in sorted(corners, key=lambda c: (-c[0], -c[1])):
        if not chain or y > chain[-1][1]:
            chain.append((x, y))
    return chain[::-1]


def _halfway(chain: list[Corner], irrational: str) -> list[Any]:
    """Return the point at half the length of the chain, where an edge is √(|Δx| |Δy|) long."""
    edges = list(pairwise(chain))
    if not edges:
        return list(chain[0])
    squares = [(b[0] - a[0]) * (a[1] - b[1]) for a, b in edges]
    lengths = [_root(square) for square in squares]
    half, walked = sum(lengths, Fraction(0)) / 2, Fraction(0)
    k = 0
    while k < len(edges) - 1 and walked + lengths[k] < half:
        walked += lengths[k]
        k += 1
    a, b = edges[k]
    groups = _grouped(squares, k)
    rational = groups.pop(Fraction(1), Fraction(0))
    share: Any = rational
    if any(groups.values()):
        make = _surd if irrational == "sympy" else partial(_nearly, walked, half, lengths[k])
        share = make(rational, groups)
    step = (b[0] - a[0], b[1] - a[1])
    if isinstance(share, Fraction):
        return [a[0] + share * step[0], a[1] + share * step[1]]
    if irrational == "sympy":
        import sympy

        return [sympy.expand(sympy.sympify(p) + share * sympy.sympify(s)) for p, s in zip(a, step)]  # noqa: B905
    return [float(p + Fraction(share) * s) for p, s in zip(a, step, strict=True)]


def _grouped(squares: list[Fraction], k: int) -> dict[Fraction, Fraction]:
    """Return the share of edge k before half the length as Σ coefficient · √key.

    Edges before k count −1/2, those after it and itself +1/2, each divided by the length of k. Keys
    whose quotient is the square of a rational are one: their roots are rational multiples of each
    other, while roots of different keys are linearly independent over the rationals.
    """
    groups: dict[Fraction, Fraction] = {Fraction(1): Fraction(0)}
    for j, square in enumerate(squares):
        quotient = square / squares[k]
        sign = Fraction(-1 if j < k else 1, 2)
        for key in groups:
            factor = _exact_root(quotient / key)
            if factor is not None:
                groups[key] += sign * factor
                break
        else:
            groups[quotient] = sign
    return groups


def _surd(rational: Fraction, groups: dict[Fraction, Fraction]) -> Any:
    import sympy

    terms = [sympy.sympify(c) * sympy.sqrt(sympy.sympify(key)) for key, c in groups.items()]
    return sympy.sympify(rational) + sympy.Add(*terms)


def _nearly(
    walked: Fraction, half: Fraction, length: Fraction, _rational: Fraction, _groups: Any
) -> float:
    return float((half - walked) / length)


def _root(square: Fraction) -> Fraction:
    """Return a square root to 60 digits, exactly if it is rational."""
    exact = _exact_root(square)
    if exact is not None:
        return exact
    shift = _GRID * max(1, square.denominator)
    return Fraction(isqrt(int(square * shift * shift)), shift)


def _exact_root(square: Fraction) -> Fraction | None:
    top, bottom = isqrt(square.numerator), isqrt(square.denominator)
    if top * top == square.numerator and bottom * bottom == square.denominator:
        return Fraction(top, bottom)
    return None


def _on_curve(curve: Curve) -> list[float]:
    """Halve the length of the curve, measured by chords of two sizes and extrapolated."""
    from scipy.optimize import brentq

    start, end = float(curve.start), float(curve.end)
    if _length(curve, start, end, _CHORDS) <= 0:  # one point is best for both
        return [curve.floats(end).x, curve.floats(start).y]
    found = []
    for chords in (_CHORDS, 2 * _CHORDS):

        def ahead(share: float, chords: int = chords) -> float:
            t = start + share * (end - start)
            return _length(curve, start, t, chords) - _length(curve, t, end, chords)

        share = brentq(ahead, 1e-9, 1 - 1e-9, xtol=1e-14)
        found.append(curve.floats(start + share * (end - start)))
    for first, second, gain in zip(found[0][:2], found[1][:2], curve.gains, strict=True):
        if abs(first - second) > _AGREE * float(gain):
            raise SolverError(
                "the integral along the frontier did not settle: is the curve jagged? Give its "
                "corners with from_points instead"
            )
    return [found[1].x, found[1].y]


def _length(curve: Curve, start: float, end: float, chords: int) -> float:
    """Return ∫ √(−dx dy) between two parameter values."""
    nodes = np.linspace(0, 1, 2 * chords + 1)
    for _ in range(2):  # so dense at the ends that slopes may be steep there
        nodes = (1 - np.cos(np.pi * nodes)) / 2
    places = [curve.floats(start + float(a) * (end - start)) for a in nodes]
    x, y = (np.array([place[i] for place in places]) for i in (0, 1))
    fine, coarse = (
        float(np.sqrt(np.maximum(-np.diff(x[::k]) * np.diff(y[::k]), 0)).sum()) for k in (1, 2)
    )
    return (4 * fine - coarse) / 3
