"""Known games of non-cooperative theory, by name and at random, with their sources."""

from lilliput.games.zoo.commons import (
    collective_security,
    el_farol,
    minimum_effort,
    public_goods,
    volunteers_dilemma,
)
from lilliput.games.zoo.conflict import (
    centipede,
    contest,
    cournot,
    nash_demand,
    travelers_dilemma,
)
from lilliput.games.zoo.published import (
    bagwell_1995,
    mckelvey_mclennan_1997,
    nau_2004,
    shapley_1964,
    von_stengel_3x2,
    von_stengel_1999,
    winkels_1979,
)
from lilliput.games.zoo.random_normal_form import random_normal_form
from lilliput.games.zoo.registry import GAMES, NamedGame, named_game
from lilliput.games.zoo.two_by_two import (
    battle_of_the_sexes,
    chicken,
    coordination_game,
    entry_game,
    hawk_dove,
    matching_pennies,
    prisoners_dilemma,
    rock_paper_scissors,
    stag_hunt,
)

__all__ = [
    "GAMES",
    "NamedGame",
    "bagwell_1995",
    "battle_of_the_sexes",
    "centipede",
    "chicken",
    "collective_security",
    "contest",
    "coordination_game",
    "cournot",
    "el_farol",
    "entry_game",
    "hawk_dove",
    "matching_pennies",
    "mckelvey_mclennan_1997",
    "minimum_effort",
    "named_game",
    "nash_demand",
    "nau_2004",
    "prisoners_dilemma",
    "public_goods",
    "random_normal_form",
    "rock_paper_scissors",
    "shapley_1964",
    "stag_hunt",
    "travelers_dilemma",
    "volunteers_dilemma",
    "von_stengel_3x2",
    "von_stengel_1999",
    "winkels_1979",
]
