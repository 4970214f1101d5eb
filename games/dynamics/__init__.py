"""How play moves: best responses, fictitious play, replicators, logit and imitation."""

from lilliput.games.dynamics.best_response import best_response_dynamics
from lilliput.games.dynamics.fictitious_play import fictitious_play
from lilliput.games.dynamics.flows import logit_dynamics, replicator_dynamics
from lilliput.games.dynamics.imitation import imitation_dynamics
from lilliput.games.dynamics.learning import log_linear_learning
from lilliput.games.dynamics.trajectory import Trajectory

__all__ = [
    "Trajectory",
    "best_response_dynamics",
    "fictitious_play",
    "imitation_dynamics",
    "log_linear_learning",
    "logit_dynamics",
    "replicator_dynamics",
]
