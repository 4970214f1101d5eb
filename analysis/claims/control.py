"""C11–C13: control of one power by another, bilaterally or through a multilateral alliance (M11).

A controller of capability a seeks control over a target of capability b; partners of capability M
whose aims are aligned by ψ can be brought in at an organising cost τM. Alone it prevails with
p = a/(a+b) and bears the cost kb; with partners it prevails with (a+ψM)/(a+M+b) and bears a/(a+M)
of the cost. The premium is VM(ψ−p)/(a+M+b) + kb·M/(a+M) − τM. Reduced form of the mechanism in
Cha (2010).
"""

from fractions import Fraction
from typing import Any

from lilliput.analysis.claims.claim import Claim, by_id
from lilliput.analysis.claims.control_formulas import (
    control_boundary,
    control_premium,
    control_utilities,
    first_partner,
)
from lilliput.analysis.claims.control_games import (
    control_choice,
    control_contest,
    control_games,
    control_optimum,
    control_values,
    marginal_partner,
)
from lilliput.analysis.claims.control_quadrants import CHA, cha_quadrants, cha_region
from lilliput.analysis.claims.model import Model
from lilliput.analysis.claims.parameters import Parameter
from lilliput.games.coalitional import CoalitionalGame

__all__ = [
    "CLAIMS",
    "cha_quadrants",
    "cha_region",
    "control_boundary",
    "control_choice",
    "control_contest",
    "control_optimum",
    "control_premium",
    "control_utilities",
]

_SOURCE = (
    "reduced form of the mechanism in Cha, V. D. (2010), Powerplay: origins of the U.S. alliance "
    "system in Asia, International Security 34(3):158–196, doi:10.1162/isec.2010.34.3.158"
)
_OURS = (
    "the contest in proportion to capabilities, alignment ψ, the shared cost kb and the organising "
    "cost τM; the source has no formal model"
)
_CHANCES = "without capability nobody prevails in a contest"


def _capability(default: int, meaning: str) -> Parameter:
    return Parameter(default, meaning, 0, open="(", span=(0.25, 16), why=_CHANCES)


_A = _capability(10, "a, capability of the controller")
_B = _capability(10, "b, capability of the target")
_M = _capability(5, "M, capability of the partners")
_PSI = Parameter(
    Fraction(7, 10),
    "ψ, alignment of the partners",
    0,
    1,
    why="at 1 the partners want what the controller wants, at 0 nothing of it",
)
_V = Parameter(1, "V, what control is worth", 0, span=(0, 8))
_K = Parameter(Fraction(1, 10), "k, cost per unit of the target's capability", 0, span=(0, 0.5))
_TAU = Parameter(
    Fraction(1, 50),
    "τ, organising cost per unit of the partners' capability",
    0,
    span=(0, 0.25),
)

_CONTEST = {"a": _A, "b": _B, "M": _M, "psi": _PSI, "V": _V}
_ALL = {**_CONTEST, "k": _K, "tau": _TAU}


def _gain(**parameters: Any) -> Any:
    """Return what the equilibrium with partners gives the controller beyond that without."""
    alone, joined = control_values(**{"k": 0, "tau": 0, **parameters})
    return joined - alone


def _peers(a: Any, M: Any, psi: Any, V: Any) -> dict[str, Any]:
    return {"a": a, "b": a, "M": M, "psi": psi, "V": V, "k": 0, "tau": 0}


def _loss_alone(a: Any, b: Any, V: Any, k: Any) -> Any:
    """Return what bilateral control costs the controller beyond what it brings."""
    return -control_values(a=a, b=b, M=a, psi=0, V=V, k=k, tau=0)[0]


def _choice(**parameters: Any) -> Any:
    none, alone, joined = control_choice(**parameters).payoffs[0]
    return joined - max(none, alone)


def _ratio(above: Any, below: Any) -> Any:
    """Return a quotient, exact for exact numbers; None where nothing solves above = x·below."""
    if below == 0:
        return None
    return (Fraction(above) if isinstance(above, int) else above) / below


