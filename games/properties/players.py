"""Players who are alike, who add nothing or only their own, or without whom nothing is won."""

from typing import Any

from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.properties.form import first_nonzero
from lilliput.games.properties.signs import comparable

__all__ = ["dummy_players", "null_players", "symmetric_players", "veto_players"]

_TOLERANCE = 1e-9


def symmetric_players(
    game: CoalitionalGame, *, exact: bool = False, tol: float = _TOLERANCE
) -> tuple[tuple[str, ...], ...]:
    """Return the classes of players who can replace each other: v(S∪i) = v(S∪j) for all S.

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
    tuple of tuples of str
        A partition of the players, each class and all classes in the order of the players.

    Examples
    --------
    >>> symmetric_players(CoalitionalGame(["A", "B", "C"], [0, 0, 0, 1, 0, 1, 0, 1]))
    (('A',), ('B', 'C'))
    """
    table = comparable(game, exact=exact, tol=tol)
    classes: list[list[int]] = []
    for j in range(game.n):
        pairs = table.worths.reshape(-1, 2, 2**j)
        for others in classes:
            i = others[0]
            first = pairs[:, 0].reshape(-1, 2, 2**i)[:, 1]
            second = pairs[:, 1].reshape(-1, 2, 2**i)[:, 0]
            if first_nonzero(table, (first - second).reshape(-1)) is None:
                others.append(j)
                break
        else:
            classes.append([j])
    return tuple(tuple(game.players[i] for i in members) for members in classes)


def null_players(
    game: CoalitionalGame, *, exact: bool = False, tol: float = _TOLERANCE
) -> tuple[str, ...]:
    """Return the players who never add anything: v(S∪i) = v(S) for all S.

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
    tuple of str
        In the order of the players.

    Examples
    --------
    >>> null_players(CoalitionalGame(["A", "B"], [0, 1, 0, 1]))
    ('B',)
    """
    table = comparable(game, exact=exact, tol=tol)

    def adds_nothing(i: int) -> bool:
        pairs = table.worths.reshape(-1, 2, 2**i)
        return first_nonzero(table, (pairs[:, 1] - pairs[:, 0]).reshape(-1)) is None

    return _chosen(game, adds_nothing)


def dummy_players(
    game: CoalitionalGame, *, exact: bool = False, tol: float = _TOLERANCE
) -> tuple[str, ...]:
    """Return the players who add what they have alone and no more: v(S∪i) = v(S) + v({i}).

    Null players are dummy players who have nothing alone.

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
    tuple of str
        In the order of the players.

    Examples
    --------
    >>> dummy_players(CoalitionalGame(["A", "B", "C"], [0, 0, 0, 3, 1, 1, 1, 4]))
    ('C',)
    """
    table = comparable(game, exact=exact, tol=tol)

    def adds_only_its_own(i: int) -> bool:
        pairs = table.worths.reshape(-1, 2, 2**i)
        gains = pairs[:, 1] - pairs[:, 0]
        return first_nonzero(table, (gains - table.worths[1 << i]).reshape(-1)) is None

    return _chosen(game, adds_only_its_own)


def veto_players(
    game: CoalitionalGame, *, exact: bool = False, tol: float = _TOLERANCE
) -> tuple[str, ...]:
    """Return the players without whom no coalition is worth anything: v(S) = 0 if i ∉ S.

    Parameters
    ----------
    game
        A coalitional game.
    exact
        Compare float worths as the rationals that they store.
    tol
        For float worths: worths up to `tol` times the largest |v(S)| count as zero.

    Returns
    -------
    tuple of str
        In the order of the players.

    Examples
    --------
    >>> veto_players(CoalitionalGame(["A", "B", "C"], [0, 0, 0, 1, 0, 1, 0, 1]))
    ('A',)
    """
    table = comparable(game, exact=exact, tol=tol)

    def is_needed(i: int) -> bool:
        return first_nonzero(table, table.worths.reshape(-1, 2, 2**i)[:, 0].reshape(-1)) is None

    return _chosen(game, is_needed)


def _chosen(game: CoalitionalGame, test: Any) -> tuple[str, ...]:
    return tuple(name for i, name in enumerate(game.players) if test(i))
