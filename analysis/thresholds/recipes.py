"""How the relation of a model is read off its encoded games, symbol for symbol.

Most models compute with symbols as they are; then the margin of the model itself is asked about. A
recipe is for those whose solver must compare numbers: it asks the same question of the same encoded
game by relations instead.
"""

from collections.abc import Callable, Mapping
from typing import Any

from lilliput.analysis.claims.binding_contracts import ClientMarket
from lilliput.analysis.claims.binding_restraint import exploitation_game, restraint_game
from lilliput.analysis.claims.binding_shift import crisis_today
from lilliput.analysis.claims.charter_rules import writing_game
from lilliput.analysis.claims.conflict_contest import favours
from lilliput.analysis.claims.control_games import control_contest
from lilliput.analysis.claims.indivisibility import defence_play
from lilliput.analysis.claims.lilliput_capabilities import union_game
from lilliput.analysis.claims.model import Model
from lilliput.analysis.claims.predictability import binding_choice
from lilliput.analysis.claims.principles_treaties import treaty_game
from lilliput.analysis.claims.reciprocity_information import promise_play
from lilliput.analysis.thresholds.coalitional import when_core_exists
from lilliput.analysis.thresholds.relations import exact, simplified
from lilliput.analysis.thresholds.strategic import when_equilibrium, when_kept, when_sustained
from lilliput.analysis.thresholds.threshold import Threshold
from lilliput.games.efforts import EffortGame
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.power import shapley_shubik
from lilliput.games.repeated.chance import ChancePlay
from lilliput.games.symbolic import symbolic_equilibria

__all__ = ["RECIPES", "Recipe"]

Recipe = tuple[Callable[..., Any], str]
"""A function of the model and its parameters that returns a relation, and what it is read off."""


def _alike(model: Model, **given: Any) -> Any:
    """Ask where the margin, which is minus a difference between powers, is 0."""
    from sympy import Eq

    return Eq(model.computed(**given), 0)


def _controlled(game: NormalFormGame) -> Any:
    """Return what the controller gets where all commit everything, if that is an equilibrium."""
    from sympy import And, Symbol

    everything = ["all"] * game.n
    used = set().union(*(exact(entry).free_symbols for entry in game.payoffs.flat))
    aligned = And(*(symbol <= 1 for symbol in used if symbol == Symbol("psi", nonnegative=True)))
    if not when_equilibrium(game, everything, assumptions=aligned).always:
        raise ValueError("to commit everything is not proved to be an equilibrium")
    return exact(game.payoff(everything)["controller"])


def _control(**given: Any) -> tuple[Any, Any]:
    full = {"M": 0, "psi": 0, "V": 0, "k": 0, "tau": 0, **given}
    alone = control_contest(**full, partners=False)
    return _controlled(alone), _controlled(control_contest(**full, partners=True))


def _premium(model: Model, **given: Any) -> Any:
    alone, joined = _control(**given)
    return joined > alone


def _loss(model: Model, **given: Any) -> Any:
    alone, joined = _control(**given)
    return alone > joined


def _peers(model: Model, a: Any, **given: Any) -> Any:
    return _premium(model, a=a, b=a, **given)


def _bilateral(model: Model, a: Any, b: Any, V: Any, k: Any) -> Any:
    return _controlled(control_contest(a, b, a, 0, V, k, 0, partners=False)) < 0


def _choice(model: Model, **given: Any) -> Any:
    from sympy import Max

    alone, joined = _control(**given)
    return joined > Max(alone, 0)


def _resources(model: Model, **given: Any) -> Any:
    game = model.game(**given)["resources beyond the need"]
    return (game.worth(["controller"]) < 0) & (game.worth(["controller", "partners"]) > 0)


def _quadrants(model: Model, G: Any, **given: Any) -> Any:
    """Ask about the slope of the controller's payoff in partners' capability, where it has none."""
    from sympy import Symbol

    M = Symbol("M", nonnegative=True)
    small, rising, falling, great = (
        exact(control_contest(a, b, M, **given, partners=True).payoff(["all"] * 3)["controller"])
        .diff(M)
        .subs(M, 0)
        for a, b in ((1, 1), (1, G), (G, 1), (G, G))
    )
    return (small > 0) & (rising > 0) & (falling < 0) & (great > 0)


def _aggression(model: Model, c_least: Any, c_other: Any, rho: Any, **given: Any) -> Any:
    """Ask whether some target pays better under the hub's guarantee than all do together.

    Targets that are proved never to pay better than another one are left out first.
    """
    from sympy import And, Or

    games = model.game(c_least=c_least, c_other=c_other, rho=rho, **given)
    hub, together = (
        _best([exact(entry) for entry in game.payoffs[0]], (c_least <= c_other) & (rho <= 1))
        for game in games.values()
    )
    return Or(*(And(*(best > other for other in together)) for best in hub))


