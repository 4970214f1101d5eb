"""What a solver of normal-form games returns: equilibria, each with its certificate.

A method hands over `Found`: profiles as arrays and what it knows about them. From it comes the
`EquilibriumSet` of labelled `Equilibrium` objects, each certified against the payoffs.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, final

import pandas as pd

from lilliput.games.arithmetic import Array
from lilliput.games.checks import counted

__all__ = [
    "Certificate",
    "Complete",
    "Component",
    "Equilibrium",
    "EquilibriumSet",
    "Found",
    "FoundComponent",
    "NashSubset",
]

Complete = Literal["proved", "parity-ok", "unknown"]


@final
@dataclass(frozen=True)
class Certificate:
    """How well a profile is known to be an equilibrium.

    Parameters
    ----------
    kind
        ``"exact"``: proved in rational arithmetic; probabilities shown as floats are the nearest to
        the exact ones. ``"algebraic"``: proved for algebraic numbers. ``"epsilon"``: nobody gains
        more than `regret`, computed in floats.
    regret
        The largest gain of any player from a unilateral deviation; 0 unless ``"epsilon"``.
    relative_regret
        The largest gain of any player as a share of the range of that player's payoffs.
    """

    kind: Literal["exact", "algebraic", "epsilon"]
    regret: Any
    relative_regret: Any

    def _repr_html_(self) -> str:
        from lilliput.games.display.solutions import certificate

        return certificate(self)


@final
@dataclass(frozen=True, eq=False, repr=False)
class Equilibrium:
    """A strategy profile with its payoffs and its certificate.

    Parameters
    ----------
    strategies
        Player to a Series of probabilities by strategy.
    payoffs
        By player.
    certificate
        The largest regret, and how it is known.
    index
        +1 or −1 of a regular equilibrium, any integer of other isolated ones of two players; None
        where it is not known or the equilibrium belongs to a larger component. The indices of all
        components sum to +1.
    strict
        Whether every deviation costs its player something; None where floats cannot tell.
    quasi_strict
        Whether every best response is played with positive probability; None likewise.
    """

    strategies: Mapping[str, pd.Series]
    payoffs: pd.Series
    certificate: Certificate
    index: int | None = None
    strict: bool | None = None
    quasi_strict: bool | None = None

    @property
    def regret(self) -> Any:
        """The largest gain of any player from a unilateral deviation."""
        return self.certificate.regret

    @property
    def supports(self) -> dict[str, tuple[str, ...]]:
        """Player to the strategies that it plays with positive probability."""
        return {name: tuple(mix.index[mix != 0]) for name, mix in self.strategies.items()}

    def __repr__(self) -> str:
        plays = (f"{player}: {mixture(mix)}" for player, mix in self.strategies.items())
        kind = self.certificate.kind
        proof = kind if kind != "epsilon" else f"regret {self.regret:.2g}"
        return f"Equilibrium({'; '.join(plays)}; {proof})"

    def _repr_html_(self) -> str:
        from lilliput.games.display.profiles import equilibrium

        return equilibrium(self)


@final
@dataclass(frozen=True, eq=False, repr=False)
class NashSubset:
    """A maximal Nash subset: every combination of mixtures of each player's vertices.

    Parameters
    ----------
    vertices
        Player to the extreme strategies, each a Series of probabilities.
    """

    vertices: Mapping[str, tuple[pd.Series, ...]]

    def __repr__(self) -> str:
        sides = (f"{p}: {{{', '.join(map(mixture, mixes))}}}" for p, mixes in self.vertices.items())
        return f"NashSubset({' × '.join(sides)})"

    def _repr_html_(self) -> str:
        from lilliput.games.display.profiles import nash_subset

        return nash_subset(self)


@final
@dataclass(frozen=True, eq=False, repr=False)
class Component:
    """A connected component of the equilibria of a game in which two players have a choice.

    Parameters
    ----------
    equilibria
        Its extreme equilibria.
    subsets
        Its maximal Nash subsets; the component is their union.
    index
        The sum of the indices of the equilibria near it of any nearby nondegenerate game.
    """

    equilibria: tuple[Equilibrium, ...]
    subsets: tuple[NashSubset, ...]
    index: int

    def __repr__(self) -> str:
        many = counted(len(self.subsets), "maximal Nash subset")
        return f"Component({many}, index {self.index}: {'; '.join(map(repr, self.equilibria))})"

    def _repr_html_(self) -> str:
        from lilliput.games.display.profiles import component

        return component(self)


@dataclass(frozen=True)
class FoundComponent:
    """A component as a method finds it.

    Parameters
    ----------
    members
        Positions among the profiles found.
    subsets
        For each maximal Nash subset the vertices of each player, as arrays of probabilities.
    index
        Of the component.
    """

    members: tuple[int, ...]
    subsets: tuple[tuple[tuple[Array, ...], ...], ...]
    index: int


@dataclass(frozen=True)
class Found:
    """What a method hands to `nash_equilibria`.

    Parameters
    ----------
    profiles
        One array of probabilities a player: Fractions or sympy where they are exact, else floats.
    complete
        As in `EquilibriumSet`.
    indices
        Of each profile, where known.
    degenerate
        Whether some mixed strategy has more pure best responses than its support has strategies;
        None where the method does not tell.
    components
        Of a two-player game.
    certificates
        For profiles whose certificate the method has made itself; None for all others.
    parameters
        Tolerances, limits and counts of the method, for the record.
    """

    profiles: Sequence[Sequence[Array]]
    complete: Complete
    indices: Sequence[int | None] | None = None
    degenerate: bool | None = None
    components: Sequence[FoundComponent] | None = None
    certificates: Sequence[Certificate | None] | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)


@final
@dataclass(frozen=True, eq=False, repr=False)
class EquilibriumSet:
    """The equilibria that a method found, and whether these are all.

    Parameters
    ----------
    game
        The game.
    equilibria
        What was found, in the order of the strategies: for two players the extreme equilibria.
    method
        The algorithm.
    complete
        ``"proved"``: these are all; if there are infinitely many, all extreme ones for two
        players, and for more the corners of the segments and boxes of which they consist, on which
        each player mixes independently. ``"parity-ok"``: not proved. On some supports the search
        ended early, nothing else is doubtful, and the indices of what was found sum to +1, as
        those of all equilibria of a generic game do; a missing pair with indices +1 and −1 would
        not show. ``"unknown"``: there may be more.
    components
        The connected components of equilibria, where at most two players have a choice left after
        strict dominance; None where the method does not find them.
    degenerate
        Whether the game is degenerate; None where the method does not tell.
    parameters
        Tolerances, limits and counts of the method.
    """

    game: Any
    equilibria: tuple[Equilibrium, ...]
    method: str
    complete: Complete
    components: tuple[Component, ...] | None = None
    degenerate: bool | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Equilibrium]:
        return iter(self.equilibria)

    def __len__(self) -> int:
        return len(self.equilibria)

    def __getitem__(self, index: int) -> Equilibrium:
        return self.equilibria[index]

    def to_frame(self) -> pd.DataFrame:
        """Return one row an equilibrium: what each plays, payoffs, certificate."""
        rows = [
            {
                **{player: mixture(mix) for player, mix in found.strategies.items()},
                **{f"payoff {player}": value for player, value in found.payoffs.items()},
                "index": found.index,
                "certificate": found.certificate.kind,
                "regret": found.regret,
            }
            for found in self.equilibria
        ]
        frame = pd.DataFrame(rows).rename_axis("equilibrium")
        if rows:
            frame["index"] = frame["index"].astype("Int64")
        if self.components is not None and len(self.components) < len(self):
            where = {id(e): k for k, part in enumerate(self.components) for e in part.equilibria}
            frame.insert(0, "component", [where[id(found)] for found in self.equilibria])
        return frame

    def __repr__(self) -> str:
        lines = [self._headline()]
        return "\n".join([*lines, *(f"  {found!r}" for found in self.equilibria)])

    def _repr_html_(self) -> str:
        from lilliput.games.display.profiles import equilibrium_set

        return equilibrium_set(self)

    def _headline(self) -> str:
        many = f"{len(self)} equilibri{'um' if len(self) == 1 else 'a'}"
        parts = (
            "" if self.components is None else f" in {counted(len(self.components), 'component')}"
        )
        flag = "; degenerate game" if self.degenerate else ""
        return f"{many}{parts} by {self.method}; complete: {self.complete}{flag}"


def mixture(mix: pd.Series) -> str:
    """Return a mixed strategy as text: its support, with probabilities unless it is pure.

    Examples
    --------
    >>> mixture(pd.Series([0.5, 0, 0.5], ["a", "b", "c"]))
    '0.5 a + 0.5 c'
    """
    support = mix[mix != 0]
    if len(support) == 1:
        return str(support.index[0])
    return " + ".join(f"{_weight(share)} {name}" for name, share in support.items())


def _weight(share: Any) -> str:
    if isinstance(share, float):
        return f"{share:.4g}"
    return f"({share})" if getattr(share, "is_Add", False) else str(share)
