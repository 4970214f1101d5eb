"""How a parameter varies: a distribution, levels or one value, each a map from (0, 1) to values.

Values come from uniform numbers u ∈ (0, 1) by the quantile function, so that every design of the
unit cube is one of any parameters: with floats where they are continuous, integers where they
count, strings where they are kinds. A distribution knows its JSON text, from which it can be made
again.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, final

import numpy as np
from numpy.typing import NDArray

from lilliput.analysis.designs.entries import (
    Kind,
    finite,
    kind_of,
    number_text,
    plain_scalar,
    shown_entries,
    typed_array,
)
from lilliput.games.errors import InvalidArgumentError

__all__ = [
    "Categorical",
    "Distribution",
    "Fixed",
    "Integers",
    "Interval",
    "categorical",
    "integers",
    "log_uniform",
    "uniform",
]

Values = NDArray[Any]
Units = NDArray[np.float64]

_MOST_INTEGERS = 2**53  # beyond, float64 cannot tell them apart


class Distribution(ABC):
    """How one parameter varies."""

    @property
    @abstractmethod
    def kind(self) -> Kind:
        """What its values are: ``"float"``, ``"int"``, ``"bool"`` or ``"text"``."""

    @abstractmethod
    def quantile(self, units: Units) -> Values:
        """Return the values at numbers in (0, 1), one each."""

    @abstractmethod
    def describe(self) -> dict[str, Any]:
        """Return what defines it, in the types of JSON."""

    @property
    def levels(self) -> Values | None:
        """Its values in order where a grid may run through them, else None."""
        return None

    @property
    def reaches_ends(self) -> bool:
        """Whether the quantiles of 0 and 1 are the finite ends of an interval."""
        return False

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Distribution):
            return NotImplemented
        return self.describe() == other.describe() and self.kind == other.kind

    def __hash__(self) -> int:
        return hash(repr(self.describe()))


@final
@dataclass(frozen=True, eq=False, repr=False)
class Fixed(Distribution):
    """One value."""

    value: float | int | bool | str

    @property
    def kind(self) -> Kind:
        """Return the kind of the value."""
        return kind_of(self.levels)

    @property
    def levels(self) -> Values:
        """The value alone."""
        return typed_array([self.value], "value")

    def quantile(self, units: Units) -> Values:
        """Return the value at each number."""
        return np.repeat(self.levels, len(units))

    def describe(self) -> dict[str, Any]:
        """Return the value."""
        return {"kind": "fixed", "value": self.value}

    def __repr__(self) -> str:
        return repr(self.value)


@final
@dataclass(frozen=True, eq=False, repr=False)
class Interval(Distribution):
    """A number of an interval: equally likely everywhere, or on a logarithmic scale."""

    lower: float
    upper: float
    scale: Literal["linear", "log"] = "linear"

    @property
    def kind(self) -> Kind:
        """Values are floats."""
        return "float"

    @property
    def reaches_ends(self) -> bool:
        """Both ends are finite."""
        return True

    def quantile(self, units: Units) -> Values:
        """Return lower + u(upper − lower), or the same of the logarithms."""
        if self.scale == "linear":
            values = self.lower + (self.upper - self.lower) * units
        else:
            low = np.log(self.lower)
            values = np.exp(low + (np.log(self.upper) - low) * units)
        return np.clip(values, self.lower, self.upper)

    def describe(self) -> dict[str, Any]:
        """Return the scale and the ends."""
        kind = "uniform" if self.scale == "linear" else "log_uniform"
        return {"kind": kind, "lower": self.lower, "upper": self.upper}

    def __repr__(self) -> str:
        name = "uniform" if self.scale == "linear" else "log_uniform"
        return f"{name}({number_text(self.lower)}, {number_text(self.upper)})"


@final
@dataclass(frozen=True, eq=False, repr=False)
class Integers(Distribution):
    """An integer of an interval, both ends included, all equally likely."""

    lower: int
    upper: int

    @property
    def kind(self) -> Kind:
        """Values are integers."""
        return "int"

    @property
    def levels(self) -> Values:
        """All the integers."""
        return np.arange(self.lower, self.upper + 1)

    def quantile(self, units: Units) -> Values:
        """Return lower + ⌊u·(upper − lower + 1)⌋."""
        count = self.upper - self.lower + 1
        steps = np.minimum((units * count).astype(np.int64), count - 1)
        return steps + self.lower

    def describe(self) -> dict[str, Any]:
        """Return the ends."""
        return {"kind": "integers", "lower": self.lower, "upper": self.upper}

    def __repr__(self) -> str:
        return f"integers({self.lower}, {self.upper})"


@final
@dataclass(frozen=True, eq=False, repr=False)
class Categorical(Distribution):
    """One of several numbers or names, equally likely or with weights."""

    values: Values
    weights: tuple[float, ...] | None = None

    @property
    def kind(self) -> Kind:
        """Return the kind of the values."""
        return kind_of(self.values)

    @property
    def levels(self) -> Values | None:
        """The values, unless they have weights."""
        return self.values if self.weights is None else None

    def quantile(self, units: Units) -> Values:
        """Return value i where u lies in the i-th interval; their lengths are the weights."""
        last = len(self.values) - 1
        if self.weights is None:
            places = np.minimum((units * (last + 1)).astype(np.int64), last)
        else:
            bounds = np.cumsum(self.weights)
            places = np.searchsorted(bounds / bounds[-1], units, side="right")
            places = np.minimum(places, np.flatnonzero(self.weights)[-1])
        chosen: Values = self.values[places]
        return chosen

    def describe(self) -> dict[str, Any]:
        """Return the values and weights."""
        text: dict[str, Any] = {"kind": "categorical", "values": self.values.tolist()}
        return text if self.weights is None else {**text, "weights": list(self.weights)}

    def __repr__(self) -> str:
        shown = shown_entries(self.values.tolist())
        if self.weights is None:
            return shown
        return f"categorical({shown}, weights={shown_entries(self.weights)})"


def uniform(lower: float, upper: float) -> Distribution:
    """Return the uniform distribution on an interval; a pair ``(lower, upper)`` means the same.

    Parameters
    ----------
    lower, upper
        The ends, finite, lower < upper.

    Raises
    ------
    InvalidArgumentError
        The ends are not finite numbers, or not in order.

    Examples
    --------
    >>> uniform(0, 4).quantile(np.array([0.25, 0.5]))
    array([1., 2.])
    """
    return Interval(*_ends(lower, upper, "uniform"))


def log_uniform(lower: float, upper: float) -> Distribution:
    """Return the distribution whose logarithm is uniform: each doubling is equally likely.

    Parameters
    ----------
    lower, upper
        The ends, 0 < lower < upper.

    Raises
    ------
    InvalidArgumentError
        The ends are not positive finite numbers, or not in order.

    Examples
    --------
    >>> log_uniform(0.01, 100).quantile(np.array([0.25, 0.5])).round(6)
    array([0.1, 1. ])
    """
    low, high = _ends(lower, upper, "log_uniform")
    if low <= 0:
        raise InvalidArgumentError(
            f"log_uniform: lower must be > 0, got ({lower!r}, {upper!r}); use uniform for an "
            "interval that reaches zero"
        )
    return Interval(low, high, "log")


def integers(lower: int, upper: int) -> Distribution:
    """Return the integers from `lower` to `upper`, both included, all equally likely.

    Parameters
    ----------
    lower, upper
        The ends, lower < upper, at most 2**53 apart.

    Raises
    ------
    InvalidArgumentError
        The ends are not integers, or not in order.

    Examples
    --------
    >>> integers(1, 6).quantile(np.array([0.01, 0.5, 0.99]))
    array([1, 4, 6])
    """
    for name, value in (("lower", lower), ("upper", upper)):
        if isinstance(value, (bool, np.bool_)) or not hasattr(value, "__index__"):
            raise InvalidArgumentError(f"integers: {name} must be an integer, got {value!r}")
    low, high = lower.__index__(), upper.__index__()
    _ordered(low, high, "integers")
    if max(abs(low), abs(high)) >= _MOST_INTEGERS:
        raise InvalidArgumentError(
            f"integers: the ends must lie within ±2**53, which float64 can tell apart, got "
            f"({low}, {high})"
        )
    return Integers(low, high)


def categorical(values: Sequence[Any], weights: Sequence[float] | None = None) -> Distribution:
    """Return a distribution over numbers or names, equally likely unless they have weights.

    Parameters
    ----------
    values
        Distinct numbers, or distinct strings, or both truth values.
    weights
        One number ≥ 0 a value, not all zero; they are divided by their sum.

    Raises
    ------
    InvalidArgumentError
        No values, values of several kinds or twice the same, or weights that are none.

    Examples
    --------
    >>> which = categorical(["hub", "web"], weights=[3, 1])
    >>> which.quantile(np.array([0.5, 0.8])).tolist()
    ['hub', 'web']
    """
    array = typed_array(values, "categorical: values", distinct=True)
    if weights is None:
        return Fixed(array.tolist()[0]) if len(array) == 1 else Categorical(array)
    shares = typed_array(weights, "categorical: weights")
    if len(shares) != len(array):
        raise InvalidArgumentError(
            f"categorical: weights needs {len(array)} entries, one a value, got {len(shares)}"
        )
    if kind_of(shares) not in ("int", "float") or (shares < 0).any() or not shares.any():
        raise InvalidArgumentError(
            f"categorical: weights must be numbers >= 0 and not all 0, got {shown_entries(weights)}"
        )
    if len(array) == 1:
        return Fixed(array.tolist()[0])
    return Categorical(array, tuple(float(share) for share in shares))


def _ends(lower: Any, upper: Any, what: str) -> tuple[float, float]:
    low, high = plain_scalar(lower, f"{what}: lower"), plain_scalar(upper, f"{what}: upper")
    for name, value in (("lower", low), ("upper", high)):
        if isinstance(value, (str, bool)):
            raise InvalidArgumentError(f"{what}: {name} must be a number, got {value!r}")
    _ordered(low, high, what)
    ends = float(low), float(high)
    finite(ends[1] - ends[0], f"{what}: upper - lower")
    return ends


def _ordered(lower: Any, upper: Any, what: str) -> None:
    if not lower < upper:
        raise InvalidArgumentError(
            f"{what}: lower must be < upper, got ({lower!r}, {upper!r}); a parameter that does not "
            "vary is given as one value"
        )
