"""C1: bilateral, discriminatory arrangements enhance the leverage of the powerful over the weak.

M1a (brokerage): in the star the hub sits in every deal, its own and λ of those between spokes. Its
leverage is what the star gives it beyond the complete graph, (λ/3) W_−h; the star wastes
(1 − λ) W_−h, with which the spokes may buy the hub out. M1b (discrimination) is in
`leverage_prices`.
"""

from collections.abc import Callable
from fractions import Fraction
from itertools import combinations
from typing import Any

import pandas as pd

from lilliput.analysis.claims.claim import Claim, by_id
from lilliput.analysis.claims.leverage_prices import MODELS as PRICES
from lilliput.analysis.claims.model import Model
from lilliput.analysis.claims.parameters import Parameter
from lilliput.analysis.institutions import hub_and_spokes, multilateral
from lilliput.analysis.state import State
from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.cores import prenucleolus
from lilliput.games.networks import nash_in_nash
from lilliput.games.values import shapley_value, tau_value

__all__ = ["CLAIM", "brokerage_games", "brokerage_state"]

_STAR, _COMPLETE = "star", "complete graph"


def brokerage_state(
    n: Any, w_hub: Any, w_spoke: Any, brokerage: Any, *, costs: Any = (0, 0, 0)
) -> State:
    """Return a state of one hub and n−1 alike spokes with equal capabilities.

    Parameters
    ----------
    n
        Number of powers.
    w_hub, w_spoke
        Stakes of the hub with each spoke, and of each pair of spokes.
    brokerage
        λ, the part of the stakes of two spokes that the hub can realise.
    costs
        t_B, t_M and T_M, nothing by default.

    Examples
    --------
    >>> brokerage_state(3, 1, 0, 0.5).powers
    ('hub', 'spoke 1', 'spoke 2')
    """
    spokes = [f"spoke {i}" for i in range(1, n)]
    stakes = {("hub", spoke): w_hub for spoke in spokes}
    stakes |= dict.fromkeys(combinations(spokes, 2), w_spoke)
    return State(
        powers=("hub", *spokes),
        hub="hub",
        capabilities=1,
        stakes=stakes,
        brokerage=brokerage,
        costs=costs,
    )


def brokerage_games(state: State) -> dict[str, CoalitionalGame]:
    """Return the coalitional games that the star and the complete graph make of a state.

    Parameters
    ----------
    state
        Any state; each game lists 2**n worths.

    Examples
    --------
    >>> games = brokerage_games(brokerage_state(3, 1, 1, 0))
    >>> games["star"].worth(["spoke 1", "spoke 2"]), games["complete graph"].worth(["spoke 1",
    ...                                                                            "spoke 2"])
    (Fraction(0, 1), Fraction(1, 1))
    """
    institutions = {_STAR: hub_and_spokes(eta=0), _COMPLETE: multilateral()}
    return {
        name: CoalitionalGame.from_dividends(state.powers, institution.dividends(state))
        for name, institution in institutions.items()
    }


def _games(n: int, w_hub: Any, w_spoke: Any, brokerage: Any, **_: Any) -> dict[str, Any]:
    return dict(brokerage_games(brokerage_state(n, w_hub, w_spoke, brokerage)))


def _values(solve: Callable[[CoalitionalGame], pd.Series], **parameters: Any) -> pd.Series:
    """Return what each power gains when the star becomes the complete graph."""
    games = _games(**parameters)
    change: pd.Series = solve(games[_COMPLETE]) - solve(games[_STAR])
    return change


def _pairwise(n: int, w_hub: Any, w_spoke: Any, brokerage: Any) -> pd.Series:
    """Return the same where each pair bargains by itself, taking all other deals as given."""
    state = brokerage_state(n, w_hub, w_spoke, brokerage)
    star = nash_in_nash(
        brokerage_games(state)[_STAR], hub_and_spokes().links(state), owner=state.hub
    )

    def gross(agreed: Any) -> dict[str, Any]:
        return {
            power: sum((state.stake(*link) for link in agreed if power == link[0]), start=0 * w_hub)
            for power in state.powers
        }

    web = nash_in_nash(gross, state.pairs, players=state.powers)
    change: pd.Series = web.payoffs - star.payoffs
    return change


