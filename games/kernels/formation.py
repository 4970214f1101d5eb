"""Compiled passes over pairs of coalition structures: joint deviations, and undominated ones."""

from typing import Any

import numba
import numpy as np

from lilliput.games.arithmetic import Array

__all__ = ["first_strong_deviations", "undominated_in_groups"]


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _same_outside(before: Array, after: Array, gains: Array, onward: Array, back: Array) -> Any:
    """Whether those who do not gain are grouped the same way in both structures."""
    onward[:] = -1
    back[:] = -1
    for i in range(before.size):
        if gains[i]:
            continue
        a, b = before[i], after[i]
        if onward[a] < 0 and back[b] < 0:
            onward[a] = b
            back[b] = a
        elif onward[a] != b or back[b] != a:
            return False
    return True


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _regrouped(before: Array, after: Array, gains: Array, gamma: bool) -> Any:
    """Whether some of those who gain can lead there if they regroup among themselves.

    A new block with somebody who does not gain must be what movers left behind: a part of one old
    block, at most one a block, and under gamma a single player. Every old block that is gone must
    have lost a mover.
    """
    n = before.size
    for i in range(n):  # each i stands for its new block, once it is the first member
        first = True
        for j in range(i):
            if after[j] == after[i]:
                first = False
                break
        if not first:
            continue
        willing, one_origin, whole, size = True, True, True, 0
        for j in range(n):
            inside = after[j] == after[i]
            if inside:
                size += 1
                willing = willing and gains[j]
                one_origin = one_origin and before[j] == before[i]
            elif before[j] == before[i]:
                whole = False
        if one_origin and whole:
            continue  # an old block that stays
        if willing:
            continue
        if not one_origin or (gamma and size > 1):
            return False
        mover = False
        for j in range(n):
            if before[j] == before[i] and after[j] != after[i]:
                if gains[j]:
                    mover = True
                elif not gamma:
                    return False  # a second part left behind, or somebody taken along unwillingly
        if not mover:
            return False
    return True


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def first_strong_deviations(
    labels: Array, ranks: Array, sources: Array, open_rule: bool, gamma: bool
) -> Any:
    """Return for each source the first structure that some coalition leads to, to its gain, or −1.

    Parameters
    ----------
    labels, ranks
        Structures, and the order of each player's payoffs in them: shape (Bell(n), n).
    sources
        Rows to be examined.
    open_rule, gamma
        The rule of membership; delta if both are false.
    """
    count, n = labels.shape
    found = np.full(sources.size, -1, dtype=np.int64)
    gains = np.empty(n, dtype=np.bool_)
    onward = np.empty(n, dtype=np.int64)
    back = np.empty(n, dtype=np.int64)
    for k in range(sources.size):
        p = sources[k]
        for q in range(count):
            some = False
            for i in range(n):
                gains[i] = ranks[q, i] > ranks[p, i]
                some = some or gains[i]
            if not some:
                continue
            if open_rule:
                possible = _same_outside(labels[p], labels[q], gains, onward, back)
            else:
                possible = _regrouped(labels[p], labels[q], gains, gamma)
            if possible:
                found[k] = q
                break
    return found


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def undominated_in_groups(
    order: Array, starts: Array, enforcing: Array, ranks: Array, members: Array
) -> Any:
    """Keep what is self-enforcing unless another such entry of its group is better for all members.

    Parameters
    ----------
    order, starts
        Rows sorted by group, and where each group begins, with the total at the end.
    enforcing
        Whether each row is self-enforcing.
    ranks
        The order of the payoffs, shape (rows, n).
    members
        Positions of the members of the coalition.
    """
    kept = enforcing.copy()
    for g in range(starts.size - 1):
        for a in range(starts[g], starts[g + 1]):
            p = order[a]
            if not enforcing[p]:
                continue
            for b in range(starts[g], starts[g + 1]):
                q = order[b]
                if not enforcing[q]:
                    continue
                better = True
                for i in members:
                    if ranks[q, i] <= ranks[p, i]:
                        better = False
                        break
                if better:
                    kept[p] = False
                    break
    return kept
