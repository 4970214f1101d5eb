"""The best correlated equilibrium of each of many 2 × 2 games.

A correlated equilibrium is a distribution p over the four profiles such that nobody gains by
deviating from what is drawn for him. With α_j = a_0j − a_1j and β_i = b_i0 − b_i1 this is

    α_0 p_00 + α_1 p_01 ≥ 0 ≥ α_0 p_10 + α_1 p_11,    β_0 p_00 + β_1 p_10 ≥ 0 ≥ β_0 p_01 + β_1 p_11.

Each inequality is about two neighbours in the square of profiles. So the support of an extreme
point is connected by inequalities that hold with equality: one profile, two neighbours, three in a
row, or all four, where the ratios in both rows and in both columns agree: the mixed equilibrium.
Which of these 13 points are correlated equilibria is seen from the signs of α and β alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from lilliput.games.arithmetic import Array, as_printed, freeze, number_array, unify
from lilliput.games.bimatrix.batch_games import Games, check_games
from lilliput.games.errors import InvalidArgumentError, InvalidGameError

__all__ = ["CorrelatedBatch", "bimatrix_correlated_welfare"]

_AT_ONCE = 2**14
_DECIMALS = 1e9
_DIGITS_KEPT = 1e15
_LEAST_GAP = 1e-4  # between payoffs of size 1, so that rounding of either is no matter
_LEAST_RATIO = 1e-150  # of two gaps, so that products of two ratios are normal floats
_SIZES = 1e-290, 1e300

Candidate = tuple[NDArray[np.bool_], dict[tuple[int, int], Array]]


@final
@dataclass(frozen=True, eq=False, repr=False)
class CorrelatedBatch:
    """The correlated equilibrium of largest total payoff of each game of a batch.

    Parameters
    ----------
    welfare
        Shape (...): the largest weighted sum of payoffs.
    distribution
        Shape (..., 2, 2): an extreme point of the correlated equilibria that attains it.
    row_payoff, column_payoff
        Shape (...): what the players get there.
    weights
        Of the two players' payoffs.
    """

    welfare: Array
    distribution: Array
    row_payoff: Array
    column_payoff: Array
    weights: tuple[Any, Any]

    def __post_init__(self) -> None:
        for array in (self.welfare, self.distribution, self.row_payoff, self.column_payoff):
            freeze(array)

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, value)
        self.__post_init__()

    def __repr__(self) -> str:
        games = f"{self.welfare.size} game{'' if self.welfare.size == 1 else 's'}"
        first, second = self.weights
        return f"CorrelatedBatch(best correlated equilibria of {games}, weights {first}, {second})"

    def _repr_html_(self) -> str:
        from lilliput.games.display.allocations import batch

        pairs = [("games", self.welfare.size), ("weights of the payoffs", self.weights)]
        return batch("Best correlated equilibria of a batch", pairs)


def bimatrix_correlated_welfare(A: Any, B: Any, *, weights: Any = (1, 1)) -> CorrelatedBatch:
    """Return the largest total payoff in a correlated equilibrium, of many 2 × 2 games.

    The correlated equilibria are a polytope of at most five extreme points (Calvó-Armengol 2006);
    all are found, by signs of differences of payoffs, and the best is taken. Floats mean the
    decimals that they print as; where the differences cancel too many digits of those, the game is
    solved in Fractions, some three hundred times slower.

    Parameters
    ----------
    A, B
        Shape (..., 2, 2): what the row player and the column player get. Floats, integers or
        Fractions (then the answer is in Fractions).
    weights
        Of the row player's and the column player's payoff in the total: finite, ≥ 0.

    Returns
    -------
    CorrelatedBatch
        With `.welfare`, `.distribution`, `.row_payoff`, `.column_payoff`.

    Raises
    ------
    InvalidGameError
        Shapes that differ or are not 2 × 2, or payoffs that are not finite.
    InvalidArgumentError
        Weights that are not two finite numbers ≥ 0.

    References
    ----------
    Aumann, R. J. (1974). Subjectivity and correlation in randomized strategies. Journal of
    Mathematical Economics 1:67–96.
    Calvó-Armengol, A. (2006). The set of correlated equilibria of 2 by 2 games. Working paper.

    Examples
    --------
    >>> chicken = bimatrix_correlated_welfare([[6, 2], [7, 0]], [[6, 7], [2, 0]])
    >>> float(chicken.welfare)
    10.5
    >>> chicken.distribution
    array([[0.5 , 0.25],
           [0.25, 0.  ]])
    """
    games = check_games(A, B)
    if games.A.shape[1:] != (2, 2):
        raise InvalidGameError(
            f"A and B must have shape (..., 2, 2), got games of {games.A.shape[1]} × "
            f"{games.A.shape[2]}; for larger games use a linear programme"
        )
    both = _weights(weights, games)
    parts = [
        _best_as_printed(games.A[block], games.B[block], *both)
        for start in range(0, max(len(games), 1), _AT_ONCE)
        for block in [slice(start, start + _AT_ONCE)]
    ]
    welfare, chances, row, column = (np.concatenate(side) for side in zip(*parts, strict=True))
    return CorrelatedBatch(
        welfare.reshape(games.shape),
        chances.reshape(*games.shape, 2, 2),
        row.reshape(games.shape),
        column.reshape(games.shape),
        both,
    )


def _weights(weights: Any, games: Games) -> tuple[Any, Any]:
    numbers = number_array(
        weights, argument="weights", integers="fraction" if games.exact else "float"
    )
    if numbers.shape != (2,):
        raise InvalidArgumentError(f"weights must be two numbers, got shape {numbers.shape}")
    if games.exact and numbers.dtype != object:
        raise InvalidArgumentError(
            f"weights must be integers or Fractions for games in Fractions, got {weights!r}"
        )
    if not games.exact:
        numbers = unify(numbers, np.zeros(1))[0]
    if not (numbers >= 0).all():
        raise InvalidArgumentError(f"weights must be >= 0, got {weights!r}")
    first, second = numbers.tolist()
    return first, second


def _best(A: Array, B: Array, first: Any, second: Any) -> tuple[Array, Array, Array, Array]:
    """Return welfare, distribution and payoffs of the best of the 13 points."""
    chances = abs(A * 0)  # keeps the kind of number
    row, column, welfare = (chances[:, 0, 0].copy() for _ in range(3))
    none = np.ones(len(A), dtype=bool)
    for feasible, shares in _candidates(_differences(A), _differences(B.transpose(0, 2, 1))):
        total = sum(shares.values())
        if not feasible.any():
            continue
        total = np.where(feasible, total, 1)
        portions = {at: np.where(feasible, share, 0) / total for at, share in shares.items()}
        own = sum(portions[at] * A[:, at[0], at[1]] for at in portions)
        other = sum(portions[at] * B[:, at[0], at[1]] for at in portions)
        value = first * own + second * other
        better = feasible & (none | (value > welfare))
        none &= ~better
        welfare = np.where(better, value, welfare)
        row, column = np.where(better, own, row), np.where(better, other, column)
        chances[better] *= 0
        for (i, j), portion in portions.items():
            chances[better, i, j] = portion[better]
    return welfare, chances, row, column


def _best_as_printed(
    A: Array, B: Array, first: Any, second: Any
) -> tuple[Array, Array, Array, Array]:
    """Do the same in Fractions for those games of floats where rounding would matter."""
    which = np.zeros(len(A), dtype=bool)
    if A.dtype != object:
        which = _cancels(A) | _cancels(B.transpose(0, 2, 1))
    plain = _best(A[~which], B[~which], first, second)
    if not which.any():
        return plain
    weights = as_printed(np.array([first, second]))
    exact = _best(as_printed(A[which]), as_printed(B[which]), *weights)
    _, *rest = (part.astype(np.float64) for part in exact)
    welfare, chances, row, column = (np.zeros((len(A), *part.shape[1:])) for part in plain)
    for whole, floats, part in zip((chances, row, column), plain[1:], rest, strict=True):
        whole[~which], whole[which] = floats, part
    welfare[~which], welfare[which] = plain[0], first * rest[1] + second * rest[2]
    return welfare, chances, row, column


def _candidates(alpha: tuple[Array, Array], beta: tuple[Array, Array]) -> Iterator[Candidate]:
    """Yield where each of the 13 points is a correlated equilibrium, and its shares by profile.

    The constraint along row i has coefficients R[i, 0] and R[i, 1], that along column j has
    C[0, j] and C[1, j].
    """
    profiles = [(i, j) for i in range(2) for j in range(2)]
    R = {(i, j): alpha[j] if i == 0 else -alpha[j] for i, j in profiles}
    C = {(i, j): beta[i] if j == 0 else -beta[i] for i, j in profiles}
    opposed_rows = _opposed(*alpha)
    opposed_columns = _opposed(*beta)
    for at in profiles:
        yield (R[at] >= 0) & (C[at] >= 0), {at: R[at] * 0 + 1}
    for i in range(2):
        left, right = (i, 0), (i, 1)
        feasible = opposed_rows & (C[left] >= 0) & (C[right] >= 0)
        yield feasible, {left: abs(R[right]), right: abs(R[left])}
    for j in range(2):
        up, down = (0, j), (1, j)
        feasible = opposed_columns & (R[up] >= 0) & (R[down] >= 0)
        yield feasible, {up: abs(C[down]), down: abs(C[up])}
    for i, j in profiles:
        at, beside, across = (i, j), (i, 1 - j), (1 - i, j)
        feasible = opposed_rows & opposed_columns & (C[beside] >= 0) & (R[across] >= 0)
        yield (
            feasible,
            {
                at: abs(R[beside]) * abs(C[across]),
                beside: abs(R[at]) * abs(C[across]),
                across: abs(C[at]) * abs(R[beside]),
            },
        )
    yield (
        opposed_rows & opposed_columns,
        {(i, j): abs(alpha[1 - j]) * abs(beta[1 - i]) for i, j in profiles},
    )


def _opposed(first: Array, second: Array) -> NDArray[np.bool_]:
    return ((first > 0) & (second < 0)) | ((first < 0) & (second > 0))


def _differences(payoffs: Array) -> tuple[Array, Array]:
    """Return a_0j − a_1j for j = 0, 1, up to a positive factor a game; short decimals exactly.

    The larger of the two becomes 1, so that no product is too large or too small for a float.
    """
    gaps = payoffs[:, 0] - payoffs[:, 1]
    if payoffs.dtype != object:
        gaps = _scaled(payoffs)[1]
        size = abs(gaps).max(axis=1, initial=0.0)
        gaps = gaps / np.where(size > 0, size, 1.0)[:, None]
    return gaps[:, 0], gaps[:, 1]


def _cancels(payoffs: Array) -> NDArray[np.bool_]:
    """Whether floats do not tell the ratio of a_00 − a_10 and a_01 − a_11, as they print."""
    exact, gaps = _scaled(payoffs)
    sizes, gaps = abs(payoffs), abs(gaps)
    low, high = gaps.min(axis=1, initial=np.inf), gaps.max(axis=1, initial=0.0)
    blurred = ((gaps > 0) & (gaps < _LEAST_GAP * sizes.max(axis=1))).any(axis=1) & ~exact
    blurred |= (low > 0) & (low < _LEAST_RATIO * high)
    least, largest = _SIZES
    return blurred | ((sizes > 0) & (sizes < least) | (sizes > largest)).any(axis=(1, 2))


def _scaled(payoffs: Array) -> tuple[NDArray[np.bool_], Array]:
    """Return where all payoffs are short decimals, and a_0j − a_1j, times a power of ten there."""
    with np.errstate(over="ignore"):
        whole = np.rint(payoffs * _DECIMALS)
        short = (abs(whole) < _DIGITS_KEPT) & (whole / _DECIMALS == payoffs)
        exact = short.all(axis=(1, 2))
        payoffs = np.where(exact[:, None, None], whole, payoffs)
        return exact, payoffs[:, 0] - payoffs[:, 1]
