"""Fair allocation in networks: each link helps its two ends alike (Myerson 1977).

Each connected component shares its worth, and if a link is cut both of its ends lose as much, or in
proportion to weights. The allocation of a network follows from those of the networks with one link
less: along the links of a component every payoff depends on one of them, which the worth settles.
"""

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, kind_of, number_array, tidy, unify
from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.errors import InvalidArgumentError, InvalidGameError, ProblemTooLargeError
from lilliput.games.networks.links import (
    ByPlayer,
    Links,
    NetworkFunction,
    check_weights,
    components,
    named,
    players_and_links,
)

__all__ = ["fair_allocation", "fair_table"]

_MOST_LINKS = 16

Worth = Callable[[int, Links, int], Any]


def fair_allocation(
    value: CoalitionalGame | NetworkFunction,
    edges: Iterable[tuple[str, str]],
    *,
    players: Iterable[str] | None = None,
    weights: ByPlayer | None = None,
) -> pd.Series:
    """Return the component-balanced allocation in which both ends lose alike if a link is cut.

    x_i(g) − x_i(g − ij) = x_j(g) − x_j(g − ij) for each link ij, and Σ_{i∈C} x_i(g) = v(g|C) for
    each component C. For a coalitional game this is the Myerson value; for a value of networks, the
    Shapley value of S ↦ v(g|S) (Jackson and Wolinsky 1996, Theorem 4).

    Parameters
    ----------
    value
        A coalitional game, whose coalition S is worth v(S) if the links connect it; or a function
        of a network, given as a tuple of pairs of names, with value 0 for the empty network. A
        component is worth what the network of its links alone is worth.
    edges
        The links of the network.
    players
        With a function: the players in order; by default those on the links.
    weights
        Positive weights ω: then (x_i(g) − x_i(g − ij))/ω_i is equal for both ends of a link.

    Returns
    -------
    pandas.Series
        Indexed by player, in the kind of the worths.

    Raises
    ------
    InvalidArgumentError
        A link from a player to itself.
    UnknownNameError
        A link to somebody who is not a player.
    ProblemTooLargeError
        More than 16 links.

    See Also
    --------
    myerson_value : for coalitional games with more links.

    References
    ----------
    Myerson, R. B. (1977). Graphs and cooperation in games. Mathematics of Operations Research 2.
    doi:10.1287/moor.2.3.225
    Jackson, M. O. and Wolinsky, A. (1996). A strategic model of social and economic networks.
    Journal of Economic Theory 71:44–74. doi:10.1006/jeth.1996.0108

    Examples
    --------
    >>> from fractions import Fraction
    >>> pair = lambda network: Fraction(len(network) >= 1)
    >>> fair_allocation(pair, [("A", "B"), ("B", "C")]).to_dict()
    {'A': Fraction(1, 6), 'B': Fraction(2, 3), 'C': Fraction(1, 6)}
    """
    names, links = players_and_links(value, edges, players)
    table = fair_table(value, names, links, weights=weights)
    return pd.Series(table[-1], pd.Index(names, name="player"), table.dtype, "fair_allocation")


def fair_table(
    value: CoalitionalGame | NetworkFunction,
    players: tuple[str, ...],
    links: Links,
    *,
    weights: ByPlayer | None = None,
) -> Array:
    """Return the fair allocations of all networks made of some links, shape (2**L, n)."""
    if len(links) > _MOST_LINKS:
        raise ProblemTooLargeError(
            f"edges: {len(links)} links make 2**{len(links)} networks to go through; at most "
            f"{_MOST_LINKS} links are allowed; for a coalitional game myerson_value takes more"
        )
    worths, parts = _worths(value, players, links)
    omega = check_weights(weights, players)
    if omega is not None:
        worths, omega = unify(worths, omega)
    one = _one(worths)
    share = [one] * len(players) if omega is None else list(omega)
    table = np.empty((2 ** len(links), len(players)), dtype=worths.dtype)
    for mask in range(len(table)):
        for members, inside in parts[mask]:
            worth = worths[inside[0]]
            if members & members - 1 == 0:
                table[mask, members.bit_length() - 1] = worth
            else:
                _share_component(table, mask, inside[1], links, members, worth, share)
    return tidy(table.ravel()).reshape(table.shape)


def _share_component(
    table: Array,
    mask: int,
    inside: int,
    links: Links,
    members: int,
    worth: Any,
    share: list[Any],
) -> None:
    """Fill in the allocation of one component: x_j = offset_j + ω_j/ω_root · x_root."""
    root = (members & -members).bit_length() - 1
    offset = {root: worth * 0}
    while len(offset) < members.bit_count():
        for k, (i, j) in enumerate(links):
            if not inside >> k & 1 or (i in offset) == (j in offset):
                continue
            known, new = (i, j) if i in offset else (j, i)
            without = table[mask ^ 1 << k]
            ratio = share[new] / share[known]
            offset[new] = without[new] + ratio * (offset[known] - without[known])
    total = sum((share[i] for i in offset), worth * 0)
    level = (worth - sum(offset.values(), worth * 0)) * share[root] / total
    for i, start in offset.items():
        table[mask, i] = start + share[i] / share[root] * level


Parts = list[list[tuple[int, tuple[int, int]]]]


def _worths(
    value: CoalitionalGame | NetworkFunction, players: tuple[str, ...], links: Links
) -> tuple[Array, Parts]:
    """Return distinct worths, and for each network its components with (worth's place, links)."""
    n = len(players)
    place: dict[int, int] = {}
    parts: Parts = []
    for mask in range(2 ** len(links)):
        chosen = [link for k, link in enumerate(links) if mask >> k & 1]
        row = []
        for members in components(n, chosen):
            inside = sum(
                1 << k for k, (i, _) in enumerate(links) if mask >> k & 1 and members >> i & 1
            )
            key = members if isinstance(value, CoalitionalGame) else inside
            row.append((members, (place.setdefault(key, len(place)), inside)))
        parts.append(row)
    if isinstance(value, CoalitionalGame):
        return value.worths[list(place)], parts
    given = [value(named(players, links, key)) for key in place]
    worths = number_array(given, argument="value", label=lambda k: f"network {k}")
    empty = place.get(0)
    if empty is not None and worths[empty] != 0:
        raise InvalidGameError(f"value must give the empty network 0, got {worths[empty]}")
    return worths, parts


def _one(worths: Array) -> Any:
    """Return 1 in the kind of the worths."""
    if not len(worths):
        raise InvalidArgumentError("players must hold at least one name, got none")
    return worths[0] * 0 + (1 if kind_of(worths) != "fraction" else Fraction(1))
