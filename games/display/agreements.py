"""Bargaining, repeated games and formation: problems, outcomes and what sustains them."""

from collections.abc import Mapping
from typing import Any

from lilliput.games.checks import counted
from lilliput.games.display.allocations import shares_table
from lilliput.games.display.coalitional import (
    group,
    halfspaces,
    players_text,
    structure_text,
)
from lilliput.games.display.tables import block, chip, frame, note, record, side_by_side, table
from lilliput.games.display.texts import Html, escaped, mix, shown

__all__ = [
    "bargaining_problem",
    "baron_ferejohn",
    "effectivity",
    "environmental",
    "fields",
    "nash_in_nash",
    "ntu_value",
    "ordered_formation",
    "size_sequence",
    "stable_partition",
    "structure_set",
    "variable_threats",
]

_ROWS = 20


def fields(title: str, names: Mapping[str, str], given: Any) -> Html:
    """Return the numbers of a frozen record under names in words.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> "of the veto player" in fields("Shares", {"veto": "of the veto player"},
    ...                                SimpleNamespace(veto=0.5))
    True
    """
    return block(record(title, [(word, getattr(given, name)) for name, word in names.items()]))


def bargaining_problem(problem: Any) -> Html:
    """Return the disagreement point, the ideal point and the feasible set."""
    floats = problem.kind == "float" and not problem.symbolic
    d = problem.disagreement
    best = d + problem.gains
    rows = [
        [name, *(float(x) if floats else x for x in (d[i], best[i]))]
        for i, name in enumerate(problem.players[:_ROWS])
    ]
    heads = ["player", "without agreement", "at most"]
    detail = Html(counted(problem.n, "player"))
    points = table("Bargaining problem", heads, rows, detail=detail, size=problem.n)
    if problem.curve is not None:
        shape = escaped(str(problem.curve), longest=300)
    else:
        shape = halfspaces(problem.matrix, problem.bounds, problem.players, floats=floats)
    disposal = "free disposal" if problem.free_disposal else "no disposal"
    title = "Feasible payoffs"
    return block(side_by_side(points, record(title, [("all with", shape)], detail=disposal)))


def ntu_value(found: Any) -> Html:
    """Return payoffs and weights."""
    detail = Html("✓ exact") if found.exact else Html(f"≈ residual {shown(found.residual)}")
    columns = {"payoff": found.payoffs, "weight λ": found.weights}
    return block(shares_table("NTU value", columns, detail=detail))


def variable_threats(found: Any) -> Html:
    """Return payoffs, threats and the disagreement point that they make."""
    rows = [
        [name, found.payoffs[name], mix(found.threats[name]), found.disagreement.iloc[k]]
        for k, name in enumerate(found.payoffs.index)
    ]
    heads = ["player", "payoff", "threat", "if carried out"]
    detail = "payoffs transferable" if found.transfers else "payoffs fixed"
    return block(table("Bargaining with threats", heads, rows, detail=detail))


def baron_ferejohn(found: Any) -> Html:
    """Return the shares, and what proposers keep."""
    exact = Html("✓ proved") if found.exact else Html(f"≈ residual {shown(float(found.residual))}")
    columns = {"expected share": found.payoffs, "kept as proposer": found.kept}
    body = shares_table("Legislative bargaining", columns, detail=exact)
    only = "the only stationary payoffs" if found.complete else "other payoffs may exist"
    return block(body, note(only))


def nash_in_nash(found: Any) -> Html:
    """Return the payoffs and the transfers."""
    body = shares_table("Bilateral bargains", {"gross": found.gross, "payoff": found.payoffs})
    return block(side_by_side(body, frame(found.transfers, "Transfers", index=False)))


def structure_set(found: Any, structures: Any) -> Html:
    """Return the first structures of a set."""
    rows = [[k + 1, structure_text(each, found.players)] for k, each in enumerate(structures)]
    many = Html(f"{len(found)} structure{'' if len(found) == 1 else 's'}")
    size = len(found)
    title = Html(f"Coalition structures: {escaped(found.concept)}")
    return block(table(title, ["", "structure"], rows, detail=many, size=size, limit=len(rows)))


def stable_partition(found: Any) -> Html:
    """Return a stable partition or that there is none."""
    none = found.partition is None
    state = chip("fails", "none") if none else structure_text(found.partition, found.players)
    pairs = [
        ("partition", state),
        ("stable in the sense of", escaped(found.concept)),
        ("found by", escaped(found.method)),
        ("certified", found.certified),
    ]
    return block(record("Stable partition", pairs))


def ordered_formation(found: Any) -> Html:
    """Return the coalitions in the order in which they form, with payoffs."""
    if found.payoffs is None:
        after = [group(names, found.players) for names in found.unsolved or ()]
        where = Html(f"after {', '.join(after) or 'no coalition'}")
        return block(
            note(Html(f"<strong>Formation in order</strong> {chip('fails', 'none found')}"), where)
        )
    rows = []
    for k, names in enumerate(found.coalitions[:_ROWS]):
        inside = [name for name in found.players if name in names][:_ROWS]
        gets = ", ".join(f"{escaped(name)} {shown(found.payoffs[name])}" for name in inside)
        rows.append([k + 1, group(names, found.players), Html(gets)])
    heads = ["step", "coalition", "payoffs"]
    return block(table("Formation in order", heads, rows, size=len(found.coalitions)))


def size_sequence(found: Any) -> Html:
    """Return the sizes in the order in which they form."""
    pairs = zip(found.sizes, found.payoffs, strict=True)
    rows = [[k + 1, size, gain] for k, (size, gain) in enumerate(pairs)]
    heads = ["step", "size", "payoff of a member"]
    body = table("Sizes in order of formation", heads, rows, size=len(rows))
    return block(body, note(Html(f"ties: {escaped(found.ties)}")))


def effectivity(given: Any) -> Html:
    """Return how many moves coalitions have."""
    size = given.moves.shape[1]
    stay = given.moves[:, range(size), range(size)]
    proper = int(given.moves.sum() - stay.sum())
    pairs = [("players", players_text(given.players)), ("structures", given.moves.shape[1])]
    return block(record("Effectivity", [*pairs, ("moves", proper)]))


def environmental(found: Any, stable: Any) -> Html:
    """Return abatement and payoffs by the number of signatories."""
    rows = []
    for k in range(min(found.n + 1, _ROWS)):
        pays = [
            found.game.insider(k) if k else None,
            found.game.outsider(k) if k < found.n else None,
        ]
        mark = Html(" ✓ stable") if stable is not None and k in stable else ""
        rows.append([Html(f"{k}{mark}"), *found.abatement[k], *pays])
    heads = ["signatories", "of each", "of an outsider", "in all", "signatory", "outsider"]
    groups = [("", 1), ("abatement", 3), ("payoff", 2)]
    numbers = Html(", ".join(f"{escaped(k)} = {shown(v)}" for k, v in found.parameters.items()))
    detail = Html(f"{found.n} countries, {found.benefits} benefits, {found.timing}")
    body = table(
        "Environmental agreement", heads, rows, detail=detail, groups=groups, size=found.n + 1
    )
    return block(body, note(numbers))
