"""Cases: states and institutions of the world, ready to run, with sources and assumptions.

Each function returns a frozen `Case` and needs no file. Those that use capability scores take
`nmc`, the user's own National Material Capabilities file, in place of the bundled extract.
"""

from collections.abc import Callable

import pandas as pd

from lilliput.analysis.cases.case import Case, Finding
from lilliput.analysis.cases.climate import emissions_agreement
from lilliput.analysis.cases.concert import concert_of_europe
from lilliput.analysis.cases.east_asia import control_of_powers, san_francisco_system
from lilliput.analysis.cases.european_votes import european_councils
from lilliput.analysis.cases.evidence import NATO, alliances, nato_1964
from lilliput.analysis.cases.nato import nato_burden, nato_deterrence, nato_five
from lilliput.analysis.cases.published import published_numbers
from lilliput.analysis.cases.security_council import council_charters, security_council
from lilliput.analysis.cases.trade import circular_trade
from lilliput.games.errors import UnknownNameError

__all__ = [
    "CASES",
    "NATO",
    "Case",
    "Finding",
    "alliances",
    "case_findings",
    "case_named",
    "circular_trade",
    "concert_of_europe",
    "control_of_powers",
    "council_charters",
    "emissions_agreement",
    "european_councils",
    "nato_1964",
    "nato_burden",
    "nato_deterrence",
    "nato_five",
    "published_numbers",
    "san_francisco_system",
    "security_council",
]

CASES: dict[str, Callable[[], Case]] = {
    "concert-1816": concert_of_europe,
    "security-council": security_council,
    "nato-five-1962": nato_five,
    "nato-deterrence-1949": nato_deterrence,
    "nato-deterrence-1962": lambda: nato_deterrence(1962),
    "nato-burden-1964": nato_burden,
    "san-francisco-1955": san_francisco_system,
    "european-councils": european_councils,
    "circular-trade": circular_trade,
    "emissions": emissions_agreement,
}
"""The cases by name, each a function that makes it with its defaults."""


def case_named(name: str) -> Case:
    """Return a case with its defaults.

    Parameters
    ----------
    name
        A key of `CASES`.

    Examples
    --------
    >>> case_named("emissions").claims
    ('C16',)
    """
    if name not in CASES:
        raise UnknownNameError("case", name, CASES)
    return CASES[name]()


def case_findings() -> pd.DataFrame:
    """Return the findings of all cases in one table, indexed by case, claim and item.

    Examples
    --------
    >>> table = case_findings()
    >>> table.xs("nato-burden-1964", level="case")["verdict"].tolist()
    ['holds', '', 'holds', 'holds', 'holds']
    """
    return pd.concat({name: case_named(name).to_frame() for name in CASES}, names=["case"])
