"""The harshest credible punishments at a given discount factor (Abreu 1986, 1988).

For symmetric games: all play the stick, which hurts, and are promised the carrot, for ever. Any
deviation starts the punishment again. With a public lottery that stays with the stick as often as
is just bearable, a code is worth max(u, d) at its stick, d what a deviator gets there. A profile a
can be enforced iff d(a) − u(a) ≤ δ/(1−δ) (V − v), V and v the best and worst values, and these are
u and max(u, d) at the best and worst profiles that can be enforced. So V and v are found, exactly,
by dropping profiles until none has to go. For two players v follows from the set of all
equilibrium payoffs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from types import MappingProxyType
from typing import Any, Literal, final

import pandas as pd

from lilliput.games.checks import index_of
from lilliput.games.dominance.tables import in_kind, one_number, shown
from lilliput.games.errors import InvalidArgumentError
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.normal_form.required import require_numbers
from lilliput.games.repeated.automata import Automaton
from lilliput.games.repeated.discounting import check_discount_factor
from lilliput.games.repeated.equilibrium_payoffs import Enclosure, enclosure, moves_of
from lilliput.games.repeated.paths import profile_names
from lilliput.games.repeated.polytopes import Point
from lilliput.games.repeated.punishments import symmetric_table
from lilliput.games.repeated.self_generation import Move, in_polygon

__all__ = ["PenalCode", "optimal_penal_code"]

Method = Literal["symmetric", "stick-and-carrot", "self-generation"]
_METHODS = ("auto", "symmetric", "stick-and-carrot", "self-generation")
_ITERATIONS = 1000


@final
@dataclass(frozen=True, eq=False, repr=False)
class PenalCode:
    """The harshest punishment of each player that is an equilibrium itself.

    Parameters
    ----------
    game
        The stage game.
    discount_factor
        δ.
    method
        Among which strategies it is the harshest: ``"symmetric"``, ``"stick-and-carrot"`` or
        ``"self-generation"``, as in `optimal_penal_code`.
    payoffs
        Average payoff of each player when it is punished; None if there is no such equilibrium.
    first
        Player to the profile with which its punishment begins.
    continuation
        Player to what all are promised, on average, if that profile is played.
    carrot
        Profile that the promise rests on, for the codes of symmetric games.
    chance
        Probability with which the carrot follows the stick, else the stick again; 1 without a
        lottery; None for ``"self-generation"``.
    exact
        Whether the payoffs are proved to be the least; if not, they are lower bounds.
    """

    game: NormalFormGame
    discount_factor: Fraction
    method: Method
    payoffs: pd.Series | None
    first: Mapping[str, tuple[str, ...]]
    continuation: Mapping[str, pd.Series]
    carrot: tuple[str, ...] | None
    chance: Any
    exact: bool

    @property
    def exists(self) -> bool:
        """Whether there is an equilibrium of this kind."""
        return self.payoffs is not None

    def automaton(self) -> Automaton:
        """Return the code without a lottery as an automaton that starts in the punishment.

        Raises
        ------
        InvalidArgumentError
            The code needs a lottery, or there is none.

        Examples
        --------
        >>> dilemma = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
        >>> optimal_penal_code(dilemma, 0.6, method="stick-and-carrot").automaton()
        Automaton(2 states: stick, carrot; starts in stick)
        """
        if not self.exists or self.carrot is None or self.chance != 1:
            raise InvalidArgumentError(
                "automaton: only a code that leaves the stick for certain is one; use "
                "method='stick-and-carrot'"
            )
        stick = self.first[self.game.players[0]]
        return Automaton(
            {"stick": stick, "carrot": self.carrot},
            {
                "stick": {stick: "carrot", "otherwise": "stick"},
                "carrot": {self.carrot: "carrot", "otherwise": "stick"},
            },
        )

    def __repr__(self) -> str:
        head = f"PenalCode({self.method}, δ = {self.discount_factor}: "
        if self.payoffs is None:
            return head + "no such equilibrium)"
        values = ", ".join(f"{p}: {shown(v)}" for p, v in self.payoffs.items())
        sign = "" if self.exact else "at least "
        first = self.first.get(self.game.players[0])
        parts = [f"{sign}{values}"]
        if self.carrot is not None and first is not None:
            odds = "" if self.chance == 1 else f" with probability {shown(self.chance)}"
            parts.append(f"stick {first[0]}, then carrot {self.carrot[0]}{odds}")
        return head + "; ".join(parts) + ")"

    def _repr_html_(self) -> str:
        from lilliput.games.display.repeated import penal_code

        return penal_code(self)


def optimal_penal_code(
    game: NormalFormGame,
    discount_factor: Any,
    *,
    method: Literal["auto", "symmetric", "stick-and-carrot", "self-generation"] = "auto",
) -> PenalCode:
    """Return the harshest punishments that are subgame perfect equilibria at a discount factor.

    Parameters
    ----------
    game
        The stage game; floats count as the decimals that they print as.
    discount_factor
        δ in [0, 1).
    method
        - ``"symmetric"``: a symmetric game; pure strategies that treat all players alike after
          every history, with public randomisation; the least value of all these;
        - ``"stick-and-carrot"``: a symmetric game; once a stick, then a carrot for ever, without
          randomisation; the least value of all pairs;
        - ``"self-generation"``: two players; all pure strategies, with public randomisation, from
          the set of `equilibrium_payoff_set`;
        - ``"auto"``: the last for two players, else the first.

    Returns
    -------
    PenalCode
        Payoffs, and how the punishment begins.

    Raises
    ------
    InvalidArgumentError
        A discount factor outside [0, 1).
    InvalidGameError
        A game that is not symmetric, or has not two players, where the method needs it.
    UnknownNameError
        Another word for `method`.
    UnsupportedNumberError
        Symbolic payoffs.

    References
    ----------
    Abreu, D. (1986). Extremal equilibria of oligopolistic supergames. Journal of Economic Theory
    39:191–225. doi:10.1016/0022-0531(86)90025-6
    Abreu, D. (1988). On the theory of infinitely repeated games with discounting. Econometrica
    56:383–396. doi:10.2307/1911077

    Examples
    --------
    >>> from lilliput.games import cournot
    >>> market = cournot(range(7))
    >>> optimal_penal_code(market, 0.5, method="symmetric")
    PenalCode(symmetric, δ = 1/2: 1: 9, 2: 9; stick 6, then carrot 3)
    """
    index_of(_METHODS, method, argument="method")
    require_numbers(game)
    delta = check_discount_factor(discount_factor)
    if method == "self-generation" or (method == "auto" and game.n == 2):
        return _by_self_generation(game, delta)
    table = symmetric_table(game.to_exact())
    if method == "stick-and-carrot":
        return _two_phases(game, delta, table)
    return _symmetric(game, delta, table)


def _symmetric(
    game: NormalFormGame, delta: Fraction, table: list[tuple[Fraction, Fraction | None]]
) -> PenalCode:
    values = [u for u, _ in table]
    gains = [Fraction(0) if d is None else max(d - u, Fraction(0)) for u, d in table]
    floors = [u + g for u, g in zip(values, gains, strict=True)]
    rate = delta / (1 - delta)
    left = list(range(len(table)))
    while left:
        carrot = max(left, key=lambda k: (values[k], -gains[k]))
        stick = min(left, key=lambda k: (floors[k], gains[k]))
        reach = rate * (values[carrot] - floors[stick])
        kept = [k for k in left if gains[k] <= reach]
        if kept == left:
            spread = values[carrot] - floors[stick]
            chance = gains[stick] / rate / spread if spread and rate else Fraction(0)
            promise = floors[stick] + chance * spread
            return _code(game, delta, "symmetric", (stick, carrot), floors[stick], promise, chance)
        left = kept
    return _none(game, delta, "symmetric")


def _two_phases(
    game: NormalFormGame, delta: Fraction, table: list[tuple[Fraction, Fraction | None]]
) -> PenalCode:
    best: tuple[Fraction, int, int] | None = None
    for b, c in product(range(len(table)), repeat=2):
        rise = delta * (table[c][0] - table[b][0])
        bearable = all(d is None or d - u <= rise for u, d in (table[b], table[c]))
        value = table[b][0] + rise
        if bearable and (best is None or value < best[0]):
            best = value, b, c
    if best is None:
        return _none(game, delta, "stick-and-carrot")
    value, b, c = best
    return _code(game, delta, "stick-and-carrot", (b, c), value, table[c][0], Fraction(1))


def _code(
    game: NormalFormGame,
    delta: Fraction,
    method: Method,
    code: tuple[int, int],
    value: Fraction,
    promise: Fraction,
    chance: Fraction,
) -> PenalCode:
    stick, carrot = (profile_names(game, (k,) * game.n) for k in code)
    return PenalCode(
        game,
        delta,
        method,
        _series(game, [value] * game.n),
        MappingProxyType(dict.fromkeys(game.players, stick)),
        MappingProxyType(dict.fromkeys(game.players, _series(game, [promise] * game.n))),
        carrot,
        one_number(game, chance),
        True,
    )


def _none(game: NormalFormGame, delta: Fraction, method: Method) -> PenalCode:
    empty: Mapping[str, Any] = MappingProxyType({})
    return PenalCode(game, delta, method, None, empty, empty, None, None, True)


def _by_self_generation(game: NormalFormGame, delta: Fraction) -> PenalCode:
    moves = moves_of(game)
    found = enclosure(moves, delta, _ITERATIONS)
    if not found.outer:
        return _none(game, delta, "self-generation")
    first, continuation = {}, {}
    for i, player in enumerate(game.players):
        start = _first(found, moves, delta, i)
        if start is not None:
            first[player] = profile_names(game, start[0].profile)
            continuation[player] = _series(game, list(start[1]))
    return PenalCode(
        game,
        delta,
        "self-generation",
        _series(game, list(found.threats)),
        MappingProxyType(first),
        MappingProxyType(continuation),
        None,
        None,
        found.exact,
    )


def _first(
    found: Enclosure, moves: list[Move], delta: Fraction, player: int
) -> tuple[Move, Point] | None:
    """Return a profile and a continuation in the inner set that give a player its least payoff."""
    if not found.inner:
        return None
    least = (min(v[0] for v in found.inner), min(v[1] for v in found.inner))
    for v in sorted(found.inner, key=lambda v: v[player]):
        for move in moves:
            if delta == 0:
                if move.payoffs == v and not any(move.gains):
                    return move, v
                continue
            w = (
                (v[0] - (1 - delta) * move.payoffs[0]) / delta,
                (v[1] - (1 - delta) * move.payoffs[1]) / delta,
            )
            rate = (1 - delta) / delta
            credible = all(w[k] >= least[k] + rate * move.gains[k] for k in (0, 1))
            if credible and in_polygon(found.inner, w):
                return move, w
        return None
    return None


def _series(game: NormalFormGame, values: list[Fraction]) -> pd.Series:
    index = pd.Index(game.players, name="player")
    return pd.Series(in_kind(game, values), index, name="payoff")