def _alignment(a: Any, b: Any, M: Any, V: Any, k: Any, tau: Any, **_: Any) -> Any:
    """Return the ψ at which M partners bring as much as they cost."""
    needed = _ratio((tau - _ratio(k * b, a + M)) * (a + M + b), V)
    return None if needed is None else _ratio(a, a + b) + needed


def _organising(a: Any, b: Any, M: Any, psi: Any, V: Any, k: Any, **_: Any) -> Any:
    """Return the τ at which partners are worth the better of bilateral control and none."""
    joined = V * _ratio(a + psi * M, a + M + b) - _ratio(k * b * a, a + M)
    return _ratio(joined - max(V * _ratio(a, a + b) - k * b, 0), M)


def _alignment_of_first(a: Any, b: Any, V: Any, k: Any, tau: Any, **_: Any) -> Any:
    return _alignment(a, b, 0, V, k, tau)


def _resources(a: Any, b: Any, M: Any, k: Any, F: Any) -> CoalitionalGame:
    """Return by how much the capabilities of controller and partners exceed what is needed."""
    table = {("controller",): a - k * b - F, ("controller", "partners"): a + M - k * b - F}
    return CoalitionalGame.from_worths({**table, ("partners",): 0 * a})


def _only_choice(a: Any, b: Any, M: Any, k: Any, F: Any) -> Any:
    """Return the smaller slack of: bilateral control is out of reach, multilateral is within."""
    game = _resources(a, b, M, k, F)
    return min(-game.worth(["controller"]), game.worth(["controller", "partners"]))


def _sizes(G: Any) -> list[tuple[Any, Any]]:
    one = Fraction(1)
    return [(one, one), (one, G), (G, one), (G, G)]


def _quadrants(G: Any, **parameters: Any) -> Any:
    """Return how clearly the least clear pair chooses as Cha's table says."""
    firsts = [marginal_partner(a, b, 0, **parameters) for a, b in _sizes(G)]
    return min(value if joins else -value for value, joins in zip(firsts, CHA, strict=True))


def _organising_of_pairs(G: Any, psi: Any, V: Any, k: Any, **_: Any) -> list[Any]:
    """Return the τ at which the first partner is worth just what it costs, by pair."""
    G = Fraction(G) if isinstance(G, int) else G
    return [first_partner(a, b, psi, V, k, 0) for a, b in _sizes(G)]


def _quadrant_games(G: Any, **parameters: Any) -> dict[str, Any]:
    return {
        f"{a} over {b}, as many partners as the target": control_choice(a=a, b=b, M=b, **parameters)
        for a, b in _sizes(G)
    }


_FIRST = "V*(psi - {a}/({a} + {b}))/({a} + {b}) + k*{b}/{a} - tau"
_SMALL_SMALL, _SMALL_GREAT, _GREAT_SMALL, _GREAT_GREAT = (
    _FIRST.format(a=a, b=b) for a in "1G" for b in "1G"
)

_PEER = Model(
    id="M11-peer",
    title="influence over a peer, a compromise at p = ½ alone: with partners against alone",
    metric="gain in expected influence from partners, VM(ψ−½)/(2a+M)",
    parameters={
        "a": _capability(10, "a, capability of controller and target"),
        "M": _M,
        "psi": _PSI,
        "V": _V,
    },
    game=lambda **parameters: control_games(**_peers(**parameters)),
    computed=lambda **parameters: _gain(**_peers(**parameters)),
    formula="V*M*(psi - 1/2)/(2*a + M)",
    holds="(psi > 1/2) & (V > 0)",
    thresholds={"psi": "1/2"},
    loses="ψ < ½: partners who share less than half of the aim dilute control over a peer",
    origin="reduced form",
    source=_SOURCE,
    ours=_OURS,
    concept="Nash equilibrium of the contest",
    axes=("psi", "M"),
)

