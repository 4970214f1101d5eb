"""C4: indivisibility, an attack on one member is an attack on all.

M4a: an aggressor of capability a attacks a member i iff V·a/(a + D_i) > κ. A hub's guarantee gives
D_i = c_i + β c_h, collective security D_i = c_i + ρ C_−i: better for i iff ρ/β > c_h/C_−i. M4b:
defence must pay those who are called on. Many share its cost, so that refusing saves little, but
a refusal must be seen: the alliance needs less patience than a pair iff (n−1)μ > 1.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pandas as pd

from lilliput.analysis.claims.claim import Claim, by_id
from lilliput.analysis.claims.exact import as_fraction
from lilliput.analysis.claims.model import Model
from lilliput.analysis.claims.parameters import Parameter
from lilliput.games.equilibria import nash_equilibria
from lilliput.games.errors import InvalidArgumentError, UnknownNameError
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.repeated.chance import ChancePlay, least_patience

__all__ = ["CLAIM", "aggressor_game", "defence_play", "indivisibility_thresholds"]

_HUB = "hub guarantee"
_ALL = "collective security"


def aggressor_game(defences: Mapping[str, Any], a: Any, V: Any, kappa: Any) -> NormalFormGame:
    """Return the aggressor's choice of whom to attack, if anyone: a game of one player.

    To attack i earns V·a/(a + D_i) − κ (a contest of given forces), to stay at peace 0.

    Parameters
    ----------
    defences
        Member to D_i > 0, the force that defends it.
    a
        The aggressor's capability, > 0.
    V
        What a victory is worth.
    kappa
        The cost of attacking.

    Examples
    --------
    >>> game = aggressor_game({"i": 2, "j": 6}, a=Fraction(2), V=3, kappa=1)
    >>> game.payoff(["attack i"]).tolist(), game.payoff(["attack j"]).tolist()
    ([Fraction(1, 2)], [Fraction(-1, 4)])
    """
    if "peace" in defences:
        raise InvalidArgumentError("defences must not name a member 'peace', the other strategy")
    payoffs = [V * a / (a + force) - kappa for force in defences.values()]
    names = [*(f"attack {member}" for member in defences), "peace"]
    return NormalFormGame(["aggressor"], [names], [[*payoffs, 0 * kappa]])


def indivisibility_thresholds(capabilities: Mapping[str, Any], hub: str) -> pd.Series:
    """Return the ρ/β above which collective security defends a member better than the hub does.

    Parameters
    ----------
    capabilities
        Member to capability, the hub's among them.
    hub
        Whose guarantee is the alternative.

    Returns
    -------
    pandas.Series
        c_h/C_−i for every member but the hub; C_−i is the capability of all members but i.

    Examples
    --------
    >>> indivisibility_thresholds({"H": Fraction(5), "A": Fraction(3), "B": Fraction(1)}, "H")
    member
    A    5/6
    B    5/8
    Name: threshold, dtype: object
    """
    if hub not in capabilities:
        raise UnknownNameError("hub", hub, capabilities)
    whole = sum(capabilities.values())
    found = {
        member: capabilities[hub] / (whole - own)
        for member, own in capabilities.items()
        if member != hub
    }
    return pd.Series(found, name="threshold").rename_axis("member")


def defence_play(n: int, q: Any, L: Any, K: Any, mu: Any = 1) -> ChancePlay:
    """Return what a member of an alliance of n meets, if all help whoever is attacked.

    Each period one member at most is attacked, each with probability q. Helped, it loses nothing,
    and the n − 1 others share the cost K; alone, it loses L. A member that refuses its share
    is found out with probability μ, and then the alliance ends.

    Examples
    --------
    >>> least_patience(defence_play(2, Fraction(1, 10), 3, 1))
    Fraction(5, 6)
    """
    alliance = {"quiet": 1 - n * q, "I am attacked": q, "another is attacked": (n - 1) * q}
    unseen = {state: (1 - mu) * chance for state, chance in alliance.items()}
    return ChancePlay(
        payoffs={
            "quiet": 0,
            "I am attacked": 0,
            "another is attacked": -K * Fraction(1, n - 1),
            "no alliance": -q * L,
        },
        transitions={**dict.fromkeys(alliance, alliance), "no alliance": {"no alliance": 1}},
        deviations={"another is attacked": (0, {**unseen, "no alliance": mu})},
    )


def _defences(
    c_least: Any, c_other: Any, c_hub: Any, others: int, rho: Any, beta: Any
) -> dict[str, dict[str, Any]]:
    """Return by institution what defends the least capable member, and each of the others."""
    own = {"the least capable": c_least} | ({"another member": c_other} if others else {})
    whole = c_least + others * c_other + c_hub
    return {
        _HUB: {member: c + beta * c_hub for member, c in own.items()},
        _ALL: {member: c + rho * (whole - c) for member, c in own.items()},
    }


def _aggressor_games(a: Any, V: Any, kappa: Any, **forces: Any) -> dict[str, NormalFormGame]:
    a, V, kappa = map(as_fraction, (a, V, kappa))
    forces = {name: as_fraction(value) for name, value in forces.items()}
    return {
        institution: aggressor_game(defences, a, V, kappa)
        for institution, defences in _defences(**forces).items()
    }


def _deterred_gain(institution: str, a: Any, kappa: Any, **forces: Any) -> Any:
    """Return the gain at which the aggressor is indifferent between the least capable and peace.

    What an attack adds to peace is linear in the gain, so that two games give the root.
    """
    first, second = (
        _aggressor_games(a, V, kappa, **forces)[institution].payoffs for V in (kappa, 2 * kappa)
    )
    low, high = (table[0, 0] - table[0, -1] for table in (first, second))
    return kappa * (1 - low / (high - low))


def _deterrence(a: Any, kappa: Any, **forces: Any) -> Any:
    hub, together = (_deterred_gain(name, a, kappa, **forces) for name in (_HUB, _ALL))
    return together - hub


def _aggression(**parameters: Any) -> Any:
    """Return what the aggressor earns against the guarantee, less what it earns against all."""
    games = _aggressor_games(**parameters)
    return _best(games[_HUB]) - _best(games[_ALL])


def _best(game: NormalFormGame) -> Any:
    equilibrium = nash_equilibria(game)[0]
    return equilibrium.payoffs.iloc[0]


def _defence_plays(n: int, q: Any, L: Any, K: Any, mu: Any) -> dict[str, ChancePlay]:
    return {"a pair": defence_play(2, q, L, K), "all together": defence_play(n, q, L, K, mu)}


def _patience_saved(**parameters: Any) -> Any:
    plays = _defence_plays(**parameters)
    return least_patience(plays["a pair"]) - least_patience(plays["all together"])


_FORCES = {
    "c_least": Parameter(
        Fraction(1, 10), "c_i, capability of the least capable member", 0, span=(0, 1)
    ),
    "c_other": Parameter(
        Fraction(3, 10), "capability of each other member but the hub", 0, span=(0, 2)
    ),
    "c_hub": Parameter(Fraction(5), "c_h, capability of the hub", 0, open="(", span=(0.1, 10)),
    "others": Parameter(10, "number of other members", 0, integer=True, span=(0, 14)),
    "rho": Parameter(
        Fraction(3, 4),
        "ρ, the part of their capability that members bring to each other",
        0,
        1,
        why="no one brings more than it has",
    ),
    "beta": Parameter(
        Fraction(1),
        "β, the part of its capability that the hub brings",
        0,
        1,
        open="(",
        why="ρ is compared with it, and no one brings more than it has",
    ),
}
_CAPABILITY = Parameter(Fraction(3), "a, capability of the aggressor", 0, open="(", span=(0.1, 10))
_COST = Parameter(
    Fraction(1),
    "κ, cost of attacking",
    0,
    open="(",
    why="an attack that costs nothing cannot be deterred",
    span=(0.1, 2),
)
_LEAST_IS_LEAST = {
    "(c_least <= c_other) | Eq(others, 0)": "no other member is less capable than the least"
}
_AROUND = "c_hub + others*c_other"
_CONTEST = (
    "reduced form of deterrence by a contest of given forces: Hirshleifer, J. (1989), Conflict and "
    "rent-seeking success functions, Public Choice 63"
)

CLAIM = Claim(
    id="C4",
    statement="Where security is indivisible, an attack on one being answered by all, the weak are "
    "safer than under the guarantee of a hub, and the promise takes less patience to keep than "
    "one between two.",
    in_source="members of a multilateral order treat what it covers as indivisible; in collective "
    "security, peace: an attack on one counts as an attack on all",
    author="after Ruggie",
    citation="Ruggie, J. G. (1992), Multilateralism: the anatomy of an institution, International "
    "Organization 46:561–598",
    loses="where the hub outweighs all others, where these bring too little of what they have, and "
    "where a refusal among many is seldom seen",
    models=by_id(
        Model(
            id="M4a",
            title="what is deterred from attacking the least capable member: all against the hub",
            metric="largest gain that does not tempt the aggressor, all together minus the hub's",
            parameters={"a": _CAPABILITY, "kappa": _COST, **_FORCES},
            game=lambda a, kappa, **forces: _aggressor_games(a, 2 * kappa, kappa, **forces),
            computed=_deterrence,
            formula=f"kappa/a*(rho*({_AROUND}) - beta*c_hub)",
            holds=f"rho/beta > c_hub/({_AROUND})",
            thresholds={
                "rho": f"beta*c_hub/({_AROUND})",
                "beta": f"rho*({_AROUND})/c_hub",
            },
            needs=_LEAST_IS_LEAST,
            loses="ρ/β < c_h/C_−i: the hub outweighs the rest, or the others bring too little",
            origin="reduced form",
            source=_CONTEST,
            ours="the forces D_i = c_i + βc_h and c_i + ρC_−i, and the comparison; the margin is "
            "(κ/a)(D_i together − D_i hub)",
            concept="Nash equilibrium (one player: a best choice)",
            axes=("beta", "rho"),
        ),
        Model(
            id="M4a-target",
            title="what an aggressor earns that picks its best target: the hub's guarantee against "
            "all together",
            metric="the aggressor's equilibrium payoff against the guarantee minus against all",
            parameters={
                "a": _CAPABILITY,
                "V": Parameter(Fraction(3), "V, what a victory is worth", 0, span=(0, 6)),
                "kappa": _COST,
                **_FORCES,
            },
            game=_aggressor_games,
            computed=_aggression,
            formula="Max(0, V*a/(a + c_least + beta*c_hub) - kappa)"
            f" - Max(0, V*a/(a + c_least + rho*({_AROUND})) - kappa)",
            holds=f"(rho*({_AROUND}) > beta*c_hub) & (c_least + beta*c_hub < a*(V - kappa)/kappa)",
            thresholds={
                "rho": f"beta*c_hub/({_AROUND})",
                # Below it neither is attacked.
                "V": f"kappa*(a + c_least + Min(beta*c_hub, rho*({_AROUND})))/a",
            },
            needs=_LEAST_IS_LEAST,
            loses="ρ/β < c_h/C_−i; it makes no difference where both deter, i.e. where "
            "D_i ≥ a(V−κ)/κ for the least capable member under either",
            origin="reduced form",
            source=_CONTEST,
            ours="as in M4a; the aggressor attacks one member other than the hub or nobody, and "
            "the least capable is its best target since ρ ≤ 1",
            concept="Nash equilibrium (one player: a best choice)",
            axes=("V", "rho"),
        ),
        Model(
            id="M4b",
            title="defence that keeps itself: an alliance of n against pairs",
            metric="δ* of a pair minus δ* of the alliance",
            parameters={
                "n": Parameter(5, "n, members of the alliance", 2, integer=True, span=(2, 8)),
                "q": Parameter(
                    Fraction(1, 10),
                    "q, probability that a member is attacked in a period",
                    0,
                    1,
                    open="(",
                    span=(0.02, 0.3),
                ),
                "L": Parameter(
                    Fraction(3), "L, loss of a member that nobody helps", 0, open="(", span=(1, 6)
                ),
                "K": Parameter(
                    Fraction(1),
                    "K, cost of a defence, shared by the helpers",
                    0,
                    open="(",
                    why="help that costs nothing needs no patience",
                    span=(0.1, 4),
                ),
                "mu": Parameter(
                    Fraction(1, 2),
                    "μ, probability that a refusal is seen among n",
                    0,
                    1,
                    open="(",
                    why="a refusal that is never seen is never punished",
                ),
            },
            game=_defence_plays,
            computed=_patience_saved,
            formula="K/(K + q*(L - K)) - K/(K + (n - 1)*mu*q*(L - K))",
            holds="(n - 1)*mu > 1",
            thresholds={"mu": "1/(n - 1)", "n": "1 + 1/mu"},
            needs={
                "K < L": "or defence is not worth its cost",
                "n*q <= 1": "one member at most is attacked in a period",
            },
            loses="(n−1)μ < 1: among many a refusal is seen so seldom that sharing the cost does "
            "not make up for it",
            origin="reduced form",
            source="reduced form of self-enforcing cooperation: Friedman, J. W. (1971), A "
            "non-cooperative equilibrium for supergames, Review of Economic Studies 38",
            ours="the game: one attack at most in a period, equal shares, an alliance that ends "
            "when a refusal is seen; refusals in a pair are always seen",
            concept="subgame-perfect equilibrium, permanent end of the alliance",
            axes=("n", "mu"),
        ),
    ),
)
"""The claim with its models."""
