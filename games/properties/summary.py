"""All properties of a game at a glance."""

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.errors import ProblemTooLargeError, UnsupportedNumberError
from lilliput.games.findings import Finding
from lilliput.games.properties.balance import is_balanced, is_totally_balanced
from lilliput.games.properties.form import (
    is_additive_game,
    is_constant_sum,
    is_essential,
    is_simple,
)
from lilliput.games.properties.order import (
    is_average_convex,
    is_convex,
    is_monotone,
    is_superadditive,
)
from lilliput.games.properties.players import (
    dummy_players,
    null_players,
    symmetric_players,
    veto_players,
)

__all__ = ["game_properties"]

_TESTS: dict[str, Callable[..., Finding]] = {
    "monotone": is_monotone,
    "superadditive": is_superadditive,
    "convex": is_convex,
    "average convex": is_average_convex,
    "balanced": is_balanced,
    "totally balanced": is_totally_balanced,
    "essential": is_essential,
    "additive": is_additive_game,
    "constant-sum": is_constant_sum,
    "simple": is_simple,
}
_PLAYERS: dict[str, Callable[..., Sequence[str]]] = {
    "null players": null_players,
    "dummy players": dummy_players,
    "veto players": veto_players,
}


def game_properties(
    game: CoalitionalGame, *, exact: bool = False, tol: float = 1e-9
) -> pd.DataFrame:
    """Return a table of the properties of a game, each with what shows that it holds or fails.

    Parameters
    ----------
    game
        A coalitional game.
    exact
        Compare float worths as the rationals that they store.
    tol
        For float worths: differences up to `tol` times the largest |v(S)| count as zero.

    Returns
    -------
    pandas.DataFrame
        Indexed by property; `holds` is "yes", "no" or "open" (too large to test, or undecidable
        for the symbols), `because` says why.

    Examples
    --------
    >>> majority = CoalitionalGame.from_function(["A", "B", "C"], lambda S: int(len(S) >= 2))
    >>> game_properties(majority).loc[["superadditive", "balanced", "simple"], "holds"].to_dict()
    {'superadditive': 'yes', 'balanced': 'no', 'simple': 'yes'}
    """
    how = {"exact": exact, "tol": tol}
    rows = {name: _row(_verdict, test, game, how) for name, test in _TESTS.items()}
    rows["symmetric players"] = _row(_classes, symmetric_players, game, how)
    rows |= {name: _row(_named, find, game, how) for name, find in _PLAYERS.items()}
    index = pd.Index(list(rows), name="property")
    return pd.DataFrame(list(rows.values()), index=index, columns=["holds", "because"])


def _row(
    read: Callable[[Any], tuple[str, str]],
    ask: Callable[..., Any],
    game: CoalitionalGame,
    how: dict[str, Any],
) -> tuple[str, str]:
    try:
        return read(ask(game, **how))
    except (ProblemTooLargeError, UnsupportedNumberError) as error:
        return "open", str(error)


def _verdict(finding: Finding) -> tuple[str, str]:
    return "yes" if finding else "no", finding.explanation


def _classes(classes: Sequence[Sequence[str]]) -> tuple[str, str]:
    groups = [", ".join(members) for members in classes if len(members) > 1]
    return "yes" if groups else "no", "; ".join(groups)


def _named(players: Sequence[str]) -> tuple[str, str]:
    return "yes" if players else "no", ", ".join(players)
