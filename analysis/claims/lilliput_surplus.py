"""M10a with a general surplus: what the hub gains from j partners is f(j) = (j/m)^a.

Separately the hub has the mean of f(0), …, f(m), united (one union of all) half of f(m): the union
gains where partners are substitutes (f concave), and loses where they are complements (f convex).
"""

from fractions import Fraction
from typing import Any

import numpy as np

from lilliput.analysis.claims.model import Model
from lilliput.analysis.claims.parameters import Parameter
from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.cores import nucleolus
from lilliput.games.networks import nash_in_nash
from lilliput.games.transforms import quotient_game
from lilliput.games.values import owen_value, shapley_value

__all__ = ["MODEL", "hub_with_surplus"]

_MOST = 20
_MOST_EXACT = 9  # larger tables of 2**(m + 1) Fractions take seconds


def hub_with_surplus(m: int, a: Any) -> CoalitionalGame:
    """Return the game worth (j/m)^a to the hub with j of m small states, and 0 without it.

    Examples
    --------
    >>> hub_with_surplus(2, 2).worth(["hub", "small 1"])
    Fraction(1, 4)
    """
    worths = np.array(_surplus(m, a))
    joined = np.bitwise_count(np.arange(2 ** (m + 1)) >> 1)
    with_hub = np.arange(2 ** (m + 1)) % 2 == 1
    table = np.where(with_hub, worths[joined], worths[0])
    return CoalitionalGame(["hub", *_small(m)], table)


def _small(m: int) -> list[str]:
    return [f"small {i}" for i in range(1, m + 1)]


def _surplus(m: int, a: Any) -> list[Any]:
    """Return f(0), …, f(m), in Fractions where a is whole and m small."""
    whole = isinstance(a, (int, Fraction)) and a == int(a) and m <= _MOST_EXACT
    shares = [Fraction(j, m) for j in range(m + 1)]
    return [s ** int(a) for s in shares] if whole else [float(s) ** float(a) for s in shares]


def _games(m: int, a: Any) -> dict[str, Any]:
    game = hub_with_surplus(m, a)
    return {
        "the hub and small states": game,
        "the hub and their union": quotient_game(game, {"union": _small(m)}),
    }


def _gain(m: int, a: Any) -> Any:
    game = hub_with_surplus(m, a)
    return shapley_value(game)["hub"] - owen_value(game, [_small(m)])["hub"]


def _nucleolus_gain(m: int, a: Any) -> Any:
    apart, united = _games(m, a).values()
    return nucleolus(apart)["hub"] - nucleolus(united)["hub"]


def _pairwise_gain(m: int, a: Any) -> Any:
    """Return the gain where the hub bargains pair by pair, each deal given all the others."""
    worths = _surplus(m, a)
    apart = nash_in_nash(lambda agreed: worths[len(agreed)], [("hub", s) for s in _small(m)])
    united = nash_in_nash(lambda agreed: worths[m * len(agreed)], [("hub", "union")])
    return apart.payoffs["hub"] - united.payoffs["hub"]


# All terms that there may be, so that the formula is exact, and arrays of m can be put in.
_PARTIAL = " + ".join(f"Piecewise((({j}/m)**a, {j} <= m), (0, True))" for j in range(1, _MOST + 1))

MODEL = Model(
    id="M10a-surplus",
    title="a union of all small states against a hub that gains (j/m)^a from j of them",
    metric="what the small states gain together, as a part of the surplus",
    parameters={
        "m": Parameter(6, "number of small states", 1, _MOST, integer=True, span=(1, 7)),
        "a": Parameter(
            0.5,
            "a, elasticity of the surplus: partners are substitutes below 1, complements above",
            0,
            open="(",
            span=(0, 3),
            why="without partners there is no surplus, and more of them must not lower it",
        ),
    },
    game=_games,
    computed=_gain,
    formula=f"({_PARTIAL})/(m + 1) - 1/2",
    holds="(a < 1) & (m > 1)",
    thresholds={"a": "1"},
    loses="a > 1, partners are complements: the hub needs each of them, and a union lets it "
    "bargain once instead of m times; as m grows the gain tends to (1−a)/(2(1+a))",
    origin="literature",
    source="Owen, G. (1977), Values of games with a priori unions; Horn, H. and Wolinsky, A. "
    "(1988), doi:10.2307/2555664, for mergers of substitutes and complements",
    ours="the surplus (j/m)^a and the comparison of the two values",
    concept="Shapley and Owen value",
    concepts={
        "Nash-in-Nash": _pairwise_gain,
        "nucleolus, with the union as one": _nucleolus_gain,
    },
    axes=("m", "a"),
)
