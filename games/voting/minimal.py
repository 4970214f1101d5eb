"""List the minimal winning coalitions of a voting game."""

import numpy as np

from lilliput.games.errors import ProblemTooLargeError
from lilliput.games.voting.reduction import Reduced
from lilliput.games.voting.rules import minimal_sets
from lilliput.games.voting.tables import members_needed, minimal_in_table, winning_table

__all__ = ["minimal_coalitions"]

_MOST_LISTED = 1_000_000
_LARGEST_TABLE = 28


def minimal_coalitions(game: Reduced) -> list[tuple[int, ...]]:
    """Return the members' positions of each minimal winning coalition, by size, then in order.

    Raises
    ------
    ProblemTooLargeError
        More than 1,000,000 of them, or several rules and more than 28 players beside vetoes.

    Examples
    --------
    >>> from lilliput.games.voting.reduction import reduce_rules
    >>> minimal_coalitions(reduce_rules(3, [([2, 1, 1], 3)], [frozenset({0})], 0))
    [(0, 1), (0, 2)]
    """
    needed = [members_needed(*rule) for rule in game.rules]
    if all(members is not None for members in needed):
        sets = {
            frozenset(i for k in each for i in range(len(game.free)) if (needed[k] or 0) >> i & 1)
            for each in game.alternatives
        }
        found = [tuple(each) for each in minimal_sets(sets)]
    elif len(game.rules) == 1:
        found = _of_one_rule(*game.rules[0])
    else:
        found = _by_table(game)
    named = [tuple(sorted((*game.held, *(game.free[i] for i in each)))) for each in found]
    return sorted(named, key=lambda each: (len(each), each))


def _of_one_rule(weights: list[int], quota: int) -> list[tuple[int, ...]]:
    """Add players by falling weight; who takes a coalition to the quota is its lightest member.

    No branch is entered that the lighter players could not complete, so that each ends in a
    coalition listed.
    """
    order = sorted(range(len(weights)), key=lambda i: -weights[i])
    left = [0]
    for i in reversed(order):
        left.append(left[-1] + weights[i])
    left.reverse()
    found: list[tuple[int, ...]] = []
    stack: list[tuple[int, int, tuple[int, ...]]] = [(0, 0, ())]
    while stack:
        position, total, members = stack.pop()
        i = order[position]
        if total + left[position + 1] >= quota:
            stack.append((position + 1, total, members))
        if total + weights[i] >= quota:
            found.append((*members, i))
            _check(len(found))
        else:
            stack.append((position + 1, total + weights[i], (*members, i)))
    return found


def _by_table(game: Reduced) -> list[tuple[int, ...]]:
    f = len(game.free)
    if f > _LARGEST_TABLE:
        raise ProblemTooLargeError(
            f"players: {f} players beside vetoes with {len(game.rules)} rules have 2**{f} "
            f"coalitions to go through; at most {_LARGEST_TABLE} such players are allowed, or one "
            "rule"
        )
    alternatives = [frozenset(each) for each in game.alternatives]
    masks = minimal_in_table(winning_table(f, game.rules, alternatives, 0))
    _check(len(masks))
    bits = np.arange(f)
    return [tuple(int(i) for i in np.flatnonzero(mask >> bits & 1)) for mask in masks]


def _check(number: int) -> None:
    if number > _MOST_LISTED:
        raise ProblemTooLargeError(
            f"game: more than {_MOST_LISTED} minimal winning coalitions; at most so many are listed"
        )
