"""What institutions can enforce in many states at once: the shares kept of dividends, and δ*."""

from typing import NamedTuple, final

import numpy as np

from lilliput.analysis.comparisons.states import BatchStates
from lilliput.analysis.enforcement import OnFailure
from lilliput.analysis.institutions import Enforcement, Graph
from lilliput.games.arithmetic import Array
from lilliput.games.repeated import batched_concession_discount_factors
from lilliput.games.repeated.batch import pair_factors
from lilliput.games.repeated.concessions import GAP
from lilliput.games.repeated.concessions_batch import (
    batched_pair_shares,
    batched_sustained_shares,
)

__all__ = ["Kept", "kept_shares", "links_of"]


@final
class Kept(NamedTuple):
    """Shares of dividends, over points.

    `pairs` is by pair, `triples` by pair of spokes brokered by the hub (both broadcast to
    N × n × n), `whole` that of all powers, `critical` δ*, and `certified` whether the shares are.
    """

    pairs: Array
    triples: Array
    whole: Array
    critical: Array
    certified: Array


def links_of(graph: Graph, n: int, hub: int) -> tuple[Array, Array]:
    """Return the pairs that agree directly, as two arrays of positions, first before second.

    Examples
    --------
    >>> links_of("star", 3, 1)
    (array([0, 1]), array([1, 2]))
    """
    first, second = np.triu_indices(n, 1)
    if graph == "complete":
        return first, second
    linked = (first == hub) | (second == hub) if graph == "star" else np.zeros(first.shape, bool)
    return first[linked], second[linked]


def kept_shares(
    states: BatchStates, graph: Graph, enforcement: Enforcement, on_failure: OnFailure
) -> Kept:
    """Return the shares of dividends that are enforceable, as `enforce` does for one state.

    Examples
    --------
    >>> from lilliput.analysis.state import State
    >>> state = State(powers=["A", "B"], capabilities=1, stakes="equal", discount_factor=0.4)
    >>> kept_shares(BatchStates.repeat(state, 1), "complete", "pooled", "constrained").whole
    array([0.96])
    """
    first, second = links_of(graph, states.n, states.hub)
    if enforcement == "none" or not first.size:
        ones, sure = np.ones(len(states)), np.ones(len(states), dtype=bool)
        every = ones[:, None, None]
        return Kept(every, every, ones, np.zeros(len(states)), sure)
    if enforcement == "pooled":
        return _pooled(states, first, second, on_failure)
    return _pairwise(states, first, second, on_failure)


def _pairwise(states: BatchStates, first: Array, second: Array, on_failure: OnFailure) -> Kept:
    """Return the shares that each link keeps, and those of the weakest link of larger tables."""
    one = states.directed_stakes[:, first, second]
    other = states.directed_stakes[:, second, first]
    delta, factors = states.discount_factor[:, None], pair_factors(one, other)
    kept = np.ones(factors.shape)
    short = delta < factors
    if on_failure == "collapse":
        kept[short] = 0
    elif on_failure == "constrained":
        patience = np.broadcast_to(delta, short.shape)[short]
        kept[short] = batched_pair_shares(one[short], other[short], patience)
    pairs = np.ones((len(states), states.n, states.n))
    pairs[:, first, second] = pairs[:, second, first] = kept
    with_hub = pairs[:, states.hub]
    triples = np.minimum(with_hub[:, :, None], with_hub[:, None, :])
    sure = np.ones(len(states), dtype=bool)
    return Kept(pairs, triples, kept.min(axis=1), factors.max(axis=1), sure)


def _pooled(states: BatchStates, first: Array, second: Array, on_failure: OnFailure) -> Kept:
    """Return the share that all promises together keep."""
    linked = np.zeros((states.n, states.n), dtype=bool)
    linked[first, second] = linked[second, first] = True
    benefits = np.where(linked, states.directed_stakes, 0.0)
    critical = batched_concession_discount_factors(benefits).max(axis=1)
    share, sure = np.ones(len(states)), np.ones(len(states), dtype=bool)
    short = np.flatnonzero(states.discount_factor < critical)
    if on_failure == "collapse":
        share[short] = 0
    elif on_failure == "constrained" and short.size:
        found = batched_sustained_shares(
            benefits[short],
            states.discount_factor[short],
            weights=np.maximum(states.stakes[short], 0),
        )
        share[short], sure[short] = found.shares, found.gaps <= GAP
    every = share[:, None, None]
    return Kept(every, every, share, critical, sure)
