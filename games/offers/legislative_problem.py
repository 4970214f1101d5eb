"""Legislative bargaining in numbers: who may propose, how patient, which coalitions suffice.

A player without recognition or with discount factor 0 accepts anything, so it is left out of the
coalitions: what remains is a positive price for each of the others.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lilliput.games.arithmetic import Array, object_array, over_one_denominator

__all__ = ["LegislativeProblem", "reduced_problem"]

_SLACK = 1e-9
_LARGEST_INTEGER = 2**62


@dataclass(frozen=True, eq=False)
class LegislativeProblem:
    """Recognition, discount factors and minimal winning coalitions among the priced players.

    Parameters
    ----------
    recognition, discount
        Fractions, one for each of n players.
    priced
        The positions of the players with p_i > 0 and δ_i > 0, m of them.
    members
        Shape (K, m), bool: the minimal sets of priced players who must agree.
    """

    recognition: list[Fraction]
    discount: list[Fraction]
    priced: list[int]
    members: NDArray[np.bool_]

    @cached_property
    def incidence(self) -> NDArray[np.int64]:
        """The members as integers."""
        return self.members.astype(np.int64)

    @property
    def proposers(self) -> list[int]:
        """The players who may be recognised."""
        return [j for j, chance in enumerate(self.recognition) if chance > 0]

    def column(self, player: int) -> int | None:
        """Return the column of a player, None if it accepts anything."""
        return self.priced.index(player) if player in self.priced else None

    def partners(self, player: int) -> NDArray[np.int64]:
        """Return whom a proposer pays in each coalition, shape (K, m)."""
        column = self.column(player)
        if column is None:
            return self.incidence
        paid = self.incidence.copy()
        paid[:, column] = 0
        return paid

    def tied(self, prices: Array, slack: float) -> dict[int, NDArray[np.int64]]:
        """Return for each proposer the coalitions within `slack` of its cheapest, in floats."""
        costs = self.members.astype(np.float64) @ prices.astype(np.float64)
        found = {}
        for player in self.proposers:
            column = self.column(player)
            own = 0.0 if column is None else float(prices[column])
            paid = costs if column is None else costs - own * self.members[:, column]
            found[player] = np.flatnonzero(paid <= paid.min() + slack)
        return found

    def cheapest(
        self, prices: list[Fraction]
    ) -> tuple[dict[int, NDArray[np.int64]], dict[int, Fraction]]:
        """Return for each proposer all its cheapest coalitions, and their cost, exactly.

        Coalitions that are dearer by more than floats can err are left out unseen.
        """
        numerators, common = over_one_denominator(prices)
        near = self.tied(np.array([float(price) for price in prices]), _SLACK)
        weights = object_array(numerators)
        if sum(numerators) < _LARGEST_INTEGER:
            weights = weights.astype(np.int64)
        seen = np.unique(np.concatenate(list(near.values()))) if near else np.zeros(0, np.int64)
        totals = (
            self.incidence[seen].astype(weights.dtype) @ weights
            if len(weights)
            else np.zeros(len(seen), np.int64)
        )
        ties, costs = {}, {}
        for player, candidates in near.items():
            column = self.column(player)
            paid = totals[np.searchsorted(seen, candidates)]
            if column is not None:
                paid = (
                    paid
                    - self.incidence[candidates, column].astype(weights.dtype) * weights[column]
                )
            least = paid.min()
            ties[player] = candidates[paid == least]
            costs[player] = Fraction(int(least), common)
        return ties, costs


def reduced_problem(
    coalitions: Iterable[Iterable[int]], recognition: list[Fraction], discount: list[Fraction]
) -> LegislativeProblem:
    """Leave the players who accept anything out of the minimal winning coalitions.

    Parameters
    ----------
    coalitions
        The minimal winning coalitions as positions of players.
    recognition, discount
        Fractions, by player.
    """
    n = len(recognition)
    rows = [sum(1 << i for i in coalition) for coalition in coalitions]
    priced = [i for i in range(n) if recognition[i] > 0 and discount[i] > 0]
    if len(priced) < n:
        keep = sum(1 << i for i in priced)
        rows = _minimal({row & keep for row in rows})
    members = np.array([[row >> i & 1 for i in priced] for row in rows], dtype=bool)
    return LegislativeProblem(recognition, discount, priced, members.reshape(len(rows), -1))


def _minimal(masks: set[int]) -> list[int]:
    """Return the masks that contain no other."""
    kept: list[int] = []
    for mask in sorted(masks, key=lambda each: (each.bit_count(), each)):
        if not any(other & mask == other for other in kept):
            kept.append(mask)
    return kept
