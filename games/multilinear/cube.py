"""All equilibria of games of three players with two strategies each, in exact arithmetic.

A profile is a point (x, y, z) of the cube, the probabilities of the first strategies. What a player
gains from its first strategy over its second is bilinear in the other two probabilities. On each
of the 27 faces the equilibria solve equations of which at most one is quadratic, so that their
coordinates are a + b√d, and every comparison is decided.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise, product
from typing import Any

from lilliput.games.arithmetic import Array
from lilliput.games.multilinear.surd import Number, Surd, quadratic_roots, sign

__all__ = ["CubeEquilibria", "cube_equilibria", "feasible_interval"]

Point = tuple[Number, ...]
_ZERO, _ONE = Fraction(0), Fraction(1)


@dataclass
class CubeEquilibria:
    """The equilibria found.

    Parameters
    ----------
    points
        Each once; of a continuum, all corners of the pieces of which it consists (parallel segments
        and boxes, in which each player mixes its two ends independently of the others).
    indices
        +1 or −1 of those that are regular, else None.
    continuum
        Whether there are infinitely many.
    curved
        Whether some lie on pieces of another kind, curves or parts of a face that curves bound.
        Their extent is not given.
    """

    points: list[Point] = field(default_factory=list)
    indices: list[int | None] = field(default_factory=list)
    continuum: bool = False
    curved: bool = False

    def add(self, point: Point, index: int | None) -> None:
        """Add a point unless it is there."""
        point = tuple(x.a if isinstance(x, Surd) and not x.b else x for x in point)
        if point not in self.points:
            self.points.append(point)
            self.indices.append(index)

    def add_segment(self, point: Sequence[Any], free: int) -> None:
        """Add both ends of the line through the cube along which one probability is free."""
        self.continuum = True
        for end in (_ZERO, _ONE):
            self.add(tuple(end if k == free else x for k, x in enumerate(point)), None)

    def add_piece(self, *, curved: bool) -> None:
        """Note a piece of a continuum; its corners are on other faces unless it is curved."""
        self.continuum = True
        self.curved |= curved


def cube_equilibria(gains: Sequence[Array]) -> CubeEquilibria:
    """Return the equilibria of a 2 × 2 × 2 game.

    Parameters
    ----------
    gains
        For each player a 2 × 2 array of integers: its payoff from its first strategy minus that
        from its second, by the strategies of the other two in their order.

    Examples
    --------
    Nau, Gomez Canovas and Hansen (2004): the only equilibrium has irrational probabilities.

    >>> import numpy as np
    >>> gains = [[[3, 1], [-1, -2]], [[-2, -1], [1, 3]], [[2, 0], [0, -3]]]
    >>> [point] = cube_equilibria(np.array(gains, dtype=object)).points
    >>> [round(float(x), 6) for x in point]
    [0.619233, 0.479804, 0.378825]
    """
    # value[i][a, b]: the gain of player i where the others' probabilities are a, b ∈ {0, 1}
    value: list[Any] = [
        [[int(table[1 - a, 1 - b]) for b in (0, 1)] for a in (0, 1)] for table in gains
    ]
    found = CubeEquilibria()
    for face in product((1, 0, None), repeat=3):
        free = [i for i in range(3) if face[i] is None]
        if len(free) < 2:
            _corner_or_edge(value, face, free, found)
        elif len(free) == 2:
            _side(value, face, free, found)
        else:
            _interior(value, found)
    return found


def feasible_interval(functions: Sequence[tuple[Any, Any]]) -> tuple[Fraction, Fraction] | None:
    """Return where in [0, 1] functions that are linear, given by their two end values, are ≥ 0.

    Examples
    --------
    >>> feasible_interval([(-1, 1), (2, -1)])
    (Fraction(1, 2), Fraction(2, 3))
    """
    low, high = _ZERO, _ONE
    for left, right in functions:
        if left < 0 and right < 0:
            return None
        if left < 0:
            low = max(low, Fraction(left) / (left - right))
        elif right < 0:
            high = min(high, Fraction(left) / (left - right))
    return (low, high) if low <= high else None


def _gain(value: Any, player: int, point: Sequence[Any]) -> Any:
    """Return what a player gains from its first strategy at a point."""
    a, b = (point[k] for k in range(3) if k != player)
    (low, up), (right, both) = value[player]
    return low + (right - low) * a + (up - low) * b + (both - right - up + low) * (a * b)


def _wanted(face: Sequence[Any], player: int) -> int:
    """Return the sign that the gain of a player of a pure strategy must not contradict."""
    return 1 if face[player] == 1 else -1


def _line(value: Any, player: int, face: Sequence[Any], free: int) -> tuple[Any, Any]:
    """Return a player's gain at both ends of a line along which one probability is free."""
    ends = [[end if k == free else face[k] for k in range(3)] for end in (0, 1)]
    return _gain(value, player, ends[0]), _gain(value, player, ends[1])


