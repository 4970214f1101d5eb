"""Zero-sum games, exactly: value, maximin strategies, and whether these are the only ones.

A game with constant sums, or with payoffs of one player a falling affine map of the other's, is
solved as the matrix game A. Small games are solved by the simplex method in integers. Larger ones
are solved in floats first; the optimal basis is then solved for in rationals, and the strategies
are checked against each other: min of Aᵀx = max of Ay proves both.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, final

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, object_array, to_float
from lilliput.games.bimatrix.lemke_howson import basic_values, positive_integers
from lilliput.games.equilibria.regret import require_numbers
from lilliput.games.equilibria.solution import Certificate, mixture
from lilliput.games.errors import InvalidGameError, SolverError
from lilliput.games.findings import Finding
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.pivoting import Tableau

__all__ = ["ZeroSumSolution", "is_strictly_competitive", "optimal_strategies", "zero_sum_solution"]

_SMALL = 144  # entries of a matrix that integers solve from the start
_PROVABLE = 4096  # entries of a matrix whose optimal faces are searched for a second strategy
_MOST_PIVOTS = 100_000


@final
@dataclass(frozen=True, eq=False, repr=False)
class ZeroSumSolution:
    """The solution of a two-player zero-sum game.

    Parameters
    ----------
    game
        The game.
    value
        What the row player, the first, can guarantee itself, and the most that it can get.
    row, column
        A maximin strategy of each, by strategy name.
    payoffs
        By player; that of the first is the value.
    unique
        For each player whether it has no other maximin strategy; None where it was not looked for.
    certificate
        Exact: the two strategies guarantee the value from both sides, in rational arithmetic.
    """

    game: NormalFormGame
    value: Any
    row: pd.Series
    column: pd.Series
    payoffs: pd.Series
    unique: dict[str, bool | None]
    certificate: Certificate

    def __repr__(self) -> str:
        plays = "; ".join(f"{mix.name}: {mixture(mix)}" for mix in (self.row, self.column))
        return f"ZeroSumSolution(value {self.value}; {plays}; {self.certificate.kind})"


def zero_sum_solution(game: NormalFormGame) -> ZeroSumSolution:
    """Return the value and maximin strategies of a two-player zero-sum game, exactly.

    By the minimax theorem max over x of min over y of xᵀAy equals min over y of max over x. The
    equilibria are the pairs of maximin strategies. Games of constant sum are solved alike, and so
    are strictly competitive games, B = c − λA with λ > 0.

    Parameters
    ----------
    game
        With two players.

    Raises
    ------
    InvalidGameError
        The game has not two players, or is not strictly competitive.

    References
    ----------
    von Neumann, J. (1928). Zur Theorie der Gesellschaftsspiele. Mathematische Annalen 100:295–320.
    Adler, I., Daskalakis, C. and Papadimitriou, C. H. (2009). A note on strictly competitive games.
    Internet and Network Economics, 471–474: such games are those with B = c − λA.

    Examples
    --------
    >>> game = NormalFormGame.from_bimatrix([[3, -1], [-2, 1]], [[-3, 1], [2, -1]])
    >>> zero_sum_solution(game.to_exact())
    ZeroSumSolution(value 1/7; row: 3/7 1 + 4/7 2; column: 2/7 1 + 5/7 2; exact)
    >>> zero_sum_solution(game).value
    0.14285714285714285
    """
    require_numbers(game)
    competitive = is_strictly_competitive(game)
    if not competitive:
        raise InvalidGameError(
            f"payoffs must be strictly competitive, B = c − λA with λ > 0: "
            f"{competitive.explanation}; for other games use nash_equilibria"
        )
    best = optimal_strategies(game.to_exact().payoffs[0])
    value: Any = best.value
    other = competitive.witness["constant"] - competitive.witness["factor"] * value
    payoffs = object_array([value, other])
    zero: Any = Fraction(0)
    mixes: list[Array] = [best.row, best.column]
    if game.kind == "float":
        zero, value = 0.0, float(value)
        payoffs = to_float(payoffs, argument="payoffs")
        mixes = [to_float(mix, argument="strategies") for mix in mixes]
    row, column = (
        pd.Series(mix, pd.Index(own, name="strategy"), name=player)
        for mix, own, player in zip(mixes, game.strategies, game.players, strict=True)
    )
    return ZeroSumSolution(
        game,
        value,
        row,
        column,
        pd.Series(payoffs, pd.Index(game.players, name="player"), name="payoff"),
        dict(zip(game.players, best.unique, strict=True)),
        Certificate("exact", zero, zero),
    )


def is_strictly_competitive(game: NormalFormGame) -> Finding:
    """Whether a two-player game is zero-sum up to a positive affine map: B = c − λA with λ > 0.

    Constant-sum games have λ = 1. When it holds, the witness gives λ and c as Fractions; when not,
    it gives pairs of profiles that no such λ fits. A game in which neither player's payoff varies
    has λ = 1.

    Parameters
    ----------
    game
        With two players and numeric payoffs; floats are the decimals that they print as.

    Examples
    --------
    >>> game = NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[0, 4], [4, 0]])
    >>> dict(is_strictly_competitive(game).witness)
    {'factor': Fraction(2, 1), 'constant': Fraction(2, 1)}
    """
    require_numbers(game)
    if game.n != 2:
        raise InvalidGameError(f"players must be two in a zero-sum game, got {game.n}")
    exact = game.to_exact()
    A, B = (list(table.flat) for table in exact.payoffs)
    low, high = A.index(min(A)), A.index(max(A))
    rise, fall = A[high] - A[low], B[low] - B[high]
    cells = [(i, j) for i in range(game.shape[0]) for j in range(game.shape[1])]

    def at(k: int) -> tuple[str, ...]:
        return tuple(own[s] for own, s in zip(game.strategies, cells[k], strict=True))

    factor = Fraction(fall, 1) / rise if rise else Fraction(1)
    if rise and factor <= 0:
        text = f"from {at(low)} to {at(high)} {game.players[0]} gains and {game.players[1]} too"
        text = text if factor else text.replace("too", "does not lose")
        return Finding("strictly competitive", False, text, {"profiles": (at(low), at(high))})
    constant = B[low] + factor * A[low]
    for k, (a, b) in enumerate(zip(A, B, strict=True)):
        if b + factor * a != constant:
            text = (
                f"B + {factor}·A is {constant} at {at(low)} and {at(high)}, "
                f"but {b + factor * a} at {at(k)}"
            )
            witness = {"profiles": (at(low), at(high), at(k))}
            return Finding("strictly competitive", False, text, witness)
    text = f"B = {constant} − {factor}·A"
    return Finding("strictly competitive", True, text, {"factor": factor, "constant": constant})


@dataclass(frozen=True)
class Optimum:
    """The solution of a matrix game.

    Parameters
    ----------
    row, column
        Maximin strategies, in Fractions.
    value
        Of the game, to the row player.
    unique
        Whether each is the only one; None where that was not looked for.
    """

    row: Array
    column: Array
    value: Fraction
    unique: tuple[bool | None, bool | None]


def optimal_strategies(A: Array) -> Optimum:
    """Return a maximin strategy of each side of a matrix game, and whether each is the only one.

    Parameters
    ----------
    A
        m × n Fractions: what the column player pays the row player.

    Examples
    --------
    >>> A = object_array([Fraction(k) for k in (0, -1, 1, 1, 0, -1, -1, 1, 0)], (3, 3))
    >>> best = optimal_strategies(A)
    >>> [str(p) for p in best.row], best.value, best.unique
    (['1/3', '1/3', '1/3'], Fraction(0, 1), (True, True))
    """
    table = positive_integers(A)
    m, n = A.shape
    answer = None
    if m * n > _SMALL:
        basis = _basis_in_floats(table)
        answer = None if basis is None else _solved(table, *basis)
    if answer is None or (None in answer[2] and m * n <= _PROVABLE):
        answer = _by_simplex(table)
    x, y, unique = answer
    total = sum(y)
    unit = (A.max() - A.min()) / (int(table.max()) - 1 or 1)
    value = A.min() + unit * (1 / total - 1)  # the value of the table is 1/total
    return Optimum(x / sum(x), y / total, value, unique)


def _by_simplex(table: Array) -> tuple[Array, Array, tuple[bool | None, bool | None]]:
    """Maximise Σy subject to table·y ≤ 1 in integers; return x and y with that sum."""
    m, n = table.shape
    rows = np.column_stack([table, np.ones(m, dtype=int)])
    rows = np.vstack([rows, [-1] * n + [0]]).astype(object)
    tableau = Tableau(rows, [*range(m), "sum"], list(range(m, m + n)))
    _maximise(tableau)
    scale, inner, right = tableau.scale, tableau.table[:-1, :-1], tableau.table[:-1, -1]
    costs = tableau.table[-1, :-1]
    amounts = tableau.values()
    prices = dict(zip(tableau.outside, costs, strict=True))
    x = object_array([Fraction(prices.get(i, 0), scale) for i in range(m)])
    y = object_array([amounts.get(m + j, Fraction(0)) for j in range(n)])
    return x, y, (_only(-inner.T, costs, right, scale), _only(inner, right, costs, scale))


def _maximise(tableau: Tableau, *, stop: bool = False) -> None:
    """Maximise the sum whose row is the last; with `stop` only until it is positive."""
    for _ in range(_MOST_PIVOTS):
        gains = tableau.table[-1, :-1].tolist()
        least = min(gains, default=0)
        if least >= 0 or (stop and tableau.table[-1, -1] > 0):
            return
        tableau.enter(tableau.outside[gains.index(least)])
    raise SolverError(f"the simplex method did not end within {_MOST_PIVOTS} pivots")


def _only(inner: Array, right: Array, costs: Array, scale: int) -> bool:
    """Whether an optimal tableau shows the only optimal solution (Mangasarian 1979).

    Any other makes some variable positive that is not basic and costs nothing.
    """
    free = [j for j, cost in enumerate(costs) if cost == 0]
    if not free:
        return True
    rows = np.column_stack([inner[:, free], right])
    rows = np.vstack([rows, [-scale] * len(free) + [0]]).astype(object)
    tableau = Tableau(rows, list(range(len(rows))), list(range(len(rows), len(rows) + len(free))))
    tableau.scale = scale
    _maximise(tableau, stop=True)
    return not tableau.table[-1, -1] > 0


def _solved(
    table: Array, tight: list[int], columns: list[int]
) -> tuple[Array, Array, tuple[bool | None, bool | None]] | None:
    """Return x and y of a basis, checked exactly; None if they are not optimal.

    Both have the same sum. A strategy is known to be the only one if the basic values of the other
    are all positive.
    """
    if len(tight) != len(columns) or not tight:
        return None
    ours, theirs = basic_values(table.T, columns, tight), basic_values(table, tight, columns)
    if ours is None or theirs is None or max(ours[1]) > 0 or min(theirs[1]) < 0:
        return None
    m, n = table.shape
    x, y = object_array([Fraction(0)] * m), object_array([Fraction(0)] * n)
    x[tight] = [Fraction(weight, ours[2]) for weight in ours[0]]
    y[columns] = [Fraction(weight, theirs[2]) for weight in theirs[0]]
    sides = [
        min(values) > 0 and slacks.count(0) == len(tight) for values, slacks, _ in (theirs, ours)
    ]
    return x, y, (sides[0] or None, sides[1] or None)


def _basis_in_floats(table: Array) -> tuple[list[int], list[int]] | None:
    """Return the tight rows and the basic columns where Σy is greatest, subject to table·y ≤ 1."""
    import highspy

    m, n = table.shape
    width = int(table.max()) - 1 or 1
    kind = highspy.Highs  # whose own constructor prints a banner
    solver = type("Quiet", (kind,), {"__init__": lambda self: super(kind, self).__init__()})()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("presolve", "off")
    programme = highspy.HighsLp()
    programme.num_row_, programme.num_col_ = m, n
    programme.sense_ = highspy.ObjSense.kMaximize
    programme.col_cost_ = np.ones(n)
    programme.col_lower_, programme.col_upper_ = np.zeros(n), np.full(n, highspy.kHighsInf)
    programme.row_lower_, programme.row_upper_ = np.full(m, -highspy.kHighsInf), np.ones(m)
    programme.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    programme.a_matrix_.start_ = np.arange(m + 1) * n
    programme.a_matrix_.index_ = np.tile(np.arange(n), m)
    programme.a_matrix_.value_ = ((table - 1) / width).astype(np.float64).ravel() + 1
    solver.passModel(programme)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    basis = solver.getBasis()
    basic = highspy.HighsBasisStatus.kBasic
    columns = [j for j, status in enumerate(basis.col_status) if status == basic]
    tight = [i for i, status in enumerate(basis.row_status) if status != basic]
    return tight, columns
