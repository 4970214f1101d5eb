"""Critical discount factors as formulas, for payoffs with symbols and one profile for ever."""

from collections.abc import Mapping
from numbers import Number
from typing import Any

import pandas as pd

from lilliput.games.arithmetic import is_symbolic, maximum, number_array
from lilliput.games.checks import vector_by_name
from lilliput.games.errors import InvalidArgumentError, UnsupportedNumberError
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.repeated.automata import Automaton
from lilliput.games.repeated.critical import CriticalDiscountFactor
from lilliput.games.repeated.paths import Cell, cells, path_of, profile_cell

__all__ = ["symbolic_critical"]


def symbolic_critical(game: NormalFormGame, path: Any, punishment: Any) -> CriticalDiscountFactor:
    """Return δ* = max over players of (d − c)/(d − p) with the conditions under which it is right.

    Examples
    --------
    >>> from sympy import symbols
    >>> c, d = symbols("c d", positive=True)
    >>> game = NormalFormGame.from_bimatrix([[c, -1], [c + d, 0]], [[c, c + d], [-1, 0]])
    >>> symbolic_critical(game, ["1", "1"], ["2", "2"])
    CriticalDiscountFactor(d/(c + d); reversion to a given Nash equilibrium)
    """
    import sympy

    if isinstance(path, Automaton):
        raise UnsupportedNumberError("payoffs must be numbers for an Automaton, got expressions")
    route = path_of(path)
    prefix, cycle = cells(game, route)
    if prefix or len(set(cycle)) > 1:
        raise UnsupportedNumberError(
            "payoffs must be numbers on a path of several profiles, got expressions; substitute "
            "values, or ask for a single profile"
        )
    threats, conditions, words = _threats(game, punishment)
    ratios = []
    for i in range(game.n):
        paid = game.payoffs[(i, *cycle[0])]
        others = _others(game, i, cycle[0])
        if not others:
            continue
        best = maximum(others)
        conditions += [best >= paid, paid > threats[i]]
        ratios.append(sympy.simplify((best - paid) / (best - threats[i])))
    value = sympy.Max(*dict.fromkeys(ratios)) if ratios else sympy.Integer(0)
    kept = []
    for relation in dict.fromkeys(conditions):
        settled = sympy.simplify(relation)
        if settled == sympy.false:
            raise InvalidArgumentError(
                f"path: {relation} fails for all values of the symbols, so no formula holds"
            )
        if settled != sympy.true:
            kept.append(settled)
    empty = pd.Series([], pd.MultiIndex.from_arrays([[], []], names=["place", "player"]))
    spans = ((value, sympy.Integer(1)),)
    return CriticalDiscountFactor(
        game, route, words, value, spans, value, empty, None, "", tuple(dict.fromkeys(kept))
    )


def _others(game: NormalFormGame, player: int, cell: Cell) -> list[Any]:
    return [
        game.payoffs[(player, *cell[:player], k, *cell[player + 1 :])]
        for k in range(game.shape[player])
        if k != cell[player]
    ]


def _threats(game: NormalFormGame, punishment: Any) -> tuple[list[Any], list[Any], str]:
    """Return payoffs under punishment, and the conditions that make it a Nash equilibrium."""
    import sympy

    if isinstance(punishment, str):
        raise UnsupportedNumberError(
            f"punishment {punishment!r} needs numeric payoffs, got expressions; give a pure Nash "
            "equilibrium or payoffs by player"
        )
    if isinstance(punishment, (Mapping, pd.Series)) and all(
        isinstance(value, Number) or is_symbolic(value) for _, value in punishment.items()
    ):
        given = vector_by_name(punishment, game.players, argument="punishment", integers="fraction")
        return [sympy.sympify(value) for value in given], [], "given payoffs"
    cell = profile_cell(game, punishment, argument="punishment")
    values = number_array([game.payoffs[(i, *cell)] for i in range(game.n)], argument="punishment")
    conditions = [values[i] >= other for i in range(game.n) for other in _others(game, i, cell)]
    return list(values), conditions, "reversion to a given Nash equilibrium"
