"""Networks that players form: what each player has of every network on n players."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self, final

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import (
    Array,
    freeze,
    kind_of,
    number_array,
    object_array,
    over_one_denominator,
    plain,
    ratio,
)
from lilliput.games.checks import check_names, name_list
from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    ProblemTooLargeError,
    UnsupportedNumberError,
)
from lilliput.games.networks.fair import fair_table
from lilliput.games.networks.links import (
    Network,
    NetworkFunction,
    all_links,
    components,
    links_of,
    named,
    numbers_by_player,
)

__all__ = ["NetworkGame", "check_players", "comparable"]

_MOST_PLAYERS = 6
_TOLERANCE = 1e-12
_INT64 = 2**62

Allocation = Literal["fair", "egalitarian", "by component"]


@final
@dataclass(frozen=True, eq=False, repr=False, init=False)
class NetworkGame:
    """The payoffs of n players in each of the 2**(n(n−1)/2) networks among them.

    Parameters
    ----------
    players
        Distinct names, at most 6.
    utilities
        Shape (2**L, n) with L = n(n−1)/2: row `mask` holds the payoffs in the network whose links
        are the bits of `mask`; links in lexicographic order (0,1), (0,2), …, (1,2), ….

    Notes
    -----
    Fractions are compared exactly, floats up to 1e-12 of the largest payoff.

    Examples
    --------
    >>> game = NetworkGame.from_function(
    ...     ["A", "B"], lambda network: {"A": len(network), "B": -2 * len(network)}
    ... )
    >>> game.utility([("A", "B")]).to_dict()
    {'A': 1.0, 'B': -2.0}
    """

    players: tuple[str, ...]
    utilities: Array

    def __init__(self, players: Iterable[str], utilities: Any) -> None:
        names = check_players(players)
        table = number_array(utilities, argument="utilities", error=InvalidGameError)
        rows = 2 ** (len(names) * (len(names) - 1) // 2)
        if table.shape != (rows, len(names)):
            raise InvalidGameError(
                f"utilities needs shape ({rows}, {len(names)}) for {len(names)} players "
                f"({name_list(names)}), got {table.shape}"
            )
        object.__setattr__(self, "players", names)
        object.__setattr__(self, "utilities", table)

    @classmethod
    def from_function(cls, players: Iterable[str], utility: NetworkFunction) -> Self:
        """Build a game by asking for the payoffs in each network.

        Parameters
        ----------
        players
            Distinct names, at most 6.
        utility
            Called with each network as a tuple of pairs of names; returns a mapping from players
            to payoffs (those left out get 0).
        """
        names = check_players(players)
        links = all_links(len(names))
        rows = [
            numbers_by_player(utility(named(names, links, mask)), names, argument="utility")
            for mask in range(2 ** len(links))
        ]
        entries = [entry for row in rows for entry in row]
        return cls(names, object_array(entries, (len(rows), len(names))))

    @classmethod
    def from_value(
        cls,
        players: Iterable[str],
        value: NetworkFunction,
        *,
        allocation: Allocation = "fair",
        weights: Any = None,
    ) -> Self:
        """Build a game from the worth of each network and a rule that shares it.

        Parameters
        ----------
        players
            Distinct names, at most 6.
        value
            v(g) of a network given as a tuple of pairs of names, 0 for the empty one.
        allocation
            ``"fair"``: each link helps both ends alike (`fair_allocation`; the worth of a component
            is that of its links alone); ``"egalitarian"``: everybody gets the same;
            ``"by component"``: the same within a component (Jackson and Wolinsky 1996).
        weights
            For ``"fair"``: positive weights by player.

        Examples
        --------
        >>> game = NetworkGame.from_value(["A", "B", "C"], lambda network: min(len(network), 2))
        >>> game.utility([("A", "B"), ("B", "C")]).round(3).to_dict()
        {'A': 0.5, 'B': 1.0, 'C': 0.5}
        """
        names = check_players(players)
        links = all_links(len(names))
        if allocation not in ("fair", "egalitarian", "by component"):
            raise InvalidArgumentError(
                "allocation must be 'fair', 'egalitarian' or 'by component', got "
                + repr(allocation)
            )
        if allocation == "fair":
            return cls(names, fair_table(value, names, links, weights=weights))
        if weights is not None:
            raise InvalidArgumentError("weights belong to allocation 'fair'; leave them out")
        networks = [named(names, links, mask) for mask in range(2 ** len(links))]
        worths = number_array([value(network) for network in networks], argument="value")
        if worths[0] != 0:
            raise InvalidGameError(f"value must give the empty network 0, got {worths[0]}")
        if allocation == "egalitarian":
            each = worths * ratio(1, len(names), kind_of(worths))
            return cls(names, np.repeat(each[:, None], len(names), axis=1))
        return cls(names, _within_components(len(names), worths))

    @property
    def n(self) -> int:
        """Number of players."""
        return len(self.players)

    def mask(self, network: Iterable[tuple[str, str]]) -> int:
        """Return the bitmask of a network given as pairs of names."""
        place = {link: k for k, link in enumerate(all_links(self.n))}
        return sum(1 << place[link] for link in links_of(self.players, network))

    def network(self, mask: int) -> Network:
        """Return the network of a bitmask as pairs of names."""
        return named(self.players, all_links(self.n), mask)

    def utility(self, network: Iterable[tuple[str, str]]) -> pd.Series:
        """Return the payoffs in a network given as pairs of names."""
        row = self.utilities[self.mask(network)]
        return pd.Series(row, pd.Index(self.players, name="player"), row.dtype, "utility")

    def value(self, network: Iterable[tuple[str, str]]) -> Any:
        """Return the sum of the payoffs in a network."""
        return plain(self.utilities[self.mask(network)].sum())

    def __repr__(self) -> str:
        return (
            f"NetworkGame({self.n} players: {name_list(self.players)}; "
            f"{len(self.utilities)} networks; {kind_of(self.utilities)} payoffs)"
        )

    def _repr_html_(self) -> str:
        from lilliput.games.display.formation import network_game

        return network_game(self)

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, value)
        freeze(self.utilities)


def check_players(players: Iterable[str]) -> tuple[str, ...]:
    """Return the names; more than 6 players have too many networks to list."""
    names = check_names(players)
    if len(names) > _MOST_PLAYERS:
        links = len(names) * (len(names) - 1) // 2
        raise ProblemTooLargeError(
            f"players: {len(names)} players form 2**{links} networks; at most {_MOST_PLAYERS} "
            f"players (2**{_MOST_PLAYERS * (_MOST_PLAYERS - 1) // 2} networks) are allowed"
        )
    return names


def comparable(game: NetworkGame) -> tuple[Array, Any]:
    """Return payoffs that compare as the game's do, and how much more counts as more.

    Fractions become integers over one denominator, with nothing to spare.
    """
    if not isinstance(game, NetworkGame):
        raise InvalidArgumentError(f"game must be a NetworkGame, got {type(game).__name__}")
    kind = kind_of(game.utilities)
    if kind == "symbolic":
        raise UnsupportedNumberError(
            "game must have numbers as payoffs, got symbols; substitute values to compare networks"
        )
    if kind == "float":
        return game.utilities, _TOLERANCE * float(np.abs(game.utilities).max(initial=0))
    integers, _ = over_one_denominator(game.utilities.flat)
    largest = max((abs(number) for number in integers), default=0)
    table = object_array(integers, game.utilities.shape)
    return (table.astype(np.int64) if largest * game.n < _INT64 else table), 0


def _within_components(n: int, worths: Array) -> Array:
    """Share the worth of each component's links equally among its members."""
    links = all_links(n)
    table = np.empty((len(worths), n), dtype=worths.dtype)
    kind = kind_of(worths)
    for mask in range(len(worths)):
        chosen = [link for k, link in enumerate(links) if mask >> k & 1]
        for members in components(n, chosen):
            inside = sum(
                1 << k for k, (i, _) in enumerate(links) if mask >> k & 1 and members >> i & 1
            )
            each = worths[inside] * ratio(1, members.bit_count(), kind)
            for i in range(n):
                if members >> i & 1:
                    table[mask, i] = each
    return table
