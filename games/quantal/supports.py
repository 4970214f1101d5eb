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
from lilliput.games.normal_form.deviations import Deviations, joined, split

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
_TIED = 10.0  # losses are at most a few times the distance from where they vanish
_MOST_TIED = 0.05
_NEGATIVE = 1e-13
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
    tied
        Whether strategies that are not played were made to pay the same as those that are.
    """

    profile: tuple[Array, ...]
    point: Floats
    distance: float
    regret: float
    exact: bool
    tied: bool = False


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
    step = float(np.abs(ahead).max())
    for masks, ties in _guesses(deviations, p, min(_TIED * step + _SAME, _MOST_TIED)):
        point = _newton(deviations, p + ahead, masks, ties, _SHARE * step + _SLACK)
        if point is None:
            continue
        distance = float(np.abs(point - p).max())
        mixes = split(point, deviations.sizes)
        played = [mask & (mix > 0) for mask, mix in zip(masks, mixes, strict=True)]
        profile = exact_on_supports(game, played, mixes, ties=ties)
        if profile is not None:
            return NearbyEquilibrium(
                tuple(profile), joined(profile), distance, 0.0, True, ties is not masks
            )
        regret = deviations.regret(point)
        if regret <= _REGRET:
            return NearbyEquilibrium(
                tuple(mixes), point, distance, regret, False, ties is not masks
            )
    return _simple_nearby(game, deviations, p, p + ahead)


def _simple_nearby(
    game: NormalFormGame, deviations: Deviations, p: Floats, goal: Floats
) -> NearbyEquilibrium | None:
    """Return the equilibrium of simple fractions that the goal rounds to, if it is one.

    This serves games so degenerate that no system of equations determines the limit.
    """
    profile = [_simple_fractions(mix, _SLACK) for mix in split(goal, deviations.sizes)]
    found = [mix for mix in profile if mix is not None and min(mix) >= 0]
    if len(found) < game.n or not _is_exact_equilibrium(game, found):
        return None
    point = joined(found)
    return NearbyEquilibrium(tuple(found), point, float(np.abs(point - p).max()), 0.0, True)


def exact_on_supports(
    game: NormalFormGame, masks: Masks, guess: Sequence[Floats], *, ties: Masks | None = None
) -> list[Array] | None:
    """Return the equilibrium on these supports in Fractions, or None if it is not found.

    It is found if at most two players mix, or if the probabilities are simple fractions; it is
    checked against the payoffs in rational arithmetic.

    Parameters
    ----------
    game
        The game.
    masks
        The supports.
    guess
        Probabilities nearby, which decide where the system leaves a choice.
    ties
        Strategies that shall all pay the same; those of the supports by default.
    """
    mixing = [i for i, mask in enumerate(masks) if mask.sum() > 1]
    profile = [_on(mask, [Fraction(1)]) if mask.sum() == 1 else None for mask in masks]
    if len(mixing) > 2:
        profile = [_simple_fractions(mix, _NEGATIVE) for mix in guess]
    for i in mixing if len(mixing) <= 2 else ():
        others = [k for k in mixing if k != i] or [k for k in range(game.n) if k != i]
        equations = [
            row for k in others for row in _equal_payoffs(game, k, i, masks, (ties or masks)[k])
        ]
        weights = _weights(equations, guess[i][masks[i]])
        profile[i] = None if weights is None else _on(masks[i], weights)
    if any(mix is None for mix in profile):
        return None
    found = [mix for mix in profile if mix is not None]
    return found if _is_exact_equilibrium(game, found) else None


def _guesses(deviations: Deviations, p: Floats, loss: float) -> Iterator[tuple[Masks, Masks]]:
    """Yield supports, the strategies above a threshold which falls, and what pays the same.

    First all strategies that lose little against p, which settles where in a component of
    equilibria the limit is; then those of the support alone.
    """
    parts = split(p, deviations.sizes)
    values = split(deviations.values(p), deviations.sizes)
    near = [
        top.max() - top <= loss * (width or 1.0)
        for top, width in zip(values, deviations.ranges, strict=True)
    ]
    seen: set[bytes] = set()
    for power in np.arange(0.5, 9.1, 0.5):
        masks = [mix >= 10.0**-power * mix.max() for mix in parts]
        key = np.concatenate(masks).tobytes()
        if key in seen:
            continue
        seen.add(key)
        ties = [mask | tie for mask, tie in zip(masks, near, strict=True)]
        if any((tie != mask).any() for mask, tie in zip(masks, ties, strict=True)):
            yield masks, ties
        yield masks, masks


def _newton(
    deviations: Deviations, p: Floats, masks: Masks, ties: Masks, within: float
) -> Floats | None:
    """Return the solution of the indifference system on supports, or None if it is far or none."""
    on, tied = np.concatenate(masks), np.concatenate(ties)
    owners = deviations.owners
    n = len(masks)
    sums = (owners == np.arange(n)[:, None]).astype(float)
    point = np.where(on, p, 0.0)
    point /= (sums @ point)[owners]
    size = int(on.sum())
    previous = np.inf
    for _ in range(_NEWTON_STEPS):
        values, table = deviations.values_and_jacobian(point)
        level = (sums @ (values * point))[owners]
        matrix = np.block(
            [[table[np.ix_(tied, on)], -sums[:, tied].T], [sums[:, on], np.zeros((n, n))]]
        )
        right = np.concatenate([(level - values)[tied], 1 - sums @ point])
        delta = _solved(matrix, right)[:size]
        point = point.copy()
        point[on] += delta
        length = float(np.abs(delta).max())
        if not (np.abs(point - p).max() <= within and length <= 2 * within):
            return None
        if length <= 1e-15 or (length <= 1e-12 and length >= 0.5 * previous):
            break
        previous = length
    if point.min() < -_NEGATIVE:
        return None
    point = np.maximum(point, 0.0)
    return point / (sums @ point)[owners]


def _solved(matrix: Floats, right: Floats) -> Floats:
    if matrix.shape[0] != matrix.shape[1]:
        return np.asarray(np.linalg.lstsq(matrix, right, rcond=1e-11)[0], dtype=np.float64)
    try:
        found: Floats = np.asarray(np.linalg.solve(matrix, right), dtype=np.float64)
        if np.isfinite(found).all() and np.abs(found).max() <= 1e3:
            return found
    except np.linalg.LinAlgError:
        pass
    return np.asarray(np.linalg.lstsq(matrix, right, rcond=1e-11)[0], dtype=np.float64)


def _on(mask: NDArray[np.bool_], weights: Sequence[Any]) -> Array:
    """Return probabilities that are 0 off the support."""
    full = object_array([Fraction(0)] * mask.size)
    full[mask] = object_array(list(weights))
    return full


def _equal_payoffs(
    game: NormalFormGame, player: int, opponent: int, masks: Masks, tied: NDArray[np.bool_]
) -> list[Array]:
    """Return rows whose product with the opponent's weights is 0 if what is tied pays the same.

    All players but these two must play one strategy.
    """
    chosen = [tied if k == player else mask for k, mask in enumerate(masks)]
    table = as_printed(game.payoffs[player][np.ix_(*chosen)])
    rows = np.moveaxis(table, (player, opponent), (0, 1)).reshape(int(tied.sum()), -1)
    return [row - rows[0] for row in rows[1:]]


def _weights(equations: Sequence[Array], guess: Floats) -> list[Fraction] | None:
    """Return probabilities that solve the equations, near a guess where that leaves a choice."""
    from flint import fmpq, fmpq_mat

    count = guess.size
    system = [[Fraction(1)] * (count + 1), *([*row, Fraction(0)] for row in equations)]
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


def _simple_fractions(mix: Floats, tolerance: float) -> Array | None:
    fractions = [Fraction(float(value)).limit_denominator(_SIMPLE) for value in mix]
    near = all(abs(float(f) - v) <= tolerance for f, v in zip(fractions, mix, strict=True))
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
