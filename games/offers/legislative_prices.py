"""Exact prices of legislative bargaining, once it is known which coalitions tie.

The ties say that x = Bz for few unknowns z. Inclusion r_i = 1/δ_i − p_i(1 − c_i)/x_i then must
satisfy Bᵀr = Bᵀr⁰, where r⁰ comes from any one choice among the ties: as many equations as
unknowns. They are linear when each player's price is a multiple of one unknown; otherwise Newton's
method runs in many digits, and a rational solution is recognised.
"""

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from lilliput.games.arithmetic import Array
from lilliput.games.linear import solve_exactly
from lilliput.games.offers.legislative_problem import LegislativeProblem

__all__ = ["exact_prices"]

_GRID = 2**320
_SMALL = Fraction(1, 10**75)
_STEPS = 60
_LARGEST_DENOMINATOR = 10**24

Ties = dict[int, NDArray[np.int64]]


def exact_prices(
    problem: LegislativeProblem, ties: Ties, near: Array
) -> tuple[list[Fraction], bool] | None:
    """Return prices under which the given coalitions tie and the equations hold.

    Parameters
    ----------
    problem
        The problem.
    ties
        The rows of the coalitions that each proposer may use.
    near
        Prices in floats, close to the solution.

    Returns
    -------
    tuple or None
        Prices, and whether they solve the equations exactly (otherwise to some 70 digits); None
        where there is no solution near or it is not isolated.
    """
    basis = _price_classes(problem, ties)
    if not basis:
        return None
    system = _System(problem, ties, basis)
    if all(sum(row[i] != 0 for row in basis) == 1 for i in range(len(basis[0]))):
        levels = system.solve_linear()
        if levels is None:
            return None
        return system.prices(levels), True
    return system.solve_digits(near)


def _price_classes(problem: LegislativeProblem, ties: Ties) -> list[list[Fraction]]:
    """Return a basis of the prices at which all ties hold."""
    size = len(problem.priced)
    gram = np.zeros((size, size), dtype=np.int64)
    for player, rows in ties.items():
        paid = problem.partners(player)[rows]
        differences = paid - paid[0]
        gram += differences.T @ differences
    return _kernel([[Fraction(int(entry)) for entry in row] for row in gram])


def _kernel(rows: list[list[Fraction]]) -> list[list[Fraction]]:
    """Return a basis of the null space of a square matrix, by elimination."""
    size = len(rows)
    pivots: list[int] = []
    for column in range(size):
        at = len(pivots)
        found = next((r for r in range(at, size) if rows[r][column] != 0), None)
        if found is None:
            continue
        rows[at], rows[found] = rows[found], rows[at]
        lead = rows[at][column]
        rows[at] = [entry / lead for entry in rows[at]]
        for r in range(size):
            if r != at and rows[r][column] != 0:
                factor = rows[r][column]
                rows[r] = [a - factor * b for a, b in zip(rows[r], rows[at], strict=True)]
        pivots.append(column)
    basis = []
    for free in (column for column in range(size) if column not in pivots):
        vector = [Fraction(0)] * size
        vector[free] = Fraction(1)
        for r, pivot in enumerate(pivots):
            vector[pivot] = -rows[r][free]
        basis.append(vector)
    return basis


class _System:
    """The equations in the unknowns z, for given ties."""

    def __init__(
        self, problem: LegislativeProblem, ties: Ties, basis: list[list[Fraction]]
    ) -> None:
        self.basis = basis
        players = problem.priced
        self.chance = [problem.recognition[i] for i in players]
        self.wait = [1 / problem.discount[i] for i in players]
        chosen = {j: problem.partners(j)[rows[0]] for j, rows in ties.items()}
        among = [
            sum((problem.recognition[j] for j, paid in chosen.items() if paid[i]), Fraction(0))
            for i in range(len(players))
        ]
        self.target = [_dot(row, among) for row in basis]
        # cost[i][k]: how much of z_k the proposer i pays.
        self.cost = [
            [sum((row[i] for i in np.flatnonzero(chosen[j])), Fraction(0)) for row in basis]
            for j in players
        ]

    def prices(self, levels: list[Fraction]) -> list[Fraction]:
        """Return x = Bz."""
        return [_dot([row[i] for row in self.basis], levels) for i in range(len(self.chance))]

    def solve_linear(self) -> list[Fraction] | None:
        """Solve where each price is a multiple of one unknown: multiply equation k by z_k."""
        matrix, right = [], []
        for k, row in enumerate(self.basis):
            members = [i for i, entry in enumerate(row) if entry != 0]
            equation = [
                sum((self.chance[i] * self.cost[i][m] for i in members), Fraction(0))
                for m in range(len(self.basis))
            ]
            equation[k] += _dot(row, self.wait) - self.target[k]
            matrix.append(equation)
            right.append(sum((self.chance[i] for i in members), Fraction(0)))
        return solve_exactly(matrix, right)

    def solve_digits(self, near: Array) -> tuple[list[Fraction], bool] | None:
        """Solve by Newton's method, and recognise a rational solution.

        The errors are computed in rationals and the steps in floats, so that each step adds as many
        digits as a float has.
        """
        rows = np.array([[float(entry) for entry in row] for row in self.basis])
        start = np.linalg.lstsq(rows.T, near.astype(np.float64), rcond=None)[0]
        levels = [Fraction(float(level)) for level in start]
        for _ in range(_STEPS):
            prices = self.prices(levels)
            if min(prices) <= 0:
                return None
            errors = self._errors(levels, prices)
            if max(abs(error) for error in errors) < _SMALL:
                break
            try:
                step = np.linalg.solve(
                    self._slopes(levels, prices), [float(error) for error in errors]
                )
            except np.linalg.LinAlgError:
                return None
            if not np.isfinite(step).all():
                return None
            levels = [_rounded(z - Fraction(float(d))) for z, d in zip(levels, step, strict=True)]
        else:
            return None
        simple = [level.limit_denominator(_LARGEST_DENOMINATOR) for level in levels]
        exact = self.prices(simple)
        if min(exact) > 0 and not any(self._errors(simple, exact)):
            return exact, True
        return self.prices(levels), False

    def _errors(self, levels: list[Fraction], prices: list[Fraction]) -> list[Fraction]:
        """Return Bᵀ(1/δ − p(1 − c)/x) − Bᵀr⁰."""
        inclusion = [
            wait - chance * (1 - _dot(cost, levels)) / price
            for wait, chance, cost, price in zip(
                self.wait, self.chance, self.cost, prices, strict=True
            )
        ]
        return [
            _dot(row, inclusion) - target
            for row, target in zip(self.basis, self.target, strict=True)
        ]

    def _slopes(self, levels: list[Fraction], prices: list[Fraction]) -> NDArray[np.float64]:
        """Return the derivative of the errors in z."""
        basis = np.array([[float(entry) for entry in row] for row in self.basis])
        cost = np.array([[float(entry) for entry in row] for row in self.cost])
        price = np.array([float(x) for x in prices])
        chance = np.array([float(p) for p in self.chance])
        left = 1 - cost @ np.array([float(z) for z in levels])
        gradient = (chance / price)[:, None] * (cost + (left / price)[:, None] * basis.T)
        slopes: NDArray[np.float64] = basis @ gradient
        return slopes


def _dot(left: list[Fraction], right: list[Fraction]) -> Fraction:
    return sum((a * b for a, b in zip(left, right, strict=True)), Fraction(0))


def _rounded(value: Fraction) -> Fraction:
    """Return a number on a fine grid, so that its digits do not grow."""
    return Fraction(round(value * _GRID), _GRID)
