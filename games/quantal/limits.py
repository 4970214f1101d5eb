"""The Nash equilibrium that a smooth path of profiles tends to.

Whenever the parameter has grown by a factor, the profile suggests supports, and the equilibrium on
these supports that is near is computed. It is taken for the limit if the profile has come nearer
to it when the parameter has grown by another factor of 4.
"""

import numpy as np
from numpy.typing import NDArray

from lilliput.games.normal_form import NormalFormGame
from lilliput.games.quantal.deviations import Deviations
from lilliput.games.quantal.supports import NearbyEquilibrium, nearby_equilibrium

__all__ = ["LimitWatch"]

Floats = NDArray[np.float64]

_FACTOR = 4.0
_NEAR = 0.02
_CLOSER = 0.75
_ROUNDING = 1e-7


class LimitWatch:
    """Sees the points of a path go by and says when its limit is known.

    Parameters
    ----------
    game
        The game.
    deviations
        Its payoffs, scaled.
    first
        The parameter from which to look for the limit.
    """

    def __init__(self, game: NormalFormGame, deviations: Deviations, *, first: float) -> None:
        self._game = game
        self._deviations = deviations
        self._next = first
        self._last: NearbyEquilibrium | None = None

    def see(self, p: Floats, rate: Floats, parameter: float) -> NearbyEquilibrium | None:
        """Return the limit if the profile at the parameter confirms it.

        Parameters
        ----------
        p
            Probabilities of all players.
        rate
            Their derivatives in the parameter.
        parameter
            Where they are.
        """
        if parameter < self._next:
            return None
        self._next = _FACTOR * parameter
        found = nearby_equilibrium(self._game, self._deviations, p, ahead=rate * parameter)
        last, self._last = self._last, found
        if found is None or last is None:
            return None
        same = bool(((found.point > 0) == (last.point > 0)).all())
        closer = found.distance <= max(_CLOSER * last.distance, _ROUNDING)
        moved = float(np.abs(found.point - last.point).max())
        agrees = moved <= max(2 * last.distance, _ROUNDING)
        return found if same and closer and agrees and found.distance <= _NEAR else None