def _best(payoffs: list[Any], assumptions: Any) -> list[Any]:
    """Return the payoffs without those that another is proved to reach everywhere."""
    kept = list(payoffs)
    for own in payoffs:
        others = [other for other in kept if other is not own]
        if any(Threshold("as good", other >= own, assumptions).always for other in others):
            kept = others
    return kept


def _restraint(model: Model, x: Any, h: Any, **given: Any) -> Any:
    """Compare the least binding at which the weak join with a free hand, under which they do not.

    The weak states' best answer to a degree β of binding turns at one β, which `solve_for` finds.
    """
    from sympy import Symbol

    game = restraint_game(x=x, h=h, **given)
    beta = Symbol("beta", real=True)
    paid = [game.payoff([[1 - beta, beta], own]) for own in ("join", "stay out")]
    join = Threshold("the weak join", exact(paid[0].iloc[1]) >= exact(paid[1].iloc[1]), beta <= 1)
    bound = exact(paid[0].iloc[0]).subs(beta, join.solve_for(beta)[0].value)
    refused = join.asked.subs(beta, 0)
    return ~refused & (bound > exact(game.payoff(["free hand", "stay out"]).iloc[0]))


def _repetition(model: Model, delta: Any, **given: Any) -> Any:
    game = exploitation_game(**given)
    kept = when_sustained(game, ["join", "restrain"], ["stay out", "exploit"], delta)
    return ~kept.asked


def _patience(play: ChancePlay, assumptions: Any = True) -> Any:
    """Return the discount factor from which on a promise is kept."""
    from sympy import Symbol

    delta = Symbol("delta", nonnegative=True)
    return when_kept(play, delta, assumptions=assumptions).solve_for(delta)[0].value


def _defence(model: Model, n: int, q: Any, L: Any, K: Any, mu: Any) -> Any:
    """Compare patience in a pair and among all, for losses of K + d, since defence is worth it."""
    from sympy import Symbol

    gap = Symbol("gap", positive=True)
    pair, together = (
        _patience(defence_play(size, q, K + gap, K, seen)) for size, seen in ((2, 1), (n, mu))
    )
    return simplified(together < pair).subs(gap, L - K)


