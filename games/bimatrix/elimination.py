"""Iterated elimination of strategies that can be no best response in a bimatrix game.

A strategy is no best response to any mixed strategy of the other player iff a mixed strategy
strictly dominates it (Pearce 1984). Whether it is one, its constraint tells: it is tight at some
vertex of the other's best-response polytope. What is no best response among some strategies is none
among more, so that many strategies are gone through a few at a time.
"""

import numpy as np
from numpy.typing import NDArray

from lilliput.games.arithmetic import Array
from lilliput.games.bimatrix.bases import all_bases, expected_bases
from lilliput.games.bimatrix.polytopes import LABELS, positions, response_rows
from lilliput.games.errors import ProblemTooLargeError
from lilliput.games.undominated import (
    MOST_WORK,
    best_to_some_belief,
    programme_work,
    purely_undominated,
)

__all__ = ["best_responses", "undominated"]

Positions = NDArray[np.int64]

_WORTH_ENUMERATING = 10_000.0  # bases, for the sake of elimination
_MOST_BASES = 500_000


def undominated(A: Array, B: Array) -> tuple[list[int], list[int]]:
    """Return the rows and columns that survive; the order of elimination does not matter.

    Pure strategies that dominate are looked for first. Those that only mixed strategies dominate
    are found by enumeration where the other player has few strategies, else by linear programmes,
    as long as they are affordable.

    Parameters
    ----------
    A, B
        Payoffs of the row and the column player, m × n, as Python integers.

    Examples
    --------
    >>> dilemma = np.array([[3, 0], [5, 1]], dtype=object)
    >>> undominated(dilemma, dilemma.T)
    ([1], [1])

    References
    ----------
    Pearce, D. G. (1984). Rationalizable strategic behavior and the problem of perfection.
    Econometrica 52:1029–1050. doi:10.2307/1911197
    """
    kept = purely_undominated([A, B])
    work = MOST_WORK
    while True:
        before = len(kept[0]) + len(kept[1])
        for i, table in enumerate((A, B.T)):
            own = table[np.ix_(kept[i], kept[1 - i])]
            if _is_enumerable(*own.shape):
                kept[i] = kept[i][best_responses(own)]
            elif (need := programme_work(own)) <= work:
                work -= need
                kept[i] = kept[i][best_to_some_belief(own)]
        if len(kept[0]) + len(kept[1]) == before:
            return kept[0].tolist(), kept[1].tolist()


def best_responses(payoffs: Array) -> Positions:
    """Return the rows that are a best response to some mixture of columns, where that is cheap.

    Parameters
    ----------
    payoffs
        Python integers, own strategies by those of the other player.

    Returns
    -------
    ndarray
        Positions of rows: all others are certain to be no best response. All rows, where the
        enumeration would be long.

    Examples
    --------
    >>> best_responses(np.array([[4, 0], [0, 4], [1, 1]], dtype=object))
    array([0, 1])
    """
    count, d = payoffs.shape
    kept = np.arange(count)
    if not _is_enumerable(count, d):
        return kept
    size = min(LABELS - d, count)
    while True:
        groups = [kept[start : start + size] for start in range(0, len(kept), size)]
        survivors = np.concatenate([group[_tight_somewhere(payoffs[group])] for group in groups])
        if len(survivors) == len(kept) or len(groups) == 1:
            return survivors
        kept = survivors


def _is_enumerable(count: int, d: int) -> bool:
    """Whether few bases are to be expected of `count` strategies against `d`, a group at a time."""
    return d < LABELS // 2 and expected_bases(d, min(LABELS - d, count)) <= _WORTH_ENUMERATING


def _tight_somewhere(payoffs: Array) -> Positions:
    """Return the rows whose constraint is tight at a vertex; all if there are too many vertices."""
    count, d = payoffs.shape
    try:
        found = all_bases(response_rows(payoffs.T), limit=_MOST_BASES)
    except ProblemTooLargeError:
        return np.arange(count)
    labels = int(np.bitwise_or.reduce(found.tight))
    return np.array(positions(labels >> d, count))
