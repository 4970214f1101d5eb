"""Designs made for sensitivity analysis: Saltelli's for Sobol' indices, Morris' trajectories.

Both keep the order of rows that SALib's analyses expect, so that results go there as they are.

References
----------
Saltelli, A. (2002), Making best use of model evaluations to compute sensitivity indices, Computer
Physics Communications 145, 280–297, https://doi.org/10.1016/S0010-4655(02)00280-1.
Morris, M. D. (1991), Factorial sampling plans for preliminary computational experiments,
Technometrics 33, 161–174, https://doi.org/10.1080/00401706.1991.10484804.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from lilliput.analysis.designs.design import Points, check_size
from lilliput.analysis.designs.digital import BITS, LARGEST_DIMENSION, sobol_points
from lilliput.analysis.designs.sequences import (
    Sampled,
    Units,
    check_dimension,
    warn_unbalanced,
)
from lilliput.analysis.designs.space import Space
from lilliput.analysis.designs.streams import random_orders, random_words
from lilliput.games.checks import check_count
from lilliput.games.errors import InvalidArgumentError

__all__ = ["Morris", "Saltelli", "morris", "saltelli"]


@final
@dataclass(frozen=True, eq=False, repr=False)
class Saltelli(Sampled):
    """Rows A, AB₁ … AB_d, [BA₁ … BA_d,] B for each of n base points; AB_i is A with i from B."""

    second_order: bool = True

    kind = "saltelli"
    options = ("second_order",)

    @property
    def group(self) -> int:
        """Number of rows a base point: 2d + 2, or d + 2 without second order."""
        d = len(self.varied)
        return 2 * d + 2 if self.second_order else d + 2

    @property
    def size(self) -> int:
        """Number of rows."""
        return self.n * self.group

    def coordinates(self, start: int, stop: int) -> Units:
        """Return the rows, from a scrambled Sobol' sequence of 2d coordinates."""
        d = len(self.varied)
        low, high = start // self.group, -(-stop // self.group)
        base = sobol_points(2 * d, self.n, self.seed, low, high)
        first, second = base[:d], base[d:]
        rows = np.empty((d, high - low, self.group))
        for j in range(d):
            rows[j] = first[j, :, None]
            rows[j, :, 1 + j] = second[j]
            if self.second_order:
                rows[j, :, 1 + d :] = second[j, :, None]
                rows[j, :, 1 + d + j] = first[j]
            rows[j, :, -1] = second[j]
        at = low * self.group
        return rows.reshape(d, -1)[:, start - at : stop - at]


@final
@dataclass(frozen=True, eq=False, repr=False)
class Morris(Sampled):
    """Trajectories of d + 1 points, each of which differs from the one before in one parameter."""

    levels: int = 4

    kind = "morris"
    options = ("levels",)

    @property
    def trajectories(self) -> int:
        """Number of trajectories."""
        return self.n

    @property
    def delta(self) -> float:
        """The step of a coordinate, levels / (2(levels − 1))."""
        return self.levels / (2 * (self.levels - 1))

    @property
    def size(self) -> int:
        """Number of rows, trajectories · (d + 1)."""
        return self.n * (len(self.varied) + 1)

    def coordinates(self, start: int, stop: int) -> Units:
        """Return the rows, each coordinate one of 0, 1/(levels − 1), …, 1."""
        return self._places(start, stop) / (self.levels - 1)

    def points(self, start: int, stop: int) -> Points:
        """Return the values of the levels.

        A continuous parameter with finite ends is taken at the quantiles i/(levels − 1), any other
        in the middle of equally likely parts, at (i + ½)/levels.
        """
        places = self._places(start, stop)
        units = (places + 0.5) / self.levels
        for j, name in enumerate(self.varied):
            if self.space.distributions[name].reaches_ends:
                units[j] = places[j] / (self.levels - 1)
        return self.space.columns(units, stop - start), None

    def _places(self, start: int, stop: int) -> Units:
        """Return the level 0 … levels − 1 of each coordinate, one row a coordinate.

        A coordinate has a lower place among the first half of the levels, goes half of them up or
        down, and does so at its turn in a random order.
        """
        d = len(self.varied)
        low, high = start // (d + 1), -(-stop // (d + 1))
        words = random_words(self.kind, self.seed, 0, 2 * d * low, 2 * d * high)
        words = words.reshape(high - low, 2, d)
        half = self.levels // 2
        lower = (words[:, 0] >> np.uint64(32)) % np.uint64(half)
        down = (words[:, 0] & np.uint64(1)).astype(np.bool_)
        turn = np.argsort(random_orders(words[:, 1]), axis=-1)
        moved = np.arange(d + 1)[None, :, None] > turn[:, None, :]
        raised = moved ^ down[:, None, :]
        places = lower[:, None, :].astype(np.float64) + half * raised
        at = low * (d + 1)
        return places.reshape(-1, d).T[:, start - at : stop - at]

    def __repr__(self) -> str:
        return (
            f"morris({self.space!r}, trajectories={self.n}, levels={self.levels}, seed={self.seed})"
        )


