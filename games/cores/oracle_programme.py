"""The linear programme of one level over coalitions that arrive one by one, kept warm in HiGHS."""

import numpy as np

from lilliput.games.arithmetic import Array
from lilliput.games.cores.nucleolus_problem import Row
from lilliput.games.errors import SolverError
from lilliput.games.highs import silent_highs

__all__ = ["Programme"]

_POSITIVE = 1e-7
_FEASIBILITY = 1e-10


class Programme:
    """min t subject to x(S) + w t ≥ b for each row, x(S) = c for the settled ones, |x_i| ≤ box.

    Amounts are divided by `scale`, so that the solver's tolerances mean the same for every game;
    `box` is a multiple of it.
    """

    def __init__(
        self, equations: list[tuple[list[int], float]], rows: list[Row], *, scale: float, box: float
    ) -> None:
        import highspy

        self._highspy = highspy
        self._n = len(equations[0][0])
        self.rows: list[Row] = []
        self.scale = scale
        self._equations = len(equations)
        self._highs = silent_highs()
        self._highs.setOptionValue("primal_feasibility_tolerance", _FEASIBILITY)
        self._highs.setOptionValue("dual_feasibility_tolerance", _FEASIBILITY)
        for _ in range(self._n):
            self._highs.addVar(-box, box)
        self._highs.addVar(-2 * self._n * box, 2 * self._n * box)
        self._highs.changeColCost(self._n, 1.0)
        for coefficients, right in equations:
            columns = np.flatnonzero(coefficients).astype(np.int32)
            entries = np.array(coefficients, dtype=np.float64)[columns]
            level = right / scale
            self._highs.addRow(level, level, len(columns), columns, entries)
        self.add(rows)

    def add(self, rows: list[Row]) -> None:
        """Add rows to the programme."""
        for row in rows:
            members = [i for i in range(self._n) if row.mask >> i & 1]
            columns = members if row.is_bound else [*members, self._n]
            entries = np.ones(len(columns))
            if not row.is_bound:
                entries[-1] = float(row.weight)
            lower, upper = float(row.right) / self.scale, self._highspy.kHighsInf
            self._highs.addRow(
                lower, upper, len(columns), np.array(columns, dtype=np.int32), entries
            )
            self.rows.append(row)

    def solve(self) -> tuple[Array, float]:
        """Return an optimal (x, t)."""
        self._highs.run()
        status = self._highs.getModelStatus()
        if status != self._highspy.HighsModelStatus.kOptimal:
            name = self._highs.modelStatusToString(status)
            raise SolverError(f"the programme of a level ended with status {name!r}")
        columns = np.array(self._highs.getSolution().col_value)
        return columns[:-1] * self.scale, float(columns[-1]) * self.scale

    def box_holds(self) -> bool:
        """Whether the optimum rests on the bounds of x or t, which the game does not have."""
        reduced = np.array(self._highs.getSolution().col_dual)
        return bool(np.abs(reduced).max() > _POSITIVE)

    def tight(self) -> list[tuple[Row, float]]:
        """Return the rows with positive multipliers, and these."""
        duals = self._highs.getSolution().row_dual[self._equations :]
        return [(row, d) for row, d in zip(self.rows, duals, strict=True) if d > _POSITIVE]
