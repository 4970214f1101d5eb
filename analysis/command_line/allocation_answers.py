"""What `lilliput solve` answers on a coalitional game: values, the core and the least core."""

from collections.abc import Sequence
from math import inf
from typing import Any

import pandas as pd

import lilliput.games
from lilliput.analysis.command_line.answers import Answer, number
from lilliput.analysis.command_line.numbers import short_text, style_of
from lilliput.analysis.command_line.solve import VALUES
from lilliput.analysis.tables import PaperTable
from lilliput.games import CoalitionalGame, Core, core
from lilliput.games.errors import InvalidGameError, UnknownNameError

__all__ = ["allocation_answer"]

_MOST_EXACT = 12  # players; with more, floats, whose core and nucleolus are proved all the same
_DEFAULT = ("shapley", "nucleolus")
_EVERY = "all"


def allocation_answer(
    game: CoalitionalGame, name: str, values: Sequence[str] | None, *, exact: bool, digits: int
) -> Answer:
    """Return values of a game and whether its core is empty, with the proof either way.

    Parameters
    ----------
    game
        With worths as Fractions.
    name
        What to call it.
    values
        Keys of `VALUES`, or ``"all"``; the Shapley value and the nucleolus by default.
    exact
        Whether to print fractions even where they are long.
    digits
        Decimals in tables.
    """
    if game.n > _MOST_EXACT:
        game = CoalitionalGame(game.players, game.worths.astype(float))
    found: dict[str, Any] = {}
    missing: dict[str, str] = {}
    for key in _chosen(values):
        try:
            found[key] = getattr(lilliput.games, VALUES[key][0])(game)
        except InvalidGameError as error:  # as the nucleolus where there is no imputation
            missing[key] = str(error)
    region = core(game)
    tables = (
        _value_table(game, name, found, missing, region, exact=exact, digits=digits),
        _core_table(region, exact=exact, digits=digits),
    )
    record = _record(game, name, found, missing, region)
    return Answer("lilliput.allocations/1", record, tables, rows=_rows(game, found))


def _chosen(values: Sequence[str] | None) -> list[str]:
    names: list[str] = []
    for value in values or _DEFAULT:
        plain = value.lower()
        if plain not in (_EVERY, *VALUES):
            raise UnknownNameError("--value", value, (_EVERY, *VALUES))
        names += VALUES if plain == _EVERY else [plain]
    return list(dict.fromkeys(names))


def _value_table(
    game: CoalitionalGame,
    name: str,
    found: dict[str, Any],
    missing: dict[str, str],
    region: Core,
    *,
    exact: bool,
    digits: int,
) -> PaperTable:
    """Return what each player gets by each value and at one point of the least core."""
    columns = {"alone": pd.Series([game.worth([player]) for player in game.players],
                                  index=list(game.players), dtype=object)}  # fmt: skip
    columns |= {VALUES[key][1]: series for key, series in found.items()}
    columns["least core"] = region.allocation
    frame = pd.DataFrame(columns, dtype=object).rename_axis("player")
    notes = [
        f"v(N) = {short_text(game.worth(game.players), digits)}.",
        "Alone: v(i). Least core: one of its points"
        + (", which is in the core." if not region.empty else "."),
        *(f"No {VALUES[key][1]}: {reason}." for key, reason in missing.items()),
    ]
    return PaperTable(
        frame,
        caption=f"Values of {name}",
        label="tab:values",
        notes=" ".join(notes),
        digits=digits,
        formats={column: style_of(frame[column], exact=exact) for column in frame.columns},
    )


def _core_table(region: Core, *, exact: bool, digits: int) -> PaperTable:
    """Return whether the core is empty, the least-core value and the proof."""
    rows = {
        "core": "empty" if region.empty else "nonempty",
        "least-core value": "−∞"
        if region.least_core_value == -inf
        else short_text(region.least_core_value, digits, exact=exact),
        "proof": _proof(region, digits),
    }
    frame = pd.DataFrame({"result": rows}, dtype=object).rename_axis("question")
    notes = (
        "The least-core value is the smallest largest excess v(S) − x(S) of a coalition; the core "
        "is empty where it is positive."
    )
    return PaperTable(frame, caption="The core", label="tab:core", notes=notes)


def _proof(region: Core, digits: int) -> str:
    if region.balanced_collection is None:
        return "the point of the least core above: no coalition has more than it gets"
    place = region.game.players.index
    parts = [
        f"{short_text(weight, digits)} {{{', '.join(sorted(members, key=place))}}}"
        for members, weight in region.balanced_collection.items()
    ]
    return f"balanced coalitions worth more than v(N): {' + '.join(parts)}"


def _rows(game: CoalitionalGame, found: dict[str, Any]) -> pd.DataFrame:
    columns: dict[str, Any] = {"player": list(game.players)}
    for key, series in found.items():
        columns[key] = [float(value) for value in series]
        columns[f"{key} exact"] = [str(value) for value in series]
    return pd.DataFrame(columns)


def _record(
    game: CoalitionalGame,
    name: str,
    found: dict[str, Any],
    missing: dict[str, str],
    region: Core,
) -> dict[str, Any]:
    balanced = region.balanced_collection
    return {
        "game": {
            "name": name,
            "players": list(game.players),
            "worth_of_all": number(game.worth(game.players)),
        },
        "values": {key: _by_player(series) for key, series in found.items()},
        "without": missing,
        "core": {
            "empty": bool(region.empty),
            "least_core_value": number(region.least_core_value),
            "least_core_point": _by_player(region.allocation),
            "balanced_collection": None
            if balanced is None
            else [
                {
                    "coalition": sorted(members, key=game.players.index),
                    "weight": number(weight),
                }
                for members, weight in balanced.items()
            ],
        },
    }


def _by_player(series: pd.Series) -> dict[str, Any]:
    return {str(player): number(value) for player, value in series.items()}