_CONCEPTS: dict[str, Callable[..., pd.Series]] = {
    "prenucleolus": lambda **p: _values(prenucleolus, **p),
    "τ-value": lambda **p: _values(tau_value, **p),
    "Nash-in-Nash": _pairwise,
}


def _of(power: str, sign: int) -> dict[str, Callable[..., Any]]:
    """Return for each solution concept the change for a power, times a sign."""

    def margin_by(change: Callable[..., pd.Series]) -> Callable[..., Any]:
        return lambda **parameters: sign * change(**parameters)[power]

    return {name: margin_by(change) for name, change in _CONCEPTS.items()}


def _buyout(n: int, w_hub: Any, w_spoke: Any, brokerage: Any, t_B: Any, t_M: Any, T_M: Any) -> Any:
    """Return what the spokes gain from the complete graph, less what the hub loses by it."""
    state = brokerage_state(n, w_hub, w_spoke, brokerage, costs=(t_B, t_M, T_M))
    games = brokerage_games(state)
    paid = {_STAR: hub_and_spokes(eta=0).costs(state), _COMPLETE: multilateral().costs(state)}
    payoffs = {name: shapley_value(game) - paid[name] for name, game in games.items()}
    change = payoffs[_COMPLETE] - payoffs[_STAR]
    gained, lost = change[list(state.spokes)].sum(), -change[state.hub]
    return gained - lost


_PARAMETERS = {
    "n": Parameter(
        4,
        "n, number of powers",
        2,
        16,
        integer=True,
        span=(2, 9),
        why="the games list what each of 2**n coalitions is worth",
    ),
    "w_hub": Parameter(Fraction(1), "w_hj, stakes of the hub with each spoke"),
    "w_spoke": Parameter(Fraction(3, 10), "w_ij, stakes of each pair of spokes, < 0 of rivals"),
    "brokerage": Parameter(
        Fraction(1, 2),
        "λ, part of the stakes of two spokes that the hub can realise",
        0,
        1,
        why="a hub can realise no more than all of them",
    ),
}
_MYERSON = (
    "Myerson, R. B. (1977), Graphs and cooperation in games, Mathematics of Operations Research 2, "
    "doi:10.1287/moor.2.3.225"
)
_OURS = "λ, the brokered part (the graph-restricted game is λ = 1), and the comparison"

_LEVERAGE = Model(
    id="M1a",
    title="brokerage: what the hub has of the star, against the complete graph",
    metric="hub's value in the star minus in the complete graph",
    parameters=_PARAMETERS,
    game=_games,
    computed=lambda **p: -_values(shapley_value, **p)["hub"],
    formula="brokerage*w_spoke*(n - 1)*(n - 2)/6",
    holds="brokerage*w_spoke*(n - 2) > 0",
    thresholds={"w_spoke": "0", "brokerage": "0", "n": "2"},
    loses="spokes are rivals (w_spoke < 0): the star costs the hub, and at λ = 1 shields each "
    "spoke; W_−h = 0: no premium. Nor is there one if each pair bargains by itself (Nash-in-Nash): "
    "a spoke then holds up the deals of the others; nor in the prenucleolus while "
    "w_hub ≥ λ w_spoke ≥ 0",
    origin="literature",
    source=_MYERSON,
    ours=_OURS,
    concept="Shapley value (at λ = 1 the Myerson value of the star)",
    concepts=_of("hub", -1),
    axes=("w_spoke", "brokerage"),
)

