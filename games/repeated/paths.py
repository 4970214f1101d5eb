"""Paths of play: pure strategy profiles, first some once, then a cycle of them for ever."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, final

from lilliput.games.checks import index_of
from lilliput.games.errors import InvalidArgumentError, InvalidGameError, ProblemTooLargeError
from lilliput.games.normal_form import NormalFormGame

__all__ = ["PathOfPlay", "PureProfile", "cells", "path_of", "profile_cell", "profile_names"]

PureProfile = Mapping[str, str] | Sequence[str]
Cell = tuple[int, ...]

_LONGEST = 200


@final
@dataclass(frozen=True, init=False)
class PathOfPlay:
    """What is played, period by period, as long as nobody deviates.

    Parameters
    ----------
    cycle
        Pure profiles that are played in turn for ever, at least one; each by player or in the order
        of the players.
    prefix
        Pure profiles that are played before, once.

    Examples
    --------
    >>> PathOfPlay([["C", "D"], ["D", "C"]], prefix=[["C", "C"]])
    PathOfPlay(cycle=(('C', 'D'), ('D', 'C')), prefix=(('C', 'C'),))
    """

    cycle: tuple[Any, ...]
    prefix: tuple[Any, ...] = ()

    def __init__(self, cycle: Iterable[PureProfile], prefix: Iterable[PureProfile] = ()) -> None:
        for name, given in (("cycle", cycle), ("prefix", prefix)):
            if isinstance(given, (str, Mapping)):
                raise InvalidArgumentError(
                    f"{name} must be a sequence of profiles, got {given!r}; put it in a list"
                )
            profiles = tuple(_frozen(profile, name) for profile in given)
            object.__setattr__(self, name, profiles)
        if not self.cycle:
            raise InvalidArgumentError("cycle must hold at least one profile, got none")
        if len(self.cycle) + len(self.prefix) > _LONGEST:
            raise ProblemTooLargeError(
                f"path: {len(self.cycle) + len(self.prefix)} profiles, more than {_LONGEST}; the "
                "conditions would be polynomials of that degree"
            )

    def _repr_html_(self) -> str:
        from lilliput.games.display.repeated import path_of_play

        return path_of_play(self)


def _frozen(profile: Any, name: str) -> Any:
    if isinstance(profile, Mapping):
        return _Items(profile)
    if isinstance(profile, str) or not isinstance(profile, Iterable):
        raise InvalidArgumentError(
            f"{name} must hold profiles, one strategy a player each, got {profile!r}"
        )
    return tuple(profile)


class _Items(dict[str, Any]):
    """A profile by player."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))


def path_of(path: Any) -> PathOfPlay:
    """Return a path from a profile that is played for ever, a cycle of profiles, or a path.

    Examples
    --------
    >>> path_of(["C", "C"]) == path_of([["C", "C"]])
    True
    """
    if isinstance(path, PathOfPlay):
        return path
    if isinstance(path, Mapping):
        return PathOfPlay([path])
    if isinstance(path, str) or not isinstance(path, Iterable):
        raise InvalidArgumentError(
            f"path must be a profile, a cycle of profiles or a PathOfPlay, got {path!r}"
        )
    entries = list(path)
    if entries and all(isinstance(entry, str) for entry in entries):
        return PathOfPlay([entries])
    return PathOfPlay(entries)


def profile_cell(game: NormalFormGame, profile: Any, *, argument: str = "path") -> Cell:
    """Return a pure profile as positions of strategies.

    Examples
    --------
    >>> game = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    >>> profile_cell(game, {"column": "2", "row": "1"})
    (0, 1)
    """
    if isinstance(profile, Mapping):
        for name in profile:
            index_of(game.players, name, argument=f"{argument}: player")
        missing = [name for name in game.players if name not in profile]
        if missing:
            raise InvalidGameError(
                f"{argument} must give every player a strategy, missing {missing[0]}"
            )
        chosen = [profile[name] for name in game.players]
    elif isinstance(profile, str) or not isinstance(profile, Iterable):
        raise InvalidGameError(
            f"{argument} must give every player a pure strategy by name, got {profile!r}"
        )
    else:
        chosen = list(profile)
    if len(chosen) != game.n:
        raise InvalidGameError(
            f"{argument} needs {game.n} strategies, one a player ({', '.join(game.players)}), "
            f"got {len(chosen)}: {chosen}"
        )
    return tuple(
        index_of(own, name, argument=f"{argument}: strategy of {player}")
        for player, own, name in zip(game.players, game.strategies, chosen, strict=True)
    )


def profile_names(game: NormalFormGame, cell: Cell) -> tuple[str, ...]:
    """Return the strategies at a pure profile given by positions.

    Examples
    --------
    >>> profile_names(NormalFormGame(["A"], [["x", "y"]], [[0, 1]]), (1,))
    ('y',)
    """
    return tuple(own[k] for own, k in zip(game.strategies, cell, strict=True))


def cells(game: NormalFormGame, path: PathOfPlay) -> tuple[list[Cell], list[Cell]]:
    """Return prefix and cycle as positions of strategies."""
    return (
        [profile_cell(game, profile) for profile in path.prefix],
        [profile_cell(game, profile) for profile in path.cycle],
    )
