"""Repeated games: what is played, what patience sustains, and sets of payoffs."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from lilliput.games.display.allocations import shares_table
from lilliput.games.display.tables import block, chip, frame, note, record, side_by_side, table
from lilliput.games.display.texts import Html, escaped, shown

__all__ = [
    "automaton",
    "community",
    "critical",
    "equilibrium_payoffs",
    "folk_theorem",
    "noisy",
    "path_of_play",
    "payoff_set",
    "penal_code",
]

_ROWS = 20


def automaton(given: Any) -> Html:
    """Return the states: what is played and what follows."""
    rows = []
    for state in given.states[:_ROWS]:
        rule = given.transitions[state]
        text = Html("by a function")
        if isinstance(rule, Mapping):
            parts = [f"{shown(key)} → {shown(to)}" for key, to in list(rule.items())[:6]]
            text = Html("; ".join([*parts, *(["…"] if len(rule) > 6 else [])]))
        start = " (first)" if state == given.initial else ""
        rows.append([Html(f"{escaped(state)}{start}"), shown(given.actions[state]), text])
    heads = ["state", "plays", "then"]
    return block(table("Automaton", heads, rows, size=len(given.states)))


def path_of_play(path: Any) -> Html:
    """Return what is played before and in the cycle."""
    rows: list[list[Any]] = [["once", shown(profile)] for profile in path.prefix[:_ROWS]]
    rows += [["for ever, in turn", shown(profile)] for profile in path.cycle[:_ROWS]]
    size = len(path.prefix) + len(path.cycle)
    return block(table("Path of play", ["", "profile"], rows, size=size))


def critical(found: Any) -> Html:
    """Return δ*, where the path is sustained and what binds."""
    none = found.value is None
    detail = chip("fails", "none") if none else Html(f"δ* = {shown(found.value)}")
    spans = [
        Html(f"[{shown(low)}, {shown(high)}{')' if high == 1 else ']'}")
        for low, high in found.intervals
    ]
    conditions = Html(" and ".join(map(shown, found.conditions)))
    pairs = [
        ("sustained on", Html(", ".join(spans))),
        ("punishment", escaped(found.punishment)),
        ("stick, then carrot", None if found.code is None else shown(found.code)),
        ("binding", Html("; ".join(map(shown, found.binding[:6])))),
        ("if", conditions),
        ("why", escaped(found.explanation, longest=400) if found.explanation else None),
    ]
    return block(record("Critical discount factor", pairs, detail=detail))


def payoff_set(found: Any) -> Html:
    """Return the vertices of a set of payoff profiles."""
    name = shown(found.name)
    title = Html(name[:1].upper() + name[1:])
    if found.empty:
        return block(note(Html(f"<strong>{title}</strong> {chip('fails', 'empty')}")))
    number = len(found.polytope.vertices)
    detail = Html(
        f"{'1 vertex' if number == 1 else f'{number} vertices'}, dimension {found.dimension}"
    )
    open_ = [f"{escaped(p)} gets more than {shown(x)}" for p, x in found.above.items()]
    return block(frame(found.vertices, title, detail=detail), note(Html("; ".join(open_))))


def folk_theorem(found: Any) -> Html:
    """Return the minmax payoffs and whether the theorem applies."""
    applies = chip("holds", "applies") if found.applies else chip("fails", "not shown to apply")
    least = shares_table("Folk theorem", {"minmax": found.minmax}, detail=applies)
    parts = [found.full_dimension, found.nonequivalent_utilities]
    rows = [[f.property, chip("holds" if f else "fails"), f.explanation] for f in parts]
    why = table("Conditions", ["condition", "status", "because"], rows)
    return block(side_by_side(least, why), payoff_set(found.payoffs))


def equilibrium_payoffs(found: Any) -> Html:
    """Return the set, or its outer and inner bound."""
    what = Html("✓ exact") if found.exact else Html(f"≈ between two bounds, gap {shown(found.gap)}")
    detail = Html(f"<strong>Equilibrium payoffs</strong> at δ = {shown(found.discount_factor)}")
    sets = (
        [payoff_set(found.outer)]
        if found.exact
        else [
            payoff_set(found.outer),
            payoff_set(found.inner),
        ]
    )
    return block(note(detail, what), side_by_side(*sets))


def penal_code(found: Any) -> Html:
    """Return for each player what it gets when punished, and how the punishment starts."""
    detail = Html(f"{escaped(found.method)}, δ = {shown(found.discount_factor)}")
    if found.payoffs is None:
        state = chip("fails", "no such equilibrium")
        return block(note(Html(f"<strong>Penal code</strong> {detail}"), state))
    rows = [
        [
            player,
            found.payoffs[player],
            shown(found.first[player]) if player in found.first else None,
            _promise(found.continuation.get(player)),
        ]
        for player in found.payoffs.index
    ]
    heads = ["punished player", "payoff", "begins with", "then promised"]
    exact = Html("✓ exact") if found.exact else Html("≈ lower bounds")
    return block(table("Penal code", heads, rows, detail=detail), note(exact))


def _promise(promised: Any) -> Html:
    if promised is None:
        return Html("–")
    return Html(", ".join(f"{escaped(p)} {shown(x)}" for p, x in promised.items()))


def community(found: Any) -> Html:
    """Return δ* of each player and the delays."""
    detail = Html(f"{escaped(found.information)} information")
    least = shares_table("Community enforcement", {"δ*": found.critical}, detail=detail)
    delays = frame(found.delays, "Periods until favours are denied")
    return block(side_by_side(least, delays))


def noisy(found: Any) -> Html:
    """Return δ* under false alarms and how long cooperation lasts."""
    detail = Html(f"{escaped(found.punishment)} punishment")
    title = "Enforcement under noise: δ*"
    by_pair = isinstance(found.critical, pd.DataFrame)
    least = (
        frame(found.critical, title, detail=detail)
        if by_pair
        else shares_table(title, {"δ*": found.critical}, detail=detail)
    )
    lasts = found.survival
    if isinstance(lasts, pd.DataFrame):
        return block(side_by_side(least, frame(lasts, "Cooperation lasts another period")))
    return block(least, note(Html(f"cooperation lasts another period with {shown(lasts)}")))
