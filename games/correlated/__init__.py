"""Correlated and coarse correlated equilibria: best ones, their polytope, and the check."""

from lilliput.games.correlated.check import is_correlated_equilibrium
from lilliput.games.correlated.optimum import CorrelatedEquilibrium, correlated_equilibrium
from lilliput.games.correlated.polytope import CorrelatedPolytope, correlated_polytope

__all__ = [
    "CorrelatedEquilibrium",
    "CorrelatedPolytope",
    "correlated_equilibrium",
    "correlated_polytope",
    "is_correlated_equilibrium",
]
