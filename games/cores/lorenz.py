"""Lorenz comparison: which of two allocations of the same total is more equal.

The Lorenz curve of x adds up its payoffs from the poorest player upwards. x Lorenz-dominates y if
its curve is nowhere below and somewhere above; by the theorem of Hardy, Littlewood and Pólya, x is
then what transfers from richer to poorer players make of y. For allocations of different totals
the same comparison is generalised Lorenz dominance.
"""

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, number_array, unify
from lilliput.games.cores.integers import numeric
from lilliput.games.cores.polytope import Allocation
from lilliput.games.errors import InvalidArgumentError
from lilliput.games.findings import Finding
from lilliput.games.tables import allowance

__all__ = ["Comparison", "lorenz_compare", "lorenz_curve", "lorenz_dominates"]

Comparison = Literal["dominates", "dominated", "equal", "incomparable"]
_TOLERANCE = 1e-9


def lorenz_curve(x: Allocation) -> pd.Series:
    """Return the sums of the k smallest payoffs, for k = 0, …, n.

    Parameters
    ----------
    x
        One number per player, by name or in any order.

    Returns
    -------
    pandas.Series
        Indexed by k, the number of the poorest players taken together.

    References
    ----------
    Lorenz, M. O. (1905). Methods of measuring the concentration of wealth.

    Examples
    --------
    >>> lorenz_curve([5, 1, 2]).tolist()
    [0.0, 1.0, 3.0, 8.0]
    """
    sums = _sums(_numbers(x, "x"))
    return pd.Series(sums, index=pd.RangeIndex(len(sums), name="poorest"), name="lorenz_curve")


def lorenz_compare(x: Allocation, y: Allocation, *, tol: float = _TOLERANCE) -> Comparison:
    """Say how the Lorenz curve of x lies to that of y.

    Parameters
    ----------
    x, y
        As many numbers each, by name or in any order; who gets what does not matter.
    tol
        For floats: the share of the largest number that counts as zero.

    Returns
    -------
    str
        ``"dominates"`` if x is the more equal one, ``"dominated"`` if y is, ``"equal"``, or
        ``"incomparable"`` if the curves cross.

    Examples
    --------
    >>> lorenz_compare([2, 2, 2], {"A": 1, "B": 2, "C": 3})
    'dominates'
    >>> lorenz_compare([1, 5, 6], [2, 2, 8])
    'incomparable'
    """
    gap, allowed = _gap(x, y, tol)
    above, below = bool((gap > allowed).any()), bool((gap < -allowed).any())
    if above:
        return "incomparable" if below else "dominates"
    return "dominated" if below else "equal"


def lorenz_dominates(x: Allocation, y: Allocation, *, tol: float = _TOLERANCE) -> Finding:
    """Whether x Lorenz-dominates y: no sum of the poorest is smaller, and one is larger.

    Parameters
    ----------
    x, y
        As many numbers each, by name or in any order; who gets what does not matter.
    tol
        For floats: the share of the largest number that counts as zero.

    Returns
    -------
    Finding
        The witness names the number of the `poorest` players at which the curves differ most in
        the sense that decides, and the `gap`, the sum of x less that of y.

    References
    ----------
    Hardy, G. H., Littlewood, J. E. and Pólya, G. (1934). Inequalities.
    Shorrocks, A. F. (1983). Ranking income distributions. Economica 50 (different totals).

    Examples
    --------
    >>> lorenz_dominates([2, 2, 2], [1, 2, 3])
    Finding(Lorenz dominates: holds; the poorest gets 1.0 more)
    >>> lorenz_dominates([1, 5, 6], [2, 2, 8])
    Finding(Lorenz dominates: fails; the poorest gets 1.0 less)
    """
    gap, allowed = _gap(x, y, tol)
    least, most = int(np.argmin(gap)), int(np.argmax(gap))
    claim = "Lorenz dominates"
    if gap[least] < -allowed:
        witness = {"poorest": least, "gap": gap[least]}
        return Finding(claim, False, f"{_poorest(least)} {-gap[least]} less", witness)
    if gap[most] > allowed:
        witness = {"poorest": most, "gap": gap[most]}
        return Finding(claim, True, f"{_poorest(most)} {gap[most]} more", witness)
    return Finding(claim, False, "the Lorenz curves are equal", {"poorest": 0, "gap": gap[0]})


def _poorest(number: int) -> str:
    return "the poorest gets" if number == 1 else f"the {number} poorest get"


def _gap(x: Allocation, y: Allocation, tol: float) -> tuple[Array, Any]:
    """Return the curve of x less that of y, and what counts as zero."""
    one, other = unify(_numbers(x, "x"), _numbers(y, "y"))
    if len(one) != len(other):
        raise InvalidArgumentError(
            f"x and y must have as many payoffs each, got {len(one)} and {len(other)}"
        )
    return _sums(one) - _sums(other), allowance(np.concatenate([one, other]), tol)


def _sums(numbers: Array) -> Array:
    zero = numbers[:1] * 0 if len(numbers) else np.zeros(1, dtype=np.float64)
    return np.concatenate([zero, np.cumsum(np.sort(numbers))])


def _numbers(x: Allocation, argument: str) -> Array:
    entries = list(x.values()) if isinstance(x, Mapping) else list(x)
    array = number_array(entries, argument=argument)
    if array.ndim != 1:
        raise InvalidArgumentError(f"{argument} must be one number per player, got {array.shape}")
    return numeric(array, argument)
