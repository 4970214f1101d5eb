"""The Lemke–Howson algorithm: from a dropped label along a path to an equilibrium, exactly.

With A, B > 0 the points of {x ≥ 0 : Bᵀx ≤ 1} and {y ≥ 0 : Ay ≤ 1} carry labels: the strategies
that are not played, or are best responses. Equilibria are the pairs that carry all labels. From
(0, 0), to drop a label and then whichever is carried twice leads along edges to an equilibrium;
lexicographic pivoting keeps degenerate games from cycling.

Small integers are pivoted in 64 bits. Larger numbers are pivoted in floats; the supports at the end
are then solved for in rationals and checked, and a path with a tie is followed anew in integers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import gcd, isqrt, prod
from typing import Any, Literal, Protocol

import numpy as np

from lilliput.games.arithmetic import Array, in_integers, object_array
from lilliput.games.bimatrix.polytopes import regular_index
from lilliput.games.errors import SolverError
from lilliput.games.pivoting import Tableau

__all__ = ["Search", "Walk", "basic_values", "normalised", "positive_integers", "walk"]

Search = Literal["labels", "network"]

_SAFE_IN_INT64 = 2**61
_MOST_WORK = 300_000_000  # of a path in integers, in words of 1000 bits: some minutes
_SMALL_TABLE = 2500  # entries of a table whose paths integers can follow from every label


@dataclass(frozen=True)
class Walk:
    """The ends of Lemke–Howson paths.

    Parameters
    ----------
    profiles
        Distinct equilibria as pairs of Fraction arrays.
    indices
        Of each, +1 or −1; None at a degenerate vertex.
    lengths
        Dropped label to the pivots of its path from (0, 0); None for a path that was given up.
    degenerate
        True if a path ended at a degenerate vertex; else None.
    """

    profiles: list[tuple[Array, Array]] = field(default_factory=list)
    indices: list[int | None] = field(default_factory=list)
    lengths: dict[int, int | None] = field(default_factory=dict)
    degenerate: bool | None = None


class _Node(Protocol):
    """A pair of bases with the tableaux that belong to it."""

    def follow(self, label: int, limit: int) -> tuple["_Node", int, bool] | None:
        """Return the end of a path, its pivots and whether rounding is sure not to matter."""
        ...

    def key(self) -> tuple[frozenset[int], frozenset[int]]:
        """Return the basic variables of both sides."""
        ...

    def weights(self) -> tuple[dict[int, Any], dict[int, Any]] | None:
        """Return the exact basic values of both sides, each up to a factor; None for floats."""
        ...


def walk(
    A: Array,
    B: Array,
    *,
    labels: Iterable[int] | None = None,
    search: Search = "labels",
    max_pivots: int = 100_000,
) -> Walk:
    """Follow Lemke–Howson paths of a bimatrix game.

    Parameters
    ----------
    A, B
        m × n Fractions: the payoffs of the row and of the column player.
    labels
        Labels to drop: 0 … m−1 are the rows, m … m+n−1 the columns; all by default.
    search
        ``"labels"``: paths from (0, 0) alone. ``"network"``: also from every equilibrium found.
    max_pivots
        After which a path is given up.

    Raises
    ------
    SolverError
        Every path was given up.

    Examples
    --------
    >>> from lilliput.games.arithmetic import number_array
    >>> A = number_array([[3, 0], [0, 1]], argument="A", integers="fraction")
    >>> found = walk(A, A)
    >>> [[str(p) for p in x] for x, y in found.profiles], found.lengths
    ([['1', '0'], ['0', '1']], {0: 2, 1: 2, 2: 2, 3: 2})
    """
    m, n = A.shape
    first, second = positive_integers(B).T, positive_integers(A)
    chosen = list(range(m + n)) if labels is None else list(labels)
    small = m * n <= _SMALL_TABLE
    if _fits(first) and _fits(second):
        return _collect(_Compiled.start(first, second, whole=True), chosen, search, max_pivots)[0]
    origin = _Compiled.start(first, second, whole=False)
    found, sure = _collect(origin, chosen, search, max_pivots, first, second)
    if (sure or not small) and found.profiles:
        return found
    if not small:
        chosen, search = chosen[:1], "labels"
    bits = max(int(part.max()).bit_length() for part in (first, second))
    limit = max(m + n, _MOST_WORK // (m * n * (1 + min(m, n) * bits // 1000)))
    return _collect(_Exact.start(first, second), chosen, search, min(limit, max_pivots))[0]


def positive_integers(matrix: Array) -> Array:
    """Return Fractions as Python integers ≥ 1, by a positive affine map.

    Examples
    --------
    >>> positive_integers(object_array([Fraction(1, 2), Fraction(2)], (1, 2))).tolist()
    [[1, 2]]
    """
    numbers, _ = in_integers(matrix)
    gaps = numbers - numbers.min()
    return gaps // (gcd(*gaps.flat) or 1) + 1


def _fits(table: Array) -> bool:
    """Whether products of two minors of the table, its right-hand side and 1 fit 64 bits."""
    rows, columns = table.shape
    norms = sorted((isqrt(int((row * row).sum()) + 1) + 1 for row in table), reverse=True)
    return 2 * prod(norms[: min(rows, columns + 1)]) ** 2 < _SAFE_IN_INT64


def _collect(
    origin: _Node,
    labels: list[int],
    search: Search,
    limit: int,
    first: Array | None = None,
    second: Array | None = None,
) -> tuple[Walk, bool]:
    """Follow all paths; return their ends, and whether no rounding error can have mattered."""
    found = Walk()
    degenerate, sure = False, True
    bases = {origin.key()}
    seen: set[Any] = set()
    queue = [(origin, -1)]
    for node, sign in queue:
        for label in labels:
            step = node.follow(label, limit)
            if sign < 0 and node is origin:
                found.lengths[label] = None if step is None else step[1]
            if step is None:
                sure = False
                continue
            end, _, certain = step
            sure = sure and certain
            if end.key() in bases:
                continue
            bases.add(end.key())
            answer = _profile(end, -sign, first, second)
            if answer is None:
                sure = False
                continue
            profile, index = answer
            degenerate = degenerate or index is None
            content = (tuple(profile[0]), tuple(profile[1]))
            if content not in seen:
                seen.add(content)
                found.profiles.append(profile)
                found.indices.append(index)
            if search == "network":
                queue.append((end, -sign))
    if not found.profiles and first is None:
        raise SolverError(
            f"no Lemke–Howson path ended within max_pivots={limit}; drop another label, or try "
            "support enumeration, or allow more pivots"
        )
    return Walk(found.profiles, found.indices, found.lengths, degenerate or None), sure


def _profile(
    end: _Node, index: int, first: Array | None, second: Array | None
) -> tuple[tuple[Array, Array], int | None] | None:
    """Return the equilibrium at a node and its index if it is regular; None if floats misled."""
    weights = end.weights()
    if weights is None:
        assert first is not None
        assert second is not None
        weights = _solved(*end.key(), first, second)
        if weights is None:
            return None
    regular = all(value > 0 for side in weights for value in side.values())
    sizes = [len(side) for side in weights]  # rows n of the table of x, m of that of y
    n, m = sizes
    x = [weights[0].get(label, 0) for label in range(m)]
    y = [weights[1].get(label, 0) for label in range(m, m + n)]
    profile = normalised(x), normalised(y)
    if regular and first is not None and second is not None:
        # a path of floats that mistook a tie may have come to it from the wrong side
        rows, columns = (np.flatnonzero(mix).tolist() for mix in profile)
        index = regular_index(first, second, rows, columns)
    return profile, index if regular else None


def normalised(weights: Sequence[Any]) -> Array:
    """Return numbers ≥ 0 as Fractions that sum to 1.

    Examples
    --------
    >>> normalised([1, 2])
    array([Fraction(1, 3), Fraction(2, 3)], dtype=object)
    """
    total = sum(weights)
    return object_array([Fraction(weight) / total for weight in weights])


def _solved(
    left: frozenset[int], right: frozenset[int], first: Array, second: Array
) -> tuple[dict[int, Any], dict[int, Any]] | None:
    """Solve for the basic values exactly; None if they are no equilibrium."""
    n, m = first.shape
    rows = sorted(label for label in left if label < m)
    columns = sorted(label - m for label in right if label >= m)
    slack = ({label - m for label in left if label >= m}, {k for k in right if k < m})
    if len(rows) != len(columns) or slack[0] & set(columns) or slack[1] & set(rows) or not rows:
        return None
    x = basic_values(first, columns, rows)
    y = basic_values(second, rows, columns)
    if x is None or y is None or min(x[1]) < 0 or min(y[1]) < 0:
        return None
    played = {label: x[0][k] for k, label in enumerate(rows)}
    answered = {m + label: y[0][k] for k, label in enumerate(columns)}
    played |= {m + j: x[1][j] for j in range(n) if j not in columns}
    answered |= {i: y[1][i] for i in range(m) if i not in rows}
    return played, answered


def basic_values(
    table: Array, tight: list[int], columns: list[int]
) -> tuple[list[int], list[int], int] | None:
    """Solve table·z = 1 in the tight rows for z ≥ 0 on as many columns, in integers.

    Returns
    -------
    tuple of list or None
        z, 1 − table·z in all rows, and the positive denominator that both are integers over; None
        if there is no such z.

    Examples
    --------
    >>> basic_values(object_array([2, 1, 1, 3, 1, 1], (3, 2)), [0, 1], [0, 1])
    ([2, 1], [0, 0, 2], 5)
    """
    from flint import fmpz_mat

    chosen = table[:, columns]
    ones = fmpz_mat(len(tight), 1, [1] * len(tight))
    try:
        solution = fmpz_mat(chosen[tight].tolist()).solve(ones)
    except ZeroDivisionError:
        return None
    numerators, denominator = solution.numer_denom()
    scale = int(denominator)
    values = [int(number) for number in numerators.entries()]
    reach = fmpz_mat(chosen.tolist()) * numerators
    if scale < 0 or min(values) < 0:
        return None
    return values, [scale - int(number) for number in reach.entries()], scale


@dataclass
class _Compiled:
    """Tableaux of 64-bit integers or floats, pivoted by the kernel."""

    tables: tuple[Array, Array]
    scales: Array
    bases: tuple[Array, Array]
    outsides: tuple[Array, Array]
    whole: bool

    @classmethod
    def start(cls, first: Array, second: Array, *, whole: bool) -> "_Compiled":
        n, m = first.shape
        rows, columns = np.arange(m, dtype=np.int64), np.arange(m, m + n, dtype=np.int64)
        tables = tuple(_table(part, whole) for part in (first, second))
        scales = np.ones(2, dtype=np.int64)
        return cls(
            (tables[0], tables[1]), scales, (columns, rows), (rows.copy(), columns.copy()), whole
        )

    def follow(self, label: int, limit: int) -> tuple["_Compiled", int, bool] | None:
        from lilliput.games.kernels.lemke import DONE, DOUBTFUL, alternate

        tables = (self.tables[0].copy(), self.tables[1].copy())
        bases = (self.bases[0].copy(), self.bases[1].copy())
        outsides = (self.outsides[0].copy(), self.outsides[1].copy())
        scales = self.scales.copy()
        pivots, status = alternate(*tables, scales, bases, outsides, label, limit, self.whole)
        if status not in (DONE, DOUBTFUL):
            return None
        return _Compiled(tables, scales, bases, outsides, self.whole), pivots, status == DONE

    def key(self) -> tuple[frozenset[int], frozenset[int]]:
        return frozenset(self.bases[0].tolist()), frozenset(self.bases[1].tolist())

    def weights(self) -> tuple[dict[int, Any], dict[int, Any]] | None:
        if not self.whole:
            return None
        sides = [
            dict(zip(basis.tolist(), table[:, -1].tolist(), strict=True))
            for basis, table in zip(self.bases, self.tables, strict=True)
        ]
        return sides[0], sides[1]


def _table(part: Array, whole: bool) -> Array:
    """Return integers with the right-hand side 1, in 64 bits or as floats between 1 and 2."""
    entries: Array
    if whole:
        entries = part.astype(np.int64)
    else:
        width = int(part.max()) - 1 or 1
        entries = ((part - 1) / width).astype(np.float64) + 1
    return np.ascontiguousarray(np.column_stack([entries, np.ones(len(part), entries.dtype)]))


@dataclass
class _Exact:
    """Tableaux of Python integers."""

    sides: tuple[Tableau[int], Tableau[int]]

    @classmethod
    def start(cls, first: Array, second: Array) -> "_Exact":
        n, m = first.shape
        rows, columns = list(range(m)), list(range(m, m + n))
        one = [np.column_stack([part, np.ones(len(part), dtype=int)]) for part in (first, second)]
        return cls((Tableau(one[0], columns, rows), Tableau(one[1], rows, columns)))

    def follow(self, label: int, limit: int) -> tuple["_Exact", int, bool] | None:
        sides = (self.sides[0].copy(), self.sides[1].copy())
        enters: Any = label
        side = 0 if label in sides[0].outside else 1
        for pivots in range(1, limit + 1):
            enters = sides[side].enter(enters)
            if enters == label:
                return _Exact(sides), pivots, True
            side = 1 - side
        return None

    def key(self) -> tuple[frozenset[int], frozenset[int]]:
        left, right = (frozenset(side.basis) for side in self.sides)
        return left, right

    def weights(self) -> tuple[dict[int, Any], dict[int, Any]] | None:
        left, right = (
            dict(zip(side.basis, side.table[:, -1].tolist(), strict=True)) for side in self.sides
        )
        return left, right
