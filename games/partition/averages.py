"""Coalitional games of expected worths: the others form their structure by chance.

Each coalition S averages v(S, P) over the structures of the others with given probabilities. The
Shapley value of that game is the average approach of Macho-Stadler, Pérez-Castrillo and Wettstein.
"""

from collections.abc import Callable
from fractions import Fraction
from math import factorial, inf
from typing import Any

import numpy as np

from lilliput.games.arithmetic import (
    Array,
    is_symbolic,
    kind_of,
    number_array,
    object_array,
    over_one_denominator,
    tidy,
    unify,
)
from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.errors import InvalidArgumentError
from lilliput.games.partition.characteristic import characteristic_function
from lilliput.games.partition.game import PartitionGame, require_partition_game
from lilliput.games.partition.moves import by_coalition
from lilliput.games.partition.structures import block_masks, block_starts, coalition_structures
from lilliput.games.values.conditions import is_known

__all__ = ["average_game", "stochastic_game"]

_TOLERANCE = 1e-12


def average_game(game: PartitionGame, weights: Callable[[tuple[int, ...]], Any]) -> CoalitionalGame:
    """Return the game of expected worths v(S) = Σ_P w(P∖S) v(S, P).

    Parameters
    ----------
    game
        A game in partition function form.
    weights
        Called with the sizes of the coalitions that the others form, largest first; returns the
        probability of each *one* structure with these sizes. For each number of others the
        probabilities of all their structures sum to 1. For no others it is not called.

    Raises
    ------
    InvalidArgumentError
        Weights that do not sum to 1.

    References
    ----------
    Macho-Stadler, I., Pérez-Castrillo, D. and Wettstein, D. (2007). Sharing the surplus: an
    extension of the Shapley value for environments with externalities. Journal of Economic Theory
    135:339–356, §3 (the average approach). doi:10.1016/j.jet.2006.05.001

    Examples
    --------
    >>> from fractions import Fraction
    >>> game = PartitionGame.from_function(["A", "B", "C"], lambda S, P: Fraction(len(P)))
    >>> half = {(1,): 1, (2,): Fraction(1, 2), (1, 1): Fraction(1, 2)}
    >>> average_game(game, half.get).worth(["A"])
    Fraction(5, 2)
    """
    require_partition_game(game)
    n = game.n
    sizes = np.sort(_sizes_by_label(n), axis=1)[:, ::-1]
    types, number = np.unique(sizes, axis=0, return_inverse=True)
    table = np.zeros((len(types), n + 1), dtype=np.int64)
    entries: list[Any] = [1]
    known: dict[tuple[int, ...], int] = {(): 0}
    for k, row in enumerate(types.tolist()):
        for own in {size for size in row if size}:
            others = list(row)
            others.remove(own)
            key = tuple(size for size in others if size)
            if key not in known:
                known[key] = len(entries)
                entries.append(weights(key))
            table[k, own] = known[key]
    values = number_array(
        entries, argument="weights", label=lambda k: str(list(known)[k]), integers="fraction"
    )
    _check_sums(values, known)
    lines = np.repeat(number.reshape(-1), np.diff(block_starts(n)))
    return _expected(game, values[table[lines, np.bitwise_count(block_masks(n))]])


def stochastic_game(game: PartitionGame, concentration: Any = 1) -> CoalitionalGame:
    """Return the game of expected worths when the others sit down as in a Chinese restaurant.

    The others come one by one; with k of them seated, the next one starts a coalition with
    probability θ/(θ+k), and joins a coalition of b players with probability b/(θ+k). The structure
    of m others with coalitions of b₁, …, b_r players has probability
    θ^r Π (b_j − 1)! / (θ (θ+1) … (θ+m−1)), whatever the order in which they come.

    Parameters
    ----------
    game
        A game in partition function form.
    concentration
        θ ≥ 0, a number, ``math.inf``, or a symbol: 0 keeps the others together, 1 weighs structures
        by the permutations with these cycles, and ∞ leaves all others single.

    Raises
    ------
    InvalidArgumentError
        θ < 0.

    References
    ----------
    Skibski, O., Michalak, T. P. and Wooldridge, M. (2018). The stochastic Shapley value for
    coalitional games with externalities. Games and Economic Behavior 108:65–80 (θ = 1, and other
    processes in general). doi:10.1016/j.geb.2017.04.008
    Ewens, W. J. (1972). The sampling theory of selectively neutral alleles. Theoretical Population
    Biology 3:87–112 (the probabilities). doi:10.1016/0040-5809(72)90035-4

    Examples
    --------
    >>> from fractions import Fraction
    >>> game = PartitionGame.from_function(["A", "B", "C"], lambda S, P: Fraction(len(P)))
    >>> [stochastic_game(game, theta).worth(["A"]) for theta in (0, 1, 3, float("inf"))]
    [Fraction(2, 1), Fraction(5, 2), Fraction(11, 4), Fraction(3, 1)]
    """
    require_partition_game(game)
    if not is_symbolic(concentration) and concentration == inf:
        return characteristic_function(game, "singletons")
    theta = number_array([concentration], argument="concentration", integers="fraction")
    if theta.shape != (1,) or is_known(theta[0] < 0):
        raise InvalidArgumentError(f"concentration must be a number >= 0, got {concentration!r}")
    if is_known(theta[0] == 0):
        return characteristic_function(game, "together")
    if theta[0] == 1:
        return _expected(game, *_cycles(game.n))
    return _expected(game, _seated(game.n, theta))


