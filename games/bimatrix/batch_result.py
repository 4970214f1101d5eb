"""The extreme equilibria of many two-player games, one after the other in flat arrays."""

from dataclasses import dataclass, fields
from operator import index as position
from typing import Any, final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lilliput.games.arithmetic import Array, freeze
from lilliput.games.bimatrix.batch_exact import as_rows, exact_equilibria
from lilliput.games.checks import counted
from lilliput.games.errors import InvalidArgumentError

__all__ = ["DECIDED", "BimatrixBatch"]

DECIDED = ("integer", "float", "rational")


@final
@dataclass(frozen=True, eq=False, repr=False)
class BimatrixBatch:
    """All extreme equilibria of each game of a batch.

    Those of game g, counted along the leading axes, are the rows ``offsets[g]:offsets[g + 1]`` of
    `row`, `column`, `row_payoff` and `column_payoff`. They are sorted by the row player's support
    (smaller ones first, then earlier strategies), then by the column player's.

    Parameters
    ----------
    A, B
        The payoffs, shape (..., m, k).
    offsets
        One more than there are games.
    row, column
        Probabilities, one equilibrium a row: shape (total, m) and (total, k).
    row_payoff, column_payoff
        What the players get, one an equilibrium.
    degenerate
        Shape (...): whether some mixed strategy has more pure best responses than strategies in
        its support. Only then can there be equilibria that are not extreme: the mixtures of
        extreme ones.
    method
        Shape (...): position in `DECIDED`. 0, ``"integer"``: whole-number arithmetic. 1,
        ``"float"``: floats, where a bound of the rounding error decided every sign. 2,
        ``"rational"``: integers of any length.
    regret
        Shape (...): the largest gain of any player from a deviation at any equilibrium shown; 0
        where the equilibria are exact and the floats shown are only rounded.
    """

    A: Array
    B: Array
    offsets: NDArray[np.int64]
    row: Array
    column: Array
    row_payoff: Array
    column_payoff: Array
    degenerate: NDArray[np.bool_]
    method: NDArray[np.int8]
    regret: NDArray[np.float64]

    def __post_init__(self) -> None:
        for field in fields(self):
            freeze(getattr(self, field.name))

    @property
    def shape(self) -> tuple[int, ...]:
        """The leading axes of the payoffs."""
        return self.degenerate.shape

    @property
    def games(self) -> int:
        """Number of games."""
        return len(self.offsets) - 1

    @property
    def count(self) -> NDArray[np.int64]:
        """Number of extreme equilibria of each game, shape (...)."""
        return np.diff(self.offsets).reshape(self.shape)

    @property
    def game(self) -> NDArray[np.int64]:
        """The game of each equilibrium, counted along the leading axes."""
        return np.repeat(np.arange(self.games), np.diff(self.offsets))

    @property
    def decided(self) -> NDArray[np.str_]:
        """How each game was decided: ``"integer"``, ``"float"`` or ``"rational"``, shape (...)."""
        return np.array(DECIDED)[self.method]

    def of(self, index: int | tuple[int, ...]) -> "BimatrixBatch":
        """Return the equilibria of one game, as a batch without leading axes.

        Parameters
        ----------
        index
            Of the game: one integer a leading axis, or one that counts along all of them.

        Raises
        ------
        InvalidArgumentError
            No such game.
        """
        flat = self._flat(index)
        part = slice(*self.offsets[flat : flat + 2].tolist())
        where = np.unravel_index(flat, self.shape)
        return BimatrixBatch(
            self.A[where].view(),
            self.B[where].view(),
            np.array([0, part.stop - part.start]),
            self.row[part],
            self.column[part],
            self.row_payoff[part],
            self.column_payoff[part],
            np.asarray(self.degenerate[where]),
            np.asarray(self.method[where]),
            np.asarray(self.regret[where]),
        )

    def fractions(self, index: int | tuple[int, ...]) -> tuple[Array, Array]:
        """Return the probabilities of one game's equilibria as Fractions, shapes (c, m), (c, k).

        A float payoff means the decimal that it prints as.

        Parameters
        ----------
        index
            As in `of`.
        """
        where = np.unravel_index(self._flat(index), self.shape)
        A, B = self.A[where], self.B[where]
        pairs = exact_equilibria(A, B).pairs
        return (
            freeze(as_rows([x for x, _ in pairs], A.shape[0])),
            freeze(as_rows([y for _, y in pairs], A.shape[1])),
        )

    def to_frame(self) -> pd.DataFrame:
        """Return one row an equilibrium: its game, probabilities and payoffs.

        The game is one column for one leading axis, and one column an axis for several.
        """
        game = self.game
        positions = np.unravel_index(game, self.shape) if len(self.shape) > 1 else [game]
        names = ["game"] if len(positions) == 1 else [f"game {n}" for n in range(len(positions))]
        data: dict[str, Any] = dict(zip(names, positions, strict=True))
        data["equilibrium"] = np.arange(len(game)) - self.offsets[game]
        for player, mixes in (("row", self.row), ("column", self.column)):
            data |= {f"{player} {s + 1}": mixes[:, s] for s in range(mixes.shape[1])}
        data["payoff row"], data["payoff column"] = self.row_payoff, self.column_payoff
        return pd.DataFrame(data)

    def _flat(self, index: int | tuple[int, ...]) -> int:
        try:
            if isinstance(index, tuple) and len(index) == len(self.shape):
                return int(np.arange(self.games).reshape(self.shape)[index])
            if not isinstance(index, tuple):
                return range(self.games)[position(index)]
        except (IndexError, TypeError):
            pass
        raise InvalidArgumentError(
            f"index must be a game of a batch of shape {self.shape}, got {index!r}"
        )

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, value)
        self.__post_init__()

    def __repr__(self) -> str:
        m, k = self.A.shape[-2:]
        total = int(self.offsets[-1])
        ways = np.bincount(self.method.ravel(), minlength=len(DECIDED))
        how = ", ".join(f"{n} {word}" for n, word in zip(ways, DECIDED, strict=True) if n)
        return (
            f"BimatrixBatch({counted(self.games, 'game')} of {m} × {k}: {total} extreme "
            f"equilibri{'um' if total == 1 else 'a'}; {int(self.degenerate.sum())} degenerate"
            + (f"; decided: {how})" if how else ")")
        )

    def _repr_html_(self) -> str:
        from lilliput.games.display.allocations import batch

        total = int(self.offsets[-1])
        pairs = [
            ("games", self.games),
            ("strategies", " × ".join(map(str, self.A.shape[-2:]))),
            ("extreme equilibria", total),
            ("degenerate games", int(self.degenerate.sum())),
            ("largest regret", float(self.regret.max(initial=0))),
        ]
        return batch("Batch of bimatrix games", pairs)
