"""Equilibria of n-player games as roots of multi-affine equations: arrays in, arrays out."""

from lilliput.games.multilinear.cube import CubeEquilibria, cube_equilibria
from lilliput.games.multilinear.equilibria import (
    AllEquilibria,
    Profile,
    all_equilibria,
    support_count,
)
from lilliput.games.multilinear.integers import IntegerGame, integer_game
from lilliput.games.multilinear.surd import Surd

__all__ = [
    "AllEquilibria",
    "CubeEquilibria",
    "IntegerGame",
    "Profile",
    "Surd",
    "all_equilibria",
    "cube_equilibria",
    "integer_game",
    "support_count",
]
