"""How patient a player must be to keep a promise when chance moves too, exactly.

A strategy profile, seen by one player, is a Markov chain: in each state the player gets a payoff
and the next state is drawn. At some states it could deviate once. With average payoffs
V = (1−δ)(I − δP)⁻¹u, a deviation with payoff d that leads on by the row p does not pay iff
V_s ≥ (1−δ) d + δ p·V. Times det(I − δP) > 0 that is a polynomial in δ, whose roots are exact.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, final

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, as_printed, is_symbolic, kind_of, number_array
from lilliput.games.checks import check_names, index_of
from lilliput.games.errors import InvalidArgumentError, UnsupportedNumberError
from lilliput.games.repeated.discounting import (
    check_discount_factor,
    not_negative,
    polynomial,
    root_number,
)

__all__ = ["ChancePlay", "keeping_worth", "least_patience"]


@final
@dataclass(frozen=True, eq=False)
class ChancePlay:
    """What one player meets when all keep to their strategies and chance moves between states.

    All numbers may be expressions; of probabilities it is then asked only that they sum to 1 and
    that none is known to be negative.

    Parameters
    ----------
    payoffs
        State to the player's payoff of the period, as long as all keep to their strategies.
    transitions
        State to the probabilities of the next state, by state; those left out are 0.
    deviations
        State to (payoff of the period, probabilities of the next state) of deviating in it once.

    Examples
    --------
    A promise that earns 2 a period, or 3 in the period in which it is broken and nothing after; it
    survives a period with probability 9/10:

    >>> play = ChancePlay(
    ...     payoffs={"kept": 2, "ended": 0},
    ...     transitions={
    ...         "kept": {"kept": Fraction(9, 10), "ended": Fraction(1, 10)},
    ...         "ended": {"ended": 1},
    ...     },
    ...     deviations={"kept": (3, {"ended": 1})},
    ... )
    >>> least_patience(play)
    Fraction(10, 27)
    """

    payoffs: Mapping[str, Any]
    transitions: Mapping[str, Mapping[str, Any]]
    deviations: Mapping[str, tuple[Any, Mapping[str, Any]]]

    def __post_init__(self) -> None:
        states = check_names(self.payoffs, argument="payoffs: states")
        for state in states:
            if state not in self.transitions:
                raise InvalidArgumentError(f"transitions must cover every state, missing {state}")
        for argument, given in (("transitions", self.transitions), ("deviations", self.deviations)):
            for state in given:
                index_of(states, state, argument=f"{argument}: state")
        rows = [(f"transitions of {state}", row) for state, row in self.transitions.items()]
        rows += [(f"deviations in {state}", row) for state, (_, row) in self.deviations.items()]
        for argument, row in rows:
            for state in row:
                index_of(states, state, argument=f"{argument}: state")
            if not _are_probabilities(list(row.values())):
                raise InvalidArgumentError(
                    f"{argument} must be probabilities that sum to 1, got {dict(row)}"
                )

    @property
    def states(self) -> tuple[str, ...]:
        """The states, in order."""
        return tuple(self.payoffs)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a state: payoff, payoff of deviating, probabilities of the next state."""
        rows = {
            state: {
                "payoff": self.payoffs[state],
                "if it deviates": self.deviations.get(state, (None,))[0],
                **{f"to {other}": self.transitions[state].get(other, 0) for other in self.states},
            }
            for state in self.states
        }
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("state")

    def _repr_html_(self) -> str:
        return self.to_frame().to_html()


