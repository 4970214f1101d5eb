"""Families of games: from markets, claims, networks and votes to tables of worths."""

from lilliput.games.families.airport import airport_game
from lilliput.games.families.assignment import assignment_game, horse_market
from lilliput.games.families.awards import (
    adjusted_proportional_rule,
    constrained_equal_awards,
    constrained_equal_losses,
    minimal_overlap_rule,
    proportional_rule,
    random_arrival_rule,
    talmud_rule,
)
from lilliput.games.families.bankruptcy import ClaimsProblem, bankruptcy_game
from lilliput.games.families.elementary import (
    additive_game,
    apex_game,
    glove_game,
    majority_game,
    symmetric_game,
    unanimity_game,
    weighted_voting_game,
)
from lilliput.games.families.flow import flow_game
from lilliput.games.families.graph import graph_game
from lilliput.games.families.production import linear_production_game, shadow_price_allocation
from lilliput.games.families.random_games import random_game
from lilliput.games.families.spanning_tree import bird_allocation, spanning_tree_game

__all__ = [
    "ClaimsProblem",
    "additive_game",
    "adjusted_proportional_rule",
    "airport_game",
    "apex_game",
    "assignment_game",
    "bankruptcy_game",
    "bird_allocation",
    "constrained_equal_awards",
    "constrained_equal_losses",
    "flow_game",
    "glove_game",
    "graph_game",
    "horse_market",
    "linear_production_game",
    "majority_game",
    "minimal_overlap_rule",
    "proportional_rule",
    "random_arrival_rule",
    "random_game",
    "shadow_price_allocation",
    "spanning_tree_game",
    "symmetric_game",
    "talmud_rule",
    "unanimity_game",
    "weighted_voting_game",
]
