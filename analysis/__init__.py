"""The question: when does binding powers multilaterally beat bargaining with them bilaterally?"""

if __name__ != "lilliput.analysis":
    raise ImportError(
        f"this folder is the package lilliput.analysis, not {__name__!r}: install it "
        "(pip install -e .) and write `from lilliput.analysis import ...`"
    )

from lilliput.analysis.cases import CASES, Case, case_named, published_numbers
from lilliput.analysis.claims import Claim, cha_quadrants, claims
from lilliput.analysis.enforcement import enforce
from lilliput.analysis.institutions import (
    INSTITUTIONS,
    Institution,
    bilateral_web,
    hub_and_spokes,
    hub_and_spokes_mfn,
    multilateral,
    power_weighted,
    unilateral,
    unions,
    voting,
)
from lilliput.analysis.metrics import discrimination, metrics
from lilliput.analysis.payoffs import Outcome, outcome, payoffs
from lilliput.analysis.premium import Criterion, Premium, Verdict, binding_premium
from lilliput.analysis.report import reproduce
from lilliput.analysis.state import Costs, Information, State
from lilliput.analysis.tables import PaperTable
from lilliput.analysis.thresholds import Threshold, recovered_boundaries

__all__ = [
    "CASES",
    "INSTITUTIONS",
    "Case",
    "Claim",
    "Costs",
    "Criterion",
    "Information",
    "Institution",
    "Outcome",
    "PaperTable",
    "Premium",
    "State",
    "Threshold",
    "Verdict",
    "bilateral_web",
    "binding_premium",
    "case_named",
    "cha_quadrants",
    "claims",
    "discrimination",
    "enforce",
    "hub_and_spokes",
    "hub_and_spokes_mfn",
    "metrics",
    "multilateral",
    "outcome",
    "payoffs",
    "power_weighted",
    "published_numbers",
    "recovered_boundaries",
    "reproduce",
    "unilateral",
    "unions",
    "voting",
]
