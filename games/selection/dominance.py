"""Payoff dominance and risk dominance among equilibria."""

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np

from lilliput.games.arithmetic import as_printed
from lilliput.games.equilibria.solution import Equilibrium
from lilliput.games.normal_form import NormalFormGame

__all__ = ["deviation_losses", "payoff_dominant", "risk_dominant"]


def payoff_dominant(payoffs: Sequence[Sequence[Any]], tols: Sequence[Any]) -> list[int]:
    """Return the equilibria that nobody would exchange for any other of the list.

    Several are returned only if they give everybody the same.

    Parameters
    ----------
    payoffs
        Of each equilibrium, to each player.
    tols
        Differences that do not count, for each player.
    """
    return [
        k
        for k, mine in enumerate(payoffs)
        if all(
            a >= b - tol for other in payoffs for a, b, tol in zip(mine, other, tols, strict=True)
        )
    ]


def risk_dominant(game: NormalFormGame, equilibria: Sequence[Equilibrium]) -> tuple[list[int], str]:
    """Return the strict equilibrium that risk-dominates every other, and a remark if none does.

    Of two strict equilibria s and t of two players, the one with the larger product of losses from
    deviating to the other is risk-dominant (Harsanyi and Selten 1988, Nash product property).
    Products are compared exactly, float payoffs as the decimals that they print as.
    """
    if game.n != 2:
        return [], "defined here for two players; see tracing"
    strict = [k for k, found in enumerate(equilibria) if found.strict]
    if not strict:
        return [], "no strict equilibrium"
    beaten = set()
    for one, other in combinations(strict, 2):
        first, second = deviation_losses(game, equilibria[one], equilibria[other])
        if first is None:
            return [], "two strict equilibria share a strategy: no product of losses"
        if first <= second:
            beaten.add(one)
        if second <= first:
            beaten.add(other)
    best = [k for k in strict if k not in beaten]
    return best, "" if best else "no equilibrium risk-dominates all others"


def deviation_losses(game: NormalFormGame, one: Equilibrium, other: Equilibrium) -> tuple[Any, Any]:
    """Return the products of losses from deviating at one equilibrium to the other, and back.

    None where a player plays the same in both.
    """
    cells = []
    for found in (one, other):
        cells.append(
            tuple(
                own.index(found.supports[p][0])
                for p, own in zip(game.players, game.strategies, strict=True)
            )
        )
    (i, j), (k, m) = cells
    if i == k or j == m:
        return None, None
    A, B = (as_printed(table[np.ix_([i, k], [j, m])]) for table in game.payoffs)
    return (
        (A[0, 0] - A[1, 0]) * (B[0, 0] - B[0, 1]),
        (A[1, 1] - A[0, 1]) * (B[1, 1] - B[1, 0]),
    )
