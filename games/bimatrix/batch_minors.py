"""Which determinants decide the equilibria of m × k games, worked out once for each shape.

Against a mixed strategy y of q strategies the opponent has p rows of payoffs A. The vertices of
{(y, v) : y ≥ 0, Σy = 1, v·1 ≥ A y} belong to bases (I, J): J holds the strategies that may be
played, I as many best responses. With E(I, J) = det[A_IJ | 1], |I| = |J| + 1, Cramer's rule gives

    y_j ∝ ± E(I, J∖j) for j in J,    (v − A_i y) ∝ ± E(I∪i, J) for i outside I,

with one common factor. So the signs of these minors decide which bases are vertices, which labels
each vertex has and which pairs are equilibria. By Laplace expansion along its last column of
payoffs each minor takes |I| products of smaller ones. No division occurs, and a constant added to
a column of A changes nothing.
"""

from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Minors", "minors_of"]

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]


class Minors(NamedTuple):
    """The minors and bases of one player's polytope; labels as in Lemke and Howson (1964).

    Bit i < m of a label is row i, bit m + j column j: not played by its owner, or a best response.

    Parameters
    ----------
    place
        Shape (p, q): where each payoff is in a flat game of m·k payoffs.
    levels
        Minors with t columns of payoffs are ``levels[t]`` … ``levels[t + 1] − 1``.
    entry, below
        Shape (minors, T + 1): minor = Σ_r (−1)^r payoff ``entry[r]`` · minor ``below[r]``.
    columns
        Which of `sets` holds the columns of payoffs in each minor.
    sets
        Bitmasks of the columns of payoffs that some minor has, smaller ones first.
    variables
        Shape (bases, p): 2·minor, or 2·minor + 1 where the sign is reversed; played ones first.
    sizes
        Number of strategies that may be played in each basis.
    strategies
        Shape (bases, p): the strategy played, or the row not in the basis.
    labels
        Shape (bases, p): the label that the vertex has where the variable is 0.
    tight
        The labels that every vertex of the basis has.
    own, other
        The labels of the q strategies, and of the p rows, and how far these are shifted.
    ranks
        Order of the supports, as bitmasks of the q strategies: smaller first, then earlier ones.
    determinants, errors
        By number t of columns with entries of size 1: what no sum on the way exceeds, and how much
        the errors of single products, all of size 1, add up to.
    """

    place: Integers
    levels: Integers
    entry: Integers
    below: Integers
    columns: Integers
    sets: Integers
    variables: Integers
    sizes: Integers
    strategies: Integers
    labels: Integers
    tight: Integers
    own: Integers
    other: Integers
    ranks: Integers
    determinants: Floats
    errors: Floats


@lru_cache(maxsize=32)
def minors_of(m: int, k: int) -> tuple[Minors, Minors]:
    """Return the minors for the row player's mixed strategies and for the column player's.

    Examples
    --------
    >>> rows, columns = minors_of(2, 3)
    >>> rows.place.tolist(), columns.place.tolist()
    ([[0, 3], [1, 4], [2, 5]], [[0, 1, 2], [3, 4, 5]])
    >>> len(rows.sizes) == len(columns.sizes) == 5 * 4 // 2 - 1
    True
    """
    bases = [
        (rows, columns)
        for size in range(1, min(m, k) + 1)
        for rows in combinations(range(m), size)
        for columns in combinations(range(k), size)
    ]
    place = np.arange(m * k).reshape(m, k)
    row_labels, column_labels = (0, m), (m, k)
    return (
        _minors(place.T, [(j, i) for i, j in bases], row_labels, column_labels),
        _minors(place, bases, column_labels, row_labels),
    )


