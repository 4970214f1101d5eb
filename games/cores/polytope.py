"""Sets of allocations with a given total and a lower bound on what coalitions receive.

{x : x(N) = total, x(S) ≥ b(S)} is the core for b = v, and with other bounds the ε-core, the least
core, the imputations, the core cover, the reasonable set, the Harsanyi set and the core of a
coalition structure. An upper bound on x(S) is a lower bound on x(N∖S).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, final

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import (
    Array,
    freeze,
    kind_of,
    number_array,
    object_array,
    plain,
    unify,
)
from lilliput.games.checks import check_tolerance, name_list, vector_by_name
from lilliput.games.coalitional import coalition_label
from lilliput.games.cores.centroid import centroid
from lilliput.games.cores.geometry import (
    Geometry,
    empty_geometry,
    frame,
    geometry_of,
    largest_shortfall,
    merged,
    rank,
)
from lilliput.games.cores.integers import numeric
from lilliput.games.errors import InvalidArgumentError, InvalidGameError
from lilliput.games.findings import Finding
from lilliput.games.values.fold import label

__all__ = ["LIMIT", "MOST_TO_TRIANGULATE", "Allocation", "AllocationSet"]

LIMIT = 100_000
_TOLERANCE = 1e-9
MOST_TO_TRIANGULATE = 6_000

Allocation = Mapping[str, Any] | pd.Series | Sequence[Any] | Array


@final
@dataclass(frozen=True, eq=False, repr=False)
class AllocationSet:
    """A bounded set of allocations {x : x(N) = total, x(S) ≥ b(S)}, with a proof if it is empty.

    Parameters
    ----------
    name
        What the set is called, e.g. ``"core cover"``.
    players
        The players.
    masks
        The coalitions that have a lower bound, as bitmasks; all single players or all their
        complements are among them, which makes the set bounded.
    bounds
        One number per mask.
    total
        What an allocation sums to.
    allocation
        One element; None if the set is empty.
    balanced_collection
        If the set is empty: coalition to weight λ_S ≥ 0 with Σ_{S∋i} λ_S = 1 for each player and
        Σ λ_S b(S) > total, which no element could satisfy. None otherwise.
    tolerance
        Shortfall that counts as zero, and the distance up to which vertices are one; 0 when exact.
    exact
        Whether vertices and centre are returned as Fractions.
    """

    name: str
    players: tuple[str, ...]
    masks: Array
    bounds: Array
    total: Any
    allocation: pd.Series | None
    balanced_collection: dict[frozenset[str], Any] | None
    tolerance: Any
    exact: bool

    def __post_init__(self) -> None:
        for name in ("masks", "bounds"):
            array = getattr(self, name)
            object.__setattr__(self, name, freeze(array.copy()) if array.flags.writeable else array)
        n = len(self.players)
        alone = np.array([1 << i for i in range(n)], dtype=np.int64)
        sides = (alone, 2**n - 1 - alone)
        if n > 1 and not any(np.isin(side, self.masks).all() for side in sides):
            raise InvalidArgumentError(
                "masks must hold every single player or the complement of every single player, "
                "or the set is not bounded"
            )

    @property
    def empty(self) -> bool:
        """Whether no allocation is in the set."""
        return self.allocation is None

    def contains(self, x: Allocation, *, tol: float | None = None) -> bool:
        """Whether an allocation is in the set.

        Parameters
        ----------
        x
            One number per player, by name or in the order of the players.
        tol
            Shortfall and inefficiency allowed; by default the set's own `tolerance`, or 1e-9 times
            the largest number if x is in floats and the bounds are exact.
        """
        return bool(self.explain(x, tol=tol))

    def explain(self, x: Allocation, *, tol: float | None = None) -> Finding:
        """Say whether an allocation is in the set, and which constraint it violates most.

        Returns
        -------
        Finding
            The witness gives the `coalition` with the largest shortfall b(S) − x(S) and that
            `shortfall`, and `imbalance`, x(N) − total.

        Examples
        --------
        >>> from lilliput.games import CoalitionalGame, imputations
        >>> game = CoalitionalGame.from_worths({("A",): 1, ("A", "B"): 3})
        >>> imputations(game).explain([0.5, 2.5])
        Finding(in imputations: fails; {A} gets 0.5, 0.5 less than its bound 1.0)
        """
        total, bounds, shares, allowed = self._comparable(x)
        allowed = allowed if tol is None else check_tolerance(tol)
        imbalance = plain(sum(shares, total[0] * 0) - total[0])
        witness = {"imbalance": imbalance, "coalition": frozenset(), "shortfall": total[0] * 0}
        claim, reason = f"in {self.name}", ""
        if len(bounds):
            worst, missing = largest_shortfall(self.masks, bounds, shares)
            mask = int(self.masks[worst])
            members = (name for i, name in enumerate(self.players) if mask >> i & 1)
            witness |= {"coalition": frozenset(members), "shortfall": missing}
            reason = (
                f"{{{coalition_label(mask, self.players)}}} gets {bounds[worst] - missing}, "
                f"{missing} less than its bound {bounds[worst]}"
            )
        if abs(imbalance) > allowed:
            given = imbalance + total[0]
            return Finding(claim, False, f"x(N) = {given}, not {total[0]}", witness)
        holds = bool(witness["shortfall"] <= allowed)
        return Finding(claim, holds, "" if holds else reason, witness)

    def vertices(self, *, limit: int = LIMIT) -> pd.DataFrame:
        """Return the extreme points, one a row; no rows if the set is empty.

        Found exactly, in integers, by the double description method, or as marginal vectors where
        the bounds are a convex game. Bounds in floats are rounded by at most 1e-12 of the largest
        before that, and vertices that differ by no more than `tolerance` in each coordinate are
        merged.

        Parameters
        ----------
        limit
            The most vertices to be kept at any time.

        Returns
        -------
        pandas.DataFrame
            Columns are players, rows are vertices in lexicographic order.

        Raises
        ------
        ProblemTooLargeError
            More than `limit` vertices.

        References
        ----------
        Motzkin, T. S., Raiffa, H., Thompson, G. L. and Thrall, R. M. (1953). The double
        description method.
        Fukuda, K. and Prodon, A. (1996). Double description method revisited.

        Examples
        --------
        >>> from lilliput.games import CoalitionalGame, imputations
        >>> game = CoalitionalGame.from_worths({("A",): 1, ("A", "B"): 3})
        >>> imputations(game).vertices().to_dict("records")
        [{'A': 1.0, 'B': 2.0}, {'A': 3.0, 'B': 0.0}]
        """
        found = self._geometry(limit)
        if self.exact:
            points = found.fractions()
        else:
            points = merged(found.floats(), float(found.blur * found.unit))
        return frame(points, self.players)

    @property
    def dimension(self) -> int:
        """Dimension of the set, −1 if it is empty.

        n minus the rank of the coalitions whose bound holds with equality throughout.
        """
        if self.empty:
            return -1
        found = self._geometry(LIMIT)
        slight = found.slack <= found.blur * found.denominators[:, None]
        tight = self.masks[slight.all(axis=0)]
        grand = 2 ** len(self.players) - 1
        n = len(self.players)
        return n - rank([grand, *(int(mask) for mask in tight)], n)

    def center(self, *, limit: int = MOST_TO_TRIANGULATE) -> pd.Series:
        """Return the centroid of the set, the mean of the uniform distribution over it.

        For the core this is the core-centre. It is computed exactly, by triangulation; the mean of
        the vertices, ``vertices().mean()``, is another point in general.

        Parameters
        ----------
        limit
            The most vertices.

        Raises
        ------
        InvalidArgumentError
            The set is empty.
        ProblemTooLargeError
            More than `limit` vertices, or too many faces.

        References
        ----------
        González-Díaz, J. and Sánchez-Rodríguez, E. (2007). A natural selection from the core of a
        TU game: the core-center.

        Examples
        --------
        >>> from lilliput.games import CoalitionalGame, imputations
        >>> game = CoalitionalGame.from_worths({("A",): 1, ("A", "B", "C"): 4})
        >>> imputations(game).center().to_dict()
        {'A': 2.0, 'B': 1.0, 'C': 1.0}
        """
        if self.empty:
            raise InvalidArgumentError(f"center: the {self.name} is empty, so it has no centre")
        found = self._geometry(limit)
        facets = [
            int.from_bytes(np.packbits(on, bitorder="little").tobytes(), "little")
            for on in (found.slack == 0).T
        ]
        values = object_array(centroid(found.fractions().tolist(), facets))
        values = values if self.exact else values.astype(np.float64)
        return label(values, self.players, "center")

    def _comparable(self, x: Allocation) -> tuple[Array, Array, Array, Any]:
        """Return total, bounds and x in numbers of one kind, and what counts as zero for them."""
        exact = kind_of(self.bounds) == "fraction"
        shares = vector_by_name(
            x,
            self.players,
            argument="x",
            error=InvalidGameError,
            integers="fraction" if exact else "float",
        )
        shares = numeric(shares, "x")
        total, bounds, numbers = unify(_one(self.total), self.bounds, shares)
        allowed = self.tolerance
        if self.exact and numbers.dtype != object:
            allowed = _TOLERANCE * max(abs(total[0]), np.abs(bounds).max(initial=0))
        return total, bounds, numbers, allowed

    def _geometry(self, limit: int) -> Geometry:
        """Return the vertices and their slacks, which are found once."""
        known: Geometry | None = self.__dict__.get("_known")
        if known is None or len(known.denominators) > limit:
            known = self._enumerate(limit)
            object.__setattr__(self, "_known", known)
        return known

    def _enumerate(self, limit: int) -> Geometry:
        n = len(self.players)
        if self.empty:
            return empty_geometry(n, len(self.masks))
        total, bounds = unify(_one(self.total), self.bounds)
        return geometry_of(
            self.masks, total, bounds, n, tolerance=Fraction(self.tolerance), limit=limit
        )

    def __repr__(self) -> str:
        state = "empty" if self.empty else "nonempty"
        return (
            f"AllocationSet({self.name}: {state}; {len(self.players)} players: "
            f"{name_list(self.players)}; {len(self.bounds)} bounds; total {self.total})"
        )

    def _repr_html_(self) -> str:
        from lilliput.games.display.allocations import allocation_set

        return allocation_set(self)

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, value)
        freeze(self.masks)
        freeze(self.bounds)


def _one(number: Any) -> Array:
    return number_array([number], argument="total", integers="fraction")
