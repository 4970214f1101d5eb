"""What follows a deviation: average payoffs, and the conditions under which that is credible."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from numbers import Number
from typing import Any, final

import pandas as pd

from lilliput.games.arithmetic import as_printed, is_symbolic
from lilliput.games.checks import vector_by_name
from lilliput.games.equilibria.nash import nash_equilibria
from lilliput.games.equilibria.regret import regret
from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    ProblemTooLargeError,
    UnknownNameError,
    UnsupportedNumberError,
)
from lilliput.games.normal_form import NormalFormGame, is_symmetric_game
from lilliput.games.repeated.discounting import polynomial
from lilliput.games.repeated.incentives import best_deviation
from lilliput.games.security import minmax_values

__all__ = ["PUNISHMENTS", "Threat", "symmetric_table", "threats_of"]

PUNISHMENTS = ("nash", "grim", "minmax", "pure-minmax", "stick-and-carrot", "symmetric")
_MOST_CODES = 20_000
_ALMOST = 1e-9


@final
@dataclass(frozen=True)
class Threat:
    """A punishment as a function of the discount factor.

    Parameters
    ----------
    payoffs
        For each player its average payoff under punishment, a polynomial in δ.
    conditions
        Polynomials that are not negative iff the punishment is an equilibrium itself.
    words
        What it is.
    code
        Stick and carrot, as strategies of a symmetric game, where there are any.
    """

    payoffs: tuple[Any, ...]
    conditions: tuple[Any, ...]
    words: str
    code: tuple[str, str] | None = None


def threats_of(game: NormalFormGame, punishment: Any) -> list[Threat]:
    """Return the punishments meant by an argument; any of them may be used.

    Parameters
    ----------
    game
        With payoffs in Fractions.
    punishment
        As in `critical_discount_factor`.
    """
    if isinstance(punishment, str):
        if punishment not in PUNISHMENTS:
            raise UnknownNameError("punishment", punishment, PUNISHMENTS)
        if punishment in ("nash", "grim"):
            return [_nash(game, single=punishment == "grim")]
        if punishment in ("minmax", "pure-minmax"):
            return [_constant(*_minmax(game, punishment))]
        return _codes(game, lottery=punishment == "symmetric")
    if isinstance(punishment, (Mapping, pd.Series)) and all(
        isinstance(value, Number) or is_symbolic(value) for _, value in punishment.items()
    ):
        return [_given_payoffs(game, punishment)]
    return [_reversion(game, punishment)]


def symmetric_table(game: NormalFormGame) -> list[tuple[Fraction, Fraction | None]]:
    """Return for each strategy of a symmetric game what it pays if all play it, and a deviator.

    Raises
    ------
    InvalidGameError
        The players are not interchangeable.
    """
    finding = is_symmetric_game(game)
    if not finding:
        raise InvalidGameError(
            f"game must be symmetric for this punishment: {finding.explanation}; for two players "
            "optimal_penal_code(…, method='self-generation') needs no symmetry"
        )
    rows = []
    for k in range(game.shape[0]):
        cell = (k,) * game.n
        best = best_deviation(game.payoffs, 0, cell)
        rows.append((game.payoffs[(0, *cell)], None if best is None else best[0]))
    return rows


def _constant(values: list[Any], words: str) -> Threat:
    return Threat(tuple(polynomial([Fraction(v)]) for v in values), (), words)


def _minmax(game: NormalFormGame, which: str) -> tuple[list[Any], str]:
    found = minmax_values(game, punishers="pure" if which == "pure-minmax" else "correlated")
    kind = "pure minmax" if which == "pure-minmax" else "minmax"
    return list(found.values), f"{kind} payoffs, a bound: no punishment is harsher"


def _nash(game: NormalFormGame, *, single: bool) -> Threat:
    """Return reversion to each player's worst Nash equilibrium of the stage game, or to the one."""
    try:
        found = nash_equilibria(game)
    except ProblemTooLargeError as error:
        raise ProblemTooLargeError(
            f"punishment: {error}; give a Nash equilibrium, punishment=profile, instead"
        ) from None
    if not len(found):
        raise InvalidGameError(
            "punishment: no Nash equilibrium of the stage game was found; give one, "
            "punishment=profile, or payoffs by player"
        )
    if single and len(found) > 1:
        raise InvalidArgumentError(
            f"punishment 'grim' means the only Nash equilibrium of the stage game, which has "
            f"{len(found)} or more; name one, punishment=profile, or use 'nash', each player's "
            "worst one"
        )
    values = [min((e.payoffs[player] for e in found), key=float) for player in game.players]
    if not all(isinstance(value, Fraction) for value in values):
        raise UnsupportedNumberError(
            "punishment: equilibrium payoffs of the stage game are not rational numbers, got "
            f"{values}; give a bound on them as payoffs by player, punishment={{player: payoff}}"
        )
    every = "" if found.complete == "proved" else f" (of those found; {found.complete} if all)"
    if len(found) == 1 and not every:
        return _constant(values, "reversion to the Nash equilibrium")
    return _constant(values, f"reversion to each player's worst Nash equilibrium{every}")


