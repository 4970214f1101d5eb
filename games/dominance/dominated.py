"""Dominated strategies: those that some mixture of the player's other strategies beats.

A mixture σ of player i dominates s strictly if u_i(σ, t) > u_i(s, t) for all profiles t of the
others, and weakly if u_i(σ, t) ≥ u_i(s, t) for all t, with > for at least one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, final

import pandas as pd

from lilliput.games.arithmetic import Array
from lilliput.games.checks import index_of
from lilliput.games.dominance.mixtures import (
    dominated_rows,
    dominating_mixture,
    justifying_belief,
    pure_dominator,
)
from lilliput.games.dominance.tables import (
    as_table,
    in_kind,
    integer_payoffs,
    mixture_series,
    one_number,
    others_index,
    shown,
)
from lilliput.games.equilibria.solution import mixture
from lilliput.games.findings import Finding
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.normal_form.required import require_game

__all__ = ["Dominance", "dominated_strategies", "is_dominated"]


@final
@dataclass(frozen=True, eq=False, repr=False)
class Dominance:
    """A dominated strategy, with the mixture that dominates it.

    Parameters
    ----------
    player, strategy
        What is dominated.
    mixture
        Probabilities of the player's strategies.
    least_gain
        The least that the mixture gains over the strategy, among all profiles of the others:
        positive iff the dominance is strict.
    largest_gain
        The most that it gains, always positive.
    """

    player: str
    strategy: str
    mixture: pd.Series
    least_gain: Any
    largest_gain: Any

    @property
    def strict(self) -> bool:
        """Whether the mixture is better against every profile of the others."""
        return bool(self.least_gain > 0)

    def __repr__(self) -> str:
        sign = "<" if self.strict else "≤"
        gains = f"gains {shown(self.least_gain)} to {shown(self.largest_gain)}"
        return f"Dominance({self.player}: {self.strategy} {sign} {mixture(self.mixture)}; {gains})"

    def _repr_html_(self) -> str:
        from lilliput.games.display.solutions import dominance

        return dominance(self)


def is_dominated(
    game: NormalFormGame, player: str, strategy: str, *, weak: bool = False, mixed: bool = True
) -> Finding:
    """Whether some mixture of a player's other strategies dominates a strategy.

    By linear programming, and proved in rational arithmetic either way: by the mixture, or by a
    belief about the others' play against which the strategy is a best response.

    Parameters
    ----------
    game
        A normal-form game with numeric payoffs; floats count as the decimals that they print as.
    player, strategy
        By name.
    weak
        Weak instead of strict dominance.
    mixed
        Whether mixtures dominate, or pure strategies only.

    Returns
    -------
    Finding
        When it holds, the witness has the `mixture` (a pure strategy where one dominates), its
        `least gain` and `largest gain`. When it fails and `mixed`, the witness has a `belief`:
        probabilities of the others' profiles (correlated, with more than two players) against which
        the strategy is a best response, all of them positive in the case of weak dominance. When it
        fails among pure strategies, a profile of the others for each rival that does not dominate.

    Raises
    ------
    UnknownNameError
        A player or strategy that is not there.
    UnsupportedNumberError
        Symbolic payoffs.

    References
    ----------
    Gale, D., and Sherman, S. (1950). Solutions of finite two-person games. Contributions to the
    Theory of Games I, 37–49. Pearce, D. (1984). Rationalizable strategic behavior and the problem
    of perfection. Econometrica 52:1029–1050, lemmas 3 and 4. doi:10.2307/1911197

    Examples
    --------
    >>> game = NormalFormGame.from_bimatrix([[3, 0], [0, 3], [1, 1]], [[1, 0], [0, 1], [0, 0]])
    >>> is_dominated(game, "row", "3")
    Finding(strictly dominated: holds; row gains at least 0.5 by 0.5 1 + 0.5 2)
    >>> is_dominated(game, "row", "3", mixed=False).holds
    False
    """
    require_game(game)
    i = index_of(game.players, player, argument="player")
    k = index_of(game.strategies[i], strategy, argument=f"strategy of {player}")
    payoffs, denominators = integer_payoffs(game)
    table = as_table(payoffs[i], i)
    name = f"{'weakly' if weak else 'strictly'} dominated"
    pure = pure_dominator(table, k, weak=weak)
    weights: Any = None
    if pure is not None:
        weights = [Fraction(int(j == pure)) for j in range(len(table))]
    elif mixed:
        weights = dominating_mixture(table, k, weak=weak)
    if weights is not None:
        found = dominance(game, i, k, weights, table, denominators[i])
        witness = {
            "mixture": found.mixture,
            "least gain": found.least_gain,
            "largest gain": found.largest_gain,
        }
        gain = found.largest_gain if weak else found.least_gain
        bound = "never loses and gains up to" if weak else "gains at least"
        text = f"{player} {bound} {shown(gain)} by {mixture(found.mixture)}"
        return Finding(name, True, text, witness)
    columns = others_index(game.players, game.strategies, i)
    if not mixed:
        return _no_pure_dominator(name, game, i, k, table, columns, weak)
    belief = in_kind(game, justifying_belief(table, k, weak=weak))
    support = pd.Series(belief, index=columns, name="belief")
    return Finding(
        name,
        False,
        f"{strategy} is a best response to a belief about the others",
        {"belief": support[support != 0]},
    )


def dominance(
    game: NormalFormGame,
    player: int,
    strategy: int,
    weights: Sequence[Any] | Array,
    table: Array,
    denominator: int,
    kept: Sequence[int] | None = None,
) -> Dominance:
    """Return a labelled `Dominance` from the probabilities of the rows of a table.

    Parameters
    ----------
    kept
        The strategies that the rows of the table stand for; all of the player's by default.
    """
    rows = list(range(len(table))) if kept is None else list(kept)
    place = rows.index(strategy)
    used = [j for j, weight in enumerate(weights) if weight]
    gains = sum((table[j].astype(object) * weights[j] for j in used), -table[place].astype(object))
    full = [Fraction(0)] * len(game.strategies[player])
    for j in used:
        full[rows[j]] = weights[j]
    return Dominance(
        game.players[player],
        game.strategies[player][strategy],
        mixture_series(game, player, full),  # type: ignore[arg-type]
        one_number(game, Fraction(min(gains)) / denominator),
        one_number(game, Fraction(max(gains)) / denominator),
    )


def _no_pure_dominator(
    name: str, game: NormalFormGame, i: int, k: int, table: Array, columns: pd.Index, weak: bool
) -> Finding:
    """Say for each rival where it does not beat the strategy."""
    where = {}
    for j, rival in enumerate(game.strategies[i]):
        if j == k:
            continue
        gains = table[j] - table[k]
        worst = int(gains.argmin())
        where[rival] = "equal everywhere" if not gains.any() else columns[worst]
    own = game.strategies[i][k]
    text = f"no pure strategy of {game.players[i]} is better than {own} against everything"
    if weak:
        text = f"no pure strategy of {game.players[i]} is at least as good as {own} and once better"
    return Finding(name, False, text, {"not better at": where})


def dominated_strategies(
    game: NormalFormGame, *, weak: bool = False, mixed: bool = True
) -> tuple[Dominance, ...]:
    """Return all dominated strategies of all players, each with a mixture that dominates it.

    Parameters
    ----------
    game
        A normal-form game with numeric payoffs; floats count as the decimals that they print as.
    weak
        Weak instead of strict dominance.
    mixed
        Whether mixtures dominate, or pure strategies only.

    Returns
    -------
    tuple of Dominance
        In the order of players and strategies.

    Raises
    ------
    UnsupportedNumberError
        Symbolic payoffs.
    ProblemTooLargeError
        Too many strategies for linear programmes; `mixed=False` does without.

    Examples
    --------
    >>> dilemma = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    >>> for found in dominated_strategies(dilemma):
    ...     found
    Dominance(row: 1 < 2; gains 1 to 2)
    Dominance(column: 1 < 2; gains 1 to 2)
    """
    payoffs, denominators = integer_payoffs(game)
    found = []
    for i in range(game.n):
        table = as_table(payoffs[i], i)
        for k, weights in dominated_rows(table, weak=weak, mixed=mixed).items():
            found.append(dominance(game, i, k, weights, table, denominators[i]))
    return tuple(found)
