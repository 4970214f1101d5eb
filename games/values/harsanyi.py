"""Harsanyi payoffs: each coalition's dividend is shared among its members by a sharing system.

Every sharing system gives an efficient allocation; together these are the Harsanyi set (the
selectope), which holds the Weber set and, of every game, the core.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import number_array, tidy, to_exact, unify
from lilliput.games.checks import name_list
from lilliput.games.coalitional import (
    CoalitionalGame,
    coalition_label,
    moebius_transform,
    worths_of,
)
from lilliput.games.errors import InvalidArgumentError
from lilliput.games.values.conditions import probabilities
from lilliput.games.values.fold import label

__all__ = ["harsanyi_payoff"]


def harsanyi_payoff(
    game: CoalitionalGame,
    sharing: Callable[[frozenset[str]], Mapping[str, Any]],
    *,
    exact: bool = False,
    tol: float = 1e-9,
) -> pd.Series:
    """Return x_i = Σ_{S∋i} p_S(i) Δ(S), the dividends Δ(S) shared by the system p.

    Parameters
    ----------
    game
        A coalitional game.
    sharing
        Called with each coalition (frozenset of names) that has a non-zero dividend; returns the
        members' shares, which must not be negative and sum to 1. Members not named receive 0, so
        that a mapping with one member is a selector. Equal shares give the Shapley value.
    exact
        Turn floats into the rationals they store, and return Fractions.
    tol
        How far the shares may be from summing to 1 when one is a float.

    Returns
    -------
    pandas.Series
        Indexed by player.

    Raises
    ------
    InvalidArgumentError
        Shares of players outside the coalition, negative ones, or a sum other than 1.

    References
    ----------
    Hammer, P. L., Peled, U. N. and Sorensen, S. (1977). Pseudo-boolean functions and game theory.
    I. Core elements and Shapley value. Cahiers du CERO 19.
    Derks, J., Haller, H. and Peters, H. (2000). The selectope for cooperative games. Int. J. of
    Game Theory 29.

    Examples
    --------
    >>> game = CoalitionalGame(["A", "B"], [0, 1, 2, 7])
    >>> harsanyi_payoff(game, lambda S: {max(S): 1}).to_dict()
    {'A': 1.0, 'B': 6.0}
    """
    dividends = tidy(moebius_transform(worths_of(game, exact=exact)))
    masks = [int(mask) for mask in np.flatnonzero(dividends != 0)]
    rows = [_shares(game, mask, sharing, tol) for mask in masks]
    if not rows:
        return label(dividends[:1].repeat(game.n), game.players, "harsanyi_payoff")
    flat = number_array([x for row in rows for x in row], argument="shares", integers="fraction")
    amounts, shares = unify(dividends[masks], to_exact(flat) if exact else flat)
    values = (shares.reshape(len(rows), game.n) * amounts[:, None]).sum(axis=0)
    return label(tidy(values), game.players, "harsanyi_payoff")


def _shares(
    game: CoalitionalGame,
    mask: int,
    sharing: Callable[[frozenset[str]], Mapping[str, Any]],
    tol: float,
) -> list[Any]:
    """Return the share of every player in the dividend of one coalition."""
    given = dict(sharing(game.coalition(mask)))
    where = f"sharing of {{{coalition_label(mask, game.players)}}}"
    outside = [name for name in given if name not in game.coalition(mask)]
    if outside:
        raise InvalidArgumentError(f"{where} must be among its members, got {name_list(outside)}")
    probabilities(list(given.values()), argument=where, tol=tol)
    return [given.get(name, 0) for name in game.players]
