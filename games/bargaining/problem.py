"""Bargaining problems: what players can reach together, and what each has if they do not agree.

A problem is a closed convex set S of payoff vectors and a point d of it. Some x in S must give all
players more than d, and those x in S with x ≥ d must be bounded. S is a polyhedron A x ≤ b, or
for two players what lies below a concave curve.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Self, final

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, Kind, freeze, object_array, to_float
from lilliput.games.bargaining import build
from lilliput.games.bargaining.curve import Curve
from lilliput.games.bargaining.geometry import Rows, corners, disposal_rows, hull_rows
from lilliput.games.bargaining.halfspaces import disposal_closure, read_halfspaces
from lilliput.games.checks import check_names, counted, index_of, name_list
from lilliput.games.errors import InvalidArgumentError, InvalidGameError, UnsupportedNumberError
from lilliput.games.normal_form import NormalFormGame

__all__ = ["BargainingProblem", "check_problem"]


@final
@dataclass(frozen=True, eq=False, repr=False)
class BargainingProblem:
    """A bargaining problem (S, d); made by one of the constructors ``from_…``.

    Parameters
    ----------
    players
        Distinct names, n of them.
    disagreement
        d, what each player has without an agreement, in Fractions (a float is the decimal that it
        prints as) or sympy expressions.
    matrix, bounds
        A and b of S = {x : A x ≤ b}, m × n and m; no rows where S lies below a curve.
    kind
        The number kind that solutions come in.
    free_disposal
        Whether payoffs may be thrown away, so that S holds all points below its points. S is then
        called comprehensive.
    curve
        The curve below which S lies, if there is one.

    Raises
    ------
    InvalidGameError
        An empty or unbounded set, a disagreement point outside, or one that leaves no gain to all.

    Examples
    --------
    >>> problem = BargainingProblem.from_points(["A", "B"], [[0, 3], [2, 2], [3, 0]], 0)
    >>> problem
    BargainingProblem(2 players: A, B; 4 half-spaces, free disposal; disagreement A: 0, B: 0)
    >>> problem.ideal.to_dict()
    {'A': 3.0, 'B': 3.0}
    """

    players: tuple[str, ...]
    disagreement: Array
    matrix: Array
    bounds: Array
    kind: Kind
    free_disposal: bool
    curve: Curve | None = None
    gains: Array = field(init=False)

    def __post_init__(self) -> None:
        for array in (self.disagreement, self.matrix, self.bounds):
            freeze(array)
        if self.curve is not None:
            gains = self.curve.gains
        elif self.symbolic:
            gains = object_array([self.slack[0]] * self.n)
        else:
            build.check_inside(self.players, self.matrix, self.bounds, self.disagreement)
            gains = build.ideal_gains(self.players, self.matrix, self.slack)
        object.__setattr__(self, "gains", freeze(gains))

    @classmethod
    def from_points(
        cls,
        players: Iterable[str],
        points: Any,
        disagreement: Any = 0,
        *,
        free_disposal: bool = True,
    ) -> Self:
        """Build the problem whose feasible set is the mixtures of some points.

        Parameters
        ----------
        players
            Distinct names.
        points
            Payoff vectors: rows in the order of the players or by name, or a frame with a column
            a player.
        disagreement
            A number for all players, or one a player by name or in order.
        free_disposal
            Whether all that lies below a mixture is feasible too; if not, the mixtures alone are.

        Examples
        --------
        >>> points = [{"US": 4, "CN": 1}, {"US": 1, "CN": 3}]
        >>> BargainingProblem.from_points(["US", "CN"], points).corners().to_numpy().tolist()
        [[0.0, 0.0], [0.0, 3.0], [1.0, 3.0], [4.0, 0.0], [4.0, 1.0]]
        """
        names = check_names(players)
        rows = build.point_rows(points, names)
        given = build.vector(disagreement, names, "disagreement")
        exact = [tuple(row) for row in build.rational(rows, "points").tolist()]
        d = build.rational(given, "disagreement")
        distinct = list(dict.fromkeys(exact))
        found = disposal_rows(distinct) if free_disposal else hull_rows(distinct)
        return cls._from_rows(names, found, d, build.common_kind(rows, given), free_disposal)

    @classmethod
    def from_halfspaces(
        cls,
        players: Iterable[str],
        A: Any,
        b: Any,
        disagreement: Any = 0,
        *,
        free_disposal: bool = True,
    ) -> Self:
        """Build the problem whose feasible set is {x : A x ≤ b}.

        Parameters
        ----------
        players
            Distinct names, n of them.
        A, b
            m × n and m numbers.
        disagreement
            A number for all players, or one a player by name or in order.
        free_disposal
            Whether all that lies below a point of the set is feasible too. It changes nothing if
            no entry of A is negative.

        Examples
        --------
        Two creditors claim 30 and 70 of an estate of 60:

        >>> problem = BargainingProblem.from_halfspaces(
        ...     ["small", "large"], [[1, 1], [1, 0], [0, 1]], [60, 30, 70]
        ... )
        >>> problem.ideal.to_dict()
        {'small': 30.0, 'large': 60.0}
        """
        names = check_names(players)
        given = build.vector(disagreement, names, "disagreement")
        rows, kind = read_halfspaces(A, b, names, given)
        if free_disposal:
            rows = disposal_closure(rows)
        d = build.rational(given, "disagreement")
        return cls._from_rows(names, rows, d, kind, free_disposal)

    @classmethod
    def from_surplus(cls, players: Iterable[str], surplus: Any, disagreement: Any = 0) -> Self:
        """Build the problem of dividing a sum that can be transferred: {x : Σ x_i ≤ surplus}.

        Parameters
        ----------
        players
            Distinct names.
        surplus
            All that there is to divide, the disagreement payoffs included; may be symbolic, and is
            then taken to exceed their sum.
        disagreement
            A number for all players, or one a player by name or in order; may be symbolic.

        Examples
        --------
        >>> BargainingProblem.from_surplus(["A", "B"], 10, {"A": 2, "B": 0}).ideal.to_dict()
        {'A': 10.0, 'B': 8.0}
        """
        names = check_names(players)
        total = build.vector([surplus], ("surplus",), "surplus")
        given = build.vector(disagreement, names, "disagreement")
        kind = build.common_kind(total, given)
        bounds, d = (build.as_exact(array) for array in (total, given))
        if not any(build.is_free(entry) for array in (bounds, d) for entry in array):
            bounds, d = build.rational(bounds, "surplus"), build.rational(d, "disagreement")
            kind = "fraction" if kind == "symbolic" else kind
        ones = object_array([Fraction(1)] * len(names), (1, len(names)))
        return cls(names, d, ones, bounds, kind, True)

    @classmethod
    def from_frontier(
        cls, players: Iterable[str], frontier: Any, interval: Any, disagreement: Any = 0
    ) -> Self:
        """Build the two-player problem of all points below a concave curve.

        Parameters
        ----------
        players
            Two names.
        frontier
            The second player's payoff as a function of the first's: a sympy expression in one
            symbol, or a function of a float. Or a pair (x, y) of such, both payoffs as functions
            of a parameter, along which x only rises or only falls.
        interval
            (low, high), where the symbol or parameter lies.
        disagreement
            A number for both players, or one a player by name or in order.

        Raises
        ------
        InvalidGameError
            A curve that is not concave, or not finite (both are tested at 257 points).

        Examples
        --------
        >>> import sympy
        >>> x = sympy.Symbol("x")
        >>> problem = BargainingProblem.from_frontier(["A", "B"], 1 - x**2, (0, 1))
        >>> problem.ideal.to_dict()
        {'A': 1, 'B': 1}
        """
        names = check_names(players)
        if len(names) != 2:
            raise InvalidGameError(
                f"players must be two for a frontier, got {len(names)}; for more use from_points "
                "or from_halfspaces"
            )
        given = build.vector(disagreement, names, "disagreement")
        curve = Curve.read(frontier, interval, build.as_exact(given).tolist())
        kind: Kind = "float" if curve.symbol is None else "symbolic"
        empty = object_array([], (0, 2))
        return cls(names, object_array(curve.origin), empty, object_array([]), kind, True, curve)

    @classmethod
    def from_game(
        cls,
        game: NormalFormGame,
        disagreement: Any = "minmax",
        *,
        profile: Any = None,
        free_disposal: bool = True,
    ) -> Self:
        """Build the problem of agreeing on a lottery over the strategy profiles of a game.

        Parameters
        ----------
        game
            With numeric payoffs.
        disagreement
            ``"minmax"``, what the others can hold each player down to (by mixed and, for more than
            two players, correlated play; it equals what the player can guarantee itself), or a
            number for all players, or one a player by name or in order.
        profile
            A strategy profile, for instance an equilibrium, whose payoffs are the disagreement
            point instead.
        free_disposal
            Whether payoffs may be thrown away.

        Examples
        --------
        >>> dilemma = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
        >>> problem = BargainingProblem.from_game(dilemma, profile=["2", "2"])
        >>> problem.disagreement.tolist()
        [Fraction(1, 1), Fraction(1, 1)]
        """
        from lilliput.games.security import minmax_values

        exact = game.to_exact()
        build.rational(exact.payoffs.ravel(), "payoffs of the game")
        if profile is not None:
            if not isinstance(disagreement, str) or disagreement != "minmax":
                raise InvalidGameError("give either disagreement or profile, not both")
            disagreement = exact.payoff(profile)
        elif isinstance(disagreement, str):
            index_of(("minmax",), disagreement, argument="disagreement")
            disagreement = minmax_values(exact).values
        given = build.vector(disagreement, game.players, "disagreement")
        points = exact.payoffs.reshape(game.n, -1).T
        made = cls.from_points(game.players, points, given, free_disposal=free_disposal)
        kind: Kind = "float" if game.kind == "float" else "fraction"
        return cls(made.players, made.disagreement, made.matrix, made.bounds, kind, free_disposal)

    @classmethod
    def _from_rows(
        cls, players: tuple[str, ...], rows: Rows, d: Array, kind: Kind, free_disposal: bool
    ) -> Self:
        matrix, bounds = build.row_arrays(rows, len(players))
        kind = "fraction" if kind == "symbolic" else kind
        return cls(players, d, matrix, bounds, kind, free_disposal)

    @property
    def n(self) -> int:
        """Number of players."""
        return len(self.players)

    @property
    def symbolic(self) -> bool:
        """Whether the surplus or the disagreement point has symbols in it."""
        entries = (*self.disagreement, *self.bounds)
        return self.curve is None and any(build.is_free(entry) for entry in entries)

    @property
    def slack(self) -> Array:
        """What each half-space leaves at the disagreement point, b − A d."""
        return np.asarray(self.bounds - (self.matrix * self.disagreement).sum(axis=1))

    @property
    def ideal(self) -> pd.Series:
        """The most that each player can have if none has less than without an agreement."""
        return self.series(self.disagreement + self.gains, name="ideal")

    def corners(self) -> pd.DataFrame:
        """Return the corners of {x in S : x ≥ d}, one a row, in lexicographic order."""
        points = self.exact_corners()
        table = object_array([e for point in points for e in point], (len(points), self.n))
        shown = to_float(table, argument="corners") if self.kind == "float" else table
        return pd.DataFrame(shown, columns=pd.Index(self.players, name="player"))

    def exact_corners(self) -> list[tuple[Fraction, ...]]:
        """Return the corners of {x in S : x ≥ d} in Fractions."""
        self.require_polyhedron("corners")
        unit = object_array([Fraction(-int(i == j)) for i in range(self.n) for j in range(self.n)])
        matrix = np.vstack([self.matrix, unit.reshape(self.n, self.n)])
        return corners(matrix, np.concatenate([self.bounds, -self.disagreement]))

    def contains(self, payoffs: Any, *, tol: float = 0) -> bool:
        """Whether payoffs are feasible.

        Parameters
        ----------
        payoffs
            By name or in order; a float is the decimal that it prints as.
        tol
            By how much of a player's greatest possible gain a half-space may be missed.
        """
        x = build.rational(build.vector(payoffs, self.players, "payoffs"), "payoffs")
        if self.curve is not None:
            return self.curve.contains(*x.tolist(), tol=tol)
        self.require_polyhedron("contains")
        size = (abs(self.matrix) * self.gains).sum(axis=1)
        excess = (self.matrix * x).sum(axis=1) - self.bounds
        return bool((excess <= Fraction(repr(float(tol))) * size).all())

    def series(self, values: Sequence[Any] | Array, *, name: str = "payoff") -> pd.Series:
        """Label payoffs with the players, in the kind of the problem unless there are symbols."""
        array = object_array(list(values))
        in_floats = self.kind == "float" or any(isinstance(value, float) for value in array)
        if in_floats and not any(build.is_free(value) for value in array):
            array = to_float(array, argument=name)
        return pd.Series(array, index=pd.Index(self.players, name="player"), name=name)

    def require_polyhedron(self, what: str) -> None:
        """Refuse problems without numeric half-spaces."""
        if self.curve is not None:
            raise InvalidGameError(f"{what} needs a polyhedron, got a problem below a curve")
        if self.symbolic:
            raise UnsupportedNumberError(
                f"{what} needs numbers, got symbols in the surplus or the disagreement point"
            )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, BargainingProblem):
            return NotImplemented
        mine, theirs = (
            (p.players, p.kind, p.free_disposal, p.curve, p.matrix.shape) for p in (self, other)
        )
        return mine == theirs and all(
            bool((a == b).all())
            for a, b in (
                (self.disagreement, other.disagreement),
                (self.matrix, other.matrix),
                (self.bounds, other.bounds),
            )
        )

    def __hash__(self) -> int:
        return hash((self.players, self.kind, tuple(self.disagreement)))

    def __repr__(self) -> str:
        disposal = "free disposal" if self.free_disposal else "no disposal"
        shape = f"{counted(len(self.bounds), 'half-space')}, {disposal}"
        if self.curve is not None:
            shape = str(self.curve)
        point = ", ".join(
            f"{name}: {float(value):g}" if self.kind == "float" else f"{name}: {value}"
            for name, value in zip(self.players, map(_shown, self.disagreement), strict=True)
        )
        return (
            f"BargainingProblem({counted(self.n, 'player')}: {name_list(self.players)}; {shape}; "
            f"disagreement {point})"
        )

    def _repr_html_(self) -> str:
        from lilliput.games.display.agreements import bargaining_problem

        return bargaining_problem(self)

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, value)
        for array in (self.disagreement, self.matrix, self.bounds, self.gains):
            freeze(array)


def check_problem(problem: Any) -> None:
    """Refuse what is not a bargaining problem."""
    if not isinstance(problem, BargainingProblem):
        raise InvalidArgumentError(
            f"problem must be a BargainingProblem, got {type(problem).__name__}; build one by "
            "BargainingProblem.from_points or its other constructors"
        )


def _shown(value: Any) -> Any:
    return float(value) if isinstance(value, Fraction) and value.denominator > 10**6 else value
