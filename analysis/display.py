"""States, institutions, outcomes, premiums, verdicts and results as notebooks show them."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import is_symbolic
from lilliput.games.display import Html, block, chip, escaped, frame, note, record, shown, table
from lilliput.games.display.coalitional import group
from lilliput.games.display.texts import latex_number, latex_text
from lilliput.games.errors import UnsupportedNumberError

__all__ = [
    "CRITERIA",
    "SYMBOLS",
    "claim",
    "claim_result",
    "costs",
    "criterion",
    "information",
    "institution",
    "outcome",
    "outcome_latex",
    "premium",
    "premium_latex",
    "state",
    "state_latex",
    "summary",
    "verdict",
]

_POWERS = 12
_ROWS = 24
_MOST_ATTRIBUTED = 10
_GRAPHS = {
    "none": "nobody agrees with anybody",
    "star": "the hub agrees with each spoke",
    "complete": "each pair agrees",
}
_ENFORCEMENT = {
    "none": "nothing is promised",
    "pairwise": "a deviator loses one relation",
    "pooled": "a deviator loses all relations",
}
_COSTS = {
    "none": "no treaty",
    "star": "a treaty of the hub with each spoke",
    "web": "a treaty of each pair",
    "multilateral": "one multilateral treaty",
}
CRITERIA = {
    "pareto": "nobody loses, somebody gains",
    "kaldor_hicks": "the gains exceed the losses",
    "weak_gain": "the spokes together gain",
    "hub_participates": "the hub gains",
    "enforceable": "the arrangement is kept in full",
    "conflict": "less effort is wasted in contests",
}
_LONG = 600
_CAPITAL = re.compile(r"(?<!^)[A-Z]")
SYMBOLS = {"multilateral cost": Html("T<sub>M</sub>"), "discount factor": Html("δ")}


def state(given: Any) -> Html:
    """Return powers with capabilities and stakes, and the scalar parameters."""
    powers = given.powers[:_ROWS]
    across = given.powers[:_POWERS]
    optional = [
        (head, values)
        for head, values in (
            ("outside option d", given.outside_options),
            ("type θ", given.types),
        )
        if any(is_symbolic(x) or x != 0 for x in values)
    ]
    heads = ["power", "role", "capability c", *(head for head, _ in optional), *across]
    rows = [
        [
            power,
            "hub" if power == given.hub else "spoke",
            given.capabilities[i],
            *(values[i] for _, values in optional),
            *(given.stakes[i, j] if i != j else Html("") for j in range(len(across))),
        ]
        for i, power in enumerate(powers)
    ]
    groups = [("", 3 + len(optional)), ("stakes w with", len(across))]
    detail = Html(f"{given.n} powers")
    sides = ["left", "left"] + ["right"] * (len(heads) - 2)
    body = table(
        "State", heads, rows, detail=detail, groups=groups, size=given.n, limit=_ROWS, sides=sides
    )
    more = f"stakes with {given.n} powers in all" if given.n > len(across) else ""
    source = Html(f"source: {escaped(given.source, longest=400)}") if given.source else ""
    return block(body, note(more), _directed(given), note(*_scalars(given)), note(source))


def _directed(given: Any) -> Html:
    """Return the directed stakes where they are not the symmetric ones."""
    stakes, directed = given.stakes, given.directed_stakes
    if any(is_symbolic(x) for x in stakes.flat) or given.n > _POWERS:
        return Html("")
    same = all(d == max(w, 0) for d, w in zip(directed.flat, stakes.flat, strict=True))
    if same:
        return Html("")
    rows = [
        [power, *(directed[i, j] if i != j else Html("") for j in range(given.n))]
        for i, power in enumerate(given.powers)
    ]
    groups = [("", 1), ("concessions of", given.n)]
    return table("Directed stakes e", ["gains from", *given.powers], rows, groups=groups)


def _scalars(given: Any) -> list[Html]:
    """Return the collective good, patience and brokerage, and what differs from the defaults."""
    always = [
        ("collective good g", given.collective_good),
        ("discount factor δ", given.discount_factor),
        ("brokerage λ", given.brokerage),
    ]
    fields = type(given).__dataclass_fields__
    plain = {name: fields[name].default for name in ("alignment", "risk_aversion", "rigidity")}
    names = {
        "alignment": "alignment ψ",
        "risk_aversion": "risk aversion ρ",
        "rigidity": "rigidity ζ",
    }
    others = [
        (names[name], getattr(given, name))
        for name, usual in plain.items()
        if getattr(given, name) != usual
    ]
    rates = _changed(given.information, (("false alarms ε", 0), ("detection μ", 1)))
    prices = _changed(given.costs, (("treaty t_B", 0), ("member t_M", 0), ("multilateral T_M", 0)))
    return [
        Html(f"{_name(name)} = {shown(value)}")
        for name, value in [*always, *others, *rates, *prices]
    ]


def _name(text: str) -> str:
    head, _, below = text.partition("_")
    return f"{head}<sub>{below}</sub>" if below else head


def _changed(values: Any, usual: tuple[tuple[str, Any], ...]) -> list[tuple[str, Any]]:
    return [
        (name, value) for value, (name, zero) in zip(values, usual, strict=True) if value != zero
    ]


def costs(given: Any) -> Html:
    """Return the costs of treaties."""
    pairs = [
        (Html("t<sub>B</sub>, of a bilateral treaty"), given.bilateral),
        (Html("t<sub>M</sub>, of each member of the multilateral one"), given.member),
        (Html("T<sub>M</sub>, of the multilateral one"), given.multilateral),
    ]
    return block(record("Transaction costs", pairs))


def information(given: Any) -> Html:
    """Return how well promises are monitored."""
    pairs = [
        ("ε, false alarms per link", given.false_alarm),
        ("μ, detection of a violation", given.detection),
    ]
    return block(record("Information", pairs))


def institution(given: Any) -> Html:
    """Return the five properties with what they mean."""
    good = "all at one table" if given.indivisible else "without the collective good"
    rows = [
        ["graph", given.graph, _GRAPHS[given.graph]],
        ["rule", *_rule(given.rule)],
        ["indivisible", "yes" if given.indivisible else "no", good],
        ["enforcement", given.enforcement, _ENFORCEMENT[given.enforcement]],
        ["cost", given.cost, _COSTS[given.cost]],
    ]
    title = Html(f"Institution: {escaped(given.name)}")
    return block(table(title, ["property", "value", "meaning"], rows))


def _rule(rule: Any) -> list[Html]:
    """Return what a rule is called, and its settings that are not None, 0 or empty."""
    name = type(rule).__name__
    words = "".join(f" {c.lower()}" if c.isupper() else c for c in name).strip()
    fields = getattr(rule, "__dataclass_fields__", {})
    values = {field: getattr(rule, field) for field in fields}
    kept = [
        f"{escaped(field.replace('_', ' '))} {shown(value)}"
        for field, value in values.items()
        if value is not None and not (isinstance(value, (tuple, list, str)) and not value)
    ]
    return [escaped(words), Html(", ".join(kept))]


def outcome(found: Any) -> Html:
    """Return outside option, allocation, cost and payoff of each power, and what is kept."""
    frame = found.to_frame()
    heads = ["power", "outside option d", "+ allocation x", "− cost κ", "= payoff u"]
    rows = [[power, *frame.loc[power].tolist()] for power in frame.index[:_ROWS]]
    totals = [sum(frame[column]) for column in frame.columns]
    body = table(
        Html(f"Outcome: {escaped(found.institution.name)}"),
        heads,
        rows,
        total=["total", *totals],
        size=len(frame),
        limit=_ROWS,
    )
    kept = [(names, share) for names, share in found.enforcement.shares.items() if share != 1]
    lost: Any = Html("everything promised is kept")
    if kept:
        first = [f"{group(names, found.state.powers)} {shown(share)}" for names, share in kept[:6]]
        more = [f"… {len(kept)} in all"] if len(kept) > 6 else []
        lost = Html("share kept: " + ", ".join([*first, *more]))
    patience = Html(f"δ* = {shown(found.enforcement.critical)}")
    waste = Html(f"effort wasted in contests: {shown(found.conflict)}")
    return block(body, note(patience, lost, waste))


def premium(found: Any) -> Html:
    """Return payoffs and the premium of each power, its attribution, and the verdict."""
    over = Html(
        f"{escaped(found.multilateral.institution.name)} over "
        f"{escaped(found.bilateral.institution.name)}"
    )
    body = _premium_table(found, over)
    try:
        marks = [
            Html(f"{escaped(name.replace('_', ' '))} {chip(found.verdict[name].status)}")
            for name in found.verdict
        ]
    except UnsupportedNumberError:
        marks = [Html("depends on the symbols")]
    return block(body, _verdict_line(marks))


def premium_latex(found: Any) -> str | None:
    """Return symbolic payoffs and premiums as an array; None for numbers."""
    data = found.by_power
    rows = zip(data.index, data.to_numpy(), strict=True)
    return _array(data.columns, [(power, list(row)) for power, row in rows])


def state_latex(given: Any) -> str | None:
    """Return symbolic capabilities and stakes as an array, with g; None for numbers."""
    if given.n > _POWERS:
        return None
    rows = [
        (
            power,
            [
                given.capabilities[i],
                *(given.stakes[i, j] if i != j else None for j in range(given.n)),
            ],
        )
        for i, power in enumerate(given.powers)
    ]
    good = ("collective good", [given.collective_good, *[None] * given.n])
    heads = ["capability", *given.powers]
    return _array(heads, [*rows, good] if is_symbolic(given.collective_good) else rows)


def outcome_latex(found: Any) -> str | None:
    """Return symbolic payoffs and what they consist of as an array; None for numbers."""
    data = found.to_frame()
    rows = zip(data.index, data.to_numpy(), strict=True)
    return _array(data.columns, [(power, list(row)) for power, row in rows])


def _array(heads: Iterable[Any], rows: Sequence[tuple[Any, list[Any]]]) -> str | None:
    """Return numbers by power as LaTeX's array; None unless one of them is symbolic."""
    if not any(is_symbolic(value) for _, row in rows for value in row):
        return None
    names = [latex_text(name) for name in heads]
    lines = [
        " & ".join([latex_text(name), *("" if x is None else latex_number(x) for x in row)])
        for name, row in rows
    ]
    head = " & ".join(["", *names])
    body = f"{head} \\\\ \\hline\n" + " \\\\\n".join(lines)
    return f"$$\\begin{{array}}{{l{'c' * len(names)}}}\n{body}\n\\end{{array}}$$"


