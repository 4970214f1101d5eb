"""One page for each claim: statement, models, verdicts, boundaries and phase diagrams."""

from html import escape
from pathlib import Path
from typing import Any

from lilliput.analysis.claim_figures import has_phase, plot_phase
from lilliput.analysis.claims.claim import Claim, ClaimResult
from lilliput.analysis.claims.model import Model, ModelResult
from lilliput.analysis.figures import blank_figure, save_figure
from lilliput.analysis.files import write_text
from lilliput.analysis.report_claims import (
    always,
    boundaries_latex,
    changes_table,
    limits_table,
    listed,
    parameters_table,
    verdicts_table,
)
from lilliput.analysis.report_page import Picture, document, files_of
from lilliput.analysis.tables import format_number

__all__ = ["claim_page", "write_claim"]

_CELLS = {"M5a-share": 8}  # each of its cells is an optimisation; elsewhere there are 12
_ORIGINS = {
    "literature": "the model of the literature",
    "reduced form": "our reduced form of the mechanism in the source",
}


def write_claim(result: ClaimResult, folder: Path) -> list[Path]:
    """Write the page of a claim with its tables, formulas and phase diagrams.

    Parameters
    ----------
    result
        The claim decided in each of its models.
    folder
        Where to write; it must exist.

    Returns
    -------
    list of pathlib.Path
        The files, the page first.
    """
    claim = result.claim
    files = [write_text(folder / f"{claim.id}.html", claim_page(result))]
    files += verdicts_table(result).save(folder, claim.id)
    files += limits_table(claim).save(folder, f"{claim.id}_limits")
    files.append(write_text(folder / f"{claim.id}_boundaries.tex", boundaries_latex(claim)))
    for model in claim.models.values():
        if has_phase(model):
            figure = blank_figure(5.4, 4.6)
            plot_phase(model, cells=_CELLS.get(model.id, 12), ax=figure.subplots())
            files += save_figure(figure, folder, f"{model.id}_phase")
    return files


def claim_page(result: ClaimResult) -> str:
    """Return the page of a claim as HTML; it names the files that `write_claim` writes.

    Parameters
    ----------
    result
        The claim decided in each of its models.
    """
    claim = result.claim
    links = " ".join(f'<a href="#{escape(m.id)}">{escape(m.id)}</a>' for m in claim.models.values())
    body = [
        '<p><a href="../index.html">All claims</a></p>',
        f"<h1>{claim.id}: {escape(claim.statement)}</h1>",
        _definitions(_about(claim)),
        f"<nav>Models: {links}</nav>",
        verdicts_table(result).to_html() + files_of(claim.id),
        limits_table(claim).to_html() + files_of(f"{claim.id}_limits"),
        f'<p class="notes">Boundaries and closed forms to paste: '
        f'<a href="{claim.id}_boundaries.tex">LaTeX</a></p>',
        *(_section(each) for each in result),
    ]
    return document(f"{claim.id}: {claim.statement}", "\n".join(body))


def _about(claim: Claim) -> dict[str, str]:
    return {
        "Statement": "ours, so that it can be false",
        "In the source": escape(claim.in_source),
        "Whose claim": escape(claim.author),
        "Where": escape(claim.citation),
    }


def _section(result: ModelResult) -> str:
    model = result.model
    parts = [
        f'<section id="{escape(model.id)}">',
        f"<h2>{escape(model.id)}: {escape(model.title)}</h2>",
        f"<p>At the default parameters the claim <strong>{_verdict(result)}</strong>: "
        f"{escape(model.metric)} = {escape(format_number(result.margin, 6))}.</p>",
        _definitions(_model(model, result)),
        parameters_table(result).to_html(),
        _picture(model),
        *(
            table.to_html()
            for kind in ("concept", "selection")
            if (table := changes_table(result, kind)) is not None
        ),
        "</section>",
    ]
    return "\n".join(part for part in parts if part)


def _verdict(result: ModelResult) -> str:
    return "makes no difference" if result.verdict == "indifferent" else result.verdict


def _model(model: Model, result: ModelResult) -> dict[str, str]:
    """Return what there is to say about a model, as HTML."""
    items = {
        "Origin": _ORIGINS[model.origin],
        "Source": escape(model.source),
        "Ours": escape(model.ours),
        "Solution concept": escape(model.concept),
        "Selection": escape(f"{result.selection} by default") if result.selection else "",
        "Where multilateralism loses": escape(model.loses),
        "The claim holds where": _formula(model.boundary, always(model)) if model.holds else "",
        "Margin in closed form": _formula(model.closed_form, model.formula)
        if model.formula
        else "none is known; the verdicts are computed",
        "The margin is 0 at": _thresholds(model, result),
    }
    return {name: text for name, text in items.items() if text}


def _thresholds(model: Model, result: ModelResult) -> str:
    lines = []
    for name, value in result.boundary.items():
        rule = model.thresholds[name]
        general = f" (<code>{escape(rule)}</code>)" if isinstance(rule, str) else ""
        lines.append(f"{escape(listed({name: value}))}{general}")
    return "; ".join(lines)


def _formula(expression: Any, plain: str) -> str:
    """Return a formula as MathML, which browsers draw without help, as text and as LaTeX."""
    import sympy

    drawn = sympy.mathml(expression, printer="presentation")
    for sign in ("<", ">", "&"):
        drawn = drawn.replace(f"<mo>{sign}</mo>", f"<mo>{escape(sign)}</mo>")
    drawn = drawn.replace("<mo>-</mo>", "<mo>−</mo>")
    return (
        f'<div class="formula"><math displaystyle="true">{drawn}</math></div>'
        f"<code>{escape(plain)}</code><br>LaTeX: <code>{escape(sympy.latex(expression))}</code>"
    )


def _picture(model: Model) -> str:
    if not model.axes or not has_phase(model):
        return ""
    x, y = model.axes
    others = {k: p.default for k, p in model.parameters.items() if k not in (x, y)}
    at = f", at {listed(others)}" if others else ""
    return Picture(
        f"{model.id}_phase",
        f"{model.id} over {x} and {y}{at}. Cells: verdicts computed from the games, at the centre "
        "of the cell; line: where the verdict of the closed form changes.",
    ).to_html()


def _definitions(items: dict[str, str]) -> str:
    rows = "\n".join(f"<dt>{escape(name)}</dt><dd>{text}</dd>" for name, text in items.items())
    return f"<dl>\n{rows}\n</dl>"
