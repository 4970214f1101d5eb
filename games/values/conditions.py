"""Conditions that values share, for numbers and for symbols of which little may be known."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from lilliput.games.arithmetic import (
    Array,
    is_symbolic,
    kind_of,
    number_array,
    plain,
    tidy,
    to_exact,
)
from lilliput.games.errors import InvalidArgumentError

__all__ = ["is_known", "lowest_terms", "probabilities"]


def is_known(comparison: object) -> bool:
    """Whether a comparison is true; of symbols, whether it is known to be.

    Examples
    --------
    >>> import sympy
    >>> is_known(1 < 2), is_known(sympy.Symbol("x") < 2)
    (True, False)
    """
    return str(comparison) == "True" if is_symbolic(comparison) else bool(comparison)


def probabilities(
    entries: Sequence[Any] | Array,
    *,
    argument: str,
    tol: float,
    label: Callable[[int], str] | None = None,
    counts: Sequence[int] | None = None,
) -> Array:
    """Return numbers that are not negative and sum to 1, integers as Fractions.

    Parameters
    ----------
    entries
        Floats, integers, Fractions or sympy expressions; of symbols only what is known to violate
        the conditions is refused.
    argument
        The name of the argument, for the error message.
    tol
        How far the sum may be from 1 when an entry is a float.
    label
        What the entry at an index belongs to, for the error message.
    counts
        How often each entry occurs in the sum; once by default.

    Returns
    -------
    numpy.ndarray
        Of one number kind.

    Raises
    ------
    InvalidArgumentError
        A negative entry, or another sum.

    Examples
    --------
    >>> probabilities([0.25, 0.5], argument="odds", tol=1e-9)
    Traceback (most recent call last):
        ...
    lilliput.games.errors.InvalidArgumentError: odds must sum to 1, got 0.75
    """
    numbers = number_array(entries, argument=argument, label=label, integers="fraction")
    for index, entry in enumerate(numbers):
        if is_known(entry < 0):
            place = f" for {label(index)}" if label is not None else ""
            raise InvalidArgumentError(f"{argument} must be >= 0, got {entry}{place}")
    # Summed as rationals, so that a sum of many floats is not refused for its rounding.
    terms = to_exact(numbers) if counts is None else to_exact(numbers) * np.array(counts, object)
    total = tidy(np.array([terms.sum()], dtype=object))[0]
    slack = 0 if kind_of(numbers) == "fraction" else tol
    if is_known(abs(total - 1) > slack):
        shown = float(total) if kind_of(numbers) == "float" else plain(total)
        weighed = "" if counts is None else f", counted {', '.join(map(str, counts))} times,"
        raise InvalidArgumentError(f"{argument}{weighed} must sum to 1, got {shown}")
    return numbers


def lowest_terms(values: Array) -> Array:
    """Bring symbolic quotients to lowest terms; other numbers are unchanged."""
    if kind_of(values) != "symbolic":
        return values
    from sympy import cancel

    result = np.empty_like(values)
    result[:] = [cancel(entry) for entry in values]
    return result
