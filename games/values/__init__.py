"""Single-valued solutions of coalitional games: the Shapley value and its kin."""

from lilliput.games.values.banzhaf import banzhaf_value
from lilliput.games.values.dividends import share_dividends
from lilliput.games.values.myerson import graph_restricted_game, myerson_value
from lilliput.games.values.owen import owen_value
from lilliput.games.values.shapley import shapley_value
from lilliput.games.values.weighted import weighted_shapley_value

__all__ = [
    "banzhaf_value",
    "graph_restricted_game",
    "myerson_value",
    "owen_value",
    "shapley_value",
    "share_dividends",
    "weighted_shapley_value",
]
