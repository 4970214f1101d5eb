"""Games of many players given by a few dividends or rules, and their values."""

from lilliput.games.sparse.game import SparseGame
from lilliput.games.sparse.values import (
    share_dividends,
    sparse_banzhaf_value,
    sparse_owen_value,
    sparse_shapley_value,
)

__all__ = [
    "SparseGame",
    "share_dividends",
    "sparse_banzhaf_value",
    "sparse_owen_value",
    "sparse_shapley_value",
]
