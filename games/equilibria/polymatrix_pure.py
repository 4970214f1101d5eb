"""All pure equilibria of a polymatrix game, by dynamic programming along an order of the players.

Players choose one after the other. The rest of the search depends on little: for each player with
neighbours still to choose, on its own choice and on how far each alternative is ahead so far.
Partial profiles that agree on this are merged, so that lines, and players that are alike, take few
states; a profile in which some alternative can no longer be caught up with is dropped.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from lilliput.games.arithmetic import Array, over_one_denominator
from lilliput.games.errors import ProblemTooLargeError
from lilliput.games.normal_form.polymatrix import PolymatrixGame

__all__ = ["PureSearch", "pure_search"]

_AHEAD_FOR_GOOD = None  # in place of the lead of an alternative that can never win

State = tuple[Any, ...]


@dataclass(frozen=True)
class PureSearch:
    """The states that lead to a pure equilibrium, layer by layer.

    Parameters
    ----------
    order
        In which players choose, by position.
    layers
        For each player in order, state to the (earlier state, choice) that lead there.
    count
        Number of pure equilibria.
    """

    order: list[int]
    layers: list[dict[State, list[tuple[State, int]]]]
    count: int

    def profiles(self) -> Iterator[tuple[int, ...]]:
        """Yield the equilibria as strategy positions; every branch of the search ends at one."""
        choices = [0] * len(self.order)
        stack: list[tuple[int, State, int | None]] = [(len(self.order), (), None)]
        while stack:
            depth, state, choice = stack.pop()
            if choice is not None:
                choices[self.order[depth]] = choice
            if depth == 0:
                yield tuple(choices)
                continue
            for before, chosen in reversed(self.layers[depth - 1].get(state, [])):
                stack.append((depth - 1, before, chosen))


def pure_search(game: PolymatrixGame, *, max_states: int = 500_000) -> PureSearch:
    """Find and count all pure equilibria of a polymatrix game, exactly.

    Parameters
    ----------
    game
        With numeric payoffs; floats are the decimals that they print as.
    max_states
        The most states of all layers.

    Raises
    ------
    ProblemTooLargeError
        More states are needed.

    Examples
    --------
    Of 40 players on a line each wants to differ from its neighbours. In equilibrium everyone
    differs from one of them at least, which has 2·F₃₉ solutions:

    >>> names = [f"p{k}" for k in range(40)]
    >>> line = PolymatrixGame.from_graph(names, list(zip(names, names[1:])), [[0, 1], [1, 0]])
    >>> pure_search(line).count
    126491972
    """
    plan = _Plan(game)
    layers: list[dict[State, list[tuple[State, int]]]] = []
    reached: dict[State, int] = {plan.start(): 1}
    states = 0
    for depth in range(game.n):
        layer: dict[State, list[tuple[State, int]]] = {}
        counts: dict[State, int] = {}
        for state, ways in reached.items():
            for choice in range(game.shape[plan.order[depth]]):
                after = plan.choose(depth, state, choice)
                if after is not None:
                    layer.setdefault(after, []).append((state, choice))
                    counts[after] = counts.get(after, 0) + ways
            if states + len(layer) > max_states:
                raise ProblemTooLargeError(
                    f"the search for pure equilibria needs more than max_states={max_states} "
                    f"states at player {depth + 1} of {game.n}; allow more, or find one "
                    'equilibrium with method="lemke"'
                )
        states += len(layer)
        layers.append(layer)
        reached = counts
    return PureSearch(plan.order, layers, reached.get((), 0))


class _Plan:
    """The order of the players, and what a choice changes."""

    def __init__(self, game: PolymatrixGame) -> None:
        self.tables = _integers(game)
        self.shape = game.shape
        self.neighbours: list[list[int]] = [[] for _ in range(game.n)]
        for i, j in self.tables:
            self.neighbours[i].append(j)
        self.order = self._narrow_order()
        place = {player: depth for depth, player in enumerate(self.order)}
        self.live: list[list[int]] = [[]]  # before each depth, who has a part in the state
        for depth in range(game.n):
            self.live.append(
                [
                    i
                    for i in range(game.n)
                    if (place[i] <= depth or any(place[j] <= depth for j in self.neighbours[i]))
                    and (place[i] > depth or any(place[j] > depth for j in self.neighbours[i]))
                ]
            )
        self.rest = self._what_may_come(place)

    def start(self) -> State:
        return ()

    def choose(self, depth: int, state: State, choice: int) -> State | None:
        """Return the state after a choice of the next player; None if it cannot be in equilibrium.

        Parameters
        ----------
        depth
            How many players have chosen.
        state
            For each live player its choice, −1 if it has none yet, and the leads of its strategies.
        choice
            Of the next player.
        """
        known = dict(zip(self.live[depth], state, strict=True))
        own = self.order[depth]
        _, leads = known.get(own, (-1, (0,) * self.shape[own]))
        known[own] = (choice, tuple(lead - leads[choice] for lead in leads))
        for i in self.neighbours[own]:
            chosen, leads = known.get(i, (-1, (0,) * self.shape[i]))
            gains = self.tables[i, own][choice]
            base = gains[max(chosen, 0)]
            known[i] = (
                chosen,
                tuple(
                    lead if lead is _AHEAD_FOR_GOOD else lead + gain - base
                    for lead, gain in zip(leads, gains, strict=True)
                ),
            )
        for i in (own, *self.neighbours[own]):
            chosen, leads = known[i]
            if chosen >= 0:
                settled = self._settled(depth, i, chosen, leads)
                if settled is None:
                    return None
                known[i] = (chosen, settled)
            else:
                known[i] = (chosen, tuple(lead - leads[0] for lead in leads))
        return tuple(known[i] for i in self.live[depth + 1])

    def _settled(
        self, depth: int, player: int, chosen: int, leads: tuple[Any, ...]
    ) -> tuple[Any, ...] | None:
        """Return the leads of alternatives, less those that cannot win; None if one has won."""
        least, most = self.rest[depth, player]
        kept: list[Any] = []
        for k, lead in enumerate(leads):
            if lead is _AHEAD_FOR_GOOD or k == chosen or lead + most[chosen][k] <= 0:
                kept.append(_AHEAD_FOR_GOOD)
            elif lead + least[chosen][k] > 0:
                return None
            else:
                kept.append(lead)
        return tuple(kept)

    def _narrow_order(self) -> list[int]:
        """Order players so that few have chosen and wait for neighbours, greedily."""
        order: list[int] = []
        left = set(range(len(self.shape)))
        touched: set[int] = set()
        while left:
            pool = touched & left or left
            best = min(pool, key=lambda i: (len(set(self.neighbours[i]) & left - touched), i))
            order.append(best)
            left.remove(best)
            touched |= {best, *self.neighbours[best]}
        return order

    def _what_may_come(self, place: dict[int, int]) -> dict[tuple[int, int], Any]:
        """Return by depth and player how alternatives may gain on choices from later players."""
        rest = {}
        for depth, own in enumerate(self.order):
            for i in (own, *self.neighbours[own]):
                size = self.shape[i]
                least = [[0] * size for _ in range(size)]
                most = [[0] * size for _ in range(size)]
                later = [self.tables[i, j] for j in self.neighbours[i] if place[j] > depth]
                for columns, s, t in product(later, range(size), range(size)):
                    steps = [column[t] - column[s] for column in columns]
                    least[s][t] += min(steps)
                    most[s][t] += max(steps)
                rest[depth, i] = (least, most)
        return rest


def _integers(game: PolymatrixGame) -> dict[tuple[int, int], list[list[int]]]:
    """Return what each player gets from each neighbour as integers, by the neighbour's strategy."""
    tables: dict[tuple[int, int], Array] = game.to_exact().matrices()
    numbers, _ = over_one_denominator(entry for table in tables.values() for entry in table.flat)
    whole, start = {}, 0
    for (i, j), table in tables.items():
        rows, columns = table.shape
        block = numbers[start : start + table.size]
        start += table.size
        whole[i, j] = [[block[s * columns + t] for s in range(rows)] for t in range(columns)]
    return whole
