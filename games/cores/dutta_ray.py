"""The egalitarian allocation of a convex game, which is as equal as the core allows.

The largest coalition with the highest average worth splits equally; then the largest coalition of
the others with the highest average worth on top of it; and so on. In a convex game the result is in
the core and Lorenz-dominates every other core allocation (Dutta and Ray 1989).
"""

from typing import Any

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, kind_of, ratio
from lilliput.games.coalitional import CoalitionalGame, coalition_label, worths_of
from lilliput.games.cores.convexity import least_convex_pair
from lilliput.games.cores.integers import numeric
from lilliput.games.errors import InvalidGameError
from lilliput.games.tables import allowance, subsets_of
from lilliput.games.values.fold import coalition_sizes, label

__all__ = ["dutta_ray"]


def dutta_ray(game: CoalitionalGame, *, exact: bool = False, tol: float = 1e-9) -> pd.Series:
    """Return the egalitarian allocation of a convex game.

    Parameters
    ----------
    game
        A convex game with numeric worths.
    exact
        Turn float worths into the rationals they store, and return Fractions.
    tol
        For floats: the share of the largest |v(S)| by which convexity may fail.

    Returns
    -------
    pandas.Series
        Indexed by player.

    Raises
    ------
    InvalidGameError
        The game is not convex; the message names two coalitions that show it.

    References
    ----------
    Dutta, B. and Ray, D. (1989). A concept of egalitarianism under participation constraints.
    Econometrica 57. doi:10.2307/1911055

    Examples
    --------
    >>> game = CoalitionalGame.from_worths(
    ...     {("A",): 4, ("A", "B"): 6, ("A", "C"): 4, ("A", "B", "C"): 9}
    ... )
    >>> dutta_ray(game).to_dict()
    {'A': 4.0, 'B': 2.5, 'C': 2.5}
    """
    worths = numeric(worths_of(game, exact=exact), "worths of dutta_ray")
    kind = kind_of(worths)
    _check_convex(game, worths, allowance(worths, tol))
    shares = np.empty(game.n, dtype=worths.dtype)
    settled, left = 0, list(range(game.n))
    while left:
        sizes = coalition_sizes(len(left))[1:]
        inverse = np.array([ratio(1, k, kind) for k in range(1, len(left) + 1)])[sizes - 1]
        masks = subsets_of(left)[1:]
        averages = (worths[masks | settled] - worths[settled]) * inverse
        highest = averages.max()
        tied = np.flatnonzero(averages == highest)
        chosen = int(masks[tied[np.argmax(sizes[tied])]])
        for i in left:
            if chosen >> i & 1:
                shares[i] = highest
        settled |= chosen
        left = [i for i in left if not chosen >> i & 1]
    return label(shares, game.players, "dutta_ray")


def _check_convex(game: CoalitionalGame, worths: Array, allowed: Any) -> None:
    pair = least_convex_pair(worths)
    if pair is None or pair[2] >= -allowed:
        return
    first, second, _ = pair
    masks = (first, second, first | second, first & second)
    one, other, union, common = (_braces(coalition_label(m, game.players)) for m in masks)
    total, parts = worths[masks[2]] + worths[masks[3]], worths[first] + worths[second]
    raise InvalidGameError(
        f"game must be convex for the egalitarian allocation, got v({union}) + v({common}) = "
        f"{total} < v({one}) + v({other}) = {parts}"
    )


def _braces(members: str) -> str:
    return members if members == "∅" else f"{{{members}}}"
