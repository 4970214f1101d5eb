"""Stable partitions of additively separable games by letting players move until nobody does.

Each in turn joins the block that it likes best among those that it may join. If a_ij = a_ji, the
sum of utilities rises with every move, so that this ends at a Nash stable partition (Bogomolnaia
and Jackson 2002). In other games it may go round in circles and is given up.
"""

import numpy as np

from lilliput.games.arithmetic import Array
from lilliput.games.formation.hedonic_orders import whole_values
from lilliput.games.formation.hedonic_partitions import INDIVIDUAL

__all__ = ["partition_by_moves"]

_MOST_ROUNDS = 1000


def partition_by_moves(values: Array, concept: str) -> Array | None:
    """Return labels of a partition that nobody leaves, or None if moves do not end soon.

    Parameters
    ----------
    values
        a_ij with zeros on the diagonal.
    concept
        ``"nash"``, ``"individual"``, ``"contractual_nash"`` or ``"contractual"``.

    Examples
    --------
    >>> partition_by_moves(np.array([[0.0, 1.0], [1.0, 0.0]]), "nash").tolist()
    [1, 1]
    >>> partition_by_moves(np.array([[0.0, 1.0], [-1.0, 0.0]]), "nash") is None
    True
    """
    n = len(values)
    whole = whole_values(values, factor=4 * n)
    ask_joined, ask_left = INDIVIDUAL[concept]
    labels = np.arange(n)
    for _ in range(_MOST_ROUNDS):
        moved = False
        for i in range(n):
            worth = np.zeros(n, dtype=whole.dtype)  # of each block to i, itself left out
            np.add.at(worth, labels, whole[i])
            own = labels[i]
            if ask_left and (whole[labels == own, i] > 0).any():
                continue
            if ask_joined:
                refused = np.zeros(n, dtype=bool)
                refused[labels[whole[:, i] < 0]] = True
                refused[own] = False
                worth[refused] = worth[own]
            best = int(np.argmax(worth))
            if worth[best] > worth[own]:
                labels[i], moved = best, True
        if not moved:
            return labels
    return None
