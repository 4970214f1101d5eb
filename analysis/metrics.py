"""What a single outcome is judged by: welfare, weak share, leverage, discrimination, stability."""

from typing import Any

import pandas as pd

from lilliput.analysis.institutions import Institution, multilateral
from lilliput.analysis.payoffs import Outcome, outcome
from lilliput.analysis.state import State
from lilliput.games.arithmetic import is_symbolic, maximum, minimum, plain
from lilliput.games.cores import core

__all__ = ["discrimination", "metrics"]

_LARGEST_CORE = 14


def metrics(result: Outcome) -> pd.Series:
    """Return the metrics of an outcome.

    Parameters
    ----------
    result
        What `outcome` returned.

    Returns
    -------
    pandas.Series
        - welfare: W = Σu.
        - weak share: the spokes' part of W.
        - leverage: L_h = [x_h − φ_h(v)]/v(N), the hub's allocation against its Shapley value in
          the game in which all may cooperate freely and promises are kept.
        - discrimination: see `discrimination`.
        - least-core value: ε* of the institution's game; negative is slack, positive means that
          no division keeps all coalitions in (NaN above 14 powers or with symbols).
        - conflict: K, effort wasted in contests.
        - critical discount factor: δ*.

    Examples
    --------
    >>> from lilliput.analysis.institutions import hub_and_spokes
    >>> state = State(powers=["A", "B", "C"], capabilities=[1, 1, 1], stakes="equal")
    >>> metrics(outcome(state, hub_and_spokes())).map(str).to_dict()
    {'welfare': '5/6', 'weak share': '8/15', 'leverage': '1/18', 'discrimination': '1/6', \
'least-core value': '-1/4', 'conflict': '1/6', 'critical discount factor': '1/2'}
    """
    state = result.state
    welfare = sum(result.payoffs)
    weak = sum(result.payoffs[power] for power in state.spokes)
    free = outcome(state, multilateral(), on_failure="assume")
    whole = sum(free.dividends.values())
    lead = result.allocation[state.hub] - free.allocation[state.hub]
    return pd.Series(
        {
            "welfare": welfare,
            "weak share": _ratio(weak, welfare),
            "leverage": _ratio(lead, whole),
            "discrimination": discrimination(state, result.institution),
            "least-core value": _least_core_value(result),
            "conflict": result.conflict,
            "critical discount factor": result.enforcement.critical,
        },
        name=result.institution.name,
        dtype=object,
    )


def discrimination(state: State, institution: Institution) -> Any:
    """Return D(I): how differently an institution treats powers that bring the same to the table.

    Stakes are replaced by their mean and promises taken as kept, so that all pairs of powers are
    symmetric in v; D is the largest difference between two allocations. It is 0 iff the
    institution ignores capabilities and roles: generalised principles of conduct.

    Parameters
    ----------
    state
        The powers, with their capabilities and hub.
    institution
        The institution to judge.

    Examples
    --------
    >>> from lilliput.analysis.institutions import multilateral, power_weighted
    >>> state = State(powers=["A", "B", "C"], capabilities=[3, 1, 1], stakes="gravity")
    >>> discrimination(state, multilateral()), discrimination(state, power_weighted())
    (Fraction(0, 1), Fraction(1, 4))
    """
    pairs = len(state.pairs)
    mean = sum(state.stake(*pair) for pair in state.pairs) / pairs
    alike = state.replace(stakes=dict.fromkeys(state.pairs, mean), directed_stakes="symmetric")
    shares = list(outcome(alike, institution, on_failure="assume").allocation)
    return maximum(shares) - minimum(shares)


def _least_core_value(result: Outcome) -> Any:
    if result.state.n > _LARGEST_CORE or any(is_symbolic(x) for x in result.allocation):
        return float("nan")
    return core(result.game).least_core_value


def _ratio(part: Any, whole: Any) -> Any:
    if not is_symbolic(whole) and whole == 0:
        return float("nan")
    return plain(part / whole)
