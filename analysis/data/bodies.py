"""Voting bodies with published voting power: the UN Security Council and the EEC/EU Councils.

The Security Council is modelled as in the literature: a resolution needs the stated number of
votes and no veto, abstention counted as a vote against. So a permanent member's abstention blocks
in the model, where in the Council's practice only its "no" does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import final

import pandas as pd

from lilliput.games.power import banzhaf_index, shapley_shubik
from lilliput.games.voting import VotingGame

__all__ = ["BODIES", "VotingBody", "published_power"]

_MEASURES = {"Shapley–Shubik": shapley_shubik, "Banzhaf": banzhaf_index}


@final
@dataclass(frozen=True)
class VotingBody:
    """A voting body, and what has been published about the power of its members.

    Parameters
    ----------
    name
        What tables call it.
    votes
        Member to votes.
    quota
        Votes needed.
    published
        (measure, member) to the published number: a Fraction, or a Decimal rounded to its digits.
    source
        Citation.
    vetoes
        Members with a veto.
    """

    name: str
    votes: Mapping[str, int]
    quota: int
    published: Mapping[tuple[str, str], Fraction | Decimal]
    source: str
    vetoes: tuple[str, ...] = ()

    def game(self) -> VotingGame:
        """Return the voting game.

        Examples
        --------
        >>> BODIES["EEC-6"].game()
        VotingGame(6 players: DE, FR, IT, NL, BE, LU; quota 12 of 17)
        """
        return VotingGame(self.votes, weights=self.votes, quota=self.quota, vetoes=self.vetoes)


def published_power() -> pd.DataFrame:
    """Return computed against published voting power, one row a body, measure and member.

    Returns
    -------
    pandas.DataFrame
        Columns: computed (exact Fraction), published, and their difference; where the published
        number is a rounded decimal, the computed one is rounded to as many digits first.

    Examples
    --------
    >>> table = published_power()
    >>> bool((table["difference"] == 0).all())
    True
    """
    rows = {}
    for body in BODIES.values():
        game = body.game()
        found = {measure: index(game, exact=True) for measure, index in _MEASURES.items()}
        for (measure, member), published in body.published.items():
            computed = found[measure][member]
            rows[body.name, measure, member] = {
                "computed": computed,
                "published": _shown(published),
                "difference": _difference(computed, published),
            }
    frame = pd.DataFrame.from_dict(rows, orient="index")
    return frame.rename_axis(["body", "measure", "member"])


def _shown(published: Fraction | Decimal) -> Fraction | str:
    return published if isinstance(published, Fraction) else str(published)


def _difference(computed: Fraction, published: Fraction | Decimal) -> Fraction:
    if isinstance(published, Decimal):
        places = -int(published.as_tuple().exponent)
        computed = Fraction(round(computed * 10**places), 10**places)
    return computed - Fraction(published)


def _security_council(elected: int) -> dict[str, int]:
    permanent = ["US", "UK", "FR", "RU", "CN"]
    return dict.fromkeys([*permanent, *(f"elected {i}" for i in range(1, elected + 1))], 1)


def _shapley(**published: str) -> dict[tuple[str, str], Fraction | Decimal]:
    return {
        ("Shapley–Shubik", member): Decimal(text) if "." in text else Fraction(text)
        for member, text in published.items()
    }


_SIX = {"DE": 4, "FR": 4, "IT": 4, "NL": 2, "BE": 2, "LU": 1}
_NINE = {"DE": 10, "FR": 10, "IT": 10, "UK": 10, "NL": 5, "BE": 5, "DK": 3, "IE": 3, "LU": 2}
_TEN = {**_NINE, "GR": 5}
_TWELVE = {**_TEN, "ES": 8, "PT": 5}
_FIFTEEN = {**_TWELVE, "AT": 4, "SE": 4, "FI": 3}
_NICE = {
    "DE": 29, "UK": 29, "FR": 29, "IT": 29, "ES": 27, "PL": 27, "RO": 14, "NL": 13, "GR": 12,
    "CZ": 12, "BE": 12, "HU": 12, "PT": 12, "SE": 10, "BG": 10, "AT": 10, "SK": 7, "DK": 7,
    "FI": 7, "IE": 7, "LT": 7, "LV": 4, "SI": 4, "EE": 4, "CY": 4, "LU": 4, "MT": 3,
}  # fmt: skip
_FM = "Felsenthal and Machover (1998), The Measurement of Voting Power"
_BA = "Brams and Affuso (1976), Theory and Decision 7:29–56; Brams (1985)"
_SS = "Shapley and Shubik (1954), doi:10.2307/1951053"
_FIVE = ("US", "UK", "FR", "RU", "CN")

BODIES: dict[str, VotingBody] = {
    "UNSC-1946": VotingBody(
        "UNSC 1946–65",
        _security_council(6),
        7,
        {
            ("Shapley–Shubik", "US"): Fraction(76, 385),
            ("Shapley–Shubik", "elected 1"): Fraction(1, 462),
        },
        _SS,
        _FIVE,
    ),
    "UNSC-1966": VotingBody(
        "UNSC since 1966",
        _security_council(10),
        9,
        {
            ("Shapley–Shubik", "US"): Fraction(421, 2145),
            ("Shapley–Shubik", "elected 1"): Fraction(4, 2145),
            ("Banzhaf", "US"): Fraction(106, 635),
            ("Banzhaf", "elected 1"): Fraction(21, 1270),
        },
        _FM,
        _FIVE,
    ),
    "EEC-6": VotingBody("EEC-6, 1958", _SIX, 12, _shapley(DE="7/30", NL="3/20", LU="0"), _BA),
    "EEC-9": VotingBody(
        "EEC-9, 1973", _NINE, 41, _shapley(DE="5/28", NL="17/210", DK="2/35", LU="1/105"), _BA
    ),
    "EEC-10": VotingBody("EEC-10, 1981", _TEN, 45, _shapley(DE="73/420"), _FM),
    "EEC-12": VotingBody("EEC-12, 1986", _TWELVE, 54, _shapley(DE="31/231"), _FM),
    "EU-15": VotingBody("EU-15, 1995", _FIFTEEN, 62, _shapley(DE="7/60"), _FM),
    "EU-27": VotingBody(
        "EU-27, Nice (votes only)",
        _NICE,
        255,
        _shapley(
            DE=".08674", ES=".07997", RO=".03994", NL=".03683", GR=".03407", SE=".02819",
            SK=".01961", LV=".01104", MT=".00818",
        ),
        "Bilbao, J. M., University of Seville; Felsenthal and Machover (2001)",
    ),
}  # fmt: skip
"""The voting bodies by key."""
