"""The Nash equilibrium that a smooth path of profiles tends to.

Whenever the parameter has grown by a factor, the profile suggests supports, and the equilibrium on
these supports that is near is computed. It is taken for the limit if it is the same when the
parameter has grown by another factor of 4, and the profile has come nearer to it; this must happen
twice if strategies that are not played were taken to be as good, as they may prove not to be.

Where equilibria form a continuum, the one computed moves with the profile until the profile is at
rest. If that takes longer than the path can be followed, what hardly moves any more has to do.
"""

import numpy as np
from numpy.typing import NDArray

from lilliput.games.normal_form import NormalFormGame
from lilliput.games.normal_form.deviations import Deviations
from lilliput.games.quantal.supports import NearbyEquilibrium, nearby_equilibrium

__all__ = ["HARDLY", "LimitWatch"]

Floats = NDArray[np.float64]

HARDLY = 1e-4

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
    still
        How little the equilibrium must move to be the same.
    hardly
        How little it must move to do where the path cannot be followed further.
    """

    def __init__(
        self,
        game: NormalFormGame,
        deviations: Deviations,
        *,
        first: float,
        still: float = _ROUNDING,
        hardly: float = HARDLY,
    ) -> None:
        self._game = game
        self._deviations = deviations
        self._next = first
        self._still = still
        self._hardly = hardly
        self._last: NearbyEquilibrium | None = None
        self._gaps = np.zeros(0)
        self._confirmed = 0
        self._resting: NearbyEquilibrium | None = None

    @property
    def resting(self) -> NearbyEquilibrium | None:
        """What would be the limit if it, and not only the profile, did not move at all any more."""
        return self._resting

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
        last, self._last, self._resting = self._last, found, None
        gaps, self._gaps = self._gaps, p * 0 if found is None else np.abs(found.point - p)
        if found is None or last is None or not _nearer(found, last):
            self._confirmed = 0
            return None
        if found.tied and (self._gaps > np.maximum(_CLOSER * gaps, _ROUNDING)).any():
            self._confirmed = 0  # some player does not move, and so never will make that a tie
            return None
        moved = float(np.abs(found.point - last.point).max())
        self._resting = found if moved <= self._hardly else None
        self._confirmed = self._confirmed + 1 if moved <= self._still else 0
        return found if self._confirmed >= (2 if found.tied else 1) else None


def _nearer(found: NearbyEquilibrium, last: NearbyEquilibrium) -> bool:
    """Whether the profile has come nearer to an equilibrium with the same supports."""
    same = bool(((found.point > 0) == (last.point > 0)).all())
    closer = found.distance <= max(_CLOSER * last.distance, _ROUNDING)
    return same and closer and found.distance <= _NEAR