_INFLUENCE = Model(
    id="M11-influence",
    title="influence over any target: with partners against alone",
    metric="gain in expected influence from partners, VM(ψ−p)/(a+M+b)",
    parameters=_CONTEST,
    game=lambda **parameters: control_games(**parameters, k=0, tau=0),
    computed=_gain,
    formula="V*M*(psi - a/(a + b))/(a + M + b)",
    holds="(psi > a/(a + b)) & (V > 0)",
    thresholds={"psi": "a/(a + b)", "b": lambda a, psi, **_: _ratio(a * (1 - psi), psi)},
    loses="ψ < p = a/(a+b): partners who do not share the aim dilute control, and the more so the "
    "stronger the controller is alone",
    origin="reduced form",
    source=_SOURCE,
    ours=_OURS,
    concept="Nash equilibrium of the contest",
    axes=("psi", "a"),
)

_BILATERAL = Model(
    id="M11-bilateral",
    title="bilateral control costs more than the compromise that it ends in is worth",
    metric="cost of bilateral control less its worth, −U(bilateral) = kb − Vp",
    parameters={"a": _A, "b": _B, "V": _V, "k": _K},
    game=lambda a, b, V, k: {"contest alone": control_contest(a, b, a, 0, V, k, 0, partners=False)},
    computed=_loss_alone,
    formula="k*b - V*a/(a + b)",
    holds="k*b > V*a/(a + b)",
    thresholds={"V": "k*b*(a + b)/a", "k": "V*a/(b*(a + b))"},
    loses="Vp > kb: bilateral control is worth its cost, and a multilateral alliance has to beat "
    "it rather than doing nothing",
    origin="reduced form",
    source=_SOURCE,
    ours=_OURS,
    concept="Nash equilibrium of the contest",
    axes=("a", "b"),
)

_COST = Model(
    id="M11-cost",
    title="the cost borne by the controller, with the cost of organising partners",
    metric="cost of control saved by partners less the cost of organising, kb·M/(a+M) − τM",
    parameters={"a": _A, "b": _B, "M": _M, "k": _K, "tau": _TAU},
    game=lambda **parameters: control_games(**parameters, psi=0, V=0),
    computed=lambda **parameters: _gain(**parameters, psi=0, V=0),
    formula="k*b*M/(a + M) - tau*M",
    holds="k*b > tau*(a + M)",
    thresholds={"tau": "k*b/(a + M)", "b": lambda a, M, k, tau, **_: _ratio(tau * (a + M), k)},
    loses="τ > kb/(a+M): the part M/(a+M) of the cost of control is always saved, but to organise "
    "the partners costs more, above all against weak targets",
    origin="reduced form",
    source=_SOURCE,
    ours=_OURS,
    concept="Nash equilibrium of the contest",
    axes=("M", "tau"),
)

_BINDING = Model(
    id="M11-binding",
    title="'the same binding benefits': influence with partners against alone",
    metric="gain in expected influence from partners, VM(ψ−p)/(a+M+b)",
    parameters={**_CONTEST, "b": _capability(1, "b, capability of the target")},
    game=lambda **parameters: control_games(**parameters, k=0, tau=0),
    computed=_gain,
    formula="V*M*(psi - a/(a + b))/(a + M + b)",
    holds="(psi > a/(a + b)) & (V > 0)",
    thresholds={"psi": "a/(a + b)"},
    loses="ψ < p = a/(a+b): the binding benefit is the same only at ψ = p, and smaller wherever "
    "the controller is strong against its target",
    origin="reduced form",
    source=_SOURCE,
    ours=_OURS,
    concept="Nash equilibrium of the contest",
    axes=("psi", "b"),
)