def _verdict_line(marks: list[Html]) -> Html:
    cells = "".join(
        f'<span style="display:inline-block;margin:.15em 1.2em .15em 0">{m}</span>' for m in marks
    )
    return Html(f'<p style="font-size:92%;margin:.1em 0 .6em"><strong>Verdict</strong> {cells}</p>')


def _premium_table(found: Any, over: Html) -> Html:
    """Return the table, without the attribution where it would take long."""
    known = found.state.n <= _MOST_ATTRIBUTED or "attribution" in found.__dict__
    if known:
        frame = found.to_frame()
        toggles = [str(name) for name in found.attribution.columns]
    else:
        frame = found.by_power[["bilateral", "multilateral", "premium"]].copy()
        frame.loc["total"] = frame.sum()
        toggles = []
    names = frame.columns
    rows = [[power, *frame.loc[power].tolist()] for power in frame.index[:-1][:_ROWS]]
    for row in rows:
        row[-1] = Html(f"<strong>{_signed(row[-1])}</strong>")
    total = ["total", *frame.iloc[-1].tolist()]
    total[-1] = Html(f"<strong>{_signed(total[-1])}</strong>")
    groups = [("", 2), ("contribution of", len(toggles)), ("", len(names) - 1 - len(toggles))]
    return table(
        "Premium",
        ["power", *map(str, names)],
        rows,
        detail=over,
        groups=groups if toggles else (),
        total=total,
        size=len(frame) - 1,
        limit=_ROWS,
        sides=["left"] + ["right"] * len(names),
    )


