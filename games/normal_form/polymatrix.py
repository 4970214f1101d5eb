"""Polymatrix games: every pair of players plays a bimatrix game, and payoffs add up.

A player chooses one strategy for all its pairs. So n players with m strategies need at most n²
matrices of m² payoffs, not n·mⁿ payoffs, and a player's payoff is linear in the play of each other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from types import MappingProxyType
from typing import Any, Self, final

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import (
    Array,
    Kind,
    as_printed,
    kind_of,
    number_array,
    object_array,
    over_one_denominator,
    tidy,
    unify,
)
from lilliput.games.checks import check_names, counted, name_list
from lilliput.games.errors import InvalidGameError, ProblemTooLargeError
from lilliput.games.normal_form.game import NormalFormGame
from lilliput.games.normal_form.polymatrix_pairs import (
    Pair,
    checked_pairs,
    is_polymatrix,
    pair_part,
)
from lilliput.games.normal_form.profiles import Profile, distributions, strategy_names

__all__ = ["PolymatrixGame"]

_MOST_PAYOFFS = 20_000_000
_EXACT_IN_FLOAT64 = 2**53


@final
@dataclass(frozen=True, eq=False, repr=False, init=False)
class PolymatrixGame:
    """A game of which each pair of players plays a part.

    Parameters
    ----------
    players
        Distinct names, n of them.
    strategies
        For each player distinct strategy names: a mapping by player, or sequences in the order of
        the players.
    pairs
        Pair of players (i, j) to two matrices (A, B), as in `NormalFormGame.from_bimatrix`: one row
        a strategy of i, one column a strategy of j; A is what i gets, B what j gets. A pair that is
        missing has nothing to do with each other.

    Raises
    ------
    InvalidGameError
        A matrix of the wrong shape, a pair of one player, or a pair that is given twice.

    References
    ----------
    Yanovskaya, E. B. (1968). Equilibrium points in polymatrix games. Litovskii Matematicheskii
    Sbornik 8:381–384.
    Howson, J. T. (1972). Equilibria of polymatrix games. Management Science 18:312–318.

    Examples
    --------
    >>> meet, part = [[1, 0], [0, 1]], [[0, 1], [1, 0]]
    >>> game = PolymatrixGame(
    ...     ["A", "B", "C"], [["x", "y"]] * 3, {("A", "B"): (meet, meet), ("B", "C"): (meet, part)}
    ... )
    >>> game
    PolymatrixGame(3 players: A, B, C; 2 × 2 × 2 strategies; 2 pairs; float payoffs)
    >>> game.payoff(["x", "x", "y"]).to_dict()
    {'A': 1.0, 'B': 1.0, 'C': 1.0}
    """

    players: tuple[str, ...]
    strategies: tuple[tuple[str, ...], ...]
    pairs: Mapping[Pair, tuple[Array, Array]]

    def __init__(self, players: Iterable[str], strategies: Any, pairs: Mapping[Pair, Any]) -> None:
        names = check_names(players)
        lists = strategy_names(strategies, names)
        sizes = {name: len(own) for name, own in zip(names, lists, strict=True)}
        object.__setattr__(self, "players", names)
        object.__setattr__(self, "strategies", lists)
        object.__setattr__(self, "pairs", MappingProxyType(checked_pairs(pairs, sizes)))

    @classmethod
    def from_graph(
        cls,
        players: Iterable[str],
        edges: Iterable[Pair],
        A: Any,
        B: Any = None,
        *,
        strategies: Iterable[str] | None = None,
    ) -> Self:
        """Build a game in which one bimatrix game is played along every edge of a graph.

        Parameters
        ----------
        players
            Distinct names.
        edges
            Pairs of players, each once.
        A, B
            Square matrices: what the first and the second player of an edge get, rows the first's
            strategies. Without B the game along an edge is symmetric, B = Aᵀ.
        strategies
            Of every player; numbered from 1 by default.

        Examples
        --------
        Powers on a line, each of which arms (1) or not (2) against its neighbours:

        >>> line = PolymatrixGame.from_graph(
        ...     ["A", "B", "C", "D"], [("A", "B"), ("B", "C"), ("C", "D")], [[1, 3], [0, 2]]
        ... )
        >>> line.payoff(["1", "1", "2", "2"]).to_dict()
        {'A': 1.0, 'B': 4.0, 'C': 2.0, 'D': 2.0}
        """
        first = number_array(A, argument="A", error=InvalidGameError)
        if first.ndim != 2 or first.shape[0] != first.shape[1]:
            raise InvalidGameError(f"A must be a square matrix, got shape {first.shape}")
        second = first.T if B is None else number_array(B, argument="B", error=InvalidGameError)
        own = [str(k + 1) for k in range(len(first))] if strategies is None else list(strategies)
        names = tuple(players)
        links: list[Pair] = []
        for edge in edges:
            if isinstance(edge, str) or len(edge) != 2:
                raise InvalidGameError(f"edges must be pairs of players, got {edge!r}")
            links.append((edge[0], edge[1]))
        if len(set(links)) < len(links):
            twice = next(edge for edge in links if links.count(edge) > 1)
            raise InvalidGameError(f"edges must hold each pair once, got {twice} twice")
        return cls(names, [own] * len(names), dict.fromkeys(links, (first, second)))

    @classmethod
    def from_normal_form(cls, game: NormalFormGame) -> Self:
        """Return a normal-form game as the sum of games between pairs, exactly.

        Payoffs that do not depend on pairs alone are refused; see `is_polymatrix`. What depends on
        a player's own strategy alone is counted in its game with the first other player.

        Examples
        --------
        >>> game = NormalFormGame.from_bimatrix([[1, 0], [0, 1]], [[0, 1], [1, 0]])
        >>> len(PolymatrixGame.from_normal_form(game).pairs)
        1
        """
        finding = is_polymatrix(game)
        if not finding:
            raise InvalidGameError(
                f"payoffs must be sums over pairs: {finding.explanation}; keep the normal form"
            )
        if game.n == 1:
            raise InvalidGameError("players must be two or more in a game of pairs, got one")
        n, exact = game.n, game.to_exact().payoffs
        tables = {
            (i, j): pair_part(exact[i], i, j, own=j == (1 if i == 0 else 0))
            for i in range(n)
            for j in range(n)
            if i != j
        }
        if game.kind == "float":
            tables = {key: table.astype(np.float64) for key, table in tables.items()}
        pairs = {
            (game.players[i], game.players[j]): (tables[i, j], tables[j, i].T)
            for i in range(n)
            for j in range(i + 1, n)
            if (tables[i, j] != 0).any() or (tables[j, i] != 0).any()
        }
        return cls(game.players, game.strategies, pairs)

    @property
    def n(self) -> int:
        """Number of players."""
        return len(self.players)

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of strategies of each player."""
        return tuple(len(own) for own in self.strategies)

    @property
    def kind(self) -> Kind:
        """The number kind of the payoffs: ``"float"``, ``"fraction"`` or ``"symbolic"``."""
        return next((kind_of(A) for A, _ in self.pairs.values()), "float")

    def to_exact(self) -> Self:
        """Return the game with Fractions for floats: each the decimal that the float prints as."""
        if self.kind != "float":
            return self
        pairs = {pair: (as_printed(A), as_printed(B)) for pair, (A, B) in self.pairs.items()}
        return type(self)(self.players, self.strategies, pairs)

    def matrices(self) -> dict[tuple[int, int], Array]:
        """Return for each ordered pair (i, j), by position, what i gets: its strategies in rows."""
        place = {name: k for k, name in enumerate(self.players)}
        tables = {}
        for (first, second), (A, B) in self.pairs.items():
            tables[place[first], place[second]] = A
            tables[place[second], place[first]] = B.T
        return tables

    def payoff(self, profile: Profile) -> pd.Series:
        """Return each player's expected payoff at a strategy profile, as `NormalFormGame.payoff`.

        Examples
        --------
        >>> game = PolymatrixGame.from_graph(["A", "B"], [("A", "B")], [[1, 0], [0, 3]])
        >>> game.payoff(["1", [0.5, 0.5]]).to_dict()
        {'A': 0.5, 'B': 0.5}
        """
        mixed = self.distributions(profile)
        values = []
        for options, weights in zip(self.deviations(profile), mixed, strict=True):
            payoffs, chances = unify(options, weights)
            values.append((payoffs * chances).sum())
        numbers = tidy(number_array(values, argument="payoffs", integers="fraction"))
        return pd.Series(numbers, index=pd.Index(self.players, name="player"), name="payoff")

    def deviations(self, profile: Profile) -> list[Array]:
        """Return for each player the payoff of each of its strategies against the others' play."""
        mixed = self.distributions(profile)
        kind = self.kind
        totals: list[Array] = [np.zeros(len(own)) for own in self.strategies]
        if kind != "float":
            totals = [np.full(len(own), 0, dtype=object) for own in self.strategies]
        for (i, j), table in self.matrices().items():
            matrix, weights = unify(table, mixed[j])
            totals[i] = totals[i] + np.asarray(matrix @ weights, dtype=weights.dtype)
        if kind == "float":
            return [total.astype(np.float64) for total in totals]
        return [number_array(total, argument="payoffs", integers="fraction") for total in totals]

    def distributions(self, profile: Profile) -> list[Array]:
        """Return a profile as one checked array of probabilities a player."""
        return distributions(profile, self.players, self.strategies)

    def to_normal_form(self) -> NormalFormGame:
        """Return the game as payoff tensors.

        Raises
        ------
        ProblemTooLargeError
            More than 20 million payoffs.

        Examples
        --------
        >>> game = PolymatrixGame.from_graph(["A", "B"], [("A", "B")], [[1, 0], [0, 3]])
        >>> game.to_normal_form().payoffs[0].tolist()
        [[1.0, 0.0], [0.0, 3.0]]
        """
        size = self.n * prod(self.shape)
        if size > _MOST_PAYOFFS:
            raise ProblemTooLargeError(
                f"the normal form has {size:,} payoffs, more than {_MOST_PAYOFFS:,}; "
                "polymatrix_equilibria works on the pairs"
            )
        tables = self.matrices()
        if self.kind == "symbolic":
            tensor = _added(tables, self.shape)
            return NormalFormGame(self.players, self.strategies, tidy(tensor))
        exact = self.to_exact().matrices()
        numbers, unit = over_one_denominator(x for table in exact.values() for x in table.flat)
        ends = np.cumsum([0, *(table.size for table in exact.values())])
        whole = {
            pair: object_array(numbers[start:end], table.shape)
            for (pair, table), start, end in zip(exact.items(), ends, ends[1:], strict=False)
        }
        largest = self.n * max((abs(number) for number in numbers), default=0)
        if self.kind == "float" and max(largest, unit) <= _EXACT_IN_FLOAT64:
            whole = {pair: table.astype(np.float64) for pair, table in whole.items()}
            tensor = _added(whole, self.shape) / unit  # rounded once, so that 0.1 + 0.2 is 0.3
        else:
            tensor = _added(whole, self.shape)
            tensor = object_array([Fraction(int(x), unit) for x in tensor.flat], tensor.shape)
            tensor = tensor.astype(np.float64) if self.kind == "float" else tensor
        return NormalFormGame(self.players, self.strategies, tensor)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PolymatrixGame):
            return NotImplemented
        if self.players != other.players or self.strategies != other.strategies:
            return False
        ours, theirs = self.matrices(), other.matrices()
        return all(
            bool(np.all(ours.get(pair, 0) == theirs.get(pair, 0)))
            for pair in ours.keys() | theirs.keys()
        )

    def __hash__(self) -> int:
        return hash((self.players, self.strategies))

    def __repr__(self) -> str:
        sizes = [str(size) for size in self.shape]
        size = " × ".join(sizes) if self.n <= 8 else " × ".join([*sizes[:8], "…"])
        return (
            f"PolymatrixGame({counted(self.n, 'player')}: {name_list(self.players)}; "
            f"{size} {'strategy' if size == '1' else 'strategies'}; "
            f"{counted(len(self.pairs), 'pair')}; {self.kind} payoffs)"
        )

    def _repr_html_(self) -> str:
        from lilliput.games.display.normal_form import polymatrix

        return polymatrix(self)

    def __reduce__(self) -> tuple[type, tuple[Any, ...]]:
        return (type(self), (self.players, self.strategies, dict(self.pairs)))


def _added(tables: Mapping[tuple[int, int], Array], shape: tuple[int, ...]) -> Array:
    """Return the tensor of payoffs that matrices of ordered pairs add up to."""
    n = len(shape)
    kinds = {table.dtype for table in tables.values()}
    tensor = np.zeros((n, *shape), dtype=kinds.pop() if kinds else np.float64)
    for (i, j), table in tables.items():
        wide = [1] * n
        wide[i], wide[j] = table.shape
        tensor[i] = tensor[i] + (table if i < j else table.T).reshape(wide)
    return tensor
