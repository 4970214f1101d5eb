"""Critical discount factors of many games at once, by formulas, in floats with leading axes.

With payoff c on the path, d from the best deviation and p under punishment for ever, nobody
deviates iff c ≥ (1−δ) d + δ p. So δ* = (d − c)/(d − p) if d > c > p.
"""

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from lilliput.games.arithmetic import number_array, to_float
from lilliput.games.checks import index_of
from lilliput.games.errors import InvalidArgumentError

__all__ = [
    "bertrand_discount_factors",
    "cournot_discount_factors",
    "grim_discount_factors",
    "reversion_discount_factors",
]

Floats = NDArray[np.float64]
_LARGE = 1e300


def reversion_discount_factors(cooperation: Any, deviation: Any, punishment: Any) -> Floats:
    """Return δ* = (d − c)/(d − p) of many incentive conditions at once.

    Parameters
    ----------
    cooperation, deviation, punishment
        Payoffs c, d and p; arrays of any shapes that broadcast.

    Returns
    -------
    numpy.ndarray
        The least δ in [0, 1) from which on c ≥ (1−δ) d + δ p holds; 0 where c ≥ d and c ≥ p; ∞
        where patience does not help, c < p or c = p < d. For several players take the maximum.

    Examples
    --------
    >>> reversion_discount_factors([3, 3, 1], [5, 3, 2], 1)
    array([0.5, 0. , inf])
    """
    c, d, p = (
        _floats(values, name)
        for values, name in (
            (cooperation, "cooperation"),
            (deviation, "deviation"),
            (punishment, "punishment"),
        )
    )
    try:
        c, d, p = np.broadcast_arrays(c, d, p)
    except ValueError:
        raise InvalidArgumentError(
            "cooperation, deviation and punishment must have shapes that broadcast, got "
            f"{c.shape}, {d.shape} and {p.shape}"
        ) from None
    tempted = d > c
    result = np.where(c >= p, 0.0, np.inf)
    result[tempted] = np.inf
    inner = tempted & (c > p)
    parts = np.stack([c[inner], d[inner], p[inner]])
    large = np.abs(parts).max(axis=0, initial=0) > _LARGE
    c, d, p = np.where(large, parts / 4, parts)  # so that differences stay within the floats
    result[inner] = (d - c) / (d - p)
    return result


def grim_discount_factors(payoffs: Any, profile: Sequence[int], reversion: Sequence[int]) -> Floats:
    """Return δ* of grim trigger strategies in many normal-form games of one shape at once.

    Parameters
    ----------
    payoffs
        Floats of shape (…, n, m_1, …, m_n): what player i gets at each profile, in each game.
    profile
        Positions of the strategies that are played for ever.
    reversion
        Positions of the strategies that are played for ever after a deviation.

    Returns
    -------
    numpy.ndarray
        Of shape (…): the least δ in [0, 1) from which on no player gains by deviating, ∞ where
        there is none, NaN in games of which `reversion` is not a Nash equilibrium.

    Examples
    --------
    Two prisoners' dilemmas, strategies cooperate (0) and defect (1):

    >>> games = [[[[3, 0], [5, 1]], [[3, 5], [0, 1]]], [[[3, 0], [4, 1]], [[3, 4], [0, 1]]]]
    >>> grim_discount_factors(games, [0, 0], [1, 1])
    array([0.5       , 0.33333333])
    """
    table = _floats(payoffs, "payoffs")
    n = len(profile)
    if table.ndim < n + 1 or table.shape[-n - 1] != n:
        raise InvalidArgumentError(
            f"payoffs must have shape (…, {n}, m_1, …, m_{n}) for a profile of {n} strategies, "
            f"got {table.shape}"
        )
    sizes = table.shape[-n:]
    cells = []
    for name, given in (("profile", profile), ("reversion", reversion)):
        cell = [k if isinstance(k, (int, np.integer)) else -1 for k in given]
        if len(cell) != n or any(not 0 <= k < m for k, m in zip(cell, sizes, strict=False)):
            raise InvalidArgumentError(
                f"{name} must hold {n} positions below {sizes}, one a player, got {list(given)}"
            )
        cells.append([int(k) for k in cell])
    result = np.zeros(table.shape[: -n - 1])
    credible = np.ones(result.shape, dtype=bool)
    for i in range(n):
        if sizes[i] == 1:
            continue
        own = np.moveaxis(table, -n - 1, 0)[i]
        paid, best = _paid_and_best(own, cells[0], i)
        after, other = _paid_and_best(own, cells[1], i)
        np.maximum(result, reversion_discount_factors(paid, best, after), out=result)
        credible &= after >= other
    return np.where(credible, result, np.nan)


