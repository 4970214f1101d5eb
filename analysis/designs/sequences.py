"""Random and low-discrepancy designs: points of the unit cube sent through the distributions.

All are lazy: a block anywhere costs what it holds, and a point is the same in every block. All
randomness comes from words of `random_words`, so that a seed means the same points for ever.

- `monte_carlo`: independent points; errors fall as n^(−1/2), and are known from the sample.
- `latin_hypercube`: one point in each of n equal slices of each parameter (McKay, Beckman and
  Conover 1979); good for functions that are nearly sums of functions of one parameter.
- `sobol`, `halton`: points that fill the cube evenly; errors fall nearly as n^(−1) for smooth
  functions of few parameters.

References
----------
McKay, M. D., Beckman, R. J. and Conover, W. J. (1979), A comparison of three methods for selecting
values of input variables in the analysis of output from a computer code, Technometrics 21, 239–245,
https://doi.org/10.1080/00401706.1979.10489755.
Sobol', I. M. (1967), On the distribution of points in a cube and the approximate evaluation of
integrals, USSR Computational Mathematics and Mathematical Physics 7(4), 86–112,
https://doi.org/10.1016/0041-5553(67)90144-9.
"""

import warnings
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, final

import numpy as np
from numpy.typing import NDArray

from lilliput.analysis.designs.design import Design, Points, check_size
from lilliput.analysis.designs.digital import BITS, LARGEST_DIMENSION, sobol_points
from lilliput.analysis.designs.entries import Kind
from lilliput.analysis.designs.permutations import permuted
from lilliput.analysis.designs.radical import halton_points
from lilliput.analysis.designs.space import Space
from lilliput.analysis.designs.streams import random_words, uniforms
from lilliput.games.checks import check_count
from lilliput.games.errors import InvalidArgumentError, LilliputWarning

__all__ = [
    "Halton",
    "LatinHypercube",
    "MonteCarlo",
    "Sampled",
    "Sobol",
    "check_dimension",
    "halton",
    "latin_hypercube",
    "monte_carlo",
    "sobol",
    "warn_unbalanced",
]

Units = NDArray[np.float64]

_WORD_BITS = 50  # of a stratum's number and a place inside it together
_MOST_HALTON = 1024


@dataclass(frozen=True, eq=False, repr=False)
class Sampled(Design):
    """A design of points of the unit cube, sent through the distributions of a space.

    Parameters
    ----------
    space
        The parameters and how each varies; those with one value take no coordinate.
    n
        Number of points, or of what the points are made for.
    seed
        Integer ≥ 0; the same seed gives the same points for ever.
    """

    space: Space
    n: int
    seed: int

    kind: ClassVar[str]
    options: ClassVar[tuple[str, ...]] = ()  # what defines it besides

    @property
    def kinds(self) -> dict[str, Kind]:
        """Those of the distributions."""
        return self.space.kinds

    @property
    def varied(self) -> tuple[str, ...]:
        """The parameters that take more than one value, one coordinate each."""
        return self.space.varied

    @property
    def size(self) -> int:
        """Number of points."""
        return self.n

    @abstractmethod
    def coordinates(self, start: int, stop: int) -> Units:
        """Return the points of the unit cube, one row a parameter that varies."""

    def unit(self, start: int, stop: int) -> Units:
        """Return the points `start` to `stop` of the unit cube, one row a point.

        Columns are the parameters that vary, in the order of `varied`.
        """
        return self.coordinates(start, stop).T

    def points(self, start: int, stop: int) -> Points:
        """Return the quantiles at the points of the unit cube."""
        return self.space.columns(self.coordinates(start, stop), stop - start), None

    def describe(self) -> dict[str, Any]:
        """Return the space, the number of points, the seed and the options."""
        return {
            "kind": self.kind,
            "names": list(self.names),
            "space": self.space.describe(),
            "n": self.n,
            "seed": self.seed,
            **{name: getattr(self, name) for name in self.options},
        }

    def __repr__(self) -> str:
        options = "".join(f", {name}={getattr(self, name)}" for name in self.options)
        return f"{self.kind}({self.space!r}, n={self.n}, seed={self.seed}{options})"


@final
@dataclass(frozen=True, eq=False, repr=False)
class MonteCarlo(Sampled):
    """Independent points."""

    kind = "monte_carlo"

    def coordinates(self, start: int, stop: int) -> Units:
        """Return one random number a word of the parameter's stream."""
        units = np.empty((len(self.varied), stop - start))
        for j in range(len(units)):
            units[j] = uniforms(random_words(self.kind, self.seed, j, start, stop))
        return units


@final
@dataclass(frozen=True, eq=False, repr=False)
class LatinHypercube(Sampled):
    """One point in each of n equal slices of each parameter, at random inside it."""

    kind = "latin_hypercube"

    def coordinates(self, start: int, stop: int) -> Units:
        """Return (π(p) + w)/n with a random permutation π and random w ∈ (0, 1).

        w has as many bits as float64 holds besides π(p), so that no point is rounded into the
        next slice.
        """
        bits = _WORD_BITS - self.n.bit_length()
        units = np.empty((len(self.varied), stop - start))
        for j in range(len(units)):
            strata = permuted(self.kind, self.seed, 2 * j, self.n, start, stop)
            words = random_words(self.kind, self.seed, 2 * j + 1, start, stop)
            inside = words >> np.uint64(64 - bits)
            units[j] = ((strata << np.uint64(bits)) + inside).astype(np.float64) + 0.5
        units /= float(self.n << bits)
        return units


