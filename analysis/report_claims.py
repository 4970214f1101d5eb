"""Tables of claims: verdicts, where multilateralism loses, and what changes a verdict."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

import pandas as pd

from lilliput.analysis.claims.claim import Claim, ClaimResult
from lilliput.analysis.claims.model import Model, ModelResult
from lilliput.analysis.notation import boundary_parts, latex, margin_parts
from lilliput.analysis.tables import PaperTable, format_number

__all__ = [
    "SIGNS",
    "VERDICTS",
    "always",
    "boundaries_latex",
    "changes_table",
    "consequences_table",
    "limits_table",
    "listed",
    "needs_of",
    "outcome_of",
    "parameters_table",
    "said",
    "short_number",
    "summary_table",
    "verdicts_table",
]

_LONG_FRACTION = 10**5
_DIGITS = 4
_DISPLAY = (  # formulas that are wider than the line are set smaller
    r"\[ \resizebox{\ifdim\width>\linewidth\linewidth\else\width\fi}{!}{$\displaystyle %s$} \]"
)
_THRESHOLDS = (
    "Thresholds: where the metric is 0, the other parameters at their defaults, if no word in "
    "brackets says otherwise."
)
VERDICTS = ("holds", "indifferent", "fails")
SIGNS = {"holds": "positive", "indifferent": "zero", "fails": "negative"}
"""Verdict to what is said of the margin of a model that measures a consequence."""


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


def said(result: ModelResult) -> str:
    """Return a model's verdict on the claim, or the sign of the consequence that it measures.

    Examples
    --------
    >>> from lilliput.analysis.claims import claims
    >>> found = claims["C1"].test()
    >>> said(found["M1b"]), said(found["M1b-welfare"])
    ('holds', 'negative')
    """
    return SIGNS[result.verdict] if result.model.consequence else result.verdict


def needs_of(model: Model) -> str:
    """Return what must hold between a model's parameters, and why, in a line."""
    return "; ".join(need.complaint() for need in model.conditions)


def outcome_of(result: ClaimResult) -> str:
    """Return which models say what, in a line; consequences come last and decide nothing.

    Examples
    --------
    >>> from lilliput.analysis.claims import claims
    >>> outcome_of(claims["C14"].test())
    'holds in M14, M14-degree. Consequences: positive in M14-optimum'
    """
    words = {"indifferent": "makes no difference"}
    parts = []
    for outcomes in (VERDICTS, tuple(SIGNS.values())):
        groups = {o: [each.model.id for each in result if said(each) == o] for o in outcomes}
        lines = [f"{words.get(o, o)} in {', '.join(ids)}" for o, ids in groups.items() if ids]
        parts.append("; ".join(lines))
    return ". Consequences: ".join(filter(None, parts))


def summary_table(results: Iterable[ClaimResult]) -> PaperTable:
    """Return one row a claim: how many of its models say what at their defaults."""
    rows = {}
    for result in results:
        models = [each for each in result if not each.model.consequence]
        counts = {v: sum(each.verdict == v for each in models) for v in VERDICTS}
        rows[result.claim.id] = {
            "author": result.claim.author, "models": len(models), **counts,
            "consequences": len(result) - len(models),
        }  # fmt: skip
    return PaperTable(
        pd.DataFrame.from_dict(rows, orient="index").rename_axis("claim"),
        caption="Claims decided at default parameters: in how many models each holds",
        label="tab:claims",
        notes="A claim holds in a model where the metric, computed from games by solvers, is "
        "positive. Models of one claim ask different questions and are not added up. Consequences: "
        "further models, which measure what follows from a claim or its remedy and decide nothing.",
    )


def verdicts_table(result: ClaimResult) -> PaperTable:
    """Return one row a model that decides: both values, verdict, and where the margin is 0."""
    return PaperTable(
        _values(each for each in result if not each.model.consequence),
        caption=f"{result.claim.id} decided at default parameters",
        label=f"tab:{result.claim.id}",
        notes="Computed: by games and solvers; closed form: by the formula. The claim holds in a "
        f"model where the metric is positive. {_THRESHOLDS}",
        digits=_DIGITS,
    )


def consequences_table(result: ClaimResult) -> PaperTable | None:
    """Return one row a model that measures a consequence; None where a claim has none."""
    rows = [each for each in result if each.model.consequence]
    if not rows:
        return None
    frame = _values(rows).rename(columns={"verdict": "sign"})
    frame.insert(0, "consequence", [each.model.consequence for each in rows])
    return PaperTable(
        frame,
        caption=f"{result.claim.id}: consequences at default parameters",
        label=f"tab:{result.claim.id}-consequences",
        notes="Not tests of the claim: what follows from it, or from what is done about it. A "
        "negative sign does not refute the claim, a positive one does not support it. "
        + _THRESHOLDS,
        digits=_DIGITS,
    )


def _values(results: Iterable[ModelResult]) -> pd.DataFrame:
    rows = {
        each.model.id: {
            "computed": short_number(each.computed),
            "closed form": short_number(each.closed_form),
            "verdict": said(each),
            "thresholds": listed(each.boundary) or "–",
        }
        for each in results
    }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("model")


def limits_table(claim: Claim) -> PaperTable:
    """Return, model by model, what is measured and where multilateralism loses."""
    rows = {
        model.id: {
            "metric": ("consequence: " if model.consequence else "") + model.metric,
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
    lines = ["% needs \\usepackage{amsmath, graphicx}", rf"\paragraph{{{claim.id}.}}"]
    for model in claim.models.values():
        formulas = []
        where = "It is positive where" if model.consequence else "The claim holds where"
        for words, parts in (
            (where, boundary_parts(model)),
            ("The margin is", margin_parts(model)),
        ):
            for part in parts:
                shown = latex(part.expression, model.parameters)
                short = ("where", f"{part.symbol} = {shown}")
                formulas.append(short if part.symbol else (words, shown))
        consequence = f" A consequence: {model.consequence}." if model.consequence else ""
        lines += [rf"\par\noindent {model.id}.{consequence}"]
        lines += [f"{words} {_DISPLAY % formula}" for words, formula in formulas]
        lines += ["No closed form is known."] * (not model.formula)
    return "\n".join(lines) + "\n"
