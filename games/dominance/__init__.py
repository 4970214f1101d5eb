"""Dominance: dominated strategies, iterated elimination, rationalizable strategies."""

from lilliput.games.dominance.dominated import Dominance, dominated_strategies, is_dominated
from lilliput.games.dominance.elimination import (
    IteratedElimination,
    elimination_outcomes,
    iterated_elimination,
)
from lilliput.games.dominance.rationalizable import (
    RationalizableStrategies,
    rationalizable_strategies,
)

__all__ = [
    "Dominance",
    "IteratedElimination",
    "RationalizableStrategies",
    "dominated_strategies",
    "elimination_outcomes",
    "is_dominated",
    "iterated_elimination",
    "rationalizable_strategies",
]
