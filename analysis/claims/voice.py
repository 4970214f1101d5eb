"""C9: multilateral institutions give small powers a voice that they could not otherwise exercise.

A council of P veto players and m ordinary members decides with all vetoes and k of the members.
Three measures of an ordinary member's voice disagree, and that is the test:

- how often it is decisive (Shapley–Shubik);
- what it gets in bargaining by offers (Baron–Ferejohn);
- what stays with it where every winning coalition can object (the core).

*Robust voice* is all three positive, which takes a veto of one's own: k = m. Elected members of the
Security Council are decisive at times, and have nothing in the core; Luxembourg in the council of
1958 was never decisive. What small powers gain from a public good needs no voice at all: the large
contribute more than in proportion (Olson and Zeckhauser).
"""

from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np

from lilliput.analysis.claims.claim import Claim, by_id
from lilliput.analysis.claims.model import Model
from lilliput.analysis.claims.parameters import Parameter
from lilliput.analysis.premium import Status
from lilliput.games.arithmetic import Array
from lilliput.games.cores import core, nucleolus
from lilliput.games.efforts import EffortGame, effort_equilibrium
from lilliput.games.offers import baron_ferejohn
from lilliput.games.power import banzhaf_index, deegan_packel, shapley_shubik
from lilliput.games.values import shapley_values
from lilliput.games.voting import VotingGame

__all__ = ["CLAIM", "contributions", "council", "council_of_six"]

_MEMBER = "member 1"
_SMALL = "small"
_VOTES = {"DE": 4, "FR": 4, "IT": 4, "NL": 2, "BE": 2}


# The names are those of the model's parameters.
def council(P: int, m: int, k: int) -> VotingGame:
    """Return a council that decides with all of P veto players and k of m ordinary members.

    Examples
    --------
    >>> council(5, 10, 4)
    VotingGame(15 players: veto 1, veto 2, veto 3, veto 4, veto 5, member 1, member 2, member 3, \
… 15 in all; quota 9 of 15; vetoes: veto 1, veto 2, veto 3, veto 4, veto 5)
    """
    vetoes = [f"veto {i}" for i in range(1, P + 1)]
    members = [f"member {i}" for i in range(1, m + 1)]
    return VotingGame([*vetoes, *members], weights=[1] * (P + m), quota=P + k, vetoes=vetoes)


def council_of_six(w: int, q: int) -> VotingGame:
    """Return the council of the six of 1958, the smallest with w votes, that decides with q votes.

    Examples
    --------
    >>> council_of_six(1, 12)
    VotingGame(6 players: DE, FR, IT, NL, BE, small; quota 12 of 17)
    """
    votes = {**_VOTES, _SMALL: w}
    return VotingGame(list(votes), weights=votes, quota=q)


def contributions(m: int, y: Any, s: Any, alpha: Any) -> EffortGame:
    """Return the game of voluntary contributions of a large state and m small ones.

    Each has utility x^(1−α)·Q^α from what it keeps and from the sum of contributions.

    Parameters
    ----------
    m
        Number of small states.
    y, s
        Incomes of the large state and of each small one.
    alpha
        α in (0, 1), the weight of the public good.

    Examples
    --------
    With half of the large state's income or less, small states contribute nothing:

    >>> game = contributions(3, 4, 1, 0.5)
    >>> effort_equilibrium(game).efforts.round(9).to_dict()
    {'large': 2.0, 'small': 0.0}
    """
    return EffortGame(
        payoffs={
            "large": "(y - own)**(1 - alpha)*(own + m*small)**alpha",
            "small": "(s - own)**(1 - alpha)*(large + own + (m - 1)*small)**alpha",
        },
        limits={"large": y, "small": s},
        values={"m": m, "y": y, "s": s, "alpha": alpha},
    )


