"""Votes in the councils of the European Communities and Union: what voice weights give."""

from fractions import Fraction
from typing import Any

import pandas as pd

from lilliput.analysis.cases.case import Case, Finding
from lilliput.analysis.data import BODIES
from lilliput.games.cores import core
from lilliput.games.offers import baron_ferejohn
from lilliput.games.power import banzhaf_index, coleman_collectivity, shapley_shubik
from lilliput.games.voting import VotingGame

__all__ = ["european_councils"]

_COUNCILS = ("EEC-6", "EEC-9", "EEC-10", "EEC-12", "EU-15", "EU-27")
_SMALL = "LU"
_PATIENCE = Fraction(9, 10)


def european_councils() -> Case:
    """Return the voting weights of the six councils from 1958 to the Treaty of Nice.

    Examples
    --------
    Luxembourg had a vote in 1958, and was never decisive; new members gave it power:

    >>> table = european_councils().tables["councils"]
    >>> table["Luxembourg, Shapley–Shubik"].iloc[:2].tolist()
    [Fraction(0, 1), Fraction(1, 105)]

    References
    ----------
    Brams, S. J. and Affuso, P. J. (1976). Power and size: a new paradox. Theory and Decision
    7.
    """
    games = {name: BODIES[name].game() for name in _COUNCILS}
    table = pd.DataFrame.from_dict(
        {name: _row(game) for name, game in games.items()}, orient="index", dtype=object
    ).rename_axis("council")
    findings = [*_voice(games["EEC-6"], table["Luxembourg, Shapley–Shubik"]), _passing(table)]
    return Case(
        name="european-councils",
        title="Votes in European councils, from the Six to the Treaty of Nice",
        question="What voice did votes give to small members?",
        findings=findings,
        source="; ".join(dict.fromkeys(BODIES[name].source for name in _COUNCILS))
        + "; Treaty establishing the EEC, article 148, acts of accession, Treaty of Nice (votes "
        "only)",
        assumed="all coalitions are as likely as the index says; nothing about preferences",
        games=games,
        tables={"councils": table},
    )


def _voice(six: VotingGame, shares: Any) -> list[Finding]:
    unanimity = VotingGame(six.players, weights=[1] * six.n, quota=six.n)
    offered = baron_ferejohn(six, discount_factors=_PATIENCE).payoffs[_SMALL]
    found = core(six.to_coalitional(), exact=True)
    settled = Fraction(0) if found.empty else found.center()[_SMALL]
    gain = shares["EEC-9"] - shares["EEC-6"]
    voice = [
        ("1958: Luxembourg decisive (Shapley–Shubik)", shares["EEC-6"], "never, with 1 vote of 17"),
        ("1958: Luxembourg paid by proposers", offered, "offers, δ = 9/10, all propose alike"),
        ("1958: Luxembourg paid in the core", settled, "the core is empty without a veto"),
        ("under unanimity: Luxembourg decisive", shapley_shubik(unanimity, exact=True)[_SMALL],
         "special status for all: 1/6 each"),
        ("1973: Luxembourg decisive (Shapley–Shubik)", shares["EEC-9"], "2 votes of 58"),
        ("1973: gain of Luxembourg from new members", gain, "paradox of new members"),
    ]  # fmt: skip
    return [
        Finding("C9", item, value, "holds" if value > 0 else "fails", note)
        for item, value, note in voice
    ]


def _passing(table: pd.DataFrame) -> Finding:
    passing: Any = table["part of coalitions that win"]
    gain = passing["EU-27"] - passing["EEC-6"]
    return Finding(
        "C16",
        "part of coalitions that can decide, Nice minus the six",
        gain,
        "holds" if gain < 0 else "fails",
        "Coleman's power of a collectivity to act: large numbers decide less",
    )


def _row(game: VotingGame) -> dict[str, object]:
    shapley, swings = shapley_shubik(game, exact=True), banzhaf_index(game, exact=True)
    return {
        "members": game.n,
        "largest, Shapley–Shubik": max(shapley),
        "largest, Banzhaf": max(swings),
        "smallest, Shapley–Shubik": min(shapley),
        "Luxembourg, Shapley–Shubik": shapley[_SMALL],
        "Luxembourg, Banzhaf": swings[_SMALL],
        "part of coalitions that win": coleman_collectivity(game, exact=True),
    }