_PREMIUM = Model(
    id="M11-premium",
    title="consequence: does an alliance pay in all? Influence, cost saved and cost of organising",
    metric="U(multilateral) − U(bilateral)",
    parameters=_ALL,
    game=control_games,
    computed=_gain,
    formula="V*M*(psi - a/(a + b))/(a + M + b) + k*b*M/(a + M) - tau*M",
    holds="V*(psi - a/(a + b))/(a + M + b) + k*b/(a + M) > tau",
    thresholds={
        "psi": _alignment,
        "tau": "V*(psi - a/(a + b))/(a + M + b) + k*b/(a + M)",
        "k": "(tau - V*(psi - a/(a + b))/(a + M + b))*(a + M)/b",
    },
    loses="partners whose aims differ (ψ < p) cost more influence than they save, or organising "
    "costs more than both terms bring",
    origin="reduced form",
    source=_SOURCE,
    ours=_OURS,
    consequence="whether a multilateral alliance pays in all",
    concept="Nash equilibrium of the contest",
    axes=("psi", "tau"),
)

_CHOICE = Model(
    id="M11-choice",
    title="consequence: is control worth it? Multilateral against the better of bilateral and none",
    metric="U(multilateral) − max{U(bilateral), 0}",
    parameters=_ALL,
    game=control_games,
    computed=_choice,
    formula="V*(a + psi*M)/(a + M + b) - k*b*a/(a + M) - tau*M - Max(V*a/(a + b) - k*b, 0)",
    holds="V*(a + psi*M)/(a + M + b) > k*b*a/(a + M) + tau*M + Max(V*a/(a + b) - k*b, 0)",
    thresholds={"tau": _organising},
    loses="where the premium is negative, and also where control is not worth its cost even with "
    "partners: then a power does best to leave the target alone",
    origin="reduced form",
    source=_SOURCE,
    ours=_OURS,
    consequence="whether control is worth having at all",
    concept="Nash equilibrium of the contest",
    axes=("psi", "V"),
)

_FIRST_PARTNER = Model(
    id="M11-first",
    title="consequence: the best alliance, whether a first partner is worth recruiting",
    metric="marginal value of the first partner, V(ψ−p)/(a+b) + kb/a − τ",
    parameters={name: _ALL[name] for name in ("a", "b", "psi", "V", "k", "tau")},
    game=lambda **parameters: control_games(**parameters, M=parameters["a"]),
    computed=lambda **parameters: marginal_partner(**parameters, M=0),
    formula=_FIRST.format(a="a", b="b"),
    holds="V*(psi - a/(a + b))/(a + b) + k*b/a > tau",
    thresholds={
        "psi": _alignment_of_first,
        "tau": "V*(psi - a/(a + b))/(a + b) + k*b/a",
        "k": "(tau - V*(psi - a/(a + b))/(a + b))*a/b",
    },
    loses="the first partner is not worth its organising cost, and then no alliance is; the best "
    "one otherwise solves V(a+b)(ψ−p)/(a+b+M)² + kab/(a+M)² = τ",
    origin="reduced form",
    source=_SOURCE,
    ours=_OURS,
    consequence="whether recruiting partners pays at the margin",
    concept="Nash equilibrium of the contest",
    axes=("psi", "tau"),
)

_FEASIBLE = Model(
    id="M11-feasible",
    title="a resource limit: control costs kb + F, which must be within reach",
    metric="slack of a < kb + F ≤ a + M, the smaller of the two",
    parameters={
        "a": _capability(1, "a, capability of the controller"),
        "b": _capability(1, "b, capability of the target"),
        "M": _capability(2, "M, capability of the partners"),
        "k": _K,
        "F": Parameter(Fraction(3, 2), "F, fixed cost of control", 0, span=(0, 24)),
    },
    game=lambda **parameters: {"resources beyond the need": _resources(**parameters)},
    computed=_only_choice,
    formula="M/2 - Abs(k*b + F - a - M/2)",
    holds="(a < k*b + F) & (k*b + F < a + M)",
    thresholds={
        "F": "a - k*b",
        "a": "k*b + F",
        "F (multilateral no longer feasible)": "a + M - k*b",
    },
    loses="the controller can afford it alone, or not even with partners; at a + M = kb + F "
    "multilateral control is just within reach",
    origin="reduced form",
    source=_SOURCE,
    ours="the limit a and a + M on what control may cost; the source has no formal model",
    axes=("a", "F"),
)