def keeping_worth(play: ChancePlay, discount_factor: Any) -> pd.Series:
    """Return by how much keeping to the strategy is better than to deviate once, state by state.

    Parameters
    ----------
    play
        A player's payoffs, and how chance moves; floats count as the decimals that they print as.
    discount_factor
        δ in [0, 1), or an expression.

    Returns
    -------
    pandas.Series
        State in which the player could deviate to V_s − (1−δ)d − δ p·V, average payoffs a period:
        Fractions, or sympy expressions if δ or a number of the play is one.

    Examples
    --------
    >>> from sympy import symbols
    >>> s, c, delta = symbols("s c delta", positive=True)
    >>> play = ChancePlay(
    ...     payoffs={"kept": s, "ended": 0},
    ...     transitions={"kept": {"kept": 1}, "ended": {"ended": 1}},
    ...     deviations={"kept": (s + c, {"ended": 1})},
    ... )
    >>> keeping_worth(play, delta).iloc[0].factor()
    c*delta - c + delta*s
    """
    determinant, conditions, _ = _conditions(play)
    delta = discount_factor
    if not is_symbolic(delta):
        delta = check_discount_factor(delta)
    found = {}
    for state, condition in conditions.items():
        worth = (1 - delta) * _at(condition, delta) / _at(determinant, delta)
        found[state] = worth.cancel() if is_symbolic(worth) else worth
    return pd.Series(found, name="worth", dtype=object).rename_axis("state")


def least_patience(play: ChancePlay) -> Any:
    """Return the least discount factor at which no deviation pays; 1 where none below 1 does.

    Parameters
    ----------
    play
        A player's payoffs, and how chance moves; floats count as the decimals that they print as.

    Returns
    -------
    Fraction, sympy number or float
        δ*, exact if all numbers of the play are; a float if one of them is. With symbols a formula
        with the conditions for 0, for a value between and for 1.

    Raises
    ------
    UnsupportedNumberError
        Symbols in a play where a deviation stops to pay at a root of degree 2 or more.

    Examples
    --------
    Help that costs 1 when it is asked, every other period on average, and is worth 3:

    >>> play = ChancePlay(
    ...     payoffs={"asked": -1, "helped": 3, "alone": 0},
    ...     transitions={
    ...         "asked": {"asked": Fraction(1, 2), "helped": Fraction(1, 2)},
    ...         "helped": {"asked": Fraction(1, 2), "helped": Fraction(1, 2)},
    ...         "alone": {"alone": 1},
    ...     },
    ...     deviations={"asked": (0, {"alone": 1})},
    ... )
    >>> least_patience(play)
    Fraction(1, 2)
    """
    determinant, conditions, exact = _conditions(play)
    if any(is_symbolic(c) for terms in (determinant, *conditions.values()) for c in terms):
        return _formula(determinant, conditions)
    found = not_negative([polynomial(terms) for terms in conditions.values()])
    if not found:
        return Fraction(1) if exact else 1.0
    return root_number(found[0].low, exact=exact)


def _conditions(play: ChancePlay) -> tuple[list[Any], dict[str, list[Any]], bool]:
    """Return det(I − δP), by state what must not be negative, and whether all numbers are exact.

    Both are polynomials in δ, the constant term first; what must not be negative is the gain of
    keeping to the strategy times det(I − δP)/(1 − δ), which is positive.
    """
    numbers, exact = _numbers(play)
    size = len(play.states)
    rows = [numbers.get(("transitions", state)) for state in play.states]
    matrix = np.array(rows, dtype=object).reshape(size, size)
    determinant, values = _values(matrix, np.array(numbers["payoffs", ""], dtype=object))
    conditions = {}
    for state in play.deviations:
        paid, *chances = numbers["deviations", state]
        after = [sum(p * v[k] for p, v in zip(chances, values, strict=True)) for k in range(size)]
        kept = values[play.states.index(state)]
        terms = [
            (kept[k] if k < size else 0) - determinant[k] * paid - (after[k - 1] if k else 0)
            for k in range(size + 1)
        ]
        conditions[state] = [t.expand() if is_symbolic(t) else t for t in terms]
    return determinant, conditions, exact


def _values(matrix: Array, payoffs: Array) -> tuple[list[Any], list[list[Any]]]:
    """Return det(I − δP) and adj(I − δP)u as polynomials in δ, by the Faddeev–LeVerrier method."""
    size = len(payoffs)
    identity = np.array([[Fraction(int(i == j)) for j in range(size)] for i in range(size)])
    power, determinant, columns = identity, [Fraction(1)], []
    for k in range(1, size + 1):
        columns.append(power @ payoffs)
        product = matrix @ power
        determinant.append(-sum(product.diagonal(), Fraction(0)) * Fraction(1, k))
        power = product + determinant[-1] * identity
    return determinant, [list(row) for row in np.array(columns, dtype=object).T]