_SPOKE = Model(
    id="M1a-spoke",
    title="brokerage: what a spoke has of the complete graph, against the star",
    metric="a spoke's value in the complete graph minus in the star",
    parameters=_PARAMETERS,
    game=_games,
    computed=lambda **p: _values(shapley_value, **p)["spoke 1"],
    formula="(1/2 - brokerage/3)*(n - 2)*w_spoke",
    holds="w_spoke*(n - 2) > 0",
    thresholds={"w_spoke": "0", "n": "2"},
    loses="spokes are rivals (w_spoke < 0): the star then helps each of them, at λ = 1 by "
    "|Σ_j w_ij|/6",
    origin="literature",
    source=_MYERSON,
    ours=_OURS,
    concept="Shapley value (at λ = 1 the Myerson value of the star)",
    concepts=_of("spoke 1", 1),
    axes=("w_spoke", "brokerage"),
)

_FREE = Fraction(1, 10)
_BUYOUT = Model(
    id="M1a-buyout",
    title="consequence: does it pay to buy the hub out? What the star wastes, against what a "
    "multilateral treaty costs",
    metric="spokes' gain from the complete graph minus the hub's loss",
    parameters={
        **_PARAMETERS,
        "t_B": Parameter(_FREE, "t_B, cost of a bilateral treaty", 0, span=(0, 1)),
        "t_M": Parameter(_FREE, "t_M, cost of a multilateral treaty to a member", 0, span=(0, 1)),
        "T_M": Parameter(2 * _FREE, "T_M, cost of a multilateral treaty", 0, span=(0, 3)),
    },
    game=_games,
    computed=_buyout,
    formula="(1 - brokerage)*w_spoke*(n - 1)*(n - 2)/2 - (T_M + n*t_M - (n - 1)*t_B)",
    holds="(1 - brokerage)*w_spoke*(n - 1)*(n - 2)/2 > T_M + n*t_M - (n - 1)*t_B",
    thresholds={
        "T_M": "(1 - brokerage)*w_spoke*(n - 1)*(n - 2)/2 - n*t_M + (n - 1)*t_B",
        "t_M": "((1 - brokerage)*w_spoke*(n - 1)*(n - 2)/2 - T_M + (n - 1)*t_B)/n",
        "t_B": "(T_M + n*t_M - (1 - brokerage)*w_spoke*(n - 1)*(n - 2)/2)/(n - 1)",
        "w_spoke": lambda n, w_hub, w_spoke, brokerage, t_B, t_M, T_M: (
            2 * (T_M + n * t_M - (n - 1) * t_B) / ((1 - brokerage) * (n - 1) * (n - 2))
            if n > 2 and brokerage != 1
            else None
        ),
    },
    loses="the waste (1 − λ) W_−h is smaller than the extra cost T_ML − T_star: the leverage is "
    "real, but it does not pay to end it",
    origin="reduced form",
    source=f"reduced form of brokerage in {_MYERSON}, with transaction costs",
    ours="transaction costs and the buy-out; the condition is the same under every efficient value",
    consequence="whether it pays to end the hub's leverage",
    concept="Shapley value",
    axes=("w_spoke", "T_M"),
)

CLAIM = Claim(
    id="C1",
    statement="Bilateral, discriminatory arrangements enhance the leverage of the powerful over "
    "the weak.",
    in_source="the United States after 1945 stood for multilateralism because bilateral and "
    "discriminatory arrangements were believed to give the powerful more leverage over the weak; "
    "the source reports this belief and does not test it",
    author="reported by Kahler",
    citation="Kahler, M. (1992), Multilateralism with small and large numbers, International "
    "Organization 46:681–708, doi:10.1017/S0020818300027867",
    loses="where the weak are rivals or have nothing to deal in among themselves, where each pair "
    "bargains by itself, and on welfare and deals that fail if one price for all ends "
    "discrimination",
    models=by_id(_LEVERAGE, _SPOKE, _BUYOUT, *PRICES),
)
