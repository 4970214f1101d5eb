"""Voting bodies ready to use, and what has been published about the power of their members.

The Security Council is modelled as in the literature: a resolution needs the stated number of
votes and no veto, abstention counted as a vote against. So a permanent member's abstention blocks
in the model, where in the Council's practice only its "no" does. In the Electoral College each
state votes as one, those included that divide their electors.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, final

import pandas as pd

from lilliput.analysis.data.bodies_votes import (
    COLLEGE_1964,
    COLLEGE_2024,
    EEC_6,
    EEC_9,
    EEC_10,
    EEC_12,
    EU_15,
    IMF_2022,
    LISBON_2017,
    NASSAU_1964,
    NICE,
    NICE_PER_MILLE,
    PARLAMENT_2012,
)
from lilliput.games.power import banzhaf_index, shapley_shubik
from lilliput.games.voting import VotingGame

__all__ = ["BODIES", "VotingBody", "published_power"]

_ALL = "all members"


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
    further
        Rules that must be met as well: pairs of votes and quota.
    suffices
        Rules each of which suffices instead of all others.
    """

    name: str
    votes: Mapping[str, int]
    quota: int
    published: Mapping[tuple[str, str], Fraction | Decimal]
    source: str
    vetoes: tuple[str, ...] = ()
    further: tuple[tuple[Mapping[str, int], int], ...] = ()
    suffices: tuple[tuple[Mapping[str, int], int], ...] = ()

    def game(self) -> VotingGame:
        """Return the voting game.

        Examples
        --------
        >>> BODIES["EEC-6"].game()
        VotingGame(6 players: DE, FR, IT, NL, BE, LU; quota 12 of 17)
        """
        rules = [(self.votes, self.quota), *self.further]
        game = VotingGame.from_rules(self.votes, rules, vetoes=self.vetoes)
        for votes, quota in self.suffices:
            game |= VotingGame(self.votes, weights=votes, quota=quota)
        return game


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
        measures = {measure for measure, _ in body.published}
        found = {measure: _MEASURES[measure](game) for measure in sorted(measures)}
        for (measure, member), published in body.published.items():
            computed = found[measure][member]
            rows[body.name, measure, member] = {
                "computed": computed,
                "published": _shown(published),
                "difference": _difference(computed, published),
            }
    frame = pd.DataFrame.from_dict(rows, orient="index")
    return frame.rename_axis(["body", "measure", "member"])


def _number_of_winning(game: VotingGame) -> dict[str, Fraction]:
    return {_ALL: Fraction(game.count_winning())}


_MEASURES: dict[str, Callable[[VotingGame], Any]] = {
    "Shapley–Shubik": lambda game: shapley_shubik(game, exact=True),
    "Banzhaf": lambda game: banzhaf_index(game, exact=True),
    "winning coalitions": _number_of_winning,
}


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


def _published(measure: str, **numbers: str) -> dict[tuple[str, str], Fraction | Decimal]:
    return {
        (measure, member): Decimal(text) if "." in text else Fraction(text)
        for member, text in numbers.items()
    }


def _shapley(**numbers: str) -> dict[tuple[str, str], Fraction | Decimal]:
    return _published("Shapley–Shubik", **numbers)


