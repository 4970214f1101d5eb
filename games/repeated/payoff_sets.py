"""Sets of payoff profiles that are polytopes, some of whose faces may not belong to them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal, final

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, as_printed, object_array, plain, to_float
from lilliput.games.checks import check_tolerance, name_list, vector_by_name
from lilliput.games.dominance.tables import shown
from lilliput.games.errors import InvalidArgumentError, UnsupportedNumberError
from lilliput.games.findings import Finding
from lilliput.games.repeated.polytopes import Polytope, hull

__all__ = ["PayoffSet", "payoff_set"]

_TOLERANCE = 1e-9

Payoffs = Mapping[str, Any] | pd.Series | Sequence[Any] | Array


@final
@dataclass(frozen=True, eq=False, repr=False)
class PayoffSet:
    """A convex set of payoff profiles: a polytope, without the faces that are named as open.

    Parameters
    ----------
    name
        What the set is called, e.g. ``"feasible payoffs"``.
    players
        The players.
    polytope
        Vertices, facets and equalities of its closure, in Fractions.
    exact
        Whether numbers are shown as Fractions; if not, as the nearest floats.
    above
        Player to a number which its payoff has to exceed: that face is open.

    Examples
    --------
    >>> from lilliput.games import NormalFormGame
    >>> from lilliput.games.repeated import feasible_payoffs
    >>> dilemma = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    >>> found = feasible_payoffs(dilemma)
    >>> found
    PayoffSet(feasible payoffs: 4 vertices, dimension 2; row, column)
    >>> found.contains([3, 3]), found.contains([4, 3]), found.volume
    (True, False, 10.0)
    """

    name: str
    players: tuple[str, ...]
    polytope: Polytope
    exact: bool
    above: Mapping[str, Fraction] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether no payoff profile is in the set."""
        return not self.polytope.vertices

    @property
    def dimension(self) -> int:
        """Dimension of the set, −1 if it is empty."""
        return self.polytope.dimension

    @property
    def volume(self) -> Any:
        """The length, area or volume for one, two, three players; 0 if a dimension is missing.

        A Fraction where it is beyond the floats.
        """
        return self._number(self.polytope.volume())

    @property
    def vertices(self) -> pd.DataFrame:
        """The vertices of the closure, one a row: counterclockwise if it is a polygon."""
        flat = [x for vertex in self.polytope.vertices for x in vertex]
        table = object_array(flat, (len(self.polytope.vertices), len(self.players)))
        if not self.exact:
            table = to_float(table, argument="vertices")
        return pd.DataFrame(table, columns=list(self.players)).rename_axis("vertex")

    @property
    def halfspaces(self) -> pd.DataFrame:
        """One row a constraint Σ coefficient · payoff (relation) bound; relations are =, ≤ and <.

        Examples
        --------
        >>> from lilliput.games import NormalFormGame
        >>> from lilliput.games.repeated import feasible_payoffs
        >>> game = NormalFormGame.from_bimatrix([[1, 0], [0, 0]], [[0, 0], [0, 1]])
        >>> feasible_payoffs(game).halfspaces
           row  column relation  bound
        0  0.0    -1.0       <=    0.0
        1  1.0     1.0       <=    1.0
        2 -1.0     0.0       <=    0.0
        """
        rows = []
        for normal, bound, relation in sorted(self._constraints(), key=lambda c: c[2] != "="):
            scale = 1 if self.exact else max(map(abs, normal))
            numbers = [self._number(Fraction(entry, scale)) for entry in normal]
            rows.append([*numbers, relation, self._number(bound / scale)])
        return pd.DataFrame(rows, columns=[*self.players, "relation", "bound"])

    @property
    def lowest(self) -> pd.Series:
        """The least payoff of each player in the closure."""
        return self._extreme(min, "lowest")

    @property
    def highest(self) -> pd.Series:
        """The largest payoff of each player in the closure."""
        return self._extreme(max, "highest")

    def contains(self, payoffs: Payoffs, *, tol: float | None = None) -> bool:
        """Whether a payoff profile is in the set.

        Parameters
        ----------
        payoffs
            One number a player, by name or in the order of the players. A float is the decimal that
            it prints as.
        tol
            Violation of a constraint that counts as none, in units of payoff with the largest
            coefficient 1; an open face is avoided by more than that. By default 0, so that the
            answer is exact, unless floats are given: then 1e-9 of the largest number.
        """
        return bool(self.explain(payoffs, tol=tol))

    def explain(self, payoffs: Payoffs, *, tol: float | None = None) -> Finding:
        """Say whether a payoff profile is in the set, and which constraint it violates most.

        Returns
        -------
        Finding
            The witness gives the `normal` of the constraint (by player), the `relation`, its
            `bound` and the `excess` of the profile over it.

        Examples
        --------
        >>> from lilliput.games import NormalFormGame
        >>> from lilliput.games.repeated import feasible_payoffs
        >>> game = NormalFormGame.from_bimatrix([[1, 0], [0, 0]], [[0, 0], [0, 1]])
        >>> feasible_payoffs(game).explain([1, 1])
        Finding(in feasible payoffs: fails; row + column = 2, not <= 1)
        """
        claim = f"in {self.name}"
        given = vector_by_name(payoffs, self.players, argument="payoffs", integers="fraction")
        if given.dtype == object and any(not isinstance(x, Fraction) for x in given):
            raise UnsupportedNumberError("payoffs must be numbers, got expressions")
        point = [Fraction(x) for x in as_printed(given)]
        if self.empty:
            return Finding(claim, False, "the set is empty")
        allowed = self._allowed(given, tol)
        worst: tuple[Fraction, Any] | None = None
        for constraint in self._constraints():
            normal, bound, relation = constraint
            value = sum((a * x for a, x in zip(normal, point, strict=True)), Fraction(0))
            excess = (value - bound) / max(map(abs, normal))
            if relation == "=":
                excess = abs(excess)
            wrong = excess >= -allowed if relation == "<" else excess > allowed
            if wrong and (worst is None or excess > worst[0]):
                worst = excess, (value, constraint)
        if worst is None:
            return Finding(claim, True)
        value, (normal, bound, relation) = worst[1]
        witness = {
            "normal": dict(zip(self.players, normal, strict=True)),
            "relation": relation,
            "bound": self._number(bound),
            "excess": self._number(value - bound),
        }
        words = _words(normal, self.players)
        text = f"{words} = {shown(self._number(value))}, not {relation} "
        return Finding(claim, False, text + shown(self._number(bound)), witness)

    def _allowed(self, given: Array, tol: float | None) -> Fraction:
        if tol is not None:
            return Fraction(repr(float(check_tolerance(tol))))
        if given.dtype == object:
            return Fraction(0)
        largest = max(abs(x) for v in self.polytope.vertices for x in v)
        return Fraction(_TOLERANCE) * max(largest, Fraction(float(np.abs(given).max())))

    def _constraints(self) -> list[tuple[tuple[int, ...], Fraction, Literal["=", "<=", "<"]]]:
        result: list[tuple[tuple[int, ...], Fraction, Literal["=", "<=", "<"]]] = []
        result.extend((normal, bound, "=") for normal, bound in self.polytope.equalities)
        strict = {}
        for i, player in enumerate(self.players):
            if player in self.above:
                strict[tuple(-int(k == i) for k in range(len(self.players)))] = self.above[player]
        for normal, bound in self.polytope.facets:
            if strict.get(normal) != -bound:
                result.append((normal, bound, "<="))
        result.extend((normal, -bound, "<") for normal, bound in strict.items())
        return result

    def _extreme(self, choose: Any, name: str) -> pd.Series:
        if self.empty:
            raise InvalidArgumentError(f"{name}: the set of {self.name} is empty")
        values = [choose(v[i] for v in self.polytope.vertices) for i in range(len(self.players))]
        return pd.Series(
            [self._number(x) for x in values], pd.Index(self.players, name="player"), name=name
        )

    def _number(self, value: Fraction) -> Any:
        """Return a number in the kind of the set; what no float can hold stays a Fraction."""
        try:
            return value if self.exact else plain(float(value))
        except OverflowError:
            return value

    def __repr__(self) -> str:
        size = "empty"
        if not self.empty:
            many = len(self.polytope.vertices)
            size = f"{many} {'vertex' if many == 1 else 'vertices'}, dimension {self.dimension}"
        faces = f"; {name_list(tuple(self.above))} strictly above a bound" if self.above else ""
        return f"PayoffSet({self.name}: {size}; {name_list(self.players)}{faces})"

    def _repr_html_(self) -> str:
        from lilliput.games.display.repeated import payoff_set

        return payoff_set(self)


def payoff_set(
    name: str, players: tuple[str, ...], points: Iterable[Sequence[Any]], *, exact: bool
) -> PayoffSet:
    """Return the convex hull of payoff profiles in Fractions.

    Examples
    --------
    >>> payoff_set("example", ("A", "B"), [(0, 0), (1, 0), (0, 1)], exact=True).volume
    Fraction(1, 2)
    """
    return PayoffSet(name, players, hull(points), exact)


def _words(normal: tuple[int, ...], players: tuple[str, ...]) -> str:
    text = ""
    for entry, player in zip(normal, players, strict=True):
        if entry:
            sign = ("-" if entry < 0 else "") if not text else (" - " if entry < 0 else " + ")
            text += sign + (f"{abs(entry)} " if abs(entry) != 1 else "") + player
    return text
