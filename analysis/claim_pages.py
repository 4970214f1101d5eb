"""One page for each claim: statement, models, verdicts, boundaries and phase diagrams."""

from collections.abc import Mapping
from html import escape
from pathlib import Path

from lilliput.analysis.claim_figures import has_phase, plot_phase
from lilliput.analysis.claims.claim import Claim, ClaimResult
from lilliput.analysis.claims.model import Model, ModelResult
from lilliput.analysis.figures import blank_figure, figure_alt, save_figure
from lilliput.analysis.files import write_text
from lilliput.analysis.notation import (
    Part,
    boundary_parts,
    latex,
    long_formula,
    margin_parts,
    mathml,
)
from lilliput.analysis.report_claims import (
    always,
    boundaries_latex,
    changes_table,
    consequences_table,
    limits_table,
    listed,
    needs_of,
    parameters_table,
    said,
    verdicts_table,
)
from lilliput.analysis.report_page import Picture, definitions, document, files_of
from lilliput.analysis.tables import format_number

__all__ = ["claim_page", "write_claim"]

_WORDING = (
    "The sentence above is ours: it is worded so that it can be false. What the source says is "
    "below; which parts of a model are the source's and which are ours is said with each model."
)
_ASIDE = (
    "These models do not test the claim. They measure what follows from it, or from what is done "
    "about it: their signs neither support nor refute it."
)
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
    pictures: list[Path] = []
    texts = {}
    for model in claim.models.values():
        if has_phase(model):
            figure = blank_figure(5.4, 4.6)
            texts[model.id] = figure_alt(plot_phase(model, ax=figure.subplots()))
            pictures += save_figure(figure, folder, f"{model.id}_phase")
    files = [write_text(folder / f"{claim.id}.html", claim_page(result, texts))]
    files += verdicts_table(result).save(folder, claim.id)
    consequences = consequences_table(result)
    if consequences is not None:
        files += consequences.save(folder, f"{claim.id}_consequences")
    files += limits_table(claim).save(folder, f"{claim.id}_limits")
    files.append(write_text(folder / f"{claim.id}_boundaries.tex", boundaries_latex(claim)))
    return files + pictures


def claim_page(result: ClaimResult, texts: Mapping[str, str]) -> str:
    """Return the page of a claim as HTML; it names the files that `write_claim` writes.

    Parameters
    ----------
    result
        The claim decided in each of its models.
    texts
        Model to what stands for its phase diagram where it is not seen.
    """
    claim = result.claim
    links = " ".join(f'<a href="#{escape(m.id)}">{escape(m.id)}</a>' for m in claim.models.values())
    consequences = consequences_table(result)
    body = [
        '<p><a href="../index.html">All claims</a></p>',
        f"<h1>{claim.id}: {escape(claim.statement)}</h1>",
        f"<p>{_WORDING}</p>",
        definitions(_about(claim)),
        f"<nav>Models: {links}</nav>",
        verdicts_table(result).to_html() + files_of(claim.id),
        *(
            [consequences.to_html() + files_of(f"{claim.id}_consequences")]
            if consequences is not None
            else []
        ),
        limits_table(claim).to_html() + files_of(f"{claim.id}_limits"),
        f'<p class="notes">Boundaries and closed forms to paste: '
        f'<a href="{claim.id}_boundaries.tex">LaTeX</a></p>',
        *(_section(each, texts) for each in result if not each.model.consequence),
        *(
            [f'<h2 class="part">Consequences</h2>\n<p>{_ASIDE}</p>']
            if consequences is not None
            else []
        ),
        *(_section(each, texts) for each in result if each.model.consequence),
    ]
    return document(f"{claim.id}: {claim.statement}", "\n".join(body))


def _about(claim: Claim) -> dict[str, str]:
    return {
        "Whose claim": escape(claim.author),
        "What the source says": escape(claim.in_source),
        "Source": escape(claim.citation),
        "Where multilateralism loses": escape(claim.loses),
    }


