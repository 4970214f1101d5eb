"""Payoffs as integers over one denominator, and labels for profiles."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import (
    Array,
    in_integers,
    object_array,
    plain,
    to_float,
)
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.normal_form.required import require_numbers

__all__ = [
    "as_table",
    "in_kind",
    "integer_payoffs",
    "mixture_series",
    "one_number",
    "others_index",
    "profile_index",
    "shown",
]

_SUMS = 16  # of payoffs that fit 64 bits


def integer_payoffs(game: NormalFormGame, *, common: bool = False) -> tuple[list[Array], list[int]]:
    """Return each player's payoffs as integers, and the denominators that were cleared.

    Floats count as the decimals that they print as.

    Parameters
    ----------
    game
        A game with numeric payoffs.
    common
        Whether all players are to have the same denominator, so that their payoffs can be added.

    Examples
    --------
    >>> game = NormalFormGame.from_bimatrix([[0.5, 1]], [[1, 2]])
    >>> integer_payoffs(game)
    ([array([[1, 2]]), array([[1, 2]])], [2, 1])
    """
    require_numbers(game)
    if common:
        whole, denominator = in_integers(game.payoffs, factor=_SUMS)
        return list(whole), [denominator] * game.n
    pairs = [in_integers(own, factor=_SUMS) for own in game.payoffs]
    return [whole for whole, _ in pairs], [denominator for _, denominator in pairs]


def as_table(payoffs: Array, player: int) -> Array:
    """Return a player's payoffs with one row a strategy and one column a profile of the others.

    Examples
    --------
    >>> as_table(np.array([[1, 2], [3, 4]]), 1)
    array([[1, 3],
           [2, 4]])
    """
    return np.moveaxis(payoffs, player, 0).reshape(payoffs.shape[player], -1)


def others_index(
    players: Sequence[str], strategies: Sequence[Sequence[str]], player: int
) -> pd.Index:
    """Return the labels of the columns of a player's table: what the other players do."""
    others = [k for k in range(len(players)) if k != player]
    if not others:
        return pd.Index(["nobody else"], name="others")
    if len(others) == 1:
        return pd.Index(strategies[others[0]], name=players[others[0]])
    return pd.MultiIndex.from_product(
        [strategies[k] for k in others], names=[players[k] for k in others]
    )


def profile_index(game: NormalFormGame) -> pd.Index:
    """Return the labels of all pure profiles, in the order of the payoff tensor.

    Examples
    --------
    >>> game = NormalFormGame.from_bimatrix([[1, 2]], [[3, 4]])
    >>> profile_index(game).tolist()
    [('1', '1'), ('1', '2')]
    """
    if game.n == 1:
        return pd.Index(game.strategies[0], name=game.players[0])
    return pd.MultiIndex.from_product(game.strategies, names=game.players)


def in_kind(game: NormalFormGame, values: Sequence[Any] | Array) -> Array:
    """Return exact numbers in the kind of the game: the nearest floats if its payoffs are floats.

    Examples
    --------
    >>> in_kind(NormalFormGame(["A"], [["x"]], [[1.0]]), [Fraction(1, 3)])
    array([0.33333333])
    """
    array = object_array([Fraction(value) for value in values])
    return to_float(array, argument="results") if game.kind == "float" else array


def one_number(game: NormalFormGame, value: Any) -> Any:
    """Return an exact number in the kind of the game."""
    return plain(in_kind(game, [value])[0])


def shown(value: Any) -> str:
    """Return a number as text: floats with six digits.

    Examples
    --------
    >>> shown(0.1 + 0.2), shown(Fraction(1, 3))
    ('0.3', '1/3')
    """
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def mixture_series(game: NormalFormGame, player: int, weights: Array) -> pd.Series:
    """Return exact probabilities of a player's strategies as a Series in the kind of the game."""
    index = pd.Index(game.strategies[player], name="strategy")
    return pd.Series(in_kind(game, weights), index=index, name=game.players[player])
