"""The Owen value: unions of players bargain first, then their members share what they won.

Averaging the worths over the orders of the other unions leaves a game among the members of one
union; the Shapley value of that game is the Owen value of its members. The work is
Σ_k 2**(m − 1 + |B_k|) for m unions B_k.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, kind_of, ratio
from lilliput.games.checks import partition_of
from lilliput.games.coalitional import CoalitionalGame, worths_of
from lilliput.games.tables import subset_sums, subsets_of
from lilliput.games.values.fold import coalition_sizes, label, semivalue
from lilliput.games.values.shapley import shapley_weights

__all__ = ["owen_shares", "owen_value"]


def owen_value(
    game: CoalitionalGame, unions: Iterable[Iterable[str]], *, exact: bool = False
) -> pd.Series:
    """Return the Owen value for a partition of the players into unions.

    Parameters
    ----------
    game
        A coalitional game.
    unions
        Disjoint groups of players; players in no group form a union of their own. Unions of one
        player each, or one union of all, give the Shapley value.
    exact
        Turn float worths into the rationals they store, and return Fractions.

    Returns
    -------
    pandas.Series
        Indexed by player.

    References
    ----------
    Owen, G. (1977). Values of games with a priori unions. doi:10.1007/978-3-642-45494-3_7

    Examples
    --------
    Two of three players who need a majority unite, and leave the third with nothing:

    >>> majority = CoalitionalGame.from_function(["A", "B", "C"], lambda S: int(len(S) >= 2))
    >>> owen_value(majority, [["A", "B"]]).to_dict()
    {'A': 0.5, 'B': 0.5, 'C': 0.0}
    """
    partition = partition_of(game.players, unions)
    values = owen_shares(worths_of(game, exact=exact), partition)
    return label(values, game.players, "owen_value")


def owen_shares(worths: Array, partition: list[list[int]]) -> Array:
    """Return the Owen values of tables of worths [..., 2**n] for unions given as positions."""
    values = np.empty((*worths.shape[:-1], sum(map(len, partition))), dtype=worths.dtype)
    masks = [sum(1 << i for i in union) for union in partition]
    for k, union in enumerate(partition):
        others = subset_sums(np.array([m for j, m in enumerate(masks) if j != k], dtype=np.int64))
        inside = subsets_of(union)
        table = worths[..., others[:, None] + inside[None, :]]
        averaged = _average_over_orders(table, len(masks))
        values[..., union] = semivalue(averaged, *shapley_weights(len(union)))
    return values


def _average_over_orders(table: Array, m: int) -> Array:
    """Average worths over which of the m−1 other unions came first; axis −2 is sets of unions."""
    numerators, denominator = shapley_weights(m)
    kind = kind_of(table)
    weights = np.array([ratio(w, denominator, kind) for w in numerators])
    return (weights[coalition_sizes(m - 1)][:, None] * table).sum(axis=-2)
