"""Games in integers: payoffs scaled for each player, strictly dominated strategies taken out.

Neither a positive factor for a player nor a constant for each choice of its opponents changes what
is a best response; a strategy that is strictly dominated is never one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import final

import numpy as np

from lilliput.games.arithmetic import Array, in_integers, object_array
from lilliput.games.undominated import purely_undominated, undominated

__all__ = ["IntegerGame", "integer_game"]

_EXACT_BITS = 53


@final
@dataclass(frozen=True, eq=False)
class IntegerGame:
    """The players who have a choice, with integer payoffs.

    Parameters
    ----------
    payoffs
        For each such player an object array of Python integers, one axis for each of them.
    players
        Their positions in the original game.
    kept
        For every player of the original game, the positions of the strategies that remain.
    sizes
        For every player of the original game, how many strategies it had.
    """

    payoffs: tuple[Array, ...]
    players: tuple[int, ...]
    kept: tuple[tuple[int, ...], ...]
    sizes: tuple[int, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of strategies left to each player who has a choice."""
        return tuple(len(self.kept[i]) for i in self.players)

    def profile(self, mixes: Sequence[Sequence[object] | Array], *, exact: bool) -> list[Array]:
        """Return a profile of the original game from the mixtures of those who have a choice."""
        given = dict(zip(self.players, mixes, strict=True))
        return [
            self._among_all(i, given.get(i, [Fraction(1)]), exact=exact)
            for i in range(len(self.sizes))
        ]

    def vertices(self, sets: Sequence[Sequence[Array]]) -> tuple[tuple[Array, ...], ...]:
        """Return exact mixtures of all players, several each, from those of who has a choice."""
        given = dict(zip(self.players, sets, strict=True))
        sure = [object_array([Fraction(1)])]
        return tuple(
            tuple(self._among_all(i, mix, exact=True) for mix in given.get(i, sure))
            for i in range(len(self.sizes))
        )

    def _among_all(self, player: int, mix: Sequence[object] | Array, *, exact: bool) -> Array:
        size = self.sizes[player]
        result: Array = object_array([Fraction(0)] * size) if exact else np.zeros(size)
        for place, weight in zip(self.kept[player], mix, strict=True):
            result[place] = weight
        return result

    def floats(self) -> tuple[Array, float]:
        """Return payoffs within [−1, 1], one row a player, and their relative error, 0 if exact."""
        rows = []
        exact = True
        for table in self.payoffs:
            flat = table.ravel().tolist()
            bits = max(abs(entry) for entry in flat).bit_length()
            exact &= bits <= _EXACT_BITS
            unit = 1 << bits
            rows.append([entry / unit for entry in flat])  # rounded once, even if far too long
        return np.array(rows, dtype=np.float64), 0.0 if exact else 2.0**-53


def integer_game(payoffs: Array, *, mixed: bool = False) -> IntegerGame:
    """Return a game in integers without strictly dominated strategies.

    Parameters
    ----------
    payoffs
        Fractions, shape (n, m_1, …, m_n).
    mixed
        Whether to take out what only a mixture dominates as well, which takes linear programmes.

    Examples
    --------
    >>> dilemma = [[[3, 0], [5, 1]], [[3, 5], [0, 1]]]
    >>> game = integer_game(np.array(dilemma) + Fraction(0))
    >>> game.kept, game.players
    (((1,), (1,)), ())
    """
    sizes = payoffs.shape[1:]
    tables = []
    for i, table in enumerate(payoffs):
        scaled, _ = in_integers(table)
        tables.append(scaled - scaled.min(axis=i, keepdims=True))
    kept = undominated(tables) if mixed else purely_undominated(tables)
    players = tuple(i for i, own in enumerate(kept) if len(own) > 1)
    shape = tuple(len(kept[i]) for i in players)
    return IntegerGame(
        tuple(tables[i][np.ix_(*kept)].reshape(shape) for i in players),
        players,
        tuple(tuple(own.tolist()) for own in kept),
        tuple(sizes),
    )
