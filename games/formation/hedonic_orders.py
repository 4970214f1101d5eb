"""How players of a hedonic game order coalitions, in integers, whatever the form of the game."""

from collections.abc import Callable, Mapping, Sequence
from math import lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lilliput.games.arithmetic import Array, as_printed, in_integers
from lilliput.games.checks import index_of, mask_of
from lilliput.games.errors import InvalidArgumentError, InvalidGameError
from lilliput.games.formation.comparing import column_ranks, refuse_symbols

__all__ = ["order_of", "rank_table", "rankings_table", "utility_of", "whole_values"]


def utility_of(form: str, values: Array, i: int, mask: int) -> Any:
    """Return what the coalition of a mask is worth to its member i."""
    if form == "table":
        return values[mask, i]
    members = [j for j in range(len(values)) if mask >> j & 1]
    if form == "anonymous":
        return values[i, len(members) - 1]
    if form in ("additive", "fractional"):
        exact = as_printed(values[i, members])
        total = sum(exact[1:], exact[0])
        if form == "fractional":
            total = total / len(members)
        return float(total) if values.dtype != object else total
    others = [j for j in members if j != i] or [i]
    return max(values[i, others]) if form == "best" else min(values[i, others])


def order_of(form: str, values: Array) -> Callable[[int, int], Any]:
    """Return a function of player and mask whose numbers order the coalitions of each player.

    Examples
    --------
    >>> order = order_of("additive", np.array([[0.0, 0.5], [1.0, 0.0]]))
    >>> order(0, 3) > order(0, 1)
    True
    """
    refuse_symbols(values, argument="values")
    if form == "table":
        return lambda i, mask: values[mask, i]
    whole = whole_values(values)
    n = len(values)
    scale = lcm(*range(1, n + 1))

    def order(i: int, mask: int) -> int:
        members = [j for j in range(n) if mask >> j & 1]
        if form == "anonymous":
            return int(whole[i, len(members) - 1])
        if form == "additive":
            return sum(int(whole[i, j]) for j in members)
        if form == "fractional":
            return sum(int(whole[i, j]) for j in members) * (scale // len(members))
        others = [j for j in members if j != i] or [i]
        if form == "best":
            return max(int(whole[i, j]) for j in others) * (n + 1) - len(members)
        return min(int(whole[i, j]) for j in others)

    return order


def rank_table(form: str, values: Array) -> NDArray[np.int32]:
    """Return for each coalition (a row) and player the rank of the coalition, for at most 16.

    Entries of players outside the coalition have no meaning.

    Examples
    --------
    >>> rank_table("additive", np.array([[0.0, 0.5], [-1.0, 0.0]]))[3].tolist()
    [1, 0]
    """
    refuse_symbols(values, argument="values")
    if form == "table":
        return column_ranks(values, argument="values")
    n = len(values)
    whole = whole_values(values, factor=2 * n * lcm(*range(1, n + 1)) if n < 20 else 2**20)
    masks = np.arange(2**n)
    member = (masks[:, None] >> np.arange(n) & 1).astype(bool)
    size = member.sum(axis=1)
    table = np.zeros((2**n, n), dtype=whole.dtype)
    low, high = int(whole.min()) - 1, int(whole.max()) + 1
    for i in range(n):
        others = member.copy()
        others[:, i] = size == 1
        if form == "anonymous":
            column = whole[i][np.maximum(size - 1, 0)]
        elif form in ("additive", "fractional"):
            column = member.astype(whole.dtype) @ whole[i]
            if form == "fractional":
                column = column * (lcm(*range(1, n + 1)) // np.maximum(size, 1))
        elif form == "best":
            column = np.where(others, whole[i], low).max(axis=1) * (n + 1) - size
        else:
            column = np.where(others, whole[i], high).min(axis=1)
        table[:, i] = np.where(member[:, i], column, column[1 << i])
    return column_ranks(table, argument="values")


def whole_values(values: Array, *, factor: int = 16) -> Array:
    """Return numbers as integers over one denominator; floats as the decimals they print as."""
    return in_integers(values, factor=factor)[0]


def rankings_table(names: tuple[str, ...], rankings: Mapping[str, Sequence[Any]]) -> Array:
    """Return lists of coalitions, best first, as a table of numbers that order them."""
    n = len(names)
    table = np.full((2**n, n), -1.0)
    for player in rankings:
        index_of(names, player, argument="rankings: player")
    for i, player in enumerate(names):
        if player not in rankings:
            raise InvalidGameError(f"rankings must cover every player, missing {player}")
        seen: set[int] = set()
        groups = [_tied(entry, names, player) for entry in rankings[player]]
        for group in groups:
            for mask in group:
                if mask in seen or not mask >> i & 1:
                    raise InvalidGameError(
                        f"rankings of {player} must hold coalitions with {player}, each once, got "
                        f"{[name for j, name in enumerate(names) if mask >> j & 1]}"
                        + (" twice" if mask in seen else "")
                    )
                seen.add(mask)
        if 1 << i not in seen:
            groups.append([1 << i])
        for place, group in enumerate(reversed(groups)):
            table[group, i] = place
    return table


def _tied(entry: Any, names: tuple[str, ...], player: str) -> list[int]:
    """Return the masks of one entry of a list: a coalition, or several that are equally good."""
    if isinstance(entry, str):
        entry = [entry]
    try:
        parts = list(entry)
    except TypeError:
        raise InvalidArgumentError(
            f"rankings of {player} must hold coalitions, got {entry!r}"
        ) from None
    groups = [parts] if all(isinstance(part, str) for part in parts) else parts
    return [mask_of(names, group, argument=f"rankings of {player}: player") for group in groups]
