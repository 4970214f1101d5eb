"""Hedonic games: each player cares about the coalition it is in, and about nothing else.

Preferences are given coalition by coalition, or in a short form that needs no table: the sum or the
mean of what the members are worth to the player, the size, the best or the worst of the members.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, Self, final

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import (
    Array,
    Kind,
    freeze,
    kind_of,
    number_array,
    object_array,
    plain,
)
from lilliput.games.checks import check_names, index_of, mask_of, name_list
from lilliput.games.coalitional import coalition_label
from lilliput.games.errors import InvalidArgumentError, InvalidGameError, ProblemTooLargeError
from lilliput.games.formation.comparing import check_choice, raw_row
from lilliput.games.formation.hedonic_orders import order_of, rankings_table, utility_of

__all__ = ["HedonicGame"]

Form = Literal["table", "additive", "fractional", "anonymous", "best", "worst"]
FORMS = ("table", "additive", "fractional", "anonymous", "best", "worst")
MOST_TABLED = 16


@final
@dataclass(frozen=True, eq=False, repr=False)
class HedonicGame:
    """Preferences of players over the coalitions to which they may belong.

    Use the constructors `from_function`, `from_rankings`, `common_ranking`, `additive`,
    `fractional`, `friends_and_enemies`, `anonymous`, `best_member`, `worst_member`.

    Parameters
    ----------
    players
        Distinct names, n of them.
    form
        How `values` is to be read.
    values
        For ``"table"`` shape (2**n, n), a row a coalition; else (n, n), a row a player.

    Raises
    ------
    InvalidGameError
        A number that is not finite, or values of the wrong shape.
    UnsupportedNumberError
        Symbols, when they are to be compared.

    Examples
    --------
    >>> game = HedonicGame.additive(["A", "B", "C"], [[0, 2, -1], [1, 0, 1], [-3, 4, 0]])
    >>> game
    HedonicGame(3 players: A, B, C; additive)
    >>> game.utility("C", ["A", "B", "C"])
    1.0
    >>> game.prefers("A", ["A", "B"], ["A", "B", "C"])
    True
    """

    players: tuple[str, ...]
    form: Form
    values: Array

    def __post_init__(self) -> None:
        names = check_names(self.players)
        check_choice(self.form, FORMS, argument="form")
        values = number_array(
            self.values,
            argument="values",
            error=InvalidGameError,
            label=partial(_entry, names=names, table=self.form == "table"),
        )
        tabled = self.form == "table"
        shape = (2 ** len(_tabled(names)), len(names)) if tabled else (len(names),) * 2
        if values.shape != shape:
            raise InvalidGameError(
                f"values must have {shape[0]} rows of {shape[1]} numbers, one row a "
                f"{'coalition' if tabled else 'player'} ({name_list(names)}), "
                f"got shape {values.shape}"
            )
        object.__setattr__(self, "players", names)
        object.__setattr__(self, "values", values)

    @classmethod
    def from_function(
        cls, players: Iterable[str], utility: Callable[[str, frozenset[str]], Any]
    ) -> Self:
        """Build a game by asking each player about each coalition with it, for at most 16 players.

        Parameters
        ----------
        players
            Distinct names.
        utility
            Called with a player and a coalition that contains it; only the order counts.

        Examples
        --------
        >>> pairs = HedonicGame.from_function(["A", "B", "C"], lambda i, S: int(len(S) == 2))
        >>> pairs.utility("A", ["A", "C"])
        1.0
        """
        names = _tabled(players)
        table: list[Any] = []
        for mask in range(2 ** len(names)):
            members = frozenset(name for i, name in enumerate(names) if mask >> i & 1)
            table += [plain(utility(name, members)) if name in members else 0 for name in names]
        return cls(names, "table", object_array(table, (-1, len(names))))

    @classmethod
    def from_rankings(cls, players: Iterable[str], rankings: Mapping[str, Sequence[Any]]) -> Self:
        """Build a game from each player's list of coalitions, the best first.

        Parameters
        ----------
        players
            Distinct names, at most 16.
        rankings
            For each player a sequence of coalitions (each a collection of names), or of
            collections of coalitions to which it is indifferent. Being alone comes last if it is
            not listed, and every other coalition that is not listed is worse than that.

        Examples
        --------
        >>> game = HedonicGame.from_rankings(["A", "B"], {"A": [("A", "B")], "B": [("B",)]})
        >>> game.prefers("A", ["A", "B"], ["A"]), game.prefers("B", ["A", "B"], ["B"])
        (True, False)
        """
        names = _tabled(players)
        return cls(names, "table", rankings_table(names, rankings))

    @classmethod
    def common_ranking(cls, players: Iterable[str], worth: Callable[[frozenset[str]], Any]) -> Self:
        """Build a game in which all members of a coalition value it the same.

        Parameters
        ----------
        players
            Distinct names, at most 16.
        worth
            Called with each coalition.

        Examples
        --------
        >>> game = HedonicGame.common_ranking(["A", "B"], len)
        >>> game.utility("A", ["A", "B"])
        2.0
        """
        return cls.from_function(players, lambda player, coalition: worth(coalition))

    @classmethod
    def additive(cls, players: Iterable[str], values: Any) -> Self:
        """Build an additively separable game: u_i(S) = Σ_{j∈S} a_ij.

        Parameters
        ----------
        players
            Distinct names, any number.
        values
            a_ij as a matrix, a DataFrame, or a mapping of player to what others are worth to it
            (those left out are worth 0); a_ii is 0.

        References
        ----------
        Bogomolnaia, A. and Jackson, M. O. (2002). The stability of hedonic coalition structures.
        Games and Economic Behavior 38:201–230. doi:10.1006/game.2001.0877

        Examples
        --------
        >>> HedonicGame.additive(["A", "B"], {"A": {"B": 3}}).utility("A", ["A", "B"])
        3.0
        """
        return cls._matrix(players, values, "additive")

    @classmethod
    def fractional(cls, players: Iterable[str], values: Any) -> Self:
        """Build a fractional game: u_i(S) = Σ_{j∈S} a_ij / |S|.

        Parameters
        ----------
        players, values
            As in `additive`.

        References
        ----------
        Aziz, H., Brandl, F., Brandt, F., Harrenstein, P., Olsen, M., and Peters, D. (2019).
        Fractional hedonic games. ACM Transactions on Economics and Computation 7:6.
        doi:10.1145/3327970

        Examples
        --------
        >>> HedonicGame.fractional(["A", "B"], {"A": {"B": 3}}).utility("A", ["A", "B"])
        1.5
        """
        return cls._matrix(players, values, "fractional")

    @classmethod
    def friends_and_enemies(
        cls,
        players: Iterable[str],
        friends: Mapping[str, Iterable[str]],
        *,
        priority: Literal["friends", "enemies"] = "friends",
    ) -> Self:
        """Build a game in which each player has friends, and everyone else is an enemy.

        Parameters
        ----------
        players
            Distinct names, n of them.
        friends
            Player to its friends, who need not return it.
        priority
            ``"friends"``: more friends first, then fewer enemies, a_ij is n or −1.
            ``"enemies"``: fewer enemies first, then more friends, a_ij is 1 or −n.

        References
        ----------
        Dimitrov, D., Borm, P., Hendrickx, R., and Sung, S. C. (2006). Simple priorities and core
        stability in hedonic games. Social Choice and Welfare 26:421–433.
        doi:10.1007/s00355-006-0104-4

        Examples
        --------
        >>> HedonicGame.friends_and_enemies(["A", "B", "C"], {"A": ["B"]}).values.tolist()
        [[0.0, 3.0, -1.0], [-1.0, 0.0, -1.0], [-1.0, -1.0, 0.0]]
        """
        names = check_names(players)
        check_choice(priority, ("friends", "enemies"), argument="priority")
        n = len(names)
        good, bad = (n, -1) if priority == "friends" else (1, -n)
        matrix = np.full((n, n), float(bad))
        for player, own in friends.items():
            i = index_of(names, player, argument="friends: player")
            for name in [own] if isinstance(own, str) else own:
                matrix[i, index_of(names, name, argument=f"friends of {player}: player")] = good
        np.fill_diagonal(matrix, 0)
        return cls(names, "additive", matrix)

    @classmethod
    def anonymous(cls, players: Iterable[str], values: Any) -> Self:
        """Build a game in which only the size of the coalition counts.

        Parameters
        ----------
        players
            Distinct names, n of them.
        values
            n rows of n numbers: what each player gets in coalitions of 1 … n.

        Examples
        --------
        >>> game = HedonicGame.anonymous(["A", "B"], [[1, 2], [5, 3]])
        >>> game.utility("B", ["A", "B"])
        3.0
        """
        return cls(check_names(players), "anonymous", values)

    @classmethod
    def best_member(cls, players: Iterable[str], values: Any) -> Self:
        """Build a game in which the best other member counts, then the smaller size.

        Parameters
        ----------
        players, values
            As in `additive`; a_ii, by default 0, is what being alone is worth.

        References
        ----------
        Cechlárová, K. and Romero-Medina, A. (2001). Stability in coalition formation games.
        International Journal of Game Theory 29:487–494. doi:10.1007/s001820000053

        Examples
        --------
        >>> game = HedonicGame.best_member(["A", "B", "C"], {"A": {"B": 2, "C": 1}})
        >>> game.prefers("A", ["A", "B"], ["A", "B", "C"])
        True
        """
        return cls._matrix(players, values, "best")

    @classmethod
    def worst_member(cls, players: Iterable[str], values: Any) -> Self:
        """Build a game in which the worst other member counts.

        Parameters
        ----------
        players, values
            As in `additive`; a_ii, by default 0, is what being alone is worth.

        References
        ----------
        Cechlárová, K. and Romero-Medina, A. (2001). Stability in coalition formation games.
        International Journal of Game Theory 29:487–494. doi:10.1007/s001820000053

        Examples
        --------
        >>> game = HedonicGame.worst_member(["A", "B", "C"], {"A": {"B": 2, "C": 1}})
        >>> game.utility("A", ["A", "B", "C"])
        1.0
        """
        return cls._matrix(players, values, "worst")

    @classmethod
    def _matrix(cls, players: Iterable[str], values: Any, form: Form) -> Self:
        names = check_names(players)
        if isinstance(values, pd.DataFrame):
            values = {name: values.loc[name] for name in values.index}
        if isinstance(values, Mapping):
            rows: dict[str, Any] = {name: {} for name in names}
            for player, row in values.items():
                index_of(names, player, argument="values: player")
                rows[player] = row
            entries: list[Any] = []
            for player, row in rows.items():
                full = {**dict.fromkeys(names, 0), **dict(row)}
                entries += raw_row(full, names, argument=f"values of {player}")
            values = object_array(entries, (len(names), -1))
        game = cls(names, form, values)
        own = game.values.diagonal() if form in ("additive", "fractional") else ()
        for who in (name for name, x in zip(names, own, strict=False) if x != 0):
            raise InvalidGameError(
                f"values must have 0 on the diagonal (being alone is worth 0), got a value of "
                f"{who} for itself; subtract it from the others or use from_function"
            )
        return game

    @property
    def n(self) -> int:
        """Number of players."""
        return len(self.players)

    @property
    def kind(self) -> Kind:
        """The number kind of the values: ``"float"``, ``"fraction"`` or ``"symbolic"``."""
        return kind_of(self.values)

    def mask(self, coalition: Iterable[str]) -> int:
        """Return the bitmask of a coalition given by its members' names."""
        return mask_of(self.players, coalition, argument="coalition: player")

    def utility(self, player: str, coalition: Iterable[str]) -> Any:
        """Return what a coalition is worth to a member; for rankings a number that orders them."""
        i, mask = self._member(player, coalition)
        return plain(utility_of(self.form, self.values, i, mask))

    def prefers(self, player: str, coalition: Iterable[str], other: Iterable[str]) -> bool:
        """Whether a player strictly prefers one coalition that contains it to another."""
        i, first = self._member(player, coalition)
        _, second = self._member(player, other)
        order = order_of(self.form, self.values)
        return bool(order(i, first) > order(i, second))

    def _member(self, player: str, coalition: Iterable[str]) -> tuple[int, int]:
        i = index_of(self.players, player, argument="player")
        mask = self.mask(coalition)
        if not mask >> i & 1:
            members = coalition_label(mask, self.players)
            raise InvalidArgumentError(f"coalition must contain {player}, got {{{members}}}")
        return i, mask

    def __repr__(self) -> str:
        return f"HedonicGame({self.n} players: {name_list(self.players)}; {self.form})"

    def _repr_html_(self) -> str:
        from lilliput.games.display.formation import hedonic

        return hedonic(self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, HedonicGame):
            return NotImplemented
        return (self.players, self.form) == (other.players, other.form) and bool(
            np.array_equal(self.values, other.values)
        )

    def __hash__(self) -> int:
        return hash((self.players, self.form, self.values.shape))

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, value)
        freeze(self.values)


def _tabled(players: Iterable[str]) -> tuple[str, ...]:
    names = check_names(players)
    if len(names) > MOST_TABLED:
        raise ProblemTooLargeError(
            f"players: {len(names)} players have 2**{len(names)} coalitions, at most {MOST_TABLED} "
            "players can have a table; additive, fractional, anonymous, best_member and "
            "worst_member need none"
        )
    return names


def _entry(flat: int, *, names: tuple[str, ...], table: bool) -> str:
    row, column = divmod(flat, len(names))
    if table:
        return f"{names[column]} in {{{coalition_label(row, names)}}}"
    return f"{names[row % len(names)]}, entry {column + 1}"
