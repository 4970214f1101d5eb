"""The claims of the theory as the software decides them: a table of all, and a page for each."""

import os
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from lilliput_site.citations import text_with_links

__all__ = ["AllClaims", "OneClaim", "Phase", "phase_picture", "setup"]

_log = logging.getLogger(__name__)
_PAGE = "theory/claims/{}"
_ORIGINS = {
    "literature": "the model of the literature",
    "reduced form": "our reduced form of the mechanism in the source",
}
_VERDICTS = {"indifferent": "makes no difference"}


class AllClaims(SphinxDirective):
    """A table of all claims: what they say, who says so, what the models find, where it is lost."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        from lilliput.analysis import claims

        rows = []
        for claim in claims.values():
            link = addnodes.pending_xref(
                "", refdomain="std", reftype="doc", refexplicit=True, refwarn=True,
                reftarget="/" + _PAGE.format(claim.id),
            )  # fmt: skip
            link += nodes.inline("", claim.id)
            rows.append(
                [
                    nodes.paragraph("", "", link),
                    nodes.paragraph("", "", nodes.strong("", claim.statement)),
                    nodes.paragraph("", claim.author),
                    nodes.paragraph("", _found(claim.id)),
                    nodes.paragraph("", claim.loses),
                ]
            )
        head = ["id", "claim", "whose", "at the default parameters", "where multilateralism loses"]
        return [_table(head, rows, [4, 32, 12, 22, 30], "all-claims")]


class Phase(SphinxDirective):
    """The phase diagram of a model, with a caption: ``.. phase:: M10a``."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the figure."""
        from lilliput.analysis import claims

        wanted = self.arguments[0]
        (model,) = [m for c in claims.values() for m in c.models.values() if m.id == wanted]
        return phase_picture(self.env, model, " ".join(self.content))


class OneClaim(SphinxDirective):
    """Everything about a claim: ``.. claim:: C1``."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return what the source says, where it is lost, and a section for each model."""
        from lilliput.analysis import claims

        claim = claims[self.arguments[0]]
        found: list[nodes.Node] = [
            nodes.paragraph("", "", nodes.strong("", claim.statement), classes=["lead"]),
            _fields(
                {
                    "Whose claim": text_with_links(claim.author),
                    "What the source says": [nodes.Text(claim.in_source)],
                    "Source": text_with_links(claim.citation),
                    "Where multilateralism loses": [nodes.Text(claim.loses)],
                    "At the default parameters": [nodes.Text(_found(claim.id))],
                }
            ),
        ]
        call = f'>>> from lilliput.analysis import claims\n>>> claims["{claim.id}"].test()'
        found.append(nodes.literal_block(call, call, language="pycon"))
        pictured = False
        for result in _results()[claim.id]:
            section = self._model(result, picture=not pictured)
            pictured = pictured or any(section.findall(nodes.figure))
            found.append(section)
        return found

    def _model(self, result: Any, *, picture: bool) -> nodes.section:
        model = result.model
        section = nodes.section(ids=[model.id], names=[model.id])
        section += nodes.title("", f"{model.id}: {model.title}")
        self.state.document.note_implicit_target(section, section)
        section += _verdict(result)
        section += _fields(_about(model))
        section += _formulas(model)
        section += _parameters(result)
        if picture:
            section += phase_picture(self.env, model)
        return section


def phase_picture(env: Any, model: Any, caption: str = "") -> list[nodes.Node]:
    """Return the phase diagram of a model; nothing where it has none."""
    from matplotlib.figure import Figure

    from lilliput.analysis.claim_figures import has_phase, plot_phase
    from lilliput.analysis.figures import figure_alt

    if not model.axes or not has_phase(model):
        return []
    figure = Figure(figsize=(5.6, 4.4), layout="constrained")
    seen = figure_alt(plot_phase(model, ax=figure.subplots()))
    path = Path(env.doctreedir) / "claims" / f"{model.id}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=150, metadata={"Software": None})
    x, y = model.axes
    others = {k: p.default for k, p in model.parameters.items() if k not in (x, y)}
    at = f", at {', '.join(f'{k} = {v}' for k, v in others.items())}" if others else ""
    text = (
        f"{model.id} over {x} and {y}{at}. Cells: verdicts computed from the games at the "
        "centre of the cell; line: where the verdict of the closed form changes."
    )
    uri = "/" + Path(os.path.relpath(path, env.srcdir)).as_posix()
    shown = nodes.figure("", nodes.image(uri=uri, alt=seen))
    shown += nodes.caption("", caption or text)
    return [shown]


@cache
def _results() -> dict[str, Any]:
    """Decide every claim at its default parameters, once."""
    from lilliput.analysis import claims

    return {claim.id: claim.test() for claim in claims.values()}


def _found(claim: str) -> str:
    from lilliput.analysis.report_claims import outcome_of

    return str(outcome_of(_results()[claim]))


