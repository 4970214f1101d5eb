"""The simplex method over columns that an oracle supplies, in floats or exactly in Fractions.

Maximise Σ c_k z_k subject to Σ z_k a_k = b, z ≥ 0, from a basis whose columns form the identity.
The columns need not be listed: at prices y the oracle names one with c_k − y·a_k > 0, or none.
Ties for the leaving column are broken lexicographically, which excludes cycling.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from lilliput.games.arithmetic import Array, kind_of
from lilliput.games.errors import SolverError

__all__ = ["Entering", "Optimum", "maximise"]

_LARGEST_NUMBER_OF_PIVOTS = 10_000
_ZERO = 1e-10

Entering = tuple[int, Array, Any]


@dataclass(frozen=True)
class Optimum:
    """An optimal basis.

    Parameters
    ----------
    labels
        The label of each basic column.
    amounts
        Their multipliers z, all ≥ 0.
    prices
        The dual prices y.
    inverse
        The inverse of the basis.
    value
        The maximum, Σ c_k z_k = y·b.
    """

    labels: list[int]
    amounts: Array
    prices: Array
    inverse: Array
    value: Any


def maximise(
    right: Array, labels: list[int], costs: Array, oracle: Callable[[Array], Entering | None]
) -> Optimum:
    """Run the simplex method from an identity basis.

    Parameters
    ----------
    right
        The m right-hand sides b ≥ 0, float64 or Fractions.
    labels, costs
        The labels and costs of the m columns of the identity basis.
    oracle
        Given the prices, the label, column and cost of a column worth more than it costs, or None.

    Raises
    ------
    SolverError
        The programme is unbounded, or rounding errors keep it from ending.
    """
    labels, costs = list(labels), costs.copy()
    inverse = np.eye(len(right), dtype=right.dtype) if len(right) else np.zeros((0, 0))
    if right.dtype == object and len(right):
        inverse = inverse + right[0] * 0  # integers become Fractions
    zero = _ZERO if kind_of(right) == "float" else 0
    for _ in range(_LARGEST_NUMBER_OF_PIVOTS):
        prices = costs @ inverse
        entering = oracle(prices)
        if entering is None:
            amounts = inverse @ right
            return Optimum(labels, amounts, prices, inverse, (costs * amounts).sum())
        label, column, cost = entering
        direction = inverse @ column
        row = _leaving(np.column_stack([inverse @ right, inverse]), direction, zero)
        labels[row], costs[row] = label, cost
        inverse[row] = inverse[row] / direction[row]
        for other in range(len(right)):
            if other != row and direction[other] != 0:
                inverse[other] = inverse[other] - direction[other] * inverse[row]
    raise SolverError("the simplex method did not end: rounding errors; use exact numbers")


def _leaving(rows: Array, direction: Array, zero: Any) -> int:
    """Return the row of the lexicographically smallest ratio."""
    candidates = [k for k, step in enumerate(direction) if step > zero]
    if not candidates:
        raise SolverError("the linear programme is unbounded")
    for column in range(rows.shape[1]):
        ratios = [rows[k, column] / direction[k] for k in candidates]
        least = min(ratios)
        candidates = [k for k, r in zip(candidates, ratios, strict=True) if r <= least + zero]
        if len(candidates) == 1:
            break
    return candidates[0]
