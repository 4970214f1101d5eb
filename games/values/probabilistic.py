"""Probabilistic values: each player joins a random coalition of the others, by its own odds.

φ_i = Σ_{S∌i} p_i(S) (v(S∪i) − v(S)) with a probability distribution p_i over the coalitions
without i. The efficient ones are those that come from a random order of arrival (Weber 1988).
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import (
    Array,
    number_array,
    tidy,
    to_exact,
    unify,
)
from lilliput.games.checks import index_of, name_list
from lilliput.games.coalitional import CoalitionalGame, worths_of
from lilliput.games.errors import InvalidArgumentError
from lilliput.games.values.conditions import probabilities as check_odds
from lilliput.games.values.fold import label
from lilliput.games.values.marginal import marginal_table

__all__ = ["probabilistic_value", "random_order_value"]

Coalition = frozenset[str] | tuple[str, ...]
Odds = Callable[[str, frozenset[str]], Any] | Mapping[str, Mapping[Coalition, Any]]


def probabilistic_value(
    game: CoalitionalGame, probabilities: Odds, *, exact: bool = False, tol: float = 1e-9
) -> pd.Series:
    """Return the probabilistic value φ_i = Σ_{S∌i} p_i(S) (v(S∪i) − v(S)).

    Parameters
    ----------
    game
        A coalitional game.
    probabilities
        Either a function of a player and a coalition (frozenset of names) of the others that
        returns p_i(S), called for all n·2**(n−1) pairs; or a mapping from each player to a mapping
        from coalitions (frozensets or tuples of names) to probabilities, those not named being 0.
    exact
        Turn floats into the rationals they store, and return Fractions.
    tol
        How far a player's probabilities may be from summing to 1 when one is a float.

    Returns
    -------
    pandas.Series
        Indexed by player.

    Raises
    ------
    InvalidArgumentError
        A player without probabilities, a negative one, a coalition that contains the player, or a
        sum other than 1.

    See Also
    --------
    semivalue, random_order_value

    References
    ----------
    Weber, R. J. (1988). Probabilistic values for games. In A. E. Roth (ed.), The Shapley Value.

    Examples
    --------
    A is always first, B joins A with probability ¾:

    >>> game = CoalitionalGame(["A", "B"], [0, 1, 2, 7])
    >>> odds = {"A": {(): 1}, "B": {("A",): 0.75, (): 0.25}}
    >>> probabilistic_value(game, odds).to_dict()
    {'A': 1.0, 'B': 5.0}
    """
    worths = worths_of(game, exact=exact)
    rows = [_odds_of(game, i, probabilities, tol) for i in range(game.n)]
    results = []
    for i, (masks, odds) in enumerate(rows):
        table, weights = unify(worths, to_exact(odds) if exact else odds)
        results.append((weights * (table[masks | 1 << i] - table[masks])).sum())
    return label(_joined(results, worths), game.players, "probabilistic_value")


def random_order_value(
    game: CoalitionalGame,
    orders: Mapping[tuple[str, ...], Any],
    *,
    exact: bool = False,
    tol: float = 1e-9,
) -> pd.Series:
    """Return the expected marginal vector over a distribution of orders of arrival.

    Such values are the points of the Weber set. All n! orders with equal probability give the
    Shapley value.

    Parameters
    ----------
    game
        A coalitional game.
    orders
        Order (tuple of all names, first arrival first) to its probability; those not named have
        probability 0.
    exact
        Turn floats into the rationals they store, and return Fractions.
    tol
        How far the probabilities may be from summing to 1 when one is a float.

    Returns
    -------
    pandas.Series
        Indexed by player.

    Raises
    ------
    InvalidArgumentError
        An order that is not one of all players, a negative probability, or a sum other than 1.

    See Also
    --------
    marginal_vectors, probabilistic_value

    References
    ----------
    Weber, R. J. (1988). Probabilistic values for games. In A. E. Roth (ed.), The
    Shapley Value.

    Examples
    --------
    >>> game = CoalitionalGame(["A", "B"], [0, 1, 2, 7])
    >>> random_order_value(game, {("A", "B"): 0.75, ("B", "A"): 0.25}).to_dict()
    {'A': 2.0, 'B': 5.0}
    """
    for order in orders:
        if isinstance(order, str) or sorted(order) != sorted(game.players):
            raise InvalidArgumentError(
                f"orders must be tuples of all players ({name_list(game.players)}), got {order!r}"
            )
    positions = [[game.players.index(name) for name in order] for order in orders]
    odds = check_odds(list(orders.values()), argument="orders", tol=tol)
    rows = marginal_table(
        worths_of(game, exact=exact),
        np.array(positions, dtype=np.int64).reshape(len(positions), game.n),
    )
    rows, odds = unify(rows, to_exact(odds) if exact else odds)
    return label(tidy((odds[:, None] * rows).sum(axis=0)), game.players, "random_order_value")


def _odds_of(game: CoalitionalGame, i: int, probabilities: Odds, tol: float) -> tuple[Array, Array]:
    """Return the masks of the coalitions that player i may join, and their probabilities."""
    player = game.players[i]
    argument = f"probabilities of {player}"
    if callable(probabilities):
        masks = [mask for mask in range(2**game.n) if not mask >> i & 1]
        entries = [probabilities(player, game.coalition(mask)) for mask in masks]
    else:
        for name in probabilities:
            index_of(game.players, name, argument="probabilities: player")
        if player not in probabilities:
            raise InvalidArgumentError(f"probabilities must cover every player, missing {player}")
        masks = [_mask(game, coalition, argument) for coalition in probabilities[player]]
        entries = list(probabilities[player].values())
        if any(mask >> i & 1 for mask in masks):
            raise InvalidArgumentError(f"{argument} must be over coalitions without {player}")
    return np.array(masks, dtype=np.int64), check_odds(entries, argument=argument, tol=tol)


def _mask(game: CoalitionalGame, coalition: Iterable[str], argument: str) -> int:
    members = [coalition] if isinstance(coalition, str) else coalition
    return sum(
        {1 << index_of(game.players, name, argument=f"{argument}: player") for name in members}
    )


def _joined(results: list[Any], worths: Array) -> Array:
    """Return the players' numbers as one array of one kind."""
    if not results:
        return worths[:0].copy()
    return tidy(number_array(results, argument="values", integers="fraction"))
