"""Networks by name and as bitmasks: bit k of a mask stands for the k-th link."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, number_array
from lilliput.games.checks import check_names, index_of, vector_by_name
from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.errors import InvalidArgumentError
from lilliput.games.values.myerson import edge_positions

__all__ = [
    "ByPlayer",
    "Network",
    "NetworkFunction",
    "all_links",
    "check_weights",
    "components",
    "links_of",
    "named",
    "numbers_by_player",
    "players_and_links",
]

Network = tuple[tuple[str, str], ...]
NetworkFunction = Callable[[Network], Any]
ByPlayer = Mapping[str, Any] | pd.Series | Sequence[Any]
Links = list[tuple[int, int]]


def all_links(n: int) -> Links:
    """Return the pairs of n players in lexicographic order.

    Examples
    --------
    >>> all_links(3)
    [(0, 1), (0, 2), (1, 2)]
    """
    return [(i, j) for i in range(n) for j in range(i + 1, n)]


def links_of(players: tuple[str, ...], edges: Iterable[tuple[str, str]]) -> Links:
    """Return edges as pairs of positions in lexicographic order, each once.

    Raises
    ------
    InvalidArgumentError
        An edge that does not join two different players.
    UnknownNameError
        An edge with a name that is no player's.
    """
    return sorted(edge_positions(players, edges))


def players_and_links(
    game: CoalitionalGame | Any,
    edges: Iterable[tuple[str, str]],
    players: Iterable[str] | None,
) -> tuple[tuple[str, ...], Links]:
    """Return the players of a game, those given, or those on the edges; and the links."""
    pairs = list(edges)
    if isinstance(game, CoalitionalGame):
        if players is not None and tuple(players) != game.players:
            raise InvalidArgumentError("players are those of the game: leave the argument out")
        return game.players, links_of(game.players, pairs)
    if not callable(game):
        raise InvalidArgumentError(
            f"expected a CoalitionalGame or a function of the network, got {type(game).__name__}"
        )
    if players is None:
        players = list(dict.fromkeys(name for pair in pairs for name in pair))
    names = check_names(players)
    return names, links_of(names, pairs)


def named(players: tuple[str, ...], links: Links, mask: int) -> Network:
    """Return the network of a mask as pairs of names.

    Examples
    --------
    >>> named(("A", "B", "C"), all_links(3), 0b101)
    (('A', 'B'), ('B', 'C'))
    """
    return tuple((players[i], players[j]) for k, (i, j) in enumerate(links) if mask >> k & 1)


def components(n: int, links: Links) -> list[int]:
    """Return the connected components as masks of players, by their first members.

    Examples
    --------
    >>> components(4, [(0, 2)])
    [5, 2, 8]
    """
    near = [0] * n
    for i, j in links:
        near[i] |= 1 << j
        near[j] |= 1 << i
    left, found = (1 << n) - 1, []
    while left:
        part = frontier = left & -left
        while frontier:
            reached = 0
            while frontier:
                low = frontier & -frontier
                reached |= near[low.bit_length() - 1]
                frontier ^= low
            frontier = reached & ~part
            part |= frontier
        found.append(part)
        left &= ~part
    return found


def check_weights(weights: ByPlayer | None, players: tuple[str, ...]) -> Array | None:
    """Return positive bargaining weights in the order of the players, None for equal ones."""
    if weights is None:
        return None
    return vector_by_name(
        weights, players, argument="weights", minimum=0, strict=True, integers="fraction"
    )


def numbers_by_player(given: Any, players: tuple[str, ...], *, argument: str) -> Array:
    """Return what a function says of each player; players that a mapping leaves out get 0."""
    if isinstance(given, Mapping):
        for name in given:
            index_of(players, name, argument=f"{argument}: player")
        given = [given.get(name, 0) for name in players]
    elif isinstance(given, pd.Series):
        return vector_by_name(given, players, argument=argument)
    entries = np.asarray(given, dtype=object)
    if entries.shape != (len(players),):
        raise InvalidArgumentError(
            f"{argument} must give each of the {len(players)} players a number, got {given!r}"
        )
    return number_array(list(entries), argument=argument)
