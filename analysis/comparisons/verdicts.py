"""The premium in many states at once: by power, by criterion and by property of institutions."""

from dataclasses import replace
from math import factorial

import numpy as np

from lilliput.analysis.comparisons.outcomes import BatchOutcome, Outcomes
from lilliput.analysis.comparisons.states import BatchStates
from lilliput.analysis.institutions import Institution
from lilliput.analysis.premium import TOGGLES
from lilliput.games.arithmetic import Array

__all__ = ["CRITERIA", "STATUSES", "attribution", "leverage", "margins", "statuses", "weak_share"]

CRITERIA = (
    "pareto", "kaldor_hicks", "weak_gain", "hub_participates", "enforceable", "conflict",
)  # fmt: skip
STATUSES = ("holds", "fails", "indifferent")
_HOLDS, _FAILS, _INDIFFERENT = range(3)


def margins(
    states: BatchStates, multilateral: BatchOutcome, bilateral: BatchOutcome
) -> dict[str, Array]:
    """Return the margin of each criterion of the verdict, as `Verdict` defines them."""
    gains = multilateral.payoffs - bilateral.payoffs
    hub = gains[:, states.hub]
    weak = np.delete(gains, states.hub, axis=1).sum(axis=1)
    return {
        "pareto": gains.min(axis=1),
        "kaldor_hicks": gains.sum(axis=1),
        "weak_gain": weak,
        "hub_participates": hub,
        "enforceable": states.discount_factor - multilateral.critical,
        "conflict": bilateral.conflict - multilateral.conflict,
    }


def statuses(found: dict[str, Array], largest: Array, tol: float) -> dict[str, Array]:
    """Return whether each criterion holds, as positions in `STATUSES`.

    Parameters
    ----------
    found
        The margins.
    largest
        The largest premium of any power: Pareto holds where it is above `tol` and nobody loses.
    tol
        Margins up to this size are indifference; patience has no tolerance.

    Examples
    --------
    >>> margin = {"weak_gain": np.array([1.0, -1.0, 1e-12])}
    >>> statuses(margin, np.ones(3), 1e-9)
    {'weak_gain': array([0, 1, 2], dtype=int8)}
    """
    codes = {}
    for name, margin in found.items():
        signs = np.where(margin > 0, _HOLDS, _FAILS)
        if name == "enforceable":
            signs = np.where(margin >= 0, _HOLDS, _FAILS)
        else:
            signs = np.where(np.abs(margin) <= tol, _INDIFFERENT, signs)
        if name == "pareto":
            signs = np.where((signs == _INDIFFERENT) & (largest > tol), _HOLDS, signs)
        codes[name] = signs.astype(np.int8)
    return codes


def weak_share(states: BatchStates, outcome: BatchOutcome) -> Array:
    """Return the spokes' part of welfare, NaN where welfare is 0."""
    weak = np.delete(outcome.payoffs, states.hub, axis=1).sum(axis=1)
    return _ratio(weak, outcome.payoffs.sum(axis=1))


def leverage(states: BatchStates, outcome: BatchOutcome) -> Array:
    """Return [x_h − φ_h(v)]/v(N), φ(v) where all cooperate freely; NaN where v(N) is 0."""
    stakes, hub = states.stakes, states.hub
    free = stakes[:, hub].sum(axis=1) / 2 + states.collective_good / states.n
    whole = stakes.sum(axis=2).sum(axis=1) / 2 + states.collective_good
    return _ratio(outcome.allocation[:, hub] - free, whole)


def attribution(
    outcomes: Outcomes, multilateral: Institution, bilateral: Institution
) -> tuple[dict[str, Array], Array]:
    """Share the premium among the properties in which two institutions differ.

    Returns
    -------
    dict
        Property to an N × n array; the arrays add up to the premium.
    ndarray of N
        Where the enforcement of all hybrids is certified.
    """
    states = outcomes.states
    live = [name for name in TOGGLES if getattr(multilateral, name) != getattr(bilateral, name)]
    k = len(live)
    parts = {name: np.zeros((len(states), states.n)) for name in TOGGLES}
    certified = np.ones(len(states), dtype=bool)
    for mask in range(2**k):
        changes = {t: getattr(multilateral, t) for b, t in enumerate(live) if mask >> b & 1}
        found = outcomes.of(replace(bilateral, name="hybrid", **changes))
        certified &= found.certified
        size = mask.bit_count()
        for b, toggle in enumerate(live):
            others = size - (mask >> b & 1)
            weight = factorial(others) * factorial(k - 1 - others) / factorial(k)
            parts[toggle] += (weight if mask >> b & 1 else -weight) * found.payoffs
    return parts, certified


def _ratio(part: Array, whole: Array) -> Array:
    return np.where(whole == 0, np.nan, part / np.where(whole == 0, 1.0, whole))
