"""Sets of allocations, nucleoli and estimates: shares by player with what proves them."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

import pandas as pd

from lilliput.games.checks import counted
from lilliput.games.display.coalitional import group, players_text
from lilliput.games.display.tables import block, chip, frame, note, record, side_by_side, table
from lilliput.games.display.texts import Html, coalition, shown

__all__ = [
    "allocation_set",
    "batch",
    "core",
    "estimate",
    "nucleolus",
    "oracle_least_core",
    "oracle_nucleolus",
    "recursive_core",
    "settled",
    "settled_level",
    "shares_table",
    "weber_set",
]

_ROWS = 16
_CORNERS = 4  # players up to which the corners of a set are few and found at once


def shares_table(title: Any, columns: Mapping[str, Any], *, detail: Any = "") -> Html:
    """Return Series of numbers by player side by side.

    Examples
    --------
    >>> "<td" in shares_table("payoffs", {"payoff": pd.Series([1.0], ["A"])})
    True
    """
    first = next(iter(columns.values()))
    rows = [[name, *(own[name] for own in columns.values())] for name in first.index[:_ROWS]]
    heads = [first.index.name or "player", *columns]
    return table(title, heads, rows, detail=detail, size=len(first), limit=_ROWS)


def core(found: Any) -> Html:
    """Return the core: its vertices if the players are few, one element, or why it is empty."""
    value = Html(f"least-core value ε* = {shown(found.least_core_value)}")
    state = chip("fails", "empty") if found.empty else chip("holds", "nonempty")
    heads = note(Html(f"<strong>Core</strong> {state}"), counted(found.game.n, "player"), value)
    if found.empty:
        return block(heads, _balanced(found.balanced_collection, found.game.players))
    corners = _corners(found, found.game.n)
    alone = shares_table("One element", {"allocation": found.allocation})
    return block(heads, corners if corners else alone)


def _corners(found: Any, n: int) -> Html:
    """Return the vertices of a set for few players; nothing for more."""
    if n > _CORNERS:
        return Html("")
    corners = found.vertices()
    word = "vertex" if len(corners) == 1 else "vertices"
    return frame(corners, "Vertices", detail=Html(f"{len(corners)} {word}"))


def _balanced(collection: Any, players: tuple[str, ...]) -> Html:
    if not collection:
        return Html("")
    rows = [[group(names, players), weight] for names, weight in collection.items()]
    body = table(
        "A balanced collection that no allocation satisfies", ["coalition", "weight"], rows
    )
    return Html(body)


def allocation_set(found: Any) -> Html:
    """Return a set of allocations: vertices or one element, and its bounds."""
    state = chip("fails", "empty") if found.empty else chip("holds", "nonempty")
    total = Html(f"allocations of {shown(found.total)}")
    name = shown(found.name)
    head = note(Html(f"<strong>{name[:1].upper()}{name[1:]}</strong> {state}"), total)
    pairs = list(zip(found.masks, found.bounds, strict=True))
    rows = [[coalition(int(mask), found.players), bound] for mask, bound in pairs[:_ROWS]]
    bounds = table("Bounds", ["coalition", "at least"], rows, size=len(pairs), limit=_ROWS)
    if found.empty:
        return block(
            head, side_by_side(_balanced(found.balanced_collection, found.players), bounds)
        )
    corners = _corners(found, len(found.players))
    alone = shares_table("One element", {"allocation": found.allocation})
    return block(head, side_by_side(corners or alone, bounds))


def weber_set(found: Any) -> Html:
    """Return the marginal vectors of few players, else how many orders there are."""
    corners = _corners(found, found.game.n)
    head = note(Html("<strong>Weber set</strong>"), counted(found.game.n, "player"))
    if corners:
        return block(head, corners)
    names = players_text(found.game.players)
    return block(head, note(Html(f"hull of the marginal vectors of all orders of {names}")))


def nucleolus(found: Any) -> Html:
    """Return the shares, and what is settled at each level."""
    players = found.game.players
    title = found.kind[:1].upper() + found.kind[1:]
    shares = shares_table(title, {"share": found.allocation}, detail=chip("holds", "proved"))
    rows = [
        [k + 1, level.value, _first_groups(level.coalitions, players)]
        for k, level in enumerate(found.levels[:_ROWS])
    ]
    heads = ["level", "excess", "settled coalitions"]
    many = counted(len(found.levels), "level")
    levels = table("Levels", heads, rows, detail=Html(many), size=len(found.levels), limit=_ROWS)
    return block(side_by_side(shares, levels))


def _first_groups(coalitions: Any, players: Any) -> Html:
    first = [group(names, players) for names in islice(coalitions, 6)]
    more = [f"… {len(coalitions)} in all"] if len(coalitions) > 6 else []
    return Html(" ".join([*first, *more]))


def settled_level(level: Any) -> Html:
    """Return the coalitions of a level with the multipliers that prove it."""
    rows = [[names, weight] for names, weight in islice(level.coalitions.items(), _ROWS)]
    rows += [[Html(f"bound of {shown(name)}"), weight] for name, weight in level.bounds.items()]
    size = len(level.coalitions) + len(level.bounds)
    detail = Html(f"excess {shown(level.value)}")
    heads = ["coalition", "multiplier"]
    return block(table("Settled level", heads, rows, detail=detail, size=size))


def settled(given: Any) -> Html:
    """Return how many directions are settled."""
    rank = len(given.players) - len(given.orthogonal)
    pairs = [("rank", Html(f"{rank} of {len(given.players)}")), ("players", _names(given.players))]
    return block(record("Settled coalitions", pairs))


def _names(players: tuple[str, ...]) -> Html:
    return players_text(players)


def oracle_least_core(found: Any) -> Html:
    """Return an element of the least core and the multipliers that prove its value."""
    detail = Html(f"value {shown(found.value)}, gap {shown(found.gap)}")
    shares = shares_table("Least core by an oracle", {"share": found.allocation}, detail=detail)
    players = tuple(found.allocation.index)
    pairs = list(found.multipliers.items())
    rows = [[group(names, players), weight] for names, weight in pairs[:_ROWS]]
    heads = ["coalition", "multiplier"]
    proof = table("Multipliers", heads, rows, size=len(pairs), limit=_ROWS)
    return block(side_by_side(shares, proof), note(counted(found.rounds, "round")))


def oracle_nucleolus(found: Any) -> Html:
    """Return the shares and the levels of a nucleolus found with an oracle."""
    players = tuple(found.allocation.index)
    detail = Html(f"gap {shown(found.gap)}")
    shares = shares_table("Nucleolus by an oracle", {"share": found.allocation}, detail=detail)
    rows = [
        [k + 1, value, _first_groups(groups, players)]
        for k, (value, groups) in enumerate(found.levels[:_ROWS])
    ]
    heads = ["level", "excess", "settled coalitions"]
    levels = table("Levels", heads, rows, size=len(found.levels), limit=_ROWS)
    return block(side_by_side(shares, levels), note(counted(found.rounds, "round")))


def recursive_core(found: Any, structures: Any) -> Html:
    """Return the stable structures with an allocation of each."""
    players = found.game.players
    names = list(players[:12])
    rows = []
    for label, own in list(zip(structures, found.sets.values(), strict=True))[:_ROWS]:
        element = own.allocation
        rows.append([label, *([None] * len(names) if element is None else element[names])])
    state = chip("fails", "empty") if found.empty else chip("holds", "nonempty")
    heads = ["stable structure", *names]
    groups = [("", 1), ("one payoff profile", len(names))]
    detail = Html(f"{shown(found.expectations)} {state}")
    size = len(found.sets)
    return block(table("Recursive core", heads, rows, detail=detail, groups=groups, size=size))


def estimate(found: Any, intervals: pd.DataFrame) -> Html:
    """Return estimates with standard errors and intervals."""
    name = type(found).__name__.removesuffix("Estimate")
    detail = Html(f"{shown(found.method)}, {found.evaluations} evaluations")
    if found.method == "exact" or found.tolerance is None:
        reached: Any = ""
    else:
        word = "reached" if found.converged else "not reached"
        mark = chip("holds" if found.converged else "fails", word)
        reached = Html(f"tolerance {shown(found.tolerance)} {mark}")
    return block(frame(intervals, f"{name} value, estimated", detail=detail), note(reached))


def batch(title: str, pairs: Iterable[tuple[str, Any]]) -> Html:
    """Return what a batch of games amounts to."""
    return block(record(title, pairs))
