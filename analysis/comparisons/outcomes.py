"""What institutions make of many states at once: u = d + x − κ, in floats."""

from dataclasses import dataclass, field
from typing import NamedTuple, final

import numpy as np

from lilliput.analysis.comparisons.kept import Kept, kept_shares, links_of
from lilliput.analysis.comparisons.sharing import (
    Dividends,
    Fractions,
    allocate,
    contest,
    exponent,
    fractions_of,
    voting_index,
)
from lilliput.analysis.comparisons.states import BatchStates
from lilliput.analysis.enforcement import OnFailure
from lilliput.analysis.institutions import Institution
from lilliput.analysis.rules import Contest, Rule, Unions, Voting, Weighted
from lilliput.analysis.state import State
from lilliput.games.arithmetic import Array

__all__ = ["BatchOutcome", "Outcomes", "batch_payoffs"]


@final
class BatchOutcome(NamedTuple):
    """Payoffs and allocation (N × n), conflict and δ* (N), and what enforcement is certified."""

    payoffs: Array
    allocation: Array
    conflict: Array
    critical: Array
    certified: Array


@dataclass(eq=False)
class Outcomes:
    """The outcomes of institutions in the same states; what they share is computed once.

    Parameters
    ----------
    state
        One of the states, for what no point changes: names, the hub and votes.
    states
        All of them.
    on_failure
        As in `enforce`.
    """

    state: State
    states: BatchStates
    on_failure: OnFailure = "constrained"
    _kept: dict[tuple[str, str], Kept] = field(default_factory=dict)
    _fractions: dict[Rule, Fractions] = field(default_factory=dict)

    def of(self, institution: Institution) -> BatchOutcome:
        """Return what one institution makes of the states."""
        kept = self._keep(institution)
        dividends = self._dividends(institution, kept)
        rule, states = institution.rule, self.states
        conflict = np.zeros(len(states))
        if isinstance(rule, Contest):
            allocation, conflict = contest(rule, states)
        elif isinstance(rule, Voting):
            index = voting_index(rule, self.state, states.discount_factor)
            allocation = dividends.total()[:, None] * index
        else:
            allocation = allocate(dividends, self._fraction(rule), states.hub)
            conflict = self._favours(institution, dividends)
        payoffs = states.outside_options + allocation - self._costs(institution)
        return BatchOutcome(payoffs, allocation, conflict, kept.critical, kept.certified)

    def _keep(self, institution: Institution) -> Kept:
        key = (institution.graph, institution.enforcement)
        if key not in self._kept:
            self._kept[key] = kept_shares(
                self.states, institution.graph, institution.enforcement, self.on_failure
            )
        return self._kept[key]

    def _fraction(self, rule: Rule) -> Fractions:
        if rule not in self._fractions:
            self._fractions[rule] = fractions_of(rule, self.states)
        return self._fractions[rule]

    def _dividends(self, institution: Institution, kept: Kept) -> Dividends:
        """Return the enforceable dividends; with two powers the collective good is the pair's."""
        states, n, hub = self.states, self.states.n, self.states.hub
        nothing = np.zeros(len(states))
        if institution.graph == "none":
            return Dividends(np.zeros((len(states), n, n)), None, nothing)
        pairs, triples, whole = kept.pairs * states.stakes, None, nothing
        if institution.graph == "star" and n > 2:
            linked = np.zeros((n, n))
            linked[hub] = linked[:, hub] = 1
            brokered = states.brokerage[:, None, None] * states.stakes * (1 - linked)
            triples = kept.triples * brokered
            pairs = pairs * linked
        if n == 2:
            good = kept.whole * states.collective_good
            pairs[:, 0, 1] += good
            pairs[:, 1, 0] += good
        elif institution.indivisible:
            whole = kept.whole * states.collective_good
        return Dividends(pairs, triples, whole)

    def _costs(self, institution: Institution) -> Array:
        """Return what each power pays, N × n or what broadcasts to it."""
        states, n = self.states, self.states.n
        costs = np.zeros((len(states), n))
        if institution.cost == "star":
            costs += states.bilateral[:, None] / 2
            costs[:, states.hub] *= n - 1
        elif institution.cost == "web":
            costs += states.bilateral[:, None] * (n - 1) / 2
        elif institution.cost == "multilateral":
            costs += (states.multilateral / n + states.member)[:, None]
        if isinstance(institution.rule, (Unions, Contest)):
            rule = institution.rule
            costs += np.array([float(rule.cost(self.state, power)) for power in states.powers])
        return costs

    def _favours(self, institution: Institution, dividends: Dividends) -> Array:
        """Return the effort by which each power's partners contest what it leaves them."""
        rule, states = institution.rule, self.states
        first, second = links_of(institution.graph, states.n, states.hub)
        if institution.enforcement != "pairwise" or not isinstance(rule, Weighted):
            return np.zeros(len(states))
        eta = exponent(rule, states)
        if eta is None or not first.size:
            return np.zeros(len(states))
        links = np.bincount(np.concatenate([first, second]), minlength=states.n)
        left = np.maximum(dividends.pairs, 0) * np.swapaxes(self._fraction(rule).pair, 1, 2)
        rents = left.sum(axis=2) * ((links - 1) / np.maximum(links, 1))
        return np.where(eta == 0, 0.0, rents.sum(axis=1))


def batch_payoffs(
    state: State,
    states: BatchStates,
    institution: Institution,
    *,
    on_failure: OnFailure = "constrained",
) -> Array:
    """Return the payoffs of each power under an institution in many states, N × n.

    Parameters
    ----------
    state
        A state with the same powers and hub.
    states
        The states, for example from `read_points`.
    institution, on_failure
        As in `outcome`.

    Examples
    --------
    >>> from lilliput.analysis.institutions import multilateral
    >>> state = State(powers=["A", "B", "C"], capabilities=[2, 1, 1], stakes="equal")
    >>> batch_payoffs(state, BatchStates.repeat(state, 1), multilateral()).round(3)
    array([[0.333, 0.333, 0.333]])
    """
    return Outcomes(state, states, on_failure).of(institution).payoffs
