"""What a bargaining problem is made of: numbers of one kind, half-spaces, and their checks."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import (
    Array,
    Kind,
    as_printed,
    is_symbolic,
    kind_of,
    number_array,
    object_array,
    plain,
)
from lilliput.games.bargaining.geometry import Rows
from lilliput.games.checks import name_list, vector_by_name
from lilliput.games.errors import InvalidGameError, SolverError, UnsupportedNumberError
from lilliput.games.linear_programme import ExactOptimum, maximise_exactly

__all__ = [
    "as_exact",
    "check_inside",
    "common_kind",
    "ideal_gains",
    "is_free",
    "optimum",
    "point_rows",
    "rational",
    "row_arrays",
    "vector",
    "weight_vector",
]


def vector(values: Any, players: tuple[str, ...], argument: str) -> Array:
    """Read a number for all players, or one a player by name or in order."""
    if isinstance(values, str):
        raise InvalidGameError(f"{argument} must be numbers, got {values!r}")
    given: Any = values if isinstance(values, Iterable) else [values] * len(players)
    return vector_by_name(given, players, argument=argument, error=InvalidGameError)


def point_rows(points: Any, players: tuple[str, ...]) -> Array:
    """Read payoff vectors: a frame with a column a player, or rows by name or in order."""
    if isinstance(points, pd.DataFrame):
        points = points.to_dict("records")
    if isinstance(points, (str, Mapping)) or not isinstance(points, Iterable):
        raise InvalidGameError(
            f"points must be rows of one payoff a player ({name_list(players)}), got {points!r}"
        )
    rows = []
    for k, point in enumerate(points):
        if isinstance(point, str) or not isinstance(point, Iterable):
            raise InvalidGameError(
                f"points must be rows of one payoff a player ({name_list(players)}), "
                f"got {point!r} at position {k}"
            )
        given: Any = point if isinstance(point, (Mapping, pd.Series)) else list(point)
        vector_by_name(given, players, argument=f"points[{k}]", error=InvalidGameError)
        named = not isinstance(given, list)
        rows.append([plain(given[name]) for name in players] if named else given)
    if not rows:
        raise InvalidGameError("points must hold at least one point: the feasible set is empty")
    return number_array(rows, argument="points", error=InvalidGameError)


def common_kind(*arrays: Array) -> Kind:
    """Return the kind of numbers that results come in: integers beside Fractions are exact."""
    kinds = {kind_of(array) for array in arrays}
    if "symbolic" in kinds:
        return "symbolic"
    if kinds == {"float"}:
        return "float"
    floats = [array for array in arrays if kind_of(array) == "float"]
    whole = all(bool((array == np.rint(array)).all()) for array in floats)
    return "fraction" if whole else "float"


def as_exact(array: Array) -> Array:
    """Return floats as the decimals that they print as, and other numbers as they are."""
    return object_array(as_printed(array).tolist())


def rational(array: Array, argument: str) -> Array:
    """Return numbers as Fractions; a float is the decimal that it prints as."""
    if kind_of(array) != "symbolic":
        return as_printed(array)
    for entry in array.flat:
        if not entry.is_Rational:
            raise UnsupportedNumberError(
                f"{argument} must be rational numbers here, got {entry}; symbols are allowed in "
                "from_surplus, other real numbers in from_frontier"
            )
    return object_array([Fraction(int(e.p), int(e.q)) for e in array.flat], array.shape)


def weight_vector(weights: Any, players: tuple[str, ...]) -> Array:
    """Read positive weights as Fractions or sympy expressions; ones by default."""
    if weights is None:
        return object_array([Fraction(1)] * len(players))
    array = vector_by_name(weights, players, argument="weights", minimum=0, strict=True)
    if kind_of(array) == "symbolic":
        return array
    return as_printed(array)


def row_arrays(rows: Rows, n: int) -> tuple[Array, Array]:
    """Return inequalities as a matrix and a vector."""
    flat = [entry for row, _ in rows for entry in row]
    return object_array(flat, (len(rows), n)), object_array([bound for _, bound in rows])


def optimum(costs: Sequence[Any], matrix: Array, right: Array) -> ExactOptimum | None:
    """Maximise c·y, A y ≤ b, y ≥ 0, b ≥ 0; None if unbounded."""
    if not len(matrix):
        return None
    try:
        return maximise_exactly(object_array(list(costs)), matrix, right)
    except SolverError as error:
        if "unbounded" in str(error):
            return None
        raise


def check_inside(
    players: tuple[str, ...], matrix: Array, bounds: Array, disagreement: Array
) -> None:
    """Refuse an empty set, and a disagreement point outside of it."""
    slack = bounds - (matrix * disagreement).sum(axis=1)
    worst = min(range(len(slack)), key=slack.__getitem__, default=None)
    if worst is None or slack[worst] >= 0:
        return
    if _is_empty(matrix, bounds):
        raise InvalidGameError(
            "the feasible set is empty: no payoffs satisfy all half-spaces A x ≤ b"
        )
    terms = " + ".join(f"{a}·{name}" for a, name in zip(matrix[worst], players, strict=True) if a)
    raise InvalidGameError(
        f"disagreement must be feasible, got {_point(players, disagreement)}, which violates "
        f"{terms} ≤ {bounds[worst]}"
    )


def ideal_gains(players: tuple[str, ...], matrix: Array, slack: Array) -> Array:
    """Return the most that each player can gain if nobody loses; refuse none and without limit."""
    gains = []
    for i, name in enumerate(players):
        found = optimum([int(j == i) for j in range(len(players))], matrix, slack)
        if found is None:
            raise InvalidGameError(
                f"the problem is unbounded: {name} can gain without limit while nobody falls "
                "below the disagreement point"
            )
        if found.value <= 0:
            raise InvalidGameError(
                "disagreement must leave something to gain: there must be a point that gives all "
                f"players more, but {name} cannot gain unless another loses"
            )
        gains.append(found.value)
    return object_array(gains)


def _is_empty(matrix: Array, bounds: Array) -> bool:
    """Whether A x ≤ b has no solution: the least t with A x ≤ b + t, x free, is positive."""
    top = max(Fraction(0), -min(bounds))
    ones = object_array([Fraction(1)] * len(bounds))
    table = np.column_stack([matrix, -matrix, ones])
    last = object_array([Fraction(0)] * (2 * matrix.shape[1]) + [Fraction(1)])
    costs = [0] * (2 * matrix.shape[1]) + [1]
    right = np.append(bounds + top, top)
    found = optimum(costs, np.vstack([table, last[None, :]]), right)
    return found is None or found.value < top


def _point(players: tuple[str, ...], point: Array) -> str:
    return ", ".join(f"{name}: {value}" for name, value in zip(players, point, strict=True))


def is_free(value: Any) -> bool:
    """Whether a value is an expression with free symbols."""
    return is_symbolic(value) and bool(value.free_symbols)
