"""C6: generalised principles of conduct, without regard to particular interests.

An institution is generalised iff its payoffs are anonymous: powers that bring the same to the game
get the same, whatever their capabilities or roles. D is the largest difference between two
allocations when all pairs have equal stakes; the axiom holds for a rule iff D = 0. What such
principles are worth is decided by M6a (competing exporters), M6b (treaties made to measure or one
for all) and M6c (breadth against depth).
"""

from fractions import Fraction
from typing import Any

from lilliput.analysis.claims import principles_depth, principles_trade, principles_treaties
from lilliput.analysis.claims.claim import Claim, by_id
from lilliput.analysis.claims.exact import rationals
from lilliput.analysis.claims.model import Model
from lilliput.analysis.claims.parameters import Parameter
from lilliput.analysis.institutions import power_weighted, voting
from lilliput.analysis.metrics import discrimination
from lilliput.analysis.payoffs import outcome
from lilliput.analysis.premium import Status, status_of
from lilliput.analysis.rules import VotingMeasure
from lilliput.analysis.state import State
from lilliput.games.bargaining import BargainingProblem, nash_bargaining
from lilliput.games.power import banzhaf_index
from lilliput.games.voting import VotingGame

__all__ = ["CLAIM"]


def _alike(n: int, ratio: Any) -> State:
    powers = ["great power", *(f"small power {i}" for i in range(1, n))]
    return State(
        powers=powers, hub="great power", capabilities=[ratio] + [1] * (n - 1), stakes="equal"
    )


def _weighted_games(n: int, ratio: Any, eta: Any) -> dict[str, Any]:
    found = outcome(_alike(n, ratio), power_weighted(eta=eta), on_failure="assume")
    # 2**n worths are made only while that is a small number.
    return {"outcome": found, **({"equal stakes": found.game} if n <= _LARGEST_GAME else {})}


def _weighted(n: int, ratio: Any, eta: Any) -> Any:
    return -discrimination(_alike(n, ratio), power_weighted(eta=eta))


def _by_nash(n: int, ratio: Any, eta: Any) -> Any:
    """Return −D if all bargain at once over the whole, with capability to the η as power."""
    names = _alike(n, ratio).powers
    problem = BargainingProblem.from_surplus(names, Fraction(1))
    shares = nash_bargaining(problem, rationals([ratio**eta] + [1] * (n - 1)))
    return -(shares.max() - shares.min())


def _council(m: int, k: int) -> VotingGame:
    members = [f"member {i}" for i in range(1, m + 1)]
    return VotingGame(
        ["veto power", *members], weights=[1] * (m + 1), quota=k + 1, vetoes=["veto power"]
    )


def _veto(m: int, k: int, *, measure: VotingMeasure = "shapley_shubik") -> Any:
    return -discrimination(_alike(m + 1, 1), voting(quota=k + 1, measure=measure))


def _by_banzhaf(m: int, k: int) -> Any:
    shares = banzhaf_index(_council(m, k), exact=True)
    return -(max(shares) - min(shares))


def _by_offers(m: int, k: int) -> Any:
    return _veto(m, k, measure="baron_ferejohn")


def _no_difference(margin: Any, indifference: float) -> Status:
    """Return that the axiom holds where equals get the same, at margin 0, and fails elsewhere."""
    return "holds" if status_of(margin, indifference) == "indifferent" else "fails"


_LARGEST_GAME = 12

CLAIM = Claim(
    id="C6",
    statement="Multilateral rules are generalised principles of conduct, which treat like states "
    "alike without regard to particular interests, and do better than terms made to measure.",
    in_source="a definition: multilateral forms coordinate on generalised principles of conduct, "
    "which hold for a class of actions whatever the parties' particular interests or the occasion; "
    "that they do better is our addition",
    author="after Ruggie",
    citation="Ruggie, J. G. (1992), Multilateralism: the anatomy of an institution, International "
    "Organization 46:561–598",
    loses="where votes are weighted by power or some have a veto, where states differ by more than "
    "contracts cost to make, where breadth is bought with depth, and where a cut for all invites "
    "free riding",
    models=by_id(
        Model(
            id="C6-weights",
            title="the axiom test: permute capabilities where all stakes are equal",
            metric="−D, minus the largest difference between equals",
            parameters={
                "n": Parameter(4, "number of powers", 2, 40, integer=True, span=(2, 9)),
                "ratio": Parameter(
                    Fraction(10), "capability of the great power", 0, open="(", span=(0.25, 20)
                ),
                "eta": Parameter(
                    0, "η, how far capability is bargaining weight", 0, 20, span=(0, 3)
                ),
            },
            game=_weighted_games,
            computed=_weighted,
            formula="-Abs(ratio**eta - 1)/((n - 1)*(ratio**eta + 1))",
            holds="Eq(ratio**eta, 1)",
            thresholds={"eta": "0", "ratio": "1"},
            loses="η > 0 and unequal capabilities: the treaty then writes power into the rule",
            decide=_no_difference,
            origin="literature",
            source="Ruggie (1992) for the axiom; Kalai, E. and Samet, D. (1987), On weighted "
            "Shapley values, International Journal of Game Theory 16:205–222",
            ours="the test of the axiom by an index D, and the weights c^η",
            concept="weighted Shapley value",
            concepts={"Nash bargaining with power c^η": _by_nash},
            axes=("ratio", "eta"),
        ),
        Model(
            id="C6-veto",
            title="the axiom test for a voting rule with veto",
            metric="−D, minus the largest difference between equals",
            parameters={
                "m": Parameter(4, "members without veto", 1, 30, integer=True, span=(1, 9)),
                "k": Parameter(
                    2, "how many of them a decision needs", 1, 30, integer=True, span=(1, 9)
                ),
            },
            game=lambda m, k: {"a veto power and k of m": _council(m, k)},
            computed=_veto,
            formula="-(m - k)/m",
            holds="Eq(k, m)",
            thresholds={"k": "m"},
            needs={"k <= m": "no more can be needed than there are"},
            decide=_no_difference,
            loses="k < m: a veto violates the axiom by construction; under unanimity all are alike",
            origin="literature",
            source="Shapley, L. S. and Shubik, M. (1954), A method for evaluating the distribution "
            "of power in a committee system, doi:10.2307/1951053",
            ours="the test of the axiom by an index D",
            concept="Shapley–Shubik index",
            concepts={
                "Banzhaf index": _by_banzhaf,
                "Baron–Ferejohn bargaining (δ = 9/10)": _by_offers,
            },
            axes=("m", "k"),
        ),
        *principles_trade.MODELS,
        *principles_treaties.MODELS,
        *principles_depth.MODELS,
    ),
)
