"""The linear programmes of a nucleolus, level after level, over a pool of coalitions.

One state serves floats (compiled) and Fractions (the same functions, not compiled, no tolerance).
When a level is optimal the rows with positive multipliers are settled; the next level starts from
the same basis with one of them replaced by a lower bound of t that lies below any optimum.
"""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import numpy as np

from lilliput.games.arithmetic import Array
from lilliput.games.cores.nucleolus_chain import Chain, Level, start_chain
from lilliput.games.cores.nucleolus_problem import Problem, Row
from lilliput.games.cores.nucleolus_scan import null_tables
from lilliput.games.errors import InvalidGameError, SolverError

__all__ = ["Pool"]

_EQUALITY, _FLOOR = -1, -2
_TOLERANCE = 1e-10
_PIVOT = 1e-9
_TIE = 1e-11
_POSITIVE = 1e-7
_MOST_PIVOTS = 5000
_ROUNDS = 100


class Pool:
    """The rows, the basis and the settled chain, in floats or in Fractions."""

    def __init__(self, problem: Problem, masks: Iterable[int], *, exact: bool) -> None:
        from lilliput.games.kernels import excess_simplex

        self._do = excess_simplex.uncompiled() if exact else excess_simplex
        self.problem = problem
        self.exact = exact
        self.tol = 0.0 if exact else _TOLERANCE * problem.scale
        self.known: set[int] = set()
        self.masks = np.zeros(0, dtype=np.int64)
        self.right = self._array(0)
        self.weights = self._array(0)
        self.alive = np.zeros(0, dtype=bool)
        self.chain = start_chain(problem.n, problem.worth(2**problem.n - 1))
        self.levels: list[Level] = []
        self.floor = self._number(0)
        self.settled: dict[int, tuple[int, Fraction]] = {}
        self._saved: list[Any] = []
        if problem.bounded:
            self._append([problem.bound(i) for i in range(problem.n)])
        singles = [1 << i for i in range(problem.n)]
        self.add(singles)
        self.add([2**problem.n - 1 - mask for mask in singles])
        self.add(masks)
        self._start()

    def _array(self, *shape: int) -> Array:
        if not self.exact:
            return np.zeros(shape)
        return np.full(shape, Fraction(0), dtype=object)

    def _number(self, value: Any) -> Any:
        return Fraction(value) if self.exact else float(value)

    def add(self, masks: Iterable[int]) -> int:
        """Add the rows of coalitions that are not in the pool yet, and return how many."""
        wanted = dict.fromkeys(int(m) for m in masks if int(m) not in self.known)
        fresh = self.problem.counts(wanted)
        self.known.update(fresh)
        if self.exact or self.problem.rationals is not None:
            self._append([self.problem.row(mask) for mask in fresh])
        else:
            self._append_floats(np.array(fresh, dtype=np.int64))
        return len(fresh)

    def _append(self, rows: list[Row]) -> None:
        self._extend(
            np.array([row.mask for row in rows], dtype=np.int64),
            [self._number(row.right) for row in rows],
            [self._number(row.weight) for row in rows],
        )

    def _append_floats(self, masks: Array) -> None:
        worths = self.problem.floats[masks]
        weights: Array = np.ones(len(masks))
        if self.problem.excess == "per-capita":
            weights = np.bitwise_count(masks).astype(np.float64)
        elif self.problem.excess == "proportional":
            weights = worths / self.problem.scale
        self._extend(masks, worths, weights)

    def _extend(self, masks: Array, right: Any, weights: Any) -> None:
        self.masks = np.concatenate([self.masks, masks])
        self.right = np.concatenate([self.right, np.array(right, dtype=self.right.dtype)])
        self.weights = np.concatenate([self.weights, np.array(weights, dtype=self.right.dtype)])
        self.alive = np.concatenate([self.alive, np.ones(len(masks), dtype=bool)])

    def _start(self) -> None:
        """Make the first basis: one whose multipliers balance."""
        n = self.problem.n
        self.inverse, self.order = self._array(n + 1, n + 1), self._array(n + 1, n + 1)
        for i in range(n + 1):
            self.inverse[i, i] = self._number(1)
        if self.problem.excess == "proportional":
            self._start_from_bounds()
        else:
            self.basis = np.full(n + 1, _EQUALITY, dtype=np.int64)
            first = n if self.problem.bounded else 0
            for i in range(n):
                self._enter(i, 1 << i, self.weights[first + i], first + i)
            self._close(n)
        self._set_point()

    def _start_from_bounds(self) -> None:
        n = self.problem.n
        counted = np.flatnonzero(self.weights > 0)
        if not len(counted):
            raise InvalidGameError(
                "a proportional nucleolus needs a proper coalition of positive worth, got none"
            )
        row = int(counted[0])
        mask = int(self.masks[row])
        self.basis = np.arange(n + 1, dtype=np.int64)
        self._enter(n, mask, self.weights[row], row)
        member = (mask & -mask).bit_length() - 1
        self._close(member)

    def _close(self, position: int) -> None:
        """Let x(N) = v(N) enter the basis."""
        grand = 2**self.problem.n - 1
        self._enter(position, grand, self._number(0), _EQUALITY)
        self.settled[position] = (grand, self.problem.worth(grand))

    def _enter(self, position: int, mask: int, weight: Any, row: int) -> None:
        prices = self._array(self.problem.n + 1)
        self._do.row_prices(self.inverse, mask, weight, prices)
        self._do.replace_row(self.inverse, self.order, prices, position)
        self.basis[position] = row

    def _set_point(self) -> None:
        """Compute (x, t) from the right-hand sides of the basis, and reset the order of ties."""
        n = self.problem.n
        right = self._array(n + 1)
        for j, row in enumerate(self.basis):
            if row == _EQUALITY:
                right[j] = self._number(self.settled[j][1])
            else:
                right[j] = self.floor if row == _FLOOR else self.right[row]
        self.point = self.inverse @ right
        self.order = self._array(n + 1, n + 1)
        for i in range(n + 1):
            self.order[i, i] = self._number(1)

    def _refresh(self) -> None:
        """Invert the basis anew, so that the rounding errors of many pivots do not add up."""
        if self.exact:
            return
        n = self.problem.n
        matrix = np.zeros((n + 1, n + 1))
        bits = np.arange(n)
        for j, row in enumerate(self.basis):
            if row == _FLOOR:
                matrix[j, n] = 1.0
            else:
                mask = self.settled[j][0] if row == _EQUALITY else self.masks[row]
                matrix[j, :n] = mask >> bits & 1
                matrix[j, n] = 0.0 if row == _EQUALITY else self.weights[row]
        self.inverse = np.linalg.inv(matrix)

    def optimise(self) -> None:
        """Solve the present level over the pool.

        Raises
        ------
        SolverError
            The pivots do not end, or the rows contradict one another.
        """
        n = self.problem.n
        bits = (n + 1) // 2
        low, high, prices = self._array(1 << bits), self._array(1 << (n - bits)), self._array(n + 1)
        zero = self._number(0)
        tol = (zero, zero, zero) if self.exact else (self.tol, _PIVOT, _TIE)
        for _ in range(_ROUNDS):
            pivots = self._do.simplex(
                self.inverse, self.order, self.basis, self.point, self.masks, self.right,
                self.weights, self.alive, low, high, prices, *tol, _MOST_PIVOTS,
            )  # fmt: skip
            if pivots < 0:
                what = "no feasible point" if pivots == -1 else "no optimum in reach"
                raise SolverError(f"the linear programme of a nucleolus level has {what}")
            if pivots:
                self._refresh()
            elif self._floor_holds():
                self.floor -= self._number(16 * self.problem.scale)
            else:
                return
            self._set_point()
        raise SolverError("the linear programme of a nucleolus level does not settle")

    def _floor_holds(self) -> bool:
        """Whether the lower bound of t is what keeps t up."""
        floors = np.flatnonzero(self.basis == _FLOOR)
        return any(self.inverse[self.problem.n, j] > _POSITIVE for j in floors)

    def settle(self) -> None:
        """Settle the rows with positive multipliers at the optimum, and prepare the next level.

        Raises
        ------
        NotBalancedError
            In rationals, the multipliers are not what they seem in floats.
        """
        tight = self._tight()
        rows = [self._row(self.basis[j]) for j in tight]
        chain, level = self.chain.settle(rows)
        self._saved.append((self.chain, self.inverse.copy(), self.basis.copy(), dict(self.settled)))
        self.levels.append(level)
        self.chain = chain
        multipliers = self.inverse[self.problem.n]
        leaving = max(tight, key=lambda j: multipliers[j])
        self._do.replace_row(self.inverse, self.order, multipliers.copy(), leaving)
        self.basis[leaving] = _FLOOR
        for j, row in zip(tight, rows, strict=True):
            if j != leaving:
                self.settled[j] = (row.mask, row.right - row.weight * level.value)
                self._enter(j, row.mask, self._number(0), _EQUALITY)
        self.floor = self._number(level.value) - self._number(4 * self.problem.scale)
        self._refresh()
        self._bury()
        self._set_point()

    def vertex(self) -> tuple[list[Fraction], Level]:
        """Return the present level's optimum in rationals: the allocation of the basis, and t.

        Raises
        ------
        NotBalancedError
            In rationals, the multipliers are not what they seem in floats.
        """
        tight = self._tight()
        chain, level = self.chain.settle([self._row(self.basis[j]) for j in tight])
        for j in set(np.flatnonzero(self.basis >= 0)) - set(tight):
            row = self._row(self.basis[j])
            chain = chain.add(row.mask, row.right - row.weight * level.value)
        return chain.solution(), level

    def _tight(self) -> list[int]:
        """Return the positions in the basis with positive multipliers."""
        multipliers = self.inverse[self.problem.n]
        least = 0 if self.exact else _POSITIVE
        rows = [int(j) for j in np.flatnonzero(self.basis >= 0)]
        return [j for j in rows if multipliers[j] > least]

    def back_to(self, level: int) -> None:
        """Return to the optimum of a level, before it was settled."""
        self.chain, self.inverse, self.basis, self.settled = self._saved[level]
        del self._saved[level:], self.levels[level:]
        self._bury()
        self._set_point()

    def before(self, level: int) -> Chain:
        """Return what was settled before a level."""
        return self._saved[level][0]

    def open_excesses(self) -> bool:
        """Whether the pool holds an unsettled coalition."""
        return bool(np.any(self.alive & (self.weights > 0)))

    def nearest(self, count: int) -> list[int]:
        """Return the coalitions of the pool that matter most: settled ones and large excesses."""
        settled = [row.mask for level in self.levels for row in level.rows]
        x = np.array([float(share) for share in self.point[:-1]])
        members = self.masks[:, None] >> np.arange(self.problem.n) & 1
        excess = self.right.astype(np.float64) - members @ x
        order = np.argsort(-excess, kind="stable")[:count]
        return [*settled, *(int(mask) for mask in self.masks[order])]

    def _row(self, row: int) -> Row:
        if self.problem.bounded and row < self.problem.n:
            return self.problem.bound(int(row))
        return self.problem.row(int(self.masks[row]))

    def _bury(self) -> None:
        """Mark the rows in the settled span, which no longer constrain anything."""
        from lilliput.games.kernels.excess import outside_span

        low, high = null_tables([self.chain.orthogonal()], self.problem.n)
        outside_span(self.masks, low, high, self.alive)
