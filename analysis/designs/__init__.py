"""Designs of parameter sweeps: grids, random and low-discrepancy points, and their combinations."""

from lilliput.analysis.designs.descriptions import design_from
from lilliput.analysis.designs.design import Block, Design
from lilliput.analysis.designs.distributions import (
    Distribution,
    categorical,
    integers,
    log_uniform,
    uniform,
)
from lilliput.analysis.designs.grids import Grid, from_frame, grid
from lilliput.analysis.designs.saltelli import Morris, Saltelli, morris, saltelli
from lilliput.analysis.designs.sequences import halton, latin_hypercube, monte_carlo, sobol

__all__ = [
    "Block",
    "Design",
    "Distribution",
    "Grid",
    "Morris",
    "Saltelli",
    "categorical",
    "design_from",
    "from_frame",
    "grid",
    "halton",
    "integers",
    "latin_hypercube",
    "log_uniform",
    "monte_carlo",
    "morris",
    "saltelli",
    "sobol",
    "uniform",
]
