"""Small cited tables of facts, and readers for the files that users bring."""

from lilliput.analysis.data.bodies import BODIES, VotingBody, published_power
from lilliput.analysis.data.nmc import (
    MAJOR_POWER_YEARS,
    capability_shares,
    major_powers,
    read_nmc,
)

__all__ = [
    "BODIES",
    "MAJOR_POWER_YEARS",
    "VotingBody",
    "capability_shares",
    "major_powers",
    "published_power",
    "read_nmc",
]
