"""Ordinal potentials: one function that rises whenever a mover gains, by levels of improvement.

An ordinal potential exists iff no cycle of unilateral moves that lose nothing has one that gains
(Voorneveld and Norde 1997); a generalised ordinal potential iff no cycle of moves all gain, which
is the finite improvement property (Monderer and Shapley 1996). The moves in each line of profiles,
in which one player's strategy varies, are put in order of its payoff; only neighbours are linked.
"""

from collections import deque
from collections.abc import Iterator
from math import prod
from typing import Any

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array
from lilliput.games.dominance.tables import in_kind, profile_index
from lilliput.games.errors import ProblemTooLargeError
from lilliput.games.findings import Finding
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.normal_form.required import require_numbers
from lilliput.games.potential.function import Cell, Potential, cycle_finding

__all__ = ["ordinal_potential"]

_LARGEST_NUMBER_OF_MOVES = 2 * 10**7


def ordinal_potential(game: NormalFormGame, *, generalised: bool = False) -> Potential:
    """Return an ordinal potential of a game, or an improvement cycle that rules it out.

    Parameters
    ----------
    game
        A normal-form game with numeric payoffs; floats count as the decimals that they print as.
    generalised
        Whether the potential need only rise when a mover gains; if not, it must also stay the same
        when the mover's payoff does.

    Returns
    -------
    Potential
        Its values are levels, integers from 0: the longest chain of gains that leads to a profile.
        Its maximisers are pure equilibria. When there is none, a shortest cycle through some gain.

    Raises
    ------
    UnsupportedNumberError
        Symbolic payoffs.
    ProblemTooLargeError
        More than 20 million moves.

    References
    ----------
    Voorneveld, M., and Norde, H. (1997). A characterization of ordinal potential games. Games and
    Economic Behavior 19:235–242. Monderer, D., and Shapley, L. (1996). Potential games. Games and
    Economic Behavior 14:124–143, lemma 2.5. doi:10.1006/game.1996.0044

    Examples
    --------
    >>> sexes = NormalFormGame.from_bimatrix([[2, 0], [0, 1]], [[1, 0], [0, 2]])
    >>> ordinal_potential(sexes)
    Potential(ordinal; largest at (1, 1), (2, 2))
    >>> pennies = NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    >>> ordinal_potential(pennies)
    Potential(ordinal: none; nobody loses and someone gains along (2, 1) → (1, 1) → (1, 2) → (2, 2) → (2, 1))
    """  # noqa: E501 - a finding prints on one line
    require_numbers(game)
    _check_moves(game.n * prod(game.shape))
    kind: Any = "generalised ordinal" if generalised else "ordinal"
    start, end, gains = _moves(game, ties=not generalised)
    group, levels, bad = _levels(prod(game.shape), start, end, gains)
    if bad is not None:
        cycle = _shortest_cycle(game, int(start[bad]), int(end[bad]), ties=not generalised)
        says = "everyone gains" if generalised else "nobody loses and someone gains"
        return Potential(game, kind, cycle_finding(game, kind, cycle, says), None)
    values = pd.Series(in_kind(game, levels[group].tolist()), profile_index(game), name="potential")
    return Potential(game, kind, Finding(f"{kind} potential", True), values)


def _moves(game: NormalFormGame, *, ties: bool) -> tuple[Array, Array, Array]:
    """Return start and end of the moves that link all moves without loss, and whether they gain.

    With `ties`, profiles between which a mover is indifferent are linked both ways; without, each
    is linked to all those of the next payoff.
    """
    positions = np.arange(prod(game.shape)).reshape(game.shape)
    starts, ends = [positions[:0].ravel()], [positions[:0].ravel()]
    gains = [np.zeros(0, dtype=bool)]
    for i in range(game.n):
        values = np.moveaxis(game.payoffs[i], i, -1).reshape(-1, game.shape[i])
        places = np.moveaxis(positions, i, -1).reshape(-1, game.shape[i])
        order = np.argsort(values, axis=1, kind="stable")
        values = np.take_along_axis(values, order, axis=1)
        places = np.take_along_axis(places, order, axis=1)
        rises = values[:, 1:] > values[:, :-1]
        if ties:
            starts += [places[:, :-1].ravel(), places[:, 1:][~rises]]
            ends += [places[:, 1:].ravel(), places[:, :-1][~rises]]
            gains += [rises.ravel(), np.zeros(int((~rises).sum()), dtype=bool)]
            continue
        below, above = _next_up(rises, places)
        starts.append(below)
        ends.append(above)
        gains.append(np.ones(len(below), dtype=bool))
    return np.concatenate(starts), np.concatenate(ends), np.concatenate(gains)


