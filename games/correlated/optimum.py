"""The best correlated equilibrium by a linear objective, with a proof from duality.

Incentives G p ≤ 0 are homogeneous, so that Σ p ≤ 1 binds once the objective is shifted to be
positive. Prices y ≥ 0 of the incentives bound every correlated equilibrium: its objective is at
most max_s (c_s − (y G)_s).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, final, get_args

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import (
    Array,
    as_printed,
    kind_of,
    number_array,
    object_array,
    plain,
    to_float,
    unify,
)
from lilliput.games.checks import counted, vector_by_name
from lilliput.games.correlated.check import payoffs_at
from lilliput.games.correlated.float_programme import check_floats, solve_in_floats
from lilliput.games.correlated.incentives import Incentives, check_work, incentives_of
from lilliput.games.dominance.tables import profile_index, shown
from lilliput.games.errors import InvalidArgumentError, UnknownNameError, UnsupportedNumberError
from lilliput.games.linear_programme import maximise_exactly
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.normal_form.required import require_numbers

__all__ = ["CorrelatedEquilibrium", "correlated_equilibrium"]

Sense = Literal["max", "min"]
_SMALL = 5_000
_LARGEST_EXACT = 1_000_000
_LARGEST = 30_000_000


@final
@dataclass(frozen=True, eq=False, repr=False)
class CorrelatedEquilibrium:
    """A distribution over strategy profiles that everybody wants to follow.

    Parameters
    ----------
    game
        The game.
    distribution
        Probability by profile; profiles with probability 0 are left out.
    payoffs
        By player.
    value
        The objective.
    bound
        What no correlated equilibrium surpasses, from the prices.
    prices
        By (player, told, instead): the dual prices of the incentive constraints.
    regret
        The largest gain from a deviation (0 if exact).
    exact
        Whether distribution and bound were proved in rationals; then `bound` is `value`.
    coarse
        Whether players decide before they are told what to play.
    objective
        What was maximised or minimised.
    """

    game: NormalFormGame
    distribution: pd.Series
    payoffs: pd.Series
    value: Any
    bound: Any
    prices: pd.Series
    regret: Any
    exact: bool
    coarse: bool
    objective: str

    @property
    def gap(self) -> Any:
        """How far the value may be from the optimum: 0 if exact."""
        return abs(self.bound - self.value)

    def __repr__(self) -> str:
        kind = "coarse correlated" if self.coarse else "correlated"
        proof = "exact" if self.exact else f"gap {self.gap:.1e}, regret {self.regret:.1e}"
        shares = "; ".join(f"{p} {shown(x)}" for p, x in self.payoffs.items())
        return (
            f"CorrelatedEquilibrium({kind}; {self.objective} = {shown(self.value)}; "
            f"payoffs {shares}; {counted(len(self.distribution), 'profile')}; {proof})"
        )

    def _repr_html_(self) -> str:
        from lilliput.games.display.solutions import correlated

        return correlated(self)


def correlated_equilibrium(
    game: NormalFormGame,
    objective: Any = "welfare",
    *,
    sense: Sense = "max",
    coarse: bool = False,
    exact: bool | None = None,
) -> CorrelatedEquilibrium:
    """Return a correlated equilibrium that maximises (or minimises) a linear objective.

    Parameters
    ----------
    game
        A normal-form game with numeric payoffs.
    objective
        ``"welfare"``, the sum of payoffs; ``"egalitarian"``, the least payoff (maximised only); a
        player's name, its payoff; weights by player; or a tensor in the shape of the game, what
        each profile is worth.
    sense
        ``"max"`` or ``"min"``.
    coarse
        Whether players must decide to leave before they are told what to play: a larger set.
    exact
        True: Fractions, proved in rationals. False: floats with a bound from duality. By default
        exact for Fractions, and for floats if the programme is small (then rounded). A game may
        have up to 10⁶ incentives times profiles if exact, solved in seconds, and up to 3·10⁷ in
        floats, solved in a minute.

    Returns
    -------
    CorrelatedEquilibrium
        One optimal distribution; there may be others with the same value.

    Raises
    ------
    UnsupportedNumberError
        Symbols, or floats too large to be added up.
    ProblemTooLargeError
        More incentives times profiles than memory or exact arithmetic can take.

    References
    ----------
    Aumann, R. J. (1974). Subjectivity and correlation in randomized strategies. Journal of
    Mathematical Economics 1:67–96. doi:10.1016/0304-4068(74)90037-8
    Moulin, H. and Vial, J.-P. (1978). Strategically zero-sum games. International Journal of Game
    Theory 7:201–221 (coarse correlated equilibria).

    Examples
    --------
    >>> from fractions import Fraction
    >>> chicken = NormalFormGame.from_bimatrix([[Fraction(6), 2], [7, 0]], [[6, 7], [2, 0]])
    >>> best = correlated_equilibrium(chicken)
    >>> best
    CorrelatedEquilibrium(correlated; welfare = 21/2; payoffs row 21/4; column 21/4; 3 profiles; exact)
    >>> best.distribution.to_dict()
    {('1', '1'): Fraction(1, 2), ('1', '2'): Fraction(1, 4), ('2', '1'): Fraction(1, 4)}
    """  # noqa: E501 - a repr on one line
    require_numbers(game)
    if sense not in get_args(Sense):
        raise UnknownNameError("sense", sense, get_args(Sense))
    if isinstance(objective, str) and objective == "egalitarian" and sense == "min":
        raise InvalidArgumentError("sense must be 'max' for objective='egalitarian', got 'min'")
    as_floats = game.kind == "float" if exact is None else not exact
    if exact is None:
        small = check_work(game, coarse=coarse, limit=_LARGEST) <= _SMALL
        exact = game.kind == "fraction" or small
    if exact:
        instead = "; exact=False allows more"
        check_work(game, coarse=coarse, limit=_LARGEST_EXACT, instead=instead)
    else:
        check_work(game, coarse=coarse, limit=_LARGEST)
        check_floats(game.payoffs)
    played = game.to_exact() if exact else game
    rows = incentives_of(played, coarse=coarse)
    goal, name = _goal(played, objective)
    if exact:
        chances, prices = _solve_exactly(played, rows, goal, sense)
    else:
        if goal is not None:
            check_floats(goal, argument="objective: values")
        tables = to_float(played.payoffs, argument="payoffs").reshape(game.n, -1)
        chances, prices = solve_in_floats(rows, goal, sense, tables)
    return _solution(game, played, rows, goal, sense, chances, prices, coarse, name, as_floats)


def _goal(game: NormalFormGame, objective: Any) -> tuple[Array | None, str]:
    """Return what each profile is worth, None for the least payoff, and the objective's name."""
    tables = game.payoffs.reshape(game.n, -1)
    if isinstance(objective, str):
        if objective == "welfare":
            return tables.sum(axis=0), "welfare"
        if objective == "egalitarian":
            return None, "egalitarian"
        if objective in game.players:
            return tables[game.players.index(objective)], f"payoff of {objective}"
        raise UnknownNameError("objective", objective, ["welfare", "egalitarian", *game.players])
    if isinstance(objective, (Mapping, pd.Series)) or np.ndim(objective) == 1 != game.n:
        weights = _numeric(vector_by_name(objective, game.players, argument="objective"))
        tables, weights = unify(tables, weights if game.kind == "float" else as_printed(weights))
        with np.errstate(over="ignore", invalid="ignore"):  # refused later
            return weights @ tables, "weighted payoff"
    goal = _numeric(number_array(objective, argument="objective"))
    if goal.shape != game.shape:
        raise InvalidArgumentError(
            f"objective must have the shape of the game, {game.shape}, got {goal.shape}"
        )
    return (goal if game.kind == "float" else as_printed(goal)).ravel(), "worth of profiles"


