"""The desirability relation: who can stand in for whom without loss.

i is at least as desirable as j if j can be exchanged for i in every winning coalition with j and
without i. In a weighted game a player is at least as desirable as any lighter one. A game is
complete if any two players can be so compared.
"""

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array
from lilliput.games.coalitional import coalition_label
from lilliput.games.findings import Finding
from lilliput.games.power.tables import minimal_in_wins, winning_table
from lilliput.games.voting import VotingGame

__all__ = ["desirability", "desirability_table", "is_complete_game"]


def desirability(game: VotingGame) -> pd.DataFrame:
    """Return whether each player (row) is at least as desirable as each player (column).

    Player i is at least as desirable as j if S ∪ {i} wins whenever S ∪ {j} does, for all S
    without both (Isbell's desirability relation).

    Parameters
    ----------
    game
        A voting game.

    Returns
    -------
    pandas.DataFrame
        Booleans, rows and columns indexed by player.

    Raises
    ------
    ProblemTooLargeError
        More than 28 players.

    References
    ----------
    Isbell, J. R. (1958). A class of simple games. Duke Mathematical Journal 25:423–439.
    Taylor, A. D. and Zwicker, W. S. (1999). Simple Games, section 3.2.

    Examples
    --------
    >>> relation = desirability(VotingGame(["A", "B", "C"], weights=[2, 1, 1], quota=3))
    >>> relation.loc["A"].to_dict(), relation.loc["B"].to_dict()
    ({'A': True, 'B': True, 'C': True}, {'A': False, 'B': True, 'C': True})
    """
    wins = winning_table(game)
    index = pd.Index(game.players, name="player")
    table = desirability_table(wins, minimal_in_wins(wins))
    return pd.DataFrame(table, index=index, columns=index)


def is_complete_game(game: VotingGame) -> Finding:
    """Return whether any two players can be compared by desirability (a swap-robust game).

    Every weighted game is complete; a game that is not complete has no weights.

    Parameters
    ----------
    game
        A voting game.

    Returns
    -------
    Finding
        When false, the witness has the incomparable players `first` and `second`, and winning
        coalitions `with_first` and `with_second` that lose when one is exchanged for the other.
        When true, it has the `ranking`: groups of equally desirable players, best first.

    Raises
    ------
    ProblemTooLargeError
        More than 28 players.

    References
    ----------
    Taylor, A. D. and Zwicker, W. S. (1999). Simple Games, section 3.2.

    Examples
    --------
    >>> is_complete_game(VotingGame(["A", "B", "C"], weights=[2, 1, 1], quota=3))
    Finding(complete: holds; A > B = C)
    >>> two_houses = [([1, 1, 0, 0], 1), ([0, 0, 1, 1], 1)]
    >>> is_complete_game(VotingGame.from_rules(["A", "B", "C", "D"], two_houses)).witness["first"]
    'A'
    """
    wins = winning_table(game)
    minimal = minimal_in_wins(wins)
    table = desirability_table(wins, minimal)
    for i in range(game.n):
        for j in range(i):
            if not (table[i, j] or table[j, i]):
                return _incomparable(game, wins, minimal, j, i)
    levels = table.sum(axis=1)
    ranking = [
        tuple(game.players[i] for i in np.flatnonzero(levels == level))
        for level in sorted(set(levels.tolist()), reverse=True)
    ]
    text = " > ".join(" = ".join(group) for group in ranking)
    return Finding("complete", True, text, {"ranking": ranking})


def desirability_table(wins: Array, minimal: Array) -> Array:
    """Return the relation as a square of booleans, from the table and its minimal coalitions.

    Only exchanges in minimal winning coalitions need a look: what wins with j contains one of
    them, and an exchange that keeps this one winning keeps all that contain it winning.
    """
    n = len(wins).bit_length() - 1
    has = [(minimal >> i & 1).astype(bool) for i in range(n)]
    table = np.ones((n, n), dtype=bool)
    for i in range(n):
        for j in range(n):
            if i != j:
                exchanged = minimal[has[j] & ~has[i]] ^ ((1 << i) | (1 << j))
                table[i, j] = bool(wins[exchanged].all())
    return table


def _incomparable(
    game: VotingGame, wins: Array, minimal: Array, first: int, second: int
) -> Finding:
    with_first = _cannot_replace(wins, minimal, first, second)
    with_second = _cannot_replace(wins, minimal, second, first)
    shown = [coalition_label(mask, game.players) for mask in (with_first, with_second)]
    one, other = game.players[first], game.players[second]
    return Finding(
        "complete",
        False,
        f"{other} cannot stand in for {one} in {{{shown[0]}}}, nor {one} for {other} in "
        f"{{{shown[1]}}}",
        {
            "first": one,
            "second": other,
            "with_first": _names(game, with_first),
            "with_second": _names(game, with_second),
        },
    )


def _cannot_replace(wins: Array, minimal: Array, member: int, other: int) -> int:
    """Return a minimal winning coalition with the member that loses with the other instead."""
    inside = minimal[((minimal >> member & 1) == 1) & ((minimal >> other & 1) == 0)]
    return int(inside[~wins[inside ^ ((1 << member) | (1 << other))]][0])


def _names(game: VotingGame, mask: int) -> frozenset[str]:
    return frozenset(name for i, name in enumerate(game.players) if mask >> i & 1)
