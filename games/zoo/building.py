"""How the games of this room are made: exact numbers, a function of the profile, and checks."""

from collections.abc import Callable, Iterable, Sequence
from itertools import product
from math import prod
from typing import Any

from lilliput.games.arithmetic import is_symbolic, number_array, object_array
from lilliput.games.errors import InvalidArgumentError, ProblemTooLargeError
from lilliput.games.normal_form import NormalFormGame

__all__ = [
    "bimatrix",
    "exact",
    "game_of",
    "number_grid",
    "numbered",
    "numbers",
    "require",
    "require_size",
]

_MOST_PAYOFFS = 2**20


def exact(value: Any, *, argument: str) -> Any:
    """Return an integer as a Fraction; floats, Fractions and symbols unchanged.

    Examples
    --------
    >>> exact(3, argument="cost"), exact(0.5, argument="cost")
    (Fraction(3, 1), 0.5)
    """
    try:
        array = number_array([value], argument=argument, integers="fraction")
    except InvalidArgumentError:
        array = None
    if array is None or array.ndim != 1:
        raise InvalidArgumentError(f"{argument} must be a finite number, got {value!r}")
    return array.tolist()[0]


def numbers(**given: Any) -> list[Any]:
    """Return arguments, by name, as `exact` does.

    Examples
    --------
    >>> numbers(win=1, lose=-0.5)
    [Fraction(1, 1), -0.5]
    """
    return [exact(value, argument=name) for name, value in given.items()]


def number_grid(values: Any, *, argument: str) -> list[Any]:
    """Return a sequence of at least one number as a list.

    Examples
    --------
    >>> number_grid([0, 0.5], argument="efforts")
    [Fraction(0, 1), 0.5]
    """
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise InvalidArgumentError(f"{argument} must be a sequence of numbers, got {values!r}")
    grid = [exact(value, argument=argument) for value in values]
    if not grid:
        raise InvalidArgumentError(f"{argument} must hold at least one number, got none")
    return grid


def require(condition: Any, message: str) -> None:
    """Refuse a parameter unless the condition holds, or is not known to fail (with symbols).

    Examples
    --------
    >>> require(2 > 1, "two must be more")
    """
    known_false = str(condition) == "False" if is_symbolic(condition) else not condition
    if known_false:
        raise InvalidArgumentError(message)


def numbered(count: int) -> list[str]:
    """Return the names "1", "2", …

    Examples
    --------
    >>> numbered(3)
    ['1', '2', '3']
    """
    return [str(k + 1) for k in range(count)]


def bimatrix(
    A: Sequence[Sequence[Any]],
    B: Sequence[Sequence[Any]],
    strategies: Sequence[Sequence[str]] | None = None,
    players: Sequence[str] = ("row", "column"),
) -> NormalFormGame:
    """Return a two-player game whose integers are exact.

    Examples
    --------
    >>> bimatrix([[1, 2]], [[0, 1]]).kind
    'fraction'
    """
    if strategies is None:
        strategies = [numbered(len(A)), numbered(len(A[0]))]
    tensor = number_array([A, B], argument="payoffs", integers="fraction")
    return NormalFormGame(players, strategies, tensor)


def game_of(
    players: Sequence[str],
    strategies: Sequence[Sequence[str]],
    payoffs: Callable[[tuple[int, ...]], Sequence[Any]],
) -> NormalFormGame:
    """Return the game of a function from profiles (positions) to everyone's payoffs.

    Raises
    ------
    ProblemTooLargeError
        More than 2**20 payoffs.

    Examples
    --------
    >>> game_of(["A"], [["x", "y"]], lambda cell: [cell[0]]).payoffs.tolist()
    [[Fraction(0, 1), Fraction(1, 1)]]
    """
    shape = tuple(len(own) for own in strategies)
    require_size(len(players), shape)
    rows = [list(payoffs(cell)) for cell in product(*(range(size) for size in shape))]
    flat = [row[i] for i in range(len(players)) for row in rows]
    tensor = number_array(
        object_array(flat, (len(players), *shape)), argument="payoffs", integers="fraction"
    )
    return NormalFormGame(players, strategies, tensor)


def require_size(n: int, shape: tuple[int, ...]) -> None:
    """Refuse more payoffs than a table should hold.

    Examples
    --------
    >>> require_size(2, (3, 3))
    """
    if n * prod(shape) > _MOST_PAYOFFS:
        raise ProblemTooLargeError(
            f"{n} players with up to {max(shape)} strategies have {n * prod(shape):.3g} payoffs; "
            f"at most {_MOST_PAYOFFS} are allowed: take fewer players or a coarser grid"
        )
