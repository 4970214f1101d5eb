"""Power indices of voting games, from exact counts of swings and minimal winning coalitions."""

from lilliput.games.power.banzhaf import banzhaf_index, banzhaf_power
from lilliput.games.power.blocs import bloc_game
from lilliput.games.power.coleman import coleman_collectivity, coleman_initiate, coleman_prevent
from lilliput.games.power.compound import (
    compound_banzhaf_power,
    compound_game,
    compound_shapley_shubik,
)
from lilliput.games.power.deegan_packel import deegan_packel
from lilliput.games.power.desirability import desirability, is_complete_game
from lilliput.games.power.johnston import johnston
from lilliput.games.power.memberships import minimal_winning_memberships
from lilliput.games.power.nakamura import nakamura_number
from lilliput.games.power.paradoxes import (
    paradox_of_large_size,
    paradox_of_new_members,
    paradox_of_redistribution,
)
from lilliput.games.power.public_good import public_good_index
from lilliput.games.power.quarrel import paradox_of_quarrelling_members, quarrelling_power
from lilliput.games.power.shapley_shubik import shapley_shubik
from lilliput.games.power.shift import shift_deegan_packel, shift_index
from lilliput.games.power.success import koenig_braeuninger, nevison_index, rae_index
from lilliput.games.power.swings import banzhaf_swings
from lilliput.games.power.unions import (
    banzhaf_owen_index,
    owen_index,
    symmetric_coalitional_banzhaf_index,
)
from lilliput.games.power.unions_minimal import (
    coalitional_deegan_packel,
    coalitional_public_good_index,
)

__all__ = [
    "banzhaf_index",
    "banzhaf_owen_index",
    "banzhaf_power",
    "banzhaf_swings",
    "bloc_game",
    "coalitional_deegan_packel",
    "coalitional_public_good_index",
    "coleman_collectivity",
    "coleman_initiate",
    "coleman_prevent",
    "compound_banzhaf_power",
    "compound_game",
    "compound_shapley_shubik",
    "deegan_packel",
    "desirability",
    "is_complete_game",
    "johnston",
    "koenig_braeuninger",
    "minimal_winning_memberships",
    "nakamura_number",
    "nevison_index",
    "owen_index",
    "paradox_of_large_size",
    "paradox_of_new_members",
    "paradox_of_quarrelling_members",
    "paradox_of_redistribution",
    "public_good_index",
    "quarrelling_power",
    "rae_index",
    "shapley_shubik",
    "shift_deegan_packel",
    "shift_index",
    "symmetric_coalitional_banzhaf_index",
]
