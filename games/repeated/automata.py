"""Strategies of a repeated game as finite automata, and whether they are subgame perfect.

In each state every player has a pure strategy to play; what all play leads to the next state. Such
a strategy profile is subgame perfect iff in no state that play can reach a player gains by
deviating once and returning to it (the one-shot deviation principle; Abreu 1988).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod
from types import MappingProxyType
from typing import Any, final

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import object_array, to_float
from lilliput.games.checks import check_names, index_of
from lilliput.games.dominance.tables import one_number, shown
from lilliput.games.errors import InvalidArgumentError, InvalidGameError, ProblemTooLargeError
from lilliput.games.findings import Finding
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.normal_form.required import require_numbers
from lilliput.games.repeated.discounting import check_discount_factor
from lilliput.games.repeated.paths import Cell, PureProfile, profile_cell, profile_names

__all__ = [
    "Automaton",
    "Machine",
    "grim_trigger",
    "is_subgame_perfect",
    "machine",
    "orbit",
    "tit_for_tat",
]

_MOST_MOVES = 1_000_000

Transition = Callable[[tuple[str, ...]], str] | Mapping[Any, str]


@final
@dataclass(frozen=True, eq=False, repr=False, init=False)
class Automaton:
    """A strategy profile of a repeated game with finitely many states.

    Parameters
    ----------
    actions
        State to the pure profile that is played in it, by player or in the order of the players.
    transitions
        State to the next one: a mapping from profiles (tuples of strategies in the order of the
        players) to states, with ``"otherwise"`` for all profiles that it leaves out; or a function
        of the profile.
    initial
        The first state; by default the first one in `actions`.

    Examples
    --------
    >>> Automaton(
    ...     {"friendly": ["C", "C"], "hostile": ["D", "D"]},
    ...     {
    ...         "friendly": {("C", "C"): "friendly", "otherwise": "hostile"},
    ...         "hostile": {"otherwise": "hostile"},
    ...     },
    ... )
    Automaton(2 states: friendly, hostile; starts in friendly)
    """

    actions: Mapping[str, Any]
    transitions: Mapping[str, Transition]
    initial: str

    def __init__(
        self,
        actions: Mapping[str, PureProfile],
        transitions: Mapping[str, Transition],
        initial: str | None = None,
    ) -> None:
        states = check_names(actions, argument="actions: states")
        for state in transitions:
            index_of(states, state, argument="transitions: state")
        missing = [state for state in states if state not in transitions]
        if missing:
            raise InvalidArgumentError(f"transitions must cover every state, missing {missing[0]}")
        for state, rule in transitions.items():
            if isinstance(rule, Mapping):
                for target in rule.values():
                    index_of(states, target, argument=f"transitions of {state}: state")
            elif not callable(rule):
                raise InvalidArgumentError(
                    f"transitions of {state} must be a mapping or a function, got {rule!r}"
                )
        start = states[0] if initial is None else initial
        index_of(states, start, argument="initial")
        object.__setattr__(self, "actions", MappingProxyType(dict(actions)))
        object.__setattr__(self, "transitions", MappingProxyType(dict(transitions)))
        object.__setattr__(self, "initial", start)

    @property
    def states(self) -> tuple[str, ...]:
        """The states, in order."""
        return tuple(self.actions)

    def next_state(self, state: str, profile: tuple[str, ...]) -> str:
        """Return the state that follows when a profile was played in a state."""
        index_of(self.states, state, argument="state")
        rule = self.transitions[state]
        if callable(rule):
            target: Any = rule(profile)
            index_of(self.states, target, argument=f"transitions of {state} at {profile}: state")
            return str(target)
        found = rule.get(profile, rule.get("otherwise"))
        if found is None:
            raise InvalidArgumentError(
                f"transitions of {state} must say what follows {profile}; add it, or 'otherwise'"
            )
        return found

    def __repr__(self) -> str:
        many = f"{len(self.states)} state{'s' if len(self.states) != 1 else ''}"
        shown_states = ", ".join(self.states[:8]) + (", …" if len(self.states) > 8 else "")
        return f"Automaton({many}: {shown_states}; starts in {self.initial})"

    def _repr_html_(self) -> str:
        from lilliput.games.display.repeated import automaton

        return automaton(self)

    def __reduce__(self) -> tuple[type, tuple[Any, ...]]:
        return type(self), (dict(self.actions), dict(self.transitions), self.initial)


@final
@dataclass(frozen=True)
class Machine:
    """The states of an automaton that play can reach, with tables for a game.

    Parameters
    ----------
    states
        Their names, the initial one first.
    played
        The profile that is played in each, as positions.
    following
        For each the next state (a position) by profile, in the order of the payoff tensor.
    """

    states: tuple[str, ...]
    played: tuple[Cell, ...]
    following: tuple[Any, ...]


def machine(game: NormalFormGame, automaton: Automaton) -> Machine:
    """Return the states that some sequence of profiles leads to, with their tables.

    Raises
    ------
    ProblemTooLargeError
        More than a million pairs of states and profiles.
    """
    if not isinstance(automaton, Automaton):
        raise InvalidArgumentError(f"automaton must be an Automaton, got {automaton!r}")
    profiles = prod(game.shape)
    if profiles * len(automaton.states) > _MOST_MOVES:
        raise ProblemTooLargeError(
            f"automaton: {len(automaton.states):,} states times {profiles:,} profiles are more "
            f"than {_MOST_MOVES:,}; restrict the game's strategies"
        )
    played = {
        state: profile_cell(game, profile, argument=f"actions of {state}")
        for state, profile in automaton.actions.items()
    }
    for state, rule in automaton.transitions.items():
        if isinstance(rule, Mapping):
            for profile in rule:
                if profile != "otherwise":
                    profile_cell(game, profile, argument=f"transitions of {state}")
    order = [automaton.initial]
    tables = []
    for state in order:  # grows while it is walked
        row = [automaton.next_state(state, cell) for cell in product(*game.strategies)]
        order.extend(dict.fromkeys(target for target in row if target not in order))
        tables.append(row)
    place = {state: k for k, state in enumerate(order)}
    following = tuple(np.array([place[t] for t in row]).reshape(game.shape) for row in tables)
    return Machine(tuple(order), tuple(played[state] for state in order), following)


def is_subgame_perfect(game: NormalFormGame, automaton: Automaton, discount_factor: Any) -> Finding:
    """Whether an automaton is a subgame perfect equilibrium of the discounted repeated game.

    Parameters
    ----------
    game
        The stage game, with numeric payoffs; floats count as the decimals that they print as.
    automaton
        What is played in each state, and what follows.
    discount_factor
        δ in [0, 1), exact likewise.

    Returns
    -------
    Finding
        If it fails, the witness names the `state`, the `player`, the `deviation`, the average
        payoffs from `following` the automaton and from `deviating` once, and the `gain`. If it
        holds, the witness gives `values` (state by player) and the least `slack` of a deviation
        (None if nobody has a choice).

    Raises
    ------
    InvalidArgumentError
        A discount factor outside [0, 1), or a transition that is missing.
    UnknownNameError
        Players, strategies or states that do not exist.

    References
    ----------
    Abreu, D. (1988). On the theory of infinitely repeated games with discounting. Econometrica
    56:383–396. doi:10.2307/1911077

    Examples
    --------
    >>> dilemma = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    >>> bool(is_subgame_perfect(dilemma, grim_trigger(dilemma, ["1", "1"], ["2", "2"]), 0.5))
    True
    >>> is_subgame_perfect(dilemma, tit_for_tat(dilemma, "1", "2"), 0.9)
    Finding(subgame perfect: fails; in state 2, 2 row gains 1.36842 by 1)
    """
    require_numbers(game)
    delta = check_discount_factor(discount_factor)
    states = machine(game, automaton)
    payoffs = game.to_exact().payoffs
    values = _values(payoffs, states, delta)
    least: Fraction | None = None
    for k, cell in enumerate(states.played):
        for i in range(game.n):
            for b in range(game.shape[i]):
                if b == cell[i]:
                    continue
                other = (*cell[:i], b, *cell[i + 1 :])
                after = int(states.following[k][other])
                deviating = (1 - delta) * payoffs[(i, *other)] + delta * values[after][i]
                slack = values[k][i] - deviating
                if slack < 0 and (least is None or slack < least):
                    worst = (k, i, b, deviating)
                least = slack if least is None else min(least, slack)
    if least is not None and least < 0:
        return _failure(game, states, values, worst)
    flat = object_array([x for row in values for x in row], (len(values), game.n))
    table = flat if game.kind != "float" else to_float(flat, argument="values")
    frame = pd.DataFrame(table, list(states.states), list(game.players)).rename_axis("state")
    smallest = None if least is None else one_number(game, least)
    return Finding("subgame perfect", True, "", {"values": frame, "slack": smallest})


def _failure(
    game: NormalFormGame,
    states: Machine,
    values: list[list[Fraction]],
    worst: tuple[int, int, int, Fraction],
) -> Finding:
    k, i, b, deviating = worst
    gain = one_number(game, deviating - values[k][i])
    name = game.strategies[i][b]
    return Finding(
        "subgame perfect",
        False,
        f"in state {states.states[k]} {game.players[i]} gains {shown(gain)} by {name}",
        {
            "state": states.states[k],
            "player": game.players[i],
            "deviation": name,
            "following": one_number(game, values[k][i]),
            "deviating": one_number(game, deviating),
            "gain": gain,
        },
    )


def orbit(states: Machine, start: int) -> tuple[list[int], list[int]]:
    """Return the states that play runs through from a start: first once, then in a cycle."""
    seen: dict[int, int] = {}
    k = start
    while k not in seen:
        seen[k] = len(seen)
        k = int(states.following[k][states.played[k]])
    order = list(seen)
    return order[: seen[k]], order[seen[k] :]


def _values(payoffs: Any, states: Machine, delta: Fraction) -> list[list[Fraction]]:
    """Return each state's average payoffs, following each state to its cycle once."""
    n = len(payoffs)
    known: dict[int, list[Fraction]] = {}
    for start in range(len(states.states)):
        if start in known:
            continue
        prefix, cycle = orbit(states, start)
        if cycle[0] not in known:
            for i in range(n):
                total = Fraction(0)
                for k in reversed(cycle):
                    total = payoffs[(i, *states.played[k])] + delta * total
                value = (1 - delta) * total / (1 - delta ** len(cycle))
                known.setdefault(cycle[0], []).append(value)
        for k in [*reversed(cycle[1:]), *reversed(prefix)]:
            after = known[int(states.following[k][states.played[k]])]
            known[k] = [
                (1 - delta) * payoffs[(i, *states.played[k])] + delta * after[i] for i in range(n)
            ]
    return [known[k] for k in range(len(states.states))]