def _seated(n: int, theta: Array) -> Array:
    """Return the probability of the others' structure for each embedded coalition."""
    cycles, _ = _cycles(n)
    sizes = np.diff(block_starts(n))
    tables = np.repeat(sizes, sizes) - 1
    members = np.bitwise_count(block_masks(n)).astype(np.int64)
    one = theta[0] ** 0
    powers = object_array([one * theta[0] ** k for k in range(n)])
    rising = [one]
    for k in range(n):
        rising.append(rising[-1] * (theta[0] + k))
    inverse = object_array([one / rising[n - s] if s else one for s in range(n + 1)])
    numbers = powers if theta.dtype == object else powers.astype(np.float64)
    parts = inverse if theta.dtype == object else inverse.astype(np.float64)
    return np.asarray(cycles * numbers[tables] * parts[members])


def _cycles(n: int) -> tuple[Array, list[int]]:
    """Return Π (|T|−1)! over the others' coalitions T, and the denominators by size of S."""
    starts = block_starts(n)
    members = np.bitwise_count(block_masks(n)).astype(np.int64)
    orders = np.array([1] + [factorial(s) for s in range(n)], dtype=np.int64)[members]
    whole = np.multiply.reduceat(orders, starts[:-1])
    return np.repeat(whole, np.diff(starts)) // orders, [factorial(n - s) for s in range(n + 1)]


def _expected(
    game: PartitionGame, weights: Array, divisors: list[int] | None = None
) -> CoalitionalGame:
    """Return Σ weights · worths for each coalition, over a divisor by its size."""
    n, (order, first) = game.n, by_coalition(game.n)
    sizes = np.bitwise_count(np.arange(1, 2**n)).astype(np.int64)
    below = np.array(divisors or [1] * (n + 1), dtype=np.int64)[sizes]
    if weights.dtype == object and kind_of(weights) != game.kind:
        worths, weights = unify(game.worths, weights)
    else:
        worths = game.worths
    if kind_of(worths) == "fraction":
        sums = _fraction_sums(worths[order], weights[order], first, below)
    else:
        sums = tidy(np.add.reduceat((weights * worths)[order], first) / below)
    return CoalitionalGame(game.players, np.concatenate([worths[:1] * 0, sums]))


def _fraction_sums(worths: Array, weights: Array, first: Array, below: Array) -> Array:
    """Add over one denominator, so that no fraction is reduced before the end."""
    whole, common = over_one_denominator(worths)
    parts, scale = (weights, 1) if weights.dtype != object else _cleared(weights)
    sums = np.add.reduceat(object_array(whole) * parts.astype(object), first)
    return object_array(
        [Fraction(int(s), common * scale * int(b)) for s, b in zip(sums, below, strict=True)]
    )


def _cleared(weights: Array) -> tuple[Array, int]:
    whole, common = over_one_denominator(weights)
    return object_array(whole), common


def _sizes_by_label(n: int) -> Array:
    """Return the number of members of each block of each structure, 0 where there is none."""
    rows = coalition_structures(n)
    return np.stack([(rows == label).sum(axis=1) for label in range(n)], axis=1)


def _check_sums(values: Array, known: dict[tuple[int, ...], int]) -> None:
    """Refuse weights that are not probabilities of the structures of some number of others."""
    totals: dict[int, Any] = {}
    for sizes, k in known.items():
        total = totals.get(sum(sizes), 0)
        totals[sum(sizes)] = total + _structures_with(sizes) * values[k]
    for others, total in totals.items():
        off = tidy(np.array([total - 1], dtype=values.dtype))[0]
        if off != 0 if values.dtype == object else abs(off) > _TOLERANCE:
            raise InvalidArgumentError(
                f"weights must sum to 1 over the structures of {others} others, got {total}"
            )


def _structures_with(sizes: tuple[int, ...]) -> int:
    """Return the number of partitions with blocks of these sizes."""
    count = factorial(sum(sizes))
    for size in sizes:
        count //= factorial(size)
    for size in set(sizes):
        count //= factorial(sizes.count(size))
    return count
