"""`lilliput claims`: the claims, and one of them decided in the terminal."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from math import isfinite
from textwrap import fill
from typing import Any

from lilliput.games.errors import InvalidArgumentError, UnknownNameError

__all__ = ["FORMATS", "decide_claim", "describe_claim", "list_claims", "parse_number", "split"]

FORMATS = ("text", "json", "markdown", "latex")
_WIDTH = 96


def split(arguments: Sequence[str]) -> tuple[str | None, dict[str, str]]:
    """Return the claim and the parameters that the user typed, as texts.

    Parameters
    ----------
    arguments
        Such as ``["C10", "--m", "6", "--k=2"]``.

    Raises
    ------
    InvalidArgumentError
        A parameter without a value or given twice, or more than one claim.

    Examples
    --------
    >>> split(["C10", "--m", "6", "--k=2"])
    ('C10', {'m': '6', 'k': '2'})
    """
    names: list[str] = []
    values: dict[str, str] = {}
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        if not word.startswith("--"):
            names.append(word)
            continue
        name, equals, value = word[2:].partition("=")
        if not equals:
            if not rest or rest[0].startswith("--"):
                raise InvalidArgumentError(f"--{name} needs a value, such as --{name} 1/3")
            value = rest.pop(0)
        if name in values:
            raise InvalidArgumentError(f"--{name} is given twice")
        values[name] = value
    if len(names) > 1:
        raise InvalidArgumentError(
            f"one claim at a time, got {', '.join(names)}; parameters are written --name value"
        )
    if values and not names:
        raise InvalidArgumentError("give the claim first, such as lilliput claims C10 --m 6")
    return (names[0] if names else None), values


def parse_number(name: str, text: str) -> int | Fraction | float:
    """Return an integer, a fraction or a float as the user wrote it.

    Parameters
    ----------
    name
        The parameter, for the error message.
    text
        Such as ``"6"``, ``"1/3"`` or ``"0.25"``.

    Examples
    --------
    >>> parse_number("k", "2"), parse_number("k", "-1/3"), parse_number("k", "0.25")
    (2, Fraction(-1, 3), 0.25)
    """
    for kind in (int, Fraction if "/" in text else float):
        try:
            number: Any = kind(text)
        except (ValueError, ZeroDivisionError):
            continue
        if isfinite(number):
            return number
    raise InvalidArgumentError(f"{name} must be a number such as 6, 1/3 or 0.25, got {text!r}")


def list_claims(style: str) -> str:
    """Return all claims with author, statement and models.

    Parameters
    ----------
    style
        One of `FORMATS`.
    """
    import pandas as pd

    from lilliput.analysis.claims import claims
    from lilliput.analysis.tables import PaperTable

    records: dict[str, dict[str, Any]] = {
        claim.id: {
            "author": claim.author,
            "statement": claim.statement,
            "models": list(claim.models),
        }
        for claim in claims.values()
    }
    if style == "json":
        return _json(records)
    if style == "text":
        blocks = [
            f"{key}  {record['author']}\n"
            + _indented(record["statement"])
            + _indented("Models: " + ", ".join(record["models"]))
            for key, record in records.items()
        ]
        return "\n".join(blocks) + "\nDecide one: lilliput claims C10 --m 6 --k 2\n"
    rows = {key: {**r, "models": ", ".join(r["models"])} for key, r in records.items()}
    frame = pd.DataFrame.from_dict(rows, orient="index").rename_axis("claim")
    table = PaperTable(frame, caption="Claims", label="tab:claims")
    return table.to_latex() if style == "latex" else table.to_markdown()


def describe_claim(name: str) -> str:
    """Return the parameters of a claim's models, for the help.

    Parameters
    ----------
    name
        Such as ``"C10"``.
    """
    from lilliput.analysis.report_claims import listed

    claim = _claim(name)
    known: dict[str, dict[str, list[str]]] = {}
    for model in claim.models.values():
        for parameter, p in model.parameters.items():
            default = listed({"default": p.default}).replace(" = ", " ")
            line = f"{p.meaning}; {p.domain}, {default}"
            known.setdefault(parameter, {}).setdefault(line, []).append(model.id)
    lines = [f"{claim.id}: {claim.statement}"]
    lines = [fill(lines[0], _WIDTH), "", f"Models of {claim.id}:"]
    lines += [_hanging(model.id, model.title) for model in claim.models.values()]
    for model in claim.models.values():
        if model.selections:
            lines += ["", _indented(f"--selection of {model.id}: {', '.join(model.selections)}")]
    lines += ["", f"Parameters of {claim.id}:"]
    for parameter, meanings in known.items():
        for meaning, models in meanings.items():
            lines.append(_hanging(f"--{parameter}", f"{meaning} ({', '.join(models)})"))
    return "\n".join(line.rstrip("\n") for line in lines) + "\n"


def decide_claim(
    name: str, given: Mapping[str, str], *, model: str | None, selection: str | None, style: str
) -> str:
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
    style
        One of `FORMATS`.
    """
    from lilliput.analysis.claims import ClaimResult

    claim = _claim(name)
    models = list(claim.models.values()) if model is None else [_model(claim, model)]
    values = _values(claim, models, given)
    if selection is not None:
        _check_selection(models, selection)
    if model is not None:
        rule = selection if selection in models[0].selections else None
        found = ClaimResult(claim, (models[0].test(selection=rule, **values),))
    else:
        found = _selected(claim.test(**values), values, selection)
    if style == "json":
        return _json(_record(found))
    if style == "text":
        return _text(found)
    return _paper(found, style)


