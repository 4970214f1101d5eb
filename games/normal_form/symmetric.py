"""Symmetric games: interchangeable players, paid by what they do and how many others do what.

With n players and m strategies there are C(n+m−2, m−1) ways for the others to be distributed over
the strategies, so a table of m rows holds the game. With two strategies column k is for k of the
others on the second strategy.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from math import comb
from typing import Any, Self, final

import numpy as np

from lilliput.games.arithmetic import (
    Array,
    Kind,
    as_printed,
    freeze,
    kind_of,
    number_array,
    tidy,
)
from lilliput.games.checks import check_names, counted, index_of, name_list
from lilliput.games.errors import InvalidGameError, ProblemTooLargeError
from lilliput.games.findings import Finding
from lilliput.games.normal_form.game import NormalFormGame
from lilliput.games.normal_form.required import require_game

__all__ = ["SymmetricGame", "count_vectors", "is_symmetric_game"]

_COLUMNS_SHOWN = 12

_MOST_PAYOFFS = 20_000_000


@final
@dataclass(frozen=True, eq=False, repr=False, init=False)
class SymmetricGame:
    """A game whose players are interchangeable.

    Parameters
    ----------
    n
        Number of players.
    strategies
        Distinct names, m of them, the same for every player.
    payoffs
        m rows: `payoffs[s, k]` is what a player gets from strategy s where the others are
        distributed as `counts[k]`. With two strategies that is where k of the other n−1 play the
        second, so the table is 2 × n.

    Raises
    ------
    InvalidGameError
        A table of the wrong shape, or names that are not distinct.

    Examples
    --------
    Each of four powers can act at cost 1; if one acts, all gain 2:

    >>> game = SymmetricGame(4, ["act", "wait"], [[1, 1, 1, 1], [2, 2, 2, 0]])
    >>> game
    SymmetricGame(4 players; strategies act, wait; float payoffs)
    >>> game.payoff("wait", {"act": 1, "wait": 2})
    2.0
    """

    n: int
    strategies: tuple[str, ...]
    payoffs: Array

    def __init__(self, n: int, strategies: Iterable[str], payoffs: Any) -> None:
        names = _checked_names(n, strategies)
        table = number_array(payoffs, argument="payoffs", error=InvalidGameError)
        shape = (len(names), comb(n + len(names) - 2, len(names) - 1))
        if table.shape != shape:
            raise InvalidGameError(
                f"payoffs must have shape {shape}: a row a strategy ({name_list(names)}), a column "
                f"a distribution of the other {n - 1} players, got {table.shape}"
            )
        object.__setattr__(self, "n", int(n))
        object.__setattr__(self, "strategies", names)
        object.__setattr__(self, "payoffs", table)

    @classmethod
    def from_function(
        cls, n: int, strategies: Iterable[str], payoff: Callable[[str, Mapping[str, int]], Any]
    ) -> Self:
        """Build a game from a function of the own strategy and the others' numbers.

        Parameters
        ----------
        n
            Number of players.
        strategies
            Distinct names.
        payoff
            Called with a strategy and a mapping of every strategy to how many others play it.

        Examples
        --------
        >>> game = SymmetricGame.from_function(
        ...     3, ["in", "out"], lambda own, others: 2 - others["in"] if own == "in" else 0
        ... )
        >>> game.payoffs.tolist()
        [[0.0, 1.0, 2.0], [0.0, 0.0, 0.0]]
        """
        names = _checked_names(n, strategies)
        rows = [
            [payoff(own, dict(zip(names, counts, strict=True))) for counts in _vectors(n, names)]
            for own in names
        ]
        return cls(n, names, rows)

    @classmethod
    def from_normal_form(cls, game: NormalFormGame) -> Self:
        """Return a normal-form game with interchangeable players in this short form.

        Raises
        ------
        InvalidGameError
            The players are not interchangeable; see `is_symmetric_game`.

        Examples
        --------
        >>> dilemma = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
        >>> SymmetricGame.from_normal_form(dilemma).payoffs.tolist()
        [[3.0, 0.0], [5.0, 1.0]]
        """
        finding = is_symmetric_game(game)
        if not finding:
            raise InvalidGameError(f"players must be interchangeable: {finding.explanation}")
        names = game.strategies[0]
        columns = []
        for counts in _vectors(game.n, names):
            others = [k for k, count in enumerate(counts) for _ in range(count)]
            where: tuple[Any, ...] = (0, slice(None), *others)
            columns.append(game.payoffs[where])
        return cls(game.n, names, np.stack(columns, axis=1))

    @property
    def kind(self) -> Kind:
        """The number kind of the payoffs: ``"float"``, ``"fraction"`` or ``"symbolic"``."""
        return kind_of(self.payoffs)

    @property
    def players(self) -> tuple[str, ...]:
        """The players' names, their numbers from 1."""
        return tuple(str(k + 1) for k in range(self.n))

    @property
    def counts(self) -> list[tuple[int, ...]]:
        """What each column of `payoffs` stands for: how many others play each strategy.

        Examples
        --------
        >>> SymmetricGame(3, ["a", "b"], [[0, 0, 0], [0, 0, 0]]).counts
        [(2, 0), (1, 1), (0, 2)]
        """
        return list(_vectors(self.n, self.strategies))

    def to_exact(self) -> Self:
        """Return the game with Fractions for floats: each the decimal that the float prints as."""
        if self.kind != "float":
            return self
        return type(self)(self.n, self.strategies, as_printed(self.payoffs))

    def payoff(self, strategy: str, others: Mapping[str, int]) -> Any:
        """Return what a strategy pays where others are distributed in these numbers.

        Parameters
        ----------
        strategy
            Of the player.
        others
            Strategy to the number of others who play it; they add up to n−1.
        """
        row = index_of(self.strategies, strategy, argument="strategy")
        for name in others:
            index_of(self.strategies, name, argument="others: strategy")
        counts = tuple(int(others.get(name, 0)) for name in self.strategies)
        if min(counts) < 0 or sum(counts) != self.n - 1:
            raise InvalidGameError(
                f"others must be {self.n - 1} players in all, none of them negative, got "
                f"{dict(others)}"
            )
        value = self.payoffs[row, _rank(counts)]
        return value.item() if isinstance(value, np.generic) else value

    def to_normal_form(self) -> NormalFormGame:
        """Return the game as payoff tensors.

        Raises
        ------
        ProblemTooLargeError
            More than 20 million payoffs.

        Examples
        --------
        >>> game = SymmetricGame(2, ["c", "d"], [[3, 0], [5, 1]])
        >>> game.to_normal_form().payoffs[1].tolist()
        [[3.0, 5.0], [0.0, 1.0]]
        """
        m = len(self.strategies)
        size = self.n * m**self.n
        if size > _MOST_PAYOFFS:
            raise ProblemTooLargeError(
                f"the normal form has {size:,} payoffs, more than {_MOST_PAYOFFS:,}; "
                "symmetric_equilibria works on the short form"
            )
        place = {counts: k for k, counts in enumerate(self.counts)}
        others = np.indices((m,) * (self.n - 1)).reshape(self.n - 1, m ** (self.n - 1))
        columns = [
            place[tuple(np.bincount(cell, minlength=m).tolist())] for cell in others.T.astype(int)
        ]
        table = self.payoffs[:, columns].reshape((m,) * self.n)
        tensor = np.stack([np.moveaxis(table, 0, i) for i in range(self.n)])
        return NormalFormGame(self.players, [self.strategies] * self.n, tensor)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SymmetricGame):
            return NotImplemented
        names = self.n == other.n and self.strategies == other.strategies
        return names and bool(np.array_equal(self.payoffs, other.payoffs))

    def __hash__(self) -> int:
        return hash((self.n, self.strategies))

    def __repr__(self) -> str:
        return (
            f"SymmetricGame({counted(self.n, 'player')}; strategies {name_list(self.strategies)}; "
            f"{self.kind} payoffs)"
        )

    def _repr_html_(self) -> str:
        from lilliput.games.display.normal_form import symmetric

        return symmetric(self, list(islice(_vectors(self.n, self.strategies), _COLUMNS_SHOWN)))

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, value)
        freeze(self.payoffs)


