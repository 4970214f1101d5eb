"""Iterated strict dominance in integers: which strategies of each player survive.

What a mixture strictly dominates is in no equilibrium, so that the equilibria, their components and
indices are those of the game that is left, whatever the order of elimination (Gilboa, Kalai and
Zemel 1990). Pure strategies that dominate are looked for by comparison; then linear programmes tell
of each strategy that is no best response to a pure profile whether it is one to some belief.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lilliput.games.arithmetic import Array
from lilliput.games.linear_programme import solve_matrix_game

__all__ = [
    "MOST_WORK",
    "best_to_some_belief",
    "programme_work",
    "purely_undominated",
    "undominated",
]

MOST_WORK = 2_000_000  # entries of linear programmes: some ten seconds

Positions = NDArray[np.int64]


def purely_undominated(tables: Sequence[Array]) -> list[Positions]:
    """Return what survives iterated elimination of strategies that a pure one strictly dominates.

    Parameters
    ----------
    tables
        Each player's payoffs, a tensor with one axis a player; any numbers that can be sorted.

    Examples
    --------
    >>> dilemma = np.array([[3, 0], [5, 1]])
    >>> purely_undominated([dilemma, dilemma.T])
    [array([1]), array([1])]
    """
    ranks = [np.unique(t.ravel(), return_inverse=True)[1].reshape(t.shape) for t in tables]
    kept = [np.arange(size) for size in tables[0].shape]
    changed = True
    while changed:
        changed = False
        for i in range(len(kept)):
            rows = _own_rows(ranks[i], kept, i)
            gone = [k for k in _never_best(rows) if (rows > rows[k]).all(axis=1).any()]
            changed = changed or bool(gone)
            kept[i] = np.delete(kept[i], gone)
    return kept


def undominated(tables: Sequence[Array], *, work: int = MOST_WORK) -> list[Positions]:
    """Return what survives iterated elimination of strictly dominated strategies.

    Parameters
    ----------
    tables
        Each player's payoffs, a tensor of Python integers with one axis a player.
    work
        The most entries of linear programmes; when they are used up, what is left is returned.

    Examples
    --------
    A mixture of the first two rows dominates the third.

    >>> rows = np.array([[4, 0], [0, 4], [1, 1]], dtype=object)
    >>> undominated([rows, 0 * rows])
    [array([0, 1]), array([0, 1])]

    References
    ----------
    Gilboa, I., Kalai, E., and Zemel, E. (1990). On the order of eliminating dominated strategies.
    Operations Research Letters 9:85–89.
    """
    kept = purely_undominated(tables)
    while True:
        before = sum(map(len, kept))
        for i, table in enumerate(tables):
            rows = _own_rows(table, kept, i)
            need = programme_work(rows)
            if need <= work:
                work -= need
                kept[i] = kept[i][best_to_some_belief(rows)]
        if sum(map(len, kept)) == before:
            return kept


def programme_work(rows: Array) -> int:
    """Return how many entries the linear programmes of `best_to_some_belief` have at most."""
    return len(_never_best(rows)) * int(rows.size)


def best_to_some_belief(rows: Array) -> Positions:
    """Return the rows that are a best response to some mixture of columns: the undominated ones.

    Parameters
    ----------
    rows
        Python integers, own strategies by profiles of the others.

    References
    ----------
    Pearce, D. G. (1984). Rationalizable strategic behavior and the problem of perfection.
    Econometrica 52:1029–1050. doi:10.2307/1911197

    Examples
    --------
    >>> best_to_some_belief(np.array([[4, 0], [0, 4], [1, 1]], dtype=object))
    array([0, 1])
    """
    kept, settled = list(range(len(rows))), set()
    for k in _never_best(rows).tolist():
        if k in settled:
            continue
        others = [j for j in kept if j != k]
        found = solve_matrix_game(rows[others] - rows[k])
        if found.value > 0:
            kept.remove(k)
        else:
            values = rows @ found.columns
            settled.update(np.flatnonzero(values == values[k]).tolist())
    return np.array(kept)


def _never_best(rows: Array) -> Positions:
    """Return the rows that are not largest in any column."""
    found: Positions = np.flatnonzero(~(rows == rows.max(axis=0)).any(axis=1))
    return found


def _own_rows(table: Array, kept: Sequence[Positions], player: int) -> Array:
    """Return a player's payoffs at what is kept, one row a strategy."""
    return np.moveaxis(table[np.ix_(*kept)], player, 0).reshape(len(kept[player]), -1)
