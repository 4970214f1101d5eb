"""Axioms of bargaining solutions, each checked at one problem with a witness when it fails.

A solution is any function from a problem to a payoff for each of its players. Axioms that compare
two problems make the second one themselves, at random, unless they are told how. Exact payoffs are
compared exactly, floats up to `tol` of the greatest gains.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Literal

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, object_array, plain
from lilliput.games.bargaining.build import optimum, rational, vector
from lilliput.games.bargaining.changes import permuted_problem, rescaled_problem, rows_of
from lilliput.games.bargaining.geometry import whole
from lilliput.games.bargaining.problem import BargainingProblem
from lilliput.games.checks import check_tolerance, index_of
from lilliput.games.findings import Finding

__all__ = [
    "Solution",
    "bargaining_anonymity",
    "bargaining_efficiency",
    "bargaining_rationality",
    "bargaining_scale_invariance",
    "bargaining_symmetry",
]

Solution = Callable[[BargainingProblem], pd.Series | Mapping[str, Any] | Sequence[Any]]


def bargaining_efficiency(
    solution: Solution,
    problem: BargainingProblem,
    *,
    sense: Literal["strong", "weak"] = "strong",
    tol: float = 1e-9,
) -> Finding:
    """Whether the solution is feasible and efficient: no payoffs are better.

    Parameters
    ----------
    solution
        A function from a problem to payoffs.
    problem
        With a polyhedron for its feasible set.
    sense
        ``"strong"``: nobody can gain unless another loses. ``"weak"``: not all can gain.
    tol
        For float payoffs: the share of the greatest gains that counts as none.

    Returns
    -------
    Finding
        With better payoffs as a witness when it fails.

    Examples
    --------
    >>> from lilliput.games.bargaining import egalitarian
    >>> problem = BargainingProblem.from_points(["A", "B"], [[4, 1], [1, 1]])
    >>> bargaining_efficiency(egalitarian, problem)
    Finding(efficient: fails; A: 4.0, B: 1.0 is better than A: 1.0, B: 1.0)
    >>> bool(bargaining_efficiency(egalitarian, problem, sense="weak"))
    True
    """
    problem.require_polyhedron("bargaining_efficiency")
    index_of(("strong", "weak"), sense, argument="sense")
    name = "efficient" if sense == "strong" else "weakly efficient"
    x, slack = payoffs_at(solution, problem, tol)
    if not problem.contains(x, tol=float(slack)):
        return Finding(name, False, f"{_text(problem, x)} is not feasible", {"payoffs": x})
    room = problem.bounds - (problem.matrix * x).sum(axis=1)
    room = object_array([max(r, Fraction(0)) for r in room])  # floats may lie a rounding above
    step = problem.matrix * problem.gains
    if sense == "weak":
        step = np.column_stack([step.sum(axis=1), step])
    found = optimum([1] + [0] * problem.n if sense == "weak" else [1] * problem.n, step, room)
    if found is None:
        return Finding(name, False, f"{_text(problem, x)} can be raised without limit")
    if found.value <= slack:
        return Finding(name, True)
    rise = found.point if sense == "strong" else found.point[0] + found.point[1:]
    better = x + rise * problem.gains
    text = f"{_text(problem, better)} is better than {_text(problem, x)}"
    return Finding(name, False, text, {"better": problem.series(better).to_dict()})


def bargaining_rationality(
    solution: Solution, problem: BargainingProblem, *, tol: float = 1e-9
) -> Finding:
    """Whether no player gets less than without an agreement.

    Parameters
    ----------
    solution
        A function from a problem to payoffs.
    problem
        With a polyhedron for its feasible set.
    tol
        For float payoffs: the share of the greatest gains that counts as none.

    Examples
    --------
    >>> problem = BargainingProblem.from_surplus(["A", "B"], 1)
    >>> bargaining_rationality(lambda problem: [2, -1], problem)
    Finding(individually rational: fails; B gets -1.0, less than 0.0)
    """
    problem.require_polyhedron("bargaining_rationality")
    x, slack = payoffs_at(solution, problem, tol)
    for i, name in enumerate(problem.players):
        if x[i] < problem.disagreement[i] - slack * problem.gains[i]:
            got, least = (one(problem, value) for value in (x[i], problem.disagreement[i]))
            text = f"{name} gets {got}, less than {least}"
            return Finding("individually rational", False, text, {"player": name, "payoff": got})
    return Finding("individually rational", True)


def bargaining_symmetry(
    solution: Solution, problem: BargainingProblem, *, tol: float = 1e-9
) -> Finding:
    """Whether players who are alike in the problem get the same.

    Two players are alike if the problem stays the same when they change places.

    Parameters
    ----------
    solution
        A function from a problem to payoffs.
    problem
        With a polyhedron for its feasible set.
    tol
        For float payoffs: the share of the greatest gains that counts as none.

    Examples
    --------
    >>> from lilliput.games.bargaining import nash_bargaining
    >>> problem = BargainingProblem.from_surplus(["A", "B"], 1)
    >>> bargaining_symmetry(lambda problem: nash_bargaining(problem, [2, 1]), problem).explanation
    'A and B are alike, but get 0.6666666666666666 and 0.3333333333333333'
    """
    problem.require_polyhedron("bargaining_symmetry")
    pairs = alike(problem)
    if not pairs:
        return Finding("symmetric", True, "no two players are alike")
    x, slack = payoffs_at(solution, problem, tol)
    for i, j in pairs:
        if abs(x[i] - x[j]) > slack * problem.gains[i]:
            names = (problem.players[i], problem.players[j])
            got = (one(problem, x[i]), one(problem, x[j]))
            text = f"{names[0]} and {names[1]} are alike, but get {got[0]} and {got[1]}"
            return Finding("symmetric", False, text, {"players": names, "payoffs": got})
    return Finding("symmetric", True)


def bargaining_anonymity(
    solution: Solution, problem: BargainingProblem, *, tol: float = 1e-9
) -> Finding:
    """Whether payoffs do not depend on the order in which the players are listed.

    Parameters
    ----------
    solution
        A function from a problem to payoffs.
    problem
        With a polyhedron for its feasible set; each neighbours change places.
    tol
        For float payoffs: the share of the greatest gains that counts as none.

    Examples
    --------
    >>> problem = BargainingProblem.from_surplus(["A", "B"], 1)
    >>> bargaining_anonymity(lambda problem: [1, 0], problem).explanation
    'A gets 1.0, but 0.0 if the players are B, A'
    """
    problem.require_polyhedron("bargaining_anonymity")
    x, slack = payoffs_at(solution, problem, tol)
    for i in range(problem.n - 1):
        names = list(problem.players)
        names[i], names[i + 1] = names[i + 1], names[i]
        other = permuted_problem(problem, names)
        y, more = payoffs_at(solution, other, tol)
        again = [y[names.index(name)] for name in problem.players]
        where = f"if the players are {', '.join(names)}"
        found = compared("anonymous", problem, x, again, max(slack, more), where)
        if not found:
            return found
    return Finding("anonymous", True)


def bargaining_scale_invariance(
    solution: Solution,
    problem: BargainingProblem,
    *,
    scale: Any = None,
    shift: Any = None,
    rng: np.random.Generator | int | None = 0,
    tol: float = 1e-9,
) -> Finding:
    """Whether the solution follows positive affine changes of each player's utility.

    F(a S + b, a d + b) = a F(S, d) + b, with a > 0 and b a number for each player.

    Parameters
    ----------
    solution
        A function from a problem to payoffs.
    problem
        With a polyhedron for its feasible set.
    scale, shift
        The change, a number a player by name or in order; at random by default.
    rng
        The source of random changes.
    tol
        For float payoffs: the share of the greatest gains that counts as none.

    Examples
    --------
    >>> from lilliput.games.bargaining import egalitarian, nash_bargaining
    >>> problem = BargainingProblem.from_points(["A", "B"], [[0, 1], [1, 1], [2, 0]])
    >>> bool(bargaining_scale_invariance(nash_bargaining, problem, scale=[3, 1]))
    True
    >>> bargaining_scale_invariance(egalitarian, problem, scale=[3, 1], shift=0).explanation
    'A gets 3.0, but 1.0 in the scale 3 x + 0'
    """
    problem.require_polyhedron("bargaining_scale_invariance")
    random = np.random.default_rng(rng)
    if scale is None:
        scale = [Fraction(int(k), 4) for k in random.integers(1, 17, problem.n)]
    if shift is None:
        shift = [Fraction(int(k), 2) for k in random.integers(-6, 7, problem.n)]
    a = rational(vector(scale, problem.players, "scale"), "scale")
    b = rational(vector(shift, problem.players, "shift"), "shift")
    x, slack = payoffs_at(solution, problem, tol)
    other = rescaled_problem(problem, a, b)
    y, more = payoffs_at(solution, other, tol)
    for i, name in enumerate(problem.players):
        expected = a[i] * x[i] + b[i]
        if abs(y[i] - expected) > max(slack, more) * other.gains[i]:
            text = (
                f"{name} gets {one(problem, expected)}, but {one(problem, y[i])} in the scale "
                f"{a[i]} x + {b[i]}"
            )
            witness = {"player": name, "scale": tuple(a), "shift": tuple(b)}
            return Finding("scale invariant", False, text, witness)
    return Finding("scale invariant", True)


def payoffs_at(
    solution: Solution, problem: BargainingProblem, tol: float
) -> tuple[Array, Fraction]:
    """Return what a solution gives, in Fractions, and the difference of shares that is none."""
    check_tolerance(tol)
    given = solution(problem)
    x = vector(given, problem.players, "solution(problem)")
    exact = rational(x, "solution(problem)")
    return exact, Fraction(0) if x.dtype == object else Fraction(repr(float(tol)))


def compared(
    axiom: str,
    problem: BargainingProblem,
    x: Sequence[Any] | Array,
    y: Sequence[Any] | Array,
    slack: Fraction,
    where: str,
) -> Finding:
    """Return whether payoffs are the same in two problems, with the first player whose differ."""
    for name, first, second, gain in zip(problem.players, x, y, problem.gains, strict=True):
        if abs(first - second) > slack * gain:
            got = (one(problem, first), one(problem, second))
            text = f"{name} gets {got[0]}, but {got[1]} {where}"
            return Finding(axiom, False, text, {"player": name, "payoffs": got})
    return Finding(axiom, True)


def alike(problem: BargainingProblem) -> list[tuple[int, int]]:
    """Return the pairs of players who can change places without changing the problem."""
    d = problem.disagreement
    rows = {tuple(whole([*a, b])) for a, b in rows_of(problem.matrix, problem.bounds)}
    points = set(problem.exact_corners())
    pairs = []
    for j in range(problem.n):
        for i in range(j):
            if d[i] == d[j] and all(
                {_swapped(entry, i, j) for entry in some} == some for some in (rows, points)
            ):
                pairs.append((i, j))
    return pairs


def _swapped(row: Sequence[Any], i: int, j: int) -> tuple[Any, ...]:
    entries = list(row)
    entries[i], entries[j] = entries[j], entries[i]
    return tuple(entries)


def one(problem: BargainingProblem, value: Any) -> Any:
    """Return a payoff in the kind of the problem."""
    return float(value) if problem.kind == "float" else plain(value)


def _text(problem: BargainingProblem, x: Array) -> str:
    return ", ".join(
        f"{name}: {one(problem, value)}" for name, value in zip(problem.players, x, strict=True)
    )
