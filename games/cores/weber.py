"""The Weber set: the convex hull of the marginal vectors, all outcomes of random orders of arrival.

Whether a point is in it is a linear programme with n! columns, one a marginal vector. They are
never listed: the marginal vector that goes farthest in a direction y is a longest path from ∅ to
N, where i joining S is worth y_i (v(S∪i) − v(S)), and takes n 2**n steps to find.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, final

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, compact, kind_of, over_one_denominator, to_exact
from lilliput.games.checks import check_tolerance, counted, name_list, vector_by_name
from lilliput.games.coalitional import CoalitionalGame, worths_of
from lilliput.games.cores.convexity import least_convex_pair
from lilliput.games.cores.geometry import frame
from lilliput.games.cores.integers import integers_of, numeric
from lilliput.games.cores.polytope import LIMIT, Allocation
from lilliput.games.cores.vertices import distinct_marginals, hull_vertices
from lilliput.games.errors import InvalidGameError, ProblemTooLargeError
from lilliput.games.findings import Finding
from lilliput.games.revised_simplex import Entering, maximise
from lilliput.games.tables import allowance

__all__ = ["WeberSet", "weber_set"]

_MOST_PLAYERS = 16
_TOLERANCE = 1e-9


@final
@dataclass(frozen=True, eq=False, repr=False)
class WeberSet:
    """The convex hull of the marginal vectors of a game.

    Parameters
    ----------
    game
        The game.
    tolerance
        Distance that counts as zero; 0 when exact.
    """

    game: CoalitionalGame
    tolerance: Any

    def contains(self, x: Allocation, *, tol: float | None = None) -> bool:
        """Whether an allocation is a mean of marginal vectors.

        Parameters
        ----------
        x
            One number per player, by name or in the order of the players.
        tol
            Distance allowed, Σ |x_i − y_i| to the nearest y in the set; by default the set's own
            `tolerance`, or 1e-9 times the largest worth if x is in floats.
        """
        return bool(self.explain(x, tol=tol))

    def explain(self, x: Allocation, *, tol: float | None = None) -> Finding:
        """Say whether an allocation is in the Weber set, with a proof either way.

        Returns
        -------
        Finding
            If it is, `orders` maps orders of arrival (tuples of names) to the probabilities under
            which x is the expected marginal vector. If not, `direction` is a Series y with
            Σ y_i x_i > `bound`, the most that Σ y_i m_i is at any marginal vector m. `distance` is
            Σ |x_i − y_i| to the nearest y in the set.

        Examples
        --------
        >>> game = CoalitionalGame.from_worths({("A",): 1, ("A", "B"): 3})
        >>> weber_set(game).explain([2, 1]).witness["orders"]
        {('A', 'B'): 0.5, ('B', 'A'): 0.5}
        """
        players, n = self.game.players, self.game.n
        shares = numeric(
            vector_by_name(x, players, argument="x", error=InvalidGameError, integers="fraction"),
            "x",
        )
        in_floats = "float" in {kind_of(self.game.worths), kind_of(shares)} and n > 0
        allowed = self.tolerance if tol is None else check_tolerance(tol)
        if tol is None and in_floats:
            allowed = max(allowed, _TOLERANCE * float(np.abs(self.game.worths).max()))
        found = _nearest(to_exact(shares), _by_path(to_exact(self.game.worths)))

        def number(value: Fraction) -> Any:
            return float(value) if in_floats else value

        if found.distance <= Fraction(allowed):
            orders = {
                tuple(players[i] for i in order): number(weight)
                for order, weight in sorted(found.weights.items())
            }
            witness = {"orders": orders, "distance": number(found.distance)}
            return Finding(
                "in Weber set", True, f"a mean of {counted(len(orders), 'order')}", witness
            )
        direction = pd.Series(
            [number(y) for y in found.direction], pd.Index(players, name="player"), name="direction"
        )
        witness = {
            "direction": direction,
            "bound": number(found.bound),
            "distance": number(found.distance),
        }
        reason = f"no mean of marginal vectors is nearer than {number(found.distance)}"
        return Finding("in Weber set", False, reason, witness)

    def vertices(self, *, limit: int = LIMIT) -> pd.DataFrame:
        """Return the extreme points, one a row: marginal vectors that are no mean of others.

        Floats are rounded by at most 1e-12 of the largest worth before the exact computation. For
        convex games all marginal vectors are extreme.

        Parameters
        ----------
        limit
            The most marginal vectors, and the most facets, to be kept at any time.

        Raises
        ------
        ProblemTooLargeError
            More than `limit` distinct marginal vectors or facets.

        Examples
        --------
        >>> majority = CoalitionalGame.from_function(["A", "B", "C"], lambda S: int(len(S) >= 2))
        >>> weber_set(majority).vertices().to_numpy().tolist()
        [[0.0, 0.0, 1.0], [0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]
        """
        whole, unit = integers_of(self.game.worths)
        points = distinct_marginals(whole, limit=limit)
        pair = least_convex_pair(compact(whole, factor=8))
        if pair is not None and pair[2] < 0:  # type: ignore[operator]
            points = hull_vertices(points, limit=limit)
        rows = np.array(sorted(points.tolist()), dtype=object).reshape(points.shape) * unit
        exact = kind_of(self.game.worths) == "fraction"
        return frame(rows if exact else rows.astype(np.float64), self.game.players)

    def __repr__(self) -> str:
        return f"WeberSet({self.game.n} players: {name_list(self.game.players)})"

    def _repr_html_(self) -> str:
        from lilliput.games.display.allocations import weber_set

        return weber_set(self)


def weber_set(game: CoalitionalGame, *, exact: bool = False, tol: float = 1e-9) -> WeberSet:
    """Return the Weber set, the convex hull of the marginal vectors.

    It contains the core, and is the core iff the game is convex.

    Parameters
    ----------
    game
        A coalitional game of at most 16 players with numeric worths.
    exact
        Turn float worths into the rationals they store.
    tol
        For float worths: the share of the largest |v(S)| that counts as zero.

    Raises
    ------
    ProblemTooLargeError
        More than 16 players.

    References
    ----------
    Weber, R. J. (1988). Probabilistic values for games. In A. E. Roth (ed.), The Shapley Value.
    Derks, J. (1992). A short proof of the inclusion of the core in the Weber set. Int. J. of Game
    Theory 21.
    Ichiishi, T. (1981). Super-modularity: applications to convex games and to the greedy algorithm
    for LP. J. of Economic Theory 25.

    Examples
    --------
    >>> majority = CoalitionalGame.from_function(["A", "B", "C"], lambda S: int(len(S) >= 2))
    >>> weber_set(majority).contains({"A": 0.5, "B": 0.5, "C": 0})
    True
    """
    if game.n > _MOST_PLAYERS:
        raise ProblemTooLargeError(
            f"players: the Weber set is searched along paths through all coalitions, which allows "
            f"at most {_MOST_PLAYERS} players, got {game.n}; marginal_table gives chosen vectors"
        )
    worths = numeric(worths_of(game, exact=exact), "worths of weber_set")
    return WeberSet(CoalitionalGame(game.players, worths), allowance(worths, tol))


@dataclass(frozen=True)
class _Nearest:
    """The distance of a point to a hull, and the weights or the direction that prove it."""

    distance: Fraction
    weights: dict[Any, Fraction]
    direction: Array
    bound: Fraction


def _nearest(point: Array, farthest: Callable[[Array], tuple[Any, Array]]) -> _Nearest:
    """Minimise Σ |x_i − Σ_k λ_k a_i^k| over weights λ of the vectors a^k of a hull, exactly.

    The rows are shifted by one vector of the hull, whose weight is the slack of Σ λ ≤ 1, and signed
    so that the right-hand side is not negative.

    Parameters
    ----------
    point
        Fractions x.
    farthest
        Given a direction y, the name of a vector with the largest Σ y_i a_i, and that vector.
    """
    n = len(point)
    first, origin = farthest(point * 0)
    off = point - origin
    signs = np.array([1 if entry >= 0 else -1 for entry in off], dtype=object)
    numbers: dict[Any, int] = {first: n}

    def oracle(prices: Array) -> Entering | None:
        for i in range(n):
            if abs(prices[i]) > 1:  # a residual of the sign that is missing in row i
                side = -1 if prices[i] > 0 else 1
                return i if side > 0 else -1 - i, _unit(n, i, side), Fraction(-1)
        name, vector = farthest(-prices[:n] * signs)
        column = _extended((vector - origin) * signs, 1)
        if (prices * column).sum() >= 0:
            return None
        return numbers.setdefault(name, n + len(numbers)), column, Fraction(0)

    costs = _extended(point * 0 - 1, 0)
    right = _extended(off * signs, 1)
    best = maximise(right, list(range(n + 1)), costs, oracle)
    names = {number: name for name, number in numbers.items()}
    weights = {
        names[number]: amount
        for number, amount in zip(best.labels, best.amounts, strict=True)
        if number >= n and amount > 0
    }
    direction = -best.prices[:n] * signs
    return _Nearest(-best.value, weights, direction, (direction * farthest(direction)[1]).sum())


def _extended(vector: Array, last: int) -> Array:
    """Return a vector of Fractions with one more."""
    longer = np.full(len(vector) + 1, Fraction(last), dtype=object)
    longer[:-1] = vector
    return longer


def _unit(n: int, row: int, sign: int) -> Array:
    column = np.full(n + 1, Fraction(0), dtype=object)
    column[row] = Fraction(sign)
    return column


def _by_path(worths: Array) -> Callable[[Array], tuple[tuple[int, ...], Array]]:
    """Return the search for the marginal vector that goes farthest."""
    integers, _ = integers_of(worths)

    def farthest(direction: Array) -> tuple[tuple[int, ...], Array]:
        order = _farthest(integers, direction)
        return order, _marginal(worths, order)

    return farthest


def _marginal(worths: Array, order: tuple[int, ...]) -> Array:
    vector = np.empty(len(order), dtype=object)
    mask = 0
    for i in order:
        vector[i] = worths[mask | 1 << i] - worths[mask]
        mask |= 1 << i
    return vector


def _farthest(worths: Array, direction: Array) -> tuple[int, ...]:
    """Return the order whose marginal vector m maximises Σ y_i m_i."""
    n = len(direction)
    steps, _ = over_one_denominator(direction)
    values = worths.tolist()
    best, last = [0] * len(values), [0] * len(values)
    for mask in range(1, len(values)):
        worth, most = values[mask], None
        for i in range(n):
            if mask >> i & 1:
                before = mask ^ 1 << i
                sum_here = best[before] + steps[i] * (worth - values[before])
                if most is None or sum_here > most:
                    most, last[mask] = sum_here, i
        best[mask] = most or 0
    order, mask = [], len(values) - 1
    while mask:
        order.append(last[mask])
        mask ^= 1 << last[mask]
    return tuple(reversed(order))
