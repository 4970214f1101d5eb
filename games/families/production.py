"""Linear production games: players pool resources and make what sells for most.

v(S) = max p·y subject to A y ≤ b(S), y ≥ 0. Coalitions differ in the right-hand side only, so that
a basis which is optimal for one coalition is optimal for every coalition at which its amounts are
not negative: a few linear programmes settle all 2**n worths.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, kind_of, number_array, to_float, unify
from lilliput.games.checks import check_names, check_table_fits, index_of, name_list
from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.errors import InvalidGameError
from lilliput.games.revised_simplex import Entering, Optimum, maximise
from lilliput.games.tables import subset_sums

__all__ = ["linear_production_game", "shadow_price_allocation"]

_ZERO = 1e-10

Amounts = Mapping[str, Mapping[str, Any]]


def linear_production_game(
    resources: Amounts, technology: Amounts, prices: Mapping[str, Any]
) -> CoalitionalGame:
    """Return the game of what coalitions can produce from their resources.

    Every linear production game is totally balanced, and every totally balanced game is one.

    Parameters
    ----------
    resources
        Player to resource to the amount ≥ 0 that the player has; resources not named are 0.
    technology
        Product to resource to the amount ≥ 0 that one unit takes.
    prices
        Product to price.

    Raises
    ------
    InvalidGameError
        A negative amount, or a product that sells but takes nothing.
    UnknownNameError
        A price of an unknown product.

    References
    ----------
    Owen, G. (1975). On the core of linear production games. Mathematical Programming 9.
    doi:10.1007/BF01681356

    Examples
    --------
    >>> have = {"A": {"wood": 4}, "B": {"glass": 2}}
    >>> take = {"window": {"wood": 2, "glass": 1}, "chair": {"wood": 4}}
    >>> linear_production_game(have, take, {"window": 5, "chair": 3}).worths.tolist()
    [0.0, 3.0, 0.0, 10.0]
    """
    economy = _read(resources, technology, prices)
    n = len(economy.players)
    check_table_fits(n, copies=4 + 2 * len(economy.stocks.T))
    stocks = np.array([subset_sums(column) for column in economy.stocks.T]).reshape(-1, 2**n)
    worths = np.zeros(2**n, dtype=economy.prices.dtype)
    if not economy.prices.size:
        return CoalitionalGame(economy.players, worths)
    worths[:] = economy.prices[0] * 0
    zero = _ZERO if kind_of(worths) == "float" else 0
    left = np.arange(1, 2**n)
    while len(left):
        optimum = economy.optimum(stocks[:, left[-1]])
        fits = (optimum.inverse @ stocks[:, left] >= -zero).all(axis=0)
        fits[-1] = True
        settled = left[fits]
        worths[settled] = (optimum.prices @ stocks[:, settled]) * economy.scale
        left = left[~fits]
    return CoalitionalGame(economy.players, worths)


def shadow_price_allocation(
    resources: Amounts, technology: Amounts, prices: Mapping[str, Any]
) -> pd.Series:
    """Pay each player for the resources brought, at the prices that clear the whole production.

    The prices are those of an optimal solution of the dual programme of all players together; the
    allocation is in the core of `linear_production_game`. Where several prices clear, this is the
    allocation of one of them.

    Parameters
    ----------
    resources, technology, prices
        As in `linear_production_game`.

    Returns
    -------
    pandas.Series
        Indexed by player.

    References
    ----------
    Owen, G. (1975). On the core of linear production games. Mathematical Programming 9.
    doi:10.1007/BF01681356

    Examples
    --------
    >>> have = {"A": {"wood": 4}, "B": {"glass": 3}}
    >>> take = {"window": {"wood": 2, "glass": 1}}
    >>> shadow_price_allocation(have, take, {"window": 5}).to_dict()
    {'A': 10.0, 'B': 0.0}
    """
    economy = _read(resources, technology, prices)
    paid = np.zeros(len(economy.players))
    if len(economy.players) and economy.prices.size:
        optimum = economy.optimum(economy.stocks.sum(axis=0))
        paid = economy.stocks @ optimum.prices * economy.scale
    index = pd.Index(economy.players, name="player")
    return pd.Series(paid, index=index, name="shadow_price_allocation")


@dataclass(frozen=True)
class _Economy:
    """Stocks (players × resources), inputs (resources × products) and prices, scaled if floats."""

    players: tuple[str, ...]
    stocks: Array
    inputs: Array
    prices: Array
    scale: Any

    def optimum(self, stock: Array) -> Optimum:
        """Return the optimal basis for a stock of resources, starting from no production."""
        resources, products = self.inputs.shape
        idle = np.eye(resources, dtype=np.int64)
        columns = np.concatenate([self.inputs, idle * (stock[:1] * 0 + 1)], axis=1)
        nothing = np.zeros(resources, dtype=np.int64) + stock * 0
        costs = np.concatenate([self.prices, nothing])
        zero = _ZERO if kind_of(costs) == "float" else 0

        def oracle(prices: Array) -> Entering | None:
            gains = costs - prices @ columns
            best = int(np.argmax(gains))
            return (best, columns[:, best], costs[best]) if gains[best] > zero else None

        slack = list(range(products, products + resources))
        return maximise(stock, slack, nothing, oracle)


def _read(resources: Amounts, technology: Amounts, prices: Mapping[str, Any]) -> _Economy:
    players = check_names(resources, argument="resources", least=0)
    products = check_names(technology, argument="technology", least=0)
    rows = [*resources.values(), *technology.values()]
    kinds = list(dict.fromkeys(name for row in rows for name in row))
    for name in prices:
        index_of(products, name, argument="prices: product")
    missing = [name for name in products if name not in prices]
    if missing:
        raise InvalidGameError(f"prices must cover every product, missing {name_list(missing)}")
    stocks = _matrix(resources, kinds, argument="resources")
    inputs = _matrix(technology, kinds, argument="technology").T
    values = number_array([prices[p] for p in products], argument="prices", error=InvalidGameError)
    values = to_float(values, argument="prices") if kind_of(values) == "symbolic" else values
    stocks, inputs, values = unify(stocks, inputs, values)
    for product, price, column in zip(products, values, inputs.T, strict=True):
        if price > 0 and not (column > 0).any():
            raise InvalidGameError(
                f"technology must take some resource for each product that sells, got none for "
                f"{product}"
            )
    if kind_of(values) == "float":
        return _scaled(players, stocks, inputs, values)
    return _Economy(players, stocks, inputs, values, 1)


def _scaled(players: tuple[str, ...], stocks: Array, inputs: Array, prices: Array) -> _Economy:
    """Measure resources, products and money in units in which the numbers are about 1."""
    units = stocks.max(axis=0, initial=0)
    units = np.where(units > 0, units, 1.0)
    inputs = inputs / units[:, None]
    batch = inputs.max(axis=0, initial=0)
    batch = np.where(batch > 0, batch, 1.0)
    prices = prices / batch
    money = float(np.abs(prices).max(initial=0)) or 1.0
    return _Economy(players, stocks / units, inputs / batch, prices / money, money)


def _matrix(amounts: Amounts, kinds: list[str], *, argument: str) -> Array:
    entries = [row.get(kind, 0) for row in amounts.values() for kind in kinds]
    owners = [f"{name}, {kind}" for name in amounts for kind in kinds]
    numbers = number_array(
        entries, argument=argument, label=lambda k: owners[k], error=InvalidGameError
    )
    if kind_of(numbers) == "symbolic":
        numbers = to_float(numbers, argument=argument)
    for owner, number in zip(owners, numbers, strict=True):
        if number < 0:
            raise InvalidGameError(f"{argument} must be >= 0, got {number} for {owner}")
    return numbers.reshape(len(amounts), len(kinds))
