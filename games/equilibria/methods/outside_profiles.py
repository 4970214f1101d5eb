"""What other packages call equilibria, put to the test: cleaned, proved where possible, or dropped.

A profile of floats is rounded to simple fractions where these can be proved to be an equilibrium;
else it stays as it is, and its regret is its certificate. What is no equilibrium is counted.
"""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from importlib import import_module
from math import inf, isfinite
from sys import float_info
from typing import Any, final

import numpy as np

from lilliput.games.arithmetic import Array, as_printed, number_array, object_array
from lilliput.games.checks import check_tolerance
from lilliput.games.equilibria.certify import measured
from lilliput.games.equilibria.exact_payoffs import ExactPayoffs
from lilliput.games.equilibria.methods.outside import Answer, Job, run_outside
from lilliput.games.equilibria.solution import Certificate, Found
from lilliput.games.errors import InvalidGameError, LilliputWarning, SolverError
from lilliput.games.normal_form import NormalFormGame

__all__ = ["Sifted", "distance", "found_outside", "near", "sift"]

Profile = Sequence[Array]
_DENOMINATORS = (10**3, 10**6)
_ROUNDING = 1e-6  # what a probability may be off by before it is none
_CLOSE = 1e-9  # how far a fraction may be from the float that it stands for
_NEAR = 1e-6
_MOST_TO_PROVE = 20_000  # payoffs, above which Fractions take too long
_LARGEST = Fraction(float_info.max)
_MOST_TO_COMPARE = 14  # strategies of both players


@final
@dataclass(frozen=True, eq=False)
class Sifted:
    """Profiles that pass the test, and how many do not.

    Parameters
    ----------
    profiles
        Distinct; of Fractions where they are proved, else floats.
    certificates
        Of the profiles that are not proved; None for the others.
    spurious
        Number of profiles that are no equilibria.
    malformed
        Number of answers that are no profiles: not finite, not of the shape, or not of sum 1.
    """

    profiles: tuple[Profile, ...]
    certificates: tuple[Certificate | None, ...]
    spurious: int
    malformed: int


def found_outside(
    package: str,
    algorithm: str,
    game: NormalFormGame,
    *,
    time_limit: float,
    max_regret: float,
    players: int | None = None,
    options: Mapping[str, Any] | None = None,
) -> Found:
    """Return what an algorithm of another package finds within a time limit.

    Parameters
    ----------
    package, algorithm
        As in `run_outside`.
    game
        A game with numeric payoffs.
    time_limit
        In seconds; what was found until then is returned.
    max_regret
        The largest regret allowed, as a share of the range of the player's payoffs.
    players
        The number of players that the algorithm is for; None for any.
    options
        Of the algorithm.

    Raises
    ------
    InvalidGameError
        Another number of players.
    SolverError
        The package fails and has found nothing until then.
    """
    check_tolerance(max_regret, argument="max_regret")
    if players is not None and game.n != players:
        raise InvalidGameError(
            f"players: {package}'s {algorithm} solves games of {players} players, got {game.n}"
        )
    job = Job(algorithm, dict(options or {}))
    (answer,) = run_outside(package, game, [job], time_limit=time_limit)
    if not answer.finished and not answer.profiles and not _late(answer):
        raise SolverError(f"{package}'s {algorithm} failed: {'; '.join(answer.notes)}")
    sifted = sift(game, answer.profiles, max_regret=max_regret)
    if "stop_after" not in job.options:  # who asks for a few does not miss the others
        _warn_if_incomplete(game, sifted.profiles, package)
    return Found(
        sifted.profiles,
        "unknown",
        certificates=sifted.certificates,
        parameters={
            "package": f"{package} {answer.version}",
            "algorithm": algorithm,
            **job.options,
            "time_limit": time_limit,
            "max_regret": max_regret,
            "finished": answer.finished,
            "seconds": answer.seconds,
            "returned": len(answer.profiles),
            "spurious": sifted.spurious,
            "malformed": sifted.malformed,
            "notes": tuple(answer.notes),
        },
    )


def sift(
    game: NormalFormGame, answers: Sequence[Sequence[Sequence[Any]]], *, max_regret: float
) -> Sifted:
    """Return the distinct equilibria among the answers of a package, in their order.

    Examples
    --------
    >>> game = NormalFormGame.from_bimatrix([[2, 0], [0, 1]], [[1, 0], [0, 2]])
    >>> sifted = sift(game, [[[0.66666666667, 0.33333333333], ["1/3", "2/3"]], [[1, 0], [0, 1]]],
    ...               max_regret=1e-8)
    >>> sifted.profiles[0][0], sifted.spurious
    (array([Fraction(2, 3), Fraction(1, 3)], dtype=object), 1)
    """
    exact = ExactPayoffs(game) if game.payoffs.size <= _MOST_TO_PROVE else None
    kept: dict[tuple[Any, ...], tuple[Profile, Certificate | None]] = {}
    spurious = malformed = 0
    for answer in answers:
        cleaned = _cleaned(answer, game.shape)
        if cleaned is None:
            malformed += 1
            continue
        profile, certificate = _tested(game, exact, cleaned)
        if certificate is not None and not certificate.relative_regret <= max_regret:
            spurious += 1
            continue
        proved = certificate is None
        key = tuple(x if proved else round(float(x), 9) + 0.0 for mix in profile for x in mix)
        kept.setdefault(key, (profile, certificate))
    profiles = tuple(profile for profile, _ in kept.values())
    return Sifted(profiles, tuple(proof for _, proof in kept.values()), spurious, malformed)


