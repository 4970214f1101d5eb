"""Stability: the core and the solutions that grow out of its excesses."""

from lilliput.games.cores.bargaining_set import in_bargaining_set
from lilliput.games.cores.batch import BatchStatus, NucleolusBatch, nucleoli, nucleoli_solution
from lilliput.games.cores.batch_least_core import LeastCoreBatch, cores_empty, least_cores
from lilliput.games.cores.bounds import core_cover, imputations, reasonable_set
from lilliput.games.cores.core import Core, core, in_core
from lilliput.games.cores.dutta_ray import dutta_ray
from lilliput.games.cores.kernel import in_kernel, in_prekernel, surplus
from lilliput.games.cores.kernel_point import kernel_point, prekernel_point
from lilliput.games.cores.kohlberg import is_nucleolus, is_prenucleolus
from lilliput.games.cores.lorenz import lorenz_compare, lorenz_curve, lorenz_dominates
from lilliput.games.cores.modiclus import modiclus
from lilliput.games.cores.nucleolus import (
    nucleolus,
    per_capita_nucleolus,
    per_capita_prenucleolus,
    prenucleolus,
    proportional_nucleolus,
)
from lilliput.games.cores.nucleolus_solution import (
    NucleolusSolution,
    SettledLevel,
    nucleolus_solution,
)
from lilliput.games.cores.oracle import (
    OracleLeastCore,
    OracleNucleolus,
    least_core_by_oracle,
    nucleolus_by_oracle,
)
from lilliput.games.cores.oracle_search import Settled
from lilliput.games.cores.polytope import AllocationSet
from lilliput.games.cores.sets import (
    coalition_structure_core,
    epsilon_core,
    harsanyi_set,
    least_core_set,
)
from lilliput.games.cores.weber import WeberSet, weber_set

__all__ = [
    "AllocationSet",
    "BatchStatus",
    "Core",
    "LeastCoreBatch",
    "NucleolusBatch",
    "NucleolusSolution",
    "OracleLeastCore",
    "OracleNucleolus",
    "Settled",
    "SettledLevel",
    "WeberSet",
    "coalition_structure_core",
    "core",
    "core_cover",
    "cores_empty",
    "dutta_ray",
    "epsilon_core",
    "harsanyi_set",
    "imputations",
    "in_bargaining_set",
    "in_core",
    "in_kernel",
    "in_prekernel",
    "is_nucleolus",
    "is_prenucleolus",
    "kernel_point",
    "least_core_by_oracle",
    "least_core_set",
    "least_cores",
    "lorenz_compare",
    "lorenz_curve",
    "lorenz_dominates",
    "modiclus",
    "nucleoli",
    "nucleoli_solution",
    "nucleolus",
    "nucleolus_by_oracle",
    "nucleolus_solution",
    "per_capita_nucleolus",
    "per_capita_prenucleolus",
    "prekernel_point",
    "prenucleolus",
    "proportional_nucleolus",
    "reasonable_set",
    "surplus",
    "weber_set",
]
