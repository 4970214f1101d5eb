"""Incentives against one-shot deviations as polynomials in the discount factor.

With average payoffs, V = (1−δ) u + δ V' along the path, and a deviation is not worthwhile iff
V ≥ (1−δ) d + δ p, where d is the best alternative's payoff and p what follows it. On a cycle of
length L the value is a polynomial over 1 + δ + … + δ^{L−1}; so each condition says that a
polynomial is not negative.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, final

from lilliput.games.arithmetic import Array
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.repeated.automata import Machine, orbit
from lilliput.games.repeated.discounting import polynomial
from lilliput.games.repeated.paths import Cell

__all__ = ["Incentive", "best_deviation", "machine_incentives", "path_incentives"]


@final
@dataclass(frozen=True)
class Incentive:
    """That a player does not want to deviate at one place.

    Parameters
    ----------
    place
        ``"prefix 1"``, ``"cycle 1"`` … on a path, or the state of an automaton.
    player
        A position.
    strategy
        The deviation, a position: the best one on a path.
    numerator, denominator
        Their quotient is V − (1−δ) d − δ p; the denominator is positive on [0, 1).
    """

    place: str
    player: int
    strategy: int
    numerator: Any
    denominator: Any


def best_deviation(payoffs: Array, player: int, cell: Cell) -> tuple[Fraction, int] | None:
    """Return the largest payoff of another strategy and that strategy; None if there is none."""
    size = payoffs.shape[player + 1]
    line = [payoffs[(player, *cell[:player], k, *cell[player + 1 :])] for k in range(size)]
    others = [k for k in range(size) if k != cell[player]]
    if not others:
        return None
    best = max(others, key=line.__getitem__)
    return line[best], best


def path_incentives(
    payoffs: Array, prefix: Sequence[Cell], cycle: Sequence[Cell], threats: Sequence[Any]
) -> list[Incentive]:
    """Return the conditions along a path, if a deviation is followed by an average payoff.

    Parameters
    ----------
    payoffs
        The tensor, in Fractions.
    prefix, cycle
        The path, as positions.
    threats
        For each player a polynomial in δ.
    """
    one, delta = polynomial([Fraction(1)]), polynomial([Fraction(0), Fraction(1)])
    length = polynomial([Fraction(1)] * len(cycle))
    places = [("prefix", k + 1, cell) for k, cell in enumerate(prefix)]
    places += [("cycle", k + 1, cell) for k, cell in enumerate(cycle)]
    found = []
    for i in range(len(payoffs)):
        flows = [payoffs[(i, *cell)] for cell in cycle]
        values = [polynomial(flows[t:] + flows[:t]) for t in range(len(cycle))]
        first = values[0]
        for cell in reversed(prefix):
            now = polynomial([payoffs[(i, *cell)]])
            first = (one - delta) * length * now + delta * first
            values.insert(0, first)
        for (kind, number, cell), value in zip(places, values, strict=True):
            best = best_deviation(payoffs, i, cell)
            if best is None:
                continue
            tempted = (one - delta) * polynomial([best[0]]) + delta * threats[i]
            gap = value - length * tempted
            found.append(Incentive(f"{kind} {number}", i, best[1], gap, length))
    return found


def machine_incentives(game: NormalFormGame, payoffs: Array, states: Machine) -> list[Incentive]:
    """Return the conditions in every state of an automaton, one a strategy that is not played."""
    one, delta = polynomial([Fraction(1)]), polynomial([Fraction(0), Fraction(1)])
    found = []
    for i in range(game.n):
        values = [_state_value(payoffs, states, i, k) for k in range(len(states.states))]
        for k, cell in enumerate(states.played):
            top, bottom = values[k]
            for b in range(game.shape[i]):
                if b == cell[i]:
                    continue
                other = (*cell[:i], b, *cell[i + 1 :])
                after, scale = values[int(states.following[k][other])]
                now = (one - delta) * polynomial([payoffs[(i, *other)]])
                gap = top * scale - bottom * (scale * now + delta * after)
                found.append(Incentive(states.states[k], i, b, gap, bottom * scale))
    return found


def _state_value(payoffs: Array, states: Machine, player: int, start: int) -> tuple[Any, Any]:
    """Return a player's average payoff from a state as a quotient of polynomials."""
    one, delta = polynomial([Fraction(1)]), polynomial([Fraction(0), Fraction(1)])
    prefix, cycle = orbit(states, start)
    length = polynomial([Fraction(1)] * len(cycle))
    value = polynomial([payoffs[(player, *states.played[k])] for k in cycle])
    for k in reversed(prefix):
        now = polynomial([payoffs[(player, *states.played[k])]])
        value = (one - delta) * length * now + delta * value
    return value, length
