"""Axioms that compare a bargaining problem with a smaller, a larger or another one."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import numpy as np

from lilliput.games.arithmetic import Array, object_array
from lilliput.games.bargaining.axioms import Solution, compared, one, payoffs_at
from lilliput.games.bargaining.build import optimum
from lilliput.games.bargaining.changes import (
    cut,
    enlarged_problem,
    restricted_problem,
    with_disagreement,
)
from lilliput.games.bargaining.problem import BargainingProblem
from lilliput.games.checks import check_tolerance, index_of
from lilliput.games.errors import InvalidArgumentError, InvalidGameError
from lilliput.games.findings import Finding

__all__ = [
    "bargaining_disagreement_monotonicity",
    "bargaining_independence",
    "bargaining_monotonicity",
    "bargaining_strong_monotonicity",
]

Change = tuple[str, BargainingProblem]


def bargaining_independence(
    solution: Solution,
    problem: BargainingProblem,
    *,
    A: Any = None,
    b: Any = None,
    rng: np.random.Generator | int | None = 0,
    trials: int = 8,
    tol: float = 1e-9,
) -> Finding:
    """Whether the solution is independent of irrelevant alternatives.

    If T ⊂ S with the same disagreement point still holds F(S, d), then F(T, d) = F(S, d).

    Parameters
    ----------
    solution
        A function from a problem to payoffs.
    problem
        With a polyhedron for its feasible set.
    A, b
        Half-spaces A x ≤ b that make T; at random around the solution by default.
    rng
        The source of random half-spaces.
    trials
        How many.
    tol
        For float payoffs: the share of the greatest gains that counts as none.

    Returns
    -------
    Finding
        The witness when it fails holds both payoffs and the smaller problem.

    References
    ----------
    Nash, J. F. (1950). The bargaining problem. Econometrica 18:155–162. doi:10.2307/1907266

    Examples
    --------
    >>> from lilliput.games.bargaining import kalai_smorodinsky
    >>> problem = BargainingProblem.from_surplus(["A", "B"], 1)
    >>> found = bargaining_independence(kalai_smorodinsky, problem, A=[[0, 2]], b=[1])
    >>> found.explanation
    'A gets 0.5, but 0.6666666666666666 without payoffs that were not chosen'
    """
    problem.require_polyhedron("bargaining_independence")
    x, slack = payoffs_at(solution, problem, tol)
    if A is not None:
        changes = iter([("", restricted_problem(problem, A, b))])
    else:
        changes = _cuts(problem, x, np.random.default_rng(rng), trials)
    tried = 0
    for _, smaller in changes:
        if not smaller.contains(x, tol=float(slack)):
            continue
        tried += 1
        y, more = payoffs_at(solution, smaller, tol)
        where = "without payoffs that were not chosen"
        found = compared("independent", problem, x, y, max(slack, more), where)
        if not found:
            witness = {**found.witness, "problem": smaller}
            return Finding(found.property, False, found.explanation, witness)
    return Finding("independent", True, _tried(tried, "smaller problem"))


def bargaining_monotonicity(
    solution: Solution,
    problem: BargainingProblem,
    *,
    player: str | None = None,
    points: Any = None,
    rng: np.random.Generator | int | None = 0,
    trials: int = 8,
    tol: float = 1e-9,
) -> Finding:
    """Whether a player never loses by more possibilities that leave the others' ideals as they are.

    If S ⊂ T with the same disagreement point, and no player but i can have more in T at best, then
    F_i(T, d) ≥ F_i(S, d).

    Parameters
    ----------
    solution
        A function from a problem to payoffs.
    problem
        With a polyhedron for its feasible set.
    player
        i, when `points` are given.
    points
        What T has in addition, with mixtures; at random for each player by default.
    rng
        The source of random points.
    trials
        How many for each player.
    tol
        For float payoffs: the share of the greatest gains that counts as none.

    References
    ----------
    Kalai, E. and Smorodinsky, M. (1975). Other solutions to Nash's bargaining problem.
    Econometrica 43:513–518. doi:10.2307/1914280

    Examples
    --------
    >>> from lilliput.games.bargaining import nash_bargaining
    >>> problem = BargainingProblem.from_points(["A", "B"], [[0, 4], [3, 3], [4, 0]])
    >>> found = bargaining_monotonicity(nash_bargaining, problem, player="B", points=[[4, 2.8]])
    >>> found.explanation
    'B gets 3.0, but 2.8 with more possibilities'
    """
    problem.require_polyhedron("bargaining_monotonicity")
    if points is not None:
        i = index_of(problem.players, player, argument="player")
        larger = enlarged_problem(problem, points)
        _check_ideals(problem, i, larger)
        pairs = iter([(i, larger)])
    else:
        pairs = _growth(problem, np.random.default_rng(rng), trials)
    return _never_loses(solution, problem, pairs, "monotone", "with more possibilities", tol)


def bargaining_strong_monotonicity(
    solution: Solution,
    problem: BargainingProblem,
    *,
    points: Any = None,
    rng: np.random.Generator | int | None = 0,
    trials: int = 8,
    tol: float = 1e-9,
) -> Finding:
    """Whether nobody ever loses by more possibilities: S ⊂ T implies F(S, d) ≤ F(T, d).

    Parameters
    ----------
    solution
        A function from a problem to payoffs.
    problem
        With a polyhedron for its feasible set.
    points
        What T has in addition, with mixtures; at random by default.
    rng
        The source of random points.
    trials
        How many.
    tol
        For float payoffs: the share of the greatest gains that counts as none.

    References
    ----------
    Kalai, E. (1977). Proportional solutions to bargaining situations: interpersonal utility
    comparisons. Econometrica 45:1623–1630. doi:10.2307/1913954

    Examples
    --------
    >>> from lilliput.games.bargaining import kalai_smorodinsky
    >>> problem = BargainingProblem.from_points(["A", "B"], [[1, 1]])
    >>> found = bargaining_strong_monotonicity(kalai_smorodinsky, problem, points=[[4, 0]])
    >>> found.explanation
    'B gets 1.0, but 0.5714285714285714 with more possibilities'
    """
    problem.require_polyhedron("bargaining_strong_monotonicity")
    if points is not None:
        larger = iter([enlarged_problem(problem, points)])
    else:
        larger = _larger(problem, np.random.default_rng(rng), trials)
    pairs = ((i, other) for other in larger for i in range(problem.n))
    name = "strongly monotone"
    return _never_loses(solution, problem, pairs, name, "with more possibilities", tol)


def bargaining_disagreement_monotonicity(
    solution: Solution,
    problem: BargainingProblem,
    *,
    rng: np.random.Generator | int | None = 0,
    trials: int = 4,
    tol: float = 1e-9,
) -> Finding:
    """Whether a player never loses by having more without an agreement.

    If d' is d except that d'_i > d_i, then F_i(S, d') ≥ F_i(S, d).

    Parameters
    ----------
    solution
        A function from a problem to payoffs.
    problem
        With a polyhedron for its feasible set.
    rng
        The source of random changes.
    trials
        How many for each player.
    tol
        For float payoffs: the share of the greatest gains that counts as none.

    References
    ----------
    Thomson, W. (1987). Monotonicity of bargaining solutions with respect to the disagreement point.
    Journal of Economic Theory 42:50–58.

    Examples
    --------
    >>> from lilliput.games.bargaining import nash_bargaining
    >>> problem = BargainingProblem.from_points(["A", "B"], [[0, 4], [3, 3], [4, 0]])
    >>> bool(bargaining_disagreement_monotonicity(nash_bargaining, problem))
    True
    """
    problem.require_polyhedron("bargaining_disagreement_monotonicity")
    random = np.random.default_rng(rng)
    pairs = _threats(problem, random, trials)
    name, where = "disagreement monotone", "with more at disagreement"
    return _never_loses(solution, problem, pairs, name, where, tol)


def _never_loses(
    solution: Solution,
    problem: BargainingProblem,
    pairs: Iterator[tuple[int, BargainingProblem]],
    name: str,
    where: str,
    tol: float,
) -> Finding:
    check_tolerance(tol)
    x, slack = payoffs_at(solution, problem, tol)
    tried, last, y = 0, None, x
    more = slack
    for i, other in pairs:
        if other is not last:
            (y, more), last, tried = payoffs_at(solution, other, tol), other, tried + 1
        if y[i] < x[i] - max(slack, more) * problem.gains[i]:
            player = problem.players[i]
            before, after = (one(problem, v[i]) for v in (x, y))
            text = f"{player} gets {before}, but {after} {where}"
            return Finding(name, False, text, {"player": player, "problem": other})
    return Finding(name, True, _tried(tried, "other problem"))


def _cuts(
    problem: BargainingProblem, x: Array, random: np.random.Generator, trials: int
) -> Iterator[Change]:
    """Yield problems without some payoffs, but with the solution."""
    shares = [Fraction(0), Fraction(1, 4), Fraction(1, 2)]
    for k in range(trials):
        row = [Fraction(int(j == k % problem.n)) for j in range(problem.n)]
        if k >= problem.n:
            slopes = random.integers(0, 4, problem.n)
            row = [int(e) / gain for e, gain in zip(slopes, problem.gains, strict=True)]
        found = optimum(row, problem.matrix, problem.slack)
        assert found is not None  # the problem is bounded
        level = sum((a * b for a, b in zip(row, x, strict=True)), Fraction(0))
        least = sum((a * b for a, b in zip(row, problem.disagreement, strict=True)), Fraction(0))
        share = shares[int(random.integers(len(shares)))]
        bound = level + share * (found.value + least - level)
        smaller = _or_none(cut, problem, row, bound)
        if smaller is not None and any(row):
            yield "", smaller


def _growth(
    problem: BargainingProblem, random: np.random.Generator, trials: int
) -> Iterator[tuple[int, BargainingProblem]]:
    """Yield players with a larger problem in which the others' ideals are the same."""
    for _ in range(trials):
        for i in range(problem.n):
            eighths = random.integers(0, 11, problem.n)
            shares = [min(Fraction(int(e), 8), Fraction(1)) for e in eighths]
            shares[i] = Fraction(int(random.integers(2, 13)), 8)
            for other in _with_point(problem, shares):
                if not _raised(problem, i, other):
                    yield i, other


def _larger(
    problem: BargainingProblem, random: np.random.Generator, trials: int
) -> Iterator[BargainingProblem]:
    for _ in range(trials):
        shares = [Fraction(int(e), 4) for e in random.integers(0, 9, problem.n)]
        yield from _with_point(problem, shares)


def _with_point(problem: BargainingProblem, shares: list[Fraction]) -> Iterator[BargainingProblem]:
    point = problem.disagreement + object_array(shares) * problem.gains
    if not problem.contains(point):
        larger = _or_none(enlarged_problem, problem, [point.tolist()])
        if larger is not None:
            yield larger


def _threats(
    problem: BargainingProblem, random: np.random.Generator, trials: int
) -> Iterator[tuple[int, BargainingProblem]]:
    for _ in range(trials):
        for i in range(problem.n):
            point = problem.disagreement.copy()
            point[i] += Fraction(int(random.integers(1, 8)), 8) * problem.gains[i]
            other = _or_none(with_disagreement, problem, point)
            if other is not None:
                yield i, other


def _or_none(make: Callable[..., BargainingProblem], *arguments: Any) -> BargainingProblem | None:
    """Return a problem, or None if the change leaves none, e.g. nothing to gain."""
    try:
        return make(*arguments)
    except InvalidGameError:
        return None


def _raised(problem: BargainingProblem, i: int, larger: BargainingProblem) -> list[int]:
    """Return the players but i whose ideal is higher in the larger problem."""
    return [j for j in range(problem.n) if j != i and larger.gains[j] > problem.gains[j]]


def _check_ideals(problem: BargainingProblem, i: int, larger: BargainingProblem) -> None:
    for j in _raised(problem, i, larger):
        best = problem.disagreement[j] + problem.gains[j]
        raise InvalidArgumentError(
            f"points must not raise the ideal of {problem.players[j]} above {best}, or the axiom "
            f"says nothing about {problem.players[i]}; bargaining_strong_monotonicity allows it"
        )


def _tried(number: int, what: str) -> str:
    return f"in {number} {what}{'s' if number != 1 else ''}" if number else "nothing was tried"
