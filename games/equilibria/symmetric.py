"""Equilibria of symmetric games: all that are symmetric, and those with few kinds of players.

Where all others mix two strategies with the same probability p, the gain from the one over the
other is a polynomial in p whose Bernstein coefficients are the gains at each number of others. Its
roots are isolated exactly (`symmetric_roots`), so none is missed, for hundreds of players.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, in_integers, object_array
from lilliput.games.checks import check_count
from lilliput.games.equilibria.solution import Certificate
from lilliput.games.equilibria.symmetric_pairs import Mixed, PairTable, mixtures
from lilliput.games.equilibria.symmetric_solution import (
    Group,
    GroupedEquilibria,
    GroupedEquilibrium,
    MixtureRange,
)
from lilliput.games.equilibria.symmetric_supports import SymmetricMix, on_support
from lilliput.games.errors import InvalidArgumentError, ProblemTooLargeError
from lilliput.games.normal_form.required import require_game, require_numbers
from lilliput.games.normal_form.symmetric import SymmetricGame, count_vectors

__all__ = ["grouped_equilibria", "pure_equilibria_by_counts", "symmetric_equilibria"]

_MOST_PLAYERS = 200
_MOST_SUPPORTS = 20_000


def symmetric_equilibria(game: SymmetricGame, *, max_cells: int = 20_000) -> GroupedEquilibria:
    """Return all symmetric equilibria of a symmetric game, each with its certificate.

    Every symmetric game has one (Nash 1951). Supports of one and two strategies are solved exactly
    for any number of players, larger supports for two players. For more players larger supports are
    excluded where one strategy of theirs pays more than another whatever the others do within the
    support; else all regular solutions are enclosed and compared, for up to seven players with
    three strategies, five with four, four with five. Supports for which that is too much, or with a
    degenerate equilibrium or infinitely many, are in `unsolved`; `complete` is then ``"unknown"``.

    Parameters
    ----------
    game
        With numeric payoffs; floats are the decimals that they print as.
    max_cells
        For three players and more: the most parts of the mixtures of three strategies and more to
        look at; some milliseconds each in large games.

    References
    ----------
    Nash, J. (1951). Non-cooperative games. Annals of Mathematics 54:286–295, theorem 2.
    Diekmann, A. (1985). Volunteer's dilemma. Journal of Conflict Resolution 29:605–610.

    Examples
    --------
    Each of three powers can act at cost 1; if one acts, all gain 2. Each waits with probability
    2^(−1/2):

    >>> dilemma = SymmetricGame(3, ["act", "wait"], [[1, 1, 1], [2, 2, 0]])
    >>> found = symmetric_equilibria(dilemma)
    >>> found
    1 symmetric equilibrium; complete: proved
      GroupedEquilibrium(all 0.2929 act + 0.7071 wait; algebraic)
    >>> found[0].polynomial
    (-1, 0, 2)
    """
    check_count(max_cells, argument="max_cells", least=0)
    solver = _Solver(game)
    exact = game.to_exact()
    m, n = len(game.strategies), game.n
    found = [solver.pure((s,), (n,)) for s in range(m) if solver.is_best(s, s)]
    ranges: list[MixtureRange] = []
    for pair in combinations(range(m), 2):
        table = PairTable(solver.whole, solver.place, pair, m, n)
        for mixed in mixtures(table, 0, 0):
            _keep(solver, mixed, pair, (0, 0), found, ranges)
    unsolved = []
    for support in solver.larger_supports():
        answer = on_support(exact, support, max_cells=max_cells)
        max_cells -= answer.cells
        found += [solver.symmetric(mixed) for mixed in answer.mixes]
        if not answer.solved:
            unsolved.append(tuple(game.strategies[s] for s in support))
    complete = "unknown" if unsolved else "proved"
    return GroupedEquilibria(
        game,
        tuple(found),
        "symmetric",
        complete,  # type: ignore[arg-type]
        tuple(ranges),
        tuple(unsolved),
    )


def pure_equilibria_by_counts(game: SymmetricGame) -> GroupedEquilibria:
    """Return all pure equilibria of a symmetric game, by how many players play each strategy.

    Parameters
    ----------
    game
        With numeric payoffs; any number of players and strategies.

    Examples
    --------
    >>> dilemma = SymmetricGame(3, ["act", "wait"], [[1, 1, 1], [2, 2, 0]])
    >>> pure_equilibria_by_counts(dilemma)
    1 pure equilibrium, 3 with the players named; complete: proved
      GroupedEquilibrium(1 act, 2 wait; exact)
    """
    solver = _Solver(game)
    return GroupedEquilibria(game, tuple(solver.by_counts()), "pure", "proved")


def grouped_equilibria(game: SymmetricGame) -> GroupedEquilibria:
    """Return all equilibria of a symmetric game in which those players who mix, mix alike.

    With two strategies and groups of k players on the first, l on the second and n−k−l who mix
    with one probability, every equilibrium of up to three players is among them unless payoffs tie;
    with four and more players there may be others, in which players mix differently.

    Parameters
    ----------
    game
        With two strategies and numeric payoffs.

    Raises
    ------
    InvalidArgumentError
        The game has not two strategies.
    ProblemTooLargeError
        More than 200 players.

    Examples
    --------
    In the volunteer's dilemma any group of two or more may leave it to chance among themselves:

    >>> dilemma = SymmetricGame(3, ["act", "wait"], [[1, 1, 1], [2, 2, 0]])
    >>> grouped_equilibria(dilemma)
    3 grouped equilibria, 7 with the players named; complete: proved
      GroupedEquilibrium(1 act, 2 wait; exact)
      GroupedEquilibrium(1 wait, 2 (0.5 act + 0.5 wait); exact)
      GroupedEquilibrium(all 0.2929 act + 0.7071 wait; algebraic)
    """
    require_game(game, SymmetricGame)
    if len(game.strategies) != 2:
        raise InvalidArgumentError(
            f"game must have two strategies, got {len(game.strategies)}; symmetric_equilibria and "
            "pure_equilibria_by_counts take any number"
        )
    if game.n > _MOST_PLAYERS:
        raise ProblemTooLargeError(
            f"{game.n} players can form {game.n * (game.n + 1) // 2:,} groups that mix; at most "
            f"{_MOST_PLAYERS} players are allowed; symmetric_equilibria and "
            "pure_equilibria_by_counts take more"
        )
    solver = _Solver(game)
    found = list(solver.by_counts())
    ranges: list[MixtureRange] = []
    table = PairTable(solver.whole, solver.place, (0, 1), 2, game.n)
    for size in range(1, game.n + 1):
        for first in range(game.n - size, -1, -1):
            second = game.n - size - first
            for mixed in mixtures(table, first, second):
                _keep(solver, mixed, (0, 1), (first, second), found, ranges)
    return GroupedEquilibria(game, tuple(found), "grouped", "proved", tuple(ranges))


class _Solver:
    """A game as integers, and answers labelled in its own kind of numbers."""

    def __init__(self, game: SymmetricGame) -> None:
        require_numbers(game, SymmetricGame)
        self.game = game
        self.exact: Array = game.to_exact().payoffs
        self.whole, self.unit = in_integers(self.exact)
        self.place = {counts: k for k, counts in enumerate(game.counts)}
        self.m, self.n = self.exact.shape[0], game.n

    def column(self, counts: Sequence[int], less: int) -> int:
        """Return where the payoffs are for a player who is one of `counts` on strategy `less`."""
        others = list(counts)
        others[less] -= 1
        return self.place[tuple(others)]

    def is_best(self, strategy: int, everyone: int) -> bool:
        """Whether a strategy is a best response where all others play another."""
        counts = [0] * self.m
        counts[everyone] = self.n
        column = self.whole[:, self.column(counts, everyone)]
        return bool(column[strategy] == max(column))

    def by_counts(self) -> Iterator[GroupedEquilibrium]:
        """Yield the pure equilibria."""
        for counts in count_vectors(self.n, self.m):
            played = [s for s, count in enumerate(counts) if count]
            columns = [self.whole[:, self.column(counts, s)] for s in played]
            if all(column[s] == max(column) for s, column in zip(played, columns, strict=True)):
                yield self.pure(tuple(played), tuple(counts[s] for s in played))

    def pure(self, played: tuple[int, ...], sizes: tuple[int, ...]) -> GroupedEquilibrium:
        """Return an equilibrium of groups that play pure strategies."""
        counts = [0] * self.m
        for s, size in zip(played, sizes, strict=True):
            counts[s] = size
        groups, strict = [], True
        for s, size in zip(played, sizes, strict=True):
            column = self.column(counts, s)
            strict = strict and int((self.whole[:, column] == self.whole[s, column]).sum()) == 1
            groups.append(
                Group(size, self.mix({s: Fraction(1)}), self.number(self.exact[s, column]))
            )
        return GroupedEquilibrium(tuple(groups), self.proof("exact"), strict=strict)

    def mix(self, chances: dict[int, Any]) -> pd.Series:
        """Return a strategy by name; floats where the game or a probability is one."""
        values = [chances.get(s, Fraction(0)) for s in range(self.m)]
        if self.game.kind == "float" or any(isinstance(value, float) for value in values):
            values = [float(value) for value in values]
        data: Any = values if isinstance(values[0], float) else object_array(values)
        return pd.Series(data, pd.Index(self.game.strategies, name="strategy"), name="probability")

    def number(self, value: Fraction) -> Any:
        """Return a payoff in the kind of the game."""
        return float(value) if self.game.kind == "float" else value

    def proof(self, kind: Any) -> Certificate:
        zero: Any = 0.0 if self.game.kind == "float" else Fraction(0)
        return Certificate(kind, zero, zero)

    def larger_supports(self) -> Iterator[tuple[int, ...]]:
        """Yield supports of three strategies and more, less those that a comparison excludes."""
        if 2**self.m > _MOST_SUPPORTS:
            raise ProblemTooLargeError(
                f"{self.m} strategies have 2**{self.m} supports, more than {_MOST_SUPPORTS}; use "
                "nash_equilibria on a smaller game"
            )
        counts = np.array(self.game.counts, dtype=np.int64).reshape(-1, self.m)
        for size in range(3, self.m + 1):
            for support in combinations(range(self.m), size):
                outside = [s for s in range(self.m) if s not in support]
                inside = self.whole[:, counts[:, outside].sum(axis=1) == 0]
                gaps = (inside[a] - inside[b] for a, b in combinations(support, 2))
                if all(((gap > 0).any() and (gap < 0).any()) or not gap.any() for gap in gaps):
                    yield support

    def symmetric(self, mixed: SymmetricMix) -> GroupedEquilibrium:
        """Return a mixture of all players as an equilibrium."""
        chances = mixed.chances if mixed.exact else mixed.chances.astype(np.float64)
        payoff = self.number(mixed.payoff) if mixed.exact else float(mixed.payoff)
        group = Group(self.n, self.mix(dict(enumerate(chances.tolist()))), payoff)
        return GroupedEquilibrium((group,), self.proof("exact" if mixed.exact else "algebraic"))


def _keep(
    solver: _Solver,
    mixed: Mixed,
    pair: tuple[int, int],
    pure: tuple[int, int],
    found: list[GroupedEquilibrium],
    ranges: list[MixtureRange],
) -> None:
    """Add what a group that mixes two strategies makes of it to the answers."""
    names = solver.game.strategies
    size = solver.n - sum(pure)
    if mixed.root is None:
        sides = [(count, names[s]) for count, s in zip(pure, pair, strict=True) if count]
        low, high = (
            solver.number(end) if isinstance(end, Fraction) else end
            for end in (mixed.low, mixed.high)
        )
        ranges.append(
            MixtureRange((*sides, (size, None)), (names[pair[0]], names[pair[1]]), low, high)
        )
        return
    exact = mixed.root.exact
    point = (mixed.root.low + mixed.root.high) / 2
    values = [
        value / solver.unit
        if exact is not None and solver.game.kind != "float"
        else float(value / solver.unit)
        for value in mixed.payoffs(solver.whole, point)
    ]
    chance: Any = exact if exact is not None else mixed.root.nearest()
    groups = [
        Group(count, solver.mix({s: Fraction(1)}), value)
        for count, s, value in zip(pure, pair, values, strict=False)
        if count
    ]
    groups.append(Group(size, solver.mix({pair[0]: 1 - chance, pair[1]: chance}), values[-1]))
    interval = None if exact is not None else (mixed.root.low, mixed.root.high)
    polynomial = None if exact is not None else mixed.root.in_p()
    kind = "exact" if exact is not None else "algebraic"
    found.append(GroupedEquilibrium(tuple(groups), solver.proof(kind), interval, polynomial))
