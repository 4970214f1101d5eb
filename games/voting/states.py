"""Count winning coalitions and swings of any voting game by merging equal prospects.

Players decide one after the other, heavy ones first. What matters of the past is what each rule
still needs, and that only while it may be met and may be missed: partial coalitions with the same
needs are one state of a layered decision diagram. How often a state is reached, and how many ways
more lead on to a win after yes than after no, give every player's swings in one pass forwards and
one back. Machine integers count modulo 2**64 and some primes; the Chinese remainder theorem joins
them.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import final

import numpy as np
from numpy.typing import NDArray

from lilliput.games.errors import ProblemTooLargeError
from lilliput.games.voting.reduction import Reduced

__all__ = ["MOST_STATES", "count_by_states"]

MOST_STATES = 3_000_000
_MOST_ENTRIES = 50_000_000
_MOST_WEIGHT = 2**62
_LOST, _WON = -1, -2

Integers = NDArray[np.int64]


@final
@dataclass(frozen=True, eq=False)
class _Layer:
    """The states before one player: where saying no and yes lead, or lost (−1) or won (−2)."""

    no: Integers
    yes: Integers


def count_by_states(game: Reduced, *, most: int = MOST_STATES) -> tuple[list[int], list[list[int]]]:
    """Return the winning coalitions by size, and for each free player the swings by size.

    Parameters
    ----------
    game
        A reduced game.
    most
        The number of states allowed.

    Raises
    ------
    ProblemTooLargeError
        More states than that, or weights beyond 64 bits.

    Examples
    --------
    >>> from lilliput.games.voting.reduction import reduce_rules
    >>> count_by_states(reduce_rules(3, [([2, 1, 1], 3)], [frozenset({0})], 0))
    ([0, 0, 2, 1], [[0, 2, 1], [0, 1, 0], [0, 1, 0]])
    """
    f = len(game.free)
    if any(sum(weights) >= _MOST_WEIGHT for weights, _ in game.rules):
        raise ProblemTooLargeError(
            f"weights: the integer weights of a rule sum to more than 2**62, too much with {f} "
            "players beside vetoes; round the weights, or use at most 22 such players"
        )
    order = sorted(range(f), key=lambda i: -max(w[i] / quota for w, quota in game.rules))
    layers = _diagram(game, order, most)
    counts, modulus = _count(layers, 0), 2**64
    joined = [[int(count) for count in row] for row in counts]
    for prime in _odd_primes(max(f - 63, 0) // 31 + (f > 63)):
        inverse = pow(modulus, -1, prime)
        for row, residues in zip(joined, _count(layers, prime), strict=True):
            for s, residue in enumerate(residues):
                row[s] += modulus * ((int(residue) - row[s]) * inverse % prime)
        modulus *= prime
    swings: list[list[int]] = [[] for _ in range(f)]
    for position, i in enumerate(order):
        swings[i] = joined[position][:f]
    return joined[f], swings


def _diagram(game: Reduced, order: list[int], most: int) -> list[_Layer]:
    """Return the layers of states, player by player."""
    weights = np.array([[w[i] for i in order] for w, _ in game.rules], dtype=np.int64)
    left = weights.sum(axis=1)
    states = np.array([[quota for _, quota in game.rules]], dtype=np.int64)
    layers: list[_Layer] = []
    known = 0
    for player in range(len(order)):
        left = left - weights[:, player]
        children = np.concatenate([states, states - weights[:, player]])
        target, states = _merge(children, left, game.alternatives)
        layers.append(_Layer(target[: len(target) // 2], target[len(target) // 2 :]))
        known += len(states)
        if known > most or known * max(player + 2, len(game.rules)) > _MOST_ENTRIES:
            raise ProblemTooLargeError(
                f"rules: after {player + 1} of {len(order)} players, partial coalitions with "
                f"different needs number {len(states)} and {known} in all, too many to count "
                "exactly; use fewer players, coarser weights, or an estimate by sampling"
            )
    return layers


def _merge(
    needs: Integers, left: Integers, alternatives: tuple[tuple[int, ...], ...]
) -> tuple[Integers, Integers]:
    """Return for each row of needs its place among the distinct open ones, and these.

    A need of 0 is met, one of `left` + 1 cannot be met any more.
    """
    needs = np.minimum(np.maximum(needs, 0), left + 1)
    missed = needs > left
    won = np.zeros(len(needs), dtype=bool)
    useful = np.zeros(needs.shape, dtype=bool)
    for each in alternatives:
        rules = list(each)
        won |= np.all(needs[:, rules] == 0, axis=1)
        possible = ~np.any(missed[:, rules], axis=1)
        useful[:, rules] |= possible[:, None]
    needs = np.where(useful, needs, left + 1)
    is_open = useful.any(axis=1) & ~won
    key = np.zeros(int(is_open.sum()), dtype=np.int64)
    span = 1
    rows = needs[is_open]
    for k in range(needs.shape[1]):
        base = int(left[k]) + 2
        if span * base >= _MOST_WEIGHT:
            values, key = np.unique(key, return_inverse=True)
            span = len(values)
        if span * base >= _MOST_WEIGHT:
            values, column = np.unique(rows[:, k], return_inverse=True)
            key, span = key * len(values) + column, span * len(values)
        else:
            key, span = key * base + rows[:, k], span * base
    _, first, place = np.unique(key, return_index=True, return_inverse=True)
    target = np.where(won, _WON, _LOST).astype(np.int64)
    target[is_open] = place
    return target, rows[first]


def _count(layers: list[_Layer], modulus: int) -> NDArray[np.uint64]:
    """Return each player's swings by size, in order, and last the winning coalitions by size."""
    from lilliput.games.kernels.voting_states import backward, forward, swings

    f = len(layers)
    reached = [np.ones((1, 1), dtype=np.uint64)]
    for layer, after in pairwise(layers):
        reached.append(forward(reached[-1], layer.no, layer.yes, len(after.no), modulus))
    result = np.zeros((f + 1, f + 1), dtype=np.uint64)
    ways = np.zeros((0, 1), dtype=np.uint64)
    ending = np.ones(1, dtype=np.uint64)  # ways of any number of players to say yes, by size
    for player in reversed(range(f)):
        layer = layers[player]
        swings(reached.pop(), ways, ending, layer.no, layer.yes, result[player], modulus)
        ways = backward(ways, ending, layer.no, layer.yes, modulus)
        ending = np.append(ending, np.uint64(0)) + np.append(np.uint64(0), ending)
        if modulus:
            ending %= np.uint64(modulus)
    result[f] = ways[0]
    return result


def _odd_primes(number: int) -> list[int]:
    """Return the largest primes below 2**32, by trial division."""
    found: list[int] = []
    candidate = 2**32 - 1
    while len(found) < number:
        if all(candidate % k for k in range(3, 2**16, 2)):
            found.append(candidate)
        candidate -= 2
    return found
