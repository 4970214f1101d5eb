"""Games in partition function form: what a coalition is worth depends on who else forms."""

from lilliput.games.partition.averages import average_game, stochastic_game
from lilliput.games.partition.characteristic import characteristic_function
from lilliput.games.partition.contest import contest_game
from lilliput.games.partition.cores import partition_core
from lilliput.games.partition.cournot import cournot_game
from lilliput.games.partition.externalities import (
    has_negative_externalities,
    has_no_externalities,
    has_positive_externalities,
)
from lilliput.games.partition.game import PartitionGame
from lilliput.games.partition.merged import merged_game
from lilliput.games.partition.merging import (
    is_cohesive,
    is_fully_cohesive,
    is_partition_superadditive,
    is_partition_symmetric,
)
from lilliput.games.partition.myerson import myerson_partition_value
from lilliput.games.partition.public_good import public_good_game
from lilliput.games.partition.recursive import RecursiveCore, recursive_core
from lilliput.games.partition.strategic import (
    alpha_game,
    beta_game,
    delta_game,
    gamma_game,
    partition_function,
)
from lilliput.games.partition.structures import (
    bell_number,
    block_masks,
    block_starts,
    coalition_structures,
    structure_rank,
)
from lilliput.games.partition.trade import customs_union_game
from lilliput.games.partition.values import (
    average_value,
    externality_free_value,
    mcquillin_value,
    stochastic_shapley_value,
)

__all__ = [
    "PartitionGame",
    "RecursiveCore",
    "alpha_game",
    "average_game",
    "average_value",
    "bell_number",
    "beta_game",
    "block_masks",
    "block_starts",
    "characteristic_function",
    "coalition_structures",
    "contest_game",
    "cournot_game",
    "customs_union_game",
    "delta_game",
    "externality_free_value",
    "gamma_game",
    "has_negative_externalities",
    "has_no_externalities",
    "has_positive_externalities",
    "is_cohesive",
    "is_fully_cohesive",
    "is_partition_superadditive",
    "is_partition_symmetric",
    "mcquillin_value",
    "merged_game",
    "myerson_partition_value",
    "partition_core",
    "partition_function",
    "public_good_game",
    "recursive_core",
    "stochastic_game",
    "stochastic_shapley_value",
    "structure_rank",
]
