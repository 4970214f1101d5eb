"""Zero-sum games, exactly: value, maximin strategies, and whether these are the only ones.

A game with constant sums, or with payoffs of one player a falling affine map of the other's, is
solved as the matrix game A. Maximin strategies x and y prove each other: min of Aᵀx = max of Ay.
Whether there are others is told by the constraints that bind at them.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, final

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, in_integers, object_array, to_float
from lilliput.games.bimatrix.lemke_howson import positive_integers
from lilliput.games.equilibria.solution import Certificate, mixture
from lilliput.games.errors import InvalidGameError
from lilliput.games.findings import Finding
from lilliput.games.linear_programme import maximise_exactly, solve_matrix_game
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.normal_form.required import require_numbers

__all__ = ["ZeroSumSolution", "is_strictly_competitive", "optimal_strategies", "zero_sum_solution"]

_PRIME = 2**61 - 1
_PROVABLE = 10_000  # binding constraints times strategies whose face is searched for another point


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
        For each player whether it has no other maximin strategy; None where the search for another
        would take too long.
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

    def _repr_html_(self) -> str:
        from lilliput.games.display.solutions import zero_sum

        return zero_sum(self)


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
        Whether each is the only one; None where the search for another would take too long.
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

    References
    ----------
    Mangasarian, O. L. (1979). Uniqueness of solution in linear programming. Linear Algebra and its
    Applications 25:151–162.

    Examples
    --------
    >>> A = object_array([Fraction(k) for k in (0, -1, 1, 1, 0, -1, -1, 1, 0)], (3, 3))
    >>> best = optimal_strategies(A)
    >>> [str(p) for p in best.row], best.value, best.unique
    (['1/3', '1/3', '1/3'], Fraction(0, 1), (True, True))
    """
    table = positive_integers(A)
    found = solve_matrix_game(table)
    level, x, y = found.value, found.rows, found.columns
    low, high = int(table.argmin()), int(table.argmax())
    unit = (A.flat[high] - A.flat[low]) / (table.flat[high] - 1 or 1)
    tight_rows, tight_columns = _attained(table, y, level), _attained(table.T, x, level)
    unique = (
        _is_only(-table.T, x, tight_columns, tight_rows, y),
        _is_only(table, y, tight_rows, tight_columns, x),
    )
    return Optimum(x, y, A.flat[low] + unit * (level - 1), unique)


def _attained(table: Array, mix: Array, level: Fraction) -> list[int]:
    """Return the rows that a mixture of the columns brings to a level."""
    played = np.flatnonzero(mix)
    numbers, common = in_integers(mix[played])
    return np.flatnonzero(table[:, played] @ numbers == level * common).tolist()


def _is_only(
    table: Array, mix: Array, tight: list[int], allowed: list[int], dual: Array
) -> bool | None:
    """Whether a mixture of the columns is the only one that keeps all rows at or below its level.

    Any other is reached in a direction d ≠ 0 with Σd = 0, no tight row rising, and d ≥ 0 off the
    support. Columns that lose against the dual solution are in no other; rows that it mixes stay
    tight.
    """
    played = [k for k, j in enumerate(allowed) if mix[j] != 0]
    rows = table[np.ix_(tight, allowed)]
    fixed = rows[[k for k, i in enumerate(tight) if dual[i] != 0]]
    if _independent(fixed):
        return True
    if not _independent(rows[:, played]):
        return False
    if rows.size > _PROVABLE:
        return None
    away = np.column_stack([rows, -rows[:, played]])  # the parts of d that rise, and that fall
    ones = object_array([1] * len(allowed) + [-1] * len(played))
    other = [k for k in range(len(allowed)) if k not in set(played)]
    gain = -away.sum(axis=0)
    gain[other] += 1
    limits = np.vstack([away, ones, -ones, abs(ones)])
    return maximise_exactly(gain, limits, object_array([0] * (len(limits) - 1) + [1])).value == 0


def _independent(rows: Array) -> bool:
    """Whether no change of the columns' weights that sums to 0 leaves all rows as they are."""
    from flint import fmpz_mat, nmod_mat

    columns = rows.shape[1]
    matrix = fmpz_mat([*rows.tolist(), [1] * columns])
    if nmod_mat(matrix, _PRIME).rank() == columns:  # a rank modulo a prime is never too large
        return True
    return int(matrix.rank()) == columns
