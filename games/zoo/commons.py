"""Games of many players about what is common: public goods, thresholds, weakest links, crowds."""

from collections.abc import Sequence
from typing import Any

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
    require_size,
)

__all__ = [
    "collective_security",
    "el_farol",
    "minimum_effort",
    "public_goods",
    "volunteers_dilemma",
]


def public_goods(
    n: int = 4, multiplier: Any = 2, levels: Sequence[Any] = (0, 1), endowment: Any = 1
) -> NormalFormGame:
    """Return the linear public goods game: contributions are multiplied and shared equally.

    Player i, who contributes c_i, gets endowment − c_i + multiplier · Σ c / n. To contribute the
    least dominates if multiplier < n; to contribute the most is best for all if multiplier > 1.

    Parameters
    ----------
    n
        Number of players, at least 1.
    multiplier
        Positive.
    levels
        The possible contributions, distinct.
    endowment
        What each has at first.

    References
    ----------
    Isaac, R. M. and Walker, J. M. (1988). Group size effects in public goods provision: the
    voluntary contributions mechanism. Quarterly Journal of Economics 103:179–199.

    Examples
    --------
    >>> public_goods(4, 2).payoff(["0", "1", "1", "1"]).iloc[0]
    Fraction(5, 2)
    """
    count = check_count(n, argument="n", least=1)
    factor = exact(multiplier, argument="multiplier")
    require(factor > 0, f"multiplier must be > 0, got {multiplier}")
    grid = number_grid(levels, argument="levels")
    if len(set(grid)) < len(grid):
        raise InvalidArgumentError(f"levels must be distinct numbers, got {list(levels)}")
    own = exact(endowment, argument="endowment")

    def payoffs(cell: tuple[int, ...]) -> list[Any]:
        given = [grid[k] for k in cell]
        share = factor * sum(given) / count
        return [own - gift + share for gift in given]

    return game_of(numbered(count), [[str(level) for level in grid]] * count, payoffs)


def volunteers_dilemma(n: int = 3, value: Any = 2, cost: Any = 1) -> NormalFormGame:
    """Return the volunteer's dilemma: one volunteer is enough, and it costs only the volunteers.

    There are n pure equilibria with one volunteer each. In the symmetric mixed one each stays idle
    with probability (cost/value)^(1/(n − 1)).

    Parameters
    ----------
    n
        Number of players, at least 2.
    value
        Of the good to each player.
    cost
        Of volunteering, 0 < cost < value.

    References
    ----------
    Diekmann, A. (1985). Volunteer's dilemma. Journal of Conflict Resolution 29:605–610.

    Examples
    --------
    >>> volunteers_dilemma(3).payoff(["volunteer", "idle", "idle"]).tolist()
    [Fraction(1, 1), Fraction(2, 1), Fraction(2, 1)]
    """
    return _threshold(check_count(n, argument="n", least=2), 1, value, cost,
                      ["volunteer", "idle"])  # fmt: skip


def collective_security(
    n: int = 3, threshold: int = 2, value: Any = 9, cost: Any = 4
) -> NormalFormGame:
    """Return collective security as a public good that needs a number of contributors.

    If at least `threshold` players join, everyone gets `value`; whoever joins pays the cost, also
    in vain. In the pure equilibria exactly `threshold` join, or, if it exceeds 1, nobody. In a
    symmetric mixed one the chance to be the one who is needed is cost/value: by default each joins
    with probability 1/3, or 2/3.

    Parameters
    ----------
    n
        Number of players, at least 2.
    threshold
        How many are needed, from 1 to n.
    value
        Of security to each player.
    cost
        Of joining, 0 < cost < value.

    References
    ----------
    Palfrey, T. R. and Rosenthal, H. (1984). Participation and the provision of discrete public
    goods: a strategic analysis. Journal of Public Economics 24:171–193.

    Examples
    --------
    >>> collective_security(3).payoff(["join", "join", "abstain"]).tolist()
    [Fraction(5, 1), Fraction(5, 1), Fraction(9, 1)]
    """
    count = check_count(n, argument="n", least=2)
    needed = check_count(threshold, argument="threshold", least=1)
    require(needed <= count, f"threshold must be at most n = {count}, got {threshold}")
    return _threshold(count, needed, value, cost, ["join", "abstain"])


