"""C15: powerful states buy in by writing the rules, by veto power and by special status (M15a).

A surplus V is split by the Shapley–Shubik index of an organisation in which the hub has a veto and
k of m others must agree. The hub joins if its share covers d_H, an ordinary member if its covers
d_s. Writing the rules means to choose the smallest k that all accept.
"""

from fractions import Fraction
from math import ceil, floor
from typing import Any

from lilliput.analysis.claims.base import Claim, Model, Parameter, by_id
from lilliput.analysis.claims.lilliput import hub_needs
from lilliput.games.values import shapley_value

__all__ = ["CLAIM", "feasible_charters"]


def feasible_charters(m: int, V: Any, d_hub: Any, d_small: Any) -> list[int]:
    """Return the numbers k of assents that hub and members all accept, by trying each.

    Parameters
    ----------
    m
        Number of ordinary members.
    V
        Surplus of the organisation.
    d_hub, d_small
        Outside options of the hub and of each ordinary member.

    Examples
    --------
    >>> feasible_charters(6, 10, 4, Fraction(1, 2))
    [3, 4]
    """
    return [k for k in range(1, m + 1) if _slack(m, k, V, d_hub, d_small) >= 0]


def _slack(m: int, k: int, V: Any, d_hub: Any, d_small: Any) -> Any:
    """Return the smaller surplus of hub and member at a charter, each per unit of V."""
    shares = shapley_value(hub_needs(m, k), exact=True)
    return min(shares["hub"] * V - d_hub, shares["small 1"] * V - d_small)


def _computed(m: int, V: Any, d_hub: Any, d_small: Any) -> Any:
    return max(_slack(m, k, V, d_hub, d_small) for k in range(1, m + 1))


def _formula(m: int, V: Any, d_hub: Any, d_small: Any) -> Any:
    def slack(k: int) -> Any:
        hub, small = Fraction(m - k + 1, m + 1), Fraction(k, m * (m + 1))
        return min(hub * V - d_hub, small * V - d_small)

    return max(slack(k) for k in range(1, m + 1))


def _boundary(m: int, V: Any, d_hub: Any, d_small: Any) -> dict[str, Any]:
    low = max(1, ceil(m * (m + 1) * d_small / V))
    high = min(m, floor((m + 1) * (1 - d_hub / V)))
    return {"k (from)": low, "k (to)": high, "k (rule-writing)": low if low <= high else None}


CLAIM = Claim(
    id="C15",
    statement="Powerful states buy in by writing the rules, through veto power and special status.",
    author="Kahler; Ruggie; Krasner",
    models=by_id(
        Model(
            id="M15a",
            title="the charter: a hub with a veto and k of m other votes",
            metric="the best charter's smallest surplus over outside options",
            parameters={
                "m": Parameter(6, "number of ordinary members", 1, 18, integer=True),
                "V": Parameter(Fraction(10), "surplus of the organisation", 1e-9),
                "d_hub": Parameter(Fraction(4), "outside option of the hub", 0),
                "d_small": Parameter(Fraction(1, 2), "outside option of a member", 0),
            },
            computed=_computed,
            closed_form=_formula,
            boundary=_boundary,
            loses="the hub's outside option leaves no room for the members'; integer gaps: some "
            "regimes that create surplus cannot be chartered",
            origin="reduced form",
            source="shares by Shapley and Shubik (1954); the participation problem is our own",
        ),
    ),
)
