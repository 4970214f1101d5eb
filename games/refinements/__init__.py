"""Refinements of equilibrium: stability against coalitions and against mutants."""

from lilliput.games.refinements.coalition_proof import (
    coalition_proof_equilibria,
    is_coalition_proof,
)
from lilliput.games.refinements.stability import (
    EvolutionarilyStableStrategies,
    evolutionarily_stable_strategies,
    is_evolutionarily_stable,
    is_neutrally_stable,
)
from lilliput.games.refinements.strong import is_strong_equilibrium, strong_equilibria

__all__ = [
    "EvolutionarilyStableStrategies",
    "coalition_proof_equilibria",
    "evolutionarily_stable_strategies",
    "is_coalition_proof",
    "is_evolutionarily_stable",
    "is_neutrally_stable",
    "is_strong_equilibrium",
    "strong_equilibria",
]