def near(first: Profile, second: Profile) -> bool:
    """Whether two profiles are one: equal, or within 1e-6 if one of them is of floats."""
    return distance(first, second) <= _NEAR


def distance(first: Profile, second: Profile) -> float:
    """Return the largest difference of a probability; infinite for Fractions that are not equal.

    Examples
    --------
    >>> distance([np.array([0.5, 0.5])], [object_array([Fraction(1, 4), Fraction(3, 4)])])
    0.25
    """
    pairs = [(x, y) for a, b in zip(first, second, strict=True) for x, y in zip(a, b, strict=True)]
    if all(isinstance(x, Fraction) and isinstance(y, Fraction) for x, y in pairs):
        return 0.0 if all(x == y for x, y in pairs) else inf
    return max(abs(float(x) - float(y)) for x, y in pairs)


def _late(answer: Answer) -> bool:
    return any(note.startswith("stopped at") for note in answer.notes)


def _cleaned(answer: Sequence[Sequence[Any]], shape: tuple[int, ...]) -> list[Array] | None:
    """Return an answer as probabilities, or None if it is no profile."""
    if tuple(len(mix) for mix in answer) != shape:
        return None
    profile = []
    for mix in answer:
        numbers: list[Any] = [Fraction(x) if isinstance(x, str) else float(x) for x in mix]
        if not all(isfinite(x) and x >= -_ROUNDING for x in numbers):
            return None
        positive = [max(x, type(x)(0)) for x in numbers]
        total = sum(positive)
        if abs(total - 1) > _ROUNDING:
            return None
        profile.append(number_array([x / total for x in positive], argument="profile"))
    return profile


def _tested(
    game: NormalFormGame, exact: ExactPayoffs | None, profile: Profile
) -> tuple[Profile, Certificate | None]:
    """Return the profile in Fractions if it is an equilibrium, else in floats with its regret."""
    floats = [np.array(mix, dtype=float) for mix in profile]
    if exact is None:
        return floats, measured(game, floats)
    for rounded in _roundings(profile):
        if not any(_gains(exact, rounded)):
            return rounded, None
    gains = _gains(exact, [_rational(mix) for mix in profile])
    shares = []
    for gain, table in zip(gains, game.payoffs, strict=True):
        lowest, highest = as_printed(np.array([table.min(), table.max()]))
        shares.append(float(gain / (highest - lowest)) if gain else 0.0)
    regret = float(min(max(gains), _LARGEST))
    return floats, Certificate("epsilon", regret, max(shares))


def _gains(exact: ExactPayoffs, profile: Profile) -> list[Fraction]:
    """Return what each player gains by its best response to a profile of Fractions."""
    gains = []
    for i, mix in enumerate(profile):
        values, common = exact.against(i, profile)
        gains.append(Fraction(max(values) - (mix * values).sum()) / common)
    return gains


def _rational(mix: Array) -> Array:
    """Return probabilities as Fractions of sum 1."""
    numbers = [Fraction(x) for x in mix.tolist()]
    total = sum(numbers)
    return object_array([x / total for x in numbers])


def _roundings(profile: Profile) -> list[Profile]:
    """Return the profiles of Fractions that a profile may stand for."""
    if all(mix.dtype == object for mix in profile):
        return [profile]
    tries: list[Profile] = []
    for limit in _DENOMINATORS:
        rounded = [
            object_array([Fraction(float(x)).limit_denominator(limit) for x in mix])
            for mix in profile
        ]
        far = max(
            abs(float(x) - float(y))
            for a, b in zip(profile, rounded, strict=True)
            for x, y in zip(a, b, strict=True)
        )
        if far <= _CLOSE and all(mix.sum() == 1 for mix in rounded):
            tries.append(rounded)
    return tries


def _warn_if_incomplete(game: NormalFormGame, profiles: Sequence[Profile], package: str) -> None:
    """Warn if the package misses extreme equilibria of a small two-player game."""
    if game.n != 2 or sum(game.shape) > _MOST_TO_COMPARE:
        return
    solve = import_module("lilliput.games.equilibria.methods.vertex_enumeration").solve
    extreme = solve(game).profiles
    hits = sum(any(near(own, other) for other in profiles) for own in extreme)
    if hits < len(extreme):
        warnings.warn(
            f"{package} found {hits} of {len(extreme)} extreme equilibria; "
            'method "vertex_enumeration" finds all',
            LilliputWarning,
            stacklevel=5,
        )
