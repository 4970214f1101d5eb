"""Two players and more who compete: for prices, prizes, shares and the last word."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from lilliput.games.arithmetic import maximum
from lilliput.games.checks import check_count
from lilliput.games.errors import InvalidArgumentError
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.zoo.building import (
    exact,
    game_of,
    number_grid,
    numbered,
    numbers,
    require,
)

__all__ = ["centipede", "contest", "cournot", "nash_demand", "travelers_dilemma"]


def travelers_dilemma(low: int = 2, high: int = 100, bonus: Any = 2) -> NormalFormGame:
    """Return the traveler's dilemma: the lower claim is paid to both, and rewarded.

    Equal claims are paid; otherwise both get the lower claim, plus the bonus for who made it, minus
    the bonus for the other. If bonus > 1, the only equilibrium is that both claim `low`.

    Parameters
    ----------
    low, high
        The claims are the integers from low to high.
    bonus
        Positive.

    References
    ----------
    Basu, K. (1994). The traveler's dilemma: paradoxes of rationality in game theory. American
    Economic Review 84(2):391–395.

    Examples
    --------
    >>> travelers_dilemma(2, 8).payoff(["8", "7"]).tolist()
    [Fraction(5, 1), Fraction(9, 1)]
    """
    first = check_count(low, argument="low", least=0)
    last = check_count(high, argument="high", least=first)
    reward = exact(bonus, argument="bonus")
    require(reward > 0, f"bonus must be > 0, got {bonus}")
    claims = range(first, last + 1)

    def payoffs(cell: tuple[int, ...]) -> list[Any]:
        mine, yours = claims[cell[0]], claims[cell[1]]
        if mine == yours:
            return [mine, yours]
        sign = 1 if mine < yours else -1
        return [min(mine, yours) + sign * reward, min(mine, yours) - sign * reward]

    names = [str(claim) for claim in claims]
    return game_of(numbered(2), [names, names], payoffs)


def nash_demand(grid: int | Sequence[Any] = 4, pie: Any = 1) -> NormalFormGame:
    """Return Nash's demand game: demands are met if the pie suffices, else nobody gets anything.

    Parameters
    ----------
    grid
        In how many parts the pie is cut, or the demands themselves in increasing order.
    pie
        Positive.

    References
    ----------
    Nash, J. (1953). Two-person cooperative games. Econometrica 21:128–140.

    Examples
    --------
    >>> nash_demand(4).payoff(["1/4", "3/4"]).tolist()
    [Fraction(1, 4), Fraction(3, 4)]
    """
    whole = exact(pie, argument="pie")
    require(whole > 0, f"pie must be > 0, got {pie}")
    if isinstance(grid, Iterable):
        demands = _grid(grid, "grid")
    else:
        parts = check_count(grid, argument="grid", least=1)
        demands = [whole * k / parts for k in range(parts + 1)]

    def payoffs(cell: tuple[int, ...]) -> list[Any]:
        asked = [demands[k] for k in cell]
        return asked if sum(asked) <= whole else [0, 0]

    if any(getattr(demand, "free_symbols", None) for demand in [*demands, whole]):
        raise InvalidArgumentError(
            "pie and grid must be numbers, since demands are compared; substitute values"
        )
    names = [str(demand) for demand in demands]
    return game_of(numbered(2), [names, names], payoffs)


def contest(
    efforts: Sequence[Any] = (0, 1, 2, 3, 4), players: int = 2, prize: Any = 4
) -> NormalFormGame:
    """Return Tullock's contest on a grid of efforts: chances are proportional to effort.

    Player i with effort e_i gets prize · e_i / Σ e − e_i; without any effort all have equal
    chances. With a continuum of efforts everyone would spend prize · (n − 1)/n².

    Parameters
    ----------
    efforts
        The grid, non-negative and increasing.
    players
        At least 2.
    prize
        Positive.

    References
    ----------
    Tullock, G. (1980). Efficient rent seeking. In Buchanan, J. M., Tollison, R. D. and Tullock, G.
    (eds), Toward a Theory of the Rent-Seeking Society, 97–112. Texas A&M University Press.

    Examples
    --------
    >>> contest().payoff(["1", "1"]).tolist()
    [Fraction(1, 1), Fraction(1, 1)]
    """
    n = check_count(players, argument="players", least=2)
    grid = _grid(efforts, "efforts")
    value = exact(prize, argument="prize")
    require(value > 0, f"prize must be > 0, got {prize}")

    def payoffs(cell: tuple[int, ...]) -> list[Any]:
        spent = [grid[k] for k in cell]
        total = sum(spent)
        if total == 0:
            return [value / n] * n
        return [value * effort / total - effort for effort in spent]

    return game_of(numbered(n), [[str(effort) for effort in grid]] * n, payoffs)


def cournot(
    quantities: Sequence[Any] = (0, 1, 2, 3, 4, 5, 6),
    players: int = 2,
    *,
    intercept: Any = 12,
    slope: Any = 1,
    cost: Any = 0,
) -> NormalFormGame:
    """Return a Cournot oligopoly with linear demand, on a grid of quantities.

    Firm i with output q_i gets q_i (max(intercept − slope Σ q, 0) − cost). With a continuum of
    quantities everyone would produce (intercept − cost)/((n + 1) slope). A grid adds ties and, with
    them, other equilibria: by default (3, 5) and (5, 3) beside (4, 4).

    Parameters
    ----------
    quantities
        The grid, non-negative and increasing.
    players
        At least 1.
    intercept, slope, cost
        Of demand, positive; the unit cost, not negative.

    References
    ----------
    Cournot, A. A. (1838). Recherches sur les principes mathématiques de la théorie des richesses,
    chapter 7. Hachette.

    Examples
    --------
    >>> cournot().payoff(["4", "4"]).tolist()
    [Fraction(16, 1), Fraction(16, 1)]
    """
    n = check_count(players, argument="players", least=1)
    grid = _grid(quantities, "quantities")
    a, b, c = numbers(intercept=intercept, slope=slope, cost=cost)
    for value, name in ((a, "intercept"), (b, "slope")):
        require(value > 0, f"{name} must be > 0, got {value}")
    require(c >= 0, f"cost must be >= 0, got {cost}")

    def payoffs(cell: tuple[int, ...]) -> list[Any]:
        made = [grid[k] for k in cell]
        price = maximum([a - b * sum(made), a * 0])
        return [quantity * (price - c) for quantity in made]

    return game_of(numbered(n), [[str(quantity) for quantity in grid]] * n, payoffs)


def centipede(legs: int = 4, large: Any = 4, small: Any = 1, growth: Any = 2) -> NormalFormGame:
    """Return the reduced normal form of the centipede: two players may take in turn.

    At leg k = 0, 1, … whoever moves may take the larger pile, large · growthᵏ, and leave the other
    small · growthᵏ. If nobody takes, the piles go as if the next in turn took at one leg more. A
    strategy is the leg at which one takes, or "never". In every equilibrium the first player takes
    at once.

    Parameters
    ----------
    legs
        Number of decisions, at least 1.
    large, small, growth
        The piles, large > small ≥ 0, and their growth; passing once and being taken from is worse
        than taking: large > small · growth.

    References
    ----------
    Rosenthal, R. W. (1981). Games of perfect information, predatory pricing and the chain-store
    paradox. Journal of Economic Theory 25:92–100.
    McKelvey, R. D. and Palfrey, T. R. (1992). An experimental study of the centipede game.
    Econometrica 60:803–836 (the default payoffs, in units of 10 cents).

    Examples
    --------
    >>> centipede().payoff(["leg 3", "leg 2"]).tolist()
    [Fraction(2, 1), Fraction(8, 1)]
    """
    last = check_count(legs, argument="legs", least=1)
    high, low, rate = numbers(large=large, small=small, growth=growth)
    require(low >= 0, f"small must be >= 0, got {small}")
    require(rate > 0, f"growth must be > 0, got {growth}")
    require(high > low, f"large must exceed small, got {large} and {small}")
    require(high > low * rate, f"large must exceed small · growth, got {large} and {low * rate}")
    stops = [[*range(first, last, 2), last] for first in (0, 1)]

    def payoffs(cell: tuple[int, ...]) -> list[Any]:
        stop = min(stops[0][cell[0]], stops[1][cell[1]])
        piles = [high * rate**stop, low * rate**stop]
        return piles if stop % 2 == 0 else piles[::-1]

    names = [["never" if k == last else f"leg {k + 1}" for k in own] for own in stops]
    return game_of(numbered(2), names, payoffs)


def _grid(values: Iterable[Any], argument: str) -> list[Any]:
    """Return numbers that increase from 0 or more."""
    grid = number_grid(values, argument=argument)
    require(grid[0] >= 0, f"{argument} must be >= 0, got {grid[0]}")
    for below, above in pairwise(grid):
        require(above > below, f"{argument} must increase, got {below} before {above}")
    return grid
