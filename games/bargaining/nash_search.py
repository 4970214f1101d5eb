"""The greatest weighted product of gains over a polyhedron in three dimensions or more.

max Σ w_i log y_i over {y ≥ 0 : A y ≤ c}. A concave function lies below its tangents, so at any y
with y > 0 no point is better than by max_z Σ w_i z_i / y_i − Σ w_i, a linear programme; at the
solution this gap is 0. The search mixes the solutions z of these programmes, with all shares
optimised anew after each: first in floats, then in Fractions, where Newton's method finds the best
mixture and shares that would fall below 0 leave.
"""

from fractions import Fraction
from math import log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lilliput.games.arithmetic import Array, object_array
from lilliput.games.bargaining.build import optimum
from lilliput.games.bargaining.geometry import independent_rows
from lilliput.games.errors import SolverError
from lilliput.games.linear import solve_exactly
from lilliput.games.linear_programme import ExactOptimum

__all__ = ["Candidate", "greatest_product", "tangent_optimum"]

_ROUNDS = 400
_STEPS = 100
_EXCHANGES = 200
_NEWTON = 200
_HALVINGS = 100
_GRID = 2**200
_DENOMINATOR = 10**15
_SUPPORT = 1e-9
_GAP = Fraction(1, 10**32)
_NEAR = Fraction(1, 10**10)
_CONVERGED = Fraction(1, 10**60)


class Candidate(NamedTuple):
    """Gains y, and by how much Σ w_i log of any others could be greater: 0 proves the solution."""

    gains: Array
    gap: Fraction


def tangent_optimum(gains: Array, weights: Array, matrix: Array, slack: Array) -> ExactOptimum:
    """Maximise Σ w_i z_i / y_i over the z ≥ 0 with A z ≤ c, at gains y > 0."""
    found = optimum((weights / gains).tolist(), matrix, slack)
    if found is None:
        raise SolverError("the gains of the problem are unbounded")
    return found


def greatest_product(weights: Array, most: Array, matrix: Array, slack: Array) -> Candidate:
    """Return the gains with the greatest weighted product, exactly if they are rational.

    Parameters
    ----------
    weights
        n positive Fractions w.
    most
        The most that each can gain.
    matrix, slack
        Fractions A, m × n, and c ≥ 0.
    """
    scaled = matrix * most
    columns, shares = _mixture(weights, scaled, slack)
    order = [int(k) for k in np.argsort(-shares) if shares[k] > _SUPPORT]
    mixture = _Mixture([columns[k] for k in order], [Fraction(float(shares[k])) for k in order])
    total = sum(weights, Fraction(0))
    for _ in range(_EXCHANGES):
        if not mixture.improve(weights):
            continue
        u = mixture.point()
        guess = object_array([entry.limit_denominator(_DENOMINATOR) for entry in u])
        if min(guess) > 0 and ((scaled * guess).sum(axis=1) <= slack).all():
            gap = tangent_optimum(guess, weights, scaled, slack).value - total
            if gap == 0:
                return Candidate(guess * most, gap)
        found = tangent_optimum(u, weights, scaled, slack)
        gap = found.value - total
        if gap <= _GAP * min(weights) or not mixture.add(found.point):
            return Candidate(u * most, gap)
    raise SolverError(
        f"the Nash solution was not found in {_EXCHANGES} exchanges of corners; fewer points or "
        "half-spaces, or weights of more similar size help"
    )


class _Mixture:
    """A mixture of affinely independent corners, in Fractions."""

    def __init__(self, columns: list[Array], shares: list[Fraction]) -> None:
        kept = [0, *(k + 1 for k in _independent_steps(columns))]
        self.columns = [columns[k] for k in kept]
        total = sum((shares[k] for k in kept), Fraction(0))
        self.shares = [shares[k] / total for k in kept]

    def point(self) -> Array:
        """Return the mixture."""
        terms = [c * s for c, s in zip(self.columns, self.shares, strict=True)]
        return np.asarray(sum(terms[1:], terms[0]))

    def add(self, column: Array) -> bool:
        """Take in a corner with share 0; False if it is in the plane of the others."""
        if len(_independent_steps([*self.columns, column])) < len(self.columns):
            return False
        self.columns.append(column)
        self.shares.append(Fraction(0))
        return True

    def improve(self, weights: Array) -> bool:
        """Go to the best point of the plane; or until a share is 0, drop it and return False."""
        target = _best_in_plane(self.columns, self.shares, weights)
        if min(target) >= 0:
            self.shares = target
            return True
        length = min(s / (s - t) for s, t in zip(self.shares, target, strict=True) if t < 0)
        moved = [s + length * (t - s) for s, t in zip(self.shares, target, strict=True)]
        kept = [k for k, share in enumerate(moved) if share > 0]
        self.columns = [self.columns[k] for k in kept]
        self.shares = [moved[k] for k in kept]
        return False


