"""What each power gets: u_i = d_i + x_i − κ_i under an institution, in a state of the world.

The institution turns the state into dividends; what cannot be enforced is lost; the rule shares
what is left; outside options are added and costs are paid.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, final

import numpy as np
import pandas as pd

from lilliput.analysis.enforcement import Enforced, OnFailure, enforce
from lilliput.analysis.institutions import Institution
from lilliput.analysis.rules import Contest, Voting, Weighted, prize_game
from lilliput.analysis.state import State
from lilliput.games.arithmetic import number_array, tidy
from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.errors import InvalidArgumentError

__all__ = ["Outcome", "outcome", "payoffs"]


@final
@dataclass(frozen=True, eq=False)
class Outcome:
    """What an institution makes of a state.

    Parameters
    ----------
    state, institution
        What was asked.
    dividends
        Coalition to the Harsanyi dividend that is enforceable.
    allocation
        x, by power.
    costs
        κ, by power.
    payoffs
        u = d + x − κ, by power.
    enforcement
        Share kept of each dividend, and δ*.
    on_failure
        How agreements that cannot be enforced were treated.
    """

    state: State
    institution: Institution
    dividends: dict[frozenset[str], Any]
    allocation: pd.Series
    costs: pd.Series
    payoffs: pd.Series
    enforcement: Enforced
    on_failure: OnFailure

    @cached_property
    def game(self) -> CoalitionalGame:
        """The coalitional game that is played: 2**n worths, made when first asked for."""
        rule = self.institution.rule
        if isinstance(rule, Voting):
            return prize_game(self.state, rule, sum(self.dividends.values()))
        return CoalitionalGame.from_dividends(self.state.powers, self.dividends)

    @property
    def conflict(self) -> Any:
        """K, the effort wasted in contests: for stakes without agreement, for favours with it.

        Where agreements are pairwise and not uniform, each power's partners contest what it
        leaves them, R_i, in a Tullock contest that burns R_i (m_i − 1)/m_i. Reduced form of the
        claim that discriminatory arrangements breed conflict.
        """
        rule = self.institution.rule
        if isinstance(rule, Contest):
            return rule.effort(self.state)
        if self.institution.enforcement != "pairwise" or not isinstance(rule, Weighted):
            return 0
        if rule.uniform:
            return 0
        return sum(self._favours(power, rule) for power in self.state.powers)

    def _favours(self, power: str, rule: Weighted) -> Any:
        links = [link for link in self.institution.links(self.state) if power in link]
        if len(links) < 2:
            return 0
        weights = dict(zip(self.state.powers, rule.weights(self.state), strict=True))
        rent: Any = 0
        for link in links:
            other = next(name for name in link if name != power)
            worth = self.dividends[frozenset(link)]
            rent = rent + max(worth, 0) * weights[other] / (weights[other] + weights[power])
        return rent * (len(links) - 1) / len(links)

    def __repr__(self) -> str:
        return (
            f"Outcome({self.institution.name}; welfare {sum(self.payoffs)}; "
            f"δ* {self.enforcement.critical})"
        )

    def _repr_html_(self) -> str:
        from lilliput.analysis.display import outcome

        return outcome(self)

    def _repr_latex_(self) -> str | None:
        from lilliput.analysis.display import outcome_latex

        return outcome_latex(self)

    def to_frame(self) -> pd.DataFrame:
        """Return outside option, allocation, cost and payoff of each power."""
        return pd.DataFrame(
            {
                "outside option": list(self.state.outside_options),
                "allocation": self.allocation,
                "cost": self.costs,
                "payoff": self.payoffs,
            }
        )


def outcome(
    state: State, institution: Institution, *, on_failure: OnFailure = "constrained"
) -> Outcome:
    """Return what an institution makes of a state, with every step.

    Parameters
    ----------
    state
        The powers and what is at stake.
    institution
        One of the eight institutions, or a hybrid of them.
    on_failure
        What happens to agreements that the discount factor does not sustain: ``"constrained"``,
        ``"collapse"`` or ``"assume"``, see `enforce`.

    Returns
    -------
    Outcome
        Dividends, allocation, costs, payoffs and enforcement.

    Examples
    --------
    >>> from lilliput.analysis.institutions import multilateral
    >>> state = State(powers=["A", "B", "C"], capabilities=[2, 1, 1], stakes="equal")
    >>> outcome(state, multilateral()).payoffs.to_dict()
    {'A': Fraction(1, 3), 'B': Fraction(1, 3), 'C': Fraction(1, 3)}
    """
    if not isinstance(institution, Institution):
        raise InvalidArgumentError(
            "institution must be an Institution, for example multilateral() with its brackets, "
            f"got {institution!r}"
        )
    enforced = enforce(state, institution, on_failure=on_failure)
    dividends = {
        coalition: dividend * enforced.shares[coalition]
        for coalition, dividend in institution.dividends(state).items()
    }
    allocation = institution.rule.share(state, dividends).rename_axis("power")
    costs = institution.costs(state)
    entries = [d + x - k for d, x, k in zip(state.outside_options, allocation, costs, strict=True)]
    return Outcome(
        state=state,
        institution=institution,
        dividends=dividends,
        allocation=allocation,
        costs=_series(costs, state, "cost"),
        payoffs=_series(entries, state, "payoff"),
        enforcement=enforced,
        on_failure=on_failure,
    )


def payoffs(
    state: State, institution: Institution, *, on_failure: OnFailure = "constrained"
) -> pd.Series:
    """Return each power's payoff u_i = d_i + x_i − κ_i under an institution.

    Parameters
    ----------
    state, institution, on_failure
        As in `outcome`.

    Returns
    -------
    pandas.Series
        Indexed by power; Fractions or sympy expressions where the state is exact.

    Examples
    --------
    >>> from lilliput.analysis.institutions import hub_and_spokes
    >>> state = State(powers=["A", "B", "C"], capabilities=[2, 1, 1], stakes="equal")
    >>> payoffs(state, hub_and_spokes()).to_dict()
    {'A': Fraction(19, 36), 'B': Fraction(11, 72), 'C': Fraction(11, 72)}
    """
    return outcome(state, institution, on_failure=on_failure).payoffs


def _series(entries: list[Any], state: State, name: str) -> pd.Series:
    numbers = tidy(number_array(entries, argument=name, integers="fraction"))
    return pd.Series(np.array(numbers), index=pd.Index(state.powers, name="power"), name=name)
