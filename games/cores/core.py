"""The core: the allocations of v(N) that no coalition can improve upon.

x is in the core iff x(N) = v(N) and x(S) ≥ v(S) for all S. It is empty iff the least-core value
ε* is positive, and then the dual multipliers are a balanced collection with Σ λ_S v(S) > v(N)
(Bondareva 1963, Shapley 1967): a certificate that anyone can check by hand.
"""

from dataclasses import dataclass
from typing import Any, final

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, freeze, kind_of, plain
from lilliput.games.coalitional import CoalitionalGame, worths_of
from lilliput.games.cores.integers import numeric, worths_at
from lilliput.games.cores.least_core import LeastCore, least_core
from lilliput.games.cores.polytope import LIMIT, MOST_TO_TRIANGULATE, Allocation, AllocationSet
from lilliput.games.findings import Finding
from lilliput.games.tables import allowance
from lilliput.games.values.fold import label

__all__ = ["Core", "core", "core_above", "in_core"]


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
        How far ε* may be above the bound that the dual proves, but for the rounding to floats:
        always 0, because the proof is in rationals.
    tolerance
        What counts as zero; 0 when exact.
    method
        How it was found.
    """

    game: CoalitionalGame
    empty: bool
    least_core_value: Any
    allocation: pd.Series
    balanced_collection: dict[frozenset[str], Any] | None
    gap: Any
    tolerance: Any
    method: str = "simplex on a growing pool of coalitions, proved in rationals"

    def contains(self, x: Allocation, *, tol: float | None = None) -> bool:
        """Whether an allocation is in the core.

        Parameters
        ----------
        x
            One number per player, by name or in the order of the players.
        tol
            Excess and inefficiency allowed; by default the core's own `tolerance`, or 1e-9 times
            the largest worth if x is in floats and the worths are exact.

        Examples
        --------
        >>> game = CoalitionalGame.from_worths({("A", "B"): 1})
        >>> core(game).contains([0.25, 0.75]), core(game).contains([-0.25, 1.25])
        (True, False)
        """
        return self.as_set().contains(x, tol=tol)

    def most_violated(self, x: Allocation) -> tuple[frozenset[str], Any]:
        """Return the coalition with the largest excess at an allocation, and that excess.

        Examples
        --------
        >>> game = CoalitionalGame.from_worths({("A", "B"): 1, ("A", "B", "C"): 1})
        >>> coalition, excess = core(game).most_violated({"A": 0.5, "B": 0.25, "C": 0.25})
        >>> sorted(coalition), excess
        (['A', 'B'], 0.25)
        """
        witness = self.as_set().explain(x).witness
        return witness["coalition"], plain(witness["shortfall"])

    def vertices(self, *, limit: int = LIMIT) -> pd.DataFrame:
        """Return the extreme points of the core, one a row; see `AllocationSet.vertices`.

        Examples
        --------
        >>> glove = CoalitionalGame.from_worths({("L", "R"): 1})
        >>> core(glove, exact=True).vertices().to_numpy().tolist()
        [[Fraction(0, 1), Fraction(1, 1)], [Fraction(1, 1), Fraction(0, 1)]]
        """
        return self.as_set().vertices(limit=limit)

    def center(self, *, limit: int = MOST_TO_TRIANGULATE) -> pd.Series:
        """Return the centroid of the core, the core-centre; see `AllocationSet.center`.

        Examples
        --------
        >>> core(CoalitionalGame.from_worths({("L", "R"): 1})).center().to_dict()
        {'L': 0.5, 'R': 0.5}
        """
        return self.as_set().center(limit=limit)

    @property
    def dimension(self) -> int:
        """Dimension of the core; −1 if it is empty."""
        return self.as_set().dimension

    def as_set(self) -> AllocationSet:
        """Return the core as an `AllocationSet`."""
        known: AllocationSet | None = self.__dict__.get("_set")
        if known is None:
            known = AllocationSet(
                name="core",
                players=self.game.players,
                masks=freeze(np.arange(1, len(self.game.worths))),
                bounds=self.game.worths[1:],
                total=plain(self.game.worths[-1]),
                allocation=None if self.empty else self.allocation,
                balanced_collection=self.balanced_collection,
                tolerance=self.tolerance,
                exact=kind_of(self.game.worths) == "fraction",
            )
            object.__setattr__(self, "_set", known)
        return known

    def __repr__(self) -> str:
        state = "empty" if self.empty else "nonempty"
        return f"Core({state}; least-core value {self.least_core_value}; {self.game!r})"

    def _repr_html_(self) -> str:
        from lilliput.games.display.allocations import core

        return core(self)


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
        With `.empty`, `.least_core_value`, `.contains(x)`, `.vertices()`, `.center()`,
        `.allocation` and, when empty, `.balanced_collection`.

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
    game = CoalitionalGame(game.players, numeric(worths_of(game, exact=exact), "worths of core"))
    found, tolerance = _solved(game.worths, tol)
    empty = bool(found.value > tolerance)
    return Core(
        game=game,
        empty=empty,
        least_core_value=found.value,
        allocation=label(found.allocation, game.players, "least_core"),
        balanced_collection=_balanced(game, found) if empty else None,
        gap=found.gap,
        tolerance=tolerance,
    )


def in_core(
    game: CoalitionalGame, x: Allocation, *, exact: bool = False, tol: float = 1e-9
) -> Finding:
    """Whether an allocation is in the core, and if not, which coalition objects most.

    Parameters
    ----------
    game
        A coalitional game with numeric worths.
    x
        One number per player, by name or in the order of the players.
    exact
        Take float worths as the rationals they store.
    tol
        Where worths or x are floats: excess and inefficiency up to `tol` times the largest
        |v(S)| count as zero. Fractions are compared exactly.

    Returns
    -------
    Finding
        The witness gives the `coalition` of the largest excess v(S) − x(S), that excess as
        `shortfall`, and `imbalance`, x(N) − v(N).

    Examples
    --------
    >>> game = CoalitionalGame.from_worths({("A", "B"): 1, ("A", "B", "C"): 1})
    >>> in_core(game, {"A": 0.5, "B": 0.25, "C": 0.25})
    Finding(in core: fails; {A, B} gets 0.75, 0.25 less than its bound 1.0)
    """
    worths, shares = worths_at(game, x, exact=exact, name="in_core")
    everything = AllocationSet(
        name="core",
        players=game.players,
        masks=np.arange(1, len(worths)),
        bounds=worths[1:],
        total=plain(worths[-1]),
        allocation=None,
        balanced_collection=None,
        tolerance=0,
        exact=kind_of(worths) == "fraction",
    )
    return everything.explain(shares, tol=allowance(worths, tol))


def core_above(
    game: CoalitionalGame, worths: Array, name: str, *, exact: bool, tol: float
) -> AllocationSet:
    """Return the core of the game with other worths as an allocation set under another name.

    Parameters
    ----------
    game
        The game whose players share.
    worths
        2**n floats or Fractions, the lower bounds; the last is the total.
    name
        What the set is called.
    exact
        Whether vertices are returned as Fractions.
    tol
        For a set that is not exact: the share of the largest worth that counts as zero.
    """
    found, tolerance = _solved(worths, tol)
    if not exact:
        tolerance = tol * float(np.abs(worths).max())
    empty = bool(found.value > tolerance)
    allocation = found.allocation if exact else found.allocation.astype(np.float64)
    return AllocationSet(
        name=name,
        players=game.players,
        masks=np.arange(1, len(worths)),
        bounds=worths[1:],
        total=plain(worths[-1]),
        allocation=None if empty else label(allocation, game.players, "allocation"),
        balanced_collection=_balanced(game, found) if empty else None,
        tolerance=tolerance,
        exact=exact,
    )


def _solved(worths: Array, tol: float) -> tuple[LeastCore, Any]:
    """Return the least core and what counts as zero."""
    alone = LeastCore(float("-inf"), worths[1:], {}, 0)
    found = least_core(worths) if len(worths) > 2 else alone
    return found, allowance(worths, tol)


def _balanced(game: CoalitionalGame, found: LeastCore) -> dict[frozenset[str], Any]:
    """Return the dual multipliers scaled so that every player's weights sum to 1."""
    total = sum(weight for mask, weight in found.multipliers.items() if mask & 1)
    return {game.coalition(m): w / total for m, w in found.multipliers.items()}
