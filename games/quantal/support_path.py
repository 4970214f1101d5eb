"""The equilibria of a game with a bonus t·g for playing strategies, as a path in t.

For large t the only equilibrium is that everyone plays its strategy of the largest bonus. From
there the path runs through cells, one for each choice of supports: inside a cell it is a smooth
curve on which all strategies played pay the same; it leaves the cell where a probability becomes 0
or a strategy that is not played becomes a best response. Wherever t = 0 the path is at an
equilibrium of the game itself, with index +1 if t falls there and −1 if it rises. (Govindan and
Wilson 2003; for two players the curves are straight, and this is Lemke's path.)
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import final

import numpy as np
from numpy.typing import NDArray

from lilliput.games.errors import SolverError
from lilliput.games.normal_form.deviations import Deviations

__all__ = ["Crossing", "support_path"]

Floats = NDArray[np.float64]

_FIRST_STEP = 0.1
_LONGEST_STEP = 0.2
_RETRIES = 12
_GROWTH = 2.0
_TARGET = 0.01
_LARGEST_CORRECTION = 0.06
_SMALLEST_STEP = 1e-12
_CORRECTIONS = 8
_SETTLED = 1e-8  # Newton's method squares the error
_OUTSIDE = -1e-9
_BEND = 0.5
_FLAT = 1e-7
_TIE = 1e-9
_REGULAR = 1e-8
_ZERO = 1e-11

Masks = NDArray[np.bool_]


@final
@dataclass(frozen=True, eq=False)
class Crossing:
    """Where the path meets t = 0.

    Parameters
    ----------
    p
        Probabilities of all players.
    index
        +1 if t falls there, −1 if it rises.
    regular
        Whether every best response is played: then the equilibrium is isolated and has that index.
    steps
        Points of the path up to here.
    """

    p: Floats
    index: int
    regular: bool
    steps: int


@final
@dataclass(frozen=True, eq=False)
class _Place:
    """A point x = (probabilities on the support, levels, t) of a cell, linearised.

    Parameters
    ----------
    on
        The cell: which strategies are played.
    x
        The point.
    value, jacobian
        The equations of the cell: what is played pays the level, and probabilities sum to 1.
    events, slopes
        By strategy what must not fall below 0, and its derivative in x: the probability of what
        is played, the loss from what is not.
    """

    on: Masks
    x: Floats
    value: Floats
    jacobian: Floats
    events: Floats
    slopes: Floats
    table: Floats


@final
@dataclass(frozen=True, eq=False)
class _Bonus:
    """A game with bonuses t·g."""

    deviations: Deviations
    g: Floats

    def place(self, on: Masks, x: Floats) -> _Place:
        """Linearise the equations of a cell at a point."""
        owners = self.deviations.owners
        n = len(self.deviations.sizes)
        p = np.zeros(on.size)
        p[on] = x[: -n - 1]
        values, table = self.deviations.values_and_jacobian(p)
        sums = (owners == np.arange(n)[:, None]).astype(float)
        gains = values + x[-1] * self.g - x[-n - 1 : -1][owners]
        rows = np.hstack([table[:, on], -sums.T, self.g[:, None]])
        totals = np.hstack([sums[:, on], np.zeros((n, n + 1))])
        value = np.concatenate([gains[on], sums @ p - 1])
        slopes = -rows
        slopes[on] = np.eye(x.size)[: int(on.sum())]
        return _Place(
            on, x, value, np.vstack([rows[on], totals]), np.where(on, p, -gains), slopes, table
        )

    def forward(self, here: _Place, direction: Floats) -> bool:
        """Whether the direction agrees with the orientation that the whole path has.

        In the coordinates z = p + payoff + bonus, of which p is the projection onto the simplices,
        the path is z − p − u(p) = t·g, and the determinant of its left side has the sign of −t'.
        """
        if abs(direction[-1]) < _FLAT:
            return True
        owners = self.deviations.owners
        together = (owners[:, None] == owners) & here.on[:, None] & here.on
        many = np.bincount(owners, weights=here.on)[owners]
        project = np.diag(here.on.astype(float)) - together / many
        sign = np.linalg.slogdet(np.eye(owners.size) - project - here.table @ project)[0]
        return bool(sign * direction[-1] <= 0)

    def solve(
        self,
        on: Masks,
        x: Floats,
        row: int,
        normal: Floats | None,
        largest: float = np.inf,
    ) -> _Place | None:
        """Return the point of the curve near x in the plane of a normal, or where an event is 0."""
        previous = np.inf
        for _ in range(_CORRECTIONS):
            here = self.place(on, x)
            last: Floats = here.slopes[row] if normal is None else normal
            target = -here.events[row] if normal is None else 0.0
            try:
                delta = np.linalg.solve(
                    np.vstack([here.jacobian, last]), np.append(-here.value, target)
                )
            except np.linalg.LinAlgError:
                return None
            length = float((np.abs(delta) / (1 + np.abs(x))).max())
            if not length <= largest or length > max(0.5 * previous, 1e-6):
                return None
            x = x + delta
            if length <= _SETTLED:
                return self.place(on, x)
            previous = length
        return None

    def at_zero(self, here: _Place, there: _Place, steps: int) -> Crossing | None:
        """Return the equilibrium where t = 0 between two points."""
        share = here.x[-1] / (here.x[-1] - there.x[-1])
        guess = here.x + share * (there.x - here.x)
        guess[-1] = 0.0
        found = self.solve(here.on, guess, 0, np.eye(guess.size)[-1])
        if found is None or found.events.min() < _OUTSIDE:
            return None
        p = np.zeros(here.on.size)
        p[here.on] = np.maximum(found.x[: int(here.on.sum())], 0.0)
        index = 1 if here.x[-1] > 0 else -1
        return Crossing(p, index, bool(found.events.min() > _REGULAR), steps)


def support_path(deviations: Deviations, g: Floats, *, max_steps: int) -> Iterator[Crossing]:
    """Yield the equilibria on the path of the bonus g, from t = +∞ to t = −∞.

    Parameters
    ----------
    deviations
        Payoffs of order 1.
    g
        One number a strategy; each player must have one largest.
    max_steps
        Points of the path after which to give up.

    Raises
    ------
    SolverError
        A path that meets several boundaries at once, or is longer than allowed.
    """
    game = _Bonus(deviations, g)
    here, direction = _start(game)
    step = _FIRST_STEP
    for count in range(1, max_steps + 1):
        pure = int(here.on.sum()) == len(deviations.sizes)
        straight = pure or len(deviations.sizes) <= 2
        ahead, event = _first_event(here, direction)
        if event is None and pure and direction[-1] < 0 and here.x[-1] <= 0:
            return
        if event is None and straight:
            longest = (abs(here.x[-1]) + 1) / max(abs(direction[-1]), 1e-6)
        else:
            longest = np.inf if straight else step
        for _ in range(_RETRIES):
            there, event, following = _advance(game, here, direction, longest, ahead)
            if abs(here.x[-1]) <= _ZERO or not _meets_zero(here, there):
                break
            crossing = game.at_zero(here, there, count)
            if crossing is not None:
                yield crossing
                break
            longest = 0.3 * min(longest, float(np.linalg.norm(there.x - here.x)))
        else:
            raise SolverError("an equilibrium on the path is singular: the game is degenerate")
        step = step if straight else following
        if event is None:
            here, direction = there, _tangent(there.jacobian, direction)
        else:
            here, direction = _pivot(game, there, event)
        step = min(step, _LONGEST_STEP)
    raise SolverError(f"max_steps: the path has more than {max_steps} points")


def _meets_zero(here: _Place, there: _Place) -> bool:
    """Whether t changes sign, or vanishes at the end, where degenerate games have boundaries."""
    return bool(here.x[-1] * there.x[-1] < 0 or abs(there.x[-1]) <= _ZERO)


def _start(game: _Bonus) -> tuple[_Place, Floats]:
    """Return a point with t so large that bonuses decide, and the direction of falling t."""
    sizes, owners = game.deviations.sizes, game.deviations.owners
    n = len(sizes)
    on = np.zeros(owners.size, dtype=bool)
    for i in range(n):
        own = np.where(owners == i, game.g, -np.inf)
        best = int(np.argmax(own))
        near = np.flatnonzero(own >= own[best] - _TIE * (1 + abs(own[best])))
        if near.size > 1:
            raise SolverError("the largest bonus of a player must be its only largest")
        on[best] = True
    values = game.deviations.values(on.astype(float))
    lead = game.g[on][owners] - game.g
    need = values - values[on][owners]
    t = max(0.0, float((need[~on] / lead[~on]).max(initial=0.0))) + 1.0
    levels = values[on] + t * game.g[on]
    direction = np.concatenate([np.zeros(n), -game.g[on], [-1.0]])
    place = game.place(on, np.concatenate([np.ones(n), levels, [t]]))
    return place, direction / np.linalg.norm(direction)


def _first_event(here: _Place, direction: Floats) -> tuple[float, int | None]:
    """Return how far along the tangent the first boundary is, and which."""
    speed = here.slopes @ direction
    falling = speed < -1e-14
    if not falling.any():
        return np.inf, None
    distance = np.full(speed.size, np.inf)
    distance[falling] = np.maximum(here.events[falling], 0.0) / -speed[falling]
    event = int(np.argmin(distance))
    return float(distance[event]), event


def _advance(
    game: _Bonus, here: _Place, direction: Floats, step: float, ahead: float
) -> tuple[_Place, int | None, float]:
    """Return the next point, the boundary that it is on if any, and the next step."""
    length = min(step, ahead if np.isinf(step) else 1.5 * ahead)
    while length > _SMALLEST_STEP or ahead <= _SMALLEST_STEP:
        if length >= ahead:
            reached = _boundary(game, here, direction, here.x + ahead * direction, None)
            if reached is not None:
                return (*reached, step)
            if ahead <= _SMALLEST_STEP:
                break
        guess = here.x + length * direction
        there = game.solve(here.on, guess, 0, direction, _LARGEST_CORRECTION)
        if there is not None and _smooth(game, here, there, direction):
            if there.events.min() >= _OUTSIDE:
                error = float(np.abs(there.x - guess).max())
                ratio = np.sqrt(_TARGET / max(error, 1e-12))
                return there, None, length * float(np.clip(ratio, 0.4, _GROWTH))
            reached = _boundary(game, here, direction, here.x, there)
            if reached is not None:
                return (*reached, step)
        length /= 2
    raise SolverError("the path meets several boundaries at once: the game or ray is degenerate")


def _smooth(game: _Bonus, here: _Place, there: _Place, direction: Floats) -> bool:
    """Whether the curve bends little and no boundary was crossed and crossed back."""
    after = _tangent(there.jacobian, direction)
    if after @ direction < _BEND or not game.forward(there, after):
        return False
    length = float(direction @ (there.x - here.x))
    fall, rise = here.slopes @ direction * length, there.slopes @ after * length
    start, end = np.maximum(here.events, 0.0), there.events
    dips = (fall < 0) & (rise > 0) & (end >= 0)
    if not dips.any():
        return True
    s = np.linspace(0, 1, 17)[:, None]
    between = (
        (1 + 2 * s) * (1 - s) ** 2 * start
        + s * (1 - s) ** 2 * fall
        + s**2 * (3 - 2 * s) * end
        + s**2 * (s - 1) * rise
    )
    return bool((between[:, dips] >= _OUTSIDE).all())


def _boundary(
    game: _Bonus, here: _Place, direction: Floats, guess: Floats, beyond: _Place | None
) -> tuple[_Place, int] | None:
    """Return the first boundary of the cell on the way to a guess or to a point beyond it."""
    if beyond is not None:
        out = beyond.events < 0
        share = np.full(out.size, np.inf)
        start = np.maximum(here.events, 0.0)
        share[out] = start[out] / (start[out] - beyond.events[out])
        event = int(np.argmin(share))
        guess = here.x + share[event] * (beyond.x - here.x)
    else:
        event = _first_event(here, direction)[1] or 0
    for _ in range(4):
        found = game.solve(here.on, guess, event, None)
        way = np.inf if found is None else float(direction @ (found.x - here.x))
        back = way < -_TIE or (way < _TIE and here.slopes[event] @ direction > 0)
        if found is None or back:
            return None
        worst = int(np.argmin(found.events))
        if found.events[worst] >= _OUTSIDE:
            near = float(np.abs(found.x - guess).max()) <= _LARGEST_CORRECTION * (
                1 + abs(found.x[-1])
            )
            return (found, event) if near and _smooth(game, here, found, direction) else None
        event, guess = worst, found.x
    return None


def _pivot(game: _Bonus, there: _Place, event: int) -> tuple[_Place, Floats]:
    """Enter the cell on the other side of a boundary; the event of the strategy grows there."""
    n = len(game.deviations.sizes)
    others = np.delete(there.events, event)
    if others.size and others.min() <= _TIE:
        raise SolverError(
            "the path meets several boundaries at once: the game or ray is degenerate"
        )
    p = np.zeros(there.on.size)
    p[there.on] = there.x[: -n - 1]
    on = there.on.copy()
    on[event] = ~on[event]
    p[event] = 0.0
    here = game.place(on, np.concatenate([p[on], there.x[-n - 1 :]]))
    matrix = np.vstack([here.jacobian, here.slopes[event]])
    try:
        direction = np.linalg.solve(matrix, np.eye(matrix.shape[0])[-1])
    except np.linalg.LinAlgError:
        direction = np.full(matrix.shape[0], np.inf)
    size = float(np.linalg.norm(direction))
    if not size < 1e13:
        raise SolverError(
            "the path meets several boundaries at once: the game or ray is degenerate"
        )
    if not game.forward(here, direction / size):
        raise SolverError("the path was lost: a step had left it")
    return here, direction / size


def _tangent(jacobian: Floats, direction: Floats) -> Floats:
    matrix = np.vstack([jacobian, direction])
    try:
        found = np.linalg.solve(matrix, np.eye(direction.size)[-1])
    except np.linalg.LinAlgError:
        return direction
    return found / np.linalg.norm(found)
