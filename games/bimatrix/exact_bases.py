"""Feasible bases of {x ≥ 0, C x ≤ 1} in integers, for what floats cannot decide.

As in `kernels.extreme_search`, the right-hand side is perturbed to 1 + (ε, ε², …). The dictionary
is kept as integers over a common positive denominator, the determinant of the basis; pivoting
divides without remainder (Bareiss 1968).
"""

from typing import Literal

import numpy as np

from lilliput.games.arithmetic import Array
from lilliput.games.bimatrix.polytopes import positions

__all__ = ["Standing", "check_basis", "search_exactly"]

Standing = Literal["feasible", "border", "infeasible", "singular"]


def check_basis(rows: Array, mask: int) -> tuple[Standing, int]:
    """Return how a basis stands, and the bitmask of all variables that are 0 there.

    Parameters
    ----------
    rows
        C, Python integers.
    mask
        The nonbasic variables; bit v < d is x_v, bit d + r the slack of constraint r.

    Returns
    -------
    standing : str
        ``"feasible"``: lexicographically; ``"border"``: feasible, but not lexicographically;
        ``"infeasible"``; ``"singular"``: not a basis at all.
    tight : int
        `mask` and the basic variables that are 0.
    """
    from flint import fmpz_mat

    count, d = rows.shape
    inside, tight = positions(~mask, d), positions(mask >> d, count)
    k = len(inside)
    if k == 0 and not tight:
        return "feasible", mask
    if len(tight) != k:
        return "singular", mask
    matrix = fmpz_mat(k, k, rows[np.ix_(tight, inside)].ravel().tolist())
    if matrix.det() == 0:
        return "singular", mask
    inverse = matrix.inv()
    series = [
        (v, sum(line), line) for v, line in zip(inside, inverse.tolist(), strict=True)
    ]  # each basic variable, its value, and the coefficients of ε, ε², …
    loose = sorted(set(range(count)) - set(tight))
    if loose:
        others = fmpz_mat(len(loose), k, rows[np.ix_(loose, inside)].ravel().tolist())
        for r, line in zip(loose, (others * inverse).tolist(), strict=True):
            before = [-entry for s, entry in zip(tight, line, strict=True) if s < r]
            series.append((d + r, 1 - sum(line), [*before, 1]))
    if any(value < 0 for _, value, _ in series):
        return "infeasible", mask
    zeros = [(v, coefficients) for v, value, coefficients in series if value == 0]
    border = any(next(c for c in coefficients if c != 0) < 0 for _, coefficients in zeros)
    return "border" if border else "feasible", mask | sum(1 << v for v, _ in zeros)


def search_exactly(rows: Array, limit: int) -> tuple[list[int], list[int]] | None:
    """Return every lexicographically feasible basis and its zeros, or None if more than `limit`.

    Parameters
    ----------
    rows
        C, Python integers.
    limit
        The most bases to be found.

    Returns
    -------
    bases, tight : list of int
        Bitmasks of the nonbasic variables, and of all variables that are 0.
    """
    state = _Dictionary(rows)
    found = {state.mask: state.mask}
    path: list[tuple[int, int, int]] = []
    column = 0
    while True:
        if column == state.d:
            if not path:
                return list(found), list(found.values())
            row, column, _ = path.pop()
            state.pivot(row, column)
            column += 1
            continue
        row = state.leaving(column)
        after = state.mask ^ (1 << state.basic[row]) ^ (1 << state.free[column])
        if after in found:
            column += 1
            continue
        if len(found) == limit:
            return None
        state.pivot(row, column)
        found[after] = after | sum(
            1 << state.basic[p] for p in range(len(rows)) if not state.table[p, -1]
        )
        path.append((row, column, 0))
        column = 0


class _Dictionary:
    """x_basic = (b − T x_free) / den, with b the last column of the table."""

    def __init__(self, rows: Array) -> None:
        count, self.d = rows.shape
        self.table = np.empty((count, self.d + 1), dtype=object)
        self.table[:, :-1], self.table[:, -1] = rows, 1
        self.basic = list(range(self.d, self.d + count))
        self.free = list(range(self.d))
        self.den = 1
        self.mask = (1 << self.d) - 1

    def pivot(self, row: int, column: int) -> None:
        """Exchange a basic and a nonbasic variable; doing so twice changes nothing."""
        table, den = self.table, self.den
        line, factors, pivot = table[row].copy(), table[:, column].copy(), table[row, column]
        table *= pivot
        table -= np.multiply.outer(factors, line)
        if den != 1:
            table //= den
        table[row], table[:, column] = line, -factors
        table[row, column] = den
        self.den = pivot
        self.mask ^= (1 << self.basic[row]) ^ (1 << self.free[column])
        self.basic[row], self.free[column] = self.free[column], self.basic[row]

    def leaving(self, column: int) -> int:
        """Return the row that leaves when a column enters: the lexicographic ratio test."""
        entries, right = self.table[:, column], self.table[:, -1]
        tied: list[int] = []
        for p, entry in enumerate(entries):
            if entry > 0:
                side = right[p] * entries[tied[0]] - right[tied[0]] * entry if tied else -1
                tied = [p] if side < 0 else [*tied, p] if side == 0 else tied
        r = 0
        while len(tied) > 1:
            values = [self._coefficient(p, self.d + r) for p in tied]
            best = 0
            for k in range(1, len(tied)):
                if values[k] * entries[tied[best]] < values[best] * entries[tied[k]]:
                    best = k
            tied = [
                p
                for p, value in zip(tied, values, strict=True)
                if value * entries[tied[best]] == values[best] * entries[p]
            ]
            r += 1
        return tied[0]

    def _coefficient(self, row: int, variable: int) -> int:
        if variable in self.free:
            return int(self.table[row, self.free.index(variable)])
        return int(self.den) if self.basic[row] == variable else 0
