"""Random games by family, for tests, benchmarks and simulations.

Payoffs are drawn as whole multiples of 10⁻¹², and sums are taken before the division, so that what
a family states (payoffs that sum to 0, a potential) holds exactly for the decimals that floats
print as, not only up to rounding.
"""

from collections.abc import Iterable, Sequence
from itertools import combinations, combinations_with_replacement
from math import inf
from numbers import Real
from operator import mul
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from lilliput.games.checks import check_count
from lilliput.games.errors import InvalidArgumentError, InvalidGameError
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.zoo.building import numbered

__all__ = ["random_normal_form"]

Family = Literal[
    "uniform",
    "integer",
    "normal",
    "zero_sum",
    "common_interest",
    "symmetric",
    "coordination",
    "potential",
    "covariant",
    "polymatrix",
    "degenerate",
]
Integers = NDArray[np.int64]
Generator = np.random.Generator

_UNIT = 10**12
_MOST_BYTES = 2**31


def random_normal_form(
    shape: Sequence[int],
    *,
    family: Family = "uniform",
    low: int = 0,
    high: int = 9,
    correlation: float = 0.0,
    players: Iterable[str] | None = None,
    rng: np.random.Generator | int | None = None,
) -> NormalFormGame:
    """Return a random game of a family.

    U stands for independent uniform draws from [0, 1], N for standard normal ones:

    - uniform: every payoff is U; normal: every payoff is N.
    - integer: every payoff is an integer from low to high.
    - zero_sum: U for all players but the last, who gets minus the sum of the others.
    - common_interest: one U for all players at each profile.
    - symmetric: u_i depends on i's strategy and on how many others play each, in the same way for
      all; one U for each.
    - coordination: U > 0 where all play the same (and no strategy is out of someone's reach), −U
      elsewhere, for each player.
    - potential: u_i(s) = P(s) + d_i(s_−i), an exact potential game; P and d_i are U.
    - covariant: N at each profile, with the same correlation between any two players.
    - polymatrix: the sum of a bimatrix game of U with each other player.
    - degenerate: integers from low to high, with two best responses of a player to some pure
      strategies of the others.

    Parameters
    ----------
    shape
        The number of strategies of each player.
    family
        As above.
    low, high
        Of the families of integers, low ≤ high.
    correlation
        Of the covariant family, from −1/(n − 1) to 1.
    players
        Names; numbered from 1 by default.
    rng
        A generator or a seed; the same seed gives the same game.

    Raises
    ------
    InvalidArgumentError
        An unknown family, or parameters outside its domain.

    References
    ----------
    Nudelman, E., Wortman, J., Shoham, Y. and Leyton-Brown, K. (2004). Run the GAMUT: a
    comprehensive approach to evaluating game-theoretic algorithms. AAMAS 2004, 880–887.
    Monderer, D. and Shapley, L. S. (1996). Potential games. Games and Economic Behavior 14:124–143.

    Examples
    --------
    >>> game = random_normal_form((2, 3), family="zero_sum", rng=1)
    >>> bool((game.payoffs[0] == -game.payoffs[1]).all())
    True
    """
    if not isinstance(shape, Iterable):
        raise InvalidArgumentError(f"shape must hold one number a player, got {shape!r}")
    sizes = tuple(check_count(m, argument="shape", least=1) for m in shape)
    if not sizes:
        raise InvalidArgumentError("shape must hold one number a player, got none")
    if family not in get_args(Family):
        raise InvalidArgumentError(
            f"family must be one of {', '.join(get_args(Family))}, got {family!r}"
        )
    if family not in ("integer", "degenerate") and (low, high) != (0, 9):
        raise InvalidArgumentError(f"low and high are of integer and degenerate, not of {family}")
    if family != "covariant" and correlation != 0:
        raise InvalidArgumentError(f"correlation is of the family covariant, not of {family}")
    if 8.0 * len(sizes) * np.prod(sizes, dtype=float) > _MOST_BYTES:
        raise InvalidArgumentError(
            f"shape must give at most {_MOST_BYTES // 2**30} GiB of payoffs, got {sizes}"
        )
    names = numbered(len(sizes)) if players is None else list(players)
    if len(names) != len(sizes):
        raise InvalidGameError(f"players needs {len(sizes)} names, got {len(names)}")
    generator = np.random.default_rng(rng)
    if family in ("integer", "degenerate"):
        payoffs = _integers(generator, sizes, low, high, family).astype(float)
    elif family in ("normal", "covariant"):
        spread = 0.0 if family == "normal" else correlation
        payoffs = _normal(generator, sizes, spread)
    else:
        payoffs = _DRAW[family](generator, sizes) / _UNIT
    return NormalFormGame(names, [numbered(m) for m in sizes], payoffs)


