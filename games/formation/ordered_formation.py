"""Coalitions that form one after the other, when players differ and propose in an order.

The first player in the order who is still free proposes a coalition of free players. The others in
it answer; if all agree it forms and leaves. After a refusal, either the proposer stays alone, which
makes a finite game, or whoever refused proposes next (Bloch 1996).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, final

import pandas as pd

from lilliput.games.arithmetic import Array
from lilliput.games.checks import index_of
from lilliput.games.coalitional import members_of
from lilliput.games.errors import InvalidArgumentError, ProblemTooLargeError
from lilliput.games.formation.comparing import check_choice, column_ranks
from lilliput.games.formation.naming import Structure, structure_label
from lilliput.games.formation.sequential_sizes import SIZE_TIES, SizeTies
from lilliput.games.formation.structure_payoffs import (
    StructurePayoffs,
    require_structure_payoffs,
)
from lilliput.games.partition.structures import restricted_growth, structure_ranks

__all__ = ["OrderedFormation", "ordered_formation"]

Refusal = Literal["alone", "proposes"]
_MOST_PLAYERS = {"alone": 8, "proposes": 6}

State = tuple[int, ...]


@final
@dataclass(frozen=True, eq=False, repr=False)
class OrderedFormation:
    """Coalitions in the order in which they form.

    Parameters
    ----------
    players
        All players.
    coalitions
        In order of formation; none if no equilibrium was found.
    payoffs
        What each player gets at the end; None if no equilibrium was found.
    unsolved
        The coalitions that have formed where no equilibrium was found, else None.
    parameters
        The order, what a refusal means, and the rule for ties.

    Examples
    --------
    >>> found = ordered_formation(StructurePayoffs(["A", "B"], [[2, 2], [1, 1]]))
    >>> found
    OrderedFormation({A, B})
    """

    players: tuple[str, ...]
    coalitions: tuple[frozenset[str], ...]
    payoffs: pd.Series | None
    unsolved: tuple[frozenset[str], ...] | None
    parameters: dict[str, Any]

    @property
    def structure(self) -> Structure | None:
        """The structure that forms, or None if no equilibrium was found."""
        return None if self.payoffs is None else frozenset(self.coalitions)

    def __repr__(self) -> str:
        if self.payoffs is None:
            where = [structure_label(frozenset([c]), self.players) for c in self.unsolved or ()]
            return f"OrderedFormation(none found; after {', '.join(where) or 'no coalition'})"
        parts = [structure_label(frozenset([c]), self.players) for c in self.coalitions]
        return f"OrderedFormation({', then '.join(parts)})"

    def _repr_html_(self) -> str:
        from lilliput.games.display.agreements import ordered_formation

        return ordered_formation(self)


def ordered_formation(
    payoffs: StructurePayoffs,
    *,
    order: Iterable[str] | None = None,
    refusal: Refusal = "alone",
    ties: SizeTies = "largest",
) -> OrderedFormation:
    """Return the coalitions that form when players propose in an order.

    Parameters
    ----------
    payoffs
        What every player gets in every structure.
    order
        All players, those who propose earlier first; by default the order of the payoffs.
    refusal
        ``"alone"``: a proposer who is refused stays alone. The game is finite and solved by
        backward induction; who is indifferent agrees. For at most 8 players. ``"proposes"``: who
        refuses proposes next, without end and without cost. What is returned is an equilibrium in
        stationary strategies in which every proposal is accepted and nobody would gain by letting
        another propose first, wherever the game stands; there may be none, or several. For at
        most 6 players.
    ties
        Among equally good coalitions the ``"largest"`` is proposed, or the ``"smallest"``; of these
        the one whose members come first in the order. With ``"proposes"`` equilibria are looked for
        in that order, and the first one is taken.

    Returns
    -------
    OrderedFormation
        The coalitions in the order of formation, and payoffs.

    Raises
    ------
    ProblemTooLargeError
        Too many players; `bloch_sizes` treats many if they are alike.
    UnsupportedNumberError
        Symbolic payoffs.

    References
    ----------
    Bloch, F. (1996). Sequential formation of coalitions in games with externalities and fixed
    payoff division. Games and Economic Behavior 14:90–123. doi:10.1006/game.1996.0043

    Examples
    --------
    Of five Cournot oligopolists the first to speak stays alone, and the others merge:

    >>> from fractions import Fraction
    >>> def profit(structure):
    ...     share = {block: Fraction(1, len(block) * (len(structure) + 1) ** 2)
    ...              for block in structure}
    ...     return {player: share[block] for block in structure for player in block}
    >>> game = StructurePayoffs.from_function(["A", "B", "C", "D", "E"], profit)
    >>> ordered_formation(game, order=["C", "A", "B", "D", "E"])
    OrderedFormation({C}, then {A, B, D, E})
    """
    require_structure_payoffs(payoffs)
    check_choice(refusal, _MOST_PLAYERS, argument="refusal")
    check_choice(ties, SIZE_TIES, argument="ties")
    names = payoffs.players if order is None else tuple(order)
    places = [index_of(payoffs.players, name, argument="order: player") for name in names]
    if sorted(places) != list(range(payoffs.n)):
        raise InvalidArgumentError(
            f"order must hold every player once, got {', '.join(map(str, names))}"
        )
    if payoffs.n > _MOST_PLAYERS[refusal]:
        raise ProblemTooLargeError(
            f"payoffs: {payoffs.n} players, at most {_MOST_PLAYERS[refusal]} are allowed for "
            f"refusal={refusal!r}; bloch_sizes treats many players who are alike"
        )
    solver = _Solver(column_ranks(payoffs.payoffs), places, refusal, ties)
    row = solver.outcome(())
    parameters = {"order": names, "refusal": refusal, "ties": ties}
    if row is None:
        unsolved = tuple(members_of(mask, payoffs.players) for mask in solver.unsolved)
        return OrderedFormation(payoffs.players, (), None, unsolved, parameters)
    state: State = ()
    while solver.free(state):
        state = (*state, solver.choice[frozenset(state)])
    coalitions = tuple(members_of(mask, payoffs.players) for mask in state)
    series = payoffs.payoff(coalitions)
    return OrderedFormation(payoffs.players, coalitions, series, None, parameters)


class _Solver:
    """Outcomes of all states; a state is the set of coalitions that have formed."""

    def __init__(self, ranks: Array, places: list[int], refusal: str, ties: str) -> None:
        self.ranks, self.places, self.refusal = ranks, places, refusal
        self.n = len(places)
        self.choice: dict[frozenset[int], int] = {}
        self.rows: dict[frozenset[int], int | None] = {}
        self.unsolved: State = ()
        sign = -1 if ties == "largest" else 1
        self.masks = sorted(
            range(1, 2**self.n),
            key=lambda m: (sign * m.bit_count(), [k for k, i in enumerate(places) if m >> i & 1]),
        )

    def free(self, state: State) -> int:
        return 2**self.n - 1 - sum(state)

    def outcome(self, state: State) -> int | None:
        """Return the row of the structure that follows, or None if there is no equilibrium."""
        key = frozenset(state)
        if key not in self.rows:
            self.rows[key] = self._solve(state, key)
        return self.rows[key]

    def _solve(self, state: State, key: frozenset[int]) -> int | None:
        free = self.free(state)
        if not free:
            labels = [next(k for k, m in enumerate(state) if m >> i & 1) for i in range(self.n)]
            return int(structure_ranks(restricted_growth(labels)))
        after: dict[int, int] = {}
        for mask in self.masks:
            if mask & ~free == 0:
                row = self.outcome((*state, mask))
                if row is None:
                    return None
                after[mask] = row
        proposer = next(i for i in self.places if free >> i & 1)
        if self.refusal == "alone":
            chosen = self._best(after, proposer)
        else:
            players = [i for i in self.places if free >> i & 1]
            plan = self._stationary(after, players, {}, {})
            if plan is None:
                self.unsolved = state
                return None
            chosen = plan[proposer]
        self.choice[key] = chosen
        return after[chosen]

    def _best(self, after: dict[int, int], proposer: int) -> int:
        """Return the best coalition for the proposer that none of the others refuses."""
        alone = self.ranks[after[1 << proposer]]
        accepted = [
            mask
            for mask, row in after.items()
            if mask >> proposer & 1
            and all(
                self.ranks[row, j] >= alone[j]
                for j in range(self.n)
                if mask >> j & 1 and j != proposer
            )
        ]
        return max(accepted, key=lambda mask: self.ranks[after[mask], proposer])

    def _stationary(
        self, after: dict[int, int], players: list[int], plan: dict[int, int], worth: dict[int, int]
    ) -> dict[int, int] | None:
        """Complete a plan of proposals in which each player gets the same wherever it is proposed.

        `worth` is what players get who are in a proposal so far. No coalition may be as good as
        that for all its members and better for one, and nobody may gain from another's proposal.
        """
        for mask, row in after.items():
            members = [j for j in players if mask >> j & 1]
            if all(j in worth for j in members):
                gains = [int(self.ranks[row, j]) - worth[j] for j in members]
                if min(gains) >= 0 and max(gains) > 0:
                    return None
        if len(plan) == len(players):
            waits = any(
                self.ranks[after[mask], i] > worth[i] for mask in plan.values() for i in players
            )
            return None if waits else plan
        i = next(j for j in players if j not in plan)
        for mask, row in after.items():
            if not mask >> i & 1:
                continue
            own = {j: int(self.ranks[row, j]) for j in players if mask >> j & 1}
            if all(worth.get(j, value) == value for j, value in own.items()):
                found = self._stationary(after, players, {**plan, i: mask}, {**worth, **own})
                if found is not None:
                    return found
        return None
