"""Games made from games: duals, sums, subgames, normal forms and covers."""

from lilliput.games.transforms.covers import (
    monotone_cover,
    superadditive_cover,
    totally_balanced_cover,
)
from lilliput.games.transforms.normalisation import (
    savings_game,
    strategic_equivalence,
    strategic_equivalent,
    zero_normalisation,
    zero_one_normalisation,
)
from lilliput.games.transforms.structure import (
    dual,
    game_sum,
    permuted,
    quotient_game,
    reduced_game,
    restriction,
    scaled,
)

__all__ = [
    "dual",
    "game_sum",
    "monotone_cover",
    "permuted",
    "quotient_game",
    "reduced_game",
    "restriction",
    "savings_game",
    "scaled",
    "strategic_equivalence",
    "strategic_equivalent",
    "superadditive_cover",
    "totally_balanced_cover",
    "zero_normalisation",
    "zero_one_normalisation",
]
