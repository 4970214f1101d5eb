"""The levels of a nucleolus, solved in floats on few coalitions and proved on all of them.

All levels are solved on a pool of coalitions; then one pass over the 2^n worths finds coalitions
that contradict a level. They join the pool, and the levels from the first contradicted one on are
solved again. What is returned has passed the same test in exact arithmetic; where floats cannot
tell the coalitions apart, the levels are solved again in Fractions.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import final

import numpy as np

from lilliput.games.cores.nucleolus_chain import Level
from lilliput.games.cores.nucleolus_pool import Pool
from lilliput.games.cores.nucleolus_problem import Problem
from lilliput.games.cores.nucleolus_scan import Stage, contradictions, worst_coalitions
from lilliput.games.errors import InvalidGameError, SolverError

__all__ = ["Levels", "first_pool", "optimise_first", "solve_levels"]

_ALL_UP_TO = 10
_ADDED_AT_ONCE = 1024
_ADDED_AT_ONCE_EXACTLY = 64
_KEPT = 256
_PASSES = 400


@final
@dataclass(frozen=True)
class Levels:
    """An allocation with the levels that prove it, in the units of the problem.

    Parameters
    ----------
    x
        The allocation.
    levels
        By falling value; each settles more coalitions, and together they determine x.
    method
        How it was found.
    """

    x: list[Fraction]
    levels: list[Level]
    method: str


def solve_levels(problem: Problem) -> Levels:
    """Return the nucleolus of a problem of at least two players with its proof.

    Raises
    ------
    SolverError
        No answer could be certified.
    """
    pool = first_pool(problem)
    found: list[int] = []
    try:
        found = _solve_in_floats(pool)
        x = pool.chain.solution()
        if not found and problem.is_feasible(x):
            return Levels(x, pool.levels, "simplex in floats, proof in rationals")
    except (SolverError, np.linalg.LinAlgError):
        pass
    return _solve_in_rationals(problem, pool, found)


def first_pool(problem: Problem) -> Pool:
    """Return a pool in floats: all coalitions of a small game, the most valuable of a large one."""
    if problem.n <= _ALL_UP_TO:
        return Pool(problem, range(1, 2**problem.n - 1), exact=False)
    return Pool(problem, [int(np.argmax(problem.floats[:-1]))], exact=False)


def optimise_first(pool: Pool) -> None:
    """Solve the first level, adding the worst coalitions of each pass over all of them."""
    pool.optimise()
    while pool.problem.n > _ALL_UP_TO:
        x, t = pool.point[:-1], float(pool.point[-1])
        excess, masks = worst_coalitions(pool.problem, x, t, pool.chain.orthogonal())
        masks = masks[excess > pool.tol]
        if not pool.add(masks[:_ADDED_AT_ONCE]):
            return
        pool.optimise()


def _solve_in_floats(pool: Pool) -> list[int]:
    """Solve the levels, and return the coalitions that contradict them by too little for floats."""
    optimise_first(pool)
    short = pool.problem.rationals is None
    for _ in range(_PASSES):
        _settle_all(pool)
        found = _contradictions(pool, exact=short)
        clear = [(level, mask) for level, excess, mask in found if excess > pool.tol]
        if clear and pool.add([mask for _, mask in clear[:_ADDED_AT_ONCE]]):
            pool.back_to(clear[0][0])
            continue
        if not short:  # long fractions: compare exactly, one by one, only at the end
            found = _contradictions(pool, exact=True)
        return [mask for _, _, mask in found]
    raise SolverError(f"the nucleolus is not reached in {_PASSES} passes over the coalitions")


def _settle_all(pool: Pool) -> None:
    while pool.chain.rank < pool.problem.n:
        if pool.problem.excess == "proportional" and not pool.open_excesses():
            _widen(pool)
        pool.optimise()
        pool.settle()


def _widen(pool: Pool) -> None:
    """Find a coalition of positive worth outside the settled span."""
    x = np.array([float(share) for share in pool.point[:-1]])
    lowest = float(pool.problem.lowest(list(x)))
    _, masks = worst_coalitions(pool.problem, x, lowest, pool.chain.orthogonal())
    if not pool.add(masks[:_ADDED_AT_ONCE]):
        raise InvalidGameError(
            "the proportional nucleolus is one point only if the coalitions of positive worth "
            "tell the players apart; in this game they leave "
            f"{pool.problem.n - pool.chain.rank} degrees of freedom"
        )


def _contradictions(pool: Pool, *, exact: bool) -> list[tuple[int, float, int]]:
    """Return (level, excess above it, mask) of the coalitions that contradict the levels."""
    stages: list[Stage] = []
    first: list[int] = []
    for k, level in enumerate(pool.levels):
        if not stages or level.value != stages[-1].value:
            stages.append(Stage(level.value, pool.before(k).orthogonal()))
            first.append(k)
    found = contradictions(
        pool.problem, pool.chain.solution(), stages, tol=None if exact else pool.tol
    )
    return [(first[stage], excess, mask) for stage, excess, mask in found]


def _solve_in_rationals(problem: Problem, floats: Pool, masks: list[int]) -> Levels:
    """Solve all levels in Fractions, starting from the coalitions that mattered in floats."""
    pool = Pool(problem, [*masks[:_ADDED_AT_ONCE_EXACTLY], *floats.nearest(_KEPT)], exact=True)
    for _ in range(_PASSES):
        _settle_all(pool)
        found = _contradictions(pool, exact=True)
        if not found and problem.is_feasible(pool.chain.solution()):
            return Levels(pool.chain.solution(), pool.levels, "simplex in rationals")
        pool.add([mask for _, _, mask in found[:_ADDED_AT_ONCE_EXACTLY]])
        pool.back_to(found[0][0])
    raise SolverError(f"the nucleolus is not reached in {_PASSES} exact passes over the coalitions")