def _alarms(model: Model, n: int, s: Any, c: Any, epsilon: Any) -> Any:
    """Compare patience in a pair and among all.

    That all keep their promises at some δ below 1 is implied, for (c + s)^E > c^(E−1)(c + (n−1)s).
    """
    pair, together = (
        _patience(promise_play(worth, c, survival), epsilon < 1)
        for worth, survival in (
            (s, 1 - epsilon),
            ((n - 1) * s, (1 - epsilon) ** (n * (n - 1) // 2)),
        )
    )
    return together < pair


def _contracts(n: int, a: Any, c: Any) -> tuple[ClientMarket, Any, Any]:
    """Return the market with what it sells by public and by secret contracts of each client.

    Secret contracts are where no pair's joint profit rises in its own quantity, the others fixed.
    """
    from sympy import Symbol

    market = ClientMarket(n, a, c)
    q, own = Symbol("q", real=True), Symbol("own", real=True)
    pair = market.joint_profit(0, [own, *[q] * (n - 1)]).diff(own).subs(own, q)
    secret, public = (
        Threshold("it pays to sell more", slope > 0).solve_for(q)[0].value
        for slope in (pair, market.hub_profit([q] * n).diff(q))
    )
    return market, public, secret


def _publicity(model: Model, n: int, a: Any, c: Any, F: Any) -> Any:
    market, public, secret = _contracts(n, a, c)
    return market.hub_profit([public] * n) - F > market.hub_profit([secret] * n)


def _outsiders(model: Model, n: int, a: Any, c: Any, e: Any) -> Any:
    _, public, secret = _contracts(n, a, c)
    gains = [(n * q) ** 2 / 2 - e * n * q for q in (public, secret)]
    return gains[0] > gains[1]


def _guarantee(model: Model, p: Any, g: Any, delta: Any, c_D: Any) -> Any:
    from sympy import Or

    game = crisis_today(p, delta, c_D, 0, tomorrow=g)
    player = game.players.index("declining")
    return Or(*(exact(row[0]) > exact(row[1]) for row in game.payoffs[player]))


def _treaty(model: Model, states: int, s: int, low: Any, high: Any, t: Any, T: Any) -> Any:
    """Ask about types low and low + d, since the dearest state must be known to encode the game."""
    from sympy import Symbol

    gap = Symbol("gap", positive=True)
    game = treaty_game([low] * (states - s) + [low + gap] * s, t, T)
    apart = sum(game.worth([state]) for state in game.players)
    return (exact(game.worth(game.players)) > exact(apart)).subs(gap, high - low)


def _discontent(model: Model, **given: Any) -> Any:
    return ~when_core_exists(model.game(**given)["grand coalition"]).asked


def _veto(model: Model, m: int, k: int, V: Any, d_hub: Any) -> Any:
    """Ask whether the hub comes in with a veto and stays out without, by its power in each game."""
    games = model.game(m=m, k=k, V=V, d_hub=d_hub)
    shares = [V * exact(shapley_shubik(game, exact=True).iloc[0]) for game in games.values()]
    return (shares[0] > d_hub) & (shares[1] < d_hub)


def _writing(player: str) -> Callable[..., Any]:
    def asked(model: Model, a: Any, b: Any, f: Any = 0) -> Any:
        game = writing_game(a, b)
        rules = "writer's rules"
        mixed = symbolic_equilibria(game)[-1].payoffs[player]
        return exact(game.payoff([rules, rules])[player]) - f > mixed

    return asked


def _payoffs(game: EffortGame) -> dict[str, Any]:
    """Return the payoffs of a game of efforts as expressions, all names symbols ≥ 0."""
    import sympy

    names = {"own", *game.payoffs, *game.values}
    symbols = {name: sympy.Symbol(name, positive=True) for name in names}
    return {group: sympy.sympify(text, symbols) for group, text in game.payoffs.items()}


def _conflict(model: Model, m: int, r: Any, R: Any, cost: Any) -> Any:
    """Ask whether what all spend, where the first-order condition holds, exceeds the cost."""
    from sympy import Symbol, simplify

    own, client, others, decisive, rent = (
        Symbol(name, positive=True) for name in ("own", "client", "others", "r", "R")
    )
    payoff = _payoffs(favours(m, 1, 1))["client"]
    slope = simplify(payoff.diff(own).subs({own: client, others: m - 1}))
    effort = Threshold("more effort pays", slope > 0).solve_for(client)[0].value
    return m * effort.subs({decisive: r, rent: R}) > cost


def _binding_slope() -> tuple[Any, Any]:
    from sympy import Symbol

    own = Symbol("own", positive=True)
    return _payoffs(binding_choice(1, 1, 1))["weak"], own


def _degree(model: Model, beta: Any, **given: Any) -> Any:
    payoff, own = _binding_slope()
    return _named(payoff.diff(own), {**given, "own": beta}) > 0


def _bargain(model: Model, d: Any, **given: Any) -> Any:
    payoff, own = _binding_slope()
    best = Threshold("more binding pays", payoff.diff(own) > 0).solve_for(own)[0].value
    return _named(payoff.subs(own, best) - payoff.subs(own, 0), given) > d


def _named(expression: Any, values: Mapping[str, Any]) -> Any:
    """Replace symbols by name."""
    return expression.subs(
        {symbol: values[str(symbol)] for symbol in expression.free_symbols if str(symbol) in values}
    )


def _union(model: Model, m: int, **given: Any) -> Any:
    game = union_game(m, **given)
    united, alone = (game.payoff(own, {own: m - 1}) for own in ("unite", "alone"))
    return exact(united) > exact(alone)


_CONTEST = "equilibrium payoffs of the contests, proved to be equilibria"

RECIPES: dict[str, Recipe] = {
    "C6-weights": (_alike, "the computed difference between like powers"),
    "M2a": (_conflict, "the first-order condition of the contest"),
    "M4a-target": (_aggression, "the aggressor's best payoffs"),
    "M4b": (_defence, "the patience from which on help is given"),
    "M5c": (_alarms, "the patience from which on promises are kept"),
    "M6b": (_treaty, "worths of the game of treaties"),
    "M7a": (_restraint, "the commitment at which the weak join"),
    "M7a-repetition": (_repetition, "when restraint is sustained"),
    "M7b": (_publicity, "first-order conditions of the contracts"),
    "M7b-outsiders": (_outsiders, "first-order conditions of the contracts"),
    "M7c": (_guarantee, "payoffs of the crisis"),
    "M10d": (_union, "payoffs of all united and all alone"),
    "M11-peer": (_peers, _CONTEST),
    "M11-influence": (_premium, _CONTEST),
    "M11-bilateral": (_bilateral, _CONTEST),
    "M11-cost": (_premium, _CONTEST),
    "M11-binding": (_premium, _CONTEST),
    "M11-premium": (_premium, _CONTEST),
    "M11-choice": (_choice, _CONTEST),
    "M11-feasible": (_resources, "worths of the game of resources"),
    "M11-quadrants": (_quadrants, "marginal payoffs of the contest, pair by pair"),
    "M14": (_bargain, "the first-order condition of the degree of binding"),
    "M14-optimum": (_degree, "the slope of the payoff in the degree of binding"),
    "M15a-veto": (_veto, "the hub's power in both voting games"),
    "M15b": (_writing("writer"), "symbolic equilibria of the battle of the sexes"),
    "M15b-taker": (_writing("taker"), "symbolic equilibria of the battle of the sexes"),
    "M16-control": (_loss, _CONTEST),
    "M16-cut": (_discontent, "balanced collections of the game of rivals"),
}
"""Model to its recipe."""
