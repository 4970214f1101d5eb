"""Quantal response equilibria, and the equilibria that smooth paths select."""

from lilliput.games.quantal.correspondence import (
    LogitBranch,
    LogitCorrespondence,
    logit_correspondence,
)
from lilliput.games.quantal.estimation import RationalityFit, fit_rationality
from lilliput.games.quantal.response import QuantalResponse, logit_response, quantal_response
from lilliput.games.quantal.tracing import TracingOutcome, tracing_procedure

__all__ = [
    "LogitBranch",
    "LogitCorrespondence",
    "QuantalResponse",
    "RationalityFit",
    "TracingOutcome",
    "fit_rationality",
    "logit_correspondence",
    "logit_response",
    "quantal_response",
    "tracing_procedure",
]