def _section(result: ModelResult, texts: Mapping[str, str]) -> str:
    model = result.model
    mark = "," if model.title.startswith("consequence") else ":"
    parts = [
        f'<section id="{escape(model.id)}">',
        f"<h2>{escape(model.id)}{mark} {escape(model.title)}</h2>",
        _outcome(result),
        definitions(_model(model, result)),
        parameters_table(result).to_html(),
        _picture(model, texts.get(model.id, "")),
        *(
            table.to_html()
            for kind in ("concept", "selection")
            if (table := changes_table(result, kind)) is not None
        ),
        "</section>",
    ]
    return "\n".join(part for part in parts if part)


def _outcome(result: ModelResult) -> str:
    model = result.model
    found = f"{escape(model.metric)} = {escape(format_number(result.margin, 6))}."
    if model.consequence:
        return (
            f"<p>This model does not test the claim: it measures a consequence, "
            f"{escape(model.consequence)}. At the default parameters it is "
            f"<strong>{said(result)}</strong>: {found}</p>"
        )
    verdict = "makes no difference" if result.verdict == "indifferent" else result.verdict
    return f"<p>At the default parameters the claim <strong>{verdict}</strong>: {found}</p>"


def _model(model: Model, result: ModelResult) -> dict[str, str]:
    """Return what there is to say about a model, as HTML."""
    where = "It is positive where" if model.consequence else "The claim holds where"
    items = {
        "Origin": _ORIGINS[model.origin],
        "Source": escape(model.source),
        "Ours": escape(model.ours),
        "Solution concept": escape(model.concept),
        "Selection": escape(f"{result.selection} by default") if result.selection else "",
        "Where multilateralism loses": escape(model.loses),
        where: _formula(model, boundary_parts(model), always(model)),
        "Margin in closed form": _formula(model, margin_parts(model), model.formula)
        or "none is known; the verdicts are computed",
        "Thresholds": _thresholds(model, result),
        "The model needs": escape(needs_of(model)),
    }
    return {name: text for name, text in items.items() if text}


def _thresholds(model: Model, result: ModelResult) -> str:
    lines = []
    for name, value in result.boundary.items():
        rule = model.thresholds[name]
        general = f" (<code>{escape(rule)}</code>)" if isinstance(rule, str) else ""
        lines.append(f"{escape(listed({name: value}))}{general}")
    return "; ".join(lines)


def _formula(model: Model, parts: list[Part], plain: str) -> str:
    """Return a formula drawn, as text and as LaTeX; the latter two folded where they are long."""
    drawn, written = [], []
    for part in parts:
        shown = mathml(part.expression, model.parameters)
        left = f"<math><mi>{part.symbol}</mi><mo>=</mo></math> " if part.symbol else ""
        drawn.append(f'<div class="formula">{"where " * bool(left)}{left}{shown}</div>')
        equals = f"{part.symbol} = " * bool(part.symbol)
        written.append(f"<code>{escape(equals + latex(part.expression, model.parameters))}</code>")
    if not parts:
        return ""
    texts = f"<code>{escape(plain)}</code><br>LaTeX: {'<br>'.join(written)}"
    if long_formula(plain):
        texts = f"<details><summary>as text and as LaTeX</summary>{texts}</details>"
    return "".join(drawn) + texts


def _picture(model: Model, alt: str) -> str:
    if not model.axes or not has_phase(model):
        return ""
    x, y = model.axes
    others = {k: p.default for k, p in model.parameters.items() if k not in (x, y)}
    at = f", at {listed(others)}" if others else ""
    what = "signs" if model.consequence else "verdicts"
    return Picture(
        f"{model.id}_phase",
        f"{model.id} over {x} and {y}{at}. Cells: {what} computed from the games, at the centre "
        f"of the cell; line: where {what} of the closed form change.",
        alt,
    ).to_html()
