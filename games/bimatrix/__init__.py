"""Two-player games: all equilibria of one game, and of many games at once."""

from lilliput.games.bimatrix.batch import bimatrix_equilibria
from lilliput.games.bimatrix.batch_correlated import CorrelatedBatch, bimatrix_correlated_welfare
from lilliput.games.bimatrix.batch_result import BimatrixBatch
from lilliput.games.bimatrix.batch_tables import (
    DominatedBatch,
    batched_pure_equilibria,
    bimatrix_dominated,
    bimatrix_pure_equilibria,
)

__all__ = [
    "BimatrixBatch",
    "CorrelatedBatch",
    "DominatedBatch",
    "batched_pure_equilibria",
    "bimatrix_correlated_welfare",
    "bimatrix_dominated",
    "bimatrix_equilibria",
    "bimatrix_pure_equilibria",
]