def _corner_or_edge(value: Any, face: Any, free: list[int], found: CubeEquilibria) -> None:
    if not free:
        margins = [_wanted(face, i) * _gain(value, i, face) for i in range(3)]
        if min(margins) >= 0:
            found.add(tuple(Fraction(x) for x in face), 1 if min(margins) > 0 else None)
        return
    own = free[0]
    if _gain(value, own, face) == 0:  # its own probability plays no part
        _segment(value, face, own, [i for i in range(3) if i != own], found)


def _segment(
    value: Any, face: Sequence[Any], free: int, pure: list[int], found: CubeEquilibria
) -> None:
    """Add the part of a line on which the players of pure strategies do not want to deviate."""
    lines = []
    for i in pure:
        ends = _line(value, i, face, free)
        lines.append((_wanted(face, i) * ends[0], _wanted(face, i) * ends[1]))
    part = feasible_interval(lines)
    if part is None or (part[0] == part[1] and part[0] in (0, 1)):
        return  # an end belongs to another face
    for end in part:
        found.add(tuple(end if k == free else Fraction(face[k]) for k in range(3)), None)
    found.continuum |= part[0] < part[1]


def _side(value: Any, face: Any, free: list[int], found: CubeEquilibria) -> None:
    """Search a face on which two players mix: each makes the other indifferent."""
    i, j = free
    k = 3 - i - j
    line = {i: _line(value, j, face, i), j: _line(value, i, face, j)}
    zero = [m for m in free if line[m] == (0, 0)]
    rest = [m for m in free if m not in zero]
    if any(line[m][0] * line[m][1] >= 0 for m in rest):
        return
    point = list(face)
    for m in rest:
        point[m] = Fraction(line[m][0], line[m][0] - line[m][1])
    if not zero:
        margin = _wanted(face, k) * sign(_gain(value, k, point))
        if margin >= 0:
            slopes = (line[i][1] - line[i][0]) * (line[j][1] - line[j][0])
            found.add(tuple(Fraction(x) for x in point), -sign(slopes) if margin else None)
    elif rest:
        _segment(value, point, zero[0], [k], found)
    else:
        corners = [_wanted(face, k) * entry for row in value[k] for entry in row]
        if max(corners) > 0 or not any(corners):
            found.add_piece(curved=min(corners) < 0 and not _one_sided(value[k]))


def _one_sided(table: Any) -> bool:
    """Whether a gain depends on at most one of the two probabilities."""
    (low, up), (right, both) = table
    return bool((low == up and right == both) or (low == right and up == both))


def _interior(value: Any, found: CubeEquilibria) -> None:
    """Search for equilibria in which all three mix.

    Players 0 and 1 are indifferent where a·y + b = 0 and c·x + d = 0, with a, b, c, d linear in z;
    put into the equation of player 2, these leave a quadratic equation in z.
    """
    flat = [[entry for row in table for entry in row] for table in value]
    if any(any(entries) and min(entries) * max(entries) >= 0 for entries in flat):
        return
    nothing = [i for i in range(3) if not any(flat[i])]  # whose gain is 0 whatever the others do
    if len(nothing) >= 2:
        found.add_piece(curved=not all(_one_sided(table) for table in value))
        return
    turn = (nothing[0] + 1) % 3 if nothing else 0  # makes that player the last
    value = _rotated(value, turn)
    turned = CubeEquilibria()
    _all_mix(value, turned)
    for point, index in zip(turned.points, turned.indices, strict=True):
        found.add(tuple(point[(k - turn) % 3] for k in range(3)), index)
    found.continuum |= turned.continuum
    found.curved |= turned.curved


def _rotated(value: Any, turn: int) -> Any:
    """Return the gains with the players in cyclic order from a given one."""
    result = []
    for k in range(3):
        table = value[(k + turn) % 3]
        first, second = ((j + turn) % 3 for j in range(3) if j != k)
        result.append(table if first < second else [list(row) for row in zip(*table, strict=True)])
    return result


