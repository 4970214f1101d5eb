"""Boundaries found by following them, with few evaluations of the model."""

from lilliput.analysis.tracing.boundary import Boundary, trace_boundary
from lilliput.analysis.tracing.values import BoundaryValues, boundary_value

__all__ = ["Boundary", "BoundaryValues", "boundary_value", "trace_boundary"]