def _minors(
    place: Integers,
    bases: list[tuple[tuple[int, ...], tuple[int, ...]]],
    own: tuple[int, int],
    other: tuple[int, int],
) -> Minors:
    p, q = place.shape
    top = min(p - 1, q)
    position: dict[tuple[tuple[int, ...], tuple[int, ...]], int] = {}
    levels = [0]
    for t in range(top + 1):
        for chosen in combinations(range(q), t):
            for rows in combinations(range(p), t + 1):
                position[rows, chosen] = len(position)
        levels.append(len(position))
    entry = np.zeros((len(position), top + 1), dtype=np.int64)
    below = np.zeros_like(entry)
    for (rows, chosen), number in position.items():
        for r, row in enumerate(rows if chosen else ()):
            entry[number, r] = row * q + chosen[-1]
            below[number, r] = position[_without(rows, row), chosen[:-1]]
    sets = {chosen: n for n, chosen in enumerate(dict.fromkeys(c for _, c in position))}
    every = [_variables(rows, chosen, p, position) for rows, chosen in bases]
    variables = np.array([[2 * number + sign for number, sign, _ in one] for one in every])
    strategies = np.array([[strategy for _, _, strategy in one] for one in every])
    sizes = np.array([len(rows) for rows, _ in bases])
    played = np.arange(p) < sizes[:, None]
    return Minors(
        np.ascontiguousarray(place),
        np.array(levels),
        entry,
        below,
        np.array([sets[chosen] for _, chosen in position]),
        np.array([sum(1 << j for j in chosen) for chosen in sets]),
        variables,
        sizes,
        strategies,
        1 << (strategies + np.where(played, own[0], other[0])),
        np.array(
            [
                sum(1 << (other[0] + i) for i in rows)
                + sum(1 << (own[0] + j) for j in range(q) if j not in chosen)
                for rows, chosen in bases
            ]
        ),
        np.array(own),
        np.array(other),
        _ranks(q),
        _determinants(p, q),
        _errors(top),
    )


def _variables(
    rows: tuple[int, ...],
    chosen: tuple[int, ...],
    p: int,
    position: dict[tuple[tuple[int, ...], tuple[int, ...]], int],
) -> list[tuple[int, int, int]]:
    """Return minor, sign (1 for reversed) and strategy of each variable of a basis.

    The expansion in `Minors` leaves out the sign (−1)^(t−1) of level t, in all (−1)^(t(t−1)/2).
    """
    size = len(rows)
    found = [
        (position[rows, _without(chosen, j)], (place + _left_out(size - 1)) % 2, j)
        for place, j in enumerate(chosen)
    ]
    for i in range(p):
        if i not in rows:
            later = sum(row > i for row in rows)
            sign = (size + 1 + later + _left_out(size)) % 2
            found.append((position[tuple(sorted((*rows, i))), chosen], sign, i))
    return found


def _left_out(t: int) -> int:
    return t * (t - 1) // 2


def _without(members: tuple[int, ...], one: int) -> tuple[int, ...]:
    return tuple(member for member in members if member != one)


def _ranks(q: int) -> Integers:
    """Return the place of each set of q strategies when sorted by size, then earlier ones first."""
    order = [s for size in range(q + 1) for s in combinations(range(q), size)]
    ranks = np.zeros(1 << q, dtype=np.int64)
    for rank, members in enumerate(order):
        ranks[sum(1 << j for j in members)] = rank
    return ranks


def _determinants(p: int, q: int) -> Floats:
    """Return bounds by t for entries of size at most 1, by Hadamard's |E| ≤ (t + 1)^((t + 1)/2).

    Of the partial sums of E, (t + 1) products of smaller minors, and of the sum of the t + 1
    numerators of a vertex.
    """
    bounds = [1.0]
    for t in range(1, min(p - 1, q) + 1):
        numerators = t < min(p, q)
        bounds.append((t + 1) * ((t + 1) ** ((t + 1) / 2) if numerators else t ** (t / 2)))
    return np.array(bounds)


def _errors(top: int) -> Floats:
    """Return e_t = (t + 1)(e_{t−1} + t^(t/2)), e_0 = 0: each product brings its own error."""
    errors = [0.0]
    for t in range(1, top + 1):
        errors.append((t + 1) * (errors[-1] + t ** (t / 2)))
    return np.array(errors)
