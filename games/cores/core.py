"""The core: the allocations of v(N) that no coalition can improve upon.

x is in the core iff x(N) = v(N) and x(S) ≥ v(S) for all S. It is empty iff the least-core value
ε* is positive, and then the dual multipliers are a balanced collection with Σ λ_S v(S) > v(N)
(Bondareva 1963, Shapley 1967): a certificate that anyone can check by hand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, final

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, kind_of, plain, to_float, unify
from lilliput.games.checks import vector_by_name
from lilliput.games.coalitional import CoalitionalGame, worths_of
from lilliput.games.cores.least_core import LeastCore, excesses, least_core
from lilliput.games.errors import InvalidGameError
from lilliput.games.values.fold import label

__all__ = ["Core", "core"]


@final
@dataclass(frozen=True, repr=False, eq=False)
class Core:
    """The core of a game: whether it is empty, and the proof either way.

    Parameters
    ----------
    game
        The game.
    empty
        Whether the core is empty: ε* > `tolerance`.
    least_core_value
        ε*, the smallest largest excess of a proper coalition; −∞ for a single player. Negative
        values say by how much every coalition is better off than alone.
    allocation
        One element of the least core, which is in the core if there is one.
    balanced_collection
        Coalition to balancing weight λ_S with Σ_{S∋i} λ_S = 1 and Σ λ_S v(S) > v(N) when the core
        is empty; None otherwise.
    gap
        How far ε* is above the bound that the dual proves; 0 when exact.
    tolerance
        What counts as zero; 0 when exact.
    """

    game: CoalitionalGame
    empty: bool
    least_core_value: Any
    allocation: pd.Series
    balanced_collection: dict[frozenset[str], Any] | None
    gap: Any
    tolerance: Any
    method: str = field(default="row generation (HiGHS)")

    def contains(
        self,
        x: Mapping[str, Any] | pd.Series | Sequence[Any],
        *,
        tol: float | None = None,
    ) -> bool:
        """Whether an allocation is in the core.

        Parameters
        ----------
        x
            One number per player, by name or in the order of the players.
        tol
            Excess and inefficiency allowed; by default the core's own `tolerance`.

        Examples
        --------
        >>> game = CoalitionalGame.from_worths({("A", "B"): 1})
        >>> core(game).contains([0.25, 0.75]), core(game).contains([-0.25, 1.25])
        (True, False)
        """
        allowed = self.tolerance if tol is None else tol
        excess = self._excesses(x)
        return bool(excess.max() <= allowed and -excess[-1] <= allowed)

    def most_violated(
        self, x: Mapping[str, Any] | pd.Series | Sequence[Any]
    ) -> tuple[frozenset[str], Any]:
        """Return the coalition with the largest excess at an allocation, and that excess.

        Examples
        --------
        >>> game = CoalitionalGame.from_worths({("A", "B"): 1, ("A", "B", "C"): 1})
        >>> coalition, excess = core(game).most_violated({"A": 0.5, "B": 0.25, "C": 0.25})
        >>> sorted(coalition), excess
        (['A', 'B'], 0.25)
        """
        excess = self._excesses(x)[1:]
        mask = int(np.argmax(excess)) + 1
        return self.game.coalition(mask), plain(excess[mask - 1])

    def _excesses(self, x: Mapping[str, Any] | pd.Series | Sequence[Any]) -> Array:
        shares = vector_by_name(x, self.game.players, argument="x", error=InvalidGameError)
        worths, shares = unify(self.game.worths, shares)
        return excesses(worths, shares)

    def __repr__(self) -> str:
        state = "empty" if self.empty else "nonempty"
        return f"Core({state}; least-core value {self.least_core_value}; {self.game!r})"


def core(game: CoalitionalGame, *, exact: bool = False, tol: float = 1e-9) -> Core:
    """Decide whether the core is empty, with a certificate either way.

    Parameters
    ----------
    game
        A coalitional game with numeric worths.
    exact
        Turn float worths into the rationals they store, and decide exactly. Fractions are
        decided exactly in any case.
    tol
        For float worths: ε* up to `tol` times the largest |v(S)| counts as zero.

    Returns
    -------
    Core
        With `.empty`, `.least_core_value`, `.contains(x)`, `.allocation` and, when empty,
        `.balanced_collection`.

    Raises
    ------
    UnsupportedNumberError
        The worths contain symbols.
    SolverError
        The linear programme ended without a certified optimum.

    References
    ----------
    Gillies, D. B. (1959). Solutions to general non-zero-sum games.
    Bondareva, O. N. (1963); Shapley, L. S. (1967). On balanced sets and cores.
    Maschler, M., Peleg, B. and Shapley, L. S. (1979), §4 (least core).

    Examples
    --------
    >>> majority = CoalitionalGame.from_function(["A", "B", "C"], lambda S: int(len(S) >= 2))
    >>> result = core(majority, exact=True)
    >>> result.empty, result.least_core_value
    (True, Fraction(1, 3))
    >>> sorted((sorted(S), str(w)) for S, w in result.balanced_collection.items())
    [(['A', 'B'], '1/2'), (['A', 'C'], '1/2'), (['B', 'C'], '1/2')]
    """
    worths = worths_of(game, exact=exact)
    if kind_of(worths) == "symbolic":
        worths = to_float(worths, argument="worths of core")
    game = CoalitionalGame(game.players, worths)
    alone = LeastCore(float("-inf"), worths[1:], {}, 0)
    found = least_core(worths) if game.n > 1 else alone
    is_exact = kind_of(worths) == "fraction"
    allowed = 0 if is_exact else tol * float(np.abs(worths).max())
    empty = bool(found.value > allowed)
    collection = None
    if empty:
        total = sum(weight for mask, weight in found.multipliers.items() if mask & 1)
        collection = {game.coalition(m): w / total for m, w in found.multipliers.items()}
    return Core(
        game=game,
        empty=empty,
        least_core_value=found.value,
        allocation=label(found.allocation, game.players, "least_core"),
        balanced_collection=collection,
        gap=found.gap,
        tolerance=allowed,
    )
