"""Count the coalitions of one weighted rule by size and weight, exactly.

A polynomial in the weight is one long integer with a digit for each weight, so that a player joins
by one shift and one addition. A player is divided out of the product again by the recurrence
q_k = p_k − q_{k−1}x^w in the size k. Digits from the quota on are never made; where the quota
exceeds half the weight, the dual rule is counted, which swings at the complements.
"""

from math import comb

from lilliput.games.voting.reduction import Reduced

__all__ = ["count_by_polynomials", "polynomial_work"]


def polynomial_work(game: Reduced) -> int:
    """Return about how many bits of long integers the count goes through."""
    weights, quota = game.rules[0]
    return len(weights) ** 3 * min(quota, sum(weights) - quota + 1) // 2


def count_by_polynomials(game: Reduced) -> tuple[list[int], list[list[int]]]:
    """Return the winning coalitions by size, and for each free player the swings by size.

    Examples
    --------
    >>> from lilliput.games.voting.reduction import reduce_rules
    >>> game = reduce_rules(3, [([2, 1, 1], 3)], [frozenset({0})], 0)
    >>> count_by_polynomials(game)
    ([0, 0, 2, 1], [[0, 2, 1], [0, 1, 0], [0, 1, 0]])
    """
    weights, quota = game.rules[0]
    f, blocking = len(weights), sum(weights) - quota + 1
    least = min(quota, blocking)
    digit = comb(f, f // 2).bit_length() + 1  # no digit, nor sum of digits, reaches 2**digit − 1
    counts = _below(weights, least, digit)
    lighter = [count % ((1 << digit) - 1) for count in counts]
    swings: dict[int, list[int]] = {}
    for weight in set(weights):
        rest = _without(counts, min(weight, least), digit)
        window = max(least - weight, 0) * digit
        swings[weight] = [(count >> window) % ((1 << digit) - 1) for count in rest]
    if least == quota:
        winning = [comb(f, k) - lighter[k] for k in range(f + 1)]
    else:
        winning = lighter[::-1]  # a coalition wins if the others do not block
        swings = {weight: row[::-1] for weight, row in swings.items()}
    return winning, [list(swings[weight]) for weight in weights]


def _below(weights: list[int], least: int, digit: int) -> list[int]:
    """Return for each size the coalitions lighter than `least`, a digit for each weight."""
    f = len(weights)
    counts = [1] + [0] * f
    top = 0
    for joined, weight in enumerate(sorted(weights), start=1):
        kept = (1 << max(least - weight, 0) * digit) - 1
        cut = top + weight >= least
        for size in range(joined, 0, -1):
            before = counts[size - 1]
            if cut:
                before &= kept
            if before:
                counts[size] += before << (weight * digit)
        top += weight
    return counts


def _without(counts: list[int], weight: int, digit: int) -> list[int]:
    """Divide one player of some weight out of the counts by size."""
    rest = [counts[0]]
    length = max(count.bit_length() for count in counts)
    kept = (1 << max(length - weight * digit, 0)) - 1
    for count in counts[1:-1]:
        rest.append(count - ((rest[-1] & kept) << (weight * digit)))
    return rest
