"""Pure equilibria and dominated strategies of many games at once."""

from dataclasses import dataclass
from typing import Any, Literal, final

import numpy as np
from numpy.typing import NDArray

from lilliput.games.arithmetic import Array, freeze, kind_of, number_array
from lilliput.games.bimatrix.batch_exact import exact_vertices
from lilliput.games.bimatrix.batch_games import (
    Games,
    check_games,
    check_size,
    float_tables,
    survey_of,
)
from lilliput.games.bimatrix.batch_minors import minors_of
from lilliput.games.checks import check_count
from lilliput.games.errors import InvalidArgumentError, InvalidGameError, UnsupportedNumberError

__all__ = [
    "DominatedBatch",
    "batched_pure_equilibria",
    "bimatrix_dominated",
    "bimatrix_pure_equilibria",
]

_ENTRIES_AT_ONCE = 2**16

Booleans = NDArray[np.bool_]


@final
@dataclass(frozen=True, eq=False, repr=False)
class DominatedBatch:
    """Which strategies are dominated in each game of a batch.

    Parameters
    ----------
    row, column
        Shape (..., m) and (..., k): whether each strategy is dominated.
    by
        ``"pure"`` or ``"mixed"``: what dominates.
    weak
        Whether weakly dominated strategies count.
    """

    row: Booleans
    column: Booleans
    by: Literal["pure", "mixed"]
    weak: bool

    def __post_init__(self) -> None:
        freeze(self.row)
        freeze(self.column)

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, value)
        self.__post_init__()

    def __repr__(self) -> str:
        rows, columns = (
            f"{int(side.sum())} of {side.size} {name} strategies"
            for side, name in ((self.row, "row"), (self.column, "column"))
        )
        how = f"{'weakly' if self.weak else 'strictly'} dominated by {self.by} strategies"
        return f"DominatedBatch({rows}, {columns} {how})"

    def _repr_html_(self) -> str:
        from lilliput.games.display.allocations import batch

        pairs = [
            (f"dominated {name} strategies", f"{int(side.sum())} of {side.size}")
            for name, side in (("row", self.row), ("column", self.column))
        ]
        kind = "weakly" if self.weak else "strictly"
        return batch("Dominance in a batch", [*pairs, ("how", f"{kind}, by {self.by} strategies")])


def batched_pure_equilibria(payoffs: Any, *, players: int) -> Booleans:
    """Return which pure profiles are equilibria, in many games of any number of players.

    Parameters
    ----------
    payoffs
        Shape (..., n, m_1, …, m_n): what each of n players gets at each profile; floats, integers
        or Fractions.
    players
        How many players there are: n.

    Returns
    -------
    numpy.ndarray of bool
        Shape (..., m_1, …, m_n): whether no player gains by another strategy.

    Raises
    ------
    InvalidGameError
        A shape that has no axis of n players before the n last ones, or payoffs not finite.

    Examples
    --------
    >>> battle = [[[3, 0], [0, 2]], [[2, 0], [0, 3]]]
    >>> batched_pure_equilibria([battle, battle], players=2)[0]
    array([[ True, False],
           [False,  True]])
    """
    tensor = number_array(payoffs, argument="payoffs", error=InvalidGameError)
    check_count(players, argument="players")
    if tensor.ndim < players + 1 or tensor.shape[-players - 1] != players:
        raise InvalidGameError(
            f"payoffs must have shape (..., {players}, m_1, …, m_{players}) for {players} "
            f"players, got {tensor.shape}"
        )
    if min(tensor.shape[-players:]) < 1:
        raise InvalidGameError(f"payoffs must have a strategy a player, got shape {tensor.shape}")
    if kind_of(tensor) == "symbolic":
        raise UnsupportedNumberError(
            "payoffs must be numbers to compare strategies, got expressions; substitute values"
        )
    by_player = np.moveaxis(tensor, -players - 1, 0)
    stable = np.ones(by_player.shape[1:], dtype=bool)
    for i, table in enumerate(by_player):
        if table.size:
            stable &= table == table.max(axis=i - players, keepdims=True)
    return stable


def bimatrix_pure_equilibria(A: Any, B: Any) -> Booleans:
    """Return which pure profiles are equilibria, in many two-player games.

    Parameters
    ----------
    A, B
        Shape (..., m, k): what the row player and the column player get.

    Returns
    -------
    numpy.ndarray of bool
        Shape (..., m, k).

    Raises
    ------
    InvalidGameError
        Shapes that differ, fewer than two axes, or payoffs that are not finite.

    Examples
    --------
    >>> bimatrix_pure_equilibria([[3, 0], [0, 2]], [[2, 0], [0, 3]])
    array([[ True, False],
           [False,  True]])
    """
    games = check_games(A, B)
    stable = np.ones(games.A.shape, dtype=bool)
    if len(games):
        best_row, best_column = games.A.max(axis=1, keepdims=True), games.B.max(axis=2)
        stable = (best_row == games.A) & (best_column[:, :, None] == games.B)
    return stable.reshape(*games.shape, *games.A.shape[1:])