def _reversion(game: NormalFormGame, profile: Any) -> Threat:
    gains = regret(game, profile)
    allowed = 0 if gains.dtype == object else _ALMOST
    if max(gains) > allowed:
        who = gains.index[list(gains).index(max(gains))]
        raise InvalidArgumentError(
            f"punishment must be a Nash equilibrium of the stage game to be credible for ever, but "
            f"{who} gains {max(gains)} by deviating; give an Automaton as the path to have other "
            "punishments checked"
        )
    values = as_printed(game.payoff(profile).to_numpy())
    return _constant(list(values), "reversion to a given Nash equilibrium")


def _given_payoffs(game: NormalFormGame, payoffs: Any) -> Threat:
    given = vector_by_name(payoffs, game.players, argument="punishment", integers="fraction")
    if any(is_symbolic(value) for value in given):
        raise UnsupportedNumberError("punishment must be numbers if the game's payoffs are")
    values = [Fraction(v) for v in as_printed(given)]
    floors = minmax_values(game).values
    for player, value, floor in zip(game.players, values, floors, strict=True):
        if value < floor:
            raise InvalidArgumentError(
                f"punishment of {player} must be at least its minmax payoff {floor}, which it can "
                f"secure whatever the others do; got {value}"
            )
    return _constant(values, "given payoffs")


def _codes(game: NormalFormGame, *, lottery: bool) -> list[Threat]:
    """Return the two-phase codes of a symmetric game: a stick, then a carrot.

    With a lottery the stick is left for the carrot with the probability that makes it just
    bearable; then the code is worth max(u, d) at the stick. Without, it is played once.
    """
    table = symmetric_table(game)
    names = game.strategies[0]
    zero = Fraction(0)
    gains = [zero if d is None else d - u for u, d in table]
    if lottery:
        gains = [g if g > 0 else zero for g in gains]
    low = [u + g if lottery else u for (u, _), g in zip(table, gains, strict=True)]
    sticks = _undominated(low, gains)
    carrots = list(range(len(table)))
    if lottery:
        carrots = _undominated([-u for u, _ in table], gains)
    if len(sticks) * len(carrots) > _MOST_CODES:
        raise ProblemTooLargeError(
            f"punishment: {len(sticks) * len(carrots):,} pairs of stick and carrot, more than "
            f"{_MOST_CODES:,}; restrict the game's strategies"
        )
    one, delta = polynomial([Fraction(1)]), polynomial([Fraction(0), Fraction(1)])
    threats = []
    for b, c in product(sticks, carrots):
        value = polynomial([low[b]])
        rise = delta * polynomial([table[c][0] - low[b]])
        weight = one - delta if lottery else one
        if not lottery:
            value = (one - delta) * value + delta * polynomial([table[c][0]])
        bounds = tuple(rise - weight * polynomial([gains[k]]) for k in dict.fromkeys((b, c)))
        words = "symmetric code" if lottery else "stick and carrot"
        threats.append(Threat((value,) * game.n, bounds, words, (names[b], names[c])))
    return threats


def _undominated(levels: list[Any], gains: list[Any]) -> list[int]:
    """Return positions such that no other has a level and a gain that are both lower."""
    kept: list[int] = []
    for k in sorted(range(len(levels)), key=lambda k: (levels[k], gains[k])):
        if not kept or gains[k] < gains[kept[-1]]:
            kept.append(k)
    return kept
