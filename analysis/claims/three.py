"""C3: multilateralism is coordination among three or more states.

With two powers every institution is the same bargain: no graph, pool or majority differs from the
pair. Each model measures something that is exactly absent at n = 2 and appears at n = 3.
"""

from fractions import Fraction
from math import floor
from typing import Any

import pandas as pd

from lilliput.analysis.claims.claim import Claim, by_id
from lilliput.analysis.claims.leverage import brokerage_games, brokerage_state
from lilliput.analysis.claims.model import Model
from lilliput.analysis.claims.parameters import Parameter
from lilliput.analysis.claims.reciprocity_pooling import concession_game
from lilliput.analysis.institutions import INSTITUTIONS
from lilliput.analysis.payoffs import Outcome, outcome
from lilliput.games.arithmetic import maximum, minimum
from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.cores import core
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.repeated import concession_discount_factors, critical_discount_factor
from lilliput.games.values import shapley_value
from lilliput.games.voting import VotingGame

__all__ = ["CLAIM", "agreements", "circle_of_imbalances", "majority_game"]


def agreements(n: int, w: Any, brokerage: Any) -> dict[str, Outcome]:
    """Return what every institution but the absence of one makes of n powers that are all alike.

    Parameters
    ----------
    n
        Number of powers.
    w
        Stakes of each pair.
    brokerage
        λ, the part of two spokes' stakes that a hub can realise.

    Examples
    --------
    >>> found = agreements(2, 1, 0)
    >>> {outcome.payoffs["hub"] for outcome in found.values()}
    {Fraction(1, 2)}
    """
    state = brokerage_state(n, w, w, brokerage)
    return {
        name: outcome(state, institution(), on_failure="assume")
        for name, institution in INSTITUTIONS.items()
        if name != "unilateral"
    }


def majority_game(n: int, s: Any = Fraction(1, 2)) -> CoalitionalGame:
    """Return the game in which more than the part s of n equal votes divides a prize of 1.

    Parameters
    ----------
    n
        Number of states.
    s
        A half for simple majority; everyone must agree where no smaller group is enough.

    Examples
    --------
    >>> majority_game(3).worth(["state 1", "state 2"])
    1.0
    """
    players = [f"state {i}" for i in range(1, n + 1)]
    quota = min(n, floor(s * n) + 1)
    return VotingGame(players, weights=[1] * n, quota=quota).to_coalitional()


def circle_of_imbalances(n: int, ratio: Any) -> pd.DataFrame:
    """Return directed stakes of n states on a circle: each needs its successor more, or less.

    Parameters
    ----------
    n
        Number of states; two are one pair.
    ratio
        What the successor gains from a state, over what the state gains from its successor.

    Examples
    --------
    >>> circle_of_imbalances(3, 2).to_numpy().tolist()
    [[0, 1, 2], [2, 0, 1], [1, 2, 0]]
    """
    names = [f"state {i}" for i in range(1, n + 1)]
    table = pd.DataFrame(0 * ratio, index=names, columns=names, dtype=object)
    for i in range(n):
        table.iloc[i, (i + 1) % n] = 1 + 0 * ratio
        table.iloc[(i + 1) % n, i] = ratio
    return table


def _premium_games(n: int, w: Any, brokerage: Any) -> dict[str, CoalitionalGame]:
    return brokerage_games(brokerage_state(n, w, w, brokerage))


def _premium(n: int, w: Any, brokerage: Any) -> Any:
    games = _premium_games(n, w, brokerage)
    return (shapley_value(games["complete graph"]) - shapley_value(games["star"])).sum()


def _largest_premium(n: int, w: Any, brokerage: Any) -> Any:
    """Return the largest premium of a power between two institutions."""
    payoffs = pd.DataFrame(
        {name: found.payoffs for name, found in agreements(n, w, brokerage).items()}
    )
    return max(max(row) - min(row) for row in payoffs.to_numpy())


