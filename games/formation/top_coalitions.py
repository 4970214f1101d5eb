"""Classes of hedonic games with a nonempty core, and the partitions that show it.

A top coalition of a set V of players is one that all its members like best among the subsets of V.
If each V has one (Banerjee, Konishi, and Sönmez 2001), they form one after the other. A common
ranking of coalitions by all players (Farrell and Scotchmer 1988) is a special case.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lilliput.games.arithmetic import Array
from lilliput.games.coalitional import members_of
from lilliput.games.errors import ProblemTooLargeError
from lilliput.games.findings import Finding
from lilliput.games.formation.hedonic import MOST_TABLED, HedonicGame
from lilliput.games.formation.hedonic_orders import rank_table
from lilliput.games.formation.hedonic_partitions import require_hedonic
from lilliput.games.formation.naming import structure_label

__all__ = ["common_ranking_property", "partition_by_top_coalitions", "top_coalition_property"]

_MOST_FOR_ALL_SETS = 12


def top_coalition_property(game: HedonicGame) -> Finding:
    """Whether every set of players has a top coalition, so that the core is not empty.

    Parameters
    ----------
    game
        A hedonic game with at most 12 players.

    Returns
    -------
    Finding
        When it fails, the witness has a smallest set of `players` without one. The core may still
        be nonempty.

    Raises
    ------
    ProblemTooLargeError
        More than 12 players.

    References
    ----------
    Banerjee, S., Konishi, H., and Sönmez, T. (2001). Core in a simple coalition formation game.
    Social Choice and Welfare 18:135–153. doi:10.1007/s003550000067

    Examples
    --------
    >>> game = HedonicGame.common_ranking(["A", "B", "C"], len)
    >>> top_coalition_property(game)
    Finding(top coalition property: holds)
    """
    require_hedonic(game)
    if game.n > _MOST_FOR_ALL_SETS:
        raise ProblemTooLargeError(
            f"game: the top coalition property looks at 3**{game.n} pairs of sets, at most "
            f"{_MOST_FOR_ALL_SETS} players are allowed; common_ranking_property goes further"
        )
    ranks = rank_table(game.form, game.values)
    for mask in sorted(range(1, len(ranks)), key=int.bit_count):
        if _top(ranks, mask) is None:
            players = members_of(mask, game.players)
            shown = structure_label(frozenset([players]), game.players)
            text = f"no subset of {shown} is best for all its members"
            return Finding("top coalition property", False, text, {"players": players})
    return Finding("top coalition property", True)


def common_ranking_property(game: HedonicGame) -> Finding:
    """Whether one ranking of all coalitions agrees with the preferences of every player.

    Parameters
    ----------
    game
        A hedonic game with at most 16 players.

    Returns
    -------
    Finding
        When it fails, the witness has a `cycle` of coalitions: each is at least as good as the next
        for some player in both, and the first is better than the second; after the last comes the
        first again.

    Raises
    ------
    ProblemTooLargeError
        More than 16 players.

    References
    ----------
    Farrell, J. and Scotchmer, S. (1988). Partnerships. Quarterly Journal of Economics 103:279–297.
    doi:10.2307/1885113

    Examples
    --------
    >>> game = HedonicGame.additive(["A", "B", "C"], [[0, 2, 1], [1, 0, 2], [2, 1, 0]])
    >>> common_ranking_property(game)
    Finding(common ranking: fails; {A, B} over {A, C} over {B, C} over {A, B})
    """
    require_hedonic(game)
    _check_tabled(game)
    ranks = rank_table(game.form, game.values)
    better, worse, strict = _preferences(ranks)
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import breadth_first_order, connected_components

    graph = csr_array((np.ones(len(better)), (better, worse)), shape=(len(ranks),) * 2)
    _, component = connected_components(graph, connection="strong")
    contrary = np.flatnonzero(strict & (component[better] == component[worse]))
    if not len(contrary):
        return Finding("common ranking", True)
    best: list[int] = []
    for first in contrary[:64]:  # a short cycle, if there is one near
        start, end = int(worse[first]), int(better[first])
        _, before = breadth_first_order(graph, start)
        path = [end]
        while path[-1] != start:
            path.append(int(before[path[-1]]))
        if not best or len(path) < len(best):
            best = [end, *reversed(path[1:])]
    cycle = [members_of(mask, game.players) for mask in best]
    shown = [structure_label(frozenset([part]), game.players) for part in [*cycle, cycle[0]]]
    return Finding("common ranking", False, " over ".join(shown), {"cycle": cycle})


def partition_by_top_coalitions(ranks: Array) -> tuple[list[int], int]:
    """Return top coalitions of what is left, one after the other, and the players left without one.

    Examples
    --------
    >>> partition_by_top_coalitions(np.array([[0, 0], [0, 0], [0, 0], [1, 1]]))
    ([3], 0)
    """
    blocks, left = [], len(ranks) - 1
    while left:
        block = _top(ranks, left)
        if block is None:
            break
        blocks.append(block)
        left ^= block
    return blocks, left


def _top(ranks: Array, mask: int) -> int | None:
    """Return the largest coalition within a set that is best for all its members, if any."""
    masks = np.arange(len(ranks))
    within = masks[(masks & ~mask == 0) & (masks > 0)]
    good = np.ones(len(within), dtype=bool)
    for i in range(ranks.shape[1]):
        if mask >> i & 1:
            member = within >> i & 1 == 1
            own = ranks[within, i]
            good &= ~member | (own == own[member].max())
    tops = within[good]
    return max(tops.tolist(), key=int.bit_count) if len(tops) else None


def _preferences(ranks: Array) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """Return pairs of neighbours in the players' orders, and whether the first is better."""
    masks = np.arange(len(ranks))
    better: list[Any] = []
    worse: list[Any] = []
    strict: list[Any] = []
    for i in range(ranks.shape[1]):
        own = masks[masks >> i & 1 == 1]
        own = own[np.argsort(-ranks[own, i].astype(np.int64), kind="stable")]
        gain = ranks[own[:-1], i] > ranks[own[1:], i]
        better += [own[:-1], own[1:][~gain]]
        worse += [own[1:], own[:-1][~gain]]
        strict += [gain, np.zeros(int((~gain).sum()), dtype=bool)]
    return np.concatenate(better), np.concatenate(worse), np.concatenate(strict)


def _check_tabled(game: HedonicGame) -> None:
    if game.n > MOST_TABLED:
        raise ProblemTooLargeError(
            f"game: {game.n} players have 2**{game.n} coalitions, at most {MOST_TABLED} players "
            "are allowed here"
        )