def _numeric(objective: Array) -> Array:
    if kind_of(objective) == "symbolic":
        raise UnsupportedNumberError("objective must be numbers, got expressions")
    return objective


def _solve_exactly(
    game: NormalFormGame, rows: Incentives, goal: Array | None, sense: Sense
) -> tuple[Array, Array]:
    """Return an optimal distribution and the prices of the incentives, in Fractions."""
    matrix, size = rows.dense(), rows.profiles
    extra = 0
    if goal is None:  # one more unknown below every payoff, which are shifted to be positive
        tables = game.payoffs.reshape(game.n, -1)
        shifted = tables - tables.min() + 1
        matrix = np.vstack([np.hstack([matrix, np.zeros((len(matrix), 1), dtype=object)]),
                            np.hstack([-shifted, np.ones((game.n, 1), dtype=object)])])  # fmt: skip
        costs, extra = object_array([0] * size + [1]), 1
    else:
        costs = goal if sense == "max" else -goal
        costs = costs - costs.min() + 1
    total = object_array([1] * size + [0] * extra)
    right = object_array([0] * len(matrix) + [1])
    found = maximise_exactly(costs, np.vstack([matrix, total]), right)
    return found.point[:size], found.prices[:-1]


def _solution(
    game: NormalFormGame,
    played: NormalFormGame,
    rows: Incentives,
    goal: Array | None,
    sense: Sense,
    chances: Array,
    prices: Array,
    coarse: bool,
    name: str,
    as_floats: bool,
) -> CorrelatedEquilibrium:
    """Label a solution and bound the optimum by its prices."""
    exact = chances.dtype == object
    payoffs = payoffs_at(played, chances)
    sign = -1 if sense == "min" else 1
    tables = played.payoffs.reshape(game.n, -1)
    incentive_prices = prices[: len(rows.names)]
    if goal is None:
        shares = prices[len(rows.names) :]
        value, reach = min(payoffs), shares @ tables / shares.sum()
        incentive_prices = incentive_prices / shares.sum()
    else:
        value, reach = plain((goal * chances).sum()), sign * goal
    bound = sign * plain(rows.raised(reach, incentive_prices).max())
    gains = rows.values(chances)
    regret = max([chances.sum() * 0, *gains])
    if exact and as_floats:
        chances = to_float(chances, argument="distribution")
        incentive_prices = to_float(incentive_prices, argument="prices")
        payoffs, value, bound, regret = [float(x) for x in payoffs], float(value), float(bound), 0.0
    support = np.flatnonzero(chances)
    index = profile_index(game)
    labels = pd.MultiIndex.from_tuples(rows.names, names=["player", "told", "instead"])
    return CorrelatedEquilibrium(
        game,
        pd.Series(chances[support], index[support], name="probability"),
        pd.Series(payoffs, pd.Index(game.players, name="player"), name="payoff"),
        value,
        bound,
        pd.Series(incentive_prices, labels, name="price"),
        plain(regret),
        exact,
        coarse,
        name,
    )
