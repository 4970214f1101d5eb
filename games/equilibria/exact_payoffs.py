"""What each strategy pays against a rational profile, in integers over one denominator.

Float payoffs are the decimals that they print as. Only the payoffs at the profiles that the others
play with positive probability are looked at; small games are turned into integers once.
"""

from collections.abc import Sequence
from typing import final

import numpy as np

from lilliput.games.arithmetic import Array, in_integers
from lilliput.games.errors import InvalidGameError
from lilliput.games.normal_form import NormalFormGame

__all__ = ["ExactPayoffs"]

_SMALL = 20_000


@final
class ExactPayoffs:
    """The payoffs of a game in integers, where the game is small enough to turn them all.

    Examples
    --------
    >>> from fractions import Fraction
    >>> game = NormalFormGame.from_bimatrix([[0.1, 0], [0, 0.3]], [[1, 0], [0, 1]])
    >>> half = np.array([Fraction(1, 2)] * 2)
    >>> numbers, denominator = ExactPayoffs(game).against(0, [half, half])
    >>> [int(number) / denominator for number in numbers]
    [0.05, 0.15]
    """

    def __init__(self, game: NormalFormGame) -> None:
        self._game = game
        self._tables = None
        if game.payoffs.size <= _SMALL:
            self._tables = [in_integers(table) for table in game.payoffs]

    def against(self, player: int, profile: Sequence[Array]) -> tuple[Array, int]:
        """Return what each strategy of a player pays against the others' play.

        Parameters
        ----------
        player
            Its position.
        profile
            One array of Fractions a player.

        Returns
        -------
        numbers : ndarray
            Integers, one a strategy.
        denominator : int
            What they are to be divided by, positive.
        """
        played = [np.flatnonzero(mix != 0) for mix in profile]
        played[player] = np.arange(len(profile[player]))
        corner = np.ix_(*played)
        if self._tables is None:
            numbers, common = in_integers(self._game.payoffs[player][corner])
        else:
            table, common = self._tables[player]
            numbers = table[corner]
        for k in reversed(range(len(profile))):
            if k != player:
                weights, scale = _whole(profile[k][played[k]])
                numbers = np.moveaxis(numbers, k, -1) @ weights
                common *= scale
        return np.asarray(numbers, dtype=object), common


def _whole(mix: Array) -> tuple[Array, int]:
    """Return probabilities as integers over one denominator; they must be > 0 and sum to 1."""
    numbers, common = in_integers(mix)
    if sum(numbers) != common or min(numbers) < 0:
        raise InvalidGameError(f"profile must be >= 0 and sum to 1, got {[str(x) for x in mix]}")
    return numbers, common
