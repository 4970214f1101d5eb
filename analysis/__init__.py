"""The question: when does binding powers multilaterally beat bargaining with them bilaterally?"""

if __name__ != "lilliput.analysis":
    raise ImportError(
        f"this folder is the package lilliput.analysis, not {__name__!r}: install it "
        "(pip install -e .) and write `from lilliput.analysis import ...`"
    )

from lilliput.analysis.cases import CASES, Case, case_named, published_numbers
from lilliput.analysis.claims import Claim, cha_quadrants, claims
from lilliput.analysis.comparisons import Comparison, compare
from lilliput.analysis.designs import (
    Design,
    categorical,
    design_from,
    from_frame,
    grid,
    halton,
    integers,
    latin_hypercube,
    log_uniform,
    monte_carlo,
    morris,
    saltelli,
    sobol,
    uniform,
)
from lilliput.analysis.discovery import CartResult, PrimResult, box_stability, cart, prim
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
from lilliput.analysis.sensitivity import (
    Confidence,
    FeatureScores,
    MorrisEffects,
    RankCorrelations,
    SobolIndices,
    Tornado,
    confidence,
    correlations,
    feature_scores,
    morris_effects,
    sobol_indices,
    tornado,
)
from lilliput.analysis.state import Costs, Information, State
from lilliput.analysis.sweeps import Results, StoreError, SweepInterrupted, sweep, vectorised
from lilliput.analysis.sweeps.claim_models import audit
from lilliput.analysis.tables import PaperTable
from lilliput.analysis.thresholds import Threshold, recovered_boundaries
from lilliput.analysis.tracing import Boundary, BoundaryValues, boundary_value, trace_boundary

__all__ = [
    "CASES",
    "INSTITUTIONS",
    "Boundary",
    "BoundaryValues",
    "CartResult",
    "Case",
    "Claim",
    "Comparison",
    "Confidence",
    "Costs",
    "Criterion",
    "Design",
    "FeatureScores",
    "Information",
    "Institution",
    "MorrisEffects",
    "Outcome",
    "PaperTable",
    "Premium",
    "PrimResult",
    "RankCorrelations",
    "Results",
    "SobolIndices",
    "State",
    "StoreError",
    "SweepInterrupted",
    "Threshold",
    "Tornado",
    "Verdict",
    "audit",
    "bilateral_web",
    "binding_premium",
    "boundary_value",
    "box_stability",
    "cart",
    "case_named",
    "categorical",
    "cha_quadrants",
    "claims",
    "compare",
    "confidence",
    "correlations",
    "design_from",
    "discrimination",
    "enforce",
    "feature_scores",
    "from_frame",
    "grid",
    "halton",
    "hub_and_spokes",
    "hub_and_spokes_mfn",
    "integers",
    "latin_hypercube",
    "log_uniform",
    "metrics",
    "monte_carlo",
    "morris",
    "morris_effects",
    "multilateral",
    "outcome",
    "payoffs",
    "power_weighted",
    "prim",
    "published_numbers",
    "recovered_boundaries",
    "reproduce",
    "saltelli",
    "sobol",
    "sobol_indices",
    "sweep",
    "tornado",
    "trace_boundary",
    "uniform",
    "unilateral",
    "unions",
    "vectorised",
    "voting",
]
