"""Equilibria of symmetric games: how many players play alike, and what they play."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import factorial, prod
from typing import Any, Literal, final

import pandas as pd

from lilliput.games.checks import counted
from lilliput.games.equilibria.solution import Certificate, mixture
from lilliput.games.normal_form.symmetric import SymmetricGame

__all__ = ["Group", "GroupedEquilibria", "GroupedEquilibrium", "MixtureRange"]

_SHOWN = 5


@final
@dataclass(frozen=True, eq=False)
class Group:
    """Players of a symmetric game who play alike.

    Parameters
    ----------
    size
        How many they are.
    strategy
        What each of them plays: probabilities by strategy.
    payoff
        What each of them gets.
    """

    size: int
    strategy: pd.Series
    payoff: Any


@final
@dataclass(frozen=True, eq=False, repr=False)
class GroupedEquilibrium:
    """An equilibrium of a symmetric game, up to the names of the players.

    Parameters
    ----------
    groups
        The players by what they play; one group in a symmetric equilibrium.
    certificate
        ``"exact"`` for rational probabilities, ``"algebraic"`` for roots of polynomials, which are
        shown as the nearest floats; in both cases every comparison of payoffs is proved.
    interval
        Two fractions less than 1e-15 apart with the probability of the second of two mixed
        strategies between them; None for rational probabilities and more strategies.
    polynomial
        Integer coefficients, rising, of the irreducible polynomial that has that probability as a
        root; None likewise, and where its degree may exceed 300.
    strict
        Whether every deviation costs its player something.
    """

    groups: tuple[Group, ...]
    certificate: Certificate
    interval: tuple[Fraction, Fraction] | None = None
    polynomial: tuple[int, ...] | None = None
    strict: bool = False

    @property
    def permutations(self) -> int:
        """How many equilibria it stands for, with the players named."""
        sizes = [group.size for group in self.groups]
        return factorial(sum(sizes)) // prod(factorial(size) for size in sizes)

    def profile(self) -> list[pd.Series]:
        """Return one of them, a strategy a player, as `NormalFormGame.payoff` takes it."""
        return [group.strategy for group in self.groups for _ in range(group.size)]

    def __repr__(self) -> str:
        plays = ", ".join(_text(group, alone=len(self.groups) == 1) for group in self.groups)
        return f"GroupedEquilibrium({plays}; {self.certificate.kind})"

    def _repr_html_(self) -> str:
        from lilliput.games.display.solutions import grouped_equilibrium

        return grouped_equilibrium(self)


@final
@dataclass(frozen=True, eq=False, repr=False)
class MixtureRange:
    """Equilibria in which one group may mix two strategies in any proportion within a range.

    Parameters
    ----------
    groups
        Size and, for the groups that play pure, the strategy; None for the group that mixes.
    strategies
        The two strategies that are mixed.
    low, high
        The range of the probability of the second of them.
    """

    groups: tuple[tuple[int, str | None], ...]
    strategies: tuple[str, str]
    low: Any
    high: Any

    def __repr__(self) -> str:
        first, second = self.strategies
        low, high = (f"{x:.4g}" if isinstance(x, float) else str(x) for x in (self.low, self.high))
        mixed = f"mix {first} and {second}, {second} from {low} to {high}"
        plays = [
            f"{size} {name}" if name is not None else f"{size} {mixed}"
            for size, name in self.groups
        ]
        return f"MixtureRange({', '.join(plays) if len(plays) > 1 else f'all {mixed}'})"


@final
@dataclass(frozen=True, eq=False, repr=False)
class GroupedEquilibria:
    """Equilibria of a symmetric game, and whether these are all of their class.

    Parameters
    ----------
    game
        The game.
    equilibria
        Up to the names of the players.
    of
        The class that was looked for.
    complete
        ``"proved"``: no other equilibrium belongs to the class. ``"unknown"``: supports in
        `unsolved` may have more.
    ranges
        Where whole ranges of mixtures are equilibria.
    unsolved
        Supports of three strategies and more that are too large, or have a degenerate equilibrium
        or infinitely many.
    """

    game: SymmetricGame
    equilibria: tuple[GroupedEquilibrium, ...]
    of: str
    complete: Literal["proved", "unknown"]
    ranges: tuple[MixtureRange, ...] = ()
    unsolved: tuple[tuple[str, ...], ...] = ()

    @property
    def permutations(self) -> int:
        """How many equilibria these are with the players named, ranges not counted."""
        return sum(found.permutations for found in self.equilibria)

    def __iter__(self) -> Iterator[GroupedEquilibrium]:
        return iter(self.equilibria)

    def __len__(self) -> int:
        return len(self.equilibria)

    def __getitem__(self, index: int) -> GroupedEquilibrium:
        return self.equilibria[index]

    def to_frame(self) -> pd.DataFrame:
        """Return one row a group: its equilibrium, size, probabilities and payoff."""
        rows = [
            {
                "equilibrium": number,
                "players": group.size,
                **group.strategy.to_dict(),
                "payoff": group.payoff,
                "certificate": found.certificate.kind,
            }
            for number, found in enumerate(self.equilibria)
            for group in found.groups
        ]
        columns = ["equilibrium", "players", *self.game.strategies, "payoff", "certificate"]
        return pd.DataFrame(rows, columns=columns)

    def __repr__(self) -> str:
        return "\n  ".join([self._headline(), *map(repr, self.equilibria), *self._rest()])

    def _repr_html_(self) -> str:
        from lilliput.games.display.solutions import grouped_equilibria

        return grouped_equilibria(self, self._rest())

    def _headline(self) -> str:
        many = f"{len(self)} {self.of} equilibri{'um' if len(self) == 1 else 'a'}"
        named = f", {self.permutations} with the players named" if self.of != "symmetric" else ""
        ranges = f" and {counted(len(self.ranges), 'range')}" if self.ranges else ""
        return f"{many}{ranges}{named}; complete: {self.complete}"

    def _rest(self) -> list[str]:
        """Return a line for each range, and one for the supports that are left."""
        lines = [repr(part) for part in self.ranges]
        if self.unsolved:
            shown = [f"{{{', '.join(support)}}}" for support in self.unsolved[:_SHOWN]]
            more = f" and {len(self.unsolved) - _SHOWN} more" if len(self.unsolved) > _SHOWN else ""
            lines.append(f"not solved: supports {', '.join(shown)}{more}")
        return lines


def _text(group: Group, *, alone: bool) -> str:
    plays = mixture(group.strategy)
    if alone:
        return f"all {plays}"
    return f"{group.size} ({plays})" if " + " in plays else f"{group.size} {plays}"
