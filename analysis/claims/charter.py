"""C15: powerful states buy in by writing the rules, by veto power and by special status.

M15a: a surplus V is split by the Shapley–Shubik index of an organisation in which the hub has a
veto and k of m others must agree. The hub joins if its share covers d_H, an ordinary member if its
covers d_s: ⌈m(m+1)d_s/V⌉ ≤ k ≤ ⌊(m+1)(1 − d_H/V)⌋. Writing the rules means to choose the smallest
such k. M15b, rules as a battle of the sexes, is in `charter_rules`.
"""

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor
from typing import Any

import pandas as pd

from lilliput.analysis.claims.charter_rules import MODELS as RULES
from lilliput.analysis.claims.claim import Claim, by_id
from lilliput.analysis.claims.exact import as_decimal, in_fractions
from lilliput.analysis.claims.model import Model
from lilliput.analysis.claims.parameters import Parameter
from lilliput.games.cores import core, nucleolus
from lilliput.games.offers import baron_ferejohn
from lilliput.games.power import banzhaf_index, shapley_shubik
from lilliput.games.voting import VotingGame

__all__ = ["CLAIM", "charter", "charter_table", "feasible_charters"]

Shares = Callable[[VotingGame], pd.Series]

_HUB, _MEMBER = "hub", "member 1"
_PATIENCE = Fraction(9, 10)


def charter(m: int, k: int, *, veto: bool = True) -> VotingGame:
    """Return the voting game of a hub and m ordinary members.

    Parameters
    ----------
    m
        Number of ordinary members.
    k
        How many of them must agree beside the hub.
    veto
        Whether the hub must agree; if not, it has one vote like the others, and any k + 1 of the
        m + 1 decide.

    Examples
    --------
    >>> shapley_shubik(charter(6, 3), exact=True)["hub"]
    Fraction(4, 7)
    >>> shapley_shubik(charter(6, 3, veto=False), exact=True)["hub"]
    Fraction(1, 7)
    """
    members = [f"member {i}" for i in range(1, m + 1)]
    votes, quota = ([0] + [1] * m, k) if veto else ([1] * (m + 1), k + 1)
    return VotingGame([_HUB, *members], weights=votes, quota=quota, vetoes=[_HUB] if veto else [])


# The names are those of the model's parameters.
def feasible_charters(m: int, V: Any, d_hub: Any, d_small: Any) -> list[int]:
    """Return the numbers k of assents that hub and members all accept, by trying each.

    Parameters
    ----------
    m
        Number of ordinary members.
    V
        Surplus of the organisation.
    d_hub, d_small
        Outside options of the hub and of each ordinary member.

    Examples
    --------
    >>> feasible_charters(6, 10, 4, Fraction(1, 2))
    [3, 4]
    """
    given = _checked(m, V, d_hub, d_small)
    return [k for k in range(1, m + 1) if min(_gains(m, k, *given, _pivotal)) >= 0]


def charter_table(m: int, V: Any, d_hub: Any, d_small: Any) -> pd.DataFrame:
    """Return what hub and members get from each charter beyond their outside options.

    Parameters
    ----------
    m, V, d_hub, d_small
        As in `feasible_charters`.

    Examples
    --------
    Integer gaps: 3 + 2 × 6/5 is less than 6, and yet no charter gives each its due.

    >>> charter_table(2, 6, 3, Fraction(6, 5)).to_dict("list")
    {'hub': [Fraction(1, 1), Fraction(-1, 1)], 'member': [Fraction(-1, 5), Fraction(4, 5)], \
'feasible': [False, False]}
    """
    given = _checked(m, V, d_hub, d_small)
    rows = [(*_gains(m, k, *given, _pivotal), k) for k in range(1, m + 1)]
    frame = pd.DataFrame(rows, columns=[_HUB, "member", "k"], dtype=object).set_index("k")
    return frame.assign(feasible=[bool(min(row[:2]) >= 0) for row in rows])


def _shares(solve: Shares) -> Callable[..., tuple[Any, Any]]:
    """Return a function from a charter to the shares of hub and member, which remembers them."""

    @lru_cache(maxsize=1024)
    def shares(m: int, k: int, veto: bool = True) -> tuple[Any, Any]:
        found = solve(charter(m, k, veto=veto))
        return found[_HUB], found[_MEMBER]

    return shares


_pivotal = _shares(lambda game: shapley_shubik(game, exact=True))
_swinging = _shares(lambda game: banzhaf_index(game, exact=True))
_offered = _shares(lambda game: baron_ferejohn(game, discount_factors=_PATIENCE).payoffs)
_in_core = _shares(lambda game: core(game.to_coalitional(), exact=True).center())
_in_nucleolus = _shares(lambda game: nucleolus(game.to_coalitional(), exact=True))


def _gains(
    m: int, k: int, V: Any, d_hub: Any, d_small: Any, shares: Callable[..., tuple[Any, Any]]
) -> tuple[Any, Any]:
    hub, member = shares(m, k)
    return hub * V - d_hub, member * V - d_small


