"""The paradoxes of voting power, as checks that answer with who is better off, and by how much.

Each compares an index of power before and after a change that should not help: new members join,
votes are lost, partners quarrel, a bloc forms. A check holds if the paradox occurs.
"""

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

import pandas as pd

from lilliput.games.checks import index_of, name_list
from lilliput.games.errors import InvalidArgumentError, InvalidGameError
from lilliput.games.findings import Finding
from lilliput.games.power.blocs import bloc_game
from lilliput.games.power.shapley_shubik import shapley_shubik
from lilliput.games.voting import VotingGame

__all__ = [
    "paradox_of_large_size",
    "paradox_of_new_members",
    "paradox_of_redistribution",
]

Index = Callable[..., pd.Series]


def paradox_of_new_members(
    before: VotingGame, after: VotingGame, *, index: Index = shapley_shubik
) -> Finding:
    """Return whether some old member gains power when new members join.

    Parameters
    ----------
    before
        The game of the old members.
    after
        The game of old and new members; its votes and quota may be others.
    index
        An index of power: a function of a game with the keyword `exact`.

    Returns
    -------
    Finding
        True if the paradox occurs. The witness has `gains`: for each old member whose power rose,
        its power before and after.

    Raises
    ------
    InvalidGameError
        The players of `before` are not among those of `after`, or no player is new.

    References
    ----------
    Brams, S. J. and Affuso, P. J. (1976). Power and size: a new paradox. Theory and Decision
    7:29–56. doi:10.1007/BF00141101

    Examples
    --------
    Luxembourg gained power when the European Community grew from six members to nine:

    >>> six = {"DE": 4, "FR": 4, "IT": 4, "NL": 2, "BE": 2, "LU": 1}
    >>> nine = {"DE": 10, "FR": 10, "IT": 10, "UK": 10, "NL": 5, "BE": 5, "DK": 3, "IE": 3, "LU": 2}
    >>> paradox_of_new_members(VotingGame(six, weights=six, quota=12),
    ...                        VotingGame(nine, weights=nine, quota=41))
    Finding(paradox of new members: holds; LU had 0 before and has 1/105 after)
    """
    missing = [name for name in before.players if name not in after.players]
    if missing or after.n == before.n:
        raise InvalidGameError(
            "after must have all players of before and at least one more, "
            + (f"missing {name_list(missing)}" if missing else "got no new player")
        )
    old, new = index(before, exact=True), index(after, exact=True)
    gains = {name: (old[name], new[name]) for name in before.players if new[name] > old[name]}
    return _finding("paradox of new members", gains)


def paradox_of_redistribution(
    before: VotingGame, after: VotingGame, *, index: Index = shapley_shubik
) -> Finding:
    """Return whether a redistribution of votes moves someone's power the other way.

    Parameters
    ----------
    before, after
        Games of one weighted rule among the same players, in which votes are counted as parts of
        the total.
    index
        An index of power: a function of a game with the keyword `exact`.

    Returns
    -------
    Finding
        True if the paradox occurs: some player has a smaller part of the votes and more power, or
        a larger part and less power. The witness has `gains` and `losses`, with the power before
        and after.

    Raises
    ------
    InvalidGameError
        The players differ, or a game has several rules.

    References
    ----------
    Fischer, D. and Schotter, A. (1978). The inevitability of the "paradox of redistribution" in
    the allocation of voting weights. Public Choice 33:49–67.

    Examples
    --------
    A and B give up a vote each; A gains what B loses:

    >>> before = VotingGame(["A", "B", "C"], weights=[5, 4, 1], quota=7)
    >>> after = VotingGame(["A", "B", "C"], weights=[4, 3, 3], quota=7)
    >>> paradox_of_redistribution(before, after)
    Finding(paradox of redistribution: holds; A had 1/2 before and has 2/3 after)
    """
    if set(before.players) != set(after.players):
        raise InvalidGameError(
            "before and after must have the same players, got "
            f"{name_list(before.players)} and {name_list(after.players)}"
        )
    first, second = (game.weights / sum(game.weights) for game in (before, after))
    old, new = index(before, exact=True), index(after, exact=True)
    gains, losses = {}, {}
    for name in before.players:
        pair = (old[name], new[name])
        if second[name] < first[name] and pair[1] > pair[0]:
            gains[name] = pair
        if second[name] > first[name] and pair[1] < pair[0]:
            losses[name] = pair
    return _finding("paradox of redistribution", gains, losses=losses)


def paradox_of_large_size(
    game: VotingGame, bloc: Iterable[str], *, index: Index = shapley_shubik
) -> Finding:
    """Return whether a bloc has less power than its members have one by one.

    Parameters
    ----------
    game
        A voting game.
    bloc
        At least two players, who would vote as one.
    index
        An index of power: a function of a game with the keyword `exact`.

    Returns
    -------
    Finding
        True if the paradox occurs. The witness has the power of the `bloc` and the sum of its
        members' powers, `apart`.

    Raises
    ------
    UnknownNameError
        A member who is not a player.
    InvalidArgumentError
        Fewer than two members.

    References
    ----------
    Brams, S. J. (1975). Game Theory and Politics, ch. 5.
    Felsenthal, D. S. and Machover, M. (1998). The Measurement of Voting Power, ch. 7.

    Examples
    --------
    Of four players who need all to agree, two who merge become one of three:

    >>> four = VotingGame(["A", "B", "C", "D"], weights=[1, 1, 1, 1], quota=4)
    >>> paradox_of_large_size(four, ["A", "B"])
    Finding(paradox of large size: holds; the bloc has 1/3, its members apart 1/2)
    """
    members = sorted({index_of(game.players, name, argument="bloc: player") for name in bloc})
    if len(members) < 2:
        raise InvalidArgumentError(f"bloc must have at least two players, got {len(members)}")
    names = [game.players[i] for i in members]
    apart = sum(index(game, exact=True)[names], Fraction(0))
    together = index(bloc_game(game, [names]), exact=True).iloc[0]
    return Finding(
        "paradox of large size",
        bool(together < apart),
        f"the bloc has {together}, its members apart {apart}",
        {"bloc": together, "apart": apart},
    )


def _finding(name: str, gains: dict[str, Any], **more: dict[str, Any]) -> Finding:
    shown = [*gains.items(), *(pair for moved in more.values() for pair in moved.items())]
    text = "; ".join(
        f"{player} had {old} before and has {new} after" for player, (old, new) in shown
    )
    return Finding(name, bool(shown), text, {"gains": gains, **more})
