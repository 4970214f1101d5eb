"""Observed play: how often each player was seen to use each strategy."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lilliput.games.arithmetic import to_float
from lilliput.games.checks import index_of, vector_by_name
from lilliput.games.errors import InvalidArgumentError
from lilliput.games.normal_form import NormalFormGame

__all__ = ["Counts", "counts_of"]

Counts = Mapping[str, Any] | pd.Series | pd.DataFrame


def counts_of(game: NormalFormGame, counts: Counts) -> NDArray[np.float64]:
    """Return the counts of all strategies in one vector, 0 for players that were not observed.

    Parameters
    ----------
    game
        The game.
    counts
        A mapping of players to counts (by strategy name, or in order), a Series indexed by
        (player, strategy), or a frame with columns player, strategy and count.
    """
    by_player = _by_player(counts)
    for player in by_player:
        index_of(game.players, player, argument="counts: player")
    parts = []
    for player, names in zip(game.players, game.strategies, strict=True):
        given = by_player.get(player)
        if given is None:
            parts.append(np.zeros(len(names)))
            continue
        if isinstance(given, (Mapping, pd.Series)):
            entries = dict(given.items())
            for name in entries:
                index_of(names, name, argument=f"counts: strategy of {player}")
            given = [entries.get(name, 0) for name in names]
        argument = f"counts of {player}"
        numbers = vector_by_name(given, names, argument=argument, minimum=0)
        parts.append(to_float(numbers, argument=argument))
    vector = np.concatenate(parts)
    if not vector.any():
        raise InvalidArgumentError("counts must hold at least one observation, got none")
    return vector


def _by_player(counts: Counts) -> dict[str, Any]:
    if isinstance(counts, pd.DataFrame):
        needed = ["player", "strategy", "count"]
        if not set(needed) <= set(counts.columns):
            raise InvalidArgumentError(
                f"counts needs the columns {', '.join(needed)}, got {list(counts.columns)}"
            )
        counts = counts.groupby(["player", "strategy"], sort=False)["count"].sum()
    if isinstance(counts, pd.Series):
        if counts.index.nlevels != 2:
            raise InvalidArgumentError(
                "counts must be a Series indexed by (player, strategy), got an index of "
                f"{counts.index.nlevels} levels"
            )
        if not counts.index.is_unique:
            counts = counts.groupby(level=[0, 1], sort=False).sum()
        return {
            str(player): part.droplevel(0) for player, part in counts.groupby(level=0, sort=False)
        }
    if not isinstance(counts, Mapping):
        raise InvalidArgumentError(
            "counts must be a mapping of players to counts, a Series or a frame, got "
            f"{type(counts).__name__}"
        )
    return dict(counts)