def _signed(value: Any) -> Html:
    """Return a gain with its sign."""
    plus = not is_symbolic(value) and not np.isnan(float(value)) and value > 0
    return Html(f"{'+' if plus else ''}{shown(value)}")


def verdict(found: Any) -> Html:
    """Return a row a criterion: status, margin and the boundary at which it turns."""
    rows = []
    for name in found:
        each = found[name]
        rows.append([name, chip(each.status), each.margin, _turning(each), CRITERIA[name]])
    heads = ["criterion", "status", "margin", "turns at", "meaning"]
    sides = ["left", "left", "right", "left", "left"]
    return block(table("Verdict", heads, rows, sides=sides))


def _turning(each: Any) -> Html:
    if each.boundary is None:
        return Html("–")
    symbol = SYMBOLS.get(each.parameter, escaped(each.parameter))
    return Html(f"{symbol} = {shown(each.boundary)}")


def criterion(each: Any) -> Html:
    """Return whether a criterion holds, by how much and where it turns."""
    turns = _turning(each) if each.boundary is not None else None
    return block(
        record(
            "Criterion", [("margin", each.margin), ("turns at", turns)], detail=chip(each.status)
        )
    )


def summary(
    text: str, data: pd.DataFrame, *others: tuple[str, pd.DataFrame], below: str = ""
) -> Html:
    """Return what a result says in a sentence, its numbers, and a remark below.

    Parameters
    ----------
    text
        The repr of the result, as in ``"SobolIndices(what it says)"``.
    data
        The numbers; others with a title of their own each.
    below
        The remark.

    Examples
    --------
    >>> "<strong>Sobol indices</strong> of x" in summary("SobolIndices(of x)", pd.DataFrame())
    True
    """
    name, _, inner = text.partition("(")
    kind = _CAPITAL.sub(lambda letter: f" {letter[0].lower()}", name)
    said = "; ".join(inner.removesuffix(")").strip().splitlines())
    head = note(Html(f"<strong>{escaped(kind)}</strong> {escaped(said, longest=_LONG)}"))
    rest = [frame(each, title) for title, each in others]
    return block(head, frame(data), *rest, note(escaped(below, longest=_LONG)))


