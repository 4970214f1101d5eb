"""Which coalitions proposers build so that given prices are an equilibrium: the prices' proof.

At prices x all cheapest coalitions are known, and so is how often each player must be included.
Whether some mixture of cheapest coalitions does that is a linear programme with a row a player and
a row a proposer, whose columns are named one at a time at the current duals.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lilliput.games.arithmetic import Array, object_array, over_one_denominator
from lilliput.games.errors import SolverError
from lilliput.games.linear import solve_exactly
from lilliput.games.offers.legislative_problem import LegislativeProblem
from lilliput.games.revised_simplex import Entering, maximise

__all__ = ["Mixture", "Proposals", "find_proposals"]

_TIED = 1e-11
_ZERO = 1e-9
_LAST_DIGITS = Fraction(1, 10**30)

Mixture = tuple[NDArray[np.int64], list[Fraction]]


@dataclass(frozen=True, eq=False)
class Proposals:
    """Mixed proposals that make prices an equilibrium.

    Parameters
    ----------
    mixtures
        For each proposer the rows of the coalitions that it builds, with probabilities.
    costs
        What each proposer pays in all.
    residual
        The largest error of x_i/δ_i = p_i(1 − c_i) + r_i x_i, and the most by which a coalition
        that is used costs more than the cheapest; 0 is exact.
    """

    mixtures: dict[int, Mixture]
    costs: dict[int, Fraction]
    residual: Fraction


def find_proposals(
    problem: LegislativeProblem, prices: list[Fraction], *, exact: bool
) -> Proposals | None:
    """Return proposals under which the prices are an equilibrium, None if there are none.

    Parameters
    ----------
    problem
        The problem.
    prices
        x_i ≥ 0 of the priced players.
    exact
        Whether ties must hold exactly; otherwise up to what floats resolve.
    """
    ties, costs = problem.cheapest(prices)
    if not exact:
        ties = problem.tied(np.array([float(price) for price in prices]), _TIED)
    slack = Fraction(0) if exact else _LAST_DIGITS
    needed = _inclusion(problem, prices, costs, slack)
    if needed is None:
        return None
    mixtures = _uniform(problem, ties, needed) or _mixed(problem, ties, needed, exact=exact)
    if mixtures is None:
        return None
    residual = _residual(problem, prices, costs, mixtures, inexact=not exact)
    if residual > slack:
        return None
    return Proposals(mixtures, costs, residual)


def _inclusion(
    problem: LegislativeProblem,
    prices: list[Fraction],
    costs: dict[int, Fraction],
    slack: Fraction,
) -> list[Fraction | None] | None:
    """Return how often others must include each priced player; None where its price is 0."""
    needed: list[Fraction | None] = []
    for player, price in zip(problem.priced, prices, strict=True):
        chance = problem.recognition[player]
        kept = chance * (1 - costs[player])
        if price == 0:
            if kept != 0:
                return None
            needed.append(None)
            continue
        share = 1 / problem.discount[player] - kept / price
        if not -slack <= share <= 1 - chance + slack:
            return None
        needed.append(min(max(share, Fraction(0)), 1 - chance))
    return needed


def _uniform(
    problem: LegislativeProblem,
    ties: dict[int, NDArray[np.int64]],
    needed: list[Fraction | None],
) -> dict[int, Mixture] | None:
    """Try proposals that choose among all cheapest coalitions with equal probability."""
    totals = [Fraction(0)] * len(needed)
    for player, rows in ties.items():
        counts = problem.partners(player)[rows].sum(axis=0).tolist()
        scale = problem.recognition[player] / len(rows)
        totals = [total + scale * count for total, count in zip(totals, counts, strict=True)]
    if any(want is not None and want != got for want, got in zip(needed, totals, strict=True)):
        return None
    return {j: (rows, [Fraction(1, len(rows))] * len(rows)) for j, rows in ties.items()}


def _mixed(
    problem: LegislativeProblem,
    ties: dict[int, NDArray[np.int64]],
    needed: list[Fraction | None],
    *,
    exact: bool,
) -> dict[int, Mixture] | None:
    """Find a basic mixture by the simplex method in floats, and its amounts exactly."""
    programme = _Programme(problem, ties, needed)
    right = programme.right
    size = len(right)
    start = [-1 - row for row in range(size)]
    try:
        found = maximise(
            right.astype(np.float64), start, np.full(size, -1.0), programme.cheapest_column
        )
    except SolverError:
        return None
    if found.value < -_ZERO:
        return None
    labels = found.labels
    amounts = programme.amounts(labels)
    if amounts is None:
        return None
    if exact and any(
        amount < 0 or (label < 0 and amount != 0)
        for label, amount in zip(labels, amounts, strict=True)
    ):
        again = maximise(
            right,
            start,
            object_array([Fraction(-1)] * size),
            lambda prices: programme.cheapest_column(prices, exact=True),
        )
        if again.value != 0:
            return None
        labels, amounts = again.labels, list(again.amounts)
    return programme.mixtures(labels, amounts)


class _Programme:
    """Columns (player, coalition): e_S for the members it pays, and one in the proposer's row."""

    def __init__(
        self,
        problem: LegislativeProblem,
        ties: dict[int, NDArray[np.int64]],
        needed: list[Fraction | None],
    ) -> None:
        self.problem = problem
        rows = [i for i, want in enumerate(needed) if want is not None]
        self.players = list(ties)
        self.ties = ties
        self.paid = {j: problem.partners(j)[chosen][:, rows] for j, chosen in ties.items()}
        self.floats = {j: paid.astype(np.float64) for j, paid in self.paid.items()}
        self.wide = max(len(chosen) for chosen in ties.values())
        want = [needed[i] for i in rows]
        self.right = object_array([*want, *(problem.recognition[j] for j in self.players)])

    def cheapest_column(self, prices: Array, *, exact: bool = False) -> Entering | None:
        """Return the column that earns most at the duals, if it earns anything."""
        best: tuple[Any, int, int] = (0 if exact else _ZERO, -1, -1)
        among = len(prices) - len(self.players)
        for position, player in enumerate(self.players):
            paid = self.paid[player] if exact else self.floats[player]
            earned = -(paid @ prices[:among]) - prices[among + position]
            k = int(np.argmax(earned))
            if earned[k] > best[0]:
                best = (earned[k], position, k)
        if best[1] < 0:
            return None
        label = best[1] * self.wide + best[2]
        column = self.column(label)
        if exact:
            return label, object_array([Fraction(int(entry)) for entry in column]), Fraction(0)
        return label, column.astype(np.float64), 0.0

    def column(self, label: int) -> NDArray[np.int64]:
        """Return the column of a label; negative labels are the unit columns of the start."""
        size = len(self.right)
        column = np.zeros(size, dtype=np.int64)
        if label < 0:
            column[-1 - label] = 1
            return column
        position, k = divmod(label, self.wide)
        among = size - len(self.players)
        column[:among] = self.paid[self.players[position]][k]
        column[among + position] = 1
        return column

    def amounts(self, labels: list[int]) -> list[Fraction] | None:
        """Return the exact amounts of basic columns."""
        matrix = np.column_stack([self.column(label) for label in labels])
        return solve_exactly(matrix.tolist(), list(self.right))

    def mixtures(self, labels: list[int], amounts: list[Fraction]) -> dict[int, Mixture]:
        """Read the proposers' mixtures off a basis."""
        chosen: dict[int, list[tuple[int, Fraction]]] = {j: [] for j in self.players}
        for label, amount in sorted(zip(labels, amounts, strict=True)):
            if label >= 0 and amount > 0:
                position, k = divmod(label, self.wide)
                player = self.players[position]
                chance = self.problem.recognition[player]
                chosen[player].append((int(self.ties[player][k]), amount / chance))
        return {
            j: (np.array([row for row, _ in pairs], dtype=np.int64), [y for _, y in pairs])
            for j, pairs in chosen.items()
        }


def _residual(
    problem: LegislativeProblem,
    prices: list[Fraction],
    costs: dict[int, Fraction],
    mixtures: dict[int, Mixture],
    *,
    inexact: bool,
) -> Fraction:
    """Return the largest error: of the equations, of probabilities, of what a coalition costs."""
    among = [Fraction(0)] * len(prices)
    worst = Fraction(0)
    for player, (rows, weights) in mixtures.items():
        worst = max(worst, abs(1 - sum(weights, Fraction(0))))
        numerators, common = over_one_denominator(weights)
        paid = problem.partners(player)[rows]
        counts = object_array(numerators) @ paid
        scale = problem.recognition[player] / common
        among = [total + scale * count for total, count in zip(among, counts, strict=True)]
        if inexact:
            dearest: Fraction = max((paid @ object_array(prices)).tolist())
            worst = max(worst, dearest - costs[player])
    for i, player in enumerate(problem.priced):
        kept = problem.recognition[player] * (1 - costs[player])
        value = prices[i] / problem.discount[player]
        worst = max(worst, abs(value - kept - among[i] * prices[i]))
    return worst
