"""One equilibrium of a polymatrix game by Lemke's algorithm, exactly.

With costs C > 0 in place of payoffs, x is an equilibrium iff some v has
w = Cx − v ≥ 0, w ⟂ x ≥ 0, and Σ x_i = 1 for each player i: a linear complementarity problem with a
copositive matrix. Lemke's path cannot end on a ray there (Miller and Zucker 1991).

The path is followed in floats, and its supports are solved for in rationals and checked. Where that
fails, as it may where many ratios tie, other covering vectors are tried, then integers.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np

from lilliput.games.arithmetic import Array, object_array, over_one_denominator
from lilliput.games.errors import SolverError
from lilliput.games.normal_form.polymatrix import PolymatrixGame
from lilliput.games.pivoting import Tableau

__all__ = ["lemke_equilibrium"]

_PIVOTS_BEFORE_RENEWAL = 50
_PIVOTS_PER_ROW = 20
_ROUNDED = 1e-13
_MOST_WORK = 300_000_000  # of pivots in integers, in words of 1000 bits: a few minutes


def lemke_equilibrium(
    game: PolymatrixGame, covers: Sequence[Array], *, max_pivots: int
) -> tuple[list[Array], int]:
    """Return an equilibrium in Fractions and the pivots that led to it.

    Parameters
    ----------
    game
        With numeric payoffs; floats are the decimals that they print as.
    covers
        Covering vectors, to be tried in floats in turn: each a positive integer for each strategy
        and then each player. Integers take the first.
    max_pivots
        After which a path is given up.

    Raises
    ------
    SolverError
        No path ended within `max_pivots`.

    Examples
    --------
    >>> game = PolymatrixGame.from_graph(["A", "B"], [("A", "B")], [[0, 1], [2, 0]])
    >>> profile, _ = lemke_equilibrium(game, [np.ones(6, dtype=int)], max_pivots=99)
    >>> [mix.tolist() for mix in profile]
    [[Fraction(0, 1), Fraction(1, 1)], [Fraction(1, 1), Fraction(0, 1)]]
    """
    costs, ends, units = _costs(game)
    for cover in covers:
        table, row = _table(costs, ends, units, cover)
        basic, pivots = _path_in_floats(table, row, max_pivots)
        answer = None if basic is None else _solved(costs, ends, basic)
        if answer is not None:
            return answer, pivots
    table, row = _table(costs, ends, units, covers[0])
    basic, pivots = _path_in_integers(table, row, max_pivots)
    answer = _solved(costs, ends, basic)
    if answer is None:
        raise SolverError("the supports at the end of Lemke's path have no unique solution")
    return answer, pivots


def _table(costs: Array, ends: list[int], units: list[int], cover: Array) -> tuple[Array, int]:
    """Return the columns −M, −d and q of w = q + Mz + dz₀, and the row at which z₀ enters."""
    strategies, n = len(costs), len(units)
    size = strategies + n
    table = np.full((size, size + 2), 0, dtype=object)
    table[:strategies, :strategies] = -costs
    for i in range(n):
        own = slice(ends[i], ends[i + 1])
        table[own, strategies + i] = units[i]  # v in units of the payoffs, so that rows scale
        table[strategies + i, own] = -1
        table[own, size] = -units[i] * cover[own]
    table[strategies:, size] = -cover[strategies:]
    table[strategies:, size + 1] = -1
    rows = range(strategies, size)
    return table, min(rows, key=lambda r: (Fraction(-1, int(cover[r])), -r))


def _costs(game: PolymatrixGame) -> tuple[Array, list[int], list[int]]:
    """Return one matrix of integers > 0, falling in the payoffs, where players start, and units.

    What a player's costs grow by whatever it does makes no difference, so each block has its own
    constant. A player's unit is the range of its payoffs, and the least of its costs.
    """
    ends = [0, *np.cumsum(game.shape).tolist()]
    costs = np.full((ends[-1], ends[-1]), 1, dtype=object)
    tables = game.to_exact().matrices()
    units = []
    for i in range(game.n):
        blocks = {j: table for (k, j), table in tables.items() if k == i}
        numbers, _ = over_one_denominator(x for table in blocks.values() for x in table.flat)
        unit = max(1, max(numbers, default=0) - min(numbers, default=0))
        units.append(unit)
        costs[ends[i] : ends[i + 1]] = unit
        start = 0
        for j, table in blocks.items():
            block = object_array(numbers[start : start + table.size], table.shape)
            start += table.size
            costs[ends[i] : ends[i + 1], ends[j] : ends[j + 1]] = block.max() + unit - block
    return costs, ends, units


def _path_in_floats(table: Array, row: int, limit: int) -> tuple[set[int] | None, int]:
    """Return the basic variables at the end of the path; None if it led nowhere.

    The tableau is computed anew every so often, lest rounding errors grow.
    """
    from lilliput.games.kernels.lemke import DONE, DOUBTFUL, LONG, cover

    size = len(table)
    rows = np.array([[int(x) / int(max(map(abs, line))) for x in line] for line in table])
    columns = np.column_stack([np.eye(size), rows])
    basis = np.arange(size, dtype=np.int64)
    outside = np.arange(size, 2 * size + 1, dtype=np.int64)
    total, enters = 0, 2 * size
    limit = min(limit, _PIVOTS_PER_ROW * size)
    while total < limit:
        some = min(_PIVOTS_BEFORE_RENEWAL, limit - total)
        pivots, status, enters = cover(rows, basis, outside, enters, row, some)
        total += pivots
        if status in (DONE, DOUBTFUL):
            return set(basis.tolist()), total
        if status != LONG:
            break
        row = -1
        try:
            rows = np.linalg.solve(columns[:, basis], columns[:, [*outside, 2 * size + 1]])
        except np.linalg.LinAlgError:
            break
        rows[np.abs(rows) < _ROUNDED] = 0
    return None, total


def _path_in_integers(table: Array, row: int, limit: int) -> tuple[set[int], int]:
    size = len(table)
    bits = max(int(abs(entry)).bit_length() for entry in table.flat)
    limit = min(limit, max(size, _MOST_WORK // (size**2 * (1 + size * bits // 1000))))
    tableau = Tableau(table, list(range(size)), list(range(size, 2 * size + 1)))
    leaves: Any = tableau.basis[row]
    tableau.exchange(row, size)
    for pivots in range(2, limit + 1):
        enters = leaves + size if leaves < size else leaves - size
        leaves = tableau.enter(enters)
        if leaves == 2 * size:
            return set(tableau.basis), pivots
        if leaves is None:
            raise SolverError("Lemke's path ended on a ray, which no polymatrix game allows")
    raise SolverError(
        f"Lemke's path did not end within {limit} pivots; allow more max_pivots, try another "
        'start, or look for pure equilibria with method="pure"'
    )


def _solved(costs: Array, ends: list[int], basic: set[int]) -> list[Array] | None:
    """Solve for the probabilities on the supports exactly; None if they are no equilibrium.

    Parameters
    ----------
    costs
        Of all strategies against all.
    ends
        Where each player's strategies start.
    basic
        Variables of the last basis; those from the number of rows on are z.
    """
    from flint import fmpz_mat

    n, strategies = len(ends) - 1, len(costs)
    size = strategies + n
    played = [k for k in range(strategies) if size + k in basic]
    owner = np.repeat(np.arange(n), np.diff(ends))
    matrix = np.full((len(played) + n, len(played) + n), 0, dtype=object)
    matrix[: len(played), : len(played)] = costs[np.ix_(played, played)]
    for k, s in enumerate(played):
        matrix[k, len(played) + owner[s]] = -1
        matrix[len(played) + owner[s], k] = 1
    right = fmpz_mat(len(matrix), 1, [0] * len(played) + [1] * n)
    try:
        numerators, unit = fmpz_mat(matrix.tolist()).solve(right).numer_denom()
    except ZeroDivisionError:
        return None
    scale = int(unit)
    values = [int(x) for x in numerators.entries()]
    weights = np.full(strategies, 0, dtype=object)
    weights[played] = values[: len(played)]
    levels = np.array(values[len(played) :], dtype=object)
    reach = fmpz_mat(costs[:, played].tolist()) * fmpz_mat(len(played), 1, values[: len(played)])
    slacks = [int(x) for x in reach.entries()] - levels[owner]
    if scale < 0 or min(weights) < 0 or min(slacks) < 0:
        return None
    return [
        object_array([Fraction(int(x), scale) for x in weights[start:end]])
        for start, end in pairwise(ends)
    ]