def _emptiness(n: int, s: Any) -> Any:
    return core(majority_game(n, s), exact=True).least_core_value


def _imbalance_games(n: int, ratio: Any) -> dict[str, Any]:
    stakes = circle_of_imbalances(n, ratio)
    first, second = stakes.index[:2]
    return {
        "directed stakes": stakes,
        "δ* pairwise": concession_discount_factors(stakes, punishment="pairwise"),
        "δ* pooled": concession_discount_factors(stakes, punishment="pooled"),
        "a pair": concession_game(stakes.loc[[first, second], [first, second]]),
        f"{first} and its partners": _with_partners(stakes, first),
    }


def _with_partners(stakes: pd.DataFrame, state: str) -> NormalFormGame:
    """Return a state's choice of concessions to partners who grant all or nothing.

    Partners get what the state's concessions cost it, whatever they grant themselves: only the
    state may want to deviate.
    """
    near = [state, *(other for other in stakes.index if stakes.loc[state, other] != 0)]
    game = concession_game(stakes.loc[near, near])
    own = game.strategies[0]
    # The first cell is that in which all others grant nothing, the last that in which they grant
    # all.
    gains = game.payoffs[0].reshape(len(own), -1)[:, [0, -1]]
    return NormalFormGame([state, "partners"], [own, ["nothing", "all"]], [gains, gains[0] - gains])


def _patience(stakes: pd.DataFrame) -> Any:
    """Return δ* of full concessions if all cut off a deviator, 1 where no patience is enough."""
    needed = []
    # The states of a circle are all alike; those of a pair are not.
    for state in stakes.index[: 1 if len(stakes) > 2 else 2]:
        game = _with_partners(stakes, state)
        own = game.strategies[0]
        found = critical_discount_factor(game, [own[-1], "all"], punishment=[own[0], "nothing"])
        needed.append(1 if found.value is None else found.value)
    return minimum([1, maximum(needed)])


def _imbalance(n: int, ratio: Any) -> Any:
    stakes = circle_of_imbalances(n, Fraction(ratio) if isinstance(ratio, int) else ratio)
    pair = list(stakes.index[:2])
    return _patience(stakes.loc[pair, pair]) - _patience(stakes)


def _members(meaning: str, upper: int, why: str) -> Parameter:
    return Parameter(3, meaning, 2, upper, integer=True, span=(2, 9), why=why)


_KEOHANE = (
    "Keohane, R. O. (1990), Multilateralism: an agenda for research, International Journal 45"
)
_LISTED = "the games list what each of 2**n coalitions is worth"
_ALIKE = {
    "n": _members("n, number of powers", 16, _LISTED),
    "w": Parameter(Fraction(1), "w, stakes of each pair"),
    "brokerage": Parameter(
        Fraction(1, 2),
        "λ, part of the stakes of two spokes that a hub can realise",
        0,
        1,
        why="a hub can realise no more than all of them",
    ),
}
_HALF = Fraction(1, 2)

_WELFARE = Model(
    id="P3-premium",
    title="the welfare premium of the complete graph over the star",
    metric="ΣΠ with equal weights and no costs",
    parameters=_ALIKE,
    game=_premium_games,
    computed=_premium,
    formula="(1 - brokerage)*w*(n - 1)*(n - 2)/2",
    holds="(1 - brokerage)*w*(n - 2) > 0",
    thresholds={"n": "2", "brokerage": "1", "w": "0"},
    loses="n = 2: premium exactly 0; λ = 1: a hub that brokers everything loses nothing; w < 0: "
    "between rivals a star that leaves pairs alone is better",
    origin="reduced form",
    source=f"reduced form of the definition in {_KEOHANE}, by Myerson (1977)",
    ours="the game and the measure; the sum is the same under every efficient value",
    concept="Shapley value",
    axes=("n", "w"),
)

