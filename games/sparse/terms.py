"""Terms of sparse games in flat arrays: one term's players after another, and where each begins.

Term t is ``members[offsets[t]:offsets[t + 1]]``, the players who must be present first
(``positives[t]`` of them), then those who must be absent. Everything here is a few passes over
such arrays; the games themselves are in `lilliput.games.sparse.game`.
"""

from collections.abc import Collection, Iterable
from itertools import chain
from math import lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lilliput.games.arithmetic import Array, kind_of, object_array, ratio, tidy
from lilliput.games.errors import InvalidGameError, UnknownNameError

__all__ = [
    "Indices",
    "arranged",
    "expanded",
    "float_sums",
    "integers",
    "offsets_of",
    "positions",
    "row_of_each",
    "running",
    "sum_by_player",
    "worths_of_terms",
]

Indices = NDArray[np.int64]

_KERNEL_FROM = 2**22
_ENTRIES_AT_ONCE = 2**24
_INT64 = 2**62
_LARGEST_DENOMINATOR = 2**14  # bits


def running(sizes: Indices) -> Indices:
    """Return the offsets that terms of these sizes have.

    Examples
    --------
    >>> running(np.array([2, 3])).tolist()
    [0, 2, 5]
    """
    offsets = np.zeros(len(sizes) + 1, dtype=np.int64)
    np.cumsum(sizes, out=offsets[1:])
    return offsets


def offsets_of(coalitions: Collection[Collection[str]]) -> Indices:
    """Return the offsets of coalitions of names laid one after another."""
    return running(np.fromiter(map(len, coalitions), np.int64, len(coalitions)))


def positions(
    coalitions: Iterable[Collection[str]], count: int, players: tuple[str, ...], *, argument: str
) -> Indices:
    """Return the positions of the `count` names in all coalitions, one coalition after another."""
    position = {name: i for i, name in enumerate(players)}
    try:
        names = chain.from_iterable(coalitions)
        return np.fromiter(map(position.__getitem__, names), np.int64, count)
    except KeyError as missing:
        raise UnknownNameError(argument, missing.args[0], players) from None


def integers(values: Any, *, argument: str) -> Indices:
    """Copy integers into a flat array, refusing anything else."""
    array = np.array(values)
    if array.ndim != 1 or (array.dtype.kind not in "iu" and array.size):
        raise InvalidGameError(
            f"{argument} must be a flat array of integers, got dtype {array.dtype} and shape "
            f"{array.shape}"
        )
    return array.astype(np.int64)


def row_of_each(offsets: Indices) -> Indices:
    """Return for each entry the term it belongs to."""
    return np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))


def arranged(
    members: Indices,
    offsets: Indices,
    positives: Indices,
    players: tuple[str, ...],
    *,
    argument: str,
) -> Indices:
    """Return the members sorted within the present and the absent players of each term.

    Raises
    ------
    InvalidGameError
        A player twice in one term, be it as present and as absent.
    """
    n = max(len(players), 1)
    rows = row_of_each(offsets)
    keys = np.sort(rows * n + members)
    twice = np.flatnonzero(keys[1:] == keys[:-1])
    if len(twice):
        row, player = divmod(int(keys[twice[0]]), n)
        raise InvalidGameError(
            f"{argument} must name each player once in a term, got {players[player]!r} twice in "
            f"term {row} (counted from 0)"
        )
    if (positives == np.diff(offsets)).all():
        return keys - rows * n
    absent = np.arange(len(members)) - offsets[rows] >= positives[rows]
    sides = 2 * rows + absent
    return np.sort(sides * n + members) - sides * n


def expanded(
    members: Indices, offsets: Indices, positives: Indices, amounts: Array
) -> tuple[Indices, Indices, Indices, Array]:
    """Replace terms with absent players by terms without: a·[P, ¬j] = a·[P] − a·[P, j]."""
    while True:
        sizes = np.diff(offsets)
        split = np.flatnonzero(positives < sizes)
        if len(split) == 0:
            return members, offsets, positives, amounts
        keep = np.ones(len(members), dtype=bool)
        keep[offsets[split] + positives[split]] = False
        with_j = np.isin(row_of_each(offsets), split, kind="table")
        shorter = sizes.copy()
        shorter[split] -= 1
        members = np.concatenate([members[keep], members[with_j]])
        offsets = running(np.concatenate([shorter, sizes[split]]))
        positives = np.concatenate([positives, positives[split] + 1])
        amounts = np.concatenate([amounts, -amounts[split]])


