"""Half-spaces A x ≤ b: read, closed under disposal, and widened to take in more points.

By Farkas' lemma every inequality that holds on a non-empty {x : A x ≤ b} is μA x ≤ μb + s with
μ, s ≥ 0. Those that hold on a larger set are a cone in (μ, s), whose extreme rays describe it.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from lilliput.games.arithmetic import Array, Kind, number_array
from lilliput.games.bargaining.build import common_kind, rational
from lilliput.games.bargaining.geometry import Rows, extreme_rays, whole
from lilliput.games.checks import name_list
from lilliput.games.errors import InvalidGameError

__all__ = ["disposal_closure", "read_halfspaces", "widened"]


def read_halfspaces(A: Any, b: Any, names: tuple[str, ...], *others: Array) -> tuple[Rows, Kind]:
    """Return checked half-spaces in Fractions, and the kind of all numbers together."""
    left = number_array(A, argument="A", error=InvalidGameError)
    right = number_array(b, argument="b", error=InvalidGameError)
    if left.ndim != 2 or left.shape[1] != len(names) or not len(left):
        raise InvalidGameError(
            f"A must have a row a half-space and {len(names)} columns ({name_list(names)}), got "
            f"shape {left.shape}"
        )
    if right.shape != left.shape[:1]:
        raise InvalidGameError(
            f"b must have one entry for each of the {len(left)} rows of A, got shape {right.shape}"
        )
    matrix, bounds = rational(left, "A").tolist(), rational(right, "b").tolist()
    rows = [(tuple(row), bound) for row, bound in zip(matrix, bounds, strict=True)]
    return _distinct(rows), common_kind(left, right, *others)


def disposal_closure(rows: Rows) -> Rows:
    """Return the half-spaces of all that lies below a solution of the given ones.

    Examples
    --------
    >>> one, two = Fraction(1), Fraction(2)
    >>> closed = disposal_closure([((one, -one), Fraction(0)), ((Fraction(0), one), two)])
    >>> [(list(map(str, a)), str(b)) for a, b in closed]
    [(['0', '1'], '2'), (['1', '0'], '2')]
    """
    if all(entry >= 0 for row, _ in rows for entry in row):
        return rows
    return widened(rows, (), free_disposal=True)


def widened(rows: Rows, points: Sequence[Sequence[Fraction]], *, free_disposal: bool) -> Rows:
    """Return the half-spaces of the least convex set with the given ones and some points."""
    m, n = len(rows), len(rows[0][0])
    cone = [[int(j == k) for j in range(m + 1)] for k in range(m + 1)]
    if free_disposal:
        cone += [whole([*(row[i] for row, _ in rows), Fraction(0)]) for i in range(n)]
    for point in points:
        missed = [
            bound - sum((a * x for a, x in zip(row, point, strict=True)), Fraction(0))
            for row, bound in rows
        ]
        cone.append(whole([*missed, Fraction(1)]))
    found: Rows = []
    for ray in extreme_rays(cone) or []:
        mix = ray[:-1]
        row = [
            sum((mu * a[i] for mu, (a, _) in zip(mix, rows, strict=True)), Fraction(0))
            for i in range(n)
        ]
        bound = sum((mu * b for mu, (_, b) in zip(mix, rows, strict=True)), Fraction(ray[-1]))
        found.append((tuple(row), bound))
    return _distinct(found)


def _distinct(rows: Rows) -> Rows:
    """Scale rows to least integers, merge parallel ones and drop 0 ≤ b; infeasible 0 ≤ −1 stays."""
    least: dict[tuple[int, ...], Fraction] = {}
    for row, bound in rows:
        if not any(row):
            if bound < 0:
                least[tuple(int(a) for a in row)] = Fraction(-1)
            continue
        scaled = whole(row)
        k = next(i for i, entry in enumerate(scaled) if entry)
        level = bound * scaled[k] / row[k]
        key = tuple(scaled)
        least[key] = min(level, least.get(key, level))
    return [(tuple(Fraction(a) for a in row), bound) for row, bound in least.items()]
