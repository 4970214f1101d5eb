"""Which networks last: no player cuts links, no pair adds one, no group rearranges its own.

A link needs both of its ends, and either can cut it. Pairwise stability looks at one link at a time
(Jackson and Wolinsky 1996); Nash networks let a player cut several of its links (Myerson 1991, the
link-announcement game); strong stability lets any group cut links of its members and form links
among them (Jackson and van den Nouweland 2005).
"""

from collections.abc import Iterable, Iterator
from itertools import permutations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lilliput.games.arithmetic import Array
from lilliput.games.errors import ProblemTooLargeError
from lilliput.games.findings import Finding
from lilliput.games.networks.game import NetworkGame, comparable
from lilliput.games.networks.links import Network, all_links, named
from lilliput.games.tables import subsets_of

__all__ = [
    "efficient_networks",
    "is_pairwise_stable",
    "nash_networks",
    "pairwise_nash_networks",
    "pairwise_stable_networks",
    "strongly_stable_networks",
]

_MOST_FOR_GROUPS = 5

Bools = NDArray[np.bool_]


def pairwise_stable_networks(game: NetworkGame, *, shapes: bool = False) -> list[Network]:
    """Return the networks in which no player would cut a link and no pair would add one.

    For each link ij of g, u_i(g) ≥ u_i(g − ij) and u_j(g) ≥ u_j(g − ij); for each pair that is not
    linked, u_i(g + ij) > u_i(g) implies u_j(g + ij) < u_j(g).

    Parameters
    ----------
    game
        The payoffs in every network.
    shapes
        Return one network of each shape: those that are the same up to a renaming of the players.

    Returns
    -------
    list
        Networks as tuples of pairs of names, by number of links; possibly none.

    References
    ----------
    Jackson, M. O. and Wolinsky, A. (1996). A strategic model of social and economic networks.
    Journal of Economic Theory 71:44–74. doi:10.1006/jeth.1996.0108

    Examples
    --------
    >>> from lilliput.games.networks.connections import connections_model
    >>> game = connections_model(["A", "B", "C"], 0.5, 0.375)
    >>> for network in pairwise_stable_networks(game, shapes=True):
    ...     print(network)
    (('A', 'B'), ('A', 'C'))
    """
    table, margin = comparable(game)
    return _listed(
        game, _never_cut(game.n, table, margin) & _never_added(game.n, table, margin), shapes
    )


def nash_networks(game: NetworkGame, *, shapes: bool = False) -> list[Network]:
    """Return the networks in which no player would cut any set of its own links.

    They are the outcomes of Nash equilibria of the game in which each player names those with whom
    it wants a link, and links need both names. The empty network is always one.

    Parameters
    ----------
    game
        The payoffs in every network.
    shapes
        Return one network of each shape.

    References
    ----------
    Myerson, R. B. (1991). Game Theory: Analysis of Conflict, section 9.5. Harvard.

    Examples
    --------
    >>> from lilliput.games.networks.connections import connections_model
    >>> game = connections_model(["A", "B", "C"], 0.5, 0.75)
    >>> nash_networks(game)
    [()]
    """
    table, margin = comparable(game)
    return _listed(game, _no_cut_of_several(game.n, table, margin), shapes)


def pairwise_nash_networks(game: NetworkGame, *, shapes: bool = False) -> list[Network]:
    """Return the Nash networks to which no pair would add a link.

    Parameters
    ----------
    game
        The payoffs in every network.
    shapes
        Return one network of each shape.

    References
    ----------
    Calvó-Armengol, A. and İlkılıç, R. (2009). Pairwise-stability and Nash equilibria in network
    formation. International Journal of Game Theory 38:51–79. doi:10.1007/s00182-008-0140-7

    Examples
    --------
    >>> from lilliput.games.networks.connections import connections_model
    >>> len(pairwise_nash_networks(connections_model(["A", "B", "C"], 0.5, 0.375)))
    3
    """
    table, margin = comparable(game)
    lasts = _no_cut_of_several(game.n, table, margin) & _never_added(game.n, table, margin)
    return _listed(game, lasts, shapes)


