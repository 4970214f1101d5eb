"""M5a: pooled enforcement, a reduced form of the mechanism in Maggi (1999).

Power i grants j a concession x_ij ≥ 0, which costs i ½x_ij² and is worth e_ji x_ij to j. Bilateral
enforcement cuts a deviator off from the one partner, and whoever of the pair gives more than it
receives must be patient: δ* = ½ρ². Pooled enforcement cuts it off from all: δ_i* = ½Σe_ji²/Σe_ij².
Local imbalances that cancel around a circle stop mattering; a power that gives more than it
receives to all stays as it was; for symmetric pairs there is nothing to pool.
"""

from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from lilliput.analysis.claims.exact import as_fraction
from lilliput.analysis.claims.model import Model
from lilliput.analysis.claims.parameters import Parameter
from lilliput.games.arithmetic import maximum, minimum
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.repeated import critical_discount_factor, sustained_concessions

__all__ = ["POOLING", "concession_game", "trade_triangle"]

_TOGETHER = "all together"


def trade_triangle(rho: Any = Fraction(2), gamma: Any = Fraction(1)) -> pd.DataFrame:
    """Return what each of three powers gains per unit of another's concession.

    A needs B's market ρ times as much as B needs A's, B needs C's and C needs A's likewise; all
    that A gains is divided by γ, so that A is needed more than it needs.

    Parameters
    ----------
    rho
        ρ ≥ 1, the local imbalance.
    gamma
        γ ≥ 1, the dominance of A.

    Examples
    --------
    >>> trade_triangle(2, 1).loc["A"].tolist()
    [Fraction(0, 1), Fraction(2, 1), Fraction(1, 1)]
    """
    rho, gamma = as_fraction(rho), as_fraction(gamma)
    one, zero = rho / rho, rho * 0
    table = [[zero, rho / gamma, one / gamma], [one, zero, rho], [rho, one, zero]]
    return pd.DataFrame(table, index=list("ABC"), columns=list("ABC"))


def concession_game(benefits: pd.DataFrame) -> NormalFormGame:
    """Return the stage game in which each grants each partner nothing or the efficient concession.

    The payoff is Σ_j (e_ij x_ji − ½x_ij²) and the efficient concession x_ij = e_ji. What lies
    between is never the best deviation, since own concessions only cost.

    Parameters
    ----------
    benefits
        e_ij: what the row player gains per unit of the column player's concession.

    Examples
    --------
    >>> game = concession_game(trade_triangle(2).loc[["A", "B"], ["A", "B"]])
    >>> game.strategies[0], game.payoff(["to B", "to A"]).tolist()
    (('nothing', 'to B'), [Fraction(7, 2), Fraction(-1, 1)])
    """
    names, e = list(benefits.index), benefits.to_numpy()
    n = len(names)
    subsets = [
        [chosen for size in range(n) for chosen in combinations(others, size)]
        for others in ([j for j in range(n) if j != i] for i in range(n))
    ]
    payoffs = []
    for i in range(n):
        terms = [[-sum(e[j, i] ** 2 for j in s) * Fraction(1, 2) if k == i else
                  e[i, k] ** 2 * int(i in s) for s in subsets[k]] for k in range(n)]  # fmt: skip
        payoffs.append(sum(np.ix_(*(np.array(row, dtype=object) for row in terms))))
    words = [["to " + " and ".join(names[j] for j in s) if s else "nothing" for s in own]
             for own in subsets]  # fmt: skip
    return NormalFormGame(names, words, np.array(payoffs))


def _games(rho: Any, gamma: Any = 1) -> dict[str, NormalFormGame]:
    benefits = trade_triangle(rho, gamma)
    pairs = {
        f"{i} and {j}": concession_game(benefits.loc[[i, j], [i, j]])
        for i, j in combinations(benefits.index, 2)
    }
    return {**pairs, _TOGETHER: concession_game(benefits)}


def _patience(game: NormalFormGame, punishment: str) -> Any:
    """Return δ* of full concessions, 1 where no discount factor below 1 sustains them."""
    full, nothing = ([own[k] for own in game.strategies] for k in (-1, 0))
    after = nothing if punishment == "reversion" else punishment
    found = critical_discount_factor(game, full, punishment=after).value
    return (Fraction(1) if game.kind == "fraction" else 1.0) if found is None else found


def _patience_saved(rho: Any, gamma: Any, punishment: str = "reversion") -> Any:
    """Return δ* of the pair that needs most patience, minus δ* of all together."""
    needed = {name: _patience(game, punishment) for name, game in _games(rho, gamma).items()}
    together = needed.pop(_TOGETHER)
    return minimum([1, maximum(list(needed.values()))]) - together


