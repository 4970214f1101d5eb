"""Normal-form games: players, their strategies, and a payoff for each at every strategy profile.

Payoffs are one tensor, ``payoffs[i, s_1, …, s_n]`` is what player i gets when player k plays its
strategy s_k. Mixed profiles are evaluated by contracting the tensor with one distribution a player.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Self, final

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import (
    Array,
    freeze,
    is_symbolic,
    kind_of,
    number_array,
    tidy,
    to_float,
    unify,
)
from lilliput.games.checks import check_names, index_of, name_list, vector_by_name
from lilliput.games.errors import InvalidGameError, UnknownNameError

__all__ = ["NormalFormGame", "Profile"]

Profile = Mapping[str, Any] | Sequence[Any]
_SUM_TOLERANCE = 1e-9


@final
@dataclass(frozen=True, eq=False, repr=False, init=False)
class NormalFormGame:
    """A finite game in normal form.

    Parameters
    ----------
    players
        Distinct names, n of them.
    strategies
        For each player distinct strategy names: a mapping by player, or sequences in the order of
        the players.
    payoffs
        Tensor of shape (n, m_1, …, m_n): floats, integers, Fractions or sympy expressions.

    Raises
    ------
    InvalidGameError
        A tensor of the wrong shape, a payoff that is not finite, or names that are not distinct.

    Examples
    --------
    >>> dilemma = NormalFormGame(
    ...     ["US", "CN"], [["comply", "defect"]] * 2, [[[3, 0], [5, 1]], [[3, 5], [0, 1]]]
    ... )
    >>> dilemma
    NormalFormGame(2 players: US, CN; 2 × 2 strategies; float payoffs)
    >>> dilemma.payoff({"US": "defect", "CN": "comply"}).to_dict()
    {'US': 5.0, 'CN': 0.0}
    """

    players: tuple[str, ...]
    strategies: tuple[tuple[str, ...], ...]
    payoffs: Array

    def __init__(self, players: Iterable[str], strategies: Any, payoffs: Any) -> None:
        names = check_names(players)
        lists = _strategy_names(strategies, names)
        tensor = number_array(payoffs, argument="payoffs", error=InvalidGameError)
        shape = (len(names), *(len(own) for own in lists))
        if tensor.shape != shape:
            raise InvalidGameError(
                f"payoffs must have shape {shape}, players first and then each player's "
                f"strategies, got {tensor.shape}"
            )
        object.__setattr__(self, "players", names)
        object.__setattr__(self, "strategies", lists)
        object.__setattr__(self, "payoffs", tensor)

    @classmethod
    def from_bimatrix(
        cls,
        A: Any,
        B: Any,
        *,
        players: Iterable[str] = ("row", "column"),
        strategies: Any = None,
    ) -> Self:
        """Build a two-player game from the payoff matrices of the row and the column player.

        Parameters
        ----------
        A, B
            Matrices of one shape.
        players
            Two names.
        strategies
            As in `NormalFormGame`; numbered from 1 by default.

        Examples
        --------
        >>> NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]]).shape
        (2, 2)
        """
        first = number_array(A, argument="A", error=InvalidGameError)
        second = number_array(B, argument="B", error=InvalidGameError)
        if kind_of(first) != kind_of(second):  # integers beside Fractions are exact too
            first = number_array(A, argument="A", error=InvalidGameError, integers="fraction")
            second = number_array(B, argument="B", error=InvalidGameError, integers="fraction")
        if first.ndim != 2 or first.shape != second.shape:
            raise InvalidGameError(
                f"A and B must be matrices of one shape, got {first.shape} and {second.shape}"
            )
        names = strategies
        if names is None:
            names = [[str(k + 1) for k in range(size)] for size in first.shape]
        return cls(tuple(players), names, np.stack(unify(first, second)))

    @property
    def n(self) -> int:
        """Number of players."""
        return len(self.players)

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of strategies of each player."""
        return self.payoffs.shape[1:]

    def payoff(self, profile: Profile) -> pd.Series:
        """Return each player's expected payoff at a strategy profile.

        Parameters
        ----------
        profile
            For each player, by name or in order: a strategy name, a mapping of strategy names to
            probabilities (those left out are 0), or probabilities in the order of the strategies.

        Examples
        --------
        >>> pennies = NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
        >>> pennies.payoff([[0.5, 0.5], "1"]).to_dict()
        {'row': 0.0, 'column': 0.0}
        """
        mixed = self.distributions(profile)
        values = [self._contract(i, mixed, keep=None).item() for i in range(self.n)]
        numbers = tidy(number_array(values, argument="payoffs"))
        return pd.Series(numbers, index=pd.Index(self.players, name="player"), name="payoff")

    def deviations(self, profile: Profile) -> list[Array]:
        """Return for each player the payoff of each of its strategies against the others' play."""
        mixed = self.distributions(profile)
        return [self._contract(i, mixed, keep=i) for i in range(self.n)]

    def distributions(self, profile: Profile) -> list[Array]:
        """Return a profile as one checked array of probabilities a player."""
        if isinstance(profile, Mapping):
            for name in profile:
                index_of(self.players, name, argument="profile: player")
            missing = [name for name in self.players if name not in profile]
            if missing:
                raise InvalidGameError(f"profile must cover every player, missing {missing[0]}")
            chosen = [profile[name] for name in self.players]
        else:
            chosen = list(profile)
        if len(chosen) != self.n:
            raise InvalidGameError(
                f"profile needs {self.n} entries ({name_list(self.players)}), got {len(chosen)}"
            )
        return [
            _distribution(entry, names, player)
            for entry, names, player in zip(chosen, self.strategies, self.players, strict=True)
        ]

    def to_nashpy(self) -> Any:
        """Return the two-player game as a `nashpy.Game` of floats.

        Examples
        --------
        >>> game = NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
        >>> game.to_nashpy().zero_sum
        True
        """
        if self.n != 2:
            raise InvalidGameError(f"players: nashpy solves two-player games, got {self.n}")
        import nashpy

        floats = to_float(self.payoffs, argument="payoffs")
        return nashpy.Game(floats[0].copy(), floats[1].copy())

    def _contract(self, player: int, mixed: list[Array], *, keep: int | None) -> Array:
        """Average a player's payoffs over the play of all players but one."""
        tensor = self.payoffs[player]
        for k in reversed(range(self.n)):
            if k != keep:
                tensor, weights = unify(tensor, mixed[k])
                tensor = np.moveaxis(tensor, k, -1) @ weights
                tensor = np.asarray(tensor, dtype=weights.dtype)
        return tensor

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, NormalFormGame):
            return NotImplemented
        names = self.players == other.players and self.strategies == other.strategies
        return names and bool(np.array_equal(self.payoffs, other.payoffs))

    def __hash__(self) -> int:
        return hash((self.players, self.strategies))

    def __repr__(self) -> str:
        size = " × ".join(map(str, self.shape))
        return (
            f"NormalFormGame({self.n} players: {name_list(self.players)}; {size} strategies; "
            f"{kind_of(self.payoffs)} payoffs)"
        )

    def _repr_html_(self) -> str:
        if self.n != 2:
            return f"<p>{self!r}</p>"
        cells = [
            [f"{a:g}, {b:g}" if isinstance(a, float) else f"{a}, {b}" for a, b in zip(*rows)]  # noqa: B905
            for rows in zip(self.payoffs[0], self.payoffs[1], strict=True)
        ]
        frame = pd.DataFrame(
            cells,
            index=pd.Index(self.strategies[0], name=self.players[0]),
            columns=pd.Index(self.strategies[1], name=self.players[1]),
        )
        return f"<p>{self!r}</p>{frame.to_html()}"

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, value)
        freeze(self.payoffs)


