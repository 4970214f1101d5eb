"""Mixtures of two strategies in a symmetric game: where one group mixes and the rest play pure.

Of the players, k play the first strategy, l the second, and r = n−k−l mix with probability p of the
second. With gains g_j of the second over the first where j others play the second, a player who
mixes gains Σ C(r−1, j) p^j (1−p)^{r−1−j} g_{l+j}, which must be 0; one on the first must not gain,
one on the second must not lose, and no third strategy may pay more.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from lilliput.games.arithmetic import Array
from lilliput.games.equilibria.symmetric_roots import (
    Root,
    bernstein_roots,
    bernstein_value,
    homogeneous,
)

__all__ = ["Mixed", "PairTable", "mixtures"]


class PairTable:
    """The payoffs of all strategies where the others play one of two.

    Parameters
    ----------
    whole
        Payoffs as integers, as in `SymmetricGame.payoffs`.
    place
        The column of each count vector.
    pair
        The two strategies.
    m, n
        Numbers of strategies and of players.
    """

    def __init__(
        self,
        whole: Array,
        place: Mapping[tuple[int, ...], int],
        pair: tuple[int, int],
        m: int,
        n: int,
    ) -> None:
        self.n = n
        self.pair = pair
        self.columns = []
        for k in range(n):
            counts = [0] * m
            counts[pair[0]], counts[pair[1]] = n - 1 - k, k
            self.columns.append(place[tuple(counts)])
        rows = whole[:, self.columns]
        self.gains: list[int] = (rows[pair[1]] - rows[pair[0]]).tolist()
        self.excess = [
            (rows[c] - rows[pair[0]]).tolist() for c in range(m) if c not in pair
        ]  # of third strategies over the first


@dataclass
class Mixed:
    """A probability of the second strategy at which the groups are in equilibrium, or a range.

    Parameters
    ----------
    table
        The payoffs.
    sizes
        Players on the first strategy, on the second, and who mix.
    root
        The probability; None for a range.
    low, high
        The range, ends as Fractions or nearest floats.
    """

    table: PairTable
    sizes: tuple[int, int, int]
    root: Root | None
    low: Any = None
    high: Any = None

    def payoffs(self, whole: Array, p: Fraction) -> list[Fraction]:
        """Return what those on the first, on the second, and those who mix get at p.

        In the units of the integers `whole`; groups without players get 0.
        """
        rows = whole[:, self.table.columns]
        first, second = (rows[s].tolist() for s in self.table.pair)
        others, start, size = self.sizes
        end = start + size
        values = [Fraction(0), Fraction(0)]
        if others:
            values[0] = bernstein_value(first[start : end + 1], p)
        if start:
            values[1] = bernstein_value(second[start - 1 : end], p)
        mixing = [bernstein_value(row[start:end], p) for row in (first, second)]
        return [*values, (1 - p) * mixing[0] + p * mixing[1]]


def mixtures(table: PairTable, first: int, second: int) -> Iterator[Mixed]:
    """Yield all probabilities in (0, 1) that make the groups an equilibrium, in rising order.

    Parameters
    ----------
    table
        The payoffs.
    first, second
        How many players play the one and the other strategy for certain.
    """
    size = table.n - first - second
    sizes = (first, second, size)
    gains = table.gains[second : second + size]
    conditions = [[-e for e in row[second : second + size]] for row in table.excess]
    if first:
        conditions.append([-g for g in table.gains[second : second + size + 1]])
    if second:
        conditions.append(table.gains[second - 1 : second + size])
    if any(max(numbers) <= 0 and min(numbers) < 0 for numbers in conditions):
        return
    open_ones = [numbers for numbers in conditions if min(numbers) < 0]
    if not any(gains):
        for low, high in _where_positive(open_ones):
            yield Mixed(table, sizes, None, low, high)
        return
    roots = bernstein_roots(gains)
    tests = [homogeneous(numbers) for numbers in open_ones] if roots else []
    for root in roots:
        if all(root.sign(test) >= 0 for test in tests):
            yield Mixed(table, sizes, root)


def _where_positive(conditions: list[list[int]]) -> Iterator[tuple[Any, Any]]:
    """Yield the intervals of (0, 1) on which no condition is negative; a point if they touch."""
    roots = [root for numbers in conditions for root in bernstein_roots(numbers)]
    roots.sort(key=lambda root: root.low + root.high)
    marks = [0.0, *(root.nearest() for root in roots), 1.0]
    ends: list[Any] = [Fraction(0)]
    ends += [root.exact if root.exact is not None else root.nearest() for root in roots]
    ends.append(Fraction(1))
    tests = [homogeneous(numbers) for numbers in conditions]
    start: Any = None
    for k in range(len(marks) - 1):
        if marks[k] == marks[k + 1]:
            continue
        inside = (Fraction(marks[k]) + Fraction(marks[k + 1])) / 2
        allowed = all(bernstein_value(numbers, inside) >= 0 for numbers in conditions)
        if allowed and start is None:
            start = ends[k]
        if start is not None and not allowed:
            yield start, ends[k]
            start = None
        elif not allowed and k and all(roots[k - 1].sign(test) >= 0 for test in tests):
            yield ends[k], ends[k]
    if start is not None:
        yield start, ends[-1]
