"""Strategy profiles: one probability distribution a player, given in any of three forms."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import pandas as pd

from lilliput.games.arithmetic import Array, is_symbolic, number_array
from lilliput.games.checks import check_names, index_of, name_list, vector_by_name
from lilliput.games.errors import InvalidGameError, UnknownNameError

__all__ = ["Profile", "distribution", "distributions", "strategy_names"]

Profile = Mapping[str, Any] | Sequence[Any]
_SUM_TOLERANCE = 1e-9


def strategy_names(given: Any, players: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Return the strategy names of each player, checked."""
    if isinstance(given, Mapping):
        for name in given:
            index_of(players, name, argument="strategies: player")
        given = [given.get(name, ()) for name in players]
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise InvalidGameError(
            f"strategies must be one list of names a player ({name_list(players)}), got {given!r}"
        )
    lists = list(given)
    if len(lists) != len(players):
        raise InvalidGameError(
            f"strategies needs {len(players)} entries ({name_list(players)}), got {len(lists)}"
        )
    for names, player in zip(lists, players, strict=True):
        if not isinstance(names, Iterable):
            raise InvalidGameError(f"strategies of {player} must be names, got {names!r}")
    return tuple(
        check_names(names, argument=f"strategies of {player}")
        for names, player in zip(lists, players, strict=True)
    )


def distributions(
    profile: Profile, players: tuple[str, ...], strategies: Sequence[tuple[str, ...]]
) -> list[Array]:
    """Return a profile as one checked array of probabilities a player.

    Examples
    --------
    >>> [mix.tolist() for mix in distributions({"A": [0.5, 0.5]}, ("A",), [("x", "y")])]
    [[0.5, 0.5]]
    """
    if isinstance(profile, Mapping):
        for name in profile:
            index_of(players, name, argument="profile: player")
        missing = [name for name in players if name not in profile]
        if missing:
            raise InvalidGameError(f"profile must cover every player, missing {missing[0]}")
        chosen = [profile[name] for name in players]
    elif isinstance(profile, str) or not isinstance(profile, Iterable):
        raise InvalidGameError(
            f"profile must have one entry a player ({name_list(players)}), got {profile!r}"
        )
    else:
        chosen = list(profile)
    if len(chosen) != len(players):
        raise InvalidGameError(
            f"profile needs {len(players)} entries ({name_list(players)}), got {len(chosen)}"
        )
    return [
        distribution(entry, names, player)
        for entry, names, player in zip(chosen, strategies, players, strict=True)
    ]


def distribution(entry: Any, names: tuple[str, ...], player: str) -> Array:
    """Return the probabilities that a profile gives a player's strategies.

    Parameters
    ----------
    entry
        A strategy name, a mapping of strategy names to probabilities, or probabilities in order.
    names
        The player's strategies.
    player
        The player, for the error message.
    """
    if isinstance(entry, str):
        where = index_of(names, entry, argument=f"profile: strategy of {player}")
        return number_array(
            [int(k == where) for k in range(len(names))], argument="profile", integers="fraction"
        )
    if isinstance(entry, (Mapping, pd.Series)):
        unknown = [key for key in entry.keys() if key not in names]  # noqa: SIM118 - a Series
        if unknown:
            raise UnknownNameError(f"profile: strategy of {player}", unknown[0], names)
        if isinstance(entry, pd.Series) and not entry.index.is_unique:
            raise InvalidGameError(f"profile of {player} must name each strategy once")
        entry = [entry.get(name, 0) for name in names]
    weights = vector_by_name(
        entry, names, argument=f"profile of {player}", error=InvalidGameError, integers="fraction"
    )
    total = sum(weights, Fraction(0)) if weights.dtype == object else float(weights.sum())
    if any(not is_symbolic(weight) and weight < 0 for weight in weights):
        raise InvalidGameError(f"profile of {player} must be >= 0, got {list(weights)}")
    allowed = _SUM_TOLERANCE if weights.dtype != object else 0
    if not is_symbolic(total) and abs(total - 1) > allowed:
        raise InvalidGameError(f"profile of {player} must sum to 1, got {total}")
    return weights
