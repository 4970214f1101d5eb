"""Where in a simplex several polynomials vanish together: every regular root, enclosed, with proof.

A tensor of gains with an axis for each other player holds, as it is, the Bernstein coefficients of
what a strategy gains where all others play the same mixture. On a smaller simplex they are the same
tensor with its axes in terms of the corners. Values and slopes there lie between the least and the
largest of these, so simplices without a root are cut away, the others are halved, and a root is
certified where Newton's map, with a fixed matrix, contracts. All this is done in integers.
"""

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

import numpy as np

from lilliput.games.arithmetic import Array, object_array

__all__ = ["Enclosure", "largest_sign", "roots_in_simplex"]

_DEEPEST = 40  # halvings of the volume
_STEPS = 14
_BITS = 220
_CLOSE = Fraction(1, 2**150)  # what a root may be off, in terms of a simplex
_MATRIX_BITS = 30
_CONTRACTION = Fraction(7, 8)
_LARGEST_DENOMINATOR = 10**6


@dataclass(frozen=True, eq=False)
class Enclosure:
    """A root, its coordinates known up to a radius; the radius is 0 where they are exact."""

    point: Array
    radius: Fraction


@dataclass(frozen=True, eq=False)
class _Cell:
    """A simplex: its corners, in rows, are integers over a common denominator."""

    corners: Array
    unit: int
    depth: int = 0

    def halves(self) -> tuple["_Cell", "_Cell"]:
        """Cut the longest edge in two."""
        pairs = combinations(range(len(self.corners)), 2)
        i, j = max(pairs, key=lambda ij: sum((self.corners[ij[0]] - self.corners[ij[1]]) ** 2))
        left, right = 2 * self.corners, 2 * self.corners
        left[i] = right[j] = self.corners[i] + self.corners[j]
        return (
            _Cell(left, 2 * self.unit, self.depth + 1),
            _Cell(right, 2 * self.unit, self.depth + 1),
        )

    def wider(self) -> "_Cell":
        """Return the simplex half as large again, about its centre."""
        k = len(self.corners)
        return _Cell(3 * k * self.corners - self.corners.sum(axis=0), 2 * k * self.unit)


def roots_in_simplex(gains: Array, *, max_cells: int) -> tuple[list[Enclosure], bool, int]:
    """Return the points p > 0, Σp = 1, at which all gains vanish, and whether these are all.

    The number of simplices looked at comes third.

    Parameters
    ----------
    gains
        Integers of shape (k−1, k, …, k), unchanged by a permutation of the axes after the first;
        the gains are the sums over s, t, … of `gains[a, s, t, …]` p_s p_t ….
    max_cells
        The most simplices to look at.

    Examples
    --------
    With two strategies, p₁² = 2 p₂²:

    >>> gains = object_array([1, 0, 0, -2], (1, 2, 2))
    >>> [root], complete, _ = roots_in_simplex(gains, max_cells=100)
    >>> round(float(root.point[0] / root.point[1]), 12), complete
    (1.414213562373, True)
    """
    k = gains.shape[1]
    gains = _balanced(gains)
    found: list[Enclosure] = []
    pending = [_Cell(object_array([int(i == j) for i in range(k) for j in range(k)], (k, k)), 1)]
    for cells in range(max_cells):
        if not pending:
            return found, True, cells
        cell = pending.pop()
        inner = _in_terms_of(gains, cell.corners)
        if _excluded(inner, cell):
            continue
        search = _Newton(gains, cell.wider())
        if search.matrix is not None and _excluded(np.tensordot(search.matrix, inner, 1), cell):
            continue
        root = search.root() if search.certain else None
        if root is None:
            if cell.depth == _DEEPEST:
                return found, False, cells
            pending += cell.halves()
            continue
        point, radius, margin = root
        if 4 * k * margin < 1:  # the only one of the wider cell lies outside the cell
            continue
        settled = _settled(gains, point, radius)
        if settled is None:
            return found, False, cells
        if min(settled.point) > 0 and not any(_same(settled, other) for other in found):
            found.append(settled)
    return found, not pending, max_cells


