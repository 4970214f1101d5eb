"""Voting games: simple games given by weighted rules, their combinations and veto players.

A rule asks for a quota of weights. A coalition wins if it includes all veto players and meets all
rules of at least one alternative: one rule, several at once (a double majority), some of several,
or games joined by "and" and "or".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Self, final

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array
from lilliput.games.checks import check_names, mask_of, name_list
from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.errors import InvalidArgumentError, InvalidGameError
from lilliput.games.findings import Finding
from lilliput.games.voting.counting import count_in_all
from lilliput.games.voting.minimal import minimal_coalitions
from lilliput.games.voting.reduction import Reduced, reduce_rules
from lilliput.games.voting.rules import (
    Alternatives,
    Form,
    IntegerRule,
    Rule,
    Weights,
    all_of,
    any_of,
    choose,
    dual_rules,
    form_text,
    integer_rule,
    meets,
    names_of,
    normal_form,
    pairs_of,
    single,
    unanimities,
    unanimity,
    weighted_rule,
)
from lilliput.games.voting.splits import losing_split, split_finding, winning_split
from lilliput.games.voting.tables import winning_table

__all__ = ["VotingGame"]


@final
@dataclass(frozen=True, init=False, repr=False, eq=False)
class VotingGame:
    """A simple game given by weights, a quota and veto players.

    Parameters
    ----------
    players
        Distinct names.
    weights
        Votes ≥ 0, by name or in the order of the players. Floats are taken as the decimals that
        they print as, so that shares of 0.5 and 0.3 meet a quota of 0.8.
    quota
        Votes needed, above 0 and at most the sum of the weights.
    vetoes
        Players without whom no coalition wins.

    Attributes
    ----------
    rules
        Pairs of weights and quota, as Fractions.
    alternatives
        Sets of positions in `rules`: a coalition with all veto players wins if it meets all rules
        of one set. Repeated rules and sets that contain another are left out.

    Raises
    ------
    InvalidGameError
        A negative or missing weight, or a quota that is not above 0 or exceeds the total.
    UnknownNameError
        A veto player that is not among the players.

    See Also
    --------
    from_rules, from_minimal_winning

    Notes
    -----
    ``game & other`` is won where both are won, ``game | other`` where at least one is. Games are
    equal if they have the same players, veto players and alternatives made of the same rules;
    different rules may still describe the same winning coalitions.

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
    rules: tuple[Rule, ...]
    alternatives: Alternatives
    vetoes: tuple[str, ...]

    def __init__(
        self,
        players: Iterable[str],
        *,
        weights: Weights,
        quota: Any,
        vetoes: Iterable[str] = (),
    ) -> None:
        names = check_names(players)
        rule = weighted_rule(names, weights, quota)
        self._fill(names, single(rule), vetoes)

    @classmethod
    def from_rules(
        cls,
        players: Iterable[str],
        rules: Iterable[tuple[Weights, Any]],
        *,
        need: int | None = None,
        vetoes: Iterable[str] = (),
    ) -> Self:
        """Build a game in which a coalition must meet all, or `need`, of several weighted rules.

        Parameters
        ----------
        players
            Distinct names.
        rules
            Pairs of weights and quota, as in `VotingGame`.
        need
            How many of the rules suffice; all by default.
        vetoes
            Players without whom no coalition wins.

        Raises
        ------
        InvalidArgumentError
            `need` is not an integer from 1 to the number of rules.
        ProblemTooLargeError
            More than 10,000 sets of rules would suffice.

        Examples
        --------
        >>> double = VotingGame.from_rules(["A", "B", "C"], [([5, 3, 2], 6), ([1, 1, 1], 2)])
        >>> double.is_winning(["A", "C"]), double.is_winning(["B", "C"])
        (True, False)
        """
        names = check_names(players)
        made = [weighted_rule(names, weights, quota) for weights, quota in pairs_of(rules)]
        return cls.from_form(names, normal_form(made, choose(len(made), need)), vetoes)

    @classmethod
    def from_minimal_winning(
        cls, players: Iterable[str], coalitions: Iterable[Iterable[str]]
    ) -> Self:
        """Build the game in which a coalition wins if it contains one of those given.

        Parameters
        ----------
        players
            Distinct names.
        coalitions
            At least one coalition by its members' names, none empty. Those that contain another
            are left out.

        Raises
        ------
        ProblemTooLargeError
            More than 50,000 coalitions.

        Examples
        --------
        >>> game = VotingGame.from_minimal_winning(["A", "B", "C"], [["A", "B"], ["A", "C"]])
        >>> game.is_winning(["A", "C"]), game.is_winning(["B", "C"])
        (True, False)
        """
        names = check_names(players)
        if not isinstance(coalitions, Iterable):
            raise InvalidArgumentError(f"coalitions must be groups of names, got {coalitions!r}")
        masks = {
            mask_of(names, coalition, argument="coalitions: player") for coalition in coalitions
        }
        if not masks or 0 in masks:
            given = "the empty coalition" if masks else "none"
            raise InvalidGameError(f"coalitions must hold at least one, none empty, got {given}")
        return cls.from_form(names, unanimities(len(names), masks))

    @classmethod
    def from_form(cls, players: tuple[str, ...], form: Form, vetoes: Iterable[str] = ()) -> Self:
        """Build a game from players and rules that have been checked, in normal form.

        Parameters
        ----------
        players
            Distinct names.
        form
            Rules and alternatives, as `lilliput.games.voting.rules.normal_form` returns them.
        vetoes
            Players without whom no coalition wins.
        """
        game = object.__new__(cls)
        game._fill(players, form, vetoes)
        return game

    def _fill(self, players: tuple[str, ...], form: Form, vetoes: Iterable[str]) -> None:
        veto = mask_of(players, vetoes, argument="vetoes: player")
        object.__setattr__(self, "players", players)
        object.__setattr__(self, "rules", form[0])
        object.__setattr__(self, "alternatives", form[1])
        object.__setattr__(self, "vetoes", names_of(players, veto))

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

    def _only_rule(self) -> Rule:
        if len(self.rules) > 1:
            raise InvalidGameError(
                f"weights and quota belong to a game of one rule, got {len(self.rules)} rules; "
                "see .rules"
            )
        return self.rules[0]

    def integer_rules(self) -> list[IntegerRule]:
        """Return the rules with weights and quotas multiplied by their common denominator.

        Examples
        --------
        >>> VotingGame(["A", "B"], weights=[0.5, 1], quota=1).integer_rules()
        [([1, 2], 2)]
        """
        return [integer_rule(rule) for rule in self.rules]

    def is_winning(self, coalition: Iterable[str]) -> bool:
        """Whether a coalition, given by its members' names, wins."""
        return self._wins(mask_of(self.players, coalition, argument="coalition: player"))

    def _wins(self, mask: int) -> bool:
        veto = self._veto()
        return mask & veto == veto and meets((self.rules, self.alternatives), mask)

    def _veto(self) -> int:
        return mask_of(self.players, self.vetoes, argument="vetoes: player")

    def _parts(self) -> tuple[int, list[IntegerRule], Alternatives, int]:
        """Return what the counting modules take: n, integer rules, alternatives, veto mask."""
        return self.n, self.integer_rules(), self.alternatives, self._veto()

    def reduced(self) -> Reduced:
        """Return the game without veto players and players who never matter, for counting."""
        return reduce_rules(*self._parts())

    def winning_table(self) -> Array:
        """Return whether each of the 2**n coalitions wins, by bitmask.

        Raises
        ------
        ProblemTooLargeError
            The table does not fit the free memory.
        """
        return winning_table(*self._parts())

    def minimal_winning_coalitions(self) -> list[frozenset[str]]:
        """Return the winning coalitions that lose without any one of their members.

        Returns
        -------
        list of frozenset
            Sorted by size, then in the order of the players.

        Raises
        ------
        ProblemTooLargeError
            More than 1,000,000 of them, or several rules and more players than the memory allows.

        Examples
        --------
        >>> game = VotingGame(["A", "B", "C"], weights=[2, 1, 1], quota=3)
        >>> [sorted(coalition) for coalition in game.minimal_winning_coalitions()]
        [['A', 'B'], ['A', 'C']]
        """
        return [
            frozenset(self.players[i] for i in each) for each in minimal_coalitions(self.reduced())
        ]

    def count_winning(self) -> int:
        """Return the number of winning coalitions, exactly.

        Raises
        ------
        ProblemTooLargeError
            See `lilliput.games.power.swings.swings_by_size`.

        Examples
        --------
        >>> VotingGame(["A", "B", "C"], weights=[2, 1, 1], quota=3).count_winning()
        3
        """
        reduced = self.reduced()
        return reduced.in_all(*count_in_all(reduced))[0]

    @property
    def is_proper(self) -> Finding:
        """Whether no two winning coalitions are disjoint; the witness is two that are.

        Raises
        ------
        ProblemTooLargeError
            More than 28 players, with several rules or large weights.

        Examples
        --------
        >>> VotingGame(["A", "B"], weights=[1, 1], quota=1).is_proper
        Finding(proper: fails; {A} and {B} both win)
        """
        mask = winning_split(*self._parts())
        return split_finding("proper", self.players, mask, verdict="both win")

    @property
    def is_strong(self) -> Finding:
        """Whether the complement of each losing coalition wins; the witness is two that lose.

        Examples
        --------
        >>> VotingGame(["A", "B"], weights=[1, 1], quota=2).is_strong
        Finding(strong: fails; {A} and {B} both lose)
        """
        mask = losing_split(*self._parts(), wins=self._wins)
        return split_finding("strong", self.players, mask, verdict="both lose")

    def dual(self) -> Self:
        """Return the dual game, won by the coalitions without which the others lose.

        Examples
        --------
        >>> VotingGame(["A", "B", "C"], weights=[2, 1, 1], quota=3).dual()
        VotingGame(3 players: A, B, C; quota 2 of 4)
        """
        form = dual_rules(self.rules, self.alternatives)
        if self.vetoes:
            one_veto = (unanimity(self.n, self._veto())[0], Fraction(1))
            form = any_of(form, single(one_veto))
        return self.from_form(self.players, form)

    def to_coalitional(self) -> CoalitionalGame:
        """Return the game worth 1 to winning coalitions and 0 to others.

        Examples
        --------
        >>> VotingGame(["A", "B"], weights=[1, 1], quota=2).to_coalitional().worths.tolist()
        [0.0, 0.0, 0.0, 1.0]
        """
        return CoalitionalGame(self.players, self.winning_table().astype(np.float64))

    def __and__(self, other: object) -> Self:
        if not isinstance(other, VotingGame):
            return NotImplemented
        same = other._ordered_as(self)
        form = all_of((self.rules, self.alternatives), (same.rules, same.alternatives))
        return self.from_form(self.players, form, {*self.vetoes, *same.vetoes})

    def __or__(self, other: object) -> Self:
        if not isinstance(other, VotingGame):
            return NotImplemented
        same = other._ordered_as(self)
        common = set(self.vetoes) & set(same.vetoes)
        form = any_of(self._beside(common), same._beside(common))
        return self.from_form(self.players, form, common)

    def _ordered_as(self, other: "VotingGame") -> "VotingGame":
        """Return this game with the players in the order of another."""
        if set(self.players) != set(other.players):
            raise InvalidGameError(
                "games joined by & or | must have the same players, got "
                f"{name_list(other.players)} and {name_list(self.players)}"
            )
        order = [self.players.index(name) for name in other.players]
        rules = tuple((tuple(weights[i] for i in order), quota) for weights, quota in self.rules)
        return self.from_form(other.players, (rules, self.alternatives), self.vetoes)

    def _beside(self, common: set[str]) -> Form:
        """Return rules and alternatives in which vetoes other than the common ones are a rule."""
        form = self.rules, self.alternatives
        own = [name for name in self.vetoes if name not in common]
        if not own:
            return form
        rule = unanimity(self.n, mask_of(self.players, own, argument="vetoes: player"))
        return all_of(form, single(rule))

    def _key(self) -> tuple[object, ...]:
        sets = frozenset(frozenset(self.rules[k] for k in each) for each in self.alternatives)
        return self.players, sets, self.vetoes

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, VotingGame):
            return NotImplemented
        return self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def __repr__(self) -> str:
        vetoes = f"; vetoes: {name_list(self.vetoes)}" if self.vetoes else ""
        return (
            f"VotingGame({self.n} players: {name_list(self.players)}; "
            f"quota {form_text((self.rules, self.alternatives))}{vetoes})"
        )

    def _repr_html_(self) -> str:
        from lilliput.games.display.coalitional import voting

        return voting(self)

    def _repr_latex_(self) -> str | None:
        from lilliput.games.display.coalitional import voting_latex

        return voting_latex(self)
