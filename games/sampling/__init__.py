"""Estimates for large games: sampled coalitions, standard errors, and a stop when they suffice."""

from lilliput.games.sampling.banzhaf import estimate_banzhaf
from lilliput.games.sampling.estimates import BanzhafEstimate, ShapleyEstimate
from lilliput.games.sampling.shapley import estimate_shapley
from lilliput.games.sampling.shapley_shubik import estimate_shapley_shubik

__all__ = [
    "BanzhafEstimate",
    "ShapleyEstimate",
    "estimate_banzhaf",
    "estimate_shapley",
    "estimate_shapley_shubik",
]
