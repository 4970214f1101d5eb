"""Cooperative and non-cooperative games and their solutions: mathematics, without politics."""

if __name__ != "lilliput.games":
    raise ImportError(
        f"this folder is the package lilliput.games, not {__name__!r}: install it "
        "(pip install -e .) and write `from lilliput.games import ...`"
    )

from lilliput.games.bargaining import BaronFerejohn, baron_ferejohn
from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.cores import Core, core
from lilliput.games.equilibria import (
    Equilibrium,
    EquilibriumSet,
    is_nash,
    nash_equilibria,
    regret,
)
from lilliput.games.errors import LilliputError, LilliputWarning
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.power import banzhaf_index, banzhaf_power, shapley_shubik
from lilliput.games.repeated import (
    SustainedConcessions,
    critical_discount_factors,
    sustained_concessions,
)
from lilliput.games.values import (
    banzhaf_value,
    graph_restricted_game,
    myerson_value,
    owen_value,
    shapley_value,
    share_dividends,
    weighted_shapley_value,
)
from lilliput.games.voting import VotingGame

__all__ = [
    "BaronFerejohn",
    "CoalitionalGame",
    "Core",
    "Equilibrium",
    "EquilibriumSet",
    "LilliputError",
    "LilliputWarning",
    "NormalFormGame",
    "SustainedConcessions",
    "VotingGame",
    "banzhaf_index",
    "banzhaf_power",
    "banzhaf_value",
    "baron_ferejohn",
    "core",
    "critical_discount_factors",
    "graph_restricted_game",
    "is_nash",
    "myerson_value",
    "nash_equilibria",
    "owen_value",
    "regret",
    "shapley_shubik",
    "shapley_value",
    "share_dividends",
    "sustained_concessions",
    "weighted_shapley_value",
]
