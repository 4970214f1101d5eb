"""Least cores of many small games at once, and whether their cores are empty.

The first level of the compiled nucleolus simplex. Its multipliers bound ε* from below, its
allocation from above; a game for which the two do not meet is solved again in rationals.
"""

from dataclasses import dataclass
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from lilliput.games.arithmetic import freeze, to_exact
from lilliput.games.checks import check_tolerance, counted
from lilliput.games.cores.batch import batch_of, in_chunks, starting_points
from lilliput.games.cores.batch_exact import exact_levels

__all__ = ["LeastCoreBatch", "cores_empty", "least_cores"]

Floats = NDArray[np.float64]


@final
@dataclass(frozen=True, eq=False, repr=False)
class LeastCoreBatch:
    """The least cores of a batch of games.

    Parameters
    ----------
    values
        Shape (...): ε*, the smallest possible largest excess of a proper coalition; −∞ for games of
        fewer than two players. Above 0 the core is empty.
    allocations
        Shape (..., n): one element of each least core.
    gaps
        Shape (...): the largest excess at the allocation is at most value + gap, while no efficient
        allocation does better than the value. 0 where the game was solved in rationals.
    """

    values: Floats
    allocations: Floats
    gaps: Floats

    def __post_init__(self) -> None:
        for array in (self.values, self.allocations, self.gaps):
            freeze(array)

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, value)
        self.__post_init__()

    def __repr__(self) -> str:
        largest = self.gaps.max(initial=0.0)
        return f"LeastCoreBatch({counted(self.values.size, 'game')}; largest gap {largest:.3g})"

    def _repr_html_(self) -> str:
        from lilliput.games.display.allocations import batch

        pairs = [
            ("games", self.values.size),
            ("players", self.allocations.shape[-1]),
            ("empty cores", int((self.values > self.gaps).sum())),
            ("largest gap", float(self.gaps.max(initial=0))),
        ]
        return batch("Least cores of a batch", pairs)


def least_cores(worths: Any, *, tol: float = 1e-10) -> LeastCoreBatch:
    """Return the least-core values of many games at once, with an allocation for each.

    ε* = min ε subject to x(N) = v(N) and x(S) ≥ v(S) − ε for each proper non-empty coalition S.

    Parameters
    ----------
    worths
        Array of shape (..., 2**n), n ≤ 12, as in `nucleoli`.
    tol
        The largest gap accepted in floats, as a share of the game's largest |v(S)|; games above it
        are solved in rationals.

    Returns
    -------
    LeastCoreBatch
        With `.values`, `.allocations` and `.gaps`.

    Raises
    ------
    InvalidGameError
        A last axis that is not a power of two, a worth that is not finite, or v(∅) ≠ 0.
    ProblemTooLargeError
        More than 12 players.
    SolverError
        The exact solution of a game did not end.

    See Also
    --------
    core : one game, with the players' names and the balanced collection.

    References
    ----------
    Maschler, M., Peleg, B. and Shapley, L. S. (1979). Geometric properties of the kernel,
    nucleolus, and related solution concepts, §4.

    Examples
    --------
    >>> least_cores([[0, 0, 0, 1, 0, 1, 1, 1], [0, 0, 0, 0, 0, 0, 0, 3]]).values.round(12).tolist()
    [0.333333333333, -1.0]
    """
    check_tolerance(tol)
    tables, shape = batch_of(worths)
    games, n = len(tables), tables.shape[1].bit_length() - 1
    allocations = np.empty((games, n))
    values, gaps = np.empty(games), np.empty(games)
    for part in in_chunks(tables):
        values[part], allocations[part], gaps[part] = _solve(tables[part], tol)
    return LeastCoreBatch(
        values.reshape(shape), allocations.reshape(*shape, n), gaps.reshape(shape)
    )


def cores_empty(worths: Any, *, tol: float = 1e-9) -> NDArray[np.bool_]:
    """Return for many games at once whether the core is empty: ε* > tol · max |v(S)|.

    Parameters
    ----------
    worths
        Array of shape (..., 2**n), n ≤ 12, as in `nucleoli`.
    tol
        What counts as zero, as in `core`.

    Returns
    -------
    numpy.ndarray of bool
        Shape (...).

    References
    ----------
    Bondareva, O. N. (1963); Shapley, L. S. (1967). On balanced sets and cores.

    Examples
    --------
    >>> cores_empty([[0, 0, 0, 1, 0, 1, 1, 1], [0, 0, 0, 0, 0, 0, 0, 3]])
    array([ True, False])
    """
    check_tolerance(tol)
    tables, shape = batch_of(worths)
    largest = np.abs(tables).max(axis=1, initial=0.0).reshape(shape)
    empty: NDArray[np.bool_] = np.asarray(least_cores(worths).values > tol * largest)
    return empty


def _solve(tables: Floats, tol: float) -> tuple[Floats, Floats, Floats]:
    from lilliput.games.kernels.simplex import DONE, solve_levels

    games, n = len(tables), tables.shape[1].bit_length() - 1
    if n < 2:
        return np.full(games, -np.inf), tables[:, -1:].repeat(n, axis=1), np.zeros(games)
    scale = np.abs(tables).max(axis=1)
    scaled = tables / np.where(scale > 0, scale, 1.0)[:, None]
    floors = np.full((games, n), -np.inf)
    allocations, values, gaps, done = solve_levels(scaled, floors, starting_points(scaled), 2, 1)
    sound = (done == DONE) & (gaps <= tol)
    for game in np.flatnonzero(~sound):
        table = to_exact(scaled[game])
        shares, epsilons = exact_levels(table, [table[-1] / n] * n, levels=1)
        allocations[game], values[game], gaps[game] = shares, epsilons[0], 0.0
    return values * scale, allocations * scale[:, None], gaps * scale
