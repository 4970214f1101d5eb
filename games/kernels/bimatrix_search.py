"""All extreme equilibria of many games: signs of minors, 32 games side by side.

The minors of a block of games are computed entry by entry for all of them at once. Of each only
the sign matters: a basis is a vertex iff the signs of its variables agree, which takes one OR of
bytes a variable, again for all games at once. A game none of whose minors is 0 has an equilibrium
wherever both players' bases of the same supports are vertices. In other games the labels of the
vertices are read off the signs, and all pairs that have all labels are equilibria.

`lilliput.games.bimatrix.batch_minors` says which minors are meant. Importing this module imports
numba.
"""

from typing import Any, NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from lilliput.games.kernels.bimatrix_minors import (
    fill_minors,
    fill_reach,
    fill_signs,
    fill_tolerances,
    is_rounded,
    mark_undecided,
)
from lilliput.games.kernels.bimatrix_survey import LANES

__all__ = ["search"]

Array = Any  # numba compiles these for float64 and for int64
Bytes = NDArray[np.uint8]
Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Words = NDArray[np.uint64]

_LEAST_BITS = np.uint64(0x0101010101010101)
_ONE = np.uint64(1)
_ACCURACY = 1e-10
_ROOM = 1024
_UNDECIDED, _LEFT_OUT = 1, 2