def _decisive_of_six(w: Array, q: Array) -> Array:
    """Return the index of the smallest of the six for many votes and quotas at once.

    The last of the six players is the smallest, and which coalitions win is listed for each point.
    """
    of_others = np.array(list(_VOTES.values()))
    n = len(of_others)
    members = np.arange(2 ** (n + 1))[:, None] >> np.arange(n + 1) & 1
    votes = members[:, :n] @ of_others + members[:, n] * w[:, None]
    shares: Array = shapley_values((votes >= q[:, None]).astype(np.float64))[:, n]
    return shares


@cache
def _decisive(P: int, m: int, k: int) -> Fraction:
    share: Fraction = shapley_shubik(council(P, m, k), exact=True)[_MEMBER]
    return share


def _offered(P: int, m: int, k: int, delta: Any) -> Any:
    return baron_ferejohn(council(P, m, k), discount_factors=delta).payoffs[_MEMBER]


def _settled(game: VotingGame, member: str) -> Fraction:
    """Return a member's share in the centre of the core; 0 where the core is empty."""
    found = core(game.to_coalitional(), exact=True)
    return Fraction(0) if found.empty else Fraction(found.center()[member])


@cache
def _in_core(P: int, m: int, k: int) -> Fraction:
    return _settled(council(P, m, k), _MEMBER)


def _in_nucleolus(P: int, m: int, k: int) -> Fraction:
    share: Fraction = nucleolus(council(P, m, k).to_coalitional(), exact=True)[_MEMBER]
    return share


def _least(P: int, m: int, k: int, delta: Any) -> Any:
    return min(_decisive(P=P, m=m, k=k), _offered(P, m, k, delta), _in_core(P=P, m=m, k=k))


def _burden_gap(m: int, y: Any, s: Any, alpha: Any) -> float:
    efforts = effort_equilibrium(contributions(m, y, s, alpha)).efforts
    return float(efforts["large"] / float(y) - efforts["small"] / float(s))


def _voice(margin: Any, indifference: float) -> Status:
    """Say that a share of nothing is no voice, rather than indifferent."""
    nothing = indifference if isinstance(margin, float) else 0
    return "holds" if margin > nothing else "fails"


def _games(P: int, m: int, k: int, **delta: Any) -> dict[str, Any]:
    game = council(P, m, k)
    games = {"council": game, "winning coalitions": game.to_coalitional()}
    if delta:
        games["offers"] = baron_ferejohn(game, discount_factors=delta["delta"])
    return games


_SOMEBODY = {
    "k <= m": "no more can be needed than there are",
    "P + k > 0": "somebody must agree to a decision",
}
_IMPATIENT = {
    "(delta < 1) | (P > 0) | (k >= m)": "stationary equilibria differ at δ = 1 without veto players"
}
_TABLE = {"P + m <= 18": "the core takes a table of all coalitions"}
_COUNCIL = {
    "P": Parameter(5, "P, number of veto players", 0, 10, integer=True, span=(0, 3)),
    "m": Parameter(10, "m, number of ordinary members", 1, 12, integer=True, span=(1, 4)),
    "k": Parameter(4, "k, how many of them must agree", 0, 12, integer=True, span=(0, 4)),
}
_DELTA = Parameter(
    Fraction(9, 10),
    "δ, discount factor of all",
    0,
    1,
    why="a delayed share is worth no less than nothing and no more than one now",
)
_SOURCES = {
    "decisive": "Shapley, L. S. and Shubik, M. (1954), doi:10.2307/1951053",
    "offers": "Baron, D. P. and Ferejohn, J. A. (1989), doi:10.2307/1961664",
    "core": "Gillies, D. B. (1959), Solutions to general non-zero-sum games",
}
_OURS = "the council of alike members, and that a positive share is what voice means"

