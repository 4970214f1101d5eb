"""M16, rivalry: where links are worth less than nothing.

Powers share what links within a coalition are worth, some of it negative. Cutting N into S and the
rest loses the worth of the links between them; if that is negative, S and the rest together gain by
parting, and no sharing keeps all in. The core is nonempty iff no cut is negative, and contains the
Shapley value then, whose largest excess, −½ of the least cut, is the least that there is. Second, a
hub between rivals: at λ = 1 the star shields each spoke from |Σ_j w_ij|/6 of what a web would cost.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pandas as pd

from lilliput.analysis.claims.exact import in_fractions
from lilliput.analysis.claims.leverage import brokerage_games, brokerage_state
from lilliput.analysis.claims.model import Model
from lilliput.analysis.claims.parameters import Parameter
from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.cores import core, prenucleolus
from lilliput.games.families import graph_game
from lilliput.games.values import egalitarian_value, shapley_value

__all__ = ["MODELS", "rivals_game"]

_SPOKE = "spoke 1"


# The names are those of the model's parameters.
def rivals_game(m: int, w_hub: Any, w_spoke: Any) -> CoalitionalGame:
    """Return the weighted-graph game of a hub with m spokes, all linked with each other.

    Examples
    --------
    >>> game = rivals_game(2, 1, -2)
    >>> game.worth(["hub", "spoke 1"]), game.worth(["spoke 1", "spoke 2"])
    (Fraction(1, 1), Fraction(-2, 1))
    """
    state = brokerage_state(m + 1, w_hub, w_spoke, 1)
    weights = {pair: state.stake(*pair) for pair in state.pairs}
    return graph_game(weights, players=state.powers)


@in_fractions
def _discontent(m: int, w_hub: Any, w_spoke: Any) -> Any:
    return core(rivals_game(m, w_hub, w_spoke), exact=True).least_core_value


def _worst_excess(solve: Callable[[CoalitionalGame], pd.Series]) -> Callable[..., Any]:
    """Return what the coalition that is worst off under a solution could gain by itself."""

    def excess(m: int, w_hub: Any, w_spoke: Any) -> Any:
        game = rivals_game(m, w_hub, w_spoke)
        shares = solve(game)
        parts = (frozenset(game.coalition(mask)) for mask in range(1, len(game.worths) - 1))
        return max(game.worth(part) - sum(shares[name] for name in part) for part in parts)

    return in_fractions(excess)


def _shielded(solve: Callable[[CoalitionalGame], pd.Series]) -> Callable[..., Any]:
    """Return what a spoke gets in the star beyond what it gets in a web."""

    def gain(m: int, w_hub: Any, w_spoke: Any, brokerage: Any) -> Any:
        games = brokerage_games(brokerage_state(m + 1, w_hub, w_spoke, brokerage))
        return solve(games["star"])[_SPOKE] - solve(games["complete graph"])[_SPOKE]

    return in_fractions(gain)


def _worst_rivalry(m: int, w_hub: Any, **_: Any) -> Any:
    return -w_hub * Fraction(1, m - 1) if m > 1 else None


# A cut that parts s of the m spokes from all others; the least is at an end or next to s°.
def _cut(s: str) -> str:
    return f"(({s})*w_hub + ({s})*(m - ({s}))*w_spoke)"


_RIVALRY = "Piecewise((w_spoke, w_spoke < 0), (-1, True))"
_LEAST = f"floor(m/2 + w_hub/(2*{_RIVALRY}))"
_NEXT = (f"Max(1, Min(m, {s}))" for s in (_LEAST, f"{_LEAST} + 1"))
_ENDS = f"{_cut('1')}, {_cut('m')}"
_INSIDE = ", ".join(map(_cut, _NEXT))

_PARAMETERS = {
    "m": Parameter(
        3,
        "m, number of spokes",
        1,
        12,
        integer=True,
        span=(1, 5),
        why="the games list what each of 2**(m + 1) coalitions is worth",
    ),
    "w_hub": Parameter(
        1, "w_hj, stakes of the hub with each spoke", 0, why="a hub that is a rival is no hub"
    ),
    "w_spoke": Parameter(-1, "w_ij, stakes of each pair of spokes, < 0 of rivals", span=(-3, 1)),
}

MODELS = (
    Model(
        id="M16-cut",
        title="coalition-proofness: does some part of an agreement of rivals do better without it?",
        metric="least-core value: what the most discontent coalition gains, at best, by leaving",
        parameters=_PARAMETERS,
        game=lambda m, w_hub, w_spoke: {"grand coalition": rivals_game(m, w_hub, w_spoke)},
        computed=_discontent,
        formula=f"-Min({_ENDS}, {_INSIDE})/2",
        holds="w_hub + (m - 1)*w_spoke < 0",
        thresholds={"w_hub": "-(m - 1)*w_spoke", "w_spoke": _worst_rivalry},
        loses="w_ij < −w_hj/(m−1): a cut is negative and the core is empty; one spoke has no rival",
        origin="literature",
        source="Deng, X. and Papadimitriou, C. H. (1994), On the complexity of cooperative "
        "solution concepts, Mathematics of Operations Research 19, doi:10.1287/moor.19.2.257",
        ours="one hub and alike spokes; the least-core value, −½ of the least cut",
        concept="least core",
        concepts={
            "worst excess at the Shapley value": _worst_excess(
                lambda game: shapley_value(game, exact=True)
            ),
            "worst excess at the prenucleolus": _worst_excess(
                lambda game: prenucleolus(game, exact=True)
            ),
            "worst excess at equal shares": _worst_excess(
                lambda game: egalitarian_value(game, exact=True)
            ),
        },
        axes=("w_hub", "w_spoke"),
    ),
    Model(
        id="M16-rivalry",
        title="rivals: a hub between them, against a web in which each deals with each",
        metric="a spoke's value in the star minus in the complete graph",
        parameters={
            **_PARAMETERS,
            "brokerage": Parameter(
                1,
                "λ, part of the stakes of two spokes that the hub passes on",
                0,
                1,
                why="a hub can pass on no more than all of them",
            ),
        },
        game=lambda m, w_hub, w_spoke, brokerage: dict(
            brokerage_games(brokerage_state(m + 1, w_hub, w_spoke, brokerage))
        ),
        computed=_shielded(lambda game: shapley_value(game, exact=True)),
        formula="(brokerage/3 - 1/2)*(m - 1)*w_spoke",
        holds="(m > 1) & (w_spoke < 0)",
        thresholds={"w_spoke": "0", "m": "1"},
        loses="w_ij < 0: the star helps each spoke by (½ − λ/3)|Σ_j w_ij|, at λ = 1 by a sixth",
        origin="literature",
        source="Myerson, R. B. (1977), Graphs and cooperation in games, Mathematics of Operations "
        "Research 2, doi:10.1287/moor.2.3.225",
        ours="λ (the graph-restricted game is λ = 1), and the comparison",
        concept="Shapley value (at λ = 1 the Myerson value of the star)",
        concepts={"prenucleolus": _shielded(lambda game: prenucleolus(game, exact=True))},
        axes=("w_spoke", "brokerage"),
    ),
)
