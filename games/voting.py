"""Voting games: a coalition wins if it meets every weighted rule and includes all veto players."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any, Self, final

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, is_symbolic, number_array
from lilliput.games.checks import check_names, check_table_fits, index_of, name_list, vector_by_name
from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.errors import InvalidGameError, UnsupportedNumberError

__all__ = ["VotingGame"]

Weights = Mapping[str, Any] | pd.Series | Sequence[Any]
_INT64 = 2**62
_PYTHON_INTEGER = 48  # bytes: the object and the pointer to it


@final
@dataclass(frozen=True, init=False, repr=False)
class VotingGame:
    """A simple game given by weights, a quota and veto players.

    Parameters
    ----------
    players
        Distinct names.
    weights
        Votes ≥ 0, by name or in the order of the players. Floats are taken as the rationals that
        they store.
    quota
        Votes needed, above 0 and at most the sum of the weights.
    vetoes
        Players without whom no coalition wins.

    Raises
    ------
    InvalidGameError
        A negative or missing weight, or a quota that is not above 0 or exceeds the total.
    UnknownNameError
        A veto player that is not among the players.

    Examples
    --------
    >>> council = VotingGame(["US", "UK", "FR"], weights=[1, 1, 1], quota=2, vetoes=["US"])
    >>> council.is_winning(["US", "FR"]), council.is_winning(["UK", "FR"])
    (True, False)
    >>> council
    VotingGame(3 players: US, UK, FR; quota 2 of 3; vetoes: US)

    References
    ----------
    Shapley, L. S. (1962). Simple games: an outline of the descriptive theory.
    """

    players: tuple[str, ...]
    rules: tuple[tuple[tuple[Fraction, ...], Fraction], ...]
    vetoes: tuple[str, ...]

    def __init__(
        self,
        players: Iterable[str],
        *,
        weights: Weights,
        quota: Any,
        vetoes: Iterable[str] = (),
    ) -> None:
        self._fill(players, [(weights, quota)], vetoes)

    @classmethod
    def from_rules(
        cls,
        players: Iterable[str],
        rules: Iterable[tuple[Weights, Any]],
        *,
        vetoes: Iterable[str] = (),
    ) -> Self:
        """Build a game in which a coalition must meet each of several weighted rules.

        Parameters
        ----------
        players
            Distinct names.
        rules
            Pairs of weights and quota, as in `VotingGame`.
        vetoes
            Players without whom no coalition wins.

        Examples
        --------
        >>> double = VotingGame.from_rules(["A", "B", "C"], [([5, 3, 2], 6), ([1, 1, 1], 2)])
        >>> double.is_winning(["A", "C"]), double.is_winning(["B", "C"])
        (True, False)
        """
        pairs = [tuple(rule) for rule in rules]
        for pair in pairs:
            if len(pair) != 2:
                raise InvalidGameError(
                    f"rules must be pairs of weights and quota, got {len(pair)} entries: {pair}"
                )
        game = object.__new__(cls)
        game._fill(players, [(weights, quota) for weights, quota in pairs], vetoes)
        return game

    def _fill(
        self, players: Iterable[str], rules: list[tuple[Weights, Any]], vetoes: Iterable[str]
    ) -> None:
        names = check_names(players)
        if not rules:
            raise InvalidGameError("rules must hold at least one pair of weights and quota")
        chosen = [vetoes] if isinstance(vetoes, str) else list(vetoes)
        for name in chosen:
            index_of(names, name, argument="vetoes: player")
        object.__setattr__(self, "players", names)
        object.__setattr__(self, "rules", tuple(_rule(names, w, q) for w, q in rules))
        object.__setattr__(self, "vetoes", tuple(name for name in names if name in chosen))

    @property
    def n(self) -> int:
        """Number of players."""
        return len(self.players)

    @property
    def weights(self) -> pd.Series:
        """The players' weights as Fractions, where there is one rule.

        Examples
        --------
        >>> VotingGame(["A", "B"], weights=[0.5, 1], quota=1).weights["A"]
        Fraction(1, 2)
        """
        weights, _ = self._only_rule()
        index = pd.Index(self.players, name="player")
        return pd.Series(list(weights), index=index, name="weight", dtype=object)

    @property
    def quota(self) -> Fraction:
        """The weight needed, as a Fraction, where there is one rule."""
        return self._only_rule()[1]

    def _only_rule(self) -> tuple[tuple[Fraction, ...], Fraction]:
        if len(self.rules) > 1:
            raise InvalidGameError(
                f"weights and quota belong to a game of one rule, got {len(self.rules)} rules; "
                "see .rules"
            )
        return self.rules[0]

    def integer_rules(self) -> list[tuple[list[int], int]]:
        """Return the rules with weights and quotas multiplied by their common denominator.

        Examples
        --------
        >>> VotingGame(["A", "B"], weights=[0.5, 1], quota=1).integer_rules()
        [([1, 2], 2)]
        """
        scaled = []
        for weights, quota in self.rules:
            common = lcm(quota.denominator, *(weight.denominator for weight in weights))
            scaled.append(([int(weight * common) for weight in weights], int(quota * common)))
        return scaled

    def is_winning(self, coalition: Iterable[str]) -> bool:
        """Whether a coalition, given by its members' names, wins."""
        names = [coalition] if isinstance(coalition, str) else coalition
        members = {index_of(self.players, name, argument="coalition: player") for name in names}
        if not all(self.players.index(name) in members for name in self.vetoes):
            return False
        return all(sum(weights[i] for i in members) >= quota for weights, quota in self.rules)

    def winning_table(self) -> Array:
        """Return whether each of the 2**n coalitions wins, by bitmask."""
        rules = self.integer_rules()
        fits_int64 = all(sum(weights) < _INT64 for weights, _ in rules)
        check_table_fits(self.n, copies=3, bytes_each=8 if fits_int64 else _PYTHON_INTEGER)
        wins = np.ones(2**self.n, dtype=bool)
        for weights, quota in rules:
            dtype = np.int64 if sum(weights) < _INT64 else object
            totals = np.zeros(1, dtype=dtype)
            for weight in weights:
                totals = np.concatenate([totals, totals + weight])
            wins &= totals >= quota
        veto = sum(1 << self.players.index(name) for name in self.vetoes)
        return wins & ((np.arange(2**self.n) & veto) == veto)

    def to_coalitional(self) -> CoalitionalGame:
        """Return the game worth 1 to winning coalitions and 0 to others.

        Examples
        --------
        >>> VotingGame(["A", "B"], weights=[1, 1], quota=2).to_coalitional().worths.tolist()
        [0.0, 0.0, 0.0, 1.0]
        """
        return CoalitionalGame(self.players, self.winning_table().astype(np.float64))

    def __repr__(self) -> str:
        quotas = " and ".join(f"{quota} of {sum(weights)}" for weights, quota in self.rules)
        vetoes = f"; vetoes: {name_list(self.vetoes)}" if self.vetoes else ""
        return f"VotingGame({self.n} players: {name_list(self.players)}; quota {quotas}{vetoes})"


