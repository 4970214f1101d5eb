"""Payoffs as integers over one denominator, and labels for profiles."""

from collections.abc import Sequence
from fractions import Fraction
from math import gcd
from typing import Any

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import (
    Array,
    as_printed,
    object_array,
    over_one_denominator,
    plain,
    to_float,
)
from lilliput.games.equilibria.regret import require_numbers
from lilliput.games.errors import InvalidArgumentError
from lilliput.games.normal_form import NormalFormGame

__all__ = [
    "as_table",
    "check_count",
    "compact_integers",
    "in_kind",
    "integer_payoffs",
    "mixture_series",
    "one_number",
    "others_index",
    "profile_index",
    "shown",
]

_SAFE = 2**62
_FIFTEEN_DIGITS = 10**15


def check_count(value: Any, *, argument: str) -> int:
    """Return an integer that is at least 1 unchanged.

    Examples
    --------
    >>> check_count(3, argument="limit")
    3
    """
    if not isinstance(value, (int, np.integer)) or isinstance(value, bool) or value < 1:
        raise InvalidArgumentError(f"{argument} must be an integer >= 1, got {value!r}")
    return int(value)


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
        whole, denominator = _cleared(game.payoffs)
        return list(whole), [denominator] * game.n
    pairs = [_cleared(own) for own in game.payoffs]
    return [whole for whole, _ in pairs], [denominator for _, denominator in pairs]


def _cleared(payoffs: Array) -> tuple[Array, int]:
    """Return numbers as integers over their least common denominator."""
    if payoffs.dtype != object:
        decimals = _few_decimals(payoffs)
        if decimals is not None:
            return decimals
    numbers, denominator = over_one_denominator(as_printed(payoffs).flat)
    return compact_integers(object_array(numbers, payoffs.shape)), denominator


def _few_decimals(payoffs: Array) -> tuple[Array, int] | None:
    """Return floats with up to six decimals and 15 digits in all as integers, or None.

    No two decimals of 15 digits are nearest to the same float, and the quotient of an integer and a
    power of ten, both exact in floats, is the nearest float; so equality proves the decimal.
    """
    largest = float(np.abs(payoffs).max())
    for digits in range(7):
        scaled = np.rint(payoffs * 10.0**digits) if largest * 10**digits < _FIFTEEN_DIGITS else None
        if scaled is None:
            return None
        if (scaled / 10.0**digits == payoffs).all():
            whole = scaled.astype(np.int64)
            factor = gcd(10**digits, int(np.gcd.reduce(whole, axis=None)))
            return whole // factor, 10**digits // factor
    return None


def compact_integers(entries: Array, *, factor: int = 16) -> Array:
    """Return integers as int64 if `factor` times the largest fits, else as they are."""
    largest = max((abs(int(entry)) for entry in entries.flat), default=0)
    return entries.astype(np.int64) if largest * factor < _SAFE else entries


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
