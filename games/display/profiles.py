"""Equilibria and other strategy profiles: players, strategies, probabilities and payoffs."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from lilliput.games.checks import counted
from lilliput.games.display.tables import (
    CELL,
    HEAD,
    LINE,
    TABLE,
    block,
    caption_of,
    note,
    table,
)
from lilliput.games.display.texts import Html, escaped, mix, muted, shown

__all__ = [
    "completeness",
    "component",
    "equilibria_table",
    "equilibrium",
    "equilibrium_set",
    "nash_subset",
    "profile_table",
    "profile_text",
    "proof",
]

_WIDEST = 10
_TALLEST = 12
_LISTED = 6
_SETS = 20
_WORDS = {
    "proved": "there are no others",
    "parity-ok": "complete by parity: the indices sum to +1, which is no proof",
    "unknown": "there may be more",
}


def completeness(result: Any) -> Html:
    """Say whether the equilibria found are all, as the label and in words."""
    words = _WORDS.get(result.complete, "")
    if result.complete == "proved" and any(
        len(part.equilibria) > 1 for part in getattr(result, "components", None) or ()
    ):
        words = "all extreme ones; their mixtures within a Nash subset are equilibria too"
    return Html(f"complete: {escaped(result.complete)}" + (f" – {words}" if words else ""))


def proof(certificate: Any) -> Html:
    """Return how well an equilibrium is known, with a mark.

    Examples
    --------
    >>> from lilliput.games.equilibria.solution import Certificate
    >>> proof(Certificate("exact", 0, 0)), proof(Certificate("epsilon", 1e-9, 1e-9))
    ('✓ exact', '≈ regret 1e−9')
    """
    if certificate.kind == "epsilon":
        return Html(f"≈ regret {shown(certificate.regret)}")
    return Html(f"✓ {escaped(certificate.kind)}")


def profile_table(
    title: Any,
    strategies: Mapping[str, pd.Series],
    payoffs: Any = None,
    *,
    detail: Any = "",
    heading: str = "payoff",
) -> Html:
    """Return a profile: a matrix of players and strategies, or a list where these differ.

    Parameters
    ----------
    title, detail
        The caption.
    strategies
        Player to probabilities by strategy.
    payoffs
        By player, if they are to be shown.
    heading
        Of the payoffs.

    Examples
    --------
    >>> mixes = {"A": pd.Series([1, 0], ["x", "y"]), "B": pd.Series([0.5, 0.5], ["x", "y"])}
    >>> profile_table("profile", mixes).count("<td")
    4
    """
    lists = {tuple(mixture.index) for mixture in strategies.values()}
    if len(lists) == 1 and 1 < len(next(iter(lists))) <= _WIDEST:
        return _matrix(title, strategies, payoffs, detail, heading)
    if any(len(own) > 1 and _is_pure(mixed) for own, mixed in _sized(strategies)) and all(
        _is_pure(mixed) for mixed in strategies.values()
    ):
        rows = [[p, mix(mixed), *_gains(payoffs, p)] for p, mixed in strategies.items()]
        heads = ["player", "plays", *([heading] if payoffs is not None else [])]
        return table(title, heads, rows, detail=detail)
    return _list(title, strategies, payoffs, detail, heading)


def _sized(strategies: Mapping[str, pd.Series]) -> Iterable[tuple[Any, pd.Series]]:
    return ((mixed.index, mixed) for mixed in strategies.values())


def _is_pure(mixed: pd.Series) -> bool:
    return int((mixed != 0).sum()) == 1


def _gains(payoffs: Any, player: str) -> list[Any]:
    return [] if payoffs is None else [payoffs[player]]


def _weight(value: Any) -> Html:
    return muted(0) if value == 0 else shown(value)


def profile_text(found: Any) -> Html:
    """Return a profile in one line: each player and what it plays."""
    return Html("; ".join(f"{escaped(p)}: {mix(m)}" for p, m in found.strategies.items()))


def _matrix(title: Any, strategies: Any, payoffs: Any, detail: Any, heading: str) -> Html:
    names = list(next(iter(strategies.values())).index)
    rows = [
        [player, *map(_weight, mixed), *_gains(payoffs, player)]
        for player, mixed in strategies.items()
    ]
    heads = ["player", *names, *([heading] if payoffs is not None else [])]
    return table(title, heads, rows, detail=detail, sides=["left"] + ["right"] * (len(heads) - 1))


def _list(title: Any, strategies: Any, payoffs: Any, detail: Any, heading: str) -> Html:
    """Return a row a strategy, with the player and its payoff over all of its rows."""
    bodies = [
        _rows_of(player, mixed, payoffs) for player, mixed in list(strategies.items())[:_TALLEST]
    ]
    heads = ["player", "strategy", "probability", *([heading] if payoffs is not None else [])]
    sides = ["left", "left", "right", "right"]
    top = "".join(
        f'<th scope="col" style="{HEAD};text-align:{side}">{escaped(head)}</th>'
        for head, side in zip(heads, sides, strict=False)
    )
    rest = len(strategies) - len(bodies)
    more = note(f"… and {counted(rest, 'more player')}" if rest else "")
    return Html(
        f'<table style="{TABLE}">{caption_of(title, detail)}<thead style="border-bottom:{LINE}">'
        f"<tr>{top}</tr></thead><tbody>{''.join(bodies)}</tbody></table>{more}"
    )


def _rows_of(player: str, mixed: pd.Series, payoffs: Any) -> str:
    entries = [(shown(name), weight) for name, weight in mixed.items()]
    zeros = [entry for entry in entries if entry[1] == 0]
    if len(entries) > _LISTED:
        entries = [entry for entry in entries if entry[1] != 0][:_TALLEST]
        hidden = len(mixed) - len(entries)
        names = f"{hidden} others" if hidden > len(zeros) else f"{hidden} never played"
        extra = [(muted(names), "")] if hidden else []
    else:
        extra = []
    lines = [
        *((muted(name) if weight == 0 else name, _weight(weight)) for name, weight in entries),
        *extra,
    ]
    span = f'rowspan="{len(lines)}" '
    top = f"border-top:{LINE};"
    cells = []
    for k, (name, weight) in enumerate(lines):
        line = top if k == 0 else ""
        first = last = ""
        if k == 0:
            first = (
                f'<th scope="rowgroup" {span}style="{top}{HEAD};text-align:left;'
                f'vertical-align:top">{escaped(player)}</th>'
            )
            last = "".join(
                f'<td {span}style="{top}{CELL};text-align:right;vertical-align:top">'
                f"{shown(gain)}</td>"
                for gain in _gains(payoffs, player)
            )
        cells.append(
            f'<tr>{first}<td style="{line}{CELL};text-align:left">{name}</td>'
            f'<td style="{line}{CELL};text-align:right">{weight}</td>{last}</tr>'
        )
    return "".join(cells)


def equilibrium(found: Any) -> Html:
    """Return an equilibrium as a profile with payoffs, and how it is known."""
    body = profile_table(
        "Equilibrium", found.strategies, found.payoffs, detail=proof(found.certificate)
    )
    words = {True: "strict", False: "not strict", None: ""}
    quasi = {True: "quasi-strict", False: "not quasi-strict", None: ""}
    index = "" if found.index is None else Html(f"index {_signed(found.index)}")
    strict = words[found.strict]
    return block(body, note(strict, "" if found.strict else quasi[found.quasi_strict], index))


def _signed(index: int) -> str:
    return f"{index:+d}".replace("-", "−") if index else "0"


def equilibria_table(
    title: Any,
    equilibria: Sequence[Any],
    *,
    detail: Any = "",
    extra: Sequence[tuple[Any, Sequence[Any]]] = (),
    limit: int = _SETS,
) -> Html:
    """Return a row an equilibrium: probabilities of each player's strategies, payoffs, proof.

    Where there are many strategies, each player's mixture is written as a sum instead.

    Parameters
    ----------
    title, detail
        The caption.
    equilibria
        Profiles of one game, each with strategies, payoffs and certificate.
    extra
        Further columns: their header and one entry an equilibrium.
    limit
        How many are shown.
    """
    if not equilibria:
        return table(title, ["equilibrium"], [], detail=detail)
    first = equilibria[0]
    players = list(first.strategies)[:_TALLEST]
    wide = sum(len(first.strategies[player]) for player in players) <= _WIDEST
    wide = wide and len(players) == len(first.strategies)
    heads: list[Any] = [""]
    groups: list[tuple[Any, int]] = [("", 1)]
    for player in players:
        own = list(first.strategies[player].index) if wide else [player]
        heads += own
        groups.append((player, len(own)))
    gains = list(first.payoffs.index)[:_TALLEST]
    heads += [*gains, "proof", *(head for head, _ in extra)]
    groups += [("payoff", len(gains)), ("", 1 + len(extra))]
    if not wide:
        groups = [("", 1), ("strategies", len(players)), *groups[1 + len(players) :]]
    rows = [
        [
            k + 1,
            *_plays(found, players, wide=wide),
            *(found.payoffs[player] for player in gains),
            proof(found.certificate),
            *(entries[k] for _, entries in extra),
        ]
        for k, found in enumerate(equilibria[:limit])
    ]
    mixed = "right" if wide else "left"
    strategies = [mixed] * (len(heads) - 2 - len(gains) - len(extra))
    sides = ["right", *strategies, *["right"] * len(gains), "left", *["left"] * len(extra)]
    hidden = len(first.strategies) - len(players)
    cut = note(f"… and {counted(hidden, 'more player')}") if hidden else ""
    return Html(
        table(
            title,
            heads,
            rows,
            detail=detail,
            groups=groups,
            size=len(equilibria),
            limit=limit,
            sides=sides,
        )
        + cut
    )


def _plays(found: Any, players: list[str], *, wide: bool) -> list[Html]:
    if wide:
        return [_weight(x) for player in players for x in found.strategies[player]]
    return [mix(found.strategies[player]) for player in players]


def equilibrium_set(result: Any) -> Html:
    """Return all equilibria found in a table, their components, and whether they are all."""
    many = f"{len(result.equilibria)} equilibri{'um' if len(result.equilibria) == 1 else 'a'}"
    extra: list[tuple[Any, Sequence[Any]]] = []
    if any(found.index is not None for found in result.equilibria):
        signs = ["–" if f.index is None else _signed(f.index) for f in result.equilibria]
        extra.append(("index", signs))
    parts = result.components or ()
    several = any(len(part.equilibria) > 1 for part in parts)
    if several:
        places = {id(f): k + 1 for k, part in enumerate(parts) for f in part.equilibria}
        extra.append(("component", [places.get(id(f), "–") for f in result.equilibria]))
    body = equilibria_table(many, result.equilibria, detail=f"by {result.method}", extra=extra)
    larger = [(k, part) for k, part in enumerate(parts, 1) if len(part.equilibria) > 1]
    lines = [
        note(Html(f"component {k}"), Html(f"index {_signed(part.index)}"), _subsets(part))
        for k, part in larger[:_LISTED]
    ]
    if len(larger) > _LISTED:
        lines.append(note(f"… {len(larger)} components with several extreme equilibria"))
    in_parts = counted(len(parts), "component") if parts and not several else ""
    degenerate = "degenerate game" if result.degenerate else ""
    return block(body, note(completeness(result), in_parts, degenerate), *lines)


def _subsets(part: Any) -> Html:
    texts = [_product(subset) for subset in part.subsets[:_LISTED]]
    more = [f"… {len(part.subsets)} in all"] if len(part.subsets) > _LISTED else []
    return Html(" ∪ ".join([*texts, *more]))


def _product(subset: Any) -> Html:
    """Return a maximal Nash subset as a product of sets of mixtures."""
    sides = []
    for player, vertices in subset.vertices.items():
        texts = [mix(vertex) for vertex in vertices[:_LISTED]]
        more = [f"… {len(vertices)}"] if len(vertices) > _LISTED else []
        hull = "; ".join([*texts, *more])
        sides.append(f"{escaped(player)} {'any mixture of ' if len(vertices) > 1 else ''}[{hull}]")
    return Html(" × ".join(sides))


def nash_subset(subset: Any) -> Html:
    """Return a maximal Nash subset: each player's extreme strategies."""
    rows = [
        [player, Html("<br/>".join(map(mix, vertices[:_TALLEST]))), len(vertices)]
        for player, vertices in subset.vertices.items()
    ]
    heads = ["player", "any mixture of", "vertices"]
    return block(table("Maximal Nash subset", heads, rows))


def component(part: Any) -> Html:
    """Return a component: its extreme equilibria and its maximal Nash subsets."""
    detail = Html(f"index {_signed(part.index)}")
    body = equilibria_table("Component of equilibria", part.equilibria, detail=detail)
    return block(
        body, note(Html(counted(len(part.subsets), "maximal Nash subset")), _subsets(part))
    )
