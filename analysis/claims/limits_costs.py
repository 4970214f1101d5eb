"""M16, transaction costs: one treaty of n against a web or a star of bilateral ones.

A bilateral treaty costs t_B, a multilateral one T_M and t_M a member. The web has n(n−1)/2 treaties
and grows with the square of n, so that beyond some n the multilateral treaty is cheaper. The star
has n−1; against it the multilateral treaty is never cheaper unless t_M < t_B.
"""

from collections.abc import Callable
from fractions import Fraction
from math import sqrt
from typing import Any

from lilliput.analysis.claims.exact import in_fractions
from lilliput.analysis.claims.model import Model
from lilliput.analysis.claims.parameters import Parameter
from lilliput.analysis.institutions import (
    Institution,
    bilateral_web,
    hub_and_spokes,
    multilateral,
)
from lilliput.analysis.state import State

__all__ = ["MODELS", "treaty_state"]


# The names are those of the model's parameters.
def treaty_state(n: int, t_B: Any, t_M: Any, T_M: Any) -> State:
    """Return a state of n powers that are alike, with transaction costs.

    Examples
    --------
    >>> multilateral().costs(treaty_state(3, 1, 1, 3))
    [Fraction(2, 1), Fraction(2, 1), Fraction(2, 1)]
    """
    names = [f"power {i}" for i in range(1, n + 1)]
    return State(powers=names, capabilities=1, stakes={}, costs=(t_B, t_M, T_M))


def _extra_cost(bilateral: Institution) -> Callable[..., Any]:
    """Return what all powers together pay more for one treaty than for bilateral ones."""

    def extra(n: int, t_B: Any, t_M: Any, T_M: Any) -> Any:
        state = treaty_state(n, t_B, t_M, T_M)
        return sum(multilateral().costs(state)) - sum(bilateral.costs(state))

    return in_fractions(extra)


def _games(bilateral: Institution) -> Callable[..., dict[str, Any]]:
    def games(**parameters: Any) -> dict[str, Any]:
        state = treaty_state(**parameters)
        return {
            "state": state,
            **{form.name: form.costs(state) for form in (multilateral(), bilateral)},
        }

    return games


def _beyond_web(t_B: Any, t_M: Any, T_M: Any, **_: Any) -> float:
    """Return the n beyond which the multilateral treaty is cheaper than a web."""
    pair, member, whole = float(t_B), float(t_M), float(T_M)
    linear = pair + 2 * member
    return (linear + sqrt(linear**2 + 8 * whole * pair)) / (2 * pair)


def _beyond_star(t_B: Any, t_M: Any, T_M: Any, **_: Any) -> Any:
    """Return the n beyond which it is cheaper than a star; None if it never is."""
    return Fraction(1) * (T_M + t_B) / (t_B - t_M) if t_M < t_B else None


_PARAMETERS = {
    "n": Parameter(
        4,
        "n, number of powers",
        2,
        200,
        integer=True,
        span=(2, 20),
        why="a treaty needs two, and the state of the world lists all pairs",
    ),
    "t_B": Parameter(
        1,
        "t_B, cost of a bilateral treaty",
        0,
        open="(",
        span=(0, 3),
        why="treaties that cost nothing need no other form",
    ),
    "t_M": Parameter(Fraction(1, 2), "t_M, cost of a multilateral treaty to a member", 0),
    "T_M": Parameter(5, "T_M, cost of a multilateral treaty as such", 0, span=(0, 40)),
}
_SOURCE = (
    "Keohane, R. O. (1984), After Hegemony, Princeton, on transaction costs; Thompson, A. and "
    "Verdier, D. (2014), Multilateralism, bilateralism, and regime design, International Studies "
    "Quarterly 58"
)
_OURS = "constant costs a treaty and a member, and the closed form"

MODELS = (
    Model(
        id="M16-web",
        title="transaction costs: one treaty of n against a web of bilateral ones",
        metric="cost of the multilateral treaty minus that of n(n−1)/2 bilateral ones",
        parameters=_PARAMETERS,
        game=_games(bilateral_web()),
        computed=_extra_cost(bilateral_web()),
        formula="T_M + n*t_M - t_B*n*(n - 1)/2",
        holds="T_M + n*t_M > t_B*n*(n - 1)/2",
        thresholds={
            "n": _beyond_web,
            "t_B": "2*(T_M + n*t_M)/(n*(n - 1))",
            "t_M": "t_B*(n - 1)/2 - T_M/n",
            "T_M": "t_B*n*(n - 1)/2 - n*t_M",
        },
        loses="n < [t_B + 2t_M + √((t_B + 2t_M)² + 8T_M t_B)]/(2t_B): among few a web is cheaper",
        origin="reduced form",
        source=f"reduced form of {_SOURCE}",
        ours=_OURS,
        axes=("n", "T_M"),
    ),
    Model(
        id="M16-star",
        title="transaction costs: one treaty of n against a star of bilateral ones",
        metric="cost of the multilateral treaty minus that of n−1 bilateral ones",
        parameters=_PARAMETERS,
        game=_games(hub_and_spokes()),
        computed=_extra_cost(hub_and_spokes()),
        formula="T_M + n*t_M - t_B*(n - 1)",
        holds="T_M + n*t_M > t_B*(n - 1)",
        thresholds={
            "n": _beyond_star,
            "t_B": "(T_M + n*t_M)/(n - 1)",
            "t_M": "(t_B*(n - 1) - T_M)/n",
            "T_M": "t_B*(n - 1) - n*t_M",
        },
        loses="t_M ≥ t_B: at any n; else n < (T_M + t_B)/(t_B − t_M)",
        origin="reduced form",
        source=f"reduced form of {_SOURCE}",
        ours=_OURS,
        axes=("n", "t_M"),
    ),
)
