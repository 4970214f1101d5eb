"""C2: bilateral, discriminatory arrangements increase international conflict.

M2a (clients contest the favours of a hub) is in `conflict_contest`. M2b: a hub makes demands on m
weak states, each backed by the threat of war. A weak state's cost of war is its own secret, uniform
on [c_lo, c_hi]; the hub's is c_0, and institutions add a penalty σ for attackers. The hub trades
what it asks for against the risk of war, and asks for less where war costs it more. Where the hub
knows with whom it deals (M2b-known) it is the other way round: demands made to measure are never
refused, and one demand on all is.
"""

from fractions import Fraction
from typing import Any

from lilliput.analysis.claims.claim import Claim, by_id
from lilliput.analysis.claims.conflict_contest import MODEL as M2A
from lilliput.analysis.claims.model import Model
from lilliput.analysis.claims.parameters import Parameter
from lilliput.games.offers import Ultimatum, ultimatum

__all__ = ["CLAIM", "crisis", "war_somewhere"]


def crisis(c_lo: Any, c_hi: Any, c_0: Any, sigma: Any = Fraction(0)) -> Ultimatum:
    """Return a hub's best demand on a weak state whose cost of war it does not know.

    Parameters
    ----------
    c_lo, c_hi
        The weak state's cost of war is uniform between them.
    c_0
        The hub's cost of war.
    sigma
        σ, what an institution adds to it.

    Examples
    --------
    >>> crisis(0, 1, Fraction(1, 5)).refusal, crisis(0, 1, Fraction(1, 5), Fraction(1, 5)).refusal
    (Fraction(2, 5), Fraction(3, 10))
    """
    return ultimatum(uniform=(c_lo, c_hi), cost=c_0 + sigma)


def war_somewhere(risk: Any, m: int) -> Any:
    """Return K = 1 − (1 − P)^m, the chance of at least one war in m crises.

    Parameters
    ----------
    risk
        P, the chance of war in each.
    m
        How many.

    Examples
    --------
    >>> war_somewhere(Fraction(1, 2), 3)
    Fraction(7, 8)
    """
    return 1 - (1 - risk) ** m


def _games(m: int, c_lo: Any, c_hi: Any, c_0: Any, sigma: Any, **_: Any) -> dict[str, Any]:
    return {
        "no institution": crisis(c_lo, c_hi, c_0),
        "attackers are punished": crisis(c_lo, c_hi, c_0, sigma),
    }


def _open_cards(cost: Any, c_0: Any) -> Ultimatum:
    """Return a hub's best demand on a weak state whose cost of war it knows."""
    return ultimatum(discrete={cost: 1}, cost=c_0)


def _games_if_known(c_hi: Any, c_0: Any, **rest: Any) -> dict[str, Any]:
    known = _open_cards(c_hi, c_0)
    return {**_games(c_hi=c_hi, c_0=c_0, **rest), "no institution, c_hi is known": known}


def _calmer(m: int, c_lo: Any, c_hi: Any, c_0: Any, sigma: Any) -> Any:
    """Return by how much the penalty lowers the chance of a war."""
    alone, bound = crisis(c_lo, c_hi, c_0), crisis(c_lo, c_hi, c_0, sigma)
    return war_somewhere(alone.refusal, m) - war_somewhere(bound.refusal, m)


def _calmer_if_known(m: int, c_lo: Any, c_hi: Any, c_0: Any, sigma: Any, known: Any) -> Any:
    """Return the same where the hub may know each weak state, but must treat all alike if bound."""
    secret, bound = crisis(c_lo, c_hi, c_0), crisis(c_lo, c_hi, c_0, sigma)
    # A demand on a weak state that is known is refused as often whatever its cost of war.
    risk = known * _open_cards(c_hi, c_0).refusal + (1 - known) * secret.refusal
    return war_somewhere(risk, m) - war_somewhere(bound.refusal, m)


def _weak_proposes(m: int, c_lo: Any, c_hi: Any, c_0: Any, sigma: Any) -> Any:
    """Return the same where each weak state makes the offer, to a hub whose costs all know."""
    alone, bound = (ultimatum(discrete={cost: 1}) for cost in (c_0, c_0 + sigma))
    return war_somewhere(alone.refusal, m) - war_somewhere(bound.refusal, m)


def _enough_knowledge(c_lo: Any, c_hi: Any, c_0: Any, sigma: Any, **_: Any) -> Any:
    """Return the chance of knowing at which the penalty makes up for equal treatment."""
    alone, bound = (max(c_hi - c_0 - cost - 2 * c_lo, 0) for cost in (0, sigma))
    return None if alone == 0 else 1 - bound * Fraction(1) / alone


