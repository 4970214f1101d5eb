"""Which mixtures dominate a strategy: pure ones by comparison, mixed ones by a linear programme.

Both work on a table of integers, one row a strategy and one column a profile of the others. For a
strategy k let D be the rows minus row k. It is strictly dominated iff the zero-sum game D has a
positive value to the row player, and weakly iff some mixture y has y D ≥ 0 and y D ≠ 0. If not, the
dual is a belief about the others against which k is a best response; a belief that gives every
profile of the others positive probability, in the case of weak dominance (Gale and Sherman 1950;
Pearce 1984, lemmas 3 and 4).
"""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from lilliput.games.arithmetic import Array, object_array
from lilliput.games.errors import ProblemTooLargeError
from lilliput.games.linear_programme import maximise_exactly, solve_matrix_game

__all__ = ["dominated_rows", "dominating_mixture", "justifying_belief", "pure_dominator"]

_LARGEST_WORK = 50_000_000
_FIRST_COLUMNS = 16


def dominated_rows(table: Array, *, weak: bool, mixed: bool) -> dict[int, Array]:
    """Return the dominated rows of a table, each with the probabilities of a dominating mixture.

    Parameters
    ----------
    table
        m × N integers.
    weak
        Weak instead of strict dominance.
    mixed
        Whether mixtures dominate, or pure strategies only.

    Raises
    ------
    ProblemTooLargeError
        Linear programmes with more than 5·10⁷ entries together, which take minutes.
    """
    size = len(table)
    dominators = [pure_dominator(table, k, weak=weak) for k in range(size)]
    open_rows = [
        k
        for k, pure in enumerate(dominators)
        if pure is None and mixed and size > 2 and not plainly_undominated(table, k, weak=weak)
    ]
    work = len(open_rows) * table.size
    if work > _LARGEST_WORK:
        raise ProblemTooLargeError(
            f"game: {len(open_rows)} strategies need linear programmes of {work:.1e} entries "
            f"together, at most {_LARGEST_WORK:.0e} are allowed; mixed=False looks at dominance by "
            "pure strategies only"
        )
    mixtures = {k: dominating_mixture(table, k, weak=weak) for k in open_rows}
    found = {}
    for k, pure in enumerate(dominators):
        mixture = mixtures.get(k)
        if pure is not None:
            mixture = object_array([Fraction(int(j == pure)) for j in range(size)])
        if mixture is not None:
            found[k] = mixture
    return found


def plainly_undominated(table: Array, k: int, *, weak: bool) -> bool:
    """Whether comparisons alone show that no mixture dominates row k.

    They do if row k is a best response to a profile (a unique one, for weak dominance), or for weak
    dominance to the uniform belief as well.
    """
    top = table.max(axis=0)
    best = table[k] == top
    if not weak:
        return bool(best.any())
    alone = best & ((table == top).sum(axis=0) == 1)
    if alone.any():
        return True
    totals = table.astype(object).sum(axis=1)
    return bool(totals[k] == totals.max())


def pure_dominator(table: Array, k: int, *, weak: bool) -> int | None:
    """Return a row that dominates row k, the one with the largest least gain, or None.

    Examples
    --------
    >>> table = np.array([[3, 0], [5, 1], [5, 0]])
    >>> pure_dominator(table, 0, weak=False), pure_dominator(table, 2, weak=False)
    (1, None)
    >>> pure_dominator(table, 2, weak=True)
    1
    """
    row = table[k]
    rivals = np.flatnonzero(np.arange(len(table)) != k)
    start, end = 0, _FIRST_COLUMNS
    while start < len(row) and len(rivals):  # few rivals are left after a few columns
        part = table[rivals, start:end]
        better = part >= row[start:end] if weak else part > row[start:end]
        rivals = rivals[better.all(axis=1)]
        start, end = end, end * 8
    gains = table[rivals] - row
    least = {int(j): own.min() for j, own in zip(rivals, gains, strict=True) if own.any()}
    return max(least, key=least.__getitem__, default=None)


def dominating_mixture(table: Array, k: int, *, weak: bool) -> Array | None:
    """Return the probabilities of a mixture of the other rows that dominates row k, or None.

    For strict dominance it has the largest least gain; for weak dominance the largest sum of gains.

    Examples
    --------
    >>> dominating_mixture(np.array([[3, 0], [0, 3], [1, 1]]), 2, weak=False)
    array([Fraction(1, 2), Fraction(1, 2), Fraction(0, 1)], dtype=object)
    """
    others = [j for j in range(len(table)) if j != k]
    if not others:
        return None
    gains = (table[others] - table[k]).astype(object)
    if weak:
        weights = _weakly(gains)
        if weights is None:
            return None
    else:
        found = solve_matrix_game(_distinct_columns(gains))
        if found.value <= 0:
            return None
        weights = found.rows
    result = object_array([Fraction(0)] * len(table))
    result[others] = weights
    return result


def justifying_belief(table: Array, k: int, *, weak: bool) -> Array:
    """Return a belief over the columns that makes row k, which is not dominated, a best response.

    Parameters
    ----------
    weak
        Whether the belief is to give every column positive probability.
    """
    others = [j for j in range(len(table)) if j != k]
    N = table.shape[1]
    if not others:
        return object_array([Fraction(1, N)] * N)
    gains = (table[others] - table[k]).astype(object)
    if not weak:
        return solve_matrix_game(gains).columns
    # maximise the sum of the gains: the multipliers of "no loss anywhere", plus 1 each, make every
    # other row worse than k on average
    found = maximise_exactly(
        gains.sum(axis=1),
        np.vstack([-gains.T, np.ones((1, len(others)), dtype=object)]),
        object_array([0] * N + [1]),
    )
    raw = found.prices[:-1] + 1
    return raw / sum(raw)


def _weakly(gains: Array) -> Array | None:
    """Return y ≥ 0, Σ y = 1, y·gains ≥ 0 with the largest sum of gains, or None if all are 0.

    Only columns at which a mixture loses are put into the programme, as they are found.
    """
    totals = gains.sum(axis=1)
    if max(totals) <= 0:
        return None
    rows: list[Sequence[int]] = [[1] * len(gains)]
    right = [1]
    while True:
        found = maximise_exactly(totals, np.array(rows, dtype=object), object_array(right))
        if found.value <= 0:
            return None
        reached = found.point @ gains
        losing = np.flatnonzero(reached < 0)
        if not len(losing):
            return found.point / sum(found.point)
        worst = sorted(losing, key=reached.__getitem__)[: 2 * len(gains)]
        rows += [(-gains[:, s]).tolist() for s in worst]
        right += [0] * len(worst)


def _distinct_columns(gains: Array) -> Array:
    columns = dict.fromkeys(map(tuple, gains.T.tolist()))
    return np.array(list(columns), dtype=object).T
