"""Sparse games: a few terms in place of a table of 2**n worths, for any number of players.

A term is an amount paid when all of its positive players are present and none of its negative
ones: v(S) = Σ_t a_t · [P_t ⊆ S, M_t ∩ S = ∅]. Without negative players the amounts are Harsanyi
dividends; with them the terms are the rules of a marginal contribution net. The terms lie in flat
arrays, so that a million of them cost a few passes over memory.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self, final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lilliput.games.arithmetic import Array, freeze, kind_of, number_array, plain, ratio, tidy
from lilliput.games.checks import check_names, check_table_fits, counted, name_list
from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.errors import InvalidGameError, ProblemTooLargeError
from lilliput.games.sparse.terms import (
    Indices,
    arranged,
    expanded,
    integers,
    offsets_of,
    positions,
    row_of_each,
    worths_of_terms,
)

__all__ = ["SparseGame"]

_LARGEST_EXPANSION = 2**26


@final
@dataclass(frozen=True, eq=False, repr=False, init=False)
class SparseGame:
    """A coalitional game given by its dividends or by rules, whatever the number of players.

    Build one with `from_dividends`, `from_rules`, `from_arrays` or `from_coalitional`.

    Attributes
    ----------
    players : tuple of str
        The n players.
    members : ndarray of int64
        The positions of the players of all terms, one term after another; in each term the
        positive players come first.
    offsets : ndarray of int64
        Term t is ``members[offsets[t]:offsets[t + 1]]``.
    positives : ndarray of int64
        The number of positive players of each term.
    amounts : ndarray
        The amount of each term; float64, Fractions or sympy expressions. Terms that name the same
        players add up.

    Examples
    --------
    >>> game = SparseGame.from_dividends(["A", "B", "C"], {("A", "B"): 4, ("A", "C"): 2, ("A",): 1})
    >>> game.worth(["A", "B"])
    5.0
    >>> game
    SparseGame(3 players: A, B, C; 3 terms; float amounts)

    References
    ----------
    Ieong, S. and Shoham, Y. (2005). Marginal contribution nets: a compact representation scheme
    for coalitional games. ACM Conference on Electronic Commerce.
    Harsanyi, J. C. (1959). A bargaining model for the cooperative n-person game.
    """

    players: tuple[str, ...]
    members: Indices
    offsets: Indices
    positives: Indices
    amounts: Array

    def __init__(self) -> None:
        raise TypeError(
            "SparseGame has no constructor of its own: write SparseGame.from_dividends(...), "
            "from_rules(...), from_arrays(...) or from_coalitional(...)"
        )

    @classmethod
    def from_dividends(cls, players: Iterable[str], dividends: Mapping[Any, Any]) -> Self:
        """Build a game from its non-zero Harsanyi dividends.

        Parameters
        ----------
        players
            Distinct names.
        dividends
            Coalition (frozenset or tuple of names; a lone string is one player) to dividend.
            Frozensets are read fastest.

        Raises
        ------
        InvalidGameError
            An empty coalition, a coalition given twice, or a dividend that is not finite.
        UnknownNameError
            A name that is not among the players.

        Examples
        --------
        >>> SparseGame.from_dividends(["A", "B"], {frozenset("AB"): 3}).worth(["A"])
        0.0
        """
        names = check_names(players, least=0)
        coalitions: Collection[Collection[str]] = dividends.keys()
        if not set(map(type, coalitions)) <= {frozenset}:
            coalitions = [(key,) if isinstance(key, str) else tuple(key) for key in dividends]
            if len(set(map(frozenset, coalitions))) < len(coalitions):
                raise InvalidGameError("dividends must name each coalition once, got one twice")
        offsets = offsets_of(coalitions)
        members = positions(coalitions, int(offsets[-1]), names, argument="dividends: player")
        return cls._build(
            names, members, offsets, np.diff(offsets), list(dividends.values()), "dividends"
        )

    @classmethod
    def from_rules(
        cls,
        players: Iterable[str],
        rules: Iterable[tuple[Iterable[str], Iterable[str], Any]],
    ) -> Self:
        """Build a game from rules that pay if some players are present and others absent.

        Parameters
        ----------
        players
            Distinct names.
        rules
            Triples of positive players, negative players and value: the value is paid to coalitions
            that hold all positive and no negative players. A rule needs a positive player, lest
            the empty coalition be paid. (A lone string is one player.)

        Raises
        ------
        InvalidGameError
            A rule that is not a triple, has no positive player, or has one player in both groups.
        UnknownNameError
            A name that is not among the players.

        Examples
        --------
        >>> net = SparseGame.from_rules(["A", "B"], [(["A", "B"], [], 5), (["B"], ["A"], 2)])
        >>> net.worth(["B"]), net.worth(["A", "B"])
        (2.0, 5.0)
        """
        names = check_names(players, least=0)
        literals: list[tuple[str, ...]] = []
        positives, amounts = [], []
        for rule in rules:
            if isinstance(rule, str) or len(rule) != 3:
                raise InvalidGameError(
                    f"rules must be triples (positive, negative, value), got {rule!r}"
                )
            present, absent = (
                (side,) if isinstance(side, str) else tuple(side) for side in rule[:2]
            )
            literals.append(present + absent)
            positives.append(len(present))
            amounts.append(rule[2])
        offsets = offsets_of(literals)
        members = positions(literals, int(offsets[-1]), names, argument="rules: player")
        return cls._build(
            names, members, offsets, np.array(positives, dtype=np.int64), amounts, "rules"
        )

    @classmethod
    def from_arrays(
        cls, players: Iterable[str], members: Any, offsets: Any, dividends: Any
    ) -> Self:
        """Build a game from dividends whose coalitions lie one after another in a flat array.

        Parameters
        ----------
        players
            Distinct names, n of them.
        members
            Integers in 0 … n−1: the members of the first coalition, then of the second, …
        offsets
            T+1 integers that rise from 0 to ``len(members)``: coalition t is
            ``members[offsets[t]:offsets[t + 1]]``.
        dividends
            T numbers. Dividends of the same coalition add up.

        Raises
        ------
        InvalidGameError
            Offsets that do not fit, positions that are not players, a coalition that is empty or
            names a player twice, or a dividend that is not finite.

        Examples
        --------
        >>> game = SparseGame.from_arrays(["A", "B", "C"], [0, 1, 0, 2], [0, 2, 4], [4, 2])
        >>> game.worth(["A", "C"])
        2.0
        """
        names = check_names(players, least=0)
        flat = integers(members, argument="members")
        ends = integers(offsets, argument="offsets")
        if len(ends) == 0 or ends[0] != 0 or ends[-1] != len(flat) or (np.diff(ends) < 0).any():
            raise InvalidGameError(
                f"offsets must rise from 0 to the number of members, {len(flat)}, "
                f"got {name_list([str(end) for end in ends])}"
            )
        if len(flat) and not 0 <= flat.min() <= flat.max() < len(names):
            wrong = flat[(flat < 0) | (flat >= len(names))][0]
            raise InvalidGameError(
                f"members must be positions of the {len(names)} players, got {wrong}"
            )
        return cls._build(names, flat, ends, np.diff(ends), dividends, "dividends")

    @classmethod
    def from_coalitional(cls, game: CoalitionalGame) -> Self:
        """Return the same game as its non-zero Harsanyi dividends.

        Examples
        --------
        >>> SparseGame.from_coalitional(CoalitionalGame(["A", "B"], [0, 1, 0, 3])).terms
        2
        """
        dividends = game.dividends()
        return cls.from_dividends(game.players, dict(dividends))

    @classmethod
    def _build(
        cls,
        players: tuple[str, ...],
        members: Indices,
        offsets: Indices,
        positives: Indices,
        amounts: Any,
        argument: str,
    ) -> Self:
        def term(t: int) -> str:
            names = name_list([players[i] for i in members[offsets[t] : offsets[t + 1]]])
            return f"the term of {names or 'nobody'}"

        numbers = number_array(amounts, argument=argument, error=InvalidGameError, label=term)
        if numbers.shape != (len(offsets) - 1,):
            raise InvalidGameError(
                f"{argument} needs {len(offsets) - 1} numbers, one for each coalition, "
                f"got shape {numbers.shape}"
            )
        if (positives == 0).any():
            t = int(np.argmin(positives))
            raise InvalidGameError(
                f"{argument} must not pay the empty coalition, got {numbers[t]} for {term(t)} "
                f"(number {t})"
            )
        arrangement = arranged(members, offsets, positives, players, argument=argument)
        game = object.__new__(cls)
        for name, value in [
            ("players", players),
            ("members", freeze(arrangement)),
            ("offsets", freeze(offsets)),
            ("positives", freeze(positives)),
            ("amounts", numbers),
        ]:
            object.__setattr__(game, name, value)
        return game

    @property
    def n(self) -> int:
        """Number of players."""
        return len(self.players)

    @property
    def terms(self) -> int:
        """Number of terms."""
        return len(self.amounts)

    @property
    def sizes(self) -> Indices:
        """Number of players of each term, positive and negative."""
        return np.diff(self.offsets)

    @property
    def has_negatives(self) -> bool:
        """Whether some term requires the absence of a player."""
        return bool((self.positives < self.sizes).any())

    @property
    def is_present(self) -> NDArray[np.bool_]:
        """For each entry of `members`, whether that player must be present, not absent."""
        rows = row_of_each(self.offsets)
        return np.arange(len(rows)) - self.offsets[rows] < self.positives[rows]

    def worth(self, coalition: Iterable[str]) -> Any:
        """Return v(S) of a coalition given by its members' names."""
        chosen = [coalition] if isinstance(coalition, str) else list(coalition)
        row = np.zeros((1, self.n), dtype=bool)
        row[0, positions([chosen], len(chosen), self.players, argument="coalition: player")] = True
        return plain(self.evaluate(row)[0])

    def evaluate(self, members: Any) -> Array:
        """Return the worths of many coalitions at once.

        Parameters
        ----------
        members
            Booleans of shape (k, n): row by row, who is a member.

        Returns
        -------
        numpy.ndarray
            k worths, of the kind of the amounts.

        Examples
        --------
        >>> game = SparseGame.from_dividends(["A", "B"], {("A",): 1, ("A", "B"): 2})
        >>> game.evaluate([[True, False], [True, True]])
        array([1., 3.])
        """
        rows = np.asarray(members, dtype=bool)
        if rows.ndim != 2 or rows.shape[1] != self.n:
            raise InvalidGameError(
                f"members must have shape (k, {self.n}), one column a player, got {rows.shape}"
            )
        return worths_of_terms(rows, self.members, self.offsets, self.positives, self.amounts)

    def without_negatives(self) -> "SparseGame":
        """Return the same game in dividends: a rule with m negative players becomes 2**m terms.

        Raises
        ------
        ProblemTooLargeError
            More than 2**26 members in all.

        Examples
        --------
        >>> net = SparseGame.from_rules(["A", "B"], [(["B"], ["A"], 2)])
        >>> for coalition, dividend in net.without_negatives().dividends().items():
        ...     print(sorted(coalition), dividend)
        ['B'] 2.0
        ['A', 'B'] -2.0
        """
        negatives = self.sizes - self.positives
        most = int(negatives.max(initial=0))
        if most == 0:
            return self
        need = float((np.exp2(negatives.astype(np.float64)) * self.sizes).sum())
        if need > _LARGEST_EXPANSION:
            raise ProblemTooLargeError(
                f"rules: a rule with {most} negative players is 2**{most} dividends; all rules "
                f"together name {need:.3g} players then, at most {_LARGEST_EXPANSION} are allowed. "
                "The Shapley and Banzhaf values with equal weights need no dividends"
            )
        terms = expanded(self.members, self.offsets, self.positives, self.amounts)
        return SparseGame._build(self.players, *terms, "rules")

    def dividends(self) -> pd.Series:
        """Return the non-zero Harsanyi dividends, indexed by coalition (frozenset of names)."""
        plainly = self.without_negatives()
        names = plainly.players
        flat = plainly.members.tolist()
        ends = plainly.offsets.tolist()
        totals: dict[frozenset[str], Any] = {}
        for t, amount in enumerate(plainly.amounts.tolist()):
            key = frozenset(names[i] for i in flat[ends[t] : ends[t + 1]])
            totals[key] = totals[key] + amount if key in totals else amount
        numbers = np.empty(len(totals), dtype=self.amounts.dtype)
        numbers[:] = list(totals.values())
        numbers = tidy(numbers)
        index = pd.Index(list(totals), dtype=object, name="coalition", tupleize_cols=False)
        series = pd.Series(numbers, index=index, name="dividend")
        return series[numbers != 0]

    def to_coalitional(self) -> CoalitionalGame:
        """Return the game as a table of 2**n worths, for few players.

        Raises
        ------
        ProblemTooLargeError
            The table does not fit the free memory.

        Examples
        --------
        >>> SparseGame.from_dividends(["A", "B"], {("A", "B"): 2}).to_coalitional().worths.tolist()
        [0.0, 0.0, 0.0, 2.0]
        """
        check_table_fits(self.n, copies=3)
        plainly = self.without_negatives()
        table = np.full(2**self.n, ratio(0, 1, kind_of(self.amounts)), dtype=self.amounts.dtype)
        if plainly.terms:
            bits = np.left_shift(np.int64(1), plainly.members)
            np.add.at(table, np.add.reduceat(bits, plainly.offsets[:-1]), plainly.amounts)
        for i in range(self.n):
            halves = table.reshape(-1, 2, 2**i)
            halves[:, 1] += halves[:, 0]
        return CoalitionalGame(self.players, tidy(table))

    def __eq__(self, other: object) -> bool:
        """Whether the games have the same players and the same terms in the same order."""
        if not isinstance(other, SparseGame):
            return NotImplemented
        return self.players == other.players and all(
            np.array_equal(getattr(self, name), getattr(other, name))
            for name in ("members", "offsets", "positives", "amounts")
        )

    def __hash__(self) -> int:
        return hash((self.players, self.members.tobytes(), self.terms))

    def __repr__(self) -> str:
        rules = " with absent players" if self.has_negatives else ""
        return (
            f"SparseGame({counted(self.n, 'player')}: {name_list(self.players)}; "
            f"{counted(self.terms, 'term')}{rules}; {kind_of(self.amounts)} amounts)"
        )

    def _repr_html_(self) -> str:
        from lilliput.games.display.coalitional import sparse

        return sparse(self)

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, value)
            if isinstance(value, np.ndarray):
                freeze(value)
