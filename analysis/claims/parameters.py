"""What a model takes: parameters with their domains, defaults and meanings."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, inf, nan
from typing import Any, final

import numpy as np
import numpy.typing as npt

from lilliput.games.arithmetic import Array, is_symbolic
from lilliput.games.errors import InvalidArgumentError, UnknownNameError

__all__ = ["Parameter", "as_numbers"]

_NUMBERS = (int, float, Fraction)


@final
@dataclass(frozen=True)
class Parameter:
    """A parameter of a model.

    Parameters
    ----------
    default
        Its value where none is given; a Fraction or an integer keeps the model exact.
    meaning
        What it is, with its symbol in the literature and its unit.
    lower, upper
        The interval of values allowed.
    open
        Which ends are not allowed: ``""``, ``"("``, ``")"`` or ``"()"``. Infinite ends never are.
    integer
        Whether it counts something.
    choices
        The names allowed, for a parameter that is not a number.
    why
        Why the model needs the domain, for the error message.
    span
        The interval from which samples are drawn and over which pictures run; by default the
        domain, cut at 3·|default| + 1 where it is infinite.

    Examples
    --------
    >>> patience = Parameter(Fraction(9, 10), "δ, discount factor", 0, 1, open=")")
    >>> patience.domain
    '[0, 1)'
    """

    default: Any
    meaning: str
    lower: float = -inf
    upper: float = inf
    open: str = ""
    integer: bool = False
    choices: tuple[str, ...] = ()
    why: str = ""
    span: tuple[float, float] | None = None

    @property
    def domain(self) -> str:
        """The values allowed, as an interval or a list of names."""
        if self.choices:
            return " or ".join(map(repr, self.choices))
        left = "(" if "(" in self.open or self.lower == -inf else "["
        right = ")" if ")" in self.open or self.upper == inf else "]"
        ends = [f"{end:g}".replace("inf", "∞") for end in (self.lower, self.upper)]
        return f"{left}{ends[0]}, {ends[1]}{right}" + (" of integers" if self.integer else "")

    @property
    def exact(self) -> bool:
        """Whether the default, and so the model as it stands, is exact."""
        return isinstance(self.default, (int, Fraction))

    @property
    def range(self) -> tuple[float, float]:
        """The finite interval for samples and pictures."""
        if self.span is not None:
            return self.span
        far = 3 * abs(float(self.default)) + 1
        return max(self.lower, -far), min(self.upper, far)

    @property
    def space(self) -> Any:
        """What it may be, as a design takes it: a pair, a range of integers, or a list of names."""
        if self.choices:
            return list(self.choices)
        low, high = self.range
        return range(ceil(low), floor(high) + 1) if self.integer else (float(low), float(high))

    def check(self, name: str, value: Any) -> Any:
        """Return an allowed value, or raise an error with the domain and why the model needs it.

        Numbers of numpy and rational ones of sympy come back as Python's; symbols are allowed for
        what need not be whole.
        """
        if self.choices:
            if value not in self.choices:
                raise UnknownNameError(name, value, self.choices)
            return value
        value = _plain(value)
        symbols = is_symbolic(value) and bool(value.free_symbols)
        if symbols and not self.integer:
            return value
        kind = "an integer" if self.integer else "a number"
        irrational = is_symbolic(value) and value.is_extended_real
        number = not symbols and (irrational or isinstance(value, _NUMBERS))
        if not number or (self.integer and value % 1 != 0):
            raise InvalidArgumentError(f"{name} must be {kind} ({self.meaning}), got {value!r}")
        if not self.allows(value):
            raise InvalidArgumentError(self.complaint(name, value))
        return int(value) if self.integer else value

    def complaint(self, name: str, value: Any = None) -> str:
        """Return that the parameter must lie in its domain, and why.

        Parameters
        ----------
        name
            Of the parameter.
        value
            What was given instead, if the message is about one value.
        """
        if self.choices:
            return f"{name} must be {self.domain} ({self.meaning})"
        got = "" if value is None else f", got {value}"
        reason = f"; {self.why}" if self.why else ""
        return f"{name} must lie in {self.domain} ({self.meaning}){got}{reason}"

    def allows(self, value: Any) -> bool:
        """Whether a number lies in the domain; infinite ones never do."""
        return bool(self._holds(value))

    def inside(self, values: Any) -> npt.NDArray[np.bool_]:
        """Return which of many values `check` would let pass: names or numbers, whole if need be.

        Parameters
        ----------
        values
            An array of numbers or names of any shape; what is no number, and NaN, is outside.

        Examples
        --------
        >>> Parameter(2, "k, members needed", 1, integer=True).inside([0, 1, 1.5, None]).tolist()
        [False, True, False, False]
        """
        if self.choices:
            return np.isin(np.asarray(values, dtype=object), np.array(self.choices, dtype=object))
        numbers = as_numbers(values)
        with np.errstate(invalid="ignore"):
            found = self._holds(numbers)
            if self.integer and numbers.dtype.kind == "f":
                found &= numbers == np.floor(numbers)
        return np.asarray(found)

    def _holds(self, value: Any) -> Any:
        """Return whether a number, or each of an array, lies between the ends."""
        left_open = "(" in self.open or self.lower == -inf
        right_open = ")" in self.open or self.upper == inf
        above = value > self.lower if left_open else value >= self.lower
        return above & (value < self.upper if right_open else value <= self.upper)

    def symbol(self, name: str) -> Any:
        """Return a sympy symbol that knows the sign of the parameter, and whether it is whole."""
        import sympy

        known: dict[str, bool] = {"integer": True} if self.integer else {"real": True}
        if self.lower > 0 or (self.lower == 0 and "(" in self.open):
            known["positive"] = True
        elif self.lower == 0:
            known["nonnegative"] = True
        return sympy.Symbol(name, **known)

    def draw(self, rng: np.random.Generator) -> Any:
        """Return a random value: a Fraction or integer where the default is one, else a float."""
        if self.choices:
            return str(rng.choice(self.choices))
        low, high = self.range
        if self.integer:
            return int(rng.integers(int(np.ceil(low)), int(high) + 1))
        if self.exact:
            value: Any = Fraction(int(rng.integers(0, 65)), 64)
            value = Fraction(low).limit_denominator(64) * (1 - value) + value * Fraction(
                high
            ).limit_denominator(64)
        else:
            value = float(rng.uniform(low, high))
        return value if self.allows(value) else self.draw(rng)


def as_numbers(values: Any) -> Array:
    """Return values as an array of floats or of integers, NaN for what is no real number.

    Parameters
    ----------
    values
        A number or an array of any kind.

    Examples
    --------
    >>> as_numbers([Fraction(1, 2), "a half", 2]).tolist()
    [0.5, nan, 2.0]
    """
    array = np.asarray(values)
    if array.dtype.kind in "iuf":
        return array
    if array.dtype.kind == "b":
        return array.astype(np.int64)
    mixed = np.asarray(values, dtype=object)
    numbers = [_as_float(value) for value in mixed.ravel()]
    return np.array(numbers, dtype=np.float64).reshape(mixed.shape)


def _as_float(value: Any) -> float:
    value = _plain(value)
    irrational = is_symbolic(value) and value.is_extended_real and not value.free_symbols
    try:
        return float(value) if irrational or isinstance(value, _NUMBERS) else nan
    except OverflowError:  # an integer or Fraction beyond all floats
        return inf


def _plain(value: Any) -> Any:
    """Return numbers of numpy and rational ones of sympy as Python's; all else as it is."""
    if isinstance(value, np.integer):
        return int(value)
    if isinstance(value, np.floating) or (is_symbolic(value) and value.is_Float):
        return float(value)
    if is_symbolic(value) and value.is_Rational:
        return Fraction(int(value.p), int(value.q))
    return value
