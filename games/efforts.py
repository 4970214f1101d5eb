"""Games of continuous efforts among groups of alike players, solved by their best responses.

A member of group g who chooses e gets u_g(e, x_1, …, x_G) where all others of group h choose x_h.
An equilibrium in which the members of a group do the same solves ∂u_g/∂e = 0 at e = x_g for every
group, or x_g = 0 where the first effort does not pay. The conditions are derived from the payoffs,
solved one inside the other, and the answer is checked against deviations over the whole range.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from math import exp, log
from types import MappingProxyType
from typing import Any, final

import numpy as np
import pandas as pd

from lilliput.games.errors import InvalidGameError, SolverError

__all__ = ["EffortEquilibrium", "EffortGame", "effort_equilibrium"]

_SMALLEST = 1e-40  # of a limit: less is no effort
_LARGEST = 1 - 1e-13
_LEAST_LIMIT = 1e-60  # products of efforts below it are no floats
_DEVIATIONS = 400
_GAIN = 1e-9  # of the range of payoffs: what a deviation may seem to gain by rounding

Compiled = tuple[tuple[Callable[..., Any], ...], tuple[Callable[..., Any], ...]]


@final
@dataclass(frozen=True, eq=False, repr=False)
class EffortGame:
    """A game in which each player chooses an effort from 0 to a limit.

    Parameters
    ----------
    payoffs
        Group to the payoff of one of its members, a text that sympy reads, in ``own`` (its own
        effort), the names of the groups (the effort of every other member) and of `values`.
        Strictly quasi-concave in ``own``.
    limits
        Group to the largest effort of a member.
    values
        The numbers in the payoffs.

    Examples
    --------
    >>> game = EffortGame({"row": "own/(own + col) - own", "col": "own/(own + row) - own"},
    ...                   {"row": 1, "col": 1})
    >>> effort_equilibrium(game).efforts.round(6).to_dict()
    {'row': 0.25, 'col': 0.25}
    """

    payoffs: Mapping[str, str]
    limits: Mapping[str, float]
    values: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.payoffs or set(self.payoffs) != set(self.limits):
            raise InvalidGameError(
                "payoffs and limits must have the same groups, at least one, got "
                f"{sorted(self.payoffs)} and {sorted(self.limits)}"
            )
        for group, limit in self.limits.items():
            if not _LEAST_LIMIT <= limit < float("inf"):
                raise InvalidGameError(
                    f"limits must be positive and finite, at least {_LEAST_LIMIT:g}, got {limit} "
                    f"for {group}"
                )
        for name in ("payoffs", "limits", "values"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def __repr__(self) -> str:
        given = ", ".join(f"{name} = {value}" for name, value in self.values.items())
        payoffs = "".join(f"\n  {group}: {text}" for group, text in self.payoffs.items())
        return f"EffortGame({', '.join(self.payoffs)}; {given or 'no values'}){payoffs}"

    def _repr_html_(self) -> str:
        from lilliput.games.display.normal_form import effort_game

        return effort_game(self)


@final
@dataclass(frozen=True, eq=False, repr=False)
class EffortEquilibrium:
    """An equilibrium in which the members of a group do the same.

    Parameters
    ----------
    game
        The game.
    efforts
        By group, of each member.
    payoffs
        By group, of each member.
    regret
        The most that a member could gain by one of many other efforts.
    """

    game: EffortGame
    efforts: pd.Series
    payoffs: pd.Series
    regret: float

    def __repr__(self) -> str:
        shown = ", ".join(f"{group}: {effort:.6g}" for group, effort in self.efforts.items())
        return f"EffortEquilibrium({shown}; regret {self.regret:.2g})"

    def _repr_html_(self) -> str:
        from lilliput.games.display.solutions import effort_equilibrium

        return effort_equilibrium(self)


def effort_equilibrium(game: EffortGame) -> EffortEquilibrium:
    """Return the equilibrium in which the members of a group do the same.

    The condition of the first group is solved along the equilibria of the other groups given its
    effort, and so on; where each such condition changes sign once, the answer is the only one.

    Parameters
    ----------
    game
        A game of efforts.

    Raises
    ------
    SolverError
        A deviation pays at the solution of the first-order conditions.

    References
    ----------
    Nash, J. (1951). Non-cooperative games. Annals of Mathematics 54:286–295.

    Examples
    --------
    Three alike contestants for a prize of 1 spend 2/9 each:

    >>> rent = EffortGame({"client": "own/(own + 2*client) - own"}, {"client": 1})
    >>> effort_equilibrium(rent).efforts.round(6).to_dict()
    {'client': 0.222222}
    """
    groups = tuple(game.payoffs)
    marginals, payoffs = _compiled(tuple(game.payoffs.items()), tuple(game.values))
    numbers = [float(value) for value in game.values.values()]
    limits = [float(game.limits[group]) for group in groups]
    levels = _levels(marginals, limits, numbers, [])
    own = np.linspace(_SMALLEST, _LARGEST, _DEVIATIONS)
    reached, regret = [], 0.0
    for level, limit, payoff in zip(levels, limits, payoffs, strict=True):
        here = float(payoff(level, *levels, *numbers))
        others = np.broadcast_to(payoff(own * limit, *levels, *numbers), own.shape)
        gain = float(others.max()) - here
        if gain > _GAIN * max(1.0, float(others.max() - others.min())):
            raise SolverError(f"effort {level} of a member is no best response: {gain} to gain")
        regret = max(regret, gain)
        reached.append(here)
    index = pd.Index(groups, name="group")
    return EffortEquilibrium(
        game,
        pd.Series(levels, index, name="effort"),
        pd.Series(reached, index, name="payoff"),
        regret,
    )


def _levels(
    marginals: tuple[Callable[..., Any], ...],
    limits: list[float],
    numbers: list[float],
    known: list[float],
) -> list[float]:
    """Return the efforts of all groups, given those of the first ones."""
    from scipy.optimize import brentq

    k = len(known)
    if k == len(limits):
        return known
    marginal = marginals[k]

    def value(place: float) -> float:
        levels = _levels(marginals, limits, numbers, [*known, exp(place)])
        return float(marginal(*levels, *numbers))

    low, high = log(limits[k] * _SMALLEST), log(limits[k] * _LARGEST)
    if value(low) <= 0:
        level = 0.0
    elif value(high) >= 0:
        level = limits[k]
    else:
        level = exp(brentq(value, low, high, xtol=1e-14, rtol=1e-14))
    return _levels(marginals, limits, numbers, [*known, level])


@lru_cache(maxsize=64)
def _compiled(payoffs: tuple[tuple[str, str], ...], names: tuple[str, ...]) -> Compiled:
    """Return marginal payoffs where all of a group do the same, and the payoffs."""
    import sympy

    groups = [group for group, _ in payoffs]
    symbols = {name: sympy.Symbol(name, positive=True) for name in ("own", *groups, *names)}
    rest = [symbols[name] for name in (*groups, *names)]
    marginals, values = [], []
    for group, text in payoffs:
        payoff = sympy.sympify(text, locals=symbols)
        slope = sympy.diff(payoff, symbols["own"]).subs(symbols["own"], symbols[group])
        # Factors do not cancel where efforts are far apart, as the terms of a quotient rule do.
        marginals.append(sympy.lambdify(rest, sympy.factor(slope), "math"))
        values.append(sympy.lambdify([symbols["own"], *rest], payoff, "numpy"))
    return tuple(marginals), tuple(values)
