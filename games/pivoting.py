"""Pivoting in Python integers: a tableau whose entries share one denominator.

The tableau says basic = right − T·nonbasic. After each pivot the true entries are integers divided
by the last pivot (Edmonds 1967), which are minors of the first table: no fractions, no gcds. Ties
for the leaving variable are broken lexicographically by the columns of the variables that were
basic at the start (Dantzig, Orden and Wolfe 1955), so no basis comes twice.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Generic, TypeVar

import numpy as np

from lilliput.games.arithmetic import Array

__all__ = ["Tableau"]

Variable = TypeVar("Variable")


class Tableau(Generic[Variable]):
    """A tableau of Python integers, changed by its pivots.

    Parameters
    ----------
    table
        Rows of integers, the right-hand side last; an object array, which is copied.
    basis, outside
        The variable of each row and of each column.

    Examples
    --------
    Maximise z₁ + z₂ subject to 2z₁ + z₂ ≤ 1 and z₁ + 3z₂ ≤ 1: both constraints bind.

    >>> tableau = Tableau([[2, 1, 1], [1, 3, 1]], ["s1", "s2"], ["z1", "z2"])
    >>> tableau.enter("z1"), tableau.enter("z2")
    ('s1', 's2')
    >>> tableau.values()
    {'z1': Fraction(2, 5), 'z2': Fraction(1, 5)}
    """

    def __init__(
        self,
        table: Array | Sequence[Sequence[int]],
        basis: Sequence[Variable],
        outside: Sequence[Variable],
    ) -> None:
        self.table = np.array(table, dtype=object)
        self.scale = 1
        self.basis = list(basis)
        self.outside = list(outside)
        self._start = list(basis)

    def enter(self, variable: Variable) -> Variable | None:
        """Let a variable enter; return the one that leaves, None if the ray is unbounded."""
        column = self.outside.index(variable)
        row = self.leaving(column)
        if row is None:
            return None
        leaves = self.basis[row]
        self.exchange(row, column)
        return leaves

    def leaving(self, column: int) -> int | None:
        """Return the row of the lexicographically smallest ratio; None if no entry is positive."""
        steps = self.table[:, column]
        rows = [i for i, step in enumerate(steps) if step > 0]
        if not rows:
            return None
        rows = _least(rows, self.table[:, -1], steps)
        for variable in self._start:
            if len(rows) == 1:
                break
            if variable in self.outside:
                rows = _least(rows, self.table[:, self.outside.index(variable)], steps)
            else:  # a unit column, positive in its own row alone
                own = self.basis.index(variable)
                rows = [i for i in rows if i != own]
        return rows[0]

    def exchange(self, row: int, column: int) -> None:
        """Exchange the variables of a row and a column; the pivot may have either sign."""
        table, pivot = self.table, self.table[row, column]
        line, factors = table[row].copy(), table[:, column].copy()
        changed = table * pivot - factors[:, None] * line[None, :]
        if self.scale != 1:
            changed //= self.scale
        changed[row] = line
        changed[:, column] = -factors
        changed[row, column] = self.scale
        if pivot < 0:
            changed, pivot = -changed, -pivot
        self.table, self.scale = changed, pivot
        self.basis[row], self.outside[column] = self.outside[column], self.basis[row]

    def values(self) -> dict[Variable, Fraction]:
        """Return the basic variables with their values."""
        return {
            variable: Fraction(int(value), int(self.scale))
            for variable, value in zip(self.basis, self.table[:, -1], strict=True)
        }

    def copy(self) -> "Tableau[Variable]":
        """Return a tableau that pivots on its own."""
        twin = Tableau(self.table, self.basis, self.outside)
        twin.scale, twin._start = self.scale, list(self._start)
        return twin


def _least(rows: list[int], values: Array, steps: Array) -> list[int]:
    """Return the rows whose ratio value/step is least, by cross-multiplication."""
    kept = [rows[0]]
    for i in rows[1:]:
        gap = values[i] * steps[kept[0]] - values[kept[0]] * steps[i]
        if gap < 0:
            kept = [i]
        elif gap == 0:
            kept.append(i)
    return kept
