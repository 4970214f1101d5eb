"""The three number kinds that flow through every game: float64, Fraction and sympy.

An array of numbers is either ``float64`` or ``object``; an object array holds only Fractions or
only sympy expressions. Integers become float64 where float64 holds them exactly, Fractions
otherwise; one float among Fractions makes all of them floats; one symbol makes all of them
symbolic. sympy itself is imported only when a caller has already brought an expression.
"""

import sys
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from math import gcd, lcm
from numbers import Integral, Rational, Real
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from lilliput.games.errors import InvalidArgumentError, LilliputError, UnsupportedNumberError

__all__ = [
    "Array",
    "Kind",
    "as_printed",
    "check_finite",
    "compact",
    "freeze",
    "in_integers",
    "is_symbolic",
    "kind_of",
    "maximum",
    "minimum",
    "number_array",
    "object_array",
    "over_one_denominator",
    "plain",
    "ratio",
    "tidy",
    "to_exact",
    "to_float",
    "unify",
]

Array = NDArray[Any]
Kind = Literal["float", "fraction", "symbolic"]

_EXACT_IN_FLOAT64 = 2**53
_BLOCK = 2**16
_SAFE_IN_INT64 = 2**62
_FIFTEEN_DIGITS = 10**15
_MOST_DECIMALS = 6


def is_symbolic(value: object) -> bool:
    """Whether a value is a sympy expression, without importing sympy to find out."""
    sympy = sys.modules.get("sympy")
    return sympy is not None and isinstance(value, sympy.Basic)


def kind_of(array: Array) -> Kind:
    """Return the number kind of an array made by `number_array`."""
    if array.dtype != object:
        return "float"
    return "symbolic" if array.size and is_symbolic(array.flat[0]) else "fraction"


def freeze(array: Array) -> Array:
    """Make an array that this package owns read-only, and return it."""
    array.setflags(write=False)
    return array


def ratio(numerator: int, denominator: int, kind: Kind) -> Any:
    """Return the rational coefficient numerator/denominator as a number of that kind."""
    if kind == "float":
        return numerator / denominator
    if kind == "fraction":
        return Fraction(numerator, denominator)
    return sys.modules["sympy"].Rational(numerator, denominator)


def tidy(array: Array) -> Array:
    """Expand symbolic entries, so that equal polynomials print equal; others are unchanged."""
    if kind_of(array) != "symbolic":
        return array
    expand = sys.modules["sympy"].expand
    return object_array([expand(entry) for entry in array.flat], array.shape)


def to_exact(array: Array) -> Array:
    """Return the same numbers as Fractions (a float becomes the rational it stores)."""
    if kind_of(array) != "float":
        return array
    return object_array([Fraction(float(entry)) for entry in array.flat], array.shape)


def as_printed(array: Array) -> Array:
    """Return floats as the decimals that they print as, in Fractions; other kinds unchanged.

    Examples
    --------
    >>> as_printed(np.array([0.1, 3.0]))
    array([Fraction(1, 10), Fraction(3, 1)], dtype=object)
    """
    if kind_of(array) != "float":
        return array
    return object_array([Fraction(repr(float(entry))) for entry in array.flat], array.shape)


def to_float(array: Array, *, argument: str) -> NDArray[np.float64]:
    """Return the same numbers as float64; symbols raise an error that names the argument."""
    if array.dtype != object:
        return array
    try:
        return array.astype(np.float64)
    except TypeError:
        free = sorted({str(s) for entry in array.flat for s in getattr(entry, "free_symbols", ())})
        raise UnsupportedNumberError(
            f"{argument} must be numbers here, got expressions in {', '.join(free)}; "
            "substitute values for the symbols first"
        ) from None
    except OverflowError:
        raise UnsupportedNumberError(
            f"{argument} must be numbers that a float can hold here, up to about 1.8e308"
        ) from None


