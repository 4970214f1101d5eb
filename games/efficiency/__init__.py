"""Efficiency: welfare, Pareto optima, and what equilibria lose against the optimum."""

from lilliput.games.efficiency.prices import (
    EfficiencyReport,
    price_of_anarchy,
    price_of_stability,
)
from lilliput.games.efficiency.welfare import pareto_optimal_profiles, welfare_table

__all__ = [
    "EfficiencyReport",
    "pareto_optimal_profiles",
    "price_of_anarchy",
    "price_of_stability",
    "welfare_table",
]
