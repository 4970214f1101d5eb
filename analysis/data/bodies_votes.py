"""Votes, populations and electors of voting bodies, each with its source beside it."""

__all__ = [
    "COLLEGE_1964",
    "COLLEGE_2024",
    "EEC_6",
    "EEC_9",
    "EEC_10",
    "EEC_12",
    "EU_15",
    "IMF_2022",
    "LISBON_2017",
    "NASSAU_1964",
    "NICE",
    "NICE_PER_MILLE",
    "PARLAMENT_2012",
]

# Treaty establishing the EEC, article 148, and the acts of accession of 1972, 1979, 1985, 1994.
EEC_6 = {"DE": 4, "FR": 4, "IT": 4, "NL": 2, "BE": 2, "LU": 1}
EEC_9 = {"DE": 10, "FR": 10, "IT": 10, "UK": 10, "NL": 5, "BE": 5, "DK": 3, "IE": 3, "LU": 2}
EEC_10 = {**EEC_9, "GR": 5}
EEC_12 = {**EEC_10, "ES": 8, "PT": 5}
EU_15 = {**EEC_12, "AT": 4, "SE": 4, "FI": 3}

# Treaty of Nice, and population per mille, as in J. M. Bilbao, University of Seville.
NICE = {
    "DE": 29, "UK": 29, "FR": 29, "IT": 29, "ES": 27, "PL": 27, "RO": 14, "NL": 13, "GR": 12,
    "CZ": 12, "BE": 12, "HU": 12, "PT": 12, "SE": 10, "BG": 10, "AT": 10, "SK": 7, "DK": 7,
    "FI": 7, "IE": 7, "LT": 7, "LV": 4, "SI": 4, "EE": 4, "CY": 4, "LU": 4, "MT": 3,
}  # fmt: skip
NICE_PER_MILLE = {
    "DE": 170, "UK": 123, "FR": 123, "IT": 120, "ES": 82, "PL": 80, "RO": 47, "NL": 33, "GR": 22,
    "CZ": 21, "BE": 21, "HU": 21, "PT": 21, "SE": 18, "BG": 17, "AT": 17, "SK": 11, "DK": 11,
    "FI": 11, "IE": 8, "LT": 8, "LV": 5, "SI": 4, "EE": 3, "CY": 2, "LU": 1, "MT": 1,
}  # fmt: skip

# Eurostat, population on 1 January 2017.
LISBON_2017 = {
    "BE": 11351727, "BG": 7101859, "CZ": 10578820, "DK": 5748769, "DE": 82521653, "EE": 1315635,
    "IE": 4784383, "GR": 10768193, "ES": 46528024, "FR": 66989083, "HR": 4154213, "IT": 60589445,
    "CY": 854802, "LV": 1950116, "LT": 2847904, "LU": 590667, "HU": 9797561, "MT": 460297,
    "NL": 17081507, "AT": 8772865, "PL": 37972964, "PT": 10309573, "RO": 19644350, "SI": 2065895,
    "SK": 5435343, "FI": 5503297, "SE": 9995153, "UK": 65808573,
}  # fmt: skip


def _numbered(votes: list[int]) -> dict[str, int]:
    """Name members by their votes, numbered where several have as many."""
    names: dict[str, int] = {}
    for position, vote in enumerate(votes):
        place = votes[: position + 1].count(vote)
        names[f"{vote} votes" + (f" ({place})" if votes.count(vote) > 1 else "")] = vote
    return names


# Census of 1960: elections of 1964 and 1968.
COLLEGE_1964 = _numbered(
    [43, 40, 29, 26, 26, 25, 21, 17, 14, 14, 13, 13, *[12] * 4, 11, *[10] * 5, *[9] * 2, *[8] * 3,
     *[7] * 2, *[6] * 4, *[5] * 2, *[4] * 10, *[3] * 6]
)  # fmt: skip

# Census of 2020: elections of 2024 and 2028.
COLLEGE_2024 = {
    "CA": 54, "TX": 40, "FL": 30, "NY": 28, "IL": 19, "PA": 19, "OH": 17, "GA": 16, "NC": 16,
    "MI": 15, "NJ": 14, "VA": 13, "WA": 12, "AZ": 11, "IN": 11, "MA": 11, "TN": 11, "CO": 10,
    "MD": 10, "MN": 10, "MO": 10, "WI": 10, "AL": 9, "SC": 9, "KY": 8, "LA": 8, "OR": 8, "CT": 7,
    "OK": 7, "AR": 6, "IA": 6, "KS": 6, "MS": 6, "NV": 6, "UT": 6, "NE": 5, "NM": 5, "HI": 4,
    "ID": 4, "ME": 4, "MT": 4, "NH": 4, "RI": 4, "WV": 4, "AK": 3, "DE": 3, "DC": 3, "ND": 3,
    "SD": 3, "VT": 3, "WY": 3,
}  # fmt: skip

# Board of Supervisors of Nassau County, New York, 1964: Malkevitch, Voting games II (AMS).
NASSAU_1964 = {
    "Hempstead 1": 31, "Hempstead 2": 31, "Oyster Bay": 28, "North Hempstead": 21,
    "Long Beach": 2, "Glen Cove": 2,
}  # fmt: skip

# Parliament of Catalonia, elected on 25 November 2012.
PARLAMENT_2012 = {
    "CiU": 50, "ERC": 21, "PSC": 20, "PP": 19, "ICV-EUiA": 13, "C's": 9, "CUP": 3
}  # fmt: skip

# Executive Board of the International Monetary Fund, second half of 2022: the seven largest of 24
# directors' shares as the Fund published them, in 1/17 of a hundredth of one per cent. The other
# 17 directors, who have 51.65 % together, are given equal parts of it.
IMF_2022 = {
    "US": 1650 * 17, "JP": 614 * 17, "CN": 608 * 17, "BE-NL group": 546 * 17, "DE": 531 * 17,
    "ES-MX group": 453 * 17, "South-East Asia group": 433 * 17,
    **{f"other {i}": 5165 for i in range(1, 18)},
}  # fmt: skip
