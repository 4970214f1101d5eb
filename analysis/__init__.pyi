# The public names of lilliput.analysis and the rooms that they come from, read by type checkers and
# by the package itself, which loads a room when one of its names is first used.

from .cases import CASES, Case, case_named, published_numbers
from .claims import Claim, cha_quadrants, claims
from .comparisons import Comparison, compare
from .designs import (
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
from .discovery import CartResult, PrimResult, box_stability, cart, prim
from .enforcement import enforce
from .institutions import (
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
from .metrics import discrimination, metrics
from .payoffs import Outcome, outcome, payoffs
from .premium import Criterion, Premium, Verdict, binding_premium
from .report import reproduce
from .robustness import Robustness, robustness
from .sensitivity import (
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
from .state import Costs, Information, State
from .sweeps import Results, StoreError, SweepInterrupted, sweep, vectorised
from .sweeps.claim_models import audit
from .tables import PaperTable
from .thresholds import Threshold, recovered_boundaries
from .tracing import Boundary, BoundaryValues, boundary_value, trace_boundary

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
    "Robustness",
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
    "robustness",
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
