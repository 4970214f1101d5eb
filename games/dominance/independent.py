"""Whether a strategy is a best response to some independent belief about several others.

The expected payoffs are linear in each other player's mixture. If these lie in simplices with
given vertices, the payoffs lie in the hull of those at the tuples of vertices; a strategy that is
strictly dominated over these tuples is a best response to no independent belief in that cell. Cells
that are not excluded so are halved. Mixtures are in rationals, so that both answers are proofs.
"""

from collections import deque
from collections.abc import Sequence
from fractions import Fraction
from itertools import islice, product

import numpy as np

from lilliput.games.arithmetic import Array, object_array
from lilliput.games.linear_programme import solve_matrix_game

__all__ = ["independent_belief"]

_STARTS = 16
_ALTERNATIONS = 6
_DENOMINATOR = 1000

Cell = list[list[Array]]


def independent_belief(tensor: Array, k: int, *, limit: int) -> list[Array] | bool:
    """Return mixtures of the others against which strategy k is a best response.

    Parameters
    ----------
    tensor
        A player's payoffs, integers: its own strategies first, then those of the others.
    k
        The strategy.
    limit
        The most cells to look into.

    Returns
    -------
    list of arrays or bool
        One array of Fractions for each other player; False if it is proved that there is no such
        belief; True if the search ended without an answer.

    Examples
    --------
    >>> table = np.array([[[3, 0], [0, 3]], [[2, 2], [2, 2]]])
    >>> independent_belief(table, 1, limit=100)
    [array([Fraction(1, 1), Fraction(0, 1)], dtype=object), array([Fraction(0, 1), Fraction(1, 1)], dtype=object)]
    """  # noqa: E501 - a list of arrays prints on one line
    sizes = tensor.shape[1:]
    top = tensor.max(axis=0)
    pure = np.argwhere(tensor[k] == top)
    if len(pure):
        return [_unit(size, int(s)) for size, s in zip(sizes, pure[0], strict=True)]
    gains = (tensor - tensor[k]).astype(object)
    return _alternate(gains, sizes) or _search(gains, sizes, limit)


def _unit(size: int, position: int) -> Array:
    return object_array([Fraction(int(j == position)) for j in range(size)])


def _contract(gains: Array, mixes: Sequence[Array | None]) -> Array:
    """Average gains over the mixtures that are given."""
    for axis in reversed(range(len(mixes))):
        mix = mixes[axis]
        if mix is not None:
            gains = np.moveaxis(gains, axis + 1, -1) @ mix
    return gains


def _justifies(gains: Array, belief: Sequence[Array]) -> bool:
    return max(_contract(gains, belief)) <= 0


def _alternate(gains: Array, sizes: tuple[int, ...]) -> list[Array] | None:
    """Improve one mixture at a time, from the uniform one and from some pure ones."""
    uniform = [object_array([Fraction(1, size)] * size) for size in sizes]
    corners = islice(product(*(range(size) for size in sizes)), _STARTS)
    starts = [uniform, *([_unit(z, s) for z, s in zip(sizes, c, strict=True)] for c in corners)]
    for start in starts:
        belief: list[Array] = list(start)
        last = None
        for _ in range(_ALTERNATIONS):
            for j in range(len(sizes)):
                others = [mix if i != j else None for i, mix in enumerate(belief)]
                found = solve_matrix_game(_contract(gains, others))
                belief[j] = found.columns
                if found.value <= 0:
                    return belief
                belief[j] = _rounded(found.columns)
            if found.value == last:
                break
            last = found.value
    return None


def _rounded(mix: Array) -> Array:
    """Return a mixture nearby whose denominators stay small."""
    near = object_array([entry.limit_denominator(_DENOMINATOR) for entry in mix])
    return near / sum(near)


def _search(gains: Array, sizes: tuple[int, ...], limit: int) -> list[Array] | bool:
    cells: deque[Cell] = deque([[[_unit(size, s) for s in range(size)] for size in sizes]])
    for _ in range(limit):
        if not cells:
            return False
        cell = cells.popleft()
        tuples = list(product(*cell))
        columns = np.stack([_contract(gains, corner) for corner in tuples], axis=1)
        found = solve_matrix_game(columns)
        if found.value > 0:
            continue
        belief = _marginals(cell, tuples, found.columns)
        if _justifies(gains, belief):
            return belief
        cells += _halves(cell)
    return bool(cells)


def _marginals(cell: Cell, tuples: Sequence[Sequence[Array]], weights: Array) -> list[Array]:
    """Return the marginal mixtures of a correlated belief over tuples of vertices."""
    return [
        sum(
            (weight * corner[j] for weight, corner in zip(weights, tuples, strict=True)),
            np.zeros(len(cell[j][0]), dtype=object),
        )
        for j in range(len(cell))
    ]


def _halves(cell: Cell) -> list[Cell]:
    """Halve the longest edge of the cell."""
    longest, where = Fraction(0), (0, 0, 0)
    for j, vertices in enumerate(cell):
        for a in range(len(vertices)):
            for b in range(a):
                length = abs(vertices[a] - vertices[b]).max()
                if length > longest:
                    longest, where = length, (j, a, b)
    j, a, b = where
    middle = (cell[j][a] + cell[j][b]) / 2
    return [
        [
            [middle if (i, position) == (j, end) else vertex for position, vertex in enumerate(own)]
            for i, own in enumerate(cell)
        ]
        for end in (a, b)
    ]
