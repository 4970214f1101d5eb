"""Games as tidy tables: one row a strategy profile, what each player plays and what it gets."""

from collections.abc import Sequence
from functools import partial
from math import prod
from typing import Any

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import number_array, object_array
from lilliput.games.checks import check_names, counted, name_list
from lilliput.games.errors import InvalidArgumentError, InvalidGameError, UnknownNameError
from lilliput.games.formats.numbers import number_from_text
from lilliput.games.formats.table import Table
from lilliput.games.normal_form.profiles import strategy_names
from lilliput.games.normal_form.reshaping import cell_label

__all__ = ["table_from_frame", "table_to_frame"]

_PAYOFF = "payoff "


def table_to_frame(table: Table) -> pd.DataFrame:
    """Return one row a profile; the last player's strategy varies fastest.

    Examples
    --------
    >>> table_to_frame(Table(("A",), (("x", "y"),), np.array([[0.5, 2.0]])))
       A  payoff A
    0  x       0.5
    1  y       2.0
    """
    columns = [*table.players, *(_PAYOFF + player for player in table.players)]
    if len(set(columns)) < len(columns):
        raise InvalidGameError(
            "players must not be named as the column of payoffs of another, got "
            f"{name_list(table.players)}; rename the players"
        )
    grid = np.indices(table.payoffs.shape[1:]).reshape(len(table.players), -1)
    plays = {
        player: np.array(own, dtype=object)[places]
        for player, own, places in zip(table.players, table.strategies, grid, strict=True)
    }
    gains = {
        _PAYOFF + player: payoffs.ravel()
        for player, payoffs in zip(table.players, table.payoffs, strict=True)
    }
    return pd.DataFrame({**plays, **gains})


def table_from_frame(
    frame: pd.DataFrame, *, players: Sequence[str] | None = None, strategies: Any = None
) -> Table:
    """Return the game that a table of one row a profile states, its rows in any order.

    Parameters
    ----------
    frame
        For each player A the columns ``A`` (strategies; other values than text are converted) and
        ``payoff A`` (numbers, or text such as "1/3").
    players
        Their order; by default that of the columns, all of which must then belong to a player.
    strategies
        For each player its strategies in order; by default as they first appear.

    Raises
    ------
    InvalidGameError
        A profile that is missing or given twice; columns that are missing or belong to no player.

    Examples
    --------
    >>> frame = pd.DataFrame({"A": ["x", "y"], "payoff A": ["1/3", "2"]})
    >>> table_from_frame(frame).payoffs
    array([[Fraction(1, 3), Fraction(2, 1)]], dtype=object)
    """
    if not isinstance(frame, pd.DataFrame):
        raise InvalidGameError(f"frame must be a DataFrame, got {type(frame).__name__}")
    frame = frame.set_axis([str(column) for column in frame.columns], axis=1)
    names = _players(frame, players)
    given = [[str(value) for value in frame[player]] for player in names]
    if strategies is None:
        lists = tuple(tuple(dict.fromkeys(values)) for values in given)
    else:
        lists = strategy_names(strategies, names)
    places = [{name: k for k, name in enumerate(own)} for own in lists]
    for player, place, values in zip(names, places, given, strict=True):
        for value in values:
            if value not in place:
                raise UnknownNameError(f"strategies of {player}: strategy", value, place)
    shape = tuple(len(own) for own in lists)
    rows = list(zip(*given, strict=True))
    _check_rows(rows, names, shape)
    flat = np.ravel_multi_index(
        [[place[v] for v in values] for place, values in zip(places, given, strict=True)], shape
    )
    payoffs = np.empty((len(names), prod(shape)), dtype=object)
    for i, player in enumerate(names):
        payoffs[i, flat] = object_array([_number(x, player) for x in frame[_PAYOFF + player]])
    tensor = number_array(
        payoffs.reshape((len(names), *shape)),
        argument="payoffs",
        error=InvalidGameError,
        label=partial(cell_label, shape=(len(names), *shape), players=names, strategies=lists),
    )
    return Table(names, lists, tensor)


def _players(frame: pd.DataFrame, players: Sequence[str] | None) -> tuple[str, ...]:
    columns = list(frame.columns)
    if len(set(columns)) < len(columns):
        raise InvalidGameError(f"frame must have distinct columns, got {name_list(columns)}")
    if players is None:
        found = [name for name in columns if _PAYOFF + name in columns]
        for column in columns:
            if column not in found and column.removeprefix(_PAYOFF) not in found:
                raise InvalidGameError(
                    f"frame must have for each player A the columns 'A' and 'payoff A'; column "
                    f"{column!r} has no partner (give players= to leave columns out)"
                )
        players = found
    names = check_names(players)
    for name in names:
        for column in (name, _PAYOFF + name):
            if column not in columns:
                raise UnknownNameError("frame: column", column, columns)
    return names


def _check_rows(rows: list[tuple[str, ...]], names: Sequence[str], shape: tuple[int, ...]) -> None:
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        if row in seen:
            profile = ", ".join(f"{p}: {s}" for p, s in zip(names, row, strict=True))
            raise InvalidGameError(f"frame must give each profile once, got ({profile}) again")
        seen.add(row)
    if len(rows) != prod(shape):
        raise InvalidGameError(
            f"frame must have {counted(prod(shape), 'row')}, one a profile of "
            f"{' × '.join(map(str, shape))} strategies, got {len(rows)}"
        )


def _number(value: Any, player: str) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return number_from_text(value.strip())
    except InvalidArgumentError as error:
        raise InvalidGameError(f"column 'payoff {player}': {error}") from None
