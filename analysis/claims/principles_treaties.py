"""M6b: treaties made to measure against one treaty for all, and what each costs.

A regime pays state i its cost θ_i of compliance. A bilateral contract pays exactly that but costs t
to make; a multilateral treaty costs T once but pays all members what the dearest of them needs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any, final

import numpy as np

from lilliput.analysis.claims.exact import in_fractions
from lilliput.analysis.claims.model import Model
from lilliput.analysis.claims.parameters import Parameter
from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.cores import core

__all__ = ["MODELS", "Design", "designers_optimum", "treaty_game"]

_SOURCE = (
    "reduced form of the mechanism in Thompson, A. and Verdier, D. (2014), Multilateralism, "
    "bilateralism, and regime design, International Studies Quarterly 58"
)


def treaty_game(types: Sequence[Any], t: Any, T: Any) -> CoalitionalGame:
    """Return the game in which a group pays minus what its treaty costs the regime.

    A single state is bound by a contract, at θ_i + t; a group S by one treaty, at |S| max θ + T.

    Parameters
    ----------
    types
        θ_i, what compliance costs each state; two states or more.
    t
        Transaction cost of a bilateral contract.
    T
        Transaction cost of a multilateral treaty.

    Examples
    --------
    >>> game = treaty_game([Fraction(1), Fraction(3)], Fraction(2), Fraction(1))
    >>> game.worth(["state 1"]), game.worth(["state 1", "state 2"])
    (Fraction(-3, 1), Fraction(-7, 1))
    """
    cost = {f"state {i}": theta for i, theta in enumerate(types, 1)}

    def worth(group: frozenset[str]) -> Any:
        if not group:
            return 0
        dearest = max(cost[state] for state in group)
        return -(dearest + t) if len(group) == 1 else -(len(group) * dearest + T)

    return CoalitionalGame.from_function(list(cost), worth)


def _treaties(states: int, s: int, low: Any, high: Any, t: Any, T: Any) -> CoalitionalGame:
    return treaty_game([Fraction(1) * low] * (states - s) + [Fraction(1) * high] * s, t, T)


@in_fractions
def _saving(states: int, s: int, low: Any, high: Any, t: Any, T: Any) -> Any:
    """Return what one treaty saves over a contract with each."""
    game = _treaties(states, s, low, high, t, T)
    return game.worth(game.players) - sum(game.worth([state]) for state in game.players)


@in_fractions
def _core_slack(states: int, s: int, low: Any, high: Any, t: Any, T: Any) -> Any:
    return -core(_treaties(states, s, low, high, t, T)).least_core_value


@final
@dataclass(frozen=True)
class Design:
    """A regime that is best for its designer.

    Parameters
    ----------
    price
        What every member of the multilateral treaty is paid; of several that are best, the lowest.
    value
        The designer's payoff.
    multilateral, bilateral
        Shares of states in the treaty, and under contracts of their own; the rest is left out.
    """

    price: Any
    value: Any
    multilateral: Any
    bilateral: Any


_FIELDS = ("price", "value", "multilateral", "bilateral")


def designers_optimum(
    B: Any, t: Any, *, multilateral: bool = True, bilateral: bool = True
) -> Design:
    """Return the best regime if each state's compliance is worth B and costs it θ ~ U[0, 1].

    At a price p of the treaty each state is treated in the way that is best for the designer: a
    contract leaves B − θ − t, the treaty B − p if θ ≤ p, exclusion nothing. The value is piecewise
    quadratic in p, and each piece is maximised through three of its points, exactly.

    Parameters
    ----------
    B
        Benefit of a state's compliance, in (0, 1].
    t
        Transaction cost of a bilateral contract, ≥ 0.
    multilateral, bilateral
        Which instruments the designer has.

    Examples
    --------
    >>> designers_optimum(Fraction(4, 5), Fraction(1, 5)).price
    Fraction(1, 5)
    >>> designers_optimum(Fraction(4, 5), Fraction(1, 5), bilateral=False).value
    Fraction(4, 25)
    """
    if any(isinstance(number, (float, np.floating)) for number in (B, t)):
        exact = [Fraction(repr(float(number))) for number in (B, t)]
        found = designers_optimum(*exact, multilateral=multilateral, bilateral=bilateral)
        return Design(*(float(getattr(found, name)) for name in _FIELDS))
    if not multilateral:
        return _at_price(Fraction(0), B, t, bilateral)
    # Where pieces meet: the order of 0, 1, p, B − t and p − t changes, or p crosses B.
    corners = sorted({x for x in (0, t, B - t, B, 1) if 0 <= x <= 1} | {0, 1})
    prices = {Fraction(corner) for corner in corners}
    for low, high in pairwise(corners):
        middle = (Fraction(low) + high) / 2
        first, second, third = (_at_price(p, B, t, bilateral).value for p in (low, middle, high))
        bend = first - 2 * second + third
        if bend < 0:
            peak = middle + (high - low) * (first - third) / (4 * bend)
            if low < peak < high:
                prices.add(peak)
    designs = [_at_price(price, B, t, bilateral) for price in sorted(prices)]
    return max(designs, key=lambda design: design.value)


def _at_price(p: Any, B: Any, t: Any, bilateral: bool) -> Design:
    """Return the regime with the best instrument for each type, given the price of the treaty."""
    corners = sorted({x for x in (p, p - t, B - t) if 0 < x < 1} | {0, 1})
    value = treaty = contracts = Fraction(0)
    for low, high in pairwise(corners):
        theta = (Fraction(low) + high) / 2
        contract = B - theta - t if bilateral else Fraction(-1)
        joins = B - p if theta <= p else Fraction(-1)
        width = high - low
        if max(contract, joins) <= 0:
            continue
        value += width * max(contract, joins)
        if joins >= contract:
            treaty += width
        else:
            contracts += width
    return Design(p, value, treaty, contracts)


def _instruments(B: Any, t: Any) -> dict[str, Design]:
    return {
        "treaty and contracts": designers_optimum(B, t),
        "contracts alone": designers_optimum(B, t, multilateral=False),
        "treaty alone": designers_optimum(B, t, bilateral=False),
    }


@in_fractions
def _treaty_adds(B: Any, t: Any) -> Any:
    return designers_optimum(B, t).value - designers_optimum(B, t, multilateral=False).value


@in_fractions
def _treaty_instead(B: Any, t: Any) -> Any:
    treaty = designers_optimum(B, t, bilateral=False)
    return treaty.value - designers_optimum(B, t, multilateral=False).value


_DESIGN = {
    "B": Parameter(
        Fraction(4, 5),
        "benefit of a state's compliance",
        0,
        1,
        open="(",
        why="above 1 no state would be left out",
    ),
    "t": Parameter(Fraction(1, 4), "transaction cost of a contract", 0, span=(0, 1)),
}

MODELS = (
    Model(
        id="M6b",
        title="one treaty for many states against a contract with each",
        metric="what the regime saves by the treaty",
        parameters={
            "states": Parameter(6, "number of states", 2, 12, integer=True, span=(2, 7)),
            "s": Parameter(1, "how many of them are dear", 1, 12, integer=True, span=(1, 7)),
            "low": Parameter(Fraction(1), "θ, compliance cost of the others", 0),
            "high": Parameter(Fraction(2), "θ_max, compliance cost of the dear ones", 0),
            "t": Parameter(Fraction(3, 2), "transaction cost of each contract", 0),
            "T": Parameter(Fraction(2), "transaction cost of the treaty", 0),
        },
        game=lambda **parameters: {"cost of a treaty, by group": _treaties(**parameters)},
        computed=_saving,
        formula="states*t - T - (states - s)*(high - low)",
        holds="t - T/states > (1 - s/states)*(high - low)",
        thresholds={
            "t": "T/states + (1 - s/states)*(high - low)",
            "T": "states*t - (states - s)*(high - low)",
        },
        needs={
            "s <= states": "no more can be dear than there are",
            "low <= high": "the dear ones cost no less than the others",
        },
        loses="types differ by more than the transaction costs saved per member, θ_max − mean θ > "
        "t − T/m for m states: the treaty pays everybody what the dearest needs",
        origin="reduced form",
        source=_SOURCE,
        ours="the costs, two types of states, and the algebra",
        concept="cost of all states together",
        concepts={"core: no group does better by a treaty of its own": _core_slack},
        axes=("high", "t"),
    ),
    Model(
        id="M6b-menu",
        title="what a treaty adds to contracts in the designer's optimum",
        metric="the designer's value of contracts and a treaty, minus that of contracts alone",
        parameters=_DESIGN,
        game=_instruments,
        computed=_treaty_adds,
        formula="Piecewise((t**2/2, t < B/2), (B**2/4 - Max(B - t, 0)**2/2, True))",
        holds="t > 0",
        thresholds={"t": "0"},
        loses="contracts that cost nothing to make (t = 0) leave a treaty nothing to add; it never "
        "hurts, as it takes in only those with θ ≤ t",
        origin="reduced form",
        source=_SOURCE,
        ours="types uniform on [0, 1], no cost of the treaty, and the algebra",
        axes=("B", "t"),
    ),
    Model(
        id="M6b-alone",
        title="a treaty instead of contracts",
        metric="the designer's value of a treaty alone, minus that of contracts alone",
        parameters=_DESIGN,
        game=_instruments,
        computed=_treaty_instead,
        formula="B**2/4 - Max(B - t, 0)**2/2",
        holds="t > B*(1 - 1/sqrt(2))",
        thresholds={"t": "B*(1 - 1/sqrt(2))"},
        loses="t < B(1 − 1/√2): one price for all keeps states out that contracts would bind",
        origin="reduced form",
        source=_SOURCE,
        ours="types uniform on [0, 1], no cost of the treaty, and the algebra",
        axes=("B", "t"),
    ),
)
