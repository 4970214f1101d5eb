"""The equilibrium near a profile: a guess of its supports, made exact where the system is linear.

On given supports an equilibrium makes every strategy played pay the same, a polynomial system in
the probabilities: Newton's method solves it in floats. Where at most two players mix it is linear,
and is solved in rational numbers; what the system leaves free keeps the value of the guess.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from lilliput.games.arithmetic import Array, as_printed, object_array
from lilliput.games.equilibria.certify import certified
from lilliput.games.equilibria.solution import Certificate, Equilibrium
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.quantal.deviations import Deviations, split

__all__ = [
    "NearbyEquilibrium",
    "certified_profile",
    "equilibrium_of",
    "exact_on_supports",
    "nearby_equilibrium",
]

Floats = NDArray[np.float64]
Masks = list[NDArray[np.bool_]]

_REGRET = 1e-12
_NEWTON_STEPS = 30
_SHARE = 3.0  # a distance of λ^(−1/4), the slowest seen, has as derivative a fourth
_SLACK = 1e-6
_SAME = 1e-9
_SIMPLE = 1000
_LARGE = 2**17


@final
@dataclass(frozen=True, eq=False)
class NearbyEquilibrium:
    """An equilibrium near a profile.

    Parameters
    ----------
    profile
        One array a player: Fractions, checked in rational arithmetic, or else floats.
    point
        The same as one vector of floats.
    distance
        Largest difference of a probability from those of the given profile.
    regret
        In units of the payoff range, in floats.
    exact
        Whether the profile is rational.
    """

    profile: tuple[Array, ...]
    point: Floats
    distance: float
    regret: float
    exact: bool


def nearby_equilibrium(
    game: NormalFormGame, deviations: Deviations, p: Floats, *, ahead: Floats
) -> NearbyEquilibrium | None:
    """Return an equilibrium near p whose supports p suggests, or None.

    Parameters
    ----------
    game
        The game.
    deviations
        Its payoffs, scaled.
    p
        Probabilities of all players, all positive or exact zeros.
    ahead
        How far the equilibrium is from p, to first order; it must be that near p + `ahead`.
    """
    within = _SHARE * float(np.abs(ahead).max()) + _SLACK
    for masks in _guesses(p, deviations):
        point = _newton(deviations, p + ahead, masks, within)
        if point is None:
            continue
        distance = float(np.abs(point - p).max())
        masks = [mask & (mix > 0) for mask, mix in zip(masks, split(point, deviations.sizes))]  # noqa: B905
        profile = exact_on_supports(game, masks, split(point, deviations.sizes))
        if profile is not None:
            return NearbyEquilibrium(tuple(profile), point, distance, 0.0, True)
        regret = deviations.regret(point)
        if regret <= _REGRET:
            floats = tuple(split(point, deviations.sizes))
            return NearbyEquilibrium(floats, point, distance, regret, False)
    return None


def exact_on_supports(
    game: NormalFormGame, masks: Masks, guess: Sequence[Floats]
) -> list[Array] | None:
    """Return the equilibrium on these supports in Fractions, or None if it is not found.

    It is found if at most two players mix, or if the probabilities are simple fractions; it is
    checked against the payoffs in rational arithmetic.
    """
    mixing = [i for i, mask in enumerate(masks) if mask.sum() > 1]
    profile = [_on(mask, [Fraction(1)]) if mask.sum() == 1 else None for mask in masks]
    if len(mixing) > 2:
        profile = [_simple_fractions(mix) for mix in guess]
    for i in mixing if len(mixing) <= 2 else ():
        others = [k for k in mixing if k != i]
        rows = _payoffs_on(game, others[0], masks) if others else None
        if rows is not None:
            rows = rows if others[0] < i else rows.T
        weights = _indifferent(rows, guess[i][masks[i]])
        profile[i] = None if weights is None else _on(masks[i], weights)
    if any(mix is None for mix in profile):
        return None
    found = [mix for mix in profile if mix is not None]
    return found if _is_exact_equilibrium(game, found) else None


def _guesses(p: Floats, deviations: Deviations) -> Iterator[Masks]:
    """Yield supports: strategies above a threshold, which falls."""
    parts = split(p, deviations.sizes)
    seen: set[bytes] = set()
    for power in np.arange(0.5, 9.1, 0.5):
        masks = [mix >= 10.0**-power * mix.max() for mix in parts]
        key = np.concatenate(masks).tobytes()
        if key not in seen:
            seen.add(key)
            yield masks


def _newton(deviations: Deviations, p: Floats, masks: Masks, within: float) -> Floats | None:
    """Return the solution of the indifference system on supports, or None if it is far or none."""
    on = np.concatenate(masks)
    owners = deviations.owners[on]
    n = len(masks)
    sums = (owners == np.arange(n)[:, None]).astype(float)
    point = np.where(on, p, 0.0)
    point /= (np.array([mix.sum() for mix in split(point, deviations.sizes)]))[deviations.owners]
    size = int(on.sum())
    previous = np.inf
    for _ in range(_NEWTON_STEPS):
        values, table = deviations.values_and_jacobian(point)
        level = (sums @ (values[on] * point[on]))[owners]
        matrix = np.block([[table[np.ix_(on, on)], -sums.T], [sums, np.zeros((n, n))]])
        right = np.concatenate([level - values[on], 1 - sums @ point[on]])
        delta = _solved(matrix, right)[:size]
        point = point.copy()
        point[on] += delta
        length = float(np.abs(delta).max())
        if not (np.abs(point - p).max() <= within and length <= 2 * within):
            return None
        if length <= 1e-15 or (length <= 1e-12 and length >= 0.5 * previous):
            break
        previous = length
    if point.min() < -1e-13:
        return None
    point = np.maximum(point, 0.0)
    return point / np.array([m.sum() for m in split(point, deviations.sizes)])[deviations.owners]


def _solved(matrix: Floats, right: Floats) -> Floats:
    try:
        found = np.linalg.solve(matrix, right)
        if np.isfinite(found).all() and np.abs(found).max() <= 1e3:
            return found
    except np.linalg.LinAlgError:
        pass
    return np.linalg.lstsq(matrix, right, rcond=1e-11)[0]


def _on(mask: NDArray[np.bool_], weights: Sequence[Any]) -> Array:
    """Return probabilities that are 0 off the support."""
    full = object_array([Fraction(0)] * mask.size)
    full[mask] = object_array(list(weights))
    return full


def _payoffs_on(game: NormalFormGame, player: int, masks: Masks) -> Array:
    """Return a player's exact payoffs on supports of which at most two are not single."""
    table = as_printed(game.payoffs[player][np.ix_(*masks)])
    return table.reshape([size for size in table.shape if size > 1])


