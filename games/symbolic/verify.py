"""Symbolic equilibria compared with a brute-force enumeration, inside cells and on boundaries."""

from collections.abc import Sequence
from fractions import Fraction
from operator import eq
from typing import Any

import numpy as np
import pandas as pd

from lilliput.games.errors import InvalidArgumentError, ProblemTooLargeError, SolverError
from lilliput.games.symbolic.check import profiles_of
from lilliput.games.symbolic.conditions import ZERO, Conjunction, holds_at, relation
from lilliput.games.symbolic.display import number
from lilliput.games.symbolic.domain import Domain
from lilliput.games.symbolic.partition import Region, polynomials_of, regions_of
from lilliput.games.symbolic.polynomials import value_at
from lilliput.games.symbolic.records import profile_at
from lilliput.games.symbolic.sampling import rational_in, sample
from lilliput.games.symbolic.solution import SymbolicEquilibria

__all__ = ["verify"]

Point = dict[Any, Fraction]


def verify(
    result: SymbolicEquilibria,
    *,
    points: int = 3,
    rng: np.random.Generator | int | None = None,
    limit: int = 500,
) -> pd.DataFrame:
    """Compare symbolic equilibria with a brute-force enumeration at rational points.

    Points are drawn in every cell and on every boundary (that has rational points which can be
    found), and anywhere. At each the game is solved in Fractions by an enumeration that shares
    nothing with the symbolic solution; the equilibria, and conditions, continua and cells as they
    are shown, are compared with it.

    Parameters
    ----------
    result
        What `symbolic_equilibria` returned.
    points
        How many points to draw for every sign vector of the boundaries.
    rng
        Source of the points.
    limit
        Where the boundaries have more sign vectors than this, the points are drawn for every
        condition, and for every inequality in it turned into an equation.

    Returns
    -------
    pandas.DataFrame
        One row a point: the parameters, the boundaries it lies on, the number of equilibria, and
        whether all agree; one more row with `agrees` missing for every sign vector or condition
        in which no point was found.

    Raises
    ------
    SolverError
        At some point they differ.

    Examples
    --------
    >>> from sympy import symbols
    >>> from lilliput.games import NormalFormGame
    >>> from lilliput.games.symbolic import symbolic_equilibria
    >>> a, b = symbols("a b")
    >>> game = NormalFormGame.from_bimatrix([[a, 0], [0, b]], [[b, 0], [0, a]])
    >>> bool(verify(symbolic_equilibria(game), rng=0)["agrees"].all())
    True
    """
    if not (isinstance(points, int) and points >= 1):
        raise InvalidArgumentError(f"points must be an integer >= 1, got {points!r}")
    source = np.random.default_rng(rng)
    domain = result._payoffs.domain
    conditions = [record.condition for record in result._records]
    try:
        regions = regions_of(conditions, domain, limit=limit)
        parts = None
    except ProblemTooLargeError:
        regions = []
        parts = _tightened(result)
    rows = []
    for drawn, where in _draw(regions, parts, domain, points, source):
        row: dict[str, Any] = {str(symbol): None for symbol in result.symbols}
        if drawn is not None:
            row = {str(symbol): value for symbol, value in drawn.items()}
        row["boundaries"] = where if drawn is None else _zeros(conditions, drawn, domain)
        row["equilibria"] = None if drawn is None else _compared(result, regions, drawn)
        row["agrees"] = None if drawn is None else True
        rows.append(row)
    columns = [*map(str, result.symbols), "boundaries", "equilibria", "agrees"]
    return pd.DataFrame(rows, columns=columns).astype(
        {"boundaries": object, "equilibria": "Int64", "agrees": "boolean"}
    )


def _tightened(result: SymbolicEquilibria) -> list[Conjunction]:
    """Return the conjunctions of all conditions, and each with one inequality at its bound."""
    parts = []
    for record in result._records:
        for part in record.condition:
            parts.append(part)
            parts += [{**part, p: ZERO} for p, mask in part.items() if mask in (3, 6)]
    return parts


