"""Convexity by its local tests: v(S∪ij) − v(S∪j) ≥ v(S∪i) − v(S) for all i, j and S without them.

These n² 2**(n−3) inequalities imply v(S) + v(T) ≤ v(S∪T) + v(S∩T) for all S and T (Shapley 1971).
"""

import numpy as np

from lilliput.games.arithmetic import Array

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
    n = len(worths).bit_length() - 1
    worst: tuple[int, int, object] | None = None
    for j in range(n):
        for i in range(j):
            cube = worths.reshape(-1, 2, 2 ** (j - i - 1), 2, 2**i)
            slack = cube[:, 1, :, 1] + cube[:, 0, :, 0] - cube[:, 0, :, 1] - cube[:, 1, :, 0]
            where = np.unravel_index(int(np.argmin(slack)), slack.shape)
            if worst is None or slack[where] < worst[2]:
                high, middle, low = (int(k) for k in where)
                base = (high << (j + 1)) + (middle << (i + 1)) + low
                worst = (base + (1 << i), base + (1 << j), slack[where])
    return worst
