"""C16: the limits of multilateralism, where bilateral dealing or none does better.

One model for each limit; here a margin is positive where multilateralism *loses*:

- great → small control: partners whose alignment ψ is below p = a/(a + b) dilute what a great power
  can do alone (Cha's only bilateral quadrant);
- free riding (`limits_agreements`): of those who share a public good at most three sign;
- transaction costs (`limits_costs`): against a web of n(n−1)/2 treaties, and against a star of n−1;
- unanimity (`limits_delay`): assent of all takes α^n/(1 − δ(1 − α^n)) of what it is worth;
- rivalry (`limits_rivalry`): a negative cut empties the core; rivals gain by a hub between them.
"""

from fractions import Fraction
from typing import Any

from lilliput.analysis.claims.claim import Claim, by_id
from lilliput.analysis.claims.control_games import control_games, control_values
from lilliput.analysis.claims.exact import in_fractions, rationals
from lilliput.analysis.claims.limits_agreements import MODELS as AGREEMENTS
from lilliput.analysis.claims.limits_costs import MODELS as COSTS
from lilliput.analysis.claims.limits_delay import MODELS as DELAY
from lilliput.analysis.claims.limits_rivalry import MODELS as RIVALRY
from lilliput.analysis.claims.model import Model
from lilliput.analysis.claims.parameters import Parameter
from lilliput.games.normal_form import NormalFormGame

__all__ = ["CLAIM", "partners_game"]

_CONTROLLER, _ALONE, _TOGETHER = "controller", "alone", "with partners"


# The names are those of the model's parameters.
def partners_game(a: Any, b: Any, M: Any, psi: Any, V: Any, k: Any, tau: Any) -> NormalFormGame:
    """Return the controller's choice, alone or with partners: a game of one player.

    Each is worth what the equilibrium of its contest gives the controller.

    Parameters
    ----------
    a, b, M
        Capabilities of controller, target and partners.
    psi
        ψ, alignment of the partners.
    V, k, tau
        What control is worth, its cost per unit of b, organising cost per unit of M.

    Examples
    --------
    >>> from lilliput.games import nash_equilibria
    >>> game = partners_game(10, 1, 5, Fraction(7, 10), 1, Fraction(1, 10), Fraction(1, 50))
    >>> nash_equilibria(game)
    1 equilibrium in 1 component by vertex_enumeration; complete: proved
      Equilibrium(controller: alone; exact)
    """
    alone, together = control_values(a=a, b=b, M=M, psi=psi, V=V, k=k, tau=tau)
    return NormalFormGame([_CONTROLLER], [[_ALONE, _TOGETHER]], rationals([[alone, together]]))


@in_fractions
def _loss(**parameters: Any) -> Any:
    """Return what the controller loses by partners."""
    game = partners_game(**parameters)
    alone, together = (game.payoff([choice])[_CONTROLLER] for choice in (_ALONE, _TOGETHER))
    return alone - together


_ANY = "shares of force need some"
_CONTROL = Model(
    id="M16-control",
    title="great → small: a great power that could control a small one alone takes partners",
    metric="controller's utility alone minus with partners",
    parameters={
        "a": Parameter(10, "a, capability of the controller", 0, open="(", why=_ANY),
        "b": Parameter(1, "b, capability of the target", 0, open="(", why=_ANY),
        "M": Parameter(5, "M, capability of the partners", 0, open="("),
        "psi": Parameter(
            Fraction(7, 10),
            "ψ, alignment of the partners",
            0,
            1,
            why="at 1 the partners want what the controller wants, at 0 nothing of it",
        ),
        "V": Parameter(1, "V, what control is worth", 0, open="("),
        "k": Parameter(
            Fraction(1, 10), "k, cost per unit of the target's capability", 0, span=(0, 1)
        ),
        "tau": Parameter(Fraction(1, 50), "τ, organising cost per unit of M", 0, span=(0, 0.25)),
    },
    game=lambda **parameters: {
        **control_games(**parameters),
        "partners or not": partners_game(**parameters),
    },
    computed=_loss,
    formula="V*M*(a/(a + b) - psi)/(a + M + b) - k*b*M/(a + M) + tau*M",
    holds="V*M*(a/(a + b) - psi)/(a + M + b) + tau*M > k*b*M/(a + M)",
    thresholds={
        "psi": "a/(a + b) + (tau - k*b/(a + M))*(a + M + b)/V",
        "tau": "k*b/(a + M) - V*(a/(a + b) - psi)/(a + M + b)",
        "k": "(tau + V*(a/(a + b) - psi)/(a + M + b))*(a + M)/b",
    },
    loses="ψ < p + (τ − kb/(a+M))(a+M+b)/V, p = a/(a+b): for a great power p is nearly 1, few "
    "partners are aligned that well, and the cost kb that they share is small",
    origin="reduced form",
    source="reduced form of Cha, V. D. (2010), Powerplay, International Security 34:158–196, "
    "doi:10.1162/isec.2010.34.3.158",
    ours="the contest, its costs and the closed form, as in M11; the source has no formal model",
    concept="Nash equilibrium of the contest",
    axes=("a", "psi"),
)

CLAIM = Claim(
    id="C16",
    statement="Multilateralism has limits: it loses in control of the small by the great, to free "
    "riding, to transaction costs among few, to delay under unanimity, and among rivals.",
    in_source="implicit in the claims for multilateralism: where their conditions are absent, it "
    "should do worse than bilateral dealing",
    author="implicit; no single author",
    citation="Cha, V. D. (2010), International Security 34; Barrett, S. (1994), Oxford Economic "
    "Papers 46; Deng, X. and Papadimitriou, C. H. (1994), Mathematics of Operations Research 19",
    loses="this claim is about just that: each model has the region in which multilateralism "
    "loses, and outside it the limit does not bind",
    models=by_id(_CONTROL, *AGREEMENTS, *COSTS, *DELAY, *RIVALRY),
)