def cournot_discount_factors(
    firms: Any, *, punishment: Literal["grim", "stick-and-carrot"] = "grim"
) -> Floats:
    """Return δ* at which n equal firms with linear demand and costs share the monopoly quantity.

    Parameters
    ----------
    firms
        Numbers of firms n ≥ 2, any shape.
    punishment
        ``"grim"``: Cournot competition for ever, δ* = (n+1)²/((n+1)² + 4n). ``"stick-and-carrot"``:
        one period of large outputs, then collusion again (Abreu 1986); δ* = (n+1)²/(16 n) up to
        five firms, ((n−1)/(n+1))² beyond, if outputs are not bounded and the price can fall as far
        below cost as that takes.

    Returns
    -------
    numpy.ndarray
        They do not depend on demand and cost, as long as these are linear.

    References
    ----------
    Friedman, J. W. (1971). A non-cooperative equilibrium for supergames. Review of Economic Studies
    38:1–12. doi:10.2307/2296617
    Abreu, D. (1986). Extremal equilibria of oligopolistic supergames. Journal of Economic Theory
    39:191–225. doi:10.1016/0022-0531(86)90025-6

    Examples
    --------
    >>> cournot_discount_factors([2, 3])  # 9/17, 4/7
    array([0.52941176, 0.57142857])
    >>> cournot_discount_factors([2, 3], punishment="stick-and-carrot")  # 9/32, 1/3
    array([0.28125   , 0.33333333])
    """
    index_of(("grim", "stick-and-carrot"), punishment, argument="punishment")
    n = _counts(firms)
    square = (n + 1) ** 2
    if punishment == "grim":
        return np.asarray(square / (square + 4 * n))
    return np.where(n <= 5, square / (16 * n), ((n - 1) / (n + 1)) ** 2)


def bertrand_discount_factors(firms: Any) -> Floats:
    """Return δ* = 1 − 1/n at which n equal firms that set prices share the monopoly profit.

    A firm that undercuts takes the whole market once; then price equals cost for ever.

    Parameters
    ----------
    firms
        Numbers of firms n ≥ 2, any shape.

    Examples
    --------
    >>> bertrand_discount_factors([2, 4])
    array([0.5 , 0.75])
    """
    return np.asarray(1 - 1 / _counts(firms))


def _paid_and_best(own: Floats, cell: Sequence[int], player: int) -> tuple[Floats, Floats]:
    """Return a player's payoff at a profile, and that of its best other strategy."""
    place: list[Any] = list(cell)
    paid: Floats = own[(..., *place)]
    best = np.full(paid.shape, -np.inf)
    for k in range(own.shape[player - len(cell)]):
        if k != cell[player]:
            place[player] = k
            np.maximum(best, own[(..., *place)], out=best)
    return paid, best


def _floats(values: Any, name: str) -> Floats:
    if isinstance(values, np.ndarray) and values.dtype == np.float64:
        if not np.isfinite(values).all():
            raise InvalidArgumentError(f"{name} must be finite, got NaN or infinity")
        return values
    return to_float(number_array(np.asarray(values), argument=name), argument=name)


def _counts(firms: Any) -> Floats:
    n = _floats(firms, "firms")
    if (n < 2).any() or (n != np.rint(n)).any():
        raise InvalidArgumentError(f"firms must be whole numbers >= 2, got {firms!r}")
    return n