def _share_gained(rho: Any, delta: Any) -> float:
    """Return the share of the efficient surplus that pooling attains beyond pairs."""
    benefits = trade_triangle(float(rho))
    together = sustained_concessions(benefits, float(delta)).share
    stakes, kept = 0.0, 0.0
    shares: dict[frozenset[float], float] = {}
    for i, j in combinations(benefits.index, 2):
        pair = benefits.loc[[i, j], [i, j]]
        needs = frozenset((benefits.loc[i, j], benefits.loc[j, i]))
        if needs not in shares:
            shares[needs] = sustained_concessions(pair, float(delta)).share
        stake = float((pair.to_numpy() ** 2).sum())
        stakes, kept = stakes + stake, kept + stake * shares[needs]
    return together - kept / stakes


_T = "(rho**(2/3))"
_ROOT = "sqrt(delta**4/rho**4 - 8*delta**3*(1 - delta)**3/(27*rho**6))"
_CUBE = f"((delta**2/rho**2 + {_ROOT})**(1/3))"
_W = f"({_CUBE} + 2*delta*(1 - delta)/(3*rho**2*{_CUBE}))"  # of w³ = 2δ(1−δ)w/ρ² + 2δ²/ρ²
_U = f"(rho**2*{_W}**2/(2*delta))"
_PAIRS = (
    "Piecewise((1, 2*delta >= rho**2), "
    f"(4*delta*(1 - delta)*{_T}/(1 - {_T} + {_T}**2), delta*(2 + 4*{_T}) <= 2 + {_T}), "
    f"((2*{_U} - {_U}**2 + rho**2*(2*{_W} - {_W}**2))/(1 + rho**2), True))"
)
_POOLED = "Piecewise((4*delta*(1 - delta), 2*delta < 1), (1, True))"

_SOURCE = (
    "reduced form of the mechanism in Maggi, G. (1999), The role of multilateral institutions in "
    "international trade cooperation, American Economic Review 89; irrelevance for symmetric pairs "
    "as in Bernheim, B. D. and Whinston, M. D. (1990), Multimarket contact and collusive behavior, "
    "RAND Journal of Economics 21"
)
_IMBALANCE = "ρ, how much more each needs the next than the next needs it"

POOLING = (
    Model(
        id="M5a",
        title="patience for full concessions: three pairs against one agreement of all",
        metric="length of the interval of δ in which all together keep full concessions and not "
        "all pairs do",
        parameters={
            "rho": Parameter(
                Fraction(2), _IMBALANCE, 1, why="below 1 the circle runs the other way", span=(1, 3)
            ),
            "gamma": Parameter(
                Fraction(1),
                "γ, dominance of A: how much more it is needed by both",
                1,
                why="A is the dominant one by name",
                span=(1, 1.5),
            ),
        },
        game=_games,
        computed=_patience_saved,
        formula="Min(1, rho**2*gamma**2/2) - Min(1, gamma**2/2)",
        holds="(rho > 1) & (gamma < sqrt(2))",
        thresholds={"rho": "1", "gamma": "sqrt(2)"},
        loses="never worse, and no better where pairs are balanced (ρ = 1) or one power is so "
        "dominant (γ ≥ √2) that it gives more than it can lose: its δ_h* = ½γ² is the same",
        origin="reduced form",
        source=_SOURCE,
        ours="the quadratic costs, the triangle, and both closed forms; Maggi's own numbers are "
        "not reproduced",
        concept="subgame-perfect equilibrium, reversion to no concessions",
        concepts={
            "minmax as punishment": lambda rho, gamma: _patience_saved(rho, gamma, "pure-minmax")
        },
        axes=("rho", "gamma"),
    ),
    Model(
        id="M5a-share",
        title="the best concessions that patience allows: three pairs against one agreement of all",
        metric="share of the efficient surplus, all together minus pairs",
        parameters={
            "rho": Parameter(
                2.0, _IMBALANCE, 1, why="below 1 the circle runs the other way", span=(1, 4)
            ),
            "delta": Parameter(0.5, "δ, discount factor", 0, 1, open=")"),
        },
        game=lambda rho, delta: _games(rho),
        computed=_share_gained,
        formula=f"{_POOLED} - {_PAIRS}",
        holds="(rho > 1) & (delta > 0) & (2*delta < rho**2)",
        thresholds={"rho": "Max(1, sqrt(2*delta))", "delta": "Min(1, rho**2/2)"},
        loses="never worse, and no better for balanced pairs (ρ = 1) or patience δ ≥ ½ρ²",
        origin="reduced form",
        source=_SOURCE,
        ours="the quadratic costs, the triangle, and the closed forms: together 4δ(1−δ) up to "
        "δ = ½; a pair 4δ(1−δ)t/(1−t+t²), t = ρ^(2/3), while both bind, then the root of a cubic",
        concept="most valuable self-enforcing concessions",
        axes=("delta", "rho"),
    ),
)
"""Both models of pooled enforcement."""
