"""Values for a partition into unions that mix two semivalues, or leave the unions to themselves.

A coalitional semivalue averages the worths over which other unions are there, by one semivalue,
and shares what remains among the members of a union by another. Shapley for both gives the Owen
value, Banzhaf for both the Banzhaf–Owen value. The work is Σ_k 2**(m − 1 + |B_k|) for m unions.
"""

from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, kind_of, ratio, tidy
from lilliput.games.checks import partition_of
from lilliput.games.coalitional import CoalitionalGame, worths_of
from lilliput.games.tables import subset_sums, subsets_of
from lilliput.games.values.fold import coalition_sizes, label, semivalue
from lilliput.games.values.shapley import shapley_weights

__all__ = [
    "aumann_dreze_value",
    "banzhaf_owen_value",
    "symmetric_coalitional_banzhaf_value",
    "two_step_shapley_value",
]

Weights = Callable[[int], tuple[list[int], int]]


def banzhaf_owen_value(
    game: CoalitionalGame, unions: Iterable[Iterable[str]], *, exact: bool = False
) -> pd.Series:
    """Return the Banzhaf–Owen value: the mean contribution over sets of unions and of members.

    Ψ_i = Σ_{R⊆M∖k} Σ_{T⊆B_k∖i} 2**(1−m) 2**(1−|B_k|) (v(Q∪T∪i) − v(Q∪T)), Q the players of the
    unions R, for i in the union B_k. It is not efficient.

    Parameters
    ----------
    game
        A coalitional game.
    unions
        Disjoint groups of players; players in no group form a union of their own. Unions of one
        player each, or one union of all, give the Banzhaf value.
    exact
        Turn float worths into the rationals they store, and return Fractions.

    Returns
    -------
    pandas.Series
        Indexed by player.

    References
    ----------
    Owen, G. (1981). Modification of the Banzhaf–Coleman index for games with a priori unions. In
    M. J. Holler (ed.), Power, Voting and Voting Power.
    Amer, R., Carreras, F. and Giménez, J. M. (2002). The modified Banzhaf value for games with
    coalition structure. Mathematical Social Sciences 43.

    Examples
    --------
    >>> majority = CoalitionalGame.from_function(["A", "B", "C"], lambda S: int(len(S) >= 2))
    >>> banzhaf_owen_value(majority, [["A", "B"]]).to_dict()
    {'A': 0.5, 'B': 0.5, 'C': 0.0}
    """
    values = _coalitional(game, unions, _banzhaf_weights, _banzhaf_weights, exact=exact)
    return label(values, game.players, "banzhaf_owen_value")


def symmetric_coalitional_banzhaf_value(
    game: CoalitionalGame, unions: Iterable[Iterable[str]], *, exact: bool = False
) -> pd.Series:
    """Return the symmetric coalitional Banzhaf value: Banzhaf among unions, Shapley within them.

    A union receives its Banzhaf value in the game between the unions.

    Parameters
    ----------
    game
        A coalitional game.
    unions
        Disjoint groups of players; players in no group form a union of their own. Unions of one
        player each give the Banzhaf value, one union of all the Shapley value.
    exact
        Turn float worths into the rationals they store, and return Fractions.

    Returns
    -------
    pandas.Series
        Indexed by player.

    References
    ----------
    Alonso-Meijide, J. M. and Fiestras-Janeiro, M. G. (2002). Modification of the Banzhaf value for
    games with a coalition structure. Annals of Operations Research 109.

    Examples
    --------
    >>> majority = CoalitionalGame.from_function(["A", "B", "C"], lambda S: int(len(S) >= 2))
    >>> symmetric_coalitional_banzhaf_value(majority, [["A", "B"]]).to_dict()
    {'A': 0.5, 'B': 0.5, 'C': 0.0}
    """
    values = _coalitional(game, unions, _banzhaf_weights, shapley_weights, exact=exact)
    return label(values, game.players, "symmetric_coalitional_banzhaf_value")


