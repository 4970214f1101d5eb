"""M7a: strategic restraint, the hegemon that ties its own hands so that the weak come in.

A hegemon can exploit a member by x, of which binding of degree β forgoes βx. A weak state joins iff
(1 − β)x ≤ h, what hedging outside costs it. A bound hegemon pays k for full binding; each member is
worth B to it, and what it still exploits. If the game lasts, patience may do what a treaty would.
"""

from fractions import Fraction
from typing import Any

from lilliput.analysis.claims.exact import in_fractions, rationals
from lilliput.analysis.claims.model import Model
from lilliput.analysis.claims.parameters import Parameter
from lilliput.games.commitment import stackelberg
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.repeated import critical_discount_factor

__all__ = ["MODELS", "exploitation_game", "restraint_game"]

_SOURCE = (
    "reduced form of the mechanism in Ikenberry, G. J. (2001), After Victory: Institutions, "
    "Strategic Restraint, and the Rebuilding of Order after Major Wars, Princeton"
)
_HEGEMON, _WEAK = "hegemon", "weak states"


def restraint_game(m: int, B: Any, x: Any, h: Any, k: Any) -> NormalFormGame:
    """Return the game of a hegemon that is bound or not, and m weak states that join or not.

    Payoffs are linear in the degree of binding, so that a degree β is the commitment to be bound
    with probability β. The weak states are alike and each answers for itself; their payoff is that
    of one of them.

    Examples
    --------
    >>> from lilliput.games import stackelberg
    >>> stackelberg(restraint_game(4, 1, 2, 1, 5), "hegemon")
    StackelbergSolution(hegemon commits to 1/2 free hand + 1/2 bound, weak states answers join; \
hegemon gets 11/2)
    """
    return NormalFormGame(
        [_HEGEMON, _WEAK],
        [["free hand", "bound"], ["join", "stay out"]],
        rationals([[[m * (B + x), 0], [m * B - k, -k]], [[h - x, 0], [h, 0]]]),
    )


def exploitation_game(B: Any, x: Any, h: Any) -> NormalFormGame:
    """Return the game that is repeated: a weak state joins or not, the hegemon takes h or x.

    Examples
    --------
    >>> from lilliput.games.repeated import critical_discount_factor
    >>> critical_discount_factor(exploitation_game(1, 2, 1), ["join", "restrain"]).value
    Fraction(1, 3)
    """
    return NormalFormGame(
        ["weak state", _HEGEMON],
        [["join", "stay out"], ["restrain", "exploit"]],
        rationals([[[h - h, h - x], [0, 0]], [[B + h, B + x], [0, 0]]]),
    )


@in_fractions
def _worth_of_binding(**parameters: Any) -> Any:
    """Return the most that the hegemon gets by making the weak join, minus what a free hand gets.

    The best commitment under which they join may be no binding at all: then it is worth nothing.
    """
    game = restraint_game(**parameters)
    bound = stackelberg(game, _HEGEMON).bounds["join"]
    return bound - stackelberg(game.restrict({_HEGEMON: ["free hand"]}), _HEGEMON).value


@in_fractions
def _impatience(B: Any, x: Any, h: Any, delta: Any) -> Any:
    found = critical_discount_factor(exploitation_game(B, x, h), ["join", "restrain"])
    return found.value - delta


def _greatest_cost(m: int, B: Any, x: Any, h: Any, **_: Any) -> Any:
    """Return the cost of full binding that the hegemon would bear; None if it needs none."""
    return Fraction(m) * (B + h) * x / (x - h) if x > h else None


def _least_gain(m: int, x: Any, h: Any, k: Any, **_: Any) -> Any:
    return Fraction(1, m) * k * (x - h) / x - h if x > h else None


_STAKES = {
    "B": Parameter(1, "B, what a member is worth to the hegemon", 0, open="("),
    "x": Parameter(2, "x, what a free hand takes from a member", 0, open="("),
    "h": Parameter(1, "h, what hedging outside costs a weak state", 0),
}

MODELS = (
    Model(
        id="M7a",
        title="a hegemon that binds itself so that weak states join",
        metric="hegemon's payoff from binding just enough, minus that with a free hand",
        parameters={
            "m": Parameter(4, "number of weak states", 1, 1000, integer=True, span=(1, 9)),
            **_STAKES,
            "k": Parameter(5, "k, what full binding costs the hegemon", 0, span=(0, 40)),
        },
        game=lambda **parameters: {"restraint": restraint_game(**parameters)},
        computed=_worth_of_binding,
        formula="Piecewise((m*(B + h) - k*(1 - h/x), x > h), (0, True))",
        holds="(x > h) & (m*(B + h) > k*(1 - h/x))",
        thresholds={"k": _greatest_cost, "B": _least_gain},
        loses="binding that costs more than the members are worth, m(B+h) < k(1−h/x); it is "
        "redundant if x ≤ h, as they join anyway",
        origin="reduced form",
        source=_SOURCE,
        ours="the payoffs, linear in β, and the closed form",
        concept="optimal commitment (Stackelberg)",
        axes=("x", "k"),
    ),
    Model(
        id="M7a-repetition",
        title="does a lasting hegemony need to be bound?",
        metric="discount factor from which restraint enforces itself, minus the hegemon's",
        parameters={
            **_STAKES,
            "delta": Parameter(
                Fraction(1, 5), "δ, the hegemon's discount factor", 0, 1, open=")", span=(0, 1)
            ),
        },
        game=lambda B, x, h, delta: {"exploitation, each period": exploitation_game(B, x, h)},
        computed=_impatience,
        formula="(x - h)/(B + x) - delta",
        holds="delta < (x - h)/(B + x)",
        thresholds={"delta": "(x - h)/(B + x)"},
        needs={"x > h": "or there is nothing to restrain"},
        loses="δ ≥ (x−h)/(B+x): a patient hegemon restrains itself, and a treaty adds nothing",
        origin="reduced form",
        source=_SOURCE,
        ours="the stage game, its repetition and the closed form",
        axes=("x", "delta"),
    ),
)
