"""The scenarios of the main job: which powers, when, and the parameters that data do not give.

CINC says who the powers are and how capable; how much they gain from each other, what treaties
cost and how patient they are, it does not say. Those are assumptions, the same in every year, and
every table prints them.
"""

from typing import Any, NamedTuple

import pandas as pd

from lilliput.analysis.data import MAJOR_POWER_YEARS, major_powers
from lilliput.analysis.state import Costs, State

__all__ = ["BASELINE", "SCENARIOS", "Scenario", "describe"]

BASELINE: dict[str, Any] = {
    "stakes": "gravity",
    "directed_stakes": "size",
    "collective_good": 0.2,
    "discount_factor": 0.6,
    "brokerage": 0.5,
    "costs": Costs(bilateral=0.02, member=0.01, multilateral=0.05),
}
"""Assumptions of every scenario; stakes add up to 1, so payoffs are shares of them."""


class Scenario(NamedTuple):
    """A year, the powers in it, and a title; the hub is the most capable power."""

    title: str
    year: int
    powers: tuple[str, ...]

    def state(self, data: Any = None, **changes: Any) -> State:
        """Return the state of the world, from the bundled scores or from a full NMC file.

        Examples
        --------
        >>> SCENARIOS[0].state().hub
        'UKG'
        """
        source = major_powers() if data is None else data
        return State.from_nmc(source, year=self.year, powers=self.powers, **(BASELINE | changes))


def _majors(frame: pd.DataFrame, year: int) -> Scenario:
    rows = frame[frame["year"] == year]
    return Scenario(str(year), year, tuple(rows["stateabb"]))


SCENARIOS: tuple[Scenario, ...] = (
    *(_majors(major_powers(), year) for year in MAJOR_POWER_YEARS),
    Scenario("1962, NATO-5", 1962, ("USA", "UKG", "FRN", "GFR", "ITA")),
)


def describe(parameters: dict[str, Any] | None = None) -> str:
    """Return the assumptions as a sentence for the notes of a table.

    Examples
    --------
    >>> describe()[:36]
    'Stakes gravity (total 1), directed s'
    """
    p = BASELINE if parameters is None else parameters
    costs = p["costs"]
    return (
        f"Stakes {p['stakes']} (total 1), directed stakes {p['directed_stakes']}, "
        f"g = {p['collective_good']}, δ = {p['discount_factor']}, λ = {p['brokerage']}, "
        f"t_B = {costs.bilateral}, t_M = {costs.member}, T_M = {costs.multilateral}."
    )
