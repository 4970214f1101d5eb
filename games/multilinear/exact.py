"""Roots of a support's equations in rational arithmetic: solved where linear, else recognised.

Everything is decided on integer payoffs; a profile is one list of Fractions a player.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any, Literal, final

import numpy as np

from lilliput.games.arithmetic import Array, object_array, over_one_denominator
from lilliput.games.multilinear.cube import feasible_interval

__all__ = [
    "Mixes",
    "Refined",
    "Support",
    "decide_near",
    "deviations",
    "judge",
    "linear_root",
    "refined_root",
    "segment_on",
]

Mixes = list[list[Fraction]]
Support = tuple[tuple[int, ...], ...]
Verdict = Literal["strict", "weak", "no", "open"]


def deviations(payoffs: Sequence[Array], mixes: Mixes) -> tuple[list[list[int]], list[int]]:
    """Return each player's payoffs by strategy as integers, and their denominator."""
    weights, commons = [], []
    for mix in mixes:
        numerators, common = over_one_denominator(mix)
        weights.append(object_array(numerators))
        commons.append(common)
    result = []
    for i, table in enumerate(payoffs):
        rest = table
        for j in reversed(range(len(mixes))):
            if j != i:
                rest = np.moveaxis(rest, j, -1) @ weights[j]
        result.append(list(rest))
    whole = prod(commons)
    return result, [whole // common for common in commons]


def judge(payoffs: Sequence[Array], mixes: Mixes) -> Verdict:
    """Decide whether a profile is an equilibrium; strict: unplayed strategies are worse.

    Examples
    --------
    >>> pennies = [[[1, -1], [-1, 1]], [[-1, 1], [1, -1]]]
    >>> judge([np.array(table, dtype=object) for table in pennies], [[Fraction(1, 2)] * 2] * 2)
    'strict'
    """
    if any(x < 0 for mix in mixes for x in mix):
        return "no"
    strict = True
    for mix, options in zip(mixes, deviations(payoffs, mixes)[0], strict=True):
        top = max(options)
        for x, value in zip(mix, options, strict=True):
            if x and value != top:
                return "no"
            strict &= bool(x) or value != top
    return "strict" if strict else "weak"


def linear_root(payoffs: Sequence[Array], support: Support) -> tuple[Mixes, int] | None:
    """Return the one root on a support with two mixing players, and its index.

    Each of the two makes the other indifferent, which is a linear system. The index is that of a
    regular equilibrium, the sign of the determinant of minus the derivatives of the gains.

    Parameters
    ----------
    payoffs
        In integers.
    support
        Strategies played.

    Returns
    -------
    tuple or None
        None if a system is singular. The weights may be negative.
    """
    mixing = [i for i, own in enumerate(support) if len(own) > 1]
    mixes = [
        [Fraction(int(k == own[0])) for k in range(size)]
        for own, size in zip(support, payoffs[0].shape, strict=True)
    ]
    index = -1 if len(support[mixing[0]]) % 2 == 0 else 1
    for i, j in (mixing, mixing[::-1]):
        if len(support[i]) != len(support[j]):
            return None
        place: list[Any] = [own[0] for own in support]
        place[i], place[j] = list(support[i]), list(support[j])
        weights = _equaliser(_block(payoffs[i], place, i, j))
        total = sum(weights)
        if total == 0:
            return None
        index *= 1 if total > 0 else -1
        for k, weight in zip(support[j], weights, strict=True):
            mixes[j][k] = Fraction(weight, total)
    return mixes, index


def _block(table: Array, place: list[Any], own: int, other: int) -> list[list[int]]:
    """Return a player's payoffs, rows its strategies, columns those of the other who mixes."""
    rows = []
    for s in place[own]:
        row = []
        for t in place[other]:
            cell = [s if k == own else t if k == other else p for k, p in enumerate(place)]
            row.append(table[tuple(cell)])
        rows.append(row)
    return rows


def _equaliser(rows: list[list[int]]) -> list[int]:
    """Return weights of the columns that make all rows equal: the signed maximal minors.

    They sum to the determinant of the differences from the first row and the first column. All are
    0 if the weights are not determined. Fraction-free elimination (Bareiss).
    """
    size = len(rows)
    work = [[a - b for a, b in zip(row, rows[0], strict=True)] for row in rows[1:]]
    columns = list(range(size))
    last, sign = 1, 1
    for k in range(size - 1):
        pivot = next(
            ((i, c) for c in range(k, size) for i in range(k, size - 1) if work[i][columns[c]]),
            None,
        )
        if pivot is None:
            return [0] * size
        row, column = pivot
        work[k], work[row] = work[row], work[k]
        columns[k], columns[column] = columns[column], columns[k]
        sign *= (-1 if row != k else 1) * (-1 if column != k else 1)
        own = work[k][columns[k]]
        for i in range(size - 1):
            if i != k:
                factor = work[i][columns[k]]
                work[i] = [
                    (own * a - factor * b) // last for a, b in zip(work[i], work[k], strict=True)
                ]
        last = own
    # The order of the columns, the last one moved to the front, is an even permutation or not.
    sign *= 1 if size % 2 else -1
    weights = [0] * size
    weights[columns[-1]] = sign * last
    for k in range(size - 1):
        weights[columns[k]] = -sign * work[k][columns[-1]]
    return weights


def segment_on(payoffs: Sequence[Array], support: Support) -> tuple[Mixes, Mixes] | None:
    """Return the ends of the equilibria in which one player mixes two strategies.

    The ends may put weight on one of the two only, and may coincide.
    """
    own = next(i for i, strategies in enumerate(support) if len(strategies) > 1)
    ends = []
    for chosen in support[own]:
        ends.append(
            [
                [Fraction(int(k == (chosen if i == own else strategies[0]))) for k in range(size)]
                for i, (strategies, size) in enumerate(zip(support, payoffs[0].shape, strict=True))
            ]
        )
    left, right = (deviations(payoffs, mixes)[0] for mixes in ends)
    if any(left[own][support[own][0]] < value for value in left[own]):
        return None
    if left[own][support[own][0]] != left[own][support[own][1]]:
        return None
    lines = []
    for i, strategies in enumerate(support):
        if i != own:
            played = strategies[0]
            for k in range(len(left[i])):
                lines.append((left[i][played] - left[i][k], right[i][played] - right[i][k]))
    part = feasible_interval(lines)
    if part is None:
        return None
    result = []
    for x in part:
        mixes = [list(mix) for mix in ends[0]]
        mixes[own][support[own][0]], mixes[own][support[own][1]] = 1 - x, x
        result.append(mixes)
    return result[0], result[1]


def _equal_on(payoffs: Sequence[Array], support: Support, mixes: Mixes) -> bool:
    options, _ = deviations(payoffs, mixes)
    return all(len({values[k] for k in own}) == 1 for own, values in zip(support, options))  # noqa: B905


@final
@dataclass(frozen=True)
class Refined:
    """A root to many digits.

    Parameters
    ----------
    mixes
        The root itself or a profile near it.
    exact
        Whether it is the root.
    off
        A bound on the error of each coordinate.
    """

    mixes: Mixes
    exact: bool
    off: Fraction


def refined_root(
    payoffs: Sequence[Array],
    support: Support,
    near: Sequence[Sequence[float]],
    off: float,
    *,
    bits: int,
) -> Refined | None:
    """Return a certified root to many digits, or itself where it is rational with fewer.

    Newton's method with the inverse C of the derivatives in floats gains some ten digits a step.
    If |I − CJ| ≤ 1/2 for the derivatives J between the point and the root, then the point is at
    most 2|CF| away from the root.

    Parameters
    ----------
    payoffs
        In integers.
    support
        Strategies played; more than one player mixes.
    near
        A point that is `off` or less from the root.
    off
        That bound.
    bits
        Accuracy at which it ends.

    Returns
    -------
    Refined or None
        None where the derivatives are too nearly singular for that bound.
    """
    unknowns = [(i, k) for i, own in enumerate(support) for k in own[1:]]
    scales = [max(1, *(abs(x) for x in table.flat)) for table in payoffs]
    inverse = _inverse_slopes(payoffs, support, near, scales, unknowns)
    if inverse is None:
        return None
    size = len(unknowns)
    slack = size * size * 2.0 ** len(support) * (off + 1e-14)
    if not max(sum(map(abs, row)) for row in inverse) * slack < 0.25:
        return None
    factors = [[Fraction(entry) for entry in row] for row in inverse]
    mixes = [[Fraction(x) for x in mix] for mix in near]
    tried = 64
    for _ in range(bits):
        _complete(support, mixes)
        value = _residuals(payoffs, support, mixes, scales, unknowns)
        step = [
            sum((c * f for c, f in zip(row, value, strict=True)), Fraction(0)) for row in factors
        ]
        error = 2 * max(abs(x) for x in step)
        if error == 0:
            return Refined(mixes, True, Fraction(0))
        reached = error.denominator.bit_length() - error.numerator.bit_length() - 1
        if reached >= tried:
            guess = _guess(support, mixes, reached)
            if _equal_on(payoffs, support, guess):
                return Refined(guess, True, Fraction(0))
            tried = 2 * reached
        if reached >= bits:
            return Refined(mixes, False, error * size)
        unit = 1 << (reached + 80)
        for (i, k), change in zip(unknowns, step, strict=True):
            mixes[i][k] = Fraction(round((mixes[i][k] - change) * unit), unit)
    return None


def decide_near(
    payoffs: Sequence[Array], support: Support, mixes: Mixes, off: Fraction
) -> bool | None:
    """Decide whether a root near a profile is an equilibrium; None where it is too close to call.

    Parameters
    ----------
    payoffs
        In integers.
    support
        On which the root makes all payoffs equal.
    mixes, off
        A profile, and a bound on how far each coordinate of the root is from it.
    """
    certain = True
    reach = off * 2 * sum(len(mix) for mix in mixes)
    for own, mix, values, unit, table in zip(
        support, mixes, *deviations(payoffs, mixes), payoffs, strict=True
    ):
        bound = reach * max(abs(x) for x in table.flat)
        excess = [
            Fraction(value - values[own[0]], unit) for k, value in enumerate(values) if k not in own
        ]
        shortfall = [-mix[k] for k in own] if len(own) > 1 else []
        if any(x > bound for x in excess) or any(x > off for x in shortfall):
            return False
        certain &= all(x < -bound for x in excess) and all(x < -off for x in shortfall)
    return certain or None


def _complete(support: Support, mixes: Mixes) -> None:
    """Give the first strategy of each player the rest."""
    for own, mix in zip(support, mixes, strict=True):
        mix[own[0]] = 1 - sum((mix[k] for k in own[1:]), Fraction(0))


def _guess(support: Support, mixes: Mixes, bits: int) -> Mixes:
    """Return the simplest fractions that are that near."""
    most = 1 << (bits // 2 - 4)
    guess = [[x.limit_denominator(most) for x in mix] for mix in mixes]
    _complete(support, guess)
    return guess


def _residuals(
    payoffs: Sequence[Array],
    support: Support,
    mixes: Mixes,
    scales: list[int],
    unknowns: list[tuple[int, int]],
) -> list[Fraction]:
    """Return the differences of payoffs that have to be 0, in units of the scales."""
    options, units = deviations(payoffs, mixes)
    return [
        Fraction(options[i][k] - options[i][support[i][0]], scales[i] * units[i])
        for i, k in unknowns
    ]


def _inverse_slopes(
    payoffs: Sequence[Array],
    support: Support,
    near: Sequence[Sequence[float]],
    scales: list[int],
    unknowns: list[tuple[int, int]],
) -> list[list[float]] | None:
    """Return the inverse of the derivatives of the residuals at a point, in floats."""
    n = len(support)
    slopes = np.zeros((len(unknowns), len(unknowns)))
    for i in range(n):
        table = (payoffs[i] / scales[i]).astype(np.float64)
        for j in range(n):
            if i != j:
                block = table
                for m in reversed(range(n)):
                    if m not in (i, j):
                        block = np.moveaxis(block, m, -1) @ np.array(near[m], dtype=np.float64)
                block = block if i < j else block.T
                block = block - block[support[i][0]]
                block = block - block[:, [support[j][0]]]
                for r, (a, k) in enumerate(unknowns):
                    for c, (b, m) in enumerate(unknowns):
                        if (a, b) == (i, j):
                            slopes[r, c] = block[k, m]
    try:
        inverse = np.linalg.inv(slopes)
    except np.linalg.LinAlgError:
        return None
    return [[float(x) for x in row] for row in inverse] if np.isfinite(inverse).all() else None
