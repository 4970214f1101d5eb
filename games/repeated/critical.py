"""How patient players must be to keep to a path of play, exactly."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, final

import pandas as pd

from lilliput.games.arithmetic import is_symbolic
from lilliput.games.dominance.tables import shown
from lilliput.games.errors import InvalidArgumentError
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.repeated.automata import Automaton, machine
from lilliput.games.repeated.discounting import (
    Stretch,
    compare,
    not_negative,
    root_number,
    union,
    value_at_root,
)
from lilliput.games.repeated.incentives import Incentive, machine_incentives, path_incentives
from lilliput.games.repeated.paths import PathOfPlay, cells, path_of
from lilliput.games.repeated.punishments import Threat, threats_of

__all__ = ["CriticalDiscountFactor", "critical_discount_factor"]


@final
@dataclass(frozen=True, eq=False, repr=False)
class CriticalDiscountFactor:
    """The discount factors at which no player wants to deviate from a path of play.

    Parameters
    ----------
    game
        The stage game.
    path
        What is played while nobody deviates, or the automaton.
    punishment
        What follows a deviation, in words.
    value
        δ*: the least discount factor in [0, 1) at which nobody gains by a one-shot deviation; None
        if there is none. Exact where the game is: a Fraction, or a sympy number if irrational.
    intervals
        All such discount factors: disjoint closed intervals (low, high), in order; 1 as `high`
        stands for [low, 1).
    always_above
        The least number such that all discount factors from it to 1 are among them; None if there
        is none. It differs from `value` where patience can hurt.
    slack
        At `value`: what following the path is worth beyond the best deviation, by place and
        player. 0 is where the condition binds; empty where `value` is None.
    code
        Stick and carrot that sustain `value`, for punishments of symmetric games.
    explanation
        Why `value` is None.
    conditions
        For symbolic payoffs: relations under which `value` is right, those that sympy can prove
        left out.
    """

    game: NormalFormGame
    path: PathOfPlay | Automaton
    punishment: str
    value: Any
    intervals: tuple[tuple[Any, Any], ...]
    always_above: Any
    slack: pd.Series
    code: tuple[str, str] | None = None
    explanation: str = ""
    conditions: tuple[Any, ...] = ()

    @property
    def sustainable(self) -> bool:
        """Whether some discount factor sustains the path."""
        return self.value is not None

    @property
    def binding(self) -> tuple[tuple[str, str], ...]:
        """The pairs (place, player) whose condition binds at `value`."""
        return tuple((key[0], key[1]) for key, gap in self.slack.items() if gap == 0)  # type: ignore[index]

    def contains(self, discount_factor: Any) -> bool:
        """Whether a discount factor is in one of the intervals as they are shown (not for symbols).

        Examples
        --------
        >>> game = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
        >>> critical_discount_factor(game, ["1", "1"]).contains(0.5)
        True
        """
        if self.conditions or (is_symbolic(self.value) and self.value.free_symbols):
            raise InvalidArgumentError("contains needs numbers; compare with value instead")
        return any(
            bool(low <= discount_factor)
            and bool(discount_factor < 1)
            and (high == 1 or bool(discount_factor <= high))
            for low, high in self.intervals
        )

    def __repr__(self) -> str:
        if self.value is None:
            return f"CriticalDiscountFactor(none: {self.explanation}; {self.punishment})"
        parts = [_text(self.value)]
        if self.intervals and (len(self.intervals) > 1 or self.intervals[0][1] != 1):
            spans = ", ".join(_span(low, high) for low, high in self.intervals)
            parts.append(f"sustained on {spans}")
        if self.code is not None:
            parts.append(f"{self.punishment}: {self.code[0]}, then {self.code[1]}")
        else:
            parts.append(self.punishment)
        if self.conditions:
            parts.append("if " + " and ".join(map(str, self.conditions)))
        return f"CriticalDiscountFactor({'; '.join(parts)})"

    def _repr_html_(self) -> str:
        from lilliput.games.display.repeated import critical

        return critical(self)


def critical_discount_factor(
    game: NormalFormGame, path: Any, *, punishment: Any = "nash"
) -> CriticalDiscountFactor:
    """Return the least discount factor at which nobody wants to deviate from a path of play.

    A path is kept iff at each of its places V ≥ (1−δ) d + δ p for every player: the average payoff
    of going on is at least the best deviation now and punishment after. For a single profile with
    payoff c and constant p this gives δ* = (d − c)/(d − p); on cycles the conditions are
    polynomials in δ, whose solutions may be several intervals. They are found exactly.

    Parameters
    ----------
    game
        The stage game; floats count as the decimals that they print as. Symbols are allowed for a
        single profile with a profile or payoffs as its punishment.
    path
        A pure profile that is played for ever (by player, or strategies in order); a list of
        profiles that are played in turn; a `PathOfPlay` with a prefix; or an `Automaton`, which
        says itself how deviations are answered.
    punishment
        - ``"nash"``: for ever the stage game's Nash equilibrium that is worst for the deviator;
        - ``"grim"``: for ever the only Nash equilibrium of the stage game;
        - a profile, pure or mixed: for ever that Nash equilibrium;
        - ``"stick-and-carrot"`` (symmetric games): once a profile at which all do the same, then
          another for ever, starting again after deviations; the best pair at each δ (Abreu 1986);
        - ``"symmetric"`` (symmetric games): the harshest punishment among pure strategies that
          treat all alike in every history, with public randomisation: the stick goes on with the
          probability that makes it just bearable;
        - ``"minmax"`` or ``"pure-minmax"``: minmax payoffs. No equilibrium (no pure one) punishes
          harder, so that this δ* is a lower bound, perhaps not attained;
        - a mapping of players to average payoffs that a punishment is known to give.

    Returns
    -------
    CriticalDiscountFactor
        δ*, all intervals, and as certificate the slack of every condition at δ*.

    Raises
    ------
    InvalidGameError
        A path that does not give every player a strategy; a game that is not symmetric.
    InvalidArgumentError
        A punishment that is not a Nash equilibrium, or below what a player can secure.
    UnknownNameError
        Strategies, players or words that do not exist.
    UnsupportedNumberError
        Symbolic payoffs on a longer path, or equilibrium payoffs that are not rational.

    References
    ----------
    Friedman, J. W. (1971). A non-cooperative equilibrium for supergames. Review of Economic Studies
    38:1–12. doi:10.2307/2296617
    Abreu, D. (1986). Extremal equilibria of oligopolistic supergames. Journal of Economic Theory
    39:191–225. doi:10.1016/0022-0531(86)90025-6
    Abreu, D. (1988). On the theory of infinitely repeated games with discounting. Econometrica
    56:383–396. doi:10.2307/1911077

    Examples
    --------
    >>> dilemma = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    >>> critical_discount_factor(dilemma, ["1", "1"])
    CriticalDiscountFactor(0.5; reversion to the Nash equilibrium)
    >>> critical_discount_factor(dilemma.to_exact(), [["1", "2"], ["2", "1"]])
    CriticalDiscountFactor(1/4; reversion to the Nash equilibrium)
    """
    if game.kind == "symbolic":
        from lilliput.games.repeated.critical_symbolic import symbolic_critical

        return symbolic_critical(game, path, punishment)
    exact = game.to_exact()
    if isinstance(path, Automaton):
        incentives = machine_incentives(exact, exact.payoffs, machine(exact, path))
        own = Threat((), (), "as the automaton says")
        return _result(game, path, [(own, incentives)])
    route = path_of(path)
    prefix, cycle = cells(exact, route)
    threats = threats_of(exact, punishment)
    options = [(t, path_incentives(exact.payoffs, prefix, cycle, t.payoffs)) for t in threats]
    result = _result(game, route, options)
    if result.value is None and len(threats) == 1:
        return _explained(result, exact, cycle, threats[0])
    return result


def _result(
    game: NormalFormGame,
    path: PathOfPlay | Automaton,
    options: Sequence[tuple[Threat, list[Incentive]]],
) -> CriticalDiscountFactor:
    exact = game.kind != "float"
    best: tuple[Any, Threat, list[Incentive]] | None = None
    every: list[Stretch] = []
    for threat, incentives in options:
        conditions = {repr(p): p for p in (*(c.numerator for c in incentives), *threat.conditions)}
        found = not_negative(list(conditions.values()))
        every.extend(found)
        if found and (best is None or compare(found[0].low, best[0]) < 0):
            best = found[0].low, threat, incentives
    words = options[0][0].words
    if best is None:
        empty = pd.Series([], pd.MultiIndex.from_arrays([[], []], names=["place", "player"]))
        text = "no discount factor satisfies every condition"
        return CriticalDiscountFactor(game, path, words, None, (), None, empty, None, text)
    stretches = union(every)
    spans = tuple(
        (
            root_number(s.low, exact=exact),
            (Fraction(1) if exact else 1.0) if s.high is None else root_number(s.high, exact=exact),
        )
        for s in stretches
    )
    root, threat, incentives = best
    always = spans[-1][0] if stretches[-1].high is None else None
    slack = _slack(game, incentives, root, exact=exact)
    return CriticalDiscountFactor(
        game, path, threat.words, spans[0][0], spans, always, slack, threat.code
    )


def _slack(
    game: NormalFormGame, incentives: Sequence[Incentive], root: Any, *, exact: bool
) -> pd.Series:
    """Return the least slack at each place for each player."""
    gaps: dict[tuple[str, str], Any] = {}
    for item in incentives:
        key = (item.place, game.players[item.player])
        value = value_at_root(item.numerator, item.denominator, root, exact=exact)
        if key not in gaps or value < gaps[key]:
            gaps[key] = value
    index = pd.MultiIndex.from_tuples(list(gaps), names=["place", "player"])
    return pd.Series(list(gaps.values()), index, dtype=object if exact else float, name="slack")


def _explained(
    result: CriticalDiscountFactor, exact: NormalFormGame, cycle: Sequence[Any], threat: Threat
) -> CriticalDiscountFactor:
    """Say whose payoff on the path is no better than its punishment, if that is so."""
    for i, player in enumerate(exact.players):
        average = sum((exact.payoffs[(i, *cell)] for cell in cycle), Fraction(0)) / len(cycle)
        constant = threat.payoffs[i].coeffs() if threat.payoffs[i].degree() < 1 else None
        if constant is None:
            continue
        level = Fraction(int(constant[0].p), int(constant[0].q)) if constant else Fraction(0)
        if average <= level:
            text = f"{player} gets {_text(average)} on the path, no more than {_text(level)} after"
            fields = {k: getattr(result, k) for k in result.__dataclass_fields__}
            return CriticalDiscountFactor(**{**fields, "explanation": text})
    return result


def _text(value: Any) -> str:
    return shown(value) if not is_symbolic(value) else str(value)


def _span(low: Any, high: Any) -> str:
    return f"[{_text(low)}, 1)" if high == 1 else f"[{_text(low)}, {_text(high)}]"
