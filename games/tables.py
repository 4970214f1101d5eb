"""Tables over all coalitions, built by doubling: the coalitions with player i after those without.

Entry `mask` of a table belongs to the coalition with the bits of `mask`, as in `CoalitionalGame`.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from lilliput.games.arithmetic import Array, in_integers, kind_of, maximum
from lilliput.games.checks import check_tolerance

__all__ = [
    "all_coalitions",
    "allowance",
    "insert_zeros",
    "integer_table",
    "larger",
    "over_common_denominator",
    "second_differences",
    "splits",
    "subset_maxima",
    "subset_sums",
    "subsets_of",
]


def subset_sums(numbers: Array) -> Array:
    """Return Σ_{i∈S} numbers[i] for each of the 2**n coalitions S.

    Examples
    --------
    >>> subset_sums(np.array([1.0, 2.0, 5.0])).tolist()
    [0.0, 1.0, 2.0, 3.0, 5.0, 6.0, 7.0, 8.0]
    """
    sums = np.empty(2 ** len(numbers), dtype=numbers.dtype)
    sums[0] = numbers.sum() * 0 if numbers.dtype == object and len(numbers) else 0
    for i, number in enumerate(numbers):
        np.add(sums[: 2**i], number, out=sums[2**i : 2 ** (i + 1)])
    return sums


def subset_maxima(numbers: Array) -> Array:
    """Return the largest of 0 and numbers[i] for i in S, for each of the 2**n coalitions S.

    Examples
    --------
    >>> subset_maxima(np.array([2.0, 1.0, 3.0])).tolist()
    [0.0, 2.0, 1.0, 2.0, 3.0, 3.0, 3.0, 3.0]
    """
    maxima = np.empty(2 ** len(numbers), dtype=numbers.dtype)
    maxima[0] = numbers.sum() * 0 if numbers.dtype == object and len(numbers) else 0
    for i, number in enumerate(numbers):
        single = np.array([number], dtype=numbers.dtype)
        maxima[2**i : 2 ** (i + 1)] = larger(maxima[: 2**i], single)
    return maxima


def larger(left: Array, right: Array) -> Array:
    """Return the larger of two tables entry by entry; sympy's Max where the order is unknown."""
    if "symbolic" not in (kind_of(left), kind_of(right)):
        return np.maximum(left, right)
    pairs = np.broadcast(left, right)
    result = np.empty(pairs.shape, dtype=object)
    result.flat[:] = [maximum(pair) for pair in pairs]
    return result


def subsets_of(members: Iterable[int]) -> Array:
    """Return the masks of all sets of the given players, in the order of the subset's own mask.

    Examples
    --------
    >>> subsets_of([0, 2]).tolist()
    [0, 1, 4, 5]
    """
    return subset_sums(np.array([1 << i for i in members], dtype=np.int64))


def all_coalitions(n: int) -> Array:
    """Return the masks 0 … 2**n − 1."""
    return np.arange(2**n, dtype=np.int64)


def splits(mask: int) -> tuple[Array, Array]:
    """Return all ways to split a coalition in two, the lowest member in the first part.

    Examples
    --------
    >>> [part.tolist() for part in splits(0b111)]
    [[1, 3, 5], [6, 4, 2]]
    """
    low = mask & -mask
    rest = mask ^ low
    first = subsets_of(i for i in range(rest.bit_length()) if rest >> i & 1)[:-1] + low
    return first, mask - first


def allowance(worths: Array, tol: Any) -> Any:
    """Return what counts as zero beside some worths: `tol` times the largest |v(S)|, or 0 if exact.

    Raises
    ------
    InvalidArgumentError
        A tolerance that is negative or not finite.

    Examples
    --------
    >>> allowance(np.array([0.0, -200.0]), 0.25)
    50.0
    """
    check_tolerance(tol)
    if worths.dtype == object:
        return 0
    return tol * float(np.abs(worths).max(initial=0))


def second_differences(worths: Array) -> Iterator[tuple[Array, tuple[int, int]]]:
    """Yield v(S∪ij) − v(S∪i) − v(S∪j) + v(S) over S ⊆ N∖ij, with each pair of players j < i.

    The game is convex iff none is negative (Shapley 1971). Position p of a table is that of
    S = ``insert_zeros(p, [j, i])``.

    Examples
    --------
    >>> [(table.tolist(), pair) for table, pair in second_differences(np.array([0, 1, 2, 4]))]
    [([[1]], (0, 1))]
    """
    for i in range(len(worths).bit_length() - 1):
        pairs = worths.reshape(-1, 2, 2**i)
        marginal = pairs[:, 1] - pairs[:, 0]
        for j in range(i):
            halves = marginal.reshape(-1, 2, 2**j)
            yield halves[:, 1] - halves[:, 0], (j, i)


def insert_zeros(position: int, bits: Iterable[int]) -> int:
    """Return the mask whose bits other than `bits` (in ascending order) are those of a position.

    Examples
    --------
    >>> bin(insert_zeros(0b11, [0, 2]))
    '0b1010'
    """
    for bit in bits:
        low = position & ((1 << bit) - 1)
        position = (position ^ low) << 1 | low
    return position


def integer_table(worths: Array) -> Array:
    """Return a table of Fractions as integers over their common denominator; others unchanged.

    Signs of sums and differences are kept, which is all that comparisons need.

    Examples
    --------
    >>> from fractions import Fraction
    >>> integer_table(np.array([Fraction(1, 2), Fraction(2, 3)])).tolist()
    [3, 4]
    """
    return over_common_denominator(worths)[0]


def over_common_denominator(worths: Array) -> tuple[Array, int]:
    """Return a table of Fractions as integers and their common denominator.

    The integers are int64 where sums of n worths cannot overflow, Python integers otherwise.
    Tables of other kinds are returned unchanged, with denominator 1.

    Examples
    --------
    >>> from fractions import Fraction
    >>> over_common_denominator(np.array([Fraction(1, 2), Fraction(2, 3)]))
    (array([3, 4]), 6)
    """
    if kind_of(worths) != "fraction":
        return worths, 1
    return in_integers(worths, factor=16 * len(worths).bit_length())
