"""What solves games in normal form besides equilibria: dominance, correlation, noise, dynamics."""

from itertools import islice
from typing import Any

from lilliput.games.checks import counted
from lilliput.games.display.bimatrix import LARGEST, grid
from lilliput.games.display.normal_form import normal_form, values_by_profile
from lilliput.games.display.profiles import (
    completeness,
    equilibria_table,
    profile_table,
    profile_text,
    proof,
)
from lilliput.games.display.tables import block, chip, frame, note, record, side_by_side, table
from lilliput.games.display.texts import Html, escaped, mix, muted, shown

__all__ = [
    "audit",
    "cell",
    "certificate",
    "correlated",
    "correlated_polytope",
    "dominance",
    "efficiency",
    "effort_equilibrium",
    "elimination",
    "finding",
    "grouped_equilibria",
    "grouped_equilibrium",
    "named_game",
    "potential",
    "rationalizable",
    "security",
    "selection",
    "stable_strategies",
    "stackelberg",
    "zero_sum",
]

_ROWS = 20


def certificate(given: Any) -> Html:
    """Return how an equilibrium is known."""
    pairs = [
        ("kind", given.kind),
        ("regret", given.regret),
        ("relative to the range of payoffs", given.relative_regret),
    ]
    return block(record("Certificate", pairs, detail=proof(given)))


def finding(found: Any) -> Html:
    """Return a property, whether it holds, and the witness."""
    name = shown(found.property)
    state = chip("holds" if found.holds else "fails")
    why = Html(escaped(found.explanation, longest=400)) if found.explanation else ""
    head = note(Html(f"<strong>{name[:1].upper()}{name[1:]}</strong> {state}"), why)
    pairs = list(islice(found.witness.items(), _ROWS))
    title = "Proof" if found.holds else "Witness"
    return block(head, record(title, pairs) if pairs else "")


def zero_sum(found: Any) -> Html:
    """Return the value and a maximin strategy of each player."""
    strategies = {str(mixed.name): mixed for mixed in (found.row, found.column)}
    detail = Html(f"value {shown(found.value)} {proof(found.certificate)}")
    body = profile_table("Zero-sum solution", strategies, found.payoffs, detail=detail)
    words = {True: "the only one", False: "one of several", None: "perhaps one of several"}
    unique = [Html(f"{escaped(p)}: {words[only]}") for p, only in found.unique.items()]
    return block(body, note("maximin strategies", *unique))


def grouped_equilibria(result: Any, lines: Any) -> Html:
    """Return the equilibria of a symmetric game, a row each, and what is left open."""
    rows = [
        [k + 1, _groups(found), _payoffs(found), proof(found.certificate)]
        for k, found in enumerate(result.equilibria[:_ROWS])
    ]
    many = f"{len(result.equilibria)} {escaped(result.of)} equilibri"
    title = Html(many + ("um" if len(result.equilibria) == 1 else "a"))
    named = f"{result.permutations} with the players named" if result.of != "symmetric" else ""
    heads = ["", "how many play what", "payoff", "proof"]
    body = table(title, heads, rows, detail=named, size=len(result.equilibria))
    rest = [note(Html(escaped(line, longest=300))) for line in lines[:_ROWS]]
    return block(body, note(completeness(result)), *rest)


def _groups(found: Any) -> Html:
    alone = len(found.groups) == 1
    parts = [
        f"all {mix(own.strategy)}" if alone else f"{own.size} × ({mix(own.strategy)})"
        for own in found.groups
    ]
    return Html(", ".join(parts))


def _payoffs(found: Any) -> Html:
    return Html(", ".join(shown(own.payoff) for own in found.groups))


def grouped_equilibrium(found: Any) -> Html:
    """Return an equilibrium of a symmetric game: groups, what they play and get."""
    alone = len(found.groups) == 1
    rows = [
        [Html(f"all {own.size}") if alone else own.size, mix(own.strategy), own.payoff]
        for own in found.groups
    ]
    detail = proof(found.certificate)
    body = table("Equilibrium", ["players", "each plays", "payoff"], rows, detail=detail)
    return block(body, note("strict" if found.strict else ""))


def selection(found: Any) -> Html:
    """Return the equilibria, and for each rule the numbers of those that it selects."""
    rules = [
        [rule, ", ".join(str(k + 1) for k in chosen) or "none", escaped(found.notes.get(rule, ""))]
        for rule, chosen in found.picks.items()
    ]
    title = f"Selection among {len(found.equilibria)} equilibria"
    body = equilibria_table(title, found.equilibria)
    chosen = table("Rules", ["rule", "selects", ""], rows=rules, sides=["left"] * 3)
    return block(body, note(completeness(found)), chosen)


