"""Potential games: exact, weighted and ordinal potentials, or the cycles that rule them out."""

from lilliput.games.potential.exact import exact_potential, weighted_potential
from lilliput.games.potential.function import Potential
from lilliput.games.potential.ordinal import ordinal_potential

__all__ = ["Potential", "exact_potential", "ordinal_potential", "weighted_potential"]