def _rule(
    players: tuple[str, ...], weights: Weights, quota: Any
) -> tuple[tuple[Fraction, ...], Fraction]:
    """Return weights and quota as Fractions."""
    numbers = vector_by_name(
        _as_stored(weights), players, argument="weights", minimum=0, error=InvalidGameError
    )
    threshold = number_array([quota], argument="quota", error=InvalidGameError)[0]
    if any(is_symbolic(number) for number in (*numbers, threshold)):
        raise UnsupportedNumberError("weights and quota must be numbers, got symbols")
    exact, needed = tuple(Fraction(number) for number in numbers), Fraction(threshold)
    total = sum(exact, Fraction(0))
    if not 0 < needed <= total:
        raise InvalidGameError(
            f"quota must be above 0 and at most the total weight {total}, got {needed}"
        )
    return exact, needed


def _as_stored(weights: Weights) -> Weights:
    """Turn floats into the rationals that they store, lest they round the Fractions beside them."""
    if isinstance(weights, pd.Series):
        entries = [_exact(weight) for weight in weights]
        return pd.Series(entries, index=weights.index, dtype=object)
    if isinstance(weights, Mapping):
        return {name: _exact(weight) for name, weight in weights.items()}
    return [_exact(weight) for weight in weights]


def _exact(weight: Any) -> Any:
    is_float = isinstance(weight, (float, np.floating))
    return Fraction(float(weight)) if is_float and np.isfinite(weight) else weight