def audit(report: Any) -> Html:
    """Return the tools and the equilibria that each of them found."""
    return block(frame(report.summary, "Tools"), frame(report.table, "Equilibria"))


def dominance(found: Any) -> Html:
    """Return a dominated strategy and what dominates it."""
    kind = "strictly" if found.strict else "weakly"
    pairs = [
        ("strategy", Html(f"{escaped(found.strategy)} of {escaped(found.player)}")),
        (f"{kind} dominated by", mix(found.mixture)),
        ("gains", Html(f"{shown(found.least_gain)} to {shown(found.largest_gain)}")),
    ]
    return block(record("Dominance", pairs))


def elimination(found: Any) -> Html:
    """Return what each round eliminated and the game that is left."""
    rows = []
    for number, gone in enumerate(found.rounds, 1):
        for k, each in enumerate(gone):
            sign = "&lt;" if each.strict else "≤"
            by = Html(f"{sign} {mix(each.mixture)}")
            rows.append([number if k == 0 else "", each.player, each.strategy, by])
    kind = f"{'weak' if found.weak else 'strict'} dominance"
    kind += "" if found.mixed else " by pure strategies"
    heads = ["round", "player", "eliminated", "dominated by"]
    body = table("Iterated elimination", heads, rows, detail=kind, size=len(rows))
    order = f"order dependence: {found.order_dependence}"
    left = note(Html("<strong>What is left</strong>"))
    return block(body, note(order), left, normal_form(found.reduced))


def rationalizable(found: Any) -> Html:
    """Return the strategies of each player: rationalizable, undecided, never a best response."""
    rows = []
    for player, own in zip(found.game.players, found.game.strategies, strict=True):
        kept, open_ = found.strategies[player], found.undecided[player]
        gone = [name for name in own if name not in kept]
        sure = [name for name in kept if name not in open_]
        row = [player, *(_names(names) for names in (sure, gone))]
        rows.append([*row, _names(list(open_))] if not found.decided else row)
    heads = ["player", "rationalizable", "not", *(["undecided"] if not found.decided else [])]
    detail = Html(f"{escaped(found.conjectures)} beliefs, {counted(len(found.rounds), 'round')}")
    return block(table("Rationalizable strategies", heads, rows, detail=detail))


def _names(names: Any) -> Html:
    text = ", ".join(map(escaped, names[:LARGEST]))
    more = f", … {len(names)} in all" if len(names) > LARGEST else ""
    return Html(text + more or "–")


def security(found: Any) -> Html:
    """Return the level of each player, its strategy and the punishment."""
    rows = []
    for player in found.values.index:
        own, others = found.strategies.get(player), found.punishments.get(player)
        rows.append([player, found.values[player], *(_mixed(each) for each in (own, others))])
    heads = ["player", found.concept, "own strategy", "held down by"]
    how = found.moves if found.concept == "maxmin" else f"{found.punishers} punishers"
    return block(table("Security levels", heads, rows, detail=Html(escaped(how))))


def _mixed(mixed: Any) -> Html:
    return Html("–") if mixed is None else mix(mixed)


def stackelberg(found: Any) -> Html:
    """Return the leader's commitment, the answer and what both get."""
    gets = Html(shown(found.value) + ("" if found.attained else " in the limit, not attained"))
    pairs = [
        (Html(f"{escaped(found.leader)} commits to"), mix(found.strategy)),
        (Html(f"{escaped(found.follower)} answers"), escaped(found.response)),
        (Html(f"{escaped(found.leader)} gets"), gets),
        (Html(f"{escaped(found.follower)} gets"), shown(found.payoffs[found.follower])),
    ]
    detail = Html(f"{found.commitment} commitment, {found.ties} ties")
    heads = record("Stackelberg solution", pairs, detail=detail)
    bounds = frame(found.bounds.rename("value"), "What the leader can get")
    return block(side_by_side(heads, bounds) if len(found.bounds) else heads)


