"""What each member of a coalition gets when only the sizes of the coalitions matter."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any, Literal, Self, final

import numpy as np

from lilliput.games.arithmetic import is_symbolic, number_array, plain
from lilliput.games.checks import check_names
from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    ProblemTooLargeError,
    UnsupportedNumberError,
)
from lilliput.games.formation.comparing import check_choice
from lilliput.games.formation.structure_payoffs import StructurePayoffs

__all__ = ["SizePayoffs"]

DependsOn = Literal["sizes", "number"]
_MOST_PLAYERS = {"sizes": 36, "number": 300}


@final
@dataclass(frozen=True, eq=False, repr=False)
class SizePayoffs:
    """Payoffs of interchangeable players in a coalition structure, by the sizes of its coalitions.

    Parameters
    ----------
    n
        Number of players.
    payoff
        ``payoff(size, sizes)``: what a member of a coalition of that size gets, the sizes of all
        coalitions being the second argument, a tuple in decreasing order. Return Fractions for
        exact ties.
    depends_on
        ``"sizes"``, or ``"number"`` if only the own size and the number of coalitions matter: then
        the second argument is that number, and many more players can be handled.

    Raises
    ------
    ProblemTooLargeError
        More than 36 players for ``"sizes"``, 300 for ``"number"``.

    Examples
    --------
    >>> cartels = SizePayoffs(
    ...     10, lambda size, number: Fraction(1, size * (number + 1) ** 2), depends_on="number"
    ... )
    >>> cartels.payoff_in(9, [9, 1]), cartels.payoff_in(1, [9, 1])
    (Fraction(1, 81), Fraction(1, 9))
    """

    n: int
    payoff: Callable[[int, Any], Any]
    depends_on: DependsOn = "sizes"

    def __post_init__(self) -> None:
        check_choice(self.depends_on, _MOST_PLAYERS, argument="depends_on")
        if not isinstance(self.n, (int, np.integer)) or self.n < 1:
            raise InvalidArgumentError(f"n must be a number of players >= 1, got {self.n!r}")
        most = _MOST_PLAYERS[self.depends_on]
        if self.n > most:
            more = "; depends_on='number' goes further" if self.depends_on == "sizes" else ""
            raise ProblemTooLargeError(
                f"n: {self.n} players, at most {most} are allowed where payoffs depend on the "
                f"{self.depends_on} of coalitions{more}"
            )

    @classmethod
    def from_worths(
        cls, n: int, worth: Callable[[int, Any], Any], *, depends_on: DependsOn = "sizes"
    ) -> Self:
        """Share equally what a coalition is worth.

        Parameters
        ----------
        n, depends_on
            As in `SizePayoffs`.
        worth
            The worth of a coalition, with the arguments of `payoff`; integers are divided exactly.

        Examples
        --------
        >>> SizePayoffs.from_worths(3, lambda size, sizes: size**2).payoff_in(2, [2, 1])
        Fraction(2, 1)
        """

        def share(size: int, others: Any) -> Any:
            value = plain(worth(size, others))
            return Fraction(value, size) if isinstance(value, int) else value / size

        return cls(n, share, depends_on)

    def payoff_in(self, size: int, sizes: Iterable[int]) -> Any:
        """Return what a member of a coalition of a size gets in a structure of given sizes."""
        parts = tuple(sorted((int(s) for s in sizes), reverse=True))
        if sum(parts) != self.n or (parts and parts[-1] < 1) or size not in parts:
            raise InvalidArgumentError(
                f"sizes must be positive, sum to {self.n} and hold {size}, got {list(parts)}"
            )
        return self.value(size, len(parts) if self.depends_on == "number" else parts)

    def value(self, size: int, argument: Any) -> Any:
        """Return the payoff, checked to be a number."""
        value = plain(self.payoff(size, argument))
        if type(value) is Fraction or type(value) is int:
            return value
        if is_symbolic(value):
            raise UnsupportedNumberError(
                f"payoff must return numbers to be compared, got {value}; substitute values first"
            )
        return plain(
            number_array(
                [value], argument=f"payoff of a coalition of {size}", error=InvalidGameError
            )[0]
        )

    def to_structure_payoffs(self, players: Iterable[str] | None = None) -> StructurePayoffs:
        """Return the payoffs of named players in all structures.

        Parameters
        ----------
        players
            n names; numbered from 1 by default.

        Examples
        --------
        >>> SizePayoffs(2, lambda size, sizes: size).to_structure_payoffs().payoffs.tolist()
        [[2.0, 2.0], [1.0, 1.0]]
        """
        given = players if players is not None else [str(i + 1) for i in range(self.n)]
        names = check_names(given)
        if len(names) != self.n:
            raise InvalidGameError(f"players must be {self.n} names, got {len(names)}")
        cached = lru_cache(maxsize=None)(self.payoff_in)

        def payoffs(structure: Any) -> dict[str, Any]:
            sizes = tuple(sorted(map(len, structure), reverse=True))
            return {name: cached(len(block), sizes) for block in structure for name in block}

        return StructurePayoffs.from_function(names, payoffs)

    def __repr__(self) -> str:
        return f"SizePayoffs({self.n} players; payoffs depend on the {self.depends_on})"

    def _repr_html_(self) -> str:
        from lilliput.games.display.formation import sizes_game

        return sizes_game(self)


def size_partitions(total: int, largest: int | None = None) -> Iterator[tuple[int, ...]]:
    """Go through the partitions of a number into parts in decreasing order.

    Examples
    --------
    >>> list(size_partitions(3))
    [(3,), (2, 1), (1, 1, 1)]
    """
    if total == 0:
        yield ()
        return
    for part in range(min(total, largest or total), 0, -1):
        for rest in size_partitions(total - part, part):
            yield (part, *rest)
