"""Selection among equilibria: each rule of the field with what it picks, and why if it does not.

No rule is silent. A rule may pick none (no equilibrium payoff-dominates all others) or several (a
tie); `Selection.the` gives the one that a rule picks, or an error that says what it found.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any, final

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, as_printed, is_symbolic
from lilliput.games.checks import vector_by_name
from lilliput.games.equilibria.certify import certified
from lilliput.games.equilibria.nash import nash_equilibria
from lilliput.games.equilibria.solution import Equilibrium, EquilibriumSet, mixture
from lilliput.games.errors import InvalidArgumentError, SolverError, UnknownNameError
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.normal_form.required import require_numbers
from lilliput.games.selection.dominance import payoff_dominant, risk_dominant
from lilliput.games.selection.entropy import entropy, widest_mixture

__all__ = ["RULES", "Selection", "equilibrium_selection"]

RULES = (
    "payoff_dominance",
    "risk_dominance",
    "tracing",
    "logit",
    "welfare",
    "nash_product",
    "entropy",
    "worst_case",
)
_TIE = Fraction(1, 10**9)  # of a player's payoff range: floats that near each other are equal
_DIGITS = 50  # that irrational payoffs are compared by
_TIE_OF_DIGITS = Fraction(1, 10**40)
_SAME = 1e-6


@final
@dataclass(frozen=True, eq=False, repr=False)
class Selection:
    """What each rule selects.

    Parameters
    ----------
    game
        The game.
    equilibria
        Those among which the rules choose; limits of tracing and mixtures of a component that are
        no extreme equilibria stand at the end.
    picks
        Rule to the positions of what it selects.
    notes
        Rule to a remark: why it selects none or several; empty where it selects one.
    complete
        Whether all equilibria were there to choose from, as in `EquilibriumSet`.
    """

    game: NormalFormGame
    equilibria: tuple[Equilibrium, ...]
    picks: dict[str, tuple[int, ...]]
    notes: dict[str, str]
    complete: str

    def the(self, rule: str) -> Equilibrium:
        """Return the one equilibrium that a rule selects.

        Raises
        ------
        SolverError
            It selects none or several; the message says why.
        """
        if rule not in self.picks:
            raise UnknownNameError("rule", rule, self.picks)
        chosen = self.picks[rule]
        if len(chosen) != 1:
            raise SolverError(f"{rule} selects {len(chosen)} equilibria: {self.notes[rule]}")
        return self.equilibria[chosen[0]]

    @property
    def table(self) -> pd.DataFrame:
        """One row an equilibrium: the profile, payoffs, and a column for each rule."""
        rows = [
            {
                **{player: mixture(mix) for player, mix in found.strategies.items()},
                **{f"payoff {player}": value for player, value in found.payoffs.items()},
                **{rule: k in chosen for rule, chosen in self.picks.items()},
            }
            for k, found in enumerate(self.equilibria)
        ]
        return pd.DataFrame(rows).rename_axis("equilibrium")

    def __repr__(self) -> str:
        lines = [f"Selection among {len(self.equilibria)} equilibria; complete: {self.complete}"]
        for rule, chosen in self.picks.items():
            texts = (repr(self.equilibria[k])[12:-1].rsplit("; ", 1)[0] for k in chosen)
            note = f" ({self.notes[rule]})" if self.notes[rule] else ""
            lines.append(f"  {rule}: {' | '.join(texts) or 'none'}{note}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        from lilliput.games.display.solutions import selection

        return selection(self)


def equilibrium_selection(
    game: NormalFormGame,
    rules: Sequence[str] = RULES,
    *,
    equilibria: EquilibriumSet | None = None,
    disagreement: Any = None,
) -> Selection:
    r"""Return what the selection rules of the field choose among the equilibria, side by side.

    Parameters
    ----------
    game
        A normal-form game with numeric payoffs.
    rules
        Which rules to apply:

        - ``"payoff_dominance"``: no player would rather be at any other equilibrium;
        - ``"risk_dominance"`` (two players): the strict equilibrium whose product of losses from
          deviating is larger than that of every other, pair by pair;
        - ``"tracing"``: the end of the tracing procedure from the uniform prior;
        - ``"logit"``: the limit of the logit quantal responses that start where all is equally
          likely;
        - ``"welfare"``: the largest sum of payoffs;
        - ``"nash_product"``: the largest product of gains over the disagreement payoffs;
        - ``"entropy"``: the least predictable play;
        - ``"worst_case"``: the smallest sum of payoffs.
    equilibria
        Among which to choose; by default ``nash_equilibria(game)``.
    disagreement
        By player, for the Nash product; by default what each can secure alone (maxmin).

    Returns
    -------
    Selection
        With `.table`, `.picks`, `.notes` and `.the(rule)`.

    Notes
    -----
    In a component with more than one point the sum of payoffs is extreme at extreme equilibria,
    and entropy is maximised over its maximal Nash subsets; the other rules compare its extreme
    equilibria only.

    References
    ----------
    Harsanyi, J. C. and Selten, R. (1988). A General Theory of Equilibrium Selection in Games. MIT
    Press. McKelvey, R. D. and Palfrey, T. R. (1995). Quantal response equilibria for normal form
    games. Games and Economic Behavior 10:6–38. doi:10.1006/game.1995.1023

    Examples
    --------
    >>> hunt = NormalFormGame.from_bimatrix(
    ...     [[4, 0], [3, 3]], [[4, 3], [0, 3]], strategies=[["stag", "hare"]] * 2
    ... )
    >>> chosen = equilibrium_selection(hunt, ["payoff_dominance", "risk_dominance"])
    >>> chosen
    Selection among 3 equilibria; complete: proved
      payoff_dominance: row: stag; column: stag
      risk_dominance: row: hare; column: hare
    >>> chosen.the("welfare")
    Traceback (most recent call last):
        ...
    lilliput.games.errors.UnknownNameError: rule 'welfare' is unknown (known: ...)
    """
    if isinstance(rules, str):
        raise InvalidArgumentError(f"rules must be a sequence of names, got {rules!r}: [{rules!r}]")
    for rule in rules:
        if rule not in RULES:
            raise UnknownNameError("rules: rule", rule, RULES)
    _check(game, equilibria)
    found = nash_equilibria(game) if equilibria is None else equilibria
    choice = _Choice(game, found, disagreement)
    picks, notes = {}, {}
    for rule in rules:
        chosen, note = choice.by(rule)
        if len(chosen) > 1 and not note:
            note = "a tie"
        picks[rule], notes[rule] = tuple(chosen), note
    return Selection(game, tuple(choice.known), picks, notes, found.complete)


def _check(game: NormalFormGame, equilibria: EquilibriumSet | None) -> None:
    """Refuse symbols, and equilibria that are no set or another game's."""
    require_numbers(game)
    if equilibria is None:
        return
    if not isinstance(equilibria, EquilibriumSet):
        raise InvalidArgumentError(
            "equilibria must be what nash_equilibria returns, an EquilibriumSet, got "
            f"{type(equilibria).__name__}"
        )
    if equilibria.game is not game and equilibria.game.to_exact() != game.to_exact():
        raise InvalidArgumentError("equilibria must be those of this game, got another game's")


