"""What the results of a sweep say: which parameters matter, and how sure a claim is."""

from lilliput.analysis.sensitivity.effects import MorrisEffects, morris_effects
from lilliput.analysis.sensitivity.one_at_a_time import Tornado, tornado
from lilliput.analysis.sensitivity.rank_correlations import RankCorrelations, correlations
from lilliput.analysis.sensitivity.scores import FeatureScores, feature_scores
from lilliput.analysis.sensitivity.shares import Confidence, confidence
from lilliput.analysis.sensitivity.variances import SobolIndices, sobol_indices

__all__ = [
    "Confidence",
    "FeatureScores",
    "MorrisEffects",
    "RankCorrelations",
    "SobolIndices",
    "Tornado",
    "confidence",
    "correlations",
    "feature_scores",
    "morris_effects",
    "sobol_indices",
    "tornado",
]
