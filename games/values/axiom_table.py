"""Try every axiom on a value at once, on games that are given or drawn at random."""

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from functools import partial

import numpy as np
import pandas as pd

from lilliput.games.checks import check_table_fits
from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.errors import InvalidArgumentError, InvalidGameError
from lilliput.games.findings import Finding
from lilliput.games.values.axioms import (
    dummy_player,
    has_balanced_contributions,
    is_additive,
    is_anonymous,
    is_covariant,
    is_efficient,
    null_player,
    symmetry,
)
from lilliput.games.values.payoffs import Value

__all__ = ["check_axioms"]

Check = Callable[[Value, CoalitionalGame, float], Finding | None]

_ONE_GAME: dict[str, Check] = {
    "efficient": lambda value, game, tol: is_efficient(value, game, tol=tol),
    "symmetric": symmetry,
    "anonymous": lambda value, game, tol: is_anonymous(value, game, tol=tol),
    "null player": null_player,
    "dummy player": dummy_player,
    "covariant": lambda value, game, tol: is_covariant(value, game, tol=tol),
    "balanced contributions": lambda v, game, tol: has_balanced_contributions(v, game, tol=tol),
}


def check_axioms(
    value: Value,
    games: Iterable[CoalitionalGame] | int,
    *,
    rng: np.random.Generator | int | None = None,
    trials: int = 20,
    tol: float = 1e-9,
) -> pd.DataFrame:
    """Look for games on which a value violates an axiom.

    Parameters
    ----------
    value
        A function from a game to a payoff for each of its players.
    games
        The games to try; or a number of players, for random games with worths in Fractions, of
        which a half is convex, a half has two substitutes, and some a null or dummy player.
    rng
        The source of the random games.
    trials
        How many random games.
    tol
        For float payoffs: the difference that counts as none, as a multiple of the largest |v(S)|.

    Returns
    -------
    pandas.DataFrame
        A row for each axiom: `holds` (missing where it could not be tested), `tested` (on how many
        games it had something to say and the value was defined), and `finding`, the first
        violation if there is one. That an axiom holds on some games is no proof.

    See Also
    --------
    is_efficient, is_symmetric, has_null_player_property, is_additive, has_balanced_contributions

    Examples
    --------
    >>> from lilliput.games import shapley_value, solidarity_value
    >>> bool(check_axioms(shapley_value, 4, rng=1)["holds"].all())
    True
    >>> table = check_axioms(solidarity_value, 4, rng=1)
    >>> list(table.index[~table["holds"]])
    ['null player', 'dummy player', 'covariant', 'balanced contributions']
    """
    if isinstance(games, int):
        if games < 0:
            raise InvalidArgumentError(f"games must be a number of players >= 0, got {games}")
        check_table_fits(games, bytes_each=150 * trials, argument="games")
        sample = list(_random_games(games, trials, np.random.default_rng(rng)))
    else:
        sample = list(games)
    singles: list[tuple[CoalitionalGame, ...]] = [(game,) for game in sample]
    pairs: list[tuple[CoalitionalGame, ...]] = [
        (game, other)
        for game, other in zip(sample, sample[1:] + sample[:1], strict=True)
        if set(game.players) == set(other.players)
    ]
    rows = {
        axiom: _tried(lambda game, check=check: check(value, game, tol), singles)
        for axiom, check in _ONE_GAME.items()
    }
    rows["additive"] = _tried(partial(is_additive, value, tol=tol), pairs)
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["holds", "tested", "finding"])
    return table.astype({"holds": "boolean"}).rename_axis("axiom")


def _tried(
    check: Callable[..., Finding | None], cases: list[tuple[CoalitionalGame, ...]]
) -> tuple[bool | None, int, Finding | None]:
    """Put one axiom to all cases, up to the first violation."""
    tested = 0
    for case in cases:
        try:
            finding = check(*case)
        except InvalidGameError:  # the value is not defined for this game
            continue
        if finding is not None:
            tested += 1
            if not finding:
                return False, tested, finding
    return (True if tested else None), tested, None


def _random_games(n: int, trials: int, rng: np.random.Generator) -> Iterator[CoalitionalGame]:
    """Draw dividends; convex games have none below 0, structured ones two substitutes and a null.

    Which players play these roles is drawn as well: a value that goes by position must not escape.
    """
    names = [f"p{i}" for i in range(1, n + 1)]
    masks = np.arange(2**n)
    sizes = np.bitwise_count(masks)
    last = masks >> max(n - 1, 0) & 1 == 1
    for trial in range(trials):
        convex, structured = trial % 2, trial // 2 % 2
        draws = rng.integers(0 if convex else -6, 7, size=2**n)
        draws[0] = 0
        if structured and n >= 2:
            differs = (masks ^ masks >> 1) & 1
            draws = draws + draws[masks ^ differs * 3]
        if structured and n >= 3:
            draws[last & (sizes > 1)] = 0
            draws[last & (sizes == 1)] *= trial // 4 % 2
        named = [names[role] for role in rng.permutation(n)]
        dividends = {
            tuple(name for i, name in enumerate(named) if mask >> i & 1): Fraction(int(draw), 2)
            for mask, draw in zip(masks.tolist(), draws, strict=True)
            if draw
        }
        yield CoalitionalGame.from_dividends(names, dividends or {(): Fraction(0)})
