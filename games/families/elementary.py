"""The elementary games: unanimity, additive, symmetric, majority, voting, apex and glove games."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import number_array
from lilliput.games.checks import check_names, check_table_fits, index_of
from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.errors import InvalidArgumentError
from lilliput.games.families.naming import Numbers, Players, numbered, numbers_by_name
from lilliput.games.tables import all_coalitions, subset_sums
from lilliput.games.voting import VotingGame

__all__ = [
    "additive_game",
    "apex_game",
    "glove_game",
    "majority_game",
    "symmetric_game",
    "unanimity_game",
    "weighted_voting_game",
]


def unanimity_game(players: Players, carrier: Iterable[str]) -> CoalitionalGame:
    """Return the game worth 1 to coalitions that contain the carrier, 0 to others.

    Unanimity games are a basis of all games; the coordinates of a game are its dividends. With one
    player as the carrier this is the dictator game.

    Parameters
    ----------
    players
        Distinct names, or how many (then named "1", "2", …).
    carrier
        The names of the players who are all needed, at least one.

    References
    ----------
    Shapley, L. S. (1953). A value for n-person games. Contributions to the Theory of Games II.

    Examples
    --------
    >>> unanimity_game(["A", "B", "C"], ["A", "B"]).worths.tolist()
    [0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0]
    """
    names = _checked(players)
    members = [carrier] if isinstance(carrier, str) else list(carrier)
    mask = 0
    for name in members:
        mask |= 1 << index_of(names, name, argument="carrier: player")
    if not mask:
        raise InvalidArgumentError("carrier must hold at least one player, got none")
    return CoalitionalGame(names, ((all_coalitions(len(names)) & mask) == mask).astype(np.float64))


def additive_game(values: Numbers) -> CoalitionalGame:
    """Return the game in which each coalition is worth the sum of its members' values.

    Parameters
    ----------
    values
        Player to value.

    Examples
    --------
    >>> additive_game({"A": 1, "B": 2}).worths.tolist()
    [0.0, 1.0, 2.0, 3.0]
    """
    names, numbers = numbers_by_name(values, argument="values")
    check_table_fits(len(names), copies=3)
    return CoalitionalGame(names, subset_sums(numbers))


def symmetric_game(
    players: Players, worth: Callable[[int], Any] | Sequence[Any]
) -> CoalitionalGame:
    """Return the game in which the worth of a coalition depends on its size alone.

    Parameters
    ----------
    players
        Distinct names, or how many (then named "1", "2", …).
    worth
        The worth by size: a function of 0, 1, …, n, or n + 1 numbers.

    Examples
    --------
    >>> symmetric_game(3, lambda size: size**2).worths.tolist()
    [0.0, 1.0, 1.0, 4.0, 1.0, 4.0, 4.0, 9.0]
    """
    names = _checked(players)
    by_size = [worth(s) for s in range(len(names) + 1)] if callable(worth) else list(worth)
    if len(by_size) != len(names) + 1:
        raise InvalidArgumentError(
            f"worth needs {len(names) + 1} entries, for the sizes 0 to {len(names)}, "
            f"got {len(by_size)}"
        )
    numbers = number_array(by_size, argument="worth", label=lambda s: f"size {s}")
    return CoalitionalGame(names, numbers[np.bitwise_count(all_coalitions(len(names)))])


def majority_game(players: Players, quota: int | None = None) -> CoalitionalGame:
    """Return the game won by every coalition of at least `quota` players.

    Parameters
    ----------
    players
        Distinct names, or how many (then named "1", "2", …).
    quota
        Members needed, from 1 to n; by default more than half of the players.

    Examples
    --------
    >>> majority_game(3).worths.tolist()
    [0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 1.0]
    """
    names = _checked(players)
    needed = len(names) // 2 + 1 if quota is None else quota
    if not 1 <= needed <= max(len(names), 1):
        raise InvalidArgumentError(f"quota must lie between 1 and {len(names)}, got {quota}")
    return symmetric_game(names, [float(size >= needed) for size in range(len(names) + 1)])


def weighted_voting_game(
    players: Iterable[str], *, weights: Mapping[str, Any] | pd.Series | Sequence[Any], quota: Any
) -> CoalitionalGame:
    """Return the game worth 1 to coalitions whose weight reaches the quota, 0 to others.

    `VotingGame` does the same without a table of coalitions, and takes more rules and vetoes.

    Parameters
    ----------
    players
        Distinct names.
    weights
        Votes ≥ 0, by name or in the order of the players.
    quota
        Votes needed, above 0 and at most the sum of the weights.

    Examples
    --------
    >>> weighted_voting_game(["A", "B", "C"], weights=[3, 2, 1], quota=4).worths.tolist()
    [0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0]
    """
    return VotingGame(players, weights=weights, quota=quota).to_coalitional()


def apex_game(players: Players, apex: str) -> CoalitionalGame:
    """Return the game won by the apex player with any other, and by all others together.

    Parameters
    ----------
    players
        At least two distinct names, or how many (then named "1", "2", …).
    apex
        The name of the apex player.

    References
    ----------
    Davis, M. and Maschler, M. (1965). The kernel of a cooperative game.

    Examples
    --------
    >>> apex_game(["A", "B", "C"], "A").worths.tolist()
    [0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 1.0]
    """
    names = _checked(players)
    top = 1 << index_of(names, apex, argument="apex: player")
    if len(names) < 2:
        raise InvalidArgumentError(f"players must be at least two, got {len(names)}")
    masks = all_coalitions(len(names))
    others = 2 ** len(names) - 1 - top
    wins = ((masks & top) != 0) & ((masks & others) != 0) | ((masks & others) == others)
    return CoalitionalGame(names, wins.astype(np.float64))


def glove_game(left: Iterable[str], right: Iterable[str]) -> CoalitionalGame:
    """Return the game in which each player has one glove and a pair of gloves is worth 1.

    Parameters
    ----------
    left, right
        The names of the players with a left and with a right glove.

    References
    ----------
    Shapley, L. S. and Shubik, M. (1969). On market games. Journal of Economic Theory 1.

    Examples
    --------
    >>> glove_game(["L1", "L2"], ["R"]).worths.tolist()
    [0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0]
    """
    lefts = check_names(left, argument="left", least=0)
    rights = check_names(right, argument="right", least=0)
    names = _checked([*lefts, *rights])
    masks = all_coalitions(len(names))
    split = 2 ** len(lefts) - 1
    pairs = np.minimum(np.bitwise_count(masks & split), np.bitwise_count(masks & ~split))
    return CoalitionalGame(names, pairs.astype(np.float64))


def _checked(players: Players) -> tuple[str, ...]:
    """Return the names, after making sure that a table of their coalitions fits."""
    names = numbered(players)
    check_table_fits(len(names), copies=4)
    return names
