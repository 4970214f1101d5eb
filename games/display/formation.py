"""Games of who joins whom: payoffs by coalition, structure and network, preferences."""

from collections.abc import Sequence
from itertools import islice
from math import comb
from typing import Any

from lilliput.games.checks import counted
from lilliput.games.display.coalitional import members_by_size, players_text, structure_text
from lilliput.games.display.tables import block, note, record, table
from lilliput.games.display.texts import Html, coalition, escaped

__all__ = [
    "hedonic",
    "membership",
    "network_game",
    "sizes_game",
    "structure_payoffs",
    "symmetric_membership",
]

_ROWS = 24
_COLUMNS = 12
_RANKED = 9


def membership(game: Any) -> Html:
    """Return what each player gets for each coalition that may form."""
    n = game.n
    masks = [0, *islice(members_by_size(n), _ROWS - 1)]
    rows = [[_or_none(mask, game.players), *game.payoffs[mask][:_COLUMNS]] for mask in masks]
    return block(
        table(
            "Membership game",
            ["coalition", *game.players[:_COLUMNS]],
            rows,
            detail=Html(counted(n, "player")),
            groups=[("", 1), ("payoffs", min(n, _COLUMNS))],
            size=2**n,
        ),
        _more(n),
    )


def _more(n: int) -> Html:
    return note(f"… {n} players in all" if n > _COLUMNS else "")


def _or_none(mask: int, players: tuple[str, ...]) -> Html:
    return coalition(mask, players) if mask else Html("nobody")


def symmetric_membership(game: Any) -> Html:
    """Return what members and outsiders get, by the size of the coalition."""
    rows = [
        [k, game.insider(k) if k else None, game.outsider(k) if k < game.n else None]
        for k in range(min(game.n + 1, _ROWS))
    ]
    heads = ["members", "each member gets", "each outsider gets"]
    detail = Html(counted(game.n, "player"))
    return block(table("Membership game", heads, rows, detail=detail, size=game.n + 1))


def hedonic(game: Any) -> Html:
    """Return what coalitions or other players are worth to each player."""
    detail = Html(f"{escaped(game.form)}, {counted(len(game.players), 'player')}")
    if game.form != "table":
        heads = ["player", *game.players[:_COLUMNS]]
        rows = [[name, *game.values[i][:_COLUMNS]] for i, name in enumerate(game.players[:_ROWS])]
        value = [("", 1), ("value of", len(heads) - 1)]
        size = len(game.players)
        body = table("Hedonic game", heads, rows, detail=detail, groups=value, size=size)
        return block(body, _more(game.n))
    if game.n > _RANKED or game.kind == "symbolic":
        return block(
            note(Html("<strong>Hedonic game</strong>"), detail, players_text(game.players))
        )
    rows = []
    for i, name in enumerate(game.players):
        own = [mask for mask in range(len(game.values)) if mask >> i & 1]
        ranked = sorted(own, key=lambda mask: game.values[mask, i], reverse=True)
        rows.append([name, _ranking(game, i, ranked[:8], len(ranked) > 8)])
    return block(table("Hedonic game", ["player", "prefers"], rows, detail=detail))


def _ranking(game: Any, i: int, masks: list[int], more: bool) -> Html:
    text, before = "", None
    for mask in masks:
        value = game.values[mask, i]
        sign = "" if before is None else (" ∼ " if value == before else " ≻ ")
        text += sign + coalition(mask, game.players)
        before = value
    return Html(text + (" …" if more else ""))


def structure_payoffs(game: Any, structures: Sequence[Any]) -> Html:
    """Return the payoffs of all players in the first coalition structures."""
    rows = [
        [structure_text(structure, game.players), *game.payoffs[k][:_COLUMNS]]
        for k, structure in enumerate(structures)
    ]
    return block(
        table(
            "Payoffs by coalition structure",
            ["structure", *game.players[:_COLUMNS]],
            rows,
            detail=Html(counted(game.n, "player")),
            size=len(game.payoffs),
            limit=len(rows),
        )
    )


def sizes_game(game: Any) -> Html:
    """Return what a game of interchangeable players is made of."""
    pairs = [("players", game.n), ("payoffs depend on the", game.depends_on)]
    return block(record("Payoffs by size of coalition", pairs))


def network_game(game: Any) -> Html:
    """Return the payoffs in the first networks, those with few links first."""
    links = comb(game.n, 2)
    masks = [0, *islice(members_by_size(links), _ROWS - 1)]
    rows = [[_network(game, mask), *game.utilities[mask]] for mask in masks]
    return block(
        table(
            "Network game",
            ["links", *game.players],
            rows,
            detail=Html(counted(game.n, "player")),
            groups=[("", 1), ("payoffs", game.n)],
            size=len(game.utilities),
        )
    )


def _network(game: Any, mask: int) -> Html:
    names = [f"{escaped(a)}–{escaped(b)}" for a, b in game.network(mask)]
    return Html(", ".join(names) or "none")
