"""Games made from a game: fewer strategies, another order of players, other units of payoff."""

from collections.abc import Iterable, Mapping, Sequence
from math import prod
from typing import Any

import numpy as np

from lilliput.games.arithmetic import (
    Array,
    as_printed,
    is_symbolic,
    kind_of,
    tidy,
    to_float,
    unify,
)
from lilliput.games.checks import check_names, index_of, name_list, vector_by_name
from lilliput.games.errors import InvalidArgumentError, InvalidGameError

__all__ = ["Parts", "cell_label", "permuted", "rescaled", "restricted", "shape_error"]

Parts = tuple[tuple[str, ...], tuple[tuple[str, ...], ...], Array]


def restricted(parts: Parts, strategies: Mapping[str, Iterable[str]]) -> Parts:
    """Return the subgame of some strategies of some players."""
    players, lists, payoffs = parts
    if not isinstance(strategies, Mapping):
        raise InvalidArgumentError(
            f"strategies must map players to the strategies that they keep, got {strategies!r}"
        )
    for name in strategies:
        index_of(players, name, argument="strategies: player")
    kept = []
    for i, (player, own) in enumerate(zip(players, lists, strict=True)):
        chosen = strategies.get(player, own)
        names = check_names(chosen, argument=f"strategies of {player}")
        where = [
            index_of(own, name, argument=f"strategies of {player}: strategy") for name in names
        ]
        payoffs = payoffs.take(where, axis=i + 1)
        kept.append(names)
    return players, tuple(kept), payoffs


def permuted(parts: Parts, players: Iterable[str]) -> Parts:
    """Return the same game with its players in another order."""
    names, lists, payoffs = parts
    order = check_names(players)
    where = [index_of(names, name, argument="players: player") for name in order]
    if len(where) != len(names):
        raise InvalidArgumentError(
            f"players must be all of {name_list(names)} in some order, got {name_list(order)}"
        )
    moved = payoffs[where].transpose([0, *(i + 1 for i in where)])
    return order, tuple(lists[i] for i in where), moved


def rescaled(parts: Parts, scale: Any, shift: Any) -> Parts:
    """Return the game with payoffs scale · u + shift, computed on the decimals of floats."""
    names, lists, payoffs = parts
    factors = _by_player(scale, names, "scale")
    terms = _by_player(shift, names, "shift")
    for name, factor in zip(names, factors, strict=True):
        comparison = factor > 0
        if (str(comparison) == "False") if is_symbolic(comparison) else not comparison:
            raise InvalidArgumentError(f"scale must be > 0, got {factor} for {name}")
    kinds = {kind_of(array) for array in (payoffs, factors, terms)}
    tensor, factors, terms = unify(*map(as_printed, (payoffs, factors, terms)))
    wide = (-1, *(1 for _ in names))
    moved = tidy(tensor * factors.reshape(wide) + terms.reshape(wide))
    if kinds & {"float"} and "symbolic" not in kinds:
        moved = to_float(moved, argument="payoffs")
    return names, lists, moved


def cell_label(
    index: int,
    *,
    shape: tuple[int, ...],
    players: tuple[str, ...],
    strategies: tuple[tuple[str, ...], ...],
) -> str:
    """Return what the entry at a flat index of a payoff tensor belongs to.

    Examples
    --------
    >>> cell_label(3, shape=(1, 4), players=("A",), strategies=(("w", "x", "y", "z"),))
    'A at (z)'
    """
    if index >= prod(shape):
        return f"position {index}"
    i, *cell = (int(k) for k in np.unravel_index(index, shape))
    profile = ", ".join(own[k] for own, k in zip(strategies, cell, strict=True))
    return f"{players[i]} at ({profile})"


def shape_error(
    payoffs: Any, shape: tuple[int, ...], players: tuple[str, ...]
) -> InvalidGameError | None:
    """Return what is wrong with the shape of payoffs, nested lists or array; None if nothing is."""
    if not isinstance(payoffs, (Sequence, np.ndarray)):
        return None
    found = _first_mismatch(payoffs, shape, ())
    if found is None:
        return None
    where, size = found
    at = "payoffs" + "".join(f"[{k}]" for k in where)
    if len(where) == len(shape):
        need, what = "be a number", ""
    elif where:
        player = players[len(where) - 1]
        need = f"have {shape[len(where)]} entries"
        what = f" (axis {len(where)}, the strategies of {player})"
    else:
        need, what = f"have {shape[0]} entries", " (axis 0, the players)"
    return InvalidGameError(
        f"payoffs must have shape {shape}, players first and then each player's strategies: "
        f"{at} must {need}{what}, got {size}"
    )


def _first_mismatch(
    nested: Any, shape: tuple[int, ...], where: tuple[int, ...]
) -> tuple[tuple[int, ...], str] | None:
    sized = nested.ndim > 0 if isinstance(nested, np.ndarray) else isinstance(nested, Sequence)
    sized = sized and not isinstance(nested, str)
    if not shape:
        return (where, f"a sequence of {len(nested)}") if sized else None
    if not sized:
        return where, f"the number {nested}"
    if len(nested) != shape[0]:
        return where, str(len(nested))
    for k, part in enumerate(nested):
        found = _first_mismatch(part, shape[1:], (*where, k))
        if found is not None:
            return found
    return None


def _by_player(value: Any, names: tuple[str, ...], argument: str) -> Array:
    if not hasattr(value, "__len__") and not isinstance(value, Iterable):
        value = [value] * len(names)
    return vector_by_name(value, names, argument=argument, integers="fraction")
