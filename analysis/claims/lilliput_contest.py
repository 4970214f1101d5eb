"""M10c: many small states contest a large one, each by its own effort.

Effort x costs x^κ/κ. If the small states together prevail, each of them gains V_G (a public prize
to them); if the large one prevails, it gains V_B. Who prevails is drawn in proportion to efforts.
In equilibrium the small states' effort is m^((κ−1)/κ) (V_G/V_B)^(1/κ) of the large one's: numbers
help only in so far as effort is easier when it is divided, and not at all at κ = 1.
"""

from typing import Any

from lilliput.analysis.claims.model import Model
from lilliput.analysis.claims.parameters import Parameter
from lilliput.games.efforts import EffortGame, effort_equilibrium

__all__ = ["MODEL", "group_contest"]

_BIG = "V_B*own/(own + m*small) - own**kappa/kappa"
_APART = "V_G*(own + (m - 1)*small)/(own + (m - 1)*small + big) - own**kappa/kappa"
_AS_ONE = "m*V_G*m*own/(m*own + big) - m*own**kappa/kappa"


# The names are those of the model's parameters.
def group_contest(m: int, V_G: Any, V_B: Any, kappa: Any, *, as_one: bool = False) -> EffortGame:
    """Return the contest of a large state with m small ones.

    Parameters
    ----------
    m
        Number of small states.
    V_G, V_B
        What prevailing is worth to each small state, and to the large one.
    kappa
        Elasticity of the cost of effort.
    as_one
        Whether the small states choose their efforts together, for their joint payoff.

    Examples
    --------
    >>> game = group_contest(4, 1, 4, 2)
    >>> efforts = effort_equilibrium(game).efforts
    >>> round(float(4 * efforts["small"] / efforts["big"]), 9)
    1.0
    """
    prizes = {"big": V_B, "small": m * V_G if as_one else V_G}
    return EffortGame(
        payoffs={"big": _BIG, "small": _AS_ONE if as_one else _APART},
        # More would cost more than all that can be won.
        limits={
            group: (float(kappa) * float(prize)) ** (1 / float(kappa))
            for group, prize in prizes.items()
        },
        values={"m": m, "V_G": V_G, "V_B": V_B, "kappa": kappa},
    )


def _advantage(*, as_one: bool = False, **parameters: Any) -> float:
    """Return the small states' effort as a part of the large one's, minus 1."""
    efforts = effort_equilibrium(group_contest(**parameters, as_one=as_one)).efforts
    return float(parameters["m"] * efforts["small"] / efforts["big"]) - 1


def _parity(V_G: Any, V_B: Any, kappa: Any, **_: Any) -> float | None:
    """Return the number of small states that matches the large one; None if numbers are useless."""
    if kappa == 1:
        return None
    exponent, ratio = 1 / (float(kappa) - 1), float(V_B) / float(V_G)
    try:
        return ratio**exponent
    except OverflowError:
        return float("inf")


_WHY = "without a prize nobody contests it"

MODEL = Model(
    id="M10c",
    title="the small states' effort in a contest with the large one",
    metric="effort of all small states over that of the large one, minus 1",
    parameters={
        "m": Parameter(6, "number of small states", 1, 1000, integer=True, span=(1, 20)),
        "V_G": Parameter(
            1, "V_G, prize to each small state", 0, open="(", span=(0.125, 4), why=_WHY
        ),
        "V_B": Parameter(
            4, "V_B, prize to the large state", 0, open="(", span=(0.125, 8), why=_WHY
        ),
        "kappa": Parameter(
            2,
            "κ, elasticity of the cost x^κ/κ of effort x",
            1,
            20,
            span=(1, 4),
            why="at less than 1 a player does best with all or no effort, and there is no pure "
            "equilibrium",
        ),
    },
    game=lambda **parameters: {
        "each on its own": group_contest(**parameters),
        "small states as one": group_contest(**parameters, as_one=True),
    },
    computed=_advantage,
    formula="m**((kappa - 1)/kappa)*(V_G/V_B)**(1/kappa) - 1",
    holds="m**(kappa - 1)*V_G > V_B",
    thresholds={
        "m": _parity,
        "V_G": "V_B*m**(1 - kappa)",
        "V_B": "V_G*m**(kappa - 1)",
    },
    loses="m < (V_B/V_G)^(1/(κ−1)): each small state leaves the effort to the others; at κ = 1 "
    "numbers are useless",
    origin="literature",
    source="Esteban, J. and Ray, D. (2001), Collective action and the group size paradox, APSR 95",
    ours="the cost x^κ/κ, the large state as a group of one, and that both prizes are public",
    concept="Nash equilibrium",
    concepts={"small states choose as one": lambda **p: _advantage(as_one=True, **p)},
    axes=("m", "V_B"),
)
