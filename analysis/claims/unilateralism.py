"""C8: multilateralism discourages unilateralism.

The status quo is policy 0, a superpower's ideal is 1. It can act alone at a private cost κ, uniform
on [σ, σ + K], where σ is the opprobrium that the institution adds. A veto power with ideal v offers
the policy 1 − y instead, which the superpower accepts iff y ≤ κ: an ultimatum under private
information with a cap of 1 − v, as the veto power wants no policy below its ideal. It is the
algebra of war under private information, with opprobrium for a cost of attack.
"""

from fractions import Fraction
from typing import Any

from lilliput.analysis.claims.claim import Claim, by_id
from lilliput.analysis.claims.exact import in_fractions
from lilliput.analysis.claims.model import Model
from lilliput.analysis.claims.parameters import Parameter
from lilliput.games.offers import Ultimatum, ultimatum

__all__ = ["CLAIM"]

_CITATION = (
    "Voeten, E. (2001), Outside options and the logic of Security Council action, American "
    "Political Science Review 95:845–858"
)
_SOURCE = f"reduced form of the mechanism in {_CITATION}"

_OFFER = "Min(1 - v, Max(sigma, (sigma + K)/2))"
_FREE_OFFER = "Min(1 - v, K/2)"
_PAYS = f"({_OFFER} - Max(0, {_OFFER} - sigma)**2/(2*K))"
_PAYS_FREE = f"({_FREE_OFFER} - ({_FREE_OFFER})**2/(2*K))"


def _offer(sigma: Any, K: Any, v: Any) -> Ultimatum:
    return ultimatum(uniform=(sigma, sigma + K), cap=1 - v)


def _offers(sigma: Any, K: Any, v: Any, **_: Any) -> dict[str, Ultimatum]:
    return {
        "offer under opprobrium": _offer(sigma, K, v),
        "offer without it": _offer(Fraction(0), K, v),
    }


@in_fractions
def _deterrence(sigma: Any, K: Any, v: Any) -> Any:
    """Return by how much opprobrium lowers the probability of unilateral action."""
    under, free = _offers(sigma, K, v).values()
    return free.refusal - under.refusal


@in_fractions
def _participation(sigma: Any, K: Any, v: Any, L: Any) -> Any:
    """Return what the superpower gains by an institution that can blame it."""
    under, free = _offers(sigma, K, v).values()
    return L + under.responder - free.responder


_PARAMETERS = {
    "sigma": Parameter(
        Fraction(1, 4), "σ, opprobrium for acting alone, in units of policy", 0, span=(0, 1.5)
    ),
    "K": Parameter(
        Fraction(1), "K, range of the superpower's own cost of acting alone", 0, open="("
    ),
    "v": Parameter(
        Fraction(1, 4),
        "v, ideal of the veto power; the superpower's is 1",
        0,
        1,
        why="the veto power lies between the status quo 0 and the superpower 1",
    ),
}

CLAIM = Claim(
    id="C8",
    statement="Multilateral institutions discourage unilateral action by the powerful.",
    in_source="that a superpower could act alone gets it concessions from veto powers, though "
    "seldom all that it wants; where they doubt that it would, it may act alone though nobody "
    "wants that. That institutions discourage it is the entry's claim, and our reading",
    author="after Voeten",
    citation=_CITATION,
    loses="where the veto power wants what the superpower wants, and where blame is so large that "
    "nothing is left to deter; the superpower itself loses by it unless membership is worth more",
    models=by_id(
        Model(
            id="M8",
            title="unilateral action with and without the opprobrium of an institution",
            metric="fall in the probability of unilateral action",
            parameters=_PARAMETERS,
            game=_offers,
            computed=_deterrence,
            formula="Min(1/2, (1 - v)/K) - Max(0, Min((K - sigma)/(2*K), (1 - v - sigma)/K))",
            holds="sigma*(1 - v) > 0",
            thresholds={"sigma": "0", "v": "1"},
            loses="v = 1: a veto power that wants what the superpower wants offers it all; beyond "
            "σ = min(K, 1−v) unilateralism has ended and more opprobrium deters nobody",
            origin="reduced form",
            source=_SOURCE,
            ours="uniform costs, the take-it-or-leave-it offer, and the closed form",
            axes=("sigma", "K"),
        ),
        Model(
            id="M8-participation",
            title="consequence: does the superpower gain by an institution that can blame it?",
            metric="superpower's expected payoff with the institution minus that without",
            parameters={
                **_PARAMETERS,
                "L": Parameter(
                    0, "L, what membership is worth to the superpower, as policy", 0, span=(0, 1)
                ),
            },
            game=_offers,
            computed=_participation,
            formula=f"L - {_PAYS} + {_PAYS_FREE}",
            holds=f"L > {_PAYS} - {_PAYS_FREE}",
            thresholds={"L": f"{_PAYS} - {_PAYS_FREE}"},
            loses="membership worth less than the policy that opprobrium concedes: its payoff "
            "falls in σ, which is why it wants to write the charter (C15)",
            origin="reduced form",
            source=_SOURCE,
            ours="uniform costs, the value L of membership, and the closed form",
            consequence="whether the superpower itself wants an institution that can blame it",
            axes=("sigma", "L"),
        ),
    ),
)
