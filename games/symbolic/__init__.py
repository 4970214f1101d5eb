"""Games with symbolic payoffs: equilibria with conditions that partition the parameter space."""

from lilliput.games.symbolic.partition import Cell
from lilliput.games.symbolic.solution import SymbolicEquilibria, SymbolicEquilibrium
from lilliput.games.symbolic.solve import pure_equilibrium_conditions, symbolic_equilibria

__all__ = [
    "Cell",
    "SymbolicEquilibria",
    "SymbolicEquilibrium",
    "pure_equilibrium_conditions",
    "symbolic_equilibria",
]
