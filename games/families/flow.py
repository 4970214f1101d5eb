"""Flow games: players own the arcs of a network and earn what flows from source to sink.

Players join one by one, depth first, each on top of the largest flow without them, so that a
coalition takes only the augmenting paths that its last member opens. Every smallest cut found
bounds all coalitions at once; where the bound is already reached, no search is needed.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from lilliput.games.arithmetic import Array, kind_of, number_array, to_float
from lilliput.games.checks import check_names, check_table_fits
from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.errors import InvalidGameError, ProblemTooLargeError
from lilliput.games.tables import subset_sums

__all__ = ["flow_game"]

_MOST_PLAYERS = 20
_ROUNDING = 1e-12

Arc = tuple[str, str, Any, str]


def flow_game(
    arcs: Iterable[Arc], *, source: str, sink: str, players: Iterable[str] | None = None
) -> CoalitionalGame:
    """Return the game of the largest flows: v(S) uses the arcs that members of S own.

    Every flow game is totally balanced, and every totally balanced game with no negative worth is
    one: paying for the arcs of a smallest cut is in the core.

    Parameters
    ----------
    arcs
        Tuples (from, to, capacity ≥ 0, owner): directed arcs between named nodes, each owned by a
        player.
    source, sink
        The names of the nodes between which to flow.
    players
        The players in order; by default the owners, in order of first appearance.

    Raises
    ------
    InvalidGameError
        An arc that is not such a tuple, a negative capacity, or an owner who is no player.
    ProblemTooLargeError
        More than 20 players.

    References
    ----------
    Kalai, E. and Zemel, E. (1982). Totally balanced games and games of flow. Mathematics of
    Operations Research 7. doi:10.1287/moor.7.3.476

    Examples
    --------
    >>> arcs = [("s", "a", 3, "A"), ("a", "t", 2, "B"), ("s", "t", 1, "C")]
    >>> flow_game(arcs, source="s", sink="t").worths.tolist()
    [0.0, 0.0, 0.0, 2.0, 1.0, 1.0, 1.0, 3.0]
    """
    given = list(arcs)
    for arc in given:
        if isinstance(arc, str) or not isinstance(arc, Sequence) or len(arc) != 4:
            raise InvalidGameError(f"arcs must be (from, to, capacity, owner), got {arc!r}")
    entries = [tuple(arc) for arc in given]
    names = check_names(
        dict.fromkeys(arc[3] for arc in entries) if players is None else players, least=0
    )
    for arc in entries:
        if arc[3] not in names:
            raise InvalidGameError(f"arcs must be owned by players, got the owner {arc[3]!r}")
    if source == sink:
        raise InvalidGameError(f"source and sink must be two nodes, got {source!r} for both")
    if len(names) > _MOST_PLAYERS:
        raise ProblemTooLargeError(
            f"flow_game solves 2**n flows and allows {_MOST_PLAYERS} players, got {len(names)}"
        )
    check_table_fits(len(names), copies=4)
    return CoalitionalGame(names, _Flows(entries, source, sink, names).worths())


class _Flows:
    """A network with its owners, and the smallest cuts found so far."""

    def __init__(
        self, arcs: list[tuple[Any, ...]], source: str, sink: str, players: tuple[str, ...]
    ) -> None:
        capacity = number_array(
            [arc[2] for arc in arcs],
            argument="arcs: capacity",
            error=InvalidGameError,
            label=lambda k: str(arcs[k]),
        )
        if kind_of(capacity) == "symbolic":
            capacity = to_float(capacity, argument="arcs: capacity")
        for arc, number in zip(arcs, capacity, strict=True):
            if number < 0:
                raise InvalidGameError(f"arcs must have a capacity >= 0, got {arc}")
        nodes = list(dict.fromkeys([source, sink, *(name for arc in arcs for name in arc[:2])]))
        self.n = len(players)
        self.capacity = capacity
        self.tails = [nodes.index(arc[0]) for arc in arcs]
        self.heads = [nodes.index(arc[1]) for arc in arcs]
        self.owned: list[list[int]] = [[] for _ in players]
        for k, arc in enumerate(arcs):
            self.owned[players.index(arc[3])].append(k)
        self.leaving: list[list[int]] = [[] for _ in nodes]  # arcs 2k forward, 2k+1 backward
        for k, (tail, head) in enumerate(zip(self.tails, self.heads, strict=True)):
            self.leaving[tail].append(2 * k)
            self.leaving[head].append(2 * k + 1)
        largest = capacity.sum() if len(capacity) else 0
        self.zero = _ROUNDING * float(largest) if kind_of(capacity) == "float" else 0
        self.bounds = np.full(2**self.n, largest, dtype=capacity.dtype)

    def worths(self) -> Array:
        """Return the largest flow of each coalition."""
        nothing = self.capacity.sum() * 0 if len(self.capacity) else 0.0
        self.add_cut({0})
        self.visit(0, 0, [nothing] * (2 * len(self.capacity)), nothing)
        return self.bounds

    def visit(self, mask: int, first: int, residual: list[Any], flow: Any) -> None:
        """Settle the coalitions that add players from `first` on to one whose flow is given."""
        for i in range(first, self.n):
            grown = mask | 1 << i
            opened = residual.copy()
            for k in self.owned[i]:
                opened[2 * k] = self.capacity[k]
            value = flow
            while self.bounds[grown] - value > self.zero:
                added = self.augment(opened)
                if added is None:
                    break
                value = value + added
            self.visit(grown, i + 1, opened, value)

    def augment(self, residual: list[Any]) -> Any:
        """Push flow along a shortest augmenting path; without one, keep the smallest cut."""
        reached: dict[int, int] = {0: -1}
        queue = deque([0])
        while queue and 1 not in reached:
            node = queue.popleft()
            for arc in self.leaving[node]:
                end = self.tails[arc >> 1] if arc & 1 else self.heads[arc >> 1]
                if end not in reached and residual[arc] > self.zero:
                    reached[end] = arc
                    queue.append(end)
        if 1 not in reached:
            self.add_cut(set(reached))
            return None
        path, node = [], 1
        while node != 0:
            arc = reached[node]
            path.append(arc)
            node = self.heads[arc >> 1] if arc & 1 else self.tails[arc >> 1]
        pushed = min(residual[arc] for arc in path)
        for arc in path:
            residual[arc] = residual[arc] - pushed
            residual[arc ^ 1] = residual[arc ^ 1] + pushed
        return pushed

    def add_cut(self, side: set[int]) -> None:
        """Bound every coalition by its arcs that leave a set of nodes with the source."""
        share = np.zeros(self.n, dtype=self.capacity.dtype)
        if len(self.capacity):
            share[:] = self.capacity[0] * 0
        for i, arcs in enumerate(self.owned):
            for k in arcs:
                if self.tails[k] in side and self.heads[k] not in side:
                    share[i] += self.capacity[k]
        self.bounds = np.minimum(self.bounds, subset_sums(share))
