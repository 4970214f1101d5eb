"""All extreme equilibria of many two-player games at once, every comparison decided exactly.

Payoffs that are whole numbers or short decimals are computed in integers (as floats that hold
them, or as int64); other floats in floats with a bound of the rounding error; and what neither can
decide, in integers of any length.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lilliput.games.arithmetic import Array, as_printed, object_array
from lilliput.games.bimatrix.batch_exact import as_rows, exact_equilibria
from lilliput.games.bimatrix.batch_games import (
    Games,
    check_games,
    check_size,
    float_tables,
    survey_of,
)
from lilliput.games.bimatrix.batch_minors import Minors, minors_of
from lilliput.games.bimatrix.batch_result import DECIDED, BimatrixBatch

__all__ = ["bimatrix_equilibria"]

_ENTRIES_AT_ONCE = 2**16
_INTEGER, _FLOAT, _RATIONAL = range(len(DECIDED))


class _Part(NamedTuple):
    """Equilibria of some games: numerators and their sums, or Fractions."""

    row: Array
    column: Array
    counts: NDArray[np.int64]
    degenerate: NDArray[np.bool_]
    method: NDArray[np.int8] = np.empty(0, dtype=np.int8)


def bimatrix_equilibria(
    A: Any, B: Any, *, exact: bool = False, progress: bool = False
) -> BimatrixBatch:
    """Return all extreme equilibria of each of many two-player games.

    A pair of mixed strategies (x, y) is an equilibrium iff each of the m + k strategies is a best
    response or not played. It is extreme iff (x, v) and (y, u) are vertices of the polyhedra
    {x ≥ 0, Σx = 1, Bᵀx ≤ v·1} and {y ≥ 0, Σy = 1, A y ≤ u·1}. A nondegenerate game has only such
    equilibria, an odd number; those of a degenerate game are mixtures of extreme ones (Winkels
    1979).

    Whole-number payoffs, and decimals of at most 15 digits with at most 9 after the point, are
    solved in integer arithmetic. For other floats a bound of the rounding error decides every sign,
    and probabilities are within 1e-10; where it does not decide, and for numbers too long, the game
    is solved in integers of any length, about a thousand times slower.

    Parameters
    ----------
    A, B
        Shape (..., m, k), m + k ≤ 16: what the row player and the column player get. Integers,
        floats (each means the decimal that it prints as) or Fractions.
    exact
        Whether to return Fractions for floats; Fractions come back as Fractions anyway.
    progress
        Whether to show a progress bar.

    Returns
    -------
    BimatrixBatch
        With `.offsets`, `.row`, `.column`, `.row_payoff`, `.column_payoff`, `.count`,
        `.degenerate`, `.decided`, `.regret`, `.of(index)`, `.fractions(index)`, `.to_frame()`.

    Raises
    ------
    InvalidGameError
        Shapes that differ, fewer than two axes, or payoffs that are not finite.
    UnsupportedNumberError
        Symbolic payoffs.
    ProblemTooLargeError
        More than 16 strategies of both players together.

    See Also
    --------
    nash_equilibria : one game, by any method, with components and indices.

    Notes
    -----
    Memory: a copy of the payoffs; m + k + 2 numbers an equilibrium, twice while they are put
    together; and what the games at work take: 1 MiB for 4 × 4, 30 MiB for
    8 × 8.

    References
    ----------
    Winkels, H.-M. (1979). An algorithm to determine all equilibrium points of a bimatrix game.
    In: Game Theory and Related Topics, 137–148.
    Avis, D., Rosenberg, G. D., Savani, R. and von Stengel, B. (2010). Enumeration of Nash
    equilibria for two-player games. Economic Theory 42:9–37. doi:10.1007/s00199-009-0449-x

    Examples
    --------
    >>> battle = [[3, 0], [0, 2]], [[2, 0], [0, 3]]
    >>> dilemma = [[3, 0], [5, 1]], [[3, 5], [0, 1]]
    >>> A, B = zip(battle, dilemma)
    >>> found = bimatrix_equilibria(A, B)
    >>> found
    BimatrixBatch(2 games of 2 × 2: 4 extreme equilibria; 0 degenerate; decided: 2 integer)
    >>> found.count
    array([3, 1])
    >>> found.of(0).row
    array([[1. , 0. ],
           [0. , 1. ],
           [0.6, 0.4]])
    """
    games = check_games(A, B)
    m, k = games.A.shape[1:]
    check_size(m, k)
    fractions = exact or games.exact
    parts = list(_parts(games, fractions=fractions, progress=progress))
    counts = np.concatenate([part.counts for part in parts])
    offsets = np.concatenate([[0], np.cumsum(counts)])
    row = np.concatenate([part.row for part in parts])
    column = np.concatenate([part.column for part in parts])
    method = np.concatenate([part.method for part in parts])
    degenerate = np.concatenate([part.degenerate for part in parts])
    del parts
    if fractions:
        first, second = _exact_payoffs(games, counts, row, column)
        regret = np.zeros(len(games))
    else:
        from lilliput.games.kernels.bimatrix_survey import payoffs_and_regrets

        first, second, regret = payoffs_and_regrets(games.A, games.B, offsets, row, column)
        regret[method != _FLOAT] = 0.0
    return BimatrixBatch(
        games.A.reshape(*games.shape, m, k),
        games.B.reshape(*games.shape, m, k),
        offsets,
        row,
        column,
        first,
        second,
        degenerate.reshape(games.shape),
        method.reshape(games.shape),
        regret.reshape(games.shape),
    )


def _parts(games: Games, *, fractions: bool, progress: bool) -> Iterator[_Part]:
    """Solve the games, so many at once that their payoffs stay in cache."""
    m, k = games.A.shape[1:]
    step = max(1, _ENTRIES_AT_ONCE // (m * k))
    bar = None
    if progress:
        from tqdm.auto import tqdm

        bar = tqdm(total=len(games), desc="extreme equilibria", unit=" games")
    for start in range(0, max(len(games), 1), step):
        part = Games(games.A[start : start + step], games.B[start : start + step], ())
        yield _solved(part, minors_of(m, k), fractions, bar)
    if bar is not None:
        bar.close()


def _solved(games: Games, tables: tuple[Minors, Minors], fractions: bool, bar: Any) -> _Part:
    """Solve games: those that can be, compiled; the others one by one."""
    from lilliput.games.kernels import bimatrix_survey as kernel

    (first, long_first), (second, long_second) = float_tables(games.B), float_tables(games.A)
    too_long = long_first | long_second
    surveys = [survey_of(first, tables[0]), survey_of(second, tables[1])]
    kinds = np.maximum(surveys[0][3], surveys[1][3])
    method = np.where(kinds >= kernel.ROUNDED, _FLOAT, _INTEGER).astype(np.int8)
    method[too_long | (kinds == kernel.UNSAFE)] = _RATIONAL
    if fractions:
        method[method == _FLOAT] = _RATIONAL
    in_int64 = (method == _INTEGER) & (kinds == kernel.INTEGER)
    part, unsure = _searched(surveys, tables, (method == _RATIONAL) | in_int64, fractions)
    method[unsure] = _RATIONAL
    pieces = [part]
    if in_int64.any():
        surveys = [survey_of(first[in_int64], tables[0]), survey_of(second[in_int64], tables[1])]
        integers = [(e.astype(np.int64), s, np.zeros_like(n), kind) for e, s, n, kind in surveys]
        part, _ = _searched(integers, tables, np.zeros(in_int64.sum(), dtype=bool), fractions)
        pieces.append(_placed(part, in_int64))
    one_by_one = method == _RATIONAL
    if bar is not None:
        bar.update(int((~one_by_one).sum()))
    if one_by_one.any():
        pieces.append(_placed(_one_by_one(games, one_by_one, fractions, bar), one_by_one))
    return _merged(pieces, method)


def _searched(
    surveys: list[Any],
    tables: tuple[Minors, Minors],
    skip: NDArray[np.bool_],
    fractions: bool,
) -> tuple[_Part, NDArray[np.bool_]]:
    """Search all games but those to skip; return also which of them rounding left undecided."""
    from lilliput.games.kernels.bimatrix_search import search

    entries, spreads, noises, _ = zip(*surveys, strict=True)
    found, counts, degenerate, unsure = search(tables, entries, spreads, noises, skip)
    m = tables[0].place.shape[1]
    row, column = (_shares(side, fractions) for side in (found[:, : m + 1], found[:, m + 1 :]))
    return _Part(row, column, counts, degenerate), unsure


def _shares(numerators: Array, fractions: bool) -> Array:
    """Return probabilities from numerators and, in the last column, their sum."""
    if not fractions:
        return numerators[:, :-1] / numerators[:, -1:]
    shares = [
        Fraction(int(share), int(total)) for *row, total in numerators.tolist() for share in row
    ]
    return object_array(shares, (len(numerators), numerators.shape[1] - 1))


def _one_by_one(games: Games, which: NDArray[np.bool_], fractions: bool, bar: Any) -> _Part:
    """Solve some games in integers of any length."""
    solved = []
    for n in np.flatnonzero(which):
        solved.append(exact_equilibria(games.A[n], games.B[n]))
        if bar is not None:
            bar.update(1)
    row, column = (
        as_rows([pair[side] for one in solved for pair in one.pairs], games.A.shape[1 + side])
        for side in (0, 1)
    )
    kind = object if fractions else np.float64
    return _Part(
        row.astype(kind),
        column.astype(kind),
        np.array([len(one.pairs) for one in solved], dtype=np.int64),
        np.array([one.degenerate for one in solved], dtype=bool),
    )


def _placed(part: _Part, which: NDArray[np.bool_]) -> _Part:
    """Return the solution of some games as one of all games, with no equilibria of the others."""
    counts, degenerate = np.zeros(len(which), dtype=np.int64), np.zeros(len(which), dtype=bool)
    counts[which], degenerate[which] = part.counts, part.degenerate
    return part._replace(counts=counts, degenerate=degenerate)


def _merged(pieces: list[_Part], method: NDArray[np.int8]) -> _Part:
    """Bring the equilibria of pieces that solve different games into the order of the games."""
    if len(pieces) == 1:
        return pieces[0]._replace(method=method)
    game = np.concatenate([np.repeat(np.arange(len(method)), part.counts) for part in pieces])
    order = np.argsort(game, kind="stable")
    return _Part(
        np.concatenate([part.row for part in pieces])[order],
        np.concatenate([part.column for part in pieces])[order],
        sum((part.counts for part in pieces), np.zeros(len(method), dtype=np.int64)),
        np.any([part.degenerate for part in pieces], axis=0),
        method,
    )


def _exact_payoffs(
    games: Games, counts: NDArray[np.int64], row: Array, column: Array
) -> tuple[Array, Array]:
    """Return both players' payoffs in Fractions, from one strategy in the support each."""
    A, B = as_printed(games.A), as_printed(games.B)
    first, second = [], []
    for n, game in enumerate(np.repeat(np.arange(len(games)), counts)):
        i, j = np.argmax(row[n] != 0), np.argmax(column[n] != 0)
        first.append(A[game, i] @ column[n])
        second.append(B[game, :, j] @ row[n])
    return object_array(first), object_array(second)
