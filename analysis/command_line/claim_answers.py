"""What `lilliput claims` answers: the list of claims, or the verdict on one of them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from html import escape
from math import isfinite
from textwrap import fill
from typing import Any

import pandas as pd

from lilliput.analysis.claims import ClaimResult, claims
from lilliput.analysis.command_line.answers import Answer, number
from lilliput.analysis.command_line.claim_help import (
    check_selection,
    claim_named,
    model_named,
    values_of,
)
from lilliput.analysis.command_line.terminal import hanging
from lilliput.analysis.notation import latex
from lilliput.analysis.report_claims import (
    always,
    changes_table,
    consequences_table,
    listed,
    said,
    short_number,
    verdicts_table,
)
from lilliput.analysis.tables import PaperTable, format_number

__all__ = ["claims_answer", "decided_answer"]


def claims_answer() -> Answer:
    """Return all claims with author, statement and models."""
    records: dict[str, dict[str, Any]] = {
        claim.id: {
            "author": claim.author,
            "statement": claim.statement,
            "models": list(claim.models),
        }
        for claim in claims.values()
    }
    rows = {key: {**r, "models": ", ".join(r["models"])} for key, r in records.items()}
    frame = pd.DataFrame.from_dict(rows, orient="index").rename_axis("claim")
    table = PaperTable(frame, caption="Claims", label="tab:claims")

    def text(width: int) -> str:
        blocks = [
            f"{key}  {record['author']}\n"
            + _indented(record["statement"], width)
            + _indented("Models: " + ", ".join(record["models"]), width)
            for key, record in records.items()
        ]
        return "\n".join(blocks) + "\nDecide one: lilliput claims C10 --m 6 --k 2\n"

    return Answer("lilliput.claims/1", {"claims": records}, (table,), text=text)


def decided_answer(
    name: str, given: Mapping[str, str], *, model: str | None, selection: str | None
) -> Answer:
    """Return the verdict of a claim in its models, or in one of them.

    Parameters
    ----------
    name
        Such as ``"C10"``.
    given
        Parameter to what the user wrote; each model takes those it knows.
    model
        The one model that decides; all of the claim's by default.
    selection
        The rule that chooses among several equilibria, for the models that know it.
    """
    claim = claim_named(name)
    models = list(claim.models.values()) if model is None else [model_named(claim, model)]
    values = values_of(claim, models, given)
    if selection is not None:
        check_selection(models, selection)
    if model is not None:
        rule = selection if selection in models[0].selections else None
        found = ClaimResult(claim, (models[0].test(selection=rule, **values),))
    else:
        found = _selected(claim.test(**values), values, selection)
    return Answer(
        "lilliput.claim/1",
        _record(found),
        _tables(found),
        rows=_rows(found),
        text=_text(found),
        tails=_tails(found),
    )


def _known(model: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in model.parameters}


def _selected(found: Any, values: Mapping[str, Any], selection: str | None) -> Any:
    """Decide again, by a rule of selection, in the models that know it."""
    results = tuple(
        each.model.test(selection=selection, **_known(each.model, values))
        if selection in each.model.selections
        else each
        for each in found
    )
    return replace(found, results=results)


def _text(found: Any) -> Callable[[int], str]:
    def text(width: int) -> str:
        claim = found.claim
        head = fill(f"{claim.id} ({claim.author}): {claim.statement}", width)
        head += "\n" + hanging("loses", claim.loses, width)
        skipped = [
            f"{name}  is left out\n" + hanging("because", reason, width) + "\n"
            for name, reason in found.skipped.items()
        ]
        blocks = (_block(result, width) for result in found)
        return "\n".join([head + "\n", *blocks, *skipped])

    return text


def _block(result: Any, width: int) -> str:
    model = result.model
    found = _shown(result.margin)
    closed = "" if result.closed_form is None else f" (closed form {_shown(result.closed_form)})"
    rule = f", by {result.selection}" if result.selection else ""

    def line(label: str, text: str) -> str:
        return hanging(label, text, width)

    lines = [
        fill(f"{model.id}  {model.title}", width, subsequent_indent="    "),
        line("at", listed(result.parameters)),
        line(said(result), f"{model.metric} = {found}{closed}{rule}"),
    ]
    if model.consequence:
        lines.insert(1, line("no test", f"of the claim, but of what follows: {model.consequence}"))
    if model.holds:
        words = "positive if" if model.consequence else "holds where"
        lines.append(line(words, always(model)))
    if result.boundary:
        lines.append(line("thresholds", listed(result.boundary)))
    lines.append(line("loses", model.loses))
    for kind, label in (("concept", "concepts"), ("selection", "selections")):
        table = changes_table(result, kind)
        if table is not None:
            rows = table.frame.itertuples()
            told = [f"{row.Index}: {row.verdict} ({_shown(row.margin)})" for row in rows]
            lines.append(line(label, "; ".join(told)))
    named = model.source.startswith(model.origin)
    lines.append(line("origin", model.source if named else f"{model.origin}; {model.source}"))
    return "\n".join(lines) + "\n"


def _shown(value: Any) -> str:
    if isinstance(value, float) and isfinite(value):
        return f"{value:.6g}".replace("-", "−", 1)
    return format_number(short_number(value))


def _record(found: Any) -> dict[str, Any]:
    claim = found.claim
    return {
        "claim": claim.id,
        "author": claim.author,
        "statement": claim.statement,
        "citation": claim.citation,
        "loses": claim.loses,
        "models": {result.model.id: _model_record(result) for result in found},
        "left_out": dict(found.skipped),
    }


def _model_record(result: Any) -> dict[str, Any]:
    model = result.model
    changes = {}
    for kind in ("concept", "selection"):
        table = changes_table(result, kind)
        rows = [] if table is None else table.frame.itertuples()
        changes[f"by_{kind}"] = {
            row.Index: {"margin": _number(row.margin), "verdict": row.verdict} for row in rows
        }
    return {
        "title": model.title,
        "metric": model.metric,
        "consequence": model.consequence or None,
        "parameters": _numbers(result.parameters),
        "verdict": result.verdict,
        "selection": result.selection,
        "margin": _number(result.margin),
        "closed_form": _number(result.closed_form),
        "difference": _number(result.difference),
        "holds_where": model.holds or None,
        "holds_where_latex": latex(model.boundary, model.parameters) if model.holds else None,
        "margin_0_at": _numbers(result.boundary),
        "loses": model.loses,
        "origin": model.origin,
        "source": model.source,
        **changes,
    }


def _numbers(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _number(value) for name, value in values.items()}


def _number(value: Any) -> Any:
    return value if isinstance(value, str) else number(value)


def _rows(found: Any) -> pd.DataFrame:
    """Return one row a model, for CSV: numbers as they are."""
    rows = [
        {
            "claim": found.claim.id,
            "model": each.model.id,
            "decides": not each.model.consequence,
            "metric": each.model.metric,
            "parameters": ", ".join(f"{k}={v}" for k, v in each.parameters.items()),
            "margin": float(each.margin),
            "exact": "" if isinstance(each.margin, float) else str(each.margin),
            "verdict": said(each),
        }
        for each in found
    ]
    return pd.DataFrame(rows)


def _tables(found: Any) -> tuple[PaperTable, ...]:
    claim = found.claim
    notes = [
        *(f"{each.model.id}: {listed(each.parameters)}." for each in found),
        *(f"{each.model.id} loses where: {each.model.loses}." for each in found),
        *(f"{name} is left out: {reason}." for name, reason in found.skipped.items()),
    ]
    decided = any(not each.model.consequence for each in found)
    tables = [verdicts_table(found)] if decided else []
    consequences = consequences_table(found)
    tables += [consequences] if consequences is not None else []
    table, *rest = tables
    whole = PaperTable(
        table.frame,
        caption=f"{claim.id}: {claim.statement}",
        label=table.label,
        notes=" ".join(notes),
        digits=table.digits,
    )
    return whole, *rest


def _tails(found: Any) -> dict[str, str]:
    """Return where the claim holds in each model, as each format writes relations."""
    models = [each.model for each in found if each.model.holds]
    plain = [f"- {m.id} {_where(m)} `{always(m)}`" for m in models]
    formulas = [
        rf"\noindent {m.id} {_where(m)} \[ {latex(m.boundary, m.parameters)} \]" for m in models
    ]
    coded = [f"<p>{m.id} {_where(m)} <code>{escape(always(m))}</code></p>" for m in models]
    return {
        "latex": "".join(f"{line}\n" for line in formulas),
        "markdown": "".join(f"\n{line}" for line in plain) + "\n" * bool(plain),
        "typst": "".join(f"\n{line}" for line in plain) + "\n" * bool(plain),
        "html": "".join(f"{line}\n" for line in coded),
    }


def _where(model: Any) -> str:
    return "is positive where" if model.consequence else "holds where"


def _indented(text: str, width: int) -> str:
    return fill(text, width, initial_indent="    ", subsequent_indent="    ") + "\n"
