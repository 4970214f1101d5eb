"""The symmetric connections model (Jackson and Wolinsky 1996), and two-way flow (Bala and Goyal).

Being linked to somebody directly or through others is worth δ to the power of the distance; a link
costs c to each of its ends. Friends of friends count, so players pay for less than they cause.
"""

from collections.abc import Iterable
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lilliput.games.arithmetic import as_printed, number_array, object_array
from lilliput.games.checks import check_names, check_probability
from lilliput.games.errors import InvalidArgumentError, ProblemTooLargeError
from lilliput.games.networks.game import NetworkGame, check_players
from lilliput.games.networks.links import all_links
from lilliput.games.normal_form import NormalFormGame

__all__ = ["connections_model", "two_way_flow"]

_MOST_IN_FLOW = 4

Integers = NDArray[np.int64]


def connections_model(players: Iterable[str], delta: Any, cost: Any) -> NetworkGame:
    """Return the symmetric connections model, u_i(g) = Σ_{j≠i} δ^{d_ij(g)} − c·deg_i(g).

    Parameters
    ----------
    players
        Distinct names, at most 6.
    delta
        What a direct link is worth, δ in [0, 1]. Players not connected are worth nothing.
    cost
        The cost c ≥ 0 of a link to each of its ends.

    Returns
    -------
    NetworkGame
        With Fractions: floats are taken as the decimals that they print as, so that ties between
        networks are decided exactly. Symbols give expressions.

    Notes
    -----
    The efficient network is complete for c < δ − δ², a star for δ − δ² < c < δ + (n − 2)δ²/2, and
    empty for larger c (Jackson and Wolinsky 1996, Proposition 1).

    References
    ----------
    Jackson, M. O. and Wolinsky, A. (1996). A strategic model of social and economic networks.
    Journal of Economic Theory 71:44–74. doi:10.1006/jeth.1996.0108

    Examples
    --------
    >>> game = connections_model(["A", "B", "C"], 0.5, 0.25)
    >>> game.utility([("A", "B"), ("B", "C")]).to_dict()
    {'A': Fraction(1, 2), 'B': Fraction(1, 2), 'C': Fraction(1, 2)}
    """
    names = check_players(players)
    check_probability(delta, argument="delta")
    if str(cost >= 0) == "False":
        raise InvalidArgumentError(f"cost must be >= 0, got {cost}")
    decay, price = as_printed(
        number_array([delta, cost], argument="delta and cost", integers="fraction")
    )
    n = len(names)
    counts = _distances(n)
    rows, place = np.unique(counts.reshape(-1, n), axis=0, return_inverse=True)
    powers = [decay**k for k in range(1, n)]
    distinct = []
    for row in rows.tolist():
        near = sum((many * power for many, power in zip(row[1:], powers, strict=True)), decay * 0)
        distinct.append(near - row[0] * price)
    table = object_array([distinct[k] for k in place.ravel().tolist()], (len(counts), n))
    return NetworkGame(names, table)


def two_way_flow(
    players: Iterable[str], cost: Any, *, worth: Any = 1, decay: Any = 1
) -> NormalFormGame:
    """Return the game in which a player can set up links alone, and both ends use them.

    Player i chooses whom to link to, at cost c each; a player at distance d in the network of all
    links is worth w·δ^d. A link exists if either end pays for it.

    Parameters
    ----------
    players
        Distinct names, at most 4.
    cost
        The cost c ≥ 0 of a link to the player who sets it up.
    worth
        What another player is worth at distance 0, w ≥ 0.
    decay
        δ in [0, 1]; 1 counts everybody who can be reached alike.

    Returns
    -------
    NormalFormGame
        Strategies are named by the players linked to, joined by ``+``; ``none`` links to nobody.

    Notes
    -----
    Without decay, strict Nash networks are the star whose centre pays for all links (c < w) and the
    empty network (c > w) (Bala and Goyal 2000, Proposition 4.2).

    References
    ----------
    Bala, V. and Goyal, S. (2000). A noncooperative model of network formation. Econometrica
    68:1181–1229. doi:10.1111/1468-0262.00155

    Examples
    --------
    >>> game = two_way_flow(["A", "B", "C"], 0.5)
    >>> game.payoffs[:, 3, 0, 0].tolist()
    [1.0, 2.0, 2.0]
    """
    names = check_names(players)
    n = len(names)
    if n > _MOST_IN_FLOW:
        raise ProblemTooLargeError(
            f"players: {n} players have 2**{n * (n - 1)} strategy profiles; at most "
            f"{_MOST_IN_FLOW} players are allowed"
        )
    check_probability(decay, argument="decay")
    for argument, number in (("cost", cost), ("worth", worth)):
        if str(number >= 0) == "False":
            raise InvalidArgumentError(f"{argument} must be >= 0, got {number}")
    price, each, factor = number_array([cost, worth, decay], argument="cost, worth and decay")
    counts = _distances(n)
    place = {link: k for k, link in enumerate(all_links(n))}
    others = [[j for j in range(n) if j != i] for i in range(n)]
    size = 2 ** (n - 1)
    shape = (size,) * n
    tensors = [np.empty(shape, dtype=np.asarray([price]).dtype) for _ in range(n)]
    for profile in product(range(size), repeat=n):
        mask = 0
        for i, chosen in enumerate(profile):
            for k, j in enumerate(others[i]):
                if chosen >> k & 1:
                    mask |= 1 << place[min(i, j), max(i, j)]
        for i, chosen in enumerate(profile):
            reached = counts[mask, i, 1:].tolist()
            near = sum((many * factor**d for d, many in enumerate(reached, start=1)), price * 0)
            tensors[i][profile] = near * each - chosen.bit_count() * price
    strategies = [
        [
            "+".join(names[j] for k, j in enumerate(others[i]) if chosen >> k & 1) or "none"
            for chosen in range(size)
        ]
        for i in range(n)
    ]
    return NormalFormGame(names, strategies, np.stack(tensors))


def _distances(n: int) -> Integers:
    """Return for each network and player its links, and how many others are at distance 1 … n − 1.

    Shape (2**L, n, n): links first, then the counts by distance.
    """
    links = all_links(n)
    masks = np.arange(2 ** len(links), dtype=np.int64)
    near = np.zeros((len(masks), n), dtype=np.int64)
    for k, (i, j) in enumerate(links):
        has = masks >> k & 1
        near[:, i] |= has << j
        near[:, j] |= has << i
    counts = np.zeros((len(masks), n, n), dtype=np.int64)
    counts[:, :, 0] = np.bitwise_count(near)
    for i in range(n):
        seen = np.full(len(masks), 1 << i, dtype=np.int64)
        frontier = seen
        for distance in range(1, n):
            reached = np.zeros_like(seen)
            for j in range(n):
                reached |= np.where(frontier >> j & 1, near[:, j], 0)
            frontier = reached & ~seen
            seen = seen | frontier
            counts[:, i, distance] = np.bitwise_count(frontier)
    return counts
