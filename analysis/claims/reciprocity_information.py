"""M5b and M5c: diffuse reciprocity lives by information.

M5b: n powers in a circle, each helps the next at cost c for a benefit b from the one before. If all
hear of a refusal, δ* = c/b. If it spreads only by refusals in turn, it comes back after n−1 periods
and δ* = (c/b)^(1/(n−1)). M5c: false alarms (rate ε on each of E = n(n−1)/2 relations) end the
cooperation of a pair with that pair's alarms, and the cooperation of all with anyone's.
"""

from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from lilliput.analysis.claims.exact import as_fraction
from lilliput.analysis.claims.model import Model
from lilliput.analysis.claims.parameters import Parameter
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.repeated import (
    CommunityEnforcement,
    community_enforcement,
    critical_discount_factor,
    noisy_enforcement,
)
from lilliput.games.repeated.chance import ChancePlay, least_patience

__all__ = ["INFORMATION", "circle_game", "promise_play"]


def circle_game(n: int, c: Any, b: Any, f: Any = 0) -> NormalFormGame:
    """Return the stage game of a circle in which each helps the next or refuses.

    Help costs the helper c, and its share f in the institution that spreads the news; it is worth b
    to the one who is helped. Who refuses pays neither.

    Examples
    --------
    >>> circle_game(3, Fraction(1), 2).payoff(["help", "help", "refuse"]).tolist()
    [Fraction(-1, 1), Fraction(1, 1), Fraction(2, 1)]
    """
    payoffs = np.empty((n, *(2,) * n), dtype=object)
    for cell in product((0, 1), repeat=n):
        for i in range(n):
            payoffs[(i, *cell)] = b * (1 - cell[i - 1]) - (c + f) * (1 - cell[i])
    names = [f"power {i}" for i in range(1, n + 1)]
    return NormalFormGame(names, [["help", "refuse"]] * n, payoffs)


def promise_play(stake: Any, cost: Any, survival: Any) -> ChancePlay:
    """Return what a power meets that keeps its promises until an alarm ends them all.

    A period of cooperation earns `stake`; breaking a promise saves `cost` and ends cooperation.
    Though all keep theirs, it survives a period only with probability `survival`.

    Examples
    --------
    >>> from lilliput.games.repeated.chance import least_patience
    >>> least_patience(promise_play(2, 1, Fraction(9, 10)))
    Fraction(10, 27)
    """
    return ChancePlay(
        payoffs={"kept": stake, "ended": 0},
        transitions={"kept": {"ended": 1 - survival, "kept": survival}, "ended": {"ended": 1}},
        deviations={"kept": (stake + cost, {"ended": 1})},
    )


def _contagion(n: int, c: Any, b: Any) -> CommunityEnforcement:
    names = [f"power {i}" for i in range(1, n + 1)]
    helped = np.roll(np.eye(n), 1, axis=1)
    costs = pd.DataFrame(helped * float(c), names, names)
    benefits = pd.DataFrame(helped.T * float(b), names, names)
    return community_enforcement(benefits, costs, information="contagion")


def _circles(n: int, c: Any, b: Any, f: Any) -> dict[str, Any]:
    return {
        "all hear of a refusal": circle_game(n, as_fraction(c), as_fraction(b), as_fraction(f)),
        "by contagion": _contagion(n, c, b),
    }


def _worth_of_news(**parameters: Any) -> float:
    """Return δ* by contagion minus δ* with the institution, 1 standing for none below 1."""
    public, contagion = _circles(**parameters).values()
    help_all, refuse_all = ([own[k] for own in public.strategies] for k in (0, 1))
    found = critical_discount_factor(public, help_all, punishment=refuse_all).value
    informed = 1.0 if found is None else float(found)
    return min(1.0, float(contagion.critical_discount_factor)) - informed


def _plays(n: int, s: Any, c: Any, epsilon: Any, *, favours: int = 1) -> dict[str, ChancePlay]:
    s, c, epsilon = map(as_fraction, (s, c, epsilon))
    relations = n * (n - 1) // 2
    return {
        "a pair": promise_play(s, c, 1 - epsilon),
        "all together": promise_play((n - 1) * s, favours * c, (1 - epsilon) ** relations),
    }


def _noisy_games(n: int, s: Any, c: Any, epsilon: Any) -> dict[str, Any]:
    names = [f"power {i}" for i in range(1, n + 1)]
    surplus, costs = (
        pd.DataFrame(np.full((n, n), value, dtype=object), names, names)
        for value in map(as_fraction, (s, c))
    )
    alarms = as_fraction(epsilon)
    return {
        **_plays(n, s, c, epsilon),
        "pairs, trigger strategies": noisy_enforcement(
            surplus, costs, false_alarm=alarms, punishment="pairwise"
        ),
        "all together, trigger strategies": noisy_enforcement(surplus, costs, false_alarm=alarms),
    }