def minimum_effort(
    n: int = 2, levels: int = 7, benefit: Any = 2, cost: Any = 1, constant: Any = 0
) -> NormalFormGame:
    """Return the minimum-effort game: the weakest link sets what all gain from their effort.

    Player i, whose effort is e_i ∈ {1, …, levels}, gets benefit · min e − cost · e_i + constant.
    Its pure equilibria are the profiles of equal efforts, the highest being best for all.

    Parameters
    ----------
    n
        Number of players, at least 1.
    levels
        Number of levels of effort, at least 1.
    benefit, cost
        0 < cost < benefit.
    constant
        Added to every payoff.

    References
    ----------
    Van Huyck, J. B., Battalio, R. C. and Beil, R. O. (1990). Tacit coordination games, strategic
    uncertainty, and coordination failure. American Economic Review 80:234–248 (their payoffs in
    units of 10 cents: levels 7, benefit 2, cost 1, constant 6).

    Examples
    --------
    >>> minimum_effort(2, 7, constant=6).payoff(["7", "1"]).tolist()
    [Fraction(1, 1), Fraction(7, 1)]
    """
    count = check_count(n, argument="n", least=1)
    size = check_count(levels, argument="levels", least=1)
    gain, price, base = numbers(benefit=benefit, cost=cost, constant=constant)
    require(price > 0, f"cost must be > 0, got {cost}")
    require(gain > price, f"benefit must exceed cost, got {benefit} and {cost}")

    def payoffs(cell: tuple[int, ...]) -> list[Any]:
        least = min(cell) + 1
        return [gain * least - price * (k + 1) + base for k in cell]

    return game_of(numbered(count), [numbered(size)] * count, payoffs)


def el_farol(
    n: int = 4, capacity: int = 2, good: Any = 1, crowded: Any = -1, home: Any = 0
) -> NormalFormGame:
    """Return the El Farol bar: to go is good unless more than `capacity` go.

    Its pure equilibria are the profiles in which exactly `capacity` players go.

    Parameters
    ----------
    n
        Number of players, at least 1.
    capacity
        How many can go before it is crowded, from 0 to n − 1.
    good, crowded, home
        Payoffs, good > home > crowded.

    References
    ----------
    Arthur, W. B. (1994). Inductive reasoning and bounded rationality. American Economic Review
    84(2):406–411.

    Examples
    --------
    >>> el_farol(3, 1).payoff(["go", "stay", "go"]).tolist()
    [Fraction(-1, 1), Fraction(0, 1), Fraction(-1, 1)]
    """
    count = check_count(n, argument="n", least=1)
    room = check_count(capacity, argument="capacity", least=0)
    require(room < count, f"capacity must be less than n = {count}, got {capacity}")
    good, crowded, home = numbers(good=good, crowded=crowded, home=home)
    require(good > home, f"good must exceed home, got {good} and {home}")
    require(home > crowded, f"home must exceed crowded, got {home} and {crowded}")

    def payoffs(cell: tuple[int, ...]) -> list[Any]:
        fun = good if cell.count(0) <= room else crowded
        return [fun if choice == 0 else home for choice in cell]

    return game_of(numbered(count), [["go", "stay"]] * count, payoffs)


def _threshold(n: int, needed: int, value: Any, cost: Any, names: list[str]) -> NormalFormGame:
    """Return the game in which the first strategy costs, and `needed` of them pay off for all."""
    require_size(n, (2,) * n)
    worth, price = numbers(value=value, cost=cost)
    require(price > 0, f"cost must be > 0, got {cost}")
    require(worth > price, f"value must exceed cost, got {value} and {cost}")

    def payoffs(cell: tuple[int, ...]) -> list[Any]:
        gain = worth if cell.count(0) >= needed else worth * 0
        return [gain - price if choice == 0 else gain for choice in cell]

    return game_of(numbered(n), [names] * n, payoffs)
