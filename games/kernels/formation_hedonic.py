"""Compiled search through all partitions of a hedonic game, with pruning.

A partition grows block by block, each new block with the first player who is left. A condition on
single blocks, one on pairs of blocks (a player of one would move to the other), and one on what the
players placed so far would do together are checked as soon as they can be: all three only become
harder to meet as blocks are added. The last is a set of coalitions, one bit each, so that a block
costs one pass over 2**n bits.
"""

from typing import Any

import numba
import numpy as np

from lilliput.games.arithmetic import Array

__all__ = ["cover_with_gain", "pruned_partitions", "willing_sets"]


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def willing_sets(ranks: Array, strict: bool, some: bool) -> Any:
    """Return for each block the coalitions S that suit its members, as bits.

    Parameters
    ----------
    ranks
        Order of the coalitions for each player, shape (2**n, n).
    strict
        Whether a member must prefer S to the block, or may be indifferent.
    some
        Whether one member in S suffices (none, if S has none), or all in S are asked.
    """
    count, n = ranks.shape
    words = (count + 63) // 64
    sets = np.zeros((count, words), dtype=np.uint64)
    for block in range(1, count):
        for coalition in range(1, count):
            common = block & coalition
            fits = not some
            for i in range(n):
                if common >> i & 1:
                    a, b = ranks[coalition, i], ranks[block, i]
                    likes = a > b if strict else a >= b
                    if likes == some:
                        fits = some
                        break
            if fits:
                sets[block, coalition >> 6] |= np.uint64(1) << np.uint64(coalition & 63)
    return sets


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _moves(ranks: Array, block: int, other: int, ask_joined: bool, ask_left: bool) -> Any:
    """Whether some member of a block moves to another one (0: alone)."""
    n = ranks.shape[1]
    for i in range(n):
        if not block >> i & 1:
            continue
        bit = 1 << i
        if block == bit and other == 0:
            continue
        if ranks[other | bit, i] <= ranks[block, i]:
            continue
        agreed = True
        for j in range(n):
            if ask_joined and other >> j & 1 and ranks[other | bit, j] < ranks[other, j]:
                agreed = False
            if ask_left and (block ^ bit) >> j & 1 and ranks[block ^ bit, j] < ranks[block, j]:
                agreed = False
        if agreed:
            return True
    return False


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def cover_with_gain(placed: int, weak: Array, strict: Array, budget: int) -> Any:
    """Partition players into coalitions that are no worse for any, better for some, if possible.

    Parameters
    ----------
    placed
        Mask of the players.
    weak, strict
        Bits of the coalitions that are no worse for all members, and better for some of all.
    budget
        The most steps.

    Returns
    -------
    tuple
        The masks of the blocks, how many (0 if impossible, −1 if the budget ran out), and the steps
        left.
    """
    blocks = np.zeros(64, dtype=np.int64)
    starts = np.zeros(65, dtype=np.int64)  # options sorted by their first member
    useful = False
    for turn in range(2):
        if turn == 1:
            if not useful:
                return blocks, 0, budget
            starts = np.cumsum(starts)
            options = np.empty(starts[64], dtype=np.int64)
            gains = np.empty(starts[64], dtype=np.int64)
            free = starts.copy()
        for word in range(weak.size):
            bits = weak[word]
            for k in range(64):
                mask = word * 64 + k
                if bits >> np.uint64(k) & np.uint64(1) and mask and mask & ~placed == 0:
                    first = 0
                    while not mask >> first & 1:
                        first += 1
                    gain = strict[word] >> np.uint64(k) & np.uint64(1)
                    if turn == 0:
                        starts[first + 1] += 1
                        useful = useful or gain != 0
                    else:
                        options[free[first]] = mask
                        gains[free[first]] = np.int64(gain)
                        free[first] += 1
    choice = np.full(65, -1, dtype=np.int64)
    left = np.zeros(65, dtype=np.int64)
    gained = np.zeros(65, dtype=np.int64)
    lowest = np.zeros(65, dtype=np.int64)
    depth = 0
    left[0] = placed
    while depth >= 0:
        if left[depth] == 0:
            if gained[depth] > 0:
                return blocks, depth, budget
            depth -= 1
            continue
        if choice[depth] < 0:
            lowest[depth] = 0
            while not left[depth] >> lowest[depth] & 1:
                lowest[depth] += 1
            choice[depth] = starts[lowest[depth]]
        end = starts[lowest[depth] + 1]
        moved = False
        while choice[depth] < end:
            k = choice[depth]
            choice[depth] += 1
            budget -= 1
            if options[k] & ~left[depth] == 0:
                blocks[depth] = options[k]
                left[depth + 1] = left[depth] ^ options[k]
                gained[depth + 1] = gained[depth] + gains[k]
                choice[depth + 1] = -1
                depth += 1
                moved = True
                break
        if budget < 0:
            return blocks, -1, budget
        if not moved:
            depth -= 1
    return blocks, 0, budget


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def pruned_partitions(
    ranks: Array,
    allowed: Array,
    individual: bool,
    ask_joined: bool,
    ask_left: bool,
    every: Array,
    some: Array,
    cover: bool,
    budget: int,
) -> Any:
    """Return all partitions that meet the conditions, as the block number of each player.

    Parameters
    ----------
    ranks
        Order of the coalitions for each player, shape (2**n, n).
    allowed
        Whether each coalition may be a block.
    individual
        Whether no player may want to move to another block or to be alone; `ask_joined` and
        `ask_left` say whose consent a move needs.
    every, some
        `willing_sets`, or tables without rows. A partition is refused if a coalition is in `every`
        of its blocks and, where `some` is given, in `some` of one block.
    cover
        Whether it is refused only if such coalitions partition the players.
    budget
        The most steps of the search for such partitions.

    Returns
    -------
    tuple
        Rows of labels, and the steps left (negative if they ran out).
    """
    count, n = ranks.shape
    words = every.shape[1]
    joint, asks_some = every.shape[0] > 0, some.shape[0] > 0
    inside = np.zeros((count if joint else 1, words), dtype=np.uint64)
    if joint:
        for mask in range(count):
            part = mask
            while part:
                inside[mask, part >> 6] |= np.uint64(1) << np.uint64(part & 63)
                part = (part - 1) & mask
    all_agree = np.zeros((n + 1, words), dtype=np.uint64)
    some_gain = np.zeros((n + 1, words), dtype=np.uint64)
    all_agree[0] = ~np.uint64(0)
    found = np.empty((1024, n), dtype=np.int8)
    number = 0
    blocks = np.zeros(n + 1, dtype=np.int64)
    left = np.zeros(n + 1, dtype=np.int64)
    following = np.zeros(n + 1, dtype=np.int64)
    left[0] = count - 1
    following[0] = (count - 1) & ~1
    depth = 0
    while depth >= 0:
        if following[depth] < 0:
            depth -= 1
            continue
        low = left[depth] & -left[depth]
        rest = left[depth] ^ low
        block = following[depth] | low
        following[depth] = -1 if following[depth] == 0 else (following[depth] - 1) & rest
        if not allowed[block]:
            continue
        fits = True
        if individual:
            for k in range(depth):
                if _moves(ranks, block, blocks[k], ask_joined, ask_left) or _moves(
                    ranks, blocks[k], block, ask_joined, ask_left
                ):
                    fits = False
                    break
            if not fits:
                continue
        remaining = left[depth] ^ block
        if joint:
            placed = (count - 1) ^ remaining
            for w in range(words):
                all_agree[depth + 1, w] = all_agree[depth, w] & every[block, w]
                if asks_some:
                    some_gain[depth + 1, w] = some_gain[depth, w] | some[block, w]
                blocked = all_agree[depth + 1, w] & inside[placed, w]
                if asks_some:
                    blocked &= some_gain[depth + 1, w]
                if blocked != 0:
                    fits = False
                    if not cover:
                        break
            if cover and not fits:
                _, size, budget = cover_with_gain(
                    placed, all_agree[depth + 1] & inside[placed], some_gain[depth + 1], budget
                )
                if size < 0:
                    return found[:0].copy(), budget
                fits = size == 0
            if not fits:
                continue
        blocks[depth] = block
        if remaining:
            depth += 1
            left[depth] = remaining
            following[depth] = remaining ^ (remaining & -remaining)
            continue
        if number == len(found):
            larger = np.empty((2 * number, n), dtype=np.int8)
            larger[:number] = found
            found = larger
        for k in range(depth + 1):
            for i in range(n):
                if blocks[k] >> i & 1:
                    found[number, i] = k
        number += 1
    return found[:number].copy(), budget
