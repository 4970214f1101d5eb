"""Power indices of voting games, from exact counts of swings."""

from lilliput.games.power.banzhaf import banzhaf_index, banzhaf_power
from lilliput.games.power.shapley_shubik import shapley_shubik

__all__ = ["banzhaf_index", "banzhaf_power", "shapley_shubik"]