_QUADRANTS = Model(
    id="M11-quadrants",
    title="consequence: Cha's four pairs, all multilateral but great over small",
    metric="marginal value of the first partner (of none, for great over small), least of the four",
    parameters={
        "G": Parameter(
            10,
            "G, capability of a great power, a small one has 1",
            1,
            open="(",
            span=(1, 25),
            why="a great power is greater than a small one",
        ),
        "psi": _PSI,
        "V": _V,
        "k": _K,
        "tau": _TAU,
    },
    game=_quadrant_games,
    computed=_quadrants,
    formula=f"Min({_SMALL_SMALL}, {_SMALL_GREAT}, -({_GREAT_SMALL}), {_GREAT_GREAT})",
    holds=f"({_SMALL_SMALL} > 0) & ({_SMALL_GREAT} > 0) & ({_GREAT_SMALL} < 0) & "
    f"({_GREAT_GREAT} > 0)",
    thresholds={
        "tau": lambda **given: _organising_of_pairs(**given)[2],
        "tau (below)": lambda **given: min(
            value for value, joins in zip(_organising_of_pairs(**given), CHA, strict=True) if joins
        ),
        "psi (enough, from)": "1/2",
        "psi (enough, to)": "G/(1 + G)",
        "tau (enough, from)": "k/G",
        "tau (enough, below)": "k",
    },
    loses="great over small is bilateral in the table itself; ½ ≤ ψ ≤ G/(1+G) and k/G ≤ τ < k are "
    "enough for it, and elsewhere some other pair may change sides",
    origin="reduced form",
    source=_SOURCE,
    ours=f"{_OURS}; the region of parameters that gives the table",
    consequence="Cha's table of four pairs, in which the claims C11 to C13 come together",
    concept="Nash equilibrium of the contest",
    axes=("psi", "tau"),
)

_CITATION = "Cha, V. D. (2010), Powerplay, International Security 34(3):158–196"

CLAIMS = (
    Claim(
        id="C11",
        statement="Partners give a great power more influence over a peer, while control of it by "
        "bilateral ties costs more than the compromise in which it ends is worth.",
        in_source="as the encyclopedia entry reports it: control of a great power by bilateral "
        "ties is costly and takes bargaining and compromise; multilateralism may allow influence "
        "over it",
        author="after Cha",
        citation=_CITATION,
        loses="where partners share less of the aim than the controller gets alone, half of it "
        "against a peer, and where bilateral control is worth its cost",
        models=by_id(_PEER, _INFLUENCE, _BILATERAL),
    ),
    Claim(
        id="C12",
        statement="Embedding the target in a multilateral alliance reduces the cost borne by the "
        "power that seeks control, and binds no less.",
        in_source="as the encyclopedia entry reports it: a multilateral alliance lowers the cost "
        "to the power that seeks control, with the same binding benefits",
        author="after Cha",
        citation=_CITATION,
        loses="where the target is weak, so that partners cost more to organise than they save, "
        "and where the controller is strong, so that they dilute its influence",
        models=by_id(_COST, _BINDING, _PREMIUM, _CHOICE, _FIRST_PARTNER),
    ),
    Claim(
        id="C13",
        statement="A small power that seeks control over another has no choice but multilateral: "
        "it cannot afford control alone, and can with partners.",
        in_source="as the encyclopedia entry reports it: small powers rarely have the resources to "
        "control another small power alone, and multilateralism may be their only choice",
        author="after Cha",
        citation=_CITATION,
        loses="where the controller can afford control alone, or not even with partners",
        models=by_id(_FEASIBLE, _QUADRANTS),
    ),
)