def _strategy_names(given: Any, players: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    if isinstance(given, Mapping):
        for name in given:
            index_of(players, name, argument="strategies: player")
        given = [given.get(name, ()) for name in players]
    lists = list(given)
    if len(lists) != len(players):
        raise InvalidGameError(
            f"strategies needs {len(players)} entries ({name_list(players)}), got {len(lists)}"
        )
    return tuple(
        check_names(names, argument=f"strategies of {player}")
        for names, player in zip(lists, players, strict=True)
    )


def _distribution(entry: Any, names: tuple[str, ...], player: str) -> Array:
    """Return the probabilities that a profile gives a player's strategies."""
    if isinstance(entry, str):
        where = index_of(names, entry, argument=f"profile: strategy of {player}")
        return number_array(
            [int(k == where) for k in range(len(names))], argument="profile", integers="fraction"
        )
    if isinstance(entry, (Mapping, pd.Series)):
        unknown = [key for key in entry.keys() if key not in names]  # noqa: SIM118 - a Series
        if unknown:
            raise UnknownNameError(f"profile: strategy of {player}", unknown[0], names)
        entry = [entry.get(name, 0) for name in names]
    weights = vector_by_name(
        entry, names, argument=f"profile of {player}", error=InvalidGameError, integers="fraction"
    )
    total = sum(weights, Fraction(0)) if weights.dtype == object else float(weights.sum())
    if any(not is_symbolic(weight) and weight < 0 for weight in weights):
        raise InvalidGameError(f"profile of {player} must be >= 0, got {list(weights)}")
    allowed = _SUM_TOLERANCE if weights.dtype != object else 0
    if not is_symbolic(total) and abs(total - 1) > allowed:
        raise InvalidGameError(f"profile of {player} must sum to 1, got {total}")
    return weights
