"""What every strategy pays against a mixed profile, and how that changes with the profile.

Payoffs are shifted and scaled so that the numbers are of order 1. With p the probabilities of all
strategies of all players in one vector, u(p) holds the payoff of each strategy against the others'
play, and the Jacobian V has V[s, t] = the payoff of s when t is played for certain by its player
and the rest mix; blocks of a player with itself are 0. One pass over the payoffs gives both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from typing import final

import numpy as np
from numpy.typing import NDArray

from lilliput.games.arithmetic import Array
from lilliput.games.errors import UnsupportedNumberError
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.normal_form.required import require_numbers

__all__ = ["Deviations", "deviations_of", "joined", "split"]

Floats = NDArray[np.float64]
_SMALLEST_SCALE = 1e-290
_SMALL = 2**13


@final
@dataclass(frozen=True, eq=False)
class Deviations:
    """Scaled payoffs, each player's own strategies first, ready for contraction.

    Parameters
    ----------
    tensors
        Player i's payoffs with its own axis first: shape (m_i, m_1, …, m_n) without a second m_i.
    sizes
        Number of strategies of each player.
    scales
        What the payoffs of each player were divided by, positive.
    ranges
        Range of the scaled payoffs of each player; 0 where all are equal.
    """

    tensors: tuple[Floats, ...]
    sizes: tuple[int, ...]
    scales: tuple[float, ...]
    ranges: tuple[float, ...]

    @property
    def total(self) -> int:
        """Number of strategies of all players together."""
        return sum(self.sizes)

    @property
    def ends(self) -> list[int]:
        """Where the strategies of each player end in a joined vector, without the last."""
        return [int(end) for end in np.cumsum(self.sizes)[:-1]]

    @property
    def parts(self) -> list[slice]:
        """Where the strategies of each player are in a joined vector."""
        ends = [0, *self.ends, self.total]
        return [slice(start, end) for start, end in pairwise(ends)]

    @property
    def owners(self) -> NDArray[np.int64]:
        """The player of each strategy."""
        return np.repeat(np.arange(len(self.sizes)), self.sizes)

    def regret(self, p: Floats) -> float:
        """Return the largest gain from a deviation, in units of the range of who gains."""
        gains = [
            (u.max() - u @ mix) / (width or 1.0)
            for u, mix, width in zip(
                split(self.values(p), self.sizes), split(p, self.sizes), self.ranges, strict=True
            )
        ]
        return float(max(gains))

    def values(self, p: Floats) -> Floats:
        """Return the payoff of each strategy against the others' play."""
        mixes = split(p, self.sizes)
        return np.concatenate(
            [_average(t, [*mixes[:i], *mixes[i + 1 :]]) for i, t in enumerate(self.tensors)]
        )

    def values_and_jacobian(self, p: Floats) -> tuple[Floats, Floats]:
        """Return the payoff of each strategy and the derivatives in all probabilities."""
        values = np.empty(self.total)
        jacobian = np.zeros((self.total, self.total))
        if len(self.sizes) == 1:
            return self.tensors[0].copy(), jacobian
        if len(self.sizes) == 2:
            cut = self.sizes[0]
            jacobian[:cut, cut:], jacobian[cut:, :cut] = self.tensors
            return jacobian @ p, jacobian
        from lilliput.games.kernels.quantal_contraction import values_and_jacobian

        sizes = np.array(self.sizes, dtype=np.int64)
        for i, tensor in enumerate(self.tensors):
            rows = self.parts[i]
            if tensor.size <= _SMALL:
                values[rows], jacobian[rows] = values_and_jacobian(tensor.reshape(-1), i, sizes, p)
            else:
                self._by_halves(i, p, values, jacobian)
        return values, jacobian

    def _by_halves(self, player: int, p: Floats, values: Floats, jacobian: Floats) -> None:
        """Fill in a player's rows: average one half of the opponents and the other first."""
        from lilliput.games.kernels.quantal_contraction import halves, values_and_jacobian

        mixes, parts = split(p, self.sizes), self.parts
        own = self.sizes[player]
        others = [k for k in range(len(mixes)) if k != player]
        near, far = others[: len(others) // 2], others[len(others) // 2 :]
        near_weights, far_weights = (
            reduce(np.multiply.outer, [mixes[k] for k in group]).ravel() for group in (near, far)
        )
        block = self.tensors[player].reshape(own, near_weights.size, far_weights.size)
        over_far, over_near = halves(block, near_weights, far_weights)
        for group, left in ((near, over_far), (far, over_near)):
            sizes = np.array([own, *(self.sizes[k] for k in group)], dtype=np.int64)
            play = np.concatenate([np.zeros(own), *(mixes[k] for k in group)])
            found, table = values_and_jacobian(left.reshape(-1), 0, sizes, play)
            values[parts[player]] = found
            columns = np.concatenate([np.arange(parts[k].start, parts[k].stop) for k in group])
            jacobian[parts[player], columns] = table[:, own:]


def deviations_of(game: NormalFormGame, *, common: bool) -> Deviations:
    """Return the payoffs of a game, shifted to start at 0 and divided by their range.

    Parameters
    ----------
    game
        With numeric payoffs.
    common
        Whether all players share one scale, the largest range, or each has its own.
    """
    require_numbers(game)
    shifted = [_shifted(game.payoffs[i]) for i in range(game.n)]
    widths = [width for _, width in shifted]
    scales = [(max(widths) if common else width) or 1.0 for width in widths]
    tensors, ranges = [], []
    for i, (table, width) in enumerate(shifted):
        ranges.append(width / scales[i])
        tensors.append(np.ascontiguousarray(np.moveaxis(table, i, 0) * ranges[i]))
    return Deviations(tuple(tensors), game.shape, tuple(scales), tuple(ranges))


def joined(mixes: Sequence[Array]) -> Floats:
    """Return the probabilities of all players in one vector of floats."""
    return np.concatenate([np.asarray(mix, dtype=np.float64) for mix in mixes])


def split(p: Floats, sizes: Sequence[int]) -> list[Floats]:
    """Return the part of each player of a joined vector."""
    return np.split(p, np.cumsum(sizes)[:-1])


def _shifted(table: Array) -> tuple[Floats, float]:
    """Return the payoffs on [0, 1] and their range; Fractions are subtracted exactly."""
    low, high = table.min(), table.max()
    if table.dtype == object:
        width = high - low
        shares = ((table - low) / (width or 1)).astype(np.float64)
        try:
            return shares, float(width)
        except OverflowError:
            raise UnsupportedNumberError(
                "payoffs must span a range that a float can hold here, up to about 1.8e308; "
                "rescale them"
            ) from None
    half = table * 0.5 - low * 0.5  # differences of the largest floats overflow
    width = float(half.max())
    if width < _SMALLEST_SCALE:
        return np.zeros(table.shape), 0.0
    return half / width, 2.0 * width


def _average(tensor: Floats, mixes: Sequence[Floats]) -> Floats:
    """Contract all axes but the first."""
    for start in range(len(mixes), 0, -8):
        part = mixes[max(start - 8, 0) : start]
        weights = reduce(np.multiply.outer, part).ravel()
        tensor = tensor.reshape(-1, weights.size) @ weights
    return tensor
