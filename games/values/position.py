"""The position value: what each link of a graph contributes goes half to either end.

The links are the players of the link game: a set of links is worth the sum of the worths of the
components that it connects. Each link's Shapley value is split equally between its two ends.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, kind_of, ratio, tidy
from lilliput.games.coalitional import CoalitionalGame, worths_of
from lilliput.games.errors import ProblemTooLargeError
from lilliput.games.values.fold import label, semivalue
from lilliput.games.values.myerson import edge_positions
from lilliput.games.values.shapley import shapley_weights

__all__ = ["position_value"]

Link = tuple[int, int]

_MOST_LINKS = 24
_BLOCK_LINKS = 14


def position_value(
    game: CoalitionalGame, edges: Iterable[tuple[str, str]], *, exact: bool = False
) -> pd.Series:
    """Return the position value π_i = v(i) + ½ Σ_{links l at i} φ_l(r) of a game on a graph.

    φ(r) is the Shapley value of the link game r(L) = Σ_{C∈N/L} v(C) − Σ_j v(j), the sum being
    over the components C of the graph (N, L). For games with v(i) ≠ 0 this is the value of the
    zero-normalised game plus v(i).

    Parameters
    ----------
    game
        A coalitional game.
    edges
        Pairs of players who can talk to each other; at most 24 in each connected component.
    exact
        Turn float worths into the rationals they store, and return Fractions.

    Returns
    -------
    pandas.Series
        Indexed by player; each connected component of the graph shares its worth.

    Raises
    ------
    ProblemTooLargeError
        More than 24 links in one connected component: the link game has 2**links worths.

    See Also
    --------
    myerson_value

    References
    ----------
    Meessen, R. (1988). Communication games. Thesis, University of Nijmegen.
    Borm, P., Owen, G. and Tijs, S. (1992). On the position value for communication situations.
    SIAM Journal on Discrete Mathematics 5. doi:10.1137/0405023

    Examples
    --------
    Of three players in a line any two form a majority; the middle holds both links:

    >>> majority = CoalitionalGame.from_function(["A", "B", "C"], lambda S: int(len(S) >= 2))
    >>> position_value(majority, [("A", "B"), ("B", "C")]).to_dict()
    {'A': 0.25, 'B': 0.5, 'C': 0.25}
    """
    links = edge_positions(game.players, edges)
    parts = _by_component(links, game.n)
    for part in parts:
        if len(part) > _MOST_LINKS:
            raise ProblemTooLargeError(
                f"edges: {len(part)} links in one connected component need a link game of "
                f"2**{len(part)} worths; at most {_MOST_LINKS} are allowed (the Myerson value "
                "takes any number of links)"
            )
    worths = worths_of(game, exact=exact)
    values = worths[1 << np.arange(game.n, dtype=np.int64)]
    half = ratio(1, 2, kind_of(worths))
    for part in parts:
        shares = semivalue(_link_worths(worths, part), *shapley_weights(len(part)))
        for (a, b), share in zip(part, shares, strict=True):
            values[a] += half * share
            values[b] += half * share
    return label(tidy(values), game.players, "position_value")


def _by_component(links: list[Link], n: int) -> list[list[Link]]:
    """Group the links by the connected component that they belong to."""
    components = _components(links, n)
    groups: dict[int, list[Link]] = {}
    for link in links:
        groups.setdefault(components[link[0]], []).append(link)
    return list(groups.values())


def _components(links: list[Link], n: int) -> list[int]:
    """Return for each player the bitmask of its component."""
    component = [1 << i for i in range(n)]
    for a, b in links:
        merged = component[a] | component[b]
        for i in range(n):
            if merged >> i & 1:
                component[i] = merged
    return component


def _link_worths(worths: Array, links: list[Link]) -> Array:
    """Return r(L) for every set L of links, the sets of the last links one after the other."""
    n = len(worths).bit_length() - 1
    low, high = links[:_BLOCK_LINKS], links[_BLOCK_LINKS:]
    result = np.empty(2 ** len(links), dtype=worths.dtype)
    singles = worths[1 << np.arange(n, dtype=np.int64)]
    for chosen in range(2 ** len(high)):
        component = _components([link for k, link in enumerate(high) if chosen >> k & 1], n)
        start = worths[list(set(component))].sum() - singles.sum()
        block = slice(chosen << len(low), (chosen + 1) << len(low))
        result[block] = _grown(worths, low, component, start)
    return tidy(result)


def _grown(worths: Array, links: list[Link], component: list[int], start: object) -> Array:
    """Return r for the sets of some links added to a graph with given components.

    Each link doubles the table: where it joins two components, their worths give way to that of
    their union.
    """
    masks = np.array(component, dtype=np.int64)[:, None]
    table = np.array([start], dtype=worths.dtype)
    for a, b in links:
        first, second = masks[a], masks[b]
        merged = first | second
        change = worths[merged] - worths[first] - worths[second]
        change[first == second] = worths[0]
        inside = merged >> np.arange(len(masks), dtype=np.int64)[:, None] & 1
        masks = np.concatenate([masks, np.where(inside == 1, merged, masks)], axis=1)
        table = np.concatenate([table, table + change])
    return table
