"""Bargaining problems and their solutions, axioms, and games without transferable utility."""

from lilliput.games.bargaining.axiom_table import bargaining_axioms, random_bargaining_problem
from lilliput.games.bargaining.axioms import (
    bargaining_anonymity,
    bargaining_efficiency,
    bargaining_rationality,
    bargaining_scale_invariance,
    bargaining_symmetry,
)
from lilliput.games.bargaining.changes import (
    enlarged_problem,
    permuted_problem,
    rescaled_problem,
    restricted_problem,
    with_disagreement,
)
from lilliput.games.bargaining.comparisons import (
    bargaining_disagreement_monotonicity,
    bargaining_independence,
    bargaining_monotonicity,
    bargaining_strong_monotonicity,
)
from lilliput.games.bargaining.nash import is_nash_bargaining, nash_bargaining
from lilliput.games.bargaining.ntu import FeasibleSet, NTUGame
from lilliput.games.bargaining.ntu_values import (
    NTUValue,
    consistent_ntu_value,
    is_ntu_shapley_value,
    ntu_shapley_values,
)
from lilliput.games.bargaining.perles_maschler import perles_maschler
from lilliput.games.bargaining.problem import BargainingProblem
from lilliput.games.bargaining.raiffa import raiffa
from lilliput.games.bargaining.rays import (
    egalitarian,
    equal_loss,
    kalai_smorodinsky,
    proportional_bargaining,
)
from lilliput.games.bargaining.surplus import divide_surplus
from lilliput.games.bargaining.threats import VariableThreats, variable_threats
from lilliput.games.bargaining.utilitarian import utilitarian, utilitarian_set

__all__ = [
    "BargainingProblem",
    "FeasibleSet",
    "NTUGame",
    "NTUValue",
    "VariableThreats",
    "bargaining_anonymity",
    "bargaining_axioms",
    "bargaining_disagreement_monotonicity",
    "bargaining_efficiency",
    "bargaining_independence",
    "bargaining_monotonicity",
    "bargaining_rationality",
    "bargaining_scale_invariance",
    "bargaining_strong_monotonicity",
    "bargaining_symmetry",
    "consistent_ntu_value",
    "divide_surplus",
    "egalitarian",
    "enlarged_problem",
    "equal_loss",
    "is_nash_bargaining",
    "is_ntu_shapley_value",
    "kalai_smorodinsky",
    "nash_bargaining",
    "ntu_shapley_values",
    "perles_maschler",
    "permuted_problem",
    "proportional_bargaining",
    "raiffa",
    "random_bargaining_problem",
    "rescaled_problem",
    "restricted_problem",
    "utilitarian",
    "utilitarian_set",
    "variable_threats",
    "with_disagreement",
]
