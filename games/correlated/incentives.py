"""Incentive constraints: what following a recommendation costs against leaving it.

A distribution p over strategy profiles is a correlated equilibrium if no player gains by playing t
whenever it is told s: Σ_o p(s, o) (u_i(t, o) − u_i(s, o)) ≤ 0 over the others' profiles o. It is a
coarse one if no player gains by playing t whatever it would have been told.
"""

from dataclasses import dataclass
from math import prod
from typing import Any, final

import numpy as np

from lilliput.games.arithmetic import Array, in_integers
from lilliput.games.errors import ProblemTooLargeError
from lilliput.games.normal_form import NormalFormGame

__all__ = ["Incentives", "check_work", "incentives_of"]


@final
@dataclass(frozen=True, eq=False)
class Incentives:
    """The rows of the constraints G p ≤ 0, by the profiles at which they are not 0.

    Parameters
    ----------
    names
        (player, told, plays instead) of each row; `told` is empty for coarse ones.
    where
        For each row the profiles that count, as positions in the flattened payoff tensor.
    gains
        For each row what the deviation gains there.
    profiles
        Number of profiles.
    """

    names: list[tuple[str, str, str]]
    where: list[Array]
    gains: list[Array]
    profiles: int

    def values(self, chances: Array) -> list[Any]:
        """Return what each deviation gains, on average, against a distribution of profiles."""
        whole, common = _whole(chances)
        return [
            (gain * whole[where]).sum() / common
            for where, gain in zip(self.where, self.gains, strict=True)
        ]

    def raised(self, worth: Array, prices: Array) -> Array:
        """Return what profiles are worth less the gains from deviations, each at its price."""
        whole, common = _whole(prices)
        result = worth * common
        for where, gain, price in zip(self.where, self.gains, whole, strict=True):
            if price:
                result[where] -= price * gain
        return np.asarray(result / common)

    def dense(self) -> Array:
        """Return G as a matrix."""
        kind = self.gains[0].dtype if self.gains else np.float64
        matrix = np.zeros((len(self.names), self.profiles), dtype=kind)
        for row, where, gain in zip(matrix, self.where, self.gains, strict=True):
            row[where] = gain
        return matrix


def check_work(game: NormalFormGame, *, coarse: bool, limit: int, instead: str = "") -> int:
    """Return how many entries the matrix of all incentives has; refuse more than a limit."""
    size = prod(game.shape)
    work = size * max(1, sum(m if coarse else m * (m - 1) for m in game.shape))
    if work > limit:
        raise ProblemTooLargeError(
            f"game: {size:,} profiles make {work:,} entries of incentives, at most {limit:,} are "
            f"allowed{instead}"
        )
    return work


def incentives_of(game: NormalFormGame, *, coarse: bool) -> Incentives:
    """Return the incentive constraints of a game of n players.

    Examples
    --------
    >>> chicken = NormalFormGame.from_bimatrix([[6, 2], [7, 0]], [[6, 7], [2, 0]])
    >>> incentives_of(chicken, coarse=False).dense().tolist()[0]
    [0.0, 0.0, -1.0, 2.0]
    """
    size = int(np.prod(game.shape))
    places = np.arange(size).reshape(game.shape)
    names, where, gains = [], [], []
    for i, player in enumerate(game.players):
        own = game.strategies[i]
        table = np.moveaxis(game.payoffs[i], i, 0).reshape(len(own), -1)
        spots = np.moveaxis(places, i, 0).reshape(len(own), -1)
        for t, instead in enumerate(own):
            rest = [s for s in range(len(own)) if s != t]
            if coarse and rest:
                names.append((player, "", instead))
                where.append(spots[rest].ravel())
                gains.append((table[t] - table[rest]).ravel())
            elif not coarse:
                names += [(player, own[s], instead) for s in rest]
                where += [spots[s] for s in rest]
                gains += [table[t] - table[s] for s in rest]
    return Incentives(names, where, gains, size)


def _whole(numbers: Array) -> tuple[Array, int]:
    """Return Fractions as integers and their denominator, which add up faster; floats unchanged."""
    if numbers.dtype != object:
        return numbers, 1
    return in_integers(numbers)
