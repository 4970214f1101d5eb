"""Institutions compared in many states at once: arrays of numbers in, arrays out."""

from lilliput.analysis.comparisons.comparing import Compared, compare, number_columns
from lilliput.analysis.comparisons.comparison import Comparison
from lilliput.analysis.comparisons.outcomes import batch_payoffs
from lilliput.analysis.comparisons.parameters import read_points
from lilliput.analysis.comparisons.states import BatchStates

__all__ = [
    "BatchStates",
    "Compared",
    "Comparison",
    "batch_payoffs",
    "compare",
    "number_columns",
    "read_points",
]
