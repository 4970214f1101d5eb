"""Lexicographic minimisation of excesses, exactly: the simplex of `kernels.simplex` in Fractions.

For exact answers, and for the games that floats cannot certify. Where steps have length 0 for long,
Bland's rule sees to it that every level ends.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from random import Random

import numpy as np

from lilliput.games.arithmetic import Array, object_array, over_one_denominator
from lilliput.games.errors import SolverError

__all__ = ["exact_levels", "signed_sums"]

_SETTLED, _COALITION, _FLOOR, _FREE = range(4)
_IDLE_STEPS = 3
_IDLE_STEPS_TO_BLAND = 1_000
_MOST_STEPS = 100_000
_INT64 = 2**61


def exact_levels(
    worths: Array,
    start: Sequence[Fraction],
    *,
    floors: Sequence[Fraction] | None = None,
    base: int = 2,
    levels: int | None = None,
) -> tuple[list[Fraction], list[Fraction]]:
    """Minimise the largest excess, then the next, …, exactly.

    Parameters
    ----------
    worths
        base**n Fractions (or integers), n ≥ 1: of the coalitions for base 2, of the signed
        coalitions z ∈ {−1, 0, 1}^n for base 3, with digit i of the index for player i.
    start
        An efficient allocation at or above the floors.
    floors
        The least that each player accepts; None for no limit.
    base
        2 or 3.
    levels
        How many levels to solve; None for all.

    Returns
    -------
    allocation : list of n Fractions
    epsilons : list of Fractions
        The excess at which each level is settled, not increasing.
    """
    programme = _Programme(worths, start, floors, base)
    epsilons: list[Fraction] = []
    while any(programme.is_open):
        programme.descend()
        epsilons.append(programme.point[-1])
        if len(epsilons) == levels:
            break
        programme.settle()
    return programme.point[:-1], epsilons


def signed_sums(weights: Sequence[int], base: int, *, offset: int = 0) -> Array:
    """Return weights·z + offset for every z in {0, 1}^n (base 2) or {−1, 0, 1}^n (base 3).

    The integers are int64 where that cannot overflow, Python integers otherwise.

    Examples
    --------
    >>> signed_sums([1, 10], 2).tolist(), signed_sums([1, 10], 3).tolist()
    ([0, 1, 10, 11], [-11, -10, -9, -1, 0, 1, 9, 10, 11])
    """
    small = sum(abs(weight) for weight in weights) + abs(offset) < _INT64
    table = np.full(1, offset, dtype=np.int64 if small else object)
    for weight in weights:
        shifts = [0, weight] if base == 2 else [-weight, 0, weight]
        table = np.concatenate([table + shift for shift in shifts])
    return table


class _Programme:
    """A feasible point (x, ε), n+1 rows tight at it, and the inverse of these rows."""

    def __init__(
        self,
        worths: Array,
        start: Sequence[Fraction],
        floors: Sequence[Fraction] | None,
        base: int,
    ) -> None:
        self.n, self.base, self.floors = len(start), base, floors
        fractions = [Fraction(worth) for worth in worths]
        whole, self.unit = over_one_denominator(fractions)
        self.scaled = object_array(whole)
        self.largest = max(1, *map(abs, self.scaled))
        self.m, n = len(worths), self.n
        self.is_open = np.ones(self.m, dtype=bool)
        self.is_open[[0, self.m - 1, (self.m - 1) // 2 if base == 3 else 0]] = False
        self.point = [Fraction(share) for share in start] + [Fraction(0)]
        slacks, unit = self._slacks()
        worst = min(np.flatnonzero(self.is_open), key=lambda s: slacks[s], default=None)
        if worst is None:
            return
        self.point[n] = Fraction(-int(slacks[worst]), unit)
        self.kind = [_SETTLED] + [_FREE] * (n - 1) + [_COALITION]
        self.order = [*range(-n, 0), int(worst)]
        last = self._row(int(worst))
        self.inverse = [[Fraction(int(i == j)) for j in range(n + 1)] for i in range(n + 1)]
        self.inverse[0] = [Fraction(1), *[Fraction(-1)] * (n - 1), Fraction(0)]
        for j in range(n):
            self.inverse[n][j] = Fraction(last[0] - last[j] if j else -last[0])

    def descend(self) -> None:
        """Step from vertex to vertex until no edge lowers ε."""
        idle = 0
        draw = Random(0)
        for _ in range(_MOST_STEPS):
            bland = idle > _IDLE_STEPS_TO_BLAND
            j = self._leaving_row(bland=bland)
            if j is None:
                return
            sign = -1 if self.kind[j] == _FREE and self.inverse[-1][j] > 0 else 1
            edge = [sign * line[j] for line in self.inverse]
            stop, length = self._blocking(edge, draw if idle > _IDLE_STEPS and not bland else None)
            self.point = [z + length * d for z, d in zip(self.point, edge, strict=True)]
            floor = stop >= self.m
            self._replace_row(j, self._floor_row(stop) if floor else self._row(stop))
            self.kind[j], self.order[j] = (_FLOOR if floor else _COALITION), stop
            idle = 0 if length else idle + 1
        raise SolverError(f"no optimum after {_MOST_STEPS} steps")

    def settle(self) -> None:
        """Turn the rows with λ > 0 into equalities, all but one, and close their span."""
        rows, multipliers = range(self.n + 1), self.inverse[-1]
        tight = [j for j in rows if self.kind[j] == _COALITION and multipliers[j] > 0]
        kept = tight.pop()
        moved = [sum((line[j] for j in tight), Fraction(0)) for line in self.inverse]
        ratios = [multiplier / multipliers[kept] for multiplier in multipliers]
        floors = [j for j in rows if self.kind[j] == _FLOOR and multipliers[j] > 0]
        for j in tight + floors:
            self.kind[j] = _SETTLED
        self.kind[kept] = _FREE
        self.inverse = [
            [entry + move * r for entry, r in zip(line, ratios, strict=True)]
            for line, move in zip(self.inverse, moved, strict=True)
        ]
        fixed = np.ones(self.m, dtype=bool)
        for j in rows:
            if self.kind[j] != _SETTLED:
                edge, _ = over_one_denominator([line[j] for line in self.inverse[:-1]])
                fixed &= signed_sums(edge, self.base) == 0
        self.is_open &= ~fixed

    def _leaving_row(self, *, bland: bool) -> int | None:
        gains = [
            abs(multiplier) if kind == _FREE else -multiplier if kind != _SETTLED else Fraction(0)
            for kind, multiplier in zip(self.kind, self.inverse[-1], strict=True)
        ]
        down = [j for j, gain in enumerate(gains) if gain > 0]
        if bland:
            return min(down, key=lambda j: self.order[j], default=None)
        return max(down, key=lambda j: gains[j], default=None)

    def _blocking(self, edge: list[Fraction], draw: Random | None) -> tuple[int, Fraction]:
        """Return the constraint in the way (drawn from ties, or the first), and the length."""
        whole, scale = over_one_denominator(edge)
        rates = signed_sums(whole[:-1], self.base, offset=whole[-1])
        slacks, unit = self._slacks()
        candidates = np.flatnonzero(self.is_open & (rates < 0))
        ties: list[int] = []
        top, bottom = 1, 0  # the shortest length so far, as a ratio of integers
        for s, slack, rate in zip(
            candidates.tolist(),
            slacks[candidates].tolist(),
            rates[candidates].tolist(),
            strict=True,
        ):
            order = slack * bottom + rate * top
            if order < 0:
                ties, top, bottom = [s], slack, -rate
            elif order == 0:
                ties.append(s)
        if not ties:
            raise SolverError("a level of the nucleolus is unbounded")
        stop, length = draw.choice(ties) if draw else ties[0], Fraction(top * scale, bottom * unit)
        for i, floor in enumerate(self.floors or ()):
            if edge[i] < 0 and (self.point[i] - floor) / -edge[i] < length:
                stop, length = self.m + i, (self.point[i] - floor) / -edge[i]
        return stop, length

    def _replace_row(self, j: int, row: list[int]) -> None:
        columns = list(zip(*self.inverse, strict=True))
        alpha = [
            sum((a * d for a, d in zip(row, c, strict=True) if a), Fraction(0)) for c in columns
        ]
        for line in self.inverse:
            scaled = line[j] / alpha[j]
            if scaled:
                line[:] = [d - a * scaled for d, a in zip(line, alpha, strict=True)]
            line[j] = scaled

    def _slacks(self) -> tuple[Array, int]:
        """Return x(S) + ε − v(S) as integers over a common unit, and the unit."""
        whole, scale = over_one_denominator(self.point)
        unit = lcm(scale, self.unit)
        *shares, epsilon = (z * (unit // scale) for z in whole)
        factor = unit // self.unit
        small = self.largest * factor < _INT64
        worths = self.scaled.astype(np.int64 if small else object) * factor
        return signed_sums(shares, self.base, offset=epsilon) - worths, unit

    def _row(self, index: int) -> list[int]:
        shift = self.base - 2
        return [index // self.base**i % self.base - shift for i in range(self.n)] + [1]

    def _floor_row(self, index: int) -> list[int]:
        return [int(i == index - self.m) for i in range(self.n + 1)]
