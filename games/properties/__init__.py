"""Properties of games, each tested with a witness when it fails."""

from lilliput.games.properties.balance import is_balanced, is_totally_balanced
from lilliput.games.properties.form import (
    is_additive_game,
    is_constant_sum,
    is_essential,
    is_simple,
)
from lilliput.games.properties.order import (
    is_average_convex,
    is_convex,
    is_monotone,
    is_superadditive,
)
from lilliput.games.properties.players import (
    dummy_players,
    null_players,
    symmetric_players,
    veto_players,
)
from lilliput.games.properties.summary import game_properties

__all__ = [
    "dummy_players",
    "game_properties",
    "is_additive_game",
    "is_average_convex",
    "is_balanced",
    "is_constant_sum",
    "is_convex",
    "is_essential",
    "is_monotone",
    "is_simple",
    "is_superadditive",
    "is_totally_balanced",
    "null_players",
    "symmetric_players",
    "veto_players",
]
