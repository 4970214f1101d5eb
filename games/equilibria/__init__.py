"""Equilibria of normal-form games, each with the regret that certifies it."""

from lilliput.games.equilibria.nash import nash_equilibria
from lilliput.games.equilibria.regret import is_nash, regret
from lilliput.games.equilibria.solution import Equilibrium, EquilibriumSet

__all__ = ["Equilibrium", "EquilibriumSet", "is_nash", "nash_equilibria", "regret"]