_INSTITUTIONS = Model(
    id="P3-institutions",
    title="the largest premium between any two institutions, with powers that are all alike",
    metric="max |Π_i| over powers and pairs of institutions",
    parameters=_ALIKE,
    game=agreements,
    computed=_largest_premium,
    formula="Abs(w)*(n - 1)*(ceiling(n/2) - 1)/2",
    holds="Abs(w)*(n - 2) > 0",
    thresholds={"n": "2", "w": "0"},
    loses="n = 2: hub and spokes, MFN, web, multilateral treaty, veto and union are one and the "
    "same bargain, whatever λ",
    origin="reduced form",
    source=f"reduced form of the definition in {_KEOHANE}",
    ours="the seven institutions, equal capabilities and no costs; the extremes are the hub's "
    "payoffs with a veto in a simple majority, and in a web",
    concept="weighted Shapley value; Shapley–Shubik index where there is a vote",
    axes=("n", "w"),
)

_CORE = Model(
    id="P3-core",
    title="the emptiness of the core of a vote over a prize",
    metric="least-core value of the voting game",
    parameters={
        "n": _members("n, number of states", 14, _LISTED),
        "s": Parameter(
            _HALF,
            "s, part of the votes that must be exceeded (a half: simple majority)",
            0.5,
            1,
            open=")",
            why="two majorities at once could divide the prize, or none could",
        ),
    },
    game=lambda n, s: {"vote": majority_game(n, s)},
    computed=_emptiness,
    formula="Piecewise((1 - (floor(s*n) + 1)/n, floor(s*n) + 1 < n), (-1/n, True))",
    holds="floor(s*n) + 1 < n",
    thresholds={"s": "1 - 1/n"},
    loses="n = 2, where majority is unanimity, and every rule that needs all (s ≥ 1 − 1/n): the "
    "core is not empty",
    origin="literature",
    source="Gillies, D. B. (1959), Solutions to general non-zero-sum games; Nakamura, K. (1979)",
    ours="that an empty core is what coordination of three or more has to solve. The least-core "
    "value is never 0: at the threshold of s it jumps from positive to −1/n",
    concept="core",
    axes=("n", "s"),
)

_IMBALANCE = Model(
    id="P3-imbalance",
    title="a circle of local imbalances: pairwise against pooled enforcement",
    metric="δ* pairwise minus δ* pooled",
    parameters={
        "n": _members("n, number of states in the circle", 40, "one state has no partner"),
        "ratio": Parameter(
            Fraction(2),
            "ρ, imbalance within each pair",
            1e-6,
            1e6,
            span=(0.25, 4),
            why="each must gain from the other",
        ),
    },
    game=_imbalance_games,
    computed=_imbalance,
    formula="Piecewise((0, n <= 2), (Min(1, Max(ratio, 1/ratio)**2/2) - 1/2, True))",
    holds="Abs(ratio - 1)*(n - 2) > 0",
    thresholds={"n": "2", "ratio": "1"},
    loses="n = 2 or balanced pairs (ρ = 1): pooling changes nothing. From ρ = √2 on no patience is "
    "enough for a pair (δ* counts as 1)",
    origin="reduced form",
    source="reduced form of the mechanism in Maggi, G. (1999), The role of multilateral "
    "institutions in international trade cooperation, American Economic Review 89",
    ours="linear-quadratic concessions, the circle and the closed form",
    concept="subgame-perfect equilibrium, trigger strategies",
    axes=("n", "ratio"),
)

CLAIM = Claim(
    id="C3",
    statement="What sets multilateral coordination apart begins with three states: among two, all "
    "arrangements come to the same.",
    in_source="a definition: multilateralism is the practice of coordinating national policies in "
    "groups of three or more states",
    author="after Keohane",
    citation=_KEOHANE,
    loses="among two; where a hub brokers everything or states are rivals; where every decision "
    "needs all; and where no pair is unbalanced",
    models=by_id(_WELFARE, _INSTITUTIONS, _CORE, _IMBALANCE),
)