def _all_mix(value: Any, found: CubeEquilibria) -> None:
    """Solve for z, then for x and y."""
    (a, b), (c, d) = _pencil(value[0]), _pencil(value[1])
    (low, up), (right, both) = value[2]
    terms = [
        (both - right - up + low, _times(d, b)),
        (low - right, _times(d, a)),
        (low - up, _times(b, c)),
        (low, _times(a, c)),
    ]
    quadratic = [sum(factor * term[k] for factor, term in terms) for k in range(3)]
    if not any(quadratic):
        _curve(value, [a, b, c, d], found)
        return
    for z in quadratic_roots(*quadratic):
        if sign(z) > 0 and sign(1 - z) > 0:
            _above(value, [(p[0] + p[1] * z) for p in (a, b, c, d)], z, found)


def _pencil(table: Any) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return slope and constant in the first probability, each linear in the second."""
    (low, up), (right, both) = table
    return (right - low, both - right - up + low), (low, up - low)


def _times(first: tuple[int, int], second: tuple[int, int]) -> tuple[int, int, int]:
    """Multiply two linear polynomials."""
    cross = first[0] * second[1] + first[1] * second[0]
    return first[0] * second[0], cross, first[1] * second[1]


def _above(value: Any, lines: list[Any], z: Number, found: CubeEquilibria) -> None:
    """Add the mixed equilibria with a given probability z."""
    a, b, c, d = lines
    if any(sign(slope) == 0 and sign(rest) != 0 for slope, rest in ((a, b), (c, d))):
        return
    if sign(a) == 0 and sign(c) == 0:  # both are indifferent whatever the other does
        found.add_piece(curved=True)
        return
    y = _root(-b, a) if sign(a) else None
    x = _root(-d, c) if sign(c) else None
    if x is None or y is None:
        given = [x, y, z]
        free = given.index(None)
        if not _inside(given[1 - free]):
            return
        ends = _line(value, 2, given, free)
        if sign(ends[0]) == 0 and sign(ends[1]) == 0:
            found.add_segment(given, free)
            return
        if sign(ends[0]) * sign(ends[1]) >= 0:
            return
        given[free] = _root(ends[0], ends[0] - ends[1])
        x, y = given[0], given[1]
    point: Point = (x, y, z)  # type: ignore[assignment]  # neither is None any more
    if all(_inside(coordinate) for coordinate in point):
        found.add(point, _regular_index(value, point))


def _root(numerator: Any, denominator: Any) -> Number:
    return numerator / denominator


def _inside(x: Any) -> bool:
    return sign(x) > 0 and sign(1 - x) > 0


def _regular_index(value: Any, point: Point) -> int | None:
    """Return the sign of the determinant of minus the derivatives of the gains."""
    slope = {}
    for i in range(3):
        for j in range(3):
            if i != j:
                ends = _line(value, i, point, j)
                slope[i, j] = ends[1] - ends[0]
    first = slope[0, 1] * slope[1, 2] * slope[2, 0]
    return -sign(first + slope[0, 2] * slope[2, 1] * slope[1, 0]) or None


def _curve(value: Any, lines: list[tuple[int, int]], found: CubeEquilibria) -> None:
    """Search a curve of solutions, one for each z, and lines across it where slopes vanish."""
    a, b, c, d = lines
    signs = [a, b, (a[0] + b[0], a[1] + b[1]), c, d, (c[0] + d[0], c[1] + d[1])]
    breaks = {_ZERO, _ONE}
    for constant, slope in signs:
        if slope and 0 < Fraction(-constant, slope) < 1:
            breaks.add(Fraction(-constant, slope))
    stops = sorted(breaks)
    straight = a[0] * b[1] == a[1] * b[0] and c[0] * d[1] == c[1] * d[0]
    for left, right in pairwise(stops):
        z = (left + right) / 2
        at = [constant + slope * z for constant, slope in signs]
        if at[1] * at[2] < 0 and at[4] * at[5] < 0:
            if straight:
                found.add_segment((-at[4] / at[3], -at[1] / at[0], z), 2)
            else:
                found.add_piece(curved=True)
    for z in stops[1:-1]:
        at = [constant + slope * z for constant, slope in lines]
        if at[0] == 0 or at[2] == 0:
            _above(value, at, z, found)
