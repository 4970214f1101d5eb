"""Coalition structures: the partitions of n players, and the flat order of embedded coalitions.

A structure is a restricted growth string: entry i is the label of player i's block, and labels are
given by first appearance. Structures stand in lexicographic order, from the grand coalition
(0, 0, …, 0) to the singletons (0, 1, …, n−1). An embedded coalition is a block together with the
structure it belongs to; block k of structure p has the flat index ``block_starts(n)[p] + k``.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lilliput.games.arithmetic import Array, freeze
from lilliput.games.errors import InvalidArgumentError, ProblemTooLargeError

__all__ = [
    "bell_number",
    "block_masks",
    "block_starts",
    "check_structures_fit",
    "coalition_structures",
    "restricted_growth",
    "structure_rank",
    "structure_ranks",
]

_MOST_PLAYERS = 12


def bell_number(n: int) -> int:
    """Return the number of partitions of n players.

    The number of embedded coalitions is ``bell_number(n + 1) - bell_number(n)``.

    Parameters
    ----------
    n
        Number of players, 0 or more.

    Raises
    ------
    InvalidArgumentError
        Not a whole number, or a negative one.

    References
    ----------
    Rota, G.-C. (1964). The number of partitions of a set. American Mathematical Monthly 71:498–504.
    doi:10.2307/2312585

    Examples
    --------
    >>> bell_number(10), bell_number(11) - bell_number(10)
    (115975, 562595)
    """
    if not isinstance(n, (int, np.integer)) or n < 0:
        raise InvalidArgumentError(f"n must be a number of players >= 0, got {n!r}")
    row = [1]
    for _ in range(n):
        following = [row[-1]]
        for entry in row:
            following.append(following[-1] + entry)
        row = following
    return row[0]


def check_structures_fit(n: int, *, most: int = _MOST_PLAYERS, instead: str = "") -> None:
    """Refuse a number of players whose partitions are too many to list.

    Parameters
    ----------
    n
        Number of players, at least 1.
    most
        The most players allowed.
    instead
        How to go on, for the error message.

    Raises
    ------
    InvalidArgumentError
        Not a whole number, or none at all.
    ProblemTooLargeError
        More than `most` players, with the number of partitions.

    Examples
    --------
    >>> check_structures_fit(20)
    Traceback (most recent call last):
        ...
    lilliput.games.errors.ProblemTooLargeError: 20 players have 51,724,158,235,372 partitions with \
423,145,657,921,379 embedded coalitions; at most 12 players are allowed
    """
    if not isinstance(n, (int, np.integer)) or n < 1:
        raise InvalidArgumentError(f"n must be a number of players >= 1, got {n!r}")
    if n > most:
        raise ProblemTooLargeError(
            f"{n} players have {_how_many(int(n))}; at most {most} players are allowed"
            + (f"; {instead}" if instead else "")
        )


def _how_many(n: int) -> str:
    if n > 1000:
        return "more than 10**1900 partitions"
    count = bell_number(n)
    if n > 25:
        return f"more than 10**{len(str(count)) - 1} partitions"
    return f"{count:,} partitions with {bell_number(n + 1) - count:,} embedded coalitions"


def coalition_structures(n: int) -> NDArray[np.int8]:
    """Return all partitions of n players as restricted growth strings, in lexicographic order.

    Parameters
    ----------
    n
        Number of players, 1 to 12.

    Returns
    -------
    numpy.ndarray
        Read-only, of shape (Bell(n), n): row p, column i is the label of i's block. Row 0 is the
        grand coalition, the last row the singletons.

    Raises
    ------
    ProblemTooLargeError
        More than 12 players.

    References
    ----------
    Hutchinson, G. (1963). Partitioning algorithms for finite sets. Communications of the ACM
    6:613–614.

    Examples
    --------
    >>> coalition_structures(3).tolist()
    [[0, 0, 0], [0, 0, 1], [0, 1, 0], [0, 1, 1], [0, 1, 2]]
    """
    check_structures_fit(n)
    return _structures(int(n))


def block_starts(n: int) -> NDArray[np.int64]:
    """Return where the blocks of each structure begin in the flat order, and the total at the end.

    Parameters
    ----------
    n
        Number of players, 1 to 12.

    Returns
    -------
    numpy.ndarray
        Read-only, of shape (Bell(n) + 1,); the last entry is Bell(n+1) − Bell(n).

    Examples
    --------
    >>> block_starts(3).tolist()
    [0, 1, 3, 5, 7, 10]
    """
    check_structures_fit(n)
    return _starts(int(n))


def block_masks(n: int) -> NDArray[np.int64]:
    """Return the bitmask of each embedded coalition in the flat order (bit i is player i).

    Parameters
    ----------
    n
        Number of players, 1 to 12.

    Returns
    -------
    numpy.ndarray
        Read-only, of shape (Bell(n+1) − Bell(n),).

    Examples
    --------
    >>> [bin(mask) for mask in block_masks(2)]
    ['0b11', '0b1', '0b10']
    """
    check_structures_fit(n)
    return _masks(int(n))


def restricted_growth(labels: Any) -> Array:
    """Rename the blocks of structures by first appearance, along the last axis.

    Parameters
    ----------
    labels
        Whole numbers of shape (…, n): players with equal labels are in one block. Labels lie
        in 0 … n−1, in any order.

    Returns
    -------
    numpy.ndarray
        Restricted growth strings of the same shape, int8.

    Examples
    --------
    >>> restricted_growth([2, 0, 2, 1]).tolist()
    [0, 1, 0, 2]
    """
    given = np.asarray(labels)
    n = given.shape[-1]
    rows = given.reshape(-1, n)
    names = np.full((len(rows), n), -1, dtype=np.int8)
    used = np.zeros(len(rows), dtype=np.int8)
    result = np.empty(rows.shape, dtype=np.int8)
    lines = np.arange(len(rows))
    for i in range(n):
        own = names[lines, rows[:, i]]
        fresh = own < 0
        own[fresh] = used[fresh]
        names[lines, rows[:, i]] = own
        used += fresh
        result[:, i] = own
    return result.reshape(given.shape)


def structure_rank(labels: Sequence[int] | Array) -> int:
    """Return the row of a restricted growth string in `coalition_structures`.

    Parameters
    ----------
    labels
        The labels of the players' blocks, by first appearance.

    Raises
    ------
    InvalidArgumentError
        Labels that are not whole numbers by first appearance.

    Examples
    --------
    >>> structure_rank([0, 1, 0]), structure_rank([0] * 10), structure_rank(range(10))
    (2, 0, 115974)
    >>> structure_rank([1, 0])
    Traceback (most recent call last):
        ...
    lilliput.games.errors.InvalidArgumentError: labels must be given by first appearance: entry 0 \
