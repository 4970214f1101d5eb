"""How rules share dividends in many states at once.

Dividends lie on pairs, on triples (two spokes and the hub that brokers between them) and on all
powers. A rule is a fraction of each for each of its members; no table of 2^n worths is made.
"""

from functools import lru_cache
from typing import Any, NamedTuple, final

import numpy as np

from lilliput.analysis.comparisons.states import BatchStates, Failures
from lilliput.analysis.rules import Contest, Rule, UniformPrice, Unions, Voting, Weighted
from lilliput.analysis.state import State
from lilliput.games.arithmetic import Array
from lilliput.games.checks import partition_of

__all__ = [
    "Dividends",
    "Fractions",
    "allocate",
    "contest",
    "exponent",
    "fractions_of",
    "mark_unfit",
    "voting_index",
]


@final
class Dividends(NamedTuple):
    """Dividends of pairs (N × n × n, symmetric), of brokered pairs likewise, and of all (N)."""

    pairs: Array
    triples: Array | None
    whole: Array

    def total(self) -> Array:
        """Return what all dividends add up to."""
        total = _double_sum(self.pairs) / 2 + self.whole
        return total if self.triples is None else total + _double_sum(self.triples) / 2


@final
class Fractions(NamedTuple):
    """What members get of a dividend; each broadcasts against its leading axis of points.

    `pair[i, j]` is i's of that of i and j; `triple[i, j]` i's and `hub[i, j]` the hub's of that of
    i, j and the hub; `whole[i]` i's of that of all.
    """

    pair: Array
    triple: Array
    hub: Array
    whole: Array


def allocate(dividends: Dividends, fractions: Fractions, hub: int) -> Array:
    """Return the allocation, N × n.

    Examples
    --------
    >>> pairs = np.array([[[0.0, 4.0], [4.0, 0.0]]])
    >>> half = np.full((2, 2), 0.5)
    >>> allocate(Dividends(pairs, None, np.array([2.0])), Fractions(half, half, half, half[0]), 0)
    array([[3., 3.]])
    """
    allocation = (dividends.pairs * fractions.pair).sum(axis=2)
    if dividends.triples is not None:
        allocation += (dividends.triples * fractions.triple).sum(axis=2)
        allocation[:, hub] += _double_sum(dividends.triples * fractions.hub) / 2
    allocation += dividends.whole[:, None] * fractions.whole
    return allocation


def fractions_of(rule: Rule, states: BatchStates) -> Fractions:
    """Return the fractions of a rule that shares each dividend among its members."""
    if isinstance(rule, Weighted):
        eta = exponent(rule, states)
        if eta is not None:
            return _by_weight(_weights(states, eta), states.hub)
        return _equally(states.n)
    if isinstance(rule, UniformPrice):
        return _priced(rule, states)
    assert isinstance(rule, Unions)
    return _by_union(rule, states)


def exponent(rule: Weighted, states: BatchStates) -> Array | None:
    """Return η of a rule at each point, or None where bargaining weights are equal by principle."""
    if rule.uniform:
        return None
    return np.full(len(states), float(rule.eta)) if states.eta is None else states.eta


def mark_unfit(rule: Rule, states: BatchStates, failures: Failures) -> None:
    """Record the points at which a rule asks for capabilities above 0."""
    c = states.capabilities
    if isinstance(rule, Weighted):
        eta = exponent(rule, states)
        if eta is None:
            return
        unfit = (eta != 0) & (c == 0).any(axis=1)
        failures.mark(
            unfit,
            "InvalidArgumentError",
            "capabilities must be > 0 where bargaining weights are powers of them",
        )
        with np.errstate(over="ignore"):
            lost = ~unfit & (_weights(states, eta) == 0).any(axis=1)
        failures.mark(
            lost,
            "InvalidArgumentError",
            "bargaining weights are capabilities to the power eta: they differ by more than "
            "floats can hold",
        )
    elif isinstance(rule, Contest) and rule.lottery:
        none = (c[:, :, None] + c[:, None, :]) == 0
        failures.mark(
            (none & (states.stakes > 0)).any(axis=2).any(axis=1),
            "InvalidArgumentError",
            "capabilities must not both be 0 in a contest",
        )