class _Choice:
    """The equilibria, to which rules may add points that are not extreme."""

    def __init__(self, game: NormalFormGame, found: EquilibriumSet, disagreement: Any) -> None:
        self.game, self.found, self.disagreement = game, found, disagreement
        self.known = list(found)
        spans = [Fraction(table.max()) - Fraction(table.min()) for table in game.payoffs]
        self.tie = _TIE if game.kind == "float" else Fraction(0)
        if any(is_symbolic(u) for e in self.known for u in e.payoffs):
            self.tie = _TIE_OF_DIGITS
        self.tols = [self.tie * span for span in spans]
        self.units = [span or Fraction(1) for span in spans]

    def by(self, rule: str) -> tuple[list[int], str]:
        """Return what a rule selects, and a remark."""
        listed = self.known[: len(self.found)]
        if rule in ("tracing", "logit"):
            return self._limit(rule)
        if not listed:
            return [], "no equilibrium is known"
        payoffs = [[_rational(u) for u in e.payoffs] for e in listed]
        if rule == "payoff_dominance":
            best = payoff_dominant(payoffs, self.tols)
            return best, "" if best else "every equilibrium is worse than another for somebody"
        if rule == "risk_dominance":
            return ([0], "") if len(listed) == 1 else risk_dominant(self.game, listed)
        if rule == "entropy":
            return self._entropy()
        if rule == "nash_product":
            return self._nash_product(payoffs)
        sums = [sum(shares) for shares in payoffs]
        if rule == "worst_case":
            sums = [-total for total in sums]
        least = max(sums) - max(self.tols)
        return [k for k, total in enumerate(sums) if total >= least], ""

    def _nash_product(self, payoffs: list[list[Fraction]]) -> tuple[list[int], str]:
        floor = self._floor()
        products = {}
        for k, shares in enumerate(payoffs):
            gains = [u - d for u, d in zip(shares, floor, strict=True)]
            if all(gain >= -tol for gain, tol in zip(gains, self.tols, strict=True)):
                products[k] = prod(
                    gain / unit if gain > tol else Fraction(0)
                    for gain, tol, unit in zip(gains, self.tols, self.units, strict=True)
                )
        if not products:
            return [], "every equilibrium leaves somebody below its disagreement payoff"
        least = max(products.values()) * (1 - self.tie)
        return [k for k, product in products.items() if product >= least], ""

    def _floor(self) -> list[Fraction]:
        if self.disagreement is not None:
            players = self.game.players
            given = vector_by_name(self.disagreement, players, argument="disagreement")
            return list(as_printed(given))
        from lilliput.games.security import maxmin_values

        return [Fraction(value) for value in maxmin_values(self.game).values]

    def _entropy(self) -> tuple[list[int], str]:
        values = [
            entropy([mix.to_numpy() for mix in e.strategies.values()])
            for e in self.known[: len(self.found)]
        ]
        for part in self.found.components or ():
            for subset in part.subsets:
                sides = [np.array([v.astype(float) for v in subset.vertices[p]])
                         for p in self.game.players]  # fmt: skip
                if max(len(side) for side in sides) > 1:
                    mixes = [widest_mixture(side) for side in sides]
                    if entropy(mixes) > max(values) + _SAME:
                        values = [*values, *[0.0] * (self._place(mixes) + 1 - len(values))]
                        values[self._place(mixes)] = entropy(mixes)
        top = max(values)
        return [k for k, value in enumerate(values) if value >= top - _SAME], ""

    def _limit(self, rule: str) -> tuple[list[int], str]:
        try:
            if rule == "logit":
                end = nash_equilibria(self.game, "logit")[0]
            else:
                from lilliput.games.quantal.tracing import tracing_procedure

                end = tracing_procedure(self.game).equilibrium
        except SolverError as error:
            return [], str(error)
        return [self._place([end.strategies[p].to_numpy() for p in self.game.players])], ""

    def _place(self, mixes: Sequence[Array]) -> int:
        """Return the position of a profile, added at the end if it is not there yet."""
        wanted = np.concatenate([np.asarray(mix, dtype=float) for mix in mixes])
        for k, e in enumerate(self.known):
            mine = np.concatenate([mix.to_numpy(dtype=float) for mix in e.strategies.values()])
            if np.abs(mine - wanted).max() <= _SAME:
                return k
        self.known.append(certified(self.game, mixes))
        return len(self.known) - 1


def _rational(payoff: Any) -> Fraction:
    """Return a payoff as a Fraction, an irrational one to 50 digits."""
    if not is_symbolic(payoff):
        return Fraction(payoff)
    from sympy import Rational

    near = Rational(payoff.evalf(_DIGITS))
    return Fraction(int(near.p), int(near.q))
