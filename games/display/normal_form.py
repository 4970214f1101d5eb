"""Games in normal form: tensors, symmetric and polymatrix games."""

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np

from lilliput.games.arithmetic import Array, kind_of
from lilliput.games.checks import counted
from lilliput.games.display.bimatrix import (
    LARGEST,
    bimatrix_latex,
    cell_text,
    grid,
    legend,
    marked_cells,
)
from lilliput.games.display.replies import best_replies, pure_equilibria
from lilliput.games.display.tables import block, frame, note, side_by_side, table
from lilliput.games.display.texts import Html, escaped, shown

__all__ = [
    "effort_game",
    "normal_form",
    "normal_form_latex",
    "polymatrix",
    "symmetric",
    "values_by_profile",
]

_SLICES = 4
_PROFILES = 8
_PAIRS = 6
_TITLE = "Game in normal form"


def normal_form(game: Any) -> Html:
    """Return a game of one, two, three or more players.

    Two players make a bimatrix, three one a strategy of the third, more the head of a table with
    one row a profile.
    """
    if game.n == 1:
        return _one_player(game)
    if game.n == 2:
        return _two_players(game)
    if game.n == 3:
        return _three_players(game)
    return _many_players(game)


def normal_form_latex(game: Any) -> str | None:
    """Return a small game of two players as an array; None for others."""
    if game.n != 2:
        return None
    return bimatrix_latex(game.players, game.strategies, game.payoffs)


def _size(game: Any) -> Html:
    sizes = list(map(str, game.shape))
    text = " × ".join(sizes if len(sizes) <= 8 else [*sizes[:8], "…"])
    word = "strategy" if text == "1" else "strategies"
    kind = {"float": "", "fraction": ", exact", "symbolic": ", symbolic"}[game.kind]
    return Html(f"{text} {word}{kind}")


def _one_player(game: Any) -> Html:
    replies = best_replies(game.payoffs)
    rows = [
        [name, cell_text([payoff], None if replies is None else [bool(replies[0][k])])]
        for k, (name, payoff) in enumerate(
            zip(game.strategies[0][:LARGEST], game.payoffs[0][:LARGEST], strict=True)
        )
    ]
    heads = ["strategy", Html(f"payoff of {escaped(game.players[0])}")]
    body = table(_TITLE, heads, rows, detail=_size(game), size=game.shape[0], limit=LARGEST)
    return block(body, note(Html("<u>underlined</u>: best")))


def _two_players(game: Any) -> Html:
    cell, framed, marks = marked_cells(game.payoffs)
    body = grid(
        game.players, game.strategies, cell, framed=framed, title=_TITLE, detail=_size(game)
    )
    order = Html(f"payoffs: {escaped(game.players[0])}, {escaped(game.players[1])}")
    return block(body, note(order, *marks))


def _three_players(game: Any) -> Html:
    third = game.strategies[2]
    replies = best_replies(game.payoffs)
    pure = None if replies is None else pure_equilibria(replies)
    largest = LARGEST if prod(game.shape) <= 100 else 6
    parts = []
    for k in range(min(len(third), _SLICES)):

        def cell(i: int, j: int, k: int = k) -> Html:
            best = None if replies is None else [bool(reply[i, j, k]) for reply in replies]
            return cell_text(game.payoffs[:, i, j, k], best)

        def framed(i: int, j: int, k: int = k) -> bool:
            return pure is not None and bool(pure[i, j, k])

        title = Html(f"{escaped(game.players[2])}: {escaped(third[k])}")
        parts.append(
            grid(
                game.players[:2],
                game.strategies[:2],
                cell,
                framed=framed,
                title=title,
                largest=largest,
            )
        )
    rest = len(third) - len(parts)
    more = Html(f"… and {rest} more strategies of {escaped(game.players[2])}") if rest else ""
    order = Html("payoffs: " + ", ".join(map(escaped, game.players)))
    head = note(Html(f"<strong>{_TITLE}</strong>"), counted(game.n, "player"), _size(game))
    return block(head, side_by_side(*parts), note(more), note(order, *legend(replies)))


def _many_players(game: Any) -> Html:
    total = prod(game.shape)
    replies = best_replies(game.payoffs)
    names = game.players[:_PROFILES]
    rows = []
    for flat in range(min(total, _PROFILES)):
        place = tuple(map(int, np.unravel_index(flat, game.shape)))
        plays = [game.strategies[k][s] for k, s in enumerate(place[: len(names)])]
        best = None
        if replies is not None:
            best = [bool(reply[place]) for reply in replies[: len(names)]]
        gains = [
            cell_text([game.payoffs[(i, *place)]], None if best is None else [best[i]])
            for i in range(len(names))
        ]
        rows.append([*plays, *gains])
    body = table(
        _TITLE,
        [*names, *names],
        rows,
        detail=_size(game),
        labels=len(names),
        groups=[("strategies", len(names)), ("payoffs", len(names))],
        size=total,
    )
    hidden = game.players[len(names) :]
    others = Html("not shown: " + ", ".join(map(escaped, hidden[:20]))) if hidden else ""
    marks = legend(replies) if replies is None or total <= _PROFILES else legend(replies)[:1]
    sentence = f"{counted(game.n, 'player')}, {total} strategy profiles; game.to_frame() lists all"
    return block(body, note(others), note(sentence, *marks))


