"""Compiled search for the most valuable concessions that pooled punishment sustains.

Maximise Σ_ij ω_ij (e_ji x_ij − ½x_ij²) subject to ½Σ_j x_ij² ≤ δ Σ_j e_ij x_ji for each i. The
dual has one variable a player: minimise Σ_ij ½e_ji²(ω_ij+δμ_j)²/(ω_ij+μ_i) over μ ≥ 0. It is
convex; each Newton step minimises its quadratic model over μ ≥ 0 exactly, by an active set. Scaling
the concessions that μ implies until they are feasible bounds the optimum from below, the dual from
above: the difference is the certificate.
"""

import numba
import numpy as np
from numpy.typing import NDArray

__all__ = ["shares_of_networks", "sustained"]

Floats = NDArray[np.float64]

_STEPS = 100
_GAP = 1e-11
_LEAST_WORTHS = (1e-9, 1e-12, 1e-15, 1e-18)
_LEAST_WEIGHT = 1e-4
_NEGLIGIBLE = 1e-9
_RIDGE = 1e-15
_SETTLED = 1e-16
_STILL = 1e-10
_SLOPE_KEPT = 1e-4
_SCALINGS = 30


@numba.njit(cache=True, error_model="numpy")  # type: ignore[untyped-decorator]
def _able(gains: Floats) -> None:
    """Drop the concessions of players who receive nothing, and so have nothing to lose."""
    n = len(gains)
    changed = True
    while changed:
        changed = False
        for i in range(n):
            received, given = 0.0, 0.0
            for j in range(n):
                received += gains[i, j]
                given += gains[j, i]
            if received == 0 and given > 0:
                changed = True
                for j in range(n):
                    gains[j, i] = 0


@numba.njit(cache=True, error_model="numpy")  # type: ignore[untyped-decorator]
def _dual(mu: Floats, squares: Floats, base: Floats, delta: float, slope: Floats) -> float:
    """Return the dual objective, and write its gradient."""
    n = len(mu)
    value = 0.0
    slope[:] = 0
    for i in range(n):
        for j in range(n):
            if squares[i, j] > 0:
                part = (base[i, j] + delta * mu[j]) / (base[i, j] + mu[i])
                each = squares[i, j] * part
                value += 0.5 * each * (base[i, j] + delta * mu[j])
                slope[j] += delta * each
                slope[i] -= 0.5 * each * part
    return value


@numba.njit(cache=True, error_model="numpy")  # type: ignore[untyped-decorator]
def _curvature(mu: Floats, squares: Floats, base: Floats, delta: float, hessian: Floats) -> None:
    """Write the second derivatives of the dual."""
    n = len(mu)
    hessian[:] = 0
    for i in range(n):
        for j in range(n):
            if squares[i, j] > 0:
                over = 1 / (base[i, j] + mu[i])
                part = (base[i, j] + delta * mu[j]) * over
                each = squares[i, j] * over
                hessian[j, j] += delta * delta * each
                hessian[i, i] += each * part * part
                hessian[i, j] -= delta * each * part
                hessian[j, i] -= delta * each * part


@numba.njit(cache=True, error_model="numpy")  # type: ignore[untyped-decorator]
def _solve(hessian: Floats, right: Floats, free: Floats, factor: Floats, found: Floats) -> None:
    """Solve the free rows and columns of a system by Cholesky; the other unknowns are 0."""
    n = len(right)
    for i in range(n):
        found[i] = right[i] if free[i] else 0.0
        if not free[i]:
            continue
        for k in range(i + 1):
            if not free[k]:
                continue
            total = hessian[i, k]
            for m in range(k):
                if free[m]:
                    total -= factor[i, m] * factor[k, m]
            if k < i:
                factor[i, k] = total / factor[k, k]
            else:
                least = _RIDGE * hessian[i, i]
                factor[i, i] = np.sqrt(max(total, least)) if least > 0 else 1.0
        for m in range(i):
            if free[m]:
                found[i] -= factor[i, m] * found[m]
        found[i] /= factor[i, i]
    for i in range(n - 1, -1, -1):
        if free[i]:
            for m in range(i + 1, n):
                if free[m]:
                    found[i] -= factor[m, i] * found[m]
            found[i] /= factor[i, i]