@final
@dataclass(frozen=True, eq=False, repr=False)
class Sobol(Sampled):
    """The first n points of a Sobol' sequence."""

    scramble: bool = True

    kind = "sobol"
    options = ("scramble",)

    def coordinates(self, start: int, stop: int) -> Units:
        """Return the points of the sequence, each in the middle of its cell of width 2⁻³²."""
        seed = self.seed if self.scramble else None
        return sobol_points(len(self.varied), self.n, seed, start, stop)


@final
@dataclass(frozen=True, eq=False, repr=False)
class Halton(Sampled):
    """The first n points of a scrambled Halton sequence."""

    kind = "halton"

    def coordinates(self, start: int, stop: int) -> Units:
        """Return the radical inverses with permuted digits."""
        return halton_points(len(self.varied), self.seed, start, stop)


def monte_carlo(space: Mapping[str, Any], n: int, seed: int = 0) -> MonteCarlo:
    """Return n independent random points.

    The first points of a longer design with the same seed are those of a shorter one.

    Parameters
    ----------
    space
        How each parameter varies: ``(lower, upper)``, a list, one value, `log_uniform`,
        `integers`, `categorical`, or a frozen distribution of scipy.stats.
    n
        Number of points, at least 1.
    seed
        Integer ≥ 0.

    Raises
    ------
    InvalidArgumentError
        A parameter, `n` or `seed` is outside its domain.

    Examples
    --------
    >>> design = monte_carlo({"delta": (0, 1), "rule": ["hub", "web"]}, n=3)
    >>> design.to_frame().rename_axis(None).round(3)
       delta rule
    0  0.415  hub
    1  0.523  hub
    2  0.402  web
    """
    return MonteCarlo(*_checked(space, n, seed, "monte_carlo"))


def latin_hypercube(space: Mapping[str, Any], n: int, seed: int = 0) -> LatinHypercube:
    """Return n points of which each of n equally likely slices of each parameter holds one.

    Parameters
    ----------
    space
        How each parameter varies; see `monte_carlo`.
    n
        Number of points, at least 1; designs of other `n` share no points.
    seed
        Integer ≥ 0.

    Raises
    ------
    InvalidArgumentError
        A parameter, `n` or `seed` is outside its domain.

    Examples
    --------
    >>> design = latin_hypercube({"delta": (0, 1), "m": (0, 1)}, n=5)
    >>> np.sort(design.unit(0, 5) * 5 // 1, axis=0).T
    array([[0., 1., 2., 3., 4.],
           [0., 1., 2., 3., 4.]])
    """
    return LatinHypercube(*_checked(space, n, seed, "latin_hypercube"))


def sobol(space: Mapping[str, Any], n: int, seed: int = 0, *, scramble: bool = True) -> Sobol:
    """Return the first n points of a Sobol' sequence.

    Parameters
    ----------
    space
        How each parameter varies; see `monte_carlo`. At most 21,201 may.
    n
        Number of points, a power of two for balance (else a `LilliputWarning`), at most 2**32.
    seed
        Integer ≥ 0, of the scramble.
    scramble
        Whether to apply a random linear scramble and shift, which makes means unbiased.

    Raises
    ------
    InvalidArgumentError
        A parameter, `n` or `seed` is outside its domain.

    Examples
    --------
    >>> design = sobol({"a": (0, 1), "b": (0, 1)}, n=4, scramble=False)
    >>> design.to_frame().rename_axis(None).round(3)
          a     b
    0  0.00  0.00
    1  0.50  0.50
    2  0.75  0.25
    3  0.25  0.75
    """
    checked = _checked(space, n, seed, "sobol")
    if not isinstance(scramble, bool):
        raise InvalidArgumentError(f"scramble must be True or False, got {scramble!r}")
    check_dimension(len(checked[0].varied), LARGEST_DIMENSION, "sobol")
    if checked[1] > 2**BITS:
        raise InvalidArgumentError(f"sobol: n must be at most 2**{BITS}, got {n}")
    warn_unbalanced(checked[1], "sobol")
    return Sobol(*checked, scramble=scramble)


def halton(space: Mapping[str, Any], n: int, seed: int = 0) -> Halton:
    """Return the first n points of a scrambled Halton sequence; any n is as good as its neighbours.

    Parameters
    ----------
    space
        How each parameter varies; see `monte_carlo`. At most 1,024 may.
    n
        Number of points, at least 1.
    seed
        Integer ≥ 0, of the scramble.

    Raises
    ------
    InvalidArgumentError
        A parameter, `n` or `seed` is outside its domain.

    Examples
    --------
    >>> design = halton({"a": (0, 1), "b": (0, 1)}, n=6)
    >>> np.sort(design.unit(0, 6)[:, 1] * 3 // 1)
    array([0., 0., 1., 1., 2., 2.])
    """
    checked = _checked(space, n, seed, "halton")
    check_dimension(len(checked[0].varied), _MOST_HALTON, "halton")
    return Halton(*checked)


def check_dimension(dimension: int, most: int, what: str) -> None:
    """Refuse more parameters than a sequence has coordinates."""
    if dimension > most:
        raise InvalidArgumentError(
            f"{what}: at most {most:,} parameters may vary, got {dimension:,}; use latin_hypercube "
            "or monte_carlo, which have no limit"
        )


def warn_unbalanced(n: int, what: str) -> None:
    """Warn that a part of a Sobol' sequence is balanced only at powers of two."""
    if n & (n - 1):
        below = 2 ** (n.bit_length() - 1)
        warnings.warn(
            f"{what}: n={n} is not a power of two, at which Sobol' points are balanced; take "
            f"n={below} or n={2 * below}",
            LilliputWarning,
            stacklevel=3,
        )


def _checked(space: Mapping[str, Any], n: int, seed: int, what: str) -> tuple[Space, int, int]:
    count = check_count(n, argument=f"{what}: n")
    check_size(count, what)
    return Space.of(space), count, check_count(seed, argument=f"{what}: seed", least=0)