def _draw(
    regions: Sequence[Region],
    parts: Sequence[Conjunction] | None,
    domain: Domain,
    points: int,
    rng: np.random.Generator,
) -> list[tuple[Point | None, str]]:
    """Return points with a description of where each was sought."""
    symbols = domain.parameters.symbols
    drawn: list[tuple[Point | None, str]] = []
    if parts is None:
        parts = [part for region in regions for part in region.signs]
    for region in regions:
        for piece in region.pieces:
            for _ in range(points if piece.root is None else 1):
                value = rational_in(piece, symbols[0], rng)
                point = None if value is None else {symbols[0]: value}
                inside = point is not None and domain.failing(point) is None
                drawn.append((point if inside else None, str(region.condition)))
    for part in parts:
        where = " & ".join(str(relation(p, m, domain.parameters)) for p, m in part.items())
        for _ in range(points):
            point = sample(part, domain, rng)
            drawn.append((point, where))
            if point is None:
                break
    for _ in range(10 * points):
        anywhere = sample({}, domain, rng)
        if anywhere is not None:
            drawn.append((anywhere, ""))
    return drawn


def _zeros(conditions: Sequence[Any], point: Point, domain: Domain) -> str:
    """Return the boundaries on which a point lies."""
    values = domain.parameters.values(point)
    zeros = [p for p in polynomials_of(conditions) if value_at(p, values) == 0]
    return ", ".join(str(p) + " = 0" for p in zeros)


def _compared(result: SymbolicEquilibria, regions: Sequence[Region], point: Point) -> int:
    """Return the number of equilibria at a point, once everything agrees there."""
    numbers = result._payoffs.domain.parameters.values(point)
    found = [
        tuple(tuple(mix) for mix in profile_at(record, numbers))
        for record in result._records
        if holds_at(record.condition, numbers)
    ]
    expected = profiles_of(result.game_at(numbers), result.scope)
    shown = ", ".join(f"{symbol} = {value}" for symbol, value in point.items())
    if len(found) != len(set(found)) or set(found) != expected:
        extra, missing = set(found) - expected, expected - set(found)
        raise SolverError(
            f"at {shown} the conditions give {len(found)} equilibria and the enumeration "
            f"{len(expected)}: wrong {sorted(extra)}, missing {sorted(missing)}"
        )
    _compared_as_shown(result, regions, point, found, shown)
    return len(found)


def _compared_as_shown(
    result: SymbolicEquilibria,
    regions: Sequence[Region],
    point: Point,
    found: Sequence[tuple[tuple[Fraction, ...], ...]],
    shown: str,
) -> None:
    """Compare what is shown to readers (conditions, continua, cells) with what holds at a point."""
    values = {symbol: number(value) for symbol, value in point.items()}
    known: dict[Any, bool] = {}
    held = tuple(k for k, own in enumerate(result) if _truth(own.condition, values, known))
    if len(held) != len(found):
        raise SolverError(f"at {shown} {len(held)} conditions hold as shown, not {len(found)}")
    cells = [region for region in regions if _truth(region.condition, values, known)]
    if regions and [region.positions for region in cells] != [held]:
        raise SolverError(f"at {shown} {len(cells)} cells hold as shown, with other equilibria")
    continua = [result[k] for k in held if result[k].continuum is not None]
    joined = sum(_truth(own.continuum, values, known) for own in continua)
    shared = sum(any(other != own and any(map(eq, own, other)) for other in found) for own in found)
    if continua and result.scope == "extreme" and _two_choose(result) and joined != shared:
        raise SolverError(
            f"at {shown} {joined} equilibria are said to lie on continua, not {shared}"
        )


def _two_choose(result: SymbolicEquilibria) -> bool:
    """Whether exactly two players take part, so that a shared strategy is a continuum."""
    return result.game.n == 2


def _truth(condition: Any, values: dict[Any, Any], known: dict[Any, bool]) -> bool:
    """Return whether a sympy Boolean holds at numbers, evaluating each relation once."""
    from sympy import And, Or

    if isinstance(condition, And):
        return all(_truth(part, values, known) for part in condition.args)
    if isinstance(condition, Or):
        return any(_truth(part, values, known) for part in condition.args)
    if condition not in known:
        known[condition] = bool(condition.subs(values))
    return known[condition]
