"""Tables over all coalitions of a voting game: which win, and which of them are minimal."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from lilliput.games.arithmetic import Array
from lilliput.games.checks import check_table_fits
from lilliput.games.voting.rules import IntegerRule

__all__ = ["members_needed", "minimal_in_table", "subset_sums", "winning_table"]

_INT64 = 2**62
_PYTHON_INTEGER = 48  # bytes: the object and the pointer to it
_BLOCK = 18  # players whose coalitions are weighed at once


def winning_table(
    n: int, rules: Sequence[IntegerRule], alternatives: Sequence[frozenset[int]], veto: int
) -> Array:
    """Return whether each of the 2**n coalitions wins, by bitmask.

    Parameters
    ----------
    n
        Number of players.
    rules
        Integer weights and quota.
    alternatives
        Sets of rules that suffice.
    veto
        Bitmask of the players whom every winning coalition contains.
    """
    check_table_fits(n, copies=2, bytes_each=1)
    if any(sum(weights) >= _INT64 for weights, _ in rules):
        check_table_fits(min(n, _BLOCK), copies=3 * len(rules), bytes_each=_PYTHON_INTEGER)
    seeds, others = _split(rules, alternatives, n)
    wins = np.zeros(2**n, dtype=bool)
    if seeds:
        wins[seeds] = True
        for i in range(n):
            pairs = wins.reshape(-1, 2, 2**i)
            pairs[:, 1] |= pairs[:, 0]
    for start, block in _blocks(n, rules, others):
        wins[start : start + len(block)] |= block
    if veto:
        high, low = veto >> _BLOCK << _BLOCK, veto & (2**_BLOCK - 1)
        inside = (np.arange(min(2**n, 2**_BLOCK)) & low) == low
        for start in range(0, 2**n, 2**_BLOCK):
            wins[start : start + 2**_BLOCK] &= inside & (start & high == high)
    return wins


def _split(
    rules: Sequence[IntegerRule], alternatives: Sequence[frozenset[int]], n: int
) -> tuple[list[int], list[frozenset[int]]]:
    """Part the alternatives that ask for certain players, and no more, from the others.

    Many of those are faster marked one by one, supersets last.
    """
    asked = [members_needed(*rule) for rule in rules]
    plain = [each for each in alternatives if all(asked[k] is not None for k in each)]
    if len(plain) <= n:
        return [], list(alternatives)
    seeds = []
    for each in plain:
        mask = 0
        for k in each:
            mask |= asked[k] or 0
        seeds.append(mask)
    chosen = set(plain)
    return seeds, [each for each in alternatives if each not in chosen]


def members_needed(weights: list[int], quota: int) -> int | None:
    """Return the bitmask of all players with weight, if the rule needs every one of them."""
    least = min(weight for weight in weights if weight)
    if sum(weights) - least >= quota:
        return None
    return sum(1 << i for i, weight in enumerate(weights) if weight)


def _blocks(
    n: int, rules: Sequence[IntegerRule], alternatives: Sequence[frozenset[int]]
) -> Iterator[tuple[int, Array]]:
    """Yield for each setting of the high bits whether the coalitions win, by the low bits."""
    if not alternatives:
        return
    low = min(n, _BLOCK)
    used = sorted({k for each in alternatives for k in each})
    dtype = {k: np.dtype(np.int64 if sum(rules[k][0]) < _INT64 else object) for k in used}
    totals = {k: subset_sums(rules[k][0][:low], dtype[k]) for k in used}
    above = {k: subset_sums(rules[k][0][low:], dtype[k]) for k in used}
    for high in range(2 ** (n - low)):
        met = {k: totals[k] >= rules[k][1] - above[k][high] for k in used}
        block = np.zeros(2**low, dtype=bool)
        for each in alternatives:
            first, *rest = each
            both = met[first]
            for k in rest:
                both = both & met[k]
            block |= both
        yield high << low, block


def subset_sums(weights: Sequence[int], dtype: np.dtype[Any]) -> Array:
    """Return the weight of each coalition, as int64 or Python integers."""
    totals = np.zeros(1, dtype=dtype)
    for weight in weights:
        totals = np.concatenate([totals, totals + weight])
    return totals


def minimal_in_table(wins: Array) -> Array:
    """Return the masks of the winning coalitions that lose without any one of their members."""
    minimal = wins.copy()
    for i in range(len(wins).bit_length() - 1):
        pairs, before = minimal.reshape(-1, 2, 2**i), wins.reshape(-1, 2, 2**i)
        pairs[:, 1] &= ~before[:, 0]
    return np.flatnonzero(minimal)
