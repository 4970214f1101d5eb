"""Nash bargains side by side, each given the others (Horn and Wolinsky 1988).

Every linked pair shares what its agreement adds to the agreements of all others, which it takes as
given: if the pair fails, the others stand as they are. With gross payoffs π_i(A) of the set A of
agreements and Δ_i = π_i(A) − π_i(A∖ij), i pays j the transfer t with

    Δ_i − t = ω_i/(ω_i + ω_j) · (Δ_i + Δ_j).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, final

import pandas as pd

from lilliput.games.arithmetic import Array, kind_of, plain, ratio, tidy, unify
from lilliput.games.checks import index_of
from lilliput.games.coalitional import CoalitionalGame, coalition_label
from lilliput.games.errors import InvalidArgumentError
from lilliput.games.findings import Finding
from lilliput.games.networks.links import (
    ByPlayer,
    Links,
    NetworkFunction,
    check_weights,
    components,
    named,
    numbers_by_player,
    players_and_links,
)

__all__ = ["NashInNash", "nash_in_nash"]


@final
@dataclass(frozen=True, eq=False, repr=False)
class NashInNash:
    """Simultaneous bilateral Nash bargains.

    Parameters
    ----------
    payoffs
        What each player ends up with; they sum to the gross payoffs.
    gross
        Payoffs of all agreements before transfers.
    transfers
        One row a link, with who pays (`from`), who is paid (`to`), the `transfer` (negative if it
        flows the other way) and the `gain` of the pair by agreeing.
    """

    payoffs: pd.Series
    gross: pd.Series
    transfers: pd.DataFrame

    @property
    def signed(self) -> Finding:
        """Whether each pair gains by its agreement, so that it would sign; else the first not to.

        With symbols a gain passes unless it is known to be negative.
        """
        for row in self.transfers.to_dict("records"):
            if str(row["gain"] >= 0) == "False":
                pair = (row["from"], row["to"])
                return Finding(
                    "signed",
                    False,
                    f"{pair[0]} and {pair[1]} would lose {-row['gain']} by their agreement",
                    {"link": pair, "gain": row["gain"]},
                )
        return Finding("signed", True)

    def __repr__(self) -> str:
        shares = ", ".join(f"{name}: {plain(x)}" for name, x in self.payoffs.items())
        return f"NashInNash({shares})"

    def _repr_html_(self) -> str:
        from lilliput.games.display.agreements import nash_in_nash

        return nash_in_nash(self)


def nash_in_nash(
    surplus: CoalitionalGame | NetworkFunction,
    edges: Iterable[tuple[str, str]],
    *,
    players: Iterable[str] | None = None,
    owner: str | None = None,
    weights: ByPlayer | None = None,
    disagreement: Callable[[tuple[str, str]], Any] | None = None,
) -> NashInNash:
    """Return the payoffs and transfers of simultaneous bilateral Nash bargains on a graph.

    Parameters
    ----------
    surplus
        A function of the agreements, given as a tuple of linked pairs: either each player's payoff
        before transfers (a mapping; those left out get 0), or one number, which accrues to `owner`.
        In a coalitional game the worth of a connected component accrues to the owner, that of an
        isolated player to itself.
    edges
        The pairs who agree.
    players
        With a function: the players in order; by default those on the links.
    owner
        To whom a surplus that is one number accrues before transfers; by default the player who is
        on all links.
    weights
        Positive bargaining weights ω by player; equal by default.
    disagreement
        What happens if a pair fails: a function of the pair, with the same kind of result as
        `surplus`. By default the surplus without its link, all other agreements standing.

    Returns
    -------
    NashInNash
        In the kind of the surplus: Fractions and symbols stay exact.

    Raises
    ------
    InvalidArgumentError
        No owner of a surplus that is one number, or a link from a player to itself.
    UnknownNameError
        A link, owner or payoff with a name that is no player's.

    See Also
    --------
    stole_zwiebel : when a failure reopens the other agreements.

    References
    ----------
    Horn, H. and Wolinsky, A. (1988). Bilateral monopolies and incentives for merger. RAND Journal
    of Economics 19:408–419. doi:10.2307/2555664
    Collard-Wexler, A., Gowrisankaran, G. and Lee, R. S. (2019). "Nash-in-Nash" bargaining: a
    microfoundation for applied work. Journal of Political Economy 127:163–195. doi:10.1086/700729

    Examples
    --------
    A hub whose second partner adds half as much as the first:

    >>> from fractions import Fraction
    >>> worth = [Fraction(0), Fraction(2), Fraction(3)]
    >>> nash_in_nash(lambda agreed: worth[len(agreed)], [("H", "A"), ("H", "B")])
    NashInNash(H: 2, A: 1/2, B: 1/2)
    """
    names, links = players_and_links(surplus, edges, players)
    holder = _holder(names, links, owner)
    omega = check_weights(weights, names)
    everything = (1 << len(links)) - 1

    def gross(mask: int) -> Array:
        if isinstance(surplus, CoalitionalGame):
            chosen = [link for k, link in enumerate(links) if mask >> k & 1]
            return _component_payoffs(surplus, components(len(names), chosen), holder)
        return _as_payoffs(surplus(named(names, links, mask)), names, holder)

    agreed = gross(everything)
    failed = []
    for k, (i, j) in enumerate(links):
        if disagreement is None:
            failed.append(gross(everything ^ 1 << k))
        else:
            failed.append(_as_payoffs(disagreement((names[i], names[j])), names, holder))
    agreed, *failed = unify(agreed, *failed)
    if omega is not None:
        agreed, omega, *failed = unify(agreed, omega, *failed)
    return _bargains(names, links, agreed, failed, omega)


def _bargains(
    names: tuple[str, ...],
    links: Links,
    agreed: Array,
    failed: list[Array],
    omega: Array | None,
) -> NashInNash:
    payoffs = agreed.copy()
    rows = []
    half = ratio(1, 2, kind_of(agreed))
    for (i, j), without in zip(links, failed, strict=True):
        gains = agreed[i] - without[i], agreed[j] - without[j]
        share = half if omega is None else omega[i] / (omega[i] + omega[j])
        paid = gains[0] - share * (gains[0] + gains[1])
        payoffs[i] -= paid
        payoffs[j] += paid
        rows.append((names[i], names[j], plain(paid), plain(gains[0] + gains[1])))
    index = pd.Index(names, name="player")
    payoffs = tidy(payoffs)
    return NashInNash(
        pd.Series(payoffs, index, payoffs.dtype, "payoff"),
        pd.Series(agreed, index, agreed.dtype, "gross"),
        pd.DataFrame(rows, columns=["from", "to", "transfer", "gain"]),
    )


def _holder(names: tuple[str, ...], links: Links, owner: str | None) -> int | None:
    """Return the position of the owner of a surplus that is one number."""
    if owner is not None:
        return index_of(names, owner, argument="owner: player")
    common = set.intersection(*({i, j} for i, j in links)) if links else set()
    if len(common) == 2:  # one link: a surplus is shared the same way whoever holds it
        return min(common)
    return min(common, default=None)


def _component_payoffs(game: CoalitionalGame, parts: list[int], holder: int | None) -> Array:
    """Return gross payoffs when each component's worth goes to the owner, or its only member."""
    payoffs = game.worths[[0] * game.n]
    for part in parts:
        if part & part - 1 == 0:
            payoffs[part.bit_length() - 1] = game.worths[part]
        elif holder is not None and part >> holder & 1:
            payoffs[holder] = game.worths[part]
        elif game.worths[part] != 0:
            raise InvalidArgumentError(
                f"surplus of the component {{{coalition_label(part, game.players)}}} has no owner: "
                "name a player who is on all links, or give each player's payoff by a function"
            )
    return payoffs


def _as_payoffs(given: Any, names: tuple[str, ...], holder: int | None) -> Array:
    """Return gross payoffs by player; one number goes to its owner."""
    if hasattr(given, "__len__") and not isinstance(given, str):
        return numbers_by_player(given, names, argument="surplus")
    if holder is None:
        raise InvalidArgumentError(
            "surplus is one number and no player is on all links: name its owner, or give each "
            "player's payoff"
        )
    return numbers_by_player({names[holder]: given}, names, argument="surplus")
