"""The binding premium: what each power gains when bargaining turns from bilateral to multilateral.

Π_i = u_i(multilateral) − u_i(bilateral). The verdict is a vector of six criteria, each with its
margin and the boundary at which it turns. The attribution shares Π_i among the five properties in
which the institutions differ, by the Shapley value of the game in which a coalition of properties
is worth what switching them, and only them, does to u_i: the parts add up to Π_i.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal, NamedTuple, final

import pandas as pd

from lilliput.analysis.enforcement import OnFailure
from lilliput.analysis.institutions import Institution, hub_and_spokes, multilateral
from lilliput.analysis.metrics import metrics
from lilliput.analysis.payoffs import Outcome, outcome
from lilliput.analysis.state import State
from lilliput.games.arithmetic import number_array, to_float
from lilliput.games.checks import index_of
from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.errors import UnsupportedNumberError
from lilliput.games.values import shapley_value

__all__ = [
    "TOGGLES",
    "Criterion",
    "Premium",
    "Status",
    "Verdict",
    "binding_premium",
    "status_of",
]

Status = Literal["holds", "fails", "indifferent"]

TOGGLES = ("graph", "rule", "indivisible", "enforcement", "cost")


class Criterion(NamedTuple):
    """One component of a verdict.

    `status` is whether the criterion ``"holds"``, ``"fails"`` or is ``"indifferent"``; `margin`
    its distance from indifference in its own units; `boundary` the value of the `parameter` at
    which the margin is 0 with all else equal (None where there is no such parameter).
    """

    status: Status
    margin: Any
    parameter: str
    boundary: Any

    def _repr_html_(self) -> str:
        from lilliput.analysis.display import criterion

        return criterion(self)


@final
@dataclass(frozen=True)
class Verdict:
    """Whether multilateral binding beats bilateral bargaining, by six criteria.

    Parameters
    ----------
    pareto
        Nobody loses and somebody gains; the margin is the smallest premium.
    kaldor_hicks
        The gains exceed the losses: ΣΠ.
    weak_gain
        The spokes together gain.
    hub_participates
        The hub gains.
    enforceable
        The multilateral arrangement is kept in full: δ − δ*.
    conflict
        Less effort is wasted in contests than under the bilateral arrangement.
    """

    pareto: Criterion
    kaldor_hicks: Criterion
    weak_gain: Criterion
    hub_participates: Criterion
    enforceable: Criterion
    conflict: Criterion

    def __iter__(self) -> Iterator[str]:
        return iter(self.__dataclass_fields__)

    def __getitem__(self, name: str) -> Criterion:
        index_of(list(self), name, argument="verdict: criterion")
        found: Criterion = getattr(self, name)
        return found

    def to_frame(self) -> pd.DataFrame:
        """Return one row a criterion."""
        rows = {name: self[name]._asdict() for name in self}
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("criterion")

    def __repr__(self) -> str:
        return "Verdict(" + ", ".join(f"{name} {self[name].status}" for name in self) + ")"

    def _repr_html_(self) -> str:
        from lilliput.analysis.display import verdict

        return verdict(self)


@final
@dataclass(frozen=True, eq=False)
class Premium:
    """The comparison of a multilateral with a bilateral institution in one state.

    Parameters
    ----------
    multilateral, bilateral
        The two outcomes, of the same state.
    tolerance
        What counts as indifference, in units of payoff.
    """

    multilateral: Outcome
    bilateral: Outcome
    tolerance: float = 1e-9

    @property
    def state(self) -> State:
        """The state of the world."""
        return self.bilateral.state

    @cached_property
    def by_power(self) -> pd.DataFrame:
        """Payoffs under both institutions and the premium, one row a power."""
        gain, base = self.multilateral.payoffs, self.bilateral.payoffs
        return pd.DataFrame({"multilateral": gain, "bilateral": base, "premium": gain - base})

    @cached_property
    def metrics(self) -> pd.DataFrame:
        """The metrics of both outcomes and their difference, one row a metric."""
        gain, base = metrics(self.multilateral), metrics(self.bilateral)
        columns = {"multilateral": gain, "bilateral": base, "difference": gain - base}
        return pd.DataFrame(columns).rename_axis("metric")

    @cached_property
    def verdict(self) -> Verdict:
        """The verdict vector."""
        return _verdict(self)

    @cached_property
    def attribution(self) -> pd.DataFrame:
        """What each property contributes to each power's premium: rows powers, columns toggles."""
        return _attribution(self)

    def to_frame(self) -> pd.DataFrame:
        """Return payoffs, attribution and premium side by side, with a row of totals."""
        table = pd.concat(
            [self.by_power[["bilateral"]], self.attribution, self.by_power[["multilateral"]]],
            axis=1,
        ).assign(premium=self.by_power["premium"])
        table.loc["total"] = table.sum()
        return table

    def __repr__(self) -> str:
        try:
            verdict = repr(self.verdict)
        except UnsupportedNumberError:
            verdict = "symbolic"
        names = [side.institution.name for side in (self.multilateral, self.bilateral)]
        return f"Premium({' over '.join(names)}; {verdict})"

    def _repr_html_(self) -> str:
        from lilliput.analysis.display import premium

        return premium(self)

    def _repr_latex_(self) -> str | None:
        from lilliput.analysis.display import premium_latex

        return premium_latex(self)