def saltelli(
    space: Mapping[str, Any], n: int, seed: int = 0, *, second_order: bool = True
) -> Saltelli:
    """Return Saltelli's design for first, total and second-order Sobol' indices.

    Parameters
    ----------
    space
        How each parameter varies; see `monte_carlo`. At least one must, at most 10,600 may.
    n
        Number of base points, a power of two for balance (else a `LilliputWarning`), at most 2**32;
        the design has n·(2d + 2) rows for d parameters that vary.
    seed
        Integer ≥ 0.
    second_order
        Whether second-order indices are wanted; without them n·(d + 2) rows are enough.

    Raises
    ------
    InvalidArgumentError
        A parameter, `n` or `seed` is outside its domain, or nothing varies.

    Examples
    --------
    >>> design = saltelli({"a": (0, 1), "b": (0, 1)}, n=8)
    >>> design.size
    48
    >>> unit = design.unit(0, 6)  # A, AB of a, AB of b, BA of a, BA of b, B
    >>> np.array_equal(unit[1], [unit[5, 0], unit[0, 1]])
    True
    """
    checked = _checked(space, n, "n", seed, "saltelli")
    if not isinstance(second_order, bool):
        raise InvalidArgumentError(f"second_order must be True or False, got {second_order!r}")
    check_dimension(len(checked[0].varied), LARGEST_DIMENSION // 2, "saltelli")
    if checked[1] > 2**BITS:
        raise InvalidArgumentError(f"saltelli: n must be at most 2**{BITS}, got {n}")
    warn_unbalanced(checked[1], "saltelli")
    design = Saltelli(*checked, second_order=second_order)
    check_size(design.size, "saltelli")
    return design


def morris(space: Mapping[str, Any], trajectories: int, levels: int = 4, seed: int = 0) -> Morris:
    """Return Morris' trajectories for elementary effects.

    Each trajectory starts at a random point of a grid of levels and changes every parameter once,
    in a random order, by half of the levels: trajectories · (d + 1) points.

    Parameters
    ----------
    space
        How each parameter varies; see `monte_carlo`. At least one must.
    trajectories
        Number of trajectories, at least 1; 10 to 50 are usual.
    levels
        Number of levels of each coordinate, even.
    seed
        Integer ≥ 0.

    Raises
    ------
    InvalidArgumentError
        A parameter, `trajectories`, `levels` or `seed` is outside its domain, or nothing varies.

    Examples
    --------
    >>> design = morris({"a": (0, 3), "b": (0, 3)}, trajectories=10)
    >>> design.size
    30
    >>> steps = np.diff(design.unit(0, 3), axis=0)
    >>> (np.abs(steps) > 0).sum(axis=1)
    array([1, 1])
    """
    checked = _checked(space, trajectories, "trajectories", seed, "morris")
    count = check_count(levels, argument="morris: levels", least=2)
    if count % 2 or count > 2**32:
        raise InvalidArgumentError(
            f"morris: levels must be even, so that all levels are equally likely, got {levels}"
        )
    design = Morris(*checked, levels=count)
    check_size(design.size, "morris")
    return design


def _checked(
    space: Mapping[str, Any], count: int, argument: str, seed: int, what: str
) -> tuple[Space, int, int]:
    number = check_count(count, argument=f"{what}: {argument}")
    found = Space.of(space)
    if not found.varied:
        raise InvalidArgumentError(f"{what}: at least one parameter must vary, got {found!r}")
    return found, number, check_count(seed, argument=f"{what}: seed", least=0)
