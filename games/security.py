"""Security levels: what a player can guarantee itself, and what the others can hold it down to.

The maxmin value is max over mixtures σ_i of min over the others' profiles of u_i, a zero-sum game
of the player against all others. Its dual is the minmax value with correlated punishments: the
lowest payoff to which the others, who may coordinate by a joint lottery, can hold a player that
answers best. So the two are one number (von Neumann 1928), whatever the number of players.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, final

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, object_array
from lilliput.games.checks import index_of
from lilliput.games.dominance.tables import (
    as_table,
    in_kind,
    integer_payoffs,
    mixture_series,
    others_index,
    shown,
)
from lilliput.games.equilibria.solution import mixture
from lilliput.games.errors import ProblemTooLargeError
from lilliput.games.linear_programme import MatrixGameValue, solve_matrix_game
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.normal_form.required import require_numbers

__all__ = ["SecurityLevels", "maxmin_values", "minmax_values"]

_LARGEST_WORK = 3 * 10**6


@final
@dataclass(frozen=True, eq=False, repr=False)
class SecurityLevels:
    """Security levels of all players, with the strategies that guarantee them.

    Parameters
    ----------
    game
        The game.
    concept
        ``"maxmin"`` or ``"minmax"``.
    values
        By player.
    strategies
        Player to a strategy of its own: one that guarantees the value, for maxmin; a best response
        to the punishment, for minmax among pure profiles.
    punishments
        Player to the probabilities of the others' profiles (those that are positive) that hold it
        down to the value.
    moves
        ``"mixed"`` or ``"pure"``: over which strategies the player maximises (maxmin) or the others
        minimise (minmax).
    punishers
        For minmax in mixed strategies ``"correlated"``: the others draw a profile by a joint
        lottery.
    independent
        Player to whether the punishment is a product of independent mixtures. If so, independent
        punishers hold the player down to the same value; if not, possibly to a higher one only,
        which lies between the values with ``"correlated"`` and with pure punishers.
    """

    game: NormalFormGame
    concept: Literal["maxmin", "minmax"]
    values: pd.Series
    strategies: Mapping[str, pd.Series]
    punishments: Mapping[str, pd.Series]
    moves: Literal["mixed", "pure"]
    punishers: Literal["correlated", "pure"]
    independent: Mapping[str, bool]

    def to_frame(self) -> pd.DataFrame:
        """Return one row a player: value, own strategy, punishment."""
        frame = pd.DataFrame({"value": self.values})
        frame["strategy"] = [mixture(self.strategies[p]) for p in self.game.players]
        frame["punishment"] = [
            " + ".join(
                _words(label) if weight == 1 else f"{shown(weight)} {_words(label)}"
                for label, weight in self.punishments[p].items()
            )
            for p in self.game.players
        ]
        return frame

    def __repr__(self) -> str:
        values = ", ".join(f"{p}: {shown(v)}" for p, v in self.values.items())
        how = f"{self.moves} strategies"
        if self.concept == "minmax":
            how = f"{self.punishers} punishers"
        return f"SecurityLevels({self.concept}, {how}; {values})"

    def _repr_html_(self) -> str:
        from lilliput.games.display.solutions import security

        return security(self)


def _words(label: object) -> str:
    return f"({', '.join(map(str, label))})" if isinstance(label, tuple) else str(label)


def maxmin_values(
    game: NormalFormGame, *, moves: Literal["mixed", "pure"] = "mixed"
) -> SecurityLevels:
    """Return what each player can guarantee itself, whatever the others do.

    max over σ_i of min over s₋ᵢ of u_i(σ_i, s₋ᵢ), by linear programming in rational arithmetic.

    Parameters
    ----------
    game
        A normal-form game with numeric payoffs; floats count as the decimals that they print as.
    moves
        Whether the player may mix, or plays a pure strategy that the others expect.

    Returns
    -------
    SecurityLevels
        Values, maxmin strategies, and as proof the punishments that allow no more. (To a player
        that does not mix, the punishment is the worst profile against its strategy.)

    Raises
    ------
    UnsupportedNumberError
        Symbolic payoffs.
    ProblemTooLargeError
        For mixed strategies, more than 3·10⁶ payoffs of all players, which take minutes.
    UnknownNameError
        Another word for `moves`.

    References
    ----------
    von Neumann, J. (1928). Zur Theorie der Gesellschaftsspiele. Mathematische Annalen 100:295–320.

    Examples
    --------
    >>> game = NormalFormGame.from_bimatrix([[3, -1], [-2, 1]], [[1, 0], [0, 1]])
    >>> maxmin_values(game, moves="pure").values.to_dict()
    {'row': -1.0, 'column': 0.0}
    >>> maxmin_values(game)
    SecurityLevels(maxmin, mixed strategies; row: 0.142857, column: 0.5)
    """
    index_of(("mixed", "pure"), moves, argument="moves")
    return _levels(game, "maxmin", moves)


def minmax_values(
    game: NormalFormGame, *, punishers: Literal["correlated", "pure"] = "correlated"
) -> SecurityLevels:
    """Return what the others can hold each player down to, if it answers best.

    Parameters
    ----------
    game
        A normal-form game with numeric payoffs; floats count as the decimals that they print as.
    punishers
        ``"correlated"``: the others draw their profile by a joint lottery. ``"pure"``: they play a
        pure profile. For two players the first is a mixture of the one other player. For more, the
        value with independent mixtures is a minimum that is not convex; it lies between the two,
        and equals the first where `independent` is true of the result.

    Returns
    -------
    SecurityLevels
        Values, punishments, and strategies of the player: with correlated punishers as proof the
        maxmin strategy, which no punishment holds below the value; with pure ones a best response.

    Raises
    ------
    UnsupportedNumberError
        Symbolic payoffs.
    ProblemTooLargeError
        For correlated punishers, more than 3·10⁶ payoffs of all players, which take minutes.
    UnknownNameError
        Another word for `punishers`.

    References
    ----------
    Fudenberg, D., and Maskin, E. (1986). The folk theorem in repeated games with discounting or
    with incomplete information. Econometrica 54:533–554. doi:10.2307/1911307

    Examples
    --------
    >>> dilemma = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    >>> minmax_values(dilemma)
    SecurityLevels(minmax, correlated punishers; row: 1, column: 1)
    """
    index_of(("correlated", "pure"), punishers, argument="punishers")
    return _levels(game, "minmax", "mixed" if punishers == "correlated" else "pure")


def _levels(
    game: NormalFormGame, concept: Literal["maxmin", "minmax"], moves: Literal["mixed", "pure"]
) -> SecurityLevels:
    require_numbers(game)
    if moves == "mixed" and game.payoffs.size > _LARGEST_WORK:
        argument = "moves" if concept == "maxmin" else "punishers"
        raise ProblemTooLargeError(
            f"game: linear programmes of {game.payoffs.size:,} payoffs together, at most "
            f"{_LARGEST_WORK:,} are allowed; {argument}='pure' needs none, and "
            "iterated_elimination may shrink the game"
        )
    payoffs, denominators = integer_payoffs(game)
    values, strategies, punishments, independent = [], {}, {}, {}
    for i, player in enumerate(game.players):
        table = as_table(payoffs[i], i)
        found = solve_matrix_game(table) if moves == "mixed" else _pure(table, concept)
        values.append(found.value / denominators[i])
        strategies[player] = mixture_series(game, i, found.rows)
        labels = others_index(game.players, game.strategies, i)
        weights = pd.Series(in_kind(game, found.columns), index=labels, name="punishment")
        punishments[player] = weights[[bool(w) for w in found.columns]]
        sizes = [size for k, size in enumerate(game.shape) if k != i]
        independent[player] = _is_product(found.columns.reshape(sizes or [1]))
    return SecurityLevels(
        game,
        concept,
        pd.Series(in_kind(game, values), pd.Index(game.players, name="player"), name=concept),
        strategies,
        punishments,
        moves,
        "correlated" if moves == "mixed" else "pure",
        independent,
    )


def _pure(table: Array, concept: str) -> MatrixGameValue:
    """Return the maxmin or minmax of a table over pure strategies, with where it is attained."""
    if concept == "maxmin":
        row = int(table.min(axis=1).argmax())
        column = int(table[row].argmin())
    else:
        column = int(table.max(axis=0).argmin())
        row = int(table[:, column].argmax())
    m, n = table.shape
    return MatrixGameValue(Fraction(int(table[row, column])), _unit(m, row), _unit(n, column))


def _unit(size: int, position: int) -> Array:
    return object_array([Fraction(int(k == position)) for k in range(size)])


def _is_product(joint: Array) -> bool:
    """Whether a joint distribution is the product of its marginals."""
    axes = range(joint.ndim)
    product = np.array(Fraction(1), dtype=object)
    for axis in axes:
        marginal = joint.sum(axis=tuple(k for k in axes if k != axis))
        product = np.multiply.outer(product, marginal)
    return bool((product == joint).all())