def sum_by_player(
    n: int,
    members: Indices,
    rows: Indices,
    amounts: Array,
    coefficients: list[tuple[int, int]],
    codes: Indices,
) -> Array:
    """Return for each player the sum over its entries of amount times coefficient.

    Parameters
    ----------
    n
        Number of players.
    members, rows
        Player and term of each entry.
    amounts
        The amount of each term, of any number kind.
    coefficients
        Numerators and denominators.
    codes
        For each entry the position of its coefficient.

    Examples
    --------
    >>> two = np.array([0, 1])
    >>> sum_by_player(2, two, two * 0, np.array([3.0]), [(1, 2), (2, 3)], two).tolist()
    [1.5, 2.0]
    """
    kind = kind_of(amounts)
    if kind == "fraction":
        return _sum_fractions(n, members, rows, amounts, coefficients, codes)
    factors = np.array([ratio(a, b, kind) for a, b in coefficients], dtype=amounts.dtype)
    if kind == "float":
        return float_sums(members, amounts[rows] * factors[codes], n)
    sums = np.full(n, ratio(0, 1, kind), dtype=object)
    np.add.at(sums, members, amounts[rows] * factors[codes])
    return tidy(sums)


def float_sums(places: Indices, entries: Array, n: int) -> NDArray[np.float64]:
    """Return for each place below n the sum of its entries (`numpy.bincount` of none is integer).

    Examples
    --------
    >>> float_sums(np.array([1, 1]), np.array([0.5, 2.0]), 3).tolist()
    [0.0, 2.5, 0.0]
    """
    return np.bincount(places, weights=entries, minlength=n).astype(np.float64, copy=False)


def _sum_fractions(
    n: int,
    members: Indices,
    rows: Indices,
    amounts: Array,
    coefficients: list[tuple[int, int]],
    codes: Indices,
) -> Array:
    """Add integers over one common denominator; plain Fractions only where it would be huge."""
    below = lcm(*{amount.denominator for amount in amounts.tolist()})
    under = lcm(*{b for _, b in coefficients})
    sums = np.full(n, ratio(0, 1, "fraction"), dtype=object)
    if below.bit_length() > _LARGEST_DENOMINATOR:
        table = np.array([ratio(a, b, "fraction") for a, b in coefficients], dtype=object)
        np.add.at(sums, members, amounts[rows] * table[codes])
        return sums
    tops = [amount.numerator * (below // amount.denominator) for amount in amounts.tolist()]
    factors = [a * (under // b) for a, b in coefficients]
    largest = max(map(abs, tops), default=0) * max(map(abs, factors), default=0) * len(members)
    dtype = np.int64 if largest < _INT64 and under < _INT64 else object
    totals = np.zeros(n, dtype=dtype)
    np.add.at(
        totals,
        members,
        np.array(tops, dtype=dtype)[rows] * np.array(factors, dtype=dtype)[codes],
    )
    sums[:] = [ratio(int(total), below * under, "fraction") for total in totals]
    return sums


def worths_of_terms(
    rows: NDArray[np.bool_],
    members: Indices,
    offsets: Indices,
    positives: Indices,
    amounts: Array,
) -> Array:
    """Return the worth of each row of members: what all terms together pay it."""
    if len(amounts) == 0:
        return np.zeros(len(rows))
    if amounts.dtype != object and len(rows) * len(members) >= _KERNEL_FROM:
        from lilliput.games.kernels.sparse import worths_of_words

        worths = worths_of_words(_words(rows), members, offsets, positives, amounts)
        return worths[: len(rows)]
    entry_rows = row_of_each(offsets)
    wanted = np.arange(len(members)) - offsets[entry_rows] < positives[entry_rows]
    step = max(1, _ENTRIES_AT_ONCE // len(members))
    parts = [amounts[:0].copy()]
    for first in range(0, len(rows), step):
        met = rows[first : first + step, members] == wanted
        parts.append(_pay(np.logical_and.reduceat(met, offsets[:-1], axis=1), amounts))
    return np.concatenate(parts)


def _pay(paid: NDArray[np.bool_], amounts: Array) -> Array:
    if amounts.dtype != object:
        return paid @ amounts
    zero = ratio(0, 1, kind_of(amounts))
    return tidy(object_array([sum(amounts[row], zero) for row in paid]))


def _words(rows: NDArray[np.bool_]) -> NDArray[np.uint64]:
    """Pack 64 coalitions into one word a player."""
    padded = np.zeros((-(-len(rows) // 64) * 64, rows.shape[1]), dtype=bool)
    padded[: len(rows)] = rows
    octets = np.packbits(padded, axis=0, bitorder="little").reshape(-1, 8, rows.shape[1])
    words = np.ascontiguousarray(octets.transpose(0, 2, 1)).view("<u8")[..., 0]
    return np.ascontiguousarray(words, dtype=np.uint64)