def _claim(name: str) -> Any:
    from lilliput.analysis.claims import claims

    if name.upper() in claims:
        return claims[name.upper()]
    # all of them: the error of the registry shows the first dozen
    known = ", ".join(claims)
    raise InvalidArgumentError(f"claim {name!r} is unknown; there are {known}")


def _model(claim: Any, name: str) -> Any:
    if name not in claim.models:
        raise UnknownNameError(f"{claim.id}: model", name, claim.models)
    return claim.models[name]


def _values(claim: Any, models: Sequence[Any], given: Mapping[str, str]) -> dict[str, Any]:
    """Return the parameters as numbers or, where a parameter is a choice, as names."""
    known = {name: p for model in models for name, p in model.parameters.items()}
    values = {}
    for written, text in given.items():
        name = written if written in known else written.replace("-", "_")
        if name not in known:
            where = models[0].id if len(models) == 1 else claim.id
            raise InvalidArgumentError(
                f"{where}: parameter {written!r} is unknown; there are {', '.join(sorted(known))}"
            )
        values[name] = text if known[name].choices else parse_number(name, text)
    return values


def _check_selection(models: Iterable[Any], selection: str) -> None:
    rules = {rule: None for model in models for rule in model.selections}
    if not rules:
        raise InvalidArgumentError(
            f"selection {selection!r} has nothing to choose: each model has one equilibrium"
        )
    if selection not in rules:
        raise UnknownNameError("selection", selection, rules)


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


def _text(found: Any) -> str:
    claim = found.claim
    head = fill(f"{claim.id} ({claim.author}): {claim.statement}", _WIDTH)
    head += "\n" + _hanging("loses", claim.loses)
    skipped = [
        f"{name}  is left out\n" + _hanging("because", reason) + "\n"
        for name, reason in found.skipped.items()
    ]
    return "\n".join([head + "\n", *(_block(result) for result in found), *skipped])


def _block(result: Any) -> str:
    from lilliput.analysis.report_claims import always, changes_table, listed, said

    model = result.model
    found = _shown(result.margin)
    closed = "" if result.closed_form is None else f" (closed form {_shown(result.closed_form)})"
    rule = f", by {result.selection}" if result.selection else ""
    lines = [
        fill(f"{model.id}  {model.title}", _WIDTH, subsequent_indent="    "),
        _hanging("at", listed(result.parameters)),
        _hanging(said(result), f"{model.metric} = {found}{closed}{rule}"),
    ]
    if model.consequence:
        lines.insert(
            1, _hanging("no test", f"of the claim, but of what follows: {model.consequence}")
        )
    if model.holds:
        words = "positive if" if model.consequence else "holds where"
        lines.append(_hanging(words, always(model)))
    if result.boundary:
        lines.append(_hanging("thresholds", listed(result.boundary)))
    lines.append(_hanging("loses", model.loses))
    for kind, label in (("concept", "concepts"), ("selection", "selections")):
        table = changes_table(result, kind)
        if table is not None:
            rows = table.frame.itertuples()
            told = [f"{row.Index}: {row.verdict} ({_shown(row.margin)})" for row in rows]
            lines.append(_hanging(label, "; ".join(told)))
    named = model.source.startswith(model.origin)
    lines.append(_hanging("origin", model.source if named else f"{model.origin}; {model.source}"))
    return "\n".join(lines) + "\n"


def _shown(number: Any) -> str:
    from lilliput.analysis.report_claims import short_number
    from lilliput.analysis.tables import format_number

    if isinstance(number, float) and isfinite(number):
        return f"{number:.6g}".replace("-", "−", 1)
    return format_number(short_number(number))


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
    from lilliput.analysis.notation import latex
    from lilliput.analysis.report_claims import changes_table

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
    """Return numbers for JSON: integers and floats as they are, fractions as text."""
    return {name: _number(value) for name, value in values.items()}


def _number(value: Any) -> Any:
    if value is None or isinstance(value, (int, str)):
        return value
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else str(value)
    return float(value) if isfinite(value) else str(float(value))


def _paper(found: Any, style: str) -> str:
    from lilliput.analysis.report_claims import always, consequences_table, listed, verdicts_table
    from lilliput.analysis.tables import PaperTable

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
    if style == "latex":
        return "".join(each.to_latex() for each in (whole, *rest)) + _relations(found)
    wheres = [
        f"- {e.model.id} {_where(e.model)} `{always(e.model)}`" for e in found if e.model.holds
    ]
    text = "\n".join(each.to_markdown() for each in (whole, *rest))
    return text + "".join(f"\n{line}" for line in wheres) + "\n" * bool(wheres)


def _where(model: Any) -> str:
    return "is positive where" if model.consequence else "holds where"


def _relations(results: Iterable[Any]) -> str:
    from lilliput.analysis.notation import latex

    lines = [
        rf"\noindent {each.model.id} {_where(each.model)} "
        rf"\[ {latex(each.model.boundary, each.model.parameters)} \]"
        for each in results
        if each.model.holds
    ]
    return "".join(f"{line}\n" for line in lines)


def _indented(text: str) -> str:
    return fill(text, _WIDTH, initial_indent="    ", subsequent_indent="    ") + "\n"


def _hanging(label: str, text: str) -> str:
    return fill(text, _WIDTH, initial_indent=f"  {label:12} ", subsequent_indent=" " * 15)


def _json(record: Any) -> str:
    return json.dumps(record, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