def _next_up(rises: Array, places: Array) -> tuple[Array, Array]:
    """Link each profile to all those of the next payoff in its line, which is in order."""
    count, size = places.shape
    fresh = np.concatenate([np.ones((count, 1), dtype=bool), rises], axis=1)
    tier = fresh.ravel().cumsum() - 1  # runs of equal payoffs, line after line
    begin = np.flatnonzero(fresh)
    length = np.diff(np.append(begin, fresh.size))
    last = np.append(begin[1:] % size == 0, True)  # the top run of a line leads nowhere
    number = np.where(last, 0, np.append(length[1:], 0))[tier]
    _check_moves(int(number.sum()))
    offset = np.arange(number.sum()) - np.repeat(number.cumsum() - number, number)
    above = np.repeat(np.append(begin[1:], 0)[tier], number) + offset
    return np.repeat(places.ravel(), number), places.ravel()[above]


def _check_moves(moves: int) -> None:
    if moves > _LARGEST_NUMBER_OF_MOVES:
        raise ProblemTooLargeError(
            f"game: {moves:.2g} moves between profiles, at most {_LARGEST_NUMBER_OF_MOVES:.0e} are "
            "allowed; eliminate dominated strategies first"
        )


def _levels(size: int, start: Array, end: Array, gains: Array) -> tuple[Array, Array, int | None]:
    """Return the group of each profile, the level of each group, and a gain within a group."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    graph = coo_array((np.ones(len(start)), (start, end)), shape=(size, size)).tocsr()
    count, group = connected_components(graph, directed=True, connection="strong")
    inside = np.flatnonzero(gains & (group[start] == group[end]))
    if len(inside):
        return group, np.zeros(count, dtype=int), int(inside[0])
    tail, head = group[start[gains]], group[end[gains]]
    order = np.argsort(tail, kind="stable")
    head = head[order]
    first = np.searchsorted(tail[order], np.arange(count + 1))
    pending = np.bincount(head, minlength=count)
    levels = np.zeros(count, dtype=int)
    ready = deque(np.flatnonzero(pending == 0).tolist())
    while ready:
        k = ready.popleft()
        for other in head[first[k] : first[k + 1]].tolist():
            levels[other] = max(levels[other], levels[k] + 1)
            pending[other] -= 1
            if pending[other] == 0:
                ready.append(other)
    return group, levels, None


def _shortest_cycle(game: NormalFormGame, start: int, end: int, *, ties: bool) -> list[Cell]:
    """Return a shortest cycle that begins with a given move; there is one.

    From the profiles reached last, a mover reaches whatever in their line is above the least.
    """
    first, second = (tuple(map(int, np.unravel_index(k, game.shape))) for k in (start, end))
    steps = np.full(game.shape, -1)
    steps[second] = 0
    for count in range(1, steps.size + 1):
        if steps[first] >= 0:
            break
        reached = np.zeros(game.shape, dtype=bool)
        for i, values in enumerate(game.payoffs):
            least = np.where(steps == count - 1, values, np.inf).min(axis=i, keepdims=True)
            reached |= np.asarray(values >= least if ties else values > least, dtype=bool)
        steps[reached & (steps < 0)] = count
    path = [first]
    while path[-1] != second:
        path.append(next(_one_step_before(game, steps, path[-1], ties=ties)))
    return [first, *reversed(path)]


def _one_step_before(
    game: NormalFormGame, steps: Array, cell: Cell, *, ties: bool
) -> Iterator[Cell]:
    """Yield profiles that are reached one step earlier, from which a mover reaches the cell."""
    for i, values in enumerate(game.payoffs):
        line: tuple[Any, ...] = (*cell[:i], slice(None), *cell[i + 1 :])
        below = values[line] <= values[cell] if ties else values[line] < values[cell]
        for k in np.flatnonzero(below & (steps[line] == steps[cell] - 1)):
            yield (*cell[:i], int(k), *cell[i + 1 :])
