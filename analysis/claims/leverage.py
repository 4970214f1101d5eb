"""C1: bilateral, discriminatory arrangements enhance the leverage of the powerful over the weak.

M1a (brokerage): in the star the hub sits in every deal, its own and λ of those between spokes. Its
leverage is what the star gives it beyond the complete graph, (λ/3) W_−h. M1b (discrimination): a
hub that may price each spoke apart takes all of its value; one price for all leaves some of it.
"""

from itertools import combinations
from typing import Any

from lilliput.analysis.claims.base import Claim, Model, Parameter, by_id
from lilliput.analysis.institutions import hub_and_spokes, hub_and_spokes_mfn, multilateral
from lilliput.analysis.payoffs import outcome
from lilliput.analysis.state import State

__all__ = ["CLAIM", "brokerage_state"]


def brokerage_state(n: Any, w_hub: Any, w_spoke: Any, brokerage: Any) -> State:
    """Return a state of one hub and n−1 alike spokes with equal capabilities.

    Examples
    --------
    >>> brokerage_state(3, 1, 0, 0.5).powers
    ('hub', 'spoke 1', 'spoke 2')
    """
    spokes = [f"spoke {i}" for i in range(1, n)]
    stakes = {("hub", spoke): w_hub for spoke in spokes}
    stakes |= dict.fromkeys(combinations(spokes, 2), w_spoke)
    return State(
        powers=("hub", *spokes), hub="hub", capabilities=1, stakes=stakes, brokerage=brokerage
    )


def _brokerage(n: int, w_hub: Any, w_spoke: Any, brokerage: Any) -> Any:
    state = brokerage_state(n, w_hub, w_spoke, brokerage)
    star = outcome(state, hub_and_spokes(eta=0), on_failure="assume").allocation
    free = outcome(state, multilateral(), on_failure="assume").allocation
    return star["hub"] - free["hub"]


def _brokerage_formula(n: int, w_hub: Any, w_spoke: Any, brokerage: Any) -> Any:
    return brokerage * w_spoke * (n - 1) * (n - 2) / 6


def _discrimination(k: Any) -> Any:
    state = State(powers=("hub", "spoke"), hub="hub", capabilities=1, stakes={("hub", "spoke"): 1})
    uniform = outcome(state, hub_and_spokes_mfn(k=k), on_failure="assume").allocation
    return k / (k + 1) * (1 - uniform["hub"])


def _discrimination_formula(k: Any) -> Any:
    return k / (k + 1) * (1 - (1 + k) ** (-1 / k))


CLAIM = Claim(
    id="C1",
    statement="Bilateral, discriminatory arrangements enhance the leverage of the powerful over "
    "the weak.",
    author="Kahler",
    models=by_id(
        Model(
            id="M1a",
            title="brokerage: the star against the complete graph",
            metric="hub's allocation in the star minus in the complete graph",
            parameters={
                "n": Parameter(4, "number of powers", 2, 40, integer=True),
                "w_hub": Parameter(1.0, "stakes of the hub with each spoke"),
                "w_spoke": Parameter(0.3, "stakes of each pair of spokes"),
                "brokerage": Parameter(0.5, "λ, the part of them that the hub can realise", 0, 1),
            },
            computed=_brokerage,
            closed_form=_brokerage_formula,
            boundary=lambda **_: {"w_spoke": 0, "brokerage": 0},
            loses="spokes are rivals (w_spoke < 0): the star then shields each of them; with "
            "w_spoke = 0 the graph makes no difference",
            origin="literature",
            source="Myerson, R. B. (1977), doi:10.1287/moor.2.3.225",
        ),
        Model(
            id="M1b",
            title="discrimination: a price for each spoke against one price (MFN)",
            metric="hub's expected gain per spoke from discriminating",
            parameters={"k": Parameter(1.0, "spokes' values follow F(θ) = θ^k", 1e-6, 1e6)},
            computed=_discrimination,
            closed_form=_discrimination_formula,
            boundary=lambda **_: {"k": float("inf")},
            loses="on welfare: one price refuses 1/(1+k) of the deals and loses k·p*/(k+1)²; the "
            "gain vanishes as k → ∞",
            origin="reduced form",
            source="reduced form of third-degree price discrimination (Pigou 1920)",
        ),
    ),
)
