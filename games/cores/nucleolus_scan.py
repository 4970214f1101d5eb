"""Scans for coalitions that contradict a level: in floats while solving, exactly at the end.

With levels t_1 ≥ t_2 ≥ … an allocation is right as far as level k if every coalition with an
excess above t_k lies in the span of those settled before level k. One pass over the worths tests
all levels. In the exact test, floats with a proved error bound decide all coalitions but those near
a level; these are decided in integers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any, final

import numpy as np

from lilliput.games.arithmetic import Array
from lilliput.games.cores.nucleolus_problem import Problem
from lilliput.games.errors import SolverError

__all__ = ["Stage", "contradictions", "null_tables", "worst_coalitions"]

_LOW_BITS = 11
_MOST_UNSURE = 2**16
_LARGEST = 2**62
_PRIME = 2**61 - 1


@final
@dataclass(frozen=True)
class Stage:
    """A value that excesses must not exceed outside the span that `orthogonal` stands for."""

    value: Fraction
    orthogonal: list[list[int]]


def worst_coalitions(
    problem: Problem, x: Array, value: float, orthogonal: list[list[int]]
) -> tuple[Array, Array]:
    """Return the unsettled coalition of largest excess above `value` in each block of coalitions.

    Returns
    -------
    excesses, masks : ndarray
        By falling excess (times its weight).
    """
    from lilliput.games.kernels.excess import worst_by_block

    a, b, c = _float_shape(problem, value)
    low, high = _half_tables(np.asarray(x, dtype=np.float64) + b)
    null_low, null_high = null_tables([orthogonal], problem.n)
    found = np.zeros(len(high))
    masks = np.zeros(len(high), dtype=np.int64)
    positive = problem.excess == "proportional"
    worst_by_block(problem.floats, a, low, high + c, null_low, null_high, positive, found, masks)
    order = np.argsort(-found, kind="stable")
    order = order[: np.count_nonzero(found)]
    return found[order], masks[order]


def contradictions(
    problem: Problem, x: Sequence[Any], stages: list[Stage], *, tol: float | None
) -> list[tuple[int, float, int]]:
    """Return (stage, excess above it, mask) of coalitions that contradict a stage, worst first.

    Parameters
    ----------
    problem
        The game.
    x
        The allocation, Fractions in the units of the problem.
    stages
        With falling values.
    tol
        Excess above a value that is not counted; None decides exactly.

    Raises
    ------
    SolverError
        Too many coalitions tie to within rounding while their worths do not fit 64 bits.
    """
    from lilliput.games.kernels.excess import above_levels

    shapes = [problem.shape(stage.value) for stage in stages]
    factor = np.array([float(a) for a, _, _ in shapes])
    tables = [
        _half_tables(np.array([float(share + b) for share in x], dtype=np.float64))
        for _, b, _ in shapes
    ]
    low = np.array([table[0] for table in tables])
    high = np.array([t[1] + float(c) for t, (_, _, c) in zip(tables, shapes, strict=True)])
    null_low, null_high = null_tables([stage.orthogonal for stage in stages], problem.n)
    ends = np.cumsum([0, *(len(stage.orthogonal) for stage in stages)]).astype(np.int64)
    if tol is None:
        doubt = sure = _rounding(problem, x, shapes)
        unit, whole, whole_low, whole_high = _whole_tables(problem, x, stages, shapes, doubt)
    else:
        sure, doubt = tol, -tol
        unit, whole, whole_low, whole_high = _no_whole_tables()
    blocks = high.shape[1]
    level = np.empty(blocks, dtype=np.int64)
    value = np.empty(blocks)
    mask = np.zeros(blocks, dtype=np.int64)
    unsure = np.empty(_MOST_UNSURE, dtype=np.int64)
    count = above_levels(
        problem.floats, factor, low, high, sure, doubt, whole, whole_low, whole_high, unit,
        null_low, null_high, ends, problem.excess == "proportional", level, value, mask, unsure,
    )  # fmt: skip
    if count > len(unsure):
        raise SolverError(
            f"{count} coalitions tie to within rounding, and their worths are too long for exact "
            f"comparison in 64 bits; at most {len(unsure)} are compared one by one"
        )
    found = [(int(level[b]), float(value[b]), int(mask[b])) for b in np.flatnonzero(level >= 0)]
    found += _decide(problem, x, stages, shapes, unsure[:count])
    return sorted(found, key=lambda item: (item[0], -item[1]))


def _half_tables(vector: Array) -> tuple[Array, Array]:
    """Return the sums over subsets of the first players and over subsets of the others."""
    from lilliput.games.kernels.excess_simplex import half_sums

    bits = min(_LOW_BITS, (len(vector) + 1) // 2)
    low = np.empty(1 << bits, dtype=vector.dtype)
    high = np.empty(1 << (len(vector) - bits), dtype=vector.dtype)
    half_sums(vector[:bits], low)
    half_sums(vector[bits:], high)
    return low, high


def null_tables(bases: list[list[list[int]]], n: int) -> tuple[Array, Array]:
    """Return the half-tables of the sums of integer vectors, one row a vector.

    Vectors orthogonal to settled coalitions hold minors of 0-1 matrices, which 64 bits hold for any
    game that has a table. Sums of longer vectors are taken modulo a prime: 0 stays 0.
    """
    vectors = [vector for basis in bases for vector in basis]
    bits = min(_LOW_BITS, (n + 1) // 2)
    low = np.zeros((len(vectors), 1 << bits), dtype=np.int64)
    high = np.zeros((len(vectors), 1 << (n - bits)), dtype=np.int64)
    for k, vector in enumerate(vectors):
        if sum(map(abs, vector)) < _LARGEST:
            low[k], high[k] = _half_tables(np.array(vector, dtype=np.int64))
        else:
            residues = np.array([entry % _PRIME for entry in vector], dtype=object)
            low[k] = _subset_sums(residues[:bits]) % _PRIME
            high[k] = -(-_subset_sums(residues[bits:]) % _PRIME)
    return low, high


def _subset_sums(vector: Array) -> Array:
    """Return the sums of Python integers over all subsets, by bitmask."""
    sums = np.zeros(1, dtype=object)
    for entry in vector:
        sums = np.concatenate([sums, sums + entry])
    return sums


def _float_shape(problem: Problem, value: float) -> tuple[float, float, float]:
    a, b, c = problem.shape(Fraction(value))
    return float(a), float(b), float(c)


def _rounding(problem: Problem, x: Sequence[Any], shapes: list[Any]) -> float:
    """Bound the rounding error of a v(S) − y(S) − c: n + 4 operations, each relative 2^-53."""
    largest = problem.scale
    bound = max(
        abs(a) * Fraction(largest) + sum(abs(share + b) for share in x) + abs(c)
        for a, b, c in shapes
    )
    return float(bound) * (problem.n + 6) * 2.0**-51


def _no_whole_tables() -> tuple[float, Array, Array, Array]:
    empty = np.zeros((1, 1), dtype=np.int64)
    return 0.0, empty[0], empty, empty


def _whole_tables(
    problem: Problem, x: Sequence[Any], stages: list[Stage], shapes: list[Any], doubt: float
) -> tuple[float, Array, Array, Array]:
    """Return the half-tables in integers modulo 2^64, with all numbers over one denominator."""
    if problem.rationals is not None:
        return _no_whole_tables()
    grand = len(problem.floats) - 1
    unit = max(
        problem.worth(grand).denominator,
        *(_power_of_two(share) for share in x),
        *(_power_of_two(stage.value) for stage in stages),
    )
    common = lcm(
        *(a.denominator for a, _, _ in shapes),
        *(((share + b) * unit).denominator for _, b, _ in shapes for share in x),
        *((c * unit).denominator for _, _, c in shapes),
    )
    finest = _finest_unit(problem, Fraction(doubt) * common)
    if unit > finest:
        return _no_whole_tables()
    unit = finest
    multiple = unit * common
    tables = [
        _half_tables(np.array([_wrapped(int((s + b) * multiple)) for s in x], dtype=np.int64))
        for _, b, _ in shapes
    ]
    constants = [np.int64(_wrapped(int(c * multiple))) for _, _, c in shapes]
    factors = np.array([_wrapped(int(a * common)) for a, _, _ in shapes], dtype=np.int64)
    low = np.array([t[0] for t in tables])
    high = np.array([t[1] + c for t, c in zip(tables, constants, strict=True)])
    return float(unit), factors, low, high


def _finest_unit(problem: Problem, doubt: Fraction) -> int:
    """Return the largest power of two that keeps worths, and what is in doubt, in 64 bits; or 0."""
    most = min(_LARGEST / Fraction(problem.scale), _LARGEST / (4 * max(doubt, Fraction(1, 2**999))))
    return 1 << (int(most).bit_length() - 1) if most >= 1 else 0


def _power_of_two(number: Fraction) -> int:
    """Return the largest power of two that divides the denominator."""
    return number.denominator & -number.denominator


def _wrapped(number: int) -> int:
    return (number + 2**63) % 2**64 - 2**63


def _decide(
    problem: Problem, x: Sequence[Any], stages: list[Stage], shapes: list[Any], masks: Array
) -> list[tuple[int, float, int]]:
    """Test coalitions one by one in rationals."""
    found = []
    for mask in map(int, masks):
        members = [i for i in range(problem.n) if mask >> i & 1]
        worth, share = problem.worth(mask), sum((x[i] for i in members), Fraction(0))
        for k, (stage, (a, b, c)) in enumerate(zip(stages, shapes, strict=True)):
            above = a * worth - share - b * len(members) - c
            if above > 0:
                if any(sum(vector[i] for i in members) for vector in stage.orthogonal):
                    found.append((k, float(above), mask))
                break
    return found
