"""C6: generalised principles of conduct, without regard to particular interests.

An institution is generalised iff its payoffs are anonymous: powers that bring the same to the game
get the same, whatever their capabilities or roles. D is the largest difference between two
allocations when all pairs have equal stakes; the claim holds for a rule iff D = 0.
"""

from fractions import Fraction
from typing import Any

from lilliput.analysis.claims.base import Claim, Model, Parameter, by_id
from lilliput.analysis.institutions import power_weighted, voting
from lilliput.analysis.metrics import discrimination
from lilliput.analysis.premium import Status, status_of
from lilliput.analysis.state import State

__all__ = ["CLAIM"]


def _alike(n: int, ratio: Any) -> State:
    powers = ["great power", *(f"small power {i}" for i in range(1, n))]
    return State(
        powers=powers, hub="great power", capabilities=[ratio] + [1] * (n - 1), stakes="equal"
    )


def _weighted(n: int, ratio: Any, eta: Any) -> Any:
    return -discrimination(_alike(n, ratio), power_weighted(eta=eta))


def _weighted_formula(n: int, ratio: Any, eta: Any) -> Any:
    part = ratio**eta / (1 + ratio**eta)
    return -abs(n * (part - Fraction(1, 2))) * Fraction(2, n * (n - 1))


def _veto(m: int, k: int) -> Any:
    return -discrimination(_alike(m + 1, 1), voting(quota=k + 1))


def _veto_formula(m: int, k: int) -> Fraction:
    return -Fraction((m - k + 1) * m - k, m * (m + 1))


def _no_difference(margin: Any, tol: float) -> Status:
    """Return that the axiom holds where equals get the same, at margin 0, and fails elsewhere."""
    return "holds" if status_of(margin, tol) == "indifferent" else "fails"


CLAIM = Claim(
    id="C6",
    statement="Multilateralism rests on generalised principles of conduct, without regard to "
    "particular interests.",
    author="Ruggie",
    models=by_id(
        Model(
            id="C6-weights",
            title="the axiom test: permute capabilities where all stakes are equal",
            metric="−D, minus the largest difference between equals",
            parameters={
                "n": Parameter(4, "number of powers", 3, 40, integer=True),
                "ratio": Parameter(Fraction(10), "capability of the great power", 1e-6, 1e6),
                "eta": Parameter(0, "η, how far capability is bargaining weight", 0, 20),
            },
            computed=_weighted,
            closed_form=_weighted_formula,
            boundary=lambda **_: {"eta": 0, "ratio": 1},
            loses="η > 0 and unequal capabilities: the treaty then writes power into the rule",
            decide=_no_difference,
            origin="literature",
            source="Ruggie, J. G. (1992), Multilateralism: the anatomy of an institution",
        ),
        Model(
            id="C6-veto",
            title="the axiom test for a voting rule with veto",
            metric="−D, minus the largest difference between equals",
            parameters={
                "m": Parameter(4, "members without veto", 1, 30, integer=True),
                "k": Parameter(2, "how many of them a decision needs", 1, 30, integer=True),
            },
            computed=_veto,
            closed_form=_veto_formula,
            boundary=lambda m, k: {"k": m},
            valid=lambda m, k: f"k must be <= m, got k={k}, m={m}" if k > m else "",
            decide=_no_difference,
            loses="k < m: a veto violates the axiom by construction; under unanimity all are alike",
            origin="literature",
            source="Shapley and Shubik (1954), doi:10.2307/1951053",
        ),
    ),
)