def is_symmetric_game(game: NormalFormGame) -> Finding:
    """Whether the players of a normal-form game are interchangeable.

    They are iff all have the same strategies and any permutation of the players permutes the
    payoffs alike (von Neumann and Morgenstern 1944, §28). Two players suffice as a witness: swapped
    strategies do not swap their payoffs, or change the payoff of a third.

    Parameters
    ----------
    game
        Floats are compared as the numbers that they are.

    Examples
    --------
    >>> is_symmetric_game(NormalFormGame.from_bimatrix([[1, 0], [0, 2]], [[1, 0], [0, 3]]))
    Finding(symmetric game: fails; row gets 2.0 at ('2', '2'), column 3.0 where they are swapped)
    """
    require_game(game)
    for player, own in zip(game.players, game.strategies, strict=True):
        if own != game.strategies[0]:
            return Finding(
                "symmetric game",
                False,
                f"{game.players[0]} and {player} have different strategies",
                {"players": (game.players[0], player)},
            )
    for i in range(game.n - 1):
        swapped = np.swapaxes(game.payoffs, i + 1, i + 2)
        for k, table in enumerate(game.payoffs):
            twin = {i: i + 1, i + 1: i}.get(k, k)
            wrong = np.argwhere(np.asarray(tidy(table - swapped[twin]) != 0))
            if len(wrong):
                cell = tuple(int(s) for s in wrong[0])
                profile = tuple(game.strategies[0][s] for s in cell)
                pair = (game.players[i], game.players[i + 1])
                text = (
                    f"{game.players[k]} gets {table[cell]} at {profile}, {game.players[twin]} "
                    f"{swapped[twin][cell]} where "
                    + ("they are" if twin != k else f"{pair[0]} and {pair[1]} are")
                    + " swapped"
                )
                return Finding("symmetric game", False, text, {"swap": pair, "profile": profile})
    return Finding("symmetric game", True)