def grim_trigger(game: NormalFormGame, profile: PureProfile, reversion: PureProfile) -> Automaton:
    """Return the strategies: play a profile until anyone deviates from it, then another for ever.

    Parameters
    ----------
    game
        The stage game.
    profile
        What is played as long as everyone keeps to it.
    reversion
        What is played ever after; a Nash equilibrium of the stage game if it is to be credible.

    References
    ----------
    Friedman, J. W. (1971). A non-cooperative equilibrium for supergames. Review of Economic Studies
    38:1–12. doi:10.2307/2296617

    Examples
    --------
    >>> game = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    >>> grim_trigger(game, ["1", "1"], ["2", "2"])
    Automaton(2 states: path, punishment; starts in path)
    """
    kept, after = (
        profile_names(game, profile_cell(game, given, argument=argument))
        for argument, given in (("profile", profile), ("reversion", reversion))
    )
    rules: dict[str, Transition] = {
        "path": {kept: "path", "otherwise": "punishment"},
        "punishment": {"otherwise": "punishment"},
    }
    return Automaton({"path": kept, "punishment": after}, rules)


def tit_for_tat(game: NormalFormGame, cooperate: str, defect: str) -> Automaton:
    """Return tit for tat of two players: cooperate at first, then do what the other did last.

    Parameters
    ----------
    game
        A game of two players who both have strategies of these two names. Any other strategy counts
        as `defect`.
    cooperate, defect
        Names of strategies.

    Examples
    --------
    >>> game = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    >>> tit_for_tat(game, "1", "2").states
    ('1, 1', '1, 2', '2, 1', '2, 2')
    """
    if game.n != 2:
        raise InvalidGameError(f"tit_for_tat is for two players, the game has {game.n}")
    for player, own in zip(game.players, game.strategies, strict=True):
        for argument, name in (("cooperate", cooperate), ("defect", defect)):
            index_of(own, name, argument=f"{argument}: strategy of {player}")
    if cooperate == defect:
        raise InvalidArgumentError(f"cooperate and defect must differ, got {defect!r} twice")
    rule: dict[Any, str] = {}
    for played in product(*game.strategies):
        mine, yours = (cooperate if name == cooperate else defect for name in played)
        rule[played] = f"{yours}, {mine}"
    pairs = product((cooperate, defect), repeat=2)
    actions = {f"{a}, {b}": (a, b) for a, b in pairs}
    return Automaton(actions, dict.fromkeys(actions, rule))
