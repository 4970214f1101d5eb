"""The Owen value: unions of players bargain first, then their members share what they won.

Averaging the worths over the orders of the other unions leaves a game among the members of one
union; the Shapley value of that game is the Owen value of its members. The work is
Σ_k 2**(m − 1 + |B_k|) for m unions B_k.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, kind_of, ratio
from lilliput.games.checks import name_list
from lilliput.games.coalitional import CoalitionalGame, worths_of
from lilliput.games.errors import InvalidArgumentError
from lilliput.games.values.fold import coalition_sizes, label, semivalue
from lilliput.games.values.shapley import shapley_weights

__all__ = ["owen_shares", "owen_value", "partition_of"]


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
        others = _unions_of([mask for j, mask in enumerate(masks) if j != k])
        inside = _unions_of([1 << i for i in union])
        table = worths[..., others[:, None] + inside[None, :]]
        averaged = _average_over_orders(table, len(masks))
        values[..., union] = semivalue(averaged, *shapley_weights(len(union)))
    return values


def partition_of(players: tuple[str, ...], unions: Iterable[Iterable[str]]) -> list[list[int]]:
    """Return the unions as positions, with a union of its own for each player in none."""
    taken: set[str] = set()
    partition = []
    for union in unions:
        members = list(union) if not isinstance(union, str) else [union]
        unknown = [name for name in members if name not in players]
        twice = sorted(taken.intersection(members))
        if unknown or twice or len(set(members)) < len(members) or not members:
            raise InvalidArgumentError(
                f"unions must be disjoint non-empty groups of {name_list(players)}, got {members}"
            )
        taken.update(members)
        partition.append([players.index(name) for name in members])
    return partition + [[i] for i, name in enumerate(players) if name not in taken]


def _unions_of(masks: list[int]) -> Array:
    """Return the masks of all unions of disjoint masks."""
    result = np.zeros(1, dtype=np.int64)
    for mask in masks:
        result = np.concatenate([result, result + mask])
    return result


def _average_over_orders(table: Array, m: int) -> Array:
    """Average worths over which of the m−1 other unions came first; axis −2 is sets of unions."""
    numerators, denominator = shapley_weights(m)
    kind = kind_of(table)
    weights = np.array([ratio(w, denominator, kind) for w in numerators])
    return (weights[coalition_sizes(m - 1)][:, None] * table).sum(axis=-2)