@numba.njit(cache=True, error_model="numpy")  # type: ignore[untyped-decorator]
def _inside(hessian: Floats, right: Floats, free: Floats, z: Floats, work: Floats) -> None:
    """Move z to the minimum over its free entries, fixing those that would fall below 0."""
    n = len(z)
    aim = work[n]
    for _ in range(n + 1):
        _solve(hessian, right, free, work[:n], aim)
        length = 1.0
        for i in range(n):
            if free[i] and aim[i] <= 0:
                length = min(length, z[i] / (z[i] - aim[i]) if z[i] > 0 else 0.0)
        stopped = False
        for i in range(n):
            if not free[i]:
                continue
            falls = aim[i] <= 0 and z[i] * (1 - length) + length * aim[i] <= 1e-15 * z[i]
            z[i] = 0.0 if falls else z[i] + length * (aim[i] - z[i])
            if falls:
                free[i] = 0
                stopped = True
        if not stopped:
            return


@numba.njit(cache=True, error_model="numpy")  # type: ignore[untyped-decorator]
def _quadratic(hessian: Floats, right: Floats, free: Floats, z: Floats, work: Floats) -> None:
    """Minimise ½z'Hz − right·z over z ≥ 0, starting from z and its free entries."""
    n = len(z)
    for _ in range(3 * n):
        _inside(hessian, right, free, z, work)
        enters, steepest = -1, 0.0
        for i in range(n):
            if not free[i]:
                pull, size = right[i], abs(right[i])
                for k in range(n):
                    pull -= hessian[i, k] * z[k]
                    size += abs(hessian[i, k] * z[k])
                if pull > 1e-14 * size and pull > steepest:
                    enters, steepest = i, pull
        if enters < 0:
            return
        free[enters] = 1


@numba.njit(cache=True, error_model="numpy")  # type: ignore[untyped-decorator]
def _minimise(mu: Floats, squares: Floats, base: Floats, delta: float) -> None:
    """Move μ to the minimum of the dual."""
    n = len(mu)
    slope, there, right, free, z = np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(n)
    hessian, work = np.zeros((n, n)), np.zeros((n + 1, n))
    value = _dual(mu, squares, base, delta, slope)
    for _ in range(_STEPS):
        _curvature(mu, squares, base, delta, hessian)
        for i in range(n):
            right[i] = -slope[i]
            for k in range(n):
                right[i] += hessian[i, k] * mu[k]
            free[i] = 1.0 if mu[i] > 0 or slope[i] < 0 else 0.0
        z[:] = mu
        _quadratic(hessian, right, free, z, work)
        fall = 0.0
        for i in range(n):
            fall += slope[i] * (z[i] - mu[i])
        if fall >= 0:
            return
        length = 1.0
        while True:
            for i in range(n):
                there[i] = max(mu[i] + length * (z[i] - mu[i]), 0.0)
            lower = _dual(there, squares, base, delta, slope)
            if lower <= value + _SLOPE_KEPT * length * fall or -fall <= 1e-13:
                break
            length /= 2
            if length < 1e-12:
                return
        change = 0.0
        for i in range(n):
            if there[i] != mu[i]:
                change = max(change, abs(there[i] - mu[i]) / (there[i] + mu[i]))
        mu[:] = there
        value = lower
        if -fall <= _SETTLED and change <= _STILL:
            return


