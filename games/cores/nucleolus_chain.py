"""The settled coalitions of a nucleolus in exact arithmetic, level by level.

A level settles coalitions C whose indicators balance: Σ λ_S 1_S lies in the span of the coalitions
settled before, with all λ_S > 0 and Σ λ_S w_S = 1. Then Σ λ_S v(S), less what is settled, is a
lower bound of the level's largest excess t, and at equality all of C has the excess t. Elimination
over the integers yields λ and t and adds C to the span, whose orthogonal vectors are integers too.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm
from typing import final

from lilliput.games.cores.nucleolus_problem import Row
from lilliput.games.errors import SolverError

__all__ = ["Chain", "Level", "NotBalancedError", "start_chain"]


class NotBalancedError(SolverError):
    """Rows proposed for a level do not balance with positive multipliers."""


@final
@dataclass(frozen=True)
class Level:
    """A level: its largest excess, and the rows settled there with their positive multipliers."""

    value: Fraction
    rows: tuple[Row, ...]
    multipliers: tuple[Fraction, ...]


@final
@dataclass(frozen=True)
class Chain:
    """The settled equations x(S) = c_S in reduced echelon form.

    Parameters
    ----------
    n
        Number of players.
    equations
        (pivot column, integer coefficients, right-hand side) of each equation; a pivot column is
        zero in the other equations.
    """

    n: int
    equations: tuple[tuple[int, list[int], Fraction], ...]

    @property
    def rank(self) -> int:
        """How many independent equations there are."""
        return len(self.equations)

    def settle(self, rows: list[Row]) -> tuple["Chain", Level]:
        """Add the rows of a level, and return the new chain and the level with its proof.

        Raises
        ------
        NotBalancedError
            The rows have no dependency, or more than one, or one with a multiplier that is not
            positive.
        """
        independent: list[tuple[int, list[int], list[int], Fraction]] = []
        dependencies: list[tuple[list[int], Fraction]] = []
        for k, row in enumerate(rows):
            coefficients, right, factor = self._reduce(row)
            shares = [0] * len(rows)
            shares[k] = factor
            for pivot, others, parts, known in independent:
                if coefficients[pivot]:
                    p, a = _reduced(others[pivot], coefficients[pivot])
                    coefficients = _combined(p, coefficients, a, others)
                    shares = _combined(p, shares, a, parts)
                    right = p * right - a * known
            column = next((i for i, c in enumerate(coefficients) if c), -1)
            if column >= 0:
                independent.append((column, coefficients, shares, right))
            else:
                dependencies.append((shares, right))
        if len(dependencies) != 1:
            raise NotBalancedError(
                f"rows settled together have {len(dependencies)} dependencies, not one"
            )
        level = _level(rows, *dependencies[0])
        chain = self
        for _, coefficients, shares, right in independent:
            weight = sum((s * r.weight for s, r in zip(shares, rows, strict=True)), Fraction(0))
            chain = chain._with(coefficients, right - weight * level.value)
        return chain, level

    def _reduce(self, row: Row) -> tuple[list[int], Fraction, int]:
        """Clear the pivot columns of a row; also return what the row was multiplied by."""
        coefficients = [row.mask >> i & 1 for i in range(self.n)]
        right, factor = row.right, 1
        for pivot, equation, known in self.equations:
            if coefficients[pivot]:
                p, a = _reduced(equation[pivot], coefficients[pivot])
                coefficients = _combined(p, coefficients, a, equation)
                right, factor = p * right - a * known, factor * p
        return coefficients, right, factor

    def add(self, mask: int, right: Fraction) -> "Chain":
        """Add x(S) = c for a coalition outside the span."""
        return self._with([mask >> i & 1 for i in range(self.n)], right)

    def _with(self, coefficients: list[int], right: Fraction) -> "Chain":
        """Add one equation that is independent of those there."""
        for pivot, equation, known in self.equations:
            if coefficients[pivot]:
                p, a = _reduced(equation[pivot], coefficients[pivot])
                coefficients = _combined(p, coefficients, a, equation)
                right = p * right - a * known
        coefficients, right = _primitive(coefficients, right)
        column = next(i for i, c in enumerate(coefficients) if c)
        equations = []
        for pivot, equation, known in self.equations:
            if equation[column]:
                p, a = _reduced(coefficients[column], equation[column])
                changed = _combined(p, equation, a, coefficients)
                equations.append((pivot, *_primitive(changed, p * known - a * right)))
            else:
                equations.append((pivot, equation, known))
        return Chain(self.n, (*equations, (column, coefficients, right)))

    def orthogonal(self) -> list[list[int]]:
        """Return a basis, in integers, of the vectors orthogonal to every settled coalition."""
        pivots = {pivot: equation for pivot, equation, _ in self.equations}
        basis = []
        for free in range(self.n):
            if free in pivots:
                continue
            used = {p: e for p, e in pivots.items() if e[free]}
            vector = [0] * self.n
            vector[free] = lcm(*(e[p] for p, e in used.items()))
            for p, e in used.items():
                vector[p] = -vector[free] * e[free] // e[p]
            divisor = gcd(*vector)
            basis.append([entry // divisor for entry in vector])
        return basis

    def solution(self) -> list[Fraction]:
        """Return the only x that satisfies n independent equations."""
        x = [Fraction(0)] * self.n
        for pivot, equation, right in self.equations:
            x[pivot] = right / equation[pivot]
        return x


def start_chain(n: int, total: Fraction) -> Chain:
    """Return the chain of x(N) = v(N) alone."""
    return Chain(n, ((0, [1] * n, total),))


def _level(rows: list[Row], shares: list[int], right: Fraction) -> Level:
    """Scale a dependency to multipliers with Σ λ_S w_S = 1 and read off the level."""
    total = sum((s * r.weight for s, r in zip(shares, rows, strict=True)), Fraction(0))
    if total == 0:
        raise NotBalancedError("rows settled together leave the level free")
    multipliers = tuple(s / total for s in shares)
    if min(multipliers) <= 0:
        raise NotBalancedError("rows settled together have a multiplier that is not positive")
    return Level(right / total, tuple(rows), multipliers)


def _combined(p: int, one: list[int], a: int, other: list[int]) -> list[int]:
    """Return p times one vector less a times the other."""
    return [p * c - a * e for c, e in zip(one, other, strict=True)]


def _reduced(p: int, a: int) -> tuple[int, int]:
    """Divide both by their greatest common divisor, and make the first positive."""
    divisor = gcd(p, a) if p > 0 else -gcd(p, a)
    return p // divisor, a // divisor


def _primitive(coefficients: list[int], right: Fraction) -> tuple[list[int], Fraction]:
    divisor = gcd(*coefficients)
    if divisor == 1:
        return coefficients, right
    return [c // divisor for c in coefficients], right / divisor