def aumann_dreze_value(
    game: CoalitionalGame, unions: Iterable[Iterable[str]], *, exact: bool = False
) -> pd.Series:
    """Return the Aumann–Drèze value: each union shares its own worth by the Shapley value.

    Parameters
    ----------
    game
        A coalitional game.
    unions
        Disjoint groups of players; players in no group form a union of their own. One union of
        all gives the Shapley value.
    exact
        Turn float worths into the rationals they store, and return Fractions.

    Returns
    -------
    pandas.Series
        Indexed by player; the members of a union B receive v(B).

    References
    ----------
    Aumann, R. J. and Drèze, J. H. (1974). Cooperative games with coalition structures. Int. J. of
    Game Theory 3. doi:10.1007/BF01766876

    Examples
    --------
    >>> majority = CoalitionalGame.from_function(["A", "B", "C"], lambda S: int(len(S) >= 2))
    >>> aumann_dreze_value(majority, [["A", "B"]]).to_dict()
    {'A': 0.5, 'B': 0.5, 'C': 0.0}
    """
    partition = partition_of(game.players, unions)
    values = _within_unions(worths_of(game, exact=exact), partition)
    return label(values, game.players, "aumann_dreze_value")


def two_step_shapley_value(
    game: CoalitionalGame, unions: Iterable[Iterable[str]], *, exact: bool = False
) -> pd.Series:
    """Return the two-step Shapley value of Kamijo.

    The members of a union B share v(B) by the Shapley value, and in equal parts the surplus of
    what the union receives by the Shapley value of the game between unions.

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
    Kamijo, Y. (2009). A two-step Shapley value for cooperative games with coalition structures.
    International Game Theory Review 11.

    Examples
    --------
    >>> majority = CoalitionalGame.from_function(["A", "B", "C"], lambda S: int(len(S) >= 2))
    >>> two_step_shapley_value(majority, [["A", "B"]]).to_dict()
    {'A': 0.5, 'B': 0.5, 'C': 0.0}
    """
    partition = partition_of(game.players, unions)
    worths = worths_of(game, exact=exact)
    masks = [sum(1 << i for i in union) for union in partition]
    between = semivalue(
        worths[subset_sums(np.array(masks, dtype=np.int64))], *shapley_weights(len(masks))
    )
    values = _within_unions(worths, partition)
    for union, mask, amount in zip(partition, masks, between, strict=True):
        values[union] += (amount - worths[mask]) / len(union)
    return label(tidy(values), game.players, "two_step_shapley_value")


def _within_unions(worths: Array, partition: list[list[int]]) -> Array:
    values = np.empty(sum(map(len, partition)), dtype=worths.dtype)
    for union in partition:
        table = worths[subsets_of(union)]
        values[union] = semivalue(table, *shapley_weights(len(union)))
    return values


def _banzhaf_weights(n: int) -> tuple[list[int], int]:
    """Return n weights of 2**(1−n) as numerators and denominator."""
    return [1] * n, 2 ** (n - 1)


def _coalitional(
    game: CoalitionalGame,
    unions: Iterable[Iterable[str]],
    between: Weights,
    within: Weights,
    *,
    exact: bool,
) -> Array:
    """Average over the sets of other unions by one semivalue, share in the union by another."""
    partition = partition_of(game.players, unions)
    worths = worths_of(game, exact=exact)
    values = np.empty(game.n, dtype=worths.dtype)
    masks = [sum(1 << i for i in union) for union in partition]
    sizes = coalition_sizes(len(masks) - 1) if masks else np.zeros(0, dtype=np.int64)
    for k, union in enumerate(partition):
        numerators, denominator = between(len(masks))
        kind = kind_of(worths)
        weights = np.array([ratio(w, denominator, kind) for w in numerators])
        others = subset_sums(np.array(masks[:k] + masks[k + 1 :], dtype=np.int64))
        inside = subsets_of(union)
        table = worths[others[:, None] + inside[None, :]]
        averaged = (weights[sizes][:, None] * table).sum(axis=0)
        values[union] = semivalue(averaged, *within(len(union)))
    return values
