"""A comparison at many points: columns in, columns out, and which points failed."""

from dataclasses import dataclass
from typing import Any, final

import numpy as np
import pandas as pd

from lilliput.analysis.comparisons.comparison import Comparison
from lilliput.analysis.comparisons.outcomes import BatchOutcome, Outcomes
from lilliput.analysis.comparisons.parameters import read_points
from lilliput.analysis.comparisons.sharing import mark_unfit
from lilliput.analysis.comparisons.states import BatchStates
from lilliput.analysis.comparisons.verdicts import (
    CRITERIA,
    STATUSES,
    attribution,
    leverage,
    margins,
    statuses,
    weak_share,
)
from lilliput.analysis.premium import TOGGLES
from lilliput.games.arithmetic import Array

__all__ = ["Compared", "compare", "number_columns"]

_ENTRIES = 2**18  # of one table of pairs in a block: 2 MiB, which stays in the cache


@final
@dataclass(frozen=True, eq=False)
class Compared:
    """What institutions make of many states.

    Parameters
    ----------
    numbers
        Column to floats, NaN at points that failed; `number_columns` lists the columns.
    verdicts
        Criterion to positions in ``("holds", "fails", "indifferent")``, -1 at failed points.
    failed
        0 where a point is fine, k where it failed for ``reasons[k - 1]``.
    reasons
        Pairs of the type of an error and its message.
    """

    numbers: dict[str, Array]
    verdicts: dict[str, Array]
    failed: Array
    reasons: tuple[tuple[str, str], ...]

    def __len__(self) -> int:
        return len(self.failed)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a point: numbers, verdicts as categories, and what went wrong if so.

        Where points failed there are the columns ``error`` and ``message``, too, as in a sweep.
        """
        frame = {
            name: pd.Categorical.from_codes(codes.astype(np.int64), pd.Index(STATUSES))
            for name, codes in self.verdicts.items()
        }
        table = pd.DataFrame({**self.numbers, **frame})
        if self.reasons:
            for place, name in enumerate(("error", "message")):
                texts = np.array([None, *(reason[place] for reason in self.reasons)])
                table[name] = texts[self.failed]
        return table

    def __repr__(self) -> str:
        bad = int((self.failed > 0).sum())
        return f"Compared({len(self)} points, {len(self.numbers)} numbers each; {bad} failed)"


def number_columns(comparison: Comparison) -> tuple[str, ...]:
    """Return the names of the numbers that a comparison gives, in order.

    For each institution ``payoff <institution> <power>``, ``welfare <institution>``,
    ``weak share …``, ``leverage …``, ``conflict …`` and ``critical discount factor …``; then
    ``premium <power>``, ``<criterion> margin``, and with attribution ``<property> <power>``.
    The verdict adds one column a criterion. The least-core value is left out: it takes linear
    programmes over all coalitions of each point.

    Examples
    --------
    >>> from lilliput.analysis.state import State
    >>> state = State(powers=["A", "B"], capabilities=1, stakes="equal")
    >>> names = number_columns(Comparison(state, institutions=[]))
    >>> names[:3], names[14:18]
    (('payoff multilateral A', 'payoff multilateral B', 'welfare multilateral'), \
('premium A', 'premium B', 'pareto margin', 'kaldor_hicks margin'))
    """
    powers = comparison.state.powers
    names = []
    for institution in comparison.compared:
        label = institution.name
        names += [f"payoff {label} {power}" for power in powers]
        names += [f"{metric} {label}" for metric in _METRICS]
    names += [f"premium {power}" for power in powers]
    names += [f"{criterion} margin" for criterion in CRITERIA]
    if comparison.attribution:
        names += [f"{toggle} {power}" for toggle in TOGGLES for power in powers]
    return tuple(names)


_METRICS = ("welfare", "weak share", "leverage", "conflict", "critical discount factor")


def compare(comparison: Comparison, /, **columns: Any) -> Compared:
    """Compare institutions at many points at once.

    Payoffs are those of `outcome` and premium and verdict those of `binding_premium` at
    ``comparison.state_at(…)``, in floats; the state need not be built. A point outside the domain
    of its parameters fails and leaves the others alone. The numbers of a point do not depend on
    the other points.

    Parameters
    ----------
    comparison
        The institutions, and the state of what does not vary.
    **columns
        Parameter to its numbers, one a point, or one for all.

    Returns
    -------
    Compared
        With `.to_frame()`.

    Raises
    ------
    UnknownNameError
        A parameter that the comparison does not have.
    InvalidArgumentError
        Columns of different lengths, or that contradict each other.

    Examples
    --------
    >>> from lilliput.analysis.state import State
    >>> state = State(powers=["US", "CA", "MX"], capabilities=[6, 2, 1], stakes="equal")
    >>> found = compare(Comparison(state), **{"costs.multilateral": [0, 0.4, -1]})
    >>> found
    Compared(3 points, 73 numbers each; 1 failed)
    >>> found.to_frame()[["premium US", "premium CA", "weak_gain"]].round(3)
       premium US  premium CA weak_gain
    0      -0.313       0.213     holds
    1      -0.447       0.080     holds
    2         NaN         NaN       NaN
    """
    comparison.check(list(columns))
    states, failures = read_points(
        comparison.state,
        columns,
        places=comparison.places,
        stakes=comparison.stakes,
        directed_stakes=comparison.directed_stakes,
    )
    for institution in comparison.compared:
        mark_unfit(institution.rule, states, failures)
    size = len(states)
    numbers = {name: np.full(size, np.nan) for name in number_columns(comparison)}
    verdicts = {name: np.full(size, -1, dtype=np.int8) for name in CRITERIA}
    good = np.flatnonzero(failures.codes == 0)
    block = max(64, _ENTRIES // states.n**2)
    uncertified = np.zeros(size, dtype=bool)
    for start in range(0, good.size, block):
        rows = good[start : start + block]
        if rows.size == rows[-1] - rows[0] + 1:
            rows = slice(int(rows[0]), int(rows[-1]) + 1)  # type: ignore[assignment]
        found, codes, certified = _block(comparison, states.take(rows))
        for name, column in found.items():
            numbers[name][rows] = column
        for name, column in codes.items():
            verdicts[name][rows] = column
        uncertified[rows] = ~certified
    failures.mark(
        uncertified, "SolverError", "the concessions that pooling sustains were not certified"
    )
    for column in numbers.values():
        column[uncertified] = np.nan
    for column in verdicts.values():
        column[uncertified] = -1
    return Compared(numbers, verdicts, failures.codes, failures.reasons)


def _block(
    comparison: Comparison, states: BatchStates
) -> tuple[dict[str, Array], dict[str, Array], Array]:
    """Return numbers, verdicts and what is certified for states that are all within the domain."""
    outcomes = Outcomes(comparison.state, states, comparison.on_failure)
    numbers: dict[str, Array] = {}
    found: dict[str, BatchOutcome] = {}
    certified = np.ones(len(states), dtype=bool)
    for institution in comparison.compared:
        label = institution.name
        found[label] = each = outcomes.of(institution)
        certified &= each.certified
        numbers |= _metrics(states, each, label)
    more, less = found[comparison.multilateral.name], found[comparison.bilateral.name]
    gains = more.payoffs - less.payoffs
    numbers |= {f"premium {power}": gains[:, i] for i, power in enumerate(states.powers)}
    found_margins = margins(states, more, less)
    numbers |= {f"{name} margin": margin for name, margin in found_margins.items()}
    if comparison.attribution:
        parts, sure = attribution(outcomes, comparison.multilateral, comparison.bilateral)
        certified &= sure
        for toggle, table in parts.items():
            numbers |= {f"{toggle} {p}": table[:, i] for i, p in enumerate(states.powers)}
    return numbers, statuses(found_margins, gains.max(axis=1), comparison.tol), certified


def _metrics(states: BatchStates, outcome: BatchOutcome, label: str) -> dict[str, Array]:
    powers = enumerate(states.powers)
    return {
        **{f"payoff {label} {power}": outcome.payoffs[:, i] for i, power in powers},
        f"welfare {label}": outcome.payoffs.sum(axis=1),
        f"weak share {label}": weak_share(states, outcome),
        f"leverage {label}": leverage(states, outcome),
        f"conflict {label}": outcome.conflict,
        f"critical discount factor {label}": outcome.critical,
    }