def _verdict(result: Any) -> nodes.paragraph:
    from lilliput.analysis.report_claims import said
    from lilliput.analysis.tables import format_number

    model = result.model
    margin = f" {model.metric} = {format_number(result.margin, 6)}."
    if model.consequence:
        before = (
            f"This model does not test the claim: it measures a consequence, {model.consequence}. "
            "At the default parameters it is "
        )
    else:
        before = "At the default parameters the claim "
    word = said(result)
    strong = nodes.strong("", _VERDICTS.get(word, word), classes=[f"verdict-{word}"])
    return nodes.paragraph("", "", nodes.Text(before), strong, nodes.Text(":" + margin))


def _about(model: Any) -> dict[str, list[nodes.Node]]:
    from lilliput.analysis.report_claims import needs_of

    items = {
        "Where multilateralism loses": [nodes.Text(model.loses)],
        "Origin": [nodes.Text(_ORIGINS[model.origin])],
        "Source": text_with_links(model.source),
        "Ours": text_with_links(model.ours),
        "Solution concept": [nodes.Text(model.concept)],
        "The model needs": [nodes.Text(needs_of(model))],
    }
    return {name: text for name, text in items.items() if "".join(t.astext() for t in text)}


def _formulas(model: Any) -> list[nodes.Node]:
    from lilliput.analysis.notation import Part, margin_parts, mathml

    found: list[nodes.Node] = []
    where = "Positive where" if model.consequence else "The claim holds where"
    boundary = [Part("", model.boundary)] if model.holds else []
    for title, parts in ((where, boundary), ("Margin in closed form", margin_parts(model))):
        if not parts:
            continue
        found.append(nodes.rubric("", title))
        for part in parts:
            left = f"<math><mi>{part.symbol}</mi><mo>=</mo></math> " if part.symbol else ""
            drawn = mathml(part.expression, model.parameters)
            html = (
                f'<div class="math-block" tabindex="0">{"where " * bool(left)}{left}{drawn}</div>'
            )
            found.append(nodes.raw("", html, format="html"))
    for title, text in (("Boundary", model.holds), ("Margin", model.formula)):
        if text and len(text) > 40:
            html = (
                f"<details><summary>{title} as text</summary>"
                f'<pre tabindex="0">{escape(text)}</pre></details>'
            )
            found.append(nodes.raw("", html, format="html"))
    return found


def _parameters(result: Any) -> list[nodes.Node]:
    from lilliput.analysis.tables import format_number

    rows = []
    for name, parameter in result.model.parameters.items():
        edge = result.boundary.get(name)
        rows.append(
            [
                nodes.paragraph("", "", nodes.literal("", name)),
                nodes.paragraph("", parameter.meaning),
                nodes.paragraph("", _short(result.parameters[name])),
                nodes.paragraph("", "" if edge is None else str(format_number(edge, 4))),
            ]
        )
    if not rows:
        return []
    head = ["parameter", "meaning", "default", "margin is 0 at"]
    return [_table(head, rows, [16, 54, 14, 16])]


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) < 60 else text[:57] + "…"


def _fields(items: dict[str, list[nodes.Node]]) -> nodes.field_list:
    found = nodes.field_list(classes=["facts"])
    for name, content in items.items():
        body = nodes.field_body("", nodes.paragraph("", "", *content))
        found += nodes.field("", nodes.field_name("", name), body)
    return found


def _table(
    head: list[str], rows: list[list[nodes.Node]], widths: list[int], *classes: str
) -> nodes.Node:
    group = nodes.tgroup(cols=len(head))
    group += [nodes.colspec(colwidth=width) for width in widths]
    titles = nodes.row("", *(nodes.entry("", nodes.paragraph("", text)) for text in head))
    group += nodes.thead("", titles)
    group += nodes.tbody("", *(nodes.row("", *(nodes.entry("", c) for c in row)) for row in rows))
    return nodes.table("", group, classes=["claims", "colwidths-given", *classes])


def _computed_anew(app: Any, env: Any, *_: Any) -> list[str]:
    """Return the pages that are computed: they are read again each time, so as not to go stale."""
    pages = {"index", "reference/command_line", "theory/claims/index"}
    return sorted(
        page for page in env.found_docs if page in pages or page.startswith(_PAGE.partition("{")[0])
    )


def _complete(app: Any, env: Any) -> None:
    """Warn of claims without a page."""
    from lilliput.analysis import claims

    missing = [claim for claim in claims if _PAGE.format(claim) not in env.found_docs]
    if missing:
        _log.warning("no page for %s", ", ".join(missing), type="lilliput", subtype="claims")


def setup(app: Any) -> None:
    """Register the directives."""
    app.add_directive("all-claims", AllClaims)
    app.add_directive("claim", OneClaim)
    app.add_directive("phase", Phase)
    app.connect("env-get-outdated", _computed_anew)
    app.connect("env-check-consistency", _complete)