def _checked(m: int, V: Any, d_hub: Any, d_small: Any) -> tuple[Any, Any, Any]:
    """Refuse what is outside the model's domain, and return floats as the decimals they are."""
    _FEASIBLE.check(m=m, V=V, d_hub=d_hub, d_small=d_small)
    return as_decimal(V), as_decimal(d_hub), as_decimal(d_small)


def _best(shares: Callable[..., tuple[Any, Any]]) -> Callable[..., Any]:
    """Return the model's margin if shares are those of some solution concept."""

    def margin(m: int, V: Any, d_hub: Any, d_small: Any) -> Any:
        return max(min(_gains(m, k, V, d_hub, d_small, shares)) for k in range(1, m + 1))

    return in_fractions(margin)


@in_fractions
def _writing(m: int, V: Any, d_hub: Any, d_small: Any) -> Any:
    """Return what the hub gains if it writes the charter, and not the members."""
    feasible = feasible_charters(m, V, d_hub, d_small)
    if not feasible:
        return 0 * V
    return (_pivotal(m, feasible[0])[0] - _pivotal(m, feasible[-1])[0]) * V


def _bought(shares: Callable[..., tuple[Any, Any]]) -> Callable[..., Any]:
    """Return the smaller slack of: the hub stays out without a veto, and comes in with one."""

    def margin(m: int, k: int, V: Any, d_hub: Any) -> Any:
        k = min(k, m)
        with_veto, without = shares(m, k)[0] * V, shares(m, k, veto=False)[0] * V
        return min(with_veto - d_hub, d_hub - without)

    return in_fractions(margin)


def _from(m: int, V: Any, d_small: Any, **_: Any) -> int:
    return max(1, ceil(m * (m + 1) * Fraction(as_decimal(d_small)) / as_decimal(V)))


def _to(m: int, V: Any, d_hub: Any, **_: Any) -> int:
    return min(m, floor((m + 1) * (1 - Fraction(as_decimal(d_hub)) / as_decimal(V))))


def _rule_writing(**parameters: Any) -> int | None:
    low = _from(**parameters)
    return low if low <= _to(**parameters) else None


def _greatest_hub_option(m: int, V: Any, d_small: Any, **_: Any) -> Any:
    """Return the d_H at which the least charter that members accept leaves the hub indifferent."""
    low = _from(m=m, V=V, d_small=d_small)
    return V * Fraction(m - low + 1, m + 1) if low <= m else None


def _greatest_member_option(m: int, V: Any, d_hub: Any, **_: Any) -> Any:
    high = _to(m=m, V=V, d_hub=d_hub)
    return V * Fraction(high, m * (m + 1)) if high >= 1 else None


def _most_assents(m: int, V: Any, d_hub: Any, **_: Any) -> Any:
    """Return the k up to which a veto is enough; None if the hub joins without one."""
    share = Fraction(1) * d_hub / V
    return (m + 1) * (1 - share) if (m + 1) * share >= 1 else None


def _games(m: int, V: Any, d_hub: Any, d_small: Any) -> dict[str, Any]:
    games: dict[str, Any] = {f"{k} of {m} must agree": charter(m, k) for k in range(1, m + 1)}
    return games | {"gains": charter_table(m, V, d_hub, d_small)}


def _hub_gain(k: str) -> str:
    return f"((m - {k} + 1)*V/(m + 1) - d_hub)"


def _member_gain(k: str) -> str:
    return f"({k}*V/(m*(m + 1)) - d_small)"


# The hub's gain falls in k and a member's rises; they meet here, and the best k is next to it.
_MEETING = "floor(m*(1 - (d_hub - d_small)/V))"
_BELOW, _ABOVE = (f"Max(1, Min(m, {k}))" for k in (_MEETING, f"{_MEETING} + 1"))
_LOW = "Max(1, ceiling(m*(m + 1)*d_small/V))"
_HIGH = "Min(m, floor((m + 1)*(1 - d_hub/V)))"
_SOURCE = (
    "shares by Shapley, L. S. and Shubik, M. (1954), A method for evaluating the distribution of "
    "power in a committee system, APSR 48, doi:10.2307/1951053"
)
_MEMBERS = Parameter(
    6,
    "m, number of ordinary members",
    1,
    12,
    integer=True,
    span=(1, 8),
    why="every charter is tried, and each is a game of 2**(m + 1) coalitions",
)
_SURPLUS = Parameter(
    Fraction(10),
    "V, surplus of the organisation",
    0,
    open="(",
    span=(1, 20),
    why="without a surplus there is nothing to charter",
)
_D_HUB = Parameter(Fraction(4), "d_H, outside option of the hub", 0, span=(0, 12))
_PARAMETERS = {
    "m": _MEMBERS,
    "V": _SURPLUS,
    "d_hub": _D_HUB,
    "d_small": Parameter(Fraction(1, 2), "d_s, outside option of a member", 0, span=(0, 2)),
}

