"""Bargaining inside a graph, and networks that players form."""

from lilliput.games.networks.connections import connections_model, two_way_flow
from lilliput.games.networks.fair import fair_allocation
from lilliput.games.networks.game import NetworkGame
from lilliput.games.networks.nash_in_nash import NashInNash, nash_in_nash
from lilliput.games.networks.stability import (
    efficient_networks,
    is_pairwise_stable,
    nash_networks,
    pairwise_nash_networks,
    pairwise_stable_networks,
    strongly_stable_networks,
)
from lilliput.games.networks.stole_zwiebel import stole_zwiebel, stole_zwiebel_wages

__all__ = [
    "NashInNash",
    "NetworkGame",
    "connections_model",
    "efficient_networks",
    "fair_allocation",
    "is_pairwise_stable",
    "nash_in_nash",
    "nash_networks",
    "pairwise_nash_networks",
    "pairwise_stable_networks",
    "stole_zwiebel",
    "stole_zwiebel_wages",
    "strongly_stable_networks",
    "two_way_flow",
]
