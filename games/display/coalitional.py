"""Games of coalitions: worths by size, voting rules, structures and networks."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, islice
from typing import Any

from lilliput.games.arithmetic import Array, kind_of
from lilliput.games.checks import counted
from lilliput.games.display.tables import block, note, record, table
from lilliput.games.display.texts import (
    Html,
    coalition,
    escaped,
    latex_number,
    latex_text,
    shown,
)

__all__ = [
    "claims_problem",
    "coalitional",
    "coalitional_latex",
    "group",
    "inequality",
    "members_by_size",
    "ntu_game",
    "partition_game",
    "players_text",
    "sparse",
    "structure_text",
    "voting",
    "voting_latex",
]

_ALL = 4
_ROWS = 24
_NAMES = 16
_COUNTED = 12
_VOTERS = 24
_ALTERNATIVES = 6


def players_text(players: Sequence[str]) -> Html:
    """Return the names of players, those past sixteen as a number."""
    names = ", ".join(map(escaped, players[:_NAMES]))
    more = f", … {len(players)} in all" if len(players) > _NAMES else ""
    return Html(names + more)


def group(members: Iterable[str], players: Sequence[str]) -> Html:
    """Return a coalition by names, in the order of the players.

    Examples
    --------
    >>> group(frozenset({"B", "A"}), ("B", "A", "C"))
    '{B, A}'
    """
    inside = set(members)
    return Html(f"{{{players_text([name for name in players if name in inside])}}}")


def structure_text(structure: Iterable[Iterable[str]], players: Sequence[str]) -> Html:
    """Return a coalition structure, blocks in the order of their first members.

    Examples
    --------
    >>> structure_text([["C"], ["B", "A"]], ("A", "B", "C"))
    '{A, B} {C}'
    """
    place = {name: k for k, name in enumerate(players)}
    blocks = sorted((min(place[n] for n in names), names) for names in map(tuple, structure))
    return Html(" ".join(group(names, players) for _, names in blocks))


def members_by_size(n: int) -> Iterator[int]:
    """Go through the coalitions of n players as bitmasks, smaller ones first, without ∅.

    Examples
    --------
    >>> list(members_by_size(3))
    [1, 2, 4, 3, 5, 6, 7]
    """
    for size in range(1, n + 1):
        for chosen in combinations(range(n), size):
            yield sum(1 << i for i in chosen)


def coalitional(game: Any) -> Html:
    """Return the worths of coalitions by size: all of up to four players, else the first."""
    n, grand = game.n, len(game.worths) - 1
    masks = list(members_by_size(n)) if n <= _ALL else list(islice(members_by_size(n), _ROWS - 1))
    rows: list[list[Any]] = []
    size = 0
    for mask in masks:
        new = mask.bit_count() != size
        size = mask.bit_count()
        head = coalition(mask, game.players) if n <= _NAMES else _alone(mask, game.players)
        rows.append([size if new else "", head, game.worths[mask]])
    heads = ["size", "coalition", "worth"]
    if grand > len(masks):
        rows.append(["", "⋮", Html("")])
        rows.append([n, Html("N, all players"), game.worths[-1]])
    kind = {"float": "", "fraction": ", exact", "symbolic": ", symbolic"}[kind_of(game.worths)]
    detail = Html(f"{counted(n, 'player')}{kind}")
    body = table("Coalitional game", heads, rows, detail=detail, labels=2, limit=len(rows))
    worths = f"2<sup>{n}</sup> = {grand + 1} worths" if n > _ALL else ""
    return block(body, note(Html(f"players: {players_text(game.players)}"), Html(worths)))


def _alone(mask: int, players: tuple[str, ...]) -> Html:
    return group([players[i] for i in range(len(players)) if mask >> i & 1], players)


def coalitional_latex(game: Any) -> str | None:
    """Return the worths of a symbolic game of up to four players as an array; else None."""
    if kind_of(game.worths) != "symbolic" or game.n > _ALL:
        return None
    lines = []
    for mask in members_by_size(game.n):
        names = ", ".join(latex_text(p) for i, p in enumerate(game.players) if mask >> i & 1)
        lines.append(f"v(\\{{{names}\\}}) & = & {latex_number(game.worths[mask])}")
    return "$$\\begin{array}{rcl}\n" + " \\\\\n".join(lines) + "\n\\end{array}$$"


def voting(game: Any) -> Html:
    """Return [quota; weights], a row a voter, and how many coalitions win where they are few."""
    rows = []
    for i, name in enumerate(game.players[:_VOTERS]):
        veto = "veto" if name in game.vetoes else ""
        weights = [rule[0][i] for rule in game.rules[:_ALTERNATIVES]]
        rows.append([name, *weights, *([veto] if game.vetoes else [])])
    rules = len(game.rules)
    heads = (
        ["weight"] if rules == 1 else [f"rule {k + 1}" for k in range(min(rules, _ALTERNATIVES))]
    )
    quotas = [rule[1] for rule in game.rules[:_ALTERNATIVES]]
    heads = ["voter", *heads, *(["veto"] if game.vetoes else [])]
    total = ["quota", *quotas, *([""] if game.vetoes else [])]
    body = table(
        "Voting game",
        heads,
        rows,
        detail=_brackets(game) if rules == 1 else Html(counted(game.n, "player")),
        total=total,
        size=game.n,
        limit=_VOTERS,
    )
    more = f"{rules} rules in all" if rules > _ALTERNATIVES else ""
    vetoes = Html(f"vetoes: {players_text(game.vetoes)}") if game.vetoes else ""
    return block(body, note(_alternatives(game), more, vetoes), note(_counts(game)))


def _brackets(game: Any) -> Html:
    weights, quota = game.rules[0]
    listed = ", ".join(str(shown(weight)) for weight in weights[:_COUNTED])
    more = ", …" if len(weights) > _COUNTED else ""
    return Html(f"[{shown(quota)}; {listed}{more}]")


def _alternatives(game: Any) -> Html | str:
    if len(game.rules) == 1:
        return ""
    texts = [
        " and ".join(f"{k + 1}" for k in sorted(each)) for each in game.alternatives[:_ALTERNATIVES]
    ]
    more = ", …" if len(game.alternatives) > _ALTERNATIVES else ""
    word = "rule" if all(len(each) == 1 for each in game.alternatives) else "rules"
    return Html(f"wins by {word} {' or '.join(texts)}{more}")


def _counts(game: Any) -> Html | str:
    """Count winning and minimal winning coalitions, where they are few."""
    if game.n > _COUNTED:
        return ""
    wins = game.winning_table()
    minimal = wins.copy()
    for i in range(game.n):
        halves = wins.reshape(-1, 2, 2**i)
        minimal.reshape(-1, 2, 2**i)[:, 1] &= ~halves[:, 0]
    word = "wins" if int(wins.sum()) == 1 else "win"
    return Html(
        f"{int(wins.sum())} of {len(wins)} coalitions {word}, {int(minimal.sum())} of them minimal"
    )


def voting_latex(game: Any) -> str | None:
    """Return [quota; weights] of a game with one rule and up to twelve voters; else None."""
    if len(game.rules) > 1 or game.n > _COUNTED:
        return None
    weights, quota = game.rules[0]
    return f"$[{latex_number(quota)};\\, {', '.join(map(latex_number, weights))}]$"


def partition_game(game: Any, blocks: Sequence[Sequence[int]], rest: int) -> Html:
    """Return structures with the worth of each of their blocks.

    Parameters
    ----------
    game
        With players and worths.
    blocks
        The masks of the blocks of the first structures.
    rest
        How many structures there are besides.
    """
    rows, at = [], 0
    for masks in blocks:
        label = " ".join(coalition(int(mask), game.players) for mask in masks)
        cells = [shown(game.worths[at + k]) for k in range(len(masks))]
        rows.append([Html(label), Html(", ".join(cells))])
        at += len(masks)
    body = table(
        "Game in partition function form",
        ["structure", "worths of its blocks"],
        rows,
        detail=Html(counted(game.n, "player")),
        size=len(rows) + rest,
        limit=len(rows),
        noun="structures",
    )
    many = counted(len(game.worths), "embedded coalition")
    return block(body, note(Html(f"players: {players_text(game.players)}"), many))


def sparse(game: Any) -> Html:
    """Return the first terms of a game given by dividends or rules."""
    rows = []
    for t in range(min(game.terms, _ROWS)):
        start, stop = int(game.offsets[t]), int(game.offsets[t + 1])
        members = [game.players[int(i)] for i in game.members[start:stop]]
        split = int(game.positives[t])
        row = [Html(f"{{{players_text(members[:split])}}}"), game.amounts[t]]
        if game.has_negatives:
            row.insert(1, players_text(members[split:]))
        rows.append(row)
    heads = ["if all of", *(["and none of"] if game.has_negatives else []), "amount"]
    kind = Html(f"{counted(game.n, 'player')}, {counted(game.terms, 'term')}")
    body = table("Coalitional game by terms", heads, rows, detail=kind, size=game.terms)
    return block(body, note(Html(f"players: {players_text(game.players)}")))


def inequality(row: Any, bound: Any, names: Sequence[str], *, floats: bool) -> Html:
    """Return a half-space as a sum of payoffs and its bound.

    Examples
    --------
    >>> inequality([2, -1], 6, ["A", "B"], floats=False)
    '2 x<sub>A</sub> − x<sub>B</sub> ≤ 6'
    """
    text = ""
    for factor, name in zip(row, names, strict=True):
        if factor == 0:
            continue
        negative = factor < 0
        size = _number(-factor if negative else factor, floats=floats)
        sign = "−" if negative else "+"
        text += f" {sign} " if text else ("−" if negative else "")
        text += ("" if size == "1" else f"{size} ") + f"x<sub>{escaped(name)}</sub>"
    return Html(f"{text or '0'} ≤ {_number(bound, floats=floats)}")


def _number(value: Any, *, floats: bool) -> Html:
    symbolic = hasattr(value, "free_symbols") and value.free_symbols
    return shown(float(value)) if floats and not symbolic else shown(value)


def halfspaces(matrix: Array, bounds: Array, names: Sequence[str], *, floats: bool) -> Html:
    """Return a list of half-spaces, those past eight as a number."""
    lines = [
        inequality(row, bound, names, floats=floats)
        for row, bound in zip(matrix[:8], bounds[:8], strict=True)
    ]
    more = [f"… {len(bounds)} in all"] if len(bounds) > 8 else []
    return Html("<br/>".join([*lines, *more]))


def ntu_game(game: Any) -> Html:
    """Return what each coalition can reach, as half-spaces."""
    floats = game.kind == "float"
    rows = []
    for mask in islice(members_by_size(game.n), _ROWS):
        own = game.sets[mask]
        text = halfspaces(own.matrix, own.bounds, own.members, floats=floats)
        rows.append([coalition(mask, game.players), text])
    detail = Html(counted(game.n, "player"))
    heads = ["coalition", "can reach"]
    title = "Game without transferable utility"
    return block(table(title, heads, rows, detail=detail, size=2**game.n - 1))


def feasible_set(given: Any) -> Html:
    """Return what a coalition can reach, as half-spaces."""
    text = halfspaces(given.matrix, given.bounds, given.members, floats=False)
    return block(
        record("Feasible set", [("of", group(given.members, given.members)), ("all with", text)])
    )


def claims_problem(problem: Any) -> Html:
    """Return the claims and the estate, a row a claimant."""
    pairs = zip(problem.players[:_ROWS], problem.amounts[:_ROWS], strict=True)
    rows = [[name, amount] for name, amount in pairs]
    total = ["estate", problem.estate]
    size = len(problem.players)
    body = table("Claims problem", ["claimant", "claim"], rows, total=total, size=size)
    return block(body, note(Html(f"the claims add up to {shown(sum(problem.amounts))}")))
