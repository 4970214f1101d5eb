"""Coalitional games with transferable utility: a worth v(S) for each coalition S of players.

A game is a table of 2**n worths, indexed by bitmask: bit i of the mask stands for ``players[i]``,
and v(∅) = 0. The same game written in Harsanyi dividends Δ is v(S) = Σ_{T⊆S} Δ(T); the dividend is
what the coalition T adds to all that its parts already achieve.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self, final

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import (
    Array,
    check_finite,
    freeze,
    kind_of,
    number_array,
    plain,
    tidy,
    to_exact,
)
from lilliput.games.checks import (
    check_names,
    check_table_fits,
    counted,
    mask_of,
    name_list,
)
from lilliput.games.errors import InvalidArgumentError, InvalidGameError, LilliputError

__all__ = [
    "CoalitionalGame",
    "coalition_label",
    "members_of",
    "moebius_transform",
    "worths_of",
]

_BYTES_OF_A_FRACTION = 150


@final
@dataclass(frozen=True, eq=False, repr=False, init=False)
class CoalitionalGame:
    """A game in characteristic-function form with transferable utility.

    Parameters
    ----------
    players
        Distinct names, n of them.
    worths
        2**n numbers: ``worths[mask]`` is the worth of the coalition whose members are the players
        i with bit i of `mask` set; ``worths[0]`` is 0. Floats, integers, Fractions or sympy
        expressions. Integers are stored as float64 where that is exact; floats mixed with
        Fractions make all worths floats.
    copy
        Whether to copy the worths, the default. ``copy=False`` takes over a float64 array as it
        is, so that a large table stands in memory once; do not change it afterwards.

    Raises
    ------
    InvalidGameError
        Wrong length, a worth that is not finite, v(∅) ≠ 0, or names that are not distinct.
    ProblemTooLargeError
        The table does not fit the free memory.

    Examples
    --------
    >>> game = CoalitionalGame(["US", "CN"], [0, 1, 2, 6])
    >>> game.worth(["US", "CN"])
    6.0
    >>> game
    CoalitionalGame(2 players: US, CN; float worths; v(N) = 6.0)

    References
    ----------
    von Neumann, J. and Morgenstern, O. (1944). Theory of Games and Economic Behavior, ch. VI.
    """

    players: tuple[str, ...]
    worths: Array

    def __init__(self, players: Iterable[str], worths: Any, *, copy: bool = True) -> None:
        players = check_names(players, least=0)
        if copy:
            check_table_fits(len(players), copies=1)
        take = number_array if copy else _taken_over
        table = take(
            worths,
            argument="worths",
            error=InvalidGameError,
            label=lambda mask: f"coalition {{{coalition_label(mask, players)}}}",
        )
        if table.shape != (2 ** len(players),):
            given = len(table) if table.ndim == 1 else f"shape {table.shape}"
            raise InvalidGameError(
                f"worths needs {2 ** len(players)} entries for {len(players)} players "
                f"({name_list(players)}), got {given}"
            )
        if table[0] != 0:
            raise InvalidGameError(f"worths must give the empty coalition 0, got {table[0]}")
        object.__setattr__(self, "players", players)
        object.__setattr__(self, "worths", table)

    @classmethod
    def from_function(cls, players: Iterable[str], worth: Callable[[frozenset[str]], Any]) -> Self:
        """Build a game by asking for the worth of each coalition.

        Parameters
        ----------
        players
            Distinct names.
        worth
            Called once with each coalition as a frozenset of names, the empty one included.

        Examples
        --------
        >>> majority = CoalitionalGame.from_function("ABC", lambda S: int(len(S) >= 2))
        Traceback (most recent call last):
            ...
        lilliput.games.errors.InvalidGameError: players must be a sequence of names, got the \
