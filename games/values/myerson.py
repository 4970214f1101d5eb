"""The Myerson value: the Shapley value when only players connected by a graph can cooperate.

A coalition is worth the sum of the worths of its connected components in the graph it induces.
With a priori unions the Owen value of the restricted game takes the place of the Shapley value.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, tidy
from lilliput.games.checks import check_table_fits, index_of, partition_of
from lilliput.games.coalitional import CoalitionalGame, worths_of
from lilliput.games.errors import InvalidArgumentError
from lilliput.games.values.fold import label, semivalue
from lilliput.games.values.owen import owen_shares
from lilliput.games.values.shapley import shapley_weights

__all__ = ["edge_positions", "graph_restricted_game", "myerson_value"]

_KERNEL_FROM = 15


def myerson_value(
    game: CoalitionalGame,
    edges: Iterable[tuple[str, str]],
    *,
    unions: Iterable[Iterable[str]] | None = None,
    exact: bool = False,
) -> pd.Series:
    """Return the Myerson value of a game on an undirected graph.

    Parameters
    ----------
    game
        A coalitional game.
    edges
        Pairs of players who can talk to each other. The complete graph gives the Shapley value.
    unions
        Disjoint groups of players; players in no group form a union of their own. The value is
        then the Owen value of the graph-restricted game.
    exact
        Turn float worths into the rationals they store, and return Fractions.

    Returns
    -------
    pandas.Series
        Indexed by player; each connected component of the graph shares its worth.

    See Also
    --------
    position_value, graph_restricted_game

    References
    ----------
    Myerson, R. B. (1977). Graphs and cooperation in games. Mathematics of Operations Research 2.
    doi:10.1287/moor.2.3.225
    Vázquez-Brage, M., García-Jurado, I. and Carreras, F. (1996). The Owen value applied to games
    with graph-restricted communication. Games and Economic Behavior 12.

    Examples
    --------
    >>> majority = CoalitionalGame.from_function(["A", "B", "C"], lambda S: int(len(S) >= 2))
    >>> myerson_value(majority, [("A", "B"), ("B", "C")], exact=True).to_dict()
    {'A': Fraction(1, 6), 'B': Fraction(2, 3), 'C': Fraction(1, 6)}
    """
    pairs = edge_positions(game.players, edges)
    partition = None if unions is None else partition_of(game.players, unions)
    worths = _restricted(worths_of(game, exact=exact), pairs)
    if partition is None:
        values = semivalue(worths, *shapley_weights(game.n))
    else:
        values = owen_shares(worths, partition)
    return label(values, game.players, "myerson_value")


def graph_restricted_game(
    game: CoalitionalGame, edges: Iterable[tuple[str, str]]
) -> CoalitionalGame:
    """Return the game in which a coalition is worth the sum over its connected components.

    Parameters
    ----------
    game
        A coalitional game.
    edges
        Pairs of players who can talk to each other.

    Returns
    -------
    CoalitionalGame
        Of the same players.

    References
    ----------
    Myerson, R. B. (1977). Graphs and cooperation in games. Mathematics of Operations Research 2.
    doi:10.1287/moor.2.3.225

    Examples
    --------
    >>> pair = CoalitionalGame.from_worths({("A", "B"): 1})
    >>> graph_restricted_game(pair, []).worths.tolist()
    [0.0, 0.0, 0.0, 0.0]
    """
    worths = _restricted(game.worths, edge_positions(game.players, edges))
    return CoalitionalGame(game.players, worths, copy=worths.dtype == object)


def edge_positions(
    players: tuple[str, ...], edges: Iterable[tuple[str, str]]
) -> list[tuple[int, int]]:
    """Return the edges as pairs of positions in ascending order, each once.

    Raises
    ------
    InvalidArgumentError
        An edge that does not join two different players.
    UnknownNameError
        An edge that names no player of the game.
    """
    pairs: dict[tuple[int, int], None] = {}
    for edge in edges:
        names = [edge] if isinstance(edge, str) else list(edge)
        ends = sorted({index_of(players, name, argument="edges: player") for name in names})
        if len(names) != 2 or len(ends) != 2:
            raise InvalidArgumentError(f"edges must join two different players, got {edge!r}")
        pairs[ends[0], ends[1]] = None
    return list(pairs)


def _restricted(worths: Array, edges: list[tuple[int, int]]) -> Array:
    """Return the table of the graph-restricted game."""
    n = len(worths).bit_length() - 1
    check_table_fits(n, copies=1)
    bits = (n + 1) // 2
    near = [0] * n
    for a, b in edges:
        near[a] |= 1 << b
        near[b] |= 1 << a
    low, high = _neighbours_of_sets(near[:bits]), _neighbours_of_sets(near[bits:])
    if worths.dtype != object and n >= _KERNEL_FROM:
        from lilliput.games.kernels.graph import component_worths

        return np.asarray(component_worths(worths, low, high, bits))
    component = _component_of_lowest(n, low, high, bits)
    result = worths[component]
    left = np.flatnonzero(component != np.arange(2**n))
    rest = left ^ component[left]
    while left.size:
        first = component[rest]
        result[left] += worths[first]
        rest ^= first
        left, rest = left[rest > 0], rest[rest > 0]
    return tidy(result)


def _neighbours_of_sets(near: list[int]) -> Array:
    """Return for each set of players the players next to one of them."""
    result = np.zeros(1, dtype=np.int64)
    for mask in near:
        result = np.concatenate([result, result | mask])
    return result


def _component_of_lowest(n: int, low: Array, high: Array, bits: int) -> Array:
    """Return for each coalition the component of its first member, grown in all at once."""
    coalitions = np.arange(2**n)
    component = coalitions & -coalitions
    while True:
        near = low[component & (2**bits - 1)] | high[component >> bits]
        grown = component | near & coalitions
        if np.array_equal(grown, component):
            return component
        component = grown
