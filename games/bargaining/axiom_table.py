"""Try all axioms on several bargaining solutions, on problems that are given or drawn at random."""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from lilliput.games.bargaining import axioms, comparisons
from lilliput.games.bargaining.axioms import Solution
from lilliput.games.bargaining.nash import nash_bargaining
from lilliput.games.bargaining.perles_maschler import perles_maschler
from lilliput.games.bargaining.problem import BargainingProblem
from lilliput.games.bargaining.raiffa import raiffa
from lilliput.games.bargaining.rays import egalitarian, equal_loss, kalai_smorodinsky
from lilliput.games.bargaining.utilitarian import utilitarian
from lilliput.games.checks import check_count, check_names
from lilliput.games.errors import InvalidArgumentError, InvalidGameError, SolverError
from lilliput.games.findings import Finding

__all__ = ["bargaining_axioms", "random_bargaining_problem"]

Check = Callable[[Solution, BargainingProblem, int], Finding]

_SOLUTIONS: dict[str, Solution] = {
    "Nash": nash_bargaining,
    "Kalai–Smorodinsky": kalai_smorodinsky,
    "egalitarian": egalitarian,
    "utilitarian": utilitarian,
    "equal loss": equal_loss,
    "Raiffa": raiffa,
    "Perles–Maschler": perles_maschler,
}
_AXIOMS: dict[str, Check] = {
    "efficient": lambda f, p, seed: axioms.bargaining_efficiency(f, p),
    "weakly efficient": lambda f, p, seed: axioms.bargaining_efficiency(f, p, sense="weak"),
    "individually rational": lambda f, p, seed: axioms.bargaining_rationality(f, p),
    "symmetric": lambda f, p, seed: axioms.bargaining_symmetry(f, p),
    "anonymous": lambda f, p, seed: axioms.bargaining_anonymity(f, p),
    "scale invariant": lambda f, p, seed: axioms.bargaining_scale_invariance(f, p, rng=seed),
    "independent": lambda f, p, seed: comparisons.bargaining_independence(f, p, rng=seed),
    "monotone": lambda f, p, seed: comparisons.bargaining_monotonicity(f, p, rng=seed, trials=4),
    "strongly monotone": lambda f, p, seed: comparisons.bargaining_strong_monotonicity(
        f, p, rng=seed, trials=4
    ),
    "disagreement monotone": lambda f, p, seed: comparisons.bargaining_disagreement_monotonicity(
        f, p, rng=seed, trials=2
    ),
}
_VACUOUS = ("nothing was tried", "no two players are alike")


def bargaining_axioms(
    solutions: Mapping[str, Solution] | None = None,
    problems: Iterable[BargainingProblem] | int = 2,
    *,
    trials: int = 12,
    rng: np.random.Generator | int | None = 0,
) -> pd.DataFrame:
    """Look for problems at which bargaining solutions violate the axioms.

    Parameters
    ----------
    solutions
        Name to a function from a problem to payoffs; by default all of this package.
    problems
        The problems to try, or a number of players for random ones.
    trials
        How many random problems.
    rng
        The source of random problems and of the changes that the axioms make.

    Returns
    -------
    pandas.DataFrame
        A row for each solution and axiom: `holds` (missing where it could not be tested), `tested`
        (at how many problems) and `finding`, the first violation if there is one. That an axiom
        holds on a sample is no proof.

    See Also
    --------
    bargaining_efficiency, bargaining_independence, bargaining_monotonicity

    Examples
    --------
    >>> from lilliput.games.bargaining import kalai_smorodinsky, nash_bargaining
    >>> solutions = {"Nash": nash_bargaining, "KS": kalai_smorodinsky}
    >>> found = bargaining_axioms(solutions, 2, trials=6)
    >>> holds = found["holds"].unstack()
    >>> [(name, bool(holds.loc[name, "independent"])) for name in solutions]
    [('Nash', True), ('KS', False)]
    >>> found.loc[("Nash", "monotone"), "finding"].property
    'monotone'
    """
    chosen = _SOLUTIONS if solutions is None else dict(solutions)
    random = np.random.default_rng(rng)
    if isinstance(problems, int):
        cases = [random_bargaining_problem(problems, rng=random) for _ in range(trials)]
        cases[1::3] = [_symmetric(problem) for problem in cases[1::3]]
    else:
        cases = list(problems)
    seeds = [int(seed) for seed in random.integers(0, 2**31, len(cases))]
    rows = []
    for name, solution in chosen.items():
        for axiom, check in _AXIOMS.items():
            holds, tested, finding = _tried(solution, check, cases, seeds)
            rows.append((name, axiom, holds, tested, finding))
    frame = pd.DataFrame(rows, columns=["solution", "axiom", "holds", "tested", "finding"])
    frame["holds"] = frame["holds"].astype("boolean")
    return frame.set_index(["solution", "axiom"])


def random_bargaining_problem(
    players: Iterable[str] | int = 2,
    *,
    points: int = 5,
    rng: np.random.Generator | int | None = None,
) -> BargainingProblem:
    """Return a problem with free disposal whose feasible set is spanned by random points.

    The points have whole coordinates from 0 to 12, the disagreement point is 0, and all numbers are
    Fractions.

    Parameters
    ----------
    players
        Names, or how many (they are then A, B, …).
    points
        How many, at least 1.
    rng
        The source.

    Examples
    --------
    >>> random_bargaining_problem(2, rng=1)
    BargainingProblem(2 players: A, B; 2 half-spaces, free disposal; disagreement A: 0, B: 0)
    """
    if isinstance(players, int) and not 1 <= players <= 26:
        raise InvalidArgumentError(f"players must be names or 1 to 26, got {players}")
    check_count(points, argument="points")
    letters = [chr(65 + i) for i in range(players)] if isinstance(players, int) else players
    names = check_names(letters)
    random = np.random.default_rng(rng)
    table = random.integers(0, 13, (points, len(names)))
    table[0] = np.maximum(table[0], 1)  # someone can give all more than 0
    exact = [[Fraction(int(entry)) for entry in row] for row in table]
    return BargainingProblem.from_points(names, exact, [Fraction(0)] * len(names))


def _symmetric(problem: BargainingProblem) -> BargainingProblem:
    """Return the problem spanned by the corners in all cyclic orders and their reflections."""
    points: list[Any] = []
    for corner in problem.exact_corners():
        for shift in range(problem.n):
            turned = corner[shift:] + corner[:shift]
            points += [turned, turned[::-1]]
    return BargainingProblem.from_points(problem.players, points, list(problem.disagreement))


def _tried(
    solution: Solution, check: Check, cases: list[BargainingProblem], seeds: list[int]
) -> tuple[bool | None, int, Finding | None]:
    tested = 0
    for problem, seed in zip(cases, seeds, strict=True):
        try:
            found = check(solution, problem, seed)
        except (InvalidGameError, SolverError):  # the solution is not defined there
            continue
        if found and found.explanation in _VACUOUS:
            continue
        tested += 1
        if not found:
            return False, tested, found
    return (True if tested else None), tested, None