def strongly_stable_networks(game: NetworkGame, *, shapes: bool = False) -> list[Network]:
    """Return the networks that no group of players would change to its own advantage.

    A group can cut links of its members and add links among them. It would if nobody in it lost
    and somebody gained.

    Parameters
    ----------
    game
        The payoffs in every network, of at most 5 players.
    shapes
        Return one network of each shape.

    Raises
    ------
    ProblemTooLargeError
        More than 5 players.

    References
    ----------
    Jackson, M. O. and van den Nouweland, A. (2005). Strongly stable networks. Games and Economic
    Behavior 51:420–444. doi:10.1016/j.geb.2004.08.004

    Examples
    --------
    >>> from lilliput.games.networks.connections import connections_model
    >>> strongly_stable_networks(connections_model(["A", "B", "C"], 0.5, 0.125))
    [(('A', 'B'), ('A', 'C'), ('B', 'C'))]
    """
    table, margin = comparable(game)
    if game.n > _MOST_FOR_GROUPS:
        raise ProblemTooLargeError(
            f"game: groups of {game.n} players have too many ways to change a network; at most "
            f"{_MOST_FOR_GROUPS} players are allowed; pairwise_stable_networks looks at pairs"
        )
    lasts = _never_cut(game.n, table, margin) & _never_added(game.n, table, margin)
    left = np.flatnonzero(lasts)
    for members in range(1, 2**game.n):
        chosen = [i for i in range(game.n) if members >> i & 1]
        for after in _changes(game.n, members, left):
            change = table[after][:, chosen] - table[left][:, chosen]
            lasts[left[(change >= -margin).all(axis=1) & (change > margin).any(axis=1)]] = False
        left = left[lasts[left]]
    return _listed(game, lasts, shapes)


def efficient_networks(game: NetworkGame, *, shapes: bool = False) -> list[Network]:
    """Return the networks with the largest sum of payoffs.

    Parameters
    ----------
    game
        The payoffs in every network.
    shapes
        Return one network of each shape.

    References
    ----------
    Jackson, M. O. and Wolinsky, A. (1996). A strategic model of social and economic networks.
    Journal of Economic Theory 71:44–74. doi:10.1006/jeth.1996.0108

    Examples
    --------
    >>> from lilliput.games.networks.connections import connections_model
    >>> game = connections_model(["A", "B", "C", "D"], 0.5, 0.375)
    >>> efficient_networks(game, shapes=True)
    [(('A', 'B'), ('A', 'C'), ('A', 'D'))]
    """
    table, margin = comparable(game)
    totals = table.sum(axis=1)
    return _listed(game, np.asarray(totals >= totals.max() - game.n * margin, dtype=bool), shapes)


def is_pairwise_stable(game: NetworkGame, network: Iterable[tuple[str, str]]) -> Finding:
    """Whether a network is pairwise stable; else who would cut or add which link.

    Parameters
    ----------
    game
        The payoffs in every network.
    network
        Pairs of names.

    Returns
    -------
    Finding
        The witness names the `link`, whether it is to ``"cut"`` or ``"add"``, and the `payoffs` of
        its ends `before` and `after`.

    References
    ----------
    Jackson, M. O. and Wolinsky, A. (1996). A strategic model of social and economic networks.
    Journal of Economic Theory 71:44–74. doi:10.1006/jeth.1996.0108

    Examples
    --------
    >>> from lilliput.games.networks.connections import connections_model
    >>> game = connections_model(["A", "B", "C"], 0.5, 0.125)
    >>> is_pairwise_stable(game, [("A", "B"), ("A", "C")])
    Finding(pairwise stable: fails; B and C would add their link)
    """
    table, margin = comparable(game)
    mask = game.mask(network)
    for k, (i, j) in enumerate(all_links(game.n)):
        other = mask ^ 1 << k
        gains = table[other, i] - table[mask, i], table[other, j] - table[mask, j]
        pair = (game.players[i], game.players[j])
        if mask >> k & 1:
            if max(gains) > margin:
                who, partner = pair if gains[0] > margin else pair[::-1]
                text = f"{who} would cut its link to {partner}"
                return _unstable(game, mask, other, pair, "cut", text)
        elif max(gains) > margin and min(gains) >= -margin:
            text = f"{pair[0]} and {pair[1]} would add their link"
            return _unstable(game, mask, other, pair, "add", text)
    return Finding("pairwise stable", True)


