"""Leverage of the hub and discrimination among equals, in a state of the world (C1 and C6)."""

from lilliput.analysis.cases.case import Finding
from lilliput.analysis.institutions import hub_and_spokes, multilateral
from lilliput.analysis.metrics import discrimination, metrics
from lilliput.analysis.payoffs import outcome
from lilliput.analysis.premium import status_of
from lilliput.analysis.state import State

__all__ = ["leverage_findings"]

_TOLERANCE = 1e-9


def leverage_findings(state: State) -> list[Finding]:
    """Return what hub and spokes give the hub, and how they discriminate, against equal terms.

    Parameters
    ----------
    state
        The state of the world.

    Returns
    -------
    list of Finding
        C1: the hub's leverage in hub and spokes minus in a multilateral treaty. C6: the largest
        difference between powers that bring the same, likewise.

    Examples
    --------
    >>> state = State(powers=["A", "B", "C"], capabilities=[2, 1, 1], stakes="equal")
    >>> [(found.value, found.verdict) for found in leverage_findings(state)]
    [(Fraction(7, 36), 'holds'), (Fraction(3, 8), 'holds')]
    """
    star, whole = hub_and_spokes(), multilateral()
    lead = [metrics(outcome(state, i, on_failure="assume"))["leverage"] for i in (star, whole)]
    unequal = [discrimination(state, institution) for institution in (star, whole)]
    return [
        Finding(
            "C1",
            f"leverage of {state.hub} in hub and spokes, beyond a treaty on equal terms",
            lead[0] - lead[1],
            status_of(lead[0] - lead[1], _TOLERANCE),
            "share of all stakes",
        ),
        Finding(
            "C6",
            "discrimination of hub and spokes beyond a treaty on equal terms",
            unequal[0] - unequal[1],
            status_of(unequal[0] - unequal[1], _TOLERANCE),
            "largest difference between powers that bring the same",
        ),
    ]