def _independent_steps(columns: list[Array]) -> list[int]:
    steps = [list(column - columns[0]) for column in columns[1:]]
    return independent_rows(steps) if steps else []


def _best_in_plane(columns: list[Array], shares: list[Fraction], weights: Array) -> list[Fraction]:
    """Return the shares, of any sign, with the greatest product, by Newton's method."""
    moves = np.array(shares[1:], dtype=object)
    basis = [column - columns[0] for column in columns[1:]]
    point = columns[0] + sum(s * line for s, line in zip(moves, basis, strict=True))
    for _ in range(_NEWTON if basis else 0):
        slope = [sum(weights * line / point, Fraction(0)) for line in basis]
        bend = [[sum(weights * a * b / point**2, Fraction(0)) for b in basis] for a in basis]
        step = solve_exactly([list(map(_rounded, row)) for row in bend], list(map(_rounded, slope)))
        if step is None:
            raise SolverError("the corners that the Nash solution mixes are too close together")
        promised = sum((a * b for a, b in zip(slope, step, strict=True)), Fraction(0))
        for halvings in range(_HALVINGS):
            change = [_rounded(move / 2**halvings) for move in step]
            after = point + sum(s * line for s, line in zip(change, basis, strict=True))
            if min(after) > 0 and (promised < _NEAR or _rises(weights, point, after)):
                break
        moves, point = moves + object_array(change), after
        if promised < _CONVERGED:
            break
    return [1 - sum(moves, Fraction(0)), *moves]


def _rises(weights: Array, before: Array, after: Array) -> bool:
    return sum(float(w) * log(b / a) for w, a, b in zip(weights, before, after, strict=True)) > 0


def _mixture(
    weights: Array, matrix: Array, slack: Array
) -> tuple[list[Array], NDArray[np.float64]]:
    """Return corners, in shares of the greatest gains, and the best mixture of them in floats."""
    n = len(weights)
    total = sum(weights, Fraction(0))
    columns: list[Array] = []
    for i in range(n):
        found = optimum([int(j == i) for j in range(n)], matrix, slack)
        assert found is not None  # the problem is bounded
        _add(columns, found.point)
    floats = weights.astype(np.float64) / float(total)
    for _ in range(_ROUNDS):
        table = np.array(columns, dtype=np.float64)
        shares = _best_shares(table, floats)
        u = shares @ table
        costs = [Fraction(float(w)) for w in floats / u]
        found = optimum(costs, matrix, slack)
        assert found is not None
        if float(found.value) - 1 <= 1e-14 or not _add(columns, found.point):
            break
    return columns, shares


def _add(columns: list[Array], point: Array) -> bool:
    if any(bool((point == column).all()) for column in columns):
        return False
    columns.append(point)
    return True


def _best_shares(table: NDArray[np.float64], w: NDArray[np.float64]) -> NDArray[np.float64]:
    """Maximise Σ w_i log (λ V)_i over mixtures λ of the rows of V ≥ 0, where Σ w = 1.

    Interior points of λ ≥ 0 for −Σ w_i log (λ V)_i + Σ λ_k, which is least where Σ λ_k = 1.
    """
    k = len(table)
    shares, duals = np.full(k, 1 / k), np.ones(k)
    for _ in range(_STEPS):
        u = shares @ table
        slope = 1 - table @ (w / u)
        level = float(shares @ duals) / k
        if level < 1e-18:
            break
        target = 0.1 * level
        curvature = (table * (w / u**2)) @ table.T + np.diag(duals / shares)
        try:
            step = np.linalg.solve(curvature, target / shares - slope)
        except np.linalg.LinAlgError:  # as near as floats come
            break
        dual_step = (target - duals * step) / shares - duals
        length = min(1.0, *(0.95 * _room(a, d) for a, d in ((shares, step), (duals, dual_step))))
        moved = shares + length * step
        if not np.isfinite(moved).all() or not (moved > 0).all():
            break
        shares, duals = moved, duals + length * dual_step
    return np.asarray(shares / shares.sum())


def _room(values: Array, step: Array) -> float:
    falling = step < 0
    return float((-values[falling] / step[falling]).min()) if falling.any() else np.inf


def _rounded(number: Fraction) -> Fraction:
    return Fraction(round(number * _GRID), _GRID)
