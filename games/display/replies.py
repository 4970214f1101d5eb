"""Best replies among pure strategies, for underlining them in a picture."""

import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lilliput.games.arithmetic import Array, kind_of

__all__ = ["best_replies", "pure_equilibria"]

_MOST_OPERATIONS = 200
_MOST = {"float": 4_000_000, "fraction": 20_000, "symbolic": 72}


def best_replies(payoffs: Array) -> list[Array] | None:
    """Return for each player at which profiles its strategy is a best reply.

    Floats are compared as they are, which is as the decimals that they print as, since these have
    the same order.

    Parameters
    ----------
    payoffs
        Shape (n, m_1, …, m_n).

    Returns
    -------
    list of numpy.ndarray or None
        Shape (m_1, …, m_n) each: True, False, or None where that depends on symbols. None if the
        game is too large to look at every payoff for a picture.

    Examples
    --------
    >>> best_replies(np.array([[[3, 0], [5, 1]], [[3, 5], [0, 1]]]))[0].tolist()
    [[False, False], [True, True]]
    """
    kind = kind_of(payoffs)
    if payoffs.size > _MOST[kind]:
        return None
    if kind == "symbolic":
        if sum(entry.count_ops() for entry in payoffs.flat) > _MOST_OPERATIONS:
            return None
        return [_among_symbols(payoffs[i], i) for i in range(len(payoffs))]
    return [
        np.asarray(own == own.max(axis=i, keepdims=True), dtype=bool)
        for i, own in enumerate(payoffs)
    ]


def pure_equilibria(replies: list[Array]) -> NDArray[np.bool_]:
    """Return the profiles at which every player is known to reply best."""
    known = [np.equal(reply, True).astype(bool) for reply in replies]
    return np.asarray(np.logical_and.reduce(known))


def _among_symbols(own: Array, player: int) -> Array:
    moved = np.moveaxis(own, player, -1)
    found = np.empty(moved.shape, dtype=object)
    for place in np.ndindex(moved.shape[:-1]):
        found[place] = _decided(list(moved[place]))
    return np.moveaxis(found, -1, player)


def _decided(entries: list[Any]) -> Array:
    """Say of each entry whether it is the largest, as far as sympy sees at once."""
    expand = sys.modules["sympy"].expand
    found = np.empty(len(entries), dtype=object)
    for k, entry in enumerate(entries):
        gains = [expand(other - entry) for j, other in enumerate(entries) if j != k]
        if any(gain.is_positive for gain in gains):
            found[k] = False
        elif all(gain.is_nonpositive for gain in gains):
            found[k] = True
        else:
            found[k] = None
    return found
