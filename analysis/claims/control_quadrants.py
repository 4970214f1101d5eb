"""Cha's quadrants: when small and great powers control small and great ones with partners."""

from math import isfinite
from typing import Any

import numpy as np
import pandas as pd

from lilliput.analysis.claims.control_formulas import control_utilities, first_partner
from lilliput.analysis.claims.control_games import control_optimum, marginal_partner
from lilliput.games.arithmetic import Array
from lilliput.games.errors import InvalidArgumentError

__all__ = ["CHA", "PAIRS", "cha_quadrants", "cha_region", "quadrant_choices"]

PAIRS = (("small", "small"), ("small", "great"), ("great", "small"), ("great", "great"))
"""Controller and target."""

CHA = (True, True, False, True)
"""Which of the pairs go multilateral in Cha's table."""

_GRID = 48
_ROUNDING = 1e-12
_BLOCK = 20_000


def cha_quadrants(
    *,
    great: float = 10.0,
    stake: float = 1.0,
    alignment: float = 0.7,
    cost: float = 0.1,
    organising: float = 0.02,
) -> pd.DataFrame:
    """Return whether small and great controllers choose partners for small and great targets.

    The partners' capability M ≥ 0 is chosen to maximise the multilateral utility; the choice is
    multilateral where the best M is positive.

    Parameters
    ----------
    great
        Capability G > 1 of a great power; a small one has 1.
    stake, alignment, cost, organising
        V, ψ, k and τ of `control_utilities`.

    Returns
    -------
    pandas.DataFrame
        One row a pair: the best M, its premium, the marginal value of the first partner, and the
        choice. Where any further partner is worth recruiting M is ∞, and the premium its limit.

    Examples
    --------
    >>> cha_quadrants()["choice"].tolist()
    ['multilateral', 'multilateral', 'bilateral', 'multilateral']

    References
    ----------
    Cha, V. D. (2010). Powerplay: origins of the U.S. alliance system in Asia. International
    Security 34(3):158–196. doi:10.1162/isec.2010.34.3.158
    """
    size = {"small": 1.0, "great": float(great)}
    given = (float(alignment), float(stake), float(cost), float(organising))
    rows = []
    for controller, target in PAIRS:
        a, b = size[controller], size[target]
        psi, V, k, tau = given
        best = control_optimum(a=a, b=b, psi=psi, V=V, k=k, tau=tau)
        rows.append(
            {
                "controller": controller,
                "target": target,
                "p": a / (a + b),
                "best M": best,
                "premium": _gain(a, b, best, *given),
                "first partner": first_partner(a, b, *given),
                "choice": "multilateral" if best > 0 else "bilateral",
            }
        )
    return pd.DataFrame(rows).set_index(["controller", "target"])


def _gain(a: float, b: float, M: float, psi: float, V: float, k: float, tau: float) -> float:
    """Return the premium of the best M."""
    if not isfinite(M):
        return V * (psi - a / (a + b)) + k * b
    alone, joined = control_utilities(a, b, M, psi, V, k, tau)
    return float(joined - alone)


def quadrant_choices(great: Any, stake: Any, alignment: Any, cost: Any, organising: Any) -> Array:
    """Return which pairs go multilateral, for many parameters at once.

    A pair does if the first partner is worth recruiting, or an alliance of one of many sizes is
    worth more than none.

    Parameters
    ----------
    great, stake, alignment, cost, organising
        As in `cha_quadrants`; arrays of one length, or numbers.

    Returns
    -------
    numpy.ndarray
        Booleans of shape (…, 4), in the order of `PAIRS`.

    Examples
    --------
    >>> quadrant_choices(10, 1, [0.7, 0.2], 0.1, 0.02).tolist()
    [[True, True, False, True], [False, True, False, True]]
    """
    given = np.broadcast_arrays(
        *(np.asarray(x, dtype=float) for x in (great, stake, alignment, cost, organising))
    )
    G, V, psi, k, tau = (x[..., None] for x in given)
    columns = []
    for controller, target in PAIRS:
        a = G if controller == "great" else np.ones_like(G)
        b = G if target == "great" else np.ones_like(G)
        M = (a + b) * np.geomspace(1e-6, 1e6, _GRID)
        alone, joined = control_utilities(a, b, M, psi, V, k, tau)
        pays = (joined - alone).max(axis=-1) > _ROUNDING * (V + k * b)[..., 0]
        first = marginal_partner(a, b, np.zeros_like(G), psi, V, k, tau)[..., 0] > 0
        columns.append(pays | first)
    return np.stack(columns, axis=-1)


def cha_region(draws: int = 100_000, *, seed: int = 0) -> pd.DataFrame:
    """Return how often random parameters give each table, inside and outside a region.

    The region, with sizes 1 and G > 1 and V > 0, is ½ ≤ ψ ≤ G/(1+G) and k/G ≤ τ < k. It is
    sufficient for Cha's table: inside there is no other. It is not necessary.

    Parameters
    ----------
    draws
        How many inside, and how many outside.
    seed
        For the same draws again.

    Returns
    -------
    pandas.DataFrame
        One row a table that occurs, by the choices (M multilateral, B bilateral) of the four pairs;
        the numbers of draws inside and outside, and one draw (G, V, ψ, k, τ) that gives the table.

    Examples
    --------
    >>> cha_region(1000).loc["MMBM", "inside"].item()
    1000
    """
    if not isinstance(draws, int) or draws < 1:
        raise InvalidArgumentError(f"draws must be a positive integer, got {draws!r}")
    rng = np.random.default_rng(seed)
    rows: dict[str, dict[str, Any]] = {}
    for place in ("inside", "outside"):
        left = draws
        while left:
            points = _drawn(min(left, _BLOCK), rng, inside=place == "inside")
            left -= points.shape[1]
            codes = quadrant_choices(*points) @ [8, 4, 2, 1]
            for code, first, count in zip(*_counted(codes), strict=True):
                name = "".join("M" if code >> (3 - at) & 1 else "B" for at in range(4))
                row = rows.setdefault(name, {"inside": 0, "outside": 0})
                row[place] += int(count)
                row.setdefault("for example", tuple(points[:, first].round(4).tolist()))
    frame = pd.DataFrame.from_dict(rows, orient="index").rename_axis("table")
    return frame.sort_values(["inside", "outside"], ascending=False)


def _counted(codes: Array) -> tuple[Array, Array, Array]:
    found = np.unique(codes, return_index=True, return_counts=True)
    return found[0], found[1], found[2]


def _drawn(number: int, rng: np.random.Generator, *, inside: bool) -> Array:
    """Return columns (G, V, ψ, k, τ) of draws inside or outside the region."""
    kept: list[Array] = []
    while sum(map(len, kept)) < number:
        G = 1 + rng.exponential(10, _BLOCK)
        V, k = rng.exponential(2, _BLOCK), rng.exponential(0.5, _BLOCK)
        psi, tau = rng.random(_BLOCK), 2 * k * rng.random(_BLOCK)
        if inside:
            psi = 0.5 + (G / (1 + G) - 0.5) * rng.random(_BLOCK)
            tau = k / G + (k - k / G) * rng.random(_BLOCK)
        lies = (psi >= 0.5) & (psi <= G / (1 + G)) & (tau >= k / G) & (tau < k)
        kept.append(np.stack([G, V, psi, k, tau], axis=-1)[lies == inside])
    return np.concatenate(kept)[:number].T
