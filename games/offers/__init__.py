"""Offers in sequence: who proposes, who must agree, and what waiting costs."""

from lilliput.games.offers.alternating import RubinsteinShares, rubinstein, unanimity_offers
from lilliput.games.offers.legislative import BaronFerejohn, baron_ferejohn
from lilliput.games.offers.legislative_shares import BaronFerejohnShares, baron_ferejohn_shares
from lilliput.games.offers.power_shift import PowerShift, commitment_problem, power_shift
from lilliput.games.offers.ultimatum import Ultimatum, ultimatum
from lilliput.games.offers.veto import VetoBargaining, veto_bargaining

__all__ = [
    "BaronFerejohn",
    "BaronFerejohnShares",
    "PowerShift",
    "RubinsteinShares",
    "Ultimatum",
    "VetoBargaining",
    "baron_ferejohn",
    "baron_ferejohn_shares",
    "commitment_problem",
    "power_shift",
    "rubinstein",
    "ultimatum",
    "unanimity_offers",
    "veto_bargaining",
]