def _formula(determinant: list[Any], conditions: Mapping[str, list[Any]]) -> Any:
    """Return δ* for conditions that are linear in δ, up to factors that are positive on [0, 1)."""
    import sympy

    delta = sympy.Dummy("delta", nonnegative=True)
    positive = sympy.cancel(_at(determinant, delta))
    starts, lines = [], []
    for state, terms in conditions.items():
        line = _without_positive(sympy.factor(_at(terms, delta)), positive, delta)
        if line.degree() > 1:
            raise UnsupportedNumberError(
                f"play must hold numbers, or a deviation in {state} must stop to pay at a single "
                f"patience; with symbols it does at a root of degree {line.degree()}"
            )
        slope, now = line.coeff_monomial(delta), line.coeff_monomial(1)
        late = sympy.factor(slope + now)
        turn = sympy.factor(-now / slope) if slope != 0 else sympy.Integer(1)
        starts.append(sympy.Piecewise((0, now >= 0), (turn, late > 0), (1, True)))
        lines.append(now + slope * delta)
    start = sympy.Max(0, *starts)
    if len(lines) < 2:
        return start if not starts else starts[0]
    kept = sympy.And(start < 1, *(line.subs(delta, start) >= 0 for line in lines))
    return sympy.Piecewise((start, kept), (1, True))


def _without_positive(expression: Any, determinant: Any, delta: Any) -> Any:
    """Return a polynomial without its factors in δ that also divide det(I − δP).

    Those are 1 at δ = 0, up to a constant, and without roots in [0, 1).
    """
    import sympy

    constant, factors = sympy.factor_list(expression, delta)
    rest = sympy.Poly(constant, delta)
    for factor, power in factors:
        own = sympy.Poly(factor, delta)
        if own.degree() and sympy.simplify(sympy.rem(determinant, factor, delta)) == 0:
            rest = rest * sympy.simplify(own.eval(0)) ** power
        else:
            rest = rest * own**power
    return rest


def _at(terms: Sequence[Any], delta: Any) -> Any:
    return sum(term * delta**k for k, term in enumerate(terms))


def _are_probabilities(chances: list[Any]) -> bool:
    if not any(map(is_symbolic, chances)):
        return abs(sum(chances) - 1) <= 1e-12 and min(chances) >= 0
    import sympy

    exact = [_as_symbol(chance) for chance in chances]
    return sympy.simplify(sum(exact) - 1) == 0 and not any(p.is_negative for p in exact)


def _numbers(play: ChancePlay) -> tuple[dict[tuple[str, str], list[Any]], bool]:
    """Return the numbers of a play as Fractions, or as expressions where one of them is.

    The probability that is given last makes those of its row sum to 1.
    """
    given: dict[tuple[str, str], list[Any]] = {("payoffs", ""): list(play.payoffs.values())}
    last = {}
    for argument, rows in (
        ("transitions", {s: (None, play.transitions[s]) for s in play.states}),
        ("deviations", play.deviations),
    ):
        for state, (paid, row) in rows.items():
            chances = [row.get(other, 0) for other in play.states]
            key = (argument, state)
            given[key] = chances if argument == "transitions" else [paid, *chances]
            last[key] = play.states.index(list(row)[-1]) - len(play.states)
    arrays = {
        key: number_array(values, argument="play", integers="fraction")
        for key, values in given.items()
    }
    kinds = set(map(kind_of, arrays.values()))
    if "symbolic" in kinds:
        return {key: list(map(_as_symbol, values)) for key, values in given.items()}, True
    found = {key: list(as_printed(array)) for key, array in arrays.items()}
    for key, place in last.items():
        found[key][place] += 1 - sum(found[key][-len(play.states) :], Fraction(0))
    return found, kinds <= {"fraction"}


def _as_symbol(value: Any) -> Any:
    """Return a number or an expression for sympy, floats as the decimals that they print as."""
    import sympy

    found = sympy.sympify(value)
    return found.xreplace({x: sympy.Rational(repr(float(x))) for x in found.atoms(sympy.Float)})
