"""Games made from games: duals, sums, subgames, quotients and reduced games.

Each function returns a new `CoalitionalGame`; Fractions and sympy worths stay exact. Normal forms
are in `lilliput.games.transforms.normalisation`, covers in `lilliput.games.transforms.covers`.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, kind_of, tidy, unify
from lilliput.games.checks import check_names, index_of, name_list, partition_of, vector_by_name
from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.errors import InvalidGameError
from lilliput.games.tables import larger, subset_sums, subsets_of

__all__ = [
    "dual",
    "game_sum",
    "permuted",
    "quotient_game",
    "reduced_game",
    "restriction",
    "scaled",
    "with_vector",
]

Vector = Mapping[str, Any] | pd.Series | Sequence[Any] | Array


def dual(game: CoalitionalGame) -> CoalitionalGame:
    """Return the dual game: what a coalition takes from the whole by leaving it.

    v*(S) = v(N) − v(N∖S). The dual of the dual is the game, and both have the same Shapley value.
    For a cost game c, the core of the dual is the set of stable cost allocations: x(N) = c(N) and
    x(S) ≤ c(S) for all S.

    Parameters
    ----------
    game
        A coalitional game.

    References
    ----------
    Peleg, B. and Sudhölter, P. (2007). Introduction to the Theory of Cooperative Games, 2nd ed.

    Examples
    --------
    >>> dual(CoalitionalGame(["A", "B"], [0, 1, 2, 6])).worths.tolist()
    [0.0, 4.0, 5.0, 6.0]
    """
    return CoalitionalGame(game.players, tidy(game.worths[-1] - game.worths[::-1]))


def game_sum(game: CoalitionalGame, *others: CoalitionalGame) -> CoalitionalGame:
    """Return the sum of games among the same players, each coalition worth the sum of its worths.

    Parameters
    ----------
    game, *others
        Games with the same players, in any order; the result has the order of the first.

    Raises
    ------
    InvalidGameError
        The games have different players.

    Examples
    --------
    >>> first = CoalitionalGame(["A", "B"], [0, 1, 2, 6])
    >>> second = CoalitionalGame(["B", "A"], [0, 1, 0, 1])
    >>> game_sum(first, second).worths.tolist()
    [0.0, 1.0, 3.0, 7.0]
    """
    worths = game.worths
    for other in others:
        left, right = unify(worths, permuted(other, game.players).worths)
        worths = left + right
    return CoalitionalGame(game.players, tidy(worths))


def scaled(game: CoalitionalGame, factor: Any) -> CoalitionalGame:
    """Return the game with every worth multiplied by a number.

    Parameters
    ----------
    game
        A coalitional game.
    factor
        Any finite number or sympy expression; −1 turns costs into worths.

    Examples
    --------
    >>> scaled(CoalitionalGame(["A", "B"], [0, 1, 2, 6]), 0.5).worths.tolist()
    [0.0, 0.5, 1.0, 3.0]
    """
    worths, number = with_vector(game.worths, [factor], ("factor",), argument="factor")
    return CoalitionalGame(game.players, tidy(worths * number[0]))


def restriction(game: CoalitionalGame, coalition: Iterable[str]) -> CoalitionalGame:
    """Return the subgame among the members of a coalition.

    Parameters
    ----------
    game
        A coalitional game.
    coalition
        The names of the players who stay; they keep the order that they have in the game.

    Examples
    --------
    >>> game = CoalitionalGame(["A", "B", "C"], [0, 1, 2, 3, 4, 5, 6, 7])
    >>> restriction(game, ["C", "A"])
    CoalitionalGame(2 players: A, C; float worths; v(N) = 5.0)
    """
    inside = _positions(game, coalition)
    return CoalitionalGame([game.players[i] for i in inside], game.worths[subsets_of(inside)])


def permuted(game: CoalitionalGame, players: Iterable[str]) -> CoalitionalGame:
    """Return the same game with its players listed in another order.

    Parameters
    ----------
    game
        A coalitional game.
    players
        All of its players, in the order wanted.

    Raises
    ------
    InvalidGameError
        The players are not those of the game.

    Examples
    --------
    >>> permuted(CoalitionalGame(["A", "B"], [0, 1, 2, 6]), ["B", "A"]).worths.tolist()
    [0.0, 2.0, 1.0, 6.0]
    """
    names = check_names(players, least=0)
    if names == game.players:
        return game
    if set(names) != set(game.players):
        raise InvalidGameError(
            f"players must be those of the game, {name_list(game.players)}, got {name_list(names)}"
        )
    order = subsets_of(game.players.index(name) for name in names)
    return CoalitionalGame(names, game.worths[order])


def quotient_game(
    game: CoalitionalGame,
    unions: Mapping[str, Iterable[str]] | Iterable[Iterable[str]],
) -> CoalitionalGame:
    """Return the game among unions: a set of unions is worth what their members are together.

    Parameters
    ----------
    game
        A coalitional game.
    unions
        Disjoint groups of players, which are named by joining the names with "+", or a mapping
        from a union's name to its members. Players in no group are unions of their own.

    References
    ----------
    Owen, G. (1977). Values of games with a priori unions. doi:10.1007/978-3-642-45494-3_7

    Examples
    --------
    >>> game = CoalitionalGame(["A", "B", "C"], [0, 1, 2, 3, 4, 5, 6, 7])
    >>> quotient_game(game, [["A", "C"]])
    CoalitionalGame(2 players: A+C, B; float worths; v(N) = 7.0)
    >>> quotient_game(game, {"left": ["A", "B"], "right": ["C"]}).worth(["left"])
    3.0
    """
    groups = unions.values() if isinstance(unions, Mapping) else unions
    partition = partition_of(game.players, groups)
    names = ["+".join(game.players[i] for i in sorted(group)) for group in partition]
    if isinstance(unions, Mapping):
        names[: len(unions)] = unions
    masks = [sum(1 << i for i in group) for group in partition]
    return CoalitionalGame(names, game.worths[subset_sums(np.array(masks, dtype=np.int64))])


def reduced_game(
    game: CoalitionalGame, coalition: Iterable[str], *, payoffs: Vector
) -> CoalitionalGame:
    """Return the Davis–Maschler reduced game of a coalition at an allocation.

    A part T of the coalition S may take along any outsiders Q at their payoffs:
    v_x(T) = max over Q ⊆ N∖S of v(T∪Q) − x(Q) for ∅ ≠ T ≠ S, and v_x(S) = v(N) − x(N∖S).

    Parameters
    ----------
    game
        A coalitional game.
    coalition
        The names of the players who negotiate anew; they keep the order of the game.
    payoffs
        The allocation x, by player or in the order of the players.

    References
    ----------
    Davis, M. and Maschler, M. (1965). The kernel of a cooperative game.
    Peleg, B. (1986). On the reduced game property and its converse.

    Examples
    --------
    >>> majority = CoalitionalGame.from_function(["A", "B", "C"], lambda S: int(len(S) >= 2))
    >>> reduced_game(majority, ["A", "B"], payoffs=[0.5, 0.25, 0.25]).worths.tolist()
    [0.0, 0.75, 0.75, 0.75]
    """
    worths, x = with_vector(game.worths, payoffs, game.players, argument="payoffs")
    inside = _positions(game, coalition)
    outside = [i for i in range(game.n) if i not in inside]
    paid = subset_sums(x[outside])
    outsiders, insiders = subsets_of(outside), subsets_of(inside)
    reduced = worths[insiders]
    for mask, cost in zip(outsiders, paid, strict=True):
        reduced = larger(reduced, worths[insiders + mask] - cost)
    reduced[-1] = worths[-1] - paid[-1]
    reduced[0] = worths[0]
    return CoalitionalGame([game.players[i] for i in inside], tidy(reduced))


def _positions(game: CoalitionalGame, coalition: Iterable[str]) -> list[int]:
    names = [coalition] if isinstance(coalition, str) else coalition
    found = {index_of(game.players, name, argument="coalition: player") for name in names}
    return sorted(found)


def with_vector(
    worths: Array, values: Vector, names: tuple[str, ...], *, argument: str
) -> tuple[Array, Array]:
    """Return worths and one number per name in their common kind; integers keep exact worths so."""
    integers: Literal["float", "fraction"] = "float" if kind_of(worths) == "float" else "fraction"
    vector = vector_by_name(values, names, argument=argument, integers=integers)
    table, numbers = unify(worths, vector)
    return table, numbers