def _lisbon(name: str, populations: Mapping[str, int]) -> VotingBody:
    """Return the Council under the Treaty of Lisbon, article 16 TEU.

    55 % of the states with 65 % of the population, both rounded up; and four states at least must
    be against to block.
    """
    states = dict.fromkeys(populations, 1)
    share = (populations, -(-sum(populations.values()) * 65 // 100))
    unblocked = (states, len(states) - 3)
    needed = -(-len(states) * 55 // 100)
    return VotingBody(name, states, needed, {}, _LISBON, (), (share,), (unblocked,))


_FM = "Felsenthal and Machover (1998), The Measurement of Voting Power"
_BA = "Brams and Affuso (1976), Theory and Decision 7; Brams (1985)"
_SS = "Shapley and Shubik (1954), doi:10.2307/1951053"
_BILBAO = "Bilbao, J. M., University of Seville; Felsenthal and Machover (2001)"
_LISBON = "Treaty on European Union, article 16; population: Eurostat, 1 January 2017"
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
    "EEC-6": VotingBody("EEC-6, 1958", EEC_6, 12, _shapley(DE="7/30", NL="3/20", LU="0"), _BA),
    "EEC-9": VotingBody(
        "EEC-9, 1973", EEC_9, 41, _shapley(DE="5/28", NL="17/210", DK="2/35", LU="1/105"), _BA
    ),
    "EEC-10": VotingBody("EEC-10, 1981", EEC_10, 45, _shapley(DE="73/420"), _FM),
    "EEC-12": VotingBody("EEC-12, 1986", EEC_12, 54, _shapley(DE="31/231"), _FM),
    "EU-15": VotingBody("EU-15, 1995", EU_15, 62, _shapley(DE="7/60"), _FM),
    "EU-27": VotingBody(
        "EU-27, Nice (votes only)",
        NICE,
        255,
        _shapley(
            DE=".08674", ES=".07997", RO=".03994", NL=".03683", GR=".03407", SE=".02819",
            SK=".01961", LV=".01104", MT=".00818",
        )
        | {("winning coalitions", _ALL): Fraction(2_718_774)},
        _BILBAO,
    ),
    "EU-27-Nice": VotingBody(
        "EU-27, Nice (votes, states, population)",
        NICE,
        255,
        {("winning coalitions", _ALL): Fraction(2_718_752)},
        _BILBAO,
        further=((dict.fromkeys(NICE, 1), 14), (NICE_PER_MILLE, 620)),
    ),
    "EU-28": _lisbon("EU-28, Lisbon (2017)", LISBON_2017),
    "EU-27-Lisbon": _lisbon(
        "EU-27, Lisbon (2017, without the UK)",
        {state: people for state, people in LISBON_2017.items() if state != "UK"},
    ),
    "US-1964": VotingBody(
        "US Electoral College, 1964",
        COLLEGE_1964,
        270,
        {
            ("Shapley–Shubik", "43 votes"): Decimal(".084062"),
            ("Shapley–Shubik", "40 votes"): Decimal(".077669"),
            ("Shapley–Shubik", "3 votes (1)"): Decimal(".005416"),
        },
        "Mann and Shapley (1962), RAND RM-3158; votes by the census of 1960",
    ),
    "US-2024": VotingBody(
        "US Electoral College, 2024",
        COLLEGE_2024,
        270,
        {},
        "US Constitution, article II and amendments 12 and 23; votes by the census of 2020",
    ),
    "IMF-2022": VotingBody(
        "IMF Executive Board, 2022 (85 %)",
        IMF_2022,
        85 * 1700,
        {},
        "International Monetary Fund, Executive Directors and voting power, second half of 2022: "
        "the seven largest shares; the other 17 directors in equal parts",
    ),
    "Nassau-1964": VotingBody(
        "Nassau County, 1964",
        NASSAU_1964,
        58,
        {
            ("Banzhaf", "Hempstead 1"): Fraction(1, 3),
            ("Banzhaf", "Oyster Bay"): Fraction(1, 3),
            ("Banzhaf", "North Hempstead"): Fraction(0),
            ("Banzhaf", "Glen Cove"): Fraction(0),
        },
        "Banzhaf (1965), Rutgers Law Review 19:317–343; votes from Malkevitch, Voting games II",
    ),
    "Catalonia-2012": VotingBody(
        "Parliament of Catalonia, 2012",
        PARLAMENT_2012,
        68,
        {},
        "Parliament of Catalonia, election of 25 November 2012",
    ),
}  # fmt: skip
"""The voting bodies by key."""