_DECISIVE = Model(
    id="P9-decisive",
    title="how often an ordinary member of a council with vetoes is decisive",
    metric="Shapley–Shubik index of an ordinary member",
    parameters=_COUNCIL,
    game=_games,
    computed=_decisive,
    formula="binomial(m - 1, k - 1)*factorial(P + k - 1)*factorial(m - k)/factorial(P + m)",
    holds="k > 0",
    thresholds={"k": "0"},
    loses="k = 0: members who are heard and not needed are never decisive",
    origin="literature",
    source=_SOURCES["decisive"],
    ours=_OURS,
    needs=_SOMEBODY,
    decide=_voice,
    concept="Shapley–Shubik index",
    concepts={
        "normalised Banzhaf index": lambda P, m, k: banzhaf_index(council(P, m, k), exact=True)[
            _MEMBER
        ],
        "Deegan–Packel index": lambda P, m, k: deegan_packel(council(P, m, k), exact=True)[_MEMBER],
    },
    axes=("m", "k"),
)

_OFFERS = Model(
    id="P9-offers",
    title="what an ordinary member gets where all may propose how to share",
    metric="expected share of an ordinary member in closed-rule bargaining by offers",
    parameters={**_COUNCIL, "delta": _DELTA},
    game=_games,
    computed=_offered,
    formula="Piecewise((1/(P + m), Eq(k, m) | Eq(P, 0)), "
    "(m*(1 - delta)/(m*(P + m - m*delta) - k*P*delta), True))",
    holds="(delta < 1) | Eq(k, m) | Eq(P, 0)",
    thresholds={"delta": lambda P, m, k, delta: Fraction(1) if P > 0 and k < m else None},
    loses="δ → 1: patient veto players wait for ordinary members to be cheap, and pay them nothing "
    "in the limit unless all are needed (k = m)",
    origin="literature",
    source=_SOURCES["offers"],
    ours="equal chances to propose also for those whose votes do not count; the closed form for "
    "several veto players",
    needs={**_SOMEBODY, **_IMPATIENT},
    decide=_voice,
    concept="stationary equilibrium of offers",
    axes=("delta", "k"),
)

_CORE = Model(
    id="P9-core",
    title="what stays with an ordinary member where every winning coalition may object",
    metric="share of an ordinary member in the centre of the core; 0 if the core is empty",
    parameters=_COUNCIL,
    game=_games,
    computed=_in_core,
    formula="Piecewise((1/(P + m), Eq(k, m)), (0, True))",
    holds="Eq(k, m)",
    thresholds={"k": "m - 1"},
    loses="k < m: with veto players they hold all of the core, without them it is empty",
    origin="literature",
    source=_SOURCES["core"],
    ours=f"{_OURS}; the centre of the core for the whole of it",
    needs={**_TABLE, **_SOMEBODY},
    decide=_voice,
    concept="core",
    concepts={"nucleolus": _in_nucleolus},
    axes=("m", "k"),
)

_ROBUST = Model(
    id="P9-robust",
    title="voice by all three measures: decisive at times, paid by proposers, paid in the core",
    metric="smallest of the three shares of an ordinary member",
    parameters={**_COUNCIL, "delta": _DELTA},
    game=_games,
    computed=_least,
    formula="Piecewise((1/(P + m), Eq(k, m)), (0, True))",
    holds="Eq(k, m)",
    thresholds={"k": "m - 1"},
    loses="k < m: only a veto of one's own is robust voice; the elected members of the Security "
    "Council (P = 5, m = 10, k = 4) are decisive and paid by proposers, and have 0 in the core",
    origin="literature",
    source="; ".join(_SOURCES.values()),
    ours=f"{_OURS}; that all three must agree",
    needs={**_TABLE, **_SOMEBODY, **_IMPATIENT},
    decide=_voice,
    axes=("m", "k"),
)

