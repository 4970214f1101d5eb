"""The Myerson value: the Shapley value when only players connected by a graph can cooperate.

A coalition is worth the sum of the worths of its connected components in the graph it induces.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array
from lilliput.games.checks import index_of
from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.errors import InvalidArgumentError
from lilliput.games.values.shapley import shapley_value

__all__ = ["graph_restricted_game", "myerson_value"]


def myerson_value(
    game: CoalitionalGame, edges: Iterable[tuple[str, str]], *, exact: bool = False
) -> pd.Series:
    """Return the Myerson value of a game on an undirected graph.

    Parameters
    ----------
    game
        A coalitional game.
    edges
        Pairs of players who can talk to each other. The complete graph gives the Shapley value.
    exact
        Turn float worths into the rationals they store, and return Fractions.

    Returns
    -------
    pandas.Series
        Indexed by player.

    References
    ----------
    Myerson, R. B. (1977). Graphs and cooperation in games. Mathematics of Operations Research 2.
    doi:10.1287/moor.2.3.225

    Examples
    --------
    >>> majority = CoalitionalGame.from_function(["A", "B", "C"], lambda S: int(len(S) >= 2))
    >>> myerson_value(majority, [("A", "B"), ("B", "C")], exact=True).to_dict()
    {'A': Fraction(1, 6), 'B': Fraction(2, 3), 'C': Fraction(1, 6)}
    """
    values = shapley_value(graph_restricted_game(game, edges), exact=exact)
    return values.rename("myerson_value")


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

    Examples
    --------
    >>> pair = CoalitionalGame.from_worths({("A", "B"): 1})
    >>> graph_restricted_game(pair, []).worths.tolist()
    [0.0, 0.0, 0.0, 0.0]
    """
    component = _component_of_lowest(game.n, _neighbours(game.players, edges))
    rest = np.arange(2**game.n)
    worths = np.zeros_like(game.worths)
    while rest.any():
        first = component[rest]
        worths = worths + game.worths[first]
        rest = rest ^ first
    return CoalitionalGame(game.players, worths)


def _neighbours(players: tuple[str, ...], edges: Iterable[tuple[str, str]]) -> list[int]:
    """Return each player's neighbours as a bitmask."""
    neighbours = [0] * len(players)
    for edge in edges:
        ends = [index_of(players, name, argument="edges: player") for name in edge]
        if len(ends) != 2 or ends[0] == ends[1]:
            raise InvalidArgumentError(f"edges must join two different players, got {edge!r}")
        neighbours[ends[0]] |= 1 << ends[1]
        neighbours[ends[1]] |= 1 << ends[0]
    return neighbours


def _component_of_lowest(n: int, neighbours: list[int]) -> Array:
    """Return for each coalition the component of its first member, grown in all at once."""
    coalitions = np.arange(2**n)
    component = coalitions & -coalitions
    while True:
        grown = component.copy()
        for i, near in enumerate(neighbours):
            grown |= np.where(component >> i & 1, near, 0) & coalitions
        if np.array_equal(grown, component):
            return component
        component = grown
