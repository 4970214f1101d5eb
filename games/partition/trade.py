"""Customs unions among competing exporters, with discriminatory or most-favoured-nation tariffs."""

from typing import Any, Literal

import numpy as np

from lilliput.games.arithmetic import Array, number_array, tidy, unify
from lilliput.games.checks import index_of, vector_by_name
from lilliput.games.errors import InvalidArgumentError
from lilliput.games.families.naming import Numbers, numbers_by_name
from lilliput.games.partition.blocks import by_block, over_structures, to_blocks
from lilliput.games.partition.game import PartitionGame
from lilliput.games.partition.structures import check_structures_fit
from lilliput.games.tables import subset_sums

__all__ = ["customs_union_game"]


def customs_union_game(
    supplies: Numbers,
    *,
    demands: Numbers | None = None,
    tariffs: Literal["discriminatory", "mfn"] = "discriminatory",
) -> PartitionGame:
    """Return the game of customs unions that set tariffs for their members' joint welfare.

    A reduced form of competing exporters in the logic of Bagwell and Staiger. Country j alone
    consumes good j, of which it demands A_j − p and makes nothing. Exporter i supplies β_i r, where
    r = p − t is what is left of the price after the tariff, and earns q²/(2β_i). The union T of
    country j sets the tariffs on good j to maximise consumers' surplus, revenue, and the profits of
    the exporters in T; markets do not interact, so no union's choice depends on another's.

    With B_in and B_out the sums of β_i over the exporters of good j in T and outside:

    - ``"discriminatory"``: trade inside T is free, others pay t = p/2, where p = A_j/(1 + W) and
      W = B_in + B_out/2; the market is worth A_j² W/(2(1 + W)) to T, and β_i p²/8 to an exporter
      outside. A larger union pushes outsiders back: **negative externalities**.
    - ``"mfn"``: one tariff for all, partners included. r = A_j B/(B² + B + B_out) with
      B = B_in + B_out; worth A_j² B²/(2(B² + B + B_out)) to T, and β_i r²/2 to an exporter
      outside. A larger union lowers the tariff for all: **positive externalities**.

    Parameters
    ----------
    supplies
        Country to β_i > 0, the slope of its supply to each foreign market. At least two countries.
        Integers are kept as Fractions.
    demands
        Country to A_j > 0, the price at which it buys nothing; 1 each by default.
    tariffs
        Whether unions may discriminate.

    Raises
    ------
    InvalidArgumentError
        One country alone, or a number outside its domain.
    UnknownNameError
        Another word for `tariffs`.

    References
    ----------
    Bagwell, K. and Staiger, R. W. (2005). Multilateral trade negotiations, bilateral opportunism
    and the rules of GATT/WTO. Journal of International Economics 67:268–294 (the logic of competing
    exporters; the linear form here is a reduced form of it).
    Yi, S.-S. (1996). Endogenous formation of customs unions under imperfect competition: open
    regionalism is good. Journal of International Economics 41:153–177 (customs unions as a game
    with externalities, in another model).

    Examples
    --------
    >>> game = customs_union_game({"A": 1, "B": 1, "C": 1})
    >>> game.worths_in(["A", "B", "C"]).to_dict()
    {'A': Fraction(5, 16), 'B': Fraction(5, 16), 'C': Fraction(5, 16)}
    >>> mfn = customs_union_game({"A": 1, "B": 1, "C": 1}, tariffs="mfn")
    >>> alone, joined = ["A", "B", "C"], ["A", ["B", "C"]]
    >>> game.worth(["A"], joined) < game.worth(["A"], alone)
    True
    >>> mfn.worth(["A"], joined) > mfn.worth(["A"], alone)
    True
    """
    index_of(("discriminatory", "mfn"), tariffs, argument="tariffs")
    players, beta = numbers_by_name(supplies, argument="supplies", integers="fraction")
    check_structures_fit(len(players))
    if len(players) < 2:
        raise InvalidArgumentError(f"supplies needs at least two countries, got {players[0]} alone")
    positive: dict[str, Any] = {"minimum": 0, "strict": True, "integers": "fraction"}
    beta = vector_by_name(list(beta), players, argument="supplies", **positive)
    size = number_array([1] * len(players), argument="demands", integers="fraction")
    if demands is not None:
        size = vector_by_name(demands, players, argument="demands", **positive)
    beta, size = unify(beta, size)
    n = len(players)
    home, abroad = _of_unions(beta, size, tariffs)
    supply, earned = by_block(subset_sums(beta), n), by_block(abroad, n)
    others = to_blocks(over_structures(earned, n), n) - earned
    return PartitionGame(players, tidy(by_block(home, n) + supply * others))


def _of_unions(beta: Array, size: Array, tariffs: str) -> tuple[Array, Array]:
    """Return what each union's markets are worth to it, and to a unit of supply from outside."""
    n = len(beta)
    within = subset_sums(beta)
    home = np.repeat(within[:1] * 0, 2**n)
    abroad = home.copy()
    for j in range(n):
        unions = np.flatnonzero(np.arange(2**n) >> j & 1)
        inside, outside = within[unions] - beta[j], within[-1] - within[unions]
        if tariffs == "discriminatory":
            reach = inside + outside / 2
            price = size[j] / (1 + reach)
            home[unions] += size[j] * reach * price / 2
            abroad[unions] += price**2 / 8
        else:
            supply = inside + outside
            earned = size[j] * supply / (supply**2 + supply + outside)
            home[unions] += size[j] * supply * earned / 2
            abroad[unions] += earned**2 / 2
    return home, abroad