def symmetric(game: Any, counts: Sequence[tuple[int, ...]]) -> Html:
    """Return what each strategy pays by what the others play, the best of each column marked.

    Parameters
    ----------
    game
        With payoffs by strategy and distribution of the others.
    counts
        How many others play each strategy, in the first columns.
    """
    columns = len(counts)
    best = None
    if kind_of(game.payoffs) != "symbolic":
        best = game.payoffs == game.payoffs.max(axis=0, keepdims=True)
    heads = ["own strategy", *(_others(game, own) for own in counts)]
    limit = min(len(game.strategies), LARGEST)
    rows = [
        [
            game.strategies[s],
            *(
                _pay(game, s, k, counts[k][s], None if best is None else bool(best[s, k]))
                for k in range(columns)
            ),
        ]
        for s in range(limit)
    ]
    detail = Html(f"{counted(game.n, 'player')}, {game.kind} payoffs")
    body = table(
        "Symmetric game",
        heads,
        rows,
        detail=detail,
        groups=[("", 1), ("what the others play", columns)],
        size=len(game.strategies),
        limit=limit,
        sides=["left"] + ["right"] * columns,
    )
    rest = game.payoffs.shape[1] - columns
    more = f"… and {rest} more distributions of the others" if rest else ""
    marks: list[Any] = []
    if best is not None:
        marks = [
            Html("<u>underlined</u>: best response"),
            Html("<strong>bold</strong>: an equilibrium if all play it"),
        ]
    return block(body, note(more), note(*marks))


def _pay(game: Any, s: int, k: int, alike: int, best: bool | None) -> Html:
    text = cell_text([game.payoffs[s, k]], None if best is None else [best])
    return Html(f"<strong>{text}</strong>") if best and alike == game.n - 1 else text


def _others(game: Any, counts: tuple[int, ...]) -> Html:
    parts = [
        f"{number} {escaped(name)}"
        for number, name in zip(counts, game.strategies, strict=True)
        if number
    ]
    return Html(" + ".join(parts) or "nobody")


def polymatrix(game: Any) -> Html:
    """Return the first pairs of players as bimatrices, and how many pairs there are."""
    parts = []
    places = dict(zip(game.players, game.strategies, strict=True))
    for (first, second), (A, B) in list(game.pairs.items())[:_PAIRS]:
        parts.append(_pair((first, second), (places[first], places[second]), A, B))
    rest = len(game.pairs) - len(parts)
    more = f"… and {rest} more pairs" if rest else ""
    alone = set(game.players) - {name for pair in game.pairs for name in pair}
    lone = [name for name in game.players if name in alone]
    idle = Html("in no pair: " + ", ".join(map(escaped, lone[:20]))) if lone else ""
    head = note(
        Html("<strong>Polymatrix game</strong>"),
        Html(f"{game.n} players: {_listed(game.players)}"),
        _size(game),
        counted(len(game.pairs), "pair"),
    )
    rule = "a player's payoff is the sum of its parts over its pairs"
    return block(head, side_by_side(*parts), note(more, idle, rule))


def _listed(names: tuple[str, ...]) -> str:
    text = ", ".join(map(escaped, names[:24]))
    return text + (f", … {len(names)} in all" if len(names) > 24 else "")


def _pair(sides: tuple[str, str], own: tuple[Any, Any], A: Array, B: Array) -> Html:
    title = Html(f"{escaped(sides[0])} and {escaped(sides[1])}")
    return grid(sides, own, lambda i, j: cell_text([A[i, j], B[i, j]]), title=title, largest=6)


def effort_game(game: Any) -> Html:
    """Return the payoffs of a game of efforts, a row a group, and its numbers."""
    rows = [
        [group, Html(f"<code>{escaped(text, longest=400)}</code>"), shown(game.limits[group])]
        for group, text in game.payoffs.items()
    ]
    values = Html("; ".join(f"{escaped(k)} = {shown(v)}" for k, v in game.values.items()))
    heads = ["group", "payoff of a member", "largest effort"]
    remark = Html("<code>own</code> is the member's effort, a group's name that of its others")
    return block(table("Game of efforts", heads, rows), note(values), note(remark))


def values_by_profile(game: Any, values: Any, title: Any, *, detail: Any = "") -> Html:
    """Return a number at each profile: a matrix of two players, else a list."""
    if game.n == 2 and len(values) == prod(game.shape):
        table_of = np.array(list(values), dtype=object).reshape(game.shape)
        return grid(
            game.players,
            game.strategies,
            lambda i, j: shown(table_of[i, j]),
            title=title,
            detail=detail,
        )
    return frame(values, title, detail=detail)
