"""Critical discount factors of many networks of concessions at once."""

from typing import Any, Literal

import numpy as np

from lilliput.games.arithmetic import Array
from lilliput.games.checks import index_of
from lilliput.games.errors import InvalidArgumentError

__all__ = ["batched_concession_discount_factors", "networks", "pair_factors"]

_LARGE = 1e150


def batched_concession_discount_factors(
    benefits: Any, *, punishment: Literal["pairwise", "pooled"] = "pooled"
) -> Array:
    """Return `concession_discount_factors` for an array of networks, in floats.

    Parameters
    ----------
    benefits
        e[..., i, j] ≥ 0: what i gains per unit of j's concession; the diagonal is ignored.
    punishment
        ``"pooled"``: ½ Σ_j e_ji² / Σ_j e_ij² for each player. ``"pairwise"``: ½ρ² for each pair,
        ρ = max(e_ij/e_ji, e_ji/e_ij).

    Returns
    -------
    numpy.ndarray
        Of shape [..., n] (pooled) or [..., n, n] (pairwise, 0 on the diagonal); ∞ where one side
        has nothing to lose, 0 where it has nothing to give.

    Examples
    --------
    >>> batched_concession_discount_factors([[[0, 2, 1], [1, 0, 2], [2, 1, 0]], 1 - np.eye(3)])
    array([[0.5, 0.5, 0.5],
           [0.5, 0.5, 0.5]])
    """
    index_of(("pairwise", "pooled"), punishment, argument="punishment")
    e = networks(benefits)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        if punishment == "pairwise":
            return pair_factors(e, np.swapaxes(e, -1, -2))
        given, received = _sums(e)
        return np.where(given == 0, 0.0, given / received / 2)


def pair_factors(one: Array, other: Array) -> Array:
    """Return the δ* of pairs, ½ρ² with the ratio ρ ≥ 1 of what one and the other gain.

    Squares come before the quotient, which alone is rounded for whole numbers: at benefits of 10
    and 11 the δ* is the float 0.605, and so reached at δ = 0.605. A power of two common to both
    keeps the squares within the range of floats.
    """
    large = np.maximum(one, other)
    powers = -np.frexp(large)[1]
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        above = np.square(np.ldexp(large, powers))
        below = 2 * np.square(np.ldexp(np.minimum(one, other), powers))
        return np.where(large == 0, 0.0, above / below)


def _sums(e: Array) -> tuple[Array, Array]:
    """Return Σ_j e_ji² and Σ_j e_ij², in units by player in which the squares are floats."""
    by_column = by_row = e
    if e.max(initial=0) > _LARGE or e.min(where=e > 0, initial=1) < 1 / _LARGE:
        powers = -np.frexp(np.maximum(e.max(axis=-1), e.max(axis=-2)))[1]
        by_column, by_row = np.ldexp(e, powers[..., None, :]), np.ldexp(e, powers[..., None])
    return np.square(by_column).sum(axis=-2), np.square(by_row).sum(axis=-1)


def networks(benefits: Any) -> Array:
    """Return benefits as floats of shape [..., n, n] with zeros on the diagonal."""
    try:
        e = np.array(benefits, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InvalidArgumentError(
            f"benefits must be numbers of shape [..., n, n], got what is none: {error}"
        ) from None
    if e.ndim < 2 or e.shape[-1] != e.shape[-2] or e.shape[-1] == 0:
        raise InvalidArgumentError(f"benefits must have shape [..., n, n], got {e.shape}")
    if not (e >= 0).all() or not np.isfinite(e).all():
        raise InvalidArgumentError("benefits must be finite and >= 0")
    players = np.arange(e.shape[-1])
    e[..., players, players] = 0
    return e
