"""QuantEcon's convention: in player i's array the axes begin with its own and go round from there.

The entry of player i at the profile s is ``array[s_i, s_{i+1}, …, s_n, s_1, …, s_{i−1}]``.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lilliput.games.arithmetic import Array

__all__ = ["own_axes", "quantecon_arrays"]


def quantecon_arrays(payoffs: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """Return one array a player, with its own strategies on the first axis.

    Parameters
    ----------
    payoffs
        Of shape (n, m_1, …, m_n).

    Examples
    --------
    >>> [array.shape for array in quantecon_arrays(np.zeros((3, 2, 3, 4)))]
    [(2, 3, 4), (3, 4, 2), (4, 2, 3)]
    """
    n = len(payoffs)
    return [
        np.ascontiguousarray(table.transpose([(i + k) % n for k in range(n)]))
        for i, table in enumerate(payoffs)
    ]


def own_axes(arrays: Sequence[Array]) -> Array:
    """Return the payoff tensor of arrays in QuantEcon's convention: the inverse.

    Examples
    --------
    >>> payoffs = np.arange(72).reshape(3, 2, 3, 4)
    >>> bool((own_axes(quantecon_arrays(payoffs)) == payoffs).all())
    True
    """
    n = len(arrays)
    return np.stack(
        [
            np.asarray(array).transpose([(p - i) % n for p in range(n)])
            for i, array in enumerate(arrays)
        ]
    )
