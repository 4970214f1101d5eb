"""What a value pays in a game, and whether two payoffs are the same."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, is_symbolic, plain
from lilliput.games.checks import check_tolerance, vector_by_name
from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.findings import Finding
from lilliput.games.values.conditions import lowest_terms

__all__ = ["Value", "all_same", "compare", "payoffs_of", "same", "slack_of"]

Value = Callable[[CoalitionalGame], pd.Series | Mapping[str, Any] | Sequence[Any]]


def payoffs_of(
    value: Value, game: CoalitionalGame, *, order: tuple[str, ...] | None = None
) -> Array:
    """Return what the value pays, in the order of the game's players or of that given."""
    payoffs = vector_by_name(value(game), game.players, argument="value(game)")
    if order is None:
        return payoffs
    return np.asarray(payoffs[[game.players.index(name) for name in order]])


def compare(
    axiom: str,
    players: tuple[str, ...],
    got: Array,
    expected: Array,
    slack: float,
    where: str,
    meaning: str,
) -> Finding:
    """Return whether each player receives what is expected, with the first who does not."""
    for name, first, second in zip(players, got, expected, strict=True):
        if not same(first, second, slack):
            explanation = f"{name} receives {first} in {where}, not {second}, {meaning}"
            witness = {"player": name, "payoff": plain(first), "expected": plain(second)}
            return Finding(axiom, False, explanation, witness)
    return Finding(axiom, True)


def slack_of(game: CoalitionalGame, tol: float) -> float:
    """Return the difference between floats that counts as none in a game of that size."""
    check_tolerance(tol)
    if game.worths.dtype != object:
        return tol * float(np.abs(game.worths).max())
    try:
        return tol * max(abs(float(worth)) for worth in game.worths)
    except TypeError:
        return tol


def same(first: Any, second: Any, slack: float) -> bool:
    """Whether two numbers are the same: exactly, unless one of them is a float."""
    difference = first - second
    if is_symbolic(difference):
        return bool(lowest_terms(np.array([difference], dtype=object))[0] == 0)
    if isinstance(difference, (float, np.floating)):
        return bool(abs(float(difference)) <= slack)
    return bool(difference == 0)


def all_same(first: Array, second: Array, slack: float) -> bool:
    """Whether two arrays of one number kind hold the same numbers, up to `slack` for floats."""
    if first.dtype != object:
        return bool((np.abs(first - second) <= slack).all())
    return all(same(a, b, slack) for a, b in zip(first.flat, second.flat, strict=True))
