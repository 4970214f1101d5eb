"""The page of the report on what verdicts depend on: solution concepts, and which equilibrium."""

from html import escape
from pathlib import Path

import pandas as pd

from lilliput.analysis.claims import claims
from lilliput.analysis.files import write_text
from lilliput.analysis.report_claims import SIGNS, short_number
from lilliput.analysis.report_page import document, files_of
from lilliput.analysis.robustness import Robustness
from lilliput.analysis.tables import PaperTable

__all__ = ["robustness_tables", "write_robustness"]

_TITLE = "What the verdicts depend on"
_NO_VERDICT = ("undefined", "no answer")


def robustness_tables(found: Robustness) -> dict[str, PaperTable]:
    """Return by the name of their files what flips, where each claim loses, and all that was tried.

    Parameters
    ----------
    found
        What `robustness` found for all models.
    """
    return {
        "robustness_flips": _flips(found),
        "robustness_claims": PaperTable(
            found.by_claim,
            caption="Where multilateralism loses, claim by claim",
            label="tab:robustness-claims",
            notes="Decided otherwise: how many models know another solution concept or rule of "
            "selection; flip: in how many of these some other one gives another verdict.",
        ),
        "robustness_all": _all(found),
    }


def write_robustness(found: Robustness, folder: Path) -> list[Path]:
    """Write the page and its tables.

    Parameters
    ----------
    found
        What `robustness` found for all models.
    folder
        Where to write; it must exist.

    Returns
    -------
    list of pathlib.Path
        The files, the page first.
    """
    tables = robustness_tables(found)
    sure = found.summary.query("others > 0 and flips == 0").index
    listed = ", ".join(_linked(claim, model) for claim, model in sure)
    body = [
        '<p><a href="index.html">All claims</a></p>',
        f"<h1>{_TITLE}</h1>",
        "<p>Each model decides its claim under one solution concept and, where it has several "
        "equilibria, one rule that chooses among them. Here each is decided again, at its default "
        f"parameters, under all others that it knows. {escape(_counted(found))}</p>",
        f"<p>The same under every concept and rule: {listed}.</p>",
        *(table.to_html() + files_of(name) for name, table in tables.items()),
    ]
    page = write_text(folder / "robustness.html", document(_TITLE, "\n".join(body)))
    return [page, *(path for name, table in tables.items() for path in table.save(folder, name))]


def _counted(found: Robustness) -> str:
    tried = found.summary
    several, turned = (tried["others"] > 0).sum(), (tried["flips"] > 0).sum()
    return (
        f"Of {len(tried)} models {several} are decided in more than one way; in {turned} of these "
        "some other concept or rule gives another verdict."
    )


def _linked(claim: str, model: str) -> str:
    return f'<a href="claims/{claim}.html#{escape(model)}">{escape(model)}</a>'


def _flips(found: Robustness) -> PaperTable:
    firsts = found.table.groupby(level=["claim", "model", "by"], sort=False).head(1)
    first = firsts.reset_index("name")["name"]
    own = found.summary["verdict"].to_dict()
    rows = found.flips
    keys = list(rows.index)
    frame = pd.DataFrame(
        {
            "by": [by for *_, by, _ in keys],
            "verdict": [_said(key, own[key[:2]]) for key in keys],
            "of": [first[claim, model, by] for claim, model, by, _ in keys],
            "becomes": [
                _said(key, verdict) for key, verdict in zip(keys, rows["verdict"], strict=True)
            ],
            "under": [name for *_, name in keys],
            "margin": list(rows["margin"].map(short_number)),
        },
        index=pd.MultiIndex.from_tuples([key[:2] for key in keys], names=["claim", "model"]),
    )
    return PaperTable(
        frame,
        caption="Verdicts that flip",
        label="tab:robustness-flips",
        digits=4,
        notes="Positive, zero and negative are the signs of consequences, which decide no claim.",
    )


def _said(key: tuple[str, ...], verdict: str) -> str:
    consequence = claims[key[0]].models[key[1]].consequence
    return SIGNS.get(verdict, verdict) if consequence else verdict


def _all(found: Robustness) -> PaperTable:
    keys = list(found.table.index)
    frame = found.table.assign(
        margin=found.table["margin"].map(short_number),
        verdict=[
            _said(key, verdict) for key, verdict in zip(keys, found.table["verdict"], strict=True)
        ],
        flips=[
            "–" if verdict in _NO_VERDICT else "yes" if flips else "no"
            for verdict, flips in zip(found.table["verdict"], found.table["flips"], strict=True)
        ],
    ).drop(columns="note")
    several = (found.summary["others"] > 0).to_dict()
    return PaperTable(
        frame[[several[key[:2]] for key in keys]],
        caption="All concepts and rules of selection",
        label="tab:robustness-all",
        digits=4,
        notes="The first line of each model is its own concept or rule. Undefined: the concept has "
        "no answer for this game.",
    )
