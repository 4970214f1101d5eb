"""What a case is: a question about the world, the games that encode it, and labelled findings.

A case carries what was taken from sources and what was assumed, side by side: data say who the
powers were and how they voted, and never how much they gained from each other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, final

import pandas as pd

from lilliput.analysis.claims.model import ModelResult
from lilliput.analysis.premium import Premium
from lilliput.analysis.state import State
from lilliput.analysis.tables import PaperTable
from lilliput.games.errors import UnknownNameError

__all__ = ["Case", "Finding", "findings_of_model", "findings_of_premium"]

_FINDINGS = "findings"


class Finding(NamedTuple):
    """One row of a case.

    `claim` is the claim it bears on (``"C1"`` …, or ``"verdict"`` for a criterion of the verdict
    vector), `item` what was computed, `value` the number, `verdict` ``"holds"``, ``"fails"``,
    ``"indifferent"`` or empty where nothing is claimed, and `note` how to read it.
    """

    claim: str
    item: str
    value: Any
    verdict: str = ""
    note: str = ""


@final
@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Case:
    """A case with its games and findings.

    Parameters
    ----------
    name
        Key in `CASES`, e.g. ``"concert-1816"``.
    title
        Caption of its table.
    question
        What the case asks.
    findings
        Rows of the table.
    source
        Where the facts come from.
    assumed
        What is not in the sources.
    state
        The state of the world, where the case has one.
    games
        The encoded games by name.
    tables
        Further tables by name.

    Examples
    --------
    >>> case = Case(name="toy", title="A toy", question="Is one more than zero?",
    ...             findings=[Finding("C1", "one", 1, "holds")], source="none", assumed="nothing")
    >>> case
    Case(toy: Is one more than zero?; 1 findings, 1 hold, 0 fail)
    >>> case.to_frame().loc[("C1", "one"), "verdict"]
    'holds'
    """

    name: str
    title: str
    question: str
    findings: Sequence[Finding]
    source: str
    assumed: str
    state: State | None = None
    games: Mapping[str, Any] = field(default_factory=dict)
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "findings", tuple(self.findings))
        object.__setattr__(self, "games", dict(self.games))
        copies = {name: table.copy() for name, table in self.tables.items()}
        object.__setattr__(self, "tables", copies)

    @property
    def claims(self) -> tuple[str, ...]:
        """The claims that the findings bear on, in order."""
        named = dict.fromkeys(finding.claim for finding in self.findings)
        return tuple(claim for claim in named if claim.startswith("C"))

    def to_frame(self) -> pd.DataFrame:
        """Return one row a finding, indexed by claim and item: value, verdict, note."""
        frame = pd.DataFrame(list(self.findings), columns=list(Finding._fields), dtype=object)
        return frame.set_index(["claim", "item"])

    def report(self, table: str = _FINDINGS) -> PaperTable:
        """Return a table ready for a paper, with source and assumptions beneath.

        Parameters
        ----------
        table
            ``"findings"``, or the name of one of `tables`.
        """
        if table != _FINDINGS and table not in self.tables:
            raise UnknownNameError("table", table, [_FINDINGS, *self.tables])
        frame = self.to_frame() if table == _FINDINGS else self.tables[table]
        caption = self.title if table == _FINDINGS else f"{self.title}: {table}"
        label = f"tab:case-{self.name}" + ("" if table == _FINDINGS else f"-{table}")
        return PaperTable(
            frame,
            caption=caption,
            label=label.replace(" ", "-"),
            notes=f"Sources: {self.source}. Assumed: {self.assumed}.",
        )

    def __repr__(self) -> str:
        verdicts = [finding.verdict for finding in self.findings]
        return (
            f"Case({self.name}: {self.question}; {len(verdicts)} findings, "
            f"{verdicts.count('holds')} hold, {verdicts.count('fails')} fail)"
        )

    def _repr_html_(self) -> str:
        return f"<p>{self.question}</p>{self.report().to_html()}"


def findings_of_premium(premium: Premium) -> list[Finding]:
    """Return the verdict vector of a premium, one finding a criterion.

    Examples
    --------
    >>> from lilliput.analysis.premium import binding_premium
    >>> state = State(powers=["A", "B", "C"], capabilities=[4, 1, 1], stakes="equal")
    >>> findings_of_premium(binding_premium(state))[1]
    Finding(claim='verdict', item='kaldor hicks: multilateral over hub and spokes', \
value=Fraction(1, 6), verdict='holds', note='margin; turns at multilateral cost 1/6')
    """
    pair = f"{premium.multilateral.institution.name} over {premium.bilateral.institution.name}"
    found = []
    for name in premium.verdict:
        criterion = premium.verdict[name]
        note = "margin"
        if criterion.parameter:
            note = f"margin; turns at {criterion.parameter} {_short(criterion.boundary)}"
        item = f"{name.replace('_', ' ')}: {pair}"
        found.append(Finding("verdict", item, criterion.margin, criterion.status, note))
    return found


def findings_of_model(claim: str, item: str, result: ModelResult) -> Finding:
    """Return what a model of a claim says, with the boundaries of its parameters as the note.

    Examples
    --------
    >>> from lilliput.analysis.claims import claims
    >>> found = findings_of_model("C5", "patience", claims["C5"].models["M5a"].test(rho=2))
    >>> found.value, found.verdict, found.note
    (Fraction(1, 2), 'holds', 'M5a; turns at rho = 1, gamma = 1.414')
    """
    turns = ", ".join(
        f"{name} = {_short(value)}"
        for name, value in result.boundary.items()
        if value is not None and "(" not in name
    )
    note = f"{result.model.id}; turns at {turns}" if turns else result.model.id
    return Finding(claim, item, result.margin, result.verdict, note)


def _short(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