def _draws(rng: Generator, shape: tuple[int, ...]) -> Integers:
    """Return uniform draws from [0, 1] in units of 10⁻¹²."""
    return rng.integers(0, _UNIT, size=shape, endpoint=True)


def _integers(rng: Generator, sizes: tuple[int, ...], low: int, high: int, family: str) -> Integers:
    for value, name in ((low, "low"), (high, "high")):
        if isinstance(value, bool) or not hasattr(value, "__index__") or abs(value) > 2**53:
            raise InvalidArgumentError(f"{name} must be an integer, got {value!r}")
    if low > high:
        raise InvalidArgumentError(f"low must be at most high, got {low} and {high}")
    payoffs = rng.integers(low, high, size=(len(sizes), *sizes), endpoint=True)
    if family == "degenerate":
        able = [i for i, m in enumerate(sizes) if m > 1]
        if not able:
            raise InvalidArgumentError("shape must give a player two strategies, got 1 for all")
        i = int(rng.choice(able))
        cell = [int(rng.integers(m)) for m in sizes]
        others = tuple(slice(None) if k == i else s for k, s in enumerate(cell))
        tied = rng.choice(sizes[i], size=2, replace=False)
        values = payoffs[i][others]
        values[tied] = values.max()
    return payoffs


def _normal(rng: Generator, sizes: tuple[int, ...], correlation: Any) -> NDArray[np.float64]:
    n = len(sizes)
    least = -1 / (n - 1) if n > 1 else -inf
    if not isinstance(correlation, Real) or not least <= float(correlation) <= 1:
        raise InvalidArgumentError(
            f"correlation must lie in [−1/(n − 1), 1], here [{least:.4g}, 1], got {correlation!r}"
        )
    common = float(correlation) if n > 1 else 0.0
    own = rng.standard_normal((n, *sizes))
    # Scaling the mean and the deviations from it gives n variables of variance 1 each.
    mean = own.mean(axis=0)
    deviation = own - mean
    drawn = np.sqrt(max(0.0, 1 + (n - 1) * common)) * mean + np.sqrt(1 - common) * deviation
    return np.round(drawn, 12)


def _uniform(rng: Generator, sizes: tuple[int, ...]) -> Integers:
    return _draws(rng, (len(sizes), *sizes))


def _zero_sum(rng: Generator, sizes: tuple[int, ...]) -> Integers:
    payoffs = _draws(rng, (len(sizes), *sizes))
    payoffs[-1] = -payoffs[:-1].sum(axis=0)
    return payoffs


def _common_interest(rng: Generator, sizes: tuple[int, ...]) -> Integers:
    return np.repeat(_draws(rng, (1, *sizes)), len(sizes), axis=0)


def _symmetric(rng: Generator, sizes: tuple[int, ...]) -> Integers:
    n, m = len(sizes), sizes[0]
    if len(set(sizes)) > 1:
        raise InvalidArgumentError(
            f"shape must give all players as many strategies in a symmetric game, got {sizes}"
        )
    places = m ** np.arange(n - 1)[::-1]  # a crowd is a number with the base m
    crowds = [sum(map(mul, c, places)) for c in combinations_with_replacement(range(m), n - 1)]
    worth = _draws(rng, (m, len(crowds)))
    cells = np.indices(sizes).reshape(n, -1)
    payoffs = np.empty((n, *sizes), dtype=np.int64)
    for i, own in enumerate(cells):
        others = np.sort(np.delete(cells, i, axis=0), axis=0)
        which = np.searchsorted(crowds, places @ others)
        payoffs[i] = worth[own, which].reshape(sizes)
    return payoffs


def _coordination(rng: Generator, sizes: tuple[int, ...]) -> Integers:
    payoffs = -_draws(rng, (len(sizes), *sizes))
    for k in range(min(sizes)):
        for table in payoffs:
            table[(k,) * len(sizes)] = 1 + rng.integers(0, _UNIT)
    return payoffs


def _potential(rng: Generator, sizes: tuple[int, ...]) -> Integers:
    potential = _draws(rng, sizes)
    rest = [_draws(rng, (*sizes[:i], 1, *sizes[i + 1 :])) for i in range(len(sizes))]
    return np.stack([potential + dummy for dummy in rest])


def _polymatrix(rng: Generator, sizes: tuple[int, ...]) -> Integers:
    n = len(sizes)
    payoffs = np.zeros((n, *sizes), dtype=np.int64)
    for i, j in combinations(range(n), 2):
        wide = [m if k in (i, j) else 1 for k, m in enumerate(sizes)]
        for player in (i, j):
            payoffs[player] += _draws(rng, (sizes[i], sizes[j])).reshape(wide)
    return payoffs


_DRAW = {
    "uniform": _uniform,
    "zero_sum": _zero_sum,
    "common_interest": _common_interest,
    "symmetric": _symmetric,
    "coordination": _coordination,
    "potential": _potential,
    "polymatrix": _polymatrix,
}