def binding_premium(
    state: State,
    multilateral: Institution = multilateral(),  # noqa: B008 - frozen
    bilateral: Institution = hub_and_spokes(),  # noqa: B008 - frozen
    *,
    on_failure: OnFailure = "constrained",
    tol: float = 1e-9,
) -> Premium:
    """Compare a multilateral with a bilateral institution in a state of the world.

    Parameters
    ----------
    state
        The powers and what is at stake.
    multilateral, bilateral
        The institutions; by default generalised principles against discriminating hub and spokes.
    on_failure
        What happens to agreements that the discount factor does not sustain, see `enforce`.
    tol
        Margins up to `tol` in size count as indifference; exact margins are compared exactly.

    Returns
    -------
    Premium
        With `.by_power`, `.verdict`, `.attribution` and `.metrics`.

    Examples
    --------
    >>> state = State(powers=["A", "B", "C"], capabilities=[4, 1, 1], stakes="equal",
    ...               costs=(0, 0, 1))
    >>> premium = binding_premium(state)
    >>> premium.verdict["weak_gain"].status, premium.verdict["hub_participates"].status
    ('fails', 'fails')
    >>> {power: str(part) for power, part in premium.attribution["graph"].items()}
    {'A': '-1/12', 'B': '1/8', 'C': '1/8'}
    >>> bool((premium.attribution.sum(axis=1) == premium.by_power["premium"]).all())
    True
    """
    return Premium(
        multilateral=outcome(state, multilateral, on_failure=on_failure),
        bilateral=outcome(state, bilateral, on_failure=on_failure),
        tolerance=tol,
    )


def _attribution(premium: Premium) -> pd.DataFrame:
    """Share the premium among the toggles: a game of 2**k hybrids for each power."""
    start, end = premium.bilateral.institution, premium.multilateral.institution
    live = [toggle for toggle in TOGGLES if getattr(start, toggle) != getattr(end, toggle)]
    table = pd.DataFrame(0, index=list(premium.state.powers), columns=list(TOGGLES), dtype=object)
    table = table.rename_axis(index="power", columns="toggle")
    if not live:
        return table.astype(float)
    hybrids = []
    for mask in range(2 ** len(live)):
        changes = {t: getattr(end, t) for bit, t in enumerate(live) if mask >> bit & 1}
        hybrid = replace(start, name="hybrid", **changes)
        found = outcome(premium.state, hybrid, on_failure=premium.bilateral.on_failure).payoffs
        hybrids.append(list(found - premium.bilateral.payoffs))
    worths = number_array(hybrids, argument="premium", integers="fraction")
    for column, power in enumerate(premium.state.powers):
        parts = shapley_value(CoalitionalGame(live, worths[:, column]))
        table.loc[power, live] = list(parts)
    return table.astype(float) if worths.dtype != object else table


def _verdict(premium: Premium) -> Verdict:
    state, tol = premium.state, premium.tolerance
    gains = list(premium.by_power["premium"])
    to_float(number_array(gains, argument="premium"), argument="the premium of a verdict")
    weak = [gain for power, gain in zip(state.powers, gains, strict=True) if power != state.hub]
    least, total = min(gains), sum(gains)
    hub = gains[state.index(state.hub)]
    n, m = state.n, state.n - 1
    pareto = status_of(least, tol)
    if pareto == "indifferent" and max(gains) > _allowed(max(gains), tol):
        pareto = "holds"
    critical = premium.multilateral.enforcement.critical
    patience = state.discount_factor - critical
    calm = premium.bilateral.conflict - premium.multilateral.conflict
    return Verdict(
        pareto=Criterion(pareto, least, *_break_even(premium, least * n)),
        kaldor_hicks=Criterion(status_of(total, tol), total, *_break_even(premium, total)),
        weak_gain=Criterion(
            status_of(sum(weak), tol), sum(weak), *_break_even(premium, sum(weak) * n / m)
        ),
        hub_participates=Criterion(status_of(hub, tol), hub, *_break_even(premium, hub * n)),
        enforceable=Criterion(
            "holds" if patience >= 0 else "fails", patience, "discount factor", critical
        ),
        conflict=Criterion(status_of(calm, tol), calm, "", None),
    )


def status_of(margin: Any, tol: float) -> Status:
    """Return whether a margin holds, fails or is indifferent; exact margins have no tolerance."""
    allowed = _allowed(margin, tol)
    if abs(margin) <= allowed:
        return "indifferent"
    return "holds" if margin > 0 else "fails"


def _allowed(margin: Any, tol: float) -> float:
    return tol if isinstance(margin, float) else 0


def _break_even(premium: Premium, room: Any) -> tuple[str, Any]:
    """Return the multilateral cost T_M at which a margin vanishes, if only one side pays it."""
    schemes = (premium.multilateral.institution.cost, premium.bilateral.institution.cost)
    if schemes[0] != "multilateral" or schemes[1] == "multilateral":
        return "", None
    return "multilateral cost", premium.state.costs.multilateral + room
