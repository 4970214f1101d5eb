"""The price of anarchy and the price of stability: what equilibria lose against the optimum.

The price of anarchy is the welfare of the best profile over that of the worst equilibrium, the
price of stability that over the welfare of the best equilibrium (Koutsoupias and Papadimitriou
1999; Anshelevich et al. 2008). Both are at least 1 where they are defined. Where payoffs are minus
costs the ratios are those of the costs, equilibrium over optimum.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any, Literal, final

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array
from lilliput.games.checks import index_of
from lilliput.games.dominance.tables import in_kind, one_number, profile_index, shown
from lilliput.games.efficiency.welfare import Welfare, pareto_rows, welfare_by_profile
from lilliput.games.equilibria.nash import nash_equilibria
from lilliput.games.equilibria.solution import Equilibrium, EquilibriumSet
from lilliput.games.errors import InvalidArgumentError, InvalidGameError
from lilliput.games.linear_programme import solve_matrix_game
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.normal_form.required import require_numbers

__all__ = ["EfficiencyReport", "price_of_anarchy", "price_of_stability"]

_WELFARES = ("utilitarian", "egalitarian", "nash")


@final
@dataclass(frozen=True, eq=False, repr=False)
class EfficiencyReport:
    """How much welfare equilibria lose against the best that is possible.

    Parameters
    ----------
    game
        The game.
    price
        ``"anarchy"``: the equilibrium compared is the worst; ``"stability"``: the best.
    welfare
        ``"utilitarian"`` (sum of payoffs), ``"egalitarian"`` (the least payoff) or ``"nash"`` (the
        product of payoffs).
    units
        ``"payoffs"`` or ``"costs"`` (payoffs are minus costs).
    optimum
        The largest welfare.
    optimal
        Probabilities of the profiles of an optimal lottery; a single profile unless the welfare is
        egalitarian.
    equilibrium
        The worst or best of the equilibria compared, by welfare.
    value
        Its welfare.
    loss
        `optimum` − `value`.
    ratio
        The price: `optimum` / `value` in units of payoffs, `value` / `optimum` in units of costs.
        None where it is not defined: `explanation` says why, and `loss` remains.
    compared
        The number of equilibria compared.
    complete
        Whether the worst or best of all equilibria of the game is known to be among them. If not,
        the price of anarchy is a lower bound, and that of stability an upper bound.
    explanation
        On what the comparison rests.
    """

    game: NormalFormGame
    price: Literal["anarchy", "stability"]
    welfare: Welfare
    units: Literal["payoffs", "costs"]
    optimum: Any
    optimal: pd.Series
    equilibrium: Equilibrium
    value: Any
    loss: Any
    ratio: Any
    compared: int
    complete: bool
    explanation: str

    def __repr__(self) -> str:
        ratio = "undefined" if self.ratio is None else shown(self.ratio)
        return (
            f"EfficiencyReport(price of {self.price}: {ratio}; {self.welfare} welfare "
            f"{shown(self.value)} in equilibrium, at most {shown(self.optimum)}; "
            f"{self.explanation})"
        )

    def _repr_html_(self) -> str:
        from lilliput.games.display.solutions import efficiency

        return efficiency(self)


def price_of_anarchy(
    game: NormalFormGame,
    *,
    welfare: Welfare = "utilitarian",
    units: Literal["payoffs", "costs"] = "payoffs",
    equilibria: EquilibriumSet | None = None,
) -> EfficiencyReport:
    """Return the welfare of the optimum over that of the worst equilibrium.

    Parameters
    ----------
    game
        A normal-form game with numeric payoffs; floats count as the decimals that they print as.
    welfare
        ``"utilitarian"``: the sum of payoffs. ``"egalitarian"``: the least expected payoff; its
        optimum is taken over lotteries, since mixed equilibria can be better than every pure
        profile. ``"nash"``: the product of payoffs, which must not be negative; its optimum is that
        of pure profiles, which a mixed equilibrium can exceed.
    units
        ``"payoffs"``, or ``"costs"`` if payoffs are minus costs: then the ratio is that of costs.
    equilibria
        From `nash_equilibria(game, …)`; by default the pure equilibria. Of a two-player game the
        extreme equilibria are enough: on a maximal Nash subset a player is indifferent among its
        own strategies, so that its payoff depends on the other's mixture alone, and linearly. So
        all three kinds of welfare are least, and largest, at extreme equilibria. Of more players,
        on segments and boxes of equilibria payoffs are linear in each one's mixture: welfare is
        least at the corners, but only the sum of payoffs is largest there.

    Returns
    -------
    EfficiencyReport
        With optimum, worst equilibrium, ratio and difference. The ratio is None where the welfare
        in equilibrium is not positive (payoffs) or the optimal cost is not positive (costs).

    Raises
    ------
    InvalidArgumentError
        No equilibria, or those of another game.
    InvalidGameError
        Negative payoffs with ``"nash"``.
    UnsupportedNumberError
        Symbolic payoffs.

    References
    ----------
    Koutsoupias, E., and Papadimitriou, C. (1999). Worst-case equilibria. STACS 99, 404–413.
    doi:10.1007/3-540-49116-3_38

    Examples
    --------
    >>> dilemma = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    >>> found = price_of_anarchy(dilemma)
    >>> found.ratio, found.loss, found.optimal.index[0]
    (3.0, 4.0, ('1', '1'))
    """
    return _report(game, "anarchy", welfare, units, equilibria)


def price_of_stability(
    game: NormalFormGame,
    *,
    welfare: Welfare = "utilitarian",
    units: Literal["payoffs", "costs"] = "payoffs",
    equilibria: EquilibriumSet | None = None,
) -> EfficiencyReport:
    """Return the welfare of the optimum over that of the best equilibrium.

    Parameters
    ----------
    game, welfare, units, equilibria
        As in `price_of_anarchy`.

    Returns
    -------
    EfficiencyReport
        With optimum, best equilibrium, ratio and difference.

    Raises
    ------
    InvalidArgumentError
        No equilibria, or those of another game.
    InvalidGameError
        Negative payoffs with ``"nash"``.
    UnsupportedNumberError
        Symbolic payoffs.

    References
    ----------
    Anshelevich, E., Dasgupta, A., Kleinberg, J., Tardos, É., Wexler, T., and Roughgarden, T.
    (2008). The price of stability for network design with fair cost allocation. SIAM Journal on
    Computing 38:1602–1623. doi:10.1137/070680096

    Examples
    --------
    >>> stag_hunt = NormalFormGame.from_bimatrix([[4, 0], [3, 3]], [[4, 3], [0, 3]])
    >>> price_of_stability(stag_hunt).ratio, price_of_anarchy(stag_hunt).ratio
    (1.0, 1.3333333333333333)
    """
    return _report(game, "stability", welfare, units, equilibria)


def _report(
    game: NormalFormGame,
    price: Literal["anarchy", "stability"],
    welfare: Welfare,
    units: Literal["payoffs", "costs"],
    equilibria: EquilibriumSet | None,
) -> EfficiencyReport:
    exact = _checked(game, welfare, units)
    given = equilibria
    if equilibria is None:
        equilibria = nash_equilibria(game, "pure")
    _check_equilibria(game, equilibria, given is None)
    values = [_welfare_of(exact, game, found, welfare) for found in equilibria]
    choose = min if price == "anarchy" else max
    chosen = values.index(choose(values))
    value = values[chosen]
    optimum, lottery = _optimum(game, exact, welfare)
    if welfare != "nash":
        value = min(value, optimum)  # a mixed equilibrium in floats may be rounded above it
    ratio, why = _ratio(optimum, value, units)
    extreme = price == "anarchy" or welfare == "utilitarian"
    complete, rests = _scope(game, equilibria, given is None, extreme=extreme)
    weights = pd.Series(in_kind(game, lottery), profile_index(game), name="probability")
    return EfficiencyReport(
        game,
        price,
        welfare,
        units,
        one_number(game, optimum),
        weights[[bool(w) for w in lottery]],
        equilibria[chosen],
        one_number(game, value),
        one_number(game, optimum - value),
        None if ratio is None else one_number(game, ratio),
        len(equilibria),
        complete,
        f"{why}; {rests}" if why else rests,
    )


def _checked(game: NormalFormGame, welfare: Welfare, units: str) -> Array:
    """Return the payoffs in Fractions, after a look at the arguments."""
    require_numbers(game)
    index_of(_WELFARES, welfare, argument="welfare")
    index_of(("payoffs", "costs"), units, argument="units")
    exact = game.to_exact().payoffs
    if welfare == "nash":
        _refuse_products(game, exact, units)
    return exact


def _refuse_products(game: NormalFormGame, exact: Array, units: str) -> None:
    if units == "costs":
        raise InvalidArgumentError(
            "units: a product of costs is no welfare, got 'costs' with welfare='nash'"
        )
    negative = np.argwhere(exact < 0)
    if len(negative):
        i, *cell = (int(k) for k in negative[0])
        names = ", ".join(own[k] for own, k in zip(game.strategies, cell, strict=True))
        raise InvalidGameError(
            "payoffs must be >= 0 for the product of payoffs, got "
            f"{game.payoffs[(i, *cell)]} for {game.players[i]} at ({names}); measure them from a "
            "disagreement point, or choose another welfare"
        )


def _check_equilibria(game: NormalFormGame, equilibria: EquilibriumSet, default: bool) -> None:
    if not isinstance(equilibria, EquilibriumSet):
        raise InvalidArgumentError(
            "equilibria must be an EquilibriumSet, as nash_equilibria(game) returns it, got "
            f"{type(equilibria).__name__}"
        )
    if not len(equilibria):
        raise InvalidArgumentError(
            "equilibria: the game has no pure equilibrium; pass equilibria=nash_equilibria(game)"
            if default
            else "equilibria must hold at least one equilibrium, got none"
        )
    if equilibria.game != game and equilibria.game != game.to_exact():
        raise InvalidArgumentError(
            f"equilibria must be those of this game, got those of {equilibria.game!r}"
        )


def _welfare_of(exact: Array, game: NormalFormGame, found: Equilibrium, welfare: Welfare) -> Any:
    """Return the welfare of an equilibrium: exactly if it is pure or in Fractions."""
    mixes = [found.strategies[player] for player in game.players]
    places = [[k for k, weight in enumerate(mix) if weight] for mix in mixes]
    if all(len(own) == 1 for own in places):
        payoffs = [own_payoffs[tuple(own[0] for own in places)] for own_payoffs in exact]
    else:
        payoffs = [Fraction(str(v)) if isinstance(v, float) else v for v in found.payoffs]
    return _combine(payoffs, welfare)


def _combine(payoffs: Sequence[Any], welfare: Welfare) -> Any:
    if welfare == "utilitarian":
        return sum(payoffs)
    return min(payoffs) if welfare == "egalitarian" else prod(payoffs)


def _optimum(game: NormalFormGame, exact: Array, welfare: Welfare) -> tuple[Any, Array]:
    """Return the largest welfare and an optimal lottery over the profiles.

    The largest least payoff is the value of a zero-sum game: one side draws a profile, the other
    names a player whose payoff counts. Profiles that others improve for all are of no use.
    """
    values = welfare_by_profile(exact, welfare)
    best = int(values.argmax())
    lottery = np.full(len(values), Fraction(0), dtype=object)
    if welfare != "egalitarian":
        lottery[best] = Fraction(1)
        return values[best], lottery
    rows = exact.reshape(len(exact), -1).T
    useful = np.flatnonzero(pareto_rows(game.payoffs.reshape(game.n, -1).T, weak=False))
    places = list({tuple(rows[k]): int(k) for k in reversed(useful)}.values())
    found = solve_matrix_game(rows[places])
    if found.value == values[best]:
        lottery[best] = Fraction(1)
    else:
        lottery[places] = found.rows
    return found.value, lottery


def _ratio(optimum: Any, value: Any, units: str) -> tuple[Any, str]:
    above, below = (optimum, value) if units == "payoffs" else (-value, -optimum)
    if below > 0:
        return above / below, ""
    what = "the welfare in equilibrium" if units == "payoffs" else "the optimal cost"
    return None, f"no ratio, as {what} is {shown(float(below))}"


def _scope(
    game: NormalFormGame, equilibria: EquilibriumSet, default: bool, *, extreme: bool
) -> tuple[bool, str]:
    """Return whether the worst or best equilibrium is known, and in words what was compared."""
    count = len(equilibria)
    if default:
        return False, f"among {count} pure equilibri{'um' if count == 1 else 'a'}"
    if equilibria.complete != "proved":
        return False, f"among {count} known equilibria, perhaps not all"
    isolated = equilibria.degenerate is False or (
        equilibria.components is not None
        and all(len(part.equilibria) == 1 for part in equilibria.components)
    )
    if isolated or (game.n != 2 and not equilibria.degenerate):
        return True, "over all equilibria"
    if not (extreme or game.n <= 2):
        return False, f"among {count} extreme equilibria, mixtures of which may be better"
    return True, "over all equilibria, of which extreme ones are enough"
