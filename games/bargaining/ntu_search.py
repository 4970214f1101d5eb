"""Search for Shapley NTU values where facets of V(N) meet, in floats.

On such a face the weights λ are a mixture of the normals of its facets and x is a mixture of its
corners: λ_i x_i = φ_i(v_λ) is solved by least squares over both, from several starts.
"""

from collections.abc import Iterator
from math import factorial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lilliput.games.bargaining.ntu import NTUGame

__all__ = ["numeric_transfers"]

Floats = NDArray[np.float64]
_MOST_FACES = 400
_CLOSE = 1e-11


def numeric_transfers(
    game: NTUGame, *, rng: np.random.Generator | int | None, starts: int
) -> Iterator[tuple[list[float], list[float]]]:
    """Yield (λ, x) that solve λ_i x_i = φ_i(v_λ) nearly, face by face of V(N)."""
    tables = _corner_tables(game)
    if tables is None:
        return
    random = np.random.default_rng(rng)
    stack = np.concatenate(tables)
    begins = [0, *np.cumsum([len(table) for table in tables])[:-1].tolist()]
    shapley = _shapley_matrix(game.n)
    normals = np.array(game.grand.matrix, dtype=np.float64)
    normals /= normals.sum(axis=1, keepdims=True)
    for facets, corners in _faces(game):
        face = _Face(normals[facets], tables[-1][corners], stack, begins, shapley)
        for _ in range(starts):
            found = face.solve(random.uniform(0.05, 1, len(facets) + len(corners)))
            if found is not None:
                yield found


class _Face(NamedTuple):
    """A face of V(N): the normals of its facets and its corners.

    `stack` has the corners of all V(S), those of each from its entry of `starts` on.
    """

    normals: Floats
    corners: Floats
    stack: Floats
    starts: list[int]
    shapley: Floats

    def parts(self, z: Floats) -> tuple[Floats, Floats]:
        """Return λ and x for shares of the normals and of the corners."""
        mix, place = z[: len(self.normals)], z[len(self.normals) :]
        return mix / mix.sum() @ self.normals, place / place.sum() @ self.corners

    def miss(self, z: Floats) -> Floats:
        """Return λ_i x_i − φ_i(v_λ), as shares of the largest coordinate of a corner."""
        weights, x = self.parts(z)
        worths = np.maximum.reduceat(self.stack @ weights, self.starts)
        scale = float(np.abs(self.corners).max()) or 1.0
        return np.asarray((weights * x - self.shapley @ worths) / scale)

    def solve(self, start: Floats) -> tuple[list[float], list[float]] | None:
        """Return λ > 0 and x with a miss of nothing, if the search ends there."""
        from scipy.optimize import least_squares

        found = least_squares(
            self.miss, start, bounds=(1e-14, 2), xtol=1e-15, ftol=1e-15, gtol=1e-15, max_nfev=200
        )
        weights, x = self.parts(found.x)
        if np.abs(found.fun).max() > _CLOSE or weights.min() < 1e-9:
            return None
        return weights.tolist(), x.tolist()


def _corner_tables(game: NTUGame) -> list[Floats] | None:
    """Return the corners of each V(S) with zeros for outsiders; None if some has no corner."""
    tables = [np.zeros((1, game.n))]
    for mask, found in enumerate(game.sets):
        if found is None:
            continue
        if not found.corners:
            return None
        table = np.zeros((len(found.corners), game.n))
        table[:, [i for i in range(game.n) if mask >> i & 1]] = np.array(found.corners, float)
        tables.append(table)
    return tables


def _shapley_matrix(n: int) -> Floats:
    """Return the Shapley value as a matrix on tables of worths."""
    matrix = np.zeros((n, 2**n))
    for mask in range(2**n):
        size = mask.bit_count()
        for i in range(n):
            if mask >> i & 1:
                weight = factorial(size - 1) * factorial(n - size) / factorial(n)
                matrix[i, mask] += weight
                matrix[i, mask ^ 1 << i] -= weight
    return matrix


def _faces(game: NTUGame) -> list[tuple[list[int], list[int]]]:
    """Return the bounded faces of V(N) in two facets or more, by facets and corners."""
    grand = game.grand
    corners = grand.corners or []
    tight = [
        frozenset(
            k
            for k, (row, bound) in enumerate(zip(grand.matrix, grand.bounds, strict=True))
            if sum(a * x for a, x in zip(row, corner, strict=True)) == bound
        )
        for corner in corners
    ]
    found = {facets for facets in tight if len(facets) > 1}
    fresh = set(found)
    while fresh and len(found) < _MOST_FACES:
        fresh = {a & b for a in fresh for b in tight if len(a & b) > 1} - found
        found |= fresh
    faces = []
    for facets in sorted(found, key=lambda f: (len(f), sorted(f))):
        on = [k for k, own in enumerate(tight) if facets <= own]
        if all(any(grand.matrix[k, i] > 0 for k in facets) for i in range(game.n)):
            faces.append((sorted(facets), on))
    return faces[:_MOST_FACES]
