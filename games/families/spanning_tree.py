"""Minimum-cost spanning tree games: players who need a connection to a source, over each other.

c(S) is the cost of the cheapest tree on the source and the players of S. All coalitions are served
at once by Kruskal's algorithm: links from the cheapest on, each joins two parts of those coalitions
in which its ends are still apart.
"""

from typing import Any

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, kind_of
from lilliput.games.checks import check_table_fits, index_of
from lilliput.games.coalitional import CoalitionalGame, coalition_label
from lilliput.games.errors import InvalidGameError, UnsupportedNumberError
from lilliput.games.families.graph import Pairs, symmetric_matrix
from lilliput.games.tables import all_coalitions

__all__ = ["bird_allocation", "spanning_tree_game"]


def spanning_tree_game(costs: Pairs, *, source: str = "source") -> CoalitionalGame:
    """Return the cost game of connecting players to a source: c(S) is the cheapest tree's cost.

    A coalition may use links between its members and the source only. The worths are costs:
    `savings_game` of it is the game of savings, and the core of its `dual` the set of stable cost
    allocations, which is never empty (`bird_allocation` is one of them).

    Parameters
    ----------
    costs
        Pair of names to the cost ≥ 0 of the link between them.
    source
        The name of the source, which is no player.

    Raises
    ------
    InvalidGameError
        A coalition that cannot be connected to the source, or a negative cost.

    References
    ----------
    Bird, C. G. (1976). On cost allocation for a spanning tree: a game theoretic approach.
    Networks 6. doi:10.1002/net.3230060404

    Examples
    --------
    >>> costs = {("source", "A"): 3, ("source", "B"): 4, ("A", "B"): 2}
    >>> spanning_tree_game(costs).worths.tolist()
    [0.0, 3.0, 4.0, 5.0]
    """
    names, matrix, given = _network(costs, source)
    players = names[1:]
    check_table_fits(len(players), copies=2, bytes_each=16 + 2 * len(names))
    masks = all_coalitions(len(players))
    worths = np.zeros(len(masks), dtype=matrix.dtype)
    worths[:] = matrix[0, 0] * 0
    part = np.tile(np.arange(len(names), dtype=np.int8), (len(masks), 1))
    for i, j in _links(matrix, given):
        ends = (1 << j >> 1) | (1 << i >> 1)  # the source is node 0 and in every coalition
        there = masks[(masks & ends) == ends]
        apart = there[part[there, i] != part[there, j]]
        worths[apart] += matrix[i, j]
        old, new = part[apart, j, None], part[apart, i, None]
        part[apart] = np.where(part[apart] == old, new, part[apart])
    for k in range(len(players)):
        lost = masks[(masks >> k & 1 == 1) & (part[:, 0] != part[:, k + 1])]
        if len(lost):
            raise InvalidGameError(
                f"costs must connect every coalition to {source!r} through its own members; "
                f"{{{coalition_label(int(lost[0]), players)}}} is not connected: give each player "
                f"a link to {source!r}"
            )
    return CoalitionalGame(players, worths)


def bird_allocation(costs: Pairs, *, source: str = "source") -> pd.Series:
    """Let each player pay the first link on the way to the source in a cheapest tree.

    The allocation is stable: no coalition pays more than its own cheapest tree would cost. Where
    there are several cheapest trees, this is the allocation of one of them.

    Parameters
    ----------
    costs
        Pair of names to the cost ≥ 0 of the link between them.
    source
        The name of the source.

    Returns
    -------
    pandas.Series
        Indexed by player.

    References
    ----------
    Bird, C. G. (1976). On cost allocation for a spanning tree: a game theoretic approach.
    Networks 6. doi:10.1002/net.3230060404

    Examples
    --------
    >>> costs = {("source", "A"): 3, ("source", "B"): 4, ("A", "B"): 2}
    >>> bird_allocation(costs).to_dict()
    {'A': 3.0, 'B': 2.0}
    """
    names, matrix, given = _network(costs, source)
    shares: Any = np.empty(len(names) - 1, dtype=matrix.dtype)
    joined = [0]
    while len(joined) < len(names):
        outside = [j for j in range(len(names)) if j not in joined]
        links = [(i, j) for j in outside for i in joined if given[i, j]]
        if not links:
            left = ", ".join(names[j] for j in outside)
            raise InvalidGameError(f"costs must connect every player to {source!r}; not so {left}")
        i, j = min(links, key=lambda link: matrix[link])
        shares[j - 1] = matrix[i, j]
        joined.append(j)
    return pd.Series(shares, index=pd.Index(names[1:], name="player"), name="bird_allocation")


def _network(costs: Pairs, source: str) -> tuple[tuple[str, ...], Array, Array]:
    """Return the names with the source first, the matrix of costs and the links there are."""
    found = dict.fromkeys(name for pair in costs for name in pair)
    if costs:
        index_of(list(found), source, argument="source: name")
    order = [source, *(name for name in found if name != source)]
    names, matrix, given = symmetric_matrix(costs, order, argument="costs", minimum=0)
    if kind_of(matrix) == "symbolic":
        raise UnsupportedNumberError("costs must be numbers, got symbols: links are put in order")
    return names, matrix, given


def _links(matrix: Array, given: Array) -> list[tuple[int, int]]:
    """Return the links from the cheapest on."""
    links = [(int(i), int(j)) for i, j in np.argwhere(np.triu(given))]
    return sorted(links, key=lambda link: matrix[link])
