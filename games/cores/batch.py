"""Nucleoli and prenucleoli of many small games at once, each certified or marked.

The linear programmes of Maschler, Peleg and Shapley by a compiled simplex (`kernels.simplex`)
that prices all 2**n coalitions in one sweep; a game takes microseconds. The optimal multipliers of
every level are a proof by Kohlberg's criterion: at each level the coalitions of largest excess are
balanced. A game whose proof does not hold in floats is solved again in rationals.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from typing import Any, Literal, final
from warnings import warn

import numpy as np
from numpy.typing import NDArray

from lilliput.games.arithmetic import Array, freeze, to_exact, to_float
from lilliput.games.checks import check_tolerance, counted
from lilliput.games.cores.batch_exact import exact_levels
from lilliput.games.errors import (
    InvalidArgumentError,
    LilliputWarning,
    ProblemTooLargeError,
    SolverError,
)
from lilliput.games.values.batch import check_tables
from lilliput.games.values.fold import semivalue
from lilliput.games.values.shapley import shapley_weights

__all__ = [
    "BatchStatus",
    "NucleolusBatch",
    "batch_of",
    "in_chunks",
    "nucleoli",
    "nucleoli_solution",
    "starting_points",
]

_MOST_PLAYERS = 12
_ENTRIES_AT_ONCE = 2**22

Floats = NDArray[np.float64]


class BatchStatus(IntEnum):
    """What became of one game of a batch."""

    CERTIFIED = 0
    """Solved in floats; the residual is within the tolerance."""
    EXACT = 1
    """Solved in rational arithmetic, because floats did not certify it."""
    NO_IMPUTATION = 2
    """Σ v(i) > v(N): there is no imputation, so no nucleolus; the allocation is NaN."""
    UNSOLVED = 3
    """No certified answer was found; the allocation is NaN."""


@final
@dataclass(frozen=True, eq=False, repr=False)
class NucleolusBatch:
    """The nucleoli of a batch of games with their certificates.

    Parameters
    ----------
    allocations
        Shape (..., n); NaN for a game without an answer.
    statuses
        Shape (...), a `BatchStatus` for each game.
    residuals
        Shape (...). Each game's allocation is exactly the nucleolus of a game whose worths differ
        from the given ones by no more than this. 0 for a game solved exactly (then only rounded
        to floats), NaN for one without an answer.
    kind
        "nucleolus" or "prenucleolus".
    tolerance
        The largest residual accepted, as a share of the game's largest |v(S)|.
    """

    allocations: Floats
    statuses: NDArray[np.int8]
    residuals: Floats
    kind: Literal["nucleolus", "prenucleolus"]
    tolerance: float

    def __post_init__(self) -> None:
        for array in (self.allocations, self.statuses, self.residuals):
            freeze(array)

    def count(self, status: BatchStatus) -> int:
        """Return how many games have a status."""
        return int((self.statuses == status).sum())

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, value)
        self.__post_init__()

    def __repr__(self) -> str:
        counts = ", ".join(f"{self.count(s)} {s.name}" for s in BatchStatus if self.count(s))
        games = counted(self.statuses.size, "game")
        return f"NucleolusBatch({self.kind} of {games}: {counts or 'none'})"

    def _repr_html_(self) -> str:
        from lilliput.games.display.allocations import batch

        pairs = [("games", self.statuses.size), ("players", self.allocations.shape[-1])]
        counts = [(s.name.lower(), self.count(s)) for s in BatchStatus if self.count(s)]
        return batch(f"Batch: {self.kind}", [*pairs, *counts])


def nucleoli(
    worths: Any,
    *,
    kind: Literal["nucleolus", "prenucleolus"] = "nucleolus",
    tol: float = 1e-10,
) -> Floats:
    """Return the nucleoli of many games at once.

    The nucleolus minimises lexicographically the excesses v(S) − x(S), sorted from the largest
    down, over the imputations (x(N) = v(N), x_i ≥ v(i)); the prenucleolus over all efficient x.

    Parameters
    ----------
    worths
        Array of shape (..., 2**n), n ≤ 12: ``worths[..., mask]`` is the worth of the coalition of
        the players i with bit i of `mask` set; ``worths[..., 0]`` is 0. Computed in floats.
    kind
        "nucleolus" or "prenucleolus".
    tol
        The largest residual accepted in floats, as a share of the game's largest |v(S)|; games
        above it are solved in rationals.

    Returns
    -------
    numpy.ndarray
        Shape (..., n). NaN for a game that has no imputation (kind "nucleolus"), and for one whose
        solution could not be certified, which also gives a warning.

    Raises
    ------
    InvalidGameError
        A last axis that is not a power of two, a worth that is not finite, or v(∅) ≠ 0.
    ProblemTooLargeError
        More than 12 players.

    See Also
    --------
    nucleoli_solution : the same with a status and a residual for each game.
    least_cores : least cores of many games.

    References
    ----------
    Schmeidler, D. (1969). The nucleolus of a characteristic function game.
    Kohlberg, E. (1971). On the nucleolus of a characteristic function game.
    Maschler, M., Peleg, B. and Shapley, L. S. (1979). Geometric properties of the kernel,
    nucleolus, and related solution concepts.

    Examples
    --------
    >>> nucleoli([[0, 0, 0, 1, 0, 1, 0, 1], [0, 0, 0, 0, 0, 0, 0, 3]]) + 0.0
    array([[1., 0., 0.],
           [1., 1., 1.]])
    """
    solution = nucleoli_solution(worths, kind=kind, tol=tol)
    unsolved = solution.count(BatchStatus.UNSOLVED)
    if unsolved:
        warn(
            f"{unsolved} of {solution.statuses.size} games have no certified {kind}: NaN",
            LilliputWarning,
            stacklevel=2,
        )
    return solution.allocations


def nucleoli_solution(
    worths: Any,
    *,
    kind: Literal["nucleolus", "prenucleolus"] = "nucleolus",
    tol: float = 1e-10,
) -> NucleolusBatch:
    """Return the nucleoli of many games at once, with a status and a residual for each.

    Parameters
    ----------
    worths, kind, tol
        As in `nucleoli`.

    Returns
    -------
    NucleolusBatch
        With `.allocations`, `.statuses` and `.residuals`.

    Examples
    --------
    >>> solution = nucleoli_solution([[0, 1, 1, 1], [0, 1, 1, 4]])
    >>> solution
    NucleolusBatch(nucleolus of 2 games: 1 CERTIFIED, 1 NO_IMPUTATION)
    >>> solution.allocations
    array([[nan, nan],
           [ 2.,  2.]])
    """
    if kind not in ("nucleolus", "prenucleolus"):
        raise InvalidArgumentError(f"kind must be 'nucleolus' or 'prenucleolus', got {kind!r}")
    check_tolerance(tol)
    tables, shape = batch_of(worths)
    games, n = len(tables), tables.shape[1].bit_length() - 1
    allocations = np.empty((games, n))
    residuals = np.zeros(games)
    statuses = np.zeros(games, dtype=np.int8)
    for part in in_chunks(tables):
        solved = _solve(tables[part], imputations=kind == "nucleolus", tol=tol)
        allocations[part], residuals[part], statuses[part] = solved
    return NucleolusBatch(
        allocations=allocations.reshape(*shape, n),
        statuses=statuses.reshape(shape),
        residuals=residuals.reshape(shape),
        kind=kind,
        tolerance=tol,
    )


def batch_of(worths: Any) -> tuple[Floats, tuple[int, ...]]:
    """Return tables of worths as rows of floats, and the shape of the leading axes."""
    tables = to_float(check_tables(worths), argument="worths")
    n = tables.shape[-1].bit_length() - 1
    if n > _MOST_PLAYERS:
        raise ProblemTooLargeError(
            f"worths: batches take at most {_MOST_PLAYERS} players, got {n}; "
            "solve larger games one by one with nucleolus(game) or core(game)"
        )
    return tables.reshape(-1, tables.shape[-1]), tables.shape[:-1]


def in_chunks(tables: Floats) -> Iterator[slice]:
    """Yield slices of the batch that take a bounded amount of memory."""
    step = max(1, _ENTRIES_AT_ONCE // tables.shape[1])
    for first in range(0, len(tables), step):
        yield slice(first, first + step)


def starting_points(tables: Floats, floors: Floats | None = None) -> Floats:
    """Return the Shapley values, moved towards the centre of the imputations until they are one."""
    weights = shapley_weights(tables.shape[1].bit_length() - 1)
    shapley = np.ascontiguousarray(semivalue(tables, *weights))
    if floors is None:
        return shapley
    surplus = np.maximum(tables[:, -1] - floors.sum(axis=1), 0.0)
    centres = floors + (surplus / floors.shape[1])[:, None]
    below = shapley < floors
    room = np.where(below, centres - floors, 1.0) / np.where(below, centres - shapley, 1.0)
    moved = centres + room.min(axis=1, keepdims=True) * (shapley - centres)
    return np.ascontiguousarray(moved)  # other layouts would have the kernel compiled again


def _solve(
    tables: Floats, *, imputations: bool, tol: float
) -> tuple[Floats, Floats, NDArray[np.int8]]:
    from lilliput.games.kernels.simplex import DONE, solve_levels

    games, n = len(tables), tables.shape[1].bit_length() - 1
    statuses = np.full(games, BatchStatus.CERTIFIED, dtype=np.int8)
    if n < 2:
        return tables[:, -1:].repeat(n, axis=1), np.zeros(games), statuses
    scale = np.abs(tables).max(axis=1)
    scaled = tables / np.where(scale > 0, scale, 1.0)[:, None]
    floors = np.full((games, n), -np.inf)
    if imputations:
        alone = scaled[:, 2 ** np.arange(n)]
        surplus = scaled[:, -1] - alone.sum(axis=1)
        rounding = 4 * n * np.finfo(float).eps * np.abs(alone).sum(axis=1)
        statuses[surplus < -rounding] = BatchStatus.NO_IMPUTATION
        floors = np.ascontiguousarray(alone + (np.minimum(surplus, 0.0) / n)[:, None])
    starts = starting_points(scaled, floors if imputations else None)
    allocations, _, residuals, done = solve_levels(scaled, floors, starts, 2, n)
    allocations *= scale[:, None]
    sound = (done == DONE) & (residuals <= tol)
    residuals *= scale
    solvable = statuses == BatchStatus.CERTIFIED
    allocations[~solvable] = residuals[~solvable] = np.nan
    for game in np.flatnonzero(solvable & ~sound):
        allocations[game], residuals[game], statuses[game] = _exactly(tables[game], imputations)
    return allocations, residuals, statuses


def _exactly(worths: Floats, imputations: bool) -> tuple[Array | float, float, BatchStatus]:
    """Solve one game in rationals."""
    table = to_exact(worths)
    n = len(table).bit_length() - 1
    alone = table[2 ** np.arange(n)]
    share = (table[-1] - sum(alone)) / n
    floors = [least + min(share, Fraction(0)) for least in alone] if imputations else None
    try:
        allocation, _ = exact_levels(table, [least + share for least in alone], floors=floors)
    except SolverError:
        return np.nan, np.nan, BatchStatus.UNSOLVED
    return np.array(allocation, dtype=np.float64), 0.0, BatchStatus.EXACT