def _indifferent(rows: Array | None, guess: Floats) -> list[Fraction] | None:
    """Return weights that make all rows pay the same, near a guess where that leaves a choice."""
    from flint import fmpq, fmpq_mat

    count = guess.size
    system = [[Fraction(1)] * (count + 1)]
    if rows is not None:
        system += [[*(row - rows[0]), Fraction(0)] for row in rows[1:]]
    matrix = fmpq_mat(
        [[fmpq(entry.numerator, entry.denominator) for entry in row] for row in system]
    )
    reduced, rank = matrix.rref()
    pivots = []
    for r in range(rank):
        pivots.append(next(c for c in range(count + 1) if reduced[r, c] != 0))
    if count in pivots:
        return None
    weights = [_rounded(value) for value in guess]
    free = [c for c in range(count) if c not in pivots]
    for r, c in enumerate(pivots):
        value = _fraction(reduced[r, count])
        weights[c] = value - sum(
            (_fraction(reduced[r, f]) * weights[f] for f in free), start=Fraction(0)
        )
    return weights if min(weights) >= 0 else None


def _fraction(value: Any) -> Fraction:
    return Fraction(int(value.p), int(value.q))


def _rounded(value: float) -> Fraction:
    simple = Fraction(value).limit_denominator(_SIMPLE)
    near = abs(float(simple) - value) <= _SAME
    return simple if near else Fraction(value).limit_denominator(10**12)


def _simple_fractions(mix: Floats) -> Array | None:
    fractions = [Fraction(float(value)).limit_denominator(_SIMPLE) for value in mix]
    near = all(abs(float(f) - v) <= 1e-13 for f, v in zip(fractions, mix, strict=True))
    return object_array(fractions) if near and sum(fractions) == 1 else None


def _is_exact_equilibrium(game: NormalFormGame, profile: Sequence[Array]) -> bool:
    """Whether no player gains, in rational arithmetic, from payoffs on the supports alone."""
    played = [np.flatnonzero(mix != 0) for mix in profile]
    for i in range(game.n):
        chosen = [np.arange(game.shape[k]) if k == i else played[k] for k in range(game.n)]
        table = as_printed(game.payoffs[i][np.ix_(*chosen)])
        for k in reversed(range(game.n)):
            if k != i:
                table = np.moveaxis(table, k, -1) @ profile[k][played[k]]
                table = np.asarray(table, dtype=object)
        top = max(table)
        if any(table[s] != top for s in played[i]):
            return False
    return True


def equilibrium_of(game: NormalFormGame, found: NearbyEquilibrium) -> Equilibrium:
    """Return what was found as a labelled and certified equilibrium."""
    profile, certificate = certified_profile(game, found)
    return certified(game, profile, certificate=certificate)


def certified_profile(
    game: NormalFormGame, found: NearbyEquilibrium
) -> tuple[Sequence[Array], Certificate | None]:
    """Return the profile in the numbers to hand on, with a certificate where it has been made.

    Rational profiles of large games of floats go as floats, proved here on the supports alone:
    the rest of the payoffs need not become Fractions.
    """
    if found.exact and game.kind == "float" and game.payoffs.size > _LARGE:
        floats = [mix.astype(np.float64) for mix in found.profile]
        return floats, Certificate("exact", 0.0, 0.0)
    return found.profile, None
