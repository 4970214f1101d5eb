"""Equilibria of normal-form games, each with the regret that certifies it."""

from lilliput.games.equilibria.audit import Audit, audit
from lilliput.games.equilibria.membership import in_component
from lilliput.games.equilibria.methods.polymatrix import polymatrix_equilibria
from lilliput.games.equilibria.methods.pure import pure_equilibria
from lilliput.games.equilibria.nash import nash_equilibria
from lilliput.games.equilibria.regret import is_nash, regret
from lilliput.games.equilibria.solution import (
    Certificate,
    Component,
    Equilibrium,
    EquilibriumSet,
    NashSubset,
)
from lilliput.games.equilibria.symmetric import (
    grouped_equilibria,
    pure_equilibria_by_counts,
    symmetric_equilibria,
)
from lilliput.games.equilibria.symmetric_solution import (
    GroupedEquilibria,
    GroupedEquilibrium,
)
from lilliput.games.equilibria.zero_sum import (
    ZeroSumSolution,
    is_strictly_competitive,
    zero_sum_solution,
)

__all__ = [
    "Audit",
    "Certificate",
    "Component",
    "Equilibrium",
    "EquilibriumSet",
    "GroupedEquilibria",
    "GroupedEquilibrium",
    "NashSubset",
    "ZeroSumSolution",
    "audit",
    "grouped_equilibria",
    "in_component",
    "is_nash",
    "is_strictly_competitive",
    "nash_equilibria",
    "polymatrix_equilibria",
    "pure_equilibria",
    "pure_equilibria_by_counts",
    "regret",
    "symmetric_equilibria",
    "zero_sum_solution",
]
