"""The equilibrium of a component at which play is least predictable."""

from collections.abc import Sequence

import numpy as np

from lilliput.games.arithmetic import Array

__all__ = ["entropy", "widest_mixture"]

_STEPS = 2000
_GAP = 1e-12


def entropy(mixes: Sequence[Array]) -> float:
    """Return the Shannon entropy of a profile, Σ_i Σ_s −x_is ln x_is, in nats.

    Examples
    --------
    >>> round(entropy([np.array([0.5, 0.5]), np.array([1.0, 0.0])]), 6)
    0.693147
    """
    shares = np.concatenate([np.asarray(mix, dtype=float) for mix in mixes])
    positive = shares[shares > 0]
    return float(-(positive * np.log(positive)).sum())


def widest_mixture(vertices: Array) -> Array:
    """Return the mixture of vertices with the largest entropy.

    Entropy is strictly concave, so that the mixture is unique. Multiplicative steps on the weights
    of the vertices raise it until the dual gap, the most that any vertex would still add, is 1e-12.

    Parameters
    ----------
    vertices
        One mixed strategy a row.

    Examples
    --------
    >>> widest_mixture(np.array([[1.0, 0, 0], [0, 0.5, 0.5]])).round(4).tolist()
    [0.3333, 0.3333, 0.3333]
    """
    points = np.asarray(vertices, dtype=float)
    used = points[:, points.max(axis=0) > 0]
    weights = np.full(len(points), 1 / len(points))
    step = 1.0
    value = entropy([weights @ used])
    for _ in range(_STEPS):
        slopes = -(used @ np.log(weights @ used))
        if slopes.max() - slopes @ weights <= _GAP:
            break
        moved = weights * np.exp(step * (slopes - slopes.max()))
        moved /= moved.sum()
        higher = entropy([moved @ used])
        if higher >= value:
            weights, value, step = moved, higher, step * 1.2
        else:
            step /= 2
    mix: Array = weights @ points
    return mix
