"""How the families take names and numbers from their arguments."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array
from lilliput.games.checks import check_names, vector_by_name
from lilliput.games.errors import InvalidArgumentError, LilliputError

__all__ = ["Players", "numbered", "numbers_by_name"]

Players = Iterable[str] | int
Numbers = Mapping[str, Any] | pd.Series


def numbered(players: Players) -> tuple[str, ...]:
    """Return names: those given, or "1", "2", … for a number of players.

    Examples
    --------
    >>> numbered(3), numbered(["US", "CN"])
    (('1', '2', '3'), ('US', 'CN'))
    """
    if isinstance(players, Iterable):
        return check_names(players, least=0)
    if not isinstance(players, (int, np.integer)) or players < 0:
        raise InvalidArgumentError(f"players must be names or a number >= 0, got {players}")
    return tuple(str(i + 1) for i in range(players))


def numbers_by_name(
    values: Numbers,
    *,
    argument: str,
    minimum: int | None = None,
    integers: Literal["float", "fraction"] = "float",
    error: type[LilliputError] = InvalidArgumentError,
) -> tuple[tuple[str, ...], Array]:
    """Return the names of a mapping or Series, in its order, and its numbers in one kind.

    Examples
    --------
    >>> numbers_by_name({"US": 2, "CN": 1}, argument="costs")
    (('US', 'CN'), array([2., 1.]))
    """
    if not isinstance(values, (Mapping, pd.Series)):
        raise error(
            f"{argument} must be a mapping from names to numbers, got {type(values).__name__}"
        )
    names = check_names(values.keys(), argument=argument, least=0)
    ordered: Sequence[Any] = list(values.values()) if isinstance(values, Mapping) else list(values)
    numbers = vector_by_name(
        ordered, names, argument=argument, minimum=minimum, integers=integers, error=error
    )
    return names, numbers