def number_array(
    values: Iterable[Any] | Array,
    *,
    argument: str,
    label: Callable[[int], str] | None = None,
    error: type[LilliputError] = InvalidArgumentError,
    integers: Literal["float", "fraction"] = "float",
) -> Array:
    """Copy numbers into a read-only array of one kind, refusing NaN and infinities.

    Parameters
    ----------
    values
        An array or (nested) sequence of floats, integers, Fractions or sympy expressions.
    argument
        The name of the argument, for the error message.
    label
        What the flat entry at an index belongs to, for the error message.
    error
        The error to raise for an entry that is not a finite number.
    integers
        What an array of integers alone becomes: float64 (where that is exact) or Fractions.

    Returns
    -------
    numpy.ndarray
        float64, or object holding only Fractions or only sympy expressions.

    Examples
    --------
    >>> number_array([0, 1, 2], argument="worths").dtype
    dtype('float64')
    >>> number_array([0, Fraction(1, 3)], argument="worths")
    array([Fraction(0, 1), Fraction(1, 3)], dtype=object)
    """
    try:
        given = values if isinstance(values, np.ndarray) else _materialise(values)
        array = np.array(given)
        if array.dtype.kind == "f" and not isinstance(given, np.ndarray):
            array = _integers_kept(given, array)
    except ValueError:
        raise error(f"{argument} must have rows of equal length, got a ragged sequence") from None
    except TypeError:
        raise error(f"{argument} must be a sequence of numbers, got {values!r}") from None
    if array.dtype.kind == "f":
        array = array.astype(np.float64, copy=False)
        check_finite(array, argument=argument, label=label, error=error)
        return freeze(array)
    if array.dtype.kind in "iub":
        limit = max(abs(int(array.min(initial=0))), int(array.max(initial=0)))
        if integers == "float" and limit <= _EXACT_IN_FLOAT64:
            return freeze(array.astype(np.float64))
        array = array.astype(object)
    if array.dtype != object:
        raise error(f"{argument} must be numbers, got dtype {array.dtype}")
    return freeze(_unify(array, argument, label, error, integers))


def _integers_kept(given: Any, array: Array) -> Array:
    """Return integers alone as they are: NumPy makes floats of those between 2^63 and 2^64."""
    if not array.size or not np.abs(array).max() > _EXACT_IN_FLOAT64:
        return array
    entries = np.array(given, dtype=object)
    whole = all(isinstance(x, (int, np.integer)) for x in entries.ravel())
    return entries if whole else array


def check_finite(
    array: NDArray[np.float64],
    *,
    argument: str,
    label: Callable[[int], str] | None = None,
    error: type[LilliputError] = InvalidArgumentError,
) -> None:
    """Refuse NaN and infinities, naming the first; in blocks, so that no second table is needed.

    Examples
    --------
    >>> check_finite(np.array([0.0, 1.0]), argument="worths")
    """
    flat = array.reshape(-1) if array.flags.c_contiguous else array.ravel()
    for start in range(0, flat.size, _BLOCK):
        finite = np.isfinite(flat[start : start + _BLOCK])
        if not finite.all():
            where = start + int(np.argmin(finite))
            raise error(f"{argument} must be finite, got {flat[where]} {_position(where, label)}")


def _materialise(values: Any) -> Any:
    return values if hasattr(values, "__len__") else list(values)


def object_array(entries: Sequence[Any], shape: tuple[int, ...] | None = None) -> Array:
    """Return an array of Python objects, whatever they are, in a shape (a vector by default).

    Examples
    --------
    >>> object_array([Fraction(1, 2), Fraction(3)])
    array([Fraction(1, 2), Fraction(3, 1)], dtype=object)
    """
    array = np.empty(len(entries), dtype=object)
    array[:] = entries
    return array if shape is None else array.reshape(shape)


