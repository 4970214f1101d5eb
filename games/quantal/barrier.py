"""Best responses smoothed by a logarithm: what the logarithmic tracing procedure follows.

A player whose strategies pay a_s and who gains η·log q_s besides from each probability q_s plays
q_s = η / (w − a_s), with w > max a such that Σ q = 1. At t the payoffs are (1 − t) × those against
a prior plus t × those against the others' play (Harsanyi and Selten 1988, ch. 4).
"""

from dataclasses import dataclass
from typing import final

import numpy as np
from numpy.typing import NDArray

from lilliput.games.quantal.deviations import Deviations

__all__ = ["TracingSystem", "WeightSystem", "barrier_response"]

Floats = NDArray[np.float64]

_NEWTON_STEPS = 200
_HIGHEST = 30.0


def barrier_response(deviations: Deviations, payoffs: Floats, weight: float) -> Floats:
    """Return the logarithms of each player's smoothed best response."""
    parts = []
    for part in np.split(payoffs, deviations.ends):
        loss = part.max() - part
        gap = weight  # w − max a lies between η and η·m; from below Newton's method rises to it
        for _ in range(_NEWTON_STEPS):
            q = weight / (gap + loss)
            step = (q.sum() - 1) * weight / (q @ q)
            gap += step
            if abs(step) <= 4 * np.finfo(float).eps * gap:
                break
        parts.append(np.log(weight / (gap + loss)))
    return np.concatenate(parts)


def _centred(deviations: Deviations, rows: Floats, logs: Floats) -> Floats:
    """Return the derivative of the logarithms for changes of payoffs, times the weight."""
    q = np.exp(logs)
    result = np.empty_like(rows)
    for part in deviations.parts:
        own = q[part]
        mean = (own**2) @ rows[part] / (own @ own)
        result[part] = own[:, None] * (rows[part] - mean)
    return result


@final
@dataclass(frozen=True, eq=False)
class TracingSystem:
    """Log-probabilities y and t, at a fixed weight η of the logarithms."""

    deviations: Deviations
    against_prior: Floats
    weight: float

    def linearise(self, z: Floats) -> tuple[Floats, Floats]:
        """Return y − log of the response at z = (y, t), and the Jacobian."""
        y, t = z[:-1], z[-1]
        p = np.exp(np.minimum(y, _HIGHEST))
        values, table = self.deviations.values_and_jacobian(p)
        payoffs = (1 - t) * self.against_prior + t * values
        logs = barrier_response(self.deviations, payoffs, self.weight)
        change = np.hstack([t * table * p, (values - self.against_prior)[:, None]])
        jacobian = -_centred(self.deviations, change, logs) / self.weight
        jacobian[:, :-1] += np.eye(y.size)
        return y - logs, jacobian

    def noise(self, z: Floats) -> float:
        """Return how far rounding of payoffs is magnified."""
        return 1 / self.weight


@final
@dataclass(frozen=True, eq=False)
class WeightSystem:
    """Log-probabilities y and ζ = −log η, at t = 1."""

    deviations: Deviations

    def linearise(self, z: Floats) -> tuple[Floats, Floats]:
        """Return y − log of the response at z = (y, ζ), and the Jacobian."""
        y, weight = z[:-1], float(np.exp(-z[-1]))
        p = np.exp(np.minimum(y, _HIGHEST))
        values, table = self.deviations.values_and_jacobian(p)
        logs = barrier_response(self.deviations, values, weight)
        jacobian = -_centred(self.deviations, table * p, logs) / weight
        jacobian[np.diag_indices_from(jacobian)] += 1.0
        q = np.exp(logs)
        squares = np.bincount(self.deviations.owners, weights=q**2)[self.deviations.owners]
        return y - logs, np.hstack([jacobian, (1 - q / squares)[:, None]])

    def noise(self, z: Floats) -> float:
        """Return how far rounding of payoffs is magnified."""
        return float(np.exp(z[-1]))
