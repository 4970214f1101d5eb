"""A game as a function of many coalitions at once, which counts what it is asked and checks it."""

from collections.abc import Callable, Iterable
from itertools import compress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lilliput.games.arithmetic import freeze, to_float
from lilliput.games.checks import check_names, name_list
from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.errors import InvalidArgumentError, InvalidGameError
from lilliput.games.sparse.game import SparseGame
from lilliput.games.voting import VotingGame

__all__ = ["AnyGame", "Bools", "Floats", "WorthFunction", "Worths", "wins_of"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
AnyGame = CoalitionalGame | SparseGame | VotingGame
WorthFunction = Callable[[Any], Any]

_LARGEST_BATCH = 2**26  # entries of members shown to a worth function at once


class Worths:
    """The worths of coalitions given as rows of booleans, with a count of the evaluations.

    The empty coalition is worth 0 and never asked for.

    Parameters
    ----------
    game
        A game, or the names of the players.
    worth
        With names: the worth of a coalition.
    vectorised
        Whether `worth` takes many coalitions as rows of booleans, not one as a frozenset.
    """

    def __init__(
        self,
        game: AnyGame | Iterable[str],
        worth: WorthFunction | None = None,
        *,
        vectorised: bool = False,
    ) -> None:
        self.evaluations = 0
        if isinstance(game, AnyGame):
            if worth is not None:
                raise InvalidArgumentError("worth must be left out when a game is given")
            self.players: tuple[str, ...] = game.players
            self._rows: Callable[[Bools], Any] = _rows_of(game)
        else:
            self.players = check_names(game, least=0)
            if not callable(worth):
                raise InvalidArgumentError(
                    f"worth must be a function of a coalition, got {worth!r}; "
                    "or give a game in place of the players"
                )
            self._rows = worth if vectorised else _one_by_one(self.players, worth)

    @property
    def n(self) -> int:
        """Number of players."""
        return len(self.players)

    def __call__(self, members: Bools) -> Floats:
        """Return the worths of k coalitions, shape (k, n)."""
        step = max(1, _LARGEST_BATCH // max(self.n, 1))
        parts = [self._part(members[k : k + step]) for k in range(0, len(members), step)]
        return np.concatenate(parts) if parts else np.zeros(0)

    def grand(self) -> float:
        """Return v(N)."""
        return float(self(np.ones((1, self.n), dtype=bool))[0]) if self.n else 0.0

    def _part(self, members: Bools) -> Floats:
        empty = ~members.any(axis=1)
        if empty.any():
            worths = np.zeros(len(members))
            if not empty.all():
                worths[~empty] = self._part(members[~empty])
            return worths
        self.evaluations += len(members)
        given = self._rows(freeze(np.ascontiguousarray(members)))
        try:
            worths = np.array(given, dtype=np.float64)
        except (TypeError, ValueError):
            raise InvalidGameError(f"worth must return numbers, got {given!r:.80}") from None
        if worths.shape != (len(members),):
            raise InvalidGameError(
                f"worth must return one number for each of the {len(members)} rows of members, "
                f"shape ({len(members)},), got shape {worths.shape}"
            )
        finite = np.isfinite(worths)
        if not finite.all():
            k = int(np.argmin(finite))
            names = list(compress(self.players, members[k].tolist()))
            raise InvalidGameError(
                f"worth must be finite, got {worths[k]} for the coalition {{{name_list(names)}}}"
            )
        return worths


def wins_of(game: VotingGame, members: Bools) -> Bools:
    """Return whether each row of members wins."""
    met = []
    for weights, quota in game.integer_rules():
        dtype = np.int64 if sum(weights) < 2**62 else object
        met.append(np.asarray(members @ np.array(weights, dtype=dtype) >= quota, dtype=bool))
    wins = np.zeros(len(members), dtype=bool)
    for alternative in game.alternatives:
        wins |= np.logical_and.reduce([met[rule] for rule in alternative])
    veto = [game.players.index(name) for name in game.vetoes]
    return wins & members[:, veto].all(axis=1)


def _rows_of(game: AnyGame) -> Callable[[Bools], Any]:
    if isinstance(game, CoalitionalGame):
        table = to_float(game.worths, argument="worths")
        bits = np.left_shift(np.int64(1), np.arange(game.n))
        return lambda members: table[members @ bits]
    if isinstance(game, SparseGame):
        to_float(game.amounts, argument="amounts")
        return game.evaluate
    return lambda members: wins_of(game, members)


def _one_by_one(players: tuple[str, ...], worth: WorthFunction) -> Callable[[Bools], Any]:
    def rows(members: Bools) -> list[Any]:
        return [worth(frozenset(compress(players, row))) for row in members.tolist()]

    return rows