def over_one_denominator(numbers: Iterable[Any]) -> tuple[list[int], int]:
    """Return Fractions as integers over their least common denominator, and that denominator.

    Examples
    --------
    >>> over_one_denominator([Fraction(1, 2), Fraction(2, 3)])
    ([3, 4], 6)
    """
    fractions = list(numbers)
    common = lcm(*(number.denominator for number in fractions))
    return [number.numerator * (common // number.denominator) for number in fractions], common


def in_integers(array: Array, *, factor: int | None = None) -> tuple[Array, int]:
    """Return numbers as integers over their least common denominator, and that denominator.

    Floats count as the decimals that they print as.

    Parameters
    ----------
    array
        Floats or Fractions, not empty.
    factor
        Return int64 where so many times the largest number fits; Python integers by default.

    Examples
    --------
    >>> in_integers(np.array([0.5, 0.1]))
    (array([5, 1], dtype=object), 10)
    >>> in_integers(np.array([Fraction(1, 2), Fraction(2, 3)]), factor=2)
    (array([3, 4]), 6)
    """
    found = _few_decimals(array) if array.dtype != object else None
    if found is None:
        numbers, common = over_one_denominator(as_printed(array).ravel().tolist())
        whole = object_array(numbers, array.shape)
    else:
        whole, common = found
    return (whole.astype(object) if factor is None else compact(whole, factor=factor)), common


def _few_decimals(numbers: NDArray[np.float64]) -> tuple[Array, int] | None:
    """Return floats with up to six decimals and 15 digits in all as integers, or None.

    No two decimals of 15 digits are nearest to the same float, and the quotient of an integer and a
    power of ten, both exact in floats, is the nearest float; so equality proves the decimal.
    """
    largest = float(np.abs(numbers).max())
    for digits in range(_MOST_DECIMALS + 1):
        if not largest * 10**digits < _FIFTEEN_DIGITS:
            return None
        scaled = np.rint(numbers * 10.0**digits)
        if (scaled / 10.0**digits == numbers).all():
            whole = scaled.astype(np.int64)
            factor = gcd(10**digits, int(np.gcd.reduce(whole, axis=None)))
            return whole // factor, 10**digits // factor
    return None


def compact(integers: Array, *, factor: int = 1) -> Array:
    """Return integers as int64 if `factor` times the largest fits, else as Python integers.

    Examples
    --------
    >>> compact(object_array([3, -4]))
    array([ 3, -4])
    """
    largest = int(np.abs(integers).max(initial=0))
    if largest * factor < _SAFE_IN_INT64:
        return integers.astype(np.int64)
    return integers.astype(object)


def _unify(
    array: Array,
    argument: str,
    label: Callable[[int], str] | None,
    error: type[LilliputError],
    integers: str,
) -> Array:
    """Bring the entries of an object array to one kind."""
    entries = list(array.flat)
    kinds = set()
    for index, entry in enumerate(entries):
        kind = _entry_kind(entry)
        if kind is None:
            raise error(
                f"{argument} must be finite numbers, got {entry!r} {_position(index, label)}"
            )
        kinds.add(kind)
    if "symbolic" in kinds:
        sympify = sys.modules["sympy"].sympify
        return object_array([sympify(entry) for entry in entries], array.shape)
    if "float" in kinds:
        return array.astype(np.float64)
    if (
        integers == "float"
        and kinds <= {"integer"}
        and all(abs(int(e)) <= _EXACT_IN_FLOAT64 for e in entries)
    ):
        return array.astype(np.float64)
    return object_array(
        [entry if type(entry) is Fraction else Fraction(entry) for entry in entries], array.shape
    )


def _entry_kind(entry: object) -> str | None:
    if type(entry) is Fraction:  # the common case, without the price of abstract classes
        return "fraction"
    if is_symbolic(entry):
        expression: Any = entry
        improper = expression.is_finite is False or not hasattr(expression, "free_symbols")
        return None if improper or expression == sys.modules["sympy"].nan else "symbolic"
    if isinstance(entry, Integral):
        return "integer"
    if isinstance(entry, Rational):
        return "fraction"
    if isinstance(entry, Real) and np.isfinite(float(entry)):
        return "float"
    return None


def _position(index: int, label: Callable[[int], str] | None) -> str:
    return f"for {label(index)}" if label is not None else f"at position {index}"


def unify(*arrays: Array) -> tuple[Array, ...]:
    """Bring several arrays to their common kind (float beats Fraction, symbols beat both).

    Examples
    --------
    >>> unify(np.array([1.0]), np.array([Fraction(1, 4)], dtype=object))
    (array([1.]), array([0.25]))
    """
    if len({kind_of(array) for array in arrays}) <= 1:
        return arrays
    if "symbolic" not in {kind_of(array) for array in arrays}:
        return tuple(array.astype(np.float64) for array in arrays)
    flat = [entry for array in arrays for entry in array.flat]
    merged = number_array(object_array(flat, (len(flat),)), argument="numbers")
    ends = np.cumsum([array.size for array in arrays])[:-1]
    parts = np.split(merged, ends)
    return tuple(part.reshape(a.shape) for part, a in zip(parts, arrays, strict=True))


def plain(value: Any) -> Any:
    """Return a Python number for a NumPy scalar, anything else unchanged."""
    return value.item() if isinstance(value, np.generic) else value


def maximum(values: Iterable[Any]) -> Any:
    """Return the largest number, or sympy's Max where the order of symbols is not known."""
    return _extreme(list(values), max, "Max")


def minimum(values: Iterable[Any]) -> Any:
    """Return the smallest number, or sympy's Min where the order of symbols is not known."""
    return _extreme(list(values), min, "Min")


def _extreme(values: list[Any], choose: Callable[[list[Any]], Any], name: str) -> Any:
    if any(is_symbolic(value) for value in values):
        return getattr(sys.modules["sympy"], name)(*values)
    return choose(values)
