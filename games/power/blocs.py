"""Players merged into blocs that vote as one: weights add up, quotas and vetoes stay."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from lilliput.games.checks import partition_of
from lilliput.games.errors import InvalidArgumentError
from lilliput.games.voting import VotingGame
from lilliput.games.voting.rules import normal_form

__all__ = ["bloc_game", "merged"]


def bloc_game(
    game: VotingGame, unions: Mapping[str, Iterable[str]] | Iterable[Iterable[str]]
) -> VotingGame:
    """Return the game among unions of players, each of which votes as one.

    Parameters
    ----------
    game
        A voting game.
    unions
        Disjoint groups of players, by name or in order; players in none stay as they are. Without
        names, a union is called by its members joined by "+".

    Returns
    -------
    VotingGame
        Unions first, in the order given, then the other players.

    Raises
    ------
    InvalidArgumentError
        Unions that overlap or name others than the players, or a name used twice or empty.

    References
    ----------
    Owen, G. (1977). Values of games with a priori unions. doi:10.1007/978-3-642-45494-3_7

    Examples
    --------
    >>> council = VotingGame(["A", "B", "C", "D"], weights=[4, 3, 2, 1], quota=6)
    >>> bloc_game(council, [["B", "C"]])
    VotingGame(3 players: B+C, A, D; quota 6 of 10)
    >>> bloc_game(council, {"South": ["B", "C"]}).players
    ('South', 'A', 'D')
    """
    groups = list(unions.values()) if isinstance(unions, Mapping) else list(unions)
    partition = partition_of(game.players, groups)
    names = ["+".join(game.players[i] for i in union) for union in partition]
    if isinstance(unions, Mapping):
        names[: len(unions)] = list(unions)
    for name in names:
        if not isinstance(name, str) or not name:
            raise InvalidArgumentError(f"unions must have non-empty strings as names, got {name!r}")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InvalidArgumentError(
            f"unions must have names other than those of the players left, got {twice[0]!r} twice"
        )
    return merged(game, partition, names)


def merged(game: VotingGame, groups: Sequence[Sequence[int]], names: Sequence[str]) -> VotingGame:
    """Return the game among groups of positions, which cover all players."""
    rules = [
        (tuple(sum((weights[i] for i in group), Fraction(0)) for group in groups), quota)
        for weights, quota in game.rules
    ]
    vetoes = [
        name
        for name, group in zip(names, groups, strict=True)
        if any(game.players[i] in game.vetoes for i in group)
    ]
    return VotingGame.from_form(tuple(names), normal_form(rules, game.alternatives), vetoes)