def _patience_saved(plays: dict[str, ChancePlay]) -> Any:
    return least_patience(plays["a pair"]) - least_patience(plays["all together"])


INFORMATION = (
    Model(
        id="M5b",
        title="a circle of favours: an institution that informs all, against contagion",
        metric="length of the interval of δ that the institution adds",
        parameters={
            "n": Parameter(
                5,
                "n, powers in the circle",
                2,
                10,
                integer=True,
                why="the game has 2^n cells",
                span=(2, 6),
            ),
            "c": Parameter(
                1,
                "c, cost of a favour",
                0,
                open="(",
                span=(0.1, 2),
                why="what costs nothing needs no patience",
            ),
            "b": Parameter(2, "b, benefit of a favour", 0, open="(", span=(1, 5)),
            "f": Parameter(
                0, "f, each power's fee for the institution in a period", 0, span=(0, 1)
            ),
        },
        game=_circles,
        computed=_worth_of_news,
        formula="Min(1, (c/b)**(1/(n - 1))) - Min(1, (c + f)/b)",
        holds="(c + f)/b < (c/b)**(1/(n - 1))",
        thresholds={"f": "b*(c/b)**(1/(n - 1)) - c"},
        loses="the fee exceeds b·[(c/b)^(1/(n−1)) − c/b], which is 0 for two powers, who see each "
        "other's refusals anyway",
        origin="reduced form",
        source="reduced form of Kandori, M. (1992), Social norms and community enforcement, Review "
        "of Economic Studies 59; Milgrom, P., North, D. and Weingast, B. (1990), The role of "
        "institutions in the revival of trade, Economics and Politics 2",
        ours="the circle, the fee, which is due with the favour and saved by who refuses, and the "
        "difference as the institution's worth",
        concept="Nash reversion; contagion against all schedules of refusals",
        axes=("n", "f"),
    ),
    Model(
        id="M5c",
        title="false alarms: one agreement that any alarm ends, against pairs",
        metric="δ* of a pair minus δ* of all together",
        parameters={
            "n": Parameter(
                5,
                "n, powers",
                3,
                200,
                integer=True,
                span=(3, 9),
                why="two powers are a pair, and the exact chance that no alarm is raised among n "
                "is a power of n(n − 1)/2",
            ),
            "s": Parameter(
                Fraction(1, 2), "s, surplus of a relation in a period", 0, open="(", span=(0.05, 3)
            ),
            "c": Parameter(
                Fraction(1),
                "c, cost of a favour",
                0,
                open="(",
                span=(0.05, 3),
                why="what costs nothing needs no patience",
            ),
            "epsilon": Parameter(
                Fraction(1, 20),
                "ε, rate of false alarms in a relation",
                0,
                1,
                open=")",
                why="cooperation that always ends is none",
                span=(0, 0.3),
            ),
        },
        game=_noisy_games,
        computed=lambda **parameters: _patience_saved(_plays(**parameters)),
        formula="Min(1, c/((c + s)*(1 - epsilon)))"
        " - Min(1, c/((c + (n - 1)*s)*(1 - epsilon)**(n*(n - 1)/2)))",
        holds="epsilon < 1 - ((c + s)/(c + (n - 1)*s))**(1/(n*(n - 1)/2 - 1))",
        thresholds={"epsilon": "1 - ((c + s)/(c + (n - 1)*s))**(1/(n*(n - 1)/2 - 1))"},
        loses="false alarms above 1 − [(c+s)/(c+(n−1)s)]^(1/(E−1)), E = n(n−1)/2, that threshold "
        "falling in n; from ε = s/(c+s) on neither is kept, and it makes no difference",
        origin="reduced form",
        source="reduced form of the mechanism in Green, E. and Porter, R. (1984), Noncooperative "
        "collusion under imperfect price information, Econometrica 52",
        ours="alarms in relations, one of which ends all; favours fall due one at a time (if all "
        "can be broken at once, pooling loses at every ε > 0)",
        concept="trigger strategies, one favour broken at a time",
        concepts={
            "trigger strategies, all favours broken at once": lambda n, s, c, epsilon: (
                _patience_saved(_plays(n, s, c, epsilon, favours=n - 1))
            )
        },
        axes=("n", "epsilon"),
    ),
)
"""The models of news and of noise."""
