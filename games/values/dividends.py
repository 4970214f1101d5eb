"""Values of games that are given by a few Harsanyi dividends: no table of 2**n worths is needed.

A game with T non-zero dividends costs O(T·n) at any number of players, in any number kind.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from lilliput.games.arithmetic import number_array, tidy, unify
from lilliput.games.checks import check_names, index_of, partition_of, vector_by_name
from lilliput.games.errors import InvalidArgumentError
from lilliput.games.values.fold import label

__all__ = ["share_dividends"]


def share_dividends(
    players: Sequence[str],
    dividends: Mapping[frozenset[str], Any],
    weights: Mapping[str, Any] | pd.Series | Sequence[Any] | None = None,
    *,
    unions: Iterable[Iterable[str]] = (),
) -> pd.Series:
    """Share each coalition's dividend among its members.

    Without unions member i of T receives Δ(T) ω_i / ω(T), the weighted Shapley value (the Shapley
    value for equal weights). With unions the dividend is first split equally over the unions that
    T meets, then in proportion to the weights among T's members of each, which for equal weights
    is the Owen value.

    Parameters
    ----------
    players
        Distinct names.
    dividends
        Coalition (frozenset of names) to Harsanyi dividend; the rest are 0.
    weights
        Positive bargaining weights ω, by name or in the order of the players; equal by default.
    unions
        Disjoint groups of players; players in no group form a union of their own.

    Returns
    -------
    pandas.Series
        Indexed by player.

    References
    ----------
    Kalai, E. and Samet, D. (1987). On weighted Shapley values. doi:10.1007/BF01756292
    Owen, G. (1977). Values of games with a priori unions.

    Examples
    --------
    >>> trade = {frozenset({"US", "CA"}): 4, frozenset({"US", "MX"}): 2}
    >>> share_dividends(["US", "CA", "MX"], trade).to_dict()
    {'US': 3.0, 'CA': 2.0, 'MX': 1.0}
    """
    names = check_names(players)
    omega = vector_by_name(
        [1] * len(names) if weights is None else weights,
        names,
        argument="weights",
        minimum=0,
        strict=True,
        integers="fraction",
    )
    # Sorted, because a frozenset's own order, and with it float rounding, differs between runs.
    coalitions = [
        sorted(index_of(names, name, argument="dividends: player") for name in coalition)
        for coalition in dividends
    ]
    if not all(coalitions):
        raise InvalidArgumentError("dividends must not name the empty coalition")
    if not coalitions:
        return label(omega * 0, names, "allocation")
    amounts = number_array(list(dividends.values()), argument="dividends")
    omega, amounts = unify(omega, amounts)
    union_of = _union_index(names, unions)
    shares = omega * 0
    for members, amount in zip(coalitions, amounts, strict=True):
        groups = _groups(members, union_of)
        for group in groups:
            shares[group] += amount / len(groups) * omega[group] / omega[group].sum()
    return label(tidy(shares), names, "allocation")


def _union_index(players: tuple[str, ...], unions: Iterable[Iterable[str]]) -> list[int]:
    groups = [list(union) for union in unions]
    if not groups:
        return [0] * len(players)
    index = [0] * len(players)
    for k, members in enumerate(partition_of(players, groups)):
        for i in members:
            index[i] = k
    return index


def _groups(members: list[int], union_of: list[int]) -> list[list[int]]:
    """Split a coalition's members by union."""
    groups: dict[int, list[int]] = {}
    for i in members:
        groups.setdefault(union_of[i], []).append(i)
    return list(groups.values())