string 'ABC'
        >>> majority = CoalitionalGame.from_function(list("ABC"), lambda S: int(len(S) >= 2))
        >>> majority.worths.tolist()
        [0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 1.0]
        """
        names = check_names(players, least=0)
        check_table_fits(len(names), bytes_each=100)
        return cls(names, [worth(members_of(mask, names)) for mask in range(2 ** len(names))])

    @classmethod
    def from_worths(
        cls, worths: Mapping[Any, Any], *, players: Iterable[str] | None = None
    ) -> Self:
        """Build a game from the worths of named coalitions; those not named are worth 0.

        Parameters
        ----------
        worths
            Coalition (tuple or frozenset of names) to worth; a lone string is one player.
        players
            The players in order; by default all names, in order of first appearance.

        Examples
        --------
        >>> CoalitionalGame.from_worths({("US", "CN"): 3, ("US",): 1}).worths.tolist()
        [0.0, 1.0, 0.0, 3.0]
        """
        names, table = _table(worths, players, argument="worths")
        return cls(names, table)

    @classmethod
    def from_dividends(cls, players: Iterable[str], dividends: Mapping[Any, Any]) -> Self:
        """Build a game from its Harsanyi dividends; coalitions not named have dividend 0.

        Parameters
        ----------
        players
            Distinct names.
        dividends
            Coalition (tuple or frozenset of names) to dividend.

        Examples
        --------
        >>> CoalitionalGame.from_dividends(["A", "B"], {("A",): 1, ("A", "B"): 2}).worths.tolist()
        [0.0, 1.0, 0.0, 3.0]
        """
        names, table = _table(dividends, players, argument="dividends")
        numbers = number_array(table, argument="dividends", error=InvalidGameError).copy()
        for low, high in _halves(numbers):
            high += low
        return cls(names, tidy(numbers))

    @property
    def n(self) -> int:
        """Number of players."""
        return len(self.players)

    def worth(self, coalition: Iterable[str]) -> Any:
        """Return v(S) of a coalition given by its members' names."""
        return plain(self.worths[self.mask(coalition)])

    def mask(self, coalition: Iterable[str]) -> int:
        """Return the bitmask of a coalition given by its members' names."""
        return mask_of(self.players, coalition, argument="coalition: player")

    def coalition(self, mask: int) -> frozenset[str]:
        """Return the names of the members of a bitmask."""
        return members_of(mask, self.players)

    def dividends(self) -> pd.Series:
        """Return the non-zero Harsanyi dividends, indexed by coalition.

        Δ(S) = Σ_{T⊆S} (−1)^{|S|−|T|} v(T), by the O(n 2**n) Möbius transform.

        Returns
        -------
        pandas.Series
            Indexed by frozenset of names, in the order of the masks.

        Examples
        --------
        >>> game = CoalitionalGame(["A", "B"], [0, 1, 0, 3])
        >>> for coalition, dividend in game.dividends().items():
        ...     print(sorted(coalition), dividend)
        ['A'] 1.0
        ['A', 'B'] 2.0

        References
        ----------
        Harsanyi, J. C. (1959). A bargaining model for the cooperative n-person game.
        """
        numbers = tidy(moebius_transform(self.worths))
        masks = [int(mask) for mask in np.flatnonzero(numbers != 0)]
        index = pd.Index([self.coalition(mask) for mask in masks], dtype=object, name="coalition")
        return pd.Series(list(numbers[masks]), index=index, name="dividend", dtype=numbers.dtype)

    def to_series(self) -> pd.Series:
        """Return the worths indexed by coalition, written as names joined by commas."""
        labels = [coalition_label(mask, self.players) for mask in range(2**self.n)]
        return pd.Series(self.worths, index=pd.Index(labels, name="coalition"), name="worth")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, CoalitionalGame):
            return NotImplemented
        return self.players == other.players and bool(np.array_equal(self.worths, other.worths))

    def __hash__(self) -> int:
        return hash((self.players, self.worths[-1], self.worths.shape))

    def __repr__(self) -> str:
        return (
            f"CoalitionalGame({counted(self.n, 'player')}: {name_list(self.players)}; "
            f"{kind_of(self.worths)} worths; v(N) = {self.worths[-1]})"
        )

    def _repr_html_(self) -> str:
        from lilliput.games.display.coalitional import coalitional

        return coalitional(self)

    def _repr_latex_(self) -> str | None:
        from lilliput.games.display.coalitional import coalitional_latex

        return coalitional_latex(self)

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, value)
        freeze(self.worths)


