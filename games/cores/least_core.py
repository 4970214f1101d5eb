"""The least core by row generation: the smallest ε such that no coalition is short of more than ε.

min ε subject to x(N) = v(N) and x(S) ≥ v(S) − ε for every proper coalition S: the first level of
the prenucleolus. The simplex method solves it on a pool of coalitions; a scan of the 2^n worths
adds the worst coalition of each block until none is left. The dual multipliers form a balanced
collection. The last basis is solved again in rationals, primal and dual, and every coalition is
checked exactly, also for float worths.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from lilliput.games.arithmetic import Array, kind_of, object_array
from lilliput.games.cores.nucleolus_chain import Level
from lilliput.games.cores.nucleolus_levels import first_pool, optimise_first
from lilliput.games.cores.nucleolus_pool import Pool
from lilliput.games.cores.nucleolus_problem import Problem, problem_of
from lilliput.games.cores.nucleolus_scan import Stage, contradictions
from lilliput.games.errors import SolverError

__all__ = ["LeastCore", "excesses", "least_core"]

_KEPT = 256
_ADDED_AT_ONCE = 64


@dataclass(frozen=True)
class LeastCore:
    """A least-core allocation with its certificate.

    Parameters
    ----------
    value
        ε*, the largest excess of a proper coalition at the allocation.
    allocation
        n numbers that attain it.
    multipliers
        Mask to dual multiplier λ_S > 0; Σ λ_S = 1 and Σ_{S∋i} λ_S is the same for each player.
    gap
        How far `value` may be above the lower bound that the multipliers prove, but for the
        rounding of the results to floats: always 0, because the proof is in rationals.
    """

    value: Any
    allocation: Array
    multipliers: dict[int, Any]
    gap: Any


def excesses(worths: Array, allocation: Array) -> Array:
    """Return e(S, x) = v(S) − x(S) for each coalition."""
    sums = worths[:1] * 0
    for share in allocation:
        sums = np.concatenate([sums, sums + share])
    return worths - sums


def least_core(worths: Array) -> LeastCore:
    """Solve the least core of a game of at least two players; Fractions give Fractions.

    Raises
    ------
    UnsupportedNumberError
        The worths contain symbols.
    SolverError
        No answer could be certified.
    """
    problem = problem_of(worths, "plain", bounded=False)
    x, level = _solve(problem)
    allocation = object_array([share * problem.unit for share in x])
    value, gap = level.value * problem.unit, Fraction(0)
    pairs = zip((row.mask for row in level.rows), level.multipliers, strict=True)
    if kind_of(worths) == "fraction":
        return LeastCore(value, allocation, dict(pairs), gap)
    floats = {mask: float(multiplier) for mask, multiplier in pairs}
    return LeastCore(float(value), allocation.astype(np.float64), floats, float(gap))


def _solve(problem: Problem) -> tuple[list[Fraction], Level]:
    """Solve in floats and prove in rationals, or else solve in rationals."""
    pool = first_pool(problem)
    found: list[int] = []
    try:
        optimise_first(pool)
        x, level = pool.vertex()
        found = _contradictions(pool, x, level)
        if not found:
            return x, level
    except (SolverError, np.linalg.LinAlgError):
        pass
    pool = Pool(problem, [*found, *pool.nearest(_KEPT)], exact=True)
    while True:
        pool.optimise()
        x, level = pool.vertex()
        found = _contradictions(pool, x, level)
        if not found:
            return x, level
        pool.add(found)


def _contradictions(pool: Pool, x: list[Fraction], level: Level) -> list[int]:
    """Return coalitions with an excess above the level, exactly."""
    stage = Stage(level.value, pool.chain.orthogonal())
    found = contradictions(pool.problem, x, [stage], tol=None)
    return [mask for _, _, mask in found[:_ADDED_AT_ONCE]]
