"""M10d: small states with fixed capabilities against one whose force is more or less rival.

A large state of capability C that faces t opponents brings C·t^(−ϱ) to bear on each: all of it
where force is not rival (ϱ = 0), an equal part where it is (ϱ = 1). An opponent of capability x
prevails with x/(x + C·t^(−ϱ)). Each small state (capability c) stands alone or joins the union,
which is one opponent with the capability of its members.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from lilliput.analysis.claims.exact import as_fraction
from lilliput.analysis.claims.model import Model
from lilliput.analysis.claims.parameters import Parameter
from lilliput.games.equilibria import pure_equilibria_by_counts
from lilliput.games.normal_form import SymmetricGame

__all__ = ["MODEL", "union_game"]

_SELECTIONS = ("payoff_dominance", "worst_case", "uniform")


def union_game(m: int, c: Any, C: Any, rho: Any) -> SymmetricGame:
    """Return the game in which each of m small states unites with others or stands alone.

    Parameters
    ----------
    m
        Number of small states.
    c, C
        Capability of each, and of the large state.
    rho
        ϱ in [0, 1], how rival the large state's force is across opponents.

    Examples
    --------
    >>> game = union_game(2, 1, 2, 0)
    >>> game.payoff("unite", {"unite": 1}), game.payoff("alone", {"alone": 1})
    (Fraction(1, 2), Fraction(1, 3))
    """
    c, C, rho = (as_fraction(number) for number in (c, C, rho))

    def chance(own: str, others: Mapping[str, int]) -> Any:
        united = others["unite"] + (own == "unite")
        opponents = m - united + (united > 0)
        strength = c * (united if own == "unite" else 1)
        return strength / (strength + C * Fraction(opponents) ** -rho)

    return SymmetricGame.from_function(m, ["unite", "alone"], chance)


def _premium(m: int, c: Any, C: Any, rho: Any, *, selection: str = "payoff_dominance") -> Any:
    """Return the mean chance of the small states in the equilibria selected, minus that alone."""
    game = union_game(m, c, C, rho)
    alone = game.payoff("alone", {"alone": m - 1})
    means = [
        sum(group.size * group.payoff for group in found.groups) / m
        for found in pure_equilibria_by_counts(game)
    ]
    if selection == "uniform":
        return sum(means) / len(means) - alone
    return (max(means) if selection == "payoff_dominance" else min(means)) - alone


_POSITIVE: dict[str, Any] = {"open": "(", "why": "without capabilities nobody prevails"}

MODEL = Model(
    id="M10d",
    title="a union of all small states with fixed capabilities against each alone",
    metric="gain in each small state's chance to prevail",
    parameters={
        "m": Parameter(4, "number of small states", 1, 50, integer=True, span=(1, 8)),
        "c": Parameter(1, "c, capability of a small state", 0, span=(0, 4), **_POSITIVE),
        "C": Parameter(8, "C, capability of the large state", 0, span=(0, 16), **_POSITIVE),
        "rho": Parameter(
            Fraction(1, 2),
            "ϱ, how rival the large state's force is across opponents",
            0,
            1,
            why="force on one opponent is at most all of it, and at least an equal part",
        ),
    },
    game=lambda **parameters: {"to unite or to stand alone": union_game(**parameters)},
    computed=_premium,
    formula="m*c/(m*c + C) - c/(c + C*m**(-rho))",
    holds="(rho < 1) & (m > 1)",
    thresholds={"rho": "1"},
    loses="ϱ = 1: a large state that must divide its force is as weak against each alone as "
    "against all united; and where nobody unites, to unite alone changes nothing",
    origin="reduced form",
    source="reduced form of the ratio contest of Hirshleifer, J. (1989), Public Choice 63, with "
    "fixed capabilities",
    ours="the rivalry ϱ of force, and the game of uniting",
    selections=_SELECTIONS,
    concept="pure Nash equilibria of uniting",
    axes=("rho", "m"),
)
