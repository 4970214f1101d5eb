"""Normal-form games: payoff tensors, compact games of many players, and the profiles played."""

from lilliput.games.normal_form.game import NormalFormGame
from lilliput.games.normal_form.polymatrix import PolymatrixGame
from lilliput.games.normal_form.polymatrix_pairs import is_polymatrix
from lilliput.games.normal_form.profiles import Profile
from lilliput.games.normal_form.symmetric import SymmetricGame, is_symmetric_game

__all__ = [
    "NormalFormGame",
    "PolymatrixGame",
    "Profile",
    "SymmetricGame",
    "is_polymatrix",
    "is_symmetric_game",
]
