"""The charters of the United Nations Security Council, of 1946 and of 1966.

Five permanent members have a veto, and k of the m elected ones must agree: 2 of 6 until 1965, 4 of
10 since. Surplus is split by the Shapley–Shubik index (as in M15a, with five hubs in place of one),
and outside options decide which k all accept; whoever writes the charter for the five picks the
least of these. Outside options are not observed: the case says for which of them the actual charter
is the one that the five would write.
"""

from fractions import Fraction
from typing import Any

import pandas as pd

from lilliput.analysis.cases.case import Case, Finding, findings_of_model
from lilliput.analysis.claims import claims
from lilliput.analysis.claims.voice import council
from lilliput.analysis.data import BODIES
from lilliput.analysis.premium import status_of
from lilliput.games.errors import InvalidArgumentError
from lilliput.games.offers import baron_ferejohn
from lilliput.games.power import banzhaf_index, shapley_shubik
from lilliput.games.voting import VotingGame

__all__ = ["council_charters", "security_council"]

_VETOES = 5
_CHARTERS = {"1946": (6, 2), "1966": (10, 4)}
_PATIENCE = Fraction(9, 10)
_PERMANENT, _ELECTED = "veto 1", "member 1"


# The names are those of the models' parameters.
def council_charters(
    P: int, m: int, *, outside_permanent: Any = 0, outside_elected: Any = 0
) -> pd.DataFrame:
    """Return what each charter gives permanent and elected members, and whether all accept it.

    Parameters
    ----------
    P, m
        Numbers of members with a veto, 1 to 10, and of those without, 1 to 12.
    outside_permanent, outside_elected
        Outside options of one member of either kind, ≥ 0, as shares of the surplus.

    Returns
    -------
    pandas.DataFrame
        One row for each number k of elected members who must agree: Shapley–Shubik and normalised
        Banzhaf indices of one member of either kind, the share of an elected member in bargaining
        by offers (δ = 9/10), all elected members together, and whether the charter is feasible.

    Raises
    ------
    InvalidArgumentError
        P or m outside its range, or an outside option below 0.

    Examples
    --------
    >>> charters = council_charters(5, 6)
    >>> charters.loc[2, ["permanent", "elected"]].tolist()
    [Fraction(76, 385), Fraction(1, 462)]

    With one permanent member it is the charter of M15a:

    >>> table = council_charters(1, 6, outside_permanent=Fraction(4, 10),
    ...                          outside_elected=Fraction(1, 20))
    >>> table.index[table["feasible"]].tolist()
    [3, 4]
    """
    for name, number, most in (("P", P, 10), ("m", m, 12)):
        if not isinstance(number, int) or not 1 <= number <= most:
            raise InvalidArgumentError(
                f"{name} must be an integer in [1, {most}], the sizes of councils whose indices "
                f"are computed exactly, got {number!r}"
            )
    for name, option in (("permanent", outside_permanent), ("elected", outside_elected)):
        if not isinstance(option, (int, float, Fraction)) or not option >= 0:
            raise InvalidArgumentError(
                f"outside_{name} must be >= 0, a share of the surplus, got {option!r}"
            )
    rows = {}
    for k in range(1, m + 1):
        game = council(P, m, k)
        power = shapley_shubik(game, exact=True)
        swings = banzhaf_index(game, exact=True)
        offers = baron_ferejohn(game, discount_factors=_PATIENCE).payoffs
        permanent, elected = power[_PERMANENT], power[_ELECTED]
        rows[k] = {
            "permanent": permanent,
            "elected": elected,
            "all elected": m * elected,
            "Banzhaf permanent": swings[_PERMANENT],
            "Banzhaf elected": swings[_ELECTED],
            "offers elected": offers[_ELECTED],
            "feasible": bool(permanent >= outside_permanent and elected >= outside_elected),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("k")


def security_council(*, outside_permanent: Any = None, outside_elected: Any = 0) -> Case:
    """Return the Security Council of 1946 and of 1966 against the charters that were feasible.

    Parameters
    ----------
    outside_permanent
        What a permanent member has outside, as a share of the surplus; by default what one vote
        among all would give it, 1/11 and 1/15.
    outside_elected
        What an elected member has outside.

    Examples
    --------
    >>> case = security_council()
    >>> case.to_frame().loc[("C15", "1946: permanent member, veto against one vote among 11")][
    ...     "value"]
    Fraction(41, 385)

    If elected members had little outside, the five could have written a charter with one elected
    vote. They wrote two, as they would if that little is worth between these shares:

    >>> item = "1946: elected member's outside option at which the five write k = 2"
    >>> case.to_frame().loc[("C15", item), "value"]
    '(1/2772, 1/462]'

    References
    ----------
    Shapley, L. S. and Shubik, M. (1954). A method for evaluating the distribution of power in a
    committee system. American Political Science Review 48:787–792. doi:10.2307/1951053
    """
    findings: list[Finding] = []
    tables = {}
    for year, (m, k) in _CHARTERS.items():
        equal = Fraction(1, _VETOES + m)
        option = equal if outside_permanent is None else outside_permanent
        table = council_charters(
            _VETOES, m, outside_permanent=option, outside_elected=outside_elected
        )
        tables[f"charters {year}"] = table.assign(actual=[row == k for row in table.index])
        findings += _voice(year, m, k) + _special(year, m, k, table)
    findings += _reform(tables)
    permanent = "1/11 and 1/15, one vote of all" if outside_permanent is None else outside_permanent
    return Case(
        name="security-council",
        title="Charters of the United Nations Security Council",
        question="Did the permanent members write the charter that served them best, and what "
        "voice was left to the others?",
        findings=findings,
        source="Charter of the United Nations, article 27, as of 1945 and as amended in 1965; "
        "Shapley and Shubik (1954), doi:10.2307/1951053",
        assumed="abstention counts as a vote against; a surplus split by voting power; outside "
        f"options of a permanent member {permanent}, "
        f"of an elected one {outside_elected}; offers with δ = 9/10",
        games={year: BODIES[f"UNSC-{year}"].game() for year in _CHARTERS},
        tables=tables,
    )


def _voice(year: str, m: int, k: int) -> list[Finding]:
    items = {
        "P9-decisive": "decisive (Shapley–Shubik)",
        "P9-offers": "paid by proposers",
        "P9-core": "paid in the core",
        "P9-robust": "robust voice",
    }
    models = claims["C9"].models
    return [
        findings_of_model(
            "C9", f"{year}: elected member {item}", models[model].test(P=_VETOES, m=m, k=k)
        )
        for model, item in items.items()
    ]


def _special(year: str, m: int, k: int, table: Any) -> list[Finding]:
    members = [f"member {i}" for i in range(_VETOES + m)]
    equal = VotingGame(members, weights=[1] * len(members), quota=_VETOES + k)
    alike = shapley_shubik(equal, exact=True).iloc[0]
    gain = table.loc[k, "permanent"] - alike
    feasible = [row for row in table.index if table.loc[row, "feasible"]]
    written = feasible[0] if feasible else None
    below = table.loc[k - 1, "elected"]
    return [
        Finding(
            "C15",
            f"{year}: permanent member, veto against one vote among {_VETOES + m}",
            gain,
            status_of(gain, 0),
            "Shapley–Shubik index with the veto minus without",
        ),
        Finding(
            "C15",
            f"{year}: ratio of permanent to elected member",
            table.loc[k, "permanent"] / table.loc[k, "elected"],
        ),
        Finding(
            "C15",
            f"{year}: feasible charters k",
            ", ".join(map(str, feasible)) or "none",
            "holds" if k in feasible else "fails",
            f"the actual one is k = {k}: " + ("feasible" if k in feasible else "not feasible"),
        ),
        Finding(
            "C15",
            f"{year}: k that the permanent five would write",
            written,
            "holds" if written == k else "fails",
            "the least feasible k; the claim holds if it is the actual one",
        ),
        Finding(
            "C15",
            f"{year}: elected member's outside option at which the five write k = {k}",
            f"({below}, {table.loc[k, 'elected']}]",
            "",
            "share of the surplus, if the five accept that k",
        ),
    ]


def _reform(tables: dict[str, Any]) -> list[Finding]:
    before, after = (tables[f"charters {year}"].loc[k] for year, (_, k) in _CHARTERS.items())
    items = {"elected": "one elected member", "all elected": "all elected members together"}
    found = []
    for column, item in items.items():
        gain = after[column] - before[column]
        note = "Shapley–Shubik index since 1966 minus before"
        found.append(Finding("C9", f"reform: {item}", gain, status_of(gain, 0), note))
    return found