def _balanced(gains: Array) -> Array:
    """Return polynomials times positive integers that make their coefficients alike in size."""
    sizes = [max(abs(x) for x in table.flat) for table in gains]
    return np.stack(
        [table * (max(sizes) // (size or 1) or 1) for table, size in zip(gains, sizes, strict=True)]
    )


def _in_terms_of(gains: Array, corners: Array) -> Array:
    """Return the Bernstein coefficients on a simplex, up to a positive factor."""
    for _ in range(gains.ndim - 1):
        gains = np.tensordot(gains, corners, axes=(1, 1))
    return gains


def _value(gains: Array, weights: Array) -> Array:
    for _ in range(gains.ndim - 1):
        gains = gains @ weights
    return gains


def _excluded(coefficients: Array, cell: _Cell) -> bool:
    """Whether a polynomial keeps its sign on a simplex, but for where a coordinate is 0."""
    for table in coefficients:
        least, largest = min(table.flat), max(table.flat)
        if least > 0 or largest < 0:
            return True
        if (least == 0 or largest == 0) and least != largest:
            degree, k = table.ndim, len(cell.corners)
            faces = (face for size in range(1, k) for face in combinations(range(k), size))
            inside = [face for face in faces if min(cell.corners[list(face)].sum(axis=0)) > 0]
            if all(table[np.ix_(*[face] * degree)].any() for face in inside):
                return True
    return False


class _Newton:
    """Newton's map λ − g(λ)/c on a simplex, g = Y f, with λ the weights of all corners but one.

    Parameters
    ----------
    gains
        The polynomials f.
    cell
        The simplex.
    """

    def __init__(self, gains: Array, cell: _Cell) -> None:
        self.cell = cell
        self.values = _in_terms_of(gains, cell.corners)
        self.slopes = self._slopes()
        size = len(gains)
        flat = self.slopes.reshape(size, size, -1)
        self.rate: Fraction | None = None
        self.matrix = _inverse(flat.sum(axis=2), row_bits=_MATRIX_BITS)
        if self.matrix is None:
            return
        bounds = np.tensordot(self.matrix, flat, 1)
        self.scale = [int(sum(bounds[i, i])) // flat.shape[2] or 1 for i in range(size)]
        self.rate = max(
            Fraction(
                sum(int(max(abs(bounds[i, j] - (i == j) * self.scale[i]))) for j in range(size)),
                abs(self.scale[i]),
            )
            for i in range(size)
        )

    @property
    def certain(self) -> bool:
        """Whether the map contracts, so that the simplex holds one root at most."""
        return self.rate is not None and self.rate < _CONTRACTION

    def _slopes(self) -> Array:
        """Return the coefficients of the derivatives: polynomial, direction, and the other axes."""
        degree = self.values.ndim - 1
        return degree * (self.values[:, :-1] - self.values[:, -1:])

    def root(self) -> tuple[Array, Fraction, Fraction] | None:
        """Return the root, its radius, and its least weight of a corner; None if not certified."""
        size = len(self.values)
        weights = object_array([Fraction(1, size + 1)] * (size + 1))
        for _ in range(_STEPS):
            slopes = self.slopes
            for _ in range(slopes.ndim - 2):
                slopes = slopes @ weights
            value = _value(self.values, weights)
            inverse = _inverse(slopes, row_bits=_MATRIX_BITS)
            if inverse is None:
                return None
            steps = zip(weights, inverse @ value, np.diag(inverse @ slopes), strict=False)
            rest = [_rounded(x - change / slope) if slope else x for x, change, slope in steps]
            weights = object_array([*rest, 1 - sum(rest)])
            if min(weights) < 0:
                return None
            if not any(value):
                break
        value = self.matrix @ _value(self.values, weights)
        error = max(abs(Fraction(v) / c) for v, c in zip(value, self.scale, strict=True))
        assert self.rate is not None
        radius = error / (1 - self.rate)
        margin = min(weights)
        if radius > _CLOSE or margin < size * radius:
            return None
        corners = self.cell.corners
        span = max(abs((corners - corners[-1]).ravel()))
        point = object_array([x / self.cell.unit for x in weights @ corners])
        return point, radius * size * span / self.cell.unit, margin


def _inverse(matrix: Array, *, row_bits: int) -> Array | None:
    """Return integers near the inverse of a matrix, each row times a positive factor."""
    largest = max(abs(x) for x in matrix.flat)
    if not largest:
        return None
    floats = np.array([[float(Fraction(x) / largest) for x in row] for row in matrix])
    try:
        rows = np.linalg.inv(floats)
    except np.linalg.LinAlgError:
        return None
    if not np.isfinite(rows).all():
        return None
    rows /= abs(rows).max(axis=1, keepdims=True)
    return np.array([[round(x * 2**row_bits) for x in row] for row in rows], dtype=object)


def _rounded(value: Fraction) -> Fraction:
    return Fraction(round(value * 2**_BITS), 2**_BITS)


def _settled(gains: Array, point: Array, radius: Fraction) -> Enclosure | None:
    """Return a root that is exact if it is rational; None if it may be on the boundary."""
    guess = [x.limit_denominator(_LARGEST_DENOMINATOR) for x in point]
    near = max(abs(a - b) for a, b in zip(guess, point, strict=True)) <= radius
    if near and sum(guess) == 1 and not any(_value(gains, object_array(guess))):
        return Enclosure(object_array(guess), Fraction(0))
    return None if min(abs(x) for x in point) <= radius else Enclosure(point, radius)


def _same(one: Enclosure, other: Enclosure) -> bool:
    return bool(max(abs(one.point - other.point)) <= one.radius + other.radius)


def largest_sign(gains: Array, root: Enclosure) -> int | None:
    """Return the sign of the largest of several polynomials at a root; None if it is not certain.

    Parameters
    ----------
    gains
        Integers of shape (c, k, …, k); −1 is returned for c = 0.
    root
        Where; within its radius a polynomial changes by its slopes times that at most.
    """
    signs = [-1]
    for table in gains:
        value = table
        for _ in range(table.ndim):
            value = value @ root.point
        slope = table.ndim * (max(table.flat) - min(table.flat)) * table.shape[0]
        if root.radius and abs(value) <= slope * root.radius:
            signs.append(0)
        else:
            signs.append(int(value > 0) - int(value < 0))
    if 1 in signs:
        return 1
    return max(signs) if 0 not in signs or not root.radius else None
