"""A path of play: who plays what with which share at each time, and where it ends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, final

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, number_array, to_float
from lilliput.games.checks import index_of
from lilliput.games.equilibria.regret import regret
from lilliput.games.errors import InvalidArgumentError, UnsupportedNumberError
from lilliput.games.normal_form import NormalFormGame, Profile
from lilliput.games.normal_form.required import require_numbers

__all__ = [
    "Outcome",
    "Trajectory",
    "one_hot",
    "positive",
    "shares_frame",
    "starting_mix",
    "starting_play",
]

Outcome = Literal["converged", "cycle", "ended"]

_LARGEST_PAYOFF = 1e307


@final
@dataclass(frozen=True, eq=False, repr=False)
class Trajectory:
    """The path that a dynamic takes.

    Parameters
    ----------
    game
        The game.
    dynamic
        Its name.
    shares
        One row a time; columns (player, strategy), which sum to 1 for each player.
    outcome
        ``"converged"``: it came to rest (within the tolerance of the dynamic); ``"cycle"``: it
        repeats itself for ever; ``"ended"``: time was up.
    plays
        The strategy that each player chose at each time, where the dynamic moves in pure
        strategies.
    parameters
        What the dynamic was run with.
    """

    game: NormalFormGame
    dynamic: str
    shares: pd.DataFrame
    outcome: Outcome
    plays: pd.DataFrame | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def final(self) -> dict[str, pd.Series]:
        """The last profile, as the functions that take a profile want it."""
        return {
            player: pd.Series(
                self.shares[player].iloc[-1].to_numpy(),
                pd.Index(names, name="strategy"),
                name=player,
            )
            for player, names in zip(self.game.players, self.game.strategies, strict=True)
        }

    @property
    def regret(self) -> float:
        """What the player who gains most would gain by leaving the last profile alone."""
        return float(max(regret(self.game, self.final)))

    def payoffs(self) -> pd.DataFrame:
        """Return each player's expected payoff at each time, if shares are mixed strategies."""
        sizes = np.cumsum(self.game.shape)[:-1]
        rows = [
            [float(x) for x in self.game.payoff(np.split(row, sizes))]
            for row in self.shares.to_numpy()
        ]
        return pd.DataFrame(rows, self.shares.index, pd.Index(self.game.players, name="player"))

    def __repr__(self) -> str:
        first, last = self.shares.index[0], self.shares.index[-1]
        return (
            f"Trajectory({self.dynamic}; {self.shares.index.name} {first:g} to {last:g}; "
            f"{self.outcome}; regret at the end {self.regret:.3g})"
        )

    def _repr_html_(self) -> str:
        from lilliput.games.display.dynamics import trajectory

        return trajectory(self)


def shares_frame(game: NormalFormGame, times: Any, rows: Any, unit: str) -> pd.DataFrame:
    """Return shares by time, with the columns (player, strategy)."""
    columns = pd.MultiIndex.from_tuples(
        [(p, s) for p, own in zip(game.players, game.strategies, strict=True) for s in own],
        names=["player", "strategy"],
    )
    return pd.DataFrame(np.asarray(rows, dtype=float), pd.Index(times, name=unit), columns)


def one_hot(game: NormalFormGame, plays: Any) -> Array:
    """Return pure plays, one row a time, as shares."""
    table = np.asarray(plays, dtype=np.int64).reshape(-1, game.n)
    return np.hstack([np.eye(size)[table[:, i]] for i, size in enumerate(game.shape)])


def starting_mix(game: NormalFormGame, start: Profile | None) -> list[Array]:
    """Return where a flow starts: a profile as floats, by default every strategy equally often."""
    _check_payoffs(game)
    if start is None:
        return [np.full(size, 1 / size) for size in game.shape]
    return [to_float(mix, argument="start") for mix in game.distributions(start)]


def starting_play(
    game: NormalFormGame,
    start: Mapping[str, str] | Sequence[str] | None,
    rng: np.random.Generator,
) -> list[int]:
    """Return where pure play starts: strategy names by player, by default drawn at random."""
    _check_payoffs(game)
    if start is None:
        return [int(rng.integers(size)) for size in game.shape]
    if isinstance(start, Mapping):
        for name in start:
            index_of(game.players, name, argument="start: player")
        start = [start.get(player, "") for player in game.players]
    if isinstance(start, str):
        raise InvalidArgumentError(f"start must be a sequence of strategy names, got {start!r}")
    if len(start) != game.n:
        raise InvalidArgumentError(
            f"start needs a strategy for each of {game.n} players, got {len(start)}"
        )
    return [
        index_of(names, name, argument=f"start: strategy of {player}")
        for player, names, name in zip(game.players, game.strategies, start, strict=True)
    ]


def _check_payoffs(game: NormalFormGame) -> None:
    """Refuse symbols, and payoffs whose differences are larger than any float."""
    require_numbers(game)
    if max(abs(game.payoffs.min()), abs(game.payoffs.max())) > _LARGEST_PAYOFF:
        raise UnsupportedNumberError(
            f"payoffs must lie within ±{_LARGEST_PAYOFF:.0e} for dynamics in floats; rescale them"
        )


def positive(value: Any, *, argument: str) -> float:
    """Return a number > 0 as a float."""
    number = float(to_float(number_array([value], argument=argument), argument=argument)[0])
    if number <= 0:
        raise InvalidArgumentError(f"{argument} must be > 0, got {value}")
    return number
