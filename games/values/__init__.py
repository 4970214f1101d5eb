"""Single-valued solutions of coalitional games: the Shapley value and its kin."""

from lilliput.games.values.axiom_table import check_axioms
from lilliput.games.values.axioms import (
    has_balanced_contributions,
    has_dummy_player_property,
    has_null_player_property,
    is_additive,
    is_anonymous,
    is_covariant,
    is_efficient,
    is_symmetric,
)
from lilliput.games.values.banzhaf import banzhaf_value
from lilliput.games.values.batch import banzhaf_values, owen_values, shapley_values
from lilliput.games.values.egalitarian import (
    cis_value,
    consensus_value,
    egalitarian_shapley_value,
    egalitarian_value,
    ensc_value,
)
from lilliput.games.values.gately import gately_point
from lilliput.games.values.harsanyi import harsanyi_payoff
from lilliput.games.values.interaction import banzhaf_interaction, shapley_interaction
from lilliput.games.values.least_squares import least_square_nucleolus, least_square_prenucleolus
from lilliput.games.values.marginal import marginal_vectors
from lilliput.games.values.myerson import graph_restricted_game, myerson_value
from lilliput.games.values.owen import owen_value
from lilliput.games.values.position import position_value
from lilliput.games.values.probabilistic import probabilistic_value, random_order_value
from lilliput.games.values.semivalues import binomial_semivalue, semivalue
from lilliput.games.values.shapley import shapley_value
from lilliput.games.values.solidarity import solidarity_value
from lilliput.games.values.tau import minimal_rights, tau_value, utopia_payoffs
from lilliput.games.values.unions import (
    aumann_dreze_value,
    banzhaf_owen_value,
    symmetric_coalitional_banzhaf_value,
    two_step_shapley_value,
)
from lilliput.games.values.weighted import weighted_shapley_value

__all__ = [
    "aumann_dreze_value",
    "banzhaf_interaction",
    "banzhaf_owen_value",
    "banzhaf_value",
    "banzhaf_values",
    "binomial_semivalue",
    "check_axioms",
    "cis_value",
    "consensus_value",
    "egalitarian_shapley_value",
    "egalitarian_value",
    "ensc_value",
    "gately_point",
    "graph_restricted_game",
    "harsanyi_payoff",
    "has_balanced_contributions",
    "has_dummy_player_property",
    "has_null_player_property",
    "is_additive",
    "is_anonymous",
    "is_covariant",
    "is_efficient",
    "is_symmetric",
    "least_square_nucleolus",
    "least_square_prenucleolus",
    "marginal_vectors",
    "minimal_rights",
    "myerson_value",
    "owen_value",
    "owen_values",
    "position_value",
    "probabilistic_value",
    "random_order_value",
    "semivalue",
    "shapley_interaction",
    "shapley_value",
    "shapley_values",
    "solidarity_value",
    "symmetric_coalitional_banzhaf_value",
    "tau_value",
    "two_step_shapley_value",
    "utopia_payoffs",
    "weighted_shapley_value",
]