def bimatrix_dominated(
    A: Any, B: Any, *, by: Literal["pure", "mixed"] = "pure", weak: bool = False
) -> DominatedBatch:
    """Return which strategies are dominated, in many two-player games.

    A strategy is strictly dominated iff another does better against everything the opponent may
    do; weakly iff another never does worse, and better against something. By a mixed strategy it
    is dominated strictly iff it is a best response to no mixture of the opponent's, weakly iff to
    none that plays everything (Pearce 1984); the vertices of best responses show that exactly.

    Parameters
    ----------
    A, B
        Shape (..., m, k): what the row player and the column player get; m + k ≤ 16 for mixed.
    by
        Whether a pure strategy must dominate, or a mixed one may.
    weak
        Whether weak dominance suffices.

    Returns
    -------
    DominatedBatch
        With `.row` of shape (..., m) and `.column` of shape (..., k).

    Raises
    ------
    InvalidGameError
        Shapes that differ, fewer than two axes, or payoffs that are not finite.
    ProblemTooLargeError
        More than 16 strategies of both players together, by mixed strategies.

    References
    ----------
    Pearce, D. G. (1984). Rationalizable strategic behavior and the problem of perfection.
    Econometrica 52:1029–1050, Lemmas 3 and 4.

    Examples
    --------
    >>> A, B = [[3, 0], [0, 3], [1, 1]], [[0, 0], [0, 0], [0, 0]]
    >>> bimatrix_dominated(A, B).row
    array([False, False, False])
    >>> bimatrix_dominated(A, B, by="mixed").row
    array([False, False,  True])
    """
    if by not in ("pure", "mixed"):
        raise InvalidArgumentError(f"by must be 'pure' or 'mixed', got {by!r}")
    games = check_games(A, B)
    m, k = games.A.shape[1:]
    if by == "pure":
        row = _by_pure(games.A, weak=weak)
        column = _by_pure(games.B.transpose(0, 2, 1), weak=weak)
    else:
        check_size(m, k, instead='use by="pure"')
        column, row = (
            np.concatenate(
                [
                    _by_mixed(Games(games.A[part], games.B[part], ()), player, weak=weak)
                    for start in range(0, max(len(games), 1), step)
                    for part in [slice(start, start + step)]
                ]
            )
            for player in (0, 1)
            for step in [max(1, _ENTRIES_AT_ONCE // (m * k))]
        )
    return DominatedBatch(
        row.reshape(*games.shape, m), column.reshape(*games.shape, k), by, bool(weak)
    )


def _by_pure(payoffs: Array, *, weak: bool) -> Booleans:
    """Compare all pairs of strategies, along the second of three axes."""
    count = payoffs.shape[1]
    dominated = np.zeros(payoffs.shape[:2], dtype=bool)
    for i in range(count):
        for h in range(count):
            if i == h:
                continue
            if weak:
                never_worse = (payoffs[:, h] >= payoffs[:, i]).all(axis=1)
                better = (payoffs[:, h] > payoffs[:, i]).any(axis=1)
                dominated[:, i] |= never_worse & better
            else:
                dominated[:, i] |= (payoffs[:, h] > payoffs[:, i]).all(axis=1)
    return dominated


def _by_mixed(games: Games, player: int, *, weak: bool) -> Booleans:
    """Return which strategies of the opponent of a player are dominated, from his polytope."""
    from lilliput.games.kernels.bimatrix_replies import reply_supports
    from lilliput.games.kernels.bimatrix_survey import INTEGER, UNSAFE

    tables = minors_of(*games.A.shape[1:])
    table = tables[player]
    p, q = table.place.shape
    own = games.B if player == 0 else games.A
    payoffs, too_long = float_tables(own)
    entries, spread, noise, kinds = survey_of(payoffs, table)
    supports, unsure = reply_supports(table, entries, spread, noise, len(own))
    one_by_one = too_long | (kinds == UNSAFE) | unsure
    in_int64 = (kinds == INTEGER) & one_by_one & ~too_long
    if in_int64.any():
        entries, spread, noise, _ = survey_of(payoffs[in_int64], table)
        supports[in_int64], _ = reply_supports(
            table, entries.astype(np.int64), spread, np.zeros_like(noise), int(in_int64.sum())
        )
    for n in np.flatnonzero(one_by_one & ~in_int64):
        vertices, _ = exact_vertices(tables, player, own[n])
        supports[n] = 0
        for labels, _ in vertices:
            support = ~(labels >> int(table.own[0])) & ((1 << q) - 1)
            for i in range(p):
                if labels >> (int(table.other[0]) + i) & 1:
                    supports[n, i] |= support
    return supports != (1 << q) - 1 if weak else supports == 0
