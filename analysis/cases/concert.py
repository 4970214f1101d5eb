"""The Concert of Europe, 1816: five great powers settle together what each could settle in pairs.

The most capable power is the hub of bilateral arrangements. The Concert had no statute: it is read
as a treaty on equal terms, and as a council in which each of the five has a veto.
"""

from typing import Any

from lilliput.analysis.cases.case import Case, Finding, findings_of_model, findings_of_premium
from lilliput.analysis.cases.evidence import sourced
from lilliput.analysis.cases.leverage import leverage_findings
from lilliput.analysis.claims import claims
from lilliput.analysis.institutions import voting
from lilliput.analysis.premium import binding_premium
from lilliput.analysis.scenarios import Scenario, describe

__all__ = ["concert_of_europe"]

_POWERS = Scenario("Concert of Europe", 1816, ("UKG", "RUS", "FRN", "AUH", "GMY"))


def concert_of_europe(nmc: Any = None) -> Case:
    """Return the Concert of Europe in 1816 against bilateral arrangements of the leading power.

    Parameters
    ----------
    nmc
        The user's NMC file or a frame read from it; the bundled extract by default.

    Examples
    --------
    >>> case = concert_of_europe()
    >>> case.state
    State(5 powers: UKG, RUS, FRN, AUH, GMY; hub UKG; total stakes 1; collective good 0.2)
    >>> case.to_frame().loc["C1", "verdict"].tolist()
    ['holds']

    References
    ----------
    Schroeder, P. W. (1994). The Transformation of European Politics, 1763–1848. Oxford.
    """
    state = _POWERS.state(nmc)
    veto = voting(vetoes=state.powers, quota=state.n)
    equal, council = binding_premium(state), binding_premium(state, veto)
    a, b = state.capability("UKG"), state.capability("RUS")
    partners = sum(state.capability(power) for power in ("FRN", "AUH", "GMY"))
    influence = claims["C11"].models["M11-influence"].test(a=a, b=b, M=partners)
    hub = council.by_power.loc[state.hub, "premium"]
    findings = [
        *leverage_findings(state),
        findings_of_model("C11", "UKG over RUS with the other three, alignment .7", influence),
        Finding(
            "C15",
            "UKG in a council of five vetoes, over hub and spokes",
            hub,
            council.verdict["hub_participates"].status,
            "the most capable gains nothing special where all have a veto",
        ),
        *findings_of_premium(equal),
        *findings_of_premium(council),
    ]
    return Case(
        name="concert-1816",
        title="Concert of Europe, 1816",
        question="Did the leading power of 1816 lose by acting in concert, and the others gain?",
        findings=findings,
        source=f"{sourced(nmc)}; GMY is Prussia and AUH Austria in 1816",
        assumed=describe().rstrip(".")
        + "; alignment of partners .7; and the Concert as equal weights or as "
        "five vetoes (Shapley–Shubik)",
        state=state,
        games={
            "hub and spokes": equal.bilateral.game,
            "multilateral": equal.multilateral.game,
            "council of five vetoes": council.multilateral.game,
        },
        tables={"equal terms": equal.to_frame(), "five vetoes": council.to_frame()},
    )
