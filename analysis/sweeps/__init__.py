"""Sweeps: a model on all points of a design, in parallel, resumable, failures being data."""

from lilliput.analysis.sweeps.driving import PointFailedError
from lilliput.analysis.sweeps.errors import (
    StoreError,
    StoreFullError,
    SweepInterrupted,
)
from lilliput.analysis.sweeps.evaluators import (
    Column,
    Evaluated,
    Evaluator,
    ModelOutputError,
    evaluator_of,
)
from lilliput.analysis.sweeps.functions import vectorised
from lilliput.analysis.sweeps.results import Results
from lilliput.analysis.sweeps.sweep import sweep

__all__ = [
    "Column",
    "Evaluated",
    "Evaluator",
    "ModelOutputError",
    "PointFailedError",
    "Results",
    "StoreError",
    "StoreFullError",
    "SweepInterrupted",
    "evaluator_of",
    "sweep",
    "vectorised",
]