must be 0, got 1 in [1, 0]
    """
    given = list(labels)
    if not given or not all(isinstance(label, (int, np.integer)) for label in given):
        raise InvalidArgumentError(
            f"labels must be whole numbers, one for each player, got {labels!r}"
        )
    given = [int(label) for label in given]
    used = 0
    for i, label in enumerate(given):
        if not 0 <= label <= used:
            expected = "0" if not used else f"0 to {used}"
            raise InvalidArgumentError(
                f"labels must be given by first appearance: entry {i} must be {expected}, "
                f"got {label} in {given}"
            )
        used = max(used, label + 1)
    return int(structure_ranks(np.array(given, dtype=np.int64)))


def structure_ranks(labels: Array) -> NDArray[np.int64]:
    """Return the rows of many restricted growth strings (unchecked), along the last axis.

    Of the strings that share the first i entries with b blocks, label · D(n−1−i, b) come before
    this one, where D(m, b) = b D(m−1, b) + D(m−1, b+1) counts the ways to go on with m players.

    Parameters
    ----------
    labels
        Whole numbers of shape (…, n).

    Examples
    --------
    >>> structure_ranks(coalition_structures(3)).tolist()
    [0, 1, 2, 3, 4]
    """
    n = labels.shape[-1]
    check_structures_fit(n, most=24)
    ways = _continuations(n)
    rank = np.zeros(labels.shape[:-1], dtype=np.int64)
    used = np.zeros(labels.shape[:-1], dtype=np.int64)
    for i in range(n):
        label = labels[..., i]
        rank += label * ways[n - 1 - i, used]
        used = np.maximum(used, label + np.int64(1))
    return rank


@lru_cache(maxsize=4)
def _structures(n: int) -> NDArray[np.int8]:
    rows = np.zeros((1, 1), dtype=np.int8)
    for _ in range(1, n):
        choices = rows.max(axis=1).astype(np.int64) + 2
        first = np.cumsum(choices) - choices
        label = np.arange(int(choices.sum())) - np.repeat(first, choices)
        rows = np.column_stack([np.repeat(rows, choices, axis=0), label.astype(np.int8)])
    return freeze(np.ascontiguousarray(rows))


@lru_cache(maxsize=4)
def _starts(n: int) -> NDArray[np.int64]:
    sizes = _structures(n).max(axis=1).astype(np.int64) + 1
    return freeze(np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes)]))


@lru_cache(maxsize=4)
def _masks(n: int) -> NDArray[np.int64]:
    rows, starts = _structures(n), _starts(n)
    masks = np.zeros(int(starts[-1]), dtype=np.int64)
    for i in range(n):
        masks[starts[:-1] + rows[:, i]] |= 1 << i
    return freeze(masks)


@lru_cache(maxsize=8)
def _continuations(n: int) -> NDArray[np.int64]:
    """Return D(m, b) for m, b = 0 … n."""
    ways = np.ones((n, n + 1), dtype=np.int64)
    for m in range(1, n):
        for b in range(n - m + 1):
            ways[m, b] = b * ways[m - 1, b] + ways[m - 1, b + 1]
    return freeze(ways)
