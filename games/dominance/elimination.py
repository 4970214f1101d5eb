"""Iterated elimination of dominated strategies, round by round, with the reasons.

What survives strict dominance does not depend on the order of elimination (Gilboa, Kalai and Zemel
1990); what survives weak dominance may. The rounds here eliminate all dominated strategies of all
players at once, or of one player after another; `elimination_outcomes` goes through the orders.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, final

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array
from lilliput.games.checks import check_count, counted, index_of, name_list
from lilliput.games.dominance.dominated import Dominance, dominance
from lilliput.games.dominance.mixtures import dominated_rows
from lilliput.games.dominance.tables import as_table, integer_payoffs
from lilliput.games.equilibria.solution import mixture
from lilliput.games.errors import InvalidArgumentError, ProblemTooLargeError
from lilliput.games.normal_form import NormalFormGame

__all__ = [
    "IteratedElimination",
    "elimination_outcomes",
    "iterated_elimination",
    "reduced_game",
]

Kept = tuple[tuple[int, ...], ...]


@final
@dataclass(frozen=True, eq=False, repr=False)
class IteratedElimination:
    """What is left of a game when dominated strategies are eliminated until there are none.

    Parameters
    ----------
    game
        The game.
    reduced
        The game with the strategies that survive.
    rounds
        For each round the eliminated strategies, each with a mixture that dominated it then.
    weak, mixed
        Which dominance was used.
    order
        ``"simultaneous"``, or the players in the order in which they took turns.
    order_dependence
        ``"none"``: every order leaves the same strategies, as with strict dominance.
        ``"duplicates"``: whoever is indifferent between two pure strategies leaves all indifferent,
        so that every order leaves the same game up to strategies with equal payoffs and their names
        (Marx and Swinkels 1997, for dominance by pure strategies). ``"possible"``: other orders may
        leave other strategies; `elimination_outcomes` tells.
    """

    game: NormalFormGame
    reduced: NormalFormGame
    rounds: tuple[tuple[Dominance, ...], ...]
    weak: bool
    mixed: bool
    order: Literal["simultaneous"] | tuple[str, ...]
    order_dependence: Literal["none", "duplicates", "possible"]

    @property
    def surviving(self) -> dict[str, tuple[str, ...]]:
        """Player to the strategies that survive."""
        return dict(zip(self.reduced.players, self.reduced.strategies, strict=True))

    @property
    def dominance_solvable(self) -> bool:
        """Whether a single profile survives."""
        return all(size == 1 for size in self.reduced.shape)

    def to_frame(self) -> pd.DataFrame:
        """Return one row an eliminated strategy."""
        rows = [
            (number, found.player, found.strategy, mixture(found.mixture), found.least_gain,
             found.largest_gain)
            for number, eliminated in enumerate(self.rounds, 1)
            for found in eliminated
        ]  # fmt: skip
        names = ["round", "player", "strategy", "dominated by", "least gain", "largest gain"]
        return pd.DataFrame(rows, columns=names)

    def __repr__(self) -> str:
        kind = f"{'weak' if self.weak else 'strict'} dominance"
        kind += "" if self.mixed else " by pure strategies"
        lines = [f"IteratedElimination({kind}, {counted(len(self.rounds), 'round')}; order "
                 f"dependence: {self.order_dependence})"]  # fmt: skip
        for number, eliminated in enumerate(self.rounds, 1):
            gone = [f"{found.player} {found.strategy}" for found in eliminated]
            lines.append(f"  round {number}: {name_list(gone)}")
        left = "; ".join(f"{p}: {name_list(names)}" for p, names in self.surviving.items())
        return "\n".join([*lines, f"  left: {left}"])

    def _repr_html_(self) -> str:
        from lilliput.games.display.solutions import elimination

        return elimination(self)


def iterated_elimination(
    game: NormalFormGame,
    *,
    weak: bool = False,
    mixed: bool = True,
    order: Literal["simultaneous"] | Sequence[str] = "simultaneous",
) -> IteratedElimination:
    """Eliminate dominated strategies until none is left, in rational arithmetic.

    Parameters
    ----------
    game
        A normal-form game with numeric payoffs; floats count as the decimals that they print as.
    weak
        Weak instead of strict dominance. The result may then depend on the order.
    mixed
        Whether mixtures dominate, or pure strategies only.
    order
        ``"simultaneous"``: each round eliminates every dominated strategy of every player. Or names
        of players, each at least once: they take turns in that order, and a round eliminates all
        dominated strategies of one player.

    Returns
    -------
    IteratedElimination
        The reduced game, the rounds with the dominating mixtures, and what is known about other
        orders.

    Raises
    ------
    UnsupportedNumberError
        Symbolic payoffs.
    ProblemTooLargeError
        Too many strategies for linear programmes; `mixed=False` does without.
    InvalidArgumentError
        An order that leaves a player out.

    References
    ----------
    Gilboa, I., Kalai, E., and Zemel, E. (1990). On the order of eliminating dominated strategies.
    Operations Research Letters 9:85–89. Moulin, H. (1979). Dominance solvable voting schemes.
    Econometrica 47:1337–1351. Marx, L., and Swinkels, J. (1997). Order independence for iterated
    weak dominance. Games and Economic Behavior 18:219–245.

    Examples
    --------
    >>> game = NormalFormGame.from_bimatrix([[1, 0], [1, 2], [0, 2]], [[1, 0], [1, 1], [0, 1]])
    >>> iterated_elimination(game, weak=True)
    IteratedElimination(weak dominance, 1 round; order dependence: possible)
      round 1: row 1, row 3
      left: row: 2; column: 1, 2
    """
    payoffs, denominators = integer_payoffs(game)
    turns = _turns(game, order)
    kept: list[list[int]] = [list(range(size)) for size in game.shape]
    rounds: list[tuple[Dominance, ...]] = []
    turn = idle = 0
    while idle < len(turns):
        movers = turns[turn % len(turns)]
        turn += 1
        gone: list[tuple[int, int]] = []
        reasons = []
        for i in movers:
            table = as_table(payoffs[i][np.ix_(*kept)], i)
            for k, weights in dominated_rows(table, weak=weak, mixed=mixed).items():
                strategy = kept[i][k]
                reasons.append(
                    dominance(game, i, strategy, weights, table, denominators[i], kept[i])
                )
                gone.append((i, strategy))
        for i, strategy in gone:
            kept[i].remove(strategy)
        idle = 0 if gone else idle + 1
        if gone:
            rounds.append(tuple(reasons))
    return IteratedElimination(
        game,
        reduced_game(game, kept),
        tuple(rounds),
        weak,
        mixed,
        "simultaneous" if len(turns) == 1 and order == "simultaneous" else tuple(order),
        _order_dependence(payoffs, weak=weak, mixed=mixed),
    )


def _turns(game: NormalFormGame, order: Literal["simultaneous"] | Sequence[str]) -> list[list[int]]:
    if isinstance(order, str) and order == "simultaneous":
        return [list(range(game.n))]
    if isinstance(order, str) or not isinstance(order, Iterable):
        raise InvalidArgumentError(
            f"order must be 'simultaneous' or a sequence of players, got {order!r}"
        )
    turns = [[index_of(game.players, name, argument="order: player")] for name in order]
    missing = [name for i, name in enumerate(game.players) if [i] not in turns]
    if missing:
        raise InvalidArgumentError(
            f"order must name every player at least once, missing {name_list(missing)}"
        )
    return turns


def reduced_game(game: NormalFormGame, kept: Sequence[Sequence[int]]) -> NormalFormGame:
    """Return the game with some strategies of each player, by position.

    Examples
    --------
    >>> game = NormalFormGame.from_bimatrix([[1, 2], [3, 4]], [[1, 2], [3, 4]])
    >>> reduced_game(game, [[1], [0, 1]]).payoffs[0]
    array([[3., 4.]])
    """
    strategies = [[names[k] for k in own] for names, own in zip(game.strategies, kept, strict=True)]
    return NormalFormGame(game.players, strategies, game.payoffs[np.ix_(range(game.n), *kept)])


def _order_dependence(
    payoffs: list[Array], *, weak: bool, mixed: bool
) -> Literal["none", "duplicates", "possible"]:
    if not weak:
        return "none"
    return "duplicates" if not mixed and _indifference_is_shared(payoffs) else "possible"


def _indifference_is_shared(payoffs: list[Array]) -> bool:
    """Whether ties between two strategies of a player, given the others', are ties for all."""
    n = len(payoffs)
    for i in range(n):
        tables = [as_table(own, i) for own in payoffs]
        for s in range(len(tables[i])):
            tied = tables[i][s] == tables[i]
            if any((tied & (table[s] != table)).any() for table in tables):
                return False
    return True


