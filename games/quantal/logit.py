"""Logit quantal responses as a curve in (log-probabilities, λ).

p is a logit equilibrium at λ if p_is ∝ exp(λ u_is(p)) for every player i. With y = log p the curve
is H(y, λ)_is = y_is − λ u_is(e^y) + log Σ_k exp(λ u_ik(e^y)) = 0. Nothing overflows, and strategies
that are hardly ever played keep their digits.
"""

from dataclasses import dataclass
from typing import final

import numpy as np
from numpy.typing import NDArray

from lilliput.games.normal_form.deviations import Deviations

__all__ = ["LogitSystem", "centroid", "log_response"]

Floats = NDArray[np.float64]
_HIGHEST = 30.0  # log-probabilities of a prediction far off the curve


@final
@dataclass(frozen=True, eq=False)
class LogitSystem:
    """The logit correspondence of a game with payoffs of order 1."""

    deviations: Deviations

    def linearise(self, z: Floats) -> tuple[Floats, Floats]:
        """Return H at z = (y, λ) and its Jacobian."""
        y, rationality = z[:-1], z[-1]
        p = np.exp(np.minimum(y, _HIGHEST))
        values, table = self.deviations.values_and_jacobian(p)
        logs = log_response(self.deviations, rationality * values)
        chances = np.exp(logs)
        table = self._centred(table, chances)
        table *= -rationality
        table *= p
        table[np.diag_indices_from(table)] += 1.0
        column = self._centred(values[:, None], chances)
        return y - logs, np.hstack([table, -column])

    def noise(self, z: Floats) -> float:
        """Return how far rounding of payoffs is magnified."""
        return abs(float(z[-1]))

    def _centred(self, table: Floats, chances: Floats) -> Floats:
        """Subtract from each player's rows their mean at the response."""
        result = np.empty_like(table)
        for part in self.deviations.parts:
            result[part] = table[part] - chances[part] @ table[part]
        return result


def log_response(deviations: Deviations, scores: Floats) -> Floats:
    """Return for each player the logarithm of exp(score) over its sum, without overflow."""
    ends = deviations.ends
    parts = []
    for part in np.split(scores, ends):
        shifted = part - part.max()
        parts.append(shifted - np.log(np.exp(shifted).sum()))
    return np.concatenate(parts)


def centroid(deviations: Deviations) -> Floats:
    """Return the uniform profile at λ = 0 as a point (y, 0) of the curve."""
    logs = [np.full(size, -np.log(size)) for size in deviations.sizes]
    return np.append(np.concatenate(logs), 0.0)
