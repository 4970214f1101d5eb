"""Repeated games: what patience sustains, and which payoffs are equilibria."""

from lilliput.games.repeated.automata import (
    Automaton,
    grim_trigger,
    is_subgame_perfect,
    tit_for_tat,
)
from lilliput.games.repeated.batch import batched_concession_discount_factors
from lilliput.games.repeated.chance import ChancePlay, keeping_worth, least_patience
from lilliput.games.repeated.closed_forms import (
    bertrand_discount_factors,
    cournot_discount_factors,
    grim_discount_factors,
    reversion_discount_factors,
)
from lilliput.games.repeated.community import CommunityEnforcement, community_enforcement
from lilliput.games.repeated.concessions import (
    SustainedConcessions,
    concession_discount_factors,
    sustained_concessions,
)
from lilliput.games.repeated.concessions_batch import (
    SustainedShares,
    batched_pair_shares,
    batched_sustained_shares,
)
from lilliput.games.repeated.critical import CriticalDiscountFactor, critical_discount_factor
from lilliput.games.repeated.equilibrium_payoffs import EquilibriumPayoffs, equilibrium_payoff_set
from lilliput.games.repeated.folk_theorem import (
    FolkTheoremSet,
    feasible_payoffs,
    folk_theorem_set,
    individually_rational_payoffs,
)
from lilliput.games.repeated.monitoring import (
    NoisyEnforcement,
    false_alarm_threshold,
    noisy_enforcement,
)
from lilliput.games.repeated.paths import PathOfPlay
from lilliput.games.repeated.payoff_sets import PayoffSet
from lilliput.games.repeated.penal_codes import PenalCode, optimal_penal_code

__all__ = [
    "Automaton",
    "ChancePlay",
    "CommunityEnforcement",
    "CriticalDiscountFactor",
    "EquilibriumPayoffs",
    "FolkTheoremSet",
    "NoisyEnforcement",
    "PathOfPlay",
    "PayoffSet",
    "PenalCode",
    "SustainedConcessions",
    "SustainedShares",
    "batched_concession_discount_factors",
    "batched_pair_shares",
    "batched_sustained_shares",
    "bertrand_discount_factors",
    "community_enforcement",
    "concession_discount_factors",
    "cournot_discount_factors",
    "critical_discount_factor",
    "equilibrium_payoff_set",
    "false_alarm_threshold",
    "feasible_payoffs",
    "folk_theorem_set",
    "grim_discount_factors",
    "grim_trigger",
    "individually_rational_payoffs",
    "is_subgame_perfect",
    "keeping_worth",
    "least_patience",
    "noisy_enforcement",
    "optimal_penal_code",
    "reversion_discount_factors",
    "sustained_concessions",
    "tit_for_tat",
]
