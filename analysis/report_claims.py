"""Tables of claims: verdicts, where multilateralism loses, and what changes a verdict."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

import pandas as pd

from lilliput.analysis.claims.claim import Claim, ClaimResult
from lilliput.analysis.claims.model import Model, ModelResult
from lilliput.analysis.tables import PaperTable, format_number

__all__ = [
    "always",
    "boundaries_latex",
    "changes_table",
    "limits_table",
    "listed",
    "outcome_of",
    "parameters_table",
    "short_number",
    "summary_table",
    "verdicts_table",
]

_LONG_FRACTION = 10**5
_DIGITS = 4
_DISPLAY = (  # formulas that are wider than the line are set smaller
    r"\[ \resizebox{\ifdim\width>\linewidth\linewidth\else\width\fi}{!}{$\displaystyle %s$} \]"
)
VERDICTS = ("holds", "indifferent", "fails")


def short_number(number: Any, longest: int = _LONG_FRACTION) -> Any:
    """Return a number as it is, or as a decimal where its fraction would be too long to read.

    Examples
    --------
    >>> short_number(Fraction(1, 28)), short_number(Fraction(10**6, 10**6 + 3))
    (Fraction(1, 28), '0.99999700')
    """
    if isinstance(number, Fraction) and max(abs(number.numerator), number.denominator) >= longest:
        return f"{float(number):.8f}"
    return number


def listed(values: Mapping[str, Any]) -> str:
    """Return names and values in one line."""
    shown = {name: format_number(short_number(v), _DIGITS) for name, v in values.items()}
    return ", ".join(f"{name} = {value}" for name, value in shown.items())


def always(model: Model) -> str:
    """Return where a claim holds in a model, in plain text; empty where no relation is known."""
    if not model.holds:
        return ""
    import sympy

    decided = {sympy.true: "everywhere in the domain", sympy.false: "nowhere in the domain"}
    fixed = decided.get(model.boundary)
    return f"{model.holds} ({fixed})" if fixed else model.holds


def outcome_of(result: ClaimResult) -> str:
    """Return which models say what, in a line.

    Examples
    --------
    >>> from lilliput.analysis.claims import claims
    >>> outcome_of(claims["C14"].test())
    'holds in M14, M14-degree, M14-optimum'
    """
    groups = {
        verdict: [each.model.id for each in result if each.verdict == verdict]
        for verdict in VERDICTS
    }
    words = {"indifferent": "makes no difference"}
    return "; ".join(
        f"{words.get(verdict, verdict)} in {', '.join(ids)}"
        for verdict, ids in groups.items()
        if ids
    )


def summary_table(results: Iterable[ClaimResult]) -> PaperTable:
    """Return one row a claim: how many of its models say what at their defaults."""
    rows = {}
    for result in results:
        counts = {v: sum(each.verdict == v for each in result) for v in VERDICTS}
        rows[result.claim.id] = {
            "author": result.claim.author, "models": len(result), **counts,
        }  # fmt: skip
    return PaperTable(
        pd.DataFrame.from_dict(rows, orient="index").rename_axis("claim"),
        caption="Claims decided at default parameters: in how many models each holds",
        label="tab:claims",
        notes="A claim holds in a model where the metric, computed from games by solvers, is "
        "positive. Models of one claim ask different questions and are not added up.",
    )


def verdicts_table(result: ClaimResult) -> PaperTable:
    """Return one row a model of a claim: both values, verdict, and where the margin is 0."""
    rows = {
        each.model.id: {
            "computed": short_number(each.computed),
            "closed form": short_number(each.closed_form),
            "verdict": each.verdict,
            "margin 0 at": listed(each.boundary) or "–",
        }
        for each in result
    }
    return PaperTable(
        pd.DataFrame.from_dict(rows, orient="index").rename_axis("model"),
        caption=f"{result.claim.id} decided at default parameters",
        label=f"tab:{result.claim.id}",
        notes="Computed: by games and solvers; closed form: by the formula. The claim holds in a "
        "model where the metric is positive.",
        digits=_DIGITS,
    )


def limits_table(claim: Claim) -> PaperTable:
    """Return, model by model, what is measured and where multilateralism loses."""
    rows = {
        model.id: {
            "metric": model.metric,
            "where multilateralism loses": model.loses,
            "origin": model.origin,
        }
        for model in claim.models.values()
    }
    return PaperTable(
        pd.DataFrame.from_dict(rows, orient="index").rename_axis("model"),
        caption=f"{claim.id}: what each model measures, and where it says no",
        label=f"tab:{claim.id}-limits",
        notes="A reduced form is our own model of the mechanism in the source, not the source's "
        "model.",
    )


def parameters_table(result: ModelResult) -> PaperTable:
    """Return the parameters of a model with their domains and defaults."""
    model = result.model
    rows = {
        name: {
            "meaning": parameter.meaning,
            "domain": parameter.domain,
            "default": format_number(parameter.default, _DIGITS),
            "why the model needs the domain": parameter.why or "–",
        }
        for name, parameter in model.parameters.items()
    }
    return PaperTable(
        pd.DataFrame.from_dict(rows, orient="index").rename_axis("parameter"),
        caption=f"Parameters of {model.id}",
        label=f"tab:{model.id}-parameters",
    )


def changes_table(result: ModelResult, kind: str) -> PaperTable | None:
    """Return what other solution concepts, or other rules of selection, say about a claim.

    Parameters
    ----------
    result
        The claim decided in a model.
    kind
        ``"concept"`` or ``"selection"``.

    Returns
    -------
    PaperTable or None
        None where the model knows only one.
    """
    model = result.model
    if kind == "concept":
        found = model.by_concept(**result.parameters) if model.concepts else None
        caption = f"{model.id} under other solution concepts"
    else:
        found = model.by_selection(**result.parameters) if model.selections else None
        caption = f"{model.id} under each rule that chooses among its equilibria"
    if found is None:
        return None
    first = found["verdict"].iloc[0]
    said = ["–" if v == "undefined" else "no" if v == first else "yes" for v in found["verdict"]]
    frame = found.assign(margin=found["margin"].map(short_number), flips=said)
    return PaperTable(
        frame,
        caption=caption,
        label=f"tab:{model.id}-{kind}",
        notes=f"Flips: whether the verdict is another than that of the first row. At "
        f"{listed(result.parameters)}.",
        digits=_DIGITS,
    )


def boundaries_latex(claim: Claim) -> str:
    """Return the closed forms of a claim's models, and where it holds, as LaTeX to paste."""
    import sympy

    lines = ["% needs \\usepackage{amsmath, graphicx}", rf"\paragraph{{{claim.id}.}}"]
    for model in claim.models.values():
        formulas = []
        if model.holds:
            formulas.append(("The claim holds where", model.boundary))
        if model.formula:
            formulas.append(("The margin is", model.closed_form))
        lines += [rf"\par\noindent {model.id}."]
        lines += [f"{words} {_DISPLAY % sympy.latex(formula)}" for words, formula in formulas]
        lines += ["No closed form is known."] * (not formulas)
    return "\n".join(lines) + "\n"