def efficiency(found: Any) -> Html:
    """Return the price of anarchy or stability and what it compares."""
    ratio = Html("undefined") if found.ratio is None else shown(found.ratio)
    pairs = [
        ("price", ratio),
        ("largest welfare", found.optimum),
        ("at", mix(found.optimal)),
        ("welfare in equilibrium", found.value),
        (
            "at",
            profile_text(found.equilibrium),
        ),
        ("loss", found.loss),
    ]
    detail = Html(f"{escaped(found.welfare)} welfare")
    body = record(f"Price of {found.price}", pairs, detail=detail)
    known = f"{found.compared} equilibri{'um' if found.compared == 1 else 'a'} compared"
    return block(
        body, note(known, "" if found.complete else "a bound only"), note(found.explanation)
    )


def potential(found: Any) -> Html:
    """Return the potential at each profile, or the cycle that shows that there is none."""
    name = f"{found.kind} potential"
    if found.values is None:
        return finding(found.finding)
    body = values_by_profile(found.game, found.values, name[:1].upper() + name[1:])
    weights = ""
    if found.weights is not None:
        listed = ", ".join(f"{escaped(p)}: {shown(w)}" for p, w in found.weights.items())
        weights = Html(f"weights {listed}")
    return block(body, note(weights))


def stable_strategies(found: Any) -> Html:
    """Return the evolutionarily stable strategies with payoffs and best responses."""
    rows = [
        [k + 1, mix(mixed), payoff, _names(list(replies))]
        for k, (mixed, payoff, replies) in enumerate(
            zip(found.strategies, found.payoffs, found.best_responses, strict=True)
        )
    ]
    title = Html(f"{len(rows)} evolutionarily stable strateg{'y' if len(rows) == 1 else 'ies'}")
    return block(table(title, ["", "strategy", "payoff", "best responses"], rows))


def correlated(found: Any) -> Html:
    """Return the distribution over profiles, as a matrix for two players."""
    kind = "Coarse correlated" if found.coarse else "Correlated"
    goal = Html(f"{escaped(found.objective)} = {shown(found.value)}")
    game = found.game
    if game.n == 2:
        place = dict(found.distribution.items())
        rows, columns = game.strategies
        body = grid(
            game.players,
            game.strategies,
            lambda i, j: _probability(place.get((rows[i], columns[j]), 0)),
            title=f"{kind} equilibrium",
            detail=goal,
        )
    else:
        body = frame(found.distribution, f"{kind} equilibrium", detail=goal)
    gets = ", ".join(f"{escaped(p)} {shown(x)}" for p, x in found.payoffs.items())
    gap = Html(f"≈ gap {shown(found.gap)}, regret {shown(found.regret)}")
    known = Html("✓ exact") if found.exact else gap
    return block(body, note(Html(f"payoffs: {gets}"), known))


def _probability(value: Any) -> Html:
    return muted(0) if value == 0 else shown(value)


def correlated_polytope(found: Any) -> Html:
    """Return the vertices and the payoffs there."""
    kind = "Coarse correlated" if found.coarse else "Correlated"
    number = len(found.vertices)
    many = Html("1 vertex" if number == 1 else f"{number} vertices")
    vertices = frame(found.vertices, f"{kind} equilibria", detail=many)
    return block(vertices, frame(found.payoffs, "Payoffs at the vertices"))


def effort_equilibrium(found: Any) -> Html:
    """Return efforts and payoffs by group."""
    rows = [[name, found.efforts[name], found.payoffs[name]] for name in found.efforts.index]
    detail = Html(f"≈ regret {shown(float(found.regret))}")
    heads = ["group", "effort of a member", "payoff of a member"]
    return block(table("Equilibrium in efforts", heads, rows, detail=detail))


def cell(part: Any) -> Html:
    """Return a cell of the parameter space."""
    point = None
    if part.point is not None:
        point = Html(", ".join(f"{shown(s)} = {shown(x)}" for s, x in part.point.items()))
    pairs = [
        ("where", shown(part.condition)),
        (
            "equilibria",
            Html("<br/>".join(profile_text(e) for e in part.equilibria[:_ROWS]) or "none"),
        ),
        ("for example at", point),
    ]
    state = Html("") if part.proved else chip("indifferent", "perhaps empty")
    return block(record("Cell of the parameter space", pairs, detail=state))


def named_game(entry: Any) -> Html:
    """Return what a known game is called and where it comes from."""
    pairs = [
        ("build", Html(f"<code>{escaped(entry.build.__name__)}()</code>")),
        ("source", escaped(entry.source, longest=400)),
    ]
    return block(record(entry.name, pairs))