def _unstable(
    game: NetworkGame, mask: int, other: int, pair: tuple[str, str], action: str, text: str
) -> Finding:
    before = {name: game.utility(game.network(mask))[name] for name in pair}
    after = {name: game.utility(game.network(other))[name] for name in pair}
    witness: dict[str, Any] = {"link": pair, "action": action, "before": before, "after": after}
    return Finding("pairwise stable", False, text, witness)


def _never_cut(n: int, table: Array, margin: Any) -> Bools:
    """Whether no player gains by cutting one link."""
    masks = np.arange(len(table))
    lasts = np.ones(len(table), dtype=bool)
    for k, ends in enumerate(all_links(n)):
        has = masks[masks >> k & 1 == 1]
        for i in ends:
            gain = table[has ^ 1 << k, i] - table[has, i]
            lasts[has[np.asarray(gain > margin, dtype=bool)]] = False
    return lasts


def _never_added(n: int, table: Array, margin: Any) -> Bools:
    """Whether no pair gains by adding a link, one strictly and neither losing."""
    masks = np.arange(len(table))
    lasts = np.ones(len(table), dtype=bool)
    for k, (i, j) in enumerate(all_links(n)):
        lacks = masks[masks >> k & 1 == 0]
        change = table[lacks | 1 << k][:, [i, j]] - table[lacks][:, [i, j]]
        wanted = (change >= -margin).all(axis=1) & (change > margin).any(axis=1)
        lasts[lacks[np.asarray(wanted, dtype=bool)]] = False
    return lasts


def _no_cut_of_several(n: int, table: Array, margin: Any) -> Bools:
    """Whether no player gains by cutting any set of its links."""
    masks = np.arange(len(table))
    lasts = np.ones(len(table), dtype=bool)
    links = all_links(n)
    for i in range(n):
        for cut in subsets_of(k for k, ends in enumerate(links) if i in ends).tolist():
            gain = table[masks & ~cut, i] - table[:, i]
            lasts &= ~np.asarray(gain > margin, dtype=bool)
    return lasts


def _changes(n: int, members: int, networks: Array) -> Iterator[Array]:
    """Yield what a group can turn each network into: links inside at will, others only cut."""
    links = all_links(n)
    inside = [k for k, (i, j) in enumerate(links) if members >> i & 1 and members >> j & 1]
    border = [k for k, (i, j) in enumerate(links) if (members >> i & 1) != (members >> j & 1)]
    kept = ~sum(1 << k for k in inside)
    for formed in subsets_of(inside).tolist():
        rebuilt = networks & kept | formed
        for cut in subsets_of(border).tolist():
            yield rebuilt & ~cut


def _listed(game: NetworkGame, chosen: Bools, shapes: bool) -> list[Network]:
    """Return networks by number of links, one of each shape if asked."""
    links = all_links(game.n)
    masks = sorted(np.flatnonzero(chosen).tolist(), key=lambda mask: (mask.bit_count(), mask))
    if shapes:
        masks = _one_of_each_shape(game.n, masks)
    return [named(game.players, links, mask) for mask in masks]


def _one_of_each_shape(n: int, masks: list[int]) -> list[int]:
    """Return the first mask of each class of networks that differ by a renaming of players."""
    if not masks:
        return []
    links = all_links(n)
    place = {link: k for k, link in enumerate(links)}
    given = np.array(masks, dtype=np.int64)
    least = given.copy()
    for order in permutations(range(n)):
        moved = np.zeros_like(given)
        for k, (i, j) in enumerate(links):
            a, b = sorted((order[i], order[j]))
            moved |= (given >> k & 1) << place[a, b]
        np.minimum(least, moved, out=least)
    _, first = np.unique(least, return_index=True)
    return [masks[k] for k in sorted(first.tolist())]
