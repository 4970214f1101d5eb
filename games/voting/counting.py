"""Choose how to count the swings of a voting game: by size, or in all.

Every way is exact. One weighted rule is counted by weight: in long integers where that is quick,
modulo primes beyond. Several rules, and weights too large to count by, are counted by merging
partial coalitions with equal needs while these are few, else by going through all coalitions.
"""

from lilliput.games.errors import ProblemTooLargeError
from lilliput.games.voting.enumeration import (
    LARGEST_ENUMERATION,
    count_by_enumeration,
    is_quick_table,
)
from lilliput.games.voting.polynomials import count_by_polynomials, polynomial_work
from lilliput.games.voting.reduction import Reduced
from lilliput.games.voting.residues import (
    count_by_residues,
    count_by_size_residues,
    residue_work,
    size_residue_work,
)
from lilliput.games.voting.states import MOST_STATES, count_by_states

__all__ = ["count_by_size", "count_in_all"]

_FEW = 14  # players whose coalitions are gone through at once
_LONG_INTEGERS = 5e7  # bits, about 10 ms
_ADDITIONS = 5e10  # about a minute
_ENTRIES = 2**27  # 1 GiB of residues by size and weight
_FEW_STATES = 20_000
_COALITIONS_A_SECOND = 2e9
_ADDITIONS_A_SECOND = 1e9


def count_by_size(game: Reduced) -> tuple[list[int], list[list[int]]]:
    """Return the winning coalitions by size, and for each free player the swings by size.

    Raises
    ------
    ProblemTooLargeError
        More than about a minute's or some GiB's work by each way.
    """
    if game.always:
        return [1], []
    f = len(game.free)
    one = len(game.rules) == 1
    if one and polynomial_work(game) <= _LONG_INTEGERS:
        return count_by_polynomials(game)
    if f <= _FEW or is_quick_table(game):
        return count_by_enumeration(game)
    by_weight = one and size_residue_work(game) <= _ADDITIONS and _entries(game) <= _ENTRIES
    seconds = size_residue_work(game) / _ADDITIONS_A_SECOND if by_weight else float("inf")
    if by_weight and seconds < 0.05 + 2.0**f / _COALITIONS_A_SECOND:
        return count_by_size_residues(game)
    return _by_rules(game, seconds)


def count_in_all(game: Reduced) -> tuple[int, list[int]]:
    """Return the number of winning coalitions, and for each free player that of swings.

    Raises
    ------
    ProblemTooLargeError
        More than about a minute's or some GiB's work by each way.
    """
    if len(game.rules) == 1 and polynomial_work(game) > _LONG_INTEGERS:
        quota = game.rules[0][1]
        seconds = residue_work(game) / _ADDITIONS_A_SECOND
        quick = seconds < 0.05 + 2.0 ** len(game.free) / _COALITIONS_A_SECOND
        if quick and residue_work(game) <= _ADDITIONS and quota <= _ENTRIES:
            return count_by_residues(game)
    winning, swings = count_by_size(game)
    return sum(winning), [sum(counts) for counts in swings]


def _by_rules(game: Reduced, seconds: float) -> tuple[list[int], list[list[int]]]:
    """Count by states or enumeration, or where both are too slow by weight in so many seconds."""
    f = len(game.free)
    try:
        return count_by_states(game, most=_FEW_STATES)
    except ProblemTooLargeError:
        pass
    if f <= LARGEST_ENUMERATION and 2.0**f / _COALITIONS_A_SECOND <= seconds:
        try:
            return count_by_enumeration(game)
        except ProblemTooLargeError:
            return count_by_states(game, most=MOST_STATES)
    if seconds < float("inf"):
        return count_by_size_residues(game)
    return count_by_states(game, most=MOST_STATES)


def _entries(game: Reduced) -> int:
    weights, quota = game.rules[0]
    return len(weights) * min(quota, sum(weights) - quota + 1)