def elimination_outcomes(
    game: NormalFormGame, *, mixed: bool = True, limit: int = 10_000
) -> tuple[NormalFormGame, ...]:
    """Return what iterated weak dominance can leave, over all orders of one strategy at a time.

    Parameters
    ----------
    game
        A normal-form game with numeric payoffs; floats count as the decimals that they print as.
    mixed
        Whether mixtures dominate, or pure strategies only.
    limit
        The most games that may be visited on the way.

    Returns
    -------
    tuple of NormalFormGame
        Each has no weakly dominated strategy and is reached by some order. A single one means that
        the order does not matter.

    Raises
    ------
    UnsupportedNumberError
        Symbolic payoffs.
    ProblemTooLargeError
        More than `limit` games on the way.

    References
    ----------
    Osborne, M., and Rubinstein, A. (1994). A Course in Game Theory. MIT Press.

    Examples
    --------
    >>> game = NormalFormGame.from_bimatrix([[1, 0], [1, 2], [0, 2]], [[1, 0], [1, 1], [0, 1]])
    >>> [left.strategies for left in elimination_outcomes(game)]
    [(('1', '2'), ('1',)), (('2',), ('1', '2')), (('2', '3'), ('2',))]
    """
    check_count(limit, argument="limit")
    payoffs, _ = integer_payoffs(game)
    start: Kept = tuple(tuple(range(size)) for size in game.shape)
    seen, waiting, ends = {start}, [start], []
    while waiting:
        kept = waiting.pop()
        smaller = list(_one_fewer(payoffs, kept, mixed=mixed))
        if not smaller:
            ends.append(kept)
        for after in smaller:
            if after not in seen:
                if len(seen) >= limit:
                    raise ProblemTooLargeError(
                        f"more than limit={limit} games are met on the way; raise it, or use "
                        "iterated_elimination(game, weak=True, order=…) for one order"
                    )
                seen.add(after)
                waiting.append(after)
    return tuple(reduced_game(game, kept) for kept in sorted(ends))


def _one_fewer(payoffs: list[Array], kept: Kept, *, mixed: bool) -> list[Kept]:
    after = []
    for i, own in enumerate(kept):
        table = as_table(payoffs[i][np.ix_(*kept)], i)
        for k in dominated_rows(table, weak=True, mixed=mixed):
            left = own[:k] + own[k + 1 :]
            after.append((*kept[:i], left, *kept[i + 1 :]))
    return after
