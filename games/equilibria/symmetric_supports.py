"""Symmetric equilibria on supports of three strategies and more.

For two players the conditions are linear. For more they are polynomials in the probabilities that
all players use, as many as unknowns (`symmetric_cells`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from lilliput.games.arithmetic import Array, in_integers, object_array
from lilliput.games.equilibria.symmetric_cells import largest_sign, roots_in_simplex
from lilliput.games.linear import solve_exactly
from lilliput.games.linear_programme import maximise_exactly
from lilliput.games.normal_form.symmetric import SymmetricGame

__all__ = ["SupportAnswer", "SymmetricMix", "on_support"]

_LARGEST_SUPPORT = 5
_LARGEST_TABLE = 3000  # what the strategies of a support pay against each choice of the others


@dataclass(frozen=True, eq=False)
class SymmetricMix:
    """What all players play in a symmetric equilibrium.

    Parameters
    ----------
    chances
        Of all strategies.
    payoff
        What each gets.
    exact
        Whether `chances` are the probabilities, or lie next to them.
    """

    chances: Array
    payoff: Fraction
    exact: bool


@dataclass
class SupportAnswer:
    """The equilibria with a support, whether these are known to be all, and cells looked at."""

    mixes: list[SymmetricMix] = field(default_factory=list)
    solved: bool = True
    cells: int = 0


def on_support(game: SymmetricGame, support: Sequence[int], *, max_cells: int) -> SupportAnswer:
    """Return the symmetric equilibria in which just the strategies of a support are played.

    Parameters
    ----------
    game
        In Fractions.
    support
        Strategies by position, two or more.
    max_cells
        The most parts of the mixtures to look at, for three players and more.

    Examples
    --------
    >>> rows = [[Fraction(x) for x in row] for row in ([0, 1, -1], [-1, 0, 1], [1, -1, 0])]
    >>> game = SymmetricGame(2, ["r", "s", "p"], rows)
    >>> [str(p) for p in on_support(game, (0, 1, 2), max_cells=1).mixes[0].chances]
    ['1/3', '1/3', '1/3']
    """
    shape = (len(support),) * (game.n - 1)
    large = len(support) > _LARGEST_SUPPORT or len(support) ** game.n > _LARGEST_TABLE
    if game.n < 2 or (game.n > 2 and large):
        return SupportAnswer(solved=False)
    place = {counts: k for k, counts in enumerate(game.counts)}
    columns = [
        place[tuple(sum(support[k] == s for k in cell) for s in range(len(game.strategies)))]
        for cell in np.ndindex(*shape)
    ]
    tables = game.payoffs[:, columns].reshape(-1, *shape)
    if game.n == 2:
        return _two_players(tables, list(support))
    return _more_players(tables, list(support), max_cells)


def _two_players(matrix: Array, support: list[int]) -> SupportAnswer:
    """Solve linear equations; where they have many solutions, look for one that is positive."""
    size = len(support)
    rows = [[*row, Fraction(-1)] for row in matrix[support].tolist()]
    rows.append([Fraction(1)] * size + [Fraction(0)])
    solution = solve_exactly(rows, [Fraction(0)] * size + [Fraction(1)])
    if solution is None:
        return SupportAnswer(solved=not _feasible(matrix, support))
    *chances, value = solution
    if min(chances) <= 0 or max(matrix @ object_array(chances)) > value:
        return SupportAnswer()
    return SupportAnswer([SymmetricMix(_spread(chances, support, len(matrix)), value, True)])


def _feasible(matrix: Array, support: list[int]) -> bool:
    """Whether a mixture with all of a support is a best response to itself.

    Maximises t over x = t + z with z ≥ 0, Σx ≤ 1, on which the strategies played earn the same.
    """
    first, *others = support
    outside = [s for s in range(len(matrix)) if s not in support]
    gaps = matrix - matrix[first]
    rows = np.vstack([gaps[others], -gaps[others], gaps[outside], [[1] * len(support)]])
    rows = np.column_stack([rows, rows.sum(axis=1)])
    goal = object_array([0] * len(support) + [1])
    return maximise_exactly(goal, rows, object_array([0] * (len(rows) - 1) + [1])).value > 0


def _more_players(tables: Array, support: list[int], max_cells: int) -> SupportAnswer:
    """Enclose the mixtures at which the strategies of a support pay the same, and compare others.

    Parameters
    ----------
    tables
        What each strategy pays, one axis for each other player's choice from the support.
    support
        Strategies by position.
    max_cells
        As in `on_support`.
    """
    whole, unit = in_integers(tables)
    outside = [s for s in range(len(tables)) if s not in support]
    last = whole[support[-1]]
    roots, complete, cells = roots_in_simplex(whole[support[:-1]] - last, max_cells=max_cells)
    answer = SupportAnswer(solved=complete, cells=cells)
    for root in roots:
        sign = largest_sign(whole[outside] - last, root)
        if sign is None:
            answer.solved = False
        elif sign <= 0:
            payoff = last
            for _ in range(last.ndim):
                payoff = payoff @ root.point
            mix = _spread(list(root.point), support, len(tables))
            answer.mixes.append(SymmetricMix(mix, Fraction(payoff) / unit, not root.radius))
    return answer


def _spread(chances: list[Fraction], support: list[int], size: int) -> Array:
    mix = object_array([Fraction(0)] * size)
    mix[support] = chances
    return mix
