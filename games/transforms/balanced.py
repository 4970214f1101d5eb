"""What a coalition can be worth through balanced collections of its parts.

A collection of coalitions with weights λ_T > 0 is balanced on S if Σ_{T∋i} λ_T = 1 for each i in S.
The largest Σ λ_T v(T) is at the same time the least x(S) that leaves no part of S short, so that S
has a core of its own iff it is v(S).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from lilliput.games.arithmetic import Array, kind_of, plain
from lilliput.games.revised_simplex import Entering, maximise
from lilliput.games.tables import subset_sums

__all__ = ["BalancedWorth", "balanced_worth"]

_RELATIVE_TOLERANCE = 1e-11


@dataclass(frozen=True)
class BalancedWorth:
    """The largest worth that a balanced collection gives to all players, with its proof.

    Parameters
    ----------
    value
        max Σ λ_T v(T) = min x(N).
    allocation
        The n numbers x with x(T) ≥ v(T) for all T, up to rounding when in floats.
    collection
        Mask to weight λ_T > 0.
    """

    value: Any
    allocation: Array
    collection: dict[int, Any]


def balanced_worth(worths: Array) -> BalancedWorth:
    """Return max Σ λ_T v(T) over the balanced collections of non-empty coalitions.

    Parameters
    ----------
    worths
        2**n floats or Fractions.

    Examples
    --------
    >>> majority = np.array([0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 1.0])
    >>> balanced_worth(majority).value, balanced_worth(majority).collection
    (1.5, {3: 0.5, 5: 0.5, 6: 0.5})
    """
    n = len(worths).bit_length() - 1
    exact = kind_of(worths) == "fraction"
    scale = 1 if exact else float(np.abs(worths).max()) or 1.0
    scaled = worths / scale
    tolerance = 0 if exact else _RELATIVE_TOLERANCE
    bits = np.arange(n)

    def oracle(prices: Array) -> Entering | None:
        excess = scaled - subset_sums(prices)
        mask = int(np.argmax(excess))
        if excess[mask] <= tolerance:
            return None
        return mask, mask >> bits & 1, scaled[mask]

    ones = np.ones(n, dtype=worths.dtype) + worths[0] * 0
    singles = [1 << i for i in range(n)]
    found = maximise(ones, singles, scaled[singles], oracle)
    weights = zip(found.labels, found.amounts, strict=True)
    return BalancedWorth(
        value=plain(found.value * scale),
        allocation=found.prices * scale,
        collection={mask: plain(weight) for mask, weight in sorted(weights) if weight > tolerance},
    )