@numba.njit(cache=True, error_model="numpy")  # type: ignore[untyped-decorator]
def _bound(mu: Floats, squares: Floats, omega: Floats, delta: float) -> float:
    """Return the dual objective of the weights as they are, raising μ where it would be infinite.

    A concession without weight costs μ_i/2 of its square only: where μ_i is 0 and μ_j is not, the
    least of (a/μ_i + b μ_i) is taken.
    """
    n = len(mu)
    for _ in range(n):
        for i in range(n):
            cost, slope = 0.0, 0.0
            for j in range(n):
                if squares[i, j] > 0 and omega[i, j] == 0:
                    cost += 0.5 * squares[i, j] * (delta * mu[j]) ** 2
                if squares[j, i] > 0 and omega[j, i] + mu[j] > 0:
                    slope += delta * squares[j, i] * omega[j, i] / (omega[j, i] + mu[j])
            if cost > 0 and mu[i] == 0:
                mu[i] = np.sqrt(cost / slope) if slope > 0 else np.sqrt(cost)
    value = 0.0
    for i in range(n):
        for j in range(n):
            if squares[i, j] > 0 and omega[i, j] + delta * mu[j] > 0:
                up = omega[i, j] + delta * mu[j]
                value += 0.5 * squares[i, j] * up * up / (omega[i, j] + mu[i])
    return value


@numba.njit(cache=True, error_model="numpy")  # type: ignore[untyped-decorator]
def _room(x: Floats, gains: Floats, delta: float, i: int) -> float:
    """Return by how much a player's loss exceeds its temptation, 1 where it is not tempted."""
    cost, loss = 0.0, 0.0
    for j in range(len(x)):
        cost += 0.5 * x[i, j] * x[i, j]
        loss += delta * gains[i, j] * x[j, i]
    return loss / cost if cost > 0 else 1.0


@numba.njit(cache=True, error_model="numpy")  # type: ignore[untyped-decorator]
def _worth(x: Floats, gains: Floats, omega: Floats) -> float:
    total = 0.0
    for i in range(len(x)):
        for j in range(len(x)):
            total += omega[i, j] * x[i, j] * (gains[j, i] - 0.5 * x[i, j])
    return total


@numba.njit(cache=True, error_model="numpy")  # type: ignore[untyped-decorator]
def _shrink(x: Floats, gains: Floats, delta: float, rounds: int) -> None:
    """Make concessions feasible: those of tempted players first, then all in proportion."""
    n = len(x)
    for _ in range(rounds):
        worst = 1.0
        for i in range(n):
            room = _room(x, gains, delta, i)
            if room < 1:
                worst = min(worst, room)
                for j in range(n):
                    x[i, j] *= np.sqrt(room)
        if worst > 1 - 1e-15:
            break
    least = 1.0
    for i in range(n):
        least = min(least, _room(x, gains, delta, i))
    for i in range(n):
        for j in range(n):
            x[i, j] *= least


@numba.njit(cache=True, error_model="numpy")  # type: ignore[untyped-decorator]
def sustained(benefits: Floats, worth: Floats, delta: float, x: Floats) -> tuple[float, float]:
    """Return the share of the whole worth that is sustained, and how much more there might be.

    Parameters
    ----------
    benefits
        e_ij ≥ 0 with zero diagonal.
    worth
        Symmetric, ≥ 0: what the efficient surplus of each pair is worth.
    delta
        δ in [0, 1].
    x
        Where to write the concessions, n × n.

    Returns
    -------
    share, gap : float
        A share that is attained, and the bound of the dual minus it.
    """
    n = len(benefits)
    gains, omega = np.zeros((n, n)), np.zeros((n, n))
    surplus, squares = np.zeros((n, n)), np.zeros((n, n))
    scale = _scaled(benefits, gains)
    total = 0.0
    for i in range(n):
        for j in range(n):
            x[i, j] = 0
            surplus[i, j] = (gains[i, j] ** 2 + gains[j, i] ** 2) / 2
            if surplus[i, j] > 0:
                total += worth[i, j] / 2
    if total == 0:
        return 1.0, 0.0
    if delta == 0:
        return 0.0, 0.0
    _able(gains)
    for i in range(n):
        for j in range(n):
            squares[i, j] = gains[j, i] ** 2
            if surplus[i, j] > 0:
                omega[i, j] = worth[i, j] / total / surplus[i, j]
    share, gap = _certified(gains, squares, omega, surplus, delta, x)
    for i in range(n):
        for j in range(n):
            x[i, j] *= scale
    return share, gap


