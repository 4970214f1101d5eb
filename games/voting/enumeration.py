"""Count winning coalitions and swings of any voting game by going through all coalitions.

What is kept of the 2**f coalitions is small: the winning ones by size for each set of low players
and for each set of high players. Folding these adds them up for each player, and a swing at size s
is a winning coalition of size s+1 with the player, less a winning one of size s without.
"""

from collections.abc import Iterator
from itertools import product

import numpy as np
from numpy.typing import NDArray

from lilliput.games.arithmetic import Array
from lilliput.games.errors import ProblemTooLargeError
from lilliput.games.voting.reduction import Reduced
from lilliput.games.voting.tables import members_needed, subset_sums, winning_table

__all__ = ["LARGEST_ENUMERATION", "count_by_enumeration", "is_quick_table"]

LARGEST_ENUMERATION = 32
_LARGEST_TABLE = 27
_LARGEST_OBJECT_TABLE = 22
_INTERPRETED = 14  # players up to whom compiling or loading a kernel does not pay
_LOW = 12
_QUICK_TABLE = 2**28  # marks in a table, a tenth of a second
_ROWS = 16
_INT32, _INT64 = 2**31, 2**62

Integers = NDArray[np.int64]


def is_quick_table(game: Reduced) -> bool:
    """Whether more rules than players, most asking for certain players, soon fill a table."""
    f = len(game.free)
    if len(game.rules) <= f or f > _LARGEST_TABLE or f * 2**f > _QUICK_TABLE:
        return False
    others = sum(members_needed(*rule) is None for rule in game.rules)
    return (f + others) * 2**f <= _QUICK_TABLE


def count_by_enumeration(game: Reduced) -> tuple[list[int], list[list[int]]]:
    """Return the winning coalitions by size, and for each free player the swings by size.

    Raises
    ------
    ProblemTooLargeError
        More than 32 free players; 27 with more rules than players, or 22 with weights beyond 64
        bits.
    """
    f = len(game.free)
    if f == 0:
        return [int(game.always)], []
    many = len(game.rules) > f
    huge = any(sum(weights) >= _INT64 for weights, _ in game.rules)
    largest = _LARGEST_OBJECT_TABLE if huge else _LARGEST_TABLE if many else LARGEST_ENUMERATION
    if f > largest:
        raise ProblemTooLargeError(
            f"players: 2**{f} coalitions of the {f} players who matter beside vetoes; at most "
            f"{largest} such players can be gone through with these {len(game.rules)} rule(s)"
        )
    order = sorted(range(f), key=lambda i: max(w[i] / quota for w, quota in game.rules))
    table = many or huge or f <= _INTERPRETED
    rows = _rows_of_table(game, order) if table else _rows_of_kernel(game, order)
    winning, members = _fold(rows, f)
    swings: list[list[int]] = [[] for _ in range(f)]
    for bit, i in enumerate(order):
        swings[i] = [int(members[bit, s + 1] - (winning[s] - members[bit, s])) for s in range(f)]
    return [int(count) for count in winning], swings


def _fold(rows: Iterator[tuple[int, Array, Array]], f: int) -> tuple[Integers, Integers]:
    """Return winning coalitions by size, in all and with each player (by bit)."""
    low = min(f, _LOW)
    sizes = np.bitwise_count(np.arange(2**low)).astype(np.int64)
    order = np.argsort(sizes, kind="stable")
    winning = np.zeros(f + 1, dtype=np.int64)
    members = np.zeros((f, f + 1), dtype=np.int64)
    for start, by_high, by_low in rows:
        high = len(by_high).bit_length() - 1
        above = start.bit_count()
        spread = np.zeros((2**high, f + 1), dtype=np.int64)
        for mask_size in range(high + 1):
            chosen = np.bitwise_count(np.arange(2**high)) == mask_size
            offset = above + mask_size
            spread[chosen, offset : offset + low + 1] = by_high[chosen]
        total = _sums(spread, members[low : low + high])
        winning += total
        for bit in range(f - low - high):
            if start >> bit & 1:
                members[low + high + bit] += total
        spread = np.zeros((2**low, f + 1), dtype=np.int64)
        for mask_size in range(len(by_low)):
            spread[order, above + mask_size + sizes[order]] += by_low[mask_size]
        _sums(spread, members[:low])
    return winning, members


def _sums(spread: Integers, members: Integers) -> Integers:
    """Add to each player's row what the masks with that player hold; return the sum of all."""
    for bit in reversed(range(len(members))):
        upper = spread[2**bit :]
        members[bit] += upper.sum(axis=0)
        spread = spread[: 2**bit] + upper
    total: Integers = spread[0]
    return total


def _segments(low: int) -> Integers:
    sizes = np.bitwise_count(np.arange(2**low))
    return np.concatenate([[0], np.cumsum(np.bincount(sizes))]).astype(np.int64)


def _rows_of_table(game: Reduced, order: list[int]) -> Iterator[tuple[int, Array, Array]]:
    """Yield the counts by high and by low mask from the table of all coalitions."""
    f = len(order)
    rules = [([weights[i] for i in order], quota) for weights, quota in game.rules]
    wins = winning_table(f, rules, [frozenset(each) for each in game.alternatives], 0)
    low = min(f, _LOW)
    by_size = np.argsort(np.bitwise_count(np.arange(2**low)), kind="stable")
    segments = _segments(low)
    rows = wins.reshape(-1, 2**low)
    high = f - low
    by_high = np.empty((2**high, low + 1), dtype=np.int64)
    by_low = np.zeros((high + 1, 2**low), dtype=np.int64)
    for mask, row in enumerate(rows):
        counts = row[by_size].astype(np.int64)
        by_high[mask] = np.add.reduceat(counts, segments[:-1])
        by_low[mask.bit_count()] += counts
    yield 0, by_high, by_low


def _rows_of_kernel(game: Reduced, order: list[int]) -> Iterator[tuple[int, Array, Array]]:
    """Yield the counts by high and by low mask, for each set of the players above both."""
    from lilliput.games.kernels.voting_enumeration import count_rows

    f = len(order)
    high = min(f - _LOW, _ROWS)
    whole = np.dtype(np.int64)
    dtype = np.int32 if all(sum(w) < _INT32 for w, _ in game.rules) else np.int64
    weights = np.array([[w[i] for i in order] for w, _ in game.rules], dtype=np.int64)
    quotas = np.array([quota for _, quota in game.rules], dtype=np.int64)
    sizes = np.bitwise_count(np.arange(2**high)).astype(np.int64)
    by_size = np.argsort(np.bitwise_count(np.arange(2**_LOW)), kind="stable")
    lows = np.array([subset_sums(row[:_LOW].tolist(), whole)[by_size] for row in weights]).astype(
        dtype
    )
    highs = np.array([subset_sums(row[_LOW : _LOW + high].tolist(), whole) for row in weights])
    starts = np.cumsum([0, *(len(each) for each in game.alternatives)]).astype(np.int64)
    members = np.array([k for each in game.alternatives for k in each], dtype=np.int64)
    for tops in product((0, 1), repeat=f - _LOW - high):
        needed = quotas - weights[:, _LOW + high :] @ np.array(tops, dtype=np.int64)
        thresholds = np.ascontiguousarray((needed[:, None] - highs).T.astype(dtype))
        by_high, by_low = count_rows(
            lows, thresholds, lows.max(axis=1), starts, members, sizes, _segments(_LOW)
        )
        yield sum(bit << k for k, bit in enumerate(tops)), by_high, by_low
