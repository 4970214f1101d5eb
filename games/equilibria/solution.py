"""What a solver of normal-form games returns: equilibria, each with its certificate."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, final

import pandas as pd

from lilliput.games.normal_form import NormalFormGame

__all__ = ["Equilibrium", "EquilibriumSet"]


@final
@dataclass(frozen=True, eq=False, repr=False)
class Equilibrium:
    """A strategy profile with its payoffs and the most that anyone gains by deviating.

    Parameters
    ----------
    strategies
        Player to a Series of probabilities by strategy.
    payoffs
        By player.
    regret
        The largest gain of any player from a unilateral deviation; exactly 0 when exact.
    """

    strategies: Mapping[str, pd.Series]
    payoffs: pd.Series
    regret: Any

    def __repr__(self) -> str:
        plays = (f"{player}: {_mixture(mix)}" for player, mix in self.strategies.items())
        return f"Equilibrium({'; '.join(plays)}; regret {self.regret})"


@final
@dataclass(frozen=True, eq=False, repr=False)
class EquilibriumSet:
    """The equilibria that a method found, and whether these are all.

    Parameters
    ----------
    game
        The game.
    equilibria
        What was found, in the order of the strategies.
    method
        The algorithm.
    complete
        ``"yes"`` if these are proven to be all, ``"no"`` if others are known to exist,
        ``"unknown"`` otherwise.
    components
        The connected components of equilibria of a degenerate game; None where the method does
        not find them.
    parameters
        Tolerances and limits of the method.
    """

    game: NormalFormGame
    equilibria: tuple[Equilibrium, ...]
    method: str
    complete: Literal["yes", "no", "unknown"]
    components: tuple[Any, ...] | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Equilibrium]:
        return iter(self.equilibria)

    def __len__(self) -> int:
        return len(self.equilibria)

    def __getitem__(self, index: int) -> Equilibrium:
        return self.equilibria[index]

    def to_frame(self) -> pd.DataFrame:
        """Return one row an equilibrium: what each plays, payoffs and regret."""
        rows = [
            {
                **{player: _mixture(mix) for player, mix in found.strategies.items()},
                **{f"payoff {player}": value for player, value in found.payoffs.items()},
                "regret": found.regret,
            }
            for found in self.equilibria
        ]
        return pd.DataFrame(rows).rename_axis("equilibrium")

    def __repr__(self) -> str:
        lines = [f"{len(self)} equilibria by {self.method}; complete: {self.complete}"]
        return "\n".join([*lines, *(f"  {found!r}" for found in self.equilibria)])

    def _repr_html_(self) -> str:
        head = f"<p>{len(self)} equilibria by {self.method}; complete: {self.complete}</p>"
        return head + self.to_frame().to_html()


def _mixture(mix: pd.Series) -> str:
    """Return a mixed strategy as text: its support, with probabilities unless it is pure."""
    support = mix[mix != 0]
    if len(support) == 1:
        return str(support.index[0])
    return " + ".join(
        f"{weight:.4g} {name}" if isinstance(weight, float) else f"{weight} {name}"
        for name, weight in support.items()
    )