@numba.njit(cache=True, error_model="numpy")  # type: ignore[untyped-decorator]
def _scaled(benefits: Floats, gains: Floats) -> float:
    """Write the benefits in units of the largest, and return it."""
    n, scale = len(benefits), 0.0
    for i in range(n):
        for j in range(n):
            scale = max(scale, benefits[i, j])
    for i in range(n):
        for j in range(n):
            gains[i, j] = benefits[i, j] / scale if scale > 0 else 0.0
    return scale


@numba.njit(cache=True, error_model="numpy")  # type: ignore[untyped-decorator]
def _certified(
    gains: Floats, squares: Floats, omega: Floats, surplus: Floats, delta: float, x: Floats
) -> tuple[float, float]:
    """Solve with ever smaller weights for worthless concessions until the gap is closed."""
    n = len(gains)
    mu = _start(squares, omega, delta)
    share, bound = -1.0, 1.0
    base, tried = np.full((n, n), _NEGLIGIBLE * omega.max()), np.empty((n, n))
    for least in _LEAST_WORTHS:
        weightless = False
        for i in range(n):
            for j in range(n):
                if squares[i, j] == 0:
                    base[i, j] = 1.0
                    continue
                weight = min(base[i, j], least / surplus[i, j])
                if mu[i] > 0 and least < _LEAST_WORTHS[0]:
                    weight = min(weight, _LEAST_WEIGHT * mu[i])
                base[i, j] = max(omega[i, j], weight)
                weightless = weightless or weight > omega[i, j]
        _minimise(mu, squares, base, delta)
        for rounds in (_SCALINGS, 0):
            for i in range(n):
                for j in range(n):
                    part = (base[i, j] + delta * mu[j]) / (base[i, j] + mu[i])
                    tried[i, j] = gains[j, i] * part
            _shrink(tried, gains, delta, rounds)
            value = _worth(tried, gains, omega)
            if value > share:
                share = value
                x[:] = tried
        bound = min(bound, _bound(mu.copy(), squares, omega, delta))
        if bound - share <= _GAP or not weightless:
            break
    return share, bound - share


@numba.njit(cache=True, error_model="numpy")  # type: ignore[untyped-decorator]
def _start(squares: Floats, omega: Floats, delta: float) -> Floats:
    """Return μ_i = ω(1 − 2δ)/δ, which solves the dual of equal players."""
    n = len(squares)
    mu = np.zeros(n)
    for i in range(n):
        weighted, whole = 0.0, 0.0
        for j in range(n):
            weighted += squares[i, j] * omega[i, j]
            whole += squares[i, j]
        if whole > 0:
            mu[i] = max(0.0, weighted / whole * (1 - 2 * delta) / delta)
    return mu


@numba.njit(cache=True, error_model="numpy")  # type: ignore[untyped-decorator]
def shares_of_networks(benefits: Floats, worth: Floats, deltas: Floats) -> tuple[Floats, Floats]:
    """Return what `sustained` does for many networks.

    Parameters
    ----------
    benefits, worth
        N × n × n.
    deltas
        N discount factors.

    Returns
    -------
    shares, gaps : ndarray of N
    """
    count, n = benefits.shape[:2]
    shares, gaps = np.empty(count), np.empty(count)
    x = np.empty((n, n))
    for k in range(count):
        shares[k], gaps[k] = sustained(benefits[k], worth[k], deltas[k], x)
    return shares, gaps
