"""When is it so? Relations between the parameters of symbolic games, simplified and solved."""

from lilliput.analysis.thresholds.boundaries import (
    Recovered,
    model_threshold,
    recovered_boundaries,
)
from lilliput.analysis.thresholds.coalitional import when_blocked, when_core_exists, when_in_core
from lilliput.analysis.thresholds.solving import Solution, Solutions
from lilliput.analysis.thresholds.strategic import (
    equilibrium_thresholds,
    when_equilibrium,
    when_kept,
    when_sustained,
)
from lilliput.analysis.thresholds.threshold import Threshold
from lilliput.analysis.thresholds.values import premium_thresholds, when_larger, when_positive

__all__ = [
    "Recovered",
    "Solution",
    "Solutions",
    "Threshold",
    "equilibrium_thresholds",
    "model_threshold",
    "premium_thresholds",
    "recovered_boundaries",
    "when_blocked",
    "when_core_exists",
    "when_equilibrium",
    "when_in_core",
    "when_kept",
    "when_larger",
    "when_positive",
    "when_sustained",
]
