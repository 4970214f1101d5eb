"""What the tests of potential games return: the potential, or a cycle that shows there is none."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal, final

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array
from lilliput.games.dominance.tables import in_kind, shown
from lilliput.games.findings import Finding
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.normal_form.required import require_numbers

__all__ = ["Potential", "corner_cycle", "cycle_finding", "mixed_differences"]

Cell = tuple[int, ...]


@final
@dataclass(frozen=True, eq=False, repr=False)
class Potential:
    """A potential of a game, or the cycle that shows that there is none; true if there is one.

    Parameters
    ----------
    game
        The game.
    kind
        ``"exact"``, ``"weighted"``, ``"ordinal"`` or ``"generalised ordinal"``.
    finding
        Whether there is a potential; if not, its witness has the `cycle` of profiles, from each of
        which to the next one player moves, the `movers`, and their `gains`.
    values
        By profile, 0 at the first one (exact and weighted) or at the lowest ones (ordinal); None if
        there is no potential.
    weights
        By player, for weighted potentials: u_i changes by w_i times the change of the potential.
    """

    game: NormalFormGame
    kind: Literal["exact", "weighted", "ordinal", "generalised ordinal"]
    finding: Finding
    values: pd.Series | None
    weights: pd.Series | None = None

    def __bool__(self) -> bool:
        return self.finding.holds

    @property
    def maximisers(self) -> list[dict[str, str]]:
        """The profiles with the largest potential, which are equilibria; none without potential."""
        if self.values is None:
            return []
        require_numbers(self.game)
        top = self.values.max()
        cells = self.values.index[[value == top for value in self.values]]
        return [
            dict(zip(self.game.players, _as_tuple(label), strict=True)) for label in cells.tolist()
        ]

    def __repr__(self) -> str:
        if not self:
            return f"Potential({self.kind}: none; {self.finding.explanation})"
        if self.game.kind == "symbolic":
            return f"Potential({self.kind}; symbolic)"
        best = ["(" + ", ".join(cell.values()) + ")" for cell in self.maximisers[:4]]
        more = ", …" if len(self.maximisers) > 4 else ""
        weights = ""
        if self.weights is not None:
            weights = "; weights " + ", ".join(f"{p}: {w}" for p, w in self.weights.items())
        return f"Potential({self.kind}{weights}; largest at {', '.join(best)}{more})"

    def _repr_html_(self) -> str:
        from lilliput.games.display.solutions import potential

        return potential(self)


def _as_tuple(label: Any) -> tuple[str, ...]:
    return label if isinstance(label, tuple) else (label,)


def cycle_finding(game: NormalFormGame, kind: str, cycle: Iterable[Cell], says: str) -> Finding:
    """Return the finding that a cycle of profiles rules a potential out.

    Parameters
    ----------
    game
        The game; the gains are shown in its numbers.
    kind
        Of the potential.
    cycle
        Positions, the first repeated at the end.
    says
        What the gains along the cycle show; ``{total}`` stands for their sum.
    """
    cells = list(cycle)
    movers, gains = [], []
    exact: Array = game.to_exact().payoffs
    for before, after in pairwise(cells):
        mover = next(k for k, (a, b) in enumerate(zip(before, after, strict=True)) if a != b)
        movers.append(game.players[mover])
        gains.append(exact[(mover, *after)] - exact[(mover, *before)])
    names = [tuple(own[k] for own, k in zip(game.strategies, cell, strict=True)) for cell in cells]
    path = " → ".join("(" + ", ".join(name) + ")" for name in names[:7])
    path += " → …" if len(names) > 7 else ""
    numbers = [*gains, sum(gains)]
    if game.kind != "symbolic":
        numbers = in_kind(game, numbers).tolist()
    text = f"{says.format(total=shown(numbers.pop()))} along {path}"
    return Finding(
        f"{kind} potential", False, text, {"cycle": names, "movers": movers, "gains": numbers}
    )


def corner_cycle(base: Cell, i: int, si: int, j: int, sj: int) -> list[Cell]:
    """Return the cycle in which i and j move from a profile in turn, there and back."""
    one, both, other = list(base), list(base), list(base)
    one[i] = both[i] = si
    both[j] = other[j] = sj
    return [base, tuple(one), tuple(both), tuple(other), base]


def mixed_differences(payoffs: Array, i: int, j: int) -> Array:
    """Return u(s_i, s_j) − u(0, s_j) − u(s_i, 0) + u(0, 0), whatever the others do."""
    step = payoffs - np.take(payoffs, [0], axis=i)
    return np.asarray(step - np.take(step, [0], axis=j))
