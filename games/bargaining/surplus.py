"""Dividing surpluses by the thousand: closed forms over arrays."""

from fractions import Fraction
from typing import Any, Literal

import numpy as np

from lilliput.games.arithmetic import Array, kind_of, number_array, object_array, unify
from lilliput.games.errors import InvalidArgumentError

__all__ = ["divide_surplus"]


def divide_surplus(surplus: Any, disagreement: Any, weights: Any = None) -> Array:
    """Divide sums that can be transferred: d_i + (v − Σ d) w_i / Σ w, for many problems at once.

    This is the Nash solution with weights w and the proportional one. With equal weights it is also
    the Kalai–Smorodinsky, egalitarian, equal-loss, Raiffa and Perles–Maschler solution. Where
    there is nothing to gain, v ≤ Σ d, nobody agrees and each keeps d_i.

    Parameters
    ----------
    surplus
        v, of shape (…): all that there is to divide, the disagreement payoffs included.
    disagreement
        d, of shape (…, n).
    weights
        w > 0, of shape (…, n); equal by default.

    Returns
    -------
    numpy.ndarray
        Payoffs of shape (…, n); leading axes are broadcast. Symbols are taken to leave a gain.

    Examples
    --------
    >>> divide_surplus([10, 1], [4, 0]).tolist()
    [[7.0, 3.0], [4.0, 0.0]]
    >>> divide_surplus(10, [4, 0], [2, 1]).tolist()
    [8.0, 2.0]
    """
    d = _numbers(disagreement, "disagreement")
    v = _numbers(surplus, "surplus")
    w = _numbers([1] * (d.shape[-1] if d.ndim else 1) if weights is None else weights, "weights")
    if not d.ndim or not w.ndim or w.shape[-1] != d.shape[-1]:
        raise InvalidArgumentError(
            "disagreement and weights must have a last axis of players, of one length, got shapes "
            f"{d.shape} and {w.shape}"
        )
    numeric = w if kind_of(w) != "symbolic" else object_array([e for e in w.flat if e.is_number])
    if (numeric <= 0).any():
        raise InvalidArgumentError("weights must be positive")
    if kind_of(v) != kind_of(d) or kind_of(d) != kind_of(w):
        v, d, w = unify(*(_numbers(a, "numbers", integers="fraction") for a in (v, d, w)))
    try:
        gain = v[..., None] - d.sum(axis=-1, keepdims=True)
        result = d + gain * w / w.sum(axis=-1, keepdims=True)
    except ValueError:
        raise InvalidArgumentError(
            f"shapes must fit together: surplus {v.shape}, disagreement {d.shape} and weights "
            f"{w.shape}, the last two with a last axis of players"
        ) from None
    if kind_of(result) == "symbolic":
        return np.asarray(result)
    return np.where((gain > 0).astype(bool), result, d)


def _numbers(
    values: Any, argument: str, *, integers: Literal["float", "fraction"] = "float"
) -> Array:
    """Read numbers of any shape; whole floats become Fractions where these are asked for."""
    if not hasattr(values, "__len__"):
        values = np.array(values)
    array = number_array(values, argument=argument)
    if integers == "fraction" and array.dtype != object and (array == np.rint(array)).all():
        return object_array([Fraction(int(entry)) for entry in array.flat], array.shape)
    return array