def contest(rule: Contest, states: BatchStates) -> tuple[Array, Array]:
    """Return what powers keep of the stakes that they fight over, and the effort spent."""
    if not rule.lottery:
        return np.zeros(states.capabilities.shape), np.zeros(len(states))
    c = states.capabilities
    either = c[:, :, None] + c[:, None, :]
    odds = c[:, :, None] / np.where(either > 0, either, 1.0)
    fought = np.maximum(states.stakes, 0)
    gains = (fought * odds * odds).sum(axis=2)
    return gains, _double_sum(fought * odds * np.swapaxes(odds, 1, 2))


def voting_index(rule: Voting, state: State, discount_factors: Array) -> Array:
    """Return each power's share of the prize, of shape n, or N × n where it depends on δ.

    Examples
    --------
    >>> state = State(powers=["A", "B", "C"], capabilities=1, stakes="equal")
    >>> rule = Voting(measure="baron_ferejohn")
    >>> voting_index(rule, state, np.array([0.9])).round(3)
    array([[0.733, 0.133, 0.133]])
    """
    index, veto, needed = _decisive(rule, state)
    if not needed:
        return index
    vetoes, others = int(veto.sum()), int((~veto).sum())
    below = others * (vetoes + others - others * discount_factors)
    below = below - vetoes * needed * discount_factors
    top = others - needed * discount_factors
    share = np.where(below != 0, top / np.where(below != 0, below, 1.0), 1 / vetoes)
    return np.where(veto, share[:, None], (1 - vetoes * share)[:, None] / others)


@lru_cache(maxsize=64)
def _decisive(rule: Voting, state: State) -> tuple[Array, Array, int]:
    """Return the index at the state's δ, who has a veto, and how many others must agree.

    That number is 0 where the index does not depend on δ.
    """
    index = np.array([float(share) for share in rule.index(state)])
    game, powers = rule.game(state), state.powers
    veto = np.array([not game.is_winning([p for p in powers if p != power]) for power in powers])
    if rule.measure != "baron_ferejohn" or not veto.any() or veto.all():
        return index, veto, 0
    agreed = [power for power, has in zip(powers, veto, strict=True) if has]
    rest = [power for power in powers if power not in agreed]
    sizes = range(len(rest) + 1)
    return index, veto, max(1, next(k for k in sizes if game.is_winning([*agreed, *rest[:k]])))


def _double_sum(table: Array) -> Array:
    return table.sum(axis=2).sum(axis=1)


def _weights(states: BatchStates, eta: Array) -> Array:
    """Return ω_i = c_i^η in units in which the largest is 1."""
    c = states.capabilities
    largest, least = c.max(axis=1), c.min(axis=1)
    unit = np.where(eta < 0, least, largest)
    ratios = c / np.where(unit > 0, unit, 1.0)[:, None]
    weights: Array = np.where(ratios > 0, ratios, 1.0) ** eta[:, None]
    return weights


def _by_weight(omega: Array, hub: int) -> Fractions:
    pairs = omega[:, :, None] + omega[:, None, :]
    center = omega[:, hub, None, None]
    triples = pairs + center
    return Fractions(
        omega[:, :, None] / pairs,
        omega[:, :, None] / triples,
        center / triples,
        omega / omega.sum(axis=1)[:, None],
    )


def _equally(n: int) -> Fractions:
    return Fractions(
        np.full((n, n), 1 / 2), np.full((n, n), 1 / 3), np.full((n, n), 1 / 3), np.full(n, 1 / n)
    )


def _priced(rule: UniformPrice, states: BatchStates) -> Fractions:
    """Return equal shares, but for the deals of the hub."""
    hub_part, spoke_part = (float(part) for part in rule.parts())
    equal = _equally(states.n)
    equal.pair[states.hub] = hub_part
    equal.pair[:, states.hub] = spoke_part
    return equal


def _by_union(rule: Unions, states: BatchStates) -> Fractions:
    """Return the fractions of the Owen value: equal among unions met, and within each."""
    n, hub = states.n, states.hub
    union = np.empty(n, dtype=np.int64)
    groups = rule.groups
    if groups is None:
        groups = (tuple(power for i, power in enumerate(states.powers) if i != hub),)
    for k, members in enumerate(partition_of(states.powers, groups)):
        union[members] = k
    equal = _equally(n)
    for i in range(n):
        equal.whole[i] = _owen(union, i, range(n))
        for j in range(n):
            if len({i, j, hub}) == 3:
                equal.triple[i, j] = _owen(union, i, (i, j, hub))
                equal.hub[i, j] = _owen(union, hub, (i, j, hub))
    return equal


def _owen(union: Array, member: int, coalition: Any) -> float:
    met = [int(union[i]) for i in coalition]
    return 1 / len(set(met)) / met.count(int(union[member]))
