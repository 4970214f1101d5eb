"""Convexity by its local tests: v(S∪ij) − v(S∪j) ≥ v(S∪i) − v(S) for all i, j and S without them.

These n² 2**(n−3) inequalities imply v(S) + v(T) ≤ v(S∪T) + v(S∩T) for all S and T (Shapley 1971).
"""

import numpy as np

from lilliput.games.arithmetic import Array
from lilliput.games.tables import insert_zeros, second_differences

__all__ = ["least_convex_pair"]


def least_convex_pair(worths: Array) -> tuple[int, int, object] | None:
    """Return the pair S∪i, S∪j that convexity is hardest on, as masks, and its slack.

    Parameters
    ----------
    worths
        2**n numbers (floats, integers or Fractions).

    Returns
    -------
    tuple or None
        Both masks and v(S∪ij) + v(S) − v(S∪i) − v(S∪j), which is negative if the game is not
        convex; None for fewer than two players.
    """
    worst: tuple[int, int, object] | None = None
    for slack, (j, i) in second_differences(worths):
        where = int(np.argmin(slack))
        least = slack.flat[where]
        if worst is None or least < worst[2]:
            base = insert_zeros(where, (j, i))
            worst = (base | 1 << j, base | 1 << i, least)
    return worst
