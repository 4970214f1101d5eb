"""The least core by row generation: the smallest ε such that no coalition is short of more than ε.

min ε subject to x(N) = v(N) and x(S) ≥ v(S) − ε for every proper coalition S. HiGHS starts from
the singletons and their complements and is given, warm, the coalitions of largest excess until
none is left. The dual multipliers form a balanced collection. When the worths are exact, the final
basis is solved again in rationals, primal and dual, and every coalition is checked in rationals.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from lilliput.games.arithmetic import Array, kind_of, to_float
from lilliput.games.errors import SolverError
from lilliput.games.linear import solve_exactly

__all__ = ["LeastCore", "excesses", "least_core"]

_ADDED_AT_ONCE = 32
_RELATIVE_TOLERANCE = 1e-9


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
        `value` minus the lower bound that the multipliers prove; 0 when exact.
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
    """Solve the least core of a game of at least two players, in floats or exactly."""
    floats = to_float(worths, argument="worths")
    scale = float(np.abs(floats).max()) or 1.0
    programme = _Programme(floats / scale)
    while True:
        allocation, value = programme.solve()
        excess = excesses(programme.worths, allocation)[1:-1]
        worst = np.argsort(-excess, kind="stable")[:_ADDED_AT_ONCE] + 1
        new = [int(m) for m in worst if excess[m - 1] > value + _RELATIVE_TOLERANCE]
        if not [m for m in new if m not in programme.masks]:
            break
        programme.add([m for m in new if m not in programme.masks])
    if kind_of(worths) == "fraction":
        return _exact(worths, programme)
    multipliers = programme.multipliers()
    total = sum(weight for mask, weight in multipliers.items() if mask & 1)
    bound = sum(w * programme.worths[m] for m, w in multipliers.items())
    bound -= total * programme.worths[-1]
    largest = float(excess.max())
    return LeastCore(largest * scale, allocation * scale, multipliers, (largest - bound) * scale)


class _Programme:
    """The linear programme in (x, ε), kept warm in HiGHS while coalitions are added."""

    def __init__(self, worths: Array) -> None:
        import highspy

        self._highspy = highspy
        self.worths = worths
        self.n = len(worths).bit_length() - 1
        self.masks: list[int] = []
        self._highs = _silent_highs(highspy.Highs)
        self._highs.setOptionValue("primal_feasibility_tolerance", 1e-10)
        self._highs.setOptionValue("dual_feasibility_tolerance", 1e-10)
        for column in range(self.n + 1):
            self._highs.addVar(-highspy.kHighsInf, highspy.kHighsInf)
            self._highs.changeColCost(column, float(column == self.n))
        grand = 2**self.n - 1
        self._row(grand, equality=True)
        self.add(
            sorted({1 << i for i in range(self.n)} | {grand - (1 << i) for i in range(self.n)})
        )

    def add(self, masks: list[int]) -> None:
        """Add the constraints x(S) + ε ≥ v(S)."""
        for mask in masks:
            self.masks.append(mask)
            self._row(mask, equality=False)

    def solve(self) -> tuple[Array, float]:
        """Return an optimal (x, ε) for the coalitions added so far."""
        self._highs.run()
        status = self._highs.getModelStatus()
        if status != self._highspy.HighsModelStatus.kOptimal:
            name = self._highs.modelStatusToString(status)
            raise SolverError(f"the least-core programme ended with status {name!r}")
        columns = np.array(self._highs.getSolution().col_value)
        return columns[: self.n], float(columns[self.n])

    def multipliers(self) -> dict[int, float]:
        """Return the positive dual multipliers by mask."""
        duals = self._highs.getSolution().row_dual[1:]
        return {m: d for m, d in zip(self.masks, duals, strict=True) if d > _RELATIVE_TOLERANCE}

    def basis(self) -> tuple[list[int], list[int]]:
        """Return the masks of the tight rows and the basic columns."""
        basis = self._highs.getBasis()
        basic = self._highspy.HighsBasisStatus.kBasic
        rows = [2**self.n - 1, *self.masks]
        tight = [m for m, s in zip(rows, basis.row_status, strict=True) if s != basic]
        return tight, [j for j, s in enumerate(basis.col_status) if s == basic]

    def _row(self, mask: int, *, equality: bool) -> None:
        members = [i for i in range(self.n) if mask >> i & 1]
        worth = float(self.worths[mask])
        upper = worth if equality else self._highspy.kHighsInf
        columns = members if equality else [*members, self.n]
        entries = np.ones(len(columns))
        self._highs.addRow(worth, upper, len(columns), np.array(columns, dtype=np.int32), entries)


def _silent_highs(kind: Any) -> Any:
    """Return a solver that prints nothing: its own set-up of callbacks writes a banner."""
    quiet = type("QuietHighs", (kind,), {"__init__": lambda self: super(kind, self).__init__()})()
    quiet.setOptionValue("output_flag", False)
    return quiet


def _exact(worths: Array, programme: _Programme) -> LeastCore:
    """Solve the final basis in rationals and check it against every coalition."""
    tight, basic = programme.basis()
    n, grand = programme.n, len(worths) - 1

    def entry(mask: int, column: int) -> int:
        return int(mask != grand) if column == n else mask >> column & 1

    matrix = [[entry(mask, column) for column in basic] for mask in tight]
    primal = solve_exactly(matrix, [worths[mask] for mask in tight])
    dual = solve_exactly(
        [list(row) for row in zip(*matrix, strict=True)], [int(column == n) for column in basic]
    )
    if primal is None or dual is None:
        raise SolverError("the least-core basis is singular; no exact solution was certified")
    columns = [Fraction(0)] * (n + 1)
    for column, number in zip(basic, primal, strict=True):
        columns[column] = number
    multipliers = dict(zip(tight, dual, strict=True))
    priced = all(
        sum(weight * entry(mask, column) for mask, weight in multipliers.items()) == (column == n)
        for column in range(n + 1)
    )
    positive = {m: w for m, w in multipliers.items() if m != grand and w != 0}
    allocation = np.array(columns[:n], dtype=object)
    feasible = max(excesses(worths, allocation)[1:-1]) <= columns[n]
    if not (priced and feasible and min(positive.values()) > 0):
        raise SolverError(
            "the least-core basis of the floating-point solve is not optimal in "
            "rationals; no exact solution was certified"
        )
    return LeastCore(columns[n], allocation, positive, Fraction(0))
