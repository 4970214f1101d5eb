"""What the indices read off a voting game: its winning table, its minimal winning coalitions, W_s.

Enumeration goes through the table of all 2**n coalitions, and is refused beyond 28 players. The
numbers W_s of winning coalitions by size need no table of their own: every swing at size s−1 leads
from a losing to a winning coalition, so that s W_s = Σ_i swings_i(s−1) + (n−s+1) W_{s−1}.
"""

from math import gcd

import numpy as np

from lilliput.games.arithmetic import Array
from lilliput.games.errors import ProblemTooLargeError
from lilliput.games.voting import VotingGame
from lilliput.games.voting.counting import count_in_all
from lilliput.games.voting.tables import minimal_in_table

__all__ = [
    "as_one_rule",
    "enumerable",
    "is_one_rule",
    "members_by_size",
    "minimal_in_wins",
    "minimal_winning_masks",
    "swings_and_winning",
    "winning_by_size",
    "winning_table",
]

_LARGEST_ENUMERATION = 28
_MANY = 16


def enumerable(game: VotingGame) -> bool:
    """Whether all coalitions of the game may be gone through."""
    return game.n <= _LARGEST_ENUMERATION


def is_one_rule(game: VotingGame) -> bool:
    """Whether one weighted rule, beside vetoes, decides."""
    return len(game.rules) == 1


def as_one_rule(game: VotingGame) -> tuple[list[int], int] | None:
    """Return integer weights and quota of a game of one rule, each veto written as weight.

    With T above the total, weights w + T for the veto players and the quota q + T·(their number)
    are met by the coalitions that have all of them and the weight q.

    Examples
    --------
    >>> as_one_rule(VotingGame(["A", "B", "C"], weights=[2, 2, 2], quota=4, vetoes=["A"]))
    ([5, 1, 1], 6)
    """
    if not is_one_rule(game):
        return None
    weights, quota = game.integer_rules()[0]
    divisor = gcd(*weights)
    least = -(-quota // divisor)
    weights = [weight // divisor for weight in weights]
    above = sum(weights) + 1
    for name in game.vetoes:
        weights[game.players.index(name)] += above
    return weights, least + above * len(game.vetoes)


def winning_table(game: VotingGame) -> Array:
    """Return whether each coalition wins, by bitmask.

    Raises
    ------
    ProblemTooLargeError
        More than 28 players.
    """
    if not enumerable(game):
        raise ProblemTooLargeError(
            f"players: {game.n} players have 2**{game.n} coalitions to go through; at most "
            f"{_LARGEST_ENUMERATION} players are allowed here, or one rule with small weights "
            "where the index counts without a table"
        )
    return game.winning_table()


def minimal_winning_masks(game: VotingGame) -> Array:
    """Return the bitmasks of the coalitions that win, and lose without any one of their members.

    Examples
    --------
    >>> minimal_winning_masks(VotingGame(["A", "B", "C"], weights=[2, 1, 1], quota=3)).tolist()
    [3, 5]
    """
    return minimal_in_wins(winning_table(game))


def minimal_in_wins(wins: Array) -> Array:
    """Return the masks of the minimal winning coalitions in a winning table."""
    n = len(wins).bit_length() - 1
    if n < _MANY:
        return minimal_in_table(wins)
    from lilliput.games.kernels.critical import minimal_masks

    return np.asarray(minimal_masks(wins, n))


def members_by_size(masks: Array, n: int) -> list[list[int]]:
    """Return for each player the number of masks with that player, by size 0, 1, …, n.

    Examples
    --------
    >>> members_by_size(np.array([0b011, 0b111]), 3)
    [[0, 0, 1, 1], [0, 0, 1, 1], [0, 0, 0, 1]]
    """
    sizes = np.bitwise_count(masks).astype(np.int64)
    return [
        [int(count) for count in np.bincount(sizes[(masks >> i & 1) == 1], minlength=n + 1)]
        for i in range(n)
    ]


def swings_and_winning(game: VotingGame) -> tuple[list[int], int]:
    """Return each player's number of swings, and the number of winning coalitions.

    Raises
    ------
    ProblemTooLargeError
        See `lilliput.games.power.swings.swings_by_size`.

    Examples
    --------
    >>> swings_and_winning(VotingGame(["A", "B", "C"], weights=[2, 1, 1], quota=3))
    ([3, 1, 1], 3)
    """
    reduced = game.reduced()
    winning, swings = reduced.in_all(*count_in_all(reduced))
    return list(swings), winning


def winning_by_size(swings: list[list[int]]) -> list[int]:
    """Return the number of winning coalitions of 0, 1, …, n members, from the swings by size.

    Examples
    --------
    >>> swings_of_two_of_three = [[0, 2, 0], [0, 2, 0], [0, 2, 0]]
    >>> winning_by_size(swings_of_two_of_three)
    [0, 0, 3, 1]
    """
    n = len(swings)
    winning = [0]
    for size in range(1, n + 1):
        swung = sum(counts[size - 1] for counts in swings)
        winning.append((swung + (n - size + 1) * winning[-1]) // size)
    return winning