def count_vectors(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    """Yield the ways to distribute a number over parts, the first part falling.

    Examples
    --------
    >>> list(count_vectors(2, 2))
    [(2, 0), (1, 1), (0, 2)]
    """
    if parts == 1:
        yield (total,)
        return
    for first in range(total, -1, -1):
        for rest in count_vectors(total - first, parts - 1):
            yield (first, *rest)


def _vectors(n: int, names: tuple[str, ...]) -> Iterator[tuple[int, ...]]:
    return count_vectors(n - 1, len(names))


def _rank(counts: tuple[int, ...]) -> int:
    """Return the position of a vector in the order of `count_vectors`."""
    rank, total = 0, sum(counts)
    for k, count in enumerate(counts[:-1]):
        parts = len(counts) - k - 1
        rank += sum(
            comb(total - first + parts - 1, parts - 1) for first in range(count + 1, total + 1)
        )
        total -= count
    return rank


def _checked_names(n: Any, strategies: Iterable[str]) -> tuple[str, ...]:
    if isinstance(n, bool) or not isinstance(n, (int, np.integer)) or n < 1:
        raise InvalidGameError(f"n must be a positive number of players, got {n!r}")
    names = check_names(strategies, argument="strategies")
    columns = comb(int(n) + len(names) - 2, len(names) - 1)
    if len(names) * columns > _MOST_PAYOFFS:
        raise ProblemTooLargeError(
            f"{n} players with {len(names)} strategies need a table of {len(names) * columns:,} "
            f"payoffs, more than {_MOST_PAYOFFS:,}; use fewer strategies"
        )
    return names