_FEASIBLE = Model(
    id="M15a",
    title="the charter: a hub with a veto and k of m other votes",
    metric="the best charter's smallest gain over outside options",
    parameters=_PARAMETERS,
    game=_games,
    computed=_best(_pivotal),
    formula=f"Max(Min({_hub_gain(_BELOW)}, {_member_gain(_BELOW)}), "
    f"Min({_hub_gain(_ABOVE)}, {_member_gain(_ABOVE)}))",
    holds="Max(1, floor(m*(m + 1)*d_small/V) + 1) <= Min(m, ceiling((m + 1)*(1 - d_hub/V)) - 1)",
    thresholds={
        "k (from)": _from,
        "k (to)": _to,
        "k (rule-writing)": _rule_writing,
        "V (with side payments)": lambda m, d_hub, d_small, **_: d_hub + m * d_small,
        "d_hub": _greatest_hub_option,
        "d_small": _greatest_member_option,
    },
    loses="the hub's outside option leaves no room for the members'; integer gaps: some regimes "
    "that create surplus, V > d_H + m·d_s, cannot be chartered by counting votes",
    origin="reduced form",
    source=f"{_SOURCE}; Kahler (1992) for special status as the price of great powers",
    ours="that outside options must be covered by shares of power, and the closed form",
    concept="Shapley–Shubik index",
    concepts={
        "normalised Banzhaf index": _best(_swinging),
        "offers (Baron–Ferejohn, δ = 9/10)": _best(_offered),
        "core (its centre)": _best(_in_core),
        "nucleolus": _best(_in_nucleolus),
    },
    axes=("d_hub", "d_small"),
)

_WRITING = Model(
    id="M15a-writing",
    title="who writes the charter: the hub (least feasible k) or the members (greatest)",
    metric="hub's share of V in its own charter minus in the members'",
    parameters=_PARAMETERS,
    game=_games,
    computed=_writing,
    formula=f"V*Max(0, {_HIGH} - {_LOW})/(m + 1)",
    holds=f"{_HIGH} > {_LOW}",
    thresholds={"k (hub's charter)": _from, "k (members' charter)": _to},
    loses="one charter is feasible, or none: outside options decide, whoever holds the pen",
    origin="reduced form",
    source=f"{_SOURCE}; Krasner, S. D. (1991), Global communications and national power, World "
    "Politics 43, doi:10.2307/2010398, for the power to write rules",
    ours="that the writer chooses among feasible charters, and the closed form, which jumps: give "
    "exact numbers",
    concept="Shapley–Shubik index",
    axes=("d_hub", "d_small"),
)

_VETO = Model(
    id="M15a-veto",
    title="does a veto buy the hub in? It stays out as one vote among m + 1, and joins with a veto",
    metric="smaller of the hub's gain with a veto, and its loss without one",
    parameters={
        "m": _MEMBERS,
        "k": Parameter(
            3,
            "k, how many members must agree; all, if there are fewer",
            1,
            12,
            integer=True,
            span=(1, 8),
        ),
        "V": _SURPLUS,
        "d_hub": _D_HUB,
    },
    game=lambda m, k, **_: {
        "with a veto": charter(m, min(k, m)),
        "without": charter(m, min(k, m), veto=False),
    },
    computed=_bought(_pivotal),
    formula="Min(V*(m - Min(k, m) + 1)/(m + 1) - d_hub, d_hub - V/(m + 1))",
    holds="(V < (m + 1)*d_hub) & ((m + 1)*d_hub < V*(m - Min(k, m) + 1))",
    thresholds={
        "d_hub (stays out without a veto)": lambda m, V, **_: V * Fraction(1, m + 1),
        "d_hub": "V*(m - Min(k, m) + 1)/(m + 1)",
        "k": _most_assents,
    },
    loses="d_H < V/(m+1): it joins as an equal, and the veto is a gift; d_H > V(m−k+1)/(m+1): not "
    "even a veto is enough; k = m: where all have a veto, none is special",
    origin="reduced form",
    source=_SOURCE,
    ours="the comparison with one vote among m + 1, and the closed form",
    concept="Shapley–Shubik index",
    concepts={
        "normalised Banzhaf index": _bought(_swinging),
        "offers (Baron–Ferejohn, δ = 9/10)": _bought(_offered),
        "nucleolus": _bought(_in_nucleolus),
    },
    axes=("k", "d_hub"),
)

CLAIM = Claim(
    id="C15",
    statement="Powerful states buy in by writing the rules, through veto power and special status.",
    in_source="powerful states buy into multilateral agreements by writing the rules and by "
    "privileges such as veto power and special status; the entry names no scholar for it",
    author="common; after Krasner and Kahler",
    citation="encyclopedia entry on multilateralism; for rules as a prize of power Krasner, S. D. "
    "(1991), Global communications and national power, World Politics 43, doi:10.2307/2010398; for "
    "the great among many Kahler, M. (1992), Multilateralism with small and large numbers, "
    "International Organization 46:681–708, doi:10.1017/S0020818300027867",
    loses="where the hub could do too well outside for any charter to pay it and the members, "
    "where it would join as an equal, and where rules cost more to write than they bring",
    models=by_id(_FEASIBLE, _WRITING, _VETO, *RULES),
)