def claim(given: Any) -> Html:
    """Return what a claim says, who says so, where it is lost, and its models."""
    pairs = [
        ("claim", escaped(given.statement, longest=_LONG)),
        ("whose", escaped(given.author, longest=_LONG)),
        ("source", escaped(given.citation, longest=_LONG)),
        ("where multilateralism loses", escaped(given.loses, longest=_LONG)),
    ]
    models = [
        [model.id, escaped(model.title, longest=_LONG), ", ".join(model.parameters)]
        for model in given.models.values()
    ]
    return block(
        record(given.id, pairs),
        table("Models", ["model", "what it is", "parameters"], models),
    )


def claim_result(found: Any) -> Html:
    """Return the verdict of each model with its margin and where it turns."""
    rows = [
        [
            result.model.id,
            _given(result.parameters),
            escaped(result.model.metric, longest=_LONG),
            result.computed,
            chip(result.verdict),
            _given(result.boundary),
        ]
        for result in found.results
    ]
    heads = ["model", "parameters", "metric", "margin", "verdict", "turns at"]
    sides = ["left", "left", "left", "right", "left", "left"]
    given = found.claim
    body = table(given.id, heads, rows, detail=escaped(given.statement, longest=_LONG), sides=sides)
    left_out = [f"{model}: {reason}" for model, reason in found.skipped.items()]
    skipped = escaped("skipped: " + "; ".join(left_out), longest=_LONG) if left_out else ""
    return block(body, note(skipped))


def _given(values: Any) -> Html:
    """Return names with their values; none where there are none."""
    return Html(", ".join(f"{escaped(name)} = {shown(x)}" for name, x in values.items()) or "–")