class _Side(NamedTuple):
    """What is kept of one player's polytope for the games at work."""

    minors: Array
    signs: Bytes
    reach: Bytes
    bounds: Floats
    vertices: NDArray[np.int32]
    numbers: Integers


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _room(table: Any, entries: Array) -> _Side:
    """Make room for one player."""
    minors, bases = len(table.columns), len(table.sizes)
    return _Side(
        np.empty((minors, LANES), dtype=entries.dtype),
        np.empty((2 * minors, LANES), dtype=np.uint8),
        np.empty((bases, LANES), dtype=np.uint8),
        np.zeros((len(table.sets), LANES)),
        np.empty((LANES, bases, 3), dtype=np.int32),
        np.zeros(LANES, dtype=np.int64),
    )


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _compute(
    table: Any, side: Any, entries: Array, spread: Array, noise: Array, tied: Bytes, doubt: Bytes
) -> None:
    """Fill in minors, signs and reach of a block; mark games with zeros and undecided ones."""
    fill_minors(table, entries, side.minors)
    fill_signs(side.minors, side.signs, tied)
    side.bounds[:] = 0.0
    if is_rounded(noise):
        fill_tolerances(table, spread, noise, side.bounds)
        mark_undecided(table, side.minors, side.bounds, doubt)
    fill_reach(table, side.signs.view(np.uint64), side.reach.view(np.uint64))


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _fill_hits(first: Words, second: Words, hits: Integers, lengths: Integers) -> None:
    """List for each lane the bases that are vertices of both polytopes."""
    lengths[:] = 0
    for b in range(len(first)):
        for w in range(LANES // 8):
            x, y = first[b, w], second[b, w]
            word = (x ^ (x >> _ONE)) & (y ^ (y >> _ONE)) & _LEAST_BITS
            lane = 8 * w
            while word:
                if word & _ONE:
                    hits[lane, lengths[lane]] = b
                    lengths[lane] += 1
                word >>= np.uint64(8)
                lane += 1


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _list_vertices(
    table: Any,
    signs: Bytes,
    reach: Bytes,
    vertices: NDArray[np.int32],
    numbers: Integers,
    ranks: Integers,
    which: Bytes,
    more: Bytes,
    seen: Bytes,
) -> None:
    """List the distinct vertices of some games, sorted by support and by best responses.

    Parameters
    ----------
    signs, reach
        Of minors and bases.
    vertices, numbers
        To be filled for each lane: sort key, labels and a basis of each vertex; and their number.
    ranks
        The order of the sets of the opponent's strategies.
    which
        The lanes to do.
    more
        Set where a vertex has more labels than the polytope has dimensions.
    seen
        One entry for each set of labels, 0 before and after.
    """
    variables, names, sizes = table.variables, table.labels, table.sizes
    p, q = table.place.shape
    for lane in range(LANES):
        number, rows = 0, vertices[lane]
        for b in range(len(sizes) if which[lane] else 0):
            if reach[b, lane] != 1 and reach[b, lane] != 2:
                continue
            mask, some = table.tight[b], False
            for v in range(p):
                if signs[variables[b, v], lane] == 0:
                    mask |= names[b, v]
                elif v < sizes[b]:
                    some = True
            more[lane] |= np.uint8(some and mask != table.tight[b])
            if not some or seen[mask]:
                continue
            seen[mask] = 1
            support = ~(mask >> table.own[0]) & ((1 << q) - 1)
            replies = (mask >> table.other[0]) & ((1 << p) - 1)
            key = (table.ranks[support] << p) + ranks[replies]
            at = number
            while at > 0 and rows[at - 1, 0] > key:
                for c in range(3):
                    rows[at, c] = rows[at - 1, c]
                at -= 1
            rows[at, 0], rows[at, 1], rows[at, 2] = key, mask, b
            number += 1
        for n in range(number):
            seen[rows[n, 1]] = 0
        numbers[lane] = number


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _appended(rows: Array, total: int) -> Array:
    """Return an array that has a row `total`: the same, or a copy twice as long."""
    if total < len(rows):
        return rows
    longer = np.empty((2 * total + 1, rows.shape[1]), dtype=rows.dtype)
    for n in range(len(rows)):  # not a slice: that would compile three seconds longer
        for c in range(rows.shape[1]):
            longer[n, c] = rows[n, c]
    return longer


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _pair_up(
    first: NDArray[np.int32],
    second: NDArray[np.int32],
    numbers: tuple[Integers, Integers],
    tied: Bytes,
    doubt: Bytes,
    hits: Integers,
    lengths: Integers,
    pairs: Integers,
    full: int,
) -> tuple[Integers, int]:
    """List the equilibria of a block as lane and both bases, lane by lane.

    In games with zeros among their minors: the pairs of vertices with the labels `full`.
    """
    total = 0
    for lane in range(LANES):
        if tied[lane]:
            for a in range(numbers[0][lane]):
                lacking = full & ~first[lane, a, 1]
                for c in range(numbers[1][lane]):
                    if lacking & ~second[lane, c, 1] == 0:
                        pairs = _appended(pairs, total)
                        pairs[total, 0] = lane
                        pairs[total, 1] = first[lane, a, 2]
                        pairs[total, 2] = second[lane, c, 2]
                        total += 1
        elif not doubt[lane]:
            for n in range(lengths[lane]):
                pairs = _appended(pairs, total)
                pairs[total, 0] = lane
                pairs[total, 1] = pairs[total, 2] = hits[lane, n]
                total += 1
    return pairs, total


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _write(
    table: Any, side: Any, lanes: Integers, bases: Integers, out: Array, doubt: Bytes
) -> None:
    """Write the numerators of vertices and then their sum; mark the games that are inaccurate."""
    variables, strategies, columns = table.variables, table.strategies, table.columns
    q = table.place.shape[1]
    for n in range(len(lanes)):
        lane, b = lanes[n], bases[n]
        for j in range(q + 1):
            out[n, j] = 0
        error = 0.0
        for v in range(table.sizes[b]):
            e = variables[b, v] >> 1
            value = abs(side.minors[e, lane])
            out[n, strategies[b, v]] = value
            out[n, q] += value
            error += side.bounds[columns[e], lane]
        doubt[lane] |= np.uint8(2.0 * error > _ACCURACY * out[n, q])


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _kept(found: Array, lanes: Integers, doubt: Bytes, counts: Integers) -> int:
    """Move the rows of the games without doubt to the front; count them by game and in all."""
    kept = 0
    for n in range(len(lanes)):
        if not doubt[lanes[n]]:
            for c in range(found.shape[1] if kept < n else 0):
                found[kept, c] = found[n, c]
            kept += 1
            counts[lanes[n]] += 1
    return kept


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def search(
    tables: Any, entries: Any, spreads: Any, noises: Any, skip: NDArray[np.bool_]
) -> tuple[Array, Integers, NDArray[np.bool_], NDArray[np.bool_]]:
    """Find all extreme equilibria of many games of one shape.

    Parameters
    ----------
    tables
        The `Minors` of both players.
    entries, spreads, noises
        For both players, as `survey` returns them; entries in float64 or in int64.
    skip
        Games to leave alone.

    Returns
    -------
    found : ndarray of shape (equilibria, m + k + 2)
        The row player's numerators and their sum, then the column player's.
    counts : ndarray of games
        Number of equilibria.
    degenerate : ndarray of games
        Whether some vertex has more labels than its polytope has dimensions.
    unsure : ndarray of games
        Whether rounding left a sign or a probability undecided; such games have count 0.
    """
    (tx, ty), (ex, ey), games = tables, entries, len(skip)
    k, m = tx.place.shape
    counts = np.zeros(games, dtype=np.int64)
    degenerate, unsure = np.zeros(games, dtype=np.bool_), np.zeros(games, dtype=np.bool_)
    sx, sy, bases = _room(tx, ex), _room(ty, ey), len(tx.sizes)
    hits, lengths = np.empty((LANES, bases), np.int64), np.empty(LANES, np.int64)
    tied, doubt, more = (
        np.empty(LANES, np.uint8),
        np.empty(LANES, np.uint8),
        np.empty(LANES, np.uint8),
    )
    seen = np.zeros(1 << (m + k), dtype=np.uint8)
    pairs = np.empty((_ROOM, 3), dtype=np.int64)
    found, total = np.empty((games + _ROOM, m + k + 2), dtype=ex.dtype), 0
    for block in range(len(ex)):
        first, width = block * LANES, min(LANES, games - block * LANES)
        tied[:], doubt[:], more[:] = 0, 0, 0
        _compute(tx, sx, ex[block], spreads[0][block], noises[0][block], tied, doubt)
        _compute(ty, sy, ey[block], spreads[1][block], noises[1][block], tied, doubt)
        for lane in range(LANES):
            if lane >= width or skip[first + lane]:
                doubt[lane] = _LEFT_OUT
            if doubt[lane]:
                tied[lane] = 0
        if tied.any():
            _list_vertices(
                tx, sx.signs, sx.reach, sx.vertices, sx.numbers, ty.ranks, tied, more, seen
            )
            _list_vertices(
                ty, sy.signs, sy.reach, sy.vertices, sy.numbers, tx.ranks, tied, more, seen
            )
        _fill_hits(sx.reach.view(np.uint64), sy.reach.view(np.uint64), hits, lengths)
        pairs, new = _pair_up(
            sx.vertices,
            sy.vertices,
            (sx.numbers, sy.numbers),
            tied,
            doubt,
            hits,
            lengths,
            pairs,
            len(seen) - 1,
        )
        while total + new > len(found):
            found = _appended(found, len(found))
        out, lanes = found[total : total + new], pairs[:new, 0]
        _write(tx, sx, lanes, pairs[:new, 1], out[:, : m + 1], doubt)
        _write(ty, sy, lanes, pairs[:new, 2], out[:, m + 1 :], doubt)
        total += _kept(out, lanes, doubt, counts[first:])
        for lane in range(width):
            unsure[first + lane] = doubt[lane] == _UNDECIDED
            degenerate[first + lane] = more[lane] > 0 and doubt[lane] == 0
    return found[:total], counts, degenerate, unsure
