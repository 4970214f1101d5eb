"""Vertices of a best-response polytope with symbolic payoffs, one type for every support.

A player mixes over the rows of B, and the opponent gets B[i, j] from its column j. The mixed
strategy x with support I that makes the columns K, as many, equally good is x = w / Σ w, where w
are the maximal minors of the differences B[i, k] − B[i, k₁]. It is a vertex where all w on I have
one sign and no column is better. Where more columns than |I| are best, K is the first basis of
them in a given order, so that every vertex has one type at every point of the parameter space.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from typing import Any, final

from lilliput.games.symbolic.conditions import (
    ANY,
    NONNEGATIVE,
    POSITIVE,
    ZERO,
    Condition,
    both,
    flipped,
)
from lilliput.games.symbolic.domain import Domain
from lilliput.games.symbolic.payoffs import positive_multiple
from lilliput.games.symbolic.polynomials import Polynomial

__all__ = ["Side", "determinant", "subsets"]

Places = tuple[int, ...]


def subsets(size: int, *, least: int = 1, most: int | None = None) -> list[Places]:
    """Return the subsets of range(size), smaller ones first.

    Examples
    --------
    >>> subsets(2)
    [(0,), (1,), (0, 1)]
    """
    most = size if most is None else most
    return [own for count in range(least, most + 1) for own in combinations(range(size), count)]


@final
class Side:
    """The polytope of one player's mixed strategies and the opponent's best responses to them.

    Parameters
    ----------
    table
        B, rows of elements of the field of rational functions. Inside, each row is scaled by a
        positive factor to polynomials, which changes no sign of w.
    domain
        What is assumed of the parameters.
    """

    def __init__(self, table: Sequence[Sequence[Any]], domain: Domain) -> None:
        self.scales = [positive_multiple((x.denom for x in row), domain) for row in table]
        self.table = [
            [x.numer * scale.quo(x.denom) for x in row]
            for row, scale in zip(table, self.scales, strict=True)
        ]
        self.domain = domain
        self.rows = len(self.table)
        self.columns = len(self.table[0])
        self._weights: dict[tuple[Places, Places], list[Polynomial]] = {}
        self._vertices: dict[tuple[Places, Places], Condition] = {}

    def weights(self, support: Places, basis: Places) -> list[Polynomial]:
        """Return w for the scaled rows."""
        key = support, basis
        known = self._weights.get(key)
        if known is None:
            first, *others = basis
            gaps = [[self.table[i][k] - self.table[i][first] for i in support] for k in others]
            known = []
            for place in range(len(support)):
                minor = [row[:place] + row[place + 1 :] for row in gaps]
                value = determinant(minor, self.domain.parameters.ring.one)
                known.append(-value if place % 2 else value)
            self._weights[key] = known
        return known

    def strategy(self, support: Places, basis: Places) -> list[Polynomial]:
        """Return a multiple of the mixed strategy that makes the basis equally good."""
        weights = self.weights(support, basis)
        return [w * self.scales[i] for i, w in zip(support, weights, strict=True)]

    def total(self, support: Places, basis: Iterable[int]) -> Polynomial:
        """Return Σ w. Where a strategy x > 0 makes the basis equally good, w is zero or along x.

        There it is zero if and only if the basis does not determine the strategy.
        """
        return sum(self.weights(support, tuple(sorted(basis))), self.domain.parameters.ring.zero)

    def slack(self, support: Places, basis: Places, column: int) -> Polynomial:
        """Return Σ w times how much worse the column is than the basis."""
        weights = self.weights(support, basis)
        zero = self.domain.parameters.ring.zero
        terms = (
            w * (self.table[i][basis[0]] - self.table[i][column])
            for i, w in zip(support, weights, strict=True)
        )
        return sum(terms, zero)

    def possible(self, support: Places, basis: Places) -> bool:
        """Whether the type is not refuted as a vertex, whatever the opponent plays."""
        key = support, basis
        if key not in self._vertices:
            self._vertices[key] = self._signed(support, basis, lambda column: NONNEGATIVE)
        return bool(self._vertices[key])

    def vertex(self, support: Places, basis: Places, played: Places) -> Condition:
        """Return where the type is a vertex at which all the columns played are best responses.

        Parameters
        ----------
        support, basis
            I and K, of one size.
        played
            The opponent's support; its columns come first in the order that makes K unique.
        """
        if not self.possible(support, basis):
            return []
        fixed = self._signed(
            support, basis, lambda column: ZERO if column in played else NONNEGATIVE
        )
        order = [*played, *(j for j in range(self.columns) if j not in played)]
        place = {column: k for k, column in enumerate(order)}
        for column in order:
            later = [k for k in basis if place[k] > place[column]]
            if column in basis or not later:
                continue
            slack = self.slack(support, basis, column)
            tied = [self.domain.condition(slack, ZERO)]
            for k in later:
                exchanged = {*basis, column} - {k}
                tied.append(self.domain.condition(self.total(support, exchanged), ZERO))
            options = both(*tied)
            if column not in played:
                options = options + self.domain.condition(slack, ANY & ~ZERO)
            fixed = [part for part in both(fixed, options) if not self.domain.refutes(part)]
        return fixed

    def _signed(self, support: Places, basis: Places, wanted: Callable[[int], int]) -> Condition:
        """Return where w has one sign on the support and every other column the sign wanted."""
        result: Condition = []
        for sign in (1, -1):
            atoms = [(w, POSITIVE) for w in self.weights(support, basis)]
            for column in range(self.columns):
                if column not in basis:
                    mask = wanted(column)
                    atoms.append((self.slack(support, basis, column), mask))
            parts: Condition = [{}]
            for polynomial, mask in atoms:
                mask = mask if sign > 0 else flipped(mask)
                parts = both(parts, self.domain.condition(polynomial, mask))
                if not parts:
                    break
            result += [part for part in parts if not self.domain.refutes(part)]
        return result


def determinant(matrix: list[list[Polynomial]], one: Polynomial) -> Polynomial:
    """Return the determinant of a small square matrix, expanded along its rows."""
    if not matrix:
        return one
    minors: dict[Places, Polynomial] = {(): one}
    size = len(matrix)
    for count in range(1, size + 1):
        row = matrix[size - count]
        following: dict[Places, Polynomial] = {}
        for columns in combinations(range(size), count):
            total = one - one
            for k, column in enumerate(columns):
                if row[column]:
                    term = row[column] * minors[columns[:k] + columns[k + 1 :]]
                    total = total - term if k % 2 else total + term
            following[columns] = total
        minors = following
    return minors[tuple(range(size))]