_SIX = Model(
    id="P9-small",
    title="the smallest of the six members of the EEC of 1958, with w votes beside 4, 4, 4, 2, 2",
    metric="Shapley–Shubik index of the smallest member",
    parameters={
        "w": Parameter(1, "w, votes of the smallest member", 0, 8, integer=True, span=(0, 4)),
        "q": Parameter(12, "q, votes needed", 1, 24, integer=True, span=(1, 17)),
    },
    game=lambda w, q: {"council": council_of_six(w, q)},
    computed=lambda w, q: shapley_shubik(council_of_six(w, q), exact=True)[_SMALL],
    batched=_decisive_of_six,
    holds="(w > 1) | (Eq(w, 1) & Eq(Mod(q, 2), 1))",
    loses="one vote and an even quota: all others have even votes, and one more never matters "
    "(Luxembourg 1958, index 0 at 12 of 17)",
    origin="literature",
    source=f"{_SOURCES['decisive']}; Brams, S. J. and Affuso, P. J. (1976) for Luxembourg",
    ours="no closed form of the index is given, because it counts subsets of unequal votes; the "
    "condition under which it is positive",
    needs={"q <= 16 + w": "there are no more votes"},
    decide=_voice,
    concept="Shapley–Shubik index",
    concepts={
        "normalised Banzhaf index": lambda w, q: banzhaf_index(council_of_six(w, q), exact=True)[
            _SMALL
        ],
        "offers (Baron–Ferejohn, δ = 9/10)": lambda w, q: baron_ferejohn(
            council_of_six(w, q), discount_factors=Fraction(9, 10)
        ).payoffs[_SMALL],
        "core": lambda w, q: _settled(council_of_six(w, q), _SMALL),
    },
    axes=("q", "w"),
)

_PUBLIC_GOOD = Model(
    id="P9-public-good",
    title="consequence without any voice: the large exploited by the small in a public good",
    metric="part of its income that the large state contributes, minus that of a small state",
    parameters={
        "m": Parameter(4, "number of small states", 1, 40, integer=True, span=(1, 8)),
        "y": Parameter(4, "income of the large state", 0, open="(", span=(0, 8)),
        "s": Parameter(1, "income of each small state", 0, open="(", span=(0, 4)),
        "alpha": Parameter(
            Fraction(1, 2),
            "α, weight of the public good in the utility x^(1−α)·Q^α",
            0,
            1,
            open="()",
            span=(0.0625, 0.9375),
            why="each wants some of both, what it keeps and the public good",
        ),
    },
    game=lambda **parameters: {"contributions": contributions(**parameters)},
    computed=_burden_gap,
    # Only the large state contributes; only the small; all.
    formula="Piecewise((alpha, s <= (1 - alpha)*y), "
    "(-alpha/(alpha + m*(1 - alpha)), y*(alpha + m*(1 - alpha)) <= (1 - alpha)*m*s), "
    "((1 - alpha)*(y + m*s)/(1 + m*(1 - alpha))*(1/s - 1/y), True))",
    holds="y > s",
    thresholds={"y": "s", "s": "y"},
    loses="for the large state, and most where s ≤ (1−α)y and small states contribute nothing; for "
    "small states what they gain is no voice, and it vanishes among equals",
    origin="literature",
    source="Olson, M. and Zeckhauser, R. (1966), doi:10.2307/1927082; Bergstrom, T., Blume, L. and "
    "Varian, H. (1986), doi:10.1016/0047-2727(86)90024-1",
    ours="Cobb–Douglas utility, one large and m alike small states, and shares of income as burden",
    consequence="what small states gain without being asked",
    concept="Nash equilibrium of contributions",
    axes=("alpha", "y"),
)

CLAIM = Claim(
    id="C9",
    statement="Multilateral institutions give small powers a voice that they could not otherwise "
    "exercise.",
    in_source="membership in international institutions gives small powers a voice and influence "
    "that they could not otherwise exercise",
    author="common; no single author",
    citation="encyclopedia entry on multilateralism; the entry names no scholar for it",
    loses="where others can decide without the small: who is never needed is never decisive, and "
    "who is not always needed is paid nothing in the core",
    models=by_id(_DECISIVE, _OFFERS, _CORE, _ROBUST, _SIX, _PUBLIC_GOOD),
)
