"""The errors of Lilliput: what is wrong, which argument, what was expected, what was given.

The hierarchy::

    LilliputError (Exception)
    ├── InvalidGameError (ValueError)        a game or profile that is not one
    ├── InvalidArgumentError (ValueError)    any other argument outside its domain
    ├── UnknownNameError (KeyError)          a player, power, year or claim that is not there
    ├── UnsupportedNumberError (TypeError)   a number type this algorithm cannot handle
    ├── ProblemTooLargeError (MemoryError)   more memory or enumeration than the machine has
    ├── MissingPackageError (ImportError)    an optional package that is not installed
    ├── DataFileError (OSError)              a missing, broken or unwritable file
    └── SolverError (RuntimeError)           a solver ended without a certified answer

    LilliputWarning (UserWarning)            an answer that needs a second look
"""

from collections.abc import Iterable
from difflib import get_close_matches

__all__ = [
    "DataFileError",
    "InvalidArgumentError",
    "InvalidGameError",
    "LilliputError",
    "LilliputWarning",
    "MissingPackageError",
    "ProblemTooLargeError",
    "SolverError",
    "UnknownNameError",
    "UnsupportedNumberError",
    "nearest_names",
]

_SHOWN = 20  # names of what is known, in a message


class LilliputError(Exception):
    """Root of every error that Lilliput raises on purpose."""


class InvalidGameError(LilliputError, ValueError):
    """A game, allocation or strategy profile that violates its own definition."""


class InvalidArgumentError(LilliputError, ValueError):
    """An argument outside its domain."""


def nearest_names(given: object, known: Iterable[str], most: int = 3) -> list[str]:
    """Return the names that may have been meant, the nearest first; capitals do not matter.

    Examples
    --------
    >>> nearest_names("usa", ["UKG", "USA"])
    ['USA']
    """
    spelt = {name.casefold(): name for name in known}
    close = get_close_matches(str(given).casefold(), spelt, n=most, cutoff=0.5)
    return [spelt[name] for name in close]


class UnknownNameError(LilliputError, KeyError):
    """A name (player, power, year, claim, institution) that is not among those known.

    Parameters
    ----------
    what
        The argument and the kind of thing sought, e.g. ``"powers: power"``.
    given
        The name that was not found.
    known
        The names that exist; the nearest are shown.

    Examples
    --------
    >>> print(UnknownNameError("powers: power", "UK", ["UKG", "USA"]))
    powers: power 'UK' is unknown; did you mean UKG? (known: UKG, USA)
    >>> print(UnknownNameError("powers: power", "usa", ["UKG", "USA"]))
    powers: power 'usa' is unknown; did you mean USA? (known: UKG, USA)
    """

    def __init__(self, what: str, given: object, known: Iterable[object] = ()) -> None:
        names = [str(name) for name in known]
        close = nearest_names(given, names)
        hint = f"; did you mean {', '.join(close)}?" if close else ""
        listing = ", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")
        shown = f" (known: {listing})" if names else ""
        self._arguments = (what, given, tuple(names))
        super().__init__(f"{what} {given!r} is unknown{hint}{shown}")

    def __str__(self) -> str:
        return str(self.args[0])  # KeyError would show the repr

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        return (type(self), self._arguments)


class UnsupportedNumberError(LilliputError, TypeError):
    """A number type the algorithm cannot handle, e.g. symbols in a linear programme."""


class ProblemTooLargeError(LilliputError, MemoryError):
    """A problem that needs more memory or enumeration than is allowed."""


class MissingPackageError(LilliputError, ImportError):
    """A package that a function needs and that is not installed."""


class DataFileError(LilliputError, OSError):
    """A file that is missing, unreadable, malformed or cannot be written."""


class SolverError(LilliputError, RuntimeError):
    """A solver that ended without a certified answer."""


class LilliputWarning(UserWarning):
    """An answer that deserves a second look."""
