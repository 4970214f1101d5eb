"""M7c: a rising power that cannot promise restraint tomorrow, and a guarantee that binds it.

A pie of 1 is divided each period. Today the declining side wins a war with probability p, later
with p′; a war costs it c_D and the rising side c_R, and the winner takes every pie from then on.
The rising side can give up today's pie; tomorrow it accepts no less than its war is worth then.
"""

from fractions import Fraction
from typing import Any

from lilliput.analysis.claims.exact import in_fractions, rationals
from lilliput.analysis.claims.model import Model
from lilliput.analysis.claims.parameters import Parameter
from lilliput.games.commitment import stackelberg
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.offers import power_shift

__all__ = ["MODELS", "crisis_today", "crisis_tomorrow"]

_SOURCE = (
    "Powell, R. (2006), War as a commitment problem, International Organization 60:169–203, "
    "doi:10.1017/S0020818306060061"
)
_RISING, _DECLINING = "rising", "declining"


def crisis_today(p: Any, delta: Any, c_D: Any, c_R: Any, *, tomorrow: Any) -> NormalFormGame:
    """Return today's crisis: the rising side gives all or nothing, the other fights or not.

    A share x of today's pie is the commitment to give all of it with probability x.

    Parameters
    ----------
    p
        Probability that the declining side wins.
    delta
        Discount factor.
    c_D, c_R
        Costs of war.
    tomorrow
        What the declining side gets per period from tomorrow on if there is peace.

    Examples
    --------
    >>> from lilliput.games import stackelberg
    >>> half, third = Fraction(1, 2), Fraction(1, 3)
    >>> stackelberg(crisis_today(half, half, 0, third, tomorrow=third), "rising").value
    Fraction(1, 1)
    """
    pies = 1 / (1 - delta)
    later = delta * pies
    war = (p * pies - c_D, (1 - p) * pies - c_R)
    ours = [[1 + later * tomorrow, war[0]], [later * tomorrow, war[0]]]
    theirs = [[later * (1 - tomorrow), war[1]], [1 + later * (1 - tomorrow), war[1]]]
    return NormalFormGame(
        [_RISING, _DECLINING],
        [["gives all", "gives nothing"], ["peace", "war"]],
        rationals([theirs, ours]),
    )


def crisis_tomorrow(p_later: Any, delta: Any, c_R: Any) -> NormalFormGame:
    """Return tomorrow's crisis: the declining side leaves all pies or none, the other may fight.

    Examples
    --------
    >>> from lilliput.games import stackelberg
    >>> game = crisis_tomorrow(Fraction(1, 4), Fraction(1, 2), 0)
    >>> stackelberg(game, "declining").bounds["peace"]
    Fraction(1, 2)
    """
    pies = 1 / (1 - delta)
    war = (p_later * pies, (1 - p_later) * pies - c_R)
    ours = [[0 * pies, war[0]], [pies, war[0]]]
    theirs = [[pies, war[1]], [0 * pies, war[1]]]
    return NormalFormGame(
        [_DECLINING, _RISING],
        [["leaves all", "leaves nothing"], ["peace", "war"]],
        rationals([ours, theirs]),
    )


def _best_peace(game: NormalFormGame) -> Any:
    """Return the most that the declining side can gain by peace over war, whatever it is given."""
    player = game.players.index(_DECLINING)
    return max(game.payoffs[player][:, 0] - game.payoffs[player][:, 1])


@in_fractions
def _safety(p: Any, g: Any, delta: Any, c_D: Any) -> Any:
    return _best_peace(crisis_today(Fraction(p), delta, c_D, 0, tomorrow=g))


@in_fractions
def _danger(p: Any, p_later: Any, delta: Any, c_D: Any, c_R: Any) -> Any:
    """Return what war is worth beyond the best peace, tomorrow solved before today."""
    pies = stackelberg(crisis_tomorrow(Fraction(p_later), delta, c_R), _DECLINING).bounds["peace"]
    return -_best_peace(crisis_today(Fraction(p), delta, c_D, c_R, tomorrow=pies * (1 - delta)))


def _without(p: Any, p_later: Any, delta: Any, c_D: Any, c_R: Any) -> dict[str, Any]:
    return {
        "tomorrow": crisis_tomorrow(p_later, delta, c_R),
        "shift of power": power_shift(p, p_later, delta, cost_decliner=c_D, cost_riser=c_R),
    }


_WAR = {
    "delta": Parameter(Fraction(9, 10), "δ, discount factor", 0, 1, open="()"),
    "c_D": Parameter(Fraction(1, 10), "c_D, cost of war to the declining side, in pies", 0),
}
_NOW = Parameter(Fraction(3, 4), "p, probability that the declining side wins today", 0, 1)

MODELS = (
    Model(
        id="M7c",
        title="a binding guarantee to the declining side, against war today",
        metric="what peace under the guarantee is worth to the declining side beyond war",
        parameters={
            "p": _NOW,
            "g": Parameter(
                Fraction(4, 5), "g, share of each later pie that the institution guarantees", 0, 1
            ),
            **_WAR,
        },
        game=lambda p, g, delta, c_D: {"today": crisis_today(p, delta, c_D, 0, tomorrow=g)},
        computed=_safety,
        formula="1 + delta*g/(1 - delta) + c_D - p/(1 - delta)",
        holds="g > (p - (1 - delta)*(1 + c_D))/delta",
        thresholds={
            "g": "(p - (1 - delta)*(1 + c_D))/delta",
            "p": "(1 - delta)*(1 + c_D) + delta*g",
        },
        loses="guarantees below g* = [p − (1−δ)(1+c_D)]/δ: the declining side fights while it can",
        origin="literature",
        source=_SOURCE,
        ours="the guarantee as a share per period, and the reading of an institution as one",
        axes=("p", "g"),
    ),
    Model(
        id="M7c-needed",
        title="is there a war that a guarantee could prevent?",
        metric="what war is worth to the declining side beyond the best unguaranteed peace",
        parameters={
            "p": _NOW,
            "p_later": Parameter(Fraction(1, 4), "p′, the same from tomorrow on", 0, 1),
            **_WAR,
            "c_R": Parameter(Fraction(1, 10), "c_R, cost of war to the rising side, in pies", 0),
        },
        game=_without,
        computed=_danger,
        formula="p/(1 - delta) - c_D - 1 - delta*Min(1, p_later + (1 - delta)*c_R)/(1 - delta)",
        holds="p - (1 - delta)*(1 + c_D) > delta*Min(1, p_later + (1 - delta)*c_R)",
        thresholds={"p": "(1 - delta)*(1 + c_D) + delta*Min(1, p_later + (1 - delta)*c_R)"},
        loses="slow shifts and dear wars: then peace holds without an institution, and binding "
        "the rising power adds nothing",
        origin="literature",
        source=_SOURCE,
        ours="that tomorrow's peace can be worth at most the whole pie",
        axes=("p", "p_later"),
    ),
)
