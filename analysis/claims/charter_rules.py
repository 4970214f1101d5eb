"""M15b: rules as a battle of the sexes, in which the powerful write and the others take.

Both gain by common rules, the writer most by its own (a > b > 0). Without a writer there are three
equilibria: the rules of one, of the other, and the mixed one, worth ab/(a + b) to both. The writer
commits first, gets a and leaves b: it gains a²/(a + b) over the mixed equilibrium, and even the
taker gains b²/(a + b). Over other equilibria it may not, so that the rule of selection matters.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from lilliput.analysis.claims.exact import in_fractions, rationals
from lilliput.analysis.claims.model import Model
from lilliput.analysis.claims.parameters import Parameter
from lilliput.games.commitment import stackelberg
from lilliput.games.equilibria import nash_equilibria
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.selection import equilibrium_selection

__all__ = ["MODELS", "without_rules", "writing_game"]

_WRITER, _TAKER = "writer", "taker"
_UNIFORM = "uniform"
_SELECTIONS = (
    "worst_case",
    "entropy",
    "tracing",
    "logit",
    "welfare",
    "nash_product",
    "payoff_dominance",
    "risk_dominance",
    _UNIFORM,
)


def writing_game(a: Any, b: Any) -> NormalFormGame:
    """Return the battle of the sexes over whose rules both follow.

    Parameters
    ----------
    a, b
        What common rules are worth to who wrote them, and to the other; rules that are not common
        are worth 0.

    Examples
    --------
    >>> writing_game(2, 1).payoff(["writer's rules", "writer's rules"]).tolist()
    [Fraction(2, 1), Fraction(1, 1)]
    """
    rules = ["writer's rules", "taker's rules"]
    return NormalFormGame(
        [_WRITER, _TAKER],
        [rules, rules],
        rationals([[[a, 0], [0, b]], [[b, 0], [0, a]]]),
    )


def without_rules(game: NormalFormGame, selection: str) -> dict[str, Any]:
    """Return what both expect where nobody writes the rules, by a rule of selection.

    Parameters
    ----------
    game
        From `writing_game`.
    selection
        A rule of `equilibrium_selection`, or ``"uniform"``: every equilibrium is as likely. Where a
        rule leaves several, they are equally likely; where it leaves none, it says nothing and all
        are.

    Examples
    --------
    >>> without_rules(writing_game(2, 1), "worst_case")
    {'writer': Fraction(2, 3), 'taker': Fraction(2, 3)}
    >>> without_rules(writing_game(2, 1), "welfare")
    {'writer': Fraction(3, 2), 'taker': Fraction(3, 2)}
    """
    found = nash_equilibria(game)
    chosen = list(found)
    if selection != _UNIFORM:
        picked = equilibrium_selection(game, [selection], equilibria=found)
        chosen = [picked.equilibria[k] for k in picked.picks[selection]] or chosen
    return {
        player: sum(equilibrium.payoffs[player] for equilibrium in chosen)
        * Fraction(1, len(chosen))
        for player in game.players
    }


def _gain(player: str) -> Callable[..., Any]:
    """Return a player's gain from rules that the writer commits to, less what they cost it."""

    def gain(a: Any, b: Any, selection: str, f: Any = 0) -> Any:
        game = writing_game(a, b)
        written = stackelberg(game, _WRITER).payoffs[player]
        return written - f - without_rules(game, selection)[player]

    return in_fractions(gain)


def _games(a: Any, b: Any, **_: Any) -> dict[str, Any]:
    game = writing_game(a, b)
    return {
        "whose rules": game,
        "equilibria": nash_equilibria(game),
        "selection": equilibrium_selection(game),
        "written rules": stackelberg(game, _WRITER),
    }


_PARAMETERS = {
    "a": Parameter(2, "a, worth of common rules to who wrote them", 0, open="(", span=(0, 4)),
    "b": Parameter(
        1,
        "b, worth of common rules to the other",
        0,
        open="(",
        span=(0, 4),
        why="with nothing to gain, the other would not follow them",
    ),
}
_SOURCE = (
    "Krasner, S. D. (1991), Global communications and national power: life on the Pareto frontier, "
    "World Politics 43, doi:10.2307/2010398"
)
_WRITES = {"a >= b": "or nobody wants to write"}
_OURS = "payoffs with a, b and 0, commitment as the power to write, and the comparison"


MODELS = (
    Model(
        id="M15b",
        title="writing the rules: what the writer gains over an equilibrium without a writer",
        metric="writer's payoff under its own rules, minus their cost and its payoff without",
        parameters={
            **_PARAMETERS,
            "f": Parameter(
                Fraction(1, 2), "f, what writing and upholding rules costs", 0, span=(0, 4)
            ),
        },
        game=_games,
        computed=_gain(_WRITER),
        formula="a**2/(a + b) - f",
        holds="a**2 > f*(a + b)",
        thresholds={
            "f": "a**2/(a + b)",
            "a": "(f + sqrt(f**2 + 4*f*b))/2",
            "b": lambda a, f, **_: Fraction(a) * a / f - a if f > 0 else None,
        },
        needs=_WRITES,
        loses="f > a²/(a+b); against a fair lottery over both pure equilibria already f > (a−b)/2: "
        "among near equals (b → a) it hardly matters who writes",
        origin="literature",
        source=_SOURCE,
        ours=f"{_OURS}; the cost f",
        selections=_SELECTIONS,
        concept="Nash equilibrium without a writer, optimal commitment with one",
        axes=("b", "f"),
    ),
    Model(
        id="M15b-taker",
        title="consequence for who takes the rules: its gain over an equilibrium without a writer",
        metric="taker's payoff under the writer's rules, minus its payoff without",
        parameters=_PARAMETERS,
        game=_games,
        computed=_gain(_TAKER),
        formula="b**2/(a + b)",
        holds="b > 0",
        thresholds={"b": "0"},
        needs=_WRITES,
        loses="never against the mixed equilibrium; against a fair lottery over both pure ones the "
        "taker loses (a−b)/2, and if each of the three is as likely, it loses iff a > b√2",
        origin="literature",
        source=_SOURCE,
        ours=_OURS,
        consequence="what is left for those who do not write the rules",
        selections=_SELECTIONS,
        concept="Nash equilibrium without a writer, optimal commitment with one",
        axes=("a", "b"),
    ),
)
