"""What an institution can enforce at the state's discount factor, and what happens when it cannot.

Directed stakes decide who loses how much from being cut off. With pairwise enforcement each link
stands alone, δ* = ½ρ²; a coalition's dividend is kept only as far as its weakest link. With pooled
enforcement everyone's promises to everyone are at stake, δ_i* = ½Σ_j e_ji²/Σ_j e_ij², and all
dividends are kept in the same share: the mean, weighted by stakes, of the most valuable concessions
that are self-enforcing. On the same links pooling never keeps less in total than pairs do.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from lilliput.analysis.institutions import Institution
from lilliput.analysis.state import State
from lilliput.games.arithmetic import is_symbolic, maximum, to_float
from lilliput.games.errors import UnknownNameError, UnsupportedNumberError
from lilliput.games.repeated import (
    batched_pair_shares,
    concession_discount_factors,
    sustained_concessions,
)

__all__ = ["Enforced", "OnFailure", "enforce"]

OnFailure = Literal["constrained", "collapse", "assume"]


@dataclass(frozen=True)
class Enforced:
    """The share of each coalition's dividend that is kept, and the patience that keeps it all.

    Parameters
    ----------
    shares
        Coalition to a number in [0, 1].
    critical
        δ*, the discount factor from which everything is kept; 0 where nothing needs enforcing.
    """

    shares: dict[frozenset[str], Any]
    critical: Any


def enforce(
    state: State, institution: Institution, *, on_failure: OnFailure = "constrained"
) -> Enforced:
    """Return the share of each dividend that is enforceable.

    Parameters
    ----------
    state, institution
        The powers and their arrangement.
    on_failure
        What happens where δ < δ*: ``"constrained"`` (the concessions of largest total surplus that
        are still self-enforcing), ``"collapse"`` (nothing is kept) or ``"assume"`` (everything is
        kept all the same, for symbolic work and comparisons without enforcement).

    Examples
    --------
    >>> from lilliput.analysis.institutions import hub_and_spokes
    >>> pair = State(powers=["A", "B"], capabilities=[1, 1], stakes="equal", discount_factor=0.5,
    ...              directed_stakes={("A", "B"): 2, ("B", "A"): 1})
    >>> found = enforce(pair, hub_and_spokes())
    >>> found.critical, round(found.shares[frozenset("AB")], 3)
    (Fraction(2, 1), 0.835)
    """
    if on_failure not in get_args(OnFailure):
        raise UnknownNameError("on_failure", on_failure, get_args(OnFailure))
    coalitions = list(institution.dividends(state))
    links = institution.links(state)
    if institution.enforcement == "none" or not links:
        return Enforced(dict.fromkeys(coalitions, 1), 0)
    if institution.enforcement == "pooled":
        return _pooled(state, links, coalitions, on_failure)
    return _pairwise(state, links, coalitions, on_failure)


def _pairwise(
    state: State,
    links: list[tuple[str, str]],
    coalitions: list[frozenset[str]],
    on_failure: OnFailure,
) -> Enforced:
    e = state.directed_stakes
    table = concession_discount_factors(state.benefits, punishment="pairwise").to_numpy()
    kept: dict[frozenset[str], Any] = {}
    factors = []
    for first, second in links:
        i, j = state.index(first), state.index(second)
        factors.append(table[i, j])
        pair = partial(_pair_share, e[i, j], e[j, i], state.discount_factor)
        kept[frozenset((first, second))] = _share(state, factors[-1], on_failure, pair)
    shares = {
        coalition: min(share for link, share in kept.items() if link <= coalition)
        for coalition in coalitions
    }
    return Enforced(shares, maximum(factors))


def _pooled(
    state: State,
    links: list[tuple[str, str]],
    coalitions: list[frozenset[str]],
    on_failure: OnFailure,
) -> Enforced:
    linked = {*links, *((b, a) for a, b in links)}
    mask = np.array([[int((a, b) in linked) for b in state.powers] for a in state.powers])
    benefits = state.benefits * mask
    critical = maximum(concession_discount_factors(benefits))
    share = _share(state, critical, on_failure, partial(_pool_share, state, benefits))
    return Enforced(dict.fromkeys(coalitions, share), critical)


def _share(
    state: State, critical: Any, on_failure: OnFailure, constrained: Callable[[], float]
) -> Any:
    """Return the share of what is promised that a group keeps."""
    if on_failure == "assume":
        return 1
    enough = state.discount_factor >= critical
    if is_symbolic(enough) and str(enough) not in ("True", "False"):
        raise UnsupportedNumberError(
            f"discount_factor: whether {state.discount_factor} >= {critical} is not decided; "
            "give numbers, or pass on_failure='assume'"
        )
    if bool(enough):
        return 1
    return constrained() if on_failure == "constrained" else 0


def _pool_share(state: State, benefits: pd.DataFrame) -> float:
    """Return the largest stake-weighted share that pooled punishment sustains."""
    powers = list(state.powers)
    stakes = np.maximum(to_float(state.stakes, argument="stakes"), 0)
    weights = pd.DataFrame(stakes, index=powers, columns=powers)
    return sustained_concessions(benefits, state.discount_factor, weights=weights).share


def _pair_share(first: Any, second: Any, discount_factor: Any) -> float:
    """Return the share that a pair sustains; it depends on the ratio of benefits only."""
    largest = max(first, second)
    ratios = float(first / largest), float(second / largest)
    return float(batched_pair_shares(*ratios, float(discount_factor)))