def _parameters(**more: Parameter) -> dict[str, Parameter]:
    return {
        "m": Parameter(
            3, "m, number of weak states", 1, 100, integer=True, span=(1, 9), why="or no crisis"
        ),
        "c_lo": Parameter(Fraction(0), "a weak state's lowest cost of war", 0, span=(0, 1)),
        "c_hi": Parameter(
            Fraction(1), "a weak state's highest cost of war", 0, open="(", span=(0.5, 4)
        ),
        "c_0": Parameter(Fraction(1, 5), "c_0, the hub's cost of war", 0, span=(0, 1.5)),
        "sigma": Parameter(
            Fraction(1, 5), "σ, what institutions make an attack cost in addition", 0, span=(0, 1)
        ),
        **more,
    }


_ORDERED = {"c_lo < c_hi": "the lowest cost of war is below the highest"}
_WHY = "it is the chance of an event"
_KNOWN = Parameter(Fraction(1), "π, chance that the hub knows a weak state's cost", 0, 1, why=_WHY)
_FEARON = (
    "Fearon, J. D. (1995), Rationalist explanations for war, International Organization 49, "
    "doi:10.1017/S0020818300033324"
)
_CALM = "(1 - Max(0, c_hi - c_0 - sigma - 2*c_lo)/(2*(c_hi - c_lo)))**m"
_TENSE = "(1 - {}Max(0, c_hi - c_0 - 2*c_lo)/(2*(c_hi - c_lo)))**m"

_CRISIS = Model(
    id="M2b",
    title="crisis bargaining: institutions that punish attackers, against none",
    metric="fall in the chance of a war somewhere",
    parameters=_parameters(),
    game=_games,
    computed=_calmer,
    formula=f"{_CALM} - {_TENSE.format('')}",
    holds="sigma*Max(0, c_hi - c_0 - 2*c_lo) > 0",
    thresholds={"sigma": "0", "c_0": "c_hi - 2*c_lo", "c_hi": "c_0 + 2*c_lo"},
    needs=_ORDERED,
    loses="no risk is left to remove: a hub that has much to lose, or knows nearly what the weak "
    "can bear (c_hi ≤ c_0 + 2 c_lo), asks for what none refuses; nor if the weak make the offers",
    origin="literature",
    source=_FEARON,
    ours="uniform costs, m crises at once, and the penalty σ as the only effect of institutions",
    concept="the hub makes the offer",
    concepts={"the weak make the offers": _weak_proposes},
    axes=("sigma", "c_0"),
)

_KNOWING = Model(
    id="M2b-known",
    title="crisis bargaining with a hub that may know the weak: demands apart, against one for all",
    metric="fall in the chance of a war somewhere",
    parameters=_parameters(known=_KNOWN),
    game=_games_if_known,
    computed=_calmer_if_known,
    formula=f"{_CALM} - {_TENSE.format('(1 - known)*')}",
    holds="(1 - known)*Max(0, c_hi - c_0 - 2*c_lo) > Max(0, c_hi - c_0 - sigma - 2*c_lo)",
    thresholds={"known": _enough_knowledge, "sigma": "known*(c_hi - c_0 - 2*c_lo)"},
    needs=_ORDERED,
    loses="the hub knows the weak (π > 1 − P(σ)/P(0)): what it asks of each is never refused, and "
    "one demand on all is. That bilateralism breeds war rests on private information",
    origin="reduced form",
    source=f"reduced form of the mechanism in {_FEARON}, with the uniform demand of M1b",
    ours="knowledge with chance π, and that generalised principles forbid its use",
    concept="the hub makes the offer",
    axes=("known", "sigma"),
)

CLAIM = Claim(
    id="C2",
    statement="Bilateral, discriminatory arrangements increase international conflict.",
    in_source="the United States after 1945 stood for multilateralism because bilateral and "
    "discriminatory arrangements were believed to increase international conflict; the source "
    "reports this belief and does not test it",
    author="reported by Kahler",
    citation="Kahler, M. (1992), Multilateralism with small and large numbers, International "
    "Organization 46:681–708, doi:10.1017/S0020818300027867",
    loses="where a multilateral arrangement costs more than clients waste on rivalry, and where "
    "the hub knows the weak: demands made to measure are then never refused, one for all is",
    models=by_id(M2A, _CRISIS, _KNOWING),
)