def moebius_transform(worths: Array) -> Array:
    """Return the dividends of a table of worths: Δ(S) = Σ_{T⊆S} (−1)^{|S|−|T|} v(T)."""
    dividends = worths.copy()
    for low, high in _halves(dividends):
        high -= low
    return dividends


def _taken_over(
    worths: Any, *, argument: str, label: Callable[[int], str], error: type[LilliputError]
) -> Array:
    """Return a read-only view of a float64 array, checked but not copied."""
    fits = isinstance(worths, np.ndarray) and worths.dtype == np.float64
    if not (fits and worths.flags.c_contiguous):
        given = getattr(worths, "dtype", type(worths).__name__)
        raise InvalidArgumentError(
            f"{argument} must be a contiguous float64 array for copy=False, got {given}; "
            "leave copy out to have it converted"
        )
    check_finite(worths, argument=argument, label=label, error=error)
    return freeze(worths.view())


def worths_of(game: CoalitionalGame, *, exact: bool) -> Array:
    """Return a game's worths, turned into the Fractions that they store if `exact` asks for it.

    Raises
    ------
    InvalidArgumentError
        Something else than a coalitional game.
    ProblemTooLargeError
        A table of that many Fractions does not fit the free memory.
    """
    if not isinstance(game, CoalitionalGame):
        convert = "; its .to_coalitional() is one" if hasattr(game, "to_coalitional") else ""
        raise InvalidArgumentError(
            f"game must be a CoalitionalGame, got {type(game).__name__}{convert}"
        )
    if not exact or game.worths.dtype == object:
        return game.worths
    check_table_fits(
        game.n,
        copies=3,
        bytes_each=_BYTES_OF_A_FRACTION,
        argument="exact: Fractions instead of floats; players",
        instead="leave exact out to compute in floats",
    )
    return freeze(to_exact(game.worths))


def coalition_label(mask: int, players: tuple[str, ...]) -> str:
    """Return a coalition as its members' names joined by commas."""
    return ", ".join(name for i, name in enumerate(players) if mask >> i & 1) or "∅"


def members_of(mask: int, players: tuple[str, ...]) -> frozenset[str]:
    """Return the names of the members of a bitmask."""
    return frozenset(name for i, name in enumerate(players) if mask >> i & 1)


def _table(
    entries: Mapping[Any, Any], players: Iterable[str] | None, *, argument: str
) -> tuple[tuple[str, ...], list[Any]]:
    """Spread named coalitions over a table of 2**n numbers, 0 where nothing is named."""
    coalitions = [(c,) if isinstance(c, str) else tuple(c) for c in entries]
    if players is None:
        players = dict.fromkeys(name for coalition in coalitions for name in coalition)
    names = check_names(players, least=0)
    check_table_fits(len(names), bytes_each=16)
    table: list[Any] = [0] * 2 ** len(names)
    filled: set[int] = set()
    for coalition, value in zip(coalitions, entries.values(), strict=True):
        mask = mask_of(names, coalition, argument=f"{argument}: player")
        if mask in filled:
            twice = coalition_label(mask, names)
            raise InvalidGameError(f"{argument} must name each coalition once, got {twice} twice")
        filled.add(mask)
        table[mask] = value
    return names, table


def _halves(table: Array) -> Iterable[tuple[Array, Array]]:
    """For each player yield the views of the coalitions without and with that player."""
    for i in range(len(table).bit_length() - 1):
        pairs = table.reshape(-1, 2, 2**i)
        yield pairs[:, 0], pairs[:, 1]
