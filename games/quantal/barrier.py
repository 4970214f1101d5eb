"""Best responses smoothed by a logarithm: what the logarithmic tracing procedure follows.

A player whose strategies pay a_s and who gains η·log q_s besides from each probability q_s plays
q_s = η / (w − a_s), with w > max a such that Σ q = 1. At t the payoffs are (1 − t) × those against
a prior plus t × those against the others' play (Harsanyi and Selten 1988, ch. 4).
"""

from dataclasses import dataclass
from typing import final

import numpy as np
from numpy.typing import NDArray

from lilliput.games.normal_form.deviations import Deviations

__all__ = ["TracingSystem", "barrier_response"]

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


@final
@dataclass(frozen=True, eq=False)
class TracingSystem:
    """Log-probabilities y, levels w of all players and s = −log(1 − t): t = 1 is never reached.

    With q = e^y the equations are w_i − a_s − weight / q_s = 0 and Σ q = 1: nearly linear where
    the weight is small, other than the smoothed best response itself.

    Parameters
    ----------
    deviations
        Payoffs, scaled.
    against_prior
        What every strategy pays against the prior.
    weight
        η: the logarithms have the weight η(1 − t).
    """

    deviations: Deviations
    against_prior: Floats
    weight: float

    def start(self) -> Floats:
        """Return the point of the curve at t = 0."""
        logs = barrier_response(self.deviations, self.against_prior, self.weight)
        slack = self.weight * np.exp(-logs)
        firsts = [part.start for part in self.deviations.parts]
        return np.concatenate([logs, (self.against_prior + slack)[firsts], [0.0]])

    def weight_at(self, s: float) -> float:
        """Return the weight of the logarithms at s."""
        return self.weight * float(np.exp(-s))

    def linearise(self, z: Floats) -> tuple[Floats, Floats]:
        """Return the equations at z = (y, w, s), and the Jacobian."""
        owners, total, n = self.deviations.owners, self.deviations.total, len(self.deviations.sizes)
        y, levels, rest = z[:total], z[total:-1], float(np.exp(-z[-1]))
        p = np.exp(np.minimum(y, _HIGHEST))
        values, table = self.deviations.values_and_jacobian(p)
        payoffs = rest * self.against_prior + (1 - rest) * values
        with np.errstate(over="ignore"):
            slack = self.weight_at(z[-1]) * np.exp(-y)
        sums = (owners == np.arange(n)[:, None]).astype(float)
        value = np.concatenate([levels[owners] - payoffs - slack, sums @ p - 1])
        rows = (rest - 1) * table * p
        rows[np.diag_indices_from(rows)] += slack
        last = rest * (self.against_prior - values) + slack
        jacobian = np.zeros((total + n, total + n + 1))
        jacobian[:total, :total], jacobian[:total, total:-1] = rows, sums.T
        jacobian[:total, -1], jacobian[total:, :total] = last, sums * p
        return value, jacobian

    def noise(self, z: Floats) -> float:
        """Return how far rounding of payoffs is magnified."""
        return 1 / self.weight_at(z[-1])
